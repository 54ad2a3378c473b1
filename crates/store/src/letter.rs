//! Letters that a person posts: what waits, each as it was printed, the batches, and what became of registered ones.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, LetterEventId, LetterId, OrganisationId, PrintRunId};
use domain::post::{LetterKind, PostalEvent};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::action::channel_and_state;
use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

mod agreement;
pub(crate) mod carriage;

pub use agreement::{ElectronicContactRow, agreements, electronic_contacts, set_agreement};
pub use carriage::{CarrierState, Noted, Settled, fail_accepted, note_carrier, reserve_carrier, settle_carrier, to_follow};

/// A letter as it was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its id.
    pub id: LetterId,
    /// Its action.
    pub action: ActionId,
    /// How it goes.
    pub kind: LetterKind,
    /// What the payer quotes.
    pub reference: String,
    /// The lines of the address in the window.
    pub recipient: String,
    /// SHA-256 of what it asks, from whom, for whom.
    pub fingerprint: String,
    /// SHA-256 of its bytes, which are kept.
    pub document_hash: String,
    /// Its pages.
    pub pages: i64,
    /// What it asks for.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// Days that a formal notice gives.
    pub notice_days: Option<i32>,
    /// The date that it bears.
    pub made_on: Date,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: String,
    /// Since when another print takes its place.
    pub replaced_at: Option<DateTime<Utc>>,
    /// The number under which it is followed; empty for none.
    pub tracking: String,
    /// The day on which it was posted.
    pub posted_on: Option<Date>,
    /// When somebody said so.
    pub posted_at: Option<DateTime<Utc>>,
    /// Who.
    pub posted_by: String,
    /// The service that has it, or was to have it; empty for none.
    pub carrier: String,
    /// Whether it has it.
    pub carrier_state: CarrierState,
    /// The service's number for it.
    pub carrier_key: String,
    /// What the service says of it.
    pub carrier_note: String,
    /// When that was last heard.
    pub carrier_at: Option<DateTime<Utc>>,
    /// What it costs there, in thousandths of a euro, without tax.
    pub carrier_mills: i64,
    /// SHA-256 of the proof of deposit that the service gave.
    pub deposit_proof: Option<String>,
    /// SHA-256 of the receipt that the service scanned.
    pub receipt_proof: Option<String>,
    /// How often it was changed.
    pub version: i64,
}

/// A batch that was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRun {
    /// Its id.
    pub id: PrintRunId,
    /// The business date.
    pub made_on: Date,
    /// When.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Letters in it.
    pub letters: i64,
    /// Pages, blank ones included.
    pub pages: i64,
    /// Sheets of paper.
    pub sheets: i64,
    /// SHA-256 of the file, which is kept.
    pub document_hash: String,
    /// Whether both sides are printed.
    pub duplex: bool,
    /// Whether a sheet stands before each letter.
    pub separators: bool,
}

/// Something that happened to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterEventRow {
    /// Its id.
    pub id: LetterEventId,
    /// The letter.
    pub letter: LetterId,
    /// What.
    pub kind: PostalEvent,
    /// When, as the post says.
    pub on: Date,
    /// In words; may be empty.
    pub note: String,
    /// SHA-256 of the scan.
    pub document_hash: Option<String>,
    /// The name that it came with.
    pub document_name: String,
    /// `person`, or the key of a service.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
}

/// An action that is a letter, with the print that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postable {
    /// Its id.
    pub action: ActionId,
    /// Its debtor: id, code, name.
    pub debtor: (DebtorId, String, String),
    /// Postal code and town.
    pub town: String,
    /// The day that decided it.
    pub business_date: Date,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Where it stands.
    pub state: ActionState,
    /// Key of its step.
    pub step_key: String,
    /// Key of its text.
    pub template: String,
    /// What it asks for.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The print that counts: its id, the date that it bears, its pages.
    pub printed: Option<(LetterId, Date, i64)>,
    /// The number under which it is followed; empty for none.
    pub tracking: String,
    /// The day on which it was posted.
    pub posted_on: Option<Date>,
    /// Whether a service has it.
    pub carrier_state: CarrierState,
    /// What the service said of it.
    pub carrier_note: String,
    /// The last thing that happened to it.
    pub last_event: Option<PostalEvent>,
}

