//! Finds the header line of a table, its delimiter, and which column each field is.

use crate::base::dictionary::Hashed;
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Failure, Outcome, safe};
use crate::programme::Dialect;
use crate::programme::dialect::Spelling;
use crate::tables::{ColumnType, Kind, Need, OneOf};

use super::delimited::too_much;
use super::records::{Record, Records, TooBig};
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
/// earlier in the list wins, the other is unknown; a column of sets takes them all.
#[must_use]
pub fn header(kind: Kind, names: &[String], dialect: &Dialect) -> Header {
    let mut best: Hashed<usize, (u32, usize)> = Hashed::default();
    let mut by_field = vec![None; names.len()];
    for (field, name) in names.iter().enumerate() {
        if let Some(&(column, rank)) = dialect.headers.get(&(kind, fold(name))) {
            if kind.columns()[column].of == ColumnType::Emails {
                by_field[field] = Some(column);
                continue;
            }
            let place = best.entry(column).or_insert((rank, field));
            if rank < place.0 {
                *place = (rank, field);
            }
        }
    }
    for (column, (_, field)) in best {
        by_field[field] = Some(column);
    }
    let unknown = names
        .iter()
        .zip(&by_field)
        .filter(|(name, column)| column.is_none() && !name.trim().is_empty())
        .map(|(name, _)| printable(name))
        .collect();
    Header { by_field, unknown }
}

impl Header {
    /// The places of the columns that the file has, in the order of its fields.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let mut columns = Vec::new();
        for column in self.by_field.iter().flatten() {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        columns
    }
}

/// The columns that are required and not there; a set stands under all its names.
#[must_use]
pub fn missing(kind: Kind, header: &Header) -> Vec<Vec<&'static str>> {
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let mut missing: Vec<Vec<&'static str>> = kind
        .required(has)
        .map(|place| kind.columns()[place].name)
        .filter(|name| !has(name))
        .map(|name| vec![name])
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
    let missed = match look(kind, text, delimiter.or(announced), dialect) {
        Ok(found) => return Ok(found),
        Err(missed) => missed,
    };
    if let Some(failure) = no_text(text) {
        return Err(failure.at(file));
    }
    if let Some((too_big, line)) = missed.too_big {
        return Err(too_much(too_big, file, line));
    }
    if let Some(said) = delimiter.or(announced)
        && let Ok(found) = look(kind, text, None, dialect)
    {
        return Err(wrong_delimiter(said, delimiter.is_some(), found.delimiter).at(file));
    }
    Err(match missed.nearest.found() {
        None if !text.trim_ascii().is_empty() => Failure::input(format!(
            "no header is found in the first {HEADER_LINES_MAX} lines: they are blank"
        ))
        .at(file)
        .todo("take out the blank lines above the header"),
        None => Failure::input("the file holds nothing but blank lines")
            .at(file)
            .todo("export it again; an empty export usually means that the export failed"),
        Some((header, names)) => no_header(kind, &header, &names, dialect, file),
    })
}

/// Of the lines that are no header the one that has most of it, and its fields.
#[derive(Default)]
pub struct Nearest(Option<(usize, Header, Vec<String>)>);

impl Nearest {
    pub fn see(&mut self, header: Header, names: Vec<String>) {
        let known = header.by_field.iter().flatten().count();
        if self.0.as_ref().is_none_or(|(most, ..)| known > *most) {
            self.0 = Some((known, header, names));
        }
    }

    #[must_use]
    pub fn found(self) -> Option<(Header, Vec<String>)> {
        self.0.map(|(_, header, names)| (header, names))
    }
}

/// What was found instead of a header.
#[derive(Default)]
struct Missed {
    nearest: Nearest,
    /// A record that is too big, and its line.
    too_big: Option<(TooBig, u32)>,
}

/// The first line that is a header, or else the one that comes nearest.
fn look(
    kind: Kind,
    text: &[u8],
    only: Option<u8>,
    dialect: &Dialect,
) -> Result<DelimitedHeader, Missed> {
    let is_announced = announced_delimiter(text).is_some();
    let mut missed = Missed::default();
    let mut start = 0;
    let mut line = 1;
    while start < text.len() && line <= HEADER_LINES_MAX {
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at + 1);
        let is_announcement = line == 1 && is_announced;
        let here = if is_announcement { Vec::new() } else { candidates(&text[start..end], only) };
        for delimiter in here {
            let (names, length) = match names_at(&text[start..], delimiter) {
                Ok(Some(found)) => found,
                Ok(None) => continue,
                Err(too_big) => {
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    missed.too_big.get_or_insert((too_big, line));
                    if too_big == TooBig::Columns {
                        // Cut otherwise, the line would be one name without its delimiters.
                        return Err(missed);
                    }
                    continue;
                }
            };
            let header = header(kind, &names, dialect);
            if missing(kind, &header).is_empty() {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                return Ok(DelimitedHeader { header, delimiter, line, end: start + length });
            }
            missed.nearest.see(header, names);
        }
        start = end;
        line += 1;
    }
    Err(missed)
}

