//! Why a competency is met or not, who counts, what is missing, what breaks it and when.

use serde::Serialize;

use crate::assess::standing::{Cause, OptionStanding, RequirementStanding};
use crate::assess::{Assessed, LevelStanding};
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Failure, Outcome};
use crate::skills::Scene;

#[derive(Serialize, Debug)]
pub struct CompetencyExplained {
    pub competency: String,
    pub as_of: String,
    pub levels: Vec<LevelExplained>,
}

#[derive(Serialize, Debug)]
pub struct LevelExplained {
    pub company: String,
    pub programme: String,
    pub level: String,
    pub state: String,
    pub met: String,
    pub met_at_anniversary: Option<String>,
    pub anniversary_on: Option<String>,
    pub severity: Option<String>,
    pub breach_on: Option<String>,
    pub causes: Vec<String>,
    pub shortfalls: Vec<String>,
    pub bus_factor: Option<String>,
    pub key_people: Vec<String>,
    pub options: Vec<OptionExplained>,
}

#[derive(Serialize, Debug)]
pub struct OptionExplained {
    pub option: String,
    pub best: bool,
    pub met: String,
    pub requirements: Vec<RequirementExplained>,
}

#[derive(Serialize, Debug)]
pub struct RequirementExplained {
    pub requirement: String,
    pub kind: &'static str,
    pub need: String,
    pub have: Option<String>,
    pub met: String,
    pub have_at_anniversary: Option<String>,
    pub persons: Vec<String>,
}

/// Explains a competency, or one level of it.
///
/// # Errors
/// When no programme in force has such a competency or level.
pub fn explain_competency(
    scene: &Scene<'_>,
    assessed: &Assessed,
    name: &str,
    level: Option<&str>,
) -> Outcome<CompetencyExplained> {
    let of_name: Vec<&LevelStanding> = assessed
        .standings
        .iter()
        .filter(|standing| fold(&standing.competency) == fold(name))
        .collect();
    let Some(first) = of_name.first() else {
        return Err(unknown(scene, assessed, name));
    };
    let competency = first.competency.clone();
    let levels: Vec<LevelExplained> = of_name
        .iter()
        .filter(|standing| level.is_none_or(|level| fold(level) == fold(&standing.level)))
        .map(|standing| explain_level(scene, standing))
        .collect();
    if levels.is_empty() {
        let mut known: Vec<&str> = of_name.iter().map(|standing| standing.level.as_str()).collect();
        known.dedup();
        return Err(Failure::configuration(format!("{competency} has no such level"))
            .todo(format!("its levels are: {}", known.join(", "))));
    }
    Ok(CompetencyExplained { competency, as_of: scene.as_of.to_string(), levels })
}

fn unknown(scene: &Scene<'_>, assessed: &Assessed, name: &str) -> Failure {
    let mut known: Vec<&str> =
        assessed.standings.iter().map(|standing| standing.competency.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let unpublished = scene
        .catalogue
        .programmes
        .iter()
        .flat_map(|programme| &programme.unpublished)
        .find(|competency| fold(&competency.name) == fold(name));
    if let Some(competency) = unpublished {
        return Failure::configuration(format!(
            "the requirements of {} are not published",
            competency.name
        ))
        .todo("write those that you know into a programme of your own");
    }
    let near = did_you_mean(name, known.iter().copied());
    let hint = near.map_or_else(
        || format!("there are: {}", known.join(", ")),
        |near| format!("did you mean {near}?"),
    );
    Failure::configuration(format!("no programme in force has a competency {name}")).todo(hint)
}

fn explain_level(scene: &Scene<'_>, standing: &LevelStanding) -> LevelExplained {
    let emails = |persons: &[u32]| -> Vec<String> {
        persons.iter().map(|person| scene.shown_email(*person).to_owned()).collect()
    };
    LevelExplained {
        company: scene.pipeline.companies[standing.company as usize].name.clone(),
        programme: standing.programme.clone(),
        level: standing.level.clone(),
        state: standing.state.name().to_owned(),
        met: standing.met.name().to_owned(),
        met_at_anniversary: standing.at_anniversary.map(|met| met.name().to_owned()),
        anniversary_on: standing.anniversary_on.map(|day| day.to_string()),
        severity: standing.severity.map(|severity| severity.name().to_owned()),
        breach_on: standing.breach_on.map(|day| day.to_string()),
        causes: standing.causes.iter().map(|cause| cause_in_words(scene, cause)).collect(),
        shortfalls: standing
            .shortfalls
            .iter()
            .map(|short| {
                format!("{} more for {:?} ({})", short.missing, short.requirement, short.option)
            })
            .collect(),
        bus_factor: standing.bus_factor.map(|factor| factor.to_string()),
        key_people: emails(&standing.key_people),
        options: standing
            .options
            .iter()
            .enumerate()
            .map(|(place, option)| explain_option(scene, option, standing.best == Some(place)))
            .collect(),
    }
}

fn cause_in_words(scene: &Scene<'_>, cause: &Cause) -> String {
    let who =
        cause.person.map(|person| format!("{} ", scene.shown_email(person))).unwrap_or_default();
    let skill = cause.skill.map(|skill| &scene.catalogue.skills[skill as usize].code);
    let what = skill.map(|code| format!("{code} ")).unwrap_or_default();
    format!(
        "{}: {who}{what}by rule {} for {:?} ({} {})",
        cause.day, cause.rule, cause.requirement, cause.level, cause.option
    )
}

fn explain_option(scene: &Scene<'_>, option: &OptionStanding, best: bool) -> OptionExplained {
    OptionExplained {
        option: option.name.clone(),
        best,
        met: option.met.name().to_owned(),
        requirements: option
            .requirements
            .iter()
            .map(|own| explain_requirement(scene, own))
            .collect(),
    }
}

fn explain_requirement(scene: &Scene<'_>, own: &RequirementStanding) -> RequirementExplained {
    RequirementExplained {
        requirement: own.name.clone(),
        kind: own.kind,
        need: own.need.to_string(),
        have: own.answer.have.map(|have| have.to_string()),
        met: own.answer.met.name().to_owned(),
        have_at_anniversary: own.at_anniversary.map(|have| have.to_string()),
        persons: own.persons.iter().map(|person| scene.shown_email(*person).to_owned()).collect(),
    }
}
