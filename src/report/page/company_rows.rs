//! Reads what a page tells of each company out of the published tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::programme::kind_name::KindName;
use crate::report::action_tables::ActionTables;
use crate::report::books::context::Context;
use crate::report::classes::{
    Class, anniversary_window_from, breaks_on, due_on, lost_since, qualified_through, safe_by,
    window_opens_on,
};
use crate::report::facts::PublishedTables;
use crate::report::next::ActionRow;
use crate::report::unserved::actions_by_company;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::company::ScoreChange;
use super::company::{
    CompanyPage, ContactRow, EventRow, FindingCount, KpiOption, KpiWindow, LevelChange, LevelKey,
    LevelRow, MetricRow, PointsCompared, RequirementRow, Track, Untold,
};
use super::named::persons;

/// Changes of levels from which those are chosen that a page tells one by one.
const LEVEL_CHANGES_MAX: usize = 400;

/// The companies of a run, by MPN id. Rows of one company are read together with those of all others, so
/// that every table is gone through once.
#[must_use]
pub(super) fn companies(mpn_ids: &[&str], context: Context<'_>) -> BTreeMap<String, CompanyPage> {
    let (tables, as_of) = (context.tables, context.facts.as_of);
    let mut all: BTreeMap<String, CompanyPage> = mpn_ids
        .iter()
        .map(|id| {
            ((*id).to_owned(), CompanyPage { mpn_id: (*id).to_owned(), ..CompanyPage::default() })
        })
        .collect();
    let (held, asked) = (tables.get("levels"), context.requirements());
    let terms = context.facts.terms();
    let days = (as_of, context.facts.in_force.renewal_window_days);
    let told = ActionTables {
        actions: tables.get("actions"),
        levels: held,
        requirements: asked,
        events: tables.get("events"),
        skills: tables.get("skills"),
        team: tables.get("team"),
        score_metrics: tables.get("score_metrics"),
        findings: tables.get("findings"),
    };
    // Of levels that the run does not publish only the books tell.
    let own = held.is_none().then(|| actions_by_company(told, terms));
    for (id, actions) in own.as_ref().unwrap_or_else(|| context.actions()) {
        if let Some(company) = all.get_mut(id) {
            company.actions.clone_from(actions);
        }
    }
    levels(&mut all, tables, days);
    people(&mut all, tables);
    unlinked(&mut all, tables);
    kpi(&mut all, tables);
    compared(&mut all, tables);
    for company in all.values_mut() {
        company.persons = persons(company);
    }
    names(&mut all, tables);
    all
}

/// Hands each row of a table, with its place, to its company.
fn each_of<'a>(
    all: &mut BTreeMap<String, CompanyPage>,
    tables: &PublishedTables<'a>,
    name: &str,
    mut see: impl FnMut(&mut CompanyPage, &Row<'_, 'a>, usize),
) {
    let mut number = 0;
    each(tables.get(name), |row| {
        if let Some(company) = all.get_mut(&*row.text(columns::MPN_ID)) {
            see(company, &row, number);
        }
        number += 1;
    });
}

fn levels(
    all: &mut BTreeMap<String, CompanyPage>,
    tables: &PublishedTables<'_>,
    (as_of, renewal_window_days): (Day, i32),
) {
    each_of(all, tables, "levels", |company, row, number| {
        let text = |column| row.text(column).into_owned();
        company.levels.push(LevelRow {
            key: LevelKey::of(row),
            class: Class::of(row),
            state: text("state"),
            met: text("met"),
            met_then: text("met_at_anniversary"),
            option: text("best_option"),
            anniversary: row.day(columns::ANNIVERSARY_ON),
            breach: breaks_on(row),
            due: due_on(row, Class::of(row), (as_of, renewal_window_days)),
            unmet_since: row.day(columns::UNMET_SINCE),
            safe_by: safe_by(row),
            window_to: row.day(columns::WINDOW_TO),
            window_opens_on: window_opens_on(row, as_of),
            window_from: anniversary_window_from(row, as_of),
            helped_through: row.day(columns::HELPED_THROUGH),
            lost_since: lost_since(row, as_of),
            qualifies_on: row.day(columns::QUALIFIES_ON),
            qualified: row.day(columns::QUALIFIED_ON),
            qualified_through: qualified_through(row, as_of),
            key_people: row.list(columns::KEY_PEOPLE),
            row: number,
        });
    });
    let best = best_options(all);
    requirements(all, tables, &best);
    metrics(all, tables, &best);
    each_of(all, tables, "score_changes", |company, row, number| {
        let key = LevelKey::of(row);
        if is_best(&best, company, &key, row) {
            company.score_changes.extend(ScoreChange::of(key, row, number));
        }
    });
}

/// The best option of each level that is held or on the way.
type Best = BTreeMap<(String, LevelKey), String>;

fn best_options(all: &BTreeMap<String, CompanyPage>) -> Best {
    all.values()
        .flat_map(|company| company.levels.iter().map(move |level| (company, level)))
        .filter(|(_, level)| level.class.is_some() || level.is_on_the_way())
        .map(|(company, level)| ((company.mpn_id.clone(), level.key.clone()), level.option.clone()))
        .collect()
}

