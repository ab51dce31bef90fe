//! K6, since last time: people, skills and levels that came, went or changed, each with its cause.
//!
//! A level is won when its state becomes one that the company may show or buy (Active, Active
//! (extended), Renewal window, Qualified), and lost when it stops being one.

use super::causes::{self, ChangeCause, Differences};
use super::editions::{Edition, NOT_TOLD, Row, TablePair, side_by_side};
use super::invoice_changes::of_invoices;
use crate::assess::life_cycle::LevelState;
use crate::base::Outcome;
use crate::base::dictionary::Hashed;
use crate::tables::Kind;
use crate::tables::output::{Value, Whole};
use crate::tables::outputs::CHANGES;

const SKILLS: TablePair<'static> = TablePair {
    table: "skills",
    columns: &causes::SKILL,
    keys: 3,
    telling: 7,
    first_decides: true,
};
const TEAM: TablePair<'static> = whole("team", &causes::ACCOUNT, 2);
const LEVELS: TablePair<'static> = whole("levels", &causes::LEVEL, 4);
const REQUIREMENTS: TablePair<'static> = whole("requirements", &causes::REQUIREMENT, 6);

/// All columns and all rows of a key tell of a change.
const fn whole(
    table: &'static str,
    columns: &'static [&'static str],
    keys: usize,
) -> TablePair<'static> {
    TablePair { table, columns, keys, telling: columns.len(), first_decides: false }
}

/// What changed from one run to another. A table that one of them lacks is not compared.
///
/// # Errors
/// When a stored table cannot be read.
pub(crate) fn changes(before: &Edition<'_>, after: &Edition<'_>) -> Outcome<Whole> {
    let differences = Differences::between(before, after);
    let has_other_invoices = differences.any_of(&[Kind::Invoices]);
    let mut found = ChangeRows {
        differences,
        rows: Vec::new(),
        accounts: Hashed::default(),
        competencies: Hashed::default(),
        invoices: if has_other_invoices { of_invoices(before, after)? } else { Hashed::default() },
    };
    side_by_side(before, after, &TEAM, |old, new| found.account(old, new))?;
    side_by_side(before, after, &SKILLS, |old, new| found.skill(old.first(), new.first()))?;
    side_by_side(before, after, &REQUIREMENTS, |old, new| found.requirement(old, new))?;
    side_by_side(before, after, &LEVELS, |old, new| found.level(old.first(), new.first()))?;
    Ok(Whole::sorted(&CHANGES, found.rows))
}

struct ChangeRows {
    differences: Differences,
    rows: Vec<Vec<Value>>,
    /// Why an account differs, by company and e-mail.
    accounts: Hashed<(String, String), ChangeCause>,
    /// What happened to the lines of invoices, by company.
    invoices: Hashed<String, ChangeCause>,
    /// The strongest cause below a competency, by company and competency.
    competencies: Hashed<(String, String), ChangeCause>,
}

impl ChangeRows {
    fn account(&mut self, old: &[Row], new: &[Row]) {
        if old == new {
            return;
        }
        let Some(any) = new.first().or(old.first()) else { return };
        let cause = self.differences.of_account(old, new);
        let on_roll = |rows: &[Row]| rows.iter().any(|row| row[causes::ACTIVE] == "Yes");
        let kind = match (on_roll(old), on_roll(new)) {
            (false, true) => Some("person_joined"),
            (true, false) => Some("person_left"),
            _ => None,
        };
        if let Some(kind) = kind {
            self.tell(kind, [&any[0], &any[1], "", "", "", "", ""], cause);
        }
        self.accounts.insert((any[0].clone(), any[1].clone()), cause);
    }

    fn skill(&mut self, old: Option<&Row>, new: Option<&Row>) {
        let Some(any) = new.or(old) else { return };
        let (before, after) = (verdict(old), verdict(new));
        // A row that found no user is nobody's skill.
        if any[1].is_empty() {
            return;
        }
        if before == after {
            self.lasting(old, new);
            return;
        }
        let account = self.accounts.get(&(any[0].clone(), any[1].clone())).copied();
        let is =
            |row: Option<&Row>, verdict| row.is_some_and(|row| row[causes::VERDICT] == verdict);
        let kind = match (is(old, "counts"), is(new, "counts")) {
            (false, true) => "skill_gained",
            (true, false) => "skill_lost",
            // What does not count before and after is a change only where it waits in between.
            _ if is(old, "pending") && is(new, "no") || is(old, "no") && is(new, "pending") => {
                "skill_changed"
            }
            _ => return,
        };
        let cause = self.differences.of_skill(old, new, account);
        self.tell(kind, [&any[0], &any[1], &any[2], "", "", &before, &after], cause);
        if kind != "skill_changed" {
            for row in old.into_iter().chain(new) {
                self.note_below(&row[0], &row[causes::RELEVANT_FOR], cause);
            }
        }
    }

