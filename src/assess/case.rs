//! One company under assessment: what is known of it, and the rows that come of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::base::Day;
use crate::base::fold::fold;
use crate::rules::Holding;
use crate::rules::{LinkShown, Verdict};
use crate::tables::Kind;

use super::endings::Endings;
use super::holders::{Holders, Roster, Spans};
use super::invoices::{Invoiced, MonthSum};
use super::ladder::{Ladder, LevelId};
use super::learning::Learning;
use super::life_cycle::HeldTerm;
use super::memberships::{self, Membership, Memberships, Term, Unlisted};
use super::performance::Performance;
use super::question::Question;
use super::requirement::Grounds;
use super::standpoint::Standpoint;
use super::stops::{self, Stops};
use super::sweep::Sweep;
use super::window::Qualification;

/// K5: how far the calendar reaches.
pub(crate) const CALENDAR_MONTHS: i32 = 12;

/// What all companies share.
pub struct SharedBasis<'q, 'a> {
    pub question: &'q Question<'a>,
    pub ladder: Ladder<'a>,
    /// By company; none where there is no such source.
    pub invoiced: Option<Invoiced>,
    pub memberships: Vec<Membership>,
    /// The last days on which skills count for the requirements of the as-of date.
    pub stops: Stops,
    performance: Option<Vec<Performance>>,
    /// By company.
    held: Vec<Memberships>,
    /// By company.
    holdings: Vec<Cow<'a, [Holding]>>,
    would_count: Vec<Cow<'a, [Holding]>>,
    if_linked: Vec<Cow<'a, [Holding]>>,
    /// By company, if MCIDs were merged, and if accounts were made anew.
    if_mended: [Vec<Cow<'a, [Holding]>>; 2],
    /// By company, all of them.
    pub persons: Vec<Vec<u32>>,
    /// The persons behind each MCID that several companies have on their rolls.
    pub in_several: BTreeMap<u64, Vec<u32>>,
    /// Persons with a counting or pending skill that is linked by PMC grace.
    in_grace: Vec<Vec<u32>>,
}

/// One company.
pub struct Case<'c, 'a> {
    pub shared: &'c SharedBasis<'c, 'a>,
    pub company: usize,
    pub roster: Roster,
    pub holders: Holders,
    pub grounds: Grounds<'c>,
    pub held: BTreeMap<LevelId, HeldTerm>,
    /// Held too, but no programme lists them.
    pub unlisted: Vec<Unlisted>,
    calendar_through: Day,
    /// By competency.
    pub sweeps: Vec<Sweep>,
    /// Of levels that are not met: since when.
    pub unmet_since: BTreeMap<LevelId, Day>,
    /// Of levels with a window.
    pub qualifications: BTreeMap<LevelId, Qualification>,
    /// Of those that by themselves are met on no day of their anniversary's: the last day on which all
    /// that is missing can be done in time (W3).
    pub saved_through: BTreeMap<LevelId, Day>,
    pub endings: Endings<'c>,
    /// What its invoice lines come to; none where there is no such source, however old it is.
    pub sums: Option<&'c [MonthSum]>,
    pub learning: Option<&'c Learning>,
}

impl<'q, 'a> SharedBasis<'q, 'a> {
    /// # Errors
    /// When polars cannot carry out a plan.
    pub fn of(question: &'q Question<'a>) -> PolarsResult<Self> {
        let count = question.pipeline.companies.len();
        let company = |person: u32| question.people.persons[person as usize].company as usize;
        let split = |holdings: &'a [Holding]| {
            // What a single company has is not had twice.
            if count == 1 {
                return vec![Cow::Borrowed(holdings)];
            }
            let mut split = vec![Vec::new(); count];
            for holding in holdings {
                split[company(holding.person)].push(*holding);
            }
            split.into_iter().map(Cow::Owned).collect()
        };
        let mut in_grace = vec![Vec::new(); count];
        for chosen in &question.judged.rows {
            if chosen.link() == LinkShown::PmcGrace && chosen.verdict() != Verdict::No {
                in_grace[company(chosen.person)].push(chosen.person);
            }
        }
        let mut persons = vec![Vec::new(); count];
        for (person, own) in (0..).zip(&question.people.persons) {
            persons[own.company as usize].push(person);
        }
        let ladder = Ladder::of(question.catalogue);
        let memberships = memberships::memberships(question);
        Ok(Self {
            question,
            stops: stops::stops(&ladder, question),
            ladder,
            invoiced: Invoiced::of(question)?,
            performance: Performance::by_company(question),
            held: memberships::by_company(&memberships, question),
            memberships,
            holdings: split(&question.counting.holdings),
            would_count: split(&question.counting.would_count),
            if_linked: split(&question.counting.if_linked),
            if_mended: [split(&question.counting.if_merged), split(&question.counting.if_remade)],
            in_grace,
            persons,
            in_several: in_several_companies(question),
        })
    }
}

