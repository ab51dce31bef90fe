//! What the tests share: running the program, folders that vanish, tables read back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a run of the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program in a folder. Whatever the input, it may neither panic nor take the fault for
/// its own.
pub(crate) fn attain_in(folder: &Path, arguments: &[&str]) -> Said {
    let ran = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let said = Said {
        code: ran.status.code().unwrap_or(-1),
        out: String::from_utf8(ran.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(ran.stderr).expect("standard error is UTF-8"),
    };
    let is_civil = said.code != 1 && said.code != -1 && !said.err.contains("panicked");
    assert!(is_civil, "attain {} fell over: {said:?}", arguments.join(" "));
    said
}

/// Runs the program in the folder of the package.
pub(crate) fn attain(arguments: &[&str]) -> Said {
    attain_in(root(), arguments)
}

/// A folder that is removed when the test ends.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(TempDir::with_prefix("attain-test-").expect("a temporary folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders on the way to it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders");
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// Runs the program with this folder as the one it is started in.
    pub(crate) fn attain(&self, arguments: &[&str]) -> Said {
        attain_in(self.path(), arguments)
    }

    /// Publishes `pipeline.toml` to `out`, which must end with the exit code 0.
    pub(crate) fn run(&self, as_of: &str) -> Said {
        let said = self.attain(&["run", "pipeline.toml", "--as-of", as_of, "--out", "out"]);
        assert_eq!(said.code, 0, "{said:?}");
        said
    }

    /// A table of the newest run.
    pub(crate) fn table(&self, name: &str) -> Table {
        Table::read(&self.path().join(format!("out/latest/data/{name}.csv")))
    }
}

/// Three companies with an account or two each. Ann's at Contoso was associated first; the one at Fabrikam
/// ended that. Nobody has the id 109. `more` stands with the source of transcripts.
pub(crate) fn three_companies(more: &str) -> Scratch {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    scratch.write("pipeline.toml", three_pipeline(more));
    write_three(&scratch);
    scratch
}

pub(crate) fn three_pipeline(more: &str) -> String {
    const PIPELINE: &str = r#"
name = "three"
out = "out"
programmes = ["programmes/example"]
parameters = "parameters.toml"
reports = ["skills", "risk"]

[[company]]
name = "Contoso"
mpn_id = "0100"
locations = ["0101"]

[[company]]
name = "Fabrikam"
mpn_id = "0200"

[[company]]
name = "Tailspin"
mpn_id = "0300"

[sources.users]
files = ["users.csv"]

[sources.transcripts]
files = ["transcripts.csv"]
"#;
    format!("{PIPELINE}{more}\n")
}

fn write_three(scratch: &Scratch) {
    scratch.write(
        "users.csv",
        "Work email,MPN ID,MCID,Associated in PC,Association date\n\
         ann@contoso.example,0100,101,Yes,2020-01-01\n\
         ann@fabrikam.example,0200,101,Yes,2020-06-01\n\
         bo@contoso.example,0101,102,Yes,2020-01-01\n\
         cy@tailspin.example,0300,103,Yes,2020-01-01\n",
    );
    scratch.write(
        "transcripts.csv",
        "MCID,Exam,Completion date\n101,AZ-104,2020-01-15\n102,AZ-104,2020-01-15\n\
         103,AZ-104,2020-01-15\n109,AZ-104,2020-01-15\n",
    );
}

/// A small table as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a published table.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&text)
    }

    /// The same of its bytes.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(text);
        let columns = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        Self { columns, rows }
    }

    /// Reads a table as people draw it: cells between bars, padded as it looks best.
    pub(crate) fn drawn(text: &str) -> Self {
        let split = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let columns: Vec<String> = split(lines.next().unwrap_or_default());
        let rows: Vec<Vec<String>> = lines.map(split).collect();
        for row in &rows {
            assert!(row.len() <= columns.len(), "more cells than columns: {row:?}");
        }
        let widened = rows.into_iter().map(|mut row| {
            row.resize(columns.len(), String::new());
            row
        });
        Self { rows: widened.collect(), columns }
    }

    pub(crate) fn place(&self, column: &str) -> usize {
        let place = self.columns.iter().position(|name| name == column);
        place.unwrap_or_else(|| panic!("no column {column:?} in {:?}", self.columns))
    }

    /// The same rows with these columns only, in this order.
    pub(crate) fn only(&self, columns: &[String]) -> Self {
        let places: Vec<usize> = columns.iter().map(|name| self.place(name)).collect();
        let rows = self
            .rows
            .iter()
            .map(|row| places.iter().map(|place| row[*place].clone()).collect())
            .collect();
        Self { columns: columns.to_vec(), rows }
    }

    /// The same rows without these columns.
    pub(crate) fn without(&self, columns: &[&str]) -> Self {
        let kept: Vec<String> =
            self.columns.iter().filter(|name| !columns.contains(&name.as_str())).cloned().collect();
        self.only(&kept)
    }

    /// The table drawn with bars, for messages.
    pub(crate) fn draw(&self) -> String {
        let line = |cells: &[String]| cells.join(" | ");
        std::iter::once(line(&self.columns))
            .chain(self.rows.iter().map(|row| line(row)))
            .collect::<Vec<_>>()
            .join("\n")
    }
}
