//! Each change with its cause: a new row, a correction, the rules, the calendar.

use std::fs;
use std::path::Path;

use super::*;
use crate::base::Day;
use crate::publish::editions::InputRead;
use crate::publish::history::tests::{put, rewrite};
use crate::publish::manifest::{InputUsed, Manifest};
use crate::tables::output::{OutputSchema, OutputType, Rows};
use crate::tables::outputs;

type Cells<'a> = &'a [(&'a str, &'a str)];

/// A run of which only the named cells of each row are told.
#[derive(Default, Clone)]
struct ToldRun<'a> {
    as_of: &'a str,
    skills: Vec<Cells<'a>>,
    team: Vec<Cells<'a>>,
    levels: Vec<Cells<'a>>,
    requirements: Vec<Cells<'a>>,
    invoices: Vec<Cells<'a>>,
    /// Kind and hash.
    inputs: Vec<(&'a str, &'a str)>,
    rules: &'a str,
}

fn table(schema: &'static OutputSchema, rows: &[Cells<'_>]) -> Whole {
    let value = |row: &Cells<'_>, name: &str, of: OutputType| {
        let text = row.iter().find(|(column, _)| *column == name).map_or("", |(_, text)| *text);
        match of {
            OutputType::Day => Value::Day(Day::from_iso(text)),
            OutputType::YesNo => Value::YesNo((!text.is_empty()).then_some(text == "Yes")),
            OutputType::Number => Value::Number(text.parse().ok()),
            OutputType::Amount(_) => Value::amount(crate::base::Amount::from_plain(text)),
            OutputType::Text => Value::Text(text.to_owned()),
        }
    };
    let rows = rows.iter().map(|row| {
        schema.columns.iter().map(|column| value(row, column.name, column.of)).collect()
    });
    Whole::sorted(schema, rows.collect())
}

impl ToldRun<'_> {
    fn tables(&self) -> [Whole; 5] {
        [
            table(&outputs::SKILLS, &self.skills),
            table(&outputs::TEAM, &self.team),
            table(&outputs::LEVELS, &self.levels),
            table(&outputs::REQUIREMENTS, &self.requirements),
            table(&outputs::INVOICES, &self.invoices),
        ]
    }

    fn rules(&self, sample: &Manifest) -> crate::publish::manifest::RulesUsed {
        let mut rules = sample.rules.clone();
        rules.parameters = format!("{:0<64}", self.rules);
        rules
    }

    /// As a run folder, with its data as CSV.
    fn store(&self, out: &Path) -> std::path::PathBuf {
        let mut run = put(out, "nightly", self.as_of, "aaaaaa", &[]);
        run.manifest.rules = self.rules(&run.manifest);
        let sample = run.manifest.inputs[0].clone();
        let input = |(kind, hash): &(&str, &str)| InputUsed {
            kind: (*kind).into(),
            sha256: (*hash).into(),
            ..sample.clone()
        };
        run.manifest.inputs = self.inputs.iter().map(input).collect();
        for whole in self.tables() {
            let path = run.folder.join("data").join(format!("{}.csv", whole.schema.name));
            fs::write(path, csv_of(&whole)).unwrap();
        }
        rewrite(&run).folder
    }
}

fn csv_of(table: &Whole) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.schema.columns.iter().map(|column| column.name)).unwrap();
    for row in rows_of(table) {
        let guarded = row
            .into_iter()
            .map(|cell| if cell.starts_with(['=', '-']) { format!("'{cell}") } else { cell });
        writer.write_record(guarded).unwrap();
    }
    writer.into_inner().unwrap()
}

fn rows_of(table: &Whole) -> Vec<Vec<String>> {
    use crate::tables::output::Values;
    let cell = |values: &Values<'_>, at: usize| match values {
        Values::Text(cells) => cells[at].to_owned(),
        Values::Days(cells) => cells[at].to_string(),
        Values::YesNo(cells) => match cells[at] {
            Some(yes) => (if yes { "Yes" } else { "No" }).to_owned(),
            None => String::new(),
        },
        Values::Numbers(cells) => cells[at].map(|n| n.to_string()).unwrap_or_default(),
        Values::Amounts(cells) => cells[at].map(|n| n.to_string()).unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    let batch = table.batch(0, table.len());
    (0..table.len()).map(|at| batch.columns.iter().map(|c| cell(c, at)).collect()).collect()
}

