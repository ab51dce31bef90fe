//! Invents small worlds of companies whose people move, share, lend and mistype what identifies them.

use std::fmt::Write as _;

use attain::base::Day;

use crate::benchmark::chance::Chance;
use crate::support::{Scratch, root};

pub(crate) const AS_OF: &str = "2021-03-01";

const PROGRAMME: &str = r#"
id = "small"
title = "A small programme"
from = 2010-11-01
levels = ["Silver", "Gold"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Silver"
name = "Engineers"
kind = "people"
need = 2
any_of = ["AA-100", "AA-101", "AA-102"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Gold"
name = "Architects"
kind = "people"
need = 3
any_of = ["AA-101", "AA-103", "ROLE-1"]
source = "sample"

[[requirement]]
competency = "Cloud"
level = "Gold"
name = "Consumption"
kind = "performance"
metric = "Consumption"
need = 900
source = "sample"

[[requirement]]
competency = "Data"
level = "Silver"
option = "Learning"
name = "Learning KPI"
kind = "learning"
need = 20
omlp_types = []
source = "sample"

[[requirement]]
competency = "Business"
level = "Silver"
name = "Score"
kind = "score"
need = 6
source = "sample"
  [[requirement.metric]]
  name = "Consultants"
  kind = "per_person"
  any_of = ["AA-104", "AA-105", "ASSESS-1"]
  points = 2
  max = 8
  must_score = true
  [[requirement.metric]]
  name = "Adds"
  kind = "pro_rata"
  metric = "Adds"
  full_at = 10
  max = 4
"#;

const SKILLS: &str = "\
code,title,type,kind,retired_on,aliases,source
AA-100,Work of kind 0,Exam,exam,,,sample
AA-101,Work of kind 1,Exam,exam,,,sample
AA-102,Work of kind 2,Exam,exam,2020-05-31,,sample
AA-103,Work of kind 3,Exam,exam,,,sample
AA-104,Work of kind 4,Exam,exam,,,sample
AA-105,Work of kind 5,Exam,exam,,,sample
ROLE-1,Role of an architect,Certification,role-based,,,sample
ASSESS-1,Assessment of business,Assessment,assessment,,,sample
";

const CODES: [&str; 9] =
    ["AA-100", "AA-101", "AA-102", "AA-103", "AA-104", "AA-105", "ROLE-1", "ASSESS-1", "ZZ-9"];

/// What a world is made of. Each wish brings its own kind of trouble.
pub(crate) struct Wishes {
    pub seed: u64,
    pub companies: usize,
    /// A source of associations, or the columns of the users.
    pub associations: bool,
    /// Users say nothing of associations, and transcripts name the company that exported them (A2e).
    pub evidence: bool,
    pub other_emails: bool,
    pub day_first: bool,
}

/// Who is behind one or several accounts.
#[derive(Clone)]
struct Human {
    company: usize,
    mcid: String,
    work: String,
    home: String,
    user_id: String,
}

/// The world as it is invented.
pub(crate) struct World {
    wishes: Wishes,
    chance: Chance,
    humans: Vec<Human>,
    users: Vec<Vec<String>>,
    lent: Vec<Vec<String>>,
}

const PEOPLE: usize = 6;
const ROWS: usize = 30;

pub(crate) fn id(company: usize, place: usize) -> String {
    format!("0{}{place}", 10_000 + company)
}

fn text(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn csv(head: &str, rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| row.join(",") + "\n");
    format!("{head}\n{}", lines.collect::<String>())
}

impl World {
    /// A folder with a pipeline file and its inputs.
    pub(crate) fn written(wishes: Wishes) -> Scratch {
        let chance = Chance::new(wishes.seed, "shards");
        let (humans, users, lent) = (Vec::new(), Vec::new(), Vec::new());
        let mut world = Self { wishes, chance, humans, users, lent };
        let scratch = Scratch::new();
        world.people();
        world.settings(&scratch);
        world.accounts(&scratch);
        world.transcripts(&scratch);
        world.report(&scratch);
        world.business(&scratch);
        scratch
    }

    fn maybe(&mut self, in_hundred: u64) -> bool {
        self.chance.below(100) < in_hundred
    }

    fn below(&mut self, limit: usize) -> usize {
        self.chance.place(limit)
    }

    fn day(&self, back: usize) -> String {
        let back = i32::try_from(back).unwrap_or(0) - 60;
        let day = Day::from_iso(AS_OF).expect("a day").plus_days(-back).to_string();
        if self.wishes.day_first {
            let parts: Vec<&str> = day.split('-').rev().collect();
            return parts.join("/");
        }
        day
    }

    /// Up to so many days before the as-of date, and some after it.
    fn some_day(&mut self, back: usize) -> String {
        let back = self.below(back);
        self.day(back)
    }

    fn settings(&self, scratch: &Scratch) {
        scratch.write("programme/programme.toml", PROGRAMME);
        scratch.write("programme/skills.csv", SKILLS);
        let sources = std::fs::read(root().join("pipelines/sources.csv")).expect("sources");
        scratch.write("sources.csv", sources);
        let parameters = std::fs::read(root().join("pipelines/parameters.toml"));
        scratch.write("parameters.toml", parameters.expect("parameters"));
        let mut pipeline = "name = \"world\"\nout = \"out\"\nprogrammes = [\"programme\"]\n\
                            parameters = \"parameters.toml\"\nreports = [\"skills\", \"risk\", \"kpi\"]\n"
            .to_owned();
        for company in 0..self.wishes.companies {
            let moved = match company % 4 {
                0 => "",
                1 => "migrated_on = 2020-10-01\n",
                _ => "migrated_on = 2020-06-01\n",
            };
            let _ = write!(
                pipeline,
                "[[company]]\nname = \"Tailspin {company}\"\nmpn_id = \"{}\"\nlocations = [\"{}\"]\n{moved}",
                id(company, 0),
                id(company, 1)
            );
        }
        let mut kinds = vec![
            "users",
            "transcripts",
            "memberships",
            "invoices",
            "performance",
            "partner_center_report",
        ];
        kinds.extend(self.wishes.associations.then_some("associations"));
        for kind in kinds {
            // A file of one name in each of two folders: a name tells no file.
            let _ = write!(
                pipeline,
                "[sources.{kind}]\nfiles = [\"inputs/*/{kind}.csv\"]\nmax_reject_ratio = 0.9\n"
            );
            // Of the transcripts their many days tell.
            if self.wishes.day_first && kind != "transcripts" {
                pipeline += "date_order = \"dmy\"\n";
            }
        }
        scratch.write("pipeline.toml", pipeline);
    }

    fn people(&mut self) {
        for number in 0..self.wishes.companies * PEOPLE {
            let company = number % self.wishes.companies;
            let zeros = if self.maybe(10) { "00" } else { "" };
            let mcid = format!("{zeros}{}", 1_000_000 + number * 7919);
            let mcid = if self.maybe(10) { String::new() } else { mcid };
            let mut home =
                if self.maybe(50) { format!("p{number}@home.example") } else { String::new() };
            if self.maybe(5) {
                home = format!("shared{}@home.example", self.below(3));
            }
            let user_id = if self.maybe(60) { format!("U{number:05}") } else { "N/A".to_owned() };
            let work = format!("p{number}@tailspin{company}.example");
            self.humans.push(Human { company, mcid, work, home, user_id });
        }
    }

    fn accounts(&mut self, scratch: &Scratch) {
        for number in 0..self.humans.len() {
            let human = self.humans[number].clone();
            self.account(&human, "");
            if self.maybe(35) {
                let company = self.below(self.wishes.companies);
                let keeps = self.maybe(30);
                let mail = if keeps {
                    human.work.clone()
                } else {
                    format!("p{number}.x@tailspin{company}.example")
                };
                let other = if self.maybe(50) { human.work.clone() } else { String::new() };
                let mcid = if self.maybe(85) { human.mcid.clone() } else { String::new() };
                let user_id = String::new();
                self.account(
                    &Human { company, mcid, work: mail, home: human.home.clone(), user_id },
                    &other,
                );
            }
            if self.maybe(4) {
                // The same address again, with another MCID.
                let mcid = (5_000_000 + number).to_string();
                self.account(&Human { mcid, ..human.clone() }, "");
            }
            if !human.mcid.is_empty() && self.maybe(10) {
                let foreign = if self.maybe(40) {
                    format!("99{}", self.below(900))
                } else {
                    id(self.below(self.wishes.companies), 0)
                };
                let since = self.some_day(900);
                self.lent.push(text(&[&human.mcid, "PC", &foreign, "", &since, ""]));
            }
        }
        let head = "work_email,first_name,last_name,mpn_id,user_id,mcid,learn_email,associated_pc,associated_pmc,\
                    associated_on,status,created_on,removed_on,last_sign_in_on,partner_university,other_emails";
        let head =
            if self.wishes.other_emails { head } else { head.trim_end_matches(",other_emails") };
        Self::in_two(scratch, "users", head, &self.users);
        if self.wishes.associations {
            let head = "mcid,system,mpn_id,work_email,associated_on,removed_on";
            Self::in_two(scratch, "associations", head, &self.lent);
        }
    }

    fn in_two(scratch: &Scratch, kind: &str, head: &str, rows: &[Vec<String>]) {
        let (first, second) = rows.split_at(rows.len() / 2);
        for (folder, rows) in [("a", first), ("b", second)] {
            let text = csv(head, rows);
            // In Windows-1252, which is only known where such a letter comes.
            let bytes = text.chars().map(|sign| u8::try_from(sign).expect("a letter"));
            scratch.write(&format!("inputs/{folder}/{kind}.csv"), bytes.collect::<Vec<u8>>());
        }
    }

    fn account(&mut self, human: &Human, other: &str) {
        let says = |chance: &mut Chance| chance.one_of(&["Yes", "Yes", "No", ""]);
        let is_silent = self.wishes.evidence && self.maybe(60);
        let (mut pc, mut pmc) = (says(&mut self.chance), says(&mut self.chance));
        if is_silent {
            (pc, pmc) = ("", "");
        }
        let since = if self.maybe(70) { self.some_day(1100) } else { String::new() };
        let removed = if self.maybe(8) { self.some_day(300) } else { String::new() };
        let mut mpn_id = id(human.company, usize::from(self.maybe(30)));
        if self.maybe(3) {
            self.chance.one_of(&["", "777", "x1"]).clone_into(&mut mpn_id);
        }
        let created = match self.below(10) {
            0 => "soon".to_owned(),
            1..5 => self.some_day(900),
            _ => String::new(),
        };
        let shown = if self.maybe(10) { human.work.to_uppercase() } else { human.work.clone() };
        let status = if self.maybe(8) { "Removed" } else { "Active" };
        let signed_in = if self.maybe(50) { self.some_day(140) } else { String::new() };
        let university = self.chance.one_of(&["Yes", "No", ""]);
        let mut row = text(&[
            &shown,
            "P",
            &human.work.replace('@', " "),
            &mpn_id,
            &human.user_id,
            &human.mcid,
        ]);
        row.extend(text(&[
            &human.home,
            pc,
            pmc,
            &since,
            status,
            &created,
            &removed,
            &signed_in,
            university,
        ]));
        row.extend(self.wishes.other_emails.then(|| other.to_owned()));
        self.users.push(row);
        if self.maybe(80) {
            let mcid = if human.mcid.is_empty() {
                (8_000_000 + self.below(50)).to_string()
            } else {
                human.mcid.clone()
            };
            let system = self.chance.one_of(&["PC", "PC", "PMC"]);
            let mail = if self.maybe(50) { human.work.as_str() } else { "" };
            let since = if since.is_empty() { self.some_day(900) } else { since };
            self.lent.push(text(&[&mcid, system, &mpn_id, mail, &since, &removed]));
        }
    }

    fn transcripts(&mut self, scratch: &Scratch) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for _ in 0..self.wishes.companies * ROWS {
            if !rows.is_empty() && self.maybe(6) {
                let mut again = rows[rows.len() - 1 - self.below(rows.len().min(5))].clone();
                if self.maybe(40) {
                    again[8] = self.some_day(600);
                }
                rows.push(again);
            } else {
                let row = self.transcript();
                rows.push(row);
            }
        }
        let head = "mcid,learner_email,work_email,user_id,skill_code,skill_title,skill_type,source,completed_on,\
                    expires_on,status,mpn_id";
        if !self.wishes.evidence {
            for row in &mut rows {
                row.truncate(11);
            }
        }
        let head = if self.wishes.evidence { head } else { head.trim_end_matches(",mpn_id") };
        Self::in_two(scratch, "transcripts", head, &rows);
    }

    fn transcript(&mut self) -> Vec<String> {
        let place = self.below(self.humans.len());
        let Human { company, mut mcid, work: mail, home, user_id } = self.humans[place].clone();
        let (mut learner, mut work, mut user) = (home, String::new(), String::new());
        match self.below(100) {
            0..6 => (mcid, learner) = ((9_000_000 + self.below(40)).to_string(), String::new()),
            6..16 => (mcid, learner) = ((9_000_000 + self.below(40)).to_string(), mail),
            16..24 => (mcid, work) = (String::new(), mail),
            24..32 => (mcid, user) = (String::new(), user_id),
            32..36 => {
                (mcid, learner) = (String::new(), format!("shared{}@home.example", self.below(3)));
                self.chance.one_of(&["", "U-none"]).clone_into(&mut user);
            }
            36..40 => learner = format!("else{}@home.example", self.below(20)),
            40..43 => (mcid, learner) = ((5_000_000 + self.below(72)).to_string(), mail),
            _ => {}
        }
        let code = self.chance.one_of(&CODES);
        let (code, title) = match self.below(20) {
            0 => (String::new(), "Work of kind 1"),
            1 => (String::new(), "Jamais entendu réel"),
            2..5 => (code.to_lowercase(), ""),
            _ => (code.to_owned(), ""),
        };
        let done = if self.maybe(97) { self.some_day(1500) } else { "2019-02-30".to_owned() };
        let ends = if self.maybe(20) { self.some_day(300) } else { String::new() };
        let source =
            self.chance.one_of(&["", "Microsoft Learning", "Partner University", "A school"]);
        let status = self.chance.one_of(&["", "", "", "Active", "Expired", "Revoked"]);
        let seen = match self.below(10) {
            0..6 => id(company, 0),
            6 => "555".to_owned(),
            7 => id(self.below(self.wishes.companies), 0),
            _ => String::new(),
        };
        text(&[
            &mcid, &learner, &work, &user, &code, title, "", source, &done, &ends, status, &seen,
        ])
    }

    fn report(&mut self, scratch: &Scratch) {
        let mut rows = Vec::new();
        for _ in 0..self.wishes.companies * 8 {
            let place = self.below(self.humans.len());
            let Human { mut mcid, work: mut mail, .. } = self.humans[place].clone();
            match self.below(20) {
                0 => (mcid, mail) = ("9000001".to_owned(), String::new()),
                1 => (mcid, mail) = (String::new(), "nobody@else.example".to_owned()),
                2 => {
                    let other = self.below(self.humans.len());
                    mail.clone_from(&self.humans[other].work);
                }
                3..6 => mcid = String::new(),
                _ => {}
            }
            rows.push(text(&[&mail, &mcid, self.chance.one_of(&CODES), "Yes"]));
        }
        Self::in_two(
            scratch,
            "partner_center_report",
            "work_email,mcid,skill_code,associated_pc",
            &rows,
        );
    }

    fn business(&mut self, scratch: &Scratch) {
        let (mut levels, mut invoices, mut measured) = (Vec::new(), Vec::new(), Vec::new());
        for company in 0..self.wishes.companies {
            for competency in ["Cloud", "Data", "Business", "Unheard"] {
                if self.maybe(60) {
                    let level = self.chance.one_of(&["Silver", "Gold"]);
                    let ends = self.day(0);
                    levels.push(text(&[&id(company, 1), competency, level, &self.day(300), &ends]));
                }
            }
            for number in 0..6 {
                let (number, on) = (format!("INV-{company}-{number}"), self.some_day(600));
                let kind = self.chance.one_of(&["Courseware", "Lab"]);
                let kpi = format!("{}.25", self.below(9));
                invoices.push(text(&[
                    &id(company, 0),
                    &on,
                    &number,
                    kind,
                    "Each",
                    &kpi,
                    "90.00",
                    "EUR",
                ]));
            }
            for month in 1..12 {
                for (competency, metric) in [("Cloud", "Consumption"), ("Business", "Adds")] {
                    let month = format!("2020-{month:02}");
                    let amount = format!("{}.5", self.below(200));
                    let (tenant, country) =
                        (format!("t{}", self.below(5)), if company == 0 { "SE" } else { "" });
                    measured.push(text(&[
                        &id(company, 0),
                        competency,
                        &month,
                        metric,
                        &amount,
                        &tenant,
                        country,
                    ]));
                }
            }
        }
        let head = "mpn_id,competency,level,purchased_on,anniversary_on";
        Self::in_two(scratch, "memberships", head, &levels);
        let head = "mpn_id,invoice_date,invoice_no,omlp_type,purchase_unit,kpi_value,revenue_value,currency";
        Self::in_two(scratch, "invoices", head, &invoices);
        let head = "mpn_id,competency,month,metric,contribution,tenant,country";
        Self::in_two(scratch, "performance", head, &measured);
    }
}
