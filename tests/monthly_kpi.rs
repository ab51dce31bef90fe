//! The monthly KPI run over the sample data, around the two publications that the documents name:
//! on 15 January 2020 for the year 2019, and on 15 February 2020 with the invoices of January.
//!
//! `tests/golden/monthly-kpi` holds the data files of both days. Their sums were worked out from the
//! exports by other means (160 and 154.8333) before they were kept.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::{Scratch, Table, attain, root};

const JANUARY: &str = "2020-01-15";
const FEBRUARY: &str = "2020-02-15";

/// Runs of a day, each made once.
static RUNS: LazyLock<BTreeMap<&str, Published>> = LazyLock::new(|| {
    let days = ["2020-01-14", JANUARY, "2020-02-14", FEBRUARY];
    days.into_iter().map(|day| (day, Published::on(day))).collect()
});

struct Published {
    scratch: Scratch,
}

impl Published {
    fn on(day: &str) -> Self {
        let scratch = Scratch::new();
        let out = scratch.path().join("out").display().to_string();
        let said = attain(&["run", "pipelines/monthly-kpi.toml", "--as-of", day, "--out", &out]);
        assert_eq!(said.code, 0, "{said:?}");
        Self { scratch }
    }

    fn table(&self, name: &str) -> Table {
        self.scratch.table(name)
    }

    fn sheet(&self, name: &str) -> Sheet {
        let path = self.scratch.path().join("out/latest/kpi_report.xlsx");
        let mut book: Xlsx<BufReader<File>> = open_workbook(path).expect("a workbook");
        let range = book.worksheet_range(name).expect("the sheet");
        let mut rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
        let headers = rows.remove(0).iter().map(ToString::to_string).collect();
        Sheet { headers, rows }
    }
}

struct Sheet {
    headers: Vec<String>,
    rows: Vec<Vec<Data>>,
}

impl Sheet {
    /// Every row of a data file stands in the sheet, in its order and with its values.
    fn shows(&self, table: &Table, columns: &[(&str, &str)]) {
        assert_eq!(self.rows.len(), table.rows.len());
        for (header, column) in columns {
            let here = self.headers.iter().position(|own| own == header).expect(header);
            let there = table.place(column);
            for (shown, row) in self.rows.iter().zip(&table.rows) {
                assert!(
                    is_the_same(&shown[here], &row[there]),
                    "{header}: {:?} {row:?}",
                    shown[here]
                );
            }
        }
    }

    /// Everything written in a row, without the empty cells.
    fn texts(&self) -> Vec<String> {
        let written = |row: &Vec<Data>| {
            let cells = row.iter().filter(|cell| **cell != Data::Empty).map(ToString::to_string);
            cells.collect::<Vec<_>>().join(" | ")
        };
        self.rows.iter().map(written).collect()
    }
}

fn is_the_same(shown: &Data, text: &str) -> bool {
    match shown {
        Data::Empty => text.is_empty(),
        Data::Float(number) => text.parse::<f64>().is_ok_and(|it| it.to_bits() == number.to_bits()),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            let shown = format!("{year:04}-{month:02}-{day:02}");
            // A month is shown as its first day.
            shown == text || shown == format!("{text}-01")
        }
        Data::String(shown) => shown == text,
        other => panic!("{other:?} in a table"),
    }
}

/// Ten-thousandths, without a detour over binary fractions.
fn exact(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    sign * format!("{whole}{places:0<4}").parse::<i64>().expect("a decimal with four places")
}

/// The sum of a column over the rows that have these cells.
fn sum(table: &Table, column: &str, cells: &[(&str, &str)]) -> i64 {
    let is_meant =
        |row: &&Vec<String>| cells.iter().all(|(column, text)| row[table.place(column)] == *text);
    table.rows.iter().filter(is_meant).map(|row| exact(&row[table.place(column)])).sum()
}

#[test]
fn the_data_files_are_those_that_were_checked() {
    for day in [JANUARY, FEBRUARY] {
        for name in ["kpi_window", "kpi_months", "kpi_options"] {
            let of_run = RUNS[day].scratch.path().join(format!("out/latest/data/{name}.csv"));
            let kept = root().join(format!("tests/golden/monthly-kpi/{day}/{name}.csv"));
            let read = |path| fs::read_to_string(path).expect("a data file");
            assert_eq!(read(of_run), read(kept), "{name} on {day}");
        }
    }
}

#[test]
fn the_window_moves_on_the_fifteenth_and_sums_exactly() {
    for (day, first, last, kpi) in [
        ("2020-01-14", "2018-12", "2019-11", "151.1251"),
        (JANUARY, "2019-01", "2019-12", "160"),
        ("2020-02-14", "2019-01", "2019-12", "160"),
        (FEBRUARY, "2019-02", "2020-01", "154.8333"),
    ] {
        let (window, months) = (RUNS[day].table("kpi_window"), RUNS[day].table("kpi_months"));
        assert_eq!(window.rows.len(), 2, "two held levels with a learning option");
        for row in &window.rows {
            let cell = |column| row[window.place(column)].as_str();
            assert_eq!((cell("window_start"), cell("window_end")), (first, last), "{day}");
            assert_eq!(cell("kpi_total"), kpi, "{day}");
            assert_eq!(cell("revenue_total"), "", "there are two currencies");
        }
        assert_eq!(sum(&months, "kpi_value", &[("in_window", "Yes")]), exact(kpi), "{day}");
        let place = months.place("month");
        for row in &months.rows {
            let is_inside = (first..=last).contains(&row[place].as_str());
            assert_eq!(row[months.place("in_window")] == "Yes", is_inside, "{row:?}");
        }
    }
}

