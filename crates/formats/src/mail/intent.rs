//! What a person's reply asks for: a proposal that a person confirms, never an act.

use domain::{Cents, Date};

use super::fold::{any, fold};
use super::when::{Towards, date_in, euros_in};

/// What a reply is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Something about the claim is contested.
    Dispute,
    /// Said to be paid.
    AlreadyPaid,
    /// Will be paid.
    Promise,
    /// More time, or instalments, are asked for.
    AsksTime,
    /// Not the right person or address.
    WrongContact,
    /// Wants no more messages.
    OptOut,
    /// A copy, bank details, an explanation.
    Question,
    /// Anything else.
    Other,
}

impl Topic {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dispute => "dispute",
            Self::AlreadyPaid => "already_paid",
            Self::Promise => "promise",
            Self::AsksTime => "asks_time",
            Self::WrongContact => "wrong_contact",
            Self::OptOut => "opt_out",
            Self::Question => "question",
            Self::Other => "other",
        }
    }
}

/// One thing that a reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// What it is about.
    pub topic: Topic,
    /// The words that told it, folded.
    pub words: String,
    /// The reason of a dispute: `goods`, `not_received`, `price`, `credit_note`, `duplicate`, `unknown_invoice`, `unfinished`.
    pub reason: Option<&'static str>,
    /// When it will be, or was, paid.
    pub date: Option<Date>,
    /// How much, in euro cents.
    pub amount: Option<Cents>,
}

