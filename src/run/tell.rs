//! The closing summary of a run: one screen, no person named.

use std::fmt::Write;

use crate::assess::Assessed;
use crate::assess::life_cycle::Severity;
use crate::base::{Day, safe};
use crate::ingest::read::Reading;
use crate::skills::Scene;
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
    /// Held levels by severity: critical, warning, fragile, ok, unknown.
    pub severities: Vec<(String, u64)>,
    /// The three most urgent things.
    pub urgent: Vec<String>,
    /// Levels at risk beyond them.
    pub more_at_risk: usize,
    /// Of the reports that are made: who asks for one does not want to hear of the others.
    pub tells_skills: bool,
    pub tells_risk: bool,
}

/// The three most urgent things, the worst and soonest first: levels at risk, then people who hang on
/// the PMC grace.
#[must_use]
pub fn urgent(scene: &Scene<'_>, assessed: &Assessed, risk: bool) -> (Vec<String>, usize) {
    const MOST: usize = 3;
    let mut risks: Vec<(u8, Day, String)> = assessed
        .standings
        .iter()
        .filter(|_| risk)
        .filter_map(|standing| {
            let rank = match standing.severity? {
                Severity::Critical => 0,
                Severity::Warning => 1,
                _ => return None,
            };
            let day = standing.breach_on?;
            let company = &scene.pipeline.companies[standing.company as usize].name;
            let when = if day <= scene.as_of {
                "is not met now".into()
            } else {
                format!("breaks on {day}")
            };
            let text = format!(
                "{} {} of {company} {when} ({})",
                standing.competency,
                standing.level,
                standing.severity?.name()
            );
            Some((rank, day, text))
        })
        .collect();
    risks.sort();
    let at_risk = risks.len();
    let mut urgent: Vec<String> = risks.into_iter().map(|(_, _, text)| text).collect();
    let contacts = assessed.contacts.len();
    if contacts > 0 {
        let who = if contacts == 1 { "1 person hangs" } else { &format!("{contacts} people hang") };
        urgent.insert(
            urgent.len().min(MOST - 1),
            format!("{who} on an association in PMC: see contacts"),
        );
    }
    urgent.truncate(MOST);
    let shown = urgent.len() - usize::from(contacts > 0);
    (urgent, at_risk - shown)
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
            list(&mut text, "levels", &self.severities);
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
    const SHOWN: usize = 5;
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
