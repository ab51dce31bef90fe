//! What a metric of a score gives, what it is made of, and what would be enough.

use serde::Serialize;

use crate::assess::standing::RequirementStanding;
use crate::base::Amount;
use crate::programme::catalogue::{Cap, Metric, MetricKind, Pays, PointsWay, SkillId, Tenants};
use crate::programme::in_words;
use crate::skills::Scene;
use crate::tables::columns;

use super::cells::RowTexts;
use super::former::{FormerHolder, former};
use super::holders::{HolderExplained, HolderRows, codes, holders};
use super::inputs::{InputsExplained, PerformanceOf};

#[derive(Serialize, Debug)]
pub struct MetricExplained {
    pub metric: String,
    /// What it gives points for, in words.
    pub asks: String,
    pub points: Option<String>,
    pub points_at_anniversary: Option<String>,
    pub max: String,
    pub must_score: bool,
    pub gates_open: Option<String>,
    pub gates: String,
    /// Who holds what each gate asks for.
    pub gate_holders: Vec<Vec<HolderExplained>>,
    /// Distinct people, or the value.
    pub measure: Option<String>,
    /// The value that counts.
    pub measured_by: Option<String>,
    /// What it is counted in; empty where nothing says it.
    pub unit: String,
    /// The points that so many more of it bring.
    pub one_more: Option<String>,
    pub step: Option<String>,
    /// Months without rows, in which of the spans that it looks at they are, and what comes of it.
    pub months_missing: Vec<String>,
    /// People who are missing in its gates.
    pub gates_more: Option<String>,
    /// How much more of it alone makes the score enough.
    pub enough_more: Option<String>,
    /// What of its points is in the sum, under the cap that it shares.
    pub counted: Option<String>,
    pub cap: Option<String>,
    /// The rows that its values are made of.
    pub inputs: Vec<InputsExplained>,
    pub holders: Vec<HolderExplained>,
    /// Where it has not all its points: who had the skills of it, or of its gates, and lost them.
    pub former: Vec<FormerHolder>,
    /// Why it gives no points.
    pub reason: Option<String>,
}

/// Explains one metric by its published row.
#[must_use]
pub(crate) fn explain_metric(
    own: &Metric,
    scored: &[RowTexts],
    people: HolderRows<'_>,
    (whose, tenants): (&PerformanceOf<'_>, &[Tenants]),
) -> Option<MetricExplained> {
    let row = scored.iter().find(|row| row.of(columns::METRIC) == own.name)?;
    Some(MetricExplained {
        metric: own.name.clone(),
        asks: metric_asks(whose.scene, own),
        points: row.filled(columns::POINTS),
        points_at_anniversary: row.filled(columns::POINTS_AT_ANNIVERSARY),
        max: row.of(columns::MAX).to_owned(),
        must_score: row.of(columns::MUST_SCORE) == "Yes",
        gates_open: row.filled(columns::GATES_OPEN),
        gates: row.of(columns::GATES).to_owned(),
        gate_holders: (1..=own.gates.len())
            .map(|gate| holders(people, &format!("{} (gate {gate})", own.name)))
            .collect(),
        measure: row.filled(columns::MEASURE),
        measured_by: row.filled(columns::MEASURED_BY),
        unit: unit_in_words(row.of(columns::UNIT)).to_owned(),
        one_more: row.filled(columns::ONE_MORE),
        step: row.filled(columns::STEP),
        months_missing: awaited(row, whose.scene).into_iter().chain(months_missing(row)).collect(),
        gates_more: row.filled(columns::GATES_MORE),
        enough_more: row.filled(columns::ENOUGH_MORE),
        counted: row.filled(columns::COUNTED),
        cap: row.filled(columns::CAP),
        inputs: inputs(own, row.of(columns::MEASURED_BY), (whose, tenants)),
        holders: holders(people, &own.name),
        former: if row.of(columns::POINTS) == row.of(columns::MAX) {
            Vec::new()
        } else {
            former(whose.scene, whose.company, &skills(own))
        },
        reason: reason(own, row),
    })
}

/// What it asks of people, in its gates too.
fn skills(own: &Metric) -> Vec<SkillId> {
    let any_of = match &own.kind {
        MetricKind::PerPerson { any_of, .. } => any_of.as_slice(),
        MetricKind::Measured(_) => &[],
    };
    let gates = own.gates.iter().flat_map(|gate| &gate.any_of);
    any_of.iter().chain(gates).copied().collect()
}

/// A unit as it stands behind a number.
fn unit_in_words(unit: &str) -> &str {
    match unit {
        "usd" => "USD",
        "mcv" => "MCV",
        own => own,
    }
}

/// The unit as it stands behind so many of it; nothing where nothing says it.
#[must_use]
pub(crate) fn of_unit<'a>(amount: &str, unit: &'a str) -> &'a str {
    match (amount, unit) {
        ("1", "people") => "person",
        ("1", "customers") => "customer",
        ("1", "users") => "user",
        ("1", "workloads") => "workload",
        ("1", "tenants") => "tenant",
        ("1", "services") => "service",
        ("1", "seats") => "seat",
        ("1", "exams") => "exam",
        ("1", "completions") => "completion",
        _ => unit,
    }
}

/// W4: what is new of the last month is not shown yet.
fn awaited(row: &RowTexts, scene: &Scene<'_>) -> Option<String> {
    let (through, last) = (row.of(columns::MEASURED_THROUGH), scene.as_of.month().plus(-1));
    let shown_on = scene.as_of.month().day(scene.rules.score_refresh_day);
    (!through.is_empty() && through < &*last.to_string()).then(|| {
        format!("of the months through {through}: nothing is there of {last} yet, it is shown on {shown_on} (W4)")
    })
}

