//! Every promise of the list of actions comes true when somebody does in the data what it asks for, on its last
//! day, and nobody is asked who is not needed.
//!
//! Worlds are made by chance and are the same everywhere: small companies of the designations and of the older
//! competencies, judged on a day. What an action asks for is done in the data, and the data is judged anew on the
//! days on which that shows, on which anything changes later, and on which it is said to be over. Sums stay what
//! they are, as the promises say: on a later day all months before move on by as many.
//!
//! `PROMISES=7` makes the world 7 alone, `PROMISES=0..500` more than are made by default. With
//! `PROMISES_KEPT=FOLDER` the tables of what failed are left there.

#![allow(clippy::single_match_else, reason = "a window of months is the other case")]

mod asked;
mod chance;
mod deeds;
mod table;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use attain::kernel::{Config, judge};
use attain::{Day, Report};

use crate::support::{Scratch, root};
use asked::Asked;
use chance::Chance;
use deeds::Doer;
use table::{Row, rows};
use world::{Setting, Tables, World, mpn_id};

/// Worlds of each kind that are made by default.
const WORLDS: u64 = 12;

/// A programme with the days on which its worlds are judged.
struct Pack {
    name: &'static str,
    folders: &'static [&'static str],
    days: &'static [&'static str],
    levels: &'static [(&'static str, &'static str, &'static str)],
}

const DESIGNATIONS: Pack = Pack {
    name: "designations",
    folders: &["pipelines/programmes/designations"],
    days: &["2026-11-27", "2026-12-03", "2027-01-19"],
    levels: &[
        ("Business Applications", "Solutions Partner", "SMB"),
        ("Business Applications", "Solutions Partner", "Enterprise"),
        ("Security", "Solutions Partner", "SMB"),
        ("Modern Work", "Solutions Partner", "SMB"),
        ("Infrastructure", "Solutions Partner", "SMB"),
        ("Infra and Database Migration to Microsoft Azure", "Specialization", ""),
        ("App Modernization", "Specialization", ""),
        ("Microsoft 365 Copilot", "Specialization", ""),
    ],
};

const COMPETENCIES: Pack = Pack {
    name: "competencies",
    folders: &["sample-data/programmes/illustrative"],
    days: &["2020-11-15", "2021-03-01", "2021-06-12"],
    levels: &[
        ("Cloud Platform", "Silver", "Azure"),
        ("Cloud Platform", "Silver", "Infrastructure"),
        ("Cloud Platform", "Gold", "Azure"),
        ("Application Development", "Silver", ""),
        ("Application Development", "Gold", ""),
        ("DevOps", "Silver", ""),
        ("DevOps", "Gold", ""),
    ],
};

const INDICATORS: Pack = Pack {
    name: "indicators",
    folders: &["pipelines/programmes/mpn"],
    days: &["2021-04-18", "2021-06-12", "2021-09-30"],
    levels: &[
        ("Cloud Business Applications", "Silver", "Finance and Operations"),
        ("Cloud Business Applications", "Gold", "Finance and Operations"),
        ("Cloud Business Applications", "Gold", "Customer Engagement"),
    ],
};

/// So many days after the as-of date something may happen.
const OFFSETS: [i32; 18] = [1, 2, 3, 4, 9, 10, 11, 12, 20, 34, 47, 63, 88, 95, 130, 180, 250, 330];
/// Of these so many are taken for a day.
const DAYS: usize = 9;

/// What is held to come true of a level in a world in which something is done.
struct Claim {
    says: String,
    variant: usize,
    company: usize,
    level: String,
    /// What it is to be on these days.
    days: BTreeMap<Day, bool>,
    holds: Holds,
}

/// When a claim has come true.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    OnAll,
    /// One day of a window keeps a level.
    OnAny,
    /// Something is missing: not on all of them.
    NotOnAll,
}

/// What is done in which world, and what is said of it.
#[derive(Default)]
struct Trials {
    worlds: Vec<World>,
    claims: Vec<Claim>,
}

#[test]
fn what_designations_are_promised_comes_true() {
    tried(&DESIGNATIONS);
}

#[test]
fn what_competencies_are_promised_comes_true() {
    tried(&COMPETENCIES);
}

#[test]
fn what_contribution_indicators_are_promised_comes_true() {
    tried(&INDICATORS);
}

