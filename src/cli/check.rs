//! `attain check`: every input read and judged, nothing written.

use std::collections::BTreeMap;

use crate::base::dictionary::Hashed;
use crate::base::safe::SafeLines;
use crate::base::{Outcome, in_days};
use crate::kernel::Gathered;
use crate::kernel::stale::{Limit, limit_passed, newest};
use crate::tables::{FileReport, Kind, Reject, RejectCode, Rejects};

use super::{preview, shown};

/// The report in words.
///
/// # Errors
/// When what was read cannot be judged.
pub(crate) fn report(gathered: &Gathered) -> Outcome<String> {
    let mut text = SafeLines::default();
    let pipeline = &gathered.loaded.pipeline;
    let names: Vec<&str> = pipeline.companies.iter().map(|company| company.name.as_str()).collect();
    let who = if names.len() > 3 { format!("{} companies", names.len()) } else { names.join(", ") };
    text.say(format_args!("{who} · {} · as of {}", pipeline.name, gathered.as_of));
    let by_file = worst(&gathered.reading.rejects);
    for kind in pipeline.sources.keys() {
        let files: Vec<(u32, &FileReport)> =
            (0..).zip(&gathered.reading.files).filter(|(_, file)| file.kind == *kind).collect();
        source(&mut text, gathered, *kind, &files, &by_file);
    }
    if gathered.over_limit().is_none() {
        text.blank();
        preview::preview(gathered, &mut text)?;
    }
    text.blank();
    conclusion(gathered, &mut text);
    Ok(text.into_text())
}

fn source(
    text: &mut SafeLines,
    gathered: &Gathered,
    kind: Kind,
    files: &[(u32, &FileReport)],
    by_file: &Hashed<u32, Worst<'_>>,
) {
    let sum = |of: fn(&FileReport) -> u64| files.iter().map(|(_, file)| of(file)).sum::<u64>();
    text.blank();
    text.say(format_args!(
        "{}: {}, {} read = {} used + {} + {} rejected{}",
        kind.name(),
        shown::count(files.len() as u64, "file", "files"),
        shown::grouped(sum(|file| file.read)),
        shown::grouped(sum(|file| file.used)),
        shown::count(sum(|file| file.duplicates), "duplicate", "duplicates"),
        shown::grouped(sum(|file| file.rejected)),
        age(gathered, kind),
    ));
    for (_, left) in gathered.reading.left_out.iter().filter(|(of, _)| *of == kind) {
        let path = crate::base::shown(&left.path);
        text.say(format_args!("  {path}: left out, {}", left.why.text()));
    }
    for (place, file) in files {
        one_file(text, file);
        if let Some(worst) = by_file.get(place) {
            tell_worst(text, worst);
        }
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
    if days < 0 {
        format!(" (of {day})")
    } else {
        format!(" ({} old, of {day}{stale})", in_days(days))
    }
}

fn one_file(text: &mut SafeLines, file: &FileReport) {
    text.say(format_args!("  {}: {}", crate::base::shown(&file.path), shown::dialect(file)));
    text.say(format_args!(
        "    {} read, {} used, {}, {} rejected; age by {}",
        shown::grouped(file.read),
        shown::grouped(file.used),
        shown::count(file.duplicates, "duplicate", "duplicates"),
        shown::grouped(file.rejected),
        shown::freshness_from(file.freshness.from),
    ));
    if file.encoding_is_a_guess {
        text.say(
            "    not UTF-8, taken as Windows-1252; if that is right, write \
             encoding = \"windows-1252\" in the source",
        );
    }
    if let (Some(sheet), false) = (&file.sheet, file.sheets_passed_over.is_empty()) {
        text.say(format_args!(
            "    the sheet {sheet:?} is read, the first one with a header; if that is right, write \
             sheet = {sheet:?} in the source"
        ));
    }
    for (column, order, from) in &file.date_orders {
        let name = file.kind.columns()[*column].name;
        let (order, from) = (shown::order(*order), shown::order_from(*from));
        text.say(format_args!("    dates in {name}: {order} ({from})"));
    }
    if !file.unknown_columns.is_empty() {
        text.say(format_args!("    columns not used: {}", file.unknown_columns.join(", ")));
    }
    for (name, meant) in &file.misspelt_columns {
        text.say(format_args!("    {name:?} is not a header that is known; did you mean {meant}?"));
    }
    if file.unknown_yes_no > 0 {
        let cells = shown::count(file.unknown_yes_no, "empty yes/no cell", "empty yes/no cells");
        text.say(format_args!("    {cells}, taken as No"));
    }
}

/// Of each code how often a file has it, and the first row that does.
type Worst<'a> = BTreeMap<RejectCode, (u64, Reject<'a>)>;

fn worst(rejects: &Rejects) -> Hashed<u32, Worst<'_>> {
    let mut by_file: Hashed<u32, Worst<'_>> = Hashed::default();
    for reject in rejects.iter() {
        let codes = by_file.entry(reject.file).or_default();
        let known = codes.entry(reject.code).or_insert((0, reject));
        known.0 += 1;
        if (reject.line, reject.column) < (known.1.line, known.1.column) {
            known.1 = reject;
        }
    }
    by_file
}

/// The codes that occur most, each with its first example.
fn tell_worst(text: &mut SafeLines, worst: &Worst<'_>) {
    let mut codes: Vec<_> = worst.iter().collect();
    codes.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), **code));
    for (code, (count, first)) in codes {
        let cell = match first.column_name() {
            "" => String::new(),
            column if first.value.is_empty() => format!(", {column}"),
            column => format!(", {column} {:?}", shortened(first.value)),
        };
        let why = match first.hint() {
            Some(hint) => format!(": {hint}"),
            None if *code == RejectCode::UnclosedQuote => {
                format!(": {}", first.message(|_| ""))
            }
            None => String::new(),
        };
        text.say(format_args!(
            "    {} {}: line {}{cell}{why}",
            shown::grouped(*count),
            code.name(),
            first.line
        ));
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

fn conclusion(gathered: &Gathered, text: &mut SafeLines) {
    let covered = gathered.loaded.catalogue.none_in_force(gathered.as_of);
    for warning in gathered.loaded.warnings().into_iter().chain(covered) {
        text.say(format_args!("note: {warning}"));
    }
    if let Some(over) = gathered.over_limit() {
        text.say(format_args!(
            "A run would be refused: {} of {} rows of {} are rejected, more than max_reject_ratio = {} allows.",
            over.rejected,
            over.read,
            over.kind.name(),
            over.ratio,
        ));
        text.say(format_args!("To do: {}.", over.todo(&gathered.reading)));
    } else if gathered.stale.is_empty() {
        text.say("A run would use these inputs. The ledger balances.");
    } else {
        let names: Vec<&str> = gathered.stale.iter().map(|kind| kind.name()).collect();
        text.say(format_args!(
            "A run would publish, and what depends on {} would be Unknown: too old.",
            names.join(", ")
        ));
    }
}
