//! What an explanation draws on.

use crate::programme::{Citations, Parameters};
use crate::rules::Counting;
use crate::skills::Scene;

/// What an explanation draws on beside the scene.
pub struct ExplanationBasis<'a> {
    pub scene: &'a Scene<'a>,
    pub counting: &'a Counting,
    pub parameters: &'a Parameters,
    pub citations: &'a Citations,
}
