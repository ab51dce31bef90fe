//! The sheets of people: who counts, until when, whose leaving breaks what, whom to write to.

use std::io::{Cursor, Read};

use super::books::{sheet, written};
use super::classes::{ClassCase, level};
use super::sample::{Company1, row, whole};
use crate::base::{Amount, Day};
use crate::programme::catalogue::{Programme, Requirement, RequirementKind, SkillGroup};
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::write::xlsx_table::pages_wide;
use crate::tables::outputs;

const SAFE: ClassCase = ["Active", "Yes", "2021-12-31", "", "ok", "2"];
const ALONE: ClassCase = ["Active", "Yes", "2021-12-31", "", "fragile", "1"];
const QUALIFIED: ClassCase = ["Qualified", "Yes", "", "", "", "1"];

fn texts(company: &Company1, report: Report, name: &str) -> Vec<Vec<String>> {
    let labels = Labels::built_in("en").unwrap();
    let rows = sheet(&written(company, &labels, report), name);
    rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn counts(requirement: &str, email: &str, skill: &str, through: &str) -> Vec<String> {
    row(&["0456123", "mpn", "A", "Gold", "Standard", requirement, "", email, skill, through, ""])
}

/// One requirement that asks for both skills, one that asks for any.
fn catalogue() -> crate::programme::Catalogue {
    let people = |name: &str, group| Requirement {
        competency: "A".into(),
        level: 0,
        option: "Standard".into(),
        name: name.into(),
        kind: RequirementKind::People { group, distinct: None },
        need: Amount::whole(1),
        counts_through: std::collections::BTreeMap::new(),
        from: Day::ALWAYS,
        through: Day::FOREVER,
        source: String::new(),
        line: 1,
    };
    let programme = Programme {
        id: "mpn".into(),
        title: String::new(),
        from: Day::ALWAYS,
        through: Day::FOREVER,
        levels: vec!["Gold".into()],
        window_months: std::collections::BTreeMap::new(),
        source: String::new(),
        requirements: vec![
            people("Both", SkillGroup::AllOf(vec![0, 1])),
            people("Either", SkillGroup::AnyOf(vec![0, 1])),
        ],
        unpublished: Vec::new(),
        aliases: std::collections::BTreeMap::new(),
        names: std::collections::BTreeMap::new(),
        units: std::collections::BTreeMap::new(),
        file: String::new(),
    };
    crate::programme::Catalogue { programmes: vec![programme], ..Default::default() }
}

/// A skill that does not count, for what the level asks for.
fn refused(email: &str, reasons: &str) -> Vec<String> {
    let mut cells = vec![String::new(); 24];
    for (place, text) in [
        (0, "0456123"),
        (1, email),
        (5, "X"),
        (16, "no"),
        (17, reasons.split(';').next().unwrap()),
        (18, reasons),
        (20, "A (Standard)"),
    ] {
        text.clone_into(&mut cells[place]);
    }
    cells
}

#[test]
fn people_are_marked_with_how_long_they_count() {
    let emails: Vec<String> =
        (0..5).map(|number| format!("person.{number:05}@fabrikam-nord.example")).collect();
    let mut company = Company1::of(5)
        .with(whole(
            &outputs::LEVELS,
            &[level("0456123", "A", SAFE), level("0456123", "B", QUALIFIED)],
        ))
        .with(whole(
            &outputs::REQUIREMENT_PERSONS,
            &[
                counts("Both", &emails[0], "X", ""),
                counts("Both", &emails[0], "Y", "2021-06-30"),
                counts("Either", &emails[1], "X", ""),
                counts("Either", &emails[1], "Y", "2021-06-30"),
                counts("Either", &emails[2], "X", ""),
            ],
        ))
        .with(whole(
            &outputs::CONTACTS,
            &[row(&[
                "0456123", "1", &emails[2], "", "", "", "0", "1", "1", "X", "", "0", "", "", "",
            ])],
        ))
        .with(whole(
            &outputs::REQUIREMENTS,
            &[row(&[
                "0456123", "mpn", "A", "Gold", "Standard", "Either", "people", "2", "3", "0", "1",
                "Yes", "3", "",
            ])],
        ))
        .with(whole(
            &outputs::SKILLS,
            &[
                refused(&emails[1], "not_associated"),
                refused(&emails[3], "not_associated"),
                refused(&emails[4], "expired;not_associated"),
            ],
        ));
    company.catalogue = catalogue();
    let rows = texts(&company, Report::Risk, "People × levels");
    // A level that is not held has no column.
    assert_eq!(rows[0], ["First name", "Last name", "Email", "A Gold"]);
    assert_eq!(rows[1][0], "Astrid");
    let marks: Vec<&str> = rows[1..].iter().map(|row| row[3].as_str()).collect();
    let told = ["until 2021-06-30", "counts", "PMC only", "not associated", "2", "3", "1"];
    assert_eq!(marks, told, "who would not count if associated is left out");
    let below: Vec<&str> = rows[5..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(below, ["Needed", "There", "People to spare"]);
}

/// Two are needed; one of three ceases on the first of July, and then another leaves.
#[test]
fn the_calendar_tells_what_a_level_can_spare_after_each_event() {
    let emails: Vec<String> =
        (0..3).map(|number| format!("person.{number:05}@fabrikam-nord.example")).collect();
    let event = |day: &str, kind: &str, who: &str, skill: &str, of: [&str; 2]| {
        row(&[day, kind, "0456123", who, skill, of[0], of[1], ""])
    };
    let none = ["", ""];
    let company = Company1::of(3)
        .with(whole(&outputs::LEVELS, &[level("0456123", "A", SAFE)]))
        .with(whole(
            &outputs::REQUIREMENT_PERSONS,
            &[
                counts("Either", &emails[0], "X", "2021-06-30"),
                counts("Either", &emails[1], "X", "2021-09-30"),
                counts("Either", &emails[2], "X", ""),
            ],
        ))
        .with(whole(
            &outputs::REQUIREMENTS,
            &[row(&[
                "0456123", "mpn", "A", "Gold", "Standard", "Either", "people", "2", "3", "0", "1",
                "Yes", "1", "",
            ])],
        ))
        .with(whole(
            &outputs::EVENTS,
            &[
                event("2021-06-30", "skill_expires", &emails[2], "Z", none),
                event("2021-07-01", "skill_expires", &emails[0], "X", none),
                event("2021-08-01", "renewal_reminder", "", "", ["A", "Gold"]),
                event("2021-10-01", "user_leaves", &emails[1], "", none),
                event("2021-12-31", "anniversary", "", "", ["A", "Gold"]),
            ],
        ));
    let rows = texts(&company, Report::Risk, "Calendar");
    let spare: Vec<&str> = rows[1..].iter().map(|row| row[8].as_str()).collect();
    assert_eq!(rows[0][8], "Spare after");
    assert_eq!(spare, ["", "0", "", "-1", "-1"]);
}

#[test]
fn key_people_have_names_and_break_only_what_is_held() {
    let mut rows = vec![level("0456123", "A", ALONE), level("0456123", "B", QUALIFIED)];
    for row in &mut rows {
        row[12] = "person.00000@fabrikam-nord.example".into();
    }
    let company = Company1::of(3).with(whole(&outputs::LEVELS, &rows));
    let shown = texts(&company, Report::Risk, "Key people");
    assert_eq!(shown[0], ["First name", "Last name", "Email", "Levels broken", "A Gold"]);
    assert_eq!(shown[1][..2], ["Astrid", "Lindholm"]);
    assert_eq!(shown[1][3..], ["1", "Breaks"]);
}

#[test]
fn the_calendar_tells_the_routine_of_the_kpis_once_a_month() {
    let rows = texts(&Company1::of(3), Report::Risk, "Calendar");
    let told: Vec<&Vec<String>> = rows.iter().filter(|row| row[2].starts_with("KPI")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0][2], "KPIs: a month is published, the oldest leaves");
    assert_eq!(told[0][7], "12.5 KPIs of 2020-02 leave the window");
    let french = Labels::built_in("fr").unwrap();
    let rows = sheet(&written(&Company1::of(3), &french, Report::Risk), "Calendrier");
    let says = |what: &str| rows.iter().flatten().any(|cell| cell.to_string().contains(what));
    assert!(says("12,5 KPI (février 2020) sortent"));
}

#[test]
fn a_contact_is_a_link_that_begins_a_mail_with_the_text() {
    let company = Company1::of(3);
    let labels = Labels::built_in("en").unwrap();
    let bytes = written(&company, &labels, Report::Skills);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut all = String::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let is_wanted = file.name().unwrap().contains("worksheets/_rels");
        if is_wanted {
            file.read_to_string(&mut all).unwrap();
        }
    }
    let start = "mailto:person.00000@fabrikam-nord.example?subject=Microsoft%20Learning%20account";
    assert!(all.contains(start) && all.contains("body=Hello%20Astrid"), "{all}");
}

