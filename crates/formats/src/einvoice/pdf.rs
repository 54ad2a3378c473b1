//! The PDF that carries an invoice (PDF/A-3, ISO 19005-3): the attached file is found by its content,
//! whatever its name.
//!
//! Everything is bounded: bytes of the file, bytes that a stream expands to, attachments looked at, depth
//! and number of nodes of the trees, which may hold cycles.

use std::collections::HashSet;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::{Invoice, is_invoice_xml, read_xml, refuse};
use crate::diagnostic::{Diagnostic, EinvoiceProblem, Problem, Severity};

/// The largest PDF that is opened, in bytes.
const MAX_PDF: usize = 64 << 20;
/// The most that one stream may expand to, in bytes.
const MAX_STREAM: usize = 32 << 20;
/// The most that one stream of objects may expand to, in bytes; each of them becomes tens of bytes of objects.
const MAX_OBJECTS: usize = 4 << 20;
/// The most that all streams of objects together may expand to, in bytes: those of an invoice stay below one megabyte.
const MAX_ALL_OBJECTS: u64 = 16 << 20;
/// Streams of objects in a file.
const MAX_OBJECT_STREAMS: usize = 64;
/// The most that all attachments together may expand to, in bytes.
const MAX_ATTACHED: usize = 96 << 20;
/// Attachments that are looked at.
const MAX_FILES: usize = 200;
/// Nodes of a name tree and values inside an object that are visited.
const MAX_VISITS: usize = 200_000;
const MAX_DEPTH: usize = 32;

/// The names that the standards give to the file, in the order in which they are preferred.
const NAMES: [&str; 5] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml", "cii.xml"];

/// Whether a file is a PDF: its mark stands in the first kilobyte.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

/// A file that is attached.
struct Attached {
    name: String,
    bytes: Vec<u8>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Invoice, Vec<Diagnostic>> {
    // The reader of PDF is not ours: should it panic on some damage, that is a broken file.
    let files = catch_unwind(AssertUnwindSafe(|| attachments(bytes)))
        .unwrap_or_else(|_| Err(EinvoiceProblem::PdfBroken { message: "reader failed".to_owned() }));
    let mut files = files.map_err(|problem| refuse(0, problem))?;
    let rank = |name: &str| NAMES.iter().position(|known| name.eq_ignore_ascii_case(known)).unwrap_or(NAMES.len());
    files.sort_by_key(|file| rank(&file.name));
    let (invoices, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_invoice_xml(&file.bytes));
    if invoices.is_empty() {
        let attached = others.into_iter().map(|file| file.name).collect();
        return Err(refuse(0, EinvoiceProblem::PdfWithoutInvoice { attached }));
    }
    let mut readings = invoices.into_iter().map(|file| (file.name, read_xml(&file.bytes)));
    // The first one that can be read, so that a broken duplicate hides nothing; else what is wrong with it.
    let mut refusal = None;
    let mut chosen: Option<Invoice> = None;
    let mut left_out = Vec::new();
    for (name, reading) in readings.by_ref() {
        match (reading, &chosen) {
            (Ok(invoice), None) => chosen = Some(Invoice { attachment: Some(name), ..invoice }),
            (Ok(invoice), Some(first)) if invoice.number != first.number => left_out.push(invoice.number),
            (Ok(_), Some(_)) => {}
            (Err(diagnostics), _) => refusal = refusal.or(Some(diagnostics)),
        }
    }
    match (chosen, refusal) {
        (Some(mut invoice), _) => {
            if !left_out.is_empty() {
                let problem = Problem::Einvoice(EinvoiceProblem::PdfSeveral { others: left_out });
                invoice.diagnostics.push(Diagnostic { line: 0, field: None, severity: Severity::Error, problem });
            }
            Ok(invoice)
        }
        (None, refusal) => Err(refusal.unwrap_or_default()),
    }
}

fn attachments(bytes: &[u8]) -> Result<Vec<Attached>, EinvoiceProblem> {
    if bytes.len() > MAX_PDF {
        return Err(EinvoiceProblem::PdfTooLarge { limit: MAX_PDF });
    }
    if !is_bounded(bytes) {
        return Err(EinvoiceProblem::PdfTooDense);
    }
    let document = match Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(MAX_OBJECTS)) {
        Ok(document) => document,
        Err(error) => return Err(why_not(&error, bytes)),
    };
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Err(EinvoiceProblem::PdfEncrypted);
    }
    let mut finder = Finder { document: &document, seen: HashSet::new(), streams: Vec::new(), visits: 0 };
    finder.reachable();
    if finder.streams.is_empty() {
        finder.everywhere();
    }
    let mut room = MAX_ATTACHED;
    let mut files = Vec::new();
    let mut too_large = false;
    for (name, stream) in finder.streams {
        match stream.decompressed_content_with_limit(MAX_STREAM.min(room)) {
            Ok(bytes) => {
                room = room.saturating_sub(bytes.len());
                files.push(Attached { name, bytes });
            }
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => too_large = true,
            Err(_) => files.push(Attached { name, bytes: stream.content.clone() }),
        }
    }
    if too_large && !files.iter().any(|file| is_invoice_xml(&file.bytes)) {
        return Err(EinvoiceProblem::PdfTooLarge { limit: MAX_STREAM });
    }
    Ok(files)
}

