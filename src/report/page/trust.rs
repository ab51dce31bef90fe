//! Can it be trusted: how new each input is, what was set aside, what is not known and why.

use maud::{Markup, html};

use crate::report::classes::Class;

use super::pen::{Pen, short};

const FINDINGS_MAX: usize = 20;

pub fn section(pen: &Pen<'_>) -> Markup {
    let facts = pen.context.facts;
    let [read, used, duplicates, rejected] = facts.files.iter().fold([0; 4], |sums, file| {
        let own = [file.read, file.used, file.duplicates, file.rejected];
        std::array::from_fn(|place| sums[place] + own[place])
    });
    let numbers = [read, used, duplicates, rejected].map(|count| pen.count(count));
    html! {
        section aria-labelledby="trust" {
            h2 #trust { (pen.word("trust")) }
            p { (pen.say("rows", &[
                ("read", &numbers[0]), ("used", &numbers[1]),
                ("duplicates", &numbers[2]), ("rejected", &numbers[3]),
            ])) }
            (newest(pen))
            (unknown(pen))
            (findings(pen))
            p.small { (pen.say("made_by", &[("version", facts.version), ("run", facts.run_id)])) }
        }
    }
}

fn newest(pen: &Pen<'_>) -> Markup {
    let newest = pen.context.facts.newest;
    html! {
        @if !newest.is_empty() {
            h3 { (pen.word("newest")) }
            ul.plain { @for (kind, day) in newest {
                li { (pen.code("source_kind", kind.name())) ": " (pen.day(*day)) }
            } }
        }
    }
}

fn unknown(pen: &Pen<'_>) -> Markup {
    let names: Vec<String> = pen
        .company
        .levels
        .iter()
        .filter(|level| {
            level.class.is_some_and(|class| class != Class::Lapsed) && level.met == "Unknown"
        })
        .map(|level| level.key.name())
        .collect();
    let missing: Vec<&str> = pen
        .company
        .requirements
        .iter()
        .filter(|it| it.met == "Unknown")
        .map(|it| it.name.as_str())
        .collect();
    html! {
        @if !names.is_empty() {
            h3 { (pen.word("unknown")) }
            p { (pen.levels(&names, 12)) }
            @if !missing.is_empty() {
                p { (pen.say("unknown_because", &[("requirements", &short(&missing.join(", ")))])) }
            }
        }
    }
}

fn findings(pen: &Pen<'_>) -> Markup {
    let found = &pen.company.findings;
    html! {
        @if !found.is_empty() {
            h3 { (pen.word("findings")) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (pen.context.labels.get("column", "finding")) }
                    th scope="col" { (pen.word("count")) }
                    th scope="col" { (pen.context.labels.get("column", "what_to_do")) }
                } }
                tbody { @for (code, (_, count)) in found.iter().take(FINDINGS_MAX) { tr {
                    th scope="row" { (pen.code("finding", code)) }
                    td.number { (pen.count(*count)) }
                    td { (pen.code("finding_todo", code)) }
                } } }
            } }
        }
    }
}
