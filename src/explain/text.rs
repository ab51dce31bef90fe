//! An explanation as text that a person reads from top to bottom.

use std::fmt::Write;

use super::person::{Explanation, PersonExplained, SkillExplained, in_short};

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
            let _ = writeln!(
                text,
                "            {} = {} since {}, from “{}” {}",
                parameter.name, parameter.value, parameter.since, parameter.source, parameter.url
            );
        }
        if !step.holds {
            let _ = writeln!(text, "            rule from: {}", step.cites);
        }
    }
}
