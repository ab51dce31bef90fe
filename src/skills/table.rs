//! The `skills` table: a row for each company, person and skill, and one for each row of nobody.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::link::attach::NO_PERSON;
use crate::rules::registry::{self, Reasons};
use crate::rules::{Chosen, ExpirySource, LinkShown, Verdict};
use crate::tables::columns;
use crate::tables::facts::{DayColumn, McidColumn, SkillKey, TextColumn, WordColumn};
use crate::tables::kinds;
use crate::tables::output::{OutputSchema, Rows, Values};
use crate::tables::{Facts, KnownSource, Mcid, SkillType, outputs};

use super::Scene;

/// The table, made stretch by stretch from the judged rows.
pub struct Skills<'a> {
    scene: &'a Scene<'a>,
    /// Places of the rows of nobody in the order of publication.
    nobody: Vec<u32>,
    relevant_for: Vec<String>,
    reasons: Hashed<Reasons, String>,
    users: Vec<User>,
    columns: SkillColumns<'a>,
}

/// What is shown of a person, as codes of texts: work e-mail, first name, last name, location.
type User = [u32; 4];

/// The columns of the transcripts that are shown.
struct SkillColumns<'a> {
    mcid: McidColumn<'a>,
    title: TextColumn<'a>,
    skill_type: WordColumn<'a>,
    source: TextColumn<'a>,
    completed_on: DayColumn<'a>,
    files: &'a [u32],
    lines: &'a [u32],
}

impl<'a> Skills<'a> {
    #[must_use]
    pub fn new(scene: &'a Scene<'a>, transcripts: &'a Facts, users: &'a Facts) -> Self {
        let judged = &scene.judged.rows;
        let mut reasons: Hashed<Reasons, String> = Hashed::default();
        for chosen in judged {
            reasons
                .entry(chosen.reasons)
                .or_insert_with(|| registry::codes(chosen.reasons).collect::<Vec<_>>().join(";"));
        }
        let relevant_for = scene.relevant_for();
        let columns = SkillColumns {
            mcid: transcripts.mcid(kinds::Transcripts::MCID),
            title: transcripts.text(kinds::Transcripts::SKILL_TITLE),
            skill_type: transcripts.words(kinds::Transcripts::SKILL_TYPE),
            source: transcripts.text(kinds::Transcripts::SOURCE),
            completed_on: transcripts.days(kinds::Transcripts::COMPLETED_ON),
            files: transcripts.files(),
            lines: transcripts.lines(),
        };
        let shown = [
            kinds::Users::WORK_EMAIL,
            kinds::Users::FIRST_NAME,
            kinds::Users::LAST_NAME,
            kinds::Users::MPN_ID,
        ]
        .map(|name| users.text(name));
        let user = |person: u32| {
            let account = scene.people.shown(person);
            shown.map(|column| scene.people.text(column, account))
        };
        let users = (0..).take(scene.people.persons.len()).map(user).collect();
        let nobody = Vec::new();
        let mut table = Self { scene, nobody, relevant_for, reasons, users, columns };
        table.nobody = table.nobody_in_order();
        table
    }

    /// The rows from `start` up to `end`: those of nobody come first.
    fn chosen(&self, start: usize, end: usize) -> impl Iterator<Item = &Chosen> {
        let judged = &self.scene.judged.rows;
        let of_nobody = self.nobody.len();
        let nobody = &self.nobody[start.min(of_nobody)..end.min(of_nobody)];
        let others = start.max(of_nobody) - of_nobody..end.max(of_nobody) - of_nobody;
        nobody.iter().map(|place| &judged[*place as usize]).chain(&judged[others])
    }

