//! How much data a benchmark run is over.

use super::figures::grouped;

const TRANSCRIPTS_OF_A_USER: u64 = 10;
const USERS_OF_A_SMALL_COMPANY: u64 = 10;
const TRANSCRIPTS_TO_AN_INVOICE: u64 = 50;
const TRANSCRIPTS_OF_A_COMPANY: u64 = 1_000;

#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Of transcripts; the other inputs grow with them.
    pub rows: u64,
    pub companies: u64,
    pub users_of_a_company: u64,
    pub of: Measures,
}

/// Which report is made, and over which programme.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Measures {
    /// Two requirements a level.
    Skills,
    /// Every kind of requirement, some of them short of people.
    Risk,
}

impl Measures {
    /// The report by its name on the command line.
    #[must_use]
    pub(crate) fn report(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::Risk => "risk",
        }
    }
}

impl Scenario {
    /// One company with so many transcripts.
    #[must_use]
    pub(crate) fn of_rows(rows: u64) -> Self {
        let users_of_a_company = (rows / TRANSCRIPTS_OF_A_USER).max(1);
        Self { rows, companies: 1, users_of_a_company, of: Measures::Skills }
    }

    /// So many companies with a thousand transcripts each.
    #[must_use]
    pub(crate) fn of_companies(companies: u64) -> Self {
        let rows = companies.saturating_mul(TRANSCRIPTS_OF_A_COMPANY);
        Self { rows, companies, ..Self::of_rows(TRANSCRIPTS_OF_A_COMPANY) }
    }

    /// One company with so many people, for the risk report.
    #[must_use]
    pub(crate) fn risk_of_people(people: u64) -> Self {
        let rows = people.saturating_mul(TRANSCRIPTS_OF_A_USER);
        Self { of: Measures::Risk, ..Self::of_rows(rows) }
    }

    /// So many companies of a few people with a thousand transcripts, for the risk report.
    #[must_use]
    pub(crate) fn risk_of_companies(companies: u64) -> Self {
        let users_of_a_company = USERS_OF_A_SMALL_COMPANY;
        Self { of: Measures::Risk, users_of_a_company, ..Self::of_companies(companies) }
    }

    #[must_use]
    pub(crate) fn users(&self) -> u64 {
        self.users_of_a_company * self.companies
    }

    #[must_use]
    pub(crate) fn invoices(&self) -> u64 {
        (self.rows / TRANSCRIPTS_TO_AN_INVOICE).max(1)
    }

    #[must_use]
    pub(crate) fn title(&self) -> String {
        match self.companies {
            1 => format!("{} rows", grouped(&self.rows.to_string())),
            companies => format!("{} companies", grouped(&companies.to_string())),
        }
    }

    #[must_use]
    pub(crate) fn folder_name(&self) -> String {
        format!("{}-{}-rows-{}-companies", self.of.report(), self.rows, self.companies)
    }
}
