//! What to do next, as every Summary shows it: the list of the actions.

use super::books::{sheet, written};
use super::classes::{ClassCase, level};
use super::sample::{Company1, row, whole};
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::labels::missed;
use crate::tables::output::Whole;
use crate::tables::outputs;

const UNMET: ClassCase = ["Active", "No", "2021-12-31", "2021-03-01", "warning", ""];
const SAFE: ClassCase = ["Active", "Yes", "2021-12-31", "", "ok", "2"];
const ALONE: ClassCase = ["Active", "Yes", "2021-12-31", "", "fragile", "1"];

/// Rank, urgency, kind, who, what, by, competency, restores, keeps, group, why.
type LineCells = [&'static str; 11];

/// Actions of the sample's company, each for the Gold level of its competency.
fn actions(lines: &[LineCells]) -> Whole {
    let full = |line: &LineCells| {
        let [rank, urgency, kind, who, what, by, competency, restores, keeps, group, why] = *line;
        let level = if competency.is_empty() { "" } else { "Gold" };
        let cells = ["0456123", rank, urgency, kind, who, what, by, competency, level];
        let programme = if competency.is_empty() { "" } else { "mpn" };
        let skill = if matches!(kind, "renew" | "support") { what } else { "" };
        let more = [programme, restores, keeps, skill, group, why];
        row(&cells.into_iter().chain(more).collect::<Vec<_>>())
    };
    let rows: Vec<_> = lines.iter().map(full).collect();
    whole(&outputs::ACTIONS, &rows)
}

const ANN: &str = "person.00000@fabrikam-nord.example";
const BOB: &str = "person.00001@fabrikam-nord.example";

/// One of each kind, as the sample's sheets have their rows.
fn of_each_kind() -> Company1 {
    let levels: Vec<_> = ["A", "B", "C", "D", "E", "X"]
        .iter()
        .map(|name| level("0456123", name, if *name == "A" { UNMET } else { SAFE }))
        .collect();
    let company = Company1::of(14).with(whole(&outputs::LEVELS, &levels));
    company.with(actions(&[
        ["1", "now", "associate", ANN, "", "2021-03-01", "A", "A Gold", "", "1", "G2;contacts:1"],
        ["2", "now", "associate", BOB, "", "2021-03-01", "A", "A Gold", "", "1", "G2;contacts:2"],
        ["3", "now", "pay", "", "B", "2021-03-22", "B", "", "B Gold", "", "K1;levels:2"],
        ["4", "soon", "renew", ANN, "AZ-104", "2021-03-20", "C", "", "C Gold", "", "K5;events:1"],
        ["5", "soon", "earn", "", "Developers", "2021-03-01", "E", "", "", "", "C1;requirements:1"],
        ["6", "soon", "earn", ANN, "Experts", "2021-03-01", "E", "", "", "", "C1;requirements:2"],
        ["7", "soon", "invoice", "", "KPI", "2021-03-31", "E", "", "", "", "L4;levels:1"],
        ["8", "soon", "raise", "", "Seats", "2021-03-31", "E", "", "", "", "C3;levels:1"],
        ["9", "soon", "attest", "", "References", "2021-03-31", "E", "", "", "", "C5;levels:1"],
        ["10", "soon", "support", BOB, "AZ-303", "2021-03-01", "", "", "", "", "V2;support:1"],
        ["11", "soon", "mend_input", "", "X", "2021-03-01", "X", "", "", "", "K2a;levels:1"],
        ["12", "none", "wait", "", "D", "2021-03-12", "D", "D Gold", "", "", "K4;levels:3"],
        ["13", "none", "merge_mcid", ANN, "", "2021-03-01", "", "", "", "", "A6;team:1"],
        ["14", "none", "delete_and_add_again", BOB, "", "2021-03-01", "", "", "", "", "S1;team:2"],
        ["15", "none", "mend_input", "", "invoices", "2021-03-01", "", "", "", "", "C5b"],
    ]))
}

/// The rows of the table, less its header.
fn next(company: &Company1, report: Report, language: &str) -> Vec<Vec<String>> {
    let labels = Labels::built_in(language).unwrap();
    let rows = sheet(&written(company, &labels, report), labels.get("sheet", "summary"));
    let rows = rows.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let behind = rows.skip_while(|row| row[0] != labels.get("column", "next_do")).skip(1);
    behind.take_while(|row| row[0] != labels.get("fact", "not_all") && !row[3].is_empty()).collect()
}

fn company(cases: &[(&str, ClassCase)], lines: &[LineCells]) -> Company1 {
    let levels: Vec<_> = cases.iter().map(|(name, case)| level("0456123", name, *case)).collect();
    Company1::of(3).with(whole(&outputs::LEVELS, &levels)).with(actions(lines))
}

#[test]
fn every_summary_shows_the_same_list() {
    let company = of_each_kind();
    let of = |report| {
        let rows = next(&company, report, "en");
        rows.into_iter().map(|row| row[..5].to_vec()).collect::<Vec<_>>()
    };
    let rows = of(Report::Risk);
    assert_eq!(rows, of(Report::Skills));
    assert_eq!(rows, of(Report::Kpi));
    // What is due today comes before what is not.
    let kinds = ["Ask Astrid", "Pay", "“Developers”", "“Experts”", "Ask Astrid"];
    for (row, begin) in rows.iter().zip(kinds) {
        assert!(row[0].contains(begin), "{row:?}");
    }
}

#[test]
fn every_kind_has_its_words_in_every_language() {
    for language in ["en", "fr", "sv", "de", "es"] {
        for report in [Report::Skills, Report::Risk, Report::Kpi] {
            // The two people requirements of one level are for different people.
            assert_eq!(next(&of_each_kind(), report, language).len(), 14, "{language}");
        }
        assert_eq!(missed(), Vec::<String>::new(), "{language}");
    }
}

#[test]
fn alternatives_are_one_line_with_all_names() {
    let rows = next(&of_each_kind(), Report::Skills, "en");
    assert_eq!(
        rows[0][0],
        "Ask Astrid Lindholm or Björn Åkesson (any one is enough) to associate the learning account \
         in Partner Center"
    );
    assert_eq!(rows[0][1], format!("{ANN}; {BOB}"));
    assert_eq!(rows[0][4], "Restores: A Gold");
    assert_eq!(rows[0][5], "Contact list, row 2");
    // What stands in another book is named with it.
    assert!(rows[1][5].starts_with("competency_risk.xlsx: Levels, row "), "{:?}", rows[1]);
}

#[test]
fn a_level_that_no_action_serves_is_told_behind_them() {
    let pay = ["1", "later", "pay", "", "B", "2021-12-22", "B", "", "B Gold", "", "K1"];
    let company = company(&[("A", UNMET), ("B", ALONE), ("C", ALONE)], &[pay]);
    let rows = next(&company, Report::Risk, "en");
    let told: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(
        told,
        [
            "Look what A Gold lacks: it is not met",
            "Pay the renewal of B Gold",
            "Have one more person qualify for C Gold: it breaks without a@x.example",
        ]
    );
    assert!(rows[2][5].starts_with("Levels, row "), "{:?}", rows[2]);
}

/// Partner Center shows what is done today three days later.
#[test]
fn what_heals_by_itself_stands_last_with_those_whom_nobody_needs_to_ask() {
    let ask = ["1", "now", "associate", ANN, "", "2021-03-01", "A", "A Gold", "", "", "G2"];
    let other = ["2", "now", "raise", "", "Seats", "2021-03-01", "B", "", "", "", "C3"];
    let heals = |day| ["3", "none", "wait", "", "A", day, "A", "A Gold", "", "", "K4"];
    let mut vain = ask;
    vain[1] = "none";
    let soon = company(&[("A", UNMET), ("B", UNMET)], &[vain, other, heals("2021-03-04")]);
    let rows = next(&soon, Report::Risk, "en");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[1][0],
        "A Gold is met again on 2021-03-04: nothing to do. Nobody needs to ask Astrid Lindholm: \
         that would not be seen any sooner."
    );
    let later = company(&[("A", UNMET), ("B", UNMET)], &[ask, other, heals("2021-03-05")]);
    let rows = next(&later, Report::Risk, "en");
    assert_eq!(rows.len(), 3);
    assert!(rows[0][0].starts_with("Ask Astrid Lindholm"));
    assert_eq!(rows[0][4], "Restores: A Gold. By itself it is met again only on 2021-03-05");
}

