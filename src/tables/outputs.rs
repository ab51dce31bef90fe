//! The contract of every data file: names, order, types, meaning.

use super::output::{OutputColumn, OutputSchema, OutputType};
use OutputType::{Amount, Day, Number, Text, YesNo};

const fn column(name: &'static str, of: OutputType, means: &'static str) -> OutputColumn {
    OutputColumn { name, of, sorted: 0, means }
}

const fn key(sorted: u8, name: &'static str, of: OutputType, means: &'static str) -> OutputColumn {
    OutputColumn { name, of, sorted, means }
}

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

pub const LEVELS: OutputSchema = OutputSchema {
    name: "levels",
    says: "each competency and level: held or not, met or not, and when it breaks",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "programme", Text, "programme"),
        key(3, "competency", Text, "competency"),
        key(4, "level", Text, "level"),
        column("state", Text, "where it stands in its life cycle"),
        column("met", Text, "Yes, No or Unknown on the as-of date"),
        column("met_at_anniversary", Text, "Yes, No or Unknown at the next anniversary"),
        column("best_option", Text, "the option that is met, else the nearest one"),
        column("anniversary_on", Day, "the next anniversary"),
        column("breach_on", Day, "the first day on which it is not met any more"),
        column("severity", Text, "lapsed, critical, warning, fragile, ok or unknown"),
        column("bus_factor", Text, "how many people must leave to break it"),
        column("key_people", Text, "the people each of whom breaks it by leaving"),
        column("upgrade_available", Text, "a higher level is met"),
        column("unmet_since", Day, "the first day of the stretch in which it is not met"),
        column("anniversary_before_extension", Day, "the anniversary that an extension moved"),
        column("qualified_on", Day, "the last day of its window on which it was met"),
        column("window_from", Day, "the first day of the window of the as-of date"),
        column("window_to", Day, "the last day of the window of the anniversary"),
        column("breaks_on", Day, "the first day on which it is not met, as far as actions look"),
        column("helped_through", Day, "the last day on which help still shows in its window"),
        column("renewal_qualified_on", Day, "the last day on which its window keeps it"),
    ],
};

pub const REQUIREMENTS: OutputSchema = OutputSchema {
    name: "requirements",
    says: "each requirement: what is needed, what is there",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "programme", Text, "programme"),
        key(3, "competency", Text, "competency"),
        key(4, "level", Text, "level"),
        key(5, "option", Text, "option"),
        key(6, "requirement", Text, "requirement"),
        column("kind", Text, "people, performance, learning, attested or score"),
        column("need", Amount(10), "what is needed"),
        column("have", Amount(10), "what is there"),
        column("shortfall", Amount(10), "what is missing"),
        column("margin", Amount(10), "have less need"),
        column("met", Text, "Yes, No or Unknown"),
        column("have_at_anniversary", Amount(10), "what will be there at the anniversary"),
        column("persons", Text, "the people counted"),
        column("decides", YesNo, "a fact that is missing, with which its option would be the best"),
    ],
};

pub const REQUIREMENT_PERSONS: OutputSchema = OutputSchema {
    name: "requirement_persons",
    says: "who counts for each requirement, metric and gate, by which skill, and how long",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "programme", Text, "programme"),
        key(3, "competency", Text, "competency"),
        key(4, "level", Text, "level"),
        key(5, "option", Text, "option"),
        key(6, "requirement", Text, "requirement"),
        key(7, "metric", Text, "the metric of a score, or its gate"),
        key(8, "work_email", Text, "who counts"),
        key(9, "skill_code", Text, "the skill that counts"),
        column("counts_through", Day, "the last day on which it counts; empty if none is known"),
        column("points", Amount(10), "what the person adds to the metric"),
    ],
};

