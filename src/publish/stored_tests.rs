//! Stored run folders as operators and disks leave them: damaged, saved again, copied, linked, with
//! files of others. No command falls over, and nothing outside the output folder changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::changes::changes;
use super::compared::{ComparedRun, RunToCompare};
use super::editions::Edition;
use super::faults_tests::{Content, content};
use super::files::Tree;
use super::forget::tests::{forget_one, made, now};
use super::history::tests::lock;
use super::person::ForgottenPerson;
use super::prune::{self, KeepRuns};
use super::status::{StatusQuestion, status};
use super::verify::verify;
use super::{History, latest};

const ROUNDS: u64 = 150;

/// The same numbers for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Does one thing to the folder that nobody asked for; what it was, for the message.
fn meddle(out: &Path, beside: &Path, chance: &mut Chance) -> String {
    let tree = Tree::of(out).unwrap();
    let run = |chance: &mut Chance| {
        let names = History::of(out).unwrap().names;
        let folders = names.iter().map(|name| out.join(&name.run_id));
        // A link was put there to see that nothing goes through it.
        let folders: Vec<PathBuf> =
            folders.filter(|path| path.is_dir() && !path.is_symlink()).collect();
        folders.get(chance.below(folders.len())).cloned().unwrap_or_else(|| out.join("none"))
    };
    let file = out.join(chance.of(&tree.files));
    let what = chance.below(16);
    match what {
        0 | 1 => flip(&file, chance),
        2 => cut(&file, chance),
        3 => save_again(&file, chance),
        4 => edit_manifest(&run(chance), beside, chance),
        5 => copy(&run(chance), &out.join(*chance.of(&["copy", "2021-03-01-nightly-ffffff"]))),
        6 => rename(&run(chance), &out.join("2020-01-01-monthly-abcdef")),
        7 => link(&beside.join("2021-03-01-nightly-cccccc"), &run(chance).join("data")),
        8 => link(beside, &out.join(*chance.of(&["latest", "refused", "2021-01-01-x-cccccc"]))),
        9 => link(&beside.join("2021-03-01-nightly-cccccc/data/skills.csv"), &file),
        10 => put(&out.join("latest"), chance.of::<&[u8]>(&[b"../beside", b"/", b"\xff", b""])),
        11 => {
            let _ = fs::remove_file(&file);
            let _ = fs::create_dir(&file);
        }
        12 => put(&run(chance).join("note.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR anna@contoso.com"),
        13 => pipe(&inside(
            &run(chance),
            chance.of::<&str>(&["pipe", "manifest.json", "data/skills.csv"]),
        )),
        14 => put(&out.join(".attain.forget"), chance.of::<&[u8]>(&[b"{", b"", b"\0\0"])),
        _ => {
            put(&inside(&run(chance), "data/team.csv"), b"work_email,mcid\nanna@contoso.com,\"1\n");
        }
    }
    format!("{what} {}", file.display())
}

/// A path of a run that no link leads out of.
fn inside(run: &Path, name: &str) -> PathBuf {
    super::files::inside(run, name).unwrap_or_else(|| run.join("none"))
}

/// What cannot be done is no part of the test.
fn put(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    let _ = fs::write(path, bytes);
}

/// Never through a link.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| fs::read(path).ok())
}

fn flip(path: &Path, chance: &mut Chance) {
    if let Some(mut all) = bytes(path).filter(|all| !all.is_empty()) {
        for _ in 0..=chance.below(8) {
            let at = chance.below(all.len());
            all[at] ^= 1 << chance.below(8);
        }
        put(path, &all);
    }
}

fn cut(path: &Path, chance: &mut Chance) {
    if let Some(all) = bytes(path) {
        put(path, &all[..chance.below(all.len() + 1)]);
    }
}

fn save_again(path: &Path, chance: &mut Chance) {
    let Some(all) = bytes(path) else { return };
    let text = String::from_utf8_lossy(&all).replace(',', ";");
    let wide = || text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let new = match chance.below(4) {
        0 => text.clone().into_bytes(),
        1 => [&[0xef, 0xbb, 0xbf][..], text.as_bytes()].concat(),
        2 => [&[0xff, 0xfe][..], &wide()].concat(),
        _ => wide(),
    };
    put(path, &new);
}

fn edit_manifest(run: &Path, beside: &Path, chance: &mut Chance) {
    let path = run.join("manifest.json");
    let Some(all) = bytes(&path) else { return };
    let Ok(mut manifest) = serde_json::from_slice::<serde_json::Value>(&all) else { return };
    let absolute = beside.join("2021-03-01-nightly-cccccc").display().to_string();
    let wrong = *chance.of(&["../beside", "", ".", "..", "/", "x/../../beside", &absolute]);
    match chance.below(6) {
        0 => manifest["run_id"] = wrong.into(),
        1 => manifest["previous"] = wrong.into(),
        2 => manifest["outputs"][0]["path"] = wrong.into(),
        3 => manifest["inputs"][0]["path"] = wrong.into(),
        4 => manifest["as_of"] = "2021-01-01".into(),
        _ => manifest["outputs"][0]["size"] = u64::MAX.into(),
    }
    put(&path, manifest.to_string().as_bytes());
}

fn copy(from: &Path, to: &Path) {
    let Ok(tree) = Tree::of(from) else { return };
    let _ = fs::create_dir(to);
    for folder in &tree.folders {
        let _ = fs::create_dir(to.join(folder));
    }
    for file in &tree.files {
        if let Some(all) = bytes(&from.join(file)) {
            put(&to.join(file), &all);
        }
    }
}

