//! The last resort: a panic becomes one line of words and exit code 1.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::Mutex;

use crate::base::Failure;

use super::voice;

/// What the first panic said; the later ones follow from it.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Does the work; no panic of any thread gets past it, and none prints anything of its own.
pub fn rescue(work: impl FnOnce() -> u8) -> u8 {
    set_hook(Box::new(|panic| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| said(panic));
        }
    }));
    caught(work)
}

fn caught(work: impl FnOnce() -> u8) -> u8 {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let first = FIRST.lock().ok().and_then(|mut first| first.take());
        let failure = told(&first.unwrap_or_default());
        voice::fail(&failure);
        failure.cause.exit_code()
    })
}

/// Where it was, and the words of the program. A message that was put together at the time may
/// hold a cell of somebody's file and stays unsaid.
fn said(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
    let words = panic.payload().downcast_ref::<&'static str>().copied();
    [place.as_deref(), words].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

fn told(what: &str) -> Failure {
    // Where the standard library itself gives up on a thread, the system would not have one more.
    if what.contains("/std/src/thread/") {
        return Failure::output("the system let this program start no more threads")
            .todo("raise its limits on processes (ulimit -u) and memory (ulimit -v, MemoryMax=)");
    }
    let what = if what.is_empty() { "the program stopped in its tracks" } else { what };
    Failure::internal(format!("internal error: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_ends_well_keeps_its_code() {
        assert_eq!(caught(|| 3), 3);
    }

    #[test]
    fn a_panic_ends_with_code_1() {
        assert_eq!(caught(|| panic!("on purpose")), 1);
    }

    #[test]
    fn a_thread_that_cannot_be_had_is_no_fault_of_the_program() {
        let failure = told("/rustc/5980/library/std/src/thread/scoped.rs:206");
        assert_eq!(failure.cause, crate::base::Cause::Output);
        assert!(failure.to_string().contains("no more threads"), "{failure}");
    }

    #[test]
    fn a_panic_is_told_in_one_line() {
        let line = told("src/x.rs:1: no such row").to_string();
        assert!(line.starts_with("error: internal error: src/x.rs:1: no such row; please report"));
        assert_eq!(line.lines().count(), 1);
    }
}
