//! A failure of the kernel becomes an exception with the text and the exit code of the command line.

use attain::{Cause, Failure};
use pyo3::prelude::*;

/// The exception for a failure.
pub fn raised(py: Python<'_>, failure: &Failure) -> PyErr {
    match exception(py, failure) {
        Ok(error) | Err(error) => error,
    }
}

fn exception(py: Python<'_>, failure: &Failure) -> PyResult<PyErr> {
    let kinds = py.import("attain.errors")?;
    let kind = kinds.call_method1("of_code", (failure.cause.exit_code(),))?;
    Ok(PyErr::from_value(kind.call1((failure.to_string(),))?))
}

/// A table that cannot be taken.
pub fn refused(py: Python<'_>, table: &str, what: impl Into<String>, todo: &str) -> PyErr {
    let failure = Failure::new(Cause::Input, what);
    raised(py, &failure.at(format!("the table {table}")).todo(todo))
}

/// An argument that cannot be used.
pub fn unusable(py: Python<'_>, argument: &str, what: impl Into<String>, todo: &str) -> PyErr {
    raised(py, &Failure::configuration(what).at(argument).todo(todo))
}