    /// A skill that counts as before may do so on another row, or longer: a level below it may hang on that.
    fn lasting(&mut self, old: Option<&Row>, new: Option<&Row>) {
        let (Some(old), Some(new)) = (old, new) else { return };
        if new[causes::VERDICT] != "counts" {
            return;
        }
        if let Some(cause) = self.differences.of_skill_row(old, new) {
            self.note_below(&new[0], &new[causes::RELEVANT_FOR], cause);
        }
    }

    /// `relevant_for` lists `Competency (Option)`.
    fn note_below(&mut self, company: &str, relevant_for: &str, cause: ChangeCause) {
        for entry in relevant_for.split(';').filter(|entry| !entry.is_empty()) {
            let competency = entry.rsplit_once(" (").map_or(entry, |(competency, _)| competency);
            let key = (company.to_owned(), competency.to_owned());
            let strongest = self.competencies.entry(key).or_insert(cause);
            *strongest = cause.max(*strongest);
        }
    }

    fn requirement(&mut self, old: &[Row], new: &[Row]) {
        let Some(row) = new.first() else { return };
        let of_lines = self.invoices.get(&row[0]).copied();
        if let Some(cause) = self.differences.of_requirement(old, new, of_lines) {
            let key = (row[0].clone(), row[2].clone());
            let strongest = self.competencies.entry(key).or_insert(cause);
            *strongest = cause.max(*strongest);
        }
    }

    fn level(&mut self, old: Option<&Row>, new: Option<&Row>) {
        let Some(any) = new.or(old) else { return };
        let (before, after) = (standing(old), standing(new));
        let met = old.zip(new).map(|(old, new)| [&old[causes::MET], &new[causes::MET]]);
        let met = met.filter(|[before, after]| before != after);
        let hangs = old.zip(new).map(|(old, new)| [what_threatens(old), what_threatens(new)]);
        let hangs = hangs.filter(|[old, new]| old != new && before == after && met.is_none());
        let hangs = hangs.filter(|_| old.is_some_and(|old| old[causes::BREAKS_ON] != NOT_TOLD));
        if before == after && met.is_none() && hangs.is_none() {
            return;
        }
        let below = self.competencies.get(&(any[0].clone(), any[2].clone())).copied();
        let cause = self.differences.of_level(old, new, below);
        if let Some([before, after]) = met {
            self.tell("level_met", [&any[0], "", "", &any[2], &any[3], before, after], cause);
        }
        if let Some([old, new]) = hangs {
            let state = &any[causes::STATE];
            let [old, new] = [old, new].map(|own| with_detail(state, own));
            self.tell("level_changed", [&any[0], "", "", &any[2], &any[3], &old, &new], cause);
        }
        if before == after {
            return;
        }
        let kind = match (is_won(old), is_won(new)) {
            (false, true) => "level_won",
            (true, false) => "level_lost",
            _ => "level_changed",
        };
        self.tell(kind, [&any[0], "", "", &any[2], &any[3], &before, &after], cause);
    }

    fn tell(&mut self, kind: &str, cells: [&str; 7], cause: ChangeCause) {
        let cells = [kind].into_iter().chain(cells).chain([cause.name()]);
        self.rows.push(cells.map(|cell| Value::Text(cell.to_owned())).collect());
    }
}

fn verdict(row: Option<&Row>) -> String {
    row.map(|row| with_detail(&row[causes::VERDICT], &row[causes::REASON])).unwrap_or_default()
}

fn standing(row: Option<&Row>) -> String {
    row.map(|row| with_detail(&row[causes::STATE], &row[causes::SEVERITY])).unwrap_or_default()
}

/// What may break a held level of which nothing else tells: a day ahead, or that one person leaves.
fn what_threatens(row: &Row) -> &'static str {
    if matches!(row[causes::SEVERITY].as_str(), "" | "ok" | "lapsed") {
        "safe"
    } else if !row[causes::BREAKS_ON].is_empty() {
        "breaks"
    } else if row[causes::BUS_FACTOR] == "1" {
        "one_person"
    } else {
        "safe"
    }
}

fn with_detail(text: &str, detail: &str) -> String {
    if detail.is_empty() { text.to_owned() } else { format!("{text} ({detail})") }
}

fn is_won(row: Option<&Row>) -> bool {
    let won = [
        LevelState::Active,
        LevelState::ActiveExtended,
        LevelState::RenewalWindow,
        LevelState::Qualified,
    ];
    row.is_some_and(|row| won.iter().any(|state| row[causes::STATE] == state.name()))
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
