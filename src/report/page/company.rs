//! What a page tells of one company: the published rows that concern it, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day};
use crate::report::classes::{Class, Counts, Horizon, safe_by};
use crate::report::facts::Tables;
use crate::report::view::{Row, each};

/// Persons of whom a page tells by name beside those who are asked to act.
const PERSONS_MAX: usize = 60;

/// One company and its rows.
#[derive(Default)]
pub struct Company {
    pub mpn_id: String,
    pub levels: Vec<Level>,
    pub requirements: Vec<Requirement>,
    pub holders: Vec<Holder>,
    pub metrics: Vec<Metric>,
    pub contacts: Vec<Contact>,
    pub actions: Vec<Action>,
    pub events: Vec<Event>,
    pub kpi_months: BTreeMap<String, KpiMonth>,
    pub kpi_windows: Vec<KpiWindow>,
    pub kpi_options: Vec<KpiOption>,
    pub changes: BTreeMap<String, u64>,
    /// Findings by code, with their severity.
    pub findings: BTreeMap<String, (String, u64)>,
    pub verdicts: BTreeMap<String, u64>,
    /// First and last names, by work e-mail, of those the page speaks of.
    pub names: BTreeMap<String, [String; 2]>,
    /// What of a person counts only through PMC or waits, by work e-mail and `Competency (Option)`.
    pub links: BTreeMap<(String, String), Tie>,
    /// The persons on whom something hangs.
    pub persons: BTreeSet<String>,
}

/// How a person's skill hangs on something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tie {
    PmcOnly,
    Pending,
}

/// The key of a level within its company.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LevelKey {
    pub programme: String,
    pub competency: String,
    pub level: String,
}

pub struct Level {
    pub key: LevelKey,
    pub class: Option<Class>,
    pub state: String,
    pub met: String,
    pub met_then: String,
    pub option: String,
    pub anniversary: Option<Day>,
    pub breach: Option<Day>,
    pub unmet_since: Option<Day>,
    /// W: the day that makes it safe, and the last one that can.
    pub safe_by: Option<Day>,
    pub window_to: Option<Day>,
    pub key_people: Vec<String>,
    /// Its place in the table, from 0.
    pub place: usize,
}

pub struct Requirement {
    pub key: LevelKey,
    pub option: String,
    pub name: String,
    pub kind: String,
    pub need: Option<Amount>,
    pub have: Option<Amount>,
    pub margin: Option<Amount>,
    pub met: String,
}

pub struct Holder {
    pub key: LevelKey,
    pub option: String,
    pub email: String,
    pub through: Option<Day>,
}

pub struct Metric {
    pub key: LevelKey,
    pub option: String,
    pub requirement: String,
    pub name: String,
    pub points: Option<Amount>,
    pub max: Option<Amount>,
    pub must_score: bool,
    pub gates: Option<(i64, i64)>,
    pub one_more: Option<Amount>,
}

pub struct Contact {
    pub email: String,
    pub restores: Vec<String>,
}

pub struct Action {
    pub rank: i64,
    pub urgency: String,
    pub kind: String,
    pub who: Vec<String>,
    pub what: String,
    pub by: Option<Day>,
    pub competency: String,
    pub level: String,
    pub restores: Vec<String>,
    pub keeps: Vec<String>,
    pub skill: String,
    pub group: Option<i64>,
    pub why: String,
}

pub struct Event {
    pub day: Day,
    pub kind: String,
    pub email: String,
    pub skill: String,
    pub effect: Vec<String>,
}

#[derive(Clone, Copy, Default)]
pub struct KpiMonth {
    pub kpi: Amount,
    pub in_window: bool,
}

pub struct KpiWindow {
    pub competency: String,
    pub level: String,
    pub start: String,
    pub end: String,
    pub total: Option<Amount>,
    pub anniversary: Option<Day>,
    pub anniversary_start: String,
    pub anniversary_end: String,
    pub to_anniversary: Option<Amount>,
    pub needed: Option<Amount>,
    pub months_left: Option<i64>,
}

pub struct KpiOption {
    pub need: Option<Amount>,
    pub met: String,
}

impl LevelKey {
    fn of(row: &Row<'_, '_>) -> Self {
        let text = |column| row.text(column).into_owned();
        Self { programme: text("programme"), competency: text("competency"), level: text("level") }
    }

    /// As lists name it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.competency, self.level)
    }
}

