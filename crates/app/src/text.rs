//! French words for codes, and the sentences of this crate. The keys of `i18n/fr/app.ftl` are checked when
//! the crate is built.

/// A sentence that is written into the file, or leaves the house: in French, whoever acts.
macro_rules! kept {
    ($($message:tt)*) => {
        $crate::text::locale::in_french(|| i18n_embed_fl::fl!($crate::text::WORDS, $($message)*))
    };
}

/// A function per kept sentence without arguments.
macro_rules! kept_sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            kept!($key)
        }
    )*};
}

pub mod agenda;
pub(crate) mod approvals;
pub mod behind;
pub mod calls;
pub mod carrier;
pub mod causes;
pub(crate) mod checks;
pub mod claims;
pub mod classification;
pub mod compromises;
pub mod connect;
pub mod conversation;
pub mod courtesy;
pub mod decisions;
pub mod dispute;
pub(crate) mod einvoice;
pub mod electronic;
pub mod figures;
pub(crate) mod first;
pub mod forecast;
pub(crate) mod interbank;
pub(crate) mod item_life;
pub mod items;
mod journal;
pub mod ledger;
pub mod locale;
pub mod mail_in;
pub mod matching;
pub mod plan_offers;
pub mod plans;
pub mod policy;
pub mod post;
pub mod promises;
pub mod quality;
pub mod requests;
pub mod scenario;
pub(crate) mod secrets;
pub(crate) mod service;
pub mod sms;
pub mod solving;
mod states;
pub mod template;
mod timeline;
pub mod users;
pub(crate) mod veto;

use domain::deadline::{DeadlineError, LawOf, RULES, Urgency};
use domain::dunning::{Channel, HoldReason, Outcome};
use domain::ledger::{Bucket, ItemKind};
use domain::party::{DebtorKind, MissingMention};
use i18n_embed_fl::fl;

pub use journal::event;
pub(crate) use journal::{error_note, fact, fact_value};

use crate::access::Role;
pub(crate) use locale::WORDS;
pub use states::{state, state_of};

pub(crate) use timeline::{timeline_action, timeline_item};

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    total = "total";
    ungrouped = "ungrouped";
    refusal_settled = "refusal-settled";
    refusal_changed = "refusal-changed";
    proposal_account = "proposal-account";
    proposal_amount = "proposal-amount";
    check_mentions_complete = "check-mentions-complete";
    error_log_in_refused = "error-log-in-refused";
    error_too_many_log_ins = "error-too-many-log-ins";
    error_forbidden = "error-forbidden";
    error_not_found = "error-not-found";
    error_conflict = "error-conflict";
    error_no_mail = "error-no-mail";
    error_unconfirmed = "error-unconfirmed";
    error_letter = "error-letter";
    error_internal = "error-internal";
    error_which_organisation = "error-which-organisation";
    error_no_organisation = "error-no-organisation";
    error_unknown_content = "error-unknown-content";
    error_statement_without_account = "error-statement-without-account";
    error_entry_without_date = "error-entry-without-date";
    error_hold_without_note = "error-hold-without-note";
    error_hold_in_the_past = "error-hold-in-the-past";
    warning_pending = "warning-pending";
    error_nothing_overdue = "error-nothing-overdue";
    error_no_postal_address = "error-no-postal-address";
    error_period_backwards = "error-period-backwards";
    error_law_without_source = "error-law-without-source";
    error_law_overlap = "error-law-overlap";
    error_law_half_year = "error-law-half-year";
    error_waiver_without_reason = "error-waiver-without-reason";
    error_no_interest = "error-no-interest";
    error_limit_without_reason = "error-limit-without-reason";
    error_feed_without_account = "error-feed-without-account";
}

kept_sentences! {
    reason_booked = "reason-booked";
    reason_interrupted = "reason-interrupted";
    actor_night = "actor-night";
}

