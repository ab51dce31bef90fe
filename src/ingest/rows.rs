//! Rows of a file into the columns of a chunk: kept whole, or set aside with every reason.

use crate::base::Dictionary;
use crate::base::dictionary::Hashed;
use crate::programme::pipeline::Company;
use crate::tables::{Column, Kind, Need, OneOf, Reject, RejectCode, RejectDetail, Rejects};

use super::cell_rules::CellRules;
use super::columns::{Builder, CellTaken, WrittenCell, unpack_pending};

/// The fields of a row, whatever the format.
pub trait Fields {
    fn count(&self) -> usize;
    fn cell(&self, place: usize) -> WrittenCell<'_>;
    /// Whether a field beyond so many of them has something in it.
    fn has_more(&self, width: usize) -> bool {
        (width..self.count()).any(|place| !self.cell(place).text.trim().is_empty())
    }
}

/// Which MPN ids and locations belong to which company of the pipeline.
pub struct KnownCompanies {
    by_id: Hashed<String, u32>,
    pub count: usize,
}

/// How the rows of one file are read.
pub struct ReadPlan<'a> {
    pub kind: Kind,
    /// Fields of the header.
    pub width: usize,
    /// The fields that are columns, each with the place of its column.
    pub fields: Vec<(usize, usize)>,
    /// The place of a column of parts, and the fields that are parts of it.
    pub parts: Option<(usize, Vec<usize>)>,
    /// The columns that each row must fill.
    pub required: Vec<usize>,
    /// The columns of which each row must fill one; none where the rows name their metrics.
    pub metrics: Vec<usize>,
    pub rules: CellRules<'a>,
    pub companies: &'a KnownCompanies,
}

/// Rows of a stretch of a file.
pub struct Chunk {
    /// By the place of the column; none where the file has no such column.
    pub columns: Vec<Option<Builder>>,
    pub lines: Vec<u32>,
    pub rejects: Rejects,
    pub read: u64,
    pub rejected: u64,
    pub unknown_yes_no: u64,
    /// Lines of records in one cell of which whole rows stand, and how many.
    pub swallowed: Vec<(u32, u32)>,
    /// Dates of rejected rows that may turn out bad when the order is known.
    pub late: Vec<OpenDate>,
    /// Such dates of accepted rows too, where the file cannot be asked again.
    pub kept: Vec<OpenDate>,
    /// How these dates were written.
    pub written: Dictionary,
    keeps_evident: bool,
    /// The filled columns of a row that lacked nothing: most rows are like it.
    complete: Option<u64>,
    /// The place of the company's id, and its field.
    company: Option<(usize, Option<usize>)>,
    /// The place of the column that several fields may fill; a kind has one at most.
    sets: Option<usize>,
}

/// A date whose order is still open.
#[derive(Clone, Copy)]
pub struct OpenDate {
    pub line: u32,
    /// Its two numbers and its year, packed.
    pub cell: i32,
    /// The code of how it was written.
    pub written: u32,
    pub column: u8,
}

impl KnownCompanies {
    #[must_use]
    pub fn of(companies: &[Company]) -> Self {
        let mut by_id = Hashed::default();
        for (place, company) in companies.iter().enumerate() {
            for id in std::iter::once(&company.mpn_id).chain(&company.locations) {
                by_id.insert(id.clone(), u32::try_from(place).unwrap_or(u32::MAX));
            }
        }
        Self { by_id, count: companies.len() }
    }

    #[must_use]
    pub fn find(&self, mpn_id: &str) -> Option<u32> {
        self.by_id.get(mpn_id).copied()
    }
}

impl Chunk {
    #[must_use]
    pub fn new(plan: &ReadPlan<'_>) -> Self {
        let mut columns: Vec<Option<Builder>> = plan.kind.columns().iter().map(|_| None).collect();
        let places = plan.fields.iter().map(|(_, place)| *place);
        for place in places.chain(plan.parts.iter().map(|(place, _)| *place)) {
            columns[place] = Some(Builder::of(plan.kind.columns()[place].of));
        }
        let field_of = |place| {
            plan.fields.iter().find(|(_, column)| *column == place).map(|(field, _)| *field)
        };
        // Associations and transcripts may name companies that are none of the pipeline's.
        let company = match plan.kind {
            Kind::Associations | Kind::Transcripts => None,
            kind => kind.column("mpn_id").map(|place| (place, field_of(place))),
        };
        let is_set = |column: &Option<Builder>| matches!(column, Some(Builder::Sets(_)));
        let sets = columns.iter().position(is_set);
        Self {
            columns,
            lines: Vec::new(),
            rejects: Rejects::default(),
            read: 0,
            rejected: 0,
            unknown_yes_no: 0,
            swallowed: Vec::new(),
            late: Vec::new(),
            kept: Vec::new(),
            written: Dictionary::default(),
            keeps_evident: false,
            complete: None,
            company,
            sets,
        }
    }