/// Which letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that wait to be posted.
    #[default]
    ToPost,
    /// Those that were posted.
    Posted,
    /// Registered ones that were posted and whose end is not known.
    Followed,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The oldest day first; of posted ones, the latest.
    #[default]
    Day,
    /// By name.
    Name,
    /// The largest first.
    Amount,
}

/// What narrows the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Which.
    pub which: Which,
    /// `letter`, `registered` (electronic ones too) or `electronic`; empty for all.
    pub kind: String,
    /// Words of the debtor's name or code.
    pub words: String,
}

macro_rules! columns {
    () => {
        "id, action_id, kind, reference, recipient, fingerprint, document_hash, page_count, asked_cents, net_cents, currency, notice_days, made_on, made_at, made_by, replaced_at, tracking, posted_on, posted_at, posted_by, carrier, carrier_state, carrier_key, carrier_note, carrier_at, carrier_mills, deposit_proof, receipt_proof, version"
    };
}

macro_rules! listed {
    ($states:literal, $order:literal) => {
        concat!(
            "SELECT a.id, d.id AS debtor_id, d.code, d.name, d.postcode, d.city, a.business_date, a.channel, a.state, a.step_key, a.template, a.asked_cents, a.net_cents, a.currency, l.id AS letter_id, l.made_on, l.page_count, coalesce(l.tracking, '') AS tracking, coalesce(l.posted_on, a.left_on) AS posted_on, coalesce(l.carrier_state, '') AS carrier_state, coalesce(l.carrier_note, '') AS carrier_note, (SELECT e.kind FROM letter_event e WHERE e.organisation_id = l.organisation_id AND e.letter_id = l.id AND e.withdrawn_at IS NULL ORDER BY e.happened_on DESC, e.recorded_at DESC, e.id DESC LIMIT 1) AS last_event",
            listed_from!($states),
            $order,
            " LIMIT $5 OFFSET $6"
        )
    };
}

macro_rules! listed_from {
    ($states:literal) => {
        concat!(
            " FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id LEFT JOIN letter l ON l.organisation_id = a.organisation_id AND l.action_id = a.id AND l.replaced_at IS NULL WHERE a.organisation_id = $1 AND (a.channel IN ('letter', 'registered', 'electronic') OR a.template = 'prepare_formal_notice') AND ",
            $states,
            " AND ($2 = '' OR ($2 = 'registered' AND (a.channel IN ('registered', 'electronic') OR a.template = 'prepare_formal_notice')) OR ($2 = 'electronic' AND a.channel = 'electronic') OR ($2 = 'letter' AND a.channel = 'letter' AND a.template <> 'prepare_formal_notice')) AND ($3 = '' OR d.search_text LIKE $3 OR lower(d.code) = $4)"
        )
    };
}

macro_rules! counted {
    ($states:literal) => {
        concat!(
            "SELECT a.currency, count(*), CAST(coalesce(sum(a.net_cents), 0) AS BIGINT), CAST(coalesce(sum(l.page_count), 0) AS BIGINT), count(l.id)",
            listed_from!($states),
            " GROUP BY a.currency ORDER BY a.currency"
        )
    };
}

