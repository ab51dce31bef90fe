//! The support pack (S2): what Partner Center's support asks for about a person, as one workbook with
//! the exported rows themselves. It is in English, as support is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::{Day, Failure, Outcome, shown};
use crate::ingest::original;
use crate::report::Labels;
use crate::report::book::{Block, Book, Column, Content, Page, Rest, Sheet, TablePart};
use crate::report::cell::{Cell, Look};
use crate::report::write::xlsx::write_book;
use crate::rules::registry;
use crate::rules::{Chosen, Verdict};
use crate::skills::Scene;
use crate::skills::reconcile::{SUPPORT_AFTER_DAYS, reconcile};
use crate::skills::table::verdict_text;
use crate::tables::facts::SkillKey;
use crate::tables::kinds;
use crate::tables::output::{Rows, Values};
use crate::tables::{Facts, Kind};

/// What the pack is about.
pub struct Subject {
    pub persons: Vec<u32>,
    /// Only these skills of them; none for all.
    pub skills: Option<Vec<SkillKey>>,
}

/// The persons and skills that are overdue in Partner Center's own report.
///
/// # Errors
/// When the pipeline has no such report.
pub fn overdue(scene: &Scene<'_>) -> Outcome<Subject> {
    let reconciled = reconcile(scene)?.ok_or_else(|| {
        Failure::configuration("without Partner Center's own report nothing can be overdue in it")
            .todo("add [sources.partner_center_report], or ask for a person with --user")
    })?;
    let table = reconciled.support;
    let batch = table.batch(0, table.len());
    let column = |name: &str| {
        let place = table.schema().columns.iter().position(|column| column.name == name);
        place.and_then(|place| match &batch.columns[place] {
            Values::Text(cells) => Some(cells.clone()),
            _ => None,
        })
    };
    let (companies, emails, codes) = (column("mpn_id"), column("work_email"), column("skill_code"));
    let mut subject = Subject { persons: Vec::new(), skills: Some(Vec::new()) };
    let Some(((companies, emails), codes)) = companies.zip(emails).zip(codes) else {
        return Ok(subject);
    };
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        let company = scene.mpn_id(scene.company_of(chosen.person));
        let email = scene.shown_email(chosen.person);
        let code = scene.skill_text(chosen.skill);
        let is_named = (0..emails.len())
            .any(|row| (companies[row], emails[row], codes[row]) == (company, email, code));
        if is_named {
            subject.persons.push(chosen.person);
            subject.skills.get_or_insert_default().push(chosen.skill);
        }
    }
    subject.persons.dedup();
    Ok(subject)
}

/// Writes the pack to a file, which must not be there unless it may be replaced; answers its rows of
/// skills.
///
/// # Errors
/// When an input cannot be read again, or the file cannot be written.
pub fn write(scene: &Scene<'_>, subject: &Subject, path: &Path, force: bool) -> Outcome<usize> {
    refuse_what_is_there(path, force)?;
    let chosen: Vec<&Chosen> = scene.judged.rows[..scene.judged.nobody_from]
        .iter()
        .filter(|chosen| subject.persons.contains(&chosen.person))
        .filter(|chosen| subject.skills.as_ref().is_none_or(|own| own.contains(&chosen.skill)))
        .collect();
    let labels = Labels::beside(Path::new(""), "en", |_| Ok(None))?;
    let mut sheets = vec![skills(scene, &chosen)];
    for (file, lines) in lines_of(scene, subject, &chosen) {
        let number = sheets.len();
        sheets.push(originals(scene, file, &lines, number)?);
    }
    sheets.insert(0, read_me(scene, subject, &sheets));
    let book = Book {
        file: "support_pack.xlsx",
        title: "Support pack".to_owned(),
        subject: "What Partner Center's support asks for".to_owned(),
        author: "attain".to_owned(),
        as_of: scene.as_of,
        footer: ["Support pack".to_owned(), "Page &P of &N".to_owned(), scene.as_of.to_string()],
        formats: labels.formats(),
        compression: 6,
        sheets,
    };
    let mut bytes = Vec::new();
    write_book(&book, &mut bytes)?;
    put(path, &bytes, force)?;
    Ok(chosen.len())
}

