//! N1: what a level rests on: the requirements of its best option, and where that asks for other levels
//! those of their best options.

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::met::Met;
use crate::assess::requirement::{Answer, Asked};
use crate::assess::score::best_way;
use crate::assess::standpoint::Moment;
use crate::assess::unit::unit;
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
    pub fn resting(&self, level: LevelId, choice: &ChoiceAnswer, moment: Moment) -> Vec<Resting> {
        let grounds = &self.case.grounds;
        let mut resting = Vec::new();
        for (id, answer) in &choice.answers {
            if !matches!(grounds.asked(*id), Asked::Holds(_)) {
                resting.push(Resting { level, id: *id, answer: *answer });
                continue;
            }
            for (level, choice) in self.asked_levels(*id, moment) {
                resting.extend(self.resting(level, &choice, moment));
            }
        }
        resting
    }

    /// The levels that a requirement rests on, with their best options: those that are not held, of several
    /// of which one is enough the nearest. What is held in its renewal window has actions of its own.
    fn asked_levels(&self, id: RequirementId, moment: Moment) -> Vec<(LevelId, ChoiceAnswer)> {
        let grounds = &self.case.grounds;
        let (Asked::Holds(levels), RequirementKind::Holds { which, .. }) =
            (grounds.asked(id), &grounds.placed(id).requirement.kind)
        else {
            return Vec::new();
        };
        let day = moment.day();
        let is_ours = |level: &LevelId| !self.levels().any(|own| own == *level);
        match which {
            Which::Any if levels.iter().any(|own| own.is_held(day)) => Vec::new(),
            Which::Any => {
                let all = levels.iter().flat_map(|own| &own.levels).copied();
                grounds.nearest_level(all.filter(is_ours), moment).into_iter().collect()
            }
            Which::All => {
                let open = levels.iter().filter(|own| !own.is_held(day));
                let nearest = open.filter_map(|own| {
                    grounds.nearest_level(own.levels.iter().copied().filter(is_ours), moment)
                });
                nearest.collect()
            }
        }
    }
}

impl Supposed<'_, '_> {
    /// What a metric of a score is counted in.
    #[must_use]
    pub(super) fn unit(&self, own: &Resting, place: usize) -> String {
        let (grounds, today) = (&self.case.grounds, Moment::Frozen(self.as_of()));
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
        let (grounds, today) = (&supposed.case.grounds, Moment::Frozen(supposed.as_of()));
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
