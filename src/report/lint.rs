//! The linter: a finished workbook, read back and held against the checklist.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, Read, Seek};

use calamine::{Data, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::base::{Failure, Outcome};

use super::cell::Look;
use super::lint_blocks::{PackedSheet, scan_blocks};
use super::lint_scan::{Scan, attribute, scan, tags};
use super::write::book_file::{BookFile, BookTable};
use super::write::xlsx_table::LIBRARY_ROWS_MAX;
use super::write::xml::column_name;

/// Cells of larger tables, which were poured, are counted and not read one by one.
const ROWS_READ_MAX: usize = LIBRARY_ROWS_MAX;
const SHARED_TEXTS: &str = "xl/sharedStrings.xml";
const RELATIONS: &str = ".rels";
const SHEET_NAME_MAX: usize = 31;
/// Programs drop the links of a sheet that has more.
const LINKS_MAX: usize = 65_530;
/// How an address begins that only begins a mail.
pub(crate) const MAIL: &str = "mailto:";

/// Holds a workbook against what was written into it; answers what is wrong, nothing where all is well.
///
/// # Errors
/// When the workbook cannot be opened or is no workbook.
pub(crate) fn faults<R: Read + Seek>(
    book: &BookFile,
    open: impl Fn() -> Outcome<R> + Sync,
) -> Outcome<Vec<String>> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::internal("the workbook cannot be read back").at(book.name).because(error)
    };
    let (parts, ranges) = rayon::join(
        || PackageParts::read(book, &open, &unreadable),
        || ranges(book, &open, &unreadable),
    );
    let (parts, ranges) = (parts?, ranges?);
    let mut found = Faults::default();
    check_names(&parts, &mut found);
    check_tables(book, &parts, &mut found);
    check_sheets(book, &parts, &mut found);
    check_properties(book, &parts, &mut found);
    check_charts(&parts, &mut found);
    for (table, range) in ranges {
        match range {
            Ok(range) => {
                check_header(table, &range, &parts, &mut found);
                check_cells(table, &range, &mut found);
            }
            Err(error) => found.add(&table.sheet, &format!("cannot be read: {error}")),
        }
    }
    Ok(found.0)
}

type Unreadable<'a> = dyn Fn(&dyn std::fmt::Display) -> Failure + Sync + 'a;
/// A table that is not too large, with its cells.
type Range<'a> = (&'a BookTable, Result<calamine::Range<Data>, XlsxError>);

/// Reads the tables as another program would.
fn ranges<'a, R: Read + Seek>(
    book: &'a BookFile,
    open: &impl Fn() -> Outcome<R>,
    unreadable: &Unreadable<'_>,
) -> Outcome<Vec<Range<'a>>> {
    let mut workbook: Xlsx<_> =
        Xlsx::new(BufReader::new(open()?)).map_err(|error| unreadable(&error))?;
    let tables = book.tables.iter().filter(|table| table.rows <= ROWS_READ_MAX);
    Ok(tables.map(|table| (table, workbook.worksheet_range(&table.sheet))).collect())
}

#[derive(Default)]
struct PackageParts {
    texts: BTreeMap<String, String>,
    sheets: BTreeMap<String, Scan>,
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, place: &str, what: &str) {
        self.0.push(format!("{place}: {what}"));
    }

    fn unless(&mut self, holds: bool, place: &str, what: &str) {
        if !holds {
            self.add(place, what);
        }
    }
}

