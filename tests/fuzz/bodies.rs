//! What the fuzz targets do with an input, and what must hold of it whatever it is. The ordinary
//! tests replay the corpus through the same functions.

use std::fs;
use std::path::{Path, PathBuf};

use attain::base::dictionary::Hashed;
use attain::base::fold::{did_you_mean, fold, fold_email};
use attain::base::{Amount, Cause, Day, Dictionary, Failure, Month, Progress};
use attain::ingest::columns::{Builder, unpack_pending};
use attain::ingest::date_text::{self, DateText};
use attain::ingest::normal_text::skill_code;
use attain::ingest::records::{Record, Records, last_record_end, newlines};
use attain::ingest::rows::KnownCompanies;
use attain::ingest::setting::FileSetting;
use attain::ingest::{Reading, Setting, number_text, read_all, transcript_json};
use attain::programme::check::{Loaded, show};
use attain::programme::pipeline::{DateOrder, Inputs};
use attain::programme::{Catalogue, Citations, Dialect, Parameters, Pipeline, Shelf};
use attain::tables::ledger::FileFormat;
use attain::tables::{ColumnType, Facts, Kind, Mcid};

const PIPELINE: &str = r#"
name = "bytes"
out = "out"
programmes = ["programme"]
parameters = "parameters.toml"
[company]
name = "Contoso"
mpn_id = "0100"
locations = ["0101"]
[sources]
users.files = ["table.csv"]
transcripts.files = ["table.csv"]
invoices.files = ["table.csv"]
associations.files = ["table.csv"]
performance.files = ["table.csv"]
memberships.files = ["table.csv"]
partner_center_report.files = ["table.csv"]
partner_center_score.files = ["table.csv"]
"#;

const EMPTY_PROGRAMME: &str =
    "id = \"none\"\ntitle = \"None\"\nlevels = [\"Silver\"]\nsource = \"house\"\n";

/// A folder with a sound pipeline and all that it names, beside which inputs are written.
struct Desk {
    folder: PathBuf,
    loaded: Loaded,
}

thread_local! {
    static DESK: Desk = Desk::set_up();
}

impl Desk {
    fn set_up() -> Self {
        let thread = format!("{:?}", std::thread::current().id());
        let name = format!("attain-fuzz-{}-{}", std::process::id(), fold(&thread));
        let folder = std::env::temp_dir().join(name);
        let write = |name: &str, text: &str| write(&folder.join(name), text.as_bytes());
        write("pipeline.toml", PIPELINE);
        write("parameters.toml", include_str!("../../pipelines/parameters.toml"));
        write("sources.csv", include_str!("../../pipelines/sources.csv"));
        write("programme/programme.toml", include_str!("../rules/programme/programme.toml"));
        write("programme/skills.csv", include_str!("../rules/programme/skills.csv"));
        write("changed/skills.csv", include_str!("../rules/programme/skills.csv"));
        write("listed/programme.toml", EMPTY_PROGRAMME);
        let loaded = Loaded::read(&folder.join("pipeline.toml")).expect("a sound pipeline");
        Self { folder, loaded }
    }

