//! The levels that the Summary of the risk report speaks of: the worst, with all that is known of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::life_cycle::LevelState;
use crate::base::{Amount, Day};
use crate::programme::kind_name::KindName;
use crate::report::classes::{
    Class, breaks_on, due_on, lost_since, qualified_through, safe_by, window_opens_on,
};
use crate::report::unserved::last_help;
use crate::report::view::each;
use crate::tables::Kind;
use crate::tables::columns;

use super::context::Context;
use super::level_key::{CompanyLevelKey, level_key};
use super::level_order::{is_wanted, places, rank, sheet_rows};
use super::people::PeopleNames;
use super::person_key::PersonKey;
use super::risk_level::RiskLevel;
use super::risk_options::{OptionDay, OptionShown, Options};
use super::risk_repairs::{OptionSpares, option_key};
use super::risk_scores::falls;

/// Levels that have a row on the Summary.
pub(crate) const SHOWN_MAX: usize = 100;
/// Months ahead in which levels that break are counted.
pub(crate) const MONTHS_AHEAD: i32 = 12;

pub(crate) struct LevelsSeen {
    /// The worst first.
    pub levels: Vec<RiskLevel>,
    /// Held or on the way, shown or not.
    pub wanted: usize,
    /// What is met again by itself: company and level, with the day.
    pub heals: BTreeMap<(String, String), Day>,
    pub options: Options,
    pub spares: OptionSpares,
    /// Nobody said which levels are held.
    pub holds_unknown: bool,
    /// The smallest margin in people of the best option, by level.
    pub margins: BTreeMap<CompanyLevelKey, Amount>,
    /// What happens on a day to a level.
    causes: BTreeMap<(String, Day, String), Happening>,
    /// Of all those that are spoken of.
    names: PeopleNames,
    /// What the score of a level loses on the day on which it breaks.
    pub falls: BTreeMap<CompanyLevelKey, String>,
    /// Levels that break in this month and the following ones.
    pub breaking: Vec<i64>,
}

/// Where a level stands among the others, and its row in the table.
type LevelRank = (u8, Day, usize);

#[must_use]
pub(crate) fn see(heals: BTreeMap<(String, String), Day>, context: Context<'_>) -> LevelsSeen {
    let places = places(context);
    let mut ranked: Vec<LevelRank> = Vec::new();
    let days = (context.facts.as_of, context.facts.in_force.renewal_window_days);
    let mut breaking = vec![0; usize::try_from(MONTHS_AHEAD).unwrap_or(0) + 1];
    let this_month = context.facts.as_of.month();
    let (mut number, mut is_any_held) = (0, false);
    each(context.tables.get("levels"), |row| {
        let place = places[number];
        is_any_held |= !row.is(columns::SEVERITY, "");
        // What is not met today is lost already, in whatever month that was.
        let breach = breaks_on(&row).filter(|_| Class::of(&row) == Some(Class::Breaks));
        let month = breach.and_then(|day| usize::try_from(day.month().0 - this_month.0).ok());
        if let Some(count) = month.and_then(|month| breaking.get_mut(month)) {
            *count += 1;
        }
        if is_wanted(place) {
            let class = Class::of(&row);
            let day = due_on(&row, class, days).unwrap_or(Day::FOREVER);
            ranked.push((rank(place), day, number));
        }
        number += 1;
    });
    let wanted = ranked.len();
    ranked.sort_unstable();
    ranked.truncate(SHOWN_MAX);
    let levels = levels(context, &ranked, &sheet_rows(&places));
    let keys: BTreeSet<CompanyLevelKey> = levels.iter().map(|level| level.key.clone()).collect();
    let options = Options::of(context, |key| keys.contains(key));
    let causes = causes(&keys, context);
    let names = PeopleNames::of(&spoken_of(&levels, &causes), context);
    let is_given = context.facts.files.iter().any(|file| file.kind == Kind::Memberships);
    LevelsSeen {
        spares: OptionSpares::of(&lacked(&levels, &options), context),
        margins: margins(&levels, context),
        causes,
        names,
        falls: falls(&levels, context),
        options,
        holds_unknown: !is_given && !is_any_held,
        levels,
        wanted,
        heals,
        breaking,
    }
}

/// Something that breaks a level.
struct Happening {
    event: String,
    skill: String,
    email: String,
}

impl LevelsSeen {
    /// What breaks a level on a day, in words; empty where nothing is known of it.
    #[must_use]
    pub(crate) fn cause(&self, company: &str, day: Day, level: String) -> String {
        let Some(own) = self.causes.get(&(company.to_owned(), day, level)) else {
            return String::new();
        };
        let parts = [own.event.clone(), own.skill.clone(), self.person(company, &own.email)];
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(", ")
    }

    /// Persons by name, from a list of e-mails.
    #[must_use]
    pub(crate) fn persons(&self, company: &str, emails: &str) -> String {
        let named = emails.split(';').map(|email| self.person(company, email));
        named.collect::<Vec<_>>().join(", ")
    }

    fn person(&self, company: &str, email: &str) -> String {
        self.names.name(company, email)
    }
}

fn spoken_of(
    levels: &[RiskLevel],
    causes: &BTreeMap<(String, Day, String), Happening>,
) -> BTreeSet<PersonKey> {
    let key = |level: &RiskLevel| {
        let company = level.key[0].clone();
        let people = level.key_people.split(';').map(str::to_owned);
        people.map(|email| (company.clone(), email)).collect::<Vec<_>>()
    };
    let of_causes = causes.iter().map(|((company, ..), own)| (company.clone(), own.email.clone()));
    levels.iter().flat_map(key).chain(of_causes).collect()
}

