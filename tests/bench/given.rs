//! A pipeline and a programme for a folder of exports that somebody made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::make::{self, PIPELINE};
use super::measure::OUT;
use super::setting::{self, LEVELS, people_asked, programme_of, quoted, quoted_list};
use attain::base::{Failure, Outcome};

const USERS: &str = "users.csv";
const TRANSCRIPTS: &str = "transcripts.csv";
const CATALOG: &str = "catalog.csv";

/// How the column with the id of the company is called there.
const COMPANY_HEADERS: [&str; 3] = ["company id", "mpn id", "partner id"];

/// Words that such exports have and no portal does.
const DIALECT: &str = "language = \"bench\"\n\
     [words.skill_type]\nAssessment = [\"Applied skill\"]\n\
     [words.source]\n\
     \"Microsoft Learning\" = [\"Learning platform\", \"Test centre\", \"Manual import\"]\n\
     \"Partner University\" = [\"School programme\"]\n";

/// What has to be known of the exports before they can be read.
pub(crate) struct Given {
    /// The folder, from the root of the file system.
    pub inputs: PathBuf,
    /// Of all users.
    mpn_ids: BTreeSet<String>,
    /// The competencies by their folded name, as written, and the codes of each.
    competencies: BTreeMap<String, (String, BTreeSet<String>)>,
}

impl Given {
    /// # Errors
    /// When one of the three files is missing, is no CSV, or the catalogue lists no skill.
    pub(crate) fn read(inputs: &Path) -> Outcome<Self> {
        let inputs = std::path::absolute(inputs).map_err(|error| {
            Failure::configuration("this is no folder").at(inputs.display()).because(error)
        })?;
        for name in [USERS, TRANSCRIPTS, CATALOG] {
            if !inputs.join(name).is_file() {
                return Err(Failure::input(format!("{name} is missing"))
                    .at(inputs.display())
                    .todo(format!("put {USERS}, {TRANSCRIPTS} and {CATALOG} into the folder")));
            }
        }
        let mpn_ids = mpn_ids(&inputs.join(USERS))?;
        let competencies = competencies(&inputs.join(CATALOG))?;
        Ok(Self { inputs, mpn_ids, competencies })
    }

    /// Writes the pipeline and all that it names below the folder; the exports stay where they are.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(crate) fn write(&self, folder: &Path) -> Outcome<()> {
        let texts = [
            (PIPELINE, self.pipeline()),
            ("parameters.toml", setting::PARAMETERS.to_owned()),
            ("sources.csv", setting::SOURCES.to_owned()),
            ("dialects/bench.toml", DIALECT.to_owned()),
            ("programme/programme.toml", self.programme()),
        ];
        for (name, text) in texts {
            make::write(folder, name, |to| to.write_all(text.as_bytes()))?;
        }
        make::table(folder, "programme/skills.csv", |to| self.write_skills(to))
    }

    /// One company, to which all users belong.
    fn pipeline(&self) -> String {
        let mpn_ids: Vec<String> = self.mpn_ids.iter().cloned().collect();
        // Where no user says a company, all of them are of the only one.
        let own = mpn_ids.first().map_or("1", String::as_str);
        let mut text = format!(
            "name       = \"bench\"\nout        = \"{}\"\nprogrammes = [\"programme\"]\n\
             parameters = \"parameters.toml\"\nreports    = [\"skills\"]\n\
             \n[company]\nname        = \"Bench\"\nmpn_id      = {}\nlocations   = {}\n\
             country     = \"SE\"\nmigrated_on = 2021-01-15\n",
            OUT,
            quoted(own),
            quoted_list(&mpn_ids),
        );
        for (kind, file) in [("users", USERS), ("transcripts", TRANSCRIPTS)] {
            let file = quoted(&self.inputs.join(file).to_string_lossy());
            // Writing to a string cannot fail.
            let _ = write!(text, "\n[sources.{kind}]\nfiles = [{file}]\nmax_reject_ratio = 0.9\n");
        }
        text
    }

    fn programme(&self) -> String {
        let mut asked = String::new();
        for (competency, codes) in self.competencies.values() {
            let codes: Vec<String> = codes.iter().cloned().collect();
            for level in LEVELS {
                asked.push_str(&people_asked(competency, level, "Engineers", &codes));
            }
        }
        programme_of(&asked)
    }

    fn write_skills(&self, to: &mut csv::Writer<impl Write>) -> csv::Result<()> {
        let codes: BTreeSet<&String> =
            self.competencies.values().flat_map(|(_, codes)| codes).collect();
        to.write_record(["code", "title", "type", "kind", "source"])?;
        for code in codes {
            let title = format!("Skill {code}");
            to.write_record([code, &title, "Certification", "role-based", "sample"])?;
        }
        Ok(())
    }
}

