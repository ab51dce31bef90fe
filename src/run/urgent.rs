//! The urgent lines of the closing summary: the first of the actions, no person named.

use std::collections::BTreeMap;

use crate::assess::actions::action::ActionKind;
use crate::base::Day;
use crate::base::fold::fold;
use crate::report::Labels;
use crate::report::action_tables::ActionTables;
use crate::report::instead::{also_in_words, in_words, things_to_do};
use crate::report::lines::{Line, LineGroup};
use crate::report::next::ActionRow;
use crate::report::sentence::{SentenceWords, beside};
use crate::report::terms::Terms;
use crate::report::unserved::actions_by_company;
use crate::tables::output::Rows;

/// Lines of one screen.
const MOST: usize = 3;
/// Levels that are named beside each other.
const LEVELS_MAX: usize = 2;

/// The run whose actions are told.
pub(crate) struct UrgentRun<'a> {
    pub actions: &'a dyn Rows,
    pub levels: &'a dyn Rows,
    pub requirements: &'a dyn Rows,
    /// Where the run publishes them.
    pub skills: Option<&'a dyn Rows>,
    pub team: Option<&'a dyn Rows>,
    pub score_metrics: Option<&'a dyn Rows>,
    pub findings: &'a dyn Rows,
    pub terms: Terms<'a>,
    /// The words of the page and the books in English.
    pub labels: &'a Labels,
    /// The name of a company by its id, where the run has several.
    pub name: &'a dyn Fn(&str) -> Option<String>,
}

/// What is to be done, and what nobody needs to do anything for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Urgent {
    pub lines: Vec<String>,
    /// Further things to do.
    pub more: usize,
    pub heals: Vec<String>,
    /// Further levels that heal by themselves.
    pub more_heals: usize,
}

/// The first lines, one for each level.
#[must_use]
pub(crate) fn urgent(told: &UrgentRun<'_>) -> Urgent {
    let of = ActionTables {
        actions: Some(told.actions),
        levels: Some(told.levels),
        requirements: Some(told.requirements),
        events: None,
        skills: told.skills,
        team: told.team,
        score_metrics: told.score_metrics,
        findings: Some(told.findings),
    };
    let actions = actions_by_company(of, told.terms);
    let mut all: Vec<(&str, Line<'_>)> = Vec::new();
    for (company, own) in &actions {
        all.extend(things_to_do(own).into_iter().map(|line| (company.as_str(), line)));
    }
    all.sort_by_key(|(_, line)| line.place());
    let mut urgent = Urgent::default();
    let mut named: Vec<(&str, Vec<String>)> = Vec::new();
    for (company, line) in &all {
        match line.place() {
            LineGroup::Now | LineGroup::Soon => {
                let levels = line.first.levels();
                let is_new = levels.is_empty() || !named.contains(&(*company, levels.clone()));
                if is_new && urgent.lines.len() < MOST {
                    urgent.lines.push(told.sentence(company, line));
                    named.push((*company, levels));
                } else {
                    urgent.more += 1;
                }
            }
            LineGroup::Later => urgent.more += 1,
            LineGroup::Heals if urgent.heals.len() < MOST => {
                urgent.heals.push(told.sentence(company, line));
            }
            LineGroup::Heals => urgent.more_heals += 1,
            LineGroup::Tidy => {}
        }
    }
    urgent
}

impl UrgentRun<'_> {
    fn sentence(&self, company: &str, line: &Line<'_>) -> String {
        let mut text = self.way(line);
        for also in also_in_words(line, self.labels, &|other| self.named(other)) {
            text = format!("{text}; and: {also}");
        }
        let ways = in_words(line, self.labels, (&|other| self.named(other), &|_| Vec::new()));
        for other in ways {
            text = format!("{text}; or: {other}");
        }
        for against in self.against(line) {
            text = format!("{text}; {against}");
        }
        match (self.name)(company) {
            Some(name) => format!("{name}: {text}"),
            None => text,
        }
    }

    /// What stands against associations: of so many people, whoever they are.
    fn against(&self, line: &Line<'_>) -> Vec<String> {
        let called = |mpn_id: &str| (self.name)(mpn_id).unwrap_or_else(|| mpn_id.to_owned());
        let mut leaving: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut later: BTreeMap<Day, usize> = BTreeMap::new();
        for action in line.with_others() {
            for left in &action.leaves {
                let company = called(&left.mpn_id);
                let levels = left.levels.iter().take(LEVELS_MAX).cloned().collect::<Vec<_>>();
                *leaving.entry((company, levels.join(", "))).or_default() += 1;
            }
            if let Some(day) = action.allowed_from {
                *later.entry(day).or_default() += 1;
            }
        }
        let mut asking: BTreeMap<String, usize> = BTreeMap::new();
        for other in line.with_others().into_iter().flat_map(|action| &action.elsewhere) {
            let company = called(&other.mpn_id);
            *asking.entry(company).or_default() += 1;
        }
        let people = |count: usize| match count {
            1 => "1 person".to_owned(),
            count => format!("{count} people"),
        };
        let leaving = leaving.into_iter().map(|((company, levels), count)| {
            let breaks = if levels.is_empty() {
                String::new()
            } else {
                format!(", where {levels} is then not met")
            };
            format!("to associate takes {} away from {company}{breaks}", people(count))
        });
        let later = later.into_iter().map(|(day, count)| {
            format!("the limit on associations allows it to {} only from {day}", people(count))
        });
        let asking = asking.into_iter().map(|(company, count)| {
            let them = if count == 1 { "the person" } else { "some of them" };
            format!("{company} asks for {them} too, and only one company can have a person")
        });
        leaving.chain(later).chain(asking).collect()
    }

    /// What is to be done.
    fn named(&self, line: &Line<'_>) -> String {
        let first = line.first;
        let by = line.by().or(first.by).or(first.lost_on).map(|day| day.to_string());
        let by = by.unwrap_or_default();
        let named = |action: &ActionRow| {
            let what = line.about(action).named(&action.what, &action.option, self.labels);
            match line.own_by(action) {
                Some(day) => format!("{what} (until {day})"),
                None => what,
            }
        };
        let what: Vec<String> = line.whats().map(named).collect();
        let levels = listed(&first.levels());
        let uncounted = line.uncounted().len();
        let asked = if uncounted > 0 { uncounted } else { line.asked_first().len() };
        let who = match (asked, line.is_choice_of_people()) {
            (0, _) => String::new(),
            (many, _) if first.enough_of.is_some() => {
                format!("any {} of {many} people", first.enough_of.unwrap_or_default())
            }
            (1, _) => "1 person".to_owned(),
            (many, true) => format!("any one of {many} people"),
            (many, false) => format!("{many} people"),
        };
        let level = first.title().unwrap_or_else(|| levels.clone());
        let mut what = beside(&what);
        if line.is_choice_of_things() {
            what = format!("any one of {what}");
        }
        let skill = line.skills().join(", ");
        let said = SentenceWords {
            who: &who,
            what: &what,
            skill: &skill,
            level: &level,
            by: &by,
            more: &line.more_in_words(self.labels),
            is_former: !line.former().is_empty(),
            is_uncounted: uncounted > 0,
        };
        line.sentence(said, self.labels)
    }

    /// The same, by when, what for and how long.
    fn way(&self, line: &Line<'_>) -> String {
        let (first, mut text) = (line.first, self.named(line));
        let by = first.by.map(|day| day.to_string()).unwrap_or_default();
        if first.by.is_some_and(|day| day > self.terms.as_of) && line.place() != LineGroup::Heals {
            // What is not met today lacks it every day until then.
            let is_unmet = !first.restores.is_empty() && first.is_wanted_today();
            let soonest = match first.opens_on {
                Some(day) => format!(", and it must still hold in the window from {day}"),
                None if is_unmet => ", the sooner the better".to_owned(),
                None => String::new(),
            };
            let last = line.last_by().filter(|_| line.is_choice_of_people());
            let last = last.map(|day| format!(" (the last of them until {day})"));
            text = format!("{text} by {by}{}{soonest}", last.unwrap_or_default());
        }
        if line.place() != LineGroup::Heals {
            text.push_str(&saves(line));
        }
        text.push_str(&key_to_write(line));
        let said = line.puts_off_in_words(self.labels, &listed).into_iter();
        let said = said.chain(first.payment_in_words(self.labels));
        for said in said.chain(line.caveats_in_short(self.labels)) {
            text = format!("{text}. {said}");
        }
        text
    }
}

