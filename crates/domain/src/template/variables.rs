//! The names that a template may use, with what they stand for.

use super::MessageKind;

/// A name that a template may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// As written between braces.
    pub name: &'static str,
    /// What it stands for, in French.
    pub meaning: &'static str,
    /// What it may look like.
    pub sample: &'static str,
    /// Whether it is a whole paragraph, or the table: it stands alone between empty lines.
    pub is_block: bool,
    /// Whether it is a number or a yes: something for a condition.
    pub is_condition: bool,
}

const fn text(name: &'static str, meaning: &'static str, sample: &'static str) -> Variable {
    Variable { name, meaning, sample, is_block: false, is_condition: false }
}

const fn block(name: &'static str, meaning: &'static str, sample: &'static str) -> Variable {
    Variable { name, meaning, sample, is_block: true, is_condition: false }
}

const fn condition(name: &'static str, meaning: &'static str, sample: &'static str) -> Variable {
    Variable { name, meaning, sample, is_block: false, is_condition: true }
}

/// Every name, in the order of the panel of the editor.
pub const VARIABLES: &[Variable] = &[
    text("creditor_name", "votre raison sociale", "Ateliers Vasseur"),
    text("creditor_email", "votre adresse de réponse", "compta@vasseur.example"),
    text("creditor_phone", "votre téléphone ; vide s’il n’est pas renseigné", "02 40 12 34 56"),
    text("creditor_seat", "votre siège, sur une ligne", "12 rue des Forges, 44000 Nantes"),
    text("debtor_name", "le nom du débiteur", "Menuiserie Kervella SAS"),
    text("debtor_code", "son code client", "C00042"),
    text("contact_name", "la personne ou le service à qui l’on écrit ; vide s’il n’y en a pas", "Service comptabilité"),
    text("reference", "la référence à rappeler au virement", "REL-20261123-C00042"),
    text("written_on", "la date du message", "23 novembre 2026"),
    condition("count", "le nombre de factures demandées", "3"),
    text("invoice_numbers", "les numéros des factures demandées ; au-delà de cinq, les premiers", "FA-2026-00871 et FA-2026-00934"),
    text("asked_total", "le total de ces factures", "16 077,00 €"),
    text("net_total", "le solde à régler, avoirs et règlements déduits", "16 077,00 €"),
    text("first_due", "la première échéance", "21 octobre 2026"),
    condition("days_late", "les jours de retard de la plus ancienne ; 0 avant l’échéance", "33"),
    text("previous", "vos messages précédents, avec leurs dates ; vide s’il n’y en a pas", "notre courriel du 16 novembre 2026"),
    condition("partly_paid", "vrai si un règlement partiel ou un avoir est déjà déduit", "vrai"),
    text("disputed", "la part contestée, qui n’est pas demandée ; vide s’il n’y en a pas", "150,00 €"),
    block("debt_table", "le tableau des pièces et des totaux, puis vos coordonnées de paiement", "(tableau)"),
    block(
        "interest_rule",
        "dans une mise en demeure, les intérêts que la loi prévoit pour ce débiteur : pénalités et indemnité d’un professionnel, \
         intérêts moratoires d’un organisme public, taux légal d’un particulier",
        "Depuis le lendemain de chaque échéance courent les pénalités de retard…",
    ),
    block(
        "collection_mentions",
        "si vous recouvrez pour autrui, les mentions de l’article R124-4 du CPCE ; vide sinon",
        "Recouvrement amiable pour le compte de…",
    ),
];

/// A name of the table.
#[must_use]
pub fn variable(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}

impl Variable {
    /// Whether a message of this kind knows it: a text message and a call script are read or said aloud, without a frame.
    #[must_use]
    pub fn is_for(&self, kind: MessageKind) -> bool {
        match self.name {
            "debt_table" => kind != MessageKind::Sms,
            "interest_rule" => kind == MessageKind::FormalNotice,
            _ => true,
        }
    }
}
