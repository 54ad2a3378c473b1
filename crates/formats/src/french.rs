//! The user's sentences: what happened, and what to do. The only French texts of this crate.

mod mail;
mod tables;

use domain::identifiers::IdentifierError;
use domain::money::{AmountError, Currency, thousands};

use crate::diagnostic::{Identifier, Problem};
use crate::guess::Kind;

pub(crate) use mail::mail_cause;
pub(crate) use tables::field;

/// `« text »`, cut when it is long.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown: String = text.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    if text.trim().chars().count() > 40 {
        shown.push('…');
    }
    format!("«\u{202f}{shown}\u{202f}»")
}

/// Why an amount was refused.
fn amount_reason(error: &AmountError) -> &'static str {
    match error {
        AmountError::Empty => "il est vide",
        AmountError::Malformed(_) => "ce n’est pas un nombre",
        AmountError::TooPrecise(_) => "il a plus de deux décimales",
        AmountError::Ambiguous(_) => "on ne sait si la marque sépare les milliers ou les décimales",
        AmountError::OutOfRange(_) => "il dépasse dix milliards",
    }
}

/// Why an identifier was refused.
fn identifier_reason(error: IdentifierError) -> &'static str {
    match error {
        IdentifierError::Length => "le nombre de caractères n’est pas le bon",
        IdentifierError::Character => "un caractère n’y a pas sa place",
        IdentifierError::CheckDigits => "la clé de contrôle est fausse",
    }
}

/// The name of a kind of value.
fn identifier_name(identifier: Identifier) -> &'static str {
    match identifier {
        Identifier::Siren => "Le numéro SIREN",
        Identifier::Siret => "Le numéro SIRET",
        Identifier::Vat => "Le numéro de TVA",
        Identifier::Iban => "L’IBAN",
        Identifier::Email => "L’adresse e-mail",
    }
}

/// The columns without which a table cannot be read.
fn required_columns(kind: Kind) -> &'static str {
    if kind == Kind::Invoices {
        "le numéro de facture, le client, une date et un montant"
    } else {
        "le code ou le nom du client, et une autre colonne (e-mail, SIREN, adresse…)"
    }
}

/// The name of a separator.
fn separator_name(separator: char) -> String {
    match separator {
        '\t' => "la tabulation".to_owned(),
        ';' => "le point-virgule".to_owned(),
        ',' => "la virgule".to_owned(),
        '|' => "la barre verticale".to_owned(),
        other => quoted(&other.to_string()),
    }
}

/// The French sentence of a problem.
pub(crate) fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::FecNoHeader
        | Problem::FecMissingColumns { .. }
        | Problem::FecAbsentColumn { .. }
        | Problem::FecSeparator { .. }
        | Problem::FecLineEndings
        | Problem::FecFieldCount { .. }
        | Problem::FecDateStyle { .. }
        | Problem::FecAmountMissing
        | Problem::FecSide { .. }
        | Problem::FecBothSides { .. }
        | Problem::FecAuxiliaryName { .. }
        | Problem::FecAuxiliaryAccount { .. }
        | Problem::FecEntryUnbalanced { .. }
        | Problem::FecUnbalanced { .. }
        | Problem::FecNoLine => fec_sentence(problem),
        Problem::CamtNoStatement
        | Problem::XmlDoctype
        | Problem::XmlBroken { .. }
        | Problem::XmlTooDeep { .. }
        | Problem::CamtIndicator { .. }
        | Problem::BankBalance { .. }
        | Problem::BankCurrencies => camt_sentence(problem),
        Problem::BankUnknown
        | Problem::BankNoStatement { .. }
        | Problem::BankNoCurrency
        | Problem::ShortDate { .. }
        | Problem::CfonbOutside { .. }
        | Problem::CfonbUnclosed
        | Problem::CfonbRecord { .. }
        | Problem::CfonbAccount { .. }
        | Problem::Mt940Line { .. }
        | Problem::Mt940Unclosed
        | Problem::Mt940Account { .. }
        | Problem::OfxRefused { .. }
        | Problem::OfxInvestment => bank_sentence(problem),
        Problem::MailNoHeader | Problem::MailCut | Problem::MailNoRecipient => mail::sentence(problem),
        Problem::Einvoice(problem) => problem.french(),
        Problem::TotalsRow
        | Problem::BrokenCell { .. }
        | Problem::AmbiguousDates { .. }
        | Problem::TwinColumns { .. }
        | Problem::ComputedGross
        | Problem::InstalmentsDisagree { .. }
        | Problem::WorkbookBroken { .. }
        | Problem::WorkbookPassword
        | Problem::WorkbookOld
        | Problem::WorkbookTooLarge => tables::sentence(problem),
        _ => common_sentence(problem),
    }
}

