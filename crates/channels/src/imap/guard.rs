//! What a mail server may send: no line, literal or answer without an end.
//!
//! A client takes memory for a literal as soon as it is announced. Here the announcement is read first, and a server
//! that announces or sends too much loses the connection. What reads the answers calls itself once for each bracket that
//! opens; so brackets are counted as well, and a literal is taken for one only where the reader takes it for one too:
//! behind it, nothing is counted.

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
/// The beginning of an answer, by which it is known for a message.
const HEAD: usize = 32;
/// The most brackets that open in one answer: those to our commands have two or three.
const BRACKETS: u32 = 100;

/// What was read since the last command, and of the line that is being read.
#[derive(Debug, Default)]
struct Count {
    answer: u64,
    line: u64,
    /// What is left of a literal.
    literal: u64,
    tail: Vec<u8>,
    /// The beginning of the answer, whose lines are parted by its literals.
    head: Vec<u8>,
    /// Brackets that opened since the answer began.
    brackets: u32,
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
            self.head.extend_from_slice(&part[..part.len().min(HEAD - self.head.len())]);
            // What closes is not taken off: no answer to our commands has many, and quotes cannot hide any.
            let opened = part.iter().filter(|byte| **byte == b'(').count();
            self.brackets = self.brackets.saturating_add(u32::try_from(opened).unwrap_or(u32::MAX));
            if self.brackets > BRACKETS {
                return Err(too_much("brackets without an end"));
            }
            self.tail.extend_from_slice(&part[part.len().saturating_sub(TAIL)..]);
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
            let Some(end) = end else { return Ok(()) };
            if self.tail.last() != Some(&b'\r') {
                return Err(too_much("a line that ends in its own way"));
            }
            let announced = announced(&self.tail);
            self.literal = announced.unwrap_or(0);
            if self.literal > LITERAL_BYTES {
                return Err(too_much("a literal that is too long"));
            }
            if announced.is_none() {
                self.head.clear();
                self.brackets = 0;
            } else if !is_message(&self.head) {
                return Err(too_much("a literal where none belongs"));
            }
            (self.line, bytes) = (0, &bytes[end + 1..]);
            self.tail.clear();
        }
        Ok(())
    }
}

/// Whether an answer is a message: `* 12 FETCH (`. In another one, what reads it may see no literal.
fn is_message(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"* ") else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && rest[digits..].get(..8).is_some_and(|word| word.eq_ignore_ascii_case(b" FETCH ("))
}

/// The length that the end of a line announces (RFC 9051, 4.3): `{123}` or `{123+}`.
fn announced(tail: &[u8]) -> Option<u64> {
    let tail = tail.strip_suffix(b"\r").unwrap_or(tail);
    let inside = tail.strip_suffix(b"}")?;
    let open = inside.iter().rposition(|byte| *byte == b'{')?;
    let digits = inside[open + 1..].strip_suffix(b"+").unwrap_or(&inside[open + 1..]);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))))
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
        let text = b"* 1 FETCH (BODY[] {12}\r\nhello\n{99}\r\n)\r\n* 2 FETCH (BODY[] {3}\r\n(((\r\n";
        for cut in 0..text.len() {
            let mut count = Count::default();
            count.see(&text[..cut]).unwrap();
            count.see(&text[cut..]).unwrap();
            assert_eq!((count.literal, count.line, count.answer), (0, 0, text.len() as u64), "cut at {cut}");
        }
        let cases = [
            ("{7}\r", Some(7)),
            ("{7+}\r", Some(7)),
            ("{0}\r", Some(0)),
            ("x{}\r", None),
            ("{a7}\r", None),
            ("7}\r", None),
            ("{99999999999999999999}", Some(u64::MAX)),
        ];
        for (tail, expected) in cases {
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
    #[test]
    fn brackets_have_a_depth_that_nothing_hides() {
        let see = |text: &str| Count::default().see(text.as_bytes());
        let many = "(".repeat(3_000);
        assert!(see(&format!("* 1 FETCH (BODYSTRUCTURE {many}")).is_err(), "on one line");
        assert!(see(&format!("* 1 FETCH (X {}", "\")\" (".repeat(3_000))).is_err(), "between quotes that close them");
        assert!(see(&format!("* 1 FETCH ({}", "( {1}\r\nx".repeat(3_000))).is_err(), "between literals");
        assert!(see(&format!("* OK hello {{9000}}\r\n* 1 FETCH (BODYSTRUCTURE {many}")).is_err(), "behind words that look like a literal");
        assert!(see("* OK hello\n* 1 FETCH (BODY[] {9000}\r\n").is_err(), "behind a line end that is none");
        let flags = "* 1 FETCH (FLAGS (\\Seen))\r\n".repeat(3_000);
        assert!(see(&flags).is_ok(), "each answer is counted anew");
        assert!(see(&format!("* 12 fetch (UID 3 BODY[]<0> {{3000}}\r\n{many})\r\n")).is_ok(), "a message says what it likes");
    }
}
