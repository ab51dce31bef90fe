//! Renewals: whose certificates are to be renewed as well as something is done, or could be instead of it.

use crate::base::Day;

use super::labels::Labels;

/// A certificate that its holder can renew, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RenewalRow {
    pub email: String,
    pub skill: String,
    pub opens_on: Day,
    pub through: Day,
}

impl RenewalRow {
    /// Of a cell: `E-MAIL SKILL FROM..TO`.
    #[must_use]
    pub(super) fn of(text: &str) -> Option<Self> {
        let (named, days) = text.rsplit_once(' ')?;
        let (email, skill) = named.split_once(' ')?;
        let (opens_on, through) = days.split_once("..")?;
        Some(Self {
            email: email.to_owned(),
            skill: skill.to_owned(),
            opens_on: Day::from_iso(opens_on)?,
            through: Day::from_iso(through)?,
        })
    }

    /// As what is to be done, too.
    #[must_use]
    pub(super) fn too(
        &self,
        labels: &Labels,
        as_of: Day,
        who: &dyn Fn(&[String]) -> String,
    ) -> String {
        let is_open = self.opens_on <= as_of;
        self.say(labels, if is_open { "renew_too" } else { "renew_too_from" }, who)
    }

    /// The same, to the person who renews.
    #[must_use]
    pub(crate) fn to_you(&self, labels: &Labels, as_of: Day) -> String {
        let key = if self.opens_on <= as_of { "you_renew_too" } else { "you_renew_too_from" };
        self.say(labels, key, &|_| String::new())
    }

    fn say(&self, labels: &Labels, key: &str, who: &dyn Fn(&[String]) -> String) -> String {
        let who = who(std::slice::from_ref(&self.email));
        let [opens, day] = [self.opens_on, self.through].map(|day| labels.day(Some(day)));
        let values = [("who", &*who), ("skill", &*self.skill), ("opens", &*opens), ("day", &*day)];
        labels.say("next", key, &values)
    }
}

/// Of a cell: what only together is enough.
#[must_use]
pub(super) fn all_of(text: &str) -> Vec<RenewalRow> {
    text.split(" + ").filter_map(RenewalRow::of).collect()
}

/// All of them, in words.
#[must_use]
pub(super) fn together(
    all: &[RenewalRow],
    labels: &Labels,
    as_of: Day,
    who: &dyn Fn(&[String]) -> String,
) -> String {
    let key = |own: &RenewalRow| if own.opens_on <= as_of { "renews" } else { "renews_from" };
    let mut said: Vec<String> = all.iter().map(|own| own.say(labels, key(own), who)).collect();
    let last = said.pop().unwrap_or_default();
    if said.is_empty() {
        return last;
    }
    labels.say("page", "and", &[("names", &said.join("; ")), ("last", &last)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_may_have_blanks() {
        let own = all_of(
            "ann@c.example Azure Architect 2022-09-30..2023-03-31 + bob@c.example X 2022-01-01..2022-02-01",
        );
        let names: Vec<[&str; 2]> = own.iter().map(|it| [&*it.email, &*it.skill]).collect();
        assert_eq!(names, [["ann@c.example", "Azure Architect"], ["bob@c.example", "X"]]);
        assert_eq!(own[0].through, Day::from_iso("2023-03-31").unwrap());
        assert_eq!(RenewalRow::of("ann@c.example 2022"), None);
    }
}
