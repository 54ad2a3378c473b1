//! Sentences on tables and workbooks, and the French names of columns.

use super::quoted;
use crate::diagnostic::Problem;
use crate::guess::Kind;

pub(super) fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::TotalsRow => "Cette ligne est un total\u{202f}; elle n’a pas été reprise.".to_owned(),
        Problem::BrokenCell { text } => format!("La cellule contient l’erreur {}\u{202f}; la ligne n’a pas été reprise. Corrigez la formule dans le tableur.", quoted(text)),
        Problem::AmbiguousDates { text } => format!("Rien ne dit si la date {} commence par le jour ou par le mois\u{202f}; les dates de ce fichier ont été lues jour d’abord. Vérifiez-les dans l’aperçu.", quoted(text)),
        Problem::TwinColumns { count } => format!("Ce nom est celui de {count} colonnes\u{202f}; la première a été lue. Choisissez l’autre dans l’aperçu si c’est elle qu’il faut."),
        Problem::ComputedGross => "Le montant TTC n’est pas dans le fichier\u{202f}; il a été calculé avec le montant HT et le taux de TVA, arrondi au centime.".to_owned(),
        Problem::InstalmentsDisagree { amount, total } => format!("Les échéances font {} et la facture {}\u{202f}; la ligne n’a pas été reprise. Vérifiez les montants des échéances.", total.fr(), amount.fr()),
        Problem::WorkbookPassword => "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, ou exportez-le en CSV.".to_owned(),
        Problem::WorkbookOld => "Ce classeur est dans un ancien format (.xls). Enregistrez-le au format .xlsx, ou exportez-le en CSV.".to_owned(),
        Problem::WorkbookTooLarge => "Ce classeur est démesuré une fois décompressé\u{202f}; il n’a pas été lu. Exportez la feuille utile en CSV.".to_owned(),
        _ => "Ce classeur est illisible ou n’est pas au format .xlsx. Ouvrez-le dans un tableur et enregistrez-le de nouveau, ou exportez-le en CSV.".to_owned(),
    }
}

/// The French name of a column of ours.
pub(crate) fn field(kind: Kind, ours: &str) -> &'static str {
    if kind == Kind::Customers { customer_field(ours) } else { invoice_field(ours) }
}

fn customer_field(ours: &str) -> &'static str {
    match ours {
        "code" => "Code client",
        "name" => "Nom ou raison sociale",
        "kind" => "Nature (entreprise, particulier, public)",
        "category" => "Catégorie",
        "legal_form" => "Forme juridique",
        "siren" => "SIREN",
        "siret" => "SIRET",
        "vat" => "N° de TVA",
        "address" => "Adresse",
        "address2" => "Adresse, suite",
        "postcode" => "Code postal",
        "city" => "Ville",
        "country" => "Pays",
        "email" => "E-mail",
        "phone" => "Téléphone",
        "contact" => "Contact",
        "contact_role" => "Fonction du contact",
        "contact_2" => "Contact 2",
        "email_2" => "E-mail 2",
        "phone_2" => "Téléphone 2",
        "contact_role_2" => "Fonction 2",
        "contact_3" => "Contact 3",
        "email_3" => "E-mail 3",
        "phone_3" => "Téléphone 3",
        "contact_role_3" => "Fonction 3",
        "email_management" => "E-mail de la direction",
        "email_purchasing" => "E-mail des achats",
        "iban" => "IBAN",
        "bic" => "BIC",
        "payment_terms" => "Conditions de règlement",
        "language" => "Langue",
        "collector" => "Chargé de recouvrement",
        _ => "Maison mère",
    }
}

fn invoice_field(ours: &str) -> &'static str {
    match ours {
        "number" => "N° de facture",
        "type" => "Type de pièce",
        "customer_code" => "Code client",
        "customer_name" => "Nom du client",
        "customer_email" => "E-mail du client",
        "customer_siren" => "SIREN du client",
        "issued_on" => "Date de facture",
        "due_on" => "Date d’échéance",
        "terms" => "Conditions de règlement",
        "net" => "Montant HT",
        "vat" => "Montant de TVA",
        "vat_rate" => "Taux de TVA",
        "amount" => "Montant TTC",
        "debit" => "Débit",
        "credit" => "Crédit",
        "sign" => "Sens (D ou C)",
        "instalment" => "Montant de l’échéance",
        "paid" => "Déjà réglé",
        "open" => "Reste dû",
        "currency" => "Devise",
        "order_ref" => "Référence de commande",
        "project" => "Projet, affaire ou chantier",
        "label" => "Libellé",
        "dispute" => "Motif de litige",
        "disputed_on" => "Date du litige",
        "paid_on" => "Date de règlement",
        "due_on_1" => "Échéance 1\u{a0}: date",
        "amount_1" => "Échéance 1\u{a0}: montant",
        "due_on_2" => "Échéance 2\u{a0}: date",
        "amount_2" => "Échéance 2\u{a0}: montant",
        "due_on_3" => "Échéance 3\u{a0}: date",
        "amount_3" => "Échéance 3\u{a0}: montant",
        "due_on_4" => "Échéance 4\u{a0}: date",
        _ => "Échéance 4\u{a0}: montant",
    }
}
