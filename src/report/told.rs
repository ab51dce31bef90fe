//! What the levels tell of the actions that are for them: which invoices count, until when, and what a reader
//! must know beside that.

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::base::Day;
use crate::tables::columns;

use super::caveats::Caveat;
use super::classes::{Class, breaks_on, window_opens_on};
use super::next::{ActionRow, STEPS};
use super::row_kind::RowKind;
use super::terms::Terms;
use super::view::Row;

/// Days before an anniversary from which it is time to pay (N1).
const PAY_DAYS: i32 = 30;
/// What shows only some days after it was done (V1).
pub(crate) const SEEN_LATER: [ActionKind; 4] =
    [ActionKind::Associate, ActionKind::Earn, ActionKind::MergeMcid, ActionKind::DeleteAndAddAgain];

impl ActionRow {
    /// What a level tells of the actions for it.
    pub(super) fn told_by(actions: &mut [Self], row: &Row<'_, '_>, terms: &Terms<'_>) {
        let key = ["competency", "level", "programme"].map(|column| row.text(column));
        let title = format!("{} {}", key[0], key[1]);
        for action in actions.iter_mut() {
            action.kept_level(&title, row, terms);
            action.kept_by_itself(&title, row);
            action.restored_level(&title, row, terms);
            let mut restored = action.restores.iter().chain(&action.enough_for);
            if row.is(columns::MET, "No") && restored.any(|own| *own == title) {
                action.opens_on = window_opens_on(row, terms.as_of);
            }
        }
        for action in actions.iter_mut() {
            action.shown_anew(&title, row, terms);
        }
        let is_own = |it: &&mut Self| [&it.competency, &it.level, &it.programme] == key.each_ref();
        let is_untold = match &*row.text(columns::MET) {
            "Unknown" => true,
            "Yes" => row.is(columns::MET_AT_ANNIVERSARY, "Unknown") && breaks_on(row).is_none(),
            _ => false,
        };
        let is_at_pace =
            ["met", "met_at_anniversary"].into_iter().all(|column| row.is(column, "Yes"))
                && breaks_on(row).is_none();
        for action in actions.iter_mut().filter(|own| own.kind == ActionKind::Pay) {
            action.told_of_payment(row, terms.as_of);
        }
        for action in actions.iter_mut().filter(is_own) {
            action.is_untold = is_untold;
            action.is_at_pace = is_at_pace && action.kind == ActionKind::Invoice;
            action.own_level(row, terms);
        }
    }

    /// What a level that it keeps tells of it, whichever others it serves.
    pub(super) fn kept_level(&mut self, title: &str, row: &Row<'_, '_>, terms: &Terms<'_>) {
        let keeps = self.keeps.iter().chain(&self.enough_for).any(|own| own == title);
        if !self.kind.is_one_of(&SEEN_LATER) || !keeps {
            return;
        }
        let shown = terms.seen_on();
        let from = breaks_on(row).filter(|day| terms.as_of < *day && *day < shown);
        let Some(from) = from.filter(|_| row.day(columns::WINDOW_TO).is_none()) else { return };
        let gap = Caveat::Gap { level: title.to_owned(), from, shown };
        if !self.caveats.contains(&gap) {
            self.caveats.push(gap);
        }
    }

    /// W3: what is done for a level that its window will keep by itself is done in case something changes.
    fn kept_by_itself(&mut self, title: &String, row: &Row<'_, '_>) {
        let is_done = self.kind.is_one_of(&STEPS) || self.kind == ActionKind::Renew;
        let day = row.day(columns::QUALIFIES_ON).filter(|_| is_done);
        if let Some(on) = day.filter(|_| self.levels().contains(title)) {
            self.caveats.push(Caveat::Qualifies { level: title.clone(), on });
        }
    }

    /// Of a level that is met again once it is time to pay for it: nothing else says so, as only what is met
    /// is paid for (N1).
    fn restored_level(&mut self, title: &str, row: &Row<'_, '_>, terms: &Terms<'_>) {
        let mut restored = self.restores.iter().chain(&self.enough_for);
        let restores = restored.any(|own| own == title) && self.kind != ActionKind::Wait;
        let Some(anniversary) = row.day(columns::ANNIVERSARY_ON).filter(|_| restores) else {
            return;
        };
        let is_later = self.kind.is_one_of(&SEEN_LATER);
        let shown = if is_later { terms.seen_on() } else { terms.as_of };
        let end = terms.renewed_through(anniversary);
        let is_due = anniversary <= shown.plus_days(PAY_DAYS) && shown <= end;
        let caveat = Caveat::PayThen { level: title.to_owned(), end };
        if is_due && row.is(columns::MET, "No") && !self.caveats.contains(&caveat) {
            self.caveats.push(caveat);
        }
    }

