//! Stands in until the report writers are merged.

use crate::tables::output::{Rows, Values};

pub fn csv(rows: &dyn Rows) -> Vec<u8> {
    let mut w = csv::WriterBuilder::new().from_writer(Vec::new());
    let names: Vec<&str> = rows.schema().columns.iter().map(|c| c.name).collect();
    let _ = w.write_record(&names);
    let frame = rows.frame(0, rows.len());
    for i in 0..rows.len() {
        let cells: Vec<String> = frame.columns.iter().map(|v| cell(v, i)).collect();
        let _ = w.write_record(&cells);
    }
    w.into_inner().unwrap_or_default()
}
fn guard(t: &str) -> String {
    if t.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{t}") } else { t.to_owned() }
}
fn cell(v: &Values<'_>, i: usize) -> String {
    match v {
        Values::Text(c) => guard(c[i]),
        Values::Owned(c) => guard(&c[i]),
        Values::Mcids(c) => c[i].to_string(),
        Values::Days(c) => c[i].to_string(),
        Values::Numbers(c) => c[i].map(|n| n.to_string()).unwrap_or_default(),
        Values::Amounts(c) => c[i].map(|n| n.to_string()).unwrap_or_default(),
        Values::YesNo(c) => c[i].map_or("", |y| if y { "Yes" } else { "No" }).to_owned(),
    }
}
