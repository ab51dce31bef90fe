//! The tables of a run, all but the changes since the run before.

use crate::assess::Assessed;
use crate::base::Outcome;
use crate::programme::pipeline::Report;
use crate::rules::Counting;
use crate::skills::Scene;
use crate::skills::reconcile::Reconciled;
use crate::skills::table::Skills;
use crate::skills::team::{PersonTally, Team};
use crate::tables::output::{Rows, Whole};

use super::found::{Findings, RunScope};
use super::gathered::Gathered;
use super::lists::{self, RejectTable};
use super::{actions, selection::Selection};

/// The tables with a row for each skill and each account: made stretch by stretch as they are read.
pub struct OfPeople<'s> {
    pub skills: Box<dyn Rows + 's>,
    pub team: Box<dyn Rows + 's>,
}

impl<'s> OfPeople<'s> {
    fn of(scene: &'s Scene<'s>, tallies: Vec<PersonTally>, selection: Option<&Selection>) -> Self {
        let own = |table: Box<dyn Rows + 's>| -> Box<dyn Rows + 's> {
            match selection {
                Some(selection) => Box::new(selection.of_table(table)),
                None => table,
            }
        };
        let skills = own(Box::new(Skills::new(scene, scene.transcripts, scene.users)));
        let team = own(Box::new(Team::new(scene, scene.users, tallies)));
        Self { skills, team }
    }
}

/// Every table but `changes`.
pub struct MadeTables<'s> {
    pub of_people: OfPeople<'s>,
    pub assessed: Assessed,
    pub reconciled: Option<Reconciled>,
    pub findings: Whole,
    pub rejects: Box<dyn Rows + 's>,
    pub actions: Whole,
}

/// Is told when a stage is done: its name, the rows that went in and those that came out.
pub(crate) type TableDone<'a> = dyn FnMut(&'static str, u64, u64) + 'a;

impl<'s> MadeTables<'s> {
    /// Assesses what is linked and judged, and makes the tables.
    ///
    /// # Errors
    /// When the assessment fails.
    pub fn of(
        gathered: &'s Gathered,
        (scene, counting): (&'s Scene<'s>, Counting),
        scope: RunScope<'_>,
        done: &mut TableDone<'_>,
    ) -> Outcome<Self> {
        let judged = scene.judged.rows.len() as u64;
        let Findings { mut assessed, tallies, findings, reconciled } =
            Findings::of(gathered, (scene, counting), scope)?;
        done("assess", judged, assessed.rows());
        let of_people = OfPeople::of(scene, tallies, scope.selection);
        done("skills and team", judged, (of_people.skills.len() + of_people.team.len()) as u64);
        let findings = lists::findings(findings, scene.pipeline, scene.reading);
        let rejects: Box<dyn Rows + 's> = match scope.selection {
            Some(selection) => selection.rejects(&gathered.reading),
            None => Box::new(RejectTable::of(&gathered.reading)),
        };
        let of_levels = std::mem::take(&mut assessed.actions);
        let mut tables: Vec<&dyn Rows> =
            vec![&*of_people.team, &assessed.contacts, &assessed.levels];
        tables.extend([&assessed.requirements as &dyn Rows, &assessed.events]);
        tables.extend(reconciled.iter().map(|reconciled| &reconciled.support as &dyn Rows));
        let actions = actions::actions(of_levels, gathered, &tables);
        Ok(Self { of_people, assessed, reconciled, findings, rejects, actions })
    }

    /// The tables that the reports ask for, in the order in which they are published.
    #[must_use]
    pub fn published(&self, scope: RunScope<'_>) -> Vec<&dyn Rows> {
        let (of_people, assessed) = (&self.of_people, &self.assessed);
        let asks = |report: Report| scope.reports.contains(&report);
        let mut tables: Vec<&dyn Rows> = vec![&self.findings, &*self.rejects, &self.actions];
        if asks(Report::Skills) {
            tables.extend([&*of_people.skills, &*of_people.team]);
            if let Some(reconciled) = &self.reconciled {
                tables.extend([&reconciled.table as &dyn Rows, &reconciled.support]);
            }
        }
        if asks(Report::Skills) || asks(Report::Risk) {
            tables.push(&assessed.contacts);
        }
        if asks(Report::Risk) {
            tables.extend([&assessed.levels as &dyn Rows, &assessed.requirements]);
            tables.extend([&assessed.events as &dyn Rows, &assessed.requirement_persons]);
            tables.extend([&assessed.score_metrics as &dyn Rows, &assessed.score_changes]);
            tables.extend(assessed.score_reconciliation.iter().map(|table| table as &dyn Rows));
        }
        if asks(Report::Kpi) {
            tables.extend([&assessed.kpi_months as &dyn Rows, &assessed.kpi_window]);
            tables.extend([&assessed.kpi_options as &dyn Rows, &assessed.invoices]);
        }
        tables
    }
}
