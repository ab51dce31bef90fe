//! Text that is safe to show: what steers a terminal, turns the direction of writing or hides itself
//! becomes visible.

use std::borrow::Cow;
use std::fmt::{Display, Write};

/// Signs that are there and cannot be seen, beside the control characters: zero-width signs, marks of
/// direction, separators of lines, fillers, tags.
const HIDDEN: [(char, char); 20] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{f0000}', '\u{10ffff}'),
];

/// Whether a sign may not reach a terminal or a log as it is.
#[must_use]
pub fn is_hidden(sign: char) -> bool {
    sign.is_control() || HIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&sign))
}

/// In one line: breaks of lines are made visible too.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden, |out, sign| match sign {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => visible(out, sign),
    })
}

/// Of several lines, which stay.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    replaced(text, |sign| is_hidden(sign) && sign != '\n', visible)
}

/// JSON that stays the same JSON: the escapes are JSON's own. Control characters of ASCII can only
/// stand between its parts, and are line breaks there.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    replaced(
        text,
        |sign| is_hidden(sign) && sign != '\n',
        |out, sign| {
            let mut units = [0; 2];
            for unit in sign.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        },
    )
}

fn visible(out: &mut String, sign: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(sign));
}

fn replaced(
    text: &str,
    is_replaced: impl Fn(char) -> bool,
    replace: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if !text.chars().any(&is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if is_replaced(sign) { replace(&mut out, sign) } else { out.push(sign) }
    }
    Cow::Owned(out)
}

/// Lines for a terminal: nothing that a line quotes can begin another.
#[derive(Default, Debug)]
pub struct SafeLines(String);

impl SafeLines {
    pub fn say(&mut self, said: impl Display) {
        let said = said.to_string();
        self.0.push_str(&line(&said));
        self.0.push('\n');
    }

    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

/// What a header is called in messages: one that looks like a cell of data is not told, since it may
/// be a person's.
#[must_use]
pub fn header(name: &str) -> Cow<'_, str> {
    if looks_like_data(name) {
        Cow::Borrowed("(not shown: it looks like data)")
    } else {
        line(name)
    }
}

/// An e-mail, an id or a day. Headers have neither an `@` nor five digits.
#[must_use]
pub fn looks_like_data(cell: &str) -> bool {
    const DIGITS: usize = 5;
    cell.contains(['@', '＠']) || cell.chars().filter(|sign| sign.is_numeric()).count() >= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_or_hides_becomes_visible_and_letters_stay() {
        let cases = [
            ("Ångström 東京 é", "Ångström 東京 é"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"),
            ("a\u{2028}b\u{200b}\u{feff}", "a\\u{2028}b\\u{200b}\\u{feff}"),
            ("a\nb\r\tc\u{7f}", "a\\nb\\r\\tc\\u{7f}"),
            ("\u{e0041}", "\\u{e0041}"),
        ];
        for (raw, shown) in cases {
            assert_eq!(line(raw), shown);
            assert!(!line(raw).chars().any(is_hidden));
        }
        assert_eq!(text("a\nb\u{1b}"), "a\nb\\u{1b}");
    }

    #[test]
    fn json_stays_the_same_json() {
        for raw in ["a\u{202e}b", "\u{e0041}\u{9b}", "plain", "\u{2028}"] {
            let written = serde_json::to_string_pretty(&vec![raw]).unwrap();
            let safe = json(&written);
            assert!(!safe.chars().any(|sign| is_hidden(sign) && sign != '\n'), "{safe}");
            let read: Vec<String> = serde_json::from_str(&safe).unwrap();
            assert_eq!(read, [raw]);
        }
    }

    #[test]
    fn headers_that_look_like_data_are_not_told() {
        for cell in ["anna@fabrikam.example", "100200300", "MCID 12345", "2020-01-05"] {
            assert!(looks_like_data(cell), "{cell}");
        }
        for cell in ["E-mail", "Month 2020", "KPI (Q1)", "Créé le"] {
            assert!(!looks_like_data(cell), "{cell}");
            assert_eq!(header(cell), cell);
        }
    }

    #[test]
    fn what_a_line_quotes_begins_no_other() {
        let mut lines = SafeLines::default();
        lines.say(format_args!("company {}", "a\nerror: b"));
        assert_eq!(lines.into_text(), "company a\\nerror: b\n");
    }
}
