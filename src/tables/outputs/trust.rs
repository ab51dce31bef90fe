//! What is to be done, what changed, and what was not used: the columns of its tables.

use super::{column, key};
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text};

pub const ACTIONS: OutputSchema = OutputSchema {
    name: "actions",
    says: "what a named person can do by a day, the most urgent first",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "rank", Number, "what to do first: 1, in each company"),
        column("urgency", Text, "now, soon, later or none"),
        column("kind", Text, "what kind of action"),
        column("who", Text, "who does it; empty where nobody is known"),
        column("what", Text, "the skill, requirement, source or competency it is about"),
        column("by_on", Day, "the last day on which it still helps"),
        column("competency", Text, "the competency it serves"),
        column("level", Text, "the level it serves"),
        column("programme", Text, "the programme of that level"),
        column("restores", Text, "held levels unmet today that are met if this alone is done"),
        column("keeps", Text, "held levels that break within the horizon and do not if it is done"),
        column("skill_code", Text, "the skill"),
        column("group", Number, "one number for actions of which any one is enough"),
        column("why", Text, "the rules, and the row of the table it stands on"),
        column("breaks_again_on", Day, "when the level breaks all the same, where it is put off"),
        column("option", Text, "the option it is of, where the level has several"),
        column("through", Text, "the level asked for by the one it serves, where it is of that"),
        column("enough_more", Amount(2), "so much more of the metric alone is enough"),
        column("fault", Text, "what is wrong with an input or a fact, as far as it is known"),
        column("place", Text, "where that is written: file, line and column, or a key"),
        column("helped_through", Day, "the last day on which it would have helped, if it is late"),
        column("unit", Text, "what enough_more is counted in"),
    ],
};

pub const FINDINGS: OutputSchema = OutputSchema {
    name: "findings",
    says: "what should be looked into",
    columns: &[
        column("severity", Text, "info, warning or error"),
        key(1, "code", Text, "what it is"),
        key(2, "mpn_id", Text, "the company's MPN id"),
        key(3, "work_email", Text, "whose"),
        key(4, "mcid", Text, "certification id"),
        key(5, "skill_code", Text, "skill"),
        column("message", Text, "in words"),
        key(6, "file", Text, "file"),
        key(7, "line", Number, "line"),
    ],
};

pub const REJECTS: OutputSchema = OutputSchema {
    name: "rejects",
    says: "rows set aside, a line for each reason",
    columns: &[
        key(1, "source_kind", Text, "kind of source"),
        key(2, "file", Text, "file"),
        key(3, "line", Number, "line"),
        column("column", Text, "column; empty for a whole record"),
        column("code", Text, "why"),
        column("value", Text, "the cell as it was written"),
        column("message", Text, "in words"),
    ],
};

pub const CHANGES: OutputSchema = OutputSchema {
    name: "changes",
    says: "what changed since the run before",
    columns: &[
        key(1, "kind", Text, "what kind of change"),
        key(2, "mpn_id", Text, "the company's MPN id"),
        key(3, "work_email", Text, "whose"),
        key(4, "skill_code", Text, "skill"),
        key(5, "competency", Text, "competency"),
        key(6, "level", Text, "level"),
        column("before", Text, "before"),
        column("after", Text, "after"),
        column("cause", Text, "input, correction, rules or calendar"),
    ],
};
