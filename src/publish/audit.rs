//! The audit: what is on the stage is read back before anybody else may see it.

use std::fs::File;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::files::{self, AtPath, Tree};
use super::hashing::{self, BytesWritten};
use super::manifest::{self, OutputMade};
use crate::base::{Cause, Failure, Outcome};
use crate::report::write::format::{Format, rows_fault};
use crate::tables::FileReport;
use crate::tables::output::OutputSchema;

const PAGE_END: &[u8] = b"</html>";

/// A file that must be on the stage.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// Relative to the stage, with `/`.
    pub path: String,
    /// What the disk must give back.
    pub written: BytesWritten,
    pub content: FileContent,
}

/// What it must hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FileContent {
    Table(DataFileAudited),
    /// Data rows over all sheets, as the manifest shows them; the linter counts them.
    Book(u64),
    /// A page, whole to its last tag.
    Page,
}

/// A table in one of the formats of the data files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DataFileAudited {
    pub format: &'static dyn Format,
    pub schema: &'static OutputSchema,
    pub rows: u64,
    /// As the format counted them.
    pub rows_written: u64,
}

/// Opens a workbook again and says what is wrong with it.
pub(crate) type Linter<'a> = dyn Fn(&Path) -> Outcome<Vec<String>> + Sync + 'a;

/// What is wrong with a file on the stage.
enum AuditTrouble {
    /// It is not what it must be: a fault of the program.
    Wrong(Vec<String>),
    /// The disk does not give it back.
    Unread(Failure),
}

/// Every file of the stage, read back: what the manifest says of the outputs.
///
/// # Errors
/// When the row balance of a file does not hold, or anything on the stage is missing, is too much,
/// or is not what it must be. Each of these is a fault of the program. When the disk does not give
/// back what was written, that is none.
pub(crate) fn audit(
    stage: &Path,
    ledger: &[FileReport],
    expected: &[Expected],
    linter: &Linter<'_>,
) -> Outcome<Vec<OutputMade>> {
    let mut problems: Vec<String> = ledger.iter().filter_map(imbalance).collect();
    problems.extend(strangers(stage, expected)?);
    let made: Vec<Result<OutputMade, AuditTrouble>> =
        expected.par_iter().map(|expected| look_at(stage, expected, linter)).collect();
    let mut outputs = Vec::new();
    for made in made {
        match made {
            Ok(output) => outputs.push(output),
            Err(AuditTrouble::Wrong(found)) => problems.extend(found),
            Err(AuditTrouble::Unread(failure)) => return Err(failure),
        }
    }
    if problems.is_empty() {
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        return Ok(outputs);
    }
    problems.sort();
    let failure = Failure::internal("the audit stopped the run before anything was published");
    Err(problems.iter().fold(failure, Failure::because))
}

fn imbalance(report: &FileReport) -> Option<String> {
    let FileReport { name, read, used, duplicates, rejected, .. } = report;
    (!report.balances()).then(|| {
        format!(
            "{name}: {read} rows read, but {used} used, {duplicates} duplicate, {rejected} rejected"
        )
    })
}

/// Files that nobody asked for.
fn strangers(stage: &Path, expected: &[Expected]) -> Outcome<Vec<String>> {
    let there = Tree::of(stage).reading(stage)?.files;
    let names = there.iter().map(|file| files::slashed(file));
    let strange = names
        .filter(|name| name != manifest::NAME && expected.iter().all(|file| file.path != *name))
        .map(|name| format!("{name}: nothing should write this"));
    Ok(strange.collect())
}

