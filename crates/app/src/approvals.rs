//! The queue of what waits for a person's word: what leaves once approved, what leaves unless somebody objects; chosen one by
//! one or by a filter, decided in one transaction, and taken back until it has left.
//!
//! An approval is a person's word and no more: the check in the sending transaction decides again
//! (`docs/spec/approvals.md`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use channels::PARIS;
use chrono::{DateTime, NaiveTime, TimeZone as _, Utc};
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId};
use domain::party::ContactRole;
use domain::{Cents, Currency};
use store::Tx;
pub use store::approval::{WaitingAction, Waits};
use store::event::NewEvent;

use crate::kept::kept;
use crate::message::{Refusal, compose};
use crate::text::approvals as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

impl Key for Waits {
    const ALL: &'static [Self] = &[Self::ToApprove, Self::UnlessVetoed, Self::Approved, Self::GivenUp];

    fn code(self) -> &'static str {
        match self {
            Self::ToApprove => "a-approuver",
            Self::UnlessVetoed => "sauf-opposition",
            Self::Approved => "approuves",
            Self::GivenUp => "renonces",
        }
    }
}

/// Something that addresses name by a key.
pub trait Key: Copy + 'static {
    /// All of them, in the order of menus.
    const ALL: &'static [Self];

    /// The stable key.
    fn code(self) -> &'static str;

    /// Reads a key.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code() == code)
    }
}

/// How the queue is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By what is asked for.
    #[default]
    Amount,
    /// By the debtor's name.
    Name,
    /// By the day that decided it.
    Day,
    /// By the hour from which it may leave.
    Hour,
}

impl Key for Order {
    const ALL: &'static [Self] = &[Self::Amount, Self::Name, Self::Day, Self::Hour];

    fn code(self) -> &'static str {
        match self {
            Self::Amount => "montant",
            Self::Name => "nom",
            Self::Day => "jour",
            Self::Hour => "heure",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which queue.
    pub which: Waits,
    /// Words of the debtor's name, code, SIREN or town.
    pub search: String,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only this step; empty for all.
    pub step: String,
    /// Only debtors that this person follows; empty for all.
    pub collector: String,
    /// Only what asks for at least so much.
    pub at_least: Option<Cents>,
    /// In which order.
    pub order: Order,
    /// Whether the largest comes first.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Lines a page.
    pub per_page: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            which: Waits::default(),
            search: String::new(),
            channel: None,
            step: String::new(),
            collector: String::new(),
            at_least: None,
            order: Order::default(),
            descending: true,
            page: 1,
            per_page: 50,
        }
    }
}

/// The queue as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// The lines of the page.
    pub lines: Vec<WaitingAction>,
    /// The page that they are, from 1.
    pub page: usize,
    /// How many the filter finds.
    pub total: usize,
    /// What they ask for, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How many are in each queue, whatever the filter, in the order of [`Waits`].
    pub counts: [i64; 4],
    /// The channels, steps and collectors that the queue holds.
    pub channels: Vec<Channel>,
    /// Keys of its steps.
    pub steps: Vec<String>,
    /// Those who follow its debtors.
    pub collectors: Vec<String>,
}

/// From when on a decision that gave something up may be taken back: the beginning of the day in Paris.
pub(crate) fn since(app: &App) -> DateTime<Utc> {
    let midnight = app.today().and_time(NaiveTime::MIN);
    PARIS.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

fn finds(line: &WaitingAction, query: &Query, folded: &[String]) -> bool {
    folded.iter().all(|word| line.search.contains(word.as_str()))
        && query.channel.is_none_or(|channel| line.channel == channel)
        && (query.step.is_empty() || line.step_key == query.step)
        && (query.collector.is_empty() || line.collector == query.collector)
        && query.at_least.is_none_or(|least| line.asked >= least)
}

/// What a filter finds, in its order.
fn found(lines: Vec<WaitingAction>, query: &Query) -> Vec<WaitingAction> {
    let folded: Vec<String> = store::debtor::fold(&query.search).split_whitespace().map(str::to_owned).collect();
    let mut lines: Vec<WaitingAction> = lines.into_iter().filter(|line| finds(line, query, &folded)).collect();
    let name = |line: &WaitingAction| store::debtor::fold(&line.name);
    lines.sort_by(|a, b| {
        let order = match query.order {
            Order::Amount => a.asked.cmp(&b.asked),
            Order::Name => name(a).cmp(&name(b)),
            Order::Day => a.business_date.cmp(&b.business_date),
            Order::Hour => a.not_before.cmp(&b.not_before),
        };
        let order = if query.descending { order.reverse() } else { order };
        order.then_with(|| a.code.cmp(&b.code)).then_with(|| a.id.cmp(&b.id))
    });
    lines
}

fn sums<'a>(lines: impl IntoIterator<Item = &'a WaitingAction>) -> Vec<(Currency, Cents)> {
    let mut sums: BTreeMap<Currency, Vec<Cents>> = BTreeMap::new();
    for line in lines {
        sums.entry(line.currency).or_default().push(line.asked);
    }
    let mut sums: Vec<(Currency, Cents)> = sums.into_iter().map(|(currency, of)| (currency, Cents::total(of))).collect();
    sums.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    sums
}

