//! Where each level stands: its state, its risk, its options, and what stands behind them.

use rayon::prelude::*;

use crate::base::{Amount, Day};
use crate::programme::catalogue::SkillId;

use super::breach::Breach;
use super::case::Case;
use super::key_people::BusFactor;
use super::ladder::{LevelId, RequirementId};
use super::levels::ChoiceAnswer;
use super::life_cycle::{HeldTerm, LevelSeverity, LevelState, Risk};
use super::memberships::Unlisted;
use super::met::Met;
use super::projection::Projection;
use super::requirement::Answer;
use super::standpoint::AskedOn;
use super::window::Qualification;

/// A level of one company.
#[derive(Clone, Debug)]
pub struct LevelStanding {
    pub company: u32,
    pub programme: String,
    pub competency: String,
    pub level: String,
    pub state: LevelState,
    pub met: Met,
    /// Held levels only, as what follows up to the causes.
    pub at_anniversary: Option<Met>,
    pub anniversary_on: Option<Day>,
    /// As given, where an extension moved it.
    pub before_extension: Option<Day>,
    pub severity: Option<LevelSeverity>,
    pub breach_on: Option<Day>,
    /// The same as far ahead as actions look (N).
    pub breaks_on: Option<Day>,
    /// Of a level that is not met on the as-of date: the first day of that stretch, if it is within
    /// a year.
    pub unmet_since: Option<Day>,
    /// W: of a level with a window.
    pub qualification: Option<Qualification>,
    /// The last day on which all that is missing in its window can be done.
    pub helped_through: Option<Day>,
    /// Of a held level that is at risk and whose window is still to open: the day on which that keeps it by itself.
    pub qualifies_on: Option<Day>,
    /// L6: the next lower level that is met, of a held one that is not.
    pub falls_to: Option<String>,
    pub upgrade_available: Option<bool>,
    pub causes: Vec<PublishedCause>,
    /// What is missing on the day of the breach, by option, the nearest first.
    pub shortfalls: Vec<Shortfall>,
    pub bus_factor: Option<BusFactor>,
    /// Numbers of persons, by work e-mail.
    pub key_people: Vec<u32>,
    /// The place of the best option.
    pub best: Option<usize>,
    /// Those that are there on the as-of date.
    pub options: Vec<OptionStanding>,
}

/// Why a requirement fails on the day of a breach.
#[derive(Clone, Debug)]
pub struct PublishedCause {
    pub level: String,
    pub option: String,
    pub requirement: String,
    /// The rule's id.
    pub rule: &'static str,
    pub person: Option<u32>,
    pub skill: Option<SkillId>,
    pub day: Day,
}

#[derive(Clone, Debug)]
pub struct Shortfall {
    pub option: String,
    pub requirement: String,
    pub missing: Amount,
}

#[derive(Clone, Debug)]
pub struct OptionStanding {
    pub name: String,
    pub met: Met,
    pub requirements: Vec<RequirementStanding>,
}

#[derive(Clone, Debug)]
pub struct RequirementStanding {
    pub id: RequirementId,
    pub name: String,
    pub kind: &'static str,
    pub need: Amount,
    pub answer: Answer,
    /// C8: of a fact that is missing, with which its option would be the best.
    pub decides: bool,
    /// Of held levels, if it is in force then.
    pub at_anniversary: Option<Amount>,
    /// Of sums of held levels: what is secured, and what is to come.
    pub projection: Option<Projection>,
    /// Of performance sums of held levels: from the last anniversary month on.
    pub anniversary_year: Option<Amount>,
    /// Numbers of the persons counted, by work e-mail.
    pub persons: Vec<u32>,
}

/// Of all levels that are listed on the as-of date, in the order of the catalogue; then of those that
/// are held and not listed.
#[must_use]
pub(crate) fn standings(case: &Case<'_, '_>) -> Vec<LevelStanding> {
    let at = &case.grounds.at;
    let listed: Vec<LevelId> =
        at.ladder.levels().filter(|level| at.ladder.is_listed(*level, at.as_of)).collect();
    let listed = listed.into_par_iter().map(|level| standing(case, level));
    let mut standings: Vec<LevelStanding> = listed.collect();
    standings.extend(case.unlisted.iter().map(|own| unlisted(case, own)));
    standings
}

