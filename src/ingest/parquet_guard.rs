//! Looks through the footer and the page headers of a Parquet file before its reader does: what they
//! claim must fit into the file, or the reader would ask for more memory than there is.

/// Nobody nests deeper, and whoever goes down with each level needs room for it.
const DEPTH_MAX: u32 = 64;

/// What the header of a page says.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct PageHeader {
    pub is_dictionary: bool,
    pub packed: u64,
    pub unpacked: u64,
    pub values: u64,
}

/// The compact encoding of Thrift.
struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Whether every list of the footer can be as long as it says, and nothing nests too deep.
#[must_use]
pub(crate) fn is_sound_footer(bytes: &[u8]) -> bool {
    let mut thrift = Thrift { bytes, at: 0 };
    let walked = thrift.fields(0, &mut |thrift, id, of| {
        if (id, of) == (2, LIST) { thrift.schema() } else { thrift.skip(of, 1) }
    });
    walked.is_some()
}

/// The pages of a column, one after the other from its first byte; none where they do not fit.
#[must_use]
pub(crate) fn pages(column: &[u8]) -> Option<Vec<PageHeader>> {
    let mut pages = Vec::new();
    let mut rest = column;
    while !rest.is_empty() {
        let (page, length) = page(rest)?;
        let packed = usize::try_from(page.packed).ok()?;
        rest = rest.get(length.checked_add(packed)?..)?;
        pages.push(page);
    }
    Some(pages)
}

/// The page at the start of these bytes, and the length of its header.
fn page(bytes: &[u8]) -> Option<(PageHeader, usize)> {
    let mut thrift = Thrift { bytes, at: 0 };
    let mut page = PageHeader::default();
    thrift.fields(0, &mut |thrift, id, of| {
        match id {
            1 => page.is_dictionary = thrift.count()? == 2,
            2 => page.unpacked = thrift.count()?,
            3 => page.packed = thrift.count()?,
            // The header of a data page, of a dictionary, and of a data page of the second kind.
            5 | 7 | 8 if of == STRUCT => thrift.fields(1, &mut |thrift, id, of| {
                if id == 1 {
                    page.values = thrift.count()?;
                    return Some(());
                }
                thrift.skip(of, 2)
            })?,
            _ => thrift.skip(of, 1)?,
        }
        Some(())
    })?;
    Some((page, thrift.at))
}

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn skip_bytes(&mut self, count: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        (end <= self.bytes.len()).then(|| self.at = end)
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number that is not negative.
    fn count(&mut self) -> Option<u64> {
        let zigzag = self.unsigned()?;
        (zigzag & 1 == 0).then_some(zigzag >> 1)
    }

    /// The type and the length of a list, which cannot have more elements than bytes are left.
    fn list(&mut self) -> Option<(u8, u64)> {
        let header = self.byte()?;
        let length = match header >> 4 {
            15 => self.unsigned()?,
            short => u64::from(short),
        };
        let left = u64::try_from(self.bytes.len() - self.at).ok()?;
        (length <= left).then_some((header & 0x0f, length))
    }

    /// Shows each field of a structure, whose value is to be read or skipped.
    fn fields(
        &mut self,
        depth: u32,
        each: &mut dyn FnMut(&mut Self, i64, u8) -> Option<()>,
    ) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        let mut id = 0_i64;
        loop {
            let header = self.byte()?;
            if header == 0 {
                return Some(());
            }
            id = match header >> 4 {
                0 => {
                    let zigzag = self.unsigned()?;
                    (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()
                }
                delta => id + i64::from(delta),
            };
            each(self, id, header & 0x0f)?;
        }
    }

    fn skip(&mut self, of: u8, depth: u32) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        match of {
            // Flags of a structure stand in the header of their field.
            1 | 2 => Some(()),
            3 => self.skip_bytes(1),
            4..=6 => self.unsigned().map(drop),
            7 => self.skip_bytes(8),
            BINARY => {
                let length = self.unsigned()?;
                self.skip_bytes(length)
            }
            LIST | 10 => {
                let (of, length) = self.list()?;
                for _ in 0..length {
                    self.element(of, depth + 1)?;
                }
                Some(())
            }
            11 => {
                let length = self.unsigned()?;
                if length == 0 {
                    return Some(());
                }
                let types = self.byte()?;
                for _ in 0..length {
                    self.element(types >> 4, depth + 1)?;
                    self.element(types & 0x0f, depth + 1)?;
                }
                Some(())
            }
            STRUCT => self.fields(depth, &mut |thrift, _, of| thrift.skip(of, depth + 1)),
            _ => None,
        }
    }

    /// A flag has a byte of its own in a list.
    fn element(&mut self, of: u8, depth: u32) -> Option<()> {
        if matches!(of, 1 | 2) { self.skip_bytes(1) } else { self.skip(of, depth) }
    }

    /// The schema: a tree written down with each node before its children.
    fn schema(&mut self) -> Option<()> {
        let (of, length) = self.list()?;
        let mut open: Vec<u64> = Vec::new();
        for _ in 0..length {
            let mut children = 0;
            if of != STRUCT {
                return None;
            }
            self.fields(1, &mut |thrift, id, of| {
                if id == 5 {
                    children = thrift.count()?;
                    return Some(());
                }
                thrift.skip(of, 2)
            })?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if children > length {
                return None;
            }
            open.push(children);
            if open.len() > DEPTH_MAX as usize {
                return None;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_no_more_elements_than_there_are_bytes() {
        // Field 4, a list of structures: two of them, then one that claims two thousand million.
        assert!(is_sound_footer(&[0x49, 0x2c, 0, 0, 0]));
        assert!(!is_sound_footer(&[0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0, 0]));
        assert!(!is_sound_footer(&[0x49, 0x2c, 0, 0]));
        assert!(!is_sound_footer(&[0x18, 0x7f, b'x']));
    }

    #[test]
    fn what_nests_too_deep_is_not_sound() {
        let nested = |levels: usize| [vec![0x1c; levels], vec![0; levels + 1]].concat();
        assert!(is_sound_footer(&nested(40)));
        assert!(!is_sound_footer(&nested(100_000)));
        // A schema of groups with one child each.
        let schema = |levels: u8| {
            let mut bytes = vec![0x29, 0xfc, levels];
            for _ in 1..levels {
                bytes.extend([0x55, 0x02, 0]);
            }
            bytes.extend([0, 0]);
            bytes
        };
        assert!(is_sound_footer(&schema(40)));
        assert!(!is_sound_footer(&schema(100)));
    }

    #[test]
    fn pages_tell_their_sizes() {
        // Type 0, unpacked 8, packed 3, a data page of 5 values; then three bytes.
        let one = [0x15, 0, 0x15, 16, 0x15, 6, 0x2c, 0x15, 10, 0, 0, 1, 2, 3];
        let page = PageHeader { is_dictionary: false, packed: 3, unpacked: 8, values: 5 };
        assert_eq!(pages(&[one, one].concat()), Some(vec![page, page]));
        assert_eq!(pages(&one[..12]), None);
    }
}
