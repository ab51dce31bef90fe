//! V2: our skills held against those that Partner Center shows.

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::link::FoundBy;
use crate::rules::registry::{self, Reasons};
use crate::rules::{Chosen, Verdict};
use crate::tables::facts::SkillKey;
use crate::tables::output::{Value, Whole};
use crate::tables::{Facts, Finding, FindingCode, Kind, outputs};

use super::Scene;

/// What came of holding our skills against Partner Center's.
pub struct Reconciled {
    pub findings: Vec<Finding>,
    /// Every skill that either has.
    pub table: Whole,
    /// The evidence for what is overdue (S2).
    pub support: Whole,
}

/// Skills that should be there and are not, rows that are there and should not be, and those on
/// which both agree; none where Partner Center's report is not given.
#[must_use]
pub fn reconcile(scene: &Scene<'_>) -> Option<Reconciled> {
    let report = scene.facts(Kind::PartnerCenterReport)?;
    let transcripts = scene.facts(Kind::Transcripts)?;
    let shown = shown(scene, report);
    let mut sides = Sides { rows: Vec::new(), support: Vec::new() };
    let mut findings = overdue(scene, transcripts, report, &shown, &mut sides);
    findings.append(&mut unexpected(scene, report, transcripts, &shown, &mut sides));
    Some(Reconciled {
        findings,
        table: Whole::sorted(&outputs::RECONCILIATION, sides.rows),
        support: Whole::sorted(&outputs::SUPPORT, sides.support),
    })
}

/// Rows of the two tables.
struct Sides {
    rows: Vec<Vec<Value>>,
    support: Vec<Vec<Value>>,
}

/// One row of the reconciliation, before it is a row.
struct Side<'a> {
    company: Option<u32>,
    work_email: &'a str,
    mcid: String,
    skill: u32,
    status: &'static str,
    class: &'static str,
    visible_on: Option<Day>,
    transcript: Option<usize>,
    report: Option<usize>,
}

impl Sides {
    fn add(&mut self, scene: &Scene<'_>, transcripts: &Facts, report: &Facts, side: Side<'_>) {
        let place = |facts: &Facts, row: Option<usize>| match row {
            Some(row) => (
                Value::Text(scene.file_name(facts.file(row)).to_owned()),
                Value::Number(Some(i64::from(facts.lines[row]))),
            ),
            None => (Value::Text(String::new()), Value::Number(None)),
        };
        let (file, line) = place(transcripts, side.transcript);
        let (report_file, report_line) = place(report, side.report);
        let waited = side.visible_on.map(|day| i64::from(scene.as_of.0 - day.0));
        let mpn_id = side.company.map(|company| scene.mpn_id(company)).unwrap_or_default();
        self.rows.push(vec![
            Value::Text(mpn_id.to_owned()),
            Value::Text(side.work_email.to_owned()),
            Value::Text(side.mcid),
            Value::Text(scene.skill_text(SkillKey(side.skill)).to_owned()),
            Value::Text(side.status.to_owned()),
            Value::Text(side.class.to_owned()),
            Value::Day(side.visible_on),
            Value::Number(waited.filter(|days| *days >= 0)),
            file,
            line,
            report_file,
            report_line,
        ]);
    }

