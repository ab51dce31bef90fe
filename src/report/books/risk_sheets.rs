//! The sheets of the competency risk report.

use std::collections::BTreeMap;

use crate::base::Day;
use crate::report::book::{Accent, Column, Content, Rest, Sheet, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::{Row, each};

use super::context::Context;
use super::mirror::{Field, Mirror};

pub const SEVERITIES: [(&str, Tone); 6] = [
    ("lapsed", Tone::Muted),
    ("critical", Tone::Bad),
    ("warning", Tone::Warning),
    ("fragile", Tone::Notice),
    ("ok", Tone::Good),
    ("unknown", Tone::Muted),
];
const CHANGES: [(&str, Tone); 9] = [
    ("person_joined", Tone::Good),
    ("skill_gained", Tone::Good),
    ("level_won", Tone::Good),
    ("person_left", Tone::Warning),
    ("skill_lost", Tone::Bad),
    ("level_lost", Tone::Bad),
    ("skill_changed", Tone::Notice),
    ("level_changed", Tone::Notice),
    ("level_met", Tone::Notice),
];

/// Company, programme, competency, level.
pub type LevelKey = [String; 4];

#[must_use]
pub fn level_key(row: &Row<'_, '_>) -> LevelKey {
    ["mpn_id", "programme", "competency", "level"].map(|column| row.text(column).into_owned())
}

/// The first row that each level has in a table, as its sheet counts.
#[must_use]
pub fn first_rows(context: Context<'_>, table: &str) -> BTreeMap<LevelKey, usize> {
    let mut rows = BTreeMap::new();
    let mut number = 1;
    each(context.tables.get(table), |row| {
        number += 1;
        rows.entry(level_key(&row)).or_insert(number);
    });
    rows
}

/// The rows of the key people on their sheet, by company and e-mail.
#[must_use]
pub fn people_rows(people: &KeyPeople) -> BTreeMap<(String, String), usize> {
    people
        .persons
        .iter()
        .enumerate()
        .map(|(place, (person, _))| (person.clone(), place + 2))
        .collect()
}

#[must_use]
pub fn levels<'a>(context: Context<'a>, people: &KeyPeople) -> Sheet<'a> {
    let requirements = first_rows(context, "requirements");
    let persons = people_rows(people);
    let sheet = context.sheet_name("requirements");
    let key_people = context.sheet_name("key_people");
    let as_of = context.facts.as_of;
    Mirror {
        sheet: "levels",
        table: "tblLevels",
        of: "levels",
        fields: vec![
            Field::made("competency", Look::Text, move |row| {
                linked(
                    row.text("competency").into_owned(),
                    sheet,
                    requirements.get(&level_key(row)),
                )
            }),
            Field::text("level"),
            Field::code(context, "state", "state").by("K1"),
            Field::code(context, "severity", "severity")
                .named("risk")
                .accented(context.tones("severity", &SEVERITIES))
                .by("K4"),
            Field::yes_no(context, "met").accented(context.yes_no_tones()).by("C1–C6"),
            Field::yes_no(context, "met_at_anniversary").accented(context.yes_no_tones()).by("K3"),
            Field::day("breach_on").accented(Accent::Nearing(as_of)).by("K4"),
            Field::made("days_to_breach", Look::Integer, move |row| {
                days_to(row.day("breach_on"), as_of)
            }),
            Field::day("anniversary_on").by("K2"),
            Field::text("best_option").by("C8"),
            // The list beside it is too long for a link: not every program wraps links.
            Field::made("bus_factor", Look::Id, move |row| {
                let all = row.text("key_people");
                let first = all.split(';').next().unwrap_or("").to_owned();
                let place = persons.get(&(row.text("mpn_id").into_owned(), first));
                linked(row.text("bus_factor").into_owned(), key_people, place)
            })
            .by("C7"),
            Field::list("key_people").by("C7"),
            Field::yes_no(context, "upgrade_available").by("K7"),
            Field::text("programme"),
        ],
        keep: None,
        last: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

fn linked<'a>(text: String, sheet: &str, row: Option<&usize>) -> Cell<'a> {
    match row {
        Some(row) if !text.is_empty() => Cell::link(text, sheet, *row),
        _ => Cell::text(text),
    }
}

fn days_to<'a>(day: Option<Day>, as_of: Day) -> Cell<'a> {
    day.map_or(Cell::Empty, |day| Cell::Number(i64::from(day.0 - as_of.0)))
}

#[must_use]
pub fn requirements(context: Context<'_>) -> Sheet<'_> {
    let levels = first_rows(context, "levels");
    let sheet = context.sheet_name("levels");
    Mirror {
        sheet: "requirements",
        table: "tblRequirements",
        of: "requirements",
        fields: vec![
            Field::made("competency", Look::Text, move |row| {
                linked(row.text("competency").into_owned(), sheet, levels.get(&level_key(row)))
            }),
            Field::text("level"),
            Field::text("option"),
            Field::text("requirement").looking(Look::Prose).widest(34),
            Field::code(context, "kind", "requirement_kind"),
            Field::amount("need", Look::Mixed).by("C1–C5"),
            Field::amount("have", Look::Mixed).by("C6"),
            Field::amount("shortfall", Look::Mixed).by("C6"),
            Field::amount("margin", Look::Mixed).accented(Accent::Bars(Some(5))).by("C6"),
            Field::yes_no(context, "met").accented(context.yes_no_tones()).by("C6"),
            Field::amount("have_at_anniversary", Look::Mixed).by("K3"),
            Field::list("persons").widest(60).by("C6"),
            Field::text("programme"),
        ],
        keep: None,
        last: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

#[must_use]
pub fn calendar(context: Context<'_>) -> Sheet<'_> {
    let as_of = context.facts.as_of;
    Mirror {
        sheet: "calendar",
        table: "tblCalendar",
        of: "events",
        fields: vec![
            Field::day("date").accented(Accent::Nearing(as_of)),
            Field::made("days_until", Look::Integer, move |row| days_to(row.day("date"), as_of)),
            Field::code(context, "kind", "event").named("event").by("K5"),
            Field::text("work_email"),
            Field::text("skill_code").looking(Look::Prose).widest(34),
            Field::text("competency"),
            Field::text("level"),
            Field::list("effect").by("K5"),
        ],
        keep: None,
        last: None,
        frozen: 1,
        tab: None,
    }
    .sheet(context)
}

#[must_use]
pub fn changes(context: Context<'_>) -> Sheet<'_> {
    let in_words = |column: &'static str| {
        Field::made(column, Look::Text, move |row| {
            Cell::text(state_in_words(context, &row.text(column)))
        })
    };
    let mut sheet = Mirror {
        sheet: "changes",
        table: "tblChanges",
        of: "changes",
        fields: vec![
            Field::code(context, "kind", "change")
                .named("change")
                .accented(context.tones("change", &CHANGES))
                .by("K6"),
            Field::text("work_email"),
            Field::text("skill_code").looking(Look::Prose).widest(34),
            Field::text("competency"),
            Field::text("level"),
            in_words("before"),
            in_words("after"),
            Field::code(context, "cause", "cause"),
        ],
        keep: None,
        last: None,
        frozen: 1,
        tab: None,
    }
    .sheet(context);
    if let (Content::Table(table), None) = (&mut sheet.content, context.tables.get("changes")) {
        context.labels.get("word", "no_earlier_run").clone_into(&mut table.empty);
    }
    sheet
}

/// `verdict (reason)`, `state (severity)` or whether a level is met, in words.
fn state_in_words(context: Context<'_>, text: &str) -> String {
    let labels = context.labels;
    if let Some(word) = ["yes", "no", "unknown"].into_iter().find(|word| is_capital(word, text)) {
        return labels.get("word", word).to_owned();
    }
    let (first, second) = match text.rsplit_once(" (") {
        Some((first, second)) => (first, second.trim_end_matches(')')),
        None => (text, ""),
    };
    let known = |groups: [&str; 2], code: &str| {
        let word = labels.code(groups[0], code.to_owned().into());
        if word == code { labels.code(groups[1], word) } else { word }.into_owned()
    };
    // `Active (extended)` is a state of its own.
    let whole = labels.code("state", text.to_owned().into());
    if whole != text || second.is_empty() {
        return known(["verdict", "state"], text);
    }
    format!("{} ({})", known(["verdict", "state"], first), known(["reason", "severity"], second))
}

/// The verdict is `no`, what is met is `No`.
fn is_capital(word: &str, text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.eq_ignore_ascii_case(word)
}

/// Who breaks which level by leaving.
#[derive(Default)]
pub struct KeyPeople {
    /// Programme, competency and level, with what they are called; companies share them.
    levels: Vec<([String; 3], String)>,
    /// Company and e-mail, with the places of the levels.
    persons: Vec<((String, String), Vec<usize>)>,
}

impl KeyPeople {
    #[must_use]
    pub fn of(context: Context<'_>) -> Self {
        let mut levels: Vec<([String; 3], String)> = Vec::new();
        let mut places: BTreeMap<[String; 3], usize> = BTreeMap::new();
        let mut persons: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        each(context.tables.get("levels"), |row| {
            let list = row.text("key_people");
            if list.is_empty() {
                return;
            }
            let [company, rest @ ..] = level_key(&row);
            let place = *places.entry(rest.clone()).or_insert_with(|| {
                let name = format!("{} {}", rest[1], rest[2]);
                levels.push((rest, name));
                levels.len() - 1
            });
            for person in list.split(';') {
                let key = (company.clone(), person.to_owned());
                persons.entry(key).or_default().push(place);
            }
        });
        let mut persons: Vec<_> = persons.into_iter().collect();
        persons.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        Self { levels, persons }
    }

    /// The matrix of persons and levels.
    #[must_use]
    pub fn sheet<'a>(&self, context: Context<'a>) -> Sheet<'a> {
        let several = context.facts.several_companies();
        let word = context.labels.get("word", "breaks");
        let rows = self.persons.iter().map(|((company, person), broken)| {
            let mut cells = if several { vec![Cell::text(company.clone())] } else { Vec::new() };
            cells.push(Cell::text(person.clone()));
            cells.push(Cell::number(i64::try_from(broken.len()).ok()));
            cells.extend(
                (0..self.levels.len()).map(|level| {
                    if broken.contains(&level) { Cell::text(word) } else { Cell::Empty }
                }),
            );
            cells
        });
        Sheet {
            name: context.sheet_name("key_people").to_owned(),
            tab: None,
            content: Content::Table(TablePart {
                name: "tblKeyPeople".to_owned(),
                columns: self.columns(context, several),
                body: Box::new(Rest::of(rows.collect())),
                empty: context.labels.get("word", "no_key_people").to_owned(),
                frozen: if several { 2 } else { 1 },
            }),
        }
    }

    fn columns(&self, context: Context<'_>, several: bool) -> Vec<Column> {
        let labels = context.labels;
        let mut columns = Vec::new();
        if several {
            columns.push(context.column("mpn_id", Look::Id));
        }
        columns.push(context.column("work_email", Look::Text));
        columns.push(context.column("levels_broken", Look::Integer).accented(Accent::Bars(None)));
        let word = labels.get("word", "breaks").to_owned();
        for (_, name) in &self.levels {
            let mut column = Column::new(name.clone(), Look::Text)
                .meaning(labels.say("say", "breaks_by_leaving", &[("level", name)]))
                .accented(Accent::Words(vec![(word.clone(), Tone::Bad)]));
            column.rule = "C7";
            columns.push(column);
        }
        columns
    }
}
