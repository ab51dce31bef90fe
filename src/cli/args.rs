//! The arguments of every command.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::Day;
use crate::programme::pipeline::Report;
use crate::publish::timestamp::span;

/// Tells on which day a competency breaks, who can prevent it, and why
#[derive(Parser, Debug)]
#[command(
    name = "attain",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    // The list of commands leaves no line of a small screen empty.
    help_template = "{about}\n{usage-heading} {usage}\n\n{all-args}{after-help}",
    after_help = "Start with:  attain init my-reports && attain run my-reports/pipeline.toml\n\
                  Exit codes: 0 done, 1 internal, 2 usage, 3 input, 4 --fail-on, 5 locked, 6 output, 7 stale"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Read, judge, and publish the reports of a pipeline
    Run(RunArguments),
    /// Read and judge every input, show dialects and rejects; write nothing
    #[command(after_help = "Example:  attain check my-reports/pipeline.toml --as-of 2021-03-01")]
    Check(OfPipeline),
    /// Why a skill, a competency or an invoice counts or not: rule, dates, input line
    Explain(ExplainArguments),
    /// What changed between two runs, and why
    Diff(DiffArguments),
    /// How all companies of a run stand: the worst first, totals, and the last runs
    Portfolio(PortfolioArguments),
    /// Hash a run folder and its inputs again, and say what differs
    #[command(after_help = "Example:  attain verify my-reports/out/latest")]
    Verify {
        /// The folder of the run
        run: PathBuf,
    },
    /// Age and result of the newest run, for a monitor
    Status(StatusArguments),
    /// Let old runs go
    Prune(PruneArguments),
    /// Remove a person from stored runs
    Forget(ForgetArguments),
    /// The columns, types and aliases of an input or output
    #[command(after_help = "Example:  attain schema users")]
    Schema {
        /// An input, an output, or `manifest` [default: the list of them]
        kind: Option<String>,
    },
    /// A commented pipeline file and small inputs to start from
    Init(InitArguments),
    /// The programmes in force on a date, with their sources
    #[command(
        subcommand,
        disable_help_subcommand = true,
        after_help = "Example:  attain catalogue check my-reports/pipeline.toml"
    )]
    Catalogue(CatalogueCommand),
    /// A completion script for a shell
    #[command(after_help = "Example:  attain completions bash")]
    Completions {
        /// The shell that is to complete
        shell: clap_complete::Shell,
    },
    /// The help of a command
    #[command(hide = true)]
    Help {
        /// A command, and one below it
        command: Vec<String>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct OfPipeline {
    /// The pipeline file
    pub pipeline: PathBuf,
    /// The day to report for [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:  attain init my-reports\n\
                  Or:       attain init --programme designations --company Contoso --mpn-id 0123456 contoso")]
pub(crate) struct InitArguments {
    /// A folder that is made, or in which none of the files is yet
    pub folder: PathBuf,
    /// For this shipped programme, without invented inputs: designations, mpn, mpn-developing, learning
    #[arg(long, value_name = "NAME", requires_all = ["company", "mpn_id"])]
    pub programme: Option<String>,
    /// The name of your company
    #[arg(long, value_name = "NAME", requires = "programme")]
    pub company: Option<String>,
    /// The MPN ID of its global account
    #[arg(long, value_name = "ID", requires = "programme")]
    pub mpn_id: Option<String>,
    /// The language of the comments and the workbooks: en, fr, sv, de, es [default: en]
    #[arg(long, value_name = "LANGUAGE", requires = "programme")]
    pub language: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:  attain run my-reports/pipeline.toml --as-of 2021-03-01")]
pub(crate) struct RunArguments {
    /// The pipeline file
    #[arg(hide = true)]
    pub pipeline: PathBuf,
    /// The day to report for, or a range A..B with --every [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// With a range: the runs that are missing, each month-day:15, week or day
    #[arg(long, value_name = "STEP")]
    pub every: Option<String>,
    /// Where runs are published, instead of the pipeline file's `out`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only this report: skills, risk or kpi (may be given several times)
    #[arg(long, value_name = "REPORT", value_parser = report)]
    pub only: Vec<Report>,
    /// Only this company's reports; all are read (may be given several times)
    #[arg(long, value_name = "MPN-ID")]
    pub company: Vec<String>,
    /// Pages beside the index: all or at-risk [default: all of up to 50]
    #[arg(long, value_name = "WHICH", value_enum, hide_possible_values = true)]
    pub pages: Option<PagesArgument>,
    /// Judge the companies in so many parts: less memory, the same outputs
    #[arg(
        long,
        value_name = "COUNT",
        value_parser = clap::value_parser!(u16).range(1..=1024),
        conflicts_with = "company"
    )]
    pub shards: Option<u16>,
    /// Compute and audit everything, publish nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Compute anew what is published already
    #[arg(long)]
    pub force: bool,
    /// End with 4 on: critical, warning, fragile, now, stale, findings
    #[arg(long, value_name = "WHAT", value_enum, hide_possible_values = true)]
    pub fail_on: Vec<FailOnArgument>,
    /// How long to wait for another run to end, for example 10m
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub wait: Option<Duration>,
    /// Show how the time was spent
    #[arg(short, long)]
    pub verbose: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How log, summary and errors are written, text or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
}

#[derive(Args, Debug)]
#[command(
    group = clap::ArgGroup::new("what").required(true).multiple(false),
    override_usage = "attain explain <PIPELINE> --user EMAIL | --competency NAME | --invoice NUMBER \
                      | --overdue",
    after_help = "Example:  attain explain my-reports/pipeline.toml --user nora@tailspin.example"
)]
pub(crate) struct ExplainArguments {
    /// The pipeline file
    pub pipeline: PathBuf,
    /// The user's e-mail
    #[arg(long, value_name = "EMAIL", group = "what")]
    pub user: Option<String>,
    /// Only this skill of the user: code or title
    #[arg(long, value_name = "CODE", requires = "user")]
    pub skill: Option<String>,
    /// A competency
    #[arg(long, value_name = "NAME", group = "what")]
    pub competency: Option<String>,
    /// Only this level of the competency
    #[arg(long, value_name = "LEVEL", requires = "competency")]
    pub level: Option<String>,
    /// An invoice number
    #[arg(long, value_name = "NUMBER", group = "what")]
    pub invoice: Option<String>,
    /// Every skill that is overdue in Partner Center's own report
    #[arg(long, group = "what", requires = "pack")]
    pub overdue: bool,
    /// Write a workbook for Partner Center's support: the exported rows themselves, and ours
    #[arg(long, value_name = "FILE", conflicts_with_all = ["competency", "invoice"])]
    pub pack: Option<PathBuf>,
    /// Let the pack replace a file that is there
    #[arg(long, requires = "pack")]
    pub force: bool,
    /// The day to explain [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: LogFormat,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:  attain diff my-reports/out/2021-02-15-* my-reports/out/latest")]
pub(crate) struct DiffArguments {
    /// The folder of the earlier run
    pub before: PathBuf,
    /// The folder of the later run
    pub after: PathBuf,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: LogFormat,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:  attain portfolio my-reports/out/latest --worst 50\n\
                  Or:       attain portfolio my-reports/out/latest --out my-portfolio")]
pub(crate) struct PortfolioArguments {
    /// The folder of the run, or the one that runs are published in, for its newest
    pub run: PathBuf,
    /// List so many companies, the worst first [default: 20; all in json and csv]
    #[arg(long, value_name = "COUNT")]
    pub worst: Option<usize>,
    /// Follow the trend over so many runs of the pipeline
    #[arg(long, value_name = "COUNT", default_value_t = 12)]
    pub runs: usize,
    /// For people or for programs; csv has the companies alone
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TableFormat,
    /// Write portfolio.xlsx and portfolio.html into this folder too
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:  attain status my-reports/out --max-age 26h")]
pub(crate) struct StatusArguments {
    /// The folder that runs are published in
    pub out: PathBuf,
    /// Older than this is too old, for example 26h
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub max_age: Option<Duration>,
    /// Only this pipeline [default: all that have a run there, and the worst counts]
    #[arg(long, value_name = "NAME")]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example:  attain prune my-reports/out --keep 30d --keep-monthly 24 --dry-run"
)]
pub(crate) struct PruneArguments {
    /// The folder that runs are published in
    pub out: PathBuf,
    /// Keep what was made within this time, for example 30d
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub keep: Option<Duration>,
    /// Keep the newest run of so many months
    #[arg(long, value_name = "MONTHS")]
    pub keep_monthly: Option<u32>,
    /// Only say what would go
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Rows of the person go, texts lose the name, and whole workbooks, pages and packed copies that\n\
                  name the person go. E-mail, MCID (five digits or more) and first with last name (six\n\
                  letters or more) decide; what is shorter counts only in a line with such a key.\n\
                  It ends with 3 when something was left to look at, and is finished by the next run,\n\
                  prune or forget if it is stopped.\n\n\
                  Example:  attain forget my-reports/out nora@tailspin.example"
)]
pub(crate) struct ForgetArguments {
    /// The folder that runs are published in
    pub out: PathBuf,
    /// The work e-mail of the person, and others of the same person
    #[arg(required = true, value_name = "EMAIL")]
    pub emails: Vec<String>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum CatalogueCommand {
    /// Check a pipeline file and everything that it names
    #[command(after_help = "Example:  attain catalogue check my-reports/pipeline.toml")]
    Check {
        /// The pipeline file
        pipeline: PathBuf,
    },
    /// Show what is in force on a date
    #[command(
        after_help = "Example:  attain catalogue show my-reports/pipeline.toml --as-of 2021-03-01"
    )]
    Show(OfPipeline),
}

/// Which companies get a page of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum PagesArgument {
    All,
    // Those with a level that is lapsed, unmet, to be renewed, breaks, or hangs on one person.
    AtRisk,
}

#[derive(Clone, Copy, ValueEnum, Debug, PartialEq, Eq)]
pub(crate) enum FailOnArgument {
    Critical,
    Warning,
    Fragile,
    Stale,
    Findings,
    Now,
}

#[derive(Clone, Copy, ValueEnum, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum, Debug, PartialEq, Eq)]
pub(crate) enum TableFormat {
    Text,
    Json,
    Csv,
}

fn day(text: &str) -> Result<Day, String> {
    Day::from_iso(text).ok_or_else(|| "a day is written yyyy-mm-dd, for example 2021-03-01".into())
}

fn duration(text: &str) -> Result<Duration, String> {
    span(text).ok_or_else(|| "a duration is written 90s, 10m, 26h or 30d".into())
}

fn report(text: &str) -> Result<Report, String> {
    Report::from_name(text).ok_or_else(|| "one of skills, risk, kpi".into())
}
