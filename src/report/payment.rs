//! What is to be known before a level is paid for.

use crate::base::Day;
use crate::tables::columns;

use super::classes::{breaks_on, safe_by};
use super::labels::Labels;
use super::next::ActionRow;
use super::view::Row;

impl ActionRow {
    /// W3, C5c: what a level tells of a payment, for itself or for another one that asks for it.
    pub(super) fn told_of_payment(&mut self, row: &Row<'_, '_>, as_of: Day) {
        let title = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
        if self.title().is_some_and(|own| own == title) {
            let end = row.day(columns::WINDOW_TO).filter(|day| *day < as_of);
            self.missed_window = end.filter(|_| safe_by(row).is_none());
        } else if let (true, Some(day)) = (self.keeps.contains(&title), breaks_on(row)) {
            self.unpaid_breaks.extend(self.by.filter(|by| day <= *by).map(|_| (title, day)));
        }
    }

    /// What a reader should know before paying.
    #[must_use]
    pub(crate) fn payment_in_words(&self, labels: &Labels) -> Vec<String> {
        let missed = self.missed_window.map(|day| labels.day(Some(day)));
        let missed = missed.map(|end| labels.say("advice", "window_missed", &[("end", &end)]));
        let mut said: Vec<String> =
            missed.iter().map(|said| said.trim_end_matches('.').to_owned()).collect();
        said.extend(self.unpaid_breaks.iter().map(|(level, day)| {
            let values = [("level", &**level), ("day", &*labels.day(Some(*day)))];
            labels.say("next", "unpaid_breaks", &values)
        }));
        said
    }
}
