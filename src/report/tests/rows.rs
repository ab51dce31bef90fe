//! The rows of the invented company.

use crate::tables::output::Whole;
use crate::tables::outputs;

use super::sample::{row, whole};

const NAMES: [(&str, &str); 12] = [
    ("Astrid", "Lindholm"),
    ("Björn", "Åkesson"),
    ("Camille", "Lefèvre"),
    ("Dmitri", "Орлов"),
    ("נועה", "לוי"),
    ("Edvin", "Skog"),
    ("Fatima", "El Amrani"),
    ("Günther", "Müller-Lüdenscheidt von und zu Hohenstein"),
    ("美咲", "佐藤"),
    ("=HYPERLINK(\"http://x\")", "Test 😀"),
    ("Ines", "García"),
    ("Jonas", "O'Neill"),
];

const SKILLS: [(&str, &str, &str, &str); 5] = [
    ("AZ-104", "Microsoft Azure Administrator", "Exam", ""),
    ("AZ-303", "Microsoft Azure Architect Technologies", "Exam", ""),
    (
        "Azure Solutions Architect Expert",
        "Microsoft Certified: Azure Solutions Architect Expert",
        "Certification",
        "2021-03-20",
    ),
    ("70-533", "Implementing Microsoft Azure Infrastructure Solutions", "Exam", ""),
    ("Azure DevOps Assessment", "Azure DevOps technical assessment", "Assessment", "2021-05-15"),
];

struct TestPerson {
    first: String,
    last: String,
    email: String,
    mcid: String,
    number: usize,
}

fn person(number: usize) -> TestPerson {
    let (first, last) = NAMES[number % NAMES.len()];
    TestPerson {
        first: first.into(),
        last: last.into(),
        email: format!("person.{number:05}@fabrikam-nord.example"),
        mcid: format!("00{}", 7_210_870 + number),
        number,
    }
}

pub(super) fn tables(people: usize) -> Vec<Whole> {
    let people: Vec<TestPerson> = (0..people).map(person).collect();
    vec![
        skills(&people),
        contacts(&people),
        team(&people),
        reconciliation(&people),
        support(&people),
        findings(&people),
        rejects(),
        levels(&people),
        requirements(&people),
        events(&people),
        kpi_months(),
        kpi_window(),
        kpi_options(),
        invoices(people.len() * 4),
        changes(&people),
    ]
}

/// Verdict, reason, reasons, link.
fn verdict(number: usize) -> (&'static str, &'static str, &'static str, &'static str) {
    match number % 11 {
        0..=4 => ("counts", "", "", "PC"),
        5 => ("counts", "", "", "PMC grace"),
        6 => ("pending", "pending_visibility", "pending_visibility", "PC"),
        7 => ("no", "expired", "expired;not_associated", ""),
        8 => ("no", "not_associated", "not_associated", ""),
        9 => ("no", "mcid_mismatch", "mcid_mismatch;retired", ""),
        _ => ("no", "not_relevant", "not_relevant", "PC"),
    }
}

fn skills(people: &[TestPerson]) -> Whole {
    let mut rows = Vec::new();
    for person in people {
        for (place, (code, title, kind, expires)) in SKILLS.iter().enumerate() {
            let number = person.number * 3 + place;
            let (verdict, reason, reasons, link) = verdict(number);
            let retired = if *code == "70-533" { "2020-12-31" } else { "" };
            let pmc = if link == "PMC grace" || number % 2 == 0 { "Yes" } else { "No" };
            let center = if link == "PC" { "Yes" } else { "No" };
            let place_in_file = (number + 2).to_string();
            rows.push(row(&[
                "0456123",
                &person.email,
                &person.first,
                &person.last,
                &person.mcid,
                code,
                title,
                kind,
                "Microsoft Learning",
                "2020-11-05",
                expires,
                "given",
                retired,
                center,
                pmc,
                link,
                verdict,
                reason,
                reasons,
                "2020-11-08",
                "Cloud Platform (Azure);Cloud Platform (Infrastructure);DevOps",
                "0456124",
                "transcripts-2021-02.csv",
                &place_in_file,
            ]));
        }
    }
    rows.push(row(&[
        "",
        "",
        "",
        "",
        "00999",
        "AZ-104",
        "Microsoft Azure Administrator",
        "Exam",
        "Microsoft Learning",
        "2020-01-01",
        "",
        "",
        "",
        "",
        "",
        "",
        "no",
        "no_user",
        "no_user",
        "",
        "Cloud Platform (Azure)",
        "",
        "transcripts-2021-02.csv",
        "99",
    ]));
    whole(&outputs::SKILLS, &rows)
}

