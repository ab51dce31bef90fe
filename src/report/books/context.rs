//! What every sheet is made from: the run, its tables, and the words.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::base::Amount;
use crate::report::action_tables::ActionTables;
use crate::report::book::{Accent, Sheet, SheetContent, ShownColumn};
use crate::report::cell::{Look, Tone};
use crate::report::facts::{PublishedTables, RunFacts};
use crate::report::gate::gate_of;
use crate::report::labels::Labels;
use crate::report::mcids::Mcids;
use crate::report::unserved::{ActionRows, actions_by_company};
use crate::tables::output::Rows;

use super::marks::Marks;

#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub facts: &'a RunFacts<'a>,
    pub tables: &'a PublishedTables<'a>,
    pub labels: &'a Labels,
    pub known: &'a FoundOnce,
}

/// What several sheets and the page tell: found out once, when one of them asks.
#[derive(Default)]
pub(crate) struct FoundOnce {
    /// How everybody stands to the held levels.
    marks: OnceLock<Option<Marks>>,
    actions: OnceLock<ActionRows>,
}

impl<'a> Context<'a> {
    /// How everybody stands to the held levels; none where the run does not tell who counts.
    #[must_use]
    pub(crate) fn marks(self) -> Option<&'a Marks> {
        self.known.marks.get_or_init(|| Marks::of(self.tables, self.facts.catalogue)).as_ref()
    }

    /// What is to be done, by company.
    #[must_use]
    pub(crate) fn actions(self) -> &'a ActionRows {
        self.known.actions.get_or_init(|| {
            let told = ActionTables {
                actions: self.tables.get("actions"),
                levels: self.levels(),
                requirements: self.requirements(),
                events: self.tables.get("events"),
                skills: self.tables.get("skills"),
                team: self.tables.get("team"),
                score_metrics: self.tables.get("score_metrics"),
                findings: self.tables.get("findings"),
            };
            actions_by_company(told, self.facts.terms())
        })
    }

    #[must_use]
    pub(crate) fn sheet_name(&self, key: &'static str) -> &'a str {
        self.labels.get("sheet", key)
    }

    /// The name of a requirement, a metric, its gate or an option, in the language of the reader where
    /// its programme says it.
    #[must_use]
    pub(crate) fn requirement(&self, name: Cow<'a, str>) -> Cow<'a, str> {
        if let (plain, Some(number)) = gate_of(&name) {
            let values = [("name", self.facts.translated(plain)), ("number", number)];
            return Cow::Owned(self.labels.say("page", "gate_of", &values));
        }
        match self.facts.translations.get(&*name) {
            Some(own) => Cow::Borrowed(*own),
            None => name,
        }
    }

    /// A column with its header and its meaning.
    #[must_use]
    pub(crate) fn column(&self, key: &'static str, look: Look) -> ShownColumn {
        ShownColumn::new(self.labels.get("column", key), look)
            .meaning(self.labels.get("means", key))
    }

    /// Codes of a group in words, each with what its colour says.
    #[must_use]
    pub(crate) fn tones(&self, group: &str, tones: &[(&'static str, Tone)]) -> Accent {
        let word = |code: &'static str| self.labels.get(group, code).to_owned();
        Accent::Words(tones.iter().map(|(code, tone)| (word(code), *tone)).collect())
    }

    /// Yes and No, in words and colours.
    #[must_use]
    pub(crate) fn yes_no_tones(&self) -> Accent {
        self.tones("word", &[("yes", Tone::Good), ("no", Tone::Bad), ("unknown", Tone::Muted)])
    }

    /// The companies of the run, as a title names them.
    #[must_use]
    pub(crate) fn companies(&self) -> String {
        let named = |company: &crate::programme::pipeline::Company| {
            let name = &company.name;
            if name.is_empty() {
                company.mpn_id.clone()
            } else {
                format!("{name} ({})", company.mpn_id)
            }
        };
        match self.facts.companies {
            [] => self.facts.pipeline.to_owned(),
            [one] => named(one),
            [first, rest @ ..] => self.labels.say(
                "say",
                "several_companies",
                &[("first", &named(first)), ("count", &rest.len().to_string())],
            ),
        }
    }

    /// The levels, also where no report of the run shows them.
    #[must_use]
    pub(crate) fn levels(&self) -> Option<&'a dyn Rows> {
        self.facts.levels.or_else(|| self.tables.get("levels"))
    }

    /// What they rest on, likewise.
    #[must_use]
    pub(crate) fn requirements(&self) -> Option<&'a dyn Rows> {
        self.facts.requirements.or_else(|| self.tables.get("requirements"))
    }

    /// How certification ids are shown.
    #[must_use]
    pub(crate) fn mcids(&self) -> &'a Mcids {
        self.facts.mcids.get_or_init(|| Mcids::of(self.tables))
    }

    /// A count as the language writes it.
    #[must_use]
    pub(crate) fn count(&self, count: u64) -> String {
        self.labels.amount(Amount::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// KPIs that are there, with one decimal, rounded half up.
    #[must_use]
    pub(crate) fn have(&self, kpis: Amount) -> String {
        self.labels.amount(kpis.rounded(1))
    }

    /// The same beside what is needed: what is not enough is never told as enough.
    #[must_use]
    pub(crate) fn have_of(&self, kpis: Amount, need: Option<Amount>) -> String {
        self.labels.amount(beside_need(kpis, need))
    }

    /// Says whose something is, where the run has several companies.
    #[must_use]
    pub(crate) fn of_company(&self, mpn_id: &str, text: String) -> String {
        if mpn_id.is_empty() || !self.facts.several_companies() {
            return text;
        }
        let values = [("company", self.facts.company_name(mpn_id)), ("text", &text)];
        self.labels.say("say", "of_company", &values)
    }

    /// Rows of a sheet of the book that is being made.
    #[must_use]
    pub(crate) fn rows_of(sheets: &[Sheet<'_>], name: &str) -> usize {
        let table = sheets.iter().find(|sheet| sheet.name == name);
        match table.map(|sheet| &sheet.content) {
            Some(SheetContent::Table(table)) => table.rows(),
            _ => 0,
        }
    }
}

/// KPIs with one decimal, beside what is needed: what is not enough is never shown as enough.
#[must_use]
pub(crate) fn beside_need(kpis: Amount, need: Option<Amount>) -> Amount {
    let rounded = kpis.rounded(1);
    let seems_enough = need.is_some_and(|need| kpis < need && need <= rounded);
    if seems_enough { kpis.rounded_down(1) } else { rounded }
}
