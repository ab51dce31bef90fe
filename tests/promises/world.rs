//! Small worlds: one or two companies, their people, what they have passed, hold and sell.

#![allow(
    clippy::assigning_clones,
    clippy::collapsible_match,
    clippy::needless_range_loop,
    clippy::struct_field_names,
    reason = "what is made of a world is written as it is told"
)]

use std::collections::{BTreeMap, BTreeSet};

use attain::Day;
use attain::base::Month;
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

use super::asked::{Asked, Kind, Requirement, TENANTS};
use super::chance::Chance;

/// What a world is made of: all its days are days after the as-of date.
pub(super) struct Setting<'a> {
    pub asked: &'a Asked,
    pub day: Day,
    /// Levels that may be held, each with the option by which.
    pub levels: &'a [(&'a str, &'a str, &'a str)],
    /// On these something happens.
    pub days: Vec<Day>,
}

#[derive(Clone, Default)]
pub(super) struct World {
    pub companies: Vec<Company>,
    pub people: Vec<Person>,
}

#[derive(Clone, Default)]
pub(super) struct Company {
    pub held: Vec<Held>,
    pub attested: BTreeMap<String, Day>,
    pub values: Vec<Row>,
    /// Values that are raised in a month: what is added to a row of it, and to later ones where the value is the
    /// one of the last month.
    pub raised: Vec<Row>,
    pub migrated_on: Option<Day>,
}

#[derive(Clone)]
pub(super) struct Held {
    pub competency: String,
    pub level: String,
    pub option: String,
    pub anniversary: Day,
}

/// A row of performance, of a month counted from that of the as-of date, or of that of the day on which it is
/// done.
#[derive(Clone)]
pub(super) struct Row {
    pub competency: String,
    pub option: String,
    pub metric: String,
    pub months: Months,
    pub amount: String,
    pub tenant: String,
    pub workload: String,
}

#[derive(Clone, Copy)]
pub(super) enum Months {
    /// From so many months before the as-of date to so many before.
    Before(i32, i32),
    /// In one month.
    In(Month),
    /// From a month on.
    From(Month),
}

#[derive(Clone)]
pub(super) struct Person {
    /// The companies that have an account of this person.
    pub homes: Vec<usize>,
    /// The one that the person is associated with, and since when.
    pub associated: Option<(usize, Day)>,
    pub in_pmc: bool,
    pub leaves_on: Option<Day>,
    pub skills: Vec<Skill>,
}

#[derive(Clone)]
pub(super) struct Skill {
    pub code: String,
    pub completed: Day,
    pub expires: Option<Day>,
}

impl World {
    /// The world of a seed.
    pub(super) fn of(seed: u64, setting: &Setting<'_>) -> Self {
        let mut chance = Chance::new(seed);
        let count = if chance.in_hundred(25) { 2 } else { 1 };
        let mut world = Self::default();
        for _ in 0..count {
            let company = company(&mut chance, setting);
            world.companies.push(company);
        }
        let wanted: Vec<Vec<&Requirement>> =
            world.companies.iter().map(|own| own.requirements(setting)).collect();
        for company in 0..count {
            for _ in 0..2 + chance.below(5) {
                let other = count - 1 - company;
                let is_shared = count == 2 && chance.in_hundred(20);
                let homes = if is_shared { vec![company, other] } else { vec![company] };
                world.people.push(person(&mut chance, setting, (company, homes), &wanted[company]));
            }
        }
        world
    }

