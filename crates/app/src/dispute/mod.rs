//! Disputes: opened on a part of one or several items, answered by an owner of the house, decided by a person, followed until
//! the credit note or the payment comes (`docs/spec/disputes.md`).
//!
//! The tables of [`store::dispute`] hold the truth. What the night, the letters and the interest read is the contested part of
//! an item's claim facts: `project` writes it in the same transaction.

mod act;
mod alert;
mod board;
mod credit;
mod file;
mod follow;
mod link;
mod report;
mod settings;

use std::collections::HashMap;

use domain::accounting::VatPart;
use domain::dispute::{Dispute, Outcome, Part, Reason, Refused, State, effective};
use domain::ids::{DebtorId, DisputeId, OpenItemId, OrganisationId};
use domain::ledger::OpenItem;
use domain::{Cents, Date};
use store::Tx;
use store::dispute::{DisputeEvent, DisputeRow, DisputedItem};
pub use store::dispute::{DisputeFile, Owner};

use crate::text::dispute as words;
use crate::text::locale::ShownIn as _;
use crate::vat::{Off, off_items};
use crate::{App, AppError, Permission, Result, Scope, journal};

pub use act::{Mailed, amend, ask, comment, decide, edit, expect_credit, set_aside, settle_for_less, undo, withdraw};
pub(crate) use act::{
    amend_by_number_in, answer_in, ask_in, decide_in, set_aside_in, settle_for_less_in, undo_in, withdraw_in, write_to_owner,
};
pub use alert::escalate;
pub use board::{CSV_LIMIT, Card, Filter, List, Order, PER_PAGE, csv, list, read};
pub(crate) use file::judged_one;
pub use file::{FileLimit, MAX_BYTES, MAX_FILES, NewFile, attach, download};
pub use follow::follow;
pub(crate) use follow::follow_in;
pub use link::{Answer, Opened, Void, answer, link_of, open_link};
pub use report::{OwnerLine, ReasonLine, Report, report};
pub use settings::{Setting, policies, policy_of, set_policy, set_settings, setting};
pub use store::dispute_setting::{Alert, PolicyRow};

/// The longest text that a person types, in characters.
const LONGEST: usize = 2_000;

/// What is contested of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPart {
    /// The item.
    pub item: OpenItemId,
    /// How much; all that is open and not yet contested when it is left out.
    pub amount: Option<Cents>,
}

/// A dispute to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDispute {
    /// Why.
    pub reason: Reason,
    /// What the debtor says.
    pub note: String,
    /// Where it comes from: `hand`, `call`, `mail`, `einvoice`, `claim`, `api`.
    pub source: &'static str,
    /// What is contested; the reason's default owner answers.
    pub parts: Vec<NewPart>,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

fn refused(why: Refused) -> AppError {
    match why {
        Refused::NotThere => AppError::Conflict("dispute"),
        Refused::Amount => invalid("amount", words::error_amount()),
        Refused::CreditCame => invalid("dispute", words::error_credit_came()),
    }
}

/// What a person typed, without control characters, cut to a length.
fn tidy(text: &str, most: usize) -> String {
    let clean: String = text.chars().map(|sign| if sign.is_control() && sign != '\n' { ' ' } else { sign }).take(most).collect();
    clean.trim().to_owned()
}

