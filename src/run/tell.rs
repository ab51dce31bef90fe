//! The closing summary of a run: one screen, no person named.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::base::{Day, safe};
use crate::ingest::read::Reading;
use crate::programme::InForce;
use crate::report::classes::{Class, Counts, Horizon, due_on};
use crate::report::view::{Row, each};
use crate::tables::output::{Rows, Values};

/// What the summary says.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub read: u64,
    pub used: u64,
    pub duplicates: u64,
    pub rejected: u64,
    pub counting: u64,
    pub pending: u64,
    pub not_counting: u64,
    /// Code and count, most first.
    pub findings: Vec<(String, u64)>,
    /// Held levels by class, as the books count them.
    pub levels: Counts,
    /// The three most urgent things.
    pub urgent: Vec<String>,
    /// Levels at risk beyond them.
    pub more_at_risk: usize,
    /// Of the reports that are made: who asks for one does not want to hear of the others.
    pub tells_skills: bool,
    pub tells_risk: bool,
}

/// The run whose levels are told.
pub struct Told<'a> {
    pub levels: &'a dyn Rows,
    /// People whose skills hang on an association in PMC.
    pub contacts: usize,
    pub as_of: Day,
    pub rules: &'a InForce,
    /// The name of a company by its id.
    pub name: &'a dyn Fn(&str) -> String,
}

/// The three most urgent things, in the order of the books: levels that are not met, that are lost
/// unless they are paid, that have lapsed, or that break; then people who hang on the PMC grace.
/// Behind them, how many more levels there are.
#[must_use]
pub fn urgent(told: &Told<'_>, risk: bool) -> (Vec<String>, usize) {
    const MOST: usize = 3;
    let horizon = Horizon::of(told.as_of, told.rules);
    let mut worst: Vec<(u8, Day, usize, String)> = Vec::new();
    let (mut number, mut at_risk) = (0, 0);
    each(Some(told.levels).filter(|_| risk), |row| {
        number += 1;
        let Some(class) = Class::of(&row, horizon) else { return };
        if !class.is_red() && class != Class::Breaks {
            return;
        }
        at_risk += 1;
        let day = due_on(&row, Some(class), told.rules);
        let key = (class.urgency(), day.unwrap_or(Day::FOREVER), number);
        let is_late =
            |(urgency, day, number, _): &(u8, Day, usize, String)| (*urgency, *day, *number) > key;
        if worst.len() < MOST || worst.last().is_some_and(is_late) {
            worst.push((key.0, key.1, key.2, sentence(&row, class, told)));
            worst.sort();
            worst.truncate(MOST);
        }
    });
    let mut urgent: Vec<String> = worst.into_iter().map(|(.., text)| text).collect();
    if told.contacts > 0 {
        let who = match told.contacts {
            1 => "1 person hangs".to_owned(),
            many => format!("{many} people hang"),
        };
        urgent.insert(
            urgent.len().min(MOST - 1),
            format!("{who} on an association in PMC: see contacts"),
        );
    }
    urgent.truncate(MOST);
    let shown = urgent.len() - usize::from(told.contacts > 0);
    (urgent, at_risk - shown)
}

fn sentence(row: &Row<'_, '_>, class: Class, told: &Told<'_>) -> String {
    let company = (told.name)(&row.text("mpn_id"));
    let level = format!("{} {} of {company}", row.text("competency"), row.text("level"));
    let days = told.rules.renewal_window_days;
    match (class, row.day("breach_on"), row.day("anniversary_on")) {
        (Class::Lapsed, ..) => format!("{level} has lapsed"),
        (Class::RenewalWindow, _, Some(day)) => {
            format!("{level} is lost unless it is renewed by {}", day.plus_days(days))
        }
        (Class::Breaks, Some(day), _) => format!("{level} breaks on {day}"),
        _ => match row.day("unmet_since") {
            Some(day) => format!("{level} is not met since {day}"),
            None => format!("{level} is not met today"),
        },
    }
}

