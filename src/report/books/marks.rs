//! Marks: how everybody stands to the levels that are held, and what each level needs, has and can spare.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day};
use crate::programme::Catalogue;
use crate::programme::catalogue::{RequirementKind, SkillGroup};
use crate::programme::kind_name::KindName;
use crate::report::classes::Class;
use crate::report::facts::PublishedTables;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::level_key::{CompanyLevelKey, is_of_level, level_key};
use super::person_key::PersonKey;

/// How somebody stands to a level. What is told first of several is the largest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mark {
    /// Has a skill that it takes, and is associated nowhere.
    Unlinked,
    Pending,
    Counts,
    /// Counts up to this day.
    Until(Reverse<Day>),
    /// Counts, or would count, but for an association in PMC alone.
    PmcOnly,
}

/// The columns: programme, competency and level; companies share them.
pub(crate) type Title = [String; 3];

struct HeldLevels {
    titles: Vec<Title>,
    /// The column and the best option of each level that is held.
    levels: BTreeMap<CompanyLevelKey, (usize, String)>,
}

/// By the place of the level.
pub(crate) type OfPerson = BTreeMap<usize, Mark>;
type OfPersons = BTreeMap<PersonKey, OfPerson>;
/// Need, have and spare, by company and the place of the level.
type SpareTotals = BTreeMap<(String, usize), [Amount; 3]>;

/// Everybody's marks: the sheet shows all of them, the page those on whom something hangs.
pub(crate) struct Marks {
    held: HeldLevels,
    of_persons: OfPersons,
    spares: SpareTotals,
}

/// What a line of the sheet is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MarksLine<'m> {
    Person(&'m PersonKey),
    /// What the levels of a company need, have and can spare: its place among the three.
    Total(&'m str, usize),
}

impl Marks {
    /// None where the run does not tell who counts.
    #[must_use]
    pub(crate) fn of(tables: &PublishedTables<'_>, catalogue: &Catalogue) -> Option<Self> {
        tables.get("requirement_persons")?;
        let held = held(tables);
        let mut of_persons = counting(&held, tables, catalogue);
        hanging(&held, &mut of_persons, tables);
        uncounted(&held, &mut of_persons, tables);
        let spares = spares(&held, tables);
        Some(Self { held, of_persons, spares })
    }

    /// The levels that are held by any company, each once.
    #[must_use]
    pub(crate) fn titles(&self) -> &[Title] {
        &self.held.titles
    }

    /// The place of a level among the titles; none for one that the company does not hold.
    #[must_use]
    pub(crate) fn place(&self, level: &CompanyLevelKey) -> Option<usize> {
        self.held.levels.get(level).map(|(place, _)| *place)
    }

    #[must_use]
    pub(crate) fn of_person(&self, person: &PersonKey) -> Option<&OfPerson> {
        self.of_persons.get(person)
    }

    /// Need, have and spare of the tightest people requirement of a level's best option.
    #[must_use]
    pub(crate) fn spare(&self, company: &str, place: usize) -> Option<[Amount; 3]> {
        self.spares.get(&(company.to_owned(), place)).copied()
    }

    /// Everybody with a mark.
    #[must_use]
    pub(crate) fn persons(&self) -> BTreeSet<PersonKey> {
        self.of_persons.keys().cloned().collect()
    }

    /// The lines as the sheet has them: the people of each company, and below them the totals.
    #[must_use]
    pub(crate) fn lines(&self) -> Vec<MarksLine<'_>> {
        let companies: BTreeSet<&str> =
            self.held.levels.keys().map(|key| key[0].as_str()).collect();
        let mut lines = Vec::new();
        for company in companies {
            let first = (company.to_owned(), String::new());
            let people = self.of_persons.range(first..).map(|(person, _)| person);
            lines.extend(people.take_while(|(own, _)| own == company).map(MarksLine::Person));
            lines.extend((0..3).map(|total| MarksLine::Total(company, total)));
        }
        lines
    }
}

