//! Left: a company that somebody leaves who associates with another one.

use super::view::Row;

/// A company that has somebody today: the person's work e-mail there, where it is one of the run, and the
/// levels that are not met there without them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CompanyLeft {
    pub mpn_id: String,
    pub email: String,
    pub levels: Vec<String>,
}

impl CompanyLeft {
    /// Of a list in a cell of an action.
    #[must_use]
    pub(super) fn all(row: &Row<'_, '_>, column: &'static str) -> Vec<Self> {
        row.list(column).iter().map(|own| Self::of(own)).collect()
    }

    /// Of a cell: `MPN-ID E-MAIL`.
    #[must_use]
    pub(super) fn of(cell: &str) -> Self {
        let (mpn_id, email) = cell.split_once(' ').unwrap_or((cell, ""));
        Self { mpn_id: mpn_id.to_owned(), email: email.to_owned(), levels: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_names_a_company_and_the_person_there() {
        let left = CompanyLeft::of("0100 ann@c.example");
        assert_eq!((&*left.mpn_id, &*left.email), ("0100", "ann@c.example"));
        assert_eq!(
            (&*CompanyLeft::of("0999").mpn_id, &*CompanyLeft::of("0999").email),
            ("0999", "")
        );
    }
}
