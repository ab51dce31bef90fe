//! Spare after: how many people a held level can spare on a day, as far as it is known today.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day};
use crate::programme::catalogue::{RequirementKind, SkillGroup};
use crate::programme::kind_name::KindName;
use crate::report::classes::Class;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;
use super::level_key::{CompanyLevelKey, is_of_level, level_key};
use super::marks::skills_needed;

/// Events of a person, after which there are fewer people or more.
const OF_PERSONS: [&str; 5] =
    ["skill_expires", "skill_stops_counting", "user_leaves", "grace_ends", "skill_becomes_visible"];
/// The day on which it is asked whether there are enough.
const ANNIVERSARY: &str = "anniversary";

/// A people requirement of the best option of a held level.
struct HeldRequirement {
    level: CompanyLevelKey,
    requirement: String,
    need: i64,
    /// The first days on which people count, and the last.
    from: Vec<Day>,
    through: Vec<Day>,
}

/// Company, e-mail and skill; without a skill all that the person has.
type PersonSkill<'a> = [Cow<'a, str>; 3];

/// The people requirements of the levels that are held.
#[derive(Default)]
pub(crate) struct Spares<'a> {
    crowds: Vec<HeldRequirement>,
    /// By company, competency and level, as events name them.
    of_levels: BTreeMap<[String; 3], Vec<usize>>,
    /// Of all that somebody will ask about, the places of the crowds that it touches.
    touched: BTreeMap<PersonSkill<'a>, BTreeSet<usize>>,
}

/// Somebody who counts for a crowd, and the last day of each of the skills.
struct CountingPerson {
    place: usize,
    email: String,
    through: Vec<Day>,
}

impl<'a> Spares<'a> {
    #[must_use]
    pub(crate) fn of(context: Context<'a>) -> Self {
        let mut spares = Self::default();
        let best = best_options(context);
        each(context.tables.get("requirements"), |row| {
            let (key, need) = (level_key(&row), row.amount(columns::NEED));
            let is_best = best.get(&key).is_some_and(|option| row.is(columns::OPTION, option));
            if let (true, true, Some(need)) =
                (is_best, row.is(columns::KIND, KindName::People.word()), need)
            {
                spares.add(key, row.text(columns::REQUIREMENT).into_owned(), need);
            }
        });
        if !spares.crowds.is_empty() {
            spares.touched = asked_about(context);
            spares.see_counting(&best, context);
            spares.see_pending(&best, context);
            for crowd in &mut spares.crowds {
                crowd.from.sort_unstable();
                crowd.through.sort_unstable();
            }
        }
        spares
    }

    fn add(&mut self, level: CompanyLevelKey, requirement: String, need: Amount) {
        let [company, _, competency, name] = level.clone();
        let own = self.of_levels.entry([company, competency, name]).or_default();
        own.push(self.crowds.len());
        let need = i64::try_from(need.0 / Amount::whole(1).0).unwrap_or(i64::MAX);
        self.crowds.push(HeldRequirement {
            level,
            requirement,
            need,
            from: Vec::new(),
            through: Vec::new(),
        });
    }

    fn touch(&mut self, row: &Row<'_, 'a>, place: usize) {
        let mut key = skill_key(row);
        for is_all in [false, true] {
            if is_all {
                key[2] = Cow::Borrowed("");
            }
            if let Some(own) = self.touched.get_mut(&key) {
                own.insert(place);
            }
        }
    }

    /// Who counts today, and how long: as long as enough of the skills do.
    fn see_counting(&mut self, best: &BTreeMap<CompanyLevelKey, String>, context: Context<'a>) {
        let places: BTreeMap<(CompanyLevelKey, String), usize> = (0..)
            .zip(&self.crowds)
            .map(|(place, own)| ((own.level.clone(), own.requirement.clone()), place))
            .collect();
        let needed = skills_needed(context.facts.catalogue);
        let mut asking: Option<(CompanyLevelKey, String, Option<usize>)> = None;
        let mut open: Option<CountingPerson> = None;
        // The rows of a requirement stand together, and in each of them those of a person.
        each(context.tables.get("requirement_persons"), |row| {
            let is_same = |(key, name, _): &(CompanyLevelKey, String, _)| {
                row.is(columns::REQUIREMENT, name) && is_of_level(&row, key)
            };
            if !asking.as_ref().is_some_and(is_same) {
                let named = (level_key(&row), row.text(columns::REQUIREMENT).into_owned());
                let place = places.get(&named).copied();
                asking = Some((named.0, named.1, place));
            }
            let Some((key, _, Some(place))) = &asking else { return };
            let is_best = best.get(key).is_some_and(|option| row.is(columns::OPTION, option));
            if !is_best || !row.is(columns::METRIC, "") {
                return;
            }
            let through = row.day(columns::COUNTS_THROUGH).unwrap_or(Day::FOREVER);
            self.touch(&row, *place);
            let is_open = |own: &&mut CountingPerson| {
                own.place == *place && row.is(columns::WORK_EMAIL, &own.email)
            };
            if let Some(own) = open.as_mut().filter(is_open) {
                own.through.push(through);
                return;
            }
            let email = row.text(columns::WORK_EMAIL).into_owned();
            let next = CountingPerson { place: *place, email, through: vec![through] };
            if let Some(done) = open.replace(next) {
                self.count(done, best, &needed);
            }
        });
        if let Some(done) = open {
            self.count(done, best, &needed);
        }
    }