fn contacts(people: &[TestPerson]) -> Whole {
    let rows: Vec<_> = people
        .iter()
        .take(people.len().div_ceil(3))
        .enumerate()
        .map(|(place, person)| {
            let rank = (place + 1).to_string();
            let levels = if place < 2 { "2" } else { "0" };
            row(&[
                "0456123",
                &rank,
                &person.email,
                &person.first,
                &person.last,
                &person.mcid,
                levels,
                "3",
                "4",
                "AZ-104;AZ-303;Azure Solutions Architect Expert;70-533",
                "2021-03-15",
                "14",
            ])
        })
        .collect();
    whole(&outputs::CONTACTS, &rows)
}

fn team(people: &[TestPerson]) -> Whole {
    let steps = ["none", "associate_account", "merge_mcid", "renew", "wait", "none"];
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            let active = if person.number % 13 == 12 { "No" } else { "Yes" };
            let counting = if person.number % 4 == 3 { "0" } else { "3" };
            let failing = if person.number % 4 == 3 { "2" } else { "1" };
            let (not, reason) =
                if person.number % 5 == 4 { ("0", "") } else { (failing, "expired") };
            row(&[
                "0456123",
                &person.email,
                &person.first,
                &person.last,
                active,
                "Yes",
                "Yes",
                "No",
                &person.mcid,
                counting,
                "1",
                not,
                reason,
                steps[person.number % 6],
            ])
        })
        .collect();
    whole(&outputs::TEAM, &rows)
}

fn reconciliation(people: &[TestPerson]) -> Whole {
    let sides = [
        ("agrees", "", "113"),
        ("overdue", "other_email", "113"),
        ("overdue", "waiting", "2"),
        ("unexpected", "mcid_split", ""),
    ];
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            let (status, class, waited) = sides[person.number % sides.len()];
            row(&[
                "0456123",
                &person.email,
                &person.mcid,
                "AZ-303",
                status,
                class,
                "2020-11-08",
                waited,
                "transcripts-2021-02.csv",
                "12",
                if status == "overdue" { "" } else { "partner_center_report.csv" },
                if status == "overdue" { "" } else { "7" },
            ])
        })
        .collect();
    whole(&outputs::RECONCILIATION, &rows)
}

fn support(people: &[TestPerson]) -> Whole {
    let rows: Vec<_> = people
        .iter()
        .filter(|person| person.number % 4 == 1)
        .map(|person| {
            row(&[
                "0456123",
                &person.email,
                &person.first,
                &person.last,
                &person.mcid,
                "Yes",
                if person.number == 1 { "2020-10-01" } else { "" },
                "AZ-303",
                "Microsoft Azure Architect Technologies",
                "2020-11-05",
                "",
                "2020-11-08",
                "113",
                "users.csv",
                "12",
                "transcripts-2021-02.csv",
                "12",
            ])
        })
        .collect();
    whole(&outputs::SUPPORT, &rows)
}

fn findings(people: &[TestPerson]) -> Whole {
    let mut rows = Vec::new();
    if let Some(person) = people.first() {
        rows.push(row(&[
            "error",
            "association_conflict",
            "0456123",
            &person.email,
            &person.mcid,
            "",
            "MCID 007210870 is flagged in 0456123 and in 0999999",
            "users.csv",
            "3",
        ]));
        rows.push(row(&[
            "warning",
            "mcid_merge_needed",
            "0456123",
            &person.email,
            "998877",
            "AZ-104",
            "transcripts of MCID 998877 carry the e-mail of a user with MCID 007210870",
            "transcripts-2021-02.csv",
            "17",
        ]));
        rows.push(row(&[
            "warning",
            "overdue_in_partner_center",
            "0456123",
            &person.email,
            &person.mcid,
            "AZ-303",
            "should be visible since 2020-11-08 (113 days)",
            "transcripts-2021-02.csv",
            "18",
        ]));
        rows.push(row(&[
            "info",
            "email_mismatch",
            "0456123",
            &person.email,
            &person.mcid,
            "",
            "the transcript has private@webmail.example",
            "transcripts-2021-02.csv",
            "19",
        ]));
    }
    whole(&outputs::FINDINGS, &rows)
}

fn rejects() -> Whole {
    whole(
        &outputs::REJECTS,
        &[
            row(&[
                "transcripts",
                "transcripts-2021-02.csv",
                "31",
                "completed_on",
                "bad_date",
                "31/02/2020",
                "completed_on is not a date that can be read for certain",
            ]),
            row(&[
                "users",
                "users.csv",
                "9",
                "work_email",
                "bad_email",
                "=cmd|' /C calc'!A0",
                "work_email needs one @ with something on both sides, and no control sign",
            ]),
        ],
    )
}

