//! One `programme.toml`: its levels, its requirements, and what it knows to be unpublished.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::fold::fold;
use crate::base::{Outcome, shown};
use crate::programme::Citations;
use crate::programme::catalogue::{Programme, Requirement, Unpublished};
use crate::programme::document::{Document, DocumentValue, FileLine, TomlTable, hint};
use crate::programme::names;
use crate::programme::requirement::{self, KnownNames};
use crate::programme::shelf::Shelf;
use crate::programme::skill_book::SkillBook;

const KEYS: [&str; 12] = [
    "id",
    "title",
    "from",
    "until",
    "levels",
    "level",
    "source",
    "requirement",
    "competency",
    "aliases",
    "names",
    "units",
];

/// No programme looks further back than a year.
const WINDOW_MONTHS_MAX: i32 = 12;

/// Reads the file; answers its text too.
pub(super) fn read(
    (path, shelf): (&Path, &Shelf),
    skills: &SkillBook,
    citations: &Citations,
) -> Outcome<(Programme, String)> {
    let document = Document::read(path, shelf)?;
    let root = &document.root;
    root.only(&KEYS)?;
    let (from, through) = root.span()?;
    let levels = levels(root.need("levels")?)?;
    let window_months = window_months(root, &levels)?;
    let known = KnownNames { skills, citations, levels: &levels };
    let requirements = requirements(root, &known)?;
    let unpublished = unpublished(root, &known)?;
    let aliases = aliases(root, &requirements, &unpublished)?;
    let programme = Programme {
        id: root.need_text("id")?,
        title: root.need_text("title")?,
        from,
        through,
        source: citations.named(root.need("source")?)?,
        unpublished,
        aliases,
        names: names::read(root, &requirements)?,
        units: units(root, &requirements)?,
        requirements,
        levels,
        window_months,
        file: shown(path),
    };
    Ok((programme, document.text))
}

fn levels(value: &DocumentValue) -> Outcome<Vec<String>> {
    let levels = value.texts()?;
    if levels.is_empty() {
        return Err(value
            .failure("\"levels\" names no level")
            .todo("name at least one, lowest first"));
    }
    for (index, level) in levels.iter().enumerate() {
        if levels[..index].iter().any(|earlier| fold(earlier) == fold(level)) {
            return Err(value
                .failure(format!("the level \"{level}\" is there twice"))
                .todo("remove one of them"));
        }
    }
    Ok(levels)
}

/// W1: the months of the qualification window of the levels that have one.
fn window_months(root: &TomlTable, levels: &[String]) -> Outcome<BTreeMap<usize, i32>> {
    let mut windows = BTreeMap::new();
    for table in tables(root, "level")? {
        table.only(&["name", "window_months"])?;
        let name = table.need("name")?;
        let level = requirement::level(name, levels)?;
        let months = table.need("window_months")?.whole(1, WINDOW_MONTHS_MAX)?;
        if windows.insert(level, months).is_some() {
            return Err(name
                .failure(format!("the level \"{}\" is told of twice", levels[level]))
                .todo("remove one of them"));
        }
    }
    Ok(windows)
}

/// `[units]`: in what each value is counted that a metric of a score is measured by.
fn units(root: &TomlTable, requirements: &[Requirement]) -> Outcome<BTreeMap<String, String>> {
    let Some(value) = root.find("units") else { return Ok(BTreeMap::new()) };
    let known = names::measured(requirements);
    let mut units = BTreeMap::new();
    for entry in value.table()?.in_order() {
        if !known.iter().any(|name| fold(name) == fold(&entry.key)) {
            return Err(entry
                .failure(format!("no metric of a score is measured by \"{}\"", entry.key))
                .todo(hint(&entry.key, &known)));
        }
        units.insert(fold(&entry.key), entry.text()?.to_owned());
    }
    Ok(units)
}

fn tables<'a>(root: &'a TomlTable, key: &str) -> Outcome<Vec<&'a TomlTable>> {
    root.find(key).map_or(Ok(Vec::new()), DocumentValue::tables)
}

