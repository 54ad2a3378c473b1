//! The parts of a message that rules look at: fields, texts, and the machine-readable parts of reports.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::Date;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::fold::fold;

/// The most of a file that is read, in bytes; attachments may be heavy.
pub(super) const MOST_BYTES: usize = 32 << 20;
/// The most of a text that is looked at, in bytes.
const MOST_TEXT: usize = 1 << 16;
/// The most parts of a message: deeper nesting than that is no mail.
const MOST_PARTS: usize = 300;
/// The most of a returned message that is looked at, in bytes.
const MOST_RETURNED: usize = 1 << 18;
/// The most fields of a header or a block.
const MOST_FIELDS: usize = 1000;

/// Fields as written, in order: name in lower case, value on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields up to the first empty line.
    pub(super) fn parse(text: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            if line.trim().is_empty() || fields.len() >= MOST_FIELDS {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':').filter(|(name, _)| is_field_name(name)) {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    /// The blocks of fields that empty lines part, as in a delivery status (RFC 3464).
    pub(super) fn blocks(text: &str) -> Vec<Self> {
        let mut blocks = Vec::new();
        let mut block = String::new();
        for line in text.lines().chain([""]) {
            if line.trim().is_empty() {
                let fields = Self::parse(&block);
                if !fields.0.is_empty() && blocks.len() < MOST_FIELDS {
                    blocks.push(fields);
                }
                block.clear();
            } else {
                block.push_str(line);
                block.push('\n');
            }
        }
        blocks
    }

    /// Several groups that no empty line parts: one for each field of a name.
    pub(super) fn split_at_each(&self, name: &str) -> Vec<Self> {
        let mut groups: Vec<Self> = vec![Self::default()];
        let mut has_name = false;
        for (known, value) in &self.0 {
            if known == name && has_name {
                groups.push(Self::default());
            }
            has_name = has_name || known == name;
            if let Some(group) = groups.last_mut() {
                group.0.push((known.clone(), value.clone()));
            }
        }
        groups
    }

    /// The first field of a name, in lower case; never an empty one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All fields of a name.
    pub(super) fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> + use<'f> {
        let name = name.to_owned();
        self.0.iter().filter(move |(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a field of that name was written, even empty.
    pub(super) fn names(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

fn is_field_name(name: &str) -> bool {
    let name = name.trim_end();
    !name.is_empty() && name.len() < 80 && name.bytes().all(|b| (33..127).contains(&b))
}

/// A message, taken apart.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) fields: Fields,
    pub(super) subject: String,
    /// Address and name of the sender.
    pub(super) from: Option<String>,
    pub(super) from_name: String,
    pub(super) to: Vec<String>,
    /// The day of the `Date` field, in the sender's time zone.
    pub(super) sent_on: Option<Date>,
    /// The readable text, HTML made plain.
    pub(super) text: String,
    /// Each `message/delivery-status` (RFC 3464), in blocks.
    pub(super) delivery: Vec<Fields>,
    /// `message/feedback-report` (RFC 5965).
    pub(super) feedback: Option<Fields>,
    /// `message/disposition-notification` (RFC 8098).
    pub(super) disposition: Option<Fields>,
    /// The header of the message that comes back.
    pub(super) returned: Fields,
    /// The start of the message that comes back, as it is.
    returned_bytes: Option<Vec<u8>>,
    /// The message that comes back, when it may be a report itself.
    pub(super) wrapped: Option<Box<Envelope>>,
    /// Something was left out: too large or too many parts.
    pub(super) is_cut: bool,
}

/// Takes a message apart; `None` when the bytes do not begin with a header.
pub(super) fn open(bytes: &[u8]) -> Option<Envelope> {
    let mut envelope = open_one(bytes)?;
    let looks_wrapped = |text: &str| ["transcript of", "following addresses had"].iter().any(|words| fold(text).contains(words));
    let wrapped = envelope.returned_bytes.take().and_then(|bytes| open_one(&bytes));
    envelope.wrapped = wrapped.filter(|wrapped| !wrapped.delivery.is_empty() || looks_wrapped(&wrapped.text)).map(Box::new);
    Some(envelope)
}

/// The message as the library reads it. The parser is not ours: should it panic on some damage, the header alone is read.
fn parsed(bytes: &[u8]) -> Option<Message<'_>> {
    let parse = |bytes| catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes)));
    parse(bytes).or_else(|_| parse(header_of(bytes))).unwrap_or_default()
}

/// All before the first empty line.
fn header_of(bytes: &[u8]) -> &[u8] {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        end += line.len();
    }
    bytes.get(..end).unwrap_or(bytes)
}

