//! Pages over the invented company: whole, quiet, bounded, and nobody's data on another's page.

use super::{PageChoice, PageFile};
use crate::programme::pipeline::{Company, Report};
use crate::report::Labels;
use crate::report::book::Book;
use crate::report::books::books;
use crate::report::books::context::{Context, FoundOnce};
use crate::report::labels::missed;
use crate::report::tests::sample::{Company1, row, whole};
use crate::tables::outputs::{self, ACTIONS, LEVELS};

const HOSTILE: &str = "<script>alert(1)</script>\u{202e}";

pub(super) fn made(
    company: &Company1,
    language: &str,
    choice: Option<PageChoice>,
) -> Vec<PageFile> {
    let (facts, tables) = (company.facts(), company.tables());
    let labels = Labels::built_in(language).unwrap();
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables: &tables, labels: &labels, known: &known };
    let books = books(context, &[Report::Skills, Report::Risk, Report::Kpi]);
    pages(context, &books, choice)
}

pub(super) fn page(company: &Company1) -> String {
    let mut pages = made(company, "en", None);
    assert_eq!(pages.len(), 1);
    pages.remove(0).text
}

fn pages(context: Context<'_>, books: &[Book<'_>], choice: Option<PageChoice>) -> Vec<PageFile> {
    let mut pages = Vec::new();
    let mut sink = |page| {
        pages.push(page);
        Ok(())
    };
    super::pages(context, books, choice, &mut sink).unwrap();
    pages
}

/// An action that restores the Gold level of a competency.
fn of_level(rank: usize, kind: &str, who: &str, competency: &str) -> Vec<String> {
    let mut row = action(rank, kind, who, "", "0456123");
    (row[7], row[10]) = (competency.to_owned(), format!("{competency} Gold"));
    row
}

/// An action as its table has it.
pub(super) fn action(
    rank: usize,
    kind: &str,
    who: &str,
    group: &str,
    company: &str,
) -> Vec<String> {
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

pub(super) fn level(company: &str, competency: &str, met: &str, severity: &str) -> Vec<String> {
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
        assert!(!page.text.contains("class=\"rule\">"), "{language}: a rule without words");
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
    let page = page(&Company1::of(3).with(whole(&LEVELS, &[])).with(whole(
        &ACTIONS,
        &[
            action(1, "associate", "ada@x.example", "1", "0456123"),
            action(2, "associate", "bo@x.example", "1", "0456123"),
            of_level(3, "associate", "cy@x.example", "Other"),
        ],
    )));
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains("Ask ada@x.example or bo@x.example (any one is enough) to associate"));
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
    let mut rows: Vec<Vec<String>> = (1..=7)
        .map(|rank| {
            let who = format!("p{rank}@x.example");
            of_level(rank, "associate", &who, &format!("Competency {rank}"))
        })
        .collect();
    let mut wait = action(8, "wait", "", "", "0456123");
    wait[2] = "none".to_owned();
    rows.push(wait);
    let company = Company1::of(3).with(whole(&LEVELS, &[])).with(whole(&ACTIONS, &rows));
    let page = page(&company);
    assert_eq!(page.matches("<article").count(), 5);
    assert!(page.contains("Further things to do: 2"));
    assert!(page.contains("Cloud Platform Gold is met again on 2021-03-20: nothing to do"));
}

#[test]
fn thirty_thousand_people_and_three_hundred_levels_stay_small() {
    let levels: Vec<Vec<String>> = (0..300)
        .map(|it| level("0456123", &format!("Competency {it:03}"), "No", "critical"))
        .collect();
    let actions: Vec<Vec<String>> = (1..=5_000)
        .map(|rank| {
            let who = format!("p{rank}@x.example");
            of_level(rank, "associate", &who, &format!("Competency {rank}"))
        })
        .collect();
    let company =
        Company1::of(30_000).with(whole(&LEVELS, &levels)).with(whole(&ACTIONS, &actions));
    let page = page(&company);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("data/actions.csv"), "what is left out is said");
    assert!(page.contains("More levels in the workbook: 200."));
}

#[test]
fn the_longest_names_leave_out_more_rather_than_make_a_page_that_is_too_large() {
    let long = "😀".repeat(40_000);
    let levels: Vec<Vec<String>> =
        (0..130).map(|it| level("0456123", &format!("{it:03}{long}"), "No", "critical")).collect();
    let actions: Vec<Vec<String>> = (1..=100)
        .map(|rank| action(rank, "associate", &format!("p{rank}@{long}"), "", "0456123"))
        .collect();
    let company = Company1::of(3).with(whole(&LEVELS, &levels)).with(whole(&ACTIONS, &actions));
    let page = page(&company);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("More levels in the workbook: ") && page.contains("data/actions.csv"));
}

