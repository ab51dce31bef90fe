//! What a requirement asks for, what there is of it, who is counted, and why it is not met.

use serde::Serialize;

use crate::assess::Assessed;
use crate::assess::met::Met;
use crate::assess::standing::RequirementStanding;
use crate::assess::window::Window;
use crate::base::fold::fold;
use crate::base::{Day, in_days};
use crate::programme::catalogue::{
    Lasts, Metric, MetricKind, Requirement, RequirementKind, SkillGroup, Which,
};
use crate::programme::in_words;
use crate::rules::book;
use crate::skills::Scene;
use crate::tables::Kind;

use super::cells::rows;
use super::evidence::CountingRows;
use super::former::{FormerHolder, former};
use super::holders::{HolderExplained, codes, holders};
use super::inputs::{InputsExplained, PerformanceOf};
use super::metric::{MetricExplained, explain_metric, score_reason};
use super::score;
use super::sources::ExplanationBasis;

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
    /// Why it is not met, or not known to be.
    pub reason: Option<String>,
    pub have_at_anniversary: Option<String>,
    /// How the sum at the anniversary comes about.
    pub projection: Option<String>,
    pub persons: Vec<String>,
    /// By which skills the persons count, and through which day.
    pub holders: Vec<HolderExplained>,
    /// Of people that are missing: who had the skills and lost them.
    pub former: Vec<FormerHolder>,
    /// Of performance: the rows of the sum.
    pub inputs: Option<InputsExplained>,
    /// Of scores.
    pub metrics: Vec<MetricExplained>,
    /// How the points add up.
    pub sum: Option<String>,
    /// What would make them enough.
    pub ways: Vec<String>,
    /// The days ahead on which that changes, the next first.
    pub changes: Vec<String>,
}

/// Where a requirement stands among the published tables.
pub(crate) struct PublishedRequirement<'a> {
    pub company: u32,
    pub programme: &'a str,
    pub competency: &'a str,
    pub level: &'a str,
    pub option: &'a str,
}

/// Explains one requirement of an option.
#[must_use]
pub(crate) fn explain_requirement(
    from: &ExplanationBasis<'_>,
    assessed: &Assessed,
    placed: &PublishedRequirement<'_>,
    own: &RequirementStanding,
) -> RequirementExplained {
    let scene = from.scene;
    let requirement = requirement_of(scene, own.id);
    let key = [
        scene.mpn_id(placed.company),
        placed.programme,
        placed.competency,
        placed.level,
        placed.option,
        own.name.as_str(),
    ];
    let people = rows(&assessed.requirement_persons, &key);
    let scored = rows(&assessed.score_metrics, &key);
    let evidence = CountingRows::of(from, placed.company, &people);
    let of_people = (people.as_slice(), &evidence);
    let whose = requirement.map(|own| PerformanceOf {
        scene,
        company: placed.company,
        programme: placed.programme,
        requirement: own,
    });
    let metrics: Vec<MetricExplained> = match requirement.map(|own| &own.kind) {
        Some(RequirementKind::Score { metrics, tenants, .. }) => {
            let told = |own| explain_metric(own, &scored, of_people, (whose.as_ref()?, tenants));
            metrics.iter().filter_map(told).collect()
        }
        _ => Vec::new(),
    };
    let projection = own.projection.map(|how| {
        let months = if how.months_to_come == 1 { "month" } else { "months" };
        format!(
            "{} secured, and {} {months} still open, each with the larger of what it has and {} (the \
             average of {} {})",
            how.secured,
            how.months_to_come,
            how.average(),
            how.months,
            if how.months == 1 { "month" } else { "months" }
        )
    });
    RequirementExplained {
        asks: requirement.map(|own| asks(scene, own)).unwrap_or_default(),
        rule_from: requirement.map(|own| rule_from(from, own)).unwrap_or_default(),
        reason: requirement.and_then(|asked| reason(scene, placed.company, asked, own, &metrics)),
        projection,
        requirement: own.name.clone(),
        kind: own.kind,
        need: own.need.to_string(),
        have: own.answer.have.map(|have| have.to_string()),
        met: own.answer.met.name().to_owned(),
        have_at_anniversary: own.at_anniversary.map(|have| have.to_string()),
        persons: own.persons.iter().map(|person| scene.shown_email(*person).to_owned()).collect(),
        holders: holders(of_people, ""),
        former: match requirement.map(|own| &own.kind) {
            Some(RequirementKind::People { group, .. }) if own.answer.met == Met::No => {
                former(scene, placed.company, group.skills())
            }
            _ => Vec::new(),
        },
        sum: score::sum(own, &metrics),
        ways: score::ways(own, &metrics),
        metrics,
        inputs: whose.as_ref().and_then(PerformanceOf::of_performance),
        changes: score::changes(assessed, &key),
    }
}

/// Requirements are numbered in the order of the catalogue.
pub(super) fn requirement_of<'a>(scene: &Scene<'a>, id: usize) -> Option<&'a Requirement> {
    let mut all = scene.catalogue.programmes.iter().flat_map(|programme| &programme.requirements);
    all.nth(id)
}