/// Phrases of each topic, in the order of what must not be overlooked.
#[rustfmt::skip]
const TOPICS: &[(Topic, &[&str])] = &[
    (
        Topic::Dispute,
        &[
            "je conteste", "nous contestons", "contestons", "conteste cette", "conteste la", "conteste le", "contestation", "litige",
            "en desaccord", "pas d'accord", "ne sommes pas d'accord", "refusons de payer", "refuse de payer", "ne paierai pas",
            "ne paierons pas", "ne reglerai pas", "ne reglerons pas", "reclamation", "non conforme", "pas conforme", "defectueu",
            "endommage", "marchandise abimee", "casse", "malfacon", "mauvaise qualite", "jamais recu la marchandise",
            "jamais recu la livraison", "pas recu la marchandise", "pas recu la livraison", "pas ete livre", "jamais ete livre",
            "non livre", "livraison incomplete", "livraison partielle", "il manque", "manquant", "erreur de prix", "erreur sur le prix",
            "erreur de facturation", "erreur sur la facture", "erreur dans la facture", "mauvais prix", "prix convenu", "prix different",
            "pas le bon montant", "montant errone", "montant incorrect", "montant est faux", "facture erronee", "facture est fausse",
            "facture incorrecte", "tva erronee", "ne correspond pas au devis", "ne correspond pas a notre commande",
            "ne correspond pas a la commande", "attente d'un avoir", "attente de l'avoir", "attente d'avoir", "attendons l'avoir",
            "attendons un avoir", "un avoir devait", "avoir promis", "demande d'avoir", "emettre un avoir", "facture en double",
            "deux fois la meme", "double facturation", "rien commande", "jamais commande", "pas commande", "ne nous concerne pas",
            "ne concerne pas notre", "travaux non termines", "travaux ne sont pas termines", "pas termine", "prestation non",
            "pas ete realise", "malfacons", "reserves", "we dispute", "i dispute", "in dispute", "disputed", "do not agree", "don't agree",
            "disagree", "wrong amount", "incorrect amount", "wrong price", "overcharged", "not as ordered", "damaged", "defective",
            "faulty", "never received the goods", "not received the goods", "goods were not", "not delivered", "missing items",
            "never ordered", "did not order", "didn't order", "waiting for a credit note", "awaiting a credit note", "awaiting credit note",
            "refuse to pay", "will not pay", "won't pay", "billed twice", "duplicate invoice", "charged twice",
        ],
    ),
    (
        Topic::AlreadyPaid,
        &[
            "deja regle", "deja paye", "deja ete regle", "deja ete paye", "deja effectue", "deja solde", "deja procede", "deja vire",
            "avons regle", "ai regle", "avons paye", "ai paye", "a ete regle", "a ete paye", "ont ete regle", "ont ete paye", "est reglee",
            "est payee", "sont reglees", "sont payees", "est soldee", "avons vire", "ai vire", "avons effectue", "ai effectue",
            "avons procede au", "ai procede au", "virement effectue", "virement a ete", "virement est parti", "virement emis",
            "virement fait", "paiement effectue", "paiement a ete", "paiement fait", "reglement effectue", "reglement a ete",
            "reglement est parti", "cheque a ete", "cheque envoye", "cheque est parti", "envoye le cheque", "envoye un cheque",
            "poste le cheque", "preuve de virement", "preuve de paiement", "ci-joint l'ordre de virement", "avis de virement",
            "justificatif de virement", "justificatif de paiement", "already paid", "already been paid", "already settled", "has been paid",
            "have been paid", "was paid", "were paid", "we paid", "i paid", "have paid", "has been settled", "payment was made",
            "payment has been made", "payment was sent", "payment has been sent", "proof of payment", "transfer was made",
            "transfer has been made", "cheque was sent", "remittance advice",
        ],
    ),
    (
        Topic::AsksTime,
        &[
            "delai de paiement", "delai supplementaire", "un delai", "echeancier", "en plusieurs fois", "plusieurs mensualites",
            "mensualites", "etaler", "echelonner", "plan d'apurement", "report d'echeance", "reporter l'echeance",
            "difficultes de tresorerie", "difficulte de tresorerie", "probleme de tresorerie", "problemes de tresorerie",
            "difficultes financieres", "ne pouvons pas regler", "ne peux pas regler", "ne pouvons pas payer", "ne peux pas payer",
            "payment plan", "instalment", "installment", "more time", "extension", "cash flow", "cashflow", "cannot pay", "can't pay",
            "unable to pay",
        ],
    ),
    (
        Topic::Promise,
        &[
            "sera regle", "sera paye", "seront regle", "seront paye", "sera effectue", "sera vire", "sera fait", "sera emis", "sera solde",
            "vais regler", "vais payer", "vais faire le virement", "vais effectuer", "vais proceder", "allons regler", "allons payer",
            "allons effectuer", "allons proceder", "reglerai", "reglerons", "paierai", "paierons", "payerai", "payerons", "effectuerai",
            "effectuerons", "procederai", "procederons", "ferai le virement", "ferons le virement", "ferai un virement",
            "ferons un virement", "m'engage a", "nous engageons a", "virement prevu", "paiement prevu", "reglement prevu", "est prevu",
            "virement programme", "paiement programme", "reglement programme", "est programme", "virement partira", "reglement partira",
            "paiement partira", "mise en paiement", "mettons en paiement", "mets en paiement", "bon a payer", "prochaine campagne",
            "prochain lot", "recevrez le virement", "recevrez notre", "recevrez le reglement", "recevrez le paiement", "vous regle ",
            "vous paie ", "je paie ", "je regle ", "nous reglons", "nous payons", "will pay", "will be paid", "will settle",
            "will be settled", "will be made", "will be sent", "will transfer", "will make the payment", "going to pay", "promise to pay",
            "payment is scheduled", "scheduled for", "scheduled on", "payment run", "shall pay", "'ll pay", "you will receive the payment",
            "payment on",
        ],
    ),
    (
        Topic::WrongContact,
        &[
            "ne travaille plus", "ne fait plus partie", "ne font plus partie", "a quitte", "ont quitte", "plus dans l'entreprise",
            "plus dans la societe", "plus en charge", "plus en poste", "pas la bonne personne", "pas le bon interlocuteur",
            "pas le bon destinataire", "pas la bonne adresse", "pas la personne", "pas concerne", "mauvaise adresse",
            "mauvais destinataire", "mauvais interlocuteur", "erreur de destinataire", "contactez plutot", "veuillez contacter",
            "merci de contacter", "merci de vous adresser", "veuillez vous adresser", "adressez-vous", "nouvelle adresse mail",
            "nouvelle adresse e-mail", "nouvelle adresse email", "nouvel interlocuteur", "notre nouvelle adresse", "changement d'adresse",
            "changer l'adresse", "envoyer vos factures a", "transmets au service", "transmets a notre", "suivi par", "mon collegue",
            "ma collegue", "no longer work", "no longer with", "has left the company", "left the company", "wrong person", "wrong address",
            "wrong email", "wrong recipient", "not the right person", "not the right contact", "please contact", "please write to",
            "please send your invoices to", "new email address", "new address",
        ],
    ),
    (
        Topic::OptOut,
        &[
            "desabonner", "desinscrire", "desinscription", "desabonnement", "ne plus recevoir", "ne plus m'envoyer", "ne plus nous envoyer",
            "ne plus m'ecrire", "cessez de m'ecrire", "arretez de m'envoyer", "retirer de votre liste", "supprimer mon adresse",
            "unsubscribe", "remove me from", "stop emailing", "stop sending",
        ],
    ),
    (
        Topic::Question,
        &[
            "pouvez-vous", "pourriez-vous", "pouvez vous", "pourriez vous", "merci de m'envoyer", "merci de nous envoyer",
            "merci de me transmettre", "merci de nous transmettre", "merci de me faire parvenir", "merci de nous faire parvenir",
            "merci de nous adresser", "merci de nous renvoyer", "merci de me renvoyer", "veuillez nous envoyer", "veuillez m'envoyer",
            "me renvoyer", "nous renvoyer", "copie de la facture", "copie de cette facture", "duplicata", "votre rib", "votre iban",
            "bon de commande", "pas recu la facture", "jamais recu la facture", "pas recu cette facture", "jamais recu cette facture",
            "n'avons pas la facture", "ne trouve pas la facture", "ne retrouvons pas", "ne retrouve pas", "a quoi correspond",
            "de quoi s'agit-il", "quel est", "quelle est", "est-ce que", "comment", "could you", "can you", "would you", "please send",
            "please resend", "copy of the invoice", "invoice copy", "bank details", "purchase order", "have not received the invoice",
            "never received the invoice", "what is this", "which invoice",
        ],
    ),
];

