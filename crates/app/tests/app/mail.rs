//! A mail as its reader sees it: opened by Python's `email`, its PDF by poppler.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// A mail, opened.
#[derive(Debug, Deserialize)]
pub(crate) struct Mail {
    pub(crate) subject: String,
    /// Who shows as its sender, with the address.
    pub(crate) from: String,
    pub(crate) to: String,
    /// Who gets a copy; empty when nobody does.
    pub(crate) cc: String,
    /// Where answers go.
    pub(crate) reply_to: String,
    pub(crate) message_id: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// Names of the attachments.
    pub(crate) names: Vec<String>,
    /// SHA-256 of each.
    pub(crate) hashes: Vec<String>,
    /// Text of the attached PDF.
    #[serde(skip)]
    pub(crate) pdf: String,
}

const READER: &str = r#"
import email, email.policy, hashlib, json, pathlib, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
parts = list(m.iter_attachments())
for part in parts:
    pathlib.Path(sys.argv[2]).write_bytes(part.get_payload(decode=True))
body = lambda kind: m.get_body((kind,)).get_content()
people = lambda name: ", ".join(f"{a.display_name} <{a.addr_spec}>" if a.display_name else a.addr_spec for a in m[name].addresses) if m[name] else ""
print(json.dumps({"subject": m["Subject"], "from": people("From"), "to": m["To"], "cc": people("Cc"), "reply_to": people("Reply-To"), "message_id": m["Message-ID"], "text": body("plain"), "html": body("html"),
    "names": [part.get_filename() for part in parts],
    "hashes": [hashlib.sha256(part.get_payload(decode=True)).hexdigest() for part in parts]}))
"#;

/// Opens a mail and its one attachment, if it has one.
pub(crate) fn read(path: &Path) -> Mail {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("attachment.pdf");
    let output = Command::new("python3").args(["-c", READER]).arg(path).arg(&pdf).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut mail: Mail = serde_json::from_slice(&output.stdout).unwrap();
    // A mail inside the house carries nothing.
    if mail.names.iter().any(|name| name.ends_with(".pdf")) {
        mail.pdf = pdf_text(&std::fs::read(&pdf).unwrap());
    }
    mail
}

impl Mail {
    /// Everything that a reader may see of it.
    pub(crate) fn everything(&self) -> String {
        [&self.subject, &self.text, &self.html, &self.pdf, &self.names.join(" ")].map(String::as_str).join("\n")
    }
}

/// The text of a PDF, without the spaces that only typography needs.
pub(crate) fn pdf_text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a phone reads in the QR code of a PDF's first page.
pub(crate) fn qr(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (pdf, image) = (folder.path().join("document.pdf"), folder.path().join("page"));
    std::fs::write(&pdf, bytes).unwrap();
    let drawn = Command::new("pdftoppm").args(["-r", "200", "-png", "-singlefile"]).arg(&pdf).arg(&image).status().unwrap();
    assert!(drawn.success());
    let output = Command::new("zbarimg").args(["-q", "--raw"]).arg(image.with_extension("png")).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
