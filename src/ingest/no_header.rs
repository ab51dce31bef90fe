//! Why a file has no header: which column is missing, and what comes closest to it.

use crate::base::fold::{did_you_mean, fold};
use crate::base::{Failure, safe};
use crate::programme::Dialect;
use crate::programme::dialect::Spelling;
use crate::tables::Kind;

use super::header::{HEADER_LINES_MAX, Header, header, missing, printable};

/// Says which column is missing, under which headers it would be known, and what comes closest.
#[must_use]
pub(crate) fn no_header(
    kind: Kind,
    found: &Header,
    names: &[String],
    dialect: &Dialect,
    file: &str,
) -> Failure {
    let lacking = missing(kind, found);
    let wanted: Vec<String> = lacking.iter().map(|names| wanted(kind, names, found)).collect();
    let mut what = match wanted.as_slice() {
        [one] => format!("the required column {one} is missing"),
        several => format!("the required columns {} are missing", several.join(", ")),
    };
    if found.by_field.iter().flatten().next().is_none() {
        what = format!("no header is found in the first {HEADER_LINES_MAX} lines: {what}");
    }
    let mut failure = Failure::input(what).at(file).todo("rename a header or export all columns");
    let has = |name: &str| found.by_field.contains(&kind.column(name));
    let mut answers = Vec::new();
    let is_told = is_a_header(found, names);
    for name in lacking.iter().flatten().filter(|name| !has(name)) {
        let place = kind.column(name).unwrap_or_default();
        let accepted = dialect.spellings.get(&(kind, place)).map_or(&[][..], Vec::as_slice);
        answers.push(format!("{name} answers to: {}", shown_headers(accepted)));
        if let Some((have, near)) = closest(&found.unknown, accepted).filter(|_| is_told) {
            failure = failure.because(format!("closest header of the file: {have} (to {near})"));
        }
    }
    if let Some(other) = other_kind(kind, names, dialect) {
        let other = other.name();
        failure = failure.because(format!(
            "its header is one of {other}: does it stand under [sources.{other}] in the pipeline file?"
        ));
    }
    let have: Vec<String> =
        names.iter().map(|name| printable(name)).filter(|name| !name.is_empty()).collect();
    let not_shown = "is not shown: without a header it may be about a person";
    failure = failure.because(match have.len() {
        _ if is_told => format!("headers of the file: {}", shortened(&have.join(", "))),
        1 => format!(
            "the line that comes nearest has 1 field, and a table is cut at one of , ; tab |; it {not_shown}"
        ),
        count => format!("the line that comes nearest has {count} fields and {not_shown}"),
    });
    // The long lists come last.
    answers.into_iter().fold(failure, Failure::because)
}

/// The kind of which the file has all that is required, and at least two columns.
fn other_kind(kind: Kind, names: &[String], dialect: &Dialect) -> Option<Kind> {
    let fits = |other: &Kind| {
        let as_other = header(*other, names, dialect);
        missing(*other, &as_other).is_empty() && as_other.columns().len() > 1
    };
    let columns = |other: &Kind| header(*other, names, dialect).columns().len();
    let others = Kind::ALL.into_iter().filter(|other| *other != kind);
    others.filter(fits).max_by_key(columns)
}

/// A missing column, or a set of which one is needed.
fn wanted(kind: Kind, names: &[&str], header: &Header) -> String {
    if !names.contains(&"invoice_date") {
        return names.join(" or ");
    }
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let month = match (has("month"), has("year")) {
        (true, false) => "year (with month)",
        (false, true) => "month (with year)",
        _ => "month with year",
    };
    format!("{month}, or invoice_date,")
}

/// The program's own name and the English headers, then those of the other languages.
fn shown_headers(accepted: &[Spelling]) -> String {
    let is_english = |spelling: &&Spelling| matches!(spelling.language.as_str(), "" | "en");
    let (english, others): (Vec<&Spelling>, Vec<&Spelling>) = accepted.iter().partition(is_english);
    let list = |spellings: &[&Spelling]| {
        spellings.iter().map(|spelling| spelling.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    if others.is_empty() {
        return list(&english);
    }
    format!("{}; in other languages {}", list(&english), list(&others))
}

/// The header of the file that is nearest to one of these, and the one it is nearest to.
fn closest<'a>(have: &'a [String], accepted: &'a [Spelling]) -> Option<(&'a str, &'a str)> {
    let near = have.iter().filter_map(|have| {
        let near = did_you_mean(have, accepted.iter().map(|spelling| spelling.text.as_str()))?;
        Some((strsim::levenshtein(&fold(have), &fold(near)), have.as_str(), near))
    });
    near.min().map(|(_, have, near)| (have, near))
}

/// Whether a line without all required columns is a header all the same: of what is filled at least
/// half is known, or two are, and nothing looks like data. Other lines are not told, since a file
/// without a header begins with people.
fn is_a_header(header: &Header, names: &[String]) -> bool {
    let known = header.by_field.iter().flatten().count();
    let filled = names.iter().filter(|name| !name.trim().is_empty()).count();
    let is_known = known >= 2 || (known > 0 && known * 2 >= filled);
    is_known && !names.iter().any(|name| safe::looks_like_data(name))
}

fn shortened(text: &str) -> String {
    const MOST: usize = 400;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}
