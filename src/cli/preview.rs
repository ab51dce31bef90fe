//! What `attain check` foresees of a run: who is linked by what, which rows find nobody, what no
//! programme lists, what is odd, and which files nobody reads.

use std::collections::BTreeMap;

use crate::assess::{Detail, assess};
use crate::base::safe::SafeLines;
use crate::base::{Outcome, shown as shown_path};
use crate::kernel::{AssessmentScope, Gathered};
use crate::link::{Account, FoundBy};
use crate::rules::Link;
use crate::rules::link_order::links_now;
use crate::skills::Scene;
use crate::sources::discover;
use crate::tables::{Finding, FindingCode, Kind, YesNo};

use super::{missing, shown};

/// How much of a list is shown.
const SHOWN: usize = 10;

/// Tells what a run would find.
///
/// # Errors
/// When what was read cannot be judged.
pub(crate) fn preview(gathered: &Gathered, text: &mut SafeLines) -> Outcome<()> {
    text.say("A run would find");
    let missing = gathered.with_scene(|scene, counting| {
        people(scene, text)?;
        transcripts(scene, text);
        let assessed =
            gathered.ask((scene, &counting), AssessmentScope::all(Detail::Levels), assess)?;
        let unlisted = assessed.findings.iter();
        let unlisted = unlisted.filter(|own| own.code == FindingCode::UnknownCompetency);
        let unlisted = unlisted.map(|own| placed(scene, own));
        list(text, "memberships that no programme lists", &unlisted.collect::<Vec<_>>());
        oddities(scene, &assessed.findings, text);
        missing::answers(gathered, scene)
    })?;
    let read: Vec<_> = gathered.reading.files.iter().map(|file| file.path.clone()).collect();
    let beside = discover::beside(&read).into_iter().map(|path| shown_path(&path));
    list(text, "files beside the inputs that no source names", &beside.collect::<Vec<_>>());
    missing::tell(&missing, text);
    Ok(())
}

/// What else a run would say of the rows that levels stand on, by the code that it has there.
fn oddities(scene: &Scene<'_>, findings: &[Finding], text: &mut SafeLines) {
    let mut by_code: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for own in findings.iter().filter(|own| own.code != FindingCode::UnknownCompetency) {
        by_code.entry(own.code.name()).or_default().push(placed(scene, own));
    }
    for (code, told) in by_code {
        list(text, &code.replace('_', " "), &told);
    }
}

/// A finding with its place, and with its company where there are several.
fn placed(scene: &Scene<'_>, own: &Finding) -> String {
    let place = own.origin.map(|(file, line)| format!("{}:{line}: ", scene.file_name(file)));
    let companies = &scene.pipeline.companies;
    let company = own.company.and_then(|company| companies.get(company as usize));
    let company = company.filter(|_| companies.len() > 1 && own.origin.is_none());
    let company = company.map(|own| format!("{}: ", own.name));
    format!("{}{}{}", place.unwrap_or_default(), company.unwrap_or_default(), own.message)
}

/// What links a person, as the preview counts it.
const LINKS: [&str; 6] = [
    "linked by an association in Partner Center",
    "linked by evidence: their rows stand in Partner Center's own training export (A2e evidence)",
    "linked by an association in PMC, as long as the PMC grace lasts (G1)",
    "linked for skills of Partner University alone",
    "linked by nothing",
    "claimed by two companies, which links them with neither",
];

/// Of the people on the roll, how many are linked, and by what.
fn people(scene: &Scene<'_>, text: &mut SafeLines) -> Outcome<()> {
    let mut counts = [0_u64; LINKS.len()];
    let persons = (0_u32..).zip(&scene.people.persons);
    let on_roll = || persons.clone().filter(|(_, own)| own.roll_through >= scene.as_of);
    let links = links_now(scene.links, on_roll().map(|(person, _)| person))?;
    for ((person, own), link) in on_roll().zip(links) {
        let place = match link {
            Link::Pc if is_by_evidence(scene, person) => 1,
            Link::Pc => 0,
            Link::PmcGrace => 2,
            Link::Conflict => 5,
            _ if own.partner_university => 3,
            _ => 4,
        };
        counts[place] += 1;
    }
    let all = counts.iter().sum();
    text.say(format_args!("  {} on the roll", shown::count(all, "person", "people")));
    for (count, word) in counts.into_iter().zip(LINKS).filter(|(count, _)| *count > 0) {
        text.say(format_args!("    {} {word}", shown::grouped(count)));
    }
    let unknown = scene.pipeline.companies.iter().zip(scene.associations_unknown);
    let unknown = unknown.filter(|(_, is_unknown)| **is_unknown);
    let unknown: Vec<String> = unknown.map(|(company, _)| company.name.clone()).collect();
    list(text, "companies of which no export says who is associated (A2u no word)", &unknown);
    Ok(())
}

/// Nothing but Partner Center's training export shows the association.
fn is_by_evidence(scene: &Scene<'_>, person: u32) -> bool {
    let says_yes = |own: &Account| own.says_pc == YesNo::Yes;
    !scene.associations.are_given
        && scene.people.accounts_of(person).any(Account::is_linked_by_evidence)
        && !scene.people.accounts_of(person).any(says_yes)
}

/// How many transcript rows find somebody, and how many do not.
fn transcripts(scene: &Scene<'_>, text: &mut SafeLines) {
    let Some(transcripts) = scene.facts(Kind::Transcripts) else { return };
    let of_nobody = scene.attached.of_nobody();
    let ambiguous = scene
        .attached
        .at(of_nobody.clone())
        .filter(|(_, found_by)| *found_by == FoundBy::Ambiguous);
    let ambiguous = ambiguous.count() as u64;
    let nobody = of_nobody.len() as u64 - ambiguous;
    let all = transcripts.len() as u64;
    let several = match ambiguous {
        0 => String::new(),
        count => format!(", {} find several and go to none", shown::grouped(count)),
    };
    text.say(format_args!(
        "  {}: {} find a user, {} find nobody{several}",
        shown::count(all, "row of transcripts", "rows of transcripts"),
        shown::grouped(all - nobody - ambiguous),
        shown::grouped(nobody),
    ));
}

fn list(text: &mut SafeLines, what: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let count = items.len();
    text.say(format_args!("  {what}: {count}"));
    for item in items.iter().take(SHOWN) {
        text.say(format_args!("    {item}"));
    }
    if count > SHOWN {
        text.say(format_args!("    and {} more", count - SHOWN));
    }
}
