//! Findings about people and their transcripts: what no rule may decide in silence.
//!
//! Plain code: over the linked rows of a million transcripts all of it takes 0.08 s of one core. Most passes
//! leave a row at its first test, and a finding is told at the first row that it is about.

use std::collections::BTreeMap;

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::link::association_limit::{KnownStarts, LIMIT_DAYS};
use crate::link::associations::{AssociatedCompany, Association, System};
use crate::link::one_company::loses_its_day;
use crate::link::{Account, FoundBy};
use crate::tables::kinds;
use crate::tables::{Facts, Finding, FindingCode, Kind, YesNo};

use super::Scene;
use super::team::has_expired_password;

/// All findings that users, associations and transcripts give.
#[must_use]
pub(crate) fn findings(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    ties(scene, &mut found);
    limits(scene, &mut found);
    persons(scene, &mut found);
    companies(scene, &mut found);
    evidence(scene, &mut found);
    if let Some(users) = scene.facts(Kind::Users) {
        accounts(scene, users, &mut found);
        impossible_users(scene, users, &mut found);
    }
    if let Some(transcripts) = scene.facts(Kind::Transcripts) {
        unclear_rows(scene, transcripts, &mut found);
        other_emails(scene, transcripts, &mut found);
        impossible_transcripts(scene, transcripts, &mut found);
    }
    found
}

fn ours(holder: AssociatedCompany) -> Option<u32> {
    match holder {
        AssociatedCompany::Ours(company) => Some(company),
        AssociatedCompany::Foreign(_) => None,
    }
}

/// A3: two companies on one day in one system; the later line of the later file wins.
fn ties(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    for of_mcid in scene.associations.by_mcid() {
        let mut by_day: BTreeMap<(System, Day), Vec<&Association>> = BTreeMap::new();
        for association in of_mcid {
            let is_known = association.from.is_dated() && association.from <= scene.as_of;
            if is_known {
                by_day.entry((association.system, association.from)).or_default().push(association);
            }
        }
        for ((_, day), tied) in by_day {
            // A day that another system decides is no tie here.
            let Some(winner) = tied.iter().rev().find(|own| !loses_its_day(of_mcid, own)) else {
                continue;
            };
            if tied.iter().all(|own| own.holder == winner.holder) {
                continue;
            }
            let message = format!(
                "associated with two companies on {day}; the later line of the later file is taken"
            );
            found.push(
                Finding::new(FindingCode::AssociationTie, ours(winner.holder), message)
                    .person("", winner.mcid.to_string())
                    .at(winner.file, winner.line),
            );
        }
    }
}

/// A7: too many associations in a year, or two too close together.
fn limits(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.associations.are_given {
        return;
    }
    for of_mcid in scene.associations.by_mcid() {
        let known = KnownStarts::of(of_mcid, scene.as_of);
        let latest = known.latest_offence(scene.rules);
        let Some((association, next)) = latest.zip(known.next_allowed(scene.rules)) else {
            continue;
        };
        let message = format!(
            "associated again sooner than allowed ({} in {LIMIT_DAYS} days, {} days apart); next day allowed: {next}",
            scene.rules.associations_per_year, scene.rules.association_gap_days
        );
        found.push(
            Finding::new(FindingCode::AssociationLimit, ours(association.holder), message)
                .person("", association.mcid.to_string())
                .at(association.file, association.line),
        );
    }
}

fn of_person(scene: &Scene<'_>, code: FindingCode, person: u32, message: String) -> Finding {
    let account = scene.people.shown(person);
    Finding::new(code, Some(account.company), message)
        .person(scene.text(account.work_email), account.mcid.to_string())
        .at(account.file, account.line)
}

fn persons(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    for person in (0..).take(scene.people.persons.len()) {
        if scene.links.now(person, None).conflict {
            let message = "another company claims the same MCID and neither says since when; counted for neither until it is settled";
            found.push(of_person(scene, FindingCode::AssociationConflict, person, message.into()));
        }
        let mut emails: Vec<u32> = scene
            .people
            .accounts_of(person)
            .filter(|account| account.is_on_roll(scene.as_of, scene.as_of))
            .map(|account| account.work_email)
            .collect();
        emails.sort_unstable();
        emails.dedup();
        if emails.len() > 1 {
            let message =
                format!("{} accounts of one MCID are counted as one person", emails.len());
            found.push(of_person(scene, FindingCode::DuplicateAccount, person, message));
        }
    }
}

