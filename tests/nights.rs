//! Nights that nobody watches: whatever happens to the program, the earlier report stays whole,
//! `latest` leads to a whole report, and the next run is clean.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use attain::base::{Day, Progress};
use attain::publish::verify::verify;
use attain::publish::{Lock, LockHolder, Timestamp, latest};
use attain::run::{Caller, Finished, Request, run};

use crate::support::{Said, Scratch, root};

/// A folder with a pipeline, and the runs of consecutive nights.
struct Nights {
    scratch: Scratch,
    day: Day,
}

impl Nights {
    /// With the report of the first night.
    fn new() -> Self {
        let scratch = Scratch::new();
        assert_eq!(scratch.attain(&["init", "."]).code, 0);
        let nights = Self { scratch, day: Day::from_iso("2021-03-01").expect("a day") };
        nights.is_clean(&nights.run());
        nights
    }

    fn out(&self) -> PathBuf {
        self.scratch.path().join("out")
    }

    /// The night after.
    fn next(&mut self) {
        self.day = self.day.plus_days(1);
    }

    fn arguments(&self) -> Vec<String> {
        let day = self.day.to_string();
        ["run", "pipeline.toml", "--as-of", &day].map(str::to_owned).to_vec()
    }

    fn run(&self) -> Said {
        let arguments = self.arguments();
        self.scratch.attain(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn start(&self) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_attain"));
        command.args(self.arguments()).current_dir(self.scratch.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    fn id(&self) -> String {
        let start = format!("{}-", self.day);
        let found = self.runs().into_iter().find(|run| run.starts_with(&start));
        found.unwrap_or_else(|| panic!("no run of {}", self.day))
    }

    fn runs(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.out())
            .expect("the output folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
            .filter(|name| name.starts_with("20"))
            .collect();
        names.sort();
        names
    }

    /// Every report that can be seen is whole, and `latest` leads to one.
    fn is_sound(&self, when: &str) {
        for run in self.runs() {
            let verified = verify(&self.out().join(&run)).expect("a manifest");
            assert_eq!(verified.exit_code(), 0, "{when}: {verified}");
        }
        let shown = latest::read(&self.out()).unwrap_or_default();
        assert!(self.runs().contains(&shown), "{when}: latest names {shown:?}");
    }

    /// This run published, and nothing of an earlier one lies about.
    fn is_clean(&self, said: &Said) {
        assert_eq!(said.code, 0, "{said:?}");
        self.is_sound("after a good run");
        assert_eq!(latest::read(&self.out()), Some(self.id()), "{said:?}");
        let hidden: Vec<_> = fs::read_dir(self.out())
            .expect("the output folder")
            .map(|entry| entry.expect("an entry").file_name())
            .filter(|name| name.to_string_lossy().starts_with(".staging"))
            .collect();
        assert!(hidden.is_empty(), "debris: {hidden:?}");
    }
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A limit on the size of files stands for a full disk: each limit lets the writing get a little
/// farther. The signal that comes with it ends nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_at_any_place_costs_nothing_but_the_night() {
    let mut nights = Nights::new();
    let mut refused = 0;
    for (blocks, signal) in [(0, "-"), (1, "''"), (3, "-"), (8, "''"), (16, "-"), (64, "-")] {
        nights.next();
        let limited = format!("trap {signal} XFSZ; ulimit -c 0; ulimit -f {blocks}; exec \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_attain")])
            .args(nights.arguments())
            .current_dir(nights.scratch.path())
            .output()
            .expect("a shell");
        let said = said(output);
        nights.is_sound(&format!("{blocks} blocks, {said:?}"));
        match said.code {
            0 => {}
            6 => assert!(said.err.contains("error: "), "{said:?}"),
            _ => panic!("{blocks} blocks: {said:?}"),
        }
        refused += i32::from(said.code == 6);
        nights.is_clean(&nights.run());
    }
    assert!(refused > 2, "no limit was hit");
}

/// Too few open files or threads are told in words, and cost nothing else.
#[cfg(target_os = "linux")]
#[test]
fn few_open_files_are_told_and_cost_nothing_but_the_night() {
    let mut nights = Nights::new();
    for handles in [5, 8, 12, 16, 64] {
        nights.next();
        let limited = format!("ulimit -n {handles}; exec \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_attain")])
            .args(nights.arguments())
            .current_dir(nights.scratch.path())
            .output()
            .expect("a shell");
        let said = said(output);
        nights.is_sound(&format!("{handles} handles, {said:?}"));
        assert!(said.code == 6 || handles > 16, "{handles}: {said:?}");
        if said.code == 6 {
            assert!(said.err.contains("raise the limit on open files"), "{said:?}");
        }
        nights.is_clean(&nights.run());
    }
}

