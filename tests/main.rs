//! All tests that need the program as a whole, in one binary, so that polars is linked once.

mod architecture;
mod broken;
mod cli;
mod dialects;
mod limits;
mod properties;
mod reading;
mod rule_cases;
mod support;
