//! The catalogue: the skills, and the programmes with the requirements of their competencies.

use std::collections::BTreeMap;

use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::base::{Amount, Day};

/// A skill of the catalogue by its place in `Catalogue::skills`.
pub(crate) type SkillId = u32;

#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub skills: Vec<Skill>,
    /// Codes, titles and aliases, folded.
    pub by_name: Hashed<String, SkillId>,
    pub programmes: Vec<Programme>,
    /// File names and texts of everything that was read, for the run key.
    pub texts: Vec<(String, String)>,
    /// What is odd and no error.
    pub warnings: Vec<String>,
}

#[expect(clippy::struct_field_names, reason = "the column is called so")]
#[derive(Clone, Debug)]
pub struct Skill {
    pub code: String,
    pub title: String,
    /// Exam, Certification, Assessment or Training.
    pub skill_type: String,
    pub kind: SkillKind,
    pub retired_on: Option<Day>,
    pub source: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SkillKind {
    RoleBased,
    Specialty,
    Fundamentals,
    Legacy,
    Exam,
    Assessment,
    Trainer,
}

/// What requirements are called: by language, then by the name in the file.
pub(crate) type Translations = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Clone, Debug)]
pub struct Programme {
    pub id: String,
    pub title: String,
    /// `ALWAYS` where not given.
    pub from: Day,
    /// Last day; `FOREVER` where not given.
    pub through: Day,
    /// Lowest first.
    pub levels: Vec<String>,
    /// Months of the qualification window, by the place of each level that has one (W1).
    pub window_months: BTreeMap<usize, i32>,
    pub source: String,
    pub requirements: Vec<Requirement>,
    /// Competencies that are known to exist while their requirements are not published.
    pub unpublished: Vec<Unpublished>,
    /// Names that partners write for a competency, by its own name; each as written.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// What its requirements are called in other languages.
    pub names: Translations,
    /// In what the values of a performance metric are counted, by its folded name.
    pub units: BTreeMap<String, String>,
    pub file: String,
}

#[derive(Clone, Debug)]
pub struct Unpublished {
    pub name: String,
    pub levels: Vec<String>,
    pub note: String,
    pub source: String,
}

#[derive(Clone, Debug)]
pub struct Requirement {
    pub competency: String,
    /// Place in `Programme::levels`.
    pub level: usize,
    pub option: String,
    pub name: String,
    pub kind: RequirementKind,
    /// Persons, metric sum, KPI points or score; 1 for attested facts.
    pub need: Amount,
    pub counts_through: BTreeMap<SkillId, Day>,
    /// `ALWAYS` where not given.
    pub from: Day,
    /// Last day; `FOREVER` where not given.
    pub through: Day,
    pub source: String,
    pub line: usize,
}

#[derive(Clone, Debug)]
pub enum RequirementKind {
    People {
        group: SkillGroup,
        distinct: Option<String>,
    },
    Performance {
        metric: String,
    },
    Learning {
        omlp_types: Vec<String>,
    },
    /// An audit is attested too, for years.
    Attested {
        fact: String,
        lasts: Lasts,
    },
    Score {
        metrics: Vec<Metric>,
        caps: Vec<Cap>,
        tenants: Vec<Tenants>,
    },
    /// Other levels that are held or met.
    Holds {
        which: Which,
        levels: Vec<HeldLevel>,
    },
}

/// How long a fact is good for after the day it is attested on; the last day is included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    Days(i32),
    Years(i32),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    Any,
    All,
}

/// A level by the names that a programme gives it.
#[derive(Clone, Debug)]
pub struct HeldLevel {
    pub competency: String,
    pub level: String,
    pub line: usize,
}

#[derive(Clone, Debug)]
pub enum SkillGroup {
    AnyOf(Vec<SkillId>),
    AllOf(Vec<SkillId>),
    AtLeast(u32, Vec<SkillId>),
}

#[derive(Clone, Debug)]
pub struct Metric {
    pub name: String,
    pub kind: MetricKind,
    pub max: Amount,
    pub must_score: bool,
    pub gates: Vec<Gate>,
    /// While it is not reached the metric gives nothing.
    pub baseline: Option<Baseline>,
    /// The place of the cap that it shares with other metrics.
    pub cap: Option<usize>,
}

#[derive(Clone, Debug)]
pub enum MetricKind {
    PerPerson {
        any_of: Vec<SkillId>,
        points: Amount,
    },
    /// The best of several ways counts, the first among equals; most metrics have one.
    Measured(Vec<PointsWay>),
}