fn companies(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    let count = scene.pipeline.companies.len();
    let mut is_seen = vec![false; count];
    let mut hangs_on_pmc = vec![false; count];
    for (person, about) in (0..).zip(&scene.people.persons) {
        is_seen[about.company as usize] |= scene.judged.seen.contains_key(&person);
        if about.roll_through >= scene.as_of && !hangs_on_pmc[about.company as usize] {
            let now = scene.links.now(person, None);
            hangs_on_pmc[about.company as usize] |= now.pmc && !now.pc;
        }
    }
    for (place, company) in (0_u32..).zip(&scene.pipeline.companies) {
        if !is_seen[place as usize] {
            let message =
                format!("no users with skills data were found: {}", why_empty(scene, place));
            found.push(Finding::new(FindingCode::NoSkills, Some(place), message));
        }
        if scene.associations_unknown[place as usize] {
            let message = "nothing says who is associated, so what hangs on people is Unknown: read users with the \
                           column Associated in PC, a source of associations, or Partner Center's own training \
                           export with its MPN id";
            found.push(Finding::new(FindingCode::AssociationsUnknown, Some(place), message));
        }
        if company.migrated_on.is_none() && hangs_on_pmc[place as usize] {
            let message = "people are associated in PMC only and the day of the move is not known: set migrated_on of the company";
            found.push(Finding::new(FindingCode::MigrationDateUnknown, Some(place), message));
        }
    }
}

/// S3: a report may be empty for several reasons, and each asks for something else.
fn why_empty(scene: &Scene<'_>, company: u32) -> String {
    let persons = (0..).zip(&scene.people.persons);
    let on_roll: Vec<u32> = persons
        .filter(|(_, own)| own.company == company && own.roll_through >= scene.as_of)
        .map(|(person, _)| person)
        .collect();
    let is_associated = |person: &u32| {
        let now = scene.links.now(*person, None);
        now.pc || now.pmc || scene.people.persons[*person as usize].partner_university
    };
    if on_roll.is_empty() {
        return "no user is on the roll".into();
    }
    if scene.associations_unknown[company as usize] {
        return "nothing says which users associated their learning accounts".into();
    }
    if on_roll.iter().any(is_associated) {
        return "users associated their learning accounts, but none has a skill that a requirement in \
                force names and that is visible by now"
            .into();
    }
    let advice = "check whether the users associated their learning accounts";
    match scene.pipeline.companies[company as usize].migrated_on {
        None => format!(
            "no move from PMC is known, so the company began in Partner Center, and nobody is \
             associated there; {advice}"
        ),
        Some(moved) => format!(
            "nobody was associated in PMC when the company moved on {moved}, and nobody is in \
             Partner Center since; {advice}"
        ),
    }
}

/// A2e: the users file says No of an account that Partner Center's training export lists.
fn evidence(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    let is_doubtful = |own: &&Account| {
        own.says_pc == YesNo::No
            && own.evidence.is_some()
            && own.is_on_roll(scene.as_of, scene.as_of)
    };
    for account in scene.people.accounts.iter().filter(is_doubtful) {
        let message = "the users file says that it is not associated, and Partner Center's training export lists it; \
                       the users file is believed";
        found.push(of_account(scene, FindingCode::AssociationEvidence, account, message.into()));
    }
}

fn accounts(scene: &Scene<'_>, users: &Facts, found: &mut Vec<Finding>) {
    for account in &scene.people.accounts {
        if has_expired_password(scene, users, account) {
            let message = format!(
                "created {} and never signed in: the temporary password is dead, delete the account and add it again",
                account.created_on
            );
            found.push(of_account(scene, FindingCode::TemporaryPasswordExpired, account, message));
        }
    }
}

fn of_account(scene: &Scene<'_>, code: FindingCode, account: &Account, message: String) -> Finding {
    Finding::new(code, Some(account.company), message)
        .person(scene.text(account.work_email), account.mcid.to_string())
        .at(account.file, account.line)
}

/// Each row by itself, whatever account it is part of.
fn impossible_users(scene: &Scene<'_>, users: &Facts, found: &mut Vec<Finding>) {
    let (emails, ids) = (users.text(kinds::Users::WORK_EMAIL), users.text(kinds::Users::MPN_ID));
    let (created, removed, associated) = (
        users.days(kinds::Users::CREATED_ON),
        users.days(kinds::Users::REMOVED_ON),
        users.days(kinds::Users::ASSOCIATED_ON),
    );
    if created.is_absent() {
        return;
    }
    for row in 0..users.len() {
        let Some(created) = created.at(row) else { continue };
        let is_before = |day: &Day| *day < created;
        let message = if let Some(day) = removed.at(row).filter(is_before) {
            format!("removed {day} before it was created {created}")
        } else if let Some(day) = associated.at(row).filter(is_before) {
            format!("associated {day} before it was created {created}")
        } else {
            continue;
        };
        let company = scene.setting.company(ids.at(row), &scene.reading.dictionary);
        found.push(
            Finding::new(FindingCode::ImpossibleDates, Some(company), message)
                .person(scene.text(emails.at(row)), "")
                .at(users.file(row), users.line(row)),
        );
    }
}

