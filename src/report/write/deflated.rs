//! Bytes that were deflated on their own, so that pieces made on any core make one stream.

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};

use crate::base::{Failure, Outcome};

/// An empty last block, which ends a row of blocks that were deflated on their own.
pub(crate) const LAST_BLOCK: [u8; 2] = [3, 0];

#[derive(Clone)]
pub(crate) struct Deflated {
    pub bytes: Vec<u8>,
    pub crc: Hasher,
    pub size: u64,
}

/// Deflates bytes on their own, up to a byte's end, so that others can follow.
///
/// # Errors
/// When the packer fails.
pub(crate) fn deflate(bytes: &[u8], level: u32) -> Outcome<Deflated> {
    let mut crc = Hasher::new();
    crc.update(bytes);
    let mut deflater = Compress::new(Compression::new(level), false);
    let mut packed = Vec::with_capacity(bytes.len() / 4 + 1024);
    loop {
        let done = usize::try_from(deflater.total_in()).unwrap_or(usize::MAX);
        let status = deflater
            .compress_vec(&bytes[done..], &mut packed, FlushCompress::Sync)
            .map_err(|error| unsound(&error))?;
        let all_in = deflater.total_in() == bytes.len() as u64;
        // Room left over says that the flush is complete.
        if all_in && packed.len() < packed.capacity() {
            break;
        }
        if matches!(status, Status::StreamEnd) {
            return Err(unsound(&"the packer ended too early"));
        }
        packed.reserve(packed.capacity().max(1024));
    }
    Ok(Deflated { bytes: packed, crc, size: bytes.len() as u64 })
}

/// What went wrong while a workbook was put together.
pub(crate) fn unsound(error: &dyn std::fmt::Display) -> Failure {
    Failure::internal("the workbook could not be put together").because(error)
}

/// The workbook library made something else than we know to pour into.
pub(crate) fn shape() -> Failure {
    unsound(&"a part has not the expected shape")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn inflated(parts: &[&[u8]]) -> (Vec<u8>, u32) {
        let (mut bytes, mut crc) = (Vec::new(), Hasher::new());
        for part in parts {
            let deflated = deflate(part, 3).unwrap();
            bytes.extend(deflated.bytes);
            crc.combine(&deflated.crc);
        }
        bytes.extend(LAST_BLOCK);
        let mut all = Vec::new();
        flate2::read::DeflateDecoder::new(&bytes[..]).read_to_end(&mut all).unwrap();
        (all, crc.finalize())
    }

    #[test]
    fn pieces_deflated_on_their_own_make_one_stream() {
        let noise: Vec<u8> =
            (0..300_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        let (all, crc) = inflated(&[b"abc", &noise, b"", b"xyz"]);
        assert_eq!(all, [b"abc".as_slice(), &noise, b"xyz"].concat());
        assert_eq!(crc, crc32fast::hash(&all));
    }
}
