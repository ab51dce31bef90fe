//! The Summaries: nothing that is due is missing, companies are named, links lead to their rows.

use super::books::{sheet, written};
use super::classes::{ClassCase, in_window, level};
use super::sample::{Company1, row, whole};
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::book::{PageBlock, SheetContent};
use crate::report::books::books;
use crate::report::books::context::{Context, FoundOnce};
use crate::report::cell::Cell;
use crate::tables::outputs;

const UNMET: ClassCase = ["Active", "No", "2021-12-31", "2021-03-01", "warning", ""];
const SAFE: ClassCase = ["Active", "Yes", "2021-12-31", "", "ok", "2"];
const LAPSED: ClassCase = ["Lapsed", "No", "2020-06-01", "2021-03-01", "lapsed", ""];

fn summary(company: &Company1, report: Report) -> Vec<Vec<String>> {
    let labels = Labels::built_in("en").unwrap();
    let rows = sheet(&written(company, &labels, report), "Summary");
    rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn says(rows: &[Vec<String>], what: &str) -> bool {
    rows.iter().flatten().any(|cell| cell.contains(what))
}

/// The rows of the table of what is worth a look beside the actions.
fn further(rows: &[Vec<String>]) -> Vec<&Vec<String>> {
    let behind = rows.iter().skip_while(|row| row[0] != "Topic").skip(1);
    behind.take_while(|row| row[1].contains(", row ")).collect()
}

/// The rows of the table of things to do.
fn todos(rows: &[Vec<String>]) -> Vec<&Vec<String>> {
    let behind = rows.iter().skip_while(|row| row[0] != "Do").skip(1);
    behind.take_while(|row| row[5].contains(", row ")).collect()
}

/// So many companies, each with these levels.
fn companies(count: usize, cases: &[ClassCase]) -> Company1 {
    let mut company = Company1::of(3);
    let one = company.companies.remove(0);
    let mut rows = Vec::new();
    for number in 0..count {
        let mut other = one.clone();
        other.mpn_id = format!("{}", 1_000 + number);
        other.name = format!("Tailspin {number}");
        for (place, case) in cases.iter().enumerate() {
            rows.push(level(&other.mpn_id, &format!("Competency {place}"), *case));
        }
        company.companies.push(other);
    }
    let others = ["requirements", "events", "actions"];
    company.tables.retain(|table| !others.contains(&table.schema.name));
    company.with(whole(&outputs::LEVELS, &rows))
}

#[test]
fn every_level_that_is_not_met_today_is_among_the_things_to_do() {
    let company = companies(12, &[UNMET, SAFE, UNMET]);
    let rows = summary(&company, Report::Risk);
    let todos = todos(&rows);
    assert_eq!(todos.len(), 24);
    for number in 0..12 {
        let named = todos.iter().filter(|row| row[0].starts_with(&format!("Tailspin {number}: ")));
        assert_eq!(named.count(), 2, "{number}");
    }
    assert!(!says(&rows, "24 are shown"), "nothing is left out");
    assert!(says(&rows, "Levels held: 36 (not met today: 24, safe: 12)."));
}

#[test]
fn what_has_no_room_is_counted() {
    let rows = summary(&companies(80, &[UNMET, SAFE]), Report::Risk);
    assert_eq!(todos(&rows).len(), 50);
    assert!(says(&rows, "The most urgent 50 of 80 are shown;"), "{rows:?}");
    assert!(says(&rows, "The most urgent 100 of 160 are shown."));
    assert!(says(&rows, "The worst 12 of 80 companies are shown. 68 more stand in index.html"));
}

#[test]
fn what_has_lapsed_is_red_and_not_held() {
    for report in [Report::Skills, Report::Risk, Report::Kpi] {
        let rows = summary(&companies(1, &[LAPSED, SAFE]), report);
        assert!(says(&rows, "Levels held: 1 (safe: 1). Lapsed: 1."), "{rows:?}");
        let light = rows.iter().find(|row| row[1].starts_with("Levels held")).unwrap();
        assert_eq!(light[0], "✖ Act now");
    }
}

/// The months of the second company begin further down.
#[test]
fn what_falls_out_next_names_its_company_and_leads_to_its_month() {
    let mut company = companies(2, &[SAFE]);
    let month = |id: &str, month: &str| {
        row(&[id, month, "Courseware", "EUR", "5", "", "1", "2020-03-15", "Yes"])
    };
    let window =
        |id: &str| row(&[id, "", "", "2020-02", "2021-01", "5", "", "", "", "", "", "", ""]);
    company = company
        .with(whole(
            &outputs::KPI_MONTHS,
            &[month("1000", "2020-01"), month("1000", "2020-02"), month("1001", "2020-02")],
        ))
        .with(whole(&outputs::KPI_WINDOW, &[window("1000"), window("1001")]));
    let rows = summary(&company, Report::Kpi);
    let falling: Vec<_> =
        further(&rows).into_iter().filter(|row| row[0].ends_with("Falls out next")).collect();
    assert_eq!(falling[0][0], "Tailspin 0: Falls out next");
    assert_eq!(falling[0][1], "Trailing 12 months, row 3");
    assert_eq!(falling[1][0], "Tailspin 1: Falls out next");
    assert_eq!(falling[1][1], "Trailing 12 months, row 4");
}

#[test]
fn odd_invoices_are_looked_at_where_they_stand() {
    let finding = row(&[
        "warning",
        "negative_kpi_on_invoice",
        "0456123",
        "",
        "",
        "",
        "x",
        "invoices.csv",
        "5",
    ]);
    let company = Company1::of(3).with(whole(&outputs::FINDINGS, &[finding]));
    let rows = summary(&company, Report::Kpi);
    let further = further(&rows);
    let odd = further.iter().find(|row| row[0] == "Negative KPI on an invoice").unwrap();
    // Its line 5 is the fourth line of the invented invoices.
    assert_eq!(odd[1], "Invoices, row 5");
}

/// 99.96 of 100 is never told as 100, and what is needed never as nothing.
#[test]
fn kpis_have_one_decimal_and_are_never_made_more() {
    let window = row(&[
        "0456123",
        "Data Platform",
        "Silver",
        "2020-02",
        "2021-01",
        "99.96",
        "",
        "2022-01-10",
        "2021-01",
        "2021-12",
        "99.96",
        "0.0404",
        "10",
    ]);
    let company = Company1::of(3).with(whole(&outputs::KPI_WINDOW, &[window]));
    let invoice = row(&[
        "0456123",
        "1",
        "later",
        "invoice",
        "",
        "KPI",
        "2021-12-31",
        "Data Platform",
        "Silver",
        "mpn",
        "",
        "",
        "",
        "",
        "L4",
    ]);
    let company = company.with(whole(&outputs::ACTIONS, &[invoice]));
    let rows = summary(&company, Report::Kpi);
    assert!(says(&rows, "99.9 KPIs from 2020-02 to 2021-01; Data Platform Silver needs 100"));
    assert!(says(&rows, "KPIs still needed for the anniversary on 2022-01-10: 0.1."), "{rows:?}");
}

/// The window goes on to the anniversary: what is left without new invoices, and at the pace so far.
#[test]
fn the_months_look_ahead_to_the_anniversary() {
    let labels = Labels::built_in("en").unwrap();
    let month = |month: &str| {
        row(&["0456123", month, "Courseware", "EUR", "10", "", "1", "2020-03-15", "Yes"])
    };
    let window = row(&[
        "0456123",
        "Data Platform",
        "Silver",
        "2020-02",
        "2021-01",
        "20",
        "",
        "2021-04-10",
        "2020-04",
        "2021-03",
        "10",
        "90",
        "2",
    ]);
    let company = Company1::of(3)
        .with(whole(&outputs::KPI_MONTHS, &[month("2020-02"), month("2020-06")]))
        .with(whole(&outputs::KPI_WINDOW, &[window]));
    let rows = sheet(&written(&company, &labels, Report::Kpi), "Summary");
    let start = rows.iter().position(|row| row[0] == "Month").unwrap();
    let number = |row: usize, column: usize| rows[start + row][column].to_string();
    // January 2021 ends the window, February and March follow.
    assert_eq!((number(12, 3), number(12, 4)), ("20".into(), "20".into()));
    assert_eq!((number(13, 3), number(13, 4)), ("10".into(), "11.7".into()));
    assert_eq!((number(14, 3), number(14, 4)), ("10".into(), "13.3".into()));
    assert!(rows[start + 15][1].to_string().is_empty());
}

/// The data file has all of them; what is really wrong is not left out for what only repeats.
#[test]
fn of_very_many_rejects_the_first_are_shown_and_the_others_counted() {
    let labels = Labels::built_in("en").unwrap();
    let reject = |code: &str| row(&["users", "f.csv", "9", "work_email", code, "", "x"]);
    let mut rows = vec![reject("duplicate_row"); 60_000];
    rows.extend(vec![reject("bad_email"); 60_000]);
    let company = Company1::of(1).with(whole(&outputs::REJECTS, &rows));
    let (facts, tables) = (company.facts(), company.tables());
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables: &tables, labels: &labels, known: &known };
    let book = books(context, &[Report::Skills]).remove(0);
    let shown = book.sheets.iter().find(|sheet| sheet.name == "Rejected rows").unwrap();
    let SheetContent::Table(table) = &shown.content else { panic!() };
    assert_eq!(table.rows(), 100_000);
    let last = table.body.sizes().len() - 1;
    assert_eq!(table.body.cells(0)[4], Cell::text("Not an e-mail address"));
    assert_eq!(table.body.cells(last)[4], Cell::text("Repeats another row"));
    let SheetContent::Page(page) = &book.sheets[0].content else { panic!() };
    let is_told = |block: &PageBlock<'_>| matches!(block, PageBlock::Entry(_, text) if text.starts_with("The first 100,000 of 120,000"));
    assert!(page.blocks.iter().any(is_told));
}

