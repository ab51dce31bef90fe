//! What a rule tells of a row: the facts that it saw, the days on which the row passes, the parameter
//! that it read. A rule tells from the very columns on which it decides.

use polars::prelude::DataFrame;

use crate::base::Day;
use crate::tables::KnownSource;
use crate::tables::kinds;

use super::basis::Basis;
use super::chosen::Chosen;
use super::frames::{JudgedRow, RuleAnswers};

/// What a rule says of a row.
pub struct RuleAnswer {
    /// The dates and facts that decided.
    pub because: String,
    pub reads: Option<Reads>,
}

/// A parameter that was read, and the day whose value it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reads {
    pub parameter: &'static str,
    pub of: Day,
}

/// What has a name that the rules do not know.
pub struct NamesTold<'a> {
    /// Of an input file, by its place in the ledger.
    pub file: &'a dyn Fn(u32) -> String,
    /// Of a document, by its id in the list of sources.
    pub document: &'a dyn Fn(&str) -> String,
}

/// One row before one rule.
pub struct RuleOnRow<'a> {
    pub at: &'a Basis<'a>,
    pub names: &'a NamesTold<'a>,
    pub chosen: &'a Chosen,
    /// The rule's code, and its bit among the answers.
    pub code: &'static str,
    pub bit: u32,
    pub trace: &'a DataFrame,
    pub place: usize,
}

impl RuleAnswer {
    #[must_use]
    pub fn plain(because: impl Into<String>) -> Self {
        Self { because: because.into(), reads: None }
    }

    #[must_use]
    pub fn reading(because: impl Into<String>, parameter: &'static str, of: Day) -> Self {
        Self { because: because.into(), reads: Some(Reads { parameter, of }) }
    }
}

impl RuleOnRow<'_> {
    /// A day among the columns that rules see.
    #[must_use]
    pub fn day(&self, column: &str) -> Day {
        let cells = self.trace.column(column).and_then(|column| Ok(column.i32()?.get(self.place)));
        cells.ok().flatten().map_or(Day::ALWAYS, Day)
    }

    /// A yes or no among the columns that rules see.
    #[must_use]
    pub fn is(&self, column: &str) -> bool {
        let cells = self.trace.column(column).and_then(|column| Ok(column.bool()?.get(self.place)));
        cells.ok().flatten().unwrap_or_default()
    }

    /// What the transcript says of the skill, as the place of the word.
    #[must_use]
    pub fn status(&self) -> u8 {
        let cells =
            self.trace.column(JudgedRow::STATUS).and_then(|own| Ok(own.u8()?.get(self.place)));
        cells.ok().flatten().unwrap_or_default()
    }

    /// The rule was put to the row.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        let asked = self.trace.column(RuleAnswers::ASKED);
        let own = asked.and_then(|column| Ok(column.u32()?.get(self.place)));
        own.ok().flatten().unwrap_or_default() & self.bit != 0
    }

    /// The first day on which the row passes the rule.
    #[must_use]
    pub fn from(&self) -> Day {
        self.day(&of_rule("from", self.code))
    }

    /// The last day on which the row passes the rule.
    #[must_use]
    pub fn through(&self) -> Day {
        self.day(&of_rule("through", self.code))
    }

    #[must_use]
    pub fn fails(&self) -> bool {
        self.is_asked() && (self.from() > self.at.as_of || self.through() < self.at.as_of)
    }

    /// The first day on which a linked row is visible.
    #[must_use]
    pub fn visible_on(&self) -> Day {
        self.day(RuleAnswers::VISIBLE_ON)
    }

    /// Told only where the rule fails.
    #[must_use]
    pub fn if_it_fails(&self, because: impl FnOnce() -> String) -> Option<RuleAnswer> {
        self.fails().then(|| RuleAnswer::plain(because()))
    }

    /// The source of the skill in words.
    #[must_use]
    pub fn source(&self) -> &str {
        match self.at.transcripts.text(kinds::Transcripts::SOURCE).at(self.chosen.row as usize) {
            0 => KnownSource::DEFAULT.word(),
            code => self.at.dictionary.text(code),
        }
    }

    /// The first day without PMC grace at the person's company, and the day of its move.
    #[must_use]
    pub fn grace(&self) -> Option<(Day, Day)> {
        let company = self.at.people.persons[self.chosen.person as usize].company;
        let grace = self.at.links.graces[company as usize];
        grace.starts_on.zip(grace.ends_on)
    }
}

/// The column of a trace.
#[must_use]
pub(crate) fn of_rule(what: &str, code: &str) -> String {
    format!("{what} {code}")
}
