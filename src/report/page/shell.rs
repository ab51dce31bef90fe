//! The shell of a page: one file that asks for nothing else, runs no script, and says so to the browser.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pen::{Pen, short};

const STYLE: &str = include_str!("page.css");

/// Nothing is fetched, nothing runs, nothing is sent; the style stands in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What stands above the sections.
pub(crate) struct Head<'h> {
    pub language: &'h str,
    pub title: &'h str,
    pub date: &'h str,
    /// Below the title, in small letters.
    pub says: Markup,
}

pub(super) fn page(pen: &Pen<'_>, sections: &[Markup]) -> String {
    let facts = pen.context.facts;
    let companies = pen.context.companies();
    let count = pen.count(facts.companies.len() as u64);
    let several = format!("{} ({count})", pen.word("companies"));
    let company = match facts.company_name(&pen.company.mpn_id) {
        "" if facts.several_companies() => several.as_str(),
        "" => companies.as_str(),
        name => name,
    };
    let title = pen.say("title", &[("company", &short(company))]);
    let date = pen.day(pen.as_of());
    let says = html! {
        (pen.say("as_of_run", &[("date", &date), ("run", facts.run_id)]))
        @if !pen.company.mpn_id.is_empty() { " · MPN ID " (pen.company.mpn_id) }
    };
    let language = &pen.context.labels.language;
    let head = Head { language, title: &title, date: &date, says };
    document(&head, &contents(pen, sections), sections)
}

/// A whole file.
#[must_use]
pub(crate) fn document(head: &Head<'_>, contents: &Markup, sections: &[Markup]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(head.language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (head.title) " · " (head.date) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (head.title) }
                    p.small { (head.says) }
                }
                (contents)
                main { @for section in sections { (section) } }
            }
        }
    };
    page.into_string()
}

/// The sections that a page may have, by their ids and words.
const SECTIONS: [(&str, &str); 7] = [
    ("act", "act"),
    ("calendar", "calendar"),
    ("people", "people"),
    ("kpi", "kpi"),
    ("scores", "scores"),
    ("trust", "trust"),
    ("personal", "personal"),
];

/// Leads to the sections that are there.
fn contents(pen: &Pen<'_>, sections: &[Markup]) -> Markup {
    let has = |id: &str| {
        let id = format!(" id=\"{id}\"");
        sections.iter().any(|section| section.0.contains(&id))
    };
    let there: Vec<_> = SECTIONS.iter().filter(|(id, _)| has(id)).collect();
    html! {
        @if !there.is_empty() {
            nav.screen { @for (id, word) in there { a href={ "#" (id) } { (pen.word(word)) } " " } }
        }
    }
}
