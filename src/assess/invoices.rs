//! L1, L2: what each invoice line counts, and in which month; and what they come to by company, month,
//! type and currency. Both are plans of polars over the facts.

use polars::prelude::{
    DataFrame, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, NULL, PolarsResult,
    SortMultipleOptions, coalesce, col, df, lit, when,
};

use crate::base::{Amount, Day, Month};
use crate::tables::facts::{FILE, LINE};
use crate::tables::frame::frame;
use crate::tables::kinds::Invoices;
use crate::tables::output::Value;
use crate::tables::{
    CellType, DocumentType, Facts, Finding, FindingCode, Frame, Kind, ReadColumns,
};

use super::question::{Question, TableCells, text};

frame! {
    /// The invoice lines, by company and in their order. Texts are codes of the dictionary.
    InvoiceLine {
        COMPANY = "company": Id,
        /// The place of its file in the ledger, and its line there.
        FILE_READ = "file": Id,
        LINE_READ = "line": Id,
        /// By month and year, else by the day of the invoice.
        MONTH = "month": Month,
        /// The month of the day of the invoice, where one is given.
        MONTH_DATED = "month_dated": Month,
        /// The day of the invoice; before all days where not given.
        DATED = "dated": Day,
        INVOICE_NO = "invoice_no": Id,
        DOCUMENT = "document": Word,
        OMLP_TYPE = "omlp_type": Id,
        PURCHASE_UNIT = "purchase_unit": Id,
        QUANTITY = "quantity": Amount,
        /// Credit notes are negative.
        KPI = "kpi": Amount,
        REVENUE = "revenue": Amount,
        CURRENCY = "currency": Id,
        /// L1: invoices and credit notes do.
        COUNTS = "counts": Flag,
        /// K3: its month is not after that of the as-of date, and its day, where given, not after it.
        IS_KNOWN = "is_known": Flag,
    }
}

frame! {
    /// What counts and is known of a company, by month, type and currency.
    MonthSums {
        COMPANY = "company": Id,
        MONTH = "month": Month,
        OMLP_TYPE = "omlp_type": Id,
        CURRENCY = "currency": Id,
        KPI = "kpi": Amount,
        /// Null where no line gives any.
        REVENUE = "revenue": Amount,
        /// How many there are, by their numbers.
        INVOICES = "invoices": Id,
    }
}

frame! {
    /// What counts and is known, with a day that lies after its month.
    LateLine {
        COMPANY = "company": Id,
        MONTH = "month": Month,
        DATED = "dated": Day,
        OMLP_TYPE = "omlp_type": Id,
        KPI = "kpi": Amount,
    }
}

/// A row of `MonthSums`.
#[derive(Clone, Copy, Debug)]
pub struct MonthSum {
    pub company: u32,
    pub month: Month,
    pub omlp_type: u32,
    pub currency: u32,
    pub kpi: Amount,
    pub revenue: Option<Amount>,
    pub invoices: u32,
}

/// A line that becomes known after its month.
#[derive(Clone, Copy, Debug)]
pub struct LateInvoice {
    pub company: u32,
    pub dated: Day,
    pub month: Month,
    pub omlp_type: u32,
    pub kpi: Amount,
}

/// The lines, and what they come to.
pub struct Invoiced {
    pub(crate) lines: Frame<InvoiceLine>,
    /// By company, then month, type and currency.
    pub sums: Vec<MonthSum>,
    pub late: Vec<LateInvoice>,
}

impl Invoiced {
    /// Of all companies; none where there is no such source.
    ///
    /// # Errors
    /// When polars cannot carry out a plan.
    pub fn of(question: &Question<'_>) -> PolarsResult<Option<Self>> {
        let Some(facts) = question.facts.get(&Kind::Invoices) else { return Ok(None) };
        let lines = Frame::new(lines(question, facts)?.collect()?)?;
        let counting =
            lines.lazy().filter(col(InvoiceLine::COUNTS).and(col(InvoiceLine::IS_KNOWN)));
        let late = late_lines(&Frame::new(late(counting.clone()).collect()?)?)?;
        let sums = month_sums(&Frame::new(sums(counting).collect()?)?)?;
        Ok(Some(Self { lines, sums, late }))
    }

