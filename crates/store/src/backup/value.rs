//! One value of a row, with the same text whichever engine it comes from.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::calendar::Date;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;
use uuid::Uuid;

use super::tables::{Column, ColumnKind};
use crate::event::to_micros;

/// A value of a column; `None` is SQL's `NULL`, which has a type as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Date(Option<Date>),
    Timestamp(Option<DateTime<Utc>>),
    Int(Option<i32>),
    BigInt(Option<i64>),
    Bool(Option<bool>),
}

impl Value {
    /// Reads what a line of a backup, or a page of either engine, holds for a column.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn read(column: &Column, json: Json) -> Result<Self, String> {
        if json.is_null() {
            return if column.nullable { Ok(Self::null(column.kind)) } else { Err(format!("{} is missing", column.name)) };
        }
        Self::read_some(column.kind, json).ok_or_else(|| format!("{} is no {:?}", column.name, column.kind))
    }

    fn null(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Uuid => Self::Uuid(None),
            ColumnKind::Text => Self::Text(None),
            ColumnKind::Date => Self::Date(None),
            ColumnKind::Timestamp => Self::Timestamp(None),
            ColumnKind::Int => Self::Int(None),
            ColumnKind::BigInt => Self::BigInt(None),
            ColumnKind::Bool => Self::Bool(None),
        }
    }

    fn read_some(kind: ColumnKind, json: Json) -> Option<Self> {
        match (kind, json) {
            (ColumnKind::Text, Json::String(text)) => Some(Self::Text(Some(text))),
            (ColumnKind::Uuid, Json::String(text)) => text.parse().ok().map(|id| Self::Uuid(Some(id))),
            (ColumnKind::Date, Json::String(text)) => text.parse().ok().map(|date| Self::Date(Some(date))),
            (ColumnKind::Timestamp, Json::String(text)) => {
                let at = DateTime::parse_from_rfc3339(&text).ok()?;
                Some(Self::Timestamp(Some(to_micros(at.to_utc()))))
            }
            (ColumnKind::Int, Json::Number(number)) => Some(Self::Int(Some(i32::try_from(number.as_i64()?).ok()?))),
            (ColumnKind::BigInt, Json::Number(number)) => Some(Self::BigInt(Some(number.as_i64()?))),
            (ColumnKind::Bool, Json::Bool(truth)) => Some(Self::Bool(Some(truth))),
            // SQLite has no other truth than 0 and 1.
            (ColumnKind::Bool, Json::Number(number)) => match number.as_i64()? {
                0 => Some(Self::Bool(Some(false))),
                1 => Some(Self::Bool(Some(true))),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Uuid(id) => id.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::Date(date) => date.map(|date| date.to_string()).serialize(serializer),
            Self::Timestamp(at) => at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).serialize(serializer),
            Self::Int(number) => number.serialize(serializer),
            Self::BigInt(number) => number.serialize(serializer),
            Self::Bool(truth) => truth.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_engines_write_a_value_alike() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let cases = [
            (ColumnKind::Uuid, json!("01890A5DAC96774BBCCEB302099A8057"), Some(json!(id))),
            (ColumnKind::Uuid, json!(id), Some(json!(id))),
            (ColumnKind::Uuid, json!("01890"), None),
            (ColumnKind::Date, json!("2026-11-22"), Some(json!("2026-11-22"))),
            (ColumnKind::Date, json!("2026-02-29"), None),
            (ColumnKind::Timestamp, json!("2026-11-22T06:00:00+00:00"), Some(json!("2026-11-22T06:00:00.000000Z"))),
            (ColumnKind::Timestamp, json!("2026-11-22T07:00:00.5+01:00"), Some(json!("2026-11-22T06:00:00.500000Z"))),
            (ColumnKind::Timestamp, json!("2026-11-22"), None),
            (ColumnKind::Int, json!(2_147_483_647_i64), Some(json!(2_147_483_647_i64))),
            (ColumnKind::Int, json!(2_147_483_648_i64), None),
            (ColumnKind::BigInt, json!(i64::MIN), Some(json!(i64::MIN))),
            (ColumnKind::BigInt, json!(1.5), None),
            (ColumnKind::Bool, json!(1), Some(json!(true))),
            (ColumnKind::Bool, json!(false), Some(json!(false))),
            (ColumnKind::Bool, json!(2), None),
            (ColumnKind::Text, json!("é\n"), Some(json!("é\n"))),
            (ColumnKind::Text, json!(12), None),
            (ColumnKind::Text, Json::Null, Some(Json::Null)),
        ];
        for (kind, input, expected) in cases {
            let column = Column { name: "column", kind, nullable: true };
            let got = Value::read(&column, input.clone()).ok().map(|value| serde_json::to_value(value).unwrap());
            assert_eq!(got, expected, "{kind:?} {input}");
        }
        let required = Column { name: "column", kind: ColumnKind::Text, nullable: false };
        assert_eq!(Value::read(&required, Json::Null), Err("column is missing".to_owned()));
    }
}