    fn count(
        &mut self,
        CountingPerson { place, mut through, .. }: CountingPerson,
        best: &BTreeMap<CompanyLevelKey, String>,
        needed: &BTreeMap<[String; 5], usize>,
    ) {
        through.sort_unstable_by_key(|day| Reverse(*day));
        let crowd = &mut self.crowds[place];
        let [_, programme, competency, level] = crowd.level.clone();
        let option = best.get(&crowd.level).cloned().unwrap_or_default();
        let asked = [programme, competency, level, option, crowd.requirement.clone()];
        let count = needed.get(&asked).copied().unwrap_or(1);
        let last = through.get(count - 1).or(through.last()).copied();
        crowd.from.push(Day::ALWAYS);
        crowd.through.push(last.unwrap_or(Day::FOREVER));
    }

    /// Who begins to count when a skill becomes visible, where one skill is enough.
    fn see_pending(&mut self, best: &BTreeMap<CompanyLevelKey, String>, context: Context<'a>) {
        let asked = asked_alone(context);
        let mut of_company: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, own) in self.crowds.iter().enumerate() {
            of_company.entry(own.level[0].clone()).or_default().push(place);
        }
        each(context.tables.get("skills"), |row| {
            if !row.is(columns::VERDICT, "pending") {
                return;
            }
            let (company, code) = (row.text(columns::MPN_ID), row.text(columns::SKILL_CODE));
            let all = everything(skill_key(&row));
            let counts = self.touched.get(&all).cloned().unwrap_or_default();
            let Some(from) = row.day(columns::VISIBLE_ON) else { return };
            let places = of_company.get(&*company).into_iter().flatten().copied();
            for place in places.filter(|place| !counts.contains(place)) {
                let own = &self.crowds[place];
                let [_, programme, competency, level] = own.level.clone();
                let option = best.get(&own.level).cloned().unwrap_or_default();
                let key = [programme, competency, level, option, own.requirement.clone()];
                if asked.get(&key).is_some_and(|codes| codes.contains(&*code)) {
                    self.touch(&row, place);
                    self.crowds[place].from.push(from);
                    let through = row.day(columns::EXPIRES_ON).unwrap_or(Day::FOREVER);
                    self.crowds[place].through.push(through);
                }
            }
        });
    }

    /// Of the levels that an event touches, what the tightest can spare on its day.
    #[must_use]
    pub(crate) fn after(&self, event: &Row<'_, '_>) -> Option<i64> {
        let day = event.day(columns::DATE)?;
        let text = |column| event.text(column).into_owned();
        if event.is(columns::KIND, ANNIVERSARY) {
            let key = ["mpn_id", "competency", "level"].map(text);
            return self.least(self.of_levels.get(&key)?.iter(), day);
        }
        if !OF_PERSONS.iter().any(|kind| event.is(columns::KIND, kind)) {
            return None;
        }
        let touched = self.touched.get(&skill_key(event))?;
        let of_level = touched.iter().filter_map(|place| {
            let [company, _, competency, level] = self.crowds[*place].level.clone();
            self.of_levels.get(&[company, competency, level])
        });
        self.least(of_level.flatten(), day)
    }

    fn least<'s>(&self, places: impl Iterator<Item = &'s usize>, day: Day) -> Option<i64> {
        places.map(|place| self.crowds[*place].spare(day)).min()
    }
}

impl HeldRequirement {
    fn spare(&self, day: Day) -> i64 {
        let come = self.from.partition_point(|from| *from <= day);
        let gone = self.through.partition_point(|through| *through < day);
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        count(come) - count(gone) - self.need
    }
}

fn skill_key<'a>(row: &Row<'_, 'a>) -> PersonSkill<'a> {
    [columns::MPN_ID, columns::WORK_EMAIL, columns::SKILL_CODE].map(|column| row.text(column))
}

/// All that the person has.
fn everything([company, email, _]: PersonSkill<'_>) -> PersonSkill<'_> {
    [company, email, Cow::Borrowed("")]
}

/// What events touch, and who has a skill that waits: nobody asks about the others.
fn asked_about(context: Context<'_>) -> BTreeMap<PersonSkill<'_>, BTreeSet<usize>> {
    let mut asked = BTreeMap::new();
    each(context.tables.get("events"), |event| {
        if OF_PERSONS.iter().any(|kind| event.is(columns::KIND, kind)) {
            asked.insert(skill_key(&event), BTreeSet::new());
        }
    });
    each(context.tables.get("skills"), |row| {
        if row.is(columns::VERDICT, "pending") {
            asked.insert(everything(skill_key(&row)), BTreeSet::new());
        }
    });
    asked
}

/// The best option of each level that is held and not lapsed.
fn best_options(context: Context<'_>) -> BTreeMap<CompanyLevelKey, String> {
    let mut best = BTreeMap::new();
    each(context.tables.get("levels"), |row| {
        if !matches!(Class::of(&row), None | Some(Class::Lapsed)) {
            best.insert(level_key(&row), row.text(columns::BEST_OPTION).into_owned());
        }
    });
    best
}

/// The codes of which each alone is enough for a people requirement.
fn asked_alone(context: Context<'_>) -> BTreeMap<[String; 5], BTreeSet<&str>> {
    let catalogue = context.facts.catalogue;
    let mut asked = BTreeMap::new();
    for programme in &catalogue.programmes {
        for one in &programme.requirements {
            let RequirementKind::People { group, .. } = &one.kind else { continue };
            let (SkillGroup::AnyOf(skills) | SkillGroup::AtLeast(1, skills)) = group else {
                continue;
            };
            let own = skills.iter().filter_map(|skill| catalogue.skills.get(*skill as usize));
            let codes = own.map(|skill| skill.code.as_str());
            let level = programme.levels.get(one.level).cloned().unwrap_or_default();
            let (competency, option) = (one.competency.clone(), one.option.clone());
            let key = [programme.id.clone(), competency, level, option, one.name.clone()];
            asked.insert(key, codes.collect());
        }
    }
    asked
}
