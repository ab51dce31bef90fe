//! The crates that this program is built of: where they come from, under which licences, and that none
//! of them speaks to a network.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::root;

/// Crates of the program itself, without those that only build or test it, and itself among them.
const CRATES_MAX: usize = 221;

/// An offline tool has no use for these.
const BANNED: [&str; 10] = [
    "reqwest",
    "hyper",
    "h2",
    "rustls",
    "openssl",
    "native-tls",
    "curl",
    "ureq",
    "object_store",
    "quinn",
];

const LICENCES: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "Unicode-3.0",
    "Zlib",
];

/// Of this system alone: what others need is not there where nobody fetched it.
fn metadata() -> Value {
    let about = Command::new("rustc").arg("-vV").output().expect("rustc starts");
    let about = String::from_utf8(about.stdout).expect("text");
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let said = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(["--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("JSON")
}

/// The names of the crates that go into the program, itself among them.
fn of_program() -> BTreeSet<String> {
    let said = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    let text = String::from_utf8(said.stdout).expect("text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// Whether one of the ways that a licence leaves open is one of ours; parts that must all be kept are
/// joined by `AND`.
fn is_allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], "").replace(" / ", " OR ").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|way| LICENCES.contains(&way.trim())))
}

#[test]
fn the_program_is_built_of_few_crates_and_none_speaks_to_a_network() {
    let names = of_program();
    assert!(names.contains("attain") && names.contains("polars"), "{names:?}");
    assert!(names.len() <= CRATES_MAX, "{} crates", names.len());
    for banned in BANNED {
        assert!(!names.contains(banned), "{banned} is in the program");
    }
}

#[test]
fn crates_come_from_the_registry_and_are_free_to_use() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 100, "{} packages", packages.len());
    for package in packages.iter().filter(|package| !package["source"].is_null()) {
        let of = |key: &str| package[key].as_str().unwrap_or_default();
        let (name, source, licence) = (of("name"), of("source"), of("license"));
        assert!(source.starts_with("registry+"), "{name} comes from {source}");
        assert!(is_allowed(licence), "{name} is under {licence:?}");
    }
}

#[test]
fn licences_are_read_with_their_ways_and_parts() {
    for allowed in ["MIT", "MIT/GPL-3.0", "(MIT OR GPL-3.0) AND Unicode-3.0", "GPL-3.0 OR ISC"] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["", "GPL-3.0", "MIT AND GPL-3.0", "LGPL-2.1-or-later"] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

#[test]
fn every_dependency_is_used() {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = text.parse().expect("TOML");
    let mut names: Vec<String> = Vec::new();
    let mut add = |table: Option<&toml::Value>| {
        names.extend(
            table
                .and_then(toml::Value::as_table)
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone()),
        );
    };
    add(manifest.get("dependencies"));
    for (_, target) in manifest["target"].as_table().into_iter().flatten() {
        add(target.get("dependencies"));
    }
    assert!(names.len() > 20, "{names:?}");
    let sources = sources(&root().join("src"));
    for name in names {
        let path = format!("{}::", name.replace('-', "_"));
        assert!(sources.contains(&path), "{name} is not used in src");
    }
}

/// All sources in one text.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text += &fs::read_to_string(&path).expect("a source");
        }
    }
    text
}
