//! `attain schema`: the columns, types and aliases of an input or output.

use std::fmt::Write;

use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::programme::Dialect;
use crate::publish::manifest_schema;
use crate::tables::output::{OutputSchema, OutputType};
use crate::tables::schema::KeyPart;
use crate::tables::{Column, ColumnType, Kind, Need, OneOf, Vocabulary, outputs};

use super::glossary;

/// What the schema command prints.
///
/// # Errors
/// When there is no such input or output.
pub(crate) fn schema(kind: Option<&str>, dialect: &Dialect) -> Outcome<String> {
    let Some(name) = kind else { return Ok(list()) };
    // Invoices are both: what is read and what is published.
    let read = Kind::from_name(name).map(|kind| input(kind, dialect));
    let mut outputs = outputs::ALL.into_iter().chain([&outputs::PORTFOLIO]);
    let published = outputs.find(|schema| schema.name == name).map(output);
    let both: Vec<String> = read.into_iter().chain(published).collect();
    if !both.is_empty() {
        return Ok(both.join("\n"));
    }
    if name == "manifest" {
        return Ok(manifest_schema::text());
    }
    if name == "rules" {
        return glossary::page();
    }
    let known = Kind::ALL.iter().map(|kind| kind.name()).chain(outputs::ALL.iter().map(|s| s.name));
    let known = known.chain(["portfolio", "manifest", "rules"]);
    let hint = did_you_mean(name, known).map(|near| format!("did you mean {near:?}?"));
    Err(Failure::configuration(format!("there is no input or output {name:?}"))
        .todo(hint.unwrap_or_else(|| "attain schema lists them".into())))
}

fn list() -> String {
    let mut text = String::from("Inputs\n");
    for kind in Kind::ALL {
        let _ = writeln!(text, "  {}", kind.name());
    }
    text.push_str("\nOutputs\n");
    for schema in outputs::ALL {
        let _ = writeln!(text, "  {:<13} {}", schema.name, schema.says);
    }
    let portfolio = outputs::PORTFOLIO;
    let _ = writeln!(text, "  {:<13} {}", portfolio.name, portfolio.says);
    text.push_str("  manifest      what a run says of itself, as a JSON schema\n");
    text.push_str(
        "\nRules\n  rules         every rule, reason, state and severity, with its source\n",
    );
    text.push_str("\nattain schema NAME shows the columns of one.\n");
    text
}

fn input(kind: Kind, dialect: &Dialect) -> String {
    let mut text = format!("{}: input\n\n", kind.name());
    for (place, column) in kind.columns().iter().enumerate() {
        let _ = writeln!(text, "{}  {}; {}", column.name, of_input(column.of), need(column));
        let _ = writeln!(text, "    {}", column.means);
        let aliases = dialect.spellings.get(&(kind, place)).map_or(&[][..], Vec::as_slice);
        let names: Vec<&str> = aliases.iter().map(|alias| alias.text.as_str()).collect();
        let _ = writeln!(text, "{}", wrapped(&names.join(", ")));
    }
    let key: Vec<&str> = kind.key().iter().map(|part| part_of_key(*part)).collect();
    let _ = writeln!(text, "\nRows with the same key are one: {}.", key.join(", "));
    text.push_str("Headers are compared without accents, case and punctuation.\n");
    text
}

fn part_of_key(part: KeyPart) -> &'static str {
    match part {
        KeyPart::Cell(name) | KeyPart::Folded(name) => name,
        KeyPart::Company => "the company of mpn_id",
        KeyPart::MpnId => "mpn_id",
        KeyPart::Skill => "the skill",
        KeyPart::Identity => "the first identity that is filled",
    }
}

fn need(column: &Column) -> String {
    match column.need {
        Need::Required => "required",
        Need::Optional => "optional",
        Need::Else(word) => return format!("optional, {word} where empty"),
        Need::OneOf(OneOf::Identity) => "one of the identities is required",
        Need::OneOf(OneOf::Skill) => "skill_code or skill_title is required",
        Need::OneOf(OneOf::Month) => "month and year, or invoice_date",
        Need::OneOf(OneOf::Anniversary) => "anniversary_on or pmc_expires_on",
    }
    .to_owned()
}

fn of_input(of: ColumnType) -> String {
    match of {
        ColumnType::Text => "text".into(),
        ColumnType::Parts => "text; every header that answers is taken".into(),
        ColumnType::Email => "e-mail".into(),
        ColumnType::Emails => {
            "e-mails, ; or , between them; every header that answers is taken".into()
        }
        ColumnType::MpnId | ColumnType::Mcid => "digits, leading zeros kept".into(),
        ColumnType::Word(Vocabulary::YesNo) | ColumnType::YesNo => "yes or no".into(),
        ColumnType::Word(vocabulary) => vocabulary.words()[1..].join(" | "),
        ColumnType::SourceName => "name of a source".into(),
        ColumnType::Date => "date".into(),
        ColumnType::Decimal(places) => format!("decimal, {places} places at most"),
        ColumnType::SkillCode => "code of a skill".into(),
        ColumnType::MonthNumber => "1 to 12, or the name of a month".into(),
        ColumnType::Year => "four digits".into(),
        ColumnType::MonthOrDate => "yyyy-mm, or a date in the month".into(),
        ColumnType::Currency => "ISO 4217 code".into(),
        ColumnType::UserId => "text, compared without case".into(),
        ColumnType::LevelName => "Silver, Gold, or a level of a programme".into(),
    }
}

fn output(schema: &OutputSchema) -> String {
    let mut text = format!("{}: output, {}\n\n", schema.name, schema.says);
    for column in schema.columns {
        let of = match column.of {
            OutputType::Text => "text".into(),
            OutputType::Day => "date".into(),
            OutputType::Number => "whole number".into(),
            OutputType::Amount(places) => format!("decimal, {places} places"),
            OutputType::YesNo => "Yes or No".to_owned(),
        };
        let sorted =
            if column.sorted > 0 { format!(" (sort {})", column.sorted) } else { String::new() };
        let _ = writeln!(text, "{:<29} {of:<20} {}{sorted}", column.name, column.means);
    }
    text
}

fn wrapped(text: &str) -> String {
    let mut lines = vec![String::from("   ")];
    for word in text.split(' ') {
        if lines.last().is_some_and(|line| line.chars().count() + word.chars().count() > 96) {
            lines.push(String::from("   "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}
