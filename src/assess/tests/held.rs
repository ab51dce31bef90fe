//! Worked cases of held levels: since when they are not met, by which name, through which option.

use crate::tables::Kind;

use super::trial::{World, lines};

const A: &str = "\"A-1\"";

/// A held Silver for one person with A-1 that ended on 2021-09-10, or began later.
fn unmet(as_of: &str, skills: &[(&str, &str, &str, &str)]) -> String {
    let assessed = World::new(as_of)
        .people("Silver", 1, A)
        .skills(skills)
        .holds(&[("Silver", "2021-01-01", "2023-01-01")])
        .assess();
    lines(&assessed.levels, "met,unmet_since").remove(0)
}

#[test]
fn an_unmet_level_says_since_when_within_a_year() {
    let ended = [("101", "A-1", "2020-05-05", "2021-09-10")];
    assert_eq!(unmet("2021-09-10", &ended), "Yes,");
    assert_eq!(unmet("2021-09-11", &ended), "No,2021-09-11");
    assert_eq!(unmet("2022-09-11", &ended), "No,2021-09-11");
    assert_eq!(unmet("2022-09-12", &ended), "No,", "366 days back it was not met already");
    // What was earned later was not known before, and an old gap does not matter.
    let again = [ended[0], ("101", "A-1", "2021-12-01", "2022-01-31")];
    assert_eq!(unmet("2022-03-01", &again), "No,2022-02-01");
    assert_eq!(unmet("2022-03-01", &[("101", "A-1", "2022-03-02", "")]), "No,");
    assert_eq!(unmet("2022-03-02", &[("101", "A-1", "2022-03-01", "")]), "No,");
}

#[test]
fn a_person_who_left_is_known_of_the_days_before() {
    let since = |as_of: &str, removed: &str| {
        let users = format!(
            "Work email,MCID,Associated in PC,Date created,Date removed\na@c.com,101,Yes,2021-03-01,{removed}\n"
        );
        let assessed = World::new(as_of)
            .people("Silver", 1, A)
            .source(Kind::Users, &users)
            .source(Kind::Transcripts, "MCID,Exam,Completion date\n101,A-1,2020-05-05\n")
            .holds(&[("Silver", "2021-01-01", "2023-01-01")])
            .assess();
        lines(&assessed.levels, "met,unmet_since").remove(0)
    };
    assert_eq!(since("2022-02-15", "2022-02-01"), "No,2022-02-01");
    assert_eq!(since("2022-02-01", "2022-02-01"), "No,2022-02-01");
    assert_eq!(since("2022-01-31", "2022-02-01"), "Yes,");
    // Before she joined it was not met; what matters is the stretch that ends today.
    assert_eq!(since("2021-02-28", "2022-02-01"), "No,");
}

#[test]
fn sums_of_the_past_go_by_the_windows_of_the_past() {
    let assessed = |as_of: &str, late: &str| {
        World::new(as_of)
            .asks("Silver", "KPI", "kind = \"learning\"\nneed = 10")
            .skills(&[("101", "A-1", "2020-05-05", "")])
            .holds(&[("Silver", "2021-01-01", "2023-01-01")])
            .source(
                Kind::Invoices,
                &format!(
                    "Month,Year,Invoice #,OMLP type,Purchase unit,KPI value,Revenue value,Invoice date\n\
                     1,2021,I-1,MOC,Unit,10,,\n{late}"
                ),
            )
            .assess()
    };
    let since =
        |as_of: &str, late: &str| lines(&assessed(as_of, late).levels, "met,unmet_since").remove(0);
    // January 2021 leaves the window on 15 February 2022.
    assert_eq!(since("2022-02-14", ""), "Yes,");
    assert_eq!(since("2022-02-15", ""), "No,2022-02-15");
    assert_eq!(since("2022-06-30", ""), "No,2022-02-15");
    // A line that is dated long after its month is known from its day on.
    let late = "6,2021,I-2,MOC,Unit,10,,2022-03-10\n";
    assert_eq!(since("2022-06-30", late), "Yes,");
    assert_eq!(since("2022-07-15", late), "No,2022-07-15");
    let short = "6,2021,I-2,MOC,Unit,4,,2022-03-10\n7,2021,I-3,MOC,Unit,6,,\n";
    assert_eq!(since("2022-07-15", short), "No,2022-07-15");
}

