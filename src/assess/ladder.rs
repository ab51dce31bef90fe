//! The catalogue as a ladder: competencies, their levels from the lowest up, the options of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::Catalogue;
use crate::programme::catalogue::{Programme, Requirement, RequirementKind, SkillId};

use super::performance::{metric_key, places};
use super::unit::Units;

/// A requirement by its place in `Ladder::requirements`.
pub(crate) type RequirementId = usize;

/// A level by the places of its competency and of its rung.
pub(crate) type LevelId = (usize, usize);

#[derive(Debug, Default)]
pub struct Ladder<'a> {
    pub requirements: Vec<PlacedRequirement<'a>>,
    /// In the order of the programmes and of first mention.
    pub competencies: Vec<Competency<'a>>,
    /// By competency (name or alias) and level, folded: one in each programme that has it.
    titled: BTreeMap<(String, String), Vec<LevelId>>,
}

/// A requirement with the days on which it and its programme are both in force.
#[derive(Debug)]
pub struct PlacedRequirement<'a> {
    pub requirement: &'a Requirement,
    pub from: Day,
    /// Last day.
    pub through: Day,
    pub competency: String,
    pub option: String,
    /// The distinct group, folded.
    pub distinct: Option<String>,
    /// W4: it is of a level with a window, for which what is new is shown on a day of the month.
    pub is_shown_late: bool,
    /// Where rows of performance may stand for it: under each name of the competency, and of none.
    pub places: Vec<String>,
    /// Of a performance requirement: where its sum is found.
    pub sum_keys: Vec<String>,
    /// What its values are counted in.
    pub units: &'a Units,
    /// The levels of which it asks that they are held or met, each by all its places.
    pub asks_for: Vec<Vec<LevelId>>,
}

/// A competency of one programme.
#[derive(Debug)]
pub struct Competency<'a> {
    pub programme: &'a Programme,
    pub name: &'a str,
    pub folded: String,
    /// Lowest first; only levels that have requirements, on whatever day.
    pub rungs: Vec<Rung<'a>>,
}

#[derive(Debug)]
pub struct Rung<'a> {
    pub level: usize,
    pub name: &'a str,
    pub options: Vec<LevelOption<'a>>,
}

/// An option: one way to attain a level.
#[derive(Debug)]
pub struct LevelOption<'a> {
    pub name: &'a str,
    pub folded: String,
    pub requirements: Vec<RequirementId>,
}

impl PlacedRequirement<'_> {
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && day <= self.through
    }
}

impl<'a> Ladder<'a> {
    #[must_use]
    pub fn of(catalogue: &'a Catalogue) -> Self {
        let mut ladder = Self::default();
        for programme in &catalogue.programmes {
            let first = ladder.competencies.len();
            for requirement in &programme.requirements {
                ladder.place(programme, requirement, first);
            }
            for competency in &mut ladder.competencies[first..] {
                competency.rungs.sort_by_key(|rung| rung.level);
            }
        }
        ladder.name_levels();
        ladder.ask_for_levels();
        ladder
    }

    /// The levels that a requirement is of.
    pub(crate) fn titles_of(&self, id: RequirementId) -> impl Iterator<Item = String> {
        let own = self.levels().filter(move |level| self.own(*level).any(|own| own == id));
        own.map(|level| self.title(level))
    }

    fn name_levels(&mut self) {
        for level in self.levels().collect::<Vec<_>>() {
            let competency = &self.competencies[level.0];
            let names = competency.programme.names_of(competency.name);
            let rung = fold(self.rung(level).name);
            for name in names {
                self.titled.entry((name, rung.clone())).or_default().push(level);
            }
        }
    }

    /// The programmes are sound: each names levels that there are, or that are not published.
    fn ask_for_levels(&mut self) {
        for place in 0..self.requirements.len() {
            let RequirementKind::Holds { levels, .. } = &self.requirements[place].requirement.kind
            else {
                continue;
            };
            let title = |level: &str, competency: &str| (fold(competency), fold(level));
            let asked = levels.iter().map(|own| title(&own.level, &own.competency));
            let found = asked.map(|title| self.titled(&title).to_vec()).collect();
            self.requirements[place].asks_for = found;
        }
    }

    /// The levels of a folded competency and level, of all programmes.
    #[must_use]
    pub fn titled(&self, title: &(String, String)) -> &[LevelId] {
        self.titled.get(title).map_or(&[], Vec::as_slice)
    }

