//! Our points of each metric beside those that Partner Center's own score page shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::fold::fold;
use crate::base::{Amount, Day};
use crate::programme::catalogue::Metric;
use crate::tables::facts::{DayColumn, TextColumn};
use crate::tables::kinds;
use crate::tables::output::Value;
use crate::tables::{Facts, Finding, FindingCode, Kind};

use super::case::Case;
use super::ladder::RequirementId;
use super::question::{TableCells, text};
use super::requirement::{MetricHolders, PreparedRequirement};
use super::score;
use super::standing::LevelStanding;
use super::standpoint::AskedOn;
use super::tracked::Tracked;

/// So many names are named where one is not known.
const NAMES_MAX: usize = 12;

/// A metric of a score in force, or a cap: the page may show as one metric what several give together.
struct OwnMetric<'c> {
    /// The competency's name and its aliases, folded.
    names: Vec<String>,
    competency: &'c str,
    option: &'c str,
    requirement: RequirementId,
    name: &'c str,
    part: ScorePart,
}

#[derive(Clone, Copy)]
enum ScorePart {
    Metric(usize),
    Cap(usize),
}

/// A row of the page, of this company.
struct ShownMetric<'a> {
    row: usize,
    competency: &'a str,
    option: &'a str,
    metric: &'a str,
    points: Amount,
    on: Option<Day>,
}

/// Where Partner Center counted, and why it differs.
struct MatchedMetric<'c> {
    ours: Option<&'c OwnMetric<'c>>,
    /// It cannot be told which of several is meant.
    is_open: bool,
}

struct ScoreColumns<'a> {
    ids: TextColumn<'a>,
    names: [TextColumn<'a>; 3],
    points: crate::tables::facts::AmountColumn<'a>,
    days: DayColumn<'a>,
}

/// The rows of the table, and a finding for each row of the page that cannot be placed.
#[must_use]
pub(crate) fn rows(
    case: &Case<'_, '_>,
    standings: &[LevelStanding],
) -> (Vec<TableCells>, Vec<Finding>) {
    let Some(facts) = case.shared.question.facts.get(&Kind::PartnerCenterScore) else {
        return (Vec::new(), Vec::new());
    };
    let (ours, as_of) = (ours(case, standings), case.grounds.at.as_of);
    let (known, ahead): (Vec<ShownMetric<'_>>, Vec<ShownMetric<'_>>) =
        theirs(case, facts).into_iter().partition(|own| own.on.is_none_or(|day| day <= as_of));
    let mut findings: Vec<Finding> =
        ahead.iter().filter_map(|own| in_future(case, facts, own)).collect();
    let mut rows = Vec::new();
    for (theirs, found) in newest(known, &ours) {
        if found.ours.is_none() {
            findings.push(not_placed(case, facts, &theirs, &ours));
        }
        rows.push(row(case, &theirs, &found));
    }
    (rows, findings)
}

/// The newest row of each metric, whether it names the competency and the track or leaves to be told what
/// is plain; of rows of one day the last.
fn newest<'a, 'c>(
    theirs: Vec<ShownMetric<'a>>,
    ours: &'c [OwnMetric<'c>],
) -> impl Iterator<Item = (ShownMetric<'a>, MatchedMetric<'c>)> + use<'a, 'c> {
    let mut newest: BTreeMap<[String; 3], (ShownMetric<'a>, MatchedMetric<'c>)> = BTreeMap::new();
    for theirs in theirs {
        let found = find(ours, &theirs);
        let key = found.ours.map_or([theirs.competency, theirs.option, theirs.metric], |own| {
            [own.competency, own.option, own.name]
        });
        let key = key.map(fold);
        if newest.get(&key).is_none_or(|(known, _)| known.on <= theirs.on) {
            newest.insert(key, (theirs, found));
        }
    }
    newest.into_values()
}

/// The metrics of all scores in force on the as-of date.
fn ours<'c>(case: &'c Case<'_, '_>, standings: &'c [LevelStanding]) -> Vec<OwnMetric<'c>> {
    let ladder = case.grounds.at.ladder;
    let mut ours = Vec::new();
    for level in standings {
        for option in &level.options {
            for requirement in &option.requirements {
                let Some((metrics, caps)) = case.grounds.parts(requirement.id) else { continue };
                let programme = ladder.competencies.iter().find(|own| {
                    own.programme.id == level.programme && own.name == level.competency
                });
                let names = programme.map(|own| own.programme.names_of(own.name));
                let metrics = metrics.iter().enumerate();
                let metrics =
                    metrics.map(|(place, own)| (own.name.as_str(), ScorePart::Metric(place)));
                let caps = caps.iter().enumerate();
                let caps = caps.map(|(place, own)| (own.name.as_str(), ScorePart::Cap(place)));
                ours.extend(metrics.chain(caps).map(|(name, part)| OwnMetric {
                    names: names.clone().unwrap_or_default(),
                    competency: &level.competency,
                    option: &option.name,
                    requirement: requirement.id,
                    name,
                    part,
                }));
            }
        }
    }
    ours
}