#[test]
fn one_person_is_enough_for_a_page() {
    let page = page(&Company1::of(1));
    assert!(page.contains("id=\"trust\"") && page.ends_with("</html>"));
}

#[test]
fn the_end_of_a_renewal_window_comes_first_whether_the_level_is_met_or_not() {
    let mut open = level("0456123", "Open", "No", "critical");
    open[4] = "Renewal window".to_owned();
    open[8] = "2021-02-20".to_owned();
    let page = page(
        &Company1::of(3).with(whole(&LEVELS, &[level("0456123", "Later", "No", "critical"), open])),
    );
    let deadlines = page.split("Next deadlines").nth(1).unwrap();
    let first = deadlines.split("</li>").next().unwrap();
    assert!(first.contains("2021-03-22, in 21 days") && first.contains("Open Gold"), "{first}");
}

#[test]
fn what_one_level_asks_of_nobody_in_particular_is_one_card() {
    let mut rows: Vec<Vec<String>> =
        (1..=3).map(|rank| action(rank, "raise", "", "", "0456123")).collect();
    for (row, what) in rows.iter_mut().zip(["Revenue", "Growth (gate 2)", "Revenue"]) {
        row[5] = what.to_owned();
        // None of them is enough alone.
        row[10].clear();
    }
    rows.push(of_level(4, "associate", "ada@x.example", "Other"));
    let company = Company1::of(3).with(whole(&LEVELS, &[])).with(whole(&ACTIONS, &rows));
    let page = page(&company);
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains("Raise “Revenue, Growth (gate 2)” of Cloud Platform Gold"));
}

#[test]
fn a_level_that_no_action_serves_is_told_and_nobody_is_asked_for_it() {
    let mut fragile = level("0456123", "Cloud Platform", "Yes", "fragile");
    fragile[11] = "1".to_owned();
    fragile[12] = "ada@x.example;bo@x.example".to_owned();
    let unmet = level("0456123", "Data", "No", "critical");
    let page = page(&Company1::of(3).with(whole(&LEVELS, &[fragile, unmet])));
    let cards: Vec<&str> = page.split("<article").skip(1).collect();
    assert!(cards[0].contains("Look what Data Gold lacks"), "{}", cards[0]);
    assert!(cards[1].contains("it breaks without ada@x.example or bo@x.example"), "{}", cards[1]);
    assert!(!page.contains("mailto:"), "nobody is asked");
}

#[test]
fn what_is_only_put_off_says_until_when() {
    let mut renew = action(1, "renew", "ada@x.example", "", "0456123");
    renew[10].clear();
    renew.push("2021-05-17".to_owned());
    let told = |renew: &[String]| page(&Company1::of(3).with(whole(&ACTIONS, &[renew.to_vec()])));
    let all_the_same = "All the same Cloud Platform Gold is not met from 2021-05-17 on";
    let count = told(&renew).matches(all_the_same).count();
    assert_eq!(count, 2, "on the card and on ada's own page");
    // It helps longer than it puts that off.
    let place = ACTIONS.columns.iter().position(|own| own.name == "puts_off_by").unwrap();
    renew.resize(place, String::new());
    renew.push("2021-04-20".to_owned());
    let by = "Done by 2021-04-20, it puts off that Cloud Platform Gold is not met: to 2021-05-17";
    let page = told(&renew);
    assert_eq!((page.matches(by).count(), page.matches(all_the_same).count()), (2, 0));
}

#[test]
fn what_is_missing_only_later_is_not_told_by_what_is_there_today() {
    let mut breaks = level("0456123", "Cloud Platform", "Yes", "critical");
    breaks[9] = "2021-06-15".to_owned();
    let mut earn = action(1, "earn", "ada@x.example", "", "0456123");
    earn[5] = "Architects".to_owned();
    let asked = row(&[
        "0456123",
        "mpn",
        "Cloud Platform",
        "Gold",
        "Standard",
        "Architects",
        "people",
        "1",
        "1",
        "0",
        "0",
        "Yes",
        "0",
        "",
    ]);
    let company = Company1::of(3)
        .with(whole(&LEVELS, &[breaks]))
        .with(whole(&outputs::REQUIREMENTS, &[asked]))
        .with(whole(&ACTIONS, &[earn]));
    let page = page(&company);
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("Met today, but not from 2021-06-15 on."), "{card}");
    assert!(!card.contains("1 of 1"), "{card}");
}

#[test]
fn a_fact_that_is_missing_was_not_attested_whenever_it_is_due() {
    let told = |met: &str| {
        let mut attest = action(1, "attest", "", "", "0456123");
        attest[5] = "References".to_owned();
        let level = level("0456123", "Cloud Platform", "Yes", "ok");
        let key = ["0456123", "mpn", "Cloud Platform", "Gold", "Standard", "References"];
        let mut asked = row(&key);
        asked.extend(["attested", "1", "0", "1", "-1", met].map(str::to_owned));
        page(
            &Company1::of(3)
                .with(whole(&LEVELS, &[level]))
                .with(whole(&outputs::REQUIREMENTS, &[asked]))
                .with(whole(&ACTIONS, &[attest])),
        )
    };
    assert!(told("Yes").contains("What was attested holds through 2021-03-20."));
    assert!(told("No").contains("It is not attested, or too long ago."));
}

