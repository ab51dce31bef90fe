//! The dialect: which headers and words of five languages mean which column and which value.

use crate::base::dictionary::Hashed;
use crate::tables::{Kind, Vocabulary};

/// All languages together; keys are folded.
#[derive(Clone, Debug, Default)]
pub struct Dialect {
    /// Header to (column, rank of the alias: the lower one wins), by kind.
    pub headers: Hashed<(Kind, String), (usize, u32)>,
    /// Word to the place of its canonical form in `Vocabulary::words`.
    pub words: Hashed<(Vocabulary, String), u8>,
    /// Month words to 1–12.
    pub months: Hashed<String, u32>,
    /// File names and texts, for the run key.
    pub texts: Vec<(String, String)>,
}