/// A page of a queue.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn queue(app: &App, scope: &Scope, query: &Query) -> Result<Queue> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let counts = store::approval::counts(&mut tx, scope.organisation.id, since(app)).await?;
    drop(tx);
    let whole = Query { page: 1, per_page: 1, ..query.clone() };
    // What is searched by typed words is not kept: each word would be a list of its own.
    let listed = if whole.search.trim().is_empty() {
        kept(app, scope, "approvals", format!("{whole:?}"), move |app, scope| async move { list(&app, &scope, &whole).await }).await?
    } else {
        Arc::new(list(app, scope, &whole).await?)
    };
    let total = listed.lines.len();
    let per_page = query.per_page.max(1);
    let page = query.page.clamp(1, total.div_ceil(per_page).max(1));
    let lines = listed.lines.iter().skip((page - 1) * per_page).take(per_page).cloned().collect();
    let Listed { sums, channels, steps, collectors, .. } = &*listed;
    Ok(Queue {
        lines,
        page,
        total,
        sums: sums.clone(),
        counts,
        channels: channels.clone(),
        steps: steps.clone(),
        collectors: collectors.clone(),
    })
}

/// All that a filter finds of a queue, and what the queue may be filtered by.
struct Listed {
    lines: Vec<WaitingAction>,
    sums: Vec<(Currency, Cents)>,
    channels: Vec<Channel>,
    steps: Vec<String>,
    collectors: Vec<String>,
}

async fn list(app: &App, scope: &Scope, query: &Query) -> Result<Listed> {
    let mut tx = app.db().snapshot().await?;
    let all = store::approval::waiting(&mut tx, scope.organisation.id, query.which, since(app)).await?;
    drop(tx);
    let channels = Channel::ALL.into_iter().filter(|channel| all.iter().any(|line| line.channel == *channel)).collect();
    let steps: BTreeSet<String> = all.iter().map(|line| line.step_key.clone()).collect();
    let collectors: BTreeSet<String> = all.iter().map(|line| line.collector.clone()).filter(|name| !name.is_empty()).collect();
    let lines = found(all, query);
    let sums = sums(&lines);
    Ok(Listed { lines, sums, channels, steps: steps.into_iter().collect(), collectors: collectors.into_iter().collect() })
}

/// What a person does with what was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Lets it leave.
    Approve,
    /// Gives it up; its items may be asked for again later.
    GiveUp,
    /// Passes the step over: the items go on as if it had been done, and nobody is contacted.
    Skip,
    /// Takes a decision back.
    TakeBack,
}

impl Key for Verb {
    const ALL: &'static [Self] = &[Self::Approve, Self::GiveUp, Self::Skip, Self::TakeBack];

    fn code(self) -> &'static str {
        match self {
            Self::Approve => "approuver",
            Self::GiveUp => "renoncer",
            Self::Skip => "passer",
            Self::TakeBack => "reprendre",
        }
    }
}

impl Verb {
    /// What a queue allows.
    #[must_use]
    pub fn of(which: Waits) -> &'static [Self] {
        match which {
            Waits::ToApprove => &[Self::Approve, Self::GiveUp, Self::Skip],
            Waits::UnlessVetoed => &[Self::GiveUp, Self::Skip],
            Waits::Approved => &[Self::TakeBack, Self::GiveUp],
            Waits::GivenUp => &[Self::TakeBack],
        }
    }

    fn wants_reason(self) -> bool {
        matches!(self, Self::GiveUp | Self::Skip)
    }

    fn event(self) -> &'static str {
        match self {
            Self::Approve => "action.approved",
            Self::GiveUp => "action.cancelled",
            Self::Skip => "action.skipped",
            Self::TakeBack => "action.taken_back",
        }
    }

    fn from(self) -> &'static [ActionState] {
        use ActionState::{Approved, AwaitingApproval, Failed, Planned, ToDo};
        match self {
            Self::Approve => &[AwaitingApproval],
            Self::GiveUp | Self::Skip => &[Planned, AwaitingApproval, Approved, ToDo, Failed],
            Self::TakeBack => &[],
        }
    }
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    These(Vec<ActionId>),
    /// All that the filter finds, whatever the page.
    All(Query),
}

