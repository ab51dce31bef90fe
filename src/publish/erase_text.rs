//! Takes a person out of delimited tables and of texts.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use super::erase_rows::{Erased, Hits, Layout, RowFate};
use super::files;
use super::hashing::HashingWriter;
use super::look;
use super::person::ForgottenPerson;
use super::readable;
use super::seen::Sighting;
use crate::base::guard::{guarded, unguarded};

const WINDOW_BYTES: usize = 1 << 20;
/// No key is longer.
const OVERLAP_BYTES: usize = 4 << 10;

/// New bytes of a file, put under a hidden name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rewritten {
    pub size: u64,
    pub sha256: String,
    pub rows: Option<u64>,
}

/// How the records of a table are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RecordFormat {
    delimiter: u8,
    crlf: bool,
}

impl RecordFormat {
    const OURS: Self = Self { delimiter: b',', crlf: false };

    /// The sign that stands most often in the first line that has any.
    fn of(text: &str) -> Option<Self> {
        let crlf = text.contains("\r\n");
        let count = |line: &str, sign: u8| line.bytes().filter(|byte| *byte == sign).count();
        let lines = text.lines().take(20).filter(|line| !line.starts_with("sep="));
        let delimiter = lines
            .filter_map(|line| {
                let counted = [b'|', b'\t', b';', b','].map(|sign| (count(line, sign), sign));
                counted.into_iter().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0)
            })
            .map(|(_, sign)| sign)
            .next()?;
        Some(Self { delimiter, crlf })
    }

    fn reader<R: Read>(self, from: R) -> csv::Reader<R> {
        csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 18)
            .from_reader(from)
    }

    fn writer<W: Write>(self, to: W) -> csv::Writer<W> {
        let end = if self.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(self.delimiter)
            .terminator(end)
            .from_writer(to)
    }
}

/// Whether a file is a table as this program writes it, which is read from record to record.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_our_table(path: &Path, stem: &str) -> io::Result<bool> {
    let mut header = csv::ByteRecord::new();
    RecordFormat::OURS.reader(File::open(path)?.take(1 << 16)).read_byte_record(&mut header)?;
    Ok(Layout::of(stem, &texts(&header)).is_ours())
}

/// Rewrites a table of this program without the person, if they are in it.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn our_table(
    path: &Path,
    stem: &str,
    person: &ForgottenPerson,
) -> io::Result<Option<OurTable>> {
    if !may_be_in_file(path, person)? {
        return Ok(None);
    }
    let table = TableErased { dialect: RecordFormat::OURS, stem, person };
    let found = table.search(&|| File::open(path))?;
    Ok(found.map(|found| OurTable { path: path.to_owned(), stem: stem.to_owned(), found }))
}

/// A table of this program that has the person.
pub(crate) struct OurTable {
    path: PathBuf,
    stem: String,
    found: TableSearched,
}

impl OurTable {
    #[must_use]
    pub(crate) fn erased(&self) -> Erased {
        self.found.erased
    }

    /// Puts it under a hidden name without the person.
    ///
    /// # Errors
    /// When that cannot be written.
    pub(crate) fn write(&self, person: &ForgottenPerson, hidden: &Path) -> io::Result<Rewritten> {
        let table = TableErased { dialect: RecordFormat::OURS, stem: &self.stem, person };
        put(hidden, Some(self.found.erased.kept), |out| {
            table.write(&|| File::open(&self.path), &self.found, out)
        })
    }
}

