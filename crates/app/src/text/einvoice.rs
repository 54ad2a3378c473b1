//! French words of electronic invoices and their life cycle. Keys: a block of `i18n/fr/app.ftl`.

use domain::einvoice_status::{EinvoiceStatus, StatusEffect};
use formats::lifecycle::InvoiceStatus;
use i18n_embed_fl::fl;

use super::WORDS;

pub(crate) fn seller_is_another(name: &str, own: &str) -> String {
    fl!(WORDS, "einvoice-seller-is-another", name = name, own = own)
}

pub(crate) fn purchase(name: &str) -> String {
    fl!(WORDS, "einvoice-purchase", name = name)
}

pub(crate) fn seller_unknown(name: &str) -> String {
    fl!(WORDS, "einvoice-seller-unknown", name = name)
}

pub(crate) fn incomplete() -> String {
    fl!(WORDS, "einvoice-incomplete")
}

pub(crate) fn other_payee(name: &str) -> String {
    fl!(WORDS, "einvoice-other-payee", name = name)
}

pub(crate) fn other_account() -> String {
    fl!(WORDS, "einvoice-other-account")
}

pub(crate) fn one_item_for_several(number: &str) -> String {
    fl!(WORDS, "einvoice-one-item-for-several", number = number)
}

pub(crate) fn several_parties(name: &str, code: &str) -> String {
    fl!(WORDS, "einvoice-several-parties", name = name, code = code)
}

pub(crate) fn nothing_due(number: &str) -> String {
    fl!(WORDS, "einvoice-nothing-due", number = number)
}

pub(crate) fn lifecycle_of_another(number: &str) -> String {
    fl!(WORDS, "lifecycle-of-another", number = number)
}

pub(crate) fn lifecycle_unknown_invoice(number: &str) -> String {
    fl!(WORDS, "lifecycle-unknown-invoice", number = number)
}

pub(crate) fn lifecycle_ambiguous(number: &str) -> String {
    fl!(WORDS, "lifecycle-ambiguous", number = number)
}

pub(crate) fn proof(label: &str, on: &str) -> String {
    kept!("lifecycle-proof", label = label, on = on)
}

pub(crate) fn vat_not_on_collection() -> String {
    fl!(WORDS, "lifecycle-vat-not-on-collection")
}

/// The name of a status in the standard.
#[must_use]
pub(crate) fn status(status: EinvoiceStatus) -> String {
    match status {
        EinvoiceStatus::Submitted => fl!(WORDS, "einvoice-status-200"),
        EinvoiceStatus::Issued => fl!(WORDS, "einvoice-status-201"),
        EinvoiceStatus::Received => fl!(WORDS, "einvoice-status-202"),
        EinvoiceStatus::MadeAvailable => fl!(WORDS, "einvoice-status-203"),
        EinvoiceStatus::TakenInCharge => fl!(WORDS, "einvoice-status-204"),
        EinvoiceStatus::Approved => fl!(WORDS, "einvoice-status-205"),
        EinvoiceStatus::PartlyApproved => fl!(WORDS, "einvoice-status-206"),
        EinvoiceStatus::Disputed => fl!(WORDS, "einvoice-status-207"),
        EinvoiceStatus::Suspended => fl!(WORDS, "einvoice-status-208"),
        EinvoiceStatus::Completed => fl!(WORDS, "einvoice-status-209"),
        EinvoiceStatus::Refused => fl!(WORDS, "einvoice-status-210"),
        EinvoiceStatus::PaymentSent => fl!(WORDS, "einvoice-status-211"),
        EinvoiceStatus::Collected => fl!(WORDS, "einvoice-status-212"),
        EinvoiceStatus::Rejected => fl!(WORDS, "einvoice-status-213"),
        EinvoiceStatus::Endorsed => fl!(WORDS, "einvoice-status-214"),
        EinvoiceStatus::Cancelled => fl!(WORDS, "einvoice-status-220"),
        EinvoiceStatus::RoutingError => fl!(WORDS, "einvoice-status-221"),
        EinvoiceStatus::DirectPayment => fl!(WORDS, "einvoice-status-224"),
        EinvoiceStatus::Factored => fl!(WORDS, "einvoice-status-225"),
        EinvoiceStatus::FactoredConfidentially => fl!(WORDS, "einvoice-status-226"),
        EinvoiceStatus::AccountChanged => fl!(WORDS, "einvoice-status-227"),
        EinvoiceStatus::NotFactored => fl!(WORDS, "einvoice-status-228"),
        EinvoiceStatus::Inadmissible => fl!(WORDS, "einvoice-status-501"),
    }
}

/// What a status does to an item.
#[must_use]
pub(crate) fn effect(effect: StatusEffect) -> String {
    match effect {
        StatusEffect::Noted => fl!(WORDS, "einvoice-effect-noted"),
        StatusEffect::Evidence => fl!(WORDS, "einvoice-effect-evidence"),
        StatusEffect::Acknowledged => fl!(WORDS, "einvoice-effect-acknowledged"),
        StatusEffect::Dispute { .. } => fl!(WORDS, "einvoice-effect-dispute"),
        StatusEffect::Stop => fl!(WORDS, "einvoice-effect-stop"),
        StatusEffect::Wait { .. } => fl!(WORDS, "einvoice-effect-wait"),
        StatusEffect::HandedOver => fl!(WORDS, "einvoice-effect-handed_over"),
        StatusEffect::Check => fl!(WORDS, "einvoice-effect-check"),
    }
}

/// `210 Refusée : DOUBLON, déjà reçue`, cut when the other side wrote a lot.
pub(crate) fn status_line(told: &InvoiceStatus) -> String {
    const LONGEST: usize = 200;
    let name = EinvoiceStatus::from_code(told.status).map(status).unwrap_or_default();
    let reasons = [told.reasons.join(" "), told.comment.chars().filter(|c| !c.is_control()).take(LONGEST).collect()];
    let reasons: Vec<String> = reasons.into_iter().filter(|reason| !reason.is_empty()).collect();
    let head = format!("{} {name}", told.status).trim().to_owned();
    if reasons.is_empty() { head } else { format!("{head}{}{}", super::locale::colon(), reasons.join(", ")) }
}