    /// Writes an input; answers where it lies.
    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        write(&path, bytes);
        path
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What stays behind is a temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn write(path: &Path, bytes: &[u8]) {
    if fs::write(path, bytes).is_err() {
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders");
        fs::write(path, bytes).expect("the file is written");
    }
}

/// The first byte chooses among so many: `0` the first, `1` the second.
fn choice(byte: u8, among: usize) -> usize {
    usize::from(byte.wrapping_sub(b'0')) % among
}

/// A file of one of the kinds, `0` users, `1` transcripts and so on, from its bytes to its table.
pub(crate) fn delimited(bytes: &[u8]) {
    let Some((letter, table)) = bytes.split_first() else { return };
    for delimiter in [b',', b';', b'\t', b'|'] {
        cutting_changes_no_record(table, delimiter);
    }
    let kind = Kind::ALL[choice(*letter, Kind::ALL.len())];
    DESK.with(|desk| read_file(desk, kind, "table.csv", table));
}

/// A shared transcript.
pub(crate) fn transcript_json(bytes: &[u8]) {
    DESK.with(|desk| {
        rows_of_a_transcript(desk, bytes);
        read_file(desk, Kind::Transcripts, "shared.json", bytes);
    });
}

/// What a cell, a header or a name may hold.
pub(crate) fn cells(bytes: &[u8]) {
    if let Some(eight) = bytes.first_chunk::<8>() {
        let serial = f64::from_le_bytes(*eight);
        if let Some(day) = date_text::read_serial(serial) {
            assert_eq!(Day::from_iso(&day.to_string()), Some(day), "{serial}");
        }
    }
    let text = String::from_utf8_lossy(bytes);
    numbers(&text);
    DESK.with(|desk| dates(&text, &desk.loaded.dialect.months));
    words(&text);
}

/// One of the files that decide what is counted: `0` the pipeline, `1` its parameters, `2` a
/// programme, `3` a list of skills, `4` the cited documents, `5` a dialect.
pub(crate) fn programme(bytes: &[u8]) {
    let Some((letter, text)) = bytes.split_first() else { return };
    DESK.with(|desk| match choice(*letter, 6) {
        0 => {
            let path = desk.put("changed.toml", text);
            if let Ok(pipeline) =
                told(Pipeline::read(&path, &Shelf::disk(), Inputs::Files), &path, text)
            {
                let loaded = Loaded { pipeline, ..desk.loaded.clone() };
                let _ = loaded.warnings();
            }
        }
        1 => {
            let path = desk.put("changed-parameters.toml", text);
            let parameters = Parameters::read(&path, &desk.loaded.citations, &Shelf::disk());
            if let Ok(parameters) = told(parameters, &path, text) {
                use_parameters(desk, &parameters);
            }
        }
        2 => {
            let path = desk.put("changed/programme.toml", text);
            read_catalogue(desk, &path, text);
        }
        3 => {
            let path = desk.put("listed/skills.csv", text);
            read_catalogue(desk, &path, text);
        }
        4 => {
            let path = desk.put("changed.csv", text);
            let _ = told(Citations::read(&path, &Shelf::disk()), &path, text);
        }
        _ => {
            let path = desk.put("dialects/changed.toml", text);
            let _ = told(Dialect::beside(&desk.folder, &Shelf::disk()), &path, text);
            fs::remove_file(path).expect("the dialect is put away");
        }
    });
}

/// Records are the same whether the text is read as a whole or cut where a block may end.
fn cutting_changes_no_record(text: &[u8], delimiter: u8) {
    let Some(end) = last_record_end(&text[..text.len() / 2], delimiter) else { return };
    let Some(whole) = split(text, delimiter, 1) else { return };
    let below = 1 + newlines(&text[..end]);
    let first = split(&text[..end], delimiter, 1).expect("a part is no longer than the whole");
    let second = split(&text[end..], delimiter, below).expect("nor is the other");
    assert_eq!([first, second].concat(), whole);
}

/// Lines and fields; none over the limits.
fn split(text: &[u8], delimiter: u8, line: u32) -> Option<Vec<(u32, Vec<Vec<u8>>)>> {
    let mut records = Records::new(text, delimiter, line);
    let mut record = Record::default();
    let mut all = Vec::new();
    while records.next_into(&mut record).ok()? {
        let fields = (0..record.len()).map(|place| record.field(text, place).to_vec()).collect();
        all.push((record.line, fields));
    }
    Some(all)
}

fn read_file(desk: &Desk, kind: Kind, name: &str, bytes: &[u8]) {
    let path = desk.put(name, bytes);
    let mut pipeline = desk.loaded.pipeline.clone();
    pipeline.sources.retain(|of, _| *of == kind);
    for source in pipeline.sources.values_mut() {
        source.files = vec![path.display().to_string()];
    }
    let setting = Setting::new(&pipeline, &desk.loaded.dialect, &desk.loaded.catalogue);
    match read_all(&setting, &Progress::default()) {
        Ok(reading) => balances(&reading, bytes),
        Err(failure) => is_civil(&failure),
    }
}

/// The fault is in the file, and what is said of it can be shown on a terminal.
fn is_civil(failure: &Failure) {
    let said = failure.to_string();
    assert!(
        matches!(failure.cause, Cause::Input | Cause::Configuration),
        "takes the fault for its own: {said:?}"
    );
    let control = said.chars().find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(control, None, "{said:?}");
}

/// Read = used + duplicates + rejected, each row set aside has a reject with a line of the file, and
/// what is in the table can be shown and read again.
fn balances(reading: &Reading, bytes: &[u8]) {
    for (place, file) in (0..).zip(&reading.files) {
        let parts = (file.read, file.used, file.duplicates, file.rejected);
        assert!(file.balances(), "the ledger does not balance: {parts:?}");
        let rejects = reading.rejects.iter().filter(|reject| reject.file == place);
        let mut lines: Vec<u32> = rejects.map(|reject| reject.line).collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len() as u64, file.duplicates + file.rejected, "{parts:?}");
        let last = match file.format {
            FileFormat::Delimited => newlines(bytes) + 1,
            FileFormat::Json => u32::try_from(file.read).unwrap_or(u32::MAX),
            FileFormat::Gzip | FileFormat::Xlsx | FileFormat::Parquet => u32::MAX,
        };
        let stands = |line: &u32| *line > file.header_line && *line <= last;
        assert!(lines.iter().all(stands), "{lines:?} in {last} lines");
    }
    for reject in reading.rejects.iter() {
        let _ = (reject.column_name(), reject.message(|_| "a file"));
    }
    for facts in reading.facts.values() {
        let used: u64 =
            reading.files.iter().filter(|file| file.kind == facts.kind).map(|file| file.used).sum();
        assert_eq!(facts.len() as u64, used, "used rows are in the table");
        can_be_shown(facts, &reading.dictionary);
    }
}

