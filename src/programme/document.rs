//! A TOML document whose every value knows its line, so that each complaint can name it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::fold::did_you_mean;
use crate::base::{Amount, Day, Failure, Outcome, shown};

use super::shelf::Shelf;

/// A file and one of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileLine {
    pub file: Rc<str>,
    pub line: usize,
}

/// A file that was read: its text, and what stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub text: String,
    pub root: TomlTable,
}

/// Keys and values, with the line of the header.
#[derive(Clone, Debug)]
pub(crate) struct TomlTable {
    pub place: FileLine,
    /// What it is the table of, for the messages: its key, empty for the whole file.
    key: String,
    entries: BTreeMap<String, DocumentValue>,
}

/// A value, with its key and its line.
#[derive(Clone, Debug)]
pub(crate) struct DocumentValue {
    pub key: String,
    pub place: FileLine,
    /// The byte at which it starts: several may stand in one line.
    start: usize,
    node: Node,
}

#[derive(Clone, Debug)]
enum Node {
    Text(String),
    /// The digits as written: a decimal never passes through a float.
    Number(String),
    Flag(bool),
    Day(Day),
    /// A date with a time, or a time alone: nothing here wants one.
    Time,
    List(Vec<DocumentValue>),
    Table(TomlTable),
}

/// The last two parts of a path: the same name wherever the command was started.
pub(crate) fn short_name(path: &Path) -> String {
    let name = |part: &Path| part.file_name().map(|name| name.to_string_lossy().into_owned());
    let parts = [path.parent().and_then(name), name(path)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// What was meant, or else what there is to choose from.
pub(crate) fn hint(written: &str, known: &[&str]) -> String {
    match did_you_mean(written, known.iter().copied()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("known here: {}", known.join(", ")),
    }
}

impl Document {
    pub(crate) fn read(path: &Path, shelf: &Shelf) -> Outcome<Self> {
        Self::parse(&shown(path), shelf.text(path)?)
    }

    pub(crate) fn parse(file: &str, text: String) -> Outcome<Self> {
        let scribe = Scribe::of(file, &text);
        let parsed = DeTable::parse(&text).map_err(|error| scribe.syntax_failure(&error))?;
        let root = scribe.table("", parsed.span().start, parsed.get_ref());
        Ok(Self { text, root })
    }
}

/// Turns the parser's tree into ours while the text is at hand.
struct Scribe<'a> {
    file: Rc<str>,
    text: &'a str,
    /// Where the line ends are.
    ends: Vec<usize>,
}

impl<'a> Scribe<'a> {
    fn of(file: &str, text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end).collect();
        Self { file: Rc::from(file), text, ends }
    }

    fn place(&self, byte: usize) -> FileLine {
        let line = 1 + self.ends.partition_point(|end| *end < byte);
        FileLine { file: Rc::clone(&self.file), line }
    }

    fn table(&self, key: &str, start: usize, table: &DeTable<'_>) -> TomlTable {
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &str = AsRef::<str>::as_ref(key.get_ref());
            // A table starts at its header; the key of several tables stands at the first of them.
            let start = match value.get_ref() {
                DeValue::Table(_) => value.span().start,
                _ => key.span().start,
            };
            (name.to_owned(), self.value(name, start, value.get_ref()))
        };
        let entries = table.iter().map(entry).collect();
        TomlTable { place: self.place(start), key: key.to_owned(), entries }
    }

    fn value(&self, key: &str, start: usize, value: &DeValue<'_>) -> DocumentValue {
        let node = match value {
            DeValue::String(text) => Node::Text(text.to_string()),
            DeValue::Integer(number) => Node::Number(number.to_string()),
            DeValue::Float(number) => Node::Number(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Node::Flag(*flag),
            DeValue::Datetime(when) => match (when.date, when.time) {
                (Some(date), None) => {
                    Day::of(i32::from(date.year), u32::from(date.month), u32::from(date.day))
                        .map_or(Node::Time, Node::Day)
                }
                _ => Node::Time,
            },
            DeValue::Array(items) => Node::List(
                items
                    .iter()
                    .map(|item| self.value(key, item.span().start, item.get_ref()))
                    .collect(),
            ),
            DeValue::Table(table) => Node::Table(self.table(key, start, table)),
        };
        DocumentValue { key: key.to_owned(), place: self.place(start), start, node }
    }

    fn syntax_failure(&self, error: &toml::de::Error) -> Failure {
        let span = error.span().unwrap_or_default();
        let written = self.text.get(span.clone()).unwrap_or_default().trim();
        let failure = if error.message().starts_with("duplicate key") {
            Failure::configuration(format!(
                "the key \"{}\" is there twice",
                written.trim_matches('"')
            ))
            .todo("remove one of them")
        } else {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            let todo = if message.contains("escape") || message.contains("unicode") {
                "write / between folders; a backslash can stand between single quotes only"
            } else {
                "correct the line; text stands in quotes, dates and numbers do not"
            };
            Failure::configuration(format!("not valid TOML: {message}")).todo(todo)
        };
        failure.at(self.place(span.start))
    }
}

