//! A book while it is made.

use super::book_file::BookTable;
use super::poured::SheetToStream;
use super::tidy::TextRepairs;
use super::xlsx_style::Styles;

/// Its styles and its texts, and the sheets and tables so far.
pub(super) struct Draft {
    pub styles: Styles,
    pub tidy: TextRepairs,
    pub tables: Vec<BookTable>,
    pub poured: Vec<SheetToStream>,
    /// Sheets begun so far.
    pub sheets: usize,
}
