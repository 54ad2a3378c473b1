//! What a mail server may send: no line, literal or answer without an end.
//!
//! A client takes memory for a literal as soon as it is announced. Here the announcement is read first, and a server
//! that announces or sends too much loses the connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest message that is read, in bytes; what is longer is cut by the command that asks for it.
pub(super) const MESSAGE_BYTES: u64 = 32 * 1024 * 1024;
/// The longest literal: a message, and a server that counts line ends in its own way.
const LITERAL_BYTES: u64 = MESSAGE_BYTES + 64 * 1024;
/// The longest line: the numbers of some hundred thousand messages.
const LINE_BYTES: u64 = 8 * 1024 * 1024;
/// The most that answers one command.
const ANSWER_BYTES: u64 = LITERAL_BYTES + 2 * LINE_BYTES;
/// The end of a line in which a literal can be announced.
const TAIL: usize = 24;

/// What was read since the last command, and of the line that is being read.
#[derive(Debug, Default)]
struct Count {
    answer: u64,
    line: u64,
    /// What is left of a literal.
    literal: u64,
    tail: Vec<u8>,
}

impl Count {
    fn see(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.answer += bytes.len() as u64;
        if self.answer > ANSWER_BYTES {
            return Err(too_much("an answer without an end"));
        }
        while !bytes.is_empty() {
            if self.literal > 0 {
                let inside = self.literal.min(bytes.len() as u64);
                self.literal -= inside;
                bytes = &bytes[usize::try_from(inside).unwrap_or(bytes.len())..];
                continue;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            self.line += part.len() as u64;
            if self.line > LINE_BYTES {
                return Err(too_much("a line without an end"));
            }
            self.tail.extend_from_slice(&part[part.len().saturating_sub(TAIL)..]);
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
            let Some(end) = end else { return Ok(()) };
            self.literal = announced(&self.tail);
            if self.literal > LITERAL_BYTES {
                return Err(too_much("a literal that is too long"));
            }
            (self.line, bytes) = (0, &bytes[end + 1..]);
            self.tail.clear();
        }
        Ok(())
    }
}

/// The length that the end of a line announces (RFC 9051, 4.3): `{123}` or `{123+}`.
fn announced(tail: &[u8]) -> u64 {
    let tail = tail.strip_suffix(b"\r").unwrap_or(tail);
    let Some(inside) = tail.strip_suffix(b"}") else { return 0 };
    let Some(open) = inside.iter().rposition(|byte| *byte == b'{') else { return 0 };
    let digits = inside[open + 1..].strip_suffix(b"+").unwrap_or(&inside[open + 1..]);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    digits.iter().fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

fn too_much(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the server sends {what}"))
}

/// A line to a server.
pub(super) trait Line: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Line for T {}

/// A line that is watched.
#[derive(Debug)]
pub(super) struct Guarded {
    inner: Box<dyn Line>,
    count: Count,
}

impl Guarded {
    pub(super) fn new(inner: Box<dyn Line>) -> Self {
        Self { inner, count: Count::default() }
    }

    pub(super) fn into_inner(self) -> Box<dyn Line> {
        self.inner
    }
}

impl AsyncRead for Guarded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if matches!(read, Poll::Ready(Ok(()))) {
            self.count.see(&buffer.filled()[before..])?;
        }
        read
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // Each command is answered anew.
        self.count.answer = 0;
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_is_read_whatever_the_cut() {
        let text = b"* 1 FETCH (BODY[] {12}\r\nhello\n{99}\r\n)\r\n* OK {3}\r\nabc\r\n";
        for cut in 0..text.len() {
            let mut count = Count::default();
            count.see(&text[..cut]).unwrap();
            count.see(&text[cut..]).unwrap();
            assert_eq!((count.literal, count.line, count.answer), (0, 0, text.len() as u64), "cut at {cut}");
        }
        for (tail, expected) in
            [("{7}\r", 7), ("{7+}\r", 7), ("x{}\r", 0), ("{a7}\r", 0), ("7}\r", 0), ("{99999999999999999999}", u64::MAX)]
        {
            assert_eq!(announced(tail.as_bytes()), expected, "{tail}");
        }
    }

    #[test]
    fn what_has_no_end_is_refused() {
        assert!(Count::default().see(b"* 1 FETCH (BODY[] {4000000000}\r\n").is_err(), "before memory is taken for it");
        let (mut line, mut answer) = (Count::default(), Count::default());
        let chunk = vec![b'x'; 1024 * 1024];
        assert!((0..9).any(|_| line.see(&chunk).is_err()), "a line");
        let lines = b"* SEARCH 1 2 3\r\n".repeat(65_536);
        assert!((0..60).any(|_| answer.see(&lines).is_err()), "lines for ever");
    }
}
