//! An explanation as text that a person reads from top to bottom.

use std::fmt::Write;

use super::competency::CompetencyExplained;
use super::invoice::InvoiceExplained;
use super::person::{Explanation, PersonExplained, SkillExplained, in_short};
use super::rule_steps::ParameterUsed;

/// The whole explanation.
#[must_use]
pub fn of_user(explanation: &Explanation) -> String {
    let mut text = String::new();
    for person in &explanation.persons {
        if !text.is_empty() {
            text.push('\n');
        }
        of_person(&mut text, person, &explanation.as_of);
    }
    text
}

fn of_person(text: &mut String, person: &PersonExplained, as_of: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{} · {} ({}) · as of {as_of}",
        person.work_email, person.company, person.mpn_id
    );
    for account in &person.accounts {
        let roll = if account.on_the_roll { "on the roll" } else { "not on the roll" };
        let mcid = if account.mcid.is_empty() {
            "no MCID".into()
        } else {
            format!("MCID {}", account.mcid)
        };
        let _ = writeln!(
            text,
            "  account {}, {mcid}, {roll} ({}:{})",
            account.work_email, account.file, account.line
        );
    }
    for association in &person.associations {
        let _ = writeln!(text, "  associated: {association}");
    }
    if person.associations.is_empty() {
        let _ = writeln!(text, "  associated: never, as far as the exports tell");
    }
    if let Some(why) = &person.without_skills {
        let _ = writeln!(text, "\n  No skills: {why}.");
    }
    for skill in &person.skills {
        text.push('\n');
        of_skill(text, skill);
    }
}

fn of_skill(text: &mut String, skill: &SkillExplained) {
    let title = if skill.skill_title.is_empty() {
        String::new()
    } else {
        format!(" {}", skill.skill_title)
    };
    let _ = writeln!(text, "  {}{title}: {}", skill.skill_code, in_short(skill));
    let _ = writeln!(
        text,
        "    read from {}:{}; found because {}",
        skill.file, skill.line, skill.found_by
    );
    for row in &skill.other_rows {
        let _ = writeln!(text, "    another row of the skill, not chosen: {row}");
    }
    for step in &skill.steps {
        let mark = if step.holds { "yes" } else { "NO " };
        let _ = writeln!(text, "    {mark} {:<3} {}", step.rule, step.says);
        let _ = writeln!(text, "            {}", step.because);
        if let Some(parameter) = &step.parameter {
            let _ = writeln!(text, "            {}", in_force(parameter));
        }
        if !step.holds {
            let _ = writeln!(text, "            rule from: {}", step.cites);
        }
    }
}

/// An invoice, line by line.
#[must_use]
pub fn of_invoice(invoice: &InvoiceExplained) -> String {
    let mut text = format!(
        "invoice {} · as of {} · window {}\n",
        invoice.invoice_no, invoice.as_of, invoice.window
    );
    for line in &invoice.lines {
        let verdict = match (line.counts, line.in_window) {
            (true, true) => "counted",
            (true, false) => "counts, but not in this window",
            (false, _) => "not counted",
        };
        let _ = writeln!(
            text,
            "\n  {} · {} · {} · KPI {}: {verdict}",
            line.document_type, line.omlp_type, line.purchase_unit, line.kpi_value
        );
        let _ = writeln!(text, "    read from {}:{}", line.file, line.line);
        let _ = writeln!(text, "    month {}, visible from {}", line.month, line.visible_on);
        let _ = writeln!(text, "    {}", line.because);
        for note in &line.notes {
            let _ = writeln!(text, "    note: {note}");
        }
        for row in &line.set_aside {
            let _ = writeln!(text, "    set aside for it: {row}");
        }
    }
    text.push('\n');
    for parameter in &invoice.parameters {
        let _ = writeln!(text, "  {}", in_force(parameter));
    }
    text
}

/// A parameter with what proves it.
fn in_force(parameter: &ParameterUsed) -> String {
    let ParameterUsed { name, value, since, source, url } = parameter;
    format!("{name} = {value} since {since}, from “{source}” {url}")
}

/// A competency, level by level.
#[must_use]
pub fn of_competency(explained: &CompetencyExplained) -> String {
    let mut text = format!("{} · as of {}\n", explained.competency, explained.as_of);
    for level in &explained.levels {
        let _ = writeln!(
            text,
            "\n{} · {} · {}: {}, met: {}",
            level.company, level.programme, level.level, level.state, level.met
        );
        if let (Some(day), Some(met)) = (&level.anniversary_on, &level.met_at_anniversary) {
            let _ = writeln!(text, "  next anniversary {day}, met then: {met}");
        }
        if let Some(severity) = &level.severity {
            let breach = level.breach_on.as_ref().map(|day| format!(", breaks on {day}"));
            let _ = writeln!(text, "  risk: {severity}{}", breach.unwrap_or_default());
        }
        if let Some(from) = &level.anniversary_from {
            let _ = writeln!(text, "  the anniversary comes from {from}");
        }
        for cause in &level.causes {
            let _ = writeln!(text, "  because {cause}");
        }
        for (place, short) in level.shortfalls.iter().enumerate() {
            let word = match (place, level.shortfalls.len()) {
                (0, 1) => "missing then:",
                (0, _) => "missing then: either",
                _ => "  or",
            };
            let _ = writeln!(text, "  {word} {short}");
        }
        if let Some(factor) = &level.bus_factor {
            let who = match level.key_people.as_slice() {
                [] => "no single person breaks it".to_owned(),
                people => format!("hangs on {}", listed(people)),
            };
            let _ = writeln!(text, "  bus factor {factor}: {who}");
        }
        for option in &level.options {
            let best = if option.best { " (best option)" } else { "" };
            let _ = writeln!(text, "  option {}: {}{best}", option.option, option.met);
            for own in &option.requirements {
                let have = own.have.as_deref().unwrap_or("unknown");
                let _ = writeln!(
                    text,
                    "    {:<3} {} [{}]: have {have} of {}",
                    own.met, own.requirement, own.kind, own.need
                );
                let _ = writeln!(text, "        asks for {}; {}", own.asks, own.rule_from);
                if let Some(then) = &own.have_at_anniversary {
                    let how = own.projection.as_ref().map(|how| format!(" = {how}"));
                    let how = how.unwrap_or_default();
                    let _ = writeln!(text, "        at the anniversary: {then}{how}");
                }
                if !own.persons.is_empty() {
                    let _ = writeln!(text, "        counted: {}", listed(&own.persons));
                }
            }
        }
    }
    text
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    if names.is_empty() {
        return "nobody".to_owned();
    }
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
