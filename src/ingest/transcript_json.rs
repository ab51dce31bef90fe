//! Reads one shared Microsoft Learn transcript: a JSON object with certifications and exams.

use serde_json::Value;

use crate::base::{Failure, Outcome};
use crate::sources::intake::Opened;
use crate::tables::{Detail, RejectCode};

use super::columns::Cell;
use super::read::FileSetting;
use super::rows::{Chunk, Fields};

/// The canonical columns in the order in which an entry gives them.
const COLUMNS: [&str; 8] = [
    "mcid",
    "learner_email",
    "skill_code",
    "skill_title",
    "skill_type",
    "completed_on",
    "expires_on",
    "status",
];

/// The lists of a transcript in their order, and whether they hold certifications.
const LISTS: [(&str, bool); 3] =
    [("activeCertifications", true), ("historicalCertifications", true), ("passedExams", false)];

/// No transcript of a person comes near this.
const BYTES_MAX: u64 = 64 << 20;

struct EntryFields([String; 8]);

impl Fields for EntryFields {
    fn count(&self) -> usize {
        COLUMNS.len()
    }

    fn cell(&self, place: usize) -> Cell<'_> {
        Cell { text: &self.0[place], number: None }
    }
}

/// Reads the file; one that is no such transcript is one reject.
///
/// # Errors
/// When the file cannot be read or is too big for a transcript.
pub fn read(opened: &Opened, setting: &FileSetting<'_>) -> Outcome<(Chunk, String)> {
    if opened.bytes > BYTES_MAX {
        return Err(Failure::input("the file is too big for a transcript of one person (64 MiB)")
            .at(setting.shown)
            .todo("take it out of the source's files"));
    }
    let mut bytes = Vec::new();
    let mut stream = opened.stream(setting.unpacked_max())?;
    std::io::Read::read_to_end(&mut stream, &mut bytes).map_err(|error| opened.failed(&error))?;
    let hash = opened.finish(stream)?;
    Ok((rows_of(&bytes, setting), hash))
}

/// The rows of a transcript's bytes.
#[must_use]
pub fn rows_of(bytes: &[u8], setting: &FileSetting<'_>) -> Chunk {
    let by_field = COLUMNS.iter().map(|name| setting.kind.column(name)).collect();
    let plan = setting.plan(by_field, '.');
    let mut chunk = Chunk::new(&plan).keeping_evident();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let whole: Option<Value> = serde_json::from_slice(text).ok();
    let data = whole.as_ref().and_then(|whole| whole.get("certificationData"));
    let Some((whole, data)) = whole.as_ref().zip(data.filter(|data| data.is_object())) else {
        let what = Detail::Said("the file is no shared transcript of Microsoft Learn".into());
        chunk.set_aside_saying(&plan, 1, RejectCode::BadValue, what);
        return chunk;
    };
    let learner = [said(data, "mcid"), said(whole, "contactEmail")];
    let mut line = 0;
    for (list, is_certification) in LISTS {
        let entries = data.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for entry in entries {
            line += 1;
            if !entry.is_object() {
                let what = Detail::Said(format!("the entry of {list} is no object").into());
                chunk.set_aside_saying(&plan, line, RejectCode::BadValue, what);
            } else if is_certification {
                chunk.row(&plan, line, &certification(&learner, entry, setting));
            } else {
                chunk.row(&plan, line, &exam(&learner, entry));
            }
        }
    }
    chunk
}

/// The entries at these places, as they stand in the file.
#[must_use]
pub fn entries(bytes: &[u8], wanted: &[u32]) -> Vec<(u32, Value)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(whole) = serde_json::from_slice::<Value>(text) else { return Vec::new() };
    let data = &whole["certificationData"];
    let lists = LISTS.iter().map(|(list, _)| data[*list].as_array().map_or(&[][..], Vec::as_slice));
    let numbered = (1..).zip(lists.flatten());
    let kept = numbered.filter(|(line, _)| wanted.contains(line));
    kept.map(|(line, entry)| (line, entry.clone())).collect()
}

/// The certification's number is a personal serial: it is used only where the name says nothing to
/// the catalogue and the number does.
fn certification(learner: &[String; 2], entry: &Value, setting: &FileSetting<'_>) -> EntryFields {
    let (name, number) = (said(entry, "name"), said(entry, "certificationNumber"));
    let by_number = !(setting.is_skill)(&name) && (setting.is_skill)(&number);
    EntryFields([
        learner[0].clone(),
        learner[1].clone(),
        if by_number { number } else { String::new() },
        name,
        "Certification".to_owned(),
        said(entry, "dateEarned"),
        said(entry, "expiration"),
        said(entry, "status"),
    ])
}

fn exam(learner: &[String; 2], entry: &Value) -> EntryFields {
    EntryFields([
        learner[0].clone(),
        learner[1].clone(),
        said(entry, "examNumber"),
        said(entry, "examTitle"),
        "Exam".to_owned(),
        said(entry, "examDateTaken"),
        String::new(),
        String::new(),
    ])
}

fn said(entry: &Value, key: &str) -> String {
    match entry.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}
