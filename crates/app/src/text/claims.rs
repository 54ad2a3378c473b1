//! French words of claims: natures, events, clocks, pre-flight. They tell dates and texts, and never whether
//! a claim is or is not time-barred.

use domain::claim::{ClaimEventKind, ClaimKind};
use domain::law::Standing;
use domain::limitation::{Clock, Effect, Start, StartSource, Step};
use domain::preflight::{Check, Finding, Heading};
use domain::{Cents, Currency};
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale::{self, Shown as _, ShownIn as _};

/// The nature of a claim.
#[must_use]
pub fn claim_kind(kind: ClaimKind) -> String {
    match kind {
        ClaimKind::Business => fl!(WORDS, "claim-kind-business"),
        ClaimKind::Consumer => fl!(WORDS, "claim-kind-consumer"),
        ClaimKind::Civil => fl!(WORDS, "claim-kind-civil"),
        ClaimKind::Carriage => fl!(WORDS, "claim-kind-carriage"),
        ClaimKind::Telecom => fl!(WORDS, "claim-kind-telecom"),
        ClaimKind::ResidentialRent => fl!(WORDS, "claim-kind-residential_rent"),
        ClaimKind::CommercialRent => fl!(WORDS, "claim-kind-commercial_rent"),
        ClaimKind::Condominium => fl!(WORDS, "claim-kind-condominium"),
        ClaimKind::InsurancePremium => fl!(WORDS, "claim-kind-insurance_premium"),
        ClaimKind::ConsumerCredit => fl!(WORDS, "claim-kind-consumer_credit"),
        ClaimKind::ShipSupplies => fl!(WORDS, "claim-kind-ship_supplies"),
        ClaimKind::Title => fl!(WORDS, "claim-kind-title"),
    }
}

/// A legal event.
#[must_use]
pub fn event_kind(kind: ClaimEventKind) -> String {
    match kind {
        ClaimEventKind::FormalNotice => fl!(WORDS, "claim-event-formal_notice"),
        ClaimEventKind::Acknowledgement => fl!(WORDS, "claim-event-acknowledgement"),
        ClaimEventKind::CourtClaim => fl!(WORDS, "claim-event-court_claim"),
        ClaimEventKind::CourtClaimVoid => fl!(WORDS, "claim-event-court_claim_void"),
        ClaimEventKind::OrderServed => fl!(WORDS, "claim-event-order_served"),
        ClaimEventKind::Enforcement => fl!(WORDS, "claim-event-enforcement"),
        ClaimEventKind::InsolvencyOpened => fl!(WORDS, "claim-event-insolvency_opened"),
        ClaimEventKind::ProofOfDebt => fl!(WORDS, "claim-event-proof_of_debt"),
        ClaimEventKind::InsolvencyClosed => fl!(WORDS, "claim-event-insolvency_closed"),
        ClaimEventKind::MediationStarted => fl!(WORDS, "claim-event-mediation_started"),
        ClaimEventKind::MediationEnded => fl!(WORDS, "claim-event-mediation_ended"),
        ClaimEventKind::JudgmentEnforceable => fl!(WORDS, "claim-event-judgment_enforceable"),
        ClaimEventKind::GrantedTime => fl!(WORDS, "claim-event-granted_time"),
        ClaimEventKind::Compounding => fl!(WORDS, "claim-event-compounding"),
    }
}

/// An event of the journal, by its stored key, and what was written about it.
pub(crate) fn event_told(code: &str, reason: &str) -> String {
    let word = ClaimEventKind::from_code(code).map_or_else(|| code.to_owned(), event_kind);
    if reason.is_empty() { word } else { format!("{word} — {reason}") }
}