/// Why a payment came back, as the note of a bank line.
#[must_use]
pub(crate) fn note_returned(code: &str) -> String {
    match domain::ledger::operation::BounceCode::from_code(code) {
        Some(code) => kept!("note-returned", reason = ledger::bounce(code)),
        None => match interbank::meaning(code) {
            Some(reason) => kept!("note-returned", reason = reason),
            None => kept!("note-returned-code", code = code),
        },
    }
}

/// Why a payment is taken back, as the ledger keeps it.
#[must_use]
pub(crate) fn bounce_reason(code: domain::ledger::operation::BounceCode, printed: Option<&str>) -> String {
    match (code, printed) {
        (domain::ledger::operation::BounceCode::Other, Some(printed)) => note_returned(printed),
        (_, printed) => printed.and_then(interbank::meaning).unwrap_or_else(|| ledger::bounce(code)),
    }
}

/// The note of a returned payment that opened its debt again.
#[must_use]
pub(crate) fn note_reopened(payment: &str) -> String {
    kept!("note-reopened", payment = payment)
}

/// A hole between two statements of an account.
#[must_use]
pub(crate) fn statement_gap(gap: &domain::bank_line::Gap, account: &str) -> String {
    match gap.days() {
        Some((from, to)) => fl!(WORDS, "bank-gap", from = locale::date(from), to = locale::date(to), account = account),
        None => fl!(WORDS, "bank-jump", before = locale::date(gap.before), after = locale::date(gap.after), account = account),
    }
}

/// The name under which the command line acts.
#[must_use]
pub fn actor_cli() -> String {
    kept!("actor-cli")
}

/// A scenario's step.
#[must_use]
pub fn step(key: &str) -> String {
    match key {
        "pre_due" => fl!(WORDS, "step-pre_due"),
        "reminder_1" => fl!(WORDS, "step-reminder_1"),
        "reminder_2" => fl!(WORDS, "step-reminder_2"),
        "call" => fl!(WORDS, "step-call"),
        "letter" => fl!(WORDS, "step-letter"),
        "prepare_formal_notice" => fl!(WORDS, "step-prepare_formal_notice"),
        "payment_request" => fl!(WORDS, "step-payment_request"),
        "invoice_copy" => fl!(WORDS, "step-invoice_copy"),
        "promise_note" => fl!(WORDS, "step-promise_note"),
        "plan_note" => fl!(WORDS, "step-plan_note"),
        "resend_copy" | "ask_validator" | "look_for_payment" | "escalate" => {
            domain::cause::NextAction::from_code(key).map(causes::action).unwrap_or_default()
        }
        "credit_note" => compromises::task_step(),
        "overpaid" => compromises::task_step_overpaid(),
        other => fl!(WORDS, "step-other", key = other),
    }
}

/// Why an item is held.
#[must_use]
pub fn hold_reason(reason: HoldReason) -> String {
    match reason {
        HoldReason::Insolvency => fl!(WORDS, "hold-insolvency"),
        HoldReason::Paused => fl!(WORDS, "hold-paused"),
        HoldReason::CreditCovers => fl!(WORDS, "hold-credit_covers"),
        HoldReason::Spacing => fl!(WORDS, "hold-spacing"),
        HoldReason::NoContact => fl!(WORDS, "hold-no_contact"),
        HoldReason::Bounced => fl!(WORDS, "hold-email_bounced"),
        HoldReason::CourtesyDeclined => fl!(WORDS, "hold-courtesy_declined"),
        HoldReason::StaleData => fl!(WORDS, "hold-stale_data"),
        HoldReason::Quiet => fl!(WORDS, "hold-quiet"),
        HoldReason::BelowMinimum => fl!(WORDS, "hold-below_minimum"),
        HoldReason::HandedOver => fl!(WORDS, "hold-handed_over"),
        HoldReason::Plan => fl!(WORDS, "hold-plan"),
        HoldReason::Compromise => fl!(WORDS, "hold-compromise"),
        HoldReason::Disputed => fl!(WORDS, "hold-disputed"),
        HoldReason::Promised => fl!(WORDS, "hold-promised"),
        HoldReason::PaymentToConfirm => fl!(WORDS, "hold-payment_to_confirm"),
        HoldReason::Replied => fl!(WORDS, "hold-replied"),
        HoldReason::StopCondition => fl!(WORDS, "hold-stop_condition"),
        HoldReason::EmergencyStop => fl!(WORDS, "hold-emergency_stop"),
        HoldReason::Pressure => fl!(WORDS, "hold-pressure"),
        HoldReason::PreviousStep => fl!(WORDS, "hold-previous_step"),
        HoldReason::RunCap => fl!(WORDS, "hold-run_cap"),
    }
}

