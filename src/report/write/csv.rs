//! CSV: the data files as every program reads them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use crate::base::guard::is_formula;
use crate::base::{Amount, Day, Outcome};
use crate::tables::Mcid;
use crate::tables::different::{Different, different};
use crate::tables::output::{Batch, OutputSchema, Rows, Values};

use super::format::{Bytes, Format, FormatPiece, Out, Sink, unwritten, write_table};
use super::stamp::put_part;

const ENDING: &str = "csv";

/// Bytes of a cell with its comma, rather too many than too few.
const CELL_BYTES: usize = 12;

/// UTF-8, comma, LF, header, quotes only where RFC 4180 needs them.
pub struct Csv;

impl Format for Csv {
    fn ending(&self) -> &'static str {
        ENDING
    }

    fn begin<'o>(
        &self,
        schema: &'static OutputSchema,
        mut out: Out<'o>,
    ) -> Outcome<Box<dyn Sink + 'o>> {
        out.write_all(&header(schema)).map_err(|error| unwritten(schema, ENDING, &error))?;
        Ok(Box::new(Bytes { schema, ending: ENDING, out }))
    }

    fn piece(&self, _: &'static OutputSchema, batch: &Batch<'_>) -> Outcome<FormatPiece> {
        let (bytes, rows) = lines(batch);
        Ok(FormatPiece { rows, content: Box::new(bytes) })
    }

    fn faults(
        &self,
        _: &Path,
        bytes: &mut dyn Read,
        (schema, _): (&OutputSchema, u64),
    ) -> io::Result<Vec<String>> {
        let mut first = Vec::new();
        BufReader::new(bytes).read_until(b'\n', &mut first)?;
        let is_header = first == header(schema);
        Ok(if is_header { Vec::new() } else { vec!["its header is not the table's".to_owned()] })
    }
}

/// Writes a table.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write_csv(rows: &dyn Rows, out: &mut (dyn Write + Send)) -> Outcome<()> {
    write_table(&Csv, rows, Box::new(out)).map(|_| ())
}

fn header(schema: &OutputSchema) -> Vec<u8> {
    let names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
    format!("{}\n", names.join(",")).into_bytes()
}

/// A column, ready to be written.
enum CsvColumn<'v> {
    /// Each different text as it is written, and where it ends; the first is that of no text.
    Texts(&'v [u32], Vec<u8>, Vec<usize>),
    /// Texts that hardly come again.
    Own(&'v [String]),
    Mcids(&'v [Mcid]),
    Days(&'v [Day]),
    Numbers(&'v [Option<i64>]),
    Amounts(&'v [Option<Amount>]),
    YesNo(&'v [Option<bool>]),
}

/// The lines of some rows, and how many they are.
fn lines(batch: &Batch<'_>) -> (Vec<u8>, u64) {
    let rows = batch.columns.first().map_or(0, Values::len);
    let mut bytes = Vec::with_capacity(rows * batch.columns.len() * CELL_BYTES);
    let coded: Vec<Option<Different<'_>>> = batch.columns.iter().map(coded).collect();
    let ready: Vec<CsvColumn<'_>> = batch
        .columns
        .iter()
        .zip(&coded)
        .map(|(values, coded)| CsvColumn::of(values, coded.as_ref()))
        .collect();
    for row in 0..rows {
        for column in &ready {
            column.put(row, &mut bytes);
            bytes.push(b',');
        }
        bytes.pop();
        bytes.push(b'\n');
    }
    (bytes, rows as u64)
}

/// Of texts that nobody coded yet.
fn coded<'a>(values: &Values<'a>) -> Option<Different<'a>> {
    if let Values::Text(cells) = values { Some(different(cells)) } else { None }
}

impl<'v> CsvColumn<'v> {
    fn of(values: &'v Values<'_>, coded: Option<&'v Different<'_>>) -> Self {
        match values {
            Values::Text(_) => coded.map_or(Self::Own(&[]), Self::texts),
            Values::Coded(cells) => Self::texts(cells),
            Values::Owned(cells) => Self::Own(cells),
            Values::Mcids(cells) => Self::Mcids(cells),
            Values::Days(cells) => Self::Days(cells),
            Values::Numbers(cells) => Self::Numbers(cells),
            Values::Amounts(cells) => Self::Amounts(cells),
            Values::YesNo(cells) => Self::YesNo(cells),
        }
    }

    fn texts(cells: &'v Different<'_>) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), vec![0, 0]);
        for text in &cells.texts {
            dressed(&mut bytes, text);
            ends.push(bytes.len());
        }
        Self::Texts(&cells.codes, bytes, ends)
    }

    fn put(&self, row: usize, bytes: &mut Vec<u8>) {
        match self {
            Self::Texts(codes, texts, ends) => {
                let code = codes[row] as usize;
                put_part(texts, ends[code], ends[code + 1], bytes);
            }
            Self::Own(cells) => dressed(bytes, &cells[row]),
            Self::Mcids(cells) => cells[row].write(bytes),
            Self::Days(cells) if cells[row].is_dated() => {
                bytes.extend_from_slice(&cells[row].iso());
            }
            Self::Days(_) => {}
            Self::Numbers(cells) => cells[row].into_iter().for_each(|number| {
                bytes.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            }),
            Self::Amounts(cells) => cells[row].into_iter().for_each(|amount| {
                // Writing to memory does not fail.
                let _ = write!(bytes, "{amount}");
            }),
            Self::YesNo(cells) => match cells[row] {
                Some(true) => bytes.extend_from_slice(b"Yes"),
                Some(false) => bytes.extend_from_slice(b"No"),
                None => {}
            },
        }
    }
}

/// A text, with a `'` in front where a spreadsheet would run it as a formula, and in quotes where it
/// needs them.
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
                    Value::amount(None),
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
            Value::amount(Amount::from_plain("-12.5000")),
            Value::YesNo(Some(true)),
        ];
        let none = vec![
            Value::Text(String::new()),
            Value::Day(Some(Day::ALWAYS)),
            Value::Number(None),
            Value::amount(None),
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
        let (bytes, rows) = lines(&Batch { columns: vec![Values::Text(again.collect())] });
        assert_eq!(rows, 12);
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
                    Value::amount(None),
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
