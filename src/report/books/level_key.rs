//! By what rows of several tables speak of one level.

use crate::report::view::Row;

/// Company, programme, competency, level.
pub(crate) type LevelKey = [String; 4];

#[must_use]
pub(crate) fn level_key(row: &Row<'_, '_>) -> LevelKey {
    ["mpn_id", "programme", "competency", "level"].map(|column| row.text(column).into_owned())
}
