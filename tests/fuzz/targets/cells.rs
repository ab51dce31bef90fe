//! Fuzzes the parsers of cells, headers and names. From `tests/fuzz`:
//!
//! ```text
//! export RAYON_NUM_THREADS=1
//! mkdir -p found/cells
//! cargo run --release --bin cells -- found/cells corpus/cells \
//!     -dict=words.dict -max_len=256 -max_total_time=600
//! cargo run --release --bin cells -- -merge=1 corpus/cells found/cells
//! ```
//!
//! The first run looks for inputs that take new ways through the program and stops at the first one
//! that breaks a promise of `bodies.rs`; the second keeps the few that the ordinary tests replay.

#![no_main]

// Each target uses a part of it.
#[allow(dead_code)]
#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::cells(bytes));
