//! Why an invoice counts or not, and in which window (L1 to L3).

use serde::Serialize;

use crate::assess::window::Window;
use crate::base::credits::{Credits, Excess, LineKey};
use crate::base::{Failure, Month, Outcome};
use crate::rules::book;
use crate::skills::Scene;
use crate::tables::kinds;
use crate::tables::{DocumentType, Facts, Kind, RejectCode, RejectDetail};

use super::sources::ExplanationBasis;
use super::steps::{ParameterShown, parameter_used};

/// Everything that is known of an invoice number.
#[derive(Serialize, Debug)]
pub struct InvoiceExplained {
    pub invoice_no: String,
    pub as_of: String,
    pub window: String,
    pub lines: Vec<InvoiceLine>,
    /// What the window and the days come from.
    pub parameters: Vec<ParameterShown>,
}

#[derive(Serialize, Debug)]
pub struct InvoiceLine {
    pub file: String,
    pub line: u32,
    pub document_type: &'static str,
    pub omlp_type: String,
    pub purchase_unit: String,
    /// As it is counted: credit notes are negative.
    pub kpi_value: String,
    pub month: String,
    pub visible_on: String,
    pub counts: bool,
    pub in_window: bool,
    pub because: String,
    /// What is odd about it.
    pub notes: Vec<String>,
    /// Rows of the same key that were set aside for this one.
    pub set_aside: Vec<String>,
}

/// Explains all lines of an invoice number.
///
/// # Errors
/// When no line has the number.
pub fn explain_invoice(from: &ExplanationBasis<'_>, number: &str) -> Outcome<InvoiceExplained> {
    let scene = from.scene;
    let wanted = number.trim();
    let window = Window::visible_on(scene.as_of, scene.rules);
    let facts = scene.facts(Kind::Invoices).ok_or_else(|| {
        Failure::configuration("the pipeline has no source of invoices")
            .todo("add [sources.invoices]")
    })?;
    let numbers = facts.text(kinds::Invoices::INVOICE_NO);
    let rows: Vec<usize> = (0..facts.len())
        .filter(|row| scene.text(numbers.at(*row)).eq_ignore_ascii_case(wanted))
        .collect();
    let excesses = excesses(scene, facts, &rows);
    let lines: Vec<InvoiceLine> =
        rows.iter().map(|row| line(scene, facts, *row, window, &excesses)).collect();
    if lines.is_empty() {
        let mut known: Vec<&str> =
            (0..facts.len()).map(|row| scene.text(numbers.at(row))).collect();
        known.sort_unstable();
        known.dedup();
        let near = crate::base::fold::did_you_mean(wanted, known);
        let hint = near.map_or_else(
            || "its rows may be rejected: attain check shows them".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        return Err(
            Failure::configuration(format!("no invoice line has the number {wanted}")).todo(hint)
        );
    }
    Ok(InvoiceExplained {
        invoice_no: wanted.to_owned(),
        as_of: scene.as_of.to_string(),
        window: format!("{} to {}", window.first, window.last),
        lines,
        parameters: ["kpi_publish_day", "kpi_window_months"]
            .into_iter()
            .filter_map(|name| parameter_used(from, name, scene.as_of))
            .collect(),
    })
}

/// Where no file says it, it is the default.
fn document(facts: &Facts, row: usize) -> &'static str {
    match facts.words(kinds::Invoices::DOCUMENT_TYPE).at(row) {
        0 => DocumentType::DEFAULT.word(),
        place => DocumentType::at(place).word(),
    }
}

fn line_key(scene: &Scene<'_>, facts: &Facts, row: usize) -> LineKey {
    let text = |column| scene.text(facts.text(column).at(row)).to_owned();
    // Locations roll up to their company.
    let company = scene.setting.companies.find(&text("mpn_id")).unwrap_or_default();
    [company.to_string(), text("invoice_no"), text("omlp_type"), text("purchase_unit")]
}

/// Credit lines that take back more than was invoiced.
fn excesses(scene: &Scene<'_>, facts: &Facts, rows: &[usize]) -> Vec<Excess> {
    let mut credits = Credits::default();
    let kpi = |row: usize| facts.amounts(kinds::Invoices::KPI_VALUE).at(row).unwrap_or_default();
    for row in rows.iter().filter(|row| document(facts, **row) == "Credit note") {
        credits.credit(line_key(scene, facts, *row), kpi(*row));
    }
    for row in rows.iter().filter(|row| document(facts, **row) == "Invoice") {
        credits.invoice(line_key(scene, facts, *row), kpi(*row));
    }
    credits.excesses()
}

