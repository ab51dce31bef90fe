//! The word for the link of a person to the company, as cells of a frame have it: `link_order` decides which one holds.

use polars::prelude::{Expr, col};

use crate::tables::exact;

use super::frames::JudgedRow;

/// What makes a Microsoft Learning skill count for the company, or why it does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Link {
    Pc,
    PmcGrace,
    Elsewhere,
    Conflict,
    NotAssociated,
    GraceEnded,
}

impl Link {
    const ALL: [Self; 6] = [
        Self::Pc,
        Self::PmcGrace,
        Self::Elsewhere,
        Self::Conflict,
        Self::NotAssociated,
        Self::GraceEnded,
    ];

    /// The link of a cell.
    #[must_use]
    pub fn of(word: u8) -> Self {
        Self::ALL.get(usize::from(word)).copied().unwrap_or(Self::NotAssociated)
    }

    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Pc | Self::PmcGrace)
    }

    /// The link as a cell.
    #[must_use]
    pub fn cell(self) -> Expr {
        exact(self as u8)
    }

    /// Where the row or the tie has this link.
    #[must_use]
    pub fn is_it(self) -> Expr {
        col(JudgedRow::LINK).eq(self.cell())
    }
}

/// Where the row or the tie is linked.
#[must_use]
pub(crate) fn is_linked() -> Expr {
    Link::Pc.is_it().or(Link::PmcGrace.is_it())
}
