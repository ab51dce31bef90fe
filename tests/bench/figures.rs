//! The figures of benchmark runs as a table: a column for each run, a line for each figure.

use std::fmt::Write;

use super::measure::Measured;
use super::scenario::Measures;

const MIB: f64 = 1_048_576.0;
const SKILLS_OUTPUTS: [&str; 3] = ["skills_report.xlsx", "data/skills.csv", "data/skills.parquet"];
const RISK_OUTPUTS: [&str; 4] =
    ["competency_risk.xlsx", "data/levels.csv", "data/requirements.csv", "data/events.csv"];

/// A line: what it is, its unit, a cell for each run.
pub(crate) type Line = (String, &'static str, Vec<String>);

/// The table of runs for one report, and how the time grows.
#[must_use]
pub(crate) fn table(measured: &[Measured]) -> String {
    let of = measured.first().map_or(Measures::Skills, |run| run.scenario.of);
    let outputs = match of {
        Measures::Skills => &SKILLS_OUTPUTS[..],
        Measures::Risk => &RISK_OUTPUTS[..],
    };
    let mut lines = vec![(
        format!("attain run, {} report", of.report()),
        "",
        measured.iter().map(|run| run.scenario.title()).collect(),
    )];
    let mut line = |what: &str, unit, cell: &dyn Fn(&Measured) -> Option<String>| {
        let cells = measured.iter().map(|run| cell(run).unwrap_or_else(|| "-".to_owned()));
        lines.push((what.to_owned(), unit, cells.collect()));
    };
    line("transcripts", "rows", &|run| Some(grouped(&run.scenario.rows.to_string())));
    line("all inputs", "rows", &|run| Some(grouped(&rows_read(run).to_string())));
    line("people", "", &|run| Some(grouped(&run.scenario.users().to_string())));
    for name in outputs.iter().filter(|name| name.starts_with("data/") && !name.contains("parquet"))
    {
        line(name, "rows", &|run| {
            let made = run.manifest.outputs.iter().find(|output| output.path == *name)?;
            Some(grouped(&made.rows?.to_string()))
        });
    }
    for stage in stages(measured) {
        line(&stage, "s", &|run| Some(seconds(stage_seconds(run, &stage)?)));
    }
    line("start and publish", "s", &|run| {
        let staged: f64 = run.manifest.stages.iter().map(|stage| stage.seconds).sum();
        Some(seconds((run.seconds - staged).max(0.0)))
    });
    line("whole run", "s", &|run| Some(seconds(run.seconds)));
    line("again, nothing changed", "s", &|run| Some(seconds(run.seconds_again)));
    line("assess", "of read", &|run| {
        let (assess, read) = (stage_seconds(run, "assess")?, stage_seconds(run, "read")?);
        (read > 0.0).then(|| format!("{:.2}", assess / read))
    });
    line("reading", "rows/s", &|run| rate(rows_read(run), stage_seconds(run, "read")?));
    line("whole run", "rows/s", &|run| rate(rows_read(run), run.seconds));
    line("peak memory", "MiB", &|run| run.manifest.peak_memory_bytes.map(mebibytes));
    for name in outputs {
        line(name, "MiB", &|run| {
            let made = run.manifest.outputs.iter().find(|output| output.path == *name)?;
            Some(mebibytes(made.size))
        });
    }
    drawn(&lines) + &growth(measured)
}

/// Digits in groups of three.
#[must_use]
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The stages of all runs, in their order.
fn stages(measured: &[Measured]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stage in measured.iter().flat_map(|run| &run.manifest.stages) {
        if !names.contains(&stage.name) {
            names.push(stage.name.clone());
        }
    }
    names
}

fn stage_seconds(run: &Measured, name: &str) -> Option<f64> {
    run.manifest.stages.iter().find(|stage| stage.name == name).map(|stage| stage.seconds)
}

fn rows_read(run: &Measured) -> u64 {
    run.manifest.rows_read()
}

#[must_use]
pub(crate) fn seconds(seconds: f64) -> String {
    format!("{seconds:.3}")
}

#[must_use]
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", real(bytes) / MIB)
}

/// None for what took no time that the clock could tell.
fn rate(rows: u64, seconds: f64) -> Option<String> {
    (seconds > 0.0).then(|| grouped(&format!("{:.0}", real(rows) / seconds)))
}

#[expect(clippy::cast_precision_loss, reason = "figures are shown with few digits")]
fn real(number: u64) -> f64 {
    number as f64
}

/// What the targets compare: each size with the one before it, the companies with one as large.
fn growth(measured: &[Measured]) -> String {
    let mut text = String::new();
    let mut compare = |run: &Measured, with: &Measured| {
        if with.seconds > 0.0 {
            let (title, other) = (run.scenario.title(), with.scenario.title());
            // Writing to a string cannot fail.
            let _ =
                writeln!(text, "{title}: {:.2} x the time of {other}", run.seconds / with.seconds);
        }
    };
    let of_one: Vec<&Measured> =
        measured.iter().filter(|run| run.scenario.companies == 1).collect();
    for two in of_one.windows(2) {
        compare(two[1], two[0]);
    }
    let of_several: Vec<&Measured> =
        measured.iter().filter(|run| run.scenario.companies > 1).collect();
    for two in of_several.windows(2) {
        compare(two[1], two[0]);
    }
    for run in of_several {
        if let Some(with) = of_one.iter().find(|with| with.scenario.rows == run.scenario.rows) {
            compare(run, with);
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// The lines with their cells below each other.
#[must_use]
pub(crate) fn drawn(lines: &[Line]) -> String {
    let wide = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|text| text.chars().count()).max().unwrap_or_default()
    };
    let what_wide = wide(&mut lines.iter().map(|line| line.0.as_str()));
    let unit_wide = wide(&mut lines.iter().map(|line| line.1));
    let cell_wide = wide(&mut lines.iter().flat_map(|line| &line.2).map(String::as_str));
    let mut text = String::new();
    for (what, unit, cells) in lines {
        let _ = write!(text, "{what:what_wide$}  {unit:unit_wide$}");
        for cell in cells {
            let _ = write!(text, "  {cell:>cell_wide$}");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_the_right() {
        let cases = [("", ""), ("7", "7"), ("123", "123"), ("1234", "1,234")];
        for (digits, expected) in cases {
            assert_eq!(grouped(digits), expected);
        }
        assert_eq!(grouped("10000000"), "10,000,000");
    }

    #[test]
    fn cells_stand_on_the_right_of_their_column() {
        let lines = [
            ("what".to_owned(), "", vec!["1 row".to_owned(), "12 rows".to_owned()]),
            ("read".to_owned(), "s", vec!["0.1".to_owned(), "12.3".to_owned()]),
        ];
        assert_eq!(drawn(&lines), "what       1 row  12 rows\nread  s      0.1     12.3\n");
    }
}
