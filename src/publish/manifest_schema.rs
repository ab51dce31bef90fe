//! The JSON schema of `manifest.json` (draft 2020-12), as `attain schema manifest` prints it.

use serde_json::{Value as Json, json};

use super::manifest::VERSION;

/// The schema as JSON.
#[must_use]
pub fn schema() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://attain.example/schemas/attain-manifest-1.json",
        "title": VERSION,
        "description": "What a run of attain was made of and what became of it. It names no person.",
        "type": "object",
        "additionalProperties": false,
        "required": [
            "schema", "run_id", "run_key", "as_of", "program", "pipeline", "rules", "parameters",
            "previous", "inputs", "stages", "outputs", "findings", "exit_code", "started",
            "finished", "peak_memory_bytes"
        ],
        "properties": {
            "schema": { "const": VERSION },
            "run_id": { "type": "string", "description": "the name of the run folder" },
            "run_key": { "$ref": "#/$defs/hash", "description": "the same key, the same bytes" },
            "as_of": { "$ref": "#/$defs/date" },
            "program": object(&json!({
                "name": { "type": "string" },
                "version": { "type": "string" }
            })),
            "pipeline": object(&json!({
                "name": { "type": "string" },
                "path": { "type": "string", "description": "as given" },
                "sha256": { "$ref": "#/$defs/hash" },
                "reports": { "type": "array", "items": { "enum": ["skills", "risk", "kpi"] } },
                "language": { "type": "string" }
            })),
            "rules": object(&json!({
                "parameters": { "$ref": "#/$defs/hash" },
                "programmes": { "$ref": "#/$defs/hash" },
                "dialects": { "$ref": "#/$defs/hash" },
                "labels": { "$ref": "#/$defs/hash" }
            })),
            "parameters": { "type": "array", "items": parameter() },
            "previous": {
                "type": ["string", "null"],
                "description": "the run that data/changes compares with"
            },
            "inputs": { "type": "array", "items": input() },
            "stages": { "type": "array", "items": object(&json!({
                "name": { "type": "string" },
                "rows_in": { "$ref": "#/$defs/count" },
                "rows_out": { "$ref": "#/$defs/count" },
                "seconds": { "type": "number", "minimum": 0 }
            })) },
            "outputs": { "type": "array", "items": object(&json!({
                "path": { "type": "string", "description": "relative to the run folder" },
                "size": { "$ref": "#/$defs/count" },
                "rows": { "type": ["integer", "null"], "minimum": 0 },
                "sha256": { "$ref": "#/$defs/hash" }
            })) },
            "actions": {
                "type": "object",
                "description": "things to do, by urgency",
                "additionalProperties": { "$ref": "#/$defs/count" }
            },
            "verdicts": {
                "type": "object",
                "description": "how the held levels of each company stand, by MPN id",
                "additionalProperties": object(&json!({
                    "light": { "enum": ["red", "amber", "grey", "green"] },
                    "levels": {
                        "type": "object",
                        "description": "how many levels are in each class",
                        "additionalProperties": { "$ref": "#/$defs/count" }
                    }
                }))
            },
            "companies": companies(),
            "findings": {
                "type": "object",
                "description": "how many of each code",
                "additionalProperties": { "$ref": "#/$defs/count" }
            },
            "exit_code": { "type": "integer", "minimum": 0, "maximum": 255 },
            "started": { "$ref": "#/$defs/moment" },
            "finished": { "$ref": "#/$defs/moment" },
            "peak_memory_bytes": { "type": ["integer", "null"], "minimum": 0 },
            "forgotten": {
                "type": "array",
                "description": "when a person was removed from this run, and how many rows went",
                "items": object(&json!({
                    "at": { "$ref": "#/$defs/moment" },
                    "rows": { "$ref": "#/$defs/count" }
                }))
            },
            "base_key": {
                "$ref": "#/$defs/hash",
                "description": "what the run key would be without a run to compare with"
            }
        },
        "$defs": {
            "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256" },
            "date": { "type": "string", "format": "date" },
            "moment": { "type": "string", "format": "date-time", "description": "in UTC" },
            "count": { "type": "integer", "minimum": 0 }
        }
    })
}

fn companies() -> Json {
    json!({
        "type": "object",
        "description": "the names of the companies that the run tells of, by MPN id",
        "additionalProperties": { "type": "string" }
    })
}

/// The schema as it is printed.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn parameter() -> Json {
    object(&json!({
        "name": { "type": "string" },
        "value": { "description": "the value in force on the as-of date; of date ranges all" },
        "unit": { "type": "string" },
        "from": { "type": "string", "description": "the first day of the value" },
        "source": { "type": "string", "description": "an id of sources.csv" },
        "place": { "type": "string", "description": "where in the source" }
    }))
}