fn can_be_shown(facts: &Facts, dictionary: &Dictionary) {
    let is_known = |code: u32| (code as usize) < dictionary.len();
    for column in facts.kind.columns() {
        let name = column.name;
        for row in 0..facts.len() {
            assert!(is_known(facts.text(name).at(row)), "{name}");
            assert!(facts.sets(name).at(row).iter().all(|code| is_known(*code)), "{name}");
            let id = facts.mcid(name).at(row);
            assert!(id.is_none() || Mcid::read(id.to_string().as_bytes()) == Some(id), "{name}");
            if let Some(day) = facts.days(name).at(row) {
                assert_eq!(Day::from_iso(&day.to_string()), Some(day));
                assert_eq!(unpack_pending(day.0), None, "its order is decided");
            }
            if let Some(amount) = facts.amounts(name).at(row) {
                assert_eq!(Amount::from_plain(&amount.to_string()), Some(amount));
            }
            let most = if column.of == ColumnType::MonthNumber { 12 } else { 9999 };
            let number = facts.numbers(name).at(row);
            assert!(number.is_none_or(|number| (1..=most).contains(&number)), "{name} {number:?}");
        }
    }
}

fn rows_of_a_transcript(desk: &Desk, bytes: &[u8]) {
    let companies = KnownCompanies::of(&desk.loaded.pipeline.companies);
    let is_skill = |text: &str| desk.loaded.catalogue.resolve(text).is_some();
    let setting = FileSetting {
        kind: Kind::Transcripts,
        source: &desk.loaded.pipeline.sources[&Kind::Transcripts],
        dialect: &desk.loaded.dialect,
        companies: &companies,
        levels: &[],
        order: bytes.len().is_multiple_of(2).then_some(DateOrder::MonthFirst),
        shown: "shared.json",
        is_skill: &is_skill,
    };
    let chunk = transcript_json::rows_of(bytes, &setting);
    assert_eq!(chunk.read, chunk.lines.len() as u64 + chunk.rejected);
    assert!(chunk.lines.is_sorted());
    for reject in chunk.rejects.iter() {
        assert!((1..=chunk.read).contains(&u64::from(reject.line)));
        assert!(chunk.lines.binary_search(&reject.line).is_err(), "kept and set aside");
    }
    for builder in chunk.columns.iter().flatten() {
        let rows = match builder {
            Builder::Text(text) => text.cells.len(),
            Builder::Sets(column) => column.sets.len(),
            Builder::Mcid(cells) => cells.len(),
            Builder::Days(days) => days.cells.len(),
            Builder::Words(words) => words.cells.len(),
            Builder::Amounts { cells, .. } => cells.len(),
            Builder::Numbers { cells, .. } => cells.len(),
        };
        assert_eq!(rows, chunk.lines.len());
    }
}

