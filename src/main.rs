//! The program: asks what day it is, hands the command line over, answers with an exit
//! code.

use std::process::ExitCode;
use std::time::SystemTime;

use attain::base::Day;
use attain::cli::enter::Surroundings;
use attain::publish::Moment;
use chrono::{Datelike, Local};

fn main() -> ExitCode {
    let here = Local::now().date_naive();
    let today = Day::of(here.year(), here.month(), here.day()).unwrap_or(Day::FOREVER);
    let now = || Moment::from(SystemTime::now());
    let around = Surroundings { today, now };
    ExitCode::from(attain::cli::rescue(|| attain::cli::enter(&around)))
}
