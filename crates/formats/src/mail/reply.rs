//! The words of the sender in a reply: without what it quotes and without the signature.

use super::fold::fold;

/// A reply, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// What the sender wrote.
    pub text: String,
    /// The signature, without its separator; empty when there is none.
    pub signature: String,
}

/// Words that announce a quoted message, whole line folded.
#[rustfmt::skip]
const ANNOUNCES_END: &[&str] = &[
    "wrote:", "a ecrit :", "a ecrit:", "ecrivait :", "ecrit :", "ecrit:", "schrieb:", "ha scritto:", "escribio:", "escreveu:", "skrev:",
    "kirjoitti:", "napisal:", "napisal(a):", "пишет:", "написал:", "написал(а):", "schreef:", "skreiv:", "--- ---",
];
/// How such a line begins; it may go on over several lines.
const ANNOUNCES_START: &[&str] =
    &["on ", "le ", "am ", "il giorno ", "il ", "el ", "em ", "op ", "den ", "w dniu ", "at ", "> on ", "> le "];
/// Lines from which everything is another message.
#[rustfmt::skip]
const SEPARATORS: &[&str] = &[
    "original message", "message d'origine", "message original", "message initial", "message transfere", "forwarded message",
    "begin forwarded message", "debut du message", "ursprungliche nachricht", "mensaje original", "mensagem original",
    "messaggio originale", "original-nachricht", "original email", "oprindelig meddelelse", "please reply above", "reply above this line",
    "repondre au-dessus de cette ligne", "weitergeleitete nachricht",
];
/// Fields of a quoted header, as mail programs print it.
const HEADER_NAMES: &[&str] =
    &["from:", "de :", "de:", "von:", "da:", "desde:", "от:", "lahettaja:", "fra:", "van:", "exp :", "expediteur :", "expediteur:"];
/// Fields that follow the first one.
#[rustfmt::skip]
const HEADER_OTHERS: &[&str] = &[
    "sent:", "date:", "to:", "subject:", "envoye :", "envoye:", "date :", "a :", "a:", "objet :", "objet:", "cc:", "cc :", "gesendet:",
    "an:", "betreff:", "enviado:", "enviado el:", "para:", "asunto:", "assunto:", "inviato:", "oggetto:", "data:", "reply-to:",
    "date/heure :", "тема:", "кому:", "дата:", "message-id:", "verzonden:", "aan:", "onderwerp:", "wyslano:", "temat:",
];
/// Lines that programs for phones add.
#[rustfmt::skip]
const DEVICES: &[&str] = &[
    "sent from my", "sent from mobile", "sent from outlook", "sent from yahoo", "sent from samsung", "sent from mail for", "sent via",
    "sent on the go", "get outlook for", "envoye de mon", "envoye depuis", "envoye a partir de", "envoye avec", "envoye via",
    "obtenez outlook", "telecharger outlook", "telechargez outlook", "von meinem", "gesendet von", "gesendet mit", "enviado desde",
    "enviado do meu", "inviato da", "lahetetty", "отправлено с", "provenance :", "sent with", "skickat fran", "verzonden vanaf",
    "verstuurd vanaf",
];
/// Closing words: what follows on few, short lines is a signature.
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "cordialement", "bien cordialement", "tres cordialement", "sinceres salutations", "salutations", "salutations distinguees",
    "meilleures salutations", "respectueusement", "bien a vous", "cdt", "cdlt", "bonne journee", "bonne reception", "best regards",
    "kind regards", "regards", "warm regards", "sincerely", "yours sincerely", "yours faithfully", "best", "cheers", "thanks",
    "many thanks", "thank you", "merci", "merci d'avance",
];

/// Parts what the sender wrote from what the text quotes, and from the signature.
///
/// Answers between quoted lines are kept. Never panics; a text without a quote comes back as it is.
#[must_use]
pub fn written(text: &str) -> Written {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| begins_quote(&lines, *at)).unwrap_or(lines.len());
    let mut kept: Vec<&str> = lines[..end].to_vec();
    kept.extend(answers_between(&lines[end..]));
    kept.retain(|line| !line.trim_start().starts_with('>'));
    let cut = signature_at(&kept);
    let join = |lines: &[&str]| lines.join("\n").trim().to_owned();
    let mut signature: &[&str] = &kept[cut..];
    if signature.first().is_some_and(|line| is_dashes(line)) {
        signature = &signature[1..];
    }
    Written { text: collapse(&join(&kept[..cut])), signature: join(signature) }
}

/// The lines after an announcement, when answers stand between or below its marked lines; else nothing.
fn answers_between<'l>(quoted: &[&'l str]) -> Vec<&'l str> {
    const MOST_ANNOUNCEMENT: usize = 4;
    let is_marked = |line: &&str| line.trim_start().starts_with('>');
    let Some(first) = quoted.iter().skip(1).take(MOST_ANNOUNCEMENT).position(is_marked).map(|at| at + 1) else {
        return Vec::new();
    };
    let before_ends = fold(quoted[first - 1]);
    let is_announced = before_ends.is_empty() || before_ends.ends_with(':');
    let rest = &quoted[first..];
    if is_announced && !quoted[0].trim_start().starts_with(['-', '_', '>']) { rest.to_vec() } else { Vec::new() }
}

