//! The lists of findings and rejects as output tables.

use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::tables::output::{OutputSchema, Rows, Value, Values, Whole};
use crate::tables::{FileReport, Finding, FindingCode, outputs};

/// The `findings` table.
#[must_use]
pub(crate) fn findings(found: Vec<Finding>, pipeline: &Pipeline, reading: &Reading) -> Whole {
    let rows = found
        .into_iter()
        .map(|finding| {
            let company = finding.company.map(|place| &pipeline.companies[place as usize].mpn_id);
            let file = finding.origin.map(|(file, _)| reading.files[file as usize].name.clone());
            vec![
                Value::Text(finding.code.severity().name().to_owned()),
                Value::Text(finding.code.name().to_owned()),
                Value::Text(company.cloned().unwrap_or_default()),
                Value::Text(finding.work_email),
                Value::Text(finding.mcid),
                Value::Text(finding.skill_code),
                Value::Text(finding.message),
                Value::Text(file.unwrap_or_default()),
                Value::Number(finding.origin.map(|(_, line)| i64::from(line))),
            ]
        })
        .collect();
    Whole::sorted(&outputs::FINDINGS, rows)
}

/// What patterns of files name and cannot be read is told, where it could be an export.
#[must_use]
pub(crate) fn left_out(reading: &Reading) -> Vec<Finding> {
    let lost = reading.left_out.iter().filter(|(_, left)| !left.why.is_of_no_matter());
    lost.map(|(kind, left)| {
        let (kind, name, why) = (kind.name(), left.name(), left.why.text());
        let message = format!("{kind}: {name} is left out: {why}");
        Finding::new(FindingCode::InputLeftOut, None, message)
    })
    .collect()
}

/// A column of which a sign is wrong is not read: what was meant is told with its line.
#[must_use]
pub(crate) fn misspelt(reading: &Reading) -> Vec<Finding> {
    of_each_file(reading, FindingCode::HeaderMisspelt, |file| {
        let told = |(name, meant): &(String, String)| {
            let what =
                format!("the header {name:?} is not known and not used; did you mean {meant}?");
            (file.header_line, what)
        };
        file.misspelt_columns.iter().map(told).collect()
    })
}

/// Rows within one cell are read by nobody, whether its quote is closed or not.
#[must_use]
pub(crate) fn swallowed(reading: &Reading) -> Vec<Finding> {
    of_each_file(reading, FindingCode::RowsInQuotes, |file| {
        let told = |(line, rows): &(u32, u32)| {
            let within =
                "rows stand within the quotes of one cell of this record, and are not read";
            (*line, format!("{rows} {within}"))
        };
        file.swallowed.iter().map(told).collect()
    })
}

/// What is told of each file, with the line that it is about.
fn of_each_file(
    reading: &Reading,
    code: FindingCode,
    told: impl Fn(&FileReport) -> Vec<(u32, String)>,
) -> Vec<Finding> {
    let of_file = |(place, file): (u32, &FileReport)| -> Vec<Finding> {
        let finding = |(line, what): (u32, String)| {
            Finding::new(code, None, format!("{}: {what}", file.kind.name())).at(place, line)
        };
        told(file).into_iter().map(finding).collect()
    };
    (0_u32..).zip(&reading.files).flat_map(of_file).collect()
}

/// The `rejects` table: made stretch by stretch, since there may be tens of millions.
pub(crate) struct RejectTable<'a> {
    reading: &'a Reading,
}

impl<'a> RejectTable<'a> {
    /// The reading has them in the order of the table.
    #[must_use]
    pub(crate) fn of(reading: &'a Reading) -> Self {
        Self { reading }
    }

    fn file_name(&self, file: u32) -> &'a str {
        &self.reading.files[file as usize].name
    }
}

impl Rows for RejectTable<'_> {
    fn schema(&self) -> &'static OutputSchema {
        &outputs::REJECTS
    }

    fn len(&self) -> usize {
        self.reading.rejects.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let rejects = (start..end).map(|row| self.reading.rejects.at(row));
        let name = |file| self.file_name(file);
        match outputs::REJECTS.columns[place].name {
            "source_kind" => Values::Text(rejects.map(|reject| reject.kind.name()).collect()),
            "file" => Values::Text(rejects.map(|reject| name(reject.file)).collect()),
            "line" => Values::Numbers(rejects.map(|reject| Some(reject.line.into())).collect()),
            "column" => Values::Text(rejects.map(|reject| reject.column_name()).collect()),
            "code" => Values::Text(rejects.map(|reject| reject.code.name()).collect()),
            "value" => Values::Text(rejects.map(|reject| reject.value).collect()),
            _ => Values::Owned(rejects.map(|reject| reject.message(name)).collect()),
        }
    }
}
