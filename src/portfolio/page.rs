//! The page of a portfolio: the verdict on all companies, the worst of them, totals, trend.

use maud::{Markup, html};

use crate::base::{Amount, Day};
use crate::report::Labels;
use crate::report::books::risk_sheets::SEVERITIES;
use crate::report::books::verdict::in_words;
use crate::report::classes::Class;
use crate::report::page::draw::{WIDE, bar, strip};
use crate::report::page::shell::{Head, document};
use crate::report::page::{on_demand, short, tone};

use super::book::{TONES, light, title};
use super::company::{CompanyStanding, LIGHTS};
use super::totals::{Total, sum};
use super::trend::PastRun;
use super::whole::Portfolio;

/// Its file.
pub(crate) const NAME: &str = "portfolio.html";
/// Companies that a page can list and stay small enough to be mailed.
const COMPANIES_MAX: usize = 1_000;
/// Levels of programmes; the workbook has all.
const TOTALS_MAX: usize = 200;
/// The height of a bar of the trend, in units.
const HEIGHT: f64 = 20.0;

/// How the page writes.
#[derive(Clone, Copy)]
struct PortfolioPen<'a> {
    labels: &'a Labels,
    portfolio: &'a Portfolio,
}

/// The page with so many companies.
#[must_use]
pub(crate) fn page(portfolio: &Portfolio, labels: &Labels, worst: usize) -> String {
    let pen = PortfolioPen { labels, portfolio };
    let date = labels.day(Some(portfolio.as_of));
    let title = title(portfolio, labels);
    let values = [("date", date.as_str()), ("run", &portfolio.run_id)];
    let says = labels.say("page", "as_of_run", &values);
    let head = Head {
        language: &labels.language,
        title: &short(&title),
        date: &date,
        says: html! { (says) },
    };
    let sections = [verdict(pen), companies(pen, worst), totals(pen), trend(pen)];
    document(&head, &html! {}, &sections)
}

