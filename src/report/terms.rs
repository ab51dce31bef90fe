//! What the texts of actions go by beside the tables: the as-of date, the parameters in force, the programmes.

use crate::base::{Day, Month};
use crate::programme::catalogue::RequirementKind;
use crate::programme::{Catalogue, InForce};

#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub as_of: Day,
    pub rules: &'a InForce,
    pub catalogue: &'a Catalogue,
}

impl Terms<'_> {
    /// The last day on which a level can be renewed.
    #[must_use]
    pub(crate) fn renewed_through(&self, anniversary: Day) -> Day {
        anniversary.plus_days(self.rules.renewal_window_days)
    }

    /// V1: the day on which what is done today is seen.
    #[must_use]
    pub(crate) fn seen_on(&self) -> Day {
        self.as_of.plus_days(self.rules.visibility_days.on(self.as_of))
    }

    /// L2: the day on which the KPIs of a month are published.
    #[must_use]
    pub(crate) fn published_on(&self, month: Month) -> Day {
        month.plus(1).day(self.rules.kpi_publish_day)
    }

    /// L3: the last month whose KPIs are published by a day.
    #[must_use]
    pub(crate) fn visible_on(&self, day: Day) -> Month {
        let is_published = day.day_of_month() >= self.rules.kpi_publish_day;
        day.month().plus(if is_published { -1 } else { -2 })
    }

    /// L3: the first month of the window that ends with one.
    #[must_use]
    pub(crate) fn window_from(&self, last: Month) -> Month {
        last.plus(1 - self.rules.kpi_window_months)
    }

    /// The OMLP types that the learning requirements of a level count; none where one counts all.
    #[must_use]
    pub(crate) fn types(&self, competency: &str, level: &str) -> Vec<String> {
        let own = self.catalogue.programmes.iter().flat_map(|programme| {
            let place = programme.levels.iter().position(|name| name == level);
            programme
                .requirements
                .iter()
                .filter(move |own| own.competency == competency && Some(own.level) == place)
        });
        let in_force = own.filter(|own| own.in_force(self.as_of));
        let types = in_force.filter_map(|own| match &own.kind {
            RequirementKind::Learning { omlp_types } => Some(omlp_types.clone()),
            _ => None,
        });
        types.into_iter().next().unwrap_or_default()
    }
}
