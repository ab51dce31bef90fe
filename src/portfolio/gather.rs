//! Gathers what is told of each company from the tables of a run, a piece of a table at a time.

use crate::base::{Day, Failure, Outcome};
use crate::publish::history::Run;
use crate::publish::manifest::Manifest;
use crate::report::classes::{Class, breaks_on, due_on};
use crate::report::view::{Row, each};
use crate::tables::columns;
use crate::tables::output::{OutputColumn, OutputSchema, OutputType, Rows};

use super::company::{CompanyStanding, CompanyTables};
use super::stored::each_piece;
use super::totals::{Total, Totals};

/// Days ahead within which a level that breaks is told apart.
pub(crate) const NEAR_DAYS: i32 = 90;

const fn text(name: &'static str) -> OutputColumn {
    OutputColumn { name, of: OutputType::Text, sorted: 0, means: "" }
}

const fn day(name: &'static str) -> OutputColumn {
    OutputColumn { name, of: OutputType::Day, sorted: 0, means: "" }
}

const fn read(name: &'static str, columns: &'static [OutputColumn]) -> OutputSchema {
    OutputSchema { name, says: "", columns }
}

/// What the classes of levels are made from, and what the totals name.
static LEVELS: OutputSchema = read(
    "levels",
    &[
        text("mpn_id"),
        text("programme"),
        text("level"),
        text("state"),
        text("met"),
        day("anniversary_on"),
        day("breach_on"),
        text("severity"),
        text("bus_factor"),
        day("window_to"),
        day("breaks_on"),
    ],
);
static ACTIONS: OutputSchema = read("actions", &[text("mpn_id"), text("urgency")]);
static FINDINGS: OutputSchema = read("findings", &[text("mpn_id")]);
static SKILLS: OutputSchema = read("skills", &[text("mpn_id"), day("completed_on")]);

/// How the levels of a run stand.
pub(crate) struct LevelsOfRun {
    pub companies: Vec<CompanyStanding>,
    pub totals: Vec<Total>,
}

/// All that is told of the companies.
pub(crate) struct CompaniesGathered {
    pub levels: LevelsOfRun,
    /// Findings that are about no company.
    pub findings_of_nobody: u64,
}

/// The days of a renewal window, as the run used them.
fn renewal_window_days(manifest: &Manifest) -> Outcome<i32> {
    let name = "renewal_window_days";
    let used = manifest.parameters.iter().find(|used| used.name == name);
    let days = used.and_then(|used| i32::try_from(used.value.as_i64()?).ok());
    days.ok_or_else(|| {
        Failure::input(format!("the manifest does not tell the parameter `{name}`"))
            .at(&manifest.run_id)
            .todo("the run is of another version; make it anew with --force")
    })
}

/// The levels of a run alone.
///
/// # Errors
/// When its tables cannot be read, or it has none of levels.
pub(crate) fn levels(run: &Run) -> Outcome<LevelsOfRun> {
    let (companies, totals) = read_levels(run)?;
    Ok(LevelsOfRun { companies: companies.all, totals })
}

/// All that is told of the companies of a run.
///
/// # Errors
/// When its tables cannot be read, or it has none of levels.
pub(crate) fn gather(run: &Run) -> Outcome<CompaniesGathered> {
    let (mut companies, totals) = read_levels(run)?;
    rows(run, &ACTIONS, &mut |row| {
        let own = companies.of(&row.text(columns::MPN_ID));
        own.actions_now += u64::from(row.is(columns::URGENCY, "now"));
        own.actions_soon += u64::from(row.is(columns::URGENCY, "soon"));
    })?;
    let mut findings_of_nobody = 0;
    rows(run, &FINDINGS, &mut |row| match &*row.text(columns::MPN_ID) {
        "" => findings_of_nobody += 1,
        mpn_id => companies.of(mpn_id).findings += 1,
    })?;
    let as_of = run.manifest.as_of;
    rows(run, &SKILLS, &mut |row| {
        let Some(day) = row.day(columns::COMPLETED_ON).filter(|day| *day <= as_of) else { return };
        let mpn_id = row.text(columns::MPN_ID);
        if !mpn_id.is_empty() {
            let newest = &mut companies.of(&mpn_id).newest_skill;
            *newest = (*newest).max(Some(day));
        }
    })?;
    Ok(CompaniesGathered {
        levels: LevelsOfRun { companies: companies.all, totals },
        findings_of_nobody,
    })
}

fn read_levels(run: &Run) -> Outcome<(CompanyTables, Vec<Total>)> {
    let (as_of, window_days) = (run.manifest.as_of, renewal_window_days(&run.manifest)?);
    let mut companies = CompanyTables::default();
    for (mpn_id, name) in &run.manifest.companies {
        companies.of(mpn_id).name.clone_from(name);
    }
    let mut totals = Totals::default();
    let is_there = rows(run, &LEVELS, &mut |row| {
        totals.see(row);
        let Some(class) = Class::of(row) else { return };
        see(companies.of(&row.text(columns::MPN_ID)), row, class, (as_of, window_days));
    })?;
    if !is_there {
        return Err(Failure::input(
            "this run has no table of levels: it was made without the risk report",
        )
        .at(run.folder.display())
        .todo("make it with \"risk\" among the `reports` of the pipeline, or name another run"));
    }
    Ok((companies, totals.sorted()))
}

fn see(
    company: &mut CompanyStanding,
    row: &Row<'_, '_>,
    class: Class,
    (as_of, window_days): (Day, i32),
) {
    company.counts.add(Some(class));
    let breaks = breaks_on(row).filter(|_| class == Class::Breaks);
    let near = as_of.plus_days(NEAR_DAYS);
    company.breaks_soon += u64::from(breaks.is_some_and(|day| day <= near));
    if matches!(class, Class::NotMet | Class::RenewalWindow | Class::Breaks) {
        let due = due_on(row, Some(class), (as_of, window_days)).filter(|day| day.is_dated());
        company.soonest = [company.soonest, due].into_iter().flatten().min();
    }
}

/// Hands over every row of a table; answers whether the run has it.
fn rows(
    run: &Run,
    schema: &'static OutputSchema,
    see: &mut dyn FnMut(&Row<'_, '_>),
) -> Outcome<bool> {
    each_piece(run, schema, &mut |piece: &dyn Rows| each(Some(piece), |row| see(&row)))
}

/// Kinds of inputs with the day of the newest, in the order in which they were read.
#[must_use]
pub(crate) fn newest_inputs(manifest: &Manifest) -> Vec<(String, Day)> {
    let mut newest: Vec<(String, Day)> = Vec::new();
    for input in &manifest.inputs {
        let Some(day) = Day::from_iso(&input.freshness.day) else { continue };
        match newest.iter_mut().find(|(kind, _)| *kind == input.kind) {
            Some((_, known)) => *known = (*known).max(day),
            None => newest.push((input.kind.clone(), day)),
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::outputs;

    #[test]
    fn what_is_read_is_what_is_published() {
        for own in [&LEVELS, &ACTIONS, &FINDINGS, &SKILLS] {
            let published = outputs::ALL.into_iter().find(|schema| schema.name == own.name);
            let published = published.expect("a table of the contract");
            for column in own.columns {
                let same = published.columns.iter().find(|known| known.name == column.name);
                assert_eq!(same.map(|known| known.of), Some(column.of), "{}", column.name);
            }
        }
    }
}
