//! Yes, no, or not to be known: the three answers that requirements, options and levels have (C5b).

/// The order is that of certainty towards being met: `all` takes the least, `any` the most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Met {
    No,
    Unknown,
    Yes,
}

impl Met {
    #[must_use]
    pub fn of(is_met: bool) -> Self {
        if is_met { Self::Yes } else { Self::No }
    }

    /// A No settles it, then an Unknown.
    #[must_use]
    pub fn all(answers: impl Iterator<Item = Self>) -> Self {
        answers.min().unwrap_or(Self::Yes)
    }

    /// A Yes settles it, then an Unknown.
    #[must_use]
    pub fn any(answers: impl Iterator<Item = Self>) -> Self {
        answers.max().unwrap_or(Self::No)
    }

    #[must_use]
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::Unknown => "Unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Met::{self, No, Unknown, Yes};

    #[test]
    fn an_unknown_and_no_no_is_unknown() {
        assert_eq!(Met::all([Yes, Unknown].into_iter()), Unknown);
        assert_eq!(Met::all([Yes, Unknown, No].into_iter()), No);
        assert_eq!(Met::any([No, Unknown].into_iter()), Unknown);
        assert_eq!(Met::any([No, Unknown, Yes].into_iter()), Yes);
        assert_eq!(Met::any(std::iter::empty()), No);
    }
}
