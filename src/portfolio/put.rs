//! Puts the workbook and the page of a portfolio into a folder, each in one step.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::base::{Failure, Outcome};
use crate::publish::files::{self, AtPath};
use crate::report::Labels;
use crate::report::write::xlsx::write_book;

use super::{Portfolio, book, page};

/// Writes both, in the language of the run; answers where they are.
///
/// # Errors
/// When the folder is the run's own, or something cannot be written.
pub(crate) fn put(portfolio: &Portfolio, worst: usize, into: &Path) -> Outcome<[PathBuf; 2]> {
    let labels = Labels::built_in(&portfolio.language).or_else(|_| Labels::built_in("en"))?;
    if is_in(into, &portfolio.folder) {
        return Err(Failure::configuration("nothing is written into the folder of a run")
            .at("--out")
            .todo("name another folder"));
    }
    files::create_private_folder(into).writing(into)?;
    let book = book::book(portfolio, &labels);
    let workbook = one(into, book.file, &mut |out| write_book(&book, out).map(drop))?;
    let text = page::page(portfolio, &labels, worst);
    let page = one(into, page::NAME, &mut |out| {
        out.write_all(text.as_bytes()).map_err(|error| {
            Failure::output("the page could not be written").at(page::NAME).because(error)
        })
    })?;
    Ok([workbook, page])
}

/// Whether a folder, which need not be there yet, is a run's or below it.
fn is_in(folder: &Path, run: &Path) -> bool {
    let here = Path::new(".");
    let there = |above: &&Path| above.exists();
    let above = folder.ancestors().find(there).unwrap_or(here);
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(above).starts_with(real(run))
}

/// A reader sees the old file or the new one.
fn one(
    into: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut (dyn Write + Send)) -> Outcome<()>,
) -> Outcome<PathBuf> {
    let (path, hidden) = (into.join(name), into.join(format!(".{name}.part")));
    files::remove_anything(&hidden).writing(&hidden)?;
    let mut file = files::create_private(&hidden).writing(&hidden)?;
    let written = write(&mut file).and_then(|()| file.sync().writing(&hidden));
    drop(file);
    if let Err(failure) = written.and_then(|()| files::rename(&hidden, &path).writing(&path)) {
        // Half a file helps nobody; where it cannot be removed, the first failure is told.
        let _ = files::remove_anything(&hidden);
        return Err(failure);
    }
    Ok(path)
}