fn seeds() -> Range<u64> {
    let Ok(said) = std::env::var("PROMISES") else { return 0..WORLDS };
    let number = |text: &str| text.trim().parse::<u64>().expect("PROMISES=7 or PROMISES=0..500");
    match said.split_once("..") {
        Some((first, last)) => number(first)..number(last),
        None => number(&said)..number(&said) + 1,
    }
}

fn tried(pack: &Pack) {
    let folders: Vec<PathBuf> = pack.folders.iter().map(|own| root().join(own)).collect();
    let paths: Vec<_> = folders.iter().map(PathBuf::as_path).collect();
    let asked = Asked::read(&paths);
    let scratch = Scratch::new();
    let pipeline = scratch.write("pipeline.toml", pipeline(pack));
    let config = Config::read(&pipeline).expect("a pipeline").reporting(&[Report::Risk]);
    let mut faults = Vec::new();
    let mut claims = 0;
    for (place, day) in (0..).zip(pack.days) {
        let own: Vec<u64> = seeds().filter(|seed| seed % pack.days.len() as u64 == place).collect();
        if own.is_empty() {
            continue;
        }
        let day = Day::from_iso(day).expect("a day");
        let judged = Judged { pack, config: &config, asked: &asked, day };
        claims += judged.faults(&own, &mut faults);
    }
    eprintln!("{}: {claims} promises were tried", pack.name);
    assert!(faults.is_empty(), "{} of {claims}:\n{}", faults.len(), faults.join("\n\n"));
}

fn pipeline(pack: &Pack) -> String {
    let path = |own: &str| format!("{:?}", root().join(own).display().to_string());
    let folders: Vec<String> = pack.folders.iter().map(|own| path(own)).collect();
    let parameters = path("pipelines/parameters.toml");
    let mut text = format!(
        "name = \"promises\"\nout = \"out\"\nprogrammes = [{}]\nparameters = {parameters}\n\
         reports = [\"risk\"]\n",
        folders.join(", ")
    );
    for source in ["users", "transcripts", "memberships", "performance"] {
        let _ = writeln!(text, "[sources.{source}]\nfiles = [\"{source}.csv\"]");
    }
    text
}

/// Worlds that are judged on one day, and again on later ones.
struct Judged<'a> {
    pack: &'a Pack,
    config: &'a Config,
    asked: &'a Asked,
    day: Day,
}

/// What a run says of companies, by table and company.
struct Said(BTreeMap<&'static str, BTreeMap<String, Vec<Row>>>);

impl Said {
    fn of(&self, table: &str, number: usize, company: usize) -> &[Row] {
        let own = self.0[table].get(&mpn_id(number, company));
        own.map_or(&[], Vec::as_slice)
    }

    fn is_met(&self, number: usize, company: usize, level: &str) -> bool {
        let mut own = self.of("levels", number, company).iter();
        own.any(|row| title(row) == level && row.of("met") == "Yes")
    }
}

fn title(row: &Row) -> String {
    format!("{} {}", row.of("competency"), row.of("level"))
}

impl Judged<'_> {
    /// How many claims were tried.
    fn faults(&self, seeds: &[u64], faults: &mut Vec<String>) -> usize {
        let days = some_days(self.day, seeds[0]);
        let setting = Setting { asked: self.asked, day: self.day, levels: self.pack.levels, days };
        let worlds: Vec<World> = seeds.iter().map(|seed| World::of(*seed, &setting)).collect();
        let said = self.said(self.day, worlds.iter().enumerate());
        let mut trials = Trials::default();
        let mut origins = Vec::new();
        for (number, world) in worlds.iter().enumerate() {
            let before = trials.worlds.len();
            let own = OfWorld { judged: self, setting: &setting, said: &said, number, world };
            own.claim(&mut trials);
            origins.resize(trials.worlds.len(), number);
            debug_assert!(before <= trials.worlds.len());
        }
        let met = self.met(&trials);
        for claim in &trials.claims {
            let Some(told) = broken(claim, &met) else { continue };
            let number = origins[claim.variant];
            let seed = seeds[number];
            self.keep(seed, &worlds[number], &trials.worlds[claim.variant]);
            faults.push(format!(
                "{} world {seed}, company {}, on {}: {}: {told}\n  {}\n  see: PROMISES={seed} PROMISES_KEPT=FOLDER",
                self.pack.name, claim.company, self.day, claim.level, claim.says
            ));
        }
        trials.claims.len()
    }

    fn said<'w>(&self, day: Day, worlds: impl Iterator<Item = (usize, &'w World)>) -> Said {
        let mut tables = Tables::new(day, self.day);
        for (number, world) in worlds {
            tables.add(world, number);
        }
        let judged = judge(self.config, day, None, &tables.frames()).expect("tables");
        let of = |name: &'static str| (name, rows(&judged[name]));
        Said(["levels", "actions", "score_metrics"].into_iter().map(of).collect())
    }

    /// On each day that some claim asks about: which levels are met.
    fn met(&self, trials: &Trials) -> BTreeMap<(usize, Day, usize, String), bool> {
        let mut wanted: BTreeMap<Day, BTreeSet<usize>> = BTreeMap::new();
        for claim in &trials.claims {
            for day in claim.days.keys() {
                wanted.entry(*day).or_default().insert(claim.variant);
            }
        }
        let mut met = BTreeMap::new();
        for (day, variants) in &wanted {
            let said = self.said(*day, variants.iter().map(|own| (*own, &trials.worlds[*own])));
            for claim in trials.claims.iter().filter(|own| own.days.contains_key(day)) {
                let is_met = said.is_met(claim.variant, claim.company, &claim.level);
                met.insert((claim.variant, *day, claim.company, claim.level.clone()), is_met);
            }
        }
        met
    }

    /// Leaves the world, and what became of it, where somebody can look at them.
    fn keep(&self, seed: u64, before: &World, after: &World) {
        let Ok(folder) = std::env::var("PROMISES_KEPT") else { return };
        for (name, world) in [("before", before), ("after", after)] {
            let own = PathBuf::from(&folder).join(format!("{}-{seed}-{name}", self.pack.name));
            let mut tables = Tables::new(self.day, self.day);
            tables.add(world, 0);
            fs::create_dir_all(&own).expect("a folder");
            let companies = tables.write(&own);
            fs::write(own.join("pipeline.toml"), pipeline(self.pack) + &companies).expect("a file");
        }
    }
}

