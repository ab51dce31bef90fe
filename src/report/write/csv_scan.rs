//! Scans a CSV file that was written for its records, most of which have no quotes to look into.

use std::io::{self, BufRead};

/// Reads the next record, its line end included; false behind the last. A record ends with the first
/// line up to which its quotes come in pairs.
///
/// # Errors
/// When it cannot be read.
pub fn next(file: &mut impl BufRead, record: &mut Vec<u8>) -> io::Result<bool> {
    record.clear();
    let mut quotes = 0;
    loop {
        let begin = record.len();
        if file.read_until(b'\n', record)? == 0 {
            return Ok(begin > 0);
        }
        quotes += memchr::memchr_iter(b'"', &record[begin..]).count();
        if quotes % 2 == 0 {
            return Ok(true);
        }
    }
}

/// The fields of a record: commas outside of quotes, and one more.
#[must_use]
pub fn fields(record: &[u8]) -> usize {
    let commas = |part: &[u8]| memchr::memchr_iter(b',', part).count();
    let commas = match memchr::memchr(b'"', record) {
        None => commas(record),
        Some(_) => record.split(|byte| *byte == b'"').step_by(2).map(commas).sum(),
    };
    commas + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<usize> {
        let (mut file, mut record) = (text.as_bytes(), Vec::new());
        let mut found = Vec::new();
        while next(&mut file, &mut record).unwrap() {
            found.push(fields(&record));
        }
        found
    }

    #[test]
    fn records_end_where_their_quotes_are_closed() {
        assert_eq!(records("a,b\n,\nc"), [2, 2, 1]);
        assert_eq!(records("\"a\n,b\",c\nd\n"), [2, 1]);
        assert_eq!(records("\"a\"\"\n\"\"b\",c,d\n"), [3]);
        assert!(records("").is_empty());
        assert_eq!(records("a,\"b\nc"), [2], "an open quote takes all that is left");
    }
}
