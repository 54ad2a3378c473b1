//! French words of payment plans. Keys: the block « Échéanciers » of `i18n/fr/app.ftl`.

use domain::plan::{
    Event, EventKind, Expected, Ground, Guarantee, InstalmentState, InterestChoice, MoveError, Objection, Policy, Standing,
};
use domain::{Currency, Date};
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale::{self, ShownIn as _};

/// How a plan stands.
#[must_use]
pub fn standing(standing: Standing) -> String {
    match standing {
        Standing::Broken => fl!(WORDS, "plan-broken"),
        Standing::Noticed => fl!(WORDS, "plan-noticed"),
        Standing::Late => fl!(WORDS, "plan-late"),
        Standing::Accelerated => fl!(WORDS, "plan-accelerated"),
        Standing::ToApprove => fl!(WORDS, "plan-to_approve"),
        Standing::Draft => fl!(WORDS, "plan-draft"),
        Standing::Proposed => fl!(WORDS, "plan-proposed"),
        Standing::UpToDate => fl!(WORDS, "plan-up_to_date"),
        Standing::Completed => fl!(WORDS, "plan-completed"),
        Standing::Stopped => fl!(WORDS, "plan-stopped"),
        Standing::Replaced => fl!(WORDS, "plan-replaced"),
        Standing::Cancelled => fl!(WORDS, "plan-cancelled"),
    }
}

/// How an instalment stands.
#[must_use]
pub fn instalment(state: InstalmentState) -> String {
    match state {
        InstalmentState::Kept => fl!(WORDS, "plan-instalment-kept"),
        InstalmentState::KeptLate => fl!(WORDS, "plan-instalment-kept_late"),
        InstalmentState::Coming => fl!(WORDS, "plan-instalment-coming"),
        InstalmentState::Late => fl!(WORDS, "plan-instalment-late"),
        InstalmentState::Broken => fl!(WORDS, "plan-instalment-broken"),
    }
}

/// What becomes of interest.
#[must_use]
pub fn interest(choice: InterestChoice) -> String {
    match choice {
        InterestChoice::Kept => fl!(WORDS, "plan-interest-kept"),
        InterestChoice::Frozen => fl!(WORDS, "plan-interest-frozen"),
        InterestChoice::Waived => fl!(WORDS, "plan-interest-waived"),
    }
}

/// The day on which money is expected, and why; empty for an item's own due date.
#[must_use]
pub fn expected(expected: Expected) -> String {
    let on = locale::date(expected.on);
    match expected.ground {
        Ground::Plan => fl!(WORDS, "expected-plan", on = on),
        Ground::Settlement => fl!(WORDS, "expected-settlement", on = on),
        Ground::Promise => fl!(WORDS, "expected-promise", on = on),
        Ground::Deferral => fl!(WORDS, "expected-deferral", on = on),
        Ground::Habit => fl!(WORDS, "expected-habit", on = on),
        Ground::Due => String::new(),
    }
}

/// What secures a plan.
#[must_use]
pub fn guarantee(guarantee: Guarantee) -> String {
    match guarantee {
        Guarantee::None => fl!(WORDS, "plan-guarantee-none"),
        Guarantee::Surety => fl!(WORDS, "plan-guarantee-surety"),
        Guarantee::Pledge => fl!(WORDS, "plan-guarantee-pledge"),
        Guarantee::Mandate => fl!(WORDS, "plan-guarantee-mandate"),
        Guarantee::Other => fl!(WORDS, "plan-guarantee-other"),
    }
}

/// That, as a clause of the deed.
pub(crate) fn guarantee_clause(kind: Guarantee, note: &str) -> String {
    if kind == Guarantee::Other { note.to_owned() } else { kept!("plan-guarantee-clause", kind = guarantee(kind), note = note) }
}

/// Why a plan needs approval.
#[must_use]
pub fn objection(objection: Objection) -> String {
    match objection {
        Objection::Amount => fl!(WORDS, "plan-objection-amount"),
        Objection::Parts => fl!(WORDS, "plan-objection-parts"),
        Objection::Days => fl!(WORDS, "plan-objection-days"),
        Objection::First => fl!(WORDS, "plan-objection-first"),
        Objection::Debtor => fl!(WORDS, "plan-objection-debtor"),
    }
}

