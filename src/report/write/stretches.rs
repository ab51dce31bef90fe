//! Stretches: a table is made piece by piece on all cores, and written in order.

use std::ops::Range;

use rayon::prelude::*;

use crate::base::Outcome;

/// Rows of one stretch: enough to keep a core busy, few enough to keep many of them in memory.
pub const ROWS: usize = 8_192;

/// The ranges that so many rows fall into.
#[must_use]
pub fn ranges(rows: usize, each: usize) -> Vec<Range<usize>> {
    (0..rows.div_ceil(each)).map(|place| place * each..((place + 1) * each).min(rows)).collect()
}

/// Makes every piece on all cores and hands them over in their order. Only as many pieces as there
/// are cores, twice, are in memory at a time.
///
/// # Errors
/// The first failure of either function.
pub fn in_order<T: Sync, P: Send>(
    tasks: &[T],
    make: impl Fn(&T) -> Outcome<P> + Sync,
    take: impl FnMut(P) -> Outcome<()> + Send,
) -> Outcome<()> {
    settled(tasks, make, |_| {}, Ok, take)
}

/// The same in two steps, between which every piece is settled in its order.
///
/// # Errors
/// The first failure of any function.
pub fn settled<T: Sync, H: Send, P: Send>(
    tasks: &[T],
    begin: impl Fn(&T) -> Outcome<H> + Sync,
    mut settle: impl FnMut(&mut H) + Send,
    finish: impl Fn(H) -> Outcome<P> + Sync,
    mut take: impl FnMut(P) -> Outcome<()> + Send,
) -> Outcome<()> {
    let at_a_time = rayon::current_num_threads().max(1);
    let mut waiting: Vec<Outcome<P>> = Vec::new();
    for batch in tasks.chunks(at_a_time) {
        let ready = std::mem::take(&mut waiting);
        // The pieces made before are written while the next ones are made.
        let (written, next) = rayon::join(
            || ready.into_iter().try_for_each(|piece| take(piece?)),
            || {
                let mut begun: Vec<Outcome<H>> = batch.par_iter().map(&begin).collect();
                begun.iter_mut().filter_map(|half| half.as_mut().ok()).for_each(&mut settle);
                begun.into_par_iter().map(|half| finish(half?)).collect()
            },
        );
        written?;
        waiting = next;
    }
    waiting.into_iter().try_for_each(|piece| take(piece?))
}