/// Why a claim is contested.
#[rustfmt::skip]
const REASONS: &[(&str, &[&str])] = &[
    ("credit_note", &["avoir", "credit note"]),
    ("duplicate", &["en double", "deux fois", "double facturation", "twice", "duplicate"]),
    (
        "unknown_invoice",
        &[
            "rien commande", "jamais commande", "pas commande", "ne nous concerne pas", "ne concerne pas notre", "never ordered",
            "did not order", "didn't order",
        ],
    ),
    (
        "not_received",
        &[
            "pas recu la", "jamais recu la", "pas ete livre", "jamais ete livre", "non livre", "livraison incomplete",
            "livraison partielle", "il manque", "manquant", "not received", "never received", "not delivered", "missing items",
            "goods were not",
        ],
    ),
    (
        "goods",
        &[
            "conforme", "defectueu", "endommage", "abime", "casse", "malfacon", "qualite", "damaged", "defective", "faulty",
            "not as ordered",
        ],
    ),
    ("unfinished", &["termine", "prestation non", "pas ete realise", "reserves"]),
    ("price", &["prix", "montant", "facturation", "erreur", "tva", "devis", "erronee", "fausse", "price", "amount", "overcharged"]),
];

/// Reads what a person wrote, without quotes and signature. The first one is what matters most.
pub(super) fn read(text: &str, sent: Option<Date>) -> Vec<Intent> {
    let sentences = sentences(text);
    let mut found: Vec<Intent> = TOPICS.iter().filter_map(|(topic, phrases)| first(&sentences, *topic, phrases, sent)).collect();
    let whole = sentences.join(" ");
    if found.is_empty() && whole.contains('?') {
        found.push(plain(Topic::Question, "?"));
    }
    // Who promises a part and asks for time proposes a plan; who asks whether it was paid has not paid.
    if found.is_empty() {
        found.push(plain(Topic::Other, ""));
    }
    found
}

fn plain(topic: Topic, words: &str) -> Intent {
    Intent { topic, words: words.to_owned(), reason: None, date: None, amount: None }
}

/// Sentences, folded: a line break alone does not end one.
fn sentences(text: &str) -> Vec<String> {
    const MOST: usize = 200;
    let mut paragraphs: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(String::new());
        } else if let Some(last) = paragraphs.last_mut() {
            last.push_str(line);
            last.push(' ');
        }
    }
    paragraphs.iter().flat_map(|paragraph| split_sentences(&fold(paragraph))).take(MOST).collect()
}

fn split_sentences(paragraph: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut sentence = String::new();
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        sentence.push(c);
        if matches!(c, '.' | '!' | '?' | ';') && chars.peek().is_none_or(|next| *next == ' ') {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    sentences.push(sentence);
    sentences.retain(|sentence| !sentence.trim().is_empty());
    sentences
}

fn first(sentences: &[String], topic: Topic, phrases: &[&str], sent: Option<Date>) -> Option<Intent> {
    let (sentence, words) = sentences.iter().find_map(|sentence| {
        let words = any(sentence, phrases)?;
        // « Avez-vous reçu ? », « si vous avez déjà réglé »: asked, not told.
        let is_asked = sentence.ends_with('?') && matches!(topic, Topic::AlreadyPaid | Topic::Promise);
        (!is_asked).then_some((sentence, words))
    })?;
    let towards = if topic == Topic::AlreadyPaid { Towards::Past } else { Towards::Future };
    let dated = matches!(topic, Topic::AlreadyPaid | Topic::Promise | Topic::AsksTime);
    let here_then_anywhere = || std::iter::once(sentence).chain(sentences);
    Some(Intent {
        topic,
        words: words.trim().to_owned(),
        reason: if topic == Topic::Dispute { reason(sentence) } else { None },
        date: if dated { here_then_anywhere().find_map(|sentence| date_in(sentence, sent, towards)) } else { None },
        amount: if dated || topic == Topic::Dispute { here_then_anywhere().find_map(|sentence| euros_in(sentence)) } else { None },
    })
}

fn reason(sentence: &str) -> Option<&'static str> {
    REASONS.iter().find(|(_, phrases)| any(sentence, phrases).is_some()).map(|(reason, _)| *reason)
}

