//! The header of a table: which column each of its fields is, and which columns are missing.

use crate::base::dictionary::Hashed;
use crate::base::fold::{difference, fold};
use crate::base::safe;
use crate::programme::Dialect;
use crate::tables::{ColumnType, FileReport, Kind, Need, OneOf};

use super::rows::is_satisfied;

/// So many lines from the top a header may stand.
pub(crate) const HEADER_LINES_MAX: usize = 20;

/// The header of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Field → place of its column.
    pub by_field: Vec<Option<usize>>,
    pub unknown: Vec<String>,
}

/// Which column each of these headers is. Of two headers for one column the one whose alias stands
/// earlier in the list wins, the other is unknown; a column of sets or parts takes them all.
#[must_use]
pub fn header(kind: Kind, names: &[String], dialect: &Dialect) -> Header {
    let mut best: Hashed<usize, (u32, usize)> = Hashed::default();
    let mut by_field = vec![None; names.len()];
    for (field, name) in names.iter().enumerate() {
        if let Some(&(column, rank)) = dialect.headers.get(&(kind, fold(name))) {
            if matches!(kind.columns()[column].of, ColumnType::Emails | ColumnType::Parts) {
                by_field[field] = Some(column);
                continue;
            }
            let place = best.entry(column).or_insert((rank, field));
            if rank < place.0 {
                *place = (rank, field);
            }
        }
    }
    for (column, (_, field)) in best {
        by_field[field] = Some(column);
    }
    let unknown = names
        .iter()
        .zip(&by_field)
        .filter(|(name, column)| column.is_none() && !name.trim().is_empty())
        .map(|(name, _)| printable(name))
        .collect();
    Header { by_field, unknown }
}

impl Header {
    /// The places of the columns that the file has, in the order of its fields.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let mut columns = Vec::new();
        for column in self.by_field.iter().flatten() {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        columns
    }
}

/// The columns that are required and not there; a set stands under all its names.
#[must_use]
pub fn missing(kind: Kind, header: &Header) -> Vec<Vec<&'static str>> {
    let has = |name: &str| header.by_field.contains(&kind.column(name));
    let mut missing: Vec<Vec<&'static str>> = kind
        .required(has)
        .map(|place| kind.columns()[place].name)
        .filter(|name| !has(name))
        .map(|name| vec![name])
        .collect();
    for set in [OneOf::Identity, OneOf::Skill, OneOf::Month, OneOf::Anniversary] {
        let names: Vec<&'static str> = kind
            .columns()
            .iter()
            .filter(|column| column.need == Need::OneOf(set))
            .map(|column| column.name)
            .collect();
        if !names.is_empty() && !is_satisfied(kind, set, has) {
            missing.push(names);
        }
    }
    missing
}

/// Headers that are not known and nearly one of a column that the file does not have, each with what was
/// meant: a sign too many would cost the whole column.
#[must_use]
pub(crate) fn misspelt(file: &FileReport, dialect: &Dialect) -> Vec<(String, String)> {
    let absent = || {
        let columns = file.kind.columns().iter().enumerate();
        columns.filter(|(place, _)| !file.columns.contains(place))
    };
    let meant = |name: &String| {
        let folded = fold(name);
        // Another header stands for its column.
        if dialect.headers.contains_key(&(file.kind, folded.clone())) {
            return None;
        }
        let signs_wrong_max = match folded.chars().count() {
            0..5 => return None,
            5..8 => 1,
            _ => 2,
        };
        let spellings = absent().flat_map(|(place, column)| {
            let known = dialect.spellings.get(&(file.kind, place)).map_or(&[][..], Vec::as_slice);
            known.iter().map(move |spelling| (spelling.text.as_str(), column.name))
        });
        let near = spellings.map(|(text, column)| (difference(&folded, &fold(text)), text, column));
        let near = near.filter(|(wrong, ..)| *wrong <= signs_wrong_max).min()?;
        Some((name.clone(), format!("\"{}\" ({})", near.1, near.2)))
    };
    file.unknown_columns.iter().filter_map(meant).collect()
}

/// In one line, without what would steer a terminal or name a person.
pub(super) fn printable(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    safe::header(&words.join(" ")).into_owned()
}
