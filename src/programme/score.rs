//! The parts of a score: its metrics, the caps they share, and its counts of tenants.

use crate::base::fold::fold;
use crate::base::{Amount, Outcome};
use crate::programme::catalogue::{
    Aggregate, Baseline, Cap, Gate, Measured, Metric, MetricKind, Pays, PointsWay, RequirementKind,
    TenantSum, Tenants,
};
use crate::programme::document::{DocumentValue, TomlTable, hint};
use crate::programme::numbers::{PERSONS_MAX, above_zero, not_negative};
use crate::programme::skill_book::SkillBook;

#[derive(Clone, Copy, PartialEq, Eq)]
enum PaidBy {
    PerPerson,
    ProRata,
    AllOrNothing,
    PerUnit,
}

const SHAPES: [(&str, PaidBy); 4] = [
    ("per_person", PaidBy::PerPerson),
    ("pro_rata", PaidBy::ProRata),
    ("all_or_nothing", PaidBy::AllOrNothing),
    ("per_unit", PaidBy::PerUnit),
];

const AGGREGATES: [(&str, Aggregate); 4] = [
    ("sum", Aggregate::Sum),
    ("latest", Aggregate::Latest),
    ("growth", Aggregate::Growth),
    ("distinct", Aggregate::Distinct),
];

/// What every metric may have.
const COMMON: [&str; 7] = ["name", "kind", "max", "must_score", "gates", "baseline", "cap"];
/// What says which value is measured and what is paid for it.
const WAY: [&str; 6] = ["metric", "aggregate", "except", "full_at", "points", "unit"];

/// What of a tenant is added up before it is compared.
const ADD_UP: [(&str, TenantSum); 3] =
    [("nothing", TenantSum::Row), ("month", TenantSum::Month), ("months", TenantSum::Months)];

/// Closed months that can be looked at.
const MONTHS_MAX: i32 = 12;

/// What the metrics of a score may name.
struct ScoreNames<'a> {
    skills: &'a SkillBook,
    caps: &'a [Cap],
    tenants: &'a [Tenants],
}

pub(super) fn read(table: &TomlTable, skills: &SkillBook) -> Outcome<RequirementKind> {
    let (caps, tenants) = (caps(table)?, all_tenants(table)?);
    let named = ScoreNames { skills, caps: &caps, tenants: &tenants };
    let value = table.need("metric")?;
    let mut metrics: Vec<Metric> = Vec::new();
    for table in value.tables()? {
        metrics.push(metric(table, &named)?);
    }
    if metrics.is_empty() {
        return Err(value.failure("\"metric\" names no metric").todo("add at least one"));
    }
    refuse_idle(table, &metrics, &named)?;
    Ok(RequirementKind::Score { metrics, caps, tenants })
}

fn listed<'a>(table: &'a TomlTable, key: &str) -> Outcome<Vec<&'a TomlTable>> {
    table.find(key).map_or(Ok(Vec::new()), DocumentValue::tables)
}

fn caps(table: &TomlTable) -> Outcome<Vec<Cap>> {
    let mut caps: Vec<Cap> = Vec::new();
    for table in listed(table, "cap")? {
        table.only(&["name", "max", "must_score"])?;
        let name = new_name(table, "cap", caps.iter().map(|cap| cap.name.as_str()))?;
        caps.push(Cap {
            name,
            max: above_zero(table.need("max")?)?,
            must_score: table.find("must_score").map_or(Ok(false), DocumentValue::flag)?,
        });
    }
    Ok(caps)
}

fn all_tenants(table: &TomlTable) -> Outcome<Vec<Tenants>> {
    let mut all: Vec<Tenants> = Vec::new();
    for table in listed(table, "tenants")? {
        let name = new_name(table, "count", all.iter().map(|own| own.name.as_str()))?;
        all.push(tenants(table, name)?);
    }
    Ok(all)
}

/// A name that nothing before it has.
fn new_name<'a>(
    table: &TomlTable,
    what: &str,
    mut earlier: impl Iterator<Item = &'a str>,
) -> Outcome<String> {
    let value = table.need("name")?;
    let name = value.text()?;
    if earlier.any(|own| fold(own) == fold(name)) {
        return Err(value
            .failure(format!("the {what} \"{name}\" is there twice"))
            .todo("remove one of them"));
    }
    Ok(name.to_owned())
}