fn refuse_what_is_there(path: &Path, force: bool) -> Outcome<()> {
    let Ok(about) = std::fs::symlink_metadata(path) else { return Ok(()) };
    if !about.is_file() {
        return Err(Failure::configuration("this is no ordinary file and is not replaced")
            .at(shown(path))
            .todo("name a file of its own for the pack"));
    }
    if force {
        return Ok(());
    }
    Err(Failure::configuration("the file is there already and is not replaced")
        .at(shown(path))
        .todo("name another file, or add --force"))
}

/// The file is its owner's alone, as run folders are.
fn put(path: &Path, bytes: &[u8], force: bool) -> Outcome<()> {
    let unwritten = |error: std::io::Error| {
        Failure::output("the pack could not be written").at(shown(path)).because(error)
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    let is_new = !(force && path.is_file());
    if is_new {
        options.create_new(true)
    } else {
        options.truncate(true)
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(unwritten)?;
    let written = std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        drop(file);
        // Half a pack helps nobody; what was there before is gone either way.
        let _ = std::fs::remove_file(path);
        unwritten(error)
    })
}

/// The lines that tell of the persons, by file: their accounts, associations, transcript rows and rows
/// of Partner Center's report.
fn lines_of(scene: &Scene<'_>, subject: &Subject, chosen: &[&Chosen]) -> BTreeMap<u32, Vec<u32>> {
    let mut lines: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut put = |file: u32, line: u32| lines.entry(file).or_default().push(line);
    let users = scene.facts(Kind::Users);
    let (mut emails, mut mcids) = (Vec::new(), Vec::new());
    for person in &subject.persons {
        for account in scene.people.accounts_of(*person) {
            for row in scene.people.rows_of(account).map(|row| row as usize) {
                users.inspect(|users| put(users.file(row), users.line(row)));
            }
            emails.extend(scene.people.work_emails_of(account));
        }
        let own = scene.people.mcids(*person);
        for association in own.iter().flat_map(|mcid| scene.associations.of_mcid(*mcid)) {
            put(association.file, association.line);
        }
        mcids.extend(own);
        if let Some(transcripts) = scene.facts(Kind::Transcripts) {
            for (row, _) in scene.attached.at(scene.attached.of_person(*person)) {
                let skill = transcripts.skill(row as usize);
                if chosen.iter().any(|chosen| chosen.skill == skill) {
                    put(transcripts.file(row as usize), transcripts.line(row as usize));
                }
            }
        }
    }
    if let Some(report) = scene.facts(Kind::PartnerCenterReport) {
        let (of_row, address) = (
            report.mcid(kinds::PartnerCenterReport::MCID),
            report.text(kinds::PartnerCenterReport::WORK_EMAIL),
        );
        for row in 0..report.len() {
            if mcids.contains(&of_row.at(row).number()) || emails.contains(&address.at(row)) {
                put(report.file(row), report.line(row));
            }
        }
    }
    for own in lines.values_mut() {
        own.sort_unstable();
        own.dedup();
    }
    lines
}

fn read_me<'a>(scene: &Scene<'_>, subject: &Subject, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let mut page = Page::of_widths(&[26.0, 90.0]);
    page.put(Block::Title("Support pack".to_owned()));
    page.put(Block::Subtitle(format!("as of {}", scene.as_of)));
    let mut companies: Vec<u32> =
        subject.persons.iter().map(|person| scene.company_of(*person)).collect();
    companies.sort_unstable();
    companies.dedup();
    for company in companies {
        let company = &scene.pipeline.companies[company as usize];
        let text = format!("{} (MPN id {})", company.name, company.mpn_id);
        page.put(Block::Fact("Company".to_owned(), Cell::text(text)));
    }
    page.put(Block::Fact("People".to_owned(), Cell::number(count(subject.persons.len()))));
    page.put(Block::Heading("What is in it".to_owned()));
    for (place, sheet) in sheets.iter().enumerate() {
        let text = if place == 0 {
            "Each skill as attain judges it, with the line it was read from and the days waited"
        } else {
            "The rows as they were exported, every cell as it was written"
        };
        page.put(Block::Entry(Cell::link(sheet.name.clone(), &sheet.name, 1), text.to_owned()));
    }
    Sheet { name: "Read me".to_owned(), tab: None, content: Content::Page(page) }
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

