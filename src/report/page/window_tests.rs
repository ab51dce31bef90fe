//! Pages over levels with a window: until when help counts, what is lost, and what is only to be paid.

use super::tests::{action, level, made, page};
use crate::report::labels::missed;
use crate::report::tests::sample::{Company1, whole};
use crate::tables::outputs::{ACTIONS, LEVELS};

/// A row of a level with a window, with cells by the names of their columns.
fn with_cells(mut own: Vec<String>, cells: &[(&str, &str)]) -> Vec<String> {
    own.resize(LEVELS.columns.len(), String::new());
    for (name, cell) in cells {
        let place = LEVELS.columns.iter().position(|column| column.name == *name).unwrap();
        own[place] = (*cell).to_owned();
    }
    own
}

/// W3: the last day on which help shows in its window comes before all others; on the day after it nothing
/// is to be done by today any more.
#[test]
fn what_comes_too_late_for_a_window_is_not_due_and_its_level_is_said_to_be_lost() {
    let told = |helped: &str, language: &str| {
        let unmet = level("0456123", "Cloud Platform", "No", "critical");
        let window = [
            ("breach_on", "2021-03-01"),
            ("window_from", "2020-11-01"),
            ("window_to", "2021-06-30"),
        ];
        let unmet = with_cells(with_cells(unmet, &window), &[("helped_through", helped)]);
        let mut late = action(1, "earn", "ada@x.example", "", "0456123");
        late.resize(ACTIONS.columns.len(), String::new());
        let place = ACTIONS.columns.iter().position(|own| own.name == "helped_through").unwrap();
        late[6] = "2021-03-01".into();
        if helped < "2021-03-01" {
            (late[2], late[10]) = ("later".into(), String::new());
            helped.clone_into(&mut late[place]);
        }
        let company = Company1::of(3).with(whole(&LEVELS, &[unmet]));
        let company = company.with(whole(&ACTIONS, &[late]));
        let page = made(&company, language, None).remove(0).text;
        assert_eq!(missed(), Vec::<String>::new(), "{language}");
        page
    };
    let today = told("2021-03-01", "en");
    assert!(today.contains("last day on which anything done still helps"), "{today}");
    // The days of which one is enough are drawn, and said to be so.
    assert!(today.contains("rect class=\"window\""), "{today}");
    assert!(today.contains("one day of these on which it is met is enough"), "{today}");
    assert!(today.contains("what is missing has to be done by 2021-03-01"), "{today}");
    assert!(!today.contains("can no longer be kept"), "{today}");
    let late = told("2021-02-28", "en");
    for said in [
        "is lost: it can no longer be kept at this renewal",
        "what helps had to be done by 2021-02-28. It is lost on 2021-07-02.",
        "Too late for this renewal: it helped until 2021-02-28",
    ] {
        assert!(late.contains(said), "{said}: {late}");
    }
    assert!(!late.contains("Please do it today") && !late.contains("not enough alone"), "{late}");
    for language in ["fr", "sv", "de", "es"] {
        assert!(told("2021-02-28", language).contains("2021"), "{language}");
    }
}

/// W3, K4: what its window keeps is only to be paid.
#[test]
fn what_its_window_keeps_says_by_which_day_and_that_it_is_to_be_paid() {
    let told = |state: &str, anniversary: &str| {
        let mut kept = level("0456123", "Cloud Platform", "No", "critical");
        (kept[4], kept[8]) = (state.to_owned(), anniversary.to_owned());
        let severity = if state == "Active" { "ok" } else { "critical" };
        kept[10] = severity.to_owned();
        let window = [("window_to", "2021-03-31"), ("renewal_qualified_on", "2020-12-01")];
        page(&Company1::of(3).with(whole(&LEVELS, &[with_cells(kept, &window)])))
    };
    assert!(told("Active", "2021-03-15").contains("Qualified on 2020-12-01: safe"));
    let unpaid = told("Renewal window", "2021-02-20");
    assert!(unpaid.contains("only the payment is missing, until 2021-03-22."), "{unpaid}");
    assert!(unpaid.contains("which is kept by its window"), "{unpaid}");
}

/// W4: what is there already may still come in time, up to the end of its window; it is not renewed without.
#[test]
fn a_level_that_waits_for_its_sums_has_the_end_of_its_window_as_last_day() {
    let told = |window_to: &str| {
        let mut unmet = level("0456123", "Cloud Platform", "No", "critical");
        (unmet[4], unmet[8]) = ("Renewal window".to_owned(), "2021-02-20".to_owned());
        let cells = [("breach_on", "2021-03-01"), ("window_to", window_to)];
        page(&Company1::of(3).with(whole(&LEVELS, &[with_cells(unmet, &cells)])))
    };
    let open = told("2021-03-05");
    assert!(
        open.contains("2021-03-05, in 4 days</strong> – last day of the window in which"),
        "{open}"
    );
    assert!(!open.contains("last day to meet and renew"), "{open}");
    let none = told("");
    assert!(
        none.contains("2021-03-22, in 21 days</strong> – last day to meet and renew"),
        "{none}"
    );
}

/// W3: nobody knows whether what was met only after its window can be renewed.
#[test]
fn paying_for_what_was_met_only_after_its_window_is_told_with_that() {
    let told = |renewed: &str, window_to: &str| {
        let mut met = level("0456123", "Cloud Platform", "Yes", "critical");
        (met[4], met[8]) = ("Renewal window".to_owned(), "2021-02-20".to_owned());
        let cells = [("window_to", window_to), ("renewal_qualified_on", renewed)];
        let mut pay = action(1, "pay", "", "", "0456123");
        pay[6] = "2021-03-22".to_owned();
        let company = Company1::of(3).with(whole(&LEVELS, &[with_cells(met, &cells)]));
        page(&company.with(whole(&ACTIONS, &[pay])))
    };
    let said = "But</dt><dd>It was met on no day of the window of its anniversary, which ended on \
                2021-02-28: ask Partner Center whether it can still be renewed</dd>";
    let missed = told("", "2021-02-28");
    assert!(missed.contains(said), "{missed}");
    assert!(!told("2021-02-28", "2021-02-28").contains(said));
    assert!(!told("", "2021-03-31").contains(said));
}
