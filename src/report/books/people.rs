//! The first columns of a matrix of people: whose they are, what they are called, and their e-mail.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::book::ShownColumn;
use crate::report::cell::{Cell, Look};
use crate::report::view::each;
use crate::tables::columns;

use super::context::Context;
use super::person_key::PersonKey;

/// First and last names, as far as the tables of the run tell them.
pub(crate) struct PeopleNames(BTreeMap<PersonKey, [String; 2]>);

impl PeopleNames {
    /// Of these people.
    #[must_use]
    pub(crate) fn of(wanted: &BTreeSet<PersonKey>, context: Context<'_>) -> Self {
        let mut names = BTreeMap::new();
        // A run of the risk report alone has the contacts only.
        for table in ["team", "contacts"] {
            each(context.tables.get(table), |row| {
                let key = (
                    row.text(columns::MPN_ID).into_owned(),
                    row.text(columns::WORK_EMAIL).into_owned(),
                );
                if wanted.contains(&key) {
                    let name = ["first_name", "last_name"].map(|part| row.text(part).into_owned());
                    names.entry(key).or_insert(name);
                }
            });
        }
        Self(names)
    }

    /// A person by name, else by e-mail.
    #[must_use]
    pub(crate) fn name(&self, company: &str, email: &str) -> String {
        let key = (company.to_owned(), email.to_owned());
        let name = self.0.get(&key).map(|name| name.join(" ")).unwrap_or_default();
        if name.trim().is_empty() { email.to_owned() } else { name.trim().to_owned() }
    }

    #[must_use]
    pub(crate) fn columns(context: Context<'_>) -> Vec<ShownColumn> {
        let mut columns = Vec::new();
        if context.facts.several_companies() {
            columns.push(context.column(columns::MPN_ID, Look::Id));
            columns.push(narrow(context.column("company", Look::Prose)));
        }
        columns.push(narrow(context.column(columns::FIRST_NAME, Look::Prose)));
        columns.push(narrow(context.column(columns::LAST_NAME, Look::Prose)));
        columns.push(context.column(columns::WORK_EMAIL, Look::Text));
        columns
    }

    /// How many of them stay in view.
    #[must_use]
    pub(crate) fn columns_kept(context: Context<'_>) -> u16 {
        if context.facts.several_companies() { 5 } else { 3 }
    }

    #[must_use]
    pub(crate) fn cells<'a>(&self, person: &PersonKey, context: Context<'a>) -> Vec<Cell<'a>> {
        let (company, email) = person;
        let [first, last] = self.0.get(person).cloned().unwrap_or_default();
        let mut cells = company_cells(company, context);
        cells.extend([first, last, email.clone()].map(Cell::text));
        cells
    }
}

/// The id and the name of the company, where the run has several.
#[must_use]
pub(crate) fn company_cells<'a>(company: &str, context: Context<'a>) -> Vec<Cell<'a>> {
    if !context.facts.several_companies() {
        return Vec::new();
    }
    let name = context.facts.company_name(company).to_owned();
    vec![Cell::text(company.to_owned()), Cell::text(name)]
}

fn narrow(mut column: ShownColumn) -> ShownColumn {
    column.widest = 22;
    column
}
