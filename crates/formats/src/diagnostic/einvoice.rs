//! What can be wrong with an electronic invoice or a life-cycle message.

use domain::{Cents, Currency};

/// A finding about an electronic invoice or a life-cycle message. `Display` is the log's sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EinvoiceProblem {
    /// XML, but no invoice in a syntax that is read.
    #[error("not an invoice: root element {root:?}")]
    NotInvoice {
        /// Name of the root element; empty when the file is no XML.
        root: String,
    },
    /// A document type definition.
    #[error("document type definition refused")]
    Doctype,
    /// Broken or cut XML.
    #[error("broken XML: {message}")]
    Broken {
        /// What the XML reader says.
        message: String,
    },
    /// Nested too deep, or too many elements.
    #[error("XML beyond the limits of an invoice")]
    TooLarge,
    /// The PDF is damaged.
    #[error("broken PDF: {message}")]
    PdfBroken {
        /// What the PDF reader says.
        message: String,
    },
    /// The PDF asks for a password.
    #[error("encrypted PDF")]
    PdfEncrypted,
    /// A plain PDF: no electronic invoice is attached.
    #[error("no electronic invoice attached")]
    PdfWithoutInvoice {
        /// Names of the files that are attached.
        attached: Vec<String>,
    },
    /// A PDF that unfolds to far more objects than an invoice has.
    #[error("more objects than an invoice has")]
    PdfTooDense,
    /// The PDF, or a file attached to it, is larger than any invoice.
    #[error("more than {limit} bytes")]
    PdfTooLarge {
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// The PDF has several invoices with different numbers; the first one was read.
    #[error("several invoices attached")]
    PdfSeveral {
        /// Numbers of the ones left out.
        others: Vec<String>,
    },
    /// A type of document that is not known.
    #[error("unknown document type {code:?}")]
    UnknownType {
        /// As in the file.
        code: String,
    },
    /// No currency of the document; that of its amounts was taken.
    #[error("no document currency, {currency} taken from the amounts")]
    CurrencyOfAmounts {
        /// The one taken.
        currency: Currency,
    },
    /// Total without tax and tax do not give the total with tax.
    #[error("{without_tax} and tax {tax} do not give {with_tax}")]
    TaxTotals {
        /// Total without tax.
        without_tax: Cents,
        /// Tax.
        tax: Cents,
        /// Total with tax.
        with_tax: Cents,
    },
    /// Total with tax less what is prepaid does not give what is due.
    #[error("{with_tax} less {prepaid} does not give {due}")]
    DueTotals {
        /// Total with tax, rounding included.
        with_tax: Cents,
        /// Already paid.
        prepaid: Cents,
        /// Due.
        due: Cents,
    },
    /// The VAT of the rates does not sum to the tax of the document.
    #[error("VAT by rate {rates} is not the tax {tax}")]
    VatSplit {
        /// Sum of the VAT by rate.
        rates: Cents,
        /// Tax of the document.
        tax: Cents,
    },
    /// A credit note with a negative total: read as a credit of that amount.
    #[error("credit note with a negative total")]
    NegativeCreditNote,
    /// An invoice with a negative total: a credit.
    #[error("invoice with a negative total")]
    NegativeInvoice,
    /// The parts of several due dates do not sum to what is due.
    #[error("parts {parts} are not the amount due {due}")]
    DueParts {
        /// Sum of the parts.
        parts: Cents,
        /// Due.
        due: Cents,
    },
    /// A life-cycle message without an invoice or without a status.
    #[error("life-cycle message without {0}")]
    LifecycleIncomplete(&'static str),
    /// A status that the standard does not list.
    #[error("unknown life-cycle status {code:?}")]
    UnknownStatus {
        /// As in the file.
        code: String,
    },
    /// A status that must come with a reason, and comes without.
    #[error("status {code} without a reason")]
    StatusWithoutReason {
        /// The status.
        code: u16,
    },
}

impl EinvoiceProblem {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInvoice { .. } => "einvoice.not_invoice",
            Self::Doctype => "einvoice.doctype",
            Self::Broken { .. } => "einvoice.broken",
            Self::TooLarge => "einvoice.too_large",
            Self::PdfBroken { .. } => "einvoice.pdf_broken",
            Self::PdfEncrypted => "einvoice.pdf_encrypted",
            Self::PdfWithoutInvoice { .. } => "einvoice.pdf_without_invoice",
            Self::PdfTooDense => "einvoice.pdf_too_dense",
            Self::PdfTooLarge { .. } => "einvoice.pdf_too_large",
            Self::PdfSeveral { .. } => "einvoice.pdf_several",
            Self::UnknownType { .. } => "einvoice.unknown_type",
            Self::CurrencyOfAmounts { .. } => "einvoice.currency_of_amounts",
            Self::TaxTotals { .. } => "einvoice.tax_totals",
            Self::DueTotals { .. } => "einvoice.due_totals",
            Self::VatSplit { .. } => "einvoice.vat_split",
            Self::NegativeCreditNote => "einvoice.negative_credit_note",
            Self::NegativeInvoice => "einvoice.negative_invoice",
            Self::DueParts { .. } => "einvoice.due_parts",
            Self::LifecycleIncomplete(_) => "lifecycle.incomplete",
            Self::UnknownStatus { .. } => "lifecycle.unknown_status",
            Self::StatusWithoutReason { .. } => "lifecycle.without_reason",
        }
    }

    /// The user's sentence, in English.
    pub(crate) fn english(&self) -> String {
        crate::english::einvoice_sentence(self)
    }

    /// The user's sentence, in French: what happened and what to do.
    pub(crate) fn french(&self) -> String {
        let euros = |amount: &Cents| amount.fr();
        let quoted = crate::french::quoted;
        match self {
            Self::NotInvoice { root } if root.is_empty() => "Ce fichier n’est ni un PDF ni un document XML. Déposez la facture électronique telle que votre logiciel l’a émise (Factur-X, UBL ou CII).".to_owned(),
            Self::NotInvoice { root } => format!("Ce document XML n’est pas une facture UBL ou CII\u{a0}: il commence par l’élément {}. Déposez la facture électronique telle que votre logiciel l’a émise.", quoted(root)),
            Self::Doctype => "Ce document XML contient une définition de type (DOCTYPE), refusée par sécurité. Demandez à votre logiciel de facturation un fichier sans DOCTYPE.".to_owned(),
            Self::Broken { .. } => "Le document XML est abîmé ou tronqué à partir d’ici\u{202f}; rien n’en a été repris, car ses montants ne seraient pas sûrs. Téléchargez-le de nouveau.".to_owned(),
            Self::TooLarge => "Ce document XML a plus d’éléments ou de niveaux qu’une facture ne peut en avoir\u{202f}; il a été refusé par sécurité. Vérifiez d’où il vient.".to_owned(),
            Self::PdfBroken { .. } => "Ce PDF est abîmé ou tronqué\u{202f}; ses pièces jointes ne peuvent pas être lues. Téléchargez-le de nouveau.".to_owned(),
            Self::PdfEncrypted => "Ce PDF est protégé par un mot de passe. Déposez-le sans protection, ou déposez le fichier XML de la facture.".to_owned(),
            Self::PdfWithoutInvoice { attached } if attached.is_empty() => "Ce PDF n’est pas une facture électronique\u{a0}: aucun fichier n’y est joint. Déposez la version Factur-X, ou le fichier UBL ou CII.".to_owned(),
            Self::PdfWithoutInvoice { attached } => format!("Ce PDF n’est pas une facture électronique\u{a0}: aucun des fichiers joints ({}) n’est une facture UBL ou CII. Déposez la version Factur-X.", attached.iter().take(5).map(|name| quoted(name)).collect::<Vec<_>>().join(", ")),
            Self::PdfTooDense => "Ce PDF se déplie en bien plus d’objets qu’une facture n’en a\u{202f}; il a été refusé par sécurité. Vérifiez d’où il vient, ou déposez le fichier XML de la facture.".to_owned(),
            Self::PdfTooLarge { limit } => format!("Ce PDF, ou un fichier qui y est joint, dépasse {}\u{a0}Mo\u{202f}; il a été refusé par sécurité. Déposez le fichier XML de la facture.", limit >> 20),
            Self::PdfSeveral { others } => format!("Plusieurs factures sont jointes à ce PDF\u{202f}; la première a été lue, pas {}. Déposez les autres séparément.", others.iter().take(5).map(|number| quoted(number)).collect::<Vec<_>>().join(", ")),
            Self::UnknownType { code } => format!("Le type de document {} n’est pas connu\u{202f}; il a été lu comme une facture. Vérifiez qu’il ne s’agit pas d’un avoir.", quoted(code)),
            Self::CurrencyOfAmounts { currency } => format!("La devise de la facture n’est pas indiquée\u{202f}; celle des montants, {currency}, a été prise."),
            Self::TaxTotals { without_tax, tax, with_tax } => format!("Les totaux ne concordent pas\u{a0}: {} hors taxe et {} de taxe ne donnent pas {} toutes taxes comprises. Le total de l’en-tête a été repris tel quel.", euros(without_tax), euros(tax), euros(with_tax)),
            Self::DueTotals { with_tax, prepaid, due } => format!("Les totaux ne concordent pas\u{a0}: {} toutes taxes comprises moins {} déjà payés ne donnent pas {} à payer. Le montant à payer a été repris tel quel.", euros(with_tax), euros(prepaid), euros(due)),
            Self::VatSplit { rates, tax } => format!("La TVA par taux ({}) n’est pas égale à la TVA de la facture ({}). Les deux ont été reprises telles quelles.", euros(rates), euros(tax)),
            Self::NegativeCreditNote => "Cet avoir a un total négatif\u{202f}; il a été lu comme un avoir de ce montant. Vérifiez le sens auprès de l’émetteur.".to_owned(),
            Self::NegativeInvoice => "Cette facture a un total négatif\u{202f}; elle est traitée comme un avoir.".to_owned(),
            Self::DueParts { parts, due } => format!("Les parts des échéances ({}) ne font pas le montant à payer ({})\u{202f}; une seule échéance a été retenue, la dernière, pour le tout.", euros(parts), euros(due)),
            Self::LifecycleIncomplete(what) => {
                let what = if *what == "invoice" { "le numéro de la facture" } else { "le statut" };
                format!("Ce message de cycle de vie ne dit pas {what}\u{202f}; il n’a pas pu être repris. Demandez à votre plateforme de l’émettre de nouveau.")
            }
            Self::UnknownStatus { code } => format!("Le statut {} n’est pas un statut de cycle de vie connu\u{202f}; il est gardé sans effet.", quoted(code)),
            Self::StatusWithoutReason { code } => format!("Le statut {code} doit être motivé, et ce message ne donne aucun motif. Demandez-le à votre client."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind, with sample facts.
    fn all() -> Vec<EinvoiceProblem> {
        let (one, text) = (Cents(123_456), || "x".to_owned());
        vec![
            EinvoiceProblem::NotInvoice { root: text() },
            EinvoiceProblem::NotInvoice { root: String::new() },
            EinvoiceProblem::Doctype,
            EinvoiceProblem::Broken { message: text() },
            EinvoiceProblem::TooLarge,
            EinvoiceProblem::PdfBroken { message: text() },
            EinvoiceProblem::PdfEncrypted,
            EinvoiceProblem::PdfWithoutInvoice { attached: vec![] },
            EinvoiceProblem::PdfWithoutInvoice { attached: vec![text()] },
            EinvoiceProblem::PdfTooDense,
            EinvoiceProblem::PdfTooLarge { limit: 1 << 24 },
            EinvoiceProblem::PdfSeveral { others: vec![text(), text()] },
            EinvoiceProblem::UnknownType { code: text() },
            EinvoiceProblem::CurrencyOfAmounts { currency: Currency::EUR },
            EinvoiceProblem::TaxTotals { without_tax: one, tax: one, with_tax: one },
            EinvoiceProblem::DueTotals { with_tax: one, prepaid: one, due: one },
            EinvoiceProblem::VatSplit { rates: one, tax: one },
            EinvoiceProblem::NegativeCreditNote,
            EinvoiceProblem::NegativeInvoice,
            EinvoiceProblem::DueParts { parts: one, due: one },
            EinvoiceProblem::LifecycleIncomplete("invoice"),
            EinvoiceProblem::LifecycleIncomplete("status"),
            EinvoiceProblem::UnknownStatus { code: text() },
            EinvoiceProblem::StatusWithoutReason { code: 210 },
        ]
    }

    #[test]
    fn sentences_are_whole_distinct_and_well_set() {
        let mut seen = std::collections::BTreeSet::new();
        for problem in all() {
            let sentence = problem.french();
            assert!(seen.insert(sentence.clone()), "{sentence}");
            let english = problem.english();
            assert!(seen.insert(english.clone()) && english.ends_with('.') && english.starts_with(char::is_uppercase), "{english}");
            assert!(!english.contains(['\u{a0}', '\u{202f}', '«', '»', 'é']), "{english}");
            assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
            for wrong in [" :", " ;", " !", " ?", "« ", " »", "'", "\"", ".."] {
                assert!(!sentence.contains(wrong), "{wrong:?} in {sentence}");
            }
        }
        let codes: std::collections::BTreeSet<_> = all().iter().map(EinvoiceProblem::code).collect();
        assert_eq!(codes.len(), 21);
    }
}