/// What of a claim has not come true.
fn broken(claim: &Claim, met: &BTreeMap<(usize, Day, usize, String), bool>) -> Option<String> {
    let on = |day: &Day| met[&(claim.variant, *day, claim.company, claim.level.clone())];
    let wrong: Vec<String> = claim
        .days
        .iter()
        .filter(|(day, expected)| on(day) != **expected)
        .map(|(day, expected)| format!("{} on {day}", if *expected { "unmet" } else { "met" }))
        .collect();
    let is_broken = match claim.holds {
        Holds::OnAll => !wrong.is_empty(),
        Holds::OnAny => wrong.len() == claim.days.len(),
        Holds::NotOnAll => wrong.is_empty() && !claim.days.is_empty(),
    };
    let told = if wrong.is_empty() { "enough all the same".to_owned() } else { wrong.join(", ") };
    is_broken.then_some(told)
}

/// Some of the days on which something may happen, so that they are few for all worlds together.
fn some_days(day: Day, seed: u64) -> Vec<Day> {
    let mut chance = Chance::new(seed ^ 0x5EED);
    let mut days = BTreeSet::new();
    while days.len() < DAYS {
        days.insert(day.plus_days(*chance.one_of(&OFFSETS)));
    }
    days.into_iter().collect()
}

/// A world, with what a run says of it.
struct OfWorld<'a> {
    judged: &'a Judged<'a>,
    setting: &'a Setting<'a>,
    said: &'a Said,
    number: usize,
    world: &'a World,
}

/// What is known of a level that something is promised for.
struct Level {
    title: String,
    horizon: Day,
    breaks_on: Option<Day>,
    is_unmet: bool,
    /// The window of its anniversary.
    window: Option<(Day, Day)>,
}

