//! The classes of held levels, one case on each side of each boundary.

use super::sample::{Company1, row, whole};
use crate::base::Day;
use crate::report::cell::Tone;
use crate::report::classes::{Class, Counts, due_on, safe_by};
use crate::report::view::each;
use crate::tables::output::Rows;
use crate::tables::outputs;

/// State, met, anniversary, breach, severity, bus factor.
pub(super) type ClassCase = [&'static str; 6];

pub(super) fn level(company: &str, competency: &str, case: ClassCase) -> Vec<String> {
    let [state, met, anniversary, breach, severity, bus] = case;
    let people = if bus == "1" { "a@x.example" } else { "" };
    row(&[
        company,
        "mpn",
        competency,
        "Gold",
        state,
        met,
        met,
        "Standard",
        anniversary,
        breach,
        severity,
        bus,
        people,
        "No",
        "",
        "",
        "",
        "",
        "",
        breach,
        "",
        "",
    ])
}

fn class(case: ClassCase) -> Option<Class> {
    let table = whole(&outputs::LEVELS, &[level("1", "A", case)]);
    let mut found = None;
    each(Some(&table as &dyn Rows), |row| found = Class::of(&row));
    found
}

#[test]
fn the_first_class_that_applies_holds() {
    for (case, expected) in [
        (["Lapsed", "No", "2020-06-01", "2021-03-01", "lapsed", ""], Class::Lapsed),
        (["Renewal window", "No", "2021-02-20", "2021-03-01", "critical", ""], Class::NotMet),
        (["Renewal window", "Yes", "2021-02-20", "", "critical", "1"], Class::RenewalWindow),
        (["Renewal window", "Unknown", "2021-02-20", "", "critical", ""], Class::RenewalWindow),
        (["Active", "No", "2021-12-31", "2021-03-01", "warning", ""], Class::NotMet),
        (["Active", "Yes", "2021-12-31", "2021-12-31", "warning", "1"], Class::Breaks),
        (["Active", "Unknown", "2021-12-31", "2021-12-01", "warning", ""], Class::Breaks),
        (["Active", "Yes", "2021-12-31", "", "fragile", "1"], Class::OnePerson),
        (["Active", "Yes", "2021-12-31", "", "unknown", "2"], Class::NotJudged),
        (["Active", "Unknown", "2021-12-31", "", "unknown", ""], Class::NotJudged),
        (["Active", "Yes", "2021-12-31", "", "ok", "2"], Class::Safe),
        // Met at its anniversary, and not some days later, still within the horizon.
        (["Active", "Yes", "2021-04-10", "2021-04-11", "ok", "2"], Class::Breaks),
    ] {
        assert_eq!(class(case), Some(expected), "{case:?}");
    }
    assert_eq!(class(["Qualified", "Yes", "", "", "", "1"]), None);
    assert_eq!(class(["Started", "No", "", "", "", ""]), None);
}

/// The same with the last qualifying day, and the ends of the two windows.
pub(super) fn in_window(company: &str, case: ClassCase, qualified: &str, to: &str) -> Vec<String> {
    let mut row = level(company, "A", case);
    row.splice(16..19, [qualified, "2020-10-01", to].map(str::to_owned));
    let first = Day::from_iso(to).unwrap().month().plus(-5).first_day().to_string();
    row[21] = (if *first <= *qualified && qualified <= to { qualified } else { "" }).to_owned();
    row
}

/// W3: what its window keeps is safe though it is not met, and only to be paid once its anniversary is past.
#[test]
fn what_its_window_keeps_is_not_red() {
    let seen = |case, qualified, to| {
        let table = whole(&outputs::LEVELS, &[in_window("1", case, qualified, to)]);
        let mut found = (None, None);
        each(Some(&table as &dyn Rows), |row| {
            let by = safe_by(&row).map(|day| day.to_string());
            found = (Class::of(&row), by);
        });
        found
    };
    let unmet = ["Active", "No", "2021-04-15", "", "ok", "1"];
    let day = || Some("2020-11-01".to_owned());
    assert_eq!(seen(unmet, "2020-11-01", "2021-04-30"), (Some(Class::Safe), day()));
    // Met today and at the anniversary, but on no day of the anniversary's window yet.
    let met = ["Active", "Yes", "2021-12-31", "", "ok", "2"];
    assert_eq!(seen(met, "2021-03-01", "2021-12-31"), (Some(Class::Safe), None));
    assert_eq!(seen(met, "2020-10-31", "2021-04-30"), (Some(Class::Safe), None));
    let late = ["Renewal window", "No", "2021-02-20", "", "critical", ""];
    let first = Some("2021-02-01".to_owned());
    assert_eq!(seen(late, "2021-02-01", "2021-02-28"), (Some(Class::RenewalWindow), first));
    let lost = ["Renewal window", "No", "2021-02-20", "2021-03-01", "critical", ""];
    assert_eq!(seen(lost, "2021-03-01", "2021-02-28"), (Some(Class::NotMet), None));
}

/// A level is looked after as far ahead as the list of actions looks.
#[test]
fn what_breaks_too_far_ahead_does_not_break_yet() {
    let class = |breach, breaks: &str| {
        let case = ["Active (extended)", "Yes", "2022-09-01", breach, "warning", "2"];
        let mut own = level("1", "A", case);
        own[19] = breaks.to_owned();
        let (table, mut found) = (whole(&outputs::LEVELS, &[own]), None);
        each(Some(&table as &dyn Rows), |row| found = Class::of(&row));
        found
    };
    assert_eq!(class("2022-03-01", "2022-03-01"), Some(Class::Breaks));
    assert_eq!(class("2022-03-02", ""), Some(Class::Safe));
    // It is met again by its anniversary.
    assert_eq!(class("", "2021-03-20"), Some(Class::Breaks));
}

#[test]
fn counts_add_up_and_the_worst_gives_the_colour() {
    let cases: [(ClassCase, Tone); 4] = [
        (["Active", "Yes", "2021-12-31", "", "ok", "2"], Tone::Good),
        (["Active", "Unknown", "2021-12-31", "", "unknown", ""], Tone::Muted),
        (["Active", "Yes", "2021-12-31", "", "fragile", "1"], Tone::Warning),
        (["Lapsed", "Yes", "2020-06-01", "", "lapsed", "2"], Tone::Bad),
    ];
    for count in 1..=cases.len() {
        let rows: Vec<_> = cases[..count].iter().map(|(case, _)| level("1", "A", *case)).collect();
        let counts = Counts::of(&whole(&outputs::LEVELS, &rows));
        assert_eq!(counts.tone(), cases[count - 1].1);
        let sum: u64 = counts.present().map(|(_, count)| count).sum();
        assert_eq!(sum, count as u64);
        // What has lapsed is not held.
        assert_eq!(counts.held(), count.min(3) as u64);
    }
    assert!(Counts::default().is_empty() && Counts::default().tone() == Tone::Good);
}

#[test]
fn a_level_is_due_at_the_end_of_its_window_its_breach_or_its_anniversary() {
    let company = Company1::of(0);
    let due_with = |case: ClassCase, class, helped: &str| {
        let mut own = level("1", "A", case);
        own[20] = helped.to_owned();
        let table = whole(&outputs::LEVELS, &[own]);
        let mut found = None;
        each(Some(&table as &dyn Rows), |row| {
            let days = (company.facts().as_of, company.in_force.renewal_window_days);
            found = due_on(&row, Some(class), days);
        });
        found.map(|day| day.to_string()).unwrap_or_default()
    };
    let due = |case, class| due_with(case, class, "");
    let window = ["Renewal window", "No", "2021-02-20", "2021-03-01", "critical", ""];
    assert_eq!(due(window, Class::NotMet), "2021-03-22");
    assert_eq!(due(window, Class::RenewalWindow), "2021-03-22");
    let unmet = ["Active", "No", "2021-12-31", "2021-03-01", "warning", ""];
    assert_eq!(due(unmet, Class::NotMet), "2021-12-31");
    let breaks = ["Active", "Yes", "2021-12-31", "2021-06-01", "warning", ""];
    assert_eq!(due(breaks, Class::Breaks), "2021-06-01");
    // W3: the last day that shows in its window comes first, and once it is past the level is only lost.
    assert_eq!(due_with(unmet, Class::NotMet, "2021-12-21"), "2021-12-21");
    assert_eq!(due_with(unmet, Class::NotMet, "2021-02-28"), "2022-01-31");
    assert_eq!(due_with(breaks, Class::Breaks, "2021-12-21"), "2021-06-01");
}