fn fec_sentence(problem: &Problem) -> String {
    let euros = |amount: domain::Cents| amount.fr_in(Currency::EUR);
    match problem {
        Problem::FecNoHeader => "Ce fichier n’est pas un FEC\u{a0}: aucune ligne ne porte les noms de colonnes attendus (JournalCode, EcritureDate, CompteNum, Debit, Credit…). Exportez le fichier des écritures comptables depuis votre logiciel de comptabilité.".to_owned(),
        Problem::FecMissingColumns { names } => format!("Des colonnes indispensables manquent dans ce FEC\u{a0}: {}. Exportez-le de nouveau avec toutes les colonnes réglementaires.", names.join(", ")),
        Problem::FecAbsentColumn { name } => format!("La colonne {name} manque\u{202f}; elle est considérée comme vide."),
        Problem::FecSeparator { separator } => format!("Les colonnes sont séparées par {} au lieu de la tabulation ou de la barre verticale\u{202f}; le fichier a été lu ainsi.", separator_name(*separator)),
        Problem::FecLineEndings => "Les fins de ligne ne sont pas toutes du même type\u{202f}; le fichier a été lu correctement.".to_owned(),
        Problem::FecFieldCount { expected, found } => format!("Cette ligne a {found} champs au lieu de {expected}. Vérifiez qu’elle n’est pas tronquée et qu’aucun libellé ne contient le séparateur."),
        Problem::FecDateStyle { text } => format!("Les dates ne sont pas écrites AAAAMMJJ (par exemple {})\u{202f}; elles ont été comprises.", quoted(text)),
        Problem::FecAmountMissing => "Cette ligne n’a ni débit ni crédit\u{202f}; elle n’a pas été reprise. Complétez le montant et importez de nouveau.".to_owned(),
        Problem::FecSide { text } => format!("Le sens {} n’est ni D ni C, ni +1 ni -1\u{202f}; la ligne n’a pas été reprise.", quoted(text)),
        Problem::FecBothSides { debit, credit } => format!("Cette ligne porte à la fois un débit ({}) et un crédit ({})\u{202f}; les deux ont été repris.", euros(*debit), euros(*credit)),
        Problem::FecAuxiliaryName { auxiliary } => format!("Le compte auxiliaire {} n’a pas de libellé (CompAuxLib). Renseignez-le dans votre comptabilité.", quoted(auxiliary)),
        Problem::FecAuxiliaryAccount { account } => format!("Un compte auxiliaire est rattaché au compte {}, qui n’est pas un compte de tiers.", quoted(account)),
        Problem::FecEntryUnbalanced { journal, entry, gap } => format!("L’écriture {} du journal {} n’est pas équilibrée\u{a0}: l’écart entre débit et crédit est de {}. Corrigez-la dans votre comptabilité.", quoted(entry), quoted(journal), euros(*gap)),
        Problem::FecUnbalanced { debit, credit } => format!("Le fichier n’est pas équilibré\u{a0}: débit {}, crédit {}, écart {}. Vérifiez qu’il est complet.", euros(*debit), euros(*credit), euros(domain::Cents(debit.0.saturating_sub(credit.0)))),
        _ => "Ce FEC ne contient aucune écriture. Vérifiez la période exportée.".to_owned(),
    }
}

