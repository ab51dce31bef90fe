//! The program: asks what day it is, hands the command line over, answers with an exit
//! code.

use std::process::ExitCode;
use std::time::SystemTime;

use attain::base::Day;
use attain::cli::Clock;
use attain::publish::Timestamp;
use chrono::{DateTime, Datelike, Local};

fn main() -> ExitCode {
    ExitCode::from(attain::cli::rescue(|| {
        let now = || Timestamp::from(SystemTime::now());
        attain::cli::enter(std::env::args_os().collect(), &Clock { today: today(), now })
    }))
}

/// By the clock on the wall. `Local::now` falls over where that stands before 1970.
fn today() -> Day {
    let here = DateTime::<Local>::from(SystemTime::now()).date_naive();
    Day::of(here.year(), here.month(), here.day()).unwrap_or(Day::FOREVER)
}
