//! What was read, and from there to the scene: linked and judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assess::{Detail, Question};
use crate::base::pool::on_all_cores;
use crate::base::{Day, Dictionary, Failure, Outcome, shown};
use crate::ingest::aside::Aside;
use crate::ingest::decided::Counted;
use crate::ingest::frame::Away;
use crate::ingest::read::{Reading, Setting};
use crate::link::{Grace, LinkInputs, Linked, PersonLinks, link};
use crate::programme::InForce;
use crate::programme::check::Loaded;
use crate::rules::{Basis, Counting, counted_before, judge};
use crate::skills::Scene;
use crate::skills::team::SignIns;
use crate::tables::facts::SkillKey;
use crate::tables::kinds::Performance;
use crate::tables::{Facts, Finding, Kind};

use super::stale::{self, Stale};
use super::whole_sources::WholeSources;

/// What is read and known before anything is decided.
pub struct Gathered {
    pub loaded: Loaded,
    pub rules: InForce,
    pub reading: Reading,
    pub as_of: Day,
    /// Sources that are stale at all.
    pub late: BTreeSet<Kind>,
    /// Sources that are stale beyond their `error_after`.
    pub stale: BTreeSet<Kind>,
    pub stale_findings: Vec<Finding>,
    /// Rows read and rejected, by kind of source.
    pub(super) counted: BTreeMap<Kind, Counted>,
    /// Whether any row of performance names the country of a tenant.
    pub(super) names_countries: bool,
    /// Rows that somebody else tells of, where they are nobody's.
    away: Arc<Away>,
    /// Of a part of a whole: what actions cite of whole sources.
    pub(super) of_whole: Option<Arc<WholeSources>>,
}

/// The rows that were read, taken out of what was gathered.
pub(crate) struct Unjudged {
    pub(crate) facts: BTreeMap<Kind, Facts>,
    pub(crate) dictionary: Dictionary,
    /// The transcripts, which are not in memory.
    pub(crate) transcripts: Option<Aside>,
}

/// How much the assessment is asked.
#[derive(Clone, Copy)]
pub struct AssessmentScope<'a> {
    pub detail: Detail,
    /// Whether somebody reads the table of invoices.
    pub invoices: bool,
    /// Persons with skills that Partner Center should show and does not.
    pub overdue: &'a [(u32, SkillKey)],
    /// Places of the companies that are assessed; none for all.
    pub only: Option<&'a [u32]>,
}

impl AssessmentScope<'_> {
    /// Of all companies.
    #[must_use]
    pub fn all(detail: Detail) -> Self {
        Self { detail, invoices: false, overdue: &[], only: None }
    }
}

impl Gathered {
    /// What follows from what was read before anything is linked.
    ///
    /// # Errors
    /// When rows were lost on the way.
    pub fn of(loaded: Loaded, reading: Reading, as_of: Day) -> Outcome<Self> {
        let rules = loaded.parameters.in_force(as_of);
        if let Some(file) = reading.files.iter().find(|file| !file.balances()) {
            return Err(Failure::internal("the ledger does not balance")
                .at(shown(&file.path))
                .because(format!(
                    "read {} = used {} + duplicates {} + rejected {}",
                    file.read, file.used, file.duplicates, file.rejected
                )));
        }
        let Stale { late, beyond: stale, findings: stale_findings } =
            stale::judge(&loaded.pipeline, &reading, as_of);
        let mut counted: BTreeMap<Kind, Counted> = BTreeMap::new();
        for file in &reading.files {
            let of_kind = counted.entry(file.kind).or_default();
            of_kind.read += file.read;
            of_kind.rejected += file.rejected;
        }
        let names_countries = names_countries(&reading);
        Ok(Self {
            loaded,
            rules,
            reading,
            as_of,
            late,
            stale,
            stale_findings,
            counted,
            names_countries,
            away: Arc::default(),
            of_whole: None,
        })
    }

    /// Of a part of a whole: rows that are told of elsewhere, where they are nobody's.
    #[must_use]
    pub(super) fn without(mut self, away: Option<Arc<Away>>) -> Self {
        self.away = away.unwrap_or_default();
        self
    }

    /// Hands the rows over to whoever judges them in parts; what is known of the whole stays.
    pub(crate) fn take_rows(&mut self) -> Unjudged {
        let (facts, dictionary) = (&mut self.reading.facts, &mut self.reading.dictionary);
        let (facts, dictionary) = (std::mem::take(facts), std::mem::take(dictionary));
        Unjudged { facts, dictionary, transcripts: self.reading.aside.take() }
    }

