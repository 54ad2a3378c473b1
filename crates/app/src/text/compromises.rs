//! French words of compromises and of what was said before them. Keys: the block « Accords » of `i18n/fr/app.ftl`.

use domain::accounting::VatPart;
use domain::compromise::{Event, EventKind, MoveError, Nature, Objection, Policy, Said, State, Terms, Voice, WrongWords};
use domain::plan::InterestChoice;
use domain::{Cents, Currency};
use i18n_embed_fl::fl;
use store::negotiation::TalkRow;

use super::WORDS;
use super::locale::{self, ShownIn as _};

/// Where a compromise stands.
#[must_use]
pub fn state(state: &State) -> String {
    state_of(state.code())
}

/// The same from its key.
#[must_use]
pub fn state_of(code: &str) -> String {
    match code {
        "to_approve" => fl!(WORDS, "compromise-to_approve"),
        "draft" => fl!(WORDS, "compromise-draft"),
        "proposed" => fl!(WORDS, "compromise-proposed"),
        "running" => fl!(WORDS, "compromise-running"),
        "lapsed" => fl!(WORDS, "compromise-lapsed"),
        "kept" => fl!(WORDS, "compromise-kept"),
        _ => fl!(WORDS, "compromise-cancelled"),
    }
}

/// What the discount is.
#[must_use]
pub fn nature(nature: Nature) -> String {
    match nature {
        Nature::Rebate => fl!(WORDS, "compromise-nature-rebate"),
        Nature::Waiver => fl!(WORDS, "compromise-nature-waiver"),
    }
}

/// What that means for the accounts and for VAT.
#[must_use]
pub fn nature_help(nature: Nature) -> String {
    match nature {
        Nature::Rebate => fl!(WORDS, "compromise-nature-rebate-help"),
        Nature::Waiver => fl!(WORDS, "compromise-nature-waiver-help"),
    }
}

/// What becomes of interest.
#[must_use]
pub fn interest(choice: InterestChoice) -> String {
    match choice {
        InterestChoice::Kept => fl!(WORDS, "compromise-interest-kept"),
        _ => fl!(WORDS, "compromise-interest-waived"),
    }
}

/// Why a compromise needs approval.
#[must_use]
pub fn objection(objection: Objection) -> String {
    match objection {
        Objection::Amount => fl!(WORDS, "compromise-objection-amount"),
        Objection::Percent => fl!(WORDS, "compromise-objection-percent"),
        Objection::Days => fl!(WORDS, "compromise-objection-days"),
    }
}

/// What happened.
#[must_use]
pub fn event_told(event: &Event, currency: Currency) -> String {
    let on = locale::date(event.on);
    match &event.kind {
        EventKind::Asked => fl!(WORDS, "compromise-event-asked"),
        EventKind::Proposed => fl!(WORDS, "compromise-event-proposed"),
        EventKind::Approved { by } => fl!(WORDS, "compromise-event-approved", by = by.as_str()),
        EventKind::SentBack => fl!(WORDS, "compromise-event-sent_back"),
        EventKind::Signed { signatory } => fl!(WORDS, "compromise-event-signed", on = on, signatory = signatory.as_str()),
        EventKind::Kept { given_up } => fl!(WORDS, "compromise-event-kept", amount = given_up.shown_in(currency)),
        EventKind::Credited { .. } => fl!(WORDS, "compromise-event-credited"),
        EventKind::Lapsed => fl!(WORDS, "compromise-event-lapsed"),
        EventKind::Reopened => fl!(WORDS, "compromise-event-reopened"),
        EventKind::Cancelled => fl!(WORDS, "compromise-event-cancelled"),
        EventKind::Undone => fl!(WORDS, "compromise-event-undone"),
    }
}

