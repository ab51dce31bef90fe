//! The page in a real browser: no request, no error, no sideways scrolling, every link leads somewhere,
//! every text can be read, and its print has its pages. Without Chromium these tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use attain::base::Day;
use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::{Scratch, attain_in, root};

/// The day before the first one of a spreadsheet's count.
const EXCEL_EPOCH: Day = Day(-25_569);

/// Measures a page from inside and tells the frame around it.
const PROBE: &str = include_str!("page_probe.js");

fn chromium() -> Option<&'static str> {
    let known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = known.into_iter().find(|path| Path::new(path).exists());
    if found.is_none() {
        eprintln!("browser tests left out: no chromium");
    }
    found
}

/// Runs the browser without a window and without anything that it does of itself.
fn browse(chromium: &str, profile: &Path, more: &[&str]) -> (String, String) {
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([
            "--disable-extensions",
            "--disable-features=NetworkTimeServiceQuerying",
            "--disable-features=NetworkTimeServiceQuerying",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(more)
        .output()
        .expect("the browser starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The run of the sample, in a language.
fn sample(scratch: &Scratch, language: &str) -> PathBuf {
    let text = pipeline(language);
    run(scratch, &text)
}

/// The pipeline of the sample, in a language, from anywhere.
fn pipeline(language: &str) -> String {
    let pipelines = root().join("pipelines");
    let nightly = fs::read_to_string(pipelines.join("nightly.toml")).expect("it is there");
    let lines = nightly.lines().map(|line| match line.split_once('=') {
        Some((key, _)) if key.trim() == "language" => format!("language = \"{language}\""),
        _ => line
            .replace("\"../", &format!("\"{}/", root().display()))
            .replace("\"programmes/", &format!("\"{}/programmes/", pipelines.display()))
            .replace("\"parameters.toml", &format!("\"{}/parameters.toml", pipelines.display())),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn run(scratch: &Scratch, pipeline: &str) -> PathBuf {
    scratch.write("pipeline.toml", pipeline);
    let arguments = ["run", "pipeline.toml", "--as-of", "2020-02-15", "--out", "out", "--quiet"];
    let said = attain_in(scratch.path(), &arguments);
    assert_eq!(said.code, 0, "{said:?}");
    fs::canonicalize(scratch.path().join("out/latest")).expect("a run")
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
enum Look {
    Light,
    Dark,
    /// As it is printed.
    Print,
}

/// Between the margins of an A4 page.
const A4: u32 = 680;

/// What the probe says of a page in a frame of this width.
fn probed(chromium: &str, folder: &Path, page: &Path, width: u32, look: Look) -> Vec<String> {
    let mut text = fs::read_to_string(page).expect("a page");
    if let Look::Print = look {
        text = text.replace("@media print{", "@media all{");
    }
    // The copy under test may run the probe; the page itself may run nothing.
    let open = text.replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'");
    let probed = open.replace("</body>", &format!("<script>{PROBE}</script></body>"));
    assert_ne!(open, probed);
    let copy = page.with_file_name("probed.html");
    fs::write(&copy, probed).expect("a file");
    let frame = format!(
        "<!DOCTYPE html><body><pre id=said></pre><iframe src=\"{}\" style=\"border:0;width:{width}px;height:900px\">\
         </iframe><script>addEventListener('message',e=>document.getElementById('said').textContent=e.data)</script>",
        copy.display()
    );
    let around = page.with_file_name("frame.html");
    fs::write(&around, frame).expect("a file");
    let scheme = if let Look::Dark = look { "0" } else { "1" };
    let (dom, _) = browse(
        chromium,
        &folder.join("profile"),
        &[
            &format!("--blink-settings=preferredColorScheme={scheme}"),
            "--window-size=1400,1000",
            "--virtual-time-budget=5000",
            "--dump-dom",
            &format!("file://{}", around.display()),
        ],
    );
    let said = dom.split("<pre id=\"said\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let said = said.expect("the probe spoke");
    assert!(said.contains("probed"), "{said}");
    said.lines().filter(|line| *line != "probed").map(str::to_owned).collect()
}

#[test]
fn the_page_is_readable_at_every_width_light_and_dark() {
    let Some(chromium) = chromium() else { return };
    let folder = Scratch::new();
    let run = sample(&folder, "fr");
    let page = run.join("report.html");
    let looks = [
        (360, Look::Light),
        (768, Look::Dark),
        (1280, Look::Light),
        (360, Look::Dark),
        (A4, Look::Print),
    ];
    for (width, look) in looks {
        let faults = probed(chromium, folder.path(), &page, width, look);
        assert_eq!(faults, Vec::<String>::new(), "at {width}, {look:?}");
    }
}

#[test]
fn hostile_names_are_shown_as_text() {
    let Some(chromium) = chromium() else { return };
    let folder = Scratch::new();
    let users = fs::read_to_string(root().join("sample-data/users.csv")).expect("it is there");
    let long = "x".repeat(40_000);
    let hostile = users
        .replace(
            "Viktor,Sj\u{f6}str\u{f6}m,",
            "<script>document.title='run'</script>,\u{202e}evil,",
        )
        .replace("Bj\u{f6}rn,\u{c5}kesson,", &format!("<img src=x onerror=alert(1)>,{long},"));
    assert_ne!(users.len(), hostile.len());
    folder.write("users.csv", hostile);
    let sample = format!("{}/sample-data/users.csv", root().display());
    let pipeline = pipeline("en")
        .replace(&sample, "users.csv")
        .replace("\"Fabrikam Nord\"", "\"<b>Fabrikam</b> & <script>alert(1)</script>\"");
    let run = run(&folder, &pipeline);
    let page = run.join("report.html");
    let text = fs::read_to_string(&page).expect("a page");
    assert!(text.len() < 1 << 20 && !text.contains("<script") && !text.contains("<img"));
    assert!(text.contains("&lt;script&gt;document") && text.contains("&lt;b&gt;Fabrikam"));
    for (width, look) in [(360, Look::Light), (1280, Look::Light), (A4, Look::Print)] {
        let faults = probed(chromium, folder.path(), &page, width, look);
        assert_eq!(faults, Vec::<String>::new(), "at {width}, {look:?}");
    }
}

#[test]
fn the_index_of_several_companies_is_readable_and_leads_to_their_pages() {
    let Some(chromium) = chromium() else { return };
    let folder = Scratch::new();
    let text = pipeline("fr");
    let (before, rest) = text.split_once("\n[company]").expect("a company");
    let (own, after) = rest.split_once("\n# ----").expect("the end of the company");
    let second = own.replace("0456123", "0999999").replace("Fabrikam Nord", "Contoso");
    let second = second.replace("\"0456124\", \"0456125\"", "");
    let pipeline = format!("{before}\n[[company]]{own}\n[[company]]{second}\n# ----{after}");
    // The sample does not say whose performance and invoices they are.
    let pipeline = pipeline
        .replace("performance.csv\"]", "performance.csv\"]\nmax_reject_ratio = 1.0")
        .replace("invoices/*.csv\"]", "invoices/*.csv\"]\nmax_reject_ratio = 1.0");
    let run = run(&folder, &pipeline);
    let index = fs::read_to_string(run.join("index.html")).expect("an index");
    for file in ["report-0456123.html", "report-0999999.html"] {
        assert!(index.contains(&format!("href=\"{file}\"")) && run.join(file).exists());
    }
    for (width, look) in [(360, Look::Light), (1280, Look::Dark), (A4, Look::Print)] {
        let faults = probed(chromium, folder.path(), &run.join("index.html"), width, look);
        assert_eq!(faults, Vec::<String>::new(), "at {width}, {look:?}");
    }
}

#[test]
fn the_page_asks_for_nothing_and_makes_no_error() {
    let Some(chromium) = chromium() else { return };
    let folder = Scratch::new();
    let run = sample(&folder, "en");
    let asked = |page: &str| {
        let log = folder.path().join("net.json");
        let log_to = format!("--log-net-log={}", log.display());
        let profile = folder.path().join("profile");
        let more = [log_to.as_str(), "--virtual-time-budget=3000", "--dump-dom", page];
        let (_, errors) = browse(chromium, &profile, &more);
        assert!(!errors.contains("CONSOLE"), "{errors}");
        let log = fs::read_to_string(log).expect("a log");
        let urls = log.split("\"url\":\"http").skip(1).filter_map(|rest| rest.split('"').next());
        let hosts = urls.filter_map(|url| url.split('/').nth(2)).map(str::to_owned);
        hosts.collect::<BTreeSet<String>>()
    };
    // What the browser asks for of itself it asks for on an empty page, too.
    let of_itself = asked("about:blank");
    let of_page = asked(&format!("file://{}", run.join("report.html").display()));
    let outside: Vec<&String> = of_page.difference(&of_itself).collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn links_lead_to_files_of_the_run() {
    let folder = Scratch::new();
    let run = sample(&folder, "en");
    let page = fs::read_to_string(run.join("report.html")).expect("a page");
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    for link in links.filter(|link| !link.starts_with("mailto:")) {
        let there = match link.strip_prefix('#') {
            Some(id) => page.contains(&format!("id=\"{id}\"")),
            None => run.join(link).exists(),
        };
        assert!(there, "{link} leads nowhere");
    }
}

/// What is written for `<`, `&` and quotes, as itself.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// The cells of a row of a workbook, days as days.
fn row_of_book(book: &mut Xlsx<BufReader<File>>, sheet: &str, row: usize) -> String {
    let range = book.worksheet_range(sheet).expect("a sheet");
    let cells = range.rows().nth(row - 1).unwrap_or_else(|| panic!("{sheet} has no row {row}"));
    let text = |cell: &Data| match cell {
        #[expect(clippy::cast_possible_truncation, reason = "days")]
        Data::DateTime(day) => Day(day.as_f64() as i32 + EXCEL_EPOCH.0).to_string(),
        other => other.to_string(),
    };
    cells.iter().map(text).collect::<Vec<_>>().join(" ")
}

/// Every place that a page names holds what the page says it tells of.
fn places_hold(run: &Path, page: &str, row_word: &str) -> usize {
    let mut books: BTreeMap<String, Xlsx<BufReader<File>>> = BTreeMap::new();
    let mut seen = 0;
    for place in page.split("<a class=\"place\" href=\"").skip(1) {
        let (file, rest) = place.split_once('"').expect("a file");
        let Some(heard) = rest.strip_prefix(" aria-label=\"") else { continue };
        let heard = plain(heard.split('"').next().expect("a label"));
        let (said, about) = heard.split_once(": ").expect("what it tells of");
        let (sheet, row) = said.rsplit_once(&format!(", {row_word} ")).expect("a row");
        let row: usize = row.parse().expect("a number");
        let held = if let Some(sheet) = sheet.strip_prefix(&format!("{file} · ")) {
            let book = books.entry(file.to_owned());
            let book = book.or_insert_with(|| open_workbook(run.join(file)).expect("a workbook"));
            row_of_book(book, sheet, row)
        } else {
            let text = fs::read_to_string(run.join(file)).expect("a data file");
            text.lines().nth(row - 1).expect("a line").replace(',', " ")
        };
        assert!(held.contains(about), "{said} holds no {about}: {held}");
        seen += 1;
    }
    seen
}

#[test]
fn every_statement_names_the_row_that_holds_it() {
    for (language, row_word) in [("en", "row"), ("fr", "ligne")] {
        let folder = Scratch::new();
        let run = sample(&folder, language);
        let page = fs::read_to_string(run.join("report.html")).expect("a page");
        let seen = places_hold(&run, &page, row_word);
        assert!(seen > 80, "{language}: only {seen} places");
        // A card says what its rule is, and so does every other statement.
        for card in page.split("<article").skip(1) {
            let card = card.split("</article>").next().expect("a card");
            assert!(
                card.contains("role=\"tooltip\"") && card.contains("class=\"place\""),
                "{card}"
            );
        }
    }
}

#[test]
fn the_same_key_has_the_same_page() {
    let (one, other) = (Scratch::new(), Scratch::new());
    let pages = [&one, &other].map(|folder| {
        let run = sample(folder, "de");
        (fs::read(run.join("report.html")).expect("a page"), run.file_name().map(OsStr::to_owned))
    });
    assert_eq!(pages[0].1, pages[1].1, "one key");
    assert!(pages[0].0 == pages[1].0, "other bytes");
}

#[test]
fn forgetting_removes_a_page_that_names_the_person() {
    let folder = Scratch::new();
    let run = sample(&folder, "en");
    let page = run.join("report.html");
    let name = "Viktor Sj\u{f6}str\u{f6}m";
    assert!(fs::read_to_string(&page).expect("a page").contains(name));
    let arguments = ["forget", "out", "viktor.sjostrom@fabrikam-nord.example"];
    let said = attain_in(folder.path(), &arguments);
    assert_eq!(said.code, 0, "{said:?}");
    let left = fs::read_to_string(&page).unwrap_or_default();
    assert!(!left.contains("Sj\u{f6}str\u{f6}m") && !left.contains("viktor.sjostrom"));
}

#[test]
fn the_print_has_a_page_of_its_own_for_each_person() {
    let Some(chromium) = chromium() else { return };
    let folder = Scratch::new();
    let run = sample(&folder, "en");
    let text = fs::read_to_string(run.join("report.html")).expect("a page");
    let pdf = folder.path().join("page.pdf");
    browse(
        chromium,
        &folder.path().join("profile"),
        &[
            "--no-pdf-header-footer",
            &format!("--print-to-pdf={}", pdf.display()),
            &format!("file://{}", run.join("report.html").display()),
        ],
    );
    let bytes = fs::read(pdf).expect("a print");
    let pages = String::from_utf8_lossy(&bytes).matches("/Type /Page\n").count();
    let persons = text.matches("<section class=\"personal\"").count();
    assert!(pages > persons, "{pages} pages for {persons} persons");
    assert!(pages < persons + 12, "{pages} pages for {persons} persons");
}
