//! Limits that the system sets (`ulimit`) end in an error and an exit code, not in a signal.

#[cfg(unix)]
use std::{fs::File, io};

#[cfg(unix)]
use crate::base::Failure;
use crate::base::Outcome;

/// From now on a write beyond the limit on the size of files fails like any other, and a lack of
/// memory ends with the exit code of an internal error.
#[cfg(unix)]
pub(crate) fn are_errors() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGABRT, SIGXFSZ};
    use signal_hook::flag::{register, register_conditional_shutdown};

    // Nobody looks at the flags: to be asked is enough. A system that will not have it kills.
    let _ = register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    let ends = i32::from(crate::base::Cause::Internal.exit_code());
    let _ = register_conditional_shutdown(SIGABRT, ends, Arc::new(AtomicBool::new(true)));
}

#[cfg(not(unix))]
pub fn are_errors() {}

/// The pools and the runtime below polars fall over where they get no handle.
///
/// # Errors
/// When too few files can be open at once.
#[cfg(unix)]
pub(crate) fn ensure_handles() -> Outcome<()> {
    const NEEDED: usize = 16;
    let opened: io::Result<Vec<_>> =
        (0..NEEDED).map(|_| File::open("/dev/null").or_else(open_elsewhere)).collect();
    opened.map(drop).map_err(|error| {
        Failure::output("the system lets this program open too few files at once")
            .todo("raise the limit on open files (ulimit -n) to 64 or more")
            .because(error)
    })
}

/// A system without devices has at least folders.
#[cfg(unix)]
fn open_elsewhere(error: io::Error) -> io::Result<File> {
    if error.kind() == io::ErrorKind::NotFound { File::open("/") } else { Err(error) }
}

/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn ensure_handles() -> Outcome<()> {
    Ok(())
}