fn input() -> Json {
    object(&json!({
        "kind": { "type": "string" },
        "path": { "type": "string", "description": "as given" },
        "size": { "$ref": "#/$defs/count" },
        "sha256": { "$ref": "#/$defs/hash" },
        "stamp": {
            "type": "object",
            "description": "by which the file is known again without reading it",
            "additionalProperties": false,
            "required": ["modified"],
            "properties": {
                "modified": { "anyOf": [{ "$ref": "#/$defs/moment" }, { "type": "null" }] },
                "changed": { "$ref": "#/$defs/moment" },
                "inode": { "$ref": "#/$defs/count" }
            }
        },
        "format": { "enum": ["delimited", "gzip", "xlsx", "parquet", "json"] },
        "encoding": { "enum": ["utf-8", "utf-16le", "utf-16be", "windows-1252", null] },
        "delimiter": { "type": ["string", "null"] },
        "decimal": { "type": ["string", "null"] },
        "sheet": { "type": ["string", "null"] },
        "date_orders": { "type": "array", "items": object(&json!({
            "column": { "type": "string" },
            "order": { "enum": ["dmy", "mdy", "ymd"] },
            "from": { "enum": ["source", "company", "evidence"] }
        })) },
        "header_line": { "$ref": "#/$defs/count" },
        "rows": object(&json!({
            "read": { "$ref": "#/$defs/count" },
            "used": { "$ref": "#/$defs/count" },
            "duplicate": { "$ref": "#/$defs/count" },
            "rejected": { "$ref": "#/$defs/count" }
        })),
        "freshness": object(&json!({
            "day": { "type": "string" },
            "from": { "enum": ["exported_on", "file_name", "file_time", "unknown"] }
        }))
    }))
}

/// An object with all of these properties and no other.
fn object(properties: &Json) -> Json {
    let names: Vec<&String> = properties.as_object().map_or(Vec::new(), |all| all.keys().collect());
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": properties
    })
}

/// What of a document is not as the schema says: as much of JSON Schema as the schema above uses.
#[cfg(test)]
pub(crate) fn problems(schema: &Json, document: &Json) -> Vec<String> {
    let mut found = Vec::new();
    checker::check(schema, schema, document, "$", &mut found);
    found
}

#[cfg(test)]
mod checker {
    use serde_json::Value as Json;

    use crate::base::Day;
    use crate::publish::Moment;

    pub fn check(root: &Json, schema: &Json, value: &Json, at: &str, found: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = root.pointer(reference.trim_start_matches('#')).unwrap();
            check(root, target, value, at, found);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let fits = |choice: &Json| {
                let mut wrong = Vec::new();
                check(root, choice, value, at, &mut wrong);
                wrong.is_empty()
            };
            if !choices.iter().any(fits) {
                found.push(format!("{at}: none of anyOf"));
            }
        }
        if !plain(schema, value) {
            found.push(format!("{at}: {value} is not {schema}"));
        }
        for (place, item) in value.as_array().into_iter().flatten().enumerate() {
            check(root, &schema["items"], item, &format!("{at}[{place}]"), found);
        }
        for (name, part) in value.as_object().into_iter().flatten() {
            let at = format!("{at}.{name}");
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Json::Null, Json::Bool(false)) => found.push(format!("{at}: unknown")),
                (Json::Null, other) => check(root, other, part, &at, found),
                (known, _) => check(root, known, part, &at, found),
            }
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            if value.get(name.as_str().unwrap()).is_none() {
                found.push(format!("{at}: {name} is missing"));
            }
        }
    }

    fn plain(schema: &Json, value: &Json) -> bool {
        let types: Vec<&str> = match &schema["type"] {
            Json::Array(several) => several.iter().filter_map(Json::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let choices = schema["enum"].as_array();
        (types.is_empty() || types.iter().any(|of| is(of, value)))
            && choices.is_none_or(|choices| choices.contains(value))
            && schema.get("const").is_none_or(|only| only == value)
            && schema["minimum"]
                .as_f64()
                .is_none_or(|least| value.as_f64().is_none_or(|n| n >= least))
            && value.as_str().is_none_or(|text| has_form(schema, text))
    }

    fn has_form(schema: &Json, text: &str) -> bool {
        let hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        (schema.get("pattern").is_none() || hash)
            && match schema["format"].as_str() {
                Some("date") => Day::from_iso(text).is_some(),
                Some("date-time") => Moment::from_text(text).is_some(),
                _ => true,
            }
    }

    fn is(of: &str, value: &Json) -> bool {
        match of {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_i64() || value.is_u64(),
            "null" => value.is_null(),
            _ => false,
        }
    }
}