    /// The days after the as-of date on which something changes by itself.
    pub(super) fn events(&self, setting: &Setting<'_>) -> BTreeSet<Day> {
        let mut days = BTreeSet::new();
        for person in &self.people {
            days.extend(person.leaves_on);
            for skill in &person.skills {
                days.extend(skill.expires.map(|day| day.plus_days(1)));
                let visible = [1, 3, 10].map(|delay| skill.completed.plus_days(delay));
                days.extend(visible);
                if let Some(retired) = setting.asked.retired.get(&skill.code) {
                    let year = retired.plus_months(12);
                    days.extend([year.plus_days(1), year.month_end().plus_days(1)]);
                }
            }
        }
        for company in &self.companies {
            days.extend(company.migrated_on.map(|day| day.plus_months(6)));
            let requirements = company.requirements(setting);
            for own in &requirements {
                days.extend(own.counts_until.values().map(|day| day.plus_days(1)));
                if let Kind::Attested { fact, days: lasts } = &own.kind
                    && let Some(day) = company.attested.get(fact)
                {
                    days.insert(day.plus_days(lasts + 1));
                    days.insert(day.plus_days(lasts + 2));
                }
            }
            days.extend(company.held.iter().map(|own| own.anniversary));
        }
        days.retain(|day| setting.day < *day);
        days
    }
}

impl Company {
    /// What the levels ask for that it holds.
    pub(super) fn requirements<'a>(&self, setting: &Setting<'a>) -> Vec<&'a Requirement> {
        let all = self.held.iter().flat_map(|own| {
            let of_level = setting.asked.of_level(&own.competency, &own.level, setting.day);
            of_level.into_iter().filter(|it| it.option == own.option || own.option.is_empty())
        });
        all.collect()
    }
}

fn company(chance: &mut Chance, setting: &Setting<'_>) -> Company {
    let mut company = Company::default();
    let count = 1 + chance.below(3);
    for _ in 0..count {
        let (competency, level, option) = *chance.one_of(setting.levels);
        if company.held.iter().any(|own| own.competency == competency) {
            continue;
        }
        company.held.push(Held {
            competency: competency.to_owned(),
            level: level.to_owned(),
            option: option.to_owned(),
            anniversary: anniversary(chance, setting),
        });
    }
    if chance.in_hundred(30) {
        let ends_on = *chance.one_of(&setting.days);
        company.migrated_on = Some(ends_on.plus_months(-6));
    }
    let requirements = company.requirements(setting);
    let mut sold: BTreeSet<(String, String, String)> = BTreeSet::new();
    for own in &requirements {
        match &own.kind {
            Kind::Attested { fact, days } => {
                if chance.in_hundred(80) {
                    let ends_on = *chance.one_of(&setting.days);
                    let day = ends_on.plus_days(-days - 1);
                    company.attested.insert(fact.clone(), day.min(setting.day));
                }
            }
            Kind::Performance { metric, need } => {
                let of_need = *chance.one_of(&[60, 90, 100, 110, 150]);
                let month = need * of_need / 100 / 12;
                let key = (own.competency.clone(), own.option.clone(), metric.clone());
                if sold.insert(key) {
                    company.values.push(value(own, metric, (13, 1), &month.to_string()));
                }
            }
            Kind::Score(metrics) => {
                for metric in metrics {
                    values(chance, own, metric, &mut company, &mut sold);
                }
            }
            _ => {}
        }
    }
    company
}

/// The end of a window is near, or far, or the window has not begun.
fn anniversary(chance: &mut Chance, setting: &Setting<'_>) -> Day {
    let day = *chance.one_of(&setting.days);
    match chance.below(10) {
        0 => setting.day.plus_days(-10),
        1 => setting.day.plus_days(12),
        2 => setting.day.plus_months(9),
        _ => day,
    }
}

fn value(own: &Requirement, metric: &str, (first, last): (i32, i32), amount: &str) -> Row {
    Row {
        competency: own.competency.clone(),
        option: own.option.clone(),
        metric: metric.to_owned(),
        months: Months::Before(first, last),
        amount: amount.to_owned(),
        tenant: String::new(),
        workload: String::new(),
    }
}

