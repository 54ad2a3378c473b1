//! Two accounts that are one customer become one account, shown before it is done and undone with a click.
//!
//! The survivor keeps its code; files that name the absorbed one go to the survivor. Every row that moves is recorded, so
//! that undoing puts each back. What was not sent yet is withdrawn from both: the next night speaks once, for everything.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::dunning::ActionState;
use domain::ids::{ActionId, DebtorId, MergeId, OpenItemId};
use domain::party::Debtor;
use domain::quality::duplicates::ordered;
use domain::{Cents, Currency, Date};
use store::Tx;
use store::merge::{MergeRow, MovedRow, RowCounts};

use crate::accounts::{changes, event, set, value, values};
use crate::text::quality as words;
use crate::{App, AppError, Permission, Result, Scope};

/// What a person chooses a side for: a key of the page, and the fields that go together.
pub const CHOICES: [(&str, &[&str]); 11] = [
    ("name", &["name"]),
    ("kind", &["kind"]),
    ("category", &["category"]),
    ("collector", &["collector"]),
    ("siren", &["siren"]),
    ("siret", &["siret"]),
    ("vat", &["vat"]),
    ("address", &["street", "postcode", "city", "country"]),
    ("language", &["language"]),
    ("iban", &["iban"]),
    ("terms", &["terms"]),
];

/// A field in which two accounts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its key.
    pub key: &'static str,
    /// What the survivor says, as it is typed.
    pub survivor: String,
    /// What the absorbed account says.
    pub absorbed: String,
    /// Whether only the absorbed account says anything: its side is proposed.
    pub fills: bool,
}

/// One side of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The account.
    pub debtor: Debtor,
    /// How often it was changed.
    pub version: i64,
    /// What it has.
    pub counts: RowCounts,
    /// What it owes, credits taken off, by currency.
    pub owed: Vec<(Currency, Cents)>,
    /// Messages and tasks that have not left or been done.
    pub unsent: usize,
}

/// What a merge would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePreview {
    /// The account that stays.
    pub survivor: Side,
    /// The account that it absorbs.
    pub absorbed: Side,
    /// Where they differ.
    pub choices: Vec<Choice>,
    /// What to know before, in French sentences.
    pub warnings: Vec<String>,
    /// Why it cannot be done, in a French sentence.
    pub blocked: Option<String>,
}

