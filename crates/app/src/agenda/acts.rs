//! What a person does to accounts of the agenda: putting off, and one deed on many with its preview, its sum and the way back.

use std::collections::{BTreeMap, HashMap};

use domain::dunning::Hold;
use domain::ids::{DebtorId, HoldId};
use domain::party::Debtor;
use domain::{Cents, Currency, Date, calendar};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::desk::{BatchRow, SnoozeRow};
use store::hold::{HoldKind, HoldRow};
use uuid::Uuid;

use crate::text::agenda as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// The longest that an account may be put off, in days: what is never looked at is forgotten.
const LONGEST: i64 = 180;
/// Accounts of one deed at most.
pub const MANY: usize = 2_000;

/// One thing that is done to many accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Their reminders are suspended.
    Pause {
        /// First day on which they go again; without one, until a person resumes them.
        until: Option<Date>,
        /// Why.
        note: String,
    },
    /// They are put off in the agenda; their reminders go on.
    Snooze {
        /// The day on which they come back.
        until: Date,
        /// Why.
        note: String,
    },
    /// They are given to a collector.
    Assign {
        /// Who; nobody when empty.
        collector: String,
    },
}

impl Deed {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pause { .. } => "pause",
            Self::Snooze { .. } => "snooze",
            Self::Assign { .. } => "assign",
        }
    }

    fn permission(code: &str) -> Permission {
        if code == "assign" { Permission::EditDebtors } else { Permission::HoldReminders }
    }

    fn note(&self) -> &str {
        match self {
            Self::Pause { note, .. } | Self::Snooze { note, .. } => note.trim(),
            Self::Assign { collector } => collector.trim(),
        }
    }

    /// What is wrong with it.
    fn check(&self, today: Date) -> Result<()> {
        let bad = |field, reason| Err(AppError::Invalid { field, reason });
        match self {
            Self::Pause { .. } | Self::Snooze { .. } if self.note().is_empty() => bad("note", words::error_reason()),
            Self::Pause { until: Some(until), .. } if *until <= today => bad("until", words::error_past()),
            Self::Snooze { until, .. } if *until <= today => bad("until", words::error_past()),
            Self::Snooze { until, .. } if *until > calendar::add_days(today, LONGEST) => bad("until", words::error_far(LONGEST)),
            _ if self.note().chars().count() > 500 => bad("note", words::error_long()),
            _ => Ok(()),
        }
    }
}

/// An account that a deed would touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who follows it.
    pub collector: String,
    /// What is late.
    pub late: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Whether nothing would change.
    pub is_same: bool,
}

/// What a deed would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The accounts, those with most that is late first.
    pub lines: Vec<PreviewLine>,
    /// What is late on those that change, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How many change.
    pub changing: usize,
}

/// What was made of an account, to be undone.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    debtor: Uuid,
    #[serde(default)]
    before: String,
    #[serde(default)]
    row: Option<Uuid>,
}

/// The accounts that are there, with what is late on each.
async fn accounts(tx: &mut Tx, scope: &Scope, debtors: &[DebtorId], today: Date) -> Result<Vec<(Debtor, Currency, Cents)>> {
    let mut balances: HashMap<DebtorId, (Currency, Cents)> = HashMap::new();
    for row in store::ageing::by_debtor(tx, scope.organisation.id, today).await? {
        let late = row.ageing.overdue();
        let known = balances.entry(row.debtor).or_insert((row.currency, late));
        if late > known.1 {
            *known = (row.currency, late);
        }
    }
    let mut wanted = debtors.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = Vec::with_capacity(wanted.len());
    for id in wanted {
        let debtor = store::debtor::get(tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("debtor"))?;
        let (currency, late) = balances.get(&id).copied().unwrap_or_default();
        found.push((debtor, currency, late));
    }
    Ok(found)
}

