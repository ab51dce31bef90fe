//! By what rows of several tables speak of one level.

use crate::report::view::Row;

/// Company, programme, competency, level.
pub(crate) type CompanyLevelKey = [String; 4];

const COLUMNS: [&str; 4] = ["mpn_id", "programme", "competency", "level"];

#[must_use]
pub(crate) fn level_key(row: &Row<'_, '_>) -> CompanyLevelKey {
    COLUMNS.map(|column| row.text(column).into_owned())
}

/// Whether a row is of a level: rows of one level stand together, and its key is put together once.
#[must_use]
pub(crate) fn is_of_level(row: &Row<'_, '_>, key: &CompanyLevelKey) -> bool {
    COLUMNS.iter().zip(key).all(|(column, own)| row.is(column, own))
}
