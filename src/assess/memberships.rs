//! Memberships: the levels that companies hold, and rows that cannot be right (K1, K8).
//!
//! In the words of relations: memberships ⋈ levels, by names. It is plain code: a company has a few dozen
//! rows, and a level answers to several names that are folded, of which some are those of others.

use std::collections::BTreeMap;

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::base::fold::{difference, fold};
use crate::tables::facts::{DayColumn, TextColumn, WordColumn};
use crate::tables::kinds;
use crate::tables::{Facts, Finding, FindingCode, Kind, MembershipStatus};

use super::ladder::{Ladder, LevelId};
use super::life_cycle::HeldTerm;
use super::question::Question;

/// K8: the new anniversary is the old PMC expiry and a year.
const MONTHS_AFTER_PMC: i32 = 12;

/// So many names are named where one is not known.
const CLOSEST: usize = 3;

/// The anniversaries as given, and their rows, of one company, by folded competency and level.
pub type Memberships = BTreeMap<(String, String), (Day, usize)>;

struct MembershipColumns<'a> {
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

/// A level that is held and that no programme lists on the as-of date (K2a).
#[derive(Clone, Debug)]
pub struct Unlisted {
    /// As given.
    pub competency: String,
    pub level: String,
    pub held: HeldTerm,
}

/// The days on which a level is held Active; names are folded.
#[derive(Clone, Debug)]
pub struct Term {
    pub competency: String,
    pub level: String,
    pub from: Day,
    pub through: Day,
}

/// Of each company: of several rows of a level the one with the latest anniversary holds.
#[must_use]
pub fn by_company(memberships: &[Membership], question: &Question<'_>) -> Vec<Memberships> {
    let mut all = vec![Memberships::new(); question.pipeline.companies.len()];
    for own in memberships.iter().filter(|own| own.purchased_on <= question.as_of) {
        let key = (own.competency.clone(), own.level.clone());
        let latest = all[own.company].entry(key).or_insert((own.anniversary_on, own.row));
        if own.anniversary_on > latest.0 {
            *latest = (own.anniversary_on, own.row);
        }
    }
    all
}

/// The held levels of the ladder: a membership applies to every programme that has its level, under
/// the competency's name or an alias.
#[must_use]
pub fn held(
    memberships: &Memberships,
    ladder: &Ladder<'_>,
    question: &Question<'_>,
) -> BTreeMap<LevelId, HeldTerm> {
    let mut held: BTreeMap<LevelId, HeldTerm> = BTreeMap::new();
    for (title, (anniversary, _)) in memberships {
        for level in ladder.titled(title) {
            // An extension goes by the name that is shown, not by the alias.
            let shown = &ladder.competencies[level.0].folded;
            let own = HeldTerm::of(*anniversary, shown, question.rules);
            let known = held.entry(*level).or_insert(own);
            if own.given > known.given {
                *known = own;
            }
        }
    }
    held
}

/// The held levels that no programme lists on the as-of date.
#[must_use]
pub fn unlisted(
    memberships: &Memberships,
    ladder: &Ladder<'_>,
    question: &Question<'_>,
) -> Vec<Unlisted> {
    let Some(facts) = question.facts.get(&Kind::Memberships) else { return Vec::new() };
    let (competencies, levels) =
        (facts.text(kinds::Memberships::COMPETENCY), facts.text(kinds::Memberships::LEVEL));
    let strange = memberships.iter().filter(|(title, _)| !is_listed(ladder, title, question.as_of));
    let unlisted = |(title, (anniversary, row)): (&(String, String), &(Day, usize))| Unlisted {
        competency: question.dictionary.text(competencies.at(*row)).trim().to_owned(),
        level: question.dictionary.text(levels.at(*row)).trim().to_owned(),
        held: HeldTerm::of(*anniversary, &title.0, question.rules),
    };
    strange.map(unlisted).collect()
}

