//! Since when a level is unmet, and when it last qualified, held against the runs of every one of the
//! days before.

use crate::base::Day;
use crate::tables::Kind;

use super::trial::{World, lines};

const A: &str = "\"A-1\"";
const D: &str = "2022-03-31";
/// From the first day of the month before on.
const DAYS: i32 = 58;

/// What the run of D says, and what the runs of the days up to D say one by one: since when the level
/// is unmet, and the last day on which it was met.
fn told_and_by_days(world: impl Fn(&str) -> World) -> ([String; 2], [String; 2]) {
    let as_of = Day::from_iso(D).unwrap();
    let asked = |day: Day, columns: &str| {
        let held = world(&day.to_string())
            .holds(&[("Silver", "2021-01-01", "2023-01-01")])
            .programme("[[level]]\nname = \"Silver\"\nwindow_months = 2");
        lines(&held.assess().levels, columns).remove(0)
    };
    let told = asked(as_of, "met,unmet_since,qualified_on");
    let (since, qualified) = told.rsplit_once(',').unwrap();
    let days: Vec<Day> = (0..=DAYS).map(|back| as_of.plus_days(-back)).collect();
    let met: Vec<String> = days.iter().map(|day| asked(*day, "met")).collect();
    let unmet = met.iter().take_while(|met| *met == "No").count();
    let last = met.iter().position(|met| met == "Yes");
    let by_days = [
        format!("No,{}", days[unmet - 1]),
        last.map_or_else(String::new, |place| days[place].to_string()),
    ];
    ([since.to_owned(), qualified.to_owned()], by_days)
}

fn agrees(expected: &str, world: impl Fn(&str) -> World) {
    let (told, by_days) = told_and_by_days(world);
    assert_eq!((told[0].as_str(), by_days[0].as_str()), (expected, expected));
    assert_eq!(told[1], by_days[1], "the last day of the window on which it was met");
}

fn people(as_of: &str, users: &str, transcripts: &str) -> World {
    World::new(as_of)
        .people("Silver", 1, A)
        .source(Kind::Users, users)
        .source(Kind::Transcripts, transcripts)
}

#[test]
fn people_come_and_go() {
    let exam = "MCID,Exam,Completion date\n101,A-1,2020-05-05\n";
    let stays = "Work email,MCID,Associated in PC,Date created,Date removed\n";
    agrees("No,2022-03-20", |day| {
        people(day, &format!("{stays}a@c.com,101,Yes,2022-03-01,2022-03-20\n"), exam)
    });
    // Two accounts of one person, one after the other, with a gap.
    agrees("No,2022-03-12", |day| {
        let two = "a@c.com,101,Yes,2021-01-01,2022-03-05\nb@c.com,101,Yes,2022-03-08,2022-03-12\n";
        people(day, &format!("{stays}{two}"), exam)
    });
    // Seen in time, then run out; another one was earned and not visible in time.
    agrees("No,2022-03-16", |day| {
        let rows = "MCID,Exam,Completion date,Expiry date\n101,A-1,2022-03-09,2022-03-15\n\
                    102,A-1,2022-03-30,\n";
        let users = "Work email,MCID,Associated in PC\na@c.com,101,Yes\nb@c.com,102,Yes\n";
        people(day, users, rows)
    });
}

#[test]
fn links_come_and_go() {
    let exam = "MCID,Exam,Completion date\n101,A-1,2020-05-05\n";
    let pmc = "Work email,MCID,Associated in PC,Associated in PMC\na@c.com,101,No,Yes\n";
    agrees("No,2022-03-15", |day| people(day, pmc, exam).company("migrated_on = 2021-09-15"));
    // Associated for some days, and elsewhere then.
    let users = "Work email,MCID\na@c.com,101\n";
    let associations = "mcid,system,mpn_id,associated_on,removed_on\n\
                        101,PC,01,2022-03-01,\n101,PC,77,2022-03-22,2022-03-25\n";
    agrees("No,2022-03-22", |day| {
        people(day, users, exam).source(Kind::Associations, associations)
    });
    let university = "MCID,Exam,Completion date,Source,Expiry date\n\
                      101,A-1,2022-03-01,Partner University,2022-03-24\n";
    let access = "Work email,MCID,Associated in PC,Partner University access\na@c.com,101,No,Yes\n";
    agrees("No,2022-03-25", |day| people(day, access, university));
}

#[test]
fn sums_facts_and_scores_of_the_past() {
    let nobody = [("101", "B-1", "2020-05-05", "2022-03-18")];
    agrees("No,2022-03-15", |day| {
        let lines = "Month,Year,Invoice #,OMLP type,Purchase unit,KPI value,Revenue value,Invoice date\n\
                     2,2021,I-1,MOC,Unit,10,,\n1,2022,I-2,MOC,Unit,10,,2022-04-02\n";
        World::new(day)
            .asks("Silver", "KPI", "kind = \"learning\"\nneed = 10")
            .skills(&nobody)
            .source(Kind::Invoices, lines)
    });
    // The month that is gone is so when the next one is shown.
    agrees("No,2022-03-20", |day| {
        let rows = "competency,month,metric,contribution\nData,2021-02,Sales,10\n";
        World::new(day)
            .asks("Silver", "sales", "kind = \"performance\"\nmetric = \"Sales\"\nneed = 10")
            .skills(&nobody)
            .source(Kind::Performance, rows)
    });
    agrees("No,2022-03-11", |day| {
        World::new(day)
            .asks("Silver", "told", "kind = \"attested\"\nfact = \"told\"\nmax_age_days = 9")
            .company("[company.attested]\ntold = 2022-03-01")
            .skills(&nobody)
    });
    agrees("No,2022-03-19", |day| {
        let score = "kind = \"score\"\nneed = 3\n[[requirement.metric]]\nname = \"m\"\n\
                     kind = \"pro_rata\"\nmetric = \"Sales\"\nfull_at = 10\nmax = 3\n\
                     gates = [{ need = 1, any_of = [\"B-1\"] }]";
        let rows = "competency,month,metric,contribution\nData,2021-06,Sales,10\n";
        World::new(day)
            .asks("Silver", "score", score)
            .skills(&nobody)
            .source(Kind::Performance, rows)
    });
    // A requirement that ended, and one that came in its place.
    agrees("No,2022-03-08", |day| {
        let asks = |rest: &str| format!("kind = \"people\"\nneed = 1\nany_of = [\"B-1\"]\n{rest}");
        World::new(day)
            .asks("Silver", "old", &asks("until = 2022-03-07"))
            .asks(
                "Silver",
                "new",
                "kind = \"people\"\nneed = 2\nany_of = [\"B-1\"]\nfrom = 2022-03-08",
            )
            .skills(&nobody)
    });
}