/// Opens a dispute on items of a debtor: the contested part leaves the reminders at once, the rest goes on.
///
/// # Errors
/// [`AppError::Invalid`] without an item, for an amount that is not above zero or exceeds what is open and not yet contested, or
/// for items of several currencies; [`AppError::NotFound`] for an item that is not the debtor's.
#[crate::boxed]
pub async fn open(app: &App, scope: &Scope, debtor: DebtorId, new: &NewDispute) -> Result<DisputeId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let id = open_of(&mut tx, app, scope, debtor, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// As [`open`], inside a transaction, by somebody who may.
pub(crate) async fn open_of(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId, new: &NewDispute) -> Result<DisputeId> {
    let mut items = Vec::new();
    for part in &new.parts {
        let item = store::item::get(tx, scope.organisation.id, part.item).await?;
        items.push(item.filter(|item| item.debtor == debtor).ok_or(AppError::NotFound("item"))?);
    }
    open_in(tx, app, scope, new, &items).await
}

/// Opens a dispute; `items` are those of the parts, in order.
pub(crate) async fn open_in(tx: &mut Tx, app: &App, scope: &Scope, new: &NewDispute, items: &[OpenItem]) -> Result<DisputeId> {
    let (organisation, note) = (scope.organisation.id, tidy(&new.note, LONGEST));
    let Some(first) = items.first() else { return Err(invalid("item", words::error_without_item())) };
    if items.iter().any(|item| item.currency != first.currency) {
        return Err(invalid("item", words::error_currencies()));
    }
    let known = Standing::load(tx, scope, first.debtor).await?;
    let (mut parts, mut credited_before) = (Vec::new(), Vec::new());
    for (item, part) in items.iter().zip(&new.parts) {
        // On the page of a claim, the amount of the item is the bound: what is left of it may change, and bounds what is held.
        let bound = if new.source == "claim" { item.amount } else { item.open };
        if !item.kind.is_debit() || !bound.is_positive() {
            return Err(invalid("item", words::error_settled(&item.number)));
        }
        let free = bound - known.held_of(item.id, bound);
        let amount = part.amount.unwrap_or(free);
        if !amount.is_positive() || amount > free {
            return Err(invalid("amount", words::error_too_much(&item.number, &free.shown_in(item.currency))));
        }
        parts.push(Part::new(item.id, amount));
        credited_before.push(store::dispute::credited(tx, organisation, item.id).await?);
    }
    let policy = policy_of(tx, scope, new.reason).await?;
    let dispute = Dispute::open(app.today(), parts).map_err(refused)?;
    let row = DisputeRow {
        id: DisputeId(store::fresh_id()),
        reason: new.reason,
        note: note.clone(),
        source: new.source.to_owned(),
        currency: first.currency,
        owner: policy.owner.clone(),
        due_on: dispute.limit(&policy.policy),
        dispute,
        credited_before,
        asks: 0,
        credit_reference: String::new(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        version: 0,
    };
    store::dispute::insert(tx, organisation, &row).await?;
    let numbers = items.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", ");
    let told = Told {
        kind: "opened",
        note: &note,
        extra: serde_json::json!({"source": crate::text::locale::in_french(|| words::source(new.source))}),
    };
    tell(tx, app, scope, &row, (first.debtor, &numbers), &told).await?;
    project(tx, app, scope, row.id).await?;
    Ok(row.id)
}

/// What the journal and the history of a dispute say of a move.
struct Told<'a> {
    /// Its key: `opened`, `asked`…
    kind: &'static str,
    /// In words; may be empty.
    note: &'a str,
    /// More facts for the journal.
    extra: serde_json::Value,
}

impl<'a> Told<'a> {
    fn new(kind: &'static str, note: &'a str) -> Self {
        Self { kind, note, extra: serde_json::Value::Null }
    }
}

/// The kind of a journal line; a line's kind is a constant text.
fn event_kind(kind: &str) -> &'static str {
    match kind {
        "opened" => "dispute.opened",
        "asked" => "dispute.asked",
        "mail_sent" => "dispute.mail_sent",
        "mail_failed" => "dispute.mail_failed",
        "answered" => "dispute.answered",
        "set_aside" => "dispute.set_aside",
        "founded" => "dispute.founded",
        "partly" => "dispute.partly",
        "unfounded" => "dispute.unfounded",
        "withdrawn" => "dispute.withdrawn",
        "for_less" => "dispute.for_less",
        "amended" => "dispute.amended",
        "edited" => "dispute.edited",
        "undone" => "dispute.undone",
        "credited" => "dispute.credited",
        "paid" => "dispute.paid",
        "closed" => "dispute.closed",
        "reopened" => "dispute.reopened",
        "escalated" => "dispute.escalated",
        "file" => "dispute.file",
        _ => "dispute.note",
    }
}