/// Puts new bytes under a hidden name, on the disk.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn put(
    hidden: &Path,
    rows: Option<u64>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Rewritten> {
    files::remove_anything(hidden)?;
    let mut out = HashingWriter::new(files::create_private(hidden)?);
    let mut buffer = io::BufWriter::with_capacity(1 << 18, &mut out);
    write(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    let (file, sha256, size) = out.finish();
    file.sync()?;
    Ok(Rewritten { size, sha256, rows })
}

/// The bytes of a text or of somebody's table without the person; none where they are not in it, and
/// nothing where they cannot be taken out.
///
/// # Errors
/// Never but for what memory cannot hold.
pub(crate) fn foreign(
    bytes: &[u8],
    stem: &str,
    is_table: bool,
    person: &ForgottenPerson,
) -> io::Result<OtherFile> {
    let Some((saved, text)) = readable::text(bytes) else {
        return Ok(match look::in_bytes(bytes, person) {
            Sighting::Named => OtherFile::Stuck,
            _ => OtherFile::Unreadable,
        });
    };
    if !look::in_text(&text, person) && !is_table {
        return Ok(OtherFile::Clean);
    }
    let dialect = if is_table { RecordFormat::of(&text) } else { None };
    let (new, erased) = match dialect {
        Some(dialect) => {
            let table = TableErased { dialect, stem, person };
            let open = || Ok(text.as_bytes());
            let Some(found) = table.search(&open)? else { return Ok(stuck(&text, person)) };
            let mut new = Vec::new();
            table.write(&open, &found, &mut new)?;
            (String::from_utf8_lossy(&new).into_owned(), found.erased)
        }
        None => match person.scrubbed(&text) {
            Some(new) => (new, Erased { cells: 1, ..Erased::default() }),
            None => return Ok(stuck(&text, person)),
        },
    };
    if look::in_text(&new, person) {
        return Ok(OtherFile::Stuck);
    }
    Ok(OtherFile::Without(saved.bytes(&new), erased))
}

/// What became of a file that is not one of this program's tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OtherFile {
    Clean,
    Without(Vec<u8>, Erased),
    /// The person is in it and does not come out.
    Stuck,
    Unreadable,
}

fn stuck(text: &str, person: &ForgottenPerson) -> OtherFile {
    if look::in_text(text, person) { OtherFile::Stuck } else { OtherFile::Clean }
}

/// Reads a file in windows: most files of most runs do not have the person.
fn may_be_in_file(path: &Path, person: &ForgottenPerson) -> io::Result<bool> {
    let mut file = BufReader::new(File::open(path)?);
    let mut window = Vec::new();
    loop {
        let before = window.len();
        (&mut file).take((WINDOW_BYTES - before) as u64).read_to_end(&mut window)?;
        if person.may_be_in(&window) {
            return Ok(true);
        }
        if window.len() < WINDOW_BYTES {
            return Ok(false);
        }
        window.drain(..WINDOW_BYTES - OVERLAP_BYTES);
    }
}

fn texts(record: &csv::ByteRecord) -> Vec<String> {
    record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

struct TableErased<'a> {
    dialect: RecordFormat,
    stem: &'a str,
    person: &'a ForgottenPerson,
}

/// What a first reading of a table found.
struct TableSearched {
    layout: Layout,
    hits: Hits,
    erased: Erased,
    is_key_changed: bool,
}

