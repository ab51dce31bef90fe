//! Complaints about a pipeline file.

use std::path::Path;

use super::{PipelineFolder, complaints, day};
use crate::base::Month;
use crate::programme::pipeline::{Inputs, Report};
use crate::programme::{Pipeline, Shelf};
use crate::tables::Kind;
use crate::tables::{DateOrder, Encoding};

const FULL: &str = r#"name = "nightly"
out = "../out"
programmes = ["mpn", "../more"]
parameters = "parameters.toml"
language = "fr"
reports = ["kpi", "skills", "kpi"]
[[company]]
name = "Contoso"
mpn_id = "0123"
locations = ["0123", "0124"]
country = "FR"
migrated_on = 2021-01-15
date_order = "mdy"
directory_url = "https://example.org/"
discrepancy = { from = "2019-01", until = "2019-12" }
[company.attested]
"customer references" = 2021-01-10
audit = "2021-02-03"
[[company]]
name = "Fabrikam"
mpn_id = "123"
[sources.users]
files = ["users.csv", "more/*.csv"]
max_reject_ratio = 0.1
date_order = "ymd"
decimal = ","
delimiter = "tab"
encoding = "UTF-16"
sheet = "Sheet1"
warn_after = "12h"
error_after = "2w"
exported_on = 2021-03-01
max_unpacked_bytes = "8 GiB"
[sources.transcripts]
files = "t.csv"
max_unpacked_bytes = 8589934592
delimiter = "\t"
"#;

#[test]
fn everything_that_can_be_said_is_read() {
    let bench = PipelineFolder::sound();
    bench.write("full.toml", FULL);
    let pipeline = Pipeline::read(&bench.path("full.toml"), &Shelf::disk(), Inputs::Files).unwrap();
    let root = bench.folder.path();
    assert_eq!(pipeline.out, root.join("../out"));
    assert_eq!(pipeline.programmes, [root.join("mpn"), root.join("../more")]);
    assert_eq!(pipeline.citations(), root.join("sources.csv"));
    assert_eq!(pipeline.text, FULL);
    assert_eq!(pipeline.reports, [Report::Kpi, Report::Skills]);
    let company = &pipeline.companies[0];
    assert_eq!(company.locations, ["0123", "0124"]);
    assert_eq!(company.migrated_on, Some(day("2021-01-15")));
    assert_eq!(company.date_order, Some(DateOrder::MonthFirst));
    assert_eq!(company.attested["customer references"], day("2021-01-10"));
    assert_eq!(company.attested["audit"], day("2021-02-03"));
    let months = ["2019-01", "2019-12"].map(|month| Month::from_iso(month).unwrap());
    assert_eq!(company.discrepancy, Some((months[0], months[1])));
    assert_eq!(pipeline.companies[1].mpn_id, "123");
}

#[test]
fn everything_that_is_known_of_a_source_is_read() {
    let bench = PipelineFolder::sound();
    bench.write("full.toml", FULL);
    let pipeline = Pipeline::read(&bench.path("full.toml"), &Shelf::disk(), Inputs::Files).unwrap();
    let users = &pipeline.sources[&Kind::Users];
    assert_eq!(users.files, ["users.csv", "more/*.csv"]);
    assert_eq!(users.folder, bench.folder.path());
    assert_eq!(users.max_reject_ratio.unwrap().to_string(), "0.1");
    assert_eq!(users.date_order, Some(DateOrder::YearFirst));
    assert_eq!((users.decimal, users.delimiter), (Some(','), Some('\t')));
    assert_eq!(users.encoding, Some(Encoding::Utf16Le));
    assert_eq!(users.sheet.as_deref(), Some("Sheet1"));
    assert_eq!((users.warn_after_days, users.error_after_days), (Some(1), Some(14)));
    assert_eq!(users.exported_on, Some(day("2021-03-01")));
    assert_eq!(users.max_unpacked_bytes, Some(8 << 30));
    assert_eq!(users.line, 22);
    let transcripts = &pipeline.sources[&Kind::Transcripts];
    assert_eq!(transcripts.max_unpacked_bytes, Some(8 << 30));
    assert_eq!(transcripts.delimiter, Some('\t'));
}

