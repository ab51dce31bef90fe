//! Lines: actions as readers see them, alternatives as one, what needs nobody last.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::base::Day;

use super::labels::Labels;
use super::next::ActionRow;

/// Of these several for one level are one line.
const SHOWN_TOGETHER: [ActionKind; 5] = [
    ActionKind::Earn,
    ActionKind::Raise,
    ActionKind::Attest,
    ActionKind::Support,
    ActionKind::MendInput,
];
/// Of these several people for one level are one line.
const OF_PEOPLE: ActionKind = ActionKind::Associate;
/// What those do who have it already.
const OF_PERSONS: [ActionKind; 2] = [OF_PEOPLE, ActionKind::Renew];
const WAIT: ActionKind = ActionKind::Wait;
/// Skills that are there, and count once this is done.
const MENDING: [ActionKind; 2] = [ActionKind::MergeMcid, ActionKind::DeleteAndAddAgain];

/// What a reader sees as one thing to do.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    pub first: &'a ActionRow,
    /// Any one of these and the first is enough.
    pub others: Vec<&'a ActionRow>,
    /// What would do too, but only for a while, where the others last.
    pub passing: Vec<&'a ActionRow>,
    /// More of the same, to be done too.
    pub more: Vec<&'a ActionRow>,
    /// The day on which what it restores is met again if nobody does anything.
    pub heals_on: Option<Day>,
    /// Who could restore what heals, but no sooner than that.
    pub spared: Vec<&'a ActionRow>,
    /// What is to be done too, as only all of it together is enough.
    pub also: Vec<Line<'a>>,
    /// Ways of other kinds to the same levels.
    pub instead: Vec<Line<'a>>,
    /// Steps to the same levels, which are not needed once this is done.
    pub needless: Vec<Line<'a>>,
}

/// Where a line stands among the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum LineGroup {
    Now,
    Soon,
    Later,
    /// Nobody needs to do anything.
    Heals,
    /// No level hangs on it.
    Tidy,
}

/// Kind, urgency and the level; who; by when, or until when it would have helped.
type SameEffect<'a> = (Vec<&'a str>, &'a [String], [Option<Day>; 2]);

/// What actions that are shown together have in common; none for one that stands alone.
fn together(action: &ActionRow) -> Option<SameEffect<'_>> {
    // Who is not enough alone for a level may be with the others.
    let is_of_people = action.kind == OF_PEOPLE && !action.level.is_empty();
    let is_shown_so = is_of_people || action.kind.is_one_of(&SHOWN_TOGETHER);
    (is_shown_so && action.saved().next().is_none()).then(|| {
        let named = [&action.competency, &action.level, &action.programme];
        let closed = action.is_closed().then_some(&action.fault);
        let words = [action.kind.name(), action.urgency.name()];
        let texts = words.into_iter().chain(named.into_iter().chain(closed).map(String::as_str));
        let who = if is_of_people { &[] } else { action.who.as_slice() };
        (texts.collect(), who, [action.by, action.helped_through])
    })
}

/// What those have in common who are enough only together, for their level.
fn as_whole(action: &ActionRow) -> Option<SameEffect<'_>> {
    let is_of_people = action.kind == OF_PEOPLE || action.enough_of.is_some();
    let who = if is_of_people { &[] } else { action.who.as_slice() };
    let levels = action.enough_for.iter().map(String::as_str);
    let texts = std::iter::once(action.kind.name()).chain(levels).collect();
    // Any so many are told once, each with the last day.
    let by = action.by.filter(|_| action.enough_of.is_none());
    (!action.enough_with.is_empty()).then_some((texts, who, [by, None]))
}

impl<'a> Line<'a> {
    fn of(first: &'a ActionRow) -> Self {
        Self {
            first,
            others: Vec::new(),
            passing: Vec::new(),
            more: Vec::new(),
            heals_on: None,
            spared: Vec::new(),
            also: Vec::new(),
            instead: Vec::new(),
            needless: Vec::new(),
        }
    }