impl TableErased<'_> {
    fn judge(&self, layout: &Layout, record: &csv::ByteRecord, hits: &Hits) -> RowFate {
        if hits.is_empty() && !self.person.may_be_in(record.as_slice()) && !layout.is_foreign() {
            return RowFate::Same;
        }
        let cells = texts(record);
        let cells: Vec<&str> = cells.iter().map(|cell| unguarded(cell)).collect();
        layout.judge(self.person, &cells, hits)
    }

    /// What there is to take out; none if there is nothing.
    fn search<R: Read>(
        &self,
        open: &dyn Fn() -> io::Result<R>,
    ) -> io::Result<Option<TableSearched>> {
        let mut record = csv::ByteRecord::new();
        let mut reader = self.dialect.reader(open()?);
        reader.read_byte_record(&mut record)?;
        let header = texts(&record);
        // A first line that names somebody is no header, or not only one.
        let is_header = !header.iter().any(|cell| self.person.is_named_in(cell));
        let layout = if is_header { Layout::of(self.stem, &header) } else { Layout::default() };
        let mut hits = Hits::new();
        while reader.read_byte_record(&mut record)? {
            if self.person.may_be_in(record.as_slice()) {
                let cells = texts(&record);
                let cells = cells.iter().map(|cell| unguarded(cell)).collect();
                hits.extend(layout.hits(self.person, std::iter::once(cells)));
            }
        }
        let mut found =
            TableSearched { layout, hits, erased: Erased::default(), is_key_changed: false };
        let mut is_first = true;
        let mut reader = self.dialect.reader(open()?);
        while reader.read_byte_record(&mut record)? {
            if std::mem::take(&mut is_first) && !found.layout.is_foreign() {
                continue;
            }
            let row = self.judge(&found.layout, &record, &found.hits);
            found.erased.add(&row);
            if let RowFate::Changed(cells) = &row {
                let keys = found.layout.keys();
                let is_changed =
                    |(place, _): &(usize, bool)| cells.get(*place).is_some_and(Option::is_some);
                found.is_key_changed |= keys.iter().any(is_changed);
            }
        }
        Ok((found.erased.rows + found.erased.cells > 0).then_some(found))
    }

    fn write<R: Read>(
        &self,
        open: &dyn Fn() -> io::Result<R>,
        found: &TableSearched,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut reader = self.dialect.reader(open()?);
        let mut writer = self.dialect.writer(out);
        let mut record = csv::ByteRecord::new();
        let mut unsorted = Vec::new();
        let mut is_first = true;
        while reader.read_byte_record(&mut record)? {
            if std::mem::take(&mut is_first) && !found.layout.is_foreign() {
                writer.write_byte_record(&record)?;
                continue;
            }
            let clean = match self.judge(&found.layout, &record, &found.hits) {
                RowFate::Gone => continue,
                RowFate::Same => record.clone(),
                RowFate::Changed(cells) => with(&record, &cells),
            };
            if found.is_key_changed {
                unsorted.push(clean);
            } else {
                writer.write_byte_record(&clean)?;
            }
        }
        unsorted.sort_by_cached_key(|record| sort_key(record, found.layout.keys()));
        for record in &unsorted {
            writer.write_byte_record(record)?;
        }
        writer.flush()
    }
}

fn with(record: &csv::ByteRecord, cells: &[Option<String>]) -> csv::ByteRecord {
    let mut new = csv::ByteRecord::new();
    for (place, old) in record.iter().enumerate() {
        match cells.get(place).and_then(Option::as_deref) {
            Some(text) => new.push_field(guarded(text.into()).as_bytes()),
            None => new.push_field(old),
        }
    }
    new
}

