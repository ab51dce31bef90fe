//! What is held and what it needs: the columns of its tables.

use super::{column, key};
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text, YesNo};

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
