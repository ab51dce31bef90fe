//! N1, G2: whom to ask to associate in Partner Center.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::question::TableCells;
use crate::assess::restores::Restored;
use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;
use crate::tables::output::Value;

use super::action::{Action, ActionKind, TableRow, Urgency};
use super::deed::Deed;
use super::done::Done;
use super::meanwhile::falling;
use super::moving::Moving;
use super::supposed::{Supposed, seen_on};

/// Places of the columns of `contacts`.
pub(super) const RANK: usize = 1;
pub(super) const EMAIL: usize = 2;
const LEVELS_LOST: usize = 6;
const RESTORES: usize = 12;
const HELPS: usize = 13;

/// One for each contact on whom a level hangs.
#[must_use]
pub(super) fn associations(supposed: &Supposed<'_, '_>, contacts: &[TableCells]) -> Vec<Action> {
    let case = supposed.case;
    let persons: BTreeMap<&str, u32> = case
        .would_count()
        .chunk_by(|a, b| a.person == b.person)
        .map(|own| (case.shared.question.email(own[0].person), own[0].person))
        .collect();
    let mut bringers = Bringers::of(ActionKind::Associate, supposed);
    let association = |contact| association(supposed, contact, &persons, &mut bringers);
    contacts.iter().filter_map(association).collect()
}

fn association(
    supposed: &Supposed<'_, '_>,
    contact: &TableCells,
    persons: &BTreeMap<&str, u32>,
    bringers: &mut Bringers<'_, '_>,
) -> Option<Action> {
    let restored = Restored { restores: list(&contact[RESTORES]), helps: list(&contact[HELPS]) };
    let Value::Number(Some(lost)) = contact[LEVELS_LOST] else { return None };
    if restored.restores.is_empty() && restored.helps.is_empty() && lost == 0 {
        return None;
    }
    let (email, rank) = (words(&contact[EMAIL]), number(&contact[RANK]));
    let person = *persons.get(email.as_str())?;
    let moving = Moving::of(supposed.case, person);
    let further = moving.delayed(supposed, of_person(supposed.case.would_count(), person));
    let action = bringers.bringing(restored, person, (&moving, &further))?;
    // Nothing breaks without those of whom only `levels_lost` speaks: their link is enough for now.
    let serves_nothing = action.urgency == Urgency::None
        && action.restores.is_empty()
        && action.level.is_none()
        && lost > 0;
    Some(Action {
        urgency: if serves_nothing { Urgency::Later } else { action.urgency },
        who: vec![email],
        rules: vec!["G2"],
        stands_on: Some(TableRow::of("contacts", &[supposed.case.mpn_id(), &rank])),
        ..action
    })
}

/// What persons bring if further skills of theirs count. Who has the same and would have the same is asked
/// about once.
pub(super) struct Bringers<'s, 'a> {
    kind: ActionKind,
    supposed: &'s Supposed<'s, 'a>,
    known: BTreeMap<Alike, Action>,
}

/// What somebody has and would have, what that restores and helps, and from when it is allowed.
type Alike = ([Vec<Spell>; 2], [BTreeSet<String>; 2], Option<Day>);

/// A skill, from when to when.
type Spell = (SkillId, Day, Day);

impl<'s, 'a> Bringers<'s, 'a> {
    #[must_use]
    pub(super) fn of(kind: ActionKind, supposed: &'s Supposed<'s, 'a>) -> Self {
        Self { kind, supposed, known: BTreeMap::new() }
    }

