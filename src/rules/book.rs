//! The book of rules: every id that outputs and explanations name, with a word for it, its sentence
//! and the documents it comes from.

/// A rule of the book.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BookRule {
    pub id: &'static str,
    /// The rule in a word or two.
    pub word: &'static str,
    pub says: &'static str,
    /// Ids of the list of sources.
    pub sources: &'static [&'static str],
}

/// What the first letter of an id stands for, in the order of the book.
pub(crate) const PARTS: [(char, &str); 9] = [
    ('A', "People and association"),
    ('V', "Visibility"),
    ('R', "Relevance, expiry, retirement"),
    ('G', "PMC grace"),
    ('C', "Competencies"),
    ('K', "Life cycle and risk"),
    ('L', "Learning KPIs"),
    ('S', "Team and support"),
    ('W', "Qualification window"),
];

/// The word for a rule; empty for an id that the book does not have.
#[must_use]
pub(crate) fn word(id: &str) -> &'static str {
    BOOK.iter().find(|entry| entry.id == id).map_or("", |entry| entry.word)
}

/// An id with its word, as explanations write it.
#[must_use]
pub(crate) fn named(id: &str) -> String {
    match word(id) {
        "" => id.to_owned(),
        word => format!("{id} {word}"),
    }
}

const fn entry(
    id: &'static str,
    word: &'static str,
    says: &'static str,
    sources: &'static [&'static str],
) -> BookRule {
    BookRule { id, word, says, sources }
}

const SKILLS: &[&str] = &["skills-report-2021"];
const COMPETENCIES: &[&str] = &["competencies-2017"];
const LEARNING: &[&str] = &["learning-2021"];
const DESIGNATIONS: &[&str] = &["designations-azure-2026"];
const HOUSE: &[&str] = &["house"];

