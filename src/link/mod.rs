//! Who is who: one person for one MCID, the company it is associated with, and whose a transcript is.

pub(crate) mod account;
pub(crate) mod accounts;
mod association;
pub(crate) mod association_limit;
pub(crate) mod associations;
pub(crate) mod attach;
pub(crate) mod evidence;
mod folding;
mod groups;
pub(crate) mod linked;
mod mcids_by_email;
pub(crate) mod one_company;
pub(crate) mod people;
mod persons_by_key;
pub(crate) mod standing;

pub(crate) use account::Account;
pub(crate) use associations::Associations;
pub(crate) use attach::{Attached, FoundBy};
pub(crate) use groups::UnionFind;
pub(crate) use linked::{LinkInputs, Linked, link};
pub(crate) use people::People;
pub(crate) use persons_by_key::PersonsByKey;
pub(crate) use standing::{AssociationStretch, Grace, PersonLinks};
