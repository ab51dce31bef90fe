//! Mails that a link begins: the address, the subject and the text, ready to be sent.

use crate::report::cell::Cell;
use crate::report::lint::MAIL;

/// Spreadsheets refuse longer addresses.
const LENGTH_MAX: usize = 2_000;

/// The e-mail as a link that begins a mail; as a text where it is no plain address.
#[must_use]
pub(crate) fn cell<'a>(email: &str, subject: &str, body: &str) -> Cell<'a> {
    match address(email, subject, body) {
        Some(address) => Cell::Mail(email.to_owned().into(), address),
        None => Cell::text(email.to_owned()),
    }
}

/// The link itself; none for what is no plain address. A text that is too long is left out.
#[must_use]
pub(crate) fn address(email: &str, subject: &str, body: &str) -> Option<String> {
    if !is_plain(email) {
        return None;
    }
    let whole = format!("{MAIL}{}?subject={}&body={}", coded(email), coded(subject), coded(body));
    // The text stands in its own column too.
    let short = || format!("{MAIL}{}?subject={}", coded(email), coded(subject));
    let address = if whole.len() > LENGTH_MAX { short() } else { whole };
    Some(address).filter(|address| address.len() <= LENGTH_MAX)
}

/// One person's address and nothing else.
fn is_plain(email: &str) -> bool {
    let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || ",;<>\"".contains(sign);
    email.split('@').count() == 2 && !email.contains(is_odd)
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A text as addresses write it.
fn coded(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            coded.push('%');
            coded.extend([byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)])));
        }
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_means_something_by_is_coded() {
        let Cell::Mail(text, address) = cell("a+b@x.example", "Été & co?", "1\n2") else {
            panic!()
        };
        assert_eq!(text, "a+b@x.example");
        assert_eq!(
            address,
            "mailto:a%2Bb@x.example?subject=%C3%89t%C3%A9%20%26%20co%3F&body=1%0A2"
        );
    }

    #[test]
    fn only_plain_addresses_begin_a_mail() {
        for email in ["", "anna", "a@b@c", "a@b.example,c@d.example", "a b@c.example", "<a@b.c>"] {
            assert!(!matches!(cell(email, "s", "b"), Cell::Mail(..)), "{email}");
        }
        let Cell::Mail(_, short) = cell("a@b.example", "s", &"x".repeat(3000)) else { panic!() };
        assert_eq!(short, "mailto:a@b.example?subject=s");
    }
}
