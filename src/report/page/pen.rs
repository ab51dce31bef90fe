//! The pen: how a page writes words, days, numbers, rules and places, in the language of the reader.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::base::{Amount, Day};
use crate::report::books::context::Context;

use super::company::Company;

/// Signs of one text from the data that a page shows; the workbook and the tables have all of it.
const TEXT_MAX: usize = 160;

#[derive(Clone, Copy)]
pub struct Pen<'a> {
    pub context: Context<'a>,
    pub company: &'a Company,
}

impl<'a> Pen<'a> {
    pub fn word(&self, key: &'static str) -> &'a str {
        self.context.labels.get("page", key)
    }

    pub fn say(&self, key: &'static str, values: &[(&str, &str)]) -> String {
        self.context.labels.say("page", key, values)
    }

    /// A code of the data files in words.
    pub fn code(&self, group: &str, code: &str) -> String {
        self.context.labels.code(group, Cow::Borrowed(code)).into_owned()
    }

    pub fn day(&self, day: Day) -> String {
        self.context.labels.day(Some(day))
    }

    pub fn amount(&self, amount: Amount) -> String {
        self.context.labels.amount(amount)
    }

    pub fn count(&self, count: u64) -> String {
        self.amount(Amount::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    pub fn as_of(&self) -> Day {
        self.context.facts.as_of
    }

    /// A person by name, shortened.
    pub fn person(&self, email: &str) -> String {
        short(&self.company.name(email)).into_owned()
    }

    /// Several persons, the first of them by name.
    pub fn persons(&self, emails: &[String], most: usize) -> String {
        let mut named: Vec<String> = emails.iter().take(most).map(|it| self.person(it)).collect();
        if emails.len() > most {
            let more = self.count((emails.len() - most) as u64);
            named.push(self.say("and_more", &[("count", &more)]));
        }
        named.join(", ")
    }

    /// Levels as a list of names, shortened.
    pub fn levels(&self, names: &[String], most: usize) -> String {
        let mut named: Vec<Cow<'_, str>> = names.iter().take(most).map(|it| short(it)).collect();
        if names.len() > most {
            let more = self.count((names.len() - most) as u64);
            named.push(Cow::Owned(self.say("and_more", &[("count", &more)])));
        }
        named.join(", ")
    }

    /// A rule by its id, with what it says for whoever points at it, touches it or comes by keyboard.
    pub fn rule(&self, id: &str) -> Markup {
        let says = self.context.labels.find("page_rule", id);
        html! {
            @match says {
                Some(says) => span.rule tabindex="0" { (id) span.tip role="tooltip" { (says) } },
                None => span.rule { (id) },
            }
        }
    }

    /// Where a statement stands in the workbooks: the book as a link, the sheet and the row in words.
    pub fn place(&self, book: &str, sheet: &'static str, row: usize) -> Markup {
        let row = row.to_string();
        let sheet = self.context.sheet_name(sheet);
        let said =
            self.context.labels.say("say", "sheet_and_row", &[("sheet", sheet), ("row", &row)]);
        html! { a.place href=(book) { (said) } }
    }
}

/// A text of the data as a page shows it: one that is too long ends in an ellipsis, and signs that
/// would turn or hide the text around them are replaced.
pub fn short(text: &str) -> Cow<'_, str> {
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

/// Control signs, and those that change the direction of what follows.
fn disturbs(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