    /// What the lines of one company come to.
    #[must_use]
    pub fn of_company(&self, company: usize) -> &[MonthSum] {
        let own = |sum: &MonthSum| sum.company as usize;
        let start = self.sums.partition_point(|sum| own(sum) < company);
        let end = self.sums.partition_point(|sum| own(sum) <= company);
        &self.sums[start..end]
    }
}

/// L1, L2, K3 over the facts.
fn lines(question: &Question<'_>, facts: &Facts) -> PolarsResult<LazyFrame> {
    const NAMED: &str = "named";
    let as_of = question.as_of;
    let document = facts.cell(Invoices::DOCUMENT_TYPE)?;
    let is = |word: DocumentType| document.clone().eq(lit(word.word()));
    let signed = |amount: Expr| {
        let is_taken = is(DocumentType::CreditNote).and(amount.clone().gt(lit(0)));
        when(is_taken).then(lit(0) - amount.clone()).otherwise(amount)
    };
    let (month, year) = (facts.cell(Invoices::MONTH)?, facts.cell(Invoices::YEAR)?);
    let day = facts.cell(Invoices::INVOICE_DATE)?;
    let dated = month_of(day.clone().dt().year(), day.clone().dt().month());
    let is_of_a_known_month = col(InvoiceLine::MONTH).lt_eq(lit(as_of.month().0));
    let is_of_a_known_day = col(InvoiceLine::DATED).lt_eq(lit(as_of.0));
    let amount = |cells: Expr| cells.cast(CellType::Amount.dtype());
    let lines = facts
        .lazy()
        .with_column(facts.cell(Invoices::MPN_ID)?)
        .join(
            companies(question, facts)?.lazy(),
            [col(Invoices::MPN_ID)],
            [col(Invoices::MPN_ID)],
            JoinArgs::new(JoinType::Left),
        )
        .with_columns([
            month_of(year, month).alias(NAMED),
            dated.alias(InvoiceLine::MONTH_DATED),
            day.to_physical().fill_null(lit(i32::MIN)).alias(InvoiceLine::DATED),
        ])
        .with_column(
            coalesce(&[col(NAMED), col(InvoiceLine::MONTH_DATED)]).alias(InvoiceLine::MONTH),
        )
        .filter(col(InvoiceLine::MONTH).is_not_null())
        .sort([InvoiceLine::COMPANY, FILE, LINE], SortMultipleOptions::default());
    Ok(lines.select([
        col(InvoiceLine::COMPANY),
        col(FILE),
        col(LINE),
        col(InvoiceLine::MONTH),
        col(InvoiceLine::MONTH_DATED),
        col(InvoiceLine::DATED),
        facts.cell(Invoices::INVOICE_NO)?,
        document.clone().to_physical().alias(InvoiceLine::DOCUMENT),
        facts.cell(Invoices::OMLP_TYPE)?,
        facts.cell(Invoices::PURCHASE_UNIT)?,
        facts.cell(Invoices::QUANTITY)?,
        amount(signed(facts.cell(Invoices::KPI_VALUE)?)).alias(InvoiceLine::KPI),
        amount(signed(facts.cell(Invoices::REVENUE_VALUE)?)).alias(InvoiceLine::REVENUE),
        facts.cell(Invoices::CURRENCY)?,
        is(DocumentType::Invoice).or(is(DocumentType::CreditNote)).alias(InvoiceLine::COUNTS),
        is_of_a_known_month.and(is_of_a_known_day).alias(InvoiceLine::IS_KNOWN),
    ]))
}

