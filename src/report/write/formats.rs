//! The formats that there are: whoever adds one names it here.

use super::csv::Csv;
use super::format::Format;
use super::parquet::Parquet;

/// Every table is written in each of these.
pub(crate) const FORMATS: [&dyn Format; 2] = [&Csv, &Parquet];
