//! The skills of all programmes of a pipeline, and the names that each of them goes by.

use std::path::Path;

use crate::base::dictionary::Hashed;
use crate::base::fold::{did_you_mean, fold};
use crate::base::{Day, Outcome};
use crate::programme::Citations;
use crate::programme::catalogue::{Skill, SkillId, SkillKind};
use crate::programme::document::{DocumentValue, FileLine};
use crate::programme::listing::{Listing, ListingRow};
use crate::programme::shelf::Shelf;
use crate::tables::Vocabulary;

pub(super) const KINDS: [(&str, SkillKind); 7] = [
    ("role-based", SkillKind::RoleBased),
    ("specialty", SkillKind::Specialty),
    ("fundamentals", SkillKind::Fundamentals),
    ("legacy", SkillKind::Legacy),
    ("exam", SkillKind::Exam),
    ("assessment", SkillKind::Assessment),
    ("trainer", SkillKind::Trainer),
];

#[derive(Default)]
pub(super) struct SkillBook {
    pub skills: Vec<Skill>,
    pub by_name: Hashed<String, SkillId>,
    /// Codes, titles and aliases as written, for "did you mean".
    names: Vec<String>,
    /// Where each skill was first listed, and by which list.
    origins: Vec<(FileLine, usize)>,
    lists: usize,
}

impl SkillBook {
    /// Reads one `skills.csv`; answers its text.
    pub(super) fn add_list(
        &mut self,
        (path, shelf): (&Path, &Shelf),
        citations: &Citations,
    ) -> Outcome<String> {
        let listing = Listing::read(
            (path, shelf),
            &["code", "title", "type", "kind", "source"],
            &["retired_on", "aliases"],
        )?;
        self.lists += 1;
        for row in &listing.rows {
            let skill = skill(row, citations)?;
            let id = match self.listed(&skill.code) {
                Some(id) => self.agreeing(id, &skill, &row.place)?,
                None => self.added(&skill, &row.place)?,
            };
            self.claim(&skill.title, id, &row.place)?;
            for alias in row.cell("aliases").split(';').map(str::trim) {
                if !alias.is_empty() {
                    self.claim(alias, id, &row.place)?;
                }
            }
        }
        Ok(listing.text)
    }

    /// The skill that was listed under this very code, not under an alias.
    fn listed(&self, code: &str) -> Option<SkillId> {
        let id = self.find(code)?;
        (fold(&self.skill(id)?.code) == fold(code)).then_some(id)
    }

    fn skill(&self, id: SkillId) -> Option<&Skill> {
        self.skills.get(id as usize)
    }

    fn added(&mut self, skill: &Skill, place: &FileLine) -> Outcome<SkillId> {
        let id = SkillId::try_from(self.skills.len()).unwrap_or(SkillId::MAX);
        self.claim(&skill.code, id, place)?;
        self.skills.push(skill.clone());
        self.origins.push((place.clone(), self.lists));
        Ok(id)
    }

    /// Another programme may list a skill again if it says the same of it.
    fn agreeing(&self, id: SkillId, again: &Skill, place: &FileLine) -> Outcome<SkillId> {
        let (first, (origin, list)) = (&self.skills[id as usize], &self.origins[id as usize]);
        if *list == self.lists {
            return Err(place
                .failure(format!("the skill \"{}\" is listed in {origin} too", again.code))
                .todo("remove one of the lines"));
        }
        let differing = if first.kind != again.kind {
            "kind"
        } else if first.retired_on != again.retired_on {
            "retired_on"
        } else {
            return Ok(id);
        };
        Err(place
            .failure(format!("\"{}\" has another \"{differing}\" in {origin}", again.code))
            .todo("let the programmes agree on it"))
    }

    /// Lets a name mean a skill, unless it means another one already.
    fn claim(&mut self, name: &str, id: SkillId, place: &FileLine) -> Outcome<()> {
        let folded = fold(name);
        if folded.is_empty() {
            return Err(place
                .failure(format!("the name \"{name}\" has neither letter nor digit"))
                .todo("correct it"));
        }
        match self.by_name.get(&folded) {
            None => {
                self.names.push(name.to_owned());
                self.by_name.insert(folded, id);
                Ok(())
            }
            Some(owner) if *owner == id => Ok(()),
            Some(owner) => {
                let (code, origin) =
                    (&self.skills[*owner as usize].code, &self.origins[*owner as usize].0);
                Err(place
                    .failure(format!("the name \"{name}\" already means {code} in {origin}"))
                    .todo("let it name one skill only"))
            }
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<SkillId> {
        self.by_name.get(&fold(name)).copied()
    }

    /// The skill that a value of a programme file names.
    pub(super) fn named(&self, value: &DocumentValue, name: &str) -> Outcome<SkillId> {
        self.find(name).ok_or_else(|| {
            let todo = match did_you_mean(name, self.names.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => "correct it or add it to a skills.csv".to_owned(),
            };
            value.failure(format!("no skills.csv knows \"{name}\"")).todo(todo)
        })
    }

    /// The skills of a list, each once.
    pub(super) fn set(&self, value: &DocumentValue) -> Outcome<Vec<SkillId>> {
        let mut set = Vec::new();
        for item in value.list()? {
            let id = self.named(item, item.text()?)?;
            if !set.contains(&id) {
                set.push(id);
            }
        }
        if set.is_empty() {
            return Err(value
                .failure(format!("\"{}\" names no skill", value.key))
                .todo("name at least one"));
        }
        Ok(set)
    }
}

fn skill(row: &ListingRow, citations: &Citations) -> Outcome<Skill> {
    let types: Vec<(&str, &str)> =
        Vocabulary::SkillType.words().iter().skip(1).map(|word| (*word, *word)).collect();
    Ok(Skill {
        code: row.filled("code")?.to_owned(),
        title: row.filled("title")?.to_owned(),
        skill_type: row.choice("type", &types)?.to_owned(),
        kind: row.choice("kind", &KINDS)?,
        retired_on: retired_on(row)?,
        source: citations.known(row.filled("source")?, &row.place)?,
    })
}

fn retired_on(row: &ListingRow) -> Outcome<Option<Day>> {
    match row.cell("retired_on") {
        "" => Ok(None),
        text => Day::from_iso(text).map(Some).ok_or_else(|| {
            row.place
                .failure(format!("\"retired_on\" is \"{text}\", which is no day"))
                .todo("write it like 2021-03-01")
        }),
    }
}