fn open_one(bytes: &[u8]) -> Option<Envelope> {
    let (bytes, is_cut) = bounded(skip_mbox_line(bytes));
    let header = fields_of(bytes);
    let message = parsed(bytes)?;
    if header.is_empty() {
        return None;
    }
    let mut envelope = Envelope { is_cut, ..Envelope::default() };
    envelope.subject = message.subject().unwrap_or_default().chars().take(1000).collect();
    envelope.sent_on = message.date().and_then(|date| Date::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
    let sender = message.from().and_then(|from| from.first());
    envelope.from = sender.and_then(|from| from.address()).map(str::to_owned).filter(|address| address.contains('@'));
    envelope.from_name = sender.and_then(|from| from.name()).map(str::to_owned).unwrap_or_default();
    if envelope.from.is_none() {
        envelope.from = header.get("from").and_then(|value| super::address::all(value).into_iter().next());
    }
    envelope.to = ["to", "cc"].into_iter().filter_map(|name| header.get(name)).flat_map(super::address::all).collect();
    envelope.fields = header;
    for position in 0..message.text_body_count().min(16) {
        if let Some(text) = message.body_text(position) {
            push_text(&mut envelope.text, &text);
        }
    }
    let is_multipart = envelope.fields.get("content-type").is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart"));
    if is_multipart && envelope.text.trim().is_empty() {
        // Boundaries that do not match: the body as it is says more than nothing.
        let body = header_end(bytes).map_or(&[][..], |end| &bytes[end..]);
        push_text(&mut envelope.text, &String::from_utf8_lossy(&body[..body.len().min(MOST_TEXT)]));
    }
    for part in message.parts.iter().skip(1) {
        sort_part(&mut envelope, &message, part);
    }
    // A report whose root is the machine-readable part itself.
    if let Some(part) = message.parts.first() {
        sort_part(&mut envelope, &message, part);
    }
    Some(envelope)
}

/// `From someone Thu Apr 29…`: the line before a message in an mbox file.
fn skip_mbox_line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let bytes = &bytes[start..];
    if bytes.starts_with(b"From ") || bytes.starts_with(b">From ") {
        let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| end + 1);
        return &bytes[end..];
    }
    bytes
}

/// Bytes within the limits of size and of nesting: each level needs a `Content-Type`.
fn bounded(bytes: &[u8]) -> (&[u8], bool) {
    const NAME: &[u8] = b"content-type";
    let sized = &bytes[..bytes.len().min(MOST_BYTES)];
    let mut found = 0;
    for (at, byte) in sized.iter().enumerate() {
        if matches!(byte, b'c' | b'C') && sized[at..].get(..NAME.len()).is_some_and(|word| word.eq_ignore_ascii_case(NAME)) {
            found += 1;
            if found > MOST_PARTS {
                return (&sized[..at], true);
            }
        }
    }
    (sized, sized.len() < bytes.len())
}

/// Where the body begins, after the first empty line.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let at = |mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len());
    match (at(b"\n\n"), at(b"\r\n\r\n")) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn fields_of(bytes: &[u8]) -> Fields {
    Fields::parse(&String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_TEXT)]))
}

fn push_text(text: &mut String, more: &str) {
    let room = MOST_TEXT.saturating_sub(text.len());
    let mut end = more.len().min(room);
    while !more.is_char_boundary(end) {
        end -= 1;
    }
    if !text.is_empty() && end > 0 {
        text.push_str("\n\n");
    }
    text.push_str(&more[..end]);
}

/// The bytes of a part as text.
fn part_text(part: &MessagePart<'_>) -> String {
    let bytes = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        PartType::Message(_) | PartType::Multipart(_) => return String::new(),
    };
    String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_TEXT)]).into_owned()
}

fn sort_part(envelope: &mut Envelope, message: &Message<'_>, part: &MessagePart<'_>) {
    let kind = part.content_type().map(|kind| (kind.ctype().to_ascii_lowercase(), kind.subtype().unwrap_or_default().to_ascii_lowercase()));
    let Some((main, sub)) = kind else { return };
    match (main.as_str(), sub.as_str()) {
        ("message", "delivery-status" | "global-delivery-status") if envelope.delivery.len() < MOST_FIELDS => {
            envelope.delivery.extend(Fields::blocks(&part_text(part)));
        }
        ("message", "feedback-report") => envelope.feedback = Some(merged(&part_text(part))),
        ("message", "disposition-notification" | "global-disposition-notification") => {
            envelope.disposition = Some(merged(&part_text(part)));
        }
        ("message", "rfc822" | "global" | "partial")
        | ("text", "rfc822-headers" | "rfc822" | "message-headers")
        | ("message", "rfc822-headers" | "global-headers")
            if envelope.returned.is_empty() =>
        {
            let raw = match &part.body {
                PartType::Message(nested) if part.encoding == Encoding::None => {
                    let rest = message.raw_message().get(part.offset_body as usize..).unwrap_or_default();
                    let length = (part.offset_end as usize).checked_sub(part.offset_body as usize).filter(|length| *length > 0);
                    let raw = rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest);
                    if raw.is_empty() { nested.raw_message() } else { raw }
                }
                PartType::Message(nested) => nested.raw_message(),
                _ => &[],
            };
            envelope.returned = if raw.is_empty() { Fields::parse(part_text(part).trim_start()) } else { fields_of(raw) };
            envelope.returned_bytes = (!raw.is_empty()).then(|| raw[..raw.len().min(MOST_RETURNED)].to_vec());
        }
        _ => {}
    }
}