/// Root may write everywhere: the test says nothing then.
#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let mut nights = Nights::new();
    let set = |mode| fs::set_permissions(nights.out(), fs::Permissions::from_mode(mode));
    set(0o500).expect("the owner may");
    let holds = fs::write(nights.out().join("x"), "").is_err();
    let refused = {
        let day = nights.day.plus_days(1).to_string();
        nights.scratch.attain(&["run", "pipeline.toml", "--as-of", &day])
    };
    set(0o700).expect("the owner may");
    if holds {
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(refused.err.contains("this may not be written"), "{refused:?}");
    }
    nights.is_sound("written by nobody");
    nights.next();
    nights.is_clean(&nights.run());
}

#[test]
fn an_input_that_changes_while_it_is_read_is_refused() {
    let mut nights = Nights::new();
    nights.next();
    let path = nights.scratch.path().join("inputs/users.csv");
    let good = fs::read(&path).expect("the users");
    let row = |number: u32| format!("user{number}@tailspin.example,A,B,,No,No,\n");
    let more = (0..60_000).map(row).collect::<Vec<_>>().concat();
    fs::write(&path, [&good[..], more.as_bytes()].concat()).expect("many users");
    let mut child = nights.start();
    let mut number = 60_000;
    while child.try_wait().expect("it runs").is_none() {
        let appended = fs::OpenOptions::new().append(true).open(&path);
        std::io::Write::write_all(&mut appended.expect("the users"), row(number).as_bytes())
            .expect("one more user");
        number += 1;
        thread::sleep(Duration::from_millis(1));
    }
    let said = said(child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("users.csv: the file changed while it was read"), "{said:?}");
    nights.is_sound("an input that grew");
    fs::write(&path, good).expect("the users");
    nights.is_clean(&nights.run());
}

