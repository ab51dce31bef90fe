//! R2: the certification is valid, through the day of its expiry.

use polars::prelude::{col, when};

use crate::base::Day;
use crate::programme::InForce;
use crate::programme::catalogue::SkillKind;
use crate::rules::card::{Asked, Facts, Rule, Span, day};

pub const RULE: Rule = Rule {
    id: "R2",
    code: "expired",
    says: "the certification has not expired",
    cites: "Announcements of July 2021: validity of role-based certifications",
    asked: Asked::Always,
    passes: |_| {
        Span::through(
            when(col(Facts::IS_EXPIRED)).then(day(Day::ALWAYS)).otherwise(col(Facts::EXPIRES_ON)),
        )
    },
};

/// The last valid day where the export gives none: role-based and specialty certifications expire,
/// others do not.
#[must_use]
pub fn inferred_expiry(kind: Option<SkillKind>, completed_on: Day, rules: &InForce) -> Option<Day> {
    matches!(kind, Some(SkillKind::RoleBased | SkillKind::Specialty))
        .then(|| rules.role_based_validity_months.on(completed_on).after(completed_on))
}
