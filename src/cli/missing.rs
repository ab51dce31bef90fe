//! What `attain check` says is still missing for an answer: exports, measures, facts.

use std::collections::BTreeSet;

use crate::base::fold::fold;
use crate::base::safe::SafeLines;
use crate::base::{Day, Failure, Outcome, shown};
use crate::kernel::Gathered;
use crate::programme::catalogue::RequirementKind;
use crate::programme::check::Loaded;
use crate::programme::in_words;
use crate::programme::outline::{InForceWhen, Outline, outline};
use crate::skills::Scene;
use crate::sources::discover;
use crate::tables::Kind;
use crate::tables::kinds;
use crate::tables::schema::DATASET_METRICS;

/// Where an export is to be found.
fn path_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Users => {
            "Partner Center > Settings > Account settings > User management > Export report of users, or \
             Microsoft Entra > Users > All users > Download users"
        }
        Kind::Transcripts => {
            "Partner Center > Insights > Download reports > dataset TrainingCompletions, all columns, with the \
             role Executive report viewer"
        }
        Kind::Memberships => {
            "Partner Center > Membership > Membership offers; write competency, level and both dates, as \
             templates/memberships.csv of `attain init --programme` has the names"
        }
        Kind::Performance => {
            "Partner Center > Insights > Download reports > datasets AzureUsage, OfficeUsage, DynamicsUsage, \
             PowerBIUsage, two years each; or the months of Solutions Partner > View metric trends"
        }
        Kind::Invoices => "the lines of the learning KPI dashboard",
        Kind::Associations => {
            "a history of your own: Partner Center shows the associations of today only"
        }
        Kind::PartnerCenterReport => {
            "Partner Center > Membership > Competencies > Download skills report"
        }
        Kind::PartnerCenterScore => {
            "Partner Center > Membership > Solutions Partner > Overview > View details: the points of each card"
        }
    }
}

/// Several sources that name no file that is there: told before anything is read, all at once. Where
/// one is missing, the reading itself says so.
#[must_use]
pub(crate) fn files(loaded: &Loaded) -> Option<Failure> {
    let is_missing = |source| discover::files(source).is_err();
    let sources = &loaded.pipeline.sources;
    let missing: Vec<_> = sources.iter().filter(|(_, source)| is_missing(source)).collect();
    if missing.len() < 2 {
        return None;
    }
    let failure = Failure::input("several exports are still missing for an answer")
        .at(shown(&loaded.pipeline.path))
        .todo("put them where its `files` say");
    Some(missing.into_iter().fold(failure, |failure, (kind, source)| {
        let names: Vec<String> =
            source.files.iter().map(|name| shown(&source.folder.join(name))).collect();
        let told = format!("{}: {} ({})", kind.name(), names.join(", "), path_of(*kind));
        failure.because(told)
    }))
}

/// What the programmes in force ask for and no input says.
///
/// # Errors
/// When the text of a programme cannot be read again.
pub(crate) fn answers(gathered: &Gathered, scene: &Scene<'_>) -> Outcome<Vec<String>> {
    let mut missing = Vec::new();
    let outlines = outlines(&gathered.loaded, gathered.as_of)?;
    let sources = &gathered.loaded.pipeline.sources;
    let asks_measures = outlines.iter().any(|own| !own.measures.is_empty());
    let asks_invoices = outlines.iter().any(|own| own.has_learning);
    let wanted = [
        (
            Kind::Performance,
            asks_measures,
            "performance and usage are Unknown, and so is every score",
        ),
        (Kind::Invoices, asks_invoices, "learning KPIs are Unknown"),
    ];
    for (kind, is_asked, without) in wanted {
        if is_asked && !sources.contains_key(&kind) {
            missing.push(format!("{}: no such source; without it {without}", kind.name()));
            missing.push(format!(
                "  write [sources.{}] with its files into {}, or take the # away from these two lines there",
                kind.name(),
                shown(&gathered.loaded.pipeline.path)
            ));
            missing.push(format!("  {}", path_of(kind)));
        }
    }
    missing.extend(measures(scene, &outlines));
    missing.extend(facts(gathered, scene, &outlines));
    missing.extend(undue_facts(scene));
    Ok(missing)
}

/// Says it, if anything is.
pub(crate) fn tell(missing: &[String], text: &mut SafeLines) {
    if !missing.is_empty() {
        text.blank();
        text.say("Still missing for an answer");
        for line in missing {
            text.say(format_args!("  {line}"));
        }
    }
}

/// Of the programmes in force.
fn outlines(loaded: &Loaded, as_of: Day) -> Outcome<Vec<Outline>> {
    let catalogue = &loaded.catalogue;
    let texts = catalogue.texts.iter().filter(|(file, _)| file.ends_with("programme.toml"));
    let in_force = catalogue.programmes.iter().zip(texts);
    let in_force = in_force.filter(|(programme, _)| programme.in_force(as_of));
    in_force
        .map(|(programme, (_, text))| outline(&programme.file, text, InForceWhen::On(as_of)))
        .collect()
}

