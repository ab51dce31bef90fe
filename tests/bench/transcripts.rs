//! The transcripts of a benchmark run: what people sat, and what exports make of it.

use std::io::Write;

use super::chance::Chance;
use super::people::mcid;
use super::scenario::Scenario;
use super::setting::AS_OF;
use super::skills::{ALL, LISTED, Skill};

const HEADER: [&str; 7] =
    ["MCID", "Exam", "Title", "Type", "Completion date", "Expiry date", "Source"];

// Of a thousand rows.
const REPEATED: u64 = 15;
const OF_NOBODY: u64 = 80;
const UNLISTED: u64 = 120;
const LOWER_CASE: u64 = 50;
const WITH_SPACE: u64 = 20;
const WITHOUT_CODE: u64 = 30;
const WITH_EXPIRY: u64 = 800;
const ON_NO_DAY: u64 = 1;
const FROM_ELSEWHERE: u64 = 30;
const FROM_PARTNER_UNIVERSITY: u64 = 60;

/// Completions of six years, up to the day of the run.
const DAYS: usize = 2_190;
/// What a certification is good for.
const VALID_DAYS: usize = 730;

/// # Errors
/// When it cannot be written.
pub(crate) fn write(
    to: &mut csv::Writer<impl Write>,
    scenario: &Scenario,
    seed: u64,
) -> csv::Result<()> {
    let mut maker = Maker::new(scenario, seed);
    let mut row = csv::StringRecord::new();
    to.write_record(HEADER)?;
    for number in 0..scenario.rows {
        if number == 0 || !maker.chance.in_thousand(REPEATED) {
            maker.fill(&mut row, number % scenario.companies);
        }
        to.write_record(&row)?;
    }
    Ok(())
}

/// A skill in all the spellings that are met.
struct Spelled {
    skill: Skill,
    code: String,
    lower: String,
    spaced: String,
    title: String,
}

struct Maker<'a> {
    scenario: &'a Scenario,
    chance: Chance,
    skills: Vec<Spelled>,
    /// The days as text, the earliest first.
    days: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(scenario: &'a Scenario, seed: u64) -> Self {
        let skills = (0..ALL).map(Skill).map(|skill| {
            let code = skill.code();
            let (lower, spaced) = (code.to_lowercase(), code.replace('-', " "));
            Spelled { skill, code, lower, spaced, title: skill.title() }
        });
        let first = i32::try_from(DAYS).map_or(AS_OF, |days| AS_OF.plus_days(-days));
        let days = (0..).take(DAYS + VALID_DAYS).map(|after| first.plus_days(after).to_string());
        let chance = Chance::new(seed, "transcripts");
        Self { scenario, chance, skills: skills.collect(), days: days.collect() }
    }

    fn fill(&mut self, row: &mut csv::StringRecord, company: u64) {
        let mcid = self.mcid(company).to_string();
        let number = if self.chance.in_thousand(UNLISTED) {
            LISTED + self.chance.below(ALL - LISTED)
        } else {
            self.chance.low(LISTED)
        };
        let spelled = &self.skills[usize::try_from(number).unwrap_or_default()];
        let chance = &mut self.chance;
        let code = match chance.below(1000) {
            below if below < LOWER_CASE => &spelled.lower,
            below if below < LOWER_CASE + WITH_SPACE => &spelled.spaced,
            below if below < LOWER_CASE + WITH_SPACE + WITHOUT_CODE => "",
            _ => &spelled.code,
        };
        let day = chance.place(DAYS);
        let completed_on =
            if chance.in_thousand(ON_NO_DAY) { "2019-02-30" } else { &self.days[day] };
        let expires = spelled.skill.is_certification() && chance.in_thousand(WITH_EXPIRY);
        let expires_on = if expires { &self.days[day + VALID_DAYS] } else { "" };
        let source = match chance.below(1000) {
            below if below < FROM_ELSEWHERE => "A school of its own",
            below if below < FROM_ELSEWHERE + FROM_PARTNER_UNIVERSITY => "Partner University",
            _ if spelled.skill.is_assessment() => "Partner University",
            _ => "Microsoft Learning",
        };
        row.clear();
        let of_type = spelled.skill.type_name();
        for cell in [&mcid, code, &spelled.title, of_type, completed_on, expires_on, source] {
            row.push_field(cell);
        }
    }

    /// The MCID of somebody of this company, or one that nobody has.
    fn mcid(&mut self, company: u64) -> u64 {
        let person = self.chance.low(self.scenario.users_of_a_company);
        let known = mcid(company + person * self.scenario.companies);
        match (known, self.chance.in_thousand(OF_NOBODY)) {
            (Some(mcid), false) => mcid,
            _ => 700_000_000 + self.chance.below(50_000_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(scenario: &Scenario, seed: u64) -> String {
        let mut to = csv::Writer::from_writer(Vec::new());
        write(&mut to, scenario, seed).expect("memory takes all");
        String::from_utf8(to.into_inner().expect("memory takes all")).expect("text")
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes() {
        for scenario in [Scenario::of_rows(1_000), Scenario::of_companies(3)] {
            let once = text(&scenario, 1);
            assert_eq!(once, text(&scenario, 1));
            assert_ne!(once, text(&scenario, 2));
        }
    }

    #[test]
    fn every_mess_is_in_it() {
        let text = text(&Scenario::of_rows(10_000), 1);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 10_001);
        let count = |is: &dyn Fn(&str) -> bool| lines.iter().filter(|line| is(line)).count();
        assert!((300..1_500).contains(&count(&|line| line.starts_with('7'))));
        assert!((50..300).contains(&lines.windows(2).filter(|two| two[0] == two[1]).count()));
        assert!(count(&|line| line.contains("2019-02-30")) > 2);
        assert!(count(&|line| line.contains(",cp-")) > 20);
        assert!(count(&|line| line.contains(",,")) > 1_000);
        assert!(count(&|line| line.contains("\"\"Modern\"\" ")) > 20);
        assert!(count(&|line| line.ends_with("Partner University")) > 1_000);
        assert!(count(&|line| line.ends_with("A school of its own")) > 100);
    }
}
