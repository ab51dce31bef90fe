//! G2: the levels that one person restores or helps by associating in Partner Center, on the day
//! without grace.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::programme::catalogue::{RequirementKind, SkillId};
use crate::rules::Holding;

use super::case::Case;
use super::ladder::{LevelId, RequirementId};
use super::levels::ChoiceAnswer;
use super::met::Met;
use super::qualified::Qualified;
use super::requirement::{Answer, Grounds, PreparedRequirement, Slot};
use super::shift::Shift;
use super::standpoint::AskedOn;

/// The held levels that a person restores, and those in which the person fills an empty place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Restored {
    pub restores: BTreeSet<String>,
    pub helps: BTreeSet<String>,
}

/// What of the holdings counts without the persons that are asked about.
#[derive(Clone, Copy)]
pub(crate) enum Base<'l> {
    All,
    WithoutGrace,
    Only(&'l (dyn Fn(&Holding) -> bool + Sync)),
}

/// What is lacking on which day, and for which levels: those of these titles, or all that are not met.
pub(crate) struct Lacking<'l> {
    pub day: Day,
    pub base: Base<'l>,
    pub titles: Option<&'l BTreeSet<String>>,
}

impl Base<'_> {
    fn holds(self, own: &Holding) -> bool {
        match self {
            Self::All => true,
            Self::WithoutGrace => !own.by_grace,
            Self::Only(counts) => counts(own),
        }
    }
}

impl Lacking<'_> {
    /// On the day without grace.
    #[must_use]
    pub(crate) fn without_grace(case: &Case<'_, '_>) -> Self {
        Self { day: case.without_grace_on(), base: Base::WithoutGrace, titles: None }
    }
}

/// Of each of these holders, if associated in PC.
#[must_use]
pub(crate) fn restored(case: &Case<'_, '_>, holders: &BTreeSet<u32>) -> BTreeMap<u32, Restored> {
    restored_by(case, holders, &Lacking::without_grace(case), case.would_count())
}

/// Of each of these holders, by what counts further. Who would have the same skills is alike, and asked
/// about once.
#[must_use]
pub(crate) fn restored_by(
    case: &Case<'_, '_>,
    holders: &BTreeSet<u32>,
    lacking: &Lacking<'_>,
    further: &[Holding],
) -> BTreeMap<u32, Restored> {
    match lacking.base {
        Base::All => on_grounds(case, &case.grounds, holders, lacking, further),
        Base::WithoutGrace => {
            let own = case.grounds_without_grace();
            on_grounds(case, own.as_ref().unwrap_or(&case.grounds), holders, lacking, further)
        }
        Base::Only(_) => {
            let holdings = case.holders.holdings.iter().filter(|own| lacking.base.holds(own));
            let grounds = case.grounds_of(holdings);
            on_grounds(case, &grounds, holders, lacking, further)
        }
    }
}

fn on_grounds(
    case: &Case<'_, '_>,
    grounds: &Grounds<'_>,
    holders: &BTreeSet<u32>,
    lacking: &Lacking<'_>,
    further: &[Holding],
) -> BTreeMap<u32, Restored> {
    let (ladder, day) = (grounds.at.ladder, lacking.day);
    let is_asked = |level: &LevelId| {
        lacking.titles.is_none_or(|titles| titles.contains(&ladder.title(*level)))
    };
    let is_unmet = |level: &LevelId| grounds.rung(*level, AskedOn::Frozen(day)) == Met::No;
    let unmet = case.alive().filter(is_asked).filter(is_unmet);
    let unmet: Vec<Unmet> = unmet.map(|level| Unmet::of(grounds, level, day)).collect();
    let relevant: BTreeSet<SkillId> = unmet.iter().flat_map(|own| &own.skills).copied().collect();
    let linked = case.holders.holdings.iter().filter(|own| lacking.base.holds(own));
    let own_skills = skills_on(linked.map(|own| (own.person, own)), day, &relevant);
    let further = further.iter().filter_map(|own| Some((case.roster.holder(own.person)?, own)));
    let further = skills_on(further, day, &relevant);
    let mut alike: BTreeMap<(Vec<SkillId>, Vec<SkillId>), Vec<u32>> = BTreeMap::new();
    for holder in holders {
        let Some(further) = further.get(holder) else { continue };
        let before = own_skills.get(holder).cloned().unwrap_or_default();
        let after: Vec<SkillId> = before.union(further).copied().collect();
        alike.entry((before.into_iter().collect(), after)).or_default().push(*holder);
    }
    let mut restored = BTreeMap::new();
    for ((before, after), holders) in alike {
        let comes = Shift::Comes { holder: holders[0], skills: &after };
        let is_new = |skill: &SkillId| before.binary_search(skill).is_err();
        let new: Vec<SkillId> = after.iter().copied().filter(is_new).collect();
        let found = with(grounds, &unmet, (day, &new), &comes);
        restored.extend(holders.into_iter().map(|holder| (holder, found.clone())));
    }
    restored
}

