//! Holds every explanation against the table it explains: what `explain` says of a row is what the rule
//! did with it.

use std::collections::BTreeMap;
use std::path::Path;

use attain::assess::memberships::{Membership, memberships};
use attain::assess::{Assessed, Detail, assess};
use attain::base::{Amount, Day, Outcome, Progress};
use attain::explain::sources::ExplanationBasis;
use attain::explain::{explain_competency, explain_invoice, explain_user, level_text, text};
use attain::kernel::AssessmentScope;
use attain::programme::check::Loaded;
use attain::report::write::csv::write_csv;
use attain::run::read::read;
use attain::skills::table::Skills;
use attain::tables::output::Rows;
use serde_json::Value;

use crate::support::Table;

/// What differs between the explanations of a pipeline on a day and its table of skills.
pub(crate) fn faults(pipeline: &Path, day: &str) -> Vec<String> {
    let day = Day::from_iso(day).expect("a day");
    let loaded = Loaded::read(pipeline).expect("a pipeline");
    let gathered = read(loaded, day, &Progress::default()).expect("inputs");
    let judged = gathered.with_scene(|scene, counting| {
        let table = table_of(&Skills::new(scene, scene.transcripts, scene.users));
        let from = ExplanationBasis {
            scene,
            counting: &counting,
            parameters: &gathered.loaded.parameters,
            citations: &gathered.loaded.citations,
        };
        let mut faults = Vec::new();
        for row in Row::all(&table) {
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
        let asked = AssessmentScope { invoices: true, ..AssessmentScope::all(Detail::Persons) };
        gathered.ask((scene, &counting), asked, |question| {
            let (assessed, held) = (assess(question)?, memberships(question));
            of_levels(&from, (&assessed, &held), &mut faults)?;
            of_invoices(&from, &assessed, &mut faults)
        })?;
        Ok(faults)
    });
    judged.expect("a scene")
}

/// A published table in memory.
fn table_of(rows: &dyn Rows) -> Table {
    let mut csv = Vec::new();
    write_csv(rows, &mut csv).expect("a table");
    Table::parse(&csv)
}

/// Every row of the levels, the requirements and the metrics is explained with what it has.
fn of_levels(
    from: &ExplanationBasis<'_>,
    about: (&Assessed, &[Membership]),
    faults: &mut Vec<String>,
) -> Outcome<()> {
    let levels = table_of(&about.0.levels);
    let tables = [&about.0.requirements, &about.0.score_metrics, &about.0.score_changes];
    let tables = tables.map(|table| table_of(table));
    for row in Row::all(&levels) {
        let (name, level) = (row.cell("competency"), row.cell("level"));
        let explanation = explain_competency(from, about, name, Some(level))?;
        let told = level_text::of_competency(&explanation);
        let json = serde_json::to_value(&explanation).expect("JSON");
        let company = &from.scene.pipeline.companies;
        let company = company.iter().find(|own| own.mpn_id == row.cell("mpn_id")).expect("known");
        let is_own = |own: &&Value| {
            own["company"] == *company.name && own["programme"] == *row.cell("programme")
        };
        let own = json["levels"].as_array().and_then(|all| all.iter().find(is_own));
        let Some(own) = own else {
            faults.push(format!("{name} {level} is not explained"));
            continue;
        };
        for key in ["state", "met", "met_at_anniversary", "anniversary_on", "severity", "breach_on"]
            .into_iter()
            .chain(["unmet_since", "anniversary_before_extension", "bus_factor"])
            .chain(["qualified_on", "window_from", "window_to"])
        {
            let is = row.cell(key);
            if own[key].as_str().unwrap_or_default() != is {
                faults.push(format!("{name} {level}: {key} is {is:?}, explained {}", own[key]));
            }
            if !is.is_empty() && !told.contains(is) {
                faults.push(format!("{name} {level}: the text does not tell {key} {is:?}"));
            }
        }
        faults.extend(of_extension(&row, own, from.scene.rules.subscription_days));
        faults.extend(of_requirements(&row, own, &told, &tables));
    }
    Ok(())
}

/// K2: so many times the days of a subscription lead from the one anniversary to the other.
fn of_extension(row: &Row<'_>, own: &Value, days: i32) -> Option<String> {
    let (given, moved) = (row.day("anniversary_before_extension")?, row.day("anniversary_on")?);
    let times = own["extensions"].as_array()?.iter().filter_map(|one| one["times"].as_i64());
    let times = i32::try_from(times.sum::<i64>()).ok()?;
    (given.plus_days(days * times) != moved)
        .then(|| format!("K2: {given} + {times} is not {moved}"))
}

fn of_requirements(row: &Row<'_>, own: &Value, told: &str, tables: &[Table; 3]) -> Vec<String> {
    let mut faults = Vec::new();
    let key = ["mpn_id", "programme", "competency", "level"];
    let is_below = |other: &Row<'_>| key.iter().all(|name| other.cell(name) == row.cell(name));
    let rows_of = |table| Row::all(table).filter(is_below);
    for published in rows_of(&tables[0]) {
        let options = own["options"].as_array().into_iter().flatten();
        let option = options.clone().find(|one| one["option"] == *published.cell("option"));
        // Of a track that is not taken the text says what it comes to; the rest stands in the JSON.
        let is_best = option.is_some_and(|option| option["best"] == true);
        let all = option.and_then(|option| option["requirements"].as_array());
        let requirement = all.into_iter().flatten();
        let name = published.cell("requirement");
        let Some(explained) = requirement.clone().find(|one| one["requirement"] == *name) else {
            faults.push(format!("{name} is not explained"));
            continue;
        };
        for column in ["need", "have", "met", "have_at_anniversary"] {
            if explained[column].as_str().unwrap_or_default() != published.cell(column) {
                faults.push(format!("{name}: {column} is {}", published.cell(column)));
            }
        }
        let reason = explained["reason"].as_str();
        if (published.cell("met") == "Yes") != reason.is_none()
            || reason.is_some_and(|reason| !told.contains(&format!("why not: {reason}\n")))
        {
            faults.push(format!("{name}: met {} by {reason:?}", published.cell("met")));
        }
        let metrics = explained["metrics"].as_array().expect("a list");
        let is_of = |metric: &Row<'_>| {
            metric.cell("option") == published.cell("option") && metric.cell("requirement") == name
        };
        let changes = explained["changes"].as_array().map_or(&[][..], Vec::as_slice);
        for (change, said) in rows_of(&tables[2]).filter(is_of).zip(changes) {
            let (said, points) = (said.as_str().unwrap_or_default(), change.cell("score_points"));
            let start = format!("{}: {}", change.cell("date"), change.cell("metric"));
            let is_told = told.contains(said) || !is_best;
            if !said.starts_with(&start) || !said.contains(points) || !is_told {
                faults.push(format!("{name}: {start} is explained as {said:?}"));
            }
        }
        if changes.is_empty() != (rows_of(&tables[2]).filter(is_of).count() == 0) {
            faults.push(format!("{name}: changes are explained as {changes:?}"));
        }
        for metric in rows_of(&tables[1]).filter(is_of) {
            let explained = metrics.iter().find(|one| one["metric"] == *metric.cell("metric"));
            let is_told = ["points", "max", "gates_open", "gates", "measure", "one_more"]
                .into_iter()
                .chain(["gates_more", "enough_more", "counted", "cap"])
                .all(|column| {
                    let told = explained.and_then(|one| one[column].as_str()).unwrap_or_default();
                    told == metric.cell(column)
                });
            // The rows of the value that counts make up what is measured.
            let (by, measure) = (metric.cell("measured_by"), metric.cell("measure"));
            let inputs = explained.and_then(|one| one["inputs"].as_array());
            let counts = |one: &&Value| {
                one["counts"] == true && one["value"].as_str() == Some(&format!("{by:?}"))
            };
            let own = inputs.into_iter().flatten().find(counts);
            let sum = own.and_then(|one| one["sum"].as_str()).filter(|_| !measure.is_empty());
            let is_made = sum.is_none_or(|sum| measure == sum);
            if !is_told || !is_made {
                faults.push(format!(
                    "{name}: {} is explained as {explained:?}",
                    metric.cell("metric")
                ));
            }
        }
    }
    faults
}