/// All rules, by part and number.
pub(crate) const BOOK: &[BookRule] = &[
    entry(
        "A1",
        "on the roll",
        "A person counts who has an active account of the company: created by the day, not removed, \
         not of status Removed.",
        &["skills-report-2021", "competencies-2017"],
    ),
    entry(
        "A2",
        "association",
        "Skills of Microsoft Learning count while the MCID is associated with the company in Partner \
         Center.",
        SKILLS,
    ),
    entry(
        "A2e",
        "evidence",
        "A row of Partner Center's own training export that carries the company's MPN id shows that \
         the learner is associated with it, where no export says Yes or No.",
        HOUSE,
    ),
    entry(
        "A2u",
        "no word",
        "Where no export says who is associated, what depends on people is Unknown.",
        HOUSE,
    ),
    entry(
        "A3",
        "one company",
        "An MCID is associated with one company at a time: a later association ends the earlier one.",
        COMPETENCIES,
    ),
    entry(
        "A4",
        "one person",
        "Accounts of one company with one MCID or one e-mail are one person.",
        SKILLS,
    ),
    entry(
        "A5",
        "source",
        "Only skills of recognised sources count; those of Partner University need access to it.",
        &["skills-report-2021", "pmc-transition-2017"],
    ),
    entry(
        "A6",
        "MCIDs to merge",
        "A skill under an MCID that is nobody's, with the e-mail of a user who has another, counts \
         once the MCIDs are merged.",
        SKILLS,
    ),
    entry(
        "A6a",
        "whose row",
        "A transcript row finds its person by MCID, without one by user id, work e-mail or learner \
         e-mail, and only where it is one person.",
        SKILLS,
    ),
    entry(
        "A7",
        "association limits",
        "An MCID may be associated so many times a year, and not twice within so many days.",
        &["learn-associate-2021"],
    ),
    entry(
        "A8",
        "one e-mail",
        "A learner's e-mail that is none of the user's addresses is told; the MCID decides.",
        SKILLS,
    ),
    entry(
        "V1",
        "waiting time",
        "A skill becomes visible some days after its completion, or after the association if that is \
         later.",
        &["skills-report-2021", "competencies-2017", "learn-associate-2021"],
    ),
    entry(
        "V2",
        "Partner Center's report",
        "What counts here and is missing in Partner Center's own report is overdue there; what is \
         there and does not count here is unexpected.",
        SKILLS,
    ),
    entry("R1", "relevant", "A skill is relevant if a requirement in force names it.", SKILLS),
    entry(
        "R2",
        "valid",
        "A certification is valid through the day of its expiry, unless it is revoked. Without a day, \
         the kind of the certification gives one.",
        &["announcements-2021-07", "credential-expiry"],
    ),
    entry(
        "R3",
        "retired",
        "A retired skill that was completed in time counts for a while.",
        &["skills-report-2021", "contribution-indicators-2021"],
    ),
    entry("R4", "completed", "What is completed later than the day is not held yet.", HOUSE),
    entry(
        "G1",
        "PMC grace",
        "For some months after the company's move from PMC an association there is enough.",
        SKILLS,
    ),
    entry(
        "G2",
        "contacts",
        "People who are associated in PMC alone and have skills that would count are to be asked, \
         those first whose association restores a level.",
        SKILLS,
    ),
    entry(
        "C1",
        "people",
        "So many different persons, each with the skills that are asked for.",
        COMPETENCIES,
    ),
    entry(
        "C2",
        "nobody twice",
        "In requirements of one group nobody counts twice; people are assigned so that as much as \
         possible is met.",
        COMPETENCIES,
    ),
    entry(
        "C3",
        "performance",
        "The sum of a metric over the twelve full months before the day's month.",
        &["competencies-2017", "competencies-report-2020"],
    ),
    entry("C4", "learning", "Learning KPIs of the window, in total or by type.", LEARNING),
    entry(
        "C5",
        "attested",
        "What no export has is met while the pipeline file attests it with a date that is not too old.",
        HOUSE,
    ),
    entry(
        "C5a",
        "score",
        "Metrics give points, some behind gates; the level is met with enough points in all, and \
         some in every metric that must score.",
        &["contribution-indicators-2021", "designations-faq-2022"],
    ),
    entry(
        "C5b",
        "unknown",
        "What rests on a source that is not given or too old is Unknown, never not met.",
        HOUSE,
    ),
    entry(
        "C5c",
        "levels asked for",
        "Another level that is asked for must be held Active on the day, or met.",
        HOUSE,
    ),
    entry(
        "C6",
        "progress",
        "What there is, what is needed, what is short, and who was counted.",
        &["competencies-report-2020"],
    ),
    entry(
        "C7",
        "key people",
        "The persons whose leaving breaks a level, and the smallest number of people who can.",
        HOUSE,
    ),
    entry(
        "C8",
        "best option",
        "Of several ways to a level the one that is met, else the nearest.",
        HOUSE,
    ),
    entry(
        "K1",
        "state",
        "Where a membership stands: active, in its renewal window, lapsed; or sought.",
        &["competencies-report-2020", "renew-2021"],
    ),
    entry(
        "K2",
        "extension",
        "An anniversary that an extension covers moves on by a year.",
        &["learning-2021", "covid-2020-rcp", "covid-2021-channelasia"],
    ),
    entry(
        "K2a",
        "unlisted",
        "A membership whose level no programme lists is held all the same; whether it is met is \
         Unknown.",
        HOUSE,
    ),
    entry(
        "K3",
        "projection",
        "The level on its anniversary, if nothing changes but the calendar.",
        SKILLS,
    ),
    entry(
        "K4",
        "at risk",
        "A held level that is unmet now or at its anniversary, with the day on which it breaks.",
        &["skills-report-2021", "competencies-2017"],
    ),
    entry(
        "K5",
        "calendar",
        "What happens in the next twelve months, each day with the levels that break by it.",
        HOUSE,
    ),
    entry("K6", "changes", "What differs from an earlier run, and why.", SKILLS),
    entry(
        "K7",
        "upgrade",
        "A held level whose next one is met can be upgraded.",
        &["competency-fee-2021"],
    ),
    entry(
        "K8",
        "move from PMC",
        "Renewed while the PMC membership still ran: the anniversary is a year after its expiry.",
        &["pmc-transition-2017"],
    ),
    entry(
        "L1",
        "what counts",
        "Invoices count, credit notes are taken off, order confirmations and reports are neither.",
        LEARNING,
    ),
    entry(
        "L2",
        "month",
        "An invoice belongs to its month and year, else to the month of its date, and becomes \
         visible on the publication day of the next month.",
        LEARNING,
    ),
    entry("L3", "window", "The twelve months that end with the last visible one.", LEARNING),
    entry(
        "L4",
        "to the anniversary",
        "The sum inside the twelve months before the anniversary, what is still needed, and how many \
         months are left.",
        LEARNING,
    ),
    entry("L5", "roll-off", "What leaves the window when it moves past a month.", LEARNING),
    entry(
        "L6",
        "learning options",
        "What each learning option asks for: KPIs, trainers, exams.",
        &["learning-2021", "learning-2023"],
    ),
    entry(
        "L7",
        "discrepancy pack",
        "The lines that support asks for when the dashboard disagrees.",
        LEARNING,
    ),
    entry(
        "L8",
        "directory",
        "What the directory of learning partners needs, and by when.",
        LEARNING,
    ),
    entry(
        "S1",
        "team",
        "Each account with what it lacks and the next step; temporary passwords that ran out.",
        &["pmc-transition-2017"],
    ),
    entry(
        "S2",
        "support pack",
        "For support: the exported users row, our row, the transcript row, the days waited.",
        SKILLS,
    ),
    entry(
        "S3",
        "nobody",
        "A company without any visible skill is told, with what to check.",
        SKILLS,
    ),
    entry("S4", "why", "The first rule that fails, for each skill, in words.", SKILLS),
    entry(
        "W1",
        "window",
        "The window of a day is its month and the months before it, as many as the level says; that \
         of an anniversary likewise.",
        DESIGNATIONS,
    ),
    entry(
        "W2",
        "qualified",
        "The last day of the window, up to the as-of date, on which the level was met, each day judged \
         as a run of that day would.",
        DESIGNATIONS,
    ),
    entry(
        "W3",
        "renewal by its window",
        "A held level that was met on a day of its anniversary's window is safe, whatever it is on the \
         as-of date. What does not show before that window ends helps the next renewal only.",
        DESIGNATIONS,
    ),
    entry(
        "W4",
        "score refresh",
        "Skills show in a score by V1, the performance of a month on a day of the next.",
        DESIGNATIONS,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::registry::RULES;

    #[test]
    fn the_book_has_every_rule_once_and_in_its_part() {
        for rule in RULES {
            assert!(!word(rule.id).is_empty(), "{} is not in the book", rule.id);
        }
        let mut last = 0;
        for (place, entry) in BOOK.iter().enumerate() {
            let part = PARTS.iter().position(|(letter, _)| entry.id.starts_with(*letter)).unwrap();
            assert!(part >= last, "{} stands in another part", entry.id);
            last = part;
            assert!(!entry.sources.is_empty() && entry.says.ends_with('.'), "{}", entry.id);
            assert!(!BOOK[..place].iter().any(|other| other.id == entry.id), "{} twice", entry.id);
        }
    }
}
