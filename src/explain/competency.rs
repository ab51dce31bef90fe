//! Why a competency is met or not, who counts, what is missing, what breaks it and when.

use serde::Serialize;

use crate::assess::memberships::Membership;
use crate::assess::standing::{OptionStanding, PublishedCause, Shortfall};
use crate::assess::{Assessed, LevelStanding};
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Failure, Outcome};
use crate::programme::catalogue::RequirementKind;
use crate::programme::in_words;
use crate::programme::kind_name::KindName;
use crate::programme::parameters::ParameterValue;
use crate::rules::book;
use crate::skills::Scene;
use crate::tables::Kind;

use super::cells::rows;
use super::requirement::{
    PublishedRequirement, RequirementExplained, explain_requirement, requirement_of,
};
use super::sources::ExplanationBasis;
use super::steps::{ParameterShown, parameter_used};
use super::window;

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
    /// Of a held level that is not met: the first day of that, if it is within a year.
    pub unmet_since: Option<String>,
    pub anniversary_before_extension: Option<String>,
    /// Of a level with a window: the last day of it on which it was met, its first day, and the last day
    /// of the anniversary's.
    pub qualified_on: Option<String>,
    pub window_from: Option<String>,
    pub window_to: Option<String>,
    /// What these come to.
    pub window: Vec<String>,
    /// What put the anniversary off.
    pub extensions: Vec<ExtensionUsed>,
    /// The values that the state, the dates and the severity come from.
    pub parameters: Vec<ParameterShown>,
    /// The membership that gives the anniversary.
    pub anniversary_from: Option<String>,
    pub causes: Vec<String>,
    /// What each option is short of, the nearest option first.
    pub shortfalls: Vec<String>,
    pub bus_factor: Option<String>,
    pub key_people: Vec<String>,
    /// The best one first.
    pub options: Vec<OptionExplained>,
}

#[derive(Serialize, Debug)]
pub struct OptionExplained {
    pub option: String,
    pub best: bool,
    pub met: String,
    /// Of an option that is not the best: what it lacks to be that.
    pub lacks: Option<String>,
    pub requirements: Vec<RequirementExplained>,
}

/// An extension that moved an anniversary (K2), and how often.
#[derive(Serialize, Debug)]
pub struct ExtensionUsed {
    /// The anniversaries that it covers.
    pub covers: String,
    pub announced_on: Option<String>,
    pub times: u32,
    pub source: String,
    pub url: String,
}

/// Explains a competency, or one level of it.
///
/// # Errors
/// When no programme in force has such a competency or level.
pub fn explain_competency(
    from: &ExplanationBasis<'_>,
    (assessed, memberships): (&Assessed, &[Membership]),
    name: &str,
    level: Option<&str>,
) -> Outcome<CompetencyExplained> {
    let scene = from.scene;
    let of_name = standings_of(scene, assessed, name);
    let Some(first) = of_name.first() else {
        return Err(unknown(scene, assessed, name));
    };
    let competency = first.competency.clone();
    let levels: Vec<LevelExplained> = of_name
        .iter()
        .filter(|standing| level.is_none_or(|level| fold(level) == fold(&standing.level)))
        .map(|standing| explain_level(from, (assessed, memberships), standing))
        .collect();
    if levels.is_empty() {
        let mut known: Vec<&str> = of_name.iter().map(|standing| standing.level.as_str()).collect();
        known.dedup();
        return Err(Failure::configuration(format!("{competency} has no such level"))
            .todo(format!("its levels are: {}", known.join(", "))));
    }
    Ok(CompetencyExplained { competency, as_of: scene.as_of.to_string(), levels })
}

/// Those of a competency by its name; else by another name that its programme gives it.
fn standings_of<'a>(
    scene: &Scene<'_>,
    assessed: &'a Assessed,
    name: &str,
) -> Vec<&'a LevelStanding> {
    let name = fold(name);
    let all = || assessed.standings.iter();
    let own: Vec<&LevelStanding> = all().filter(|own| fold(&own.competency) == name).collect();
    if !own.is_empty() {
        return own;
    }
    let has_alias = |own: &&LevelStanding| {
        let mut programmes = scene.catalogue.programmes.iter();
        let programme = programmes.find(|programme| programme.id == own.programme);
        programme.is_some_and(|it| it.names_of(&own.competency).contains(&name))
    };
    all().filter(has_alias).collect()
}