impl Company {
    /// How many held levels are in each class.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.levels.iter().for_each(|level| counts.add(level.class));
        counts
    }

    /// The levels that are held, what has lapsed among them, the most urgent first.
    #[must_use]
    pub fn held(&self) -> Vec<&Level> {
        let mut held: Vec<&Level> = self.levels.iter().filter(|it| it.class.is_some()).collect();
        held.sort_by_key(|level| {
            let urgency = level.class.map(Class::urgency);
            (urgency, level.breach.unwrap_or(Day::FOREVER), level.place)
        });
        held
    }

    /// A person by name, else by e-mail.
    #[must_use]
    pub fn name<'a>(&'a self, email: &'a str) -> String {
        match self.names.get(email) {
            Some([first, last]) if !(first.is_empty() && last.is_empty()) => {
                format!("{first} {last}").trim().to_owned()
            }
            _ => email.to_owned(),
        }
    }
}

/// The companies of a run, by MPN id. Rows of one company are read together with those of all others, so
/// that every table is gone through once.
#[must_use]
pub fn companies(
    mpn_ids: &[&str],
    tables: &Tables<'_>,
    horizon: Horizon,
) -> BTreeMap<String, Company> {
    let mut all: BTreeMap<String, Company> = mpn_ids
        .iter()
        .map(|id| ((*id).to_owned(), Company { mpn_id: (*id).to_owned(), ..Company::default() }))
        .collect();
    levels(&mut all, tables, horizon);
    people(&mut all, tables);
    kpi(&mut all, tables);
    for company in all.values_mut() {
        company.persons = persons(company);
    }
    of_persons(&mut all, tables);
    all
}

/// Hands each row of a table to its company.
fn each_of<'a>(
    all: &mut BTreeMap<String, Company>,
    tables: &Tables<'a>,
    name: &str,
    mut see: impl FnMut(&mut Company, &Row<'_, 'a>),
) {
    each(tables.get(name), |row| {
        if let Some(company) = all.get_mut(&*row.text("mpn_id")) {
            see(company, &row);
        }
    });
}

