//! The lists of findings and rejects as output tables.

use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::tables::output::{Value, Whole};
use crate::tables::{Finding, Reject, outputs};

/// The `findings` table.
#[must_use]
pub fn findings(found: Vec<Finding>, pipeline: &Pipeline, reading: &Reading) -> Whole {
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

/// The `rejects` table.
#[must_use]
pub fn rejects(rejects: &[Reject], reading: &Reading) -> Whole {
    let file_name = |file: u32| reading.files[file as usize].name.as_str();
    let rows = rejects
        .iter()
        .map(|reject| {
            vec![
                Value::Text(reject.kind.name().to_owned()),
                Value::Text(file_name(reject.file).to_owned()),
                Value::Number(Some(i64::from(reject.line))),
                Value::Text(reject.column_name().to_owned()),
                Value::Text(reject.code.name().to_owned()),
                Value::Text(reject.value.to_string()),
                Value::Text(reject.message(file_name)),
            ]
        })
        .collect();
    Whole::sorted(&outputs::REJECTS, rows)
}