/// As `Month` counts them.
fn month_of(year: Expr, month: Expr) -> Expr {
    let number = CellType::Month.dtype();
    year.cast(number.clone()) * lit(12) + month.cast(number) - lit(1)
}

/// The company of each MPN id that a line has.
fn companies(question: &Question<'_>, facts: &Facts) -> PolarsResult<DataFrame> {
    let ids = facts.text(Invoices::MPN_ID);
    let mut codes: Vec<u32> = (0..facts.len()).map(|row| ids.at(row)).collect();
    codes.sort_unstable();
    codes.dedup();
    let company = |code: &u32| u32::try_from(question.company(*code)).unwrap_or(u32::MAX);
    let companies: Vec<u32> = codes.iter().map(company).collect();
    df!(Invoices::MPN_ID => codes, InvoiceLine::COMPANY => companies)
}

fn sums(counting: LazyFrame) -> LazyFrame {
    let key =
        [InvoiceLine::COMPANY, InvoiceLine::MONTH, InvoiceLine::OMLP_TYPE, InvoiceLine::CURRENCY];
    let revenue = col(InvoiceLine::REVENUE);
    let is_given = revenue.clone().count().gt(lit(0));
    counting
        .group_by(key.map(col))
        .agg([
            col(InvoiceLine::KPI).sum(),
            when(is_given).then(revenue.sum()).otherwise(lit(NULL)).alias(MonthSums::REVENUE),
            col(InvoiceLine::INVOICE_NO).n_unique().alias(MonthSums::INVOICES),
        ])
        .sort(key, SortMultipleOptions::default())
}

fn late(counting: LazyFrame) -> LazyFrame {
    let of_frame =
        [LateLine::COMPANY, LateLine::MONTH, LateLine::DATED, LateLine::OMLP_TYPE, LateLine::KPI];
    let is_late = col(InvoiceLine::MONTH_DATED).gt(col(InvoiceLine::MONTH));
    counting.filter(is_late).select(of_frame.map(col))
}

fn month_sums(sums: &Frame<MonthSums>) -> PolarsResult<Vec<MonthSum>> {
    let sums = sums.inner();
    let (company, month) = (sums.ids(MonthSums::COMPANY)?, sums.months(MonthSums::MONTH)?);
    let (omlp_type, currency) = (sums.ids(MonthSums::OMLP_TYPE)?, sums.ids(MonthSums::CURRENCY)?);
    let (kpi, revenue) = (sums.amounts(MonthSums::KPI)?, sums.amounts(MonthSums::REVENUE)?);
    let invoices = sums.ids(MonthSums::INVOICES)?;
    let sum = |row: usize| MonthSum {
        company: company[row],
        month: month[row].unwrap_or_default(),
        omlp_type: omlp_type[row],
        currency: currency[row],
        kpi: kpi[row].unwrap_or_default(),
        revenue: revenue[row],
        invoices: invoices[row],
    };
    Ok((0..sums.height()).map(sum).collect())
}

fn late_lines(late: &Frame<LateLine>) -> PolarsResult<Vec<LateInvoice>> {
    let late = late.inner();
    let (company, month) = (late.ids(LateLine::COMPANY)?, late.months(LateLine::MONTH)?);
    let (dated, omlp_type) = (late.days(LateLine::DATED)?, late.ids(LateLine::OMLP_TYPE)?);
    let kpi = late.amounts(LateLine::KPI)?;
    let line = |row: usize| LateInvoice {
        company: company[row],
        dated: Day(dated[row]),
        month: month[row].unwrap_or_default(),
        omlp_type: omlp_type[row],
        kpi: kpi[row].unwrap_or_default(),
    };
    Ok((0..late.height()).map(line).collect())
}

