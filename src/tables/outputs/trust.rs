//! What is to be done, what changed, and what was not used: the columns of its tables.

use super::{column, key};
use crate::tables::columns;
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text};

pub const ACTIONS: OutputSchema = OutputSchema {
    name: "actions",
    says: "what a named person can do by a day, the most urgent first",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::RANK, Number, "what to do first: 1, in each company"),
        column(columns::URGENCY, Text, "now, soon, later or none"),
        column(columns::KIND, Text, "what kind of action"),
        column(columns::WHO, Text, "who does it; empty where nobody is known"),
        column(columns::WHAT, Text, "the skill, requirement, source or competency it is about"),
        column(columns::BY_ON, Day, "the last day on which it still helps"),
        column(columns::COMPETENCY, Text, "the competency it serves"),
        column(columns::LEVEL, Text, "the level it serves"),
        column(columns::PROGRAMME, Text, "the programme of that level"),
        column(
            columns::RESTORES,
            Text,
            "held levels unmet today that are met if this alone is done",
        ),
        column(
            columns::KEEPS,
            Text,
            "held levels that break within the horizon and do not if it is done",
        ),
        column(columns::SKILL_CODE, Text, "the skill"),
        column(columns::GROUP, Number, "one number for actions of which any one is enough"),
        column(columns::WHY, Text, "the rules, and the row of the table it stands on"),
        column(
            columns::BREAKS_AGAIN_ON,
            Day,
            "when the level breaks all the same, where it is put off",
        ),
        column(columns::OPTION, Text, "the option it is of, where the level has several"),
        column(
            columns::THROUGH,
            Text,
            "the level asked for by the one it serves, where it is of that",
        ),
        column(columns::ENOUGH_MORE, Amount(2), "so much more of the metric alone is enough"),
        column(
            columns::FAULT,
            Text,
            "what is wrong with an input or a fact, as far as it is known",
        ),
        column(columns::PLACE, Text, "where that is written: file, line and column, or a key"),
        column(
            columns::HELPED_THROUGH,
            Day,
            "the last day on which it would have helped, if it is late",
        ),
        column(columns::UNIT, Text, "what enough_more is counted in"),
        column(
            columns::ENOUGH_WITH,
            Text,
            "the ranks of those that with it restore or keep the level",
        ),
        column(columns::ENOUGH_OF, Number, "of it and these, any so many are enough"),
        column(columns::ENOUGH_FOR, Text, "the level that these and it restore or keep"),
        column(columns::PUTS_OFF, Text, "the levels that break all the same, only later"),
        column(
            columns::FALLS_MEANWHILE,
            Text,
            "levels not met from the day it is done until it shows",
        ),
        column(columns::DO_FIRST, Number, "the rank of what to do first, so that none falls"),
        column(columns::HELPS, Text, "held levels it brings nearer, and is not enough for alone"),
        column(
            columns::RENEW_TOO,
            Text,
            "what else is to be renewed, so that it lasts: e-mail, skill, from..to",
        ),
        column(
            columns::RENEW_INSTEAD,
            Text,
            "what can be renewed instead, once that opens: e-mail, skill, from..to",
        ),
        column(
            columns::PUTS_OFF_BY,
            Day,
            "the last day on which it puts that off, where it helps longer",
        ),
        column(
            columns::LEAVES,
            Text,
            "the companies that the person leaves by it: MPN id, work e-mail there",
        ),
        column(columns::ALLOWED_FROM, Day, "the first day the association limit allows it"),
        column(columns::TOO_LATE_FOR, Text, "levels it comes too late for, beside those it serves"),
        column(
            columns::ENOUGH_FEWER,
            Text,
            "lower levels for which fewer of these are enough, each with how many",
        ),
        column(
            columns::ELSEWHERE,
            Text,
            "other companies with an account of the person, not associated: MPN id, work e-mail",
        ),
    ],
};

pub const FINDINGS: OutputSchema = OutputSchema {
    name: "findings",
    says: "what should be looked into",
    columns: &[
        column(columns::SEVERITY, Text, "info, warning or error"),
        key(1, columns::CODE, Text, "what it is"),
        key(2, columns::MPN_ID, Text, "the company's MPN id"),
        key(3, columns::WORK_EMAIL, Text, "whose"),
        key(4, columns::MCID, Text, "certification id"),
        key(5, columns::SKILL_CODE, Text, "skill"),
        column(columns::MESSAGE, Text, "in words"),
        key(6, columns::FILE, Text, "file"),
        key(7, columns::LINE, Number, "line"),
    ],
};

pub const REJECTS: OutputSchema = OutputSchema {
    name: "rejects",
    says: "rows set aside, a line for each reason",
    columns: &[
        key(1, columns::SOURCE_KIND, Text, "kind of source"),
        key(2, columns::FILE, Text, "file"),
        key(3, columns::LINE, Number, "line"),
        column(columns::COLUMN, Text, "column; empty for a whole record"),
        column(columns::CODE, Text, "why"),
        column(columns::VALUE, Text, "the cell as it was written"),
        column(columns::MESSAGE, Text, "in words"),
    ],
};

pub const CHANGES: OutputSchema = OutputSchema {
    name: "changes",
    says: "what changed since the run before",
    columns: &[
        key(1, columns::KIND, Text, "what kind of change"),
        key(2, columns::MPN_ID, Text, "the company's MPN id"),
        key(3, columns::WORK_EMAIL, Text, "whose"),
        key(4, columns::SKILL_CODE, Text, "skill"),
        key(5, columns::COMPETENCY, Text, "competency"),
        key(6, columns::LEVEL, Text, "level"),
        column(columns::BEFORE, Text, "before"),
        column(columns::AFTER, Text, "after"),
        column(columns::CAUSE, Text, "input, correction, rules or calendar"),
    ],
};
