//! V2: our skills held against those that Partner Center shows.

use crate::base::dictionary::Hashed;
use crate::link::Way;
use crate::rules::judge::Verdict;
use crate::rules::registry;
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Finding, FindingCode, Kind};

use super::Scene;

/// Skills that should be there and are not, and rows that are there and should not be.
#[must_use]
pub fn reconcile(scene: &Scene<'_>) -> Vec<Finding> {
    let (Some(report), Some(transcripts)) =
        (scene.facts(Kind::PartnerCenterReport), scene.facts(Kind::Transcripts))
    else {
        return Vec::new();
    };
    let mut found = overdue(scene, report, transcripts);
    found.append(&mut unexpected(scene, report, transcripts));
    found
}

fn overdue(scene: &Scene<'_>, report: &Facts, transcripts: &Facts) -> Vec<Finding> {
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    let mut by_mcid: Hashed<(u64, u32), ()> = Hashed::default();
    let mut by_email: Hashed<(u32, u32), ()> = Hashed::default();
    for row in 0..report.len() {
        if !mcids.at(row).is_none() {
            by_mcid.insert((mcids.at(row).number(), report.skills[row]), ());
        }
        if emails.at(row) != 0 {
            by_email.insert((emails.at(row), report.skills[row]), ());
        }
    }
    let mut found = Vec::new();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        if chosen.verdict != Verdict::Counts {
            continue;
        }
        let place = chosen.row as usize;
        let skill = transcripts.skills[place];
        let is_there = scene.people.accounts_of(chosen.person).any(|account| {
            by_email.contains_key(&(account.work_email, skill))
                || (!account.matched_mcid.is_none()
                    && by_mcid.contains_key(&(account.matched_mcid.number(), skill)))
        });
        if is_there {
            continue;
        }
        let shown = scene.people.shown(chosen.person);
        let own = transcripts.mcid("mcid").at(place);
        let mcid = if own.is_none() { shown.mcid } else { own };
        let days = scene.as_of.0 - chosen.visible_on.0;
        let message = format!(
            "should be visible since {} ({days} days) and is missing in Partner Center's report",
            chosen.visible_on
        );
        found.push(
            Finding::new(FindingCode::OverdueInPartnerCenter, Some(shown.company), message)
                .person(scene.text(shown.work_email), mcid.to_string())
                .skill(scene.skill_text(SkillKey(skill)))
                .at(transcripts.file(place), transcripts.lines[place]),
        );
    }
    found
}

/// What we know of a person's skill.
struct Known {
    verdict: Verdict,
    reasons: u32,
    way: Way,
}

fn unexpected(scene: &Scene<'_>, report: &Facts, transcripts: &Facts) -> Vec<Finding> {
    let mut known: Hashed<(u32, u32), Known> = Hashed::default();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        let skill = transcripts.skills[chosen.row as usize];
        let (verdict, reasons, way) = (chosen.verdict, chosen.reasons, chosen.way);
        known.insert((chosen.person, skill), Known { verdict, reasons, way });
    }
    let mut persons_of: Hashed<u64, Vec<u32>> = Hashed::default();
    for account in &scene.people.accounts {
        if !account.matched_mcid.is_none() {
            persons_of.entry(account.matched_mcid.number()).or_default().push(account.person);
        }
        persons_of.entry(email_key(account.work_email)).or_default().push(account.person);
    }
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    let only = (scene.pipeline.companies.len() == 1).then_some(0);
    let mut found = Vec::new();
    for row in 0..report.len() {
        let skill = report.skills[row];
        let mut persons: Vec<u32> = Vec::new();
        if !mcids.at(row).is_none() {
            persons.extend(persons_of.get(&mcids.at(row).number()).into_iter().flatten());
        }
        if emails.at(row) != 0 {
            persons.extend(persons_of.get(&email_key(emails.at(row))).into_iter().flatten());
        }
        let ours = || persons.iter().filter_map(|person| known.get(&(*person, skill)));
        if ours().any(|known| known.verdict == Verdict::Counts) {
            continue;
        }
        let company = persons.first().map(|person| scene.company_of(*person)).or(only);
        let message = format!("Partner Center shows it and it does not count here: {}", why(ours().next()));
        found.push(
            Finding::new(FindingCode::UnexpectedInPartnerCenter, company, message)
                .person(scene.text(emails.at(row)), mcids.at(row).to_string())
                .skill(scene.skill_text(SkillKey(skill)))
                .at(report.file(row), report.lines[row]),
        );
    }
    found
}

/// E-mails and MCID numbers share one table; numbers end below this.
fn email_key(code: u32) -> u64 {
    u64::from(code) | 1 << 63
}

fn why(known: Option<&Known>) -> String {
    match known {
        None => "no transcript of the person has it".into(),
        Some(known) if known.verdict == Verdict::Pending => "it is still waiting to become visible".into(),
        Some(known) if known.way == Way::OtherMcid => "it stands under another MCID".into(),
        Some(known) => {
            registry::codes(known.reasons).collect::<Vec<_>>().join(", ").replace('_', " ")
        }
    }
}
