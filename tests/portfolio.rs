//! `attain portfolio`: it agrees with the run, is bounded, harms nobody, and refuses what is no run.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::Path;

use attain::base::digest::sha256;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value as Json;

use crate::many_companies::many;
use crate::support::{Said, Scratch, Table, attain};

fn portfolio(scratch: &Scratch, more: &[&str]) -> Said {
    scratch.attain(&[&["portfolio", "out/latest"][..], more].concat())
}

fn json(scratch: &Scratch, more: &[&str]) -> Json {
    let said = portfolio(scratch, &[&["--format", "json"][..], more].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    serde_json::from_str(&said.out).expect("JSON")
}

fn manifest(run: &Path) -> Json {
    serde_json::from_slice(&fs::read(run.join("manifest.json")).expect("a manifest")).expect("JSON")
}

fn number(of: &Json) -> u64 {
    of.as_u64().expect("a number")
}

/// Every file of a folder and what is in it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.insert(path.display().to_string(), sha256(&bytes));
        }
    }
    found
}

/// Each company stands as the manifest of the run says.
fn agrees(told: &Json, run: &Json) {
    for own in told["worst"].as_array().expect("companies") {
        let id = own["mpn_id"].as_str().expect("an id");
        let verdict = &run["verdicts"][id];
        assert_eq!(own["light"], verdict["light"], "{id}");
        assert_eq!(own["name"], run["companies"][id], "{id}");
        for class in
            ["not_met", "renewal_window", "lapsed", "breaks", "one_person", "not_judged", "safe"]
        {
            let levels = verdict["levels"].get(class).map_or(0, number);
            assert_eq!(number(&own[class]), levels, "{id}: {class}");
        }
    }
    assert_eq!(told["differs_from_manifest"], 0);
}

/// The sample has levels of nearly every class.
#[test]
fn it_says_of_the_sample_what_its_runs_say() {
    let scratch = Scratch::new();
    let out = scratch.path().join("out");
    for day in ["2020-01-15", "2020-02-15"] {
        let run = ["run", "pipelines/nightly.toml", "--as-of", day, "--out"];
        let said = attain(&[&run[..], &[out.to_str().expect("a path")]].concat());
        assert_eq!(said.code, 0, "{said:?}");
    }
    let told = json(&scratch, &[]);
    let run = manifest(&out.join("latest"));
    agrees(&told, &run);
    let own = &told["worst"][0];
    assert_eq!((number(&own["held"]), number(&own["lapsed"])), (11, 2));
    assert_eq!(own["actions_now"], run["actions"]["now"]);
    assert_eq!(told["runs"].as_array().map(Vec::len), Some(2));
    let findings: u64 = run["findings"].as_object().expect("codes").values().map(number).sum();
    assert_eq!(number(&own["findings"]) + number(&told["findings_of_no_company"]), findings);
}