impl PackageParts {
    fn read<R: Read + Seek>(
        book: &BookFile,
        open: &(impl Fn() -> Outcome<R> + Sync),
        unreadable: &Unreadable<'_>,
    ) -> Outcome<Self> {
        let mut archive = ZipArchive::new(open()?).map_err(|error| unreadable(&error))?;
        let mut parts = PackageParts::default();
        for place in 0..archive.len() {
            let file = archive.by_index(place).map_err(|error| unreadable(&error))?;
            let name = file.name().map_err(|error| unreadable(&error))?.into_owned();
            if let Some(poured) = book.poured.iter().find(|poured| poured.part == name) {
                let entry = PackedSheet {
                    start: file.data_start().unwrap_or_default(),
                    packed: file.compressed_size(),
                    size: file.size(),
                    crc: file.crc32(),
                };
                drop(file);
                let open = || open().map_err(io::Error::other);
                let scanned = scan_blocks(&open, &entry, &poured.blocks);
                parts.sheets.insert(name, scanned.map_err(|error| unreadable(&error))?);
            } else if name.starts_with("xl/worksheets/sheet") {
                let scanned = scan(BufReader::new(file)).map_err(|error| unreadable(&error))?;
                parts.sheets.insert(name, scanned);
            } else if name == SHARED_TEXTS {
                // Whoever reads the tables reads them; here it is enough that they can be read.
                io::copy(&mut BufReader::new(file), &mut io::sink())
                    .map_err(|error| unreadable(&error))?;
            } else if ["xml", "rels"].iter().any(|kind| name.ends_with(kind)) {
                let mut text = String::new();
                BufReader::new(file)
                    .read_to_string(&mut text)
                    .map_err(|error| unreadable(&error))?;
                parts.texts.insert(name, text);
            }
        }
        Ok(parts)
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Names of the sheets in their order, which is the order of their numbers in the package.
    fn sheet_names(&self) -> Vec<String> {
        tags(self.text("xl/workbook.xml"), "sheet")
            .filter_map(|tag| attribute(tag, "name"))
            .collect()
    }

    fn sheet(&self, name: &str) -> Option<&Scan> {
        let place = self.sheet_names().iter().position(|known| known == name)?;
        self.sheets.get(&format!("xl/worksheets/sheet{}.xml", place + 1))
    }
}

fn check_names(parts: &PackageParts, found: &mut Faults) {
    let names = parts.sheet_names();
    found.unless(!names.is_empty(), "workbook", "has no sheets");
    let different: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    found.unless(different.len() == names.len(), "workbook", "two sheets have one name");
    for name in &names {
        let units = name.encode_utf16().count();
        found.unless(units <= SHEET_NAME_MAX, name, "the name of the sheet is too long");
    }
    for (name, text) in parts.texts.iter().filter(|(name, _)| name.ends_with(RELATIONS)) {
        // A mail is begun by hand, and only by the person who follows the link.
        let leads_out = |tag: &str| {
            attribute(tag, "TargetMode").as_deref() == Some("External")
                && !attribute(tag, "Target").is_some_and(|target| target.starts_with(MAIL))
        };
        found.unless(
            !tags(text, "Relationship").any(leads_out),
            name,
            "something leads out of the workbook",
        );
    }
}

fn check_tables(book: &BookFile, parts: &PackageParts, found: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (_, text) in parts.texts.iter().filter(|(name, _)| name.starts_with("xl/tables/")) {
        let Some(tag) = tags(text, "table").next() else { continue };
        let name = attribute(tag, "name").unwrap_or_default();
        found.unless(seen.insert(name.to_lowercase()), &name, "two tables have this name");
        let Some(table) = book.tables.iter().find(|table| table.table == name) else {
            found.add(&name, "nobody wrote this table");
            continue;
        };
        let columns: Vec<String> =
            tags(text, "tableColumn").filter_map(|tag| attribute(tag, "name")).collect();
        found.unless(columns.len() == table.looks.len(), &name, "columns are missing");
        let different: BTreeSet<String> = columns.iter().map(|text| text.to_lowercase()).collect();
        found.unless(different.len() == columns.len(), &name, "two columns have one header");
        let rows = attribute(tag, "ref").and_then(|range| rows_of(&range));
        found.unless(rows == Some(table.rows.max(1) + 1), &name, "has another number of rows");
    }
    for table in &book.tables {
        let there = seen.contains(&table.table.to_lowercase());
        found.unless(there, &table.table, "the table is missing");
    }
}

/// Spreadsheets repair a table whose header cells are not, to the letter, the names of its columns.
fn check_header(
    table: &BookTable,
    range: &calamine::Range<Data>,
    parts: &PackageParts,
    found: &mut Faults,
) {
    let text = parts.texts.iter().find_map(|(name, text)| {
        let tag = tags(text, "table").next().filter(|_| name.starts_with("xl/tables/"))?;
        (attribute(tag, "name")? == table.table).then_some((tag, text))
    });
    let Some((tag, text)) = text else { return };
    let row = attribute(tag, "ref").and_then(|range| {
        let first = range.split(':').next()?;
        first.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).parse::<u32>().ok()
    });
    let columns = tags(text, "tableColumn").filter_map(|tag| attribute(tag, "name"));
    for (place, column) in (0..).zip(columns) {
        let cell = row.and_then(|row| range.get_value((row - 1, place)));
        let same = matches!(cell, Some(Data::String(header)) if column == *header);
        found.unless(same, &table.table, &format!("the header of {column} is another"));
    }
}

/// Rows of a range like `A1:C5`.
fn rows_of(range: &str) -> Option<usize> {
    let (from, to) = range.split_once(':')?;
    let row = |cell: &str| -> Option<usize> {
        cell.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).parse().ok()
    };
    Some(row(to)? + 1 - row(from)?)
}

