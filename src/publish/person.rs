//! A person as stored runs know them: the keys that mean them, and where a text or a path has one.
//!
//! E-mail addresses and long certification ids mean the person wherever they stand alone, and so
//! does a first with a last name. What is short, "Li Wu" or `4711`, means somebody only in company
//! of such a key, or where the text says that it is an MCID.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::prefilter::Prefilter;

/// What stands where a person was named.
pub(crate) const FORGOTTEN: &str = "(forgotten)";

/// A shorter number may count days or rows.
const LONG_DIGITS: usize = 5;
/// Letters of a first and a last name that are hardly two words of a sentence.
const LONG_LETTERS: usize = 6;
/// So many signs may stand between the parts of a name: `Ahlgren,  Wilma`.
const GAP_SIGNS: usize = 3;
/// Endings of files that bear the e-mail of a person as their name.
const ENDINGS: [&str; 17] = [
    "json", "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "gz", "zip", "parquet", "html", "htm",
    "xml", "pdf", "log", "md", "docx",
];

/// What a row says of its own person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnKeys {
    pub email: String,
    pub mcid: String,
    pub first: String,
    pub last: String,
}

/// The keys of a person. Everything is in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ForgottenPerson {
    emails: BTreeSet<String>,
    /// Without leading zeros.
    mcids: BTreeSet<String>,
    /// First and last.
    names: BTreeSet<(String, String)>,
    /// Addresses of other people that look like a name of this one.
    #[serde(skip)]
    namesakes: BTreeSet<String>,
    #[serde(skip)]
    prefilter: Prefilter,
}

/// What a stretch of a text is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weight {
    Decides,
    /// A short name, which needs a key that decides in its line.
    Name,
    /// A short certification id, which may be called one instead.
    Mcid,
}

