//! Next: the published actions of each company, and its levels that are not safe and that none serves.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::base::{Amount, Day, Month};
use crate::tables::columns;
use crate::tables::output::Rows;

use super::already::Uncounted;
use super::below::Below;
use super::caveats::Caveat;
use super::classes::{Class, lapses_on, lost_since};
use super::gate::gate_of;
use super::kept::kept_without_kpi;
use super::left::CompanyLeft;
use super::renewals::{RenewalRow, all_of};
use super::row_kind::RowKind;
use super::terms::Terms;
use super::view::{Row, each};

/// A level that no action serves stands behind all actions of its urgency.
pub(super) const LAST: i64 = i64::MAX;

/// What can bring a level nearer.
pub(super) const STEPS: [ActionKind; 7] = [
    ActionKind::Associate,
    ActionKind::Earn,
    ActionKind::Invoice,
    ActionKind::Raise,
    ActionKind::Attest,
    ActionKind::MergeMcid,
    ActionKind::DeleteAndAddAgain,
];

/// A row of `actions`, or a level that no action serves: its kind then is its class.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActionRow {
    pub rank: i64,
    pub urgency: Urgency,
    pub kind: RowKind,
    pub who: Vec<String>,
    pub what: String,
    pub by: Option<Day>,
    pub competency: String,
    pub level: String,
    pub programme: String,
    pub restores: Vec<String>,
    pub keeps: Vec<String>,
    /// The levels that it brings nearer, and is not enough for alone.
    pub helps: Vec<String>,
    pub skill: String,
    pub group: Option<i64>,
    pub why: String,
    /// The option it is of, where the level has several.
    pub option: String,
    /// The level that the one it serves asks for, where it is of that.
    pub through: String,
    /// So much more of a metric alone is enough.
    pub enough_more: Option<Amount>,
    /// What that is counted in.
    pub unit: String,
    /// What is wrong with an input or a fact, and where that is written.
    pub fault: String,
    pub place: String,
    /// Though it is not of today's list by its urgency, today is the last day on which it helps.
    pub is_due_today: bool,
    /// It asks for KPIs of a level that another option keeps.
    pub is_unneeded: bool,
    /// It asks for KPIs whose months are over: only invoices of these months that arrive late still count.
    pub counting: Option<(Month, Month)>,
    /// It asks for KPIs that bring its level back before it lapses.
    pub is_for_renewal: bool,
    /// Of what heals by itself when it is time to pay: until when.
    pub pay_by: Option<Day>,
    pub caveats: Vec<Caveat>,
    /// Nothing tells whether its level is met without it, and so whether it is enough.
    pub is_untold: bool,
    /// Its level is met then if invoices come as they did: it only makes sure of that.
    pub is_at_pace: bool,
    /// Where it only puts off that its level breaks: the day on which it does all the same.
    pub breaks_again_on: Option<Day>,
    /// Where it comes too late for the windows of its levels: the last day on which it would have helped.
    pub helped_through: Option<Day>,
    /// Of a level that nothing keeps at this renewal any more: the first day without it.
    pub lost_on: Option<Day>,
    /// The ranks of those that are enough for its level with it, where none is alone.
    pub enough_with: Vec<i64>,
    /// Of those and it: any so many.
    pub enough_of: Option<i64>,
    /// Of the lower levels among these: how many of those are enough.
    pub enough_fewer: Vec<String>,
    /// The level that is met then.
    pub enough_for: Vec<String>,
    /// The levels that break all the same, only later.
    pub puts_off: Vec<String>,
    /// The last day on which it does, where it helps longer.
    pub puts_off_by: Option<Day>,
    /// The levels that are not met from the day on which it is done until it shows.
    pub falls: Vec<String>,
    /// The rank of what is to be done first, so that none falls.
    pub do_first: Option<i64>,
    /// What is to be renewed as well, so that it lasts.
    pub renew_too: Vec<RenewalRow>,
    /// What could be renewed instead, once that opens: any one of these, each of them whole.
    pub renew_instead: Vec<Vec<RenewalRow>>,
    /// The companies that somebody leaves by it.
    pub leaves: Vec<CompanyLeft>,
    /// Other companies that could have the person as well: those that ask for it.
    pub elsewhere: Vec<CompanyLeft>,
    /// The first day on which it is allowed, where that is not today.
    pub allowed_from: Option<Day>,
    /// The levels for which it comes too late, where it serves others.
    pub too_late_for: Vec<String>,
    /// Of what is paid though no day of its window was enough: the end of that.
    pub missed_window: Option<Day>,
    /// Of what is paid: the other levels that it keeps and that break before its last day.
    pub unpaid_breaks: Vec<(String, Day)>,
    /// Of what is to be earned: whose certificates for it have expired, the latest first.
    pub former: Vec<(Day, String)>,
    /// Of what is to be earned: who has it already, though it does not count yet.
    pub uncounted: Vec<Uncounted>,
    /// Who has left with one of them, from when on where that is known.
    pub left: Vec<(Option<Day>, String)>,
    /// Of a metric: the months without rows, which count as nothing.
    pub months_missing: Vec<String>,
    /// Of a metric that gives nothing, however much is added, before its baseline is reached.
    pub below: Option<Below>,
    /// Of a level whose window is still to open: its first day. What is done must hold then.
    pub opens_on: Option<Day>,
    /// Of what is to be renewed: the last day of its certificate.
    pub valid_through: Option<Day>,
    /// Its place in its table, from 0.
    pub row: usize,
}