/// What an item gets, in a sentence. `step_name` names the steps of its scenario by their position.
#[must_use]
pub fn outcome(outcome: &Outcome, step_name: impl Fn(usize) -> String) -> String {
    match outcome {
        Outcome::Send { step } => fl!(WORDS, "outcome-send", step = step_name(*step)),
        Outcome::Hold { reason, until: Some(until) } => {
            fl!(WORDS, "outcome-hold-until", reason = hold_reason(*reason), until = locale::date(*until))
        }
        Outcome::Hold { reason, until: None } => fl!(WORDS, "outcome-hold", reason = hold_reason(*reason)),
        Outcome::NotYet { next_on } => fl!(WORDS, "outcome-not-yet", next = locale::date(*next_on)),
        Outcome::Exhausted => fl!(WORDS, "outcome-exhausted"),
    }
}

/// A channel.
#[must_use]
pub fn channel(channel: Channel) -> String {
    match channel {
        Channel::Email => fl!(WORDS, "channel-email"),
        Channel::Sms => fl!(WORDS, "channel-sms"),
        Channel::Call => fl!(WORDS, "channel-call"),
        Channel::Letter => fl!(WORDS, "channel-letter"),
        Channel::Registered => fl!(WORDS, "channel-registered"),
        Channel::Electronic => fl!(WORDS, "channel-electronic"),
        Channel::Task => fl!(WORDS, "channel-task"),
    }
}

/// A column of the aged balance.
#[must_use]
pub fn bucket(bucket: Bucket) -> String {
    match bucket {
        Bucket::NotDue => fl!(WORDS, "bucket-not_due"),
        Bucket::Days1To30 => fl!(WORDS, "bucket-1-30"),
        Bucket::Days31To60 => fl!(WORDS, "bucket-31-60"),
        Bucket::Days61To90 => fl!(WORDS, "bucket-61-90"),
        Bucket::Days91To120 => fl!(WORDS, "bucket-91-120"),
        Bucket::Over120 => fl!(WORDS, "bucket-120plus"),
        Bucket::Credits => fl!(WORDS, "bucket-credits"),
    }
}

/// A column by a house's own bounds; the usual ones have their usual names.
#[must_use]
pub fn bucket_in(bucket: Bucket, bounds: domain::ledger::Bounds) -> String {
    if bounds == domain::ledger::Bounds::default() {
        return self::bucket(bucket);
    }
    let days = bounds.days().map(i64::from);
    let between = |from: i64, to: i64| fl!(WORDS, "bucket-between", from = from, to = to);
    match bucket {
        Bucket::NotDue | Bucket::Credits => self::bucket(bucket),
        Bucket::Days1To30 => between(1, days[0]),
        Bucket::Days31To60 => between(days[0] + 1, days[1]),
        Bucket::Days61To90 => between(days[1] + 1, days[2]),
        Bucket::Days91To120 => between(days[2] + 1, days[3]),
        Bucket::Over120 => fl!(WORDS, "bucket-beyond", days = days[3]),
    }
}

/// The first columns of the aged balance's table.
pub(crate) fn aged_columns() -> Vec<String> {
    vec![
        fl!(WORDS, "column-code"),
        fl!(WORDS, "column-name"),
        fl!(WORDS, "column-category"),
        fl!(WORDS, "column-collector"),
        fl!(WORDS, "column-currency"),
    ]
}