fn unknown(scene: &Scene<'_>, assessed: &Assessed, name: &str) -> Failure {
    let mut known: Vec<&str> =
        assessed.standings.iter().map(|standing| standing.competency.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let unpublished = scene.catalogue.programmes.iter().find_map(|programme| {
        let is_named = |named: &str| programme.names_of(named).contains(&fold(name));
        programme.unpublished.iter().find(|own| is_named(&own.name))
    });
    if let Some(competency) = unpublished {
        return Failure::configuration(format!(
            "the requirements of {} are not published",
            competency.name
        ))
        .todo("write those that you know into a programme of your own");
    }
    if let Some(said) = scene.catalogue.none_in_force(scene.as_of) {
        return Failure::configuration(said).todo("choose a day on which one is, with --as-of");
    }
    let near = did_you_mean(name, known.iter().copied());
    let hint = near.map_or_else(
        || format!("there are: {}", known.join(", ")),
        |near| format!("did you mean {near}?"),
    );
    Failure::configuration(format!("no programme in force has a competency {name}")).todo(hint)
}

fn explain_level(
    from: &ExplanationBasis<'_>,
    (assessed, memberships): (&Assessed, &[Membership]),
    standing: &LevelStanding,
) -> LevelExplained {
    let scene = from.scene;
    let key = [
        scene.mpn_id(standing.company),
        standing.programme.as_str(),
        standing.competency.as_str(),
        standing.level.as_str(),
    ];
    let published = rows(&assessed.levels, &key);
    let cell = |column: &str| published.first().and_then(|row| row.filled(column));
    let own = own_membership(scene, memberships, standing);
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
        unmet_since: cell("unmet_since"),
        anniversary_before_extension: cell("anniversary_before_extension"),
        qualified_on: cell("qualified_on"),
        window_from: cell("window_from"),
        window_to: cell("window_to"),
        window: window::in_words(scene, standing),
        extensions: own.map(|own| extensions(from, standing, own)).unwrap_or_default(),
        parameters: parameters(from, standing),
        anniversary_from: own.and_then(|own| anniversary_from(scene, own)),
        causes: standing.causes.iter().map(|cause| cause_in_words(scene, cause)).collect(),
        shortfalls: standing
            .shortfalls
            .chunk_by(|left, right| left.option == right.option)
            .map(shortfall_in_words)
            .collect(),
        bus_factor: standing.bus_factor.map(|factor| factor.to_string()),
        key_people: emails(&standing.key_people),
        options: options(from, assessed, standing),
    }
}

/// The best option first, the others as the programme has them.
fn options(
    from: &ExplanationBasis<'_>,
    assessed: &Assessed,
    standing: &LevelStanding,
) -> Vec<OptionExplained> {
    let all = standing.options.iter().enumerate();
    let mut explained: Vec<OptionExplained> = all
        .map(|(place, option)| {
            let is_best = standing.best == Some(place);
            explain_option(from, assessed, (standing, option), is_best)
        })
        .collect();
    explained.sort_by_key(|option| !option.best);
    explained
}

/// What an option is short of.
fn shortfall_in_words(own: &[Shortfall]) -> String {
    let said = own.iter().map(|short| {
        let missing = if short.missing.is_zero() {
            "what must give points".to_owned()
        } else {
            format!("{} more", short.missing)
        };
        format!("{missing} for {:?} ({})", short.requirement, short.option)
    });
    said.collect::<Vec<_>>().join(" and ")
}

fn cause_in_words(scene: &Scene<'_>, cause: &PublishedCause) -> String {
    let who =
        cause.person.map(|person| format!("{} ", scene.shown_email(person))).unwrap_or_default();
    let skill = cause.skill.map(|skill| &scene.catalogue.skills[skill as usize].code);
    let what = skill.map(|code| format!("{code} ")).unwrap_or_default();
    format!(
        "{}: {who}{what}by {} for {:?} ({} {})",
        cause.day,
        book::named(cause.rule),
        cause.requirement,
        cause.level,
        cause.option
    )
}

fn explain_option(
    from: &ExplanationBasis<'_>,
    assessed: &Assessed,
    (standing, option): (&LevelStanding, &OptionStanding),
    best: bool,
) -> OptionExplained {
    let placed = PublishedRequirement {
        company: standing.company,
        programme: &standing.programme,
        competency: &standing.competency,
        level: &standing.level,
        option: &option.name,
    };
    OptionExplained {
        option: option.name.clone(),
        best,
        met: option.met.name().to_owned(),
        lacks: lacks(from.scene, option),
        requirements: option
            .requirements
            .iter()
            .map(|own| explain_requirement(from, assessed, &placed, own))
            .collect(),
    }
}