/// The places behind each name `/ObjStm`, however it is written: any letter of a name may stand as `#` and two digits.
fn object_streams(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1);
    starts.filter_map(|start| {
        let mut at = start;
        for expected in b"ObjStm" {
            let digits = || std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok();
            let (letter, length) = match bytes.get(at)? {
                b'#' => (u8::from_str_radix(digits()?, 16).ok()?, 3),
                letter => (*letter, 1),
            };
            if letter != *expected {
                return None;
            }
            at += length;
        }
        Some(at)
    })
}

/// Whether the streams of objects, which the reader unfolds all at once, are as few and as small as those of an invoice.
fn is_bounded(bytes: &[u8]) -> bool {
    let mut left = MAX_ALL_OBJECTS;
    for (count, at) in object_streams(bytes).enumerate() {
        if count >= MAX_OBJECT_STREAMS {
            return false;
        }
        let rest = &bytes[at..];
        let Some(start) = rest[..rest.len().min(1 << 16)].windows(6).position(|window| window == b"stream") else { continue };
        let data = rest[start + 6..].trim_ascii_start();
        // What is no such data unfolds to nothing here; the reader has its own limit for each.
        let mut unfolded = flate2::read::ZlibDecoder::new(data).take(left + 1);
        let _ = std::io::copy(&mut unfolded, &mut std::io::sink());
        match left.checked_sub(left + 1 - unfolded.limit()) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

fn why_not(error: &lopdf::Error, bytes: &[u8]) -> EinvoiceProblem {
    match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_) => {
            EinvoiceProblem::PdfEncrypted
        }
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => EinvoiceProblem::PdfTooDense,
        _ if bytes.windows(8).any(|window| window == b"/Encrypt") => EinvoiceProblem::PdfEncrypted,
        other => EinvoiceProblem::PdfBroken { message: other.to_string() },
    }
}

/// Collects the streams of embedded files.
struct Finder<'d> {
    document: &'d Document,
    /// Objects that were visited, so that a cycle ends.
    seen: HashSet<ObjectId>,
    streams: Vec<(String, &'d Stream)>,
    visits: usize,
}

impl<'d> Finder<'d> {
    /// What the catalogue, its name tree, the pages and their annotations attach.
    fn reachable(&mut self) {
        let Ok(catalog) = self.document.catalog() else { return };
        if let Some(tree) = self.dictionary(catalog, b"Names").and_then(|names| names.get(b"EmbeddedFiles").ok()) {
            self.name_tree(tree, 0);
        }
        self.associated(catalog);
        for page in self.document.page_iter().take(MAX_FILES * 10).collect::<Vec<_>>() {
            let Ok(page) = self.document.get_dictionary(page) else { continue };
            self.associated(page);
            for annotation in self.array(page, b"Annots") {
                if let Some(annotation) = self.as_dictionary(annotation)
                    && let Ok(file) = annotation.get(b"FS")
                {
                    self.file(file, "");
                }
            }
        }
    }

    /// Every object of the file: damaged trees, or attachments that only a lost tree led to.
    fn everywhere(&mut self) {
        for object in self.document.objects.values() {
            self.inside(object, 0);
        }
    }

