//! The one form that texts of a type have: codes of skills, currencies, names of sources and levels.

use crate::base::fold::fold;
use crate::tables::{ColumnType, RejectCode, Vocabulary};

use super::cell_rules::CellRules;

/// ISO 4217, with the codes that were current from 2017 on.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV \
     BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD \
     EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK \
     JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
     MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON \
     RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP \
     TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD \
     XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG ZWL";

pub(super) fn normal_text(
    of: ColumnType,
    text: &str,
    rules: &CellRules<'_>,
) -> Result<String, RejectCode> {
    match of {
        ColumnType::SkillCode => Ok(skill_code(text)),
        ColumnType::MpnId => {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { Ok(text.to_owned()) } else { Err(RejectCode::BadValue) }
        }
        ColumnType::Currency => {
            let upper = text.to_ascii_uppercase();
            let is_known = upper.len() == 3 && CURRENCIES.split(' ').any(|known| known == upper);
            if is_known { Ok(upper) } else { Err(RejectCode::BadValue) }
        }
        ColumnType::SourceName => {
            let word = rules.dialect.words.get(&(Vocabulary::Source, fold(text)));
            Ok(word.map_or(text, |&word| Vocabulary::Source.words()[word as usize]).to_owned())
        }
        ColumnType::LevelName => Ok(level_name(text, rules)),
        _ => Ok(text.to_owned()),
    }
}

/// A level that no programme has is a level all the same: whoever holds it is told (K2a).
fn level_name(text: &str, rules: &CellRules<'_>) -> String {
    let folded = fold(text);
    if let Some(&word) = rules.dialect.words.get(&(Vocabulary::Level, folded.clone())) {
        return Vocabulary::Level.words()[word as usize].to_owned();
    }
    let known = rules.levels.iter().find(|(known, _)| *known == folded);
    known.map_or(text, |(_, level)| level.as_str()).to_owned()
}

/// Upper case, every inner run of white space one hyphen.
#[must_use]
pub fn skill_code(text: &str) -> String {
    text.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join("-")
}
