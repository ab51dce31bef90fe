//! The companies of a pipeline as a table: a row each, in the columns that `[company]` has.

use std::fmt::Write;

use polars::prelude::DataFrame;

use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::ingest::frame::texts;
use crate::programme::company;
use crate::programme::pipeline::Company;

/// How messages call the table.
pub(crate) const NAME: &str = "companies";

/// What a column says of a company.
#[derive(Clone, Copy)]
enum Says {
    Text,
    /// Several, with `;` between them.
    List,
    /// Several facts as `fact=2021-03-01`, with `;` between them.
    Facts,
    /// A month of the discrepancy pack.
    Month,
}

const COLUMNS: [(&str, Says); 10] = [
    ("name", Says::Text),
    ("mpn_id", Says::Text),
    ("locations", Says::List),
    ("country", Says::Text),
    ("migrated_on", Says::Text),
    ("date_order", Says::Text),
    ("attested", Says::Facts),
    ("directory_url", Says::Text),
    ("discrepancy_from", Says::Month),
    ("discrepancy_until", Says::Month),
];

/// Reads the companies, each with the checks of a pipeline file. A line of a message is the row of
/// the table, and 1 more, as in a file with a header. Columns whose names start with `_` are not read.
///
/// # Errors
/// When a column is unknown, a cell is not what it should be, or a company is there twice.
pub(crate) fn companies(frame: &DataFrame) -> Outcome<Vec<Company>> {
    let mut columns = Vec::new();
    for column in frame.columns().iter().filter(|column| !column.name().starts_with('_')) {
        let name = column.name().as_str();
        let Some(known) = COLUMNS.iter().find(|(known, _)| *known == name) else {
            return Err(unknown(name));
        };
        let cells = texts(column).ok_or_else(|| {
            Failure::configuration(format!("{name:?} is {}, not text", column.dtype()))
                .at(NAME)
                .todo("give it as text; several ids stand with ; between them")
        })?;
        columns.push((*known, cells));
    }
    let mut written = String::from("company = [\n");
    for row in 0..frame.height() {
        let of_row = columns.iter().map(|(known, cells)| (*known, cells.cell(row).text.trim()));
        line(&mut written, of_row.filter(|(_, text)| !text.is_empty()));
    }
    written.push_str("]\n");
    company::of_text(NAME, written)
}

fn unknown(name: &str) -> Failure {
    let known = COLUMNS.map(|(known, _)| known);
    let todo = match did_you_mean(name, known) {
        Some(meant) => format!("did you mean {meant:?}?"),
        None => format!("known here: {}; others start with _", known.join(", ")),
    };
    Failure::configuration(format!("unknown column {name:?}")).at(NAME).todo(todo)
}

/// A company as a line of a pipeline file.
fn line<'a>(written: &mut String, cells: impl Iterator<Item = ((&'a str, Says), &'a str)>) {
    let mut discrepancy = String::new();
    written.push('{');
    for ((name, says), text) in cells {
        let several = || text.split(';').map(str::trim).filter(|part| !part.is_empty());
        // Writing to a string cannot fail.
        let _ = match says {
            Says::Text => write!(written, "{name} = {}, ", quoted(text)),
            Says::List => {
                let list: Vec<String> = several().map(quoted).collect();
                write!(written, "{name} = [{}], ", list.join(", "))
            }
            Says::Facts => {
                let fact = |part: &str| {
                    let (fact, day) = part.split_once('=').unwrap_or((part, ""));
                    format!("{} = {}", quoted(fact.trim()), quoted(day.trim()))
                };
                let facts: Vec<String> = several().map(fact).collect();
                write!(written, "{name} = {{ {} }}, ", facts.join(", "))
            }
            Says::Month => {
                let end = name.trim_start_matches("discrepancy_");
                write!(discrepancy, "{end} = {}, ", quoted(text))
            }
        };
    }
    if !discrepancy.is_empty() {
        let _ = write!(written, "discrepancy = {{ {} }}, ", discrepancy.trim_end_matches(", "));
    }
    let end = written.trim_end_matches(", ").len();
    written.truncate(end);
    written.push_str("},\n");
}

/// As TOML writes a text in one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        // Writing to a string cannot fail.
        let _ = match sign {
            '"' | '\\' => write!(quoted, "\\{sign}"),
            sign if sign.is_control() => write!(quoted, "\\u{:04X}", u32::from(sign)),
            sign => write!(quoted, "{sign}"),
        };
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    #[test]
    fn a_row_says_what_a_section_of_the_pipeline_file_says() {
        let frame = df!(
            "name" => ["Contoso \"Nord\"", "Fabrikam"],
            "mpn_id" => ["0123", "0456"],
            "locations" => [Some("0124; 0125"), None],
            "migrated_on" => [None, Some("2019-08-15")],
            "attested" => [Some("customer references=2019-03-20"), None],
            "discrepancy_from" => [None, Some("2019-01")],
            "discrepancy_until" => [None, Some("2019-06")],
            "_shard" => [1, 2],
        );
        let companies = companies(&frame.unwrap()).unwrap();
        assert_eq!(companies[0].name, "Contoso \"Nord\"");
        assert_eq!(companies[0].locations, ["0124", "0125"]);
        assert_eq!(companies[0].attested["customer references"].to_string(), "2019-03-20");
        assert_eq!(companies[1].mpn_id, "0456");
        assert!(companies[1].migrated_on.is_some() && companies[1].discrepancy.is_some());
    }

    #[test]
    fn a_company_that_is_there_twice_is_told_with_its_row() {
        let twice = df!("name" => ["A", "B", "C"], "mpn_id" => ["01", "02", "01"]).unwrap();
        let told = companies(&twice).unwrap_err().to_string();
        assert!(told.starts_with("error: companies:4: the MPN ID 01 is there twice"), "{told}");
        let odd = df!("name" => ["A"], "mpn_id" => ["01"], "contry" => ["SE"]).unwrap();
        let told = companies(&odd).unwrap_err().to_string();
        assert!(told.contains("unknown column \"contry\"; did you mean \"country\"?"), "{told}");
        let number = df!("name" => ["A"], "mpn_id" => ["x1"]).unwrap();
        let told = companies(&number).unwrap_err().to_string();
        assert!(told.contains("companies:2: \"mpn_id\" is \"x1\""), "{told}");
    }
}
