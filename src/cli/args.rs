//! The arguments of every command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::Day;
use crate::programme::pipeline::Report;

/// Tells on which day a competency breaks, who can prevent it, and why
#[derive(Parser, Debug)]
#[command(
    name = "attain",
    version,
    max_term_width = 100,
    after_help = "Start with:  attain init my-reports && attain run my-reports/pipeline.toml\n\n\
                  Exit codes: 0 done · 1 internal error · 2 usage or configuration · 3 input refused\n\
                  4 --fail-on holds · 5 locked · 6 output not written · 7 an input is stale"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Read, judge, and publish the reports of a pipeline
    Run(RunArguments),
    /// Read and judge every input, show dialects and rejects; write nothing
    Check(OfPipeline),
    /// Why a skill of a user counts or not: rule, parameter, dates, input line
    Explain(ExplainArguments),
    /// The columns, types and aliases of an input or output
    Schema { kind: Option<String> },
    /// A commented pipeline file and small inputs to start from
    Init { folder: PathBuf },
    /// The programmes in force on a date, with their sources
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// A completion script for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Args, Debug)]
pub struct OfPipeline {
    pub pipeline: PathBuf,
    /// The day to report for [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
}

#[derive(Args, Debug)]
pub struct RunArguments {
    pub pipeline: PathBuf,
    /// The day to report for [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
    /// Where runs are published, instead of the pipeline file's `out`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only this report (may be given several times)
    #[arg(long, value_name = "REPORT", value_parser = report)]
    pub only: Vec<Report>,
    /// Show how the time was spent
    #[arg(short, long)]
    pub verbose: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
}

#[derive(Args, Debug)]
pub struct ExplainArguments {
    pub pipeline: PathBuf,
    /// The user's e-mail
    #[arg(long, value_name = "EMAIL")]
    pub user: String,
    /// Only this skill: code or title
    #[arg(long, value_name = "CODE")]
    pub skill: Option<String>,
    /// The day to explain [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: LogFormat,
}

#[derive(Subcommand, Debug)]
pub enum CatalogueCommand {
    /// Check a pipeline file and everything that it names
    Check { pipeline: PathBuf },
    /// Show what is in force on a date
    Show(OfPipeline),
}

#[derive(Clone, Copy, ValueEnum, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

fn day(text: &str) -> Result<Day, String> {
    Day::from_iso(text).ok_or_else(|| "a day is written yyyy-mm-dd, for example 2021-03-01".into())
}

fn report(text: &str) -> Result<Report, String> {
    Report::from_name(text).ok_or_else(|| "one of skills, risk, kpi".into())
}