#[test]
fn of_two_starts_at_once_both_publish_or_one_is_told_of_the_other() {
    let mut nights = Nights::new();
    for wait in [None, Some(["--wait", "2m"])] {
        nights.next();
        let first = nights.start();
        nights.next();
        let mut arguments = nights.arguments();
        arguments.extend(wait.into_iter().flatten().map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let second = nights.scratch.attain(&arguments);
        let first = said(first.wait_with_output().expect("it ends"));
        for ended in [&first, &second] {
            assert!(matches!(ended.code, 0 | 5), "{ended:?}");
            if ended.code == 5 {
                assert!(ended.err.contains("another run holds this output folder"), "{ended:?}");
            }
        }
        assert!(first.code == 0 || second.code == 0, "{first:?} {second:?}");
        assert!(wait.is_none() || second.code == 0, "it was to wait: {second:?}");
        nights.is_sound("two at once");
    }
    nights.next();
    nights.is_clean(&nights.run());
}

#[test]
fn who_holds_the_folder_is_told_until_it_is_free() {
    let mut nights = Nights::new();
    nights.next();
    let since = Timestamp::from_text("2021-03-02T02:00:05Z").expect("a moment");
    let holder = LockHolder::this_process("forget", since);
    let lock = Lock::take(&nights.out(), &holder, None).expect("it is free");
    for wait in [&[][..], &["--wait", "1s"]] {
        let run = nights.arguments();
        let arguments: Vec<&str> =
            run.iter().map(String::as_str).chain(wait.iter().copied()).collect();
        let said = nights.scratch.attain(&arguments);
        assert_eq!(said.code, 5, "{said:?}");
        let told = format!("`attain forget`, process {}", std::process::id());
        assert!(said.err.contains(&told) && said.err.contains("since 2021-03-02"), "{said:?}");
    }
    let commands: [&[&str]; 2] =
        [&["prune", "out", "--keep", "1d"], &["forget", "out", "x@tailspin.example"]];
    for command in commands {
        assert_eq!(nights.scratch.attain(command).code, 5, "{command:?}");
    }
    drop(lock);
    nights.is_clean(&nights.run());
}

/// A run at the library's door, where the clock is handed in.
fn run_at(nights: &Nights, clock: &dyn Fn() -> Timestamp) -> Finished {
    let request = Request {
        pipeline: nights.scratch.path().join("pipeline.toml"),
        as_of: nights.day,
        out: None,
        only: Vec::new(),
        companies: Vec::new(),
        pages: None,
        shards: 1,
        dry_run: false,
        force: false,
        wait: None,
        fail_on: Vec::new(),
    };
    let progress = Progress::default();
    let caller = Caller { now: clock, command: "run", progress: &progress, logs_failure: false };
    run(&request, &caller).expect("it publishes")
}

#[test]
fn a_clock_that_goes_back_stops_nothing() {
    let mut nights = Nights::new();
    nights.next();
    let asked = std::cell::Cell::new(0);
    let back = || {
        asked.set(asked.get() + 1);
        Timestamp::of(1_000_000_000 - 3600 * asked.get(), 0)
    };
    let finished = run_at(&nights, &back);
    assert!(asked.get() > 3);
    assert!(finished.stages.iter().all(|stage| stage.seconds >= 0.0), "{:?}", finished.stages);
    nights.is_sound("a clock that goes back");
    assert_eq!(latest::read(&nights.out()), Some(nights.id()));
    assert!(run_at(&nights, &back).nothing_changed);
    assert_eq!(latest::read(&nights.out()), Some(nights.id()));
    nights.next();
    nights.is_clean(&nights.run());
    let watched = nights.scratch.attain(&["status", "out", "--max-age", "1h"]);
    assert_eq!(watched.code, 0, "{watched:?}");
}

/// A file of a run, what `verify` says of it then, and what somebody does to it.
type Edit = (&'static str, &'static str, fn(&Path));

#[test]
fn a_run_that_was_edited_by_hand_is_noticed_and_mended() {
    let mut nights = Nights::new();
    let folder = nights.out().join(nights.id());
    let edits: [Edit; 4] = [
        ("data/team.csv", "its content differs", |path| fs::write(path, "x").expect("a file")),
        ("kpi_report.xlsx", "it is missing", |path| fs::remove_file(path).expect("a file")),
        ("data/skills.parquet", "its content differs", |path| {
            let mut bytes = fs::read(path).expect("a file");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            thread::sleep(Duration::from_secs(3));
            fs::write(path, bytes).expect("a file");
        }),
        ("manifest.json", "", |path| fs::write(path, "{}").expect("a file")),
    ];
    for (name, told, edit) in edits {
        edit(&folder.join(name));
        let verified = nights.scratch.attain(&["verify", &folder.display().to_string()]);
        assert_eq!(verified.code, 3, "{name}: {verified:?}");
        assert!(verified.out.contains(told), "{name}: {verified:?}");
        let again = nights.run();
        assert!(again.out.contains("published "), "{name}: {again:?}");
        nights.is_clean(&again);
        let whole = nights.run();
        assert!(whole.out.starts_with("nothing changed"), "{name}: {whole:?}");
    }
    // The next night does not compare itself with what somebody edited.
    fs::write(folder.join("data/team.csv"), "x").expect("a file");
    nights.next();
    let said = nights.run();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!nights.out().join(nights.id()).join("data/changes.csv").exists());
}

#[cfg(unix)]
#[test]
fn whatever_stands_in_the_place_of_latest_is_replaced_or_named() {
    use std::os::unix::fs::symlink;
    let mut nights = Nights::new();
    let elsewhere = nights.scratch.write("elsewhere/mine.txt", "mine");
    let link = nights.out().join("latest");
    let shapes: [&dyn Fn(&Path); 5] = [
        &|link| symlink(elsewhere.parent().expect("a folder"), link).expect("a link"),
        &|link| symlink("nowhere", link).expect("a link"),
        &|link| symlink("latest", link).expect("a link to itself"),
        &|link| fs::write(link, "2021-03-01").expect("a file"),
        &|link| symlink(&elsewhere, link).expect("a link to a file"),
    ];
    for shape in shapes {
        fs::remove_file(&link).expect("a link");
        shape(&link);
        nights.next();
        nights.is_clean(&nights.run());
    }
    assert_eq!(fs::read_to_string(&elsewhere).expect("it is still there"), "mine");
    fs::remove_file(&link).expect("a link");
    fs::create_dir(&link).expect("a folder");
    nights.next();
    let said = nights.run();
    assert_eq!(said.code, 6, "{said:?}");
    assert!(said.err.contains("latest: a folder stands in the place of the link"), "{said:?}");
    fs::remove_dir(&link).expect("it is as it was");
    nights.is_clean(&nights.run());
}

