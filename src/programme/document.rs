//! A TOML document whose every value knows its line, so that each complaint can name it.
