//! Reads one shared Microsoft Learn transcript: a JSON object with certifications and exams.

use serde_json::Value;

use crate::base::{Failure, Outcome};
use crate::sources::intake::Opened;
use crate::tables::{RejectCode, RejectDetail, SkillType};

use super::blocks::whole_text;
use super::columns::WrittenCell;
use super::rows::{Chunk, Fields, ReadPlan};
use super::setting::FileSetting;
use super::transcript_scan::{self, Learner, List, TranscriptEntry};

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

/// No transcript of a person comes near this.
const BYTES_MAX: u64 = 64 << 20;

struct EntryFields<'a>([&'a str; 8]);

impl Fields for EntryFields<'_> {
    fn count(&self) -> usize {
        COLUMNS.len()
    }

    fn cell(&self, place: usize) -> WrittenCell<'_> {
        WrittenCell::text(self.0[place])
    }
}

/// Reads the file; one that is no such transcript is one reject.
///
/// # Errors
/// When the file cannot be read or is too big for a transcript.
pub fn read(opened: &Opened, setting: &FileSetting<'_>) -> Outcome<(Chunk, String)> {
    let mut bytes = Vec::new();
    let mut stream = opened.stream(setting.unpacked_max())?;
    std::io::Read::read_to_end(&mut std::io::Read::take(&mut stream, BYTES_MAX + 1), &mut bytes)
        .map_err(|error| opened.failed(&error))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Failure::input("the file is too big for a transcript of one person (64 MiB)")
            .at(setting.shown)
            .todo("take it out of the source's files"));
    }
    let hash = opened.finish(stream)?;
    Ok((rows_of(&bytes, setting), hash))
}

/// The rows of a transcript's bytes, entry by entry: the file is read once for each list, so that
/// no more than one entry is held beside its rows.
#[must_use]
pub fn rows_of(bytes: &[u8], setting: &FileSetting<'_>) -> Chunk {
    let by_field: Vec<Option<usize>> =
        COLUMNS.iter().map(|name| setting.kind.column(name)).collect();
    let plan = setting.plan(&by_field, '.');
    let mut chunk = Chunk::new(&plan).keeping_evident();
    let text = &*whole_text(bytes);
    let Some(learner) = transcript_scan::learner(text) else {
        let what = RejectDetail::Said("the file is no shared transcript of Microsoft Learn");
        chunk.set_aside_saying(&plan, 1, RejectCode::BadValue, what);
        return chunk;
    };
    let mut line = 0;
    for list in List::ALL {
        transcript_scan::entries(text, &learner, list, &mut |entry| {
            line += 1;
            take(&mut chunk, &plan, line, &learner, list, entry, setting);
        });
    }
    chunk
}

/// The entries at these places, as they stand in the file.
#[must_use]
pub fn entries(bytes: &[u8], wanted: &[u32]) -> Vec<(u32, Value)> {
    let text = &*whole_text(bytes);
    let Ok(whole) = serde_json::from_slice::<Value>(text) else { return Vec::new() };
    let data = &whole["certificationData"];
    let entries = |list: List| data[list.key()].as_array().map_or(&[][..], Vec::as_slice);
    let numbered = (1..).zip(List::ALL.into_iter().flat_map(entries));
    let kept = numbered.filter(|(line, _)| wanted.contains(line));
    kept.map(|(line, entry)| (line, entry.clone())).collect()
}

fn take(
    chunk: &mut Chunk,
    plan: &ReadPlan<'_>,
    line: u32,
    learner: &Learner,
    list: List,
    entry: &TranscriptEntry,
    setting: &FileSetting<'_>,
) {
    if !entry.is_object {
        let what = format!("the entry of {} is no object", list.key());
        chunk.set_aside_saying(plan, line, RejectCode::BadValue, RejectDetail::Said(&what));
    } else if list == List::Exams {
        chunk.row(plan, line, &exam(learner, entry));
    } else {
        chunk.row(plan, line, &certification(learner, entry, setting));
    }
}

/// The certification's number is a personal serial: it is used only where the name says nothing to
/// the catalogue and the number does.
fn certification<'a>(
    learner: &'a Learner,
    entry: &'a TranscriptEntry,
    setting: &FileSetting<'_>,
) -> EntryFields<'a> {
    let [name, number] = ["name", "certificationNumber"].map(|key| entry.said(key));
    let by_number = !(setting.is_skill)(name) && (setting.is_skill)(number);
    EntryFields([
        &learner.mcid,
        &learner.email,
        if by_number { number } else { "" },
        name,
        "Certification",
        entry.said("dateEarned"),
        entry.said("expiration"),
        entry.said("status"),
    ])
}

fn exam<'a>(learner: &'a Learner, entry: &'a TranscriptEntry) -> EntryFields<'a> {
    EntryFields([
        &learner.mcid,
        &learner.email,
        entry.said("examNumber"),
        entry.said("examTitle"),
        SkillType::Exam.word(),
        entry.said("examDateTaken"),
        "",
        "",
    ])
}
