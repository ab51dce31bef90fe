//! The skills that benchmark transcripts name; the first of them stand in the programme's list.

use std::io::Write;

/// How many the programme lists.
pub(crate) const LISTED: u64 = 200;
/// How many there are.
pub(crate) const ALL: u64 = 250;

pub(crate) const COMPETENCIES: [&str; 12] = [
    "Cloud Platform",
    "Data Platform",
    "Application Development",
    "Security",
    "Messaging",
    "Collaboration and Content",
    "Communications",
    "Enterprise Mobility",
    "Project Portfolio",
    "Small Business",
    "Business Intelligence",
    "Datacenter",
];
const PREFIXES: [&str; 12] =
    ["CP", "DP", "AD", "SE", "ME", "CC", "CO", "EM", "PP", "SB", "BI", "DC"];
const WORK: [&str; 4] =
    ["Planning, Building and Running", "Operating", "Migrating to", "Designing Solutions with"];

/// A skill by its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skill(pub u64);

impl Skill {
    fn one_of<'a>(self, list: &[&'a str]) -> &'a str {
        let place = usize::try_from(self.0).unwrap_or_default();
        list[place % list.len()]
    }

    #[must_use]
    pub(crate) fn competency(self) -> &'static str {
        self.one_of(&COMPETENCIES)
    }

    #[must_use]
    pub(crate) fn code(self) -> String {
        format!("{}-{}", self.one_of(&PREFIXES), 100 + self.0 * 3)
    }

    /// Some have commas, a few have quotes.
    #[must_use]
    pub(crate) fn title(self) -> String {
        let competency = self.competency();
        match self.0 % 40 {
            8 => format!("{} a \"Modern\" {competency}, Part {}", self.one_of(&WORK), self.0),
            _ => format!("{} {competency} {}", self.one_of(&WORK), self.0),
        }
    }

    #[must_use]
    pub(crate) fn is_assessment(self) -> bool {
        self.0 % 5 == 4
    }

    #[must_use]
    pub(crate) fn is_certification(self) -> bool {
        self.0 % 5 == 2
    }

    /// As exports write it.
    #[must_use]
    pub(crate) fn type_name(self) -> &'static str {
        match (self.is_assessment(), self.is_certification()) {
            (true, _) => "Assessment",
            (_, true) => "Certification",
            _ => "Exam",
        }
    }

    fn kind(self) -> &'static str {
        match (self.is_assessment(), self.is_certification()) {
            (true, _) => "assessment",
            (_, true) => "role-based",
            _ => "exam",
        }
    }

    fn retired_on(self) -> &'static str {
        if self.0 % 25 == 6 { "2020-06-30" } else { "" }
    }
}

/// The skill list of the programme.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(to: &mut csv::Writer<impl Write>) -> csv::Result<()> {
    to.write_record(["code", "title", "type", "kind", "retired_on", "aliases", "source"])?;
    for skill in (0..LISTED).map(Skill) {
        let (code, title) = (skill.code(), skill.title());
        let (of_type, kind, retired_on) = (skill.type_name(), skill.kind(), skill.retired_on());
        to.write_record([&code, &title, of_type, kind, retired_on, "", "sample"])?;
    }
    Ok(())
}
