//! What is held and what it needs: the columns of its tables.

use super::{column, key};
use crate::tables::columns;
use crate::tables::output::OutputSchema;
use crate::tables::output::OutputType::{Amount, Day, Number, Text, YesNo};

pub const LEVELS: OutputSchema = OutputSchema {
    name: "levels",
    says: "each competency and level: held or not, met or not, and when it breaks",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::PROGRAMME, Text, "programme"),
        key(3, columns::COMPETENCY, Text, "competency"),
        key(4, columns::LEVEL, Text, "level"),
        column(columns::STATE, Text, "where it stands in its life cycle"),
        column(columns::MET, Text, "Yes, No or Unknown on the as-of date"),
        column(columns::MET_AT_ANNIVERSARY, Text, "Yes, No or Unknown at the next anniversary"),
        column(columns::BEST_OPTION, Text, "the option that is met, else the nearest one"),
        column(columns::ANNIVERSARY_ON, Day, "the next anniversary"),
        column(columns::BREACH_ON, Day, "the first day on which it is not met any more"),
        column(columns::SEVERITY, Text, "lapsed, critical, warning, fragile, ok or unknown"),
        column(columns::BUS_FACTOR, Text, "how many people must leave to break it"),
        column(columns::KEY_PEOPLE, Text, "the people each of whom breaks it by leaving"),
        column(columns::UPGRADE_AVAILABLE, Text, "a higher level is met"),
        column(columns::UNMET_SINCE, Day, "the first day of the stretch in which it is not met"),
        column(
            columns::ANNIVERSARY_BEFORE_EXTENSION,
            Day,
            "the anniversary that an extension moved",
        ),
        column(columns::QUALIFIED_ON, Day, "the last day of its window on which it was met"),
        column(columns::WINDOW_FROM, Day, "the first day of the window of the as-of date"),
        column(columns::WINDOW_TO, Day, "the last day of the window of the anniversary"),
        column(
            columns::BREAKS_ON,
            Day,
            "the first day on which it is not met, as far as actions look",
        ),
        column(
            columns::HELPED_THROUGH,
            Day,
            "the last day on which help still shows in its window",
        ),
        column(columns::RENEWAL_QUALIFIED_ON, Day, "the last day on which its window keeps it"),
        column(columns::QUALIFIES_ON, Day, "the day ahead on which its window keeps it by itself"),
    ],
};

pub const REQUIREMENTS: OutputSchema = OutputSchema {
    name: "requirements",
    says: "each requirement: what is needed, what is there",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::PROGRAMME, Text, "programme"),
        key(3, columns::COMPETENCY, Text, "competency"),
        key(4, columns::LEVEL, Text, "level"),
        key(5, columns::OPTION, Text, "option"),
        key(6, columns::REQUIREMENT, Text, "requirement"),
        column(columns::KIND, Text, "people, performance, learning, attested or score"),
        column(columns::NEED, Amount(10), "what is needed"),
        column(columns::HAVE, Amount(10), "what is there"),
        column(columns::SHORTFALL, Amount(10), "what is missing"),
        column(columns::MARGIN, Amount(10), "have less need"),
        column(columns::MET, Text, "Yes, No or Unknown"),
        column(columns::HAVE_AT_ANNIVERSARY, Amount(10), "what will be there at the anniversary"),
        column(columns::PERSONS, Text, "the people counted"),
        column(
            columns::DECIDES,
            YesNo,
            "a fact that is missing, with which its option would be the best",
        ),
    ],
};

pub const REQUIREMENT_PERSONS: OutputSchema = OutputSchema {
    name: "requirement_persons",
    says: "who counts for each requirement, metric and gate, by which skill, and how long",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::PROGRAMME, Text, "programme"),
        key(3, columns::COMPETENCY, Text, "competency"),
        key(4, columns::LEVEL, Text, "level"),
        key(5, columns::OPTION, Text, "option"),
        key(6, columns::REQUIREMENT, Text, "requirement"),
        key(7, columns::METRIC, Text, "the metric of a score, or its gate"),
        key(8, columns::WORK_EMAIL, Text, "who counts"),
        key(9, columns::SKILL_CODE, Text, "the skill that counts"),
        column(
            columns::COUNTS_THROUGH,
            Day,
            "the last day on which it counts; empty if none is known",
        ),
        column(columns::POINTS, Amount(10), "what the person adds to the metric"),
    ],
};

pub const SCORE_METRICS: OutputSchema = OutputSchema {
    name: "score_metrics",
    says: "each metric of each score: its points, its gates, what it is measured by",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::PROGRAMME, Text, "programme"),
        key(3, columns::COMPETENCY, Text, "competency"),
        key(4, columns::LEVEL, Text, "level"),
        key(5, columns::OPTION, Text, "option"),
        key(6, columns::REQUIREMENT, Text, "requirement"),
        key(7, columns::METRIC, Text, "metric"),
        column(columns::POINTS, Amount(10), "points on the as-of date"),
        column(columns::POINTS_AT_ANNIVERSARY, Amount(10), "points at the anniversary"),
        column(columns::MAX, Amount(10), "the most points it gives"),
        column(columns::MUST_SCORE, YesNo, "the score fails while it gives nothing"),
        column(columns::GATES_OPEN, Number, "gates that are met"),
        column(columns::GATES, Number, "all its gates"),
        column(columns::MEASURE, Amount(10), "distinct people, or the value"),
        column(
            columns::ONE_MORE,
            Amount(10),
            "points that one more person, or one more unit, would add",
        ),
        column(columns::COUNTED, Amount(10), "what of its points is left in the sum under its cap"),
        column(columns::CAP, Text, "the cap that it shares with other metrics"),
        column(columns::MEASURED_BY, Text, "the value that counts: of several the best"),
        column(columns::BASELINE, YesNo, "its baseline is reached; empty where it has none"),
        column(columns::GATES_MORE, Number, "people missing in its gates; empty where it has none"),
        column(columns::ENOUGH_MORE, Amount(10), "so much more of it alone is enough, gates open"),
        column(columns::LINES, Text, "the input lines of its value, 20 at most, and how many more"),
        column(columns::UNIT, Text, "what it is counted in, as far as the programme says it"),
        column(columns::STEP, Amount(10), "so many of it bring the points of one_more"),
        column(columns::MONTHS_MISSING, Text, "months that it looks at and that have no rows"),
        column(
            columns::MONTHS_MISSING_BEFORE,
            Text,
            "such months of the year before, compared with",
        ),
        column(columns::MEASURED_THROUGH, Text, "the last month of performance that it looks at"),
        column(columns::BASELINE_HAVE, Amount(10), "what there is of its baseline"),
    ],
};

