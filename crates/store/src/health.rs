//! The laws of the live data: for each, how many rows it speaks of, how many break it, and which.

use domain::ids::OrganisationId;
use uuid::Uuid;

use crate::statement::{Statement, statements};
use crate::{Result, Tx};

/// What a row that breaks a law is a row of, so that a page can lead there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A debtor's file.
    Debtor,
    /// A line of a bank statement.
    BankLine,
    /// An action of the outbox.
    Action,
    /// A night.
    Night,
    /// A promise.
    Promise,
    /// A dispute.
    Dispute,
    /// A payment plan.
    Plan,
    /// The agenda.
    Agenda,
}

/// A law: three questions to the base.
#[derive(Debug)]
pub struct Law {
    /// Stable key.
    pub name: &'static str,
    /// What its rows are rows of.
    pub place: Place,
    total: &'static str,
    broken: &'static str,
    sample: &'static str,
}

/// Each law says which rows it speaks of, then which of them break it: `subject` is the id of what the page shows, `what` a word
/// about it.
macro_rules! laws {
    ($($name:ident, $place:ident, $total:literal, $rows:literal;)*) => {
        /// The laws that the base alone can answer for, in the order in which a reader looks for them.
        pub const LAWS: &[Law] = &[$(Law {
            name: stringify!($name),
            place: Place::$place,
            total: $total,
            broken: concat!("SELECT count(*) FROM (", $rows, ") r"),
            sample: concat!("SELECT r.subject, r.what FROM (", $rows, ") r LIMIT $2"),
        },)*];
        const LAW_STATEMENTS: &[Statement] = &[$(
            Statement { name: concat!(module_path!(), "::", stringify!($name), "::total"), engine: None, sql: $total },
            Statement { name: concat!(module_path!(), "::", stringify!($name), "::broken"), engine: None, sql: concat!("SELECT count(*) FROM (", $rows, ") r") },
            Statement { name: concat!(module_path!(), "::", stringify!($name), "::sample"), engine: None, sql: concat!("SELECT r.subject, r.what FROM (", $rows, ") r LIMIT $2") },
        )*];
    };
}

