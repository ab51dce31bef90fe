//! Decides of each row of a table whether it goes, loses a name, or stays.

use std::collections::HashSet;

use super::person::{FORGOTTEN, ForgottenPerson};
use crate::tables::output::{OutputSchema, OutputType};
use crate::tables::outputs;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowFate {
    Same,
    Gone,
    /// By column: the new text where there is one.
    Changed(Vec<Option<String>>),
}

/// What was taken out of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Erased {
    pub rows: u64,
    pub cells: u64,
    /// Rows that are left.
    pub kept: u64,
}

impl Erased {
    pub(crate) fn add(&mut self, row: &RowFate) {
        match row {
            RowFate::Same => {}
            RowFate::Gone => self.rows += 1,
            RowFate::Changed(cells) => self.cells += cells.iter().flatten().count() as u64,
        }
        self.kept += u64::from(*row != RowFate::Gone);
    }
}

/// Lines of inputs that were set aside and are the person's: what else was wrong with them goes too.
pub(crate) type Hits = HashSet<(String, String)>;

/// The columns that say whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnPlaces {
    pub email: usize,
    pub mcid: usize,
    /// First and last.
    pub names: Option<(usize, usize)>,
}

/// What the columns of a table are good for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// The table as this program makes it.
    schema: Option<&'static OutputSchema>,
    email: Option<usize>,
    mcid: Option<usize>,
    names: Option<(usize, usize)>,
    /// File, line and value of what was set aside.
    set_aside: Option<(usize, usize, usize)>,
    code: Option<usize>,
    /// By column.
    is_text: Vec<bool>,
    is_file: Vec<bool>,
    /// The columns that the rows are sorted by, in that order, and whether they hold numbers.
    keys: Vec<(usize, bool)>,
}

/// Columns that bear no text about anybody but the row's own person.
const PLAIN: [&str; 4] = ["work_email", "mcid", "mpn_id", "location"];
const FILES: [&str; 4] = ["file", "report_file", "user_file", "transcript_file"];

impl Layout {
    /// The table of a file: by the stem of its name and by its header.
    #[must_use]
    pub(crate) fn of(stem: &str, header: &[String]) -> Self {
        let place = |name: &str| header.iter().position(|column| column == name);
        let named = |schema: &&&OutputSchema| schema.name == stem;
        let has_all = |schema: &&OutputSchema| {
            schema.columns.iter().take(3).all(|column| place(column.name).is_some())
        };
        let schema = outputs::ALL.iter().find(named).copied().filter(|schema| has_all(schema));
        let (email, mcid) = (place("work_email"), place("mcid"));
        let is_known = schema.is_some() || email.is_some() || mcid.is_some();
        let typed = |name: &String| {
            let column = |schema: &OutputSchema| {
                schema.columns.iter().find(|column| column.name == name).map(|column| column.of)
            };
            schema.and_then(column).is_some_and(|of| of != OutputType::Text)
        };
        let is_text =
            |name: &String| !(typed(name) || (is_known && PLAIN.contains(&name.as_str())));
        let mut keys: Vec<(u8, usize, bool)> = schema
            .iter()
            .flat_map(|schema| schema.columns)
            .filter(|column| column.sorted > 0)
            .filter_map(|column| {
                Some((column.sorted, place(column.name)?, column.of == OutputType::Number))
            })
            .collect();
        keys.sort_unstable();
        Self {
            schema,
            email,
            mcid,
            names: place("first_name").zip(place("last_name")),
            set_aside: place("file")
                .zip(place("line"))
                .zip(place("value"))
                .map(|((file, line), value)| (file, line, value)),
            code: place("skill_code"),
            is_text: header.iter().map(is_text).collect(),
            is_file: header.iter().map(|name| FILES.contains(&name.as_str())).collect(),
            keys: keys.into_iter().map(|(_, place, is_number)| (place, is_number)).collect(),
        }
    }

    /// Whether it is one of this program's tables.
    #[must_use]
    pub(crate) fn is_ours(&self) -> bool {
        self.schema.is_some()
    }

    /// Whether the header is none, or one of somebody else.
    #[must_use]
    pub(crate) fn is_foreign(&self) -> bool {
        self.schema.is_none() && self.email.is_none() && self.mcid.is_none()
    }

    #[must_use]
    pub(crate) fn is_key(&self, place: usize) -> bool {
        self.keys.iter().any(|(key, _)| *key == place)
    }

    #[must_use]
    pub(crate) fn keys(&self) -> &[(usize, bool)] {
        &self.keys
    }

    /// Whether the column is the line of something that was set aside.
    #[must_use]
    pub(crate) fn tells_line(&self, column: &str) -> bool {
        column == "line" && self.set_aside.is_some()
    }

    /// Whether rows of the table bear a certification id and an e-mail: their own ones.
    #[must_use]
    pub(crate) fn own(&self) -> Option<OwnPlaces> {
        Some(OwnPlaces { email: self.email?, mcid: self.mcid?, names: self.names })
    }

