//! Key people: whose leaving breaks which of the levels that are held.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::life_cycle::LevelState;
use crate::report::book::{Accent, HeldRows, Sheet, SheetContent, ShownColumn, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::each;
use crate::tables::columns;

use super::context::Context;
use super::level_key::level_key;
use super::people::PeopleNames;
use super::person_key::PersonKey;

/// Who breaks which level by leaving.
#[derive(Default)]
pub(crate) struct KeyPeopleLines {
    /// Programme, competency and level, with what they are called; companies share them.
    levels: Vec<([String; 3], String)>,
    /// Those who break most first, with the places of the levels.
    persons: Vec<(PersonKey, Vec<usize>)>,
}

impl KeyPeopleLines {
    #[must_use]
    pub(crate) fn of(context: Context<'_>) -> Self {
        let mut levels: Vec<([String; 3], String)> = Vec::new();
        let mut places: BTreeMap<[String; 3], usize> = BTreeMap::new();
        let mut persons: BTreeMap<PersonKey, Vec<usize>> = BTreeMap::new();
        each(context.tables.get("levels"), |row| {
            let list = row.text(columns::KEY_PEOPLE);
            // Nobody loses what the company does not hold.
            if list.is_empty()
                || row.is(columns::SEVERITY, "")
                || row.is(columns::STATE, LevelState::Lapsed.name())
            {
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

    /// The rows of the persons on their sheet.
    #[must_use]
    pub(crate) fn rows(&self) -> BTreeMap<PersonKey, usize> {
        let row = |(place, (person, _)): (usize, &(PersonKey, _))| (person.clone(), place + 2);
        self.persons.iter().enumerate().map(row).collect()
    }

    /// The matrix of persons and levels.
    #[must_use]
    pub(crate) fn sheet<'a>(&self, context: Context<'a>) -> Sheet<'a> {
        let word = context.labels.get("word", "breaks");
        let wanted: BTreeSet<PersonKey> =
            self.persons.iter().map(|(person, _)| person.clone()).collect();
        let names = PeopleNames::of(&wanted, context);
        let rows =
            self.persons.iter().map(|(person, broken)| {
                let mut cells = names.cells(person, context);
                cells.push(Cell::number(i64::try_from(broken.len()).ok()));
                cells.extend((0..self.levels.len()).map(|level| {
                    if broken.contains(&level) { Cell::text(word) } else { Cell::Empty }
                }));
                cells
            });
        Sheet {
            name: context.sheet_name("key_people").to_owned(),
            tab: None,
            content: SheetContent::Table(TablePart {
                name: "tblKeyPeople".to_owned(),
                columns: self.columns(context),
                body: Box::new(HeldRows::of(rows.collect())),
                empty: context.labels.get("word", "no_key_people").to_owned(),
                frozen: PeopleNames::columns_kept(context),
            }),
        }
    }

    fn columns(&self, context: Context<'_>) -> Vec<ShownColumn> {
        let labels = context.labels;
        let mut columns = PeopleNames::columns(context);
        columns.push(context.column("levels_broken", Look::Integer).accented(Accent::Bars(None)));
        let word = labels.get("word", "breaks").to_owned();
        for (_, name) in &self.levels {
            let mut column = ShownColumn::new(name.clone(), Look::Text)
                .meaning(labels.say("say", "breaks_by_leaving", &[("level", name)]))
                .accented(Accent::Words(vec![(word.clone(), Tone::Bad)]));
            column.rule = "C7";
            columns.push(column);
        }
        columns
    }
}
