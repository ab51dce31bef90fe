//! Labels: every word of the workbooks, in the language of the reader.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::base::{Amount, Day, Failure, Month, Outcome, shown};
use crate::programme::languages::{self, ENGLISH};

use super::book::Formats;

type WordGroup = BTreeMap<String, String>;

/// The words of one language, by group and key.
#[derive(Clone, Debug)]
pub struct Labels {
    pub language: String,
    groups: BTreeMap<String, WordGroup>,
    /// File name and text, for the run key.
    pub source: (String, String),
}

/// Longest name that a spreadsheet takes for a sheet, less ` (99)`.
const SHEET_NAME_MAX: usize = 26;

impl Labels {
    /// The labels of a language that comes with the program.
    ///
    /// # Errors
    /// When there is no such language.
    pub fn built_in(language: &str) -> Outcome<Self> {
        Self::beside(Path::new(""), language, |_| Ok(None))
    }

    /// The labels of a language: `labels/<language>.toml` beside the pipeline file where `read` finds
    /// one, else those that come with the program.
    ///
    /// # Errors
    /// When the language is unknown, or its file lacks a label or has one that nothing shows.
    pub fn beside(
        folder: &Path,
        language: &str,
        read: impl Fn(&Path) -> Outcome<Option<String>>,
    ) -> Outcome<Self> {
        let path = folder.join("labels").join(format!("{language}.toml"));
        let own = if language_is_plain(language) { read(&path)? } else { None };
        if let Some(text) = own {
            return Self::read(&shown(&path), &text);
        }
        let Some(built_in) = languages::find(language) else {
            return Err(Failure::configuration(format!("there are no labels for `{language}`"))
                .at("language")
                .todo(format!(
                    "use one of {}, or add {}",
                    languages::codes().join(", "),
                    shown(&path)
                )));
        };
        Self::read(&format!("(built in) labels/{language}.toml"), built_in.labels)
    }

    /// Reads a label file and holds it against the English one.
    ///
    /// # Errors
    /// When it is no TOML, or a label is missing, unknown or lacks a placeholder.
    pub fn read(name: &str, text: &str) -> Outcome<Self> {
        let labels = Self::parse(name, text)?;
        let english = Self::parse("en.toml", ENGLISH.labels)?;
        labels.compare(&english, name)?;
        labels.check_sheets(name)?;
        Ok(labels)
    }

