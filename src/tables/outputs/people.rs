//! What is known of people and their skills: the columns of its tables.

use super::{column, key};
use crate::tables::columns;
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Day, Number, Text, YesNo};

pub const SKILLS: OutputSchema = OutputSchema {
    name: "skills",
    says: "every skill of every person, with its verdict",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::WORK_EMAIL, Text, "the person's work e-mail; empty where nobody was found"),
        column(columns::FIRST_NAME, Text, "first name"),
        column(columns::LAST_NAME, Text, "last name"),
        column(columns::MCID, Text, "the row's certification id, else the account's"),
        key(3, columns::SKILL_CODE, Text, "the skill"),
        column(columns::SKILL_TITLE, Text, "the catalogue's title, else the row's"),
        column(columns::SKILL_TYPE, Text, "Exam, Certification, Assessment or Training"),
        column(columns::SOURCE, Text, "where the skill was earned"),
        key(4, columns::COMPLETED_ON, Day, "the day it was completed"),
        column(columns::EXPIRES_ON, Day, "the last valid day"),
        column(columns::EXPIRY_SOURCE, Text, "given by the export, inferred by rule R2, or empty"),
        column(columns::RETIRED_ON, Day, "the day the skill was retired"),
        column(
            columns::ASSOCIATED_PC,
            YesNo,
            "associated with the company in Partner Center that day",
        ),
        column(columns::ASSOCIATED_PMC, YesNo, "associated in PMC on the as-of date"),
        column(columns::LINK, Text, "PC, PMC grace, Partner University, or empty"),
        column(columns::VERDICT, Text, "counts, pending or no"),
        column(columns::REASON, Text, "the first rule that fails"),
        column(columns::REASONS, Text, "all rules that fail, in their order"),
        column(columns::VISIBLE_ON, Day, "the first day on which Partner Center shows it"),
        column(
            columns::RELEVANT_FOR,
            Text,
            "the competencies (options) whose requirements name it",
        ),
        column(columns::LOCATION, Text, "the shown account's MPN id as written"),
        column(columns::FILE, Text, "the file it was read from"),
        column(columns::LINE, Number, "the line in that file"),
    ],
};

pub const CONTACTS: OutputSchema = OutputSchema {
    name: "contacts",
    says: "people whose skills hang on an association in PMC, most important first",
    columns: &[
        column(columns::MPN_ID, Text, "the company's MPN id"),
        key(1, columns::RANK, Number, "whom to contact first: 1, in each company"),
        column(columns::WORK_EMAIL, Text, "work e-mail"),
        column(columns::FIRST_NAME, Text, "first name"),
        column(columns::LAST_NAME, Text, "last name"),
        column(columns::MCID, Text, "certification id"),
        column(columns::LEVELS_LOST, Number, "levels that become unmet without this person"),
        column(
            columns::REQUIREMENTS_COUNTED,
            Number,
            "people requirements that the person satisfies",
        ),
        column(columns::SKILLS, Number, "valid and relevant skills"),
        column(columns::SKILL_CODES, Text, "those skills"),
        column(columns::GRACE_ENDS_ON, Day, "the first day without grace"),
        column(columns::DAYS_LEFT, Number, "days of grace left, 0 once past"),
        column(
            columns::RESTORES,
            Text,
            "held levels unmet without grace that this person alone restores",
        ),
        column(
            columns::HELPS,
            Text,
            "further such levels in which the person fills an empty place",
        ),
        column(columns::ANY_OF, Text, "the others who restore the same levels: any one is enough"),
    ],
};

pub const TEAM: OutputSchema = OutputSchema {
    name: "team",
    says: "each account: connected, associated, and what to do next",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::WORK_EMAIL, Text, "work e-mail"),
        column(columns::FIRST_NAME, Text, "first name"),
        column(columns::LAST_NAME, Text, "last name"),
        column(columns::ACTIVE, YesNo, "on the roll on the as-of date"),
        column(columns::PARTNER_UNIVERSITY, YesNo, "has access to Partner University"),
        column(columns::ASSOCIATED_PC, YesNo, "the person is associated in Partner Center"),
        column(columns::ASSOCIATED_PMC, YesNo, "the person is associated in PMC"),
        column(columns::MCID, Text, "certification id"),
        column(columns::COUNTING, Number, "skills that count"),
        column(columns::PENDING, Number, "skills that wait to become visible"),
        column(columns::NOT_COUNTING, Number, "skills that do not count"),
        column(columns::REASON, Text, "the first reason among them"),
        column(columns::NEXT_STEP, Text, "what to do next"),
        column(columns::REMOVED_ON, Day, "off the roll from that day on, where it is known"),
    ],
};

pub const RECONCILIATION: OutputSchema = OutputSchema {
    name: "reconciliation",
    says: "our skills beside those of Partner Center's own report",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::WORK_EMAIL, Text, "whose"),
        key(3, columns::MCID, Text, "certification id"),
        key(4, columns::SKILL_CODE, Text, "skill"),
        column(columns::STATUS, Text, "agrees, overdue or unexpected"),
        column(
            columns::CLASS,
            Text,
            "what explains it: waiting, mcid_split, other_email, not_relevant, retired, expired, \
             not_linked, no_transcript or other",
        ),
        column(columns::VISIBLE_ON, Day, "the first day on which Partner Center should show it"),
        column(columns::DAYS_WAITED, Number, "days since then"),
        column(columns::FILE, Text, "our transcript's file"),
        column(columns::LINE, Number, "the line in that file"),
        column(columns::REPORT_FILE, Text, "the file of Partner Center's report"),
        column(columns::REPORT_LINE, Number, "the line in that file"),
    ],
};

pub const SUPPORT: OutputSchema = OutputSchema {
    name: "support",
    says: "the evidence that support asks for, a row for each overdue skill",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::WORK_EMAIL, Text, "whose"),
        column(columns::FIRST_NAME, Text, "first name"),
        column(columns::LAST_NAME, Text, "last name"),
        column(columns::MCID, Text, "certification id"),
        column(columns::ASSOCIATED_PC, YesNo, "associated in Partner Center"),
        column(columns::ASSOCIATED_ON, Day, "since when"),
        key(3, columns::SKILL_CODE, Text, "skill"),
        column(columns::SKILL_TITLE, Text, "title"),
        column(columns::COMPLETED_ON, Day, "the day it was completed"),
        column(columns::EXPIRES_ON, Day, "the last valid day"),
        column(columns::VISIBLE_ON, Day, "the first day on which Partner Center should show it"),
        column(columns::DAYS_WAITED, Number, "days since then"),
        column(columns::USER_FILE, Text, "the file of the exported users row"),
        column(columns::USER_LINE, Number, "the line in that file"),
        column(columns::TRANSCRIPT_FILE, Text, "the file of the transcript evidence"),
        column(columns::TRANSCRIPT_LINE, Number, "the line in that file"),
    ],
};
