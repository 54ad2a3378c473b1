//! French words of what persons do to the ledger. Keys: the last block of `i18n/fr/app.ftl`.

use domain::accounting::{AccountingError, Ground, VatRegime};
use domain::ledger::AllocationError;
use domain::ledger::imputation::{ImputationError, Reason};
use domain::ledger::operation::{BounceCode, NextStep, OperationError, Remainder};
use domain::ledger::terms::Sector;
use i18n_embed_fl::fl;
use store::ledger::OperationKind;

use super::WORDS;
use super::locale::{self, Shown as _};

/// A balance carried forward that is not what is known: carried, known, and the difference that was added.
pub(crate) fn warning_opening_differs(code: &str, [carried, known, difference]: [String; 3]) -> String {
    fl!(WORDS, "warning-opening-differs", code = code, carried = carried, known = known, difference = difference)
}

/// Accounts that a later year, which came in before, sums up already.
pub(crate) fn warning_summed_up(accounts: usize) -> String {
    fl!(WORDS, "warning-summed-up", count = accounts)
}

/// Accounts of which a later year, which came in before, carries something else.
pub(crate) fn warning_carried_later(accounts: usize) -> String {
    fl!(WORDS, "warning-carried-later", count = accounts)
}

/// A kind of operation.
#[must_use]
pub fn operation(kind: OperationKind) -> String {
    match kind {
        OperationKind::Allocate => fl!(WORDS, "operation-allocate"),
        OperationKind::Settle => fl!(WORDS, "operation-settle"),
        OperationKind::Refund => fl!(WORDS, "operation-refund"),
        OperationKind::Bounce => fl!(WORDS, "operation-bounce"),
        OperationKind::WriteOff => fl!(WORDS, "operation-write_off"),
        OperationKind::Doubtful => fl!(WORDS, "operation-doubtful"),
        OperationKind::Impairment => fl!(WORDS, "operation-impairment"),
        OperationKind::Release => fl!(WORDS, "operation-release"),
        OperationKind::Undo => fl!(WORDS, "operation-undo"),
    }
}

/// The name of a remainder.
#[must_use]
pub fn remainder(name: Remainder) -> String {
    match name {
        Remainder::Discount => fl!(WORDS, "remainder-discount"),
        Remainder::BankCharges => fl!(WORDS, "remainder-bank_charges"),
        Remainder::Difference => fl!(WORDS, "remainder-difference"),
        Remainder::Rebate => fl!(WORDS, "remainder-rebate"),
        Remainder::Rounding => fl!(WORDS, "remainder-rounding"),
    }
}

/// Why a payment came back.
#[must_use]
pub fn bounce(code: BounceCode) -> String {
    match code {
        BounceCode::Am04 => fl!(WORDS, "bounce-am04"),
        BounceCode::Ac01 => fl!(WORDS, "bounce-ac01"),
        BounceCode::Ac04 => fl!(WORDS, "bounce-ac04"),
        BounceCode::Ac06 => fl!(WORDS, "bounce-ac06"),
        BounceCode::Md01 => fl!(WORDS, "bounce-md01"),
        BounceCode::Md06 => fl!(WORDS, "bounce-md06"),
        BounceCode::Md07 => fl!(WORDS, "bounce-md07"),
        BounceCode::Ms02 => fl!(WORDS, "bounce-ms02"),
        BounceCode::Ms03 => fl!(WORDS, "bounce-ms03"),
        BounceCode::Sl01 => fl!(WORDS, "bounce-sl01"),
        BounceCode::Ag01 => fl!(WORDS, "bounce-ag01"),
        BounceCode::Rc01 => fl!(WORDS, "bounce-rc01"),
        BounceCode::Ff01 => fl!(WORDS, "bounce-ff01"),
        BounceCode::Cheque => fl!(WORDS, "bounce-cheque"),
        BounceCode::Other => fl!(WORDS, "bounce-other"),
    }
}

/// What is advised after a payment came back.
#[must_use]
pub fn next_step(step: NextStep) -> String {
    match step {
        NextStep::RetryOnce => fl!(WORDS, "next-retry_once"),
        NextStep::NewMandate => fl!(WORDS, "next-new_mandate"),
        NextStep::ProduceMandate => fl!(WORDS, "next-produce_mandate"),
        NextStep::Reopened => fl!(WORDS, "next-reopened"),
        NextStep::Heirs => fl!(WORDS, "next-heirs"),
        NextStep::Contact => fl!(WORDS, "next-contact"),
        NextStep::Stop => fl!(WORDS, "next-stop"),
        NextStep::CorrectData => fl!(WORDS, "next-correct_data"),
        NextStep::OtherMeans => fl!(WORDS, "next-other_means"),
    }
}

/// When the VAT of a claim was due.
#[must_use]
pub fn regime(regime: VatRegime) -> String {
    match regime {
        VatRegime::Goods => fl!(WORDS, "regime-goods"),
        VatRegime::ServicesOnDebits => fl!(WORDS, "regime-services_on_debits"),
        VatRegime::ServicesOnReceipts => fl!(WORDS, "regime-services_on_receipts"),
    }
}

/// Why a claim is given up.
#[must_use]
pub fn ground(ground: Ground) -> String {
    match ground {
        Ground::GivenUp => fl!(WORDS, "ground-given_up"),
        Ground::Irrecoverable => fl!(WORDS, "ground-irrecoverable"),
        Ground::Liquidation => fl!(WORDS, "ground-liquidation"),
    }
}

