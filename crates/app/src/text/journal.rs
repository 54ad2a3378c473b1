//! The words of the journal: its entries and their facts.

use i18n_embed_fl::fl;

use super::{WORDS, approvals, first, mail_in, post, scenario, template};

/// An entry of the journal.
#[must_use]
pub fn event(kind: &str) -> String {
    match kind {
        "session.opened" => fl!(WORDS, "event-session-opened"),
        "organisation.limits" | "mail.set" | "mail.not_set" | "mail.tested" | "policy.published" => first::event(kind),
        "organisation.created" => fl!(WORDS, "event-organisation-created"),
        "user.created" => fl!(WORDS, "event-user-created"),
        "creditor.changed" => fl!(WORDS, "event-creditor-changed"),
        "file.imported" => fl!(WORDS, "event-file-imported"),
        "invoice.corrected" => fl!(WORDS, "event-invoice-corrected"),
        "template.saved" | "template.retired" | "template.installed" | "template.tested" | "mandate.changed" => template::event(kind),
        "mapping.remembered" => fl!(WORDS, "event-mapping-remembered"),
        "mapping.forgotten" => fl!(WORDS, "event-mapping-forgotten"),
        "transaction.matched" => fl!(WORDS, "event-transaction-matched"),
        "transaction.ignored" => fl!(WORDS, "event-transaction-ignored"),
        "transaction.booked" => fl!(WORDS, "event-transaction-booked"),
        "transaction.undone" => fl!(WORDS, "event-transaction-undone"),
        "payer.revoked" => fl!(WORDS, "event-payer-revoked"),
        "payer.entered" => fl!(WORDS, "event-payer-entered"),
        "group.changed" => fl!(WORDS, "event-group-changed"),
        "virtual_iban.entered" => fl!(WORDS, "event-virtual_iban-entered"),
        "virtual_iban.revoked" => fl!(WORDS, "event-virtual_iban-revoked"),
        "matching_settings.changed" => fl!(WORDS, "event-matching_settings-changed"),
        "import.cancelled" => fl!(WORDS, "event-import-cancelled"),
        "collection.produced" => fl!(WORDS, "event-collection-produced"),
        "requests.prepared" => fl!(WORDS, "event-requests-prepared"),
        "requests.cancelled" => fl!(WORDS, "event-requests-cancelled"),
        "night.run" => fl!(WORDS, "event-night-run"),
        "message.sent" => fl!(WORDS, "event-message-sent"),
        "message.failed" => fl!(WORDS, "event-message-failed"),
        "message.unknown" => fl!(WORDS, "event-message-unknown"),
        "message.put_off" => fl!(WORDS, "event-message-put_off"),
        "message.cancelled" => fl!(WORDS, "event-message-cancelled"),
        "hold.created" => fl!(WORDS, "event-hold-created"),
        "scenario.saved" | "guard.stopped" | "guard.lifted" | "guard.limits" => scenario::event(kind),
        "scenario.created" | "scenario.retired" | "scenario.reinstated" | "bindings.saved" | "debtor.bound" | "debtor.unbound" => {
            scenario::event(kind)
        }
        kind if kind.starts_with("service.") => super::service::event(kind),
        kind if kind.starts_with("cause.") || kind.starts_with("goal.") => super::causes::event(kind),
        kind if kind.starts_with("promise.") => super::promises::change(&kind["promise.".len()..]),
        "hold.released" => fl!(WORDS, "event-hold-released"),
        "einvoice.setting" => fl!(WORDS, "event-einvoice-setting"),
        "lifecycle.received" => fl!(WORDS, "event-lifecycle-received"),
        "action.approved" => fl!(WORDS, "event-action-approved"),
        "action.cancelled" => fl!(WORDS, "event-action-cancelled"),
        "action.done" => fl!(WORDS, "event-action-done"),
        "action.retried" => fl!(WORDS, "event-action-retried"),
        "action.settled" => fl!(WORDS, "event-action-settled"),
        "letter.printed"
        | "letters.printed"
        | "letter.posted"
        | "letter.taken_back"
        | "letter.event_recorded"
        | "letter.event_withdrawn"
        | "letter.number_set"
        | "letter.handed_over"
        | "letter.proof_kept"
        | "agreement.recorded"
        | "agreement.withdrawn" => post::event(kind),
        "law.added" => fl!(WORDS, "event-law-added"),
        "law.withdrawn" => fl!(WORDS, "event-law-withdrawn"),
        "clause.added" => fl!(WORDS, "event-clause-added"),
        "clause.withdrawn" => fl!(WORDS, "event-clause-withdrawn"),
        "interest.terms" => fl!(WORDS, "event-interest-terms"),
        "interest.waived" => fl!(WORDS, "event-interest-waived"),
        "interest.restored" => fl!(WORDS, "event-interest-restored"),
        "claim.event_recorded" => fl!(WORDS, "event-claim-recorded"),
        "claim.event_cancelled" => fl!(WORDS, "event-claim-cancelled"),
        "claim.facts_recorded" => fl!(WORDS, "event-claim-facts"),
        "claim.overridden" => fl!(WORDS, "event-claim-overridden"),
        "terms.changed" => fl!(WORDS, "event-terms-changed"),
        "exchange_rate.entered" => fl!(WORDS, "event-exchange_rate-entered"),
        "ledger_settings.changed" => fl!(WORDS, "event-ledger_settings-changed"),
        "limit.recorded" => fl!(WORDS, "event-limit-recorded"),
        "limit.done" => fl!(WORDS, "event-limit-done"),
        "limit.cancelled" => fl!(WORDS, "event-limit-cancelled"),
        "limit.reopened" => fl!(WORDS, "event-limit-reopened"),
        kind if kind.starts_with("compromise.") || kind.starts_with("negotiation.") => super::compromises::event(kind),
        kind if kind.starts_with("plan_offer.") => super::plan_offers::event(kind).unwrap_or_default(),
        kind if kind.starts_with("plan.") || kind.starts_with("deferral.") => super::plans::event(kind),
        other => approvals::event(other)
            .or_else(|| mail_in::event(other))
            .or_else(|| account(other))
            .or_else(|| ledger(other))
            .or_else(|| super::sms::event(other))
            .or_else(|| super::courtesy::event(other))
            .or_else(|| super::secrets::event(other))
            .or_else(|| other.starts_with("dispute.").then(|| super::dispute::event(other)).flatten())
            .or_else(|| super::carrier::event(other))
            .or_else(|| super::electronic::event(other))
            .or_else(|| super::agenda::event(other))
            .or_else(|| super::users::event(other))
            .or_else(|| connection(other))
            .unwrap_or_else(|| fl!(WORDS, "event-other", kind = other)),
    }
}

