//! The Summary of the risk report: the verdict, what to do, and a line for each of the worst levels.

use crate::report::book::{HeldRows, PageBlock, Sheet, SheetContent, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::classes::Class;
use crate::tables::Kind;
use crate::tables::columns;

use super::context::Context;
use super::light::Light;
use super::risk_advice::{advice, until};
use super::risk_charts::{breaches, margins};
use super::risk_level::RiskLevel;
use super::risk_levels::{LevelsSeen, see};
use super::summary::{self, FurtherRows, ToDo, Todos};
use super::verdict::{Lights, verdicts};
use super::{next_lines, next_table};

#[must_use]
pub(crate) fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let seen = see(next_lines::healing(context.actions()), context);
    let mut page = summary::begin(context, "competency_risk", &lights(&seen, context));
    next_table::put(&mut page, context, ("competency_risk", sheets));
    summary::further(&mut page, context, todo(&seen, context));
    let labels = context.labels;
    page.put(PageBlock::Charts);
    page.put(PageBlock::Heading(labels.get("heading", "levels").to_owned()));
    page.put(PageBlock::Table(level_lines(&seen, context)));
    summary::left_out(&mut page, context, (seen.levels.len(), seen.wanted), PLACE);
    summary::end(&mut page, context, "competency_risk", sheets);
    // The numbers behind the charts are read last, and on the screen only.
    page.put(PageBlock::PrintEnd);
    margins(&mut page, &seen, context);
    breaches(&mut page, &seen, context);
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: SheetContent::Page(page),
    }
}

/// Where all levels stand.
const PLACE: FurtherRows = FurtherRows { sheet: "levels", file: "levels.csv" };

fn lights(seen: &LevelsSeen, context: Context<'_>) -> Lights {
    let labels = context.labels;
    let one =
        |tone, key| Lights::of(Light { tone, text: labels.get("light_says", key).to_owned() });
    if seen.holds_unknown {
        return one(Tone::Muted, "risk_no_memberships");
    }
    verdicts(context).unwrap_or_else(|| one(Tone::Notice, "risk_nothing_held"))
}

fn todo(seen: &LevelsSeen, context: Context<'_>) -> Todos {
    let mut todos = Todos::default();
    todos.put(seen.holds_unknown.then(|| no_memberships(context)));
    todos
}

/// Without them nothing can be at risk, which is no good news.
fn no_memberships(context: Context<'_>) -> ToDo {
    let labels = context.labels;
    ToDo {
        urgency: 0,
        until: None,
        whose: String::new(),
        topic: labels.get("source_kind", Kind::Memberships.name()).to_owned(),
        text: labels.get("todo", "no_memberships").to_owned(),
        sheet: context.sheet_name("about").to_owned(),
        row: 1,
    }
}

fn level_lines<'a>(seen: &LevelsSeen, context: Context<'a>) -> TablePart<'a> {
    let labels = context.labels;
    let sheet = context.sheet_name("levels");
    let line = |level: &RiskLevel| {
        let class = level.class.map_or("", |class| labels.get("class", class.name()));
        vec![
            Cell::link(level.name.clone(), sheet, level.row),
            Cell::text(class.to_owned()),
            Cell::day(until(level, seen, context).or(level.anniversary)),
            Cell::text(advice(level, seen, context)),
            Cell::text(labels.code("state", level.state.clone().into()).into_owned()),
        ]
    };
    let tones: Vec<(&'static str, Tone)> =
        Class::ALL.iter().map(|class| (class.name(), class.tone())).collect();
    TablePart {
        name: "tblAtAGlance".to_owned(),
        columns: vec![
            context.column("competency_and_level", Look::Text),
            context.column(columns::CLASS, Look::Prose).accented(context.tones("class", &tones)),
            context.column("breach_or_anniversary", Look::Date),
            context.column("what_to_do", Look::Prose),
            context.column(columns::STATE, Look::Text),
        ],
        body: Box::new(HeldRows::of(seen.levels.iter().map(line).collect())),
        empty: labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}
