//! Lines: actions as readers see them, alternatives as one, what needs nobody last.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;

use super::labels::{Labels, fill};
use super::next::Action;

/// Of these several for one level are one line.
const SHOWN_TOGETHER: [&str; 5] = ["earn", "raise", "attest", "support", "mend_input"];
/// Of these several people for one level are one line.
const OF_PEOPLE: &str = "associate";
const WAIT: &str = "wait";
/// Skills that are there, and count once this is done.
const MENDING: [&str; 2] = ["merge_mcid", "delete_and_add_again"];

/// What a reader sees as one thing to do.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    pub first: &'a Action,
    /// Any one of these and the first is enough.
    pub others: Vec<&'a Action>,
    /// What would do too, but only for a while, where the others last.
    pub passing: Vec<&'a Action>,
    /// More of the same, to be done too.
    pub more: Vec<&'a Action>,
    /// The day on which what it restores is met again if nobody does anything.
    pub heals_on: Option<Day>,
    /// Who could restore what heals, but no sooner than that.
    pub spared: Vec<&'a Action>,
}

/// Where a line stands among the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Place {
    Now,
    Soon,
    Later,
    /// Nobody needs to do anything.
    Heals,
    /// No level hangs on it.
    Tidy,
}

/// The words that stand for the places of a sentence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said<'s> {
    pub who: &'s str,
    pub what: &'s str,
    pub skill: &'s str,
    pub level: &'s str,
    pub by: &'s str,
    /// Those who are named had it once.
    pub is_former: bool,
}

/// Kind, urgency and the level; who; by when, or until when it would have helped.
type Together<'a> = (Vec<&'a str>, &'a [String], [Option<Day>; 2]);

/// What actions that are shown together have in common; none for one that stands alone.
fn together(action: &Action) -> Option<Together<'_>> {
    // Who is not enough alone for a level may be with the others.
    let is_of_people = action.kind == OF_PEOPLE && !action.level.is_empty();
    let is_shown_so = is_of_people || SHOWN_TOGETHER.contains(&action.kind.as_str());
    (is_shown_so && action.saved().next().is_none()).then(|| {
        let named = [&action.competency, &action.level, &action.programme];
        let texts = [&action.kind, &action.urgency].into_iter().chain(named);
        let who = if is_of_people { &[] } else { action.who.as_slice() };
        (texts.map(String::as_str).collect(), who, [action.by, action.helped_through])
    })
}

impl<'a> Line<'a> {
    fn of(first: &'a Action) -> Self {
        Self {
            first,
            others: Vec::new(),
            passing: Vec::new(),
            more: Vec::new(),
            heals_on: None,
            spared: Vec::new(),
        }
    }

    /// Sets those apart that only put off what others of the choice keep for good.
    fn part(&mut self) {
        let all = std::iter::once(self.first).chain(self.others.iter().copied());
        let (lasting, passing): (Vec<_>, Vec<_>) =
            all.partition(|action| action.breaks_again_on.is_none());
        if let Some((first, others)) = lasting.split_first().filter(|_| !passing.is_empty()) {
            (self.first, self.others, self.passing) = (first, others.to_vec(), passing);
        }
    }

    #[must_use]
    pub(crate) fn place(&self) -> Place {
        match self.first.urgency.as_str() {
            _ if self.first.kind == WAIT => Place::Heals,
            _ if self.first.is_unneeded => Place::Tidy,
            "now" => Place::Now,
            _ if self.first.is_due_today => Place::Now,
            "soon" => Place::Soon,
            "later" => Place::Later,
            _ => Place::Tidy,
        }
    }