/// All ids of companies that users have.
fn mpn_ids(users: &Path) -> Outcome<BTreeSet<String>> {
    let mut table = Table::open(users)?;
    let is_mpn_id = |name: &String| COMPANY_HEADERS.contains(&fold(name).as_str());
    let Some(field) = table.names.iter().position(is_mpn_id) else {
        return Ok(BTreeSet::new());
    };
    let mut ids = BTreeSet::new();
    while let Some(row) = table.next()? {
        let id = row.get(field).unwrap_or_default().trim_ascii();
        if !id.is_empty() && id.iter().all(u8::is_ascii_digit) {
            let id = String::from_utf8_lossy(id);
            if !ids.contains(id.as_ref()) {
                ids.insert(id.into_owned());
            }
        }
    }
    Ok(ids)
}

fn competencies(catalog: &Path) -> Outcome<BTreeMap<String, (String, BTreeSet<String>)>> {
    let mut table = Table::open(catalog)?;
    let (code, competency) = (table.field("Code")?, table.field("Competency")?);
    let mut competencies: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    while let Some(row) = table.next()? {
        let cell = |field| String::from_utf8_lossy(row.get(field).unwrap_or_default());
        let (code, competency) = (cell(code).trim().to_uppercase(), cell(competency));
        let (competency, folded) = (competency.trim(), fold(&competency));
        if code.is_empty() || folded.is_empty() {
            continue;
        }
        let entry = competencies.entry(folded);
        let (_, codes) = entry.or_insert_with(|| (competency.to_owned(), BTreeSet::new()));
        codes.insert(code);
    }
    if competencies.is_empty() {
        return Err(Failure::input("the catalogue lists no skill with its competency")
            .at(catalog.display()));
    }
    Ok(competencies)
}

/// Case and outer blanks do not matter.
fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A CSV file with its header in the first line.
struct Table {
    path: PathBuf,
    reader: csv::Reader<File>,
    names: Vec<String>,
    row: csv::ByteRecord,
}

impl Table {
    fn open(path: &Path) -> Outcome<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_path(path)
            .map_err(|error| unreadable(path, &error))?;
        let header = reader.byte_headers().map_err(|error| unreadable(path, &error))?;
        let names = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        Ok(Self { path: path.to_owned(), reader, names, row: csv::ByteRecord::new() })
    }

    fn field(&self, name: &str) -> Outcome<usize> {
        let found = self.names.iter().position(|known| fold(known) == fold(name));
        found.ok_or_else(|| {
            Failure::input(format!("there is no column \"{name}\" in the first line"))
                .at(self.path.display())
                .todo("separate the columns by commas; Code and Competency are needed")
        })
    }

    fn next(&mut self) -> Outcome<Option<&csv::ByteRecord>> {
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => Ok(Some(&self.row)),
            Ok(false) => Ok(None),
            Err(error) => Err(unreadable(&self.path, &error)),
        }
    }
}

fn unreadable(path: &Path, error: &csv::Error) -> Failure {
    Failure::input("the file cannot be read as CSV").at(path.display()).because(error)
}
