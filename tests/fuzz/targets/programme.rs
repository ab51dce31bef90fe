//! Fuzzes the loaders of pipelines, parameters, programmes and dialects. From `tests/fuzz`:
//!
//! ```text
//! export RAYON_NUM_THREADS=1
//! mkdir -p found/programme
//! cargo run --release --bin programme -- found/programme corpus/programme \
//!     -dict=words.dict -max_len=8192 -max_total_time=600
//! cargo run --release --bin programme -- -merge=1 corpus/programme found/programme
//! ```
//!
//! The first run looks for inputs that take new ways through the program and stops at the first one
//! that breaks a promise of `bodies.rs`; the second keeps the few that the ordinary tests replay.

#![no_main]

// Each target uses a part of it.
#[allow(dead_code)]
#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::programme(bytes));
