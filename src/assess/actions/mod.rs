//! N: what a named person can do by a day that keeps or restores a level, a target, or the trust in a report.

pub(crate) mod action;
mod attest;
mod deed;
mod done;
mod earn;
mod fewer;
mod kind;
mod lapsing;
mod late;
mod later;
mod less;
mod levels;
mod meanwhile;
mod mending;
mod moving;
mod pay;
mod people;
mod putting_off;
mod raise;
mod rank;
mod renew;
mod renewals;
mod resting;
mod saved;
mod sets;
mod supposed;
pub(crate) mod table;
mod together;
mod unlinked;

use super::case::Case;
use super::question::TableCells;
use action::Action;
use kind::ActionKind;
use supposed::Supposed;

/// What is asked for by tables of accounts and of skills that are overdue.
const MENDING: [ActionKind; 3] =
    [ActionKind::MergeMcid, ActionKind::DeleteAndAddAgain, ActionKind::Support];

/// Of one company: all that its levels, requirements and contacts ask for, and what it would bring to mend accounts,
/// or to have skills shown that are overdue (N1). `contacts` are the rows of its table.
#[must_use]
pub(crate) fn actions(case: &Case<'_, '_>, contacts: &[TableCells]) -> (Vec<Action>, Vec<Action>) {
    let supposed = Supposed::of(case);
    let mut actions = levels::actions(&supposed);
    let mut associating = people::associations(&supposed, contacts);
    associating.extend(unlinked::associations(&supposed, contacts, &associating));
    people::group(&mut associating, |action| action.who.clone());
    actions.extend(associating);
    actions.extend(renew::actions(&supposed));
    let healed = supposed.healed_by(&actions);
    actions.extend(earn::actions(&supposed, &healed));
    actions.extend(mending::mending(&supposed));
    renewals::tell(&supposed, &mut actions);
    later::add(&supposed, &healed, &mut actions);
    together::tell(&supposed, &mut actions);
    less::add(&supposed, &mut actions);
    // Fewer people with renewals are told of what no set has taken.
    fewer::add(&supposed, &mut actions);
    putting_off::tell(&supposed, &mut actions);
    meanwhile::order(&supposed, &mut actions);
    meanwhile::at_once(&supposed, &mut actions);
    actions.retain(|action| !action.is_idle());
    actions.into_iter().partition(|action| !MENDING.contains(&action.kind))
}
