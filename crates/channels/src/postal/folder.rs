//! A folder that a print room or a mailing house empties: a PDF and a manifest for each letter.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use super::{Doing, Followed, HandedOver, PostalAddress, PostalItem, PostalService};
use crate::post_office::SendError;

/// Writes `KEY.pdf`, then `KEY.json`: whoever empties the folder takes a letter once its manifest is there.
#[derive(Debug)]
pub(super) struct FolderPostal {
    folder: PathBuf,
}

impl FolderPostal {
    /// A service that writes to a folder; it is made with the first letter.
    #[must_use]
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A file is complete or absent: written beside under another name, flushed to disk, then renamed.
    async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!(".{name}.tmp"));
        let mut file = tokio::fs::File::create(&beside).await?;
        file.write_all(bytes).await?;
        file.sync_data().await?;
        drop(file);
        tokio::fs::rename(&beside, self.folder.join(name)).await
    }

    async fn put(&self, item: &PostalItem) -> io::Result<String> {
        let name: String = item.key.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect();
        let manifest = format!("{name}.json");
        if is_there(&self.folder.join(&manifest)).await? {
            return Ok(manifest);
        }
        tokio::fs::create_dir_all(&self.folder).await?;
        self.write(&format!("{name}.pdf"), &item.pdf).await?;
        let address = |address: &PostalAddress| {
            json!({"name": address.name, "lines": address.lines, "postcode": address.postcode, "city": address.city,
                "country": if address.country.is_empty() { "FR" } else { &address.country }})
        };
        let facts = json!({
            "version": 1, "key": item.key, "reference": item.reference, "file": format!("{name}.pdf"),
            "service": if item.registered { "registered_with_receipt" } else { "letter" },
            "sides": if item.duplex { "duplex" } else { "simplex" }, "from": address(&item.from), "to": address(&item.to),
        });
        self.write(&manifest, format!("{facts:#}\n").as_bytes()).await?;
        Ok(manifest)
    }
}

async fn is_there(path: &Path) -> io::Result<bool> {
    tokio::fs::try_exists(path).await
}

impl PostalService for FolderPostal {
    fn code(&self) -> &'static str {
        "folder"
    }

    fn describe(&self) -> String {
        format!("folder {}", self.folder.display())
    }

    fn hand_over<'a>(&'a self, item: &'a PostalItem, _at: DateTime<Utc>) -> Doing<'a, Result<HandedOver, SendError>> {
        Box::pin(async move {
            // Without its manifest a letter is not there, whatever was written of it.
            let put = self.put(item).await.map_err(|error| SendError::NotSent { retryable: true, reason: format!("FOLDER: {error}") })?;
            Ok(HandedOver { key: put, cost_mills: None })
        })
    }

    fn check(&self, _at: DateTime<Utc>) -> Doing<'_, Result<(), String>> {
        Box::pin(async move {
            let probe = async {
                tokio::fs::create_dir_all(&self.folder).await?;
                self.write("essai", b"").await?;
                tokio::fs::remove_file(self.folder.join("essai")).await
            };
            probe.await.map_err(|error| format!("FOLDER: {error}"))
        })
    }

    fn follow<'a>(&'a self, _key: &'a str, _at: DateTime<Utc>) -> Doing<'a, Result<Option<Followed>, String>> {
        Box::pin(async { Ok(None) })
    }

    fn deposit_proof<'a>(&'a self, _tracking: &'a str, _at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(async { Ok(None) })
    }

    fn receipt_proof<'a>(&'a self, _tracking: &'a str, _at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(async { Ok(None) })
    }
}
