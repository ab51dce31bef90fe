//! Splits delimited text into records and fields, by RFC 4180 and what exports make of it.

use memchr::{memchr, memchr2, memrchr};

use crate::base::Failure;

/// A field over this is an error: a quote that is never closed would swallow the file.
pub const FIELD_BYTES_MAX: usize = 1 << 20;
pub const LINE_BYTES_MAX: usize = 16 << 20;
pub const COLUMNS_MAX: usize = 4096;

/// Reads records one after the other from bytes that start at the start of a record.
pub struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    delimiter: u8,
    line: u32,
}

/// The fields of one record; quoted ones that had to be rewritten live in `rewritten`.
#[derive(Default)]
pub struct Record {
    spans: Vec<ByteSpan>,
    rewritten: Vec<u8>,
    /// Physical line of the first character.
    pub line: u32,
    pub unclosed: bool,
    /// So many line ends within quotes.
    pub lines_within: u32,
}

#[derive(Clone, Copy)]
enum ByteSpan {
    Plain(usize, usize),
    Rewritten(usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordTooBig {
    Field,
    Line,
    Columns,
}

impl Record {
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// A field of a valid text, without its quotes. `text` is that which the record was read from.
    #[must_use]
    pub fn text<'a>(&'a self, text: &'a str, place: usize) -> &'a str {
        match self.spans[place] {
            // Fields are cut at ASCII letters: they are valid text.
            ByteSpan::Plain(start, end) => text.get(start..end).unwrap_or_default(),
            ByteSpan::Rewritten(start, end) => {
                str::from_utf8(&self.rewritten[start..end]).unwrap_or_default()
            }
        }
    }

    /// The bytes of a field, without its quotes. `bytes` are those the record was read from.
    #[must_use]
    pub fn field<'a>(&'a self, bytes: &'a [u8], place: usize) -> &'a [u8] {
        match self.spans[place] {
            ByteSpan::Plain(start, end) => &bytes[start..end],
            ByteSpan::Rewritten(start, end) => &self.rewritten[start..end],
        }
    }
}

impl<'a> Records<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8], delimiter: u8, first_line: u32) -> Self {
        Self { bytes, at: 0, delimiter, line: first_line }
    }

    /// How many bytes are read.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next record that is no blank line, or none at the end.
    ///
    /// # Errors
    /// When a field, a line or the number of columns passes its limit.
    pub fn next_into(&mut self, record: &mut Record) -> Result<bool, (RecordTooBig, u32)> {
        self.skip_blank_lines();
        record.spans.clear();
        record.rewritten.clear();
        record.unclosed = false;
        record.lines_within = 0;
        record.line = self.line;
        if self.at >= self.bytes.len() {
            return Ok(false);
        }
        let start = self.at;
        loop {
            let ended = self.field(record).map_err(|too_big| (too_big, record.line))?;
            if record.spans.len() > COLUMNS_MAX {
                return Err((RecordTooBig::Columns, record.line));
            }
            if self.at - start > LINE_BYTES_MAX {
                return Err((RecordTooBig::Line, record.line));
            }
            if ended {
                return Ok(true);
            }
        }
    }

    fn skip_blank_lines(&mut self) {
        while let Some(length) = blank_line(&self.bytes[self.at..]) {
            self.at += length;
            self.line += 1;
        }
    }

    /// Reads one field; true when it was the record's last.
    fn field(&mut self, record: &mut Record) -> Result<bool, RecordTooBig> {
        if self.bytes.get(self.at) == Some(&b'"') {
            return self.quoted(record);
        }
        let start = self.at;
        let (end, ended) = self.plain_end(start);
        let mut last = end;
        if ended && last > start && self.bytes[last - 1] == b'\r' {
            last -= 1;
        }
        if last - start > FIELD_BYTES_MAX {
            return Err(RecordTooBig::Field);
        }
        record.spans.push(ByteSpan::Plain(start, last));
        Ok(ended)
    }

    /// Moves behind the delimiter or line end that closes a plain stretch.
    fn plain_end(&mut self, from: usize) -> (usize, bool) {
        if let Some(offset) = memchr2(self.delimiter, b'\n', &self.bytes[from..]) {
            let end = from + offset;
            self.at = end + 1;
            let ended = self.bytes[end] == b'\n';
            self.line += u32::from(ended);
            (end, ended)
        } else {
            self.at = self.bytes.len();
            (self.at, true)
        }
    }