/// The date that says another month, and a credit that is larger than its invoice.
fn notes(scene: &Scene<'_>, facts: &Facts, row: usize, excesses: &[Excess]) -> Vec<String> {
    let mut notes = Vec::new();
    let (dated, month) = (facts.days(kinds::Invoices::INVOICE_DATE).at(row), month(facts, row));
    if let (Some(dated), Some(month)) = (dated, month)
        && dated.month() != month
    {
        let what = format!("the invoice date is {dated}; month and year say {month} and hold");
        notes.push(by(&["L2"], &what));
    }
    if document(facts, row) == "Credit note" {
        let key = line_key(scene, facts, row);
        let own = excesses.iter().find(|excess| excess.line == key);
        notes.extend(own.map(|own| {
            format!(
                "it takes back {}, more than the {} that was invoiced",
                own.credited, own.invoiced
            )
        }));
    }
    notes
}

fn line(
    scene: &Scene<'_>,
    facts: &Facts,
    row: usize,
    window: Window,
    excesses: &[Excess],
) -> InvoiceLine {
    let (file, place) = (facts.file(row), facts.line(row));
    let document = document(facts, row);
    let month = month(facts, row);
    let visible_on = month.map(|month| month.plus(1).day(scene.rules.kpi_publish_day));
    let counts = matches!(document, "Invoice" | "Credit note");
    let unknown = unknown(scene, facts, row, month).filter(|_| counts);
    let in_window = unknown.is_none() && month.is_some_and(|month| window.contains(month));
    let because = match (document, in_window) {
        _ if unknown.is_some() => unknown.unwrap_or_default(),
        ("Invoice", true) => by(&["L1", "L3"], "an invoice in the window"),
        ("Credit note", true) => {
            by(&["L1", "L3"], "a credit note in the window, counted as negative")
        }
        ("Invoice" | "Credit note", false) => match visible_on {
            Some(day) if day > scene.as_of => {
                by(&["L2", "L3"], &format!("its month becomes visible on {day}"))
            }
            _ => by(&["L3"], "its month has left the window"),
        },
        ("Order confirmation", _) => {
            by(&["L1"], "an order confirmation is no invoice; only invoices and credit notes count")
        }
        _ => by(&["L1"], "a partner report is no invoice; only invoices and credit notes count"),
    };
    InvoiceLine {
        file: scene.file_name(file).to_owned(),
        line: place,
        document_type: document,
        omlp_type: scene.text(facts.text(kinds::Invoices::OMLP_TYPE).at(row)).to_owned(),
        purchase_unit: scene.text(facts.text(kinds::Invoices::PURCHASE_UNIT).at(row)).to_owned(),
        kpi_value: facts
            .amounts("kpi_value")
            .at(row)
            .map(|kpi| if document == "Credit note" { -kpi.abs() } else { kpi }.to_string())
            .unwrap_or_default(),
        month: month.map(|month| month.to_string()).unwrap_or_default(),
        visible_on: visible_on.map(|day| day.to_string()).unwrap_or_default(),
        counts,
        in_window: counts && in_window,
        because,
        notes: notes(scene, facts, row, excesses),
        set_aside: set_aside(scene, file, place),
    }
}

/// What is said, by rules with their words.
fn by(rules: &[&str], said: &str) -> String {
    let rules: Vec<String> = rules.iter().map(|rule| book::named(rule)).collect();
    format!("{}: {said}", rules.join(", "))
}

/// K3: why nobody can know the line on the as-of date.
fn unknown(scene: &Scene<'_>, facts: &Facts, row: usize, month: Option<Month>) -> Option<String> {
    let dated = facts.days(kinds::Invoices::INVOICE_DATE).at(row).filter(|day| *day > scene.as_of);
    let month = month.filter(|month| *month > scene.as_of.month());
    let what = match (month, dated) {
        (Some(month), _) => format!("its month {month} lies after that of {}", scene.as_of),
        (None, Some(day)) => format!("its invoice date {day} lies after {}", scene.as_of),
        (None, None) => return None,
    };
    Some(by(&["K3"], &format!("{what}, so that nobody knows it yet and no sum has it")))
}

fn month(facts: &Facts, row: usize) -> Option<Month> {
    let said = facts
        .numbers(kinds::Invoices::YEAR)
        .at(row)
        .zip(facts.numbers(kinds::Invoices::MONTH).at(row));
    said.and_then(|(year, month)| Month::of(year, month.unsigned_abs()))
        .or_else(|| facts.days(kinds::Invoices::INVOICE_DATE).at(row).map(crate::base::Day::month))
}

fn set_aside(scene: &Scene<'_>, file: u32, line: u32) -> Vec<String> {
    let winner = RejectDetail::Winner { file, line };
    let losers = scene
        .reading
        .rejects
        .iter()
        .filter(|reject| reject.kind == Kind::Invoices && reject.detail == winner);
    losers
        .map(|reject| {
            let how = if reject.code == RejectCode::DuplicateRow {
                "the same, exported again"
            } else {
                "same key with other content; the later one holds"
            };
            format!("{}:{} ({how})", scene.file_name(reject.file), reject.line)
        })
        .collect()
}
