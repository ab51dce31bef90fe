//! Small worlds for tests: files as text in, tables out, by the real reading, linking and judging.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use tempfile::TempDir;

use crate::base::{Day, Progress};
use crate::ingest::read::{Reading, Setting, read_all};
use crate::link::{Grace, LinkInputs, PersonLinks, link};
use crate::programme::check::Loaded;
use crate::programme::{InForce, Parameters};
use crate::rules::{Basis, counted_before, judge};
use crate::tables::output::{Rows, Values};
use crate::tables::{Facts, Kind};

use super::assessed::{Assessed, assess};
use super::question::{Detail, Question};

const PARAMETERS: &str = include_str!("../../programme/tests/parameters.toml");
const SOURCES: &str = "id,title,publisher,url,read_on\n\
                       test,Rules of this program,Nobody,https://example.com/rules,2021-01-01\n";
const SKILLS: &str = "code,title,type,kind,retired_on,aliases,source\n\
                      A-1,Exam A,Exam,exam,,,test\n\
                      B-1,Exam B,Exam,exam,,,test\n\
                      C-1,Exam C,Exam,exam,,,test\n\
                      RB-1,Associate,Certification,role-based,,,test\n\
                      OLD-1,Retired,Exam,exam,2020-01-31,,test\n\
                      MCT,Trainer,Certification,trainer,,,test\n";

/// The parameters of the tests in force on a day when all of them have their first value.
#[must_use]
pub(super) fn rules() -> InForce {
    World::new("2021-01-01")
        .skills(&[])
        .people("Silver", 1, "\"A-1\"")
        .loaded()
        .parameters
        .in_force(Day(18_628))
}

/// The same, read once.
#[must_use]
pub(super) fn rules_of_tests() -> &'static InForce {
    static RULES: std::sync::LazyLock<InForce> = std::sync::LazyLock::new(rules);
    &RULES
}

/// A pipeline with its files, before it is assessed.
pub(super) struct World {
    as_of: String,
    programme: String,
    company: String,
    sources: Vec<(Kind, String)>,
    stale: BTreeSet<Kind>,
    folder: TempDir,
}

impl World {
    #[must_use]
    pub(super) fn new(as_of: &str) -> Self {
        Self {
            as_of: as_of.to_owned(),
            programme: "id = \"p\"\ntitle = \"Test\"\nfrom = 2010-11-01\n\
                        levels = [\"Silver\", \"Gold\"]\nsource = \"test\"\n"
                .to_owned(),
            company: String::new(),
            sources: Vec::new(),
            stale: BTreeSet::new(),
            folder: TempDir::new().unwrap(),
        }
    }

    /// The programme's last day.
    #[must_use]
    pub(super) fn until(mut self, day: &str) -> Self {
        let _ = writeln!(self.programme, "until = {day}");
        self
    }

    /// Further lines of the programme, at its end.
    #[must_use]
    pub(super) fn programme(mut self, lines: &str) -> Self {
        let _ = writeln!(self.programme, "{lines}");
        self
    }

    /// A requirement of the competency `Data`, with its level, name, and the rest as TOML.
    #[must_use]
    pub(super) fn asks(mut self, level: &str, name: &str, rest: &str) -> Self {
        let _ = writeln!(
            self.programme,
            "[[requirement]]\ncompetency = \"Data\"\nlevel = \"{level}\"\nname = \"{name}\"\n\
             source = \"test\"\n{rest}"
        );
        self
    }

    /// So many people with any of these skills.
    #[must_use]
    pub(super) fn people(self, level: &str, need: u32, any_of: &str) -> Self {
        let name = format!("{need} of {any_of}").replace('"', "");
        self.asks(level, &name, &format!("kind = \"people\"\nneed = {need}\nany_of = [{any_of}]"))
    }

    /// Lines of the company's table.
    #[must_use]
    pub(super) fn company(mut self, lines: &str) -> Self {
        let _ = writeln!(self.company, "{lines}");
        self
    }

    #[must_use]
    pub(super) fn source(mut self, kind: Kind, text: &str) -> Self {
        self.sources.push((kind, text.to_owned()));
        self
    }

    /// People associated in Partner Center: `mcid skill completed expires`, an MCID each.
    #[must_use]
    pub(super) fn skills(self, rows: &[(&str, &str, &str, &str)]) -> Self {
        let mut users = "Work email,MCID,Associated in PC\n".to_owned();
        let mut transcripts = "MCID,Exam,Completion date,Expiry date\n".to_owned();
        let mcids: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
        for mcid in mcids {
            let _ = writeln!(users, "p{mcid}@c.com,{mcid},Yes");
        }
        for (mcid, skill, completed, expires) in rows {
            let _ = writeln!(transcripts, "{mcid},{skill},{completed},{expires}");
        }
        self.source(Kind::Users, &users).source(Kind::Transcripts, &transcripts)
    }