fn is_listed(ladder: &Ladder<'_>, title: &(String, String), as_of: Day) -> bool {
    ladder.titled(title).iter().any(|level| ladder.is_listed(*level, as_of))
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
    let mut told: Hashed<(String, String), String> = Hashed::default();
    for own in memberships {
        let mut find = |code, message: String| {
            let finding = Finding::new(code, u32::try_from(own.company).ok(), message);
            findings.push(finding.at(facts.file(own.row), facts.line(own.row)));
        };
        if own.anniversary_on < own.purchased_on {
            let message = format!(
                "the anniversary {} is before the purchase on {}",
                own.anniversary_on, own.purchased_on
            );
            find(FindingCode::ImpossibleDates, message);
        }
        let title = (own.competency.clone(), own.level.clone());
        if !is_listed(ladder, &title, question.as_of) {
            let message =
                told.entry(title).or_insert_with(|| unknown(question, facts, own, ladder));
            find(FindingCode::UnknownCompetency, message.clone());
        }
    }
    findings
}

fn unknown(
    question: &Question<'_>,
    facts: &Facts,
    own: &Membership,
    ladder: &Ladder<'_>,
) -> String {
    let named = |column| question.dictionary.text(facts.text(column).at(own.row)).trim();
    let title = format!("{} {}", named("competency"), named("level"));
    if question.catalogue.is_unpublished(&own.competency) {
        return format!("{title} exists, but its requirements are not published");
    }
    if let Some(through) = question.catalogue.ended_on(&own.competency, question.as_of) {
        return format!(
            "the programme that lists {title} ended on {through}; name the one that followed it, or report for a \
             day up to then (--as-of)"
        );
    }
    let closest = closest(ladder, own, question.as_of);
    let known = if closest.is_empty() { String::new() } else { "; the closest: ".to_owned() };
    format!("no programme lists {title} on {}{known}{}", question.as_of, closest.join(", "))
}

/// The listed levels whose names are nearest, by the signs that differ.
fn closest(ladder: &Ladder<'_>, own: &Membership, as_of: Day) -> Vec<String> {
    let distance = |level: LevelId| {
        let competency = &ladder.competencies[level.0];
        let names = competency.programme.names_of(competency.name);
        let from = |name: &String| difference(name, &own.competency);
        let rung = fold(ladder.rung(level).name);
        (names.iter().map(from).min(), difference(&rung, &own.level))
    };
    let listed = ladder.levels().filter(|level| ladder.is_listed(*level, as_of));
    let mut near: Vec<_> = listed.map(|level| (distance(level), ladder.title(level))).collect();
    near.sort();
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(CLOSEST).map(|(_, title)| title).collect()
}

/// All rows but the inactive ones.
#[must_use]
pub fn memberships(question: &Question<'_>) -> Vec<Membership> {
    let Some(facts) = question.facts.get(&Kind::Memberships) else { return Vec::new() };
    let columns = MembershipColumns {
        ids: facts.text(kinds::Memberships::MPN_ID),
        competencies: facts.text(kinds::Memberships::COMPETENCY),
        levels: facts.text(kinds::Memberships::LEVEL),
        purchased: facts.days(kinds::Memberships::PURCHASED_ON),
        anniversaries: facts.days(kinds::Memberships::ANNIVERSARY_ON),
        pmc_expiries: facts.days(kinds::Memberships::PMC_EXPIRES_ON),
        statuses: facts.words(kinds::Memberships::STATUS),
    };
    let mut folded: Hashed<u32, String> = Hashed::default();
    let mut named = |code: u32| {
        folded.entry(code).or_insert_with(|| fold(question.dictionary.text(code))).clone()
    };
    (0..facts.len()).filter_map(|row| membership(question, &columns, row, &mut named)).collect()
}

fn membership(
    question: &Question<'_>,
    columns: &MembershipColumns<'_>,
    row: usize,
    named: &mut impl FnMut(u32) -> String,
) -> Option<Membership> {
    if MembershipStatus::at(columns.statuses.at(row)) == MembershipStatus::Inactive {
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

/// The terms of a company's memberships that have begun by the as-of date.
#[must_use]
pub(crate) fn terms(
    memberships: &[Membership],
    company: usize,
    question: &Question<'_>,
) -> Vec<Term> {
    let own = memberships.iter().filter(|own| own.company == company);
    let known = own.filter(|own| own.purchased_on <= question.as_of);
    let term = |own: &Membership| Term {
        competency: own.competency.clone(),
        level: own.level.clone(),
        from: own.purchased_on,
        through: HeldTerm::of(own.anniversary_on, &own.competency, question.rules).anniversary,
    };
    known.map(term).collect()
}
