//! L2–L4: learning KPI by month, over the trailing window, and up to the anniversary.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Month};
use crate::programme::catalogue::RequirementKind;
use crate::tables::output::Value;
use crate::tables::{Finding, FindingCode};

use super::case::Case;
use super::invoices::Line;
use super::ladder::{LevelId, RequirementId};
use super::learning::Types;
use super::life_cycle::Held;
use super::question::{Row, text};
use super::requirement::Asked;
use super::window::{Window, published_on};

#[derive(Default)]
struct MonthSum {
    kpi: Amount,
    /// None where no line gives any.
    revenue: Option<Amount>,
    invoices: BTreeSet<u32>,
}

/// The rows by month, type and currency.
#[must_use]
pub fn month_rows(case: &Case<'_, '_>) -> Vec<Row> {
    let (at, question) = (&case.grounds.at, case.shared.question);
    let mut sums: BTreeMap<(Month, u32, u32), MonthSum> = BTreeMap::new();
    for line in counting(case) {
        let sum = sums.entry((line.month, line.omlp_type, line.currency)).or_default();
        sum.kpi += line.kpi;
        if let Some(revenue) = line.revenue {
            *sum.revenue.get_or_insert_default() += revenue;
        }
        sum.invoices.insert(line.invoice_no);
    }
    let window = Window::visible_on(at.as_of, at.rules);
    let row = |((month, omlp_type, currency), sum): ((Month, u32, u32), MonthSum)| {
        vec![
            text(case.mpn_id()),
            Value::Text(month.to_string()),
            text(question.dictionary.text(omlp_type)),
            text(question.dictionary.text(currency)),
            Value::Amount(Some(sum.kpi)),
            Value::Amount(sum.revenue),
            Value::Number(i64::try_from(sum.invoices.len()).ok()),
            Value::Day(Some(published_on(month, at.rules))),
            Value::YesNo(Some(window.contains(month))),
        ]
    };
    sums.into_iter().map(row).collect()
}

/// What is not known on the as-of date is in no sum.
fn counting<'c>(case: &Case<'c, '_>) -> impl Iterator<Item = &'c Line> {
    case.lines.unwrap_or_default().iter().filter(|line| line.counts && line.is_known)
}

/// The currencies of counting lines with revenue in the window; an empty one is one of its own.
fn currencies(case: &Case<'_, '_>) -> BTreeSet<u32> {
    let at = &case.grounds.at;
    let window = Window::visible_on(at.as_of, at.rules);
    let with_revenue = |line: &&Line| line.revenue.is_some() && window.contains(line.month);
    counting(case).filter(with_revenue).map(|line| line.currency).collect()
}

/// Revenue of several currencies has no total.
#[must_use]
pub fn several_currencies(case: &Case<'_, '_>) -> Option<Finding> {
    let currencies = currencies(case);
    if currencies.len() < 2 {
        return None;
    }
    let dictionary = case.shared.question.dictionary;
    let named = |code: &u32| match dictionary.text(*code) {
        "" => "none",
        code => code,
    };
    let mut all: Vec<&str> = currencies.iter().map(named).collect();
    all.sort_unstable();
    let message = format!("revenue in several currencies has no total: {}", all.join(", "));
    Some(Finding::new(FindingCode::SeveralCurrencies, u32::try_from(case.company).ok(), message))
}

/// One row for each held level with a learning requirement in force, else one for the company.
#[must_use]
pub fn window_rows(case: &Case<'_, '_>) -> Vec<Row> {
    let (Some(learning), at) = (case.learning, &case.grounds.at) else { return Vec::new() };
    let window = Window::visible_on(at.as_of, at.rules);
    let revenues =
        counting(case).filter(|line| window.contains(line.month)).filter_map(|line| line.revenue);
    let revenue = revenues.reduce(|a, b| a + b);
    let has_total = currencies(case).len() < 2;
    let totals = [
        Value::Text(window.first.to_string()),
        Value::Text(window.last.to_string()),
        Value::Amount(Some(learning.sum(window, &Types::All))),
        Value::Amount(revenue.filter(|_| has_total)),
    ];
    // Two programmes may have a level of one name: the smaller need of the two is shown.
    let mut asked: Vec<(LevelId, RequirementId, Held)> = Vec::new();
    for (level, held) in &case.held {
        let Some(id) = smallest_need(case, *level) else { continue };
        let need = |id: RequirementId| case.grounds.placed(id).requirement.need;
        let name =
            |level: LevelId| (&at.ladder.competencies[level.0].folded, at.ladder.rung(level).name);
        match asked.iter_mut().find(|(known, ..)| name(*known) == name(*level)) {
            Some(known) if need(id) < need(known.1) => *known = (*level, id, *held),
            Some(_) => {}
            None => asked.push((*level, id, *held)),
        }
    }
    let mut rows = Vec::new();
    for (level, id, held) in asked {
        let competency = at.ladder.competencies[level.0].name;
        let mut row = vec![text(case.mpn_id()), text(competency), text(at.ladder.rung(level).name)];
        row.extend(totals.iter().cloned());
        row.extend(to_anniversary(case, id, held));
        rows.push(row);
    }
    if rows.is_empty() {
        let mut row = vec![text(case.mpn_id()), text(""), text("")];
        row.extend(totals);
        row.extend([Value::Day(None), text(""), text("")]);
        row.extend([Value::Amount(None), Value::Amount(None), Value::Number(None)]);
        rows.push(row);
    }
    rows
}

/// The learning requirement in force with the smallest need, the first among equals.
fn smallest_need(case: &Case<'_, '_>, level: LevelId) -> Option<RequirementId> {
    let at = &case.grounds.at;
    let is_asked = |id: &RequirementId| {
        let placed = case.grounds.placed(*id);
        placed.in_force(at.as_of)
            && matches!(placed.requirement.kind, RequirementKind::Learning { .. })
    };
    let asked = at.ladder.own(level).filter(is_asked);
    asked.min_by_key(|id| (case.grounds.placed(*id).requirement.need, *id))
}

/// L4: the sum so far inside the anniversary's window, what is needed, and the months left.
fn to_anniversary(case: &Case<'_, '_>, id: RequirementId, held: Held) -> Vec<Value> {
    let at = &case.grounds.at;
    let window = Window::before(held.anniversary.month(), at.rules.kpi_window_months);
    let secured = match (case.learning, case.grounds.asked(id)) {
        (Some(learning), Asked::Learning(types)) => {
            learning.secured(types, held.anniversary, at.rules)
        }
        _ => Amount::ZERO,
    };
    let need = case.grounds.placed(id).requirement.need;
    let left = window.months_from(at.as_of.month());
    vec![
        Value::Day(Some(held.anniversary)),
        Value::Text(window.first.to_string()),
        Value::Text(window.last.to_string()),
        Value::Amount(Some(secured)),
        Value::Amount(Some((need - secured).max(Amount::ZERO))),
        Value::Number(Some(i64::from(left))),
    ]
}
