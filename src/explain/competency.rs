//! Why a competency is met or not, who counts, what is missing, what breaks it and when.

use serde::Serialize;

use crate::assess::memberships::Membership;
use crate::assess::standing::{Cause, OptionStanding, RequirementStanding, Shortfall};
use crate::assess::window::Window;
use crate::assess::{Assessed, LevelStanding};
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Day, Failure, Outcome};
use crate::programme::catalogue::{Group, Requirement, RequirementKind, SkillId};
use crate::skills::Scene;
use crate::tables::Kind;

use super::person::Sources;

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
    /// The membership that gives the anniversary, and what put it off.
    pub anniversary_from: Option<String>,
    pub causes: Vec<String>,
    /// What each option is short of, the nearest option first.
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
    /// What it asks for, in words.
    pub asks: String,
    /// Since when it is in force, and which document says so.
    pub rule_from: String,
    pub need: String,
    pub have: Option<String>,
    pub met: String,
    pub have_at_anniversary: Option<String>,
    /// How the sum at the anniversary comes about.
    pub projection: Option<String>,
    pub persons: Vec<String>,
}

/// Explains a competency, or one level of it.
///
/// # Errors
/// When no programme in force has such a competency or level.
pub fn explain_competency(
    from: &Sources<'_>,
    (assessed, memberships): (&Assessed, &[Membership]),
    name: &str,
    level: Option<&str>,
) -> Outcome<CompetencyExplained> {
    let scene = from.scene;
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
        .map(|standing| explain_level(from, memberships, standing))
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

fn explain_level(
    from: &Sources<'_>,
    memberships: &[Membership],
    standing: &LevelStanding,
) -> LevelExplained {
    let scene = from.scene;
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
        anniversary_from: standing
            .anniversary_on
            .and_then(|day| anniversary_from(scene, memberships, standing, day)),
        causes: standing.causes.iter().map(|cause| cause_in_words(scene, cause)).collect(),
        shortfalls: standing
            .shortfalls
            .chunk_by(|left, right| left.option == right.option)
            .map(shortfall_in_words)
            .collect(),
        bus_factor: standing.bus_factor.map(|factor| factor.to_string()),
        key_people: emails(&standing.key_people),
        options: standing
            .options
            .iter()
            .enumerate()
            .map(|(place, option)| explain_option(from, option, standing.best == Some(place)))
            .collect(),
    }
}

/// What an option is short of.
fn shortfall_in_words(own: &[Shortfall]) -> String {
    let said = own.iter().map(|short| {
        format!("{} more for {:?} ({})", short.missing, short.requirement, short.option)
    });
    said.collect::<Vec<_>>().join(" and ")
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

fn explain_option(from: &Sources<'_>, option: &OptionStanding, best: bool) -> OptionExplained {
    OptionExplained {
        option: option.name.clone(),
        best,
        met: option.met.name().to_owned(),
        requirements: option
            .requirements
            .iter()
            .map(|own| explain_requirement(from, own))
            .collect(),
    }
}

/// The row of the latest anniversary among those of the level (K1), and the extension (K2).
fn anniversary_from(
    scene: &Scene<'_>,
    memberships: &[Membership],
    standing: &LevelStanding,
    shown: Day,
) -> Option<String> {
    let is_own = |own: &&Membership| {
        own.company == standing.company as usize
            && own.purchased_on <= scene.as_of
            && own.competency == fold(&standing.competency)
            && own.level == fold(&standing.level)
    };
    let own = memberships.iter().filter(is_own).max_by_key(|own| own.anniversary_on)?;
    let facts = scene.facts(Kind::Memberships)?;
    let (file, line) = (scene.file_name(facts.file(own.row)), facts.lines[own.row]);
    let given = own.anniversary_on;
    let extended =
        if given == shown { String::new() } else { format!(", extended from {given} (K2)") };
    Some(format!("{file}:{line}, purchased {}{extended}", own.purchased_on))
}

/// What a requirement asks for.
fn asks(scene: &Scene<'_>, requirement: &Requirement) -> String {
    let codes = |skills: &[SkillId]| -> String {
        let codes = skills.iter().map(|id| scene.catalogue.skills[*id as usize].code.as_str());
        codes.collect::<Vec<_>>().join(", ")
    };
    match &requirement.kind {
        RequirementKind::People { group, distinct } => {
            let group = match group {
                Group::AnyOf(skills) => format!("any of {}", codes(skills)),
                Group::AllOf(skills) => format!("all of {}", codes(skills)),
                Group::AtLeast(least, skills) => format!("at least {least} of {}", codes(skills)),
            };
            let apart = distinct.as_ref().map(|name| format!(", nobody twice in {name:?} (C2)"));
            format!("persons with {group}{}", apart.unwrap_or_default())
        }
        RequirementKind::Performance { metric } => {
            format!("{metric:?} of the twelve closed months before {} (C3)", scene.as_of.month())
        }
        RequirementKind::Learning { omlp_types } => {
            let window = Window::visible_on(scene.as_of, scene.rules);
            let of =
                if omlp_types.is_empty() { "all types".to_owned() } else { omlp_types.join(", ") };
            format!("learning KPI from {} to {}, {of} (L3)", window.first, window.last)
        }
        RequirementKind::Attested { fact, max_age_days } => {
            format!("{fact:?}, attested at most {max_age_days} days ago (C5)")
        }
        RequirementKind::Score { metrics } => {
            let names = metrics.iter().map(|metric| format!("{} ≤ {}", metric.name, metric.max));
            format!("points: {} (C5a)", names.collect::<Vec<_>>().join(", "))
        }
    }
}

fn rule_from(from: &Sources<'_>, requirement: &Requirement) -> String {
    let dated = |word: &str, day: Day| {
        if day.is_dated() { format!("{word} {day}, ") } else { String::new() }
    };
    let (since, until) = (dated("since", requirement.from), dated("until", requirement.until));
    let citation = from.citations.all.get(&requirement.source);
    let source = citation.map_or(&requirement.source, |citation| &citation.title);
    format!("{since}{until}from “{source}”")
}

fn explain_requirement(from: &Sources<'_>, own: &RequirementStanding) -> RequirementExplained {
    let scene = from.scene;
    let programmes = scene.catalogue.programmes.iter();
    // Requirements are numbered in the order of the catalogue.
    let requirement = programmes.flat_map(|programme| &programme.requirements).nth(own.id);
    let projection = own.projection.map(|how| {
        format!(
            "{} secured + {} months to come x {} (the average of {} months)",
            how.secured,
            how.months_to_come,
            how.average(),
            how.months
        )
    });
    RequirementExplained {
        asks: requirement.map(|own| asks(scene, own)).unwrap_or_default(),
        rule_from: requirement.map(|own| rule_from(from, own)).unwrap_or_default(),
        projection,
        requirement: own.name.clone(),
        kind: own.kind,
        need: own.need.to_string(),
        have: own.answer.have.map(|have| have.to_string()),
        met: own.answer.met.name().to_owned(),
        have_at_anniversary: own.at_anniversary.map(|have| have.to_string()),
        persons: own.persons.iter().map(|person| scene.shown_email(*person).to_owned()).collect(),
    }
}
