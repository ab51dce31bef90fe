//! The pen: how a page writes words, days, numbers, rules and places, in the language of the reader.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::base::{Amount, Day};
use crate::report::books::context::Context;
use crate::report::several::{first_of, joined};

use super::company::{CompanyPage, LevelKey};
use super::places::ShownPlace;
use super::sources::PageTables;

/// Signs of one text from the data that a page shows; the workbook and the tables have all of it.
const TEXT_MAX: usize = 160;

#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub context: Context<'a>,
    pub company: &'a CompanyPage,
    pub sources: &'a PageTables<'a>,
    /// How often everything that has no end was halved, for the page to stay small.
    pub halved: u32,
}

impl<'a> Pen<'a> {
    pub(super) fn word(&self, key: &'static str) -> &'a str {
        self.context.labels.get("page", key)
    }

    pub(super) fn say(&self, key: &'static str, values: &[(&str, &str)]) -> String {
        self.context.labels.say("page", key, values)
    }

    /// A code of the data files in words.
    pub(super) fn code(&self, group: &str, code: &str) -> String {
        self.context.labels.code(group, Cow::Borrowed(code)).into_owned()
    }

    pub(super) fn day(&self, day: Day) -> String {
        self.context.labels.day(Some(day))
    }

    /// With the sign that stands for less, and not the hyphen.
    pub(super) fn amount(&self, amount: Amount) -> String {
        self.context.labels.amount(amount).replace('-', "−")
    }

    pub(super) fn count(&self, count: u64) -> String {
        self.amount(Amount::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    pub(super) fn as_of(&self) -> Day {
        self.context.facts.as_of
    }

    /// Where a requirement of an option is attested; none of what is no fact.
    pub(super) fn attested_at(&self, key: &LevelKey, option: &str, name: &str) -> Option<String> {
        let key = [&*key.programme, &*key.competency, &*key.level, option];
        let fact = self.context.facts.attested_by(key, name)?;
        Some(format!("[company.attested] \"{fact}\""))
    }

    /// So many of something at most.
    pub(super) fn most(&self, full: usize) -> usize {
        full.checked_shr(self.halved).unwrap_or(0).max(1)
    }

    /// A day, and how far off it is.
    pub(super) fn when(&self, day: Day) -> String {
        let (shown, days) = (self.day(day), day.0 - self.as_of().0);
        let key = match days {
            0 => "when_today",
            1 => "when_tomorrow",
            2.. => "when_days",
            _ => return shown,
        };
        self.say(key, &[("day", &shown), ("days", &self.amount(Amount::whole(days.into())))])
    }

    /// The name of a requirement or a metric in the language of the reader, shortened.
    pub(super) fn requirement<'b>(&'b self, name: &'b str) -> Cow<'b, str> {
        short(self.context.facts.translated(name))
    }

    /// A person by name, shortened.
    pub(super) fn person(&self, email: &str) -> String {
        short(&self.company.name(email)).into_owned()
    }

    /// Several persons, the first of them by name.
    pub(super) fn persons(&self, emails: &[String], most: usize) -> String {
        self.names(emails, most).join(", ")
    }

    /// Several persons of whom one is enough.
    pub(super) fn any_person(&self, emails: &[String], most: usize) -> String {
        self.either(self.names(emails, most))
    }

    /// Several persons, all of whom are needed.
    pub(super) fn all_persons(&self, emails: &[String], most: usize) -> String {
        self.joined(self.names(emails, most), "and")
    }

    /// Several of which one is enough, the first of so many by name.
    pub(super) fn any_named(&self, named: Vec<String>, all: usize) -> String {
        self.either(self.first_named(named, all))
    }

    /// The first of so many.
    pub(super) fn first_named(&self, named: Vec<String>, all: usize) -> Vec<String> {
        first_of(named, all, self.context)
    }

    fn either(&self, names: Vec<String>) -> String {
        self.joined(names, "or")
    }

    fn joined(&self, names: Vec<String>, word: &str) -> String {
        joined(names, word, self.context, |names| names.join(", "))
    }

    fn names(&self, emails: &[String], most: usize) -> Vec<String> {
        let named = emails.iter().take(most).map(|it| self.person(it)).collect();
        first_of(named, emails.len(), self.context)
    }

    /// What something is called, and what is said of it.
    pub(super) fn pair(&self, name: &str, text: &str) -> String {
        self.context.labels.say("say", "of_company", &[("company", name), ("text", text)])
    }

    /// Names as a list, shortened.
    pub(super) fn list(&self, names: &[String], most: usize) -> String {
        self.some(names, most).join(", ")
    }

    fn some(&self, names: &[String], most: usize) -> Vec<String> {
        let named = names.iter().take(most).map(|it| short(it).into_owned()).collect();
        first_of(named, names.len(), self.context)
    }

    /// A rule by its id, with what it says for whoever points at it, touches it or comes by keyboard.
    pub(super) fn rule(&self, id: &str) -> Markup {
        let says = self.context.labels.find("page_rule", id);
        html! {
            @match says {
                Some(says) => span.rule tabindex="0" { (id) span.tip role="tooltip" { (says) } },
                None => span.rule { (id) },
            }
        }
    }

    /// Where a row of a published table stands: the file as a link, sheet and row in words. `about` is
    /// what the row tells of, for those who hear the link alone.
    pub(super) fn row(&self, table: &str, row: usize, about: &str) -> Markup {
        self.place(&self.sources.places.find(table, row), about)
    }

    /// A sheet, where one stands for more than a row; nothing where the run has no such sheet.
    pub(super) fn sheet(&self, key: &'static str) -> Markup {
        let name = self.context.sheet_name(key);
        let file = self.sources.places.file_of(name);
        html! { @if let Some(file) = file { a.place href=(file) { (file) " · " (name) } } }
    }

    fn place(&self, place: &ShownPlace, about: &str) -> Markup {
        let said = self.said(place);
        let heard = format!("{said}: {}", short(about));
        html! { a.place href=(place.file) aria-label=(heard) { (said) } }
    }

    /// The row alone, where book and sheet stand above.
    pub(super) fn row_alone(&self, place: &ShownPlace, about: &str) -> Markup {
        let heard = format!("{}: {}", self.said(place), short(about));
        let said = self.say("row", &[("row", &place.row.to_string())]);
        html! { a.place href=(place.file) aria-label=(heard) { (said) } }
    }

    /// Book, sheet and row, or file and row.
    fn said(&self, place: &ShownPlace) -> String {
        let (file, row) = (&*place.file, place.row.to_string());
        let sheet = place.sheet.as_deref().unwrap_or(file);
        let values = [("sheet", sheet), ("row", row.as_str())];
        let said = self.context.labels.say("say", "sheet_and_row", &values);
        if place.sheet.is_some() { format!("{file} · {said}") } else { said }
    }
}

/// A text of the data as a page shows it: one that is too long ends in an ellipsis, and signs that
/// would turn or hide the text around them are replaced.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    let is_long = text.char_indices().nth(TEXT_MAX).is_some();
    if !is_long && !text.contains(disturbs) {
        return Cow::Borrowed(text);
    }
    let tame = |sign| if disturbs(sign) { '\u{fffd}' } else { sign };
    let mut shown: String = text.chars().take(TEXT_MAX).map(tame).collect();
    if is_long {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// A sentence with texts of the data as a page shows it: the same, but whole, as what is to be written down is no
/// use without its end.
pub(crate) fn whole(text: &str) -> Cow<'_, str> {
    if !text.contains(disturbs) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|sign| if disturbs(sign) { '\u{fffd}' } else { sign }).collect())
}

/// Control signs, and those that change the direction of what follows.
fn disturbs(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
