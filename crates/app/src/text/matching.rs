//! French words of matching by hand. Keys: the block « Rapprochement » of `i18n/fr/app.ftl`.

use std::collections::HashMap;

use domain::Date;
use domain::assignment::AssignmentError;
use domain::ids::OpenItemId;
use domain::ledger::OpenItem;
use domain::ledger::operation::Remainder;
use domain::payers::{CashDiscount, Settings, SettingsError};
use i18n_embed_fl::fl;
use store::payer::PayerOrigin;

use super::WORDS;
use super::locale::{self, ShownIn as _};

/// Where a line of the memory comes from.
#[must_use]
pub fn origin(origin: PayerOrigin) -> String {
    match origin {
        PayerOrigin::Learned => fl!(WORDS, "payer-learned"),
        PayerOrigin::Entered => fl!(WORDS, "payer-entered"),
        PayerOrigin::Imported => fl!(WORDS, "payer-imported"),
    }
}

pub(crate) fn proposal_name() -> String {
    fl!(WORDS, "proposal-name")
}

pub(crate) fn runner_up(name: &str, confidence: u8) -> String {
    fl!(WORDS, "runner-up", name = name, confidence = confidence.to_string())
}

pub(crate) fn reason_confirmed(name: &str, reasons: &[String]) -> String {
    kept!("reason-confirmed", name = name, reasons = reasons.join(" ; "))
}

pub(crate) fn reason_booked_by(name: &str, number: &str, on: Date) -> String {
    kept!("reason-booked-by", name = name, number = number, date = locale::date(on))
}

pub(crate) fn reason_settled(name: Remainder, reference: &str) -> String {
    kept!("reason-settled", name = super::ledger::remainder(name), reference = reference)
}

pub(crate) fn error_assignment(error: AssignmentError, items: &HashMap<OpenItemId, OpenItem>) -> String {
    match error {
        AssignmentError::NoMoney => fl!(WORDS, "error-assignment-no_money"),
        AssignmentError::OutOfRange { item, asked, open } => {
            let (number, currency) =
                items.get(&item).map_or((String::new(), domain::Currency::EUR), |item| (item.number.clone(), item.currency));
            fl!(WORDS, "error-assignment-out_of_range", number = number, asked = asked.shown_in(currency), open = open.shown_in(currency))
        }
        AssignmentError::Twice(item) => {
            fl!(WORDS, "error-assignment-twice", number = items.get(&item).map(|item| item.number.clone()).unwrap_or_default())
        }
        AssignmentError::NothingPaid(_) => fl!(WORDS, "error-assignment-nothing_paid"),
        AssignmentError::WhichAccount => fl!(WORDS, "error-assignment-which_account"),
        AssignmentError::NoSuchSurplus => fl!(WORDS, "error-assignment-no_such_surplus"),
    }
}

pub(crate) fn error_settings(error: SettingsError) -> String {
    match error {
        SettingsError::Confidence => fl!(WORDS, "error-settings-confidence"),
        SettingsError::TooBold => fl!(WORDS, "error-settings-too_bold", least = Settings::LEAST_AUTOMATIC.to_string()),
        SettingsError::Amount => fl!(
            WORDS,
            "error-settings-amount",
            tolerance = Settings::MOST_TOLERANCE.shown_in(domain::Currency::EUR),
            fee = Settings::MOST_BANK_FEE.shown_in(domain::Currency::EUR)
        ),
        SettingsError::Discount => fl!(
            WORDS,
            "error-settings-discount",
            rate = super::solving::percent(CashDiscount::MOST_RATE),
            days = CashDiscount::MOST_DAYS.to_string()
        ),
        SettingsError::ThirdParty => fl!(WORDS, "error-settings-third_party"),
    }
}

pub(crate) fn error_payer() -> String {
    fl!(WORDS, "error-payer")
}

pub(crate) fn error_payer_known() -> String {
    fl!(WORDS, "error-payer-known")
}

pub(crate) fn error_parent_unknown(words: &str) -> String {
    fl!(WORDS, "error-parent-unknown", words = words)
}

pub(crate) fn error_parent_circle(name: &str) -> String {
    fl!(WORDS, "error-parent-circle", name = name)
}

pub(crate) fn error_virtual_iban(text: &str) -> String {
    fl!(WORDS, "error-virtual-iban", text = text)
}

pub(crate) fn error_virtual_debtor(text: &str) -> String {
    fl!(WORDS, "error-virtual-debtor", text = text)
}

pub(crate) fn error_virtual_item(number: &str, name: &str) -> String {
    fl!(WORDS, "error-virtual-item", number = number, name = name)
}

pub(crate) fn error_virtual_known() -> String {
    fl!(WORDS, "error-virtual-known")
}
