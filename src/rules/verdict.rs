//! All rules in one polars plan: which fail on the as-of date, and from when to when a row counts.

use polars::lazy::dsl::{max_horizontal, min_horizontal};
use polars::prelude::{DataFrame, DataType, Expr, IntoLazy, PolarsResult, col, lit, when};

use crate::base::Day;
use crate::programme::InForce;

use super::card::{Asked, Facts, LinkFault, Span};
use super::pending_visibility::visible_on;
use super::registry::RULES;

pub const REASONS: &str = "reasons";
pub const VISIBLE_ON: &str = "visible_on";
pub const COUNTS_FROM: &str = "counts_from";
pub const COUNTS_THROUGH: &str = "counts_until";

/// Asks every rule of every row. Answers the failing rules as bits, the day of visibility, and the
/// days on which the row counts for a requirement that names its skill (retirement aside, which is
/// by requirement).
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn ask(rows: DataFrame, rules: &InForce, as_of: Day) -> PolarsResult<DataFrame> {
    let spans: Vec<Span> = RULES.iter().map(|rule| (rule.passes)(rules)).collect();
    let fails: Vec<Expr> = spans.iter().map(|span| span.fails_on(as_of)).collect();
    let asked = asked(&fails);
    let bits = asked.iter().zip(&fails).enumerate().map(|(place, (asked, fails))| {
        when(fails.clone().and(asked.clone())).then(lit(1_u32 << place)).otherwise(lit(0_u32))
    });
    let reasons = bits.reduce(|a, b| a + b).unwrap_or_else(|| lit(0_u32));
    let lasting = || {
        RULES
            .iter()
            .zip(&spans)
            .filter(|(rule, _)| !matches!(rule.code, "not_relevant" | "retired"))
    };
    let from: Vec<Expr> = lasting().map(|(_, span)| span.from.clone()).collect();
    let through: Vec<Expr> = lasting().map(|(_, span)| span.through.clone()).collect();
    rows.lazy()
        .select([
            reasons.cast(DataType::UInt32).alias(REASONS),
            visible(&fails, rules).cast(DataType::Int32).alias(VISIBLE_ON),
            max_horizontal(from)?.cast(DataType::Int32).alias(COUNTS_FROM),
            min_horizontal(through)?.cast(DataType::Int32).alias(COUNTS_THROUGH),
        ])
        .collect()
}

/// What every rule saw of every row and what it answered: beside the columns of the rows stand, by
/// rule, whether it was asked, and the first and last day on which the row passes it.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn trace(rows: DataFrame, rules: &InForce, as_of: Day) -> PolarsResult<DataFrame> {
    let spans: Vec<Span> = RULES.iter().map(|rule| (rule.passes)(rules)).collect();
    let fails: Vec<Expr> = spans.iter().map(|span| span.fails_on(as_of)).collect();
    let mut told = vec![visible(&fails, rules).cast(DataType::Int32).alias(VISIBLE_ON)];
    for ((rule, span), asked) in RULES.iter().zip(&spans).zip(asked(&fails)) {
        told.push(asked.alias(of_rule("asked", rule.code)));
        told.push(span.from.clone().cast(DataType::Int32).alias(of_rule("from", rule.code)));
        told.push(span.through.clone().cast(DataType::Int32).alias(of_rule("through", rule.code)));
    }
    rows.lazy().with_columns(told).collect()
}

/// The column of a trace.
#[must_use]
pub fn of_rule(what: &str, code: &str) -> String {
    format!("{what} {code}")
}

/// By rule, whether it is asked of a row; `fails` are the answers if it is.
fn asked(fails: &[Expr]) -> Vec<Expr> {
    let unsound = unsound(fails);
    let asked = RULES.iter().map(|rule| match rule.asked {
        Asked::Always => lit(true),
        Asked::OfPersons => col(Facts::HAS_USER),
        Asked::OfSound => unsound.clone().not(),
        Asked::OfLinked => unsound.clone().not().and(is_linked()),
        Asked::OfRelevant => col(Facts::IS_RELEVANT),
    });
    asked.collect()
}

/// Rows of which the link is not asked.
fn unsound(fails: &[Expr]) -> Expr {
    RULES
        .iter()
        .zip(fails)
        .filter(|(rule, _)| makes_unsound(rule.code))
        .map(|(_, fails)| fails.clone())
        .reduce(Expr::or)
        .unwrap_or_else(|| lit(false))
}

fn is_linked() -> Expr {
    col(Facts::LINK_FAULT).eq(lit(LinkFault::None as u8))
}

/// The first day on which a linked row is visible; the first of all days for others.
fn visible(fails: &[Expr], rules: &InForce) -> Expr {
    when(unsound(fails).not().and(is_linked())).then(visible_on(rules)).otherwise(lit(i32::MIN))
}

/// Where one of these fails, the link is not asked about.
fn makes_unsound(code: &str) -> bool {
    matches!(
        code,
        "no_user" | "user_removed" | "user_not_joined" | "source_not_recognised" | "mcid_mismatch"
    )
}
