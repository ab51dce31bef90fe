//! The page: what a company has to do now, on one sheet that can be mailed, printed and read on a phone.

mod acts;
mod calendar;
mod company;
mod draw;
mod index;
mod kpi;
mod matrix;
mod pen;
mod personal;
mod scores;
mod shell;
mod trust;
mod verdict;

use crate::report::books::context::Context;
use company::{Company, companies};
use pen::Pen;

/// A finished page.
pub struct PageFile {
    pub name: String,
    pub text: String,
}

/// Which companies of several get a page of their own; the index lists all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    All,
    /// Those with a level that is lapsed, unmet, in its window, breaks or hangs on one person.
    AtRisk,
}

impl Choice {
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

/// One page for the only company; else an index, and a page for each that is chosen.
#[must_use]
pub fn pages(context: Context<'_>, choice: Option<Choice>) -> Vec<PageFile> {
    let ids: Vec<&str> = context.facts.companies.iter().map(|it| it.mpn_id.as_str()).collect();
    let companies = companies(&ids, context.tables, context.horizon());
    if let [id] = ids.as_slice() {
        let own = companies.get(*id).map(|own| page("report.html".to_owned(), own, context));
        return own.into_iter().collect();
    }
    let is_chosen = |company: &Company| match choice {
        Some(Choice::All) => true,
        Some(Choice::AtRisk) => is_at_risk(company),
        None => companies.len() <= COMPANIES_FEW,
    };
    let mut pages = vec![index::index(&companies, &is_chosen, context)];
    for company in companies.values().filter(|company| is_chosen(company)) {
        pages.push(page(file_of(&company.mpn_id), company, context));
    }
    pages
}

fn is_at_risk(company: &Company) -> bool {
    use crate::report::classes::Class::{NotJudged, Safe};
    company.counts().present().any(|(class, _)| !matches!(class, NotJudged | Safe))
}

/// MPN ids are digits, so that they are names of files as they stand.
fn file_of(mpn_id: &str) -> String {
    format!("report-{mpn_id}.html")
}

fn page(name: String, company: &Company, context: Context<'_>) -> PageFile {
    let pen = Pen { context, company };
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
    PageFile { name, text: shell::page(&pen, &sections) }
}

#[cfg(test)]
mod tests;
