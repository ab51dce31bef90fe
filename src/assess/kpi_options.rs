//! L6: the learning options, what each of them needs, and what is there.

use crate::base::Amount;
use crate::programme::catalogue::{RequirementKind, SkillKind};
use crate::programme::kind_name::KindName;
use crate::tables::output::Value;

use super::case::Case;
use super::ladder::{LevelId, RequirementId};
use super::levels::ChoiceAnswer;
use super::met::Met;
use super::question::{TableCells, text};
use super::requirement::Answer;
use super::standpoint::AskedOn;

/// The option and the competency that learning partners attain, folded.
/// The word of learning KPIs: an option of this name.
const LEARNING: &str = KindName::Learning.word();
const LEARNING_ACTION_PACK: &str = "learning action pack";

/// Sums over the requirements of one sort; 0 where there is none, unknown where one is.
#[derive(Clone, Copy)]
struct NeedAndHave {
    need: Amount,
    have: Option<Amount>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Kpi,
    Trainers,
    Exams,
}

/// The rows of the table of learning options.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>) -> Vec<TableCells> {
    let at = &case.grounds.at;
    let mut rows = Vec::new();
    for level in at.ladder.levels() {
        let is_pack = at.ladder.competencies[level.0].folded == LEARNING_ACTION_PACK;
        for (place, choice) in case.grounds.choices(level, AskedOn::Frozen(at.as_of)) {
            if is_pack || at.ladder.rung(level).options[place].folded == LEARNING {
                rows.push(row(case, level, place, &choice));
            }
        }
    }
    rows
}

fn row(case: &Case<'_, '_>, level: LevelId, place: usize, choice: &ChoiceAnswer) -> TableCells {
    let ladder = case.grounds.at.ladder;
    let (competency, rung) = (&ladder.competencies[level.0], ladder.rung(level));
    let (kpi, trainers, exams) = (
        tally(case, choice, Sort::Kpi),
        tally(case, choice, Sort::Trainers),
        tally(case, choice, Sort::Exams),
    );
    let name = |id: &RequirementId| case.grounds.placed(*id).requirement.name.as_str();
    let unmet = choice.answers.iter().filter(|(_, answer)| answer.met == Met::No);
    let mut missing: Vec<&str> = unmet.map(|(id, _)| name(id)).collect();
    missing.sort_unstable();
    vec![
        text(case.mpn_id()),
        text(competency.name),
        text(rung.name),
        text(&competency.programme.id),
        text(rung.options[place].name),
        Value::amount(Some(kpi.need)),
        Value::amount(kpi.have),
        Value::Number(Some(whole(trainers.need))),
        Value::Number(trainers.have.map(whole)),
        Value::Number(Some(whole(exams.need))),
        Value::Number(exams.have.map(whole)),
        text(choice.met.name()),
        Value::Text(missing.join(";")),
    ]
}

fn tally(case: &Case<'_, '_>, choice: &ChoiceAnswer, sort: Sort) -> NeedAndHave {
    let nothing = NeedAndHave { need: Amount::ZERO, have: Some(Amount::ZERO) };
    let add = |sum: NeedAndHave, (id, answer): &(RequirementId, Answer)| NeedAndHave {
        need: sum.need + case.grounds.placed(*id).requirement.need,
        have: sum.have.zip(answer.have).map(|(a, b)| a + b),
    };
    let own = choice.answers.iter().filter(|(id, _)| sort_of(case, *id) == Some(sort));
    own.fold(nothing, add)
}

/// Trainers are people requirements all of whose codes are of that kind; the others are exams.
fn sort_of(case: &Case<'_, '_>, id: RequirementId) -> Option<Sort> {
    match &case.grounds.placed(id).requirement.kind {
        RequirementKind::Learning { .. } => Some(Sort::Kpi),
        RequirementKind::People { group, .. } => {
            let skills = &case.grounds.at.catalogue.skills;
            let is_trainer = |id: &u32| skills[*id as usize].kind == SkillKind::Trainer;
            let all = !group.skills().is_empty() && group.skills().iter().all(is_trainer);
            Some(if all { Sort::Trainers } else { Sort::Exams })
        }
        _ => None,
    }
}

fn whole(amount: Amount) -> i64 {
    i64::try_from(amount.0 / Amount::whole(1).0).unwrap_or(i64::MAX)
}
