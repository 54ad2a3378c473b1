//! What the figures of the conversation are made of, in one read: the debits of a year with what was put on them, why they were late,
//! what was promised and contested of them, and on which days each debtor was really spoken to.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{DebtorId, DisputeId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A debit in euro that was open at some time since a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debit {
    /// It.
    pub id: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// When it was issued.
    pub issued_on: Date,
    /// When it fell due.
    pub due_on: Date,
    /// What is open of it.
    pub open: Cents,
}

/// While an item was promised: from the day of the promise to that of its fate, or of the promise that took its place.
pub type Promised = (OpenItemId, Date, Option<Date>);

/// The part of a dispute that is about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// The dispute.
    pub dispute: DisputeId,
    /// The item.
    pub item: OpenItemId,
    /// When it was opened.
    pub opened_on: Date,
    /// When it ended.
    pub closed_on: Option<Date>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Why.
    pub reason: String,
    /// What of the house answers for it.
    pub owner_role: String,
    /// Who; may be empty.
    pub owner_name: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histories {
    /// The debits.
    pub debits: Vec<Debit>,
    /// What was put on debits after the day, by value date.
    pub put: Vec<(OpenItemId, Date, Cents)>,
    /// The causes: since when, and when they ended.
    pub causes: Vec<(OpenItemId, Date, Option<DateTime<Utc>>)>,
    /// The promises.
    pub promised: Vec<Promised>,
    /// The contested part of items, each from when on, in order.
    pub parts: Vec<(OpenItemId, DateTime<Utc>, Cents)>,
    /// The disputes, in the order in which they were opened.
    pub contested: Vec<Contested>,
    /// The days on which messages really left and calls were really made.
    pub contacts: Vec<(DebtorId, Date)>,
}

statements! {
    TALK_DEBITS = "SELECT o.id, o.debtor_id, o.issued_on, o.due_on, o.open_cents FROM open_item o WHERE o.organisation_id = $1 AND o.kind IN ('invoice', 'debit') AND o.currency = $3 AND o.source <> 'void' AND (o.open_cents <> 0 OR o.id IN (SELECT a.debit_id FROM allocation a WHERE a.organisation_id = $1 AND a.value_on > $2)) ORDER BY o.id";
    TALK_PUT = "SELECT debit_id, value_on, amount_cents FROM allocation WHERE organisation_id = $1 AND value_on > $2 ORDER BY id";
    TALK_CAUSES = "SELECT open_item_id, noted_on, ended_at FROM late_cause WHERE organisation_id = $1 AND (ended_at IS NULL OR ended_at >= $2) ORDER BY id";
    TALK_PROMISED = "SELECT i.open_item_id, p.made_on, CASE WHEN i.taken_by IS NULL THEN p.settled_on ELSE coalesce(t.made_on, p.settled_on) END FROM promise p JOIN promise_item i ON i.organisation_id = p.organisation_id AND i.promise_id = p.id LEFT JOIN promise t ON t.organisation_id = i.organisation_id AND t.id = i.taken_by WHERE p.organisation_id = $1 AND p.currency = $3 AND p.state <> 'withdrawn' AND (p.state = 'pending' OR p.settled_on >= $2) ORDER BY p.id, i.open_item_id";
    TALK_PARTS = "SELECT DISTINCT f.open_item_id, f.version, f.recorded_at, f.disputed_cents FROM dispute_part p JOIN claim_fact f ON f.organisation_id = p.organisation_id AND f.open_item_id = p.open_item_id WHERE p.organisation_id = $1 ORDER BY f.open_item_id, f.version";
    TALK_CONTESTED = "SELECT d.id, p.open_item_id, d.opened_on, d.closed_on, d.outcome, d.reason, d.owner_role, d.owner_name FROM dispute d JOIN dispute_part p ON p.organisation_id = d.organisation_id AND p.dispute_id = d.id WHERE d.organisation_id = $1 AND d.currency = $3 AND (d.closed_on IS NULL OR d.closed_on >= $2) ORDER BY d.id, p.open_item_id";
    TALK_CONTACTS = "SELECT coalesce(d.survivor_id, a.debtor_id), coalesce(a.left_on, a.business_date) FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id WHERE a.organisation_id = $1 AND a.business_date >= $2 AND a.channel <> 'task' AND a.state = 'sent' ORDER BY 1, 2";
    LAST_SPOKEN = "SELECT u.debtor_id, max(u.on_day) FROM (SELECT coalesce(d.survivor_id, a.debtor_id) AS debtor_id, coalesce(a.left_on, a.business_date) AS on_day FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id WHERE a.organisation_id = $1 AND a.business_date >= $2 AND a.channel <> 'task' AND a.state = 'sent' UNION ALL SELECT coalesce(d.survivor_id, r.debtor_id), r.received_on FROM received_mail r JOIN debtor d ON d.organisation_id = r.organisation_id AND d.id = r.debtor_id WHERE r.organisation_id = $1 AND r.received_on >= $2 AND r.class IN ('reply', 'complaint')) u GROUP BY u.debtor_id ORDER BY u.debtor_id";
}

