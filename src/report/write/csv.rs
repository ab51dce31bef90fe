//! CSV: the data files as every program reads them.

use std::io::{self, BufReader, Read, Write};
use std::ops::Range;
use std::path::Path;

use crate::base::guard::is_formula;
use crate::base::{Failure, Outcome};
use crate::tables::output::{Batch, OutputSchema, Rows, Values};

use super::csv_scan;
use super::format::{Format, rows_fault};
use super::stretches::{ROWS, in_order, ranges};
use crate::report::different::is_same;

/// Rows whose cells are in a core's cache until they are written.
const NEAR_ROWS: usize = 1_024;

const READ_BYTES: usize = 1 << 18;

/// Bytes of a cell with its comma, rather too many than too few.
const CELL_BYTES: usize = 12;

/// UTF-8, comma, LF, header, quotes only where RFC 4180 needs them.
pub struct Csv;

impl Format for Csv {
    fn ending(&self) -> &'static str {
        "csv"
    }

    fn write(&self, rows: &dyn Rows, out: &mut (dyn Write + Send)) -> Outcome<()> {
        write_csv(rows, out)
    }

    fn faults(
        &self,
        _: &Path,
        bytes: &mut dyn Read,
        (schema, expected): (&OutputSchema, u64),
    ) -> io::Result<Vec<String>> {
        let mut reader = BufReader::with_capacity(READ_BYTES, bytes);
        let mut faults = Vec::new();
        let mut record = Vec::new();
        csv_scan::next(&mut reader, &mut record)?;
        let header = record.strip_suffix(b"\n").unwrap_or_default().split(|byte| *byte == b',');
        if !header.eq(schema.columns.iter().map(|column| column.name.as_bytes())) {
            faults.push("its header is not the table's".to_owned());
        }
        let mut rows = 0_u64;
        while csv_scan::next(&mut reader, &mut record)? {
            rows += 1;
            if csv_scan::fields(&record) != schema.columns.len() && faults.is_empty() {
                faults.push(format!("row {rows} has not as many fields as the table has columns"));
            }
        }
        faults.extend(rows_fault(rows, expected));
        Ok(faults)
    }
}

/// Writes a table.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write_csv(rows: &dyn Rows, out: &mut (dyn Write + Send)) -> Outcome<()> {
    let schema = rows.schema();
    put(out, &header(schema), schema)?;
    in_order(
        &ranges(rows.len(), ROWS),
        |range| Ok(lines(rows, range)),
        |bytes| put(out, &bytes, schema),
    )
}

fn put(out: &mut dyn Write, bytes: &[u8], schema: &OutputSchema) -> Outcome<()> {
    out.write_all(bytes).map_err(|error| {
        Failure::output("the table could not be written")
            .at(format!("{}.csv", schema.name))
            .because(error)
    })
}

fn header(schema: &OutputSchema) -> Vec<u8> {
    let names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
    format!("{}\n", names.join(",")).into_bytes()
}

fn lines(rows: &dyn Rows, range: &Range<usize>) -> Vec<u8> {
    let columns = rows.schema().columns.len();
    let mut bytes = Vec::with_capacity(range.len() * columns * CELL_BYTES);
    for near in ranges(range.len(), NEAR_ROWS) {
        near_lines(&mut bytes, &rows.batch(range.start + near.start, range.start + near.end));
    }
    bytes
}

fn near_lines(bytes: &mut Vec<u8>, batch: &Batch<'_>) {
    let rows = batch.columns.first().map_or(0, Values::len);
    let mut above = vec![Above::default(); batch.columns.len()];
    for row in 0..rows {
        for (values, above) in batch.columns.iter().zip(&mut above) {
            cell(bytes, values, row, above);
            bytes.push(b',');
        }
        bytes.pop();
        bytes.push(b'\n');
    }
}

/// The text of the cell above: the same text from the same place needs no second look.
#[derive(Clone, Copy, Default)]
struct Above<'a> {
    text: &'a str,
    is_plain: bool,
}

fn cell<'a>(bytes: &mut Vec<u8>, values: &'a Values<'_>, row: usize, above: &mut Above<'a>) {
    match values {
        Values::Text(cells) => text(bytes, cells[row], above),
        Values::Owned(cells) => text(bytes, &cells[row], above),
        Values::Mcids(cells) => cells[row].write(bytes),
        Values::Days(cells) if cells[row].is_dated() => {
            bytes.extend_from_slice(&cells[row].iso());
        }
        Values::Days(_) => {}
        Values::Numbers(cells) => cells[row].into_iter().for_each(|number| {
            bytes.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }),
        Values::Amounts(cells) => cells[row].into_iter().for_each(|amount| {
            // Writing to memory does not fail.
            let _ = write!(bytes, "{amount}");
        }),
        Values::YesNo(cells) => match cells[row] {
            Some(true) => bytes.extend_from_slice(b"Yes"),
            Some(false) => bytes.extend_from_slice(b"No"),
            None => {}
        },
    }
}

fn text<'a>(bytes: &mut Vec<u8>, text: &'a str, above: &mut Above<'a>) {
    if !is_same(text, above.text) {
        let is_plain = !is_formula(text) && !is_quoted(text.as_bytes());
        *above = Above { text, is_plain };
    }
    if above.is_plain {
        bytes.extend_from_slice(text.as_bytes());
    } else {
        dressed(bytes, text);
    }
}

