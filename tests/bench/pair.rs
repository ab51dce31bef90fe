//! The paired comparison: this program and others over the same data, in turn, round by round.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::child;
use super::figures::{Line, drawn, grouped, mebibytes, seconds};
use super::folder::Folder;
use super::given::Given;
use super::manifest::Manifest;
use super::measure::{self, OUT};
use super::other::Other;
use super::scenario::{Measures, Scenario};
use super::setting::AS_OF;
use super::spread::{Spread, ratios};
use super::{Arguments, SEED, make};
use attain::base::{Day, Failure, Outcome};

/// One program in one round.
struct Taken {
    seconds: f64,
    peak_memory_bytes: Option<u64>,
}

/// What all rounds are over.
struct Ground {
    folder: Folder,
    inputs: PathBuf,
    /// The data by name.
    title: String,
    as_of: Day,
}

/// Makes or takes the data, runs all programs in turn, prints how they compare.
///
/// # Errors
/// When the data cannot be had, or a program fails.
pub(crate) fn pair(of: &Arguments) -> Outcome<String> {
    let ground = Ground::prepare(of)?;
    let mut rounds = Vec::new();
    let mut manifest = None;
    for round in 0..=of.rounds {
        match round {
            0 => eprintln!("{}: warming up", ground.title),
            _ => eprintln!("{}: round {round} of {}", ground.title, of.rounds),
        }
        let (own, told) = ground.own()?;
        let mut taken = vec![own];
        for (place, other) in of.against.iter().enumerate() {
            taken.push(ground.other(other, place + 1)?);
        }
        if round > 0 {
            rounds.push(taken);
        }
        manifest = Some(told);
    }
    let notes = notes(of, &ground, manifest.as_ref());
    ground.folder.end()?;
    Ok(table(&names(&of.against), &rounds) + &notes)
}

impl Ground {
    fn prepare(of: &Arguments) -> Outcome<Self> {
        let as_of = of.as_of.unwrap_or(AS_OF);
        if let Some(inputs) = &of.inputs {
            let given = Given::read(inputs)?;
            let folder = Folder::make(&of.place(), "against")?;
            given.write(folder.path())?;
            let title = inputs.display().to_string();
            return Ok(Self { folder, inputs: given.inputs, title, as_of });
        }
        let scenario = Scenario::of_rows(of.rows.first().copied().unwrap_or(1));
        let title = scenario.title();
        let folder = Folder::make(&of.place(), &format!("against-{}", scenario.folder_name()))?;
        eprintln!("{title}: making the data");
        make::make(folder.path(), &scenario, SEED)?;
        let inputs = absolute(&folder.path().join("inputs"))?;
        Ok(Self { folder, inputs, title, as_of })
    }

    /// This program, from nothing as the others: no run before it lies there.
    fn own(&self) -> Outcome<(Taken, Manifest)> {
        let folder = self.folder.path();
        let out = folder.join(OUT);
        cleared(&out).map_err(|error| unwritable(&out, &error))?;
        let (status, seconds) = measure::run(folder, Measures::Skills, self.as_of, &["--force"])?;
        if !status.success() {
            return Err(Failure::input("attain made no report of these inputs")
                .at(&self.title)
                .todo("--keep DIR keeps its pipeline file to look at")
                .because(format!("it ended with {status}")));
        }
        let manifest = measure::newest_manifest(folder)?;
        Ok((Taken { seconds, peak_memory_bytes: manifest.peak_memory_bytes }, manifest))
    }

    /// Another program, with an empty folder to write to.
    fn other(&self, other: &Other, number: usize) -> Outcome<Taken> {
        let out = absolute(&self.folder.path().join(format!("against-{number}")))?;
        let emptied = cleared(&out).and_then(|()| fs::create_dir_all(&out));
        emptied.map_err(|error| unwritable(&out, &error))?;
        let mut command = other.command(&self.inputs, &out);
        let ended = child::run(&mut command).map_err(|error| {
            Failure::configuration("this command cannot be started")
                .at(&other.written)
                .because(error)
        })?;
        if !ended.status.success() {
            return Err(Failure::configuration("this command failed")
                .at(&other.written)
                .todo("try it by itself; --keep DIR keeps what it was given")
                .because(format!("it ended with {}", ended.status)));
        }
        Ok(Taken { seconds: ended.seconds, peak_memory_bytes: ended.peak_memory_bytes })
    }
}

