//! The program: asks what day it is, hands the command line over, answers with an exit code.

use std::process::ExitCode;

use attain::base::Day;
use attain::cli::enter::Surroundings;
use chrono::{Datelike, Local};

fn main() -> ExitCode {
    let now = Local::now().date_naive();
    let today = Day::of(now.year(), now.month(), now.day()).unwrap_or(Day::FOREVER);
    ExitCode::from(attain::cli::enter(&Surroundings { today }))
}
