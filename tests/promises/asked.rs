//! What a programme asks for, as its file says it: read here anew, so that no reading of the program's own is
//! believed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use attain::Day;
use toml::{Table as Toml, Value};

/// The programmes of a pipeline.
pub(super) struct Asked {
    pub requirements: Vec<Requirement>,
    pub retired: BTreeMap<String, Day>,
}

pub(super) struct Requirement {
    pub competency: String,
    pub level: String,
    pub option: String,
    pub name: String,
    pub counts_until: BTreeMap<String, Day>,
    pub kind: Kind,
    spell: (Option<Day>, Option<Day>),
}

pub(super) enum Kind {
    People(People),
    Performance { metric: String, need: i64 },
    Attested { fact: String, days: i32 },
    Score(Vec<Metric>),
    Other,
}

/// So many people, each with so many of the codes.
#[derive(Clone)]
pub(super) struct People {
    pub need: u32,
    pub codes: Vec<String>,
    pub each: usize,
}

pub(super) struct Metric {
    pub name: String,
    /// Who gives points, and the gates before.
    pub people: Option<People>,
    pub gates: Vec<People>,
    pub ways: Vec<Way>,
    pub baseline: Option<(String, i64)>,
}

/// A value that gives points, up to where more of it gives none.
#[derive(Clone)]
pub(super) struct Way {
    pub metric: String,
    pub aggregate: String,
    pub full_at: f64,
}

/// Tenants that are counted.
pub(super) const TENANTS: &str = "tenants";

impl Asked {
    pub(super) fn read(folders: &[&Path]) -> Self {
        let mut asked = Self { requirements: Vec::new(), retired: BTreeMap::new() };
        for folder in folders {
            let text = fs::read_to_string(folder.join("programme.toml")).expect("a programme");
            let programme: Toml = text.parse().expect("TOML");
            let all = programme.get("requirement").and_then(Value::as_array);
            let tables = all.into_iter().flatten().filter_map(Value::as_table);
            asked.requirements.extend(tables.map(requirement));
            let mut skills = csv::Reader::from_path(folder.join("skills.csv")).expect("skills");
            for row in skills.records().map(|row| row.expect("a row")) {
                if let Some(day) = Day::from_iso(&row[4]) {
                    asked.retired.insert(row[0].to_owned(), day);
                }
            }
        }
        asked
    }

    /// Those of a level that are in force on a day.
    pub(super) fn of_level(&self, competency: &str, level: &str, day: Day) -> Vec<&Requirement> {
        let is_own = |own: &&Requirement| {
            own.competency == competency && own.level == level && own.is_in_force(day)
        };
        self.requirements.iter().filter(is_own).collect()
    }

    /// Whom an action asks for: the people of a requirement, a metric or one of its gates.
    pub(super) fn people(
        &self,
        level: &str,
        (option, what): (&str, &str),
        day: Day,
    ) -> Option<People> {
        let own = self.requirements.iter().filter(|own| {
            own.is_in_force(day)
                && format!("{} {}", own.competency, own.level) == level
                && (option.is_empty() || own.option == option)
        });
        let mut found = own.filter_map(|own| match &own.kind {
            Kind::People(people) if own.name == what => Some(people.clone()),
            Kind::Score(metrics) => metrics.iter().find_map(|metric| metric.people(what)),
            _ => None,
        });
        found.next()
    }

    /// Whether somebody who completes a skill on a day has it.
    pub(super) fn is_open(&self, code: &str, day: Day) -> bool {
        self.retired.get(code).is_none_or(|last| day <= *last)
    }
}

impl Requirement {
    pub(super) fn is_in_force(&self, day: Day) -> bool {
        self.spell.0.is_none_or(|from| from <= day) && self.spell.1.is_none_or(|until| day <= until)
    }

