//! Cuts a stream of text into blocks of whole records, decoded to UTF-8 on the way.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{CoderResult, Decoder};

use crate::base::{Failure, Outcome, shown};
use crate::sources::intake::{Opened, Stream};
use crate::tables::Encoding;

use super::records::{FIELD_BYTES_MAX, LINE_BYTES_MAX, last_record_end, newlines};

/// Whole records, and the physical line that the first of them starts on.
pub(crate) struct RecordBlock {
    pub bytes: Vec<u8>,
    pub first_line: u32,
}

/// Reads a file block by block.
pub(crate) struct Blocks<'a> {
    opened: &'a Opened,
    stream: Stream,
    decoder: Option<Decoder>,
    pub encoding: Encoding,
    /// A byte order mark said so.
    pub marked: bool,
    /// Decoded and not yet given out.
    waiting: Vec<u8>,
    line: u32,
    ended: bool,
}

const BLOCK_BYTES: usize = 1 << 20;

impl<'a> Blocks<'a> {
    /// Starts at the first character behind the byte order mark.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn start(
        opened: &'a Opened,
        encoding: Option<Encoding>,
        unpacked_max: Option<u64>,
    ) -> Outcome<Self> {
        let mut stream = opened.stream(unpacked_max)?;
        let mut first = [0_u8; 3];
        let mut have = 0;
        while have < first.len() {
            match stream.read(&mut first[have..]).map_err(|error| opened.failed(&error))? {
                0 => break,
                count => have += count,
            }
        }
        let (found, mark) = match &first[..have] {
            [0xef, 0xbb, 0xbf] => (Some(Encoding::Utf8), 3),
            [0xff, 0xfe, ..] => (Some(Encoding::Utf16Le), 2),
            [0xfe, 0xff, ..] => (Some(Encoding::Utf16Be), 2),
            _ => (None, 0),
        };
        let encoding = found.or(encoding).unwrap_or(Encoding::Utf8);
        let decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE.new_decoder_without_bom_handling()),
            Encoding::Windows1252 => {
                Some(encoding_rs::WINDOWS_1252.new_decoder_without_bom_handling())
            }
        };
        let mut blocks = Self {
            opened,
            stream,
            decoder,
            encoding,
            marked: found.is_some(),
            waiting: Vec::new(),
            line: 1,
            ended: false,
        };
        blocks.decode(&first[mark..have], false)?;
        Ok(blocks)
    }

    /// The decoded text from the start, at least a block of it or the whole file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn peek(&mut self) -> Outcome<&[u8]> {
        // More than the longest field, so that one that is too long shows.
        self.fill(2 * BLOCK_BYTES)?;
        Ok(&self.waiting)
    }

    /// Leaves out the first bytes: what stands above the table.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.line += newlines(&self.waiting[..bytes]);
        self.waiting.drain(..bytes);
    }

    /// The next block of whole records, or none at the end.
    ///
    /// # Errors
    /// When the file cannot be read, or a line has no end within its limit.
    pub(crate) fn next(&mut self, delimiter: u8) -> Outcome<Option<RecordBlock>> {
        let mut want = BLOCK_BYTES;
        loop {
            self.fill(want)?;
            if self.waiting.is_empty() {
                return Ok(None);
            }
            let end = if self.ended {
                Some(self.waiting.len())
            } else {
                last_record_end(&self.waiting, delimiter)
            };
            if let Some(end) = end {
                let rest = self.waiting.split_off(end);
                let bytes = std::mem::replace(&mut self.waiting, rest);
                let first_line = self.line;
                self.line += newlines(&bytes);
                return Ok(Some(RecordBlock { bytes, first_line }));
            }
            if self.waiting.len() > LINE_BYTES_MAX + FIELD_BYTES_MAX {
                // The record splitter finds the field or line that is too long and names it.
                let bytes = std::mem::take(&mut self.waiting);
                return Ok(Some(RecordBlock { bytes, first_line: self.line }));
            }
            want = self.waiting.len() + BLOCK_BYTES;
        }
    }

    /// Hands the stream back, to finish the hash.
    #[must_use]
    pub(crate) fn into_stream(self) -> Stream {
        self.stream
    }

    fn fill(&mut self, want: usize) -> Outcome<()> {
        let mut buffer = Vec::new();
        while self.waiting.len() < want && !self.ended {
            let missing = want - self.waiting.len();
            if self.decoder.is_none() {
                let before = self.waiting.len();
                self.waiting.resize(want, 0);
                let count = self.read_into_waiting(before)?;
                self.waiting.truncate(before + count);
                self.ended = count == 0;
                continue;
            }
            buffer.resize(missing.max(4096), 0);
            let count =
                self.stream.read(&mut buffer).map_err(|error| self.opened.failed(&error))?;
            self.ended = count == 0;
            self.decode(&buffer[..count], count == 0)?;
        }
        Ok(())
    }

    fn read_into_waiting(&mut self, from: usize) -> Outcome<usize> {
        let mut have = from;
        while have < self.waiting.len() {
            let read = self.stream.read(&mut self.waiting[have..]);
            match read.map_err(|error| self.opened.failed(&error))? {
                0 => break,
                count => have += count,
            }
        }
        Ok(have - from)
    }

    fn decode(&mut self, bytes: &[u8], last: bool) -> Outcome<()> {
        let Some(decoder) = &mut self.decoder else {
            self.waiting.extend_from_slice(bytes);
            return Ok(());
        };
        let most = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
        let before = self.waiting.len();
        self.waiting.resize(before + most, 0);
        let (result, _, written, had_errors) =
            decoder.decode_to_utf8(bytes, &mut self.waiting[before..], last);
        self.waiting.truncate(before + written);
        if had_errors || result == CoderResult::OutputFull {
            return Err(Failure::input("the file is not the UTF-16 text that it says it is")
                .at(shown(&self.opened.path))
                .todo("export it again as UTF-8"));
        }
        Ok(())
    }
}

/// A small text without its mark, and in UTF-8 where that says that it is UTF-16.
pub(super) fn whole_text(bytes: &[u8]) -> Cow<'_, [u8]> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => {
            Cow::Borrowed(&bytes[length..])
        }
        Some((encoding, _)) => Cow::Owned(encoding.decode(bytes).0.into_owned().into_bytes()),
        None => Cow::Borrowed(bytes),
    }
}