fn held(tables: &PublishedTables<'_>) -> HeldLevels {
    let mut places: BTreeMap<Title, usize> = BTreeMap::new();
    let mut held = HeldLevels { titles: Vec::new(), levels: BTreeMap::new() };
    each(tables.get("levels"), |row| {
        let class = Class::of(&row);
        // Of a membership that no programme lists nothing is known.
        if matches!(class, None | Some(Class::Lapsed)) || row.is(columns::PROGRAMME, "") {
            return;
        }
        let key = level_key(&row);
        let [_, title @ ..] = key.clone();
        let place = *places.entry(title.clone()).or_insert_with(|| {
            held.titles.push(title);
            held.titles.len() - 1
        });
        held.levels.insert(key, (place, row.text(columns::BEST_OPTION).into_owned()));
    });
    held
}

/// Requirement or metric of one person: the days through which the skills count.
struct CountedSkills {
    person: PersonKey,
    place: usize,
    named: [String; 2],
    skills_needed: usize,
    through: Vec<Day>,
}

const NAMED: [&str; 2] = ["requirement", "metric"];

fn counting(held: &HeldLevels, tables: &PublishedTables<'_>, catalogue: &Catalogue) -> OfPersons {
    let needed = skills_needed(catalogue);
    let mut marks = OfPersons::new();
    let mut level: Option<(CompanyLevelKey, Option<&(usize, String)>)> = None;
    let mut open: Option<CountedSkills> = None;
    // The rows of a person stand together in each requirement and metric.
    each(tables.get("requirement_persons"), |row| {
        if !level.as_ref().is_some_and(|(key, _)| is_of_level(&row, key)) {
            let key = level_key(&row);
            let found = held.levels.get(&key);
            level = Some((key, found));
        }
        let Some((key, Some((place, option)))) = &level else { return };
        if !row.is(columns::OPTION, option) {
            return;
        }
        let through = row.day(columns::COUNTS_THROUGH).unwrap_or(Day::FOREVER);
        if let Some(one) = open.as_mut().filter(|one| one.place == *place && one.is_of(&row)) {
            one.through.push(through);
            return;
        }
        let [company, programme, competency, level] = key.clone();
        let person = (company, row.text(columns::WORK_EMAIL).into_owned());
        let named = NAMED.map(|column| row.text(column).into_owned());
        let asked = [programme, competency, level, option.clone(), named[0].clone()];
        let skills_needed = needed.get(&asked).copied().unwrap_or(1);
        let next =
            CountedSkills { person, place: *place, named, skills_needed, through: vec![through] };
        if let Some(done) = open.replace(next) {
            done.mark(&mut marks);
        }
    });
    if let Some(done) = open {
        done.mark(&mut marks);
    }
    marks
}

impl CountedSkills {
    fn is_of(&self, row: &Row<'_, '_>) -> bool {
        let (company, email) = &self.person;
        row.is(columns::WORK_EMAIL, email)
            && row.is(columns::MPN_ID, company)
            && NAMED.iter().zip(&self.named).all(|(column, own)| row.is(column, own))
    }

    /// The person counts as long as enough of the skills do.
    fn mark(mut self, marks: &mut OfPersons) {
        self.through.sort_unstable_by_key(|day| Reverse(*day));
        let last = self.through.get(self.skills_needed - 1).or(self.through.last());
        let mark = match last {
            Some(day) if day.is_dated() => Mark::Until(Reverse(*day)),
            _ => Mark::Counts,
        };
        put(marks, self.person, self.place, mark);
    }
}

fn put(marks: &mut OfPersons, person: PersonKey, place: usize, mark: Mark) {
    let own = marks.entry(person).or_default().entry(place).or_insert(mark);
    *own = (*own).max(mark);
}