#[test]
fn it_says_of_each_company_what_the_run_says() {
    let scratch = many(60);
    scratch.run("2021-02-01");
    scratch.run("2021-03-01");
    let before = files(&scratch.path().join("out"));
    let told = json(&scratch, &[]);
    let run = manifest(&scratch.path().join("out/latest"));
    let worst = told["worst"].as_array().expect("companies");
    assert_eq!(worst.len(), 60);
    agrees(&told, &run);
    assert_eq!((&told["lights"]["red"], &told["lights"]["amber"]), (&30.into(), &30.into()));
    // The worst come first; of the company with both people one is missing for nothing.
    assert_eq!(worst[0]["name"], "Tailspin 1");
    let actions = scratch.table("actions");
    let (id, urgency) = (actions.place("mpn_id"), actions.place("urgency"));
    let now = actions.rows.iter().filter(|row| row[id] == "1000001" && row[urgency] == "now");
    assert_eq!(number(&worst[0]["actions_now"]), now.count() as u64);
    assert_eq!(worst[0]["newest_skill_on"], "2020-05-01");
    let levels = scratch.table("levels");
    let held = levels.rows.iter().filter(|row| !row[levels.place("severity")].is_empty()).count();
    let totals = told["totals"].as_array().expect("totals");
    let sum: u64 = totals
        .iter()
        .flat_map(|total| total["levels"].as_object().expect("severities").values())
        .map(number)
        .sum();
    assert_eq!(sum, held as u64);
    let days: Vec<&str> = told["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| run["as_of"].as_str().expect("a day"))
        .collect();
    assert_eq!(days, ["2021-02-01", "2021-03-01"]);
    assert_eq!(json(&scratch, &["--runs", "1"])["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(files(&scratch.path().join("out")), before, "a run is only read");
}

#[test]
fn people_see_the_worst_and_how_many_more() {
    let scratch = many(60);
    scratch.run("2021-03-01");
    let said = portfolio(&scratch, &[]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    for says in [
        "companies  60: 30 red, 30 amber",
        "verdict    Levels held: 60 (not met today: 30, ",
        "the worst 20 of 60",
        "  and 40 more: see --worst, --format csv or --out DIR",
    ] {
        assert!(said.out.contains(says), "{says}: {}", said.out);
    }
    let csv = portfolio(&scratch, &["--format", "csv", "--worst", "7"]);
    assert_eq!(Table::parse(csv.out.as_bytes()).rows.len(), 7);
    let all = Table::parse(portfolio(&scratch, &["--format", "csv"]).out.as_bytes());
    let schema = scratch.attain(&["schema", "portfolio"]);
    assert!(
        all.columns.iter().all(|name| schema.out.contains(&format!("\n{name} "))),
        "{schema:?}"
    );
    // The folder that runs are published in means its newest run.
    let here = scratch.attain(&["portfolio", "out"]);
    assert_eq!(here.out, said.out);
}

/// Every name is somebody's formula, escape or markup.
#[test]
fn what_a_company_is_called_harms_nobody() {
    let scratch = many(3);
    let name = r"=cmd|' /C calc'!A0\u001b[2J<script>alert(1)</script>\u202e";
    let pipeline = fs::read_to_string(scratch.path().join("pipeline.toml")).expect("a pipeline");
    scratch.write("pipeline.toml", pipeline.replace("Tailspin 1", name));
    scratch.run("2021-03-01");
    for format in ["text", "json", "csv"] {
        let said = portfolio(&scratch, &["--format", format, "--out", "portfolio"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("cmd|"), "{}", said.out);
        let is_harmful = |sign: char| sign == '\u{1b}' || sign == '\u{202e}';
        assert!(!said.out.contains(is_harmful), "{format}");
    }
    let csv = portfolio(&scratch, &["--format", "csv"]).out;
    assert!(csv.contains(",'=cmd|"), "{csv}");
    let page = fs::read_to_string(scratch.path().join("portfolio/portfolio.html")).expect("a page");
    assert!(page.contains("=cmd|") && !page.contains("<script") && !page.contains('\u{202e}'));
    assert!(page.contains("default-src 'none'"));
    let rows = sheet(&scratch.path().join("portfolio/portfolio.xlsx"), "Portfolio");
    assert!(rows.iter().flatten().any(|cell| cell.to_string().starts_with("=cmd|")), "{rows:?}");
}

fn sheet(book: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<BufReader<fs::File>> = calamine::open_workbook(book).expect("a workbook");
    let range = book.worksheet_range(name).expect("a sheet");
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn the_workbook_and_the_page_speak_the_language_of_the_run() {
    let scratch = many(30);
    let pipeline = fs::read_to_string(scratch.path().join("pipeline.toml")).expect("a pipeline");
    for (language, sheets, red) in [
        ("en", ["Portfolio", "Totals", "Trend"], "Red"),
        ("fr", ["Portefeuille", "Totaux", "Tendance"], "Rouge"),
        ("de", ["Portfolio", "Summen", "Verlauf"], "Rot"),
    ] {
        let own = pipeline.replacen("name =", &format!("language = {language:?}\nname ="), 1);
        scratch.write("pipeline.toml", own);
        scratch.run("2021-03-01");
        let said = portfolio(&scratch, &["--out", "portfolio", "--worst", "5"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.ends_with("portfolio/portfolio.html\n"), "{}", said.out);
        let book = scratch.path().join("portfolio/portfolio.xlsx");
        let found: Xlsx<BufReader<fs::File>> = calamine::open_workbook(&book).expect("a workbook");
        assert_eq!(found.sheet_names(), sheets);
        let rows = sheet(&book, sheets[0]);
        assert_eq!(rows.len(), 31, "all companies");
        assert_eq!(rows[1][3].to_string(), red);
        let page = fs::read_to_string(scratch.path().join("portfolio/portfolio.html"));
        let page = page.expect("a page");
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        assert_eq!(page.matches("<span class=\"dot ").count(), 5, "the worst");
    }
}

/// Changes a table of the newest run, and what its manifest says of it.
fn forge(scratch: &Scratch, name: &str, change: impl FnOnce(String) -> String) {
    let run = scratch.path().join("out/latest");
    let path = run.join(format!("data/{name}.csv"));
    let text = change(fs::read_to_string(&path).expect("a table"));
    let mut about = manifest(&run);
    let outputs = about["outputs"].as_array_mut().expect("outputs");
    outputs.retain(|output| output["path"] != format!("data/{name}.parquet"));
    for output in outputs.iter_mut() {
        if output["path"] == format!("data/{name}.csv") {
            output["size"] = text.len().into();
            output["sha256"] = sha256(text.as_bytes()).into();
        }
    }
    fs::write(path, text).expect("a table");
    fs::write(run.join("manifest.json"), about.to_string()).expect("a manifest");
}

#[test]
fn both_twins_of_a_table_say_the_same() {
    let scratch = many(20);
    scratch.run("2021-03-01");
    let parquet = json(&scratch, &[]);
    for name in ["levels", "actions", "findings", "skills"] {
        forge(&scratch, name, |text| text);
    }
    assert_eq!(json(&scratch, &[]), parquet);
}

#[test]
fn what_is_no_whole_run_is_refused() {
    let scratch = many(3);
    let refused = |run: &str, more: &[&str], code: i32, says: &str| {
        let said = scratch.attain(&[&["portfolio", run][..], more].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{said:?}");
        assert!(said.err.contains(says), "{says}: {}", said.err);
    };
    refused("nowhere", &[], 3, "this is no run: there is no manifest.json in it");
    refused("pipeline.toml", &[], 3, "this is no run");
    scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01", "--only", "skills"]);
    refused("out", &[], 3, "it was made without the risk report; make it with \"risk\"");
    scratch.run("2021-03-02");
    refused("out/latest", &["--out", "out/latest/new/one"], 2, "into the folder of a run");
    assert!(!scratch.path().join("out/latest/new").exists());
    scratch.write("mine", "a file");
    refused("out/latest", &["--out", "mine"], 6, "mine");
    // A trend leaves out what it cannot read, and says so.
    let told = json(&scratch, &[]);
    let left_out = told["runs_left_out"].as_object().expect("runs");
    assert!(left_out.keys().all(|run| run.starts_with("2021-03-01-")) && left_out.len() == 1);
    forge(&scratch, "levels", |text| text.replacen("window_to", "window_end", 1));
    refused("out/latest", &[], 3, "the table has no column `window_to`; it is of another version");
    let levels = scratch.path().join("out/latest/data/levels.csv");
    fs::write(&levels, "mpn_id\n").expect("a table");
    refused("out/latest", &[], 3, "the table is missing or was changed after the run");
    fs::remove_file(&levels).expect("it is there");
    refused("out/latest", &[], 3, "`attain verify` tells what else was");
    fs::write(scratch.path().join("out/latest/manifest.json"), "{}").expect("a manifest");
    refused("out/latest", &[], 3, "this is no manifest of a run that this program can read");
}