const SKILL_COLUMNS: [(&str, Look); 21] = [
    ("MPN id", Look::Id),
    ("Work e-mail", Look::Text),
    ("First name", Look::Text),
    ("Last name", Look::Text),
    ("MCID", Look::Id),
    ("Associated in PC", Look::Text),
    ("Associated on", Look::Date),
    ("Skill", Look::Text),
    ("Title", Look::Prose),
    ("Completed on", Look::Date),
    ("Expires on", Look::Date),
    ("Counts", Look::Text),
    ("Reasons", Look::Text),
    ("Visible on", Look::Date),
    ("Days waited", Look::Integer),
    ("In Partner Center's report", Look::Text),
    ("Users file", Look::Text),
    ("Users line", Look::Plain),
    ("Transcript file", Look::Text),
    ("Transcript line", Look::Plain),
    ("Text for support", Look::Prose),
];

fn skills<'a>(scene: &Scene<'_>, chosen: &[&Chosen]) -> Sheet<'a> {
    let transcripts = scene.facts(Kind::Transcripts);
    let shown = reported(scene);
    let rows = chosen
        .iter()
        .filter_map(|chosen| Some(skill_row(scene, transcripts?, chosen, shown.as_deref())));
    table("Skills", "tblSkills", headers(&SKILL_COLUMNS), rows.collect())
}

/// Company's account e-mail, MCID number and skill of each row of Partner Center's report.
fn reported(scene: &Scene<'_>) -> Option<Vec<(u32, u64, u32)>> {
    let report = scene.facts(Kind::PartnerCenterReport)?;
    let (mcids, emails) = (
        report.mcid(kinds::PartnerCenterReport::MCID),
        report.text(kinds::PartnerCenterReport::WORK_EMAIL),
    );
    let skills = report.skills();
    let row = |row: usize| (emails.at(row), mcids.at(row).number(), skills[row]);
    Some((0..report.len()).map(row).collect())
}

fn skill_row<'a>(
    scene: &Scene<'_>,
    transcripts: &Facts,
    chosen: &Chosen,
    reported: Option<&[(u32, u64, u32)]>,
) -> Vec<Cell<'a>> {
    let account = scene.people.shown(chosen.person);
    let row = chosen.row as usize;
    let users = scene.facts(Kind::Users);
    let name = |column: &str| {
        let code = users.map_or(0, |users| scene.people.text(users.text(column), account));
        scene.text(code).to_owned()
    };
    let title = chosen.skill.resolved().map_or_else(
        |_| scene.text(transcripts.text(kinds::Transcripts::SKILL_TITLE).at(row)).to_owned(),
        |skill| scene.catalogue.skills[skill as usize].title.clone(),
    );
    let own = transcripts.mcid(kinds::Transcripts::MCID).at(row);
    let mcid = if own.is_none() { account.mcid } else { own }.to_string();
    let code = scene.skill_text(chosen.skill).to_owned();
    let completed_on = transcripts.days(kinds::Transcripts::COMPLETED_ON).at(row);
    let waited = days_waited(scene, chosen);
    let own_mcids = scene.people.mcids(chosen.person);
    let is_there = reported.map(|rows| {
        let is_own = |(email, mcid, skill): &(u32, u64, u32)| {
            let is_person = own_mcids.contains(mcid)
                || scene.people.accounts_of(chosen.person).any(|own| own.work_email == *email);
            *skill == chosen.skill.0 && is_person
        };
        rows.iter().any(is_own)
    });
    let yes_no = |yes: bool| if yes { "Yes" } else { "No" };
    let there = is_there.map_or("the report was not given", yes_no);
    let is_case = chosen.verdict == Verdict::Counts
        && waited > i64::from(SUPPORT_AFTER_DAYS)
        && is_there != Some(true);
    let names = [name("first_name"), name("last_name")];
    let text = if is_case {
        request(scene, chosen, [&names.join(" "), &mcid, &code], completed_on)
    } else {
        String::new()
    };
    let [first_name, last_name] = names;
    let (user_file, file) = (scene.file_name(account.file), scene.file_name(transcripts.file(row)));
    let line = |line: u32| Cell::number(Some(i64::from(line)));
    vec![
        Cell::text(scene.mpn_id(account.company).to_owned()),
        Cell::text(scene.text(account.work_email).to_owned()),
        Cell::text(first_name),
        Cell::text(last_name),
        Cell::text(mcid),
        Cell::text(yes_no(chosen.pc)),
        Cell::day(Some(account.associated_on)),
        Cell::text(code),
        Cell::text(title),
        Cell::day(completed_on),
        Cell::day(Some(chosen.expires_on)),
        Cell::text(verdict_text(chosen.verdict)),
        Cell::text(registry::codes(chosen.reasons).collect::<Vec<_>>().join(", ")),
        Cell::day(Some(chosen.visible_on)),
        Cell::number(Some(waited).filter(|days| *days >= 0)),
        Cell::text(there),
        Cell::text(user_file.to_owned()),
        line(account.line),
        Cell::text(file.to_owned()),
        line(transcripts.line(row)),
        Cell::text(text),
    ]
}

