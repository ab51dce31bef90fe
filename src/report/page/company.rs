//! What a page tells of one company: the published rows that concern it, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::assess::life_cycle::LevelState;
use crate::base::{Amount, Day};
use crate::report::classes::{Class, Counts};
pub(super) use crate::report::next::ActionRow;
use crate::report::view::Row;

/// A day ahead on which a metric of a score gives more or less.
pub(super) struct ScoreChange {
    pub key: LevelKey,
    pub option: String,
    pub requirement: String,
    pub day: Day,
    pub metric: String,
    pub change: Amount,
    pub left: Option<Amount>,
    pub is_met: bool,
    pub who: Vec<String>,
    pub skills: Vec<String>,
    pub row: usize,
}

/// One company and its rows.
#[derive(Default)]
pub(super) struct CompanyPage {
    pub mpn_id: String,
    pub levels: Vec<LevelRow>,
    pub requirements: Vec<RequirementRow>,
    pub metrics: Vec<MetricRow>,
    /// Of options that are not the best one today, as far as actions stand on them.
    pub acted_on: Vec<RequirementRow>,
    pub metrics_acted_on: Vec<MetricRow>,
    pub tracks: Vec<Track>,
    /// Of levels that are not judged: what nothing tells, of every option.
    pub untold: Vec<Untold>,
    pub score_changes: Vec<ScoreChange>,
    pub contacts: Vec<ContactRow>,
    /// What Partner Center shows other points for.
    pub compared: Vec<PointsCompared>,
    /// The skills of those who are asked to associate and are nowhere so, by work e-mail.
    pub unlinked: BTreeMap<String, Vec<String>>,
    pub actions: Vec<ActionRow>,
    pub events: Vec<EventRow>,
    pub kpi_windows: Vec<KpiWindow>,
    pub kpi_options: Vec<KpiOption>,
    /// By kind.
    pub changes: BTreeMap<String, FindingCount>,
    /// What became of levels, the first of it.
    pub level_changes: Vec<LevelChange>,
    /// By code.
    pub findings: BTreeMap<String, FindingCount>,
    /// Rows of overdue skills, by work e-mail and skill.
    pub overdue: BTreeMap<[String; 2], usize>,
    /// First and last names, by work e-mail, of those the page speaks of.
    pub names: BTreeMap<String, [String; 2]>,
    /// The persons on whom something hangs.
    pub persons: BTreeSet<String>,
}

/// How often something was found, how serious it is, and the first row that tells it.
#[derive(Default)]
pub(super) struct FindingCount {
    pub severity: String,
    pub count: u64,
    pub row: usize,
}

pub(super) struct LevelChange {
    pub kind: String,
    pub level: String,
    pub before: String,
    pub after: String,
    pub row: usize,
}

/// The key of a level within its company.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LevelKey {
    pub programme: String,
    pub competency: String,
    pub level: String,
}

pub(super) struct LevelRow {
    pub key: LevelKey,
    pub class: Option<Class>,
    pub state: String,
    pub met: String,
    pub met_then: String,
    pub option: String,
    pub anniversary: Option<Day>,
    pub breach: Option<Day>,
    /// The day by which something is to be done about it.
    pub due: Option<Day>,
    pub unmet_since: Option<Day>,
    /// W: the day that makes it safe, and the last one that can.
    pub safe_by: Option<Day>,
    pub window_to: Option<Day>,
    /// The first day of that window, where it is still to come.
    pub window_opens_on: Option<Day>,
    /// The first day of the window of its anniversary.
    pub window_from: Option<Day>,
    /// The last day on which help still shows in it.
    pub helped_through: Option<Day>,
    /// That day, where it is past and nothing keeps the level at this renewal any more.
    pub lost_since: Option<Day>,
    /// The day ahead on which it keeps the level by itself.
    pub qualifies_on: Option<Day>,
    /// The last day of the window of today on which it was met, and until when that holds if it is not held.
    pub qualified: Option<Day>,
    pub qualified_through: Option<Day>,
    pub key_people: Vec<String>,
    /// Its row in the table, from 0, as all rows here.
    pub row: usize,
}

impl LevelRow {
    /// Not held, and met or begun.
    #[must_use]
    pub(super) fn is_on_the_way(&self) -> bool {
        let begun = [LevelState::Qualified, LevelState::Started];
        self.class.is_none() && begun.iter().any(|own| self.state == own.name())
    }
}

pub(super) struct RequirementRow {
    pub key: LevelKey,
    pub option: String,
    pub name: String,
    pub kind: String,
    pub need: Option<Amount>,
    pub have: Option<Amount>,
    pub met: String,
    pub row: usize,
}

/// A requirement that nothing tells, or a fact that nobody attested.
pub(super) struct Untold {
    pub key: LevelKey,
    pub option: String,
    pub name: String,
}

