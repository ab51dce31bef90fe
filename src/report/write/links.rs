//! Links of a table that is poured: what its cells lead to, as the sheet lists it and as the package
//! names it, to the letter as the workbook library would.

use crate::report::cell::{Cell, Target};
use crate::report::strip::ColumnPiece;

use super::tidy::TextRepairs;
use super::xml::column_name;

/// The elements of some rows.
#[derive(Default)]
pub(crate) struct LinkElements {
    pub hyperlinks: Vec<u8>,
    /// Of the links that lead out of the workbook, which only mails do.
    pub relations: Vec<u8>,
}

/// What stands behind the links in a sheet, and before which they must therefore stand.
pub(crate) const BEHIND: [&str; 2] = ["<printOptions", "<pageMargins"];
/// The library gives smaller numbers to the other parts of a sheet.
const FIRST_NUMBER: usize = 1_000;
const OF_OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The links of the rows from this one on, row by row; none where no cell is one.
#[must_use]
pub(crate) fn links(strips: &[ColumnPiece<'_>], first: usize) -> Option<LinkElements> {
    let columns: Vec<(usize, &[Cell<'_>])> = strips
        .iter()
        .enumerate()
        .filter_map(|(place, strip)| match strip {
            ColumnPiece::Cells(cells) => Some((place, cells.as_slice())),
            _ => None,
        })
        .collect();
    let mut links = LinkElements::default();
    for row in 0..strips.first().map_or(0, ColumnPiece::len) {
        for (place, cells) in &columns {
            let at = format!("{}{}", column_name(*place), first + row);
            let number = FIRST_NUMBER + (first + row) * strips.len() + place;
            match &cells[row] {
                Cell::Link(text, target) => links.inside(&at, text, target),
                Cell::Mail(_, address) => links.out(&at, number, address),
                _ => {}
            }
        }
    }
    (!links.hyperlinks.is_empty()).then_some(links)
}

impl LinkElements {
    fn inside(&mut self, at: &str, text: &str, Target { sheet, row }: &Target) {
        // The cell itself is counted where it does not fit.
        let text = escaped(&TextRepairs::default().text(text));
        let location = escaped(&format!("'{sheet}'!A{row}"));
        let link = format!("<hyperlink ref=\"{at}\" location=\"{location}\" display=\"{text}\"/>");
        self.hyperlinks.extend_from_slice(link.as_bytes());
    }

    fn out(&mut self, at: &str, number: usize, address: &str) {
        let link = format!("<hyperlink ref=\"{at}\" r:id=\"rId{number}\"/>");
        self.hyperlinks.extend_from_slice(link.as_bytes());
        let relation = format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OF_OFFICE}/hyperlink\" Target=\"{}\" \
             TargetMode=\"External\"/>",
            escaped(address)
        );
        self.relations.extend_from_slice(relation.as_bytes());
    }
}

/// A text between quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' => escaped.push_str("&#xA;"),
            _ => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_row_by_row_and_only_mails_lead_out() {
        let mail = Cell::Mail("a@b".into(), "mailto:a@b?subject=x&body=y".into());
        let strips = [
            ColumnPiece::Cells(vec![mail, Cell::Number(1)]),
            ColumnPiece::of(vec![Cell::text("x"), Cell::text("y")]),
            ColumnPiece::Cells(vec![
                Cell::link("A & \"B\"", "Sheet 2", 5),
                Cell::link("C", "Sheet 2", 1_048_577),
            ]),
        ];
        let found = links(&strips, 2).unwrap();
        assert_eq!(
            String::from_utf8(found.hyperlinks).unwrap(),
            "<hyperlink ref=\"A2\" r:id=\"rId1006\"/>\
             <hyperlink ref=\"C2\" location=\"'Sheet 2'!A5\" display=\"A &amp; &quot;B&quot;\"/>\
             <hyperlink ref=\"C3\" location=\"'Sheet 2 (2)'!A2\" display=\"C\"/>"
        );
        assert_eq!(
            String::from_utf8(found.relations).unwrap(),
            "<Relationship Id=\"rId1006\" Type=\"http://schemas.openxmlformats.org/officeDocument/\
             2006/relationships/hyperlink\" Target=\"mailto:a@b?subject=x&amp;body=y\" \
             TargetMode=\"External\"/>"
        );
        assert!(links(&strips[1..2], 2).is_none());
    }
}
