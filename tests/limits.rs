//! Hostile and broken files: refused with the line, never a crash, never the machine.

use std::io::{Cursor, Write};
use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::support::{Said, Scratch, root};

const MIB: usize = 1 << 20;
const HEADER: &str = "Work email,MCID,First name\n";

/// A pipeline whose users are this file, and whose transcripts are sound.
fn check(name: &str, bytes: &[u8], settings: &str) -> Said {
    let scratch = Scratch::new();
    scratch.write(name, bytes);
    check_file(&scratch, name, settings)
}

fn check_file(scratch: &Scratch, name: &str, settings: &str) -> Said {
    scratch.write("transcripts.csv", "MCID,Exam,Completion date\n101,EXAM,2020-01-10\n");
    scratch.write("pipeline.toml", pipeline("users", name, "transcripts", settings));
    scratch.attain(&["check", "pipeline.toml", "--as-of", "2021-03-01"])
}

/// The other source is a sound CSV file.
fn pipeline(kind: &str, name: &str, other: &str, settings: &str) -> String {
    format!(
        "name = \"limits\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
         [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\n\
         [sources.{kind}]\nfiles = [{name:?}]\nmax_reject_ratio = 1\n{settings}\n\
         [sources.{other}]\nfiles = [\"{other}.csv\"]\n",
        root().join("tests/rules/programme"),
        root().join("pipelines/parameters.toml"),
    )
}

/// Refused, in one line that starts with this.
fn is_refused(said: &Said, start: &str) {
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.starts_with(&format!("error: {start}")), "{start}: {}", said.err);
    let first = said.err.lines().next().unwrap_or_default();
    assert!(first.len() < 300, "{first}");
}

fn is_read(said: &Said, used: usize) {
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains(&format!("= {used} used")), "{}", said.out);
}

fn users(rows: &[String]) -> Vec<u8> {
    [HEADER, &rows.join("\n"), "\n"].concat().into_bytes()
}

#[test]
fn a_field_may_have_a_mebibyte_and_no_more() {
    let row =
        |field: &str| vec!["ann@c.example,101,".to_owned(), format!("bo@c.example,102,{field}")];
    is_read(&check("users.csv", &users(&row(&"x".repeat(MIB))), ""), 2);
    let said = check("users.csv", &users(&row(&"x".repeat(MIB + 1))), "");
    is_refused(&said, "users.csv:3: a field is longer than 1 MiB; ");
    let quoted = format!("\"{}\"", "x\n".repeat(MIB / 2 - 8));
    is_read(&check("users.csv", &users(&row(&quoted)), ""), 2);
    let quoted = format!("\"{}\"", "x\n".repeat(MIB / 2 + 8));
    is_refused(&check("users.csv", &users(&row(&quoted)), ""), "users.csv:3: a field is longer");
    let unclosed = format!("\"{}", "x\n".repeat(2 * MIB));
    is_refused(&check("users.csv", &users(&row(&unclosed)), ""), "users.csv:3: a field is longer");
    let doubled = format!("\"{}\"", "\"\"".repeat(2 * MIB));
    is_refused(&check("users.csv", &users(&row(&doubled)), ""), "users.csv:3: a field is longer");
}

#[test]
fn a_line_may_have_sixteen_mebibytes_and_no_more() {
    let columns = 20;
    let header = format!("Work email{}\n", ",x".repeat(columns - 1));
    let of_length = |length: usize| {
        let mut row = String::from("ann@c.example");
        while row.len() < length {
            let field = MIB.min(length - row.len() - 1);
            row.push(',');
            row.push_str(&"x".repeat(field));
        }
        assert_eq!(row.len(), length);
        [header.as_str(), "bo@c.example\n", &row, "\n"].concat().into_bytes()
    };
    is_read(&check("users.csv", &of_length(16 * MIB - 1), ""), 2);
    let said = check("users.csv", &of_length(16 * MIB + 1), "");
    is_refused(&said, "users.csv:3: a line is longer than 16 MiB; ");
    // Nothing in it ends, neither field nor line nor file, for a long while.
    let endless = [header.as_bytes(), &b"\"".repeat(40 * MIB)].concat();
    is_refused(&check("users.csv", &endless, ""), "users.csv:2: a field is longer");
    let endless = [header.as_bytes(), &b"xxxxxxx,".repeat(5 * MIB)].concat();
    is_refused(&check("users.csv", &endless, ""), "users.csv:2: a line has more than 4096 columns");
}

