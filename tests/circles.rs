//! No file imports what imports it, be it over others: whoever reads one file never has to read all.

use std::collections::{BTreeMap, BTreeSet};

use crate::architecture::sources;

/// A module by its names from the crate down.
type Module = Vec<String>;

/// Sources without their tests, by module.
fn modules() -> BTreeMap<Module, String> {
    let sources = sources().into_iter().filter(|own| !own.is_test && own.name != "main.rs");
    let module = |name: &str| {
        let names = name.trim_end_matches(".rs").split('/');
        let named = names.filter(|name| !["mod", "lib"].contains(name));
        named.map(str::to_owned).collect()
    };
    sources.map(|own| (module(&own.name), own.code)).collect()
}

/// Every path of a tree of imports: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.trim().to_owned()];
    };
    let inside = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut begin, mut parts) = (0, 0, Vec::new());
    for (place, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[begin..place]);
                begin = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[begin..]);
    let named = parts.into_iter().filter(|part| !part.trim().is_empty());
    named.flat_map(|part| paths(&format!("{}{}", before.trim(), part.trim()))).collect()
}

/// The imports of a module, from the crate down, and whether each is handed on.
fn imports(module: &[String], code: &str, all: &BTreeMap<Module, String>) -> Vec<(Module, bool)> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some((before, tree)) = statement.rsplit_once("use ") else { continue };
        let is_import = before.trim().is_empty() || before.ends_with(['\n', ' ']);
        let handed_on = before.rsplit('\n').next().is_some_and(|own| own.trim().starts_with("pub"));
        if !is_import {
            continue;
        }
        for path in paths(tree) {
            let mut names: Vec<String> = path.split("::").map(str::to_owned).collect();
            let mut from = module.to_vec();
            match names[0].as_str() {
                "crate" => (from, names) = (Vec::new(), names.split_off(1)),
                "self" => names.remove(0).clear(),
                "super" => {
                    while names.first().is_some_and(|name| name == "super") {
                        from.pop();
                        names.remove(0);
                    }
                }
                first => {
                    from.push(first.to_owned());
                    if !all.contains_key(&from) {
                        continue;
                    }
                    names.remove(0);
                }
            }
            from.extend(names);
            found.push((from, handed_on));
        }
    }
    found
}

/// The file in which a name is at home, through the modules that only hand it on.
fn home(
    mut path: Module,
    handed_on: &BTreeMap<Module, Module>,
    all: &BTreeMap<Module, String>,
) -> Module {
    while let Some((length, to)) =
        (1..=path.len()).rev().find_map(|length| Some((length, handed_on.get(&path[..length])?)))
    {
        path = to.iter().chain(&path[length..]).cloned().collect();
    }
    while !all.contains_key(&path) {
        path.pop();
    }
    path
}

fn reaches(from: &Module, to: &Module, edges: &BTreeMap<Module, BTreeSet<Module>>) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(module) = open.pop() {
        for next in edges.get(module).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

#[test]
fn no_file_imports_what_imports_it() {
    let all = modules();
    assert!(all.len() > 300, "{} files are read", all.len());
    let of_each: BTreeMap<&Module, Vec<(Module, bool)>> =
        all.iter().map(|(module, code)| (module, imports(module, code, &all))).collect();
    let mut handed_on = BTreeMap::new();
    for (module, own) in &of_each {
        for (path, _) in own.iter().filter(|(_, handed_on)| *handed_on) {
            let here: Module = module.iter().chain(path.last()).cloned().collect();
            if here != *path && !all.contains_key(&here) {
                handed_on.insert(here, path.clone());
            }
        }
    }
    let mut edges: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, own) in of_each {
        let homes = own.into_iter().filter(|(_, handed_on)| !handed_on);
        let homes = homes.map(|(path, _)| home(path, &handed_on, &all));
        edges.insert(module.clone(), homes.filter(|other| other != module).collect());
    }
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 1000, "imports are read");
    let in_circles = edges.keys().filter(|module| reaches(module, module, &edges));
    let named: Vec<String> = in_circles.map(|module| module.join("/")).collect();
    assert_eq!(named, [""; 0], "these files import each other, in one circle or in several");
}
