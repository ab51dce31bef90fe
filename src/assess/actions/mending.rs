//! N1: what it would bring to merge MCIDs, to make an account anew, or to have an overdue skill shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::restores::{Lacking, restored_by};
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::people::{bringing, group};
use super::supposed::Supposed;
use super::{Action, Kind};

/// One for each work e-mail of a person, and each overdue skill, that restores or helps a held level.
#[must_use]
pub fn mending(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let mut mending = accounts(supposed, Kind::MergeMcid, case.if_merged());
    mending.extend(accounts(supposed, Kind::DeleteAndAddAgain, case.if_remade()));
    mending.extend(overdue(supposed));
    mending
}

fn accounts(supposed: &Supposed<'_, '_>, kind: Kind, further: &[Holding]) -> Vec<Action> {
    let case = supposed.case;
    let holders: BTreeSet<u32> =
        further.iter().filter_map(|own| case.roster.holder(own.person)).collect();
    if holders.is_empty() {
        return Vec::new();
    }
    let lacking = Lacking { day: case.without_grace_on(), holdings: case.not_by_grace() };
    let (mut mending, mut persons) = (Vec::new(), BTreeMap::<String, usize>::new());
    for (holder, restored) in restored_by(case, &holders, &lacking, further) {
        let action = bringing(supposed, kind, restored);
        if action.urgency == super::Urgency::None {
            continue;
        }
        if !(action.restores.is_empty() && action.keeps.is_empty()) {
            *persons.entry(group(&action)).or_default() += 1;
        }
        let people = case.shared.question.people;
        for account in people.accounts_of(case.roster.person(holder)) {
            let email = case.shared.question.dictionary.text(account.work_email);
            mending.push(Action { who: vec![email.to_owned()], ..action.clone() });
        }
    }
    for action in &mut mending {
        let own = group(action);
        action.group = persons.get(&own).is_some_and(|count| *count > 1).then_some(own);
    }
    mending
}

/// V2: what Partner Center does not show it does not count. Our own verdict has the skills, so that they
/// restore nothing; the levels that lean on them are served.
fn overdue(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let own = case.shared.question.overdue.iter();
    let overdue: BTreeMap<(u32, SkillId), u32> = own
        .filter_map(|(person, key)| Some((*person, key.resolved().ok()?)))
        .filter_map(|own| Some((own, case.roster.holder(own.0)?)))
        .collect();
    let is_overdue = |own: &Holding| overdue.contains_key(&(own.person, own.skill));
    let (further, shown): (Vec<Holding>, Vec<Holding>) =
        case.holdings().iter().copied().partition(is_overdue);
    if further.is_empty() {
        return Vec::new();
    }
    let holders: BTreeSet<u32> = overdue.values().copied().collect();
    let lacking = Lacking { day: supposed.as_of(), holdings: shown };
    let restored = restored_by(case, &holders, &lacking, &further);
    let support = |((person, skill), holder): (&(u32, SkillId), &u32)| {
        let own = restored.get(holder)?;
        let served = supposed.titled(&own.restores.union(&own.helps).cloned().collect());
        let code = &case.grounds.at.catalogue.skills[*skill as usize].code;
        let action = Action::new(Kind::Support, code, supposed.as_of());
        Some(Action {
            who: vec![case.shared.question.email(*person).to_owned()],
            skill: code.clone(),
            ..action.serving(&served, supposed)
        })
    };
    let found = overdue.iter().filter_map(support);
    found.filter(|action| action.urgency != super::Urgency::None).collect()
}