/// The skills that count on a day, of those that are asked for, by holder.
fn skills_on<'h>(
    holdings: impl Iterator<Item = (u32, &'h Holding)>,
    day: Day,
    relevant: &BTreeSet<SkillId>,
) -> BTreeMap<u32, BTreeSet<SkillId>> {
    let mut skills: BTreeMap<u32, BTreeSet<SkillId>> = BTreeMap::new();
    for (holder, own) in holdings.filter(|(_, own)| own.from <= day && day <= own.through) {
        if relevant.contains(&own.skill) {
            skills.entry(holder).or_default().insert(own.skill);
        }
    }
    skills
}

/// A level that is not met on a day.
struct Unmet {
    level: LevelId,
    /// What decides about it.
    skills: BTreeSet<SkillId>,
    /// Those of its own options.
    answers: Vec<(RequirementId, Answer)>,
}

impl Unmet {
    fn of(grounds: &Grounds<'_>, level: LevelId, day: Day) -> Self {
        let skills = grounds.at.ladder.skills(level, day);
        Self { level, skills, answers: answers(&grounds.choices(level, AskedOn::Frozen(day))) }
    }
}

fn answers(choices: &[(usize, ChoiceAnswer)]) -> Vec<(RequirementId, Answer)> {
    choices.iter().flat_map(|(_, choice)| choice.answers.iter().copied()).collect()
}

fn with(
    grounds: &Grounds<'_>,
    unmet: &[Unmet],
    (day, new): (Day, &[SkillId]),
    comes: &Shift<'_>,
) -> Restored {
    let mut restored = Restored::default();
    // What a level does not ask for changes nothing of it.
    for own in unmet.iter().filter(|own| new.iter().any(|skill| own.skills.contains(skill))) {
        let title = || grounds.at.ladder.title(own.level);
        if grounds.rung_with(own.level, AskedOn::Frozen(day), Some(comes)).is_yes() {
            restored.restores.insert(title());
        } else if fills_a_place(grounds, own, day, comes) {
            restored.helps.insert(title());
        }
    }
    // A level of one name in two programmes is named once.
    restored.helps.retain(|title| !restored.restores.contains(title));
    restored
}

/// In an option of the level itself: a people requirement that is short gets more, a gate opens, or a
/// score that is not met gets points.
fn fills_a_place(grounds: &Grounds<'_>, own: &Unmet, day: Day, comes: &Shift<'_>) -> bool {
    let after = answers(&grounds.choices_with(own.level, AskedOn::Frozen(day), Some(comes)));
    own.answers.iter().zip(&after).any(|((id, before), (_, after))| {
        let is_short = matches!(
            grounds.asked(*id),
            PreparedRequirement::People(_) | PreparedRequirement::Score(_)
        ) && before.met == Met::No;
        (is_short && after.have > before.have) || opens_a_gate(grounds, *id, day, comes)
    })
}

fn opens_a_gate(grounds: &Grounds<'_>, id: RequirementId, day: Day, comes: &Shift<'_>) -> bool {
    let (RequirementKind::Score { metrics, .. }, PreparedRequirement::Score(crowds)) =
        (&grounds.placed(id).requirement.kind, grounds.asked(id))
    else {
        return false;
    };
    let opens = |slot, need: u32, crowd: &Qualified| {
        crowd.count(day) < need && grounds.shifted_count(id, slot, crowd, day, Some(comes)) >= need
    };
    grounds.at.people_known
        && metrics.iter().zip(crowds).enumerate().any(|(number, (metric, crowd))| {
            let mut gates = metric.gates.iter().zip(&crowd.gates).enumerate();
            gates.any(|(place, (gate, own))| opens(Slot::Gate(number, place), gate.need, own))
        })
}