impl<'a> PortfolioPen<'a> {
    fn word(self, key: &'static str) -> &'a str {
        self.labels.get("portfolio", key)
    }

    fn count(self, count: u64) -> String {
        self.labels.amount(Amount::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    fn day(self, day: Option<Day>) -> String {
        self.labels.day(day)
    }

    /// A cell with a number; nothing is shown as quietly as it is.
    fn number(self, count: u64) -> Markup {
        html! { @if count == 0 { td.number.none { "–" } } @else { td.number { (self.count(count)) } } }
    }
}

fn verdict(pen: PortfolioPen<'_>) -> Markup {
    let portfolio = pen.portfolio;
    let worst = LIGHTS.into_iter().zip(portfolio.lights).zip(TONES).find(|((_, all), _)| *all > 0);
    let class = worst.map_or("muted", |(_, own)| tone(own));
    html! {
        section aria-labelledby="verdict" {
            h2 #verdict { (pen.labels.get("page", "companies")) }
            p class={ "light " (class) } { (in_words(&portfolio.counts, pen.labels)) }
            ul.chips.verdict {
                @for ((name, all), own) in LIGHTS.into_iter().zip(portfolio.lights).zip(TONES) {
                    @if all > 0 {
                        li class=(tone(own)) { strong { (pen.count(all)) } " " (pen.word(name)) }
                    }
                }
            }
        }
    }
}

fn companies(pen: PortfolioPen<'_>, worst: usize) -> Markup {
    let all = pen.portfolio.companies.len();
    let shown = all.min(worst).min(COMPANIES_MAX);
    let counts = [shown, all].map(|count| pen.count(count as u64));
    let values = [("shown", counts[0].as_str()), ("all", counts[1].as_str())];
    html! {
        section aria-labelledby="worst" {
            h2 #worst { (pen.labels.say("portfolio", "worst", &values)) }
            div.wide tabindex="0" role="region" aria-labelledby="worst" { table.counts {
                thead { tr {
                    th scope="col" { (pen.labels.get("column", "company")) }
                    th scope="col" { (pen.word("held")) }
                    th scope="col" { (pen.word("breaks_90_days")) }
                    @for class in CLASSES { th scope="col" { (pen.labels.get("class", class.name())) } }
                    @for key in KEYS { th scope="col" { (pen.word(key)) } }
                } }
                tbody { @for own in &pen.portfolio.companies[..shown] { (company(pen, own)) } }
            } }
            @if let Some(first) = pen.portfolio.companies.first() {
                p.small { (on_demand(pen.labels, pen.portfolio.as_of, &first.mpn_id)) }
            }
            @if all > shown {
                p { (pen.labels.say("portfolio", "more", &[("count", &pen.count((all - shown) as u64))])) }
            }
        }
    }
}

/// The classes that a row counts.
const CLASSES: [Class; 6] = [
    Class::NotMet,
    Class::RenewalWindow,
    Class::Lapsed,
    Class::Breaks,
    Class::OnePerson,
    Class::NotJudged,
];
/// The columns behind them.
const KEYS: [&str; 5] =
    ["soonest_on", "actions_now", "actions_soon", "findings", "newest_skill_on"];

fn company(pen: PortfolioPen<'_>, own: &CompanyStanding) -> Markup {
    let dot = own.tone().map_or("", tone);
    html! {
        tr {
            th scope="row" {
                span class={ "dot " (dot) } title=(light(own, pen.labels)) {} " " (short(own.shown()))
                @if own.shown() != own.mpn_id { " " span.small { (short(&own.mpn_id)) } }
            }
            (pen.number(own.counts.held()))
            (pen.number(own.breaks_soon))
            @for class in CLASSES { (pen.number(own.counts.of_class(class))) }
            td.day { (pen.day(own.soonest)) }
            @for count in [own.actions_now, own.actions_soon, own.findings] { (pen.number(count)) }
            td.day { (pen.day(own.newest_skill)) }
        }
    }
}

fn severities(pen: PortfolioPen<'_>) -> Markup {
    html! {
        @for (code, _) in SEVERITIES { th scope="col" { (pen.labels.get("severity", code)) } }
    }
}

fn totals(pen: PortfolioPen<'_>) -> Markup {
    let all = &pen.portfolio.totals;
    let named = |total: &Total| {
        let name = format!("{} {}", total.programme, total.level);
        short(name.trim()).into_owned()
    };
    html! {
        section aria-labelledby="totals" {
            h2 #totals { (pen.word("totals")) }
            div.wide tabindex="0" role="region" aria-labelledby="totals" { table.counts {
                thead { tr {
                    th scope="col" { (pen.labels.get("column", "level")) }
                    th scope="col" { (pen.word("companies")) }
                    (severities(pen))
                } }
                tbody { @for total in all.iter().take(TOTALS_MAX) { tr {
                    th scope="row" { (named(total)) }
                    (pen.number(total.companies))
                    @for count in total.levels { (pen.number(count)) }
                } } }
                tfoot { tr {
                    th scope="row" { (pen.labels.get("page", "all_companies")) }
                    (pen.number(pen.portfolio.companies.len() as u64))
                    @for count in sum(all) { (pen.number(count)) }
                } }
            } }
            @if all.len() > TOTALS_MAX {
                p { (pen.labels.say("page", "rest_in_table", &[
                    ("count", &pen.count((all.len() - TOTALS_MAX) as u64)), ("table", "portfolio.xlsx"),
                ])) }
            }
        }
    }
}

/// The classes of the bars, in the order of the lights: those that the style has.
const BARS: [&str; 5] = ["bad", "part-2", "muted", "good", "track"];

fn trend(pen: PortfolioPen<'_>) -> Markup {
    let trend = &pen.portfolio.trend;
    html! {
        section aria-labelledby="trend" {
            h2 #trend { (pen.word("trend")) }
            div.wide tabindex="0" role="region" aria-labelledby="trend" { table.counts {
                thead { tr {
                    th scope="col" { (pen.labels.get("fact", "as_of")) }
                    th scope="col" { (pen.word("companies")) }
                    @for name in LIGHTS { th scope="col" { (pen.word(name)) } }
                    (severities(pen))
                } }
                tbody { @for (place, past) in trend.runs.iter().enumerate() { tr {
                    th scope="row" {
                        span.day { (pen.day(Some(past.as_of))) }
                        (drawn(pen, place, past))
                    }
                    (pen.number(past.companies))
                    @for count in past.lights.iter().chain(&past.levels) { (pen.number(*count)) }
                } } }
            } }
            @for (run_id, why) in &trend.left_out {
                p.small { (pen.word("left_out")) ": " (short(run_id)) ": " (short(why)) }
            }
        }
    }
}

/// The lights of a run as parts of one bar.
fn drawn(pen: PortfolioPen<'_>, place: usize, past: &PastRun) -> Markup {
    let all = past.lights.iter().sum::<u64>().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a drawing is not exact to the company")]
    let at = |count: u64| WIDE * count as f64 / all as f64;
    let mut from = 0;
    let mut shapes = Vec::new();
    let mut told = Vec::new();
    for ((name, count), class) in LIGHTS.into_iter().zip(past.lights).zip(BARS) {
        shapes.push(bar(class, [at(from), 0.0, at(from + count), HEIGHT]));
        told.push(format!("{} {}", pen.word(name), pen.count(count)));
        from += count;
    }
    let shapes = html! { @for shape in &shapes { (shape) } };
    let says = [pen.day(Some(past.as_of)), told.join(", ")];
    strip(&format!("run-{place}"), "time", HEIGHT, [&says[0], &says[1]], &shapes)
}
