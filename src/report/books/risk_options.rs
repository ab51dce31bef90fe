//! The options of each level with what they are short of, the nearest first.

use std::collections::BTreeMap;

use crate::base::Amount;
use crate::programme::kind_name::KindName;
use crate::report::labels::Labels;
use crate::report::silent::{PublishedMetric, caps_of, silent};
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;
use super::level_key::{CompanyLevelKey, level_key};

/// Options that are named beside each other.
const NAMED_MAX: usize = 3;
/// Places of the shares that say which option is nearest.
const PLACES: u32 = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionDay {
    Now,
    Anniversary,
}

/// A requirement of an option.
struct Required {
    name: String,
    kind: String,
    need: Amount,
    have: [Option<Amount>; 2],
    /// Whether the run found it met, which more than the numbers may decide.
    met: bool,
    is_unknown: bool,
    /// The key that it is attested by, as the pipeline file writes it.
    fact: Option<String>,
    persons: String,
    /// Of a score with enough points that is not met: the metrics that must give some and do not.
    silent: Vec<String>,
}

/// An option of a level.
pub(crate) struct OptionShown {
    pub name: String,
    /// The name in the language of the reader.
    shown: String,
    requirements: Vec<Required>,
}

#[derive(Default)]
pub(crate) struct Options(BTreeMap<CompanyLevelKey, Vec<OptionShown>>);

impl Required {
    fn is_missing(&self, when: OptionDay) -> bool {
        match when {
            OptionDay::Now => !self.met,
            OptionDay::Anniversary => self.have[1].is_none_or(|have| have < self.need),
        }
    }

    /// What is missing of what is needed; all of it where that is not known.
    fn shortfall(&self, when: OptionDay) -> Amount {
        match self.have[when as usize] {
            Some(have) if have >= self.need => Amount::ZERO,
            Some(have) => Amount::whole(1).share(self.need - have, self.need, PLACES),
            None => Amount::whole(1),
        }
    }

    /// `track` is the option of a score that several have.
    fn in_words(&self, when: OptionDay, track: Option<&str>, labels: &Labels) -> String {
        let amount = self.have[when as usize];
        let have = labels.amount_if_known(amount);
        let need = labels.amount(self.need);
        let name = match track.filter(|_| self.kind == KindName::Score.word()) {
            Some(track) => format!("{} ({track})", self.name),
            None => self.name.clone(),
        };
        let metrics = self.silent.join(", ");
        let values = [("name", &*name), ("need", &need), ("have", &have), ("metrics", &metrics)];
        let has_enough = when == OptionDay::Now && amount.is_some_and(|have| have >= self.need);
        let key = if has_enough && !metrics.is_empty() {
            "requirement_silent"
        } else if when == OptionDay::Anniversary {
            "requirement_missing_then"
        } else {
            "requirement_missing"
        };
        labels.say("say", key, &values)
    }
}

impl OptionShown {
    fn missing(&self, when: OptionDay) -> impl Iterator<Item = &Required> {
        self.requirements.iter().filter(move |one| one.is_missing(when))
    }

    #[must_use]
    pub(crate) fn is_met(&self, when: OptionDay) -> bool {
        self.missing(when).next().is_none()
    }

    /// Fewest unmet requirements, then least missing of them, as C8 has it.
    fn nearness(&self, when: OptionDay) -> (usize, i128) {
        let short: i128 = self.requirements.iter().map(|one| one.shortfall(when).0).sum();
        (self.missing(when).count(), short)
    }

    /// Whether people are missing and nothing else can be meant by a skill of this option: a skill
    /// is told by the option, not by the requirement that it counts for.
    #[must_use]
    pub(crate) fn lacks_people(&self, when: OptionDay) -> bool {
        let mut people =
            self.requirements.iter().filter(|one| one.kind == KindName::People.word()).peekable();
        people.peek().is_some() && people.all(|one| one.is_missing(when))
    }

    /// Whether this person already counts for what is missing.
    #[must_use]
    pub(crate) fn counts(&self, person: &str, when: OptionDay) -> bool {
        self.missing(when).any(|one| one.persons.split(';').any(|own| own == person))
    }

    /// The missing facts that somebody attests, by the keys that they are written under.
    pub(crate) fn unattested(&self, when: OptionDay) -> impl Iterator<Item = &str> {
        self.missing(when).filter_map(|one| one.fact.as_deref())
    }

    /// The requirements of which nothing tells whether they are met.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.requirements.iter().filter(|one| one.is_unknown).map(|one| one.name.as_str())
    }
}