/// The changes as lines without the company, by a stored run and one that is being made.
fn told(before: &ToldRun<'_>, after: &ToldRun<'_>) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let folder = before.store(out.path());
    let old = Edition::stored(&folder).unwrap();
    let tables = after.tables();
    let sample = crate::publish::manifest::tests::sample("nightly", after.as_of, "aaaaaa");
    let new = Edition::of_this_run(
        Day::from_iso(after.as_of).unwrap(),
        after.rules(&sample),
        after.inputs.iter().map(|(kind, sha256)| InputRead {
            kind,
            sha256,
            rows: sample.inputs[0].rows.used,
        }),
        tables.iter().map(|table| table as &dyn Rows),
    );
    let found = lines(&changes(&old, &new).unwrap());
    let other = tempfile::tempdir().unwrap();
    let stored = Edition::stored(&after.store(other.path())).unwrap();
    assert_eq!(lines(&changes(&old, &stored).unwrap()), found, "two stored runs say the same");
    assert!(changes(&new, &new).unwrap().is_empty(), "nothing changes by itself");
    found
}

fn lines(table: &Whole) -> Vec<String> {
    let line = |row: Vec<String>| {
        let cells: Vec<&str> = row.iter().map(String::as_str).filter(|c| *c != "1").collect();
        cells.join("|")
    };
    rows_of(table).into_iter().map(line).collect()
}

const ANNA: Cells<'static> =
    &[("mpn_id", "1"), ("work_email", "anna@x.y"), ("active", "Yes"), ("associated_pc", "Yes")];
const AZ: Cells<'static> = &[
    ("mpn_id", "1"),
    ("work_email", "anna@x.y"),
    ("skill_code", "AZ-900"),
    ("completed_on", "2020-05-01"),
    ("expires_on", "2021-03-01"),
    ("expiry_source", "given"),
    ("verdict", "counts"),
    ("relevant_for", "Cloud (Standard)"),
];
const AZ_EXPIRED: Cells<'static> = &[
    ("mpn_id", "1"),
    ("work_email", "anna@x.y"),
    ("skill_code", "AZ-900"),
    ("completed_on", "2020-05-01"),
    ("expires_on", "2021-03-01"),
    ("expiry_source", "given"),
    ("verdict", "no"),
    ("reason", "expired"),
];
const QUALIFIED: Cells<'static> = &[
    ("mpn_id", "1"),
    ("programme", "mpn"),
    ("competency", "Cloud"),
    ("level", "Silver"),
    ("state", "Qualified"),
];
const STARTED: Cells<'static> = &[
    ("mpn_id", "1"),
    ("programme", "mpn"),
    ("competency", "Cloud"),
    ("level", "Silver"),
    ("state", "Started"),
];

fn base() -> ToldRun<'static> {
    ToldRun {
        as_of: "2021-03-01",
        skills: vec![AZ],
        team: vec![ANNA],
        levels: vec![QUALIFIED],
        requirements: vec![],
        invoices: vec![],
        inputs: vec![("users", "u1"), ("transcripts", "t1")],
        rules: "r1",
    }
}

#[test]
fn a_skill_that_expires_is_lost_by_the_calendar_and_the_level_with_it() {
    let after =
        ToldRun { as_of: "2021-03-02", skills: vec![AZ_EXPIRED], levels: vec![STARTED], ..base() };
    assert_eq!(
        told(&base(), &after),
        [
            "level_lost|||Cloud|Silver|Qualified|Started|calendar",
            "skill_lost|anna@x.y|AZ-900|||counts|no (expired)|calendar",
        ]
    );
    // New exports of the same night do not make it anything else.
    let nightly = ToldRun { inputs: vec![("users", "u2"), ("transcripts", "t2")], ..after };
    assert_eq!(told(&base(), &nightly).len(), 2);
    assert!(told(&base(), &nightly).iter().all(|line| line.ends_with("calendar")));
}