impl ForgottenPerson {
    #[must_use]
    pub(crate) fn new<'e>(emails: impl IntoIterator<Item = &'e str>) -> Self {
        let emails = emails.into_iter().map(|email| lower(email.trim())).collect();
        let mut person = Self { emails, ..Self::default() };
        person.sharpen();
        person
    }

    /// After keys were added in other ways than these: when it was read from a file.
    pub(crate) fn sharpen(&mut self) {
        // A short name counts only where another key is.
        let long = self.names.iter().filter(|name| is_long_name(name));
        let keys = self.emails.iter().chain(&self.mcids).chain(long.map(|(_, last)| last));
        self.prefilter = Prefilter::of(keys.map(String::as_str));
    }

    pub(crate) fn learn_email(&mut self, email: &str) -> bool {
        let email = lower(email.trim());
        let is_new = email.contains('@') && self.emails.insert(email);
        self.sharpen_if(is_new)
    }

    pub(crate) fn learn_mcid(&mut self, mcid: &str) -> bool {
        let mcid = bare(mcid);
        let is_new = is_number(mcid) && self.mcids.insert(mcid.to_owned());
        self.sharpen_if(is_new)
    }

    pub(crate) fn learn_name(&mut self, first: &str, last: &str) -> bool {
        let name = (folded(first), folded(last));
        let is_new = name.0.len() + name.1.len() > 0 && self.names.insert(name);
        self.sharpen_if(is_new)
    }

    /// Remembers that this is somebody else, if the address looks like a name of the person.
    pub(crate) fn meet(&mut self, email: &str) {
        if self.may_be_in(email.as_bytes()) && !self.has_email(email) && self.is_named_in(email) {
            self.namesakes.insert(lower(email.trim()));
        }
    }

    fn sharpen_if(&mut self, is_new: bool) -> bool {
        if is_new {
            self.sharpen();
        }
        is_new
    }

    /// The same person where numbers mean something else.
    #[must_use]
    pub(crate) fn without_mcids(&self) -> Self {
        let mut other = self.clone();
        other.mcids.clear();
        other.sharpen();
        other
    }

    #[must_use]
    pub(crate) fn has_email(&self, email: &str) -> bool {
        self.emails.contains(&lower(email.trim()))
    }

    #[must_use]
    pub(crate) fn has_mcid(&self, mcid: &str) -> bool {
        self.mcids.contains(bare(mcid))
    }

    /// How many e-mails, certification ids and names are known.
    #[must_use]
    pub(crate) fn keys(&self) -> [usize; 3] {
        [self.emails.len(), self.mcids.len(), self.names.len()]
    }

    /// A row is the person's by its e-mail or by its certification id, whatever else its cell says.
    #[must_use]
    pub(crate) fn owns(&self, work_email: &str, mcid: &str) -> bool {
        self.has_email(work_email) || self.has_mcid(mcid) || self.is_among(work_email)
    }

    /// Whether one of several words is an e-mail of the person.
    fn is_among(&self, work_email: &str) -> bool {
        let begins = |(at, _): (usize, char)| self.email_at(work_email, at).is_some();
        self.may_be_in(work_email.as_bytes()) && work_email.char_indices().any(begins)
    }

    /// A whole cell that can only mean the person, whatever its column is called.
    #[must_use]
    pub(crate) fn is_cell(&self, cell: &str) -> bool {
        let cell = cell.trim();
        self.has_email(cell) || (is_number(cell) && self.has_mcid(cell) && is_long(bare(cell)))
    }

    /// First and last name in cells of their own.
    #[must_use]
    pub(crate) fn has_name(&self, first: &str, last: &str) -> bool {
        let name = (folded(first), folded(last));
        !name.0.is_empty() && !name.1.is_empty() && self.names.contains(&name)
    }

    /// False only if no key of the person can be in these bytes, in whatever case they are.
    #[must_use]
    pub(crate) fn may_be_in(&self, bytes: &[u8]) -> bool {
        self.prefilter.may_hit(bytes)
    }

    /// The text without the person, if it names them.
    #[must_use]
    pub(crate) fn scrubbed(&self, text: &str) -> Option<String> {
        let stretches = self.stretches(text);
        if stretches.is_empty() {
            return None;
        }
        let mut new = String::new();
        let mut copied = 0;
        for stretch in stretches {
            new.push_str(&text[copied..stretch.start]);
            new.push_str(FORGOTTEN);
            copied = stretch.end;
        }
        Some(new + &text[copied..])
    }

    /// Whether a text of any kind names the person.
    #[must_use]
    pub(crate) fn is_named_in(&self, text: &str) -> bool {
        !self.stretches(text).is_empty()
    }

    /// Whether a file or a folder is named after the person, as shared transcripts are.
    #[must_use]
    pub(crate) fn is_in_path(&self, path: &str) -> bool {
        if !self.may_be_in(path.as_bytes()) {
            return false;
        }
        let path = lower(path);
        let has = |email: &String| {
            path.match_indices(email.as_str()).any(|(at, _)| !is_inside_email(&path[..at]))
        };
        self.emails.iter().any(has) || self.is_named_in(&path)
    }

    fn stretches(&self, text: &str) -> Vec<Range<usize>> {
        if !self.may_be_in(text.as_bytes()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let (mut before, mut behind) = (None, 0);
        for (at, letter) in text.char_indices() {
            let begins = before.is_none_or(|before: char| !before.is_alphanumeric());
            before = Some(letter);
            if at >= behind
                && let Some((length, weight)) = self.key_at(text, at, begins)
            {
                behind = at + length;
                found.push((at..behind, weight));
            }
        }
        let counts = |(stretch, weight): &(Range<usize>, Weight)| {
            let line = line_around(text, stretch);
            let decided = |(other, weight): &(Range<usize>, Weight)| {
                *weight == Weight::Decides && other.start < line.end && other.end > line.start
            };
            *weight == Weight::Decides
                || (*weight == Weight::Mcid && says_mcid(&text[line.clone()]))
                || found.iter().any(decided)
        };
        found.iter().filter(|one| counts(one)).map(|(stretch, _)| stretch.clone()).collect()
    }

    /// The key that begins here: how many bytes it has, and its worth.
    fn key_at(&self, text: &str, at: usize, begins: bool) -> Option<(usize, Weight)> {
        let (before, here) = text.split_at(at);
        let by_email = || Some((self.email_at(text, at)?, Weight::Decides));
        let by_mcid = || {
            let digits = here.bytes().take_while(u8::is_ascii_digit).count();
            let behind = &here[digits..];
            let alone = digits > 0 && !behind.starts_with(char::is_alphanumeric);
            let mcid = bare(&here[..digits]);
            let whole = alone && !is_of_decimal(before, behind) && self.mcids.contains(mcid);
            let weight = if is_long(mcid) { Weight::Decides } else { Weight::Mcid };
            whole.then_some((digits, weight))
        };
        let by_name = || {
            let found = self.names.iter().find_map(|name| name_at(here, name));
            found.filter(|(length, _)| !self.is_namesake(text, at..at + length))
        };
        by_email().or_else(|| if begins { by_mcid().or_else(by_name) } else { None })
    }

    fn email_at(&self, text: &str, at: usize) -> Option<usize> {
        let (before, here) = text.split_at(at);
        let ends = |length: &usize| !goes_on(&here[..*length], &here[*length..]);
        let mut fits = self.emails.iter().filter_map(|email| like(here, email));
        fits.find(|length| ends(length) && !is_inside_email(before))
    }

    /// Whether the stretch is part of the address of somebody else.
    fn is_namesake(&self, text: &str, stretch: Range<usize>) -> bool {
        let is_of_address = |letter: char| is_of_email(letter) || letter == '@';
        let before = text[..stretch.start].trim_end_matches(is_of_address).len();
        let behind = &text[stretch.end..];
        let end = text.len() - behind.trim_start_matches(is_of_address).len();
        self.namesakes.contains(lower(&text[before..end]).trim_matches(['.', '\'']))
    }
}

