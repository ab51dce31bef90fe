//! What a benchmark run is about: the companies, what they hold, and the programme. All invented.

use std::fmt::Write as _;
use std::io::Write;

use super::inputs;
use super::risk_programme;
use super::scenario::{Measures, Scenario};
use super::skills::{COMPETENCIES, LISTED, Skill};
use attain::base::Day;

pub(crate) const PARAMETERS: &str = include_str!("../../pipelines/parameters.toml");
pub(crate) const SOURCES: &str = include_str!("../../pipelines/sources.csv");

/// The day that the runs are for, 2021-03-01: what is invented lies around it.
pub(crate) const AS_OF: Day = Day(18_687);

/// Levels and the people that each of their requirements needs.
pub(crate) const LEVELS: [(&str, u32); 2] = [("Silver", 4), ("Gold", 8)];

/// The id of a company (place 0) or of one of its two locations (1 and 2).
#[must_use]
pub(crate) fn mpn_id(company: u64, place: u64) -> String {
    format!("0{}{place}", 10_000 + company)
}

/// The pipeline file.
#[must_use]
pub(crate) fn pipeline(scenario: &Scenario) -> String {
    let mut text = String::from(
        "name       = \"bench\"\nout        = \"out\"\nprogrammes = [\"programme\"]\n\
         parameters = \"parameters.toml\"\nreports    = [\"skills\", \"risk\", \"kpi\"]\n",
    );
    for company in 0..scenario.companies {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n[[company]]\nname        = \"Tailspin {company}\"\nmpn_id      = \"{}\"\n\
             locations   = [\"{}\", \"{}\"]\ncountry     = \"SE\"\nmigrated_on = 2020-10-01\n",
            mpn_id(company, 0),
            mpn_id(company, 1),
            mpn_id(company, 2),
        );
    }
    let sources = [
        ("users", inputs::USERS),
        ("transcripts", inputs::TRANSCRIPTS),
        ("invoices", inputs::INVOICES),
        ("performance", inputs::PERFORMANCE),
        ("memberships", inputs::MEMBERSHIPS),
    ];
    for (kind, file) in sources {
        let _ = write!(text, "\n[sources.{kind}]\nfiles = [\"{file}\"]\n");
    }
    text
}

/// The programme file.
#[must_use]
pub(crate) fn programme(of: Measures) -> String {
    let requirements = match of {
        Measures::Skills => skills_asked(),
        Measures::Risk => risk_programme::requirements(),
    };
    programme_of(&requirements)
}

/// A programme file with these requirements.
#[must_use]
pub(crate) fn programme_of(requirements: &str) -> String {
    let head = "id     = \"bench\"\ntitle  = \"Invented for the benchmark\"\nfrom   = 2017-07-01\n\
                levels = [\"Silver\", \"Gold\"]\nsource = \"sample\"\n";
    head.to_owned() + requirements
}

/// Two requirements a level, one for what people sat and one for what they were assessed in.
fn skills_asked() -> String {
    let mut text = String::new();
    for competency in COMPETENCIES {
        for (level, need) in LEVELS {
            for (name, is_assessed) in [("Engineers", false), ("Consultants", true)] {
                let codes: Vec<String> = (0..LISTED)
                    .map(Skill)
                    .filter(|skill| skill.competency() == competency)
                    .filter(|skill| skill.is_assessment() == is_assessed)
                    .map(Skill::code)
                    .collect();
                text.push_str(&people_asked(competency, (level, need), name, &codes));
            }
        }
    }
    text
}

/// A requirement of so many people who hold one of these skills.
#[must_use]
pub(crate) fn people_asked(
    competency: &str,
    (level, need): (&str, u32),
    name: &str,
    codes: &[String],
) -> String {
    format!(
        "\n[[requirement]]\ncompetency = {}\nlevel      = \"{level}\"\n\
         name       = \"{name}\"\nkind       = \"people\"\nneed       = {need}\n\
         any_of     = {}\nsource     = \"sample\"\n",
        quoted(competency),
        quoted_list(codes),
    )
}

/// A text as TOML writes it.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Texts as TOML writes them.
#[must_use]
pub(crate) fn quoted_list(texts: &[String]) -> String {
    toml::Value::from(texts.to_vec()).to_string()
}

/// The competencies of the programme.
#[must_use]
pub(crate) fn competencies(of: Measures) -> Vec<String> {
    match of {
        Measures::Skills => COMPETENCIES.map(str::to_owned).to_vec(),
        Measures::Risk => risk_programme::competencies(),
    }
}

/// What each company holds: a third of the competencies Gold, a third Silver.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write_memberships(
    to: &mut csv::Writer<impl Write>,
    scenario: &Scenario,
) -> csv::Result<()> {
    to.write_record(["MPN ID", "competency", "level", "purchased_on", "anniversary_on"])?;
    for company in 0..scenario.companies {
        for (place, competency) in competencies(scenario.of).iter().enumerate() {
            let level = match (company + place as u64) % 3 {
                0 => "Gold",
                1 => "Silver",
                _ => continue,
            };
            let id = mpn_id(company, 0);
            to.write_record([id.as_str(), competency, level, "2021-01-15", "2022-01-15"])?;
        }
    }
    Ok(())
}