pub const SCORE_CHANGES: OutputSchema = OutputSchema {
    name: "score_changes",
    says: "each day of the next twelve months on which a metric gives more or less, and because of whom",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::PROGRAMME, Text, "programme"),
        key(3, columns::COMPETENCY, Text, "competency"),
        key(4, columns::LEVEL, Text, "level"),
        key(5, columns::OPTION, Text, "option"),
        key(6, columns::REQUIREMENT, Text, "requirement"),
        key(7, columns::DATE, Day, "the day"),
        key(8, columns::METRIC, Text, "metric"),
        column(columns::SCORE_CHANGE, Amount(10), "points that the metric gains or loses"),
        column(columns::METRIC_POINTS, Amount(10), "points of the metric from that day on"),
        column(columns::SCORE_POINTS, Amount(10), "the whole score from that day on"),
        column(columns::NEED, Amount(10), "the score that is needed"),
        column(columns::SCORE_MET, Text, "whether the score is enough from that day on: Yes or No"),
        column(columns::MOVED_BY, Text, "the people whose skills come or go"),
        column(columns::MOVED_SKILLS, Text, "the skills that come or go"),
        column(columns::MOVED_HOW, Text, "what happens to them, as in events"),
    ],
};

pub const SCORE_RECONCILIATION: OutputSchema = OutputSchema {
    name: "score_reconciliation",
    says: "our points of each metric beside those of Partner Center's own score",
    columns: &[
        key(1, columns::MPN_ID, Text, "the company's MPN id"),
        key(2, columns::COMPETENCY, Text, "competency"),
        key(3, columns::OPTION, Text, "option, or track"),
        key(4, columns::METRIC, Text, "metric"),
        column(columns::OURS, Amount(10), "our points on the as-of date"),
        column(columns::THEIRS, Amount(10), "the points that Partner Center shows"),
        column(columns::DIFFERENCE, Amount(10), "ours less theirs"),
        column(columns::THEIRS_ON, Day, "the day of Partner Center's points"),
        column(
            columns::BECAUSE,
            Text,
            "what explains it: stale, track, missing measure, rows or nothing",
        ),
    ],
};

pub const EVENTS: OutputSchema = OutputSchema {
    name: "events",
    says: "the dated events of the next twelve months",
    columns: &[
        key(1, columns::DATE, Day, "the day"),
        key(2, columns::KIND, Text, "what happens"),
        key(3, columns::MPN_ID, Text, "the company's MPN id"),
        key(4, columns::WORK_EMAIL, Text, "whose"),
        key(5, columns::SKILL_CODE, Text, "which skill"),
        key(6, columns::COMPETENCY, Text, "which competency"),
        key(7, columns::LEVEL, Text, "which level"),
        column(columns::EFFECT, Text, "the levels that become unmet, or the KPI that leaves"),
        column(columns::BREAKS, Text, "those of these levels that it breaks itself"),
        column(columns::MENDS, Text, "the levels that are met again because of it"),
    ],
};

/// Not published by a run: made of a stored one by `attain portfolio`.
pub const PORTFOLIO: OutputSchema = OutputSchema {
    name: "portfolio",
    says: "how each company of a run stands, the worst first (attain portfolio --format csv)",
    columns: &[
        key(1, columns::RANK, Number, "its place among the companies, the worst first"),
        column(columns::MPN_ID, Text, "the company's MPN id"),
        column(columns::NAME, Text, "what the pipeline calls it"),
        column(columns::LIGHT, Text, "red, amber, grey or green; empty where no level is known"),
        column(columns::HELD, Number, "levels held, less those that have lapsed"),
        column(columns::NOT_MET, Number, "held levels that are not met today"),
        column(columns::RENEWAL_WINDOW, Number, "held levels in their renewal window"),
        column(columns::LAPSED, Number, "levels that have lapsed"),
        column(
            columns::BREAKS,
            Number,
            "held levels that break by their anniversary, or in the next few months",
        ),
        column(columns::BREAKS_90_DAYS, Number, "of these, those that break within 90 days"),
        column(columns::ONE_PERSON, Number, "held levels that hang on one person"),
        column(columns::NOT_JUDGED, Number, "held levels that cannot be judged"),
        column(columns::SAFE, Number, "held levels that are safe"),
        column(
            columns::SOONEST_ON,
            Day,
            "the first day by which something is to be done about a level, or on which one breaks",
        ),
        column(columns::ACTIONS_NOW, Number, "things to do now"),
        column(columns::ACTIONS_SOON, Number, "things to do soon"),
        column(columns::FINDINGS, Number, "findings about the company"),
        column(
            columns::NEWEST_SKILL_ON,
            Day,
            "the newest completion of a skill up to the as-of date",
        ),
    ],
};
