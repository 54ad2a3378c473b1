//! What the field `:86:` of an MT940 says, in the ways of writing of several countries.
//!
//! German (`166?00…?20…`, SEPA words such as `EREF+`), the same with `<` or `>` in Poland and the
//! Netherlands, slashes (`/IBAN/…/NAME/…/REMI/…`), and the free text of French banks (`/DE … /MOTIF …`).

use super::{Entry, iban, said, tidy};

/// Completes a movement with its text; the supplement of `:61:` speaks when there is none.
pub(super) fn complete(entry: &mut Entry, text: &str, supplement: &str) {
    if let Some(parts) = numbered(text) {
        from_numbered(entry, &parts);
    } else if let Some(parts) = slashed(text) {
        from_slashed(entry, &parts, text);
    } else {
        free_text(entry, text);
    }
    if entry.label.is_empty() {
        entry.label = tidy(supplement);
    }
}

/// `166?00GUTSCHRIFT?20…`: the number of each part and its text, in file order.
fn numbered(text: &str) -> Option<Vec<(u8, String)>> {
    let text: String = text.trim_start().split(['\n', '\r']).collect();
    let separator = text.chars().nth(3).filter(|c| matches!(c, '?' | '<' | '>' | '!' | '^'))?;
    if !text.bytes().take(3).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut parts: Vec<(u8, String)> = Vec::new();
    for piece in text.split(separator).skip(1) {
        let number = piece.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())).and_then(|digits| digits.parse().ok());
        match (number, parts.last_mut()) {
            (Some(number), _) => parts.push((number, piece[2..].to_owned())),
            (None, Some((_, last))) => {
                last.push(separator);
                last.push_str(piece);
            }
            (None, None) => {}
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The words of SEPA inside a German text.
const SEPA: [&str; 13] = ["EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "COAM", "OAMT", "PURP", "IBAN", "BIC"];

/// Cuts a text at its SEPA words (`EREF+…`); what is before the first one has no word.
fn sepa_words(text: &str) -> Vec<(&str, &str)> {
    let mut cuts: Vec<(usize, &str)> =
        SEPA.iter().flat_map(|word| text.match_indices(word).filter(|(at, word)| text[at + word.len()..].starts_with('+'))).collect();
    cuts.sort_unstable();
    let mut parts = Vec::new();
    let before = cuts.first().map_or(text.len(), |(at, _)| *at);
    if before > 0 {
        parts.push(("", &text[..before]));
    }
    for (index, (at, word)) in cuts.iter().enumerate() {
        let end = cuts.get(index + 1).map_or(text.len(), |(next, _)| *next);
        parts.push((word, &text[at + word.len() + 1..end]));
    }
    parts
}

fn from_numbered(entry: &mut Entry, parts: &[(u8, String)]) {
    let all =
        |wanted: &dyn Fn(u8) -> bool| parts.iter().filter(|(number, _)| wanted(*number)).map(|(_, text)| text.as_str()).collect::<String>();
    let purpose = all(&|number| (20..=29).contains(&number));
    // What did not fit into the ten parts goes on in four more.
    let further = all(&|number| (60..=63).contains(&number));
    let words = sepa_words(&purpose);
    let word = |name: &str| words.iter().find(|(word, _)| *word == name).and_then(|(_, text)| said(text));
    entry.end_to_end_id = word("EREF").filter(|id| id != "NOTPROVIDED");
    entry.mandate = word("MREF");
    entry.reference = entry.reference.take().or_else(|| word("KREF"));
    let plain: Vec<&str> = words.iter().filter(|(word, _)| word.is_empty()).map(|(_, text)| *text).collect();
    let text = word("SVWZ").or_else(|| said(&plain.join(" "))).or_else(|| said(&purpose));
    entry.label = text.map(|text| tidy(&(text + &further))).or_else(|| said(&all(&|number| number == 0))).unwrap_or_default();
    entry.counterparty = said(&all(&|number| number == 32 || number == 33)).or_else(|| word("ABWA"));
    let account = all(&|number| number == 38);
    entry.counterparty_iban = compact(if account.is_empty() { all(&|number| number == 31) } else { account });
}

/// The account of the other side as the bank gives it, without blanks.
fn compact(text: String) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (!text.is_empty()).then_some(text)
}

/// The words between slashes that banks use.
const SLASHED: [&str; 28] = [
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "RTRN", "ORDP", "BENM", "CNTP", "PREF", "KREF", "TRCD", "ISDT", "PURP",
    "ULTC", "ULTD", "UDTR", "UCRD", "NRTX", "RCN", "MREF", "CREF", "RUM", "ADDR", "INFO",
];

/// `/TRTP/SEPA OVERBOEKING/IBAN/NL…/NAME/…`: each word and what follows it up to the next one.
fn slashed(text: &str) -> Option<Vec<(&'static str, String)>> {
    let joined: String = text.trim().split(['\n', '\r']).collect();
    let rest = joined.strip_prefix('/')?;
    let mut parts: Vec<(&'static str, String)> = Vec::new();
    for piece in rest.split('/') {
        match (SLASHED.into_iter().find(|word| *word == piece), parts.last_mut()) {
            (Some(word), _) => parts.push((word, String::new())),
            (None, Some((_, last))) => {
                if !last.is_empty() {
                    last.push('/');
                }
                last.push_str(piece);
            }
            (None, None) => return None,
        }
    }
    Some(parts)
}

fn from_slashed(entry: &mut Entry, parts: &[(&str, String)], whole: &str) {
    let word = |names: &[&str]| {
        parts
            .iter()
            .find(|(word, text)| names.contains(word) && !text.trim_matches('/').trim().is_empty())
            .map(|(_, text)| text.trim_end_matches('/'))
    };
    // `/REMI/USTD//text`, `/REMI/STRD/CUR/reference`.
    let remittance = word(&["REMI"]).map(|text| {
        ["USTD//", "USTD/", "STRD/CUR/", "STRD/ISO/", "STRD/"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
    });
    entry.end_to_end_id = word(&["EREF", "RCN"]).and_then(said).filter(|id| id != "NOTPROVIDED");
    entry.mandate = word(&["MARF", "MREF", "RUM"]).and_then(said);
    entry.return_reason = word(&["RTRN"]).and_then(|text| said(text.split('/').next().unwrap_or_default()));
    entry.counterparty = word(&["NAME"]).or_else(|| word(&["ORDP", "BENM"])).and_then(|text| said(text.trim_matches('/')));
    entry.counterparty_iban = word(&["IBAN"]).and_then(|text| compact(text.to_owned()));
    // `/CNTP/NL…/BIC/NAME///`.
    if let Some(text) = word(&["CNTP"]) {
        let mut fields = text.split('/');
        entry.counterparty_iban = entry.counterparty_iban.take().or_else(|| fields.next().and_then(iban));
        entry.counterparty = entry.counterparty.take().or_else(|| text.split('/').nth(2).and_then(said));
    }
    entry.label = remittance.and_then(said).or_else(|| word(&["TRTP", "INFO"]).and_then(said)).unwrap_or_else(|| tidy(whole));
}

/// Free text is the label; the name and the account of the other side are taken from words that announce
/// them.
fn free_text(entry: &mut Entry, text: &str) {
    let text = tidy(text);
    let upper = text.to_ascii_uppercase();
    let after = |words: &[&str]| {
        let start = words.iter().filter_map(|word| upper.find(word).map(|at| at + word.len())).min()?;
        let rest = &text[start..];
        let end = rest.char_indices().find(|(at, c)| *c == '/' && rest[..*at].ends_with(' ')).map_or(rest.len(), |(at, _)| at);
        said(&rest[..end])
    };
    entry.counterparty = if entry.amount.is_negative() {
        after(&["/BEN ", "/A ", "/NAAM: ", "/ORD "])
    } else {
        after(&["/DE ", "/ORD ", "/DO ", "/NAAM: "])
    };
    entry.end_to_end_id = after(&["/REFDO ", "/EREF ", "/RCN "]).filter(|id| id != "NOTPROVIDED");
    entry.mandate = after(&["/MDT ", "/RUM "]);
    // `REK: NL65INGB0123456789/NAAM: PICQER`.
    let account = upper.find("REK: ").map(|at| &text[at + 5..]).or_else(|| upper.find("IBAN ").map(|at| &text[at + 5..]));
    entry.counterparty_iban = account.and_then(|rest| rest.split(['/', ' ']).next()).and_then(iban);
    entry.label = text;
}

#[cfg(test)]
mod tests {
    use domain::{Cents, Currency};

    use super::*;

    #[test]
    fn each_way_of_writing() {
        type Case<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);
        let cases: [Case; 6] = [
            (
                "166?00GUTSCHRIFT?20EREF+E-1?21SVWZ+Rech?22nung 5?30BIC?31DE42100100100043921105?32Richter ?33Renate",
                "Rechnung 5",
                Some("Richter Renate"),
                Some("DE42100100100043921105"),
                Some("E-1"),
            ),
            ("000>100987654321\n>20HUUR>21 KANTOOR", "HUUR KANTOOR", None, None, None),
            (
                "/TRTP/SEPA OVERBOEKING/IBAN/NL65INGB0123456789/BIC/INGBNL2A/NAME/Piet BV/REMI/Factuur\n 12/3/EREF/NOTPROVIDED",
                "Factuur 12/3",
                Some("Piet BV"),
                Some("NL65INGB0123456789"),
                None,
            ),
            (
                "/EREF/E2//CNTP/FR7630006000011234567890189/AGRIFRPP/MARTIN SARL///REMI/USTD//F-2026-7/",
                "F-2026-7",
                Some("MARTIN SARL"),
                Some("FR7630006000011234567890189"),
                Some("E2"),
            ),
            (
                "VIR SEPA RECU /DE MARTIN SARL /MOTIF FACT 12\n /REFDO X9 /",
                "VIR SEPA RECU /DE MARTIN SARL /MOTIF FACT 12 /REFDO X9 /",
                Some("MARTIN SARL"),
                None,
                Some("X9"),
            ),
            ("HIER EEN MOOIE\nOMSCHRIJVING", "HIER EEN MOOIE OMSCHRIJVING", None, None, None),
        ];
        for (text, label, name, account, end_to_end) in cases {
            let mut entry = Entry::booked(1, Cents(100), Currency::EUR);
            complete(&mut entry, text, "");
            assert_eq!(entry.label, label, "{text}");
            assert_eq!(
                (entry.counterparty.as_deref(), entry.counterparty_iban.as_deref(), entry.end_to_end_id.as_deref()),
                (name, account, end_to_end),
                "{text}"
            );
        }
    }
}
