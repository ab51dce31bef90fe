//! All rules in one polars plan: which fail on the as-of date, and from when to when a row counts.

use polars::lazy::dsl::{max_horizontal, min_horizontal};
use polars::prelude::{DataFrame, DataType, Expr, LazyFrame, PolarsResult, col, lit, when};

use crate::base::Day;
use crate::tables::{Frame, exact};

use super::card::{About, AskedOf, Passes, Rule, day};
use super::chosen::{LinkShown, Verdict};
use super::frames::{JudgedRow, RuleAnswers};
use super::link::{Link, is_linked};
use super::registry::{RULES, Reasons, bit};
use super::telling::of_rule;

/// Asks every rule of every row.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn ask(rows: &Frame<JudgedRow>, as_of: Day) -> PolarsResult<DataFrame> {
    let passes = passes(as_of);
    answered(rows, &passes, as_of)
        .with_columns(holds(&passes)?)
        .with_columns([verdict().alias(RuleAnswers::VERDICT)])
        .collect()
}

/// What every rule saw of every row and what it answered: beside the answers stand, by rule, the
/// first and last day on which the row passes it.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn trace(rows: &Frame<JudgedRow>, as_of: Day) -> PolarsResult<DataFrame> {
    let passes = passes(as_of);
    let told = RULES.iter().zip(&passes).flat_map(|(rule, passes)| {
        [
            passes.first().alias(of_rule("from", rule.code)),
            passes.last().alias(of_rule("through", rule.code)),
        ]
    });
    answered(rows, &passes, as_of).with_columns(told.collect::<Vec<_>>()).collect()
}

fn passes(as_of: Day) -> Vec<Passes> {
    RULES.iter().map(|rule| (rule.passes)(as_of)).collect()
}

fn answered(rows: &Frame<JudgedRow>, passes: &[Passes], as_of: Day) -> LazyFrame {
    let failing = passes.iter().zip(0_u32..).map(|(passes, place)| {
        passes.fails_on(as_of).cast(DataType::UInt32) * exact(1_u32 << place)
    });
    rows.lazy()
        .with_columns([sum(failing).alias(RuleAnswers::FAILING)])
        .with_columns([asked().alias(RuleAnswers::ASKED), visible().alias(RuleAnswers::VISIBLE_ON)])
        .with_columns([
            col(RuleAnswers::FAILING).and(col(RuleAnswers::ASKED)).alias(RuleAnswers::REASONS),
            link_shown().alias(RuleAnswers::LINK_SHOWN),
        ])
}

fn sum(bits: impl Iterator<Item = Expr>) -> Expr {
    bits.reduce(|a, b| a + b).unwrap_or_else(|| exact(0_u32))
}

/// The rules that are asked of a row: some only make sense where others hold.
fn asked() -> Expr {
    let is_sound = || fails_any(|rule| rule.about == About::Soundness).not();
    let groups = [
        (AskedOf::Always, lit(true)),
        (AskedOf::OfPersons, col(JudgedRow::HAS_USER)),
        (AskedOf::OfSound, is_sound()),
        (AskedOf::OfLinked, is_sound().and(is_linked())),
        (AskedOf::OfRelevant, col(JudgedRow::IS_RELEVANT)),
    ];
    sum(groups.into_iter().map(|(asked, is_asked)| {
        let own = bits(|rule| rule.asked == asked);
        when(is_asked).then(exact(own)).otherwise(exact(0_u32))
    }))
}

/// The verdict of each row, from the rules that fail.
fn verdict() -> Expr {
    const PENDING: Reasons = bit("pending_visibility");
    when(col(RuleAnswers::REASONS).eq(exact(0_u32)))
        .then(exact(Verdict::Counts as u8))
        .when(col(RuleAnswers::REASONS).eq(exact(u32::from(PENDING))))
        .then(exact(Verdict::Pending as u8))
        .otherwise(exact(Verdict::No as u8))
}

fn visible() -> Expr {
    let is_sound = fails_any(|rule| rule.about == About::Soundness).not();
    when(is_sound.and(is_linked())).then(col(JudgedRow::VISIBLE_FROM)).otherwise(day(Day::ALWAYS))
}

fn link_shown() -> Expr {
    let shown = |link: LinkShown| exact(link as u8);
    when(col(RuleAnswers::VISIBLE_ON).eq(day(Day::ALWAYS)))
        .then(shown(LinkShown::None))
        .when(col(JudgedRow::IS_UNIVERSITY))
        .then(shown(LinkShown::University))
        .when(Link::Pc.is_it())
        .then(shown(LinkShown::Pc))
        .otherwise(shown(LinkShown::PmcGrace))
}

/// From the last of the first days through the first of the last ones, by the rules that do not
/// depend on the requirement.
fn holds(passes: &[Passes]) -> PolarsResult<[Expr; 2]> {
    let is_lasting = |rule: &Rule| rule.about != About::Requirement;
    let lasting = || RULES.iter().zip(passes).filter(|(rule, _)| is_lasting(rule));
    let (mut from, mut through) = (Vec::new(), Vec::new());
    let mut never = 0;
    for (rule, passes) in lasting() {
        match passes {
            Passes::Where(_) => never |= bits(|own| own.code == rule.code),
            Passes::Days { from: first, through: last } => {
                from.extend(first.clone());
                through.extend(last.clone());
            }
        }
    }
    let is_never = col(RuleAnswers::FAILING).and(exact(never)).neq(exact(0_u32));
    let through = when(is_never).then(day(Day::ALWAYS)).otherwise(min_horizontal(through)?);
    Ok([
        max_horizontal(from)?.alias(RuleAnswers::HOLDS_FROM),
        through.alias(RuleAnswers::HOLDS_THROUGH),
    ])
}

fn fails_any(of: impl Fn(&Rule) -> bool) -> Expr {
    col(RuleAnswers::FAILING).and(exact(bits(of))).neq(exact(0_u32))
}

/// The bits of some rules.
fn bits(of: impl Fn(&Rule) -> bool) -> u32 {
    let own = RULES.iter().zip(0..).filter(|(rule, _)| of(rule));
    own.map(|(_, place)| 1_u32 << place).sum()
}
