"""Invents small worlds of companies whose people move, share, lend and mistype what identifies them."""

from __future__ import annotations

import csv
import datetime
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
AS_OF = datetime.date(2021, 3, 1)

_PROGRAMME = """
id = "small"
title = "A small programme"
from = 2010-11-01
levels = ["Silver", "Gold"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Silver"
name = "Engineers"
kind = "people"
need = 2
any_of = ["AA-100", "AA-101", "AA-102"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Gold"
name = "Architects"
kind = "people"
need = 3
any_of = ["AA-101", "AA-103", "ROLE-1"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Gold"
name = "Consumption"
kind = "performance"
metric = "Consumption"
need = 900
source = "sample"

[[requirement]]
competency = "Data"
level = "Silver"
option = "Learning"
name = "Learning KPI"
kind = "learning"
need = 20
omlp_types = []
source = "sample"

[[requirement]]
competency = "Business"
level = "Silver"
name = "Score"
kind = "score"
need = 6
source = "sample"
  [[requirement.metric]]
  name = "Consultants"
  kind = "per_person"
  any_of = ["AA-104", "AA-105", "ASSESS-1"]
  points = 2
  max = 8
  must_score = true
  [[requirement.metric]]
  name = "Adds"
  kind = "pro_rata"
  metric = "Adds"
  full_at = 10
  max = 4
"""

_SKILLS = [
    *[
        (
            f"AA-{100 + n}",
            f"Work of kind {n}",
            "Exam",
            "exam",
            "2020-05-31" if n == 2 else "",
            f"Exam {100 + n}",
        )
        for n in range(7)
    ],
    ("ROLE-1", "Role of an architect", "Certification", "role-based", "", "The architect"),
    ("ASSESS-1", "Assessment of business", "Assessment", "assessment", "", ""),
    ("MCT", "Trainer", "Certification", "trainer", "", ""),
]


