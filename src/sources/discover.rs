//! Finds the files of a source, and the day from which their age counts.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::base::{Day, Failure, Outcome, shown};
use crate::programme::pipeline::Source;
use crate::tables::ledger::{Freshness, FreshnessFrom};

use super::walk::{FilesFound, LeftOut, is_pattern, walk};

/// The files of a source in their order: the list's, and by name within a pattern.
///
/// # Errors
/// When a named file is missing, or a pattern is malformed or matches nothing.
pub(crate) fn files(source: &Source) -> Outcome<Vec<PathBuf>> {
    look(source).map(|found| found.files)
}

/// The files, and what the patterns name besides that is no file to be read.
///
/// # Errors
/// When a named file is missing, or a pattern is malformed or matches nothing.
pub(crate) fn look(source: &Source) -> Outcome<FilesFound> {
    let mut all = FilesFound::default();
    for written in &source.files {
        let path = source.folder.join(written);
        if !is_pattern(written) || path.exists() {
            if is_missing(&path) {
                return Err(missing(&path, written));
            }
            all.files.push(path);
            continue;
        }
        let mut found = walk(&source.folder, written)?;
        if found.files.is_empty() {
            return Err(found.nothing(&path));
        }
        all.files.append(&mut found.files);
        all.left_out.append(&mut found.left_out);
    }
    Ok(all)
}

/// Files that lie beside those that are read, look like exports, and are not read. What cannot be
/// listed has none.
#[must_use]
pub(crate) fn beside(read: &[PathBuf]) -> Vec<PathBuf> {
    let folder_of = |path: &PathBuf| path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut folders: Vec<PathBuf> = read.iter().map(folder_of).collect();
    folders.sort();
    folders.dedup();
    let known: Vec<PathBuf> = read.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut found = Vec::new();
    for folder in folders {
        let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        let Ok(entries) = std::fs::read_dir(listed) else { continue };
        let paths = entries.filter_map(Result::ok).map(|entry| folder.join(entry.file_name()));
        let is_left = |path: &PathBuf| {
            path.is_file()
                && is_export(path)
                && path.canonicalize().is_ok_and(|whole| !known.contains(&whole))
        };
        found.extend(paths.filter(is_left));
    }
    found.sort();
    found
}

/// By the name: tables and transcripts that could be read, and no hidden or half-written file.
/// The list of documents and the skills of a programme may lie beside inputs as well.
fn is_export(path: &Path) -> bool {
    const ENDS: [&str; 10] =
        ["csv", "tsv", "txt", "parquet", "xlsx", "xlsm", "xls", "json", "gz", "zip"];
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_of_the_setting = ["sources.csv", "skills.csv"].contains(&name.as_str());
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    !name.starts_with(['.', '~']) && !is_of_the_setting && ENDS.contains(&end.as_str())
}

/// What the patterns of a source name and is no file to be read.
#[must_use]
pub(crate) fn left_out(source: &Source) -> Vec<LeftOut> {
    look(source).map(|found| found.left_out).unwrap_or_default()
}

/// What is there and may not be looked at is another matter.
fn is_missing(path: &Path) -> bool {
    std::fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

fn missing(path: &Path, written: &str) -> Failure {
    let failure = if path.symlink_metadata().is_ok() {
        Failure::input("this is a link to a file that is not there")
    } else {
        Failure::input("the file is missing")
    };
    let todo = if written.contains(char::is_control) {
        "write / between folders: between double quotes \\t, \\n and the like are single signs"
    } else if written.contains('\\') && !cfg!(windows) {
        "write / between folders: here a backslash is a letter of a name"
    } else {
        "put the export there, or correct `files` in the pipeline file"
    };
    failure.at(shown(path)).todo(todo)
}

/// The size of a file, if it is there.
#[must_use]
pub(crate) fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|about| about.len())
}

/// From an explicit day, else a date in the file's name.
#[must_use]
pub(crate) fn freshness_by_name(source: &Source, name: &str) -> Freshness {
    if let Some(day) = source.exported_on {
        return Freshness { day: Some(day), from: FreshnessFrom::ExportedOn };
    }
    match date_in_name(name) {
        Some(day) => Freshness { day: Some(day), from: FreshnessFrom::FileName },
        None => Freshness { day: None, from: FreshnessFrom::Unknown },
    }
}

/// From an explicit day, else a date in the file's name, else the file's time stamp.
#[must_use]
pub(crate) fn freshness(source: &Source, path: &Path) -> Freshness {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let by_name = freshness_by_name(source, &name);
    if by_name.day.is_some() {
        return by_name;
    }
    let stamp = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    let seconds = stamp.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map(|d| d.as_secs());
    match seconds.and_then(|seconds| i32::try_from(seconds / 86_400).ok()) {
        Some(days) => Freshness { day: Some(Day(days)), from: FreshnessFrom::FileTime },
        None => Freshness { day: None, from: FreshnessFrom::Unknown },
    }
}

/// The last real day written as `yyyy-mm-dd` or `yyyymmdd` that is no part of a longer number.
fn date_in_name(name: &str) -> Option<Day> {
    let bytes = name.as_bytes();
    let mut found = None;
    for start in 0..bytes.len() {
        if start > 0 && bytes[start - 1].is_ascii_digit() {
            continue;
        }
        for length in [10, 8] {
            let Some(text) = name.get(start..start + length) else { continue };
            if bytes.get(start + length).is_some_and(u8::is_ascii_digit) {
                continue;
            }
            let iso = if length == 8 && text.is_ascii() {
                format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
            } else {
                text.to_owned()
            };
            if let Some(day) = Day::from_iso(&iso) {
                found = Some(day);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_nobody_reads_are_found_beside_those_that_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["users.csv", "Users (1).CSV", ".users.csv", "~$users.xlsx", "notes.md", "b.json"]
        {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("old.csv")).unwrap();
        let found = beside(&[folder.path().join("users.csv")]);
        assert_eq!(found, ["Users (1).CSV", "b.json"].map(|name| folder.path().join(name)));
    }

    #[test]
    fn dates_in_names_are_real_days() {
        let day = |text| Day::from_iso(text);
        assert_eq!(date_in_name("users-2021-03-01.csv"), day("2021-03-01"));
        assert_eq!(date_in_name("20210301_users.csv"), day("2021-03-01"));
        assert_eq!(date_in_name("users-2021-02-30.csv"), None);
        assert_eq!(date_in_name("users-1202103011.csv"), None);
        assert_eq!(date_in_name("users.csv"), None);
    }
}