async fn look(tx: &mut Tx, scope: &Scope, debtors: &[DebtorId], deed: &Deed, today: Date) -> Result<Preview> {
    scope.require(Deed::permission(deed.code()))?;
    deed.check(today)?;
    if debtors.is_empty() {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_nobody() });
    }
    if debtors.len() > MANY {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_many(MANY) });
    }
    let paused: Vec<DebtorId> = store::hold::active(tx, scope.organisation.id, today)
        .await?
        .into_iter()
        .filter(|hold| hold.item.is_none())
        .map(|hold| hold.debtor)
        .collect();
    let mut lines: Vec<PreviewLine> = accounts(tx, scope, debtors, today)
        .await?
        .into_iter()
        .map(|(debtor, currency, late)| PreviewLine {
            is_same: match deed {
                Deed::Pause { .. } => paused.contains(&debtor.id),
                Deed::Snooze { .. } => false,
                Deed::Assign { collector } => debtor.collector == collector.trim(),
            },
            debtor: debtor.id,
            code: debtor.code,
            name: debtor.name,
            collector: debtor.collector,
            late,
            currency,
        })
        .collect();
    lines.sort_by(|a, b| b.late.cmp(&a.late).then_with(|| a.name.cmp(&b.name)));
    let mut sums: BTreeMap<Currency, Cents> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.is_same) {
        *sums.entry(line.currency).or_default() += line.late;
    }
    let changing = lines.iter().filter(|line| !line.is_same).count();
    Ok(Preview { lines, sums: sums.into_iter().filter(|(_, sum)| !sum.is_zero()).collect(), changing })
}

/// What a deed would do to some accounts; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] says what is missing; [`AppError::NotFound`]; [`AppError::Forbidden`].
pub async fn preview(app: &App, scope: &Scope, debtors: &[DebtorId], deed: &Deed) -> Result<Preview> {
    let mut tx = app.db().snapshot().await?;
    look(&mut tx, scope, debtors, deed, app.today()).await
}

/// Does it, in one transaction; the batch that undoes it.
///
/// # Errors
/// As [`preview`].
pub async fn apply(app: &App, scope: &Scope, debtors: &[DebtorId], deed: &Deed) -> Result<Uuid> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().begin().await?;
    let preview = look(&mut tx, scope, debtors, deed, today).await?;
    let changing: Vec<&PreviewLine> = preview.lines.iter().filter(|line| !line.is_same).collect();
    if changing.is_empty() {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_same() });
    }
    let made = match deed {
        Deed::Pause { until, note } => pause(&mut tx, app, scope, &changing, *until, note.trim()).await?,
        Deed::Snooze { until, note } => put_off(&mut tx, app, scope, &changing, *until, note.trim()).await?,
        Deed::Assign { collector } => {
            let given = changing.iter().map(|line| (line.debtor, collector.trim().to_owned())).collect();
            store::desk::set_collectors(&mut tx, organisation, &given).await?;
            changing.iter().map(|line| Made { debtor: line.debtor.0, before: line.collector.clone(), row: None }).collect()
        }
    };
    let id = store::fresh_id();
    let row = BatchRow {
        id,
        kind: deed.code().to_owned(),
        note: deed.note().to_owned(),
        accounts: i64::try_from(changing.len()).unwrap_or(i64::MAX),
        made: serde_json::to_string(&made).unwrap_or_default(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        undone: None,
    };
    store::desk::insert_batch(&mut tx, organisation, &row).await?;
    let event = match deed {
        Deed::Pause { .. } => "hold.created",
        Deed::Snooze { .. } => "agenda.snoozed",
        Deed::Assign { .. } => "debtor.assigned",
    };
    let until = match deed {
        Deed::Pause { until, .. } => *until,
        Deed::Snooze { until, .. } => Some(*until),
        Deed::Assign { .. } => None,
    };
    let payload = serde_json::json!({"note": deed.note(), "until": until.map(|until| until.to_string())});
    let lines: Vec<_> = changing.iter().map(|line| journal::line(app, scope, event, Some(line.debtor), Some(id), &payload)).collect();
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    Ok(id)
}

async fn pause(tx: &mut Tx, app: &App, scope: &Scope, lines: &[&PreviewLine], until: Option<Date>, note: &str) -> Result<Vec<Made>> {
    let holds: Vec<HoldRow> = lines
        .iter()
        .map(|line| HoldRow {
            id: HoldId(store::fresh_id()),
            debtor: line.debtor,
            item: None,
            hold: Hold { until },
            kind: HoldKind::Pause,
            note: note.to_owned(),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        })
        .collect();
    store::hold::insert_many(tx, scope.organisation.id, &holds).await?;
    Ok(holds.iter().map(|hold| Made { debtor: hold.debtor.0, before: String::new(), row: Some(hold.id.0) }).collect())
}