#[test]
fn several_things_for_one_level_are_one_line() {
    let raise = |rank, what| [rank, "now", "raise", "", what, "2021-03-01", "A", "", "", "", "C5a"];
    let company = company(&[("A", UNMET)], &[raise("1", "Seats"), raise("2", "Growth")]);
    let rows = next(&company, Report::Risk, "fr");
    assert_eq!(rows.len(), 1);
    assert!(rows[0][0].contains("Seats, Growth") && rows[0][0].contains("A Gold"), "{rows:?}");
    assert!(rows[0][4].contains("A Gold"), "it says for what it is not enough");
}

/// N5: whoever is chosen does it by the soonest day, and each is told with an own one.
#[test]
fn each_of_several_alternatives_has_its_own_last_day() {
    let renew = |rank, who, by| {
        [rank, "soon", "renew", who, "AZ-104", by, "A", "", "A Gold", "1", "K5;events:1"]
    };
    let told = |later| {
        let lines = [renew("1", ANN, "2021-03-20"), renew("2", BOB, later)];
        next(&company(&[("A", SAFE)], &lines), Report::Risk, "en").remove(0)
    };
    let apart = told("2021-04-05");
    assert!(apart[0].contains("(until 2021-03-20) or "), "{}", apart[0]);
    assert!(apart[0].contains("(until 2021-04-05) (any one is enough)"), "{}", apart[0]);
    assert_eq!(apart[2], "44275", "2021-03-20");
    let alike = told("2021-03-20");
    assert!(!alike[0].contains("until"), "{}", alike[0]);
}