impl OfWorld<'_> {
    fn claim(&self, trials: &mut Trials) {
        for company in 0..self.world.companies.len() {
            let actions = self.said.of("actions", self.number, company);
            let levels = self.levels(company);
            for action in actions {
                self.alone(trials, (action, company), &levels);
                if !action.of("enough_with").is_empty() {
                    self.together(trials, (action, company), actions, &levels);
                }
            }
        }
    }

    fn levels(&self, company: usize) -> BTreeMap<String, Level> {
        let rows = self.said.of("levels", self.number, company).iter();
        let level = |row: &Row| {
            let anniversary = Day::from_iso(row.of("anniversary_on"))?;
            let day = self.judged.day;
            let horizon = anniversary.max(day.plus_months(3)).min(day.plus_months(12));
            let window = Day::from_iso(row.of("window_to"));
            let starts_on = anniversary.month().plus(-5).first_day();
            let breaks_on = Day::from_iso(row.of("breaks_on"));
            Some((
                title(row),
                Level {
                    title: title(row),
                    horizon,
                    breaks_on,
                    is_unmet: breaks_on == Some(day),
                    window: window.map(|end| (starts_on, end)),
                },
            ))
        };
        rows.filter_map(level).collect()
    }

    /// Does actions of a company, each on its day, in a copy of the world.
    fn done(&self, all: &[(&Row, Day)], company: usize) -> Option<(World, Day)> {
        let judged = self.judged;
        let metrics = self.said.of("score_metrics", self.number, company);
        let doer = Doer { asked: judged.asked, day: judged.day, metrics };
        let mut world = self.world.clone();
        let mut chance = Chance::new(self.number as u64);
        let mut shown = judged.day;
        for (action, day) in all {
            let own = doer.done(&mut world, (action, company), (*day, &mut chance))?;
            shown = shown.max(own);
        }
        Some((world, shown))
    }

    /// What it is enough for alone.
    fn alone(
        &self,
        trials: &mut Trials,
        (action, company): (&Row, usize),
        levels: &BTreeMap<String, Level>,
    ) {
        let by_on = by_on(action);
        let restores = action.list("restores");
        let mut saved = restores.clone();
        saved.extend(action.list("keeps"));
        if action.of("enough_with").is_empty() {
            saved.extend(action.list("puts_off"));
        }
        saved.sort_unstable();
        saved.dedup();
        // What is paid for is held, whatever it lacks.
        let is_paid = action.of("kind") == "pay";
        if saved.is_empty() || is_paid || !action.of("helped_through").is_empty() {
            return;
        }
        for title in saved {
            let Some(level) = levels.get(title) else { continue };
            let is_put_off = action.list("puts_off").contains(&title);
            let own = Day::from_iso(action.of("puts_off_by")).filter(|_| is_put_off);
            let day = own.unwrap_or(by_on);
            let Some((world, shown)) = self.done(&[(action, day)], company) else { continue };
            let again = Day::from_iso(action.of("breaks_again_on")).filter(|_| is_put_off);
            // Where nobody says how much, more of it may last longer.
            let is_said = !action.of("enough_more").is_empty() || !is_amount(action);
            let promised = Promised { shown, again, is_said, is_today: day == self.judged.day };
            self.add(trials, (world, company), level, &promised, &told(action, day));
            self.too_late(trials, (action, company), level);
        }
    }

    /// What keeps one level of no window comes too late on the day after its last one.
    fn too_late(&self, trials: &mut Trials, (action, company): (&Row, usize), level: &Level) {
        let is_of_it = action.list("keeps") == [level.title.as_str()]
            && title(action) == level.title
            && matches!(action.of("kind"), "associate" | "earn" | "attest")
            && action.of("allowed_from").is_empty();
        // N3: what takes days to be seen has one in hand.
        let is_seen_late = action.of("kind") != "attest";
        let day = by_on(action).plus_days(if is_seen_late { 2 } else { 1 });
        let breaks = level.breaks_on.filter(|_| is_of_it && level.window.is_none());
        let Some(breaks) = breaks.filter(|_| by_on(action) > self.judged.day) else { return };
        let Some((world, _)) = self.done(&[(action, day)], company) else { return };
        trials.claims.push(Claim {
            says: format!("one day too late\n  {}", told(action, day)),
            variant: trials.worlds.len(),
            company,
            level: level.title.clone(),
            days: BTreeMap::from([(breaks, false)]),
            holds: Holds::OnAll,
        });
        trials.worlds.push(world);
    }

    /// What it is enough for with those that it names.
    fn together(
        &self,
        trials: &mut Trials,
        (action, company): (&Row, usize),
        actions: &[Row],
        levels: &BTreeMap<String, Level>,
    ) {
        let ranks = action.list("enough_with");
        let others = actions.iter().filter(|own| ranks.contains(&own.of("rank")));
        let mut all: Vec<&Row> = std::iter::once(action).chain(others).collect();
        if let Ok(count) = action.of("enough_of").parse::<usize>() {
            all.truncate(count);
        } else if all.iter().any(|own| own.of("rank").len() < action.of("rank").len())
            || all.iter().any(|own| own.of("rank") < action.of("rank"))
        {
            // Told once, with the first of them.
            return;
        }
        let days: Vec<(&Row, Day)> = all.iter().map(|own| (*own, by_on(own))).collect();
        let Some((world, shown)) = self.done(&days, company) else { return };
        let says: Vec<String> = days.iter().map(|(own, day)| told(own, *day)).collect();
        let says = format!("together: {}", says.join("\n  and "));
        for title in action.list("enough_for") {
            let Some(level) = levels.get(title) else { continue };
            let is_put_off = action.list("puts_off").contains(&title);
            let again = Day::from_iso(action.of("breaks_again_on")).filter(|_| is_put_off);
            let is_today = days.iter().any(|(_, day)| *day == self.judged.day);
            let promised = Promised { shown, again, is_said: true, is_today };
            self.add(trials, (world.clone(), company), level, &promised, &says);
            self.less(trials, (&days, company), level, &promised);
        }
    }

    /// Without one of a set the others are not enough.
    fn less(
        &self,
        trials: &mut Trials,
        (all, company): (&[(&Row, Day)], usize),
        level: &Level,
        promised: &Promised,
    ) {
        for place in 0..all.len() {
            let mut rest = all.to_vec();
            let (left, _) = rest.remove(place);
            let Some((world, _)) = self.done(&rest, company) else { continue };
            let says = format!("without {}", left.told());
            self.add(trials, (world, company), level, promised, &says);
            if let Some(own) = trials.claims.last_mut() {
                own.days.retain(|_, is_met| *is_met);
                own.holds = Holds::NotOnAll;
                if level.window.is_some() && promised.again.is_none() {
                    own.days.values_mut().for_each(|is_met| *is_met = false);
                    own.holds = Holds::OnAll;
                }
            }
        }
    }

    /// Adds what is claimed of a level that is met from the day on which what is done is shown, to the eve of
    /// the day on which it breaks again, or as long as actions look.
    fn add(
        &self,
        trials: &mut Trials,
        (world, company): (World, usize),
        level: &Level,
        promised: &Promised,
        says: &str,
    ) {
        let Promised { shown, again, is_said, is_today } = *promised;
        let first = match level.breaks_on {
            _ if level.is_unmet => shown,
            // What cannot be done sooner leaves a gap, of which it is told.
            Some(breaks) if is_today => breaks.max(shown),
            Some(breaks) => breaks,
            None => return,
        };
        let events = world.events(self.setting);
        let mut days: BTreeMap<Day, bool> = BTreeMap::new();
        let mut holds = Holds::OnAll;
        match (level.window, again) {
            // W3: one day of its window is enough.
            (Some((start, end)), None) => {
                holds = Holds::OnAny;
                let from = start.max(self.judged.day);
                let all = events.into_iter().chain([from, shown, end]);
                days.extend(all.filter(|day| from <= *day && *day <= end).map(|day| (day, true)));
            }
            _ => {
                let last = again.map_or(level.horizon, |day| day.plus_days(-1));
                let all = events.into_iter().chain([first, last]);
                let within = all.filter(|day| first <= *day && *day <= last);
                days.extend(within.map(|day| (day, true)));
                let is_known = |day: &Day| is_said && *day <= level.horizon;
                days.extend(again.filter(is_known).map(|day| (day, false)));
            }
        }
        trials.claims.push(Claim {
            says: format!(
                "breaks on {:?}, shown on {shown}, again {again:?}, window {:?}, horizon {}\n  {says}",
                level.breaks_on, level.window, level.horizon
            ),
            variant: trials.worlds.len(),
            company,
            level: level.title.clone(),
            days,
            holds,
        });
        trials.worlds.push(world);
    }
}

/// When what is done is shown, and until when it is said to be enough.
struct Promised {
    shown: Day,
    again: Option<Day>,
    /// It is said how much of it is done.
    is_said: bool,
    /// It is done on the as-of date.
    is_today: bool,
}

/// Whether more or less of it can be done.
fn is_amount(action: &Row) -> bool {
    matches!(action.of("kind"), "earn" | "raise")
}

fn by_on(action: &Row) -> Day {
    Day::from_iso(action.of("by_on")).expect("a day")
}

fn told(action: &Row, day: Day) -> String {
    format!("done on {day}: {}", action.told())
}
