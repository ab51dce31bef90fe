//! `--company`: the reports of some companies of a pipeline. All are read, linked and judged, since an
//! MCID may be another company's; what is published is theirs alone.

use std::collections::BTreeMap;

use crate::assess::Assessed;
use crate::base::digest::sha256;
use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::programme::Pipeline;
use crate::programme::pipeline::Company;
use crate::tables::Finding;
use crate::tables::output::{Batch, OutputSchema, Rows, Values, Whole};

/// Some companies of a pipeline.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Places in the pipeline file, ascending.
    places: Vec<u32>,
    /// Their MPN ids, in the order of the places.
    pub mpn_ids: Vec<String>,
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
            places.push(place(&pipeline.companies, id.trim())?);
        }
        places.sort_unstable();
        places.dedup();
        if places.is_empty() || places.len() == pipeline.companies.len() {
            return Ok(None);
        }
        let id = |place: &u32| pipeline.companies[*place as usize].mpn_id.clone();
        let mpn_ids = places.iter().map(id).collect();
        Ok(Some(Self { places, mpn_ids }))
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

    /// Findings about these companies, and those about no company and no person.
    pub fn keep_findings(&self, findings: &mut Vec<Finding>) {
        findings.retain(|own| match own.company {
            Some(company) => self.has(company),
            None => own.work_email.is_empty() && own.mcid.is_empty(),
        });
    }

    /// What was assessed of these companies.
    #[must_use]
    pub fn assessed(&self, all: Assessed) -> Assessed {
        let is_own = |mpn_id: &str| self.mpn_ids.iter().any(|own| own == mpn_id);
        let mut findings = all.findings;
        self.keep_findings(&mut findings);
        let mut standings = all.standings;
        standings.retain(|own| self.has(own.company));
        let mut actions = all.actions;
        actions.retain(|own| self.mpn_ids.contains(&own.mpn_id));
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
        let kept = self.rows(table);
        let columns = table.batch.columns.iter().map(|values| {
            let mut own = empty(values);
            for (start, end) in &kept {
                append(&mut own, part(values, *start, *end));
            }
            own
        });
        Whole { schema: table.schema, batch: Batch { columns: columns.collect() } }
    }

    /// A table of which the rows of these companies are shown.
    #[must_use]
    pub fn of_table<'a>(&self, table: Box<dyn Rows + 'a>) -> Selected<'a> {
        let stretches = self.rows(&*table);
        let length = stretches.iter().map(|(start, end)| end - start).sum();
        Selected { table, stretches, length }
    }

    /// Stretches of rows of these companies.
    fn rows(&self, table: &dyn Rows) -> Vec<(usize, usize)> {
        const STRETCH: usize = 1 << 16;
        let place = table.schema().columns.iter().position(|column| column.name == "mpn_id");
        let Some(place) = place else { return vec![(0, table.len())] };
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for start in (0..table.len()).step_by(STRETCH) {
            let end = table.len().min(start + STRETCH);
            let ids = table.column(place, start, end);
            for row in (start..end).filter(|row| self.is_own(&ids, row - start)) {
                match stretches.last_mut() {
                    Some(last) if last.1 == row => last.1 += 1,
                    _ => stretches.push((row, row + 1)),
                }
            }
        }
        stretches
    }

    fn is_own(&self, ids: &Values<'_>, row: usize) -> bool {
        let id = match ids {
            Values::Text(cells) => cells[row],
            Values::Owned(cells) => &cells[row],
            _ => "",
        };
        self.mpn_ids.iter().any(|own| own == id)
    }
}

fn place(companies: &[Company], id: &str) -> Outcome<u32> {
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
    Err(Failure::configuration(format!("the pipeline has no company {id}"))
        .at("--company")
        .todo(hint))
}

/// The names of the companies that a run tells of, by their ids.
#[must_use]
pub fn names(selection: Option<&Selection>, pipeline: &Pipeline) -> BTreeMap<String, String> {
    let is_told = |place: usize| {
        selection.is_none_or(|some| u32::try_from(place).is_ok_and(|place| some.has(place)))
    };
    let companies = pipeline.companies.iter().enumerate().filter(|(place, _)| is_told(*place));
    companies.map(|(_, company)| (company.mpn_id.clone(), company.name.clone())).collect()
}

/// Some rows of a table.
pub struct Selected<'a> {
    table: Box<dyn Rows + 'a>,
    stretches: Vec<(usize, usize)>,
    length: usize,
}

impl Rows for Selected<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.table.schema()
    }

    fn len(&self) -> usize {
        self.length
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let mut column: Option<Values<'_>> = None;
        let mut before = 0;
        for (from, to) in &self.stretches {
            let length = to - from;
            let (first, last) = (start.max(before), end.min(before + length));
            if first < last {
                let (first, last) = (from + first - before, from + last - before);
                let more = self.table.column(place, first, last);
                match &mut column {
                    None => column = Some(more),
                    Some(column) => append(column, more),
                }
            }
            before += length;
        }
        column.unwrap_or_else(|| self.table.column(place, 0, 0))
    }
}

fn append<'a>(to: &mut Values<'a>, more: Values<'a>) {
    match (to, more) {
        (Values::Text(to), Values::Text(more)) => to.extend(more),
        (Values::Owned(to), Values::Owned(more)) => to.extend(more),
        (Values::Mcids(to), Values::Mcids(more)) => to.extend(more),
        (Values::Days(to), Values::Days(more)) => to.extend(more),
        (Values::Numbers(to), Values::Numbers(more)) => to.extend(more),
        (Values::Amounts(to), Values::Amounts(more)) => to.extend(more),
        (Values::YesNo(to), Values::YesNo(more)) => to.extend(more),
        // A column is of one kind from end to end.
        _ => {}
    }
}

fn empty(of: &Values<'static>) -> Values<'static> {
    part(of, 0, 0)
}

fn part(of: &Values<'static>, start: usize, end: usize) -> Values<'static> {
    match of {
        Values::Text(cells) => Values::Text(cells[start..end].to_vec()),
        Values::Owned(cells) => Values::Owned(cells[start..end].to_vec()),
        Values::Mcids(cells) => Values::Mcids(cells[start..end].to_vec()),
        Values::Days(cells) => Values::Days(cells[start..end].to_vec()),
        Values::Numbers(cells) => Values::Numbers(cells[start..end].to_vec()),
        Values::Amounts(cells) => Values::Amounts(cells[start..end].to_vec()),
        Values::YesNo(cells) => Values::YesNo(cells[start..end].to_vec()),
    }
}
