//! Who could repair a level: skills that wait, have expired, run out, or lack only an association.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;
use super::risk_options::OptionDay;
use super::skills_sheets::full_name;

/// Persons that are named beside each other.
const NAMED_MAX: usize = 3;

/// A skill that could count, of somebody.
#[derive(Clone)]
pub(crate) struct Spare {
    pub person: String,
    name: String,
    skill: String,
    pub day: Option<Day>,
    kind: SpareKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SpareKind {
    Waits,
    Associate,
    Renew,
    /// Counts until this day.
    Counts,
}

/// Company and `competency (option)`: a skill is told by these, not by the level.
type OptionKey = (String, String);

#[derive(Default)]
pub(crate) struct OptionSpares {
    all: BTreeMap<OptionKey, Vec<Spare>>,
    /// Who counts for which requirements of an option.
    counting: BTreeMap<OptionKey, Vec<CountingSkill>>,
}

/// A skill that counts for a requirement of somebody, until a day where it ends.
struct CountingSkill {
    requirement: String,
    person: String,
    skill: String,
    through: Option<Day>,
}

/// The spare skills for an option of a level.
pub(crate) struct SpareSkills {
    spares: Vec<Spare>,
}

impl OptionSpares {
    /// The spare skills for these: company and `competency (option)`.
    #[must_use]
    pub(crate) fn of(wanted: &BTreeSet<(String, String)>, context: Context<'_>) -> Self {
        if wanted.is_empty() {
            return Self::default();
        }
        let mut asked = BTreeSet::new();
        each(context.tables.get("contacts"), |row| {
            asked.insert((
                row.text(columns::MPN_ID).into_owned(),
                row.text(columns::WORK_EMAIL).into_owned(),
            ));
        });
        each(context.tables.get("actions"), |row| {
            if row.is(columns::KIND, "associate") {
                asked.insert((
                    row.text(columns::MPN_ID).into_owned(),
                    row.text(columns::WHO).into_owned(),
                ));
            }
        });
        let (mut all, as_of) = (Self::default(), context.facts.as_of);
        each(context.tables.get("skills"), |row| {
            let (company, person) = (row.text(columns::MPN_ID), row.text(columns::WORK_EMAIL));
            let is_asked = || asked.contains(&(company.to_string(), person.to_string()));
            let Some((kind, day)) = kind(&row, is_asked) else { return };
            // Nobody can renew or earn anew what is retired.
            let is_retired = row.day(columns::RETIRED_ON).is_some_and(|day| day <= as_of);
            if is_retired && matches!(kind, SpareKind::Counts | SpareKind::Renew) {
                return;
            }
            for option in row.text(columns::RELEVANT_FOR).split(';').filter(|one| !one.is_empty()) {
                let key = (company.to_string(), option.to_owned());
                if !wanted.contains(&key) {
                    continue;
                }
                all.all.entry(key).or_default().push(Spare {
                    person: person.to_string(),
                    name: full_name(&row),
                    skill: row.text(columns::SKILL_CODE).into_owned(),
                    day,
                    kind,
                });
            }
        });
        each(context.tables.get("requirement_persons"), |row| {
            let text = |column| row.text(column).into_owned();
            let [company, competency, option] =
                [columns::MPN_ID, columns::COMPETENCY, columns::OPTION].map(text);
            let key = option_key(&company, &competency, &option);
            if wanted.contains(&key) && row.is(columns::METRIC, "") {
                all.counting.entry(key).or_default().push(CountingSkill {
                    requirement: text(columns::REQUIREMENT),
                    person: text(columns::WORK_EMAIL),
                    skill: text(columns::SKILL_CODE),
                    through: row.day(columns::COUNTS_THROUGH),
                });
            }
        });
        all
    }