/// The rows of the table of invoices.
///
/// # Errors
/// When a column is not what it is declared to be.
pub(crate) fn rows(
    question: &Question<'_>,
    lines: &Frame<InvoiceLine>,
) -> PolarsResult<Vec<TableCells>> {
    let lines = lines.inner();
    let (companies, months) = (lines.ids(InvoiceLine::COMPANY)?, lines.months(InvoiceLine::MONTH)?);
    let (files, places) = (lines.ids(InvoiceLine::FILE_READ)?, lines.ids(InvoiceLine::LINE_READ)?);
    let (numbers, types) =
        (lines.ids(InvoiceLine::INVOICE_NO)?, lines.ids(InvoiceLine::OMLP_TYPE)?);
    let (units, quantities) =
        (lines.ids(InvoiceLine::PURCHASE_UNIT)?, lines.amounts(InvoiceLine::QUANTITY)?);
    let (kpi, revenue) = (lines.amounts(InvoiceLine::KPI)?, lines.amounts(InvoiceLine::REVENUE)?);
    let (currencies, documents) =
        (lines.ids(InvoiceLine::CURRENCY)?, lines.words(InvoiceLine::DOCUMENT)?);
    let counts = lines.flags(InvoiceLine::COUNTS)?;
    let named = |code: u32| text(question.dictionary.text(code));
    let row = |row: usize| {
        vec![
            text(&question.pipeline.companies[companies[row] as usize].mpn_id),
            Value::Text(months[row].unwrap_or_default().to_string()),
            named(numbers[row]),
            named(types[row]),
            named(units[row]),
            Value::amount(quantities[row]),
            Value::amount(kpi[row]),
            Value::amount(revenue[row]),
            named(currencies[row]),
            text(DocumentType::at(documents[row]).word()),
            Value::YesNo(Some(counts[row])),
            text(if counts[row] { "" } else { "not_an_invoice" }),
            text((question.file_name)(files[row])),
            Value::Number(Some(i64::from(places[row]))),
        ]
    };
    Ok((0..lines.height()).map(row).collect())
}

/// What is odd about single lines.
///
/// # Errors
/// When a column is not what it is declared to be.
pub(crate) fn findings(
    question: &Question<'_>,
    lines: &Frame<InvoiceLine>,
) -> PolarsResult<Vec<Finding>> {
    let lines = lines.inner();
    let (companies, months) = (lines.ids(InvoiceLine::COMPANY)?, lines.months(InvoiceLine::MONTH)?);
    let (files, places) = (lines.ids(InvoiceLine::FILE_READ)?, lines.ids(InvoiceLine::LINE_READ)?);
    let (dated, days) = (lines.months(InvoiceLine::MONTH_DATED)?, lines.days(InvoiceLine::DATED)?);
    let (documents, kpi) = (lines.words(InvoiceLine::DOCUMENT)?, lines.amounts(InvoiceLine::KPI)?);
    let is_known = lines.flags(InvoiceLine::IS_KNOWN)?;
    let as_of = question.as_of;
    let mut findings = Vec::new();
    for row in 0..lines.height() {
        let mut find = |code, message: String| {
            let finding = Finding::new(code, Some(companies[row]), message);
            findings.push(finding.at(files[row], places[row]));
        };
        let (month, kpi) = (months[row].unwrap_or_default(), kpi[row].unwrap_or_default());
        if let Some(dated) = dated[row].filter(|dated| *dated != month) {
            let message = format!("the invoice date lies in {dated}, month and year say {month}");
            find(FindingCode::InvoiceMonthMismatch, message);
        }
        if DocumentType::at(documents[row]) == DocumentType::Invoice && kpi.is_negative() {
            let message = format!("an invoice, not a credit note, with a KPI value of {kpi}");
            find(FindingCode::NegativeKpiOnInvoice, message);
        }
        if month > as_of.month() {
            let message = format!("the month {month} is after that of {as_of}");
            find(FindingCode::InvoiceInFuture, message);
        } else if !is_known[row] {
            let message = format!("the invoice date {} is after {as_of}", Day(days[row]));
            find(FindingCode::InvoiceInFuture, message);
        }
    }
    Ok(findings)
}
