//! Decimal numbers as people and programs write them, read exactly or not at all.

use crate::base::Amount;

/// Reads a number with the given decimal sign and at most so many places. Groups of three may be
/// set off by the other sign or by a space of any width.
#[must_use]
pub fn read(text: &str, decimal: char, places_max: u32) -> Option<Amount> {
    let text = text.trim();
    let (negative, body) = split_sign(text)?;
    let (whole, places) = match body.split_once(decimal) {
        Some((whole, places)) => (whole, places),
        None => (body, "0"),
    };
    let has_places = whole.len() != body.len();
    if has_places && places.len() > places_max as usize {
        return None;
    }
    let group = if decimal == ',' { '.' } else { ',' };
    let mut digits = [0_u8; 40];
    let length = ungroup(whole, group, &mut digits)?;
    let amount = Amount::from_parts(&digits[..length], places.as_bytes())?;
    Some(if negative { -amount } else { amount })
}

/// `-1`, `+1`, `1-` and `(1)`; one sign at most.
fn split_sign(text: &str) -> Option<(bool, &str)> {
    if let Some(inner) = text.strip_prefix('(') {
        return Some((true, inner.strip_suffix(')')?.trim()));
    }
    if let Some(rest) = text.strip_prefix('-') {
        return Some((true, rest));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return Some((false, rest));
    }
    Some(text.strip_suffix('-').map_or((false, text), |rest| (true, rest.trim_end())))
}

/// Writes the digits without their group signs; groups after the first are of three digits.
fn ungroup(whole: &str, group: char, digits: &mut [u8; 40]) -> Option<usize> {
    let mut length = 0;
    let mut since_sign = 0;
    let mut sign_used = None;
    for letter in whole.chars() {
        if letter.is_ascii_digit() {
            *digits.get_mut(length)? = letter as u8;
            length += 1;
            since_sign += 1;
            continue;
        }
        let sign = group_sign(letter, group)?;
        let well_placed = if sign_used.is_none() {
            (1..=3).contains(&since_sign)
        } else {
            since_sign == 3 && sign_used == Some(sign)
        };
        if !well_placed {
            return None;
        }
        sign_used = Some(sign);
        since_sign = 0;
    }
    (length > 0 && (sign_used.is_none() || since_sign == 3)).then_some(length)
}

/// All widths of space are one sign.
fn group_sign(letter: char, group: char) -> Option<char> {
    match letter {
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => Some(' '),
        _ if letter == group => Some(group),
        _ => None,
    }
}

/// The number as a spreadsheet shows it: fifteen significant digits, no exponent.
pub(super) fn shown(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, decimal: char) -> Option<String> {
        read(text, decimal, 4).map(|amount| amount.to_string())
    }

    #[test]
    fn the_four_ways_of_grouping_are_read() {
        assert_eq!(shown("1234.56", '.').as_deref(), Some("1234.56"));
        assert_eq!(shown("1,234.56", '.').as_deref(), Some("1234.56"));
        assert_eq!(shown("1 234,56", ',').as_deref(), Some("1234.56"));
        assert_eq!(shown("1\u{a0}234\u{a0}567,5", ',').as_deref(), Some("1234567.5"));
        assert_eq!(shown("1\u{202f}234,5", ',').as_deref(), Some("1234.5"));
        assert_eq!(shown("1.234,56", ',').as_deref(), Some("1234.56"));
        assert_eq!(shown("1 234.56", '.').as_deref(), Some("1234.56"));
        assert_eq!(shown("1,234", '.').as_deref(), Some("1234"));
    }

    #[test]
    fn signs_stand_before_behind_or_around() {
        for negative in ["-12.5", "12.5-", "(12.50)", "12.5 -"] {
            assert_eq!(shown(negative, '.').as_deref(), Some("-12.5"), "{negative}");
        }
        assert_eq!(shown("+5", '.').as_deref(), Some("5"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for wrong in [
            "",
            "-",
            ".5",
            "5.",
            "1,23",
            "12,34,567",
            "1,2345",
            "1'234",
            "1.23456",
            "1.20000",
            "1e5",
            "--5",
            "(-5)",
            "-5-",
            "(5",
            "1 23",
            "1,234 567",
            "1234,567.0x",
            "٣",
            "5 €",
            "0x10",
            ",123",
        ] {
            assert_eq!(shown(wrong, '.'), None, "{wrong}");
        }
        assert_eq!(shown("1.23", ','), None);
        assert_eq!(shown("1.234", ',').as_deref(), Some("1234"));
    }
}
