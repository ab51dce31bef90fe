//! Writers: a table or a book as bytes, one file for each format.

pub mod csv;
pub(crate) mod deflated;
pub(crate) mod format;
pub(crate) mod line_heights;
pub(crate) mod links;
pub(crate) mod package;
pub(crate) mod parquet;
pub(crate) mod parquet_column;
pub(crate) mod row_xml;
pub(crate) mod shared_texts;
pub(crate) mod stamp;
pub(crate) mod stretches;
pub(crate) mod tidy;
pub(crate) mod widths;
pub(crate) mod xlsx;
pub(crate) mod xlsx_chart;
pub(crate) mod xlsx_page;
pub(crate) mod xlsx_sheet;
pub(crate) mod xlsx_style;
pub(crate) mod xlsx_table;
pub(crate) mod zip_stream;
