//! The table of what to do next: Do, Who, By, Why, Saves, Go to.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::base::Day;
use crate::report::book::{HeldRows, PageBlock, Sheet, SheetPage, TablePart};
use crate::report::cell::{Cell, Look};
use crate::report::instead::{also_in_words, in_words, needless_in_words, renewals_in_words};
use crate::report::lines::{Line, each_once};
use crate::report::next::ActionRow;
use crate::report::sentence::{SentenceWords, beside};
use crate::report::several::{first_of, joined};
use crate::report::takes::takes_in_words;
use crate::tables::Kind;

use super::context::Context;
use super::kpi_windows::{self, Anniversary};
use super::next_kpi::kpi;
use super::next_lines::{CompanyLine, ShownLines};
use super::next_places::BookPlaces;
use super::next_standings::{LevelOutlook, TitleKey, standings};
use super::people::PeopleNames;
use super::person_key::PersonKey;
use super::summary;

/// Persons that are named beside each other.
pub(super) const NAMES_MAX: usize = 6;
/// Levels that are named beside each other.
const LEVELS_MAX: usize = 4;

/// What the lines say, in the words of the reader.
pub(super) struct Teller<'a> {
    pub(super) context: Context<'a>,
    names: PeopleNames,
    pub(super) standings: BTreeMap<TitleKey, LevelOutlook>,
    anniversaries: Vec<Anniversary>,
}

/// What to do next, and how much of it is not shown.
pub(crate) fn put<'a>(
    page: &mut SheetPage<'a>,
    context: Context<'a>,
    (book, sheets): (&'static str, &[Sheet<'_>]),
) {
    let labels = context.labels;
    let chosen = ShownLines::of(context.actions());
    let knows_levels = context.facts.files.iter().any(|file| file.kind == Kind::Memberships);
    if chosen.lines.is_empty() && !knows_levels {
        // Where nobody said what is held, nothing to do would be no good news.
        return;
    }
    page.put(PageBlock::Heading(labels.get("heading", "next").to_owned()));
    let teller = Teller::of(&chosen, context);
    let places = BookPlaces::of(&chosen, context, (book, sheets));
    let rows: Vec<Vec<Cell<'a>>> = chosen
        .lines
        .iter()
        .map(|own| {
            let mut cells = teller.cells(own);
            cells.push(places.cell(own));
            cells
        })
        .collect();
    let shown = rows.len();
    page.put(PageBlock::Table(table(rows, context)));
    if shown < chosen.all {
        let [shown, all] = [shown, chosen.all].map(|count| context.count(count as u64));
        let values = [("shown", shown.as_str()), ("all", all.as_str())];
        page.put(summary::not_all(context, labels.say("say", "some_todos", &values)));
    }
}

fn table<'a>(rows: Vec<Vec<Cell<'a>>>, context: Context<'a>) -> TablePart<'a> {
    TablePart {
        name: "tblNext".to_owned(),
        columns: vec![
            context.column("next_do", Look::Prose),
            context.column("next_who", Look::Prose),
            context.column("next_by", Look::Date),
            context.column("next_why", Look::Prose),
            context.column("next_saves", Look::Prose),
            context.column("go_to", Look::Prose),
        ],
        body: Box::new(HeldRows::of(rows)),
        empty: context.labels.get("word", "nothing_to_do").to_owned(),
        frozen: 0,
    }
}

impl<'a> Teller<'a> {
    fn of(chosen: &ShownLines<'_>, context: Context<'a>) -> Self {
        let mut persons: BTreeSet<PersonKey> = BTreeSet::new();
        let mut titles: BTreeSet<TitleKey> = BTreeSet::new();
        for CompanyLine { company, line, others } in &chosen.lines {
            let first = line.all().filter_map(|action| action.do_first);
            let first = first.filter_map(|rank| others.iter().find(|own| own.rank == rank));
            let first = first.take(NAMES_MAX).flat_map(|own| own.who.clone());
            persons.extend(first.map(|email| ((*company).to_owned(), email)));
            let passing = line.passing.iter().take(NAMES_MAX).flat_map(|it| it.who.clone());
            let needless = line.needless.iter().flat_map(Line::who);
            let named = line.everybody().into_iter().chain(line.spared()).chain(needless);
            let all = line.with_others();
            let renewed = all.into_iter().flat_map(ActionRow::renewers).take(NAMES_MAX);
            let beside = line.elsewhere(others).into_iter().flat_map(|own| own.who.clone());
            persons.extend(beside.take(NAMES_MAX).map(|email| ((*company).to_owned(), email)));
            let uncounted = line.uncounted().into_iter().take(NAMES_MAX);
            let named = named.take(4 * NAMES_MAX).chain(passing).chain(renewed).chain(uncounted);
            persons.extend(named.map(|email| ((*company).to_owned(), email)));
            let levels = line.levels().into_iter();
            titles.extend(levels.map(|title| ((*company).to_owned(), title)));
        }
        let asks_for_kpi =
            chosen.lines.iter().any(|own| own.line.first.kind == ActionKind::Invoice);
        let windows = if asks_for_kpi { kpi_windows::see(context) } else { Vec::new() };
        Self {
            context,
            names: PeopleNames::of(&persons, context),
            standings: standings(&titles, context),
            anniversaries: windows.into_iter().flat_map(|window| window.anniversaries).collect(),
        }
    }

