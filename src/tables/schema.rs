//! What can be read: the kinds of sources and the columns each of them has.

/// A kind of source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Users,
    Transcripts,
    Invoices,
    Associations,
    Performance,
    Memberships,
    PartnerCenterReport,
    PartnerCenterScore,
}

/// A column: its canonical name, its type, and whether its cells may be empty.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub of: ColumnType,
    pub need: Need,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Required,
    Optional,
    /// At least one column of the kind's identity (or skill, or month) is needed.
    OneOf(OneOf),
}

/// Columns of which a file must have one, and a row a value in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OneOf {
    Identity,
    Skill,
    /// `month` and `year`, or `invoice_date`.
    Month,
    /// `anniversary_on` or `pmc_expires_on`.
    Anniversary,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnType {
    Text,
    Email,
    /// Several addresses, `;` or `,` between them: a set.
    Emails,
    /// Digits as text, leading zeros kept.
    MpnId,
    Mcid,
    Word(Vocabulary),
    /// Recognised sources in canonical English, others as written.
    SourceName,
    YesNo,
    Date,
    /// Decimals with at most so many places.
    Decimal(u32),
    SkillCode,
    /// 1–12 or a month name.
    MonthNumber,
    Year,
    /// `yyyy-mm` or a date in the month.
    MonthOrDate,
    Currency,
    /// Compared without regard to case.
    UserId,
    /// Silver, Gold, or a level that a programme of the pipeline has.
    LevelName,
}

/// A closed list of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Vocabulary {
    YesNo,
    UserStatus,
    SkillStatus,
    MembershipStatus,
    DocumentType,
    SkillType,
    Source,
    Level,
    System,
}

impl Vocabulary {
    pub const ALL: [Self; 9] = [
        Self::YesNo,
        Self::UserStatus,
        Self::SkillStatus,
        Self::MembershipStatus,
        Self::DocumentType,
        Self::SkillType,
        Self::Source,
        Self::Level,
        Self::System,
    ];

    /// The table's name in a dialect file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YesNo => "yes_no",
            Self::UserStatus => "user_status",
            Self::SkillStatus => "skill_status",
            Self::MembershipStatus => "membership_status",
            Self::DocumentType => "document_type",
            Self::SkillType => "skill_type",
            Self::Source => "source",
            Self::Level => "level",
            Self::System => "system",
        }
    }

    /// The canonical words; a cell keeps the place of its word here, 0 for none.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::YesNo => &["", "No", "Yes"],
            Self::UserStatus => &["", "Active", "Removed"],
            Self::SkillStatus => &["", "Active", "Expired", "Revoked", "Retired"],
            Self::MembershipStatus => &["", "Active", "Inactive", "In grace"],
            Self::DocumentType => {
                &["", "Invoice", "Credit note", "Order confirmation", "Partner report"]
            }
            Self::SkillType => &["", "Exam", "Certification", "Assessment", "Training"],
            Self::Source => &["", "Microsoft Learning", "Partner University"],
            Self::Level => &["", "Silver", "Gold"],
            Self::System => &["", "PC", "PMC"],
        }
    }
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Users,
        Self::Transcripts,
        Self::Invoices,
        Self::Associations,
        Self::Performance,
        Self::Memberships,
        Self::PartnerCenterReport,
        Self::PartnerCenterScore,
    ];

    /// The name in pipeline files and in `source_kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Transcripts => "transcripts",
            Self::Invoices => "invoices",
            Self::Associations => "associations",
            Self::Performance => "performance",
            Self::Memberships => "memberships",
            Self::PartnerCenterReport => "partner_center_report",
            Self::PartnerCenterScore => "partner_center_score",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The columns in their canonical order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Users => USERS,
            Self::Transcripts => TRANSCRIPTS,
            Self::Invoices => INVOICES,
            Self::Associations => ASSOCIATIONS,
            Self::Performance => PERFORMANCE,
            Self::Memberships => MEMBERSHIPS,
            Self::PartnerCenterReport => PARTNER_CENTER_REPORT,
            Self::PartnerCenterScore => PARTNER_CENTER_SCORE,
        }
    }

    /// Whether a file is a dataset whose columns are metrics, by the columns that it has.
    pub fn is_dataset(self, has: impl Fn(&str) -> bool) -> bool {
        self == Self::Performance
            && !has("contribution")
            && DATASET_METRICS.iter().any(|metric| has(metric))
    }

    /// The columns that each row must fill, by those that the file has.
    pub fn required(self, has: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
        let is_dataset = self.is_dataset(has);
        let is_required = move |column: &Column| {
            let is_named = is_dataset && NAMED_METRIC.contains(&column.name);
            column.need == Need::Required && !is_named
        };
        let columns = self.columns().iter().enumerate();
        columns.filter(move |(_, column)| is_required(column)).map(|(place, _)| place)
    }

    /// The place of a column by its canonical name.
    #[must_use]
    pub fn column(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }
}

