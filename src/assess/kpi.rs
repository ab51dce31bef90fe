//! L2–L4: learning KPI by month, over the trailing window, and up to the anniversary.

use std::collections::BTreeMap;

use crate::base::Amount;
use crate::programme::catalogue::RequirementKind;
use crate::tables::output::Value;
use crate::tables::{Finding, FindingCode};

use super::case::Case;
use super::invoices::MonthSum;
use super::ladder::{LevelId, RequirementId};
use super::learning::Types;
use super::life_cycle::HeldTerm;
use super::question::{TableCells, text};
use super::requirement::PreparedRequirement;
use super::window::{Window, published_on};

/// The rows by month, type and currency.
#[must_use]
pub(crate) fn month_rows(case: &Case<'_, '_>) -> Vec<TableCells> {
    let (at, question) = (&case.grounds.at, case.shared.question);
    let window = Window::visible_on(at.as_of, at.rules);
    let row = |sum: &MonthSum| {
        vec![
            text(case.mpn_id()),
            Value::Text(sum.month.to_string()),
            text(question.dictionary.text(sum.omlp_type)),
            text(question.dictionary.text(sum.currency)),
            Value::amount(Some(sum.kpi)),
            Value::amount(sum.revenue),
            Value::Number(Some(i64::from(sum.invoices))),
            Value::Day(Some(published_on(sum.month, at.rules))),
            Value::YesNo(Some(window.contains(sum.month))),
        ]
    };
    case.sums.unwrap_or_default().iter().map(row).collect()
}

/// Revenue in the window by currency; an empty one is one of its own.
fn revenues(case: &Case<'_, '_>) -> BTreeMap<u32, Amount> {
    let at = &case.grounds.at;
    let window = Window::visible_on(at.as_of, at.rules);
    let mut revenues: BTreeMap<u32, Amount> = BTreeMap::new();
    for sum in case.sums.unwrap_or_default().iter().filter(|sum| window.contains(sum.month)) {
        if let Some(revenue) = sum.revenue {
            *revenues.entry(sum.currency).or_default() += revenue;
        }
    }
    revenues
}

/// Revenue of several currencies has no total.
#[must_use]
pub(crate) fn several_currencies(case: &Case<'_, '_>) -> Option<Finding> {
    let revenues = revenues(case);
    if revenues.len() < 2 {
        return None;
    }
    let dictionary = case.shared.question.dictionary;
    let named = |code: &u32| match dictionary.text(*code) {
        "" => "none",
        code => code,
    };
    let mut all: Vec<&str> = revenues.keys().map(named).collect();
    all.sort_unstable();
    let message = format!("revenue in several currencies has no total: {}", all.join(", "));
    Some(Finding::new(FindingCode::SeveralCurrencies, u32::try_from(case.company).ok(), message))
}

/// One row for each held level with a learning requirement in force, else one for the company.
#[must_use]
pub(crate) fn window_rows(case: &Case<'_, '_>) -> Vec<TableCells> {
    let (Some(learning), at) = (case.learning, &case.grounds.at) else { return Vec::new() };
    let window = Window::visible_on(at.as_of, at.rules);
    let mut revenues = revenues(case).into_values();
    let (revenue, has_total) = (revenues.next(), revenues.next().is_none());
    let totals = [
        Value::Text(window.first.to_string()),
        Value::Text(window.last.to_string()),
        Value::amount(Some(learning.sum(window, &Types::All))),
        Value::amount(revenue.filter(|_| has_total)),
    ];
    // Two programmes may have a level of one name: the smaller need of the two is shown.
    let mut asked: Vec<(LevelId, RequirementId, HeldTerm)> = Vec::new();
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
        row.extend([Value::amount(None), Value::amount(None), Value::Number(None)]);
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
fn to_anniversary(case: &Case<'_, '_>, id: RequirementId, held: HeldTerm) -> Vec<Value> {
    let at = &case.grounds.at;
    let window = Window::before(held.anniversary.month(), at.rules.kpi_window_months);
    let secured = match (case.learning, case.grounds.asked(id)) {
        (Some(learning), PreparedRequirement::Learning(types)) => {
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
        Value::amount(Some(secured)),
        Value::amount(Some((need - secured).max(Amount::ZERO))),
        Value::Number(Some(i64::from(left))),
    ]
}