/// Why a note is not written.
pub(crate) fn error_note(most: usize) -> String {
    fl!(WORDS, "error-note", most = most)
}

/// An entry about an operation by hand.
fn ledger(kind: &str) -> Option<String> {
    Some(match kind {
        "ledger.allocate" => fl!(WORDS, "operation-allocate"),
        "ledger.settle" => fl!(WORDS, "operation-settle"),
        "ledger.refund" => fl!(WORDS, "operation-refund"),
        "ledger.bounce" => fl!(WORDS, "operation-bounce"),
        "ledger.write_off" => fl!(WORDS, "operation-write_off"),
        "ledger.doubtful" => fl!(WORDS, "operation-doubtful"),
        "ledger.impairment" => fl!(WORDS, "operation-impairment"),
        "ledger.release" => fl!(WORDS, "operation-release"),
        "ledger.undo" => fl!(WORDS, "operation-undo"),
        _ => return None,
    })
}

/// An entry about other programs: what they pushed, their keys, the addresses that are told.
fn connection(kind: &str) -> Option<String> {
    Some(match kind {
        "invoices.pushed" => fl!(WORDS, "event-invoices-pushed"),
        "debtors.pushed" => fl!(WORDS, "event-debtors-pushed"),
        "payment.pushed" => fl!(WORDS, "event-payment-pushed"),
        "token.created" => fl!(WORDS, "event-token-created"),
        "token.revoked" => fl!(WORDS, "event-token-revoked"),
        "webhook.created" => fl!(WORDS, "event-webhook-created"),
        "webhook.rotated" => fl!(WORDS, "event-webhook-rotated"),
        "webhook.disabled" => fl!(WORDS, "event-webhook-disabled"),
        "webhook.enabled" => fl!(WORDS, "event-webhook-enabled"),
        "webhook.deleted" => fl!(WORDS, "event-webhook-deleted"),
        "webhook.resent" => fl!(WORDS, "event-webhook-resent"),
        _ => return None,
    })
}

/// An entry about an account, its contacts and what is wrong with them.
fn account(kind: &str) -> Option<String> {
    Some(match kind {
        "debtor.created" => fl!(WORDS, "event-debtor-created"),
        "debtor.edited" => fl!(WORDS, "event-debtor-edited"),
        "debtor.noted" => fl!(WORDS, "event-debtor-noted"),
        "debtor.merged" => fl!(WORDS, "event-debtor-merged"),
        "debtor.unmerged" => fl!(WORDS, "event-debtor-unmerged"),
        "debtor.told_apart" => fl!(WORDS, "event-debtor-told_apart"),
        "contact.saved" => fl!(WORDS, "event-contact-saved"),
        "contact.removed" => fl!(WORDS, "event-contact-removed"),
        "item.due_changed" => fl!(WORDS, "event-item-due_changed"),
        "quality.ignored" => fl!(WORDS, "event-quality-ignored"),
        "company.checked" => fl!(WORDS, "event-company-checked"),
        "calendar.opened" => fl!(WORDS, "event-calendar-opened"),
        "calendar.closed" => fl!(WORDS, "event-calendar-closed"),
        _ => return None,
    })
}

