//! Holds every explanation against the table it explains: what `explain` says of a row is what the rule
//! did with it.

use std::path::Path;

use attain::base::{Day, Progress};
use attain::explain::person::Sources;
use attain::explain::{explain_user, text};
use attain::programme::check::Loaded;
use attain::report::write::csv::write_csv;
use attain::run::gather::gather;
use attain::skills::table::Skills;
use attain::tables::{Facts, Kind};
use serde_json::Value;

use crate::support::Table;

/// What differs between the explanations of a pipeline on a day and its table of skills.
pub fn faults(pipeline: &Path, day: &str) -> Vec<String> {
    let day = Day::from_iso(day).expect("a day");
    let loaded = Loaded::read(pipeline).expect("a pipeline");
    let gathered = gather(loaded, day, &Progress::default()).expect("inputs");
    let judged = gathered.with_scene(|scene| {
        let (no_users, no_rows) = (Facts::none(Kind::Users), Facts::none(Kind::Transcripts));
        let users = scene.facts(Kind::Users).unwrap_or(&no_users);
        let transcripts = scene.facts(Kind::Transcripts).unwrap_or(&no_rows);
        let mut csv = Vec::new();
        write_csv(&Skills::new(scene, transcripts, users), &mut csv)?;
        let table = Table::parse(&csv);
        let from = Sources {
            scene,
            parameters: &gathered.loaded.parameters,
            citations: &gathered.loaded.citations,
        };
        let mut faults = Vec::new();
        for row in table.rows.iter().map(|row| Row { table: &table, cells: row }) {
            if row.cell("work_email").is_empty() {
                continue;
            }
            let explanation = explain_user(&from, row.cell("work_email"), None)?;
            let told = text::of_user(&explanation);
            let json = serde_json::to_value(&explanation).expect("JSON");
            let mut found = Vec::new();
            of_row(&row, &json, &told, &mut found);
            faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", row.name())));
        }
        Ok(faults)
    });
    judged.expect("a scene")
}

struct Row<'a> {
    table: &'a Table,
    cells: &'a [String],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        &self.cells[self.table.place(column)]
    }

    fn day(&self, column: &str) -> Option<Day> {
        Day::from_iso(self.cell(column))
    }

    fn name(&self) -> String {
        format!("{} {}", self.cell("work_email"), self.cell("skill_code"))
    }
}

/// The steps of the explanation of one skill.
struct Steps<'a>(&'a [Value]);

impl<'a> Steps<'a> {
    fn of(&self, code: &str) -> Option<&'a Value> {
        self.0.iter().find(|step| step["code"] == code)
    }

    fn because(&self, code: &str) -> &'a str {
        self.of(code).and_then(|step| step["because"].as_str()).unwrap_or_default()
    }

    /// The number that a step's parameter has, and whether it goes on to the end of the month.
    fn number(&self, code: &str) -> Option<(i32, bool)> {
        let value = self.of(code)?["parameter"]["value"].as_str()?;
        Some((value.split(' ').next()?.parse().ok()?, value.contains("end of that month")))
    }
}