    /// Whether a requirement loses somebody by a day with the end of a skill, as nothing else of theirs counts
    /// for it then; true where nothing is known of it.
    fn is_lost_with(&self, key: &OptionKey, spare: &Spare, until: Day) -> bool {
        let own = self.counting.get(key).map_or(&[][..], Vec::as_slice);
        let own = || own.iter().filter(|it| it.person == spare.person);
        let lasts = |it: &CountingSkill| it.through.is_none_or(|day| until <= day);
        let mut of_skill = own().filter(|it| it.skill == spare.skill).peekable();
        of_skill.peek().is_none()
            || of_skill
                .any(|it| own().filter(|o| o.requirement == it.requirement).all(|o| !lasts(o)))
    }

    /// Those that could help an option: of people who do not count for it yet, and of people who
    /// count for it and whose skill runs out before the day.
    #[must_use]
    pub(crate) fn found(
        &self,
        (company, competency, option): (&str, &str, &str),
        when: OptionDay,
        until: Option<Day>,
        counts: impl Fn(&str) -> bool,
    ) -> SpareSkills {
        let key = option_key(company, competency, option);
        let could_help = |spare: &&Spare| match spare.kind {
            SpareKind::Counts => {
                let runs_out = spare.day.zip(until).is_some_and(|(day, until)| {
                    day < until && self.is_lost_with(&key, spare, until)
                });
                when == OptionDay::Anniversary && runs_out && counts(&spare.person)
            }
            _ => !counts(&spare.person),
        };
        let spares = self.all.get(&key).into_iter().flatten();
        SpareSkills { spares: spares.filter(could_help).cloned().collect() }
    }
}

/// As the skills name the options that they are for.
#[must_use]
pub(crate) fn option_key(company: &str, competency: &str, option: &str) -> (String, String) {
    (company.to_owned(), format!("{competency} ({option})"))
}

fn kind(row: &Row<'_, '_>, is_asked: impl Fn() -> bool) -> Option<(SpareKind, Option<Day>)> {
    match (&*row.text(columns::VERDICT), &*row.text(columns::REASONS)) {
        ("counts", _) => Some((SpareKind::Counts, Some(row.day(columns::EXPIRES_ON)?))),
        ("pending", _) => Some((SpareKind::Waits, row.day(columns::VISIBLE_ON))),
        // Anything beside these reasons would still be in the way.
        (_, "expired") => Some((SpareKind::Renew, None)),
        (_, "grace_ended" | "not_associated") if is_asked() => Some((SpareKind::Associate, None)),
        _ => None,
    }
}

impl SpareSkills {
    /// What to do with them, as sentences; of a level that heals by itself only what it waits for.
    #[must_use]
    pub(crate) fn in_words(&self, heals: bool, context: Context<'_>) -> Vec<String> {
        let ways = [
            (SpareKind::Waits, "waits"),
            (SpareKind::Counts, "keep"),
            (SpareKind::Associate, "associate"),
            (SpareKind::Renew, "renew"),
        ];
        let said = |(kind, key): (SpareKind, &'static str)| {
            let who = self.named(kind, context)?;
            Some(context.labels.say("repair", key, &[("who", &who)]))
        };
        ways.into_iter()
            .filter(|(kind, _)| !heals || *kind == SpareKind::Waits)
            .filter_map(said)
            .collect()
    }

    fn named(&self, kind: SpareKind, context: Context<'_>) -> Option<String> {
        let labels = context.labels;
        let mut people: BTreeMap<&str, (&str, Vec<&str>, Option<Day>)> = BTreeMap::new();
        for spare in self.spares.iter().filter(|spare| spare.kind == kind) {
            let own = people.entry(&spare.person).or_insert((&spare.name, Vec::new(), spare.day));
            own.1.push(&spare.skill);
        }
        let said: Vec<String> = people
            .values()
            .take(NAMED_MAX)
            .map(|(name, skills, day)| {
                let (skill, day) = (skills.join(", "), labels.day(*day));
                let key = if day.is_empty() { "who" } else { "who_dated" };
                labels.say("repair", key, &[("name", name), ("skill", &skill), ("day", &day)])
            })
            .collect();
        let who = (!said.is_empty()).then(|| said.join(", "))?;
        let more = people.len().saturating_sub(NAMED_MAX);
        if more == 0 {
            return Some(who);
        }
        Some(labels.say("repair", "more", &[("who", &who), ("count", &more.to_string())]))
    }
}
