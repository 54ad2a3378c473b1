//! The journal: append-only, each entry's hash covering the one before it.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::ids::{DebtorId, OrganisationId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Db, Result, Tx};

/// Something that happened, to be written to the journal.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a user's name, `nuit`, `import`…
    pub actor: String,
    /// What, as a stable key such as `hold.created`.
    pub kind: &'static str,
    /// The debtor it is about.
    pub debtor: Option<DebtorId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// The facts, as JSON.
    pub payload: String,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Event {
    /// Position in the organisation's journal, from 1 without gap.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What.
    pub kind: String,
    /// The debtor it is about.
    pub debtor_id: Option<Uuid>,
    /// The row it is about.
    pub subject_id: Option<Uuid>,
    /// The facts, as JSON.
    pub payload: String,
    /// Hash of the entry before; empty for the first.
    pub previous_hash: String,
    /// SHA-256 over the entry before and every field of this one, in hexadecimal.
    pub hash: String,
}

statements! {
    LOCK_HEAD = "UPDATE event_head SET seq = seq WHERE organisation_id = $1 RETURNING seq, hash";
    MOVE_HEAD = "UPDATE event_head SET seq = $2, hash = $3 WHERE organisation_id = $1";
    SELECT_HEAD = "SELECT seq, hash FROM event_head WHERE organisation_id = $1";
    INSERT_EVENT = "INSERT INTO event (organisation_id, seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SELECT_PAGE = "SELECT seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash FROM event WHERE organisation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    SELECT_LATEST = "SELECT seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash FROM event WHERE organisation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    SELECT_LATEST_OF = "SELECT seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash FROM event WHERE organisation_id = $1 AND seq > $2 AND seq < $3 AND kind = $4 ORDER BY seq DESC LIMIT $5";
    NEWEST_OF_MAIL = "SELECT kind, max(seq) FROM event WHERE organisation_id = $1 AND kind IN ('mail.not_set', 'mail.set', 'mail.tested') GROUP BY kind";
    NEWEST_OF = "SELECT max(seq) FROM event WHERE organisation_id = $1 AND seq > $2 AND kind IN ($3, $4, $5)";
    SELECT_OF_SUBJECT = "SELECT seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash FROM event WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND subject_id = $3 AND kind IN ($4, $5, $6, $7) ORDER BY seq";
    SELECT_OF_DEBTOR = "SELECT seq, at, actor, kind, debtor_id, subject_id, payload, previous_hash, hash FROM event WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY seq DESC LIMIT $3";
}

/// The fields of an entry that its hash covers.
struct Hashed<'a> {
    organisation: OrganisationId,
    seq: i64,
    at: DateTime<Utc>,
    actor: &'a str,
    kind: &'a str,
    debtor: Option<Uuid>,
    subject: Option<Uuid>,
    payload: &'a str,
    previous: &'a str,
}

impl Hashed<'_> {
    /// Fields are hashed with their lengths, so that no two entries share a text. Instants are cut to
    /// microseconds, what both engines keep.
    fn hash(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let uuid = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let (debtor, subject) = (uuid(self.debtor), uuid(self.subject));
        let (organisation, seq) = (self.organisation.to_string(), self.seq.to_string());
        let mut hash = Sha256::new();
        for field in [self.previous, &organisation, &seq, &at, self.actor, self.kind, &debtor, &subject, self.payload] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

/// Cuts an instant to the microsecond, the finest that both engines keep.
#[must_use]
pub fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    use chrono::SubsecRound as _;
    at.trunc_subsecs(6)
}

/// Adds entries to the organisation's journal, in the transaction of what they tell.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn append(tx: &mut Tx, organisation: OrganisationId, events: &[NewEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    in_tx!(tx, c => {
        let (mut seq, mut hash): (i64, String) = sqlx::query_as(LOCK_HEAD).bind(organisation.0).fetch_one(&mut *c).await?;
        for event in events {
            let at = to_micros(event.at);
            let debtor = event.debtor.map(|id| id.0);
            seq += 1;
            let next = Hashed {
                organisation, seq, at, actor: &event.actor, kind: event.kind, debtor,
                subject: event.subject, payload: &event.payload, previous: &hash,
            }
            .hash();
            sqlx::query(INSERT_EVENT)
                .bind(organisation.0).bind(seq).bind(at).bind(&event.actor).bind(event.kind)
                .bind(debtor).bind(event.subject).bind(&event.payload).bind(&hash).bind(&next)
                .execute(&mut *c).await?;
            hash = next;
        }
        sqlx::query(MOVE_HEAD).bind(organisation.0).bind(seq).bind(&hash).execute(&mut *c).await?;
    });
    Ok(())
}

