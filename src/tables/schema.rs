//! The kinds of sources, with their columns and keys. Each kind is declared
//! once, in `kinds`; from the declaration come the types of the frames, the names of their columns in
//! the code, what a row must fill, what makes two rows the same, and what `attain schema` prints.

use super::kinds;

pub use super::column::{Column, ColumnType, KeyPart, Need, OneOf, Vocabulary};
pub use super::kinds::DATASET_METRICS;

/// A kind of source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Users,
    Transcripts,
    Invoices,
    Associations,
    Performance,
    Memberships,
    PartnerCenterReport,
    PartnerCenterScore,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Users,
        Self::Transcripts,
        Self::Invoices,
        Self::Associations,
        Self::Performance,
        Self::Memberships,
        Self::PartnerCenterReport,
        Self::PartnerCenterScore,
    ];

    /// The name in pipeline files and in `source_kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Transcripts => "transcripts",
            Self::Invoices => "invoices",
            Self::Associations => "associations",
            Self::Performance => "performance",
            Self::Memberships => "memberships",
            Self::PartnerCenterReport => "partner_center_report",
            Self::PartnerCenterScore => "partner_center_score",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The columns in their canonical order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Users => kinds::Users::COLUMNS,
            Self::Transcripts => kinds::Transcripts::COLUMNS,
            Self::Invoices => kinds::Invoices::COLUMNS,
            Self::Associations => kinds::Associations::COLUMNS,
            Self::Performance => kinds::Performance::COLUMNS,
            Self::Memberships => kinds::Memberships::COLUMNS,
            Self::PartnerCenterReport => kinds::PartnerCenterReport::COLUMNS,
            Self::PartnerCenterScore => kinds::PartnerCenterScore::COLUMNS,
        }
    }

    /// What makes two rows the same.
    #[must_use]
    pub fn key(self) -> &'static [KeyPart] {
        match self {
            Self::Users => kinds::Users::KEY,
            Self::Transcripts => kinds::Transcripts::KEY,
            Self::Invoices => kinds::Invoices::KEY,
            Self::Associations => kinds::Associations::KEY,
            Self::Performance => kinds::Performance::KEY,
            Self::Memberships => kinds::Memberships::KEY,
            Self::PartnerCenterReport => kinds::PartnerCenterReport::KEY,
            Self::PartnerCenterScore => kinds::PartnerCenterScore::KEY,
        }
    }

    /// Whether a file is a dataset whose columns are metrics, by the columns that it has.
    pub fn is_dataset(self, has: impl Fn(&str) -> bool) -> bool {
        self == Self::Performance
            && !has(kinds::Performance::CONTRIBUTION)
            && DATASET_METRICS.iter().any(|metric| has(metric))
    }

    /// The columns that each row must fill, by those that the file has.
    pub fn required(self, has: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
        let is_dataset = self.is_dataset(has);
        let is_required = move |column: &Column| {
            let is_named = is_dataset && kinds::NAMED_METRIC.contains(&column.name);
            column.need == Need::Required && !is_named
        };
        let columns = self.columns().iter().enumerate();
        columns.filter(move |(_, column)| is_required(column)).map(|(place, _)| place)
    }

    /// The place of a column by its canonical name.
    #[must_use]
    pub fn column(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// Whether its rows name skills.
    #[must_use]
    pub fn has_skills(self) -> bool {
        self.key().contains(&KeyPart::Skill)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::words::KnownSource;

    #[test]
    fn keys_name_columns_of_their_kind() {
        for kind in Kind::ALL {
            for part in kind.key() {
                let named = match part {
                    KeyPart::Cell(name) | KeyPart::Folded(name) => name,
                    KeyPart::Company | KeyPart::MpnId => "mpn_id",
                    KeyPart::Skill => "skill_code",
                    KeyPart::Identity => "mcid",
                };
                assert!(kind.column(named).is_some(), "{} of {}", named, kind.name());
            }
        }
    }

    #[test]
    fn a_default_is_a_word_of_its_column() {
        for column in Kind::ALL.iter().flat_map(|kind| kind.columns()) {
            let Need::Else(word) = column.need else { continue };
            let words = match column.of {
                ColumnType::Word(vocabulary) => vocabulary.words(),
                ColumnType::SourceName => KnownSource::WORDS,
                other => panic!("{} is {other:?}", column.name),
            };
            assert!(words[1..].contains(&word), "{word}");
        }
    }
}