/// One way to the points of a metric: a value, and what is paid for it.
#[derive(Clone, Debug)]
pub struct PointsWay {
    pub value: Measured,
    pub pays: Pays,
    pub max: Amount,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pays {
    ProRata {
        full_at: Amount,
    },
    AllOrNothing {
        full_at: Amount,
    },
    /// For each whole `unit`; all of them from `full_at` on, where that is said.
    PerUnit {
        points: Amount,
        unit: Amount,
        full_at: Option<Amount>,
    },
}

/// A value that is made of the rows of a performance metric.
#[derive(Clone, Debug)]
pub struct Measured {
    pub metric: String,
    pub aggregate: Aggregate,
    /// Workloads that are not counted, folded: of `Distinct` alone.
    pub except: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aggregate {
    /// Of the twelve closed months.
    Sum,
    /// The last closed month.
    Latest,
    /// Percent by which the twelve closed months exceed the twelve before.
    Growth,
    /// How many workloads have a value in the twelve closed months.
    Distinct,
    /// A count of tenants, by its place.
    Tenants(usize),
}

#[derive(Clone, Debug)]
pub struct Baseline {
    pub value: Measured,
    pub at_least: Amount,
    pub is_past: bool,
}

/// The most that several metrics give together.
#[derive(Clone, Debug)]
pub struct Cap {
    pub name: String,
    pub max: Amount,
    pub must_score: bool,
}

/// What of a tenant has to reach a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TenantSum {
    /// One row.
    Row,
    /// The rows of one month together.
    Month,
    /// The rows of all months that are looked at together.
    Months,
}

/// How many tenants have a value of some size; metrics name it like a performance metric.
#[derive(Clone, Debug)]
pub struct Tenants {
    pub name: String,
    /// Of the rows of this metric alone; all rows where it is empty.
    pub metric: String,
    /// Folded; all where there is none.
    pub workloads: Vec<String>,
    /// Folded; all where there is none.
    pub attributions: Vec<String>,
    pub at_least: Amount,
    pub at_most: Option<Amount>,
    pub compared: TenantSum,
    /// The last closed months that are looked at.
    pub within_months: i32,
    /// Less the same count of a year before.
    pub against_year_before: bool,
}

#[derive(Clone, Debug)]
pub struct Gate {
    pub need: u32,
    pub any_of: Vec<SkillId>,
    pub points: Amount,
}

impl Catalogue {
    /// What to say where nothing can be judged on a day, since no programme is in force.
    #[must_use]
    pub fn none_in_force(&self, day: Day) -> Option<String> {
        if self.programmes.is_empty() || self.programmes.iter().any(|own| own.in_force(day)) {
            return None;
        }
        let covers = |own: &Programme| {
            let from = own.from.is_dated().then(|| format!(" from {}", own.from));
            let until = own.through.is_dated().then(|| format!(" until {}", own.through));
            let days = [from, until].into_iter().flatten().collect::<String>();
            format!("{}{days}", own.id)
        };
        let all: Vec<String> = self.programmes.iter().map(covers).collect();
        Some(format!(
            "no programme is in force on {day}, so that no level is judged; there is {}",
            all.join(", ")
        ))
    }

    /// The skill of a code, a title or an alias.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Option<SkillId> {
        self.by_name.get(&fold(text)).copied()
    }

    #[must_use]
    pub fn skill(&self, id: SkillId) -> &Skill {
        &self.skills[id as usize]
    }
}

impl SkillGroup {
    #[must_use]
    pub fn skills(&self) -> &[SkillId] {
        match self {
            Self::AnyOf(skills) | Self::AllOf(skills) | Self::AtLeast(_, skills) => skills,
        }
    }
}

impl Metric {
    /// Everything of performance rows that it looks at.
    pub fn values(&self) -> impl Iterator<Item = &Measured> {
        let ways = match &self.kind {
            MetricKind::PerPerson { .. } => &[][..],
            MetricKind::Measured(ways) => ways.as_slice(),
        };
        ways.iter().map(|way| &way.value).chain(self.baseline.iter().map(|own| &own.value))
    }

    #[must_use]
    pub fn is_per_person(&self) -> bool {
        matches!(self.kind, MetricKind::PerPerson { .. })
    }
}

impl Lasts {
    /// The last day on which a fact is good that is attested on a day.
    #[must_use]
    pub fn through(self, attested_on: Day) -> Day {
        match self {
            Self::Days(days) => attested_on.plus_days(days),
            Self::Years(years) => attested_on.plus_months(years * 12),
        }
    }
}

impl Requirement {
    /// In force on a day by its own dates (the programme has dates of its own).
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && day <= self.through
    }

    /// Every skill that the requirement names, in metrics and gates too.
    pub fn skills(&self) -> impl Iterator<Item = SkillId> + '_ {
        let people = match &self.kind {
            RequirementKind::People { group, .. } => group.skills(),
            _ => &[],
        };
        let metrics = match &self.kind {
            RequirementKind::Score { metrics, .. } => metrics.as_slice(),
            _ => &[],
        };
        people.iter().copied().chain(metrics.iter().flat_map(|metric| {
            let own: &[SkillId] = match &metric.kind {
                MetricKind::PerPerson { any_of, .. } => any_of,
                MetricKind::Measured(_) => &[],
            };
            own.iter()
                .copied()
                .chain(metric.gates.iter().flat_map(|gate| gate.any_of.iter().copied()))
        }))
    }
}

impl Programme {
    /// W1: one day of so many months is enough for a level.
    #[must_use]
    pub fn has_window(&self, level: usize) -> bool {
        self.window_months.contains_key(&level)
    }

    /// The name that inputs may give a competency, and its aliases, all folded.
    #[must_use]
    pub fn names_of(&self, competency: &str) -> Vec<String> {
        let folded = fold(competency);
        let aliases = self.aliases.iter().filter(|(name, _)| fold(name) == folded);
        let mut names = vec![folded.clone()];
        names.extend(aliases.flat_map(|(_, aliases)| aliases).map(|alias| fold(alias)));
        names.dedup();
        names
    }

    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && day <= self.through
    }
}
