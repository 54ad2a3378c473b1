//! A folder of `.eml` files: demonstrations, rehearsals, and servers that pick files up.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::AsyncWriteExt;

use crate::post_office::{Delivery, PostOffice, RawMail, SendError, Sending};

/// Writes each message as `<date>_<Message-ID without its domain>.eml`. A file that is there already is a
/// message that was accepted before: it is kept as it is.
#[derive(Debug)]
pub struct FolderPostOffice {
    folder: PathBuf,
    /// Two tasks must never write the same temporary file.
    written: AtomicU64,
}

impl FolderPostOffice {
    /// A post office that writes to a folder; it is made with the first message.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, written: AtomicU64::new(0) }
    }

    /// A file is complete or absent: written beside under another name, flushed to disk, then renamed.
    async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<Delivery> {
        let accepted = Delivery::Accepted { response: name.to_owned() };
        let path = self.folder.join(name);
        if tokio::fs::try_exists(&path).await? {
            return Ok(accepted);
        }
        tokio::fs::create_dir_all(&self.folder).await?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = self.folder.join(format!(".{}-{number}.tmp", std::process::id()));
        let written = write_durably(&beside, bytes).await;
        let renamed = match written {
            Ok(()) => tokio::fs::rename(&beside, &path).await,
            Err(error) => Err(error),
        };
        if let Err(error) = renamed {
            // The first error is the one to tell; a file that is left beside harms nobody.
            let _ = tokio::fs::remove_file(&beside).await;
            return Err(error);
        }
        Ok(accepted)
    }
}

async fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?;
    file.write_all(bytes).await?;
    file.sync_data().await
}

impl PostOffice for FolderPostOffice {
    fn send<'a>(&'a self, mail: &'a RawMail) -> Sending<'a> {
        Box::pin(async move {
            let name = file_name(mail);
            let failed = |error: io::Error| SendError::NotSent {
                retryable: error.kind() != io::ErrorKind::PermissionDenied,
                reason: format!("{name}: {error}"),
            };
            self.write(&name, &mail.bytes).await.map_err(failed)
        })
    }

    fn describe(&self) -> String {
        format!("folder {}", self.folder.display())
    }
}

fn file_name(mail: &RawMail) -> String {
    let local = mail.message_id.trim_matches(['<', '>']).split('@').next().unwrap_or_default();
    let mut name = format!("{}_", date_of(&mail.bytes).unwrap_or_else(|| "undated".to_owned()));
    for byte in local.bytes() {
        // Written so that two ids never share a file.
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            other => name.push_str(&format!("={other:02X}")),
        }
    }
    name + ".eml"
}

/// The day of the Date header, as `2026-11-23`, in the zone that it is written in.
fn date_of(bytes: &[u8]) -> Option<String> {
    let head = bytes.split(|b| *b == b'\n').take_while(|line| !matches!(line, [] | [b'\r']));
    let line = head
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("date:")))?;
    chrono::DateTime::parse_from_rfc2822(line.get(5..)?.trim()).ok().map(|date| date.date_naive().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::identifiers::EmailAddress;

    fn raw(message_id: &str, bytes: &[u8]) -> RawMail {
        let address = EmailAddress::parse("a@b.example").unwrap();
        RawMail { message_id: message_id.to_owned(), envelope_from: address.clone(), to: vec![address], bytes: bytes.to_vec() }
    }

    #[test]
    fn files_are_named_by_day_and_id() {
        let cases: [(&str, &[u8], &str); 5] = [
            ("<abc-1@x.example>", b"Date: Mon, 23 Nov 2026 05:00:00 +0000\r\n\r\n", "2026-11-23_abc-1.eml"),
            ("<abc@x>", b"Subject: x\r\ndate: Mon, 23 Nov 2026 05:00:00 +0000\r\n\r\n", "2026-11-23_abc.eml"),
            ("<abc@x>", b"Subject: x\r\n\r\nDate: Mon, 23 Nov 2026 05:00:00 +0000\r\n", "undated_abc.eml"),
            ("<../../etc/passwd@x>", b"", "undated_=2E=2E=2F=2E=2E=2Fetc=2Fpasswd.eml"),
            ("<a.b@x>", b"Date: soon\r\n", "undated_a=2Eb.eml"),
        ];
        for (id, bytes, expected) in cases {
            assert_eq!(file_name(&raw(id, bytes)), expected);
        }
    }

    #[tokio::test]
    async fn a_message_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let office = FolderPostOffice::new(folder.path().join("out"));
        let first = raw("<abc@x>", b"Date: Mon, 23 Nov 2026 05:00:00 +0000\r\n\r\nfirst");
        let accepted = Ok(Delivery::Accepted { response: "2026-11-23_abc.eml".to_owned() });
        assert_eq!(office.send(&first).await, accepted);
        assert_eq!(office.send(&raw("<abc@x>", b"Date: Mon, 23 Nov 2026 05:00:00 +0000\r\n\r\nsecond")).await, accepted, "sent before");
        let files: Vec<_> = std::fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        assert_eq!(std::fs::read(&files[0]).unwrap(), first.bytes);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_not_sent() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let error = FolderPostOffice::new(file).send(&raw("<abc@x>", b"")).await.unwrap_err();
        assert_eq!(error.code(), "mail.not_sent");
    }
}
