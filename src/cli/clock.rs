//! What only the outermost layer knows.

use crate::base::Day;
use crate::publish::Timestamp;

/// What only the outermost layer knows.
pub struct Clock {
    /// The day on which the program was started.
    pub today: Day,
    pub now: fn() -> Timestamp,
}
