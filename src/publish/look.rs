//! Looks for a person in whatever somebody put into a run folder: texts, packages, packed copies.

use std::io::{self, Cursor, Read, Seek};

use flate2::read::MultiGzDecoder;

use super::markup;
use super::person::ForgottenPerson;
use super::readable;
use super::seen::Sighting;

/// A package in a package in a package is somebody's joke.
const DEPTH: u32 = 4;
/// What one file may unpack to; more than that is unreadable.
const UNPACKED_BYTES: u64 = 8 << 30;
/// What is not read in pieces.
pub(crate) const WHOLE_BYTES: u64 = 1 << 30;
/// Markup is read in pieces of about this size.
const PIECE_BYTES: usize = 4 << 20;
/// A piece without an end grows up to this size.
const PIECE_BYTES_MAX: usize = 64 << 20;

/// What a file begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ContentKind {
    Package,
    Gzip,
    Parquet,
    /// By its content: a text, or something that only its own program reads.
    Other,
}

impl ContentKind {
    #[must_use]
    pub(crate) fn of(begin: &[u8]) -> Self {
        if begin.starts_with(b"PK\x03\x04") || begin.starts_with(b"PK\x05\x06") {
            Self::Package
        } else if begin.starts_with(&[0x1f, 0x8b]) {
            Self::Gzip
        } else if begin.starts_with(b"PAR1") {
            Self::Parquet
        } else {
            Self::Other
        }
    }
}

/// Looks through a package: its members, their names, and what is said of them.
#[must_use]
pub(crate) fn in_package<R: Read + Seek>(package: R, person: &ForgottenPerson) -> Sighting {
    Looker { person, left: UNPACKED_BYTES }.package(package, 0)
}

/// Looks through a gzipped file.
#[must_use]
pub(crate) fn in_gzip(packed: impl Read, person: &ForgottenPerson) -> Sighting {
    Looker { person, left: UNPACKED_BYTES }.gzip(packed, 0)
}

/// Looks through bytes of any kind.
#[must_use]
pub(crate) fn in_any(bytes: Vec<u8>, person: &ForgottenPerson) -> Sighting {
    match ContentKind::of(&bytes) {
        ContentKind::Package => in_package(Cursor::new(bytes), person),
        ContentKind::Gzip => in_gzip(bytes.as_slice(), person),
        ContentKind::Parquet => super::erase_parquet::look(bytes, person),
        ContentKind::Other => in_bytes(&bytes, person),
    }
}

/// Looks through a file that is neither.
#[must_use]
pub(crate) fn in_bytes(bytes: &[u8], person: &ForgottenPerson) -> Sighting {
    match readable::text(bytes) {
        Some((_, text)) => Sighting::of(in_text(&text, person)),
        None => in_strange(bytes, person),
    }
}

/// Whether a text names the person, however its letters are written.
#[must_use]
pub(crate) fn in_text(text: &str, person: &ForgottenPerson) -> bool {
    if text.trim_start().starts_with('<') || text.contains("</") {
        let views = markup::views(text);
        // A number in an attribute is a row or a width and no certification id.
        return person.is_named_in(&views.apart)
            || person.is_named_in(&views.joined)
            || person.without_mcids().is_named_in(&views.whole);
    }
    let is_escaped = || text.contains(['&', '%', '\\']);
    person.is_named_in(text) || (is_escaped() && person.is_named_in(&markup::plain(text)))
}

/// In no known format, but a name may stand there in the letters of most, one byte or two each.
fn in_strange(bytes: &[u8], person: &ForgottenPerson) -> Sighting {
    let narrow: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let is_named = person.without_mcids().is_named_in(&readable::letters(&narrow))
        || person.without_mcids().is_named_in(&String::from_utf8_lossy(&narrow));
    if is_named { Sighting::Named } else { Sighting::Unreadable }
}

struct Looker<'a> {
    person: &'a ForgottenPerson,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Looker<'_> {
    fn package<R: Read + Seek>(&mut self, package: R, depth: u32) -> Sighting {
        let Ok(mut package) = zip::ZipArchive::new(package) else { return Sighting::Unreadable };
        let mut seen = Sighting::of(self.says(package.comment()));
        for place in 0..package.len() {
            seen = seen.and(match package.by_index(place) {
                Ok(member) => {
                    let is_named = member.name().is_ok_and(|name| self.person.is_in_path(&name));
                    let named = is_named || self.says(member.comment().as_bytes());
                    Sighting::of(named).and(self.member(member, depth))
                }
                Err(_) => Sighting::Unreadable,
            });
            if seen == Sighting::Named {
                break;
            }
        }
        seen
    }

    fn says(&self, bytes: &[u8]) -> bool {
        in_text(&String::from_utf8_lossy(bytes), self.person)
    }

    fn gzip(&mut self, packed: impl Read, depth: u32) -> Sighting {
        let unpacking = MultiGzDecoder::new(packed);
        let name = unpacking.header().and_then(|header| header.filename());
        let named = name.is_some_and(|name| self.person.is_in_path(&String::from_utf8_lossy(name)));
        Sighting::of(named).and(self.member(unpacking, depth))
    }

    fn member(&mut self, mut member: impl Read, depth: u32) -> Sighting {
        let mut begin = Vec::new();
        if (&mut member).take(PIECE_BYTES as u64).read_to_end(&mut begin).is_err() {
            return Sighting::Unreadable;
        }
        let kind = ContentKind::of(&begin);
        let is_markup = kind == ContentKind::Other && begin.trim_ascii_start().starts_with(b"<");
        if is_markup {
            return self.markup(begin, member);
        }
        if self.rest(&mut begin, member).is_err() || depth >= DEPTH {
            return Sighting::Unreadable;
        }
        match kind {
            ContentKind::Package => self.package(Cursor::new(begin), depth + 1),
            ContentKind::Gzip => self.gzip(begin.as_slice(), depth + 1),
            ContentKind::Parquet => super::erase_parquet::look(begin, self.person),
            ContentKind::Other => in_bytes(&begin, self.person),
        }
    }

    /// The rest of a member behind its beginning.
    fn rest(&mut self, begin: &mut Vec<u8>, member: impl Read) -> io::Result<()> {
        let limit = self.left.min(WHOLE_BYTES);
        member.take(limit).read_to_end(begin)?;
        self.left = self.left.saturating_sub(begin.len() as u64);
        if begin.len() as u64 >= limit { Err(io::Error::other("too large")) } else { Ok(()) }
    }

    /// Sheets are larger than memory should be: they are read from row to row.
    fn markup(&mut self, mut piece: Vec<u8>, mut member: impl Read) -> Sighting {
        loop {
            let before = piece.len();
            let wanted = PIECE_BYTES.saturating_sub(before).max(1 << 16) as u64;
            if (&mut member).take(wanted).read_to_end(&mut piece).is_err() {
                return Sighting::Unreadable.and(Sighting::of(self.says(&piece)));
            }
            self.left = self.left.saturating_sub((piece.len() - before) as u64);
            if self.left == 0 {
                return Sighting::Unreadable;
            }
            let is_last = piece.len() == before;
            let end = if is_last || piece.len() > PIECE_BYTES_MAX {
                Some(piece.len())
            } else {
                cut(&piece)
            };
            let Some(end) = end else { continue };
            if self.says(&piece[..end]) {
                return Sighting::Named;
            }
            if is_last {
                return Sighting::Clean;
            }
            piece.drain(..end);
        }
    }
}