#[test]
fn a_line_may_have_4096_columns_and_no_more() {
    let wide = |header: usize, row: usize| {
        let header = format!("Work email{}\n", ",".repeat(header - 1));
        let row = format!("ann@c.example{}\n", ",".repeat(row - 1));
        [header, row].concat().into_bytes()
    };
    is_read(&check("users.csv", &wide(4096, 4096), ""), 1);
    is_read(&check("users.csv", &wide(3, 4096), ""), 1);
    let said = check("users.csv", &wide(3, 4097), "");
    is_refused(&said, "users.csv:2: a line has more than 4096 columns; ");
}

#[test]
fn a_header_line_has_its_limits_too() {
    let wide = format!("Work email{}\nann@c.example\n", ",".repeat(4096));
    let said = check("users.csv", wide.as_bytes(), "");
    is_refused(&said, "users.csv:1: a line has more than 4096 columns; ");
    let long = format!("{},Work email\nx,ann@c.example\n", "x".repeat(3 * MIB));
    is_refused(&check("users.csv", long.as_bytes(), ""), "users.csv:1: a field is longer");
    let titles = format!("{}\nWork email,MCID\nann@c.example,101\n", "x,".repeat(MIB));
    is_refused(&check("users.csv", titles.as_bytes(), ""), "users.csv:1: a line has more than");
}

#[test]
fn a_wide_or_long_sheet_is_refused_by_its_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Work email").expect("a cell");
    sheet.write_string(1, 0, "ann@c.example").expect("a cell");
    sheet.write_string(1_048_575, 16_383, "far away").expect("a cell");
    let said = check("users.xlsx", &book.save_to_buffer().expect("a workbook"), "");
    is_refused(&said, "users.xlsx:1048576: a row has more than 4096 columns; ");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

#[test]
fn a_gzip_bomb_is_refused_by_ratio_and_by_size() {
    let bomb = gzip(&[users(&["ann@c.example,101,".to_owned()]), vec![b'\n'; 30 * MIB]].concat());
    is_refused(
        &check("users.csv.gz", &bomb, ""),
        "users.csv.gz: the file unpacks to more than 1000 times its size; ",
    );
    let rows: Vec<String> = (0..900).map(|row| format!("user{row}@c.example,{row},")).collect();
    let packed = gzip(&users(&rows));
    is_read(&check("users.csv.gz", &packed, ""), 900);
    is_refused(
        &check("users.csv.gz", &packed, "max_unpacked_bytes = 5000"),
        "users.csv.gz: the file unpacks to more than 5000 bytes; ",
    );
    // Packed twice, it is no text.
    assert_eq!(check("users.csv.gz", &gzip(&packed), "").code, 3);
}