fn list(row: &Row<'_, '_>, column: &'static str) -> Vec<String> {
    row.text(column).split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn levels(all: &mut BTreeMap<String, Company>, tables: &Tables<'_>, horizon: Horizon) {
    let mut place = 0;
    each_of(all, tables, "levels", |company, row| {
        let text = |column| row.text(column).into_owned();
        company.levels.push(Level {
            key: LevelKey::of(row),
            class: Class::of(row, horizon),
            state: text("state"),
            met: text("met"),
            met_then: text("met_at_anniversary"),
            option: text("best_option"),
            anniversary: row.day("anniversary_on"),
            breach: row.day("breach_on"),
            unmet_since: row.day("unmet_since"),
            safe_by: safe_by(row, horizon.as_of()),
            window_to: row.day("window_to"),
            key_people: list(row, "key_people"),
            place,
        });
        place += 1;
    });
    let best: BTreeMap<(String, LevelKey), String> = all
        .values()
        .flat_map(|company| company.levels.iter().map(move |level| (company, level)))
        .filter(|(_, level)| level.class.is_some())
        .map(|(company, level)| ((company.mpn_id.clone(), level.key.clone()), level.option.clone()))
        .collect();
    let is_best = |company: &Company, key: &LevelKey, row: &Row<'_, '_>| {
        best.get(&(company.mpn_id.clone(), key.clone()))
            .is_some_and(|option| row.is("option", option))
    };
    each_of(all, tables, "requirements", |company, row| {
        let key = LevelKey::of(row);
        if !is_best(company, &key, row) {
            return;
        }
        let text = |column| row.text(column).into_owned();
        company.requirements.push(Requirement {
            key,
            option: text("option"),
            name: text("requirement"),
            kind: text("kind"),
            need: row.amount("need"),
            have: row.amount("have"),
            margin: row.amount("margin"),
            met: text("met"),
        });
    });
    each_of(all, tables, "score_metrics", |company, row| {
        let key = LevelKey::of(row);
        if !is_best(company, &key, row) {
            return;
        }
        let text = |column| row.text(column).into_owned();
        company.metrics.push(Metric {
            key,
            option: text("option"),
            requirement: text("requirement"),
            name: text("metric"),
            points: row.amount("points"),
            max: row.amount("max"),
            must_score: row.yes("must_score").unwrap_or(false),
            gates: row.number("gates_open").zip(row.number("gates")),
            one_more: row.amount("one_more"),
        });
    });
}

fn people(all: &mut BTreeMap<String, Company>, tables: &Tables<'_>) {
    each_of(all, tables, "contacts", |company, row| {
        let email = row.text("work_email").into_owned();
        company.contacts.push(Contact { email, restores: list(row, "restores") });
    });
    each_of(all, tables, "actions", |company, row| {
        let text = |column| row.text(column).into_owned();
        company.actions.push(Action {
            rank: row.number("rank").unwrap_or_default(),
            urgency: text("urgency"),
            kind: text("kind"),
            who: list(row, "who"),
            what: text("what"),
            by: row.day("by_on"),
            competency: text("competency"),
            level: text("level"),
            restores: list(row, "restores"),
            keeps: list(row, "keeps"),
            skill: text("skill_code"),
            group: row.number("group"),
            why: text("why"),
        });
    });
    each_of(all, tables, "events", |company, row| {
        let Some(day) = row.day("date") else { return };
        if row.is("effect", "") || row.is("kind", "kpi_month_leaves") {
            return;
        }
        company.events.push(Event {
            day,
            kind: row.text("kind").into_owned(),
            email: row.text("work_email").into_owned(),
            skill: row.text("skill_code").into_owned(),
            effect: list(row, "effect"),
        });
    });
    each_of(all, tables, "findings", |company, row| {
        let severity = row.text("severity").into_owned();
        let found = company.findings.entry(row.text("code").into_owned());
        found.or_insert((severity, 0)).1 += 1;
    });
    each_of(all, tables, "changes", |company, row| {
        *company.changes.entry(row.text("kind").into_owned()).or_default() += 1;
    });
}

fn kpi(all: &mut BTreeMap<String, Company>, tables: &Tables<'_>) {
    each_of(all, tables, "kpi_months", |company, row| {
        let month = company.kpi_months.entry(row.text("month").into_owned()).or_default();
        month.kpi += row.amount("kpi_value").unwrap_or_default();
        month.in_window |= row.yes("in_window").unwrap_or(false);
    });
    each_of(all, tables, "kpi_window", |company, row| {
        let text = |column| row.text(column).into_owned();
        company.kpi_windows.push(KpiWindow {
            competency: text("competency"),
            level: text("level"),
            start: text("window_start"),
            end: text("window_end"),
            total: row.amount("kpi_total"),
            anniversary: row.day("anniversary_on"),
            anniversary_start: text("anniversary_start"),
            anniversary_end: text("anniversary_end"),
            to_anniversary: row.amount("kpi_to_anniversary"),
            needed: row.amount("needed_by_anniversary"),
            months_left: row.number("months_left"),
        });
    });
    each_of(all, tables, "kpi_options", |company, row| {
        company
            .kpi_options
            .push(KpiOption { need: row.amount("kpi_need"), met: row.text("met").into_owned() });
    });
}

/// Those on whom a held level hangs: who acts, whom to ask, who breaks it by leaving, whose day breaks it.
fn persons(company: &Company) -> BTreeSet<String> {
    let of_actions = company.actions.iter().flat_map(|action| &action.who);
    let restoring = company.contacts.iter().filter(|it| !it.restores.is_empty());
    let of_contacts = restoring.map(|contact| &contact.email);
    let held = company.levels.iter().filter(|level| level.class.is_some());
    let of_levels = held.flat_map(|level| &level.key_people);
    let of_events = company.events.iter().map(|event| &event.email);
    let mut persons = BTreeSet::new();
    for email in of_actions.chain(of_contacts).chain(of_levels).chain(of_events) {
        if persons.len() >= PERSONS_MAX {
            break;
        }
        if !email.is_empty() {
            persons.insert(email.clone());
        }
    }
    persons
}

/// What is told of these persons.
fn of_persons(all: &mut BTreeMap<String, Company>, tables: &Tables<'_>) {
    each_of(all, tables, "team", |company, row| {
        let email = row.text("work_email");
        if company.persons.contains(&*email) {
            let name = ["first_name", "last_name"].map(|column| row.text(column).into_owned());
            company.names.insert(email.into_owned(), name);
        }
    });
    each_of(all, tables, "contacts", |company, row| {
        let name = ["first_name", "last_name"].map(|column| row.text(column).into_owned());
        company.names.entry(row.text("work_email").into_owned()).or_insert(name);
    });
    each_of(all, tables, "requirement_persons", |company, row| {
        let email = row.text("work_email");
        if company.persons.contains(&*email) {
            company.holders.push(Holder {
                key: LevelKey::of(row),
                option: row.text("option").into_owned(),
                email: email.into_owned(),
                through: row.day("counts_through"),
            });
        }
    });
    each_of(all, tables, "skills", |company, row| {
        let verdict = row.text("verdict");
        match company.verdicts.get_mut(&*verdict) {
            Some(count) => *count += 1,
            None => {
                company.verdicts.insert(verdict.clone().into_owned(), 1);
            }
        }
        let tie = if row.is("link", "PMC grace") || row.is("reason", "grace_ended") {
            Tie::PmcOnly
        } else if &*verdict == "pending" {
            Tie::Pending
        } else {
            return;
        };
        let email = row.text("work_email");
        if company.persons.contains(&*email) {
            for place in list(row, "relevant_for") {
                company.links.entry((email.clone().into_owned(), place)).or_insert(tie);
            }
        }
    });
}
