//! Findings: what a run noticed and somebody should look into.

/// One row of the findings, before companies and files have their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: FindingCode,
    /// Place of the company in the pipeline file, where it is known.
    pub company: Option<u32>,
    pub work_email: String,
    pub mcid: String,
    pub skill_code: String,
    pub message: String,
    /// Place of the file in the ledger, and the line.
    pub origin: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    AmbiguousEmail,
    AssociationConflict,
    AssociationEvidence,
    AssociationLimit,
    AssociationMissing,
    AssociationTie,
    AssociationsUnknown,
    DuplicateAccount,
    EmailMismatch,
    HeaderMisspelt,
    /// Told by the shards of a large portfolio alone: one machine ties nothing.
    IdentityHub,
    ImpossibleDates,
    InputLeftOut,
    InvoiceInFuture,
    InvoiceMonthMismatch,
    McidMergeNeeded,
    MigrationDateUnknown,
    NegativeKpiOnInvoice,
    NoSkills,
    MonthsMissing,
    /// Accounts that stand in an export of the users which a newer one followed, and not in that.
    OlderExport,
    OverdueInPartnerCenter,
    PerformanceUnmatched,
    /// Rows that a quote at the wrong place made part of one cell.
    RowsInQuotes,
    ScoreInFuture,
    ScoreTrackUnknown,
    ScoreUnmatched,
    SeveralCurrencies,
    StaleSource,
    TemporaryPasswordExpired,
    TenantWithoutCountry,
    UnexpectedInPartnerCenter,
    UnknownCompetency,
    TextReplaced,
    TextCut,
}

impl FindingCode {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AmbiguousEmail => "ambiguous_email",
            Self::AssociationConflict => "association_conflict",
            Self::AssociationEvidence => "association_evidence",
            Self::AssociationLimit => "association_limit",
            Self::AssociationMissing => "association_missing",
            Self::AssociationTie => "association_tie",
            Self::AssociationsUnknown => "associations_unknown",
            Self::DuplicateAccount => "duplicate_account",
            Self::EmailMismatch => "email_mismatch",
            Self::HeaderMisspelt => "header_misspelt",
            Self::IdentityHub => "identity_hub",
            Self::ImpossibleDates => "impossible_dates",
            Self::InputLeftOut => "input_left_out",
            Self::InvoiceInFuture => "invoice_in_future",
            Self::InvoiceMonthMismatch => "invoice_month_mismatch",
            Self::McidMergeNeeded => "mcid_merge_needed",
            Self::MigrationDateUnknown => "migration_date_unknown",
            Self::NegativeKpiOnInvoice => "negative_kpi_on_invoice",
            Self::NoSkills => "no_skills",
            Self::OlderExport => "older_export",
            Self::OverdueInPartnerCenter => "overdue_in_partner_center",
            Self::MonthsMissing => "months_missing",
            Self::PerformanceUnmatched => "performance_unmatched",
            Self::RowsInQuotes => "rows_in_quotes",
            Self::ScoreInFuture => "score_in_future",
            Self::ScoreTrackUnknown => "score_track_unknown",
            Self::ScoreUnmatched => "score_unmatched",
            Self::TenantWithoutCountry => "tenant_without_country",
            Self::SeveralCurrencies => "several_currencies",
            Self::StaleSource => "stale_source",
            Self::TemporaryPasswordExpired => "temporary_password_expired",
            Self::UnexpectedInPartnerCenter => "unexpected_in_partner_center",
            Self::UnknownCompetency => "unknown_competency",
            Self::TextReplaced => "text_replaced",
            Self::TextCut => "text_cut",
        }
    }

    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::AssociationConflict | Self::AssociationsUnknown | Self::RowsInQuotes => {
                Severity::Error
            }
            Self::AssociationEvidence | Self::EmailMismatch => Severity::Info,
            Self::UnexpectedInPartnerCenter => Severity::Info,
            Self::TenantWithoutCountry => Severity::Info,
            Self::TextReplaced | Self::TextCut => Severity::Info,
            _ => Severity::Warning,
        }
    }
}

impl Severity {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Finding {
    #[must_use]
    pub fn new(code: FindingCode, company: Option<u32>, message: impl Into<String>) -> Self {
        Self {
            code,
            company,
            work_email: String::new(),
            mcid: String::new(),
            skill_code: String::new(),
            message: message.into(),
            origin: None,
        }
    }

    #[must_use]
    pub fn person(mut self, work_email: impl Into<String>, mcid: impl Into<String>) -> Self {
        self.work_email = work_email.into();
        self.mcid = mcid.into();
        self
    }

    #[must_use]
    pub fn skill(mut self, skill_code: impl Into<String>) -> Self {
        self.skill_code = skill_code.into();
        self
    }

    #[must_use]
    pub fn at(mut self, file: u32, line: u32) -> Self {
        self.origin = Some((file, line));
        self
    }
}
