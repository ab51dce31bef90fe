//! Classes: each level that is held is in exactly one, and every output counts these and no others.

use std::cmp::Reverse;

use crate::assess::life_cycle::LevelState;
use crate::base::Day;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::cell::Tone;
use super::labels::Labels;
use super::view::{Row, each};

/// What a held level comes to, from the published `levels`. The first that applies holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    Lapsed,
    NotMet,
    RenewalWindow,
    Breaks,
    OnePerson,
    NotJudged,
    Safe,
}

/// How many held levels are in each class.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts([u64; 7]);

impl Class {
    pub const ALL: [Self; 7] = [
        Self::Lapsed,
        Self::NotMet,
        Self::RenewalWindow,
        Self::Breaks,
        Self::OnePerson,
        Self::NotJudged,
        Self::Safe,
    ];

    /// Of a row of `levels`; none for a level that is not held.
    #[must_use]
    pub fn of(row: &Row<'_, '_>) -> Option<Self> {
        if row.is(columns::SEVERITY, "") {
            return None;
        }
        // W3: a level that is not met breaks today, unless its window keeps it.
        let is_kept =
            row.day(columns::WINDOW_TO).is_some() && row.day(columns::BREACH_ON).is_none();
        Some(if row.is(columns::STATE, LevelState::Lapsed.name()) {
            Self::Lapsed
        } else if row.is(columns::SEVERITY, "ok") && row.day(columns::BREAKS_ON).is_none() {
            // Met through the horizon, or safe by its window whatever the day says (W3).
            Self::Safe
        } else if row.is(columns::MET, "No") && !is_kept {
            Self::NotMet
        } else if row.is(columns::STATE, LevelState::RenewalWindow.name()) {
            Self::RenewalWindow
        } else if row.day(columns::BREAKS_ON).is_some() {
            Self::Breaks
        } else if row.is(columns::BUS_FACTOR, "1") {
            Self::OnePerson
        } else if row.is(columns::MET, "Unknown") || row.is(columns::SEVERITY, "unknown") {
            Self::NotJudged
        } else {
            Self::Safe
        })
    }

    /// Its code, in the labels and in machine formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::NotMet => "not_met",
            Self::RenewalWindow => "renewal_window",
            Self::Breaks => "breaks",
            Self::OnePerson => "one_person",
            Self::NotJudged => "not_judged",
            Self::Safe => "safe",
        }
    }

    /// So many levels of it, in words.
    #[must_use]
    pub(crate) fn counted(self, count: u64, labels: &Labels) -> &str {
        let group = if count == 1 { "class_counted_one" } else { "class_counted" };
        labels.get(group, self.name())
    }

    /// Whether somebody must act today.
    #[must_use]
    pub fn is_red(self) -> bool {
        matches!(self, Self::Lapsed | Self::NotMet | Self::RenewalWindow)
    }

    /// Its colour.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Lapsed | Self::NotMet | Self::RenewalWindow => Tone::Bad,
            Self::Breaks | Self::OnePerson => Tone::Warning,
            Self::NotJudged => Tone::Muted,
            Self::Safe => Tone::Good,
        }
    }

    /// What can still be saved comes before what has lapsed.
    #[must_use]
    pub fn urgency(self) -> u8 {
        match self {
            Self::NotMet => 0,
            Self::RenewalWindow => 1,
            Self::Lapsed => 2,
            Self::Breaks => 3,
            Self::OnePerson => 4,
            Self::NotJudged => 5,
            Self::Safe => 6,
        }
    }
}

/// The code of the light.
#[must_use]
pub(crate) fn light(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "red",
        Tone::Warning => "amber",
        Tone::Muted | Tone::Notice => "grey",
        Tone::Good => "green",
    }
}

/// The day on which a held level is not met any more: as far ahead as the list of actions looks, else by
/// its anniversary (K4).
#[must_use]
pub(crate) fn breaks_on(row: &Row<'_, '_>) -> Option<Day> {
    row.day(columns::BREAKS_ON).or_else(|| row.day(columns::BREACH_ON))
}

/// K1: the first day on which a level that nobody renewed is lapsed.
#[must_use]
pub(crate) fn lapses_on(anniversary: Day, renewal_window_days: i32) -> Day {
    anniversary.plus_days(renewal_window_days + 1)
}

/// The day by which something is to be done about a level, or on which it breaks: among levels of one
/// class the soonest is told first.
#[must_use]
pub(crate) fn due_on(
    row: &Row<'_, '_>,
    class: Option<Class>,
    (as_of, renewal_window_days): (Day, i32),
) -> Option<Day> {
    let anniversary = row.day(columns::ANNIVERSARY_ON);
    let helped = row.day(columns::HELPED_THROUGH).filter(|_| class == Some(Class::NotMet));
    match class {
        // W3: what comes later does not show in its window any more.
        _ if helped.is_some_and(|day| day >= as_of) => helped,
        // The first day without it.
        _ if helped.is_some() => anniversary.map(|day| lapses_on(day, renewal_window_days)),
        Some(Class::NotMet | Class::RenewalWindow)
            if row.is(columns::STATE, LevelState::RenewalWindow.name()) =>
        {
            // It can be renewed only if a day of its window is enough.
            let open = row.day(columns::WINDOW_TO).filter(|day| *day >= as_of);
            let paid_by = anniversary.map(|day| day.plus_days(renewal_window_days));
            open.filter(|_| class == Some(Class::NotMet)).or(paid_by)
        }
        Some(Class::Breaks) => breaks_on(row),
        _ => anniversary,
    }
}

