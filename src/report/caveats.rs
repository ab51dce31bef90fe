//! Caveats: what a reader must know of an action beside what it brings.

use crate::base::{Amount, Day, Month};

use super::labels::Labels;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caveat {
    /// A level that is kept is not met until what is done shows.
    Gap { level: String, from: Day, shown: Day },
    /// A level that is to be paid breaks before its renewal window ends.
    PaidMet { through: Day },
    /// What is met again when it is time to pay is to be paid then.
    PayThen { level: String, end: Day },
    /// Only some invoices count.
    Types(Vec<String>),
    /// What is invoiced in the last month shows only after the anniversary: what is invoiced before it in
    /// time.
    ShownBy { before: Month, month: Month, shown: Day, anniversary: Day },
    /// All that can still be invoiced shows only after the anniversary.
    ShownLate { month: Month, shown: Day, anniversary: Day, end: Day },
    /// What is invoiced now shows before the level lapses.
    BackOn { month: Month, shown: Day, end: Day },
    /// So much more in a month is enough when it is over, and the oldest one no longer counts.
    Raised { more: Amount, month: Month, oldest: Month, shown: Day },
    /// A renewal that is exported as a line of its own counts only some days later: there is no gap where it is
    /// renewed by a day, or else its level is not met until another.
    NewLine { through: Day, by: Option<Day>, days: i32 },
    /// What is raised in a month leaves the twelve months while its level may still need it.
    AgesOut { month: Month, through: Day },
    /// A day of the window of a level keeps it by itself.
    Qualifies { level: String, on: Day },
}

impl Caveat {
    /// Whether it is told where there is room for all that must be known.
    #[must_use]
    pub(crate) fn is_detail(&self) -> bool {
        matches!(self, Self::NewLine { .. })
    }

    #[must_use]
    pub(crate) fn in_words(&self, labels: &Labels) -> String {
        let (day, month) =
            (|day: &Day| labels.day(Some(*day)), |month: &Month| labels.month(*month));
        let say = |key: &str, values: &[(&str, String)]| {
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            labels.say("caveat", key, &values)
        };
        match self {
            Self::Gap { level, from, shown } => {
                say("gap", &[("level", level.clone()), ("from", day(from)), ("shown", day(shown))])
            }
            Self::NewLine { through, by, days } => {
                let key = if by.is_some() { "new_line" } else { "new_line_late" };
                let by = labels.day(*by);
                say(key, &[("day", day(through)), ("by", by), ("days", days.to_string())])
            }
            Self::AgesOut { month: first, through } => {
                say("ages_out", &[("month", month(first)), ("day", day(through))])
            }
            Self::Qualifies { level, on } => {
                say("qualifies", &[("level", level.clone()), ("day", day(on))])
            }
            Self::PaidMet { through } => say("paid_met", &[("day", day(through))]),
            Self::PayThen { level, end } => {
                say("pay_then", &[("level", level.clone()), ("end", day(end))])
            }
            Self::Types(types) => say("types", &[("types", types.join(", "))]),
            Self::ShownBy { before, month: last, shown, anniversary } => say(
                "shown_by",
                &[
                    ("before", month(before)),
                    ("month", month(last)),
                    ("shown", day(shown)),
                    ("day", day(anniversary)),
                ],
            ),
            Self::ShownLate { month: last, shown, anniversary, end } => say(
                "shown_late",
                &[
                    ("month", month(last)),
                    ("shown", day(shown)),
                    ("day", day(anniversary)),
                    ("end", day(end)),
                ],
            ),
            Self::BackOn { month: last, shown, end } => {
                say("back_on", &[("month", month(last)), ("shown", day(shown)), ("end", day(end))])
            }
            Self::Raised { more, month: last, oldest, shown } => say(
                "raised",
                &[
                    ("more", labels.amount(*more)),
                    ("month", month(last)),
                    ("oldest", month(oldest)),
                    ("shown", day(shown)),
                ],
            ),
        }
    }
}