/// At most one empty line in a row.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether everything from a line on is another message. Lines with `>` are left to the filter: answers stand between them.
fn begins_quote(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim_start_matches(['>', ' ', '*', '\t']);
    if line.is_empty() {
        return false;
    }
    let folded = fold(line);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let ruled = line.starts_with(['-', '_', '=', '#']) || folded.ends_with(':');
    if ruled && SEPARATORS.iter().any(|separator| bare.starts_with(separator)) {
        return true;
    }
    is_announcement(lines, at, &folded) || is_quoted_header(lines, at, &folded)
}

/// `Le 5 janvier 2026 à 10:00, Martin <a@b.fr> a écrit :`, on one line or folded over up to four.
fn is_announcement(lines: &[&str], at: usize, folded: &str) -> bool {
    const MOST_LINES: usize = 4;
    let starts = ANNOUNCES_START.iter().any(|start| folded.starts_with(start)) || folded.starts_with(|c: char| c.is_ascii_digit());
    let mut joined = folded.to_owned();
    for ahead in 0..MOST_LINES {
        let text = joined.trim_end_matches(['-', ' ']);
        // A date and “wrote:”, in a language that is known; or a time and an address, in any.
        let is_dated = text.chars().any(|c| c.is_ascii_digit()) || text.contains('@');
        if ahead == 0 && lines[at].trim_start().starts_with("--") && text.ends_with(" wrote") {
            return true;
        }
        if ANNOUNCES_END.iter().any(|end| text.ends_with(end)) && is_dated {
            return ahead == 0 || starts;
        }
        if text.ends_with(':') && text.contains('@') && (has_time(text) || starts && is_dated && text.contains(">:")) {
            return ahead == 0 || starts;
        }
        match lines.get(at + ahead + 1) {
            Some(next) if !next.trim().is_empty() => {
                joined.push(' ');
                joined.push_str(&fold(next.trim_start_matches(['>', ' '])));
            }
            _ => return false,
        }
    }
    false
}

/// `10:12`, `17.50`, `10h12`.
fn has_time(text: &str) -> bool {
    text.split(' ').any(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        word.split_once([':', '.', 'h']).is_some_and(|(hours, minutes)| {
            (1..=2).contains(&hours.len())
                && minutes.get(..2).is_some_and(|two| two.bytes().all(|b| b.is_ascii_digit()))
                && hours.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// Two fields of a header in a row, the sender first.
fn is_quoted_header(lines: &[&str], at: usize, folded: &str) -> bool {
    let clean = |line: &str| fold(line).replace('*', "");
    let folded = folded.replace('*', "");
    if !HEADER_NAMES.iter().any(|name| folded.starts_with(name)) {
        return false;
    }
    let others = lines[at + 1..].iter().take(5).filter(|line| {
        let line = clean(line.trim_start_matches(['>', ' ']));
        HEADER_OTHERS.iter().any(|name| line.starts_with(name))
    });
    others.count() >= 2
}

fn is_dashes(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 2
        && line.len() <= 60
        && (line == "--" || line.chars().all(|c| matches!(c, '—' | '_')) || line.len() <= 3 && line.bytes().all(|b| b == b'-'))
}

/// Where the signature begins: a separator, a line of a phone, or closing words near the end.
fn signature_at(lines: &[&str]) -> usize {
    const SIGNATURE_LINES: usize = 12;
    let has_text_before = |at: usize| lines[..at].iter().any(|line| !line.trim().is_empty());
    for (at, line) in lines.iter().enumerate() {
        let folded = fold(line);
        if is_dashes(line) && has_text_before(at) && lines.len() - at <= 30 {
            return at;
        }
        let is_last_words = lines[at + 1..].iter().filter(|line| !line.trim().is_empty()).count() <= 3;
        if folded.len() < 80
            && is_last_words
            && DEVICES.iter().any(|device| folded.trim_start_matches(['-', '*', '_', ' ']).starts_with(device))
        {
            return at;
        }
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
        let after = lines[at + 1..].iter().filter(|line| !line.trim().is_empty());
        if has_text_before(at)
            && CLOSINGS.contains(&bare)
            && after.clone().count() <= SIGNATURE_LINES
            && after.clone().all(|line| line.chars().count() <= 80)
        {
            return at;
        }
    }
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_signatures_are_left_out() {
        for (text, written_text, signature) in [
            (
                "Bonjour,\n\nJe paie vendredi.\n\nCordialement,\nAnne Martin\nTél. 01 02 03 04 05\n\nLe lun. 5 janv. 2026 à 10:12, Compta <c@d.fr> a écrit :\n> Relance\n",
                "Bonjour,\n\nJe paie vendredi.",
                "Cordialement,\nAnne Martin\nTél. 01 02 03 04 05",
            ),
            ("Payé hier.\n\n-----Message d'origine-----\nDe : x\n", "Payé hier.", ""),
            ("Oui\n\nDe : Compta <c@d.fr>\nEnvoyé : lundi 5 janvier 2026 10:00\nÀ : Anne\nObjet : Relance\n\nBonjour", "Oui", ""),
            ("Ok\n--\nAnne", "Ok", "Anne"),
            ("Ok\n\nEnvoyé de mon iPhone", "Ok", "Envoyé de mon iPhone"),
            ("> Quand payez-vous ?\nDemain.\n> Merci\nDe rien.", "Demain.\nDe rien.", ""),
            ("On Mon, Jan 5, 2026 at 10:00 AM\nCompta <c@d.fr>\nwrote:\n\n> x", "", ""),
            ("As I wrote: nothing is due.", "As I wrote: nothing is due.", ""),
        ] {
            assert_eq!(written(text), Written { text: written_text.to_owned(), signature: signature.to_owned() }, "{text}");
        }
    }
}
