//! What was seen of a person in a file.

/// What was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sighting {
    Named,
    Clean,
    /// Something in it cannot be read, and the rest does not name the person.
    Unreadable,
}

impl Sighting {
    /// Both were seen.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Named, _) | (_, Self::Named) => Self::Named,
            (Self::Unreadable, _) | (_, Self::Unreadable) => Self::Unreadable,
            (Self::Clean, Self::Clean) => Self::Clean,
        }
    }

    pub(crate) fn of(is_named: bool) -> Self {
        if is_named { Self::Named } else { Self::Clean }
    }
}