/// Since the skill should have been visible; below 0 where it is not linked or not yet visible.
fn days_waited(scene: &Scene<'_>, chosen: &Chosen) -> i64 {
    if chosen.visible_on == Day::ALWAYS {
        return -1;
    }
    i64::from(scene.as_of.0) - i64::from(chosen.visible_on.0)
}

/// A text that can be pasted into a support request.
fn request(
    scene: &Scene<'_>,
    chosen: &Chosen,
    [name, mcid, code]: [&str; 3],
    completed_on: Option<Day>,
) -> String {
    let company = &scene.pipeline.companies[scene.company_of(chosen.person) as usize];
    let completed = completed_on.map(|day| format!(", completed on {day},")).unwrap_or_default();
    format!(
        "{name} ({email}, MCID {mcid}) of {} (MPN id {}) is associated in Partner Center. The skill \
         {code}{completed} should be visible since {} and is not, {} days later. The exported rows \
         are attached.",
        company.name,
        company.mpn_id,
        chosen.visible_on,
        days_waited(scene, chosen),
        email = scene.shown_email(chosen.person),
    )
}

/// The rows of one file, every cell as it was written.
fn originals<'a>(scene: &Scene<'_>, file: u32, lines: &[u32], number: usize) -> Outcome<Sheet<'a>> {
    let report = &scene.reading.files[file as usize];
    let source = scene.pipeline.sources.get(&report.kind);
    let unpacked_max = source.and_then(|source| source.max_unpacked_bytes);
    let original = original::rows(report, unpacked_max, lines)?;
    let widest = original.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let mut names = vec!["File".to_owned(), "Line".to_owned()];
    for place in 0..widest.max(original.header.len()) {
        let written = original.header.get(place).map_or("", String::as_str).trim();
        names.push(unlike(written, place, &names));
    }
    let width = names.len();
    let rows = original.rows.into_iter().map(|(line, cells)| {
        let mut row = vec![Cell::text(report.name.clone()), Cell::number(Some(i64::from(line)))];
        row.extend(cells.into_iter().map(Cell::text));
        row.resize(width, Cell::Empty);
        row
    });
    let looks = [Look::Text, Look::Plain].into_iter().chain(std::iter::repeat(Look::Id));
    let columns = names.into_iter().zip(looks).map(|(name, look)| Column::new(name, look));
    let name = format!("{number} {}", kind_in_words(report.kind));
    Ok(table(&name, &format!("tblRows{number}"), columns.collect(), rows.collect()))
}

fn kind_in_words(kind: Kind) -> String {
    let words = kind.name().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A table has no two headers alike, and none that is empty.
fn unlike(written: &str, place: usize, taken: &[String]) -> String {
    const LONGEST: usize = 120;
    let name = match written {
        "" => format!("Column {}", place + 1),
        name => name.chars().take(LONGEST).collect(),
    };
    let is_free = |name: &str| !taken.iter().any(|own| own.to_lowercase() == name.to_lowercase());
    if is_free(&name) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    numbered.into_iter().find(|name| is_free(name)).unwrap_or(name)
}

fn headers(columns: &[(&str, Look)]) -> Vec<Column> {
    columns.iter().map(|(name, look)| Column::new(*name, *look)).collect()
}

fn table<'a>(sheet: &str, name: &str, columns: Vec<Column>, rows: Vec<Vec<Cell<'a>>>) -> Sheet<'a> {
    let part = TablePart {
        name: name.to_owned(),
        columns,
        body: Box::new(Rest::of(rows)),
        empty: "No rows".to_owned(),
        frozen: 0,
    };
    Sheet { name: sheet.to_owned(), tab: None, content: Content::Table(part) }
}
