//! Some companies of a pipeline. All are read, linked and judged, since an MCID may be another
//! company's; what is published is theirs alone.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::assess::Assessed;
use crate::base::digest::sha256;
use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::ingest::frame::Away;
use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::programme::pipeline::Company;
use crate::tables::Finding;
use crate::tables::output::{Rows, Values, Whole};

use super::lists::RejectTable;
use super::selected::{Selected, take};

/// Some companies of a pipeline.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Places in the pipeline file, ascending.
    places: Vec<u32>,
    /// Their MPN ids, in the order of the places.
    pub mpn_ids: Vec<String>,
    ids: HashSet<String>,
    strays: Strays,
}

/// Who tells of rows that belong to no company.
#[derive(Clone, Debug)]
enum Strays {
    /// Somebody else: `--company` asks for companies.
    Others,
    /// This part of a whole, of all but those that are away.
    Here(Arc<Away>),
}

/// So many ids stand in the name of a run; of more the first.
const NAMED_MAX: usize = 3;

impl Selection {
    /// The companies that are asked for; none where all are meant.
    ///
    /// # Errors
    /// When the pipeline has no such company.
    pub fn of(pipeline: &Pipeline, asked: &[String]) -> Outcome<Option<Self>> {
        let mut places = Vec::new();
        for id in asked {
            places.push(place(&pipeline.companies, id.trim(), "--company")?);
        }
        places.sort_unstable();
        places.dedup();
        if places.is_empty() || places.len() == pipeline.companies.len() {
            return Ok(None);
        }
        Ok(Some(Self::of_places(pipeline, places, Strays::Others)))
    }

    /// The companies of a part of a whole, with the rows of nobody that are told of here; none where
    /// the part is the whole.
    ///
    /// # Errors
    /// When there is no such company.
    pub fn of_part(
        pipeline: &Pipeline,
        owned: Option<&[String]>,
        away: Option<Arc<Away>>,
    ) -> Outcome<Option<Self>> {
        let mut places = Vec::new();
        let known: HashMap<&str, u32> =
            pipeline.companies.iter().map(|own| own.mpn_id.as_str()).zip(0..).collect();
        for id in owned.unwrap_or_default() {
            let found = known.get(id.as_str()).copied();
            places.push(found.map_or_else(|| place(&pipeline.companies, id, "owned"), Ok)?);
        }
        places.sort_unstable();
        places.dedup();
        if owned.is_none() {
            places = (0..).take(pipeline.companies.len()).collect();
        }
        let is_whole = places.len() == pipeline.companies.len();
        let strays = match away {
            None if is_whole => return Ok(None),
            None => Strays::Others,
            Some(away) => Strays::Here(away),
        };
        Ok(Some(Self::of_places(pipeline, places, strays)))
    }

    fn of_places(pipeline: &Pipeline, places: Vec<u32>, strays: Strays) -> Self {
        let id = |place: &u32| pipeline.companies[*place as usize].mpn_id.clone();
        let mpn_ids: Vec<String> = places.iter().map(id).collect();
        let ids = mpn_ids.iter().cloned().collect();
        Self { places, mpn_ids, ids, strays }
    }

    #[must_use]
    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// A pipeline by its name with the companies: its runs are compared with each other.
    #[must_use]
    pub fn name(&self, pipeline: &str) -> String {
        if self.mpn_ids.len() <= NAMED_MAX {
            return format!("{pipeline}-{}", self.mpn_ids.join("-"));
        }
        let others = self.mpn_ids.len() - 1;
        let all = sha256(self.mpn_ids.join(";").as_bytes());
        format!("{pipeline}-{}-and-{others}-more-{}", self.mpn_ids[0], &all[..6])
    }

    #[must_use]
    pub fn companies(&self, pipeline: &Pipeline) -> Vec<Company> {
        self.places.iter().map(|place| pipeline.companies[*place as usize].clone()).collect()
    }

    fn has(&self, company: u32) -> bool {
        self.places.binary_search(&company).is_ok()
    }

    /// Findings about these companies, and those about no company and no person; of rows of nobody
    /// where they are told of here.
    pub fn keep_findings(&self, findings: &mut Vec<Finding>) {
        findings.retain(|own| match (own.company, &self.strays) {
            (Some(company), _) => self.has(company),
            (None, Strays::Others) => own.work_email.is_empty() && own.mcid.is_empty(),
            (None, Strays::Here(away)) => own.origin.is_none_or(|origin| !away.contains(&origin)),
        });
    }

