//! Runs another program to its end: how long that took, and the most memory that it had.

use std::fs;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The system keeps the highest mark itself: only what a process adds at its very end is missed. The
/// first looks are closer together, each twice as far as the one before, for what ends soon.
const LOOK_FIRST_AFTER: Duration = Duration::from_millis(1);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub(crate) struct Ended {
    pub status: ExitStatus,
    /// From start to end of the process.
    pub seconds: f64,
    /// Of this process, without those that it starts; none where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
}

/// # Errors
/// When it cannot be started.
pub(crate) fn run(command: &mut Command) -> io::Result<Ended> {
    let started = Instant::now();
    let mut child = command.spawn()?;
    let process = child.id().to_string();
    let (end, ended) = channel();
    thread::scope(|scope| {
        let watcher = scope.spawn(move || peak_memory(&process, &ended));
        let status = child.wait();
        let seconds = started.elapsed().as_secs_f64();
        drop(end);
        let peak_memory_bytes = watcher.join().ok().flatten();
        Ok(Ended { status: status?, seconds, peak_memory_bytes })
    })
}

/// What the process told of itself last, before the other end of the channel was dropped.
fn peak_memory(process: &str, ended: &Receiver<()>) -> Option<u64> {
    let mut peak = None;
    let mut pause = LOOK_FIRST_AFTER;
    loop {
        peak = peak.max(peak_memory_bytes_of(process));
        if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return peak;
        }
        pause = LOOK_EVERY.min(pause * 2);
    }
}

/// The most memory that a process had so far, where the system tells.
fn peak_memory_bytes_of(process: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
