//! Why something differs between two runs: a row, a correction, the rules, or the calendar.

use crate::programme::kind_name::KindName;
use crate::tables::Kind;

use super::editions::{Edition, NOT_TOLD, Row};

/// The strongest last: of several causes the last one is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ChangeCause {
    /// Nothing but the as-of date.
    Calendar,
    /// Parameters or programmes changed, and no row did.
    Rules,
    /// A row of the same key changed.
    Correction,
    /// A row came or went.
    Input,
}

impl ChangeCause {
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Rules => "rules",
            Self::Correction => "correction",
            Self::Input => "input",
        }
    }
}

/// Columns of `skills` that a cause is read from; the first three are the key, the four behind them tell of
/// a change: of the verdict, or of how long it lasts.
pub(crate) const SKILL: [&str; 14] = [
    "mpn_id",
    "work_email",
    "skill_code",
    "verdict",
    "reason",
    "completed_on",
    "expires_on",
    "mcid",
    "source",
    "expiry_source",
    "associated_pc",
    "associated_pmc",
    "visible_on",
    "relevant_for",
];
pub(crate) const VERDICT: usize = 3;
pub(crate) const REASON: usize = 4;
pub(crate) const COMPLETED_ON: usize = 5;
const EXPIRES_ON: usize = 6;
const WRITTEN_IN_ROW: [usize; 2] = [7, 8];
const EXPIRY_SOURCE: usize = 9;
const OF_ACCOUNT: [usize; 3] = [10, 11, 12];
const LINKS: [usize; 2] = [10, 11];
pub(crate) const RELEVANT_FOR: usize = 13;

/// Columns of `team`; the first two are the key.
pub(crate) const ACCOUNT: [&str; 7] = [
    "mpn_id",
    "work_email",
    "active",
    "partner_university",
    "associated_pc",
    "associated_pmc",
    "mcid",
];
pub(crate) const ACTIVE: usize = 2;

/// Columns of `levels`; the first four are the key.
pub(crate) const LEVEL: [&str; 10] = [
    "mpn_id",
    "programme",
    "competency",
    "level",
    "state",
    "severity",
    "anniversary_on",
    "met",
    "bus_factor",
    "breaks_on",
];
pub(crate) const STATE: usize = 4;
pub(crate) const SEVERITY: usize = 5;
const ANNIVERSARY_ON: usize = 6;
pub(crate) const MET: usize = 7;
pub(crate) const BUS_FACTOR: usize = 8;
pub(crate) const BREAKS_ON: usize = 9;

/// Columns of `requirements`; the first six are the key.
pub(crate) const REQUIREMENT: [&str; 8] =
    ["mpn_id", "programme", "competency", "level", "option", "requirement", "kind", "have"];
const KIND: usize = 6;
const HAVE: usize = 7;

/// Columns of `invoices`; the first five are the order of its rows.
pub(crate) const INVOICE: [&str; 8] = [
    "mpn_id",
    "month",
    "invoice_no",
    "omlp_type",
    "purchase_unit",
    "document_type",
    "kpi_value",
    "revenue_value",
];
/// What makes a line another one.
pub(crate) const INVOICE_KEY: [usize; 4] = [2, 3, 4, 5];

/// Which of the things that a run is made of differ: no cause is told that cannot be.
#[derive(Clone, Debug)]
pub(crate) struct Differences {
    /// Kinds of sources whose files are others.
    kinds: Vec<Kind>,
    /// Those of them that came to the same number of rows, in one and the same month.
    same_rows: Vec<Kind>,
    rules: bool,
    calendar: bool,
    /// The day of the later run, as tables write it.
    today: String,
}

impl Differences {
    #[must_use]
    pub(crate) fn between(before: &Edition<'_>, after: &Edition<'_>) -> Self {
        let differs = |kind: &Kind| before.files(*kind) != after.files(*kind);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(differs).collect();
        let is_month = before.as_of.month() == after.as_of.month();
        let is_as_long = |kind: &Kind| is_month && before.rows(*kind) == after.rows(*kind);
        let same_rows = kinds.iter().copied().filter(is_as_long).collect();
        let rules = before.rules.parameters != after.rules.parameters
            || before.rules.programmes != after.rules.programmes;
        let calendar = before.as_of != after.as_of;
        Self { kinds, same_rows, rules, calendar, today: after.as_of.to_string() }
    }

    #[must_use]
    pub(crate) fn any_of(&self, kinds: &[Kind]) -> bool {
        self.kinds.iter().any(|kind| kinds.contains(kind))
    }

    fn people(&self) -> bool {
        self.any_of(&[Kind::Users, Kind::Associations])
    }

    /// Where no row tells: rules before calendar. On one and the same day it cannot be the calendar;
    /// then it was something of a row that the tables do not show, or else the program.
    fn unseen(&self, kinds: &[Kind]) -> ChangeCause {
        if self.rules {
            ChangeCause::Rules
        } else if self.calendar {
            ChangeCause::Calendar
        } else if self.any_of(kinds) {
            ChangeCause::Correction
        } else {
            ChangeCause::Rules
        }
    }

    /// Of an account that differs in any of the columns.
    #[must_use]
    pub(crate) fn of_account(&self, before: &[Row], after: &[Row]) -> ChangeCause {
        if !self.people() {
            return self.unseen(&[]);
        }
        if before.is_empty() || after.is_empty() {
            ChangeCause::Input
        } else {
            ChangeCause::Correction
        }
    }

