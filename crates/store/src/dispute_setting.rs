//! How an organisation treats disputes: who answers for which reason, the key of the owners' links, and the alerts sent.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dispute::{OwnerRole, Policy, Reason};
use domain::ids::OrganisationId;

use crate::dispute::Owner;
use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What an organisation does for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// The reason.
    pub reason: Reason,
    /// Who answers; its role is the policy's.
    pub owner: Owner,
    /// The time limits.
    pub policy: Policy,
    /// What is to be done, a line each; empty for the default.
    pub steps: String,
}

/// The settings of disputes.
#[derive(Clone, PartialEq, Eq)]
pub struct DisputeSettings {
    /// Where the program is reached from outside, without a slash at the end.
    pub address: String,
    /// The key that signs links.
    pub secret: String,
    /// Whom late disputes are told to; empty for nobody.
    pub escalation_email: String,
    /// Whether an owner's answer decides by itself.
    pub accepts_answers: bool,
}

impl std::fmt::Debug for DisputeSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DisputeSettings")
            .field("address", &self.address)
            .field("escalation_email", &self.escalation_email)
            .field("accepts_answers", &self.accepts_answers)
            .finish_non_exhaustive()
    }
}

/// An alert that was sent, or was to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The business date.
    pub on: Date,
    /// To whom.
    pub recipient: String,
    /// How many disputes it told of.
    pub disputes: i32,
    /// `reserved`, `sent`, `failed`, `unknown`.
    pub state: String,
    /// Why it failed; may be empty.
    pub reason: String,
}

statements! {
    SELECT_SETTINGS = "SELECT address, secret, escalation_email, accepts_answers FROM dispute_setting WHERE organisation_id = $1";
    SET_SETTINGS = "INSERT INTO dispute_setting (organisation_id, address, secret, escalation_email, accepts_answers, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation_id) DO UPDATE SET address = excluded.address, secret = excluded.secret, escalation_email = excluded.escalation_email, accepts_answers = excluded.accepts_answers, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    SELECT_POLICIES = "SELECT reason, owner_role, owner_name, owner_email, answer_days, decision_days, credit_days, steps FROM dispute_policy WHERE organisation_id = $1 ORDER BY reason";
    SET_POLICY = "INSERT INTO dispute_policy (organisation_id, reason, owner_role, owner_name, owner_email, answer_days, decision_days, credit_days, steps) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation_id, reason) DO UPDATE SET owner_role = excluded.owner_role, owner_name = excluded.owner_name, owner_email = excluded.owner_email, answer_days = excluded.answer_days, decision_days = excluded.decision_days, credit_days = excluded.credit_days, steps = excluded.steps";
    RESERVE_ALERT = "INSERT INTO dispute_alert (organisation_id, on_day, recipient, disputes, state, reason, created_at) VALUES ($1, $2, $3, $4, 'reserved', '', $5) ON CONFLICT (organisation_id, on_day, recipient) DO NOTHING";
    IS_ALERTED = "SELECT count(*) FROM dispute_alert WHERE organisation_id = $1 AND on_day = $2 AND recipient = $3";
    SETTLE_ALERT = "UPDATE dispute_alert SET state = $4, reason = $5 WHERE organisation_id = $1 AND on_day = $2 AND recipient = $3";
    SELECT_ALERTS = "SELECT on_day, recipient, disputes, state, reason FROM dispute_alert WHERE organisation_id = $1 ORDER BY on_day DESC, recipient LIMIT $2";
}

/// The settings; `None` when nobody set them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<DisputeSettings>> {
    let row: Option<(String, String, String, bool)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let opened = |secret: String| tx.keys().open(Place::Dispute, organisation, organisation.0, &secret);
    Ok(row.map(|(address, secret, escalation_email, accepts_answers)| DisputeSettings {
        address,
        secret: opened(secret),
        escalation_email,
        accepts_answers,
    }))
}

/// Writes the settings.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_settings(
    tx: &mut Tx,
    organisation: OrganisationId,
    settings: &DisputeSettings,
    by: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let secret = tx.keys().seal(Place::Dispute, organisation, organisation.0, &settings.secret)?;
    in_tx!(tx, c => {
        sqlx::query(SET_SETTINGS)
            .bind(organisation.0).bind(&settings.address).bind(&secret).bind(&settings.escalation_email).bind(settings.accepts_answers)
            .bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

type PolicyTuple = (String, String, String, String, i32, i32, i32, String);

/// What the organisation does otherwise than by default, by reason.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn policies(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<PolicyRow>> {
    let rows: Vec<PolicyTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_POLICIES).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(reason, role, name, email, answer, decision, credit, steps)| {
            let bad = |column| StoreError::Inconsistent { table: "dispute_policy", column, row: reason.clone() };
            let days = |days: i32, column| u16::try_from(days).map_err(|_| bad(column));
            let role = OwnerRole::from_code(&role).ok_or_else(|| bad("owner_role"))?;
            Ok(PolicyRow {
                reason: Reason::from_code(&reason).ok_or_else(|| bad("reason"))?,
                owner: Owner { role, name, email },
                policy: Policy {
                    role,
                    answer_days: days(answer, "answer_days")?,
                    decision_days: days(decision, "decision_days")?,
                    credit_days: days(credit, "credit_days")?,
                },
                steps,
            })
        })
        .collect()
}

/// Says what the organisation does for a reason.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_policy(tx: &mut Tx, organisation: OrganisationId, row: &PolicyRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_POLICY)
            .bind(organisation.0).bind(row.reason.code()).bind(row.policy.role.code()).bind(&row.owner.name).bind(&row.owner.email)
            .bind(i32::from(row.policy.answer_days)).bind(i32::from(row.policy.decision_days)).bind(i32::from(row.policy.credit_days))
            .bind(&row.steps)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Keeps an alert before it leaves; false when the recipient already had one that day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn reserve_alert(
    tx: &mut Tx,
    organisation: OrganisationId,
    (on, recipient): (Date, &str),
    disputes: usize,
    at: DateTime<Utc>,
) -> Result<bool> {
    let disputes = i32::try_from(disputes).unwrap_or(i32::MAX);
    let changed = in_tx!(tx, c => sqlx::query(RESERVE_ALERT)
        .bind(organisation.0).bind(on).bind(recipient).bind(disputes).bind(to_micros(at))
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Whether the alert of a day was reserved already.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_alerted(tx: &mut Tx, organisation: OrganisationId, (on, recipient): (Date, &str)) -> Result<bool> {
    let count: i64 =
        in_tx!(tx, c => sqlx::query_scalar(IS_ALERTED).bind(organisation.0).bind(on).bind(recipient).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Says what became of an alert.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settle_alert(
    tx: &mut Tx,
    organisation: OrganisationId,
    (on, recipient): (Date, &str),
    state: &str,
    reason: &str,
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SETTLE_ALERT).bind(organisation.0).bind(on).bind(recipient).bind(state).bind(reason).execute(&mut *c).await?;
    });
    Ok(())
}

/// The last alerts, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn alerts(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<Alert>> {
    let rows: Vec<(Date, String, i32, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ALERTS).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(on, recipient, disputes, state, reason)| Alert { on, recipient, disputes, state, reason }).collect())
}
