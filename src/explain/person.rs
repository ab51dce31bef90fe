//! Why the skills of a user count or not (S4).

use serde::Serialize;

use crate::base::fold::{did_you_mean, fold, fold_email};
use crate::base::{Day, Failure, Outcome};
use crate::link::associations::{AssociatedCompany, Association, System};
use crate::link::{Account, FoundBy};
use crate::rules::Chosen;
use crate::rules::look::{Looked, look};
use crate::rules::{Basis, registry};
use crate::skills::Scene;
use crate::skills::table::verdict_text;
use crate::tables::facts::SkillKey;
use crate::tables::kinds;
use crate::tables::{Facts, Kind};

use super::sources::ExplanationBasis;
use super::steps::{RuleStep, steps};

/// Everything that is known of a user, by person: one in each company.
#[derive(Serialize, Debug)]
pub struct Explanation {
    pub user: String,
    pub as_of: String,
    pub persons: Vec<PersonExplained>,
}

#[derive(Serialize, Debug)]
pub struct PersonExplained {
    pub company: String,
    pub mpn_id: String,
    pub work_email: String,
    pub accounts: Vec<AccountExplained>,
    pub associations: Vec<String>,
    /// Nothing says who is associated with the company (A2u).
    pub associations_unknown: bool,
    pub skills: Vec<SkillExplained>,
    /// For a person without skills: why there are none.
    pub without_skills: Option<String>,
}

#[derive(Serialize, Debug)]
pub struct AccountExplained {
    pub work_email: String,
    pub mcid: String,
    pub on_the_roll: bool,
    pub file: String,
    pub line: u32,
    /// Rows of other addresses that are the same account (A4).
    pub further_rows: Vec<String>,
}

#[derive(Serialize, Debug)]
pub struct SkillExplained {
    pub skill_code: String,
    pub skill_title: String,
    pub verdict: &'static str,
    pub reasons: Vec<&'static str>,
    pub file: String,
    pub line: u32,
    pub found_by: String,
    /// Other rows of the skill that the chosen one beat.
    pub other_rows: Vec<String>,
    pub steps: Vec<RuleStep>,
}

/// Explains all skills of a user, or one.
///
/// # Errors
/// When there is no such user or the user has no such skill.
pub fn explain_user(
    from: &ExplanationBasis<'_>,
    email: &str,
    skill: Option<&str>,
) -> Outcome<Explanation> {
    let scene = from.scene;
    let persons = persons_of(scene, email)?;
    let explained: Vec<PersonExplained> = persons
        .iter()
        .map(|person| explain_person(from, *person, skill))
        .collect::<Outcome<_>>()?;
    if let Some(skill) = skill.filter(|_| explained.iter().all(|person| person.skills.is_empty())) {
        return Err(unknown_skill(scene, &persons, skill));
    }
    let as_of = scene.as_of.to_string();
    Ok(Explanation { user: fold_email(email), as_of, persons: explained })
}

/// The persons behind an e-mail: one in each company.
///
/// # Errors
/// When nobody has it.
pub fn persons_of(scene: &Scene<'_>, email: &str) -> Outcome<Vec<u32>> {
    let wanted = fold_email(email);
    let is_named = |account: &&Account| {
        scene.people.emails_of(account).any(|email| scene.text(email) == wanted)
    };
    let named = scene.people.accounts.iter().filter(is_named);
    let mut persons: Vec<u32> = named.map(|account| account.person).collect();
    persons.sort_unstable();
    persons.dedup();
    if persons.is_empty() { Err(unknown_user(scene, &wanted)) } else { Ok(persons) }
}

/// The skills of persons that a code or title names.
///
/// # Errors
/// When none of them has it.
pub fn skill_keys(scene: &Scene<'_>, persons: &[u32], skill: &str) -> Outcome<Vec<SkillKey>> {
    let own = chosen_of(scene, persons).map(|chosen| chosen.skill);
    let keys: Vec<SkillKey> =
        own.filter(|key| is_named(scene, scene.skill_text(*key), skill)).collect();
    if keys.is_empty() { Err(unknown_skill(scene, persons, skill)) } else { Ok(keys) }
}

/// Whether a code or title names a skill, by the code that it is shown with.
fn is_named(scene: &Scene<'_>, shown: &str, skill: &str) -> bool {
    match scene.catalogue.resolve(skill) {
        Some(id) => scene.catalogue.skills[id as usize].code == shown,
        None => fold(shown) == fold(skill),
    }
}