/// Values of a metric, most often near what gives all its points.
fn values(
    chance: &mut Chance,
    own: &Requirement,
    metric: &super::asked::Metric,
    company: &mut Company,
    sold: &mut BTreeSet<(String, String, String)>,
) {
    if let Some((baseline, least)) = &metric.baseline
        && sold.insert((own.competency.clone(), own.option.clone(), baseline.clone()))
        && metric.ways.iter().all(|way| way.metric != *baseline)
    {
        let amount = if chance.in_hundred(90) { *least } else { least / 2 };
        company.values.push(value(own, baseline, (24, 1), &amount.to_string()));
    }
    let Some(way) = metric.ways.iter().find(|way| way.aggregate != TENANTS).or(metric.ways.first())
    else {
        return;
    };
    let part = *chance.one_of(&[0.0, 0.4, 0.6, 0.8, 0.9, 1.0, 1.0, 1.0]);
    let amount = (way.full_at * part).floor();
    match way.aggregate.as_str() {
        "latest" => company.values.push(value(own, &way.metric, (13, 1), &amount.to_string())),
        "sum" => {
            let month = (amount / 12.0).ceil();
            company.values.push(value(own, &way.metric, (13, 1), &month.to_string()));
        }
        // Of tenants, growth and distinct workloads the rows are the same.
        TENANTS => tenants(own, amount, company),
        "growth" => {
            let base = 1000.0 + 10.0 * amount;
            let mut before = value(own, &way.metric, (24, 13), "1000");
            before.workload = "Storage".to_owned();
            before.tenant = "base".to_owned();
            let now =
                Row { months: Months::Before(12, 1), amount: base.to_string(), ..before.clone() };
            company.values.extend([before, now]);
        }
        _ => {
            let mut row = value(own, &way.metric, (12, 1), "1");
            row.tenant = "base".to_owned();
            let mut place = 1.0;
            while place < amount {
                let workload = format!("Service {place}");
                company.values.push(Row { workload, ..row.clone() });
                place += 1.0;
            }
            row.workload = "Storage".to_owned();
        }
    }
}

/// So many tenants that were none a year before.
fn tenants(own: &Requirement, count: f64, company: &mut Company) {
    let is_azure = !matches!(own.competency.as_str(), "Modern Work" | "Security");
    let mut place = 0.0;
    while place < count {
        let metric = if is_azure { "ACR" } else { "Paid units" };
        let amount = if is_azure { "1000" } else { "50" };
        let mut row = value(own, metric, (3, 1), amount);
        row.tenant = format!("tenant {place}");
        row.workload = if is_azure { "Storage" } else { "Exchange Online" }.to_owned();
        company.values.push(row);
        place += 1.0;
    }
}

fn person(
    chance: &mut Chance,
    setting: &Setting<'_>,
    (company, homes): (usize, Vec<usize>),
    wanted: &[&Requirement],
) -> Person {
    let long_ago = setting.day.plus_months(-30);
    let is_linked = chance.in_hundred(80);
    let home = if chance.in_hundred(70) { company } else { *homes.last().expect("a home") };
    let in_pmc = !is_linked && chance.in_hundred(50);
    let leaves_on = chance.in_hundred(10).then(|| *chance.one_of(&setting.days));
    let mut skills: Vec<Skill> = Vec::new();
    for people in wanted.iter().flat_map(|own| own.crowds()) {
        let some = if chance.in_hundred(50) { people.each } else { people.each - 1 };
        for _ in 0..some.max(usize::from(chance.in_hundred(15))) {
            let code = chance.one_of(&people.codes).clone();
            if skills.iter().all(|own| own.code != code) {
                skills.push(skill(chance, setting, code));
            }
        }
    }
    Person { homes, associated: is_linked.then_some((home, long_ago)), in_pmc, leaves_on, skills }
}

fn skill(chance: &mut Chance, setting: &Setting<'_>, code: String) -> Skill {
    let day = setting.day;
    let completed = match chance.below(10) {
        // Not seen yet.
        0 => day.plus_days(-2),
        _ => day.plus_months(-8),
    };
    let last = setting.asked.retired.get(&code).copied().unwrap_or(day);
    let completed = completed.min(last);
    let expires = match chance.below(10) {
        0 | 1 => completed.plus_months(36),
        _ => chance.one_of(&setting.days).plus_days(-1),
    };
    Skill { code, completed, expires: Some(expires.max(completed)) }
}

