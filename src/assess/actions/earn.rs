//! N1: people who are short in the best option of a level that nothing else heals, and who is nearest.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::qualified::Ask;
use crate::assess::requirement::{PreparedRequirement, Slot};
use crate::assess::score::{is_short, is_silent};
use crate::assess::standpoint::AskedOn;
use crate::assess::unit::PEOPLE;
use crate::base::{Amount, Day};
use crate::programme::catalogue::{MetricKind, RequirementKind, SkillId};

use super::action::{Action, ActionKind, Fault, TableRow, named};
use super::deed::Deed;
use super::done::Done;
use super::people::group;
use super::resting::Resting;
use super::supposed::{Supposed, seen_on};

/// What is short, and how many people more fill it: all that a metric gives points for.
#[derive(Clone, Copy)]
struct ToFill {
    id: RequirementId,
    slot: Slot,
    people: u32,
}

/// Those who hold most of what is asked for.
const NEAREST_MAX: usize = 3;

#[must_use]
pub(super) fn actions(supposed: &Supposed<'_, '_>, healed: &BTreeSet<LevelId>) -> Vec<Action> {
    let mut actions = Vec::new();
    for level in supposed.in_need().filter(|level| !healed.contains(level)) {
        let Some(moment) = supposed.break_of(level) else { continue };
        let (case, grounds) = (supposed.case, &supposed.case.grounds);
        let choices = grounds.choices(level, moment);
        let ways = grounds.best(&choices).into_iter().chain(case.other_way(level, &choices));
        let of_choice =
            |way: &(usize, ChoiceAnswer)| of_choice(supposed, level, (way.0, &way.1), moment);
        let own: Vec<Action> = ways.flat_map(of_choice).collect();
        let is_named = |all: &[Action]| all.iter().any(|action| !action.who.is_empty());
        // Where nobody is near in the best option, somebody may be in another one.
        if !own.is_empty() && !is_named(&own) {
            let unmet = |choice: &ChoiceAnswer| {
                choice.answers.iter().filter(|(_, answer)| !answer.met.is_yes()).count()
            };
            let all = grounds.nearest(&choices).into_iter();
            let mut others = all.skip(1).filter(|(_, choice)| unmet(choice) == 1).map(of_choice);
            let saves = |all: &[Action]| {
                all.iter().all(|it| !it.restores.is_empty() || !it.keeps.is_empty())
            };
            actions.extend(others.find(|all| is_named(all) && saves(all)).unwrap_or_default());
        }
        actions.extend(own);
    }
    group(&mut actions, |own| (own.level.clone(), own.option.clone(), own.what.clone()));
    actions
}

/// What is short in one of its options.
pub(super) fn of_choice(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    (place, choice): (usize, &ChoiceAnswer),
    moment: AskedOn,
) -> Vec<Action> {
    let mut actions = Vec::new();
    let resting = supposed.resting(level, choice, moment).into_iter().filter(Resting::is_unmet);
    let shown = shown(supposed, level, place, moment);
    // Who only waits to be seen is there when whoever earns it today is.
    let then = |own: Resting| match shown.iter().find(|then| then.id == own.id) {
        Some(then) => Some(*then).filter(Resting::is_unmet),
        None => Some(own),
    };
    for own in resting.filter_map(then) {
        let short = shorts(supposed, level, &own, moment.day()).into_iter();
        let action = |short| action(supposed, level, (&own, short), moment);
        actions.extend(short.filter_map(action));
    }
    actions
}

/// What one of the options of a level that is not met today, and does not heal by then, rests on when what is
/// done today is seen (V1).
fn shown(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    place: usize,
    moment: AskedOn,
) -> Vec<Resting> {
    let seen_on = AskedOn::Frozen(seen_on(supposed.case));
    let heals = supposed.case.sweeps[level.0].on(seen_on.day())[level.1].is_yes();
    if moment.day() != supposed.as_of() || heals {
        return Vec::new();
    }
    let choices = supposed.case.grounds.choices(level, seen_on).into_iter();
    let own = choices.into_iter().find(|(own, _)| *own == place);
    own.map_or(Vec::new(), |(_, choice)| supposed.resting(level, &choice, seen_on))
}

