//! An explanation as text that a person reads from top to bottom.

use crate::base::safe::SafeLines;

use super::invoice::InvoiceExplained;
use super::person::{Explanation, PersonExplained, SkillExplained, in_short};
use super::steps::ParameterShown;

/// The whole explanation.
#[must_use]
pub fn of_user(explanation: &Explanation) -> String {
    let mut text = SafeLines::default();
    for person in &explanation.persons {
        if !text.is_empty() {
            text.blank();
        }
        of_person(&mut text, person, &explanation.as_of);
    }
    text.into_text()
}

fn of_person(text: &mut SafeLines, person: &PersonExplained, as_of: &str) {
    text.say(format_args!(
        "{} · {} ({}) · as of {as_of}",
        person.work_email, person.company, person.mpn_id
    ));
    for account in &person.accounts {
        let roll = if account.on_the_roll { "on the roll" } else { "not on the roll" };
        let mcid = if account.mcid.is_empty() {
            "no MCID".into()
        } else {
            format!("MCID {}", account.mcid)
        };
        text.say(format_args!(
            "  account {}, {mcid}, {roll} ({}:{})",
            account.work_email, account.file, account.line
        ));
        for row in &account.further_rows {
            text.say(format_args!("    the same account under another address: {row}"));
        }
    }
    if person.associations_unknown {
        text.say(
            "  A2u no word: no export says who is associated with the company, so what depends on \
             people is Unknown",
        );
    }
    for association in &person.associations {
        text.say(format_args!("  associated: {association}"));
    }
    if person.associations.is_empty() {
        text.say(format_args!("  associated: never, as far as the exports tell"));
    }
    if let Some(why) = &person.without_skills {
        text.blank();
        text.say(format_args!("  No skills: {why}."));
    }
    for skill in &person.skills {
        text.blank();
        of_skill(text, skill);
    }
}

fn of_skill(text: &mut SafeLines, skill: &SkillExplained) {
    let title = if skill.skill_title.is_empty() {
        String::new()
    } else {
        format!(" {}", skill.skill_title)
    };
    text.say(format_args!("  {}{title}: {}", skill.skill_code, in_short(skill)));
    text.say(format_args!(
        "    read from {}:{}; found because {}",
        skill.file, skill.line, skill.found_by
    ));
    for row in &skill.other_rows {
        text.say(format_args!("    another row of the skill, not chosen: {row}"));
    }
    for step in &skill.steps {
        let mark = if step.holds { "yes" } else { "NO " };
        text.say(format_args!("    {mark} {} {}: {}", step.rule, step.word, step.says));
        text.say(format_args!("            {}", step.because));
        if let Some(parameter) = &step.parameter {
            text.say(format_args!("            {}", in_force(parameter)));
        }
        if !step.holds {
            text.say(format_args!("            rule from: {}", step.cites));
        }
    }
}

/// An invoice, line by line.
#[must_use]
pub fn of_invoice(invoice: &InvoiceExplained) -> String {
    let mut text = SafeLines::default();
    text.say(format_args!(
        "invoice {} · as of {} · window {}",
        invoice.invoice_no, invoice.as_of, invoice.window
    ));
    for line in &invoice.lines {
        let verdict = match (line.counts, line.in_window) {
            (true, true) => "counted",
            (true, false) => "counts, but not in this window",
            (false, _) => "not counted",
        };
        text.blank();
        text.say(format_args!(
            "  {} · {} · {} · KPI {}: {verdict}",
            line.document_type, line.omlp_type, line.purchase_unit, line.kpi_value
        ));
        text.say(format_args!("    read from {}:{}", line.file, line.line));
        text.say(format_args!("    month {}, visible from {}", line.month, line.visible_on));
        text.say(format_args!("    {}", line.because));
        for note in &line.notes {
            text.say(format_args!("    note: {note}"));
        }
        for row in &line.set_aside {
            text.say(format_args!("    set aside for it: {row}"));
        }
    }
    text.blank();
    for parameter in &invoice.parameters {
        text.say(format_args!("  {}", in_force(parameter)));
    }
    text.into_text()
}

/// A parameter with what proves it.
pub(super) fn in_force(parameter: &ParameterShown) -> String {
    let ParameterShown { name, value, since, source, url, looked_up_for } = parameter;
    // Days in this form compare as texts.
    let since = if looked_up_for < since {
        format!("the first value there is, of {since}, for {looked_up_for}")
    } else {
        format!("since {since}, on {looked_up_for}")
    };
    format!("{name} = {value} ({since}), from “{source}” {url}")
}
