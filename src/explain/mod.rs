//! Why: the chain from a verdict to its rule, its parameter, its dates and its input line.

pub(crate) mod cells;
pub(crate) mod competency;
pub(crate) mod evidence;
pub(crate) mod former;
pub(crate) mod holders;
pub(crate) mod inputs;
pub(crate) mod invoice;
pub mod level_text;
pub(crate) mod metric;
pub mod person;
pub(crate) mod requirement;
pub(crate) mod score;
pub mod sources;
pub(crate) mod steps;
pub mod text;
pub(crate) mod window;

pub use competency::explain_competency;
pub use invoice::explain_invoice;
pub use person::explain_user;
