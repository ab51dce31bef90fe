//! `attain` tells partner companies on which day a competency breaks, who can prevent it, and why.
//!
//! The program is `attain run` and its sisters. Whoever has the rows already calls [`judge()`]: from
//! frames to frames, without a file, a lock or a clock.
//!
//! ```
//! use attain::{Config, Day, judge};
//! use polars::prelude::df;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::read("src/python/examples/tables.toml".as_ref())?;
//! let companies = df!("name" => ["Contoso"], "mpn_id" => ["0100"])?;
//! let users = df!("work_email" => ["ann@contoso.example"], "mpn_id" => ["0100"], "mcid" => [101])?;
//! let transcripts = df!("mcid" => [101], "skill_code" => ["AZ-104"], "completed_on" => ["2020-06-01"])?;
//! let rows = [("companies", companies), ("users", users), ("transcripts", transcripts)];
//! let rows = rows.map(|(name, frame)| (name.to_owned(), frame)).into();
//! let tables = judge(&config, Day::of(2021, 3, 1).ok_or("no day")?, None, &rows)?;
//! assert_eq!(tables["skills"].height(), 1);
//! assert_eq!(tables["levels"].column("mpn_id")?.str()?.get(0), Some("0100"));
//! # Ok(())
//! # }
//! ```
//!
//! Tables and columns of both sides are those of `attain schema`. What a run adds to it — files that
//! are read, found fresh and written, a run folder — stands in [`run`].
//!
//! `src/README.md` shows the order in which data flows through the modules.

// What is built on: the program, and the door below.
pub mod base;
pub mod cli;
pub mod kernel;
pub mod programme;
pub mod publish;
pub mod run;
pub mod tables;

// Open for the tests that stand beside the crate, which look inside: not to be built on.
#[doc(hidden)]
pub mod assess;
#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod ingest;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod skills;

pub(crate) mod link;
pub(crate) mod portfolio;
pub(crate) mod sources;

pub use base::{Cause, Day, Failure, Outcome};
pub use ingest::decided::{Counted, Decided, Decisions, FileDecided};
pub use kernel::{Config, InputColumn, Tables, columns, ensure_columns, judge};
pub use programme::pipeline::{DateOrder, Report};
pub use tables::Kind;
