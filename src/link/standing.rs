//! How the associations of a person stand from the as-of date on, stretch by stretch: sweeps over
//! the intervals of one person, in plain code. What they make of the link, the rules decide.

use crate::base::Day;
use crate::programme::InForce;
use crate::programme::pipeline::Company;

use super::account::Account;
use super::associations::{AssociationStanding, Associations};
use super::people::People;

/// A stretch of days in which the associations stand in one way. What they make of the person's link
/// is for the rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AssociationStretch {
    pub from: Day,
    pub through: Day,
    pub standing: AssociationStanding,
    /// As flagged, conflicts included.
    pub pc: bool,
    pub pmc: bool,
    pub conflict: bool,
    pub grace_is_open: bool,
    pub grace_is_over: bool,
}

impl AssociationStretch {
    /// That of nobody, from a day on.
    #[must_use]
    pub fn nowhere(from: Day) -> Self {
        Self::of(AssociationStanding::default(), Grace::default(), (from, Day::FOREVER))
    }

    fn of(standing: AssociationStanding, grace: Grace, (from, through): (Day, Day)) -> Self {
        Self {
            from,
            through,
            standing,
            pc: standing.pc || standing.conflict_pc,
            pmc: standing.pmc || standing.conflict_pmc,
            conflict: standing.conflict(),
            grace_is_open: grace.is_open(from),
            grace_is_over: grace.is_over(from),
        }
    }
}

/// The grace after a company's move from PMC: first day, and first day without.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Grace {
    pub starts_on: Option<Day>,
    pub ends_on: Option<Day>,
}

impl Grace {
    #[must_use]
    pub fn of(company: &Company, rules: &InForce) -> Self {
        let ends_on = company.migrated_on.map(|moved| rules.pmc_grace_months.after(moved));
        Self { starts_on: company.migrated_on, ends_on }
    }

    #[must_use]
    pub fn is_open(self, day: Day) -> bool {
        self.starts_on.is_some_and(|start| start <= day)
            && self.ends_on.is_some_and(|end| day < end)
    }

    #[must_use]
    pub fn is_over(self, day: Day) -> bool {
        self.ends_on.is_some_and(|end| end <= day)
    }
}

/// Answers for the links of persons, by what is known on the as-of date.
pub struct PersonLinks<'a> {
    pub people: &'a People,
    pub associations: &'a Associations,
    /// By company.
    pub graces: Vec<Grace>,
    pub as_of: Day,
}

impl PersonLinks<'_> {
    /// Of a person's MCID, or of the person as a whole, from the as-of date on.
    #[must_use]
    pub fn stretches(&self, person: u32, mcid: Option<u64>) -> Vec<AssociationStretch> {
        let company = self.people.persons[person as usize].company;
        let mcids = mcid.map_or_else(|| self.people.mcids(person), |mcid| vec![mcid]);
        let mut changes = vec![self.as_of];
        for number in &mcids {
            let ends = self.associations.of_mcid(*number).iter().map(|own| own.until);
            changes.extend(ends.filter(|end| *end > self.as_of && end.is_dated()));
        }
        if mcid.is_none() {
            let ends = self.people.accounts_of(person).map(|account| account.removed_on);
            changes.extend(ends.filter(|end| *end > self.as_of && end.is_dated()));
        }
        let grace = self.graces[company as usize];
        changes.extend(grace.starts_on.filter(|start| *start > self.as_of));
        changes.extend(grace.ends_on.filter(|end| *end > self.as_of));
        changes.sort_unstable();
        changes.dedup();
        let stretch = |(place, from): (usize, &Day)| {
            let through = changes.get(place + 1).map_or(Day::FOREVER, |next| next.plus_days(-1));
            self.stretch(person, mcid, &mcids, (*from, through), self.as_of)
        };
        changes.iter().enumerate().map(stretch).collect()
    }

    /// Those before the as-of date, from a first day on, as runs of those days would have it:
    /// each stretch by what its own days knew. Only the stretches with an account on the roll.
    #[must_use]
    pub fn earlier(&self, person: u32, mcid: Option<u64>, first: Day) -> Vec<AssociationStretch> {
        let company = self.people.persons[person as usize].company;
        let mcids = mcid.map_or_else(|| self.people.mcids(person), |mcid| vec![mcid]);
        let associations = mcids.iter().flat_map(|number| self.associations.of_mcid(*number));
        let mut changes: Vec<Day> = associations.flat_map(|own| [own.from, own.until]).collect();
        for account in self.people.accounts_of(person) {
            changes.extend([account.created_on, account.removed_on, account.associated_on]);
        }
        let grace = self.graces[company as usize];
        changes.extend(grace.starts_on.into_iter().chain(grace.ends_on));
        changes.retain(|day| first < *day && *day < self.as_of);
        changes.push(first);
        changes.sort_unstable();
        changes.dedup();
        let last = self.as_of.plus_days(-1);
        let through = |place: usize| changes.get(place + 1).map_or(last, |next| next.plus_days(-1));
        let stretches =
            changes.iter().enumerate().filter(|(_, from)| self.was_on_roll(person, **from));
        stretches
            .map(|(place, from)| self.stretch(person, mcid, &mcids, (*from, through(place)), *from))
            .collect()
    }

    fn was_on_roll(&self, person: u32, day: Day) -> bool {
        self.people.accounts_of(person).any(|account| account.is_on_roll(day, day))
    }

    /// Whether the person had access to Partner University on a day before the as-of date.
    #[must_use]
    pub fn had_university(&self, person: u32, day: Day) -> bool {
        let mut accounts = self.people.accounts_of(person);
        accounts.any(|account| account.partner_university && account.is_on_roll(day, day))
    }

    /// That of the as-of date alone.
    #[must_use]
    pub fn now(&self, person: u32, mcid: Option<u64>) -> AssociationStretch {
        let mcids = mcid.map_or_else(|| self.people.mcids(person), |mcid| vec![mcid]);
        self.stretch(person, mcid, &mcids, (self.as_of, Day::FOREVER), self.as_of)
    }

    fn stretch(
        &self,
        person: u32,
        mcid: Option<u64>,
        mcids: &[u64],
        (from, through): (Day, Day),
        known_on: Day,
    ) -> AssociationStretch {
        let company = self.people.persons[person as usize].company;
        let grace = self.graces[company as usize];
        let mut standing = mcids
            .iter()
            .map(|number| self.associations.standing(*number, company, from, known_on))
            .fold(AssociationStanding::default(), AssociationStanding::or);
        if mcid.is_none() && !self.associations.are_given {
            let without = self.people.accounts_of(person).filter(|own| own.matched_mcid.is_none());
            standing = without
                .map(|own| of_flags(own, from, known_on))
                .fold(standing, AssociationStanding::or);
        }
        AssociationStretch::of(standing, grace, (from, through))
    }
}

/// A flag without an MCID links what is joined by e-mail; nobody else can claim it.
fn of_flags(account: &Account, day: Day, known_on: Day) -> AssociationStanding {
    let is_in_force = account.acts_as_association() && account.removed_on > day;
    let begun = |since: Option<Day>| since.filter(|day| is_in_force && *day <= known_on);
    let (pc, pmc) = account.linked_since();
    let (pc, pmc) = (begun(pc), begun(pmc));
    AssociationStanding {
        pc: pc.is_some(),
        pmc: pmc.is_some(),
        pc_since: pc.unwrap_or(Day::FOREVER),
        pmc_since: pmc.unwrap_or(Day::FOREVER),
        ..AssociationStanding::default()
    }
}
