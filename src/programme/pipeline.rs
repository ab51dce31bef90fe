//! A pipeline file: the companies, where their exports lie, and what is to be made of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::Outcome;
use crate::programme::document::{Document, DocumentValue, TomlTable, hint};
pub use crate::programme::given::{Company, Inputs, Source};
use crate::programme::shelf::Shelf;
use crate::programme::{company, languages, source};
use crate::tables::Kind;
pub use crate::tables::{DateOrder, Encoding};

/// A pipeline file, read and checked; paths are already joined with its folder.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Where the file was found, as given.
    pub path: PathBuf,
    /// Its bytes, for the run key.
    pub text: String,
    pub name: String,
    pub out: PathBuf,
    pub programmes: Vec<PathBuf>,
    pub parameters: PathBuf,
    pub language: String,
    /// How small the big sheets of the workbooks are made, at the price of time.
    pub compression: u32,
    pub reports: Vec<Report>,
    pub companies: Vec<Company>,
    pub sources: BTreeMap<Kind, Source>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Report {
    Skills,
    Risk,
    Kpi,
}

const KEYS: [&str; 9] = [
    "name",
    "out",
    "programmes",
    "parameters",
    "language",
    "reports",
    "compression",
    "company",
    "sources",
];

/// Of big sheets: the fastest. Over a million rows, level 2 makes the book a quarter smaller and takes a
/// twentieth longer; level 3 takes a tenth longer again and saves little more.
pub const COMPRESSION: u32 = 1;

/// Day, key and hidden prefixes come to it, and 255 bytes is what most systems have for a name.
const NAME_BYTES_MAX: usize = 100;

/// What no folder may be called on one system or another.
pub(crate) const NO_FILE_NAME: &[char] = &['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

impl Report {
    pub const ALL: [Self; 3] = [Self::Skills, Self::Risk, Self::Kpi];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::Risk => "risk",
            Self::Kpi => "kpi",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }
}

impl Pipeline {
    /// Reads and checks a pipeline file.
    ///
    /// # Errors
    /// What cannot be read, an unknown or missing key, or a value that does not fit, with its line.
    pub fn read(path: &Path, shelf: &Shelf, inputs: Inputs) -> Outcome<Self> {
        let document = Document::read(path, shelf)?;
        let root = &document.root;
        root.only(&KEYS)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let is_given = |key: &str| inputs == Inputs::Files || root.find(key).is_some();
        let companies = if is_given("company") { company::read_all(root)? } else { Vec::new() };
        Ok(Self {
            path: path.to_owned(),
            name: name(root.need("name")?)?,
            out: if is_given("out") {
                folder.join(root.need("out")?.text()?)
            } else {
                folder.into()
            },
            programmes: programmes(root, folder)?,
            parameters: folder.join(root.need("parameters")?.text()?),
            language: language(root, folder, shelf)?,
            reports: reports(root)?,
            compression: compression(root)?,
            companies,
            sources: if is_given("sources") {
                source::read_all(root, folder, inputs)?
            } else {
                BTreeMap::new()
            },
            text: document.text,
        })
    }

    /// The folder that the paths of the file start from; empty for the current one.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// `sources.csv`, which stands beside the parameters.
    #[must_use]
    pub fn citations(&self) -> PathBuf {
        self.parameters.with_file_name("sources.csv")
    }
}

/// The name becomes part of a folder's name, and of the line at the foot of every printed page.
fn name(value: &DocumentValue) -> Outcome<String> {
    let name = value.text()?;
    if name.len() > NAME_BYTES_MAX {
        return Err(value
            .failure(format!(
                "\"name\" is {} bytes long, and a folder's name has room for {NAME_BYTES_MAX}",
                name.len()
            ))
            .todo("write a shorter one; letters beyond a to z take two bytes or more"));
    }
    match name.chars().find(|sign| sign.is_control() || NO_FILE_NAME.contains(sign)) {
        None => Ok(name.to_owned()),
        Some(sign) => Err(value
            .failure(format!("\"name\" has the sign {sign:?}, which no folder can have"))
            .todo("use letters, digits and hyphens")),
    }
}

fn programmes(root: &TomlTable, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let value = root.need("programmes")?;
    let names = value.texts()?;
    if names.is_empty() {
        return Err(value
            .failure("\"programmes\" names no folder")
            .todo("name at least one, such as \"programmes/mpn\""));
    }
    Ok(names.iter().map(|name| folder.join(name)).collect())
}

/// One of ours, or one for which a file of labels stands beside the pipeline. A company may say it
/// for a pipeline that does not.
fn language(root: &TomlTable, folder: &Path, shelf: &Shelf) -> Outcome<String> {
    let asked = root.find("language").or(company::language(root)?);
    let Some(value) = asked else {
        return Ok(languages::ENGLISH.code.to_owned());
    };
    let language = value.text()?;
    let labels = folder.join("labels").join(format!("{language}.toml"));
    if languages::find(language).is_some() || shelf.has_file(&labels) {
        return Ok(language.to_owned());
    }
    Err(value
        .failure(format!("there are no labels for the language \"{language}\""))
        .todo(hint(language, &languages::codes())))
}

/// From 1, the fastest, to 9, the smallest.
fn compression(root: &TomlTable) -> Outcome<u32> {
    let level = root.find("compression").map(|value| value.whole(1, 9)).transpose()?;
    Ok(level.map_or(COMPRESSION, i32::unsigned_abs))
}

fn reports(root: &TomlTable) -> Outcome<Vec<Report>> {
    let Some(value) = root.find("reports") else {
        return Ok(Report::ALL.to_vec());
    };
    let choices = Report::ALL.map(|report| (report.name(), report));
    let mut reports = Vec::new();
    for item in value.list()? {
        let report = item.choice(&choices)?;
        if !reports.contains(&report) {
            reports.push(report);
        }
    }
    if reports.is_empty() {
        return Err(value
            .failure("\"reports\" names no report")
            .todo("name some of skills, risk, kpi, or leave the key out for all"));
    }
    Ok(reports)
}
