//! Citations: the public documents that values come from.

use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Citations {
    pub all: BTreeMap<String, Citation>,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Citation {
    pub id: String,
    pub title: String,
    pub publisher: String,
    pub url: String,
    pub read_on: String,
}