fn camt_sentence(problem: &Problem) -> String {
    match problem {
        Problem::CamtNoStatement => "Ce fichier ne contient aucun relevé de compte au format camt.052, camt.053 ou camt.054. Demandez à votre banque un relevé camt.053.".to_owned(),
        Problem::XmlDoctype => "Ce fichier XML contient une définition de type (DOCTYPE), refusée par sécurité. Demandez à votre banque un fichier sans DOCTYPE.".to_owned(),
        Problem::XmlBroken { .. } => "Le fichier XML est abîmé ou tronqué à partir d’ici\u{202f}; ce qui précède a été lu. Téléchargez-le de nouveau.".to_owned(),
        Problem::XmlTooDeep { limit } => format!("Le fichier XML imbrique plus de {limit} niveaux d’éléments\u{202f}; la lecture s’est arrêtée ici."),
        Problem::CamtIndicator { text } => format!("Le sens {} n’est ni CRDT ni DBIT\u{202f}; ce mouvement n’a pas été repris.", quoted(text)),
        Problem::BankBalance { opening, entries, closing } => format!("Les soldes ne concordent pas\u{a0}: solde initial {} et mouvements {} ne donnent pas le solde final {}. Vérifiez que le relevé est complet.", opening.fr(), entries.fr(), closing.fr()),
        _ => "Les soldes et les mouvements de ce relevé ne sont pas tous dans la même devise\u{202f}; leur concordance n’a pas été vérifiée.".to_owned(),
    }
}

fn bank_sentence(problem: &Problem) -> String {
    match problem {
        Problem::BankUnknown => "Ce fichier n’est pas un relevé bancaire connu. Demandez à votre banque un relevé camt.053, CFONB120, MT940 ou OFX.".to_owned(),
        Problem::BankNoStatement { format } => format!("Ce fichier {format} ne contient aucun relevé de compte. Demandez à votre banque le relevé avec ses mouvements."),
        Problem::BankNoCurrency => "Ce relevé n’indique pas de devise\u{202f}; ses montants ont été lus en euros. Vérifiez le compte.".to_owned(),
        Problem::ShortDate { text, value } => format!("La date {} n’a que six chiffres\u{202f}; elle a été lue {}.", quoted(text), value.format("%d/%m/%Y")),
        Problem::CfonbOutside { record } => format!("Cet enregistrement {record} n’appartient à aucun relevé\u{a0}: aucun enregistrement 01 ne le précède. Il n’a pas été repris\u{202f}; demandez le fichier complet à votre banque."),
        Problem::Mt940Unclosed => "Ce relevé n’a pas de solde de clôture\u{202f}: il est peut-être tronqué. Les mouvements présents ont été repris\u{202f}; vérifiez le fichier auprès de votre banque.".to_owned(),
        Problem::CfonbUnclosed => "Ce relevé n’a pas d’enregistrement 07\u{a0}: il est tronqué. Les mouvements présents ont été repris\u{202f}; demandez le fichier complet à votre banque.".to_owned(),
        Problem::CfonbRecord { text } => format!("La ligne {} n’est pas un enregistrement CFONB120 de 120 caractères\u{202f}; elle n’a pas été reprise.", quoted(text)),
        Problem::CfonbAccount { expected, found } => format!("Cet enregistrement porte le compte {}, dans le relevé du compte {}\u{202f}; il n’a pas été repris.", quoted(found), quoted(expected)),
        Problem::Mt940Line { text } => format!("Le mouvement {} est illisible\u{202f}; il n’a pas été repris.", quoted(text)),
        Problem::Mt940Account { text } => format!("Un second compte ({}) figure au milieu de ce relevé\u{202f}; le premier a été gardé. Le fichier est abîmé\u{a0}: téléchargez-le de nouveau.", quoted(text)),
        Problem::OfxRefused { status, message } => format!("Votre banque a répondu par une erreur ({status}\u{a0}: {}) au lieu d’un relevé. Téléchargez-le de nouveau.", quoted(message)),
        _ => "Ce compte contient des titres\u{202f}; seuls ses mouvements d’argent ont été repris.".to_owned(),
    }
}