fn is_best(best: &Best, company: &CompanyPage, key: &LevelKey, row: &Row<'_, '_>) -> bool {
    best.get(&(company.mpn_id.clone(), key.clone()))
        .is_some_and(|option| row.is(columns::OPTION, option))
}

fn requirements(
    all: &mut BTreeMap<String, CompanyPage>,
    tables: &PublishedTables<'_>,
    best: &Best,
) {
    let acted_on: BTreeSet<usize> = all
        .values()
        .flat_map(|company| company.actions.iter().filter_map(ActionRow::stands_on))
        .filter_map(|(table, row)| (table == "requirements").then(|| row.checked_sub(1))?)
        .collect();
    each_of(all, tables, "requirements", |company, row, number| {
        let key = LevelKey::of(row);
        if row.yes(columns::DECIDES) == Some(true) {
            let text = |column| row.text(column).into_owned();
            company.tracks.push(Track {
                key: key.clone(),
                option: text("option"),
                fact: text("requirement"),
                row: number,
            });
        }
        let is_fact = KindName::of(&row.text(columns::KIND)).is_some_and(KindName::is_fact);
        let is_untold = row.is(columns::MET, "Unknown") || (is_fact && row.is(columns::MET, "No"));
        if is_untold && company.levels.iter().any(|it| it.key == key && it.met == "Unknown") {
            let text = |column| row.text(column).into_owned();
            let (option, name) = (text("option"), text("requirement"));
            company.untold.push(Untold { key: key.clone(), option, name });
        }
        // Of a level that is not held only its score is told.
        let is_told = is_best(best, company, &key, row)
            && (row.is(columns::KIND, KindName::Score.word()) || company.is_held(&key));
        if !is_told && !acted_on.contains(&number) {
            return;
        }
        let text = |column| row.text(column).into_owned();
        let of = if is_told { &mut company.requirements } else { &mut company.acted_on };
        of.push(RequirementRow {
            key,
            option: text("option"),
            name: text("requirement"),
            kind: text("kind"),
            need: row.amount(columns::NEED),
            have: row.amount(columns::HAVE),
            met: text("met"),
            row: number,
        });
    });
}

fn metrics(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>, best: &Best) {
    each_of(all, tables, "score_metrics", |company, row, number| {
        let key = LevelKey::of(row);
        let is_told = is_best(best, company, &key, row);
        let is_of = |own: &RequirementRow| {
            own.key == key
                && row.is(columns::OPTION, &own.option)
                && row.is(columns::REQUIREMENT, &own.name)
        };
        if !is_told && !company.acted_on.iter().any(is_of) {
            return;
        }
        let text = |column| row.text(column).into_owned();
        let of = if is_told { &mut company.metrics } else { &mut company.metrics_acted_on };
        of.push(MetricRow {
            key,
            option: text("option"),
            requirement: text("requirement"),
            name: text("metric"),
            points: row.amount(columns::POINTS),
            max: row.amount(columns::MAX),
            must_score: row.yes(columns::MUST_SCORE).unwrap_or(false),
            cap: text("cap"),
            gates: row.number(columns::GATES_OPEN).zip(row.number(columns::GATES)),
            one_more: row.amount(columns::ONE_MORE),
            is_below: row.yes(columns::BASELINE) == Some(false),
            baseline_have: row.amount(columns::BASELINE_HAVE),
            step: row.amount(columns::STEP),
            unit: text("unit"),
            months_missing: row.list(columns::MONTHS_MISSING),
            months_missing_before: row.list(columns::MONTHS_MISSING_BEFORE),
            measured_through: row.text(columns::MEASURED_THROUGH).into_owned(),
            gates_more: row.number(columns::GATES_MORE),
            enough_more: row.amount(columns::ENOUGH_MORE),
            row: number,
        });
    });
}

fn people(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    each_of(all, tables, "contacts", |company, row, number| {
        let email = row.text(columns::WORK_EMAIL).into_owned();
        company.contacts.push(ContactRow {
            email,
            restores: row.list(columns::RESTORES),
            skills: row.list(columns::SKILL_CODES),
            grace_ends_on: row.day(columns::GRACE_ENDS_ON),
            row: number,
        });
    });
    each_of(all, tables, "events", |company, row, number| {
        let Some(day) = row.day(columns::DATE) else { return };
        if row.is(columns::EFFECT, "") || row.is(columns::KIND, "kpi_month_leaves") {
            return;
        }
        company.events.push(EventRow {
            day,
            kind: row.text(columns::KIND).into_owned(),
            email: row.text(columns::WORK_EMAIL).into_owned(),
            skill: row.text(columns::SKILL_CODE).into_owned(),
            breaks: row.list(columns::BREAKS),
            row: number,
        });
    });
    each_of(all, tables, "support", |company, row, number| {
        let key =
            [columns::WORK_EMAIL, columns::SKILL_CODE].map(|column| row.text(column).into_owned());
        company.overdue.entry(key).or_insert(number);
    });
    findings(all, tables);
    each_of(all, tables, "changes", |company, row, number| {
        let kind = row.text(columns::KIND);
        let found = company.changes.entry(kind.clone().into_owned());
        found.or_insert_with(|| FindingCount::of("", number)).count += 1;
        if kind.starts_with("level_") && company.level_changes.len() < LEVEL_CHANGES_MAX {
            company.level_changes.push(LevelChange {
                kind: kind.into_owned(),
                level: LevelKey::of(row).name(),
                before: row.text(columns::BEFORE).into_owned(),
                after: row.text(columns::AFTER).into_owned(),
                row: number,
            });
        }
    });
}

