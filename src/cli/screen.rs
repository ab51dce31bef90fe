//! The terminal while a command works: bars that show how far it is, and log lines above them.
//! Where standard error is no terminal, nothing but the log lines.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::progress::ProgressSeen;
use crate::base::{Progress, RunStep};

use super::shown::grouped;
use super::voice::Patient;

/// Between two looks at the counters.
const TICK: Duration = Duration::from_millis(100);

/// Shows progress for as long as it lives.
pub(crate) struct Screen {
    pub progress: Arc<Progress>,
    bar: ProgressBar,
    ticker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Screen {
    /// With bars where a person looks on, unless nothing but errors is wanted.
    #[must_use]
    pub(crate) fn new(is_wanted: bool) -> Self {
        let progress = Arc::new(Progress::default());
        if !is_wanted || !has_onlooker() {
            return Self { progress, bar: ProgressBar::hidden(), ticker: None };
        }
        let bar = ProgressBar::hidden();
        let (stop, stopped) = channel();
        let (seen, drawn) = (Arc::clone(&progress), bar.clone());
        let ticker = thread::Builder::new().spawn(move || {
            let mut step = RunStep::Nothing;
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                draw(&drawn, &seen.glance(), &mut step, ProgressDrawTarget::stderr);
            }
        });
        // Where no more threads are allowed there are no bars.
        Self { progress, bar, ticker: ticker.ok().map(|ticker| (stop, ticker)) }
    }

    /// Where log lines go: above the bars.
    #[must_use]
    pub(crate) fn above(&self) -> Above {
        Above(self.bar.clone())
    }

    /// Clears the bars away for what is printed meanwhile.
    pub(crate) fn without_bars<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some((stop, ticker)) = self.ticker.take() {
            drop(stop);
            // A ticker that fell over has nothing left to show.
            let _ = ticker.join();
            self.bar.finish_and_clear();
        }
    }
}

/// Terminals of continuous integration and of editors' consoles cannot take a line back.
fn has_onlooker() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !is_dumb && std::env::var_os("CI").is_none()
}

fn draw(
    bar: &ProgressBar,
    now: &ProgressSeen,
    shown: &mut RunStep,
    on: fn() -> ProgressDrawTarget,
) {
    if now.step != *shown {
        // Whatever is set on a bar that can be seen is drawn at once, half done.
        bar.finish_and_clear();
        bar.set_draw_target(ProgressDrawTarget::hidden());
        *shown = now.step;
        if now.step == RunStep::Nothing {
            return;
        }
        bar.reset();
        bar.set_style(style(now.step));
        bar.set_prefix(words(now.step));
        bar.set_draw_target(on());
    }
    if now.step == RunStep::Nothing {
        return;
    }
    bar.set_length(now.all);
    bar.set_position(now.done);
    let rows = if now.rows == 0 { String::new() } else { format!("{} rows", grouped(now.rows)) };
    bar.set_message(rows);
    bar.tick();
}

fn words(step: RunStep) -> &'static str {
    match step {
        RunStep::Nothing => "",
        RunStep::Reading => "reading",
        RunStep::Judging => "joining and judging",
        RunStep::Assessing => "assessing",
        RunStep::Writing => "writing",
        RunStep::Auditing => "reading back",
        RunStep::Publishing => "publishing",
    }
}

/// Without colours. The widest line fits into 80 letters.
fn style(step: RunStep) -> ProgressStyle {
    let template = match step {
        RunStep::Nothing => "",
        RunStep::Reading => {
            "{prefix} [{bar:20}] {percent:>3} %  {bytes}  {binary_bytes_per_sec}  {wide_msg}"
        }
        RunStep::Writing => "{prefix} [{bar:20}] {percent:>3} %  {elapsed}  {wide_msg}",
        _ => "{prefix} {spinner} {elapsed}  {wide_msg}",
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("#>-").tick_chars("|/-\\ ")
}

/// Writes to standard error with the bars out of the way.
#[derive(Clone)]
pub(crate) struct Above(ProgressBar);

impl Write for Above {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| Patient(io::stderr()).write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Patient(io::stderr()).flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_words_and_a_bar_that_is_understood() {
        for step in RunStep::ALL.into_iter().filter(|step| *step != RunStep::Nothing) {
            assert!(!words(step).is_empty());
            let bar = ProgressBar::hidden();
            bar.set_style(style(step));
            let mut shown = RunStep::Nothing;
            let now = ProgressSeen { step, done: 1, all: 2, rows: 1234 };
            draw(&bar, &now, &mut shown, ProgressDrawTarget::hidden);
            assert_eq!((shown, bar.position(), bar.length()), (step, 1, Some(2)));
            assert_eq!(bar.message(), format!("{} rows", grouped(1234)));
        }
    }

    #[test]
    fn tests_have_no_onlooker() {
        assert!(Screen::new(false).ticker.is_none());
    }
}