    /// Its urgency, for the reader: what is due today is for today, and what serves tidiness alone can wait.
    #[must_use]
    pub(crate) fn urgency(&self) -> &'static str {
        match self.place() {
            Place::Now => "now",
            Place::Soon => "soon",
            Place::Later | Place::Tidy => "later",
            Place::Heals => "none",
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
    fn is_of_things(&self) -> bool {
        self.first.who.is_empty() || self.first.kind == "earn"
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

    /// Whom nobody needs to ask, as it heals.
    #[must_use]
    pub(crate) fn spared(&self) -> Vec<String> {
        each_once(self.spared.iter().flat_map(|it| &it.who))
    }

    /// All that is to be done of this kind, each once. Where nobody in
    /// particular does it, any one of these may be enough.
    pub(crate) fn whats(&self) -> impl Iterator<Item = &'a Action> {
        let mut told = BTreeSet::new();
        let others = if self.is_of_things() { self.others.as_slice() } else { &[] };
        let all = std::iter::once(self.first).chain(self.more.iter().copied());
        let all = all.chain(others.to_vec());
        all.filter(move |it| told.insert((&it.what, &it.option, &it.through, &it.skill)))
    }

    /// All its actions.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a Action> {
        let own = std::iter::once(self.first).chain(self.others.iter().copied());
        own.chain(self.more.iter().copied())
    }

    /// Whether somebody is asked for it: nobody is for what heals by itself, or for tidiness.
    #[must_use]
    pub(crate) fn is_asked(&self) -> bool {
        matches!(self.place(), Place::Now | Place::Soon | Place::Later)
    }

    /// Where it only puts off that its level breaks: the first day on which it does all the same.
    #[must_use]
    pub(crate) fn breaks_again_on(&self) -> Option<Day> {
        self.all().filter_map(|action| action.breaks_again_on).min()
    }

    /// Whether it brings a level nearer, and neither restores nor keeps it.
    #[must_use]
    pub(crate) fn is_step(&self) -> bool {
        self.first.is_step()
    }

    /// Where it comes too late for this renewal, when it would have helped: of several the latest.
    #[must_use]
    pub(crate) fn too_late(&self, labels: &Labels) -> Option<String> {
        let last = self.all().filter_map(|action| action.helped_through).max();
        too_late(last.filter(|_| self.first.helped_through.is_some()), labels)
    }

    /// The day by which it is to be done; none where that would be no news.
    #[must_use]
    pub(crate) fn by(&self) -> Option<Day> {
        self.first.by.filter(|_| self.place() != Place::Tidy)
    }

    /// What is to be done, as a sentence.
    #[must_use]
    pub(crate) fn sentence(&self, said: Said<'_>, labels: &Labels) -> String {
        let key = match self.first.kind.as_str() {
            "earn" if said.is_former => "earn_former",
            "earn" if said.who.is_empty() => "earn_nobody",
            "mend_input" if !self.first.competency.is_empty() => "mend_name",
            "invoice" if self.first.is_unneeded => "invoice_unneeded",
            "invoice" if self.first.is_closed => "invoice_closed",
            "attest" if self.first.fault == "track_not_attested" => "attest_track",
            "attest" if self.first.fault == "not_attested" => "attest_first",
            kind => kind,
        };
        let Some(text) = labels.find("action", key) else { return key.to_owned() };
        let mut sentence = String::new();
        fill(text, &mut sentence, |name, sentence| {
            sentence.push_str(match name {
                "who" => said.who,
                "what" => said.what,
                "skill" => said.skill,
                "level" => said.level,
                "by" => said.by,
                _ => "",
            });
        });
        sentence
    }
}

/// Names beside each other; those that have commas are kept apart by more.
#[must_use]
pub(crate) fn beside(names: &[String]) -> String {
    let between = if names.iter().any(|name| name.contains(',')) { "; " } else { ", " };
    names.join(between)
}

/// What is done from now on helps the next renewal only.
#[must_use]
pub(crate) fn too_late(helped_through: Option<Day>, labels: &Labels) -> Option<String> {
    let day = labels.day(Some(helped_through?));
    Some(labels.say("next", "too_late", &[("day", &day)]))
}