async fn side(tx: &mut Tx, scope: &Scope, id: DebtorId) -> Result<Side> {
    let organisation = scope.organisation.id;
    let debtor = store::debtor::get(tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let version = store::account::version(tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let counts = store::merge::counts(tx, organisation, id).await?;
    let mut owed: BTreeMap<Currency, Cents> = BTreeMap::new();
    for item in store::item::of_debtor(tx, organisation, id).await? {
        if !item.open.is_zero() {
            *owed.entry(item.currency).or_insert(Cents::ZERO) += item.open;
        }
    }
    let unsent = store::merge::unsent(tx, organisation, id).await?.len();
    Ok(Side { debtor, version, counts, owed: owed.into_iter().collect(), unsent })
}

fn told(debtor: &Debtor, fields: &[&str]) -> String {
    // That an address is in France goes without saying.
    let tells = |part: &String| !part.is_empty() && (fields.len() == 1 || part != "FR");
    fields.iter().map(|field| value(debtor, field).replace('\n', ", ")).filter(tells).collect::<Vec<_>>().join(" ")
}

fn choices(survivor: &Debtor, absorbed: &Debtor) -> Vec<Choice> {
    let unknown = domain::party::DebtorKind::Unknown.code();
    CHOICES
        .into_iter()
        .map(|(key, fields)| {
            let (survivor, absorbed) = (told(survivor, fields), told(absorbed, fields));
            let fills = (survivor.is_empty() || survivor == unknown) && !absorbed.is_empty();
            Choice { key, survivor, absorbed, fills }
        })
        .filter(|choice| choice.survivor != choice.absorbed && !choice.absorbed.is_empty())
        .filter(|choice| choice.key != "kind" || choice.absorbed != unknown)
        .collect()
}

/// Why two accounts are not one customer.
fn blocked(survivor: &Debtor, absorbed: &Debtor) -> Option<String> {
    match (&survivor.siren, &absorbed.siren) {
        _ if survivor.id == absorbed.id => Some(words::error_merge_itself()),
        (Some(one), Some(other)) if one != other => Some(words::error_merge_two_sirens(&one.spaced(), &other.spaced())),
        _ => None,
    }
}

/// Says what a merge would do; nothing is written.
///
/// # Errors
/// [`AppError::NotFound`] for an account that is not there, or was absorbed.
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, survivor: DebtorId, absorbed: DebtorId) -> Result<MergePreview> {
    scope.require(Permission::EditDebtors)?;
    let mut tx = app.db().snapshot().await?;
    let survivor = side(&mut tx, scope, survivor).await?;
    let absorbed = side(&mut tx, scope, absorbed).await?;
    let mut warnings = Vec::new();
    if absorbed.counts.clauses > 0 {
        warnings.push(words::warning_merge_clauses(absorbed.counts.clauses));
    }
    if absorbed.counts.claim_events > 0 || survivor.counts.claim_events > 0 {
        warnings.push(words::warning_merge_events());
    }
    if survivor.unsent + absorbed.unsent > 0 {
        warnings.push(words::warning_merge_unsent(survivor.unsent + absorbed.unsent));
    }
    Ok(MergePreview {
        choices: choices(&survivor.debtor, &absorbed.debtor),
        blocked: blocked(&survivor.debtor, &absorbed.debtor),
        warnings,
        survivor,
        absorbed,
    })
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRequest {
    /// The account that stays, and the version that was seen.
    pub survivor: (DebtorId, i64),
    /// The account that it absorbs, and the version that was seen.
    pub absorbed: (DebtorId, i64),
    /// Keys of [`CHOICES`] for which the absorbed account's side is taken.
    pub taken: Vec<String>,
    /// Why, in words; may be empty.
    pub reason: String,
}

/// Merges. The id of the merge, to undo it.
///
/// # Errors
/// [`AppError::Invalid`] when the accounts are two legal persons; [`AppError::Conflict`] while a message is being sent; the
/// error of code `stale` when one was changed since it was seen.
#[crate::boxed]
pub async fn merge(app: &App, scope: &Scope, request: &MergeRequest) -> Result<MergeId> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let survivor = side(&mut tx, scope, request.survivor.0).await?;
    let absorbed = side(&mut tx, scope, request.absorbed.0).await?;
    if let Some(reason) = blocked(&survivor.debtor, &absorbed.debtor) {
        return Err(AppError::Invalid { field: "merge", reason });
    }
    for (side, seen) in [(&survivor, request.survivor.1), (&absorbed, request.absorbed.1)] {
        if side.version != seen {
            return Err(store::StoreError::Stale { table: "debtor", id: side.debtor.id.0 }.into());
        }
    }
    let mut after = survivor.debtor.clone();
    for (_, fields) in CHOICES.into_iter().filter(|(key, _)| request.taken.iter().any(|taken| taken == key)) {
        for field in fields {
            set(&mut after, field, &value(&absorbed.debtor, field))?;
        }
    }
    let mut rows = withdraw(&mut tx, app, scope, survivor.debtor.id, false).await?;
    rows.extend(withdraw(&mut tx, app, scope, absorbed.debtor.id, true).await?);
    let withdrawn = rows.iter().filter(|row| row.table == "withdrawn_action").count();
    let kept: Vec<OpenItemId> =
        store::item::of_debtor(&mut tx, organisation, survivor.debtor.id).await?.into_iter().map(|item| item.id).collect();
    rows.extend(store::merge::move_all(&mut tx, organisation, absorbed.debtor.id, survivor.debtor.id).await?);
    let after = crate::classification::without_a_firms_class(after);
    if !changes(&survivor.debtor, &after).is_empty() {
        store::account::update(&mut tx, organisation, &after, survivor.version).await?;
    }
    let merge = MergeRow {
        id: MergeId(store::fresh_id()),
        survivor: survivor.debtor.id,
        absorbed: absorbed.debtor.id,
        reason: request.reason.trim().chars().take(300).collect(),
        survivor_before: json(&survivor.debtor),
        survivor_after: json(&after),
        kept,
        merged_on: app.today(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        undone_at: None,
    };
    store::merge::insert(&mut tx, organisation, &merge, &rows).await?;
    let told = serde_json::json!({
        "merge": merge.id.to_string(), "survivor": survivor.debtor.code, "absorbed": absorbed.debtor.code,
        "name": absorbed.debtor.name, "items": absorbed.counts.items, "rows": rows.len(), "withdrawn": withdrawn,
        "taken": request.taken, "reason": merge.reason,
    });
    let line = event(app, scope, "debtor.merged", merge.survivor, merge.id.0, &told);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(merge.id)
}

fn json(debtor: &Debtor) -> String {
    serde_json::to_string(&values(debtor)).unwrap_or_else(|_| "{}".to_owned())
}

/// Withdraws what an account has not sent: its messages, and its tasks too when it is the one absorbed.
async fn withdraw(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId, tasks_too: bool) -> Result<Vec<MovedRow>> {
    let organisation = scope.organisation.id;
    let mut rows = Vec::new();
    for (id, on, _, state) in store::merge::unsent(tx, organisation, debtor).await? {
        match state {
            ActionState::Reserved => return Err(AppError::Conflict("sending")),
            ActionState::ToDo if !tasks_too => continue,
            ActionState::ToDo if crate::post::may_be_with_carrier(tx, organisation, id).await? => {
                return Err(AppError::Conflict("sending"));
            }
            _ => {}
        }
        rows.extend(store::merge::before_withdrawal(tx, organisation, id).await?);
        cancel(tx, app, scope, (id, on, state), debtor).await?;
    }
    Ok(rows)
}

async fn cancel(tx: &mut Tx, app: &App, scope: &Scope, (id, on, state): (ActionId, Date, ActionState), debtor: DebtorId) -> Result<()> {
    let organisation = scope.organisation.id;
    let reason = words::reason_merged();
    store::action::withdraw(tx, organisation, id, on).await?;
    store::action::set_state(tx, organisation, id, state, ActionState::Cancelled, &reason, app.now()).await?;
    let told = serde_json::json!({"from": state.code(), "to": ActionState::Cancelled.code(), "reason": reason});
    store::event::append(tx, organisation, &[event(app, scope, "action.cancelled", debtor, id.0, &told)]).await?;
    Ok(())
}

/// What undoing a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The account that stands for itself again.
    pub absorbed: DebtorId,
    /// The account that it was taken out of.
    pub survivor: DebtorId,
    /// Withdrawn messages that were put back; none once something else was sent or decided.
    pub restored: usize,
    /// Fields that were changed since the merge and therefore stay, by their keys.
    pub left: Vec<&'static str>,
}

/// Undoes a merge: every row goes back, with what came since by the absorbed account's code or onto its items.
///
/// # Errors
/// [`AppError::Invalid`] when a later merge must be undone first, or when items of both were allocated to each other since.
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, id: MergeId) -> Result<Undone> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let invalid = |reason| AppError::Invalid { field: "merge", reason };
    let mut tx = app.db().begin().await?;
    let merge = store::merge::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("merge"))?;
    if merge.undone_at.is_some() {
        return Err(AppError::Conflict("merge"));
    }
    let Some(now) = store::debtor::get(&mut tx, organisation, merge.survivor).await? else {
        return Err(invalid(words::error_undo_later_merge()));
    };
    let newest = store::merge::of_survivor(&mut tx, organisation, merge.survivor).await?.first().map(|newest| newest.id);
    if newest != Some(id) {
        return Err(invalid(words::error_undo_later_merge()));
    }
    let absorbed = store::debtor::get_any(&mut tx, organisation, merge.absorbed).await?.ok_or(AppError::NotFound("debtor"))?;
    let rows = store::merge::rows(&mut tx, organisation, id).await?;
    let items =
        items_to_move_back(&mut tx, scope, &merge, &absorbed, &rows).await?.map_err(|numbers| invalid(words::error_undo_tied(&numbers)))?;
    let acted = store::merge::acted_since(&mut tx, organisation, &merge).await?;
    store::merge::move_back(&mut tx, organisation, &merge, &items).await?;
    let restored =
        if acted || app.today() != merge.merged_on { 0 } else { store::merge::restore_withdrawn(&mut tx, organisation, &rows).await? };
    let left = restore_fields(&mut tx, scope, &merge, now).await?;
    store::merge::mark_undone(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let told = serde_json::json!({
        "merge": id.to_string(), "absorbed": absorbed.code, "name": absorbed.name, "items": items.len(), "restored": restored,
        "left": left,
    });
    let events = [merge.survivor, merge.absorbed].map(|debtor| event(app, scope, "debtor.unmerged", debtor, id.0, &told));
    store::event::append(&mut tx, organisation, &events).await?;
    tx.commit().await?;
    Ok(Undone { absorbed: merge.absorbed, survivor: merge.survivor, restored, left })
}

