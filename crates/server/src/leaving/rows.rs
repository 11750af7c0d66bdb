//! Rows as people and programs read them: moments with their zone, yes and no, answers by the codes of their items.

use domain::assessments::Answer;
use serde_json::{Map, Value as Json, json};

use crate::app::{App, hex};
use crate::db::{DbError, Row, Value};

/// Columns that hold JSON as text.
const JSON_COLUMNS: [&str; 3] = ["content", "reasons", "tables"];
/// Columns of one byte per item, in a row that names its edition.
const ANSWERS_COLUMNS: [&str; 2] = ["answers", "frozen_answers"];

pub fn json(app: &App, row: &Row) -> Result<String, DbError> {
    let mut fields = Map::new();
    for (column, value) in row.columns().iter().zip(row.values()) {
        fields.insert(column.clone(), field(app, row, column, value)?);
    }
    Ok(Json::Object(fields).to_string())
}

fn field(app: &App, row: &Row, column: &str, value: &Value) -> Result<Json, DbError> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Int(number) if is_moment(column) => json!(moment(app, *number)),
        Value::Int(number) if is_flag(column) => json!(*number != 0),
        Value::Int(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Text(text) if JSON_COLUMNS.contains(&column) => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text))
        }
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) if ANSWERS_COLUMNS.contains(&column) => {
            answers(app, &row.text("edition")?, bytes)
        }
        Value::Bytes(bytes) => json!(hex(bytes)),
    })
}

fn is_moment(column: &str) -> bool {
    column == "at" || column.ends_with("_at")
}

fn is_flag(column: &str) -> bool {
    ["is_", "has_", "may_"].iter().any(|start| column.starts_with(start))
}

/// `2026-11-29T12:34:56.123456+09:00`
fn moment(app: &App, micros: i64) -> String {
    app.local(micros).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}

/// By item; as bytes where the framework is not installed any more.
fn answers(app: &App, edition: &str, bytes: &[u8]) -> Json {
    let Some(edition) = app.library.edition_named(edition) else { return json!(hex(bytes)) };
    let items = edition.framework.items.iter().zip(bytes);
    items.map(|(item, byte)| (item.code.clone(), json!(Answer::from_byte(*byte).code()))).collect()
}
