//! The tables of a run for those who write, count and tell them, be they in memory or on the disk.

use std::collections::BTreeMap;

use crate::base::{Day, Failure, Outcome};
use crate::kernel::{MadeTables, RunScope};
use crate::tables::output::Rows;
use crate::tables::{Kind, outputs};

use super::cited::Cited;

/// What a run came to.
pub(crate) struct Results<'a> {
    /// In the order in which they are published.
    pub(crate) published: Vec<&'a dyn Rows>,
    pub(crate) skills: &'a dyn Rows,
    pub(crate) findings: &'a dyn Rows,
    pub(crate) actions: &'a dyn Rows,
    pub(crate) levels: &'a dyn Rows,
    pub(crate) requirements: &'a dyn Rows,
    /// The newest day in the rows of each kind that is not after the as-of date.
    pub(crate) newest: Vec<(Kind, Day)>,
}

impl<'a> Results<'a> {
    #[must_use]
    pub(crate) fn of(
        made: &'a MadeTables<'_>,
        scope: RunScope<'_>,
        newest: Vec<(Kind, Day)>,
    ) -> Self {
        Self {
            published: made.published(scope),
            skills: &*made.of_people.skills,
            findings: &made.findings,
            actions: &made.actions,
            levels: &made.assessed.levels,
            requirements: &made.assessed.requirements,
            newest,
        }
    }

    /// A table that is published, so that all that is told goes by the same.
    #[must_use]
    pub(crate) fn find(&self, name: &str) -> Option<&'a dyn Rows> {
        self.published.iter().copied().find(|table| table.schema().name == name)
    }

    /// Of tables on the disk, and of the rejects, which no shard tells.
    ///
    /// # Errors
    /// When one is missing.
    pub(crate) fn of_disk(
        tables: &'a BTreeMap<&'static str, Cited<'_>>,
        (published, rejects): (&[&'static str], &'a dyn Rows),
        newest: Vec<(Kind, Day)>,
    ) -> Outcome<Self> {
        let get = |name: &str| -> Outcome<&'a dyn Rows> {
            let table = tables.get(name).map(|table| table as &dyn Rows);
            table.ok_or_else(|| Failure::internal(format!("no shard has told of {name}")))
        };
        let named = |name: &&'static str| {
            if *name == outputs::REJECTS.name { Ok(rejects) } else { get(name) }
        };
        Ok(Self {
            published: published.iter().map(named).collect::<Outcome<_>>()?,
            skills: get(outputs::SKILLS.name)?,
            findings: get(outputs::FINDINGS.name)?,
            actions: get(outputs::ACTIONS.name)?,
            levels: get(outputs::LEVELS.name)?,
            requirements: get(outputs::REQUIREMENTS.name)?,
            newest,
        })
    }
}
