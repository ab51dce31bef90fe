//! `attain init --programme`: a folder for one of the shipped programmes, with the names to write.

use std::path::Path;

use crate::base::{Day, Failure, Outcome};
use crate::programme::document::hint;
use crate::programme::languages;
use crate::programme::outline::{InForceWhen, Outline, outline};

use super::args::InitArguments;
use super::begun::{NamedText, PARAMETERS, SOURCES, wrote};

/// Where exports are put, by the kind of source.
pub(super) const FOLDERS: [&str; 3] = ["inputs/users", "inputs/transcripts", "inputs/performance"];

struct Shipped {
    id: &'static str,
    programme: &'static str,
    skills: &'static str,
}

macro_rules! shipped {
    ($id:literal) => {
        Shipped {
            id: $id,
            programme: include_str!(concat!("../../pipelines/programmes/", $id, "/programme.toml")),
            skills: include_str!(concat!("../../pipelines/programmes/", $id, "/skills.csv")),
        }
    };
}

const SHIPPED: [Shipped; 4] =
    [shipped!("designations"), shipped!("mpn"), shipped!("mpn-developing"), shipped!("learning")];

/// The files of the folder, the pipeline file first.
pub(super) fn files(programme: &str, of: &InitArguments, today: Day) -> Outcome<Vec<NamedText>> {
    let shipped = known(programme)?;
    let company = company(of.company.as_deref().unwrap_or_default())?;
    let mpn_id = digits(of.mpn_id.as_deref().unwrap_or_default())?;
    let outline = outline(shipped.id, shipped.programme, InForceWhen::From(today))?;
    let blocks =
        pipeline(of.language.as_deref().unwrap_or(languages::ENGLISH.code), &outline, today)?;
    let reports =
        if outline.has_learning { r#""skills", "risk", "kpi""# } else { r#""skills", "risk""# };
    let filled = [("{programme}", shipped.id), ("{mpn_id}", mpn_id), ("{reports}", reports)];
    let text = filled.iter().fold(blocks, |text, (sign, value)| text.replace(sign, value));
    let folder = format!("programmes/{}", shipped.id);
    let mut files = vec![
        ("pipeline.toml".to_owned(), text.replace("{company}", &company)),
        ("parameters.toml".to_owned(), PARAMETERS.to_owned()),
        ("sources.csv".to_owned(), SOURCES.to_owned()),
        (format!("{folder}/programme.toml"), shipped.programme.to_owned()),
        (format!("{folder}/skills.csv"), shipped.skills.to_owned()),
    ];
    files.extend(templates(&outline));
    Ok(files)
}

/// What to do next.
pub(super) fn next(folder: &Path, files: usize) -> String {
    format!(
        "{}\n\nIt says which exports are still missing, and where each is to be found.\n",
        wrote(folder, files)
    )
}

fn known(programme: &str) -> Outcome<&'static Shipped> {
    SHIPPED.iter().find(|shipped| shipped.id == programme).ok_or_else(|| {
        let ids = SHIPPED.map(|shipped| shipped.id);
        Failure::configuration(format!("no shipped programme is named \"{programme}\""))
            .todo(hint(programme, &ids))
    })
}

/// The name as it can stand between quotes in the pipeline file.
fn company(name: &str) -> Outcome<String> {
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_control) {
        return Err(Failure::configuration("--company is no name that fits on a line")
            .todo("write it like --company \"Contoso Services\""));
    }
    Ok(name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn digits(id: &str) -> Outcome<&str> {
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(id);
    }
    Err(Failure::configuration(format!("--mpn-id is \"{id}\", which is not only digits"))
        .todo("write the MPN ID of the global account in digits, such as 0123456"))
}

/// The blocks of the pipeline file that the programme has a use for.
fn pipeline(language: &str, outline: &Outline, today: Day) -> Outcome<String> {
    let Some(known) = languages::find(language) else {
        return Err(Failure::configuration(format!(
            "there is no language \"{language}\" to write comments in"
        ))
        .todo(hint(language, &languages::codes())));
    };
    let mut text = String::new();
    for block in known.start.split("\n%% ") {
        let (name, lines) = if text.is_empty() {
            ("", block)
        } else {
            block.split_once('\n').unwrap_or((block, ""))
        };
        let is_wanted = match name {
            "attested" => !outline.facts.is_empty(),
            "performance" => !outline.measures.is_empty(),
            "score" => !outline.points.is_empty(),
            "invoices" => outline.has_learning,
            _ => true,
        };
        if !is_wanted {
            continue;
        }
        text.push_str(lines.trim_end_matches('\n'));
        text.push('\n');
        if name == "attested" {
            let mut facts: Vec<&str> =
                outline.facts.iter().map(|[_, fact]| fact.as_str()).collect();
            let mut seen = Vec::new();
            facts.retain(|fact| {
                !seen.contains(fact) && {
                    seen.push(*fact);
                    true
                }
            });
            text.extend(facts.iter().map(|fact| format!("# \"{fact}\" = {today}\n")));
        }
    }
    Ok(text)
}

/// Tables to copy, with every name that can be written in them.
fn templates(outline: &Outline) -> Vec<NamedText> {
    let template = |name: &str, header: &str, rows: Vec<String>| {
        let rows: String = rows.into_iter().map(|row| row + "\n").collect();
        (format!("templates/{name}.csv"), format!("{header}\n{rows}"))
    };
    let mut files = vec![template(
        "memberships",
        "competency,level,purchased_on,anniversary_on",
        outline.levels.iter().map(|names| cells(names) + ",,").collect(),
    )];
    if !outline.measures.is_empty() {
        files.push(template(
            "performance",
            "competency,option,metric,month,contribution",
            measures(outline).iter().map(|names| cells(names) + ",,").collect(),
        ));
    }
    if !outline.points.is_empty() {
        files.push(template(
            "partner_center_score",
            "competency,option,metric,points,as_of",
            outline.points.iter().map(|names| cells(names) + ",,").collect(),
        ));
    }
    files
}

/// A line for each performance metric.
fn measures(outline: &Outline) -> Vec<[String; 3]> {
    let mut lines = Vec::new();
    for measure in &outline.measures {
        for metric in &measure.any_of {
            let line = [measure.competency.clone(), measure.option.clone(), metric.clone()];
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

fn cells(names: &[String]) -> String {
    let quoted = |name: &String| {
        if name.contains([',', '"']) {
            format!("\"{}\"", name.replace('"', "\"\""))
        } else {
            name.clone()
        }
    };
    names.iter().map(quoted).collect::<Vec<_>>().join(",")
}