    /// V1, R2: what an export gives as a new line and not as a new last day counts only when it is shown. One
    /// day of a window is enough, be there a gap or not.
    fn shown_anew(&mut self, title: &String, row: &Row<'_, '_>, terms: &Terms<'_>) {
        let has_window = row.day(columns::WINDOW_TO).is_some();
        let days = terms.rules.visibility_days.on(terms.as_of);
        if days < 2 || has_window || !self.levels().contains(title) {
            return;
        }
        let own = self.by.filter(|_| self.kind == ActionKind::Renew);
        let all: Vec<Day> =
            own.into_iter().chain(self.renew_too.iter().map(|it| it.through)).collect();
        for through in all {
            let by = Some(through.plus_days(1 - days)).filter(|day| terms.as_of <= *day);
            let new_line = Caveat::NewLine { through, by, days };
            if !self.caveats.contains(&new_line) {
                self.caveats.push(new_line);
            }
        }
    }

    /// What the one level that it serves tells of it.
    pub(super) fn own_level(&mut self, row: &Row<'_, '_>, terms: &Terms<'_>) {
        let Some(anniversary) = row.day(columns::ANNIVERSARY_ON) else { return };
        let end = terms.renewed_through(anniversary);
        let has_window = row.day(columns::WINDOW_TO).is_some();
        let RowKind::Action(kind) = self.kind else { return };
        match kind {
            ActionKind::Pay if !has_window && row.is(columns::MET, "Yes") => {
                let breaks = breaks_on(row).filter(|day| terms.as_of < *day && *day <= end);
                let through = breaks.map(|day| day.plus_days(-1));
                self.caveats.extend(through.map(|through| Caveat::PaidMet { through }));
            }
            ActionKind::Wait => {
                let is_due = |day: &Day| anniversary <= day.plus_days(PAY_DAYS) && *day <= end;
                self.pay_by = self.by.filter(is_due).map(|_| end);
            }
            ActionKind::Invoice => {
                let can_heal = !has_window && row.is(columns::MET, "No");
                self.invoiced(anniversary, can_heal, terms);
            }
            ActionKind::Raise if self.rules().any(|rule| rule == "C3") => {
                let month = terms.as_of.month();
                let raised = |more| Caveat::Raised {
                    more,
                    month,
                    oldest: month.plus(-12),
                    shown: month.plus(1).first_day(),
                };
                self.caveats.extend(self.enough_more.map(raised));
            }
            ActionKind::Raise => self.caveats.extend(self.ages_out(anniversary, row, terms)),
            _ => {}
        }
    }

    /// L2, L4: which months count, and when they show.
    fn invoiced(&mut self, anniversary: Day, can_heal: bool, terms: &Terms<'_>) {
        let types = terms.types(&self.competency, &self.level);
        if !types.is_empty() {
            self.caveats.push(Caveat::Types(types));
        }
        let (now, end) = (terms.as_of.month(), terms.renewed_through(anniversary));
        let last = anniversary.month().plus(-1);
        let through = if can_heal { last.max(terms.visible_on(end)) } else { last };
        if now > through {
            if self.helped_through.is_none() {
                self.counting = Some((terms.window_from(through), through));
                (self.by, self.is_due_today) = (None, false);
            }
        } else if now > last {
            let by = through.last_day();
            (self.by, self.is_for_renewal) = (Some(by), true);
            let shown = terms.published_on(now);
            self.caveats.push(Caveat::BackOn { month: now, shown, end });
        } else if terms.published_on(last) > anniversary {
            let (month, shown) = (last, terms.published_on(last));
            self.caveats.push(if now == last {
                Caveat::ShownLate { month, shown, anniversary, end }
            } else {
                Caveat::ShownBy { before: last.plus(-1), month, shown, anniversary }
            });
        }
    }

    /// The levels that it is a step towards, and neither restores nor keeps.
    #[must_use]
    pub(crate) fn steps(&self) -> Vec<String> {
        let is_in_time = self.helped_through.is_none() && self.urgency != Urgency::None;
        if !self.kind.is_one_of(&STEPS) || self.is_unneeded || !is_in_time {
            return Vec::new();
        }
        let own = if self.helps.is_empty() && self.is_step() { self.title() } else { None };
        let steps = self.helps.iter().cloned().chain(own);
        steps.filter(|title| !self.enough_for.contains(title)).collect()
    }

    /// N1: a certificate is renewed where its end breaks a level, or leaves it to one person; how that is told
    /// of a level that it does not keep by itself.
    #[must_use]
    pub(crate) fn spare_key(&self, class: Class) -> Option<&'static str> {
        match class {
            _ if self.kind != ActionKind::Renew => None,
            Class::Safe => Some("spare"),
            Class::NotMet | Class::Breaks
                if self.keeps.is_empty() && self.enough_with.is_empty() =>
            {
                Some("renew_lasts")
            }
            _ => None,
        }
    }

    /// Whose certificates it speaks of.
    pub(crate) fn renewers(&self) -> impl Iterator<Item = String> {
        let all = self.renew_too.iter().chain(self.renew_instead.iter().flatten());
        all.map(|own| own.email.clone())
    }
}
