//! The program: hands the command line over and answers with an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let get = |k: &str| args.iter().position(|a| a == k).and_then(|i| args.get(i + 1)).cloned();
    let request = attain::run::Request {
        pipeline: args[2].clone().into(),
        as_of: attain::base::Day::from_iso(&get("--as-of").unwrap()).unwrap(),
        out: get("--out").map(Into::into),
    };
    match attain::run::run(&request) {
        Ok(done) => ExitCode::from(done.exit),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.cause.exit_code())
        }
    }
}