fn tenants(table: &TomlTable, name: String) -> Outcome<Tenants> {
    table.only(&[
        "name",
        "count",
        "metric",
        "workload",
        "attribution",
        "at_least",
        "at_most",
        "add_up",
        "within_months",
        "against",
    ])?;
    table.need("count")?.choice(&[("tenants", ())])?;
    let against = table.find("against").map(|value| value.choice(&[("year_before", ())]));
    let folded = |key: &str| table.find(key).map_or(Ok(Vec::new()), folded);
    Ok(Tenants {
        name,
        metric: table.text("metric")?.unwrap_or_default(),
        workloads: folded("workload")?,
        attributions: folded("attribution")?,
        at_least: above_zero(table.need("at_least")?)?,
        at_most: at_most(table)?,
        compared: table.find("add_up").map_or(Ok(TenantSum::Row), |value| value.choice(&ADD_UP))?,
        within_months: table
            .find("within_months")
            .map_or(Ok(1), |value| value.whole(1, MONTHS_MAX))?,
        against_year_before: against.transpose()?.is_some(),
    })
}

/// One name or several, folded.
fn folded(value: &DocumentValue) -> Outcome<Vec<String>> {
    let texts = if value.is_text() { vec![value.text()?.to_owned()] } else { value.texts()? };
    Ok(texts.iter().map(|text| fold(text)).collect())
}

fn at_most(table: &TomlTable) -> Outcome<Option<Amount>> {
    let Some(value) = table.find("at_most") else { return Ok(None) };
    let (most, least) = (value.amount()?, table.need("at_least")?.amount()?);
    if most < least {
        return Err(value
            .failure(format!("\"at_most\" is {most}, less than \"at_least\""))
            .todo("correct one of them"));
    }
    Ok(Some(most))
}

fn metric(table: &TomlTable, named: &ScoreNames<'_>) -> Outcome<Metric> {
    let shape = table.need("kind")?.choice(&SHAPES)?;
    let own: &[&str] = match shape {
        PaidBy::PerPerson => &["any_of", "points"],
        PaidBy::ProRata | PaidBy::AllOrNothing => {
            &["metric", "aggregate", "except", "full_at", "either"]
        }
        PaidBy::PerUnit => {
            &["metric", "aggregate", "except", "points", "unit", "full_at", "either"]
        }
    };
    table.only(&[&COMMON[..], own].concat())?;
    let max = above_zero(table.need("max")?)?;
    let kind = match (shape, table.find("either")) {
        (PaidBy::PerPerson, _) => MetricKind::PerPerson {
            any_of: named.skills.set(table.need("any_of")?)?,
            points: not_negative(table.need("points")?)?,
        },
        (_, Some(either)) => MetricKind::Measured(ways(either, table, named)?),
        (_, None) => MetricKind::Measured(vec![way(shape, table, None, max, named)?]),
    };
    let gates = match table.find("gates") {
        Some(value) => value.tables()?.into_iter().map(|table| gate(table, named)).collect(),
        None => Ok(Vec::new()),
    };
    Ok(Metric {
        name: table.need_text("name")?,
        kind,
        max,
        must_score: table.find("must_score").map_or(Ok(false), DocumentValue::flag)?,
        gates: gates?,
        baseline: table.find("baseline").map(|value| baseline(value, named)).transpose()?,
        cap: table.find("cap").map(|value| cap(value, named.caps)).transpose()?,
    })
}

/// Each of `either` says what it has of its own; the metric says the rest.
fn ways(
    either: &DocumentValue,
    metric: &TomlTable,
    named: &ScoreNames<'_>,
) -> Outcome<Vec<PointsWay>> {
    if let Some(value) = metric.find("metric") {
        return Err(value
            .failure("\"metric\" and \"either\" both say what is measured")
            .todo("write one of them"));
    }
    let (shape, max) = (metric.need("kind")?.choice(&SHAPES)?, metric.need("max")?);
    let mut ways = Vec::new();
    for table in either.tables()? {
        table.only(&[&["kind", "max"][..], &WAY].concat())?;
        let own = table.find("kind").map_or(Ok(shape), |value| value.choice(&SHAPES[1..]))?;
        let max = above_zero(table.find("max").unwrap_or(max))?;
        ways.push(way(own, table, Some(metric), max, named)?);
    }
    if ways.is_empty() {
        return Err(either.failure("\"either\" names no metric").todo("add at least one"));
    }
    Ok(ways)
}

