//! Facts: the accepted rows of one kind of source, as a frame of polars with the columns that the kind
//! declares (`kinds`), as far as a file has them, and with where each row comes from.
//!
//! A name of a column stands for a typed column only once: code that looks at many rows takes the
//! column first and then reads it cell by cell, as fast as a slice.

use polars::prelude::{
    BooleanChunked, ChunkedArray, Column, DataFrame, DataType, Expr, IdxCa, IntoLazy, LazyFrame,
    NULL, NewChunkedArray, PolarsNumericType, PolarsResult, Series, col, lit, polars_bail,
};
use polars_arrow::array::{PrimitiveArray, StaticArray};

use crate::base::{Amount, Day};

use super::mcid::Mcid;
use super::schema::{Kind, Need};

/// The rows of one kind, in the order of the files and of their lines. Where a cell is empty, a text is
/// code 0 (the empty text), an MCID is `Mcid::NONE`, a word is the empty one, and all else is null.
#[derive(Clone, Debug)]
pub struct Facts {
    pub kind: Kind,
    frame: DataFrame,
}

/// The place of the row's file in the ledger.
pub(crate) const FILE: &str = "file";
/// Physical line (or spreadsheet row, or position in a transcript) of the row.
pub(crate) const LINE: &str = "line";
/// The skill of the row, a `SkillKey`, where the kind has skills.
pub(crate) const SKILL: &str = "skill";

/// A skill of the catalogue, or a text that the catalogue does not know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SkillKey(pub u32);

const WRITTEN: u32 = 1 << 31;

impl SkillKey {
    #[must_use]
    pub fn known(skill: u32) -> Self {
        Self(skill)
    }

    /// By the code of the text in the dictionary.
    #[must_use]
    pub fn written(code: u32) -> Self {
        Self(code | WRITTEN)
    }

    /// The skill of the catalogue, or the dictionary's code of what was written.
    ///
    /// # Errors
    /// With the text's code, where the catalogue does not know the skill.
    pub fn resolved(self) -> Result<u32, u32> {
        if self.0 & WRITTEN == 0 { Ok(self.0) } else { Err(self.0 & !WRITTEN) }
    }
}

impl Facts {
    /// Checks the frame against what its kind declares.
    ///
    /// # Errors
    /// When it has other columns, has them in another order, or has no origins of its rows.
    pub fn new(kind: Kind, frame: DataFrame) -> PolarsResult<Self> {
        let mut declared = declared(kind)?.into_iter();
        for own in frame.columns() {
            let found = declared.find(|(name, _)| name == own.name());
            if found.is_none_or(|(_, dtype)| dtype != *own.dtype()) {
                let (name, dtype) = (own.name(), own.dtype());
                polars_bail!(SchemaMismatch: "{} have no column {name} of {dtype}", kind.name());
            }
            if own.dtype().is_unsigned_integer() && own.has_nulls() {
                polars_bail!(SchemaMismatch: "{} of {} has nulls", own.name(), kind.name());
            }
        }
        for origin in [FILE, LINE] {
            frame.column(origin)?;
        }
        // Each column is one piece of memory, so that its cells can be read as a slice.
        let whole = |own: Column| Column::from(own.take_materialized_series().rechunk());
        let height = frame.height();
        let columns = frame.into_columns().into_iter().map(whole).collect();
        Ok(Self { kind, frame: DataFrame::new(height, columns)? })
    }