    /// Links and judges, and shows the result to the caller, who may let go of what counts when all
    /// that stands on it is done.
    ///
    /// # Errors
    /// When a stage or the caller fails.
    pub fn with_scene<T>(
        &self,
        show: impl FnOnce(&Scene<'_>, Counting) -> Outcome<T>,
    ) -> Outcome<T> {
        let pipeline = &self.loaded.pipeline;
        let setting = Setting::new(pipeline, &self.loaded.dialect, &self.loaded.catalogue);
        let nobody = Facts::none(Kind::Users);
        let nothing = Facts::none(Kind::Transcripts);
        let users = self.reading.facts.get(&Kind::Users).unwrap_or(&nobody);
        let transcripts = self.reading.facts.get(&Kind::Transcripts).unwrap_or(&nothing);
        let linked = on_all_cores(|| {
            link(&LinkInputs {
                users,
                transcripts,
                associations: self.reading.facts.get(&Kind::Associations),
                setting: &setting,
                dictionary: &self.reading.dictionary,
                as_of: self.as_of,
            })
        });
        let Linked { people, associations, attached, associations_unknown } = &linked;
        let graces =
            pipeline.companies.iter().map(|company| Grace::of(company, &self.rules)).collect();
        let links = PersonLinks { people, associations, graces, as_of: self.as_of };
        let mpn_ids: Vec<&str> = pipeline.companies.iter().map(|c| c.mpn_id.as_str()).collect();
        let company_ranks = company_ranks(&mpn_ids);
        let (files, rules) = (self.reading.files.as_slice(), &self.rules);
        let remade = SignIns { users, people, files, rules, as_of: self.as_of }.remade();
        let basis = Basis {
            transcripts,
            people,
            attached,
            links: &links,
            catalogue: &self.loaded.catalogue,
            rules: &self.rules,
            dictionary: &self.reading.dictionary,
            company_ranks: &company_ranks,
            remade: &remade,
            as_of: self.as_of,
        };
        let mut judged = on_all_cores(|| judge(&basis))?;
        let (rows_of, lines) = (transcripts.files(), transcripts.lines());
        judged.keep_nobodys(|row| !self.away.contains(&(rows_of[row], lines[row])));
        let counting = std::mem::take(&mut judged.counting);
        let scene = Scene {
            pipeline,
            catalogue: &self.loaded.catalogue,
            rules: &self.rules,
            setting: &setting,
            reading: &self.reading,
            users,
            transcripts,
            people,
            associations,
            links: &links,
            attached,
            associations_unknown,
            judged: &judged,
            company_ranks: &company_ranks,
            remade: &remade,
            away: &self.away,
            as_of: self.as_of,
        };
        show(&scene, counting)
    }

    /// What the assessment stands on.
    ///
    /// # Errors
    /// When what is asked fails.
    pub fn ask<T>(
        &self,
        (scene, counting): (&Scene<'_>, &Counting),
        asked: AssessmentScope<'_>,
        ask: impl FnOnce(&Question<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let basis = scene.basis(scene.transcripts);
        ask(&Question {
            pipeline: scene.pipeline,
            catalogue: scene.catalogue,
            rules: scene.rules,
            dictionary: &scene.reading.dictionary,
            people: scene.people,
            links: scene.links,
            judged: scene.judged,
            counting,
            transcripts: scene.transcripts,
            facts: &scene.reading.facts,
            companies: &scene.setting.companies,
            associations_unknown: scene.associations_unknown,
            counted_before: &|persons, first| counted_before(&basis, persons, first),
            overdue: asked.overdue,
            stale: &self.stale,
            file_name: &|file| scene.file_name(file),
            detail: asked.detail,
            lists_invoices: asked.invoices,
            only: asked.only,
            names_countries: self.names_countries,
            as_of: scene.as_of,
        })
    }
}

fn names_countries(reading: &Reading) -> bool {
    reading.facts.get(&Kind::Performance).is_some_and(|facts| {
        let countries = facts.text(Performance::COUNTRY);
        (0..facts.len()).any(|row| countries.at(row) != 0)
    })
}

pub(super) fn company_ranks(mpn_ids: &[&str]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..mpn_ids.len()).collect();
    order.sort_by_key(|place| mpn_ids[*place]);
    let mut ranks = vec![0; mpn_ids.len()];
    for (rank, place) in (0..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}
