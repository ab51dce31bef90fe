//! Finds the header line of a table, its delimiter, and which column each field is.

use crate::base::dictionary::Hashed;
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Failure, Outcome};
use crate::programme::Dialect;
use crate::tables::{Kind, Need, OneOf};

use super::records::{Record, Records};
use super::rows::is_satisfied;

/// The header of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Field → place of its column.
    pub by_field: Vec<Option<usize>>,
    pub unknown: Vec<String>,
}

/// The header of a delimited file, and where the rows below it start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelimitedHeader {
    pub header: Header,
    pub delimiter: u8,
    pub line: u32,
    /// Bytes up to the end of the header record.
    pub end: usize,
}

pub const HEADER_LINES_MAX: usize = 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Which column each of these headers is. Of two headers for one column the one whose alias stands
/// earlier in the list wins; the other is unknown.
#[must_use]
pub fn header(kind: Kind, names: &[String], dialect: &Dialect) -> Header {
    let mut best: Hashed<usize, (u32, usize)> = Hashed::default();
    for (field, name) in names.iter().enumerate() {
        if let Some(&(column, rank)) = dialect.headers.get(&(kind, fold(name))) {
            let place = best.entry(column).or_insert((rank, field));
            if rank < place.0 {
                *place = (rank, field);
            }
        }
    }
    let mut by_field = vec![None; names.len()];
    for (column, (_, field)) in best {
        by_field[field] = Some(column);
    }
    let unknown = names
        .iter()
        .zip(&by_field)
        .filter(|(name, column)| column.is_none() && !name.trim().is_empty())
        .map(|(name, _)| name.trim().to_owned())
        .collect();
    Header { by_field, unknown }
}

/// The columns that are required and not there; a set stands under all its names.
#[must_use]
pub fn missing(kind: Kind, header: &Header) -> Vec<Vec<&'static str>> {
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let mut missing: Vec<Vec<&'static str>> = kind
        .columns()
        .iter()
        .filter(|column| column.need == Need::Required && !has(column.name))
        .map(|column| vec![column.name])
        .collect();
    for set in [OneOf::Identity, OneOf::Skill, OneOf::Month, OneOf::Anniversary] {
        let names: Vec<&'static str> = kind
            .columns()
            .iter()
            .filter(|column| column.need == Need::OneOf(set))
            .map(|column| column.name)
            .collect();
        if !names.is_empty() && !is_satisfied(kind, set, has) {
            missing.push(names);
        }
    }
    missing
}

/// Looks through the first lines for the first that is a header.
///
/// # Errors
/// When no line has all required columns.
pub fn delimited(
    kind: Kind,
    text: &[u8],
    delimiter: Option<u8>,
    dialect: &Dialect,
    file: &str,
) -> Outcome<DelimitedHeader> {
    let announced = announced_delimiter(text);
    let only = delimiter.or(announced);
    let mut nearest: Option<(usize, Header, Vec<String>)> = None;
    let mut start = 0;
    let mut line = 1;
    while start < text.len() && line <= HEADER_LINES_MAX {
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at + 1);
        let is_announcement = line == 1 && announced.is_some();
        let here = if is_announcement { Vec::new() } else { candidates(&text[start..end], only) };
        for delimiter in here {
            let Some((names, length)) = names_at(&text[start..], delimiter) else { continue };
            let header = header(kind, &names, dialect);
            let lacking = missing(kind, &header).len();
            if lacking == 0 {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                return Ok(DelimitedHeader { header, delimiter, line, end: start + length });
            }
            let known = header.by_field.iter().flatten().count();
            if nearest.as_ref().is_none_or(|(most, ..)| known > *most) {
                nearest = Some((known, header, names));
            }
        }
        start = end;
        line += 1;
    }
    Err(match nearest {
        None => Failure::input("the file holds nothing but blank lines")
            .at(file)
            .todo("export it again; an empty export usually means that the export failed"),
        Some((_, header, names)) => no_header(kind, &header, &names, dialect, file),
    })
}

/// `sep=;` as the first line, the way Excel writes it.
fn announced_delimiter(text: &[u8]) -> Option<u8> {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]);
    let line = line.strip_prefix(b"\"").and_then(|l| l.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]
            if DELIMITERS.contains(delimiter) =>
        {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// The delimiters to try on a line: those that occur most outside quotes first.
fn candidates(line: &[u8], only: Option<u8>) -> Vec<u8> {
    if line.trim_ascii().is_empty() {
        return Vec::new();
    }
    if let Some(delimiter) = only {
        return vec![delimiter];
    }
    let mut counts = [0_usize; 4];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        if let (false, Some(place)) = (quoted, DELIMITERS.iter().position(|d| d == byte)) {
            counts[place] += 1;
        }
    }
    let mut order = [0, 1, 2, 3];
    order.sort_by_key(|&place| std::cmp::Reverse(counts[place]));
    order.map(|place| DELIMITERS[place]).to_vec()
}

fn names_at(text: &[u8], delimiter: u8) -> Option<(Vec<String>, usize)> {
    let mut record = Record::default();
    let mut records = Records::new(text, delimiter, 1);
    if !records.next_into(&mut record).ok()? || record.unclosed {
        return None;
    }
    let names = (0..record.len())
        .map(|place| String::from_utf8_lossy(record.field(text, place)).into_owned())
        .collect();
    Some((names, records.position()))
}

/// Says which column is missing, under which headers it would be known, and what comes closest.
#[must_use]
pub fn no_header(
    kind: Kind,
    header: &Header,
    names: &[String],
    dialect: &Dialect,
    file: &str,
) -> Failure {
    let lacking = missing(kind, header);
    let wanted: Vec<String> = lacking.iter().map(|names| names.join(" or ")).collect();
    let what = match wanted.as_slice() {
        [one] => format!("the required column {one} is missing"),
        several => format!("the required columns {} are missing", several.join(", ")),
    };
    let mut failure = Failure::input(what).at(file).todo("rename a header or export all columns");
    for name in lacking.iter().flatten() {
        let accepted = accepted_headers(kind, name, dialect);
        failure = failure.because(format!("{name} answers to: {}", accepted.join(", ")));
        let unknown = header.unknown.iter().map(String::as_str);
        let near = unknown
            .filter_map(|have| {
                let near = did_you_mean(have, accepted.iter().map(String::as_str))?;
                Some((strsim::levenshtein(&fold(have), near), have))
            })
            .min();
        if let Some((_, near)) = near {
            failure = failure.because(format!("closest header of the file: {near}"));
        }
    }
    let have: Vec<&str> =
        names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    failure.because(format!("headers of the file: {}", shortened(&have.join(", "))))
}

fn accepted_headers(kind: Kind, column: &str, dialect: &Dialect) -> Vec<String> {
    let place = kind.column(column);
    let mut names: Vec<(u32, &String)> = dialect
        .headers
        .iter()
        .filter(|((of, _), (column, _))| *of == kind && Some(*column) == place)
        .map(|((_, name), (_, rank))| (*rank, name))
        .collect();
    names.sort();
    names.into_iter().map(|(_, name)| name.clone()).collect()
}

fn shortened(text: &str) -> String {
    const MOST: usize = 400;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}
