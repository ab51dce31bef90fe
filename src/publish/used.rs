//! What a run used, as its manifest tells it: inputs with their dialect, parameters in force.

use serde_json::Value as Json;

use super::manifest::{DateOrderUsed, FreshnessFound, InputUsed, ParameterUsed, RowsFound};
use super::stamp::FileStamp;
use crate::base::{Day, shown};
use crate::programme::Parameters;
use crate::programme::parameters::{Dated, ParameterValue};
use crate::tables::DateOrder;
use crate::tables::FileReport;
use crate::tables::ledger::{FileFormat, FreshnessFrom, OrderFrom};

impl InputUsed {
    /// What the ledger knows of a file, and the marks by which it is known again.
    #[must_use]
    pub fn of(report: &FileReport, stamp: FileStamp) -> Self {
        let day = report.freshness.day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            kind: report.kind.name().to_owned(),
            path: shown(&report.path),
            size: report.bytes,
            sha256: report.sha256.clone(),
            stamp,
            format: format_name(report.format).to_owned(),
            encoding: report.encoding.map(|encoding| encoding.word().to_owned()),
            delimiter: report.delimiter,
            decimal: report.decimal,
            sheet: report.sheet.clone(),
            date_orders: date_orders(report),
            header_line: report.header_line,
            rows: RowsFound {
                read: report.read,
                used: report.used,
                duplicate: report.duplicates,
                rejected: report.rejected,
            },
            freshness: FreshnessFound {
                day,
                from: freshness_name(report.freshness.from).to_owned(),
            },
        }
    }
}

fn date_orders(report: &FileReport) -> Vec<DateOrderUsed> {
    let named = |place: usize| report.kind.columns().get(place).map_or("", |column| column.name);
    let used = report.date_orders.iter().map(|(column, order, from)| DateOrderUsed {
        column: named(*column).to_owned(),
        order: order_name(*order).to_owned(),
        from: order_from_name(*from).to_owned(),
    });
    used.collect()
}

fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Delimited => "delimited",
        FileFormat::Gzip => "gzip",
        FileFormat::Xlsx => "xlsx",
        FileFormat::Parquet => "parquet",
        FileFormat::Json => "json",
    }
}

fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "dmy",
        DateOrder::MonthFirst => "mdy",
        DateOrder::YearFirst => "ymd",
    }
}

fn order_from_name(from: OrderFrom) -> &'static str {
    match from {
        OrderFrom::Source => "source",
        OrderFrom::Company => "company",
        OrderFrom::Evidence => "evidence",
    }
}

fn freshness_name(from: FreshnessFrom) -> &'static str {
    match from {
        FreshnessFrom::ExportedOn => "exported_on",
        FreshnessFrom::FileName => "file_name",
        FreshnessFrom::FileTime => "file_time",
        FreshnessFrom::Unknown => "unknown",
    }
}

/// Every parameter with its values in use on a day.
#[must_use]
pub(crate) fn parameters_used(parameters: &Parameters, as_of: Day) -> Vec<ParameterUsed> {
    let used = parameters.all.values().flat_map(|parameter| {
        parameters.in_use(&parameter.name, as_of).into_iter().map(|dated| ParameterUsed {
            name: parameter.name.clone(),
            value: value_used(dated),
            unit: parameter.unit.clone(),
            from: dated.from.to_string(),
            source: dated.source.clone(),
            place: dated.place.clone(),
        })
    });
    used.collect()
}

fn value_used(dated: &Dated) -> Json {
    match &dated.value {
        ParameterValue::Number { number, month_end: false } => Json::from(*number),
        ParameterValue::Number { number, month_end: true } => {
            serde_json::json!({ "number": number, "month_end": true })
        }
        ParameterValue::Numbers(numbers) => Json::from(numbers.clone()),
        ParameterValue::Names(names) => Json::from(names.clone()),
        ParameterValue::Range { through, except, announced_on } => {
            let mut range = serde_json::json!({ "until": through.to_string(), "except": except });
            if announced_on.is_dated() {
                range["announced_on"] = announced_on.to_string().into();
            }
            range
        }
    }
}
