//! Everything about one debtor on one page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::dunning::{ActionState, Channel, Outcome};
use domain::ids::{ActionId, ContactId, DebtorId, HoldId, ImportId, OpenItemId, ReceivedId};
use domain::ledger::{Ageing, ItemKind, OpenItem};
use domain::party::{Contact, Debtor};
use domain::plan::{Expected, Ground, expected};
use domain::{Cents, Currency, Date};
use store::Tx;

use crate::contact_calendar::{self, ComingLine};
use crate::night::plan_of;
use crate::tonight::PlannedLine;
use crate::{App, AppError, Permission, Result, Scope, text, tonight};

/// An item with what the scenario says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// The item.
    pub item: OpenItem,
    /// Days past its due date.
    pub days_late: i64,
    /// What it gets today; `None` when it is settled.
    pub outcome: Option<Outcome>,
    /// Why, in a French sentence.
    pub why: String,
    /// Whether a person suspended this item alone.
    pub held: bool,
    /// The last step it went through, in French, and when.
    pub last_step: Option<(String, Date)>,
    /// The file that it came in with, for the items of tables.
    pub origin: Option<ImportId>,
    /// The day on which an open debt should be paid by what was agreed, or by the habit of its debtor while that is to come; `None` for its
    /// own due date.
    pub expected: Option<Expected>,
}

/// A suspension in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldLine {
    /// Its id.
    pub id: HoldId,
    /// The one item it is about.
    pub item: Option<OpenItemId>,
    /// That item's number.
    pub item_number: Option<String>,
    /// First day on which reminders may go again.
    pub until: Option<Date>,
    /// Why, in words.
    pub note: String,
    /// Whether a promise made it: one resumed resumes all of that promise.
    pub is_promise: bool,
    /// Who.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What an entry of the timeline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineKind {
    /// An e-mail.
    Message,
    /// An e-mail that came in.
    Received,
    /// A call.
    Call,
    /// A letter.
    Letter,
    /// Work inside the house.
    Task,
    /// Cash received.
    Payment,
    /// A credit note.
    CreditNote,
    /// An invoice.
    Invoice,
    /// Reminders suspended.
    Hold,
    /// Reminders resumed.
    Release,
    /// Anything else.
    Note,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The day.
    pub on: Date,
    /// The instant, when known.
    pub at: Option<DateTime<Utc>>,
    /// What.
    pub kind: TimelineKind,
    /// In French.
    pub title: String,
    /// In French; may be empty.
    pub detail: String,
    /// Its amount.
    pub amount: Option<(Cents, Currency)>,
    /// The action to open.
    pub action: Option<ActionId>,
    /// The received mail to open.
    pub mail: Option<ReceivedId>,
    /// Where that stands.
    pub state: Option<ActionState>,
    /// Who.
    pub actor: String,
}

/// The file.
#[derive(Debug, Clone)]
pub struct DebtorFile {
    /// The account.
    pub debtor: Debtor,
    /// Its contacts.
    pub contacts: Vec<Contact>,
    /// The contacts whose address is no longer written to: since when, and why.
    pub unreachable: Vec<(ContactId, Date, String)>,
    /// Its balance in each currency, the euro first.
    pub currency_balances: Vec<(Currency, Ageing)>,
    /// Its items: open ones by due date, then settled ones, newest first.
    pub items: Vec<ItemLine>,
    /// Suspensions in force.
    pub holds: Vec<HoldLine>,
    /// What happened, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// What would leave tonight.
    pub tonight: Vec<PlannedLine>,
    /// Settled items, shown or not.
    pub settled_count: usize,
    /// The cap of the night under which messages of it have still to find their place.
    pub cap_ahead: Option<u32>,
    /// What the coming days hold, by day.
    pub coming: Vec<ComingLine>,
}

/// Settled items shown at most.
const SETTLED_SHOWN: usize = 50;
/// Entries of the timeline that come with the file, the newest; [`crate::debtor_tabs::history`] has all.
pub(crate) const TIMELINE_SHOWN: i64 = 120;

/// What an item gets, its last step and that step's day, and what it gets in a sentence.
type Gets = (Outcome, Option<(String, Date)>, String);