    fn parse(name: &str, text: &str) -> Outcome<Self> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Failure::configuration("the labels are no TOML").at(name).because(error)
        })?;
        let mut language = String::new();
        let mut groups = BTreeMap::new();
        for (key, value) in table {
            match value {
                toml::Value::String(text) if key == "language" => language = text,
                toml::Value::Table(entries) => {
                    groups.insert(key.clone(), group(name, &key, entries)?);
                }
                _ => return Err(misplaced(name, &key)),
            }
        }
        Ok(Self { language, groups, source: (name.to_owned(), text.to_owned()) })
    }

    fn compare(&self, english: &Self, name: &str) -> Outcome<()> {
        for (group, entries) in &english.groups {
            for (key, text) in entries {
                let place = format!("{name}, [{group}] {key}");
                let Some(own) = self.find(group, key) else {
                    return Err(Failure::configuration("the label is missing")
                        .at(place)
                        .todo(format!("add it; the English one is: {text}")));
                };
                let (own, english) = (placeholders(own), placeholders(text));
                if let Some(odd) = own.symmetric_difference(&english).next() {
                    return Err(Failure::configuration(format!(
                        "the placeholder {{{odd}}} is here or in English, but not in both"
                    ))
                    .at(place)
                    .todo(format!("the English one is: {text}")));
                }
            }
        }
        self.unknown(english, name)
    }

    fn unknown(&self, english: &Self, name: &str) -> Outcome<()> {
        for (group, entries) in &self.groups {
            if let Some(key) = entries.keys().find(|key| english.find(group, key).is_none()) {
                return Err(Failure::configuration("nothing shows this label")
                    .at(format!("{name}, [{group}] {key}"))
                    .todo("correct its name or take it out"));
            }
        }
        Ok(())
    }

    /// Names of sheets are short, different and without the signs that spreadsheets refuse.
    fn check_sheets(&self, name: &str) -> Outcome<()> {
        let mut seen = BTreeSet::new();
        for (key, sheet) in self.groups.get("sheet").into_iter().flatten() {
            let refused = |sign: char| "[]:*?/\\'".contains(sign);
            let sound = !sheet.is_empty() && !sheet.contains(refused);
            if !sound
                || sheet.chars().count() > SHEET_NAME_MAX
                || !seen.insert(sheet.to_lowercase())
            {
                return Err(Failure::configuration("no sheet can have this name")
                    .at(format!("{name}, [sheet] {key}"))
                    .todo(format!(
                        "at most {SHEET_NAME_MAX} signs, none of []:*?/\\', no two alike"
                    )));
            }
        }
        Ok(())
    }

    #[must_use]
    pub fn find(&self, group: &str, key: &str) -> Option<&str> {
        self.groups.get(group)?.get(key).map(String::as_str)
    }

    /// A label. English has every one that is asked for (a test sees to it).
    #[must_use]
    pub fn get<'a>(&'a self, group: &str, key: &'a str) -> &'a str {
        match self.find(group, key) {
            Some(label) => label,
            None => missing(group, key),
        }
    }

    /// A code in words; a code without words as it is.
    #[must_use]
    pub fn code<'a>(&'a self, group: &str, code: Cow<'a, str>) -> Cow<'a, str> {
        self.find(group, &code).map_or(code, Cow::Borrowed)
    }

    /// All codes of a group in words, for one who asks for many.
    #[must_use]
    pub fn group(&self, group: &str) -> Option<&BTreeMap<String, String>> {
        self.groups.get(group)
    }

    /// A sentence with its placeholders filled.
    #[must_use]
    pub fn say(&self, group: &str, key: &str, values: &[(&str, &str)]) -> String {
        let text = self.get(group, key);
        let mut said = String::with_capacity(text.len() + 24);
        fill(text, &mut said, |name, said| {
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                self.join(said, value);
            }
        });
        said
    }

    #[must_use]
    pub fn yes_no(&self, yes: Option<bool>) -> &str {
        match yes {
            Some(true) => self.get("word", "yes"),
            Some(false) => self.get("word", "no"),
            None => "",
        }
    }

    /// A day as the language writes it.
    #[must_use]
    pub fn day(&self, day: Option<Day>) -> String {
        let mut shown = String::new();
        self.days().put(day, &mut shown);
        shown
    }

    /// How days are written, for one who writes many.
    #[must_use]
    pub fn days(&self) -> DayFormat<'_> {
        DayFormat(self.get("format", "date"))
    }

    /// A month as it is written in a sentence.
    #[must_use]
    pub fn month(&self, month: Month) -> String {
        self.month_by("month_said", month)
    }

    /// A month as it is written in a cell, or at the foot of a drawing.
    #[must_use]
    pub fn month_short(&self, month: Month) -> String {
        self.month_by("month", month)
    }

    /// A month of a table, as in a sentence.
    #[must_use]
    pub fn month_of(&self, text: &str) -> String {
        Month::from_iso(text).map_or_else(|| text.to_owned(), |month| self.month(month))
    }

    fn month_by(&self, format: &str, month: Month) -> String {
        let iso = month.to_string();
        let Some((year, number)) = iso.split_once('-') else { return iso };
        let format = self.get("format", format).replace("yyyy", year);
        if format.contains("mmmm") {
            format.replace("mmmm", self.get("month_name", number))
        } else {
            format.replace("mm", number)
        }
    }

    /// A number as the language writes it, without trailing zeros.
    #[must_use]
    pub fn amount(&self, amount: Amount) -> String {
        let plain = amount.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", &*plain), |rest| ("-", rest));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let mut shown = sign.to_owned();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) && whole.len() > 4 {
                shown.push_str(self.get("format", "thousands"));
            }
            shown.push(digit);
        }
        if !places.is_empty() {
            shown.push_str(self.get("format", "decimal"));
            shown.push_str(places);
        }
        shown
    }

    /// A number, or that it is not known.
    #[must_use]
    pub(crate) fn amount_if_known(&self, amount: Option<Amount>) -> String {
        let unknown = || self.get("word", "unknown").to_lowercase();
        amount.map_or_else(unknown, |amount| self.amount(amount))
    }

    /// An amount with what it is counted in: a code in words, else as the programme writes it.
    #[must_use]
    pub fn in_unit(&self, amount: Amount, unit: &str) -> String {
        let shown = self.amount(amount);
        let one = self.find("counted_in_one", unit).filter(|_| amount == Amount::whole(1));
        match one.or_else(|| self.find("counted_in", unit)).unwrap_or(unit) {
            "" => shown,
            unit => format!("{shown} {unit}"),
        }
    }

    #[must_use]
    pub fn formats(&self) -> Formats {
        let format = |key| self.get("format", key).to_owned();
        Formats {
            date: format("date"),
            month: format("month"),
            integer: format("integer"),
            decimal_1: format("decimal_1"),
            decimal_2: format("decimal_2"),
            decimal_4: format("decimal_4"),
        }
    }

    /// The keys of a group, for tests and for the data dictionary.
    pub fn keys(&self, group: &str) -> impl Iterator<Item = &str> {
        self.groups.get(group).into_iter().flatten().map(|(key, _)| key.as_str())
    }
}

/// Says a text; `put` says what stands for its placeholders.
pub(crate) fn fill(text: &str, said: &mut String, mut put: impl FnMut(&str, &mut String)) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        said.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        put(name, said);
        rest = after;
    }
    said.push_str(rest);
}

/// How a language writes days.
#[derive(Clone, Copy, Debug)]
pub struct DayFormat<'a>(&'a str);

