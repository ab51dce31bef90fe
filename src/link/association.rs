//! One association of an MCID with a company.

use crate::base::Day;
use crate::tables::Mcid;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum System {
    Pc,
    Pmc,
}

/// A company of the pipeline, or a foreign one by the code of its MPN id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AssociatedCompany {
    Ours(u32),
    Foreign(u32),
}

/// One MCID with one company in one system, for a time.
#[derive(Clone, Copy, Debug)]
pub struct Association {
    pub mcid: Mcid,
    pub system: System,
    pub holder: AssociatedCompany,
    /// `ALWAYS` where unknown.
    pub from: Day,
    /// First day without; `FOREVER` where not removed.
    pub until: Day,
    /// Place of the file in the ledger, and the line.
    pub file: u32,
    pub line: u32,
    /// Seen in Partner Center's training export (A2e): the file is one of transcripts.
    pub is_evidence: bool,
}
