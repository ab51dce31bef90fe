//! The names of the input files, as the pipeline file and their makers know them.

pub const USERS: &str = "inputs/users.csv";
pub const TRANSCRIPTS: &str = "inputs/transcripts.csv";
pub const INVOICES: &str = "inputs/invoices.csv";
pub const PERFORMANCE: &str = "inputs/performance.csv";
pub const MEMBERSHIPS: &str = "inputs/memberships.csv";