/// People of a requirement, person metrics that could still give points, and gates that are shut.
fn shorts(supposed: &Supposed<'_, '_>, level: LevelId, own: &Resting, day: Day) -> Vec<ToFill> {
    let (Resting { id, answer, .. }, grounds) = (*own, &supposed.case.grounds);
    let crowds = match grounds.asked(id) {
        PreparedRequirement::People(_) => {
            let short = answer.shortfall(grounds.placed(id).requirement.need);
            let people = short.unwrap_or_default().number_of(Amount::whole(1));
            return vec![ToFill { id, slot: Slot::Own, people }];
        }
        PreparedRequirement::Score(crowds) => crowds,
        _ => return Vec::new(),
    };
    let Some((metrics, caps)) = grounds.parts(id) else { return Vec::new() };
    let points = grounds.metric_points(id, AskedOn::Frozen(day));
    let mut shorts = Vec::new();
    let has_all = own.has_its_points(level, supposed);
    for (place, (metric, crowd)) in metrics.iter().zip(crowds).enumerate() {
        let silent = points.as_ref().is_some_and(|own| is_silent(metrics, caps, own, place));
        if has_all && !silent {
            continue;
        }
        let gates = metric.gates.iter().zip(&crowd.gates).enumerate();
        let missing = gates.map(|(gate, (asked, own))| {
            let people = asked.need.saturating_sub(own.count(day));
            ToFill { id, slot: Slot::Gate(place, gate), people }
        });
        let shut: Vec<ToFill> = missing.filter(|own| own.people > 0).collect();
        let is_short = |points: &&Vec<Amount>| is_short(metrics, caps, points, place);
        if let (true, Some(own), MetricKind::PerPerson { points: each, .. }) =
            (shut.is_empty(), points.as_ref().filter(is_short), &metric.kind)
        {
            let people = (metric.max - own[place]).number_of(*each);
            shorts.push(ToFill { id, slot: Slot::Metric(place), people });
        }
        shorts.extend(shut);
    }
    shorts
}

fn action(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    (resting, ToFill { id, slot, people }): (&Resting, ToFill),
    moment: AskedOn,
) -> Option<Action> {
    let (case, day) = (supposed.case, moment.day());
    let open = case.open_skills(id, slot);
    if open.is_empty() || !case.is_in_reach(id, slot, people, day) {
        return closed(supposed, level, (resting, id, slot));
    }
    let served = BTreeSet::from([level]);
    let ways = case.grounds.ask(id, slot).map_or(Vec::new(), |ask| ways(&ask, &open));
    let by_on = supposed.last_day(level, true).min(open_through(supposed, &ways));
    let action = Action::new(ActionKind::Earn, &name(supposed, id, slot), by_on)
        .serving(&served, supposed)
        .about(resting, level, supposed);
    let all = Done::Earns { people, skills: &[] };
    let enough_more = match slot {
        Slot::Metric(place) => supposed.enough_more((level, id), place, all),
        Slot::Own | Slot::Gate(..) => None,
    };
    // No more come than are said to be enough, where fewer than fill it are, or others are gone by then.
    let enough = enough_more.map(|more| more.number_of(Amount::whole(1)));
    let least = enough.unwrap_or(people);
    let done = ways.iter().map(|skills| Done::Earns { people: least, skills });
    let done: Vec<Done<'_>> = done.collect();
    let again: Option<Vec<Day>> =
        done.iter().map(|done| supposed.breaks_again_on(&served, done)).collect();
    let restores = supposed.still_met(supposed.restores(&done), &done);
    let again = again.filter(|_| !supposed.is_unmet(level) || !restores.is_empty());
    let more = match slot {
        Slot::Metric(_) => enough_more,
        Slot::Own | Slot::Gate(..) => Some(Amount::whole(i64::from(people))),
    };
    let action = Action {
        who: nearest(supposed, id, slot, day),
        restores,
        keeps: supposed.kept_titles(&supposed.keeps(&done)),
        breaks_again_on: again.and_then(|days| days.into_iter().min()),
        deed: Some(Deed::Earns { people: least, ways: ways.clone() }),
        rules: vec![if slot == Slot::Own { "C1" } else { "C5a" }],
        stands_on: Some(place(supposed, resting, id)),
        enough_more: more,
        unit: match slot {
            Slot::Metric(place) => supposed.unit(resting, place),
            Slot::Own | Slot::Gate(..) => PEOPLE.to_owned(),
        },
        ..action
    };
    Some(action.timed(&served, supposed))
}

/// The row of a requirement.
fn place(supposed: &Supposed<'_, '_>, resting: &Resting, id: RequirementId) -> TableRow {
    let case = supposed.case;
    let (own, requirement) = (named(case, resting.level), case.grounds.placed(id).requirement);
    let key = [
        case.mpn_id(),
        &own.programme,
        &own.competency,
        &own.level,
        &requirement.option,
        &requirement.name,
    ];
    TableRow::of("requirements", &key)
}