/// The actions of each company by rank, and behind them its levels that are not safe and that no
/// action serves, or that nothing keeps any more.
#[must_use]
pub(super) fn by_company(
    actions: Option<&dyn Rows>,
    levels: Option<&dyn Rows>,
    requirements: Option<&dyn Rows>,
    terms: Terms<'_>,
) -> BTreeMap<String, Vec<ActionRow>> {
    let as_of = terms.as_of;
    let mut all: BTreeMap<String, Vec<ActionRow>> = BTreeMap::new();
    let mut number = 0;
    each(actions, |row| {
        of_company(&mut all, &row).push(ActionRow::of(&row, number).dated(as_of));
        number += 1;
    });
    let mut served: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (company, own) in &mut all {
        own.sort_by_key(|action| action.rank);
        let titles = own.iter().flat_map(|it| it.saved().cloned().chain(it.title()));
        served.insert(company.clone(), titles.collect());
    }
    number = 0;
    each(levels, |row| {
        number += 1;
        if let Some(own) = all.get_mut(&*row.text(columns::MPN_ID)) {
            ActionRow::told_by(own, &row, &terms);
        }
        let Some(class) = Class::of(&row) else { return };
        if lost_since(&row, as_of).is_some() {
            let days = terms.rules.renewal_window_days;
            let lapses = row.day(columns::ANNIVERSARY_ON).map(|day| lapses_on(day, days));
            of_company(&mut all, &row).extend(ActionRow::lost(&row, number, lapses));
            return;
        }
        let title = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
        let is_served =
            served.get(&*row.text(columns::MPN_ID)).is_some_and(|own| own.contains(&title));
        if let (false, Some(action)) = (is_served, ActionRow::of_level(&row, number, class)) {
            of_company(&mut all, &row).push(action);
        }
    });
    let saves_nothing = |it: &ActionRow| it.kind == ActionKind::Invoice && it.saved().count() == 0;
    if !all.values().flatten().any(saves_nothing) {
        return all;
    }
    let kept = kept_without_kpi(requirements);
    for (company, own) in &mut all {
        for action in own.iter_mut().filter(|it| saves_nothing(it)) {
            let key = [company.clone(), action.competency.clone(), action.level.clone()];
            action.is_unneeded = kept.contains_key(&key);
        }
    }
    all
}

fn of_company<'m>(
    all: &'m mut BTreeMap<String, Vec<ActionRow>>,
    row: &Row<'_, '_>,
) -> &'m mut Vec<ActionRow> {
    all.entry(row.text(columns::MPN_ID).into_owned()).or_default()
}

