//! An invented company with a bit of everything, in tables as a run publishes them.

use crate::base::{Amount, Day};
use crate::programme::citation::Citation;
use crate::programme::parameters::{
    Dated, DatedNumbers, DatedSpans, MonthSpan, Parameter, ParameterValue as Setting,
};
use crate::programme::pipeline::Company;
use crate::programme::{Catalogue, Citations, InForce, Parameters};
use crate::report::facts::{PublishedTables, RunFacts, names_of};
use crate::tables::ledger::{FileFormat, FreshnessFrom};
use crate::tables::output::{OutputSchema, OutputType, Rows, Value, Whole};
use crate::tables::outputs;
use crate::tables::{FileReport, Freshness, Kind};

/// What facts borrow from.
pub(crate) struct Company1 {
    pub companies: Vec<Company>,
    pub catalogue: Catalogue,
    pub translations: Vec<(&'static str, &'static str)>,
    pub parameters: Parameters,
    pub in_force: InForce,
    pub citations: Citations,
    pub files: Vec<FileReport>,
    pub newest: Vec<(Kind, Day)>,
    pub tables: Vec<Whole>,
}

pub(crate) fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

pub(crate) const AS_OF: &str = "2021-03-01";

impl Company1 {
    /// With so many people, each with a few skills.
    pub(crate) fn of(people: usize) -> Self {
        Self {
            companies: vec![Company {
                name: "Fabrikam Nord".into(),
                mpn_id: "0456123".into(),
                ..Company::default()
            }],
            catalogue: Catalogue::default(),
            translations: Vec::new(),
            parameters: parameters(),
            in_force: in_force(),
            citations: citations(),
            files: files(),
            newest: vec![
                (Kind::Users, day("2021-02-28")),
                (Kind::Transcripts, day("2021-02-27")),
                (Kind::Invoices, day("2021-02-11")),
            ],
            tables: super::rows::tables(people),
        }
    }

    pub(crate) fn facts(&self) -> RunFacts<'_> {
        RunFacts {
            run_id: "2021-03-01-nightly-4f2c9a",
            pipeline: "nightly",
            as_of: day(AS_OF),
            version: "0.1.0",
            compression: 1,
            companies: &self.companies,
            levels: None,
            requirements: None,
            names: names_of(&self.companies),
            catalogue: &self.catalogue,
            translations: self.translations.iter().copied().collect(),
            mcids: std::sync::OnceLock::new(),
            parameters: &self.parameters,
            in_force: &self.in_force,
            citations: &self.citations,
            files: &self.files,
            newest: &self.newest,
            discrepancy: None,
            directory: &[],
            earlier_run: Some("2021-02-01-nightly-11aa22"),
        }
    }

    pub(crate) fn tables(&self) -> PublishedTables<'_> {
        PublishedTables(self.tables.iter().map(|table| table as &dyn Rows).collect())
    }

    /// With another table in the place of the one of its schema.
    pub(crate) fn with(mut self, table: Whole) -> Self {
        self.tables.retain(|known| known.schema.name != table.schema.name);
        self.tables.push(table);
        self
    }
}

/// Rows written as the data files write them, by the types of the schema; columns that were added
/// at the end since may be left out.
pub(crate) fn whole(schema: &'static OutputSchema, rows: &[Vec<String>]) -> Whole {
    let typed = |row: &Vec<String>| -> Vec<Value> {
        assert!(row.len() <= schema.columns.len(), "{} {row:?}", schema.name);
        let cells = row.iter().map(String::as_str).chain(std::iter::repeat(""));
        cells.zip(schema.columns).map(|(text, column)| value(text, column.of)).collect()
    };
    Whole::in_order(schema, rows.iter().map(typed).collect())
}

fn value(text: &str, of: OutputType) -> Value {
    match of {
        OutputType::Text => Value::Text(text.to_owned()),
        OutputType::Day => Value::Day(Day::from_iso(text)),
        OutputType::Number => Value::Number(text.parse().ok()),
        OutputType::Amount(_) => Value::amount(Amount::from_plain(text)),
        OutputType::YesNo => Value::YesNo(match text {
            "Yes" => Some(true),
            "No" => Some(false),
            _ => None,
        }),
    }
}

