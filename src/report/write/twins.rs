//! Twins: a table as CSV and as Parquet, its rows made once for both.

use std::io::Write;

use crate::base::Outcome;
use crate::tables::output::Rows;

use super::parquet::{self, Typed};
use super::{csv, stretches};

/// Writes a table in both formats.
///
/// # Errors
/// When the bytes of either cannot be written.
pub fn write_twins(
    rows: &dyn Rows,
    plain: &mut (dyn Write + Send),
    typed: &mut (dyn Write + Send),
) -> Outcome<()> {
    let schema = rows.schema();
    csv::put(plain, &csv::header(schema), schema)?;
    let mut typed = Typed::begin(schema, typed)?;
    stretches::in_order(
        &stretches::ranges(rows.len(), stretches::ROWS),
        |range| {
            let frame = rows.frame(range.start, range.end);
            Ok((csv::lines(&frame), parquet::frame(schema, &frame)?))
        },
        |(lines, frame)| {
            csv::put(plain, &lines, schema)?;
            drop(lines);
            typed.put(frame)
        },
    )?;
    typed.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::write::csv::write_csv;
    use crate::report::write::parquet::tests::write_parquet;
    use crate::tables::output::{OutputColumn, OutputSchema, OutputType, Value, Whole};

    const SCHEMA: OutputSchema = OutputSchema {
        name: "sample",
        says: "",
        columns: &[
            OutputColumn { name: "name", of: OutputType::Text, sorted: 0, means: "" },
            OutputColumn { name: "count", of: OutputType::Number, sorted: 0, means: "" },
        ],
    };

    #[test]
    fn twins_are_what_each_writer_makes_alone() {
        let row =
            |number: i64| vec![Value::Text(format!("n{number}")), Value::Number(Some(number))];
        let table = Whole::in_order(&SCHEMA, (0..100_000).map(row).collect());
        let (mut plain, mut typed) = (Vec::new(), Vec::new());
        write_twins(&table, &mut plain, &mut typed).unwrap();
        let (mut lone_plain, mut lone_typed) = (Vec::new(), Vec::new());
        write_csv(&table, &mut lone_plain).unwrap();
        write_parquet(&table, &mut lone_typed).unwrap();
        assert!(plain == lone_plain && typed == lone_typed);
    }
}
