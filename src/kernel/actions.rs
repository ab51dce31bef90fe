//! N: the one list of what to do: what levels ask for, and what accounts, overdue skills and inputs do.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::{Action, ActionKind, Fault, LevelName, TableRow, Urgency};
use crate::assess::actions::table::{CompanyActions, further, table};
use crate::assess::life_cycle::LevelState;
use crate::base::Day;
use crate::programme::kind_name::KindName;
use crate::report::view::{Row, each};
use crate::tables::Kind;
use crate::tables::columns;
use crate::tables::output::{Rows, Whole};

use super::gathered::Gathered;
use super::input_faults::{self, of_name, of_source};

/// The part of its reject limit from which a source should be looked at.
const PART_OF_LIMIT: i64 = 4;

/// The table of actions, from what the levels ask for and the published tables.
#[must_use]
pub(crate) fn actions(
    of_levels: Vec<CompanyActions>,
    gathered: &Gathered,
    tables: &[&dyn Rows],
) -> Whole {
    let mut further =
        InputActions { as_of: gathered.as_of, actions: BTreeMap::new(), mending: BTreeMap::new() };
    for own in &of_levels {
        let keyed = own.mending.iter().map(|action| {
            let email = action.who.first().cloned().unwrap_or_default();
            ((own.mpn_id.clone(), action.kind, email, action.skill.clone()), action.clone())
        });
        further.mending.extend(keyed);
    }
    let get = |name: &str| tables.iter().copied().find(|table| table.schema().name == name);
    each(get("team"), |row| further.account(&row));
    each(get("support"), |row| further.overdue(&row));
    further.inputs(gathered, get("levels"), get("requirements"));
    // Asked for by few runs, then by many levels.
    let names = LazyCell::new(|| input_faults::names(gathered));
    each(get("levels"), |row| further.unknown_name(&row, gathered, || &names));
    let companies = of_levels.into_iter().map(|mut own| {
        own.actions.extend(further.actions.remove(&own.mpn_id).unwrap_or_default());
        own
    });
    table(companies.collect(), tables)
}

/// What no level asks for by itself, by company.
struct InputActions {
    as_of: Day,
    actions: BTreeMap<String, Vec<Action>>,
    /// What the levels say of it, where it restores or helps any: by company, kind, e-mail and skill.
    mending: BTreeMap<(String, ActionKind, String, String), Action>,
}

impl InputActions {
    fn add(&mut self, company: &str, action: Action) {
        self.actions.entry(company.to_owned()).or_default().push(action);
    }

    /// What it serves, else an action that serves nothing but tidiness.
    fn mended(&self, company: &str, kind: ActionKind, email: &str, skill: &str) -> Action {
        let key = (company.to_owned(), kind, email.to_owned(), skill.to_owned());
        let known = self.mending.get(&key).cloned();
        known.unwrap_or_else(|| further(kind, email, skill, self.as_of, false))
    }

    /// S1: an account that must be made anew, or whose skills lie on two MCIDs.
    fn account(&mut self, row: &Row<'_, '_>) {
        let kind = if row.is(columns::NEXT_STEP, ActionKind::MergeMcid.name()) {
            ActionKind::MergeMcid
        } else if row.is(columns::NEXT_STEP, ActionKind::DeleteAndAddAgain.name()) {
            ActionKind::DeleteAndAddAgain
        } else {
            return;
        };
        let (company, email) = (row.text(columns::MPN_ID), row.text(columns::WORK_EMAIL));
        let stands_on = Some(TableRow::of("team", &[&company, &email]));
        // What is enough by a merge needs it, though the account is to be made anew as well.
        if kind == ActionKind::DeleteAndAddAgain {
            let merge = self.mended(&company, ActionKind::MergeMcid, &email, "");
            if !merge.enough_with.is_empty() {
                let stands_on = stands_on.clone();
                self.add(&company, Action { rules: vec!["A6"], stands_on, ..merge });
            }
        }
        let mut action = self.mended(&company, kind, &email, "");
        // Who deletes it loses what counts until the person is associated anew.
        let counts = row.number(columns::COUNTING).is_some_and(|count| count > 0);
        if counts && kind == ActionKind::DeleteAndAddAgain {
            action.fault = Some(Fault { code: "still_counts", place: String::new() });
        }
        action.rules = vec![if kind == ActionKind::MergeMcid { "A6" } else { "S1" }];
        action.stands_on = stands_on;
        self.add(&company, action);
    }

    /// V2: Partner Center should show the skill, and does not.
    fn overdue(&mut self, row: &Row<'_, '_>) {
        let text = |column| row.text(column);
        let (company, email, skill) = (text("mpn_id"), text("work_email"), text("skill_code"));
        let mut action = self.mended(&company, ActionKind::Support, &email, &skill);
        action.stands_on = Some(TableRow::of("support", &[&company, &email, &skill]));
        action.skill = skill.into_owned();
        action.rules = vec!["V2"];
        self.add(&company, action);
    }

