//! Sources: what several pages of a run look things up in, each made once and only if somebody asks.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::report::book::Book;
use crate::report::books::context::Context;
use crate::report::books::kpi_windows::{self, WindowShown};
use crate::report::books::marks::{Marks, MarksLine};
use crate::report::books::person_key::PersonKey;
use crate::report::kept::kept_without_kpi;

use super::places::SheetPlaces;

pub(super) struct PageTables<'a> {
    pub context: Context<'a>,
    pub places: SheetPlaces<'a>,
    lines: OnceCell<BTreeMap<PersonKey, usize>>,
    windows: OnceCell<BTreeMap<String, WindowShown>>,
    without_kpi: OnceCell<BTreeMap<[String; 3], String>>,
}

impl<'a> PageTables<'a> {
    #[must_use]
    pub(super) fn of(context: Context<'a>, books: &'a [Book<'_>]) -> Self {
        Self {
            context,
            places: SheetPlaces::of(books),
            lines: OnceCell::new(),
            windows: OnceCell::new(),
            without_kpi: OnceCell::new(),
        }
    }

    /// How everybody stands to the held levels; none where the run does not tell who counts.
    pub(super) fn marks(&self) -> Option<&Marks> {
        self.context.marks()
    }

    /// The line of a person on the sheet People × levels, from 0.
    pub(super) fn line(&self, person: &PersonKey) -> Option<usize> {
        let lines = self.lines.get_or_init(|| {
            let lines = self.marks().map(Marks::lines).unwrap_or_default();
            let numbered = lines.into_iter().enumerate();
            let of_person = |(number, line)| match line {
                MarksLine::Person(person) => Some((person.clone(), number)),
                MarksLine::Total(..) => None,
            };
            numbered.filter_map(of_person).collect()
        });
        lines.get(person).copied()
    }

    /// The trailing window of a company, as the workbook draws it.
    pub(super) fn window(&self, mpn_id: &str) -> Option<&WindowShown> {
        let windows = self.windows.get_or_init(|| {
            let all = kpi_windows::see(self.context).into_iter();
            all.map(|window| (window.company.clone(), window)).collect()
        });
        windows.get(mpn_id)
    }

    /// The option that keeps a level at its anniversary without any KPI: company, competency, level.
    pub(super) fn kept_without(&self, key: &[String; 3]) -> Option<&str> {
        let all = || kept_without_kpi(self.context.requirements());
        self.without_kpi.get_or_init(all).get(key).map(String::as_str)
    }
}