@dataclass
class World:
    """What it is made of. Each wish brings its own kind of trouble."""

    seed: int
    companies: int = 12
    people: int = 6
    rows: int = 30
    associations: bool = False
    evidence: bool = False
    other_emails: bool = False
    day_first: bool = False
    movers: float = 0.3
    #: Texts that no workbook holds, the same in several rows; tenants of which one company names the country.
    odd: bool = False

    def write(self, folder: Path) -> Path:
        """Answers the pipeline file."""
        self.random = random.Random(self.seed)
        self.folder = folder
        (folder / "inputs").mkdir(parents=True, exist_ok=True)
        self._settings()
        self._people()
        self._transcripts()
        self._report()
        self._business()
        return folder / "pipeline.toml"

    def id(self, company: int, place: int = 0) -> str:
        return f"0{10_000 + company}{place}"

    def _settings(self) -> None:
        programme = self.folder / "programme"
        programme.mkdir(exist_ok=True)
        (programme / "programme.toml").write_text(_PROGRAMME)
        head = ["code", "title", "type", "kind", "retired_on", "aliases", "source"]
        _write(programme / "skills.csv", head, [[*skill, "sample"] for skill in _SKILLS])
        for name in ("parameters.toml", "sources.csv"):
            shutil.copy(REPOSITORY / "pipelines" / name, self.folder / name)
        kinds = [
            "users",
            "transcripts",
            "memberships",
            "invoices",
            "performance",
            "partner_center_report",
        ]
        kinds += ["associations"] if self.associations else []
        text = 'name = "world"\nout = "out"\nprogrammes = ["programme"]\nparameters = "parameters.toml"\n'
        text += 'reports = ["skills", "risk", "kpi"]\n'
        for c in range(self.companies):
            text += f'\n[[company]]\nname = "Tailspin {c}"\nmpn_id = "{self.id(c)}"\nlocations = ["{self.id(c, 1)}"]\n'
            text += (
                "" if c % 4 == 0 else f"migrated_on = {'2020-10-01' if c % 3 else '2020-06-01'}\n"
            )
        for kind in kinds:
            limit = "max_reject_ratio = 0.9\n" if kind not in ("memberships", "invoices") else ""
            text += f'\n[sources.{kind}]\nfiles = ["inputs/{kind}*.csv"]\n{limit}'
        (self.folder / "pipeline.toml").write_text(text)

    def day(self, back: int) -> str:
        day = AS_OF - datetime.timedelta(days=back)
        return day.strftime("%d/%m/%Y") if self.day_first else day.isoformat()

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def _people(self) -> None:
        r = self.random
        self.humans, users, lent = [], [], []
        for n in range(self.companies * self.people):
            c = n % self.companies
            mcid = (
                ""
                if self.maybe(0.1)
                else ("00" if self.maybe(0.1) else "") + str(1_000_000 + n * 7919)
            )
            home = f"p{n}@home.example" if self.maybe(0.5) else ""
            if self.maybe(0.05):
                home = f"shared{r.randrange(3)}@home.example"
            user_id = f"U{n:05}" if self.maybe(0.6) else r.choice(["", "", "N/A"])
            human = (c, mcid, f"p{n}@tailspin{c}.example", home, user_id)
            self.humans.append(human)
            self._account(users, lent, human, c, human[2])
            if self.maybe(self.movers):
                d = r.randrange(self.companies)
                mail = human[2] if self.maybe(0.3) else f"p{n}.x@tailspin{d}.example"
                other = human[2] if self.other_emails and self.maybe(0.5) else ""
                known = mcid if self.maybe(0.85) else ""
                self._account(
                    users,
                    lent,
                    (d, known, mail, home if self.maybe(0.5) else "", ""),
                    d,
                    mail,
                    other,
                )
            if self.maybe(0.04):  # the same address again, with another MCID
                self._account(users, lent, (c, str(5_000_000 + n), *human[2:]), c, human[2])
            if mcid and self.maybe(0.05):
                lent.append(
                    [mcid, "PC", f"99{r.randrange(1000)}", "", self.day(r.randrange(900)), ""]
                )
            if mcid and self.maybe(0.08):
                lent.append(
                    [
                        mcid,
                        "PC",
                        self.id(r.randrange(self.companies)),
                        "",
                        self.day(r.randrange(900)),
                        "",
                    ]
                )
        r.shuffle(users)
        r.shuffle(lent)
        head = [
            "work_email",
            "first_name",
            "last_name",
            "mpn_id",
            "user_id",
            "mcid",
            "learn_email",
            "associated_pc",
            "associated_pmc",
            "associated_on",
            "status",
            "created_on",
            "removed_on",
            "last_sign_in_on",
            "partner_university",
            "other_emails",
        ]
        width = len(head) if self.other_emails else len(head) - 1
        half = len(users) // 2
        for name, part in (("users-1", users[:half]), ("users-2", users[half:])):
            _write(self.folder / f"inputs/{name}.csv", head[:width], [row[:width] for row in part])
        if self.associations:
            head = ["mcid", "system", "mpn_id", "work_email", "associated_on", "removed_on"]
            _write(self.folder / "inputs/associations.csv", head, lent)

    def _account(self, users, lent, human, company: int, mail: str, other: str = "") -> None:
        r = self.random
        _, mcid, _, home, user_id = human
        says = (
            ["", ""]
            if self.evidence and self.maybe(0.6)
            else [r.choice(["Yes", "Yes", "No", ""]) for _ in "ab"]
        )
        since = self.day(r.randrange(1100)) if self.maybe(0.7) else ""
        removed = self.day(r.randrange(-60, 300)) if self.maybe(0.08) else ""
        mpn_id = self.id(company, r.choice([0, 0, 1]))
        if self.maybe(0.03):
            mpn_id = r.choice(["", "777", "x1"])
        created = r.choice(["", self.day(r.randrange(900)), "soon" if self.maybe(0.1) else ""])
        shown = mail.upper() if self.maybe(0.1) else "nobody" if self.maybe(0.01) else mail
        users.append(
            [
                shown,
                self._odd("P"),
                mail.split("@")[0],
                mpn_id,
                user_id,
                mcid,
                home,
                *says,
                since,
                r.choice(["Active", "Active", "Active", "Removed"])
                if self.maybe(0.3)
                else "Active",
                created,
                removed,
                r.choice(["", self.day(r.randrange(10, 40))]),
                r.choice(["Yes", "No", ""]),
                other,
            ]
        )
        if self.maybe(0.8) and (mcid or self.maybe(0.3)):
            lent.append(
                [
                    mcid or str(8_000_000 + r.randrange(50)),
                    r.choice(["PC", "PC", "PMC"]),
                    mpn_id,
                    mail if self.maybe(0.5) else "",
                    since or self.day(r.randrange(900)),
                    removed,
                ]
            )

    def _odd(self, text: str) -> str:
        """Too long for a cell, or with a sign that XML has not."""
        if not self.odd or self.maybe(0.8):
            return text
        return self.random.choice([text + "q" * 33_000, text + "r" * 40_000, text + "\ufffe"])

    def _transcripts(self) -> None:
        r = self.random
        rows = []
        for _ in range(self.companies * self.rows):
            if rows and self.maybe(0.06):
                again = list(rows[-1 - r.randrange(min(5, len(rows)))])
                if self.maybe(0.4):
                    again[r.choice([8, 9])] = (
                        self.day(r.randrange(0, 600)) if self.maybe(0.8) else ""
                    )
                rows.append(again)
                continue
            rows.append(self._transcript())
        head = [
            "mcid",
            "learner_email",
            "work_email",
            "user_id",
            "skill_code",
            "skill_title",
            "skill_type",
            "source",
            "completed_on",
            "expires_on",
            "status",
            "mpn_id",
        ]
        width = len(head) if self.evidence else len(head) - 1
        third = len(rows) // 3
        for place, part in enumerate((rows[:third], rows[third : 2 * third], rows[2 * third :])):
            _write(
                self.folder / f"inputs/transcripts-{place}.csv",
                head[:width],
                [row[:width] for row in part],
            )

    def _transcript(self) -> list[str]:
        r = self.random
        c, mcid, mail, home, user_id = r.choice(self.humans)
        learner, work, user, x = home, "", "", r.random()
        if x < 0.06:
            mcid, learner = str(9_000_000 + r.randrange(40)), ""
        elif x < 0.16:
            mcid, learner = str(9_000_000 + r.randrange(40)), home or mail
        elif x < 0.24:
            mcid, work = "", mail
        elif x < 0.32:
            mcid, user = "", user_id or "U-none"
        elif x < 0.36:
            mcid, learner, user = (
                "",
                f"shared{r.randrange(3)}@home.example",
                r.choice(["", "U-none"]),
            )
        elif x < 0.40:
            learner = f"else{r.randrange(20)}@home.example"
        elif x < 0.43:
            mcid, learner = str(5_000_000 + r.randrange(self.companies * self.people)), mail
        code, title, of, *_ = r.choice(_SKILLS)
        y = r.random()
        code, title = (
            ("", title)
            if y < 0.1
            else (code.lower(), "")
            if y < 0.3
            else (code.replace("-", " "), "")
        )
        if y > 0.95:
            code, title = r.choice([("ZZ-9", ""), ("", "Unheard of"), ("", "")])
        done = (
            self.day(r.randrange(0, 1500))
            if self.maybe(0.97)
            else r.choice(["2019-02-30", "", self.day(-5)])
        )
        ends = self.day(r.randrange(-500, 300)) if of == "Certification" and self.maybe(0.6) else ""
        source = r.choice(
            ["", "Microsoft Learning", "Microsoft Learning", "Partner University", "A school"]
        )
        seen = (
            self.id(c, r.choice([0, 1]))
            if self.maybe(0.6)
            else r.choice(["", "555", self.id(r.randrange(self.companies))])
        )
        return [
            mcid,
            learner,
            work,
            user,
            code,
            title,
            r.choice(["", of]),
            self._odd(source),
            done,
            ends,
            r.choice(["", "", "", "Active", "Expired", "Revoked"]),
            seen,
        ]

    def _report(self) -> None:
        r, rows = self.random, []
        for _ in range(self.companies * 8):
            _, mcid, mail, _, _ = r.choice(self.humans)
            code = r.choice(_SKILLS)[0]
            if self.maybe(0.1):
                mcid, mail = r.choice(
                    [("9000001", ""), ("", "nobody@else.example"), (mcid, r.choice(self.humans)[2])]
                )
            rows.append(
                [
                    mail if self.maybe(0.8) else "",
                    mcid if self.maybe(0.8) else "",
                    code,
                    "Yes",
                    "",
                    "",
                ]
            )
        head = [
            "work_email",
            "mcid",
            "skill_code",
            "associated_pc",
            "associated_pmc",
            "relevant_for",
        ]
        _write(self.folder / "inputs/partner_center_report.csv", head, rows)

    def _business(self) -> None:
        r, companies = self.random, range(self.companies)
        levels = [
            [
                self.id(c, r.choice([0, 1])),
                competency,
                r.choice(["Silver", "Gold"]),
                self.day(300),
                self.day(-r.randrange(-60, 300)),
            ]
            for c in companies
            for competency in ("Cloud", "Data", "Business", "Unheard")
            if self.maybe(0.6)
        ]
        _write(
            self.folder / "inputs/memberships.csv",
            ["mpn_id", "competency", "level", "purchased_on", "anniversary_on"],
            levels,
        )
        invoices = [
            [
                self.id(c),
                self.day(r.randrange(600)),
                f"INV-{n:04}",
                r.choice(["Courseware", "Lab"]),
                "Each",
                "1",
                f"{r.randrange(9)}.{r.randrange(100):02}",
                f"{r.randrange(900)}.00",
                r.choice(["EUR", "EUR", "SEK"]),
            ]
            for n, c in enumerate([*companies] * 6)
        ]
        if self.companies > 1:
            invoices.append(["777", self.day(3), "INV-X", "Lab", "Each", "1", "1", "1", "EUR"])
        _write(
            self.folder / "inputs/invoices.csv",
            [
                "mpn_id",
                "invoice_date",
                "invoice_no",
                "omlp_type",
                "purchase_unit",
                "quantity",
                "kpi_value",
                "revenue_value",
                "currency",
            ],
            invoices,
        )
        months = [f"{2020 + (m > 9)}-{(m + 2) % 12 + 1:02}" for m in range(12)]
        measured = [
            [self.id(c, r.choice([0, 1])), competency, month, metric, f"{r.randrange(200)}.5"]
            for c in companies
            for competency, metric in (("Cloud", "Consumption"), ("Business", "Adds"))
            for month in months
            if self.maybe(0.7)
        ]
        width = 7 if self.odd else 5
        _write(
            self.folder / "inputs/performance.csv",
            ["mpn_id", "competency", "month", "metric", "contribution", "tenant", "country"][:width],
            [
                [*row, f"t{row[2]}", "SE" if row[0] == self.id(0) else ""][:width]
                for row in measured
            ],
        )


def _write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="") as to:
        csv.writer(to, lineterminator="\n").writerows([head, *rows])
