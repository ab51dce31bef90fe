//! The closing summary of a run: one screen, no person named.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::base::{Outcome, safe};
use crate::ingest::read::Reading;
use crate::kernel::{Gathered, RunScope};
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::books::verdict;
use crate::report::classes::{Counts, light};
use crate::report::facts::names_of;
use crate::report::terms::Terms;

use crate::tables::output::{Rows, Values};
use crate::tables::outputs;

use super::results::Results;
use super::urgent::{Urgent, UrgentRun, urgent};

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
    /// The verdict on them, in the words of the books.
    pub verdict: String,
    pub urgent: Urgent,
    /// Of the reports that are made: who asks for one does not want to hear of the others.
    pub tells_skills: bool,
    pub tells_risk: bool,
}

/// The texts of a column, stretch by stretch.
pub(crate) fn each_text(rows: &dyn Rows, columns: &[&str], mut take: impl FnMut(&[&str])) {
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
pub(crate) fn counts(rows: &dyn Rows, column: &str) -> Vec<(String, u64)> {
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

    /// Of everything that was made.
    ///
    /// # Errors
    /// When the words cannot be read.
    pub(crate) fn of_run(
        gathered: &Gathered,
        results: &Results<'_>,
        scope: RunScope<'_>,
    ) -> Outcome<Self> {
        let english = Labels::built_in("en")?;
        let mut summary = Self::of_reading(&gathered.reading);
        for (verdict, count) in counts(results.skills, "verdict") {
            match verdict.as_str() {
                "counts" => summary.counting = count,
                "pending" => summary.pending = count,
                _ => summary.not_counting = count,
            }
        }
        summary.findings = counts(results.findings, "code");
        summary.levels = Counts::of(results.levels);
        let asks = |report: Report| scope.reports.contains(&report);
        summary.tells_risk = asks(Report::Risk);
        summary.tells_skills = asks(Report::Skills) || asks(Report::Risk);
        if !summary.levels.is_empty() {
            let tone = summary.levels.tone();
            let words = verdict::in_words(&summary.levels, &english);
            summary.verdict = format!("{}. {words}", verdict::word(tone, &english));
        }
        let companies = &gathered.loaded.pipeline.companies;
        let names = names_of(companies);
        let is_one = names.len() < 2 && companies.len() < 2;
        summary.urgent = urgent(&UrgentRun {
            actions: results.actions,
            levels: results.levels,
            requirements: results.requirements,
            skills: results.find(outputs::SKILLS.name),
            team: results.find(outputs::TEAM.name),
            score_metrics: results.find(outputs::SCORE_METRICS.name),
            findings: results.findings,
            terms: Terms {
                as_of: gathered.as_of,
                rules: &gathered.rules,
                catalogue: &gathered.loaded.catalogue,
            },
            labels: &english,
            name: &|id| (!is_one).then(|| names.get(id).copied().unwrap_or(id).to_owned()),
        });
        Ok(summary)
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
            "urgent": self.urgent.lines,
            "more_to_do": self.urgent.more,
            "heals": self.urgent.heals,
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
            if !self.levels.is_empty() {
                told["light"] = light(self.levels.tone()).into();
            }
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
                "skills     {} count, {} pending, {} do not count or are not asked for",
                self.counting, self.pending, self.not_counting
            );
        }
        if self.tells_risk && !self.verdict.is_empty() {
            let _ = writeln!(text, "verdict    {}", self.verdict);
        }
        list(&mut text, "findings", &self.findings);
        let Urgent { lines, more, heals, more_heals } = &self.urgent;
        told(&mut text, "urgent", lines);
        if *more > 0 {
            let things = if *more == 1 { "thing" } else { "things" };
            // The page has them all; some are in no row of `actions`, as nobody can do them by a day.
            let told = if lines.is_empty() {
                format!("{:<10} {more} {things} to do", "later")
            } else {
                format!("{:<10} and {more} more {things} to do", "")
            };
            let _ = writeln!(text, "{told}: see the page beside the workbooks");
        }
        told(&mut text, "no action", heals);
        if *more_heals > 0 {
            let _ = writeln!(text, "{:<10} and {more_heals} more by themselves", "");
        }
        text
    }
}

fn told(text: &mut String, name: &str, lines: &[String]) {
    for (place, line) in lines.iter().enumerate() {
        let name = if place == 0 { name } else { "" };
        let _ = writeln!(text, "{name:<10} {}", safe::line(line));
    }
}

fn list(text: &mut String, name: &str, counts: &[(String, u64)]) {
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
