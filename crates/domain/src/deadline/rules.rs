//! The limits known, and the rows that say how long they are.

use super::{Direction, Distance, LawOf, Procedure, Purpose, Reckoning, Rule};
use crate::calendar::Date;
use crate::law::{Row, Span, Value, day};

/// The stable keys of the rules and of the extensions.
pub mod keys {
    /// Electronic registered letter: time to accept it.
    pub const LETTER_ELECTRONIC: &str = "limit.letter.electronic";
    /// Service of a payment order.
    pub const ORDER_SERVICE: &str = "limit.payment_order.service";
    /// Opposition to a payment order.
    pub const ORDER_OPPOSITION: &str = "limit.payment_order.opposition";
    /// Waiting time before a payment order is enforced.
    pub const ORDER_ENFORCEMENT: &str = "limit.payment_order.enforcement";
    /// Deposit of the costs of an opposition.
    pub const ORDER_DEPOSIT: &str = "limit.payment_order.deposit";
    /// Appointment of a lawyer after an opposition.
    pub const ORDER_LAWYER: &str = "limit.payment_order.lawyer";
    /// Time to pay or contest after the command of L126-2.
    pub const UNCONTESTED_CONTEST: &str = "limit.uncontested.contest";
    /// Earliest statement that nothing was contested.
    pub const UNCONTESTED_STATEMENT: &str = "limit.uncontested.statement";
    /// Service of that statement.
    pub const UNCONTESTED_SERVICE: &str = "limit.uncontested.service";
    /// Acceptance of the procedure of small claims.
    pub const SMALL_CLAIMS_ACCEPTANCE: &str = "limit.small_claims.acceptance";
    /// Writ before the commercial court.
    pub const SUIT_COMMERCIAL_SERVICE: &str = "limit.suit.commercial.service";
    /// Filing of that writ.
    pub const SUIT_COMMERCIAL_FILING: &str = "limit.suit.commercial.filing";
    /// Writ before the judicial court.
    pub const SUIT_CIVIL_SERVICE: &str = "limit.suit.civil.service";
    /// Notification of a judgment by default.
    pub const JUDGMENT_DEFAULT: &str = "limit.judgment.default_notification";
    /// Proof of debt.
    pub const PROOF_OF_DEBT: &str = "limit.insolvency.proof_of_debt";
    /// Relief from foreclosure.
    pub const RELIEF: &str = "limit.insolvency.relief";
    /// Answer to the representative who disputes a debt.
    pub const DISPUTE_ANSWER: &str = "limit.insolvency.dispute_answer";
    /// Claim of goods.
    pub const CLAIM_OF_GOODS: &str = "limit.insolvency.claim_of_goods";
    /// Unpaid debts born after the judgment, after the observation period.
    pub const POST_JUDGMENT: &str = "limit.insolvency.post_judgment";
    /// The same, in liquidation.
    pub const POST_JUDGMENT_LIQUIDATION: &str = "limit.insolvency.post_judgment_liquidation";
    /// Opposition to a European order for payment.
    pub const EUROPEAN_OPPOSITION: &str = "limit.european.opposition";
    /// Extension for who is summoned overseas.
    pub const DISTANCE_OVERSEAS: &str = "limit.distance.overseas";
    /// Extension for who is summoned abroad.
    pub const DISTANCE_ABROAD: &str = "limit.distance.abroad";
    /// Extension for a creditor away from mainland France.
    pub const DISTANCE_CREDITOR: &str = "limit.insolvency.distance";
}

/// What most rules share.
const ACT: Rule = Rule {
    key: "",
    procedure: Procedure::Suit,
    label: "",
    start: "",
    purpose: Purpose::Act,
    direction: Direction::Forward,
    distance: Distance::None,
    reckoning: Reckoning::Procedure,
    law_of: LawOf::Start,
    note: "",
};
const WAIT: Rule = Rule { purpose: Purpose::Wait, ..ACT };

