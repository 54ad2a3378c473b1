//! A mail as RFC 5322 wants it, with the same bytes for the same mail.

use chrono::{DateTime, Utc};
use domain::identifiers::EmailAddress;
use lettre::Address;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as LettreAttachment, Body, Mailbox, MultiPart, SinglePart};

use crate::post_office::RawMail;

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, which mail readers show: no secret.
    pub name: String,
    /// Its type: `application/pdf`.
    pub mime: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// A mail to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Given by the caller and made from what it stands for, so that a mail made twice is the same mail:
    /// `<action-uuid@domain>`.
    pub message_id: String,
    /// The sender's name and address.
    pub from: (String, EmailAddress),
    /// Where bounces go when not to the sender.
    pub bounces_to: Option<EmailAddress>,
    /// Where answers go when not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// The recipients, all shown.
    pub to: Vec<EmailAddress>,
    /// Those who get a copy, all shown.
    pub cc: Vec<EmailAddress>,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same body in HTML.
    pub html: String,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// The date that it carries.
    pub date: DateTime<Utc>,
    /// Other headers by name: `X-Quittance-Reference`, `Auto-Submitted`.
    pub headers: Vec<(String, String)>,
}

/// Why a mail cannot be written. Checks run in the order of the variants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Nobody to send to.
    #[error("no recipient")]
    NoRecipient,
    /// Not `<something@somewhere>` in printable ASCII.
    #[error("not a Message-ID: {0:?}")]
    MessageId(String),
    /// A date that mails cannot carry.
    #[error("date out of range")]
    Date,
    /// A line end or another control character in the subject, a name, or the value of a header: the way
    /// in which headers are smuggled.
    #[error("control character in {0}")]
    ControlCharacter(String),
    /// Not a header's name, or one that is written from the other fields.
    #[error("not a free header: {0:?}")]
    Header(String),
    /// Not a type of file.
    #[error("not a media type: {0:?}")]
    MediaType(String),
    /// An address that cannot be written.
    #[error("not an address that mails can carry")]
    Address,
    /// The parts do not fit together: a fault of this crate.
    #[error("the message cannot be built: {0}")]
    Build(String),
}

impl MailError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRecipient => "mail.no_recipient",
            Self::MessageId(_) => "mail.message_id",
            Self::Date => "mail.date",
            Self::ControlCharacter(_) => "mail.control_character",
            Self::Header(_) => "mail.header",
            Self::MediaType(_) => "mail.media_type",
            Self::Address => "mail.address",
            Self::Build(_) => "mail.build",
        }
    }
}

/// Headers that come from fields; a second one would contradict them.
const OWN_HEADERS: [&str; 12] = [
    "from",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "sender",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

impl OutgoingMail {
    /// Writes the mail. The same fields always give the same bytes, which are ASCII: text and HTML in
    /// quoted-printable, attachments in base64, headers encoded as RFC 2047 and 2231 say.
    ///
    /// # Errors
    /// [`MailError`], checked in its order.
    pub fn to_bytes(&self) -> Result<Vec<u8>, MailError> {
        self.check()?;
        let local = self.message_id.trim_matches(['<', '>']).split('@').next().unwrap_or_default();
        let alternative = MultiPart::alternative()
            .boundary(boundary("alternative", local))
            .singlepart(text_part(ContentType::TEXT_PLAIN, &self.text)?)
            .singlepart(text_part(ContentType::TEXT_HTML, &self.html)?);
        let body = if self.attachments.is_empty() { alternative } else { self.with_attachments(alternative, local)? };
        let mut builder = Message::builder()
            .from(Mailbox::new((!self.from.0.is_empty()).then(|| self.from.0.clone()), address(&self.from.1)?))
            .subject(&self.subject)
            .message_id(Some(self.message_id.clone()))
            .date(self.date.into());
        for recipient in &self.to {
            builder = builder.to(Mailbox::new(None, address(recipient)?));
        }
        for copied in &self.cc {
            builder = builder.cc(Mailbox::new(None, address(copied)?));
        }
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        for (name, value) in &self.headers {
            let name = HeaderName::new_from_ascii(name.clone()).map_err(|_| MailError::Header(name.clone()))?;
            builder = builder.raw_header(HeaderValue::new(name, value.clone()));
        }
        let message = builder.multipart(body).map_err(|error| MailError::Build(error.to_string()))?;
        let bytes = message.formatted();
        assert!(bytes.is_ascii(), "every part is encoded, so any server can carry it");
        Ok(bytes)
    }

    /// Writes the mail and puts it in its envelope.
    ///
    /// # Errors
    /// [`MailError`], checked in its order.
    pub fn to_raw(&self) -> Result<RawMail, MailError> {
        Ok(RawMail {
            message_id: self.message_id.clone(),
            envelope_from: self.bounces_to.clone().unwrap_or_else(|| self.from.1.clone()),
            to: self.to.iter().chain(&self.cc).cloned().collect(),
            bytes: self.to_bytes()?,
        })
    }

    fn check(&self) -> Result<(), MailError> {
        if self.to.is_empty() {
            return Err(MailError::NoRecipient);
        }
        let inside = self.message_id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).and_then(|rest| rest.split_once('@'));
        let printable = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'@'));
        if !inside.is_some_and(|(left, right)| printable(left) && printable(right)) || self.message_id.len() > 250 {
            return Err(MailError::MessageId(self.message_id.clone()));
        }
        // The years that the Date header's writer accepts.
        if self.date.timestamp() < 0 || self.date.timestamp() > 253_402_300_799 {
            return Err(MailError::Date);
        }
        let names = self.attachments.iter().map(|attachment| ("attachment name", attachment.name.as_str()));
        let values = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (place, text) in [("subject", self.subject.as_str()), ("sender", self.from.0.as_str())].into_iter().chain(names).chain(values) {
            if text.chars().any(char::is_control) {
                return Err(MailError::ControlCharacter(place.to_owned()));
            }
        }
        for (name, _) in &self.headers {
            let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !token || OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(MailError::Header(name.clone()));
            }
        }
        Ok(())
    }

    fn with_attachments(&self, body: MultiPart, local: &str) -> Result<MultiPart, MailError> {
        let mut mixed = MultiPart::mixed().boundary(boundary("mixed", local)).multipart(body);
        for attachment in &self.attachments {
            let media_type = ContentType::parse(&attachment.mime).map_err(|_| MailError::MediaType(attachment.mime.clone()))?;
            let contents = encoded(attachment.bytes.clone(), ContentTransferEncoding::Base64)?;
            mixed = mixed.singlepart(LettreAttachment::new(attachment.name.clone()).body(contents, media_type));
        }
        Ok(mixed)
    }
}