    fn quoted(&mut self, record: &mut Record) -> Result<bool, RecordTooBig> {
        let opening = self.at;
        let written = record.rewritten.len();
        let mut rewrite = false;
        let mut from = opening + 1;
        loop {
            let Some(offset) = memchr(b'"', &self.bytes[from..]) else {
                return self.unclosed(record, opening);
            };
            let quote = from + offset;
            if quote - opening > FIELD_BYTES_MAX {
                return Err(RecordTooBig::Field);
            }
            if self.bytes.get(quote + 1) == Some(&b'"') {
                record.rewritten.extend_from_slice(&self.bytes[from..=quote]);
                rewrite = true;
                from = quote + 2;
                continue;
            }
            let within = newlines(&self.bytes[opening..quote]);
            record.lines_within += within;
            self.line += within;
            let (tail_end, ended) = self.plain_end(quote + 1);
            let mut tail = &self.bytes[quote + 1..tail_end];
            if ended {
                tail = tail.strip_suffix(b"\r").unwrap_or(tail);
            }
            if rewrite || !tail.is_empty() {
                record.rewritten.extend_from_slice(&self.bytes[from..quote]);
                record.rewritten.extend_from_slice(tail);
                if record.rewritten.len() - written > FIELD_BYTES_MAX {
                    return Err(RecordTooBig::Field);
                }
                record.spans.push(ByteSpan::Rewritten(written, record.rewritten.len()));
            } else {
                record.spans.push(ByteSpan::Plain(opening + 1, quote));
            }
            return Ok(ended);
        }
    }

    fn unclosed(&mut self, record: &mut Record, opening: usize) -> Result<bool, RecordTooBig> {
        let rest = &self.bytes[opening..];
        if rest.len() > FIELD_BYTES_MAX {
            return Err(RecordTooBig::Field);
        }
        let within = newlines(rest);
        record.lines_within += within;
        self.line += within;
        self.at = self.bytes.len();
        record.spans.push(ByteSpan::Plain(opening + 1, self.at));
        record.unclosed = true;
        Ok(true)
    }
}

/// How many line ends there are.
#[must_use]
pub fn newlines(bytes: &[u8]) -> u32 {
    u32::try_from(count_of(b'\n', bytes)).unwrap_or(u32::MAX)
}

/// How many of a letter there are.
#[must_use]
pub(super) fn count_of(letter: u8, bytes: &[u8]) -> usize {
    memchr::memchr_iter(letter, bytes).count()
}

/// The length of a leading line that holds nothing but spaces, with its line end.
fn blank_line(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'\n' | b'\r' | b' ' => {}
        _ => return None,
    }
    let spaces = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\r')).count();
    match bytes.get(spaces) {
        Some(b'\n') => Some(spaces + 1),
        None => Some(spaces),
        Some(_) => None,
    }
}

/// Where the last record ends that is whole in these bytes (behind its line end); none if no record
/// is. The bytes start at the start of a record.
#[must_use]
pub fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut end = None;
    let mut from = 0;
    loop {
        let quote = next_opening_quote(bytes, from, delimiter);
        let stretch = &bytes[from..quote.unwrap_or(bytes.len())];
        if let Some(newline) = memrchr(b'\n', stretch) {
            end = Some(from + newline + 1);
        }
        let Some(opening) = quote else { return end };
        let Some(closing) = closing_quote(bytes, opening + 1) else { return end };
        from = closing + 1;
        // What follows a closing quote belongs to the field, quotes and all.
        from += memchr2(delimiter, b'\n', &bytes[from..]).unwrap_or(bytes.len() - from);
    }
}

fn next_opening_quote(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    memchr::memchr_iter(b'"', &bytes[from..])
        .map(|offset| from + offset)
        .find(|&quote| quote == 0 || bytes[quote - 1] == delimiter || bytes[quote - 1] == b'\n')
}

fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', bytes.get(from..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            // At the very end of the bytes it is not known whether a second quote follows.
            return (quote + 1 < bytes.len()).then_some(quote);
        }
        from = quote + 2;
    }
}

impl RecordTooBig {
    /// What is too big, by what the format calls a field and a record.
    #[must_use]
    pub(crate) fn says(self, field: &str, record: &str) -> String {
        match self {
            Self::Field => format!("{field} is longer than {} MiB", FIELD_BYTES_MAX >> 20),
            Self::Line => format!("{record} is longer than {} MiB", LINE_BYTES_MAX >> 20),
            Self::Columns => format!("{record} has more than {COLUMNS_MAX} columns"),
        }
    }
}