/// The rules, in the order of menus.
pub const RULES: &[Rule] = &[
    Rule {
        key: keys::LETTER_ELECTRONIC,
        procedure: Procedure::Letter,
        label: "Attente d’une lettre recommandée électronique",
        start: "envoi de l’avis au destinataire",
        reckoning: Reckoning::Calendar,
        note: "Sans réponse à son terme, la lettre est tenue pour non réclamée. Conservez aussitôt la preuve du prestataire.",
        ..WAIT
    },
    Rule {
        key: keys::ORDER_SERVICE,
        procedure: Procedure::PaymentOrder,
        label: "Signifier l’ordonnance d’injonction de payer",
        start: "date de l’ordonnance",
        note: "Passé ce délai, l’ordonnance est non avenue.",
        ..ACT
    },
    Rule {
        key: keys::ORDER_OPPOSITION,
        procedure: Procedure::PaymentOrder,
        label: "Opposition du débiteur à l’injonction de payer",
        start: "signification de l’ordonnance",
        distance: Distance::Summoned,
        note: "Si la signification n’a pas été faite à personne, l’opposition reste ouverte jusqu’à un mois après le premier acte \
               signifié à personne, ou après la première mesure qui rend des biens indisponibles (CPC, art. 1416, al. 2).",
        ..WAIT
    },
    Rule {
        key: keys::ORDER_ENFORCEMENT,
        procedure: Procedure::PaymentOrder,
        label: "Attente avant d’exécuter l’injonction de payer",
        start: "signification de l’ordonnance",
        law_of: LawOf::Decision,
        note: "Vaut pour les ordonnances rendues depuis le 1er\u{a0}septembre 2026\u{202f}; pour les précédentes, seul compte le mois d’opposition. \
               Attendez aussi la fin du délai d’opposition, et vérifiez que le greffe n’a annoncé aucune opposition.",
        ..WAIT
    },
    Rule {
        key: keys::ORDER_DEPOSIT,
        procedure: Procedure::PaymentOrder,
        label: "Consigner les frais de l’opposition",
        start: "envoi de la lettre du greffe, cachet de la poste",
        note: "Devant le tribunal de commerce. Faute de consignation, la demande est caduque.",
        ..ACT
    },
    Rule {
        key: keys::ORDER_LAWYER,
        procedure: Procedure::PaymentOrder,
        label: "Constituer avocat après opposition",
        start: "notification de l’opposition",
        note: "Procédure écrite devant le tribunal judiciaire, au-delà de 10\u{202f}000\u{a0}€.",
        ..ACT
    },
    Rule {
        key: keys::UNCONTESTED_CONTEST,
        procedure: Procedure::Uncontested,
        label: "Paiement ou contestation après le commandement",
        start: "signification du commandement de payer",
        distance: Distance::Summoned,
        note: "Une contestation, même infondée, met fin à la procédure. L’éloignement est ajouté par prudence (CPC, art. 645).",
        ..WAIT
    },
    Rule {
        key: keys::UNCONTESTED_STATEMENT,
        procedure: Procedure::Uncontested,
        label: "Procès-verbal de non-contestation, au plus tôt",
        start: "signification du commandement de payer",
        distance: Distance::Summoned,
        note: "Un mois, puis huit jours après son terme. L’éloignement est ajouté par prudence (CPC, art. 645).",
        ..WAIT
    },
    Rule {
        key: keys::UNCONTESTED_SERVICE,
        procedure: Procedure::Uncontested,
        label: "Signifier le procès-verbal rendu exécutoire",
        start: "date de la formule exécutoire",
        ..ACT
    },
    Rule {
        key: keys::SMALL_CLAIMS_ACCEPTANCE,
        procedure: Procedure::SmallClaims,
        label: "Réponse du débiteur à l’invitation",
        start: "envoi de la lettre ou du message d’invitation",
        note: "Le silence vaut refus et met fin à la procédure.",
        ..WAIT
    },
    Rule {
        key: keys::SUIT_COMMERCIAL_SERVICE,
        label: "Assigner devant le tribunal de commerce",
        start: "jour de l’audience",
        direction: Direction::Backward,
        ..ACT
    },
    Rule {
        key: keys::SUIT_COMMERCIAL_FILING,
        label: "Remettre l’assignation au greffe du tribunal de commerce",
        start: "jour de l’audience",
        direction: Direction::Backward,
        note: "À défaut, l’assignation est caduque. Ne vaut pas en référé commercial (Cass. 2e\u{a0}civ., 22\u{a0}mai 2025, n°\u{a0}23-14.133).",
        ..ACT
    },
    Rule {
        key: keys::SUIT_CIVIL_SERVICE,
        label: "Assigner devant le tribunal judiciaire et remettre l’assignation",
        start: "jour de l’audience",
        direction: Direction::Backward,
        ..ACT
    },
    Rule {
        key: keys::JUDGMENT_DEFAULT,
        procedure: Procedure::Judgment,
        label: "Notifier un jugement rendu par défaut ou réputé contradictoire",
        start: "date du jugement",
        note: "Passé ce délai, le jugement est non avenu.",
        ..ACT
    },
    Rule {
        key: keys::PROOF_OF_DEBT,
        procedure: Procedure::Insolvency,
        label: "Déclarer la créance",
        start: "publication du jugement au BODACC",
        distance: Distance::Creditor,
        note: "La date d’envoi compte. Sûreté ou contrat publié\u{202f}: comptez depuis l’avertissement personnel. \
               La zone est ici celle du créancier, devant un tribunal de métropole.",
        ..ACT
    },
    Rule {
        key: keys::RELIEF,
        procedure: Procedure::Insolvency,
        label: "Demander à être relevé de forclusion",
        start: "publication du jugement au BODACC",
        ..ACT
    },
    Rule {
        key: keys::DISPUTE_ANSWER,
        procedure: Procedure::Insolvency,
        label: "Répondre au mandataire qui discute la créance",
        start: "réception de la lettre du mandataire",
        note: "Sans réponse dans ce délai, la proposition du mandataire ne peut plus être contestée.",
        ..ACT
    },
    Rule {
        key: keys::CLAIM_OF_GOODS,
        procedure: Procedure::Insolvency,
        label: "Revendiquer les biens vendus avec réserve de propriété",
        start: "publication du jugement au BODACC",
        ..ACT
    },
    Rule {
        key: keys::POST_JUDGMENT,
        procedure: Procedure::Insolvency,
        label: "Signaler une créance postérieure impayée",
        start: "fin de la période d’observation",
        ..ACT
    },
    Rule {
        key: keys::POST_JUDGMENT_LIQUIDATION,
        procedure: Procedure::Insolvency,
        label: "Signaler une créance postérieure impayée, en liquidation",
        start: "publication du jugement de liquidation",
        ..ACT
    },
    Rule {
        key: keys::EUROPEAN_OPPOSITION,
        procedure: Procedure::European,
        label: "Opposition du débiteur à l’injonction de payer européenne",
        start: "signification ou notification de l’injonction",
        reckoning: Reckoning::European,
        note: "Les jours fériés de l’État du débiteur ne sont pas connus ici\u{202f}: vérifiez-les avant d’agir.",
        ..WAIT
    },
];