impl DayFormat<'_> {
    /// Writes a day, if it is dated.
    pub fn put(self, day: Option<Day>, shown: &mut String) {
        let Some(day) = day.filter(|day| day.is_dated()) else { return };
        let iso = day.iso();
        let iso = str::from_utf8(&iso).unwrap_or("0000-00-00");
        let mut rest = self.0;
        while let Some(sign) = rest.chars().next() {
            let (part, length) = match sign {
                'y' => (&iso[..4], 4),
                'm' => (&iso[5..7], 2),
                'd' => (&iso[8..], 2),
                other => (&rest[..other.len_utf8()], other.len_utf8()),
            };
            shown.push_str(part);
            rest = rest.get(length..).unwrap_or("");
        }
    }
}

fn group(name: &str, key: &str, entries: toml::Table) -> Outcome<WordGroup> {
    entries
        .into_iter()
        .map(|(entry, value)| match value {
            toml::Value::String(text) if !text.is_empty() => Ok((entry, text)),
            _ => Err(misplaced(name, &format!("[{key}] {entry}"))),
        })
        .collect()
}

fn misplaced(name: &str, key: &str) -> Failure {
    Failure::configuration("a label is a text in quotes inside of a group, and not empty")
        .at(format!("{name}, {key}"))
}

/// Letters only: a language never leads out of the folder.
fn language_is_plain(language: &str) -> bool {
    !language.is_empty() && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(not(test))]
fn missing<'k>(_: &str, key: &'k str) -> &'k str {
    key
}

#[cfg(test)]
use asked::missing;

/// Labels that were asked for and are not there.
#[cfg(test)]
mod asked {
    use std::cell::RefCell;

    thread_local! {
        pub static MISSING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn missing<'k>(group: &str, key: &'k str) -> &'k str {
        MISSING.with_borrow_mut(|all| all.push(format!("[{group}] {key}")));
        key
    }
}

/// The labels that this thread asked for in vain.
#[cfg(test)]
pub(crate) fn missed() -> Vec<String> {
    asked::MISSING.with_borrow_mut(std::mem::take)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english_with(from: &str, to: &str) -> Outcome<Labels> {
        Labels::read("labels/xx.toml", &ENGLISH.labels.replace(from, to))
    }

    #[test]
    fn all_languages_have_all_labels() {
        for language in languages::codes() {
            let labels = Labels::built_in(language).map_err(|failure| failure.to_string());
            assert_eq!(labels.map(|labels| labels.language), Ok(language.to_owned()));
        }
    }

    #[test]
    fn a_missing_label_is_named() {
        let failure = english_with("page_of ", "pageof ").unwrap_err().to_string();
        assert!(failure.contains("labels/xx.toml, [say] page_of"), "{failure}");
        let failure = english_with("As of {date}", "As of").unwrap_err().to_string();
        assert!(failure.contains("{date}"), "{failure}");
        let failure = english_with("[word]", "[word]\nother = \"x\"").unwrap_err().to_string();
        assert!(failure.contains("[word] other"), "{failure}");
        let failure = english_with("\"Skills report\"\ncontact", "\"Sk/lls\"\ncontact");
        assert!(failure.unwrap_err().to_string().contains("[sheet] skills_report"));
        assert!(english_with("[word]", "[word").is_err());
    }

    #[test]
    fn a_file_beside_the_pipeline_takes_the_place_of_ours() {
        let own = ENGLISH.labels.replace("\"Levels\"", "\"Ranks\"");
        let read = |path: &Path| {
            let ours = path == Path::new("/p/labels/it.toml");
            Ok(ours.then(|| own.clone()))
        };
        let labels = Labels::beside(Path::new("/p"), "it", read).unwrap();
        assert_eq!(labels.get("sheet", "levels"), "Ranks");
        assert_eq!(Labels::beside(Path::new("/p"), "fr", read).unwrap().language, "fr");
        let failure = Labels::beside(Path::new("/p"), "pt", read).unwrap_err().to_string();
        assert!(failure.contains("labels/pt.toml"), "{failure}");
        assert!(Labels::beside(Path::new("/p"), "../it", read).is_err());
    }

    #[test]
    fn numbers_and_days_are_written_as_the_language_does() {
        let labels = Labels::built_in("en").unwrap();
        let amount = |text: &str| labels.amount(Amount::from_plain(text).unwrap());
        assert_eq!(amount("1234567.25"), "1,234,567.25");
        assert_eq!(amount("-1234"), "-1234");
        assert_eq!(amount("12345"), "12,345");
        assert_eq!(labels.day(Day::from_iso("2021-03-01")), "2021-03-01");
        assert_eq!(labels.day(None), "");
    }

    #[test]
    fn french_signs_are_not_torn_from_their_words() {
        let french = Labels::built_in("fr").unwrap();
        for (group, entries) in &french.groups {
            for (key, text) in entries {
                for torn in [" :", " ;", " ?", " !", " »", "« "] {
                    assert!(!text.contains(torn), "[{group}] {key}: {text}");
                }
            }
        }
    }
}
