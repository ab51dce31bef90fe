//! Writes the workbooks of a run on its stage, from the tables that it publishes.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::assess::directory;
use crate::base::{Failure, Month, Outcome, Progress};
use crate::programme::pipeline::{Company, Report};
use crate::publish::Stage;
use crate::publish::audit::{Expected, FileContent};
use crate::publish::hashing::BytesWritten;
use crate::report::book::Book;
use crate::report::books::context::{Context, FoundOnce};
use crate::report::cell::Cell;
use crate::report::page::{self, PageChoice, PageFile};
use crate::report::strip::ColumnPiece;
use crate::report::table_part::{Body, HeldRows, TablePart};
use crate::report::write::book_file::BookFile;
use crate::report::write::formats::FORMATS;
use crate::report::write::xlsx::write_book;
use crate::report::write::xlsx_table::SMALL_ROWS_MAX;
use crate::report::{self, Labels, RunFacts, lint};

use super::key::KeyedRun;
use super::outlet::Outlets;
use super::pass::Pass;
use super::results::Results;

/// The books of the reports, and the data files on their way; answers what the audit must find.
///
/// # Errors
/// When one cannot be written.
pub(crate) fn books(
    (run, progress): (&KeyedRun<'_>, &Progress),
    (labels, results): (&Labels, &Results<'_>),
    stage: &Stage<'_>,
    pass: &Pass<'_>,
) -> Outcome<(Vec<Expected>, Vec<BookFile>)> {
    let tables = &pass.tables();
    let gathered = run.gathered;
    let loaded = &gathered.loaded;
    let companies = match run.decides.scope.selection {
        Some(selection) => selection.companies(&loaded.pipeline),
        None => loaded.pipeline.companies.clone(),
    };
    let directory = directory::entries(&companies, gathered.as_of);
    let earlier = run.compared.with.as_ref().map(|before| before.manifest.run_id.clone());
    let facts = RunFacts {
        run_id: &run.run_id,
        pipeline: &loaded.pipeline.name,
        as_of: gathered.as_of,
        version: env!("CARGO_PKG_VERSION"),
        compression: loaded.pipeline.compression,
        companies: &companies,
        levels: Some(results.levels),
        requirements: Some(results.requirements),
        names: report::facts::names_of(&companies),
        catalogue: &loaded.catalogue,
        translations: report::facts::translations(&loaded.catalogue, &labels.language),
        mcids: OnceLock::new(),
        parameters: &loaded.parameters,
        in_force: &gathered.rules,
        citations: &loaded.citations,
        files: &gathered.reading.files,
        newest: &results.newest,
        discrepancy: discrepancy(&companies),
        directory: &directory,
        earlier_run: earlier.as_deref(),
    };
    let mut reports: Vec<Report> = run.decides.scope.reports.to_vec();
    reports.sort_unstable();
    reports.dedup();
    let known = FoundOnce::default();
    let context = Context { facts: &facts, tables, labels, known: &known };
    let mut books = report::books::books(context, &reports);
    let rows: usize = books.iter_mut().flat_map(tables_of).map(|table| table.rows()).sum();
    let published = tables.0.iter().map(|rows| rows.len() as u64).sum();
    progress.is_of(work(published, rows as u64));
    for table in books.iter_mut().flat_map(tables_of) {
        count(table, progress.counter());
    }
    let shown: BTreeSet<&str> = books.iter_mut().flat_map(tables_of).filter_map(large).collect();
    let outlets = Outlets::new(stage);
    pass.show(&shown);
    let (mut expected, written) = write(&books, &outlets, pass)?;
    expected.extend(pages(context, &books, run.decides.pages, &outlets)?);
    Ok((expected, written))
}

/// The tables that no book shows, beside the books and what goes with them.
fn write(
    books: &[Book<'_>],
    outlets: &Outlets<'_>,
    pass: &Pass<'_>,
) -> Outcome<(Vec<Expected>, Vec<BookFile>)> {
    let write = |book: &Book<'_>| outlets.write(book.file, |out| write_book(book, out));
    let (others, made) =
        rayon::join(|| pass.write_others(), || books.par_iter().map(write).collect::<Vec<_>>());
    others?;
    let made = made.into_iter().collect::<Outcome<Vec<_>>>()?;
    let rows = |book: &BookFile| book.tables.iter().map(|table| table.rows as u64).sum();
    let of_book = |(book, written): &(BookFile, BytesWritten)| Expected {
        path: book.name.to_owned(),
        written: *written,
        content: FileContent::Book(rows(book)),
    };
    let mut expected = pass.finish()?;
    expected.extend(made.iter().map(of_book));
    Ok((expected, made.into_iter().map(|(book, _)| book).collect()))
}

/// The pages of the companies; answers what the audit must find.
fn pages(
    context: Context<'_>,
    books: &[Book<'_>],
    choice: Option<PageChoice>,
    outlets: &Outlets<'_>,
) -> Outcome<Vec<Expected>> {
    let mut expected = Vec::new();
    let mut write = |page: PageFile| {
        let ((), written) = outlets.write(&page.name, |out| {
            out.write_all(page.text.as_bytes()).map_err(|error| {
                Failure::output("the page could not be written").at(&page.name).because(error)
            })
        })?;
        expected.push(Expected { path: page.name, written, content: FileContent::Page });
        Ok(())
    };
    page::pages(context, books, choice, &mut write)?;
    Ok(expected)
}

/// What there is to write, as `Progress` counts it: each row goes into a file of each format, and to
/// write it into a workbook takes several times as long.
#[must_use]
pub(crate) fn work(rows: u64, rows_of_books: u64) -> u64 {
    FORMATS.len() as u64 * rows + BOOK_ROW * rows_of_books
}

const BOOK_ROW: u64 = 8;

fn tables_of<'b, 'a>(book: &'b mut Book<'a>) -> impl Iterator<Item = &'b mut TablePart<'a>> {
    book.sheets.iter_mut().filter_map(|sheet| match &mut sheet.content {
        report::book::SheetContent::Table(table) => Some(table),
        report::book::SheetContent::Page(_) => None,
    })
}

/// The published table that a large table of a book shows: its batches are written as they are shown.
fn large(table: &mut TablePart<'_>) -> Option<&'static str> {
    table.body.of_table().filter(|_| table.rows() > SMALL_ROWS_MAX)
}

/// Rows that are counted as somebody asks for their cells.
struct CountedBody<'a> {
    body: Box<dyn Body + 'a>,
    counter: Arc<AtomicU64>,
}

impl Body for CountedBody<'_> {
    fn sizes(&self) -> &[usize] {
        self.body.sizes()
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        self.seen(piece);
        self.body.cells(piece)
    }

    fn strips(&self, piece: usize, columns: usize) -> Vec<ColumnPiece<'_>> {
        self.seen(piece);
        self.body.strips(piece, columns)
    }

    fn of_table(&self) -> Option<&'static str> {
        self.body.of_table()
    }

    fn place_of(&self, row: usize) -> Option<usize> {
        self.body.place_of(row)
    }
}

impl CountedBody<'_> {
    fn seen(&self, piece: usize) {
        let rows = self.sizes().get(piece).copied().unwrap_or(0);
        self.counter.fetch_add(BOOK_ROW * rows as u64, Relaxed);
    }
}

fn count(table: &mut TablePart<'_>, counter: Arc<AtomicU64>) {
    let nothing: Box<dyn Body> = Box::new(HeldRows::of(Vec::new()));
    let body = std::mem::replace(&mut table.body, nothing);
    table.body = Box::new(CountedBody { body, counter });
}

/// A finished book, read back and held against what was written into it.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn faults(path: &Path, written: &[BookFile]) -> Outcome<Vec<String>> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(book) = written.iter().find(|book| name.as_deref() == Some(book.name)) else {
        return Ok(vec!["nothing wrote this workbook".to_owned()]);
    };
    lint::faults(book, || {
        std::fs::File::open(path).map_err(|error| {
            Failure::output("the workbook cannot be read back")
                .at(path.display())
                .todo("look whether the disk fails or too many files are open, and run again")
                .because(error)
        })
    })
}

/// The months of the discrepancy pack: those of the first company that chose any.
fn discrepancy(companies: &[Company]) -> Option<(Month, Month)> {
    companies.iter().find_map(|company| company.discrepancy)
}
