//! The programmes and parameters in force on a day, in words: `attain catalogue show`.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::base::{Amount, Day};
use crate::programme::catalogue::{
    Cap, Catalogue, Metric, MetricKind, Programme, Requirement, RequirementKind, SkillGroup,
    SkillId,
};
use crate::programme::in_words;
use crate::programme::parameters::{Dated, ParameterValue};
use crate::programme::{Citations, Parameters};

const WIDTH: usize = 100;

/// What holds on a day, each with its source; at most a hundred columns wide.
#[must_use]
pub fn show(
    catalogue: &Catalogue,
    parameters: &Parameters,
    citations: &Citations,
    day: Day,
) -> String {
    let mut page = MarkdownPage::default();
    page.line(0, &format!("Programmes in force on {day}"));
    let in_force: Vec<&Programme> =
        catalogue.programmes.iter().filter(|programme| programme.in_force(day)).collect();
    if in_force.is_empty() {
        page.line(1, "none");
    }
    for programme in in_force {
        page.text.push('\n');
        page.programme(catalogue, programme, day);
    }
    page.text.push('\n');
    page.parameters(parameters, day);
    page.text.push('\n');
    page.sources(citations);
    page.text
}

#[derive(Default)]
struct MarkdownPage {
    text: String,
    cited: BTreeSet<String>,
}

