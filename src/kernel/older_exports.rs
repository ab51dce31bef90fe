//! Exports of the users that a newer one followed, and who stands in them alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Day, Dictionary};
use crate::ingest::read::Reading;
use crate::tables::kinds::Users;
use crate::tables::ledger::FreshnessFrom;
use crate::tables::{Facts, Finding, FindingCode, Kind, RejectDetail, UserStatus};

/// Accounts that stand in an export of the users and in none that was made later, of companies that are in a
/// later one: nothing says that they have left, and they count. Days are those of the files' names.
#[must_use]
pub(crate) fn findings(
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