/// The texts of a column, stretch by stretch.
pub fn each_text(rows: &dyn Rows, columns: &[&str], mut take: impl FnMut(&[&str])) {
    const STRETCH: usize = 1 << 16;
    let names = rows.schema().columns;
    let places: Vec<usize> = columns
        .iter()
        .filter_map(|wanted| names.iter().position(|column| column.name == *wanted))
        .collect();
    let mut start = 0;
    while start < rows.len() {
        let end = rows.len().min(start + STRETCH);
        let columns: Vec<Values<'_>> =
            places.iter().map(|place| rows.column(*place, start, end)).collect();
        let mut cells: Vec<&str> = Vec::with_capacity(columns.len());
        for row in 0..end - start {
            cells.clear();
            cells.extend(columns.iter().map(|values| text(values, row)));
            take(&cells);
        }
        start = end;
    }
}

fn text<'a>(values: &'a Values<'_>, row: usize) -> &'a str {
    match values {
        Values::Text(cells) => cells[row],
        Values::Owned(cells) => &cells[row],
        _ => "",
    }
}

/// How many rows have each text of a column, most first, then by name.
#[must_use]
pub fn counts(rows: &dyn Rows, column: &str) -> Vec<(String, u64)> {
    let mut counts: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    each_text(rows, &[column], |cells| {
        let cell = cells.first().copied().unwrap_or_default();
        if let Some(count) = counts.get_mut(cell) {
            *count += 1;
        } else {
            counts.insert(cell.to_owned(), 1);
        }
    });
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

impl Summary {
    #[must_use]
    pub fn of_reading(reading: &Reading) -> Self {
        let sum = |of: fn(&crate::tables::FileReport) -> u64| reading.files.iter().map(of).sum();
        Self {
            read: sum(|file| file.read),
            used: sum(|file| file.used),
            duplicates: sum(|file| file.duplicates),
            rejected: sum(|file| file.rejected),
            ..Self::default()
        }
    }

    /// For programs: counts by their codes.
    #[must_use]
    pub fn json(&self) -> Json {
        let by_code = |counts: &[(String, u64)]| -> Json {
            counts.iter().map(|(code, count)| (code.clone(), Json::from(*count))).collect()
        };
        let mut told = json!({
            "rows": {
                "read": self.read,
                "used": self.used,
                "duplicates": self.duplicates,
                "rejected": self.rejected,
            },
            "findings": by_code(&self.findings),
            "urgent": self.urgent,
            "more_at_risk": self.more_at_risk,
        });
        if self.tells_skills {
            told["skills"] = json!({
                "counts": self.counting,
                "pending": self.pending,
                "does_not_count": self.not_counting,
            });
        }
        if self.tells_risk {
            let classes = self.levels.present();
            told["levels"] = classes.map(|(class, count)| (class.name(), count)).collect();
        }
        told
    }

    /// In words.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "read       {} rows = {} used + {} duplicates + {} rejected",
            self.read, self.used, self.duplicates, self.rejected
        );
        if self.tells_skills {
            let _ = writeln!(
                text,
                "skills     {} count, {} pending, {} do not count",
                self.counting, self.pending, self.not_counting
            );
        }
        if self.tells_risk {
            let classes = self.levels.present();
            let counts: Vec<(String, u64)> =
                classes.map(|(class, count)| (class.words().to_owned(), count)).collect();
            list(&mut text, "levels", &counts);
        }
        list(&mut text, "findings", &self.findings);
        for (place, urgent) in self.urgent.iter().enumerate() {
            let _ = writeln!(
                text,
                "{:<10} {}",
                if place == 0 { "urgent" } else { "" },
                safe::line(urgent)
            );
        }
        if self.more_at_risk > 0 {
            let levels = if self.more_at_risk == 1 { "level" } else { "levels" };
            let _ = writeln!(text, "{:<10} and {} more {levels} at risk", "", self.more_at_risk);
        }
        text
    }
}

fn list(text: &mut String, name: &str, counts: &[(String, u64)]) {
    // Classes of levels are few, and none of them may be missing.
    const SHOWN: usize = 7;
    if counts.is_empty() {
        return;
    }
    let mut items: Vec<String> = counts
        .iter()
        .take(SHOWN)
        .map(|(code, count)| format!("{count} {}", code.replace('_', " ")))
        .collect();
    if counts.len() > SHOWN {
        items.push(format!("{} other kinds", counts.len() - SHOWN));
    }
    let _ = writeln!(text, "{name:<10} {}", items.join(", "));
}
