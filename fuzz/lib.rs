//! What every target checks: a reader returns on any bytes, says what it found in words, and says the same again.

use std::io::{Cursor, Write};

use formats::diagnostic::Diagnostic;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Reads twice: both times the same, and every finding has its sentence.
pub fn read<T: PartialEq>(bytes: &[u8], reader: fn(&[u8]) -> Result<T, Vec<Diagnostic>>, findings: fn(&T) -> &[Diagnostic]) {
    let first = reader(bytes);
    assert!(first == reader(bytes), "the same bytes were read in two ways");
    match &first {
        Ok(file) => say(findings(file)),
        Err(refusal) => {
            assert!(!refusal.is_empty(), "a refusal without a reason");
            say(refusal);
        }
    }
}

fn say(findings: &[Diagnostic]) {
    for finding in findings {
        assert!(!finding.french().is_empty(), "a finding without a sentence");
    }
}

/// A workbook whose only sheet has these bytes as its XML: a change of theirs reaches the reader, which one of the
/// compressed file would not.
#[must_use]
pub fn workbook(sheet: &[u8]) -> Vec<u8> {
    const NAMESPACE: &str = "http://schemas.openxmlformats.org";
    let types = format!(
        r#"<Types xmlns="{NAMESPACE}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#
    );
    let relations = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship Id="rId1" Type="{NAMESPACE}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let book = format!(
        r#"<workbook xmlns="{NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{NAMESPACE}/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        file.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).expect("a file in memory");
        file.write_all(content).expect("a file in memory");
    }
    file.finish().expect("a file in memory").into_inner()
}
