//! The invariants of the live data, each as the number of rows that break it.

use domain::ids::OrganisationId;

use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    OPEN_IS_AMOUNT_LESS_ALLOCATIONS = "SELECT count(*) FROM open_item i LEFT JOIN (SELECT item_id, sum(moved) AS moved FROM (SELECT debit_id AS item_id, -amount_cents AS moved FROM allocation WHERE organisation_id = $1 UNION ALL SELECT credit_id, amount_cents FROM allocation WHERE organisation_id = $1) u GROUP BY item_id) m ON m.item_id = i.id WHERE i.organisation_id = $1 AND i.open_cents <> i.amount_cents + coalesce(m.moved, 0)";
    OPEN_WITHIN_AMOUNT = "SELECT count(*) FROM open_item WHERE organisation_id = $1 AND ((amount_cents >= 0 AND (open_cents < 0 OR open_cents > amount_cents)) OR (amount_cents < 0 AND (open_cents > 0 OR open_cents < amount_cents)))";
    ALLOCATIONS_SHARE_DEBTOR_AND_CURRENCY = "SELECT count(*) FROM allocation a JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND (d.debtor_id <> k.debtor_id OR d.currency <> k.currency)";
    STEPS_AGREE_WITH_ADVANCES = "SELECT count(*) FROM open_item i WHERE i.organisation_id = $1 AND i.open_cents <> 0 AND i.last_step IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = i.organisation_id AND v.open_item_id = i.id AND v.step = i.last_step AND v.episode = i.episode AND NOT v.withdrawn)";
    SENT_HAS_MESSAGE = "SELECT count(*) FROM action a WHERE a.organisation_id = $1 AND a.channel IN ('email', 'sms') AND a.state IN ('sent', 'unknown') AND a.attempts > 0 AND NOT EXISTS (SELECT 1 FROM message m WHERE m.organisation_id = a.organisation_id AND m.action_id = a.id)";
    PAYMENT_EQUALS_TRANSACTION = "SELECT count(*) FROM bank_transaction t JOIN open_item i ON i.organisation_id = t.organisation_id AND i.id = t.payment_item_id WHERE t.organisation_id = $1 AND (i.currency <> t.currency OR i.amount_cents + coalesce((SELECT sum(o.amount_cents) FROM bank_match m JOIN bank_match_payment p ON p.organisation_id = m.organisation_id AND p.match_id = m.id JOIN open_item o ON o.organisation_id = p.organisation_id AND o.id = p.item_id WHERE m.organisation_id = t.organisation_id AND m.transaction_id = t.id AND m.undone_at IS NULL AND p.item_id <> i.id), 0) <> -t.amount_cents)";
    OPERATION_EQUALS_ITS_ITEM = "SELECT count(*) FROM ledger_operation o JOIN open_item m ON m.organisation_id = o.organisation_id AND m.id = o.made_id JOIN open_item s ON s.organisation_id = o.organisation_id AND s.id = o.subject_id WHERE o.organisation_id = $1 AND (abs(m.amount_cents) <> o.amount_cents OR m.currency <> o.currency OR m.debtor_id <> o.debtor_id OR s.debtor_id <> o.debtor_id)";
    UNDONE_LEAVES_NOTHING = "SELECT count(*) FROM ledger_operation u JOIN ledger_operation o ON o.organisation_id = u.organisation_id AND o.id = u.undoes_id JOIN open_item m ON m.organisation_id = o.organisation_id AND m.id = o.made_id WHERE u.organisation_id = $1 AND m.open_cents <> 0";
    ABSORBED_ACCOUNTS_ARE_EMPTY = "SELECT count(*) FROM debtor d JOIN debtor s ON s.organisation_id = d.organisation_id AND s.id = d.survivor_id WHERE d.organisation_id = $1 AND d.survivor_id IS NOT NULL AND (s.survivor_id IS NOT NULL OR EXISTS (SELECT 1 FROM open_item i WHERE i.organisation_id = $1 AND i.debtor_id = d.id))";
    PENDING_PROMISES_HOLD = "SELECT (SELECT count(*) FROM promise p JOIN promise_item i ON i.organisation_id = p.organisation_id AND i.promise_id = p.id LEFT JOIN hold h ON h.organisation_id = i.organisation_id AND h.id = i.hold_id WHERE p.organisation_id = $1 AND ((p.state = 'pending' AND i.taken_by IS NULL) <> (i.hold_id IS NOT NULL) OR (i.hold_id IS NOT NULL AND (h.released_at IS NOT NULL OR h.kind <> 'promise' OR h.open_item_id <> i.open_item_id OR h.until_on <= p.until_on)))) + (SELECT count(*) FROM hold h WHERE h.organisation_id = $1 AND h.kind = 'promise' AND h.released_at IS NULL AND h.until_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM promise_item i WHERE i.organisation_id = h.organisation_id AND i.hold_id = h.id))";
    PROMISED_IS_WHAT_ITS_ITEMS_SAY = "SELECT count(*) FROM promise p WHERE p.organisation_id = $1 AND (p.paid_cents < 0 OR p.due_cents < 0 OR NOT EXISTS (SELECT 1 FROM promise_item i WHERE i.organisation_id = p.organisation_id AND i.promise_id = p.id) OR (p.state = 'pending' AND p.due_cents > (SELECT coalesce(sum(i.amount_cents), 0) FROM promise_item i WHERE i.organisation_id = p.organisation_id AND i.promise_id = p.id AND i.taken_by IS NULL)))";
    DISPUTED_IS_SUM_OF_DISPUTES = "SELECT count(*) FROM open_item i LEFT JOIN (SELECT p.open_item_id AS item_id, sum(p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents) AS held FROM dispute_part p JOIN dispute d ON d.organisation_id = p.organisation_id AND d.id = p.dispute_id WHERE p.organisation_id = $1 AND d.outcome IS NULL GROUP BY p.open_item_id) h ON h.item_id = i.id LEFT JOIN claim_fact f ON f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version) WHERE i.organisation_id = $1 AND coalesce(h.held, 0) <> coalesce(f.disputed_cents, 0)";
    LIVING_DISPUTES_HOLD_SOMETHING = "SELECT count(*) FROM dispute d WHERE d.organisation_id = $1 AND d.outcome IS NULL AND coalesce((SELECT sum(p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents) FROM dispute_part p WHERE p.organisation_id = d.organisation_id AND p.dispute_id = d.id), 0) <= 0";
    MATCHED_HAS_PAYMENT = "SELECT count(*) FROM bank_transaction WHERE organisation_id = $1 AND state IN ('matched', 'booked') AND payment_item_id IS NULL";
    PUT_OFF_ONCE = "SELECT count(*) FROM agenda_snooze s WHERE s.organisation_id = $1 AND (s.until_on <= s.snoozed_on OR (s.ended_at IS NULL AND EXISTS (SELECT 1 FROM agenda_snooze o WHERE o.organisation_id = s.organisation_id AND o.debtor_id = s.debtor_id AND o.ended_at IS NULL AND o.id > s.id AND o.snoozed_on < s.until_on)))";
    SERVICE_MAILS_STAND_BESIDE = "SELECT (SELECT count(*) FROM action a WHERE a.organisation_id = $1 AND (a.beside > 0) <> EXISTS (SELECT 1 FROM service_mail s WHERE s.organisation_id = a.organisation_id AND s.action_id = a.id LIMIT 1)) + (SELECT count(*) FROM service_mail s WHERE s.organisation_id = $1 AND s.kind = 'invoice_copy' AND NOT EXISTS (SELECT 1 FROM service_mail_file f WHERE f.organisation_id = s.organisation_id AND f.action_id = s.action_id LIMIT 1)) + (SELECT count(*) FROM service_mail s WHERE s.organisation_id = $1 AND EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = s.organisation_id AND v.action_id = s.action_id LIMIT 1))";
    PLANS_ADD_UP = "SELECT count(*) FROM payment_plan p WHERE p.organisation_id = $1 AND (p.total_cents <> coalesce((SELECT sum(i.amount_cents) FROM payment_plan_instalment i WHERE i.organisation_id = p.organisation_id AND i.plan_id = p.id), 0) OR p.total_cents <> coalesce((SELECT sum(i.amount_cents) FROM payment_plan_item i WHERE i.organisation_id = p.organisation_id AND i.plan_id = p.id), 0))";
}

