//! The five kinds of value both engines store, and rows made of them.

use std::sync::Arc;

use super::DbError;

/// An argument of a statement, or one field of a row. A flag is `Int` 0 or 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "an integer",
            Self::Real(_) => "a real number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }

    /// Refuses what one engine stores and the other does not: PostgreSQL has
    /// no NUL in a text, SQLite makes NULL of a NaN.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Text(text) if text.contains('\0') => Err("text with a NUL character"),
            Self::Real(number) if number.is_nan() => Err("a number that is not a number"),
            _ => Ok(()),
        }
    }
}

macro_rules! value_from {
    ($($source:ty => $value:ident => $make:expr;)*) => {$(
        impl From<$source> for Value {
            fn from($value: $source) -> Self {
                $make
            }
        }
    )*};
}

value_from! {
    i64 => value => Self::Int(value);
    i32 => value => Self::Int(value.into());
    u32 => value => Self::Int(value.into());
    bool => value => Self::Int(value.into());
    f64 => value => Self::Real(value);
    &str => value => Self::Text(value.to_owned());
    &String => value => Self::Text(value.clone());
    String => value => Self::Text(value);
    &[u8] => value => Self::Bytes(value.to_owned());
    &Vec<u8> => value => Self::Bytes(value.clone());
    Vec<u8> => value => Self::Bytes(value);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer. A wrong column name or type is a mistake in the
/// program and comes back as an error that names the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(super) columns: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

macro_rules! readers {
    ($($name:ident, $maybe:ident, $type:ty, $what:literal, $($pattern:pat => $make:expr),+;)*) => {$(
        pub fn $name(&self, column: &str) -> Result<$type, DbError> {
            match self.value(column)? {
                $($pattern => Ok($make),)+
                other => Err(mismatch(column, $what, other)),
            }
        }

        pub fn $maybe(&self, column: &str) -> Result<Option<$type>, DbError> {
            match self.value(column)? {
                Value::Null => Ok(None),
                _ => self.$name(column).map(Some),
            }
        }
    )*};
}

impl Row {
    readers! {
        int, maybe_int, i64, "an integer", Value::Int(value) => *value;
        flag, maybe_flag, bool, "a flag", Value::Int(0) => false, Value::Int(1) => true;
        real, maybe_real, f64, "a real number", Value::Real(value) => *value, Value::Int(value) => *value as f64;
        text, maybe_text, String, "text", Value::Text(value) => value.clone();
        bytes, maybe_bytes, Vec<u8>, "bytes", Value::Bytes(value) => value.clone();
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// In the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    pub fn value(&self, column: &str) -> Result<&Value, DbError> {
        let index = self.columns.iter().position(|name| name == column);
        let index = index.ok_or_else(|| DbError::column(column, "not in the answer"))?;
        Ok(&self.values[index])
    }
}

fn mismatch(column: &str, expected: &str, found: &Value) -> DbError {
    DbError::column(column, format!("expected {expected}, found {}", found.kind()))
}
