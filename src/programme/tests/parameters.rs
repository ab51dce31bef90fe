//! Complaints about `parameters.toml`, and the value that holds on a day.

use super::{PipelineFolder, complaints, day};
use crate::programme::parameters::{MonthSpan, ParameterValue};

#[test]
fn the_last_value_from_a_day_or_before_holds() {
    let parameters = PipelineFolder::sound().loaded().parameters;
    let today = parameters.in_force(day("2021-03-01"));
    let visible = |on: &str| today.visibility_days.on(day(on));
    assert_eq!(visible("2010-01-01"), 1, "before the first one, the first");
    assert_eq!(visible("2021-01-31"), 1);
    assert_eq!(visible("2021-02-01"), 3);
    assert_eq!(visible("2023-09-30"), 3);
    assert_eq!(visible("2023-10-01"), 10);
    let chosen = parameters.chosen("visibility_days", day("2021-03-01")).unwrap();
    assert_eq!((chosen.from, chosen.line), (day("2021-02-01"), 7));
    assert!(parameters.chosen("extension", day("2021-03-01")).is_none());
    assert_eq!(parameters.in_use("extension", day("2010-01-01")).len(), 4);
}

#[test]
fn everything_in_force_is_there() {
    let now = PipelineFolder::sound().loaded().parameters.in_force(day("2021-03-01"));
    let six = MonthSpan { months: 6, month_end: false };
    assert_eq!(now.pmc_grace_months, six);
    assert_eq!(now.renewal_reminders, [-15, 23]);
    assert_eq!(now.recognised_sources, ["Microsoft Learning", "Partner University"]);
    assert_eq!((now.kpi_publish_day, now.kpi_window_months), (15, 12));
    assert_eq!((now.subscription_days, now.renewal_window_days), (365, 30));
    assert_eq!((now.association_gap_days, now.associations_per_year), (30, 3));
    assert_eq!(
        (now.assessment_visibility_days.on(day("2021-03-01")), now.temp_password_days),
        (10, 90)
    );
    // These are looked up for other days than D.
    let counts = &now.retired_counts_months;
    assert!(!counts.on(day("2023-06-29")).month_end);
    assert_eq!(counts.on(day("2023-06-30")).after(day("2023-06-30")), day("2024-06-30"));
    assert_eq!(now.role_based_validity_months.on(day("2021-06-29")).months, 24);
    assert_eq!(now.role_based_validity_months.on(day("2021-06-30")).months, 12);
    assert_eq!(now.extensions.len(), 4);
    assert_eq!(now.extensions[3].through, day("2021-12-31"));
    assert_eq!(now.extensions[0].except, ["cloud business applications"]);
}

#[test]
fn the_day_of_the_score_may_be_left_out() {
    let refreshed = |bench: PipelineFolder| bench.loaded().parameters.in_force(day("2026-03-01"));
    assert_eq!(refreshed(PipelineFolder::sound()).score_refresh_day, 20);
    let more = "[score_refresh_day]\nmeaning = \"Day\"\nunit = \"day\"\nvalues = [ { from = 2022-10-03, value = 21, source = \"test\", place = \"rulebook\" } ]\n";
    assert_eq!(refreshed(PipelineFolder::and("parameters.toml", more)).score_refresh_day, 21);
}

#[test]
fn an_extension_may_except_nobody_and_be_none_at_all() {
    let bench =
        PipelineFolder::with("parameters.toml", "except = [\"Cloud Business Applications\"], ", "");
    let extension = &bench.loaded().parameters.all["extension"].values[0];
    assert!(matches!(&extension.value, ParameterValue::Range { except, .. } if except.is_empty()));
}

