//! Who is who: one person for one MCID, the company it is associated with, and whose a transcript is.

pub mod accounts;
pub mod associations;
pub mod attach;
pub mod evidence;
mod folding;
mod groups;
pub mod linked;
mod mcids_by_email;
pub mod people;
pub mod standing;

pub use accounts::Account;
pub use associations::{Associations, Standing};
pub use attach::{Attached, FoundBy};
pub use linked::{Given, Linked, link};
pub use people::{People, Person};
pub use standing::{Grace, Links, Stretch};