/// K2a: what it asks for is not known.
fn unlisted(case: &Case<'_, '_>, own: &Unlisted) -> LevelStanding {
    let (at, held) = (&case.grounds.at, own.held);
    let (met, at_anniversary) = (Met::Unknown, Met::Unknown);
    let risk = Risk { met, at_anniversary, held, hangs_on_one: false, is_safe: false };
    LevelStanding {
        company: u32::try_from(case.company).unwrap_or(u32::MAX),
        programme: String::new(),
        competency: own.competency.clone(),
        level: own.level.clone(),
        state: held.state(at.as_of, at.rules),
        met,
        at_anniversary: Some(at_anniversary),
        anniversary_on: Some(held.anniversary),
        before_extension: held.before_extension(),
        severity: Some(risk.severity(at.as_of, at.rules)),
        breach_on: None,
        breaks_on: None,
        unmet_since: None,
        qualification: None,
        helped_through: None,
        qualifies_on: None,
        falls_to: None,
        upgrade_available: None,
        causes: Vec::new(),
        shortfalls: Vec::new(),
        bus_factor: None,
        key_people: Vec::new(),
        best: None,
        options: Vec::new(),
    }
}

fn standing(case: &Case<'_, '_>, level: LevelId) -> LevelStanding {
    let (at, held) = (&case.grounds.at, case.held.get(&level).copied());
    let met = case.sweeps[level.0].now()[level.1];
    let choices = case.grounds.choices(level, AskedOn::Frozen(at.as_of));
    let key = case.grounds.key_people(level);
    let risk = held.map(|held| Risk {
        met,
        at_anniversary: at_anniversary(case, level, held, met),
        held,
        hangs_on_one: key.factor == Some(BusFactor::Exactly(1)),
        // W3: one that is held, lapsed or not (K1).
        is_safe: case.is_safe(level)
            || case.qualifications.get(&level).is_some_and(|own| own.was_safe),
    });
    let breach = risk
        .filter(Risk::is_at_risk)
        .map(|risk| case.breach(level, risk.held.anniversary, met))
        .unwrap_or_default();
    let qualification = case.qualifications.get(&level).copied();
    let is_qualified = qualification.map_or(met.is_yes(), |own| own.on.is_some());
    let state = match held {
        Some(held) => held.state(at.as_of, at.rules),
        None => LevelState::sought(is_qualified, has_any(&choices)),
    };
    let best = case.grounds.best(&choices).map(|(place, _)| *place);
    let competency = &at.ladder.competencies[level.0];
    LevelStanding {
        company: u32::try_from(case.company).unwrap_or(u32::MAX),
        programme: competency.programme.id.clone(),
        competency: competency.name.to_owned(),
        level: at.ladder.rung(level).name.to_owned(),
        state,
        met,
        at_anniversary: risk.map(|risk| risk.at_anniversary),
        anniversary_on: held.map(|held| held.anniversary),
        severity: risk.map(|risk| risk.severity(at.as_of, at.rules)),
        breach_on: breach.day,
        breaks_on: case.outlook(level).and_then(|own| own.breaks_on),
        before_extension: held.and_then(HeldTerm::before_extension),
        unmet_since: case.unmet_since.get(&level).copied(),
        qualification,
        helped_through: case.saved_through.get(&level).copied(),
        qualifies_on: case.qualifies_on(level),
        falls_to: held.and_then(|_| falls_to(case, level)),
        upgrade_available: upgrade(case, level, state),
        causes: causes(case, &breach),
        shortfalls: shortfalls(case, &breach),
        bus_factor: key.factor,
        key_people: key.holders.iter().map(|holder| case.roster.person(*holder)).collect(),
        best: best.and_then(|best| choices.iter().position(|(place, _)| *place == best)),
        options: options(case, level, &choices, held),
    }
}

/// K3; an anniversary in the past is judged on the as-of date.
fn at_anniversary(case: &Case<'_, '_>, level: LevelId, held: HeldTerm, now: Met) -> Met {
    if held.anniversary < case.grounds.at.as_of {
        return now;
    }
    case.grounds.rung(level, AskedOn::Anniversary(held.anniversary))
}

fn has_any(choices: &[(usize, ChoiceAnswer)]) -> bool {
    let mut answers = choices.iter().flat_map(|(_, choice)| &choice.answers);
    answers.any(|(_, answer)| answer.have.is_some_and(|have| have > Amount::ZERO))
}

/// L6: what is left of a level that is not met.
fn falls_to(case: &Case<'_, '_>, level: LevelId) -> Option<String> {
    let (at, now) = (&case.grounds.at, case.sweeps[level.0].now());
    if now[level.1] != Met::No || case.is_safe(level) {
        return None;
    }
    let lower = (0..level.1).rev().map(|rung| (level.0, rung));
    let mut met = lower.filter(|lower| now[lower.1].is_yes());
    met.find(|lower| at.ladder.is_listed(*lower, at.as_of))
        .map(|lower| at.ladder.rung(lower).name.to_owned())
}

