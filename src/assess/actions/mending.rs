//! N1: what it would bring to merge MCIDs, to make an account anew, or to have an overdue skill shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::restores::{Base, Lacking, restored_by};
use crate::link::Account;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::action::{Action, ActionKind, Urgency};
use super::moving::Moving;
use super::people::{Bringers, group, of_person};
use super::supposed::Supposed;

/// One for each work e-mail of a person, and each overdue skill, that restores or helps a held level.
#[must_use]
pub(super) fn mending(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let mut mending = accounts(supposed, ActionKind::MergeMcid, case.if_merged());
    mending.extend(accounts(supposed, ActionKind::DeleteAndAddAgain, case.if_remade()));
    mending.extend(overdue(supposed));
    mending
}

fn accounts(supposed: &Supposed<'_, '_>, kind: ActionKind, further: &[Holding]) -> Vec<Action> {
    let case = supposed.case;
    let holders: BTreeSet<u32> =
        further.iter().filter_map(|own| case.roster.holder(own.person)).collect();
    if holders.is_empty() {
        return Vec::new();
    }
    let mut restored = restored_by(case, &holders, &Lacking::without_grace(case), further);
    let (question, mut bringers) = (&case.shared.question, Bringers::of(kind, supposed));
    let bring = |holder: u32| {
        let (person, restored) = (case.roster.person(holder), restored.remove(&holder));
        let (restored, own) = (restored.unwrap_or_default(), of_person(further, person));
        let action = bringers.bringing(restored, person, (&Moving::default(), own))?;
        let who = vec![question.email(person).to_owned()];
        (action.urgency != Urgency::None).then_some((person, Action { who, ..action }))
    };
    let (persons, mut actions): (Vec<u32>, Vec<Action>) =
        holders.iter().copied().filter_map(bring).unzip();
    group(&mut actions, |action| action.who.clone());
    let of_accounts = |(person, action): (u32, Action)| {
        let accounts = question.people.accounts_of(person);
        let email = |account: &Account| question.dictionary.text(account.work_email).to_owned();
        let emails: Vec<String> = accounts.map(email).collect();
        emails.into_iter().map(move |email| Action { who: vec![email], ..action.clone() })
    };
    persons.into_iter().zip(actions).flat_map(of_accounts).collect()
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
    let is_overdue = |person: u32, own: &Holding| overdue.contains_key(&(person, own.skill));
    let further = case.holdings().iter().filter(|own| is_overdue(own.person, own));
    let further: Vec<Holding> = further.copied().collect();
    if further.is_empty() {
        return Vec::new();
    }
    let holders: BTreeSet<u32> = overdue.values().copied().collect();
    let is_shown = |own: &Holding| !is_overdue(case.roster.person(own.person), own);
    let lacking = Lacking { day: supposed.as_of(), base: Base::Only(&is_shown), titles: None };
    let restored = restored_by(case, &holders, &lacking, &further);
    let support = |((person, skill), holder): (&(u32, SkillId), &u32)| {
        let own = restored.get(holder)?;
        let asking = supposed.titled(&own.restores.union(&own.helps).cloned().collect());
        let (unmet, leaning): (BTreeSet<LevelId>, BTreeSet<LevelId>) =
            asking.into_iter().partition(|level| supposed.is_unmet(*level));
        let code = &case.grounds.at.catalogue.skills[*skill as usize].code;
        let action = Action::new(ActionKind::Support, code, supposed.as_of());
        // What is not met for other reasons is not restored by what counts already.
        let is_of_no_use_yet = leaning.is_empty() && !unmet.is_empty();
        let served = if leaning.is_empty() { unmet } else { leaning };
        let mut action = action.serving(&served, supposed);
        if is_of_no_use_yet {
            action.urgency = Urgency::Later;
        }
        Some(Action {
            who: vec![case.shared.question.email(*person).to_owned()],
            skill: code.clone(),
            ..action.timed(&served, supposed)
        })
    };
    let found = overdue.iter().filter_map(support);
    found.filter(|action| action.urgency != Urgency::None).collect()
}
