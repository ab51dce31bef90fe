//! N1: what a level rests on: the requirements of its best option, and where that asks for other levels
//! those of their best options.

use crate::assess::held_levels::AskedLevel;
use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::memberships::Unlisted;
use crate::assess::met::Met;
use crate::assess::requirement::{Answer, PreparedRequirement};
use crate::assess::score::best_way;
use crate::assess::standpoint::AskedOn;
use crate::assess::unit::unit;
use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::{RequirementKind, Which};

use super::action::Action;
use super::supposed::Supposed;

/// A requirement that a level rests on, with the level whose own it is.
#[derive(Clone, Copy)]
pub struct Resting {
    pub level: LevelId,
    pub id: RequirementId,
    pub answer: Answer,
}

impl Supposed<'_, '_> {
    /// In the order of the catalogue, each where it is first asked for.
    #[must_use]
    pub fn resting(&self, level: LevelId, choice: &ChoiceAnswer, moment: AskedOn) -> Vec<Resting> {
        let grounds = &self.case.grounds;
        let mut resting = Vec::new();
        for (id, answer) in &choice.answers {
            if !matches!(grounds.asked(*id), PreparedRequirement::Holds(_)) {
                resting.push(Resting { level, id: *id, answer: *answer });
                continue;
            }
            for (level, choice) in self.asked_levels(*id, moment) {
                resting.extend(self.resting(level, &choice, moment));
            }
        }
        resting
    }

    /// The levels that a requirement rests on, with their best options: of several of which one is enough
    /// the nearest. What a level rests on today it rests on later too.
    fn asked_levels(&self, id: RequirementId, moment: AskedOn) -> Vec<(LevelId, ChoiceAnswer)> {
        let (grounds, today) = (&self.case.grounds, AskedOn::Frozen(self.as_of()));
        let chosen = |levels: &[LevelId]| {
            let nearest = |moment| grounds.nearest_level(levels.iter().copied(), moment);
            let same = nearest(today).and_then(|(level, (place, _))| {
                let then = grounds.choices(level, moment).into_iter();
                then.into_iter().find(|(own, _)| *own == place).map(|own| (level, own))
            });
            same.or_else(|| nearest(moment)).map(|(level, (_, choice))| (level, choice))
        };
        let RequirementKind::Holds { which, .. } = grounds.placed(id).requirement.kind else {
            return Vec::new();
        };
        match which {
            Which::Any => {
                let all = self.open(id, moment.day()).into_iter();
                let all: Vec<LevelId> = all.flat_map(|own| own.levels.iter().copied()).collect();
                chosen(&all).into_iter().collect()
            }
            Which::All => {
                let each = self.open(id, moment.day()).into_iter();
                each.filter_map(|own| chosen(&own.levels)).collect()
            }
        }
    }

    /// What a requirement asks to be held or met and is neither held on that day nor kept by what is done
    /// for itself; none where one is enough and is.
    pub(super) fn open(&self, id: RequirementId, day: Day) -> Vec<&AskedLevel> {
        let grounds = &self.case.grounds;
        let (PreparedRequirement::Holds(levels), RequirementKind::Holds { which, .. }) =
            (grounds.asked(id), &grounds.placed(id).requirement.kind)
        else {
            return Vec::new();
        };
        let is_open = |own: &&AskedLevel| !own.is_held(day) && !self.is_in_hand(own);
        let open: Vec<&AskedLevel> = levels.iter().filter(is_open).collect();
        match which {
            Which::Any if open.len() < levels.len() => Vec::new(),
            Which::Any | Which::All => open,
        }
    }

    /// Held and not lapsed, and nothing says that it cannot be renewed: it is to be paid, or has actions of
    /// its own, and whatever keeps it keeps those that ask for it.
    fn is_in_hand(&self, asked: &AskedLevel) -> bool {
        let (case, at) = (self.case, &self.case.grounds.at);
        let is_lost =
            |level: &LevelId| case.saved_through.get(level).is_some_and(|last| *last < at.as_of);
        let is_listed = self.levels().any(|own| asked.levels.contains(&own) && !is_lost(&own));
        let is_called = |own: &&Unlisted| {
            asked.is_called(&fold(&own.competency), &fold(&own.level))
                && own.held.is_alive(at.as_of, at.rules)
        };
        is_listed || case.unlisted.iter().any(|own| is_called(&own))
    }
}

impl Supposed<'_, '_> {
    /// What a metric of a score is counted in.
    #[must_use]
    pub(super) fn unit(&self, own: &Resting, place: usize) -> String {
        let (grounds, today) = (&self.case.grounds, AskedOn::Frozen(self.as_of()));
        let Some((metrics, _)) = grounds.parts(own.id) else { return String::new() };
        let measures = grounds.measure_each(own.id, today).unwrap_or_default();
        let measure = measures.get(place).and_then(Option::as_ref);
        let way = measure.and_then(|measure| best_way(&metrics[place], measure));
        let programme = grounds.at.ladder.competencies[own.level.0].programme;
        unit(&metrics[place], way, programme).to_owned()
    }
}

impl Action {
    /// Of a requirement that a level rests on: with its option where the level has several, and with the
    /// level whose own it is where that is another.
    #[must_use]
    pub fn about(self, own: &Resting, served: LevelId, supposed: &Supposed<'_, '_>) -> Self {
        let (grounds, today) = (&supposed.case.grounds, AskedOn::Frozen(supposed.as_of()));
        let has_tracks = grounds.choices(own.level, today).len() > 1;
        let option = &grounds.placed(own.id).requirement.option;
        let is_through = own.level != served;
        Self {
            option: if has_tracks { option.clone() } else { String::new() },
            through: if is_through { supposed.title(own.level) } else { String::new() },
            ..self
        }
    }
}

impl Resting {
    /// A score that has its points and is not met, of a level that one day in its window keeps: only what
    /// must give points and gives none is asked for.
    #[must_use]
    pub(super) fn has_its_points(&self, served: LevelId, supposed: &Supposed<'_, '_>) -> bool {
        let need = supposed.case.grounds.placed(self.id).requirement.need;
        let has_all = self.answer.have.is_some_and(|have| have >= need);
        has_all && supposed.window_ends_on(served).is_some()
    }

    #[must_use]
    pub fn is_unmet(&self) -> bool {
        self.answer.met == Met::No
    }
}
