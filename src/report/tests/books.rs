//! The books, written and read back.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::sample::{Company1, day, nothing, row, whole};
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::book::{Body, Sheet, SheetContent, ShownColumn, TablePart};
use crate::report::books::books;
use crate::report::books::context::{Context, FoundOnce};
use crate::report::cell::{Cell, Look};
use crate::report::lint::faults;
use crate::report::write::book_file::BookFile;
use crate::report::write::xlsx::write_book;
use crate::tables::outputs;

pub(super) fn written(company: &Company1, labels: &Labels, report: Report) -> Vec<u8> {
    let (bytes, file) = written_and_told(company, labels, report);
    let faults = faults(&file, || Ok(Cursor::new(&bytes))).unwrap();
    assert_eq!(faults, Vec::<String>::new());
    bytes
}

pub(super) fn written_and_told(
    company: &Company1,
    labels: &Labels,
    report: Report,
) -> (Vec<u8>, BookFile) {
    let (facts, tables) = (company.facts(), company.tables());
    let mut bytes = Vec::new();
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables: &tables, labels, known: &known };
    let book = books(context, &[report]).remove(0);
    let file = write_book(&book, &mut bytes).unwrap();
    (bytes, file)
}

pub(super) fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// Writes the books where they can be looked at: `ATTAIN_LOOK=/tmp/look cargo test --lib look`.
#[test]
fn look() {
    let Ok(folder) = std::env::var("ATTAIN_LOOK") else { return };
    let people = std::env::var("ATTAIN_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(14);
    let company = Company1::of(people);
    let languages = std::env::var("ATTAIN_LANGUAGES").unwrap_or("en fr sv de es".into());
    for language in languages.split(' ') {
        let Ok(labels) = Labels::built_in(language) else { continue };
        for (report, name) in
            [(Report::Skills, "skills"), (Report::Risk, "risk"), (Report::Kpi, "kpi")]
        {
            let start = std::time::Instant::now();
            let (bytes, file) = written_and_told(&company, &labels, report);
            println!("{language} {name} {} bytes {:?}", bytes.len(), start.elapsed());
            let start = std::time::Instant::now();
            assert_eq!(faults(&file, || Ok(Cursor::new(&bytes))).unwrap(), Vec::<String>::new());
            println!("  held against the checklist {:?}", start.elapsed());
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
fn what_partner_center_shows_stands_beside_what_we_show() {
    let labels = Labels::built_in("en").unwrap();
    let company = Company1::of(8);
    let bytes = written(&company, &labels, Report::Skills);
    let shown = sheet(&bytes, "Reconciliation");
    let texts = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(texts(&shown[0])[..2], ["Comparison", "Explanation"]);
    assert_eq!(
        texts(&shown[2])[..2],
        ["Overdue", "Transcript has another e-mail than the account"]
    );
    assert_eq!(shown.len(), 9);
    let pack = sheet(&bytes, "Support pack");
    assert_eq!(pack.len(), 3);
    let text = pack[1].last().unwrap().to_string();
    assert!(text.contains("(MPN ID 0456123)") && text.contains("after 113 days"), "{text}");
    let summary = sheet(&bytes, "Summary");
    let says = |what: &str| summary.iter().flatten().any(|cell| cell.to_string().contains(what));
    assert!(says("the same 2; overdue there 4; unexpected there 2"));
    assert!(says("Support pack, row 2") || !says("Overdue in Partner Center"));
}

/// Nothing to hold against, so no empty sheets; the Summary says what would fill them.
#[test]
fn without_partner_centers_report_nothing_is_held_against_it() {
    let labels = Labels::built_in("en").unwrap();
    let mut company = Company1::of(3);
    company.tables.retain(|table| !["reconciliation", "support"].contains(&table.schema.name));
    let bytes = written(&company, &labels, Report::Skills);
    let book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    assert!(!book.sheet_names().iter().any(|name| name == "Reconciliation"));
    let summary = sheet(&bytes, "Summary");
    assert!(
        summary.iter().flatten().any(|cell| cell.to_string().contains("partner_center_report"))
    );
    company.tables.extend(nothing().into_iter().filter(|table| table.schema.name == "support"));
    company.tables.extend(nothing().into_iter().filter(|t| t.schema.name == "reconciliation"));
    let bytes = written(&company, &labels, Report::Skills);
    let pack = sheet(&bytes, "Support pack");
    assert_eq!(pack[1][0], Data::String("Nothing is overdue in Partner Center".into()));
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

/// Texts that break careless writers, in rows that are few and in rows that are many.
#[test]
fn whatever_a_text_holds_it_is_shown_as_it_is() {
    let labels = Labels::built_in("en").unwrap();
    let long = "x".repeat(40_000);
    let texts = [
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("+1", "+1"),
        ("@a", "@a"),
        ("http://example.org", "http://example.org"),
        ("00123", "00123"),
        ("שלום", "שלום"),
        ("😀 & <b>", "😀 & <b>"),
        (" edge ", " edge "),
        ("a\nb", "a\nb"),
        ("a\u{1}b", "a\u{FFFD}b"),
        (&long, &*format!("{}…", "x".repeat(32_766))),
    ];
    for copies in [1, 3000] {
        let rows: Vec<Vec<String>> = (0..copies)
            .flat_map(|_| texts)
            // 40,000 characters 3,000 times are a slow test and say no more than once.
            .filter(|(text, _)| copies == 1 || text.len() < 1000)
            .map(|(text, _)| row(&["users", "f.csv", "9", "work_email", "bad_email", text, text]))
            .collect();
        let company = Company1::of(1).with(whole(&outputs::REJECTS, &rows));
        let (bytes, file) = written_and_told(&company, &labels, Report::Skills);
        assert_eq!(faults(&file, || Ok(Cursor::new(&bytes))).unwrap(), Vec::<String>::new());
        let shown = sheet(&bytes, "Rejected rows");
        assert_eq!(shown.len(), rows.len() + 1);
        let expected: Vec<&str> =
            texts.iter().filter(|(t, _)| copies == 1 || t.len() < 1000).map(|(_, e)| *e).collect();
        for (place, line) in shown.iter().skip(1).enumerate() {
            assert_eq!(line[5], Data::String(expected[place % expected.len()].into()));
        }
        let (cut, replaced) = if copies == 1 { (2, 2) } else { (0, 6000) };
        assert_eq!((file.cut, file.replaced), (cut, replaced));
    }
}

#[test]
fn large_tables_and_small_ones_show_the_same_cells() {
    let labels = Labels::built_in("en").unwrap();
    let large = written(&Company1::of(6000), &labels, Report::Skills);
    let small = written(&Company1::of(40), &labels, Report::Skills);
    let (large, small) = (sheet(&large, "Skills report"), sheet(&small, "Skills report"));
    assert!(large.len() > 25_000);
    assert_eq!(large[..small.len()], small[..]);
}

#[test]
fn a_run_without_any_row_gives_readable_books() {
    let labels = Labels::built_in("en").unwrap();
    let mut company = Company1::of(0);
    company.tables = nothing();
    for report in [Report::Skills, Report::Risk, Report::Kpi] {
        written(&company, &labels, report);
    }
    company.tables.clear();
    let rows = sheet(&written(&company, &labels, Report::Risk), "Changes");
    assert_eq!(rows[1][0], Data::String("There is no earlier run to compare with".into()));
}

/// Level rows of these competencies, each hanging on one person.
fn fragile_levels(names: impl Iterator<Item = String>) -> crate::tables::output::Whole {
    let rows: Vec<_> = names
        .enumerate()
        .map(|(number, name)| {
            row(&[
                "0456123",
                "mpn",
                &name,
                ["Silver", "Gold"][number % 2],
                "Active",
                "Yes",
                "Yes",
                "Standard",
                "2021-09-01",
                "",
                "fragile",
                "1",
                "a@x.example",
                "No",
            ])
        })
        .collect();
    whole(&outputs::LEVELS, &rows)
}

#[test]
fn three_hundred_levels_have_a_column_each() {
    let labels = Labels::built_in("en").unwrap();
    let names = (0..300).map(|number| format!("Competency {}", number / 2));
    let company = Company1::of(3).with(fragile_levels(names));
    let shown = sheet(&written(&company, &labels, Report::Risk), "Key people");
    assert_eq!((shown.len(), shown[0].len()), (2, 304));
}

/// Spreadsheets repair tables whose headers are alike, too long, or not the names of the columns.
#[test]
fn strange_names_of_levels_are_sound_headers() {
    let labels = Labels::built_in("en").unwrap();
    let long = "A".repeat(300);
    let faces = "😀".repeat(200);
    let names = [
        "a\nb", "A\nB", "c\u{1}d", "c\u{2}d", "=1+1", " edge ", "_x000a_", "<b>&\"'", "email",
        &long, &long, &faces,
    ];
    let company = Company1::of(3).with(fragile_levels(names.into_iter().map(str::to_owned)));
    let shown = sheet(&written(&company, &labels, Report::Risk), "Key people");
    let headers: std::collections::BTreeSet<String> =
        shown[0].iter().map(|cell| cell.to_string().to_lowercase()).collect();
    assert_eq!(headers.len(), names.len() + 4);
    assert!(headers.iter().all(|header| header.encode_utf16().count() <= 255));
}

#[test]
fn several_companies_are_told_apart() {
    let labels = Labels::built_in("en").unwrap();
    let mut company = Company1::of(5);
    let mut other = company.companies[0].clone();
    other.mpn_id = "0999999".into();
    company.companies.push(other);
    let rows = sheet(&written(&company, &labels, Report::Skills), "Skills report");
    // Behind the columns that Partner Center's users know.
    let columns = rows[0].len();
    assert_eq!(rows[0][columns - 2..], ["MPN ID", "Company"].map(|text| Data::String(text.into())));
    assert_eq!(rows[1][columns - 1], Data::String("Fabrikam Nord".into()));
    let rows = sheet(&written(&company, &labels, Report::Risk), "Levels");
    assert_eq!(rows[0][..2], ["MPN ID", "Company"].map(|text| Data::String(text.into())));
    written(&company, &labels, Report::Kpi);
}

#[test]
fn the_linter_finds_what_is_wrong() {
    let labels = Labels::built_in("en").unwrap();
    let (bytes, file) = written_and_told(&Company1::of(5), &labels, Report::Skills);
    let told = |change: &dyn Fn(&mut BookFile)| {
        let mut wrong = file.clone();
        change(&mut wrong);
        faults(&wrong, || Ok(Cursor::new(&bytes))).unwrap()
    };
    let skills = file.tables.iter().position(|table| table.table == "tblSkills").unwrap();
    assert_eq!(told(&|file| file.tables[skills].rows += 1).len(), 3);
    assert!(!told(&|file| file.tables[0].table = "tblOther".into()).is_empty());
    assert!(!told(&|file| file.as_of = day("2021-03-02")).is_empty());
    let cut = &bytes[..bytes.len() / 2];
    assert!(faults(&file, || Ok(Cursor::new(cut))).is_err());
}

/// Every label that the books ask for is in the English file, which the others are held against.
#[test]
fn no_label_is_missing() {
    let labels = Labels::built_in("en").unwrap();
    let company = Company1::of(14);
    for report in [Report::Skills, Report::Risk, Report::Kpi] {
        written(&company, &labels, report);
    }
    assert_eq!(crate::report::labels::missed(), Vec::<String>::new());
}

struct Numbers(Vec<usize>);

impl Body for Numbers {
    fn sizes(&self) -> &[usize] {
        &self.0
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        let before: usize = self.0[..piece].iter().sum();
        let number = |place: usize| Cell::number(i64::try_from(before + place).ok());
        (0..self.0[piece]).map(number).collect()
    }
}

#[test]
fn a_full_sheet_is_continued_on_the_next() {
    let labels = Labels::built_in("en").unwrap();
    let company = Company1::of(1);
    let (facts, tables) = (company.facts(), company.tables());
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables: &tables, labels: &labels, known: &known };
    let mut book = books(context, &[Report::Kpi]).remove(0);
    let table = TablePart {
        name: "tblNumbers".into(),
        columns: vec![ShownColumn::new("Number", Look::Integer)],
        body: Box::new(Numbers(vec![400_000, 400_000, 400_000])),
        empty: String::new(),
        frozen: 0,
    };
    book.sheets =
        vec![Sheet { name: "Numbers".into(), tab: None, content: SheetContent::Table(table) }];
    let mut bytes = Vec::new();
    let file = write_book(&book, &mut bytes).unwrap();
    assert_eq!(faults(&file, || Ok(Cursor::new(&bytes))).unwrap(), Vec::<String>::new());
    let rows: Vec<usize> = file.tables.iter().map(|table| table.rows).collect();
    assert_eq!(rows, [1_048_575, 151_425]);
    let second = sheet(&bytes, "Numbers (2)");
    assert_eq!(second[1][0], Data::Float(1_048_575.0));
    assert_eq!(second.last().unwrap()[0], Data::Float(1_199_999.0));
}

fn summary_of(company: &Company1, report: Report) -> Vec<String> {
    let labels = Labels::built_in("en").unwrap();
    let rows = sheet(&written(company, &labels, report), "Summary");
    rows.iter().flatten().map(ToString::to_string).collect()
}

/// Nothing is known to be held, so that nothing is known to be well.
#[test]
fn without_memberships_the_risk_is_unknown() {
    let company = Company1::of(3).with(whole(
        &outputs::LEVELS,
        &[row(&[
            "0456123",
            "mpn",
            "DevOps",
            "Gold",
            "Qualified",
            "Yes",
            "",
            "Standard",
            "",
            "",
            "",
            "2",
            "",
            "",
        ])],
    ));
    let summary = summary_of(&company, Report::Risk);
    let says = |what: &str| summary.iter().any(|cell| cell.contains(what));
    assert!(says("? Unknown") && says("not known which levels are held"), "{summary:?}");
    assert!(says("Met. Whether it is held is not known.") && !says("Nothing to do"));
}

/// Both options could keep it: the nearer one is named first, and whose skill runs out.
#[test]
fn all_options_that_could_keep_a_level_are_named() {
    let level = [
        "0456123",
        "mpn",
        "CBA",
        "Silver",
        "Active",
        "Yes",
        "No",
        "People",
        "2021-05-10",
        "2021-05-10",
        "critical",
        "3",
        "",
        "No",
    ];
    let of = |option: &str, name: &str, kind: &str, n: [&str; 5], who: &str| {
        let [need, have, margin, met, later] = n;
        row(&[
            "0456123", "mpn", "CBA", "Silver", option, name, kind, need, have, "0", margin, met,
            later, who,
        ])
    };
    let company = Company1::of(3).with(whole(&outputs::LEVELS, &[row(&level)])).with(whole(
        &outputs::REQUIREMENTS,
        &[
            of("People", "Consultants", "people", ["3", "3", "0", "Yes", "2"], "a@x.example"),
            of("Learning", "KPI", "learning", ["150", "154", "4", "Yes", "145"], ""),
        ],
    ));
    let summary = summary_of(&company, Report::Risk);
    let told = "either KPI (needed 150, expected 145), or Consultants (needed 3, expected 2)";
    assert!(summary.iter().any(|cell| cell.contains(told)), "{summary:?}");
}

#[test]
fn repeated_rows_stand_behind_what_is_wrong() {
    let labels = Labels::built_in("en").unwrap();
    let rows: Vec<_> = ["duplicate_row", "bad_email", "duplicate_key_conflict", "bad_date"]
        .iter()
        .map(|code| row(&["users", "f.csv", "9", "work_email", code, "", "x"]))
        .collect();
    let company = Company1::of(1).with(whole(&outputs::REJECTS, &rows));
    let shown = sheet(&written(&company, &labels, Report::Skills), "Rejected rows");
    let reasons: Vec<String> = shown[1..].iter().map(|row| row[4].to_string()).collect();
    let first_wrong = ["Not an e-mail address", "Not a date"];
    assert_eq!(reasons[..2], first_wrong);
    assert_eq!(reasons[2..], ["Repeats another row", "Same key, other content"]);
}
