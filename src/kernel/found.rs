//! What a run finds beside the skills: levels, team figures, findings, and what Partner Center shows.

use std::collections::BTreeMap;

use crate::assess::{Assessed, Detail, assess};
use crate::base::{Dictionary, Outcome};
use crate::programme::pipeline::Report;
use crate::rules::Counting;
use crate::skills::reconcile::{Reconciled, reconcile};
use crate::skills::team::{PersonTally, tallies};
use crate::skills::{Scene, findings};
use crate::tables::{Facts, Finding, Kind};

use super::gathered::{AssessmentScope, Gathered};
use super::lists;
use super::older_exports;
use super::selection::Selection;
use super::texts::{self, TextParts};

/// Which tables are scope, and of whom.
#[derive(Clone, Copy)]
pub struct RunScope<'a> {
    pub reports: &'a [Report],
    /// None for all companies.
    pub selection: Option<&'a Selection>,
    /// What is told once of a whole run is told by somebody else.
    pub is_part: bool,
}

/// Of the companies that are reported.
pub struct Findings {
    pub assessed: Assessed,
    /// By person, all of them.
    pub tallies: Vec<PersonTally>,
    pub findings: Vec<Finding>,
    pub reconciled: Option<Reconciled>,
}

impl Findings {
    /// Assesses, looks for findings and compares with Partner Center, all at once.
    ///
    /// # Errors
    /// When the assessment fails.
    pub fn of(
        gathered: &Gathered,
        (scene, counting): (&Scene<'_>, Counting),
        scope: RunScope<'_>,
    ) -> Outcome<Self> {
        let is_risk = scope.reports.contains(&Report::Risk);
        let detail = if is_risk { Detail::Everything } else { Detail::Levels };
        let invoices = scope.reports.contains(&Report::Kpi);
        // What is overdue is asked about with the levels.
        let mut reconciled = reconcile(scene)?;
        let overdue = reconciled.as_ref().map_or(&[][..], |own| own.overdue.as_slice());
        let only = scope.selection.map(Selection::places);
        let (assessed, (tallies, findings)) = rayon::join(
            || {
                gathered.ask(
                    (scene, &counting),
                    AssessmentScope { detail, invoices, overdue, only },
                    assess,
                )
            },
            || (tallies(scene), findings::findings(scene)),
        );
        drop(counting);
        let mut assessed = assessed?;
        if let Some(selection) = scope.selection {
            assessed = selection.assessed(assessed);
            if let Some(own) = &mut reconciled {
                own.table = selection.whole(&own.table);
                own.support = selection.whole(&own.support);
            }
        }
        let mut found = Self { assessed, tallies, findings, reconciled };
        found.gather_findings(gathered, scene, scope)?;
        Ok(found)
    }

    fn gather_findings(
        &mut self,
        gathered: &Gathered,
        scene: &Scene<'_>,
        scope: RunScope<'_>,
    ) -> Outcome<()> {
        let (found, assessed) = (&mut self.findings, &self.assessed);
        let compared = self.reconciled.iter().flat_map(|own| own.findings.iter().cloned());
        found.extend(compared);
        found.extend(assessed.findings.iter().cloned());
        if !scope.is_part {
            let reading = scene.reading;
            let parts = &mut |_: &mut dyn FnMut(&Facts)| Ok(());
            found.extend(of_whole(gathered, (&reading.facts, &reading.dictionary), parts)?);
            found.extend(texts::of_lists(&[
                &assessed.contacts,
                &assessed.levels,
                &assessed.requirements,
                &assessed.events,
            ]));
        }
        if let Some(selection) = scope.selection {
            selection.keep_findings(found);
        }
        Ok(())
    }
}

/// What is told once of what was read, whoever judges it.
///
/// # Errors
/// When a part cannot be shown.
pub(crate) fn of_whole(
    gathered: &Gathered,
    (facts, dictionary): (&BTreeMap<Kind, Facts>, &Dictionary),
    parts: &mut TextParts<'_>,
) -> Outcome<Vec<Finding>> {
    let mut found = gathered.stale_findings.clone();
    found.extend(lists::left_out(&gathered.reading));
    found.extend(lists::misspelt(&gathered.reading));
    found.extend(lists::swallowed(&gathered.reading));
    found.extend(older_exports::findings(&gathered.reading, facts.get(&Kind::Users), dictionary));
    found.extend(texts::findings(facts, dictionary, parts)?);
    found.extend(texts::of_catalogue(&gathered.loaded.catalogue));
    Ok(found)
}
