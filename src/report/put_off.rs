//! What an action only puts off, and until when it has to be done for that.

use super::labels::Labels;
use super::next::ActionRow;

impl ActionRow {
    /// For which lower levels fewer are enough than for all, and how many, in words.
    #[must_use]
    pub(crate) fn fewer_in_words(&self, labels: &Labels) -> Vec<String> {
        let each = self.enough_fewer.iter().filter_map(|own| own.rsplit_once(' '));
        let said = each.map(|(level, count)| {
            labels.say("next", "fewer_enough", &[("level", level), ("count", count)])
        });
        said.collect()
    }

    /// The levels that break all the same: by name, else the one that it serves.
    #[must_use]
    pub(crate) fn put_off(&self) -> Vec<String> {
        if self.puts_off.is_empty() {
            self.title().into_iter().collect()
        } else {
            self.puts_off.clone()
        }
    }

    /// What it only puts off, in words, the levels as these name them: by when it is to be done for that, where
    /// it helps longer.
    #[must_use]
    pub(crate) fn puts_off_in_words(
        &self,
        labels: &Labels,
        levels: &dyn Fn(&[String]) -> String,
    ) -> Option<String> {
        let (levels, day) = (levels(&self.put_off()), labels.day(Some(self.breaks_again_on?)));
        let by = labels.day(self.puts_off_by);
        let key = if self.puts_off_by.is_some() { "puts_off_by" } else { "breaks_again" };
        let values = [("level", &*levels), ("day", &*day), ("by", &*by)];
        Some(labels.say("next", key, &values))
    }
}
