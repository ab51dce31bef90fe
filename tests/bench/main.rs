//! `cargo bench`: the program measured over invented data, or beside other programs.

#![expect(
    dead_code,
    unused_imports,
    reason = "the modules' own tests run with all others; here is no harness that would call them"
)]

use std::process::ExitCode;

use clap::Parser;

#[path = "benchmark.rs"]
mod benchmark;

fn main() -> ExitCode {
    match benchmark::bench(&benchmark::Arguments::parse()) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.cause.exit_code())
        }
    }
}