    /// The lines that were set aside and name the person anywhere.
    #[must_use]
    pub(crate) fn hits<'c>(
        &self,
        person: &ForgottenPerson,
        rows: impl Iterator<Item = Vec<&'c str>>,
    ) -> Hits {
        let Some((file, line, _)) = self.set_aside else { return Hits::new() };
        let at =
            |cells: &[&str], place: usize| cells.get(place).map_or("", |cell| *cell).to_owned();
        rows.filter(|cells| self.changed(person, cells).iter().any(Option::is_some))
            .map(|cells| (at(&cells, file), at(&cells, line)))
            .collect()
    }

    /// What becomes of a row. The cells have lost their guards.
    #[must_use]
    pub(crate) fn judge(&self, person: &ForgottenPerson, cells: &[&str], hits: &Hits) -> RowFate {
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).copied();
        let (email, mcid) = (cell(self.email), cell(self.mcid));
        if person.owns(email.unwrap_or_default(), mcid.unwrap_or_default()) {
            return RowFate::Gone;
        }
        let is_nameless =
            email.unwrap_or_default().is_empty() && mcid.unwrap_or_default().is_empty();
        if let Some((first, last)) = self.names
            && is_nameless
            && person.has_name(cell(Some(first)).unwrap_or(""), cell(Some(last)).unwrap_or(""))
        {
            return RowFate::Gone;
        }
        if self.is_foreign() && is_theirs(person, cells) {
            return RowFate::Gone;
        }
        let mut changed = self.changed(person, cells);
        if let Some((file, line, value)) = self.set_aside
            && !hits.is_empty()
            && let (Some(file), Some(line), Some(of_value)) =
                (cells.get(file), cells.get(line), changed.get_mut(value))
            && hits.contains(&((*file).to_owned(), (*line).to_owned()))
            && !cells[value].is_empty()
            && cells[value] != FORGOTTEN
        {
            *of_value = Some(FORGOTTEN.to_owned());
        }
        if changed.iter().any(Option::is_some) { RowFate::Changed(changed) } else { RowFate::Same }
    }

    fn changed(&self, person: &ForgottenPerson, cells: &[&str]) -> Vec<Option<String>> {
        let change = |(place, cell): (usize, &&str)| {
            // A row may have more cells than the header.
            if !self.is_text.get(place).copied().unwrap_or(true) {
                return None;
            }
            let is_file = self.is_file.get(place).copied().unwrap_or_default();
            if is_file && person.is_in_path(cell) {
                return Some(FORGOTTEN.to_owned());
            }
            // Codes have hyphens for spaces.
            let is_code = self.code == Some(place) && cell.contains('-');
            let names = |cell: &str| person.is_named_in(&cell.replace('-', " "));
            person.scrubbed(cell).or_else(|| (is_code && names(cell)).then(|| FORGOTTEN.to_owned()))
        };
        cells.iter().enumerate().map(change).collect()
    }
}

/// A row of somebody else's list that is about the person and nobody else.
fn is_theirs(person: &ForgottenPerson, cells: &[&str]) -> bool {
    if cells.iter().any(|cell| person.is_cell(cell)) {
        return true;
    }
    let is_of_another = cells.iter().any(|cell| cell.contains('@') && !person.is_named_in(cell));
    let mut pairs = cells.windows(2);
    !is_of_another
        && pairs.any(|pair| person.has_name(pair[0], pair[1]) || person.has_name(pair[1], pair[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> ForgottenPerson {
        let mut anna = ForgottenPerson::new(["anna@x.y"]);
        anna.learn_mcid("123456");
        anna.learn_name("Wilma", "Ahlgren");
        anna
    }

    fn judged(stem: &str, header: &str, row: &str) -> RowFate {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let cells: Vec<&str> = row.split(',').collect();
        Layout::of(stem, &header).judge(&anna(), &cells, &Hits::new())
    }

    #[test]
    fn own_rows_go_and_texts_lose_the_name() {
        let header = "severity,code,mpn_id,work_email,mcid,message,line";
        assert_eq!(judged("findings", header, "i,x,,ANNA@x.y,,,1"), RowFate::Gone);
        assert_eq!(judged("findings", header, "i,x,,b@x.y,0123456,,1"), RowFate::Gone);
        assert_eq!(judged("findings", header, "i,x,123456,b@x.y,1,,123456"), RowFate::Same);
        let changed = judged("findings", header, "i,x,,b@x.y,1,see Wilma Ahlgren,2");
        let RowFate::Changed(cells) = changed else { panic!("{changed:?}") };
        assert_eq!(cells[5].as_deref(), Some("see (forgotten)"));
        assert_eq!(cells.iter().flatten().count(), 1);
    }

    #[test]
    fn a_list_of_somebody_else_loses_rows_about_the_person_only() {
        for theirs in ["x,anna@x.y", "Wilma,Ahlgren", "1,0123456", "Ahlgren,Wilma"] {
            assert_eq!(judged("list", "a,b", theirs), RowFate::Gone, "{theirs}");
        }
        let namesake = "Wilma,Ahlgren,w@other.example";
        assert_eq!(judged("list", "a,b,c", namesake), RowFate::Same);
        assert!(matches!(judged("list", "a,b", "x,ask anna@x.y"), RowFate::Changed(_)));
    }

    #[test]
    fn what_else_was_wrong_with_a_line_goes_with_it() {
        let header: Vec<String> =
            ["source_kind", "file", "line", "column", "value"].map(str::to_owned).into();
        let rows = [
            ["users", "u.csv", "3", "work_email", "anna@x.y, private"],
            ["users", "u.csv", "3", "created_on", "Wilma"],
            ["users", "u.csv", "4", "created_on", "Wilma"],
            ["users", "anna@x.y.csv", "4", "created_on", "x"],
        ];
        let layout = Layout::of("rejects", &header);
        let hits = layout.hits(&anna(), rows.iter().map(|row| row.to_vec()));
        assert_eq!(hits.len(), 2);
        let value = |row: &[&str]| match layout.judge(&anna(), row, &hits) {
            RowFate::Changed(cells) => cells[4].clone(),
            _ => None,
        };
        let values: Vec<Option<String>> = rows.iter().map(|row| value(row)).collect();
        let gone = Some(FORGOTTEN.to_owned());
        assert_eq!(values, [gone.clone(), gone.clone(), None, gone]);
        assert!(layout.is_key(1) && !layout.is_key(4));
    }
}