/// The survivor's fields as they were, but for those that a person or a file changed since.
async fn restore_fields(tx: &mut Tx, scope: &Scope, merge: &MergeRow, now: Debtor) -> Result<Vec<&'static str>> {
    let organisation = scope.organisation.id;
    let read = |text: &str| -> HashMap<String, String> { serde_json::from_str(text).unwrap_or_default() };
    let (before, after) = (read(&merge.survivor_before), read(&merge.survivor_after));
    let mut restored = now.clone();
    let mut left = Vec::new();
    for (field, current) in values(&now) {
        let (Some(before), Some(after)) = (before.get(field), after.get(field)) else { continue };
        if before == after {
            continue;
        }
        if current == *after { set(&mut restored, field, before)? } else { left.push(field) }
    }
    if restored != now {
        let version = store::account::version(tx, organisation, now.id).await?.ok_or(AppError::NotFound("debtor"))?;
        store::account::update(tx, organisation, &restored, version).await?;
    }
    Ok(left)
}

/// The items that go back: those that moved, those that came since under the absorbed account's code, and what is tied to
/// either. The numbers of those that are tied to the survivor's own instead.
async fn items_to_move_back(
    tx: &mut Tx,
    scope: &Scope,
    merge: &MergeRow,
    absorbed: &Debtor,
    rows: &[MovedRow],
) -> Result<std::result::Result<Vec<OpenItemId>, Vec<String>>> {
    let organisation = scope.organisation.id;
    let moved: HashSet<OpenItemId> = rows.iter().filter(|row| row.table == "open_item").map(|row| OpenItemId(row.row)).collect();
    let kept: HashSet<OpenItemId> = merge.kept.iter().copied().collect();
    let keys = store::quality::source_keys(tx, organisation, merge.survivor).await?;
    let (by_code, by_id) = (format!(":{}:", absorbed.code), format!("csv:{}:", absorbed.id));
    let mut groups = Groups::default();
    for (item, ..) in &keys {
        groups.add(*item);
    }
    for (one, other) in store::merge::links(tx, organisation, merge.survivor).await? {
        groups.tie(one, other);
    }
    let mut of_absorbed: HashSet<OpenItemId> = HashSet::new();
    let mut of_survivor: HashMap<OpenItemId, &str> = HashMap::new();
    for (item, key, number) in &keys {
        let named = !kept.contains(item) && (key.starts_with(&by_id) || (key.starts_with("fec:") && key.contains(&by_code)));
        if moved.contains(item) || named {
            of_absorbed.insert(groups.of(*item));
        } else if kept.contains(item) {
            of_survivor.insert(groups.of(*item), number);
        }
    }
    let tied: Vec<String> =
        of_survivor.iter().filter(|(group, _)| of_absorbed.contains(group)).map(|(_, number)| (*number).to_owned()).collect();
    if !tied.is_empty() {
        return Ok(Err(tied));
    }
    Ok(Ok(keys.iter().map(|(item, ..)| *item).filter(|item| of_absorbed.contains(&groups.of(*item))).collect()))
}

