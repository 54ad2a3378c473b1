//! How a table is to be read: what a person said, kept as JSON, and found again by the column names.

use formats::Kind;
use formats::table::{self, Choices, Chosen};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;

use domain::ids::{MappingId, OrganisationId};

use crate::Result;

/// What a person said of a table; what is absent is found out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The usual name of the encoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Between two cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The line of the column names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_line: Option<u64>,
    /// What each column holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<ReadingColumn>>,
    /// Whether dates in digits begin with the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_first: Option<bool>,
    /// The decimal mark of amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingColumn {
    /// The name that the file gives it.
    pub name: String,
    /// How many columns before it have the same name.
    #[serde(default)]
    pub nth: usize,
    /// Our name of what it holds.
    pub field: String,
}

impl Reading {
    /// Reads what was stored; what is not ours says nothing.
    pub(crate) fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// For the reader of tables.
    pub(crate) fn choices(&self) -> Choices {
        let chosen = |column: &ReadingColumn| Chosen { name: column.name.clone(), nth: column.nth, field: column.field.clone() };
        Choices {
            sheet: self.sheet.clone(),
            encoding: self.encoding.as_deref().and_then(table::encoding_of),
            separator: self.separator,
            header_line: self.header_line,
            columns: self.columns.as_ref().map(|columns| columns.iter().map(chosen).collect()),
            day_first: self.day_first,
            decimal: self.decimal,
        }
    }

    /// What holds for the next file of the source too: neither the sheet of this month nor the line of this title.
    pub(crate) fn for_the_source(&self) -> Self {
        Self { sheet: None, header_line: None, ..self.clone() }
    }
}

/// Hash of the column names of a table, by which its source is known again.
pub(crate) fn signature(names: &str) -> String {
    hex::encode(Sha256::digest(names))
}

/// A way of reading that was remembered, and found again.
pub(crate) struct Found {
    pub(crate) id: MappingId,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) reading: Reading,
}

/// What is remembered for tables with the column names of this one.
pub(crate) async fn remembered(tx: &mut Tx, organisation: OrganisationId, bytes: &[u8]) -> Result<Option<Found>> {
    let mappings = store::import_mapping::mappings(tx, organisation).await?;
    if mappings.is_empty() {
        return Ok(None);
    }
    let seen: Vec<String> = table::signatures(bytes).iter().map(|names| signature(names)).collect();
    let found = mappings.into_iter().find(|mapping| seen.contains(&mapping.signature));
    Ok(found.and_then(|mapping| {
        let kind = Kind::from_code(&mapping.kind)?;
        Some(Found { id: mapping.id, name: mapping.name, kind, reading: Reading::parse(&mapping.choices) })
    }))
}

/// Whether a file is read as a table.
pub(crate) fn is_table(kind: Kind) -> bool {
    matches!(kind, Kind::Customers | Kind::Invoices)
}
