//! Guards the walls of the house by reading its sources as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use attain::rules::registry::RULES;
use attain::tables::outputs;

use crate::rule_cases;
use crate::support::root;

/// The floors, the lowest first. A module may name modules of lower floors, none that shares its floor and
/// nothing above it. A new module needs a floor here.
const FLOORS: [&[&str]; 13] = [
    &["base"],
    &["tables"],
    &["programme"],
    &["sources"],
    &["ingest"],
    &["link"],
    &["rules"],
    &["skills", "assess"],
    &["report", "explain"],
    &["kernel", "publish"],
    &["run", "portfolio"],
    &["cli"],
    &["main"],
];

/// What may be named behind one door only, where the doors are, and why.
const DOORS: [(&str, &[&str], &str); 17] = [
    ("rust_xlsxwriter", &["report/write/"], "another workbook writer is one folder of work"),
    (
        "calamine",
        &["ingest/spreadsheet.rs", "report/lint.rs", "publish/audit.rs"],
        "workbooks are read in one place, and read back by those who check them",
    ),
    ("clap", &["cli/"], "arguments end where commands begin"),
    ("clap_complete", &["cli/"], "arguments end where commands begin"),
    (
        "std::fs",
        &[
            "base/ordinary.rs",
            "sources/",
            "publish/",
            "run/",
            "programme/disk.rs",
            "cli/init.rs",
            "report/write/parquet.rs",
            "portfolio/stored.rs",
            "cli/limits.rs",
        ],
        "files are touched at the edges",
    ),
    ("chrono", &["base/dates.rs", "publish/timestamp.rs", "main.rs"], "one calendar"),
    ("SystemTime::now", &["main.rs"], "everything else is told what day it is"),
    ("Local::now", &["main.rs"], "everything else is told what day it is"),
    ("Utc::now", &["main.rs"], "everything else is told what day it is"),
    ("Instant::now", &["main.rs"], "everything else is told how the time goes by"),
    ("encoding_rs", &["ingest/blocks.rs"], "text is UTF-8 behind this door"),
    ("glob", &["sources/walk.rs"], "patterns of files become files in one place"),
    ("unicode_normalization", &["base/fold.rs"], "one way of folding"),
    ("indicatif", &["cli/"], "progress is shown on a terminal only"),
    ("tracing_subscriber", &["cli/", "main.rs"], "the log is set up once"),
    (
        "sha2",
        &["base/digest.rs", "sources/intake.rs", "publish/"],
        "contents and keys are hashed, nothing else",
    ),
    ("process::exit", &["main.rs"], "failures are handed up, not acted on"),
];

/// What a user must never meet: a message that only a programmer can read.
const FALLS: [&str; 6] =
    [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

/// A source file without its tests and comments.
pub(crate) struct Source {
    /// Below `src`, with `/`.
    pub name: String,
    whole: String,
    pub code: String,
    pub is_test: bool,
}

impl Source {
    fn read(path: &Path, source_folder: &Path) -> Self {
        let whole = fs::read_to_string(path).expect("sources are text");
        let name = path.strip_prefix(source_folder).expect("it lies in src").to_string_lossy();
        let before_tests = whole.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let is_comment = |line: &&str| line.trim_start().starts_with("//");
        let code: Vec<&str> = before_tests.lines().filter(|line| !is_comment(line)).collect();
        Self { name: name.replace('\\', "/"), code: code.join("\n"), whole, is_test: false }
    }

    /// Modules that are compiled for tests only, as the files or folders they stand in.
    fn test_modules(&self) -> impl Iterator<Item = String> {
        let folder = self.name.strip_suffix("mod.rs").map_or_else(
            || format!("{}/", self.name.strip_suffix(".rs").unwrap_or(&self.name)),
            str::to_owned,
        );
        self.whole.split("#[cfg(test)]\n").skip(1).flat_map(move |behind| {
            let mut lines = behind.lines();
            let first = lines.next().unwrap_or_default();
            let path = first.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]"));
            let module = if path.is_some() { lines.next().unwrap_or_default() } else { first };
            let name = module.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
            let named = name.map(|name| [format!("{name}.rs"), format!("{name}/")]);
            // A path starts from the folder of the file that names it, a module from its own.
            let beside = self.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            path.map_or_else(
                || named.into_iter().flatten().map(|file| format!("{folder}{file}")).collect(),
                |path| vec![format!("{beside}/{path}")],
            )
        })
    }

    /// The module of the first level that the file belongs to.
    fn module(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The modules of the first level that the file names.
    fn names(&self) -> BTreeSet<&str> {
        let heads = ["crate::", "attain::"];
        let found = heads.iter().flat_map(|head| {
            let behind = |(at, _): (usize, &str)| {
                let rest = &self.code[at + head.len()..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                // `attain::` inside another path or word is none of ours.
                let before = self.code[..at].chars().next_back();
                let starts = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
                starts.then_some(name)
            };
            self.code.match_indices(head).filter_map(behind)
        });
        found.collect()
    }
}

pub(crate) fn sources() -> Vec<Source> {
    fn collect(folder: &Path, top: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("an entry").path();
            // The Python package is a house of its own.
            if path.is_dir() && !path.ends_with("src/python") {
                collect(&path, top, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(Source::read(&path, top));
            }
        }
    }
    let mut found = Vec::new();
    let top = root().join("src");
    collect(&top, &top, &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 50, "the sources were not found");
    let tests: Vec<String> = found.iter().flat_map(Source::test_modules).collect();
    for source in &mut found {
        source.is_test = tests.iter().any(|test| source.name.starts_with(test));
    }
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

fn may_name(module: &str, other: &str) -> bool {
    module == other || floor(other) < floor(module)
}

fn nothing_wrong(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_module_names_only_lower_floors() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.name != "lib.rs") {
        let module = source.module();
        if floor(module).is_none() {
            faults.push(format!("src/{}: {module} has no floor in this test", source.name));
        }
        for other in source.names() {
            match floor(other) {
                None => faults.push(format!(
                    "src/{}: names crate::{other}, which is no module; one `use` a module",
                    source.name
                )),
                Some(_) if !may_name(module, other) => faults.push(format!(
                    "src/{}: {module} may not name {other}, which stands no lower",
                    source.name
                )),
                Some(_) => {}
            }
        }
    }
    nothing_wrong(&faults);
}

#[test]
fn every_crate_has_its_door() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        for (what, doors, why) in DOORS {
            let is_named = source.code.match_indices(what).any(|(at, _)| {
                let before = source.code[..at].chars().next_back();
                let after = source.code[at + what.len()..].chars().next();
                let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
                // A crate is named by what follows it; a path by itself.
                let is_path = what.contains("::") || after == Some(':');
                is_path
                    && before.is_none_or(|c| !is_letter(c))
                    && after.is_none_or(|c| !is_letter(c))
            });
            if is_named && !doors.iter().any(|door| source.name.starts_with(door)) {
                faults.push(format!("src/{}: {what} belongs to {doors:?}: {why}", source.name));
            }
        }
    }
    nothing_wrong(&faults);
}

