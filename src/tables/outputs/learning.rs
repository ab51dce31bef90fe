//! Learning KPIs and the invoices that they are made of: the columns of its tables.

use super::{column, key};
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text, YesNo};

pub const KPI_MONTHS: OutputSchema = OutputSchema {
    name: "kpi_months",
    says: "KPI and revenue by month, type and currency",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "month", Text, "month"),
        key(3, "omlp_type", Text, "OMLP type"),
        key(4, "currency", Text, "currency"),
        column("kpi_value", Amount(4), "KPI"),
        column("revenue_value", Amount(4), "revenue"),
        column("invoices", Number, "distinct invoice numbers"),
        column("visible_on", Day, "the day Partner Center shows it"),
        column("in_window", YesNo, "inside the trailing window"),
    ],
};

pub const KPI_WINDOW: OutputSchema = OutputSchema {
    name: "kpi_window",
    says: "the trailing window, and what the anniversary needs",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "competency", Text, "competency"),
        key(3, "level", Text, "level"),
        column("window_start", Text, "first month"),
        column("window_end", Text, "last month"),
        column("kpi_total", Amount(4), "KPI in the window"),
        column("revenue_total", Amount(4), "revenue in the window; empty over several currencies"),
        column("anniversary_on", Day, "the next anniversary"),
        column("anniversary_start", Text, "first month of the anniversary's window"),
        column("anniversary_end", Text, "last month of the anniversary's window"),
        column("kpi_to_anniversary", Amount(4), "KPI so far inside the anniversary's window"),
        column("needed_by_anniversary", Amount(4), "KPI still needed"),
        column("months_left", Number, "months left in which it can be invoiced"),
    ],
};

pub const KPI_OPTIONS: OutputSchema = OutputSchema {
    name: "kpi_options",
    says: "learning options: what they need, what is there",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "competency", Text, "competency"),
        key(3, "level", Text, "level"),
        key(4, "programme", Text, "programme"),
        key(5, "option", Text, "option"),
        column("kpi_need", Amount(4), "KPI needed"),
        column("kpi_have", Amount(4), "KPI there"),
        column("mct_need", Number, "trainers needed"),
        column("mct_have", Number, "trainers there"),
        column("exams_need", Number, "exam holders needed"),
        column("exams_have", Number, "exam holders there"),
        column("met", Text, "Yes, No or Unknown"),
        column("missing", Text, "requirements that are not met"),
    ],
};

pub const INVOICES: OutputSchema = OutputSchema {
    name: "invoices",
    says: "every invoice line: counted or not, and why",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "month", Text, "month"),
        key(3, "invoice_no", Text, "invoice number"),
        key(4, "omlp_type", Text, "OMLP type"),
        key(5, "purchase_unit", Text, "purchase unit"),
        column("quantity", Amount(10), "quantity"),
        column("kpi_value", Amount(4), "KPI, credit notes negative"),
        column("revenue_value", Amount(4), "revenue, credit notes negative"),
        column("currency", Text, "currency"),
        column("document_type", Text, "document"),
        column("counts", YesNo, "it is counted"),
        column("reason", Text, "why not"),
        column("file", Text, "the file it was read from"),
        column("line", Number, "the line in that file"),
    ],
};
