//! What an action asks for, done in the data on a day.

use attain::Day;
use attain::base::Month;

use super::asked::{Asked, Kind, TENANTS, Way};
use super::chance::Chance;
use super::table::Row;
use super::world::{self, Company, Months, Person, Skill, World};

/// W4: the day of a month on which a score is refreshed.
const REFRESH_DAY: u32 = 20;

/// V1: the days until what is done on a day is seen, as the parameters have them.
fn visible(day: Day) -> i32 {
    match day.to_string().as_str() {
        day if day < "2021-02-01" => 1,
        day if day < "2023-10-01" => 3,
        _ => 10,
    }
}

pub(super) struct Doer<'a> {
    pub asked: &'a Asked,
    pub day: Day,
    /// The rows of `score_metrics`.
    pub metrics: &'a [Row],
}

impl Doer<'_> {
    /// Does it in a world on a day; answers the day on which it is seen. None where the test cannot do it.
    pub(super) fn done(
        &self,
        world: &mut World,
        (action, company): (&Row, usize),
        (day, chance): (Day, &mut Chance),
    ) -> Option<Day> {
        let seen_on = day.plus_days(visible(day));
        match action.of("kind") {
            "associate" => {
                let person = world::person_of(action.of("who"))?;
                world.people[person].associated = Some((company, day));
                Some(seen_on)
            }
            "renew" => {
                let person = world::person_of(action.of("who"))?;
                renew(&mut world.people[person], action.of("skill_code"), day)
            }
            "earn" => self.earn(world, (action, company), (day, chance)).map(|()| seen_on),
            "raise" => self.raise(&mut world.companies[company], action, day),
            "attest" => {
                let fact = action.of("place").split('"').nth(1)?;
                world.companies[company].attested.insert(fact.to_owned(), day);
                Some(day)
            }
            "pay" => {
                let level = |own: &&mut world::Held| {
                    own.competency == action.of("competency") && own.level == action.of("level")
                };
                let held = world.companies[company].held.iter_mut().find(level)?;
                held.anniversary = held.anniversary.plus_days(365);
                Some(day)
            }
            "wait" => Some(day),
            _ => None,
        }
    }

    /// New people of the company complete on the day what is asked for; nobody knows which of it.
    fn earn(
        &self,
        world: &mut World,
        (action, company): (&Row, usize),
        (day, chance): (Day, &mut Chance),
    ) -> Option<()> {
        let level = format!("{} {}", action.of("competency"), action.of("level"));
        let through = action.of("through");
        let level = if through.is_empty() { &level } else { through };
        let what = (action.of("option"), action.of("what"));
        let people = self.asked.people(level, what, self.day)?;
        let open: Vec<&String> =
            people.codes.iter().filter(|code| self.asked.is_open(code, day)).collect();
        if open.len() < people.each {
            return None;
        }
        let count: u32 = match action.of("enough_more") {
            "" => people.need,
            more => more.parse().ok()?,
        };
        for _ in 0..count {
            let first = usize::try_from(chance.below(open.len() as u64)).ok()?;
            let codes = (0..people.each).map(|next| open[(first + next) % open.len()]);
            let skill = |code: &String| Skill { code: code.clone(), completed: day, expires: None };
            world.people.push(Person {
                homes: vec![company],
                associated: Some((company, self.day.plus_months(-30))),
                in_pmc: false,
                leaves_on: None,
                skills: codes.map(skill).collect(),
            });
        }
        Some(())
    }

    fn raise(&self, company: &mut Company, action: &Row, day: Day) -> Option<Day> {
        let month = day.month();
        let title = format!("{} {}", action.of("competency"), action.of("level"));
        let through = action.of("through");
        let level = if through.is_empty() { &title } else { through };
        let option = action.of("option");
        let is_own = |own: &&super::asked::Requirement| {
            format!("{} {}", own.competency, own.level) == *level
                && (option.is_empty() || own.option == option)
                && own.is_in_force(self.day)
        };
        for own in self.asked.requirements.iter().filter(is_own) {
            match &own.kind {
                Kind::Performance { metric, need } if own.name == action.of("what") => {
                    let amount = match action.of("enough_more") {
                        "" => need.to_string(),
                        more => more.to_owned(),
                    };
                    let way =
                        Way { metric: metric.clone(), aggregate: "sum".to_owned(), full_at: 0.0 };
                    company.raised.push(raised(own, &way, month, &amount));
                    return Some(month.plus(1).first_day());
                }
                Kind::Score(metrics) => {
                    let Some(metric) = metrics.iter().find(|it| it.name == action.of("what"))
                    else {
                        continue;
                    };
                    let measured_by = self.measured_by(own, &metric.name)?;
                    let way = metric.ways.iter().find(|way| way.metric == measured_by)?;
                    let amount = match action.of("enough_more") {
                        "" => way.full_at.to_string(),
                        more => more.to_owned(),
                    };
                    raise(company, own, (way, month), &amount)?;
                    return Some(month.plus(1).day(REFRESH_DAY));
                }
                _ => {}
            }
        }
        None
    }

    /// The value that counts, of several.
    fn measured_by(&self, own: &super::asked::Requirement, metric: &str) -> Option<String> {
        let mut rows = self.metrics.iter().filter(|row| {
            row.of("competency") == own.competency
                && row.of("level") == own.level
                && row.of("option") == own.option
                && row.of("metric") == metric
        });
        rows.next().map(|row| row.of("measured_by").to_owned())
    }
}

