//! The named, typed frames that stages pass on: their columns and types, no behaviour.

pub mod different;
pub mod facts;
pub mod findings;
pub mod frame;
pub mod kinds;
pub mod ledger;
pub mod mcid;
pub mod output;
pub mod outputs;
pub mod reject_list;
pub mod rejects;
pub mod schema;
pub mod whole;
pub mod words;

pub use facts::Facts;
pub use findings::{Finding, FindingCode, Severity};
pub use frame::{Cell, Frame, Named, ReadColumns, exact, flag};
pub use ledger::{FileReport, Freshness};
pub use mcid::Mcid;
pub use reject_list::Rejects;
pub use rejects::{Detail, Reject, RejectCode};
pub use schema::{Column, ColumnType, Kind, Need, OneOf, Vocabulary};
pub use words::{
    DocumentType, KnownSource, MembershipStatus, SkillStatus, SkillType, UserStatus, YesNo,
};
