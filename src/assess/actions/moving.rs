//! A3, A7: whom somebody leaves who associates here, who else could have them, and from when the limits allow it.

use crate::assess::case::Case;
use crate::base::Day;
use crate::link::association_limit::KnownStarts;
use crate::link::associations::AssociatedCompany;
use crate::rules::Holding;

use super::supposed::Supposed;

/// What stands against an association of somebody.
#[derive(Clone, Debug, Default)]
pub(super) struct Moving {
    /// The companies that have the person today.
    pub leaves: Vec<OtherCompany>,
    /// Whether the person was here, and went to a company that is none of ours.
    pub has_gone: bool,
    /// Those that have not, and where an account on the roll has the person's MCID.
    pub elsewhere: Vec<OtherCompany>,
    /// The first day on which it is allowed, where that is not today.
    pub allowed_from: Option<Day>,
}

/// A company that somebody is associated with, and the person's work e-mail there, where it is one of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherCompany {
    pub mpn_id: String,
    pub email: String,
}

impl OtherCompany {
    #[must_use]
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.mpn_id, self.email).trim_end().to_owned()
    }
}

impl Moving {
    #[must_use]
    pub(super) fn of(case: &Case<'_, '_>, person: u32) -> Self {
        let question = case.shared.question;
        let (associations, as_of) = (question.links.associations, question.as_of);
        let mut moving = Self::default();
        let counts_in_pmc = |holder| match holder {
            AssociatedCompany::Ours(company) => {
                question.links.graces[company as usize].is_open(as_of)
            }
            AssociatedCompany::Foreign(_) => false,
        };
        let numbers = question.people.mcids(person);
        for number in numbers.iter().copied() {
            let holders = associations.holders(number, (as_of, as_of), &counts_in_pmc);
            moving.leaves.extend(holders.into_iter().filter_map(|own| left(case, own, number)));
            if associations.are_given {
                let known = KnownStarts::of(associations.of_mcid(number), as_of);
                let next = known.next_allowed(question.rules).filter(|day| *day > as_of);
                moving.allowed_from = moving.allowed_from.max(next);
            }
        }
        moving.leaves.sort_unstable();
        moving.leaves.dedup();
        let is_own = AssociatedCompany::Ours(u32::try_from(case.company).unwrap_or(u32::MAX));
        let was_here =
            |number: &u64| associations.of_mcid(*number).iter().any(|own| own.holder == is_own);
        moving.has_gone =
            moving.leaves.iter().any(|own| own.email.is_empty()) && numbers.iter().any(was_here);
        let has_them =
            |own: &OtherCompany| moving.leaves.iter().any(|other| other.mpn_id == own.mpn_id);
        let others = numbers.into_iter().flat_map(|number| elsewhere(case, number));
        moving.elsewhere =
            others.map(|other| shown(case, other)).filter(|own| !has_them(own)).collect();
        moving.elsewhere.sort_unstable();
        moving.elsewhere.dedup();
        moving
    }

    /// What counts further: where it is not allowed today, only from when it is, and seen (V1).
    #[must_use]
    pub(super) fn delayed(&self, supposed: &Supposed<'_, '_>, further: &[Holding]) -> Vec<Holding> {
        let Some(shown) = self.shown_on(supposed) else { return further.to_vec() };
        let later = further.iter().map(|own| Holding { from: own.from.max(shown), ..*own });
        later.filter(|own| own.from <= own.through).collect()
    }

    /// The day on which it is seen, where it is not allowed today.
    #[must_use]
    pub(super) fn shown_on(&self, supposed: &Supposed<'_, '_>) -> Option<Day> {
        let rules = supposed.case.grounds.at.rules;
        self.allowed_from.map(|day| day.plus_days(rules.visibility_days.on(day)))
    }
}

/// Nobody leaves their own company, or one that has no such person any more.
fn left(case: &Case<'_, '_>, holder: AssociatedCompany, mcid: u64) -> Option<OtherCompany> {
    let question = case.shared.question;
    let company = match holder {
        AssociatedCompany::Foreign(mpn_id) => {
            let mpn_id = question.dictionary.text(mpn_id).to_owned();
            return Some(OtherCompany { mpn_id, email: String::new() });
        }
        AssociatedCompany::Ours(company) => company,
    };
    let person = elsewhere(case, mcid).find(|own| company_of(case, *own) == company)?;
    Some(shown(case, person))
}

/// The persons of other companies behind an MCID.
fn elsewhere<'c>(case: &'c Case<'_, '_>, mcid: u64) -> impl Iterator<Item = u32> + 'c {
    let persons = case.shared.in_several.get(&mcid).map_or(&[][..], Vec::as_slice);
    persons.iter().copied().filter(|own| company_of(case, *own) as usize != case.company)
}

fn company_of(case: &Case<'_, '_>, person: u32) -> u32 {
    case.shared.question.people.persons[person as usize].company
}

fn shown(case: &Case<'_, '_>, person: u32) -> OtherCompany {
    let question = case.shared.question;
    let company = &question.pipeline.companies[company_of(case, person) as usize];
    OtherCompany { mpn_id: company.mpn_id.clone(), email: question.email(person).to_owned() }
}