#[test]
fn a_gzip_file_that_ends_early_is_refused_wherever_it_ends() {
    let rows: Vec<String> = (0..800).map(|row| format!("user{row}@c.example,{row},")).collect();
    let whole = gzip(&users(&rows));
    for cut in
        [3, 9, 10, 11, 100, whole.len() / 2, whole.len() - 9, whole.len() - 8, whole.len() - 1]
    {
        let said = check("users.csv.gz", &whole[..cut], "");
        is_refused(&said, "users.csv.gz: the gzip file is broken or cut off; ");
    }
    // A second member behind the first is a part of the file, anything else is not.
    let two = [gzip(&users(&rows)), gzip(b"last@c.example,9999,\n")].concat();
    is_read(&check("users.csv.gz", &two, ""), 801);
    let said = check("users.csv.gz", &[&whole[..], b"left over"].concat(), "");
    is_refused(&said, "users.csv.gz: the gzip file is broken or cut off; ");
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip([["Work email", "MCID"], ["ann@c.example", "101"]]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The same workbook with one part replaced.
fn with_part(book: &[u8], part: &str, content: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(book)).expect("a package");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for place in 0..from.len() {
        let file = from.by_index_raw(place).expect("a part");
        if file.name().is_ok_and(|name| name == part) {
            to.start_file(part, options).expect("a part");
            to.write_all(content).expect("memory takes it");
        } else {
            to.raw_copy_file(file).expect("a part");
        }
    }
    to.finish().expect("memory takes it").into_inner()
}

#[test]
fn a_zip_bomb_is_refused_by_ratio_and_by_size() {
    is_read(&check("users.xlsx", &workbook(), ""), 1);
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(9));
    bomb.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    bomb.write_all(&vec![b' '; 64 * MIB]).expect("memory takes it");
    let bomb = bomb.finish().expect("memory takes it").into_inner();
    is_refused(
        &check("users.xlsx", &bomb, ""),
        "users.xlsx: the file unpacks to more than 1000 times its size; ",
    );
    is_refused(
        &check("users.xlsx", &workbook(), "max_unpacked_bytes = 1000"),
        "users.xlsx: the file unpacks to more than 1000 bytes; ",
    );
}

#[test]
fn a_damaged_workbook_never_brings_the_program_down() {
    let whole = workbook();
    for place in (0..whole.len()).step_by(97) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x55;
        let said = check("users.xlsx", &damaged, "");
        assert!(matches!(said.code, 0 | 3), "byte {place}: {said:?}");
    }
    for cut in (1..whole.len()).step_by(whole.len() / 20) {
        let said = check("users.xlsx", &whole[..cut], "");
        assert_eq!(said.code, 3, "cut at {cut}: {said:?}");
    }
}

#[test]
fn strange_sheets_never_bring_the_program_down() {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    let around = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header =
        format!("<row r=\"1\">{}{}</row>", cell("A1", "Work email"), cell("B1", "Created"));
    let row = |number: u32, mail: &str, created: &str| {
        let (a, b) = (format!("A{number}"), format!("B{number}"));
        format!("<row r=\"{number}\">{}{}</row>", cell(&a, mail), cell(&b, created))
    };
    let sheets = [
        // A row twice, and rows out of order.
        [
            header.clone(),
            row(2, "a@c.example", "13/14/2020"),
            row(3, "b@c.example", "x"),
            row(2, "c@c.example", "13/14/2020"),
        ]
        .concat(),
        [
            header.clone(),
            row(2, "a@c.example", "02/13/2020"),
            row(3, "b@c.example", "13/02/2020"),
            row(2, "c@c.example", "13/02/2020"),
            row(3, "d@c.example", "13/02/2020"),
        ]
        .concat(),
        [row(9, "a@c.example", ""), header.clone(), row(2, "b@c.example", "")].concat(),
        // Cells that no sheet has, and numbers that are none.
        format!("{header}<row r=\"2\">{}{}</row>", cell("A2", "a@c.example"), cell("ZZZZ2", "x")),
        format!("{header}<row r=\"4294967295\">{}</row>", cell("A4294967295", "a@c.example")),
        format!("{header}<row r=\"99999999999\">{}</row>", cell("A99999999999", "a@c.example")),
        format!("{header}<row r=\"2\"><c r=\"A2\" t=\"s\"><v>77</v></c></row>"),
        format!(
            "{header}<row r=\"2\">{}<c r=\"B2\"><v>1e308</v></c></row>",
            cell("A2", "a@c.example")
        ),
        format!(
            "{header}<row r=\"2\">{}<c r=\"B2\"><v>NaN</v></c></row>",
            cell("A2", "a@c.example")
        ),
        format!(
            "{header}<row r=\"2\">{}<c r=\"B2\" s=\"99\"><v>43890</v></c></row>",
            cell("A2", "a@c.example")
        ),
        format!(
            "{header}<row r=\"2\">{}<c r=\"B2\" t=\"e\"><v>#REF!</v></c></row>",
            cell("A2", "a@c.example")
        ),
        format!("{header}<row>{}</row>", "<c><v>1</v></c>".repeat(3)),
        header.repeat(3),
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Work email".to_owned(),
        "&undefined;".to_owned(),
    ];
    for sheet in sheets {
        let said =
            check("users.xlsx", &with_part(&workbook(), SHEET, around(&sheet).as_bytes()), "");
        assert!(matches!(said.code, 0 | 2 | 3), "{sheet}: {said:?}");
    }
}

