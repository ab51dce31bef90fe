//! Who is who: one person for one MCID, the company it is associated with, and whose a transcript is.

pub mod associations;
pub mod attach;
pub mod people;
pub mod standing;

pub use associations::{Associations, Standing};
pub use attach::{Attached, Way};
pub use people::{Account, People, Person};
pub use standing::{Grace, Link, Links, Stretch};