    /// G2 tells what is restored and helped, on the day without grace. None of what is allowed only when it
    /// comes too late.
    pub(super) fn bringing(
        &mut self,
        restored: Restored,
        person: u32,
        (moving, further): (&Moving, &[Holding]),
    ) -> Option<Action> {
        let own = of_person(self.supposed.case.holdings(), person);
        let spells = [own, further].map(|all| self.spells(all));
        let helped = [restored.restores.clone(), restored.helps.clone()];
        let key = (spells, helped, moving.allowed_from);
        let action = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => self.action(restored, person, [own, further], moving.allowed_from),
        };
        self.known.entry(key).or_insert_with(|| action.clone());
        // Who only brings a level nearer may be enough with others; others speak of who makes none fall.
        let is_spoken_of = action.urgency != Urgency::None;
        let holder = self.supposed.case.roster.holder(person).filter(|_| is_spoken_of);
        let deed = holder.map(|holder| Deed::Holds { holder, own: [own, further].concat() });
        let is_in_time = action.allowed_from.is_none() || action.helped_through.is_none();
        is_in_time.then(|| Action {
            deed,
            leaves: moving.leaves.clone(),
            elsewhere: moving.elsewhere.clone(),
            ..action
        })
    }

    fn action(
        &self,
        restored: Restored,
        person: u32,
        all: [&[Holding]; 2],
        allowed_from: Option<Day>,
    ) -> Action {
        let supposed = self.supposed;
        let (holder, own) = (supposed.case.roster.holder(person).unwrap_or(u32::MAX), all.concat());
        let done = Done::Holds { holder, own: &own };
        let kept = supposed.keeps(&[done]);
        let falls = if self.kind == ActionKind::Associate {
            falling(supposed, holder, all[0])
        } else {
            BTreeSet::new()
        };
        let (mut restored, helped) =
            (supposed.needed(restored.restores), supposed.needed(restored.helps));
        // Who only waits to be seen is there when the association is (V1).
        let shows = |title: &&String| {
            let own = supposed.titled(&BTreeSet::from([(*title).clone()]));
            !own.is_empty() && own.iter().all(|level| done.shows_in(supposed, *level))
        };
        restored.extend(helped.iter().filter(shows).cloned());
        let mut served = supposed.titled(&restored.union(&helped).cloned().collect());
        served.extend(&kept);
        let of_use = supposed.of_use(&served, &kept, &done);
        // What shows only once its holder has left is of no use to anybody.
        let leaves = |held: &Holding| {
            supposed.case.endings.roll_through(held.person) < seen_on(supposed.case)
        };
        let is_in_vain = !all[1].is_empty() && all[1].iter().all(leaves);
        let only_heals = (of_use.is_empty() || is_in_vain) && !served.is_empty();
        if !only_heals {
            served = of_use;
        }
        // While a grace runs nothing is lost before it ends.
        let is_unmet = |title: &String| {
            let own = supposed.titled(&BTreeSet::from([title.clone()]));
            own.iter().any(|level| supposed.is_unmet(*level))
        };
        let is_in_time = |level: &&LevelId| supposed.helped_through(**level, self.kind).is_none();
        let in_time = served.iter().filter(is_in_time);
        let days = in_time.map(|level| supposed.last_day(*level, true));
        let by_on = days.min().unwrap_or(supposed.as_of());
        let action = Action::new(self.kind, "", by_on).serving(&served, supposed);
        let restored = restored.into_iter().filter(is_unmet).collect();
        let met = supposed.still_met(BTreeSet::clone(&restored), &[done]);
        let passed = supposed.titled(&restored.difference(&met).cloned().collect());
        let lasting: BTreeSet<LevelId> = served.difference(&passed).copied().collect();
        let action = Action {
            // Nobody has to be asked for what is back before anything else would be seen.
            urgency: if only_heals || supposed.heal_first(&served) {
                Urgency::None
            } else {
                action.urgency
            },
            restores: met,
            keeps: supposed.kept_titles(&kept),
            breaks_again_on: supposed.breaks_again_on(&lasting, &done),
            puts_off: supposed.put_off(&lasting, &done),
            falls: falls.into_iter().map(|level| supposed.title(level)).collect(),
            deed: Some(Deed::Holds { holder, own: own.clone() }),
            allowed_from,
            ..action
        };
        action.timed(&served, supposed)
    }

    /// As far as anybody looks.
    fn spells(&self, own: &[Holding]) -> Vec<Spell> {
        let (first, last) = (self.supposed.as_of(), self.supposed.case.calendar_through());
        let spell = |held: &Holding| {
            (held.skill, held.from.clamp(first, last), held.through.min(last.plus_days(1)))
        };
        own.iter().filter(|held| held.from <= last).map(spell).collect()
    }
}

/// Of one person, of what stands in the order of the persons.
#[must_use]
pub(super) fn of_person(all: &[Holding], person: u32) -> &[Holding] {
    let start = all.partition_point(|own| own.person < person);
    let end = all.partition_point(|own| own.person <= person);
    &all[start..end]
}

/// N5: of several who restore and keep the same, any one is enough. `whose` tells them apart.
pub(super) fn group<W: Ord>(actions: &mut [Action], whose: impl Fn(&Action) -> W) {
    let saved = |action: &Action| -> String {
        let titles = action.restores.iter().chain(&action.keeps);
        titles.map(String::as_str).collect::<Vec<_>>().join(";")
    };
    let mut alike: BTreeMap<String, BTreeSet<W>> = BTreeMap::new();
    for action in actions.iter() {
        alike.entry(saved(action)).or_default().insert(whose(action));
    }
    for action in actions {
        let own = saved(action);
        let is_choice = !own.is_empty() && alike.get(&own).is_some_and(|all| all.len() > 1);
        action.group = is_choice.then_some(own);
    }
}

pub(super) fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}

pub(super) fn number(value: &Value) -> String {
    match value {
        Value::Number(Some(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn list(value: &Value) -> BTreeSet<String> {
    words(value).split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
