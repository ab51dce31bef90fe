//! The steps of an explanation: each rule with its parameter in force, its dates and its outcome.

use serde::Serialize;

use crate::base::Day;
use crate::link::Link;
use crate::programme::parameters::{Dated, Value};
use crate::rules::card::Rule;
use crate::rules::judge::{Chosen, ExpirySource, LinkShown};
use crate::rules::registry::{RULES, bit};
use crate::rules::retired::counts_through;
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Vocabulary};

use super::person::Sources;

/// One rule, asked of one skill.
#[derive(Serialize, Debug)]
pub struct Step {
    pub rule: &'static str,
    pub code: &'static str,
    pub says: &'static str,
    pub cites: &'static str,
    pub holds: bool,
    /// The dates and facts that decided.
    pub because: String,
    pub parameter: Option<ParameterUsed>,
}

#[derive(Serialize, Debug)]
pub struct ParameterUsed {
    pub name: String,
    pub value: String,
    pub since: String,
    pub source: String,
    pub url: String,
}

/// The steps for a skill: up to and with all that fail, and the rules that made it count.
#[must_use]
pub fn steps(from: &Sources<'_>, transcripts: &Facts, chosen: &Chosen) -> Vec<Step> {
    let about = About { from, transcripts, chosen };
    RULES.iter().filter_map(|rule| about.step(rule)).collect()
}

struct About<'a> {
    from: &'a Sources<'a>,
    transcripts: &'a Facts,
    chosen: &'a Chosen,
}