fn unknown_user(scene: &Scene<'_>, wanted: &str) -> Failure {
    let mut emails: Vec<&str> =
        scene.people.accounts.iter().map(|account| scene.text(account.work_email)).collect();
    emails.sort_unstable();
    emails.dedup();
    let name = wanted.split('@').next().unwrap_or(wanted);
    let mut near: Vec<&str> = did_you_mean(wanted, emails.iter().copied()).into_iter().collect();
    let alike = emails.iter().filter(|email| {
        let own = email.split('@').next().unwrap_or(email);
        strsim::jaro_winkler(own, name) > 0.88
    });
    near.extend(alike);
    near.dedup();
    near.truncate(5);
    let hint = if near.is_empty() {
        "attain check shows which files of users are read".to_owned()
    } else {
        format!("closest: {}", near.join(", "))
    };
    Failure::configuration(format!("no user has the e-mail {wanted}")).todo(hint)
}

fn unknown_skill(scene: &Scene<'_>, persons: &[u32], skill: &str) -> Failure {
    let transcripts = scene.facts(Kind::Transcripts);
    let mut held: Vec<&str> = chosen_of(scene, persons)
        .filter_map(|chosen| Some(skill_of(scene, transcripts?, chosen)))
        .collect();
    held.sort_unstable();
    let hint = if held.is_empty() {
        "the user has no skills at all".to_owned()
    } else {
        format!("the user's skills are: {}", held.join(", "))
    };
    Failure::configuration(format!("the user has no skill {skill}")).todo(hint)
}

fn chosen_of<'a>(scene: &'a Scene<'_>, persons: &'a [u32]) -> impl Iterator<Item = &'a Chosen> {
    scene.judged.rows[..scene.judged.nobody_from]
        .iter()
        .filter(move |chosen| persons.contains(&chosen.person))
}

fn skill_of<'a>(scene: &'a Scene<'_>, transcripts: &Facts, chosen: &Chosen) -> &'a str {
    scene.skill_text(transcripts.skill(chosen.row as usize))
}

fn explain_person(
    from: &ExplanationBasis<'_>,
    person: u32,
    skill: Option<&str>,
) -> Outcome<PersonExplained> {
    let scene = from.scene;
    let shown = scene.people.shown(person);
    let accounts = scene
        .people
        .accounts_of(person)
        .map(|account| AccountExplained {
            work_email: scene.text(account.work_email).to_owned(),
            mcid: account.mcid.to_string(),
            on_the_roll: account.is_on_roll(scene.as_of, scene.as_of),
            file: scene.file_name(account.file).to_owned(),
            line: account.line,
            further_rows: further_rows(scene, account),
        })
        .collect();
    let own = [person];
    let all: Vec<&Chosen> = chosen_of(scene, &own).collect();
    let mut skills = Vec::new();
    if let Some(transcripts) = scene.facts(Kind::Transcripts) {
        let at = scene.basis(transcripts);
        let looked = look(&at, person)?;
        let is_wanted = |chosen: &&&Chosen| {
            skill.is_none_or(|skill| is_named(scene, skill_of(scene, transcripts, chosen), skill))
        };
        let explain = |chosen: &&Chosen| explain_skill(from, (&at, &looked), chosen);
        skills.extend(all.iter().filter(is_wanted).map(explain));
    }
    let company = &scene.pipeline.companies[shown.company as usize];
    Ok(PersonExplained {
        company: company.name.clone(),
        mpn_id: company.mpn_id.clone(),
        work_email: scene.text(shown.work_email).to_owned(),
        accounts,
        associations: associations(scene, person),
        associations_unknown: scene.associations_unknown[shown.company as usize],
        without_skills: all.is_empty().then(|| without_skills(scene, person)),
        skills,
    })
}

fn further_rows(scene: &Scene<'_>, account: &Account) -> Vec<String> {
    let Some(users) = scene.facts(Kind::Users) else { return Vec::new() };
    let rows = scene.people.rows_of(account).filter(|row| *row != account.row);
    rows.map(|row| place(scene, users, row)).collect()
}

/// File and line of a row.
fn place(scene: &Scene<'_>, facts: &Facts, row: u32) -> String {
    let row = row as usize;
    format!("{}:{}", scene.file_name(facts.file(row)), facts.line(row))
}

/// The associations of the person's MCIDs in words, each with its line, and those of accounts that
/// have no MCID.
fn associations(scene: &Scene<'_>, person: u32) -> Vec<String> {
    let mcids = scene.people.mcids(person);
    let of_mcids = mcids.iter().flat_map(|number| scene.associations.of_mcid(*number));
    let mut told: Vec<String> = of_mcids.map(|own| association_in_words(scene, own)).collect();
    if scene.associations.are_given {
        return told;
    }
    let without = scene.people.accounts_of(person).filter(|own| own.matched_mcid.is_none());
    for account in without.filter(|own| own.acts_as_association()) {
        let company = &scene.pipeline.companies[account.company as usize].name;
        let (pc, pmc) = account.linked_since();
        for (system, from) in [("Partner Center", pc), ("PMC", pmc)] {
            let Some(from) = from else { continue };
            told.push(format!(
                "account {} without an MCID in {system} with {company} {} ({}:{})",
                scene.text(account.work_email),
                since(from),
                scene.file_name(account.file),
                account.line
            ));
        }
    }
    told
}

