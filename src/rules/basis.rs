//! All that the judging of rows stands on.

use std::collections::BTreeSet;

use crate::base::{Day, Dictionary};
use crate::link::{Attached, People, PersonLinks};
use crate::programme::{Catalogue, InForce};
use crate::tables::Facts;

pub struct Basis<'a> {
    pub transcripts: &'a Facts,
    pub people: &'a People,
    pub attached: &'a Attached,
    pub links: &'a PersonLinks<'a>,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub dictionary: &'a Dictionary,
    /// The place of each company in the order of MPN ids.
    pub company_ranks: &'a [u32],
    /// Persons whose account must be made anew before they can associate (S1).
    pub remade: &'a BTreeSet<u32>,
    pub as_of: Day,
}
