//! The programme of the risk benchmark: five requirements for each of twenty competencies, of every
//! kind that an assessment has to work for.

use std::fmt::Write as _;

use super::skills::{LISTED, Skill};

const COMPETENCIES: u64 = 20;
/// The metric of the scores.
pub(crate) const METRIC: &str = "Active use";

#[must_use]
pub(crate) fn competencies() -> Vec<String> {
    (1..=COMPETENCIES).map(|number| format!("Area {number}")).collect()
}

/// Silver asks for two groups that may not share a person; Gold for people who hold several skills at
/// once, which few do, or for a score.
#[must_use]
pub(crate) fn requirements() -> String {
    let mut text = String::new();
    for (place, competency) in (0..).zip(competencies()) {
        let codes = |first: u64, count: u64| -> String {
            let of_area = |own: u64| Skill((place * 10 + first + own) % LISTED).code();
            let codes: Vec<String> =
                (0..count).map(|own| format!("\"{}\"", of_area(own))).collect();
            codes.join(", ")
        };
        let distinct = |first| format!("any_of = [{}]\ndistinct = \"staff\"", codes(first, 5));
        let asked = [
            ("Silver", "Standard", "Engineers", "people", 4, distinct(0)),
            ("Silver", "Standard", "Consultants", "people", 4, distinct(5)),
            (
                "Gold",
                "Standard",
                "Architects",
                "people",
                3,
                format!("at_least = 3\nof = [{}]", codes(0, 10)),
            ),
            ("Gold", "Standard", "Specialists", "people", 2, format!("all_of = [{}]", codes(2, 3))),
            ("Gold", "Score", "Score", "score", 8, score(&codes(0, 10))),
        ];
        for (level, option, name, kind, need, rest) in asked {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[[requirement]]\ncompetency = \"{competency}\"\nlevel = \"{level}\"\n\
                 option = \"{option}\"\nname = \"{name}\"\nkind = \"{kind}\"\nneed = {need}\n\
                 source = \"sample\"\n{rest}\n",
            );
        }
    }
    text
}

fn score(codes: &str) -> String {
    format!(
        "  [[requirement.metric]]\n  name = \"People\"\n  kind = \"per_person\"\n  \
         any_of = [{codes}]\n  points = 2\n  max = 8\n  must_score = true\n  \
         [[requirement.metric]]\n  name = \"Use\"\n  kind = \"pro_rata\"\n  \
         metric = \"{METRIC}\"\n  full_at = 1000\n  max = 6"
    )
}
