//! Rejects: rows set aside, one entry for each reason, with where they stand and what was there.

use super::kinds::MPN_ID;
use super::schema::{ColumnType, Kind, Need, OneOf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject<'a> {
    pub kind: Kind,
    /// Place of the file in the ledger.
    pub file: u32,
    pub line: u32,
    /// Place of the column in `Kind::columns`; none for codes of a whole record.
    pub column: Option<u8>,
    pub code: RejectCode,
    /// The cell as it was written.
    pub value: &'a str,
    pub detail: RejectDetail<'a>,
}

/// What the message says beyond the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RejectDetail<'a> {
    #[default]
    Plain,
    /// The row that is kept instead: place of its file in the ledger, and its line.
    Winner {
        file: u32,
        line: u32,
    },
    Said(&'a str),
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

impl Reject<'_> {
    /// The canonical name of the column, empty for a whole record.
    #[must_use]
    pub fn column_name(&self) -> &'static str {
        self.column.map_or("", |place| self.kind.columns()[place as usize].name)
    }

    /// One sentence; `file_name` tells the name of a file by its place in the ledger.
    #[must_use]
    pub fn message<'a>(&self, file_name: impl Fn(u32) -> &'a str) -> String {
        match (&self.detail, self.code) {
            (RejectDetail::Said(text), _) => (*text).to_owned(),
            (RejectDetail::Winner { file, line }, RejectCode::DuplicateRow) => {
                format!("the same as line {line} of {}, which is kept", file_name(*file))
            }
            (RejectDetail::Winner { file, line }, _) => {
                format!("same key, other content: line {line} of {} is kept", file_name(*file))
            }
            (RejectDetail::Plain, code) => {
                let message = plain_message(self.kind, code, self.column);
                match self.hint() {
                    Some(hint) => format!("{message}: {hint}"),
                    None => message,
                }
            }
        }
    }

    /// What a spreadsheet makes of a cell, and how the export is mended.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        let value = self.value.trim();
        let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = !whole.is_empty() && are_digits(whole) && are_digits(rest);
        match self.code {
            _ if is_failed_formula(value) => {
                Some("a formula of the spreadsheet has failed; mend it there before it is saved")
            }
            RejectCode::BadDate if is_number && whole.len() == 5 => Some(
                "a spreadsheet has counted the days; format the column as dates before it is saved",
            ),
            RejectCode::BadDate if has_short_year(value) => Some("a year needs four digits"),
            RejectCode::BadDate if is_named_month(value) => Some(
                "a spreadsheet has made a date of a month; format the column as text, and write 2026-10",
            ),
            RejectCode::UnknownCompany
                if is_number && rest.is_empty() && !whole.starts_with('0') =>
            {
                Some(
                    "a spreadsheet may have taken its leading zeros away; format the column as text",
                )
            }
            RejectCode::BadMcid | RejectCode::BadValue
                if (is_number && !rest.is_empty()) || is_scientific(value) =>
            {
                Some(
                    "it was kept as a number somewhere; format the column as text before it is saved",
                )
            }
            _ => None,
        }
    }
}

/// A day whose year, first or last, has two digits.
fn has_short_year(value: &str) -> bool {
    let day = value.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['/', '.', '-']).collect();
    let are_short =
        |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(are_short)
}

/// `Oct-26`
fn is_named_month(value: &str) -> bool {
    let Some((month, year)) = value.rsplit_once(['-', ' ']) else { return false };
    let is_year = year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year && month.chars().all(|letter| letter.is_alphabetic() || letter == '.')
}

/// `#REF!`, `#DIV/0!`, `#NAME?`
fn is_failed_formula(value: &str) -> bool {
    let named = value.strip_prefix('#').and_then(|rest| rest.strip_suffix(['!', '?']));
    named.is_some_and(|name| {
        name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'/' || byte == b'0')
    })
}

/// `9.90101E+05`
fn is_scientific(value: &str) -> bool {
    let Some((number, power)) = value.split_once(['E', 'e']) else { return false };
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(power.trim_start_matches(['+', '-'])) && are_digits(&number.replace(['.', ','], ""))
}

fn plain_message(kind: Kind, code: RejectCode, place: Option<u8>) -> String {
    let column = place.map(|place| kind.columns()[place as usize]);
    let name = column.map_or("the row", |column| column.name);
    match code {
        RejectCode::MissingValue => missing(kind, name, column.map(|column| column.need)),
        RejectCode::BadDate => format!("{name} is not a date that can be read for certain"),
        RejectCode::BadNumber => format!("{name} is not a number as this file writes them"),
        RejectCode::BadYesNo => format!("{name} is neither a yes nor a no"),
        RejectCode::BadValue => format!("{name} {}", bad(column.map(|column| column.of))),
        RejectCode::BadEmail if column.is_some_and(|column| column.of == ColumnType::Emails) => {
            format!("{name} has a part that needs one @ with something on both sides")
        }
        RejectCode::BadEmail => format!("{name} needs one @ with something on both sides, and no control sign"),
        RejectCode::BadMcid => format!("{name} is not made of digits (18 at most)"),
        RejectCode::RaggedRow => "the number of fields does not fit the header".into(),
        RejectCode::UnclosedQuote => "a quote is opened and never closed".into(),
        RejectCode::UnknownCompany => {
            "no company of the pipeline has this MPN id; add it to `locations` of the company whose it is, \
             or a [[company]] for it"
                .into()
        },
        RejectCode::DuplicateKeyConflict => "another row has the same key".into(),
        RejectCode::DuplicateRow if place.is_some() => {
            "the export says that the row of another location has the same".into()
        }
        RejectCode::DuplicateRow => "another row is the same".into(),
    }
}