#[test]
fn a_row_that_came_or_went_is_input() {
    let inputs = vec![("users", "u1"), ("transcripts", "t2")];
    let without = ToldRun { skills: vec![], levels: vec![STARTED], ..base() };
    let with = ToldRun { as_of: "2021-03-02", inputs, ..base() };
    let lines = told(&without, &with);
    assert_eq!(lines[0], "level_won|||Cloud|Silver|Started|Qualified|input");
    assert_eq!(lines[1], "skill_gained|anna@x.y|AZ-900||||counts|input");
    let lines = told(&with, &without);
    assert_eq!(lines[0], "level_lost|||Cloud|Silver|Qualified|Started|input");
    assert_eq!(lines[1], "skill_lost|anna@x.y|AZ-900|||counts||input");
}

#[test]
fn a_row_that_was_corrected_is_a_correction() {
    let mut corrected = AZ_EXPIRED.to_vec();
    corrected[4].1 = "2021-02-01";
    let inputs = vec![("users", "u1"), ("transcripts", "t2")];
    let after = ToldRun { skills: vec![&corrected], inputs, rules: "r2", ..base() };
    assert_eq!(
        told(&base(), &after),
        ["skill_lost|anna@x.y|AZ-900|||counts|no (expired)|correction"]
    );
    let mut revoked = AZ.to_vec();
    revoked[6].1 = "no";
    revoked.push(("reason", "revoked"));
    let after = ToldRun { as_of: "2021-03-02", skills: vec![&revoked], ..after };
    assert_eq!(
        told(&base(), &after),
        ["skill_lost|anna@x.y|AZ-900|||counts|no (revoked)|correction"]
    );
}

/// The verdict of the skill stays; what hangs on it changes with its row, whatever the day is.
#[test]
fn a_level_that_lasts_otherwise_is_told_by_the_row_below_it() {
    let level = |severity| {
        let mut held = QUALIFIED.to_vec();
        held[4].1 = "Active";
        held.extend([("severity", severity), ("anniversary_on", "2021-09-01")]);
        held
    };
    let (soon, safe) = (level("warning"), level("ok"));
    let with = |place: usize, day| {
        let mut row = AZ.to_vec();
        row[place].1 = day;
        row
    };
    let (renewed, dated) = (with(3, "2021-03-01"), with(4, "2021-12-01"));
    let before = ToldRun { levels: vec![&soon], ..base() };
    let inputs = vec![("users", "u1"), ("transcripts", "t2")];
    let after =
        ToldRun { as_of: "2021-03-02", skills: vec![AZ], levels: vec![&safe], inputs, ..base() };
    let line = |cause| format!("level_changed|||Cloud|Silver|Active (warning)|Active (ok)|{cause}");
    assert_eq!(
        told(&before, &ToldRun { skills: vec![&renewed], ..after.clone() }),
        [line("input")]
    );
    let corrected = ToldRun { skills: vec![&dated], ..after.clone() };
    assert_eq!(told(&before, &corrected), [line("correction")]);
    assert_eq!(told(&before, &after), [line("calendar")]);
}

/// Runs of before do not tell when somebody is to leave: the day that was ahead tells that it was another.
#[test]
fn a_break_that_moves_ahead_of_both_days_is_no_work_of_the_calendar() {
    let level = |breaks_on| {
        let mut held = QUALIFIED.to_vec();
        held[4].1 = "Active";
        held.extend([("severity", "warning"), ("anniversary_on", "2021-09-01")]);
        held.extend([("breaks_on", breaks_on)]);
        held
    };
    let (none, leaves, at_end) = (level(""), level("2021-06-01"), level("2021-09-01"));
    let inputs = vec![("users", "u2"), ("transcripts", "t1")];
    let cause = |old: Cells<'_>, new: Cells<'_>| {
        let before = ToldRun { levels: vec![old], ..base() };
        let after =
            ToldRun { as_of: "2021-03-02", levels: vec![new], inputs: inputs.clone(), ..base() };
        told(&before, &after)
            .iter()
            .map(|line| line.rsplit('|').next().unwrap().to_owned())
            .collect()
    };
    let causes: [Vec<String>; 3] =
        [cause(&none, &leaves), cause(&leaves, &none), cause(&none, &at_end)];
    assert_eq!(causes, [vec!["correction"], vec!["correction"], vec!["calendar"]]);
}

