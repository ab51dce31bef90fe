//! The JSON schema of `manifest.json` (draft 2020-12), as `attain schema manifest` prints it.

use serde_json::{Value as Json, json};

use super::manifest::VERSION;

/// The schema as JSON.
#[must_use]
pub(crate) fn schema() -> Json {
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
pub(crate) fn text() -> String {
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
