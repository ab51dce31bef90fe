//! One `[[requirement]]` of a programme file.

use std::collections::BTreeMap;

use crate::base::{Amount, Day, Outcome};
use crate::programme::Citations;
use crate::programme::catalogue::{Lasts, Requirement, RequirementKind, SkillGroup, SkillId};
use crate::programme::document::{DocumentValue, TomlTable, hint};
use crate::programme::kind_name::KindName;
use crate::programme::numbers::{PERSONS_MAX, not_negative};
use crate::programme::skill_book::SkillBook;
use crate::programme::{held_levels, score};

/// What the names in a requirement may refer to.
pub(super) struct KnownNames<'a> {
    pub skills: &'a SkillBook,
    pub citations: &'a Citations,
    pub levels: &'a [String],
}

/// Keys of every requirement.
const COMMON: [&str; 8] =
    ["competency", "level", "option", "name", "kind", "from", "until", "source"];

const AGE_MAX: i32 = 100_000;
const AGE_DAYS: i32 = 365;
const YEARS_MAX: i32 = 100;

/// The option of a requirement that names none.
pub(super) const STANDARD: &str = "Standard";

pub(super) fn read(table: &TomlTable, known: &KnownNames) -> Outcome<Requirement> {
    let kind = table.need("kind")?.choice(&KindName::choices())?;
    let own: &[&str] = match kind {
        KindName::People => {
            &["need", "any_of", "all_of", "at_least", "of", "distinct", "counts_until"]
        }
        KindName::Performance => &["need", "metric"],
        KindName::Learning => &["need", "omlp_types"],
        KindName::Attested => &["fact", "max_age_days"],
        KindName::Audit => &["fact", "valid_years"],
        KindName::Score => &["need", "metric", "cap", "tenants", "counts_until"],
        KindName::Holds => &["any_of", "all_of"],
    };
    table.only(&[&COMMON[..], own].concat())?;
    let (from, through) = table.span()?;
    let mut requirement = Requirement {
        competency: table.need_text("competency")?,
        level: level(table.need("level")?, known.levels)?,
        option: table.text("option")?.unwrap_or_else(|| STANDARD.to_owned()),
        name: table.need_text("name")?,
        kind: kind_read(kind, table, known)?,
        need: need(kind, table)?,
        counts_through: BTreeMap::new(),
        from,
        through,
        source: known.citations.named(table.need("source")?)?,
        line: table.place.line,
    };
    if let Some(value) = table.find("counts_until") {
        requirement.counts_through = counts_through(value, &requirement, known)?;
    }
    Ok(requirement)
}

fn kind_read(kind: KindName, table: &TomlTable, known: &KnownNames) -> Outcome<RequirementKind> {
    Ok(match kind {
        KindName::People => RequirementKind::People {
            group: group(table, known.skills)?,
            distinct: table.text("distinct")?,
        },
        KindName::Performance => {
            RequirementKind::Performance { metric: table.need_text("metric")? }
        }
        KindName::Learning => RequirementKind::Learning {
            omlp_types: table.find("omlp_types").map_or(Ok(Vec::new()), DocumentValue::texts)?,
        },
        KindName::Attested => RequirementKind::Attested {
            fact: table.need_text("fact")?,
            lasts: Lasts::Days(
                table.find("max_age_days").map_or(Ok(AGE_DAYS), |value| value.whole(0, AGE_MAX))?,
            ),
        },
        KindName::Audit => RequirementKind::Attested {
            fact: table.need_text("fact")?,
            lasts: Lasts::Years(table.need("valid_years")?.whole(1, YEARS_MAX)?),
        },
        KindName::Score => score::read(table, known.skills)?,
        KindName::Holds => held_levels::read(table, known.levels)?,
    })
}

/// The place of a level that the programme has.
pub(super) fn level(value: &DocumentValue, levels: &[String]) -> Outcome<usize> {
    let name = value.text()?;
    levels.iter().position(|level| level == name).ok_or_else(|| {
        let known: Vec<&str> = levels.iter().map(String::as_str).collect();
        value.failure(format!("the programme has no level \"{name}\"")).todo(hint(name, &known))
    })
}

fn need(kind: KindName, table: &TomlTable) -> Outcome<Amount> {
    match kind {
        KindName::Attested | KindName::Audit | KindName::Holds => Ok(Amount::whole(1)),
        KindName::People => {
            table.need("need")?.whole(0, PERSONS_MAX).map(|n| Amount::whole(n.into()))
        }
        _ => not_negative(table.need("need")?),
    }
}

fn group(table: &TomlTable, skills: &SkillBook) -> Outcome<SkillGroup> {
    let find = |key| table.find(key);
    match (find("any_of"), find("all_of"), find("at_least"), find("of")) {
        (Some(set), None, None, None) => Ok(SkillGroup::AnyOf(skills.set(set)?)),
        (None, Some(set), None, None) => Ok(SkillGroup::AllOf(skills.set(set)?)),
        (None, None, Some(count), Some(set)) => at_least(count, skills.set(set)?),
        _ => Err(table
            .place
            .failure("it is not clear which skills are asked for")
            .todo("write one of: any_of; all_of; at_least with of")),
    }
}

fn at_least(count: &DocumentValue, set: Vec<SkillId>) -> Outcome<SkillGroup> {
    let least = count.whole(1, PERSONS_MAX)?.unsigned_abs();
    if least as usize > set.len() {
        return Err(count
            .failure(format!("\"at_least\" is {least}, but \"of\" has {} skills", set.len()))
            .todo("lower it or add skills"));
    }
    Ok(SkillGroup::AtLeast(least, set))
}

/// The last days on which skills of the requirement count for it.
fn counts_through(
    value: &DocumentValue,
    requirement: &Requirement,
    known: &KnownNames,
) -> Outcome<BTreeMap<SkillId, Day>> {
    let mut days = BTreeMap::new();
    for entry in value.table()?.in_order() {
        let skill = known.skills.named(entry, &entry.key)?;
        if !requirement.skills().any(|named| named == skill) {
            return Err(entry
                .failure(format!("the requirement does not name \"{}\"", entry.key))
                .todo("remove it from \"counts_until\" or add it to the skills"));
        }
        if days.insert(skill, entry.day()?).is_some() {
            return Err(entry
                .failure(format!("\"{}\" is in \"counts_until\" under another name", entry.key))
                .todo("remove one of them"));
        }
    }
    Ok(days)
}
