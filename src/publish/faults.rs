//! Where a test lets a call that changes the disk fail; a release build carries nothing of it.
//!
//! Every such call below the output folder goes through [`super::files`], which asks here first.
//! A unit test plans a fault for its own thread (`planned`); a test of the whole program says
//! `ATTAIN_FAULT=17:full`: the 17th call, counted from 1, finds the disk full. What was hit is told
//! on standard error.

use std::io;

/// What befalls a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(
    not(any(test, debug_assertions)),
    expect(dead_code, reason = "a release build lets no call fail")
)]
pub(crate) enum FaultKind {
    /// The program ends here: neither this call nor a later one does anything.
    Killed,
    Full,
    Broken,
    ReadOnly,
    /// No more files can be open.
    NoHandles,
    /// Half of the bytes are written, then the disk is full; other calls find it full at once.
    Short,
}

impl FaultKind {
    #[cfg(any(test, debug_assertions))]
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("kill", Self::Killed),
        ("full", Self::Full),
        ("broken", Self::Broken),
        ("read-only", Self::ReadOnly),
        ("handles", Self::NoHandles),
        ("short", Self::Short),
    ];

    /// As Linux numbers them; the words of other systems differ and nothing depends on them.
    fn error(self) -> io::Error {
        io::Error::from_raw_os_error(match self {
            Self::Killed | Self::Broken => 5,
            Self::Full | Self::Short => 28,
            Self::ReadOnly => 30,
            Self::NoHandles => 24,
        })
    }
}

#[cfg(any(test, debug_assertions))]
mod hook {
    use std::cell::Cell;
    use std::io::{self, Write};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::FaultKind;

    /// The calls of this thread so far, and which one fails how.
    #[derive(Clone, Copy)]
    struct FaultPlan {
        calls: u64,
        at: u64,
        kind: FaultKind,
    }

    thread_local! {
        static HERE: Cell<Option<FaultPlan>> = const { Cell::new(None) };
    }

    static CALLS: AtomicU64 = AtomicU64::new(0);

    fn said() -> Option<(u64, FaultKind)> {
        static SAID: OnceLock<Option<(u64, FaultKind)>> = OnceLock::new();
        *SAID.get_or_init(|| {
            let text = std::env::var("ATTAIN_FAULT").ok()?;
            let (at, name) = text.split_once(':')?;
            let kind = FaultKind::ALL.iter().find(|(known, _)| *known == name)?.1;
            Some((at.parse().ok()?, kind))
        })
    }

    /// Whether calls are counted, so that what the system does in one stroke is done step by step.
    pub(crate) fn is_planned() -> bool {
        HERE.get().is_some() || said().is_some()
    }

    /// What befalls this call, if anything does.
    pub(super) fn hit(step: &str) -> Option<FaultKind> {
        if let Some(mut plan) = HERE.get() {
            plan.calls += 1;
            HERE.set(Some(plan));
            let dead = plan.kind == FaultKind::Killed && plan.calls > plan.at;
            return (dead || plan.calls == plan.at).then_some(plan.kind);
        }
        let (at, kind) = said()?;
        if CALLS.fetch_add(1, Ordering::SeqCst) + 1 != at {
            return None;
        }
        // Nobody may be there to read it.
        let _ = writeln!(io::stderr(), "fault at {step}");
        if kind == FaultKind::Killed {
            std::process::abort();
        }
        Some(kind)
    }

    /// Does something with a fault at the call of this number; answers how many calls were made too.
    #[cfg(test)]
    pub(crate) fn planned<T>(at: u64, kind: FaultKind, work: impl FnOnce() -> T) -> (T, u64) {
        HERE.set(Some(FaultPlan { calls: 0, at, kind }));
        let done = work();
        (done, HERE.take().map_or(0, |plan| plan.calls))
    }
}

#[cfg(not(any(test, debug_assertions)))]
mod hook {
    pub(crate) const fn is_planned() -> bool {
        false
    }

    pub(crate) const fn hit(_step: &str) -> Option<super::FaultKind> {
        None
    }
}

pub(super) use hook::is_planned;
#[cfg(test)]
pub(crate) use hook::planned;

/// Asked before a call that changes the disk.
///
/// # Errors
/// When a test lets it fail.
pub(super) fn before(step: &str) -> io::Result<()> {
    hook::hit(step).map_or(Ok(()), |kind| Err(kind.error()))
}

/// Asked before so many bytes are written: how many of them go.
///
/// # Errors
/// When a test lets all of them fail.
pub(super) fn allowed(bytes: usize) -> io::Result<usize> {
    match hook::hit("write") {
        None => Ok(bytes),
        Some(FaultKind::Short) if bytes > 1 => Ok(bytes / 2),
        Some(kind) => Err(kind.error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_call_fails_and_a_killed_program_does_nothing_more() {
        let three = || [before("a").is_ok(), before("b").is_ok(), before("c").is_ok()];
        assert_eq!(planned(2, FaultKind::Full, three), ([true, false, true], 3));
        assert_eq!(planned(2, FaultKind::Killed, three), ([true, false, false], 3));
        assert_eq!(planned(4, FaultKind::Killed, three), ([true; 3], 3));
        assert_eq!(three(), [true; 3]);
        let (allowed, _) = planned(1, FaultKind::Short, || allowed(10));
        assert_eq!(allowed.unwrap(), 5);
    }
}
