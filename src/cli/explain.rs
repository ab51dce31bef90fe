//! `attain explain`: why a skill, a competency or an invoice counts or not.

use serde::Serialize;

use crate::assess::assess;
use crate::assess::memberships::memberships;
use crate::base::Outcome;
use crate::explain::person::Sources;
use crate::explain::{explain_competency, explain_invoice, explain_user, text as explained};

use super::args::{ExplainArguments, LogFormat};
use super::enter::{Surroundings, gathered, say, say_json};

/// Explains what is asked for.
///
/// # Errors
/// When there is nothing of the name, or an input cannot be read.
pub fn explain(of: &ExplainArguments, around: &Surroundings) -> Outcome<u8> {
    let gathered = gathered(&of.pipeline, of.as_of.unwrap_or(around.today))?;
    gathered.with_scene(|scene| {
        let (parameters, citations) = (&gathered.loaded.parameters, &gathered.loaded.citations);
        let from = Sources { scene, parameters, citations };
        if let Some(user) = &of.user {
            let explanation = explain_user(&from, user, of.skill.as_deref())?;
            return in_format(of.format, &explanation, explained::of_user);
        }
        if let Some(number) = &of.invoice {
            let explanation = explain_invoice(&from, number)?;
            return in_format(of.format, &explanation, explained::of_invoice);
        }
        let name = of.competency.as_deref().unwrap_or_default();
        let known = gathered
            .ask(scene, false, |question| Ok((assess(question)?, memberships(question))))?;
        let about = (&known.0, known.1.as_slice());
        let explanation = explain_competency(&from, about, name, of.level.as_deref())?;
        in_format(of.format, &explanation, explained::of_competency)
    })
}

fn in_format<T: Serialize>(format: LogFormat, value: &T, text: fn(&T) -> String) -> Outcome<u8> {
    match format {
        LogFormat::Text => say(&text(value)),
        LogFormat::Json => say_json(value),
    }
}
