//! Texts and names of columns as the XML of a sheet writes them.

/// `A`, `B`, … `Z`, `AA`, …
#[must_use]
pub(crate) fn column_name(place: usize) -> String {
    let mut name = String::new();
    let mut rest = place + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name
}

/// The text as XML.
pub(crate) fn escape(text: &str, xml: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut begin = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            // `_x0041_` would be read as an escape of its own.
            b'_' if is_escape(&bytes[place..]) => "_x005F_",
            _ => continue,
        };
        xml.extend_from_slice(&bytes[begin..place]);
        xml.extend_from_slice(instead.as_bytes());
        begin = place + 1;
    }
    xml.extend_from_slice(&bytes[begin..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..]
        if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