pub const SCORE_METRICS: OutputSchema = OutputSchema {
    name: "score_metrics",
    says: "each metric of each score: its points, its gates, what it is measured by",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "programme", Text, "programme"),
        key(3, "competency", Text, "competency"),
        key(4, "level", Text, "level"),
        key(5, "option", Text, "option"),
        key(6, "requirement", Text, "requirement"),
        key(7, "metric", Text, "metric"),
        column("points", Amount(10), "points on the as-of date"),
        column("points_at_anniversary", Amount(10), "points at the anniversary"),
        column("max", Amount(10), "the most points it gives"),
        column("must_score", YesNo, "the score fails while it gives nothing"),
        column("gates_open", Number, "gates that are met"),
        column("gates", Number, "all its gates"),
        column("measure", Amount(10), "distinct people, or the value"),
        column("one_more", Amount(10), "points that one more person, or one more unit, would add"),
        column("counted", Amount(10), "what of its points is left in the sum under its cap"),
        column("cap", Text, "the cap that it shares with other metrics"),
        column("measured_by", Text, "the value that counts: of several the best"),
        column("baseline", YesNo, "its baseline is reached; empty where it has none"),
        column("gates_more", Number, "people missing in its gates; empty where it has none"),
        column("enough_more", Amount(10), "so much more of it alone is enough, gates open"),
        column("lines", Text, "the input lines of its value, 20 at most, and how many more"),
        column("unit", Text, "what it is counted in, as far as the programme says it"),
        column("step", Amount(10), "so many of it bring the points of one_more"),
        column("months_missing", Text, "months that it looks at and that have no rows"),
        column("months_missing_before", Text, "such months of the year before, compared with"),
    ],
};

pub const SCORE_CHANGES: OutputSchema = OutputSchema {
    name: "score_changes",
    says: "each day of the next twelve months on which a metric gives more or less, and because of whom",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "programme", Text, "programme"),
        key(3, "competency", Text, "competency"),
        key(4, "level", Text, "level"),
        key(5, "option", Text, "option"),
        key(6, "requirement", Text, "requirement"),
        key(7, "date", Day, "the day"),
        key(8, "metric", Text, "metric"),
        column("score_change", Amount(10), "points that the metric gains or loses"),
        column("metric_points", Amount(10), "points of the metric from that day on"),
        column("score_points", Amount(10), "the whole score from that day on"),
        column("need", Amount(10), "the score that is needed"),
        column("score_met", Text, "whether the score is enough from that day on: Yes or No"),
        column("moved_by", Text, "the people whose skills come or go"),
        column("moved_skills", Text, "the skills that come or go"),
        column("moved_how", Text, "what happens to them, as in events"),
    ],
};

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

pub const EVENTS: OutputSchema = OutputSchema {
    name: "events",
    says: "the dated events of the next twelve months",
    columns: &[
        key(1, "date", Day, "the day"),
        key(2, "kind", Text, "what happens"),
        key(3, "mpn_id", Text, "the company's MPN id"),
        key(4, "work_email", Text, "whose"),
        key(5, "skill_code", Text, "which skill"),
        key(6, "competency", Text, "which competency"),
        key(7, "level", Text, "which level"),
        column("effect", Text, "the levels that become unmet, or the KPI that leaves"),
    ],
};

pub const KPI_MONTHS: OutputSchema = OutputSchema {
    name: "kpi_months",
    says: "KPI and revenue by month, type and currency",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "month", Text, "month"),
        key(3, "omlp_type", Text, "OMLP type"),
        key(4, "currency", Text, "currency"),
        column("kpi_value", Amount(4), "KPI"),
        column("revenue_value", Amount(4), "revenue"),
        column("invoices", Number, "distinct invoice numbers"),
        column("visible_on", Day, "the day Partner Center shows it"),
        column("in_window", YesNo, "inside the trailing window"),
    ],
};

pub const KPI_WINDOW: OutputSchema = OutputSchema {
    name: "kpi_window",
    says: "the trailing window, and what the anniversary needs",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "competency", Text, "competency"),
        key(3, "level", Text, "level"),
        column("window_start", Text, "first month"),
        column("window_end", Text, "last month"),
        column("kpi_total", Amount(4), "KPI in the window"),
        column("revenue_total", Amount(4), "revenue in the window; empty over several currencies"),
        column("anniversary_on", Day, "the next anniversary"),
        column("anniversary_start", Text, "first month of the anniversary's window"),
        column("anniversary_end", Text, "last month of the anniversary's window"),
        column("kpi_to_anniversary", Amount(4), "KPI so far inside the anniversary's window"),
        column("needed_by_anniversary", Amount(4), "KPI still needed"),
        column("months_left", Number, "months left in which it can be invoiced"),
    ],
};