impl About<'_> {
    fn step(&self, rule: &Rule) -> Option<Step> {
        let fails = self.chosen.reasons & bit(rule.code) != 0;
        let (because, parameter) = self.because(rule.code, fails)?;
        Some(Step {
            rule: rule.id,
            code: rule.code,
            says: rule.says,
            cites: rule.cites,
            holds: !fails,
            because,
            parameter,
        })
    }

    /// None where the rule was not asked or says nothing of interest.
    fn because(&self, code: &str, fails: bool) -> Option<(String, Option<ParameterUsed>)> {
        let plain = |text: String| Some((text, None));
        match code {
            "no_user" => None,
            "user_removed" => plain(self.roll()),
            "source_not_recognised" => {
                let name = self.source();
                let of = if fails { "is none of them" } else { "is one of them" };
                Some((
                    format!("the source is {name}, which {of}"),
                    self.parameter("recognised_sources", self.as_of()),
                ))
            }
            "not_completed" => plain(format!("completed {}", self.completed_on())),
            "revoked" => fails.then(|| ("the transcript says Revoked".to_owned(), None)),
            "expired" => Some(self.expiry()),
            "mcid_mismatch" => fails.then(|| {
                let own = self.transcripts.mcid("mcid").at(self.chosen.row as usize);
                (format!("the transcript row has MCID {own}, the account has another"), None)
            }),
            "associated_elsewhere" | "association_conflict" => fails.then(|| (self.claim(), None)),
            "not_associated" | "grace_ended" => self.link(code, fails),
            "not_relevant" => plain(self.relevance()),
            "retired" => self.retirement(),
            "pending_visibility" => self.visibility(),
            _ => None,
        }
    }

    fn as_of(&self) -> Day {
        self.from.scene.as_of
    }

    fn completed_on(&self) -> Day {
        self.transcripts.days("completed_on").at(self.chosen.row as usize).unwrap_or(Day::ALWAYS)
    }

    fn source(&self) -> &str {
        match self.transcripts.text("source").at(self.chosen.row as usize) {
            0 => Vocabulary::Source.words()[1],
            code => self.from.scene.text(code),
        }
    }

    fn roll(&self) -> String {
        let scene = self.from.scene;
        let accounts: Vec<String> = scene
            .people
            .accounts_of(self.chosen.person)
            .map(|account| {
                let created = if account.created_on.is_dated() {
                    format!(", created {}", account.created_on)
                } else {
                    String::new()
                };
                let removed = match (account.is_removed, account.removed_on) {
                    (true, Day::FOREVER) => ", status Removed".to_owned(),
                    (false, Day::FOREVER) => String::new(),
                    (_, day) => format!(", removed {day}"),
                };
                format!("{}:{}{created}{removed}", scene.file_name(account.file), account.line)
            })
            .collect();
        accounts.join("; ")
    }

    fn expiry(&self) -> (String, Option<ParameterUsed>) {
        let day = self.chosen.expires_on;
        let status = self.transcripts.words("status").at(self.chosen.row as usize);
        if Vocabulary::SkillStatus.words()[status as usize] == "Expired" {
            return ("the transcript says Expired".to_owned(), None);
        }
        match self.chosen.expiry {
            ExpirySource::None => ("it does not expire".to_owned(), None),
            ExpirySource::Given => (format!("valid through {day}, as the transcript says"), None),
            ExpirySource::Inferred => {
                let done = self.completed_on();
                let text = format!(
                    "valid through {day}, counted from its completion on {done}, since the export gives no day"
                );
                (text, self.parameter("role_based_validity_months", done))
            }
        }
    }

    fn claim(&self) -> String {
        let scene = self.from.scene;
        let now = scene.links.now(self.chosen.person, None);
        let place = "see the associations above";
        if now.conflict {
            format!("two companies claim the MCID and neither says since when; {place}")
        } else {
            format!("a later association with another company ended it; {place}")
        }
    }

    fn link(&self, code: &str, fails: bool) -> Option<(String, Option<ParameterUsed>)> {
        let scene = self.from.scene;
        let company = &scene.pipeline.companies[scene.company_of(self.chosen.person) as usize];
        let grace = || {
            let moved = company.migrated_on.map(|day| day.to_string());
            let ends = scene.links.graces[scene.company_of(self.chosen.person) as usize].ends_on;
            match (moved, ends) {
                (Some(moved), Some(ends)) => {
                    format!("the company moved on {moved}; {ends} was the first day without grace")
                }
                _ => "the day of the company's move from PMC is not known".to_owned(),
            }
        };
        match (code, fails, self.chosen.link) {
            ("not_associated", false, LinkShown::Pc) => {
                Some(("associated in Partner Center, see the associations above".to_owned(), None))
            }
            ("not_associated", false, LinkShown::University) => {
                Some(("a Partner University skill, and the user has access to it".to_owned(), None))
            }
            ("not_associated", true, _) => Some((self.unlinked(), None)),
            ("grace_ended", false, LinkShown::PmcGrace) => {
                let ends =
                    scene.links.graces[scene.company_of(self.chosen.person) as usize].ends_on;
                let last = ends.map(|day| day.plus_days(-1).to_string()).unwrap_or_default();
                let moved = company.migrated_on.map(|day| day.to_string()).unwrap_or_default();
                let text = format!(
                    "associated in PMC only; the company moved on {moved}, so that counts through {last}"
                );
                Some((text, self.parameter("pmc_grace_months", self.as_of())))
            }
            ("grace_ended", true, _) => {
                Some((grace(), self.parameter("pmc_grace_months", self.as_of())))
            }
            _ => None,
        }
    }

    fn unlinked(&self) -> String {
        let now = self.from.scene.links.now(self.chosen.person, None);
        if now.pmc && now.link == Link::NotAssociated {
            return "associated in PMC only, outside the grace after a known move".to_owned();
        }
        let university = Vocabulary::Source.words()[2];
        if self.source() == university {
            return "a Partner University skill, and the user has no access to Partner University"
                .to_owned();
        }
        "no association with the company is in force".to_owned()
    }

    fn relevance(&self) -> String {
        let scene = self.from.scene;
        let Some(id) = scene.skill_of_row(self.transcripts, self.chosen.row) else {
            return "the catalogue does not know the skill".to_owned();
        };
        let named: Vec<String> = scene
            .catalogue
            .programmes
            .iter()
            .filter(|programme| programme.in_force(scene.as_of))
            .flat_map(|programme| {
                programme
                    .requirements
                    .iter()
                    .filter(|r| r.in_force(scene.as_of) && r.skills().any(|skill| skill == id))
                    .map(|r| {
                        format!(
                            "{} {} ({}), {:?}, by {}",
                            r.competency,
                            programme.levels[r.level],
                            r.option,
                            r.name,
                            self.citation(&r.source)
                        )
                    })
            })
            .collect();
        if named.is_empty() {
            return "no requirement in force names it".to_owned();
        }
        let more = named.len().saturating_sub(3);
        let shown = named.into_iter().take(3).collect::<Vec<_>>().join("; ");
        if more > 0 {
            format!("named by {shown}; and {more} more")
        } else {
            format!("named by {shown}")
        }
    }

    fn citation(&self, id: &str) -> String {
        let known = self.from.citations.all.get(id);
        known.map_or_else(|| id.to_owned(), |citation| format!("“{}”", citation.title))
    }

    fn retirement(&self) -> Option<(String, Option<ParameterUsed>)> {
        let scene = self.from.scene;
        let id = SkillKey(self.transcripts.skills[self.chosen.row as usize]).resolved().ok()?;
        let skill = &scene.catalogue.skills[id as usize];
        let retired_on = skill.retired_on?;
        if self.completed_on() > retired_on {
            return Some((format!("retired {retired_on}, before it was completed"), None));
        }
        let last = scene
            .catalogue
            .programmes
            .iter()
            .filter(|programme| programme.in_force(scene.as_of))
            .flat_map(|programme| &programme.requirements)
            .filter(|r| r.in_force(scene.as_of) && r.skills().any(|skill| skill == id))
            .map(|r| counts_through(r, id, skill, scene.rules))
            .max()?;
        let text =
            format!("retired {retired_on}, counts through {last} since it was completed before");
        Some((text, self.parameter("retired_counts_months", retired_on)))
    }

    fn visibility(&self) -> Option<(String, Option<ParameterUsed>)> {
        let day = self.chosen.visible_on;
        if day == Day::ALWAYS {
            return None;
        }
        let word = self.transcripts.words("skill_type").at(self.chosen.row as usize);
        let is_assessment = Vocabulary::SkillType.words()[word as usize] == "Assessment";
        let name = if self.chosen.link == LinkShown::University && is_assessment {
            "assessment_visibility_days"
        } else {
            "visibility_days"
        };
        let text = format!(
            "visible from {day}, counted from completion or association, the later of the two"
        );
        Some((text, self.parameter(name, self.as_of())))
    }

    fn parameter(&self, name: &str, day: Day) -> Option<ParameterUsed> {
        parameter_used(self.from, name, day)
    }
}

/// The value of a parameter on a day, since when it holds, and who says so.
#[must_use]
pub fn parameter_used(from: &Sources<'_>, name: &str, day: Day) -> Option<ParameterUsed> {
    let dated = from.parameters.chosen(name, day)?;
    let citation = from.citations.all.get(&dated.source);
    Some(ParameterUsed {
        name: name.to_owned(),
        value: value_in_words(dated, &from.parameters.all.get(name)?.unit),
        since: dated.from.to_string(),
        source: citation.map_or_else(|| dated.source.clone(), |c| c.title.clone()),
        url: citation.map(|c| c.url.clone()).unwrap_or_default(),
    })
}

fn value_in_words(dated: &Dated, unit: &str) -> String {
    match &dated.value {
        Value::Number { number, month_end: true } => {
            format!("{number} {unit}, to the end of that month")
        }
        Value::Number { number: 1, .. } => format!("1 {}", unit.strip_suffix('s').unwrap_or(unit)),
        Value::Number { number, .. } => format!("{number} {unit}"),
        Value::Numbers(numbers) => {
            numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Value::Names(names) => names.join(", "),
        Value::Range { until, .. } => format!("through {until}"),
    }
}