/// Where the key of a fact is not what the requirement is called: as the pipeline file has to have it.
fn key_to_write(line: &Line<'_>) -> String {
    let mut places: Vec<&str> = Vec::new();
    for action in line.all().filter(|own| own.kind == ActionKind::Attest) {
        let has_name = fold(&action.place).ends_with(&fold(&action.what));
        if !has_name && !action.place.is_empty() && !places.contains(&&*action.place) {
            places.push(&action.place);
        }
    }
    if places.is_empty() { String::new() } else { format!(": {}", places.join(", ")) }
}

/// What is said of these does not name the level.
const NAMES_NONE: [ActionKind; 5] = [
    ActionKind::Associate,
    ActionKind::Renew,
    ActionKind::MergeMcid,
    ActionKind::DeleteAndAddAgain,
    ActionKind::Support,
];

fn saves(line: &Line<'_>) -> String {
    let first = line.first;
    let names_none = first.kind.is_one_of(&NAMES_NONE);
    if line.is_whole() {
        return format!(" (together enough for {})", listed(&first.enough_for));
    }
    match (&first.restores, &first.keeps, first.title()) {
        (restores, ..) if !restores.is_empty() => format!(" (restores {})", listed(restores)),
        (_, keeps, _) if !keeps.is_empty() && names_none => {
            format!(" (keeps {})", listed(keeps))
        }
        (_, keeps, Some(title)) if keeps.is_empty() && names_none => format!(" (for {title})"),
        (_, keeps, None) if keeps.is_empty() && !first.helps.is_empty() => {
            format!(" (for {})", listed(&first.helps))
        }
        _ => String::new(),
    }
}

fn listed(titles: &[String]) -> String {
    let shown = titles[..titles.len().min(LEVELS_MAX)].join(", ");
    match titles.len().saturating_sub(LEVELS_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::actions::action::Urgency;
    use crate::report::row_kind::RowKind;

    #[test]
    fn the_key_of_a_fact_is_told_where_its_name_is_another() {
        let told = |what: &str| {
            let action = ActionRow {
                kind: RowKind::Action(ActionKind::Attest),
                what: what.to_owned(),
                urgency: Urgency::Now,
                place: "[company.attested] \"small track\"".to_owned(),
                ..ActionRow::default()
            };
            things_to_do(&[action]).first().map(key_to_write)
        };
        let key = ": [company.attested] \"small track\"";
        assert_eq!(told("Classified as small").as_deref(), Some(key));
        assert_eq!(told("Small track").as_deref(), Some(""));
    }
}