    fn inside(&mut self, object: &'d Object, depth: usize) {
        self.visits += 1;
        if depth > MAX_DEPTH || self.visits > MAX_VISITS {
            return;
        }
        match object {
            Object::Array(values) => values.iter().for_each(|value| self.inside(value, depth + 1)),
            Object::Dictionary(dictionary) if dictionary.has(b"EF") => self.specification(dictionary, ""),
            Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| self.inside(value, depth + 1)),
            Object::Stream(stream) if stream.dict.has_type(b"EmbeddedFile") => self.add("", stream),
            _ => {}
        }
    }

    fn name_tree(&mut self, node: &'d Object, depth: usize) {
        self.visits += 1;
        if depth > MAX_DEPTH || self.visits > MAX_VISITS || !self.first_visit(node) {
            return;
        }
        let Some(node) = self.as_dictionary(node) else { return };
        for kid in self.array(node, b"Kids") {
            self.name_tree(kid, depth + 1);
        }
        for pair in self.array(node, b"Names").chunks(2) {
            if let [name, file] = pair {
                let name = self.resolve(name).and_then(|name| lopdf::decode_text_string(name).ok()).unwrap_or_default();
                self.file(file, &name);
            }
        }
    }

    /// The associated files of PDF 2.0 and PDF/A-3.
    fn associated(&mut self, dictionary: &'d Dictionary) {
        for file in self.array(dictionary, b"AF") {
            self.file(file, "");
        }
    }

    fn file(&mut self, object: &'d Object, name: &str) {
        if self.first_visit(object)
            && let Some(specification) = self.as_dictionary(object)
        {
            self.specification(specification, name);
        }
    }

    fn specification(&mut self, specification: &'d Dictionary, name: &str) {
        let own = [&b"UF"[..], b"F"].iter().find_map(|key| lopdf::decode_text_string(self.resolve(specification.get(key).ok()?)?).ok());
        let name = own.filter(|own| !own.is_empty()).unwrap_or_else(|| name.to_owned());
        let Some(embedded) = self.dictionary(specification, b"EF") else { return };
        for key in [&b"F"[..], b"UF", b"DOS", b"Unix", b"Mac"] {
            if let Some(Object::Stream(stream)) = embedded.get(key).ok().and_then(|object| self.resolve(object)) {
                self.add(&name, stream);
                return;
            }
        }
    }

    fn add(&mut self, name: &str, stream: &'d Stream) {
        let known = self.streams.iter().any(|(_, other)| std::ptr::eq(*other, stream));
        if !known && self.streams.len() < MAX_FILES {
            self.streams.push((name.to_owned(), stream));
        }
    }

    /// Whether an object is met for the first time; one that is not referred to always is.
    fn first_visit(&mut self, object: &Object) -> bool {
        object.as_reference().map_or(true, |id| self.seen.insert(id))
    }

    fn resolve(&self, object: &'d Object) -> Option<&'d Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    fn as_dictionary(&self, object: &'d Object) -> Option<&'d Dictionary> {
        self.resolve(object).and_then(|object| object.as_dict().ok())
    }

    fn dictionary(&self, parent: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        self.as_dictionary(parent.get(key).ok()?)
    }

    fn array(&self, parent: &'d Dictionary, key: &[u8]) -> &'d [Object] {
        parent.get(key).ok().and_then(|object| self.resolve(object)).and_then(|object| object.as_array().ok()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn streams(count: usize, name: &str, unfolded: usize) -> Vec<u8> {
        let mut folded = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        folded.write_all(&vec![b' '; unfolded]).unwrap();
        let folded = folded.finish().unwrap();
        let mut bytes = b"%PDF-1.7\n".to_vec();
        for number in 1..=count {
            write!(bytes, "{number} 0 obj\n<</Type {name}/N 0/First 0/Filter/FlateDecode/Length {}>>\nstream\n", folded.len()).unwrap();
            bytes.extend_from_slice(&folded);
            bytes.extend_from_slice(b"\nendstream\nendobj\n");
        }
        bytes
    }

    #[test]
    fn objects_in_streams_are_bounded_in_number_and_in_size() {
        let cases = [
            (streams(MAX_OBJECT_STREAMS, "/ObjStm", 1_000), true),
            (streams(MAX_OBJECT_STREAMS + 1, "/ObjStm", 1_000), false),
            (streams(MAX_OBJECT_STREAMS + 1, "/O#62jSt#6D", 1_000), false),
            (streams(MAX_OBJECT_STREAMS + 1, "/XObject", 1_000), true),
            (streams(4, "/ObjStm", MAX_OBJECTS), true),
            (streams(5, "/ObjStm", MAX_OBJECTS), false),
        ];
        for (place, (bytes, expected)) in cases.iter().enumerate() {
            assert_eq!(is_bounded(bytes), *expected, "{place}");
        }
        let told = attachments(&cases[1].0).err();
        assert!(matches!(told, Some(EinvoiceProblem::PdfTooDense)), "{told:?}");
    }
}
