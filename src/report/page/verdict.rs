//! The verdict strip: how the held levels stand, the next deadlines, and what changed since the last run.

use maud::{Markup, html};

use crate::assess::actions::action::ActionKind;
use crate::assess::life_cycle::LevelState;
use crate::base::Day;
use crate::report::books::change_sheet::state_in_words;
use crate::report::books::verdict::word as light_in_a_word;
use crate::report::cell::Tone;
use crate::report::classes::{Class, lapses_on};
use crate::report::told::SEEN_LATER;
use crate::report::unserved::last_help;

use super::asked::is_of;
use super::company::{ActionRow, LevelChange, LevelRow};
use super::pen::{Pen, short};

const DEADLINES_MAX: usize = 3;
/// Changes of levels that are told one by one.
const CHANGES_MAX: usize = 6;

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let counts = pen.company.counts();
    let (labels, lapsed) = (pen.context.labels, counts.of_class(Class::Lapsed));
    let (gone, held): (Vec<_>, Vec<_>) =
        counts.present().partition(|(class, _)| *class == Class::Lapsed);
    html! {
        section aria-labelledby="verdict" {
            h2 #verdict { (pen.word("verdict")) " " (pen.rule("K4")) }
            @if counts.is_empty() {
                p.light.muted { (pen.word("nothing_held")) }
            } @else {
                p class={ "light " (tone(counts.tone())) } {
                    strong { (light_in_a_word(counts.tone(), pen.context.labels)) }
                    " " (pen.say("held", &[("held", &pen.count(counts.held()))]))
                    @if lapsed > 0 {
                        " " (labels.say("light_says", "lapsed", &[("lapsed", &pen.count(lapsed))]))
                    }
                    " " (pen.sheet("levels"))
                }
                // What has lapsed is held no more: the others add up to what is held.
                ul.chips.verdict {
                    @for (class, count) in held.into_iter().chain(gone) {
                        li class=(tone(class.tone())) {
                            strong { (pen.count(count)) } " " (class.counted(count, labels))
                        }
                    }
                }
                (deadlines(pen))
            }
            (changes(pen))
        }
    }
}

/// The class of a tone in the style.
#[must_use]
pub(crate) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Notice => "notice",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Muted => "muted",
    }
}

/// The day on which something is lost unless somebody acts before, and what that is.
fn deadline(pen: &Pen<'_>, level: &LevelRow) -> Option<(Day, &'static str)> {
    let (as_of, window_days) = (pen.as_of(), pen.context.facts.in_force.renewal_window_days);
    let window_end = level.anniversary.map(|day| day.plus_days(window_days));
    let helped = level.helped_through.filter(|day| *day >= as_of);
    let back_by = window_end.and_then(|end| back_by(pen, level, end));
    match level.class? {
        Class::RenewalWindow if level.safe_by.is_some() => {
            window_end.map(|day| (day, "deadline_unpaid"))
        }
        Class::NotMet if level.lost_since.is_some() => {
            level.anniversary.map(|day| (lapses_on(day, window_days), "deadline_lost"))
        }
        Class::NotMet if helped.is_some() => helped.map(|day| (day, "deadline_help")),
        Class::RenewalWindow => window_end.map(|day| (day, "deadline_window")),
        // Whatever is done from now on shows too late; what is there already may still come in time.
        Class::NotMet
            if level.state == LevelState::RenewalWindow.name() && level.window_to.is_some() =>
        {
            level.window_to.map(|day| (day, "deadline_window_to"))
        }
        Class::NotMet if level.state == LevelState::RenewalWindow.name() && back_by.is_some() => {
            back_by.map(|day| (day, "deadline_back"))
        }
        Class::NotMet if level.state == LevelState::RenewalWindow.name() => {
            window_end.map(|day| (day, "deadline_window_unmet"))
        }
        Class::NotMet => {
            level.anniversary.filter(|day| *day >= as_of).map(|day| (day, "deadline_unmet"))
        }
        Class::Breaks => level.breach.map(|day| (day, "deadline_breaks")),
        _ => None,
    }
}

/// K1: of a level that is not met: the last day, before that on which it can be renewed, on which what is known to
/// bring it back is shown in time.
fn back_by(pen: &Pen<'_>, level: &LevelRow, end: Day) -> Option<Day> {
    let (name, all) = (level.key.name(), &pen.company.actions);
    let delay = pen.context.facts.in_force.visibility_days.on(pen.as_of());
    let last = |action: &ActionRow| match action.kind {
        kind if kind.is_one_of(&[ActionKind::Invoice, ActionKind::Raise]) => action.by,
        kind if kind.is_one_of(&SEEN_LATER) => Some(end.plus_days(-delay)),
        _ => Some(end),
    };
    let brings = all.iter().filter(|it| {
        let mut saved = it.restores.iter().chain(&it.enough_for);
        !it.kind.is_one_of(&[ActionKind::Pay, ActionKind::Wait])
            && saved.any(|title| *title == name)
    });
    // Of what is enough only together the first of these days.
    let together = brings.filter_map(|it| {
        let others = all.iter().filter(|other| it.enough_with.contains(&other.rank));
        others.chain([it]).filter_map(last).min()
    });
    together.max().filter(|day| *day < end).map(|day| day.max(pen.as_of()))
}

