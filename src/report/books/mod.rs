//! The books: which sheets each of them has, and how they are made from the published tables.

pub(crate) mod about;
pub(crate) mod change_sheet;
pub(crate) mod competency_risk;
pub(crate) mod context;
mod field;
pub(crate) mod key_people;
pub(crate) mod kpi_charts;
pub(crate) mod kpi_report;
pub(crate) mod kpi_sheets;
pub(crate) mod kpi_summary;
pub(crate) mod kpi_todos;
pub(crate) mod kpi_windows;
pub(crate) mod level_key;
pub(crate) mod level_order;
pub(crate) mod light;
pub(crate) mod mail;
pub(crate) mod marks;
pub(crate) mod mirror;
mod next_kpi;
pub(crate) mod next_lines;
pub(crate) mod next_places;
mod next_saves;
mod next_standings;
pub(crate) mod next_table;
pub(crate) mod partner_center_sheets;
pub(crate) mod people;
pub(crate) mod people_levels;
pub(crate) mod person_key;
pub(crate) mod risk_advice;
pub(crate) mod risk_charts;
pub(crate) mod risk_level;
pub(crate) mod risk_levels;
pub(crate) mod risk_options;
pub(crate) mod risk_repairs;
pub(crate) mod risk_scores;
pub(crate) mod risk_sheets;
pub(crate) mod risk_summary;
pub(crate) mod score_sheets;
pub(crate) mod skills_report;
pub(crate) mod skills_sheets;
pub(crate) mod skills_summary;
pub(crate) mod spares;
pub(crate) mod summary;
pub(crate) mod todos;
pub(crate) mod verdict;
pub(crate) mod why;

use rayon::prelude::*;

use crate::programme::pipeline::Report;

use super::book::{Book, Sheet};
use context::Context;

/// The books of the reports, as values.
#[must_use]
pub(crate) fn books<'a>(context: Context<'a>, reports: &[Report]) -> Vec<Book<'a>> {
    let book = |report: &Report| match report {
        Report::Skills => skills_report::book(context),
        Report::Risk => competency_risk::book(context),
        Report::Kpi => kpi_report::book(context),
    };
    reports.par_iter().map(book).collect()
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