/// What is known since a day, in a currency; contacts since another one, which comes before.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn histories(
    tx: &mut Tx,
    organisation: OrganisationId,
    (since, since_then): (Date, DateTime<Utc>),
    contacts_since: Date,
    currency: Currency,
) -> Result<Histories> {
    type Put = (Uuid, Date, i64);
    type Part = (Uuid, i32, DateTime<Utc>, i64);
    type Contest = (Uuid, Uuid, Date, Option<Date>, Option<String>, String, String, String);
    tx.make_room_for_sums().await?;
    let code = currency.code();
    in_tx!(tx, c => {
        let debits: Vec<(Uuid, Uuid, Date, Date, i64)> =
            sqlx::query_as(TALK_DEBITS).bind(organisation.0).bind(since).bind(code).fetch_all(&mut *c).await?;
        let put: Vec<Put> = sqlx::query_as(TALK_PUT).bind(organisation.0).bind(since).fetch_all(&mut *c).await?;
        let causes: Vec<(Uuid, Date, Option<DateTime<Utc>>)> =
            sqlx::query_as(TALK_CAUSES).bind(organisation.0).bind(to_micros(since_then)).fetch_all(&mut *c).await?;
        let promised: Vec<(Uuid, Date, Option<Date>)> =
            sqlx::query_as(TALK_PROMISED).bind(organisation.0).bind(since).bind(code).fetch_all(&mut *c).await?;
        let parts: Vec<Part> = sqlx::query_as(TALK_PARTS).bind(organisation.0).fetch_all(&mut *c).await?;
        let contested: Vec<Contest> =
            sqlx::query_as(TALK_CONTESTED).bind(organisation.0).bind(since).bind(code).fetch_all(&mut *c).await?;
        let contacts: Vec<(Uuid, Date)> =
            sqlx::query_as(TALK_CONTACTS).bind(organisation.0).bind(contacts_since).fetch_all(&mut *c).await?;
        Ok(Histories {
            debits: debits
                .into_iter()
                .map(|(id, debtor, issued_on, due_on, open)| Debit {
                    id: OpenItemId(id),
                    debtor: DebtorId(debtor),
                    issued_on,
                    due_on,
                    open: Cents(open),
                })
                .collect(),
            put: put.into_iter().map(|(item, on, amount)| (OpenItemId(item), on, Cents(amount))).collect(),
            causes: causes.into_iter().map(|(item, on, ended)| (OpenItemId(item), on, ended)).collect(),
            promised: promised.into_iter().map(|(item, on, until)| (OpenItemId(item), on, until)).collect(),
            parts: parts.into_iter().map(|(item, _, at, amount)| (OpenItemId(item), at, Cents(amount))).collect(),
            contested: contested
                .into_iter()
                .map(|(dispute, item, opened_on, closed_on, outcome, reason, owner_role, owner_name)| Contested {
                    dispute: DisputeId(dispute),
                    item: OpenItemId(item),
                    opened_on,
                    closed_on,
                    outcome,
                    reason,
                    owner_role,
                    owner_name,
                })
                .collect(),
            contacts: contacts.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect(),
        })
    })
}

/// The last day on which each debtor was really spoken to, or wrote back, since a day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn last_spoken(tx: &mut Tx, organisation: OrganisationId, since: Date) -> Result<Vec<(DebtorId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(LAST_SPOKEN).bind(organisation.0).bind(since).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}
