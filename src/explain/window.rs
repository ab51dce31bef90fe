//! W: on which day a level with a window qualified, and what still can be done in its anniversary's.

use crate::assess::LevelStanding;
use crate::assess::life_cycle::LevelState;
use crate::assess::met::Met;
use crate::assess::window::Qualification;
use crate::assess::window::Window;
use crate::base::{Day, in_days};
use crate::rules::book;
use crate::skills::Scene;

/// What the window of a level says, in sentences; none for a level without one.
#[must_use]
pub(crate) fn in_words(scene: &Scene<'_>, standing: &LevelStanding) -> Vec<String> {
    let Some(own) = standing.qualification else { return Vec::new() };
    let mut said = vec![qualified(scene, &own, standing.met == Met::Unknown)];
    said.extend(not_shown(scene, standing, &own));
    match own.renewal {
        Some(window) => said.extend(for_anniversary(scene, standing, &own, window)),
        None => said.extend(own.on.map(|day| {
            let through = day.month().plus(own.window.last.0 - own.window.first.0).last_day();
            format!("{}: it can be applied for, by that day until {through}", book::named("K1"))
        })),
    }
    said
}

fn days(window: Window) -> String {
    format!("{} to {}", window.first.first_day(), window.last.last_day())
}

fn qualified(scene: &Scene<'_>, own: &Qualification, is_unknown: bool) -> String {
    let (rule, first) = (book::named("W2"), own.window.first.first_day());
    match own.on {
        Some(day) if day == scene.as_of => {
            format!("{rule}: met today, {day}, in the window from {first}")
        }
        Some(day) => format!("{rule}: last met on {day}, in the window from {first}"),
        // Where the day itself cannot be judged, nor can those before it.
        None if is_unknown => {
            format!("{rule}: known to be met on no day of the window from {first}")
        }
        None => format!("{rule}: met on no day of the window from {first}"),
    }
}

/// W4: met today by rows of a month that is not shown yet.
fn not_shown(scene: &Scene<'_>, standing: &LevelStanding, own: &Qualification) -> Option<String> {
    let (as_of, today) = (scene.as_of, scene.as_of.month());
    let shown_on = today.day(scene.rules.score_refresh_day);
    let is_early = standing.met == Met::Yes && own.on != Some(as_of) && as_of < shown_on;
    (is_early && own.window.contains(today)).then(|| {
        let (rule, last) = (book::named("W4"), today.plus(-1));
        format!("{rule}: it is met by rows of {last}, which qualify from {shown_on} on, when they are shown")
    })
}

fn for_anniversary(
    scene: &Scene<'_>,
    standing: &LevelStanding,
    own: &Qualification,
    window: Window,
) -> Vec<String> {
    let (rule, last, as_of) = (book::named("W3"), window.last.last_day(), scene.as_of);
    let of = format!("the window of the anniversary ({})", days(window));
    if let Some(day) = own.renewed_on {
        return vec![format!("{rule}: met on {day}, which lies in {of}"), kept(scene, standing)];
    }
    if as_of > last || standing.severity.is_none() {
        let missed = format!("{rule}: met on no day of {of}");
        let missed = std::iter::once(missed).chain(lost(scene, standing, last));
        return missed.collect();
    }
    if standing.helped_through.is_some_and(|day| day < as_of) {
        let missed = format!("{rule}: met on no day of {of} yet");
        let missed = std::iter::once(missed).chain(lost(scene, standing, last));
        return missed.chain(until(scene, window)).collect();
    }
    if as_of < window.first.first_day() {
        let opens =
            format!("{rule}: {of} is not open yet; one day in it on which it is met is enough");
        let kept = standing.qualifies_on.map(|day| {
            format!(
                "{rule}: by what is known it is met on {day}, in that window, and kept by that day, whatever \
                 happens later"
            )
        });
        return [vec![opens], kept.into_iter().collect(), until(scene, window)].concat();
    }
    let still = format!("{rule}: met on no day of {of} yet; one day up to {last} is enough");
    [vec![still], until(scene, window)].concat()
}

/// Until when that day holds: nothing takes it back, and only the payment is missing.
fn kept(scene: &Scene<'_>, standing: &LevelStanding) -> String {
    let rule = book::named("W3");
    let Some(anniversary) = standing.anniversary_on else {
        return format!("{rule}: it is kept by that day");
    };
    let paid_by = anniversary.plus_days(scene.rules.renewal_window_days);
    if standing.state == LevelState::RenewalWindow {
        return format!(
            "{rule}: it is kept by that day; only the payment is missing, until {paid_by}"
        );
    }
    format!(
        "{rule}: it is kept by that day for the anniversary on {anniversary}, whatever happens until \
         then; it is to be paid by {paid_by}"
    )
}

/// What is not met and cannot be in that window any more is lost; whether what is met again only after it
/// can be renewed is not known.
fn lost(scene: &Scene<'_>, standing: &LevelStanding, last: Day) -> Option<String> {
    let rule = book::named("W3");
    if standing.state == LevelState::Lapsed || standing.met == Met::Unknown {
        return None;
    }
    if standing.met == Met::Yes {
        return Some(format!(
            "{rule}: it is met only after that window; Partner Center tells whether it can still be \
             renewed"
        ));
    }
    let lapses = standing.anniversary_on?.plus_days(scene.rules.renewal_window_days + 1);
    let helped = standing.helped_through.unwrap_or(last);
    Some(format!(
        "{rule}: it can no longer be kept at this renewal, as what helps had to be done by {helped}; it \
         is lost on {lapses}"
    ))
}

/// W4: the last exam and the last performance that still show in the window.
fn until(scene: &Scene<'_>, window: Window) -> Vec<String> {
    let (as_of, last) = (scene.as_of, window.last.last_day());
    let days = scene.rules.visibility_days.on(as_of);
    let exam = last.plus_days(-days);
    let skills = if exam < as_of {
        format!("an exam passed today is not visible before {last} is over ({})", in_days(days))
    } else {
        format!("an exam counts that is passed by {exam}, {} before {last}", in_days(days))
    };
    // The last month that is closed, and shown, inside of the window.
    let (month, shown) = (window.last.plus(-1), window.last.day(scene.rules.score_refresh_day));
    let verb = if shown < as_of { "was" } else { "is" };
    vec![
        format!("{}: {skills}", book::named("V1")),
        format!(
            "{}: the last performance that counts is that of {month}; Partner Center's score {verb} \
             refreshed with it by {shown}",
            book::named("W4")
        ),
    ]
}

/// The parameters that these sentences draw on.
#[must_use]
pub(crate) fn parameters(standing: &LevelStanding, as_of: Day) -> &'static [&'static str] {
    let own = standing.qualification;
    let is_open = own.is_some_and(|own| {
        own.ends_on().is_some_and(|last| last >= as_of) && own.renewed_on.is_none()
    });
    if is_open { &["visibility_days", "score_refresh_day"] } else { &[] }
}