/// C5: nothing is attested again that never was.
#[test]
fn a_fact_is_attested_again_only_where_it_was_before() {
    let told = |fault: &str| {
        let mut attest = action(1, "attest", "", "", "0456123");
        attest[5] = "SMB track".to_owned();
        attest.resize(21, String::new());
        attest[16] = "SMB".to_owned();
        attest[19] = fault.to_owned();
        attest[20] = "[company.attested] \"SMB\"".to_owned();
        page(&Company1::of(3).with(whole(&ACTIONS, &[attest])))
    };
    let again = "Attest “SMB track” for Cloud Platform Gold again";
    assert!(told("attestation_ends").contains(again));
    assert!(!told("not_attested").contains(again));
    let track = told("track_not_attested");
    assert!(track.contains("Attest “SMB track” for Cloud Platform Gold, if that is your track"));
    assert!(track.contains("If Partner Center has you in the track SMB, which would then"));
}

#[test]
fn scores_of_levels_on_the_way_are_drawn_too() {
    let mut started = level("0456123", "Cloud Platform", "No", "");
    started[4] = "Started".to_owned();
    let asked = row(&[
        "0456123",
        "mpn",
        "Cloud Platform",
        "Gold",
        "Standard",
        "Score",
        "score",
        "70",
        "40",
        "30",
        "-30",
        "No",
        "",
        "",
    ]);
    let company = Company1::of(3)
        .with(whole(&LEVELS, &[started]))
        .with(whole(&outputs::REQUIREMENTS, &[asked]));
    let page = page(&company);
    let scores = page.split("id=\"scores\"").nth(1).unwrap();
    assert!(scores.contains("Started") && scores.contains("40 of 70 points"));
}