fn since(day: Day) -> String {
    if day == Day::ALWAYS { "since an unknown day".to_owned() } else { format!("since {day}") }
}

fn association_in_words(scene: &Scene<'_>, association: &Association) -> String {
    let system = match association.system {
        System::Pc => "Partner Center",
        System::Pmc => "PMC",
    };
    let holder = match association.holder {
        AssociatedCompany::Ours(company) => scene.pipeline.companies[company as usize].name.clone(),
        AssociatedCompany::Foreign(code) => format!("another company ({})", scene.text(code)),
    };
    let from = since(association.from);
    let seen = if association.is_evidence { "A2e evidence seen in " } else { "" };
    let until = if association.until == Day::FOREVER {
        String::new()
    } else {
        format!(" until {}", association.until)
    };
    format!(
        "MCID {} in {system} with {holder} {from}{until} ({seen}{}:{})",
        association.mcid,
        scene.file_name(association.file),
        association.line
    )
}

fn explain_skill(
    from: &ExplanationBasis<'_>,
    (at, looked): (&Basis<'_>, &Looked),
    chosen: &Chosen,
) -> SkillExplained {
    let (scene, transcripts) = (from.scene, at.transcripts);
    let row = chosen.row as usize;
    let skill = transcripts.skill(row);
    let attached = scene.attached;
    let other_rows = attached
        .at(attached.of_person(chosen.person))
        .map(|(row, _)| row)
        .filter(|other| *other != chosen.row && transcripts.skill(*other as usize) == skill)
        .map(|other| {
            let other = other as usize;
            let done = transcripts.days(kinds::Transcripts::COMPLETED_ON).at(other);
            let done = done.map(|day| format!(", completed {day}")).unwrap_or_default();
            format!(
                "{}:{}{done}",
                scene.file_name(transcripts.file(other)),
                transcripts.line(other)
            )
        })
        .collect();
    let title = skill.resolved().map_or_else(
        |_| scene.text(transcripts.text(kinds::Transcripts::SKILL_TITLE).at(row)).to_owned(),
        |id| scene.catalogue.skills[id as usize].title.clone(),
    );
    SkillExplained {
        skill_code: skill_of(scene, transcripts, chosen).to_owned(),
        skill_title: title,
        verdict: verdict_text(chosen.verdict()),
        reasons: registry::codes(chosen.reasons).collect(),
        file: scene.file_name(transcripts.file(row)).to_owned(),
        line: transcripts.line(row),
        found_by: found_by(chosen.found_by()).to_owned(),
        other_rows,
        steps: steps(from, at, looked, chosen),
    }
}

fn found_by(way: FoundBy) -> &'static str {
    match way {
        FoundBy::Mcid => "its MCID is the account's",
        FoundBy::UserId => "it carries no MCID; its user id is the account's and nobody else's",
        FoundBy::WorkEmail => {
            "it carries no MCID; its work e-mail is the account's and nobody else's"
        }
        FoundBy::LearnerEmail => {
            "it carries no MCID; its learner e-mail is the account's and nobody else's"
        }
        FoundBy::OtherMcid => {
            "its MCID is nobody's; its e-mail is that of this user, who has another MCID"
        }
        FoundBy::NoMcid => "its MCID is nobody's; its e-mail is that of this user, who has no MCID",
        FoundBy::Ambiguous | FoundBy::Nobody => "nobody was found",
    }
}

/// S4: nothing completed, not associated, or under another MCID.
fn without_skills(scene: &Scene<'_>, person: u32) -> String {
    let now = scene.links.now(person, None);
    if scene.people.mcids(person).is_empty() {
        return "the account has no MCID: the user has not associated a learning account, so no transcript \
                can be found"
            .to_owned();
    }
    if !now.pc && !now.pmc {
        return "no transcript row carries the user's MCID, and the learning account is not associated with \
                the company"
            .to_owned();
    }
    "no transcript row carries the user's MCID: nothing is completed, or it is completed under another \
     MCID with another e-mail"
        .to_owned()
}

/// The verdict in one line.
#[must_use]
pub fn in_short(skill: &SkillExplained) -> String {
    match (skill.verdict, skill.reasons.first()) {
        ("counts", _) => "counts".to_owned(),
        ("pending", _) => "does not count yet".to_owned(),
        (_, Some(reason)) => format!("does not count: {}", reason.replace('_', " ")),
        _ => "does not count".to_owned(),
    }
}