statements! {
    INSERT_LETTER = concat!("INSERT INTO letter (organisation_id, ", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, NULL, $17, NULL, NULL, '', '', '', '', '', NULL, 0, NULL, NULL, 1)");
    REPLACE_LETTER = "UPDATE letter SET replaced_at = $3, version = version + 1 WHERE organisation_id = $1 AND action_id = $2 AND replaced_at IS NULL AND posted_on IS NULL";
    SELECT_CURRENT = concat!("SELECT ", columns!(), " FROM letter WHERE organisation_id = $1 AND action_id = $2 AND replaced_at IS NULL");
    SELECT_LETTER = concat!("SELECT ", columns!(), " FROM letter WHERE organisation_id = $1 AND id = $2");
    SET_POSTED = "UPDATE letter SET posted_on = $4, posted_at = $5, posted_by = $6, tracking = CASE WHEN $7 = '' THEN tracking ELSE $7 END, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3 AND posted_on IS NULL";
    CLEAR_POSTED = "UPDATE letter SET posted_on = NULL, posted_at = NULL, posted_by = '', version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3 AND posted_on IS NOT NULL";
    SET_TRACKING = "UPDATE letter SET tracking = $4, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3";
    SET_NOTICE_DAYS = "UPDATE letter SET notice_days = $4, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3";
    SELECT_TO_FOLLOW = concat!("SELECT ", columns!(), " FROM letter WHERE organisation_id = $1 AND carrier = $2 AND carrier_state = 'accepted' AND carrier_key <> '' AND posted_on >= $3 AND carrier_at < $4 ORDER BY carrier_at, id LIMIT $5");
    TAKE_BACK = "UPDATE action SET state = 'to_do', reason = '', done_at = NULL, left_on = NULL, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state = 'sent' AND (channel IN ('letter', 'registered', 'electronic') OR template = 'prepare_formal_notice')";
    INSERT_RUN = "INSERT INTO print_run (organisation_id, id, made_on, made_at, actor, letter_count, page_count, sheet_count, document_hash, duplex, separators) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    INSERT_RUN_LETTER = "INSERT INTO print_run_letter (organisation_id, run_id, position, letter_id) VALUES ($1, $2, $3, $4)";
    SELECT_RUN = "SELECT id, made_on, made_at, actor, letter_count, page_count, sheet_count, document_hash, duplex, separators FROM print_run WHERE organisation_id = $1 AND id = $2";
    SELECT_RUNS = "SELECT id, made_on, made_at, actor, letter_count, page_count, sheet_count, document_hash, duplex, separators FROM print_run WHERE organisation_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2";
    SELECT_RUN_ACTIONS = "SELECT l.action_id FROM print_run_letter r JOIN letter l ON l.organisation_id = r.organisation_id AND l.id = r.letter_id WHERE r.organisation_id = $1 AND r.run_id = $2 ORDER BY r.position";
    INSERT_LETTER_EVENT = "INSERT INTO letter_event (organisation_id, id, letter_id, kind, happened_on, note, document_hash, document_name, source, recorded_at, recorded_by, withdrawn_at, withdrawn_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL)";
    SELECT_LETTER_EVENTS = "SELECT id, letter_id, kind, happened_on, note, document_hash, document_name, source, recorded_at, recorded_by FROM letter_event WHERE organisation_id = $1 AND letter_id = $2 AND withdrawn_at IS NULL ORDER BY happened_on, recorded_at, id";
    SELECT_DEBTOR_EVENTS = "SELECT e.id, e.letter_id, e.kind, e.happened_on, e.note, e.document_hash, e.document_name, e.source, e.recorded_at, e.recorded_by, l.action_id FROM letter_event e JOIN letter l ON l.organisation_id = e.organisation_id AND l.id = e.letter_id JOIN action a ON a.organisation_id = l.organisation_id AND a.id = l.action_id WHERE e.organisation_id = $1 AND a.debtor_id = $2 AND e.withdrawn_at IS NULL ORDER BY e.happened_on, e.recorded_at, e.id";
    WITHDRAW_LETTER_EVENT = "UPDATE letter_event SET withdrawn_at = $4, withdrawn_by = $5 WHERE organisation_id = $1 AND letter_id = $2 AND id = $3 AND withdrawn_at IS NULL";
    SELECT_RETURNED = "SELECT a.debtor_id, l.recipient, e.happened_on FROM letter_event e JOIN letter l ON l.organisation_id = e.organisation_id AND l.id = e.letter_id JOIN action a ON a.organisation_id = l.organisation_id AND a.id = l.action_id WHERE e.organisation_id = $1 AND e.kind = 'wrong_address' AND e.withdrawn_at IS NULL ORDER BY e.happened_on, e.id";
    SELECT_AGREEMENTS = "SELECT id, electronic_agreed_on, coalesce(electronic_agreement, '') FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND electronic_agreed_on IS NOT NULL ORDER BY electronic_agreed_on, id";
    SELECT_ELECTRONIC_CONTACTS = "SELECT d.id, d.kind, d.name, c.name, c.electronic_agreed_on FROM contact c JOIN debtor d ON d.organisation_id = c.organisation_id AND d.id = c.debtor_id WHERE c.organisation_id = $1 AND c.email IS NOT NULL AND c.unreachable_on IS NULL AND d.survivor_id IS NULL ORDER BY d.id, c.id";
    SET_AGREEMENT = "UPDATE contact SET electronic_agreed_on = $4, electronic_agreement = $5 WHERE organisation_id = $1 AND debtor_id = $2 AND id = $3";
    LIST_TO_POST_DAY = listed!("a.state = 'to_do'", " ORDER BY a.business_date, d.name, a.id");
    LIST_TO_POST_NAME = listed!("a.state = 'to_do'", " ORDER BY d.name, a.business_date, a.id");
    LIST_TO_POST_AMOUNT = listed!("a.state = 'to_do'", " ORDER BY a.net_cents DESC, d.name, a.id");
    LIST_POSTED_DAY = listed!("a.state IN ('sent', 'bounced')", " ORDER BY coalesce(l.posted_on, a.left_on, a.business_date) DESC, d.name, a.id");
    LIST_POSTED_NAME = listed!("a.state IN ('sent', 'bounced')", " ORDER BY d.name, a.business_date DESC, a.id");
    LIST_POSTED_AMOUNT = listed!("a.state IN ('sent', 'bounced')", " ORDER BY a.net_cents DESC, d.name, a.id");
    LIST_FOLLOWED_DAY = listed!("a.state = 'sent' AND l.kind IN ('registered', 'electronic') AND l.posted_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM letter_event x WHERE x.organisation_id = l.organisation_id AND x.letter_id = l.id AND x.withdrawn_at IS NULL AND x.kind IN ('delivered', 'refused', 'unclaimed', 'wrong_address'))", " ORDER BY l.posted_on, d.name, a.id");
    COUNT_TO_POST = counted!("a.state = 'to_do'");
    COUNT_POSTED = counted!("a.state IN ('sent', 'bounced')");
    COUNT_FOLLOWED = counted!("a.state = 'sent' AND l.kind IN ('registered', 'electronic') AND l.posted_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM letter_event x WHERE x.organisation_id = l.organisation_id AND x.letter_id = l.id AND x.withdrawn_at IS NULL AND x.kind IN ('delivered', 'refused', 'unclaimed', 'wrong_address'))");
}