/// Writes a move down: in the history of the dispute, and in the journal.
async fn tell(tx: &mut Tx, app: &App, scope: &Scope, row: &DisputeRow, about: (DebtorId, &str), told: &Told<'_>) -> Result<()> {
    let organisation = scope.organisation.id;
    let event = DisputeEvent {
        kind: told.kind.to_owned(),
        note: told.note.to_owned(),
        on: app.today(),
        at: app.now(),
        actor: scope.actor.name.clone(),
    };
    store::dispute::append(tx, organisation, row.id, &event).await?;
    let held = row.dispute.held();
    let mut payload = serde_json::json!({
        "item": about.1, "ground": crate::text::locale::in_french(|| words::reason(row.reason)), "disputed": held.iso(), "currency": row.currency.code(), "note": told.note,
    });
    if let (Some(facts), Some(extra)) = (payload.as_object_mut(), told.extra.as_object()) {
        facts.extend(extra.clone());
    }
    let line = journal::line(app, scope, event_kind(told.kind), Some(about.0), Some(row.id.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(())
}

/// A dispute with its items and those that share an item with it.
pub(crate) struct Loaded {
    row: DisputeRow,
    beside: Vec<DisputeRow>,
    items: Vec<DisputedItem>,
}

impl Loaded {
    async fn get(tx: &mut Tx, scope: &Scope, id: DisputeId) -> Result<Self> {
        let (beside, items) = store::dispute::beside(tx, scope.organisation.id, id).await?;
        let row = beside.iter().find(|row| row.id == id).cloned().ok_or(AppError::NotFound("dispute"))?;
        Ok(Self { row, beside, items })
    }

    fn own_items(&self) -> impl Iterator<Item = &DisputedItem> {
        self.row.dispute.parts.iter().filter_map(|part| self.items.iter().find(|item| item.id == part.item))
    }

    /// Its debtor and the numbers of its items.
    fn about(&self) -> (DebtorId, String) {
        let debtor = self.own_items().next().map_or(DebtorId(uuid::Uuid::nil()), |item| item.debtor);
        (debtor, self.own_items().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", "))
    }
}

/// The disputes of a debtor.
struct Standing {
    rows: Vec<DisputeRow>,
}

impl Standing {
    async fn load(tx: &mut Tx, scope: &Scope, debtor: DebtorId) -> Result<Self> {
        let (rows, _) = store::dispute::of_debtor(tx, scope.organisation.id, debtor).await?;
        Ok(Self { rows })
    }

    /// What is contested of an item by all disputes, as what is left of it allows.
    fn held_of(&self, item: OpenItemId, open: Cents) -> Cents {
        Cents::total(effective(open, self.rows.iter().map(|row| row.dispute.held_of(item))))
    }
}

/// What is held of each item of each dispute, as what is left of the item allows; disputes in the order of their opening.
fn held_by(rows: &[DisputeRow], items: &[DisputedItem]) -> HashMap<(DisputeId, OpenItemId), Cents> {
    let mut of_item: HashMap<OpenItemId, Vec<(DisputeId, Cents)>> = HashMap::new();
    for row in rows.iter().filter(|row| row.dispute.is_living()) {
        for part in &row.dispute.parts {
            of_item.entry(part.item).or_default().push((row.id, part.held()));
        }
    }
    let mut held = HashMap::new();
    for item in items {
        let parts = of_item.remove(&item.id).unwrap_or_default();
        let own = effective(item.open, parts.iter().map(|(_, cents)| *cents));
        held.extend(parts.into_iter().zip(own).map(|((dispute, _), cents)| ((dispute, item.id), cents)));
    }
    held
}

/// Writes what is contested of the items of a dispute where the night, the letters and the interest read it.
async fn project(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId) -> Result<()> {
    let organisation = scope.organisation.id;
    let loaded = Loaded::get(tx, scope, id).await?;
    for item in loaded.own_items() {
        let living: Vec<&DisputeRow> = loaded.beside.iter().filter(|row| row.dispute.held_of(item.id).is_positive()).collect();
        let disputed = Cents::total(living.iter().map(|row| row.dispute.held_of(item.id)));
        let reason =
            crate::text::locale::in_french(|| living.iter().map(|row| words::told(row.reason, &row.note)).collect::<Vec<_>>().join(" · "));
        let known = store::claim::facts_of_debtor(tx, organisation, item.debtor).await?.remove(&item.id).unwrap_or_default();
        if known.disputed == disputed && known.dispute_reason == reason {
            continue;
        }
        let facts = store::claim::ClaimFacts { disputed, dispute_reason: reason, ..known };
        store::claim::insert_facts(tx, organisation, item.id, &facts, app.now(), &scope.actor.name).await?;
    }
    Ok(())
}

/// Opens a dispute that a call revealed, on all of the items that is not contested already; nothing when everything is.
pub(crate) async fn open_on_call(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    items: &[OpenItem],
    reason: Option<Reason>,
    note: &str,
) -> Result<()> {
    let Some(first) = items.first() else { return Ok(()) };
    let standing = Standing::load(tx, scope, first.debtor).await?;
    let free = |item: &&OpenItem| item.open > standing.held_of(item.id, item.open) && item.currency == first.currency;
    let items: Vec<OpenItem> = items.iter().filter(free).cloned().collect();
    if items.is_empty() {
        return Ok(());
    }
    let parts = items.iter().map(|item| NewPart { item: item.id, amount: None }).collect();
    let new = NewDispute { reason: reason.unwrap_or(Reason::Unspecified), note: note.to_owned(), source: "call", parts };
    open_in(tx, app, scope, &new, &items).await?;
    Ok(())
}

/// Opens a dispute that a status of an electronic invoice tells (206, 207, 208, 210), for what is not contested already.
pub(crate) async fn open_by_status(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    item: &store::item::KnownItem,
    amount: Cents,
    reasons: &[String],
    note: &str,
) -> Result<()> {
    let Some(item) = store::item::get(tx, scope.organisation.id, item.id).await? else { return Ok(()) };
    let standing = Standing::load(tx, scope, item.debtor).await?;
    let held = standing.held_of(item.id, item.open);
    let more = amount.min(item.open) - held;
    if !more.is_positive() {
        return Ok(());
    }
    let part = NewPart { item: item.id, amount: Some(more) };
    let reason = Reason::from_einvoice(reasons);
    let new = NewDispute { reason, note: note.to_owned(), source: "einvoice", parts: vec![part] };
    open_in(tx, app, scope, &new, std::slice::from_ref(&item)).await?;
    Ok(())
}

/// What a person says on the page of a claim about its contested part, for disputes: an amount without a reason.
///
/// # Errors
/// [`AppError::Invalid`] when the item has disputes with a reason of their own.
pub(crate) async fn set_by_hand(tx: &mut Tx, app: &App, scope: &Scope, item: &OpenItem, disputed: Cents, note: &str) -> Result<()> {
    let standing = Standing::load(tx, scope, item.debtor).await?;
    let living: Vec<&DisputeRow> = standing.rows.iter().filter(|row| row.dispute.held_of(item.id).is_positive()).collect();
    match living.as_slice() {
        [] if disputed.is_positive() => {
            // One that a payment ended would come back beside the new one when the payment is taken back.
            let is_paid = |row: &&DisputeRow| {
                let has_item = row.dispute.parts.len() == 1 && row.dispute.parts[0].item == item.id;
                has_item && matches!(row.dispute.state, State::Closed { outcome: Outcome::Paid, .. })
            };
            for paid in standing.rows.iter().filter(is_paid) {
                withdraw_in(tx, app, scope, paid.id, &words::replaced_on_claim()).await?;
            }
            let part = NewPart { item: item.id, amount: Some(disputed) };
            let new = NewDispute { reason: Reason::Unspecified, note: note.to_owned(), source: "claim", parts: vec![part] };
            open_in(tx, app, scope, &new, std::slice::from_ref(item)).await?;
        }
        [] => {}
        [own] if own.reason == Reason::Unspecified && own.dispute.parts.len() == 1 => {
            if disputed.is_positive() {
                act::amend_in(tx, app, scope, own.id, (item.id, disputed), note).await?;
            } else {
                withdraw_in(tx, app, scope, own.id, &words::withdrawn_on_claim()).await?;
            }
        }
        _ => return Err(invalid("disputed", words::error_has_dispute())),
    }
    Ok(())
}

/// One item of a dispute, for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartLine {
    /// The item.
    pub item: DisputedItem,
    /// What became of what was contested.
    pub part: Part,
    /// What is held back now, as what is left of the item allows.
    pub held: Cents,
}

