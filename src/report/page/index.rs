//! The index of several companies: a row for each, the most urgent first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::base::Day;
use crate::report::Labels;
use crate::report::classes::{Class, Counts};
use crate::report::instead::also_in_words;

use super::acts::{lines_of, sentence};
use super::company::CompanyPage;
use super::pen::{Pen, short};
use super::verdict::tone;
use super::{file_of, shell};

/// Companies that the index lists; more are counted.
const COMPANIES_MAX: usize = 2_000;

/// The most urgent first.
fn classes() -> [Class; 7] {
    let mut classes = Class::ALL;
    classes.sort_by_key(|class| class.urgency());
    classes
}

pub(super) fn index(
    pen: &Pen<'_>,
    companies: &BTreeMap<String, CompanyPage>,
    has_page: &dyn Fn(&CompanyPage) -> bool,
) -> String {
    let (labels, classes) = (pen.context.labels, classes());
    let mut all: Vec<(&CompanyPage, Counts)> =
        companies.values().map(|company| (company, company.counts())).collect();
    all.sort_by_key(|(company, counts)| (counts.place(), &company.mpn_id));
    let mut sums = Counts::default();
    for (_, counts) in &all {
        sums.add_all(counts);
    }
    // What to do first stands on the page of each company too: it is left out before any company is.
    let has_first = pen.halved == 0;
    let most = Pen { halved: pen.halved.saturating_sub(1), ..*pen }.most(COMPANIES_MAX);
    let table = html! {
        section aria-labelledby="companies" {
            h2 #companies { (pen.word("companies")) " " (pen.rule("K4")) }
            div.wide tabindex="0" role="region" aria-labelledby="companies" { table.companies {
                thead { tr {
                    th scope="col" { (pen.word("company")) }
                    @if has_first { th scope="col" { (pen.word("first_thing")) } }
                    @for class in classes { th scope="col" { (labels.get("class_counted", class.name())) } }
                } }
                tbody { @for (company, counts) in all.iter().take(most) {
                    (row(&Pen { company, ..*pen }, counts, has_page(company)))
                } }
                tfoot { tr {
                    th scope="row" { (pen.word("all_companies")) }
                    @if has_first { td {} }
                    @for class in classes { td.number { (pen.count(sums.of_class(class))) } }
                } }
            } }
            @if let Some((first, _)) = all.iter().find(|(company, _)| !has_page(company)) {
                p.small { (on_demand(pen.context.labels, pen.as_of(), &first.mpn_id)) }
            }
            @if all.len() > most {
                p { (pen.say("rest_in_table", &[
                    ("count", &pen.count((all.len() - most) as u64)), ("table", "data/levels.csv"),
                ])) }
            }
        }
    };
    let nobody = CompanyPage::default();
    shell::page(&Pen { company: &nobody, ..*pen }, &[table])
}

/// How somebody comes to the page and the workbooks of a company that has none here.
#[must_use]
pub(crate) fn on_demand(labels: &Labels, as_of: Day, mpn_id: &str) -> String {
    let command = format!("attain run … --as-of {as_of} --company {mpn_id} --out one-company");
    labels.say("page", "on_demand", &[("command", &command)])
}

fn row(pen: &Pen<'_>, counts: &Counts, has_page: bool) -> Markup {
    let id = &pen.company.mpn_id;
    let name = pen.context.facts.company_name(id);
    html! {
        tr {
            th scope="row" {
                span class={ "dot " (tone(counts.tone())) } {} " "
                @if has_page { a href=(file_of(id)) { (short(name)) } } @else { (short(name)) }
                @if name != id { " " span.small { (id) } }
            }
            @if pen.halved == 0 { td { (first_thing(pen)) } }
            @for class in classes() {
                @let count = counts.of_class(class);
                @if count == 0 { td.number.none { "–" } } @else { td.number { (pen.count(count)) } }
            }
        }
    }
}

/// What to do first in a company, and by when.
fn first_thing(pen: &Pen<'_>) -> Markup {
    let lines = lines_of(pen);
    html! { @if let Some(line) = lines.iter().find(|line| line.is_asked()) {
        (sentence(pen, line))
        @for also in also_in_words(line, pen.context.labels, &|other| sentence(pen, other)) {
            " + " (also)
        }
        @if let Some(day) = line.first.by { " · " strong { (pen.when(day)) } }
    } }
}
