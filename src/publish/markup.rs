//! What a reader sees of markup: the text between the tags, in one piece where it is one.

/// Tags that end a piece of text; all others, as the runs of a cell in two colours, do not.
const ENDS: [&str; 14] = [
    "si",
    "is",
    "c",
    "v",
    "row",
    "p",
    "comment",
    "td",
    "th",
    "tr",
    "li",
    "div",
    "cell",
    "definedName",
];

/// So far apart, a first and a last name are two texts.
const APART: &str = "\n\n\n\n";

/// The ways in which a stretch of markup can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Views {
    /// Each text between two tags on a line of its own.
    pub apart: String,
    /// Each piece of text on a line of its own.
    pub joined: String,
    /// The tags too, for what stands in their attributes.
    pub whole: String,
}

#[must_use]
pub(super) fn views(markup: &str) -> Views {
    let mut views = Views { whole: plain(markup), ..Views::default() };
    let mut rest = markup;
    // The number in a cell of shared texts is the place of the text.
    let (mut is_shared, mut is_place) = (false, false);
    while let Some(at) = rest.find('<') {
        views.add(&rest[..at], is_place);
        let length = rest[at..].find('>').map_or(rest.len() - at, |end| end + 1);
        let tag = rest[at..at + length].trim_matches(['<', '>', '/']);
        rest = &rest[at + length..];
        let name = tag.split(|letter: char| letter.is_whitespace()).next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default();
        if name == "c" {
            is_shared = tag.contains(" t=\"s\"");
        }
        is_place = is_shared && name == "v" && !is_place;
        views.apart.push_str(APART);
        if ENDS.contains(&name) {
            views.joined.push_str(APART);
        }
    }
    views.add(rest, is_place);
    views
}

impl Views {
    fn add(&mut self, text: &str, is_place: bool) {
        if !is_place {
            let text = plain(text);
            self.apart.push_str(&text);
            self.joined.push_str(&text);
        }
    }
}

/// The letters that stand for themselves in no markup, script, link or workbook, as themselves.
#[must_use]
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '%', '\\', '_']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = escaped(rest).unwrap_or_else(|| {
            let first = rest.chars().next().unwrap_or_default();
            (first, first.len_utf8())
        });
        plain.push(letter);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// The letter that is written with several at the beginning of the text, and how many.
fn escaped(text: &str) -> Option<(char, usize)> {
    let number =
        |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let hexadecimal = |from: usize, to: usize| number(text.get(from..to)?, 16);
    match text.as_bytes().first()? {
        b'&' => {
            let end = text.bytes().take(12).position(|byte| byte == b';')?;
            let name = &text[1..end];
            let letter = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => ' ',
                "commat" => '@',
                _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
                    Some(digits) => number(digits, 16)?,
                    None => number(&name[1..], 10)?,
                },
            };
            Some((letter, end + 1))
        }
        b'%' => hexadecimal(1, 3).filter(char::is_ascii).map(|letter| (letter, 3)),
        b'_' => {
            let is_escape = text.starts_with("_x") && text.as_bytes().get(6) == Some(&b'_');
            if is_escape { hexadecimal(2, 6).map(|letter| (letter, 7)) } else { None }
        }
        _ => match text.as_bytes().get(1)? {
            b'u' => hexadecimal(2, 6).map(|letter| (letter, 6)),
            b'n' | b'r' | b't' => Some((' ', 2)),
            b'"' => Some(('"', 2)),
            b'/' => Some(('/', 2)),
            b'\\' => Some(('\\', 2)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_cell_are_one_piece_and_cells_are_not() {
        let views = views(
            "<si><r><t>anna</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">@x.y</t></r></si>\
             <si><t>b&amp;c</t></si><c r=\"A1\" t=\"s\"><v>4711</v></c><c><v>4712</v></c>",
        );
        let lines: Vec<&str> = views.joined.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["anna@x.y", "b&c", "4712"]);
        let lines: Vec<&str> = views.apart.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["anna", "@x.y", "b&c", "4712"]);
    }

    #[test]
    fn letters_are_read_however_they_are_written() {
        for text in
            ["o&apos;b&#64;x", "o&#39;b&#x40;x", "o'b%40x", "o\\u0027b\\u0040x", "o_x0027_b@x"]
        {
            assert_eq!(plain(text), "o'b@x", "{text}");
        }
        for text in
            ["&", "&;", "&#;", "%4", "%é0", "\\", "\\x", "_x", "_x004_", "&toolongforaname;"]
        {
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain("\\nanna"), " anna");
        assert_eq!(views("<a <b").apart, APART);
    }
}