#[test]
fn what_is_left_out_is_not_made_up() {
    let pipeline = PipelineFolder::sound().loaded().pipeline;
    assert_eq!(pipeline.language, "en");
    assert_eq!(pipeline.reports, Report::ALL);
    assert_eq!(pipeline.sources[&Kind::Users].max_reject_ratio, None);
    assert_eq!(pipeline.sources[&Kind::Transcripts].files, ["transcripts/*.csv"]);
    assert_eq!(pipeline.companies[0].country, "");
}

#[test]
fn a_company_may_name_the_language_and_a_folder_of_labels_another_one() {
    let bench = PipelineFolder::with("nightly.toml", "mpn_id", "language = \"sv\"\nmpn_id");
    assert_eq!(bench.loaded().pipeline.language, "sv");
    let bench = PipelineFolder::with("nightly.toml", "out", "language = \"nl\"\nout");
    bench.write("labels/nl.toml", "");
    assert_eq!(bench.loaded().pipeline.language, "nl");
}

#[test]
fn keys_are_known_and_there() {
    complaints(
        "nightly.toml",
        &[
            (
                "programmes",
                "programes",
                "nightly.toml:3: unknown key \"programes\"; did you mean \"programmes\"? Known here: name, out, programmes, parameters, language, reports, compression, company, sources",
            ),
            (
                "mpn_id = \"0123\"",
                "mpn_id = \"0123\"\nzzz = 1",
                "nightly.toml:8: unknown key \"zzz\" in \"company\"; known here: name, mpn_id, locations, country, migrated_on, date_order, language, attested, directory_url, discrepancy",
            ),
            (
                "[sources.users]\nfiles",
                "[sources.users]\nfile",
                "nightly.toml:9: unknown key \"file\" in \"users\"; did you mean \"files\"? Known here: files, max_reject_ratio, date_order, decimal, delimiter, encoding, sheet, warn_after, error_after, exported_on, max_unpacked_bytes",
            ),
            ("name = \"nightly\"\n", "", "nightly.toml:1: the key \"name\" is missing; add it"),
            ("out = \"out\"\n", "", "nightly.toml:1: the key \"out\" is missing; add it"),
            (
                "parameters = \"parameters.toml\"\n",
                "",
                "nightly.toml:1: the key \"parameters\" is missing; add it",
            ),
            (
                "programmes = [\"mpn\"]\n",
                "",
                "nightly.toml:1: the key \"programmes\" is missing; add it",
            ),
            (
                "[company]\nname = \"Contoso\"\nmpn_id = \"0123\"\n",
                "",
                "nightly.toml:1: the key \"company\" is missing; add it",
            ),
            (
                "name = \"Contoso\"\n",
                "",
                "nightly.toml:5: the key \"name\" is missing in \"company\"; add it",
            ),
            (
                "[sources.users]\nfiles = [\"users.csv\"]\n",
                "",
                "nightly.toml:8: the source \"users\" is missing; add [sources.users] with its files",
            ),
        ],
    );
}

#[test]
fn broken_toml_is_one_line() {
    complaints(
        "nightly.toml",
        &[
            (
                "out = \"out\"",
                "out = \"out\"\nname = \"again\"",
                "nightly.toml:3: the key \"name\" is there twice; remove one of them",
            ),
            (
                "[company]",
                "[sources]\n[sources]\n[company]",
                "nightly.toml:6: the key \"sources\" is there twice; remove one of them",
            ),
            (
                "out = \"out\"",
                "out = outside",
                "nightly.toml:2: not valid TOML: string values must be quoted, expected literal string; correct the line; text stands in quotes, dates and numbers do not",
            ),
            (
                "programmes = [\"mpn\"]",
                "programmes = [\"mpn\"",
                "nightly.toml:4: not valid TOML: missing comma between array elements, expected `,`; correct the line; text stands in quotes, dates and numbers do not",
            ),
        ],
    );
}

