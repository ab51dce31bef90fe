//! Reads bytes through the library the way a pipeline would, for tests that try thousands of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use attain::base::{Cause, Failure, Progress};
use attain::ingest::{Reading, Setting, read_all};
use attain::programme::check::Loaded;
use attain::tables::Kind;

use crate::support::{Scratch, root};

/// A pipeline with one source, whose file is written anew for each try.
pub(crate) struct Reader {
    loaded: Loaded,
    paths: Vec<PathBuf>,
    /// Keeps the folder alive.
    _scratch: Scratch,
}

impl Reader {
    /// For one kind of source, in a file of this name.
    pub(crate) fn of(kind: Kind, name: &str) -> Self {
        Self::of_files(kind, &[name])
    }

    /// For one kind of source, in files of these names.
    pub(crate) fn of_files(kind: Kind, names: &[&str]) -> Self {
        let scratch = Scratch::new();
        let paths = names.iter().map(|name| scratch.write(name, "")).collect();
        let (first, name) = (names[0], format!("{names:?}"));
        // A pipeline needs users and transcripts; what is not asked for is left out again below.
        let other = match kind {
            Kind::Users | Kind::Transcripts => String::new(),
            kind => format!("[sources.{}]\nfiles = {name}\n", kind.name()),
        };
        let pipeline = scratch.write(
            "pipeline.toml",
            format!(
                "name = \"bytes\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
                 [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\nlocations = [\"0101\"]\n\
                 [sources.users]\nfiles = {}\n[sources.transcripts]\nfiles = [{first:?}]\n{other}",
                root().join("tests/rules/programme"),
                root().join("pipelines/parameters.toml"),
                if kind == Kind::Users { name.clone() } else { format!("[{first:?}]") },
            ),
        );
        let mut loaded = Loaded::read(&pipeline).expect("a sound pipeline");
        loaded.pipeline.sources.retain(|of, _| *of == kind);
        Self { loaded, paths, _scratch: scratch }
    }

    /// Reads bytes of a kind; the thread keeps its readers, since making one takes longer than
    /// reading.
    pub(crate) fn try_bytes(kind: Kind, name: &'static str, bytes: &[u8]) {
        thread_local! {
            static READERS: RefCell<BTreeMap<(Kind, &'static str), Reader>> =
                const { RefCell::new(BTreeMap::new()) };
        }
        READERS.with_borrow_mut(|readers| {
            let reader = readers.entry((kind, name)).or_insert_with(|| Self::of(kind, name));
            // Both answers are right: what is wrong panics.
            let _ = reader.read(bytes);
        });
    }

    /// Reads these bytes. Whatever they are, the fault is never the program's own, and what was
    /// read is accounted for.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Reading, Failure> {
        self.read_each(&[bytes])
    }

    /// The same of several files.
    pub(crate) fn read_each(&self, all: &[&[u8]]) -> Result<Reading, Failure> {
        for (path, bytes) in self.paths.iter().zip(all) {
            std::fs::write(path, bytes).expect("the file is written");
        }
        let pipeline = &self.loaded.pipeline;
        let setting = Setting::new(pipeline, &self.loaded.dialect, &self.loaded.catalogue);
        let reading = read_all(&setting, &Progress::default());
        match &reading {
            Ok(reading) => balances(reading),
            Err(failure) => assert!(
                matches!(failure.cause, Cause::Input | Cause::Configuration),
                "takes the fault for its own: {failure}"
            ),
        }
        reading
    }
}

/// Read = used + duplicates + rejected, and each of them is where it should be.
fn balances(reading: &Reading) {
    for (place, file) in (0..).zip(&reading.files) {
        let parts = (file.read, file.used, file.duplicates, file.rejected);
        assert!(file.balances(), "the ledger does not balance: {parts:?}");
        let mut lines: Vec<u32> = reading
            .rejects
            .iter()
            .filter(|reject| reject.file == place)
            .map(|reject| reject.line)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        let set_aside = file.duplicates + file.rejected;
        assert_eq!(lines.len() as u64, set_aside, "rows set aside have a reject each: {parts:?}");
    }
    for facts in reading.facts.values() {
        let used: u64 =
            reading.files.iter().filter(|file| file.kind == facts.kind).map(|file| file.used).sum();
        assert_eq!(facts.len() as u64, used, "used rows are in the table");
    }
}
