//! Can it be trusted: how new each input is, what was set aside, what is not known and why.

use maud::{Markup, html};

use crate::report::classes::Class;
use crate::report::unjudged::because;

use super::company::{FindingCount, LevelRow, Untold};
use super::pen::{Pen, short};

const FINDINGS_MAX: usize = 20;
const UNKNOWN_MAX: usize = 40;
/// The most serious first.
const SEVERITIES: [&str; 3] = ["error", "warning", "info"];

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let facts = pen.context.facts;
    let [read, used, duplicates, rejected] = facts.files.iter().fold([0; 4], |sums, file| {
        let own = [file.read, file.used, file.duplicates, file.rejected];
        std::array::from_fn(|place| sums[place] + own[place])
    });
    let numbers = [read, used, duplicates, rejected].map(|count| pen.count(count));
    html! {
        section aria-labelledby="trust" {
            h2 #trust { (pen.word("trust")) }
            p { (pen.say("rows", &[
                ("read", &numbers[0]), ("used", &numbers[1]),
                ("duplicates", &numbers[2]), ("rejected", &numbers[3]),
            ])) " " (pen.sheet("rejected_rows")) }
            (newest(pen))
            (unknown(pen))
            (findings(pen))
            p.small { (pen.say("made_by", &[("version", facts.version), ("run", facts.run_id)])) }
        }
    }
}

fn newest(pen: &Pen<'_>) -> Markup {
    let newest = pen.context.facts.newest;
    html! {
        @if !newest.is_empty() {
            h3 { (pen.word("newest")) " " (pen.sheet("about")) }
            ul.plain.columns { @for (kind, day) in newest {
                li { (pen.pair(&pen.code("source_kind", kind.name()), &pen.day(*day))) }
            } }
        }
    }
}

/// Which levels are not judged, and what is missing for each.
fn unknown(pen: &Pen<'_>) -> Markup {
    let is_unknown = |level: &&LevelRow| {
        level.class.is_some_and(|class| class != Class::Lapsed) && level.met == "Unknown"
    };
    let levels: Vec<&LevelRow> = pen.company.levels.iter().filter(is_unknown).collect();
    let most = pen.most(UNKNOWN_MAX);
    html! {
        @if !levels.is_empty() {
            h3 { (pen.word("unknown")) " " (pen.rule("K2a")) }
            ul.plain.lines { @for level in levels.iter().take(most) { li { (not_judged(pen, level)) } } }
            @if levels.len() > most {
                p { (pen.say("more_levels", &[("count", &pen.count((levels.len() - most) as u64))])) }
            }
        }
    }
}

fn not_judged(pen: &Pen<'_>, level: &LevelRow) -> Markup {
    let name = level.key.name();
    let lacking: Vec<&Untold> =
        pen.company.untold.iter().filter(|it| it.key == level.key).collect();
    // Of several tracks any may be the one that is enough: each says what it lacks.
    let has_tracks = lacking.iter().any(|it| it.option != lacking[0].option);
    let named = |it: &&Untold| match pen.requirement(&it.name) {
        name if has_tracks => format!("{name} ({})", pen.requirement(&it.option)),
        name => name.into_owned(),
    };
    let placed = |it: &&Untold| match pen.attested_at(&it.key, &it.option, &it.name) {
        Some(place) => format!("{}: {place}", named(it)),
        None => named(it),
    };
    let names: Vec<String> = lacking.iter().map(placed).collect();
    html! {
        strong { (short(&name)) } " – "
        (short(&because(pen.context.labels, !level.key.programme.is_empty(), &names)))
        " " (pen.row("levels", level.row, &name))
    }
}

fn findings(pen: &Pen<'_>) -> Markup {
    let mut found: Vec<(&String, &FindingCount)> = pen.company.findings.iter().collect();
    found.sort_by_key(|(_, found)| SEVERITIES.iter().position(|known| *known == found.severity));
    html! {
        @if !found.is_empty() {
            h3 { (pen.word("findings")) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (pen.context.labels.get("column", "finding")) }
                    th scope="col" { (pen.word("count")) }
                    th scope="col" { (pen.context.labels.get("column", "what_to_do")) }
                } }
                tbody { @for (code, found) in found.into_iter().take(FINDINGS_MAX) {
                    @let said = pen.code("finding", code);
                    tr {
                        th scope="row" { (said) " " (pen.row("findings", found.row, &said)) }
                        td.number { (pen.count(found.count)) }
                        td { (pen.context.labels.find("finding_todo", code).unwrap_or_default()) }
                    }
                } }
            } }
        }
    }
}