/// A competency of which `performance` has rows, by one of its names, but not of every measure.
fn measures(scene: &Scene<'_>, outlines: &[Outline]) -> Vec<String> {
    let Some(facts) = scene.facts(Kind::Performance) else { return Vec::new() };
    let [competencies, options, metrics] =
        [kinds::Performance::COMPETENCY, kinds::Performance::OPTION, kinds::Performance::METRIC]
            .map(|column| facts.text(column));
    let folded = |code: u32| fold(scene.reading.dictionary.text(code));
    let mut rows: Vec<[String; 3]> = (0..facts.len())
        .map(|row| [competencies.at(row), options.at(row), metrics.at(row)].map(folded))
        .collect();
    // A dataset of Insights has metrics for columns, which are for every competency.
    let of_dataset = DATASET_METRICS.iter().filter(|name| {
        let amounts = facts.amounts(name);
        (0..facts.len()).any(|row| amounts.at(row).is_some())
    });
    rows.extend(of_dataset.map(|name| [String::new(), String::new(), fold(name)]));
    rows.sort_unstable();
    rows.dedup();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for measure in outlines.iter().flat_map(|own| &own.measures) {
        let names = names_of(scene, &measure.competency);
        let is_own = |row: &[String; 3]| {
            let is_of_option = row[1] == fold(&measure.option) || row[1].is_empty();
            (row[0].is_empty() || names.contains(&row[0])) && is_of_option
        };
        let own: Vec<_> = rows.iter().filter(|row| is_own(row)).collect();
        let is_begun = own.iter().any(|row| !row[0].is_empty());
        let has = |metric: &String| own.iter().any(|row| row[2] == fold(metric));
        if !is_begun || measure.any_of.iter().any(has) {
            continue;
        }
        let of = format!("{} ({})", measure.competency, measure.option);
        let what = measure.any_of.join(" or ");
        match lines.iter_mut().find(|(known, _)| *known == of) {
            Some((_, whats)) => whats.push(what),
            None => lines.push((of, vec![what])),
        }
    }
    let tell = |(of, whats): (String, Vec<String>)| {
        format!("performance: {of} has no row of {}, which counts as 0", whats.join("; "))
    };
    lines.into_iter().map(tell).collect()
}

fn names_of(scene: &Scene<'_>, competency: &str) -> Vec<String> {
    let programmes = &scene.catalogue.programmes;
    programmes.iter().flat_map(|programme| programme.names_of(competency)).collect()
}

/// What is to be attested and is not, of what is held.
fn facts(gathered: &Gathered, scene: &Scene<'_>, outlines: &[Outline]) -> Vec<String> {
    let companies = &gathered.loaded.pipeline.companies;
    let held = held(scene);
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for [competency, fact] in outlines.iter().flat_map(|own| &own.facts) {
        let is_held = names_of(scene, competency).iter().any(|name| held.contains(name));
        let is_said = |own: &String| fold(own) == fold(fact);
        let mut said = companies.iter().flat_map(|company| company.attested.keys());
        if !is_held || said.any(is_said) {
            continue;
        }
        match lines.iter_mut().find(|(known, _)| known == fact) {
            Some((_, of)) => of.push(competency),
            None => lines.push((fact, vec![competency])),
        }
    }
    let tell = |(fact, of): (&str, Vec<&str>)| {
        format!(
            "[company.attested]: \"{fact}\" is not attested, which {} may need; write the day on which it was checked",
            of.join(", ")
        )
    };
    lines.into_iter().map(tell).collect()
}

/// What is attested, of what is held, on a day that does not count today: too long ago, or ahead.
fn undue_facts(scene: &Scene<'_>) -> Vec<String> {
    let (as_of, held) = (scene.as_of, held(scene));
    let mut lines: Vec<String> = Vec::new();
    for programme in scene.catalogue.programmes.iter().filter(|own| own.in_force(as_of)) {
        for own in programme.requirements.iter().filter(|own| own.in_force(as_of)) {
            let RequirementKind::Attested { fact, lasts } = &own.kind else { continue };
            let names = programme.names_of(&own.competency);
            if !names.iter().any(|name| held.contains(name)) {
                continue;
            }
            let companies = scene.pipeline.companies.iter().flat_map(|company| &company.attested);
            for (_, day) in companies.filter(|(key, _)| fold(key) == fold(fact)) {
                let said = if *day > as_of {
                    format!("is attested on {day}, which lies ahead of {as_of}: not known yet")
                } else if lasts.through(*day) < as_of {
                    let lasts = in_words::lasts(*lasts);
                    format!("was attested on {day}, longer than {lasts} ago; check it again")
                } else {
                    continue;
                };
                let line = format!("[company.attested]: \"{fact}\" {said}");
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    lines
}

/// The folded names of what memberships say is held.
fn held(scene: &Scene<'_>) -> BTreeSet<String> {
    let Some(facts) = scene.facts(Kind::Memberships) else { return BTreeSet::new() };
    let competencies = facts.text(kinds::Performance::COMPETENCY);
    let names =
        (0..facts.len()).map(|row| fold(scene.reading.dictionary.text(competencies.at(row))));
    names.collect()
}
