//! Key people and sweeps against trying everyone and every day, over random catalogues.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::base::{Amount, Day, Dictionary};
use crate::programme::catalogue::{
    Gate, Metric, MetricKind, Programme, Requirement, RequirementKind, Skill, SkillGroup, SkillKind,
};
use crate::programme::{Catalogue, InForce};
use crate::rules::Holding;

use super::holders::{Holders, Roster};
use super::key_people::BusFactor;
use super::ladder::Ladder;
use super::met::Met;
use super::requirement::Grounds;
use super::shift::Shift;
use super::standpoint::{AskedOn, Standpoint};
use super::sweep::Sweep;
use super::trial;

const SKILLS: u32 = 4;
const PEOPLE: u32 = 7;
const DAYS: i32 = 12;

/// Level, option, need, skills by bits, what it is.
type AskDrawn = (usize, u8, u32, u8, u8);

fn ask() -> impl Strategy<Value = AskDrawn> {
    (0_usize..2, 0_u8..2, 0_u32..4, 1_u8..1 << SKILLS, 0_u8..8)
}

fn holding() -> impl Strategy<Value = Holding> {
    (0..PEOPLE, 0..SKILLS, -3..DAYS, 0..DAYS).prop_map(|(person, skill, from, days)| Holding {
        person,
        skill,
        from: Day(from),
        through: Day(from + days),
        row: 0,
        by_grace: false,
        is_pending: false,
    })
}

fn skills(bits: u8) -> Vec<u32> {
    (0..SKILLS).filter(|skill| bits & (1 << skill) != 0).collect()
}

fn requirement((level, option, need, bits, what): AskDrawn, with_scores: bool) -> Requirement {
    let any_of = skills(bits);
    let distinct = (what % 2 == 1).then(|| "group".to_owned());
    let kind = match what {
        6 | 7 if with_scores => RequirementKind::Score {
            metrics: vec![Metric {
                name: String::new(),
                kind: MetricKind::PerPerson { any_of: any_of.clone(), points: Amount::whole(1) },
                max: Amount::whole(3),
                must_score: what == 7,
                gates: vec![Gate { need: 1, any_of: vec![0], points: Amount::whole(1) }],
                baseline: None,
                cap: None,
            }],
            caps: Vec::new(),
            tenants: Vec::new(),
        },
        4 | 5 => RequirementKind::People { group: SkillGroup::AllOf(any_of), distinct },
        2 | 3 => {
            let at_least = u32::try_from(any_of.len().min(2)).unwrap();
            RequirementKind::People { group: SkillGroup::AtLeast(at_least, any_of), distinct }
        }
        _ => RequirementKind::People { group: SkillGroup::AnyOf(any_of), distinct },
    };
    Requirement {
        competency: "Data".to_owned(),
        level,
        option: format!("Option {option}"),
        name: String::new(),
        kind,
        need: Amount::whole(i64::from(need)),
        counts_through: BTreeMap::new(),
        from: if bits == 5 { Day(6) } else { Day::ALWAYS },
        through: if bits == 6 { Day(8) } else { Day::FOREVER },
        source: String::new(),
        line: 0,
    }
}

fn catalogue(asks: Vec<AskDrawn>, with_scores: bool) -> Catalogue {
    let skill = |code: u32| Skill {
        code: code.to_string(),
        title: String::new(),
        skill_type: "Exam".to_owned(),
        kind: SkillKind::Exam,
        retired_on: None,
        source: String::new(),
    };
    let programme = Programme {
        id: "p".to_owned(),
        title: String::new(),
        from: Day::ALWAYS,
        through: Day::FOREVER,
        levels: vec!["Silver".to_owned(), "Gold".to_owned()],
        window_months: BTreeMap::new(),
        source: String::new(),
        requirements: asks.into_iter().map(|ask| requirement(ask, with_scores)).collect(),
        unpublished: Vec::new(),
        aliases: BTreeMap::new(),
        names: BTreeMap::new(),
        units: BTreeMap::new(),
        file: String::new(),
    };
    Catalogue {
        skills: (0..SKILLS).map(skill).collect(),
        programmes: vec![programme],
        ..Catalogue::default()
    }
}

