//! The workbook of a portfolio: companies, totals, trend.

use crate::report::Labels;
use crate::report::book::{
    Accent, Body, Book, Chart, ChartShape, HeldRows, LineStyle, PageBlock, Series, Sheet,
    SheetContent, SheetPage, ShownColumn, TablePart,
};
use crate::report::books::risk_sheets::SEVERITIES;
use crate::report::cell::{Cell, Look, Tone};
use crate::report::classes::Class;

use super::company::{CompanyStanding, LIGHTS};
use super::totals::Total;
use super::trend::PastRun;
use super::whole::Portfolio;

/// Rows of the companies that are made at a time.
const PIECE: usize = 8_192;
/// How small the sheets are made, from 1 to 9.
const COMPRESSION: u32 = 1;
/// The widths of the sheet of the trend: day and run, then counts.
const WIDTHS: [f64; 14] =
    [14.0, 34.0, 13.0, 11.0, 11.0, 11.0, 11.0, 13.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0];

/// The tone of each light, in their order.
pub(crate) const TONES: [Tone; 5] =
    [Tone::Bad, Tone::Warning, Tone::Muted, Tone::Good, Tone::Notice];

/// The workbook as a value.
#[must_use]
pub(crate) fn book<'a>(portfolio: &'a Portfolio, labels: &'a Labels) -> Book<'a> {
    let as_of = labels.day(Some(portfolio.as_of));
    Book {
        file: "portfolio.xlsx",
        title: title(portfolio, labels),
        subject: labels.say("say", "as_of", &[("date", &as_of)]),
        author: format!("attain {}", env!("CARGO_PKG_VERSION")),
        as_of: portfolio.as_of,
        footer: [
            portfolio.run_id.clone(),
            labels.get("say", "page_of").to_owned(),
            labels.say("say", "as_of", &[("date", &as_of)]),
        ],
        formats: labels.formats(),
        compression: COMPRESSION,
        sheets: vec![
            companies(portfolio, labels),
            totals(portfolio, labels),
            trend(portfolio, labels),
        ],
    }
}

/// What the workbook and the page are called.
#[must_use]
pub(crate) fn title(portfolio: &Portfolio, labels: &Labels) -> String {
    labels.say("portfolio", "title", &[("pipeline", &portfolio.pipeline)])
}

fn count<'a>(number: u64) -> Cell<'a> {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A column with its word, and what it means for whoever points at it.
fn column(labels: &Labels, key: &'static str, look: Look) -> ShownColumn {
    let means = labels.find("portfolio_means", key).unwrap_or_default();
    ShownColumn::new(labels.get("portfolio", key), look).meaning(means).noted(means)
}

fn words(labels: &Labels, group: &str, tones: &[(&'static str, Tone)]) -> Accent {
    Accent::Words(
        tones.iter().map(|(code, tone)| (labels.get(group, code).to_owned(), *tone)).collect(),
    )
}

fn companies<'a>(portfolio: &'a Portfolio, labels: &'a Labels) -> Sheet<'a> {
    let lights: Vec<(&'static str, Tone)> = LIGHTS.into_iter().zip(TONES).collect();
    let own = |key| column(labels, key, Look::Integer);
    let class = |class: Class| ShownColumn::new(labels.get("class", class.name()), Look::Integer);
    let columns = vec![
        own("rank"),
        ShownColumn::new(labels.get("column", "company"), Look::Text).meaning(""),
        ShownColumn::new(labels.get("column", "mpn_id"), Look::Id),
        column(labels, "light", Look::Text).accented(words(labels, "portfolio", &lights)),
        own("held"),
        class(Class::NotMet),
        class(Class::RenewalWindow),
        class(Class::Lapsed),
        class(Class::Breaks),
        own("breaks_90_days"),
        class(Class::OnePerson),
        class(Class::NotJudged),
        class(Class::Safe),
        column(labels, "soonest_on", Look::Date).accented(Accent::Nearing(portfolio.as_of)),
        own("actions_now"),
        own("actions_soon"),
        own("findings"),
        column(labels, "newest_skill_on", Look::Date),
    ];
    Sheet {
        name: labels.get("sheet", "portfolio").to_owned(),
        tab: Some(Tone::Notice),
        content: SheetContent::Table(TablePart {
            name: "tblPortfolio".to_owned(),
            columns,
            body: Box::new(CompanyCells::of(&portfolio.companies, labels)),
            empty: labels.get("word", "no_rows").to_owned(),
            frozen: 3,
        }),
    }
}

/// The companies, made into cells as they are asked for.
struct CompanyCells<'a> {
    companies: &'a [CompanyStanding],
    labels: &'a Labels,
    sizes: Vec<usize>,
}

impl<'a> CompanyCells<'a> {
    fn of(companies: &'a [CompanyStanding], labels: &'a Labels) -> Self {
        let sizes = companies.chunks(PIECE).map(<[_]>::len).collect();
        Self { companies, labels, sizes }
    }
}

impl Body for CompanyCells<'_> {
    fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        let first = piece * PIECE;
        let last = self.companies.len().min(first + PIECE);
        let ranked = (first + 1..).zip(&self.companies[first..last]);
        ranked.flat_map(|(rank, own)| row(rank, own, self.labels)).collect()
    }
}

fn row<'a>(rank: usize, own: &'a CompanyStanding, labels: &'a Labels) -> Vec<Cell<'a>> {
    let class = |class: Class| count(own.counts.of_class(class));
    vec![
        count(rank as u64),
        Cell::text(own.shown()),
        Cell::text(own.mpn_id.as_str()),
        Cell::text(light(own, labels)),
        count(own.counts.held()),
        class(Class::NotMet),
        class(Class::RenewalWindow),
        class(Class::Lapsed),
        class(Class::Breaks),
        count(own.breaks_soon),
        class(Class::OnePerson),
        class(Class::NotJudged),
        class(Class::Safe),
        Cell::day(own.soonest),
        count(own.actions_now),
        count(own.actions_soon),
        count(own.findings),
        Cell::day(own.newest_skill),
    ]
}

/// The light in a word.
#[must_use]
pub(crate) fn light<'a>(own: &CompanyStanding, labels: &'a Labels) -> &'a str {
    let light = LIGHTS.into_iter().find(|light| *light == own.light());
    labels.get("portfolio", light.unwrap_or("none"))
}