#[expect(clippy::too_many_lines, reason = "tables written out")]
fn levels(people: &[TestPerson]) -> Whole {
    let key: Vec<&str> = people.iter().take(3).map(|person| person.email.as_str()).collect();
    let all = key.join(";");
    let one = key.first().copied().unwrap_or("");
    whole(
        &outputs::LEVELS,
        &[
            row(&[
                "0456123",
                "mpn",
                "Application Development",
                "Silver",
                "Active",
                "Yes",
                "No",
                "Standard",
                "2021-05-15",
                "2021-03-21",
                "critical",
                "1",
                one,
                "No",
            ]),
            row(&[
                "0456123",
                "mpn",
                "Application Development",
                "Gold",
                "Started",
                "No",
                "No",
                "Standard",
                "",
                "",
                "",
                "",
                "",
                "",
            ]),
            row(&[
                "0456123",
                "mpn",
                "Cloud Platform",
                "Gold",
                "Active",
                "Yes",
                "No",
                "Azure",
                "2021-09-01",
                "2021-07-05",
                "warning",
                "2",
                "",
                "No",
            ]),
            row(&[
                "0456123",
                "mpn",
                "Cloud Platform",
                "Silver",
                "Qualified",
                "Yes",
                "Yes",
                "Azure",
                "",
                "",
                "",
                "2",
                "",
                "",
            ]),
            row(&[
                "0456123",
                "mpn",
                "Data Platform",
                "Silver",
                "Active (extended)",
                "Unknown",
                "Unknown",
                "Learning",
                "2022-01-10",
                "",
                "unknown",
                "",
                "",
                "Yes",
            ]),
            row(&[
                "0456123",
                "mpn",
                "DevOps",
                "Gold",
                "Renewal window",
                "Yes",
                "Yes",
                "Standard",
                "2021-02-20",
                "",
                "fragile",
                "1",
                &all,
                "",
            ]),
            row(&[
                "0456123",
                "mpn",
                "Security",
                "Silver",
                "Active",
                "Yes",
                "Yes",
                "Standard",
                "2021-12-20",
                "",
                "ok",
                "4+",
                "",
                "No",
            ]),
        ],
    )
}

fn requirements(people: &[TestPerson]) -> Whole {
    let names: Vec<&str> = people.iter().take(4).map(|person| person.email.as_str()).collect();
    let persons = names.join(";");
    let one =
        |competency: &str, level: &str, option: &str, name: &str, kind: &str, n: [&str; 6]| {
            let [need, have, shortfall, margin, met, later] = n;
            let who = if kind == "people" { persons.as_str() } else { "" };
            row(&[
                "0456123", "mpn", competency, level, option, name, kind, need, have, shortfall,
                margin, met, later, who,
            ])
        };
    whole(
        &outputs::REQUIREMENTS,
        &[
            one(
                "Application Development",
                "Gold",
                "Standard",
                "Developers",
                "people",
                ["4", "2", "2", "-2", "No", ""],
            ),
            one(
                "Application Development",
                "Silver",
                "Standard",
                "Developers",
                "people",
                ["2", "2", "0", "0", "Yes", "1"],
            ),
            one(
                "Application Development",
                "Silver",
                "Standard",
                "Customer references",
                "attested",
                ["1", "1", "0", "0", "Yes", "0"],
            ),
            one(
                "Cloud Platform",
                "Gold",
                "Azure",
                "Azure professionals",
                "people",
                ["4", "5", "0", "1", "Yes", "3"],
            ),
            one(
                "Cloud Platform",
                "Gold",
                "Azure",
                "Azure consumption",
                "performance",
                ["15000", "98231.75", "0", "83231.75", "Yes", "91000.5"],
            ),
            one(
                "Cloud Platform",
                "Silver",
                "Azure",
                "Azure professionals",
                "people",
                ["2", "5", "0", "3", "Yes", ""],
            ),
            one(
                "Data Platform",
                "Silver",
                "Learning",
                "Learning KPI",
                "learning",
                ["100", "", "", "", "Unknown", ""],
            ),
            one(
                "DevOps",
                "Gold",
                "Standard",
                "DevOps engineers",
                "people",
                ["3", "3", "0", "0", "Yes", "3"],
            ),
            one(
                "Security",
                "Silver",
                "Standard",
                "Security people",
                "people",
                ["2", "9", "0", "7", "Yes", "8"],
            ),
        ],
    )
}