/// A sector with a cap of its own.
#[must_use]
pub fn sector(sector: Sector) -> String {
    match sector {
        Sector::General => fl!(WORDS, "sector-general"),
        Sector::SummaryInvoice => fl!(WORDS, "sector-summary_invoice"),
        Sector::Perishable => fl!(WORDS, "sector-perishable"),
        Sector::PerishableSummary => fl!(WORDS, "sector-perishable_summary"),
        Sector::FreshMeat => fl!(WORDS, "sector-fresh_meat"),
        Sector::Alcohol => fl!(WORDS, "sector-alcohol"),
        Sector::Wine => fl!(WORDS, "sector-wine"),
        Sector::Transport => fl!(WORDS, "sector-transport"),
        Sector::GreenSpaces => fl!(WORDS, "sector-green_spaces"),
        Sector::FarmMachinery => fl!(WORDS, "sector-farm_machinery"),
        Sector::SnowSports => fl!(WORDS, "sector-snow_sports"),
        Sector::Leather => fl!(WORDS, "sector-leather"),
        Sector::Jewellery => fl!(WORDS, "sector-jewellery"),
        Sector::Toys => fl!(WORDS, "sector-toys"),
        Sector::Export => fl!(WORDS, "sector-export"),
        Sector::Overseas => fl!(WORDS, "sector-overseas"),
    }
}

/// Why a debt gets its share of a payment, with the article.
pub(crate) fn imputation(reason: Reason, number: &str) -> String {
    let article = reason.article();
    match reason {
        Reason::Designated => fl!(WORDS, "imputation-designated", number = number, article = article),
        Reason::DesignatedInPart => fl!(WORDS, "imputation-designated_in_part", number = number, article = article),
        Reason::CoversAll => fl!(WORDS, "imputation-covers_all", number = number, article = article),
        Reason::OldestDue => fl!(WORDS, "imputation-oldest_due", number = number, article = article),
        Reason::OldestNotDue => fl!(WORDS, "imputation-oldest_not_due", number = number, article = article),
        Reason::ProRata => fl!(WORDS, "imputation-pro_rata", number = number, article = article),
    }
}

pub(crate) fn error_operation(error: OperationError) -> String {
    match error {
        OperationError::UnknownItem(_) => fl!(WORDS, "error-operation-unknown_item"),
        OperationError::WrongKind(_) => fl!(WORDS, "error-operation-wrong_kind"),
        OperationError::BeforeItem(on) => fl!(WORDS, "error-operation-before_item", date = locale::date(on)),
        OperationError::TwoCurrencies => fl!(WORDS, "error-operation-two_currencies"),
        OperationError::Empty => fl!(WORDS, "error-operation-empty"),
        OperationError::Amount(AllocationError::NotPositive { .. }) => fl!(WORDS, "error-allocation-not_positive"),
        OperationError::Amount(AllocationError::ExceedsDebit { asked, open }) => {
            fl!(WORDS, "error-allocation-exceeds_debit", asked = asked.shown(), open = open.shown())
        }
        OperationError::Amount(AllocationError::ExceedsCredit { asked, open }) => {
            fl!(WORDS, "error-allocation-exceeds_credit", asked = asked.shown(), open = open.shown())
        }
    }
}

pub(crate) fn error_imputation(error: ImputationError, number: &str) -> String {
    match error {
        ImputationError::NotPositive(_) => fl!(WORDS, "error-allocation-not_positive"),
        ImputationError::UnknownDebt(_) => fl!(WORDS, "error-operation-unknown_item"),
        ImputationError::PartNotAgreed { open, got, .. } => {
            fl!(WORDS, "error-imputation-part_not_agreed", number = number, open = open.shown(), got = got.shown())
        }
    }
}

pub(crate) fn error_accounting(error: AccountingError) -> String {
    match error {
        AccountingError::BadPart => fl!(WORDS, "error-accounting-bad_part"),
        AccountingError::PartsDiffer { parts, amount } => {
            fl!(WORDS, "error-accounting-parts_differ", parts = parts.shown(), amount = amount.shown())
        }
        AccountingError::ImpairmentOutOfRange { asked, most } => {
            fl!(WORDS, "error-accounting-impairment_out_of_range", asked = asked.shown(), most = most.shown())
        }
    }
}

pub(crate) fn error_over_tolerance(tolerance: String) -> String {
    fl!(WORDS, "error-operation-over_tolerance", tolerance = tolerance)
}

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_no_reason = "error-operation-no_reason";
    error_in_the_future = "error-operation-in_the_future";
    error_already_bounced = "error-operation-already_bounced";
    error_already_doubtful = "error-operation-already_doubtful";
    error_not_doubtful = "error-operation-not_doubtful";
    error_no_judgment_date = "error-operation-no_judgment_date";
    error_before_ground = "error-operation-before_ground";
    error_not_in_euro = "error-operation-not_in_euro";
    error_undone_already = "error-operation-undone_already";
    error_booked_since = "error-operation-booked_since";
    error_others_depend = "error-operation-others_depend";
    error_unread_terms = "error-terms-unread";
    error_rate_value = "error-rate-value";
    error_rate_source = "error-rate-source";
    error_rate_euro = "error-rate-euro";
    error_digits = "error-settings-digits";
    inside_interest = "inside-interest";
}

kept_sentences! {
    journal_name = "entries-journal";
}

/// The reason of an undoing when none was typed.
pub(crate) fn reason_undoing(kind: OperationKind) -> String {
    kept!("reason-undoing", operation = operation(kind))
}

/// The label of an entry.
pub(crate) fn entry_label(kind: OperationKind, number: &str, undone: bool) -> String {
    let label = kept!("entry-label", operation = operation(kind), number = number);
    if undone { kept!("entry-undone", label = label) } else { label }
}