fn bad(table: &'static str, column: &'static str, row: &str) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_owned() }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    action_id: Uuid,
    kind: String,
    reference: String,
    recipient: String,
    fingerprint: String,
    document_hash: String,
    page_count: i64,
    asked_cents: i64,
    net_cents: i64,
    currency: String,
    notice_days: Option<i32>,
    made_on: Date,
    made_at: DateTime<Utc>,
    made_by: String,
    replaced_at: Option<DateTime<Utc>>,
    tracking: String,
    posted_on: Option<Date>,
    posted_at: Option<DateTime<Utc>>,
    posted_by: String,
    carrier: String,
    carrier_state: String,
    carrier_key: String,
    carrier_note: String,
    carrier_at: Option<DateTime<Utc>>,
    carrier_mills: i64,
    deposit_proof: Option<String>,
    receipt_proof: Option<String>,
    version: i64,
}

impl TryFrom<Row> for LetterRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: LetterId(row.id),
            action: ActionId(row.action_id),
            kind: LetterKind::from_code(&row.kind).ok_or_else(|| bad("letter", "kind", &row.kind))?,
            reference: row.reference,
            recipient: row.recipient,
            fingerprint: row.fingerprint,
            document_hash: row.document_hash,
            pages: row.page_count,
            asked: Cents(row.asked_cents),
            net: Cents(row.net_cents),
            currency: currency_of(&row.currency)?,
            notice_days: row.notice_days,
            made_on: row.made_on,
            made_at: row.made_at,
            made_by: row.made_by,
            replaced_at: row.replaced_at,
            tracking: row.tracking,
            posted_on: row.posted_on,
            posted_at: row.posted_at,
            posted_by: row.posted_by,
            carrier_state: CarrierState::from_code(&row.carrier_state).ok_or_else(|| bad("letter", "carrier_state", &row.carrier_state))?,
            carrier: row.carrier,
            carrier_key: row.carrier_key,
            carrier_note: row.carrier_note,
            carrier_at: row.carrier_at,
            carrier_mills: row.carrier_mills,
            deposit_proof: row.deposit_proof,
            receipt_proof: row.receipt_proof,
            version: row.version,
        })
    }
}

