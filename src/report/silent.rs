//! What of a score must give points and gives none: metrics, and what shares a cap.

use crate::base::Amount;
use crate::programme::catalogue::{Cap, Requirement, RequirementKind};

use super::facts::RunFacts;

/// A metric as it is published.
pub(crate) struct PublishedMetric {
    pub name: String,
    pub cap: String,
    pub must_score: bool,
    pub points: Option<Amount>,
}

/// The caps of a score that is in force: by programme, competency, level, option and name.
#[must_use]
pub(crate) fn caps_of<'a>(facts: &RunFacts<'a>, key: [&str; 5]) -> &'a [Cap] {
    let [id, competency, level, option, name] = key;
    let mut programmes = facts.catalogue.programmes.iter();
    let Some(programme) = programmes.find(|own| own.id == id) else { return &[] };
    let is_own = |own: &&Requirement| {
        let is_of = own.competency == competency && own.option == option && own.name == name;
        let is_level = programme.levels.get(own.level).is_some_and(|own| own == level);
        is_of && is_level && own.from <= facts.as_of && facts.as_of <= own.through
    };
    match programme.requirements.iter().find(is_own).map(|own| &own.kind) {
        Some(RequirementKind::Score { caps, .. }) => caps,
        _ => &[],
    }
}

/// Their names: each metric, and the cap of those of which any one is enough.
#[must_use]
pub(crate) fn silent(metrics: &[PublishedMetric], caps: &[Cap]) -> Vec<String> {
    let is_nothing =
        |own: &PublishedMetric| own.points.is_some_and(|points| points <= Amount::ZERO);
    let own = metrics.iter().filter(|own| own.must_score && is_nothing(own));
    let mut names: Vec<String> = own.map(|own| own.name.clone()).collect();
    for cap in caps.iter().filter(|cap| cap.must_score) {
        let mut under = metrics.iter().filter(|own| own.cap == cap.name).peekable();
        if under.peek().is_some() && under.all(is_nothing) {
            names.push(cap.name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_shares_a_cap_one_is_enough() {
        let cap = |name: &str, must_score| Cap {
            name: name.to_owned(),
            max: Amount::whole(20),
            must_score,
        };
        let caps = [cap("growth", true), cap("adds", false)];
        let given = |name: &str, cap: &str, must_score, points: Option<i64>| PublishedMetric {
            name: name.to_owned(),
            cap: cap.to_owned(),
            must_score,
            points: points.map(Amount::whole),
        };
        let all = |second| {
            [
                given("skilling", "", true, Some(0)),
                given("seats", "growth", false, Some(0)),
                given("usage", "growth", false, second),
                given("small", "adds", false, Some(0)),
            ]
        };
        assert_eq!(silent(&all(Some(0)), &caps), ["skilling", "growth"]);
        assert_eq!(silent(&all(Some(1)), &caps), ["skilling"]);
        assert_eq!(silent(&all(None), &caps), ["skilling"]);
    }
}
