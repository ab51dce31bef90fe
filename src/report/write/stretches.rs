//! Stretches: a table is made piece by piece on all cores, and written in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::base::{Failure, Outcome};

/// The ranges that so many rows fall into.
#[must_use]
pub(crate) fn ranges(rows: usize, each: usize) -> Vec<Range<usize>> {
    (0..rows.div_ceil(each)).map(|place| place * each..((place + 1) * each).min(rows)).collect()
}

/// Makes every piece on all cores and hands them over in their order. Only a few pieces more than
/// there are cores are in memory at a time.
///
/// # Errors
/// The first failure of either function.
pub(crate) fn in_order<T: Sync, P: Send>(
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
pub(crate) fn settled<T: Sync, H: Send, P: Send>(
    tasks: &[T],
    begin: impl Fn(&T) -> Outcome<H> + Sync,
    settle: impl FnMut(&mut H) + Send,
    finish: impl Fn(H) -> Outcome<P> + Sync,
    take: impl FnMut(P) -> Outcome<()> + Send,
) -> Outcome<()> {
    let line = PiecesUnderWay {
        tasks,
        next: AtomicUsize::new(0),
        begin,
        settling: Mutex::new((0, settle)),
        turned: Condvar::new(),
        finish,
        ready: Mutex::default(),
        taking: Mutex::new((0, take)),
        failure: Mutex::default(),
    };
    let workers = rayon::current_num_threads().clamp(1, tasks.len().max(1));
    rayon::scope(|scope| (0..workers).for_each(|_| scope.spawn(|_| line.work())));
    line.take_ready(&mut held(&line.taking));
    line.failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// Pieces on their way: each core begins the next one, settles it when it is its turn, finishes it, and
/// hands over what is ready where nobody else does.
struct PiecesUnderWay<'t, T, P, Begin, Settle, Finish, Take> {
    tasks: &'t [T],
    next: AtomicUsize,
    begin: Begin,
    /// With the piece whose turn it is.
    settling: Mutex<(usize, Settle)>,
    turned: Condvar,
    finish: Finish,
    /// Pieces whose turn to be handed over has not come.
    ready: Mutex<BTreeMap<usize, P>>,
    taking: Mutex<(usize, Take)>,
    failure: Mutex<Option<Failure>>,
}

impl<T, H, P, Begin, Settle, Finish, Take> PiecesUnderWay<'_, T, P, Begin, Settle, Finish, Take>
where
    Begin: Fn(&T) -> Outcome<H>,
    Settle: FnMut(&mut H),
    Finish: Fn(H) -> Outcome<P>,
    Take: FnMut(P) -> Outcome<()>,
{
    fn work(&self) {
        loop {
            let place = self.next.fetch_add(1, Relaxed);
            let Some(task) = self.tasks.get(place) else { return };
            let failed = held(&self.failure).is_some();
            let begin = || if failed { Ok(None) } else { (self.begin)(task).map(Some) };
            let mut begun = match catch_unwind(AssertUnwindSafe(begin)) {
                Ok(begun) => self.kept(begun).flatten(),
                Err(panic) => {
                    // Others wait for their turns.
                    self.settle(place, None);
                    resume_unwind(panic)
                }
            };
            self.settle(place, begun.as_mut());
            let Some(piece) = begun.and_then(|half| self.kept((self.finish)(half))) else {
                continue;
            };
            let waiting = {
                let mut ready = held(&self.ready);
                ready.insert(place, piece);
                ready.len()
            };
            // Where pieces come faster than they are taken, the makers wait.
            if waiting > rayon::current_num_threads() {
                self.take_ready(&mut held(&self.taking));
            } else if let Ok(mut taking) = self.taking.try_lock() {
                self.take_ready(&mut taking);
            }
        }
    }

    /// Waits for the turn of a piece; whoever has it is at work on one before.
    fn settle(&self, place: usize, half: Option<&mut H>) {
        let settling = held(&self.settling);
        let mut settling = self
            .turned
            .wait_while(settling, |(turn, _)| *turn != place)
            .unwrap_or_else(PoisonError::into_inner);
        settling.0 += 1;
        self.turned.notify_all();
        if let Some(half) = half {
            (settling.1)(half);
        }
    }

    fn take_ready(&self, (turn, take): &mut (usize, Take)) {
        loop {
            let Some(piece) = held(&self.ready).remove(turn) else { return };
            *turn += 1;
            let failed = held(&self.failure).is_some();
            if !failed {
                self.kept(take(piece));
            }
        }
    }

    /// What was made; a failure is kept if it is the first.
    fn kept<V>(&self, made: Outcome<V>) -> Option<V> {
        made.map_err(|failure| held(&self.failure).get_or_insert(failure).clone()).ok()
    }
}

/// Who panicked with it is told elsewhere.
fn held<V>(lock: &Mutex<V>) -> MutexGuard<'_, V> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_settled_and_handed_over_in_their_order() {
        let tasks: Vec<usize> = (0..200).collect();
        let (mut settled_in, mut taken) = (Vec::new(), Vec::new());
        settled(
            &tasks,
            |task| {
                // Some take longer than those behind them.
                std::thread::sleep(std::time::Duration::from_micros((*task as u64 % 7) * 100));
                Ok(*task)
            },
            |half| {
                settled_in.push(*half);
                *half += 1_000;
            },
            |half| Ok(half * 2),
            |piece| {
                taken.push(piece);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(settled_in, tasks);
        assert!(taken.into_iter().eq((0..200).map(|task| (task + 1_000) * 2)));
    }

    #[test]
    #[should_panic(expected = "at the third")]
    fn a_panic_ends_it_too() {
        let tasks: Vec<usize> = (0..50).collect();
        let make = |task: &usize| if *task == 3 { panic!("at the third") } else { Ok(*task) };
        let _ = in_order(&tasks, make, |_| Ok(()));
    }

    #[test]
    fn the_first_failure_ends_it_wherever_it_is() {
        let tasks: Vec<usize> = (0..50).collect();
        let fail = |at: usize| {
            move |task: &usize| {
                if *task == at { Err(Failure::output(format!("no {at}"))) } else { Ok(*task) }
            }
        };
        let made = in_order(&tasks, fail(20), |_| Ok(()));
        assert!(made.unwrap_err().to_string().contains("no 20"));
        let taken = in_order(&tasks, |task| Ok(*task), |task| fail(30)(&task).map(|_| ()));
        assert!(taken.unwrap_err().to_string().contains("no 30"));
        in_order(&tasks[..0], fail(0), |_| Ok(())).unwrap();
    }
}