    /// The rows of nobody by skill, completion, and then the columns from left to right.
    fn nobody_in_order(&self) -> Vec<u32> {
        let rows = &self.scene.judged.rows[self.scene.judged.nobody_from..];
        let mut skills: Vec<(&str, SkillKey)> = Vec::new();
        let mut ranks: Hashed<SkillKey, u32> = Hashed::default();
        for chosen in rows {
            if ranks.insert(chosen.skill, 0).is_none() {
                skills.push((self.skill_text(chosen), chosen.skill));
            }
        }
        skills.sort_unstable_by_key(|(text, _)| *text);
        for (rank, same) in (0..).zip(skills.chunk_by(|a, b| a.0 == b.0)) {
            ranks.extend(same.iter().map(|(_, skill)| (*skill, rank)));
        }
        let first = u32::try_from(self.scene.judged.nobody_from).unwrap_or(u32::MAX);
        let mut order: Vec<(u32, Day, u32)> = (first..)
            .zip(rows)
            .map(|(place, chosen)| (ranks[&chosen.skill], self.completed_on(chosen), place))
            .collect();
        order.par_sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| self.compare_nobody(a.2, b.2))
        });
        order.into_iter().map(|(_, _, place)| place).collect()
    }

    /// Of one skill and day, by the columns from left to right.
    fn compare_nobody(&self, a: u32, b: u32) -> Ordering {
        let judged = &self.scene.judged.rows;
        let (a, b) = (&judged[a as usize], &judged[b as usize]);
        self.mcid(a)
            .to_string()
            .cmp(&self.mcid(b).to_string())
            .then_with(|| self.title(a).cmp(self.title(b)))
            .then_with(|| self.skill_type(a).cmp(self.skill_type(b)))
            .then_with(|| self.source(a).cmp(self.source(b)))
            .then_with(|| empty_first(a.expires_on).cmp(&empty_first(b.expires_on)))
            .then_with(|| expiry_source(a).cmp(expiry_source(b)))
            .then_with(|| self.reasons(a).cmp(self.reasons(b)))
            .then_with(|| self.file(a).cmp(self.file(b)))
            .then_with(|| self.line(a).cmp(&self.line(b)))
            .then_with(|| a.row.cmp(&b.row))
    }

    fn skill_text(&self, chosen: &Chosen) -> &str {
        self.scene.skill_text(chosen.skill)
    }

    fn title(&self, chosen: &Chosen) -> &str {
        match chosen.skill.resolved() {
            Ok(skill) => &self.scene.catalogue.skills[skill as usize].title,
            Err(_) => self.scene.text(self.columns.title.at(chosen.row as usize)),
        }
    }

    fn skill_type(&self, chosen: &Chosen) -> &str {
        match self.columns.skill_type.at(chosen.row as usize) {
            0 => match chosen.skill.resolved() {
                Ok(skill) => &self.scene.catalogue.skills[skill as usize].skill_type,
                Err(_) => SkillType::DEFAULT.word(),
            },
            word => SkillType::at(word).word(),
        }
    }

    fn source(&self, chosen: &Chosen) -> &str {
        match self.columns.source.at(chosen.row as usize) {
            0 => KnownSource::DEFAULT.word(),
            code => self.scene.text(code),
        }
    }

    fn completed_on(&self, chosen: &Chosen) -> Day {
        self.columns.completed_on.at(chosen.row as usize).unwrap_or(Day::ALWAYS)
    }

    fn retired_on(&self, chosen: &Chosen) -> Day {
        let skill = chosen.skill.resolved().ok();
        let skill = skill.map(|skill| &self.scene.catalogue.skills[skill as usize]);
        skill.and_then(|skill| skill.retired_on).unwrap_or(Day::FOREVER)
    }

    fn mcid(&self, chosen: &Chosen) -> Mcid {
        let own = self.columns.mcid.at(chosen.row as usize);
        if own.is_none() && chosen.person != NO_PERSON {
            return self.scene.shown_mcid(chosen.person);
        }
        own
    }

    fn reasons(&self, chosen: &Chosen) -> &str {
        self.reasons.get(&chosen.reasons).map_or("", String::as_str)
    }

    fn relevant_for(&self, chosen: &Chosen) -> &str {
        chosen.skill.resolved().map_or("", |skill| &self.relevant_for[skill as usize])
    }

    /// A text of the person that a row belongs to.
    fn user_text(&self, chosen: &Chosen, place: usize) -> &str {
        if chosen.person == NO_PERSON {
            return "";
        }
        self.scene.text(self.users[chosen.person as usize][place])
    }

    fn company(&self, chosen: &Chosen) -> &str {
        if chosen.person == NO_PERSON {
            return "";
        }
        self.scene.mpn_id(self.scene.company_of(chosen.person))
    }

    fn file(&self, chosen: &Chosen) -> &str {
        self.scene.file_name(self.columns.files[chosen.row as usize])
    }

    fn line(&self, chosen: &Chosen) -> u32 {
        self.columns.lines[chosen.row as usize]
    }
}