/// The persons of several companies who have one MCID, where they are on the roll.
fn in_several_companies(question: &Question<'_>) -> BTreeMap<u64, Vec<u32>> {
    let (people, as_of) = (question.people, question.as_of);
    if question.pipeline.companies.len() < 2 {
        return BTreeMap::new();
    }
    let on_roll = people.accounts.iter().filter(|own| own.is_on_roll(as_of, as_of));
    let mut all: Vec<(u64, u32)> =
        on_roll.flat_map(|own| people.mcids_of(own).map(|mcid| (mcid, own.person))).collect();
    all.sort_unstable();
    all.dedup();
    let company = |person: u32| people.persons[person as usize].company;
    let are_several = |own: &&[(u64, u32)]| own.iter().any(|it| company(it.1) != company(own[0].1));
    all.chunk_by(|one, next| one.0 == next.0)
        .filter(are_several)
        .map(|own| (own[0].0, own.iter().map(|it| it.1).collect()))
        .collect()
}

/// What one company's case stands on.
pub(super) struct CaseInputs<'c> {
    company: usize,
    sums: Option<&'c [MonthSum]>,
    learning: Option<Learning>,
    attested: BTreeMap<String, Day>,
    terms: Option<Vec<Term>>,
}

impl<'c> CaseInputs<'c> {
    pub(super) fn of(shared: &'c SharedBasis<'_, '_>, company: usize) -> Self {
        let invoiced = shared.invoiced.as_ref();
        let question = shared.question;
        let attested = &question.pipeline.companies[company].attested;
        Self {
            company,
            sums: invoiced.map(|invoiced| invoiced.of_company(company)),
            learning: invoiced.map(|invoiced| Learning::of(invoiced, company)),
            attested: attested.iter().map(|(fact, day)| (fold(fact), *day)).collect(),
            terms: question
                .facts
                .contains_key(&Kind::Memberships)
                .then(|| memberships::terms(&shared.memberships, company, question)),
        }
    }

    fn standpoint(&'c self, shared: &'c SharedBasis<'_, '_>) -> Standpoint<'c> {
        let question = shared.question;
        let performance = shared.performance.as_ref().map(|all| &all[self.company]);
        Standpoint {
            ladder: &shared.ladder,
            catalogue: question.catalogue,
            rules: question.rules,
            dictionary: question.dictionary,
            as_of: question.as_of,
            first: question.as_of,
            people_known: question.are_people_known(self.company),
            performance: performance.filter(|_| question.is_known(Kind::Performance)),
            learning: self.learning.as_ref().filter(|_| question.is_known(Kind::Invoices)),
            attested: &self.attested,
            terms: self.terms.as_deref(),
        }
    }
}

