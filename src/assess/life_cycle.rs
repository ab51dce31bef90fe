//! K1, K2, K4, K7, W3: where a held or sought level stands in its life.

use crate::base::Day;
use crate::programme::InForce;

use super::met::Met;

/// A level that the company holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldTerm {
    /// The anniversary as given, before any extension.
    pub given: Day,
    /// The next anniversary, extensions included.
    pub anniversary: Day,
    pub is_extended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LevelState {
    Active,
    ActiveExtended,
    RenewalWindow,
    Lapsed,
    Qualified,
    Started,
    NotStarted,
}

/// How urgent a held level is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LevelSeverity {
    Lapsed,
    Critical,
    Warning,
    Fragile,
    Unknown,
    Ok,
}

/// What is known of a held level when its severity is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Risk {
    pub met: Met,
    pub at_anniversary: Met,
    pub held: HeldTerm,
    pub hangs_on_one: bool,
    /// W3: a day in the window of its anniversary was enough.
    pub is_safe: bool,
}

impl HeldTerm {
    /// K2: an extension moves the anniversary by a membership year, again while the result is
    /// covered.
    #[must_use]
    pub fn of(given: Day, competency: &str, rules: &InForce) -> Self {
        let mut anniversary = given;
        while covers(anniversary, competency, rules) && rules.subscription_days > 0 {
            anniversary = anniversary.plus_days(rules.subscription_days);
        }
        Self { given, anniversary, is_extended: anniversary != given }
    }

    /// The anniversary as given, where an extension moved it.
    #[must_use]
    pub fn before_extension(self) -> Option<Day> {
        self.is_extended.then_some(self.given)
    }

    #[must_use]
    pub fn renewal_window_ends_on(self, rules: &InForce) -> Day {
        self.anniversary.plus_days(rules.renewal_window_days)
    }

    /// Not lapsed on a day.
    #[must_use]
    pub fn is_alive(self, as_of: Day, rules: &InForce) -> bool {
        self.state(as_of, rules) != LevelState::Lapsed
    }

    /// K1, for a level that is held.
    #[must_use]
    pub fn state(self, as_of: Day, rules: &InForce) -> LevelState {
        if as_of <= self.anniversary {
            if self.is_extended { LevelState::ActiveExtended } else { LevelState::Active }
        } else if as_of <= self.renewal_window_ends_on(rules) {
            LevelState::RenewalWindow
        } else {
            LevelState::Lapsed
        }
    }
}

fn covers(anniversary: Day, competency: &str, rules: &InForce) -> bool {
    rules.extensions.iter().any(|extension| {
        extension.from <= anniversary
            && anniversary <= extension.through
            && !extension.except.iter().any(|name| name == competency)
    })
}

impl LevelState {
    /// K1, for a level that is not held.
    #[must_use]
    pub fn sought(is_qualified: bool, has_any: bool) -> Self {
        match (is_qualified, has_any) {
            (true, _) => Self::Qualified,
            (false, true) => Self::Started,
            (false, false) => Self::NotStarted,
        }
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::ActiveExtended => "Active (extended)",
            Self::RenewalWindow => "Renewal window",
            Self::Lapsed => "Lapsed",
            Self::Qualified => "Qualified",
            Self::Started => "Started",
            Self::NotStarted => "Not started",
        }
    }
}

impl Risk {
    #[must_use]
    pub(crate) fn is_at_risk(&self) -> bool {
        !self.is_safe && (self.met == Met::No || self.at_anniversary == Met::No)
    }

    /// K4: a lapsed level is nothing else, one in its renewal window is lost unless it is paid, one
    /// that is safe by its window is nothing but that; at risk beats unknown, unknown beats fragile.
    #[must_use]
    pub(crate) fn severity(&self, as_of: Day, rules: &InForce) -> LevelSeverity {
        match self.held.state(as_of, rules) {
            LevelState::Lapsed => return LevelSeverity::Lapsed,
            LevelState::RenewalWindow => return LevelSeverity::Critical,
            _ => {}
        }
        if self.is_safe {
            return LevelSeverity::Ok;
        }
        if self.is_at_risk() {
            let is_near = self.held.anniversary <= rules.risk_horizon_months.after(as_of);
            return if is_near { LevelSeverity::Critical } else { LevelSeverity::Warning };
        }
        match (self.met, self.at_anniversary) {
            (Met::Unknown, _) | (_, Met::Unknown) => LevelSeverity::Unknown,
            _ if self.hangs_on_one => LevelSeverity::Fragile,
            _ => LevelSeverity::Ok,
        }
    }
}

