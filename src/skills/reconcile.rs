//! V2: our skills held against those that Partner Center shows, as a full join of the two.

use polars::prelude::{
    Column, DataFrame, DataType, IntoLazy, JoinArgs, JoinType, LazyFrame, PolarsResult,
    SortMultipleOptions, col,
};

use crate::base::dictionary::Hashed;
use crate::base::{Outcome, in_days};
use crate::link::{FoundBy, People, PersonsByKey};
use crate::rules::registry;
use crate::rules::{Chosen, Verdict};
use crate::tables::facts::SkillKey;
use crate::tables::frame::frame;
use crate::tables::kinds;
use crate::tables::output::Whole;
use crate::tables::{Facts, Finding, FindingCode, Frame, Kind, ReadColumns, exact, outputs};

use super::Scene;
use super::reconciled_rows::{ReconciledRow, Sides};

/// What came of holding our skills against Partner Center's.
pub struct Reconciled {
    pub findings: Vec<Finding>,
    /// Every skill that either has.
    pub table: Whole,
    /// The evidence for what is overdue (S2).
    pub support: Whole,
    /// The persons and the skills of the evidence.
    pub overdue: Vec<(u32, SkillKey)>,
}

frame! {
    /// The skills that we know persons to have, whether they count or not.
    OurSkill {
        HELD = "held": Key,
        /// The place among the judged rows.
        PLACE = "place": Id,
        COUNTS = "counts": Flag,
    }
}

frame! {
    /// Rows of Partner Center's report, once for each of their persons; once for nobody.
    ShownSkill {
        HELD = "held": Key,
        PAIR = "pair": Id,
        /// The row of the report.
        REPORT = "report": Id,
        /// The row is about this person, as far as its company tells.
        IS_ABOUT = "is_about": Flag,
    }
}

/// A person's skill as one number; nobody's is no key of ours.
fn held(person: u32, skill: SkillKey) -> u64 {
    u64::from(person) << 32 | u64::from(skill.0)
}

/// Skills that should be there and are not, rows that are there and should not be, and those on
/// which both agree; none where Partner Center's report is not given.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn reconcile(scene: &Scene<'_>) -> Outcome<Option<Reconciled>> {
    let given = (scene.facts(Kind::PartnerCenterReport), scene.facts(Kind::Transcripts));
    let (Some(report), Some(transcripts)) = given else { return Ok(None) };
    let shown = ShownRow::all(scene, report);
    let compared = ReconciledSkills::of(&ours(scene)?, &reported(scene, report, &shown)?)?;
    let (rows, support, mut overdue) = (Vec::new(), Vec::new(), Vec::new());
    let mut sides = Sides { scene, transcripts, report, rows, support };
    let mut findings = Vec::new();
    for (place, there) in compared.counting {
        let chosen = &scene.judged.rows[place as usize];
        let evidence = sides.support.len();
        findings.extend(counting(&mut sides, chosen, there));
        if sides.support.len() > evidence {
            overdue.push((chosen.person, chosen.skill));
        }
    }
    for (row, ours) in compared.unexpected {
        let origin = (report.file(row as usize), report.line(row as usize));
        if shown[row as usize].company.is_none() && scene.away.contains(&origin) {
            continue;
        }
        let ours = ours.map(|place| &scene.judged.rows[place as usize]);
        findings.push(unexpected(&mut sides, row as usize, shown[row as usize].company, ours));
    }
    Ok(Some(Reconciled {
        findings,
        table: Whole::sorted(&outputs::RECONCILIATION, sides.rows),
        support: Whole::sorted(&outputs::SUPPORT, sides.support),
        overdue,
    }))
}

/// What the join comes to.
struct ReconciledSkills {
    /// What counts here, by its place among the judged rows, and the row that shows it.
    counting: Vec<(u32, Option<u32>)>,
    /// Rows that show what does not count here, and what we know of it.
    unexpected: Vec<(u32, Option<u32>)>,
}

impl ReconciledSkills {
    fn of(ours: &Frame<OurSkill>, shown: &Frame<ShownSkill>) -> PolarsResult<Self> {
        let joined = ours.lazy().join(
            shown.lazy(),
            [col(OurSkill::HELD)],
            [col(ShownSkill::HELD)],
            JoinArgs::new(JoinType::Full),
        );
        let joined = joined.collect()?;
        Ok(Self {
            counting: counting_rows(joined.clone().lazy())?,
            unexpected: unexpected_rows(joined.lazy())?,
        })
    }
}

fn counting_rows(joined: LazyFrame) -> PolarsResult<Vec<(u32, Option<u32>)>> {
    let counting = joined
        .filter(col(OurSkill::COUNTS))
        .group_by([col(OurSkill::PLACE)])
        .agg([col(ShownSkill::REPORT).min()])
        .sort([OurSkill::PLACE], SortMultipleOptions::default())
        .collect()?;
    let there = counting.column(ShownSkill::REPORT)?.u32()?.iter();
    Ok(counting.ids(OurSkill::PLACE)?.into_iter().zip(there).collect())
}

