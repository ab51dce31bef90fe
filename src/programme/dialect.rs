//! The dialect: which headers and words of five languages mean which column and which value.

use std::path::{Path, PathBuf};

use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::base::{Failure, Outcome, shown};
use crate::programme::document::{Document, DocumentValue, FileLine, hint};
use crate::programme::languages::{LANGUAGES, Language};
use crate::programme::nothing::Nothing;
use crate::programme::shelf::Shelf;
use crate::tables::{Kind, Vocabulary};

/// All languages together; keys are folded.
#[derive(Clone, Debug, Default)]
pub struct Dialect {
    /// Header to (column, rank of the alias: the lower one wins), by kind.
    pub headers: Hashed<(Kind, String), (usize, u32)>,
    /// The headers of a column as they are written, in the order of their rank.
    pub spellings: Hashed<(Kind, usize), Vec<Spelling>>,
    /// Word to the place of its canonical form in `Vocabulary::words`.
    pub words: Hashed<(Vocabulary, String), u8>,
    /// Month words to 1–12.
    pub months: Hashed<String, u32>,
    pub nothing: Nothing,
    /// File names and texts, for the run key.
    pub texts: Vec<(String, String)>,
}

/// A header as a dialect file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    pub text: String,
    /// Empty for the program's own name.
    pub language: String,
}

/// A dialect file: its name, how messages call it, and its text.
struct DialectFile {
    name: String,
    shown: String,
    text: String,
}

impl Dialect {
    /// The dialects that come with the program.
    ///
    /// # Errors
    /// None, as long as the files of the program are sound.
    pub fn built_in() -> Outcome<Self> {
        Self::of(built_in())
    }

    /// The built-in dialects, overridden by the files of a `dialects/` folder beside a pipeline.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown kind, column, vocabulary or value, or a word that
    /// means two things.
    pub fn beside(pipeline_folder: &Path, shelf: &Shelf) -> Outcome<Self> {
        let mut sources = built_in();
        for source in beside(&pipeline_folder.join("dialects"), shelf)? {
            match sources.iter_mut().find(|known| known.name == source.name) {
                Some(known) => *known = source,
                None => sources.push(source),
            }
        }
        Self::of(sources)
    }

    fn of(sources: Vec<DialectFile>) -> Outcome<Self> {
        let mut writer = DialectBuilder::default();
        writer.canonical();
        for source in sources {
            let document = Document::parse(&source.shown, source.text)?;
            writer.file(&document)?;
            writer.dialect.texts.push((format!("dialects/{}", source.name), document.text));
        }
        Ok(writer.dialect)
    }
}

fn built_in() -> Vec<DialectFile> {
    let source = |language: &Language| DialectFile {
        name: format!("{}.toml", language.code),
        shown: format!("(built in) dialects/{}.toml", language.code),
        text: language.dialect.to_owned(),
    };
    LANGUAGES.iter().map(source).collect()
}

/// The files of a folder by name; none if there is no such folder.
fn beside(folder: &Path, shelf: &Shelf) -> Outcome<Vec<DialectFile>> {
    if !shelf.has_folder(folder) {
        return Ok(Vec::new());
    }
    let source = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(DialectFile { name, shown: shown(path), text: shelf.text(path)? })
    };
    shelf.toml_files(folder)?.iter().map(source).collect()
}

/// Fills a dialect and remembers where each word came from.
#[derive(Default)]
struct DialectBuilder {
    dialect: Dialect,
    /// How many aliases a column has so far.
    ranks: Hashed<(Kind, usize), u32>,
    headers_from: Hashed<(Kind, String), FileLine>,
    words_from: Hashed<(Vocabulary, String), FileLine>,
    months_from: Hashed<String, FileLine>,
}

impl DialectBuilder {
    /// The program's own names come first and need no file.
    fn canonical(&mut self) {
        for kind in Kind::ALL {
            for (column, of) in kind.columns().iter().enumerate() {
                self.spelling(kind, column, of.name, "");
                self.dialect.headers.insert((kind, fold(of.name)), (column, 0));
                self.ranks.insert((kind, column), 1);
            }
        }
        for vocabulary in Vocabulary::ALL {
            for (place, word) in (0_u8..).zip(vocabulary.words()).skip(1) {
                self.dialect.words.insert((vocabulary, fold(word)), place);
            }
        }
    }

    fn file(&mut self, document: &Document) -> Outcome<()> {
        let root = &document.root;
        root.only(&["language", "nothing", "columns", "words", "months"])?;
        let language = root.need_text("language")?;
        for word in root.find("nothing").map(DocumentValue::texts).transpose()?.iter().flatten() {
            self.dialect.nothing.add(word);
        }
        for value in entries(root.find("columns"))? {
            self.columns(value, &language)?;
        }
        for value in entries(root.find("words"))? {
            self.words(value)?;
        }
        for value in entries(root.find("months"))? {
            self.month(value)?;
        }
        Ok(())
    }

