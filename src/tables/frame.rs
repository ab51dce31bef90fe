//! Named frames of polars: what stages hand on, each with the columns that it must have.

use std::marker::PhantomData;

use polars::prelude::{
    ChunkedArray, DataFrame, DataType, Expr, IntoLazy, LazyFrame, PolarsNumericType, PolarsResult,
    Scalar, col, lit, polars_bail,
};

use crate::base::{Amount, Month};

use super::column::AMOUNT_DIGITS;

/// What the cells of a column are. Only months and amounts may be null: days have the ends of time for
/// that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellType {
    /// A number that names something: a person, a row, the code of a text.
    Id,
    /// A number that names something among more than four billions, or several packed into one.
    Key,
    /// Days since 1970-01-01; the ends of the numbers are the ends of time.
    Day,
    /// As `Month` counts them.
    Month,
    /// An exact decimal.
    Amount,
    /// The place of a word in a closed list.
    Word,
    /// One bit for each rule.
    Bits,
    /// Yes or no.
    Flag,
    /// Yes or no as 1 or 0, in frames that are joined to others: bits are gathered one by one, and
    /// slowly.
    FlagByte,
}

impl CellType {
    #[must_use]
    pub fn dtype(self) -> DataType {
        match self {
            Self::Id | Self::Bits => DataType::UInt32,
            Self::Key => DataType::UInt64,
            Self::Day | Self::Month => DataType::Int32,
            Self::Amount => DataType::Decimal(AMOUNT_DIGITS, Amount::PLACES as usize),
            Self::Word | Self::FlagByte => DataType::UInt8,
            Self::Flag => DataType::Boolean,
        }
    }
}

/// The declaration of a frame.
pub trait FrameDeclaration {
    const NAME: &'static str;
    const COLUMNS: &'static [(&'static str, CellType)];
}

/// A frame that has the columns of its declaration, in their order.
pub struct Frame<N> {
    frame: DataFrame,
    named: PhantomData<N>,
}

impl<N> Clone for Frame<N> {
    fn clone(&self) -> Self {
        Self { frame: self.frame.clone(), named: PhantomData }
    }
}

impl<N: FrameDeclaration> Frame<N> {
    /// Checks the frame against its declaration.
    ///
    /// # Errors
    /// When it has other columns.
    pub fn new(frame: DataFrame) -> PolarsResult<Self> {
        let own = frame.schema().iter().map(|(name, dtype)| (name.as_str(), dtype.clone()));
        let declared = N::COLUMNS.iter().map(|(name, cell)| (*name, cell.dtype()));
        if !own.eq(declared) {
            polars_bail!(SchemaMismatch: "{} has other columns: {:?}", N::NAME, frame.schema());
        }
        Ok(Self { frame, named: PhantomData })
    }

    #[must_use]
    pub fn lazy(&self) -> LazyFrame {
        self.frame.clone().lazy()
    }

    #[must_use]
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    #[must_use]
    pub fn inner(&self) -> &DataFrame {
        &self.frame
    }
}

/// Whole columns of a frame, by what their cells are.
pub trait ReadColumns {
    /// # Errors
    /// When there is no such column of ids.
    fn ids(&self, name: &str) -> PolarsResult<Vec<u32>>;
    /// # Errors
    /// When there is no such column of keys.
    fn keys(&self, name: &str) -> PolarsResult<Vec<u64>>;
    /// # Errors
    /// When there is no such column of days.
    fn days(&self, name: &str) -> PolarsResult<Vec<i32>>;
    /// # Errors
    /// When there is no such column of words.
    fn words(&self, name: &str) -> PolarsResult<Vec<u8>>;
    /// # Errors
    /// When there is no such column of flags.
    fn flags(&self, name: &str) -> PolarsResult<Vec<bool>>;
    /// # Errors
    /// When there is no such column of months.
    fn months(&self, name: &str) -> PolarsResult<Vec<Option<Month>>>;
    /// # Errors
    /// When there is no such column of amounts.
    fn amounts(&self, name: &str) -> PolarsResult<Vec<Option<Amount>>>;
}

impl ReadColumns for DataFrame {
    fn ids(&self, name: &str) -> PolarsResult<Vec<u32>> {
        cells(self.column(name)?.u32()?)
    }

    fn keys(&self, name: &str) -> PolarsResult<Vec<u64>> {
        cells(self.column(name)?.u64()?)
    }

    fn days(&self, name: &str) -> PolarsResult<Vec<i32>> {
        cells(self.column(name)?.i32()?)
    }

    fn words(&self, name: &str) -> PolarsResult<Vec<u8>> {
        cells(self.column(name)?.u8()?)
    }

    fn flags(&self, name: &str) -> PolarsResult<Vec<bool>> {
        Ok(self.column(name)?.bool()?.iter().map(Option::unwrap_or_default).collect())
    }

    fn months(&self, name: &str) -> PolarsResult<Vec<Option<Month>>> {
        Ok(self.column(name)?.i32()?.iter().map(|cell| cell.map(Month)).collect())
    }

    fn amounts(&self, name: &str) -> PolarsResult<Vec<Option<Amount>>> {
        let cells = self.column(name)?.decimal()?.physical().iter();
        Ok(cells.map(|cell| cell.map(Amount)).collect())
    }
}

fn cells<T: PolarsNumericType>(column: &ChunkedArray<T>) -> PolarsResult<Vec<T::Native>> {
    column.rechunk().cont_slice().map(<[T::Native]>::to_vec)
}

/// Where a flag of a joined frame is set.
#[must_use]
pub fn flag(name: &str) -> Expr {
    col(name).eq(exact(1_u8))
}

/// A number of exactly this type: polars makes of a mere literal what it thinks best.
#[must_use]
pub fn exact<T>(number: T) -> Expr
where
    Scalar: From<T>,
{
    lit(Scalar::from(number))
}

/// Declares a frame: a type with the names of its columns, and what their cells are.
macro_rules! frame {
    (
        $(#[$about:meta])*
        $name:ident {
            $($(#[$meaning:meta])* $column:ident = $text:literal: $cell:ident,)+
        }
    ) => {
        $(#[$about])*
        pub(crate) struct $name;

        impl $name {
            $($(#[$meaning])* pub(crate) const $column: &str = $text;)+
        }

        impl $crate::tables::frame::FrameDeclaration for $name {
            const NAME: &'static str = stringify!($name);
            const COLUMNS: &'static [(&'static str, $crate::tables::frame::CellType)] =
                &[$(($text, $crate::tables::frame::CellType::$cell)),+];
        }
    };
}

pub(crate) use frame;

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    frame! {
        /// Of this test.
        Pets {
            NAME_CODE = "name": Id,
            BORN_ON = "born_on": Day,
        }
    }

    #[test]
    fn a_frame_has_the_columns_of_its_declaration_and_no_others() {
        let sound = df!(Pets::NAME_CODE => [1_u32], Pets::BORN_ON => [2_i32]).unwrap();
        assert_eq!(Frame::<Pets>::new(sound.clone()).unwrap().height(), 1);
        let wrong = [
            df!(Pets::NAME_CODE => [1_u32]).unwrap(),
            df!(Pets::BORN_ON => [2_i32], Pets::NAME_CODE => [1_u32]).unwrap(),
            df!(Pets::NAME_CODE => [1_u64], Pets::BORN_ON => [2_i32]).unwrap(),
        ];
        for frame in wrong {
            assert!(Frame::<Pets>::new(frame).is_err());
        }
        assert_eq!(sound.days(Pets::BORN_ON).unwrap(), [2]);
        assert!(sound.ids(Pets::BORN_ON).is_err());
    }
}