/// A column for each severity.
fn severities(labels: &Labels) -> impl Iterator<Item = ShownColumn> {
    SEVERITIES.iter().map(|(code, _)| ShownColumn::new(labels.get("severity", code), Look::Integer))
}

fn totals<'a>(portfolio: &'a Portfolio, labels: &'a Labels) -> Sheet<'a> {
    let mut columns = vec![
        ShownColumn::new(labels.get("column", "programme"), Look::Text),
        ShownColumn::new(labels.get("column", "level"), Look::Text),
        column(labels, "companies", Look::Integer),
    ];
    columns.extend(severities(labels));
    let row = |total: &'a Total| {
        let mut cells = vec![
            Cell::text(total.programme.as_str()),
            Cell::text(total.level.as_str()),
            count(total.companies),
        ];
        cells.extend(total.levels.iter().copied().map(count));
        cells
    };
    Sheet {
        name: labels.get("sheet", "totals").to_owned(),
        tab: None,
        content: SheetContent::Table(TablePart {
            name: "tblTotals".to_owned(),
            columns,
            body: Box::new(HeldRows::of(portfolio.totals.iter().map(row).collect())),
            empty: labels.get("word", "no_rows").to_owned(),
            frozen: 2,
        }),
    }
}

fn trend<'a>(portfolio: &'a Portfolio, labels: &'a Labels) -> Sheet<'a> {
    let mut page = SheetPage::of_widths(&WIDTHS);
    let heading = labels.get("portfolio", "trend");
    page.put(PageBlock::Title(heading.to_owned()));
    page.put(PageBlock::Table(trend_table(portfolio, labels)));
    for (run_id, why) in &portfolio.trend.left_out {
        let label = labels.get("portfolio", "left_out").to_owned();
        page.put(PageBlock::Fact(label, Cell::text(format!("{run_id}: {why}"))));
    }
    page.charts.push(chart(portfolio, labels, heading));
    Sheet {
        name: labels.get("sheet", "trend").to_owned(),
        tab: None,
        content: SheetContent::Page(page),
    }
}

fn trend_table<'a>(portfolio: &'a Portfolio, labels: &'a Labels) -> TablePart<'a> {
    let mut columns = vec![
        ShownColumn::new(labels.get("fact", "as_of"), Look::Text),
        ShownColumn::new(labels.get("fact", "run"), Look::Text),
        column(labels, "companies", Look::Integer),
    ];
    columns.extend(LIGHTS.into_iter().map(|light| column(labels, light, Look::Integer)));
    columns.extend(severities(labels));
    let row = |past: &'a PastRun| {
        // A day as text: charts write the days of an axis as numbers.
        let day = Cell::text(labels.day(Some(past.as_of)));
        let mut cells = vec![day, Cell::text(past.run_id.as_str()), count(past.companies)];
        cells.extend(past.lights.iter().chain(&past.levels).copied().map(count));
        cells
    };
    TablePart {
        name: "tblTrend".to_owned(),
        columns,
        body: Box::new(HeldRows::of(portfolio.trend.runs.iter().map(row).collect())),
        empty: labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}