/// The columns that are filled of each table.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("companies", &["name", "mpn_id", "attested", "migrated_on"]),
    ("memberships", &["mpn_id", "competency", "level", "purchased_on", "anniversary_on"]),
    (
        "performance",
        &[
            "mpn_id",
            "competency",
            "option",
            "month",
            "metric",
            "contribution",
            "tenant",
            "workload",
            "attribution",
        ],
    ),
    (
        "users",
        &[
            "work_email",
            "mpn_id",
            "mcid",
            "associated_pc",
            "associated_pmc",
            "associated_on",
            "removed_on",
        ],
    ),
    ("transcripts", &["mcid", "skill_code", "completed_on", "expires_on"]),
];

/// Worlds as the tables of one pipeline: of each the number that its ids carry.
pub(super) struct Tables {
    tables: BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>,
    day: Day,
    from: Month,
}

impl Tables {
    /// On a day, of worlds that were made for another.
    pub(super) fn new(day: Day, made_for: Day) -> Self {
        // A table without rows is a table.
        let empty =
            |columns: &[&'static str]| columns.iter().map(|own| (*own, Vec::new())).collect();
        let tables = COLUMNS.iter().map(|(name, columns)| (*name, empty(columns))).collect();
        Self { tables, day, from: made_for.month() }
    }

    fn row(&mut self, table: &'static str, cells: &[(&'static str, String)]) {
        let own = self.tables.entry(table).or_default();
        for (column, cell) in cells {
            own.entry(column).or_default().push(cell.clone());
        }
    }

    pub(super) fn add(&mut self, world: &World, number: usize) {
        for (place, company) in world.companies.iter().enumerate() {
            self.company(company, &mpn_id(number, place));
        }
        for (place, person) in world.people.iter().enumerate() {
            self.person(person, number, place);
        }
    }

    fn company(&mut self, company: &Company, mpn_id: &str) {
        let facts: Vec<String> =
            company.attested.iter().map(|(fact, day)| format!("{fact}={day}")).collect();
        let migrated = company.migrated_on.map_or(String::new(), |day| day.to_string());
        self.row(
            "companies",
            &[
                ("name", format!("Company {mpn_id}")),
                ("mpn_id", mpn_id.to_owned()),
                ("attested", facts.join(";")),
                ("migrated_on", migrated),
            ],
        );
        for held in &company.held {
            self.row(
                "memberships",
                &[
                    ("mpn_id", mpn_id.to_owned()),
                    ("competency", held.competency.clone()),
                    ("level", held.level.clone()),
                    ("purchased_on", held.anniversary.plus_days(-700).to_string()),
                    ("anniversary_on", held.anniversary.to_string()),
                ],
            );
        }
        let mut sums: BTreeMap<[String; 6], f64> = BTreeMap::new();
        for row in company.values.iter().chain(&company.raised) {
            for month in self.months(row.months) {
                let key = [
                    row.competency.clone(),
                    row.option.clone(),
                    row.metric.clone(),
                    row.tenant.clone(),
                    row.workload.clone(),
                    month.first_day().to_string(),
                ];
                *sums.entry(key).or_default() += row.amount.parse::<f64>().expect("a number");
            }
        }
        for ([competency, option, metric, tenant, workload, month], amount) in sums {
            let attribution = if tenant.is_empty() { "" } else { "CSP" }.to_owned();
            let rounded = (amount * 100.0).round() / 100.0;
            let cells = [
                ("mpn_id", mpn_id.to_owned()),
                ("competency", competency),
                ("option", option),
                ("month", month),
                ("metric", metric),
                ("contribution", rounded.to_string()),
                ("tenant", tenant),
                ("workload", workload),
                ("attribution", attribution),
            ];
            self.row("performance", &cells);
        }
    }

    /// Sums stay as they were on the day for which the world is made: what falls out comes in again.
    fn months(&self, months: Months) -> Vec<Month> {
        let (now, last) = (self.day.month(), self.day.month().plus(-1));
        let all = match months {
            Months::Before(first, last) => (now.plus(-first), now.plus(-last)),
            Months::In(month) => (month, month),
            Months::From(month) => (month, last.max(self.from)),
        };
        (all.0.0..=all.1.0).map(Month).filter(|month| *month <= last).collect()
    }

    fn person(&mut self, person: &Person, number: usize, place: usize) {
        let mcid = (1_000 + number * 100 + place).to_string();
        for home in &person.homes {
            let is_here = person.associated.filter(|(own, _)| own == home);
            let yes = |is: bool| if is { "Yes" } else { "No" }.to_owned();
            let day = |day: Option<Day>| day.map_or(String::new(), |own| own.to_string());
            let removed = person.leaves_on.filter(|_| *home == person.homes[0]);
            self.row(
                "users",
                &[
                    ("work_email", email(number, *home, place)),
                    ("mpn_id", mpn_id(number, *home)),
                    ("mcid", mcid.clone()),
                    ("associated_pc", yes(is_here.is_some())),
                    ("associated_pmc", yes(person.in_pmc)),
                    ("associated_on", day(is_here.map(|own| own.1))),
                    ("removed_on", day(removed)),
                ],
            );
        }
        for skill in &person.skills {
            self.row(
                "transcripts",
                &[
                    ("mcid", mcid.clone()),
                    ("skill_code", skill.code.clone()),
                    ("completed_on", skill.completed.to_string()),
                    ("expires_on", skill.expires.map_or(String::new(), |day| day.to_string())),
                ],
            );
        }
    }

    pub(super) fn frames(&self) -> BTreeMap<String, DataFrame> {
        let frame = |columns: &BTreeMap<&str, Vec<String>>| {
            let all: Vec<Column> = columns
                .iter()
                .map(|(name, cells)| Series::new((*name).into(), cells).into_column())
                .collect();
            DataFrame::new(all.first().map_or(0, Column::len), all).expect("a frame")
        };
        self.tables.iter().map(|(name, columns)| ((*name).to_owned(), frame(columns))).collect()
    }
}