/// L1 to L3: a line counts or not as in the table, and those in the window make up its sum.
fn of_invoices(
    from: &ExplanationBasis<'_>,
    assessed: &Assessed,
    faults: &mut Vec<String>,
) -> Outcome<()> {
    let (lines, windows) = (table_of(&assessed.invoices), table_of(&assessed.kpi_window));
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for line in Row::all(&lines) {
        let json = serde_json::to_value(explain_invoice(from, line.cell("invoice_no"))?);
        let json = json.expect("JSON");
        let all = json["lines"].as_array().expect("lines");
        let is_own = |own: &&Value| {
            own["file"] == *line.cell("file")
                && own["line"].as_u64() == line.cell("line").parse().ok()
        };
        let own = all.iter().find(is_own).expect("the line is explained");
        if (own["counts"] == true) != (line.cell("counts") == "Yes") {
            faults.push(format!("line {}: counts {}", line.cell("line"), own["counts"]));
        }
        if own["in_window"] == true {
            let kpi = Amount::from_plain(own["kpi_value"].as_str().expect("a text"));
            *sums.entry(line.cell("mpn_id").to_owned()).or_default() += kpi.expect("an amount");
        }
    }
    for window in Row::all(&windows) {
        let sum = sums.get(window.cell("mpn_id")).copied().unwrap_or_default();
        if sum.to_string() != window.cell("kpi_total") {
            faults.push(format!("the window has {}, explained {sum}", window.cell("kpi_total")));
        }
    }
    Ok(())
}

struct Row<'a> {
    table: &'a Table,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    fn all(table: &'a Table) -> impl Iterator<Item = Row<'a>> {
        table.rows.iter().map(move |cells| Row { table, cells })
    }

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
        steps.because("not_completed").trim_end_matches(", which lies ahead")
            == format!("completed {done}"),
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
        "Partner University" => associated.ends_with("and the user has it"),
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
    // Several persons may answer to one address, and have the skill.
    let sections = told.split(&head).skip(1).map(|own| own.split("\n\n").next());
    let sections: Vec<&str> = sections.flatten().collect();
    if sections.is_empty() {
        return vec![format!("the text has no {head:?}")];
    }
    for step in steps.0 {
        let [rule, word, says, because] =
            ["rule", "word", "says", "because"].map(|key| step[key].as_str().unwrap_or_default());
        let mark = if step["holds"] == true { "yes" } else { "NO " };
        let line = format!("    {mark} {rule} {word}: {says}\n            {because}");
        if word.is_empty() || !sections.iter().any(|own| own.contains(&line)) {
            faults.push(format!("the text has no {line:?}"));
        }
    }
    faults
}
