//! The number that the program ends with, for whoever started it.

/// What the number says. README lists them for users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    /// A fault of the program itself.
    Internal = 1,
    Configuration = 2,
    /// An input cannot be used, or what is stored is not whole.
    Input = 3,
    /// What was asked about holds: `--fail-on`, or a newest run that has something to tell.
    Holds = 4,
    Locked = 5,
    Output = 6,
    /// It is published, and a source is too old to be believed.
    Stale = 7,
}

impl Exit {
    #[must_use]
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}
