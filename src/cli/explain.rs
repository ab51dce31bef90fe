//! `attain explain`: why a skill, a competency or an invoice counts or not.

use std::path::Path;

use serde::Serialize;

use crate::assess::memberships::memberships;
use crate::assess::{Detail, assess};
use crate::base::Outcome;
use crate::base::safe::line;
use crate::explain::person::{persons_of, skill_keys};
use crate::explain::sources::ExplanationBasis;
use crate::explain::{
    explain_competency, explain_invoice, explain_user, level_text, text as explained,
};
use crate::kernel::AssessmentScope;
use crate::run::pack;
use crate::skills::Scene;

use super::args::{ExplainArguments, LogFormat};
use super::clock::Clock;
use super::screen::Screen;
use super::shown;
use super::voice::{say, say_json};
use crate::base::Day;
use crate::kernel::Gathered;
use crate::programme::check::Loaded;
use crate::run::read::read;

/// Explains what is asked for.
///
/// # Errors
/// When there is nothing of the name, or an input cannot be read.
pub(crate) fn explain(of: &ExplainArguments, clock: &Clock) -> Outcome<u8> {
    let gathered = gathered(&of.pipeline, of.as_of.unwrap_or(clock.today))?;
    gathered.with_scene(|scene, counting| {
        let (parameters, citations) = (&gathered.loaded.parameters, &gathered.loaded.citations);
        let from = ExplanationBasis { scene, counting: &counting, parameters, citations };
        if let Some(path) = &of.pack {
            return support_pack(of, scene, path);
        }
        if let Some(user) = &of.user {
            let explanation = explain_user(&from, user, of.skill.as_deref())?;
            return in_format(of.format, &explanation, explained::of_user);
        }
        if let Some(number) = &of.invoice {
            let explanation = explain_invoice(&from, number)?;
            return in_format(of.format, &explanation, explained::of_invoice);
        }
        let name = of.competency.as_deref().unwrap_or_default();
        let known = gathered.ask(
            (scene, &counting),
            AssessmentScope::all(Detail::Persons),
            |question| Ok((assess(question)?, memberships(question))),
        )?;
        let about = (&known.0, known.1.as_slice());
        let explanation = explain_competency(&from, about, name, of.level.as_deref())?;
        in_format(of.format, &explanation, level_text::of_competency)
    })
}

/// What the command says when it wrote a pack.
#[derive(Serialize)]
struct Packed<'a> {
    pack: &'a str,
    people: usize,
    skills: usize,
}

/// The rows themselves for support, in a workbook.
fn support_pack(of: &ExplainArguments, scene: &Scene<'_>, path: &Path) -> Outcome<u8> {
    let subject = match &of.user {
        Some(user) => {
            let persons = persons_of(scene, user)?;
            let skills = of.skill.as_deref().map(|skill| skill_keys(scene, &persons, skill));
            pack::Subject { persons, skills: skills.transpose()? }
        }
        None => pack::overdue(scene)?,
    };
    let people = subject.persons.len();
    let skills = pack::write(scene, &subject, path, of.force)?;
    let packed = Packed { pack: &path.display().to_string(), people, skills };
    in_format(of.format, &packed, |packed| {
        format!(
            "wrote {}: {}, {}\n",
            line(packed.pack),
            shown::count(packed.people as u64, "person", "people"),
            shown::count(packed.skills as u64, "skill", "skills"),
        )
    })
}

fn in_format<T: Serialize>(
    format: LogFormat,
    value: &T,
    text: impl Fn(&T) -> String,
) -> Outcome<u8> {
    match format {
        LogFormat::Text => say(&text(value)),
        LogFormat::Json => say_json(value),
    }
}

/// Reads every input, with a bar while it does.
fn gathered(pipeline: &Path, as_of: Day) -> Outcome<Gathered> {
    let screen = Screen::new(true);
    read(Loaded::read(pipeline)?, as_of, &screen.progress)
}