/// A row is unexpected where it counts for none of the persons that it is about; what we know is told
/// of the first of them.
fn unexpected_rows(joined: LazyFrame) -> PolarsResult<Vec<(u32, Option<u32>)>> {
    const FIRST: &str = "first";
    let key = DataType::UInt64;
    let first = col(ShownSkill::PAIR).cast(key.clone()) * exact(1_u64 << 32)
        + col(OurSkill::PLACE).cast(key);
    let unexpected = joined
        .filter(col(ShownSkill::IS_ABOUT))
        .group_by([col(ShownSkill::REPORT)])
        .agg([col(OurSkill::COUNTS).any(true), first.min().alias(FIRST)])
        .filter(col(OurSkill::COUNTS).not())
        .sort([ShownSkill::REPORT], SortMultipleOptions::default())
        .collect()?;
    let place = |first: u64| u32::try_from(first & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    let ours = unexpected.column(FIRST)?.u64()?.iter().map(|first| first.map(place));
    Ok(unexpected.ids(ShownSkill::REPORT)?.into_iter().zip(ours).collect())
}

fn ours(scene: &Scene<'_>) -> PolarsResult<Frame<OurSkill>> {
    let rows = &scene.judged.rows[..scene.judged.nobody_from];
    let keys: Vec<u64> = rows.iter().map(|own| held(own.person, own.skill)).collect();
    let places: Vec<u32> = (0..).take(rows.len()).collect();
    let counts: Vec<bool> = rows.iter().map(|own| own.verdict() == Verdict::Counts).collect();
    Frame::new(DataFrame::new_infer_height(vec![
        Column::new(OurSkill::HELD.into(), keys),
        Column::new(OurSkill::PLACE.into(), places),
        Column::new(OurSkill::COUNTS.into(), counts),
    ])?)
}

fn reported(
    scene: &Scene<'_>,
    report: &Facts,
    shown: &[ShownRow],
) -> PolarsResult<Frame<ShownSkill>> {
    use crate::link::attach::NO_PERSON;
    let (mut keys, mut rows, mut about) = (Vec::new(), Vec::new(), Vec::new());
    for (row, own) in (0_u32..).zip(shown) {
        let skill = report.skill(row as usize);
        let is_there = |person: &u32| Some(scene.company_of(*person)) == own.company;
        let is_in_company = own.persons.iter().any(is_there);
        for person in &own.persons {
            keys.push(held(*person, skill));
            rows.push(row);
            about.push(!is_in_company || is_there(person));
        }
        if own.persons.is_empty() {
            keys.push(held(NO_PERSON, skill));
            rows.push(row);
            about.push(true);
        }
    }
    let pairs: Vec<u32> = (0..).take(rows.len()).collect();
    Frame::new(DataFrame::new_infer_height(vec![
        Column::new(ShownSkill::HELD.into(), keys),
        Column::new(ShownSkill::PAIR.into(), pairs),
        Column::new(ShownSkill::REPORT.into(), rows),
        Column::new(ShownSkill::IS_ABOUT.into(), about),
    ])?)
}

/// Whose a row of the report is.
struct ShownRow {
    /// By MCID, else by work e-mail.
    persons: Vec<u32>,
    company: Option<u32>,
}

impl ShownRow {
    fn all(scene: &Scene<'_>, report: &Facts) -> Vec<Self> {
        let by_mcid = PersonsByKey::of(scene.people, People::mcids_of);
        let by_email = PersonsByKey::of(scene.people, People::work_emails_of);
        let companies = companies(scene);
        let only = (scene.pipeline.companies.len() == 1).then_some(0);
        let (mcids, emails) = (
            report.mcid(kinds::PartnerCenterReport::MCID),
            report.text(kinds::PartnerCenterReport::WORK_EMAIL),
        );
        let of_row = |row: usize| {
            let (mcid, email) = (mcids.at(row), emails.at(row));
            let mut persons = Vec::new();
            if !mcid.is_none() {
                by_mcid.find(mcid.number(), &mut persons);
            }
            if persons.is_empty() {
                by_email.find(email, &mut persons);
                // An address of several people is nobody's.
                if !scene.people.are_one(&persons) {
                    persons.clear();
                }
            }
            let of_persons: Vec<u32> = persons.iter().map(|one| scene.company_of(*one)).collect();
            let by_email = companies.get(&email).map(Vec::as_slice).unwrap_or_default();
            let company = the_only(by_email).or(the_only(&of_persons)).or(only);
            Self { persons, company }
        };
        (0..report.len()).map(of_row).collect()
    }
}

/// The companies of the accounts with each work e-mail.
fn companies(scene: &Scene<'_>) -> Hashed<u32, Vec<u32>> {
    let mut companies: Hashed<u32, Vec<u32>> = Hashed::default();
    for account in &scene.people.accounts {
        for email in scene.people.own_emails_of(account) {
            let own: &mut Vec<u32> = companies.entry(email).or_default();
            if !own.contains(&account.company) {
                own.push(account.company);
            }
        }
    }
    companies
}

/// Several tell no company.
fn the_only(companies: &[u32]) -> Option<u32> {
    let first = companies.first()?;
    companies.iter().all(|other| other == first).then_some(*first)
}

/// Days after which support takes the case; until then it is waiting.
pub(crate) const SUPPORT_AFTER_DAYS: i32 = 3;

/// What counts here is there, or overdue.
fn counting(sides: &mut Sides<'_>, chosen: &Chosen, there: Option<u32>) -> Option<Finding> {
    let scene = sides.scene;
    let place = chosen.row as usize;
    let shown = scene.people.shown(chosen.person);
    let mcid = sides.mcid_of(chosen);
    sides.add(ReconciledRow {
        company: Some(shown.company),
        work_email: scene.text(shown.work_email),
        mcid: mcid.clone(),
        skill: chosen.skill,
        status: if there.is_some() { "agrees" } else { "overdue" },
        class: if there.is_some() { "" } else { overdue_class(sides, chosen) },
        visible_on: Some(chosen.visible_on),
        transcript: Some(place),
        report: there.map(|row| row as usize),
    });
    if there.is_some() {
        return None;
    }
    let days = scene.as_of.0 - chosen.visible_on.0;
    if days > SUPPORT_AFTER_DAYS {
        sides.add_support(chosen);
    }
    let message = format!(
        "should be visible since {} ({}) and is missing in Partner Center's report",
        chosen.visible_on,
        in_days(days)
    );
    let transcripts = sides.transcripts;
    Some(
        Finding::new(FindingCode::OverdueInPartnerCenter, Some(shown.company), message)
            .person(scene.text(shown.work_email), mcid)
            .skill(scene.skill_text(chosen.skill))
            .at(transcripts.file(place), transcripts.line(place)),
    )
}

/// What explains that Partner Center does not show it: it is still waiting, or the learner's e-mail
/// is another than the account's.
fn overdue_class(sides: &Sides<'_>, chosen: &Chosen) -> &'static str {
    let scene = sides.scene;
    if scene.as_of.0 - chosen.visible_on.0 <= SUPPORT_AFTER_DAYS {
        return "waiting";
    }
    let learner = sides.transcripts.text(kinds::Transcripts::LEARNER_EMAIL).at(chosen.row as usize);
    let is_own = scene.people.has_email(chosen.person, learner);
    if learner != 0 && !is_own { "other_email" } else { "other" }
}

/// What is there and does not count here.
fn unexpected(
    sides: &mut Sides<'_>,
    row: usize,
    company: Option<u32>,
    ours: Option<&Chosen>,
) -> Finding {
    let (scene, report) = (sides.scene, sides.report);
    let (mcids, emails) = (
        report.mcid(kinds::PartnerCenterReport::MCID),
        report.text(kinds::PartnerCenterReport::WORK_EMAIL),
    );
    let skill = report.skill(row);
    sides.add(ReconciledRow {
        company,
        work_email: scene.text(emails.at(row)),
        mcid: mcids.at(row).to_string(),
        skill,
        status: "unexpected",
        class: unexpected_class(ours),
        visible_on: ours.map(|own| own.visible_on).filter(|day| day.is_dated()),
        transcript: ours.map(|own| own.row as usize),
        report: Some(row),
    });
    let message = format!("Partner Center shows it and it does not count here: {}", why(ours));
    Finding::new(FindingCode::UnexpectedInPartnerCenter, company, message)
        .person(scene.text(emails.at(row)), mcids.at(row).to_string())
        .skill(scene.skill_text(skill))
        .at(report.file(row), report.line(row))
}

/// What explains that it does not count here.
fn unexpected_class(ours: Option<&Chosen>) -> &'static str {
    let Some(ours) = ours else { return "no_transcript" };
    let fails = |code: &str| ours.reasons & registry::bit(code) != 0;
    if ours.verdict() == Verdict::Pending {
        "waiting"
    } else if ours.found_by() == FoundBy::OtherMcid {
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

fn why(ours: Option<&Chosen>) -> String {
    match ours {
        None => "no transcript of the person has it".into(),
        Some(own) if own.verdict() == Verdict::Pending => {
            "it is still waiting to become visible".into()
        }
        Some(own) if own.found_by() == FoundBy::OtherMcid => "it stands under another MCID".into(),
        Some(own) => registry::codes(own.reasons).collect::<Vec<_>>().join(", ").replace('_', " "),
    }
}