/// A column that is not needed by itself is missing for another reason.
fn missing(kind: Kind, name: &str, need: Option<Need>) -> String {
    match need {
        Some(Need::OneOf(OneOf::Month)) if name == "year" => {
            "year is empty beside the month, and invoice_date is not filled".into()
        }
        Some(Need::OneOf(OneOf::Month)) => {
            "neither month (with year) nor invoice_date is filled".into()
        }
        Some(need @ Need::OneOf(_)) => {
            let of_set = kind.columns().iter().filter(|column| column.need == need);
            let names: Vec<&str> = of_set.map(|column| column.name).collect();
            match names.as_slice() {
                [one, other] => format!("neither {one} nor {other} is filled"),
                names => format!("none of {} is filled", names.join(", ")),
            }
        }
        Some(Need::Optional) if name == MPN_ID => {
            "mpn_id is empty, and the pipeline has several companies".into()
        }
        _ => format!("{name} is empty and required"),
    }
}

fn bad(of: Option<ColumnType>) -> String {
    match of {
        Some(ColumnType::MpnId) => "is not made of digits".into(),
        Some(ColumnType::Year) => "is not a year of four digits".into(),
        Some(ColumnType::MonthNumber) => "is neither 1 to 12 nor the name of a month".into(),
        Some(ColumnType::MonthOrDate) => {
            "is neither a month such as 2021-03 nor a date that can be read for certain".into()
        }
        Some(ColumnType::Currency) => "is no currency code of ISO 4217".into(),
        Some(ColumnType::Word(vocabulary)) => {
            format!("is none of {}", vocabulary.words()[1..].join(", "))
        }
        _ => "is not one of the values it may have".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: Kind, column: &str, code: RejectCode) -> String {
        let place = kind.column(column).and_then(|place| u8::try_from(place).ok());
        assert!(place.is_some(), "{column}");
        plain_message(kind, code, place)
    }

    #[test]
    fn a_set_of_which_none_is_filled_is_told_whole() {
        let missing = |kind, column| message(kind, column, RejectCode::MissingValue);
        let identity = missing(Kind::Transcripts, "mcid");
        assert!(identity.starts_with("none of ") && identity.contains("user_id"), "{identity}");
        assert_eq!(
            missing(Kind::Transcripts, "skill_code"),
            "neither skill_code nor skill_title is filled"
        );
        assert_eq!(
            missing(Kind::Invoices, "month"),
            "neither month (with year) nor invoice_date is filled"
        );
        assert!(missing(Kind::Invoices, "year").starts_with("year is empty beside the month"));
        assert_eq!(missing(Kind::Users, "work_email"), "work_email is empty and required");
    }

    #[test]
    fn what_a_spreadsheet_made_of_a_cell_is_told() {
        let hint = |code, value| {
            let reject = Reject {
                kind: Kind::Transcripts,
                file: 0,
                line: 2,
                column: Some(0),
                code,
                value,
                detail: RejectDetail::Plain,
            };
            reject.hint()
        };
        for value in ["45418", "45418.5", " 45418 "] {
            assert!(
                hint(RejectCode::BadDate, value).is_some_and(|it| it.contains("days")),
                "{value}"
            );
        }
        for value in ["06/05/24", "6.5.24", "24-05-06 10:00"] {
            assert_eq!(
                hint(RejectCode::BadDate, value),
                Some("a year needs four digits"),
                "{value}"
            );
        }
        for value in ["Oct-26", "févr.-26", "Okt 26"] {
            assert!(hint(RejectCode::BadDate, value).is_some_and(|it| it.contains("2026-10")));
        }
        assert_eq!(hint(RejectCode::BadDate, "Oct-2026"), None);
        assert!(hint(RejectCode::UnknownCompany, "655300").is_some());
        assert_eq!(hint(RejectCode::UnknownCompany, "0655300"), None);
        for value in ["9.90101E+05", "990102.0", "1e6"] {
            assert!(
                hint(RejectCode::BadMcid, value).is_some_and(|it| it.contains("text")),
                "{value}"
            );
        }
        for value in ["#REF!", "#DIV/0!", "#NAME?"] {
            let told = hint(RejectCode::BadYesNo, value);
            assert!(told.is_some_and(|it| it.contains("formula")), "{value}");
        }
        for value in ["", "2021", "31.02.2021", "soon", "1234567"] {
            assert_eq!(hint(RejectCode::BadDate, value), None, "{value}");
        }
        for value in ["MCID-101", "101a", "E+05", ""] {
            assert_eq!(hint(RejectCode::BadMcid, value), None, "{value}");
        }
    }

    #[test]
    fn only_several_companies_make_an_mpn_id_needed() {
        let told = message(Kind::Users, "mpn_id", RejectCode::MissingValue);
        assert_eq!(told, "mpn_id is empty, and the pipeline has several companies");
    }

    #[test]
    fn a_bad_value_is_told_by_what_the_column_takes() {
        let bad = |kind, column| message(kind, column, RejectCode::BadValue);
        assert_eq!(bad(Kind::Users, "mpn_id"), "mpn_id is not made of digits");
        assert_eq!(bad(Kind::Invoices, "year"), "year is not a year of four digits");
        assert_eq!(bad(Kind::Users, "status"), "status is none of Active, Removed");
        assert!(bad(Kind::Invoices, "currency").contains("ISO 4217"));
    }
}
