//! How a path is shown: without the detours that joining it with a folder made.

use std::path::{Component, Path, PathBuf};

/// A relative path without `.` and without every `..` that undoes a folder before it. One that is
/// absolute is shown as given.
#[must_use]
pub fn shown(path: &Path) -> String {
    if path.is_absolute() {
        return path.display().to_string();
    }
    let mut clean = PathBuf::new();
    for part in path.components() {
        match (part, clean.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                clean.pop();
            }
            _ => clean.push(part),
        }
    }
    if clean.as_os_str().is_empty() {
        clean.push(".");
    }
    clean.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detours_are_left_out_and_nothing_else() {
        let cases = [
            ("pipelines/../sample-data/users.csv", "sample-data/users.csv"),
            ("a/b/../../c.csv", "c.csv"),
            ("a/../../c.csv", "../c.csv"),
            ("../../c.csv", "../../c.csv"),
            ("./a/./c.csv", "a/c.csv"),
            ("a/..", "."),
            ("/exports/a/../c.csv", "/exports/a/../c.csv"),
            ("c.csv", "c.csv"),
        ];
        for (path, expected) in cases {
            assert_eq!(shown(Path::new(path)), expected);
        }
    }
}
