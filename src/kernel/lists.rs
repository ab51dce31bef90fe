//! The lists of findings and rejects as output tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Day, Dictionary};
use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::tables::kinds::Users;
use crate::tables::ledger::FreshnessFrom;
use crate::tables::output::{OutputSchema, Rows, Value, Values, Whole};
use crate::tables::{Facts, Finding, FindingCode, Kind, RejectDetail, UserStatus, outputs};

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
    let mut found = Vec::new();
    for (place, file) in (0_u32..).zip(&reading.files) {
        for (name, meant) in &file.misspelt_columns {
            let kind = file.kind.name();
            let message = format!(
                "{kind}: the header {name:?} is not known and not used; did you mean {meant}?"
            );
            let finding = Finding::new(FindingCode::HeaderMisspelt, None, message);
            found.push(finding.at(place, file.header_line));
        }
    }
    found
}

/// Rows within one cell are read by nobody, whether its quote is closed or not.
#[must_use]
pub(crate) fn swallowed(reading: &Reading) -> Vec<Finding> {
    let mut found = Vec::new();
    for (place, file) in (0_u32..).zip(&reading.files) {
        for (line, rows) in &file.swallowed {
            let kind = file.kind.name();
            let message = format!(
                "{kind}: {rows} rows stand within the quotes of one cell of this record, and are not read"
            );
            found.push(Finding::new(FindingCode::RowsInQuotes, None, message).at(place, *line));
        }
    }
    found
}

/// Accounts that stand in an export of the users and in none that was made later, of companies that are in a
/// later one: nothing says that they have left, and they count. Days are those of the files' names.
#[must_use]
pub(crate) fn older_exports(
    reading: &Reading,
    users: Option<&Facts>,
    dictionary: &Dictionary,
) -> Vec<Finding> {
    let day_of = |file: u32| {
        let own = reading.files.get(file as usize).map(|file| file.freshness)?;
        own.day.filter(|_| own.from == FreshnessFrom::FileName)
    };
    let Some(users) = users else { return Vec::new() };
    let files = (0_u32..).zip(&reading.files).filter(|(_, file)| file.kind == Kind::Users);
    let days: BTreeSet<Day> = files.filter_map(|(place, _)| day_of(place)).collect();
    if days.len() < 2 {
        return Vec::new();
    }
    // Of what stands in several exports one row is kept: it was seen in all of them.
    let mut seen: BTreeMap<(u32, u32), Day> = BTreeMap::new();
    for reject in reading.rejects.iter().filter(|own| own.kind == Kind::Users) {
        if let (RejectDetail::Winner { file, line }, Some(day)) =
            (reject.detail, day_of(reject.file))
        {
            let known = seen.entry((file, line)).or_insert(day);
            *known = day.max(*known);
        }
    }
    let place = |row: usize| (users.file(row), users.line(row));
    let last_seen = |row: usize| seen.get(&place(row)).copied().max(day_of(users.file(row)));
    let (companies, status) = (users.text(Users::MPN_ID), users.words(Users::STATUS));
    let removed_on = users.days(Users::REMOVED_ON);
    let mut newest: BTreeMap<u32, Day> = BTreeMap::new();
    for row in 0..users.len() {
        if let Some(day) = last_seen(row) {
            let known = newest.entry(companies.at(row)).or_insert(day);
            *known = day.max(*known);
        }
    }
    let is_gone = |row: usize| {
        UserStatus::at(status.at(row)) == UserStatus::Removed || removed_on.at(row).is_some()
    };
    let mut left: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    for row in (0..users.len()).filter(|row| !is_gone(*row)) {
        let company = companies.at(row);
        if last_seen(row).is_some_and(|day| Some(&day) < newest.get(&company)) {
            let (file, line) = place(row);
            let known = left.entry((company, file)).or_insert((0, line));
            *known = (known.0 + 1, line.min(known.1));
        }
    }
    let told = |((company, file), (count, line)): ((u32, u32), (u32, u32))| {
        let of = match dictionary.text(company) {
            "" => String::new(),
            mpn_id => format!(" of company {mpn_id}"),
        };
        let accounts = if count == 1 { "account stands" } else { "accounts stand" };
        let message = format!(
            "users: {count} {accounts} in this export{of} and in none that was made later; who has left still counts"
        );
        Finding::new(FindingCode::OlderExport, None, message).at(file, line)
    };
    left.into_iter().map(told).collect()
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