/// A kind of debtor.
#[must_use]
pub fn debtor_kind(kind: DebtorKind) -> String {
    match kind {
        DebtorKind::Business => fl!(WORDS, "kind-business"),
        DebtorKind::Consumer => fl!(WORDS, "kind-consumer"),
        DebtorKind::Public => fl!(WORDS, "kind-public"),
        DebtorKind::Unknown => fl!(WORDS, "kind-unknown"),
    }
}

/// A kind of item.
#[must_use]
pub fn item_kind(kind: ItemKind) -> String {
    match kind {
        ItemKind::Invoice => fl!(WORDS, "item-invoice"),
        ItemKind::Debit => fl!(WORDS, "item-debit"),
        ItemKind::CreditNote => fl!(WORDS, "item-credit_note"),
        ItemKind::Payment => fl!(WORDS, "item-payment"),
        ItemKind::Adjustment => fl!(WORDS, "item-adjustment"),
        ItemKind::WriteOff => fl!(WORDS, "item-write_off"),
    }
}

/// A mandatory mention of the creditor.
#[must_use]
pub fn mention(mention: MissingMention) -> String {
    match mention {
        MissingMention::Name => fl!(WORDS, "mention-name"),
        MissingMention::LegalForm => fl!(WORDS, "mention-legal_form"),
        MissingMention::Capital => fl!(WORDS, "mention-capital"),
        MissingMention::Siren => fl!(WORDS, "mention-siren"),
        MissingMention::RcsTown => fl!(WORDS, "mention-rcs_town"),
        MissingMention::Seat => fl!(WORDS, "mention-seat"),
        MissingMention::Iban => fl!(WORDS, "mention-iban"),
        MissingMention::IbanHolder => fl!(WORDS, "mention-iban_holder"),
        MissingMention::Email => fl!(WORDS, "mention-email"),
    }
}

/// A role.
#[must_use]
pub fn role(role: Role) -> String {
    match role {
        Role::Admin => fl!(WORDS, "role-admin"),
        Role::CreditManager => fl!(WORDS, "role-credit_manager"),
        Role::Collector => fl!(WORDS, "role-collector"),
        Role::Accountant => fl!(WORDS, "role-accountant"),
        Role::Director => fl!(WORDS, "role-director"),
        Role::Salesman => fl!(WORDS, "role-salesman"),
        Role::ReadOnly => fl!(WORDS, "role-read_only"),
    }
}

/// A kind of file.
#[must_use]
pub fn import_kind(kind: &str) -> String {
    match kind {
        "fec" => fl!(WORDS, "import-fec"),
        "customers" => fl!(WORDS, "import-customers"),
        "invoices" => fl!(WORDS, "import-invoices"),
        "bank_statement" => fl!(WORDS, "import-bank_statement"),
        "invoice" => fl!(WORDS, "import-invoice"),
        "lifecycle" => fl!(WORDS, "import-lifecycle"),
        "mail" => fl!(WORDS, "import-mail"),
        _ => fl!(WORDS, "import-unreadable"),
    }
}

/// `a`, `a et b`, `a, b et c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// At most this many numbers are named; a longer list ends with dots.
const NAMED: usize = 5;

fn numbers_of(numbers: &[&str]) -> String {
    let named: Vec<String> = numbers.iter().take(NAMED).map(|number| (*number).to_owned()).collect();
    if numbers.len() > NAMED { format!("{}…", named.join(", ")) } else { listed(&named) }
}

pub(crate) fn reason_by_person(name: &str) -> String {
    kept!("reason-by-person", name = name)
}

pub(crate) fn reason_undone(name: &str) -> String {
    kept!("reason-undone", name = name)
}

pub(crate) fn reason_settled_by(name: &str) -> String {
    kept!("reason-settled-by", name = name)
}