/// Items that are tied to each other, directly or through others.
#[derive(Default)]
struct Groups {
    parent: HashMap<OpenItemId, OpenItemId>,
}

impl Groups {
    fn add(&mut self, item: OpenItemId) {
        self.parent.entry(item).or_insert(item);
    }

    fn of(&mut self, item: OpenItemId) -> OpenItemId {
        let mut root = item;
        while let Some(next) = self.parent.get(&root).filter(|next| **next != root) {
            root = *next;
        }
        // Shorter the next time.
        let mut at = item;
        while at != root {
            at = self.parent.insert(at, root).unwrap_or(root);
        }
        root
    }

    fn tie(&mut self, one: OpenItemId, other: OpenItemId) {
        let (one, other) = (self.of(one), self.of(other));
        if one != other {
            self.parent.insert(one, other);
        }
    }
}

/// Remembers that two accounts are two customers: the pair is no longer proposed.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn tell_apart(app: &App, scope: &Scope, one: DebtorId, other: DebtorId) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let first = store::debtor::get(&mut tx, organisation, one).await?.ok_or(AppError::NotFound("debtor"))?;
    let second = store::debtor::get(&mut tx, organisation, other).await?.ok_or(AppError::NotFound("debtor"))?;
    if one == other {
        return Err(AppError::Invalid { field: "merge", reason: words::error_merge_itself() });
    }
    store::merge::tell_apart(&mut tx, organisation, ordered(one, other), app.now(), &scope.actor.name).await?;
    let told = serde_json::json!({"first": first.code, "second": second.code});
    store::event::append(&mut tx, organisation, &[event(app, scope, "debtor.told_apart", one, other.0, &told)]).await?;
    tx.commit().await?;
    Ok(())
}