    /// All but the last.
    fn cells(&self, own: &CompanyLine<'_>) -> Vec<Cell<'a>> {
        let CompanyLine { company, line, .. } = own;
        let emails = line.everybody();
        let shown: Vec<&str> = emails.iter().take(NAMES_MAX).map(String::as_str).collect();
        let mut who = shown.join("; ");
        self.and_more(&mut who, emails.len(), NAMES_MAX, "; ");
        vec![
            Cell::text(self.context.of_company(company, self.what_to_do(own))),
            Cell::text(who),
            Cell::day(line.by()),
            Cell::text(self.why(own)),
            Cell::text(self.saves(own)),
        ]
    }

    fn and_more(&self, said: &mut String, all: usize, most: usize, between: &str) {
        if all > most {
            let count = self.context.count((all - most) as u64);
            said.push_str(between);
            said.push_str(&self.context.labels.say("say", "and_more", &[("count", &count)]));
        }
    }

    pub(super) fn persons(&self, company: &str, emails: &[String]) -> String {
        let named: Vec<String> =
            emails.iter().take(NAMES_MAX).map(|email| self.names.name(company, email)).collect();
        let mut said = named.join(", ");
        self.and_more(&mut said, emails.len(), NAMES_MAX, " ");
        said
    }

    /// Several people, any one of them.
    fn any_of(&self, company: &str, emails: &[String]) -> String {
        self.either(self.each(company, emails))
    }

    /// Several people, all of them.
    fn all_of(&self, company: &str, emails: &[String]) -> String {
        self.joined(self.each(company, emails), "and")
    }

    fn each(&self, company: &str, emails: &[String]) -> Vec<String> {
        let shown = emails.iter().take(NAMES_MAX).map(|email| self.names.name(company, email));
        self.some(shown.collect(), emails.len())
    }

    /// The first of so many.
    fn some(&self, names: Vec<String>, all: usize) -> Vec<String> {
        first_of(names, all, self.context)
    }

    /// One of several, with its last day where it has an own one.
    fn until(&self, name: String, day: Option<Day>) -> String {
        let labels = self.context.labels;
        match day {
            Some(_) => {
                labels.say("page", "until_day", &[("name", &name), ("day", &labels.day(day))])
            }
            None => name,
        }
    }

    fn either(&self, names: Vec<String>) -> String {
        self.joined(names, "or")
    }

    fn joined(&self, names: Vec<String>, word: &str) -> String {
        joined(names, word, self.context, beside)
    }

    pub(super) fn levels(&self, titles: &[String]) -> String {
        let mut said = titles[..titles.len().min(LEVELS_MAX)].join(", ");
        self.and_more(&mut said, titles.len(), LEVELS_MAX, " ");
        said
    }

    /// What is to be done, in which other ways, and whom nobody needs to ask.
    fn what_to_do(&self, own: &CompanyLine<'_>) -> String {
        let (labels, line) = (self.context.labels, &own.line);
        let mut said = vec![self.sentence(own.company, line)];
        let also = also_in_words(line, labels, &|other| self.sentence(own.company, other));
        said.extend(
            also.iter()
                .map(|also| labels.say("next", "and", &[("what", &labels.behind_colon(also))])),
        );
        let sentence = |other: &Line<'_>| self.sentence(own.company, other);
        let but = |other: &Line<'_>| {
            let falls = self.falls(own, other).into_iter();
            falls.chain(other.caveats_in_short(labels)).collect()
        };
        let ways = in_words(line, labels, (&sentence, &but));
        let who = |emails: &[String]| self.persons(own.company, emails);
        let later = renewals_in_words(line, labels, self.context.facts.as_of, &who);
        let ways = ways.iter().chain(&later);
        said.extend(
            ways.map(|way| labels.say("next", "or", &[("what", &labels.behind_colon(way))])),
        );
        let needless = needless_in_words(line, &|other| self.sentence(own.company, other));
        said.extend(
            needless
                .iter()
                .map(|it| labels.say("next", "needless", &[("what", &labels.behind_colon(it))])),
        );
        let spared = line.spared();
        if !spared.is_empty() {
            let who = self.persons(own.company, &spared);
            said.push(labels.say("next", "spared", &[("who", &who)]));
        }
        said.join(". ")
    }