/// Keeps a letter; the one that its action had, if it was not posted, is replaced.
///
/// # Errors
/// [`StoreError::Database`] when the action's letter was posted: it is never replaced.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, letter: &LetterRow) -> Result<()> {
    let l = letter;
    in_tx!(tx, c => {
        sqlx::query(REPLACE_LETTER).bind(organisation.0).bind(l.action.0).bind(to_micros(l.made_at)).execute(&mut *c).await?;
        sqlx::query(INSERT_LETTER)
            .bind(organisation.0).bind(l.id.0).bind(l.action.0).bind(l.kind.code()).bind(&l.reference).bind(&l.recipient)
            .bind(&l.fingerprint).bind(&l.document_hash).bind(l.pages).bind(l.asked.0).bind(l.net.0).bind(l.currency.code())
            .bind(l.notice_days).bind(l.made_on).bind(to_micros(l.made_at)).bind(&l.made_by).bind(&l.tracking)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The letter of an action that counts.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn current(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Option<LetterRow>> {
    let row: Option<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CURRENT).bind(organisation.0).bind(action.0).fetch_optional(&mut *c).await?);
    row.map(LetterRow::try_from).transpose()
}

/// A letter.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: LetterId) -> Result<Option<LetterRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_LETTER).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(LetterRow::try_from).transpose()
}

fn changed(rows: u64, id: Uuid) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { table: "letter", id }) }
}

/// Says when a letter was posted, and under which number, when there is one.
///
/// # Errors
/// [`StoreError::Stale`] when it was posted or changed meanwhile.
#[crate::boxed]
pub async fn set_posted(
    tx: &mut Tx,
    organisation: OrganisationId,
    (id, version): (LetterId, i64),
    on: Date,
    (at, by): (DateTime<Utc>, &str),
    tracking: &str,
) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(SET_POSTED)
        .bind(organisation.0).bind(id.0).bind(version).bind(on).bind(to_micros(at)).bind(by).bind(tracking)
        .execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

/// Takes back that a letter was posted; its action waits again.
///
/// # Errors
/// [`StoreError::Stale`] when it was not posted, or changed meanwhile.
#[crate::boxed]
pub async fn clear_posted(tx: &mut Tx, organisation: OrganisationId, (id, version): (LetterId, i64), action: ActionId) -> Result<()> {
    let rows =
        in_tx!(tx, c => sqlx::query(CLEAR_POSTED).bind(organisation.0).bind(id.0).bind(version).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)?;
    let rows = in_tx!(tx, c => sqlx::query(TAKE_BACK).bind(organisation.0).bind(action.0).execute(&mut *c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { table: "action", id: action.0 }) }
}

/// Sets the number under which a letter is followed.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed meanwhile.
#[crate::boxed]
pub async fn set_tracking(tx: &mut Tx, organisation: OrganisationId, (id, version): (LetterId, i64), tracking: &str) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(SET_TRACKING)
        .bind(organisation.0).bind(id.0).bind(version).bind(tracking).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

/// Sets the days that a formal notice gives.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed meanwhile.
#[crate::boxed]
pub async fn set_notice_days(tx: &mut Tx, organisation: OrganisationId, (id, version): (LetterId, i64), days: Option<i32>) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(SET_NOTICE_DAYS)
        .bind(organisation.0).bind(id.0).bind(version).bind(days).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: Uuid,
    made_on: Date,
    made_at: DateTime<Utc>,
    actor: String,
    letter_count: i64,
    page_count: i64,
    sheet_count: i64,
    document_hash: String,
    duplex: bool,
    separators: bool,
}

impl From<RunRow> for PrintRun {
    fn from(row: RunRow) -> Self {
        Self {
            id: PrintRunId(row.id),
            made_on: row.made_on,
            made_at: row.made_at,
            actor: row.actor,
            letters: row.letter_count,
            pages: row.page_count,
            sheets: row.sheet_count,
            document_hash: row.document_hash,
            duplex: row.duplex,
            separators: row.separators,
        }
    }
}