#[test]
fn a_level_that_is_not_met_names_the_lower_one_that_is() {
    use crate::base::Day;
    use crate::programme::catalogue::Programme;
    let gold = level("0456123", "Data Platform", UNMET);
    let mut silver = level("0456123", "Data Platform", ["Qualified", "Yes", "", "", "", ""]);
    let place = gold.iter().position(|cell| cell == "Gold" || cell == "Silver").expect("a level");
    let mut gold = gold;
    (gold[place], silver[place]) = ("Gold".to_owned(), "Silver".to_owned());
    let mut company = Company1::of(3).with(whole(&outputs::LEVELS, &[gold.clone(), silver]));
    company.catalogue.programmes = vec![Programme {
        id: gold[1].clone(),
        title: String::new(),
        from: Day::ALWAYS,
        through: Day::FOREVER,
        levels: vec!["Silver".to_owned(), "Gold".to_owned()],
        window_months: std::collections::BTreeMap::new(),
        source: String::new(),
        requirements: Vec::new(),
        unpublished: Vec::new(),
        aliases: std::collections::BTreeMap::new(),
        names: std::collections::BTreeMap::new(),
        units: std::collections::BTreeMap::new(),
        file: String::new(),
    }];
    let rows = summary(&company, Report::Risk);
    assert!(says(&rows, "By what is met you fall to Silver."), "{rows:?}");
    let alone = Company1::of(3).with(whole(&outputs::LEVELS, &[gold]));
    assert!(!says(&summary(&alone, Report::Risk), "you fall to"));
}