    /// No rows and no columns.
    #[must_use]
    pub fn none(kind: Kind) -> Self {
        Self { kind, frame: DataFrame::empty() }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    #[must_use]
    pub fn lazy(&self) -> LazyFrame {
        self.frame.clone().lazy()
    }

    /// A column of the kind for a plan; what its empty cells stand for, where no file has it.
    ///
    /// # Errors
    /// When the kind has no such column.
    pub fn cell(&self, name: &str) -> PolarsResult<Expr> {
        let Some(column) = self.kind.columns().iter().find(|column| column.name == name) else {
            polars_bail!(ColumnNotFound: "{} of {}", name, self.kind.name());
        };
        if self.frame.column(name).is_ok() {
            return Ok(col(name));
        }
        let dtype = column.of.dtype()?;
        let empty = match (&dtype, column.need) {
            (DataType::Enum(..), Need::Else(word)) => lit(word),
            (DataType::Enum(..), _) => lit(""),
            (DataType::UInt32 | DataType::UInt64, _) => lit(0_u32),
            _ => lit(NULL),
        };
        Ok(empty.cast(dtype).alias(name))
    }

    /// The rows with another column, or one column more.
    ///
    /// # Errors
    /// When the kind has no such column.
    pub fn with(mut self, column: Column) -> PolarsResult<Self> {
        let declared = declared(self.kind)?;
        let place = |own: &Column| declared.iter().position(|(name, _)| name == own.name());
        self.frame.with_column(column)?;
        let mut columns = self.frame.into_columns();
        columns.sort_by_key(place);
        Self::new(self.kind, DataFrame::new_infer_height(columns)?)
    }

    /// The rows that are to be kept. Column by column: a second frame of all columns would double the
    /// memory.
    ///
    /// # Errors
    /// When there are not as many marks as rows.
    pub fn keep(self, kept: &BooleanChunked) -> PolarsResult<Self> {
        let columns = self.frame.into_columns().into_iter();
        let columns = columns.map(|own| own.filter(kept)).collect::<PolarsResult<_>>()?;
        Self::new(self.kind, DataFrame::new_infer_height(columns)?)
    }

    /// These rows, in this order.
    ///
    /// # Errors
    /// When there is no such row.
    pub(crate) fn at(&self, rows: &[u32]) -> PolarsResult<Self> {
        let rows = IdxCa::from_slice("rows".into(), rows);
        Ok(Self { kind: self.kind, frame: self.frame.take(&rows)? })
    }

    /// The place of each row's file in the ledger.
    #[must_use]
    pub fn files(&self) -> &[u32] {
        self.ids(FILE)
    }

    #[must_use]
    pub fn lines(&self) -> &[u32] {
        self.ids(LINE)
    }

    /// The skill of each row, a `SkillKey`; empty where the kind has none.
    #[must_use]
    pub fn skills(&self) -> &[u32] {
        self.ids(SKILL)
    }

    /// Of a single row; who looks at many takes `files`.
    #[must_use]
    pub fn file(&self, row: usize) -> u32 {
        self.files()[row]
    }

    /// Of a single row; who looks at many takes `lines`.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.lines()[row]
    }

    /// Of a single row; who looks at many takes `skills`.
    #[must_use]
    pub fn skill(&self, row: usize) -> SkillKey {
        SkillKey(self.skills()[row])
    }

    fn ids(&self, column: &str) -> &[u32] {
        self.text(column).0.unwrap_or_default()
    }

    fn series(&self, column: &str) -> Option<&Series> {
        Some(self.frame.column(column).ok()?.as_materialized_series())
    }

    /// Codes of the common dictionary.
    #[must_use]
    pub fn text(&self, column: &str) -> TextColumn<'_> {
        TextColumn(self.series(column).and_then(|own| slice(own.try_u32()?)))
    }

    /// A column whose cells hold several texts, such as `other_emails` of `users`: the codes of a row
    /// are ascending and each is there once, e-mail addresses folded like those of `work_email`.
    #[must_use]
    pub fn sets(&self, column: &str) -> SetColumn<'_> {
        SetColumn(self.series(column).and_then(|own| {
            let lists = own.try_list()?.downcast_iter().next()?;
            let codes = lists.values().as_any().downcast_ref::<PrimitiveArray<u32>>()?;
            Some((lists.offsets().as_slice(), codes.values().as_slice()))
        }))
    }

    #[must_use]
    pub fn mcid(&self, column: &str) -> McidColumn<'_> {
        McidColumn(self.series(column).and_then(|own| slice(own.try_u64()?)))
    }

    #[must_use]
    pub fn days(&self, column: &str) -> DayColumn<'_> {
        DayColumn(self.series(column).and_then(|own| whole(own.try_date()?.physical())))
    }

    /// Places in a vocabulary.
    #[must_use]
    pub fn words(&self, column: &str) -> WordColumn<'_> {
        WordColumn(self.series(column).and_then(|own| slice(own.try_cat8()?.physical())))
    }

    #[must_use]
    pub fn amounts(&self, column: &str) -> AmountColumn<'_> {
        AmountColumn(self.series(column).and_then(|own| whole(own.try_decimal()?.physical())))
    }

    /// Month numbers, years.
    #[must_use]
    pub fn numbers(&self, column: &str) -> NumberColumn<'_> {
        NumberColumn(self.series(column).and_then(|own| whole(own.try_i32()?)))
    }
}

/// The columns that a frame of the kind can have, in their order.
fn declared(kind: Kind) -> PolarsResult<Vec<(&'static str, DataType)>> {
    let origins = [FILE, LINE, SKILL].map(|name| (name, DataType::UInt32));
    let origins = origins.into_iter().take(if kind.has_skills() { 3 } else { 2 });
    let own = kind.columns().iter().map(|column| Ok((column.name, column.of.dtype()?)));
    origins.map(Ok).chain(own).collect()
}

fn whole<T: PolarsNumericType>(column: &ChunkedArray<T>) -> Option<&PrimitiveArray<T::Native>> {
    column.downcast_iter().next()
}

fn slice<T: PolarsNumericType>(column: &ChunkedArray<T>) -> Option<&[T::Native]> {
    column.cont_slice().ok()
}

