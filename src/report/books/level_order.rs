//! The order of the levels on their sheet: the worst first, then those on the way.

use crate::assess::life_cycle::LevelState;
use crate::report::classes::Class;
use crate::report::view::{Row, each};
use crate::report::write::xlsx_table::SMALL_ROWS_MAX;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::context::Context;

/// Places of one rank.
const SEVERITIES: u8 = 4;

/// The place of a level among the others; those of one place stand as in the table.
#[must_use]
pub(crate) fn place(row: &Row<'_, '_>) -> u8 {
    let rank = match Class::of(row) {
        Some(class) => class.urgency(),
        None if row.is(columns::STATE, LevelState::Qualified.name()) => Class::Safe.urgency() + 1,
        None if row.is(columns::STATE, LevelState::Started.name()) => Class::Safe.urgency() + 2,
        None => Class::Safe.urgency() + 3,
    };
    let severities = ["critical", "warning", "fragile"].into_iter();
    let severity = (0..).zip(severities).find(|(_, name)| row.is(columns::SEVERITY, name));
    rank * SEVERITIES + severity.map_or(SEVERITIES - 1, |(place, _)| place)
}

/// The rank of a place: its class, or how far it is on the way.
#[must_use]
pub(crate) fn rank(place: u8) -> u8 {
    place / SEVERITIES
}

/// Whether a Summary speaks of it: it is held, or on the way.
#[must_use]
pub(crate) fn is_wanted(place: u8) -> bool {
    rank(place) <= Class::Safe.urgency() + 2
}

/// For each row of a table its row on a sheet that is ordered by these places.
#[must_use]
pub(crate) fn sheet_rows(places: &[u8]) -> Vec<usize> {
    let mut next = [0_usize; 256];
    for place in places {
        next[usize::from(*place)] += 1;
    }
    // The header stands in the first row.
    let mut begin = 2;
    for count in &mut next {
        begin += std::mem::replace(count, begin);
    }
    let mut row_of = |place: &u8| {
        let next = &mut next[usize::from(*place)];
        *next += 1;
        *next - 1
    };
    places.iter().map(&mut row_of).collect()
}

/// The places of all levels.
#[must_use]
pub(crate) fn places(context: Context<'_>) -> Vec<u8> {
    let mut places = Vec::new();
    each(context.tables.get("levels"), |row| places.push(place(&row)));
    places
}

/// Whether a table is small enough for links in its rows: spreadsheets drop the links of a sheet that
/// has too many.
#[must_use]
pub(crate) fn is_linked(rows: Option<&dyn Rows>) -> bool {
    rows.is_some_and(|rows| rows.len() <= SMALL_ROWS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_their_places_and_then_as_before() {
        assert_eq!(sheet_rows(&[3, 0, 9, 0, 3]), [4, 2, 6, 3, 5]);
        assert_eq!(sheet_rows(&[]), Vec::<usize>::new());
    }
}
