//! Credit notes that take back more than was invoiced.
//!
//! A credit line is held against the invoice line of its number, type and unit; where there is none,
//! against everything that was invoiced under the number. A number that is on no invoice says
//! nothing: the invoice may be older than the exports.

use std::collections::BTreeMap;

use super::Amount;

/// What makes a line of an invoice: company, number, type and unit.
pub(crate) type LineKey = [String; 4];

#[derive(Debug, Default)]
pub(crate) struct Credits {
    credited: BTreeMap<LineKey, Amount>,
    invoiced: BTreeMap<LineKey, Amount>,
    /// By company and number, of numbers that are credited.
    numbers: BTreeMap<[String; 2], Option<Amount>>,
}

/// A credit line, and what it was held against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Excess {
    pub line: LineKey,
    pub credited: Amount,
    pub invoiced: Amount,
}

impl Credits {
    /// All credit lines come before the invoice lines.
    pub(crate) fn credit(&mut self, line: LineKey, kpi: Amount) {
        self.numbers.insert([line[0].clone(), line[1].clone()], None);
        self.credited.insert(line, kpi.abs());
    }

    pub(crate) fn invoice(&mut self, line: LineKey, kpi: Amount) {
        let Some(sum) = self.numbers.get_mut(&[line[0].clone(), line[1].clone()]) else { return };
        *sum = Some(sum.unwrap_or_default() + kpi);
        self.invoiced.insert(line, kpi);
    }

    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.credited.is_empty()
    }

    /// In the order of companies, numbers, types and units.
    #[must_use]
    pub(crate) fn excesses(&self) -> Vec<Excess> {
        let excess = |(line, credited): (&LineKey, &Amount)| {
            let number = || *self.numbers.get(&[line[0].clone(), line[1].clone()])?;
            let invoiced = self.invoiced.get(line).copied().or_else(number)?;
            let excess = Excess { line: line.clone(), credited: *credited, invoiced };
            (*credited > invoiced).then_some(excess)
        };
        self.credited.iter().filter_map(excess).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> LineKey {
        let mut parts = text.split(' ').map(str::to_owned);
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    }

    #[test]
    fn a_credit_is_held_against_its_line_else_against_its_number() {
        let mut credits = Credits::default();
        for (text, kpi) in [
            ("c I-1 MOC Unit", 2),
            ("c I-2 MOC Unit", -3),
            ("c I-3 MOC Unit", 3),
            ("c I-4 Labs Unit", 9),
            ("c I-5 Labs Unit", 8),
            ("d I-1 MOC Unit", 9),
        ] {
            credits.credit(line(text), Amount::whole(kpi));
        }
        for (text, kpi) in [
            ("c I-1 MOC Unit", 2),
            ("c I-2 MOC Unit", 2),
            ("c I-2 Labs Unit", 99),
            ("c I-4 MOC Unit", 4),
            ("c I-4 MOC Pack", 4),
            ("c I-5 MOC Unit", 8),
            ("c I-9 MOC Unit", 1),
        ] {
            credits.invoice(line(text), Amount::whole(kpi));
        }
        let found = credits.excesses();
        let told: Vec<String> = found
            .iter()
            .map(|own| format!("{} {} > {}", own.line[1], own.credited, own.invoiced))
            .collect();
        assert_eq!(told, ["I-2 3 > 2", "I-4 9 > 8"]);
    }
}
