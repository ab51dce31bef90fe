//! Memberships: the levels that companies hold, and rows that cannot be right (K1, K8).

use std::collections::BTreeMap;

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::tables::facts::{DayColumn, TextColumn, WordColumn};
use crate::tables::{Facts, Finding, FindingCode, Kind};

use super::ladder::Ladder;
use super::life_cycle::Held;
use super::question::Question;

/// The place of `Inactive` in its vocabulary.
const INACTIVE: u8 = 2;
/// K8: the new anniversary is the old PMC expiry and a year.
const MONTHS_AFTER_PMC: i32 = 12;

/// The anniversaries as given, of one company, by folded competency and level.
pub type Memberships = BTreeMap<(String, String), Day>;

struct Columns<'a> {
    ids: TextColumn<'a>,
    competencies: TextColumn<'a>,
    levels: TextColumn<'a>,
    purchased: DayColumn<'a>,
    anniversaries: DayColumn<'a>,
    pmc_expiries: DayColumn<'a>,
    statuses: WordColumn<'a>,
}

/// A row that is not inactive; names are folded.
#[derive(Clone, Debug)]
pub struct Membership {
    pub row: usize,
    pub company: usize,
    pub competency: String,
    pub level: String,
    pub purchased_on: Day,
    pub anniversary_on: Day,
}

/// Of each company: of several rows of a level the one with the latest anniversary holds.
#[must_use]
pub fn by_company(memberships: &[Membership], question: &Question<'_>) -> Vec<Memberships> {
    let mut all = vec![Memberships::new(); question.pipeline.companies.len()];
    for own in memberships.iter().filter(|own| own.purchased_on <= question.as_of) {
        let key = (own.competency.clone(), own.level.clone());
        let anniversary = all[own.company].entry(key).or_insert(own.anniversary_on);
        *anniversary = own.anniversary_on.max(*anniversary);
    }
    all
}

/// The held levels of the ladder: a membership applies to every programme that has its level.
#[must_use]
pub fn held(
    memberships: &Memberships,
    ladder: &Ladder<'_>,
    question: &Question<'_>,
) -> BTreeMap<(usize, usize), Held> {
    let mut held = BTreeMap::new();
    for (title, anniversary) in memberships {
        for level in ladder.titled(title) {
            held.insert(*level, Held::of(*anniversary, &title.0, question.rules));
        }
    }
    held
}

/// Memberships of levels that no programme lists, and anniversaries before the purchase.
#[must_use]
pub fn findings(
    memberships: &[Membership],
    question: &Question<'_>,
    ladder: &Ladder<'_>,
) -> Vec<Finding> {
    let Some(facts) = question.facts.get(&Kind::Memberships) else { return Vec::new() };
    let mut findings = Vec::new();
    for own in memberships {
        let mut find = |code, message: String| {
            let finding = Finding::new(code, u32::try_from(own.company).ok(), message);
            findings.push(finding.at(facts.file(own.row), facts.lines[own.row]));
        };
        if own.anniversary_on < own.purchased_on {
            let message = format!(
                "the anniversary {} is before the purchase on {}",
                own.anniversary_on, own.purchased_on
            );
            find(FindingCode::ImpossibleDates, message);
        }
        let title = (own.competency.clone(), own.level.clone());
        if !ladder.titled(&title).iter().any(|level| ladder.is_listed(*level, question.as_of)) {
            find(FindingCode::UnknownCompetency, unknown(question, facts, own));
        }
    }
    findings
}

fn unknown(question: &Question<'_>, facts: &Facts, own: &Membership) -> String {
    let named = |column| question.dictionary.text(facts.text(column).at(own.row));
    let title = format!("{} {}", named("competency"), named("level"));
    let mut programmes = question.catalogue.programmes.iter();
    let is_unpublished = programmes.any(|programme| {
        programme.unpublished.iter().any(|known| fold(&known.name) == own.competency)
    });
    if is_unpublished {
        return format!("{title} exists, but its requirements are not published");
    }
    format!("no programme lists {title} on {}", question.as_of)
}

/// All rows but the inactive ones.
#[must_use]
pub fn memberships(question: &Question<'_>) -> Vec<Membership> {
    let Some(facts) = question.facts.get(&Kind::Memberships) else { return Vec::new() };
    let columns = Columns {
        ids: facts.text("mpn_id"),
        competencies: facts.text("competency"),
        levels: facts.text("level"),
        purchased: facts.days("purchased_on"),
        anniversaries: facts.days("anniversary_on"),
        pmc_expiries: facts.days("pmc_expires_on"),
        statuses: facts.words("status"),
    };
    let mut folded: Hashed<u32, String> = Hashed::default();
    let mut named = |code: u32| {
        folded.entry(code).or_insert_with(|| fold(question.dictionary.text(code))).clone()
    };
    (0..facts.len()).filter_map(|row| membership(question, &columns, row, &mut named)).collect()
}

fn membership(
    question: &Question<'_>,
    columns: &Columns<'_>,
    row: usize,
    named: &mut impl FnMut(u32) -> String,
) -> Option<Membership> {
    if columns.statuses.at(row) == INACTIVE {
        return None;
    }
    let after_pmc = || Some(columns.pmc_expiries.at(row)?.plus_months(MONTHS_AFTER_PMC));
    Some(Membership {
        row,
        company: question.company(columns.ids.at(row)),
        competency: named(columns.competencies.at(row)),
        level: named(columns.levels.at(row)),
        purchased_on: columns.purchased.at(row)?,
        anniversary_on: columns.anniversaries.at(row).or_else(after_pmc)?,
    })
}
