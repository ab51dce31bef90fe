//! Reads the catalogue from the folders of the programmes.

use std::path::PathBuf;

use crate::base::fold::fold;
use crate::base::{Failure, Outcome};

use super::catalogue::{Catalogue, Programme};
use super::document::short_name;
use super::shelf::Shelf;
use super::skill_book::SkillBook;
use super::{Citations, doubts, held_levels, programme_file};

impl Catalogue {
    /// Reads the skill lists of all folders, then the programmes, which may name any of the skills.
    ///
    /// # Errors
    /// An unknown or missing key, a name that is not known, dates out of order, an overlap, or two
    /// programmes that disagree; each with its file and line.
    pub fn read(folders: &[PathBuf], citations: &Citations, shelf: &Shelf) -> Outcome<Self> {
        let mut book = SkillBook::default();
        let mut texts = Vec::new();
        for folder in folders {
            let path = folder.join("skills.csv");
            texts.push((short_name(&path), book.add_list((&path, shelf), citations)?));
        }
        let mut programmes: Vec<Programme> = Vec::new();
        for folder in folders {
            let path = folder.join("programme.toml");
            let (programme, text) = programme_file::read((&path, shelf), &book, citations)?;
            if let Some(first) = programmes.iter().find(|it| fold(&it.id) == fold(&programme.id)) {
                return Err(Failure::configuration(format!(
                    "the programme \"{}\" is in {} too",
                    programme.id, first.file
                ))
                .at(&programme.file)
                .todo("give each programme an id of its own"));
            }
            texts.push((short_name(&path), text));
            programmes.push(programme);
        }
        held_levels::check(&programmes)?;
        let warnings = programmes.iter().flat_map(doubts::about).collect();
        Ok(Self { skills: book.skills, by_name: book.by_name, programmes, texts, warnings })
    }
}