/// A line of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "compromise.created" => fl!(WORDS, "event-compromise-created"),
        "compromise.asked" => fl!(WORDS, "event-compromise-asked"),
        "compromise.proposed" => fl!(WORDS, "event-compromise-proposed"),
        "compromise.approved" => fl!(WORDS, "event-compromise-approved"),
        "compromise.sent_back" => fl!(WORDS, "event-compromise-sent_back"),
        "compromise.signed" => fl!(WORDS, "event-compromise-signed"),
        "compromise.kept" => fl!(WORDS, "event-compromise-kept"),
        "compromise.credited" => fl!(WORDS, "event-compromise-credited"),
        "compromise.lapsed" => fl!(WORDS, "event-compromise-lapsed"),
        "compromise.reopened" => fl!(WORDS, "event-compromise-reopened"),
        "compromise.cancelled" => fl!(WORDS, "event-compromise-cancelled"),
        "compromise.credit_note" => fl!(WORDS, "event-compromise-credit_note"),
        "compromise.stuck" => fl!(WORDS, "event-compromise-stuck"),
        "compromise.booked" => fl!(WORDS, "event-compromise-booked"),
        "compromise.file_kept" => fl!(WORDS, "event-compromise-file_kept"),
        "compromise.policy" => fl!(WORDS, "event-compromise-policy"),
        "negotiation.offer" => fl!(WORDS, "event-negotiation-offer"),
        "negotiation.line" => fl!(WORDS, "event-negotiation-line"),
        "negotiation.taken_back" => fl!(WORDS, "event-negotiation-taken_back"),
        _ => fl!(WORDS, "event-compromise-undone"),
    }
}

pub(crate) fn terms_told(terms: &Terms, currency: Currency) -> String {
    kept!(
        "compromise-terms-told",
        payable = terms.payable().shown_in(currency),
        total = terms.total.shown_in(currency),
        by = locale::date(terms.pay_by)
    )
}

pub(crate) fn policy_told(policy: &Policy) -> String {
    kept!("compromise-policy-told", most = policy.most.shown_in(Currency::EUR), percent = policy.percent, days = policy.days)
}

/// The heads of the list as a table.
pub(crate) fn columns() -> Vec<String> {
    fl!(WORDS, "compromise-columns").split(';').map(str::to_owned).collect()
}

/// Why an operation on the ledger gives a discount.
pub(crate) fn operation_reason(nature: Nature, reference: &str) -> String {
    match nature {
        Nature::Rebate => kept!("compromise-reason-rebate", reference = reference),
        Nature::Waiver => kept!("compromise-reason-waiver", reference = reference),
    }
}

pub(crate) fn take_back_reason(reference: &str) -> String {
    kept!("compromise-reason-reopened", reference = reference)
}

/// The task that a credit note is due, by rate where that is known; else with the number of what was credited at rates that nobody knows.
pub(crate) fn task(reference: &str, amount: Cents, currency: Currency, (vat, unclear): (&[VatPart], Option<&str>)) -> String {
    let amount = amount.fr_in(currency);
    if let Some(number) = unclear {
        return kept!("compromise-task-unclear", reference = reference, amount = amount, number = number);
    }
    if vat.is_empty() {
        return kept!("compromise-task", reference = reference, amount = amount);
    }
    let rate = |part: &VatPart| {
        let (base, tax) = (part.net().fr_in(currency), part.vat().fr_in(currency));
        kept!("compromise-task-rate", rate = part.rate.short_fr(), base = base, tax = tax)
    };
    let rates = vat.iter().map(rate).collect::<Vec<_>>().join(", ");
    kept!("compromise-task-by-rate", reference = reference, amount = amount, rates = rates)
}

/// The task that what was paid beyond the sum is owed back.
pub(crate) fn task_overpaid(reference: &str, amount: &str) -> String {
    kept!("compromise-task-overpaid", reference = reference, amount = amount)
}

/// Why a waiver whose sum came waits: what was credited since, at rates that nobody knows.
pub(crate) fn error_credited_unclear(number: &str) -> String {
    kept!("error-compromise-credited_unclear", number = number)
}

/// That nobody knows at which rates what is left of an invoice is.
#[must_use]
pub fn vat_unclear(number: &str) -> String {
    fl!(WORDS, "error-compromise-vat_unclear", number = number)
}

/// What something that was credited at rates that nobody knows keeps from being told or done, and what to do.
#[must_use]
pub fn credited_unclear(nature: Nature, number: &str) -> String {
    match nature {
        Nature::Rebate => fl!(WORDS, "compromise-credit-unclear", number = number),
        Nature::Waiver => fl!(WORDS, "error-compromise-credited_unclear", number = number),
    }
}

/// Why the task of a credit note is done.
pub(crate) fn task_done(number: &str) -> String {
    kept!("compromise-task-done", number = number)
}