fn events(people: &[TestPerson]) -> Whole {
    let who = people.first().map_or("", |person| person.email.as_str());
    whole(
        &outputs::EVENTS,
        &[
            row(&["2021-03-15", "grace_ends", "0456123", who, "", "", "", ""]),
            row(&["2021-03-15", "kpi_published", "0456123", "", "", "", "", ""]),
            row(&["2021-03-15", "kpi_month_leaves", "0456123", "", "", "", "", "2020-02 12.5"]),
            row(&[
                "2021-03-21",
                "skill_expires",
                "0456123",
                who,
                "Azure Solutions Architect Expert",
                "",
                "",
                "Application Development Silver",
            ]),
            row(&[
                "2021-04-30",
                "renewal_reminder",
                "0456123",
                "",
                "",
                "Application Development",
                "Silver",
                "",
            ]),
            row(&[
                "2021-05-15",
                "anniversary",
                "0456123",
                "",
                "",
                "Application Development",
                "Silver",
                "",
            ]),
            row(&[
                "2021-07-05",
                "skill_stops_counting",
                "0456123",
                who,
                "70-533",
                "",
                "",
                "Cloud Platform Gold",
            ]),
        ],
    )
}

fn kpi_months() -> Whole {
    let mut rows = Vec::new();
    for place in 0..14 {
        let month = crate::base::Month::of(2020, 1).unwrap().plus(place);
        let visible = month.plus(1).day(15).to_string();
        let inside = if (1..=12).contains(&place) { "Yes" } else { "No" };
        let kpi = format!("{}.25", 4 + place * 7 % 13);
        let shown = month.to_string();
        rows.push(row(&[
            "0456123",
            &shown,
            "Courseware",
            "EUR",
            &kpi,
            "1250.5",
            "3",
            &visible,
            inside,
        ]));
        if place % 3 == 0 {
            rows.push(row(&[
                "0456123",
                &shown,
                "MOC On-Demand",
                "EUR",
                "2.5",
                "0",
                "1",
                &visible,
                inside,
            ]));
        }
    }
    whole(&outputs::KPI_MONTHS, &rows)
}

fn kpi_window() -> Whole {
    whole(
        &outputs::KPI_WINDOW,
        &[row(&[
            "0456123",
            "Data Platform",
            "Silver",
            "2020-02",
            "2021-01",
            "139",
            "15506",
            "2022-01-10",
            "2021-01",
            "2021-12",
            "15.25",
            "84.75",
            "10",
        ])],
    )
}

fn kpi_options() -> Whole {
    whole(
        &outputs::KPI_OPTIONS,
        &[
            row(&[
                "0456123",
                "Data Platform",
                "Gold",
                "mpn",
                "Learning",
                "250",
                "139",
                "2",
                "1",
                "2",
                "1",
                "No",
                "Learning KPI;Trainers",
            ]),
            row(&[
                "0456123",
                "Data Platform",
                "Silver",
                "mpn",
                "Learning",
                "100",
                "139",
                "1",
                "1",
                "1",
                "1",
                "Yes",
                "",
            ]),
            row(&[
                "0456123",
                "Learning Action Pack",
                "Member",
                "learning",
                "Standard",
                "0",
                "139",
                "1",
                "1",
                "0",
                "0",
                "Yes",
                "",
            ]),
        ],
    )
}

fn invoices(count: usize) -> Whole {
    let rows: Vec<_> = (0..count)
        .map(|place| {
            let month =
                crate::base::Month::of(2020, 1).unwrap().plus(i32::try_from(place % 14).unwrap());
            let number = format!("000{}", 7001 + place);
            let line = (place + 2).to_string();
            let (document, counts, reason) = match place % 9 {
                7 => ("Credit note", "Yes", ""),
                8 => ("Order confirmation", "No", "not_an_invoice"),
                _ => ("Invoice", "Yes", ""),
            };
            row(&[
                "0456123",
                &month.to_string(),
                &number,
                "Courseware",
                "Digital",
                "4",
                "1.0625",
                "250.1",
                "EUR",
                document,
                counts,
                reason,
                "invoices.csv",
                &line,
            ])
        })
        .collect();
    whole(&outputs::INVOICES, &rows)
}

fn changes(people: &[TestPerson]) -> Whole {
    let who = people.first().map_or("", |person| person.email.as_str());
    whole(
        &outputs::CHANGES,
        &[
            row(&[
                "level_changed",
                "0456123",
                "",
                "",
                "Application Development",
                "Silver",
                "Active (ok)",
                "Active (critical)",
                "calendar",
            ]),
            row(&["person_left", "0456123", who, "", "", "", "", "", "input"]),
            row(&[
                "skill_lost",
                "0456123",
                who,
                "AZ-104",
                "",
                "",
                "counts",
                "no (expired)",
                "calendar",
            ]),
        ],
    )
}
