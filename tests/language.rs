//! No English on a French page or in a French workbook: neither a label, nor a code, nor a name of the
//! programme that French has another word for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use toml::{Table as Toml, Value};

use crate::support::{Scratch, Table, attain_in, root};

const BOOKS: [&str; 3] = ["skills_report.xlsx", "competency_risk.xlsx", "kpi_report.xlsx"];
/// Columns that hold what stands in the inputs, or what the labels say is English.
const AS_GIVEN: [&str; 4] = ["details", "rejected_value", "value", "relevant_for"];
/// The groups of labels whose keys are codes of the tables. Those of others are names to write into files.
const CODES: [&str; 18] = [
    "verdict",
    "reason",
    "why",
    "next_step",
    "finding",
    "reject",
    "state",
    "severity",
    "requirement_kind",
    "event",
    "change",
    "cause",
    "invoice_reason",
    "reconciled",
    "score_because",
    "class",
    "action",
    "source_kind",
];
/// What a parameter lists, and a label has too.
const SOURCE_OF_SKILLS: &str = "Partner University";
/// The columns of the tables whose names a programme may translate.
const NAMED: [(&str, &[&str]); 4] = [
    ("requirements", &["requirement"]),
    ("score_metrics", &["metric", "measured_by", "cap"]),
    ("score_changes", &["metric"]),
    ("requirement_persons", &["requirement", "metric"]),
];
/// What the data call by the word of a label.
const DATA: [(&str, &[&str]); 5] = [
    ("invoices", &["purchase_unit"]),
    ("skills", &["skill_code", "skill_title", "source", "first_name", "last_name"]),
    ("requirements", &["competency", "level", "option"]),
    ("levels", &["competency", "level", "best_option"]),
    ("rejects", &["value"]),
];

fn toml(path: &Path) -> Toml {
    fs::read_to_string(path).expect("a file").parse().expect("TOML")
}

/// A run of one of our pipelines in French, and its programme.
struct Run {
    folder: PathBuf,
    programmes: Vec<PathBuf>,
    _scratch: Scratch,
}

fn run(pipeline: &str, as_of: &str, programmes: &[&str]) -> Run {
    let scratch = Scratch::new();
    let pipelines = root().join("pipelines");
    let text = fs::read_to_string(pipelines.join(pipeline)).expect("it is there");
    let text = text
        .replace("language   = \"en\"", "language = \"fr\"")
        .replace("\"../", &format!("\"{}/", root().display()))
        .replace("\"programmes/", &format!("\"{}/programmes/", pipelines.display()))
        .replace("\"parameters.toml", &format!("\"{}/parameters.toml", pipelines.display()));
    scratch.write("pipeline.toml", text);
    let arguments = ["run", "pipeline.toml", "--as-of", as_of, "--out", "out", "--quiet"];
    let said = attain_in(scratch.path(), &arguments);
    assert_eq!(said.code, 0, "{said:?}");
    let folder = fs::canonicalize(scratch.path().join("out/latest")).expect("a run");
    let programmes = programmes.iter().map(|own| root().join(own).join("programme.toml"));
    Run { folder, programmes: programmes.collect(), _scratch: scratch }
}

/// English words of our labels and of the names of a programme, each with the French one.
struct Words {
    foreign: BTreeMap<String, String>,
    /// Pieces of sentences that are too long to be anything else.
    pieces: BTreeMap<String, String>,
    french: BTreeSet<String>,
    named: BTreeMap<String, String>,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn words(programmes: &[PathBuf]) -> Words {
    let labels = |language: &str| toml(&root().join(format!("pipelines/labels/{language}.toml")));
    let (english, french) = (labels("en"), labels("fr"));
    let mut words = Words {
        foreign: BTreeMap::new(),
        pieces: BTreeMap::new(),
        french: BTreeSet::new(),
        named: BTreeMap::new(),
    };
    for (group, entries) in english.iter().filter_map(|(group, it)| Some((group, it.as_table()?))) {
        for (key, said) in entries.iter().filter(|_| group != "format") {
            let (said, own) = (text(said), text(&french[group][key]));
            words.french.insert(own.clone());
            if key.contains('_') && CODES.contains(&group.as_str()) {
                words.foreign.insert(key.clone(), own.clone());
            }
            if said != own {
                for piece in
                    said.split(['{', '}']).step_by(2).map(|it| it.trim_matches([' ', '.', ':']))
                {
                    if piece.split(' ').count() > 2 && piece != said {
                        words.pieces.insert(piece.to_owned(), own.clone());
                    }
                }
                words.foreign.insert(said, own);
            }
        }
    }
    for programme in programmes {
        let names = toml(programme)["names"]["fr"].as_table().expect("names").clone();
        for (name, own) in &names {
            let own = text(own);
            words.named.insert(name.clone(), own.clone());
            words.french.insert(own.clone());
            if *name != own {
                words.foreign.insert(name.clone(), own);
            }
        }
    }
    words
}

/// All that a reader sees of the page, the labels of its links included.
fn page(run: &Run) -> Vec<String> {
    let page = fs::read_to_string(run.folder.join("report.html")).expect("a page");
    let (_, body) = page.split_once("<body").expect("a body");
    let mut shown = Vec::new();
    for tag in body.split('<').skip(1) {
        let (inside, behind) = tag.split_once('>').expect("a whole tag");
        for attribute in ["aria-label=\"", "title=\""] {
            let said = inside.split_once(attribute).and_then(|(_, rest)| rest.split('"').next());
            shown.extend(said.map(str::to_owned));
        }
        shown.push(behind.to_owned());
    }
    let plain = |text: &String| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        text.replace("&amp;", "&").trim().to_owned()
    };
    shown.iter().map(plain).collect()
}