/// Keeps a batch with its letters, in their order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_run(tx: &mut Tx, organisation: OrganisationId, run: &PrintRun, letters: &[LetterId]) -> Result<()> {
    let r = run;
    in_tx!(tx, c => {
        sqlx::query(INSERT_RUN)
            .bind(organisation.0).bind(r.id.0).bind(r.made_on).bind(to_micros(r.made_at)).bind(&r.actor).bind(r.letters).bind(r.pages)
            .bind(r.sheets).bind(&r.document_hash).bind(r.duplex).bind(r.separators)
            .execute(&mut *c).await?;
        for (position, letter) in letters.iter().enumerate() {
            sqlx::query(INSERT_RUN_LETTER)
                .bind(organisation.0).bind(r.id.0).bind(i32::try_from(position).unwrap_or(i32::MAX)).bind(letter.0)
                .execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// A batch.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn run(tx: &mut Tx, organisation: OrganisationId, id: PrintRunId) -> Result<Option<PrintRun>> {
    let row: Option<RunRow> = in_tx!(tx, c => sqlx::query_as(SELECT_RUN).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.map(PrintRun::from))
}

/// The last batches, the newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn runs(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<PrintRun>> {
    let rows: Vec<RunRow> = in_tx!(tx, c => sqlx::query_as(SELECT_RUNS).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(PrintRun::from).collect())
}

/// The actions whose letters a batch holds, in its order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn run_actions(tx: &mut Tx, organisation: OrganisationId, id: PrintRunId) -> Result<Vec<ActionId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_RUN_ACTIONS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ActionId).collect())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    letter_id: Uuid,
    kind: String,
    happened_on: Date,
    note: String,
    document_hash: Option<String>,
    document_name: String,
    source: String,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
}

impl TryFrom<EventRow> for LetterEventRow {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            id: LetterEventId(row.id),
            letter: LetterId(row.letter_id),
            kind: PostalEvent::from_code(&row.kind).ok_or_else(|| bad("letter_event", "kind", &row.kind))?,
            on: row.happened_on,
            note: row.note,
            document_hash: row.document_hash,
            document_name: row.document_name,
            source: row.source,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        })
    }
}

/// Records what happened to a letter.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_event(tx: &mut Tx, organisation: OrganisationId, event: &LetterEventRow) -> Result<()> {
    let e = event;
    in_tx!(tx, c => {
        sqlx::query(INSERT_LETTER_EVENT)
            .bind(organisation.0).bind(e.id.0).bind(e.letter.0).bind(e.kind.code()).bind(e.on).bind(&e.note).bind(e.document_hash.as_deref())
            .bind(&e.document_name).bind(&e.source).bind(to_micros(e.recorded_at)).bind(&e.recorded_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// What happened to a letter, in order; what was withdrawn is left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events(tx: &mut Tx, organisation: OrganisationId, letter: LetterId) -> Result<Vec<LetterEventRow>> {
    let rows: Vec<EventRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LETTER_EVENTS).bind(organisation.0).bind(letter.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(LetterEventRow::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct DebtorEventRow {
    #[sqlx(flatten)]
    event: EventRow,
    action_id: Uuid,
}

/// What happened to the letters of a debtor, in order, with the action of each.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events_of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ActionId, LetterEventRow)>> {
    let rows: Vec<DebtorEventRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DEBTOR_EVENTS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(|row| Ok((ActionId(row.action_id), LetterEventRow::try_from(row.event)?))).collect()
}

/// Withdraws an event that was recorded by mistake.
///
/// # Errors
/// [`StoreError::Stale`] when it was withdrawn already, or is another letter's.
#[crate::boxed]
pub async fn withdraw_event(
    tx: &mut Tx,
    organisation: OrganisationId,
    letter: LetterId,
    id: LetterEventId,
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(WITHDRAW_LETTER_EVENT)
        .bind(organisation.0).bind(letter.0).bind(id.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { table: "letter_event", id: id.0 }) }
}

/// The letters that came back because nobody knows the addressee there: debtor, address as it was written, day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn returned(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String, Date)>> {
    let rows: Vec<(Uuid, String, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_RETURNED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, recipient, on)| (DebtorId(debtor), recipient, on)).collect())
}

