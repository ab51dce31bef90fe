//! The Python face of attain: the kernel over Arrow tables, and the command line. The classes that
//! people see are made of it in Python.

mod arrow;
mod asked;
mod failures;
mod module;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::SystemTime;

use attain::cli::Clock;
use attain::publish::Timestamp;
use attain::{Config, Day, Failure, Outcome};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use asked::JudgeOptions;
use failures::{raised, unusable};

/// How the capsule of a configuration is called.
const CONFIG: &std::ffi::CStr = c"attain.Config";

/// Reads a pipeline file and what it names, or takes the texts for that; answers a capsule, and the
/// texts by their paths.
fn config<'py>(
    py: Python<'py>,
    pipeline: &str,
    texts: Option<BTreeMap<String, String>>,
) -> PyResult<(Bound<'py, PyCapsule>, BTreeMap<String, String>)> {
    let pipeline = PathBuf::from(pipeline);
    let config = match texts {
        None => Config::read(&pipeline),
        Some(texts) => {
            let texts = texts.into_iter().map(|(path, text)| (path.into(), text)).collect();
            Config::of_texts(&pipeline, texts)
        }
    };
    let config = config.map_err(|failure| raised(py, &failure))?;
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    let texts = config.texts().iter().map(|(file, text)| (path(file), text.clone())).collect();
    Ok((PyCapsule::new_with_value(py, config, CONFIG)?, texts))
}

/// The kernel over tables by name; what it answers are streams by the name of their table.
fn judge<'py>(
    py: Python<'py>,
    config: &Bound<'py, PyCapsule>,
    as_of: &str,
    tables: &Bound<'py, PyDict>,
    asked: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let config = module::value::<Config>(config, CONFIG)?;
    let day = asked::day(py, as_of, "as_of")?;
    let asked: JudgeOptions = serde_json::from_str(asked)
        .map_err(|error| unusable(py, "decided", error.to_string(), "see the documentation"))?;
    let config = asked.config(py, config)?;
    let mut frames = BTreeMap::new();
    for (name, table) in tables {
        let name: String = name.extract()?;
        let frame = arrow::taken(&name, &table)?;
        frames.insert(name, frame);
    }
    let owned = asked.owned.as_deref();
    let judged = py.detach(|| sound(|| attain::judge(&config, day, owned, &frames)));
    let judged = judged.map_err(|failure| raised(py, &failure))?;
    let streams = PyDict::new(py);
    for (name, frame) in judged {
        streams.set_item(name, arrow::handed(py, frame)?)?;
    }
    Ok(streams)
}

/// A fault of the program is a failure like others: what it says may hold a cell, and stays unsaid.
fn sound<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::internal("internal error: the kernel stopped in its tracks"))
    })
}

/// Refuses columns that are not those of such a table.
fn ensure_columns(py: Python<'_>, table: &str, place: &str, names: &[String]) -> PyResult<()> {
    attain::ensure_columns(table, place, names).map_err(|failure| raised(py, &failure))
}

/// Name, headers and whether it is required, of each column that a table may have.
fn columns(py: Python<'_>, table: &str) -> PyResult<Vec<(&'static str, Vec<String>, bool)>> {
    let columns = attain::columns(table).map_err(|failure| raised(py, &failure))?;
    let parts = |own: attain::InputColumn| (own.name, own.headers, own.is_required);
    Ok(columns.into_iter().map(parts).collect())
}

/// Carries out a command line, as the program does; answers the exit code.
fn run(py: Python<'_>, arguments: Vec<OsString>, today: (i32, u32, u32)) -> u8 {
    let (year, month, day) = today;
    let today = Day::of(year, month, day).unwrap_or(Day::FOREVER);
    let clock = Clock { today, now: || Timestamp::from(SystemTime::now()) };
    py.detach(move || attain::cli::rescue(move || attain::cli::enter(arguments, &clock)))
}
