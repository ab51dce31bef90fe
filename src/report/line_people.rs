//! Of a line, what belongs to it, who is to be asked for it though nobody is named, and who has it already.

use std::collections::BTreeSet;

use super::already::Uncounted;
use super::lines::{Line, each_once};
use super::next::ActionRow;

impl<'a> Line<'a> {
    /// All its actions, and those of what is to be done too.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'a ActionRow> {
        self.all().chain(self.also.iter().flat_map(Line::all))
    }

    /// Of what is enough only together: those actions of a company that belong to it and stand elsewhere.
    #[must_use]
    pub(crate) fn elsewhere<'c>(&self, all: &'c [ActionRow]) -> Vec<&'c ActionRow> {
        let own: BTreeSet<i64> = self.parts().map(|action| action.rank).collect();
        let is_elsewhere = |action: &&ActionRow| {
            self.first.enough_with.contains(&action.rank) && !own.contains(&action.rank)
        };
        all.iter().filter(is_elsewhere).collect()
    }

    /// Where nobody is named for what can be earned: whose certificates for it have expired.
    #[must_use]
    pub(crate) fn former(&self) -> Vec<String> {
        let is_named = self.all().any(|action| !action.who.is_empty());
        let all = self.all().filter(|_| !is_named);
        each_once(all.flat_map(|action| &action.former).map(|(_, email)| email))
    }

    /// Where nobody is named for what can be earned: who has it already, though it does not count yet.
    #[must_use]
    pub(crate) fn uncounted(&self) -> Vec<String> {
        let is_named = self.all().any(|action| !action.who.is_empty());
        let all = self.all().filter(|_| !is_named).flat_map(|action| &action.uncounted);
        each_once(all.map(Uncounted::who).collect::<Vec<_>>().iter())
    }

    /// Those who are named, else those who are to be asked first.
    #[must_use]
    pub(crate) fn asked_first(&self) -> Vec<String> {
        let who = self.who();
        if who.is_empty() { self.former() } else { who }
    }

    /// Whom nobody needs to ask, as it heals.
    #[must_use]
    pub(crate) fn spared(&self) -> Vec<String> {
        each_once(self.spared.iter().flat_map(|it| &it.who))
    }
}