laws! {
    open_is_amount_less_allocations, Debtor, "SELECT count(*) FROM open_item WHERE organisation_id = $1",
        "SELECT i.debtor_id AS subject, i.number AS what FROM open_item i WHERE i.organisation_id = $1 AND i.open_cents <> i.amount_cents - coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = i.organisation_id AND a.debit_id = i.id), 0) + coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = i.organisation_id AND a.credit_id = i.id), 0)";
    open_within_amount, Debtor, "SELECT count(*) FROM open_item WHERE organisation_id = $1",
        "SELECT debtor_id AS subject, number AS what FROM open_item WHERE organisation_id = $1 AND ((amount_cents >= 0 AND (open_cents < 0 OR open_cents > amount_cents)) OR (amount_cents < 0 AND (open_cents > 0 OR open_cents < amount_cents)))";
    allocations_within_payments, Debtor, "SELECT count(*) FROM allocation WHERE organisation_id = $1",
        "SELECT i.debtor_id AS subject, i.number AS what FROM open_item i JOIN (SELECT item_id, sum(moved) AS moved FROM (SELECT debit_id AS item_id, amount_cents AS moved FROM allocation WHERE organisation_id = $1 UNION ALL SELECT credit_id, amount_cents FROM allocation WHERE organisation_id = $1) u GROUP BY item_id) m ON m.item_id = i.id WHERE i.organisation_id = $1 AND (m.moved < 0 OR m.moved > abs(i.amount_cents))";
    allocations_share_debtor_and_currency, Debtor, "SELECT count(*) FROM allocation WHERE organisation_id = $1",
        "SELECT d.debtor_id AS subject, d.number AS what FROM allocation a JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND (d.debtor_id <> k.debtor_id OR d.currency <> k.currency)";
    closed_items_have_a_reason, Debtor, "SELECT count(*) FROM open_item WHERE organisation_id = $1 AND amount_cents > 0 AND open_cents = 0",
        "SELECT i.debtor_id AS subject, i.number AS what FROM open_item i WHERE i.organisation_id = $1 AND i.amount_cents > 0 AND i.open_cents = 0 AND (NOT EXISTS (SELECT 1 FROM allocation a WHERE a.organisation_id = i.organisation_id AND a.debit_id = i.id LIMIT 1) OR EXISTS (SELECT 1 FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = i.organisation_id AND a.debit_id = i.id AND k.kind = 'write_off' AND NOT EXISTS (SELECT 1 FROM ledger_operation o WHERE o.organisation_id = k.organisation_id AND o.made_id = k.id AND (o.reason <> '' OR o.code <> '') LIMIT 1) LIMIT 1))";
    operation_equals_its_item, Debtor, "SELECT count(*) FROM ledger_operation WHERE organisation_id = $1",
        "SELECT o.debtor_id AS subject, m.number AS what FROM ledger_operation o JOIN open_item m ON m.organisation_id = o.organisation_id AND m.id = o.made_id JOIN open_item s ON s.organisation_id = o.organisation_id AND s.id = o.subject_id WHERE o.organisation_id = $1 AND (abs(m.amount_cents) <> o.amount_cents OR m.currency <> o.currency OR m.debtor_id <> o.debtor_id OR s.debtor_id <> o.debtor_id)";
    undone_leaves_nothing, Debtor, "SELECT count(*) FROM ledger_operation WHERE organisation_id = $1 AND undoes_id IS NOT NULL",
        "SELECT o.debtor_id AS subject, m.number AS what FROM ledger_operation u JOIN ledger_operation o ON o.organisation_id = u.organisation_id AND o.id = u.undoes_id JOIN open_item m ON m.organisation_id = o.organisation_id AND m.id = o.made_id WHERE u.organisation_id = $1 AND m.open_cents <> 0";
    payment_equals_transaction, BankLine, "SELECT count(*) FROM bank_transaction WHERE organisation_id = $1",
        "SELECT t.id AS subject, t.label AS what FROM bank_transaction t JOIN open_item i ON i.organisation_id = t.organisation_id AND i.id = t.payment_item_id WHERE t.organisation_id = $1 AND (i.currency <> t.currency OR i.amount_cents + coalesce((SELECT sum(o.amount_cents) FROM bank_match m JOIN bank_match_payment p ON p.organisation_id = m.organisation_id AND p.match_id = m.id JOIN open_item o ON o.organisation_id = p.organisation_id AND o.id = p.item_id WHERE m.organisation_id = t.organisation_id AND m.transaction_id = t.id AND m.undone_at IS NULL AND p.item_id <> i.id), 0) <> -t.amount_cents)";
    matched_has_payment, BankLine, "SELECT count(*) FROM bank_transaction WHERE organisation_id = $1 AND state IN ('matched', 'booked')",
        "SELECT id AS subject, label AS what FROM bank_transaction WHERE organisation_id = $1 AND state IN ('matched', 'booked') AND payment_item_id IS NULL";
    nobody_reminded_who_paid_waits_or_contests, Action, "SELECT count(*) FROM message WHERE organisation_id = $1",
        "SELECT DISTINCT a.id AS subject, i.number AS what FROM (SELECT w.subject_id, w.later, w.earlier FROM (SELECT e.subject_id, e.kind, min(e.at) OVER (ORDER BY e.seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later, max(e.at) OVER (ORDER BY e.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier, row_number() OVER (PARTITION BY e.subject_id, substr(e.kind, 1, 8) ORDER BY e.seq DESC) AS place FROM event e WHERE e.organisation_id = $1) w WHERE w.place = 1 AND w.kind LIKE 'message.%') b JOIN message m ON m.organisation_id = $1 AND m.action_id = b.subject_id JOIN action a ON a.organisation_id = m.organisation_id AND a.id = m.action_id JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id AND NOT v.withdrawn JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id WHERE m.organisation_id = $1 AND a.state IN ('sent', 'unknown') AND ((SELECT coalesce(sum(p.amount_cents), 0) FROM allocation p WHERE p.organisation_id = i.organisation_id AND p.debit_id = i.id AND CASE WHEN p.amount_cents > 0 THEN p.created_at < m.created_at AND (b.later IS NULL OR p.created_at < b.later) ELSE p.created_at < m.created_at OR p.created_at <= b.earlier END) >= i.amount_cents OR EXISTS (SELECT 1 FROM hold h WHERE h.organisation_id = i.organisation_id AND h.open_item_id = i.id AND h.kind = 'pause' AND h.created_at < m.created_at AND (b.later IS NULL OR h.created_at < b.later) AND (h.released_at IS NULL OR (h.released_at > m.created_at AND (b.earlier IS NULL OR h.released_at > b.earlier))) AND (h.until_on IS NULL OR h.until_on > coalesce(a.left_on, a.business_date)) LIMIT 1) OR EXISTS (SELECT 1 FROM hold h WHERE h.organisation_id = a.organisation_id AND h.debtor_id = a.debtor_id AND h.open_item_id IS NULL AND h.created_at < m.created_at AND (b.later IS NULL OR h.created_at < b.later) AND (h.released_at IS NULL OR (h.released_at > m.created_at AND (b.earlier IS NULL OR h.released_at > b.earlier))) AND (h.until_on IS NULL OR h.until_on > coalesce(a.left_on, a.business_date)) AND NOT EXISTS (SELECT 1 FROM debtor_merge g WHERE g.organisation_id = a.organisation_id AND g.survivor_id = a.debtor_id LIMIT 1) LIMIT 1) OR EXISTS (SELECT 1 FROM claim_fact f WHERE f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND f.recorded_at < m.created_at AND (b.later IS NULL OR f.recorded_at < b.later) AND f.disputed_cents >= i.amount_cents AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version AND (n.recorded_at <= m.created_at OR n.recorded_at <= b.earlier) LIMIT 1) LIMIT 1))";
    sent_has_message, Action, "SELECT count(*) FROM action WHERE organisation_id = $1",
        "SELECT a.id AS subject, a.step_key AS what FROM action a WHERE a.organisation_id = $1 AND a.channel IN ('email', 'sms') AND a.state IN ('sent', 'unknown') AND a.attempts > 0 AND NOT EXISTS (SELECT 1 FROM message m WHERE m.organisation_id = a.organisation_id AND m.action_id = a.id LIMIT 1)";
    one_voice_a_day, Debtor, "SELECT count(*) FROM action WHERE organisation_id = $1",
        "SELECT debtor_id AS subject, channel AS what FROM action WHERE organisation_id = $1 GROUP BY debtor_id, business_date, channel, beside HAVING count(*) > 1";
    service_mails_stand_beside, Action, "SELECT count(*) FROM service_mail WHERE organisation_id = $1",
        "SELECT a.id AS subject, a.step_key AS what FROM action a WHERE a.organisation_id = $1 AND (a.beside > 0) <> EXISTS (SELECT 1 FROM service_mail s WHERE s.organisation_id = a.organisation_id AND s.action_id = a.id LIMIT 1) UNION ALL SELECT s.action_id, s.kind FROM service_mail s WHERE s.organisation_id = $1 AND s.kind = 'invoice_copy' AND NOT EXISTS (SELECT 1 FROM service_mail_file f WHERE f.organisation_id = s.organisation_id AND f.action_id = s.action_id LIMIT 1) UNION ALL SELECT s.action_id, s.kind FROM service_mail s WHERE s.organisation_id = $1 AND EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = s.organisation_id AND v.action_id = s.action_id LIMIT 1)";
    one_step_once, Debtor, "SELECT count(*) FROM item_advance WHERE organisation_id = $1",
        "SELECT i.debtor_id AS subject, i.number AS what FROM (SELECT open_item_id FROM item_advance WHERE organisation_id = $1 AND NOT withdrawn GROUP BY open_item_id, step, episode HAVING count(*) > 1) v JOIN open_item i ON i.organisation_id = $1 AND i.id = v.open_item_id";
    steps_agree_with_advances, Debtor, "SELECT count(*) FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND last_step IS NOT NULL",
        "SELECT i.debtor_id AS subject, i.number AS what FROM open_item i WHERE i.organisation_id = $1 AND i.open_cents <> 0 AND i.last_step IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = i.organisation_id AND v.open_item_id = i.id AND v.step = i.last_step AND v.episode = i.episode AND NOT v.withdrawn LIMIT 1)";
    nights_add_up, Night, "SELECT count(*) FROM night_run WHERE organisation_id = $1",
        "SELECT id AS subject, CAST(business_date AS TEXT) AS what FROM night_run WHERE organisation_id = $1 AND finished_at IS NOT NULL AND open_items <> send_count + hold_count + not_yet_count + exhausted_count";
    absorbed_accounts_are_empty, Debtor, "SELECT count(*) FROM debtor WHERE organisation_id = $1 AND survivor_id IS NOT NULL",
        "SELECT d.id AS subject, d.code AS what FROM debtor d JOIN debtor s ON s.organisation_id = d.organisation_id AND s.id = d.survivor_id WHERE d.organisation_id = $1 AND d.survivor_id IS NOT NULL AND (s.survivor_id IS NOT NULL OR EXISTS (SELECT 1 FROM open_item i WHERE i.organisation_id = $1 AND i.debtor_id = d.id LIMIT 1))";
    pending_promises_hold, Promise, "SELECT count(*) FROM promise WHERE organisation_id = $1",
        "SELECT p.id AS subject, CAST(p.promised_on AS TEXT) AS what FROM promise p JOIN promise_item i ON i.organisation_id = p.organisation_id AND i.promise_id = p.id LEFT JOIN hold h ON h.organisation_id = i.organisation_id AND h.id = i.hold_id WHERE p.organisation_id = $1 AND ((p.state = 'pending' AND i.taken_by IS NULL) <> (i.hold_id IS NOT NULL) OR (i.hold_id IS NOT NULL AND (h.released_at IS NOT NULL OR h.kind <> 'promise' OR h.open_item_id <> i.open_item_id OR h.until_on <= p.until_on)))";
    promise_holds_have_a_promise, Debtor, "SELECT count(*) FROM hold WHERE organisation_id = $1 AND kind = 'promise' AND released_at IS NULL",
        "SELECT h.debtor_id AS subject, CAST(h.until_on AS TEXT) AS what FROM hold h WHERE h.organisation_id = $1 AND h.kind = 'promise' AND h.released_at IS NULL AND h.until_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM promise_item i WHERE i.organisation_id = h.organisation_id AND i.hold_id = h.id LIMIT 1)";
    promised_is_what_its_items_say, Promise, "SELECT count(*) FROM promise WHERE organisation_id = $1",
        "SELECT p.id AS subject, CAST(p.promised_on AS TEXT) AS what FROM promise p WHERE p.organisation_id = $1 AND (p.paid_cents < 0 OR p.due_cents < 0 OR NOT EXISTS (SELECT 1 FROM promise_item i WHERE i.organisation_id = p.organisation_id AND i.promise_id = p.id LIMIT 1) OR (p.state = 'pending' AND p.due_cents > (SELECT coalesce(sum(i.amount_cents), 0) FROM promise_item i WHERE i.organisation_id = p.organisation_id AND i.promise_id = p.id AND i.taken_by IS NULL)))";
    promises_within_items, Promise, "SELECT count(*) FROM promise_item WHERE organisation_id = $1",
        "SELECT p.promise_id AS subject, i.number AS what FROM promise_item p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 AND (p.amount_cents <= 0 OR p.amount_cents > i.amount_cents)";
    disputed_is_sum_of_disputes, Debtor, "SELECT count(*) FROM dispute WHERE organisation_id = $1",
        "SELECT i.debtor_id AS subject, i.number AS what FROM open_item i LEFT JOIN claim_fact f ON f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version LIMIT 1) WHERE i.organisation_id = $1 AND coalesce((SELECT sum(p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents) FROM dispute_part p JOIN dispute d ON d.organisation_id = p.organisation_id AND d.id = p.dispute_id WHERE p.organisation_id = i.organisation_id AND p.open_item_id = i.id AND d.outcome IS NULL), 0) <> coalesce(f.disputed_cents, 0)";
    disputes_within_items, Dispute, "SELECT count(*) FROM dispute_part WHERE organisation_id = $1",
        "SELECT p.dispute_id AS subject, i.number AS what FROM dispute_part p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 AND (p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents < 0 OR p.claimed_cents > i.amount_cents)";
    living_disputes_hold_something, Dispute, "SELECT count(*) FROM dispute WHERE organisation_id = $1 AND outcome IS NULL",
        "SELECT d.id AS subject, d.reason AS what FROM dispute d WHERE d.organisation_id = $1 AND d.outcome IS NULL AND coalesce((SELECT sum(p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents) FROM dispute_part p WHERE p.organisation_id = d.organisation_id AND p.dispute_id = d.id), 0) <= 0";
    plans_add_up, Plan, "SELECT count(*) FROM payment_plan WHERE organisation_id = $1",
        "SELECT p.id AS subject, p.reference AS what FROM payment_plan p WHERE p.organisation_id = $1 AND (p.total_cents <> coalesce((SELECT sum(i.amount_cents) FROM payment_plan_instalment i WHERE i.organisation_id = p.organisation_id AND i.plan_id = p.id), 0) OR p.total_cents <> coalesce((SELECT sum(i.amount_cents) FROM payment_plan_item i WHERE i.organisation_id = p.organisation_id AND i.plan_id = p.id), 0))";
    plans_within_items, Plan, "SELECT count(*) FROM payment_plan_item WHERE organisation_id = $1",
        "SELECT p.plan_id AS subject, i.number AS what FROM payment_plan_item p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 AND (p.amount_cents <= 0 OR p.amount_cents > i.amount_cents)";
    deferrals_are_later, Debtor, "SELECT count(*) FROM due_deferral WHERE organisation_id = $1",
        "SELECT i.debtor_id AS subject, i.number AS what FROM due_deferral d JOIN open_item i ON i.organisation_id = d.organisation_id AND i.id = d.open_item_id WHERE d.organisation_id = $1 AND d.undone_at IS NULL AND d.agreed_on <= d.original_on";
    a_page_opens_with_its_own_list, Agenda, "SELECT count(*) FROM saved_view_default WHERE organisation_id = $1",
        "SELECT v.id AS subject, v.page AS what FROM saved_view_default d JOIN saved_view v ON v.organisation_id = d.organisation_id AND v.id = d.view_id WHERE d.organisation_id = $1 AND v.page <> d.page";
    alert_mails_are_told, Agenda, "SELECT count(*) FROM alert_mail WHERE organisation_id = $1",
        "SELECT id AS subject, state AS what FROM alert_mail WHERE organisation_id = $1 AND (state NOT IN ('pending', 'sent', 'dropped') OR account_count <= 0 OR (state = 'sent' AND attempts = 0))";
    put_off_once, Debtor, "SELECT count(*) FROM agenda_snooze WHERE organisation_id = $1",
        "SELECT s.debtor_id AS subject, CAST(s.until_on AS TEXT) AS what FROM agenda_snooze s WHERE s.organisation_id = $1 AND (s.until_on <= s.snoozed_on OR (s.ended_at IS NULL AND EXISTS (SELECT 1 FROM agenda_snooze o WHERE o.organisation_id = s.organisation_id AND o.debtor_id = s.debtor_id AND o.ended_at IS NULL AND o.id > s.id AND o.snoozed_on < s.until_on LIMIT 1)))";
}