    /// Of several of whom not all are asked those first who make nothing fall, meanwhile or elsewhere, and may
    /// do it today.
    fn order(&mut self) {
        let is_any = self.first.enough_of.is_some();
        let rest = if is_any { &mut self.more } else { &mut self.others };
        let mut all: Vec<&ActionRow> = std::iter::once(self.first).chain(rest.drain(..)).collect();
        all.sort_by_key(|action| (!action.falls.is_empty(), !action.is_free()));
        if let Some((first, others)) = all.split_first() {
            self.first = first;
            rest.extend(others);
        }
    }

    /// Sets those apart that only put off what others of the choice keep for good.
    fn part(&mut self) {
        self.order();
        let all = std::iter::once(self.first).chain(self.others.iter().copied());
        let (lasting, passing): (Vec<_>, Vec<_>) =
            all.partition(|action| action.breaks_again_on.is_none());
        if let Some((first, others)) = lasting.split_first().filter(|_| !passing.is_empty()) {
            (self.first, self.others, self.passing) = (first, others.to_vec(), passing);
        }
    }

    #[must_use]
    pub(crate) fn place(&self) -> LineGroup {
        match self.first.urgency {
            _ if self.first.kind == WAIT => LineGroup::Heals,
            _ if self.first.is_unneeded => LineGroup::Tidy,
            Urgency::Now => LineGroup::Now,
            _ if self.first.is_due_today => LineGroup::Now,
            Urgency::Soon => LineGroup::Soon,
            Urgency::Later => LineGroup::Later,
            Urgency::None => LineGroup::Tidy,
        }
    }

    /// Its urgency, for the reader: what is due today is for today.
    #[must_use]
    pub(crate) fn urgency(&self) -> Urgency {
        match self.place() {
            LineGroup::Now => Urgency::Now,
            LineGroup::Soon => Urgency::Soon,
            LineGroup::Tidy if self.first.urgency == Urgency::None => Urgency::None,
            LineGroup::Later | LineGroup::Tidy => Urgency::Later,
            LineGroup::Heals => Urgency::None,
        }
    }

    /// Whether any one of several people is enough.
    #[must_use]
    pub(crate) fn is_choice(&self) -> bool {
        !self.others.is_empty()
    }

    /// Whether any one of several things is enough, whoever does it.
    #[must_use]
    pub(crate) fn is_choice_of_things(&self) -> bool {
        self.is_of_things() && self.is_choice() && self.whats().nth(1).is_some()
    }

    /// Nobody in particular does it: those who are named for what can be earned are only the nearest.
    #[must_use]
    pub(crate) fn is_of_things(&self) -> bool {
        self.first.who.is_empty() || self.first.kind == ActionKind::Earn
    }

    /// Whether several people are asked for the same, who only together may be enough.
    #[must_use]
    pub(crate) fn is_of_people(&self) -> bool {
        self.first.kind == OF_PEOPLE && !self.more.is_empty()
    }

    /// Whether any one of the people that it names is enough.
    #[must_use]
    pub(crate) fn is_choice_of_people(&self) -> bool {
        self.is_choice() && !self.is_of_things()
    }

    /// Everybody who could do it, each once, in the order of the actions.
    #[must_use]
    pub(crate) fn who(&self) -> Vec<String> {
        each_once(self.all().flat_map(|it| &it.who))
    }

    /// The skills of those who could do it, each once.
    #[must_use]
    pub(crate) fn skills(&self) -> Vec<String> {
        let skills = self.whats().chain(self.others.iter().copied()).map(|it| &it.skill);
        each_once(skills.filter(|skill| !skill.is_empty()))
    }

