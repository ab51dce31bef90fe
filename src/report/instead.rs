//! Instead: what is enough only together as one line, and ways of different kinds to the same levels as one,
//! the easiest first.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::base::Day;

use super::labels::Labels;
use super::lines::{Line, each_once, lines};
use super::next::ActionRow;
use super::renewals::{self, RenewalRow};

/// Ways that are told beside the first.
const WAYS_MAX: usize = 4;
/// Those of whom it is told what falls meanwhile.
const FALLS_MAX: usize = 3;

/// How hard it is; none for what is no way to a level. A track is not chosen for its facts, and
/// nobody is taken away from another company as long as something else helps.
fn ease(line: &Line<'_>) -> Option<usize> {
    // All of it has to be done.
    let also = line.also.iter().filter_map(ease).max();
    let first = line.first;
    let way =
        ActionKind::WAYS.iter().position(|kind| first.kind == *kind).filter(|_| line.is_asked())?;
    let is_of_track = first.fault == "track_not_attested";
    let is_in_time = first.helped_through.is_none();
    let way = if is_of_track || !first.is_free() { ActionKind::WAYS.len() } else { way };
    // Twice, so that what others do in part comes before what one does alone.
    is_in_time.then(|| match also {
        Some(also) if also > 2 * way + 1 => also - 1,
        Some(also) => also.max(2 * way + 1),
        None => 2 * way + 1,
    })
}

/// The things to do of one company, each once: what is urgent first, what needs nobody last.
#[must_use]
pub(crate) fn things_to_do(actions: &[ActionRow]) -> Vec<Line<'_>> {
    let mut things = lines(actions);
    unite(&mut things);
    join(&mut things);
    things
}

/// Puts all that is enough for a level only together into the line of the easiest part of it.
fn unite(lines: &mut Vec<Line<'_>>) {
    let mut parts: BTreeMap<&[String], Vec<(usize, usize)>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_whole()) {
        let level = line.first.enough_for.as_slice();
        parts
            .entry(level)
            .or_default()
            .push((ease(line).unwrap_or(2 * ActionKind::WAYS.len() + 1), at));
    }
    let mut into = BTreeMap::new();
    for mut parts in parts.into_values() {
        parts.sort_unstable();
        if let Some(((_, lead), others)) = parts.split_first().filter(|(_, rest)| !rest.is_empty())
        {
            into.insert(*lead, others.iter().map(|(_, at)| *at).collect());
        }
    }
    put(lines, &into, |line, others| line.also = others);
}