    /// The rejects that are told of here.
    #[must_use]
    pub fn rejects<'a>(&self, reading: &'a Reading) -> Box<dyn Rows + 'a> {
        let table: Box<dyn Rows + 'a> = Box::new(RejectTable::of(reading));
        let Strays::Here(away) = &self.strays else { return table };
        let is_here = |row: &usize| {
            let reject = reading.rejects.at(*row);
            !away.contains(&(reject.file, reject.line))
        };
        Box::new(Selected::of(table, &mut (0..reading.rejects.len()).filter(is_here)))
    }

    /// What was assessed of these companies.
    #[must_use]
    pub fn assessed(&self, all: Assessed) -> Assessed {
        let is_own = |mpn_id: &str| self.ids.contains(mpn_id);
        let mut findings = all.findings;
        self.keep_findings(&mut findings);
        let mut standings = all.standings;
        standings.retain(|own| self.has(own.company));
        let mut actions = all.actions;
        actions.retain(|own| self.ids.contains(&own.mpn_id));
        Assessed {
            contacts: self.whole(&all.contacts),
            actions,
            levels: self.whole(&all.levels),
            requirements: self.whole(&all.requirements),
            requirement_persons: all.requirement_persons.of_companies(is_own),
            score_metrics: self.whole(&all.score_metrics),
            score_changes: self.whole(&all.score_changes),
            score_reconciliation: all.score_reconciliation.as_ref().map(|own| self.whole(own)),
            events: self.whole(&all.events),
            kpi_months: self.whole(&all.kpi_months),
            kpi_window: self.whole(&all.kpi_window),
            kpi_options: self.whole(&all.kpi_options),
            invoices: self.whole(&all.invoices),
            findings,
            standings,
        }
    }

    /// The rows of these companies.
    #[must_use]
    pub fn whole(&self, table: &Whole) -> Whole {
        table.kept(&self.rows(table))
    }

    /// A table of which the rows of these companies are shown.
    #[must_use]
    pub fn of_table<'a>(&self, table: Box<dyn Rows + 'a>) -> Selected<'a> {
        let stretches = self.rows(&*table);
        Selected::of_stretches(table, stretches)
    }

    /// Stretches of rows of these companies, and of those of nobody that are told of here.
    fn rows(&self, table: &dyn Rows) -> Vec<(usize, usize)> {
        const STRETCH: usize = 1 << 16;
        let place = |name| table.schema().columns.iter().position(|column| column.name == name);
        let Some(of_id) = place("mpn_id") else { return vec![(0, table.len())] };
        let tells_of_nobody = matches!(self.strays, Strays::Here(_));
        let mut stretches = Vec::new();
        for start in (0..table.len()).step_by(STRETCH) {
            let end = table.len().min(start + STRETCH);
            let ids = table.column(of_id, start, end);
            for row in 0..end - start {
                let id = text(&ids, row);
                if self.ids.contains(id) || (tells_of_nobody && id.is_empty()) {
                    take(&mut stretches, start + row);
                }
            }
        }
        stretches
    }
}

fn text<'a>(values: &'a Values<'_>, row: usize) -> &'a str {
    match values {
        Values::Text(cells) => cells[row],
        Values::Owned(cells) => &cells[row],
        _ => "",
    }
}

fn place(companies: &[Company], id: &str, asked_by: &str) -> Outcome<u32> {
    if let Some(place) = companies.iter().position(|company| company.mpn_id == id) {
        return Ok(u32::try_from(place).unwrap_or(u32::MAX));
    }
    let of_location = companies.iter().find(|own| own.locations.iter().any(|own| own == id));
    let near = did_you_mean(id, companies.iter().map(|company| company.mpn_id.as_str()));
    let hint = match (of_location, near) {
        (Some(company), _) => {
            format!("it is a location of {} ({})", company.mpn_id, company.name)
        }
        (None, Some(near)) => format!("did you mean {near}?"),
        (None, None) => {
            let known = companies.iter().take(10).map(|company| company.mpn_id.as_str());
            format!("there are: {}", known.collect::<Vec<_>>().join(", "))
        }
    };
    Err(Failure::configuration(format!("the pipeline has no company {id}")).at(asked_by).todo(hint))
}

/// The names of the companies that a run tells of, by their ids.
#[must_use]
pub(crate) fn names(
    selection: Option<&Selection>,
    pipeline: &Pipeline,
) -> BTreeMap<String, String> {
    let is_told = |place: usize| {
        selection.is_none_or(|some| u32::try_from(place).is_ok_and(|place| some.has(place)))
    };
    let companies = pipeline.companies.iter().enumerate().filter(|(place, _)| is_told(*place));
    companies.map(|(_, company)| (company.mpn_id.clone(), company.name.clone())).collect()
}
