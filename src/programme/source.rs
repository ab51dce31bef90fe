//! The `[sources.…]` of a pipeline file: where the rows of a kind lie, and what is known of them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::{Amount, Outcome};
use crate::programme::company::DATE_ORDERS;
use crate::programme::document::{DocumentValue, TomlTable, hint};
use crate::programme::given::{Inputs, Source};
use crate::tables::Encoding;
use crate::tables::Kind;

const KEYS: [&str; 11] = [
    "files",
    "max_reject_ratio",
    "date_order",
    "decimal",
    "delimiter",
    "encoding",
    "sheet",
    "warn_after",
    "error_after",
    "exported_on",
    "max_unpacked_bytes",
];

/// Every report rests on these two.
const NEEDED: [Kind; 2] = [Kind::Users, Kind::Transcripts];

const DECIMALS: [(&str, char); 2] = [(".", '.'), (",", ',')];

const DELIMITERS: [(&str, char); 5] =
    [(",", ','), (";", ';'), ("|", '|'), ("tab", '\t'), ("\t", '\t')];

const ENCODINGS: [(&str, Encoding); 6] = [
    ("utf-8", Encoding::Utf8),
    ("utf-16le", Encoding::Utf16Le),
    ("utf-16be", Encoding::Utf16Be),
    // Without a mark at its start, UTF-16 is what Windows writes.
    ("utf-16", Encoding::Utf16Le),
    ("windows-1252", Encoding::Windows1252),
    ("cp1252", Encoding::Windows1252),
];

const BYTES: [(&str, u64); 9] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("B", 1),
];

pub(super) fn read_all(
    root: &TomlTable,
    folder: &Path,
    inputs: Inputs,
) -> Outcome<BTreeMap<Kind, Source>> {
    let table = root.need("sources")?.table()?;
    let mut sources = BTreeMap::new();
    for value in table.in_order() {
        let Some(kind) = Kind::from_name(&value.key) else {
            let known = Kind::ALL.map(Kind::name);
            return Err(value
                .failure(format!("unknown kind of source \"{}\"", value.key))
                .todo(hint(&value.key, &known)));
        };
        sources.insert(kind, source(value.table()?, folder, inputs)?);
    }
    let is_missing = |kind: &Kind| inputs == Inputs::Files && !sources.contains_key(kind);
    match NEEDED.into_iter().find(is_missing) {
        None => Ok(sources),
        Some(missing) => Err(table
            .place
            .failure(format!("the source \"{}\" is missing", missing.name()))
            .todo(format!("add [sources.{}] with its files", missing.name()))),
    }
}

fn source(table: &TomlTable, folder: &Path, inputs: Inputs) -> Outcome<Source> {
    table.only(&KEYS)?;
    let find = |key| table.find(key);
    let warn_after_days = find("warn_after").map(days).transpose()?;
    let error_after_days = find("error_after").map(days).transpose()?;
    if let (Some(warn), Some(error)) = (warn_after_days, error_after_days)
        && warn > error
    {
        return Err(table
            .place
            .failure("\"warn_after\" is longer than \"error_after\"")
            .todo("let the warning come first"));
    }
    Ok(Source {
        files: match inputs {
            Inputs::Files => files(table.need("files")?)?,
            Inputs::Tables => find("files").map(files).transpose()?.unwrap_or_default(),
        },
        folder: folder.to_owned(),
        max_reject_ratio: find("max_reject_ratio").map(ratio).transpose()?,
        date_order: find("date_order").map(|value| value.choice(&DATE_ORDERS)).transpose()?,
        decimal: find("decimal").map(|value| sign(value, &DECIMALS)).transpose()?,
        delimiter: find("delimiter").map(|value| sign(value, &DELIMITERS)).transpose()?,
        encoding: find("encoding").map(encoding).transpose()?,
        sheet: table.text("sheet")?,
        warn_after_days,
        error_after_days,
        exported_on: table.day("exported_on")?,
        max_unpacked_bytes: find("max_unpacked_bytes").map(bytes).transpose()?,
        line: table.place.line,
    })
}

fn files(value: &DocumentValue) -> Outcome<Vec<String>> {
    if value.is_text() {
        return Ok(vec![value.text()?.to_owned()]);
    }
    let files = value.texts()?;
    if files.is_empty() {
        return Err(value
            .failure("\"files\" names no file")
            .todo("name at least one file or pattern, or remove the source"));
    }
    Ok(files)
}

fn ratio(value: &DocumentValue) -> Outcome<Amount> {
    let ratio = value.amount()?;
    if ratio.is_negative() || ratio > Amount::whole(1) {
        return Err(value
            .failure(format!("\"{}\" is {ratio}, which is no share", value.key))
            .todo("write a number from 0 to 1, such as 0.05"));
    }
    Ok(ratio)
}

/// Signs are not guessed at like words.
fn sign(value: &DocumentValue, choices: &[(&str, char)]) -> Outcome<char> {
    let text = value.written()?;
    choices.iter().find(|(name, _)| *name == text).map(|(_, sign)| *sign).ok_or_else(|| {
        let known: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
        value
            .failure(format!("\"{}\" cannot be {text:?}", value.key))
            .todo(format!("write one of {}", known.join(" ")))
    })
}

fn encoding(value: &DocumentValue) -> Outcome<Encoding> {
    let written = value.text()?.to_ascii_lowercase();
    // Names are written with and without their hyphens.
    let bare = |name: &str| name.replace(['-', '_'], "");
    let found = ENCODINGS.iter().find(|(name, _)| bare(name) == bare(&written));
    found.map_or_else(|| value.choice(&ENCODINGS), |(_, encoding)| Ok(*encoding))
}

/// `3d`, `12h`, `2w`; hours are rounded up to days.
fn days(value: &DocumentValue) -> Outcome<i32> {
    let text = value.text()?;
    let number = text.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let count = number.parse().ok().filter(|count| (0..=100_000).contains(count));
    let days = count.and_then(|count: i32| match text[number.len()..].trim() {
        "h" => Some((count + 23) / 24),
        "d" => Some(count),
        "w" => Some(count * 7),
        _ => None,
    });
    days.ok_or_else(|| {
        value
            .failure(format!("\"{}\" is \"{text}\", which is no length of time", value.key))
            .todo("write it like \"3d\", \"12h\" or \"2w\"")
    })
}

/// A number of bytes, or text such as `8 GiB`.
fn bytes(value: &DocumentValue) -> Outcome<u64> {
    let plain = if value.is_text() { None } else { Some(value.amount()?.to_string()) };
    let text = plain.as_deref().map_or_else(|| value.text(), Ok)?;
    let number = text.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let named = text[number.len()..].trim();
    let unit = match named {
        "" => Some(1),
        _ => BYTES.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(named)).map(|(_, size)| *size),
    };
    let count: Option<u64> = number.parse().ok().filter(|count| *count > 0);
    let size = count.zip(unit).and_then(|(count, unit)| count.checked_mul(unit));
    size.ok_or_else(|| {
        value
            .failure(format!("\"{}\" is \"{text}\", which is no size", value.key))
            .todo("write it like 1000000 or \"8 GiB\"")
    })
}
