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
    let shown = shown(scene, report);
    let mut found = overdue(scene, transcripts, report, &shown);
    found.append(&mut unexpected(scene, report, transcripts, &shown));
    found
}

/// The persons of each row of the report: by MCID, else by work e-mail.
fn shown(scene: &Scene<'_>, report: &Facts) -> Vec<Vec<u32>> {
    let mut by_mcid: Hashed<u64, Vec<u32>> = Hashed::default();
    let mut by_email: Hashed<u32, Vec<u32>> = Hashed::default();
    for account in &scene.people.accounts {
        if !account.matched_mcid.is_none() {
            by_mcid.entry(account.matched_mcid.number()).or_default().push(account.person);
        }
        by_email.entry(account.work_email).or_default().push(account.person);
    }
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    (0..report.len())
        .map(|row| {
            let mcid = mcids.at(row);
            let found = if mcid.is_none() { None } else { by_mcid.get(&mcid.number()) };
            let found = found.or_else(|| by_email.get(&emails.at(row)));
            found.cloned().unwrap_or_default()
        })
        .collect()
}

fn overdue(
    scene: &Scene<'_>,
    transcripts: &Facts,
    report: &Facts,
    shown: &[Vec<u32>],
) -> Vec<Finding> {
    let mut is_shown: Hashed<(u32, u32), ()> = Hashed::default();
    for (persons, skill) in shown.iter().zip(&report.skills) {
        for person in persons {
            is_shown.insert((*person, *skill), ());
        }
    }
    let mut found = Vec::new();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        if chosen.verdict != Verdict::Counts {
            continue;
        }
        let place = chosen.row as usize;
        let skill = transcripts.skills[place];
        if is_shown.contains_key(&(chosen.person, skill)) {
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

fn unexpected(
    scene: &Scene<'_>,
    report: &Facts,
    transcripts: &Facts,
    shown: &[Vec<u32>],
) -> Vec<Finding> {
    let mut known: Hashed<(u32, u32), Known> = Hashed::default();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        let skill = transcripts.skills[chosen.row as usize];
        let (verdict, reasons, way) = (chosen.verdict, chosen.reasons, chosen.way);
        known.insert((chosen.person, skill), Known { verdict, reasons, way });
    }
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    let only = (scene.pipeline.companies.len() == 1).then_some(0);
    let mut found = Vec::new();
    for (row, persons) in shown.iter().enumerate() {
        let skill = report.skills[row];
        let ours = || persons.iter().filter_map(|person| known.get(&(*person, skill)));
        if ours().any(|known| known.verdict == Verdict::Counts) {
            continue;
        }
        let mut companies = persons.iter().map(|person| scene.company_of(*person));
        let first = companies.next();
        // A person of several companies tells no company.
        let company = first.filter(|first| companies.all(|other| other == *first)).or(only);
        let message =
            format!("Partner Center shows it and it does not count here: {}", why(ours().next()));
        found.push(
            Finding::new(FindingCode::UnexpectedInPartnerCenter, company, message)
                .person(scene.text(emails.at(row)), mcids.at(row).to_string())
                .skill(scene.skill_text(SkillKey(skill)))
                .at(report.file(row), report.lines[row]),
        );
    }
    found
}

fn why(known: Option<&Known>) -> String {
    match known {
        None => "no transcript of the person has it".into(),
        Some(known) if known.verdict == Verdict::Pending => {
            "it is still waiting to become visible".into()
        }
        Some(known) if known.way == Way::OtherMcid => "it stands under another MCID".into(),
        Some(known) => {
            registry::codes(known.reasons).collect::<Vec<_>>().join(", ").replace('_', " ")
        }
    }
}