#[test]
fn rules_are_told_where_no_row_changed() {
    let mut irrelevant = AZ.to_vec();
    irrelevant[6].1 = "no";
    irrelevant.push(("reason", "not_relevant"));
    let after = ToldRun { as_of: "2021-03-02", skills: vec![&irrelevant], rules: "r2", ..base() };
    assert_eq!(
        told(&base(), &after),
        ["skill_lost|anna@x.y|AZ-900|||counts|no (not_relevant)|rules"]
    );
    let program = ToldRun { as_of: "2021-03-01", rules: "r1", ..after };
    assert!(told(&base(), &program)[0].ends_with("rules"), "the same day cannot be the calendar");
}

#[test]
fn people_join_and_leave_and_take_their_skills_along() {
    let mut left = ANNA.to_vec();
    left[2].1 = "No";
    let mut removed = AZ.to_vec();
    removed[6].1 = "no";
    removed.push(("reason", "user_removed"));
    let inputs = vec![("users", "u2"), ("transcripts", "t1")];
    let after = ToldRun { team: vec![&left], skills: vec![&removed], inputs, ..base() };
    assert_eq!(
        told(&base(), &after),
        [
            "person_left|anna@x.y||||||correction",
            "skill_lost|anna@x.y|AZ-900|||counts|no (user_removed)|correction",
        ]
    );
    let known = ToldRun { as_of: "2021-03-02", inputs: base().inputs, ..after.clone() };
    assert!(
        told(&base(), &known).iter().all(|line| line.ends_with("calendar")),
        "a known last day"
    );
    let gone = ToldRun { team: vec![], skills: vec![], ..after };
    assert_eq!(
        told(&base(), &gone),
        ["person_left|anna@x.y||||||input", "skill_lost|anna@x.y|AZ-900|||counts||input",]
    );
    assert_eq!(told(&gone, &base())[0], "person_joined|anna@x.y||||||input");
}

/// State, severity and whether it is met stay as they are.
#[test]
fn what_threatens_a_level_may_change_alone() {
    let level = |breaks_on, bus_factor| {
        let mut held = QUALIFIED.to_vec();
        held[4].1 = "Active";
        held.extend([("severity", "fragile"), ("met", "Yes"), ("breaks_on", breaks_on)]);
        held.extend([("bus_factor", bus_factor)]);
        held
    };
    let (breaks, hangs) = (level("2021-08-01", "1"), level("", "1"));
    let of = |level: &'static [(&str, &str)]| ToldRun { levels: vec![level], ..base() };
    let (breaks, hangs) = (of(breaks.leak()), of(hangs.leak()));
    assert_eq!(
        told(&breaks, &hangs),
        ["level_changed|||Cloud|Silver|Active (breaks)|Active (one_person)|rules"]
    );
    assert!(told(&hangs, &hangs).is_empty());
}

