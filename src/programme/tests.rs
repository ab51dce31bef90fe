//! The messages of every complaint about `pipelines/`, each provoked by the smallest change to
//! files that are sound.

mod catalogue;
mod citations;
mod dialect;
mod parameters;
mod pipeline;
mod score;
mod words;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::base::{Day, Outcome};
use crate::programme::check::Loaded;

/// A folder with a small pipeline that is sound.
struct PipelineFolder {
    folder: TempDir,
}

const FILES: [(&str, &str); 5] = [
    ("nightly.toml", PIPELINE),
    ("parameters.toml", PARAMETERS),
    (
        "sources.csv",
        "id,title,publisher,url,read_on\ntest,A document,Us,https://example.org/,2021-01-01\n",
    ),
    ("mpn/skills.csv", SKILLS),
    ("mpn/programme.toml", PROGRAMME),
];

const PIPELINE: &str = r#"name = "nightly"
out = "out"
programmes = ["mpn"]
parameters = "parameters.toml"
[company]
name = "Contoso"
mpn_id = "0123"
[sources.users]
files = ["users.csv"]
[sources.transcripts]
files = "transcripts/*.csv"
"#;

const PARAMETERS: &str = include_str!("tests/parameters.toml");

const SKILLS: &str = "code,title,type,kind,retired_on,aliases,source
AZ-104,Azure Administrator,Exam,exam,,AZ-103;Administrator exam,test
AZ-303,Azure Architect,Exam,exam,,,test
70-533,Azure Infrastructure,Exam,exam,2020-01-31,,test
MCT,Certified Trainer,Certification,trainer,,,test
";

const PROGRAMME: &str = r#"id = "mpn"
title = "Competencies"
from = 2010-11-01
until = 2022-10-02
levels = ["Silver", "Gold"]
source = "test"
[[requirement]]
competency = "Cloud Platform"
level = "Silver"
name = "People"
kind = "people"
need = 2
any_of = ["AZ-104", "azure architect"]
source = "test"
"#;

impl PipelineFolder {
    fn sound() -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        for (file, text) in FILES {
            bench.write(file, text);
        }
        bench
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The sound files with one text of one file put in the place of another.
    fn with(file: &str, text: &str, instead: &str) -> Self {
        let bench = Self::sound();
        let before = fs::read_to_string(bench.path(file)).unwrap();
        assert!(before.contains(text), "{file} has no {text}");
        bench.write(file, &before.replacen(text, instead, 1));
        bench
    }

    /// The sound files with one that goes on.
    fn and(file: &str, more: &str) -> Self {
        let bench = Self::sound();
        let before = fs::read_to_string(bench.path(file)).unwrap();
        bench.write(file, &(before + more));
        bench
    }

    fn load(&self) -> Outcome<Loaded> {
        Loaded::read(&self.path("nightly.toml"))
    }

    fn loaded(&self) -> Loaded {
        self.load().unwrap()
    }

    /// The complaint, with paths from the folder on.
    fn complaint(&self) -> String {
        let failure = self.load().unwrap_err();
        assert_eq!(failure.cause.exit_code(), 2);
        let folder = format!("{}/", self.folder.path().display());
        failure.to_string().replace(&folder, "").trim_start_matches("error: ").to_owned()
    }
}

/// Each change of a file leads to its complaint.
fn complaints(file: &str, cases: &[(&str, &str, &str)]) {
    for (text, instead, complaint) in cases {
        assert_eq!(PipelineFolder::with(file, text, instead).complaint(), *complaint);
    }
}

fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

#[test]
fn the_bench_itself_is_sound() {
    let loaded = PipelineFolder::sound().loaded();
    assert!(loaded.warnings().is_empty(), "{:?}", loaded.warnings());
}