impl<'c, 'a> Case<'c, 'a> {
    pub(super) fn of(shared: &'c SharedBasis<'c, 'a>, stand: &'c CaseInputs<'c>) -> Self {
        let (question, company) = (shared.question, stand.company);
        let (at, sums) = (stand.standpoint(shared), stand.sums);
        let learning = stand.learning.as_ref();
        let holdings = &shared.holdings[company];
        let [if_merged, if_remade] = &shared.if_mended;
        let mended = if_merged[company].iter().chain(&*if_remade[company]);
        let linked = shared.would_count[company].iter().chain(&*shared.if_linked[company]);
        let all = holdings.iter().chain(linked).chain(mended);
        let persons = all.map(|own| own.person);
        let roster = Roster::of(persons.collect(), question.people, question.dictionary);
        let holders = Holders::of(holdings, &roster, at.as_of);
        let grounds = Grounds::of(at, &holders.spans);
        let held = memberships::held(&shared.held[company], at.ladder, question);
        let unlisted = memberships::unlisted(&shared.held[company], at.ladder, question);
        let year = at.as_of.plus_months(CALENDAR_MONTHS);
        let sweeps = (0..at.ladder.competencies.len())
            .into_par_iter()
            .map(|competency| {
                let rungs = held.range((competency, 0)..=(competency, usize::MAX));
                let anniversary = rungs.map(|(_, held)| held.anniversary).max();
                Sweep::of(&grounds, competency, anniversary.map_or(year, |day| day.max(year)))
            })
            .collect();
        let endings = Endings::of(question);
        Self {
            shared,
            company,
            roster,
            holders,
            grounds,
            held,
            unlisted,
            calendar_through: year,
            sweeps,
            unmet_since: BTreeMap::new(),
            qualifications: BTreeMap::new(),
            saved_through: BTreeMap::new(),
            endings,
            sums,
            learning,
        }
    }

    /// W3: a day in the window of its anniversary was enough.
    #[must_use]
    pub fn is_safe(&self, level: LevelId) -> bool {
        self.qualifications.get(&level).is_some_and(|own| own.is_safe())
    }

    #[must_use]
    pub fn mpn_id(&self) -> &str {
        &self.shared.question.pipeline.companies[self.company].mpn_id
    }

    /// The last day of the calendar.
    #[must_use]
    pub fn calendar_through(&self) -> Day {
        self.calendar_through
    }

    #[must_use]
    pub fn in_grace(&self) -> &[u32] {
        &self.shared.in_grace[self.company]
    }

    /// What counts from the as-of date on.
    #[must_use]
    pub fn holdings(&self) -> &'c [Holding] {
        &self.shared.holdings[self.company]
    }

    /// What would count from the as-of date on if every PMC association were one in PC.
    #[must_use]
    pub fn would_count(&self) -> &'c [Holding] {
        &self.shared.would_count[self.company]
    }

    /// What would count from the as-of date on if those who are associated nowhere were so in PC.
    #[must_use]
    pub fn if_linked(&self) -> &'c [Holding] {
        &self.shared.if_linked[self.company]
    }

    /// What would count if the MCIDs of its persons were merged.
    #[must_use]
    pub fn if_merged(&self) -> &'c [Holding] {
        &self.shared.if_mended[0][self.company]
    }

    /// What would count if the accounts were made anew whose passwords are dead.
    #[must_use]
    pub fn if_remade(&self) -> &'c [Holding] {
        &self.shared.if_mended[1][self.company]
    }

    /// The held levels that are not lapsed and that a programme lists on the as-of date.
    pub fn alive(&self) -> impl Iterator<Item = LevelId> + '_ {
        let at = &self.grounds.at;
        let alive = self.held.iter().filter(|(_, held)| held.is_alive(at.as_of, at.rules));
        alive.map(|(level, _)| *level).filter(|level| at.ladder.is_listed(*level, at.as_of))
    }

    /// What the requirements stand on if only these of its holdings count.
    #[must_use]
    pub(super) fn grounds_of<'h>(
        &self,
        holdings: impl Iterator<Item = &'h Holding>,
    ) -> Grounds<'c> {
        let at = self.grounds.at;
        Grounds::of(at, &Spans::of(holdings, at.as_of))
    }

    /// The same without what counts by PMC grace, where something does: made anew for the few who ask.
    #[must_use]
    pub(super) fn grounds_without_grace(&self) -> Option<Grounds<'c>> {
        let all = &self.holders.holdings;
        let linked = || all.iter().filter(|own| !own.by_grace);
        all.iter().any(|own| own.by_grace).then(|| self.grounds_of(linked()))
    }

    /// G2: the as-of date, or while a grace is running the first day without it.
    #[must_use]
    pub fn without_grace_on(&self) -> Day {
        let as_of = self.grounds.at.as_of;
        let grace = self.shared.question.links.graces.get(self.company);
        grace.filter(|grace| grace.is_open(as_of)).and_then(|it| it.ends_on).unwrap_or(as_of)
    }
}