/// The newest entries before a position, newest first. Pass `i64::MAX` for the first page.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn latest(db: &Db, organisation: OrganisationId, before: i64, limit: i64) -> Result<Vec<Event>> {
    Ok(on_db!(db, base => sqlx::query_as(SELECT_LATEST).bind(organisation.0).bind(before).bind(limit).fetch_all(base).await)?)
}

/// The newest entries of one kind between two positions, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn latest_of(db: &Db, organisation: OrganisationId, kind: &str, (after, before): (i64, i64), limit: i64) -> Result<Vec<Event>> {
    Ok(on_db!(db, base => {
        sqlx::query_as(SELECT_LATEST_OF).bind(organisation.0).bind(after).bind(before).bind(kind).bind(limit).fetch_all(base).await
    })?)
}

/// Keeps everybody else from writing to the organisation's journal until the transaction ends.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn hold(tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(LOCK_HEAD).bind(organisation.0).execute(&mut *c).await?; });
    Ok(())
}

/// The number of the newest entry, zero before the first: it grows with everything that is written.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn head(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    let head: Option<(i64, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_HEAD).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(head.map_or(0, |(seq, _)| seq))
}

/// The newest entry, as a transaction sees it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn newest(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Event>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_LATEST).bind(organisation.0).bind(i64::MAX).bind(1_i64).fetch_optional(&mut *c).await?))
}

/// The position of the newest entry of some kinds behind a position; `None` when there is none.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn newest_of(tx: &mut Tx, organisation: OrganisationId, behind: i64, kinds: &[&str; 3]) -> Result<Option<i64>> {
    Ok(in_tx!(tx, c => {
        let [one, two, three] = kinds;
        sqlx::query_scalar(NEWEST_OF).bind(organisation.0).bind(behind).bind(*one).bind(*two).bind(*three).fetch_one(&mut *c).await?
    }))
}

/// The numbers of the newest entries that say the mail server was set, or could not be, and that it was tried, if any.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn newest_of_mail(tx: &mut Tx, organisation: OrganisationId) -> Result<(Option<i64>, Option<i64>)> {
    let rows: Vec<(String, i64)> = in_tx!(tx, c => sqlx::query_as(NEWEST_OF_MAIL).bind(organisation.0).fetch_all(&mut *c).await?);
    let newest = |kind: &str| rows.iter().find(|(known, _)| known == kind).map(|(_, seq)| *seq);
    Ok((newest("mail.set").max(newest("mail.not_set")), newest("mail.tested")))
}

/// The newest entries about a debtor, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, limit: i64) -> Result<Vec<Event>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).bind(limit).fetch_all(&mut *c).await?))
}

/// The entries of four kinds about one thing of a debtor's, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_subject(
    tx: &mut Tx,
    organisation: OrganisationId,
    (debtor, subject): (DebtorId, Uuid),
    kinds: &[&str; 4],
) -> Result<Vec<Event>> {
    let [first, second, third, fourth] = *kinds;
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_OF_SUBJECT)
        .bind(organisation.0).bind(debtor.0).bind(subject).bind(first).bind(second).bind(third).bind(fourth)
        .fetch_all(&mut *c).await?))
}

/// What a check of the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries read.
    pub entries: i64,
    /// The first entry whose hash or position is wrong, if any.
    pub broken_at: Option<i64>,
}

/// Reads the whole journal of an organisation and computes each hash again.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn verify(db: &Db, organisation: OrganisationId) -> Result<Verification> {
    const PAGE: i64 = 5_000;
    // One picture of the base: entries added meanwhile are no break.
    let mut tx = db.snapshot().await?;
    let head: Option<(i64, String)> = in_tx!(&mut tx, c => sqlx::query_as(SELECT_HEAD).bind(organisation.0).fetch_optional(&mut *c).await?);
    let (mut seq, mut hash) = (0_i64, String::new());
    loop {
        let page: Vec<Event> =
            in_tx!(&mut tx, c => sqlx::query_as(SELECT_PAGE).bind(organisation.0).bind(seq).bind(PAGE).fetch_all(&mut *c).await?);
        if page.is_empty() {
            break;
        }
        for entry in page {
            let expected = Hashed {
                organisation,
                seq: entry.seq,
                at: entry.at,
                actor: &entry.actor,
                kind: &entry.kind,
                debtor: entry.debtor_id,
                subject: entry.subject_id,
                payload: &entry.payload,
                previous: &hash,
            }
            .hash();
            if entry.seq != seq + 1 || entry.previous_hash != hash || entry.hash != expected {
                return Ok(Verification { entries: seq, broken_at: Some(seq + 1) });
            }
            seq = entry.seq;
            hash = entry.hash;
        }
    }
    // Entries cut off the end, with or without their head, are missed from the next position on.
    let broken_at = (head != Some((seq, hash))).then_some(seq + 1);
    Ok(Verification { entries: seq, broken_at })
}