impl MarkdownPage {
    /// Words that do not fit go on in the next line, two steps deeper.
    fn line(&mut self, depth: usize, words: &str) {
        let mut column = depth * 2;
        self.text.push_str(&" ".repeat(column));
        let mut first = true;
        for word in words.split(' ') {
            let length = word.chars().count();
            if !first && column + 1 + length > WIDTH {
                column = depth * 2 + 4;
                self.text.push('\n');
                self.text.push_str(&" ".repeat(column));
            } else if !first {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += length;
            first = false;
        }
        self.text.push('\n');
    }

    /// A line that ends with its source.
    fn cited(&mut self, depth: usize, words: &str, source: &str) {
        self.cited.insert(source.to_owned());
        self.line(depth, &format!("{words} [{source}]"));
    }

    fn programme(&mut self, catalogue: &Catalogue, programme: &Programme, day: Day) {
        let title = format!("{}: {}", programme.id, programme.title);
        self.cited(0, &(title + &dates(programme.from, programme.through)), &programme.source);
        // By first sight, in the order of the file.
        let current: Vec<&Requirement> =
            programme.requirements.iter().filter(|it| it.in_force(day)).collect();
        for competency in firsts(current.iter().map(|it| it.competency.as_str())) {
            let aliases = programme.aliases.get(competency).map_or(&[][..], Vec::as_slice);
            let also = if aliases.is_empty() { "" } else { ", also named " };
            self.line(1, &format!("{competency}{also}{}", aliases.join(", ")));
            let of = current.iter().copied().filter(|it| it.competency == competency);
            let of: Vec<&Requirement> = of.collect();
            for (level, name) in programme.levels.iter().enumerate() {
                let at = of.iter().filter(|it| it.level == level);
                let window = programme.window_months.get(&level).map_or(String::new(), |months| {
                    format!(", on any day of a window of {months} months")
                });
                for option in firsts(at.map(|it| it.option.as_str())) {
                    self.line(2, &format!("{name}, option {option}{window}"));
                    let asked = of.iter().filter(|it| it.level == level && it.option == option);
                    asked.for_each(|requirement| self.requirement(catalogue, requirement));
                }
            }
        }
        if !programme.unpublished.is_empty() {
            self.line(1, "Competencies whose requirements are not published");
        }
        for competency in &programme.unpublished {
            let levels = competency.levels.join(", ");
            let note = match competency.note.as_str() {
                "" => String::new(),
                note => format!(": {note}"),
            };
            self.cited(2, &format!("{} ({levels}){note}", competency.name), &competency.source);
        }
    }

    fn requirement(&mut self, catalogue: &Catalogue, requirement: &Requirement) {
        let mut words = format!("{}: {}", requirement.name, asked(catalogue, requirement));
        for (skill, until) in &requirement.counts_through {
            let code = &catalogue.skill(*skill).code;
            let _ = write!(words, "; {code} counts until {until}");
        }
        words += &dates(requirement.from, requirement.through);
        self.cited(3, &words, &requirement.source);
        if let RequirementKind::Score { metrics, caps, tenants } = &requirement.kind {
            for metric in metrics {
                self.line(4, &format!("{}: {}", metric.name, scored(catalogue, metric, caps)));
            }
            for cap in caps {
                let must = if cap.must_score { "; must score" } else { "" };
                self.line(
                    4,
                    &format!("under \"{}\": at most {} together{must}", cap.name, cap.max),
                );
            }
            for own in tenants {
                self.line(4, &format!("\"{}\": {}", own.name, in_words::tenants(own)));
            }
        }
    }

    fn parameters(&mut self, parameters: &Parameters, day: Day) {
        self.line(0, &format!("Parameters in force on {day}"));
        for parameter in parameters.all.values() {
            let used = parameters.in_use(&parameter.name, day);
            for dated in &used {
                let words = format!("{} = {}", parameter.name, valued(dated, &parameter.unit));
                let place = if dated.place.is_empty() { "" } else { ": " };
                self.cited.insert(dated.source.clone());
                self.line(1, &format!("{words} [{}{place}{}]", dated.source, dated.place));
            }
            if used.is_empty() {
                self.line(1, &format!("{} = none", parameter.name));
            }
        }
    }

    fn sources(&mut self, citations: &Citations) {
        self.line(0, "Sources");
        let cited = std::mem::take(&mut self.cited);
        for citation in cited.iter().filter_map(|id| citations.all.get(id)) {
            let words = format!("[{}] {}. {}", citation.id, citation.title, citation.publisher);
            self.line(1, &format!("{words}, read on {}, {}", citation.read_on, citation.url));
        }
    }
}

/// Each name once, in the order of first sight.
fn firsts<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

fn dates(from: Day, until: Day) -> String {
    match (from.is_dated(), until.is_dated()) {
        (true, true) => format!(" ({from} to {until})"),
        (true, false) => format!(" (since {from})"),
        (false, true) => format!(" (until {until})"),
        (false, false) => String::new(),
    }
}

fn codes(catalogue: &Catalogue, skills: &[SkillId]) -> String {
    let codes: Vec<&str> = skills.iter().map(|id| catalogue.skill(*id).code.as_str()).collect();
    codes.join(", ")
}

fn asked(catalogue: &Catalogue, requirement: &Requirement) -> String {
    let need = requirement.need;
    match &requirement.kind {
        RequirementKind::People { group, distinct } => {
            let how = match group {
                SkillGroup::AnyOf(_) => "any of".to_owned(),
                SkillGroup::AllOf(_) => "all of".to_owned(),
                SkillGroup::AtLeast(least, _) => format!("at least {least} of"),
            };
            let skills = codes(catalogue, group.skills());
            let apart = distinct
                .as_ref()
                .map_or(String::new(), |group| format!("; nobody counts twice among \"{group}\""));
            let persons = if need == Amount::whole(1) { "person" } else { "persons" };
            format!("{need} {persons} with {how} {skills}{apart}")
        }
        RequirementKind::Performance { metric } => {
            format!("{need} of \"{metric}\" in the last 12 closed months")
        }
        RequirementKind::Learning { omlp_types } if omlp_types.is_empty() => {
            format!("{need} learning KPI in the window")
        }
        RequirementKind::Learning { omlp_types } => {
            format!("{need} learning KPI in the window, of {}", omlp_types.join(", "))
        }
        RequirementKind::Attested { fact, lasts } => {
            format!("\"{fact}\" attested in the last {}", in_words::lasts(*lasts))
        }
        RequirementKind::Score { .. } => format!("{need} points"),
        RequirementKind::Holds { which, levels } => in_words::held_levels(*which, levels),
    }
}

fn scored(catalogue: &Catalogue, metric: &Metric, caps: &[Cap]) -> String {
    let mut words = match &metric.kind {
        MetricKind::PerPerson { any_of, points } => {
            format!("{points} for each person with any of {}", codes(catalogue, any_of))
        }
        MetricKind::Measured(ways) => in_words::ways(ways),
    };
    let _ = write!(words, "; at most {}", metric.max);
    if metric.must_score {
        words.push_str("; must score");
    }
    if let Some(cap) = metric.cap.and_then(|place| caps.get(place)) {
        let _ = write!(words, "; under \"{}\"", cap.name);
    }
    if let Some(baseline) = &metric.baseline {
        let _ = write!(words, "; nothing while {}", in_words::baseline(baseline));
    }
    for gate in &metric.gates {
        let skills = codes(catalogue, &gate.any_of);
        let persons = if gate.need == 1 { "person" } else { "persons" };
        let _ = write!(words, "; first {} {persons} with any of {skills}", gate.need);
        if !gate.points.is_zero() {
            let _ = write!(words, " ({} points)", gate.points);
        }
    }
    words
}

fn valued(dated: &Dated, unit: &str) -> String {
    let since = dated.from;
    match &dated.value {
        ParameterValue::Number { number, month_end: false } => {
            format!("{number} {unit}, since {since}")
        }
        ParameterValue::Number { number, .. } => {
            format!("{number} {unit}, to the end of the month, since {since}")
        }
        ParameterValue::Numbers(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i32::to_string).collect();
            format!("{} {unit}, since {since}", numbers.join(", "))
        }
        ParameterValue::Names(names) => format!("{}, since {since}", names.join(", ")),
        ParameterValue::Range { through, except, announced_on } => {
            let mut words = format!("anniversaries {since} to {through}");
            if !except.is_empty() {
                let _ = write!(words, ", but {}", except.join(", "));
            }
            if announced_on.is_dated() {
                let _ = write!(words, ", announced on {announced_on}");
            }
            words
        }
    }
}
