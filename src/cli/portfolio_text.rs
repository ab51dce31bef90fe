//! The portfolio on a terminal: the verdict on all companies, the worst of them, totals, trend.

use std::path::PathBuf;

use crate::base::safe::{self, SafeLines};
use crate::base::{Day, Outcome};
use crate::portfolio::company::LIGHTS;
use crate::portfolio::{CompanyStanding, Portfolio};
use crate::report::Labels;
use crate::report::books::risk_sheets::SEVERITIES;
use crate::report::books::verdict;
use crate::report::classes::Class;

use super::shown::grouped;

/// Signs of a company's name.
const NAME_MAX: usize = 28;
/// Levels of programmes that are listed.
const TOTALS_MAX: usize = 40;

/// The portfolio with so many companies, and the files that were written.
///
/// # Errors
/// When the words are missing.
pub(crate) fn in_words(
    portfolio: &Portfolio,
    worst: usize,
    written: &[PathBuf],
) -> Outcome<String> {
    let mut text = SafeLines::default();
    head(&mut text, portfolio)?;
    companies(&mut text, portfolio, worst);
    totals(&mut text, portfolio);
    trend(&mut text, portfolio);
    if !written.is_empty() {
        text.blank();
    }
    for path in written {
        text.say(format_args!("wrote      {}", crate::base::shown(path)));
    }
    Ok(text.into_text())
}

fn head(text: &mut SafeLines, portfolio: &Portfolio) -> Outcome<()> {
    let english = Labels::built_in("en")?;
    let Portfolio { pipeline, run_id, as_of, .. } = portfolio;
    text.say(format_args!("portfolio  {pipeline} as of {as_of}, run {run_id}"));
    let lights = LIGHTS.into_iter().zip(portfolio.lights).filter(|(_, count)| *count > 0);
    let lights: Vec<String> = lights
        .map(|(light, count)| match light {
            "none" => format!("{} without levels", grouped(count)),
            light => format!("{} {light}", grouped(count)),
        })
        .collect();
    let all = grouped(portfolio.companies.len() as u64);
    text.say(format_args!("companies  {all}: {}", lights.join(", ")));
    text.say(format_args!("verdict    {}", verdict::in_words(&portfolio.counts, &english)));
    let inputs = portfolio.inputs.iter().map(|(kind, day)| format!("{kind} {day}"));
    let inputs: Vec<String> = inputs.collect();
    if !inputs.is_empty() {
        text.say(format_args!("inputs     newest: {}", inputs.join(", ")));
    }
    if portfolio.findings_of_nobody > 0 {
        let count = grouped(portfolio.findings_of_nobody);
        text.say(format_args!("findings   {count} about no company"));
    }
    if portfolio.different > 0 {
        let count = grouped(portfolio.different);
        text.say(format_args!(
            "note       the manifest of the run says something else of {count} companies: another \
             version of attain made it"
        ));
    }
    Ok(())
}

/// Columns of text, with numbers at the right.
struct TextTable {
    /// The first columns are words.
    words: usize,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    fn say(&self, text: &mut SafeLines) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |place: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(place));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(place, (cell, width))| {
                if place < self.words {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            text.say(format_args!("  {}", line.trim_end()));
        }
    }
}

fn name(company: &CompanyStanding) -> String {
    let shown = safe::line(company.shown()).into_owned();
    if shown.chars().count() <= NAME_MAX {
        return shown;
    }
    let kept: String = shown.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// What a row counts, with its head.
const CLASSES: [(&str, Class); 5] = [
    ("unmet", Class::NotMet),
    ("window", Class::RenewalWindow),
    ("lapsed", Class::Lapsed),
    ("breaks", Class::Breaks),
    ("1 person", Class::OnePerson),
];

fn companies(text: &mut SafeLines, portfolio: &Portfolio, worst: usize) {
    let all = portfolio.companies.len();
    let shown = all.min(worst);
    if shown == 0 {
        return;
    }
    text.blank();
    let counts = [shown, all].map(|count| grouped(count as u64));
    text.say(format_args!("the worst {} of {}", counts[0], counts[1]));
    let mut head: Vec<&str> = vec!["mpn_id", "company", "light", "held"];
    head.extend(CLASSES.iter().map(|(word, _)| *word));
    head.extend(["90 days", "unjudged", "next due", "now", "soon", "findings", "newest skill"]);
    let mut rows = vec![head.into_iter().map(str::to_owned).collect()];
    rows.extend(portfolio.companies[..shown].iter().map(row));
    TextTable { words: 3, rows }.say(text);
    if all > shown {
        let more = grouped((all - shown) as u64);
        text.say(format_args!("  and {more} more: see --worst, --format csv or --out DIR"));
    }
    if let Some(first) = portfolio.companies.first() {
        let (as_of, mpn_id) = (portfolio.as_of, safe::line(&first.mpn_id));
        text.say(format_args!(
            "  page and workbooks of one: attain run … --as-of {as_of} --company {mpn_id} --out one-company"
        ));
    }
}

fn row(own: &CompanyStanding) -> Vec<String> {
    let mut row = vec![safe::line(&own.mpn_id).into_owned(), name(own), own.light().to_owned()];
    row.push(grouped(own.counts.held()));
    row.extend(CLASSES.iter().map(|(_, class)| grouped(own.counts.of_class(*class))));
    row.extend([own.breaks_soon, own.counts.of_class(Class::NotJudged)].map(grouped));
    row.push(day(own.soonest));
    row.extend([own.actions_now, own.actions_soon, own.findings].map(grouped));
    row.push(day(own.newest_skill));
    row
}

fn totals(text: &mut SafeLines, portfolio: &Portfolio) {
    let all = &portfolio.totals;
    if all.is_empty() {
        return;
    }
    text.blank();
    text.say("levels by programme, level and severity");
    let mut head: Vec<String> = ["programme", "level", "companies"].map(str::to_owned).to_vec();
    head.extend(SEVERITIES.iter().map(|(code, _)| (*code).to_owned()));
    let mut rows = vec![head];
    for total in all.iter().take(TOTALS_MAX) {
        let mut row = vec![safe::line(&total.programme).into_owned()];
        row.push(safe::line(&total.level).into_owned());
        row.push(grouped(total.companies));
        row.extend(total.levels.map(grouped));
        rows.push(row);
    }
    TextTable { words: 2, rows }.say(text);
    if all.len() > TOTALS_MAX {
        let more = grouped((all.len() - TOTALS_MAX) as u64);
        text.say(format_args!("  and {more} more: see --format json or --out DIR"));
    }
}

fn trend(text: &mut SafeLines, portfolio: &Portfolio) {
    let trend = &portfolio.trend;
    text.blank();
    text.say("the last runs: companies by light, levels by severity");
    let mut head: Vec<String> = ["as of", "companies"].map(str::to_owned).to_vec();
    head.extend(LIGHTS.map(|light| if light == "none" { "no levels" } else { light }.to_owned()));
    head.extend(SEVERITIES.iter().map(|(code, _)| (*code).to_owned()));
    let mut rows = vec![head];
    for past in &trend.runs {
        let mut row = vec![past.as_of.to_string(), grouped(past.companies)];
        row.extend(past.lights.iter().chain(&past.levels).copied().map(grouped));
        rows.push(row);
    }
    TextTable { words: 1, rows }.say(text);
    for (run_id, why) in &trend.left_out {
        text.say(format_args!("  left out {run_id}: {why}"));
    }
}