/// Of a requirement of which too much is retired: nobody can earn the rest, and that is what somebody has to
/// know. A score has other metrics.
fn closed(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    (resting, id, slot): (&Resting, RequirementId, Slot),
) -> Option<Action> {
    let skills = supposed.case.grounds.ask(id, slot).filter(|_| slot == Slot::Own)?.skills;
    let served = BTreeSet::from([level]);
    let code =
        |skill: &SkillId| supposed.case.grounds.at.catalogue.skills[*skill as usize].code.as_str();
    let open = supposed.case.open_skills(id, slot);
    let codes: Vec<&str> = skills.iter().filter(|own| !open.contains(own)).map(code).collect();
    let by_on = supposed.last_day(level, true);
    let action = Action::new(ActionKind::Earn, &name(supposed, id, slot), by_on)
        .serving(&served, supposed)
        .about(resting, level, supposed);
    Some(Action {
        // It brings the level no nearer.
        served: BTreeSet::new(),
        rules: vec!["R3"],
        stands_on: Some(place(supposed, resting, id)),
        fault: Some(Fault { code: "retired", place: codes.join(", ") }),
        ..action
    })
}

/// The skills that somebody new may earn to have what is asked: nobody knows which, so that each is to
/// be enough. Where some of it can be had no more, those have it who hold it already.
fn ways(ask: &Ask<'_>, open: &[SkillId]) -> Vec<Vec<SkillId>> {
    if open.len() < ask.at_least {
        return vec![ask.skills.to_vec()];
    }
    if open.len() == ask.at_least {
        return vec![open.to_vec()];
    }
    // Neighbours in the order of the programme: all ways of one skill, some of several.
    let way = |first| (0..ask.at_least).map(|next| open[(first + next) % open.len()]).collect();
    (0..open.len()).map(way).collect()
}

/// R3: the last day on which one of the ways can still be gone, as what retires is refused to whoever
/// completes it later.
fn open_through(supposed: &Supposed<'_, '_>, ways: &[Vec<SkillId>]) -> Day {
    let skills = &supposed.case.grounds.at.catalogue.skills;
    let retires = |skill: &SkillId| skills[*skill as usize].retired_on;
    // What is retired already is had by those who hold it.
    let ahead = |day: &Day| supposed.as_of() <= *day;
    let through = |way: &Vec<SkillId>| {
        way.iter().filter_map(retires).filter(ahead).min().unwrap_or(Day::FOREVER)
    };
    ways.iter().map(through).max().unwrap_or(Day::FOREVER)
}

/// The requirement, the metric, or its gate.
fn name(supposed: &Supposed<'_, '_>, id: RequirementId, slot: Slot) -> String {
    let requirement = supposed.case.grounds.placed(id).requirement;
    let metric = |place: usize| match &requirement.kind {
        RequirementKind::Score { metrics, .. } => metrics.get(place).map(|own| own.name.clone()),
        _ => None,
    };
    match slot {
        Slot::Own => requirement.name.clone(),
        Slot::Metric(place) => metric(place).unwrap_or_default(),
        Slot::Gate(place, gate) => {
            format!("{} (gate {})", metric(place).unwrap_or_default(), gate + 1)
        }
    }
}

/// Who holds most of what is asked for and not all of it, the fewest codes missing first.
fn nearest(supposed: &Supposed<'_, '_>, id: RequirementId, slot: Slot, day: Day) -> Vec<String> {
    let case = supposed.case;
    let Some(ask) = case.grounds.ask(id, slot) else { return Vec::new() };
    let asked: BTreeSet<SkillId> = ask.skills.iter().copied().collect();
    let mut near: Vec<(usize, &str)> = Vec::new();
    for of_holder in case.holders.holdings.chunk_by(|a, b| a.person == b.person) {
        let on_day = of_holder.iter().filter(|held| held.from <= day && day <= held.through);
        let counting = on_day.filter(|held| {
            asked.contains(&held.skill) && day <= case.grounds.skill_counts_through(id, held.skill)
        });
        let held: BTreeSet<SkillId> = counting.map(|held| held.skill).collect();
        let person = case.roster.person(of_holder[0].person);
        // Of who leaves before anything that is earned today is seen, nobody would see it.
        let stays = seen_on(case) <= case.endings.roll_through(person);
        if stays && !held.is_empty() && held.len() < ask.at_least {
            near.push((ask.at_least - held.len(), case.shared.question.email(person)));
        }
    }
    near.sort_unstable();
    near.into_iter().take(NEAREST_MAX).map(|(_, email)| email.to_owned()).collect()
}
