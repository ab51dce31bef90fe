//! Why: the verdict on a skill as a sentence with its dates.

use std::collections::BTreeMap;

use crate::base::Day;
use crate::report::labels::{DayFormat, Labels, fill};
use crate::report::view::Row;
use crate::tables::columns;

/// The sentences of a language, ready for many rows.
pub(crate) struct WhySentences<'a> {
    labels: &'a Labels,
    as_of: Day,
    sentences: Option<&'a BTreeMap<String, String>>,
    reasons: Option<&'a BTreeMap<String, String>>,
    days: DayFormat<'a>,
}

impl<'a> WhySentences<'a> {
    /// What the sentence says beyond the row: the as-of date.
    #[must_use]
    pub(crate) fn of(labels: &'a Labels, as_of: Day) -> Self {
        let (sentences, reasons) = (labels.group("why"), labels.group("reason"));
        Self { labels, as_of, sentences, reasons, days: labels.days() }
    }

    /// Says why a row has its verdict.
    pub(crate) fn tell(&self, row: &Row<'_, 'a>, said: &mut String) {
        if row.is(columns::VERDICT, "counts") {
            self.counts(row, said);
        } else {
            self.fails(row, said);
        }
    }

    fn say(&self, key: &str, row: &Row<'_, 'a>, said: &mut String) {
        if !said.is_empty() {
            said.push(' ');
        }
        let sentence = self.sentences.and_then(|sentences| sentences.get(key));
        let sentence = sentence.map_or_else(|| self.labels.get("why", key), String::as_str);
        fill(sentence, said, |name, said| match name {
            "completed" => self.days.put(row.day(columns::COMPLETED_ON), said),
            "visible" => self.days.put(row.day(columns::VISIBLE_ON), said),
            "expires" => self.days.put(row.day(columns::EXPIRES_ON), said),
            "retired" => self.days.put(row.day(columns::RETIRED_ON), said),
            "days" => {
                let left = row
                    .day(columns::EXPIRES_ON)
                    .map_or(0, |day| day.0.saturating_sub(self.as_of.0));
                said.push_str(itoa::Buffer::new().format(left));
            }
            "source" => said.push_str(&row.text(columns::SOURCE)),
            "mcid" => said.push_str(&row.text(columns::MCID)),
            "reasons" => self.others(row, said),
            _ => {}
        });
    }

    fn counts(&self, row: &Row<'_, 'a>, said: &mut String) {
        let key = if row.is(columns::LINK, "PMC grace") {
            "counts_pmc_grace"
        } else if row.is(columns::LINK, "Partner University") {
            "counts_partner_university"
        } else {
            "counts_pc"
        };
        self.say(key, row, said);
        if row.day(columns::RETIRED_ON).is_some_and(|day| day < self.as_of) {
            self.say("but_retired", row, said);
        }
        if row.day(columns::EXPIRES_ON).is_some() {
            self.say("valid_through", row, said);
        }
    }

    fn fails(&self, row: &Row<'_, 'a>, said: &mut String) {
        let reason = row.text(columns::REASON);
        // A revoked or expired status may stand without a date, and so may a retirement.
        let key = match &*reason {
            "not_associated" if row.yes(columns::ASSOCIATED_PMC) == Some(true) => {
                "not_associated_pmc"
            }
            "expired" if row.day(columns::EXPIRES_ON).is_none() => "expired_undated",
            "retired" if row.day(columns::RETIRED_ON).is_none() => "retired_undated",
            known => known,
        };
        self.say(key, row, said);
        if row.text(columns::REASONS).split(';').any(|other| !other.is_empty() && other != reason) {
            self.say("also", row, said);
        }
    }

    /// The reasons beside the first, in words.
    fn others(&self, row: &Row<'_, 'a>, said: &mut String) {
        let (reason, reasons) = (row.text(columns::REASON), row.text(columns::REASONS));
        let others = reasons.split(';').filter(|other| !other.is_empty() && *other != reason);
        for (place, other) in others.enumerate() {
            if place > 0 {
                said.push_str(", ");
            }
            let words = self.reasons.and_then(|reasons| reasons.get(other));
            said.push_str(words.map_or(other, String::as_str));
        }
    }
}