/// A review of texts, second-hand.
const REVIEW: &str = "revue de textes du 25/09/2026, d’après Légifrance";
/// Several pages that agree.
const PAGES: &str = "plusieurs pages concordantes, consultées le 22/11/2026";
/// The day from which the oldest rows are vouched for. Most numbers are older; a case that is would be over.
const KNOWN_SINCE: Date = day(2020, 1, 1);

/// One row without an end.
const fn since(key: &'static str, span: Span, from: Date, article: &'static str, source: &'static str) -> Row {
    Row::new(key, Value::Span(span), from, None, article, source)
}

/// One row that holds since before anybody asks.
const fn row(key: &'static str, span: Span, article: &'static str, source: &'static str) -> Row {
    since(key, span, KNOWN_SINCE, article, source)
}

/// The number of each rule. What was read on one page only, or is contradicted, is not verified.
const ROWS: &[Row] = &[
    row(keys::LETTER_ELECTRONIC, Span::days(15), "Code des postes, art. R53-3", REVIEW),
    Row::new(keys::ORDER_SERVICE, Value::Span(Span::months(6)), KNOWN_SINCE, Some(day(2026, 8, 31)), "CPC, art. 1411", PAGES),
    since(keys::ORDER_SERVICE, Span::months(3), day(2026, 9, 1), "CPC, art. 1411, décret n°\u{a0}2026-96, art. 9", PAGES),
    row(keys::ORDER_OPPOSITION, Span::months(1), "CPC, art. 1416", PAGES),
    since(keys::ORDER_ENFORCEMENT, Span::months(2), day(2026, 9, 1), "CPC, art. 1422", PAGES),
    row(keys::ORDER_DEPOSIT, Span::days(15), "CPC, art. 1425", REVIEW),
    row(keys::ORDER_LAWYER, Span::days(15), "CPC, art. 1418", REVIEW),
    since(keys::UNCONTESTED_CONTEST, Span::months(1), day(2026, 4, 25), "C. pr. exéc., art. L126-2", REVIEW),
    since(
        keys::UNCONTESTED_STATEMENT,
        Span { months: 1, days: 8 },
        day(2026, 4, 25),
        "C. pr. exéc., art. L126-2 et L126-3",
        "service-public.fr",
    ),
    since(keys::UNCONTESTED_SERVICE, Span::months(6), day(2026, 4, 25), "C. pr. exéc., art. L126-4", REVIEW),
    row(keys::SMALL_CLAIMS_ACCEPTANCE, Span::months(1), "C. pr. exéc., art. L125-1 et R125-1 et s.", PAGES),
    row(keys::SUIT_COMMERCIAL_SERVICE, Span::days(15), "CPC, art. 856", PAGES),
    row(keys::SUIT_COMMERCIAL_FILING, Span::days(8), "CPC, art. 857", PAGES),
    since(keys::SUIT_CIVIL_SERVICE, Span::days(15), day(2021, 7, 1), "CPC, art. 754", "une page, consultée le 22/11/2026").unverified(),
    row(keys::JUDGMENT_DEFAULT, Span::months(6), "CPC, art. 478", REVIEW),
    row(keys::PROOF_OF_DEBT, Span::months(2), "C. com., art. L622-24 et R622-24", REVIEW),
    row(keys::RELIEF, Span::months(6), "C. com., art. L622-26", REVIEW),
    row(keys::DISPUTE_ANSWER, Span::days(30), "C. com., art. L622-27", REVIEW),
    row(keys::CLAIM_OF_GOODS, Span::months(3), "C. com., art. L624-9", REVIEW),
    row(keys::POST_JUDGMENT, Span::years(1), "C. com., art. L622-17", REVIEW),
    row(keys::POST_JUDGMENT_LIQUIDATION, Span::months(6), "C. com., art. L641-13", REVIEW),
    row(keys::EUROPEAN_OPPOSITION, Span::days(30), "Règl. (CE) n° 1896/2006, art. 16", PAGES),
    row(keys::DISTANCE_OVERSEAS, Span::months(1), "CPC, art. 643", REVIEW),
    row(keys::DISTANCE_ABROAD, Span::months(2), "CPC, art. 643", REVIEW),
    row(keys::DISTANCE_CREDITOR, Span::months(2), "C. com., art. R622-24", REVIEW),
];