#[test]
fn parameters_are_known_and_there() {
    complaints(
        "parameters.toml",
        &[
            (
                "[temp_password_days]",
                "[temp_pasword_days]",
                "parameters.toml:60: unknown key \"temp_pasword_days\"; did you mean \"temp_password_days\"? Known here: visibility_days, assessment_visibility_days, pmc_grace_months, retired_display_months, retired_counts_months, role_based_validity_months, risk_horizon_months, subscription_days, renewal_window_days, renewal_reminders, renewal_opens_months, kpi_publish_day, kpi_window_months, score_refresh_day, temp_password_days, association_gap_days, associations_per_year, recognised_sources, extension",
            ),
            (
                "[temp_password_days]\nmeaning = \"Days that a temporary password lasts\"\nunit = \"days\"\nvalues = [ { from = 2017-07-01, value = 90, source = \"test\", place = \"rulebook\" } ]\n",
                "",
                "parameters.toml:1: the key \"temp_password_days\" is missing; add it",
            ),
            (
                "unit = \"day\"\n",
                "",
                "parameters.toml:52: the key \"unit\" is missing in \"kpi_publish_day\"; add it",
            ),
            (
                "meaning = \"Days until a linked skill is visible\"",
                "meaning = \"\"",
                "parameters.toml:3: \"meaning\" is empty; write something",
            ),
            (
                "[ { from = 2017-07-01, value = 15, source = \"test\", place = \"rulebook\" } ]",
                "[]",
                "parameters.toml:55: \"kpi_publish_day\" has no value; add one: { from = 2017-07-01, value = …, source = \"…\", place = \"…\" }",
            ),
        ],
    );
}

#[test]
fn dates_are_in_order_and_ranges_apart() {
    complaints(
        "parameters.toml",
        &[
            (
                "from = 2021-02-01",
                "from = 2016-02-01",
                "parameters.toml:7: the value from 2016-02-01 stands after the one from 2017-07-01; put the values in the order of their dates, each day once",
            ),
            (
                "from = 2021-02-01",
                "from = 2017-07-01",
                "parameters.toml:7: two values start on 2017-07-01; put the values in the order of their dates, each day once",
            ),
            (
                "until = 2020-06-30",
                "until = 2020-07-01",
                "parameters.toml:81: the range from 2020-07-01 overlaps the one until 2020-07-01; put the values in the order of their dates, each day once",
            ),
            (
                "until = 2020-06-30",
                "until = 2019-06-30",
                "parameters.toml:80: \"until\" (2019-06-30) is before \"from\" (2020-01-01); correct one of the dates; \"until\" is the last day",
            ),
            (
                "until = 2020-06-30, ",
                "",
                "parameters.toml:80: the key \"until\" is missing in \"values\"; add it",
            ),
        ],
    );
}

#[test]
fn values_fit_their_parameter_and_have_a_source() {
    complaints(
        "parameters.toml",
        &[
            (
                "value = 3, source = \"test\"",
                "value = 3, source = \"tset\"",
                "parameters.toml:7: no line of sources.csv has the id \"tset\"; did you mean \"test\"?",
            ),
            (
                "value = 3, source = \"test\"",
                "value = 3, source = \"elsewhere\"",
                "parameters.toml:7: no line of sources.csv has the id \"elsewhere\"; add it to sources.csv",
            ),
            (
                "value = 3, source = \"test\"",
                "value = 3",
                "parameters.toml:7: the key \"source\" is missing in \"values\"; add it",
            ),
            (
                "value = 3, source = \"test\", place = \"rulebook\"",
                "value = 3, source = \"test\"",
                "parameters.toml:7: the key \"place\" is missing in \"values\"; add it",
            ),
            (
                "value = 3,",
                "value = 3.5,",
                "parameters.toml:7: \"value\" is 3.5, not a whole number; write a number from 0 to 100000",
            ),
            (
                "value = 3,",
                "value = -3,",
                "parameters.toml:7: \"value\" is -3, which is out of range; write a number from 0 to 100000",
            ),
            (
                "value = 3,",
                "value = 3, month_end = true,",
                "parameters.toml:7: unknown key \"month_end\" in \"values\"; known here: from, value, source, place",
            ),
            (
                "month_end = true",
                "month_end = \"yes\"",
                "parameters.toml:27: \"month_end\" is text, not true or false; write it like true, without quotes",
            ),
            (
                "[-15, 23]",
                "23",
                "parameters.toml:51: \"value\" is a number, not a list; write it like […]",
            ),
            (
                "[-15, 23]",
                "[\"-15\", 23]",
                "parameters.toml:51: \"value\" is text, not a whole number; write it like 12, without quotes",
            ),
            (
                "[\"Microsoft Learning\", \"Partner University\"]",
                "[]",
                "parameters.toml:75: \"value\" names nothing; name at least one",
            ),
        ],
    );
}
