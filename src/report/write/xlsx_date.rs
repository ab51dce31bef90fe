//! Days as spreadsheets hold them.

use rust_xlsxwriter::{ExcelDateTime, XlsxError};

use crate::base::Day;

/// Spreadsheets count days from 1900; earlier ones are not theirs.
pub(super) fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(u16::MAX);
    let part = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    ExcelDateTime::from_ymd(year, part(day.month_of_year()), part(day.day_of_month()))
}

/// Days from 1899-12-30, as cells hold them.
#[must_use]
pub(super) fn serial(day: Day) -> Option<u32> {
    const EPOCH: i32 = 25_569;
    let serial = u32::try_from(day.clamped() + EPOCH).ok()?;
    (day.is_dated() && serial > 60).then_some(serial)
}
