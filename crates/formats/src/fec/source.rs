//! The physical lines of a file, whatever ends them, one at a time and never longer than a limit.

use std::borrow::Cow;
use std::io::{self, BufRead, Cursor, Read};

use crate::text::{self, Decoder, Encoding};

/// The longest line that is read, in bytes; real ones stay below a thousand.
pub(super) const MAX_LINE: usize = 1 << 20;

/// One line without its ending.
pub(super) enum Line<'a> {
    /// Its text.
    Text(Cow<'a, str>),
    /// Longer than [`MAX_LINE`]; skipped.
    TooLong,
}

/// Reads lines and remembers how they ended and how they were encoded.
pub(super) struct Source<'r> {
    reader: Box<dyn BufRead + 'r>,
    decoder: Decoder,
    buffer: Vec<u8>,
    number: u64,
    terminator: u8,
    endings: Endings,
}

/// Which line endings a file has.
#[derive(Debug, Clone, Copy, Default)]
struct Endings {
    bare: bool,
    carriage: bool,
    doubled: bool,
}

impl<'r> Source<'r> {
    pub(super) fn new(reader: impl BufRead + 'r) -> io::Result<Self> {
        let (mut reader, encoding) = text::open(reader)?;
        let terminator = Self::find_terminator(&mut reader)?;
        Ok(Self { reader, decoder: Decoder { encoding }, buffer: Vec::new(), number: 0, terminator, endings: Endings::default() })
    }

    /// A file of the old Mac ends its lines with a carriage return alone: its first "line" then has text
    /// behind a carriage return. What was read ahead is put back.
    fn find_terminator(reader: &mut Box<dyn BufRead + 'r>) -> io::Result<u8> {
        let mut ahead = Vec::new();
        reader.by_ref().take(1 << 16).read_until(b'\n', &mut ahead)?;
        let old_mac = ahead.trim_ascii_end().contains(&b'\r') && !ahead.ends_with(b"\n");
        let inner = std::mem::replace(reader, Box::new(io::empty()));
        *reader = Box::new(Cursor::new(ahead).chain(inner));
        Ok(if old_mac { b'\r' } else { b'\n' })
    }

    /// The next line with its number from 1, `None` at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.buffer.clear();
        let limit = MAX_LINE as u64;
        let read = self.reader.by_ref().take(limit).read_until(self.terminator, &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read == MAX_LINE && self.buffer.last() != Some(&self.terminator) {
            self.skip_rest()?;
            return Ok(Some((self.number, Line::TooLong)));
        }
        let ended = self.buffer.pop_if(|b| *b == self.terminator).is_some();
        let length = self.buffer.len();
        while self.buffer.pop_if(|b| *b == b'\r').is_some() {}
        if ended {
            match length - self.buffer.len() {
                0 => self.endings.bare = true,
                1 => self.endings.carriage = true,
                _ => self.endings.doubled = true,
            }
        }
        Ok(Some((self.number, Line::Text(self.decoder.decode(&self.buffer)))))
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            self.buffer.clear();
            let read = self.reader.by_ref().take(MAX_LINE as u64).read_until(self.terminator, &mut self.buffer)?;
            if read == 0 || self.buffer.last() == Some(&self.terminator) {
                return Ok(());
            }
        }
    }

    /// Whether all lines ended in the same, usual way.
    pub(super) fn has_uniform_endings(&self) -> bool {
        !(self.endings.doubled || self.endings.bare && self.endings.carriage)
    }

    /// The encoding as known so far.
    pub(super) fn encoding(&self) -> Encoding {
        self.decoder.encoding
    }
}