/// W3: the day in the window of its anniversary that makes a held level safe; in its renewal window it has
/// only to be paid.
#[must_use]
pub(crate) fn safe_by(row: &Row<'_, '_>) -> Option<Day> {
    row.day(columns::RENEWAL_QUALIFIED_ON)
        .filter(|_| !row.is(columns::STATE, LevelState::Lapsed.name()))
}

/// W3: of a held level that nothing keeps at this renewal any more: the last day on which something
/// would have.
#[must_use]
pub(crate) fn lost_since(row: &Row<'_, '_>, as_of: Day) -> Option<Day> {
    let class = Class::of(row)?;
    let last = row.day(columns::HELPED_THROUGH).or(row.day(columns::WINDOW_TO));
    last.filter(|day| class == Class::NotMet && *day < as_of)
}

/// W2: of a level with a window that is not held: the last day on which what qualifies it today still does.
#[must_use]
pub(crate) fn qualified_through(row: &Row<'_, '_>, as_of: Day) -> Option<Day> {
    let (on, from) = (row.day(columns::QUALIFIED_ON)?, row.day(columns::WINDOW_FROM)?);
    let months = as_of.month().0 - from.month().0;
    Some(on.month().plus(months).last_day()).filter(|_| row.is(columns::SEVERITY, ""))
}

/// W1: the first day of the window of an anniversary. It has as many months as the window of today.
#[must_use]
pub(crate) fn anniversary_window_from(row: &Row<'_, '_>, as_of: Day) -> Option<Day> {
    let (from, to) = (row.day(columns::WINDOW_FROM)?, row.day(columns::WINDOW_TO)?);
    Some(to.month().plus(from.month().0 - as_of.month().0).first_day())
}

/// That day, where it is still to come.
#[must_use]
pub(crate) fn window_opens_on(row: &Row<'_, '_>, as_of: Day) -> Option<Day> {
    anniversary_window_from(row, as_of).filter(|first| as_of < *first)
}

impl Counts {
    /// Of all companies together.
    #[must_use]
    pub fn of(levels: &dyn Rows) -> Self {
        let mut counts = Self::default();
        each(Some(levels), |row| counts.add(Class::of(&row)));
        counts
    }

    /// Of each company that holds or held anything, in the order of the table.
    #[must_use]
    pub fn by_company(levels: &dyn Rows) -> Vec<(String, Self)> {
        let mut companies: Vec<(String, Self)> = Vec::new();
        each(Some(levels), |row| {
            let Some(class) = Class::of(&row) else { return };
            let own = companies.last_mut().filter(|(company, _)| row.is(columns::MPN_ID, company));
            if let Some((_, counts)) = own {
                counts.add(Some(class));
            } else {
                let mut counts = Self::default();
                counts.add(Some(class));
                companies.push((row.text(columns::MPN_ID).into_owned(), counts));
            }
        });
        companies
    }

    pub fn add(&mut self, class: Option<Class>) {
        if let Some(class) = class {
            self.0[class as usize] += 1;
        }
    }

    pub fn add_all(&mut self, others: &Self) {
        for (count, more) in self.0.iter_mut().zip(others.0) {
            *count += more;
        }
    }

    #[must_use]
    pub fn of_class(&self, class: Class) -> u64 {
        self.0[class as usize]
    }

    /// Levels that the company has: what has lapsed it has no more.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.0.iter().sum::<u64>() - self.of_class(Class::Lapsed)
    }

    /// Levels for which somebody must act today.
    #[must_use]
    pub fn red(&self) -> u64 {
        Class::ALL
            .into_iter()
            .filter(|class| class.is_red())
            .map(|class| self.of_class(class))
            .sum()
    }

    /// Where a company stands among others: the most urgent class first, then what has most to do today.
    #[must_use]
    pub fn place(&self) -> (u8, Reverse<u64>) {
        let worst = self.present().map(|(class, _)| class.urgency()).min();
        (worst.unwrap_or(u8::MAX), Reverse(self.red()))
    }

    /// Whether there is no level in any class.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// The classes that have levels, the most urgent first.
    pub fn present(&self) -> impl Iterator<Item = (Class, u64)> {
        let mut classes = Class::ALL;
        classes.sort_by_key(|class| class.urgency());
        classes
            .into_iter()
            .map(|class| (class, self.of_class(class)))
            .filter(|(_, count)| *count > 0)
    }

    /// Red if something must be done today, amber if something will break, grey if only what cannot
    /// be judged is left beside what is safe.
    #[must_use]
    pub fn tone(&self) -> Tone {
        let has = |tone| self.present().any(|(class, _)| class.tone() == tone);
        [Tone::Bad, Tone::Warning, Tone::Muted]
            .into_iter()
            .find(|tone| has(*tone))
            .unwrap_or(Tone::Good)
    }
}