pub(crate) fn reason_put_off(reason: &str) -> String {
    kept!("reason-put-off", reason = mail_in::reason(reason))
}

pub(crate) fn reason_refused(reason: &str) -> String {
    kept!("reason-refused", reason = reason)
}

pub(crate) fn reason_unknown(reason: &str) -> String {
    kept!("reason-unknown", reason = reason)
}

pub(crate) fn refusal_letter(code: &str) -> String {
    fl!(WORDS, "refusal-letter", code = code)
}

pub(crate) fn label_paid_in_file(number: &str) -> String {
    kept!("label-paid-in-file", number = number)
}

pub(crate) fn error_missing_mentions(mentions: &[MissingMention]) -> String {
    let words: Vec<String> = mentions.iter().map(|missing| mention(*missing)).collect();
    fl!(WORDS, "error-missing-mentions", mentions = listed(&words))
}

pub(crate) fn error_short_password(count: usize) -> String {
    fl!(WORDS, "error-short-password", count = count)
}

pub(crate) fn error_organisation_exists(slug: &str) -> String {
    fl!(WORDS, "error-organisation-exists", slug = slug)
}

pub(crate) fn error_no_such_organisation(slug: &str) -> String {
    fl!(WORDS, "error-no-such-organisation", slug = slug)
}

pub(crate) fn error_identifier(field: &str, value: &str) -> String {
    match field {
        "siren" => fl!(WORDS, "error-identifier-siren", value = value),
        "iban" => fl!(WORDS, "error-identifier-iban", value = value),
        "email" => fl!(WORDS, "error-identifier-email", value = value),
        "capital" => fl!(WORDS, "error-identifier-capital", value = value),
        _ => fl!(WORDS, "error-identifier-other", value = value),
    }
}

pub(crate) fn error_unknown_kind(kind: &str) -> String {
    fl!(WORDS, "error-unknown-kind", kind = kind)
}

pub(crate) fn warning_amount_differs(number: &str, theirs: String, ours: String) -> String {
    fl!(WORDS, "warning-amount-differs", number = number, theirs = theirs, ours = ours)
}

pub(crate) fn warning_amount_changed(number: &str, theirs: String, ours: String) -> String {
    fl!(WORDS, "warning-amount-changed", number = number, theirs = theirs, ours = ours)
}

pub(crate) fn warning_new_instalment(number: &str, amount: String) -> String {
    fl!(WORDS, "warning-new-instalment", number = number, amount = amount)
}

pub(crate) fn error_no_such_debtor(words: &str) -> String {
    fl!(WORDS, "error-no-such-debtor", words = words)
}

pub(crate) fn error_settings(path: &str, file: &str) -> String {
    fl!(WORDS, "error-settings", path = path, file = file)
}

pub(crate) fn error_mail_url(code: &str) -> String {
    fl!(WORDS, "error-mail-url", code = code)
}

pub(crate) fn error_demo_folder(folder: &str) -> String {
    fl!(WORDS, "error-demo-folder", folder = folder)
}

/// A key of the law: what a row is about.
#[must_use]
pub fn law_key(key: &str) -> String {
    use domain::law::keys;
    match key {
        keys::REFI => fl!(WORDS, "law-refi"),
        keys::REFI_POINTS => fl!(WORDS, "law-refi-points"),
        keys::REFI_POINTS_PUBLIC => fl!(WORDS, "law-refi-points-public"),
        keys::STATUTORY_PROFESSIONAL => fl!(WORDS, "law-statutory-professional"),
        keys::STATUTORY_INDIVIDUAL => fl!(WORDS, "law-statutory-individual"),
        keys::JUDGMENT_POINTS => fl!(WORDS, "law-judgment-points"),
        keys::JUDGMENT_DELAY => fl!(WORDS, "law-judgment-delay"),
        keys::FLOOR_MULTIPLE => fl!(WORDS, "law-floor-multiple"),
        keys::INDEMNITY => fl!(WORDS, "law-indemnity"),
        other => law_key_of_rule(other).unwrap_or_else(|| other.to_owned()),
    }
}

