//! Reads every source of a pipeline, file by file, into tables, rejects and the ledger.

use std::sync::Arc;

use crate::base::aside::Disk;
use crate::base::{Dictionary, Failure, Outcome, Progress, RunStep, shown};
use crate::programme::pipeline::{Pipeline, Source};
use crate::sources::{discover, intake};
use crate::tables::ledger::{FileFormat, OrderFrom};
use crate::tables::{DateOrder, Encoding};
use crate::tables::{FileReport, Kind};

use super::aside::Aside;
use super::header::misspelt;
use super::order::{OrderEvidence, OrderFound};
use super::rows::Chunk;
use super::setting::FileSetting;
use super::table::TableBuilder;
use super::{delimited, duplicates, parquet, spreadsheet, transcript_json};

pub use super::reading::Reading;
pub use super::setting::Setting;

/// Where transcripts are put that do not stay in memory, and in how many parts.
pub(crate) type PutAside<'a> = (&'a Arc<dyn Disk>, usize);

/// Reads all sources.
///
/// # Errors
/// When a file cannot be read or understood, or the order of its dates is ambiguous.
pub fn read_all(setting: &Setting<'_>, progress: &Progress) -> Outcome<Reading> {
    read_in_parts(setting, progress, None)
}

/// The same, of which the transcripts do not stay in memory.
///
/// # Errors
/// When a file cannot be read or understood, or rows cannot be put aside.
pub(crate) fn read_in_parts(
    setting: &Setting<'_>,
    progress: &Progress,
    aside: Option<PutAside<'_>>,
) -> Outcome<Reading> {
    progress.begin(RunStep::Reading, bytes_to_read(setting.pipeline), 0);
    let mut reading = Reading::empty();
    for (kind, source) in &setting.pipeline.sources {
        let aside = aside.filter(|_| *kind == Kind::Transcripts);
        read_kind(setting, (*kind, source), &mut reading, progress, aside)?;
    }
    reading.sort_rejects();
    Ok(reading)
}

/// Files that cannot be found count nothing here; reading them tells why.
fn bytes_to_read(pipeline: &Pipeline) -> u64 {
    let files = pipeline.sources.values().filter_map(|source| discover::files(source).ok());
    files.flatten().filter_map(|path| discover::size(&path)).sum()
}

/// One file with what was understood of it.
struct FileRead {
    report: FileReport,
    delimited: Option<delimited::UnderstoodText>,
}

fn read_kind(
    setting: &Setting<'_>,
    (kind, source): (Kind, &Source),
    reading: &mut Reading,
    progress: &Progress,
    aside: Option<PutAside<'_>>,
) -> Outcome<()> {
    let raw = aside.map(|(disk, parts)| Aside::new(Arc::clone(disk), "read", kind, parts));
    let table = TableBuilder::new(kind).counted_by(progress.row_counter());
    let mut table = table.putting_aside(raw.transpose()?);
    let is_skill = |text: &str| setting.catalogue.resolve(text).is_some();
    let order = setting.order(source);
    let found = discover::look(source)?;
    reading.left_out.extend(found.left_out.into_iter().map(|left| (kind, left)));
    for path in found.files {
        let shown = shown(&path);
        let file_setting = setting.of_file(kind, source, &shown, &is_skill);
        let opened = intake::open(&path)?.counted_by(progress.counter());
        let file = u32::try_from(reading.files.len()).unwrap_or(u32::MAX);
        table.start_file();
        let mut read =
            read_file(&opened, &file_setting, &mut table, &mut reading.dictionary, file)?;
        read.report.freshness = discover::freshness(source, &path);
        read.report.misspelt_columns = misspelt(&read.report, setting.dialect);
        settle(&opened, &file_setting, &mut table, &mut read, order, file)?;
        read.report.used = table.rows_of_file();
        read.report.read = table.current.read;
        read.report.rejected = table.current.rejected;
        read.report.unknown_yes_no = table.current.unknown_yes_no;
        read.report.swallowed = std::mem::take(&mut table.current.swallowed);
        if read.report.read == 0 && read.report.format != FileFormat::Json {
            return Err(Failure::input("the file has a header and no rows below it")
                .at(&shown)
                .todo("export it again, or take it out of the source's files"));
        }
        reading.files.push(read.report);
    }
    let (mut facts, rejects, raw) = table.finish()?;
    reading.rejects.append(rejects);
    if let Some((mut raw, (disk, parts))) = raw.zip(aside) {
        let mut kept = Aside::new(Arc::clone(disk), "kept", kind, parts)?;
        for part in 0..parts {
            let facts = duplicates::set_aside(raw.part(part)?, setting, reading)?;
            let rows: Vec<u32> = (0_u32..).take(facts.len()).collect();
            kept.put(part, &facts, &rows)?;
        }
        facts = raw.nothing()?;
        reading.aside = Some(kept);
    }
    let facts = duplicates::set_aside(facts, setting, reading)?;
    reading.facts.insert(kind, facts);
    Ok(())
}