fn requirements(root: &TomlTable, known: &KnownNames) -> Outcome<Vec<Requirement>> {
    let mut requirements: Vec<Requirement> = Vec::new();
    for table in tables(root, "requirement")? {
        let next = requirement::read(table, known)?;
        for earlier in &requirements {
            refuse_spelling(earlier, &next, &table.place)?;
            refuse_overlap(earlier, &next, &table.place)?;
        }
        requirements.push(next);
    }
    Ok(requirements)
}

/// Rows are grouped by these names, so that one thing needs one way of writing.
fn refuse_spelling(earlier: &Requirement, next: &Requirement, place: &FileLine) -> Outcome<()> {
    let same = |one: &str, other: &str| one == other || fold(one) != fold(other);
    let (what, written, before) = if !same(&earlier.competency, &next.competency) {
        ("competency", &next.competency, &earlier.competency)
    } else if earlier.competency == next.competency && !same(&earlier.option, &next.option) {
        ("option", &next.option, &earlier.option)
    } else {
        return Ok(());
    };
    Err(place
        .failure(format!(
            "the {what} \"{written}\" is written \"{before}\" in line {}",
            earlier.line
        ))
        .todo("write both alike"))
}

fn refuse_overlap(earlier: &Requirement, next: &Requirement, place: &FileLine) -> Outcome<()> {
    let same = earlier.competency == next.competency
        && earlier.level == next.level
        && earlier.option == next.option
        && fold(&earlier.name) == fold(&next.name);
    if !same || earlier.from > next.through || next.from > earlier.through {
        return Ok(());
    }
    Err(place
        .failure(format!(
            "the requirement \"{}\" overlaps the one of the same name in line {}",
            next.name, earlier.line
        ))
        .todo("give them dates that do not meet, or names of their own"))
}

fn unpublished(root: &TomlTable, known: &KnownNames) -> Outcome<Vec<Unpublished>> {
    let mut all: Vec<Unpublished> = Vec::new();
    for table in tables(root, "competency")? {
        table.only(&["name", "levels", "note", "source"])?;
        let name = table.need("name")?;
        let competency = Unpublished {
            name: name.text()?.to_owned(),
            levels: match table.find("levels") {
                Some(value) => levels_of(value, known)?,
                None => known.levels.to_vec(),
            },
            note: table.find("note").map_or(Ok(""), DocumentValue::written)?.trim().to_owned(),
            source: known.citations.named(table.need("source")?)?,
        };
        if all.iter().any(|earlier| fold(&earlier.name) == fold(&competency.name)) {
            return Err(name
                .failure(format!("the competency \"{}\" is there twice", competency.name))
                .todo("remove one of them"));
        }
        all.push(competency);
    }
    Ok(all)
}

/// Further names of competencies: none is that of another competency, and each is of one alone.
fn aliases(
    root: &TomlTable,
    requirements: &[Requirement],
    unpublished: &[Unpublished],
) -> Outcome<BTreeMap<String, Vec<String>>> {
    let own = requirements.iter().map(|requirement| requirement.competency.as_str());
    let mut names: Vec<&str> = own.chain(unpublished.iter().map(|it| it.name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    let mut aliases = BTreeMap::new();
    let mut taken: Vec<(String, String)> = Vec::new();
    let Some(table) = root.find("aliases") else { return Ok(aliases) };
    for entry in table.table()?.in_order() {
        let Some(name) = names.iter().find(|name| fold(name) == fold(&entry.key)) else {
            return Err(entry
                .failure(format!("the programme has no competency \"{}\"", entry.key))
                .todo(hint(&entry.key, &names)));
        };
        let further = entry.texts()?;
        for alias in &further {
            let clash = names.iter().find(|other| fold(other) == fold(alias));
            let before = taken.iter().find(|(known, _)| *known == fold(alias));
            let of = clash.map(|other| (*other).to_owned()).or(before.map(|(_, of)| of.clone()));
            if let Some(of) = of {
                return Err(entry
                    .failure(format!("\"{alias}\" is a name of \"{of}\" already"))
                    .todo("leave it out, or give it to one competency alone"));
            }
            taken.push((fold(alias), (*name).to_owned()));
        }
        aliases.insert((*name).to_owned(), further);
    }
    Ok(aliases)
}

fn levels_of(value: &DocumentValue, known: &KnownNames) -> Outcome<Vec<String>> {
    for item in value.list()? {
        requirement::level(item, known.levels)?;
    }
    levels(value)
}