/// C8: facts that no export has, and with which this option would be the best one.
fn lacks(scene: &Scene<'_>, option: &OptionStanding) -> Option<String> {
    let facts: Vec<String> = option
        .requirements
        .iter()
        .filter(|own| own.decides)
        .map(|own| in_words::to_attest(fact_of(scene, own.id).unwrap_or(&own.name)))
        .collect();
    if facts.is_empty() {
        return None;
    }
    let scores = option.requirements.iter().filter(|own| own.kind == KindName::Score.word());
    let scores = scores.map(|own| {
        let have = own.answer.have.map_or_else(|| "?".to_owned(), |have| have.to_string());
        format!(", with {have} of {} points", own.need)
    });
    Some(format!(
        "if it is your track, {}: this option is then the best one{}",
        facts.join(" and "),
        scores.collect::<String>()
    ))
}

/// The key that a fact is attested by.
fn fact_of<'a>(scene: &Scene<'a>, id: usize) -> Option<&'a str> {
    match &requirement_of(scene, id)?.kind {
        RequirementKind::Attested { fact, .. } => Some(fact),
        _ => None,
    }
}

/// The row of the latest anniversary among those of the level (K1).
fn own_membership<'m>(
    scene: &Scene<'_>,
    memberships: &'m [Membership],
    standing: &LevelStanding,
) -> Option<&'m Membership> {
    standing.anniversary_on?;
    let is_own = |own: &&Membership| {
        own.company == standing.company as usize
            && own.purchased_on <= scene.as_of
            && own.competency == fold(&standing.competency)
            && own.level == fold(&standing.level)
    };
    memberships.iter().filter(is_own).max_by_key(|own| own.anniversary_on)
}

fn anniversary_from(scene: &Scene<'_>, own: &Membership) -> Option<String> {
    let facts = scene.facts(Kind::Memberships)?;
    let (file, line) = (scene.file_name(facts.file(own.row)), facts.line(own.row));
    let given = own.anniversary_on;
    Some(format!("{file}:{line}: purchased {}, anniversary {given}", own.purchased_on))
}

/// Each extension that covers the anniversary, and how often it was applied (K2).
fn extensions(
    from: &ExplanationBasis<'_>,
    standing: &LevelStanding,
    own: &Membership,
) -> Vec<ExtensionUsed> {
    let scene = from.scene;
    let mut used: Vec<ExtensionUsed> = Vec::new();
    let mut anniversary = own.anniversary_on;
    while standing.anniversary_on.is_some_and(|shown| anniversary < shown) {
        let covering =
            from.parameters.in_use("extension", scene.as_of).into_iter().find_map(|dated| {
                match &dated.value {
                    ParameterValue::Range { through, announced_on, .. }
                        if (dated.from..=*through).contains(&anniversary) =>
                    {
                        Some((dated, *through, *announced_on))
                    }
                    _ => None,
                }
            });
        let Some((dated, through, announced_on)) = covering else { break };
        let covers = format!("anniversaries from {} to {through}", dated.from);
        anniversary = anniversary.plus_days(scene.rules.subscription_days);
        if let Some(known) = used.iter_mut().find(|known| known.covers == covers) {
            known.times += 1;
            continue;
        }
        let citation = from.citations.all.get(&dated.source);
        used.push(ExtensionUsed {
            covers,
            announced_on: announced_on.is_dated().then(|| announced_on.to_string()),
            times: 1,
            source: citation.map_or_else(|| dated.source.clone(), |own| own.title.clone()),
            url: citation.map(|own| own.url.clone()).unwrap_or_default(),
        });
    }
    used
}

/// Of held levels what their dates and severity are counted by, of others with a learning requirement
/// what its window is.
fn parameters(from: &ExplanationBasis<'_>, standing: &LevelStanding) -> Vec<ParameterShown> {
    let mut names = Vec::new();
    if standing.anniversary_on.is_some() {
        names.extend(["renewal_window_days", "risk_horizon_months"]);
    }
    let mut asked = standing.options.iter().flat_map(|option| &option.requirements);
    if asked.any(|own| own.kind == KindName::Learning.word()) {
        names.extend(["kpi_publish_day", "kpi_window_months"]);
    }
    names.extend(window::parameters(standing, from.scene.as_of));
    let used = names.into_iter().filter_map(|name| parameter_used(from, name, from.scene.as_of));
    used.collect()
}
