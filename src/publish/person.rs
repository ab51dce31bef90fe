//! A person as stored runs know them: whose row it is, and where a text names them.

use std::collections::BTreeSet;

/// What stands where a person was named.
pub const FORGOTTEN: &str = "(forgotten)";

/// Columns whose text may name persons among other things. All others are a row's own.
const NAMING: [&str; 7] =
    ["persons", "key_people", "message", "value", "effect", "before", "after"];

/// An e-mail and the certification ids that rows with it bear.
#[derive(Clone, Debug)]
pub struct Person {
    /// Lower case.
    email: String,
    /// Without leading zeros.
    mcids: BTreeSet<String>,
}

impl Person {
    #[must_use]
    pub fn new(email: &str) -> Self {
        Self { email: email.trim().to_lowercase(), mcids: BTreeSet::new() }
    }

    /// Takes over the certification id of a row that is the person's by its e-mail.
    pub fn learn(&mut self, work_email: &str, mcid: &str) {
        let mcid = mcid.trim_start_matches('0');
        if !mcid.is_empty() && self.is(work_email) {
            self.mcids.insert(mcid.to_owned());
        }
    }

    fn is(&self, work_email: &str) -> bool {
        work_email.to_lowercase() == self.email
    }

    /// A row is the person's by its e-mail, or by the certification id where it has no e-mail.
    #[must_use]
    pub fn owns(&self, work_email: &str, mcid: &str) -> bool {
        let by_mcid = || self.mcids.contains(mcid.trim_start_matches('0'));
        if work_email.is_empty() { !mcid.is_empty() && by_mcid() } else { self.is(work_email) }
    }

    /// The cell without the person, if it named them.
    #[must_use]
    pub fn scrubbed(&self, column: &str, cell: &str) -> Option<String> {
        if !NAMING.contains(&column) {
            return None;
        }
        let text = self.without_email(cell);
        let left = text.as_deref().unwrap_or(cell);
        self.without_mcid(left).or(text)
    }

    /// Whether a text of any kind names the person.
    #[must_use]
    pub fn is_named_in(&self, text: &str) -> bool {
        self.without_email(text).is_some()
    }

    /// Whether a file or a folder bears the person's e-mail as its name, as shared transcripts do.
    #[must_use]
    pub fn is_in_path(&self, path: &str) -> bool {
        path.to_lowercase().contains(&self.email)
    }

    /// Whether a part of a workbook has the person in a cell.
    #[must_use]
    pub fn is_in_markup(&self, text: &str) -> bool {
        let in_cell = |mcid: &str| {
            text.match_indices(mcid).any(|(at, _)| {
                let before = text[..at].trim_end_matches('0');
                before.ends_with('>') && text[at + mcid.len()..].starts_with('<')
            })
        };
        self.is_named_in(text)
            || Self::new(&self.email.replace('&', "&amp;")).is_named_in(text)
            || self.mcids.iter().any(|mcid| in_cell(mcid))
    }

    fn without_email(&self, text: &str) -> Option<String> {
        let length = self.email.len();
        replaced(text, |text, at| {
            let found = text.get(at..at + length)?;
            let alone = !text[..at].ends_with(is_of_email) && !goes_on(&text[at + length..]);
            (alone && found.to_lowercase() == self.email).then_some(length)
        })
    }

    fn without_mcid(&self, text: &str) -> Option<String> {
        replaced(text, |text, at| {
            let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
            let end = at + digits;
            let alone = !text[..at].ends_with(char::is_alphanumeric)
                && !text[end..].starts_with(char::is_alphanumeric);
            let mcid = text[at..end].trim_start_matches('0');
            (alone && self.mcids.contains(mcid)).then_some(digits)
        })
    }
}

fn is_of_email(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | '\'')
}

/// Whether the domain of an e-mail goes on here: a full stop at the end of a sentence does not.
fn goes_on(rest: &str) -> bool {
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
}

/// The text with every stretch replaced whose length the function tells, if it tells any.
fn replaced(text: &str, length_at: impl Fn(&str, usize) -> Option<usize>) -> Option<String> {
    let mut new = String::new();
    let mut copied = 0;
    for (at, _) in text.char_indices() {
        if at < copied {
            continue;
        }
        if let Some(length) = length_at(text, at) {
            new.push_str(&text[copied..at]);
            new.push_str(FORGOTTEN);
            copied = at + length;
        }
    }
    (copied > 0).then(|| new + &text[copied..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> Person {
        let mut anna = Person::new(" Anna.Müller@Contoso.com ");
        anna.learn("anna.müller@contoso.com", "00101");
        anna.learn("bert@contoso.com", "202");
        anna
    }

    #[test]
    fn rows_are_the_persons_by_email_or_by_mcid_without_one() {
        let anna = anna();
        assert!(anna.owns("ANNA.MÜLLER@contoso.com", ""));
        assert!(anna.owns("", "101") && anna.owns("", "0101"));
        assert!(!anna.owns("bert@contoso.com", "101"), "somebody else's row with the same id");
        assert!(!anna.owns("", "202") && !anna.owns("", "") && !anna.owns("", "0"));
    }

    #[test]
    fn a_name_is_replaced_only_where_it_stands_alone() {
        let anna = anna();
        let scrub = |text: &str| anna.scrubbed("message", text);
        assert_eq!(
            scrub("see Anna.Müller@contoso.com, 00101.").as_deref(),
            Some("see (forgotten), (forgotten).")
        );
        assert_eq!(
            scrub("ends with anna.müller@contoso.com.").as_deref(),
            Some("ends with (forgotten).")
        );
        for other in ["joanna.müller@contoso.com", "anna.müller@contoso.com.fr", "x101", "1010", ""]
        {
            assert_eq!(scrub(other), None, "{other}");
        }
        let list = "a@x.y;anna.müller@contoso.com;b@x.y";
        assert_eq!(anna.scrubbed("persons", list).as_deref(), Some("a@x.y;(forgotten);b@x.y"));
        assert_eq!(anna.scrubbed("mpn_id", "101"), None, "an id of something else");
    }

    #[test]
    fn workbooks_hold_persons_in_cells() {
        let anna = anna();
        assert!(anna.is_in_markup("<t>anna.müller@contoso.com</t>"));
        assert!(anna.is_in_markup("<t>00101</t>") && anna.is_in_markup("<v>101</v>"));
        assert!(!anna.is_in_markup("<v>1010</v><c r=\"101\"/>"));
        let odd = Person::new("a&b@x.y");
        assert!(odd.is_in_markup("<t>a&amp;b@x.y</t>"));
    }
}