    /// All lists of codes that it asks for.
    pub(super) fn crowds(&self) -> Vec<&People> {
        match &self.kind {
            Kind::People(own) => vec![own],
            Kind::Score(metrics) => {
                metrics.iter().flat_map(|own| own.people.iter().chain(&own.gates)).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Metric {
    fn people(&self, what: &str) -> Option<People> {
        if self.name == what {
            return self.people.clone();
        }
        let gate = what.strip_prefix(&self.name)?.strip_prefix(" (gate ")?.strip_suffix(')')?;
        self.gates.get(gate.parse::<usize>().ok()?.checked_sub(1)?).cloned()
    }
}

fn text(table: &Toml, key: &str) -> String {
    table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn texts(table: &Toml, key: &str) -> Option<Vec<String>> {
    let all = table.get(key)?.as_array()?.iter();
    Some(all.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn day(value: &Value) -> Option<Day> {
    value.as_datetime().and_then(|own| Day::from_iso(&own.to_string()))
}

fn whole(table: &Toml, key: &str) -> Option<i64> {
    table.get(key)?.as_integer()
}

fn number(table: &Toml, key: &str) -> Option<f64> {
    let value = table.get(key)?;
    value.as_float().or_else(|| value.as_integer().and_then(|own| own.to_string().parse().ok()))
}

fn tables<'t>(table: &'t Toml, key: &str) -> impl Iterator<Item = &'t Toml> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn people(table: &Toml, need: u32) -> Option<People> {
    if let Some(codes) = texts(table, "any_of") {
        return Some(People { need, codes, each: 1 });
    }
    if let Some(codes) = texts(table, "all_of") {
        return Some(People { need, each: codes.len(), codes });
    }
    let each = usize::try_from(whole(table, "at_least")?).ok()?;
    Some(People { need, codes: texts(table, "of")?, each })
}

fn requirement(table: &Toml) -> Requirement {
    let need = whole(table, "need").unwrap_or_default();
    let kind = match text(table, "kind").as_str() {
        "people" => people(table, u32::try_from(need).unwrap_or(1)).map(Kind::People),
        "performance" => Some(Kind::Performance { metric: text(table, "metric"), need }),
        "attested" => {
            let days = whole(table, "max_age_days").and_then(|own| i32::try_from(own).ok());
            Some(Kind::Attested { fact: text(table, "fact"), days: days.unwrap_or(365) })
        }
        "audit" => {
            let years = whole(table, "valid_years").and_then(|own| i32::try_from(own).ok());
            Some(Kind::Attested { fact: text(table, "fact"), days: 365 * years.unwrap_or(1) })
        }
        "score" => {
            let tenants: Vec<String> =
                tables(table, "tenants").map(|own| text(own, "name")).collect();
            Some(Kind::Score(tables(table, "metric").map(|own| metric(own, &tenants)).collect()))
        }
        _ => None,
    };
    let counts_until = table.get("counts_until").and_then(Value::as_table);
    let counts_until = counts_until.into_iter().flatten();
    let option = text(table, "option");
    Requirement {
        competency: text(table, "competency"),
        level: text(table, "level"),
        option: if option.is_empty() { "Standard".to_owned() } else { option },
        name: text(table, "name"),
        counts_until: counts_until
            .filter_map(|(code, own)| Some((code.clone(), day(own)?)))
            .collect(),
        kind: kind.unwrap_or(Kind::Other),
        spell: (table.get("from").and_then(day), table.get("until").and_then(day)),
    }
}

fn metric(table: &Toml, tenants: &[String]) -> Metric {
    let max = number(table, "max").unwrap_or_default();
    let way = |own: &Toml| {
        let of = |key: &str| number(own, key).or_else(|| number(table, key));
        let unit = of("unit").unwrap_or(1.0);
        let each = of("points").map(|points| (max / points).ceil() * unit);
        let metric = text(own, "metric");
        let aggregate = if tenants.contains(&metric) {
            TENANTS.to_owned()
        } else {
            let said = [text(own, "aggregate"), text(table, "aggregate")];
            said.into_iter().find(|own| !own.is_empty()).unwrap_or_else(|| "sum".to_owned())
        };
        Way { metric, aggregate, full_at: of("full_at").or(each).unwrap_or(1.0) }
    };
    let either: Vec<Way> = tables(table, "either").map(way).collect();
    let is_of_people = text(table, "kind") == "per_person";
    let ways = if is_of_people || !either.is_empty() { either } else { vec![way(table)] };
    let gates = table.get("gates").and_then(Value::as_array).into_iter().flatten();
    let gate = |own: &Toml| {
        let need = whole(own, "need").and_then(|own| u32::try_from(own).ok());
        people(own, need.unwrap_or(1))
    };
    let points = number(table, "points").unwrap_or(1.0);
    let count = (1..1_000).find(|count: &u32| f64::from(*count) * points >= max - 0.001);
    Metric {
        name: text(table, "name"),
        people: people(table, count.unwrap_or(1)).filter(|_| is_of_people),
        gates: gates.filter_map(Value::as_table).filter_map(gate).collect(),
        ways,
        baseline: table
            .get("baseline")
            .and_then(Value::as_table)
            .and_then(|own| Some((text(own, "metric"), whole(own, "at_least")?))),
    }
}