fn read_file(
    opened: &intake::Opened,
    setting: &FileSetting<'_>,
    table: &mut TableBuilder,
    dictionary: &mut Dictionary,
    file: u32,
) -> Outcome<FileRead> {
    let mut report = blank_report(opened, setting.kind);
    if opened.signature == intake::Signature::Zip {
        let (understood, chunk, hash) = spreadsheet::read(opened, setting)?;
        table.absorb(chunk, dictionary, file);
        report.format = FileFormat::Xlsx;
        report.sha256 = hash;
        report.sheet = Some(understood.sheet);
        report.sheets_passed_over = understood.passed_over;
        report.header_line = understood.row;
        report.columns = understood.header.columns();
        report.unknown_columns = understood.header.unknown;
        return Ok(FileRead { report, delimited: None });
    }
    if opened.signature == intake::Signature::Parquet {
        let mut sink = |chunk: Chunk| table.absorb(chunk, dictionary, file);
        let (header, hash) = parquet::read(opened, setting, &mut sink)?;
        report.format = FileFormat::Parquet;
        report.sha256 = hash;
        report.columns = header.columns();
        report.unknown_columns = header.unknown;
        return Ok(FileRead { report, delimited: None });
    }
    if is_json(opened, setting.kind) {
        let (chunk, hash) = transcript_json::read(opened, setting)?;
        report.columns =
            (0..chunk.columns.len()).filter(|at| chunk.columns[*at].is_some()).collect();
        table.absorb(chunk, dictionary, file);
        report.format = FileFormat::Json;
        report.sha256 = hash;
        return Ok(FileRead { report, delimited: None });
    }
    let (understood, hash) = read_delimited(opened, setting, table, dictionary, file)?;
    report.sha256 = hash;
    report.encoding = Some(understood.encoding);
    report.encoding_is_a_guess = understood.is_a_guess;
    report.delimiter = Some(char::from(understood.header.delimiter));
    report.decimal = Some(understood.decimal);
    report.header_line = understood.header.line;
    report.columns = understood.header.header.columns();
    report.unknown_columns.clone_from(&understood.header.header.unknown);
    Ok(FileRead { report, delimited: Some(understood) })
}

fn read_delimited(
    opened: &intake::Opened,
    setting: &FileSetting<'_>,
    table: &mut TableBuilder,
    dictionary: &mut Dictionary,
    file: u32,
) -> Outcome<(delimited::UnderstoodText, String)> {
    let first = {
        let mut sink = |chunk: Chunk| table.absorb(chunk, dictionary, file);
        delimited::read(opened, setting, None, &mut sink)
    };
    match first {
        Ok(read) => Ok(read),
        Err(delimited::Stopped::Failed(failure)) => Err(failure),
        Err(delimited::Stopped::NotUtf8) if setting.source.encoding == Some(Encoding::Utf8) => {
            Err(Failure::input("the file is not UTF-8, as the pipeline file says it is")
                .at(setting.shown)
                .todo("correct `encoding`, or take it out and let it be found"))
        }
        Err(delimited::Stopped::NotUtf8) => {
            table.restart_file();
            let mut sink = |chunk: Chunk| table.absorb(chunk, dictionary, file);
            match delimited::read(opened, setting, Some(Encoding::Windows1252), &mut sink) {
                Ok(read) => Ok(read),
                Err(delimited::Stopped::Failed(failure)) => Err(failure),
                Err(delimited::Stopped::NotUtf8) => {
                    Err(Failure::internal("Windows-1252 text is not UTF-8").at(setting.shown))
                }
            }
        }
    }
}

/// A shared transcript is known by its name, or by what it starts with.
fn is_json(opened: &intake::Opened, kind: Kind) -> bool {
    let start = opened.start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&opened.start);
    let starts_so =
        start.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | b'['));
    let named_so = opened.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    kind == Kind::Transcripts && (starts_so || named_so)
}

fn blank_report(opened: &intake::Opened, kind: Kind) -> FileReport {
    let mut report = FileReport::blank(kind, opened.path.clone(), opened.bytes);
    if opened.signature == intake::Signature::Gzip {
        report.format = FileFormat::Gzip;
    }
    report
}

/// Decides the order of each date column of the file, and sets aside what does not fit it.
fn settle(
    opened: &intake::Opened,
    setting: &FileSetting<'_>,
    table: &mut TableBuilder,
    read: &mut FileRead,
    given: Option<(DateOrder, OrderFrom)>,
    file: u32,
) -> Outcome<()> {
    let columns = setting.kind.columns();
    let mut orders = vec![None; columns.len()];
    for (place, evidence) in table.current.evidence.iter().enumerate() {
        match evidence.verdict() {
            OrderFound::Needless => {}
            OrderFound::Order(order) => {
                orders[place] = Some(order);
                read.report.date_orders.push((place, order, OrderFrom::Evidence));
            }
            OrderFound::Undecided => {
                return Err(ambiguous(setting, columns[place].name, evidence));
            }
        }
    }
    if let Some((order, from)) = given {
        for place in read.report.columns.clone() {
            if columns[place].of == crate::tables::ColumnType::Date {
                read.report.date_orders.push((place, order, from));
            }
        }
    }
    let bad = table.settle(&orders, file)?;
    let texts = match &read.delimited {
        Some(understood) if !bad.is_empty() => {
            delimited::raw_cells(opened, setting, understood, &bad, &read.report.sha256)?
        }
        _ => table.kept_texts(&bad),
    };
    table.reject_dates(&bad, &texts, &orders, file);
    Ok(())
}

pub(super) fn ambiguous(
    setting: &FileSetting<'_>,
    column: &str,
    evidence: &OrderEvidence,
) -> Failure {
    let what = if let Some([day, month]) = evidence.contradiction() {
        format!(
            "the dates of the column {column} contradict each other: as many can only be day \
         first ({:?}) as can only be month first ({:?})",
            day.trim(),
            month.trim()
        )
    } else {
        let shown: Vec<String> =
            evidence.examples.iter().map(|text| format!("{:?}", text.trim())).collect();
        format!(
            "nothing in the column {column} tells whether the day or the month comes first ({})",
            shown.join(", ")
        )
    };
    let kind = setting.kind.name();
    Failure::configuration(what)
        .at(setting.shown)
        .todo(format!("write date_order = \"dmy\" or \"mdy\" below [sources.{kind}]"))
}