/// L4: of a level that lacks KPIs and that nothing tells to break, the last day for them.
fn last_invoices(pen: &Pen<'_>, level: &LevelRow) -> Option<(Day, &'static str)> {
    let mut invoices =
        pen.company.actions.iter().filter(|it| it.kind == ActionKind::Invoice && it.is_untold);
    let own = invoices.find(|it| is_of(it, &level.key) && it.is_step())?;
    own.by.map(|day| (day, "deadline_invoice"))
}

fn deadlines(pen: &Pen<'_>) -> Markup {
    let window = pen.context.facts.in_force.renewal_window_days;
    let mut all: Vec<(Day, &'static str, &LevelRow)> = pen
        .company
        .held()
        .into_iter()
        .filter_map(|level| {
            let known = deadline(pen, level);
            let (day, key) = known.or_else(|| last_invoices(pen, level))?;
            let last = last_help(&pen.company.actions, &level.key.name());
            Some((last.filter(|_| key == "deadline_help").unwrap_or(day), key, level))
        })
        .collect();
    // What heals by itself may break once more.
    all.extend(pen.company.held().into_iter().filter_map(|level| {
        let day = pen.company.breaks_once_more_on(&level.key)?;
        Some((day, "deadline_breaks", level))
    }));
    all.sort_by_key(|(day, key, level)| (*day, *key, level.row));
    html! {
        @if !all.is_empty() {
            h3 { (pen.word("deadlines")) " " (pen.rule("K1")) " " (pen.rule("K4")) }
            ul.plain.lines {
                @for (day, key, level) in all.iter().take(DEADLINES_MAX) {
                    @let name = level.key.name();
                    li {
                        strong { (pen.when(*day)) } " – "
                        (pen.say(key, &[
                            ("level", &short(&name)),
                            ("end", &level.anniversary.map(|day| pen.day(day.plus_days(window))).unwrap_or_default()),
                            ("anniversary", &level.anniversary.map(|day| pen.day(day)).unwrap_or_default()),
                        ])) " "
                        (pen.row("levels", level.row, &name))
                    }
                }
                @if all.len() > DEADLINES_MAX {
                    li { a href="#calendar" {
                        (pen.say("more_deadlines", &[("count", &pen.count((all.len() - DEADLINES_MAX) as u64))]))
                    } }
                }
            }
        }
    }
}

fn changes(pen: &Pen<'_>) -> Markup {
    let Some(earlier) = pen.context.facts.earlier_run else {
        return html! { p.small { (pen.context.labels.get("word", "no_earlier_run")) "." } };
    };
    let company = pen.company;
    html! {
        h3 { (pen.say("changes", &[("run", earlier)])) " " (pen.rule("K6")) }
        @if company.changes.is_empty() { p { (pen.word("no_changes")) } }
        @if !company.level_changes.is_empty() {
            ul.plain.lines { @for change in level_changes(pen) { li { (level_change(pen, change)) } } }
        }
        @if !company.changes.is_empty() {
            ul.chips {
                @for (kind, found) in &company.changes {
                    li { strong { (pen.count(found.count)) } " " (pen.code("change", kind)) }
                }
            }
            p { (pen.sheet("changes")) }
        }
    }
}

/// The kinds of what becomes of levels, what is worst first. A level that is met or lost since then is told
/// once, not also as one that changed.
const KINDS: [&str; 4] = ["level_lost", "level_met", "level_won", "level_changed"];

fn level_changes<'a>(pen: &Pen<'a>) -> Vec<&'a LevelChange> {
    let all = &pen.company.level_changes;
    let is_told = |change: &LevelChange| {
        all.iter().any(|other| other.level == change.level && other.kind != "level_changed")
    };
    let place = |change: &LevelChange| KINDS.iter().position(|kind| *kind == change.kind);
    let mut changes: Vec<&LevelChange> =
        all.iter().filter(|change| change.kind != "level_changed" || !is_told(change)).collect();
    changes.sort_by_key(|change| (place(change), change.row));
    changes.truncate(CHANGES_MAX);
    changes
}

fn level_change(pen: &Pen<'_>, change: &LevelChange) -> Markup {
    let in_words = |text: &str| match text {
        "Yes" => pen.word("legend_met").to_owned(),
        "No" => pen.word("legend_unmet").to_owned(),
        "Unknown" => pen.word("legend_unknown").to_owned(),
        "" => "–".to_owned(),
        text => short(&state_in_words(pen.context, text)).into_owned(),
    };
    html! {
        strong { (short(&change.level)) } " – "
        (in_words(&change.before)) " → " (in_words(&change.after)) " "
        @if change.kind != "level_met" { span.small { "(" (pen.code("change", &change.kind)) ")" } " " }
        (pen.row("changes", change.row, &change.level))
    }
}
