//! The verdict strip: how the held levels stand, the next deadlines, and what changed since the last run.

use maud::{Markup, html};

use crate::base::Day;
use crate::report::cell::Tone;
use crate::report::classes::Class;

use super::company::Level;
use super::pen::{Pen, short};

const DEADLINES_MAX: usize = 3;

pub fn section(pen: &Pen<'_>) -> Markup {
    let counts = pen.company.counts();
    let labels = pen.context.labels;
    html! {
        section aria-labelledby="verdict" {
            h2 #verdict { (pen.word("verdict")) " " (pen.rule("K4")) }
            @if counts.is_empty() {
                p.light.muted { (pen.word("nothing_held")) }
            } @else {
                p class={ "light " (tone(counts.tone())) } {
                    strong { (light(pen, counts.tone())) }
                    " " (pen.say("held", &[("held", &pen.count(counts.held()))]))
                }
                ul.chips {
                    @for (class, count) in counts.present() {
                        li class=(tone(class.tone())) {
                            strong { (pen.count(count)) } " " (labels.get("class_counted", class.name()))
                        }
                    }
                }
                (deadlines(pen))
            }
            (changes(pen))
        }
    }
}

pub fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Notice => "notice",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Muted => "muted",
    }
}

fn light<'a>(pen: &Pen<'a>, tone: Tone) -> &'a str {
    let key = match tone {
        Tone::Good => "good",
        Tone::Notice => "notice",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Muted => "unknown",
    };
    pen.context.labels.get("light", key)
}

/// The day on which something is lost unless somebody acts before, and what that is.
fn deadline(level: &Level, as_of: Day, window_days: i32) -> Option<(Day, &'static str)> {
    match level.class? {
        Class::RenewalWindow => {
            level.anniversary.map(|day| (day.plus_days(window_days), "deadline_window"))
        }
        Class::NotMet => {
            level.anniversary.filter(|day| *day >= as_of).map(|day| (day, "deadline_unmet"))
        }
        Class::Breaks => level.breach.map(|day| (day, "deadline_breaks")),
        _ => None,
    }
}

fn deadlines(pen: &Pen<'_>) -> Markup {
    let window = pen.context.facts.in_force.renewal_window_days;
    let mut all: Vec<(Day, &'static str, String)> = pen
        .company
        .held()
        .into_iter()
        .filter_map(|level| {
            let (day, key) = deadline(level, pen.as_of(), window)?;
            Some((day, key, level.key.name()))
        })
        .collect();
    all.sort();
    html! {
        @if !all.is_empty() {
            h3 { (pen.word("deadlines")) }
            ul.plain {
                @for (day, key, name) in all.iter().take(DEADLINES_MAX) {
                    li {
                        strong { (pen.day(*day)) } " "
                        (pen.say(key, &[("level", &short(name))]))
                    }
                }
                @if all.len() > DEADLINES_MAX {
                    li { (pen.say("more_deadlines", &[("count", &pen.count((all.len() - DEADLINES_MAX) as u64))])) }
                }
            }
        }
    }
}

fn changes(pen: &Pen<'_>) -> Markup {
    let Some(earlier) = pen.context.facts.earlier_run else {
        return html! { p.small { (pen.context.labels.get("word", "no_earlier_run")) "." } };
    };
    html! {
        h3 { (pen.say("changes", &[("run", earlier)])) }
        @if pen.company.changes.is_empty() {
            p { (pen.word("no_changes")) }
        } @else {
            ul.chips {
                @for (kind, count) in &pen.company.changes {
                    li { strong { (pen.count(*count)) } " " (pen.code("change", kind)) }
                }
            }
        }
    }
}