/// What is not there and what was not exported look alike: both count as nothing.
fn months_missing(row: &RowTexts) -> Vec<String> {
    let told = |column: &str, span: &str, may: &str| {
        let months = row.of(column).replace(';', ", ");
        (!months.is_empty())
            .then(|| format!("no rows of {months}{span}: the points may be too {may}"))
    };
    let before = told("months_missing_before", " in the year before, compared with", "high");
    told("months_missing", "", "low").into_iter().chain(before).collect()
}

/// Why it gives no points, or none that are known.
fn reason(own: &Metric, row: &RowTexts) -> Option<String> {
    let is_zero = row.of(columns::POINTS) == "0";
    let (open, gates) = (row.of(columns::GATES_OPEN), row.of(columns::GATES));
    match row.of(columns::POINTS) {
        "" => Some("what it is measured by is Unknown".to_owned()),
        _ if is_zero && row.of(columns::BASELINE) == "No" => {
            own.baseline.as_ref().map(in_words::baseline)
        }
        _ if is_zero && open != gates => {
            Some(format!("{open} of its {gates} gates are met, and all must be"))
        }
        _ if is_zero => Some(match &own.kind {
            MetricKind::PerPerson { .. } => "nobody counts for it".to_owned(),
            MetricKind::Measured(ways) => {
                let measured_by = row.of(columns::MEASURED_BY);
                let has_to = ways.iter().find(|way| way.value.metric == measured_by);
                let has_to = match has_to.map(|way| way.pays) {
                    Some(Pays::AllOrNothing { full_at }) => format!(" and has to be {full_at}"),
                    Some(Pays::PerUnit { unit, .. }) => format!(", less than {unit}"),
                    _ => String::new(),
                };
                format!("{measured_by:?} is {}{has_to}", known(row.of(columns::MEASURE)))
            }
        }),
        _ => None,
    }
}

/// The rows of its values, the one that counts first, and of its baseline.
fn inputs(
    own: &Metric,
    measured_by: &str,
    (whose, tenants): (&PerformanceOf<'_>, &[Tenants]),
) -> Vec<InputsExplained> {
    let ways = match &own.kind {
        MetricKind::PerPerson { .. } => &[][..],
        MetricKind::Measured(ways) => ways.as_slice(),
    };
    let values = ways.iter().map(|way| (&way.value, way.value.metric == measured_by));
    let baseline = own.baseline.iter().map(|own| (&own.value, true));
    let told = values.chain(baseline);
    let mut told: Vec<InputsExplained> =
        told.filter_map(|(value, counts)| whose.rows_of(value, tenants, counts)).collect();
    told.sort_by_key(|own| !own.counts);
    told
}

fn known(measure: &str) -> &str {
    if measure.is_empty() { "unknown" } else { measure }
}

fn metric_asks(scene: &Scene<'_>, own: &Metric) -> String {
    let points = match &own.kind {
        MetricKind::PerPerson { any_of, points } => {
            format!("{points} for each person with any of {}", codes(scene, any_of))
        }
        MetricKind::Measured(ways) => match ways.as_slice() {
            [PointsWay { value, pays: Pays::ProRata { full_at }, .. }] => {
                let of = in_words::measured(value);
                format!("a share of {} by {of}, in full at {full_at}", own.max)
            }
            [PointsWay { value, pays: Pays::AllOrNothing { full_at }, .. }] => {
                format!("{} when {} reaches {full_at}", own.max, in_words::measured(value))
            }
            ways => in_words::ways(ways),
        },
    };
    let gates = own.gates.iter().map(|gate| {
        let people = if gate.need == 1 { "person" } else { "people" };
        let gives = match gate.points {
            Amount::ZERO => String::new(),
            points => format!(", which gives {points}"),
        };
        format!("{} {people} with any of {}{gives}", gate.need, codes(scene, &gate.any_of))
    });
    let gates: Vec<String> = gates.collect();
    if gates.is_empty() {
        return points;
    }
    format!("{points}, behind: {}", gates.join("; "))
}

/// The points, and what that must score and does not.
#[must_use]
pub(crate) fn score_reason(
    own: &RequirementStanding,
    metrics: &[MetricExplained],
    caps: &[Cap],
) -> String {
    let (have, need) = (own.answer.have.unwrap_or_default(), own.need);
    let short = own.answer.shortfall(need).unwrap_or_default();
    let is_silent = |own: &&MetricExplained| own.points.as_deref() == Some("0");
    let mut silent: Vec<String> = metrics
        .iter()
        .filter(|own| own.must_score && is_silent(own))
        .map(|own| {
            let why = own.reason.as_deref().unwrap_or("it has nothing");
            format!("{:?} must score and gives nothing: {why}", own.metric)
        })
        .collect();
    for cap in caps.iter().filter(|cap| cap.must_score) {
        let of_cap: Vec<&MetricExplained> =
            metrics.iter().filter(|own| own.cap.as_deref() == Some(cap.name.as_str())).collect();
        if of_cap.iter().all(is_silent) {
            let names: Vec<&str> = of_cap.iter().map(|own| own.metric.as_str()).collect();
            silent.push(format!("none of {} gives anything, and one must", names.join(", ")));
        }
    }
    let points = format!("{have} of {need} points");
    match (short > Amount::ZERO, silent.is_empty()) {
        (true, true) => format!("{points}: {short} short"),
        (true, false) => format!("{points}: {short} short, and {}", silent.join("; ")),
        (false, _) => format!("{points}, but {}", silent.join("; ")),
    }
}
