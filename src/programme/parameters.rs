//! Parameters: every threshold and delay of the rules, as dated values with their sources.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::fold::fold;
use crate::base::{Day, Outcome};
use crate::programme::Citations;
use crate::programme::document::{Document, Table, Value as Written};
use crate::programme::shelf::Shelf;

/// All parameters with all their dated values.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pub all: BTreeMap<String, Parameter>,
    pub text: String,
}

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
    pub value: Value,
    pub source: String,
    pub place: String,
    pub line: usize,
}

#[derive(Clone, Debug)]
pub enum Value {
    Number {
        number: i32,
        month_end: bool,
    },
    Numbers(Vec<i32>),
    Names(Vec<String>),
    /// An extension of anniversaries from `Dated::from` to here, both included.
    Range {
        until: Day,
        except: Vec<String>,
        /// Before this day nobody knew of it; `ALWAYS` where it is not said.
        announced_on: Day,
    },
}

/// A span of months; `month_end` moves the result to the last day of its month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthSpan {
    pub months: i32,
    pub month_end: bool,
}

/// A value that the rules may look up for any day, not only for D.
#[derive(Clone, Debug)]
pub struct DatedSpans(pub Vec<(Day, MonthSpan)>);

/// A number that the rules may look up for any day; each holds from its day on.
#[derive(Clone, Debug)]
pub struct DatedNumbers(pub Vec<(Day, i32)>);

#[derive(Clone, Debug)]
pub struct Extension {
    pub from: Day,
    pub through: Day,
    /// Folded names of competencies.
    pub except: Vec<String>,
}

/// The values that hold on the as-of date, and the few that are looked up for other days.
#[derive(Clone, Debug)]
pub struct InForce {
    /// By the day from which it runs.
    pub visibility_days: DatedNumbers,
    /// By the day from which it runs.
    pub assessment_visibility_days: DatedNumbers,
    pub pmc_grace_months: MonthSpan,
    pub retired_display_months: MonthSpan,
    /// By the retirement date.
    pub retired_counts_months: DatedSpans,
    /// By the completion date.
    pub role_based_validity_months: DatedSpans,
    pub risk_horizon_months: MonthSpan,
    pub subscription_days: i32,
    pub renewal_window_days: i32,
    pub renewal_reminders: Vec<i32>,
    pub renewal_opens_months: MonthSpan,
    pub kpi_publish_day: u32,
    pub kpi_window_months: i32,
    /// W4: the day of the month on which the performance of the month before is shown in a score.
    pub score_refresh_day: u32,
    pub temp_password_days: i32,
    pub association_gap_days: i32,
    pub associations_per_year: i32,
    pub recognised_sources: Vec<String>,
    pub extensions: Vec<Extension>,
}

impl MonthSpan {
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        let moved = day.plus_months(self.months);
        if self.month_end { moved.month_end() } else { moved }
    }
}

impl DatedSpans {
    /// The last value with `from` ≤ day; before the first one, the first.
    #[must_use]
    pub fn on(&self, day: Day) -> MonthSpan {
        let later = self.0.partition_point(|(from, _)| *from <= day);
        let none = MonthSpan { months: 0, month_end: false };
        self.0.get(later.saturating_sub(1)).map_or(none, |(_, span)| *span)
    }
}

impl DatedNumbers {
    /// The last value with `from` ≤ day; before the first one, the first.
    #[must_use]
    pub fn on(&self, day: Day) -> i32 {
        let later = self.0.partition_point(|(from, _)| *from <= day);
        self.0.get(later.saturating_sub(1)).map_or(0, |(_, number)| *number)
    }
}

