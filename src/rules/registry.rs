//! All rules of the verdict, in the order in which the first that fails is the reason.

use super::card::Rule;
pub use super::chosen::Reasons;
use super::verdict::{
    associated_elsewhere, association_conflict, expired, grace_ended, mcid_mismatch, no_user,
    not_associated, not_completed, not_relevant, pending_visibility, retired, revoked,
    source_not_recognised, user_not_joined, user_removed,
};

pub const RULES: [&Rule; 15] = [
    &no_user::RULE,
    &user_removed::RULE,
    &user_not_joined::RULE,
    &source_not_recognised::RULE,
    &not_completed::RULE,
    &revoked::RULE,
    &expired::RULE,
    &mcid_mismatch::RULE,
    &associated_elsewhere::RULE,
    &association_conflict::RULE,
    &not_associated::RULE,
    &grace_ended::RULE,
    &not_relevant::RULE,
    &retired::RULE,
    &pending_visibility::RULE,
];

/// The bit of a rule in a row's reasons, by its code.
#[must_use]
pub const fn bit(code: &str) -> Reasons {
    let mut place = 0;
    while place < RULES.len() {
        if is_same(RULES[place].code.as_bytes(), code.as_bytes()) {
            return 1 << place;
        }
        place += 1;
    }
    0
}

const fn is_same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([first, rest @ ..], [other, others @ ..]) = (a, b) {
        if *first != *other {
            return false;
        }
        (a, b) = (rest, others);
    }
    a.is_empty() && b.is_empty()
}

/// The codes of the rules that fail, in their order.
pub fn codes(reasons: Reasons) -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .enumerate()
        .filter(move |(place, _)| reasons & (1 << place) != 0)
        .map(|(_, rule)| rule.code)
}