/// A track that is not the best one and would be with a fact that nobody attested.
pub(super) struct Track {
    pub key: LevelKey,
    pub option: String,
    pub fact: String,
    pub row: usize,
}

pub(super) struct MetricRow {
    pub key: LevelKey,
    pub option: String,
    pub requirement: String,
    pub name: String,
    pub points: Option<Amount>,
    pub max: Option<Amount>,
    pub must_score: bool,
    /// What it shares with others.
    pub cap: String,
    pub gates: Option<(i64, i64)>,
    pub one_more: Option<Amount>,
    /// It gives nothing before its baseline is reached.
    pub is_below: bool,
    /// What there is of it.
    pub baseline_have: Option<Amount>,
    /// So many of what it is counted in bring that.
    pub step: Option<Amount>,
    pub unit: String,
    /// Months without rows, and those of the year before.
    pub months_missing: Vec<String>,
    pub months_missing_before: Vec<String>,
    pub measured_through: String,
    /// Missing in its gates, and what of it alone is enough with these open.
    pub gates_more: Option<i64>,
    pub enough_more: Option<Amount>,
    pub row: usize,
}

/// Points of ours and of Partner Center's own page that differ.
pub(super) struct PointsCompared {
    pub competency: String,
    pub option: String,
    pub metric: String,
    pub ours: Amount,
    pub theirs: Amount,
    pub on: Option<Day>,
    pub row: usize,
}

pub(super) struct ContactRow {
    pub email: String,
    pub restores: Vec<String>,
    pub skills: Vec<String>,
    pub grace_ends_on: Option<Day>,
    pub row: usize,
}

pub(super) struct EventRow {
    pub day: Day,
    pub kind: String,
    pub email: String,
    pub skill: String,
    /// The levels that it breaks.
    pub breaks: Vec<String>,
    pub row: usize,
}

pub(super) struct KpiWindow {
    pub competency: String,
    pub level: String,
    pub anniversary: Option<Day>,
    pub anniversary_start: String,
    pub anniversary_end: String,
    pub to_anniversary: Option<Amount>,
    pub needed: Option<Amount>,
    pub months_left: Option<i64>,
}

/// An option of a level that asks for KPIs.
pub(super) struct KpiOption {
    pub competency: String,
    pub level: String,
    pub row: usize,
}

impl LevelKey {
    #[must_use]
    pub(super) fn of(row: &Row<'_, '_>) -> Self {
        let text = |column| row.text(column).into_owned();
        Self { programme: text("programme"), competency: text("competency"), level: text("level") }
    }

    /// As lists name it.
    #[must_use]
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.competency, self.level)
    }
}

impl CompanyPage {
    /// How many held levels are in each class.
    #[must_use]
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.levels.iter().for_each(|level| counts.add(level.class));
        counts
    }

    /// The levels that are held, what has lapsed among them, the most urgent first.
    #[must_use]
    pub(super) fn held(&self) -> Vec<&LevelRow> {
        let mut held: Vec<&LevelRow> = self.levels.iter().filter(|it| it.class.is_some()).collect();
        held.sort_by_key(|level| {
            let urgency = level.class.map(Class::urgency);
            (urgency, level.due.unwrap_or(Day::FOREVER), level.row)
        });
        held
    }

    #[must_use]
    pub(super) fn is_held(&self, key: &LevelKey) -> bool {
        self.levels.iter().any(|level| level.key == *key && level.class.is_some())
    }

    /// Those that are held, and then those on the way to which something is there.
    #[must_use]
    pub(super) fn held_or_on_the_way(&self) -> Vec<&LevelRow> {
        let mut levels = self.held();
        levels.extend(self.levels.iter().filter(|level| level.is_on_the_way()));
        levels
    }

    /// The day on which an unmet level is met again without anybody doing anything.
    #[must_use]
    pub(super) fn heals_on(&self, key: &LevelKey) -> Option<Day> {
        self.waiting_for(key)?.by
    }

    /// The day on which such a level then breaks all the same.
    #[must_use]
    pub(super) fn breaks_once_more_on(&self, key: &LevelKey) -> Option<Day> {
        self.waiting_for(key)?.breaks_again_on
    }

    fn waiting_for(&self, key: &LevelKey) -> Option<&ActionRow> {
        let of_level = |action: &&ActionRow| {
            action.kind == ActionKind::Wait
                && action.competency == key.competency
                && action.level == key.level
                && action.programme == key.programme
        };
        self.actions.iter().find(of_level)
    }

    /// A person by name, else by e-mail.
    #[must_use]
    pub(super) fn name<'a>(&'a self, email: &'a str) -> String {
        match self.names.get(email) {
            Some([first, last]) if !(first.is_empty() && last.is_empty()) => {
                format!("{first} {last}").trim().to_owned()
            }
            _ => email.to_owned(),
        }
    }
}
