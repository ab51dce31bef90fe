//! Drawing: shapes on a strip that stretches with the page, so that words stay letters of the page.

use maud::{Markup, html};

use crate::base::Day;

/// Units of a strip from its left to its right end.
pub(crate) const WIDE: f64 = 1_000.0;

/// Days on a line from left to right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub from: Day,
    pub through: Day,
}

impl Days {
    /// Where a day begins on the strip; days outside lie at its ends.
    #[must_use]
    pub(crate) fn at(self, day: Day) -> f64 {
        let all = f64::from(self.through.0 - self.from.0 + 1);
        let passed = f64::from(day.0.clamp(self.from.0, self.through.0 + 1) - self.from.0);
        WIDE * passed / all
    }

    #[must_use]
    pub(crate) fn has(self, day: Day) -> bool {
        self.from <= day && day <= self.through
    }
}

/// A number of units with one place: the same on every machine, and short.
#[must_use]
pub(crate) fn units(number: f64) -> String {
    format!("{number:.1}")
}

/// A filled box, named by its class.
#[must_use]
pub(crate) fn bar(class: &str, [left, top, right, bottom]: [f64; 4]) -> Markup {
    let (width, height) = ((right - left).max(0.0), (bottom - top).max(0.0));
    html! {
        @if width > 0.0 && height > 0.0 {
            rect class=(class) x=(units(left)) y=(units(top)) width=(units(width)) height=(units(height)) {}
        }
    }
}

/// A line from top to bottom that keeps its thickness however wide the page is.
#[must_use]
pub(crate) fn upright(class: &str, at: f64, height: f64) -> Markup {
    html! {
        line class=(class) x1=(units(at)) x2=(units(at)) y1="0" y2=(units(height))
            vector-effect="non-scaling-stroke" {}
    }
}

/// A word over or under a drawing, where it begins in units of its width.
#[must_use]
pub(crate) fn word_at(left: f64, word: &str) -> Markup {
    html! { span style=(format!("left:{}%", units(left / WIDE * 100.0))) { (word) } }
}

/// A line from left to right.
#[must_use]
pub(crate) fn level(class: &str, at: f64) -> Markup {
    html! {
        line class=(class) x1="0" x2=(units(WIDE)) y1=(units(at)) y2=(units(at))
            vector-effect="non-scaling-stroke" {}
    }
}

/// A strip with its title and description for those who cannot see it.
#[must_use]
pub(crate) fn strip(
    id: &str,
    class: &str,
    height: f64,
    says: [&str; 2],
    shapes: &Markup,
) -> Markup {
    let [title, description] = says;
    let (title_id, description_id) = (format!("{id}-t"), format!("{id}-d"));
    html! {
        svg class=(class) role="img" viewBox=(format!("0 0 {WIDE} {height}"))
            preserveAspectRatio="none" aria-labelledby=(format!("{title_id} {description_id}")) {
            title id=(title_id) { (title) }
            desc id=(description_id) { (description) }
            (shapes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_lie_on_the_strip_by_their_distance() {
        let day = |text| Day::from_iso(text).unwrap();
        let days = Days { from: day("2021-01-01"), through: day("2021-01-10") };
        assert_eq!(units(days.at(day("2021-01-01"))), "0.0");
        assert_eq!(units(days.at(day("2021-01-06"))), "500.0");
        assert_eq!(units(days.at(day("2021-01-11"))), "1000.0");
        assert_eq!(units(days.at(day("2030-01-01"))), "1000.0");
        assert_eq!(units(days.at(day("2010-01-01"))), "0.0");
    }
}
