//! Which of two numbers is the day: decided for a column of a file, by evidence or not at all.

use crate::tables::DateOrder;

/// What the cells of a column say about the order of day and month.
#[derive(Clone, Debug, Default)]
pub struct OrderEvidence {
    pub day_first: u64,
    pub month_first: u64,
    /// Cells that could be read both ways, to different days.
    pub open: u64,
    /// The first cells that could be read both ways.
    pub examples: Vec<String>,
    /// The first cell that can only be day first, and the first that can only be month first.
    pub contrary: [Option<String>; 2],
}

/// What the evidence amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderFound {
    Order(DateOrder),
    /// No cell depends on the order.
    Needless,
    Undecided,
}

const EXAMPLES: usize = 2;

impl OrderEvidence {
    /// Notes a cell; true when only one order can make it a day.
    pub fn see(&mut self, first: u32, second: u32, text: &str) -> bool {
        match (first > 12, second > 12) {
            (true, false) => {
                self.day_first += 1;
                self.contrary[0].get_or_insert_with(|| text.to_owned());
            }
            (false, true) => {
                self.month_first += 1;
                self.contrary[1].get_or_insert_with(|| text.to_owned());
            }
            _ => {
                if first != second {
                    self.open += 1;
                    self.example(text);
                }
                return first > 12;
            }
        }
        true
    }

    fn example(&mut self, text: &str) {
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|known| known == text) {
            self.examples.push(text.to_owned());
        }
    }

    /// Takes over what a later chunk of the same column saw.
    pub fn absorb(&mut self, other: &Self) {
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.open += other.open;
        for text in &other.examples {
            self.example(text);
        }
        for (own, other) in self.contrary.iter_mut().zip(&other.contrary) {
            *own = own.take().or_else(|| other.clone());
        }
    }

    /// Two cells that contradict each other, where there are.
    #[must_use]
    pub fn contradiction(&self) -> Option<[&str; 2]> {
        let [day_first, month_first] = &self.contrary;
        Some([day_first.as_deref()?, month_first.as_deref()?])
    }

    #[must_use]
    pub fn verdict(&self) -> OrderFound {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => OrderFound::Order(DateOrder::DayFirst),
            std::cmp::Ordering::Less => OrderFound::Order(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal if self.day_first == 0 && self.open == 0 => {
                OrderFound::Needless
            }
            std::cmp::Ordering::Equal => OrderFound::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(cells: &[(u32, u32)]) -> OrderFound {
        let mut evidence = OrderEvidence::default();
        for (first, second) in cells {
            evidence.see(*first, *second, "x");
        }
        evidence.verdict()
    }

    #[test]
    fn cells_that_contradict_each_other_are_kept_whatever_came_before() {
        let mut evidence = OrderEvidence::default();
        for (first, second, text) in [(1, 2, "1/2"), (3, 4, "3/4"), (13, 2, "13/2")] {
            evidence.see(first, second, text);
        }
        assert_eq!(evidence.contradiction(), None);
        let mut later = OrderEvidence::default();
        later.see(2, 13, "2/13");
        evidence.absorb(&later);
        assert_eq!(evidence.contradiction(), Some(["13/2", "2/13"]));
        assert_eq!(evidence.examples, ["1/2", "3/4"]);
    }

    #[test]
    fn the_majority_decides_and_a_tie_does_not() {
        assert_eq!(verdict(&[(13, 2), (1, 2)]), OrderFound::Order(DateOrder::DayFirst));
        assert_eq!(verdict(&[(2, 13), (1, 2)]), OrderFound::Order(DateOrder::MonthFirst));
        assert_eq!(verdict(&[(13, 2), (14, 2), (2, 13)]), OrderFound::Order(DateOrder::DayFirst));
        assert_eq!(verdict(&[(13, 2), (2, 13)]), OrderFound::Undecided);
        assert_eq!(verdict(&[(1, 2)]), OrderFound::Undecided);
        assert_eq!(verdict(&[(5, 5), (6, 6)]), OrderFound::Needless);
        assert_eq!(verdict(&[]), OrderFound::Needless);
    }
}
