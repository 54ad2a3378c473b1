//! The transfer code printed beside the account: what it says, and its QR picture.
//!
//! Source: EPC069-12, "Quick Response Code: Guidelines to enable data capture for the initiation of a SEPA
//! credit transfer": UTF-8, lines, error correction level M, version 13 at most.

use domain::Cents;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::error::LetterError;

/// What is read back from a transfer code, to be printed beside it: the eye and the camera must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) iban: String,
    pub(crate) amount: Option<Cents>,
}

impl Transfer {
    /// Lines: service tag, version, character set, identification, BIC, name, IBAN, amount, …
    pub(crate) fn read(payload: &str) -> Option<Self> {
        let lines: Vec<&str> = payload.lines().map(str::trim_end).collect();
        let ["BCD", "001" | "002", "1", "SCT", _bic, _name, iban, rest @ ..] = lines.as_slice() else { return None };
        let amount = match rest.first().copied().unwrap_or("") {
            "" => None,
            text => Some(Cents::parse(text.strip_prefix("EUR")?).ok()?),
        };
        Some(Self { iban: (*iban).to_owned(), amount })
    }
}

/// The payload as an SVG picture with the quiet zone of four modules that readers need.
pub(crate) fn picture(payload: &str) -> Result<String, LetterError> {
    // Version 13 is the limit of the guidelines; beyond it a banking application may refuse the code.
    let too_long = |_| LetterError::TransferCode("too long for a QR code of version 13");
    let segments = QrSegment::make_segments(payload);
    let code =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, Version::MIN, Version::new(13), None, false).map_err(too_long)?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path.push_str(&format!("M{},{}h{}v1h-{}z", start + 4, y + 4, x - start, x - start));
            }
            x += 1;
        }
    }
    let side = size + 8;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_are_read_back() {
        let code = |amount: &str| format!("BCD\n002\n1\nSCT\nAGRIFRPP\nLumière\nFR7630006000011234567890189\n{amount}\n\n\nREL-1");
        let cases = [
            (code("EUR900.00"), Some(Some(90_000))),
            (code("EUR1234.5"), Some(Some(123_450))),
            (code(""), Some(None)),
            (code("USD1.00"), None),
            (code("EURabc"), None),
            ("BCD\n002\n1\nSCT\n\nName".to_owned(), None),
            ("https://example.org/pay".to_owned(), None),
            (String::new(), None),
        ];
        for (payload, expected) in cases {
            assert_eq!(Transfer::read(&payload).map(|transfer| transfer.amount.map(|cents| cents.0)), expected, "{payload:?}");
        }
    }

    #[test]
    fn a_payload_beyond_the_limit_is_refused() {
        assert!(picture(&"x".repeat(331)).is_ok(), "version 13-M holds 331 bytes");
        assert_eq!(picture(&"x".repeat(332)).unwrap_err().code(), "letter.transfer_code");
    }
}