/// The keys that belong to a rule: a time limit, a limitation period, a cap of payment terms.
fn law_key_of_rule(key: &str) -> Option<String> {
    use domain::{claim, deadline, ledger, limitation};
    match key {
        limitation::keys::HARD_STOP => return Some(fl!(WORDS, "law-hard-stop")),
        limitation::keys::AFTER_MEDIATION => return Some(fl!(WORDS, "law-after-mediation")),
        "limit.distance.overseas" => return Some(fl!(WORDS, "law-distance-overseas")),
        "limit.distance.abroad" => return Some(fl!(WORDS, "law-distance-abroad")),
        "limit.insolvency.distance" => return Some(fl!(WORDS, "law-distance-creditor")),
        "terms.default" => return Some(fl!(WORDS, "law-terms-default")),
        _ => {}
    }
    if let Ok(rule) = deadline::rule(key) {
        return Some(fl!(WORDS, "law-limit", what = locale::rule_label(rule)));
    }
    if let Some(kind) = claim::ClaimKind::ALL.into_iter().find(|kind| limitation::keys::period(*kind) == key) {
        return Some(fl!(WORDS, "law-limitation", what = claims::claim_kind(kind)));
    }
    let (sector, of) = key.strip_prefix("terms.cap.")?.rsplit_once('.')?;
    let sector = ledger::terms::Sector::ALL.into_iter().find(|known| known.code() == sector)?;
    let sector = self::ledger::sector(sector);
    Some(match of {
        "net" => fl!(WORDS, "law-cap-net", what = sector),
        "net_last_quarter" => fl!(WORDS, "law-cap-net-last-quarter", what = sector),
        _ => fl!(WORDS, "law-cap-end-of-month", what = sector),
    })
}

/// How sure a row of the law is.
#[must_use]
pub fn law_standing(standing: domain::law::Standing) -> String {
    use domain::law::Standing;
    match standing {
        Standing::Checked => fl!(WORDS, "law-checked"),
        Standing::Unverified => fl!(WORDS, "law-unverified"),
        Standing::Organisation => fl!(WORDS, "law-organisation"),
    }
}

/// Why a debtor owes no interest.
#[must_use]
pub fn no_interest(why: domain::interest::NoInterest) -> String {
    use domain::interest::NoInterest;
    match why {
        NoInterest::UnknownKind => fl!(WORDS, "no-interest-unknown_kind"),
        NoInterest::NoFormalNotice => fl!(WORDS, "no-interest-no_formal_notice"),
        NoInterest::BeforeTables => fl!(WORDS, "no-interest-before_tables"),
    }
}

/// Why the fixed indemnity is not due.
#[must_use]
pub fn no_indemnity(why: domain::interest::NoIndemnity) -> String {
    use domain::interest::NoIndemnity;
    match why {
        NoIndemnity::Consumer => fl!(WORDS, "no-indemnity-consumer"),
        NoIndemnity::UnknownKind => fl!(WORDS, "no-indemnity-unknown_kind"),
        NoIndemnity::NotLate => fl!(WORDS, "no-indemnity-not_late"),
        NoIndemnity::Credited => fl!(WORDS, "no-indemnity-credited"),
        NoIndemnity::Insolvency => fl!(WORDS, "no-indemnity-insolvency"),
        NoIndemnity::Waived => fl!(WORDS, "no-indemnity-waived"),
        NoIndemnity::BeforeLaw => fl!(WORDS, "no-indemnity-before_law"),
        NoIndemnity::OtherInstalment => fl!(WORDS, "no-indemnity-other_instalment"),
        NoIndemnity::NoInvoice => fl!(WORDS, "no-indemnity-no_invoice"),
    }
}

