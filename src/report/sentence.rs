//! What a line asks for, as a sentence, and what is to be said beside it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::assess::actions::action::ActionKind;
use crate::base::{Amount, Day, Month};

use super::labels::{Labels, fill};
use super::lines::{Line, each_once};
use super::next::ActionRow;

/// Months without rows that are named.
const MONTHS_MAX: usize = 3;

/// What people are counted in.
const PEOPLE: &str = "people";

/// The words that stand for the places of a sentence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SentenceWords<'s> {
    pub who: &'s str,
    pub what: &'s str,
    pub skill: &'s str,
    pub level: &'s str,
    pub by: &'s str,
    /// How many people, or how much more.
    pub more: &'s str,
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
            self.parts().flat_map(|it| &it.caveats).map(|it| it.in_words(labels)).collect();
        each_once(said.iter())
    }

    /// The same on one screen.
    #[must_use]
    pub(crate) fn caveats_in_short(&self, labels: &Labels) -> Vec<String> {
        let own = self.parts().flat_map(|it| &it.caveats).filter(|own| !own.is_detail());
        let said: Vec<String> = own.map(|it| it.in_words(labels)).collect();
        each_once(said.iter())
    }

    /// How many people are to be found, or how much more of a value is enough, where that is said apart from what
    /// it is of.
    #[must_use]
    pub(crate) fn more_in_words(&self, labels: &Labels) -> String {
        match (self.more_apart(), self.first.kind.name()) {
            (Some(more), "earn") if more == Amount::whole(1) => {
                labels.get("next", "person_more").to_owned()
            }
            (Some(more), "earn") => {
                labels.say("next", "people_more", &[("count", &labels.amount(more))])
            }
            (Some(more), _) => labels.in_unit(more, &self.first.unit),
            (None, "earn") => labels.get("next", "people_some").to_owned(),
            (None, _) => String::new(),
        }
    }

    #[must_use]
    pub(crate) fn is_more_apart(&self) -> bool {
        self.more_apart().is_some()
    }

    /// So many people, or so much more of a value: the same for all that is named.
    fn more_apart(&self) -> Option<Amount> {
        let own = |action: &ActionRow| {
            let is_of_people = action.kind == ActionKind::Earn && action.unit == PEOPLE;
            let is_value = action.kind == ActionKind::Raise && action.below.is_none();
            action.enough_more.filter(|_| is_of_people || is_value)
        };
        let is_one = self.whats().nth(1).is_none()
            || (self.first.kind == ActionKind::Earn && self.is_choice_of_things());
        let more = own(self.first).filter(|_| is_one)?;
        self.whats().all(|action| own(action) == Some(more)).then_some(more)
    }

    /// What an action of it is about, without how much more where that is said apart.
    #[must_use]
    pub(crate) fn about<'s>(&self, action: &'s ActionRow) -> Cow<'s, ActionRow> {
        if self.more_apart().is_none() {
            return Cow::Borrowed(action);
        }
        Cow::Owned(ActionRow { enough_more: None, ..action.clone() })
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
            "raise" if !said.more.is_empty() => "raise_by",
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
            labels.join(
                sentence,
                match name {
                    "who" => said.who,
                    "what" => said.what,
                    "skill" => said.skill,
                    "level" => said.level,
                    "by" => said.by,
                    "people" => said.more,
                    "more" => said.more,
                    "from" => &from,
                    "to" => &to,
                    "until" => &until,
                    _ => "",
                },
            );
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
        let sentence = labels.behind_colon(&sentence);
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