statements! {
    KEPT_MESSAGES = "SELECT action_id, attempt, document_hash, attachment_hash FROM message WHERE organisation_id = $1 AND (action_id, attempt) > ($2, $3) ORDER BY action_id, attempt LIMIT $4";
    COUNT_PLANS = "SELECT count(*) FROM payment_plan WHERE organisation_id = $1";
    COUNT_PLAN_OFFERS = "SELECT count(*) FROM plan_offer WHERE organisation_id = $1";
    COUNT_COMPROMISES = "SELECT count(*) FROM compromise WHERE organisation_id = $1";
}

/// The statements of the laws, listed like all others.
pub(crate) const ALL: [&[Statement]; 2] = [LAW_STATEMENTS, STATEMENTS];

/// What came of a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rows that it speaks of.
    pub counted: i64,
    /// Rows that break it; zero is well.
    pub broken: i64,
    /// The first of them: what a page shows, and a word about it.
    pub rows: Vec<(Uuid, String)>,
}

/// Counts the rows of a law and those that break it, and reads at most so many of these.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn examine(tx: &mut Tx, organisation: OrganisationId, law: &Law, most: i64) -> Result<Finding> {
    let (total, broken_sql, sample) = (law.total, law.broken, law.sample);
    let counted: i64 = in_tx!(tx, c => sqlx::query_scalar(total).bind(organisation.0).fetch_one(&mut *c).await?);
    let broken: i64 = in_tx!(tx, c => sqlx::query_scalar(broken_sql).bind(organisation.0).fetch_one(&mut *c).await?);
    let rows = if broken == 0 {
        Vec::new()
    } else {
        in_tx!(tx, c => sqlx::query_as(sample).bind(organisation.0).bind(most).fetch_all(&mut *c).await?)
    };
    Ok(Finding { counted, broken, rows })
}