fn of_row(row: &Row<'_>, explanation: &Value, told: &str, faults: &mut Vec<String>) {
    let persons = explanation["persons"].as_array().expect("persons");
    let person = persons.iter().find(|person| person["mpn_id"] == *row.cell("mpn_id"));
    let skills = person.and_then(|person| person["skills"].as_array());
    let code = row.cell("skill_code");
    let own = skills.and_then(|all| all.iter().find(|skill| skill["skill_code"] == code));
    let Some(skill) = own else {
        faults.push("is not explained".to_owned());
        return;
    };
    let mut same = |what: &str, told: String, is: String| {
        if told != is {
            faults.push(format!("{what}: explain says {told:?}, the table {is:?}"));
        }
    };
    let listed = |value: &Value| -> String {
        let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.collect::<Vec<_>>().join(";")
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    same("verdict", text(&skill["verdict"]), row.cell("verdict").to_owned());
    same("reasons", listed(&skill["reasons"]), row.cell("reasons").to_owned());
    same("file", text(&skill["file"]), row.cell("file").to_owned());
    same("line", skill["line"].to_string(), row.cell("line").to_owned());
    same("title", text(&skill["skill_title"]), row.cell("skill_title").to_owned());
    let steps = Steps(skill["steps"].as_array().expect("steps"));
    let failing = steps.0.iter().filter(|step| step["holds"] == false);
    let failing: Vec<&str> = failing.filter_map(|step| step["code"].as_str()).collect();
    same("failing steps", failing.join(";"), row.cell("reasons").to_owned());
    faults.extend(of_dates(row, &steps));
    faults.extend(of_facts(row, &steps));
    faults.extend(of_text(row, &steps, told));
}

/// V1, R2, R3, R4: the days of the steps are those of the table, and follow from the parameter named.
fn of_dates(row: &Row<'_>, steps: &Steps<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    let because = steps.because("pending_visibility");
    match row.cell("visible_on") {
        "" => demand(because.is_empty(), format!("V1 tells of what is not linked: {because}")),
        day => {
            let visible_on = Day::from_iso(day).expect("a day");
            let start = because.split(" after ").nth(1).unwrap_or_default();
            let since = start.split(" on ").nth(1).and_then(|rest| Day::from_iso(&rest[..10]));
            let days = steps.number("pending_visibility").map(|(days, _)| days);
            let counted = since.zip(days).map(|(since, days)| since.plus_days(days));
            demand(
                because.starts_with(&format!("visible from {day}, "))
                    && counted == Some(visible_on),
                format!("V1 should lead to {day} with {days:?} days: {because}"),
            );
            let of = steps.of("pending_visibility").map(|step| &step["parameter"]["name"]);
            let waits_as_assessment = row.cell("skill_type") == "Assessment"
                && row.cell("source") == "Partner University";
            let name =
                if waits_as_assessment { "assessment_visibility_days" } else { "visibility_days" };
            demand(of.is_some_and(|of| of == name), format!("V1 reads {of:?}, not {name}"));
        }
    }
    let (because, last) = (steps.because("expired"), row.cell("expires_on"));
    let is_said = because == "the transcript says Expired";
    match row.cell("expiry_source") {
        _ if is_said => {}
        "" => demand(because == "it does not expire", format!("R2: {because}")),
        source => {
            demand(
                because.starts_with(&format!("valid through {last}, ")),
                format!("R2: {because}"),
            );
            let counted = steps.number("expired").zip(row.day("completed_on"));
            let counted = counted.map(|((months, _), done)| done.plus_months(months).to_string());
            let is_inferred = source == "inferred";
            demand(
                counted.as_deref() == is_inferred.then_some(last),
                format!("R2, {source}: {counted:?} {because}"),
            );
        }
    }
    let counted = steps.number("retired").zip(row.day("retired_on"));
    if let Some(((months, to_month_end), retired_on)) = counted {
        let last = retired_on.plus_months(months);
        let last = if to_month_end { last.month_end() } else { last };
        let because = steps.because("retired");
        demand(because.ends_with(&format!("through {last}")), format!("R3: {last} {because}"));
    }
    let done = row.cell("completed_on");
    demand(
        steps.because("not_completed") == format!("completed {done}"),
        format!("R4: {}", steps.because("not_completed")),
    );
    faults
}

/// A2, G1, A5, R1: what the steps say of the link, the source and the requirements.
fn of_facts(row: &Row<'_>, steps: &Steps<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    let (associated, grace) = (steps.because("not_associated"), steps.because("grace_ended"));
    let link = match row.cell("link") {
        "PC" => associated.starts_with("associated in Partner Center"),
        "Partner University" => associated.contains("the user has access"),
        "PMC grace" => grace.starts_with("associated in PMC only"),
        _ => !associated.starts_with("associated in Partner Center"),
    };
    demand(link, format!("link {:?}: {associated} / {grace}", row.cell("link")));
    let source = steps.because("source_not_recognised");
    demand(
        source.starts_with(&format!("the source is {}, ", row.cell("source"))),
        format!("A5: {source}"),
    );
    let (named, relevant_for) = (steps.because("not_relevant"), row.cell("relevant_for"));
    demand(named.starts_with("named by ") != relevant_for.is_empty(), format!("R1: {named}"));
    let first = relevant_for.split(';').any(|place| {
        let (competency, option) = place.rsplit_once(" (").unwrap_or_default();
        let begins = named.starts_with(&format!("named by {competency} "));
        begins && named.contains(&format!("({option}"))
    });
    demand(first || relevant_for.is_empty(), format!("R1: {relevant_for} {named}"));
    faults
}

/// The text says the same as the JSON.
fn of_text(row: &Row<'_>, steps: &Steps<'_>, told: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let short = match (row.cell("verdict"), row.cell("reason")) {
        ("counts", _) => "counts".to_owned(),
        ("pending", _) => "does not count yet".to_owned(),
        (_, reason) => format!("does not count: {}", reason.replace('_', " ")),
    };
    let title = match row.cell("skill_title") {
        "" => String::new(),
        title => format!(" {title}"),
    };
    let head = format!("  {}{title}: {short}\n", row.cell("skill_code"));
    let Some((_, own)) = told.split_once(&head) else {
        return vec![format!("the text has no {head:?}")];
    };
    let own = own.split("\n\n").next().unwrap_or_default();
    for step in steps.0 {
        let [rule, word, says, because] =
            ["rule", "word", "says", "because"].map(|key| step[key].as_str().unwrap_or_default());
        let mark = if step["holds"] == true { "yes" } else { "NO " };
        let line = format!("    {mark} {rule} {word}: {says}\n            {because}");
        if word.is_empty() || !own.contains(&line) {
            faults.push(format!("the text has no {line:?}"));
        }
    }
    faults
}
