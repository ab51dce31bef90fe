//! Replays what the fuzz targets of `tests/fuzz` found worth keeping.

use std::fs;

use crate::fuzz_bodies;
use crate::support::root;

/// Every file of the target's corpus; there are some.
fn replay(target: &str, body: impl Fn(&[u8])) {
    let folder = root().join("tests/fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("an input");
        // Named where it fails: the output of a test that passes is not shown.
        println!("replays {}", path.display());
        body(&bytes);
        count += 1;
    }
    assert!(count > 10, "{target} has {count} inputs");
}

#[test]
fn tables() {
    replay("delimited", fuzz_bodies::delimited);
}

#[test]
fn cells() {
    replay("cells", fuzz_bodies::cells);
}

#[test]
fn programmes() {
    replay("programme", fuzz_bodies::programme);
}

#[test]
fn shared_transcripts() {
    replay("transcript_json", fuzz_bodies::transcript_json);
}
