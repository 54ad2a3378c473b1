//! Why a message was not delivered, from what servers write.
//!
//! Enhanced status codes: RFC 3463 and the IANA registry of RFC 5248. Phrases are those that servers use, folded.

use super::fold::{any, fold};

/// Why an address did not get a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The domain is there, the mailbox is not.
    UnknownMailbox,
    /// The domain is not there.
    UnknownDomain,
    /// The person is elsewhere.
    Moved,
    /// The domain takes no mail at all (RFC 7505).
    NoMail,
    /// The mailbox is full.
    MailboxFull,
    /// The message is too large.
    TooLarge,
    /// The account is suspended or asleep.
    Suspended,
    /// The address was accepted, then this message was refused.
    Filtered,
    /// SPF, DKIM or DMARC of the sender.
    Authentication,
    /// Content, attachment or virus.
    Content,
    /// Our server is not one that may relay.
    Relay,
    /// Taken for spam.
    Spam,
    /// The sending server is blocked or has a bad name.
    Blocked,
    /// A rule of the receiving side.
    Policy,
    /// The sender's address is refused.
    SenderRefused,
    /// Too many messages, connections or recipients.
    TooMany,
    /// Not reached in time; still being tried, or given up.
    Delayed,
    /// A fault of the receiving system.
    System,
    /// Not said.
    Unknown,
}

impl Cause {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownMailbox => "unknown_mailbox",
            Self::UnknownDomain => "unknown_domain",
            Self::Moved => "moved",
            Self::NoMail => "no_mail",
            Self::MailboxFull => "mailbox_full",
            Self::TooLarge => "too_large",
            Self::Suspended => "suspended",
            Self::Filtered => "filtered",
            Self::Authentication => "authentication",
            Self::Content => "content",
            Self::Relay => "relay",
            Self::Spam => "spam",
            Self::Blocked => "blocked",
            Self::Policy => "policy",
            Self::SenderRefused => "sender_refused",
            Self::TooMany => "too_many",
            Self::Delayed => "delayed",
            Self::System => "system",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the address itself is bad: writing to it again is of no use.
    #[must_use]
    pub fn is_hard(self) -> bool {
        matches!(self, Self::UnknownMailbox | Self::UnknownDomain | Self::Moved | Self::NoMail)
    }
}

