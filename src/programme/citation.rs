//! Citations: the public documents that values come from.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::fold::did_you_mean;
use crate::base::{Day, Outcome};
use crate::programme::document::{DocumentValue, FileLine};
use crate::programme::listing::{Listing, ListingRow};
use crate::programme::shelf::Shelf;

#[derive(Clone, Debug, Default)]
pub struct Citations {
    pub all: BTreeMap<String, Citation>,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Citation {
    pub id: String,
    pub title: String,
    pub publisher: String,
    pub url: String,
    pub read_on: String,
}

const COLUMNS: [&str; 5] = ["id", "title", "publisher", "url", "read_on"];

impl Citations {
    /// Reads `sources.csv`.
    ///
    /// # Errors
    /// A missing or unknown column, an empty cell, an id given twice, an address that is not
    /// http(s), or a day that is none.
    pub fn read(path: &Path, shelf: &Shelf) -> Outcome<Self> {
        Self::of(Listing::read((path, shelf), &COLUMNS, &[])?)
    }

    /// The documents behind what is built in.
    ///
    /// # Errors
    /// When their list is wrong.
    pub fn built_in() -> Outcome<Self> {
        let text = include_str!("../../pipelines/sources.csv").to_owned();
        Self::of(Listing::parse("(built in) sources.csv", text, &COLUMNS, &[])?)
    }

    fn of(listing: Listing) -> Outcome<Self> {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = BTreeMap::new();
        for row in &listing.rows {
            let citation = citation(row)?;
            if let Some(line) = lines.insert(citation.id.clone(), row.place.line) {
                return Err(row
                    .place
                    .failure(format!("the source \"{}\" stands in line {line} too", citation.id))
                    .todo("give it an id of its own or remove it"));
            }
            all.insert(citation.id.clone(), citation);
        }
        Ok(Self { all, text: listing.text })
    }

    /// Refuses an id that names no citation.
    pub(super) fn known(&self, id: &str, place: &FileLine) -> Outcome<String> {
        if self.all.contains_key(id) {
            return Ok(id.to_owned());
        }
        let todo = match did_you_mean(id, self.all.keys().map(String::as_str)) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => "add it to sources.csv".to_owned(),
        };
        Err(place.failure(format!("no line of sources.csv has the id \"{id}\"")).todo(todo))
    }

    /// The citation that a key of a file names.
    pub(super) fn named(&self, source: &DocumentValue) -> Outcome<String> {
        self.known(source.text()?, &source.place)
    }
}

fn citation(row: &ListingRow) -> Outcome<Citation> {
    let citation = Citation {
        id: row.filled("id")?.to_owned(),
        title: row.filled("title")?.to_owned(),
        publisher: row.filled("publisher")?.to_owned(),
        url: row.filled("url")?.to_owned(),
        read_on: row.filled("read_on")?.to_owned(),
    };
    let host = citation.url.strip_prefix("https://").or(citation.url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
        return Err(row
            .place
            .failure(format!("\"url\" is \"{}\", which is no web address", citation.url))
            .todo("write it like https://example.org/page"));
    }
    if Day::from_iso(&citation.read_on).is_none() {
        return Err(row
            .place
            .failure(format!("\"read_on\" is \"{}\", which is no day", citation.read_on))
            .todo("write it like 2021-03-01"));
    }
    Ok(citation)
}
