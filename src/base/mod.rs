//! The ground floor: dates, exact numbers, text, failures. It knows nothing of partners.

pub(crate) mod amount;
pub(crate) mod aside;
pub(crate) mod credits;
pub(crate) mod dates;
pub mod dictionary;
pub mod digest;
pub(crate) mod exit;
pub(crate) mod failure;
pub mod fold;
pub(crate) mod guard;
pub(crate) mod ordinary;
pub(crate) mod pool;
pub(crate) mod progress;
pub mod safe;
pub(crate) mod shown;
pub(crate) mod sort_text;

pub use amount::Amount;
pub(crate) use dates::in_days;
pub use dates::{Day, Month};
pub use dictionary::Dictionary;
pub(crate) use exit::Exit;
pub use failure::{Cause, Failure, Outcome};
pub use progress::{Progress, RunStep};
pub use shown::shown;
pub use sort_text::SortText;
