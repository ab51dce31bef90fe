//! Pages over single actions: what is enough alone, what only arrives late, and why a score is not met.

use super::tests::{action, level, made, page};
use crate::report::Labels;
use crate::report::labels::missed;
use crate::report::tests::sample::{Company1, row, whole};
use crate::tables::outputs::{ACTIONS, LEVELS, REQUIREMENTS, SCORE_METRICS};

/// The page of a level of this anniversary, with KPIs to be invoiced by a day.
fn invoicing(of: [&str; 3], by: &str, language: &str) -> String {
    let [met, met_then, anniversary] = of;
    let mut held = level("0456123", "Cloud Platform", met, "unknown");
    (held[6], held[8]) = (met_then.to_owned(), anniversary.to_owned());
    let mut invoice = action(1, "invoice", "", "", "0456123");
    (invoice[2], invoice[6], invoice[14]) = ("soon".into(), by.into(), "L4;levels:1".into());
    (invoice[5], invoice[10]) = ("Learning KPI".into(), String::new());
    let company = Company1::of(3).with(whole(&LEVELS, &[held]));
    let company = company.with(whole(&ACTIONS, &[invoice]));
    let page = made(&company, language, None).remove(0).text;
    assert_eq!(missed(), Vec::<String>::new(), "{language}");
    page
}

/// N6: what nothing tells to break is not kept by anything, and yet this may be all that it lacks.
#[test]
fn where_a_level_cannot_be_judged_nothing_is_said_not_to_be_enough_alone() {
    let of = ["Yes", "Unknown", "2021-04-15"];
    let untold = invoicing(of, "2021-03-31", "en");
    let due = "last day for the invoices that Cloud Platform Gold needs for its anniversary on \
               2021-04-15";
    assert!(untold.contains(due), "{untold}");
    assert!(untold.contains("whether it is enough is not known"), "{untold}");
    assert!(!untold.contains("not enough alone"), "{untold}");
    let short = invoicing(["Yes", "No", "2021-04-15"], "2021-03-31", "en");
    assert!(short.contains("a step that is not enough alone"), "{short}");
    for language in ["fr", "sv", "de", "es"] {
        let said = invoicing(of, "2021-03-31", language);
        assert!(!said.contains("{level}") && !said.contains("{anniversary}"), "{language}");
    }
}

/// L4: after the months that count, what is invoiced from now on restores nothing; what is late does.
#[test]
fn where_the_months_of_its_kpis_are_over_only_late_invoices_are_asked_for() {
    let of = ["No", "No", "2021-03-15"];
    let closed = invoicing(of, "2021-03-01", "en");
    let card = closed.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("only those of 2020-03 to 2021-02 still count"), "{card}");
    assert!(!card.contains("today, 2021-03-01") && !card.contains("not enough alone"), "{card}");
    assert!(!card.contains("Invoice more learning products"), "{card}");
    for language in ["fr", "sv", "de", "es"] {
        assert!(!invoicing(of, "2021-03-01", language).contains("Invoice more"), "{language}");
    }
}

/// C5a: a score may have its points and lack a metric that must give some.
#[test]
fn a_score_that_has_its_points_says_which_of_its_metrics_has_none() {
    let key = ["0456123", "mpn", "Cloud Platform", "Gold"];
    let of = |cells: &[&str]| row(&[&key[..], cells].concat());
    let asked = of(&["Standard", "Score", "score", "70", "75", "0", "5", "No", "", "", ""]);
    let metric = |name: &str, points: &str| {
        let own = ["Standard", "Score", name, points, "", "20", "Yes", "0", "0", "0", "4"];
        of(&own)
    };
    let mut raise = action(1, "raise", "", "", "0456123");
    (raise[5], raise[14]) = ("Deployments".into(), "C5a;requirements:1".into());
    let unmet = level("0456123", "Cloud Platform", "No", "critical");
    let page = page(
        &Company1::of(3)
            .with(whole(&LEVELS, &[unmet]))
            .with(whole(&REQUIREMENTS, &[asked]))
            .with(whole(&SCORE_METRICS, &[metric("Growth", "75"), metric("Deployments", "0")]))
            .with(whole(&ACTIONS, &[raise])),
    );
    let said = "The 75 points are enough for the 70 that are needed, but each of these must have \
                points and has none: Deployments.";
    assert!(page.contains(said) && !page.contains("The score has 75"), "{page}");
}

/// Who is asked on a card finds the same level on their own page.
#[test]
fn a_page_of_a_person_says_towards_which_level_it_is_a_step() {
    let mut step = action(1, "associate", "ada@x.example", "", "0456123");
    step[10].clear();
    let page = page(&Company1::of(3).with(whole(&ACTIONS, &[step])));
    assert_eq!(page.matches("Cloud Platform Gold – a step that is not enough alone").count(), 2);
}

