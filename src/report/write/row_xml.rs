//! Rows of a table that is poured as XML: the same cells that the workbook library would write, on
//! any core.

use std::cell::LazyCell;
use std::io::Write;
use std::ops::Range;

use crate::base::Day;
use crate::report::cell::{Cell, Look};
use crate::report::strip::ColumnPiece;

use super::line_heights::lines_of_rows;
use super::looks::look_of;
use super::shared_texts::SharedNumbers;
use super::stamp::{ShortBytes, put_part};
use super::tidy::TextRepairs;
use super::widths::height;
use super::xlsx_date::serial;
use super::xml::{column_name, escape};

/// The numbers of the styles that the columns have, and whose whole and broken numbers differ.
pub(crate) struct ColumnStyles {
    pub of: Vec<u32>,
    pub mixed: Vec<bool>,
    pub broken: u32,
    pub link: u32,
    /// Of a table that is read line by line: how its columns look, and how wide they are. Its rows are
    /// as high as their texts, its links are links, and its empty cells are cells.
    pub wrapped: Option<Vec<(Look, f64)>>,
}

/// A column, ready to be written: what each of its cells has behind the number of its row.
enum XmlColumn<'s, 'a> {
    /// The ends of the texts, one behind the other; number 0 is that of an empty cell.
    Texts(&'s [u32], Vec<u8>, Vec<usize>),
    /// With what stands between the number of the row and the day.
    Days(&'s [Day], u32, ShortBytes),
    Cells(&'s [Cell<'a>], usize),
}

/// Rows whose columns are ready to be written.
pub(crate) struct ReadyRows<'s, 'a> {
    /// Each with what its cells begin with.
    columns: Vec<(ShortBytes, XmlColumn<'s, 'a>)>,
    /// Lines of the highest cell of each row.
    lines: Option<Vec<u8>>,
    /// The number of the first row, from 1.
    first: usize,
    styles: &'s ColumnStyles,
    tidy: &'s TextRepairs,
}

impl<'s, 'a> ReadyRows<'s, 'a> {
    #[must_use]
    pub(crate) fn of(
        strips: &'s [ColumnPiece<'a>],
        shares: &[SharedNumbers],
        first: usize,
        styles: &'s ColumnStyles,
        tidy: &'s TextRepairs,
    ) -> Self {
        let columns = strips.iter().zip(shares).enumerate().map(|(column, (strip, shares))| {
            let open = ShortBytes::of(&format!("<c r=\"{}", column_name(column)));
            (open, XmlColumn::of(strip, shares, styles, column, tidy))
        });
        let lines = styles.wrapped.as_ref().map(|columns| lines_of_rows(strips, columns));
        Self { columns: columns.collect(), lines, first, styles, tidy }
    }

    /// Writes some of the rows one after another.
    pub(crate) fn write(&self, rows: Range<usize>, xml: &mut Vec<u8>) {
        let open = ShortBytes::of("<row r=\"");
        for row in rows {
            let number = ShortBytes::number(u32::try_from(self.first + row).unwrap_or(u32::MAX));
            open.then(number).put(xml);
            match self.lines.as_ref().map(|lines| lines[row]) {
                Some(lines) if lines > 1 => {
                    let height = height(lines.into());
                    // Writing to memory does not fail.
                    let _ = write!(xml, "\" ht=\"{height}\" customHeight=\"1\">");
                }
                _ => ShortBytes::of("\">").put(xml),
            }
            for (open, column) in &self.columns {
                column.put(open.then(number), row, self.styles, self.tidy, xml);
            }
            ShortBytes::of("</row>").put(xml);
        }
    }
}

impl<'s, 'a> XmlColumn<'s, 'a> {
    fn of(
        strip: &'s ColumnPiece<'a>,
        shares: &SharedNumbers,
        styles: &ColumnStyles,
        column: usize,
        tidy: &TextRepairs,
    ) -> Self {
        let style = styles.of[column];
        match strip {
            ColumnPiece::Texts(texts) => {
                let (mut tails, mut ends) = (Vec::new(), Vec::with_capacity(texts.texts.len() + 2));
                ends.push(0);
                if styles.wrapped.is_some() {
                    blank(style, &mut tails);
                }
                ends.push(tails.len());
                let times = LazyCell::new(|| texts.times());
                for (place, text) in texts.texts.iter().enumerate() {
                    styled(style, &mut tails);
                    match shares.number(place) {
                        Some(number) => shared(number, &mut tails),
                        None => inline(text, tidy, || u64::from(times[place]), &mut tails),
                    }
                    ends.push(tails.len());
                }
                Self::Texts(&texts.of_rows, tails, ends)
            }
            ColumnPiece::Days(days) => {
                Self::Days(days, style, ShortBytes::of(&format!("\" s=\"{style}\"><v>")))
            }
            ColumnPiece::Cells(cells) => Self::Cells(cells, column),
        }
    }

