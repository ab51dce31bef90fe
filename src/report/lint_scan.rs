//! Scans the XML of sheets of any size for what the linter asks, without holding it.

use std::io::Read;

use super::write::poured::BlockOf;

/// What a sheet has.
#[derive(Default, Debug)]
pub(super) struct Scan {
    pub rows: usize,
    pub formulas: usize,
    pub merged: usize,
    /// The XML before and behind the rows.
    pub outside: String,
}

const BLOCK: usize = 1 << 20;
const ROWS_BEGIN: &[u8] = b"<sheetData>";
const ROWS_END: &[u8] = b"</sheetData>";

/// Reads a sheet once.
///
/// # Errors
/// When it cannot be read.
pub(super) fn scan(mut sheet: impl Read) -> std::io::Result<Scan> {
    let mut scan = Scan::default();
    let mut outside = Vec::new();
    let mut place = ScanState::Before;
    let mut held: Vec<u8> = Vec::new();
    loop {
        let begin = held.len();
        held.resize(begin + BLOCK, 0);
        let read = read_full(&mut sheet, &mut held[begin..])?;
        held.truncate(begin + read);
        let last = read < BLOCK;
        let used = consume(&held, last, &mut place, &mut scan, &mut outside);
        held.drain(..used);
        if last {
            break;
        }
    }
    scan.outside = String::from_utf8_lossy(&outside).into_owned();
    scan.merged = tags(&scan.outside, "mergeCell").count();
    Ok(scan)
}

/// Scans a block of a poured sheet.
#[must_use]
pub(super) fn scan_part(xml: &[u8], of: BlockOf) -> Scan {
    let mut scan = Scan::default();
    let mut outside = Vec::new();
    match of {
        BlockOf::Head => {
            consume(xml, true, &mut ScanState::Before, &mut scan, &mut outside);
        }
        BlockOf::Rows(_) => count(xml, &mut scan),
        BlockOf::Foot => outside.extend_from_slice(xml),
    }
    scan.outside = String::from_utf8_lossy(&outside).into_owned();
    scan.merged = tags(&scan.outside, "mergeCell").count();
    scan
}

impl Scan {
    /// Takes in what follows.
    pub(super) fn add(&mut self, next: &Self) {
        self.rows += next.rows;
        self.formulas += next.formulas;
        self.merged += next.merged;
        self.outside.push_str(&next.outside);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum ScanState {
    Before,
    Rows,
    Behind,
}

/// Takes what can be judged; answers how many bytes that were.
fn consume(
    bytes: &[u8],
    last: bool,
    place: &mut ScanState,
    scan: &mut Scan,
    outside: &mut Vec<u8>,
) -> usize {
    let mut used = 0;
    loop {
        let rest = &bytes[used..];
        let mark = if *place == ScanState::Before { ROWS_BEGIN } else { ROWS_END };
        let end = memchr::memmem::find(rest, mark);
        let next = match (*place, end) {
            (ScanState::Behind, _) | (_, None) => None,
            (_, Some(end)) => Some(end + mark.len()),
        };
        // Every mark ends with its only `>`, so that none lies over a cut behind one.
        let whole = memchr::memrchr(b'>', rest).map_or(0, |place| place + 1);
        let take = next.unwrap_or(if last { rest.len() } else { whole });
        if *place == ScanState::Rows {
            count(&rest[..take], scan);
        } else {
            outside.extend_from_slice(&rest[..take]);
        }
        used += take;
        match (next, *place) {
            (Some(_), ScanState::Before) => *place = ScanState::Rows,
            (Some(_), ScanState::Rows) => *place = ScanState::Behind,
            _ => return used,
        }
    }
}

fn count(bytes: &[u8], scan: &mut Scan) {
    scan.rows += memchr::memmem::find_iter(bytes, b"</row>").count();
    scan.formulas += memchr::memmem::find_iter(bytes, b"</f>").count();
}

fn read_full(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match from.read(&mut into[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// The opening tags of this name, from `<` to `>`.
pub(super) fn tags<'x>(xml: &'x str, name: &str) -> impl Iterator<Item = &'x str> {
    let open = format!("<{name}");
    let finder = memchr::memmem::Finder::new(open.as_bytes()).into_owned();
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let begin = finder.find(rest.as_bytes())?;
            let tag = &rest[begin..];
            let end = tag.find('>')?;
            rest = &tag[end..];
            let behind = tag.as_bytes().get(open.len());
            if matches!(behind, Some(b' ' | b'>' | b'/')) {
                return Some(&tag[..=end]);
            }
        }
    })
}

/// The value of an attribute, its escapes undone.
#[must_use]
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let open = format!(" {name}=\"");
    let begin = tag.find(&open)? + open.len();
    let value = tag[begin..].split('"').next()?;
    let plain = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    Some(plain.replace("&apos;", "'").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_over_the_ends_of_blocks() {
        let row = "<row r=\"1\"><c><v>12345</v></c></row>";
        let xml = format!("<a><sheetData>{}</sheetData><b/></a>", row.repeat(100_000));
        let scan = scan(xml.as_bytes()).unwrap();
        assert_eq!((scan.rows, scan.formulas), (100_000, 0));
        assert_eq!(scan.outside, "<a><sheetData><b/></a>");
    }

    #[test]
    fn tags_are_told_from_those_that_begin_alike() {
        let xml = "<sheets><sheet name=\"A &amp; B\" id=\"1\"/><sheetPr/></sheets>";
        let names: Vec<_> = tags(xml, "sheet").filter_map(|tag| attribute(tag, "name")).collect();
        assert_eq!(names, ["A & B"]);
    }
}
