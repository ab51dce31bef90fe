//! The program: hands the command line over and answers with an exit code.

fn main() {}