/// The columns of the table of penalties.
pub(crate) fn penalty_columns() -> Vec<String> {
    vec![
        fl!(WORDS, "column-code"),
        fl!(WORDS, "column-name"),
        fl!(WORDS, "column-kind"),
        fl!(WORDS, "column-currency"),
        fl!(WORDS, "column-items"),
        fl!(WORDS, "column-oldest-due"),
        fl!(WORDS, "column-principal"),
        fl!(WORDS, "column-interest"),
        fl!(WORDS, "column-indemnity"),
        fl!(WORDS, "column-total"),
    ]
}

/// What the law does not say yet, and where to enter it.
pub(crate) fn error_law(error: &domain::law::LawError) -> String {
    use domain::law::LawError;
    match error {
        LawError::Missing { key, on } => {
            fl!(WORDS, "error-law-missing", what = law_key(key), when = locale::half_year(*on), date = locale::date(*on))
        }
        LawError::WrongKind { key, .. } => fl!(WORDS, "error-law-wrong-kind", what = law_key(key)),
    }
}

/// A key that the tables of the law do not have.
pub(crate) fn error_law_key(key: &str) -> String {
    fl!(WORDS, "error-law-key", key = key)
}

/// A value that its key does not take; `model` is one that it does.
pub(crate) fn error_law_value(typed: &str, model: &str) -> String {
    fl!(WORDS, "error-law-value", typed = typed, model = model)
}

/// A waiver of nothing, or of more than is due.
pub(crate) fn error_waiver_amount(due: &str) -> String {
    fl!(WORDS, "error-waiver-amount", due = due)
}

/// What an account says of an indemnity that was given up.
pub(crate) fn indemnity_waived(on: domain::Date) -> String {
    kept!("indemnity-waived", date = locale::date(on))
}

/// A text that is longer than its reader is patient.
pub(crate) fn error_too_long(longest: usize) -> String {
    fl!(WORDS, "error-too-long", count = longest)
}

/// A negative amount where none can be.
pub(crate) fn error_negative_amount(amount: &str) -> String {
    fl!(WORDS, "error-negative-amount", amount = amount)
}
/// How close a time limit is.
#[must_use]
pub fn urgency(urgency: Urgency) -> String {
    match urgency {
        Urgency::Late => fl!(WORDS, "urgency-late"),
        Urgency::Ready => fl!(WORDS, "urgency-ready"),
        Urgency::Soon => fl!(WORDS, "urgency-soon"),
        Urgency::Later => fl!(WORDS, "urgency-later"),
    }
}

pub(crate) fn limit_unknown(key: &str) -> String {
    fl!(WORDS, "limit-unknown", key = key)
}

pub(crate) fn limit_over(label: &str) -> String {
    fl!(WORDS, "limit-over", label = label)
}

pub(crate) fn limit_recorded_by(name: &str) -> String {
    fl!(WORDS, "limit-recorded-by", name = name)
}

pub(crate) fn calendar_name(organisation: &str) -> String {
    fl!(WORDS, "calendar-name", name = organisation)
}

pub(crate) fn error_deadline(error: &DeadlineError) -> String {
    match error {
        DeadlineError::UnknownRule(key) => {
            let keys: Vec<&str> = RULES.iter().map(|rule| rule.key).collect();
            fl!(WORDS, "error-unknown-rule", key = key.as_str(), keys = keys.join(", "))
        }
        DeadlineError::NoLaw { rule, on, .. } => {
            let sentence = fl!(WORDS, "error-no-law", label = locale::rule_label(rule), on = locale::date(*on));
            if rule.law_of == LawOf::Decision { format!("{sentence} {}", rule.note) } else { sentence }
        }
        DeadlineError::DecidedAfterStart { decided_on, start } => {
            fl!(WORDS, "error-decided-after-start", decided_on = locale::date(*decided_on), start = locale::date(*start))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_law_has_its_french_words() {
        let book = domain::law::Book::compiled();
        let bare: Vec<&str> = book.rows().iter().map(|row| &*row.key).filter(|key| law_key(key) == *key).collect();
        assert!(bare.is_empty(), "without words: {bare:?}");
    }
}
