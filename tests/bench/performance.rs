//! The performance figures of a benchmark run: a line a month for every competency of a company.

use std::io::Write;

use super::chance::Chance;
use super::risk_programme::METRIC;
use super::scenario::Scenario;
use super::setting::{AS_OF, competencies, mpn_id};

const HEADER: [&str; 6] = ["MPN ID", "Competency", "Option", "Month", "Metric", "Contribution"];
const MONTHS: i32 = 15;

/// # Errors
/// When it cannot be written.
pub(crate) fn write(
    to: &mut csv::Writer<impl Write>,
    scenario: &Scenario,
    seed: u64,
) -> csv::Result<()> {
    let mut chance = Chance::new(seed, "performance");
    let competencies = competencies(scenario.of);
    let months: Vec<String> =
        (1..=MONTHS).map(|before| AS_OF.month().plus(-before).to_string()).collect();
    to.write_record(HEADER)?;
    for company in 0..scenario.companies {
        let id = mpn_id(company, 0);
        for competency in &competencies {
            for month in &months {
                let contribution = format!("{}.{:02}", chance.below(80), chance.below(100));
                to.write_record([&id, competency, "Score", month, METRIC, &contribution])?;
            }
        }
    }
    Ok(())
}
