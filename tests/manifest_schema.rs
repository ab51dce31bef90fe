//! The manifest of a real run is what `attain schema manifest` says it is.
//!
//! The check is as much of JSON Schema as that schema uses, and refuses what it does not know. A crate for
//! it would bring 37 others to the tests (boon) or more (jsonschema), and with their features of shared
//! crates polars would be compiled a second time.

use attain::base::Day;
use attain::publish::Timestamp;
use serde_json::{Value as Json, json};

use crate::support::{Scratch, attain};

/// The only pattern that the schema has.
const SHA256: &str = "^[0-9a-f]{64}$";

struct Checked<'a> {
    root: &'a Json,
    found: Vec<String>,
}

/// What of a document is not as the schema says.
fn problems(schema: &Json, document: &Json) -> Vec<String> {
    let mut checked = Checked { root: schema, found: Vec::new() };
    checked.check(schema, document, "$");
    checked.found
}

impl Checked<'_> {
    fn check(&mut self, schema: &Json, value: &Json, at: &str) {
        let keywords = match schema {
            Json::Bool(true) => return,
            Json::Object(keywords) => keywords,
            other => panic!("{at}: {other} is no schema"),
        };
        for (keyword, asked) in keywords {
            match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "$ref" => {
                    let target = asked.as_str().expect("a reference").trim_start_matches('#');
                    let target = self.root.pointer(target).expect("a definition");
                    self.check(target, value, at);
                }
                "anyOf" => {
                    let fits = |choice: &Json| {
                        let mut own = Checked { root: self.root, found: Vec::new() };
                        own.check(choice, value, at);
                        own.found.is_empty()
                    };
                    let any = asked.as_array().expect("schemas").iter().any(fits);
                    self.hold(any, at, "none of anyOf fits");
                }
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(asked, item, &format!("{at}[{place}]"));
                    }
                }
                "properties" | "additionalProperties" => {}
                "required" => {
                    for name in asked.as_array().expect("names").iter().filter_map(Json::as_str) {
                        let is_there = !value.is_object() || value.get(name).is_some();
                        self.hold(is_there, at, &format!("{name} is missing"));
                    }
                }
                other => {
                    let holds = is_plain(other, asked, value);
                    self.hold(holds, at, &format!("{value} is not {other} {asked}"));
                }
            }
        }
        for (name, part) in value.as_object().into_iter().flatten() {
            let at = format!("{at}.{name}");
            match (schema["properties"].get(name), schema.get("additionalProperties")) {
                (Some(known), _) => self.check(known, part, &at),
                (None, Some(Json::Bool(false))) => self.hold(false, &at, "is unknown"),
                (None, Some(others)) => self.check(others, part, &at),
                (None, None) => {}
            }
        }
    }

    fn hold(&mut self, holds: bool, at: &str, what: &str) {
        if !holds {
            self.found.push(format!("{at}: {what}"));
        }
    }
}

/// A keyword that looks at the value alone.
fn is_plain(keyword: &str, asked: &Json, value: &Json) -> bool {
    match keyword {
        "type" => {
            let several = asked.as_array().map_or(std::slice::from_ref(asked), Vec::as_slice);
            several.iter().any(|of| is(of.as_str().expect("a type"), value))
        }
        "enum" => asked.as_array().expect("values").contains(value),
        "const" => asked == value,
        "minimum" => value.as_f64().is_none_or(|own| own >= asked.as_f64().expect("a number")),
        "maximum" => value.as_f64().is_none_or(|own| own <= asked.as_f64().expect("a number")),
        "pattern" => {
            assert_eq!(asked, SHA256, "a pattern that this check does not know");
            let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            value.as_str().is_none_or(|text| text.len() == 64 && text.bytes().all(is_digit))
        }
        "format" => value.as_str().is_none_or(|text| match asked.as_str() {
            Some("date") => Day::from_iso(text).is_some(),
            Some("date-time") => Timestamp::from_text(text).is_some(),
            other => panic!("a format that this check does not know: {other:?}"),
        }),
        other => panic!("a keyword that this check does not know: {other}"),
    }
}

fn is(of: &str, value: &Json) -> bool {
    match of {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("a type that this check does not know: {other}"),
    }
}

fn manifest(out: &Scratch, day: &str) -> Json {
    let folder = out.path().display().to_string();
    let said = attain(&["run", "pipelines/nightly.toml", "--as-of", day, "--out", &folder]);
    assert_eq!(said.code, 0, "{said:?}");
    let text = std::fs::read(out.path().join("latest/manifest.json")).expect("a manifest");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn the_manifest_of_a_run_is_what_the_printed_schema_says() {
    let schema: Json = serde_json::from_str(&attain(&["schema", "manifest"]).out).expect("JSON");
    let out = Scratch::new();
    let first = manifest(&out, "2021-02-28");
    assert_eq!(problems(&schema, &first), [""; 0]);
    let second = manifest(&out, "2021-03-01");
    assert!(second["previous"].is_string(), "it is compared with the first");
    assert_eq!(problems(&schema, &second), [""; 0]);
    let found = |change: &dyn Fn(&mut Json)| {
        let mut changed = second.clone();
        change(&mut changed);
        problems(&schema, &changed).len()
    };
    let forgotten = json!([{ "at": second["finished"], "rows": 3 }]);
    assert_eq!(found(&|json| json["forgotten"] = forgotten.clone()), 0);
    assert_eq!(found(&|json| json["forgotten"] = json!([{ "at": "noon", "rows": 3 }])), 1);
    assert_eq!(found(&|json| json["as_of"] = json!("1 March")), 1);
    assert_eq!(found(&|json| json["exit_code"] = json!("0")), 1);
    assert_eq!(found(&|json| json["exit_code"] = json!(256)), 1);
    assert_eq!(found(&|json| json["run_key"] = json!("4F2C")), 1);
    assert_eq!(found(&|json| json["inputs"][0]["rows"]["read"] = json!(-1)), 1);
    assert_eq!(found(&|json| json["inputs"][0]["format"] = json!("word")), 1);
    assert_eq!(found(&|json| json["person"] = json!("anna")), 1);
    assert_eq!(found(&|json| drop(json.as_object_mut().unwrap().remove("stages"))), 1);
    assert_eq!(found(&|json| json["schema"] = json!("attain-manifest/2")), 1);
}