/// What servers say, in the order in which it is looked for: what is narrow before what is broad.
#[rustfmt::skip]
const SAID: &[(Cause, &[&str])] = &[
    (
        Cause::Filtered,
        &[
            "recipient preferences", "user reject", "rejected by recipient", "rejected by the recipient's", "blocked by recipient",
            "refused by recipient", "recipient's filter", "domain filter", "rejected by user", "recipient only accepts",
        ],
    ),
    (Cause::Delayed, &["host not found, try again", "not found, try again"]),
    (Cause::UnknownDomain, &["account or domain may not exist", "domain is not reachable"]),
    (Cause::System, &["procmail", "maildrop", "couldn't create", "cannot open mailbox"]),
    (
        Cause::Moved,
        &[
            "not our user", "user has moved", "user not local; please try", "recipient has moved", "address has changed", "address changed",
            "no longer at this address", "adresse a change", "a change d'adresse",
        ],
    ),
    (
        Cause::TooLarge,
        &[
            "too large for this", "message too large", "message is too large", "message too big", "too big", "size exceeds", "size limit",
            "exceeds the maximum", "exceeds maximum", "exceeded maximum", "maximum message size", "message exceeds",
            "message length exceeds", "larger than the current system limit", "message trop volumineux", "message trop gros",
            "taille maximale",
        ],
    ),
    (
        Cause::MailboxFull,
        &[
            "mailbox full", "mailbox is full", "mailbox has exceeded", "mailbox exceeded", "mailbox would exceed", "inbox is full",
            "account is full", "storage is full", "exceeded the local limit", "over quota", "overquota", "over the quota", "over its quota",
            "quota exceeded", "exceeded quota", "exceeds quota", "exceeded his quota", "exceeded their quota", "exceeded storage",
            "exceeded the storage", "exceeded its storage", "storage quota", "disk quota", "disc quota", "quota full", "quota violation",
            "out of storage", "insufficient disk", "insufficient storage", "insufficient system storage", "not enough storage",
            "not enough disk", "no space left", "disk full", "boite pleine", "boite est pleine", "boite aux lettres pleine",
            "boite aux lettres est pleine", "boite de reception pleine", "boite mail pleine", "quota depasse", "depasse son quota",
            "espace de stockage", "quota atteint",
        ],
    ),
    (
        Cause::Suspended,
        &[
            "account is disabled", "account disabled", "account that you tried to reach is disabled", "account has been disabled",
            "been disabled", "user disabled", "mailbox disabled", "mailbox is disabled", "disabled recipient", "is inactive",
            "inactive account", "inactive user", "inactive mailbox", "account inactive", "account is not active", "has been suspended",
            "is suspended", "account suspended", "user suspended", "suspended account", "suspended or disabled", "account is locked",
            "account locked", "mailbox locked", "temporarily locked", "deactivated", "compte desactive", "compte est desactive",
            "compte suspendu", "compte inactif", "boite suspendue", "boite desactivee", "account is unavailable", "domain is on hold",
        ],
    ),
    (
        Cause::Authentication,
        &[
            "spf", "dmarc", "dkim", "unauthenticated", "authentication check", "not authenticated", "authentication required",
            "fails to pass authentication", "sender policy framework",
        ],
    ),
    (
        Cause::Content,
        &[
            "virus", "malware", "infected", "trojan", "phishing", "media error", "attachment", "content rejected", "message content",
            "headers too large", "header too large", "too many headers", "mime error", "piece jointe",
        ],
    ),
    (
        Cause::Relay,
        &[
            "relay access denied", "relaying denied", "relay denied", "unable to relay", "configured to relay", "no relaying",
            "relay not permitted", "relaying not", "relay is not", "not permitted to relay", "cannot relay", "can't relay", "not relay",
            "open relay", "relaying mail", "relay access",
        ],
    ),
    (
        Cause::Spam,
        &["spam", "unsolicited", "junk mail", "bulk mail", "uce", "looks like spam", "classified as", "courrier indesirable", "pourriel"],
    ),
    (
        Cause::Blocked,
        &[
            "blacklist", "black list", "blocklist", "block list", "blocked using", "blocked by", "is blocked", "was blocked",
            "been blocked", "temporarily blocked", "reputation", "rbl", "dnsbl", "banned", "client host rejected", "helo command rejected",
            "unwanted messages", "reverse dns", "reverse hostname", "reverse mapping", "ptr record", "ptr lookup", "rdns", "fcrdns",
            "no ptr", "no access from mail server", "not accepting connections", "refused to talk", "user complaints", "unexpected volume",
            "adresse ip", "serveur bloque", "est bloque",
        ],
    ),
    (
        Cause::Policy,
        &[
            "policy reasons", "policy violation", "violates", "local policy", "security policy", "administrative prohibition",
            "administratively prohibited", "message not allowed", "message not accepted", "message was not accepted", "header error",
            "prohibited", "regle de securite", "politique de securite", "not rfc", "rfc compliant",
        ],
    ),
    (
        Cause::SenderRefused,
        &[
            "sender address rejected", "sender rejected", "sender denied", "sender refused", "sender was rejected", "sender domain", "not member", "not a member", "autorise a lui envoyer", "autorise a envoyer", "autorise a ecrire", "autorise a publier",
            "n'autorise pas l'envoi",
            "sender verify", "sender verification", "sender address", "invalid sender", "bad sender", "unknown sender", "from address",
            "return address", "return path", "mail from", "not authorized to send", "not allowed to send", "not permitted to send",
            "from: domain", "valid from:", "permission to post", "may not have permission", "not allowed to post", "only members", "you are not allowed",
            "expediteur refuse", "expediteur inconnu", "expediteur invalide",
        ],
    ),
    (Cause::TooMany, &["too many", "rate limit", "rate exceeded", "trop de connexions", "trop de messages", "connection limit"]),
    (
        Cause::UnknownMailbox,
        &[
            "user unknown", "user is unknown", "unknown user", "unknown recipient", "unknown local", "unknown mailbox", "unknown address",
            "unknown or illegal user", "unknown or illegal alias", "unknown alias", "address unknown", "addressee unknown",
            "recipient unknown", "mailbox unknown", "no such user", "invalid final delivery", "recipient address rejected: access denied", "no such recipient", "no such mailbox", "no such address",
            "no such person", "no such account", "no such local user", "no mailbox here", "no mailbox by that name",
            "no account by that name", "no user by that name", "not have an account", "doesn't have an account", "user not found",
            "user not exist", "user doesn't exist", "user does not exist", "user not known", "user unavailable", "user invalid",
            "invalid user", "mailbox does not exist", "mailbox doesn't exist", "mailbox not found", "mailbox unavailable",
            "mailbox not available", "mailbox is unavailable", "account does not exist", "account doesn't exist", "account not found",
            "address does not exist", "address doesn't exist", "address no longer exists", "address not found", "address wasn't found",
            "address couldn't be found", "address could not be found", "address is not valid", "is not a valid mailbox",
            "is not a valid address", "is not a known user", "recipient does not exist", "recipient doesn't exist", "recipient not exist",
            "recipient not found", "recipientnotfound", "recipient is not", "invalid recipient", "invalid mailbox", "invalid address",
            "bad destination mailbox", "bad destination address", "bad mailbox", "bad address", "bad recipient",
            "that you tried to reach does not exist", "does not exist here", "doesn't exist here", "not listed in", "not listed in domino",
            "no longer on server", "no longer available", "no longer valid", "no longer active", "no longer in use", "no longer employed",
            "does not like recipient", "wasn't found at", "couldn't be found", "could not be found", "delivery to this address",
            "undeliverable address", "not a valid user", "no valid recipient", "no valid recipients", "no one here by that name",
            "adresse inconnue", "adresse invalide", "adresse incorrecte", "adresse est incorrecte", "adresse inexistante",
            "adresse introuvable", "adresse n'existe", "destinataire inconnu", "destinataire invalide", "destinataire incorrect",
            "destinataire n'existe", "destinataire introuvable", "utilisateur inconnu", "utilisateur n'existe", "boite inconnue",
            "boite inexistante", "boite aux lettres inconnue", "boite aux lettres indisponible", "boite n'existe", "n'a pas ete trouve",
            "n'existe pas", "n'existe plus", "compte inconnu", "compte inexistant", "compte n'existe",
        ],
    ),
    (
        Cause::NoMail,
        &[
            "receive email according", "does not receive email", "doesn't receive email", "does not accept mail", "doesn't accept mail",
            "does not accept email", "does not receive mail", "nullmx", "null mx", "indicated no smtp service", "no mx found", "no mail exchanger", "find a mail exchanger",
            "no mx record", "n'accepte pas de courrier", "n'accepte pas les mails",
        ],
    ),
    (
        Cause::UnknownDomain,
        &[
            "host unknown", "unknown host", "unknown domain", "domain unknown", "host not found", "domain not found",
            "domain name not found", "domain does not exist", "domain doesn't exist", "no such domain", "no such host", "nxdomain",
            "bad destination system", "find any host named", "couldn't find any host", "name or service not known", "unrouteable address",
            "unrouteable mail domain", "unroutable", "non-existent host", "non-existent domain", "mail domain", "domaine inconnu",
            "domaine inexistant", "domaine n'existe", "dns domain", "recipient domain", "host is unknown", "domain is invalid",
            "invalid domain", "illegal host",
        ],
    ),
    (
        Cause::Delayed,
        &[
            "timed out", "timeout", "time out", "connection refused", "connection was refused", "connection dropped", "connection reset",
            "connection lost", "lost connection", "network error", "network is unreachable", "network unreachable", "not reachable",
            "unreachable", "no route to host", "cannot connect", "unable to connect", "could not connect", "couldn't connect",
            "establish an smtp connection", "lookup failure", "dns error", "deferred", "delayed", "retry", "retries", "try again",
            "try later", "giving up", "too long", "expired", "hop count", "too many hops", "routing loop", "mail loop", "loops back",
            "looping", "greylist", "temporary failure", "temporarily", "not been delivered within", "could not be delivered within",
            "for the last", "reessayer", "delai depasse", "delai d'attente", "temporairement",
        ],
    ),
    (
        Cause::System,
        &[
            "system error", "system failure", "internal error", "internal server error", "configuration error", "misconfigured",
            "service unavailable", "service not available", "currently unavailable", "mailer error", "local error", "ldap", "resources",
            "server error", "i/o error", "unknown mailer", "erreur interne", "service indisponible", "procmail", "command failed",
            "couldn't create", "protocol error", "sequence of commands", "command not", "syntax error",
        ],
    ),
    (
        Cause::UnknownMailbox,
        &[
            "recipient address rejected.", "recipient rejected.", "address rejected.", "recipient refused.", "recipient denied.",
            "adresse refusee", "adresse rejetee", "destinataire refuse",
        ],
    ),
];