/// Neither quoted-printable nor base64 ever holds `=_`, so no body can hold its own boundary.
fn boundary(part: &str, local: &str) -> String {
    // Boundaries are at most 70 characters (RFC 2046, 5.1.1), of few kinds.
    let safe: String = local.chars().filter(|c| c.is_ascii_alphanumeric()).take(40).collect();
    format!("=_{part}_{safe}")
}

fn text_part(media_type: ContentType, text: &str) -> Result<SinglePart, MailError> {
    Ok(SinglePart::builder().header(media_type).body(encoded(text.to_owned(), ContentTransferEncoding::QuotedPrintable)?))
}

fn encoded(contents: impl Into<lettre::message::MaybeString>, encoding: ContentTransferEncoding) -> Result<Body, MailError> {
    Body::new_with_encoding(contents, encoding).map_err(|_| MailError::Build("a body does not fit its encoding".to_owned()))
}

fn address(address: &EmailAddress) -> Result<Address, MailError> {
    address.as_str().parse().map_err(|_| MailError::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> OutgoingMail {
        OutgoingMail {
            message_id: "<0199a0de-1111-7abc-8def-000000000001@lumiere.example>".to_owned(),
            from: ("Établissements Lumière, recouvrement".to_owned(), EmailAddress::parse("compta@lumiere.example").unwrap()),
            bounces_to: None,
            reply_to: None,
            to: vec![EmailAddress::parse("paie@vercors.example").unwrap()],
            cc: Vec::new(),
            subject: "Rappel de règlement — 3 factures".to_owned(),
            text: "Reste dû\u{a0}: 1\u{202f}234,56\u{a0}€\r\n".to_owned(),
            html: "<p>Reste dû</p>".to_owned(),
            attachments: vec![Attachment {
                name: "relevé.pdf".to_owned(),
                mime: "application/pdf".to_owned(),
                bytes: vec![0x25, 0x50, 0xff],
            }],
            date: "2026-11-23T05:00:00Z".parse().unwrap(),
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        }
    }

    #[test]
    fn copies_are_shown_and_receive_it_and_what_comes_back_goes_where_it_should() {
        let address = |text| EmailAddress::parse(text).unwrap();
        let copied =
            OutgoingMail { cc: vec![address("achats@vercors.example")], bounces_to: Some(address("retours@lumiere.example")), ..mail() };
        let raw = copied.to_raw().unwrap();
        assert_eq!(raw.to, [address("paie@vercors.example"), address("achats@vercors.example")]);
        assert_eq!(raw.envelope_from, address("retours@lumiere.example"));
        assert!(String::from_utf8(raw.bytes).unwrap().contains("Cc: achats@vercors.example\r\n"));
    }

    #[test]
    fn the_same_mail_gives_the_same_bytes() {
        let bytes = mail().to_bytes().unwrap();
        assert_eq!(bytes, mail().to_bytes().unwrap());
        let text = String::from_utf8(bytes).unwrap();
        for expected in [
            "Message-ID: <0199a0de-1111-7abc-8def-000000000001@lumiere.example>\r\n",
            "Date: Mon, 23 Nov 2026 05:00:00 +0000\r\n",
            "To: paie@vercors.example\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "boundary=\"=_mixed_0199a0de11117abc8def000000000001\"",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert!(text.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        type Spoil = fn(&mut OutgoingMail);
        let cases: [(Spoil, &str); 12] = [
            (|m| m.to.clear(), "no recipient"),
            (|m| m.message_id = "1@2".to_owned(), "not a Message-ID: \"1@2\""),
            (|m| m.message_id = "<1\r\nBcc: x@2>".to_owned(), "not a Message-ID: \"<1\\r\\nBcc: x@2>\""),
            (|m| m.date = "1969-12-31T23:59:59Z".parse().unwrap(), "date out of range"),
            (|m| m.date = DateTime::<Utc>::MAX_UTC, "date out of range"),
            (|m| m.subject = "a\r\nBcc: x@y.example".to_owned(), "control character in subject"),
            (|m| m.from.0 = "a\n".to_owned(), "control character in sender"),
            (|m| m.attachments[0].name = "a\0".to_owned(), "control character in attachment name"),
            (|m| m.headers[0].1 = "a\r\nb".to_owned(), "control character in Auto-Submitted"),
            (|m| m.headers[0].0 = "Bcc".to_owned(), "not a free header: \"Bcc\""),
            (|m| m.headers[0].0 = "X Y".to_owned(), "not a free header: \"X Y\""),
            (|m| m.attachments[0].mime = "pdf".to_owned(), "not a media type: \"pdf\""),
        ];
        for (spoil, expected) in cases {
            let mut spoilt = mail();
            spoil(&mut spoilt);
            assert_eq!(spoilt.to_bytes().unwrap_err().to_string(), expected);
        }
    }
}