/// The names of persons by their e-mails, and of those who do the action of a rank.
type NamesOf<'n> = &'n dyn Fn(&[String]) -> String;
type ByRank<'n> = &'n dyn Fn(i64) -> Option<String>;
/// What is to be known of a line.
type Known<'n> = &'n dyn Fn(&Line<'_>) -> Vec<String>;
/// What is to be done of a line.
type Sentence<'n> = &'n dyn Fn(&Line<'_>) -> String;

/// A way to levels: how hard it is, and its place among the lines.
struct WayToLevels {
    ease: usize,
    at: usize,
    saves: BTreeSet<String>,
    /// The level that it only brings nearer.
    step_to: Option<String>,
    lasts: bool,
}

impl WayToLevels {
    fn of(at: usize, line: &Line<'_>) -> Option<Self> {
        Some(Self {
            ease: ease(line)?,
            at,
            saves: line.saved(),
            step_to: line.first.title().filter(|_| line.is_step() && is_of_today(line)),
            lasts: line.breaks_again_on().is_none(),
        })
    }

    /// Whether it is told beside one that is easier, as it restores or keeps no more, or is not enough alone.
    /// What lasts is not told beside what is only put off.
    fn is_beside(&self, lead: &Self) -> bool {
        let is_harder = (lead.ease, lead.at) < (self.ease, self.at) && (lead.lasts || !self.lasts);
        let is_enough = !self.saves.is_empty() && self.saves.is_subset(&lead.saves);
        // What is sold or attested may be missing later, too.
        let is_step = self.step_to.as_ref().is_some_and(|level| lead.saves.contains(level));
        (is_enough && is_harder) || (is_step && lead.lasts)
    }
}

/// Whether somebody lacks it today, or on the day of which the level breaks, and not at the anniversary alone.
fn is_of_today(line: &Line<'_>) -> bool {
    let is_of_later =
        line.first.kind.is_one_of(&[ActionKind::Invoice, ActionKind::Raise, ActionKind::Attest]);
    // A fact that ends is known to do so: what lasts does not need it anew.
    !is_of_later || line.first.fault == "attestation_ends"
}

/// Puts each way to levels, and each step to them, into the line of an easier way that restores and keeps
/// them too.
fn join(lines: &mut Vec<Line<'_>>) {
    let mut ways: Vec<WayToLevels> =
        lines.iter().enumerate().filter_map(|(at, line)| WayToLevels::of(at, line)).collect();
    ways.sort_by_key(|way| (way.ease, way.at));
    let mut to: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (place, way) in ways.iter().enumerate() {
        for level in way.saves.iter().chain(&way.step_to) {
            to.entry(level).or_default().push(place);
        }
    }
    let mut into: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut joined: BTreeSet<usize> = BTreeSet::new();
    for lead in &ways {
        if joined.contains(&lead.at) {
            continue;
        }
        let near: BTreeSet<usize> =
            lead.saves.iter().flat_map(|level| &to[level]).copied().collect();
        for way in near.into_iter().map(|place| &ways[place]) {
            if way.at != lead.at && !joined.contains(&way.at) && way.is_beside(lead) {
                joined.insert(way.at);
                into.entry(lead.at).or_default().push(way.at);
            }
        }
    }
    put(lines, &into, |line, others| {
        (line.needless, line.instead) = others.into_iter().partition(Line::is_step);
    });
}

/// Each line with its others, where the first of them stood.
fn put<'a>(
    lines: &mut Vec<Line<'a>>,
    into: &BTreeMap<usize, Vec<usize>>,
    add: impl Fn(&mut Line<'a>, Vec<Line<'a>>),
) {
    let mut all: Vec<Option<Line<'a>>> = lines.drain(..).map(Some).collect();
    let mut placed: Vec<(usize, Line<'a>)> = Vec::new();
    for (lead, others) in into {
        let Some(mut line) = all[*lead].take() else { continue };
        add(&mut line, others.iter().filter_map(|at| all[*at].take()).collect());
        let first = others.iter().copied().min().unwrap_or(*lead).min(*lead);
        placed.push((first, line));
    }
    placed.extend(all.into_iter().enumerate().filter_map(|(at, line)| Some((at, line?))));
    placed.sort_by_key(|(at, _)| *at);
    lines.extend(placed.into_iter().map(|(_, line)| line));
}

/// What is to be done too, in words, by a sentence for each.
#[must_use]
pub(crate) fn also_in_words(
    line: &Line<'_>,
    labels: &Labels,
    sentence: Sentence<'_>,
) -> Vec<String> {
    line.also.iter().map(|other| dated(line, other, sentence(other), labels)).collect()
}

/// The other ways in words, by a sentence for each and by what is to be known of it: for which levels where not for
/// all, by when where that is another day.
#[must_use]
pub(crate) fn in_words(
    line: &Line<'_>,
    labels: &Labels,
    (sentence, but): (Sentence<'_>, Known<'_>),
) -> Vec<String> {
    let own = line.saved();
    let way = |other: &Line<'_>| {
        let saves: Vec<String> = other.saved().into_iter().collect();
        let mut said = dated(line, other, sentence(other), labels);
        for also in also_in_words(other, labels, sentence) {
            said = labels.say("next", "with_also", &[("what", &said), ("also", &also)]);
        }
        if saves.len() < own.len() {
            let values = [("what", &*said), ("levels", &saves.join(", "))];
            said = labels.say("next", "for_only", &values);
        }
        let mut but = but(other);
        if let Some(day) =
            other.breaks_again_on().filter(|day| Some(*day) != line.breaks_again_on())
        {
            let (level, day) = (saves.join(", "), labels.day(Some(day)));
            but.insert(0, labels.say("next", "breaks_again", &[("level", &level), ("day", &day)]));
        }
        if but.is_empty() { said } else { format!("{said} ({})", but.join("; ")) }
    };
    let mut ways: Vec<String> = line.instead.iter().take(WAYS_MAX).map(way).collect();
    if line.instead.len() > WAYS_MAX {
        let more = (line.instead.len() - WAYS_MAX).to_string();
        ways.push(labels.say("page", "and_more", &[("count", &more)]));
    }
    ways
}

/// What else could be renewed instead of it, once that opens, in words.
#[must_use]
pub(crate) fn renewals_in_words(
    line: &Line<'_>,
    labels: &Labels,
    as_of: Day,
    who: NamesOf<'_>,
) -> Vec<String> {
    let all = line.with_others().into_iter().chain(line.needless.iter().flat_map(Line::all));
    let ways = all.flat_map(|action| &action.renew_instead);
    first_of(ways.map(|way| renewals::together(way, labels, as_of, who)))
}

/// The first that are told, each once.
fn first_of(said: impl Iterator<Item = String>) -> Vec<String> {
    let said: Vec<String> = said.collect();
    let mut once = each_once(said.iter());
    once.truncate(WAYS_MAX);
    once
}

/// What is to be renewed as well, so that it lasts, in words.
#[must_use]
pub(crate) fn renew_too_in_words(
    line: &Line<'_>,
    labels: &Labels,
    as_of: Day,
    who: NamesOf<'_>,
) -> Vec<String> {
    // Whose renewal is a part of the line is told there.
    let part = |own: &&RenewalRow| {
        let is_part = |it: &ActionRow| it.skill == own.skill && it.who.contains(&own.email);
        let more = line.more.iter().copied().chain(line.also.iter().flat_map(Line::all));
        !more.into_iter().any(is_part)
    };
    let too = line.parts().flat_map(|action| &action.renew_too).filter(part);
    first_of(too.map(|own| own.too(labels, as_of, who)))
}

/// What is not needed once it is done, in words, by a sentence for each.
#[must_use]
pub(crate) fn needless_in_words(
    line: &Line<'_>,
    sentence: &dyn Fn(&Line<'_>) -> String,
) -> Vec<String> {
    line.needless.iter().take(WAYS_MAX).map(sentence).collect()
}

/// With the day by which it is to be done, where that is another.
fn dated(line: &Line<'_>, other: &Line<'_>, said: String, labels: &Labels) -> String {
    match other.by().filter(|day| Some(*day) != line.by()) {
        Some(day) => {
            let values = [("what", &*said), ("day", &labels.day(Some(day)))];
            labels.say("next", "by_day", &values)
        }
        None => said,
    }
}

/// What falls meanwhile if somebody of a line associates today, and whose association is to show first.
#[must_use]
pub(crate) fn falls_in_words(
    line: &Line<'_>,
    labels: &Labels,
    (as_of, delay): (Day, i32),
    (who, first): (NamesOf<'_>, ByRank<'_>),
) -> Vec<String> {
    // Those of whom the same is told are told together.
    let mut alike: Vec<(&ActionRow, Vec<String>)> = Vec::new();
    for action in line.parts().filter(|action| !action.falls.is_empty()) {
        let is_alike = |known: &&mut (&ActionRow, Vec<String>)| {
            known.0.falls == action.falls && known.0.do_first == action.do_first
        };
        match alike.iter_mut().find(is_alike) {
            Some((_, all)) => all.extend(action.who.iter().cloned()),
            None => alike.push((action, action.who.clone())),
        }
    }
    let told = alike.into_iter().take(FALLS_MAX).map(|(action, all)| {
        let (who, levels) = (who(&all), action.falls.join(", "));
        let day = labels.day(Some(as_of.plus_days(delay)));
        let first = action.do_first.and_then(first);
        let key = if first.is_some() { "falls_unless" } else { "falls" };
        let first = first.unwrap_or_default();
        let values = [("who", &*who), ("levels", &*levels), ("day", &*day), ("first", &*first)];
        labels.say("next", key, &values)
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::actions::action::Urgency;
    use crate::report::row_kind::RowKind;

    fn action(rank: i64, kind: &str, who: &str, restores: &[&str]) -> ActionRow {
        ActionRow {
            rank,
            urgency: Urgency::Now,
            kind: RowKind::of(kind),
            who: vec![who.to_owned()],
            competency: "A".to_owned(),
            level: "Gold".to_owned(),
            restores: restores.iter().map(|it| (*it).to_owned()).collect(),
            by: Some(Day(100)),
            ..ActionRow::default()
        }
    }

    /// The kind of each line, and the kinds that it has instead.
    fn kinds(actions: &[ActionRow]) -> Vec<(String, Vec<String>)> {
        let kind = |line: &Line<'_>| line.first.kind.name().to_owned();
        let things = things_to_do(actions);
        let others = |own: &Line<'_>| own.instead.iter().chain(&own.needless).map(kind).collect();
        things.iter().map(|own| (kind(own), others(own))).collect()
    }

    fn owned(kinds: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let all = |others: &[&str]| others.iter().map(|it| (*it).to_owned()).collect();
        kinds.iter().map(|(kind, others)| ((*kind).to_owned(), all(others))).collect()
    }

    #[test]
    fn ways_of_several_kinds_to_one_level_are_one_thing_to_do_the_easiest_first() {
        let all = [
            action(1, "earn", "cy", &["A Gold"]),
            action(2, "merge_mcid", "bob", &["A Gold"]),
            action(3, "associate", "ann", &["A Gold"]),
            action(4, "renew", "dee", &["B Gold"]),
        ];
        let told: [(&str, &[&str]); 2] = [("associate", &["merge_mcid", "earn"]), ("renew", &[])];
        assert_eq!(kinds(&all), owned(&told));
    }

    #[test]
    fn a_way_to_less_is_told_beside_an_easier_one_to_more_and_not_the_other_way_round() {
        let more = action(1, "associate", "ann", &["A Gold", "A Silver"]);
        let less = action(2, "earn", "bob", &["A Silver"]);
        assert_eq!(kinds(&[more, less]), owned(&[("associate", &["earn"])]));
        let more = action(1, "earn", "bob", &["A Gold", "A Silver"]);
        let less = action(2, "associate", "ann", &["A Silver"]);
        assert_eq!(kinds(&[more, less]), owned(&[("earn", &[]), ("associate", &[])]));
    }

    #[test]
    fn what_lasts_does_not_stand_behind_what_is_only_put_off() {
        let passing = ActionRow {
            breaks_again_on: Some(Day(110)),
            ..action(1, "associate", "ann", &["A Gold"])
        };
        let lasting = action(2, "earn", "bob", &["A Gold"]);
        let told = owned(&[("associate", &[]), ("earn", &[])]);
        assert_eq!(kinds(&[passing, lasting]), told);
    }

    #[test]
    fn a_step_to_a_level_stands_with_what_is_enough_for_it() {
        let all = [action(1, "raise", "", &["A Gold"]), action(2, "associate", "ann", &[])];
        assert_eq!(kinds(&all), owned(&[("raise", &["associate"])]));
        let all = [action(1, "renew", "ann", &["A Gold"]), action(2, "invoice", "", &[])];
        assert_eq!(kinds(&all), owned(&[("renew", &[]), ("invoice", &[])]), "for later");
        let other = ActionRow { level: "Silver".to_owned(), ..action(2, "associate", "ann", &[]) };
        let all = [action(1, "raise", "", &["A Gold"]), other];
        assert_eq!(kinds(&all), owned(&[("raise", &[]), ("associate", &[])]));
    }

    #[test]
    fn what_comes_too_late_and_what_serves_tidiness_are_no_ways() {
        let late =
            ActionRow { helped_through: Some(Day(90)), ..action(2, "earn", "bob", &["A Gold"]) };
        let tidy = ActionRow {
            urgency: Urgency::None,
            competency: String::new(),
            ..action(3, "merge_mcid", "cy", &["A Gold"])
        };
        let all = [action(1, "associate", "ann", &["A Gold"]), late, tidy];
        assert!(kinds(&all).iter().all(|(_, others)| others.is_empty()));
    }

    /// Two steps to one level, the ranks of those with which each is enough.
    fn step(rank: i64, kind: &str, who: &str, with: &[i64]) -> ActionRow {
        let level = if with.is_empty() { vec![] } else { vec!["A Gold".to_owned()] };
        let own = action(rank, kind, who, &[]);
        ActionRow { enough_with: with.to_vec(), enough_for: level, ..own }
    }

    #[test]
    fn what_is_enough_only_together_is_one_thing_to_do_and_a_way_to_its_level() {
        let all = [
            action(1, "raise", "", &["A Gold"]),
            step(2, "earn", "cy", &[3]),
            step(3, "associate", "ann", &[2]),
            step(4, "associate", "bob", &[]),
        ];
        let things = things_to_do(&all);
        assert_eq!(things.len(), 1);
        let line = &things[0];
        assert!(line.is_whole() && !line.is_step());
        assert_eq!(
            (line.who(), line.also[0].who()),
            (vec!["ann".to_owned()], vec!["cy".to_owned()])
        );
        let instead: Vec<&str> = line.instead.iter().map(|it| it.first.kind.name()).collect();
        assert_eq!(instead, ["raise"]);
        assert_eq!(line.needless[0].who(), ["bob"], "nobody has to ask him then");
        assert_eq!(line.everybody(), ["ann", "cy", ""]);
    }

    #[test]
    fn of_several_who_are_enough_those_come_first_who_make_nothing_fall() {
        let grouped = |rank, who, falls: &[&str]| ActionRow {
            group: Some(1),
            falls: falls.iter().map(|it| (*it).to_owned()).collect(),
            ..action(rank, "associate", who, &["A Gold"])
        };
        let all = [grouped(1, "ann", &["A Gold"]), grouped(2, "bob", &[])];
        assert_eq!(things_to_do(&all)[0].who(), ["bob", "ann"]);
    }
}