#[test]
fn memberships_and_sums_explain_levels() {
    let mut held = QUALIFIED.to_vec();
    held[4].1 = "Active";
    held.extend([("severity", "ok"), ("anniversary_on", "2021-09-01")]);
    let inputs = vec![("memberships", "m2"), ("users", "u1"), ("transcripts", "t1")];
    let after = ToldRun { levels: vec![&held], inputs, ..base() };
    assert_eq!(told(&base(), &after), ["level_changed|||Cloud|Silver|Qualified|Active (ok)|input"]);
    let requirement = |have| {
        vec![
            ("mpn_id", "1"),
            ("programme", "mpn"),
            ("competency", "Cloud"),
            ("level", "Silver"),
            ("option", "Learning"),
            ("requirement", "KPI"),
            ("kind", "learning"),
            ("have", have),
        ]
    };
    let (less, more) = (requirement("10"), requirement("12.5"));
    let before = ToldRun { requirements: vec![&less], inputs: vec![("invoices", "i1")], ..base() };
    let after = ToldRun {
        requirements: vec![&more],
        levels: vec![STARTED],
        inputs: vec![("invoices", "i2")],
        ..base()
    };
    assert_eq!(told(&before, &after), ["level_lost|||Cloud|Silver|Qualified|Started|input"]);
    // The lines themselves tell a correction from a line that came: of one key is what has its number, type,
    // unit and document, whatever its month.
    let line = |number, month, kpi| {
        vec![
            ("mpn_id", "1"),
            ("month", month),
            ("invoice_no", number),
            ("omlp_type", "A"),
            ("purchase_unit", "U"),
            ("document_type", "Invoice"),
            ("kpi_value", kpi),
        ]
    };
    let (old, dearer) = (line("7", "2020-05", "-10"), line("7", "2020-05", "12.5"));
    let (later, other) = (line("7", "2020-06", "-10"), line("8", "2020-05", "2.5"));
    let told_of = |lines: &[&[(&'static str, &'static str)]]| {
        let before = ToldRun { invoices: vec![&old], ..before.clone() };
        let after = ToldRun { invoices: lines.to_vec(), ..after.clone() };
        told(&before, &after).concat()
    };
    let lost = "level_lost|||Cloud|Silver|Qualified|Started|";
    assert_eq!(told_of(&[&dearer]), format!("{lost}correction"));
    assert_eq!(told_of(&[&later]), format!("{lost}correction"));
    assert_eq!(told_of(&[&old, &other]), format!("{lost}input"));
    assert_eq!(told_of(&[&other]), format!("{lost}input"));
    assert_eq!(told_of(&[]), format!("{lost}input"));
}

#[test]
fn what_is_met_is_told_beside_and_without_another_state() {
    let level = |met, state, severity| {
        vec![
            ("mpn_id", "1"),
            ("programme", "mpn"),
            ("competency", "Cloud"),
            ("level", "Silver"),
            ("state", state),
            ("severity", severity),
            ("met", met),
        ]
    };
    let told_of = |before: &[(&str, &str)], after: &[(&str, &str)]| {
        let before = ToldRun { levels: vec![before], ..base() };
        let after = ToldRun { as_of: "2021-03-02", levels: vec![after], ..base() };
        told(&before, &after)
    };
    let (met, unmet) = (level("Yes", "Active", "critical"), level("No", "Active", "critical"));
    assert_eq!(told_of(&met, &unmet), ["level_met|||Cloud|Silver|Yes|No|calendar"]);
    let unknown = level("Unknown", "Active", "unknown");
    assert_eq!(
        told_of(&unmet, &unknown),
        [
            "level_changed|||Cloud|Silver|Active (critical)|Active (unknown)|calendar",
            "level_met|||Cloud|Silver|No|Unknown|calendar",
        ]
    );
    let lapsed = level("Yes", "Lapsed", "lapsed");
    assert_eq!(
        told_of(&met, &lapsed),
        ["level_lost|||Cloud|Silver|Active (critical)|Lapsed (lapsed)|calendar"]
    );
    let without = ToldRun { levels: vec![], ..base() };
    let with = ToldRun { as_of: "2021-03-02", levels: vec![&met], ..base() };
    assert_eq!(
        told(&without, &with),
        ["level_won|||Cloud|Silver||Active (critical)|calendar"],
        "what was not there was neither met nor unmet"
    );
}