impl FileLine {
    pub(crate) fn failure(&self, what: impl Into<String>) -> Failure {
        Failure::configuration(what).at(self)
    }
}

impl fmt::Display for FileLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.file, self.line)
    }
}

impl TomlTable {
    /// Refuses every key but these.
    pub(crate) fn only(&self, known: &[&str]) -> Outcome<()> {
        match self.in_order().into_iter().find(|value| !known.contains(&value.key.as_str())) {
            None => Ok(()),
            Some(value) => Err(self.unknown(value, known)),
        }
    }

    fn unknown(&self, value: &DocumentValue, known: &[&str]) -> Failure {
        let todo = match did_you_mean(&value.key, known.iter().copied()) {
            Some(meant) => format!("did you mean \"{meant}\"? Known here: {}", known.join(", ")),
            None => format!("known here: {}", known.join(", ")),
        };
        let within =
            if self.key.is_empty() { String::new() } else { format!(" in \"{}\"", self.key) };
        value.failure(format!("unknown key \"{}\"{within}", value.key)).todo(todo)
    }

    pub(crate) fn find(&self, key: &str) -> Option<&DocumentValue> {
        self.entries.get(key)
    }

    pub(crate) fn need(&self, key: &str) -> Outcome<&DocumentValue> {
        self.find(key).ok_or_else(|| {
            let within =
                if self.key.is_empty() { String::new() } else { format!(" in \"{}\"", self.key) };
            self.place.failure(format!("the key \"{key}\" is missing{within}")).todo("add it")
        })
    }

    /// The entries from the first line to the last.
    pub(crate) fn in_order(&self) -> Vec<&DocumentValue> {
        let mut values: Vec<&DocumentValue> = self.entries.values().collect();
        values.sort_by_key(|value| value.start);
        values
    }

    pub(crate) fn text(&self, key: &str) -> Outcome<Option<String>> {
        self.find(key).map(|value| value.text().map(str::to_owned)).transpose()
    }

    pub(crate) fn need_text(&self, key: &str) -> Outcome<String> {
        self.need(key)?.text().map(str::to_owned)
    }

    pub(crate) fn day(&self, key: &str) -> Outcome<Option<Day>> {
        self.find(key).map(DocumentValue::day).transpose()
    }

    /// `from` and the last day `until`, in order; the ends of time where they are not given.
    pub(crate) fn span(&self) -> Outcome<(Day, Day)> {
        let from = self.day("from")?.unwrap_or(Day::ALWAYS);
        let until = self.day("until")?.unwrap_or(Day::FOREVER);
        if from > until {
            let place = self.find("until").map_or(&self.place, |value| &value.place);
            return Err(place
                .failure(format!("\"until\" ({until}) is before \"from\" ({from})"))
                .todo("correct one of the dates; \"until\" is the last day"));
        }
        Ok((from, until))
    }
}

impl DocumentValue {
    pub(crate) fn failure(&self, what: impl Into<String>) -> Failure {
        self.place.failure(what)
    }