#[test]
fn spaces_and_letters_of_any_language_are_no_trouble() {
    let scratch = Scratch::new();
    let folder = "Übersicht für März/отчёт 報告 'x' \"y\"";
    let pipeline = format!("{folder}/pipeline.toml");
    assert_eq!(scratch.attain(&["init", folder]).code, 0);
    let out = format!("{folder}/Läufe und mehr");
    let run = |day: &str| {
        let said = scratch.attain(&["run", &pipeline, "--as-of", day, "--out", &out]);
        assert_eq!(said.code, 0, "{said:?}");
        format!("{out}/{}", latest::read(&scratch.path().join(&out)).expect("a run"))
    };
    let (first, second) = (run("2021-03-01"), run("2021-03-15"));
    let commands: [&[&str]; 6] = [
        &["check", &pipeline, "--as-of", "2021-03-01"],
        &["verify", &second],
        &["diff", &first, &second],
        &["status", &out, "--max-age", "1h"],
        &["forget", &out, "nobody@tailspin.example"],
        &["prune", &out, "--keep-monthly", "1"],
    ];
    for command in commands {
        let said = scratch.attain(command);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{command:?}: {said:?}");
    }
    assert!(!scratch.path().join(first).exists() && scratch.path().join(second).exists());
}

/// Threads, time zone, language of the machine and place of the output change no byte.
#[test]
fn the_same_key_makes_the_same_bytes_wherever_it_is_made() {
    let scratch = Scratch::new();
    let surroundings = [
        (
            "one",
            [
                ("RAYON_NUM_THREADS", "1"),
                ("POLARS_MAX_THREADS", "1"),
                ("TZ", "UTC"),
                ("LC_ALL", "C"),
            ],
        ),
        (
            "two/élan",
            [
                ("RAYON_NUM_THREADS", "2"),
                ("POLARS_MAX_THREADS", "2"),
                ("TZ", "Pacific/Kiritimati"),
                ("LC_ALL", "tr_TR.UTF-8"),
            ],
        ),
        (
            "three",
            [
                ("RAYON_NUM_THREADS", "7"),
                ("POLARS_MAX_THREADS", "3"),
                ("TZ", "America/Adak"),
                ("LC_ALL", "de_DE.UTF-8"),
            ],
        ),
    ];
    let made: Vec<Vec<(String, Vec<u8>)>> = surroundings
        .iter()
        .map(|(out, variables)| {
            let out = scratch.path().join(out);
            // The second run tells what changed since the first.
            for day in ["2020-01-15", "2020-02-15"] {
                let ran = Command::new(env!("CARGO_BIN_EXE_attain"))
                    .args(["run", "pipelines/nightly.toml", "--as-of", day, "--quiet", "--out"])
                    .arg(&out)
                    .envs(variables.iter().copied())
                    .current_dir(root())
                    .output()
                    .expect("the program starts");
                assert!(ran.status.success(), "{ran:?}");
            }
            published(&out)
        })
        .collect();
    assert!(made[0].len() > 60, "{}", made[0].len());
    for others in &made[1..] {
        let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&made[0]), names(others));
        for ((name, one), (_, other)) in made[0].iter().zip(others) {
            assert!(one == other, "{name} differs");
        }
    }
}

/// All files of all runs but the manifests, which tell the time.
fn published(out: &Path) -> Vec<(String, Vec<u8>)> {
    let tree = attain::publish::files::Tree::of(out).expect("the output folder");
    let of_runs = tree.files.iter().filter(|file| file.to_string_lossy().starts_with("2020-"));
    of_runs
        .filter(|file| !file.ends_with("manifest.json"))
        .map(|file| (file.display().to_string(), fs::read(out.join(file)).expect("a file")))
        .collect()
}