/// A6: rows that need a merge or an association, once a person and MCID; and ambiguous ones.
fn unclear_rows(scene: &Scene<'_>, transcripts: &Facts, found: &mut Vec<Finding>) {
    let mcids = transcripts.mcid(kinds::Transcripts::MCID);
    let mut seen: Hashed<(u32, u64), ()> = Hashed::default();
    for (person, row, found_by) in scene.attached.each() {
        if matches!(
            found_by,
            FoundBy::Mcid
                | FoundBy::Nobody
                | FoundBy::UserId
                | FoundBy::WorkEmail
                | FoundBy::LearnerEmail
        ) {
            continue;
        }
        let place = row as usize;
        let mcid = mcids.at(place);
        let (file, line) = (transcripts.file(place), transcripts.line(place));
        if found_by == FoundBy::Ambiguous {
            let skill = scene.skill_text(transcripts.skill(place));
            let message = "several people answer to its e-mail; it is attached to none";
            found.push(
                Finding::new(FindingCode::AmbiguousEmail, None, message)
                    .person("", mcid.to_string())
                    .skill(skill)
                    .at(file, line),
            );
            continue;
        }
        if seen.insert((person, mcid.number()), ()).is_some() {
            continue;
        }
        let shown = scene.people.shown(person);
        let (code, message) = if found_by == FoundBy::OtherMcid {
            let own = own_mcid(scene, person);
            (FindingCode::McidMergeNeeded, format!("skills under MCID {mcid}: merge it into {own}"))
        } else {
            let message = format!("skills under MCID {mcid}, which no account is associated with");
            (FindingCode::AssociationMissing, message)
        };
        found.push(
            Finding::new(code, Some(shown.company), message)
                .person(scene.text(shown.work_email), mcid.to_string())
                .at(file, line),
        );
    }
}

fn own_mcid(scene: &Scene<'_>, person: u32) -> String {
    let with = scene.people.accounts_of(person).find(|account| !account.matched_mcid.is_none());
    with.map(|account| account.matched_mcid.to_string()).unwrap_or_default()
}

/// A8: transcripts of the person's MCID carry an e-mail that is not the person's.
fn other_emails(scene: &Scene<'_>, transcripts: &Facts, found: &mut Vec<Finding>) {
    let learners = transcripts.text(kinds::Transcripts::LEARNER_EMAIL);
    if learners.is_absent() {
        return;
    }
    let mut seen: Hashed<(u32, u32), ()> = Hashed::default();
    for (person, row, found_by) in scene.attached.each() {
        let email = learners.at(row as usize);
        if found_by != FoundBy::Mcid || email == 0 || seen.contains_key(&(person, email)) {
            continue;
        }
        let own = || scene.people.accounts_of(person);
        let is_known = scene.people.has_email(person, email);
        let mcid = transcripts.mcid(kinds::Transcripts::MCID).at(row as usize).number();
        let says = |account: &Account| {
            account.learn_email != 0 && scene.people.mcids_of(account).any(|own| own == mcid)
        };
        if is_known || !own().any(says) {
            continue;
        }
        seen.insert((person, email), ());
        let shown = scene.people.shown(person);
        let message =
            "transcripts of this MCID carry another e-mail than the account's; the MCID decides";
        let place = row as usize;
        found.push(
            Finding::new(FindingCode::EmailMismatch, Some(shown.company), message)
                .person(scene.text(shown.work_email), shown.mcid.to_string())
                .at(transcripts.file(place), transcripts.line(place)),
        );
    }
}

fn impossible_transcripts(scene: &Scene<'_>, transcripts: &Facts, found: &mut Vec<Finding>) {
    let (completed, expires) = (
        transcripts.days(kinds::Transcripts::COMPLETED_ON),
        transcripts.days(kinds::Transcripts::EXPIRES_ON),
    );
    if expires.is_absent() {
        return;
    }
    for (person, row, _) in scene.attached.each() {
        let place = row as usize;
        let (Some(done), Some(end)) = (completed.at(place), expires.at(place)) else { continue };
        if end >= done {
            continue;
        }
        let message = format!("expires {end} before it is completed {done}");
        let mut finding = Finding::new(FindingCode::ImpossibleDates, None, message)
            .at(transcripts.file(place), transcripts.line(place));
        if person != crate::link::attach::NO_PERSON {
            let shown = scene.people.shown(person);
            finding.company = Some(shown.company);
            finding = finding.person(scene.text(shown.work_email), "");
        }
        found.push(finding);
    }
}