fn numbers(text: &str) {
    for (decimal, places) in [('.', 4), (',', 4), ('.', 10), (',', 0)] {
        let Some(amount) = number_text::read(text, decimal, places) else { continue };
        let plain = amount.to_string();
        let written = plain.replace('.', &decimal.to_string());
        assert_eq!(number_text::read(&written, decimal, places), Some(amount), "{text:?}");
        assert_eq!(Amount::from_plain(&plain), Some(amount), "{text:?}");
        let _ = (amount.as_f64(), amount.rounded(2), amount.divided_by(12, 4), amount.times(7));
    }
    if let Some(amount) = Amount::from_plain(text) {
        assert_eq!(Amount::from_plain(&amount.to_string()), Some(amount));
    }
    if let Some(id) = Mcid::read(text.as_bytes()) {
        assert_eq!(id.to_string(), text, "an id is shown as it was written");
    }
}

fn dates(text: &str, months: &Hashed<String, u32>) {
    let read = date_text::read(text, months);
    if let DateText::Numbers { first, second, year } = read {
        for separator in ['/', '-'] {
            let written = format!("{first}{separator}{second}{separator}{year:04}");
            assert_eq!(date_text::read(&written, months), read, "{text:?}");
        }
    }
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst] {
        let Some(day) = read.under(order) else { continue };
        assert_eq!(date_text::read(&day.to_string(), months), DateText::Day(day), "{text:?}");
        moves(day);
    }
    if let Some(month) = Month::from_iso(text) {
        assert_eq!(month.to_string(), text);
        moves(month.last_day());
    }
}

/// No step from a day falls off the calendar.
fn moves(day: Day) {
    assert_eq!(day.month().day(day.day_of_month()), day);
    assert!(day.month_end() >= day);
    for step in [1, 12, 1200] {
        assert!(day.plus_months(step) > day && day.plus_months(-step) < day, "{day} by {step}");
        assert!(day.plus_days(step) > day && day.plus_days(-step) < day, "{day} by {step}");
    }
}

fn words(text: &str) {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "{text:?}");
    assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
    let email = fold_email(text);
    assert_eq!(fold_email(&email), email, "{text:?}");
    let code = skill_code(text);
    assert_eq!(skill_code(&code), code, "{text:?}");
    let _ = did_you_mean(text, ["name", "programmes", "sources"]);
}

/// A file that is refused is named, with a line that it has.
fn told<T>(outcome: Result<T, Failure>, path: &Path, text: &[u8]) -> Result<T, Failure> {
    if let Err(failure) = &outcome {
        is_civil(failure);
        let said = failure.to_string();
        let place = said.strip_prefix("error: ").expect("it is an error");
        let place = place.strip_prefix(path.to_str().expect("a plain path"));
        let behind = place.unwrap_or_else(|| panic!("does not name the file: {said:?}"));
        if let Some(line) = behind.strip_prefix(':').and_then(|rest| rest.split(':').next())
            && let Ok(line) = line.parse::<u32>()
        {
            assert!((1..=newlines(text) + 1).contains(&line), "no such line: {said:?}");
        }
    }
    outcome
}

fn read_catalogue(desk: &Desk, path: &Path, text: &[u8]) {
    let folder = path.parent().expect("a file has a folder").to_owned();
    let catalogue = Catalogue::read(&[folder], &desk.loaded.citations, &Shelf::disk());
    let Ok(catalogue) = told(catalogue, path, text) else { return };
    for programme in &catalogue.programmes {
        assert!(programme.from <= programme.through && !programme.levels.is_empty());
        for requirement in &programme.requirements {
            assert!(requirement.from <= requirement.through && !requirement.need.is_negative());
            assert!(requirement.level < programme.levels.len());
            assert!(requirement.skills().all(|id| (id as usize) < catalogue.skills.len()));
        }
    }
    for skill in &catalogue.skills {
        assert!(catalogue.resolve(&skill.code).is_some(), "{skill:?} goes by its own code");
    }
    let loaded = Loaded { catalogue, ..desk.loaded.clone() };
    let _ = loaded.warnings();
    let day = Day::of(2020, 2, 15).expect("a day");
    let _ = show(&loaded.catalogue, &loaded.parameters, &loaded.citations, day);
}

fn use_parameters(desk: &Desk, parameters: &Parameters) {
    for day in [Day::of(1, 1, 1), Day::of(2020, 2, 29), Day::of(9999, 12, 31)] {
        let day = day.expect("a day");
        let in_force = parameters.in_force(day);
        for span in [in_force.pmc_grace_months, in_force.retired_counts_months.on(day)] {
            assert!(span.after(day) >= day);
        }
        let _ = show(&desk.loaded.catalogue, parameters, &desk.loaded.citations, day);
    }
}