/// The French word of a coded fact of the journal; `None` for a fact that is told as it stands.
pub(crate) fn fact_value(key: &str, value: &str) -> Option<String> {
    match key {
        "event" => ClaimEventKind::from_code(value).map(event_kind),
        "postal" => domain::post::PostalEvent::from_code(value).map(super::post::postal_event),
        "nature" => ClaimKind::from_code(value).map(claim_kind),
        "checks" => {
            Some(value.split(", ").map(|code| Check::from_code(code).map_or_else(|| code.to_owned(), check)).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

/// What a start was read from: `la livraison ou la prestation`.
#[must_use]
pub fn start_source(source: StartSource) -> String {
    match source {
        StartSource::Service => fl!(WORDS, "claim-start-service"),
        StartSource::Invoice => fl!(WORDS, "claim-start-invoice"),
        StartSource::Due => fl!(WORDS, "claim-start-due"),
        StartSource::Judgment => fl!(WORDS, "claim-start-judgment"),
    }
}

/// `la livraison du 12/03/2022`.
#[must_use]
pub fn start(start: Start) -> String {
    let on = locale::date(start.on);
    fl!(WORDS, "claim-start-on", source = start_source(start.source), date = on)
}

/// `date à surveiller : 12/03/2027 (5 ans depuis la livraison du 12/03/2022, C. com., art. L110-4, I)`.
#[must_use]
pub fn watch(clock: &Clock) -> String {
    fl!(
        WORDS,
        "claim-watch",
        date = locale::date(clock.watch_on()),
        span = clock.span.shown(),
        start = start(clock.start),
        article = clock.article.to_string()
    )
}

/// How the possible date was reached; empty when no event moved it.
#[must_use]
pub fn possible(clock: &Clock) -> String {
    let date = locale::date(clock.possible);
    match clock.pending {
        Some(kind) => fl!(WORDS, "claim-possible-pending", date = date, event = event_kind(kind)),
        None if clock.has_moved() => fl!(WORDS, "claim-possible", date = date),
        None => String::new(),
    }
}

/// Each caution about a clock: a start that may be earlier, a nature that was guessed, a text to be checked,
/// the stop of twenty years.
#[must_use]
pub fn cautions(clock: &Clock) -> Vec<String> {
    let stop = locale::date(clock.hard_stop);
    [
        clock.start.source.may_be_earlier().then(|| fl!(WORDS, "claim-caution-start")),
        clock.kind_is_assumed.then(|| fl!(WORDS, "claim-caution-kind")),
        (clock.standing == Standing::Unverified).then(|| fl!(WORDS, "claim-caution-article", article = clock.article.to_string())),
        clock.is_stopped.then(|| fl!(WORDS, "claim-caution-stopped", date = stop.clone())),
        (clock.escapes_stop && clock.possible > clock.hard_stop).then(|| fl!(WORDS, "claim-caution-escapes", date = stop.clone())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What an event did to the clock, without its text of law.
#[must_use]
pub fn effect(step: &Step, clock: &Clock) -> String {
    match step.effect {
        Effect::Restarts { from } => fl!(WORDS, "claim-effect-restarts", span = clock.span.shown(), date = locale::date(from)),
        Effect::RestartsWhenItEnds => fl!(WORDS, "claim-effect-restarts_when_it_ends", span = clock.span.shown()),
        Effect::Suspends { until } => fl!(WORDS, "claim-effect-suspends", date = locale::date(until)),
        Effect::SuspendsStill => fl!(WORDS, "claim-effect-suspends_still"),
        Effect::Voided => fl!(WORDS, "claim-effect-voided"),
        Effect::Ends { what } => fl!(WORDS, "claim-effect-ends", event = event_kind(what)),
        Effect::TooLate => fl!(WORDS, "claim-effect-too_late"),
        Effect::BeforeStart => fl!(WORDS, "claim-effect-before_start"),
        Effect::Foreclosure => fl!(WORDS, "claim-effect-foreclosure"),
        Effect::Nothing => fl!(WORDS, "claim-effect-nothing"),
    }
}

/// `Certaine`, `Liquide`, `Exigible`, `Prescription`.
#[must_use]
pub fn heading(heading: Heading) -> String {
    match heading {
        Heading::Certain => fl!(WORDS, "preflight-certain"),
        Heading::Liquid => fl!(WORDS, "preflight-liquid"),
        Heading::Payable => fl!(WORDS, "preflight-payable"),
        Heading::Limitation => fl!(WORDS, "preflight-limitation"),
    }
}

/// A check of the pre-flight, as it is listed when it lacks something.
#[must_use]
pub fn check(check: Check) -> String {
    match check {
        Check::Document => fl!(WORDS, "preflight-check-document"),
        Check::Debtor => fl!(WORDS, "preflight-check-debtor"),
        Check::Kind => fl!(WORDS, "preflight-check-kind"),
        Check::Dispute => fl!(WORDS, "preflight-check-dispute"),
        Check::Amount => fl!(WORDS, "preflight-check-amount"),
        Check::Due => fl!(WORDS, "preflight-check-due"),
        Check::Insolvency => fl!(WORDS, "preflight-check-insolvency"),
        Check::Limitation => fl!(WORDS, "preflight-check-limitation"),
    }
}

/// What a check found, in a sentence that says what is missing.
#[must_use]
pub fn finding(finding: Finding, currency: Currency) -> String {
    let amount = |cents: Cents| cents.shown_in(currency);
    match finding {
        Finding::DocumentKept => fl!(WORDS, "preflight-document_kept"),
        Finding::DocumentDescribed => fl!(WORDS, "preflight-document_described"),
        Finding::DocumentMissing => fl!(WORDS, "preflight-document_missing"),
        Finding::DebtorRegistered => fl!(WORDS, "preflight-debtor_registered"),
        Finding::DebtorAddressed => fl!(WORDS, "preflight-debtor_addressed"),
        Finding::DebtorUnidentified => fl!(WORDS, "preflight-debtor_unidentified"),
        Finding::KindKnown => fl!(WORDS, "preflight-kind_known"),
        Finding::KindUnknown => fl!(WORDS, "preflight-kind_unknown"),
        Finding::Undisputed => fl!(WORDS, "preflight-undisputed"),
        Finding::PartDisputed(part) => fl!(WORDS, "preflight-part_disputed", amount = amount(part)),
        Finding::AllDisputed => fl!(WORDS, "preflight-all_disputed"),
        Finding::AmountLeft(left) => fl!(WORDS, "preflight-amount_left", amount = amount(left)),
        Finding::NothingLeft => fl!(WORDS, "preflight-nothing_left"),
        Finding::Late(days) => fl!(WORDS, "preflight-late", days = days),
        Finding::LateByEstimate(days) => fl!(WORDS, "preflight-late_by_estimate", days = days),
        Finding::NotDue(on) => fl!(WORDS, "preflight-not_due", date = locale::date(on)),
        Finding::NoInsolvency => fl!(WORDS, "preflight-no_insolvency"),
        Finding::Insolvent(on) => fl!(WORDS, "preflight-insolvent", date = locale::date(on)),
        Finding::LimitationAhead(on) => fl!(WORDS, "preflight-limitation_ahead", date = locale::date(on)),
        Finding::LimitationAheadAtMost(on) => fl!(WORDS, "preflight-limitation_ahead_at_most", date = locale::date(on)),
        Finding::LimitationPast(on) => fl!(WORDS, "preflight-limitation_past", date = locale::date(on)),
        Finding::LimitationUnknown => fl!(WORDS, "preflight-limitation_unknown"),
    }
}

/// The heads of the columns of the list of alerts, for a spreadsheet.
pub(crate) fn alert_columns() -> [String; 12] {
    [
        fl!(WORDS, "alert-column-code"),
        fl!(WORDS, "alert-column-name"),
        fl!(WORDS, "alert-column-number"),
        fl!(WORDS, "alert-column-watch"),
        fl!(WORDS, "alert-column-days"),
        fl!(WORDS, "alert-column-possible"),
        fl!(WORDS, "alert-column-open"),
        fl!(WORDS, "alert-column-currency"),
        fl!(WORDS, "alert-column-kind"),
        fl!(WORDS, "alert-column-start"),
        fl!(WORDS, "alert-column-source"),
        fl!(WORDS, "alert-column-article"),
    ]
}

/// Said of a claim for whose start no duration of the law is known.
pub(crate) fn without_duration() -> String {
    fl!(WORDS, "alert-without-duration")
}

pub(crate) fn error_without_reason() -> String {
    fl!(WORDS, "error-claim-without-reason")
}

pub(crate) fn error_event_to_come() -> String {
    fl!(WORDS, "error-claim-event-to-come")
}

pub(crate) fn error_insolvency_of_item() -> String {
    fl!(WORDS, "error-claim-insolvency-of-item")
}

pub(crate) fn error_granted_time() -> String {
    fl!(WORDS, "error-claim-granted-time")
}

pub(crate) fn error_service_to_come() -> String {
    fl!(WORDS, "error-claim-service-to-come")
}

pub(crate) fn error_dispute_without_reason() -> String {
    fl!(WORDS, "error-claim-dispute-without-reason")
}

pub(crate) fn error_dispute_too_large(amount: &str) -> String {
    fl!(WORDS, "error-claim-dispute-too-large", amount = amount)
}

pub(crate) fn error_empty_document() -> String {
    fl!(WORDS, "error-claim-empty-document")
}

pub(crate) fn error_nothing_to_override() -> String {
    fl!(WORDS, "error-claim-nothing-to-override")
}

pub(crate) fn preflight_missing(number: &str, checks: &str) -> String {
    fl!(WORDS, "preflight-missing", number = number, checks = checks)
}

pub(crate) fn error_preflight(items: &str) -> String {
    fl!(WORDS, "error-claim-preflight", items = items)
}

pub(crate) fn error_letter_insolvent(judged_on: domain::Date) -> String {
    fl!(WORDS, "error-letter-insolvent", date = locale::date(judged_on))
}

pub(crate) fn error_letter_disputed() -> String {
    fl!(WORDS, "error-letter-disputed")
}