/// What is not said in the table itself is said in the one around it.
fn way(
    shape: PaidBy,
    table: &TomlTable,
    around: Option<&TomlTable>,
    max: Amount,
    named: &ScoreNames<'_>,
) -> Outcome<PointsWay> {
    let find = |key: &str| table.find(key).or_else(|| around.and_then(|around| around.find(key)));
    let need = |key: &str| find(key).map_or_else(|| table.need(key), Ok);
    let pays = match shape {
        PaidBy::AllOrNothing => Pays::AllOrNothing { full_at: above_zero(need("full_at")?)? },
        PaidBy::PerPerson | PaidBy::ProRata => {
            Pays::ProRata { full_at: above_zero(need("full_at")?)? }
        }
        PaidBy::PerUnit => Pays::PerUnit {
            points: above_zero(need("points")?)?,
            unit: find("unit").map_or(Ok(Amount::whole(1)), above_zero)?,
            full_at: find("full_at").map(above_zero).transpose()?,
        },
    };
    let mut value = measured(table.need("metric")?, find("aggregate"), named.tenants)?;
    if let Some(except) = find("except") {
        if value.aggregate != Aggregate::Distinct {
            return Err(except
                .failure("\"except\" leaves out workloads where nothing counts them")
                .todo("write aggregate = \"distinct\" beside it, or remove it"));
        }
        value.except = folded(except)?;
    }
    Ok(PointsWay { value, pays, max })
}

/// A performance metric, or a count of tenants of the score.
fn measured(
    metric: &DocumentValue,
    aggregate: Option<&DocumentValue>,
    tenants: &[Tenants],
) -> Outcome<Measured> {
    let name = metric.text()?;
    let place = tenants.iter().position(|own| fold(&own.name) == fold(name));
    let aggregate = match (place, aggregate) {
        (Some(place), None) => Aggregate::Tenants(place),
        (Some(_), Some(value)) => {
            return Err(value
                .failure(format!("\"{name}\" is a count of tenants and has no \"aggregate\""))
                .todo("remove it"));
        }
        (None, Some(value)) => value.choice(&AGGREGATES)?,
        (None, None) => Aggregate::Sum,
    };
    Ok(Measured { metric: name.to_owned(), aggregate, except: Vec::new() })
}

fn baseline(value: &DocumentValue, named: &ScoreNames<'_>) -> Outcome<Baseline> {
    let table = value.table()?;
    table.only(&["metric", "aggregate", "at_least", "past"])?;
    Ok(Baseline {
        value: measured(table.need("metric")?, table.find("aggregate"), named.tenants)?,
        at_least: above_zero(table.need("at_least")?)?,
        is_past: table.find("past").map_or(Ok(false), DocumentValue::flag)?,
    })
}

fn cap(value: &DocumentValue, caps: &[Cap]) -> Outcome<usize> {
    let name = value.text()?;
    caps.iter().position(|cap| fold(&cap.name) == fold(name)).ok_or_else(|| {
        let known: Vec<&str> = caps.iter().map(|cap| cap.name.as_str()).collect();
        let todo = match known.as_slice() {
            [] => "add a [[requirement.cap]] with this name".to_owned(),
            known => hint(name, known),
        };
        value.failure(format!("the score has no cap \"{name}\"")).todo(todo)
    })
}

fn gate(table: &TomlTable, named: &ScoreNames<'_>) -> Outcome<Gate> {
    table.only(&["need", "any_of", "points"])?;
    Ok(Gate {
        need: table.need("need")?.whole(0, PERSONS_MAX)?.unsigned_abs(),
        any_of: named.skills.set(table.need("any_of")?)?,
        points: table.find("points").map_or(Ok(Amount::ZERO), not_negative)?,
    })
}

/// The points that metrics give at most, under their caps.
pub(super) fn most(metrics: &[Metric], caps: &[Cap]) -> Amount {
    let of = |cap: Option<usize>| -> Amount {
        metrics.iter().filter(|metric| metric.cap == cap).map(|metric| metric.max).sum()
    };
    let capped = caps.iter().enumerate().map(|(place, cap)| of(Some(place)).min(cap.max));
    of(None) + capped.sum()
}

/// A cap or a count that nothing names is most often a slip of the pen.
fn refuse_idle(table: &TomlTable, metrics: &[Metric], named: &ScoreNames<'_>) -> Outcome<()> {
    let idle = |key: &str, place: usize, what: String| -> Outcome<()> {
        let at = listed(table, key)?[place];
        Err(at.place.failure(what).todo("name it in a metric or remove it"))
    };
    for (place, cap) in named.caps.iter().enumerate() {
        if !metrics.iter().any(|metric| metric.cap == Some(place)) {
            return idle("cap", place, format!("no metric has the cap \"{}\"", cap.name));
        }
    }
    for (place, own) in named.tenants.iter().enumerate() {
        let counted = Aggregate::Tenants(place);
        if !metrics.iter().flat_map(Metric::values).any(|value| value.aggregate == counted) {
            return idle("tenants", place, format!("no metric measures \"{}\"", own.name));
        }
    }
    Ok(())
}