/// Where the last whole piece of text ends.
fn cut(markup: &[u8]) -> Option<usize> {
    ["</row>", "</si>", "</p>", "</tr>", "</comment>"]
        .iter()
        .filter_map(|end| Some(memchr::memmem::rfind(markup, end.as_bytes())? + end.len()))
        .max()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn anna() -> ForgottenPerson {
        let mut anna = ForgottenPerson::new(["anna;o'b@x.example"]);
        anna.learn_mcid("123456");
        anna.learn_name("Wilma", "Ahlgren");
        anna
    }

    fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            package.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            package.write_all(bytes).unwrap();
        }
        package.finish().unwrap().into_inner()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packing = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packing.write_all(bytes).unwrap();
        packing.finish().unwrap()
    }

    fn look(bytes: &[u8]) -> Sighting {
        match ContentKind::of(bytes) {
            ContentKind::Package => in_package(Cursor::new(bytes), &anna()),
            ContentKind::Gzip => in_gzip(bytes, &anna()),
            _ => in_bytes(bytes, &anna()),
        }
    }

    #[test]
    fn a_person_is_seen_wherever_they_stand() {
        for part in [
            "<t>renewing: Wilma Ahlgren, 12 days</t>",
            "<si><r><t>Wilma</t></r><r><t xml:space=\"preserve\"> Ahl</t></r><r><t>gren</t></r></si>",
            "<t>anna;o&apos;b@x.example</t>",
            "<Relationship Target=\"mailto:anna;o%27b@x.example\"/>",
            "<is><t>0123456</t></is>",
            "<c r=\"A1\"><v>123456</v></c>",
        ] {
            let book = package(&[("xl/sharedStrings.xml", part.as_bytes())]);
            assert_eq!(look(&book), Sighting::Named, "{part}");
            assert_eq!(look(&package(&[("inner.xlsx", &book)])), Sighting::Named, "{part}");
            assert_eq!(look(&gzip(part.as_bytes())), Sighting::Named, "{part}");
        }
        assert_eq!(look(&package(&[("Wilma Ahlgren.txt", b"")])), Sighting::Named);
        assert_eq!(look("\u{feff}Ahlgren, Wilma".as_bytes()), Sighting::Named);
        assert_eq!(
            look(b"\x00\x01\x02 W\0i\0l\0m\0a\0 \0A\0h\0l\0g\0r\0e\0n\0 \xff\xfe"),
            Sighting::Named
        );
    }

    #[test]
    fn others_are_not_taken_for_them() {
        for part in [
            "<si><t>Wilma</t></si><si><t>Ahlgren</t></si>",
            "<row r=\"123456\"><c r=\"A123456\" t=\"s\"><v>123456</v></c></row>",
            "<t>o&apos;b@x.example</t>",
        ] {
            assert_eq!(
                look(&package(&[("xl/sheet1.xml", part.as_bytes())])),
                Sighting::Clean,
                "{part}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let book = package(&[("a.xml", b"<t>nobody</t>")]);
        assert_eq!(look(&book[..book.len() - 10]), Sighting::Unreadable);
        let packed = gzip(&[b'x'; 100]);
        assert_eq!(look(&packed[..packed.len() - 9]), Sighting::Unreadable);
        assert_eq!(look(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Sighting::Unreadable);
        let mut nested = book;
        for _ in 0..8 {
            nested = package(&[("a.zip", &nested)]);
        }
        assert_eq!(look(&nested), Sighting::Unreadable);
    }

    #[test]
    fn a_large_sheet_is_read_in_pieces() {
        let mut sheet = "<row><c><is><t>nobody at all</t></is></c></row>".repeat(300_000);
        assert_eq!(look(&package(&[("s.xml", sheet.as_bytes())])), Sighting::Clean);
        sheet.push_str("<row><is><t>Wilma Ahlgren</t></is></row>");
        assert_eq!(look(&package(&[("s.xml", sheet.as_bytes())])), Sighting::Named);
    }
}