/// A text, with a `'` in front where a spreadsheet would run it as a formula.
fn dressed(bytes: &mut Vec<u8>, text: &str) {
    let guard: &[u8] = if is_formula(text) { b"'" } else { b"" };
    if !is_quoted(text.as_bytes()) {
        bytes.extend_from_slice(guard);
        bytes.extend_from_slice(text.as_bytes());
        return;
    }
    bytes.push(b'"');
    bytes.extend_from_slice(guard);
    for byte in text.bytes() {
        if byte == b'"' {
            bytes.push(b'"');
        }
        bytes.push(byte);
    }
    bytes.push(b'"');
}

/// Looks at pieces of a fixed length without leaving early, which the compiler makes into a few
/// comparisons of many bytes each. The last piece goes back over bytes that were seen.
fn is_quoted(bytes: &[u8]) -> bool {
    let (pieces, _) = bytes.as_chunks::<16>();
    let last = bytes.last_chunk::<16>();
    if last.is_some() {
        return pieces.iter().chain(last).any(any_special);
    }
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => any_special(first) | any_special(last),
        _ => bytes.iter().any(|byte| special(*byte) != 0),
    }
}

fn any_special<const LENGTH: usize>(bytes: &[u8; LENGTH]) -> bool {
    bytes.iter().fold(0, |any, byte| any | special(*byte)) != 0
}

/// 1 for a byte that needs quotes around it: numbers are joined without leaving early.
fn special(byte: u8) -> u8 {
    [b',', b'"', b'\n', b'\r'].iter().fold(0, |any, one| any | u8::from(byte == *one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Day};
    use crate::tables::output::{OutputColumn, OutputType, Value, Whole};

    const fn column(name: &'static str, of: OutputType) -> OutputColumn {
        OutputColumn { name, of, sorted: 0, means: "" }
    }

    const SCHEMA: OutputSchema = OutputSchema {
        name: "sample",
        says: "",
        columns: &[
            column("name", OutputType::Text),
            column("on", OutputType::Day),
            column("count", OutputType::Number),
            column("sum", OutputType::Amount(4)),
            column("yes", OutputType::YesNo),
        ],
    };

    fn written(rows: Vec<Vec<Value>>) -> String {
        let mut bytes = Vec::new();
        write_csv(&Whole::in_order(&SCHEMA, rows), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        let rows = names
            .iter()
            .map(|name| {
                vec![
                    Value::Text((*name).into()),
                    Value::Day(None),
                    Value::Number(None),
                    Value::Amount(None),
                    Value::YesNo(None),
                ]
            })
            .collect();
        let all = written(rows);
        let lines = all.strip_prefix("name,on,count,sum,yes\n").unwrap();
        lines.split_inclusive(",,,,\n").map(|line| line.replace(",,,,\n", "")).collect()
    }

    #[test]
    fn every_type_is_written_to_the_letter() {
        let row = vec![
            Value::Text("Åsa".into()),
            Value::Day(Day::from_iso("2021-03-01")),
            Value::Number(Some(-3)),
            Value::Amount(Amount::from_plain("-12.5000")),
            Value::YesNo(Some(true)),
        ];
        let none = vec![
            Value::Text(String::new()),
            Value::Day(Some(Day::ALWAYS)),
            Value::Number(None),
            Value::Amount(None),
            Value::YesNo(Some(false)),
        ];
        assert_eq!(
            written(vec![row, none]),
            "name,on,count,sum,yes\nÅsa,2021-03-01,-3,-12.5,Yes\n,,,,No\n"
        );
        assert_eq!(written(Vec::new()), "name,on,count,sum,yes\n");
    }

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        assert_eq!(
            names(&["a b", " a", "a,b", "a\"b", "a\nb", "a\rb", "a;b", "a'b"]),
            ["a b", " a", "\"a,b\"", "\"a\"\"b\"", "\"a\nb\"", "\"a\rb\"", "a;b", "a'b"]
        );
    }

    #[test]
    fn quotes_are_found_to_be_needed_at_every_place_of_a_text_of_any_length() {
        for length in 0..70 {
            let plain = "a".repeat(length);
            assert!(!is_quoted(plain.as_bytes()));
            for place in 0..length {
                for special in [",", "\"", "\n", "\r"] {
                    let mut text = plain.clone();
                    text.replace_range(place..=place, special);
                    assert!(is_quoted(text.as_bytes()), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_text_that_comes_again_is_written_again() {
        let again = ["a,b", "a", "=a", ""].into_iter().flat_map(|text| [text; 3]);
        let mut bytes = Vec::new();
        near_lines(&mut bytes, &Batch { columns: vec![Values::Text(again.collect())] });
        let lines = String::from_utf8(bytes).unwrap();
        assert_eq!(lines, "\"a,b\"\n\"a,b\"\n\"a,b\"\na\na\na\n'=a\n'=a\n'=a\n\n\n\n");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        assert_eq!(
            names(&["=cmd|x", "+1", "-1", "@a", "\ta", "\ra", "=a,b", "=\"a\"", "a=1"]),
            [
                "'=cmd|x",
                "'+1",
                "'-1",
                "'@a",
                "'\ta",
                "\"'\ra\"",
                "\"'=a,b\"",
                "\"'=\"\"a\"\"\"",
                "a=1"
            ]
        );
    }

    #[test]
    fn stretches_come_in_their_order() {
        let rows = (0..200_000_i64)
            .map(|number| {
                vec![
                    Value::Text(String::new()),
                    Value::Day(None),
                    Value::Number(Some(number)),
                    Value::Amount(None),
                    Value::YesNo(None),
                ]
            })
            .collect();
        let all = written(rows);
        let mut lines = all.lines().skip(1);
        assert!((0..200_000).all(|number| lines.next() == Some(&format!(",,{number},,"))));
        assert_eq!(lines.next(), None);
    }
}