/// The companies of each light, run by run.
fn chart(portfolio: &Portfolio, labels: &Labels, heading: &str) -> Chart {
    let told: Vec<String> = portfolio
        .trend
        .runs
        .iter()
        .map(|past| {
            let lights = LIGHTS.into_iter().zip(past.lights);
            let lights: Vec<String> = lights
                .map(|(light, count)| format!("{} {count}", labels.get("portfolio", light)))
                .collect();
            format!("{}: {}", labels.day(Some(past.as_of)), lights.join(", "))
        })
        .collect();
    let series = LIGHTS.into_iter().zip(TONES).enumerate().map(|(place, (light, tone))| Series {
        name: labels.get("portfolio", light).to_owned(),
        column: 3 + place,
        line: LineStyle::Shape,
        tone,
        points: Vec::new(),
    });
    Chart {
        title: heading.to_owned(),
        alternative: format!("{heading}. {}", told.join("; ")),
        table: "tblTrend".to_owned(),
        categories: 0,
        series: series.collect(),
        shape: ChartShape::Columns,
        value_title: labels.get("portfolio", "companies").to_owned(),
        unit: None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::base::Day;
    use crate::portfolio::trend::Trend;
    use crate::report::classes::Counts;
    use crate::report::labels::missed;
    use crate::report::lint;
    use crate::report::write::xlsx::write_book;

    fn portfolio(companies: usize) -> Portfolio {
        let as_of = Day::from_iso("2021-03-01").unwrap();
        let mut counts = Counts::default();
        counts.add(Some(Class::NotMet));
        let company = |number: usize| CompanyStanding {
            mpn_id: format!("{number:07}"),
            name: "=1+1".to_owned(),
            counts,
            soonest: Some(as_of),
            ..CompanyStanding::default()
        };
        let past = |run_id: &str| PastRun {
            run_id: run_id.to_owned(),
            as_of,
            companies: 2,
            lights: [1, 0, 0, 1, 0],
            levels: [0, 1, 0, 0, 1, 0],
        };
        Portfolio {
            folder: "out".into(),
            run_id: "2021-03-01-nightly-4f2c9a".to_owned(),
            pipeline: "nightly".to_owned(),
            language: "en".to_owned(),
            as_of,
            inputs: Vec::new(),
            companies: (0..companies).map(company).collect(),
            counts,
            lights: [1, 0, 0, 1, 0],
            findings_of_nobody: 0,
            totals: Vec::new(),
            trend: Trend {
                runs: vec![past("2021-02-01-nightly-4f2c9a"), past("2021-03-01-nightly-4f2c9a")],
                left_out: vec![("2021-01-01-nightly-4f2c9a".to_owned(), "gone".to_owned())],
            },
            different: 0,
        }
    }

    /// Of each table with rows how many cells its head has, and how many its first row.
    fn heads_and_rows(page: &str) -> Vec<(usize, usize)> {
        let cells = |text: &str| text.matches("<th").count() + text.matches("<td").count();
        let tables = page.split("<table").skip(1).filter_map(|table| {
            let (head, body) = table.split_once("<tbody>")?;
            let (_, head) = head.split_once("<tr>")?;
            let (row, _) = body.split_once("</tr>")?;
            Some((cells(head), cells(row)))
        });
        tables.filter(|(_, row)| *row > 0).collect()
    }

    /// As many rows as are written on all cores too, in every language.
    #[test]
    fn the_workbook_stands_up_to_the_linter() {
        for (language, companies) in [("en", 3), ("fr", 0), ("sv", 1), ("de", 2), ("es", 20_001)] {
            let (portfolio, labels) = (portfolio(companies), Labels::built_in(language).unwrap());
            let mut bytes = Vec::new();
            let written = write_book(&book(&portfolio, &labels), &mut bytes).unwrap();
            let faults = lint::faults(&written, || Ok(Cursor::new(bytes.clone()))).unwrap();
            assert_eq!(faults, Vec::<String>::new(), "{language}");
            let page = crate::portfolio::page::page(&portfolio, &labels, 2_000);
            assert!(page.len() < 1 << 20, "{language}: {}", page.len());
            for (head, row) in heads_and_rows(&page) {
                assert_eq!(head, row, "{language}: a cell for each head");
            }
            assert_eq!(missed(), Vec::<String>::new(), "{language}");
        }
    }
}