/// What the values of a parameter look like.
#[derive(Clone, Copy)]
enum Shape {
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
const KNOWN: [(&str, Shape); 19] = [
    ("visibility_days", Shape::Number(0, DAYS_MAX)),
    ("assessment_visibility_days", Shape::Number(0, DAYS_MAX)),
    ("pmc_grace_months", Shape::Months),
    ("retired_display_months", Shape::Months),
    ("retired_counts_months", Shape::Months),
    ("role_based_validity_months", Shape::Months),
    ("risk_horizon_months", Shape::Months),
    ("subscription_days", Shape::Number(1, DAYS_MAX)),
    ("renewal_window_days", Shape::Number(0, DAYS_MAX)),
    ("renewal_reminders", Shape::Numbers),
    ("renewal_opens_months", Shape::Months),
    ("kpi_publish_day", Shape::Number(1, 31)),
    ("kpi_window_months", Shape::Number(1, MONTHS_MAX)),
    (SCORE_REFRESH_DAY, Shape::Number(1, 31)),
    ("temp_password_days", Shape::Number(0, DAYS_MAX)),
    ("association_gap_days", Shape::Number(0, DAYS_MAX)),
    ("associations_per_year", Shape::Number(1, DAYS_MAX)),
    ("recognised_sources", Shape::Names),
    (EXTENSION, Shape::Ranges),
];

/// The one parameter whose dates are not days of validity: all its values that are announced hold
/// at once.
const EXTENSION: &str = "extension";

/// The one parameter that a file may leave out: files of earlier versions do.
const SCORE_REFRESH_DAY: &str = "score_refresh_day";
/// W4: what the pages of the designations say, for a file that leaves it out.
const SCORE_REFRESHED_BY: u32 = 20;

impl Parameters {
    /// Reads `parameters.toml`.
    ///
    /// # Errors
    /// A parameter that is missing or unknown, values out of order, or a value of another type,
    /// without a source or with one that is not in `sources.csv`.
    pub fn read(path: &Path, citations: &Citations, shelf: &Shelf) -> Outcome<Self> {
        let document = Document::read(path, shelf)?;
        document.root.only(&KNOWN.map(|(name, _)| name))?;
        let mut all = BTreeMap::new();
        for (name, shape) in KNOWN {
            if name == SCORE_REFRESH_DAY && document.root.find(name).is_none() {
                continue;
            }
            let table = document.root.need(name)?.table()?;
            all.insert(name.to_owned(), parameter(name, shape, table, citations)?);
        }
        Ok(Self { all, text: document.text })
    }

    /// The value that holds on a day: the last one from it or before, else the first one.
    /// None for the extension, several of whose values may hold.
    #[must_use]
    pub fn chosen(&self, name: &str, day: Day) -> Option<&Dated> {
        if name == EXTENSION {
            return None;
        }
        let values = &self.all.get(name)?.values;
        let later = values.partition_point(|dated| dated.from <= day);
        values.get(later.saturating_sub(1))
    }

    /// Every value in use on a day: the chosen one, or all of the extension that are announced.
    #[must_use]
    pub fn in_use(&self, name: &str, day: Day) -> Vec<&Dated> {
        match self.all.get(name) {
            Some(parameter) if name == EXTENSION => {
                parameter.values.iter().filter(|dated| dated.value.is_known_on(day)).collect()
            }
            _ => self.chosen(name, day).into_iter().collect(),
        }
    }

    #[must_use]
    pub fn in_force(&self, day: Day) -> InForce {
        InForce {
            visibility_days: self.numbers("visibility_days"),
            assessment_visibility_days: self.numbers("assessment_visibility_days"),
            pmc_grace_months: self.spans("pmc_grace_months").on(day),
            retired_display_months: self.spans("retired_display_months").on(day),
            retired_counts_months: self.spans("retired_counts_months"),
            role_based_validity_months: self.spans("role_based_validity_months"),
            risk_horizon_months: self.spans("risk_horizon_months").on(day),
            subscription_days: self.number("subscription_days", day),
            renewal_window_days: self.number("renewal_window_days", day),
            renewal_reminders: match self.chosen("renewal_reminders", day).map(|it| &it.value) {
                Some(Value::Numbers(days)) => days.clone(),
                _ => Vec::new(),
            },
            renewal_opens_months: self.spans("renewal_opens_months").on(day),
            kpi_publish_day: self.number("kpi_publish_day", day).unsigned_abs(),
            kpi_window_months: self.number("kpi_window_months", day),
            score_refresh_day: match self.chosen(SCORE_REFRESH_DAY, day) {
                Some(_) => self.number(SCORE_REFRESH_DAY, day).unsigned_abs(),
                None => SCORE_REFRESHED_BY,
            },
            temp_password_days: self.number("temp_password_days", day),
            association_gap_days: self.number("association_gap_days", day),
            associations_per_year: self.number("associations_per_year", day),
            recognised_sources: match self.chosen("recognised_sources", day).map(|it| &it.value) {
                Some(Value::Names(names)) => names.clone(),
                _ => Vec::new(),
            },
            extensions: self.extensions(day),
        }
    }