const fn required(name: &'static str, of: ColumnType) -> Column {
    Column { name, of, need: Need::Required }
}

const fn optional(name: &'static str, of: ColumnType) -> Column {
    Column { name, of, need: Need::Optional }
}

const fn one_of(set: OneOf, name: &'static str, of: ColumnType) -> Column {
    Column { name, of, need: Need::OneOf(set) }
}

use ColumnType::{
    Currency, Date, Decimal, Email, Emails, LevelName, Mcid, MonthNumber, MonthOrDate, MpnId,
    SkillCode, SourceName, Text, UserId, Word, Year, YesNo,
};

const USERS: &[Column] = &[
    required("work_email", Email),
    optional("other_emails", Emails),
    optional("first_name", Text),
    optional("last_name", Text),
    optional("display_name", Text),
    optional("mpn_id", MpnId),
    optional("status", Word(Vocabulary::UserStatus)),
    optional("created_on", Date),
    optional("removed_on", Date),
    optional("last_sign_in_on", Date),
    optional("user_id", UserId),
    optional("mcid", Mcid),
    optional("learn_email", Email),
    optional("associated_pc", YesNo),
    optional("associated_pmc", YesNo),
    optional("associated_on", Date),
    optional("partner_university", YesNo),
];

const TRANSCRIPTS: &[Column] = &[
    one_of(OneOf::Identity, "mcid", Mcid),
    one_of(OneOf::Identity, "learner_email", Email),
    one_of(OneOf::Identity, "work_email", Email),
    one_of(OneOf::Identity, "user_id", UserId),
    one_of(OneOf::Skill, "skill_code", SkillCode),
    one_of(OneOf::Skill, "skill_title", Text),
    optional("skill_type", Word(Vocabulary::SkillType)),
    optional("source", SourceName),
    required("completed_on", Date),
    optional("expires_on", Date),
    optional("status", Word(Vocabulary::SkillStatus)),
    optional("mpn_id", MpnId),
];

const INVOICES: &[Column] = &[
    optional("mpn_id", MpnId),
    one_of(OneOf::Month, "month", MonthNumber),
    one_of(OneOf::Month, "year", Year),
    one_of(OneOf::Month, "invoice_date", Date),
    required("invoice_no", Text),
    optional("document_type", Word(Vocabulary::DocumentType)),
    required("omlp_type", Text),
    required("purchase_unit", Text),
    optional("quantity", Decimal(10)),
    required("kpi_value", Decimal(4)),
    optional("revenue_value", Decimal(4)),
    optional("currency", Currency),
];

const ASSOCIATIONS: &[Column] = &[
    required("mcid", Mcid),
    required("system", Word(Vocabulary::System)),
    required("mpn_id", MpnId),
    optional("work_email", Email),
    required("associated_on", Date),
    optional("removed_on", Date),
];

const PERFORMANCE: &[Column] = &[
    optional("mpn_id", MpnId),
    required("competency", Text),
    optional("option", Text),
    required("month", MonthOrDate),
    required("metric", Text),
    required("contribution", Decimal(10)),
    optional("tenant", Text),
    optional("workload", Text),
    optional("attribution", Text),
    optional("acr", Decimal(10)),
    optional("paid_units", Decimal(10)),
    optional("active_users", Decimal(10)),
    optional("billed_revenue", Decimal(10)),
    optional("subscription", Text),
    optional("item", Text),
    optional("country", Text),
    optional("is_duplicate", YesNo),
];

/// Columns of performance that are metrics of their own: the datasets of Partner Center Insights have
/// them, where the rows of other files name one metric each.
pub const DATASET_METRICS: [&str; 4] = ["acr", "paid_units", "active_users", "billed_revenue"];

/// What the rows of a dataset need not say: they are for every competency.
const NAMED_METRIC: [&str; 3] = ["competency", "metric", "contribution"];

const MEMBERSHIPS: &[Column] = &[
    optional("mpn_id", MpnId),
    required("competency", Text),
    required("level", LevelName),
    optional("option", Text),
    required("purchased_on", Date),
    one_of(OneOf::Anniversary, "anniversary_on", Date),
    one_of(OneOf::Anniversary, "pmc_expires_on", Date),
    optional("status", Word(Vocabulary::MembershipStatus)),
];

const PARTNER_CENTER_REPORT: &[Column] = &[
    one_of(OneOf::Identity, "work_email", Email),
    one_of(OneOf::Identity, "mcid", Mcid),
    required("skill_code", SkillCode),
    optional("associated_pc", YesNo),
    optional("associated_pmc", YesNo),
    optional("relevant_for", Text),
];

const PARTNER_CENTER_SCORE: &[Column] = &[
    optional("mpn_id", MpnId),
    optional("competency", Text),
    optional("option", Text),
    required("metric", Text),
    required("points", Decimal(10)),
    optional("as_of", Date),
];