#[test]
fn nothing_falls_over_on_purpose() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        for (place, line) in source.whole.lines().enumerate() {
            if line == "#[cfg(test)]" {
                break;
            }
            let is_comment = line.trim_start().starts_with("//");
            let is_lint = line.contains("#[expect(");
            if !is_comment && !is_lint && FALLS.iter().any(|fall| line.contains(fall)) {
                faults.push(format!("src/{}:{}: {}", source.name, place + 1, line.trim()));
            }
        }
    }
    nothing_wrong(&faults);
}

/// What reads a column of a published table by its name.
const READERS: [&str; 14] = [
    ".text(\"",
    ".is(\"",
    ".day(\"",
    ".number(\"",
    ".amount(\"",
    ".yes(\"",
    ".list(\"",
    ".lists(\"",
    "Field::text(\"",
    "Field::id(\"",
    "Field::day(\"",
    "Field::number(\"",
    "Field::list(context, \"",
    "row.of(\"",
];

/// Who reads tables by the names of their columns.
const READING: [&str; 8] =
    ["cli", "explain", "kernel", "portfolio", "publish", "report", "run", "skills"];

/// The compiler does not see a slip in a text, and its cells would be shown as empty ones: columns are
/// asked for by the names in `tables/columns.rs`.
#[test]
fn no_column_is_asked_for_by_a_text() {
    let columns = outputs::ALL.iter().flat_map(|table| table.columns);
    let known: BTreeSet<&str> = columns.map(|column| column.name).collect();
    let sources = sources();
    let reading = sources.iter().filter(|own| READING.contains(&own.module()) && !own.is_test);
    let (mut named, mut faults) = (0, Vec::new());
    for source in reading {
        named += source.code.matches("columns::").count();
        for behind in READERS.iter().flat_map(|reader| source.code.split(reader).skip(1)) {
            let name = behind.split('"').next().unwrap_or_default();
            // The request of a run is a text of another kind.
            if known.contains(name) && source.name != "publish/key.rs" {
                faults.push(format!("{}: write columns::{}", source.name, name.to_uppercase()));
            }
        }
    }
    assert!(named > 400, "only {named} were found");
    nothing_wrong(&faults);
}

#[test]
fn every_file_introduces_itself() {
    let mut faults = Vec::new();
    for source in sources() {
        let first = source.whole.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") {
            faults.push(format!("src/{}: opens without `//!`", source.name));
        }
    }
    nothing_wrong(&faults);
}

/// What is read in one go: a file is about one thing, and its tests stand behind it.
const LINES_MAX: usize = 400;

#[test]
fn no_file_is_longer_than_a_reader_holds() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        let before_tests = source.whole.split("\n#[cfg(test)]\n").next().unwrap_or_default();
        let lines = before_tests.lines().count();
        if lines > LINES_MAX {
            faults.push(format!("src/{}: {lines} lines, more than {LINES_MAX}", source.name));
        }
    }
    nothing_wrong(&faults);
}

#[test]
fn every_rule_has_a_card_and_cases_on_both_sides() {
    let mut faults = Vec::new();
    for rule in RULES {
        for (what, text) in [("id", rule.id), ("words", rule.says), ("citation", rule.cites)] {
            if text.trim().is_empty() {
                faults.push(format!("{}: the card has no {what}", rule.code));
            }
        }
        let source = root().join(format!("src/rules/verdict/{}.rs", rule.code));
        if !source.is_file() {
            faults.push(format!("{}: no file src/rules/verdict/{0}.rs", rule.code));
        }
        let path = root().join(format!("tests/rules/{}.toml", rule.code));
        let Ok(text) = fs::read_to_string(&path) else {
            faults.push(format!("{}: no cases in tests/rules/{0}.toml", rule.code));
            continue;
        };
        let (holds, fails) = rule_cases::sides(&text, rule.code);
        if holds == 0 || fails == 0 {
            faults.push(format!(
                "{}: {holds} rows pass the rule and {fails} fail it; both are needed",
                rule.code
            ));
        }
    }
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), RULES.len(), "two rules have one code");
    nothing_wrong(&faults);
}