#[test]
fn of_several_met_scores_the_one_with_the_most_points_is_best() {
    let option = |name: &str, codes: &str, points: u32| {
        format!(
            "option = \"{name}\"\nkind = \"score\"\nneed = 1\n[[requirement.metric]]\nname = \"m\"\n\
             kind = \"per_person\"\nany_of = [{codes}]\npoints = {points}\nmax = 10"
        )
    };
    let best = |more: Option<&str>| {
        let mut world = World::new("2022-03-01")
            .asks("Silver", "Score", &option("Few", A, 2))
            .asks("Silver", "Score", &option("Many", A, 3))
            .asks("Silver", "Score", &option("Many too", A, 3))
            .skills(&[("101", "A-1", "2020-05-05", "")]);
        if let Some(more) = more {
            world = world.asks("Silver", "People", more);
        }
        lines(&world.assess().levels, "best_option").remove(0)
    };
    assert_eq!(best(None), "Many");
    let people = "option = \"People\"\nkind = \"people\"\nneed = 1\nany_of = [\"A-1\"]";
    assert_eq!(best(Some(people)), "Few", "one that is no score: the first of the catalogue");
    let unmet = "option = \"People\"\nkind = \"people\"\nneed = 2\nany_of = [\"A-1\"]";
    assert_eq!(best(Some(unmet)), "Many", "one that is not met does not matter");
}

#[test]
fn names_that_partners_write_are_the_competency() {
    let aliases = "[aliases]\n\"data\" = [\"Data and Things\", \"Dataa\"]\n";
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .asks("Gold", "sales", "kind = \"performance\"\nmetric = \"Sales\"\nneed = 20")
        .programme(aliases)
        .skills(&[("101", "A-1", "2020-05-05", "")])
        .source(
            Kind::Memberships,
            "competency,level,purchased_on,anniversary_on\n\
             DATA AND THINGS,Silver,2021-06-01,2022-06-01\nData,Silver,2021-05-01,2022-05-01\n\
             Dta,Gold,2021-05-01,2022-05-01\n",
        )
        .source(
            Kind::Performance,
            "competency,month,metric,contribution\nData,2021-05,Sales,12\n\
             Data and things,2021-06,Sales,8\nData and things,2021-05,Sales,1\n",
        )
        .assess();
    assert_eq!(
        lines(&assessed.levels, "competency,level,state,anniversary_on"),
        ["Dta,Gold,Active,2022-05-01", "Data,Gold,Qualified,", "Data,Silver,Active,2022-06-01"]
    );
    assert_eq!(lines(&assessed.requirements, "requirement,have")[0], "sales,21");
    let unknown: Vec<&str> = assessed.findings.iter().map(|own| own.message.as_str()).collect();
    assert_eq!(
        unknown,
        ["no programme lists Dta Gold on 2022-03-01; the closest: Data Gold, Data Silver"]
    );
}

#[test]
fn a_gold_is_lost_to_the_silver_that_is_met() {
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .people("Gold", 2, A)
        .skills(&[("101", "A-1", "2020-05-05", "")])
        .holds(&[("Gold", "2021-06-01", "2022-06-01")])
        .assess();
    let falls: Vec<_> = assessed.standings.iter().map(|own| own.falls_to.as_deref()).collect();
    assert_eq!(falls, [None, Some("Silver")]);
}

#[test]
fn nothing_is_not_met_where_nothing_says_who_is_associated() {
    let assessed = |users: &str| {
        World::new("2022-03-01")
            .people("Silver", 1, A)
            .source(Kind::Users, users)
            .source(Kind::Transcripts, "MCID,Exam,Completion date\n101,A-1,2020-05-05\n")
            .holds(&[("Silver", "2021-06-01", "2022-06-01")])
            .assess()
    };
    let silent = assessed("Work email,MCID\na@c.com,101\n");
    let columns = "met,met_at_anniversary,severity,breach_on,unmet_since";
    assert_eq!(lines(&silent.levels, columns), ["Unknown,Unknown,unknown,,"]);
    assert!(lines(&silent.requirement_persons, "work_email").is_empty());
    let said = assessed("Work email,MCID,Associated in PC\na@c.com,101,No\n");
    assert_eq!(lines(&said.levels, "met"), ["No"]);
}

#[test]
fn access_to_partner_university_ends_with_the_account_that_has_it() {
    let users = "Work email,MCID,Associated in PC,Partner University access,Date removed\n\
                 a@c.com,101,,Yes,2022-04-20\nb@c.com,101,Yes,,\n";
    let rows = "MCID,Exam,Source,Completion date\n101,A-1,Partner University,2021-05-05\n";
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .source(Kind::Users, users)
        .source(Kind::Transcripts, rows)
        .holds(&[("Silver", "2021-06-01", "2022-06-01")])
        .assess();
    assert_eq!(lines(&assessed.levels, "met,breach_on"), ["Yes,2022-04-20"]);
    assert_eq!(lines(&assessed.requirement_persons, "counts_through"), ["2022-04-19"]);
}