/// One invariant and how many rows break it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthCheck {
    /// Stable key.
    pub name: &'static str,
    /// Rows that break it; zero is well.
    pub broken: i64,
}

/// Counts, for each invariant, the rows that break it.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn checks(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<HealthCheck>> {
    let statements = [
        ("open_is_amount_less_allocations", OPEN_IS_AMOUNT_LESS_ALLOCATIONS),
        ("open_within_amount", OPEN_WITHIN_AMOUNT),
        ("allocations_share_debtor_and_currency", ALLOCATIONS_SHARE_DEBTOR_AND_CURRENCY),
        ("steps_agree_with_advances", STEPS_AGREE_WITH_ADVANCES),
        ("sent_has_message", SENT_HAS_MESSAGE),
        ("payment_equals_transaction", PAYMENT_EQUALS_TRANSACTION),
        ("matched_has_payment", MATCHED_HAS_PAYMENT),
        ("operation_equals_its_item", OPERATION_EQUALS_ITS_ITEM),
        ("undone_leaves_nothing", UNDONE_LEAVES_NOTHING),
        ("absorbed_accounts_are_empty", ABSORBED_ACCOUNTS_ARE_EMPTY),
        ("pending_promises_hold", PENDING_PROMISES_HOLD),
        ("promised_is_what_its_items_say", PROMISED_IS_WHAT_ITS_ITEMS_SAY),
        ("disputed_is_sum_of_disputes", DISPUTED_IS_SUM_OF_DISPUTES),
        ("living_disputes_hold_something", LIVING_DISPUTES_HOLD_SOMETHING),
        ("put_off_once", PUT_OFF_ONCE),
        ("plans_add_up", PLANS_ADD_UP),
        ("service_mails_stand_beside", SERVICE_MAILS_STAND_BESIDE),
    ];
    let mut checks = Vec::with_capacity(statements.len());
    for (name, statement) in statements {
        let broken: i64 = in_tx!(tx, c => sqlx::query_scalar(statement).bind(organisation.0).fetch_one(&mut *c).await?);
        checks.push(HealthCheck { name, broken });
    }
    Ok(checks)
}
