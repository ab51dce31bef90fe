//! The verdict on the held levels, in the same words on every Summary.

use crate::base::Amount;
use crate::report::cell::Tone;
use crate::report::classes::{Class, Counts};
use crate::report::labels::Labels;

use super::context::Context;
use super::light::Light;

/// Companies that have a light of their own.
pub(crate) const COMPANIES_MAX: usize = 12;

/// Lights, and what is said of the companies that have none.
#[derive(Default)]
pub(crate) struct Lights {
    pub lights: Vec<Light>,
    pub left_out: Option<String>,
}

impl Lights {
    #[must_use]
    pub(crate) fn of(light: Light) -> Self {
        Self { lights: vec![light], left_out: None }
    }

    /// The worst of several companies, as many as have room.
    #[must_use]
    pub(crate) fn worst(mut lights: Vec<Light>, context: Context<'_>) -> Self {
        lights.sort_by_key(severity);
        let all = lights.len();
        Self::first(lights, all, "worst_companies", context)
    }

    /// The first of so many companies, and the sentence on the others.
    fn first(mut lights: Vec<Light>, all: usize, says: &'static str, context: Context<'_>) -> Self {
        lights.truncate(COMPANIES_MAX);
        let left_out = (all > COMPANIES_MAX).then(|| {
            let counts = [COMPANIES_MAX, all, all - COMPANIES_MAX];
            let [shown, all, more] = counts.map(|count| context.count(count as u64));
            let values = [("shown", shown.as_str()), ("all", all.as_str()), ("more", &more)];
            context.labels.say("say", says, &values)
        });
        Self { lights, left_out }
    }

    /// Behind these.
    pub(crate) fn extend(&mut self, others: Self) {
        self.lights.extend(others.lights);
        if self.left_out.is_none() {
            self.left_out = others.left_out;
        }
    }
}

/// The state of things in a word, which the colour only repeats.
#[must_use]
pub(crate) fn word(tone: Tone, labels: &Labels) -> &str {
    let key = match tone {
        Tone::Good => "good",
        Tone::Notice => "notice",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Muted => "unknown",
    };
    labels.get("light", key)
}

fn severity(light: &Light) -> u8 {
    match light.tone {
        Tone::Bad => 0,
        Tone::Warning => 1,
        Tone::Muted => 2,
        Tone::Notice => 3,
        Tone::Good => 4,
    }
}

/// One light for the only company, else one for all and one for each of the worst; none where no
/// level is held, or the run does not tell of levels.
#[must_use]
pub(crate) fn verdicts(context: Context<'_>) -> Option<Lights> {
    let companies = context.levels().map(Counts::by_company);
    let mut companies = companies.unwrap_or_default();
    let mut all = Counts::default();
    for (_, counts) in &companies {
        all.add_all(counts);
    }
    if all.is_empty() {
        return None;
    }
    let whole = Light { tone: all.tone(), text: in_words(&all, context.labels) };
    let mut lights = Lights::of(whole);
    if context.facts.several_companies() {
        companies.sort_by_key(|(_, counts)| counts.place());
        let light = |(company, counts): &(String, Counts)| Light {
            tone: counts.tone(),
            text: context.of_company(company, in_words(counts, context.labels)),
        };
        let worst = companies.iter().take(COMPANIES_MAX).map(light).collect();
        lights.extend(Lights::first(worst, companies.len(), "worst_verdicts", context));
    }
    Some(lights)
}

/// How many levels are held, how they stand, and how many have lapsed.
#[must_use]
pub(crate) fn in_words(counts: &Counts, labels: &Labels) -> String {
    let shown = |count: u64| labels.amount(Amount::whole(i64::try_from(count).unwrap_or(i64::MAX)));
    let said = |class: Class, count: u64| {
        let values = [("class", class.counted(count, labels)), ("count", &shown(count))];
        labels.say("say", "class_and_count", &values)
    };
    let classes: Vec<String> = counts
        .present()
        .filter(|(class, _)| *class != Class::Lapsed)
        .map(|(class, count)| said(class, count))
        .collect();
    let held = shown(counts.held());
    let values = [("held", held.as_str()), ("classes", &classes.join(", "))];
    let key = if classes.is_empty() { "verdict_none" } else { "verdict" };
    let mut text = labels.say("light_says", key, &values);
    let lapsed = counts.of_class(Class::Lapsed);
    if lapsed > 0 {
        text.push(' ');
        text.push_str(&labels.say("light_says", "lapsed", &[("lapsed", &shown(lapsed))]));
    }
    text
}
