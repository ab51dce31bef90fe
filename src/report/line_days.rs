//! The days of a line: by when it is to be done, whoever of several does it, and the last one of each.

use crate::base::Day;

use super::lines::{Line, LineGroup};
use super::next::ActionRow;

impl<'a> Line<'a> {
    /// The day by which it is to be done, whichever of several is chosen: the soonest. None where that would
    /// be no news.
    #[must_use]
    pub(crate) fn by(&self) -> Option<Day> {
        let is_news = self.place() != LineGroup::Tidy;
        self.choice().filter_map(|own| own.by).min().filter(|_| is_news && self.first.by.is_some())
    }

    /// The day up to which one of several is still enough, where the others are not.
    #[must_use]
    pub(crate) fn last_by(&self) -> Option<Day> {
        let last = self.choice().filter_map(|own| own.by).max();
        last.filter(|day| self.by().is_some_and(|soonest| soonest < *day))
    }

    /// The last day of one of several, where not all have the same.
    #[must_use]
    pub(crate) fn own_by(&self, action: &ActionRow) -> Option<Day> {
        action.by.filter(|_| self.last_by().is_some())
    }

    /// The same of a person: of several things that one could do the soonest.
    #[must_use]
    pub(crate) fn own_by_of(&self, email: &str) -> Option<Day> {
        let own = self.choice().filter(|own| own.who.iter().any(|who| who == email));
        own.filter_map(|own| self.own_by(own)).min()
    }

    /// Those of which any one is enough.
    fn choice(&self) -> impl Iterator<Item = &'a ActionRow> {
        let more = self.more.iter().copied().filter(|own| own.enough_of.is_some());
        std::iter::once(self.first).chain(self.others.iter().copied()).chain(more)
    }
}
