//! Finds the header line of a table, its delimiter, and which column each field is.

use crate::base::{Failure, Outcome};
use crate::programme::Dialect;
use crate::tables::Kind;

use super::header::{HEADER_LINES_MAX, Header, header, missing};
use super::no_header::no_header;
use super::records::{Record, RecordTooBig, Records, too_much};

/// The header of a delimited file, and where the rows below it start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DelimitedHeader {
    pub header: Header,
    pub delimiter: u8,
    pub line: u32,
    /// Bytes up to the end of the header record.
    pub end: usize,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Looks through the first lines for the first that is a header.
///
/// # Errors
/// When no line has all required columns.
pub(crate) fn delimited(
    kind: Kind,
    text: &[u8],
    delimiter: Option<u8>,
    dialect: &Dialect,
    file: &str,
) -> Outcome<DelimitedHeader> {
    if has_old_line_ends(text) {
        return Err(Failure::input(
            "the lines of the file end with CR alone, as old programs write them",
        )
        .at(file)
        .todo("save it again as CSV whose lines end with LF or CRLF"));
    }
    let announced = announced_delimiter(text);
    let missed = match look(kind, text, delimiter.or(announced), dialect) {
        Ok(found) => return Ok(found),
        Err(missed) => missed,
    };
    if let Some(failure) = other_format(text).or_else(|| no_text(text)) {
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
    if let Some(line) = missed.unclosed.filter(|_| !missed.nearest.knows_any()) {
        return Err(Failure::input(
            "a quote is opened in this line and never closed: no header is found",
        )
        .at(format!("{file}:{line}"))
        .todo("mend the line, or export the file again"));
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
pub(crate) struct Nearest(Option<(usize, Header, Vec<String>)>);

impl Nearest {
    pub(crate) fn see(&mut self, header: Header, names: Vec<String>) {
        let known = header.by_field.iter().flatten().count();
        if self.0.as_ref().is_none_or(|(most, ..)| known > *most) {
            self.0 = Some((known, header, names));
        }
    }

    /// Whether any field of it is a header that is known.
    fn knows_any(&self) -> bool {
        self.0.as_ref().is_some_and(|(known, ..)| *known > 0)
    }

    #[must_use]
    pub(crate) fn found(self) -> Option<(Header, Vec<String>)> {
        self.0.map(|(_, header, names)| (header, names))
    }
}

/// What was found instead of a header.
#[derive(Default)]
struct Missed {
    nearest: Nearest,
    /// A record that is too big, and its line.
    too_big: Option<(RecordTooBig, u32)>,
    /// The first line of a record that a quote never ends.
    unclosed: Option<usize>,
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
                Ok(None) => {
                    missed.unclosed.get_or_insert(line);
                    continue;
                }
                Err(too_big) => {
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    missed.too_big.get_or_insert((too_big, line));
                    if too_big == RecordTooBig::Columns {
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

/// What exports are saved as, whatever their names say, and no table of text is.
fn other_format(text: &[u8]) -> Option<Failure> {
    let start = text.trim_ascii_start();
    let (what, todo) = match start.first()? {
        b'%' if start.starts_with(b"%PDF") => {
            ("the file is a PDF", "export the table itself, as .csv or .xlsx")
        }
        b'<' => (
            "the file is a web page or XML, whatever its name says",
            "open it in a spreadsheet and save it as .xlsx or .csv",
        ),
        b'{' | b'[' => (
            "the file is JSON, which only a transcript may be that Microsoft Learn has shared",
            "export the table as .csv or .xlsx",
        ),
        _ => return None,
    };
    Some(Failure::input(what).todo(todo))
}

/// The whole text is one line for whoever looks for LF, and has CR outside of quotes.
fn has_old_line_ends(text: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    if !text[end..].trim_ascii().is_empty() {
        return false;
    }
    let mut quoted = false;
    text[..end].trim_ascii().iter().any(|byte| {
        quoted ^= *byte == b'"';
        !quoted && *byte == b'\r'
    })
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

fn names_at(text: &[u8], delimiter: u8) -> Result<Option<(Vec<String>, usize)>, RecordTooBig> {
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
    fn line_ends_of_old_programs_are_told() {
        let said = "x.csv: the lines of the file end with CR alone";
        for text in [&b"Email,MCID\rann@c.example,101\r"[..], b"Email\rann@c.example\r\n"] {
            let told = refused(Kind::Users, text, None);
            assert!(told.contains(said), "{told}");
        }
        let quoted = b"Email,\"Name\rof the user\"\nann@c.example,Ann\n";
        assert_eq!(refused(Kind::Users, quoted, None), "");
        assert_eq!(refused(Kind::Users, b"Email,MCID\r\nann@c.example,101\r\n", None), "");
    }

    #[test]
    fn a_header_with_a_quote_too_many_is_told_with_its_line() {
        let told = refused(Kind::Users, b"Users\nEmail,\"Name,MCID\nann@c.example,Ann,101\n", None);
        assert!(
            told.contains("x.csv:2: a quote is opened in this line and never closed"),
            "{told}"
        );
    }

    #[test]
    fn what_is_saved_in_another_format_is_told_by_it() {
        for (text, told) in [
            (&b"%PDF-1.4 x\n"[..], "the file is a PDF"),
            (b"\n<html><table><tr><td>Email</td></tr></table></html>", "a web page or XML"),
            (b"[{\"Email\": \"ann@c.example\"}]", "the file is JSON"),
        ] {
            let said = refused(Kind::Users, text, None);
            assert!(said.contains(told), "{said}");
        }
    }

    #[test]
    fn the_table_of_another_kind_is_told() {
        let told =
            refused(Kind::Users, b"MCID,Exam,Completion date\n101,AZ-104,2024-05-06\n", None);
        assert!(told.contains("its header is one of transcripts"), "{told}");
        let told = refused(Kind::Transcripts, b"Email,First name,Status,User ID\n", None);
        assert!(told.contains("its header is one of users"), "{told}");
    }

    #[test]
    fn a_delimiter_that_nobody_knows_is_hinted_at() {
        let told = refused(Kind::Users, b"Email:MCID\nann@c.example:101\n", None);
        assert!(told.contains("a table is cut at one of , ; tab |"), "{told}");
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