fn empty_first(day: Day) -> Day {
    if day == Day::FOREVER { Day::ALWAYS } else { day }
}

fn expiry_source(chosen: &Chosen) -> &'static str {
    match chosen.expiry() {
        ExpirySource::None => "",
        ExpirySource::Given => "given",
        ExpirySource::Inferred => "inferred",
    }
}

#[must_use]
pub fn verdict_text(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Counts => "counts",
        Verdict::Pending => "pending",
        Verdict::No => "no",
    }
}

#[must_use]
pub fn link_text(link: LinkShown) -> &'static str {
    match link {
        LinkShown::None => "",
        LinkShown::Pc => "PC",
        LinkShown::PmcGrace => "PMC grace",
        LinkShown::University => "Partner University",
    }
}

impl Rows for Skills<'_> {
    fn schema(&self) -> &'static OutputSchema {
        &outputs::SKILLS
    }

    fn len(&self) -> usize {
        self.scene.judged.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let rows = || self.chosen(start, end);
        let is_user = |chosen: &Chosen| chosen.person != NO_PERSON;
        let flag = |yes: bool, chosen: &Chosen| is_user(chosen).then_some(yes);
        macro_rules! text {
            ($chosen:ident => $of:expr) => {
                Values::Text(rows().map(|$chosen| $of).collect())
            };
            // Looked up once for rows below each other that have the same key.
            ($chosen:ident by $key:ident => $of:expr) => {{
                let mut last: Option<(_, &str)> = None;
                let cells = rows().map(|$chosen| match last {
                    Some((key, text)) if key == $chosen.$key => text,
                    _ => last.insert(($chosen.$key, $of)).1,
                });
                Values::Text(cells.collect())
            }};
        }
        match outputs::SKILLS.columns[place].name {
            columns::MPN_ID => text!(chosen by person => self.company(chosen)),
            columns::WORK_EMAIL => text!(chosen by person => self.user_text(chosen, 0)),
            columns::FIRST_NAME => text!(chosen by person => self.user_text(chosen, 1)),
            columns::LAST_NAME => text!(chosen by person => self.user_text(chosen, 2)),
            columns::MCID => Values::Mcids(rows().map(|chosen| self.mcid(chosen)).collect()),
            columns::SKILL_CODE => text!(chosen => self.skill_text(chosen)),
            columns::SKILL_TITLE => text!(chosen => self.title(chosen)),
            columns::SKILL_TYPE => text!(chosen => self.skill_type(chosen)),
            columns::SOURCE => text!(chosen => self.source(chosen)),
            columns::COMPLETED_ON => {
                Values::Days(rows().map(|chosen| self.completed_on(chosen)).collect())
            }
            columns::EXPIRES_ON => Values::Days(rows().map(|chosen| chosen.expires_on).collect()),
            columns::EXPIRY_SOURCE => text!(chosen => expiry_source(chosen)),
            columns::RETIRED_ON => {
                Values::Days(rows().map(|chosen| self.retired_on(chosen)).collect())
            }
            columns::ASSOCIATED_PC => {
                Values::YesNo(rows().map(|chosen| flag(chosen.is_in_pc(), chosen)).collect())
            }
            columns::ASSOCIATED_PMC => {
                Values::YesNo(rows().map(|chosen| flag(chosen.is_in_pmc(), chosen)).collect())
            }
            columns::LINK => text!(chosen => link_text(chosen.link())),
            columns::VERDICT => text!(chosen => verdict_text(chosen.verdict())),
            columns::REASON => text!(chosen by reasons => {
                registry::codes(chosen.reasons).next().unwrap_or_default()
            }),
            columns::REASONS => text!(chosen by reasons => self.reasons(chosen)),
            columns::VISIBLE_ON => Values::Days(rows().map(|chosen| chosen.visible_on).collect()),
            columns::RELEVANT_FOR => text!(chosen => self.relevant_for(chosen)),
            columns::LOCATION => text!(chosen by person => match self.user_text(chosen, 3) {
                "" => self.company(chosen),
                as_written => as_written,
            }),
            columns::FILE => text!(chosen => self.file(chosen)),
            columns::LINE => {
                Values::Numbers(rows().map(|chosen| Some(i64::from(self.line(chosen)))).collect())
            }
            _ => text!(_chosen => ""),
        }
    }
}
