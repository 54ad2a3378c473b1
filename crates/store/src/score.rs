//! What debtors did, as far as `domain::score` is a function of it. What is contested, deferred, in a plan or under a compromise is left out.

use std::collections::HashMap;

use domain::Cents;
use domain::calendar::{Date, add_days};
use domain::ids::{DebtorId, OrganisationId};
use domain::score::{HISTORY_DAYS, History, OpenDays, PaidMonth};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

/// Nothing was agreed about an item `o`, and nobody contests it.
macro_rules! plain {
    () => {
        " AND NOT EXISTS (SELECT 1 FROM due_deferral f WHERE f.organisation_id = o.organisation_id AND f.open_item_id = o.id AND f.undone_at IS NULL) AND NOT EXISTS (SELECT 1 FROM payment_plan_item p WHERE p.organisation_id = o.organisation_id AND p.open_item_id = o.id) AND NOT EXISTS (SELECT 1 FROM compromise_item c WHERE c.organisation_id = o.organisation_id AND c.open_item_id = o.id)"
    };
}
macro_rules! paid {
    ($months:literal, $late:literal, $of:literal) => {
        concat!(
            "SELECT o.debtor_id, CAST(", $months, " AS BIGINT) AS months, CAST(sum(a.amount_cents) AS BIGINT), CAST(sum(a.amount_cents * ", $late,
            ") AS BIGINT) FROM allocation a JOIN open_item o ON o.organisation_id = a.organisation_id AND o.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND a.value_on > $2 AND a.value_on <= $3 AND o.kind = 'invoice' AND k.kind = 'payment' AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id)",
            plain!(), $of, " GROUP BY o.debtor_id, 2"
        )
    };
}
macro_rules! open {
    ($of:literal) => {
        concat!(
            "SELECT o.debtor_id, o.due_on, CAST(sum(o.open_cents) AS BIGINT) FROM open_item o WHERE o.organisation_id = $1 AND o.open_cents <> 0 AND o.open_cents > 0 AND o.kind IN ('invoice', 'debit') AND NOT EXISTS (SELECT 1 FROM dispute_part q JOIN dispute d ON d.organisation_id = q.organisation_id AND d.id = q.dispute_id WHERE q.organisation_id = o.organisation_id AND q.open_item_id = o.id AND d.outcome IS NULL)",
            plain!(), $of, " GROUP BY o.debtor_id, o.due_on"
        )
    };
}
macro_rules! broken {
    ($of:literal) => {
        concat!("SELECT coalesce(d.survivor_id, p.debtor_id), p.settled_on FROM promise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND p.state = 'broken' AND p.settled_on > $2", $of)
    };
}
macro_rules! rejected {
    ($of:literal) => {
        concat!("SELECT coalesce(d.survivor_id, p.debtor_id), p.effective_on FROM ledger_operation p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND p.kind = 'bounce' AND p.effective_on > $2 AND NOT EXISTS (SELECT 1 FROM ledger_operation u WHERE u.organisation_id = p.organisation_id AND u.undoes_id = p.id)", $of)
    };
}
macro_rules! unfounded {
    ($of:literal) => {
        concat!("SELECT o.debtor_id, d.closed_on FROM dispute d JOIN dispute_part q ON q.organisation_id = d.organisation_id AND q.dispute_id = d.id JOIN open_item o ON o.organisation_id = q.organisation_id AND o.id = q.open_item_id WHERE d.organisation_id = $1 AND d.outcome = 'unfounded' AND d.closed_on > $2", $of, " GROUP BY d.id, o.debtor_id, d.closed_on")
    };
}

