//! L1, L2: what each invoice line counts, and in which month.

use crate::base::{Amount, Day, Month};
use crate::tables::facts::{AmountColumn, DayColumn, NumberColumn, TextColumn, WordColumn};
use crate::tables::output::Value;
use crate::tables::{Facts, Finding, FindingCode, Kind, Vocabulary};

use super::question::{Question, Row, text};

/// An invoice line; texts are codes of the dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub row: usize,
    pub company: usize,
    pub month: Month,
    pub invoice_no: u32,
    pub omlp_type: u32,
    pub currency: u32,
    /// Credit notes are negative.
    pub kpi: Amount,
    pub revenue: Option<Amount>,
    pub document: u8,
    pub counts: bool,
    /// K3: its month is not after that of the as-of date, and its day, where given, not after it.
    pub is_known: bool,
    /// The day of the invoice; `ALWAYS` where not given.
    pub dated: Day,
}

/// The places of the words in their vocabulary.
const INVOICE: u8 = 1;
const CREDIT_NOTE: u8 = 2;

struct Columns<'a> {
    ids: TextColumn<'a>,
    months: NumberColumn<'a>,
    years: NumberColumn<'a>,
    dates: DayColumn<'a>,
    numbers: TextColumn<'a>,
    documents: WordColumn<'a>,
    types: TextColumn<'a>,
    currencies: TextColumn<'a>,
    kpi: AmountColumn<'a>,
    revenue: AmountColumn<'a>,
}

/// All lines, by company; none where there is no such source.
#[must_use]
pub fn lines(question: &Question<'_>) -> Option<Vec<Line>> {
    let facts = question.facts.get(&Kind::Invoices)?;
    let columns = Columns {
        ids: facts.text("mpn_id"),
        months: facts.numbers("month"),
        years: facts.numbers("year"),
        dates: facts.days("invoice_date"),
        numbers: facts.text("invoice_no"),
        documents: facts.words("document_type"),
        types: facts.text("omlp_type"),
        currencies: facts.text("currency"),
        kpi: facts.amounts("kpi_value"),
        revenue: facts.amounts("revenue_value"),
    };
    let mut lines: Vec<Line> =
        (0..facts.len()).filter_map(|row| line(question, &columns, row)).collect();
    lines.sort_by_key(|line| line.company);
    Some(lines)
}

/// The lines of one company, out of those of all.
#[must_use]
pub fn of_company(lines: &[Line], company: usize) -> &[Line] {
    let start = lines.partition_point(|line| line.company < company);
    let end = lines.partition_point(|line| line.company <= company);
    &lines[start..end]
}

fn line(question: &Question<'_>, columns: &Columns<'_>, row: usize) -> Option<Line> {
    let named = named_month(columns.years.at(row), columns.months.at(row));
    let month = named.or_else(|| columns.dates.at(row).map(Day::month))?;
    let dated = columns.dates.at(row).unwrap_or(Day::ALWAYS);
    let document = columns.documents.at(row).max(INVOICE);
    let signed = |amount: Amount| if document == CREDIT_NOTE { -amount.abs() } else { amount };
    Some(Line {
        row,
        company: question.company(columns.ids.at(row)),
        month,
        invoice_no: columns.numbers.at(row),
        omlp_type: columns.types.at(row),
        currency: columns.currencies.at(row),
        kpi: signed(columns.kpi.at(row).unwrap_or_default()),
        revenue: columns.revenue.at(row).map(signed),
        document,
        counts: matches!(document, INVOICE | CREDIT_NOTE),
        is_known: month <= question.as_of.month() && dated <= question.as_of,
        dated,
    })
}

fn named_month(year: Option<i32>, month: Option<i32>) -> Option<Month> {
    Month::of(year?, month?.unsigned_abs())
}

/// The rows of the table of invoices.
#[must_use]
pub fn rows(question: &Question<'_>, lines: &[Line]) -> Vec<Row> {
    let Some(facts) = question.facts.get(&Kind::Invoices) else { return Vec::new() };
    let (units, quantities) = (facts.text("purchase_unit"), facts.amounts("quantity"));
    let named = |code: u32| Value::Text(question.dictionary.text(code).to_owned());
    lines
        .iter()
        .map(|line| {
            vec![
                text(&question.pipeline.companies[line.company].mpn_id),
                Value::Text(line.month.to_string()),
                named(line.invoice_no),
                named(line.omlp_type),
                named(units.at(line.row)),
                Value::Amount(quantities.at(line.row)),
                Value::Amount(Some(line.kpi)),
                Value::Amount(line.revenue),
                named(line.currency),
                text(Vocabulary::DocumentType.words()[line.document as usize]),
                Value::YesNo(Some(line.counts)),
                text(if line.counts { "" } else { "not_an_invoice" }),
                text((question.file_name)(facts.file(line.row))),
                Value::Number(Some(i64::from(facts.line(line.row)))),
            ]
        })
        .collect()
}

/// What is odd about single lines.
#[must_use]
pub fn findings(question: &Question<'_>, lines: &[Line]) -> Vec<Finding> {
    let Some(facts) = question.facts.get(&Kind::Invoices) else { return Vec::new() };
    let mut findings = Vec::new();
    for line in lines {
        let mut find = |code, message: String| {
            let company = u32::try_from(line.company).ok();
            let finding = Finding::new(code, company, message);
            findings.push(finding.at(facts.file(line.row), facts.line(line.row)));
        };
        if let Some(dated) = other_month(facts, line) {
            let message =
                format!("the invoice date lies in {dated}, month and year say {}", line.month);
            find(FindingCode::InvoiceMonthMismatch, message);
        }
        if line.document == INVOICE && line.kpi.is_negative() {
            let message =
                format!("an invoice, not a credit note, with a KPI value of {}", line.kpi);
            find(FindingCode::NegativeKpiOnInvoice, message);
        }
        if line.month > question.as_of.month() {
            let message = format!("the month {} is after that of {}", line.month, question.as_of);
            find(FindingCode::InvoiceInFuture, message);
        } else if !line.is_known {
            let message = format!("the invoice date {} is after {}", line.dated, question.as_of);
            find(FindingCode::InvoiceInFuture, message);
        }
    }
    findings
}

/// The month of the date, where month and year say another.
fn other_month(facts: &Facts, line: &Line) -> Option<Month> {
    let named =
        named_month(facts.numbers("year").at(line.row), facts.numbers("month").at(line.row))?;
    let dated = facts.days("invoice_date").at(line.row)?.month();
    (named != dated).then_some(dated)
}
