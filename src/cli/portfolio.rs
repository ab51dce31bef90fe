//! `attain portfolio`: how all companies of a stored run stand, for people, programs and spreadsheets.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::base::{Failure, Outcome, safe};
use crate::portfolio::company::LIGHTS;
use crate::portfolio::lines::CompanyLines;
use crate::portfolio::totals::Total;
use crate::portfolio::trend::PastRun;
use crate::portfolio::{Portfolio, put};
use crate::report::books::risk_sheets::SEVERITIES;
use crate::report::write::csv::write_csv;
use crate::tables::output::{Rows, Values};

use super::args::{PortfolioArguments, TableFormat};
use super::portfolio_text::in_words;
use super::voice::say;

/// Companies that are listed for people.
const WORST: usize = 20;

/// Reads a run and tells of its companies.
///
/// # Errors
/// When it is no run, has no levels, or something cannot be written.
pub(crate) fn portfolio(of: &PortfolioArguments) -> Outcome<u8> {
    let portfolio = Portfolio::of(&of.run, of.runs)?;
    let of_people = of.worst.unwrap_or(WORST);
    let written = match &of.out {
        Some(into) => put::put(&portfolio, of_people, into)?.to_vec(),
        None => Vec::new(),
    };
    let shown = portfolio.companies.len().min(of.worst.unwrap_or(usize::MAX));
    let worst = &portfolio.companies[..shown];
    match of.format {
        TableFormat::Text => say(&in_words(&portfolio, of_people, &written)?),
        TableFormat::Json => printed(safe::json, |out| {
            let told = PortfolioAsJson { portfolio: &portfolio, worst: CompanyLines(worst) };
            serde_json::to_writer_pretty(&mut *out, &told).map_err(|error| unwritable(&error))?;
            out.write_all(b"\n").map_err(|error| unwritable(&error))
        }),
        TableFormat::Csv => printed(safe::text, |out| write_csv(&CompanyLines(worst), out)),
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Failure {
    Failure::output("standard output cannot be written").because(error)
}

/// Prints as it is made: a portfolio may be longer than memory should be.
fn printed(
    tame: fn(&str) -> Cow<'_, str>,
    print: impl FnOnce(&mut Tamed) -> Outcome<()>,
) -> Outcome<u8> {
    let out = BufWriter::with_capacity(1 << 16, io::stdout());
    let mut out = Tamed { out, tame, is_gone: false };
    print(&mut out)?;
    out.flush().map_err(|error| unwritable(&error))?;
    Ok(0)
}

/// Text that steers no terminal. A reader that has seen enough is no failure.
struct Tamed {
    out: BufWriter<io::Stdout>,
    tame: fn(&str) -> Cow<'_, str>,
    is_gone: bool,
}

impl Tamed {
    fn unless_gone(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_gone = true;
                Ok(())
            }
            written => written,
        }
    }
}

impl Write for Tamed {
    /// Both writers above hand over whole pieces of text.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_gone {
            let text = String::from_utf8_lossy(bytes);
            let written = self.out.write_all((self.tame)(&text).as_bytes());
            self.unless_gone(written)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_gone {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.unless_gone(flushed)
    }
}

/// The portfolio as JSON: what is short first.
struct PortfolioAsJson<'a> {
    portfolio: &'a Portfolio,
    worst: CompanyLines<'a>,
}

impl Serialize for PortfolioAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.portfolio;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("run_id", &own.run_id)?;
        map.serialize_entry("pipeline", &own.pipeline)?;
        map.serialize_entry("as_of", &own.as_of.to_string())?;
        map.serialize_entry("companies", &own.companies.len())?;
        map.serialize_entry("lights", &CountsByName(&LIGHTS, &own.lights))?;
        let levels: Vec<(&str, u64)> =
            own.counts.present().map(|(class, count)| (class.name(), count)).collect();
        let (classes, counts): (Vec<&str>, Vec<u64>) = levels.into_iter().unzip();
        map.serialize_entry("levels", &CountsByName(&classes, &counts))?;
        map.serialize_entry("findings_of_no_company", &own.findings_of_nobody)?;
        map.serialize_entry("differs_from_manifest", &own.different)?;
        let (kinds, days): (Vec<&str>, Vec<String>) =
            own.inputs.iter().map(|(kind, day)| (kind.as_str(), day.to_string())).unzip();
        map.serialize_entry("newest_inputs", &CountsByName(&kinds, &days))?;
        map.serialize_entry("totals", &own.totals.iter().map(TotalAsJson).collect::<Vec<_>>())?;
        map.serialize_entry("runs", &own.trend.runs.iter().map(RunAsJson).collect::<Vec<_>>())?;
        let (runs, whys): (Vec<&str>, Vec<&str>) =
            own.trend.left_out.iter().map(|(run_id, why)| (run_id.as_str(), why.as_str())).unzip();
        map.serialize_entry("runs_left_out", &CountsByName(&runs, &whys))?;
        map.serialize_entry("worst", &CompaniesAsJson(&self.worst))?;
        map.end()
    }
}

/// Names and what each of them has.
struct CountsByName<'a, T>(&'a [&'a str], &'a [T]);

impl<T: Serialize> Serialize for CountsByName<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

fn severities() -> Vec<&'static str> {
    SEVERITIES.iter().map(|(code, _)| *code).collect()
}

struct TotalAsJson<'a>(&'a Total);

impl Serialize for TotalAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("programme", &self.0.programme)?;
        map.serialize_entry("level", &self.0.level)?;
        map.serialize_entry("companies", &self.0.companies)?;
        map.serialize_entry("levels", &CountsByName(&severities(), &self.0.levels))?;
        map.end()
    }
}

struct RunAsJson<'a>(&'a PastRun);

impl Serialize for RunAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("run_id", &self.0.run_id)?;
        map.serialize_entry("as_of", &self.0.as_of.to_string())?;
        map.serialize_entry("companies", &self.0.companies)?;
        map.serialize_entry("lights", &CountsByName(&LIGHTS, &self.0.lights))?;
        map.serialize_entry("levels", &CountsByName(&severities(), &self.0.levels))?;
        map.end()
    }
}

/// The rows of the table, each as an object with the names of its columns.
struct CompaniesAsJson<'a>(&'a CompanyLines<'a>);

impl Serialize for CompaniesAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.0.len();
        let mut all = serializer.serialize_seq(Some(rows))?;
        for row in 0..rows {
            all.serialize_element(&CompanyAsJson(&self.0.batch(row, row + 1).columns))?;
        }
        all.end()
    }
}

struct CompanyAsJson<'a>(&'a [Values<'a>]);

impl Serialize for CompanyAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = crate::tables::outputs::PORTFOLIO.columns;
        let mut map = serializer.serialize_map(Some(columns.len()))?;
        for (column, values) in columns.iter().zip(self.0) {
            match values {
                Values::Numbers(cells) => map.serialize_entry(column.name, &cells[0])?,
                Values::Days(cells) => {
                    let day = Some(cells[0]).filter(|day| day.is_dated());
                    map.serialize_entry(column.name, &day.map(|day| day.to_string()))?;
                }
                values => map.serialize_entry(column.name, &values.text(0))?,
            }
        }
        map.end()
    }
}
