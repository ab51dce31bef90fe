//! Books: a workbook as a value, before it is a file of any format.

use crate::base::Day;

use super::cell::{Cell, Tone};
pub(crate) use super::table_part::{Accent, Body, HeldRows, ShownColumn, TablePart};

/// A workbook.
pub(crate) struct Book<'a> {
    /// Its file name.
    pub file: &'static str,
    pub title: String,
    pub subject: String,
    pub author: String,
    pub as_of: Day,
    /// Foot of each printed page: left, middle (`&P` and `&N` are the page and their number), right.
    pub footer: [String; 3],
    pub formats: Formats,
    /// How small big sheets are made, from 1 to 9.
    pub compression: u32,
    pub sheets: Vec<Sheet<'a>>,
}

/// How dates and numbers are shown, in the notation of spreadsheets.
#[derive(Clone, Debug)]
pub struct Formats {
    pub date: String,
    pub month: String,
    pub integer: String,
    pub decimal_1: String,
    pub decimal_2: String,
    pub decimal_4: String,
}

pub(crate) struct Sheet<'a> {
    pub name: String,
    pub tab: Option<Tone>,
    pub content: SheetContent<'a>,
}

pub(crate) enum SheetContent<'a> {
    /// One table from the first cell on, as other programs like to read it.
    Table(TablePart<'a>),
    /// Something to read: blocks below each other, charts beside or below their tables.
    Page(SheetPage<'a>),
}

#[derive(Default)]
pub(crate) struct SheetPage<'a> {
    pub blocks: Vec<PageBlock<'a>>,
    pub charts: Vec<Chart>,
    /// Widths of the columns in characters.
    pub widths: Vec<f64>,
}

pub(crate) enum PageBlock<'a> {
    Title(String),
    Subtitle(String),
    /// The state of things in a colour and in words.
    Light(Tone, String, String),
    Heading(String),
    /// A label and what it says.
    Fact(String, Cell<'a>),
    /// A link and what it leads to.
    Entry(Cell<'a>, String),
    Table(TablePart<'a>),
    /// All charts of the page side by side; without this block each stands at its table.
    Charts,
    /// What follows is not printed.
    PrintEnd,
    /// A label and a small line through a column of a table of the page.
    Spark {
        label: String,
        table: String,
        column: usize,
    },
}

/// A native chart over a table of the same page.
pub(crate) struct Chart {
    pub title: String,
    /// What a reader who does not see it is told.
    pub alternative: String,
    pub table: String,
    pub categories: usize,
    pub series: Vec<Series>,
    pub shape: ChartShape,
    pub value_title: String,
    /// Distance of the marks of the values, where it matters.
    pub unit: Option<u32>,
}

pub(crate) struct Series {
    pub name: String,
    pub column: usize,
    pub line: LineStyle,
    pub tone: Tone,
    /// A tone for each point, where they differ.
    pub points: Vec<Tone>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ChartShape {
    /// Columns side by side, with lines over them.
    Columns,
    /// Bars below each other.
    Bars,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LineStyle {
    /// The shape of the chart.
    Shape,
    Solid,
    Dashed,
}

impl<'a> SheetPage<'a> {
    #[must_use]
    pub(crate) fn of_widths(widths: &[f64]) -> Self {
        Self { widths: widths.to_vec(), ..Self::default() }
    }

    pub(crate) fn put(&mut self, block: PageBlock<'a>) {
        self.blocks.push(block);
    }
}