/// A dispute, for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The dispute.
    pub card: Card,
    /// Its state and parts.
    pub dispute: Dispute,
    /// Its items.
    pub parts: Vec<PartLine>,
    /// Its history, oldest first.
    pub events: Vec<DisputeEvent>,
    /// Its files.
    pub files: Vec<DisputeFile>,
    /// What is to be done for its reason, a line each.
    pub steps: Vec<String>,
    /// How often its owner was asked.
    pub asks: i32,
    /// The awaited credit note, in words.
    pub credit_reference: String,
    /// That credit note by rate of VAT; empty when none is awaited, or the VAT of an invoice is not known.
    pub credit: Vec<VatPart>,
    /// Whether that split is an estimate: a part of what is left of an invoice of several rates is contested, and at which of them nobody
    /// said.
    pub credit_is_estimate: bool,
    /// Where it came from, in French.
    pub source: String,
    /// By whom it was recorded.
    pub created_by: String,
}

/// One dispute.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope, id: DisputeId) -> Result<View> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let loaded = Loaded::get(&mut tx, scope, id).await?;
    let held = held_by(&loaded.beside, &loaded.items);
    let parts: Vec<PartLine> = loaded
        .row
        .dispute
        .parts
        .iter()
        .filter_map(|part| {
            let item = loaded.items.iter().find(|item| item.id == part.item)?.clone();
            Some(PartLine { held: held.get(&(id, part.item)).copied().unwrap_or_default(), part: *part, item })
        })
        .collect();
    let policy = policy_of(&mut tx, scope, loaded.row.reason).await?;
    let card = Card::of(&loaded.row, &loaded.items, &held, app.today());
    let (credit, credit_is_estimate) =
        if card.column == "credit" { credit_by_rate(&mut tx, organisation, &parts).await? } else { (Vec::new(), false) };
    Ok(View {
        card,
        credit,
        credit_is_estimate,
        events: store::dispute::events(&mut tx, organisation, id).await?,
        files: store::dispute::files(&mut tx, organisation, id).await?,
        steps: policy.steps.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        parts,
        asks: loaded.row.asks,
        credit_reference: loaded.row.credit_reference.clone(),
        source: words::source(&loaded.row.source),
        created_by: loaded.row.created_by.clone(),
        dispute: loaded.row.dispute,
    })
}

