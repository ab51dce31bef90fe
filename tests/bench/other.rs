//! Another program to measure, as the command line writes it.

use std::path::Path;
use std::process::{Command, Stdio};

/// A command in words, not yet filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Other {
    pub written: String,
    program: String,
    arguments: Vec<String>,
}

impl Other {
    /// Splits at spaces; quotes of either kind hold words together, and there is no other syntax: a
    /// shell between would be measured too, and a Windows path is full of backslashes.
    ///
    /// # Errors
    /// When nothing is written or a quote is left open.
    pub(crate) fn from_text(written: &str) -> Result<Self, String> {
        let mut words = words(written).ok_or("a quote is not closed")?.into_iter();
        let program = words.next().filter(|word| !word.is_empty()).ok_or("there is no command")?;
        Ok(Self { written: written.to_owned(), program, arguments: words.collect() })
    }

    /// What a column of figures is called: the program without its folder.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        let name = Path::new(&self.program).file_stem();
        name.map_or_else(|| self.program.clone(), |name| name.to_string_lossy().into_owned())
    }

    /// The command for these inputs, writing to this folder. A word stays one whatever it is filled with.
    #[must_use]
    pub(crate) fn command(&self, inputs: &Path, out: &Path) -> Command {
        let fill = |word: &String| {
            let filled = word.replace("{inputs}", &inputs.to_string_lossy());
            filled.replace("{out}", &out.to_string_lossy())
        };
        let mut command = Command::new(fill(&self.program));
        command.args(self.arguments.iter().map(fill)).stdin(Stdio::null()).stdout(Stdio::null());
        command
    }
}

/// None when a quote is left open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_spaces_outside_quotes() {
        let cases: [(&str, &[&str]); 9] = [
            ("", &[]),
            ("  ", &[]),
            ("a", &["a"]),
            (" a  b\tc\n", &["a", "b", "c"]),
            ("'a b' \"c d\"", &["a b", "c d"]),
            ("--x='a b'c", &["--x=a bc"]),
            ("'say \"a\"' \"it's\"", &["say \"a\"", "it's"]),
            ("a '' \"\"", &["a", "", ""]),
            (r"C:\tools\a.exe \x", &[r"C:\tools\a.exe", r"\x"]),
        ];
        for (text, expected) in cases {
            let expected: Vec<String> = expected.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(words(text), Some(expected), "{text}");
        }
        assert_eq!(words("a 'b"), None);
        assert_eq!(words("a \"b'"), None);
    }

    #[test]
    fn a_command_has_a_program() {
        for text in ["", " ", "''", "'a"] {
            assert!(Other::from_text(text).is_err(), "{text}");
        }
        let other = Other::from_text("/opt/a/job.py -n 1").expect("a command");
        assert_eq!(other.name(), "job");
    }

    #[test]
    fn what_is_filled_in_stays_in_its_word() {
        let other =
            Other::from_text("{out}/job {inputs} --to={out}/a.xlsx {in}").expect("a command");
        let command = other.command(Path::new("/my data"), Path::new("/my out"));
        assert_eq!(command.get_program(), "/my out/job");
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(arguments, ["/my data", "--to=/my out/a.xlsx", "{in}"]);
    }
}