#[test]
fn a_skill_that_counts_neither_before_nor_after_changes_only_by_waiting() {
    let skill = |verdict, reason| {
        let mut row = AZ.to_vec();
        row[6].1 = verdict;
        row.push(("reason", reason));
        row
    };
    let told_of = |before: &[(&str, &str)], after: &[(&str, &str)]| {
        let before = ToldRun { skills: vec![before], ..base() };
        let after = ToldRun { as_of: "2021-03-02", skills: vec![after], ..base() };
        told(&before, &after)
    };
    let pending = skill("pending", "pending_visibility");
    let (expired, retired) = (skill("no", "expired"), skill("no", "retired"));
    assert_eq!(told_of(&expired, &retired), Vec::<String>::new());
    assert_eq!(
        told_of(&pending, &retired),
        ["skill_changed|anna@x.y|AZ-900|||pending (pending_visibility)|no (retired)|calendar"]
    );
    assert_eq!(
        told_of(&retired, &pending),
        ["skill_changed|anna@x.y|AZ-900|||no (retired)|pending (pending_visibility)|calendar"]
    );
    assert_eq!(
        told_of(&pending, AZ),
        ["skill_gained|anna@x.y|AZ-900|||pending (pending_visibility)|counts|calendar"]
    );
    let without = ToldRun { skills: vec![], ..base() };
    let with = ToldRun { as_of: "2021-03-02", skills: vec![&pending], ..base() };
    assert_eq!(told(&without, &with), Vec::<String>::new());
    assert_eq!(told(&with, &without), Vec::<String>::new());
}

#[test]
fn formula_guards_many_rows_and_rows_of_nobody_make_no_change() {
    let odd: Cells<'_> =
        &[("mpn_id", "1"), ("work_email", "=a@x.y"), ("skill_code", "-X"), ("verdict", "counts")];
    let nobody: Cells<'_> = &[("skill_code", "AZ-900"), ("verdict", "no"), ("reason", "no_user")];
    let before = ToldRun { skills: vec![AZ, odd], ..base() };
    let after = ToldRun { skills: vec![AZ, odd, nobody, nobody], ..base() };
    assert_eq!(told(&before, &after), Vec::<String>::new());
    let emails: Vec<String> = (0..40_000).map(|n| format!("p{n:05}@x.y")).collect();
    let rows: Vec<Vec<(&str, &str)>> = emails
        .iter()
        .map(|email| {
            vec![("mpn_id", "1"), ("work_email", email), ("skill_code", "X"), ("verdict", "counts")]
        })
        .collect();
    let all: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
    let before = ToldRun { skills: all.clone(), ..base() };
    let after =
        ToldRun { skills: all[..39_999].to_vec(), inputs: vec![("transcripts", "t2")], ..base() };
    assert_eq!(told(&before, &after), ["skill_lost|p39999@x.y|X|||counts||input"]);
}

#[test]
fn a_table_that_was_edited_is_named_and_one_that_is_missing_is_not_compared() {
    let out = tempfile::tempdir().unwrap();
    let folder = base().store(out.path());
    fs::remove_file(folder.join("data/levels.csv")).unwrap();
    let team = fs::read_to_string(folder.join("data/team.csv")).unwrap();
    fs::write(
        folder.join("data/team.csv"),
        format!("{team}0,a{}\n", ",".repeat(outputs::TEAM.columns.len() - 2)),
    )
    .unwrap();
    let other = tempfile::tempdir().unwrap();
    let new = Edition::stored(&base().store(other.path())).unwrap();
    let failure = changes(&Edition::stored(&folder).unwrap(), &new).unwrap_err();
    assert!(failure.to_string().contains("not in its order"), "{failure}");
    fs::write(folder.join("data/team.csv"), team).unwrap();
    assert!(changes(&Edition::stored(&folder).unwrap(), &new).unwrap().is_empty());
    fs::write(folder.join("data/team.csv"), "mpn_id\n1\n").unwrap();
    let failure = changes(&Edition::stored(&folder).unwrap(), &new).unwrap_err();
    assert!(failure.to_string().contains("no column `work_email`"), "{failure}");
}

/// Skills of so many persons, of each one that counts.
fn counting<'a>(emails: &'a [String]) -> Vec<Vec<(&'a str, &'a str)>> {
    let row = |email: &'a String| {
        vec![
            ("mpn_id", "1"),
            ("work_email", email.as_str()),
            ("skill_code", "X"),
            ("verdict", "counts"),
        ]
    };
    emails.iter().map(row).collect()
}