/// The rows of the company.
fn theirs<'a>(case: &'a Case<'_, '_>, facts: &'a Facts) -> Vec<ShownMetric<'a>> {
    let question = case.shared.question;
    let columns = ScoreColumns {
        ids: facts.text(kinds::PartnerCenterScore::MPN_ID),
        names: [
            kinds::PartnerCenterScore::COMPETENCY,
            kinds::PartnerCenterScore::OPTION,
            kinds::PartnerCenterScore::METRIC,
        ]
        .map(|name| facts.text(name)),
        points: facts.amounts(kinds::PartnerCenterScore::POINTS),
        days: facts.days(kinds::PartnerCenterScore::AS_OF),
    };
    let mut all = Vec::new();
    for row in 0..facts.len() {
        let on = columns.days.at(row);
        if question.company(columns.ids.at(row)) != case.company {
            continue;
        }
        let Some(points) = columns.points.at(row) else { continue };
        let [competency, option, metric] = [0, 1, 2]
            .map(|place: usize| question.dictionary.text(columns.names[place].at(row)).trim());
        all.push(ShownMetric { row, competency, option, metric, points, on });
    }
    all
}

/// What is not said must be plain: one competency, and one track, that has such a metric.
fn find<'c>(ours: &'c [OwnMetric<'c>], theirs: &ShownMetric<'_>) -> MatchedMetric<'c> {
    let [competency, option, metric] = [theirs.competency, theirs.option, theirs.metric].map(fold);
    let named: Vec<&OwnMetric<'_>> = ours
        .iter()
        .filter(|own| fold(own.name) == metric)
        .filter(|own| competency.is_empty() || own.names.contains(&competency))
        .collect();
    let in_option: Vec<&OwnMetric<'_>> = named
        .iter()
        .copied()
        .filter(|own| option.is_empty() || fold(own.option) == option)
        .collect();
    let first = in_option.first().copied();
    let is_same = |own: &&OwnMetric<'_>, first: &OwnMetric<'_>| {
        own.competency == first.competency && own.option == first.option
    };
    let is_plain = first.is_some_and(|first| in_option.iter().all(|own| is_same(own, first)));
    MatchedMetric { ours: first.filter(|_| is_plain), is_open: !named.is_empty() && !is_plain }
}

/// Why a row cannot be placed: a name that nothing of ours has, else that several may be meant.
fn not_placed(
    case: &Case<'_, '_>,
    facts: &Facts,
    theirs: &ShownMetric<'_>,
    ours: &[OwnMetric<'_>],
) -> Finding {
    let (competency, option) = (theirs.competency, theirs.option);
    let own: Vec<&OwnMetric<'_>> = ours.iter().filter(|own| own.is_of(competency)).collect();
    let is_in_track = |own: &&OwnMetric<'_>| fold(own.option) == fold(option);
    let of_track: Vec<&OwnMetric<'_>> =
        own.iter().copied().filter(|own| option.is_empty() || is_in_track(own)).collect();
    let has_metric =
        |all: &[&OwnMetric<'_>]| all.iter().any(|it| fold(it.name) == fold(theirs.metric));
    let unmatched = |message| told(case, facts, theirs, FindingCode::ScoreUnmatched, message);
    if own.is_empty() {
        let known = known(ours.iter().map(|own| own.competency));
        return unmatched(format!("no score in force has the competency {competency:?}{known}"));
    }
    if !of_track.is_empty() && !has_metric(&of_track) {
        let of = match (competency, option) {
            ("", "") => "any score in force".to_owned(),
            (name, "") | ("", name) => name.to_owned(),
            (competency, option) => format!("{competency} ({option})"),
        };
        let known = known(of_track.iter().map(|own| own.name));
        return unmatched(format!("no metric of {of} is named {:?}{known}", theirs.metric));
    }
    let tracks = known(own.iter().map(|own| own.option));
    if !has_metric(&own) {
        return unmatched(format!("there is no track {option:?}{tracks}"));
    }
    let (what, said) = match (option, competency) {
        ("", "") => ("competency and track", "neither".to_owned()),
        ("", _) => ("track", format!("none{tracks}")),
        (option, _) => ("track", format!("{option}{tracks}")),
    };
    let message = format!(
        "it cannot be told which {what} the points of {:?} are for: the row names {said}",
        theirs.metric
    );
    told(case, facts, theirs, FindingCode::ScoreTrackUnknown, message)
}

/// The names that would be understood, as the programmes write them.
fn known<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    let mut said: Vec<&str> = names.iter().copied().take(NAMES_MAX).collect();
    let more = names.len().saturating_sub(NAMES_MAX);
    let more = (more > 0).then(|| format!("{more} more"));
    said.extend(more.as_deref());
    if said.is_empty() { String::new() } else { format!("; known: {}", said.join("; ")) }
}

fn told(
    case: &Case<'_, '_>,
    facts: &Facts,
    theirs: &ShownMetric<'_>,
    code: FindingCode,
    message: String,
) -> Finding {
    let company = u32::try_from(case.company).ok();
    Finding::new(code, company, message).at(facts.file(theirs.row), facts.line(theirs.row))
}

impl OwnMetric<'_> {
    /// What names no competency may be of any.
    fn is_of(&self, competency: &str) -> bool {
        let folded = fold(competency);
        folded.is_empty() || self.names.contains(&folded)
    }
}

