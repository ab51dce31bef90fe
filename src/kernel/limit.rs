//! The reject limit: how many rows of a source may be set aside.

use std::collections::BTreeMap;

use crate::base::{Amount, Failure, shown};
use crate::ingest::decided::{Counted, Decisions, of_kind};
use crate::ingest::read::Reading;
use crate::programme::pipeline::Source;
use crate::tables::{Kind, Reject, RejectCode, kinds};

use super::gathered::Gathered;

/// A source that has more rejects than it may.
pub struct OverLimit {
    pub kind: Kind,
    pub rejected: u64,
    pub read: u64,
    pub ratio: Amount,
}

impl OverLimit {
    /// What is wrong, in words.
    #[must_use]
    pub fn what(&self) -> String {
        format!(
            "{} of {} rows of {} are rejected, more than max_reject_ratio = {} allows; nothing is published",
            self.rejected,
            self.read,
            self.kind.name(),
            self.ratio,
        )
    }

    /// The failure of whoever keeps no rejects.
    #[must_use]
    pub fn failure(&self, gathered: &Gathered) -> Failure {
        let failure = Failure::input(self.what())
            .at(shown(&gathered.loaded.pipeline.path))
            .todo(self.todo(&gathered.reading));
        self.examples(&gathered.reading).into_iter().fold(failure, Failure::because)
    }

    /// What to do about it.
    #[must_use]
    pub fn todo(&self, reading: &Reading) -> &'static str {
        let is_most = |code: RejectCode| {
            // Where it is not said whose the rows are, no row is an empty one.
            let is_own = |own: &Reject<'_>| {
                own.kind == self.kind
                    && own.code == code
                    && (code == RejectCode::UnknownCompany || own.column_name() != "mpn_id")
            };
            let own = reading.rejects.iter().filter(is_own);
            let mut lines: Vec<(u32, u32)> = own.map(|own| (own.file, own.line)).collect();
            lines.sort_unstable();
            lines.dedup();
            lines.len() as u64 * 2 > self.rejected
        };
        if is_most(RejectCode::UnknownCompany) {
            "add the MPN ids of your locations to `locations` of the company, or a [[company]] for each \
             other company"
        } else if self.rejected == self.read && is_most(RejectCode::MissingValue) {
            "not one line is filled in, as in a template that was left as it came: write what is missing into \
             the lines that you need, and delete the lines that have nothing to tell"
        } else if is_most(RejectCode::MissingValue) {
            "fill in what is missing, or delete the lines that have nothing to tell, such as those of a \
             template that you left empty; or raise max_reject_ratio"
        } else {
            "mend the input, or raise max_reject_ratio"
        }
    }

    /// The most frequent reasons, each with the place of the first row that has it.
    #[must_use]
    pub fn examples(&self, reading: &Reading) -> Vec<String> {
        const MOST: usize = 3;
        let mut counts: BTreeMap<RejectCode, (u64, Reject<'_>)> = BTreeMap::new();
        let own = reading.rejects.iter().filter(|reject| reject.kind == self.kind);
        for reject in own.filter(|reject| !reject.code.is_duplicate()) {
            counts.entry(reject.code).or_insert((0, reject)).0 += 1;
        }
        let mut counts: Vec<(RejectCode, (u64, Reject<'_>))> = counts.into_iter().collect();
        counts.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), *code));
        let tell = |(code, (count, first)): &(RejectCode, (u64, Reject<'_>))| {
            let file = reading.files.get(first.file as usize);
            let path = file.map(|file| shown(&file.path)).unwrap_or_default();
            let column = first.column.and_then(|place| self.kind.columns().get(usize::from(place)));
            let column = column.map(|column| format!(", {}", column.name)).unwrap_or_default();
            // Other cells may name a person, and this is said in logs.
            let value = match code {
                RejectCode::UnknownCompany => format!(" {:?}", first.value.trim()),
                _ => String::new(),
            };
            format!("{count} {}: first {path}:{}{column}{value}", code.name(), first.line)
        };
        counts.iter().take(MOST).map(tell).collect()
    }
}

impl Gathered {
    /// Takes what was found out about whole sources for what the part that was read tells.
    #[must_use]
    pub fn decided_by(mut self, decisions: &Decisions) -> Self {
        let given = decisions.iter().filter_map(|(kind, own)| Some((*kind, own.counted?)));
        self.counted.extend(given);
        let filled = &of_kind(decisions, Kind::Performance).filled;
        self.names_countries |= filled.iter().any(|name| name == kinds::Performance::COUNTRY);
        self
    }

    /// The first source over its limit, in the order of kinds.
    #[must_use]
    pub fn over_limit(&self) -> Option<OverLimit> {
        self.over(1).into_iter().next()
    }

    /// The sources with more rejects than a part of their limit.
    #[must_use]
    pub fn near_limit(&self, part: i64) -> Vec<Kind> {
        self.over(part).into_iter().map(|over| over.kind).collect()
    }

    /// The sources with more rejects than such a part of what they may have, in the order of kinds.
    fn over(&self, part: i64) -> Vec<OverLimit> {
        let over = |(kind, source): (&Kind, &Source)| {
            let Counted { read, rejected } = self.counted.get(kind).copied().unwrap_or_default();
            let ratio = source.max_reject_ratio.unwrap_or(default_ratio());
            let allowed = ratio.times(i64::try_from(read).unwrap_or(i64::MAX));
            let rejects = Amount::whole(i64::try_from(rejected).unwrap_or(i64::MAX));
            (rejects.times(part) > allowed).then_some(OverLimit {
                kind: *kind,
                rejected,
                read,
                ratio,
            })
        };
        self.loaded.pipeline.sources.iter().filter_map(over).collect()
    }
}

fn default_ratio() -> Amount {
    Amount::from_plain("0.05").unwrap_or_default()
}
