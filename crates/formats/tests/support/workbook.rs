//! A workbook around the XML of a sheet, for damaged sheets.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

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
