//! What a line asks for, as a sentence, and what is to be said beside it.

use std::collections::BTreeSet;

use crate::base::{Day, Month};

use super::labels::{Labels, fill};
use super::lines::{Line, each_once};

/// Months without rows that are named.
const MONTHS_MAX: usize = 3;

/// The words that stand for the places of a sentence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SentenceWords<'s> {
    pub who: &'s str,
    pub what: &'s str,
    pub skill: &'s str,
    pub level: &'s str,
    pub by: &'s str,
    /// Those who are named had it once.
    pub is_former: bool,
    /// Those who are named have it already, though it does not count yet.
    pub is_uncounted: bool,
}

impl Line<'_> {
    /// Where it comes too late for this renewal, when it would have helped: of several the latest.
    #[must_use]
    pub(crate) fn too_late(&self, labels: &Labels) -> Option<String> {
        let last = self.all().filter_map(|action| action.helped_through).max();
        too_late(last.filter(|_| self.first.helped_through.is_some()), labels)
    }

    /// What else a reader must know of it, each once.
    #[must_use]
    pub(crate) fn caveats(&self, labels: &Labels) -> Vec<String> {
        let said: Vec<String> =
            self.all().flat_map(|it| &it.caveats).map(|it| it.in_words(labels)).collect();
        each_once(said.iter())
    }

    /// The same on one screen.
    #[must_use]
    pub(crate) fn caveats_in_short(&self, labels: &Labels) -> Vec<String> {
        let own = self.all().flat_map(|it| &it.caveats).filter(|own| !own.is_detail());
        let said: Vec<String> = own.map(|it| it.in_words(labels)).collect();
        each_once(said.iter())
    }

    /// What is to be done, as a sentence.
    #[must_use]
    pub(crate) fn sentence(&self, said: SentenceWords<'_>, labels: &Labels) -> String {
        let key = match self.first.kind.name() {
            "earn" if self.first.is_closed() => "earn_closed",
            "earn" if said.is_uncounted => "earn_uncounted",
            "earn" if said.is_former => "earn_former",
            "earn" if said.who.is_empty() && !self.first.renew_instead.is_empty() => "earn_people",
            "earn" if said.who.is_empty() => "earn_nobody",
            "mend_input" if self.first.is_of_name() => "mend_name",
            "invoice" if self.first.is_unneeded => "invoice_unneeded",
            "invoice" if self.first.counting.is_some() => "invoice_closed",
            "attest" if self.first.fault == "track_not_attested" => "attest_track",
            "attest" if self.first.fault == "not_attested" => "attest_first",
            "not_met" if !said.what.is_empty() => "not_met_of",
            "wait" if self.first.pay_by.is_some() => "wait_pay",
            "delete_and_add_again" if self.first.fault == "still_counts" => "still_counts",
            kind => kind,
        };
        let months = self.first.counting;
        let [from, to] = [months.map(|it| it.0), months.map(|it| it.1)]
            .map(|month| month.map(|month| labels.month(month)).unwrap_or_default());
        let until = labels.day(self.first.pay_by);
        let Some(text) = labels.find("action", key) else { return key.to_owned() };
        let mut sentence = String::new();
        fill(text, &mut sentence, |name, sentence| {
            sentence.push_str(match name {
                "who" => said.who,
                "what" => said.what,
                "skill" => said.skill,
                "level" => said.level,
                "by" => said.by,
                "from" => &from,
                "to" => &to,
                "until" => &until,
                _ => "",
            });
        });
        self.after_export(sentence, labels)
    }

    /// What was not exported counts as nothing: nobody should raise what is there already.
    fn after_export(&self, sentence: String, labels: &Labels) -> String {
        let missing = self.all().flat_map(|action| &action.months_missing);
        let months: BTreeSet<&String> = missing.collect();
        if months.is_empty() {
            return sentence;
        }
        let named = months.iter().take(MONTHS_MAX).filter_map(|month| Month::from_iso(month));
        let mut named: Vec<String> = named.map(|month| labels.month(month)).collect();
        if months.len() > MONTHS_MAX {
            let more = (months.len() - MONTHS_MAX).to_string();
            named.push(labels.say("say", "and_more", &[("count", &more)]));
        }
        let values = [("months", &*named.join(", ")), ("what", &*sentence)];
        labels.say("next", "export_first", &values)
    }
}

/// Names beside each other; those that have commas are kept apart by more.
#[must_use]
pub(crate) fn beside(names: &[String]) -> String {
    let between = if names.iter().any(|name| name.contains(',')) { "; " } else { ", " };
    names.join(between)
}

/// What is done from now on helps the next renewal only.
#[must_use]
pub(crate) fn too_late(helped_through: Option<Day>, labels: &Labels) -> Option<String> {
    let day = labels.day(Some(helped_through?));
    Some(labels.say("next", "too_late", &[("day", &day)]))
}