fn look_at(
    stage: &Path,
    expected: &Expected,
    linter: &Linter<'_>,
) -> Result<OutputMade, AuditTrouble> {
    let path = stage.join(&expected.path);
    let named = |problem: String| format!("{}: {problem}", expected.path);
    let unread = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => AuditTrouble::Wrong(vec![named(error.to_string())]),
        _ => AuditTrouble::Unread(
            Failure::output("what was written cannot be read back")
                .at(path.display())
                .todo("look whether the disk fails or too many files are open, and run again")
                .because(error),
        ),
    };
    let ((back, linted), rows) = match expected.content {
        FileContent::Table(of) => {
            ((hashing::read_back(&path), table_faults(&path, &of)), Some(of.rows))
        }
        FileContent::Page => ((hashing::read_back(&path), page_faults(&path)), None),
        FileContent::Book(rows) => {
            let linted = || linter(&path).map_err(NotOpened::Book);
            (rayon::join(|| hashing::read_back(&path), linted), Some(rows))
        }
    };
    let (sha256, back) = back.map_err(unread)?;
    let mut problems = match linted {
        Err(NotOpened::Book(failure)) if failure.cause == Cause::Output => {
            return Err(AuditTrouble::Unread(failure));
        }
        Err(NotOpened::Book(failure)) => vec![failure.to_string()],
        Err(NotOpened::Read(error)) => return Err(unread(error)),
        Ok(problems) => problems,
    };
    if back != expected.written {
        problems.insert(0, "it is not what was written".to_owned());
    }
    if !problems.is_empty() {
        return Err(AuditTrouble::Wrong(problems.into_iter().map(named).collect()));
    }
    Ok(OutputMade { path: expected.path.clone(), size: back.size, rows, sha256 })
}

/// Why a file could not be looked into.
enum NotOpened {
    Book(Failure),
    Read(io::Error),
}

/// The table has as many rows as were written, and the format finds what it looks for.
fn table_faults(path: &Path, of: &DataFileAudited) -> Result<Vec<String>, NotOpened> {
    let mut faults: Vec<String> = rows_fault(of.rows_written, of.rows).into_iter().collect();
    let mut file = File::open(path).map_err(NotOpened::Read)?;
    let found = of.format.faults(path, &mut file, (of.schema, of.rows));
    faults.extend(found.map_err(NotOpened::Read)?);
    Ok(faults)
}

