//! The companies as rows of the table `portfolio`.

use crate::base::Day;
use crate::report::classes::Class;
use crate::tables::output::{OutputSchema, Rows, Values};
use crate::tables::outputs::PORTFOLIO;

use super::company::CompanyStanding;

/// Companies, the worst first.
pub(crate) struct CompanyLines<'a>(pub &'a [CompanyStanding]);

impl Rows for CompanyLines<'_> {
    fn schema(&self) -> &'static OutputSchema {
        &PORTFOLIO
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let companies = &self.0[start..end];
        let name = PORTFOLIO.columns[place].name;
        match name {
            "mpn_id" => Values::Text(companies.iter().map(|own| own.mpn_id.as_str()).collect()),
            "name" => Values::Text(companies.iter().map(|own| own.name.as_str()).collect()),
            "light" => Values::Text(companies.iter().map(CompanyStanding::light).collect()),
            "soonest_on" => days(companies, |own| own.soonest),
            "newest_skill_on" => days(companies, |own| own.newest_skill),
            _ => {
                let ranked = (start + 1..).zip(companies);
                let cell = |(rank, own): (usize, &CompanyStanding)| number(own, name, rank);
                Values::Numbers(ranked.map(cell).collect())
            }
        }
    }
}

fn days<'a>(
    companies: &[CompanyStanding],
    of: impl Fn(&CompanyStanding) -> Option<Day>,
) -> Values<'a> {
    Values::Days(companies.iter().map(|own| of(own).unwrap_or(Day::FOREVER)).collect())
}

fn number(own: &CompanyStanding, name: &str, rank: usize) -> Option<i64> {
    let count = match name {
        "rank" => rank as u64,
        "held" => own.counts.held(),
        "breaks_90_days" => own.breaks_soon,
        "actions_now" => own.actions_now,
        "actions_soon" => own.actions_soon,
        "findings" => own.findings,
        // The other columns are called as the classes are.
        _ => own.counts.of_class(Class::ALL.into_iter().find(|class| class.name() == name)?),
    };
    i64::try_from(count).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::output::OutputType;

    #[test]
    fn every_column_has_cells_of_its_type() {
        let companies =
            [CompanyStanding { mpn_id: "0100".to_owned(), ..CompanyStanding::default() }];
        let lines = CompanyLines(&companies);
        for (place, column) in PORTFOLIO.columns.iter().enumerate() {
            match (column.of, lines.column(place, 0, 1)) {
                (OutputType::Text, Values::Text(cells)) => assert_eq!(cells.len(), 1),
                (OutputType::Day, Values::Days(cells)) => assert_eq!(cells, [Day::FOREVER]),
                (OutputType::Number, Values::Numbers(cells)) => {
                    assert_eq!(cells, [Some(i64::from(column.name == "rank"))], "{}", column.name);
                }
                (of, cells) => panic!("{}: {of:?} and {cells:?}", column.name),
            }
        }
    }
}