    fn place(&mut self, programme: &'a Programme, requirement: &'a Requirement, first: usize) {
        let id = self.requirements.len();
        let (competency, option) = (fold(&requirement.competency), option_name(requirement));
        let known = self.competencies[first..].iter().position(|own| own.folded == competency);
        let at = first + known.unwrap_or(self.competencies.len() - first);
        if known.is_none() {
            let (name, folded) = (requirement.competency.as_str(), competency.clone());
            self.competencies.push(Competency { programme, name, folded, rungs: Vec::new() });
        }
        self.competencies[at].take(requirement, &option, id);
        let names = programme.names_of(&requirement.competency);
        let places = places(&names, &option);
        let sum_keys = match &requirement.kind {
            RequirementKind::Performance { metric } => {
                places.iter().map(|place| metric_key(place, metric)).collect()
            }
            _ => Vec::new(),
        };
        self.requirements.push(PlacedRequirement {
            requirement,
            from: requirement.from.max(programme.from),
            through: requirement.through.min(programme.through),
            competency,
            option,
            distinct: match &requirement.kind {
                RequirementKind::People { distinct, .. } => distinct.as_deref().map(fold),
                _ => None,
            },
            is_shown_late: programme.has_window(requirement.level),
            places,
            sum_keys,
            units: &programme.units,
            asks_for: Vec::new(),
        });
    }

    /// All levels, in the order of the catalogue.
    pub fn levels(&self) -> impl Iterator<Item = LevelId> + '_ {
        let rungs = |at: usize| 0..self.competencies[at].rungs.len();
        (0..self.competencies.len()).flat_map(move |at| rungs(at).map(move |rung| (at, rung)))
    }

    #[must_use]
    pub fn rung(&self, level: LevelId) -> &Rung<'a> {
        &self.competencies[level.0].rungs[level.1]
    }

    /// W1: the months of its qualification window, if it has one.
    #[must_use]
    pub fn window_months(&self, level: LevelId) -> Option<i32> {
        let programme = self.competencies[level.0].programme;
        programme.window_months.get(&self.rung(level).level).copied()
    }

    /// The level's own requirements.
    pub fn own(&self, level: LevelId) -> impl Iterator<Item = RequirementId> + '_ {
        self.rung(level).options.iter().flat_map(|option| option.requirements.iter().copied())
    }

    /// Its own and those of the higher levels, which imply it.
    pub fn own_and_higher(&self, level: LevelId) -> impl Iterator<Item = RequirementId> + '_ {
        let higher = level.1..self.competencies[level.0].rungs.len();
        higher.flat_map(move |rung| self.own((level.0, rung)))
    }

    /// A level is there on a day if one of its requirements is in force.
    #[must_use]
    pub fn is_listed(&self, level: LevelId, day: Day) -> bool {
        self.own(level).any(|id| self.requirements[id].in_force(day))
    }

    /// `Competency Level`, as effects name it.
    #[must_use]
    pub fn title(&self, level: LevelId) -> String {
        format!("{} {}", self.competencies[level.0].name, self.rung(level).name)
    }

    /// The skills that decide about a level by the requirements of a day.
    #[must_use]
    pub fn skills(&self, level: LevelId, day: Day) -> BTreeSet<SkillId> {
        self.deciding(level, day).into_iter().flat_map(|it| it.requirement.skills()).collect()
    }

    /// The attested facts that decide about a level by the requirements of a day, folded.
    #[must_use]
    pub fn facts(&self, level: LevelId, day: Day) -> BTreeSet<String> {
        let fact = |placed: &PlacedRequirement<'_>| match &placed.requirement.kind {
            RequirementKind::Attested { fact, .. } => Some(fold(fact)),
            _ => None,
        };
        self.deciding(level, day).into_iter().filter_map(fact).collect()
    }

    /// The requirements of a day of a level and of the higher ones, and of the levels that they ask for.
    fn deciding(&self, level: LevelId, day: Day) -> Vec<&PlacedRequirement<'a>> {
        self.decide(level, day).into_iter().map(|id| &self.requirements[id]).collect()
    }

    /// The same by their places.
    #[must_use]
    pub fn decide(&self, level: LevelId, day: Day) -> Vec<RequirementId> {
        let own = self.own_and_higher(level).filter(|id| self.requirements[*id].in_force(day));
        let own: Vec<RequirementId> = own.collect();
        let asked = own.iter().flat_map(|id| self.requirements[*id].asks_for.iter().flatten());
        let further: Vec<RequirementId> =
            asked.flat_map(|level| self.decide(*level, day)).collect();
        own.into_iter().chain(further).collect()
    }
}

impl<'a> Competency<'a> {
    fn take(&mut self, requirement: &'a Requirement, option: &str, id: RequirementId) {
        let level = requirement.level;
        let known = self.rungs.iter().position(|rung| rung.level == level);
        let at = known.unwrap_or(self.rungs.len());
        if known.is_none() {
            let name = self.programme.levels.get(level).map_or("", String::as_str);
            self.rungs.push(Rung { level, name, options: Vec::new() });
        }
        let options = &mut self.rungs[at].options;
        if let Some(choice) = options.iter_mut().find(|choice| choice.folded == option) {
            choice.requirements.push(id);
        } else {
            let (name, folded) = (requirement.option.as_str(), option.to_owned());
            options.push(LevelOption { name, folded, requirements: vec![id] });
        }
    }
}

/// Folded; an option without a name is `Standard`.
fn option_name(requirement: &Requirement) -> String {
    let folded = fold(&requirement.option);
    if folded.is_empty() { "standard".to_owned() } else { folded }
}