pub const KPI_OPTIONS: OutputSchema = OutputSchema {
    name: "kpi_options",
    says: "learning options: what they need, what is there",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "competency", Text, "competency"),
        key(3, "level", Text, "level"),
        key(4, "programme", Text, "programme"),
        key(5, "option", Text, "option"),
        column("kpi_need", Amount(4), "KPI needed"),
        column("kpi_have", Amount(4), "KPI there"),
        column("mct_need", Number, "trainers needed"),
        column("mct_have", Number, "trainers there"),
        column("exams_need", Number, "exam holders needed"),
        column("exams_have", Number, "exam holders there"),
        column("met", Text, "Yes, No or Unknown"),
        column("missing", Text, "requirements that are not met"),
    ],
};

pub const INVOICES: OutputSchema = OutputSchema {
    name: "invoices",
    says: "every invoice line: counted or not, and why",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "month", Text, "month"),
        key(3, "invoice_no", Text, "invoice number"),
        key(4, "omlp_type", Text, "OMLP type"),
        key(5, "purchase_unit", Text, "purchase unit"),
        column("quantity", Amount(10), "quantity"),
        column("kpi_value", Amount(4), "KPI, credit notes negative"),
        column("revenue_value", Amount(4), "revenue, credit notes negative"),
        column("currency", Text, "currency"),
        column("document_type", Text, "document"),
        column("counts", YesNo, "it is counted"),
        column("reason", Text, "why not"),
        column("file", Text, "the file it was read from"),
        column("line", Number, "the line in that file"),
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

pub const SCORE_RECONCILIATION: OutputSchema = OutputSchema {
    name: "score_reconciliation",
    says: "our points of each metric beside those of Partner Center's own score",
    columns: &[
        key(1, "mpn_id", Text, "the company's MPN id"),
        key(2, "competency", Text, "competency"),
        key(3, "option", Text, "option, or track"),
        key(4, "metric", Text, "metric"),
        column("ours", Amount(10), "our points on the as-of date"),
        column("theirs", Amount(10), "the points that Partner Center shows"),
        column("difference", Amount(10), "ours less theirs"),
        column("theirs_on", Day, "the day of Partner Center's points"),
        column("because", Text, "what explains it: stale, track, missing measure, rows or nothing"),
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

/// Not published by a run: made of a stored one by `attain portfolio`.
pub const PORTFOLIO: OutputSchema = OutputSchema {
    name: "portfolio",
    says: "how each company of a run stands, the worst first (attain portfolio --format csv)",
    columns: &[
        key(1, "rank", Number, "its place among the companies, the worst first"),
        column("mpn_id", Text, "the company's MPN id"),
        column("name", Text, "what the pipeline calls it"),
        column("light", Text, "red, amber, grey or green; empty where no level is known"),
        column("held", Number, "levels held, less those that have lapsed"),
        column("not_met", Number, "held levels that are not met today"),
        column("renewal_window", Number, "held levels in their renewal window"),
        column("lapsed", Number, "levels that have lapsed"),
        column("breaks", Number, "held levels that break within 12 months"),
        column("breaks_90_days", Number, "of these, those that break within 90 days"),
        column("one_person", Number, "held levels that hang on one person"),
        column("not_judged", Number, "held levels that cannot be judged"),
        column("safe", Number, "held levels that are safe"),
        column(
            "soonest_on",
            Day,
            "the first day by which something is to be done about a level, or on which one breaks",
        ),
        column("actions_now", Number, "things to do now"),
        column("actions_soon", Number, "things to do soon"),
        column("findings", Number, "findings about the company"),
        column("newest_skill_on", Day, "the newest completion of a skill up to the as-of date"),
    ],
};

/// All of them, in the order of the contract.
pub const ALL: [&OutputSchema; 20] = [
    &SKILLS,
    &CONTACTS,
    &LEVELS,
    &REQUIREMENTS,
    &REQUIREMENT_PERSONS,
    &SCORE_METRICS,
    &SCORE_CHANGES,
    &ACTIONS,
    &EVENTS,
    &KPI_MONTHS,
    &KPI_WINDOW,
    &KPI_OPTIONS,
    &INVOICES,
    &TEAM,
    &FINDINGS,
    &REJECTS,
    &CHANGES,
    &RECONCILIATION,
    &SCORE_RECONCILIATION,
    &SUPPORT,
];
