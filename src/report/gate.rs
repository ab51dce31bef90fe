//! The name of a gate: that of its metric, and its number.

/// A metric, and which of its gates is meant: `Developers (gate 2)`.
#[must_use]
pub(crate) fn gate_of(name: &str) -> (&str, Option<&str>) {
    let gate = name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (gate "));
    match gate {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, Some(number))
        }
        _ => (name, None),
    }
}
