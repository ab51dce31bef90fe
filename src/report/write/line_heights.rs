//! Heights of the rows of a table that is poured and read line by line.

use crate::report::cell::Look;
use crate::report::strip::ColumnPiece;

use super::looks::{look_of, wraps};
use super::widths::{LINES_MAX, lines};

/// For each row the lines of its highest cell.
#[must_use]
pub(crate) fn lines_of_rows(strips: &[ColumnPiece<'_>], columns: &[(Look, f64)]) -> Vec<u8> {
    let mut most = vec![1; strips.first().map_or(0, ColumnPiece::len)];
    for (strip, (look, width)) in strips.iter().zip(columns) {
        match strip {
            ColumnPiece::Texts(texts) if wraps(*look) => {
                let of_text = |text| at_most(lines(text, *width));
                let of_texts: Vec<u8> =
                    texts.texts.iter().map(|text| of_text(text.as_ref())).collect();
                for (most, text) in most.iter_mut().zip(&texts.of_rows) {
                    if *text > 0 {
                        *most = of_texts[*text as usize - 1].max(*most);
                    }
                }
            }
            ColumnPiece::Cells(cells) => {
                for (most, cell) in most.iter_mut().zip(cells) {
                    if wraps(look_of(cell, *look)) {
                        *most = at_most(super::widths::lines_of(cell, *width)).max(*most);
                    }
                }
            }
            ColumnPiece::Texts(_) | ColumnPiece::Days(_) => {}
        }
    }
    most
}

fn at_most(lines: usize) -> u8 {
    u8::try_from(lines.min(LINES_MAX)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::cell::Cell;

    #[test]
    fn a_row_is_as_high_as_its_highest_cell_that_wraps() {
        let long = "one two three four";
        let strips = [
            ColumnPiece::of(vec![Cell::text(long), Cell::Empty, Cell::text(long)]),
            ColumnPiece::of(vec![Cell::text("a"), Cell::text("a"), Cell::text("word ".repeat(99))]),
            ColumnPiece::Cells(vec![Cell::Number(1), Cell::link(long, "A", 2), Cell::text(long)]),
        ];
        let looks = [(Look::Text, 10.0), (Look::Prose, 10.0), (Look::Text, 10.0)];
        assert_eq!(lines_of_rows(&strips, &looks), [1, 2, 12]);
        let looks = [(Look::Prose, 10.0), (Look::Prose, 10.0), (Look::Prose, 10.0)];
        assert_eq!(lines_of_rows(&strips, &looks), [2, 2, 12]);
    }
}