/// Numbers of documents that a text names: what follows « facture », « n° », “invoice”, « référence ».
pub(super) fn references(text: &str) -> Vec<String> {
    const MOST: usize = 50;
    const BEFORE: &[&str] = &[
        "facture",
        "factures",
        "fact",
        "fac",
        "invoice",
        "invoices",
        "no",
        "n°",
        "num",
        "numero",
        "ref",
        "reference",
        "virement",
        "number",
    ];
    let mut found: Vec<String> = Vec::new();
    let mut is_near = 0_u8;
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let folded = fold(word);
        let folded = folded.trim_end_matches([':', '.', ',']).trim_start_matches(['(', '#']);
        if BEFORE.contains(&folded) {
            is_near = 3;
            continue;
        }
        let token = bare.strip_prefix("N°").or_else(|| bare.strip_prefix("n°")).unwrap_or(bare);
        let is_number = token.len() >= 3
            && token.chars().filter(char::is_ascii_digit).count() >= 2
            && token.chars().all(|c| c.is_ascii_alphanumeric() || "-_/.".contains(c));
        let is_marked = is_near > 0 || word.starts_with("n°") || word.starts_with("N°");
        let is_value = word.contains('€')
            || words.peek().is_some_and(|next| next.starts_with('€') || fold(next).starts_with("eur"))
            || token.contains('/') && token.split('/').all(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()));
        if is_number && is_marked && !is_value && found.len() < MOST && !found.iter().any(|known| known == token) {
            found.push(token.to_owned());
            is_near = 3;
        } else {
            is_near = is_near.saturating_sub(1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_first(text: &str) -> (Topic, Option<String>, Option<Cents>, Option<&'static str>) {
        let intent = read(text, Date::from_ymd_opt(2026, 1, 14)).remove(0);
        (intent.topic, intent.date.map(|date| date.to_string()), intent.amount, intent.reason)
    }

    #[test]
    fn replies_are_understood() {
        let cents = |n| Some(Cents(n));
        let date = |text: &str| Some(text.to_owned());
        for (text, expected) in [
            (
                "Bonjour,\nLa facture F-12 sera réglée le 20 janvier pour\n1 200,00 €.",
                (Topic::Promise, date("2026-01-20"), cents(120_000), None),
            ),
            ("Nous avons effectué le virement hier.", (Topic::AlreadyPaid, date("2026-01-13"), None, None)),
            ("Nous n’avons pas encore réglé cette facture, pourriez-vous patienter ?", (Topic::Question, None, None, None)),
            ("Les 3 pièces livrées étaient défectueuses.", (Topic::Dispute, None, None, Some("goods"))),
            ("Nous sommes en attente d’un avoir de 80 euros.", (Topic::Dispute, None, cents(8_000), Some("credit_note"))),
            ("Mme Durand a quitté la société, merci de contacter M. Petit.", (Topic::WrongContact, None, None, None)),
            ("Pouvez-vous nous envoyer un duplicata ?", (Topic::Question, None, None, None)),
            ("Possible de régler en plusieurs fois, à partir du 1er février ?", (Topic::AsksTime, date("2026-02-01"), None, None)),
            ("We will pay EUR 500 on Friday.", (Topic::Promise, date("2026-01-16"), cents(50_000), None)),
            ("This invoice was paid on 5 January 2026.", (Topic::AlreadyPaid, date("2026-01-05"), None, None)),
            ("Bien reçu.", (Topic::Other, None, None, None)),
        ] {
            assert_eq!(read_first(text), expected, "{text}");
        }
    }

    #[test]
    fn documents_are_named() {
        assert_eq!(
            references("Vos factures F-2026-012 et FA1234 du 05/01/2026, réf. virement 88AB12, 1200 €"),
            ["F-2026-012", "FA1234", "88AB12"]
        );
        assert!(references("Je vous appelle au 0102030405").is_empty());
    }
}