/// The file of a debtor.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn debtor_file(app: &App, scope: &Scope, id: DebtorId) -> Result<DebtorFile> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot_of_one().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, id).await?;
    let unreachable = store::account::unreachable(&mut tx, organisation, id).await?;
    let all_items = store::item::of_debtor(&mut tx, organisation, id).await?;
    let (facts, night_items, plan, decided) = plan_of(&mut tx, app, scope, id).await?;
    let step_name = |item: &store::night::NightItem, step: usize| {
        facts.follow.scenario(&item.facts).steps().get(step).map(|step| text::step(&step.key))
    };
    let holds = holds(&mut tx, scope, id, today, &all_items).await?;
    let outcomes: HashMap<OpenItemId, Gets> = night_items
        .iter()
        .zip(&plan.outcomes)
        .map(|(item, outcome)| {
            let last = item.facts.last_step.and_then(|last| Some((step_name(item, last.position)?, last.on)));
            (item.facts.id, (*outcome, last, text::outcome(outcome, |step| step_name(item, step).unwrap_or_default())))
        })
        .collect();
    let origins: HashMap<OpenItemId, ImportId> = store::import_mapping::origins(&mut tx, organisation, id).await?.into_iter().collect();
    let agreed = crate::forecast::agreements(&mut tx, scope.organisation.id, Some(id), today).await?;
    let habit = crate::forecast::habit(&mut tx, scope.organisation.id, id, today).await?;
    let timeline = timeline(&mut tx, scope, id, &all_items, TIMELINE_SHOWN).await?;
    let coming = Box::pin(contact_calendar::of_debtor(&mut tx, scope, &facts, id, (&plan, &decided, &holds))).await?;
    let cap_ahead = facts.cap_ahead(&decided);
    let planned = tonight::planned_lines(&mut tx, scope, &facts.follow.scenarios, decided).await?;
    let mut open: Vec<ItemLine> = Vec::new();
    let mut settled: Vec<ItemLine> = Vec::new();
    let balances = balances(&all_items, today);
    for item in all_items {
        let known = outcomes.get(&item.id).cloned();
        let (outcome, last_step, why) = known.map_or((None, None, String::new()), |(outcome, last, why)| (Some(outcome), last, why));
        let line = ItemLine {
            days_late: item.days_late(today),
            why,
            held: holds.iter().any(|hold| hold.item == Some(item.id)),
            outcome,
            last_step,
            origin: origins.get(&item.id).copied(),
            expected: Some(expected(item.due_on, agreed.get(&item.id).copied().unwrap_or_default(), habit))
                .filter(|expected| item.open.is_positive() && (expected.ground != Ground::Habit || expected.on >= today))
                .filter(|expected| expected.ground != Ground::Due),
            item,
        };
        if line.item.open.is_zero() { settled.push(line) } else { open.push(line) }
    }
    settled.sort_by(|a, b| b.item.issued_on.cmp(&a.item.issued_on).then(a.item.id.cmp(&b.item.id)));
    let settled_count = settled.len();
    settled.truncate(SETTLED_SHOWN);
    open.extend(settled);
    let (currency_balances, items, tonight) = (balances, open, planned);
    Ok(DebtorFile { debtor, contacts, unreachable, currency_balances, items, settled_count, holds, timeline, tonight, cap_ahead, coming })
}

/// What is open in each currency, the euro first.
pub(crate) fn balances(items: &[OpenItem], today: Date) -> Vec<(Currency, Ageing)> {
    let mut balances: Vec<(Currency, Ageing)> = Vec::new();
    for item in items.iter().filter(|item| !item.open.is_zero()) {
        let known = balances.iter().position(|(currency, _)| *currency == item.currency);
        let at = known.unwrap_or_else(|| {
            balances.push((item.currency, Ageing::default()));
            balances.len() - 1
        });
        balances[at].1.add(item.kind, item.due_on, item.open, today);
    }
    balances.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    balances
}