    /// Held levels: `level purchased anniversary`.
    #[must_use]
    pub(super) fn holds(self, rows: &[(&str, &str, &str)]) -> Self {
        let mut memberships = "competency,level,purchased_on,anniversary_on\n".to_owned();
        for (level, purchased, anniversary) in rows {
            let _ = writeln!(memberships, "Data,{level},{purchased},{anniversary}");
        }
        self.source(Kind::Memberships, &memberships)
    }

    #[must_use]
    pub(super) fn stale(mut self, kind: Kind) -> Self {
        self.stale.insert(kind);
        self
    }

    fn loaded(&self) -> Loaded {
        let at = |name: &str| self.folder.path().join(name);
        fs::create_dir_all(at("p")).unwrap();
        let mut pipeline = format!(
            "name = \"t\"\nout = \"out\"\nprogrammes = [\"p\"]\nparameters = \"parameters.toml\"\n\
             [company]\nname = \"Contoso\"\nmpn_id = \"01\"\n{}\n",
            self.company
        );
        for (kind, text) in &self.sources {
            let name = kind.name();
            let _ = writeln!(pipeline, "[sources.{name}]\nfiles = [\"{name}.csv\"]");
            fs::write(at(&format!("{name}.csv")), text).unwrap();
        }
        for (name, text) in [
            ("parameters.toml", PARAMETERS),
            ("sources.csv", SOURCES),
            ("p/skills.csv", SKILLS),
            ("p/programme.toml", &self.programme),
            ("pipeline.toml", &pipeline),
        ] {
            fs::write(at(name), text).unwrap();
        }
        Loaded::read(&at("pipeline.toml")).unwrap()
    }

    /// Reads, links, judges and assesses.
    #[must_use]
    pub(super) fn assess(self) -> Assessed {
        let loaded = self.loaded();
        let as_of = Day::from_iso(&self.as_of).unwrap();
        let rules = Parameters::in_force(&loaded.parameters, as_of);
        let setting = Setting::new(&loaded.pipeline, &loaded.dialect, &loaded.catalogue);
        let reading = read_all(&setting, &Progress::default()).unwrap();
        assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
        answer(&loaded, &rules, &setting, &reading, (&self.stale, as_of))
    }
}

fn answer(
    loaded: &Loaded,
    rules: &InForce,
    setting: &Setting<'_>,
    reading: &Reading,
    (stale, as_of): (&BTreeSet<Kind>, Day),
) -> Assessed {
    let dictionary = &reading.dictionary;
    let (nobody, nothing) = (Facts::none(Kind::Users), Facts::none(Kind::Transcripts));
    let users = reading.facts.get(&Kind::Users).unwrap_or(&nobody);
    let transcripts = reading.facts.get(&Kind::Transcripts).unwrap_or(&nothing);
    let associations = reading.facts.get(&Kind::Associations);
    let linked = link(&LinkInputs { users, transcripts, associations, setting, dictionary, as_of });
    let (people, associations) = (&linked.people, &linked.associations);
    let graces = loaded.pipeline.companies.iter().map(|own| Grace::of(own, rules)).collect();
    let links = PersonLinks { people, associations, graces, as_of };
    let basis = Basis {
        transcripts,
        people,
        attached: &linked.attached,
        links: &links,
        catalogue: &loaded.catalogue,
        rules,
        dictionary,
        company_ranks: &[0],
        remade: &BTreeSet::new(),
        as_of,
    };
    let judged = judge(&basis).unwrap();
    assess(&Question {
        detail: Detail::Everything,
        lists_invoices: true,
        pipeline: &loaded.pipeline,
        catalogue: &loaded.catalogue,
        rules,
        dictionary,
        people,
        links: &links,
        judged: &judged,
        counting: &judged.counting,
        transcripts,
        facts: &reading.facts,
        companies: &setting.companies,
        associations_unknown: &linked.associations_unknown,
        counted_before: &|persons, first| counted_before(&basis, persons, first),
        overdue: &[],
        stale,
        file_name: &|file| reading.files[file as usize].name.as_str(),
        only: None,
        names_countries: true,
        as_of,
    })
    .unwrap()
}

/// The named columns of a table, a line a row, cells divided by commas.
#[must_use]
pub(super) fn lines(table: &dyn Rows, columns: &str) -> Vec<String> {
    let batch = table.batch(0, table.len());
    let cells: Vec<Vec<String>> = columns
        .split(',')
        .map(|name| {
            let place = table.schema().columns.iter().position(|own| own.name == name).unwrap();
            texts(&batch.columns[place])
        })
        .collect();
    let line =
        |row: usize| cells.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join(",");
    (0..table.len()).map(line).collect()
}

fn texts(values: &Values<'_>) -> Vec<String> {
    (0..values.len()).map(|row| values.text(row)).collect()
}