    fn described(&self) -> &'static str {
        match self.node {
            Node::Text(_) => "text",
            Node::Number(_) => "a number",
            Node::Flag(_) => "true or false",
            Node::Day(_) => "a date",
            Node::Time => "a time",
            Node::List(_) => "a list",
            Node::Table(_) => "a table",
        }
    }

    fn wrong(&self, wanted: &str, example: &str) -> Failure {
        self.failure(format!("\"{}\" is {}, not {wanted}", self.key, self.described()))
            .todo(format!("write it like {example}"))
    }

    /// Text as written, which may be empty.
    pub(crate) fn written(&self) -> Outcome<&str> {
        match &self.node {
            Node::Text(text) => Ok(text),
            Node::Number(digits) => Err(self.wrong("text", &format!("\"{digits}\", in quotes"))),
            _ => Err(self.wrong("text", "\"text\", in quotes")),
        }
    }

    /// Text with something in it, without the spaces around it.
    pub(crate) fn text(&self) -> Outcome<&str> {
        let text = self.written()?.trim();
        if text.is_empty() {
            return Err(self.failure(format!("\"{}\" is empty", self.key)).todo("write something"));
        }
        Ok(text)
    }

    pub(crate) fn list(&self) -> Outcome<&[DocumentValue]> {
        match &self.node {
            Node::List(items) => Ok(items),
            _ => Err(self.wrong("a list", "[…]")),
        }
    }

    pub(crate) fn texts(&self) -> Outcome<Vec<String>> {
        self.list()?.iter().map(|item| item.text().map(str::to_owned)).collect()
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.node, Node::Text(_))
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node, Node::List(_))
    }

    pub(crate) fn amount(&self) -> Outcome<Amount> {
        match &self.node {
            Node::Number(digits) => Amount::from_plain(digits).ok_or_else(|| {
                self.failure(format!("\"{}\" is {digits}, not a plain decimal", self.key))
                    .todo("write it like 12.5, with at most ten places")
            }),
            _ => Err(self.wrong("a number", "12.5, without quotes")),
        }
    }

    /// A whole number within bounds, both included.
    pub(crate) fn whole(&self, least: i32, most: i32) -> Outcome<i32> {
        let Node::Number(digits) = &self.node else {
            return Err(self.wrong("a whole number", "12, without quotes"));
        };
        let number: i32 = digits.parse().map_err(|_| {
            self.failure(format!("\"{}\" is {digits}, not a whole number", self.key))
                .todo(format!("write a number from {least} to {most}"))
        })?;
        if !(least..=most).contains(&number) {
            return Err(self
                .failure(format!("\"{}\" is {number}, which is out of range", self.key))
                .todo(format!("write a number from {least} to {most}")));
        }
        Ok(number)
    }

    /// A date, or the text of one.
    pub(crate) fn day(&self) -> Outcome<Day> {
        match &self.node {
            Node::Day(day) => Ok(*day),
            Node::Text(text) => Day::from_iso(text.trim()).ok_or_else(|| {
                self.failure(format!("\"{}\" is \"{text}\", which is no day", self.key))
                    .todo("write it like 2021-03-01")
            }),
            _ => Err(self.wrong("a date", "2021-03-01")),
        }
    }

    pub(crate) fn flag(&self) -> Outcome<bool> {
        match self.node {
            Node::Flag(flag) => Ok(flag),
            _ => Err(self.wrong("true or false", "true, without quotes")),
        }
    }

    pub(crate) fn table(&self) -> Outcome<&TomlTable> {
        match &self.node {
            Node::Table(table) => Ok(table),
            _ => Err(self.wrong("a table", &format!("[{}]", self.key))),
        }
    }

    /// The tables of `[[key]]`, or of a list of `{ … }`.
    pub(crate) fn tables(&self) -> Outcome<Vec<&TomlTable>> {
        match &self.node {
            Node::List(items) => items.iter().map(DocumentValue::table).collect(),
            _ => Err(self.wrong("a list of tables", &format!("[[{}]]", self.key))),
        }
    }

    /// The value that this text names.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Outcome<T> {
        let text = self.written()?;
        choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.failure(format!("\"{}\" cannot be \"{}\"", self.key, text.escape_default()))
                .todo(hint(text, &known))
        })
    }
}
