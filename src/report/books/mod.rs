//! The books: which sheets each of them has, and how they are made from the published tables.

pub mod about;
pub mod competency_risk;
pub mod context;
pub mod key_people;
pub mod kpi_charts;
pub mod kpi_report;
pub mod kpi_sheets;
pub mod kpi_summary;
pub mod kpi_todos;
pub mod kpi_windows;
pub mod level_order;
pub mod mail;
pub mod marks;
pub mod mirror;
pub mod next_lines;
pub mod next_places;
pub mod next_table;
pub mod partner_center_sheets;
pub mod people;
pub mod people_levels;
pub mod risk_advice;
pub mod risk_charts;
pub mod risk_levels;
pub mod risk_options;
pub mod risk_repairs;
pub mod risk_scores;
pub mod risk_sheets;
pub mod risk_summary;
pub mod score_sheets;
pub mod skills_report;
pub mod skills_sheets;
pub mod skills_summary;
pub mod spares;
pub mod summary;
pub mod todos;
pub mod verdict;
pub mod why;

use std::io::Write;

use crate::base::Outcome;
use crate::programme::pipeline::Report;

use super::book::{Book, Sheet};
use super::facts::{RunFacts, Tables};
use super::labels::Labels;
use super::write::xlsx::{BookFile, write_book};
use context::Context;

/// The books of the reports, as values.
#[must_use]
pub fn books<'a>(
    facts: &'a RunFacts<'a>,
    tables: &'a Tables<'a>,
    labels: &'a Labels,
    reports: &[Report],
) -> Vec<Book<'a>> {
    let context = Context { facts, tables, labels };
    let book = |report: &Report| match report {
        Report::Skills => skills_report::book(context),
        Report::Risk => competency_risk::book(context),
        Report::Kpi => kpi_report::book(context),
    };
    reports.iter().map(book).collect()
}

/// Makes the books of the reports and writes each to the place that `open` gives for its file name.
///
/// # Errors
/// When a place cannot be opened or written.
pub fn write_books(
    facts: &RunFacts<'_>,
    tables: &Tables<'_>,
    labels: &Labels,
    reports: &[Report],
    open: &mut dyn FnMut(&'static str) -> Outcome<Box<dyn Write + Send>>,
) -> Outcome<Vec<BookFile>> {
    let mut written = Vec::new();
    for book in books(facts, tables, labels, reports) {
        let mut out = open(book.file)?;
        written.push(write_book(&book, &mut *out)?);
        out.flush().map_err(|error| {
            crate::base::Failure::output("the workbook could not be written")
                .at(book.file)
                .because(error)
        })?;
    }
    Ok(written)
}

/// Puts the Summary before the sheets and About behind them.
fn bind<'a>(
    context: Context<'a>,
    file: &'static str,
    key: &'static str,
    summary: Sheet<'a>,
    mut sheets: Vec<Sheet<'a>>,
    about: impl Fn(Context<'a>, &[Sheet<'_>]) -> Sheet<'a>,
) -> Book<'a> {
    let (facts, labels) = (context.facts, context.labels);
    sheets.insert(0, summary);
    let about = about(context, &sheets);
    sheets.push(about);
    let as_of = labels.day(Some(facts.as_of));
    let companies = context.companies();
    let values = [("company", companies.as_str()), ("date", as_of.as_str())];
    Book {
        file,
        title: labels.get("title", key).to_owned(),
        subject: labels.say("say", "company_and_date", &values),
        author: format!("attain {}", facts.version),
        as_of: facts.as_of,
        footer: [
            facts.run_id.to_owned(),
            labels.get("say", "page_of").to_owned(),
            labels.say("say", "as_of", &[("date", &as_of)]),
        ],
        formats: labels.formats(),
        compression: facts.compression,
        sheets,
    }
}
