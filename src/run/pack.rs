//! The support pack (S2): what Partner Center's support asks for about a person, as one workbook with
//! the exported rows themselves. It is in English, as support is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::{Failure, Outcome, shown};
use crate::ingest::original;
use crate::report::Labels;
use crate::report::book::{Book, PageBlock, Sheet, SheetContent, SheetPage, ShownColumn};
use crate::report::cell::{Cell, Look};
use crate::report::write::xlsx::write_book;
use crate::rules::Chosen;
use crate::skills::Scene;
use crate::skills::reconcile::reconcile;
use crate::tables::Kind;
use crate::tables::facts::SkillKey;
use crate::tables::kinds;
use crate::tables::output::{Rows, Values};

use super::pack_skills::{skills, table};

/// What the pack is about.
pub(crate) struct Subject {
    pub persons: Vec<u32>,
    /// Only these skills of them; none for all.
    pub skills: Option<Vec<SkillKey>>,
}

/// The persons and skills that are overdue in Partner Center's own report.
///
/// # Errors
/// When the pipeline has no such report.
pub(crate) fn overdue(scene: &Scene<'_>) -> Outcome<Subject> {
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
pub(crate) fn write(
    scene: &Scene<'_>,
    subject: &Subject,
    path: &Path,
    force: bool,
) -> Outcome<usize> {
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
    let mut page = SheetPage::of_widths(&[26.0, 90.0]);
    page.put(PageBlock::Title("Support pack".to_owned()));
    page.put(PageBlock::Subtitle(format!("as of {}", scene.as_of)));
    let mut companies: Vec<u32> =
        subject.persons.iter().map(|person| scene.company_of(*person)).collect();
    companies.sort_unstable();
    companies.dedup();
    for company in companies {
        let company = &scene.pipeline.companies[company as usize];
        let text = format!("{} (MPN id {})", company.name, company.mpn_id);
        page.put(PageBlock::Fact("Company".to_owned(), Cell::text(text)));
    }
    page.put(PageBlock::Fact("People".to_owned(), Cell::number(count(subject.persons.len()))));
    page.put(PageBlock::Heading("What is in it".to_owned()));
    for (place, sheet) in sheets.iter().enumerate() {
        let text = if place == 0 {
            "Each skill as attain judges it, with the line it was read from and the days waited"
        } else {
            "The rows as they were exported, every cell as it was written"
        };
        page.put(PageBlock::Entry(Cell::link(sheet.name.clone(), &sheet.name, 1), text.to_owned()));
    }
    Sheet { name: "Read me".to_owned(), tab: None, content: SheetContent::Page(page) }
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
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
    let columns = names.into_iter().zip(looks).map(|(name, look)| ShownColumn::new(name, look));
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