    /// Reading has made sure that every parameter is there.
    fn number(&self, name: &str, day: Day) -> i32 {
        match self.chosen(name, day).map(|dated| &dated.value) {
            Some(Value::Number { number, .. }) => *number,
            _ => 0,
        }
    }

    /// All values of a number.
    #[must_use]
    pub fn numbers(&self, name: &str) -> DatedNumbers {
        let values = self.all.get(name).map_or(&[][..], |parameter| &parameter.values);
        let number = |dated: &Dated| match dated.value {
            Value::Number { number, .. } => Some((dated.from, number)),
            _ => None,
        };
        DatedNumbers(values.iter().filter_map(number).collect())
    }

    /// All values of a number of months.
    #[must_use]
    pub fn spans(&self, name: &str) -> DatedSpans {
        let values = self.all.get(name).map_or(&[][..], |parameter| &parameter.values);
        let span = |dated: &Dated| match dated.value {
            Value::Number { number, month_end } => {
                Some((dated.from, MonthSpan { months: number, month_end }))
            }
            _ => None,
        };
        DatedSpans(values.iter().filter_map(span).collect())
    }

    fn extensions(&self, day: Day) -> Vec<Extension> {
        let extension = |dated: &Dated| match &dated.value {
            Value::Range { until, except, .. } => Some(Extension {
                from: dated.from,
                through: *until,
                except: except.iter().map(|name| fold(name)).collect(),
            }),
            _ => None,
        };
        self.in_use(EXTENSION, day).into_iter().filter_map(extension).collect()
    }
}

impl Value {
    /// Announced by a day; what is no announcement always is.
    #[must_use]
    pub fn is_known_on(&self, day: Day) -> bool {
        match self {
            Self::Range { announced_on, .. } => *announced_on <= day,
            _ => true,
        }
    }
}

fn parameter(name: &str, shape: Shape, table: &Table, citations: &Citations) -> Outcome<Parameter> {
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

fn dated(shape: Shape, table: &Table, citations: &Citations) -> Outcome<Dated> {
    let known: &[&str] = match shape {
        Shape::Ranges => &["from", "until", "except", "announced_on", "source", "place"],
        Shape::Months => &["from", "value", "month_end", "source", "place"],
        _ => &["from", "value", "source", "place"],
    };
    table.only(known)?;
    let from = table.need("from")?.day()?;
    Ok(Dated {
        from,
        value: value(shape, table)?,
        source: citations.named(table.need("source")?)?,
        place: match shape {
            Shape::Ranges => table.text("place")?.unwrap_or_default(),
            _ => table.need_text("place")?,
        },
        line: table.place.line,
    })
}

fn value(shape: Shape, table: &Table) -> Outcome<Value> {
    if let Shape::Ranges = shape {
        table.need("until")?;
        let (_, until) = table.span()?;
        let except = table.find("except").map_or(Ok(Vec::new()), Written::texts)?;
        let announced_on = table.find("announced_on").map_or(Ok(Day::ALWAYS), Written::day)?;
        return Ok(Value::Range { until, except, announced_on });
    }
    let written = table.need("value")?;
    match shape {
        Shape::Number(least, most) => {
            Ok(Value::Number { number: written.whole(least, most)?, month_end: false })
        }
        Shape::Months => Ok(Value::Number {
            number: written.whole(0, MONTHS_MAX)?,
            month_end: table.find("month_end").map_or(Ok(false), Written::flag)?,
        }),
        Shape::Numbers => {
            let days = written.list()?.iter().map(|item| item.whole(-DAYS_MAX, DAYS_MAX));
            Ok(Value::Numbers(days.collect::<Outcome<_>>()?))
        }
        Shape::Names | Shape::Ranges => {
            let names = written.texts()?;
            if names.is_empty() {
                return Err(written.failure("\"value\" names nothing").todo("name at least one"));
            }
            Ok(Value::Names(names))
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
        Value::Range { until, .. } if from <= until => {
            format!("the range from {from} overlaps the one until {until}")
        }
        _ => return Ok(()),
    };
    Err(item.failure(what).todo("put the values in the order of their dates, each day once"))
}
