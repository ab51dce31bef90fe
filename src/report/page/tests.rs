//! Pages over the invented company: whole, quiet, bounded, and nobody's data on another's page.

use super::{Choice, PageFile, pages};
use crate::programme::pipeline::Company;
use crate::report::Labels;
use crate::report::books::context::Context;
use crate::report::labels::missed;
use crate::report::tests::sample::{Company1, row, whole};
use crate::tables::outputs::{self, ACTIONS, LEVELS};

const HOSTILE: &str = "<script>alert(1)</script>\u{202e}";

fn made(company: &Company1, language: &str, choice: Option<Choice>) -> Vec<PageFile> {
    let (facts, tables) = (company.facts(), company.tables());
    let labels = Labels::built_in(language).unwrap();
    pages(Context { facts: &facts, tables: &tables, labels: &labels }, choice)
}

fn page(company: &Company1) -> String {
    let mut pages = made(company, "en", None);
    assert_eq!(pages.len(), 1);
    pages.remove(0).text
}

/// An action as its table has it.
fn action(rank: usize, kind: &str, who: &str, group: &str, company: &str) -> Vec<String> {
    let rank = rank.to_string();
    row(&[
        company,
        &rank,
        "now",
        kind,
        who,
        "AZ-104",
        "2021-03-20",
        "Cloud Platform",
        "Gold",
        "mpn",
        "Cloud Platform Gold",
        "",
        "AZ-104",
        group,
        "G2;contacts:1",
    ])
}

fn level(company: &str, competency: &str, met: &str, severity: &str) -> Vec<String> {
    row(&[
        company,
        "mpn",
        competency,
        "Gold",
        "Active",
        met,
        met,
        "Standard",
        "2021-06-01",
        "",
        severity,
        "",
        "",
        "",
        "",
        "",
    ])
}

#[test]
fn a_page_is_whole_and_asks_for_nothing_in_any_language() {
    let company = Company1::of(14).with(whole(
        &ACTIONS,
        &[
            action(1, "associate", "ada@x.example", "", "0456123"),
            action(2, "earn", "", "", "0456123"),
            action(3, "wait", "", "", "0456123"),
        ],
    ));
    for language in ["en", "fr", "sv", "de", "es"] {
        let page = made(&company, language, None).remove(0);
        assert_eq!(page.name, "report.html");
        assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.ends_with("</html>"));
        assert!(page.text.contains(&format!("<html lang=\"{language}\"")));
        assert!(page.text.contains("default-src 'none'"));
        for asking in ["<script", "http://", "https://", " src=", "@import", "url(", "javascript:"]
        {
            assert!(!page.text.contains(asking), "{language}: {asking}");
        }
        assert_eq!(missed(), Vec::<String>::new(), "{language}");
    }
}

#[test]
fn texts_of_the_data_stay_texts() {
    let long = "x".repeat(40_000);
    let levels =
        [level("0456123", HOSTILE, "No", "critical"), level("0456123", &long, "No", "critical")];
    let who = format!("{HOSTILE}@x.example");
    let mut company = Company1::of(3)
        .with(whole(&LEVELS, &levels))
        .with(whole(&ACTIONS, &[action(1, "associate", &who, "", "0456123")]));
    company.companies[0].name = HOSTILE.to_owned();
    let page = page(&company);
    assert!(!page.contains("<script") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;\u{fffd}"));
    assert!(page.len() < 200_000, "{}", page.len());
}

#[test]
fn alternatives_stand_once_with_all_names() {
    let page = page(&Company1::of(3).with(whole(
        &ACTIONS,
        &[
            action(1, "associate", "ada@x.example", "1", "0456123"),
            action(2, "associate", "bo@x.example", "1", "0456123"),
            action(3, "associate", "cy@x.example", "", "0456123"),
        ],
    )));
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains("Ask any one of ada@x.example, bo@x.example to associate"));
    assert!(page.contains("mailto:bo@x.example?subject=Associate"));
}

#[test]
fn a_personal_page_names_nobody_else() {
    let page = page(&Company1::of(3).with(whole(
        &ACTIONS,
        &[
            action(1, "associate", "ada@x.example", "1", "0456123"),
            action(2, "associate", "bo@x.example", "1", "0456123"),
        ],
    )));
    let own: Vec<&str> = page.split("<section class=\"personal\"").skip(1).collect();
    assert_eq!(own.len(), 2);
    assert!(own[0].contains("ada@x.example") && !own[0].contains("bo@x.example"));
    assert!(own[1].contains("bo@x.example") && !own[1].contains("ada@x.example"));
}

#[test]
fn more_than_five_actions_are_folded_and_what_heals_by_itself_is_no_card() {
    let mut rows: Vec<Vec<String>> =
        (1..=7).map(|rank| action(rank, "attest", "", "", "0456123")).collect();
    let mut wait = action(8, "wait", "", "", "0456123");
    wait[2] = "none".to_owned();
    rows.push(wait);
    let page = page(&Company1::of(3).with(whole(&ACTIONS, &rows)));
    assert_eq!(page.matches("<article").count(), 5);
    assert!(page.contains("Further things to do: 3"));
    assert!(page.contains("Cloud Platform Gold is met again on 2021-03-20: nothing to do"));
}

#[test]
fn thirty_thousand_people_and_three_hundred_levels_stay_small() {
    let levels: Vec<Vec<String>> = (0..300)
        .map(|it| level("0456123", &format!("Competency {it:03}"), "No", "critical"))
        .collect();
    let actions: Vec<Vec<String>> = (1..=5_000)
        .map(|rank| action(rank, "associate", &format!("p{rank}@x.example"), "", "0456123"))
        .collect();
    let company =
        Company1::of(30_000).with(whole(&LEVELS, &levels)).with(whole(&ACTIONS, &actions));
    let page = page(&company);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("data/actions.csv"), "what is left out is said");
}

#[test]
fn several_companies_have_an_index_and_many_only_pages_at_risk() {
    let ids: Vec<String> = (0..1_000).map(|number| format!("{number:07}")).collect();
    let levels: Vec<Vec<String>> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let at_risk = place % 100 == 0;
            let (met, severity) = if at_risk { ("No", "critical") } else { ("Yes", "ok") };
            level(id, "Cloud Platform", met, severity)
        })
        .collect();
    let mut company = Company1::of(3).with(whole(&LEVELS, &levels));
    company.companies = ids
        .iter()
        .map(|id| Company {
            mpn_id: id.clone(),
            name: format!("Company {id}"),
            ..Company::default()
        })
        .collect();
    let names = |choice| -> Vec<String> {
        made(&company, "en", choice).into_iter().map(|page| page.name).collect()
    };
    assert_eq!(names(None), ["index.html"]);
    assert_eq!(names(Some(Choice::AtRisk)).len(), 11);
    assert_eq!(names(Some(Choice::All)).len(), 1_001);
    let index = made(&company, "en", Some(Choice::AtRisk)).remove(0);
    assert_eq!(index.name, "index.html");
    assert_eq!(index.text.matches("href=\"report-").count(), 10);
    assert!(index.text.contains("Company 0000999"));
    assert!(index.text.len() < 1 << 20, "{} bytes", index.text.len());
}

#[test]
fn nothing_at_all_is_a_page_too() {
    let mut company = Company1::of(0);
    company.tables = vec![whole(&outputs::FINDINGS, &[])];
    let page = page(&company);
    assert!(page.contains("No held level is known"));
    assert!(page.contains("Nothing to do."));
}