/// What is of a day to come is not known yet.
fn in_future(case: &Case<'_, '_>, facts: &Facts, theirs: &ShownMetric<'_>) -> Option<Finding> {
    let message = format!(
        "the points of {:?} are of {}, after {}: they are left out",
        theirs.metric, theirs.on?, case.grounds.at.as_of
    );
    Some(told(case, facts, theirs, FindingCode::ScoreInFuture, message))
}

fn row(case: &Case<'_, '_>, theirs: &ShownMetric<'_>, found: &MatchedMetric<'_>) -> TableCells {
    let points = found.ours.and_then(|ours| points(case, ours));
    let difference = points.map(|points| points - theirs.points);
    let written = |own: Option<&str>, theirs: &str| text(own.unwrap_or(theirs));
    vec![
        text(case.mpn_id()),
        written(found.ours.map(|ours| ours.competency), theirs.competency),
        written(found.ours.map(|ours| ours.option), theirs.option),
        written(found.ours.map(|ours| ours.name), theirs.metric),
        Value::amount(points),
        Value::amount(Some(theirs.points)),
        Value::amount(difference),
        Value::Day(theirs.on),
        text(because(case, theirs, found, difference)),
    ]
}

fn points(case: &Case<'_, '_>, ours: &OwnMetric<'_>) -> Option<Amount> {
    let now = AskedOn::Frozen(case.grounds.at.as_of);
    let (metrics, caps) = case.grounds.parts(ours.requirement)?;
    match ours.part {
        ScorePart::Metric(place) => {
            let measures = case.grounds.measure_each(ours.requirement, now)?;
            Some(score::points(&metrics[place], measures.get(place)?.as_ref()?))
        }
        ScorePart::Cap(place) => {
            let points = case.grounds.metric_points(ours.requirement, now)?;
            Some(score::under(place, metrics, &points).min(caps[place].max))
        }
    }
}

/// What explains it, the plainest first; nothing where nothing differs.
fn because(
    case: &Case<'_, '_>,
    theirs: &ShownMetric<'_>,
    found: &MatchedMetric<'_>,
    difference: Option<Amount>,
) -> &'static str {
    let as_of = case.grounds.at.as_of;
    if difference == Some(Amount::ZERO) {
        return "";
    }
    if theirs.on.is_some_and(|day| day.month() != as_of.month()) {
        return "stale";
    }
    if found.is_open {
        return "track";
    }
    match (found.ours, difference) {
        (Some(ours), Some(_)) if has_rows(case, ours) => {
            if is_before_refresh(case, ours, theirs) {
                "stale"
            } else {
                "rows"
            }
        }
        _ => "missing measure",
    }
}

/// W4: the page shows the last closed month from its refresh on, ours knows it before.
fn is_before_refresh(case: &Case<'_, '_>, ours: &OwnMetric<'_>, theirs: &ShownMetric<'_>) -> bool {
    let at = &case.grounds.at;
    let refresh = at.as_of.month().day(at.rules.score_refresh_day);
    let is_measured = metrics_of(case, ours).iter().any(|(_, crowd)| !crowd.values.is_empty());
    is_measured && theirs.on.is_some_and(|day| day < refresh)
}

/// A metric for people always has the people; a value that counts has to have rows somewhere.
fn has_rows(case: &Case<'_, '_>, ours: &OwnMetric<'_>) -> bool {
    let own = metrics_of(case, ours);
    own.iter().any(|(_, crowd)| crowd.own.is_some() || crowd.values.iter().any(Tracked::has_rows))
}

/// The metric with what it is measured by, or those under the cap.
fn metrics_of<'c>(
    case: &'c Case<'_, '_>,
    ours: &OwnMetric<'_>,
) -> Vec<(&'c Metric, &'c MetricHolders)> {
    let (PreparedRequirement::Score(crowds), Some((metrics, _))) =
        (case.grounds.asked(ours.requirement), case.grounds.parts(ours.requirement))
    else {
        return Vec::new();
    };
    let all = metrics.iter().zip(crowds).enumerate();
    let own = all.filter(|(place, (metric, _))| match ours.part {
        ScorePart::Metric(own) => *place == own,
        ScorePart::Cap(cap) => metric.cap == Some(cap),
    });
    own.map(|(_, own)| own).collect()
}
