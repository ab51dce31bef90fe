//! What inputs and outputs are declared as, and how tables are held: as frames, as columns made on demand, or
//! on the disk.

pub(crate) mod column;
pub(crate) mod columns;
pub(crate) mod dialect;
pub(crate) mod different;
pub(crate) mod facts;
pub(crate) mod findings;
pub(crate) mod frame;
pub(crate) mod kinds;
pub mod ledger;
pub(crate) mod mcid;
pub mod output;
pub mod outputs;
pub(crate) mod reject_list;
pub(crate) mod rejects;
pub mod schema;
pub(crate) mod spilled;
pub(crate) mod whole;
pub(crate) mod words;

pub use dialect::{DateOrder, Encoding};
pub use facts::Facts;
pub use findings::{Finding, FindingCode, Severity};
pub use frame::{CellType, Frame, FrameDeclaration, ReadColumns, exact, flag};
pub use ledger::{FileReport, Freshness};
pub use mcid::Mcid;
pub use reject_list::Rejects;
pub use rejects::{Reject, RejectCode, RejectDetail};
pub use schema::{Column, ColumnType, Kind, Need, OneOf, Vocabulary};
pub use words::{
    DocumentType, KnownLevel, KnownSource, MembershipStatus, SkillStatus, SkillType, System,
    UserStatus, YesNo,
};