/// The rows of A, B and C, with further cells of each by their columns.
fn told_of(
    cases: &[(&str, ClassCase)],
    lines: &[(LineCells, &[(&str, &str)])],
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (line, more) in lines {
        let [rank, urgency, kind, who, what, by, competency, restores, keeps, group, why] = *line;
        let mut cells = vec![String::new(); outputs::ACTIONS.columns.len()];
        let skill = if kind == "renew" { what } else { "" };
        let named = [
            ("mpn_id", "0456123"),
            ("rank", rank),
            ("urgency", urgency),
            ("kind", kind),
            ("who", who),
            ("what", what),
            ("by_on", by),
            ("competency", competency),
            ("level", "Gold"),
            ("programme", "mpn"),
            ("restores", restores),
            ("keeps", keeps),
            ("skill_code", skill),
            ("group", group),
            ("why", why),
        ];
        for (name, text) in named.iter().chain(*more) {
            let place = outputs::ACTIONS.columns.iter().position(|own| own.name == *name);
            (*text).clone_into(&mut cells[place.unwrap()]);
        }
        rows.push(cells);
    }
    next(&company(cases, &[]).with(whole(&outputs::ACTIONS, &rows)), Report::Risk, "en")
}

#[test]
fn the_one_who_is_enough_only_for_a_while_is_named() {
    let ask =
        |rank, who| [rank, "now", "associate", who, "", "2021-03-01", "A", "A Gold", "", "1", "G2"];
    let passing: &[(&str, &str)] = &[("breaks_again_on", "2021-03-20")];
    let rows = told_of(&[("A", UNMET)], &[(ask("1", ANN), passing), (ask("2", BOB), &[])]);
    let said = "With Astrid Lindholm alone A Gold is not met from 2021-03-20 on";
    assert!(rows[0][0].starts_with("Ask Björn Åkesson to"), "{}", rows[0][0]);
    assert!(rows[0][4].contains(said), "{}", rows[0][4]);
}

#[test]
fn what_is_met_again_when_it_is_time_to_pay_is_to_be_paid_then() {
    let ask = ["1", "now", "associate", ANN, "", "2021-03-01", "A", "A Gold", "", "", "G2"];
    let told = |anniversary| {
        let unmet: ClassCase = ["Active", "No", anniversary, "2021-03-01", "critical", ""];
        next(&company(&[("A", unmet)], &[ask]), Report::Risk, "en").remove(0).remove(4)
    };
    let said = "A Gold must then be paid for, by ";
    // It is seen on 2021-03-04.
    assert!(told("2021-04-03").ends_with(&format!("{said}2021-05-03")), "{}", told("2021-04-03"));
    assert!(told("2021-03-01").ends_with(&format!("{said}2021-03-31")));
    assert!(!told("2021-04-04").contains(said));
}

#[test]
fn a_renewal_that_is_asked_for_is_not_told_once_more() {
    let renew = |rank, what| {
        [rank, "soon", "renew", ANN, what, "2021-04-01", "A", "", "", "", "K5;events:1"]
    };
    let attest = ["4", "soon", "attest", "", "Fact", "2021-04-09", "A", "", "", "", "C5;levels:1"];
    let too = ("renew_too", "person.00000@fabrikam-nord.example X-2 2021-01-01..2021-04-01");
    let enough = |with| [("enough_with", with), ("enough_for", "A Gold")];
    let rows = told_of(
        &[("A", SAFE)],
        &[
            (renew("1", "X-1"), &[("enough_with", "2;3;4"), ("enough_for", "A Gold"), too]),
            (renew("2", "X-3"), &enough("1;3;4")),
            (renew("3", "X-2"), &enough("1;2;4")),
            (attest, &enough("1;2;3")),
        ],
    );
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0][0].contains("X-2") && !rows[0][4].contains("X-2"), "{:?}", rows[0]);
}

/// C5c: until it is paid a level lacks what asks for it.
#[test]
fn paying_tells_which_other_level_breaks_before_its_last_day() {
    let breaks: ClassCase = ["Active", "Yes", "2021-12-31", "2021-03-11", "warning", "2"];
    let pay = |by, keeps| ["1", "soon", "pay", "", "A", by, "A", "", keeps, "", "K1;levels:1"];
    let told = |by, keeps| {
        let cases = [("A", SAFE), ("B", breaks)];
        next(&company(&cases, &[pay(by, keeps)]), Report::Risk, "en").remove(0)
    };
    let said = "B Gold breaks on 2021-03-11 unless it is paid before";
    assert!(told("2021-04-09", "A Gold;B Gold")[4].contains(said));
    assert!(told("2021-03-11", "A Gold;B Gold")[4].contains(said));
    assert!(!told("2021-03-10", "A Gold;B Gold")[4].contains(said));
    assert!(!told("2021-04-09", "A Gold")[4].contains(said));
}