fn rename(from: &Path, to: &Path) {
    let _ = fs::rename(from, to);
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) {
    let _ = if path.is_dir() && !path.is_symlink() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    let _ = std::os::unix::fs::symlink(target, path);
}

#[cfg(not(unix))]
fn link(_target: &Path, _path: &Path) {}

/// A socket: to make a pipe takes another process, which for an instant holds the locks of this one.
#[cfg(unix)]
fn pipe(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = std::os::unix::net::UnixListener::bind(path);
}

#[cfg(not(unix))]
fn pipe(_path: &Path) {}

/// Asks everything of the folder that a command asks.
fn look_at(out: &Path) {
    let history = History::of(out).unwrap();
    let max_age = Some(Duration::from_hours(26));
    let _ = status(&history, StatusQuestion { now: now(), max_age, pipeline: None });
    let folders: Vec<PathBuf> = history.names.iter().map(|name| out.join(&name.run_id)).collect();
    for folder in &folders {
        let _ = verify(folder);
        let before = Edition::stored(folder);
        let after = Edition::stored(&folders[0]);
        if let (Ok(before), Ok(after)) = (before, after) {
            let _ = changes(&before, &after);
        }
    }
    let day = crate::base::Day::from_iso("2021-03-01").unwrap();
    let key = format!("{:0<64}", "bbbbbb");
    let _ = history.published(day, "nightly", &key);
    let _ = ComparedRun::of(
        &history,
        RunToCompare { as_of: day, pipeline: "nightly", reports: &[], base_key: &key },
    );
}

fn names_anna(content: &Content) -> Vec<&PathBuf> {
    let is_text = |file: &PathBuf| {
        ["csv", "txt"].iter().any(|end| file.extension().is_some_and(|is| is == *end))
    };
    let has = |bytes: &[u8]| {
        let text: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        // What a flipped bit made part of another address is nobody's.
        ForgottenPerson::new(["anna@contoso.com"]).is_named_in(&String::from_utf8_lossy(&text))
    };
    content
        .iter()
        .filter(|(file, bytes)| is_text(file) && has(bytes))
        .map(|(file, _)| file)
        .collect()
}

#[test]
fn odd_folders_make_no_command_fall_over_or_leave_its_folder() {
    for seed in 1..=ROUNDS {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let folder = tempfile::tempdir().unwrap();
        let (out, beside) = (folder.path().join("out"), folder.path().join("beside"));
        made(&out, "2021-02-01", "aaaaaa");
        made(&out, "2021-03-01", "bbbbbb");
        made(&beside, "2021-03-01", "cccccc");
        fs::write(folder.path().join("victim"), "anna@contoso.com").unwrap();
        latest::point(&out, "2021-03-01-nightly-bbbbbb").unwrap();
        let outside = content(&beside);
        let mut story = format!("seed {seed}");
        for _ in 0..=chance.below(4) {
            story.push_str("; ");
            story.push_str(&meddle(&out, &beside, &mut chance));
        }
        look_at(&out);
        if chance.below(2) == 0 {
            let lock = lock(&out);
            let keep = KeepRuns { made_within: Some(Duration::from_secs(1)), months: None };
            let plan = prune::plan(&lock, keep, now()).unwrap();
            prune::prune(&lock, &plan).unwrap_or_else(|failure| panic!("{story}: {failure}"));
        }
        match forget_one(&out, "anna@contoso.com") {
            Ok(forgot) => {
                let content = content(&out);
                let named = names_anna(&content);
                assert!(named.is_empty() || forgot.left() > 0, "{story}: {named:?}, {forgot}");
            }
            Err(failure) => panic!("{story}: {failure}"),
        }
        look_at(&out);
        assert!(content(&beside) == outside, "{story}: what lies beside was changed");
        assert!(folder.path().join("victim").exists(), "{story}");
    }
}

#[test]
fn a_copied_run_folder_does_not_mislead_prune() {
    let folder = tempfile::tempdir().unwrap();
    let (out, victim) = (folder.path().join("out"), folder.path().join("victim"));
    fs::create_dir_all(&victim).unwrap();
    fs::write(victim.join("x"), "x").unwrap();
    let old = made(&out, "2021-01-01", "aaaaaa");
    made(&out, "2021-03-01", "bbbbbb");
    copy(&old.folder, &out.join("2021-01-02-nightly-aaaaaa"));
    for (name, run_id) in [
        ("2021-01-03-nightly-cccccc", "../victim".to_owned()),
        ("2021-01-04-nightly-dddddd", victim.display().to_string()),
    ] {
        copy(&old.folder, &out.join(name));
        let mut manifest = old.manifest.clone();
        manifest.run_id = run_id;
        fs::write(out.join(name).join("manifest.json"), manifest.text().unwrap()).unwrap();
    }
    let lock = lock(&out);
    let keep = KeepRuns { made_within: None, months: Some(1) };
    for removed in [vec!["2021-01-01-nightly-aaaaaa".to_owned()], Vec::new()] {
        let plan = prune::plan(&lock, keep, now()).unwrap();
        assert_eq!(plan.removed, removed);
        assert_eq!(plan.others.len(), 3, "{plan}");
        prune::prune(&lock, &plan).unwrap();
    }
    assert!(victim.join("x").exists());
    assert!(out.join("2021-01-02-nightly-aaaaaa").exists());
}