/// What a decision would be about, shown before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What is there of what was chosen, in order.
    pub lines: Vec<WaitingAction>,
    /// What they ask for, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How many of those chosen are no longer in the queue.
    pub gone: usize,
    /// Those that the decision refuses as things stand, and why in French.
    pub refused: Vec<(ActionId, String)>,
    /// How many were looked at for that.
    pub looked_at: usize,
    /// What the person saw, to be given back with the confirmation.
    pub seen: String,
}

/// Lines whose messages are composed before the confirmation; the check before sending judges each, whatever their number.
pub const LOOKED_AT: usize = 100;

async fn chosen(tx: &mut Tx, app: &App, scope: &Scope, which: Waits, chosen: &Chosen) -> Result<(Vec<WaitingAction>, usize)> {
    let which = if let Chosen::All(query) = chosen { query.which } else { which };
    let all = store::approval::waiting(tx, scope.organisation.id, which, since(app)).await?;
    Ok(match chosen {
        Chosen::All(query) => (found(all, query), 0),
        Chosen::These(ids) => {
            let wanted: HashSet<ActionId> = ids.iter().copied().collect();
            let lines: Vec<WaitingAction> = all.into_iter().filter(|line| wanted.contains(&line.id)).collect();
            let gone = wanted.len() - lines.len();
            (found(lines, &Query { which, ..Query::default() }), gone)
        }
    })
}

/// Number, sums and a hash of the ids: what a person saw before confirming.
fn seen(lines: &[WaitingAction]) -> String {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = std::hash::DefaultHasher::new();
    for line in lines {
        (line.id, line.asked.0).hash(&mut hasher);
    }
    format!("{}-{:016x}", lines.len(), hasher.finish())
}

/// Shows what a decision would be about.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, which: Waits, what: &Chosen, verb: Verb) -> Result<Preview> {
    scope.require(Permission::ApproveMessages)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let mut tx = app.db().snapshot().await?;
    let (lines, gone) = chosen(&mut tx, app, scope, which, what).await?;
    let (mut refused, mut looked_at) = (Vec::new(), 0);
    if verb == Verb::Approve {
        for line in lines.iter().take(LOOKED_AT) {
            looked_at += 1;
            let Some(action) = store::action::get(&mut tx, scope.organisation.id, line.id).await? else { continue };
            if let Err(refusal) = compose(&mut tx, app, scope, &creditor, &action).await? {
                refused.push((line.id, words::refusal(refusal)));
            }
        }
    }
    Ok(Preview { sums: sums(&lines), seen: seen(&lines), lines, gone, refused, looked_at })
}

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// How many were decided.
    pub done: usize,
    /// What those ask for, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How many have left, or are leaving.
    pub left: usize,
    /// How many somebody, or the check before sending, decided otherwise of.
    pub decided: usize,
    /// How many are not there.
    pub missing: usize,
}

/// Decides of what was chosen, in one transaction; what cannot be decided any more is counted, and the rest is done.
///
/// # Errors
/// [`AppError::Invalid`] without a reason for what is given up or passed over, or without anything chosen;
/// [`AppError::Conflict`] when what a filter finds is not what the person saw.
#[crate::boxed]
pub async fn act(app: &App, scope: &Scope, which: Waits, what: &Chosen, verb: Verb, reason: &str, seen_key: Option<&str>) -> Result<Done> {
    let mut tx = app.db().begin().await?;
    let done = act_in(&mut tx, app, scope, (which, what), verb, reason, seen_key).await?;
    tx.commit().await?;
    Ok(done)
}