/// How many of its skills a people requirement asks of one person, where it is more than one.
#[must_use]
pub(crate) fn skills_needed(catalogue: &Catalogue) -> BTreeMap<[String; 5], usize> {
    let mut needed = BTreeMap::new();
    for programme in &catalogue.programmes {
        for one in &programme.requirements {
            let RequirementKind::People { group, .. } = &one.kind else { continue };
            let count = match group {
                SkillGroup::AnyOf(_) => 1,
                SkillGroup::AllOf(skills) => skills.len(),
                SkillGroup::AtLeast(count, _) => *count as usize,
            };
            let level = programme.levels.get(one.level).cloned().unwrap_or_default();
            let (competency, option) = (one.competency.clone(), one.option.clone());
            let key = [programme.id.clone(), competency, level, option, one.name.clone()];
            needed.insert(key, count.max(1));
        }
    }
    needed
}

/// Contacts: what they count for hangs on PMC, and so does what they would restore.
fn hanging(held: &HeldLevels, marks: &mut OfPersons, tables: &PublishedTables<'_>) {
    each(tables.get("contacts"), |row| {
        let person =
            (row.text(columns::MPN_ID).into_owned(), row.text(columns::WORK_EMAIL).into_owned());
        for mark in marks.entry(person.clone()).or_default().values_mut() {
            *mark = Mark::PmcOnly;
        }
        for list in ["restores", "helps"] {
            for place in named_levels(held, &row, list) {
                put(marks, person.clone(), place, Mark::PmcOnly);
            }
        }
    });
    marks.retain(|_, own| !own.is_empty());
}

/// The columns of the levels that a list of a company names.
fn named_levels(held: &HeldLevels, row: &Row<'_, '_>, list: &'static str) -> Vec<usize> {
    let names = row.text(list);
    if names.is_empty() {
        return Vec::new();
    }
    let company = row.text(columns::MPN_ID).into_owned();
    let first = [company.clone(), String::new(), String::new(), String::new()];
    let of_company = held.levels.range(first..).take_while(|(key, _)| key[0] == company);
    let is_named = |key: &CompanyLevelKey| {
        let name = format!("{} {}", key[2], key[3]);
        names.split(';').any(|one| one == name)
    };
    of_company.filter(|(key, _)| is_named(key)).map(|(_, (place, _))| *place).collect()
}

/// Skills that wait, or that lack an association alone, of people who do not count for the level yet.
fn uncounted(held: &HeldLevels, marks: &mut OfPersons, tables: &PublishedTables<'_>) {
    let mut options: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (key, (place, option)) in &held.levels {
        let named = format!("{} ({option})", key[2]);
        options.entry((key[0].as_str(), named)).or_default().push(*place);
    }
    each(tables.get("skills"), |row| {
        let mark = if row.is(columns::VERDICT, "pending") {
            Mark::Pending
        } else if row.is(columns::REASONS, "not_associated") {
            Mark::Unlinked
        } else {
            return;
        };
        let company = row.text(columns::MPN_ID);
        let person = (company.to_string(), row.text(columns::WORK_EMAIL).into_owned());
        for option in row.text(columns::RELEVANT_FOR).split(';') {
            for place in options.get(&(&*company, option.to_owned())).into_iter().flatten() {
                put(marks, person.clone(), *place, mark);
            }
        }
    });
}

/// Need, have and spare of the tightest people requirement of each level's best option.
fn spares(held: &HeldLevels, tables: &PublishedTables<'_>) -> SpareTotals {
    let mut spares = SpareTotals::new();
    each(tables.get("requirements"), |row| {
        let amounts =
            [columns::NEED, columns::HAVE, columns::MARGIN].map(|column| row.amount(column));
        let (true, [Some(need), Some(have), Some(spare)]) =
            (row.is(columns::KIND, KindName::People.word()), amounts)
        else {
            return;
        };
        let key = level_key(&row);
        let Some((place, option)) = held.levels.get(&key) else { return };
        if row.is(columns::OPTION, option) {
            let [company, ..] = key;
            let own = spares.entry((company, *place)).or_insert([need, have, spare]);
            if spare < own[2] {
                *own = [need, have, spare];
            }
        }
    });
    spares
}
