//! The best row of each person and skill: counting before pending before the rest, then the latest
//! expiry, then the latest completion; among equals the first line stays. All of that is one number,
//! so that the best is a maximum and nothing is sorted to choose.

use polars::prelude::{
    DataFrame, DataType, Expr, IdxCa, IntoLazy, JoinArgs, JoinType, PolarsResult,
    SortMultipleOptions, col, when,
};

use crate::base::Day;
use crate::tables::{ReadColumns, exact};

use super::chosen::Verdict;
use super::frames::{JudgedRow, RuleAnswers};

const RANK: &str = "rank";

/// Days of the years 1 to 9999 and some more, and the two ends of time.
const DAY_BITS: u32 = 22;
/// What is left of 64 bits below the verdict and two days.
const PLACE_BITS: u32 = 18;

/// Where the best row of each group stands, in the order of the groups. The rows have a verdict, and
/// stand where their places say.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(super) fn best(rows: &DataFrame) -> PolarsResult<IdxCa> {
    let places = if rows.height() <= 1 << PLACE_BITS { packed(rows)? } else { joined(rows)? };
    Ok(IdxCa::from_vec(JudgedRow::PLACE.into(), places))
}

/// The place is part of the number: one aggregation chooses.
fn packed(rows: &DataFrame) -> PolarsResult<Vec<u32>> {
    const LAST: u64 = (1 << PLACE_BITS) - 1;
    let before = exact(LAST) - col(JudgedRow::PLACE).cast(DataType::UInt64);
    let best = rows
        .clone()
        .lazy()
        .select([col(JudgedRow::GROUP), (rank() * exact(LAST + 1) + before).alias(RANK)])
        .group_by([col(JudgedRow::GROUP)])
        .agg([col(RANK).max()])
        .sort([JudgedRow::GROUP], SortMultipleOptions::default())
        .collect()?;
    let place = |best: u64| u32::try_from(LAST - (best & LAST)).unwrap_or(u32::MAX);
    Ok(best.keys(RANK)?.into_iter().map(place).collect())
}

/// The same for rows that are too many for that.
fn joined(rows: &DataFrame) -> PolarsResult<Vec<u32>> {
    let ranked = rows.clone().lazy().select([
        col(JudgedRow::GROUP),
        rank().alias(RANK),
        col(JudgedRow::PLACE),
    ]);
    let highest = ranked.clone().group_by([col(JudgedRow::GROUP)]).agg([col(RANK).max()]);
    let key = [col(JudgedRow::GROUP), col(RANK)];
    ranked
        .join(highest, &key, &key, JoinArgs::new(JoinType::Inner))
        .group_by([col(JudgedRow::GROUP)])
        .agg([col(JudgedRow::PLACE).min()])
        .sort([JudgedRow::GROUP], SortMultipleOptions::default())
        .collect()?
        .ids(JudgedRow::PLACE)
}

/// The higher the better.
fn rank() -> Expr {
    let days = exact(1_u64 << DAY_BITS);
    let verdict = exact(Verdict::No as u8) - col(RuleAnswers::VERDICT);
    (verdict.cast(DataType::UInt64) * days.clone() + counted(JudgedRow::EXPIRES_ON)) * days
        + counted(JudgedRow::COMPLETED_ON)
}

/// A day as a number from 0, the ends of time the first and the last.
fn counted(day: &str) -> Expr {
    const BEFORE_FIRST: i64 = -719_163;
    const FOREVER: u64 = (1 << DAY_BITS) - 1;
    let since = col(day).cast(DataType::Int64) - exact(BEFORE_FIRST);
    when(col(day).eq(exact(Day::FOREVER.0)))
        .then(exact(FOREVER))
        .when(since.clone().lt(exact(0_i64)))
        .then(exact(0_u64))
        // No cell has such a day, and an inferred one may only where it makes no difference.
        .when(since.clone().gt_eq(exact(FOREVER.cast_signed())))
        .then(exact(FOREVER - 1))
        .otherwise(since.cast(DataType::UInt64))
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    /// By group: verdict, expiry, completion.
    fn chosen(rows: &[(u64, Verdict, Day, Day)]) -> Vec<u32> {
        let places: Vec<u32> = (0..).take(rows.len()).collect();
        let frame = df!(
            JudgedRow::PLACE => places,
            JudgedRow::GROUP => rows.iter().map(|own| own.0).collect::<Vec<_>>(),
            RuleAnswers::VERDICT => rows.iter().map(|own| own.1 as u8).collect::<Vec<_>>(),
            JudgedRow::EXPIRES_ON => rows.iter().map(|own| own.2.0).collect::<Vec<_>>(),
            JudgedRow::COMPLETED_ON => rows.iter().map(|own| own.3.0).collect::<Vec<_>>(),
        )
        .unwrap();
        let places = packed(&frame).unwrap();
        assert_eq!(joined(&frame).unwrap(), places, "both ways choose the same");
        places
    }

    #[test]
    fn counting_is_best_then_the_latest_expiry_then_the_latest_completion_then_the_first_line() {
        use Verdict::{Counts, No, Pending};
        let (early, late) = (Day::of(2020, 1, 1).unwrap(), Day::of(2020, 1, 2).unwrap());
        assert_eq!(chosen(&[(7, No, Day::FOREVER, late), (7, Counts, early, early)]), [1]);
        assert_eq!(chosen(&[(7, Pending, late, late), (7, Counts, early, early)]), [1]);
        assert_eq!(chosen(&[(7, No, late, late), (7, Pending, early, early)]), [1]);
        assert_eq!(chosen(&[(7, No, late, early), (7, No, Day::FOREVER, early)]), [1]);
        assert_eq!(chosen(&[(7, No, early, late), (7, No, late, early)]), [1]);
        assert_eq!(chosen(&[(7, No, late, Day::ALWAYS), (7, No, late, early)]), [1]);
        assert_eq!(chosen(&[(7, No, late, early), (7, No, late, late)]), [1]);
        assert_eq!(chosen(&[(7, No, late, late), (7, No, late, late)]), [0]);
        let (first, last) = (Day::of(1, 1, 1).unwrap(), Day::of(9999, 12, 31).unwrap());
        assert_eq!(chosen(&[(7, No, first, last), (7, No, last, first)]), [1]);
        assert_eq!(chosen(&[(7, No, last, first), (7, No, Day::FOREVER, first)]), [1]);
        assert_eq!(chosen(&[(7, No, Day::ALWAYS, last), (7, No, first, first)]), [1]);
    }

    #[test]
    fn groups_come_in_their_order() {
        let row = |group| (group, Verdict::No, Day::FOREVER, Day::ALWAYS);
        assert_eq!(chosen(&[row(1 << 40), row(3), row(1 << 40), row(2)]), [3, 1, 0]);
    }
}
