//! How findings of the reading are put into words and columns on a terminal.

use crate::tables::DateOrder;
use crate::tables::FileReport;
use crate::tables::ledger::{FileFormat, FreshnessFrom, OrderFrom};

#[must_use]
pub(crate) fn delimiter(delimiter: char) -> String {
    match delimiter {
        '\t' => "tab".into(),
        ',' => "comma".into(),
        ';' => "semicolon".into(),
        '|' => "bar".into(),
        other => other.to_string(),
    }
}

#[must_use]
pub(crate) fn order(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "day first",
        DateOrder::MonthFirst => "month first",
        DateOrder::YearFirst => "year first",
    }
}

#[must_use]
pub(crate) fn order_from(from: OrderFrom) -> &'static str {
    match from {
        OrderFrom::Source => "set for the source",
        OrderFrom::Company => "set for the company",
        OrderFrom::Evidence => "by evidence",
    }
}

#[must_use]
pub(crate) fn freshness_from(from: FreshnessFrom) -> &'static str {
    match from {
        FreshnessFrom::ExportedOn => "exported_on",
        FreshnessFrom::FileName => "the file's name",
        FreshnessFrom::FileTime => "the file's time stamp",
        FreshnessFrom::Unknown => "unknown",
    }
}

/// The dialect of a file in a few words.
#[must_use]
pub(crate) fn dialect(file: &FileReport) -> String {
    let mut words: Vec<String> = Vec::new();
    words.push(match file.format {
        FileFormat::Delimited => "text".into(),
        FileFormat::Gzip => "gzip".into(),
        FileFormat::Xlsx => "xlsx".into(),
        FileFormat::Parquet => "parquet".into(),
        FileFormat::Json => "shared transcript".into(),
    });
    if let Some(sheet) = &file.sheet {
        words.push(format!("sheet {sheet:?}"));
    }
    if let Some(found) = file.encoding {
        let guess = if file.encoding_is_a_guess { " (a guess)" } else { "" };
        words.push(format!("{}{guess}", found.word()));
    }
    if let Some(found) = file.delimiter {
        words.push(delimiter(found));
    }
    if file.decimal == Some(',') {
        words.push("decimal comma".into());
    }
    if file.header_line > 0 {
        words.push(format!("header on line {}", file.header_line));
    }
    words.join(", ")
}

/// A number with its unit, in the plural where it is due.
#[must_use]
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Groups of three digits set off by a narrow space.
#[must_use]
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