/// The cause that a text tells, and the words that told it. URLs, addresses and names of machines do not speak.
pub(super) fn said(text: &str) -> Option<(Cause, &'static str)> {
    let folded = fold(&spoken(inner(text))) + ".";
    SAID.iter().find_map(|(cause, phrases)| any(&folded, phrases).map(|phrase| (*cause, phrase)))
}

/// Public lists of senders: an address on the web in a refusal tells that the sender is on one.
const LISTS: &[&str] =
    &["spamhaus.", "spamcop.", "barracudacentral.", "sorbs.", "uceprotect.", "abuseat.", "surbl.", "uribl.", "/rbl", "dnsbl"];

/// What a refusal without words tells by the page that it names.
pub(super) fn linked(text: &str) -> Option<(Cause, &'static str)> {
    let lower = text.to_ascii_lowercase();
    LISTS.iter().find(|list| lower.contains(*list)).map(|list| (Cause::Blocked, *list))
}

/// What the refusing server said, when a relay wraps it: `5.1.0 - Unknown address error 550-'5.7.1 … Access denied'`.
pub(super) fn inner(text: &str) -> &str {
    let wrapped = |mark: &str| text.find(mark).map(|at| &text[at + mark.len()..]).and_then(|rest| rest.split(mark.chars().last()?).next());
    ["550-'", "554-'", "553-'", "550-\"", "554-\""].iter().find_map(|mark| wrapped(mark)).filter(|text| text.len() > 5).unwrap_or(text)
}

