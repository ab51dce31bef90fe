//! Why: the chain from a verdict to its rule, its parameter, its dates and its input line.

pub mod cells;
pub mod competency;
pub mod inputs;
pub mod invoice;
pub mod level_text;
pub mod metric;
pub mod person;
pub mod requirement;
pub mod score;
pub mod steps;
pub mod text;
pub mod window;

pub use competency::explain_competency;
pub use invoice::explain_invoice;
pub use person::explain_user;
