//! L8: whether a company can appear in the learning partner directory, and when.

use crate::base::{Day, Month};
use crate::programme::pipeline::Company;

/// L8: whether a company can appear in the learning partner directory, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    pub mpn_id: String,
    /// What is missing or wrong: `name`, `country`, `page`.
    pub faults: Vec<&'static str>,
    pub submit_from: Day,
    pub submit_through: Day,
    pub visible_on: Day,
}

/// For every company that gives its page, what is missing, and when it can be submitted.
#[must_use]
pub(crate) fn entries(companies: &[Company], as_of: Day) -> Vec<DirectoryEntry> {
    let (submit_from, submit_through, visible_on) = next_submission(as_of);
    companies
        .iter()
        .filter(|company| company.directory_url.is_some())
        .map(|company| {
            let page = company.directory_url.as_deref().unwrap_or_default();
            let faults = [
                ("name", company.name.trim().is_empty()),
                ("country", company.country.trim().is_empty()),
                ("page", !is_page(page)),
            ];
            DirectoryEntry {
                mpn_id: company.mpn_id.clone(),
                faults: faults
                    .into_iter()
                    .filter(|(_, wrong)| *wrong)
                    .map(|(name, _)| name)
                    .collect(),
                submit_from,
                submit_through,
                visible_on,
            }
        })
        .collect()
}

fn is_page(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let is_known = ["http", "https"].iter().any(|own| scheme.eq_ignore_ascii_case(own));
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Whose page it is stands before the host, and the port behind it.
    let host = place.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    is_known && !host.is_empty() && !url.contains(char::is_whitespace)
}

/// The third week of a month that is not over, Monday to Sunday, and the first Friday after that
/// month. The third week is the one that starts on the third Monday (house).
fn next_submission(as_of: Day) -> (Day, Day, Day) {
    let weekday = |month: Month, weekday: u32, nth: i32| {
        let first = month.first_day();
        let until = (weekday + 7 - first.weekday()) % 7;
        first.plus_days(until.cast_signed() + 7 * (nth - 1))
    };
    let mut month = as_of.month();
    loop {
        let monday = weekday(month, 0, 3);
        let sunday = monday.plus_days(6);
        if sunday >= as_of {
            return (monday, sunday, weekday(month.plus(1), 4, 1));
        }
        month = month.plus(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    #[test]
    fn the_third_week_runs_from_monday_to_sunday() {
        let february = (day("2021-02-15"), day("2021-02-21"), day("2021-03-05"));
        assert_eq!(next_submission(day("2021-02-01")), february);
        assert_eq!(next_submission(day("2021-02-21")), february);
        assert_eq!(next_submission(day("2021-02-22")).0, day("2021-03-15"));
        assert_eq!(next_submission(day("2020-12-31")).2, day("2021-02-05"));
    }

    #[test]
    fn a_page_has_a_scheme_and_a_host() {
        assert!(is_page("https://contoso.example/learn"));
        assert!(is_page("HTTPS://me@contoso.example:443/learn"));
        assert!(["https://:80/", "https://user@/", "https://x y"].iter().all(|url| !is_page(url)));
        assert!(!is_page("https:///learn") && !is_page("contoso.example") && !is_page("ftp://x"));
    }
}
