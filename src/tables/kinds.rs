//! The kinds of sources, each with its key and its columns.

use super::column::{Column, ColumnType, KeyPart, Need, OneOf, Vocabulary};
use super::words::{DocumentType, KnownSource, SkillType, UserStatus};

use ColumnType::{
    Currency, Date, Decimal, Email, Emails, LevelName, Mcid, MonthNumber, MonthOrDate, MpnId,
    Parts, SkillCode, SourceName, Text, UserId, Word, Year, YesNo,
};
use KeyPart::{Cell, Company, Folded, Identity, Skill};
use Need::{Else, Optional, Required};

const IDENTITY: Need = Need::OneOf(OneOf::Identity);
const SKILL: Need = Need::OneOf(OneOf::Skill);
const MONTH: Need = Need::OneOf(OneOf::Month);
const ANNIVERSARY: Need = Need::OneOf(OneOf::Anniversary);

/// Declares a kind: a type with the names of its columns, its key, and what each column is.
macro_rules! source {
    (
        $(#[$about:meta])*
        $name:ident {
            key: [$($part:expr),+],
            $($column:ident = $text:literal: $of:expr, $need:expr, $means:literal;)+
        }
    ) => {
        $(#[$about])*
        pub(crate) struct $name;

        #[allow(dead_code, reason = "a kind names all its columns; some are read by place only")]
        impl $name {
            $(#[doc = $means] pub(crate) const $column: &'static str = $text;)+

            pub(super) const KEY: &'static [KeyPart] = &[$($part),+];

            pub(super) const COLUMNS: &'static [Column] =
                &[$(Column { name: $text, of: $of, need: $need, means: $means }),+];
        }
    };
}

source! {
    /// Who works at the companies: the report of users of Partner Center.
    Users {
        key: [KeyPart::MpnId, Cell(Self::WORK_EMAIL)],
        WORK_EMAIL = "work_email": Email, Required, "the address at work";
        OTHER_EMAILS = "other_emails": Emails, Optional, "further addresses at work";
        FIRST_NAME = "first_name": Text, Optional, "first name";
        LAST_NAME = "last_name": Text, Optional, "last name";
        DISPLAY_NAME = "display_name": Text, Optional, "the name as it is shown";
        MPN_ID = "mpn_id": MpnId, Optional, "the company or location that the account belongs to";
        STATUS = "status": Word(Vocabulary::UserStatus), Else(UserStatus::Active.word()),
            "whether the account is on the roll";
        CREATED_ON = "created_on": Date, Optional, "the first day of the account";
        REMOVED_ON = "removed_on": Date, Optional, "the day on which it was removed";
        LAST_SIGN_IN_ON = "last_sign_in_on": Date, Optional, "the day of the last sign-in";
        USER_ID = "user_id": UserId, Optional, "the account's id in the directory";
        MCID = "mcid": Mcid, Optional, "the Microsoft certification id";
        LEARN_EMAIL = "learn_email": Email, Optional, "the address of the Microsoft Learn account";
        ASSOCIATED_PC = "associated_pc": YesNo, Optional,
            "whether the Learn account is associated with the company in Partner Center";
        ASSOCIATED_PMC = "associated_pmc": YesNo, Optional,
            "whether it is associated in Partner Membership Center";
        ASSOCIATED_ON = "associated_on": Date, Optional, "since when it is associated";
        PARTNER_UNIVERSITY = "partner_university": YesNo, Optional,
            "whether the account has access to Partner University";
    }
}

source! {
    /// Who completed what: exams, certifications, assessments, training.
    Transcripts {
        // The MPN id as written: what names a company is evidence that no copy takes away.
        key: [
            Identity, Skill, Cell(Self::SOURCE), Cell(Self::COMPLETED_ON), Cell(Self::MPN_ID)
        ],
        MCID = "mcid": Mcid, IDENTITY, "the learner's Microsoft certification id";
        LEARNER_EMAIL = "learner_email": Email, IDENTITY, "the learner's private address";
        WORK_EMAIL = "work_email": Email, IDENTITY, "the learner's address at work";
        USER_ID = "user_id": UserId, IDENTITY, "the learner's id in the directory";
        SKILL_CODE = "skill_code": SkillCode, SKILL, "the code of the skill";
        SKILL_TITLE = "skill_title": Text, SKILL, "the title of the skill";
        SKILL_TYPE = "skill_type": Word(Vocabulary::SkillType), Else(SkillType::DEFAULT.word()),
            "what the skill is; where empty, what the catalogue says";
        SOURCE = "source": SourceName, Else(KnownSource::DEFAULT.word()),
            "where the skill was earned";
        COMPLETED_ON = "completed_on": Date, Required, "the day on which it was completed";
        EXPIRES_ON = "expires_on": Date, Optional, "the last day on which it is valid";
        STATUS = "status": Word(Vocabulary::SkillStatus), Optional, "what its issuer says of it";
        MPN_ID = "mpn_id": MpnId, Optional, "the company in whose export the row stands";
    }
}

source! {
    /// Purchases of courseware that carry learning KPI.
    Invoices {
        key: [
            Company, Cell(Self::INVOICE_NO), Cell(Self::DOCUMENT_TYPE), Cell(Self::OMLP_TYPE),
            Cell(Self::PURCHASE_UNIT)
        ],
        MPN_ID = "mpn_id": MpnId, Optional, "the company that bought";
        MONTH = "month": MonthNumber, MONTH, "the month that the line counts in";
        YEAR = "year": Year, MONTH, "the year of that month";
        INVOICE_DATE = "invoice_date": Date, MONTH, "the day of the invoice";
        INVOICE_NO = "invoice_no": Text, Required, "the number of the document";
        DOCUMENT_TYPE = "document_type": Word(Vocabulary::DocumentType),
            Else(DocumentType::DEFAULT.word()), "what the document is";
        OMLP_TYPE = "omlp_type": Text, Required, "what kind of courseware was bought";
        PURCHASE_UNIT = "purchase_unit": Text, Required, "what is bought by the piece";
        QUANTITY = "quantity": Decimal(10), Optional, "how many pieces";
        KPI_VALUE = "kpi_value": Decimal(4), Required, "the learning KPI of the line";
        REVENUE_VALUE = "revenue_value": Decimal(4), Optional, "what was paid for it";
        CURRENCY = "currency": Currency, Optional, "the currency in which it was paid";
    }
}

source! {
    /// Which certification ids were associated with which company, in which system, from when on.
    Associations {
        key: [
            Cell(Self::MCID), Cell(Self::SYSTEM), KeyPart::MpnId, Cell(Self::ASSOCIATED_ON)
        ],
        MCID = "mcid": Mcid, Required, "the Microsoft certification id";
        SYSTEM = "system": Word(Vocabulary::System), Required, "where it is associated";
        MPN_ID = "mpn_id": MpnId, Required, "the company or location that it is associated with";
        WORK_EMAIL = "work_email": Email, Optional, "the address at work that it goes with";
        ASSOCIATED_ON = "associated_on": Date, Required, "the first day of the association";
        REMOVED_ON = "removed_on": Date, Optional, "the day on which it was removed";
    }
}

source! {
    /// What each month contributes to performance metrics.
    Performance {
        key: [
            Company, Folded(Self::COMPETENCY), Folded(Self::OPTION), Folded(Self::METRIC),
            Cell(Self::MONTH), Folded(Self::TENANT), Folded(Self::WORKLOAD),
            Folded(Self::ATTRIBUTION), Folded(Self::SUBSCRIPTION)
        ],
        MPN_ID = "mpn_id": MpnId, Optional, "the company that it is for";
        COMPETENCY = "competency": Text, Required, "the competency that it is for";
        OPTION = "option": Text, Optional, "the option of the competency; Standard where empty";
        MONTH = "month": MonthOrDate, Required, "the month that it is of";
        METRIC = "metric": Text, Required, "what is measured";
        CONTRIBUTION = "contribution": Decimal(10), Required, "what the row adds to the metric";
        TENANT = "tenant": Text, Optional, "the customer's tenant";
        WORKLOAD = "workload": Text, Optional, "the workload or product";
        ATTRIBUTION = "attribution": Text, Optional, "why it is attributed to the company";
        ACR = "acr": Decimal(10), Optional, "Azure consumed revenue";
        PAID_UNITS = "paid_units": Decimal(10), Optional, "paid seats";
        ACTIVE_USERS = "active_users": Decimal(10), Optional, "active users";
        BILLED_REVENUE = "billed_revenue": Decimal(10), Optional, "billed revenue";
        SUBSCRIPTION = "subscription": Text, Optional, "the customer's subscription";
        ITEM = "item": Parts, Optional, "what else tells rows of one subscription apart";
        COUNTRY = "country": Text, Optional, "the customer's country";
        IS_DUPLICATE = "is_duplicate": YesNo, Optional,
            "whether the row of another location says the same";
    }
}

source! {
    /// The levels that the companies hold.
    Memberships {
        key: [
            Company, Folded(Self::COMPETENCY), Folded(Self::LEVEL), Cell(Self::PURCHASED_ON)
        ],
        MPN_ID = "mpn_id": MpnId, Optional, "the company that holds the level";
        COMPETENCY = "competency": Text, Required, "the competency, or what it is called today";
        LEVEL = "level": LevelName, Required, "the level of it";
        OPTION = "option": Text, Optional, "the option under which it was reached";
        PURCHASED_ON = "purchased_on": Date, Required, "the day of the purchase";
        ANNIVERSARY_ON = "anniversary_on": Date, ANNIVERSARY, "the next anniversary";
        PMC_EXPIRES_ON = "pmc_expires_on": Date, ANNIVERSARY,
            "the last day of the membership in Partner Membership Center";
        STATUS = "status": Word(Vocabulary::MembershipStatus), Optional,
            "whether the membership is in force";
    }
}

source! {
    /// The report of skills as Partner Center shows it.
    PartnerCenterReport {
        key: [Cell(Self::WORK_EMAIL), Cell(Self::MCID), Skill],
        WORK_EMAIL = "work_email": Email, IDENTITY, "the person's address at work";
        MCID = "mcid": Mcid, IDENTITY, "the Microsoft certification id";
        SKILL_CODE = "skill_code": SkillCode, Required, "the code or title of the skill";
        ASSOCIATED_PC = "associated_pc": YesNo, Optional,
            "whether the person is associated in Partner Center";
        ASSOCIATED_PMC = "associated_pmc": YesNo, Optional,
            "whether the person is associated in Partner Membership Center";
        RELEVANT_FOR = "relevant_for": Text, Optional,
            "the competencies (options) that the skill is relevant for";
    }
}

source! {
    /// Scores as Partner Center shows them.
    PartnerCenterScore {
        key: [
            Company, Folded(Self::COMPETENCY), Folded(Self::OPTION), Folded(Self::METRIC),
            Cell(Self::AS_OF)
        ],
        MPN_ID = "mpn_id": MpnId, Optional, "the company whose score it is";
        COMPETENCY = "competency": Text, Optional, "the competency that is scored";
        OPTION = "option": Text, Optional, "its option";
        METRIC = "metric": Text, Required, "the metric";
        POINTS = "points": Decimal(10), Required, "the points that are shown";
        AS_OF = "as_of": Date, Optional, "the day on which they were shown";
    }
}

/// What tells whose a transcript is, after its MCID.
pub(crate) const IDENTITIES: [&str; 3] =
    [Transcripts::USER_ID, Transcripts::WORK_EMAIL, Transcripts::LEARNER_EMAIL];

/// Columns that go by one name in every kind that has them.
pub(crate) const MPN_ID: &str = Users::MPN_ID;
pub(crate) const OPTION: &str = Performance::OPTION;

/// Columns of performance that are metrics of their own: the datasets of Partner Center Insights have
/// them, where the rows of other files name one metric each.
pub const DATASET_METRICS: [&str; 4] = [
    Performance::ACR,
    Performance::PAID_UNITS,
    Performance::ACTIVE_USERS,
    Performance::BILLED_REVENUE,
];

/// What the rows of a dataset need not say: they are for every competency.
pub(super) const NAMED_METRIC: [&str; 3] =
    [Performance::COMPETENCY, Performance::METRIC, Performance::CONTRIBUTION];