    fn put(
        &self,
        at: ShortBytes,
        row: usize,
        styles: &ColumnStyles,
        tidy: &TextRepairs,
        xml: &mut Vec<u8>,
    ) {
        match self {
            Self::Texts(of_rows, tails, ends) => {
                let text = of_rows[row] as usize;
                let (start, end) = (ends[text], ends[text + 1]);
                if start < end {
                    at.put(xml);
                    put_part(tails, start, end, xml);
                }
            }
            Self::Days(days, style, open) => match serial(days[row]) {
                Some(serial) => {
                    at.put(xml);
                    open.put(xml);
                    ShortBytes::number(serial).then(ShortBytes::of("</v></c>")).put(xml);
                }
                None if styles.wrapped.is_some() && !days[row].is_dated() => {
                    at.put(xml);
                    blank(*style, xml);
                }
                None => day(days[row], at, *style, tidy, xml),
            },
            Self::Cells(cells, column) => match &cells[row] {
                Cell::Empty if styles.wrapped.is_some() => {
                    at.put(xml);
                    blank(styles.of[*column], xml);
                }
                cell => one(cell, at, styles.of_cell(cell, *column), tidy, xml),
            },
        }
    }
}

impl ColumnStyles {
    fn of_cell(&self, cell: &Cell<'_>, column: usize) -> u32 {
        let is_broken = || self.mixed[column] && look_of(cell, Look::Mixed) == Look::Decimal2;
        match cell {
            Cell::Link(..) | Cell::Mail(..) if self.wrapped.is_some() => self.link,
            _ if is_broken() => self.broken,
            _ => self.of[column],
        }
    }
}

fn blank(style: u32, xml: &mut Vec<u8>) {
    put(xml, &["\" s=\"", itoa::Buffer::new().format(style), "\"/>"]);
}

fn styled(style: u32, xml: &mut Vec<u8>) {
    put(xml, &["\" s=\"", itoa::Buffer::new().format(style), "\""]);
}

fn shared(number: u32, xml: &mut Vec<u8>) {
    put(xml, &[" t=\"s\"><v>", itoa::Buffer::new().format(number), "</v></c>"]);
}

fn day(day: Day, at: ShortBytes, style: u32, tidy: &TextRepairs, xml: &mut Vec<u8>) {
    if !day.is_dated() {
        return;
    }
    at.put(xml);
    styled(style, xml);
    match serial(day) {
        Some(serial) => put(xml, &["><v>", itoa::Buffer::new().format(serial), "</v></c>"]),
        None => inline(&day.to_string(), tidy, || 1, xml),
    }
}

fn one(cell: &Cell<'_>, at: ShortBytes, style: u32, tidy: &TextRepairs, xml: &mut Vec<u8>) {
    match cell {
        Cell::Empty => {}
        Cell::Day(of) => day(*of, at, style, tidy, xml),
        Cell::Text(text) | Cell::Link(text, _) | Cell::Mail(text, _) => {
            at.put(xml);
            styled(style, xml);
            inline(text, tidy, || 1, xml);
        }
        Cell::Number(number) => {
            at.put(xml);
            styled(style, xml);
            put(xml, &["><v>", itoa::Buffer::new().format(*number), "</v></c>"]);
        }
        Cell::Amount(amount) => {
            at.put(xml);
            styled(style, xml);
            // Writing to memory does not fail.
            let _ = write!(xml, "><v>{amount}</v></c>");
        }
    }
}