/// C8: the score that is shown is that of the best track, and another may lack a fact alone.
#[test]
fn a_score_tells_the_track_that_lacks_a_fact_its_units_and_the_months_that_are_missing() {
    let key = ["0456123", "mpn", "Cloud Platform", "Gold"];
    let of = |cells: &[&str]| row(&[&key[..], cells].concat());
    let mut held = level("0456123", "Cloud Platform", "No", "critical");
    held[7] = "Enterprise".to_owned();
    let asked = [
        of(&["Enterprise", "Score", "score", "70", "24", "46", "-46", "No", "", "", ""]),
        of(&["SMB", "Score", "score", "70", "72", "0", "2", "Yes", "", "", ""]),
        of(&["SMB", "SMB track", "attested", "1", "0", "1", "-1", "No", "", "", "Yes"]),
    ];
    let metric = |name: &str, more: [&str; 6]| {
        let [one_more, enough, unit, step, months, before] = more;
        let own = ["Enterprise", "Score", name, "4", "", "20", "Yes", "0", "0", "4", one_more];
        let rest = ["4", "", name, "", "", enough, "", unit, step, months, before];
        of(&[own, rest].concat())
    };
    let metrics = [
        metric("Growth", ["1", "46", "percent", "1", "2020-06", "2019-01;2019-02"]),
        metric("Revenue", ["2", "1250", "usd", "1250", "", ""]),
        metric("Deployments", ["0", "", "customers", "1", "", ""]),
        metric("Seats", ["0", "3", "customers", "1", "", ""]),
    ];
    let page = page(
        &Company1::of(3)
            .with(whole(&LEVELS, &[held]))
            .with(whole(&outputs::REQUIREMENTS, &asked))
            .with(whole(&outputs::SCORE_METRICS, &metrics))
            .with(whole(
                &outputs::SCORE_RECONCILIATION,
                &[
                    row(&[
                        "0456123",
                        "Cloud Platform",
                        "Enterprise",
                        "Growth",
                        "4",
                        "6",
                        "-2",
                        "2021-02-20",
                        "rows",
                    ]),
                    row(&[
                        "0456123",
                        "Cloud Platform",
                        "Enterprise",
                        "Revenue",
                        "4",
                        "5",
                        "-1",
                        "2020-02-20",
                        "stale",
                    ]),
                ],
            )),
    );
    let scores = page.split("id=\"scores\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(scores.matches("Partner Center’s own page").count(), 1, "{scores}");
    for said in [
        "own page showed 6 points for Growth on 2021-02-20; by the inputs there are 4.",
        "enough only with +3 customers",
        "The track SMB would be the best one if “SMB track” were attested.",
        "[company.attested]",
        "Growth: no rows of 2020-06. They count as nothing",
        "Growth: no rows of 2019-01, 2019-02 in the year before",
        "may be too high",
        "+1 for 1 percentage point more",
        "nothing more",
        "+2 for 1250 USD more",
        "+46 percentage points",
        "+1250 USD",
    ] {
        assert!(scores.contains(said), "{said} in {scores}");
    }
}

#[test]
fn a_level_that_is_not_judged_says_what_each_of_its_tracks_lacks() {
    let key = ["0456123", "mpn", "Cloud Platform", "Gold"];
    let of = |cells: &[&str]| row(&[&key[..], cells].concat());
    let mut held = level("0456123", "Cloud Platform", "Unknown", "unknown");
    held[7] = "Enterprise".to_owned();
    let asked = [
        of(&["Enterprise", "Score", "score", "70", "", "", "", "Unknown", "", "", ""]),
        of(&["SMB", "Score", "score", "70", "", "", "", "Unknown", "", "", ""]),
        of(&["SMB", "SMB track", "attested", "1", "0", "1", "-1", "No", "", "", ""]),
    ];
    let page = page(
        &Company1::of(3).with(whole(&LEVELS, &[held])).with(whole(&outputs::REQUIREMENTS, &asked)),
    );
    assert!(
        page.contains("nothing tells Score (Enterprise), Score (SMB), SMB track (SMB)."),
        "{page}"
    );
}

#[test]
fn of_several_who_could_each_has_a_reason_of_their_own() {
    let mut rows = vec![
        action(1, "associate", "person.00001@fabrikam-nord.example", "1", "0456123"),
        action(2, "associate", "person.00002@fabrikam-nord.example", "1", "0456123"),
    ];
    rows[1][14] = "G2;contacts:2".to_owned();
    let page = page(&Company1::of(8).with(whole(&ACTIONS, &rows)));
    let card = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(card.contains("Contact list, row 2") && card.contains("Contact list, row 3"), "{card}");
}

#[test]
fn a_level_that_changed_is_told_once_and_in_words() {
    let change = |kind: &str, before: &str, after: &str| {
        row(&[kind, "0456123", "", "", "Cloud Platform", "Gold", before, after, "input"])
    };
    let page = page(&Company1::of(3).with(whole(
        &outputs::CHANGES,
        &[
            change("level_changed", "Active (warning)", "Active (fragile)"),
            change("level_met", "No", "Yes"),
        ],
    )));
    let since = page.split("Since run").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(since.contains("not met → met") && !since.contains("Fragile"), "{since}");
    assert!(since.contains("competency_risk.xlsx · Changes, row 3"), "{since}");
}

#[test]
fn a_level_that_heals_by_itself_says_when() {
    let mut wait = action(1, "wait", "", "", "0456123");
    wait[2] = "none".to_owned();
    let page = page(
        &Company1::of(3)
            .with(whole(&LEVELS, &[level("0456123", "Cloud Platform", "No", "warning")]))
            .with(whole(&ACTIONS, &[wait])),
    );
    assert!(page.contains("Met again on 2021-03-20 by itself."));
    let line = page.split("id=\"level-0-t\"").nth(1).unwrap();
    let line = line.split("</svg>").next().unwrap();
    assert!(line.contains("class=\"bad\"") && line.contains("class=\"good\""), "{line}");
}

#[test]
fn without_a_workbook_a_statement_leads_to_the_data_file() {
    let company = Company1::of(3);
    let (facts, tables) = (company.facts(), company.tables());
    let labels = Labels::built_in("en").unwrap();
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables: &tables, labels: &labels, known: &known };
    let page = pages(context, &[], None).remove(0).text;
    assert!(page.contains("href=\"data/levels.csv\"") && !page.contains(".xlsx"));
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
    assert_eq!(names(Some(PageChoice::AtRisk)).len(), 11);
    assert_eq!(names(Some(PageChoice::All)).len(), 1_001);
    let index = made(&company, "en", Some(PageChoice::AtRisk)).remove(0);
    assert_eq!(index.name, "index.html");
    assert_eq!(index.text.matches("href=\"report-").count(), 10);
    assert!(index.text.contains("Company 0000999"));
    assert!(index.text.len() < 1 << 20, "{} bytes", index.text.len());
    // Who has no page here is told how to come by one.
    assert!(index.text.contains("attain run … --as-of 2021-03-01 --company 00"));
    let whole = made(&company, "en", Some(PageChoice::All)).remove(0);
    assert!(!whole.text.contains("--company"));
}

#[test]
fn nothing_at_all_is_a_page_too() {
    let mut company = Company1::of(0);
    company.tables = vec![whole(&outputs::FINDINGS, &[])];
    let page = page(&company);
    assert!(page.contains("No held level is known"));
    assert!(page.contains("Nothing to do."));
}