    fn columns(&mut self, value: &DocumentValue, language: &str) -> Outcome<()> {
        let kind = Kind::from_name(&value.key)
            .ok_or_else(|| unknown(value, "kind of source", &Kind::ALL.map(Kind::name)))?;
        for aliases in value.table()?.in_order() {
            let column = kind.column(&aliases.key).ok_or_else(|| {
                let known: Vec<&str> = kind.columns().iter().map(|column| column.name).collect();
                unknown(aliases, &format!("column of {}", kind.name()), &known)
            })?;
            for item in aliases.list()? {
                if self.header(kind, column, item)? {
                    self.spelling(kind, column, item.text()?, language);
                }
            }
        }
        Ok(())
    }

    fn spelling(&mut self, kind: Kind, column: usize, text: &str, language: &str) {
        let spelling = Spelling { text: text.to_owned(), language: language.to_owned() };
        self.dialect.spellings.entry((kind, column)).or_default().push(spelling);
    }

    /// Takes a header; answers whether it is a new one.
    fn header(&mut self, kind: Kind, column: usize, item: &DocumentValue) -> Outcome<bool> {
        let key = (kind, folded(item)?);
        match self.dialect.headers.get(&key) {
            None => {
                let rank = self.ranks.entry((kind, column)).or_insert(0);
                self.dialect.headers.insert(key.clone(), (column, *rank));
                *rank += 1;
                self.headers_from.insert(key, item.place.clone());
                Ok(true)
            }
            Some((owner, _)) if *owner == column => Ok(false),
            Some((owner, _)) => {
                let owner = kind.columns()[*owner].name;
                Err(ambiguous(item, owner, self.headers_from.get(&key)))
            }
        }
    }

    fn words(&mut self, value: &DocumentValue) -> Outcome<()> {
        let vocabulary = Vocabulary::ALL
            .into_iter()
            .find(|vocabulary| vocabulary.name() == value.key)
            .ok_or_else(|| unknown(value, "vocabulary", &Vocabulary::ALL.map(Vocabulary::name)))?;
        let canonical = &vocabulary.words()[1..];
        for words in value.table()?.in_order() {
            let found = (1_u8..).zip(canonical).find(|(_, word)| **word == words.key);
            let (place, _) = found.ok_or_else(|| {
                unknown(words, &format!("value of {}", vocabulary.name()), canonical)
            })?;
            for item in words.list()? {
                self.word(vocabulary, place, item)?;
            }
        }
        Ok(())
    }

    fn word(&mut self, vocabulary: Vocabulary, place: u8, item: &DocumentValue) -> Outcome<()> {
        let key = (vocabulary, folded(item)?);
        match self.dialect.words.get(&key) {
            None => {
                self.dialect.words.insert(key.clone(), place);
                self.words_from.insert(key, item.place.clone());
                Ok(())
            }
            Some(owner) if *owner == place => Ok(()),
            Some(owner) => {
                let owner = vocabulary.words()[usize::from(*owner)];
                Err(ambiguous(item, owner, self.words_from.get(&key)))
            }
        }
    }

    fn month(&mut self, value: &DocumentValue) -> Outcome<()> {
        let number = value.key.parse().ok().filter(|number| (1..=12).contains(number));
        let number: u32 = number.ok_or_else(|| {
            value
                .failure(format!("there is no month \"{}\"", value.key))
                .todo("write the number of the month, 1 to 12")
        })?;
        for item in value.list()? {
            let word = folded(item)?;
            match self.dialect.months.get(&word) {
                None => {
                    self.months_from.insert(word.clone(), item.place.clone());
                    self.dialect.months.insert(word, number);
                }
                Some(owner) if *owner == number => (),
                Some(owner) => {
                    let owner = format!("month {owner}");
                    return Err(ambiguous(item, &owner, self.months_from.get(&word)));
                }
            }
        }
        Ok(())
    }
}

fn entries(value: Option<&DocumentValue>) -> Outcome<Vec<&DocumentValue>> {
    value.map_or(Ok(Vec::new()), |value| Ok(value.table()?.in_order()))
}

fn folded(item: &DocumentValue) -> Outcome<String> {
    let text = item.text()?;
    match fold(text) {
        folded if folded.is_empty() => Err(item
            .failure(format!("\"{text}\" has neither letter nor digit"))
            .todo("headers and words are compared by their letters and digits")),
        folded => Ok(folded),
    }
}

fn unknown(value: &DocumentValue, what: &str, known: &[&str]) -> Failure {
    value.failure(format!("unknown {what} \"{}\"", value.key)).todo(hint(&value.key, known))
}

fn ambiguous(item: &DocumentValue, owner: &str, from: Option<&FileLine>) -> Failure {
    let text = item.text().unwrap_or_default();
    let from = from.map_or("by its own name".to_owned(), |place| format!("by {place}"));
    item.failure(format!("\"{text}\" already means {owner}, {from}"))
        .todo("let it mean one thing only")
}