/// W3: a level that its window keeps is no cause for alarm, whatever the day says; nor is one not held.
#[test]
fn the_colours_of_levels_follow_the_verdict() {
    let company = Company1::of(3).with(whole(&outputs::LEVELS, &[level("0456123", "A", SAFE)]));
    let bytes = written(&company, &Labels::built_in("en").unwrap(), Report::Risk);
    let mut sheets = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut levels = String::new();
    let name = "xl/worksheets/sheet2.xml";
    sheets.by_name(name).unwrap().read_to_string(&mut levels).unwrap();
    for column in ["E", "F"] {
        let own = levels.split_once(&format!("<conditionalFormatting sqref=\"{column}2"));
        let own = own.and_then(|(_, rest)| rest.split_once("</conditionalFormatting>")).unwrap().0;
        let places = ["\"Yes\"", "OR($D2=\"OK\",$D2=\"\")", "\"No\""]
            .map(|rule| own.replace("&quot;", "\"").find(rule).unwrap_or(usize::MAX));
        assert!(places.is_sorted() && places[2] < usize::MAX, "{own}");
        let calm = own.split("<cfRule").find(|rule| rule.contains("OR(")).unwrap();
        assert!(calm.contains("stopIfTrue=\"1\""), "{calm}");
    }
}

