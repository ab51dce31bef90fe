//! Writers: a table or a book as bytes, one file for each format.

pub mod csv;
pub mod deflated;
pub mod format;
pub mod line_heights;
pub mod links;
pub mod package;
pub mod parquet;
pub mod parquet_column;
pub mod row_xml;
pub mod shared_texts;
pub mod stamp;
pub mod stretches;
pub mod tidy;
pub mod widths;
pub mod xlsx;
pub mod xlsx_chart;
pub mod xlsx_page;
pub mod xlsx_sheet;
pub mod xlsx_style;
pub mod xlsx_table;
pub mod zip_stream;
