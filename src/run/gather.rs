//! From a pipeline file to the scene: read, link, judge.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Detail, Question};
use crate::base::pool::on_all_cores;
use crate::base::{Amount, Day, Failure, Outcome, Progress, Step, shown};
use crate::ingest::read::{Reading, Setting, read_all};
use crate::link::{Given, Grace, Linked, Links, link};
use crate::programme::InForce;
use crate::programme::check::Loaded;
use crate::programme::pipeline::Source;
use crate::rules::{Basis, counted_before, judge};
use crate::skills::Scene;
use crate::skills::team::SignIns;
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Finding, Kind, Reject, RejectCode};

use super::stale::{self, Stale};

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
}

/// A source that has more rejects than it may.
pub struct OverLimit {
    pub kind: Kind,
    pub rejected: u64,
    pub read: u64,
    pub ratio: Amount,
}

impl OverLimit {
    /// What to do about it.
    #[must_use]
    pub fn todo(&self, reading: &Reading) -> &'static str {
        let is_of_company = |reject: &Reject<'_>| {
            reject.kind == self.kind && reject.code == RejectCode::UnknownCompany
        };
        let of_company = reading.rejects.iter().filter(is_of_company).count();
        if of_company as u64 * 2 > self.rejected {
            "add the MPN ids of your locations to `locations` of the company, or a [[company]] for each \
             other company"
        } else {
            "mend the input, or raise max_reject_ratio"
        }
    }

    /// The most frequent reasons, each with the place of the first row that has it.
    #[must_use]
    pub fn examples(&self, reading: &Reading) -> Vec<String> {
        const MOST: usize = 3;
        let mut counts: BTreeMap<RejectCode, (u64, Reject<'_>)> = BTreeMap::new();
        let own = reading.rejects.iter().filter(|reject| reject.kind == self.kind);
        for reject in own.filter(|reject| !reject.code.is_duplicate()) {
            counts.entry(reject.code).or_insert((0, reject)).0 += 1;
        }
        let mut counts: Vec<(RejectCode, (u64, Reject<'_>))> = counts.into_iter().collect();
        counts.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), *code));
        let tell = |(code, (count, first)): &(RejectCode, (u64, Reject<'_>))| {
            let file = reading.files.get(first.file as usize);
            let path = file.map(|file| shown(&file.path)).unwrap_or_default();
            let column = first.column.and_then(|place| self.kind.columns().get(usize::from(place)));
            let column = column.map(|column| format!(", {}", column.name)).unwrap_or_default();
            format!("{count} {}: first {path}:{}{column}", code.name(), first.line)
        };
        counts.iter().take(MOST).map(tell).collect()
    }
}

/// Reads everything that the pipeline names.
///
/// # Errors
/// When a file of the pipeline or an input cannot be used.
pub fn gather(loaded: Loaded, as_of: Day, progress: &Progress) -> Outcome<Gathered> {
    let rules = loaded.parameters.in_force(as_of);
    let setting = Setting::new(&loaded.pipeline, &loaded.dialect, &loaded.catalogue);
    let reading = read_all(&setting, progress)?;
    let read = reading.files.iter().map(|file| file.read).sum();
    progress.begin(Step::Judging, 0, read);
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
    Ok(Gathered { loaded, rules, reading, as_of, late, stale, stale_findings })
}

impl Gathered {
    /// The first source over its limit, in the order of kinds.
    #[must_use]
    pub fn over_limit(&self) -> Option<OverLimit> {
        self.over(1).into_iter().next()
    }

    /// The sources with more rejects than a part of their limit.
    #[must_use]
    pub fn near_limit(&self, part: i64) -> Vec<Kind> {
        self.over(part).into_iter().map(|over| over.kind).collect()
    }

    /// The sources with more rejects than such a part of what they may have, in the order of kinds.
    fn over(&self, part: i64) -> Vec<OverLimit> {
        let over = |(kind, source): (&Kind, &Source)| {
            let files = || self.reading.files.iter().filter(|file| file.kind == *kind);
            let rejected: u64 = files().map(|file| file.rejected).sum();
            let read: u64 = files().map(|file| file.read).sum();
            let ratio = source.max_reject_ratio.unwrap_or(default_ratio());
            let allowed = ratio.times(i64::try_from(read).unwrap_or(i64::MAX));
            let rejects = Amount::whole(i64::try_from(rejected).unwrap_or(i64::MAX));
            (rejects.times(part) > allowed).then_some(OverLimit {
                kind: *kind,
                rejected,
                read,
                ratio,
            })
        };
        self.loaded.pipeline.sources.iter().filter_map(over).collect()
    }

    /// Links and judges, and shows the result to the caller.
    ///
    /// # Errors
    /// When a stage or the caller fails.
    pub fn with_scene<T>(&self, show: impl FnOnce(&Scene<'_>) -> Outcome<T>) -> Outcome<T> {
        let pipeline = &self.loaded.pipeline;
        let setting = Setting::new(pipeline, &self.loaded.dialect, &self.loaded.catalogue);
        let nobody = Facts::none(Kind::Users);
        let nothing = Facts::none(Kind::Transcripts);
        let users = self.reading.facts.get(&Kind::Users).unwrap_or(&nobody);
        let transcripts = self.reading.facts.get(&Kind::Transcripts).unwrap_or(&nothing);
        let linked = on_all_cores(|| {
            link(&Given {
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
        let links = Links { people, associations, graces, as_of: self.as_of };
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
        let judged = on_all_cores(|| judge(&basis))?;
        show(&Scene {
            pipeline,
            catalogue: &self.loaded.catalogue,
            rules: &self.rules,
            setting: &setting,
            reading: &self.reading,
            people,
            associations,
            links: &links,
            attached,
            associations_unknown,
            judged: &judged,
            company_ranks: &company_ranks,
            remade: &remade,
            as_of: self.as_of,
        })
    }

    /// What the assessment stands on.
    ///
    /// # Errors
    /// When what is asked fails.
    pub fn ask<T>(
        &self,
        scene: &Scene<'_>,
        detail: Detail,
        overdue: &[(u32, SkillKey)],
        ask: impl FnOnce(&Question<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let nothing = Facts::none(Kind::Transcripts);
        let transcripts = scene.facts(Kind::Transcripts).unwrap_or(&nothing);
        let basis = scene.basis(transcripts);
        ask(&Question {
            pipeline: scene.pipeline,
            catalogue: scene.catalogue,
            rules: scene.rules,
            dictionary: &scene.reading.dictionary,
            people: scene.people,
            links: scene.links,
            judged: scene.judged,
            transcripts,
            facts: &scene.reading.facts,
            companies: &scene.setting.companies,
            associations_unknown: scene.associations_unknown,
            counted_before: &|persons, first| counted_before(&basis, persons, first),
            overdue,
            stale: &self.stale,
            file_name: &|file| scene.file_name(file),
            detail,
            as_of: scene.as_of,
        })
    }
}

fn default_ratio() -> Amount {
    Amount::from_plain("0.05").unwrap_or_default()
}

fn company_ranks(mpn_ids: &[&str]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..mpn_ids.len()).collect();
    order.sort_by_key(|place| mpn_ids[*place]);
    let mut ranks = vec![0; mpn_ids.len()];
    for (rank, place) in (0..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}