/// A row of texts.
pub(crate) fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// An empty table of each schema.
pub(crate) fn nothing() -> Vec<Whole> {
    outputs::ALL.iter().map(|schema| whole(schema, &[])).collect()
}

fn parameters() -> Parameters {
    let number = |name: &str, meaning: &str, unit: &str, dated: &[(&str, i32)]| Parameter {
        name: name.into(),
        meaning: meaning.into(),
        unit: unit.into(),
        values: dated
            .iter()
            .map(|(from, number)| Dated {
                from: day(from),
                value: Setting::Number { number: *number, month_end: false },
                source: "skills-report-2021".into(),
                place: "PMC users".into(),
                line: 1,
            })
            .collect(),
    };
    let all = [
        number("pmc_grace_months", "Months after the move", "months", &[("2017-07-01", 6)]),
        number(
            "visibility_days",
            "Days until visible",
            "days",
            &[("2017-07-01", 1), ("2021-02-01", 3), ("2023-10-01", 10)],
        ),
        number("our_own", "A parameter of our own, without a label", "days", &[("2017-07-01", 6)]),
    ];
    Parameters {
        all: all.into_iter().map(|one| (one.name.clone(), one)).collect(),
        text: String::new(),
    }
}

fn in_force() -> InForce {
    let months = |months| MonthSpan { months, month_end: false };
    InForce {
        visibility_days: DatedNumbers(vec![(day("2017-07-01"), 3)]),
        assessment_visibility_days: DatedNumbers(vec![(day("2017-07-01"), 10)]),
        pmc_grace_months: months(6),
        retired_display_months: months(12),
        retired_counts_months: DatedSpans(vec![(day("2017-07-01"), months(12))]),
        role_based_validity_months: DatedSpans(vec![(day("2017-07-01"), months(24))]),
        risk_horizon_months: months(3),
        subscription_days: 365,
        renewal_window_days: 30,
        renewal_opens_months: months(6),
        renewal_reminders: vec![-15, 23],
        kpi_publish_day: 15,
        kpi_window_months: 12,
        score_refresh_day: 20,
        temp_password_days: 90,
        association_gap_days: 30,
        associations_per_year: 3,
        recognised_sources: vec!["Microsoft Learning".into(), "Partner University".into()],
        extensions: Vec::new(),
    }
}

fn citations() -> Citations {
    let citation = Citation {
        id: "skills-report-2021".into(),
        title: "Using the skills report (page of February 2021)".into(),
        publisher: "Microsoft".into(),
        url: "https://docs.microsoft.com/en-us/partner-center/mpn-skills-report".into(),
        read_on: "2021-02-02".into(),
    };
    Citations { all: [(citation.id.clone(), citation)].into(), text: String::new() }
}

fn files() -> Vec<FileReport> {
    let file = |kind, name: &str, read, used, rejected| FileReport {
        kind,
        path: name.into(),
        name: name.into(),
        bytes: 1000,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        format: FileFormat::Delimited,
        encoding: None,
        encoding_is_a_guess: false,
        delimiter: Some(','),
        decimal: None,
        sheet: None,
        sheets_passed_over: Vec::new(),
        header_line: 1,
        columns: Vec::new(),
        unknown_columns: Vec::new(),
        misspelt_columns: Vec::new(),
        date_orders: Vec::new(),
        read,
        used,
        duplicates: read - used - rejected,
        rejected,
        unknown_yes_no: 0,
        swallowed: Vec::new(),
        freshness: Freshness { day: None, from: FreshnessFrom::Unknown },
    };
    vec![
        file(Kind::Users, "users.csv", 14, 13, 1),
        file(Kind::Transcripts, "transcripts-2021-02.csv", 2153, 2100, 3),
        file(Kind::Invoices, "invoices.csv", 60, 58, 0),
    ]
}