/// What a person did.
#[must_use]
pub fn event_told(event: &Event, currency: Currency) -> String {
    let on = locale::date(event.on);
    match &event.kind {
        EventKind::Asked => fl!(WORDS, "plan-event-asked"),
        EventKind::Proposed => fl!(WORDS, "plan-event-proposed"),
        EventKind::Approved { by } => fl!(WORDS, "plan-event-approved", by = by.as_str()),
        EventKind::SentBack => fl!(WORDS, "plan-event-sent_back"),
        EventKind::Signed { signatory } => fl!(WORDS, "plan-event-signed", on = on, signatory = signatory.as_str()),
        EventKind::Noticed { cure_by, missing, .. } => {
            fl!(WORDS, "plan-event-noticed", amount = missing.shown_in(currency), until = locale::date(*cure_by))
        }
        EventKind::Accelerated => fl!(WORDS, "plan-event-accelerated"),
        EventKind::Replaced => fl!(WORDS, "plan-event-replaced"),
        EventKind::Cancelled => fl!(WORDS, "plan-event-cancelled"),
        EventKind::Undone => fl!(WORDS, "plan-event-undone"),
    }
}

/// A line of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "plan.created" => fl!(WORDS, "event-plan-created"),
        "plan.asked" => fl!(WORDS, "event-plan-asked"),
        "plan.proposed" => fl!(WORDS, "event-plan-proposed"),
        "plan.approved" => fl!(WORDS, "event-plan-approved"),
        "plan.sent_back" => fl!(WORDS, "event-plan-sent_back"),
        "plan.signed" => fl!(WORDS, "event-plan-signed"),
        "plan.noticed" => fl!(WORDS, "event-plan-noticed"),
        "plan.accelerated" => fl!(WORDS, "event-plan-accelerated"),
        "plan.replaced" => fl!(WORDS, "event-plan-replaced"),
        "plan.cancelled" => fl!(WORDS, "event-plan-cancelled"),
        "plan.file_kept" => fl!(WORDS, "event-plan-file_kept"),
        "plan.broken" => fl!(WORDS, "event-plan-broken"),
        "plan.cured" => fl!(WORDS, "event-plan-cured"),
        "plan.completed" => fl!(WORDS, "event-plan-completed"),
        "plan.reopened" => fl!(WORDS, "event-plan-reopened"),
        "plan.policy" => fl!(WORDS, "event-plan-policy"),
        "deferral.granted" => fl!(WORDS, "event-deferral-granted"),
        "deferral.undone" => fl!(WORDS, "event-deferral-undone"),
        _ => fl!(WORDS, "event-plan-undone"),
    }
}

pub(crate) fn created(count: usize, total: &str) -> String {
    kept!("plan-created", count = count, total = total)
}

/// Why a plan is broken, as the journal keeps it.
pub(crate) fn broken_told(place: usize, due_on: Date, missing: &str, since: Date) -> String {
    kept!("plan-broken-told", place = place, due = domain::calendar::fr(due_on), missing = missing, since = domain::calendar::fr(since))
}

/// That all of a plan came, as the journal keeps it.
pub(crate) fn completed_told(on: Date) -> String {
    kept!("plan-completed-told", on = domain::calendar::fr(on))
}

/// What is left of a plan that goes on, as the journal keeps it.
pub(crate) fn left_told(left: &str) -> String {
    kept!("plan-left-told", left = left)
}

pub(crate) fn policy_told(policy: &Policy) -> String {
    let (parts, days, first) = (policy.parts, policy.days, policy.first_percent);
    let limits = kept!("plan-policy-told", most = policy.most.shown_in(Currency::EUR), parts = parts, days = days, first = first);
    if policy.tells { kept!("plan-policy-tells", limits = limits) } else { limits }
}

/// The heads of the list as a table.
pub(crate) fn columns() -> Vec<String> {
    fl!(WORDS, "plan-columns").split(';').map(str::to_owned).collect()
}

/// Why a plan cannot go that way.
pub(crate) fn move_error(error: MoveError) -> String {
    match error {
        MoveError::Not => fl!(WORDS, "error-plan-not"),
        MoveError::NothingMissed => fl!(WORDS, "error-plan-nothing_missed"),
        MoveError::CureTooShort(days) => fl!(WORDS, "error-plan-cure_too_short", days = days),
        MoveError::MayCure(on) => fl!(WORDS, "error-plan-may_cure", on = locale::date(on)),
        MoveError::Day => fl!(WORDS, "error-plan-signed_on"),
    }
}

macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_insolvent = "error-plan-insolvent";
    error_no_items = "error-plan-no_items";
    error_items_gone = "error-plan-items_gone";
    error_currencies = "error-plan-currencies";
    error_past = "error-plan-past";
    error_consumer_interest = "error-plan-consumer_interest";
    error_no_choice = "error-plan-no_choice";
    error_guarantee = "error-plan-guarantee";
    error_grace = "error-plan-grace";
    error_day = "error-plan-day";
    error_signatory = "error-plan-signatory";
    error_no_clause = "error-plan-no_clause";
    error_without_reason = "error-plan-without_reason";
    error_undo_replaced = "error-plan-undo_replaced";
    error_empty_file = "error-plan-empty_file";
    error_policy = "error-plan-policy";
    error_deferral_reason = "error-deferral-reason";
    error_consumer_signs = "error-plan-consumer_signs";
    error_nothing_to_acknowledge = "error-plan-nothing_to_acknowledge";
}

pub(crate) fn error_taken(reference: &str) -> String {
    fl!(WORDS, "error-plan-taken", reference = reference)
}

pub(crate) fn error_undo_taken(reference: &str) -> String {
    fl!(WORDS, "error-plan-undo_taken", reference = reference)
}

pub(crate) fn error_debt_changed(number: &str) -> String {
    fl!(WORDS, "error-plan-debt_changed", number = number)
}

pub(crate) fn error_parts(most: u32) -> String {
    fl!(WORDS, "error-plan-parts", most = most)
}

pub(crate) fn error_too_small(total: &str) -> String {
    fl!(WORDS, "error-plan-too_small", total = total)
}

pub(crate) fn error_first(total: &str) -> String {
    fl!(WORDS, "error-plan-first", total = total)
}

pub(crate) fn error_not_positive(at: usize) -> String {
    fl!(WORDS, "error-plan-not_positive", at = at)
}

pub(crate) fn error_order(at: usize) -> String {
    fl!(WORDS, "error-plan-order", at = at)
}

pub(crate) fn error_sum(sum: &str, total: &str) -> String {
    fl!(WORDS, "error-plan-sum", sum = sum, total = total)
}

/// Why a promise is taken back: an agreement on its items was signed.
pub(crate) fn promise_gives_way(reference: &str) -> String {
    kept!("promise-gives-way", reference = reference)
}

/// Why a promise is taken back: all of its items got a later day.
pub(crate) fn promise_is_deferred(agreed: Date) -> String {
    kept!("promise-is-deferred", agreed = locale::date(agreed))
}

pub(crate) fn acknowledged(reference: &str, signatory: &str) -> String {
    kept!("plan-acknowledged", reference = reference, signatory = signatory)
}

pub(crate) fn deferral_told(original: Date, agreed: Date, without_interest: bool) -> String {
    let (original, agreed) = (locale::date(original), locale::date(agreed));
    if without_interest {
        kept!("deferral-told-waived", original = original, agreed = agreed)
    } else {
        kept!("deferral-told-kept", original = original, agreed = agreed)
    }
}

pub(crate) fn error_deferral_day(original: Date) -> String {
    fl!(WORDS, "error-deferral-day", original = locale::date(original))
}

/// Nothing is to be asked for: a plan has it.
pub(crate) fn error_letter_planned() -> String {
    fl!(WORDS, "error-letter-planned")
}

/// The name of the calendar of a plan.
pub(crate) fn calendar_name(reference: &str, debtor: &str) -> String {
    fl!(WORDS, "plan-calendar-name", reference = reference, debtor = debtor)
}

/// An instalment in a calendar.
pub(crate) fn calendar_event(amount: &str, debtor: &str) -> String {
    fl!(WORDS, "plan-calendar-event", amount = amount, debtor = debtor)
}

/// Which instalment of which plan.
pub(crate) fn calendar_told(reference: &str, place: usize, parts: usize) -> String {
    fl!(WORDS, "plan-calendar-told", reference = reference, place = place.to_string(), parts = parts.to_string())
}
