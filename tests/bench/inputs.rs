//! The names of the input files, as the pipeline file and their makers know them.

pub(crate) const USERS: &str = "inputs/users.csv";
pub(crate) const TRANSCRIPTS: &str = "inputs/transcripts.csv";
pub(crate) const INVOICES: &str = "inputs/invoices.csv";
pub(crate) const PERFORMANCE: &str = "inputs/performance.csv";
pub(crate) const MEMBERSHIPS: &str = "inputs/memberships.csv";
