//! `attain check`: every input read and judged, nothing written.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::base::dictionary::Hashed;
use crate::run::gather::Gathered;
use crate::run::stale::{Limit, limit_passed, newest};
use crate::tables::{FileReport, Kind, Reject, RejectCode};

use super::shown;

/// The report in words.
#[must_use]
pub fn report(gathered: &Gathered) -> String {
    let mut text = String::new();
    let pipeline = &gathered.loaded.pipeline;
    let names: Vec<&str> = pipeline.companies.iter().map(|company| company.name.as_str()).collect();
    let who = if names.len() > 3 { format!("{} companies", names.len()) } else { names.join(", ") };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{who} · {} · as of {}", pipeline.name, gathered.as_of);
    let mut by_file: Hashed<u32, Vec<&Reject>> = Hashed::default();
    for reject in &gathered.reading.rejects {
        by_file.entry(reject.file).or_default().push(reject);
    }
    for kind in pipeline.sources.keys() {
        let files: Vec<(u32, &FileReport)> =
            (0..).zip(&gathered.reading.files).filter(|(_, file)| file.kind == *kind).collect();
        source(&mut text, gathered, *kind, &files, &by_file);
    }
    text.push_str(&conclusion(gathered));
    text
}

fn source(
    text: &mut String,
    gathered: &Gathered,
    kind: Kind,
    files: &[(u32, &FileReport)],
    by_file: &Hashed<u32, Vec<&Reject>>,
) {
    let sum = |of: fn(&FileReport) -> u64| files.iter().map(|(_, file)| of(file)).sum::<u64>();
    let _ = writeln!(
        text,
        "\n{}: {}, {} read = {} used + {} + {} rejected{}",
        kind.name(),
        shown::count(files.len() as u64, "file", "files"),
        shown::grouped(sum(|file| file.read)),
        shown::grouped(sum(|file| file.used)),
        shown::count(sum(|file| file.duplicates), "duplicate", "duplicates"),
        shown::grouped(sum(|file| file.rejected)),
        age(gathered, kind),
    );
    for (place, file) in files {
        one_file(text, file);
        let mut rejects = by_file.get(place).cloned().unwrap_or_default();
        worst(text, &mut rejects);
    }
}

fn age(gathered: &Gathered, kind: Kind) -> String {
    let Some(day) = newest(&gathered.reading, kind) else { return String::new() };
    let days = gathered.as_of.0 - day.0;
    let source = gathered.loaded.pipeline.sources.get(&kind);
    let stale = match source.and_then(|source| limit_passed(source, day, gathered.as_of)) {
        Some(Limit::Error) => ", STALE",
        Some(Limit::Warn) => ", getting stale",
        None => "",
    };
    if days < 0 { format!(" (of {day})") } else { format!(" ({days} days old, of {day}{stale})") }
}

fn one_file(text: &mut String, file: &FileReport) {
    let _ = writeln!(text, "  {}: {}", crate::base::shown(&file.path), shown::dialect(file));
    let _ = writeln!(
        text,
        "    {} read, {} used, {}, {} rejected; age by {}",
        shown::grouped(file.read),
        shown::grouped(file.used),
        shown::count(file.duplicates, "duplicate", "duplicates"),
        shown::grouped(file.rejected),
        shown::freshness_from(file.freshness.from),
    );
    if file.encoding_is_a_guess {
        text.push_str("    not UTF-8, taken as Windows-1252; if that is right, write ");
        text.push_str("encoding = \"windows-1252\" in the source\n");
    }
    for (column, order, from) in &file.date_orders {
        let name = file.kind.columns()[*column].name;
        let (order, from) = (shown::order(*order), shown::order_from(*from));
        let _ = writeln!(text, "    dates in {name}: {order} ({from})");
    }
    if !file.unknown_columns.is_empty() {
        let _ = writeln!(text, "    columns not used: {}", file.unknown_columns.join(", "));
    }
    if file.unknown_yes_no > 0 {
        let cells = shown::count(file.unknown_yes_no, "empty yes/no cell", "empty yes/no cells");
        let _ = writeln!(text, "    {cells}, taken as No");
    }
}

/// The codes that occur most, each with its first example.
fn worst(text: &mut String, rejects: &mut [&Reject]) {
    rejects.sort_by_key(|reject| (reject.line, reject.column));
    let mut codes: BTreeMap<RejectCode, (u64, &Reject)> = BTreeMap::new();
    for reject in rejects.iter() {
        codes.entry(reject.code).or_insert((0, reject)).0 += 1;
    }
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), *code));
    for (code, (count, first)) in codes {
        let cell = match first.column_name() {
            "" => String::new(),
            column if first.value.is_empty() => format!(", {column}"),
            column => format!(", {column} {:?}", shortened(&first.value)),
        };
        let _ = writeln!(
            text,
            "    {} {}: line {}{cell}",
            shown::grouped(count),
            code.name(),
            first.line
        );
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        text.into()
    } else {
        text.chars().take(MOST).chain(['…']).collect()
    }
}

fn conclusion(gathered: &Gathered) -> String {
    let mut text = String::from("\n");
    let warnings = gathered.loaded.warnings();
    for warning in &warnings {
        let _ = writeln!(text, "note: {warning}");
    }
    if let Some(over) = gathered.over_limit() {
        let _ = writeln!(
            text,
            "A run would be refused: {} of {} rows of {} are rejected, more than max_reject_ratio = {} allows.",
            over.rejected,
            over.read,
            over.kind.name(),
            over.ratio,
        );
    } else if gathered.stale.is_empty() {
        text.push_str("A run would use these inputs. The ledger balances.\n");
    } else {
        let names: Vec<&str> = gathered.stale.iter().map(|kind| kind.name()).collect();
        let _ = writeln!(
            text,
            "A run would publish, and what depends on {} would be Unknown: too old.",
            names.join(", ")
        );
    }
    text
}