impl ActionRow {
    #[must_use]
    pub(crate) fn of(row: &Row<'_, '_>, number: usize) -> Self {
        let text = |column| row.text(column).into_owned();
        Self {
            rank: row.number(columns::RANK).unwrap_or_default(),
            urgency: Urgency::of(&text("urgency")),
            kind: RowKind::of(&text("kind")),
            who: row.list(columns::WHO),
            what: text("what"),
            by: row.day(columns::BY_ON),
            competency: text("competency"),
            level: text("level"),
            programme: text("programme"),
            restores: row.list(columns::RESTORES),
            keeps: row.list(columns::KEEPS),
            helps: row.list(columns::HELPS),
            skill: text("skill_code"),
            group: row.number(columns::GROUP),
            why: text("why"),
            option: text("option"),
            through: text("through"),
            enough_more: row.amount(columns::ENOUGH_MORE).filter(|more| *more > Amount::ZERO),
            unit: text("unit"),
            fault: text("fault"),
            place: text("place"),
            is_due_today: false,
            is_unneeded: false,
            counting: None,
            is_for_renewal: false,
            pay_by: None,
            caveats: Vec::new(),
            is_untold: false,
            is_at_pace: false,
            breaks_again_on: row.day(columns::BREAKS_AGAIN_ON),
            helped_through: row.day(columns::HELPED_THROUGH),
            lost_on: None,
            enough_with: row
                .list(columns::ENOUGH_WITH)
                .iter()
                .filter_map(|rank| rank.parse().ok())
                .collect(),
            enough_of: row.number(columns::ENOUGH_OF),
            enough_fewer: row.list(columns::ENOUGH_FEWER),
            enough_for: row.list(columns::ENOUGH_FOR),
            puts_off: row.list(columns::PUTS_OFF),
            puts_off_by: row.day(columns::PUTS_OFF_BY),
            falls: row.list(columns::FALLS_MEANWHILE),
            do_first: row.number(columns::DO_FIRST),
            renew_too: row
                .list(columns::RENEW_TOO)
                .iter()
                .filter_map(|own| RenewalRow::of(own))
                .collect(),
            renew_instead: row.list(columns::RENEW_INSTEAD).iter().map(|own| all_of(own)).collect(),
            leaves: CompanyLeft::all(row, columns::LEAVES),
            elsewhere: CompanyLeft::all(row, columns::ELSEWHERE),
            allowed_from: row.day(columns::ALLOWED_FROM),
            too_late_for: row.list(columns::TOO_LATE_FOR),
            missed_window: None,
            unpaid_breaks: Vec::new(),
            former: Vec::new(),
            uncounted: Vec::new(),
            left: Vec::new(),
            months_missing: Vec::new(),
            below: None,
            opens_on: None,
            valid_through: None,
            row: number,
        }
    }

    /// N3 gives today to what has no last day, and to what comes too late for its own. A reader is told
    /// of today only where it is a last day; then it is for today, whatever its urgency.
    fn dated(mut self, as_of: Day) -> Self {
        // What is allowed only from a day on has that day, which is no last one. What nobody can do has
        // none.
        let has_none = self.helped_through.is_some() || self.is_closed();
        if has_none || (self.by.is_some() && self.by == self.allowed_from) {
            self.by = None;
        }
        if self.by != Some(as_of) || self.urgency == Urgency::Now {
            return self;
        }
        let serves = self.saved().next().is_some() || !self.competency.is_empty();
        let has_last_day = match self.kind {
            RowKind::Action(ActionKind::Invoice | ActionKind::Raise) => as_of == as_of.month_end(),
            RowKind::Action(ActionKind::Support | ActionKind::MendInput) => false,
            _ => serves,
        };
        match self.urgency {
            Urgency::Soon | Urgency::Later if has_last_day => self.is_due_today = true,
            Urgency::Soon | Urgency::Later => self.by = None,
            Urgency::Now | Urgency::None => {}
        }
        self
    }

    /// Whether it is no action, but a level that none serves.
    #[must_use]
    pub(crate) fn is_of_level(&self) -> bool {
        self.rank == LAST
    }

    /// The level that it serves, where that is one.
    #[must_use]
    pub(crate) fn title(&self) -> Option<String> {
        (!self.competency.is_empty()).then(|| format!("{} {}", self.competency, self.level))
    }

    /// Whether it brings a level nearer, and neither restores nor keeps it.
    #[must_use]
    pub(crate) fn is_step(&self) -> bool {
        let is_part = self.kind.is_one_of(&STEPS) && !self.is_unneeded && !self.is_closed();
        let is_in_time = self.helped_through.is_none() && self.urgency != Urgency::None;
        is_part && is_in_time && self.saved().next().is_none()
    }

