//! R2: the certification is valid, through the day of its expiry.

use polars::prelude::{col, when};

use crate::base::Day;
use crate::programme::InForce;
use crate::programme::catalogue::SkillKind;
use crate::rules::card::{About, AskedOf, Passes, Rule, day};
use crate::rules::chosen::ExpirySource;
use crate::rules::frames::JudgedRow;
use crate::rules::telling::{RuleAnswer, RuleOnRow};
use crate::tables::{SkillStatus, exact};

pub(crate) const RULE: Rule = Rule {
    id: "R2",
    code: "expired",
    says: "the certification has not expired",
    cites: "Announcements of July 2021: validity of role-based certifications",
    asked: AskedOf::Always,
    about: About::Holding,
    passes: |as_of| {
        // A day of expiry that is given tells when it ended, also of what is called Expired by now. One
        // that is still to come contradicts the word, which holds.
        let is_dated = col(JudgedRow::EXPIRY)
            .eq(exact(ExpirySource::Given as u8))
            .and(col(JudgedRow::EXPIRES_ON).lt(day(as_of)));
        let is_said = col(JudgedRow::STATUS).eq(exact(SkillStatus::Expired as u8));
        Passes::through(
            when(is_said.and(is_dated.not()))
                .then(day(Day::ALWAYS))
                .otherwise(col(JudgedRow::EXPIRES_ON)),
        )
    },
    tells: |seen| Some(tells(seen)),
};

/// The last valid day where the export gives none: role-based and specialty certifications expire,
/// others do not.
#[must_use]
pub(crate) fn inferred_expiry(
    kind: Option<SkillKind>,
    completed_on: Day,
    rules: &InForce,
) -> Option<Day> {
    matches!(kind, Some(SkillKind::RoleBased | SkillKind::Specialty))
        .then(|| rules.role_based_validity_months.on(completed_on).after(completed_on))
}

fn tells(seen: &RuleOnRow<'_>) -> RuleAnswer {
    let (is_said, last) = (seen.status() == SkillStatus::Expired as u8, seen.through());
    if is_said && last == Day::ALWAYS {
        return RuleAnswer::plain("the transcript says Expired");
    }
    match seen.chosen.expiry() {
        ExpirySource::None => RuleAnswer::plain("it does not expire"),
        ExpirySource::Given => {
            RuleAnswer::plain(format!("valid through {last}, as the transcript says"))
        }
        ExpirySource::Inferred => {
            let done = seen.day(JudgedRow::COMPLETED_ON);
            let because = format!(
                "valid through {last}, counted from its completion on {done}, since the export gives \
                 no day"
            );
            RuleAnswer::reading(because, "role_based_validity_months", done)
        }
    }
}
