//! CSV: the data files as every program reads them.

use std::io::Write;

use crate::base::{Day, Failure, Outcome};
use crate::tables::output::{Frame, OutputSchema, Rows, Values};

use super::stretches;

/// Writes a table: UTF-8, comma, LF, header, quotes only where RFC 4180 needs them.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write_csv(rows: &dyn Rows, out: &mut (dyn Write + Send)) -> Outcome<()> {
    let schema = rows.schema();
    put(out, &header(schema), schema)?;
    stretches::in_order(
        &stretches::ranges(rows.len(), stretches::ROWS),
        |range| Ok(lines(&rows.frame(range.start, range.end))),
        |bytes| put(out, &bytes, schema),
    )
}

/// Puts down the bytes of some rows.
///
/// # Errors
/// When they cannot be written.
pub fn put(out: &mut dyn Write, bytes: &[u8], schema: &OutputSchema) -> Outcome<()> {
    out.write_all(bytes).map_err(|error| {
        Failure::output("the table could not be written")
            .at(format!("{}.csv", schema.name))
            .because(error)
    })
}

#[must_use]
pub fn header(schema: &OutputSchema) -> Vec<u8> {
    let mut header = Vec::new();
    for (place, column) in schema.columns.iter().enumerate() {
        separate(&mut header, place);
        header.extend_from_slice(column.name.as_bytes());
    }
    header.push(b'\n');
    header
}

/// The rows of a stretch.
#[must_use]
pub fn lines(frame: &Frame<'_>) -> Vec<u8> {
    let rows = frame.columns.first().map_or(0, Values::len);
    let mut bytes = Vec::with_capacity(rows * frame.columns.len() * 10);
    for row in 0..rows {
        for (place, values) in frame.columns.iter().enumerate() {
            separate(&mut bytes, place);
            cell(&mut bytes, values, row);
        }
        bytes.push(b'\n');
    }
    bytes
}

fn separate(bytes: &mut Vec<u8>, place: usize) {
    if place > 0 {
        bytes.push(b',');
    }
}

fn cell(bytes: &mut Vec<u8>, values: &Values<'_>, row: usize) {
    match values {
        Values::Text(cells) => text(bytes, cells[row]),
        Values::Owned(cells) => text(bytes, &cells[row]),
        Values::Mcids(cells) if cells[row].is_none() => {}
        Values::Mcids(cells) => shown(bytes, cells[row]),
        Values::Days(cells) => day(bytes, cells[row]),
        Values::Numbers(cells) => cells[row].into_iter().for_each(|number| {
            bytes.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }),
        Values::Amounts(cells) => cells[row].into_iter().for_each(|amount| shown(bytes, amount)),
        Values::YesNo(cells) => match cells[row] {
            Some(true) => bytes.extend_from_slice(b"Yes"),
            Some(false) => bytes.extend_from_slice(b"No"),
            None => {}
        },
    }
}

/// Writing to memory does not fail.
fn shown(bytes: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(bytes, "{value}");
}

fn day(bytes: &mut Vec<u8>, day: Day) {
    if day.is_dated() {
        bytes.extend_from_slice(&day.iso());
    }
}

/// A text, with a `'` in front where a spreadsheet would run it as a formula.
fn text(bytes: &mut Vec<u8>, text: &str) {
    let guarded =
        matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    let quoted = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if quoted {
        bytes.push(b'"');
    }
    if guarded {
        bytes.push(b'\'');
    }
    if quoted {
        for byte in text.bytes() {
            if byte == b'"' {
                bytes.push(b'"');
            }
            bytes.push(byte);
        }
        bytes.push(b'"');
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Amount;
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