/// Asks about the company on a day, without some of its people (by bits).
fn on<T>(
    catalogue: &Catalogue,
    rules: &InForce,
    holdings: &[Holding],
    (as_of, leaving): (Day, u32),
    ask: impl FnOnce(&Grounds<'_>) -> T,
) -> T {
    let ladder = Ladder::of(catalogue);
    let stay: Vec<Holding> =
        holdings.iter().filter(|own| leaving & (1 << own.person) == 0).copied().collect();
    let roster = Roster::in_order((0..PEOPLE).collect());
    let at = Standpoint {
        ladder: &ladder,
        catalogue,
        rules,
        dictionary: &Dictionary::default(),
        as_of,
        first: as_of,
        people_known: true,
        performance: None,
        learning: None,
        attested: &BTreeMap::new(),
        terms: None,
    };
    ask(&Grounds::of(at, &Holders::of(&stay, &roster, as_of).spans))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn key_people_are_those_without_whom_the_level_is_lost(
        asks in prop::collection::vec(ask(), 1..6),
        holdings in prop::collection::vec(holding(), 0..30),
    ) {
        let (rules, now) = (trial::rules_of_tests(), Day(0));
        let catalogue = catalogue(asks, true);
        let is_scored = |rung: usize| on(&catalogue, rules, &holdings, (now, 0), |grounds| {
            (rung..grounds.at.ladder.competencies[0].rungs.len())
                .flat_map(|rung| grounds.choices((0, rung), AskedOn::Frozen(now)))
                .filter(|(_, choice)| choice.met.is_yes())
                .flat_map(|(_, choice)| choice.answers)
                .any(|(id, _)| matches!(grounds.placed(id).requirement.kind, RequirementKind::Score { .. }))
        });
        let met = |leaving: u32| on(&catalogue, rules, &holdings, (now, leaving), |grounds| {
            grounds.rungs(0, AskedOn::Frozen(now))
        });
        let states: Vec<_> = (0..1_u32 << PEOPLE).map(met).collect();
        for rung in 0..states[0].len() {
            let key = on(&catalogue, rules, &holdings, (now, 0), |own| own.key_people((0, rung)));
            let smallest = (0..states.len())
                .filter(|leaving| states[0][rung].is_yes() && !states[*leaving][rung].is_yes())
                .map(usize::count_ones)
                .min();
            let alone: Vec<u32> = (0..PEOPLE)
                .filter(|person| smallest == Some(1) && !states[1 << person][rung].is_yes())
                .collect();
            prop_assert_eq!(&key.holders, &alone);
            match (smallest, key.factor) {
                (None, None) | (Some(4..), Some(BusFactor::FourOrMore)) => {}
                (Some(size @ 1..=3), Some(BusFactor::Exactly(found))) => {
                    prop_assert!(size == 1 || !is_scored(rung));
                    prop_assert_eq!(size as usize, found);
                }
                (Some(2..), Some(BusFactor::TwoOrMore)) => prop_assert!(is_scored(rung)),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn a_sweep_says_of_each_day_what_the_day_itself_says(
        asks in prop::collection::vec(ask(), 1..6),
        holdings in prop::collection::vec(holding(), 0..30),
    ) {
        let rules = trial::rules_of_tests();
        let catalogue = catalogue(asks, true);
        let last = Day(2 * DAYS);
        let sweep =
            on(&catalogue, rules, &holdings, (Day(0), 0), |own| Sweep::of(own, 0, last));
        for day in (0..=last.0).map(Day) {
            let then = on(&catalogue, rules, &holdings, (day, 0), |own| {
                own.rungs(0, AskedOn::Frozen(day))
            });
            prop_assert_eq!(sweep.on(day), &then[..], "{:?}", day);
        }
    }

    #[test]
    fn a_level_is_met_as_all_its_options_say_whoever_leaves(
        asks in prop::collection::vec(ask(), 1..6),
        holdings in prop::collection::vec(holding(), 0..30),
    ) {
        let (rules, now) = (trial::rules_of_tests(), AskedOn::Frozen(Day(0)));
        let catalogue = catalogue(asks, true);
        on(&catalogue, rules, &holdings, (Day(0), 0), |grounds| {
            let goes = (0..PEOPLE).map(|holder| Some(Shift::Goes { holder }));
            for shift in goes.chain([None]) {
                let mut is_implied = false;
                for rung in (0..grounds.at.ladder.competencies[0].rungs.len()).rev() {
                    let all = grounds.choices_with((0, rung), now, shift.as_ref());
                    let own = Met::any(all.iter().map(|(_, choice)| choice.met));
                    is_implied |= own.is_yes();
                    let expected = if is_implied { Met::Yes } else { own };
                    assert_eq!(grounds.rung_with((0, rung), now, shift.as_ref()), expected);
                }
            }
        });
    }

    #[test]
    fn a_lower_need_never_loses_a_level(
        asks in prop::collection::vec(ask(), 1..6),
        holdings in prop::collection::vec(holding(), 0..30),
        lowered in 0_usize..6,
    ) {
        let (rules, now) = (trial::rules_of_tests(), Day(0));
        let mut lower = asks.clone();
        let place = lowered % lower.len();
        lower[place].2 = lower[place].2.saturating_sub(1);
        let state = |asks| {
            let catalogue = catalogue(asks, true);
            on(&catalogue, rules, &holdings, (now, 0), |own| own.rungs(0, AskedOn::Frozen(now)))
        };
        for (before, after) in state(asks).into_iter().zip(state(lower)) {
            prop_assert!(before <= after);
        }
    }
}