/// The suspensions in force.
pub(crate) async fn holds(tx: &mut Tx, scope: &Scope, id: DebtorId, today: Date, items: &[OpenItem]) -> Result<Vec<HoldLine>> {
    let number = |id: OpenItemId| items.iter().find(|item| item.id == id).map(|item| item.number.clone());
    Ok(store::hold::active_of(tx, scope.organisation.id, id, today)
        .await?
        .into_iter()
        .map(|row| HoldLine {
            id: row.id,
            item: row.item,
            item_number: row.item.and_then(number),
            until: row.hold.until,
            is_promise: row.kind == store::hold::HoldKind::Promise,
            note: row.note,
            created_by: row.created_by,
            created_at: row.created_at,
        })
        .collect())
}

/// A received mail as an entry.
fn received(mail: store::received::ReceivedRow) -> TimelineEntry {
    let away = mail.returns_on.map(text::mail_in::away_until);
    let effect = domain::correspondence::Effect::from_code(&mail.effect).map(text::mail_in::effect).unwrap_or_default();
    let waits = mail.handled_at.is_none().then(text::mail_in::to_read).unwrap_or_default();
    let facts = [mail.sender, away.unwrap_or_default(), effect, waits];
    TimelineEntry {
        on: mail.received_on,
        at: Some(mail.received_at),
        kind: TimelineKind::Received,
        title: text::mail_in::timeline(&mail.class, &mail.subject),
        detail: facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · "),
        amount: None,
        action: None,
        mail: Some(mail.id),
        state: None,
        actor: mail.handled_by,
    }
}

/// What happened to a registered letter, as an entry.
fn postal(action: ActionId, event: store::letter::LetterEventRow) -> TimelineEntry {
    TimelineEntry {
        on: event.on,
        at: None,
        kind: TimelineKind::Letter,
        title: text::post::postal_event(event.kind),
        detail: event.note,
        amount: None,
        action: Some(action),
        mail: None,
        state: None,
        actor: event.recorded_by,
    }
}

/// How an entry of the journal stands in a timeline; `None` for what is told elsewhere or not at all.
fn told_as(kind: &str) -> Option<TimelineKind> {
    const FAMILIES: [&str; 11] = [
        "plan_offer.",
        "promise.",
        "cause.",
        "service.",
        "ledger.",
        "dispute.",
        "plan.",
        "deferral.",
        "agenda.",
        "compromise.",
        "negotiation.",
    ];
    match kind {
        "hold.created" => Some(TimelineKind::Hold),
        "hold.released" => Some(TimelineKind::Release),
        "claim.event_recorded"
        | "claim.event_cancelled"
        | "terms.changed"
        | "debtor.assigned"
        | "debtor.noted"
        | "debtor.reminded"
        | "debtor.not_reminded"
        | "debtor.edited"
        | "debtor.bound"
        | "debtor.unbound"
        | "action.approved"
        | "action.taken_back"
        | "alert.raised" => Some(TimelineKind::Note),
        "message.bounced" => Some(TimelineKind::Message),
        "care.last_word" | "care.last_word_off" | "veto.objected" | "action.skipped" => Some(TimelineKind::Note),
        "lifecycle.received" | "courtesy.declined" | "courtesy.lifted" | "sms.stop_added" | "sms.stop_lifted" => Some(TimelineKind::Note),
        "interest.waived" | "interest.restored" | "clause.added" => Some(TimelineKind::Note),
        "limit.recorded" | "limit.done" | "limit.cancelled" | "limit.reopened" => Some(TimelineKind::Note),
        _ => FAMILIES.iter().any(|family| kind.starts_with(family)).then_some(TimelineKind::Note),
    }
}

/// What a person needs at hand to work on an account: whom to ask, what is late, what happened last.
#[derive(Debug, Clone)]
pub struct Glance {
    /// Whom to ask.
    pub contacts: Vec<Contact>,
    /// What is late, the oldest first: the first of it.
    pub late: Vec<OpenItem>,
    /// How many items are late.
    pub late_count: usize,
    /// What happened last, the newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// An account at a glance: at most so many late items, and so many entries of what happened.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn glance(app: &App, scope: &Scope, id: DebtorId, (items, entries): (usize, i64)) -> Result<Glance> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot_of_one().await?;
    let contacts = store::debtor::contacts(&mut tx, organisation, id).await?;
    let all = store::item::of_debtor(&mut tx, organisation, id).await?;
    let timeline = timeline(&mut tx, scope, id, &all, entries).await?;
    let mut late: Vec<OpenItem> = all.into_iter().filter(|item| item.open.is_positive() && item.due_on < today).collect();
    let late_count = late.len();
    late.truncate(items);
    Ok(Glance { contacts, late, late_count, timeline })
}

