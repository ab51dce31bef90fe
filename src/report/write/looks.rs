//! How a cell looks in its column.

use crate::report::cell::{Cell, Look};

/// Links look like links, and numbers of the mixed look follow their value.
pub(super) fn look_of(cell: &Cell<'_>, look: Look) -> Look {
    match (cell, look) {
        (Cell::Link(..) | Cell::Mail(..), _) => Look::Link,
        (Cell::Amount(amount), Look::Mixed) if *amount != amount.rounded(0) => Look::Decimal2,
        _ => look,
    }
}

/// Whether long texts go on in further lines.
pub(super) fn wraps(look: Look) -> bool {
    matches!(look, Look::Prose | Look::Label | Look::Link)
}
