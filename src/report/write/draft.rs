//! A book while it is made.

use super::book_file::BookTable;
use super::poured::ToPour;
use super::tidy::Tidy;
use super::xlsx_style::Styles;

/// Its styles and its texts, and the sheets and tables so far.
pub(super) struct Draft {
    pub styles: Styles,
    pub tidy: Tidy,
    pub tables: Vec<BookTable>,
    pub poured: Vec<ToPour>,
    /// Sheets begun so far.
    pub sheets: usize,
}