fn renew(person: &mut Person, code: &str, day: Day) -> Option<Day> {
    let skill = person.skills.iter_mut().find(|own| own.code == code)?;
    let expires = skill.expires?;
    assert!(day <= expires, "{code} is renewed on {day}, after its end on {expires}");
    skill.expires = Some(expires.plus_months(12));
    Some(day)
}

fn raised(own: &super::asked::Requirement, way: &Way, month: Month, amount: &str) -> world::Row {
    world::Row {
        competency: own.competency.clone(),
        option: own.option.clone(),
        metric: way.metric.clone(),
        months: Months::In(month),
        amount: amount.to_owned(),
        tenant: String::new(),
        workload: String::new(),
    }
}

fn raise(
    company: &mut Company,
    own: &super::asked::Requirement,
    (way, month): (&Way, Month),
    amount: &str,
) -> Option<()> {
    let row = raised(own, way, month, amount);
    let is_azure = !matches!(own.competency.as_str(), "Modern Work" | "Security");
    let more: f64 = amount.parse().ok()?;
    match way.aggregate.as_str() {
        "sum" => company.raised.push(row),
        "latest" => company.raised.push(world::Row { months: Months::From(month), ..row }),
        TENANTS => {
            let mut place = 0.0;
            while place < more {
                company.raised.push(world::Row {
                    metric: if is_azure { "ACR" } else { "Paid units" }.to_owned(),
                    months: Months::From(month),
                    amount: if is_azure { "1000" } else { "50" }.to_owned(),
                    tenant: format!("new tenant {place}"),
                    workload: if is_azure { "Storage" } else { "Exchange Online" }.to_owned(),
                    ..row.clone()
                });
                place += 1.0;
            }
        }
        "distinct" => {
            let mut place = 0.0;
            while place < more {
                company.raised.push(world::Row {
                    tenant: "base".to_owned(),
                    workload: format!("New service {place}"),
                    amount: "1".to_owned(),
                    ..row.clone()
                });
                place += 1.0;
            }
        }
        // So many percent more of the twelve months before.
        "growth" => {
            let is_before = |it: &&world::Row| {
                it.metric == way.metric && matches!(it.months, Months::Before(24, 13))
            };
            let year = |it: &world::Row| it.amount.parse::<f64>().expect("a number") * 12.0;
            let base: f64 = company.values.iter().filter(is_before).map(year).sum();
            let amount = (base * more).ceil() / 100.0;
            company.raised.push(world::Row {
                tenant: "base".to_owned(),
                workload: "Storage".to_owned(),
                amount: amount.to_string(),
                ..row
            });
        }
        _ => return None,
    }
    Some(())
}