    /// Remembers the text of every date that only one order can read.
    #[must_use]
    pub fn keeping_evident(mut self) -> Self {
        self.keeps_evident = true;
        self
    }

    /// Sets a whole record aside.
    pub fn set_aside(&mut self, plan: &ReadPlan<'_>, line: u32, code: RejectCode) {
        self.set_aside_saying(plan, line, code, RejectDetail::Plain);
    }

    /// Sets a whole record aside, with words of its own.
    pub fn set_aside_saying(
        &mut self,
        plan: &ReadPlan<'_>,
        line: u32,
        code: RejectCode,
        detail: RejectDetail<'_>,
    ) {
        self.read += 1;
        self.rejected += 1;
        self.rejects.push(&Reject {
            kind: plan.kind,
            file: 0,
            line,
            column: None,
            code,
            value: "",
            detail,
        });
    }

    /// Takes a row, or sets it aside with each reason.
    pub fn row(&mut self, plan: &ReadPlan<'_>, line: u32, fields: &impl Fields) {
        if is_ragged(plan, fields) {
            self.set_aside(plan, line, RejectCode::RaggedRow);
            return;
        }
        self.read += 1;
        let kept = self.lines.len();
        let faults = self.rejects.len();
        let mut filled = 0_u64;
        let mut evident = 0_u64;
        let mut unknown_yes_no = 0;
        for &(field, place) in &plan.fields {
            let Some(builder) = &mut self.columns[place] else { continue };
            if field >= fields.count() {
                builder.push_empty();
                continue;
            }
            let cell = fields.cell(field);
            let took = builder.push(cell, &plan.rules);
            match took {
                CellTaken::Value => filled |= 1 << place,
                CellTaken::Evident => {
                    filled |= 1 << place;
                    evident |= 1 << place;
                }
                CellTaken::Empty => {
                    let column = plan.kind.columns()[place];
                    unknown_yes_no += u64::from(column.of == crate::tables::ColumnType::YesNo);
                }
                CellTaken::Bad(code) => {
                    // A bad cell is no empty one: it is not reported as missing as well.
                    filled |= 1 << place;
                    self.fault(plan, line, place, code, cell.text);
                }
            }
        }
        self.join_parts(plan, fields);
        self.close_sets();
        self.look_for_missing(plan, line, filled, fields);
        self.look_for_company(plan, line, fields);
        if self.rejects.len() == faults {
            self.lines.push(line);
            self.unknown_yes_no += unknown_yes_no;
            if self.keeps_evident && evident != 0 {
                let mut dates = self.evident_dates(plan, line, fields, evident);
                self.kept.append(&mut dates);
            }
            return;
        }
        self.rejected += 1;
        let mut dates = self.evident_dates(plan, line, fields, evident);
        self.late.append(&mut dates);
        for builder in self.columns.iter_mut().flatten() {
            builder.truncate(kept);
        }
    }

    fn join_parts(&mut self, plan: &ReadPlan<'_>, fields: &impl Fields) {
        let Some((place, parts)) = &plan.parts else { return };
        let Some(builder) = &mut self.columns[*place] else { return };
        let of_field = |field: &usize| {
            if *field < fields.count() { fields.cell(*field).text.trim() } else { "" }
        };
        let text = match parts.as_slice() {
            [only] => of_field(only).to_owned(),
            all => all.iter().map(of_field).collect::<Vec<_>>().join("|"),
        };
        builder.push(WrittenCell::text(&text), &plan.rules);
    }

    fn close_sets(&mut self) {
        if let Some(Some(Builder::Sets(column))) = self.sets.map(|place| &mut self.columns[place]) {
            column.sets.close();
        }
    }

    fn fault(
        &mut self,
        plan: &ReadPlan<'_>,
        line: u32,
        place: usize,
        code: RejectCode,
        value: &str,
    ) {
        self.rejects.push(&Reject {
            kind: plan.kind,
            file: 0,
            line,
            column: u8::try_from(place).ok(),
            code,
            value,
            detail: RejectDetail::Plain,
        });
    }

