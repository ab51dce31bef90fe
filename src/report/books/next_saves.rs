//! What comes of what is to be done next: what it restores and keeps, until when, and what is to be known of it.

use crate::base::Day;
use crate::report::classes::Class;
use crate::report::instead::{falls_in_words, renew_too_in_words};
use crate::report::leaving::{self, NamesSpoken};
use crate::report::lines::Line;
use crate::report::next::ActionRow;

use super::next_lines::CompanyLine;
use super::next_standings::spare;
use super::next_table::{NAMES_MAX, Teller};

impl Teller<'_> {
    /// The last day on which it helps a level that is not met today: it lacks it every day until then.
    fn helps_until(&self, own: &CompanyLine<'_>) -> Option<Day> {
        let first = own.line.first;
        let is_unmet = |title: String| {
            let standing = self.standings.get(&(own.company.to_owned(), title));
            standing.is_some_and(|standing| standing.class == Class::NotMet)
        };
        let serves = first.is_wanted_today() && first.levels().into_iter().any(is_unmet);
        own.line.by().filter(|day| serves && *day > self.context.facts.as_of)
    }

    /// What is not met meanwhile.
    pub(super) fn falls(&self, own: &CompanyLine<'_>, line: &Line<'_>) -> Vec<String> {
        let facts = &self.context.facts;
        let who = |emails: &[String]| self.persons(own.company, emails);
        let first = |rank: i64| {
            let first = own.others.iter().find(|action| action.rank == rank)?;
            Some(who(&first.who))
        };
        let delay = facts.in_force.visibility_days.on(facts.as_of);
        falls_in_words(line, self.context.labels, (facts.as_of, delay), (&who, &first))
    }

    /// A company by its name, where that is known, and its MPN id.
    fn company(&self, mpn_id: &str) -> String {
        let name = self.context.facts.company_name(mpn_id);
        if name == mpn_id { name.to_owned() } else { format!("{name} ({mpn_id})") }
    }

    /// Who is asked, else for what.
    fn asked_of(&self, company: &str, action: &ActionRow) -> String {
        if action.who.is_empty() { self.what(action) } else { self.persons(company, &action.who) }
    }

    /// What comes of it.
    pub(super) fn saves(&self, own: &CompanyLine<'_>) -> String {
        let (labels, line) = (self.context.labels, &own.line);
        let first = line.first;
        let mut said = Vec::new();
        for (key, titles) in [("restores", line.restores()), ("keeps", &first.keeps)] {
            if !titles.is_empty() {
                said.push(labels.say("next", key, &[("levels", &self.levels(titles))]));
            }
        }
        if line.is_whole() {
            let title = self.levels(&first.enough_for);
            let count = first.enough_of.map(|count| count.to_string()).unwrap_or_default();
            let elsewhere = line.elsewhere(own.others).into_iter();
            let names: Vec<String> =
                elsewhere.map(|other| self.asked_of(own.company, other)).collect();
            let key = match (count.is_empty(), names.is_empty()) {
                (false, _) => "any_together",
                (true, false) => "together_beside",
                (true, true) => "together",
            };
            let names = names.join(", ");
            let values = [("level", &*title), ("count", &*count), ("names", &*names)];
            said.push(labels.say("next", key, &values));
            said.extend(first.fewer_in_words(labels));
        }
        for title in first.steps() {
            let part = first.part_key();
            said.extend(part.map(|key| labels.say("next", key, &[("level", &title)])));
        }
        said.extend(spare(&self.standings, (own.company, first), labels));
        said.extend(line.puts_off_in_words(labels, &|all| self.levels(all)));
        let who = |emails: &[String]| self.persons(own.company, emails);
        said.extend(renew_too_in_words(line, labels, self.context.facts.as_of, &who));
        said.extend(line.passing.iter().take(NAMES_MAX).filter_map(|action| {
            let day = labels.day(Some(action.breaks_again_on?));
            let title = self.levels(&action.put_off());
            let named = self.persons(own.company, &action.who);
            let who = if line.is_of_things() { self.what(action) } else { named };
            let values = [("who", &*who), ("level", &*title), ("day", &*day)];
            Some(labels.say("next", "passing", &values))
        }));
        said.extend(self.falls(own, line));
        let company = |mpn_id: &str| self.company(mpn_id);
        let names = NamesSpoken { persons: &who, company: &company };
        said.extend(leaving::in_words(line, labels, &names));
        said.extend(line.too_late(labels));
        said.extend(line.parts().flat_map(|own| own.payment_in_words(labels)));
        said.extend(line.caveats(labels));
        if let Some(day) = self.helps_until(own) {
            let (key, day) = first.opens_on.map_or(("soonest", day), |day| ("holds_from", day));
            said.push(labels.say("next", key, &[("day", &labels.day(Some(day)))]));
        }
        if let Some(day) = line.heals_on() {
            said.push(labels.say("next", "heals", &[("day", &labels.day(Some(day)))]));
        }
        said.join(". ")
    }
}