fn bare(mcid: &str) -> &str {
    mcid.trim().trim_start_matches('0')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_long(mcid: &str) -> bool {
    mcid.len() >= LONG_DIGITS
}

fn is_long_name((first, last): &(String, String)) -> bool {
    let letters = [first, last].map(|part| part.chars().count());
    letters.iter().all(|count| *count > 1) && letters[0] + letters[1] >= LONG_LETTERS
}

/// White space is one space.
fn folded(name: &str) -> String {
    lower(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn lower(text: &str) -> String {
    text.chars().flat_map(lowered).collect()
}

/// Letter by letter, so that a text can be compared in place; a sigma is one wherever it stands.
fn lowered(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|letter| if letter == 'ς' { 'σ' } else { letter })
}

fn line_around(text: &str, stretch: &Range<usize>) -> Range<usize> {
    let start = text[..stretch.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[stretch.end..].find('\n').map_or(text.len(), |at| stretch.end + at);
    start..end
}

fn says_mcid(text: &str) -> bool {
    text.contains("MCID") || text.contains("mcid")
}

/// The bytes at the beginning of the text that are the key in any case.
fn like(text: &str, key: &str) -> Option<usize> {
    let mut left = key;
    for (at, letter) in text.char_indices() {
        if left.is_empty() {
            return Some(at);
        }
        for lower in lowered(letter) {
            left = left.strip_prefix(lower)?;
        }
    }
    left.is_empty().then_some(text.len())
}

/// First and last name in either order, a few signs between them.
fn name_at(text: &str, name: &(String, String)) -> Option<(usize, Weight)> {
    let (first, last) = name;
    let whole = |one: &str, other: &str| {
        let begin = like_name(text, one)?;
        let gap: usize = text[begin..]
            .chars()
            .take(GAP_SIGNS)
            .take_while(|letter| !letter.is_alphanumeric())
            .map(char::len_utf8)
            .sum();
        let from = begin + gap;
        let end = from + like_name(&text[from..], other)?;
        (gap > 0 && !text[end..].starts_with(char::is_alphanumeric)).then_some(end)
    };
    if first.is_empty() || last.is_empty() {
        let length = like_name(text, if last.is_empty() { first } else { last })?;
        let alone = !text[length..].starts_with(char::is_alphanumeric);
        return alone.then_some((length, Weight::Name));
    }
    let length = whole(first, last).or_else(|| whole(last, first))?;
    Some((length, if is_long_name(name) { Weight::Decides } else { Weight::Name }))
}

/// As [`like`], but white space and hyphens of a name may be any one sign: codes have `-` for it.
fn like_name(text: &str, name: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    let mut left = name;
    while let Some(next) = left.chars().next() {
        let (_, letter) = letters.next()?;
        if next == ' ' || next == '-' {
            if letter.is_alphanumeric() {
                return None;
            }
            left = &left[next.len_utf8()..];
            continue;
        }
        for lower in lowered(letter) {
            left = left.strip_prefix(lower)?;
        }
    }
    Some(letters.next().map_or(text.len(), |(at, _)| at))
}

/// Signs alone, as a quote or the dash of a list, begin no address; a plus does.
fn is_inside_email(before: &str) -> bool {
    let mut run = before.chars().rev().take_while(|letter| is_of_email(*letter));
    run.any(|letter| letter.is_alphanumeric() || letter == '+')
}

fn is_of_email(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | '\'')
}

/// Whether the domain of an e-mail goes on behind it: a full stop at the end of a sentence and the
/// ending of a file do not, and no top-level domain has a hyphen.
fn goes_on(email: &str, behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix('.') else {
        let has_top = email.rsplit('@').next().is_some_and(|domain| domain.contains('.'));
        return behind.starts_with(char::is_alphanumeric) || (behind.starts_with('-') && !has_top);
    };
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '-');
    let label = &rest[..end.unwrap_or(rest.len())];
    !label.is_empty() && !ENDINGS.iter().any(|known| label.eq_ignore_ascii_case(known))
}

/// Digits beside a decimal sign are part of an amount.
fn is_of_decimal(before: &str, behind: &str) -> bool {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let sign = ['.', ','];
    before.strip_suffix(sign).is_some_and(|text| text.ends_with(is_digit))
        || behind.strip_prefix(sign).is_some_and(|text| text.starts_with(is_digit))
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