impl LevelSeverity {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Fragile => "fragile",
            Self::Unknown => "unknown",
            Self::Ok => "ok",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::trial;

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    fn held(given: &str, competency: &str) -> HeldTerm {
        HeldTerm::of(day(given), competency, &trial::rules())
    }

    #[test]
    fn an_extension_applies_again_while_its_result_is_covered() {
        assert_eq!(held("2019-12-31", "data").anniversary, day("2019-12-31"));
        // 2020 has 366 days: the first of January comes to lie in the next range, and the next.
        assert_eq!(held("2020-01-01", "data").anniversary, day("2022-12-31"));
        assert_eq!(held("2020-01-02", "data").anniversary, day("2022-01-01"));
        assert_eq!(held("2021-12-31", "data").anniversary, day("2022-12-31"));
        assert_eq!(held("2022-01-01", "data").anniversary, day("2022-01-01"));
        assert!(!held("2021-12-31", "cloud business applications").is_extended);
    }

    #[test]
    fn states_change_after_the_anniversary_and_after_the_window() {
        let (rules, own) = (trial::rules(), held("2022-06-01", "data"));
        for (on, state) in [
            ("2022-06-01", LevelState::Active),
            ("2022-06-02", LevelState::RenewalWindow),
            ("2022-07-01", LevelState::RenewalWindow),
            ("2022-07-02", LevelState::Lapsed),
        ] {
            assert_eq!(own.state(day(on), &rules), state, "{on}");
        }
        let extended = held("2021-12-31", "data");
        assert_eq!(extended.state(day("2021-06-01"), &rules), LevelState::ActiveExtended);
        assert_eq!(extended.state(day("2022-12-31"), &rules), LevelState::ActiveExtended);
        assert_eq!(extended.state(day("2023-01-01"), &rules), LevelState::RenewalWindow);
    }

    #[test]
    fn a_risk_is_critical_from_three_months_ahead() {
        let rules = trial::rules();
        let risk = |met, at_anniversary, hangs_on_one| Risk {
            met,
            at_anniversary,
            held: held("2022-06-01", "data"),
            hangs_on_one,
            is_safe: false,
        };
        let severity = |risk: Risk, on: &str| risk.severity(day(on), &rules);
        let lost = risk(Met::Yes, Met::No, true);
        assert_eq!(severity(lost, "2022-03-01"), LevelSeverity::Critical);
        assert_eq!(severity(lost, "2022-02-28"), LevelSeverity::Warning);
        assert_eq!(severity(lost, "2022-07-01"), LevelSeverity::Critical);
        assert_eq!(severity(lost, "2022-07-02"), LevelSeverity::Lapsed);
        let kept = risk(Met::Yes, Met::Yes, false);
        assert_eq!(severity(kept, "2022-06-01"), LevelSeverity::Ok);
        assert_eq!(severity(kept, "2022-06-02"), LevelSeverity::Critical, "lost unless it is paid");
        assert_eq!(severity(kept, "2022-07-02"), LevelSeverity::Lapsed);
        let safe = |met| Risk { is_safe: true, ..risk(met, Met::No, true) };
        for met in [Met::No, Met::Unknown, Met::Yes] {
            assert_eq!(severity(safe(met), "2022-06-01"), LevelSeverity::Ok);
            assert_eq!(
                severity(safe(met), "2022-06-02"),
                LevelSeverity::Critical,
                "it is to be paid"
            );
            assert_eq!(severity(safe(met), "2022-07-02"), LevelSeverity::Lapsed);
        }
        let unknown = risk(Met::Unknown, Met::Unknown, false);
        assert_eq!(severity(unknown, "2022-06-02"), LevelSeverity::Critical);
        assert_eq!(
            severity(risk(Met::Unknown, Met::No, false), "2022-05-01"),
            LevelSeverity::Critical
        );
        assert_eq!(
            severity(risk(Met::Unknown, Met::Yes, false), "2022-05-01"),
            LevelSeverity::Unknown
        );
        assert_eq!(severity(risk(Met::Yes, Met::Yes, true), "2022-05-01"), LevelSeverity::Fragile);
        assert_eq!(severity(risk(Met::Yes, Met::Yes, false), "2022-05-01"), LevelSeverity::Ok);
    }
}