/// Leaves out tokens that are names of things: `mx1.antispam.example.com`, `<a@b.fr>`, `https://…/spam`.
fn spoken(text: &str) -> String {
    text.split_whitespace()
        .filter(|token| {
            let is_address = token.contains('@') && token.len() > 3;
            let dots = token.trim_matches(|c: char| !c.is_alphanumeric()).matches('.').count();
            let is_host = dots >= 1 && !token.contains("..") && token.split('.').all(|part| part.len() > 1) && !is_sentence_end(token);
            let is_name = is_address || token.contains("://") || token.starts_with("www.") || is_host && !token.contains("RESOLVER");
            !is_name
        })
        .collect::<Vec<_>>()
        .join(" ")
        .replace("RESOLVER.ADR.RecipNotFound", "recipientnotfound")
        .replace("RESOLVER.ADR.RecipientNotFound", "recipientnotfound")
        .replace("RESOLVER.ADR.ExRecipNotFound", "recipientnotfound")
}

/// `unknown.The` comes from a lost line break, not from a machine.
fn is_sentence_end(token: &str) -> bool {
    token.split('.').nth(1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The cause of an enhanced status code (RFC 3463, 5248, 7372, 7505).
pub(super) fn of_status(status: &str) -> Option<Cause> {
    let mut parts = status.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let cause = match (subject, detail) {
        ("1", "2") => Cause::UnknownDomain,
        ("1", "6") => Cause::Moved,
        ("1", "7" | "8") => Cause::SenderRefused,
        ("1", "10") => Cause::NoMail,
        ("1", "1" | "3" | "351") => Cause::UnknownMailbox,
        // 5.1.0 is said of senders too.
        ("1", "0") => Cause::Unknown,
        ("2", "1") => Cause::Suspended,
        ("2", "2") => Cause::MailboxFull,
        ("2", "3") | ("3", "4") => Cause::TooLarge,
        ("3", _) => Cause::System,
        ("4", "4") => Cause::NoMail,
        ("4", "0" | "1" | "2" | "3" | "5" | "6" | "7") => Cause::Delayed,
        ("5", "3") => Cause::TooMany,
        ("5", _) => Cause::System,
        ("6", _) => Cause::Content,
        ("7", "20" | "21" | "22" | "23" | "24" | "26" | "27") => Cause::Authentication,
        ("7", "25") => Cause::Blocked,
        ("7", _) => Cause::Policy,
        _ if class == "4" => Cause::Delayed,
        _ => return None,
    };
    Some(cause)
}

/// The enhanced status codes of a text, in order: `5.1.1`, never a part of `192.5.1.1`.
pub(super) fn statuses(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|token| token.trim_matches('.'))
        .filter(|token| {
            let parts: Vec<&str> = token.split('.').collect();
            parts.len() == 3
                && matches!(parts[0], "2" | "4" | "5")
                && parts[1..].iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        })
        .map(str::to_owned)
        .collect()
}

/// The SMTP reply code of a text: three digits that begin with 4 or 5 and stand alone.
pub(super) fn reply_code(text: &str) -> Option<u16> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ';' | ':' | '-' | '<' | '(' | '\'' | '"' | '=' | '#' | ','))
        .filter(|token| token.len() == 3 && token.starts_with(['4', '5']))
        .find_map(|token| token.parse().ok())
        .filter(|code| (400..560).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_understood() {
        for (text, cause) in [
            ("550 5.1.1 <a@b.fr>: Recipient address rejected: User unknown", Cause::UnknownMailbox),
            ("host mx.antispam.example.net said: 550 No such user here", Cause::UnknownMailbox),
            ("550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_418", Cause::UnknownMailbox),
            ("550 5.5.0 Boîte aux lettres inconnue", Cause::UnknownMailbox),
            ("452 4.2.2 La boîte aux lettres est pleine", Cause::MailboxFull),
            ("550 5.2.2 user is over quota", Cause::MailboxFull),
            ("552 message size exceeds fixed limit", Cause::TooLarge),
            ("554 5.7.1 Sender address rejected: Domain not found", Cause::SenderRefused),
            ("550 5.7.1 see http://example.org/user-unknown blocked using a list", Cause::Blocked),
            ("Host or domain name not found", Cause::UnknownDomain),
            ("connect to mx.example.org[192.0.2.1]:25: Connection timed out", Cause::Delayed),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; not there", Cause::UnknownMailbox),
        ] {
            assert_eq!(said(text).map(|(cause, _)| cause), Some(cause), "{text}");
        }
        assert_eq!(said("550 no"), None);
    }

    #[test]
    fn codes_are_found_and_addresses_of_machines_are_not() {
        assert_eq!(statuses("smtp; 550-5.1.1 x (#5.7.26) 192.5.1.1 5.1 (5.4.4)."), ["5.1.1", "5.7.26", "5.4.4"]);
        assert_eq!(reply_code("smtp; 550-5.1.1"), Some(550));
        assert_eq!(reply_code("port 4500, 127.0.0.1"), None);
        assert_eq!(of_status("5.1.1"), Some(Cause::UnknownMailbox));
        assert_eq!(of_status("5.0.0"), None);
    }
}