/// The names of the sheets and all cells, but those of columns that hold what is given.
fn books(run: &Run) -> Vec<String> {
    let labels = toml(&root().join("pipelines/labels/fr.toml"));
    let as_given = AS_GIVEN.map(|key| text(&labels["column"][key]));
    let mut shown = Vec::new();
    for book in BOOKS.iter().map(|name| run.folder.join(name)).filter(|path| path.exists()) {
        let mut book: Xlsx<BufReader<File>> = open_workbook(&book).expect("a workbook");
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).expect("a sheet");
            let mut headers: Vec<String> = Vec::new();
            for row in range.rows() {
                let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                if headers.is_empty() {
                    headers.clone_from(&cells);
                }
                let is_given = |place: &usize| as_given.contains(&headers[*place]);
                let own = cells.into_iter().enumerate().filter(|(place, _)| !is_given(place));
                shown.extend(own.map(|(_, cell)| cell));
            }
            shown.push(sheet);
        }
    }
    shown
}

fn cells(run: &Run, columns: &[(&str, &[&str])]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (name, columns) in columns {
        let path = run.folder.join(format!("data/{name}.csv"));
        if path.exists() {
            let table = Table::read(&path);
            let places: Vec<usize> = columns.iter().map(|column| table.place(column)).collect();
            for row in &table.rows {
                all.extend(places.iter().map(|place| row[*place].clone()));
            }
        }
    }
    all
}

/// The English that is shown.
fn english(shown: &[String], words: &Words, data: &BTreeSet<String>) -> BTreeSet<String> {
    let ends = [" · ", "; ", ": ", "\u{a0}: ", " (", ")", ", ", "«\u{a0}", "\u{a0}»", " – ", " +"];
    let mut found = BTreeSet::new();
    for text in shown.iter().filter(|text| !words.french.contains(*text)) {
        let piece = words.pieces.iter().find(|(piece, own)| {
            text.contains(*piece) && !own.contains(*piece) && !data.contains(text)
        });
        found.extend(piece.map(|(piece, _)| format!("{piece:?} in {text:?}")));
        let parts = ends.iter().fold(vec![text.as_str()], |parts, end| {
            parts.into_iter().flat_map(|part| part.split(end)).collect()
        });
        let is_english = |part: &&str| {
            words.foreign.contains_key(*part)
                && !words.french.contains(*part)
                && !data.contains(*part)
        };
        let parts = parts.into_iter().map(str::trim).chain([text.as_str()]).filter(is_english);
        found.extend(parts.map(|part| format!("{part:?} in {text:?}")));
    }
    found
}

fn speaks_french(run: &Run) {
    let words = words(&run.programmes);
    let mut data = cells(run, &DATA);
    data.insert(SOURCE_OF_SKILLS.to_owned());
    for shown in [page(run), books(run)] {
        assert!(shown.len() > 400, "there is something to read");
        assert_eq!(english(&shown, &words, &data), BTreeSet::new());
    }
    // Names that stand in no line of the programme's French would be shown as they are.
    let plain = |name: &String| name.split(" (gate ").next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = cells(run, &NAMED).iter().map(plain).collect();
    let is_unknown = |name: &&String| {
        !name.is_empty() && !words.named.contains_key(*name) && !words.french.contains(*name)
    };
    let unknown: Vec<&String> = names.iter().filter(is_unknown).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "names without a French one");
}

#[test]
fn no_english_on_the_french_page_and_in_the_french_books_of_the_sample() {
    let programmes = ["sample-data/programmes/illustrative", "pipelines/programmes/learning"];
    speaks_french(&run("nightly.toml", "2020-02-15", &programmes));
}

#[test]
fn no_english_on_the_french_page_and_in_the_french_books_of_the_designations() {
    let run = run("designations.toml", "2026-11-27", &["pipelines/programmes/designations"]);
    speaks_french(&run);
    // What a score loses on one day is one line, with the sum.
    let page = fs::read_to_string(run.folder.join("report.html")).expect("a page");
    let days = page.matches("31/12/2026\u{a0}: \u{2212}8 au total\u{a0}; ").count();
    assert_eq!(days, 1, "two metrics lose points as one person leaves");
}

/// The test would see what it looks for.
#[test]
fn english_is_found_where_it_is() {
    let words = words(&[root().join("sample-data/programmes/illustrative/programme.toml")]);
    let find = |text: &str| english(&[text.to_owned()], &words, &BTreeSet::new()).len();
    assert_eq!(find("Competency risk report"), 1, "a label");
    assert_eq!(find("Alva Lind · skill_expires"), 1, "a code");
    assert_eq!(find("Augmenter «\u{a0}Large deployments +1\u{a0}»"), 1, "a name of the programme");
    assert_eq!(find("Ann Lee, in 4 days – last day to meet and renew A Gold"), 1, "a sentence");
    assert_eq!(find("Grands déploiements"), 0);
    assert_eq!(find("Options"), 0, "the same in both");
}