    fn sentence(&self, company: &str, line: &Line<'_>) -> String {
        let labels = self.context.labels;
        let former = line.former();
        let uncounted = line.uncounted();
        let mut who = self.persons(company, &line.asked_first());
        if !uncounted.is_empty() {
            who = self.persons(company, &uncounted);
        } else if let Some(count) = line.first.enough_of {
            let emails = line.who();
            let name =
                |email: &String| self.until(self.names.name(company, email), line.own_by_of(email));
            let names = emails.iter().take(NAMES_MAX).map(name).collect();
            let names = self.some(names, emails.len()).join(", ");
            let values = [("count", &*count.to_string()), ("names", &*names)];
            who = labels.say("page", "any_so_many", &values);
        } else if line.is_whole() {
            who = self.all_of(company, &line.who());
        } else if line.is_choice_of_people() {
            let emails = line.who();
            let name =
                |email: &String| self.until(self.names.name(company, email), line.own_by_of(email));
            let names = emails.iter().take(NAMES_MAX).map(name).collect();
            let names = self.either(self.some(names, emails.len()));
            who = labels.say("page", "any_one_of", &[("names", &names)]);
        } else if !line.first.asks_them() && line.who().len() > 1 {
            who = self.any_of(company, &line.who());
        }
        let what =
            line.whats().map(|own| self.until(self.what(&line.about(own)), line.own_by(own)));
        let what: Vec<String> = what.collect();
        let by = labels.day(line.first.by.or(line.first.lost_on));
        let what = if line.is_choice_of_things() {
            let either = self.either(what);
            if line.is_more_apart() {
                either
            } else {
                labels.say("page", "any_one_of", &[("names", &either)])
            }
        } else {
            beside(&what)
        };
        let said = SentenceWords {
            who: &who,
            what: &what,
            skill: &line.skills().join(", "),
            level: &line.first.title().unwrap_or_else(|| self.levels(&line.first.levels())),
            by: &by,
            more: &line.more_in_words(labels),
            is_former: !former.is_empty(),
            is_uncounted: !uncounted.is_empty(),
        };
        line.sentence(said, labels)
    }

    /// A source in words, or a requirement as its programme calls it in this language.
    pub(super) fn what(&self, action: &ActionRow) -> String {
        let what = &action.what;
        if action.kind == ActionKind::MendInput && !action.is_of_name() {
            return self.context.labels.code("source_kind", what.as_str().into()).into_owned();
        }
        let (labels, (name, gate)) = (self.context.labels, action.gate());
        let name = self.context.facts.translated(name);
        let of_gate = |number| labels.say("page", "gate_of", &[("name", name), ("number", number)]);
        let named = gate.map_or_else(|| name.to_owned(), of_gate);
        let option = self.context.facts.translated(&action.option);
        action.named(&named, option, labels)
    }

    fn why(&self, own: &CompanyLine<'_>) -> String {
        let (labels, line, first) = (self.context.labels, &own.line, own.line.first);
        let kind = if first.is_of_unlinked() { "associate_anywhere" } else { first.kind.name() };
        let mut said: Vec<String> = labels
            .find("next_why", kind)
            .filter(|_| !first.is_of_name())
            .map(str::to_owned)
            .into_iter()
            .collect();
        let titles = own.line.levels();
        said.extend(titles.iter().take(LEVELS_MAX).filter_map(|title| {
            let standing = self.standings.get(&(own.company.to_owned(), title.clone()))?;
            Some(standing.in_words(title, self.context))
        }));
        said.extend(self.certificates(own));
        said.extend(self.takes(line));
        said.extend(kpi(&self.anniversaries, (own.company, first), labels));
        said.extend(own.line.whats().filter_map(|action| {
            let fault = action.fault_in_words(labels)?;
            Some(fault.trim_end_matches('.').to_owned())
        }));
        said.extend(line.all().flat_map(|action| &action.uncounted).map(|uncounted| {
            uncounted.in_words(&self.names.name(own.company, &uncounted.who()), labels)
        }));
        let said = said.join(". ");
        let rules: Vec<&str> = first.rules().collect();
        if rules.is_empty() {
            return said;
        }
        format!("{said} ({})", rules.join(", ")).trim_start().to_owned()
    }

    /// Until when what is to be renewed is valid, and whose it is.
    fn certificates(&self, own: &CompanyLine<'_>) -> Vec<String> {
        let labels = self.context.labels;
        let renewing = own.line.parts().filter(|action| action.kind == ActionKind::Renew);
        let said = renewing.take(NAMES_MAX).map(|action| {
            let day = labels.day(action.valid_through.or(action.by));
            let values = [("skill", &*action.skill), ("day", &*day)];
            let said = labels.say("action_why", "renew", &values);
            let who = self.persons(own.company, &action.who);
            let values = [("company", &*who), ("text", said.trim_end_matches('.'))];
            labels.say("say", "of_company", &values)
        });
        said.collect()
    }

    /// Which skills whoever is to be found has to earn.
    fn takes(&self, line: &Line<'_>) -> Vec<String> {
        let facts = &self.context.facts;
        let said =
            line.whats().filter(|action| action.kind == ActionKind::Earn && !action.is_closed());
        let said = said.filter_map(|action| {
            let said = takes_in_words(action, facts.catalogue, facts.as_of, self.context.labels)?;
            Some(said.trim_end_matches('.').to_owned())
        });
        each_once(said.collect::<Vec<_>>().iter())
    }
}
