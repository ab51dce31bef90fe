//! The ground floor: dates, exact numbers, text, failures. It knows nothing of partners.

pub mod amount;
pub mod credits;
pub mod dates;
pub mod dictionary;
pub mod digest;
pub mod failure;
pub mod fold;
pub mod guard;
pub mod ordinary;
pub mod pool;
pub mod progress;
pub mod safe;
pub mod shown;
pub mod sort_text;

pub use amount::Amount;
pub use dates::{Day, Month};
pub use dictionary::Dictionary;
pub use failure::{Cause, Failure, Outcome};
pub use progress::{Progress, Step};
pub use shown::shown;
pub use sort_text::SortText;