/// One of these is enough: whoever does all of the cards does nothing twice.
#[test]
fn ways_of_several_kinds_to_one_level_are_one_card_that_names_them_all() {
    let of = |rank, kind: &str, who: &str| {
        let mut row = action(rank, kind, who, "", "0456123");
        (row[5], row[12]) = ("Architects".into(), String::new());
        row
    };
    let mut step = of(3, "earn", "");
    (step[5], step[10]) = ("Revenue".into(), String::new());
    let rows = [of(1, "earn", "cy@x.example"), of(2, "associate", "ann@x.example"), step];
    for (language, or) in [("en", "Or instead"), ("fr", "Ou bien"), ("de", "Oder stattdessen")] {
        let company = Company1::of(3).with(whole(&LEVELS, &[])).with(whole(&ACTIONS, &rows));
        let page = made(&company, language, None).remove(0).text;
        assert_eq!(missed(), Vec::<String>::new(), "{language}");
        assert_eq!(page.matches("<article").count(), 1, "{language}");
        let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
        let head = card.split("</h3>").next().unwrap();
        assert!(head.contains("ann@x.example") && !head.contains("cy@x.example"), "{head}");
        let ways = card.split(or).nth(1).unwrap();
        assert!(ways.contains("cy@x.example") && ways.contains("Revenue"), "{ways}");
        let needless = Labels::built_in(language).unwrap().get("page", "needless").to_owned();
        assert!(!ways.split(&needless).next().unwrap().contains("Revenue"), "{ways}");
        assert!(card.contains("mailto:cy@x.example") && card.contains("mailto:ann@x.example"));
        assert_eq!(page.matches("class=\"personal\"").count(), 2, "each has a page of their own");
    }
}

/// Of what nobody can do anything about it is told where it stands.
#[test]
fn a_level_that_no_action_serves_leads_to_what_it_lacks() {
    let mut unmet = level("0456123", "Cloud Platform", "No", "critical");
    unmet[7] = "Learning".into();
    let asked = |option: &str, name: &str, met: &str| {
        let named = ["0456123", "mpn", "Cloud Platform", "Gold", option, name];
        row(&[&named[..], &["people", "2", "0", "2", "-2", met, "0", ""]].concat())
    };
    let asked = [
        asked("Hosting", "Hosts", "No"),
        asked("Learning", "KPI", "Yes"),
        asked("Learning", "Trainers", "No"),
    ];
    let company = Company1::of(3).with(whole(&LEVELS, &[unmet])).with(whole(&ACTIONS, &[]));
    let page = page(&company.with(whole(&REQUIREMENTS, &asked)));
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("look what can be done about “Trainers”"), "{card}");
    assert!(card.contains("“Trainers” has 0 of 2."), "{card}");
    assert!(card.contains("competency_risk.xlsx · Requirements, row 4"), "{card}");
}

/// Whoever is enough only with others is told what it is good for, too.
#[test]
fn a_letter_to_one_of_several_who_are_enough_together_says_for_which_level() {
    let of = |rank: usize, who: &str, with: &str| {
        let mut row = action(rank, "associate", who, "", "0456123");
        row[10] = String::new();
        let empty = vec![String::new(); 8];
        row.into_iter()
            .chain(empty)
            .chain([with, "", "Cloud Platform Gold"].map(str::to_owned))
            .collect()
    };
    let rows: [Vec<String>; 2] = [of(1, "ann@x.example", "2"), of(2, "bob@x.example", "1")];
    let company = Company1::of(3).with(whole(&LEVELS, &[])).with(whole(&ACTIONS, &rows));
    let page = page(&company);
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("Ask ann@x.example and bob@x.example to associate"), "{card}");
    assert!(card.contains("Cloud Platform Gold – together this is enough"), "{card}");
    assert!(card.contains("It%20is%20good%20for%20Cloud%20Platform%20Gold"), "{card}");
}

/// What an admin does is no letter to the person whose skill it is.
#[test]
fn nobody_is_written_to_who_has_nothing_to_do() {
    let support = action(1, "support", "ada@x.example", "", "0456123");
    let company = Company1::of(3).with(whole(&LEVELS, &[]));
    let page = page(&company.with(whole(&ACTIONS, &[support])));
    assert!(page.contains("Ask Partner Center support") && !page.contains("mailto:"), "{page}");
}

