//! Which of two numbers is the day: decided for a column of a file, by evidence or not at all.

use crate::programme::pipeline::DateOrder;

/// What the cells of a column say about the order of day and month.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub day_first: u64,
    pub month_first: u64,
    /// Cells that could be read both ways, to different days.
    pub open: u64,
    /// The first cells that could be read both ways, or that contradict each other.
    pub examples: Vec<String>,
}

/// What the evidence amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Order(DateOrder),
    /// No cell depends on the order.
    Needless,
    Undecided,
}

const EXAMPLES: usize = 2;

impl Evidence {
    /// Notes a cell; true when only one order can make it a day.
    pub fn see(&mut self, first: u32, second: u32, text: &str) -> bool {
        match (first > 12, second > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            _ => {
                if first != second {
                    self.open += 1;
                    self.example(text);
                }
                return first > 12;
            }
        }
        if self.day_first == 1 || self.month_first == 1 {
            self.example(text);
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
    }

    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Verdict::Order(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Verdict::Order(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal if self.day_first == 0 && self.open == 0 => Verdict::Needless,
            std::cmp::Ordering::Equal => Verdict::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(cells: &[(u32, u32)]) -> Verdict {
        let mut evidence = Evidence::default();
        for (first, second) in cells {
            evidence.see(*first, *second, "x");
        }
        evidence.verdict()
    }

    #[test]
    fn the_majority_decides_and_a_tie_does_not() {
        assert_eq!(verdict(&[(13, 2), (1, 2)]), Verdict::Order(DateOrder::DayFirst));
        assert_eq!(verdict(&[(2, 13), (1, 2)]), Verdict::Order(DateOrder::MonthFirst));
        assert_eq!(verdict(&[(13, 2), (14, 2), (2, 13)]), Verdict::Order(DateOrder::DayFirst));
        assert_eq!(verdict(&[(13, 2), (2, 13)]), Verdict::Undecided);
        assert_eq!(verdict(&[(1, 2)]), Verdict::Undecided);
        assert_eq!(verdict(&[(5, 5), (6, 6)]), Verdict::Needless);
        assert_eq!(verdict(&[]), Verdict::Needless);
    }
}
