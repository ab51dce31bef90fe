//! Requirements of other levels: each names a level that there is, and none comes back to itself.

use std::collections::BTreeSet;

use crate::base::fold::fold;
use crate::base::{Failure, Outcome};
use crate::programme::catalogue::{HeldLevel, Programme, RequirementKind, Which};
use crate::programme::document::{DocumentValue, TomlTable, hint};

/// `any_of` or `all_of`, each a competency, or `{ competency, level }`.
pub(super) fn read(table: &TomlTable, levels: &[String]) -> Outcome<RequirementKind> {
    let (which, value) = match (table.find("any_of"), table.find("all_of")) {
        (Some(value), None) => (Which::Any, value),
        (None, Some(value)) => (Which::All, value),
        _ => {
            return Err(table
                .place
                .failure("it is not clear which levels are asked for")
                .todo("write one of: any_of; all_of"));
        }
    };
    let lowest = levels.first().map_or("", String::as_str);
    let named: Vec<HeldLevel> =
        value.list()?.iter().map(|item| held(item, levels, lowest)).collect::<Outcome<_>>()?;
    if named.is_empty() {
        return Err(value
            .failure(format!("\"{}\" names no level", value.key))
            .todo("name at least one"));
    }
    Ok(RequirementKind::Holds { which, levels: named })
}

/// Text is a competency at its lowest level, or a competency and its level.
fn held(item: &DocumentValue, levels: &[String], lowest: &str) -> Outcome<HeldLevel> {
    let line = item.place.line;
    if !item.is_text() {
        let table = item.table()?;
        table.only(&["competency", "level"])?;
        let competency = table.need_text("competency")?;
        let level = table.text("level")?.unwrap_or_else(|| lowest.to_owned());
        return Ok(HeldLevel { competency, level, line });
    }
    let text = item.text()?;
    let with = levels.iter().find_map(|level| {
        let competency = text.strip_suffix(level.as_str())?.strip_suffix(' ')?.trim();
        (!competency.is_empty()).then(|| (competency.to_owned(), level.clone()))
    });
    let (competency, level) = with.unwrap_or_else(|| (text.to_owned(), lowest.to_owned()));
    Ok(HeldLevel { competency, level, line })
}

/// Of all programmes together: a level may ask for one of another programme.
pub(super) fn check(programmes: &[Programme]) -> Outcome<()> {
    for programme in programmes {
        for requirement in &programme.requirements {
            let RequirementKind::Holds { levels, .. } = &requirement.kind else { continue };
            for held in levels {
                look_for(programme, held, programmes)?;
                let mut seen = BTreeSet::new();
                if reaches(held, &requirement.competency, programmes, &mut seen) {
                    return Err(failure(
                        programme,
                        held,
                        format!("\"{}\" comes back to itself", requirement.competency),
                    )
                    .todo("no level can ask for itself, nor for one that asks for it"));
                }
            }
        }
    }
    Ok(())
}

fn failure(programme: &Programme, held: &HeldLevel, what: String) -> Failure {
    Failure::configuration(what).at(format_args!("{}:{}", programme.file, held.line))
}

fn look_for(programme: &Programme, held: &HeldLevel, programmes: &[Programme]) -> Outcome<()> {
    let name = fold(&held.competency);
    let mut levels: BTreeSet<&str> = BTreeSet::new();
    for known in programmes {
        let asks = |competency: &str| known.names_of(competency).contains(&name);
        let own = known.requirements.iter().filter(|own| asks(&own.competency));
        levels.extend(own.filter_map(|own| known.levels.get(own.level)).map(String::as_str));
        let unpublished = known.unpublished.iter().filter(|own| asks(&own.name));
        levels.extend(unpublished.flat_map(|own| &own.levels).map(String::as_str));
    }
    if levels.is_empty() {
        let own = programmes.iter().flat_map(|known| &known.requirements);
        let mut known: Vec<&str> = own.map(|own| own.competency.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let what = format!("no programme has a competency \"{}\"", held.competency);
        return Err(failure(programme, held, what).todo(hint(&held.competency, &known)));
    }
    if levels.iter().any(|level| fold(level) == fold(&held.level)) {
        return Ok(());
    }
    let known: Vec<&str> = levels.into_iter().collect();
    let what = format!("\"{}\" has no level \"{}\"", held.competency, held.level);
    Err(failure(programme, held, what).todo(hint(&held.level, &known)))
}

/// Whether a level asks, itself or through others, for a level of a competency.
fn reaches(
    held: &HeldLevel,
    competency: &str,
    programmes: &[Programme],
    seen: &mut BTreeSet<String>,
) -> bool {
    let name = fold(&held.competency);
    let is_it = programmes.iter().any(|known| known.names_of(competency).contains(&name));
    if is_it {
        return true;
    }
    if !seen.insert(name.clone()) {
        return false;
    }
    for known in programmes {
        let own = known.requirements.iter();
        let of = own.filter(|own| known.names_of(&own.competency).contains(&name));
        for requirement in of {
            let RequirementKind::Holds { levels, .. } = &requirement.kind else { continue };
            if levels.iter().any(|next| reaches(next, competency, programmes, seen)) {
                return true;
            }
        }
    }
    false
}