/// A column of sets that may be absent, read cell by cell: where each row's codes end, and all codes.
#[derive(Clone, Copy)]
pub struct SetColumn<'a>(Option<(&'a [i64], &'a [u32])>);

impl<'a> SetColumn<'a> {
    #[must_use]
    pub fn at(self, row: usize) -> &'a [u32] {
        let Some((ends, codes)) = self.0 else { return &[] };
        let place = |end: i64| usize::try_from(end).unwrap_or_default();
        &codes[place(ends[row])..place(ends[row + 1])]
    }

    #[must_use]
    pub fn is_absent(self) -> bool {
        self.0.is_none()
    }
}

macro_rules! column {
    ($name:ident, $cells:ty, $answer:ty, $empty:expr, $read:expr) => {
        /// A column that may be absent, read cell by cell.
        #[derive(Clone, Copy)]
        pub struct $name<'a>(Option<&'a $cells>);

        impl $name<'_> {
            #[must_use]
            pub fn at(self, row: usize) -> $answer {
                self.0.map_or($empty, |cells| $read(cells, row))
            }

            #[must_use]
            pub fn is_absent(self) -> bool {
                self.0.is_none()
            }
        }
    };
}

type ArrayBuilder<T> = PrimitiveArray<T>;

column!(TextColumn, [u32], u32, 0, |cells: &[u32], row: usize| cells[row]);
column!(McidColumn, [u64], Mcid, Mcid::NONE, |cells: &[u64], row: usize| Mcid(cells[row]));
column!(WordColumn, [u8], u8, 0, |cells: &[u8], row: usize| cells[row]);
column!(NumberColumn, ArrayBuilder<i32>, Option<i32>, None, |cells: &ArrayBuilder<i32>, row| cells
    .get(row));
column!(DayColumn, ArrayBuilder<i32>, Option<Day>, None, |cells: &ArrayBuilder<i32>, row| cells
    .get(row)
    .map(Day));
column!(
    AmountColumn,
    ArrayBuilder<i128>,
    Option<Amount>,
    None,
    |cells: &ArrayBuilder<i128>, row| { cells.get(row).map(Amount) }
);

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::tables::kinds::Transcripts;

    fn rows() -> DataFrame {
        df!(FILE => [0_u32, 0], LINE => [2_u32, 3], Transcripts::SKILL_CODE => [1_u32, 2]).unwrap()
    }

    #[test]
    fn a_frame_that_its_kind_does_not_declare_is_refused() {
        assert!(Facts::new(Kind::Transcripts, rows()).is_ok());
        assert!(Facts::new(Kind::Users, rows()).is_err(), "users have no skill_code");
        let facts = || Facts::new(Kind::Transcripts, rows()).unwrap();
        let wrong = [
            Column::new("skill_cod".into(), [1_u32, 2]),
            Column::new(Transcripts::SKILL_TITLE.into(), [1_u64, 2]),
            Column::new(Transcripts::SKILL_TITLE.into(), [Some(1_u32), None]),
        ];
        for column in wrong {
            assert!(facts().with(column.clone()).is_err(), "{column:?}");
        }
        let (mut turned, mut lost) = (rows(), rows());
        turned.set_column_names(&[LINE, FILE, Transcripts::SKILL_CODE]).unwrap();
        lost.drop_in_place(LINE).unwrap();
        assert!(Facts::new(Kind::Transcripts, turned).is_err());
        assert!(Facts::new(Kind::Transcripts, lost).is_err());
    }

    #[test]
    fn a_column_finds_its_place_and_rows_go_with_all_their_cells() {
        let days = Column::new(Transcripts::COMPLETED_ON.into(), [Some(10), None]);
        let days = days.cast(&DataType::Date).unwrap();
        let facts = Facts::new(Kind::Transcripts, rows()).unwrap().with(days).unwrap();
        let facts = facts.with(Column::new(SKILL.into(), [7_u32, 8])).unwrap();
        let names: Vec<&str> = facts.frame().columns().iter().map(|own| &**own.name()).collect();
        assert_eq!(names, [FILE, LINE, SKILL, "skill_code", "completed_on"]);
        assert_eq!(facts.days(Transcripts::COMPLETED_ON).at(0), Some(Day(10)));
        assert_eq!(facts.days(Transcripts::COMPLETED_ON).at(1), None);
        assert!(facts.days(Transcripts::EXPIRES_ON).is_absent());
        let second =
            facts.keep(&BooleanChunked::from_slice("kept".into(), &[false, true])).unwrap();
        assert_eq!((second.line(0), second.skill(0)), (3, SkillKey(8)));
        assert_eq!(second.text(Transcripts::SKILL_CODE).at(0), 2);
    }
}
