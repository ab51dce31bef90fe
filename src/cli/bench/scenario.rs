//! How much data a benchmark run is over.

use super::figures::grouped;

const TRANSCRIPTS_OF_A_USER: u64 = 10;
const TRANSCRIPTS_TO_AN_INVOICE: u64 = 50;
const TRANSCRIPTS_OF_A_COMPANY: u64 = 1_000;

#[derive(Clone, Debug)]
pub struct Scenario {
    /// Of transcripts; the other inputs grow with them.
    pub rows: u64,
    pub companies: u64,
}

impl Scenario {
    /// One company with so many transcripts.
    #[must_use]
    pub fn of_rows(rows: u64) -> Self {
        Self { rows, companies: 1 }
    }

    /// So many companies with a thousand transcripts each.
    #[must_use]
    pub fn of_companies(companies: u64) -> Self {
        Self { rows: companies.saturating_mul(TRANSCRIPTS_OF_A_COMPANY), companies }
    }

    /// Each company has at least one.
    #[must_use]
    pub fn users_of_a_company(&self) -> u64 {
        (self.rows / self.companies / TRANSCRIPTS_OF_A_USER).max(1)
    }

    #[must_use]
    pub fn users(&self) -> u64 {
        self.users_of_a_company() * self.companies
    }

    #[must_use]
    pub fn invoices(&self) -> u64 {
        (self.rows / TRANSCRIPTS_TO_AN_INVOICE).max(1)
    }

    #[must_use]
    pub fn title(&self) -> String {
        match self.companies {
            1 => format!("{} rows", grouped(&self.rows.to_string())),
            companies => format!("{} companies", grouped(&companies.to_string())),
        }
    }

    #[must_use]
    pub fn folder_name(&self) -> String {
        format!("{}-rows-{}-companies", self.rows, self.companies)
    }
}
