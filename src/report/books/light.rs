//! The state of things at a glance.

use crate::report::cell::Tone;

/// A tone, and what it says.
pub(crate) struct Light {
    pub tone: Tone,
    pub text: String,
}
