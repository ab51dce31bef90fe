//! Who had a certificate that is asked for, and let it expire or had it retired: the first to be asked.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::rules::registry::{self, Reasons};
use crate::rules::{Chosen, Verdict};
use crate::skills::Scene;

/// So many are named: those who had it last.
const NAMED_MAX: usize = 3;

#[derive(Serialize, Debug)]
pub struct FormerHolder {
    pub work_email: String,
    pub skill_code: String,
    /// `expired` or `retired`.
    pub reason: &'static str,
    /// The last day on which it was valid, where it expired.
    pub valid_through: Option<String>,
}

/// Those of a company who had one of the skills, and now have none of them; the latest first.
#[must_use]
pub(super) fn former(scene: &Scene<'_>, company: u32, skills: &[SkillId]) -> Vec<FormerHolder> {
    let asked: BTreeSet<SkillId> = skills.iter().copied().collect();
    let own = || {
        let rows = &scene.judged.rows[..scene.judged.nobody_from];
        rows.iter().filter(|row| {
            scene.company_of(row.person) == company
                && row.skill.resolved().is_ok_and(|skill| asked.contains(&skill))
        })
    };
    let has: BTreeSet<u32> =
        own().filter(|row| row.verdict() != Verdict::No).map(|row| row.person).collect();
    // Nobody who leaves has to be asked first.
    let stays = |person| {
        let accounts = scene.people.accounts_of(person);
        accounts.into_iter().any(|account| account.removed_on == Day::FOREVER)
    };
    let mut lost: Vec<(&Chosen, &'static str)> = own()
        .filter(|row| !has.contains(&row.person) && stays(row.person))
        .filter_map(|row| Some((row, lost_by(row.reasons)?)))
        .collect();
    lost.sort_by_key(|(row, _)| {
        let day = if row.expires_on == Day::FOREVER { Day::ALWAYS } else { row.expires_on };
        (Reverse(day), scene.shown_email(row.person))
    });
    let mut named = BTreeSet::new();
    lost.retain(|(row, _)| named.insert(row.person));
    let told = |(row, reason): &(&Chosen, &'static str)| FormerHolder {
        work_email: scene.shown_email(row.person).to_owned(),
        skill_code: scene.skill_text(row.skill).to_owned(),
        reason,
        valid_through: (*reason == "expired").then(|| row.expires_on.to_string()),
    };
    lost.iter().take(NAMED_MAX).map(told).collect()
}

/// What else is wrong with a row no new certificate would mend.
fn lost_by(reasons: Reasons) -> Option<&'static str> {
    const EXPIRED: Reasons = registry::bit("expired");
    const RETIRED: Reasons = registry::bit("retired");
    match reasons {
        EXPIRED => Some("expired"),
        RETIRED => Some("retired"),
        both if both == EXPIRED | RETIRED => Some("retired"),
        _ => None,
    }
}

/// In one line; none of nobody.
#[must_use]
pub(super) fn in_words(former: &[FormerHolder]) -> Option<String> {
    let told = |own: &FormerHolder| {
        let how = match &own.valid_through {
            Some(day) => format!("expired after {day}"),
            None => "retired".to_owned(),
        };
        format!("{} ({} {how})", own.work_email, own.skill_code)
    };
    let named: Vec<String> = former.iter().map(told).collect();
    (!named.is_empty()).then(|| format!("had it and has it no more: {}", named.join(", ")))
}