fn common_sentence(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "Le fichier est vide. Vérifiez l’export et recommencez.".to_owned(),
        Problem::Read(_) => "La lecture du fichier a échoué. Essayez de nouveau.".to_owned(),
        Problem::LineTooLong { limit } => format!("Cette ligne dépasse {} octets\u{202f}; elle n’a pas été reprise.", thousands(*limit as u64)),
        Problem::Repeated { more, code } => format!("Le même défaut ({code}) se répète sur {} autres lignes.", thousands(*more)),
        Problem::BadDate { text } => format!("La date {} est illisible. Écrivez-la AAAAMMJJ, AAAA-MM-JJ ou JJ/MM/AAAA.", quoted(text)),
        Problem::BadAmount { text, error } => format!("Le montant {} est illisible\u{a0}: {}.", quoted(text), amount_reason(error)),
        Problem::LongDecimals { text, decimals, value } => format!("Le montant {} a {decimals} décimales\u{202f}; il a été lu {}.", quoted(text), value.fr()),
        Problem::BadCurrency { text } => format!("La devise {} est inconnue. Utilisez un code de trois lettres, par exemple EUR.", quoted(text)),
        Problem::MissingValue => "Une valeur obligatoire manque\u{202f}; la ligne n’a pas été reprise.".to_owned(),
        Problem::TableNoHeader { expected } => format!(
            "Les colonnes de ce tableau n’ont pas été reconnues. Une des premières lignes doit porter leurs noms, avec au moins\u{a0}: {}.",
            required_columns(*expected)
        ),
        Problem::TableWidth { expected, found } => format!("Cette ligne a {found} cellules au lieu de {expected}. Vérifiez les séparateurs et les guillemets."),
        Problem::BadIdentifier { what, text, error } => {
            format!("{} {} n’est pas valable\u{a0}: {}. La ligne a été reprise sans cette valeur.", identifier_name(*what), quoted(text), identifier_reason(*error))
        }
        Problem::UnknownWord { text } => format!("La valeur {} n’est pas dans la liste de cette colonne\u{202f}; elle a été ignorée.", quoted(text)),
        Problem::SeveralAddresses => "Cette cellule contient plusieurs adresses e-mail\u{202f}; seule la première a été reprise.".to_owned(),
        Problem::Duplicate { key, first_line } => format!("{} figure déjà à la ligne {first_line}\u{202f}; cette ligne n’a pas été reprise.", quoted(key)),
        Problem::SharedNumber { number, first_line } => format!("Le numéro {} est déjà utilisé à la ligne {first_line} pour un autre client\u{202f}; les deux lignes ont été reprises.", quoted(number)),
        Problem::NegativeInvoice => "Cette facture a un montant négatif\u{202f}; elle a été lue comme un avoir.".to_owned(),
        Problem::AmountsDisagree { amount, paid, open } => format!("Le montant ({}) n’est pas la somme du réglé ({}) et du reste dû ({})\u{202f}; le reste dû fait foi.", amount.fr(), paid.fr(), open.fr()),
        _ => "Ce fichier n’est d’aucun type connu. Fournissez un FEC, un relevé bancaire (camt.053, CFONB120, MT940 ou OFX), une facture électronique, ou un tableau (CSV, XLSX) de clients ou de factures.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Cents;

    /// One problem of each kind.
    fn all() -> Vec<Problem> {
        let text = || "x".to_owned();
        let one = Cents(100);
        vec![
            Problem::Empty,
            Problem::UnknownContent,
            Problem::Read(std::io::ErrorKind::Other),
            Problem::LineTooLong { limit: 1_048_576 },
            Problem::Repeated { code: "value.date", more: 1500 },
            Problem::BadDate { text: text() },
            Problem::BadAmount { text: text(), error: AmountError::Empty },
            Problem::LongDecimals { text: text(), decimals: 5, value: one },
            Problem::BadCurrency { text: text() },
            Problem::MissingValue,
            Problem::FecNoHeader,
            Problem::FecMissingColumns { names: vec!["Debit".to_owned(), "Credit".to_owned()] },
            Problem::FecAbsentColumn { name: "DateLet" },
            Problem::FecSeparator { separator: ';' },
            Problem::FecLineEndings,
            Problem::FecFieldCount { expected: 18, found: 17 },
            Problem::FecDateStyle { text: text() },
            Problem::FecAmountMissing,
            Problem::FecSide { text: text() },
            Problem::FecBothSides { debit: one, credit: one },
            Problem::FecAuxiliaryName { auxiliary: text() },
            Problem::FecAuxiliaryAccount { account: text() },
            Problem::FecEntryUnbalanced { journal: text(), entry: text(), gap: one },
            Problem::FecUnbalanced { debit: Cents(480_000), credit: Cents(460_000) },
            Problem::FecNoLine,
            Problem::TableNoHeader { expected: Kind::Invoices },
            Problem::TableWidth { expected: 3, found: 4 },
            Problem::BadIdentifier { what: Identifier::Iban, text: text(), error: IdentifierError::CheckDigits },
            Problem::UnknownWord { text: text() },
            Problem::SeveralAddresses,
            Problem::Duplicate { key: text(), first_line: 2 },
            Problem::SharedNumber { number: text(), first_line: 2 },
            Problem::NegativeInvoice,
            Problem::AmountsDisagree { amount: one, paid: one, open: one },
            Problem::TotalsRow,
            Problem::BrokenCell { text: text() },
            Problem::AmbiguousDates { text: text() },
            Problem::TwinColumns { count: 2 },
            Problem::ComputedGross,
            Problem::InstalmentsDisagree { amount: one, total: one },
            Problem::WorkbookBroken { message: text() },
            Problem::WorkbookPassword,
            Problem::WorkbookOld,
            Problem::WorkbookTooLarge,
            Problem::CamtNoStatement,
            Problem::XmlDoctype,
            Problem::XmlBroken { message: text() },
            Problem::XmlTooDeep { limit: 64 },
            Problem::CamtIndicator { text: text() },
            Problem::BankBalance { opening: one, entries: one, closing: one },
            Problem::BankCurrencies,
            Problem::BankUnknown,
            Problem::BankNoStatement { format: "OFX" },
            Problem::BankNoCurrency,
            Problem::ShortDate { text: text(), value: domain::Date::default() },
            Problem::CfonbOutside { record: "04" },
            Problem::CfonbUnclosed,
            Problem::Mt940Unclosed,
            Problem::CfonbRecord { text: text() },
            Problem::CfonbAccount { expected: text(), found: text() },
            Problem::Mt940Line { text: text() },
            Problem::Mt940Account { text: text() },
            Problem::OfxRefused { status: text(), message: text() },
            Problem::OfxInvestment,
        ]
    }

    #[test]
    fn sentences_are_whole_distinct_and_well_set() {
        let mut seen = std::collections::BTreeSet::new();
        for problem in all() {
            let sentence = sentence(&problem);
            assert!(seen.insert(sentence.clone()), "{sentence}");
            let english = problem.english();
            assert!(seen.insert(english.clone()), "{english}");
            assert!(english.ends_with('.') && english.starts_with(|c: char| c.is_uppercase() || c == '“'), "{english}");
            assert!(!english.contains(['\u{a0}', '\u{202f}', '«', '»', 'é', '\'', '"']), "{english}");
            assert!(sentence.ends_with('.') && sentence.starts_with(|c: char| c.is_uppercase() || c == '«'), "{sentence}");
            for wrong in [" :", " ;", " !", " ?", "« ", " »", "'", "\"", "..", "€€"] {
                assert!(!sentence.contains(wrong), "{wrong:?} in {sentence}");
            }
        }
        let codes: std::collections::BTreeSet<_> = all().iter().map(Problem::code).collect();
        assert_eq!(codes.len(), all().len(), "a code per problem");
    }

    #[test]
    fn sentences_say_the_facts() {
        let problem = Problem::FecUnbalanced { debit: Cents(480_000), credit: Cents(460_000) };
        assert_eq!(
            sentence(&problem),
            "Le fichier n’est pas équilibré\u{a0}: débit 4\u{202f}800,00\u{a0}€, crédit 4\u{202f}600,00\u{a0}€, écart 200,00\u{a0}€. Vérifiez qu’il est complet."
        );
        assert_eq!(
            problem.english(),
            "The file does not balance: debit €4,800.00, credit €4,600.00, difference €200.00. Check that it is complete."
        );
        let problem =
            Problem::BadIdentifier { what: Identifier::Email, text: "martin(at)free.fr".to_owned(), error: IdentifierError::Character };
        assert_eq!(
            sentence(&problem),
            "L’adresse e-mail «\u{202f}martin(at)free.fr\u{202f}» n’est pas valable\u{a0}: un caractère n’y a pas sa place. La ligne a été reprise sans cette valeur."
        );
    }
}
