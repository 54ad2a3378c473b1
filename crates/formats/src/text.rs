//! Character encodings of files that do not say which they use.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{ISO_8859_15, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the characters of a file were stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits only: the same in all encodings below.
    Ascii,
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 behind a byte-order mark.
    Utf8Bom,
    /// UTF-16 behind a byte-order mark.
    Utf16,
    /// ISO-8859-15, the one-byte encoding of the decree on accounting files.
    Iso8859_15,
    /// Windows-1252: has characters where ISO-8859-15 has controls (0x80 to 0x9F).
    Windows1252,
}

impl Encoding {
    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ASCII",
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 BOM",
            Self::Utf16 => "UTF-16",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// Decodes a file piece by piece (lines), learning its encoding on the way.
///
/// What is valid UTF-8 is UTF-8: accented one-byte text almost never is. Other pieces are Windows-1252 as
/// soon as one byte of the file is between 0x80 and 0x9F, ISO-8859-15 before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decoder {
    pub(crate) encoding: Encoding,
}

impl Decoder {
    pub(crate) fn decode<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                if self.encoding == Encoding::Ascii && !text.is_ascii() {
                    self.encoding = Encoding::Utf8;
                }
                Cow::Borrowed(text)
            }
            Err(_) => {
                if self.encoding != Encoding::Windows1252 {
                    let windows = bytes.iter().any(|b| (0x80..=0x9f).contains(b));
                    self.encoding = if windows { Encoding::Windows1252 } else { Encoding::Iso8859_15 };
                }
                let charset = if self.encoding == Encoding::Windows1252 { WINDOWS_1252 } else { ISO_8859_15 };
                charset.decode_without_bom_handling(bytes).0
            }
        }
    }
}

/// Decodes a whole file.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (decode_narrow(rest).0, Encoding::Utf8Bom),
        [0xff, 0xfe, rest @ ..] => (UTF_16LE.decode_without_bom_handling(rest).0, Encoding::Utf16),
        [0xfe, 0xff, rest @ ..] => (UTF_16BE.decode_without_bom_handling(rest).0, Encoding::Utf16),
        _ => decode_narrow(bytes),
    }
}

/// Decodes a whole file in the encoding that a person chose.
pub(crate) fn decode_as(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let narrow = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match encoding {
        Encoding::Ascii | Encoding::Utf8 | Encoding::Utf8Bom => String::from_utf8_lossy(narrow),
        Encoding::Utf16 if bytes.starts_with(&[0xfe, 0xff]) => UTF_16BE.decode_with_bom_removal(bytes).0,
        Encoding::Utf16 => UTF_16LE.decode_with_bom_removal(bytes).0,
        Encoding::Iso8859_15 => ISO_8859_15.decode_without_bom_handling(narrow).0,
        Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(narrow).0,
    }
}

fn decode_narrow(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    let mut decoder = Decoder { encoding: Encoding::Ascii };
    let text = decoder.decode(bytes);
    (text, decoder.encoding)
}

/// Takes the byte-order mark off a reader and turns UTF-16 into UTF-8.
pub(crate) fn open<'r>(mut reader: impl BufRead + 'r) -> io::Result<(Box<dyn BufRead + 'r>, Encoding)> {
    let mut start = Vec::with_capacity(3);
    (&mut reader).take(3).read_to_end(&mut start)?;
    let (skipped, encoding, wide) = match start.as_slice() {
        [0xef, 0xbb, 0xbf] => (3, Encoding::Utf8Bom, None),
        [0xff, 0xfe, ..] => (2, Encoding::Utf16, Some(UTF_16LE)),
        [0xfe, 0xff, ..] => (2, Encoding::Utf16, Some(UTF_16BE)),
        _ => (0, Encoding::Ascii, None),
    };
    let rest = io::Cursor::new(start.split_off(skipped)).chain(reader);
    Ok(match wide {
        None => (Box::new(rest), encoding),
        Some(wide) => (
            Box::new(Narrowed { inner: rest, decoder: wide.new_decoder_without_bom_handling(), out: Vec::new(), at: 0, ended: false }),
            encoding,
        ),
    })
}

/// A reader of UTF-16 that gives UTF-8.
struct Narrowed<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> BufRead for Narrowed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !self.ended {
            let chunk = self.inner.fill_buf()?;
            let chunk = &chunk[..chunk.len().min(16 * 1024)];
            self.ended = chunk.is_empty();
            // Three bytes for each unit and what the decoder still holds: never more.
            self.out.resize(chunk.len() * 3 + 16, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.out, self.ended);
            self.inner.consume(read);
            self.out.truncate(written);
            self.at = 0;
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.out.len());
    }
}

impl<R: BufRead> Read for Narrowed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_recognised() {
        let cases: [(&[u8], &str, Encoding); 7] = [
            (b"Facture", "Facture", Encoding::Ascii),
            ("Société €".as_bytes(), "Société €", Encoding::Utf8),
            (b"\xef\xbb\xbfSoci\xc3\xa9t\xc3\xa9", "Société", Encoding::Utf8Bom),
            (b"Soci\xe9t\xe9 \xa4", "Société €", Encoding::Iso8859_15),
            (b"Soci\xe9t\xe9 \x80", "Société €", Encoding::Windows1252),
            (&utf16("Société €", true), "Société €", Encoding::Utf16),
            (&utf16("Société €", false), "Société €", Encoding::Utf16),
        ];
        for (bytes, text, encoding) in cases {
            assert_eq!(decode(bytes), (Cow::Borrowed(text), encoding));
            let (mut reader, _) = open(io::BufReader::with_capacity(1, bytes)).unwrap();
            let mut all = Vec::new();
            reader.read_to_end(&mut all).unwrap();
            assert_eq!(decode_narrow(&all).0, text, "read byte by byte");
        }
    }
}
