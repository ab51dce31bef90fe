//! Numbers of a programme, and how small or large they may be.

use crate::base::{Amount, Outcome};

use super::document::DocumentValue;

pub(super) const PERSONS_MAX: i32 = 1_000_000;

pub(super) fn not_negative(value: &DocumentValue) -> Outcome<Amount> {
    let amount = value.amount()?;
    if amount.is_negative() {
        return Err(value
            .failure(format!("\"{}\" is {amount}, less than nothing", value.key))
            .todo("write 0 or more"));
    }
    Ok(amount)
}

pub(super) fn above_zero(value: &DocumentValue) -> Outcome<Amount> {
    let amount = not_negative(value)?;
    if amount.is_zero() {
        return Err(value
            .failure(format!("\"{}\" is 0", value.key))
            .todo("write a number above 0"));
    }
    Ok(amount)
}