/// All fields of a part, whatever empty lines part them.
fn merged(text: &str) -> Fields {
    Fields(Fields::blocks(text).into_iter().flat_map(|block| block.0).collect())
}

/// Whether bytes begin like a message: a header with names that mail has.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    const NAMES: [&str; 16] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "delivered-to",
        "mime-version",
        "content-type",
        "reply-to",
        "in-reply-to",
        "references",
        "x-mailer",
        "x-original-to",
        "sender",
    ];
    let start = skip_mbox_line(&bytes[..bytes.len().min(MOST_TEXT)]);
    // The first line is a field, and a header has no stranger in it.
    let text = String::from_utf8_lossy(start);
    let first = text.lines().next().unwrap_or_default();
    if !first.split_once(':').is_some_and(|(name, _)| is_field_name(name)) {
        return false;
    }
    let fields = fields_of(start);
    NAMES.iter().filter(|name| fields.names(name)).count() >= 3
        && (fields.names("from") || fields.names("received") || fields.names("return-path"))
}

/// The message id in a field: without angle brackets.
pub(super) fn message_ids(value: &str) -> Vec<String> {
    value
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ','))
        .filter(|token| token.contains('@') || token.len() > 8)
        .take(100)
        .map(str::to_owned)
        .collect()
}

/// The words of a line that announces what comes back.
#[rustfmt::skip]
const CUTS: &[&str] = &[
    "original message", "message header", "message headers follow", "headers of the original", "header of the original", "original header",
    "unsent message", "returned message", "below this line is a copy", "this is a copy of", "here is a copy", "a copy of the",
    "the following is a copy", "copy of your message", "undelivered message", "text of the message", "text of your message",
    "the body of the message", "start of returned", "start of the returned", "your message follows", "message follows", "message text follows",
    "message contents follow", "included is a copy", "the header of", "returned mail follows", "copie du message", "copie de votre message",
    "message d'origine", "message original", "en-tetes du message", "en-tete du message", "entetes du message",
];

/// Parts the readable text of a report from the message that it brings back.
pub(super) fn split_report(text: &str) -> (String, String) {
    let mut before = String::new();
    let mut lines = text.lines();
    let mut seen = false;
    while let Some(line) = lines.next() {
        let folded = fold(line.trim_start_matches(|c: char| !c.is_alphanumeric()));
        let is_marker = line.len() < 120
            && CUTS.iter().any(|cut| folded.starts_with(cut))
            && !folded.starts_with("original message was")
            && !folded.starts_with("original message headers");
        let is_header =
            ["return-path:", "received: from", "received: by", "received:from", "dkim-signature:", "mime-version:", "x-received:"]
                .iter()
                .any(|name| folded.starts_with(name))
                && !line.starts_with([' ', '\t', '>']);
        if seen && (is_marker || is_header) {
            let mut after = if is_header { format!("{line}\n") } else { String::new() };
            after.extend(lines.map(|line| format!("{line}\n")));
            return (before, after);
        }
        seen = seen || !folded.is_empty();
        before.push_str(line);
        before.push('\n');
    }
    (before, String::new())
}

/// The fields of a returned message whose header may begin after some lines, and may be indented.
pub(super) fn returned_fields(text: &str) -> Fields {
    let mut block = String::new();
    for line in text
        .lines()
        .map(|line| line.strip_prefix("> ").unwrap_or(line))
        .skip_while(|line| !line.split_once(':').is_some_and(|(name, _)| is_field_name(name.trim())))
    {
        if line.trim().is_empty() {
            let fields = Fields::parse(&block);
            if ["message-id", "subject", "from", "to"].iter().any(|name| fields.names(name)) {
                break;
            }
            block.clear();
            continue;
        }
        block.push_str(line);
        block.push('\n');
    }
    Fields::parse(&block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded() {
        let fields = Fields::parse("Subject: a\r\n b\r\nX-Empty:\r\nTo: c@d.fr\r\n\r\nFrom: body\r\n");
        assert_eq!((fields.get("subject"), fields.get("to"), fields.get("from")), (Some("a b"), Some("c@d.fr"), None));
        assert!(fields.names("x-empty") && fields.get("x-empty").is_none());
        assert_eq!(Fields::blocks("A: 1\n\n\nB: 2\nC: 3\n").len(), 2);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = b"Content-Type: message/rfc822\n\n".repeat(100_000);
        assert!(open(&deep).is_some_and(|envelope| envelope.is_cut));
        let deep = (0..50_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect::<String>();
        assert!(open(deep.as_bytes()).is_some_and(|envelope| envelope.is_cut));
    }

    #[test]
    fn what_comes_back_is_parted_from_the_report() {
        let (before, after) = split_report(
            "Sorry.\n<a@b.fr>:\nno\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x@y.fr>\nMessage-ID: <1@y.fr>\n\nHello",
        );
        assert!(before.ends_with("no\n\n") && !before.contains("Below"));
        assert_eq!(returned_fields(&after).get("message-id"), Some("<1@y.fr>"));
        assert!(split_report("The original message was received at noon\nfrom x\n").1.is_empty());
    }
}
