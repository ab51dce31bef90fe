//! Places: in which workbook, on which sheet and in which row a row of the published tables stands.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::report::book::{Book, SheetContent};
use crate::report::cell::Target;
use crate::report::table_part::Body;

/// The sheets of the run's workbooks, by the tables that they show and by the names of their own.
#[derive(Default)]
pub(super) struct SheetPlaces<'b> {
    of_tables: BTreeMap<&'static str, ShownSheet<'b>>,
    of_names: BTreeMap<&'b str, ShownSheet<'b>>,
    files: BTreeMap<&'b str, &'static str>,
}

#[derive(Clone, Copy)]
struct ShownSheet<'b> {
    book: &'static str,
    sheet: &'b str,
    body: &'b dyn Body,
}

/// A row as a reader finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShownPlace {
    /// The file, beside the page.
    pub file: Cow<'static, str>,
    /// None for a row of a data file.
    pub sheet: Option<String>,
    /// From 1; the header is the first.
    pub row: usize,
}

impl<'b> SheetPlaces<'b> {
    /// Of a table that several sheets show the first counts.
    #[must_use]
    pub(super) fn of(books: &'b [Book<'_>]) -> Self {
        let mut places = Self::default();
        for book in books {
            for sheet in &book.sheets {
                places.files.entry(&sheet.name).or_insert(book.file);
                let SheetContent::Table(table) = &sheet.content else { continue };
                let shown = ShownSheet { book: book.file, sheet: &sheet.name, body: &*table.body };
                if let Some(of) = shown.body.of_table() {
                    places.of_tables.entry(of).or_insert(shown);
                }
                places.of_names.entry(&table.name).or_insert(shown);
            }
        }
        places
    }

    /// Where a row of a table stands, counted from 0: in a workbook, else in the data file.
    #[must_use]
    pub(super) fn find(&self, table: &str, row: usize) -> ShownPlace {
        let in_book = self.of_tables.get(table).and_then(|shown| {
            let place = shown.body.place_of(row)?;
            Some(shown.place(place))
        });
        in_book.unwrap_or_else(|| ShownPlace {
            file: Cow::Owned(format!("data/{table}.csv")),
            sheet: None,
            row: row + 2,
        })
    }

    /// The first workbook with a sheet of this name.
    #[must_use]
    pub(super) fn file_of(&self, sheet: &str) -> Option<&'static str> {
        self.files.get(sheet).copied()
    }

    /// A row of a workbook's table that is no published one, by its own name; counted from 0.
    #[must_use]
    pub(super) fn named(&self, name: &str, row: usize) -> Option<ShownPlace> {
        self.of_names.get(name).map(|shown| shown.place(row))
    }
}

impl ShownSheet<'_> {
    /// Below the header.
    fn place(self, row: usize) -> ShownPlace {
        let target = Target::of(self.sheet, row + 2);
        ShownPlace { file: Cow::Borrowed(self.book), sheet: Some(target.sheet), row: target.row }
    }
}