/// The skills that would count of those who are asked to associate and are no contacts.
fn unlinked(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    let mut is_wanted = false;
    for company in all.values_mut() {
        let asked = company.actions.iter().filter(|action| action.is_of_unlinked());
        company.unlinked =
            asked.flat_map(|it| &it.who).map(|it| (it.clone(), Vec::new())).collect();
        is_wanted |= !company.unlinked.is_empty();
    }
    if !is_wanted {
        return;
    }
    each_of(all, tables, "skills", |company, row, _| {
        let is_one =
            row.is(columns::REASONS, "not_associated") && !row.is(columns::RELEVANT_FOR, "");
        if let (true, Some(own)) =
            (is_one, company.unlinked.get_mut(&*row.text(columns::WORK_EMAIL)))
        {
            own.push(row.text(columns::SKILL_CODE).into_owned());
        }
    });
}

/// What Partner Center shows other points for; points that are too old for it are not compared.
fn compared(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    each_of(all, tables, "score_reconciliation", |company, row, number| {
        let is_other = row.amount(columns::DIFFERENCE).is_some_and(|by| !by.is_zero());
        let points = row.amount(columns::OURS).zip(row.amount(columns::THEIRS));
        let Some((ours, theirs)) = points.filter(|_| is_other) else { return };
        if row.is(columns::BECAUSE, "stale") {
            return;
        }
        company.compared.push(PointsCompared {
            competency: row.text(columns::COMPETENCY).into_owned(),
            option: row.text(columns::OPTION).into_owned(),
            metric: row.text(columns::METRIC).into_owned(),
            ours,
            theirs,
            on: row.day(columns::THEIRS_ON),
            row: number,
        });
    });
}

/// What was noticed of each company; what is of none, a file or a row without one, concerns all.
fn findings(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    let mut of_all: BTreeMap<String, FindingCount> = BTreeMap::new();
    let mut number = 0;
    each(tables.get("findings"), |row| {
        let id = row.text(columns::MPN_ID);
        let own = if id.is_empty() {
            Some(&mut of_all)
        } else {
            all.get_mut(&*id).map(|company| &mut company.findings)
        };
        if let Some(own) = own {
            let found = own.entry(row.text(columns::CODE).into_owned());
            found
                .or_insert_with(|| FindingCount::of(&row.text(columns::SEVERITY), number))
                .count += 1;
        }
        number += 1;
    });
    for company in all.values_mut() {
        for (code, found) in &of_all {
            let own = company.findings.entry(code.clone());
            own.or_insert_with(|| FindingCount::of(&found.severity, found.row)).count +=
                found.count;
        }
    }
}

impl FindingCount {
    fn of(severity: &str, row: usize) -> Self {
        Self { severity: severity.to_owned(), count: 0, row }
    }
}

fn kpi(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    each_of(all, tables, "kpi_window", |company, row, _| {
        let text = |column| row.text(column).into_owned();
        company.kpi_windows.push(KpiWindow {
            competency: text("competency"),
            level: text("level"),
            anniversary: row.day(columns::ANNIVERSARY_ON),
            anniversary_start: text("anniversary_start"),
            anniversary_end: text("anniversary_end"),
            to_anniversary: row.amount(columns::KPI_TO_ANNIVERSARY),
            needed: row.amount(columns::NEEDED_BY_ANNIVERSARY),
            months_left: row.number(columns::MONTHS_LEFT),
        });
    });
    each_of(all, tables, "kpi_options", |company, row, number| {
        company.kpi_options.push(KpiOption {
            competency: row.text(columns::COMPETENCY).into_owned(),
            level: row.text(columns::LEVEL).into_owned(),
            row: number,
        });
    });
}

/// What they are called.
fn names(all: &mut BTreeMap<String, CompanyPage>, tables: &PublishedTables<'_>) {
    let moved = |company: &CompanyPage| -> BTreeSet<String> {
        company.score_changes.iter().flat_map(|change| change.who.iter().cloned()).collect()
    };
    let moved: BTreeMap<String, BTreeSet<String>> =
        all.iter().map(|(id, company)| (id.clone(), moved(company))).collect();
    // A run of the risk report alone has the contacts only.
    for table in ["team", "contacts"] {
        each_of(all, tables, table, |company, row, _| {
            let email = row.text(columns::WORK_EMAIL);
            let is_moved = moved.get(&company.mpn_id).is_some_and(|own| own.contains(&*email));
            if is_moved || company.persons.contains(&*email) {
                let name = ["first_name", "last_name"].map(|part| row.text(part).into_owned());
                company.names.entry(email.into_owned()).or_insert(name);
            }
        });
    }
}
