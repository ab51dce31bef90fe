//! All tests that need the program as a whole, in one binary, so that polars is linked once.

#![expect(
    clippy::unnecessary_debug_formatting,
    reason = "a path shown so is the TOML string that a pipeline file needs"
)]

mod architecture;
mod bench_tests;
#[path = "bench/benchmark.rs"]
mod benchmark;
mod broken;
mod cells;
mod circles;
mod cli;
mod companies;
mod crates;
mod dialects;
mod explained;
mod faults;
mod forgetting;
mod formats;
#[path = "fuzz/bodies.rs"]
mod fuzz_bodies;
mod kernel;
mod language;
mod limits;
mod manifest_schema;
mod many_companies;
mod memory;
mod monthly_kpi;
mod nights;
mod packs;
mod page;
mod partner_of_2026;
mod portfolio;
mod promises;
mod properties;
mod reading;
mod reasons;
mod replay;
mod rule_cases;
mod score_explained;
mod shards;
mod shown;
mod starting;
mod support;
mod worked_examples;