    /// All that is to be done of this kind, each once. Where nobody in
    /// particular does it, any one of these may be enough.
    pub(crate) fn whats(&self) -> impl Iterator<Item = &'a ActionRow> {
        let mut told = BTreeSet::new();
        let others = if self.is_of_things() { self.others.as_slice() } else { &[] };
        let all = std::iter::once(self.first).chain(self.more.iter().copied());
        let all = all.chain(others.to_vec());
        all.filter(move |it| told.insert((&it.what, &it.option, &it.through, &it.skill)))
    }

    /// All its actions, and those of what is to be done too or instead.
    #[must_use]
    pub(crate) fn with_others(&self) -> Vec<&'a ActionRow> {
        let others = self.also.iter().chain(&self.instead);
        self.all().chain(others.flat_map(Line::with_others)).collect()
    }

    /// The levels that it is for.
    #[must_use]
    pub(crate) fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = self.saved().into_iter().collect();
        levels.extend(self.first.title().filter(|title| !levels.contains(title)));
        if levels.is_empty() { self.first.helps.clone() } else { levels }
    }

    /// Everybody who is asked for one part of it, or could do it in another way.
    #[must_use]
    pub(crate) fn everybody(&self) -> Vec<String> {
        each_once(self.with_others().into_iter().flat_map(ActionRow::asked_first))
    }

    /// Whether it is enough for its levels, though nothing of it is alone.
    #[must_use]
    pub(crate) fn is_whole(&self) -> bool {
        !self.first.enough_with.is_empty()
    }

    /// Of what is enough only together: the day is none on which what each part restores heals anyway.
    #[must_use]
    pub(crate) fn heals_on(&self) -> Option<Day> {
        self.heals_on.filter(|_| !self.is_whole())
    }

    /// What it restores: not what heals anyway, where it is done for another level.
    #[must_use]
    pub(crate) fn restores(&self) -> &'a [String] {
        if self.is_whole() && self.heals_on.is_some() { &[] } else { &self.first.restores }
    }

    /// The levels that are met once it is done.
    #[must_use]
    pub(crate) fn saved(&self) -> BTreeSet<String> {
        self.first.saved().chain(&self.first.enough_for).cloned().collect()
    }

    /// All its actions.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a ActionRow> {
        let own = std::iter::once(self.first).chain(self.others.iter().copied());
        own.chain(self.more.iter().copied())
    }

    /// Whether somebody is asked for it: nobody is for what heals by itself, or for tidiness.
    #[must_use]
    pub(crate) fn is_asked(&self) -> bool {
        matches!(self.place(), LineGroup::Now | LineGroup::Soon | LineGroup::Later)
    }

    /// Where it only puts off that its level breaks: the first day on which it does all the same.
    #[must_use]
    pub(crate) fn breaks_again_on(&self) -> Option<Day> {
        self.put_off().and_then(|action| action.breaks_again_on)
    }

    /// The first of those that only put it off.
    fn put_off(&self) -> Option<&'a ActionRow> {
        let all = self.all().filter(|action| action.breaks_again_on.is_some());
        all.min_by_key(|action| action.breaks_again_on)
    }

    /// What it only puts off, in words, the levels as these name them.
    #[must_use]
    pub(crate) fn puts_off_in_words(
        &self,
        labels: &Labels,
        levels: &dyn Fn(&[String]) -> String,
    ) -> Option<String> {
        self.put_off()?.puts_off_in_words(labels, levels)
    }

    /// Whether it brings a level nearer, and neither restores nor keeps it.
    #[must_use]
    pub(crate) fn is_step(&self) -> bool {
        self.first.is_step() && !self.is_whole()
    }
}

pub(crate) fn each_once<'s>(texts: impl Iterator<Item = &'s String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.contains(text) {
            once.push(text.clone());
        }
    }
    once
}

