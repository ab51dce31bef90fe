//! A run that has more rejects than it may: nothing is published but the rejects.

use std::path::PathBuf;

use crate::base::{Failure, Outcome, shown};
use crate::kernel::Gathered;
use crate::kernel::limit::OverLimit;
use crate::kernel::lists::RejectTable;
use crate::publish::{Lock, Stage};
use crate::report::write::csv::write_csv;

/// Keeps all rejects of a refused run, and says where.
#[must_use]
pub(crate) fn refuse(lock: &Lock, gathered: &Gathered, over: &OverLimit, run_id: &str) -> Failure {
    let what = over.what();
    let keep = || -> Outcome<PathBuf> {
        let stage = Stage::begin(lock)?;
        let rejects = RejectTable::of(&gathered.reading);
        write_csv(&rejects, &mut stage.create("rejects.csv")?)?;
        stage.refuse(run_id)
    };
    match keep() {
        Ok(folder) => over.examples(&gathered.reading).into_iter().fold(
            Failure::input(what).at(shown(&gathered.loaded.pipeline.path)).todo(format!(
                "{}; all rejects are listed in {}",
                over.todo(&gathered.reading),
                shown(&folder.join("rejects.csv"))
            )),
            Failure::because,
        ),
        Err(failure) => failure.because(what),
    }
}
