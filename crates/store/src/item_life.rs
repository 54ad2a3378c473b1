//! Everything that happened to one item, from the file that brought it in to the payment that closed it.

use chrono::{DateTime, Utc};
use domain::ids::{OpenItemId, OrganisationId};

use crate::statement::statements;
use crate::{Result, Tx};

/// Something that happened to an item: when, who, its key, a word or two about it, an amount in cents.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LifeRow {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What, as a key.
    pub kind: String,
    /// A word about it: a step, a file, a number.
    pub word: String,
    /// More about it: a reason, a note, a state.
    pub note: String,
    /// Its amount; zero for none.
    pub cents: i64,
}

statements! {
    CAME_IN = "SELECT f.imported_at AS at, f.actor, 'item.imported' AS kind, f.file_name AS word, '' AS note, i.amount_cents AS cents FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id JOIN import_file f ON f.organisation_id = o.organisation_id AND f.id = o.import_id WHERE o.organisation_id = $1 AND o.open_item_id = $2";
    ASKED = "SELECT coalesce(a.done_at, a.created_at) AS at, coalesce(a.decided_by, r.actor, '') AS actor, CASE WHEN v.withdrawn THEN 'item.withdrawn' ELSE 'item.asked' END AS kind, coalesce(a.step_key, '') AS word, coalesce(a.channel, '') AS note, v.amount_cents AS cents FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id AND v.open_item_id = $2 LEFT JOIN night_run r ON r.organisation_id = a.organisation_id AND r.id = a.run_id WHERE a.organisation_id = $1 AND a.debtor_id IN (SELECT d.id FROM debtor d, open_item i WHERE i.organisation_id = $1 AND i.id = $2 AND d.organisation_id = $1 AND (d.id = i.debtor_id OR d.survivor_id = i.debtor_id))";
    SETTLED = "SELECT a.created_at AS at, a.actor, CASE WHEN a.reverses_id IS NULL THEN 'item.settled_by_' || k.kind ELSE 'item.unsettled' END AS kind, k.number AS word, a.reason AS note, a.amount_cents AS cents FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = CASE WHEN a.debit_id = $2 THEN a.credit_id ELSE a.debit_id END WHERE a.organisation_id = $1 AND (a.debit_id = $2 OR a.credit_id = $2)";
    HELD = "SELECT created_at AS at, created_by AS actor, 'hold.created' AS kind, '' AS word, note, CAST(0 AS BIGINT) AS cents FROM hold WHERE organisation_id = $1 AND open_item_id = $2 AND kind = 'pause' UNION ALL SELECT released_at, coalesce(released_by, ''), 'hold.released', '', '', CAST(0 AS BIGINT) FROM hold WHERE organisation_id = $1 AND open_item_id = $2 AND kind = 'pause' AND released_at IS NOT NULL";
    DISPUTED = "SELECT e.at, e.actor, 'dispute.' || e.kind AS kind, '' AS word, e.note, p.claimed_cents AS cents FROM dispute_part p JOIN dispute_event e ON e.organisation_id = p.organisation_id AND e.dispute_id = p.dispute_id WHERE p.organisation_id = $1 AND p.open_item_id = $2";
    PROMISED = "SELECT e.at, e.actor, 'promise.' || e.kind AS kind, '' AS word, e.reason AS note, p.amount_cents AS cents FROM promise_item p JOIN promise_event e ON e.organisation_id = p.organisation_id AND e.promise_id = p.promise_id WHERE p.organisation_id = $1 AND p.open_item_id = $2";
    PLANNED = "SELECT e.recorded_at AS at, e.actor, 'plan.' || e.kind AS kind, n.reference AS word, e.reason AS note, p.amount_cents AS cents FROM payment_plan_item p JOIN payment_plan n ON n.organisation_id = p.organisation_id AND n.id = p.plan_id JOIN payment_plan_event e ON e.organisation_id = p.organisation_id AND e.plan_id = p.plan_id WHERE p.organisation_id = $1 AND p.open_item_id = $2";
    DEFERRED = "SELECT recorded_at AS at, actor, 'deferral.granted' AS kind, CAST(agreed_on AS TEXT) AS word, reason AS note, CAST(0 AS BIGINT) AS cents FROM due_deferral WHERE organisation_id = $1 AND open_item_id = $2 UNION ALL SELECT undone_at, coalesce(undone_by, ''), 'deferral.undone', CAST(agreed_on AS TEXT), '', CAST(0 AS BIGINT) FROM due_deferral WHERE organisation_id = $1 AND open_item_id = $2 AND undone_at IS NOT NULL";
    CAUSED = "SELECT noted_at AS at, noted_by AS actor, 'cause.noted' AS kind, '' AS word, note, CAST(0 AS BIGINT) AS cents FROM late_cause WHERE organisation_id = $1 AND open_item_id = $2";
    LEGAL = "SELECT recorded_at AS at, actor, 'claim.event' AS kind, kind AS word, reason AS note, CAST(0 AS BIGINT) AS cents FROM claim_event WHERE organisation_id = $1 AND open_item_id = $2";
}

/// All that happened to an item, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_item(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Vec<LifeRow>> {
    let mut rows: Vec<LifeRow> = Vec::new();
    for statement in [CAME_IN, ASKED, SETTLED, HELD, DISPUTED, PROMISED, PLANNED, DEFERRED, CAUSED, LEGAL] {
        rows.extend::<Vec<LifeRow>>(in_tx!(tx, c => sqlx::query_as(statement).bind(organisation.0).bind(item.0).fetch_all(&mut *c).await?));
    }
    rows.sort_by_key(|row| row.at);
    Ok(rows)
}
