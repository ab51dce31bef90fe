//! K5, C5a: the days ahead on which a metric of a score gives more or less, because of whom, and what is
//! left of the score then. Values stay as on the as-of date.

use std::collections::BTreeSet;

use crate::base::{Amount, Day};
use crate::programme::catalogue::SkillId;
use crate::tables::output::Value;

use super::case::Case;
use super::ladder::RequirementId;
use super::qualified::Qualified;
use super::question::{TableCells, text};
use super::requirement::{Answer, MetricHolders, PreparedRequirement, Slot};
use super::score::counted;
use super::standing::LevelStanding;
use super::standpoint::AskedOn;

/// Who comes or goes on a day, by which skill, and what happens, as the calendar names it.
type Move = (u32, SkillId, &'static str);

/// A score on a day.
struct ScoreOnDay {
    /// Of each metric.
    points: Vec<Amount>,
    /// What of them each brings to the sum, under the caps.
    counted: Vec<Amount>,
    answer: Answer,
}

/// The rows of the table: a row for each metric that moves on a day.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>, standings: &[LevelStanding]) -> Vec<TableCells> {
    let mut rows = Vec::new();
    for level in standings {
        for option in &level.options {
            for requirement in &option.requirements {
                let PreparedRequirement::Score(crowds) = case.grounds.asked(requirement.id) else {
                    continue;
                };
                let names = [
                    case.mpn_id(),
                    &level.programme,
                    &level.competency,
                    &level.level,
                    &option.name,
                    &requirement.name,
                ];
                of_score(case, requirement.id, crowds, names, &mut rows);
            }
        }
    }
    rows
}

fn of_score(
    case: &Case<'_, '_>,
    id: RequirementId,
    crowds: &[MetricHolders],
    names: [&str; 6],
    rows: &mut Vec<TableCells>,
) {
    let grounds = &case.grounds;
    let Some(mut before) = state(case, id, grounds.at.as_of) else { return };
    let of_people = crowds.iter().flat_map(MetricHolders::all).flat_map(Qualified::days);
    let days: BTreeSet<Day> = of_people.filter(|day| case.is_ahead(*day)).collect();
    for day in days.into_iter().filter(|day| grounds.placed(id).in_force(*day)) {
        let Some(after) = state(case, id, day) else { return };
        for (place, crowd) in crowds.iter().enumerate() {
            let change = after.counted[place] - before.counted[place];
            if change != Amount::ZERO || after.points[place] != before.points[place] {
                let mut row: TableCells = names.iter().map(|name| text(name)).collect();
                row.push(Value::Day(Some(day)));
                row.push(text(metric_name(case, id, place)));
                row.push(Value::amount(Some(change)));
                row.push(Value::amount(Some(after.points[place])));
                row.push(Value::amount(after.answer.have));
                row.push(Value::amount(Some(grounds.placed(id).requirement.need)));
                row.push(text(after.answer.met.name()));
                row.extend(because(case, &moves(case, id, (place, crowd), day)));
                rows.push(row);
            }
        }
        before = after;
    }
}

fn state(case: &Case<'_, '_>, id: RequirementId, day: Day) -> Option<ScoreOnDay> {
    let moment = AskedOn::Frozen(day);
    let (metrics, caps) = case.grounds.parts(id)?;
    let points = case.grounds.metric_points(id, moment)?;
    let counted = counted(metrics, caps, &points);
    Some(ScoreOnDay { points, counted, answer: case.grounds.answer(id, moment) })
}

/// Those of a metric's crowd and of its gates.
fn moves(
    case: &Case<'_, '_>,
    id: RequirementId,
    (place, crowd): (usize, &MetricHolders),
    day: Day,
) -> BTreeSet<Move> {
    let own = crowd.own.iter().map(|own| (Slot::Metric(place), own));
    let gates = crowd.gates.iter().enumerate();
    let gates = gates.map(|(gate, own)| (Slot::Gate(place, gate), own));
    let mut moves = BTreeSet::new();
    for (slot, crowd) in own.chain(gates) {
        let (before, after) = (crowd.persons(day.plus_days(-1)), crowd.persons(day));
        let is_gone = |holder: &&u32| after.binary_search(holder).is_err();
        let is_new = |holder: &&u32| before.binary_search(holder).is_err();
        for holder in before.iter().filter(is_gone) {
            moves.extend(ends(case, id, slot, *holder, day));
        }
        for holder in after.iter().filter(is_new) {
            moves.extend(begins(case, id, slot, *holder, day));
        }
    }
    moves
}

/// The skills of a holder that counted the day before, and what ends them.
fn ends(case: &Case<'_, '_>, id: RequirementId, slot: Slot, holder: u32, day: Day) -> Vec<Move> {
    let (person, eve) = (case.roster.person(holder), day.plus_days(-1));
    let mut ends = Vec::new();
    for held in case.holders.of_holder(holder) {
        if !case.grounds.asks_for(id, slot, held.skill) || held.from > eve {
            continue;
        }
        let rules = if held.through == eve {
            case.endings.rules_of(held, person)
        } else if case.grounds.skill_counts_through(id, held.skill) == eve && held.through > eve {
            vec!["R3"]
        } else {
            continue;
        };
        ends.extend(rules.into_iter().map(|rule| (person, held.skill, event_of(rule))));
    }
    ends
}

fn begins(case: &Case<'_, '_>, id: RequirementId, slot: Slot, holder: u32, day: Day) -> Vec<Move> {
    let person = case.roster.person(holder);
    let own = case.holders.of_holder(holder).iter();
    let new = own.filter(|held| held.from == day && case.grounds.asks_for(id, slot, held.skill));
    new.map(|held| (person, held.skill, "skill_becomes_visible")).collect()
}

/// What the calendar calls the end of a skill by a rule; empty where it has no word.
fn event_of(rule: &str) -> &'static str {
    match rule {
        "R2" => "skill_expires",
        "R3" => "skill_stops_counting",
        "A1" => "user_leaves",
        "G1" => "grace_ends",
        _ => "",
    }
}

/// The people, the skills and the events, each a list.
fn because(case: &Case<'_, '_>, moves: &BTreeSet<Move>) -> [Value; 3] {
    let list = |texts: BTreeSet<&str>| {
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        Value::Text(texts.join(";"))
    };
    let code = |skill: SkillId| case.grounds.at.catalogue.skills[skill as usize].code.as_str();
    [
        list(moves.iter().map(|own| case.shared.question.email(own.0)).collect()),
        list(moves.iter().map(|own| code(own.1)).collect()),
        list(moves.iter().map(|own| own.2).collect()),
    ]
}

fn metric_name<'c>(case: &'c Case<'_, '_>, id: RequirementId, place: usize) -> &'c str {
    let metrics = case.grounds.parts(id).map(|(metrics, _)| metrics);
    metrics.and_then(|all| all.get(place)).map_or("", |own| &own.name)
}