/// A fact as its reader says it: keys by their words, days as days are written.
pub(crate) fn fact_value(key: &str, value: &str) -> String {
    if let Some(word) = super::claims::fact_value(key, value) {
        return word;
    }
    match key {
        "class" => Some(mail_in::class(value)).filter(|word| !word.is_empty()),
        "tie" => Some(mail_in::tie(value)).filter(|word| !word.is_empty()),
        "effect" => domain::correspondence::Effect::from_code(value).map(mail_in::effect).filter(|word| !word.is_empty()),
        _ => value.parse::<domain::Date>().ok().map(super::locale::date),
    }
    .unwrap_or_else(|| value.to_owned())
}

/// The name of a fact of the journal.
pub(crate) fn fact(key: &str) -> String {
    match key {
        "file" => fl!(WORDS, "fact-file"),
        "kind" => fl!(WORDS, "fact-kind"),
        "sha256" => fl!(WORDS, "fact-sha256"),
        "read" => fl!(WORDS, "fact-read"),
        "created" => fl!(WORDS, "fact-created"),
        "updated" => fl!(WORDS, "fact-updated"),
        "unchanged" => fl!(WORDS, "fact-unchanged"),
        "rejected" => fl!(WORDS, "fact-rejected"),
        "date" => fl!(WORDS, "fact-date"),
        "open_items" => fl!(WORDS, "fact-open_items"),
        "send" => fl!(WORDS, "fact-send"),
        "hold" => fl!(WORDS, "fact-hold"),
        "not_yet" => fl!(WORDS, "fact-not_yet"),
        "exhausted" => fl!(WORDS, "fact-exhausted"),
        "actions" => fl!(WORDS, "fact-actions"),
        "recipient" => fl!(WORDS, "fact-recipient"),
        "state" => fl!(WORDS, "fact-carrier_state"),
        "key" => fl!(WORDS, "fact-carrier_key"),
        "tracking" => fl!(WORDS, "fact-tracking"),
        "postal" => fl!(WORDS, "fact-postal"),
        "letters" => fl!(WORDS, "fact-letters"),
        "sheets" => fl!(WORDS, "fact-sheets"),
        "reference" => fl!(WORDS, "fact-reference"),
        "days" => fl!(WORDS, "fact-days"),
        "message_id" => fl!(WORDS, "fact-message_id"),
        "attempt" => fl!(WORDS, "fact-attempt"),
        "reason" => fl!(WORDS, "fact-reason"),
        "outcome" => fl!(WORDS, "fact-outcome"),
        "summary" => fl!(WORDS, "fact-summary"),
        "enabled" => fl!(WORDS, "fact-enabled"),
        "address" => fl!(WORDS, "fact-address"),
        "renewed" => fl!(WORDS, "fact-renewed"),
        "note" => fl!(WORDS, "fact-note"),
        "payer" => fl!(WORDS, "fact-payer"),
        "parent" => fl!(WORDS, "fact-parent"),
        "forgotten" => fl!(WORDS, "fact-forgotten"),
        "automatic_from" => fl!(WORDS, "fact-automatic_from"),
        "propose_from" => fl!(WORDS, "fact-propose_from"),
        "tolerance" => fl!(WORDS, "fact-tolerance"),
        "max_bank_fee" => fl!(WORDS, "fact-max_bank_fee"),
        "third_party_from" => fl!(WORDS, "fact-third_party_from"),
        "until" => fl!(WORDS, "fact-until"),
        "item" => fl!(WORDS, "fact-item"),
        "from" => fl!(WORDS, "fact-from"),
        "to" => fl!(WORDS, "fact-to"),
        "transaction" => fl!(WORDS, "fact-transaction"),
        "amount" => fl!(WORDS, "fact-amount"),
        "currency" => fl!(WORDS, "fact-currency"),
        "email" => fl!(WORDS, "fact-email"),
        "role" => fl!(WORDS, "fact-role"),
        "slug" => fl!(WORDS, "fact-slug"),
        "name" => fl!(WORDS, "fact-name"),
        "iban" => fl!(WORDS, "fact-iban"),
        "event" => fl!(WORDS, "fact-event"),
        "on" => fl!(WORDS, "fact-on"),
        "rate" => fl!(WORDS, "fact-rate"),
        "nature" => fl!(WORDS, "fact-nature"),
        "service_on" => fl!(WORDS, "fact-service_on"),
        "disputed" => fl!(WORDS, "fact-disputed"),
        "copy_days" => fl!(WORDS, "fact-copy_days"),
        "target_bp" => fl!(WORDS, "fact-target_bp"),
        "evidence" => fl!(WORDS, "fact-evidence"),
        "checks" => fl!(WORDS, "fact-checks"),
        "cleared" => fl!(WORDS, "fact-cleared"),
        "overridden" => fl!(WORDS, "fact-overridden"),
        "code" => fl!(WORDS, "fact-code"),
        "undoes" => fl!(WORDS, "fact-undoes"),
        "terms" => fl!(WORDS, "fact-terms"),
        "sector" => fl!(WORDS, "fact-sector"),
        "source" => fl!(WORDS, "fact-source"),
        "regime" => fl!(WORDS, "fact-regime"),
        "ground" => fl!(WORDS, "fact-ground"),
        "vat" => fl!(WORDS, "fact-vat"),
        "rule" => fl!(WORDS, "fact-rule"),
        "start" => fl!(WORDS, "fact-start"),
        "zone" => fl!(WORDS, "fact-zone"),
        other => more_facts(other),
    }
}

