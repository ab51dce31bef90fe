//! `attain schema rules`: the page of rules, reasons, states and severities.

use std::fmt::Write;

use crate::assess::life_cycle::{LevelSeverity, LevelState};
use crate::base::Outcome;
use crate::programme::Citations;
use crate::rules::book::{BOOK, BookRule, PARTS};
use crate::rules::registry::RULES;

const STATES: [LevelState; 7] = [
    LevelState::Active,
    LevelState::ActiveExtended,
    LevelState::RenewalWindow,
    LevelState::Lapsed,
    LevelState::Qualified,
    LevelState::Started,
    LevelState::NotStarted,
];

const SEVERITIES: [LevelSeverity; 6] = [
    LevelSeverity::Lapsed,
    LevelSeverity::Critical,
    LevelSeverity::Warning,
    LevelSeverity::Fragile,
    LevelSeverity::Unknown,
    LevelSeverity::Ok,
];

/// The page, as the repository keeps it too.
///
/// # Errors
/// When the list of documents that is built in cannot be read.
pub(crate) fn page() -> Outcome<String> {
    let citations = Citations::built_in()?;
    let mut text = String::from(
        "# Rules, reasons, states and severities\n\n\
         `attain schema rules` prints this page. The ids stand in the outputs, in `attain explain` and in \
         the notes of the workbooks.\n",
    );
    for (letter, part) in PARTS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {letter}. {part}\n");
        for entry in BOOK.iter().filter(|entry| entry.id.starts_with(letter)) {
            let documents = documents(entry, &citations);
            let _ =
                writeln!(text, "- **{} {}.** {} *{documents}*", entry.id, entry.word, entry.says);
        }
    }
    text.push_str(
        "\n## Reasons\n\nWhy a skill does not count: the first that fails is its reason, in this order.\n\n\
         | reason | rule | what has to hold | source |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        let _ =
            writeln!(text, "| `{}` | {} | {} | {} |", rule.code, rule.id, rule.says, rule.cites);
    }
    text.push_str("\n## States of a level (K1)\n\n");
    for state in STATES {
        let _ = writeln!(text, "- **{}**: {}.", state.name(), of_state(state));
    }
    text.push_str("\n## Severities of a held level (K4)\n\n");
    for severity in SEVERITIES {
        let _ = writeln!(text, "- **{}**: {}.", severity.name(), of_severity(severity));
    }
    Ok(text)
}

fn documents(entry: &BookRule, citations: &Citations) -> String {
    let title = |id: &&str| {
        let known = citations.all.get(*id);
        known.map_or_else(|| (*id).to_owned(), |own| own.title.clone())
    };
    entry.sources.iter().map(title).collect::<Vec<_>>().join("; ")
}

fn of_state(state: LevelState) -> &'static str {
    match state {
        LevelState::Active => "held, on or before its anniversary",
        LevelState::ActiveExtended => "the same, with an anniversary that an extension put off",
        LevelState::RenewalWindow => "past its anniversary, and can still be renewed",
        LevelState::Lapsed => "past the days in which it can be renewed",
        LevelState::Qualified => {
            "not held, and all requirements are met, or were on a day of its window"
        }
        LevelState::Started => "not held, and something of a requirement is there",
        LevelState::NotStarted => "not held, and nothing of a requirement is there",
    }
}

fn of_severity(severity: LevelSeverity) -> &'static str {
    match severity {
        LevelSeverity::Lapsed => "past the days in which it can be renewed",
        LevelSeverity::Critical => {
            "not met now or at the anniversary, which is near or past; or in the renewal window"
        }
        LevelSeverity::Warning => "not met now or at the anniversary, which is further away",
        LevelSeverity::Fragile => "met, and one person can break it by leaving",
        LevelSeverity::Unknown => "what it rests on is Unknown",
        LevelSeverity::Ok => "met, and met at the anniversary; or safe by its window",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_names_documents_that_are_known() {
        let citations = Citations::built_in().unwrap();
        for id in BOOK.iter().flat_map(|entry| entry.sources) {
            assert!(citations.all.contains_key(*id), "{id}");
        }
    }
}
