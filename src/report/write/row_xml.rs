//! Rows of a big table as XML: the same cells that the workbook library would write, on any core.

use std::io::Write;

use crate::report::cell::{Cell, Look};

use super::shared_texts::{OWN, Shares};
use super::tidy::Tidy;
use super::xlsx::serial;
use super::xlsx_sheet::look_of;

/// The numbers of the styles that the columns have, and whose whole and broken numbers differ.
pub struct ColumnStyles {
    pub of: Vec<u32>,
    pub mixed: Vec<bool>,
    pub broken: u32,
}

/// Writes rows one after another; `first` is the number of the first, from 1.
pub fn rows(
    cells: &[Cell<'_>],
    shares: &Shares,
    first: usize,
    styles: &ColumnStyles,
    tidy: &Tidy,
    xml: &mut Vec<u8>,
) {
    let names: Vec<String> = (0..styles.of.len()).map(column_name).collect();
    for (place, line) in cells.chunks(styles.of.len().max(1)).enumerate() {
        let number = (first + place).to_string();
        put(xml, &["<row r=\"", &number, "\">"]);
        for (column, cell) in line.iter().enumerate() {
            let (at, style) = ((&*names[column], &*number), style(cell, column, styles));
            let text = shares.of_cells[place * names.len() + column];
            match shares.texts.get(text as usize) {
                Some(number) if *number != OWN => shared(*number, at, style, xml),
                _ => one(cell, at, style, tidy, xml),
            }
        }
        put(xml, &["</row>"]);
    }
}

fn style(cell: &Cell<'_>, column: usize, styles: &ColumnStyles) -> u32 {
    let mixed = styles.mixed[column] && look_of(cell, Look::Mixed) == Look::Decimal2;
    if mixed { styles.broken } else { styles.of[column] }
}

fn shared(number: u32, (name, row): (&str, &str), style: u32, xml: &mut Vec<u8>) {
    put(xml, &["<c r=\"", name, row, "\" s=\""]);
    put(xml, &[itoa::Buffer::new().format(style), "\" t=\"s\"><v>"]);
    put(xml, &[itoa::Buffer::new().format(number), "</v></c>"]);
}

fn one(cell: &Cell<'_>, (name, row): (&str, &str), style: u32, tidy: &Tidy, xml: &mut Vec<u8>) {
    if matches!(cell, Cell::Empty) {
        return;
    }
    put(xml, &["<c r=\"", name, row, "\" s=\""]);
    put(xml, &[itoa::Buffer::new().format(style), "\""]);
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Link(text, _) => inline(text, tidy, xml),
        Cell::Day(day) => match serial(*day) {
            Some(serial) => put(xml, &["><v>", itoa::Buffer::new().format(serial), "</v></c>"]),
            None => inline(&day.to_string(), tidy, xml),
        },
        Cell::Number(number) => {
            put(xml, &["><v>", itoa::Buffer::new().format(*number), "</v></c>"]);
        }
        Cell::Amount(amount) => value(amount, xml),
    }
}

fn value(shown: impl std::fmt::Display, xml: &mut Vec<u8>) {
    // Writing to memory does not fail.
    let _ = write!(xml, "><v>{shown}</v></c>");
}

fn inline(text: &str, tidy: &Tidy, xml: &mut Vec<u8>) {
    let text = tidy.text(text);
    let edge = |sign: Option<char>| sign.is_some_and(char::is_whitespace);
    let spaced = edge(text.chars().next()) || edge(text.chars().next_back()) || text.contains('\n');
    let open = if spaced {
        " t=\"inlineStr\"><is><t xml:space=\"preserve\">"
    } else {
        " t=\"inlineStr\"><is><t>"
    };
    put(xml, &[open]);
    escape(&text, xml);
    put(xml, &["</t></is></c>"]);
}

/// The text as XML.
pub fn escape(text: &str, xml: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut begin = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            // `_x0041_` would be read as an escape of its own.
            b'_' if is_escape(&bytes[place..]) => "_x005F_",
            _ => continue,
        };
        xml.extend_from_slice(&bytes[begin..place]);
        put(xml, &[instead]);
        begin = place + 1;
    }
    xml.extend_from_slice(&bytes[begin..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..]
        if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

fn put(xml: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        xml.extend_from_slice(part.as_bytes());
    }
}

/// `A`, `B`, … `Z`, `AA`, …
#[must_use]
pub fn column_name(place: usize) -> String {
    let mut name = String::new();
    let mut rest = place + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Day};

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn cells_are_written_with_their_types() {
        let cells = [
            Cell::text("=a<b&_x0041_"),
            Cell::text(" x"),
            Cell::day(Day::from_iso("2021-03-01")),
            Cell::Empty,
            Cell::Amount(Amount::whole(2)),
            Cell::amount(Amount::from_plain("2.5")),
        ];
        let styles = ColumnStyles {
            of: vec![1, 2, 3, 4, 5, 5],
            mixed: vec![false, false, false, false, true, true],
            broken: 9,
        };
        let mut xml = Vec::new();
        let shares = Shares { of_cells: vec![OWN, OWN, OWN, OWN, OWN, OWN], texts: Vec::new() };
        rows(&cells, &shares, 7, &styles, &Tidy::default(), &mut xml);
        assert_eq!(
            String::from_utf8(xml).unwrap(),
            "<row r=\"7\">\
             <c r=\"A7\" s=\"1\" t=\"inlineStr\"><is><t>=a&lt;b&amp;_x005F_x0041_</t></is></c>\
             <c r=\"B7\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x</t></is></c>\
             <c r=\"C7\" s=\"3\"><v>44256</v></c>\
             <c r=\"E7\" s=\"5\"><v>2</v></c>\
             <c r=\"F7\" s=\"9\"><v>2.5</v></c></row>"
        );
        let mut xml = Vec::new();
        let shares = Shares { of_cells: vec![0, 1], texts: vec![12, OWN] };
        rows(&cells[..2], &shares, 7, &styles, &Tidy::default(), &mut xml);
        let text = String::from_utf8(xml).unwrap();
        assert!(text.contains("<c r=\"A7\" s=\"1\" t=\"s\"><v>12</v></c><c r=\"B7\""), "{text}");
        assert!(text.contains("> x</t>"), "{text}");
    }
}