async fn put_off(tx: &mut Tx, app: &App, scope: &Scope, lines: &[&PreviewLine], until: Date, reason: &str) -> Result<Vec<Made>> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let earlier: Vec<Uuid> = store::desk::snoozed(tx, organisation, today)
        .await?
        .into_iter()
        .filter(|row| lines.iter().any(|line| line.debtor == row.debtor))
        .map(|row| row.id)
        .collect();
    store::desk::end_snoozes(tx, organisation, &earlier, app.now(), &scope.actor.name).await?;
    let rows: Vec<SnoozeRow> = lines
        .iter()
        .map(|line| SnoozeRow {
            id: store::fresh_id(),
            debtor: line.debtor,
            on: today,
            until,
            reason: reason.to_owned(),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        })
        .collect();
    store::desk::insert_snoozes(tx, organisation, &rows).await?;
    Ok(rows.iter().map(|row| Made { debtor: row.debtor.0, before: String::new(), row: Some(row.id) }).collect())
}

/// Puts one account off until a day; the batch that undoes it.
///
/// # Errors
/// [`AppError::Invalid`] without a reason or a day to come; [`AppError::NotFound`]; [`AppError::Forbidden`].
pub async fn snooze(app: &App, scope: &Scope, debtor: DebtorId, until: Date, reason: &str) -> Result<Uuid> {
    apply(app, scope, &[debtor], &Deed::Snooze { until, note: reason.to_owned() }).await
}

/// Brings an account back before its day.
///
/// # Errors
/// [`AppError::NotFound`] when it is not put off any more; [`AppError::Forbidden`].
pub async fn resume(app: &App, scope: &Scope, id: Uuid) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let row = store::desk::snooze_of(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("snooze"))?;
    store::desk::end_snoozes(&mut tx, organisation, &[id], app.now(), &scope.actor.name).await?;
    let line = journal::line(app, scope, "agenda.resumed", Some(row.debtor), Some(id), &serde_json::json!({"note": row.reason}));
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// How an account was put off, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn snoozes_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<SnoozeRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::desk::snoozes_of(&mut tx, scope.organisation.id, debtor).await?)
}

/// What was done to many accounts, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn batches(app: &App, scope: &Scope) -> Result<Vec<BatchRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::desk::batches(&mut tx, scope.organisation.id, 50).await?)
}

/// Undoes a deed where it still stands; how many accounts are as they were.
///
/// What a person changed since is left alone: a suspension that was lifted, an account that was given to somebody else.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Store`] when it was undone already; [`AppError::Forbidden`].
pub async fn undo(app: &App, scope: &Scope, id: Uuid) -> Result<usize> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let batch = store::desk::batch_of(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("batch"))?;
    scope.require(Deed::permission(&batch.kind))?;
    store::desk::mark_undone(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let made: Vec<Made> = serde_json::from_str(&batch.made).unwrap_or_default();
    let rows: Vec<Uuid> = made.iter().filter_map(|made| made.row).collect();
    let undone: Vec<Uuid> = match batch.kind.as_str() {
        "pause" => {
            let active = store::hold::active(&mut tx, organisation, app.today()).await?;
            let still: Vec<HoldId> = active.iter().map(|hold| hold.id).filter(|hold| rows.contains(&hold.0)).collect();
            store::hold::release_many(&mut tx, organisation, &still, app.now(), &scope.actor.name).await?;
            made.iter().filter(|made| made.row.is_some_and(|row| still.contains(&HoldId(row)))).map(|made| made.debtor).collect()
        }
        "snooze" => {
            let off = store::desk::snoozed(&mut tx, organisation, app.today()).await?;
            let still: Vec<Uuid> = off.iter().map(|row| row.id).filter(|row| rows.contains(row)).collect();
            store::desk::end_snoozes(&mut tx, organisation, &still, app.now(), &scope.actor.name).await?;
            made.iter().filter(|made| made.row.is_some_and(|row| still.contains(&row))).map(|made| made.debtor).collect()
        }
        _ => {
            let mut given = BTreeMap::new();
            for made in &made {
                let debtor = store::debtor::get(&mut tx, organisation, DebtorId(made.debtor)).await?;
                if debtor.is_some_and(|debtor| debtor.collector == batch.note) {
                    given.insert(DebtorId(made.debtor), made.before.clone());
                }
            }
            store::desk::set_collectors(&mut tx, organisation, &given).await?;
            given.into_keys().map(|debtor| debtor.0).collect()
        }
    };
    let event = match batch.kind.as_str() {
        "pause" => "hold.released",
        "snooze" => "agenda.resumed",
        _ => "debtor.assigned",
    };
    let payload = serde_json::json!({"note": words::undone()});
    let lines: Vec<_> = undone.iter().map(|debtor| journal::line(app, scope, event, Some(DebtorId(*debtor)), Some(id), &payload)).collect();
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    Ok(undone.len())
}