/// The lines of one company: what is urgent first, what needs nobody last.
#[must_use]
pub(crate) fn lines(actions: &[ActionRow]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let (mut groups, mut alike) = (BTreeMap::new(), BTreeMap::new());
    for action in actions.iter().filter(|own| !is_attested_anyway(own, actions)) {
        let next = lines.len();
        if let Some(key) = as_whole(action) {
            match *alike.entry(key).or_insert(next) {
                known if known < next => lines[known].more.push(action),
                _ => lines.push(Line::of(action)),
            }
        } else if let Some(group) = action.group {
            // Ways of several kinds are lines of their own, which are told beside the easiest.
            match *groups.entry((group, action.kind.name())).or_insert(next) {
                known if known < next => lines[known].others.push(action),
                _ => lines.push(Line::of(action)),
            }
        } else if let Some(key) = together(action) {
            match *alike.entry(key).or_insert(next) {
                known if known < next => lines[known].more.push(action),
                _ => lines.push(Line::of(action)),
            }
        } else {
            lines.push(Line::of(action));
        }
    }
    lines.iter_mut().for_each(Line::part);
    heal(&mut lines);
    let mended: BTreeSet<&String> = lines
        .iter()
        .filter(|line| line.first.kind.is_one_of(&MENDING))
        .flat_map(|line| &line.first.restores)
        .collect();
    let linked: BTreeSet<Option<String>> = lines
        .iter()
        .filter(|line| line.is_of_people() && line.is_step())
        .map(|line| line.first.title())
        .collect();
    let of_easy = lines.iter().filter(|line| line.first.kind.is_one_of(&OF_PERSONS));
    let easy: BTreeSet<&String> = of_easy.flat_map(|line| &line.first.enough_for).collect();
    // Nobody has to earn anew what is there and only has to be mended, associated or renewed.
    let is_second = |line: &Line<'_>| {
        let first = line.first;
        let is_there = first.restores.iter().any(|title| mended.contains(title))
            || linked.contains(&first.title())
            || first.restores.iter().chain(&first.keeps).any(|title| easy.contains(title));
        first.kind == ActionKind::Earn && is_there
    };
    // Those of one place stay in the order of their ranks.
    lines.sort_by_key(|line| (line.place(), is_second(line)));
    lines
}

/// Whether the same fact is asked for in time for another level, and this comes too late for its own.
fn is_attested_anyway(action: &ActionRow, all: &[ActionRow]) -> bool {
    let is_same = |own: &ActionRow| own.kind == ActionKind::Attest && own.place == action.place;
    let is_late = action.kind == ActionKind::Attest && action.helped_through.is_some();
    is_late && all.iter().any(|own| is_same(own) && own.helped_through.is_none())
}

/// Tells each line when what it restores is met again anyway. What serves nothing, as that is sooner, goes
/// into the line that says so: a reader sees both together.
fn heal(lines: &mut Vec<Line<'_>>) {
    let waits = lines.iter().filter(|line| line.first.kind == WAIT);
    let days: BTreeMap<String, Day> =
        waits.flat_map(|line| line.first.levels().into_iter().zip(line.first.by)).collect();
    let mut spared: BTreeMap<String, Vec<&ActionRow>> = BTreeMap::new();
    lines.retain_mut(|line| {
        let first = line.first;
        let served = first.levels();
        if first.kind == WAIT || !first.keeps.is_empty() {
            return true;
        }
        let healing: Option<Vec<Day>> =
            served.iter().map(|title| days.get(title).copied()).collect();
        let heals_on = healing.and_then(|days| days.into_iter().max());
        if first.urgency == Urgency::None && heals_on.is_some() {
            let own = spared.entry(served[0].clone()).or_default();
            own.push(first);
            own.append(&mut line.others);
            own.append(&mut line.more);
            own.append(&mut line.passing);
            return false;
        }
        line.heals_on = heals_on.filter(|_| !first.restores.is_empty());
        true
    });
    for line in lines.iter_mut().filter(|line| line.first.kind == WAIT) {
        for title in line.first.levels() {
            line.spared.extend(spared.remove(&title).unwrap_or_default());
        }
    }
}