    /// S2: the users row, our row and the transcript row side by side.
    fn add_support(&mut self, scene: &Scene<'_>, transcripts: &Facts, chosen: &Chosen) {
        let account = scene.people.shown(chosen.person);
        let row = chosen.row as usize;
        let users = scene.facts(Kind::Users);
        let cell = |name: &str| {
            users.map(|users| scene.text(scene.people.text(users.text(name), account)).to_owned())
        };
        let key = SkillKey(transcripts.skills[row]);
        let title = key.resolved().map_or_else(
            |_| scene.text(transcripts.text("skill_title").at(row)).to_owned(),
            |skill| scene.catalogue.skills[skill as usize].title.clone(),
        );
        let own = transcripts.mcid("mcid").at(row);
        let mcid = if own.is_none() { account.mcid } else { own };
        self.support.push(vec![
            Value::Text(scene.mpn_id(account.company).to_owned()),
            Value::Text(scene.text(account.work_email).to_owned()),
            Value::Text(cell("first_name").unwrap_or_default()),
            Value::Text(cell("last_name").unwrap_or_default()),
            Value::Text(mcid.to_string()),
            Value::YesNo(Some(chosen.pc)),
            Value::Day(Some(account.associated_on).filter(|day| day.is_dated())),
            Value::Text(scene.skill_text(key).to_owned()),
            Value::Text(title),
            Value::Day(transcripts.days("completed_on").at(row)),
            Value::Day(Some(chosen.expires_on).filter(|day| day.is_dated())),
            Value::Day(Some(chosen.visible_on)),
            Value::Number(Some(i64::from(scene.as_of.0 - chosen.visible_on.0))),
            Value::Text(scene.file_name(account.file).to_owned()),
            Value::Number(Some(i64::from(account.line))),
            Value::Text(scene.file_name(transcripts.file(row)).to_owned()),
            Value::Number(Some(i64::from(transcripts.lines[row]))),
        ]);
    }
}

/// The persons of each row of the report: by MCID, else by work e-mail.
fn shown(scene: &Scene<'_>, report: &Facts) -> Vec<Vec<u32>> {
    let mut by_mcid: Hashed<u64, Vec<u32>> = Hashed::default();
    let mut by_email: Hashed<u32, Vec<u32>> = Hashed::default();
    for account in &scene.people.accounts {
        for number in scene.people.mcids_of(account) {
            add(by_mcid.entry(number).or_default(), account.person);
        }
        for email in scene.people.work_emails_of(account) {
            add(by_email.entry(email).or_default(), account.person);
        }
    }
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    (0..report.len())
        .map(|row| {
            let mcid = mcids.at(row);
            let found = if mcid.is_none() { None } else { by_mcid.get(&mcid.number()) };
            let of_one = |persons: &&Vec<u32>| scene.people.are_one(persons);
            // An address of several people is nobody's.
            let found = found.or_else(|| by_email.get(&emails.at(row)).filter(of_one));
            found.cloned().unwrap_or_default()
        })
        .collect()
}

fn add(persons: &mut Vec<u32>, person: u32) {
    if !persons.contains(&person) {
        persons.push(person);
    }
}

/// The companies of the accounts with each work e-mail.
fn companies(scene: &Scene<'_>) -> Hashed<u32, Vec<u32>> {
    let mut companies: Hashed<u32, Vec<u32>> = Hashed::default();
    for account in &scene.people.accounts {
        for email in scene.people.own_emails_of(account) {
            add(companies.entry(email).or_default(), account.company);
        }
    }
    companies
}

