//! The invoices of a benchmark run.

use std::io::Write;

use super::chance::Chance;
use super::scenario::Scenario;
use super::setting::{AS_OF, mpn_id};

const HEADER: [&str; 9] = [
    "MPN ID",
    "Invoice date",
    "Invoice number",
    "OMLP type",
    "Purchase unit",
    "Quantity",
    "KPI value",
    "Revenue value",
    "Currency",
];
const OMLP_TYPES: [&str; 4] = ["Courseware", "Practice test", "Lab", "Voucher"];
const UNITS: [&str; 3] = ["Each", "Pack of 10", "Seat, one year"];
const DAYS: u64 = 1_000;

/// # Errors
/// When it cannot be written.
pub(crate) fn write(
    to: &mut csv::Writer<impl Write>,
    scenario: &Scenario,
    seed: u64,
) -> csv::Result<()> {
    let mut chance = Chance::new(seed, "invoices");
    to.write_record(HEADER)?;
    for number in 0..scenario.invoices() {
        let days = i32::try_from(chance.below(DAYS)).unwrap_or_default();
        to.write_record([
            mpn_id(number % scenario.companies, 0).as_str(),
            &AS_OF.plus_days(-days).to_string(),
            &format!("INV-{number:08}"),
            chance.one_of(&OMLP_TYPES),
            chance.one_of(&UNITS),
            &(1 + chance.below(40)).to_string(),
            &format!("{}.{:02}", chance.below(60), chance.below(100)),
            &format!("{}.{:02}", chance.below(9_000), chance.below(100)),
            "EUR",
        ])?;
    }
    Ok(())
}