/// Without the lines that are not known on the day: each of them is a finding.
fn known_invoices(run: &Published) -> Table {
    let (mut invoices, findings) = (run.table("invoices"), run.table("findings"));
    let (file, line) = (invoices.place("file"), invoices.place("line"));
    let place = |column| findings.place(column);
    let (code, of_file, of_line) = (place("code"), place("file"), place("line"));
    let future = |row: &Vec<String>| {
        findings.rows.iter().any(|found| {
            found[code] == "invoice_in_future"
                && (&found[of_file], &found[of_line]) == (&row[file], &row[line])
        })
    };
    invoices.rows.retain(|row| !future(row));
    invoices
}

#[test]
fn months_are_the_sums_of_the_invoice_lines_that_count() {
    for day in [JANUARY, FEBRUARY] {
        let (invoices, months) = (known_invoices(&RUNS[day]), RUNS[day].table("kpi_months"));
        for row in &months.rows {
            let key: Vec<(&str, &str)> = ["month", "omlp_type", "currency"]
                .into_iter()
                .map(|column| (column, row[months.place(column)].as_str()))
                .chain([("counts", "Yes")])
                .collect();
            for column in ["kpi_value", "revenue_value"] {
                let shown = exact(&row[months.place(column)]);
                assert_eq!(sum(&invoices, column, &key), shown, "{column} of {key:?}");
            }
        }
        let all = sum(&months, "kpi_value", &[]);
        assert_eq!(sum(&invoices, "kpi_value", &[("counts", "Yes")]), all);
    }
}

#[test]
fn the_sheets_show_what_the_data_files_say() {
    for day in [JANUARY, FEBRUARY] {
        let run = &RUNS[day];
        run.sheet("Trailing 12 months").shows(
            &run.table("kpi_months"),
            &[
                ("Month", "month"),
                ("OMLP type", "omlp_type"),
                ("Currency", "currency"),
                ("KPI value", "kpi_value"),
                ("Revenue value", "revenue_value"),
                ("Invoices", "invoices"),
                ("Published on", "visible_on"),
                ("In window", "in_window"),
            ],
        );
        run.sheet("Invoices").shows(
            &run.table("invoices"),
            &[
                ("Month", "month"),
                ("Invoice number", "invoice_no"),
                ("Purchase unit", "purchase_unit"),
                ("Quantity", "quantity"),
                ("KPI value", "kpi_value"),
                ("Revenue value", "revenue_value"),
                ("Currency", "currency"),
                ("Document", "document_type"),
                ("Counted", "counts"),
                ("File", "file"),
                ("Line", "line"),
            ],
        );
        run.sheet("Options").shows(
            &run.table("kpi_options"),
            &[
                ("Competency", "competency"),
                ("Level", "level"),
                ("Met", "met"),
                ("KPI needed", "kpi_need"),
                ("KPI there", "kpi_have"),
                ("Trainers needed", "mct_need"),
                ("Trainers there", "mct_have"),
                ("Exam holders needed", "exams_need"),
                ("Exam holders there", "exams_have"),
                ("Missing", "missing"),
            ],
        );
    }
}

/// L7: the lines of the window that count, one a row, with the columns that support asks for.
#[test]
fn the_discrepancy_pack_is_the_window_line_by_line() {
    for (day, kpi, months) in [(JANUARY, "160", 12), (FEBRUARY, "154.8333", 12)] {
        let pack = RUNS[day].sheet("Discrepancy pack");
        let headers = [
            "Month number",
            "Year",
            "OMLP type",
            "Purchase unit",
            "Invoice #",
            "KPI value",
            "Revenue value",
        ];
        assert_eq!(pack.headers, headers);
        let total: i64 = pack.rows.iter().map(|row| exact(&row[5].to_string())).sum();
        assert_eq!(total, exact(kpi), "{day}");
        let mut named: Vec<String> =
            pack.rows.iter().map(|row| format!("{}-{}", row[1], row[0])).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named.len(), months);
    }
}

#[test]
fn the_summary_says_where_the_window_stands_and_what_falls_out() {
    let of = |day: &str| RUNS[day].sheet("Summary").texts();
    let has = |lines: &[String], text: &str| {
        assert!(lines.iter().any(|line| line.contains(text)), "{text}\nis not in\n{lines:#?}");
    };
    let january = of(JANUARY);
    has(
        &january,
        "160 KPIs from 2019-01 to 2019-12 reach the 160 of Data Platform Silver, but without new \
         invoices only 143 are left from 2020-02-15 on",
    );
    has(&january, "20.7 KPIs of 2019-01 fall out of the window");
    has(&january, "Nothing to invoice for Data Platform Silver: another option keeps it");
    // Its people are too few by then, and the pace of invoices is no option: they must go on.
    has(
        &january,
        "Invoice more learning products for “Learning KPI” of Cloud Business Applications Silver",
    );
    has(&january, " | Falls out on 2020-02-15; without new invoices 143 are left | 20.6979 | ");
    has(
        &january,
        " | Falls out on 2021-01-15; without new invoices 3.7 are left | 17.1 | 160 | 160 | 160",
    );
    let february = of(FEBRUARY);
    has(&february, "154.8 KPIs from 2019-02 to 2020-01");
    has(
        &february,
        " | Falls out on 2021-02-15; without new invoices 0 are left | 15.5312 | 154.8 | 154.8",
    );
    let months =
        |lines: &[String]| lines.iter().filter(|line| line.contains("| Falls out on ")).count();
    assert_eq!((months(&january), months(&february)), (12, 12));
}
