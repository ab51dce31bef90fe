//! Makes sure of the threads before the pools ask for them: where one cannot be had, theirs wait for
//! ever or fall over.

use std::sync::mpsc;
use std::thread;

use crate::base::{Failure, Outcome};

/// How many threads the pools of rayon and of polars have; polars has two of them.
const VARIABLES: [&str; 2] = ["RAYON_NUM_THREADS", "POLARS_MAX_THREADS"];
const POOLS: usize = 3;
/// Those beside the pools: the bar, what waits for the disk, what unmaps files, and some to spare.
const OTHERS: usize = 8;

/// Where there are too few threads for all cores, the program starts again with one for each pool.
///
/// # Errors
/// When there are not even so many.
pub(crate) fn ensure() -> Outcome<()> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let each = VARIABLES.iter().map(|name| of(name).filter(|count| *count > 0).unwrap_or(cores));
    let most = each.max().unwrap_or(cores);
    let Some(missing) = can_have(most.saturating_mul(POOLS) + OTHERS) else { return Ok(()) };
    if most > 1 && can_have(POOLS + OTHERS).is_none() {
        return start_again();
    }
    Err(too_few().because(missing))
}

fn too_few() -> Failure {
    Failure::output("the system lets this program start too few threads").todo(
        "raise its limits on processes (ulimit -u) and memory (ulimit -v, MemoryMax=), or end other \
         programs",
    )
}

/// Whether so many threads can be there at one time; otherwise why not.
fn can_have(count: usize) -> Option<std::io::Error> {
    let mut kept = Vec::new();
    let (end, wait) = mpsc::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
    let mut missing = None;
    for _ in 0..count {
        let wait = std::sync::Arc::clone(&wait);
        let idle = move || {
            // Ends when nobody is left who could send anything.
            let _ = wait.lock().map(|wait| wait.recv());
        };
        match thread::Builder::new().spawn(idle) {
            Ok(thread) => kept.push(thread),
            Err(error) => {
                missing = Some(error);
                break;
            }
        }
    }
    drop(end);
    for thread in kept {
        let _ = thread.join();
    }
    missing
}

#[cfg(unix)]
fn start_again() -> Outcome<()> {
    use std::os::unix::process::CommandExt;
    let failed = |error: std::io::Error| too_few().because(error);
    let program = std::env::current_exe().map_err(failed)?;
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1)).envs(VARIABLES.map(|name| (name, "1")));
    Err(failed(again.exec()))
}

#[cfg(not(unix))]
fn start_again() -> Outcome<()> {
    Err(too_few())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_threads_can_be_had() {
        assert!(can_have(0).is_none());
        assert!(can_have(8).is_none());
        assert!(ensure().is_ok());
    }
}
