//! The sentences on received mail.

use crate::diagnostic::Problem;
use crate::mail::Cause;

/// The sentence of a finding about a message.
pub(super) fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::MailNoHeader => "Ce fichier n’est pas un message\u{a0}: il ne commence par aucun en-tête. Enregistrez le message au format .eml depuis votre messagerie.",
        Problem::MailCut => "Ce message est trop grand, ou a trop de parties, pour être lu en entier\u{202f}; seul son début l’a été. Ouvrez-le dans votre messagerie pour vérifier.",
        _ => "Cet avis de non-remise ne nomme pas l’adresse concernée. Retrouvez-la dans votre messagerie, et corrigez le contact s’il y a lieu.",
    }
    .to_owned()
}

/// Why an address did not get a message, as the end of a sentence.
pub(crate) fn mail_cause(cause: Cause) -> &'static str {
    match cause {
        Cause::UnknownMailbox => "boîte aux lettres inconnue",
        Cause::UnknownDomain => "domaine inconnu",
        Cause::Moved => "le destinataire a changé d’adresse",
        Cause::NoMail => "le domaine ne reçoit pas de courrier",
        Cause::MailboxFull => "boîte aux lettres pleine",
        Cause::TooLarge => "message trop volumineux",
        Cause::Suspended => "compte suspendu ou inactif",
        Cause::Filtered => "message refusé après l’acceptation de l’adresse",
        Cause::Authentication => "authentification de l’expéditeur refusée (SPF, DKIM ou DMARC)",
        Cause::Content => "contenu ou pièce jointe refusés",
        Cause::Relay => "relais refusé",
        Cause::Spam => "pris pour un courrier indésirable",
        Cause::Blocked => "serveur d’envoi bloqué",
        Cause::Policy => "refusé par une règle du destinataire",
        Cause::SenderRefused => "adresse d’expédition refusée",
        Cause::TooMany => "trop de messages ou de connexions",
        Cause::Delayed => "serveur non joint à temps",
        Cause::System => "panne du serveur du destinataire",
        Cause::Unknown => "motif non précisé",
    }
}