/// Decides of what was chosen in a queue, in a transaction.
pub(crate) async fn act_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (which, what): (Waits, &Chosen),
    verb: Verb,
    reason: &str,
    seen_key: Option<&str>,
) -> Result<Done> {
    scope.require(Permission::ApproveMessages)?;
    let reason = reason.trim();
    if verb.wants_reason() && reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::error_without_reason() });
    }
    let (lines, _) = chosen(tx, app, scope, which, what).await?;
    if matches!(what, Chosen::All(_)) && seen_key.is_some_and(|key| key != seen(&lines)) {
        return Err(AppError::Invalid { field: "seen", reason: words::error_changed() });
    }
    if matches!(what, Chosen::All(_)) && seen_key.is_none() {
        return Err(AppError::Invalid { field: "seen", reason: words::error_changed() });
    }
    // A request for payment is no step of a scenario: passed, it would count as asked for.
    let has_no_step = |key: &str| key == domain::dunning::PAYMENT_REQUEST || crate::service_mail::is_service(key);
    let is_request = |id: &ActionId| lines.iter().any(|line| line.id == *id && has_no_step(&line.step_key));
    let ids: Vec<ActionId> = match what {
        Chosen::These(ids) => ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        Chosen::All(_) => lines.iter().map(|line| line.id).collect(),
    };
    let ids: Vec<ActionId> = ids.into_iter().filter(|id| verb != Verb::Skip || !is_request(id)).collect();
    if ids.is_empty() {
        return Err(AppError::Invalid { field: "action", reason: words::error_nothing_chosen() });
    }
    let decided = decide(tx, app, scope, &ids, verb, reason).await?;
    let done: HashSet<ActionId> = decided.iter().map(|(id, ..)| *id).collect();
    let rest: Vec<ActionId> = ids.iter().copied().filter(|id| !done.contains(id)).collect();
    let known: HashMap<ActionId, ActionState> = store::approval::states(tx, scope.organisation.id, &rest).await?.into_iter().collect();
    let has_left =
        |state: &&ActionState| matches!(state, ActionState::Sent | ActionState::Reserved | ActionState::Unknown | ActionState::Bounced);
    let left = known.values().filter(has_left).count();
    Ok(Done {
        done: done.len(),
        sums: sums(lines.iter().filter(|line| done.contains(&line.id))),
        left,
        decided: known.len() - left,
        missing: rest.len() - known.len(),
    })
}

/// Decides of actions in a transaction, and says so in the journal.
pub(crate) async fn decide(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    ids: &[ActionId],
    verb: Verb,
    reason: &str,
) -> Result<Vec<(ActionId, DebtorId, ActionState)>> {
    let (organisation, by, at) = (scope.organisation.id, scope.actor.name.as_str(), app.now());
    let to = match verb {
        Verb::Approve => return approve(tx, app, scope, ids, reason).await,
        Verb::GiveUp => ActionState::Cancelled,
        Verb::Skip => ActionState::Skipped,
        Verb::TakeBack => {
            let back = store::approval::take_back(tx, organisation, ids, since(app), (by, at)).await?;
            append(tx, app, scope, verb, &back, "", None).await?;
            return Ok(back);
        }
    };
    let decision = store::approval::Decision { from: verb.from(), channels: &Channel::ALL, to, reason, by, at };
    let decided = store::approval::decide(tx, organisation, ids, decision).await?;
    append(tx, app, scope, verb, &decided, reason, Some(to)).await?;
    Ok(decided)
}

/// Approves: what the program sends may leave, a letter is then a person's to send.
async fn approve(tx: &mut Tx, app: &App, scope: &Scope, ids: &[ActionId], reason: &str) -> Result<Vec<(ActionId, DebtorId, ActionState)>> {
    let mut all = Vec::with_capacity(ids.len());
    for to in [ActionState::Approved, ActionState::ToDo] {
        let channels: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| ActionState::approved(*channel) == to).collect();
        let decision =
            store::approval::Decision { from: Verb::Approve.from(), channels: &channels, to, reason, by: &scope.actor.name, at: app.now() };
        let decided = store::approval::decide(tx, scope.organisation.id, ids, decision).await?;
        append(tx, app, scope, Verb::Approve, &decided, reason, Some(to)).await?;
        all.extend(decided);
    }
    Ok(all)
}