    fn look_for_missing(
        &mut self,
        plan: &ReadPlan<'_>,
        line: u32,
        filled: u64,
        fields: &impl Fields,
    ) {
        if self.complete == Some(filled) {
            return;
        }
        let faults = self.rejects.len();
        let is_empty = |place: &usize| filled & (1 << place) == 0;
        let lacks_metrics = !plan.metrics.is_empty() && plan.metrics.iter().all(is_empty);
        let metric = plan.metrics.first().filter(|_| lacks_metrics);
        for place in plan.required.iter().filter(|place| is_empty(place)).chain(metric) {
            let said = said_of_nothing(plan, *place, fields);
            self.fault(plan, line, *place, RejectCode::MissingValue, said);
        }
        let has =
            |name: &str| plan.kind.column(name).is_some_and(|place| filled & (1 << place) != 0);
        for set in [OneOf::Identity, OneOf::Skill, OneOf::Month, OneOf::Anniversary] {
            let Some(named) = named_column(plan.kind, set) else { continue };
            if is_satisfied(plan.kind, set, has) {
                continue;
            }
            // A month without its year lacks the year.
            let year =
                (set == OneOf::Month && has("month")).then(|| plan.kind.column("year")).flatten();
            let place = year.unwrap_or(named);
            let said = said_of_nothing(plan, place, fields);
            self.fault(plan, line, place, RejectCode::MissingValue, said);
        }
        if self.rejects.len() == faults {
            self.complete = Some(filled);
        }
    }

    /// The row's `mpn_id` names a company of the pipeline, or there is only one.
    fn look_for_company(&mut self, plan: &ReadPlan<'_>, line: u32, fields: &impl Fields) {
        let Some((place, field)) = self.company else { return };
        let text = match field {
            Some(field) if field < fields.count() => fields.cell(field).text,
            _ => "",
        };
        let id = text.trim();
        if id.is_empty() || plan.rules.dialect.nothing.is(id) {
            if plan.companies.count > 1 {
                self.fault(plan, line, place, RejectCode::MissingValue, id);
            }
        } else if id.bytes().all(|byte| byte.is_ascii_digit()) && plan.companies.find(id).is_none()
        {
            self.fault(plan, line, place, RejectCode::UnknownCompany, text);
        }
    }

    fn evident_dates(
        &mut self,
        plan: &ReadPlan<'_>,
        line: u32,
        fields: &impl Fields,
        evident: u64,
    ) -> Vec<OpenDate> {
        let mut dates = Vec::new();
        for &(field, place) in plan.fields.iter().filter(|(_, place)| evident & (1 << place) != 0) {
            let Some(Builder::Days(days)) = &self.columns[place] else { continue };
            let (Some(&cell), Ok(column)) = (days.cells.last(), u8::try_from(place)) else {
                continue;
            };
            if unpack_pending(cell).is_some() {
                let written = self.written.code(fields.cell(field).text);
                dates.push(OpenDate { line, cell, written, column });
            }
        }
        dates
    }
}

/// The word for nothing that stands in an empty cell, where one does.
fn said_of_nothing<'a>(plan: &ReadPlan<'_>, place: usize, fields: &'a impl Fields) -> &'a str {
    let field = plan.fields.iter().find(|(_, column)| *column == place);
    let field = field.map(|(field, _)| *field).filter(|field| *field < fields.count());
    let text = field.map_or("", |field| fields.cell(field).text);
    if text.trim().is_empty() { "" } else { text }
}

/// More fields than the header, or so few that a required column has none.
fn is_ragged(plan: &ReadPlan<'_>, fields: &impl Fields) -> bool {
    if fields.count() >= plan.width {
        return fields.has_more(plan.width);
    }
    let count = fields.count();
    let present = |place: usize| plan.fields.iter().any(|&(at, of)| at < count && of == place);
    let is_lacking = |&(at, place): &(usize, usize)| at >= count && plan.required.contains(&place);
    let lacks_required = plan.fields.iter().any(is_lacking);
    lacks_required
        || [OneOf::Identity, OneOf::Skill, OneOf::Month, OneOf::Anniversary].into_iter().any(
            |set| {
                named_column(plan.kind, set).is_some()
                    && !is_satisfied(plan.kind, set, |name: &str| {
                        plan.kind.column(name).is_some_and(present)
                    })
            },
        )
}

/// The column under which a missing set is reported; none where the kind has no such set.
#[must_use]
pub fn named_column(kind: Kind, set: OneOf) -> Option<usize> {
    let name = match set {
        OneOf::Identity => "mcid",
        OneOf::Skill => "skill_code",
        OneOf::Month => "month",
        OneOf::Anniversary => "anniversary_on",
    };
    let is_of_set = |column: &Column| column.need == Need::OneOf(set);
    kind.columns().iter().any(is_of_set).then(|| kind.column(name)).flatten()
}

/// Whether the columns that are there make up what the set asks for.
pub fn is_satisfied(kind: Kind, set: OneOf, has: impl Fn(&str) -> bool) -> bool {
    if set == OneOf::Month {
        return has("invoice_date") || (has("month") && has("year"));
    }
    kind.columns().iter().any(|column| column.need == Need::OneOf(set) && has(column.name))
}
