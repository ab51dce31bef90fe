//! Fuzzes the reader of shared transcripts. From `tests/fuzz`:
//!
//! ```text
//! export RAYON_NUM_THREADS=1
//! mkdir -p found/transcript_json
//! cargo run --release --bin transcript_json -- found/transcript_json corpus/transcript_json \
//!     -dict=words.dict -max_len=4096 -max_total_time=600
//! cargo run --release --bin transcript_json -- -merge=1 corpus/transcript_json found/transcript_json
//! ```
//!
//! The first run looks for inputs that take new ways through the program and stops at the first one
//! that breaks a promise of `bodies.rs`; the second keeps the few that the ordinary tests replay.

#![no_main]

// Each target uses a part of it.
#[allow(dead_code)]
#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::transcript_json(bytes));
