"""An invented portfolio, to try everything on before there are tables of one's own."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import tomllib

AS_OF = date(2021, 3, 1)
_FIRST = ("Anna", "Björn", "Chiara", "David", "Elif", "Farid", "Greta", "Hugo", "Inés", "Jonas")
_LAST = ("Lindholm", "Okafor", "Rossi", "Sørensen", "Tanaka", "Vidal", "Weber", "Yilmaz")


def invented(
    folder: str | Path, companies: int = 30, people: int = 8
) -> tuple[dict, list[dict], str]:
    """Writes exports of an invented portfolio: what `run` takes as inputs, companies and config."""
    folder = Path(folder)
    begin = subprocess.run(
        [*_command(), "init", str(folder / "setting")], capture_output=True, text=True, check=False
    )
    if begin.returncode:
        raise RuntimeError(begin.stderr)
    setting = folder / "setting"
    (exports := folder / "exports").mkdir(exist_ok=True)
    chance = random.Random(companies)
    owners = [
        {"mpn_id": f"07{10_000 + n}", "name": f"Tailspin {n + 1}", "migrated_on": "2020-10-01"}
        for n in range(companies)
    ]
    programme = tomllib.loads(next(setting.glob("programmes/*/programme.toml")).read_text("utf-8"))
    with next(setting.glob("programmes/*/skills.csv")).open(encoding="utf-8", newline="") as skills:
        codes = [row["code"] for row in csv.DictReader(skills)]
    users, transcripts, memberships = [], [], []
    levels = sorted({(each["competency"], each["level"]) for each in programme["requirement"]})
    for owner in owners:
        for competency, level in chance.sample(levels, k=min(2, len(levels))):
            end = AS_OF + timedelta(days=chance.randrange(-60, 330))
            memberships.append([owner["mpn_id"], competency, level, end - timedelta(days=365), end])
    for n in range(companies * people):
        owner, mcid = owners[n % companies], str(6_000_000 + 97 * n)
        first, last = _FIRST[n % len(_FIRST)], _LAST[n % len(_LAST)]
        homes = [owner] + ([chance.choice(owners)] if chance.random() < 0.1 else [])
        for place, home in enumerate(homes):
            mail = f"{first}.{last}.{n}@{home['name'].replace(' ', '').lower()}.example".lower()
            since = AS_OF - timedelta(days=chance.randrange(40, 900) // (1 + place))
            users.append(
                [
                    home["mpn_id"],
                    mail,
                    first,
                    last,
                    mcid,
                    chance.choice(["Yes", "Yes", "Yes", "No"]),
                    since,
                ]
            )
        for _ in range(chance.randrange(4)):
            transcripts.append(
                [mcid, chance.choice(codes), AS_OF - timedelta(days=chance.randrange(30, 1200))]
            )
    tables = {
        "users": (
            [
                "MPN ID",
                "Email",
                "First name",
                "Last name",
                "MCID",
                "Associated in PC",
                "Associated on",
            ],
            users,
        ),
        "transcripts": (["MCID", "Exam number", "Date passed"], transcripts),
        "memberships": (
            [
                "MPN ID",
                "CompetencyName",
                "CompetencyLevel",
                "CompetencyStartDate",
                "CompetencyEndDate",
            ],
            memberships,
        ),
    }
    for name, (head, rows) in tables.items():
        with (exports / f"{name}.csv").open("w", encoding="utf-8", newline="") as to:
            csv.writer(to, lineterminator="\n").writerows([head, *rows])
    return (
        {name: str(exports / f"{name}.csv") for name in tables},
        owners,
        str(setting / "pipeline.toml"),
    )


def _command() -> list[str]:
    """The command line that the wheel brings."""
    return [sys.executable, "-m", "attain"]