/// What happened, newest first: at most `most` entries, read from at most as many of each sort.
pub(crate) async fn timeline(tx: &mut Tx, scope: &Scope, id: DebtorId, items: &[OpenItem], most: i64) -> Result<Vec<TimelineEntry>> {
    let organisation = scope.organisation.id;
    let mut entries: Vec<TimelineEntry> = Vec::new();
    let texts = store::sms::texts_of(tx, organisation, id).await?;
    let texts: HashMap<ActionId, crate::sms::TextView> = texts.into_iter().map(|known| (known.0.action, known.into())).collect();
    let left_on: HashMap<ActionId, Date> = store::voice::left_later(tx, organisation, id).await?.into_iter().collect();
    for action in store::action::of_debtor(tx, organisation, id, most).await? {
        let kind = match action.channel {
            Channel::Email | Channel::Sms => TimelineKind::Message,
            Channel::Call => TimelineKind::Call,
            Channel::Letter | Channel::Registered | Channel::Electronic => TimelineKind::Letter,
            Channel::Task => TimelineKind::Task,
        };
        entries.push(TimelineEntry {
            // The day on which it reached the debtor, when that came after its night.
            on: left_on.get(&action.id).copied().unwrap_or(action.business_date),
            at: action.done_at.or(Some(action.created_at)),
            kind,
            title: text::step(&action.step_key),
            detail: match texts.get(&action.id) {
                Some(sent) => {
                    let told = text::timeline_action(action.item_count, &action.reason);
                    format!("{} · {told}", text::sms::timeline(&sent.number, sent.parts, sent.cost_mills))
                }
                None => text::timeline_action(action.item_count, &action.reason),
            },
            amount: Some((action.asked, action.currency)),
            action: Some(action.id),
            mail: None,
            state: Some(action.state),
            actor: String::new(),
        });
    }
    for item in items {
        let kind = match item.kind {
            ItemKind::Payment => TimelineKind::Payment,
            ItemKind::CreditNote => TimelineKind::CreditNote,
            // The operation that made it tells the whole.
            ItemKind::Adjustment | ItemKind::WriteOff => continue,
            ItemKind::Invoice | ItemKind::Debit => TimelineKind::Invoice,
        };
        entries.push(TimelineEntry {
            on: item.issued_on,
            at: None,
            kind,
            title: text::timeline_item(item.kind, &item.number),
            detail: String::new(),
            amount: Some((item.amount, item.currency)),
            action: None,
            mail: None,
            state: None,
            actor: String::new(),
        });
    }
    for mail in store::received::of_debtor(tx, organisation, id, most).await? {
        entries.push(received(mail));
    }
    for call in store::call::of_debtor(tx, organisation, id, most).await? {
        entries.push(crate::calls::entry(call));
    }
    for (action, event) in store::letter::events_of_debtor(tx, organisation, id).await? {
        entries.push(postal(action, event));
    }
    for event in store::event::of_debtor(tx, organisation, id, most).await? {
        let Some(kind) = told_as(&event.kind) else { continue };
        let detail: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
        entries.push(TimelineEntry {
            on: channels::business_date(event.at, channels::PARIS),
            at: Some(event.at),
            kind,
            title: text::event(&event.kind),
            detail: match detail["event"].as_str() {
                Some(code) => text::claims::event_told(code, detail["reason"].as_str().unwrap_or_default()),
                None => {
                    let words = ["rule", "number", "note", "reason", "terms"].map(|fact| detail[fact].as_str().unwrap_or_default());
                    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
                }
            },
            amount: None,
            action: None,
            mail: None,
            state: None,
            actor: event.actor,
        });
    }
    entries.sort_by(|a, b| b.on.cmp(&a.on).then(b.at.cmp(&a.at)));
    entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(entries)
}