fn overdue(
    scene: &Scene<'_>,
    transcripts: &Facts,
    report: &Facts,
    shown: &[Vec<u32>],
    sides: &mut Sides,
) -> Vec<Finding> {
    let mut is_shown: Hashed<(u32, u32), usize> = Hashed::default();
    for (row, (persons, skill)) in shown.iter().zip(&report.skills).enumerate() {
        for person in persons {
            is_shown.entry((*person, *skill)).or_insert(row);
        }
    }
    let mut found = Vec::new();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        if chosen.verdict != Verdict::Counts {
            continue;
        }
        let place = chosen.row as usize;
        let skill = transcripts.skills[place];
        let shown = scene.people.shown(chosen.person);
        let own = transcripts.mcid("mcid").at(place);
        let mcid = if own.is_none() { shown.mcid } else { own };
        let there = is_shown.get(&(chosen.person, skill)).copied();
        let side = Side {
            company: Some(shown.company),
            work_email: scene.text(shown.work_email),
            mcid: mcid.to_string(),
            skill,
            status: if there.is_some() { "agrees" } else { "overdue" },
            class: if there.is_some() { "" } else { overdue_class(scene, transcripts, chosen) },
            visible_on: Some(chosen.visible_on),
            transcript: Some(place),
            report: there,
        };
        sides.add(scene, transcripts, report, side);
        if there.is_some() {
            continue;
        }
        if scene.as_of.0 - chosen.visible_on.0 > SUPPORT_AFTER_DAYS {
            sides.add_support(scene, transcripts, chosen);
        }
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

/// Days after which support takes the case; until then it is waiting.
pub const SUPPORT_AFTER_DAYS: i32 = 3;

/// What explains that Partner Center does not show it: it is still waiting, or the learner's e-mail
/// is another than the account's.
fn overdue_class(scene: &Scene<'_>, transcripts: &Facts, chosen: &Chosen) -> &'static str {
    if scene.as_of.0 - chosen.visible_on.0 <= SUPPORT_AFTER_DAYS {
        return "waiting";
    }
    let learner = transcripts.text("learner_email").at(chosen.row as usize);
    let is_own = scene.people.has_email(chosen.person, learner);
    if learner != 0 && !is_own { "other_email" } else { "other" }
}

/// What explains that it does not count here.
fn unexpected_class(known: Option<&Known>) -> &'static str {
    let Some(known) = known else { return "no_transcript" };
    let fails = |code: &str| known.reasons & registry::bit(code) != 0;
    if known.verdict == Verdict::Pending {
        "waiting"
    } else if known.found_by == FoundBy::OtherMcid {
        "mcid_split"
    } else if fails("retired") {
        "retired"
    } else if fails("expired") || fails("revoked") {
        "expired"
    } else if fails("not_relevant") {
        "not_relevant"
    } else {
        "not_linked"
    }
}

/// What we know of a person's skill.
struct Known {
    verdict: Verdict,
    reasons: Reasons,
    found_by: FoundBy,
    row: u32,
    visible_on: Day,
}

fn unexpected(
    scene: &Scene<'_>,
    report: &Facts,
    transcripts: &Facts,
    shown: &[Vec<u32>],
    sides: &mut Sides,
) -> Vec<Finding> {
    let mut known: Hashed<(u32, u32), Known> = Hashed::default();
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        let skill = transcripts.skills[chosen.row as usize];
        let (verdict, reasons, found_by) = (chosen.verdict, chosen.reasons, chosen.found_by);
        let (row, visible_on) = (chosen.row, chosen.visible_on);
        known.insert((chosen.person, skill), Known { verdict, reasons, found_by, row, visible_on });
    }
    let (mcids, emails) = (report.mcid("mcid"), report.text("work_email"));
    let only = (scene.pipeline.companies.len() == 1).then_some(0);
    let companies = companies(scene);
    let mut found = Vec::new();
    for (row, persons) in shown.iter().enumerate() {
        let skill = report.skills[row];
        let by_email = companies.get(&emails.at(row)).map(Vec::as_slice);
        let of_persons: Vec<u32> = persons.iter().map(|one| scene.company_of(*one)).collect();
        let company = the_only(by_email.unwrap_or_default()).or(the_only(&of_persons)).or(only);
        // It is about the person in that company, where there is one.
        let is_there = company.is_some_and(|company| of_persons.contains(&company));
        let about = |own: &&u32| !is_there || Some(scene.company_of(**own)) == company;
        let ours =
            || persons.iter().filter(about).filter_map(|person| known.get(&(*person, skill)));
        if ours().any(|known| known.verdict == Verdict::Counts) {
            continue;
        }
        let of_ours = ours().next();
        let side = Side {
            company,
            work_email: scene.text(emails.at(row)),
            mcid: mcids.at(row).to_string(),
            skill,
            status: "unexpected",
            class: unexpected_class(of_ours),
            visible_on: of_ours.map(|known| known.visible_on).filter(|day| day.is_dated()),
            transcript: of_ours.map(|known| known.row as usize),
            report: Some(row),
        };
        sides.add(scene, transcripts, report, side);
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

/// Several tell no company.
fn the_only(companies: &[u32]) -> Option<u32> {
    let first = companies.first()?;
    companies.iter().all(|other| other == first).then_some(*first)
}

fn why(known: Option<&Known>) -> String {
    match known {
        None => "no transcript of the person has it".into(),
        Some(known) if known.verdict == Verdict::Pending => {
            "it is still waiting to become visible".into()
        }
        Some(known) if known.found_by == FoundBy::OtherMcid => {
            "it stands under another MCID".into()
        }
        Some(known) => {
            registry::codes(known.reasons).collect::<Vec<_>>().join(", ").replace('_', " ")
        }
    }
}