/// All rows of this module.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    ROWS.iter().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Book, Standing};

    #[test]
    fn every_rule_has_its_number_and_every_number_its_rule() {
        let extensions = [keys::DISTANCE_OVERSEAS, keys::DISTANCE_ABROAD, keys::DISTANCE_CREDITOR];
        for rule in RULES {
            assert!(!Book::compiled().of(rule.key).is_empty(), "{} has no row", rule.key);
            assert!(rule.key.starts_with("limit.") && !rule.label.is_empty() && !rule.start.is_empty(), "{}", rule.key);
            assert_eq!(RULES.iter().filter(|other| other.key == rule.key || other.label == rule.label).count(), 1, "{}", rule.key);
            assert!(rule.direction == Direction::Forward || rule.purpose == Purpose::Act, "{}: nobody waits backwards", rule.key);
        }
        for row in ROWS {
            let known = RULES.iter().any(|rule| *row.key == *rule.key) || extensions.contains(&&*row.key);
            assert!(known && matches!(row.value, Value::Span(_)), "{}", row.key);
        }
        assert!(Procedure::ALL.iter().all(|procedure| RULES.iter().any(|rule| rule.procedure == *procedure)));
    }

    #[test]
    fn what_one_page_said_alone_is_to_be_verified() {
        let unverified: Vec<&str> = ROWS.iter().filter(|row| row.standing == Standing::Unverified).map(|row| &*row.key).collect();
        assert_eq!(unverified, [keys::SUIT_CIVIL_SERVICE]);
    }

    #[test]
    fn the_reform_of_the_service_of_orders() {
        let book = Book::compiled();
        for (on, months) in [(day(2026, 8, 31), 6), (day(2026, 9, 1), 3), (day(2020, 1, 1), 6)] {
            assert_eq!(book.span(keys::ORDER_SERVICE, on), Ok(Span::months(months)), "{on}");
        }
        assert!(book.span(keys::ORDER_SERVICE, day(2019, 12, 31)).is_err(), "an unknown past is said, not guessed");
        assert!(book.span(keys::ORDER_ENFORCEMENT, day(2026, 8, 31)).is_err(), "no waiting time of its own before the reform");
    }
}