/// What a requirement asks for.
fn asks(scene: &Scene<'_>, requirement: &Requirement) -> String {
    match &requirement.kind {
        RequirementKind::People { group, distinct } => {
            let group = match group {
                SkillGroup::AnyOf(skills) => format!("any of {}", codes(scene, skills)),
                SkillGroup::AllOf(skills) => format!("all of {}", codes(scene, skills)),
                SkillGroup::AtLeast(least, skills) => {
                    format!("at least {least} of {}", codes(scene, skills))
                }
            };
            let apart =
                distinct.as_ref().map(|name| format!(" ({} in {name:?})", book::named("C2")));
            format!("persons with {group}{}", apart.unwrap_or_default())
        }
        RequirementKind::Performance { metric } => {
            let before = scene.as_of.month();
            format!(
                "{metric:?} of the twelve closed months before {before} ({})",
                book::named("C3")
            )
        }
        RequirementKind::Learning { omlp_types } => {
            let window = Window::visible_on(scene.as_of, scene.rules);
            let of =
                if omlp_types.is_empty() { "all types".to_owned() } else { omlp_types.join(", ") };
            let rule = book::named("L3");
            format!("learning KPI from {} to {}, {of} ({rule})", window.first, window.last)
        }
        RequirementKind::Attested { fact, lasts: Lasts::Days(days) } => {
            format!("{fact:?}, attested at most {} ago ({})", in_days(*days), book::named("C5"))
        }
        RequirementKind::Attested { fact, lasts } => {
            let lasts = in_words::lasts(*lasts);
            format!("{fact:?}, attested in the last {lasts} ({})", book::named("C5"))
        }
        RequirementKind::Holds { which, levels } => {
            format!("{} ({})", in_words::held_levels(*which, levels), book::named("C5c"))
        }
        RequirementKind::Score { metrics, .. } => {
            let names = metrics.iter().map(|metric| format!("{} ≤ {}", metric.name, metric.max));
            format!("points: {} ({})", names.collect::<Vec<_>>().join(", "), book::named("C5a"))
        }
    }
}

fn rule_from(from: &ExplanationBasis<'_>, requirement: &Requirement) -> String {
    let dated = |word: &str, day: Day| {
        if day.is_dated() { format!("{word} {day}, ") } else { String::new() }
    };
    let (since, until) = (dated("since", requirement.from), dated("until", requirement.through));
    let citation = from.citations.all.get(&requirement.source);
    let source = citation.map_or(&requirement.source, |citation| &citation.title);
    format!("{since}{until}from “{source}”")
}

/// Why it is not met, or not known to be; none where it is met.
fn reason(
    scene: &Scene<'_>,
    company: u32,
    requirement: &Requirement,
    own: &RequirementStanding,
    metrics: &[MetricExplained],
) -> Option<String> {
    match own.answer.met {
        Met::Yes => return None,
        Met::Unknown => return Some(unknown(scene, company, requirement)),
        Met::No => {}
    }
    let have = own.answer.have.unwrap_or_default();
    let short = own.answer.shortfall(own.need).unwrap_or_default();
    Some(match &requirement.kind {
        RequirementKind::Attested { fact, lasts } => {
            let attested = &scene.pipeline.companies[company as usize].attested;
            let known = attested.iter().find(|(own, _)| fold(own) == fold(fact));
            match known.map(|(_, day)| day) {
                Some(day) if *day > scene.as_of => format!("attested on {day}, which lies ahead"),
                Some(day) => format!(
                    "attested on {day}, longer than {} ago: {}",
                    in_words::lasts(*lasts),
                    in_words::to_attest(fact)
                ),
                None => format!("not attested: {}", in_words::to_attest(fact)),
            }
        }
        RequirementKind::Score { caps, .. } => score_reason(own, metrics, caps),
        RequirementKind::Holds { which: Which::Any, .. } => {
            "none of these is held Active or met".to_owned()
        }
        RequirementKind::Holds { which: Which::All, .. } => {
            "not all of these are held Active or met".to_owned()
        }
        _ => format!("{have} of {}: {short} short", own.need),
    })
}

/// C5b and A2u: what would have to be known.
fn unknown(scene: &Scene<'_>, company: u32, requirement: &Requirement) -> String {
    let rule = |id| book::named(id);
    let source = |kind: Kind| match scene.facts(kind) {
        None => format!("{}: the pipeline has no source of {}", rule("C5b"), kind.name()),
        Some(_) => format!("{}: the source of {} is too old", rule("C5b"), kind.name()),
    };
    let of_people = || {
        if scene.associations_unknown[company as usize] {
            return format!("{}: no export says who is associated", rule("A2u"));
        }
        format!("{}: the source of users or transcripts is too old", rule("C5b"))
    };
    match &requirement.kind {
        RequirementKind::People { .. } => of_people(),
        RequirementKind::Performance { .. } => source(Kind::Performance),
        RequirementKind::Learning { .. } => source(Kind::Invoices),
        RequirementKind::Score { metrics, .. } => {
            let by_people = |own: &Metric| {
                matches!(own.kind, MetricKind::PerPerson { .. }) || !own.gates.is_empty()
            };
            let is_people =
                scene.associations_unknown[company as usize] && metrics.iter().any(by_people);
            if is_people { of_people() } else { source(Kind::Performance) }
        }
        RequirementKind::Attested { .. } => rule("C5b"),
        RequirementKind::Holds { .. } => source(Kind::Memberships),
    }
}