/// Why it is given up.
pub(crate) fn task_gone(reference: &str) -> String {
    kept!("compromise-task-gone", reference = reference)
}

/// Why operations give their place to a credit note.
pub(crate) fn credited_reason(reference: &str, number: &str) -> String {
    kept!("compromise-reason-credited", reference = reference, number = number)
}

/// That a credit note stays where it is, though the discount is lost.
pub(crate) fn credit_stays(number: &str) -> String {
    kept!("compromise-credit-stays", number = number)
}

/// The step of that task.
pub(crate) fn task_step() -> String {
    fl!(WORDS, "compromise-task-step")
}

/// Who spoke.
#[must_use]
pub fn voice(voice: Voice) -> String {
    match voice {
        Voice::House => fl!(WORDS, "negotiation-voice-house"),
        Voice::Debtor => fl!(WORDS, "negotiation-voice-debtor"),
        Voice::Mediator => fl!(WORDS, "negotiation-voice-mediator"),
    }
}

/// What was said.
#[must_use]
pub fn said(said: Said, is_counter: bool) -> String {
    match said {
        Said::Offer if is_counter => fl!(WORDS, "negotiation-said-counter"),
        Said::Offer => fl!(WORDS, "negotiation-said-offer"),
        Said::Accepted => fl!(WORDS, "negotiation-said-accepted"),
        Said::Refused => fl!(WORDS, "negotiation-said-refused"),
        Said::Note => fl!(WORDS, "negotiation-said-note"),
    }
}

/// A line of a negotiation in one sentence.
pub(crate) fn talk_told(row: &TalkRow, is_counter: bool) -> String {
    let amount = row.heard.amount.map(|amount| amount.shown_in(row.currency));
    let by = row.heard.pay_by.map(|by| fl!(WORDS, "negotiation-by", by = locale::date(by)));
    let facts = [Some(voice(row.heard.voice)), Some(said(row.heard.said, is_counter)), amount, by];
    facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Why a line of a negotiation cannot be.
pub(crate) fn wrong_words(why: WrongWords) -> String {
    match why {
        WrongWords::Amount => fl!(WORDS, "error-negotiation-amount"),
        WrongWords::Day => fl!(WORDS, "error-negotiation-day"),
        WrongWords::PayBy => fl!(WORDS, "error-negotiation-pay_by"),
        WrongWords::NoOffer => fl!(WORDS, "error-negotiation-no_offer"),
    }
}

/// Why a compromise cannot go that way.
pub(crate) fn move_error(error: MoveError) -> String {
    match error {
        MoveError::Not => fl!(WORDS, "error-compromise-not"),
        MoveError::Day => fl!(WORDS, "error-compromise-signed_on"),
    }
}

pub(crate) fn error_discount(total: &str) -> String {
    fl!(WORDS, "error-compromise-discount", total = total)
}

pub(crate) fn error_day(most: i64) -> String {
    fl!(WORDS, "error-compromise-day", most = most)
}

pub(crate) fn error_taken(reference: &str) -> String {
    fl!(WORDS, "error-compromise-taken", reference = reference)
}

pub(crate) fn error_undo_given(reference: &str) -> String {
    fl!(WORDS, "error-compromise-undo_given", reference = reference)
}

macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_insolvent = "error-compromise-insolvent";
    error_no_items = "error-compromise-no_items";
    error_items_gone = "error-compromise-items_gone";
    error_not_issued = "error-compromise-not_issued";
    error_waiver_in_euro = "error-compromise-waiver_in_euro";
    error_currencies = "error-compromise-currencies";
    error_interest = "error-compromise-interest";
    error_no_interest = "error-compromise-no_interest";
    error_no_nature = "error-compromise-no_nature";
    error_no_vat = "error-compromise-no_vat";
    error_signatory = "error-compromise-signatory";
    error_without_reason = "error-compromise-without_reason";
    error_undo_ledger = "error-compromise-undo_ledger";
    error_credit_number = "error-compromise-credit_number";
    error_empty_file = "error-compromise-empty_file";
    error_policy = "error-compromise-policy";
    error_empty_note = "error-negotiation-empty";
    error_letter = "error-letter-compromise";
    lapsed_by_judgment = "compromise-lapsed-judgment";
    task_step_overpaid = "compromise-task-step-overpaid";
}