/// Text has no such bytes; where every other one is empty, it is UTF-16 that does not say so.
fn no_text(text: &[u8]) -> Option<Failure> {
    const LOOKED_AT: usize = 4096;
    let start = &text[..text.len().min(LOOKED_AT)];
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 14..=25 | 27..=31);
    if !start.iter().any(is_binary) {
        return None;
    }
    let empty = memchr::memchr_iter(0, start).count();
    if empty * 3 < start.len() {
        return Some(
            Failure::input("the file is no table of text: it has bytes that no text has")
                .todo("name the export itself: a text file (.csv, .tsv) or a workbook (.xlsx)"),
        );
    }
    let encoding = if start.first() == Some(&0) { "utf-16be" } else { "utf-16le" };
    Some(
        Failure::input("the file looks like UTF-16 and has no mark that says so")
            .todo(format!("write encoding = \"{encoding}\" in the source, or export it as UTF-8")),
    )
}

fn wrong_delimiter(said: u8, by_pipeline: bool, found: u8) -> Failure {
    let (said, found) = (char::from(said), char::from(found));
    let (by, todo) = if by_pipeline {
        ("the pipeline file", "correct `delimiter` in the source, or take it out")
    } else {
        ("the first line of the file", "correct that line or delete it")
    };
    Failure::input(format!("cut at {said:?}, as {by} says, no line has the required columns"))
        .todo(todo)
        .because(format!("cut at {found:?} a line has them all"))
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

fn names_at(text: &[u8], delimiter: u8) -> Result<Option<(Vec<String>, usize)>, TooBig> {
    let mut record = Record::default();
    let mut records = Records::new(text, delimiter, 1);
    if !records.next_into(&mut record).map_err(|(too_big, _)| too_big)? || record.unclosed {
        return Ok(None);
    }
    let names = (0..record.len())
        .map(|place| String::from_utf8_lossy(record.field(text, place)).into_owned())
        .collect();
    Ok(Some((names, records.position())))
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
    let wanted: Vec<String> = lacking.iter().map(|names| wanted(kind, names, header)).collect();
    let mut what = match wanted.as_slice() {
        [one] => format!("the required column {one} is missing"),
        several => format!("the required columns {} are missing", several.join(", ")),
    };
    if header.by_field.iter().flatten().next().is_none() {
        what = format!("no header is found in the first {HEADER_LINES_MAX} lines: {what}");
    }
    let mut failure = Failure::input(what).at(file).todo("rename a header or export all columns");
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let mut answers = Vec::new();
    let is_told = is_a_header(header, names);
    for name in lacking.iter().flatten().filter(|name| !has(name)) {
        let place = kind.column(name).unwrap_or_default();
        let accepted = dialect.spellings.get(&(kind, place)).map_or(&[][..], Vec::as_slice);
        answers.push(format!("{name} answers to: {}", shown_headers(accepted)));
        if let Some((have, near)) = closest(&header.unknown, accepted).filter(|_| is_told) {
            failure = failure.because(format!("closest header of the file: {have} (to {near})"));
        }
    }
    let have: Vec<String> =
        names.iter().map(|name| printable(name)).filter(|name| !name.is_empty()).collect();
    failure = failure.because(if is_told {
        format!("headers of the file: {}", shortened(&have.join(", ")))
    } else {
        let count = have.len();
        let fields = if count == 1 { "field" } else { "fields" };
        format!(
            "the line that comes nearest has {count} {fields} and is not shown: without a header it \
             may be about a person"
        )
    });
    // The long lists come last.
    answers.into_iter().fold(failure, Failure::because)
}

/// A missing column, or a set of which one is needed.
fn wanted(kind: Kind, names: &[&str], header: &Header) -> String {
    if !names.contains(&"invoice_date") {
        return names.join(" or ");
    }
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let month = match (has("month"), has("year")) {
        (true, false) => "year (with month)",
        (false, true) => "month (with year)",
        _ => "month with year",
    };
    format!("{month}, or invoice_date,")
}

/// The program's own name and the English headers, then those of the other languages.
fn shown_headers(accepted: &[Spelling]) -> String {
    let is_english = |spelling: &&Spelling| matches!(spelling.language.as_str(), "" | "en");
    let (english, others): (Vec<&Spelling>, Vec<&Spelling>) = accepted.iter().partition(is_english);
    let list = |spellings: &[&Spelling]| {
        spellings.iter().map(|spelling| spelling.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    if others.is_empty() {
        return list(&english);
    }
    format!("{}; in other languages {}", list(&english), list(&others))
}

/// The header of the file that is nearest to one of these, and the one it is nearest to.
fn closest<'a>(have: &'a [String], accepted: &'a [Spelling]) -> Option<(&'a str, &'a str)> {
    let near = have.iter().filter_map(|have| {
        let near = did_you_mean(have, accepted.iter().map(|spelling| spelling.text.as_str()))?;
        Some((strsim::levenshtein(&fold(have), &fold(near)), have.as_str(), near))
    });
    near.min().map(|(_, have, near)| (have, near))
}

/// Whether a line without all required columns is a header all the same: of what is filled at least
/// half is known, or two are, and nothing looks like data. Other lines are not told, since a file
/// without a header begins with people.
fn is_a_header(header: &Header, names: &[String]) -> bool {
    let known = header.by_field.iter().flatten().count();
    let filled = names.iter().filter(|name| !name.trim().is_empty()).count();
    let is_known = known >= 2 || (known > 0 && known * 2 >= filled);
    is_known && !names.iter().any(|name| safe::looks_like_data(name))
}

/// In one line, without what would steer a terminal or name a person.
fn printable(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    safe::header(&words.join(" ")).into_owned()
}

fn shortened(text: &str) -> String {
    const MOST: usize = 400;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: Kind, text: &[u8], delimiter: Option<u8>) -> String {
        let Ok(dialect) = Dialect::built_in() else { return String::new() };
        let found = delimited(kind, text, delimiter, &dialect, "x.csv");
        found.err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    #[test]
    fn accepted_headers_are_told_as_they_are_written() {
        let told = refused(Kind::Users, b"Adresse e-mial,MCID\n", None);
        assert!(told.contains("the required column work_email is missing"), "{told}");
        assert!(told.contains("User principal name"), "{told}");
        assert!(told.contains("Username; in other languages Adresse e-mail, "), "{told}");
        assert!(told.contains("Adresse e-mial (to Adresse e-mail)"), "{told}");
        assert!(!told.contains("no header is found"), "{told}");
    }

    #[test]
    fn where_no_column_is_known_no_header_was_found() {
        let told = refused(Kind::Users, b"A title\n", None);
        assert!(told.contains("no header is found in the first 20 lines"), "{told}");
    }

    #[test]
    fn a_year_alone_lacks_its_month() {
        let header = b"Year,Invoice #,OMLP type,Purchase unit,KPI value\n";
        let told = refused(Kind::Invoices, header, None);
        assert!(told.contains("column month (with year), or invoice_date, is missing"), "{told}");
        assert!(!told.contains("year answers to"), "{told}");
    }

    #[test]
    fn a_delimiter_that_was_said_wrongly_is_told() {
        let told = refused(Kind::Users, b"Email,MCID\n", Some(b';'));
        assert!(told.contains("cut at ';', as the pipeline file says"), "{told}");
        assert!(told.contains("cut at ',' a line has them all"), "{told}");
        let told = refused(Kind::Users, b"sep=;\nEmail,MCID\n", None);
        assert!(told.contains("as the first line of the file says"), "{told}");
    }

    #[test]
    fn a_header_has_its_limits_too() {
        let many = format!("Email{}\nx\n", ",".repeat(5000));
        let told = refused(Kind::Users, many.as_bytes(), None);
        assert!(told.contains("x.csv:1: a line has more than 4096 columns"), "{told}");
        let long = format!("title\n{}\nx\n", "x".repeat(1_100_000));
        let told = refused(Kind::Users, long.as_bytes(), None);
        assert!(told.contains("x.csv:2: a field is longer than 1 MiB"), "{told}");
    }

    #[test]
    fn what_is_no_text_does_not_reach_the_terminal() {
        let told = refused(Kind::Users, b"PNG\r\n\x1a\n\0\0\x1b[31m", None);
        assert!(told.contains("no table of text"), "{told}");
        let told = refused(Kind::Users, b"E\0m\0a\0i\0l\0\n\0", None);
        assert!(told.contains("encoding = \"utf-16le\""), "{told}");
        let told = refused(Kind::Users, b"Na\x7fme,MCID\n", None);
        assert!(told.contains("Na\\u{7f}me, MCID"), "{told}");
    }

    #[test]
    fn a_line_that_may_be_a_person_is_not_told() {
        for line in [
            "Anna Berg,anna@fabrikam.example,Exam",
            "Anna,Berg,Active,100200300",
            "Anna Berg,Sales",
            "MCID,Name,anna.berg@fabrikam.example",
        ] {
            let told = refused(Kind::Users, format!("{line}\n").as_bytes(), None);
            for cell in line.split(',').filter(|cell| !["MCID", "Name"].contains(cell)) {
                assert!(!told.contains(cell), "{told}");
            }
            assert!(told.contains("is not shown"), "{told}");
        }
    }

    #[test]
    fn a_column_that_is_named_like_data_is_masked() {
        let Ok(dialect) = Dialect::built_in() else { return };
        let names = ["Email", "Phone\u{1b}[2J", "anna@x.example", "0012345"].map(str::to_owned);
        let unknown = header(Kind::Users, &names, &dialect).unknown;
        let masked = "(not shown: it looks like data)";
        assert_eq!(unknown, ["Phone\\u{1b}[2J", masked, masked]);
    }
}