/// One law and how many rows break it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthCheck {
    /// Stable key.
    pub name: &'static str,
    /// Rows that break it; zero is well.
    pub broken: i64,
}

/// Counts, for each law, the rows that break it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn checks(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<HealthCheck>> {
    let mut checks = Vec::with_capacity(LAWS.len());
    for law in LAWS {
        checks.push(HealthCheck { name: law.name, broken: examine(tx, organisation, law, 0).await?.broken });
    }
    Ok(checks)
}

/// A message that was handed over: its action, its attempt, and the hashes of its bytes and of what was joined.
pub type KeptMessage = (Uuid, i32, String, String);

/// The next messages behind one, with the hashes of what was kept of them.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn kept_messages(tx: &mut Tx, organisation: OrganisationId, after: (Uuid, i32), limit: i64) -> Result<Vec<KeptMessage>> {
    Ok(in_tx!(tx, c => {
        sqlx::query_as(KEPT_MESSAGES).bind(organisation.0).bind(after.0).bind(after.1).bind(limit).fetch_all(&mut *c).await?
    }))
}

/// How many payment plans there are.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn count_plans(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_PLANS).bind(organisation.0).fetch_one(&mut *c).await?))
}

/// How many choices of plans were offered.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn count_plan_offers(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_PLAN_OFFERS).bind(organisation.0).fetch_one(&mut *c).await?))
}

/// How many settlements for a smaller sum there are.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn count_compromises(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_COMPROMISES).bind(organisation.0).fetch_one(&mut *c).await?))
}