/// W3: why it is safe though it is not met, and else until when it can still be made up for.
#[test]
fn a_level_with_a_window_says_what_keeps_it_or_until_when_it_can_be_kept() {
    let told_with = |case, qualified, to, helped: &str| {
        let mut row = in_window("0456123", case, qualified, to);
        row[20] = helped.to_owned();
        summary(&Company1::of(3).with(whole(&outputs::LEVELS, &[row])), Report::Risk)
    };
    let told = |case, qualified, to| told_with(case, qualified, to, "");
    let kept = told(["Active", "No", "2021-04-15", "", "ok", ""], "2020-11-01", "2021-04-30");
    let safe = "Qualified on 2020-11-01 by what was shown then, in the window of its anniversary: safe for";
    assert!(says(&kept, safe), "{kept:?}");
    let short = ["Active", "No", "2021-04-15", "2021-03-01", "critical", ""];
    let open = told_with(short, "2020-10-31", "2021-04-30", "2021-04-27");
    assert!(says(&open, "One day on which it is met, up to 2021-04-30, is enough"), "{open:?}");
    assert!(says(&open, "what is missing has to be done by 2021-04-27"), "{open:?}");
    assert!(says(&told(short, "", "2021-04-30"), "Can still qualify until 2021-04-30."));
    // On the last day, and on the day after it.
    let today = told_with(short, "2020-10-31", "2021-04-30", "2021-03-01");
    assert!(says(&today, "what is missing has to be done by 2021-03-01"), "{today:?}");
    let lost = told_with(short, "2020-10-31", "2021-04-30", "2021-02-28");
    let no_more =
        "It can no longer be kept at this renewal: what helps had to be done by 2021-02-28.";
    assert!(says(&lost, no_more) && says(&lost, "It is lost on 2021-05-16."), "{lost:?}");
    let first = "A Gold can no longer be kept at this renewal: it is lost on 2021-05-16";
    assert!(says(&lost, first) && !says(&lost, "Look what A Gold lacks"), "{lost:?}");
    let past = ["Renewal window", "No", "2021-02-20", "2021-03-01", "critical", ""];
    let over = told(past, "", "2021-02-28");
    assert!(says(&over, "what helps had to be done by 2021-02-28."), "{over:?}");
    let kept = ["Renewal window", "No", "2021-02-20", "", "critical", ""];
    let unpaid = told(kept, "2021-02-01", "2021-02-28");
    let payment =
        "Kept by its window, in which it was met on 2021-02-01: only the payment is missing,";
    assert!(says(&unpaid, payment) && says(&unpaid, "until 2021-03-22."), "{unpaid:?}");
    let met = ["Renewal window", "Yes", "2021-02-20", "", "critical", ""];
    let missed = told(met, "2021-03-01", "2021-02-28");
    assert!(says(&missed, "It was met on no day of the window of its anniversary"), "{missed:?}");
}

#[test]
fn a_score_that_breaks_says_what_falls_and_what_is_left() {
    let case = ["Active", "Yes", "2021-12-31", "2021-06-01", "warning", ""];
    let change = |day, option| {
        row(&[
            "0456123",
            "mpn",
            "Security",
            "Gold",
            option,
            "Score",
            day,
            "Certificates",
            "-8",
            "12",
            "62",
            "70",
            "No",
        ])
    };
    let changes = [
        change("2021-06-01", "Standard"),
        change("2021-06-01", "Other"),
        change("2021-07-01", "Standard"),
    ];
    let company = Company1::of(3)
        .with(whole(&outputs::LEVELS, &[level("0456123", "Security", case)]))
        .with(whole(&outputs::SCORE_CHANGES, &changes));
    let said = "Certificates −8: 62 of 70 points are left.";
    let rows = summary(&company, Report::Risk);
    let told: usize = rows.iter().flatten().map(|cell| cell.matches(said).count()).sum();
    assert!(told > 0, "{rows:?}");
    assert!(rows.iter().flatten().all(|cell| cell.matches(said).count() <= 1), "{rows:?}");
}