#[test]
fn strange_transcripts_never_bring_the_program_down() {
    let deep = ["[", "{\"a\":", "{\"certificationData\":"].map(|open| open.repeat(200_000));
    let shapes = [
        "{",
        "[]",
        "null",
        "{\"certificationData\":null}",
        "{\"certificationData\":[]}",
        "{\"certificationData\":{\"activeCertifications\":{}}}",
        "{\"certificationData\":{\"activeCertifications\":[null,1,\"x\",[],{}],\"passedExams\":[{\"examDateTaken\":7}]}}",
        "{\"certificationData\":{\"mcid\":{},\"passedExams\":[{\"examNumber\":1e999}]}}",
        "{\"certificationData\":{},\"certificationData\":{}}",
        "\u{feff}{\"certificationData\":{}}",
        "{\"\\ud800\":1}",
    ];
    for text in deep.iter().map(String::as_str).chain(shapes) {
        let scratch = Scratch::new();
        scratch.write("shared.json", text);
        scratch.write("users.csv", users(&["ann@c.example,101,".to_owned()]));
        scratch.write("pipeline.toml", pipeline("transcripts", "shared.json", "users", ""));
        let said =
            scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01", "--out", "out"]);
        let start: String = text.chars().take(60).collect();
        assert_eq!(said.code, 0, "{start}: {said:?}");
    }
}

#[test]
fn what_is_no_ordinary_file_is_refused() {
    let scratch = Scratch::new();
    scratch.write("folder/users.csv", users(&["ann@c.example,101,".to_owned()]));
    is_refused(&check_file(&scratch, "folder", ""), "folder: this is a directory, not a file; ");
    is_refused(&check_file(&scratch, "nowhere.csv", ""), "nowhere.csv: the file is missing; ");
    is_refused(&check_file(&scratch, "fold*", ""), "fold*: no file matches this pattern; ");
    is_read(&check_file(&scratch, "folder/*.csv", ""), 1);
}

#[cfg(unix)]
#[test]
fn devices_pipes_and_loops_are_refused() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::new();
    symlink("/dev/zero", scratch.path().join("zero.csv")).expect("a link");
    is_refused(&check_file(&scratch, "zero.csv", ""), "zero.csv: this is a device, not a file");
    symlink("loop.csv", scratch.path().join("loop.csv")).expect("a link");
    is_refused(&check_file(&scratch, "loop.csv", ""), "loop.csv: ");
    let pipe = scratch.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        is_refused(&check_file(&scratch, "pipe.csv", ""), "pipe.csv: this is a pipe, not a file");
    }
}

/// Root may read everything: the test says nothing then.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let path = scratch.write("users.csv", users(&["ann@c.example,101,".to_owned()]));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("the owner may");
    if is_readable(&path) {
        return;
    }
    is_refused(&check_file(&scratch, "users.csv", ""), "users.csv: the file cannot be read");
}

#[cfg(unix)]
fn is_readable(path: &Path) -> bool {
    std::fs::File::open(path).is_ok()
}

/// The reader of workbooks makes room for as many texts as the part says it has.
#[test]
fn texts_that_are_said_and_not_there_ask_for_no_memory() {
    let texts = |count: &str| format!("<sst uniqueCount=\"{count}\"><si><t>x</t></si></sst>");
    for count in ["400000000", "99999999999", "300000000000000000"] {
        let book = with_part(&workbook(), "xl/sharedStrings.xml", texts(count).as_bytes());
        is_refused(&check("users.xlsx", &book, ""), "users.xlsx: the workbook is broken");
    }
}