statements! {
    SCORE_OPEN = open!("");
    SCORE_OPEN_OF = open!(" AND o.debtor_id = $2");
    SCORE_BROKEN = broken!("");
    SCORE_BROKEN_OF = broken!(" AND p.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $3 OR survivor_id = $3))");
    SCORE_REJECTED = rejected!("");
    SCORE_REJECTED_OF = rejected!(" AND p.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $3 OR survivor_id = $3))");
    SCORE_UNFOUNDED = unfounded!("");
    SCORE_UNFOUNDED_OF = unfounded!(" AND d.id IN (SELECT q2.dispute_id FROM open_item o2 JOIN dispute_part q2 ON q2.organisation_id = o2.organisation_id AND q2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $3)");
    @sqlite
    SCORE_PAID_SQLITE = paid!("CAST(julianday($3) - julianday(a.value_on) AS INTEGER) / 30", "max(0, CAST(julianday(a.value_on) - julianday(o.due_on) AS INTEGER))", "");
    SCORE_PAID_OF_SQLITE = paid!("CAST(julianday($3) - julianday(a.value_on) AS INTEGER) / 30", "max(0, CAST(julianday(a.value_on) - julianday(o.due_on) AS INTEGER))", " AND o.debtor_id = $4");
    @postgres
    SCORE_PAID_POSTGRES = paid!("($3 - a.value_on) / 30", "greatest(0, a.value_on - o.due_on)", "");
    SCORE_PAID_OF_POSTGRES = paid!("($3 - a.value_on) / 30", "greatest(0, a.value_on - o.due_on)", " AND o.debtor_id = $4");
}

/// The list of a history that the rows of a statement go to.
type List = fn(&mut History) -> &mut Vec<Date>;

/// What debtors did by a day: of one account, or of all. Insolvency is known elsewhere.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn histories(tx: &mut Tx, organisation: OrganisationId, today: Date, of: Option<DebtorId>) -> Result<HashMap<DebtorId, History>> {
    let (o, since) = (organisation.0, add_days(today, -HISTORY_DAYS));
    let mut known: HashMap<DebtorId, History> = HashMap::new();
    let paid: Vec<(Uuid, i64, i64, i64)> = match (&mut *tx, of) {
        (Tx::Sqlite(c, _), None) => sqlx::query_as(SCORE_PAID_SQLITE).bind(o).bind(since).bind(today).fetch_all(&mut **c).await?,
        (Tx::Sqlite(c, _), Some(debtor)) => {
            sqlx::query_as(SCORE_PAID_OF_SQLITE).bind(o).bind(since).bind(today).bind(debtor.0).fetch_all(&mut **c).await?
        }
        (Tx::Postgres(c, _), None) => sqlx::query_as(SCORE_PAID_POSTGRES).bind(o).bind(since).bind(today).fetch_all(&mut **c).await?,
        (Tx::Postgres(c, _), Some(debtor)) => {
            sqlx::query_as(SCORE_PAID_OF_POSTGRES).bind(o).bind(since).bind(today).bind(debtor.0).fetch_all(&mut **c).await?
        }
    };
    for (debtor, months, amount, cent_days) in paid {
        known.entry(DebtorId(debtor)).or_default().paid.push(PaidMonth { months, amount: Cents(amount), cent_days });
    }
    let open: Vec<(Uuid, Date, i64)> = in_tx!(tx, c => match of {
        None => sqlx::query_as(SCORE_OPEN).bind(o).fetch_all(&mut *c).await?,
        Some(debtor) => sqlx::query_as(SCORE_OPEN_OF).bind(o).bind(debtor.0).fetch_all(&mut *c).await?,
    });
    for (debtor, due_on, open) in open {
        known.entry(DebtorId(debtor)).or_default().open.push(OpenDays { days: (today - due_on).num_days(), open: Cents(open) });
    }
    let lists: [(&'static str, &'static str, List); 3] = [
        (SCORE_BROKEN, SCORE_BROKEN_OF, |history| &mut history.broken_promises),
        (SCORE_REJECTED, SCORE_REJECTED_OF, |history| &mut history.rejected_payments),
        (SCORE_UNFOUNDED, SCORE_UNFOUNDED_OF, |history| &mut history.unfounded_disputes),
    ];
    for (all, one, list) in lists {
        let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => match of {
            None => sqlx::query_as(all).bind(o).bind(since).fetch_all(&mut *c).await?,
            Some(debtor) => sqlx::query_as(one).bind(o).bind(since).bind(debtor.0).fetch_all(&mut *c).await?,
        });
        for (debtor, on) in rows.into_iter().filter(|(debtor, on)| *on <= today && of.is_none_or(|of| of.0 == *debtor)) {
            list(known.entry(DebtorId(debtor)).or_default()).push(on);
        }
    }
    Ok(known)
}