    /// Sources that are too old, missing for what is Unknown, or near their reject limit.
    fn inputs(
        &mut self,
        gathered: &Gathered,
        levels: Option<&dyn Rows>,
        requirements: Option<&dyn Rows>,
    ) {
        let key = |row: &Row<'_, '_>| {
            [columns::MPN_ID, columns::PROGRAMME, columns::COMPETENCY, columns::LEVEL]
                .map(|column| row.text(column).into_owned())
        };
        // N1: the levels that are Unknown, and whether they are in their renewal window.
        let mut held: BTreeMap<[String; 4], bool> = BTreeMap::new();
        each(levels, |row| {
            if is_alive(&row) {
                held.insert(key(&row), is_in_window(&row));
            }
        });
        // What is Unknown of them, by the source that would tell.
        let mut lacking: BTreeMap<String, BTreeMap<Kind, Unknown>> = BTreeMap::new();
        each(requirements, |row| {
            if !row.is(columns::MET, "Unknown") {
                return;
            }
            let level = key(&row);
            let Some(is_in_window) = held.get(&level) else { return };
            let kinds = lacking.entry(level[0].clone()).or_default();
            for kind in source_of(&row.text(columns::KIND), gathered) {
                kinds.entry(kind).or_default().insert(level.clone(), *is_in_window);
            }
        });
        let near_limit = gathered.near_limit(PART_OF_LIMIT);
        let mut troubled = gathered.late.clone();
        troubled.extend(&near_limit);
        let faults: BTreeMap<Kind, Fault> = Kind::ALL
            .into_iter()
            .map(|kind| (kind, of_source(kind, gathered, near_limit.contains(&kind))))
            .collect();
        for company in &gathered.loaded.pipeline.companies {
            let own = lacking.remove(&company.mpn_id).unwrap_or_default();
            let kinds: BTreeSet<Kind> = own.keys().chain(&troubled).copied().collect();
            for kind in kinds {
                let levels = own.get(&kind).cloned().unwrap_or_default();
                let mut action = self.mending_input(kind.name(), &levels);
                action.rules = vec!["C5b"];
                action.fault = faults.get(&kind).cloned();
                self.add(&company.mpn_id, action);
            }
        }
    }

    /// N2: now if one of the levels that are Unknown by it is in its renewal window, else soon.
    fn mending_input(&self, what: &str, levels: &Unknown) -> Action {
        let mut action = further(ActionKind::MendInput, "", what, self.as_of, !levels.is_empty());
        if levels.values().any(|is_in_window| *is_in_window) {
            action.urgency = Urgency::Now;
        }
        let title = |[_, _, competency, level]: &[String; 4]| format!("{competency} {level}");
        action.served = levels.keys().map(title).collect();
        if let (1, Some([_, programme, competency, level])) = (levels.len(), levels.keys().next()) {
            action.level = Some(LevelName {
                competency: competency.clone(),
                level: level.clone(),
                programme: programme.clone(),
            });
        }
        action
    }

    /// K2a: a level that no programme knows by its name.
    fn unknown_name<'n>(
        &mut self,
        row: &Row<'_, '_>,
        gathered: &Gathered,
        names: impl Fn() -> &'n BTreeMap<String, String>,
    ) {
        if row.is(columns::SEVERITY, "") || !row.is(columns::PROGRAMME, "") {
            return;
        }
        let cells = [columns::MPN_ID, columns::PROGRAMME, columns::COMPETENCY, columns::LEVEL]
            .map(|column| row.text(column));
        let [company, programme, competency, level] = &cells;
        // A name that exists is right, though nobody published what it asks for, or its programme is over.
        let catalogue = &gathered.loaded.catalogue;
        if catalogue.is_unpublished(competency)
            || catalogue.ended_on(competency, self.as_of).is_some()
        {
            return;
        }
        let own = cells.each_ref().map(ToString::to_string);
        let levels =
            if is_alive(row) { Unknown::from([(own, is_in_window(row))]) } else { Unknown::new() };
        let mut action = self.mending_input(competency, &levels);
        action.level = Some(LevelName {
            competency: competency.to_string(),
            level: level.to_string(),
            programme: String::new(),
        });
        action.rules = vec!["K2a"];
        action.fault = Some(of_name(competency, names()));
        action.stands_on = Some(TableRow::of("levels", &[company, programme, competency, level]));
        self.add(company, action);
    }
}

/// The levels that are Unknown by a source or a name, and whether each is in its renewal window.
type Unknown = BTreeMap<[String; 4], bool>;

/// Whether a row is of a level that is held and has not lapsed.
fn is_alive(row: &Row<'_, '_>) -> bool {
    !row.is(columns::SEVERITY, "") && !row.is(columns::STATE, LevelState::Lapsed.name())
}

fn is_in_window(row: &Row<'_, '_>) -> bool {
    row.is(columns::STATE, LevelState::RenewalWindow.name())
}

/// The source that would tell whether a requirement of a kind is met.
fn source_of(kind: &str, gathered: &Gathered) -> Vec<Kind> {
    let is_given = |kind: Kind| gathered.reading.facts.contains_key(&kind);
    // What is too old to be believed is what is missing.
    let of_these = |kinds: &[Kind]| {
        let stale: Vec<Kind> =
            kinds.iter().copied().filter(|own| gathered.stale.contains(own)).collect();
        if stale.is_empty() { vec![Kind::Users] } else { stale }
    };
    match KindName::of(kind) {
        Some(KindName::Performance) => vec![Kind::Performance],
        Some(KindName::Learning) => vec![Kind::Invoices],
        Some(KindName::People) => of_these(&[Kind::Users, Kind::Transcripts]),
        Some(KindName::Score) if !is_given(Kind::Performance) => vec![Kind::Performance],
        Some(KindName::Score) => of_these(&[Kind::Users, Kind::Transcripts, Kind::Performance]),
        Some(KindName::Attested | KindName::Audit | KindName::Holds) | None => Vec::new(),
    }
}
