//! Learns from stored tables by which keys a person is known in them.
//!
//! The table of the team says which certification id is an account's own, and accounts of one id are
//! one person (rule A4). Other tables show ids of rows that were found by an e-mail: such an id is the
//! person's only where no account of somebody else has it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::erase_parquet;
use super::erase_rows::Layout;
use super::files;
use super::person::{ForgottenPerson, OwnKeys};
use crate::base::guard::unguarded;
use crate::report::write::csv::Csv;
use crate::report::write::format::Format;
use crate::report::write::parquet::Parquet;

const TEAM: &str = "team";
const OTHERS: [&str; 5] = ["skills", "contacts", "support", "reconciliation", "findings"];
/// Accounts of one person hang together in chains; none is this long.
const PASSES: usize = 8;

/// Adds what the tables of these run folders know. Tables that cannot be read know nothing.
pub(crate) fn learn(folders: &[PathBuf], person: &mut ForgottenPerson) {
    for _ in 0..PASSES {
        if !learn_accounts(folders, person) {
            break;
        }
    }
    let mut ids = BTreeSet::new();
    each(folders, &OTHERS, person, |person, own| {
        if person.has_email(&own.email) {
            person.learn_name(&own.first, &own.last);
            ids.insert(own.mcid.trim_start_matches('0').to_owned());
        }
    });
    ids.retain(|id| !id.is_empty() && !person.has_mcid(id));
    if !ids.is_empty() {
        let mut holders = ForgottenPerson::default();
        for id in &ids {
            holders.learn_mcid(id);
        }
        each(folders, &[TEAM], &mut holders, |_, own| {
            if !person.has_email(&own.email) {
                ids.remove(own.mcid.trim_start_matches('0'));
            }
        });
        for id in &ids {
            person.learn_mcid(id);
        }
    }
    let tables: Vec<&str> = [TEAM].into_iter().chain(OTHERS).collect();
    each(folders, &tables, person, |person, own| person.meet(&own.email));
}

/// One pass over the accounts; whether it found anything.
fn learn_accounts(folders: &[PathBuf], person: &mut ForgottenPerson) -> bool {
    let mut is_wiser = false;
    each(folders, &[TEAM], person, |person, own| {
        if person.has_email(&own.email) {
            is_wiser |= person.learn_mcid(&own.mcid);
            is_wiser |= person.learn_name(&own.first, &own.last);
        } else if person.has_mcid(&own.mcid) {
            is_wiser |= person.learn_email(&own.email);
            is_wiser |= person.learn_name(&own.first, &own.last);
        }
    });
    is_wiser
}

/// Calls with each row that may be about the person.
fn each(
    folders: &[PathBuf],
    tables: &[&str],
    person: &mut ForgottenPerson,
    mut call: impl FnMut(&mut ForgottenPerson, &OwnKeys),
) {
    for folder in folders {
        for table in tables {
            let stored = READERS.iter().find_map(|(format, read)| {
                let name = format!("data/{table}.{}", format.ending());
                Some((files::inside(folder, &name).filter(|path| path.is_file())?, read))
            });
            if let Some((path, read)) = stored {
                read(&path, table, person, &mut call);
            }
        }
    }
}

/// How the tables of each format are read again. The first that a run has is read.
const READERS: [(&dyn Format, Reader); 2] = [(&Csv, each_of_csv), (&Parquet, each_of_parquet)];

type Reader = fn(&Path, &str, &mut ForgottenPerson, &mut Call<'_>);

type Call<'c> = dyn FnMut(&mut ForgottenPerson, &OwnKeys) + 'c;

fn each_of_parquet(path: &Path, _: &str, person: &mut ForgottenPerson, call: &mut Call<'_>) {
    for own in erase_parquet::own_rows(path) {
        call(person, &own);
    }
}

fn each_of_csv(path: &Path, table: &str, person: &mut ForgottenPerson, call: &mut Call<'_>) {
    let Ok(file) = File::open(path) else { return };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 18)
        .from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut layout = None;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let text = |place: usize| {
            let cell = record.get(place).unwrap_or_default();
            unguarded(&String::from_utf8_lossy(cell)).to_owned()
        };
        let Some(places) = layout else {
            let header: Vec<String> = (0..record.len()).map(text).collect();
            match Layout::of(table, &header).own() {
                Some(places) => layout = Some(places),
                None => return,
            }
            continue;
        };
        if person.may_be_in(record.as_slice()) {
            let name = |place: Option<usize>| place.map(text).unwrap_or_default();
            let first = name(places.names.map(|(first, _)| first));
            let last = name(places.names.map(|(_, last)| last));
            let (email, mcid) = (text(places.email), text(places.mcid));
            call(person, &OwnKeys { email, mcid, first, last });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::write::formats::FORMATS;

    #[test]
    fn what_is_stored_in_any_format_is_read_again() {
        let read: BTreeSet<&str> = READERS.iter().map(|(format, _)| format.ending()).collect();
        assert_eq!(read, FORMATS.iter().map(|format| format.ending()).collect());
    }

    fn learned(team: &str, skills: &str) -> ForgottenPerson {
        let out = tempfile::tempdir().unwrap();
        std::fs::create_dir(out.path().join("data")).unwrap();
        let team = format!("mpn_id,work_email,first_name,last_name,mcid\n{team}");
        let skills = format!("mpn_id,work_email,first_name,last_name,mcid\n{skills}");
        std::fs::write(out.path().join("data/team.csv"), team).unwrap();
        std::fs::write(out.path().join("data/skills.csv"), skills).unwrap();
        let mut person = ForgottenPerson::new(["anna@x.y"]);
        learn(&[out.path().to_owned()], &mut person);
        person
    }

    #[test]
    fn accounts_of_one_id_are_one_person_in_chains() {
        let person = learned(
            "1,c@x.y,Anna,Born,0022\n1,b@x.y,Ann,Ahl,22\n1,b@x.y,Ann,Ahl,11\n1,anna@x.y,Anna,Ahl,11\n1,d@x.y,D,D,33\n",
            "1,anna@x.y,Anna,Ahl,44\n1,d@x.y,D,D,33\n",
        );
        for email in ["anna@x.y", "b@x.y", "c@x.y"] {
            assert!(person.has_email(email), "{email}");
        }
        assert!(["11", "22", "44"].iter().all(|mcid| person.has_mcid(mcid)));
        assert!(!person.has_email("d@x.y") && !person.has_mcid("33"));
        assert_eq!(person.keys(), [3, 3, 3]);
    }

    #[test]
    fn an_id_of_somebody_elses_account_is_not_the_persons() {
        let person =
            learned("1,anna@x.y,Anna,Ahl,11\n1,b@x.y,Bo,Ek,55\n", "1,anna@x.y,Anna,Ahl,55\n");
        assert!(!person.has_mcid("55") && !person.has_email("b@x.y"));
    }

    #[test]
    fn an_address_that_looks_like_the_name_may_be_of_somebody_else() {
        let person = learned("1,anna@x.y,Wilma,Ahlgren,11\n1,wilma.ahlgren@z.example,W,A,66\n", "");
        assert!(!person.is_named_in("wilma.ahlgren@z.example"));
        assert!(person.is_named_in("wilma.ahlgren@home.example"));
    }
}