#[test]
fn values_have_the_type_that_is_wanted() {
    complaints(
        "nightly.toml",
        &[
            (
                "\"0123\"",
                "123",
                "nightly.toml:7: \"mpn_id\" is a number, not text; write it like \"123\", in quotes",
            ),
            (
                "\"out\"",
                "true",
                "nightly.toml:2: \"out\" is true or false, not text; write it like \"text\", in quotes",
            ),
            ("\"out\"", "\" \"", "nightly.toml:2: \"out\" is empty; write something"),
            (
                "out = \"out\"",
                "out = \"out\"\ncompression = 10",
                "nightly.toml:3: \"compression\" is 10, which is out of range; write a number from 1 to 9",
            ),
            (
                "[\"mpn\"]",
                "\"mpn\"",
                "nightly.toml:3: \"programmes\" is text, not a list; write it like […]",
            ),
            (
                "[company]\nname = \"Contoso\"\nmpn_id = \"0123\"",
                "company = 2021-01-01",
                "nightly.toml:5: \"company\" is a date, not a table; write it like [company]",
            ),
            (
                "mpn_id",
                "migrated_on = 2021-01-15T10:00:00Z\nmpn_id",
                "nightly.toml:7: \"migrated_on\" is a time, not a date; write it like 2021-03-01",
            ),
            (
                "mpn_id",
                "migrated_on = \"15 Jan\"\nmpn_id",
                "nightly.toml:7: \"migrated_on\" is \"15 Jan\", which is no day; write it like 2021-03-01",
            ),
        ],
    );
}

#[test]
fn names_reports_and_languages_are_known() {
    complaints(
        "nightly.toml",
        &[
            (
                "\"nightly\"",
                "\"a/b\"",
                "nightly.toml:1: \"name\" has the sign '/', which no folder can have; use letters, digits and hyphens",
            ),
            (
                "[\"mpn\"]",
                "[]",
                "nightly.toml:3: \"programmes\" names no folder; name at least one, such as \"programmes/mpn\"",
            ),
            (
                "out = \"out\"",
                "out = \"out\"\nreports = [\"skills\",\n\"risks\"]",
                "nightly.toml:4: \"reports\" cannot be \"risks\"; did you mean \"risk\"?",
            ),
            (
                "out = \"out\"",
                "out = \"out\"\nreports = []",
                "nightly.toml:3: \"reports\" names no report; name some of skills, risk, kpi, or leave the key out for all",
            ),
            (
                "out = \"out\"",
                "out = \"out\"\nlanguage = \"english\"",
                "nightly.toml:3: there are no labels for the language \"english\"; known here: en, fr, sv, de, es",
            ),
        ],
    );
}

#[test]
fn companies_are_told_apart() {
    let second = |name: &str, id: &str| {
        format!(
            "[[company]]\nname = \"Contoso\"\nmpn_id = \"0123\"\n[[company]]\nname = \"{name}\"\nmpn_id = \"{id}\"\n"
        )
    };
    let first = "[company]\nname = \"Contoso\"\nmpn_id = \"0123\"\n";
    complaints(
        "nightly.toml",
        &[
            (
                first,
                &second("CONTOSO", "5"),
                "nightly.toml:8: the company \"CONTOSO\" is there twice; give each a name of its own, for example with its city\n    it is first in nightly.toml:5",
            ),
            (
                first,
                &second("Fabrikam", "0123"),
                "nightly.toml:8: the MPN ID 0123 is there twice; remove one of them\n    it is first with Contoso",
            ),
            (
                "\"0123\"",
                "\"12a\"",
                "nightly.toml:7: \"mpn_id\" is \"12a\", which is not only digits; write the MPN ID in digits, such as \"0123456\"",
            ),
            (first, "company = []\n", "nightly.toml:5: there is no company; add [company]"),
            (
                "mpn_id",
                "discrepancy = { from = \"2019-12\", until = \"2019-01\" }\nmpn_id",
                "nightly.toml:7: \"until\" (2019-01) is before \"from\" (2019-12); correct one of the months; \"until\" is the last one",
            ),
            (
                "mpn_id",
                "discrepancy = { from = \"2019\", until = \"2019-01\" }\nmpn_id",
                "nightly.toml:7: \"from\" is \"2019\", which is no month; write it like \"2019-01\"",
            ),
            (
                "mpn_id",
                "date_order = \"dym\"\nmpn_id",
                "nightly.toml:7: \"date_order\" cannot be \"dym\"; did you mean \"dmy\"?",
            ),
        ],
    );
}

