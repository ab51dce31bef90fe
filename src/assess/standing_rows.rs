//! How the levels stand, as rows of the tables of levels and requirements.

use crate::tables::output::Value;

use super::case::{Case, SharedBasis};
use super::life_cycle::LevelSeverity;
use super::met::Met;
use super::question::{Question, TableCells, text};
use super::standing::LevelStanding;
use super::window::Qualification;

/// The rows of the table of levels.
#[must_use]
pub(crate) fn level_rows(case: &Case<'_, '_>, standings: &[LevelStanding]) -> Vec<TableCells> {
    let yes_no = |yes: bool| if yes { "Yes" } else { "No" };
    let row = |own: &LevelStanding| {
        vec![
            text(case.mpn_id()),
            text(&own.programme),
            text(&own.competency),
            text(&own.level),
            text(own.state.name()),
            text(own.met.name()),
            text(own.at_anniversary.map_or("", Met::name)),
            text(own.best.map_or("", |best| own.options[best].name.as_str())),
            Value::Day(own.anniversary_on),
            Value::Day(own.breach_on),
            text(own.severity.map_or("", LevelSeverity::name)),
            Value::Text(own.bus_factor.map(|factor| factor.to_string()).unwrap_or_default()),
            emails(case.shared.question, &own.key_people),
            text(own.upgrade_available.map_or("", yes_no)),
            Value::Day(own.unmet_since),
            Value::Day(own.before_extension),
            Value::Day(own.qualification.and_then(|own| own.on)),
            Value::Day(own.qualification.map(|own| own.window.first.first_day())),
            Value::Day(own.qualification.and_then(Qualification::ends_on)),
            Value::Day(own.breaks_on),
            Value::Day(own.helped_through),
            Value::Day(own.qualification.and_then(|own| own.renewed_on)),
            Value::Day(own.qualifies_on),
        ]
    };
    standings.iter().map(row).collect()
}

/// The rows of the table of requirements of a company.
#[must_use]
pub(crate) fn requirement_rows(
    shared: &SharedBasis<'_, '_>,
    company: usize,
    standings: &[LevelStanding],
) -> Vec<TableCells> {
    let question = shared.question;
    let mpn_id = &question.pipeline.companies[company].mpn_id;
    let mut rows = Vec::new();
    for own in standings {
        for option in &own.options {
            for requirement in &option.requirements {
                let (need, have) = (requirement.need, requirement.answer.have);
                rows.push(vec![
                    text(mpn_id),
                    text(&own.programme),
                    text(&own.competency),
                    text(&own.level),
                    text(&option.name),
                    text(&requirement.name),
                    text(requirement.kind),
                    Value::amount(Some(need)),
                    Value::amount(have),
                    Value::amount(requirement.answer.shortfall(need)),
                    Value::amount(have.map(|have| have - need)),
                    text(requirement.answer.met.name()),
                    Value::amount(requirement.at_anniversary),
                    emails(question, &requirement.persons),
                    Value::YesNo(requirement.decides.then_some(true)),
                ]);
            }
        }
    }
    rows
}

/// The persons stand in the order of their e-mails already.
fn emails(question: &Question<'_>, persons: &[u32]) -> Value {
    let shown: Vec<&str> = persons.iter().map(|person| question.email(*person)).collect();
    Value::Text(shown.join(";"))
}
