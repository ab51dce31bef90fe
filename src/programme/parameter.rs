//! One parameter: its dated values, and how its file writes them.

use crate::base::{Day, Outcome};
use crate::programme::Citations;
use crate::programme::document::{DocumentValue as Written, TomlTable};

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub meaning: String,
    pub unit: String,
    /// Ascending by `from`.
    pub values: Vec<Dated>,
}

#[derive(Clone, Debug)]
pub struct Dated {
    pub from: Day,
    pub value: ParameterValue,
    pub source: String,
    pub place: String,
    pub line: usize,
}

#[derive(Clone, Debug)]
pub enum ParameterValue {
    Number {
        number: i32,
        month_end: bool,
    },
    Numbers(Vec<i32>),
    Names(Vec<String>),
    /// An extension of anniversaries from `Dated::from` to here, both included.
    Range {
        through: Day,
        except: Vec<String>,
        /// Before this day nobody knew of it; `ALWAYS` where it is not said.
        announced_on: Day,
    },
}

impl ParameterValue {
    /// Announced by a day; what is no announcement always is.
    #[must_use]
    pub fn is_known_on(&self, day: Day) -> bool {
        match self {
            Self::Range { announced_on, .. } => *announced_on <= day,
            _ => true,
        }
    }
}

/// What the values of a parameter look like.
#[derive(Clone, Copy)]
pub(super) enum ParameterShape {
    /// A number between two bounds.
    Number(i32, i32),
    /// Months from a day, which may go on to the end of their month.
    Months,
    Numbers,
    Names,
    Ranges,
}

const DAYS_MAX: i32 = 100_000;
const MONTHS_MAX: i32 = 1_200;

/// Every parameter that the rules look up, and no other.
pub(super) const KNOWN: [(&str, ParameterShape); 19] = [
    ("visibility_days", ParameterShape::Number(0, DAYS_MAX)),
    ("assessment_visibility_days", ParameterShape::Number(0, DAYS_MAX)),
    ("pmc_grace_months", ParameterShape::Months),
    ("retired_display_months", ParameterShape::Months),
    ("retired_counts_months", ParameterShape::Months),
    ("role_based_validity_months", ParameterShape::Months),
    ("risk_horizon_months", ParameterShape::Months),
    ("subscription_days", ParameterShape::Number(1, DAYS_MAX)),
    ("renewal_window_days", ParameterShape::Number(0, DAYS_MAX)),
    ("renewal_reminders", ParameterShape::Numbers),
    ("renewal_opens_months", ParameterShape::Months),
    ("kpi_publish_day", ParameterShape::Number(1, 31)),
    ("kpi_window_months", ParameterShape::Number(1, MONTHS_MAX)),
    (SCORE_REFRESH_DAY, ParameterShape::Number(1, 31)),
    ("temp_password_days", ParameterShape::Number(0, DAYS_MAX)),
    ("association_gap_days", ParameterShape::Number(0, DAYS_MAX)),
    ("associations_per_year", ParameterShape::Number(1, DAYS_MAX)),
    ("recognised_sources", ParameterShape::Names),
    (EXTENSION, ParameterShape::Ranges),
];

/// The one parameter whose dates are not days of validity: all its values that are announced hold
/// at once.
pub(super) const EXTENSION: &str = "extension";

/// The one parameter that a file may leave out: files of earlier versions do.
pub(super) const SCORE_REFRESH_DAY: &str = "score_refresh_day";
/// W4: what the pages of the designations say, for a file that leaves it out.
pub(super) const SCORE_REFRESHED_BY: u32 = 20;

pub(super) fn parameter(
    name: &str,
    shape: ParameterShape,
    table: &TomlTable,
    citations: &Citations,
) -> Outcome<Parameter> {
    table.only(&["meaning", "unit", "values"])?;
    let written = table.need("values")?;
    let mut values: Vec<Dated> = Vec::new();
    for item in written.list()? {
        let dated = dated(shape, item.table()?, citations)?;
        if let Some(earlier) = values.last() {
            refuse_disorder(item, earlier, &dated)?;
        }
        values.push(dated);
    }
    // Without an extension no anniversary is put off; all other rules need a value.
    if values.is_empty() && name != EXTENSION {
        return Err(written
            .failure(format!("\"{name}\" has no value"))
            .todo("add one: { from = 2017-07-01, value = …, source = \"…\", place = \"…\" }"));
    }
    Ok(Parameter {
        name: name.to_owned(),
        meaning: table.need_text("meaning")?,
        unit: table.need_text("unit")?,
        values,
    })
}

fn dated(shape: ParameterShape, table: &TomlTable, citations: &Citations) -> Outcome<Dated> {
    let known: &[&str] = match shape {
        ParameterShape::Ranges => &["from", "until", "except", "announced_on", "source", "place"],
        ParameterShape::Months => &["from", "value", "month_end", "source", "place"],
        _ => &["from", "value", "source", "place"],
    };
    table.only(known)?;
    let from = table.need("from")?.day()?;
    Ok(Dated {
        from,
        value: value(shape, table)?,
        source: citations.named(table.need("source")?)?,
        place: match shape {
            ParameterShape::Ranges => table.text("place")?.unwrap_or_default(),
            _ => table.need_text("place")?,
        },
        line: table.place.line,
    })
}

fn value(shape: ParameterShape, table: &TomlTable) -> Outcome<ParameterValue> {
    if let ParameterShape::Ranges = shape {
        table.need("until")?;
        let (_, through) = table.span()?;
        let except = table.find("except").map_or(Ok(Vec::new()), Written::texts)?;
        let announced_on = table.find("announced_on").map_or(Ok(Day::ALWAYS), Written::day)?;
        return Ok(ParameterValue::Range { through, except, announced_on });
    }
    let written = table.need("value")?;
    match shape {
        ParameterShape::Number(least, most) => {
            Ok(ParameterValue::Number { number: written.whole(least, most)?, month_end: false })
        }
        ParameterShape::Months => Ok(ParameterValue::Number {
            number: written.whole(0, MONTHS_MAX)?,
            month_end: table.find("month_end").map_or(Ok(false), Written::flag)?,
        }),
        ParameterShape::Numbers => {
            let days = written.list()?.iter().map(|item| item.whole(-DAYS_MAX, DAYS_MAX));
            Ok(ParameterValue::Numbers(days.collect::<Outcome<_>>()?))
        }
        ParameterShape::Names | ParameterShape::Ranges => {
            let names = written.texts()?;
            if names.is_empty() {
                return Err(written.failure("\"value\" names nothing").todo("name at least one"));
            }
            Ok(ParameterValue::Names(names))
        }
    }
}

/// Each value starts after the one before it; a range even after that one's end.
fn refuse_disorder(item: &Written, earlier: &Dated, later: &Dated) -> Outcome<()> {
    let from = later.from;
    let what = match earlier.value {
        _ if from == earlier.from => format!("two values start on {from}"),
        _ if from < earlier.from => {
            format!("the value from {from} stands after the one from {}", earlier.from)
        }
        ParameterValue::Range { through, .. } if from <= through => {
            format!("the range from {from} overlaps the one until {through}")
        }
        _ => return Ok(()),
    };
    Err(item.failure(what).todo("put the values in the order of their dates, each day once"))
}