    /// How what it brings towards its level is told; not at all where that depends on what arrives late.
    #[must_use]
    pub(crate) fn part_key(&self) -> Option<&'static str> {
        match self {
            _ if self.is_untold => Some("part_untold"),
            _ if self.counting.is_some() => None,
            _ if self.is_at_pace => Some("part_at_pace"),
            _ => Some("part"),
        }
    }

    /// Whether it takes nobody away from another company, and is allowed today.
    #[must_use]
    pub(crate) fn is_free(&self) -> bool {
        self.leaves.is_empty() && self.allowed_from.is_none()
    }

    /// Whether it asks somebody to associate who is associated nowhere, not even in PMC.
    #[must_use]
    pub(crate) fn is_of_unlinked(&self) -> bool {
        self.kind == ActionKind::Associate
            && self.stands_on().is_some_and(|(table, _)| table == "team")
    }

    /// Whether those that it names are to do something: a level hangs on key people whatever they do.
    #[must_use]
    pub(crate) fn asks_them(&self) -> bool {
        self.kind != Class::OnePerson
    }

    /// What a programme knows it by: programme, competency, level, option, and its name.
    #[must_use]
    pub(crate) fn requirement_key(&self) -> [&str; 5] {
        let (name, _) = self.gate();
        [&self.programme, &self.competency, &self.level, &self.option, name]
    }

    /// A metric, and which of its gates is meant.
    #[must_use]
    pub(crate) fn gate(&self) -> (&str, Option<&str>) {
        gate_of(&self.what)
    }

    /// The levels that it restores or keeps.
    pub(crate) fn saved(&self) -> impl Iterator<Item = &String> {
        self.restores.iter().chain(&self.keeps)
    }

    /// Whether the day by which it is to be done is no term: what is not met today lacks it every day until
    /// then. A renewal is paid in its time, and what is attested still holds.
    #[must_use]
    pub(crate) fn is_wanted_today(&self) -> bool {
        let still_holds = self.kind == ActionKind::Attest && self.restores.is_empty();
        let is_only_due = self.kind == ActionKind::Pay && self.restores.is_empty();
        self.urgency == Urgency::Now && !is_only_due && !still_holds
    }

    /// The levels that it is for.
    #[must_use]
    pub(crate) fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = self.saved().cloned().collect();
        for title in self.helps.iter().cloned().chain(self.title()) {
            if !levels.contains(&title) {
                levels.push(title);
            }
        }
        levels
    }

    /// The rules behind it.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        self.why.split(';').filter(|part| !part.is_empty() && !part.contains(':'))
    }

    /// The row that it stands on: the table, and the number of the row from 1.
    #[must_use]
    pub(crate) fn stands_on(&self) -> Option<(&str, usize)> {
        let (table, row) = self.why.split(';').find_map(|part| part.split_once(':'))?;
        Some((table, row.parse().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_named_with_its_rules() {
        let own = ActionRow { why: "G2;contacts:12".to_owned(), ..ActionRow::default() };
        assert_eq!(own.stands_on(), Some(("contacts", 12)));
        assert_eq!(own.rules().collect::<Vec<_>>(), ["G2"]);
        assert_eq!(ActionRow { why: "V2".to_owned(), ..own }.stands_on(), None);
    }

    #[test]
    fn gates_are_told_from_names_with_brackets() {
        let of = |what: &str| ActionRow { what: what.to_owned(), ..ActionRow::default() };
        assert_eq!(of("Developers (gate 12)").gate(), ("Developers", Some("12")));
        for plain in ["Developers", "Developers (gate x)", "Growth (net)", ""] {
            assert_eq!(of(plain).gate(), (plain, None));
        }
    }

    /// N3 gives the as-of date to what has no last day of its own, too.
    #[test]
    fn today_is_told_where_it_is_a_last_day() {
        let as_of = Day::from_iso("2021-03-01").unwrap();
        let of = |urgency: &str, kind: &str, keeps: &[&str]| {
            let own = ActionRow {
                urgency: Urgency::of(urgency),
                kind: RowKind::of(kind),
                keeps: keeps.iter().map(|it| (*it).to_owned()).collect(),
                by: Some(as_of),
                ..ActionRow::default()
            };
            let own = own.dated(as_of);
            (own.by.is_some(), own.is_due_today)
        };
        assert_eq!(of("soon", "associate", &["A Gold"]), (true, true));
        assert_eq!(of("later", "associate", &[]), (false, false), "only a link that is enough now");
        assert_eq!(of("soon", "invoice", &[]), (false, false), "its window is over");
        assert_eq!(of("soon", "support", &[]), (false, false));
        assert_eq!(of("now", "earn", &[]), (true, false));
        let late = ActionRow {
            kind: RowKind::of("earn"),
            competency: "A".to_owned(),
            by: Some(as_of),
            helped_through: Some(as_of.plus_days(-1)),
            ..ActionRow::default()
        };
        let late = late.dated(as_of);
        assert_eq!((late.by, late.is_due_today), (None, false), "it comes too late");
    }
}
