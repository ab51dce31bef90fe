//! The sheet of skills in a support pack: the skills of the persons, and what to ask support about each.

use crate::base::Day;
use crate::report::book::{HeldRows, Sheet, SheetContent, ShownColumn, TablePart};
use crate::report::cell::{Cell, Look};
use crate::rules::registry;
use crate::rules::{Chosen, Verdict};
use crate::skills::Scene;
use crate::skills::reconcile::SUPPORT_AFTER_DAYS;
use crate::skills::table::verdict_text;
use crate::tables::kinds;
use crate::tables::{Facts, Kind};

const SKILL_COLUMNS: [(&str, Look); 21] = [
    ("MPN id", Look::Id),
    ("Work e-mail", Look::Text),
    ("First name", Look::Text),
    ("Last name", Look::Text),
    ("MCID", Look::Id),
    ("Associated in PC", Look::Text),
    ("Associated on", Look::Date),
    ("Skill", Look::Text),
    ("Title", Look::Prose),
    ("Completed on", Look::Date),
    ("Expires on", Look::Date),
    ("Counts", Look::Text),
    ("Reasons", Look::Text),
    ("Visible on", Look::Date),
    ("Days waited", Look::Integer),
    ("In Partner Center's report", Look::Text),
    ("Users file", Look::Text),
    ("Users line", Look::Plain),
    ("Transcript file", Look::Text),
    ("Transcript line", Look::Plain),
    ("Text for support", Look::Prose),
];

pub(super) fn skills<'a>(scene: &Scene<'_>, chosen: &[&Chosen]) -> Sheet<'a> {
    let transcripts = scene.facts(Kind::Transcripts);
    let shown = reported(scene);
    let rows = chosen
        .iter()
        .filter_map(|chosen| Some(skill_row(scene, transcripts?, chosen, shown.as_deref())));
    table("Skills", "tblSkills", headers(&SKILL_COLUMNS), rows.collect())
}

/// Company's account e-mail, MCID number and skill of each row of Partner Center's report.
fn reported(scene: &Scene<'_>) -> Option<Vec<(u32, u64, u32)>> {
    let report = scene.facts(Kind::PartnerCenterReport)?;
    let (mcids, emails) = (
        report.mcid(kinds::PartnerCenterReport::MCID),
        report.text(kinds::PartnerCenterReport::WORK_EMAIL),
    );
    let skills = report.skills();
    let row = |row: usize| (emails.at(row), mcids.at(row).number(), skills[row]);
    Some((0..report.len()).map(row).collect())
}

fn skill_row<'a>(
    scene: &Scene<'_>,
    transcripts: &Facts,
    chosen: &Chosen,
    reported: Option<&[(u32, u64, u32)]>,
) -> Vec<Cell<'a>> {
    let account = scene.people.shown(chosen.person);
    let row = chosen.row as usize;
    let users = scene.facts(Kind::Users);
    let name = |column: &str| {
        let code = users.map_or(0, |users| scene.people.text(users.text(column), account));
        scene.text(code).to_owned()
    };
    let title = chosen.skill.resolved().map_or_else(
        |_| scene.text(transcripts.text(kinds::Transcripts::SKILL_TITLE).at(row)).to_owned(),
        |skill| scene.catalogue.skills[skill as usize].title.clone(),
    );
    let own = transcripts.mcid(kinds::Transcripts::MCID).at(row);
    let mcid = if own.is_none() { account.mcid } else { own }.to_string();
    let code = scene.skill_text(chosen.skill).to_owned();
    let completed_on = transcripts.days(kinds::Transcripts::COMPLETED_ON).at(row);
    let waited = days_waited(scene, chosen);
    let own_mcids = scene.people.mcids(chosen.person);
    let is_there = reported.map(|rows| {
        let is_own = |(email, mcid, skill): &(u32, u64, u32)| {
            let is_person = own_mcids.contains(mcid)
                || scene.people.accounts_of(chosen.person).any(|own| own.work_email == *email);
            *skill == chosen.skill.0 && is_person
        };
        rows.iter().any(is_own)
    });
    let yes_no = |yes: bool| if yes { "Yes" } else { "No" };
    let there = is_there.map_or("the report was not given", yes_no);
    let is_case = chosen.verdict() == Verdict::Counts
        && waited > i64::from(SUPPORT_AFTER_DAYS)
        && is_there != Some(true);
    let names = [name("first_name"), name("last_name")];
    let text = if is_case {
        request(scene, chosen, [&names.join(" "), &mcid, &code], completed_on)
    } else {
        String::new()
    };
    let [first_name, last_name] = names;
    let (user_file, file) = (scene.file_name(account.file), scene.file_name(transcripts.file(row)));
    let line = |line: u32| Cell::number(Some(i64::from(line)));
    vec![
        Cell::text(scene.mpn_id(account.company).to_owned()),
        Cell::text(scene.text(account.work_email).to_owned()),
        Cell::text(first_name),
        Cell::text(last_name),
        Cell::text(mcid),
        Cell::text(yes_no(chosen.is_in_pc())),
        Cell::day(Some(account.associated_on)),
        Cell::text(code),
        Cell::text(title),
        Cell::day(completed_on),
        Cell::day(Some(chosen.expires_on)),
        Cell::text(verdict_text(chosen.verdict())),
        Cell::text(registry::codes(chosen.reasons).collect::<Vec<_>>().join(", ")),
        Cell::day(Some(chosen.visible_on)),
        Cell::number(Some(waited).filter(|days| *days >= 0)),
        Cell::text(there),
        Cell::text(user_file.to_owned()),
        line(account.line),
        Cell::text(file.to_owned()),
        line(transcripts.line(row)),
        Cell::text(text),
    ]
}

/// Since the skill should have been visible; below 0 where it is not linked or not yet visible.
fn days_waited(scene: &Scene<'_>, chosen: &Chosen) -> i64 {
    if chosen.visible_on == Day::ALWAYS {
        return -1;
    }
    i64::from(scene.as_of.0) - i64::from(chosen.visible_on.0)
}

/// A text that can be pasted into a support request.
fn request(
    scene: &Scene<'_>,
    chosen: &Chosen,
    [name, mcid, code]: [&str; 3],
    completed_on: Option<Day>,
) -> String {
    let company = &scene.pipeline.companies[scene.company_of(chosen.person) as usize];
    let completed = completed_on.map(|day| format!(", completed on {day},")).unwrap_or_default();
    format!(
        "{name} ({email}, MCID {mcid}) of {} (MPN id {}) is associated in Partner Center. The skill \
         {code}{completed} should be visible since {} and is not, {} days later. The exported rows \
         are attached.",
        company.name,
        company.mpn_id,
        chosen.visible_on,
        days_waited(scene, chosen),
        email = scene.shown_email(chosen.person),
    )
}

fn headers(columns: &[(&str, Look)]) -> Vec<ShownColumn> {
    columns.iter().map(|(name, look)| ShownColumn::new(*name, *look)).collect()
}

pub(super) fn table<'a>(
    sheet: &str,
    name: &str,
    columns: Vec<ShownColumn>,
    rows: Vec<Vec<Cell<'a>>>,
) -> Sheet<'a> {
    let part = TablePart {
        name: name.to_owned(),
        columns,
        body: Box::new(HeldRows::of(rows)),
        empty: "No rows".to_owned(),
        frozen: 0,
    };
    Sheet { name: sheet.to_owned(), tab: None, content: SheetContent::Table(part) }
}