/// The others.
fn more_facts(key: &str) -> String {
    match key {
        "class" => fl!(WORDS, "fact-class"),
        "effect" => fl!(WORDS, "fact-effect"),
        "tie" => fl!(WORDS, "fact-tie"),
        "number" => fl!(WORDS, "fact-number"),
        "items" => fl!(WORDS, "fact-items"),
        "count" => fl!(WORDS, "fact-count"),
        "version" => fl!(WORDS, "fact-version"),
        "program" => fl!(WORDS, "fact-program"),
        "before" => fl!(WORDS, "fact-before"),
        "after" => fl!(WORDS, "fact-after"),
        "steps" => fl!(WORDS, "fact-steps"),
        "template" => fl!(WORDS, "fact-template"),
        "status" => fl!(WORDS, "fact-status"),
        "siren" => fl!(WORDS, "fact-siren"),
        "provider" => fl!(WORDS, "fact-provider"),
        "recipients" => fl!(WORDS, "fact-recipients"),
        "stage" => fl!(WORDS, "fact-stage"),
        "document" => fl!(WORDS, "fact-document"),
        "documents" => fl!(WORDS, "fact-documents"),
        "debtors" => fl!(WORDS, "fact-debtors"),
        "cause" => fl!(WORDS, "fact-cause"),
        "channel" => fl!(WORDS, "fact-channel"),
        "limit" => fl!(WORDS, "fact-limit"),
        "run_cap" => fl!(WORDS, "fact-run_cap"),
        "mail_cap" => fl!(WORDS, "fact-mail_cap"),
        "mail_hours" => fl!(WORDS, "fact-mail_hours"),
        "copies_megabytes" => fl!(WORDS, "fact-copies_megabytes"),
        "copies" => fl!(WORDS, "fact-copies"),
        "without" => fl!(WORDS, "fact-without"),
        "minimum" => fl!(WORDS, "fact-minimum"),
        "failed" => fl!(WORDS, "fact-failed"),
        "login" => fl!(WORDS, "fact-login"),
        "host" => fl!(WORDS, "fact-host"),
        "folder" => fl!(WORDS, "fact-folder"),
        "statements" => fl!(WORDS, "fact-statements"),
        "rules" => fl!(WORDS, "fact-rules"),
        "issue" => fl!(WORDS, "fact-issue"),
        "debtor" => fl!(WORDS, "fact-debtor"),
        "withdrawn" => fl!(WORDS, "fact-withdrawn"),
        "type" => fl!(WORDS, "fact-type"),
        "value" => fl!(WORDS, "fact-value"),
        "spacing_days" => fl!(WORDS, "fact-spacing_days"),
        "price_mills" => fl!(WORDS, "fact-price_mills"),
        "cost_mills" => fl!(WORDS, "fact-cost_mills"),
        "phone" => fl!(WORDS, "fact-phone"),
        "user" => fl!(WORDS, "fact-user"),
        "first_send_cap" => fl!(WORDS, "fact-first_send_cap"),
        "ledger_fresh_days" => fl!(WORDS, "fact-ledger_fresh_days"),
        "test" => fl!(WORDS, "fact-test"),
        other => fl!(WORDS, "fact-other", key = other),
    }
}
