//! What a programme file asks for by name, read from its text alone: for the files that `init` fills, and
//! for what `check` misses.

use crate::base::{Day, Outcome};
use crate::programme::kind_name::KindName;

use super::document::{Document, DocumentValue, TomlTable};
use super::requirement::STANDARD;

/// Names in the order of the file, each once.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Competency and level of everything that can be held.
    pub levels: Vec<[String; 2]>,
    pub measures: Vec<PerformanceNeed>,
    /// Competency, option and metric of a score.
    pub points: Vec<[String; 3]>,
    /// Competency, and the fact that is attested.
    pub facts: Vec<[String; 2]>,
    pub has_learning: bool,
}

/// What an option of a competency reads from `performance`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PerformanceNeed {
    pub competency: String,
    pub option: String,
    /// Performance metrics, one of which is enough.
    pub any_of: Vec<String>,
}

/// Which requirements are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InForceWhen {
    On(Day),
    /// On this day or later; of a programme that ended before it, all.
    From(Day),
}

/// Reads the names.
///
/// # Errors
/// When the text is no programme file.
pub(crate) fn outline(file: &str, text: &str, when: InForceWhen) -> Outcome<Outline> {
    let root = Document::parse(file, text.to_owned())?.root;
    let ends = root.span()?.1;
    let mut outline = Outline::default();
    for table in tables(&root, "requirement")? {
        let level = [table.need_text("competency")?, table.need_text("level")?];
        once(&mut outline.levels, level.clone());
        let (from, until) = table.span()?;
        let is_meant = match when {
            InForceWhen::On(day) => from <= day && day <= until,
            InForceWhen::From(day) => ends < day || day <= until,
        };
        if is_meant {
            let [competency, _] = level;
            let option = table.text("option")?.unwrap_or_else(|| STANDARD.to_owned());
            outline.requirement(table, &competency, &option)?;
        }
    }
    let all = root.find("levels").map_or(Ok(Vec::new()), DocumentValue::texts)?;
    for table in tables(&root, "competency")? {
        let name = table.need_text("name")?;
        let levels = table.find("levels").map_or_else(|| Ok(all.clone()), DocumentValue::texts)?;
        for level in levels {
            once(&mut outline.levels, [name.clone(), level]);
        }
    }
    Ok(outline)
}

impl Outline {
    fn requirement(&mut self, table: &TomlTable, competency: &str, option: &str) -> Outcome<()> {
        let (competency, option) = (competency.to_owned(), option.to_owned());
        match KindName::of(&table.need_text("kind")?) {
            Some(KindName::Performance) => {
                let any_of = vec![table.need_text("metric")?];
                once(&mut self.measures, PerformanceNeed { competency, option, any_of });
            }
            Some(KindName::Learning) => self.has_learning = true,
            Some(KindName::Attested | KindName::Audit) => {
                once(&mut self.facts, [competency, table.need_text("fact")?]);
            }
            Some(KindName::Score) => self.score(table, &competency, &option)?,
            Some(KindName::People | KindName::Holds) | None => {}
        }
        Ok(())
    }

    fn score(&mut self, table: &TomlTable, competency: &str, option: &str) -> Outcome<()> {
        let counts = tables(table, "tenants")?;
        // What is counted from rows of tenants is not written by hand: their own metric is.
        let written = |name: String| -> Outcome<Option<String>> {
            for count in &counts {
                if count.need_text("name")? == name {
                    return count.text("metric");
                }
            }
            Ok(Some(name))
        };
        for metric in tables(table, "metric")? {
            let (competency, option) = (competency.to_owned(), option.to_owned());
            let name = metric.need_text("name")?;
            once(&mut self.points, [competency.clone(), option.clone(), name]);
            for read in reads(metric)? {
                let read: Vec<_> = read.into_iter().map(&written).collect::<Outcome<_>>()?;
                let any_of: Vec<String> = read.into_iter().flatten().collect();
                if !any_of.is_empty() {
                    let (competency, option) = (competency.clone(), option.clone());
                    once(&mut self.measures, PerformanceNeed { competency, option, any_of });
                }
            }
        }
        Ok(())
    }
}

/// What one metric of a score reads: its own value, one of several, and its baseline.
fn reads(metric: &TomlTable) -> Outcome<Vec<Vec<String>>> {
    let mut own: Vec<String> = metric.text("metric")?.into_iter().collect();
    for way in tables(metric, "either")? {
        own.extend(way.text("metric")?);
    }
    let baseline = match metric.find("baseline") {
        Some(value) => value.table()?.text("metric")?,
        None => None,
    };
    Ok(vec![own, baseline.into_iter().collect()])
}

fn tables<'a>(table: &'a TomlTable, key: &str) -> Outcome<Vec<&'a TomlTable>> {
    table.find(key).map_or(Ok(Vec::new()), DocumentValue::tables)
}

fn once<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