async fn append(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    verb: Verb,
    decided: &[(ActionId, DebtorId, ActionState)],
    reason: &str,
    to: Option<ActionState>,
) -> Result<()> {
    let event = |(id, debtor, state): &(ActionId, DebtorId, ActionState)| {
        let payload = match to {
            Some(to) => serde_json::json!({"from": state.code(), "to": to.code(), "reason": reason}),
            None => serde_json::json!({"to": state.code()}),
        };
        NewEvent {
            at: app.now(),
            actor: scope.actor.name.clone(),
            kind: verb.event(),
            debtor: Some(*debtor),
            subject: Some(id.0),
            payload: payload.to_string(),
        }
    };
    let events: Vec<NewEvent> = decided.iter().map(event).collect();
    Ok(store::event::append(tx, scope.organisation.id, &events).await?)
}

/// A message as it would leave if it left now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AsItWouldLeave {
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// Who gets a copy.
    pub copies: Vec<String>,
    /// In whose name it leaves, when not in the creditor's.
    pub from: String,
    /// The roles that no contact has, so that it goes to whoever pays the invoices.
    pub nobody_as: Vec<ContactRole>,
    /// The names of the copies of invoices that go with it, and the invoices without one.
    pub enclosed: (Vec<String>, Vec<String>),
    /// Why the decision refuses it as things stand, in French; the rest is empty then.
    pub refused: String,
}

/// The message of an action as it would leave if it left now. `None` for what is no e-mail, and for what has left or will not.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn as_it_would_leave(app: &App, scope: &Scope, id: ActionId) -> Result<Option<AsItWouldLeave>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    Ok(match waiting_message(&mut tx, app, scope, id).await? {
        None => None,
        Some(Err(refusal)) => Some(AsItWouldLeave { refused: words::refusal(refusal), ..AsItWouldLeave::default() }),
        Some(Ok(composed)) => {
            let route = composed.route.clone();
            let body = crate::message::sample(composed)?;
            let recipient = body.recipient;
            Some(AsItWouldLeave {
                recipient,
                enclosed: (body.copies, body.without),
                subject: body.subject,
                text: body.text,
                copies: route.copies.iter().map(|email| email.as_str().to_owned()).collect(),
                from: route.from.map(|(name, _)| name).unwrap_or_default(),
                nobody_as: route.nobody_as,
                refused: String::new(),
            })
        }
    })
}

/// The statement that would be attached to it.
///
/// # Errors
/// [`AppError::NotFound`] when nothing would leave.
#[crate::boxed]
pub async fn statement(app: &App, scope: &Scope, id: ActionId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let composed =
        waiting_message(&mut tx, app, scope, id).await?.and_then(std::result::Result::ok).ok_or(AppError::NotFound("message"))?;
    // A service mail carries documents of its own, and no statement.
    if composed.service.is_some() {
        return Err(AppError::NotFound("message"));
    }
    Ok(app.press().statement(&composed.context)?)
}

async fn waiting_message(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: ActionId,
) -> Result<Option<std::result::Result<crate::message::Composed, Refusal>>> {
    let organisation = scope.organisation.id;
    let action = store::action::get(tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let waits = matches!(action.state, ActionState::Planned | ActionState::AwaitingApproval | ActionState::Approved | ActionState::Failed);
    if action.channel != Channel::Email || !waits {
        return Ok(None);
    }
    let creditor = setup::creditor_in(tx, organisation).await?;
    Ok(Some(compose(tx, app, scope, &creditor, &action).await?))
}

/// One action decided by a person on its own page.
///
/// # Errors
/// [`AppError::Conflict`] when it can no longer be; [`AppError::NotFound`].
#[crate::boxed]
pub async fn one(app: &App, scope: &Scope, id: ActionId, verb: Verb, reason: &str) -> Result<()> {
    scope.require(Permission::ApproveMessages)?;
    let reason = reason.trim();
    if verb == Verb::Skip && reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::error_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("action"))?;
    let has_no_step = action.step_key == domain::dunning::PAYMENT_REQUEST || crate::service_mail::is_service(&action.step_key);
    if verb == Verb::Skip && has_no_step {
        return Err(AppError::Invalid { field: "action", reason: words::error_request_has_no_step() });
    }
    if decide(&mut tx, app, scope, &[id], verb, reason).await?.is_empty() {
        return Err(AppError::Conflict("action"));
    }
    tx.commit().await?;
    Ok(())
}

/// Whether a decision on an action may still be taken back.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn may_take_back(app: &App, scope: &Scope, id: ActionId) -> Result<bool> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let decided = store::approval::decided(&mut tx, scope.organisation.id, id).await?;
    Ok(decided.is_some_and(|(state, before, at)| state.may_go_back_to(before) && (state == ActionState::Approved || at >= since(app))))
}
