//! Learning KPIs and the invoices that they are made of: the columns of its tables.

use super::{column, key};
use crate::tables::columns;
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text, YesNo};

pub const KPI_MONTHS: OutputSchema = OutputSchema {
    name: "kpi_months",
    says: "KPI and revenue by month, type and currency",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::MONTH, Text, "month"),
        key(3, columns::OMLP_TYPE, Text, "OMLP type"),
        key(4, columns::CURRENCY, Text, "currency"),
        column(columns::KPI_VALUE, Amount(4), "KPI"),
        column(columns::REVENUE_VALUE, Amount(4), "revenue"),
        column(columns::INVOICES, Number, "distinct invoice numbers"),
        column(columns::VISIBLE_ON, Day, "the day Partner Center shows it"),
        column(columns::IN_WINDOW, YesNo, "inside the trailing window"),
    ],
};

pub const KPI_WINDOW: OutputSchema = OutputSchema {
    name: "kpi_window",
    says: "the trailing window, and what the anniversary needs",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::COMPETENCY, Text, "competency"),
        key(3, columns::LEVEL, Text, "level"),
        column(columns::WINDOW_START, Text, "first month"),
        column(columns::WINDOW_END, Text, "last month"),
        column(columns::KPI_TOTAL, Amount(4), "KPI in the window"),
        column(
            columns::REVENUE_TOTAL,
            Amount(4),
            "revenue in the window; empty over several currencies",
        ),
        column(columns::ANNIVERSARY_ON, Day, "the next anniversary"),
        column(columns::ANNIVERSARY_START, Text, "first month of the anniversary's window"),
        column(columns::ANNIVERSARY_END, Text, "last month of the anniversary's window"),
        column(
            columns::KPI_TO_ANNIVERSARY,
            Amount(4),
            "KPI so far inside the anniversary's window",
        ),
        column(columns::NEEDED_BY_ANNIVERSARY, Amount(4), "KPI still needed"),
        column(columns::MONTHS_LEFT, Number, "months left in which it can be invoiced"),
    ],
};

pub const KPI_OPTIONS: OutputSchema = OutputSchema {
    name: "kpi_options",
    says: "learning options: what they need, what is there",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::COMPETENCY, Text, "competency"),
        key(3, columns::LEVEL, Text, "level"),
        key(4, columns::PROGRAMME, Text, "programme"),
        key(5, columns::OPTION, Text, "option"),
        column(columns::KPI_NEED, Amount(4), "KPI needed"),
        column(columns::KPI_HAVE, Amount(4), "KPI there"),
        column(columns::MCT_NEED, Number, "trainers needed"),
        column(columns::MCT_HAVE, Number, "trainers there"),
        column(columns::EXAMS_NEED, Number, "exam holders needed"),
        column(columns::EXAMS_HAVE, Number, "exam holders there"),
        column(columns::MET, Text, "Yes, No or Unknown"),
        column(columns::MISSING, Text, "requirements that are not met"),
    ],
};

pub const INVOICES: OutputSchema = OutputSchema {
    name: "invoices",
    says: "every invoice line: counted or not, and why",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::MONTH, Text, "month"),
        key(3, columns::INVOICE_NO, Text, "invoice number"),
        key(4, columns::OMLP_TYPE, Text, "OMLP type"),
        key(5, columns::PURCHASE_UNIT, Text, "purchase unit"),
        column(columns::QUANTITY, Amount(10), "quantity"),
        column(columns::KPI_VALUE, Amount(4), "KPI, credit notes negative"),
        column(columns::REVENUE_VALUE, Amount(4), "revenue, credit notes negative"),
        column(columns::CURRENCY, Text, "currency"),
        column(columns::DOCUMENT_TYPE, Text, "document"),
        column(columns::COUNTS, YesNo, "it is counted"),
        column(columns::REASON, Text, "why not"),
        column(columns::FILE, Text, "the file it was read from"),
        column(columns::LINE, Number, "the line in that file"),
    ],
};