/// A text that so many cells say themselves.
fn inline(text: &str, tidy: &TextRepairs, times: impl FnOnce() -> u64, xml: &mut Vec<u8>) {
    let text = tidy.repeated(text, times);
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

fn put(xml: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        xml.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Amount;
    use crate::report::write::shared_texts::SharedTexts;

    #[test]
    fn cells_are_written_with_their_types() {
        let texts = |text: &'static str| ColumnPiece::of(vec![Cell::text(text)]);
        let strips = [
            texts("=a<b&_x0041_"),
            texts(" x"),
            ColumnPiece::Days(vec![Day::from_iso("2021-03-01").unwrap()]),
            ColumnPiece::of(vec![Cell::Empty]),
            ColumnPiece::Cells(vec![Cell::Amount(Amount::whole(2))]),
            ColumnPiece::Cells(vec![Cell::amount(Amount::from_plain("2.5"))]),
            ColumnPiece::Days(vec![Day::FOREVER]),
        ];
        let styles = ColumnStyles {
            of: vec![1, 2, 3, 4, 5, 5, 3],
            mixed: vec![false, false, false, false, true, true, false],
            ..plain()
        };
        let none: Vec<SharedNumbers> = strips.iter().map(|_| SharedNumbers::none()).collect();
        let xml = written(&strips, &none, 7, &styles, &TextRepairs::default());
        assert_eq!(
            xml,
            "<row r=\"7\">\
             <c r=\"A7\" s=\"1\" t=\"inlineStr\"><is><t>=a&lt;b&amp;_x005F_x0041_</t></is></c>\
             <c r=\"B7\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x</t></is></c>\
             <c r=\"C7\" s=\"3\"><v>44256</v></c>\
             <c r=\"E7\" s=\"5\"><v>2</v></c>\
             <c r=\"F7\" s=\"9\"><v>2.5</v></c></row>"
        );
    }

    fn written(
        strips: &[ColumnPiece<'_>],
        shares: &[SharedNumbers],
        first: usize,
        styles: &ColumnStyles,
        tidy: &TextRepairs,
    ) -> String {
        let mut xml = Vec::new();
        ReadyRows::of(strips, shares, first, styles, tidy).write(0..strips[0].len(), &mut xml);
        String::from_utf8(xml).unwrap()
    }

    fn plain() -> ColumnStyles {
        ColumnStyles { of: vec![1], mixed: vec![false], broken: 9, link: 8, wrapped: None }
    }

    #[test]
    fn a_table_that_is_read_line_by_line_has_high_rows_links_and_empty_cells() {
        let strips = [
            ColumnPiece::of(vec![Cell::text("one two three"), Cell::Empty]),
            ColumnPiece::Days(vec![Day::FOREVER, Day::from_iso("2021-03-01").unwrap()]),
            ColumnPiece::Cells(vec![Cell::Empty, Cell::link("a", "Sheet", 3)]),
        ];
        let looks = [(Look::Prose, 10.0), (Look::Date, 10.0), (Look::Text, 10.0)];
        let styles = ColumnStyles {
            of: vec![1, 2, 3],
            mixed: vec![false; 3],
            wrapped: Some(looks.to_vec()),
            ..plain()
        };
        let none: Vec<SharedNumbers> = strips.iter().map(|_| SharedNumbers::none()).collect();
        let xml = written(&strips, &none, 2, &styles, &TextRepairs::default());
        assert_eq!(
            xml,
            "<row r=\"2\" ht=\"31.5\" customHeight=\"1\">\
             <c r=\"A2\" s=\"1\" t=\"inlineStr\"><is><t>one two three</t></is></c>\
             <c r=\"B2\" s=\"2\"/><c r=\"C2\" s=\"3\"/></row>\
             <row r=\"3\"><c r=\"A3\" s=\"1\"/><c r=\"B3\" s=\"2\"><v>44256</v></c>\
             <c r=\"C3\" s=\"8\" t=\"inlineStr\"><is><t>a</t></is></c></row>"
        );
    }

    #[test]
    fn shared_texts_are_written_as_their_numbers() {
        let part = "<sst count=\"12\" uniqueCount=\"12\"></sst>";
        let mut shared = SharedTexts::after(part).unwrap();
        let strip = ColumnPiece::of(vec![Cell::text("a"), Cell::text("b\u{1}"), Cell::text("a")]);
        let ColumnPiece::Texts(texts) = &strip else { panic!() };
        let mut shares = SharedNumbers::of(texts);
        shared.settle(&mut shares, texts);
        let styles = plain();
        let tidy = TextRepairs::default();
        let xml = written(std::slice::from_ref(&strip), &[shares], 9, &styles, &tidy);
        let of = "s=\"1\" t=\"s\"><v>12</v></c></row>";
        assert_eq!(
            xml,
            format!(
                "<row r=\"9\"><c r=\"A9\" {of}<row r=\"10\"><c r=\"A10\" s=\"1\" \
                 t=\"inlineStr\"><is><t>b\u{FFFD}</t></is></c></row>\
                 <row r=\"11\"><c r=\"A11\" {of}"
            )
        );
        assert_eq!(tidy.replaced(), 1);
    }

    #[test]
    fn a_text_that_does_not_fit_is_counted_for_every_cell() {
        let cells = || vec![Cell::text("a\u{1}"), Cell::text("b"), Cell::text("a\u{1}")];
        let styles = plain();
        let tidy = TextRepairs::default();
        written(&[ColumnPiece::of(cells())], &[SharedNumbers::none()], 2, &styles, &tidy);
        assert_eq!(tidy.replaced(), 2);
    }
}