/// W3: before its window opens nothing is better sooner: it must hold in the window.
#[test]
fn what_is_done_before_its_window_opens_must_hold_in_it() {
    let mut unmet = level("0456123", "Cloud Platform", "No", "critical");
    unmet.resize(LEVELS.columns.len(), String::new());
    for (name, day) in
        [("breach_on", "2021-03-01"), ("window_from", "2020-10-01"), ("window_to", "2021-12-31")]
    {
        let place = LEVELS.columns.iter().position(|column| column.name == name).unwrap();
        day.clone_into(&mut unmet[place]);
    }
    let mut associate = action(1, "associate", "ada@x.example", "", "0456123");
    associate[6] = "2021-12-01".into();
    let company = Company1::of(3).with(whole(&LEVELS, &[unmet]));
    let page = page(&company.with(whole(&ACTIONS, &[associate])));
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("It must still hold in the window, from 2021-07-01 on."), "{card}");
    assert!(!card.contains("the sooner the better"), "{card}");
}

/// Cells by the names of their columns.
fn with(mut cells: Vec<String>, named: &[(&str, &str)]) -> Vec<String> {
    cells.resize(ACTIONS.columns.len(), String::new());
    for (name, text) in named {
        let place = ACTIONS.columns.iter().position(|own| own.name == *name).unwrap();
        (*text).clone_into(&mut cells[place]);
    }
    cells
}

/// The page of a level, with these actions.
fn acting(held: &[String], actions: &[Vec<String>], language: &str) -> String {
    let company = Company1::of(3).with(whole(&LEVELS, &[held.to_vec()]));
    let company = company.with(whole(&ACTIONS, actions));
    let page = made(&company, language, None).remove(0).text;
    assert_eq!(missed(), Vec::<String>::new(), "{language}");
    page
}

fn first_card(page: &str) -> String {
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    card.to_owned()
}

#[test]
fn what_falls_and_what_is_missing_meanwhile_is_said_of_each_part_of_a_set() {
    let held = level("0456123", "Cloud Platform", "Yes", "warning");
    let part = |rank, kind: &str, who: &str, beside: &str, falls: &str| {
        let own = action(rank, kind, who, "", "0456123");
        let set =
            [("restores", ""), ("enough_for", "Cloud Platform Gold"), ("enough_with", beside)];
        with(with(own, &set), &[("falls_meanwhile", falls)])
    };
    let set = [
        part(1, "associate", "ann@c.example", "2", "Cloud Platform Gold"),
        part(2, "renew", "bob@c.example", "1", ""),
    ];
    let card = first_card(&acting(&held, &set, "en"));
    assert!(card.contains("Until the association of"), "{card}");
    assert!(card.contains("If the export shows the renewal as a new line"), "{card}");
}

#[test]
fn people_are_counted_apart_from_what_they_are_found_for() {
    let held = level("0456123", "Cloud Platform", "No", "critical");
    let earn = |more: &str| {
        let own = action(1, "earn", "", "", "0456123");
        with(own, &[("what", "Azure"), ("enough_more", more), ("unit", "people")])
    };
    let two = first_card(&acting(&held, &[earn("2")], "en"));
    assert!(two.contains("Find 2 more people for “Azure” of Cloud Platform Gold"), "{two}");
    let one = first_card(&acting(&held, &[earn("1")], "fr"));
    assert!(one.contains("Trouver une personne de plus pour «\u{a0}Azure\u{a0}»"), "{one}");
}

#[test]
fn who_is_asked_is_told_what_to_renew_too() {
    let held = level("0456123", "Cloud Platform", "No", "critical");
    let own = action(1, "associate", "ann@c.example", "", "0456123");
    let too = "ann@c.example AZ-104 2020-09-20..2021-03-20;bob@c.example X 2020-01-01..2021-04-01";
    let own = with(own, &[("renew_too", too), ("breaks_again_on", "2021-03-21")]);
    let page = acting(&held, &[own], "en");
    let personal = page.split("class=\"personal\"").nth(1).unwrap();
    assert!(personal.contains("By 2021-03-20 renew your certification AZ-104, too"), "{personal}");
    assert!(!personal.contains("renew your certification X"), "{personal}");
    let letter = "By%202021-03-20%20renew%20your%20certification%20AZ-104%2C%20too.";
    assert!(page.contains(letter), "{page}");
}

/// K1, V1: what is done on the last day of a renewal window would be seen when the level has lapsed.
#[test]
fn the_last_day_to_bring_a_level_back_is_before_the_end_of_its_renewal_window() {
    let mut held = level("0456123", "Cloud Platform", "No", "critical");
    (held[4], held[8]) = ("Renewal window".into(), "2021-02-20".into());
    let own = |kind: &str| action(1, kind, "ann@c.example", "", "0456123");
    let page = acting(&held, &[own("associate")], "en");
    let back = "last day on which what Cloud Platform Gold lacks still shows in time to renew it, by 2021-03-22";
    assert!(page.contains(back) && page.contains("2021-03-19, in 18 days"), "{page}");
    let page = acting(&held, &[own("attest")], "en");
    assert!(!page.contains(back) && page.contains("2021-03-22, in 21 days"), "{page}");
}