fn each_once<'s>(texts: impl Iterator<Item = &'s String>) -> Vec<String> {
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
pub(crate) fn lines(actions: &[Action]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let (mut groups, mut alike) = (BTreeMap::new(), BTreeMap::new());
    for action in actions {
        let next = lines.len();
        if let Some(group) = action.group {
            match *groups.entry(group).or_insert(next) {
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
        .filter(|line| MENDING.contains(&line.first.kind.as_str()))
        .flat_map(|line| &line.first.restores)
        .collect();
    let linked: BTreeSet<Option<String>> = lines
        .iter()
        .filter(|line| line.is_of_people() && line.is_step())
        .map(|line| line.first.title())
        .collect();
    // Nobody has to earn anew what is there and only has to be mended, or associated.
    let is_second = |line: &Line<'_>| {
        let first = line.first;
        let is_there = first.restores.iter().any(|title| mended.contains(title))
            || linked.contains(&first.title());
        first.kind == "earn" && is_there
    };
    // Those of one place stay in the order of their ranks.
    lines.sort_by_key(|line| (line.place(), is_second(line)));
    lines
}

/// Tells each line when what it restores is met again anyway. What serves nothing, as that is sooner, goes
/// into the line that says so: a reader sees both together.
fn heal(lines: &mut Vec<Line<'_>>) {
    let waits = lines.iter().filter(|line| line.first.kind == WAIT);
    let days: BTreeMap<String, Day> =
        waits.flat_map(|line| line.first.levels().into_iter().zip(line.first.by)).collect();
    let mut spared: BTreeMap<String, Vec<&Action>> = BTreeMap::new();
    lines.retain_mut(|line| {
        let first = line.first;
        let served = first.levels();
        if first.kind == WAIT || !first.keeps.is_empty() {
            return true;
        }
        let healing: Option<Vec<Day>> =
            served.iter().map(|title| days.get(title).copied()).collect();
        let heals_on = healing.and_then(|days| days.into_iter().max());
        if first.urgency == "none" && heals_on.is_some() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn action(rank: i64, urgency: &str, kind: &str, who: &str, restores: &str) -> Action {
        let listed = |text: &str| {
            text.split(';').filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        Action {
            rank,
            urgency: urgency.to_owned(),
            kind: kind.to_owned(),
            who: listed(who),
            competency: "A".to_owned(),
            level: "Gold".to_owned(),
            restores: listed(restores),
            by: Some(Day(100)),
            ..Action::default()
        }
    }

    fn wait(by: i32) -> Action {
        Action { by: Some(Day(by)), ..action(9, "none", WAIT, "", "A Gold") }
    }

    #[test]
    fn alternatives_are_one_line_and_what_is_for_one_level_is_another() {
        let grouped = |rank, who| Action {
            group: Some(1),
            ..action(rank, "now", "associate", who, "A Gold")
        };
        let short = |rank, what: &str| Action {
            what: what.to_owned(),
            ..action(rank, "now", "raise", "", "")
        };
        let all = [grouped(1, "ann"), grouped(2, "bob"), short(3, "Seats"), short(4, "Growth")];
        let lines = lines(&all);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].is_choice());
        assert_eq!(lines[0].who(), ["ann", "bob"]);
        let whats: Vec<&str> = lines[1].whats().map(|own| own.what.as_str()).collect();
        assert_eq!(whats, ["Seats", "Growth"]);
    }

    #[test]
    fn nobody_is_asked_for_what_heals_before_help_is_seen() {
        let ann = action(1, "now", "associate", "ann", "A Gold");
        let all = [Action { urgency: "none".to_owned(), ..ann.clone() }, wait(103)];
        let sooner = lines(&all);
        assert_eq!(sooner.len(), 1);
        assert_eq!((sooner[0].place(), sooner[0].spared()), (Place::Heals, vec!["ann".to_owned()]));
        let all = [ann.clone(), wait(104)];
        let later = lines(&all);
        assert_eq!(later[0].place(), Place::Now);
        assert_eq!(later[0].heals_on, Some(Day(104)));
        assert_eq!(later[1].place(), Place::Heals);
        let none = "none".to_owned();
        let helps = Action { urgency: none, restores: Vec::new(), ..ann.clone() };
        assert_eq!(lines(&[helps, wait(103)])[0].spared(), ["ann"], "not enough alone");
        // Who keeps another level is asked anyway.
        let keeps = Action { keeps: vec!["B Gold".to_owned()], ..ann };
        assert_eq!(lines(&[keeps, wait(101)]).len(), 2);
    }

    #[test]
    fn the_urgent_come_first_and_what_needs_nobody_last() {
        use Place::{Heals, Later, Now, Soon, Tidy};
        let unneeded = Action { is_unneeded: true, ..action(1, "soon", "invoice", "", "") };
        let all = [
            unneeded,
            wait(200),
            action(2, "later", "renew", "c", ""),
            action(3, "soon", "renew", "b", ""),
            Action { competency: String::new(), ..action(4, "none", "merge_mcid", "d", "") },
            action(5, "now", "renew", "a", ""),
        ];
        let places: Vec<Place> = lines(&all).iter().map(Line::place).collect();
        assert_eq!(places, [Now, Soon, Later, Heals, Tidy, Tidy]);
    }

    #[test]
    fn who_only_puts_it_off_is_no_choice_beside_those_who_keep_it() {
        let grouped = |rank, who, again| Action {
            group: Some(1),
            breaks_again_on: again,
            ..action(rank, "now", "associate", who, "A Gold")
        };
        let all =
            [grouped(1, "ann", Some(Day(9))), grouped(2, "bob", None), grouped(3, "cy", None)];
        let line = &lines(&all)[0];
        assert_eq!(
            (line.who(), line.breaks_again_on()),
            (vec!["bob".to_owned(), "cy".to_owned()], None)
        );
        assert_eq!(line.passing.iter().map(|own| own.rank).collect::<Vec<_>>(), [1]);
        let all = [grouped(1, "ann", Some(Day(9))), grouped(2, "bob", Some(Day(8)))];
        assert_eq!(lines(&all)[0].breaks_again_on(), Some(Day(8)), "nobody lasts");
    }

    #[test]
    fn who_is_enough_only_with_others_is_named_with_them_and_before_anybody_learns() {
        let all = [
            action(1, "now", "earn", "", "A Gold"),
            action(2, "now", "associate", "ann", ""),
            action(3, "now", "associate", "bob", ""),
            Action { level: "Silver".to_owned(), ..action(4, "now", "associate", "cy", "") },
        ];
        let lines = lines(&all);
        let who: Vec<Vec<String>> = lines.iter().map(Line::who).collect();
        assert_eq!(who, [vec!["ann", "bob"], vec!["cy"], vec![]]);
        assert!(lines[0].is_of_people() && !lines[0].is_choice() && lines[0].is_step());
    }

    #[test]
    fn of_what_can_be_earned_either_is_enough_whoever_is_near() {
        let earned = |what: &str, who| Action {
            group: Some(1),
            what: what.to_owned(),
            ..action(1, "now", "earn", who, "A Gold")
        };
        let all = [earned("R3", "ann;bob"), earned("R4", "cy")];
        let line = &lines(&all)[0];
        let whats: Vec<&str> = line.whats().map(|own| own.what.as_str()).collect();
        assert_eq!(whats, ["R3", "R4"]);
        assert!(line.is_choice_of_things() && !line.is_choice_of_people());
        assert_eq!(line.who(), ["ann", "bob", "cy"], "the nearest, not all of them");
    }

    #[test]
    fn what_only_has_to_be_mended_is_not_earned_first() {
        let all = [
            action(1, "now", "earn", "", "A Gold"),
            action(2, "now", "merge_mcid", "ann", "A Gold"),
        ];
        let kinds: Vec<String> = lines(&all).iter().map(|line| line.first.kind.clone()).collect();
        assert_eq!(kinds, ["merge_mcid", "earn"]);
    }
}