#[test]
fn the_dialect_of_a_source_is_understood() {
    let users = "files = [\"users.csv\"]";
    let cases = [
        (
            "files = []",
            "\"files\" names no file; name at least one file or pattern, or remove the source",
        ),
        (
            "files = \"a\"\nmax_reject_ratio = 1.01",
            "\"max_reject_ratio\" is 1.01, which is no share; write a number from 0 to 1, such as 0.05",
        ),
        (
            "files = \"a\"\nmax_reject_ratio = 5e-2",
            "\"max_reject_ratio\" is 5e-2, not a plain decimal; write it like 12.5, with at most ten places",
        ),
        (
            "files = \"a\"\nmax_reject_ratio = \"0.05\"",
            "\"max_reject_ratio\" is text, not a number; write it like 12.5, without quotes",
        ),
        ("files = \"a\"\ndecimal = \"'\"", "\"decimal\" cannot be \"'\"; write one of \".\" \",\""),
        (
            "files = \"a\"\ndelimiter = \":\"",
            "\"delimiter\" cannot be \":\"; write one of \",\" \";\" \"|\" \"tab\" \"\\t\"",
        ),
        (
            "files = \"a\"\nencoding = \"utf-9\"",
            "\"encoding\" cannot be \"utf-9\"; did you mean \"utf-8\"?",
        ),
        (
            "files = \"a\"\nwarn_after = \"3 months\"",
            "\"warn_after\" is \"3 months\", which is no length of time; write it like \"3d\", \"12h\" or \"2w\"",
        ),
        (
            "files = \"a\"\nmax_unpacked_bytes = \"8 Gigs\"",
            "\"max_unpacked_bytes\" is \"8 Gigs\", which is no size; write it like 1000000 or \"8 GiB\"",
        ),
        (
            "files = \"a\"\nmax_unpacked_bytes = 0",
            "\"max_unpacked_bytes\" is \"0\", which is no size; write it like 1000000 or \"8 GiB\"",
        ),
    ];
    for (instead, complaint) in cases {
        let line = 8 + instead.lines().count();
        let bench = PipelineFolder::with("nightly.toml", users, instead);
        assert_eq!(bench.complaint(), format!("nightly.toml:{line}: {complaint}"));
    }
    complaints(
        "nightly.toml",
        &[
            (
                users,
                "files = \"a\"\nwarn_after = \"10d\"\nerror_after = \"1w\"",
                "nightly.toml:8: \"warn_after\" is longer than \"error_after\"; let the warning come first",
            ),
            (
                "sources.users",
                "sources.user",
                "nightly.toml:8: unknown kind of source \"user\"; did you mean \"users\"?",
            ),
        ],
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let bench = PipelineFolder::with("nightly.toml", "parameters.toml", "parameter.toml");
    assert_eq!(
        bench.complaint(),
        "parameter.toml: the file of parameters is not there; correct `parameters` in nightly.toml"
    );
    let bench =
        PipelineFolder::with("nightly.toml", "programmes = [\"mpn\"]", "programmes = [\"mpm\"]");
    let complaint = bench.complaint();
    assert!(complaint.contains(": the folder of a programme is not there"), "{complaint}");
    let failure = Pipeline::read(Path::new("no/such.toml"), &Shelf::disk(), Inputs::Files)
        .unwrap_err()
        .to_string();
    assert!(failure.starts_with("error: no/such.toml: the file cannot be read"), "{failure}");
    std::fs::write(bench.path("nightly.toml"), b"name = \"a\"\nout = \"\xe9\"\n").unwrap();
    assert_eq!(bench.complaint(), "nightly.toml:2: the file is not UTF-8; save it as UTF-8");
}
