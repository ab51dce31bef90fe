//! The index of several companies: a row for each, the most urgent first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::report::books::context::Context;
use crate::report::classes::{Class, Counts};

use super::company::Company;
use super::pen::{Pen, short};
use super::verdict::tone;
use super::{PageFile, file_of, shell};

/// Companies that the index lists; more are counted. A row has about 300 bytes.
const COMPANIES_MAX: usize = 2_000;
const CLASSES: [Class; 7] = Class::ALL;

pub fn index(
    companies: &BTreeMap<String, Company>,
    has_page: &dyn Fn(&Company) -> bool,
    context: Context<'_>,
) -> PageFile {
    let nobody = Company::default();
    let pen = Pen { context, company: &nobody };
    let mut all: Vec<(&Company, Counts)> =
        companies.values().map(|company| (company, company.counts())).collect();
    all.sort_by_key(|(company, counts)| {
        let worst = counts.present().next().map_or(u8::MAX, |(class, _)| class.urgency());
        (worst, std::cmp::Reverse(counts.red()), &company.mpn_id)
    });
    let mut sums = Counts::default();
    for (_, counts) in &all {
        sums.add_all(counts);
    }
    let table = html! {
        section aria-labelledby="companies" {
            h2 #companies { (pen.word("companies")) }
            div.wide tabindex="0" role="region" aria-labelledby="companies" { table {
                thead { tr {
                    th scope="col" { (pen.word("company")) }
                    @for class in CLASSES {
                        th scope="col" { (context.labels.get("class_counted", class.name())) }
                    }
                } }
                tbody { @for (company, counts) in all.iter().take(COMPANIES_MAX) {
                    (row(&pen, company, counts, has_page(company)))
                } }
                tfoot { tr {
                    th scope="row" { (pen.word("all_companies")) }
                    @for class in CLASSES { td.number { (pen.count(sums.of_class(class))) } }
                } }
            } }
            @if all.len() > COMPANIES_MAX {
                p { (pen.say("rest_in_table", &[
                    ("count", &pen.count((all.len() - COMPANIES_MAX) as u64)), ("table", "data/levels.csv"),
                ])) }
            }
        }
    };
    PageFile { name: "index.html".to_owned(), text: shell::page(&pen, &[table]) }
}

fn row(pen: &Pen<'_>, company: &Company, counts: &Counts, has_page: bool) -> Markup {
    let name = pen.context.facts.company_name(&company.mpn_id);
    html! {
        tr {
            th scope="row" {
                span class={ "dot " (tone(counts.tone())) } {} " "
                @if has_page { a href=(file_of(&company.mpn_id)) { (short(name)) } } @else { (short(name)) }
            }
            @for class in CLASSES { td.number { (pen.count(counts.of_class(class))) } }
        }
    }
}
