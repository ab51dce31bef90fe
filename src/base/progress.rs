//! How far the work is: counted by those who do it, looked at by whoever shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// What a run is busy with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RunStep {
    /// Before the first step, between runs, and behind the last one.
    #[default]
    Nothing,
    /// Files become rows: counted in bytes, and in rows beside them.
    Reading,
    /// Rows find their persons and their verdicts.
    Judging,
    /// Verdicts become levels and risks.
    Assessing,
    /// Tables become files: counted in rows.
    Writing,
    /// The files are read back.
    Auditing,
    Publishing,
}

impl RunStep {
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Reading,
        Self::Judging,
        Self::Assessing,
        Self::Writing,
        Self::Auditing,
        Self::Publishing,
    ];
}

/// Counters that any thread may move on and any other may look at. They are moved once a chunk, not
/// once a row: nobody has to look.
#[derive(Debug, Default)]
pub struct Progress {
    step: AtomicU8,
    done: Arc<AtomicU64>,
    all: AtomicU64,
    rows: Arc<AtomicU64>,
}

/// How far it was at one instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ProgressSeen {
    pub step: RunStep,
    /// Of `all`, in the unit of the step; never more than it.
    pub done: u64,
    /// 0 where nobody knows how much there is to do.
    pub all: u64,
    /// Rows that the step has got to, or works on.
    pub rows: u64,
}

impl Progress {
    /// Begins a step with so much to do, over so many rows (0 if they are yet to be counted).
    pub fn begin(&self, step: RunStep, all: u64, rows: u64) {
        self.done.store(0, Relaxed);
        self.all.store(all, Relaxed);
        self.rows.store(rows, Relaxed);
        self.step.store(step as u8, Relaxed);
    }

    /// The step turns out to have so much to do.
    pub fn is_of(&self, all: u64) {
        self.all.store(all, Relaxed);
    }

    /// So much more of the step is done.
    pub fn add(&self, count: u64) {
        self.done.fetch_add(count, Relaxed);
    }

    /// What `add` counts, for those who know nothing of steps.
    #[must_use]
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.done)
    }

    /// The rows that were got to so far, likewise.
    #[must_use]
    pub fn row_counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.rows)
    }

    #[must_use]
    pub fn glance(&self) -> ProgressSeen {
        let step =
            RunStep::ALL.get(usize::from(self.step.load(Relaxed))).copied().unwrap_or_default();
        let all = self.all.load(Relaxed);
        let done = self.done.load(Relaxed).min(all);
        ProgressSeen { step, done, all, rows: self.rows.load(Relaxed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_seen_as_it_was_begun() {
        let progress = Progress::default();
        assert_eq!(progress.glance(), ProgressSeen::default());
        for step in RunStep::ALL {
            progress.begin(step, 10, 3);
            assert_eq!(progress.glance(), ProgressSeen { step, done: 0, all: 10, rows: 3 });
        }
    }

    #[test]
    fn a_file_that_grows_does_not_pass_its_end() {
        let progress = Progress::default();
        progress.begin(RunStep::Reading, 10, 0);
        progress.add(8);
        progress.counter().fetch_add(8, Relaxed);
        progress.row_counter().fetch_add(2, Relaxed);
        assert_eq!(
            progress.glance(),
            ProgressSeen { step: RunStep::Reading, done: 10, all: 10, rows: 2 }
        );
    }
}