#[test]
fn requirements_are_called_as_their_programme_says() {
    let mut company = Company1::of(3);
    company.translations = vec![("Developers", "Entwickler")];
    let labels = Labels::built_in("de").unwrap();
    let bytes = written(&company, &labels, Report::Risk);
    let rows = sheet(&bytes, "Anforderungen");
    let names: Vec<String> = rows[1..].iter().map(|row| row[3].to_string()).collect();
    assert_eq!(names[..3], ["Entwickler", "Entwickler", "Customer references"]);
    let summary = sheet(&bytes, labels.get("sheet", "summary"));
    let says = |what: &str| summary.iter().flatten().any(|cell| cell.to_string().contains(what));
    assert!(says("Entwickler (erforderlich: 4, vorhanden: 2)"));
}

#[test]
fn lists_that_no_cell_can_hold_say_how_many_more_there_are() {
    let people = vec!["anna.lindholm@fabrikam.example"; 1500].join(";");
    let company = Company1::of(3).with(whole(
        &outputs::REQUIREMENTS,
        &[row(&[
            "0456123", "mpn", "A", "Gold", "Standard", "People", "people", "2", "3", "0", "1",
            "Yes", "3", &people,
        ])],
    ));
    let rows = texts(&company, Report::Risk, "Requirements");
    let persons = &rows[1][12];
    let kept = persons.matches('@').count();
    assert!(persons.ends_with(&format!("… and {} more", 1500 - kept)), "{kept}");
    assert!(persons.encode_utf16().count() <= 32_767);
}

/// The number of an attribute.
fn number<T: std::str::FromStr>(tag: &str, name: &str) -> Option<T> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    rest.split('"').next()?.parse().ok()
}

/// The widths, the columns that are repeated, and the pages beside each other, of each sheet.
fn printed(bytes: &[u8]) -> Vec<(Vec<f64>, usize, u16)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut sheets = Vec::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        if !file.name().unwrap().starts_with("xl/worksheets/sheet") {
            continue;
        }
        let mut xml = String::new();
        file.read_to_string(&mut xml).unwrap();
        let mut widths = Vec::new();
        for tag in xml.split("<col ").skip(1) {
            let tag = format!(" {tag}");
            let (from, to): (usize, usize) =
                (number(&tag, "min").unwrap(), number(&tag, "max").unwrap());
            // Files say widths with five pixels of padding.
            let width: f64 = number(&tag, "width").unwrap();
            let width = width - 5.0 / 7.0;
            widths.extend((from..=to).map(|_| width));
        }
        let frozen = xml.split_once("<pane").and_then(|(_, pane)| number(pane, "xSplit"));
        let setup = xml.split_once("<pageSetup").unwrap().1;
        let pages = number(setup, "fitToWidth").unwrap_or(1);
        sheets.push((widths, frozen.unwrap_or(0), pages));
    }
    sheets
}

#[test]
fn nothing_is_printed_smaller_than_eight_points() {
    for language in ["en", "fr", "sv", "de", "es"] {
        let labels = Labels::built_in(language).unwrap();
        for report in [Report::Skills, Report::Risk, Report::Kpi] {
            for (widths, repeated, pages) in printed(&written(&Company1::of(14), &labels, report)) {
                let needed = pages_wide(&widths, repeated);
                assert!(needed <= pages, "{language} {report:?}: {needed} pages, {widths:?}");
            }
        }
    }
}

/// A transcript may lose the leading zeros of an id, and a reader must not take it for another.
#[test]
fn an_mcid_is_the_same_text_on_every_sheet() {
    let company = Company1::of(3);
    let mut rows = Vec::new();
    for (place, id) in ["7210870", "007210870", "998877", "0998877"].iter().enumerate() {
        let line = (place + 2).to_string();
        rows.push(row(&[
            "info",
            "email_mismatch",
            "0456123",
            "a@x.example",
            id,
            "",
            "x",
            "f.csv",
            &line,
        ]));
    }
    let company = company.with(whole(&outputs::FINDINGS, &rows));
    let shown = texts(&company, Report::Skills, "Findings");
    let ids: Vec<&str> = shown[1..].iter().map(|row| row[4].as_str()).collect();
    // Nobody's account has the others: they stay as they are.
    assert_eq!(ids, ["007210870", "007210870", "998877", "0998877"]);
}