#[derive(sqlx::FromRow)]
struct PostableRow {
    id: Uuid,
    debtor_id: Uuid,
    code: String,
    name: String,
    postcode: String,
    city: String,
    business_date: Date,
    channel: String,
    state: String,
    step_key: String,
    template: String,
    asked_cents: i64,
    net_cents: i64,
    currency: String,
    letter_id: Option<Uuid>,
    made_on: Option<Date>,
    page_count: Option<i64>,
    tracking: String,
    posted_on: Option<Date>,
    carrier_state: String,
    carrier_note: String,
    last_event: Option<String>,
}

impl TryFrom<PostableRow> for Postable {
    type Error = StoreError;

    fn try_from(row: PostableRow) -> Result<Self> {
        let (channel, state) = channel_and_state(&row.channel, &row.state)?;
        let event = |code: String| PostalEvent::from_code(&code).ok_or_else(|| bad("letter_event", "kind", &code));
        Ok(Self {
            action: ActionId(row.id),
            debtor: (DebtorId(row.debtor_id), row.code, row.name),
            town: format!("{} {}", row.postcode, row.city).trim().to_owned(),
            business_date: row.business_date,
            channel,
            state,
            step_key: row.step_key,
            template: row.template,
            asked: Cents(row.asked_cents),
            net: Cents(row.net_cents),
            currency: currency_of(&row.currency)?,
            printed: row.letter_id.zip(row.made_on).map(|(id, on)| (LetterId(id), on, row.page_count.unwrap_or_default())),
            tracking: row.tracking,
            posted_on: row.posted_on,
            carrier_state: CarrierState::from_code(&row.carrier_state).ok_or_else(|| bad("letter", "carrier_state", &row.carrier_state))?,
            carrier_note: row.carrier_note,
            last_event: row.last_event.map(event).transpose()?,
        })
    }
}

/// A text for `LIKE`, folded as names are; empty for no words.
fn pattern(words: &str) -> String {
    let words = crate::debtor::fold(words.trim());
    if words.is_empty() { String::new() } else { format!("%{}%", words.replace(['%', '_'], " ")) }
}

/// A page of letters.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    filter: &Filter,
    order: Order,
    (limit, offset): (i64, i64),
) -> Result<Vec<Postable>> {
    let statement = match (filter.which, order) {
        (Which::ToPost, Order::Day) => LIST_TO_POST_DAY,
        (Which::ToPost, Order::Name) => LIST_TO_POST_NAME,
        (Which::ToPost, Order::Amount) => LIST_TO_POST_AMOUNT,
        (Which::Posted, Order::Day) => LIST_POSTED_DAY,
        (Which::Posted, Order::Name) => LIST_POSTED_NAME,
        (Which::Posted, Order::Amount) => LIST_POSTED_AMOUNT,
        (Which::Followed, _) => LIST_FOLLOWED_DAY,
    };
    let rows: Vec<PostableRow> = in_tx!(tx, c => sqlx::query_as(statement)
        .bind(organisation.0).bind(&filter.kind).bind(pattern(&filter.words)).bind(filter.words.trim().to_lowercase()).bind(limit).bind(offset)
        .fetch_all(&mut *c).await?);
    rows.into_iter().map(Postable::try_from).collect()
}

/// How many letters in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The currency.
    pub currency: Currency,
    /// Letters.
    pub letters: i64,
    /// What is owed in all.
    pub net: Cents,
    /// Pages of those that are printed.
    pub pages: i64,
    /// Letters that are printed.
    pub printed: i64,
}

/// How many letters there are, by currency.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count(tx: &mut Tx, organisation: OrganisationId, filter: &Filter) -> Result<Vec<Counted>> {
    let statement = match filter.which {
        Which::ToPost => COUNT_TO_POST,
        Which::Posted => COUNT_POSTED,
        Which::Followed => COUNT_FOLLOWED,
    };
    let rows: Vec<(String, i64, i64, i64, i64)> = in_tx!(tx, c => sqlx::query_as(statement)
        .bind(organisation.0).bind(&filter.kind).bind(pattern(&filter.words)).bind(filter.words.trim().to_lowercase())
        .fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(currency, letters, net, pages, printed)| {
            Ok(Counted { currency: currency_of(&currency)?, letters, net: Cents(net), pages, printed })
        })
        .collect()
}