pub(super) fn mpn_id(number: usize, company: usize) -> String {
    format!("1{number:05}{company}")
}

pub(super) fn email(number: usize, company: usize, person: usize) -> String {
    format!("p{person}.w{number}@c{company}.example")
}

/// The person of an address.
pub(super) fn person_of(email: &str) -> Option<usize> {
    email.strip_prefix('p')?.split_once('.')?.0.parse().ok()
}

impl Tables {
    /// Writes the tables as files, and answers the companies as the pipeline file has them.
    pub(super) fn write(&self, folder: &std::path::Path) -> String {
        use std::fmt::Write as _;

        let mut companies = String::new();
        for (name, columns) in &self.tables {
            let count = columns.values().next().map_or(0, Vec::len);
            if *name == "companies" {
                for row in 0..count {
                    let _ = writeln!(companies, "[[company]]");
                    for (column, cells) in columns.iter().filter(|own| !own.1[row].is_empty()) {
                        let _ = match *column {
                            "attested" => {
                                let facts =
                                    cells[row].split(';').filter_map(|own| own.split_once('='));
                                let facts: Vec<String> =
                                    facts.map(|(fact, day)| format!("{fact:?} = {day}")).collect();
                                writeln!(companies, "attested = {{ {} }}", facts.join(", "))
                            }
                            "migrated_on" => writeln!(companies, "migrated_on = {}", cells[row]),
                            _ => writeln!(companies, "{column} = {:?}", cells[row]),
                        };
                    }
                }
                continue;
            }
            let mut writer =
                csv::Writer::from_path(folder.join(format!("{name}.csv"))).expect("a file");
            writer.write_record(columns.keys()).expect("a row");
            for row in 0..count {
                writer.write_record(columns.values().map(|cells| &cells[row])).expect("a row");
            }
            writer.flush().expect("a file");
        }
        companies
    }
}
