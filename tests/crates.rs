//! The crates that this program is built of: where they come from, under which licences, and that none
//! of them speaks to a network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::root;

/// Crates of the program itself, without those that only build or test it, and itself among them.
const CRATES_MAX: usize = 230;

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

fn texts<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_default()
}

fn list(of: &Value) -> &[Value] {
    of.as_array().map_or(&[], Vec::as_slice)
}

/// The ids of the crates that go into the program.
fn of_program(metadata: &Value) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).iter().map(|node| (texts(node, "id"), node)).collect();
    let mut found = BTreeSet::new();
    let mut next = vec![texts(&metadata["resolve"], "root")];
    while let Some(id) = next.pop() {
        if !found.insert(id) {
            continue;
        }
        for dependency in nodes.get(id).map_or(&[][..], |node| list(&node["deps"])) {
            let is_normal = |kind: &Value| kind["kind"].is_null();
            if list(&dependency["dep_kinds"]).iter().any(is_normal) {
                next.push(texts(dependency, "pkg"));
            }
        }
    }
    found
}

/// Whether one of the ways that a licence leaves open is one of ours; parts that must all be kept are
/// joined by `AND`.
fn is_allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], "").replace(" / ", " OR ").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|way| LICENCES.contains(&way.trim())))
}

#[test]
fn no_crate_speaks_to_a_network_and_all_are_free_to_use() {
    let metadata = metadata();
    let program = of_program(&metadata);
    let packages = list(&metadata["packages"]);
    let of_it: Vec<&Value> =
        packages.iter().filter(|package| program.contains(texts(package, "id"))).collect();
    assert!(of_it.len() > 50, "the graph was not read");
    let names: BTreeSet<&str> = of_it.iter().map(|package| texts(package, "name")).collect();
    for banned in BANNED {
        assert!(!names.contains(banned), "{banned} is in the program");
    }
    for package in packages.iter().filter(|package| !package["source"].is_null()) {
        let (name, source) = (texts(package, "name"), texts(package, "source"));
        assert!(source.starts_with("registry+"), "{name} comes from {source}");
        let licence = texts(package, "license");
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

/// As cargo prints the graph of this system.
#[test]
fn the_program_is_built_of_few_crates() {
    let said = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    let text = String::from_utf8(said.stdout).expect("text");
    let names: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("attain") && names.contains("polars"), "{text}");
    assert!(names.len() <= CRATES_MAX, "{} crates", names.len());
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
