//! What the log says of the inputs: once a file, by the name of the file, and no person's data.

use std::collections::BTreeMap;

use crate::base::credits::{Excess, LineKey};
use crate::base::shown;
use crate::programme::pipeline::Pipeline;
use crate::report::view::each;
use crate::report::{Tables, credits};
use crate::tables::FileReport;

use super::gather::Gathered;
use super::stale;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Warning(String),
    Info(String),
}

/// Warns of guesses, of sources that are too old and of what is odd in the programmes; tells the
/// columns that are not used.
pub fn tell(gathered: &Gathered) {
    let files = gathered.reading.files.iter().flat_map(of_file);
    let odd = gathered.loaded.warnings().into_iter().map(Line::Warning);
    for line in odd.chain(files).chain(of_sources(gathered)) {
        match line {
            Line::Warning(text) => tracing::warn!("{text}"),
            Line::Info(text) => tracing::info!("{text}"),
        }
    }
}

/// Warns of credit notes that take back more than was invoiced, each with its line.
pub fn tell_credits(tables: &Tables<'_>) {
    let mut excesses: BTreeMap<LineKey, Excess> =
        credits::excesses(tables).into_iter().map(|own| (own.line.clone(), own)).collect();
    if excesses.is_empty() {
        return;
    }
    each(tables.get("invoices"), |row| {
        if !row.is("document_type", "Credit note") {
            return;
        }
        if let Some(own) = excesses.remove(&credits::line_key(&row)) {
            tracing::warn!(
                "{}:{}: the credit note on {} takes back a KPI of {}, more than the {} invoiced",
                row.text("file"),
                row.number("line").unwrap_or_default(),
                own.line[1],
                own.credited,
                own.invoiced,
            );
        }
    });
}

fn of_file(file: &FileReport) -> Vec<Line> {
    let mut lines = Vec::new();
    if file.encoding_is_a_guess {
        let text = "not UTF-8, taken as Windows-1252; if that is right, write \
                    encoding = \"windows-1252\" in the source";
        lines.push(Line::Warning(format!("{}: {text}", shown(&file.path))));
    }
    if !file.unknown_columns.is_empty() {
        let names = file.unknown_columns.join(", ");
        lines.push(Line::Info(format!("{}: columns not used: {names}", shown(&file.path))));
    }
    lines
}

fn of_sources(gathered: &Gathered) -> Vec<Line> {
    let pipeline: &Pipeline = &gathered.loaded.pipeline;
    let aged = pipeline.sources.iter().filter_map(|(kind, source)| {
        let day = stale::newest(&gathered.reading, *kind)?;
        let limit = stale::limit_passed(source, day, gathered.as_of)?;
        let age = gathered.as_of.0 - day.0;
        let name = kind.name();
        Some(Line::Warning(format!(
            "{name} is {age} days old, beyond its {} (of {day})",
            limit.key()
        )))
    });
    aged.collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::programme::pipeline::Encoding;
    use crate::tables::Kind;
    use crate::tables::ledger::{Format, Freshness, FreshnessFrom};

    fn file(is_a_guess: bool, unknown: &[&str]) -> FileReport {
        FileReport {
            kind: Kind::Users,
            path: PathBuf::from("pipelines/../users.csv"),
            name: "users.csv".into(),
            bytes: 1,
            sha256: String::new(),
            format: Format::Delimited,
            encoding: Some(Encoding::Windows1252),
            encoding_is_a_guess: is_a_guess,
            delimiter: Some(','),
            decimal: None,
            sheet: None,
            header_line: 1,
            columns: Vec::new(),
            unknown_columns: unknown.iter().map(|name| (*name).to_owned()).collect(),
            date_orders: Vec::new(),
            read: 0,
            used: 0,
            duplicates: 0,
            rejected: 0,
            unknown_yes_no: 0,
            freshness: Freshness { day: None, from: FreshnessFrom::Unknown },
        }
    }

    #[test]
    fn a_guess_is_a_warning_and_unused_columns_are_one_line() {
        let lines = of_file(&file(true, &["Phone", "Fax"]));
        let [Line::Warning(guess), Line::Info(unused)] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert!(guess.starts_with("users.csv: not UTF-8, taken as Windows-1252"), "{guess}");
        assert_eq!(unused, "users.csv: columns not used: Phone, Fax");
        assert_eq!(of_file(&file(false, &[])), []);
    }
}