fn page_faults(path: &Path) -> Result<Vec<String>, NotOpened> {
    let text = std::fs::read(path).map_err(NotOpened::Read)?;
    let is_whole = text.ends_with(PAGE_END);
    Ok(if is_whole { Vec::new() } else { vec!["it is not whole".to_owned()] })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use polars::prelude::*;
    use polars_io::prelude::ParquetWriter;

    use super::*;
    use crate::report::write::csv::Csv;
    use crate::report::write::parquet::Parquet;
    use crate::tables::outputs::CONTACTS;

    const HEADER: &str = "mpn_id,rank,work_email,first_name,last_name,mcid,levels_lost,\
        requirements_counted,skills,skill_codes,grace_ends_on,days_left,restores,helps,any_of\n";

    fn stage(csv: &str, parquet_rows: i32) -> tempfile::TempDir {
        let stage = tempfile::tempdir().unwrap();
        fs::create_dir(stage.path().join("data")).unwrap();
        fs::write(stage.path().join("data/contacts.csv"), csv).unwrap();
        fs::write(stage.path().join("book.xlsx"), "a book").unwrap();
        let numbers: Vec<i32> = (0..parquet_rows).collect();
        let columns = CONTACTS.columns.iter().map(|c| Column::new(c.name.into(), &numbers));
        let mut frame = DataFrame::new_infer_height(columns.collect()).unwrap();
        let file = File::create(stage.path().join("data/contacts.parquet")).unwrap();
        ParquetWriter::new(file).finish(&mut frame).unwrap();
        stage
    }

    fn contacts(lines: &[&str]) -> String {
        format!("{HEADER}{}", lines.join(""))
    }

    /// What was written is what stands on the stage, but for the rows.
    fn expected(stage: &Path, rows_written: u64) -> Vec<Expected> {
        let table = |format| DataFileAudited { format, schema: &CONTACTS, rows: 2, rows_written };
        [
            ("data/contacts.csv", FileContent::Table(table(&Csv))),
            ("data/contacts.parquet", FileContent::Table(table(&Parquet))),
            ("book.xlsx", FileContent::Book(9)),
        ]
        .map(|(path, content)| {
            let (_, written) = hashing::read_back(&stage.join(path)).unwrap();
            Expected { path: path.into(), written, content }
        })
        .into()
    }

    fn told(stage: &Path, expected: &[Expected], linter: &Linter<'_>) -> String {
        audit(stage, &[], expected, linter).unwrap_err().to_string()
    }

    const ROWS: [&str; 2] = ["1,1,\"a,\nb\",,,,,,,,,,,,\n", "1,2,,,,,,,,,,,,,\n"];

    #[test]
    fn what_is_as_it_must_be_goes_into_the_manifest() {
        let stage = stage(&contacts(&ROWS), 2);
        let outputs =
            audit(stage.path(), &[], &expected(stage.path(), 2), &|_| Ok(Vec::new())).unwrap();
        let paths: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
        assert_eq!(paths, ["book.xlsx", "data/contacts.csv", "data/contacts.parquet"]);
        for output in &outputs {
            let bytes = fs::read(stage.path().join(&output.path)).unwrap();
            assert_eq!(output.sha256, crate::base::digest::sha256(&bytes));
            assert_eq!(output.size, bytes.len() as u64);
        }
        assert_eq!(outputs[0].rows, Some(9));
        assert_eq!(outputs[1].rows, Some(2));
    }

    #[test]
    fn whatever_is_not_stops_the_run() {
        let well: &Linter<'_> = &|_| Ok(Vec::new());
        let short = stage(&contacts(&ROWS[..1]), 3);
        let text = told(short.path(), &expected(short.path(), 1), well);
        assert!(text.contains("data/contacts.csv: it has 1 rows, the table has 2"), "{text}");
        assert!(text.contains("data/contacts.parquet: it has 3 rows, the table has 2"), "{text}");
        let header = stage(&contacts(&ROWS).replace("rank", "place"), 2);
        let text = told(header.path(), &expected(header.path(), 2), well);
        assert!(text.contains("its header is not the table's"), "{text}");
        let cut = stage(&contacts(&ROWS), 2);
        let whole = expected(cut.path(), 2);
        fs::write(cut.path().join("data/contacts.parquet"), "PAR1").unwrap();
        let text = told(cut.path(), &whole, well);
        assert!(text.contains("data/contacts.parquet: it is not what was written"), "{text}");
        fs::write(cut.path().join("data/contacts.csv"), contacts(&ROWS).replace('1', "2")).unwrap();
        fs::write(cut.path().join("book.xlsx"), "a cook").unwrap();
        let text = told(cut.path(), &whole, well);
        assert!(text.contains("data/contacts.csv: it is not what was written"), "{text}");
        assert!(text.contains("book.xlsx: it is not what was written"), "{text}");
        fs::remove_file(cut.path().join("data/contacts.csv")).unwrap();
        assert!(told(cut.path(), &whole, well).contains("data/contacts.csv: "));
        let book = stage(&contacts(&ROWS), 2);
        let whole = expected(book.path(), 2);
        let is_ill: &Linter<'_> =
            &|path| Ok(vec![format!("{} is ill", path.ends_with("book.xlsx"))]);
        let text = told(book.path(), &whole, is_ill);
        assert!(text.contains("book.xlsx: true is ill"), "{text}");
        let disk: &Linter<'_> = &|_| Err(Failure::output("the disk says no"));
        let failure = audit(book.path(), &[], &whole, disk).unwrap_err();
        assert_eq!(failure.cause, Cause::Output, "{failure}");
        fs::write(book.path().join("data/more.csv"), "").unwrap();
        let text = told(book.path(), &whole, well);
        assert!(text.contains("data/more.csv: nothing should write this"), "{text}");
    }
}
