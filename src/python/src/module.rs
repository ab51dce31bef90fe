//! The module as Python imports it, made without the macros of pyo3.

use std::ffi::CStr;
use std::ptr;

use attain::base::fold::fold;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyCapsule, PyDict, PyTuple};

use super::{columns, config, ensure_columns, judge, run};

/// What Python must be told of a module; it writes into it.
struct Definition(std::cell::UnsafeCell<ffi::PyModuleDef>);

// SAFETY: Python writes into it while it holds the import lock, and nobody else does.
unsafe impl Sync for Definition {}

static DEFINITION: Definition = Definition(std::cell::UnsafeCell::new(ffi::PyModuleDef {
    m_base: ffi::PyModuleDef_HEAD_INIT,
    m_name: c"_attain".as_ptr(),
    m_doc: c"The kernel of attain over Arrow tables.".as_ptr(),
    // The functions live as long as the program: no second copy for another interpreter.
    m_size: -1,
    m_methods: ptr::null_mut(),
    m_slots: ptr::null_mut(),
    m_traverse: None,
    m_clear: None,
    m_free: None,
}));

/// Python calls it once.
#[unsafe(no_mangle)]
pub extern "C" fn PyInit__attain() -> *mut ffi::PyObject {
    // SAFETY: Python calls this with the interpreter held, and the definition lives on.
    unsafe {
        let module = ffi::PyModule_Create(DEFINITION.0.get());
        Python::attach(|py| {
            let Some(made) = Bound::from_owned_ptr_or_opt(py, module) else {
                return ptr::null_mut();
            };
            match filled(&made) {
                Ok(()) => made.into_ptr(),
                Err(error) => {
                    error.restore(py);
                    ptr::null_mut()
                }
            }
        })
    }
}

fn filled(module: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = module.py();
    module.setattr("__version__", env!("CARGO_PKG_VERSION"))?;
    let add = |name: &'static CStr, function: Bound<'_, PyCFunction>| {
        module.setattr(name.to_string_lossy().as_ref(), function)
    };
    add(
        c"config",
        function(py, c"config", |given| {
            let (pipeline, texts): (String, Option<_>) = given.extract()?;
            Ok(config(given.py(), &pipeline, texts)?.into_pyobject(given.py())?.into_any().unbind())
        })?,
    )?;
    add(
        c"judge",
        function(py, c"judge", |given| {
            let (config, as_of, tables, asked) =
                given.extract::<(Bound<'_, PyAny>, String, Bound<'_, PyAny>, String)>()?;
            let (config, tables) = (config.cast::<PyCapsule>()?, tables.cast::<PyDict>()?);
            Ok(judge(given.py(), config, &as_of, tables, &asked)?.into_any().unbind())
        })?,
    )?;
    add(
        c"columns",
        function(py, c"columns", |given| {
            let (table,): (String,) = given.extract()?;
            Ok(columns(given.py(), &table)?.into_pyobject(given.py())?.into_any().unbind())
        })?,
    )?;
    add(
        c"ensure_columns",
        function(py, c"ensure_columns", |given| {
            let (table, place, names): (String, String, Vec<String>) = given.extract()?;
            ensure_columns(given.py(), &table, &place, &names)?;
            Ok(given.py().None())
        })?,
    )?;
    add(
        c"fold",
        function(py, c"fold", |given| {
            let (text,): (String,) = given.extract()?;
            Ok(fold(&text).into_pyobject(given.py())?.into_any().unbind())
        })?,
    )?;
    add(
        c"run",
        function(py, c"run", |given| {
            let (arguments, today) = given.extract()?;
            Ok(run(given.py(), arguments, today).into_pyobject(given.py())?.into_any().unbind())
        })?,
    )
}

/// A function of arguments without names: the Python around it has them.
fn function<'py>(
    py: Python<'py>,
    name: &'static CStr,
    of: impl Fn(&Bound<'_, PyTuple>) -> PyResult<Py<PyAny>> + Send + Sync + 'static,
) -> PyResult<Bound<'py, PyCFunction>> {
    PyCFunction::new_closure(py, Some(name), None, move |given, _: Option<&Bound<'_, PyDict>>| {
        of(given)
    })
}

/// What a capsule of ours holds.
pub fn value<'a, T>(capsule: &'a Bound<'_, PyCapsule>, name: &CStr) -> PyResult<&'a T> {
    let place = capsule.pointer_checked(Some(name))?.cast::<T>();
    // SAFETY: a capsule of this name was made of such a value, and holds it as long as it lives.
    Ok(unsafe { place.as_ref() })
}
