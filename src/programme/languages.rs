//! The languages that the program speaks, each with all that it has of its own: a new one is one word
//! here and its three files.

/// A language by its code of two letters.
pub(crate) struct Language {
    pub code: &'static str,
    /// What reports say in it.
    pub labels: &'static str,
    /// The headers and words that exports write in it.
    pub dialect: &'static str,
    /// The pipeline file that a new folder gets, with its comments in it.
    pub start: &'static str,
}

macro_rules! languages {
    ($($code:literal),+) => {
        &[$(Language {
            code: $code,
            labels: include_str!(concat!("../../pipelines/labels/", $code, ".toml")),
            dialect: include_str!(concat!("../../pipelines/dialects/", $code, ".toml")),
            start: include_str!(concat!("../cli/start/", $code, ".toml")),
        }),+]
    };
}

/// English first: it says which labels there are. Dialects rank in this order.
pub(crate) const LANGUAGES: &[Language] = languages!("en", "fr", "sv", "de", "es");

/// Where nothing else is said.
pub(crate) const ENGLISH: &Language = &LANGUAGES[0];

#[must_use]
pub(crate) fn find(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.code == code)
}

/// For a hint of what was meant.
#[must_use]
pub(crate) fn codes() -> Vec<&'static str> {
    LANGUAGES.iter().map(|language| language.code).collect()
}