fn check_sheets(book: &BookFile, parts: &PackageParts, found: &mut Faults) {
    for name in parts.sheet_names() {
        let Some(scan) = parts.sheet(&name) else {
            found.add(&name, "the sheet is missing");
            continue;
        };
        found.unless(scan.formulas == 0, &name, "a cell is a formula");
        found.unless(scan.merged == 0, &name, "cells are merged");
        found.unless(scan.outside.contains("<cols>"), &name, "no widths are set");
        let landscape = scan.outside.contains("orientation=\"landscape\"");
        found.unless(landscape, &name, "is not printed in landscape");
        found.unless(scan.outside.contains("<oddFooter>"), &name, "has no footer");
        let fitted = scan.outside.contains("fitToPage=\"1\"");
        found.unless(fitted, &name, "is not printed one page wide");
        check_links(&name, scan, parts, found);
        let alone = |table: &&BookTable| table.sheet == name && table.alone;
        if let Some(table) = book.tables.iter().find(alone) {
            check_table_sheet(table, scan, found);
        }
    }
}

fn check_table_sheet(table: &BookTable, scan: &Scan, found: &mut Faults) {
    let name = &table.sheet;
    let rows = table.rows.max(1) + 1;
    found.unless(scan.rows == rows, name, &format!("has {} rows instead of {rows}", scan.rows));
    found.unless(scan.outside.contains("state=\"frozen\""), name, "its header is not frozen");
    let right = format!("A1:{}{rows}", column_name(table.looks.len().saturating_sub(1)));
    let dimension = tags(&scan.outside, "dimension").find_map(|tag| attribute(tag, "ref"));
    found.unless(dimension.as_deref() == Some(&right), name, "its dimension is wrong");
}

fn check_links(name: &str, scan: &Scan, parts: &PackageParts, found: &mut Faults) {
    let links = tags(&scan.outside, "hyperlink").count();
    found.unless(links <= LINKS_MAX, name, "has more links than a sheet can have");
    for tag in tags(&scan.outside, "hyperlink") {
        // What has no place in the workbook stands among its relationships.
        if attribute(tag, "r:id").is_some() {
            continue;
        }
        let target = attribute(tag, "location").unwrap_or_default();
        let leads = target.rsplit_once('!').and_then(|(sheet, cell)| {
            let sheet = parts.sheet(sheet.trim_matches('\''))?;
            let row: usize =
                cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
            (1..=sheet.rows.max(1)).contains(&row).then_some(())
        });
        found.unless(leads.is_some(), name, &format!("the link to {target} leads nowhere"));
    }
}

fn check_properties(book: &BookFile, parts: &PackageParts, found: &mut Faults) {
    let core = parts.text("docProps/core.xml");
    for element in ["dc:title", "dc:subject", "dc:creator"] {
        let filled = core
            .split_once(&format!("<{element}>"))
            .is_some_and(|(_, rest)| !rest.starts_with('<'));
        found.unless(filled, "properties", &format!("{element} is not set"));
    }
    let created = format!("{}T00:00:00Z</dcterms:created>", book.as_of);
    found.unless(core.contains(&created), "properties", "the date is not the as-of date");
}

fn check_charts(parts: &PackageParts, found: &mut Faults) {
    for (name, text) in &parts.texts {
        if !name.starts_with("xl/drawings/drawing") {
            continue;
        }
        for frame in text.split("<xdr:graphicFrame").skip(1) {
            let told = tags(frame, "xdr:cNvPr")
                .next()
                .and_then(|tag| attribute(tag, "descr"))
                .is_some_and(|text| !text.is_empty());
            found.unless(told, name, "a chart has no alternative text");
        }
    }
}

/// Dates are dates, ids are text, and nothing is an error.
fn check_cells(table: &BookTable, range: &calamine::Range<Data>, found: &mut Faults) {
    if !table.alone || table.rows == 0 {
        return;
    }
    for (place, look) in table.looks.iter().enumerate() {
        let cells = (1..range.height()).filter_map(|row| range.get((row, place)));
        let wrong = match look {
            Look::Date | Look::Month => cells.filter(|cell| is_number(cell)).count(),
            Look::Id | Look::Text | Look::Prose => {
                cells.filter(|cell| !matches!(cell, Data::String(_) | Data::Empty)).count()
            }
            _ => cells.filter(|cell| matches!(cell, Data::Error(_))).count(),
        };
        let column = column_name(place);
        found.unless(
            wrong == 0,
            &table.sheet,
            &format!("{wrong} cells of column {column} have a wrong type"),
        );
    }
}

fn is_number(cell: &Data) -> bool {
    matches!(cell, Data::Int(_) | Data::Float(_) | Data::Bool(_) | Data::Error(_))
}