/// What is held back by rate of VAT, where that is known, and whether it is an estimate: a part of several rates is shared among them.
async fn credit_by_rate(tx: &mut Tx, organisation: OrganisationId, parts: &[PartLine]) -> Result<(Vec<VatPart>, bool)> {
    let held = parts.iter().filter(|line| line.held.is_positive());
    let held: Vec<Off> = held.map(|line| Off { item: line.item.id, there_is: line.item.open, amount: line.held }).collect();
    by_rate(tx, organisation, &held).await
}

/// Amounts off items by rate, where that is known, and whether it is an estimate.
async fn by_rate(tx: &mut Tx, organisation: OrganisationId, held: &[Off]) -> Result<(Vec<VatPart>, bool)> {
    let (mut sum, mut is_estimate) = (Vec::new(), false);
    for off in held {
        let Ok(part) = off_items(tx, organisation, &[*off], None).await? else { return Ok((Vec::new(), false)) };
        is_estimate |= off.amount < off.there_is && part.len() > 1;
        sum = domain::vat_share::sum(sum, part);
    }
    Ok((sum, is_estimate))
}

/// The disputes of a debtor, the living ones first, then the newest.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<Card>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let (rows, items) = store::dispute::of_debtor(&mut tx, scope.organisation.id, debtor).await?;
    let held = held_by(&rows, &items);
    let mut cards: Vec<Card> = rows.iter().map(|row| Card::of(row, &items, &held, app.today())).collect();
    cards.sort_by_key(|card| (card.outcome.is_some(), std::cmp::Reverse(card.opened_on)));
    Ok(cards)
}

/// How many disputes are past their time limit: the badge of the navigation.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn late(app: &App, scope: &Scope) -> Result<i64> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::dispute::late(&mut tx, scope.organisation.id, app.today()).await?)
}

/// An item of a debtor that can be contested, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contestable {
    /// The item.
    pub item: OpenItem,
    /// What is open and not yet contested.
    pub free: Cents,
}

/// What can be contested of a debtor, by due date.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn contestable(app: &App, scope: &Scope, debtor: DebtorId) -> Result<(domain::party::Debtor, Vec<Contestable>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::debtor::get(&mut tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let standing = Standing::load(&mut tx, scope, debtor).await?;
    let mut items: Vec<Contestable> = store::item::of_debtor(&mut tx, scope.organisation.id, debtor)
        .await?
        .into_iter()
        .filter(|item| item.kind.is_debit() && item.open.is_positive())
        .map(|item| Contestable { free: item.open - standing.held_of(item.id, item.open), item })
        .filter(|line| line.free.is_positive())
        .collect();
    items.sort_by_key(|line| (line.item.due_on, line.item.id));
    Ok((known, items))
}

/// Days between two days, shown as an age.
fn age(from: Date, to: Date) -> i64 {
    (to - from).num_days().max(0)
}