/// K7: of held levels that are not lapsed and have a higher one.
fn upgrade(case: &Case<'_, '_>, level: LevelId, state: LevelState) -> Option<bool> {
    if !case.held.contains_key(&level) || state == LevelState::Lapsed {
        return None;
    }
    let at = &case.grounds.at;
    let rungs = at.ladder.competencies[level.0].rungs.len();
    let mut higher = (level.1 + 1..rungs)
        .filter(|rung| at.ladder.is_listed((level.0, *rung), at.as_of))
        .peekable();
    higher.peek()?;
    let is_open = |rung: usize| {
        case.sweeps[level.0].now()[rung].is_yes() && !case.held.contains_key(&(level.0, rung))
    };
    Some(higher.any(is_open))
}

fn causes(case: &Case<'_, '_>, breach: &Breach) -> Vec<PublishedCause> {
    let shown = breach.causes.iter().map(|cause| {
        let requirement = case.grounds.placed(cause.requirement).requirement;
        PublishedCause {
            level: level_name(case, cause.requirement),
            option: requirement.option.clone(),
            requirement: requirement.name.clone(),
            rule: cause.rule,
            person: cause.person,
            skill: cause.skill,
            day: cause.day,
        }
    });
    shown.collect()
}

fn level_name(case: &Case<'_, '_>, id: RequirementId) -> String {
    let ladder = case.grounds.at.ladder;
    let level = ladder.levels().find(|level| ladder.own(*level).any(|own| own == id));
    level.map_or_else(String::new, |level| ladder.rung(level).name.to_owned())
}

fn shortfalls(case: &Case<'_, '_>, breach: &Breach) -> Vec<Shortfall> {
    let shown = breach.shortfalls.iter().map(|(id, missing)| {
        let requirement = case.grounds.placed(*id).requirement;
        let (option, name) = (requirement.option.clone(), requirement.name.clone());
        Shortfall { option, requirement: name, missing: *missing }
    });
    shown.collect()
}

fn options(
    case: &Case<'_, '_>,
    level: LevelId,
    choices: &[(usize, ChoiceAnswer)],
    held: Option<HeldTerm>,
) -> Vec<OptionStanding> {
    let as_of = case.grounds.at.as_of;
    let ahead = held.filter(|held| held.anniversary >= as_of).map(|held| held.anniversary);
    let later = ahead.map(|day| case.grounds.choices(level, AskedOn::Anniversary(day)));
    let have_later = |id: RequirementId, now: Answer| {
        held?;
        let Some(later) = &later else { return now.have };
        let answers = later.iter().flat_map(|(_, choice)| &choice.answers);
        answers.into_iter().find(|(own, _)| *own == id).and_then(|(_, answer)| answer.have)
    };
    let option = |(place, choice): &(usize, ChoiceAnswer)| {
        let of_catalogue = &case.grounds.at.ladder.rung(level).options[*place];
        let persons = case.grounds.persons(of_catalogue, as_of);
        let requirements = choice.answers.iter().map(|(id, answer)| {
            let counted = persons.iter().find(|(own, _)| own == id);
            let holders = counted.filter(|_| answer.have.is_some()).map_or(&[][..], |(_, own)| own);
            RequirementStanding {
                persons: holders.iter().map(|holder| case.roster.person(*holder)).collect(),
                at_anniversary: have_later(*id, *answer),
                projection: ahead.and_then(|day| case.grounds.projection(*id, day)),
                anniversary_year: held
                    .and_then(|held| case.grounds.anniversary_year(*id, held.anniversary)),
                ..requirement(case, *id, *answer)
            }
        });
        OptionStanding {
            name: of_catalogue.name.to_owned(),
            met: choice.met,
            requirements: requirements.collect(),
        }
    };
    let mut options: Vec<OptionStanding> = choices.iter().map(option).collect();
    let deciding = case.grounds.deciding_facts(choices);
    for own in options.iter_mut().flat_map(|option| &mut option.requirements) {
        own.decides = deciding.iter().any(|(_, fact)| *fact == own.id);
    }
    options
}

fn requirement(case: &Case<'_, '_>, id: RequirementId, answer: Answer) -> RequirementStanding {
    let requirement = case.grounds.placed(id).requirement;
    RequirementStanding {
        id,
        name: requirement.name.clone(),
        kind: requirement.kind.name().word(),
        need: requirement.need,
        answer,
        decides: false,
        at_anniversary: None,
        projection: None,
        anniversary_year: None,
        persons: Vec::new(),
    }
}