/// What is too big to be a table, with its line.
#[must_use]
pub(crate) fn too_much(too_big: RecordTooBig, file: &str, line: u32) -> Failure {
    Failure::input(too_big.says("a field", "a line"))
        .at(format!("{file}:{line}"))
        .todo("look for a quote that is never closed, or for a file that is no table")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), b',', 1);
        let mut record = Record::default();
        let mut all = Vec::new();
        while records.next_into(&mut record).unwrap() {
            let fields = (0..record.len())
                .map(|place| {
                    String::from_utf8(record.field(text.as_bytes(), place).to_vec()).unwrap()
                })
                .chain(record.unclosed.then(|| "UNCLOSED".to_owned()))
                .collect();
            all.push((record.line, fields));
        }
        all
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (line, fields.iter().map(|&field| field.to_owned()).collect())
    }

    #[test]
    fn lines_are_physical_and_blank_ones_are_no_records() {
        let text = "a,b\r\n\r\n\"x\ny\",2\n  \n,,\nlast,1";
        assert_eq!(
            split(text),
            [
                row(1, &["a", "b"]),
                row(3, &["x\ny", "2"]),
                row(6, &["", "", ""]),
                row(7, &["last", "1"])
            ]
        );
    }

    #[test]
    fn quotes_are_literal_inside_plain_fields_and_doubled_inside_quoted_ones() {
        assert_eq!(split("5\" pipe,\"a \"\"b\"\"\"\n"), [row(1, &["5\" pipe", "a \"b\""])]);
        assert_eq!(split("\"a\"b\"c\",d\r\n"), [row(1, &["ab\"c\"", "d"])]);
        assert_eq!(split("\"\",\n"), [row(1, &["", ""])]);
        assert_eq!(split("\"a\"\r\n\"b\"\r\n"), [row(1, &["a"]), row(2, &["b"])]);
    }

    #[test]
    fn an_unclosed_quote_takes_the_rest() {
        assert_eq!(
            split("a,b\nc,\"d\ne,f\n"),
            [row(1, &["a", "b"]), row(2, &["c", "d\ne,f\n", "UNCLOSED"])]
        );
    }

    #[test]
    fn limits_name_the_line() {
        let big = format!("a\n\"{}", "x".repeat(FIELD_BYTES_MAX + 1));
        let mut records = Records::new(big.as_bytes(), b',', 1);
        let mut record = Record::default();
        assert_eq!(records.next_into(&mut record), Ok(true));
        assert_eq!(records.next_into(&mut record), Err((RecordTooBig::Field, 2)));
        let wide = ",".repeat(COLUMNS_MAX);
        let mut records = Records::new(wide.as_bytes(), b',', 7);
        assert_eq!(records.next_into(&mut record), Err((RecordTooBig::Columns, 7)));
    }

    #[test]
    fn a_block_is_cut_where_no_quote_is_open() {
        let cut = |text: &str| last_record_end(text.as_bytes(), b',');
        assert_eq!(cut("a,b\nc"), Some(4));
        assert_eq!(cut("a,\"b\nc"), None);
        assert_eq!(cut("x\na,\"b\nc\",d\ne"), Some(12));
        assert_eq!(cut("x\na,\"b\nc"), Some(2));
        assert_eq!(cut("5\" pipe\nb\"\nc"), Some(11));
        assert_eq!(cut("a\n\"b\""), Some(2));
        assert_eq!(cut("\"a\"b\"c\nd"), Some(7));
        assert_eq!(cut("none"), None);
    }

    proptest::proptest! {
        /// Cutting at any place the cutter names gives the same records as the whole.
        #[test]
        fn cutting_changes_no_record(text in "[ab,\"\n]{0,60}", at in 0_usize..60) {
            let at = at.min(text.len());
            let whole = split(&text);
            if let Some(end) = last_record_end(&text.as_bytes()[..at], b',') {
                let mut both = split(&text[..end]);
                let shift = newlines(&text.as_bytes()[..end]);
                both.extend(split(&text[end..]).into_iter().map(|(line, row)| (line + shift, row)));
                proptest::prop_assert_eq!(both, whole);
            }
        }
    }
}
