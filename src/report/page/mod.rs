//! The page: what a company has to do now, on one sheet that can be mailed, printed and read on a phone.

mod acts;
mod asked;
mod calendar;
mod comes;
mod company;
mod company_rows;
pub(crate) mod draw;
mod index;
mod kpi;
mod matrix;
mod named;
mod pen;
mod personal;
mod places;
mod scores;
pub(crate) mod shell;
mod sources;
mod trust;
mod verdict;
mod why;

use crate::base::Outcome;
use crate::report::book::Book;
use crate::report::books::context::Context;
use company::CompanyPage;
use company_rows::companies;
pub(crate) use index::on_demand;
use pen::Pen;
pub(crate) use pen::short;
use sources::PageTables;
pub(crate) use verdict::tone;

/// A finished page.
pub(crate) struct PageFile {
    pub name: String,
    pub text: String,
}

/// Which companies of several get a page of their own; the index lists all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageChoice {
    All,
    /// Those with a level that is lapsed, unmet, in its window, breaks or hangs on one person.
    AtRisk,
}

impl PageChoice {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::AtRisk => "at-risk",
        }
    }
}

/// Of more companies than these, only those that are asked for have a page.
const COMPANIES_FEW: usize = 50;

/// A page stays below this, so that it can be mailed and opened on a phone.
const BYTES_MAX: usize = 1 << 20;
/// Halved so often, one is left of everything that has no end.
const HALVED_MAX: u32 = 12;

/// Hands over one page for the only company; else an index, and a page for each that is chosen. Each is
/// handed over before the next is made: thousands of them would not fit in memory.
///
/// # Errors
/// When the sink has one.
pub(crate) fn pages(
    context: Context<'_>,
    books: &[Book<'_>],
    choice: Option<PageChoice>,
    sink: &mut dyn FnMut(PageFile) -> Outcome<()>,
) -> Outcome<()> {
    let ids: Vec<&str> = context.facts.companies.iter().map(|it| it.mpn_id.as_str()).collect();
    let companies = companies(&ids, context);
    let sources = PageTables::of(context, books);
    if let [id] = ids.as_slice() {
        let own = companies.get(*id).map(|own| page("report.html".to_owned(), own, &sources));
        return own.map_or(Ok(()), sink);
    }
    let is_chosen = |company: &CompanyPage| match choice {
        Some(PageChoice::All) => true,
        Some(PageChoice::AtRisk) => is_at_risk(company),
        None => companies.len() <= COMPANIES_FEW,
    };
    let nobody = CompanyPage::default();
    let index = small_enough(|halved| {
        let pen = Pen { context, company: &nobody, sources: &sources, halved };
        index::index(&pen, &companies, &is_chosen)
    });
    sink(PageFile { name: "index.html".to_owned(), text: index })?;
    for company in companies.values().filter(|company| is_chosen(company)) {
        sink(page(file_of(&company.mpn_id), company, &sources))?;
    }
    Ok(())
}

/// The page that leaves out least: what has no end is halved until the page is small enough.
fn small_enough(make: impl Fn(u32) -> String) -> String {
    let mut text = make(0);
    for halved in 1..=HALVED_MAX {
        if text.len() < BYTES_MAX {
            break;
        }
        text = make(halved);
    }
    text
}

fn is_at_risk(company: &CompanyPage) -> bool {
    use crate::report::classes::Class::{NotJudged, Safe};
    company.counts().present().any(|(class, _)| !matches!(class, NotJudged | Safe))
}

/// MPN ids are digits, so that they are names of files as they stand.
fn file_of(mpn_id: &str) -> String {
    format!("report-{mpn_id}.html")
}

fn page(name: String, company: &CompanyPage, sources: &PageTables<'_>) -> PageFile {
    let text = small_enough(|halved| {
        let pen = Pen { context: sources.context, company, sources, halved };
        let sections = [
            verdict::section(&pen),
            acts::section(&pen),
            calendar::section(&pen),
            matrix::section(&pen),
            kpi::section(&pen),
            scores::section(&pen),
            trust::section(&pen),
            personal::section(&pen),
        ];
        shell::page(&pen, &sections)
    });
    PageFile { name, text }
}

#[cfg(test)]
mod acts_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod window_tests;