/// Removes a folder, if it is there.
fn cleared(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::output("the folder cannot be written").at(path.display()).because(error)
}

fn absolute(path: &Path) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|error| unwritable(path, &error))
}

/// The others are numbered: one program may be there twice, with other arguments.
fn names(others: &[Other]) -> Vec<String> {
    let numbered = (1..).zip(others).map(|(number, other)| format!("{number} {}", other.name()));
    std::iter::once("attain".to_owned()).chain(numbered).collect()
}

/// A column for each program, this one first.
fn table(names: &[String], rounds: &[Vec<Taken>]) -> String {
    let seconds_of =
        |place: usize| -> Vec<f64> { rounds.iter().map(|taken| taken[place].seconds).collect() };
    let own = seconds_of(0);
    let time = |place: usize| Spread::of(seconds_of(place));
    let ratio = |place: usize| match place {
        0 => None,
        _ => Spread::of(ratios(&own, &seconds_of(place))),
    };
    let peak =
        |place: usize| rounds.iter().filter_map(|taken| taken[place].peak_memory_bytes).max();
    let title = "attain run, skills report".to_owned();
    let mut lines: Vec<Line> = vec![(title, "", names.to_vec())];
    let mut line = |what: &str, unit, cell: &dyn Fn(usize) -> Option<String>| {
        let cells = (0..names.len()).map(|place| cell(place).unwrap_or_else(|| "-".to_owned()));
        lines.push((what.to_owned(), unit, cells.collect()));
    };
    line("wall time, median", "s", &|place| Some(seconds(time(place)?.median)));
    line("wall time, min–max", "s", &|place| Some(time(place)?.range()));
    line("peak memory", "MiB", &|place| peak(place).map(mebibytes));
    line("attain / the other, median", "", &|place| Some(format!("{:.3}", ratio(place)?.median)));
    line("attain / the other, min–max", "", &|place| Some(ratio(place)?.range()));
    drawn(&lines)
}

/// What the columns stand for, and whether this program read all of the data.
fn notes(of: &Arguments, ground: &Ground, manifest: Option<&Manifest>) -> String {
    let (title, as_of) = (&ground.title, ground.as_of);
    let mut lines = vec![format!("{title}, as of {as_of}; rounds in turn: {}", of.rounds)];
    if let Some(manifest) = manifest {
        let rows = |count: u64| grouped(&count.to_string());
        let read = manifest.rows_read();
        let rejected = manifest.rows_rejected();
        lines.push(format!("attain: {} rows read, {} set aside", rows(read), rows(rejected)));
    }
    let written =
        (1..).zip(&of.against).map(|(number, other)| format!("{number}: {}", other.written));
    lines.extend(written);
    format!("\n{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_is_compared_with_itself() {
        let taken = |seconds, mebibytes: Option<u64>| Taken {
            seconds,
            peak_memory_bytes: mebibytes.map(|mebibytes| mebibytes << 20),
        };
        let rounds = [
            vec![taken(1.0, Some(100)), taken(2.0, Some(50)), taken(4.0, None)],
            vec![taken(3.0, Some(90)), taken(2.0, None), taken(4.0, None)],
        ];
        let others = ["/bin/a x", "b"].map(|written| Other::from_text(written).expect("a command"));
        let expected = "\
attain run, skills report              attain          1 a          2 b
wall time, median            s          2.000        2.000        4.000
wall time, min–max           s    1.000–3.000  2.000–2.000  4.000–4.000
peak memory                  MiB        100.0         50.0            -
attain / the other, median                  -        1.000        0.500
attain / the other, min–max                 -  0.500–1.500  0.250–0.750
";
        assert_eq!(table(&names(&others), &rounds), expected);
    }
}