#[test]
fn what_is_the_same_is_stepped_over_and_all_else_is_looked_at() {
    let emails: Vec<String> = (10..40).map(|number| format!("p{number}@x.y")).collect();
    let rows = counting(&emails);
    let all: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
    let told_of = |old: &[usize], new: &[usize]| {
        let without = |places: &[usize]| -> Vec<Cells<'_>> {
            let kept = all.iter().enumerate().filter(|(place, _)| !places.contains(place));
            kept.map(|(_, row)| *row).collect()
        };
        let before =
            ToldRun { skills: without(old), inputs: vec![("transcripts", "t1")], ..base() };
        told(
            &before,
            &ToldRun { skills: without(new), inputs: vec![("transcripts", "t2")], ..base() },
        )
    };
    let gained = |place: usize| format!("skill_gained|{}|X||||counts|input", emails[place]);
    let lost = |place: usize| format!("skill_lost|{}|X|||counts||input", emails[place]);
    assert_eq!(told_of(&[0], &[]), [gained(0)], "the first");
    assert_eq!(told_of(&[29], &[]), [gained(29)], "the last");
    assert_eq!(told_of(&[3, 4, 11], &[]), [gained(3), gained(4), gained(11)], "some in a row");
    assert_eq!(told_of(&[8], &[7]), [gained(8), lost(7)], "one beside the other");
    assert!(told_of(&[], &[]).is_empty());
}

#[test]
fn of_skills_of_one_key_the_first_decides_however_many_there_are() {
    let emails: Vec<String> = (0..40_000).map(|row| format!("p{:02}@x.y", row / 2000)).collect();
    let dates: Vec<String> =
        (0..40_000).map(|row| format!("2020-01-{:02}", row % 2000 / 80 + 1)).collect();
    let rows: Vec<Vec<(&str, &str)>> = counting(&emails)
        .into_iter()
        .zip(&dates)
        .map(|(mut row, date)| {
            row.push(("completed_on", date.as_str()));
            row
        })
        .collect();
    let before: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
    let told_of = |after: Vec<Cells<'_>>| {
        let before =
            ToldRun { skills: before.clone(), inputs: vec![("transcripts", "t1")], ..base() };
        told(&before, &ToldRun { skills: after, inputs: vec![("transcripts", "t2")], ..base() })
    };
    let without = |gone: fn(&usize) -> bool| -> Vec<Cells<'_>> {
        let kept = (0..before.len()).filter(|row| !gone(row));
        kept.map(|row| before[row]).collect()
    };
    assert!(told_of(without(|row| row % 2000 != 0)).is_empty(), "all but the first of each");
    assert!(told_of(without(|row| row % 2000 == 1999)).is_empty(), "the last of each");
    let lost = ["skill_lost|p07@x.y|X|||counts||input"];
    assert_eq!(told_of(without(|row| row / 2000 == 7)), lost, "all of one");
}

#[test]
fn a_stored_table_that_is_not_in_its_order_is_refused_behind_rows_that_are_the_same() {
    let emails: Vec<String> = (10..40).map(|number| format!("p{number}@x.y")).collect();
    let rows = counting(&emails);
    let run = ToldRun { skills: rows.iter().map(Vec::as_slice).collect(), ..base() };
    for swapped in [1, 2, 15, 28] {
        let [out, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let folders = [run.store(out.path()), run.store(other.path())];
        let path = folders[0].join("data/skills.csv");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(swapped, swapped + 1);
        fs::write(&path, lines.join("\n")).unwrap();
        let [before, after] = [0, 1].map(|place| Edition::stored(&folders[place]).unwrap());
        for [old, new] in [[&before, &after], [&after, &before]] {
            let failure = changes(old, new).unwrap_err().to_string();
            assert!(failure.contains("not in its order"), "line {swapped}: {failure}");
        }
    }
}
