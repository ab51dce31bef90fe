//! The books, written and read back.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::sample::Company1;
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::books::books;
use crate::report::write::xlsx::write_book;

pub fn written(company: &Company1, labels: &Labels, report: Report) -> Vec<u8> {
    let (facts, tables) = (company.facts(), company.tables());
    let mut bytes = Vec::new();
    for book in books(&facts, &tables, labels, &[report]) {
        write_book(&book, &mut bytes).unwrap();
    }
    bytes
}

pub fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// Writes the books where they can be looked at: `ATTAIN_LOOK=/tmp/look cargo test --lib look`.
#[test]
fn look() {
    let Ok(folder) = std::env::var("ATTAIN_LOOK") else { return };
    let people = std::env::var("ATTAIN_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(14);
    let company = Company1::of(people);
    for language in ["en", "fr", "sv", "de", "es"] {
        let Ok(labels) = Labels::built_in(language) else { continue };
        for (report, name) in
            [(Report::Skills, "skills"), (Report::Risk, "risk"), (Report::Kpi, "kpi")]
        {
            let start = std::time::Instant::now();
            let bytes = written(&company, &labels, report);
            println!("{language} {name} {} bytes {:?}", bytes.len(), start.elapsed());
            std::fs::write(format!("{folder}/{name}-{language}.xlsx"), bytes).unwrap();
        }
    }
}

#[test]
fn the_skills_sheet_has_partner_centers_headers_and_ours() {
    let labels = Labels::built_in("en").unwrap();
    let rows = sheet(&written(&Company1::of(3), &labels, Report::Skills), "Skills report");
    let headers: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(
        headers,
        [
            "First name",
            "Last name",
            "Email",
            "MCID",
            "Associated in PMC",
            "Associated in PC",
            "Skill type",
            "Skill",
            "Title",
            "Completion date",
            "Relevant for Competencies (Option) or Programs",
            "Skill Expiration Date",
            "Counts",
            "Why",
            "Visible on",
            "Retired on",
        ]
    );
    assert_eq!(rows[1][3], Data::String("007210870".into()));
    assert!(rows[1][9].is_datetime());
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let labels = Labels::built_in("en").unwrap();
    for report in [Report::Skills, Report::Risk, Report::Kpi] {
        let company = Company1::of(14);
        assert_eq!(written(&company, &labels, report), written(&company, &labels, report));
    }
    let large = Company1::of(6000);
    let once = written(&large, &labels, Report::Skills);
    assert!(once == written(&large, &labels, Report::Skills));
}
