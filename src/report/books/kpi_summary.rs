//! The Summary of the KPI report: the window, what falls out, what the anniversary needs.

use crate::base::Amount;
use crate::report::book::{PageBlock, Sheet, SheetContent, SheetPage};
use crate::report::caveats::Caveat;
use crate::report::cell::{Cell, Tone};
use crate::report::kept::kept_without_kpi;

use super::context::Context;
use super::kpi_charts;
use super::kpi_todos::{OwedLevels, todos};
use super::kpi_windows::{WindowShown, see};
use super::light::Light;
use super::next_table;
use super::summary::{self, FurtherRows};
use super::verdict::{Lights, verdicts};

/// Facts of one kind that are shown.
const FACTS_MAX: usize = 12;

#[must_use]
pub(crate) fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let windows = see(context);
    let levels = OwedLevels::of(context);
    let mut page = begin(&windows, context);
    next_table::put(&mut page, context, ("kpi_report", sheets));
    summary::further(&mut page, context, todos(&windows, &levels, context));
    kept(&mut page, &windows, context);
    kpi_charts::put(&mut page, &windows, context);
    directory(&mut page, context);
    summary::end(&mut page, context, "kpi_report", sheets);
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: SheetContent::Page(page),
    }
}

/// Where the levels stand that have no row of their own.
const PLACE: FurtherRows = FurtherRows { sheet: "options", file: "kpi_options.csv" };

/// The verdict on the levels, then how the window of each company stands, the worst first.
fn begin<'a>(windows: &[WindowShown], context: Context<'a>) -> SheetPage<'a> {
    let own = windows.iter().map(|window| light(window, context)).collect();
    let mut own = Lights::worst(own, context);
    if windows.is_empty() {
        let text = context.labels.get("light_says", "kpi_no_invoices").to_owned();
        own.lights.push(Light { tone: Tone::Muted, text });
    }
    let title = context.labels.get("title", "kpi_report");
    let Lights { lights, left_out } = own;
    let own = lights.into_iter().map(|light| (title, light)).collect();
    let mut page = summary::begin_with(context, "kpi_report", verdicts(context), own);
    page.blocks.extend(left_out.map(|text| summary::not_all(context, text)));
    page
}

fn light(window: &WindowShown, context: Context<'_>) -> Light {
    let labels = context.labels;
    let (option, need) = window.threshold.clone().unwrap_or_default();
    let needed = Some(need);
    let (start, end) = window
        .months
        .map_or_else(Default::default, |(first, last)| (labels.month(first), labels.month(last)));
    let texts = [
        ("total", context.have_of(window.total, needed)),
        ("start", start),
        ("end", end),
        ("need", labels.amount(need)),
        ("option", option),
        ("next", context.have_of(window.next_total(), needed)),
        ("company", context.facts.company_name(&window.company).to_owned()),
        ("day", labels.day(window.months.map(|(first, _)| window.falls_out_on(first)))),
    ];
    let values: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (tone, key) = window.state();
    let mut text = labels.say("light_says", key, &values);
    if !window.types.is_empty() {
        // The sum is of all types.
        let types = Caveat::Types(window.types.clone()).in_words(labels);
        text = format!("{text} {types}.");
    }
    Light { tone, text }
}

/// The levels that another option keeps: nobody has to invoice anything for them.
fn kept(page: &mut SheetPage<'_>, windows: &[WindowShown], context: Context<'_>) {
    let labels = context.labels;
    let without = kept_without_kpi(context.requirements());
    let all = windows.iter().flat_map(|window| &window.anniversaries);
    let mut count = 0;
    for own in all.filter(|one| one.needed > Amount::ZERO) {
        let Some(option) = without.get(&own.key) else { continue };
        count += 1;
        if count == 1 {
            page.put(PageBlock::Heading(labels.get("heading", "kept_without_kpi").to_owned()));
        }
        if count <= FACTS_MAX {
            let day = labels.day(Some(own.on));
            let option = context.facts.translated(option);
            let values = [("option", option), ("day", &day)];
            let said = labels.say("say", "kept_without_kpi", &values);
            let name = context.of_company(&own.key[0], own.level.clone());
            page.put(PageBlock::Fact(name, Cell::text(said)));
        }
    }
    summary::left_out(page, context, (FACTS_MAX.min(count), count), PLACE);
}

/// L8: whether the company can stand in the directory, and when.
fn directory(page: &mut SheetPage<'_>, context: Context<'_>) {
    let labels = context.labels;
    let entries = context.facts.directory;
    if entries.is_empty() {
        return;
    }
    page.put(PageBlock::Heading(labels.get("heading", "directory").to_owned()));
    for entry in entries.iter().take(FACTS_MAX) {
        let faults: Vec<&str> =
            entry.faults.iter().copied().map(|fault| labels.get("directory", fault)).collect();
        let faults = faults.join(", ");
        let days = [entry.submit_from, entry.submit_through, entry.visible_on]
            .map(|day| labels.day(Some(day)));
        let values = [
            ("faults", faults.as_str()),
            ("from", days[0].as_str()),
            ("through", days[1].as_str()),
            ("visible", days[2].as_str()),
        ];
        let key = if faults.is_empty() { "ready" } else { "faulty" };
        let text = labels.say("directory", key, &values);
        let name = context.facts.company_name(&entry.mpn_id).to_owned();
        page.put(PageBlock::Fact(name, Cell::text(text)));
    }
    if entries.len() > FACTS_MAX {
        let [shown, all] = [FACTS_MAX, entries.len()].map(|count| context.count(count as u64));
        let values = [("shown", shown.as_str()), ("all", all.as_str())];
        page.put(summary::not_all(context, labels.say("say", "some_companies", &values)));
    }
}