/// The levels of these rows, in this order.
fn levels(context: Context<'_>, ranked: &[LevelRank], sheet_rows: &[usize]) -> Vec<RiskLevel> {
    let order: BTreeMap<usize, usize> =
        ranked.iter().enumerate().map(|(order, (_, _, number))| (*number, order)).collect();
    let mut levels: BTreeMap<usize, RiskLevel> = BTreeMap::new();
    let mut number = 0;
    each(context.tables.get("levels"), |row| {
        number += 1;
        let Some(order) = order.get(&(number - 1)) else { return };
        let text = |column| row.text(column).into_owned();
        let name = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
        let actions = context.actions().get(&*row.text(columns::MPN_ID));
        let last = actions.and_then(|actions| last_help(actions, &name));
        let helped = row.day(columns::HELPED_THROUGH);
        let helped = helped.map(|day| last.filter(|_| day >= context.facts.as_of).unwrap_or(day));
        levels.insert(
            *order,
            RiskLevel {
                key: level_key(&row),
                class: Class::of(&row),
                name: context.of_company(&row.text(columns::MPN_ID), name),
                state: text("state"),
                severity: text("severity"),
                met: text("met"),
                best_option: text("best_option"),
                anniversary: row.day(columns::ANNIVERSARY_ON),
                breach: breaks_on(&row),
                since: row.day(columns::UNMET_SINCE),
                qualified: safe_by(&row).or(row.day(columns::QUALIFIED_ON)),
                window_to: row.day(columns::WINDOW_TO),
                window_opens_on: window_opens_on(&row, context.facts.as_of),
                helped_through: helped,
                lost_since: lost_since(&row, context.facts.as_of),
                qualifies_on: row.day(columns::QUALIFIES_ON),
                qualified_through: qualified_through(&row, context.facts.as_of),
                is_safe_by_window: safe_by(&row).is_some(),
                key_people: text("key_people"),
                upgrade: row.is(columns::UPGRADE_AVAILABLE, "Yes"),
                row: sheet_rows[number - 1],
            },
        );
    });
    levels.into_values().collect()
}

fn margins(levels: &[RiskLevel], context: Context<'_>) -> BTreeMap<CompanyLevelKey, Amount> {
    let best: BTreeMap<&CompanyLevelKey, &str> =
        levels.iter().map(|level| (&level.key, level.best_option.as_str())).collect();
    let mut margins: BTreeMap<CompanyLevelKey, Amount> = BTreeMap::new();
    each(context.tables.get("requirements"), |row| {
        let (true, Some(margin)) =
            (row.is(columns::KIND, KindName::People.word()), row.amount(columns::MARGIN))
        else {
            return;
        };
        let key = level_key(&row);
        if best.get(&key).is_some_and(|option| row.is(columns::OPTION, option)) {
            let least = margins.entry(key).or_insert(margin);
            *least = (*least).min(margin);
        }
    });
    margins
}

impl RiskLevel {
    /// When it lacks something: today, or only later.
    #[must_use]
    pub(crate) fn lacks(&self) -> OptionDay {
        if self.met == "No" { OptionDay::Now } else { OptionDay::Anniversary }
    }

    /// Held, and not met now or not met then.
    #[must_use]
    pub(crate) fn is_at_risk(&self) -> bool {
        let is_held = !self.severity.is_empty();
        is_held && (self.breach.is_some() || (self.met == "No" && self.window_to.is_none()))
    }

    /// Options in which people are missing.
    #[must_use]
    pub(crate) fn lacking<'o>(&self, options: &'o Options) -> Vec<&'o OptionShown> {
        let when = self.lacks();
        let choices = options.nearest(&self.key, when, &self.best_option);
        if !self.is_at_risk() || choices.iter().any(|choice| choice.is_met(when)) {
            return Vec::new();
        }
        choices.into_iter().filter(|choice| choice.lacks_people(when)).collect()
    }

    /// The day on which its renewal window ends, while it is in it.
    #[must_use]
    pub(crate) fn window_end(&self, context: Context<'_>) -> Option<Day> {
        let days = context.facts.in_force.renewal_window_days;
        let end = self.anniversary.map(|day| day.plus_days(days));
        end.filter(|_| self.state == LevelState::RenewalWindow.name())
    }
}

/// Company and option of all that lacks people.
fn lacked(levels: &[RiskLevel], options: &Options) -> BTreeSet<(String, String)> {
    let of_level = |level: &RiskLevel| {
        let [company, _, competency, _] = &level.key;
        level
            .lacking(options)
            .into_iter()
            .map(|choice| option_key(company, competency, &choice.name))
            .collect::<Vec<_>>()
    };
    levels.iter().flat_map(of_level).collect()
}

/// The first event of a day that breaks a level.
fn causes(
    keys: &BTreeSet<CompanyLevelKey>,
    context: Context<'_>,
) -> BTreeMap<(String, Day, String), Happening> {
    let companies: BTreeSet<&str> = keys.iter().map(|key| key[0].as_str()).collect();
    let mut causes = BTreeMap::new();
    each(context.tables.get("events"), |row| {
        let Some(day) = row.day(columns::DATE) else { return };
        if row.is(columns::BREAKS, "") || !companies.contains(&*row.text(columns::MPN_ID)) {
            return;
        }
        for level in row.list(columns::BREAKS) {
            let key = (row.text(columns::MPN_ID).into_owned(), day, level);
            causes.entry(key).or_insert_with(|| Happening {
                event: context
                    .labels
                    .behind_colon(&context.labels.code("event", row.text(columns::KIND))),
                skill: row.text(columns::SKILL_CODE).into_owned(),
                email: row.text(columns::WORK_EMAIL).into_owned(),
            });
        }
    });
    causes
}