/// Numbers by their size, texts by their letters, nothing first.
fn sort_key(record: &csv::ByteRecord, keys: &[(usize, bool)]) -> Vec<(Option<i64>, String)> {
    let cell = |(place, is_number): &(usize, bool)| {
        let text = String::from_utf8_lossy(record.get(*place).unwrap_or_default()).into_owned();
        let number = if *is_number { text.parse().ok() } else { None };
        (number, unguarded(&text).to_owned())
    };
    keys.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::readable::SavedAs;

    fn anna() -> ForgottenPerson {
        let mut anna = ForgottenPerson::new(["anna;<x>@x.example"]);
        anna.learn_mcid("123456");
        anna.learn_name("Wilma", "Ahlgren");
        anna
    }

    fn without(text: &[u8], is_table: bool) -> Option<String> {
        match foreign(text, "copy", is_table, &anna()).unwrap() {
            OtherFile::Without(bytes, _) => Some(readable::text(&bytes).unwrap().1),
            OtherFile::Clean => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tables_saved_again_lose_the_persons_rows() {
        let text = "mpn_id;work_email;mcid;note\r\n\
                    1;\"Anna;<x>@x.example\";;\r\n\
                    2;b@x.example;0123456;\r\n\
                    3;c@x.example;2;ask Wilma Ahlgren\r\n";
        let left = "mpn_id;work_email;mcid;note\r\n3;c@x.example;2;ask (forgotten)\r\n";
        for saved in [
            SavedAs::Utf8 { mark: false },
            SavedAs::Utf8 { mark: true },
            SavedAs::Utf16 { little: true, mark: true },
            SavedAs::Utf16 { little: false, mark: false },
        ] {
            assert_eq!(without(&saved.bytes(text), true).as_deref(), Some(left), "{saved:?}");
        }
        let tabbed = "a\tb\n1\tWilma Ahlgren\n123456\t2\n";
        assert_eq!(without(tabbed.as_bytes(), true).as_deref(), Some("a\tb\n1\t(forgotten)\n"));
        assert_eq!(without(b"work_email,mcid\nd@x.example,1\n", true), None);
    }

    #[test]
    fn a_header_that_names_the_person_is_none() {
        let text = "work_email,mcid*anna;<x>@x.example,1\nb@x.example,2\n";
        assert_eq!(
            without(text.as_bytes(), true).as_deref(),
            Some("work_email,mcid*(forgotten),1\nb@x.example,2\n")
        );
    }

    #[test]
    fn texts_lose_the_name_only() {
        assert_eq!(
            without("\u{feff}Ask Wilma Ahlgren,\nanna;<x>@x.example!".as_bytes(), false).as_deref(),
            Some("Ask (forgotten),\n(forgotten)!")
        );
        assert_eq!(without(b"nobody", false), None);
        let fast = foreign(b"<p>anna;&lt;x&gt;@x.example</p>", "x", false, &anna()).unwrap();
        assert_eq!(fast, OtherFile::Stuck, "it does not come out");
    }

    #[test]
    fn rows_whose_key_named_the_person_are_sorted_again() {
        let folder = tempfile::tempdir().unwrap();
        let (path, hidden) = (folder.path().join("rejects.csv"), folder.path().join("hidden"));
        let text = "source_kind,file,line,column,code,value,message\n\
                    users,a.csv,2,,,,\n\
                    users,a.csv,10,,,,\n\
                    users,wilma ahlgren.csv,3,x,,Wilma,\n";
        std::fs::write(&path, text).unwrap();
        assert!(is_our_table(&path, "rejects").unwrap());
        let table = our_table(&path, "rejects", &anna()).unwrap().unwrap();
        let (new, erased) = (table.write(&anna(), &hidden).unwrap(), table.erased());
        assert_eq!((erased.rows, erased.cells, new.rows), (0, 2, Some(3)));
        assert_eq!(
            std::fs::read_to_string(&hidden).unwrap(),
            "source_kind,file,line,column,code,value,message\n\
             users,(forgotten),3,x,,(forgotten),\n\
             users,a.csv,2,,,,\n\
             users,a.csv,10,,,,\n"
        );
    }

    #[test]
    fn a_guard_hides_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let (path, hidden) = (folder.path().join("levels.csv"), folder.path().join("hidden"));
        let text = "mpn_id,programme,competency,work_email,mcid,key_people\n1,p,c,'+nora@x.example,1,\n\
                    1,p,c,a@x.example,2,'+nora@x.example;'b@x.example\n\
                    1,p,c,'+norah@x.example,3,'=c@x.example;+nora@x.example\n";
        std::fs::write(&path, text).unwrap();
        let person = ForgottenPerson::new(["+nora@x.example"]);
        let table = our_table(&path, "levels", &person).unwrap().unwrap();
        let (new, erased) = (table.write(&person, &hidden).unwrap(), table.erased());
        assert_eq!((erased.rows, erased.cells, new.rows), (1, 2, Some(2)));
        assert_eq!(
            std::fs::read_to_string(&hidden).unwrap(),
            "mpn_id,programme,competency,work_email,mcid,key_people\n\
             1,p,c,a@x.example,2,(forgotten);'b@x.example\n\
             1,p,c,'+norah@x.example,3,'=c@x.example;(forgotten)\n"
        );
    }
}