impl Options {
    /// The options of the levels that are wanted.
    #[must_use]
    pub(crate) fn of(context: Context<'_>, is_wanted: impl Fn(&CompanyLevelKey) -> bool) -> Self {
        let mut all = Self::default();
        each(context.tables.get("requirements"), |row| {
            let key = level_key(&row);
            if !is_wanted(&key) {
                return;
            }
            let choices = all.0.entry(key).or_default();
            let name = row.text(columns::OPTION);
            let known = choices.iter().position(|choice| choice.name == name);
            let place = known.unwrap_or_else(|| {
                let shown = context.facts.translated(&name).to_owned();
                choices.push(OptionShown {
                    name: name.into_owned(),
                    shown,
                    requirements: Vec::new(),
                });
                choices.len() - 1
            });
            choices[place].requirements.push(required(&row, context));
        });
        all.silence(context);
        all
    }

    /// Takes note of what must give points and gives none.
    fn silence(&mut self, context: Context<'_>) {
        let mut scores: BTreeMap<(CompanyLevelKey, [String; 2]), Vec<PublishedMetric>> =
            BTreeMap::new();
        each(context.tables.get("score_metrics"), |row| {
            let text = |column| row.text(column).into_owned();
            let key = level_key(&row);
            if self.0.contains_key(&key) {
                let name = [columns::OPTION, columns::REQUIREMENT].map(text);
                scores.entry((key, name)).or_default().push(PublishedMetric {
                    name: text(columns::METRIC),
                    cap: text(columns::CAP),
                    must_score: row.yes(columns::MUST_SCORE) == Some(true),
                    points: row.amount(columns::POINTS),
                });
            }
        });
        for ((key, [option, name]), metrics) in &scores {
            let [_, programme, competency, level] = key;
            let score = [programme, competency, level, option, name].map(String::as_str);
            let silent = silent(metrics, caps_of(context.facts, score));
            let shown = |name: &String| context.facts.translated(name).to_owned();
            let choices = self.0.get_mut(key).into_iter().flatten();
            let own = choices.filter(|choice| choice.name == *option);
            let mut own = own.flat_map(|choice| &mut choice.requirements);
            if let Some(one) = own.find(|one| one.name == shown(name)) {
                one.silent = silent.iter().map(shown).collect();
            }
        }
    }

    /// The option of a level that has this name.
    #[must_use]
    pub(crate) fn named(&self, key: &CompanyLevelKey, name: &str) -> Option<&OptionShown> {
        self.0.get(key)?.iter().find(|choice| choice.name == name)
    }

    /// Those of a level, the nearest first; among equals the best one of the run.
    #[must_use]
    pub(crate) fn nearest(
        &self,
        key: &CompanyLevelKey,
        when: OptionDay,
        best: &str,
    ) -> Vec<&OptionShown> {
        let mut choices: Vec<&OptionShown> = self.0.get(key).into_iter().flatten().collect();
        choices.sort_by_key(|choice| (choice.nearness(when), choice.name != best));
        choices
    }

    /// What is missing of each option, or nothing where one is met.
    #[must_use]
    pub(crate) fn missing(
        &self,
        key: &CompanyLevelKey,
        when: OptionDay,
        best: &str,
        labels: &Labels,
    ) -> String {
        let choices = self.nearest(key, when, best);
        if choices.iter().any(|choice| choice.is_met(when)) {
            return String::new();
        }
        let ways = choices.iter().take(NAMED_MAX).map(|choice| {
            let track = (choices.len() > 1).then_some(choice.shown.as_str());
            let said: Vec<String> =
                choice.missing(when).map(|one| one.in_words(when, track, labels)).collect();
            said.join("; ")
        });
        let count = choices.len();
        let joined = ways
            .reduce(|left, right| labels.say("say", "or", &[("left", &left), ("right", &right)]));
        match joined {
            Some(ways) if count > 1 => labels.say("say", "either", &[("ways", &ways)]),
            joined => joined.unwrap_or_default(),
        }
    }
}

fn fact(row: &Row<'_, '_>, context: Context<'_>) -> Option<String> {
    KindName::of(&row.text(columns::KIND)).filter(|kind| kind.is_fact())?;
    let key = [columns::PROGRAMME, columns::COMPETENCY, columns::LEVEL, columns::OPTION]
        .map(|column| row.text(column));
    let key = key.each_ref().map(|text| &**text);
    let fact = context.facts.attested_by(key, &row.text(columns::REQUIREMENT));
    fact.map(str::to_owned)
}

fn required(row: &Row<'_, '_>, context: Context<'_>) -> Required {
    Required {
        name: context.facts.translated(&row.text(columns::REQUIREMENT)).to_owned(),
        kind: row.text(columns::KIND).into_owned(),
        need: row.amount(columns::NEED).unwrap_or_default(),
        have: [columns::HAVE, columns::HAVE_AT_ANNIVERSARY].map(|column| row.amount(column)),
        met: row.is(columns::MET, "Yes"),
        is_unknown: row.is(columns::MET, "Unknown"),
        fact: fact(row, context),
        persons: row.text(columns::PERSONS).into_owned(),
        silent: Vec::new(),
    }
}
