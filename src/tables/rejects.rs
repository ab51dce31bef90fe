//! Rejects: rows set aside, one entry for each reason, with where they stand and what was there.

use super::schema::Kind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    pub kind: Kind,
    /// Place of the file in the ledger.
    pub file: u32,
    pub line: u32,
    /// Place of the column in `Kind::columns`; none for codes of a whole record.
    pub column: Option<u8>,
    pub code: RejectCode,
    /// The cell as it was written.
    pub value: Box<str>,
    pub detail: Detail,
}

/// What the message says beyond the code.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Detail {
    #[default]
    Plain,
    /// The row that is kept instead: place of its file in the ledger, and its line.
    Winner {
        file: u32,
        line: u32,
    },
    Said(Box<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectCode {
    MissingValue,
    BadDate,
    BadNumber,
    BadYesNo,
    BadValue,
    BadEmail,
    BadMcid,
    RaggedRow,
    UnclosedQuote,
    UnknownCompany,
    DuplicateKeyConflict,
    DuplicateRow,
}

impl RejectCode {
    pub const ALL: [Self; 12] = [
        Self::MissingValue,
        Self::BadDate,
        Self::BadNumber,
        Self::BadYesNo,
        Self::BadValue,
        Self::BadEmail,
        Self::BadMcid,
        Self::RaggedRow,
        Self::UnclosedQuote,
        Self::UnknownCompany,
        Self::DuplicateKeyConflict,
        Self::DuplicateRow,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingValue => "missing_value",
            Self::BadDate => "bad_date",
            Self::BadNumber => "bad_number",
            Self::BadYesNo => "bad_yes_no",
            Self::BadValue => "bad_value",
            Self::BadEmail => "bad_email",
            Self::BadMcid => "bad_mcid",
            Self::RaggedRow => "ragged_row",
            Self::UnclosedQuote => "unclosed_quote",
            Self::UnknownCompany => "unknown_company",
            Self::DuplicateKeyConflict => "duplicate_key_conflict",
            Self::DuplicateRow => "duplicate_row",
        }
    }

    /// Repeats and conflicts are kept once; they do not count towards the reject limit.
    #[must_use]
    pub fn is_duplicate(self) -> bool {
        matches!(self, Self::DuplicateKeyConflict | Self::DuplicateRow)
    }
}

impl Reject {
    /// The canonical name of the column, empty for a whole record.
    #[must_use]
    pub fn column_name(&self) -> &'static str {
        self.column.map_or("", |place| self.kind.columns()[place as usize].name)
    }

    /// One sentence; `file_name` tells the name of a file by its place in the ledger.
    #[must_use]
    pub fn message<'a>(&self, file_name: impl Fn(u32) -> &'a str) -> String {
        let column = self.column_name();
        match (&self.detail, self.code) {
            (Detail::Said(text), _) => text.to_string(),
            (Detail::Winner { file, line }, RejectCode::DuplicateRow) => {
                format!("the same as line {line} of {}, which is kept", file_name(*file))
            }
            (Detail::Winner { file, line }, _) => {
                format!("same key, other content: line {line} of {} is kept", file_name(*file))
            }
            (Detail::Plain, code) => plain_message(code, column),
        }
    }
}

fn plain_message(code: RejectCode, column: &str) -> String {
    match code {
        RejectCode::MissingValue => format!("{column} is empty and required"),
        RejectCode::BadDate => format!("{column} is not a date that can be read for certain"),
        RejectCode::BadNumber => format!("{column} is not a number as this file writes them"),
        RejectCode::BadYesNo => format!("{column} is neither a yes nor a no"),
        RejectCode::BadValue => format!("{column} is not one of the values it may have"),
        RejectCode::BadEmail => format!("{column} needs one @ with something on both sides"),
        RejectCode::BadMcid => format!("{column} is not made of digits (18 at most)"),
        RejectCode::RaggedRow => "the number of fields does not fit the header".into(),
        RejectCode::UnclosedQuote => "a quote is opened and never closed".into(),
        RejectCode::UnknownCompany => "no company of the pipeline has this MPN id".into(),
        RejectCode::DuplicateKeyConflict => "another row has the same key".into(),
        RejectCode::DuplicateRow => "another row is the same".into(),
    }
}
