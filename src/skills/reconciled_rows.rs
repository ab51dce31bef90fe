//! The rows of the reconciliation and of the evidence for support, before they are tables.

use crate::base::Day;
use crate::rules::Chosen;
use crate::tables::facts::SkillKey;
use crate::tables::kinds;
use crate::tables::output::Value;
use crate::tables::{Facts, Kind};

use super::Scene;

/// Rows of the two tables.
pub(super) struct Sides<'a> {
    pub scene: &'a Scene<'a>,
    pub transcripts: &'a Facts,
    pub report: &'a Facts,
    pub rows: Vec<Vec<Value>>,
    pub support: Vec<Vec<Value>>,
}

/// One row of the reconciliation, before it is a row.
pub(super) struct ReconciledRow<'a> {
    pub company: Option<u32>,
    pub work_email: &'a str,
    pub mcid: String,
    pub skill: SkillKey,
    pub status: &'static str,
    pub class: &'static str,
    pub visible_on: Option<Day>,
    pub transcript: Option<usize>,
    pub report: Option<usize>,
}

impl Sides<'_> {
    pub(super) fn add(&mut self, side: ReconciledRow<'_>) {
        let scene = self.scene;
        let (file, line) = self.place(self.transcripts, side.transcript);
        let (report_file, report_line) = self.place(self.report, side.report);
        let waited = side.visible_on.map(|day| i64::from(scene.as_of.0 - day.0));
        let mpn_id = side.company.map(|company| scene.mpn_id(company)).unwrap_or_default();
        self.rows.push(vec![
            Value::Text(mpn_id.to_owned()),
            Value::Text(side.work_email.to_owned()),
            Value::Text(side.mcid),
            Value::Text(scene.skill_text(side.skill).to_owned()),
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

    /// File and line of a row, where there is one.
    fn place(&self, facts: &Facts, row: Option<usize>) -> (Value, Value) {
        let Some(row) = row else { return (Value::Text(String::new()), Value::Number(None)) };
        let file = self.scene.file_name(facts.file(row)).to_owned();
        (Value::Text(file), Value::Number(Some(i64::from(facts.line(row)))))
    }

    /// The MCID of the row, else of its person.
    #[must_use]
    pub(super) fn mcid_of(&self, chosen: &Chosen) -> String {
        let own = self.transcripts.mcid(kinds::Transcripts::MCID).at(chosen.row as usize);
        let mcid = if own.is_none() { self.scene.shown_mcid(chosen.person) } else { own };
        mcid.to_string()
    }

    /// S2: the users row, our row and the transcript row side by side.
    pub(super) fn add_support(&mut self, chosen: &Chosen) {
        let (scene, transcripts) = (self.scene, self.transcripts);
        let account = scene.people.shown(chosen.person);
        let row = chosen.row as usize;
        let users = scene.facts(Kind::Users);
        let cell = |name: &str| {
            users.map(|users| scene.text(scene.people.text(users.text(name), account)).to_owned())
        };
        let title = chosen.skill.resolved().map_or_else(
            |_| scene.text(transcripts.text(kinds::Transcripts::SKILL_TITLE).at(row)).to_owned(),
            |skill| scene.catalogue.skills[skill as usize].title.clone(),
        );
        self.support.push(vec![
            Value::Text(scene.mpn_id(account.company).to_owned()),
            Value::Text(scene.text(account.work_email).to_owned()),
            Value::Text(cell("first_name").unwrap_or_default()),
            Value::Text(cell("last_name").unwrap_or_default()),
            Value::Text(self.mcid_of(chosen)),
            Value::YesNo(Some(chosen.is_in_pc())),
            Value::Day(Some(account.associated_on).filter(|day| day.is_dated())),
            Value::Text(scene.skill_text(chosen.skill).to_owned()),
            Value::Text(title),
            Value::Day(transcripts.days(kinds::Transcripts::COMPLETED_ON).at(row)),
            Value::Day(Some(chosen.expires_on).filter(|day| day.is_dated())),
            Value::Day(Some(chosen.visible_on)),
            Value::Number(Some(i64::from(scene.as_of.0 - chosen.visible_on.0))),
            Value::Text(scene.file_name(account.file).to_owned()),
            Value::Number(Some(i64::from(account.line))),
            Value::Text(scene.file_name(transcripts.file(row)).to_owned()),
            Value::Number(Some(i64::from(transcripts.line(row)))),
        ]);
    }
}
