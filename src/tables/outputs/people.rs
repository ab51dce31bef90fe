//! What is known of people and their skills: the columns of its tables.

use super::{column, key};
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Day, Number, Text, YesNo};

pub const SKILLS: OutputSchema = OutputSchema {
    name: "skills",
    says: "every skill of every person, with its verdict",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "work_email", Text, "the person's work e-mail; empty where nobody was found"),
        column("first_name", Text, "first name"),
        column("last_name", Text, "last name"),
        column("mcid", Text, "the row's certification id, else the account's"),
        key(3, "skill_code", Text, "the skill"),
        column("skill_title", Text, "the catalogue's title, else the row's"),
        column("skill_type", Text, "Exam, Certification, Assessment or Training"),
        column("source", Text, "where the skill was earned"),
        key(4, "completed_on", Day, "the day it was completed"),
        column("expires_on", Day, "the last valid day"),
        column("expiry_source", Text, "given by the export, inferred by rule R2, or empty"),
        column("retired_on", Day, "the day the skill was retired"),
        column("associated_pc", YesNo, "associated with the company in Partner Center that day"),
        column("associated_pmc", YesNo, "associated in PMC on the as-of date"),
        column("link", Text, "PC, PMC grace, Partner University, or empty"),
        column("verdict", Text, "counts, pending or no"),
        column("reason", Text, "the first rule that fails"),
        column("reasons", Text, "all rules that fail, in their order"),
        column("visible_on", Day, "the first day on which Partner Center shows it"),
        column("relevant_for", Text, "the competencies (options) whose requirements name it"),
        column("location", Text, "the shown account's MPN id as written"),
        column("file", Text, "the file it was read from"),
        column("line", Number, "the line in that file"),
    ],
};

pub const CONTACTS: OutputSchema = OutputSchema {
    name: "contacts",
    says: "people whose skills hang on an association in PMC, most important first",
    columns: &[
        column("mpn_id", Text, "the company's MPN id"),
        key(1, "rank", Number, "whom to contact first: 1, in each company"),
        column("work_email", Text, "work e-mail"),
        column("first_name", Text, "first name"),
        column("last_name", Text, "last name"),
        column("mcid", Text, "certification id"),
        column("levels_lost", Number, "levels that become unmet without this person"),
        column("requirements_counted", Number, "people requirements that the person satisfies"),
        column("skills", Number, "valid and relevant skills"),
        column("skill_codes", Text, "those skills"),
        column("grace_ends_on", Day, "the first day without grace"),
        column("days_left", Number, "days of grace left, 0 once past"),
        column("restores", Text, "held levels unmet without grace that this person alone restores"),
        column("helps", Text, "further such levels in which the person fills an empty place"),
        column("any_of", Text, "the others who restore the same levels: any one is enough"),
    ],
};

pub const TEAM: OutputSchema = OutputSchema {
    name: "team",
    says: "each account: connected, associated, and what to do next",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "work_email", Text, "work e-mail"),
        column("first_name", Text, "first name"),
        column("last_name", Text, "last name"),
        column("active", YesNo, "on the roll on the as-of date"),
        column("partner_university", YesNo, "has access to Partner University"),
        column("associated_pc", YesNo, "the person is associated in Partner Center"),
        column("associated_pmc", YesNo, "the person is associated in PMC"),
        column("mcid", Text, "certification id"),
        column("counting", Number, "skills that count"),
        column("pending", Number, "skills that wait to become visible"),
        column("not_counting", Number, "skills that do not count"),
        column("reason", Text, "the first reason among them"),
        column("next_step", Text, "what to do next"),
    ],
};

pub const RECONCILIATION: OutputSchema = OutputSchema {
    name: "reconciliation",
    says: "our skills beside those of Partner Center's own report",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "work_email", Text, "whose"),
        key(3, "mcid", Text, "certification id"),
        key(4, "skill_code", Text, "skill"),
        column("status", Text, "agrees, overdue or unexpected"),
        column(
            "class",
            Text,
            "what explains it: waiting, mcid_split, other_email, not_relevant, retired, expired, \
             not_linked, no_transcript or other",
        ),
        column("visible_on", Day, "the first day on which Partner Center should show it"),
        column("days_waited", Number, "days since then"),
        column("file", Text, "our transcript's file"),
        column("line", Number, "the line in that file"),
        column("report_file", Text, "the file of Partner Center's report"),
        column("report_line", Number, "the line in that file"),
    ],
};

pub const SUPPORT: OutputSchema = OutputSchema {
    name: "support",
    says: "the evidence that support asks for, a row for each overdue skill",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "work_email", Text, "whose"),
        column("first_name", Text, "first name"),
        column("last_name", Text, "last name"),
        column("mcid", Text, "certification id"),
        column("associated_pc", YesNo, "associated in Partner Center"),
        column("associated_on", Day, "since when"),
        key(3, "skill_code", Text, "skill"),
        column("skill_title", Text, "title"),
        column("completed_on", Day, "the day it was completed"),
        column("expires_on", Day, "the last valid day"),
        column("visible_on", Day, "the first day on which Partner Center should show it"),
        column("days_waited", Number, "days since then"),
        column("user_file", Text, "the file of the exported users row"),
        column("user_line", Number, "the line in that file"),
        column("transcript_file", Text, "the file of the transcript evidence"),
        column("transcript_line", Number, "the line in that file"),
    ],
};