    /// Of a skill, given the cause that its person's account has to differ.
    #[must_use]
    pub(crate) fn of_skill(
        &self,
        before: Option<&Row>,
        after: Option<&Row>,
        account: Option<ChangeCause>,
    ) -> ChangeCause {
        let from_row = match (before, after) {
            (Some(before), Some(after)) => self.of_skill_row(before, after),
            _ => self.any_of(&[Kind::Transcripts]).then_some(ChangeCause::Input),
        };
        let from_account = account.filter(|cause| *cause >= ChangeCause::Correction);
        from_row
            .or(from_account)
            .or_else(|| self.of_association(before, after))
            .unwrap_or_else(|| self.unseen(&[Kind::Transcripts, Kind::Users, Kind::Associations]))
    }

    /// Of a skill's row, whatever the verdict: of one that counts before and after it may change how long.
    #[must_use]
    pub(crate) fn of_skill_row(&self, before: &Row, after: &Row) -> Option<ChangeCause> {
        if !self.any_of(&[Kind::Transcripts]) {
            return None;
        }
        // Another row holds: the key has the date, so that one came, or the old one went.
        if before[COMPLETED_ON] != after[COMPLETED_ON] {
            return Some(ChangeCause::Input);
        }
        let given = |row: &Row| (row[EXPIRY_SOURCE] == "given").then(|| row[EXPIRES_ON].clone());
        let revoked = |row: &Row| row[REASON] == "revoked";
        let corrected = WRITTEN_IN_ROW.iter().any(|place| before[*place] != after[*place])
            || given(before) != given(after)
            || revoked(before) != revoked(after);
        corrected.then_some(ChangeCause::Correction)
    }

    /// Associations have no table of their own; their reasons tell of them.
    fn of_association(&self, before: Option<&Row>, after: Option<&Row>) -> Option<ChangeCause> {
        let (before, after) = (before?, after?);
        let told = |row: &Row| {
            matches!(row[REASON].as_str(), "associated_elsewhere" | "association_conflict")
        };
        if self.any_of(&[Kind::Associations]) && told(before) != told(after) {
            return Some(ChangeCause::Input);
        }
        let differs = OF_ACCOUNT.iter().any(|place| before[*place] != after[*place]);
        let is_new = LINKS.iter().any(|place| (&*before[*place], &*after[*place]) == ("No", "Yes"));
        // An association that begins is a row of its own; one that ends may be a cell of its row.
        let began = is_new && self.any_of(&[Kind::Associations]) && !self.any_of(&[Kind::Users]);
        let cause = if began { ChangeCause::Input } else { ChangeCause::Correction };
        (self.people() && differs).then_some(cause)
    }

    /// Of a requirement on sums: months that came with the files, unless the lines of invoices say otherwise.
    /// Of performance no run keeps the rows: as many as before, in the same month, are the same ones.
    #[must_use]
    pub(crate) fn of_requirement(
        &self,
        before: &[Row],
        after: &[Row],
        of_lines: Option<ChangeCause>,
    ) -> Option<ChangeCause> {
        let (before, after) = (before.first()?, after.first()?);
        let sources: &[Kind] = match KindName::of(&after[KIND])? {
            KindName::Learning => &[Kind::Invoices],
            KindName::Performance | KindName::Score => &[Kind::Performance],
            KindName::People | KindName::Attested | KindName::Audit | KindName::Holds => {
                return None;
            }
        };
        let from_lines = of_lines.filter(|_| sources == [Kind::Invoices]);
        let are_corrected =
            sources == [Kind::Performance] && self.same_rows.contains(&Kind::Performance);
        let by_rows = if are_corrected { ChangeCause::Correction } else { ChangeCause::Input };
        (before[HAVE] != after[HAVE] && self.any_of(sources))
            .then_some(from_lines.unwrap_or(by_rows))
    }

    /// Of a level, given the strongest cause among the skills and sums that it rests on.
    #[must_use]
    pub(crate) fn of_level(
        &self,
        before: Option<&Row>,
        after: Option<&Row>,
        below: Option<ChangeCause>,
    ) -> ChangeCause {
        let anniversary =
            |row: Option<&Row>| row.map(|row| row[ANNIVERSARY_ON].clone()).unwrap_or_default();
        let (old, new) = (anniversary(before), anniversary(after));
        let row = if old.is_empty() || new.is_empty() {
            ChangeCause::Input
        } else {
            ChangeCause::Correction
        };
        let membership = (old != new && self.any_of(&[Kind::Memberships])).then_some(row);
        let below = below.filter(|cause| *cause >= ChangeCause::Correction);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| bears_levels(*kind)).collect();
        let told = membership.max(below);
        told.or_else(|| self.of_forecast(before?, after?)).unwrap_or_else(|| self.unseen(&kinds))
    }

    /// A break that lies ahead of both runs moves by no calendar: what was known of somebody is other now.
    /// That is not read from `team.removed_on`: runs of before have no such column.
    fn of_forecast(&self, before: &Row, after: &Row) -> Option<ChangeCause> {
        let ahead = |row: &'_ Row| {
            let day = row[BREAKS_ON].clone();
            (day > self.today && day != row[ANNIVERSARY_ON]).then_some(day)
        };
        let is_known = before[BREAKS_ON] != NOT_TOLD
            && (before[BREAKS_ON].is_empty() || before[BREAKS_ON] > self.today);
        let is_same = before[ANNIVERSARY_ON] == after[ANNIVERSARY_ON] && !self.rules;
        let moved = is_known && is_same && ahead(before) != ahead(after);
        (moved && self.people()).then_some(ChangeCause::Correction)
    }
}

/// Whether levels rest on what the sources of a kind say; the others are shown beside ours.
fn bears_levels(kind: Kind) -> bool {
    match kind {
        Kind::Users
        | Kind::Transcripts
        | Kind::Invoices
        | Kind::Associations
        | Kind::Performance
        | Kind::Memberships => true,
        Kind::PartnerCenterReport | Kind::PartnerCenterScore => false,
    }
}
