//! The companies of a pipeline file: `[company]`, or `[[company]]` for several.

use std::collections::BTreeMap;

use crate::base::fold::fold;
use crate::base::{Day, Month, Outcome};
use crate::programme::document::{Document, DocumentValue, TomlTable};
use crate::programme::given::Company;
use crate::tables::DateOrder;

const KEYS: [&str; 10] = [
    "name",
    "mpn_id",
    "locations",
    "country",
    "migrated_on",
    "date_order",
    "language",
    "attested",
    "directory_url",
    "discrepancy",
];

pub(super) const DATE_ORDERS: [(&str, DateOrder); 3] =
    [("dmy", DateOrder::DayFirst), ("mdy", DateOrder::MonthFirst), ("ymd", DateOrder::YearFirst)];

pub(super) fn read_all(root: &TomlTable) -> Outcome<Vec<Company>> {
    let value = root.need("company")?;
    let tables = tables(root)?;
    if tables.is_empty() {
        return Err(value.failure("there is no company").todo("add [company]"));
    }
    let companies: Vec<Company> =
        tables.iter().map(|table| company(table)).collect::<Outcome<_>>()?;
    refuse_repeats(&tables, &companies)?;
    Ok(companies)
}

/// The companies of a text that has nothing else.
///
/// # Errors
/// As for a pipeline file.
pub(crate) fn of_text(name: &str, text: String) -> Outcome<Vec<Company>> {
    read_all(&Document::parse(name, text)?.root)
}

/// The language that a company asks for, where the pipeline names none.
pub(super) fn language(root: &TomlTable) -> Outcome<Option<&DocumentValue>> {
    Ok(tables(root)?.into_iter().find_map(|table| table.find("language")))
}

fn tables(root: &TomlTable) -> Outcome<Vec<&TomlTable>> {
    let Some(value) = root.find("company") else { return Ok(Vec::new()) };
    if value.is_list() { value.tables() } else { Ok(vec![value.table()?]) }
}

fn company(table: &TomlTable) -> Outcome<Company> {
    table.only(&KEYS)?;
    let date_order =
        table.find("date_order").map(|value| value.choice(&DATE_ORDERS)).transpose()?;
    let directory_url = table.text("directory_url")?;
    Ok(Company {
        name: table.need_text("name")?,
        mpn_id: id(table.need("mpn_id")?)?,
        locations: locations(table)?,
        country: table.find("country").map_or(Ok(""), DocumentValue::written)?.trim().to_owned(),
        migrated_on: table.day("migrated_on")?,
        date_order,
        attested: attested(table)?,
        directory_url,
        discrepancy: table.find("discrepancy").map(discrepancy).transpose()?,
    })
}

/// An MPN ID: digits as text, so that its leading zeros stay.
fn id(value: &DocumentValue) -> Outcome<String> {
    let text = value.text()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(value
        .failure(format!("\"{}\" is \"{text}\", which is not only digits", value.key))
        .todo("write the MPN ID in digits, such as \"0123456\""))
}

fn locations(table: &TomlTable) -> Outcome<Vec<String>> {
    table.find("locations").map_or(Ok(Vec::new()), |value| value.list()?.iter().map(id).collect())
}

fn attested(table: &TomlTable) -> Outcome<BTreeMap<String, Day>> {
    let Some(value) = table.find("attested") else {
        return Ok(BTreeMap::new());
    };
    let facts = value.table()?.in_order();
    facts.into_iter().map(|fact| Ok((fact.key.clone(), fact.day()?))).collect()
}

fn discrepancy(value: &DocumentValue) -> Outcome<(Month, Month)> {
    let table = value.table()?;
    table.only(&["from", "until"])?;
    let (from, until) = (month(table.need("from")?)?, month(table.need("until")?)?);
    if from > until {
        return Err(value
            .failure(format!("\"until\" ({until}) is before \"from\" ({from})"))
            .todo("correct one of the months; \"until\" is the last one"));
    }
    Ok((from, until))
}

fn month(value: &DocumentValue) -> Outcome<Month> {
    let text = value.text()?;
    Month::from_iso(text).ok_or_else(|| {
        value
            .failure(format!("\"{}\" is \"{text}\", which is no month", value.key))
            .todo("write it like \"2019-01\"")
    })
}

/// A row finds its company by an id, a reader by the name: neither may mean two.
fn refuse_repeats(tables: &[&TomlTable], companies: &[Company]) -> Outcome<()> {
    let mut ids: BTreeMap<&str, &Company> = BTreeMap::new();
    let mut names: BTreeMap<String, &TomlTable> = BTreeMap::new();
    for (table, company) in tables.iter().zip(companies) {
        if let Some(first) = names.insert(fold(&company.name), table) {
            let name = format!("the company \"{}\" is there twice", company.name);
            return Err(table
                .place
                .failure(name)
                .todo("give each a name of its own, for example with its city")
                .because(format_args!("it is first in {}", first.place)));
        }
        for id in std::iter::once(&company.mpn_id).chain(&company.locations) {
            // A company may list its own account among its locations.
            if let Some(owner) = ids.insert(id, company)
                && owner.name != company.name
            {
                return Err(table
                    .place
                    .failure(format!("the MPN ID {id} is there twice"))
                    .todo("remove one of them")
                    .because(format_args!("it is first with {}", owner.name)));
            }
        }
    }
    Ok(())
}
