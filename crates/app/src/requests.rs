//! Payment requests after a mass import: one confirmed action makes one e-mail per debtor for what a file brought.
//!
//! A request goes through the outbox as a reminder does: one e-mail per debtor and day, an item once in its episode, and
//! the sending transaction decides again with the very function of the preview.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use channels::PARIS;
use chrono::TimeDelta;
use domain::dunning::{ActionState, Channel, LeftOut, RequestPlan, Wanted, plan_request};
use domain::ids::{DebtorId, ImportId, OpenItemId, OrganisationId};
use domain::party::MissingMention;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::event::NewEvent;
use store::night::NightItem;
use store::payment_request::{NewRequest, WantedItem};

use crate::dashboard::names;
use crate::freshness::Freshness;
use crate::import::ImportLine;
use crate::kept::kept;
use crate::message::{self, Preview as Sample, Refusal};
use crate::night::{Facts, load_facts};
use crate::{App, AppError, Permission, Result, Scope, setup, text};

/// Days after which a message that waited for a person is too old to leave.
const WAITING: i64 = 60;

/// Debtors of each list that a page shows.
pub const SHOWN: usize = 50;

/// What one debtor would be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedLine {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many items.
    pub items: usize,
    /// Their sum.
    pub asked: Cents,
    /// The same, credits taken off.
    pub net: Cents,
    /// The currency of both.
    pub currency: Currency,
}

/// Items of a debtor that are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutLine {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why, in words.
    pub reason: String,
    /// How many items.
    pub items: usize,
    /// Their sum.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
}

/// How much a confirmation is about: what was shown must be what is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Debtors that get an e-mail.
    pub debtors: usize,
    /// Items asked for.
    pub items: usize,
    /// What is asked for, by currency.
    pub totals: BTreeMap<Currency, Cents>,
}

impl Figures {
    /// The figures as one word, to be given back with the confirmation.
    #[must_use]
    pub fn key(&self) -> String {
        let totals: Vec<String> = self.totals.iter().map(|(currency, sum)| format!("{}{}", sum.0, currency.code())).collect();
        format!("{}-{}-{}", self.debtors, self.items, totals.join("-"))
    }
}

/// What a confirmation would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file.
    pub file: ImportLine,
    /// The day on which the e-mails may leave.
    pub on: Date,
    /// Whom, how many, how much.
    pub figures: Figures,
    /// The largest sums first.
    pub asked: Vec<AskedLine>,
    /// Debtors of which something is left out.
    pub left_out_count: usize,
    /// The largest sums first.
    pub left_out: Vec<LeftOutLine>,
    /// The message to the first debtor.
    pub sample: Option<Sample>,
    /// Requests of this file's items that are there already, by state.
    pub states: Vec<(ActionState, i64)>,
    /// How many messages the first send may let go; `None` once something was sent.
    pub first_send: Option<u32>,
    /// Mentions of the creditor without which no e-mail leaves.
    pub missing_mentions: Vec<MissingMention>,
    /// Whether a mail server is set.
    pub has_mail: bool,
}

impl Preview {
    /// Requests that have not begun to leave and can be taken back.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        unsent(&self.states)
    }
}

fn unsent(states: &[(ActionState, i64)]) -> i64 {
    states
        .iter()
        .filter(|(state, _)| matches!(state, ActionState::Planned | ActionState::AwaitingApproval | ActionState::Approved))
        .map(|(_, count)| count)
        .sum()
}

/// What the button of a file's page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Whom, how many, how much.
    pub figures: Figures,
    /// Requests of this file's items that are there already, by state.
    pub states: Vec<(ActionState, i64)>,
}

/// What the items of a file come to; gathered once for all who look at it.
struct Drawn {
    figures: Figures,
    asked: Vec<AskedLine>,
    left_out_count: usize,
    left_out: Vec<LeftOutLine>,
    /// The debtor of the largest sum, with what it is asked for.
    first: Option<(DebtorId, HashSet<OpenItemId>)>,
}

/// A debtor with what it is asked for, and what is left out.
struct Decision {
    debtor: DebtorId,
    items: Vec<NightItem>,
    plan: RequestPlan,
    /// An e-mail of the day was given up: a day has one.
    is_given_up: bool,
}

impl Decision {
    fn asked(&self) -> Vec<(OpenItemId, i32, Cents)> {
        let at = |at: &usize| (self.items[*at].facts.id, self.items[*at].episode, self.items[*at].facts.open);
        self.plan.action.iter().flat_map(|action| &action.asked).map(at).collect()
    }
}

/// The day on which a request prepared today leaves.
fn leaves_on(app: &App) -> Date {
    calendar::working_day_on_or_after(app.today())
}

async fn decide(tx: &mut Tx, app: &App, scope: &Scope, file: ImportId) -> Result<Vec<Decision>> {
    let (organisation, on) = (scope.organisation.id, leaves_on(app));
    let wanted: HashMap<OpenItemId, WantedItem> =
        store::payment_request::wanted(tx, organisation, file).await?.into_iter().map(|item| (item.id, item)).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, organisation).await?, app.today());
    let mut facts = load_facts(tx, app, scope, &freshness, on).await?;
    // An e-mail of the very day is a contact for a request, where the night stands on the start of the day.
    let spacing = i64::from(facts.rules.spacing_days).max(1);
    let (from, before) = (calendar::add_days(app.today(), -spacing), calendar::add_days(on, 1));
    facts.last_contact = store::night::last_contacts(tx, organisation, from, before).await?.into_iter().collect();
    facts.voices.extend(spoken_today(tx, app, organisation).await?);
    let items = store::payment_request::items(tx, organisation, file, on).await?;
    Ok(items.chunk_by(|a, b| a.debtor == b.debtor).filter_map(|items| decide_one(&facts, items, &wanted, on)).collect())
}

/// Those to whom a message left today, of whatever day its night was: one of Friday may leave on Monday.
async fn spoken_today(tx: &mut Tx, app: &App, organisation: OrganisationId) -> Result<HashMap<DebtorId, Date>> {
    let (now, today) = (app.now(), app.today());
    let left = store::voice::left_since(tx, organisation, calendar::add_days(today, -WAITING), now - TimeDelta::days(2)).await?;
    Ok(left.into_iter().map(|(debtor, at)| (debtor, channels::business_date(at, PARIS))).filter(|(_, on)| *on == today).collect())
}

fn decide_one(facts: &Facts, items: &[NightItem], wanted: &HashMap<OpenItemId, WantedItem>, on: Date) -> Option<Decision> {
    let debtor = items[0].debtor;
    let item_facts = facts.item_facts(items);
    let wanted: Vec<Wanted> = item_facts
        .iter()
        .map(|item| match wanted.get(&item.id) {
            Some(known) => Wanted::Yes { already: known.already },
            None => Wanted::No,
        })
        .collect();
    if wanted.iter().all(|wanted| *wanted == Wanted::No) {
        return None;
    }
    let mut plan = plan_request(&facts.debtor_facts(debtor, &item_facts), &wanted, &facts.rules, on);
    let is_given_up = facts.today_actions.get(&(debtor, Channel::Email)).is_some_and(|state| !state.counts_as_contact());
    if is_given_up && let Some(action) = plan.action.take() {
        plan.left_out.extend(action.asked.iter().map(|at| (*at, LeftOut::AlreadyAsked)));
        return Some(Decision { debtor, items: items.to_vec(), plan, is_given_up: true });
    }
    Some(Decision { debtor, items: items.to_vec(), plan, is_given_up: false })
}

fn figures(decisions: &[Decision]) -> Figures {
    let mut figures = Figures::default();
    for action in decisions.iter().filter_map(|decision| decision.plan.action.as_ref()) {
        figures.debtors += 1;
        figures.items += action.asked.len();
        *figures.totals.entry(action.currency).or_default() += action.asked_amount;
    }
    figures
}

fn asked_lines(decisions: &[Decision], names: &HashMap<DebtorId, (String, String)>) -> Vec<AskedLine> {
    let mut lines: Vec<AskedLine> = decisions
        .iter()
        .filter_map(|decision| {
            let action = decision.plan.action.as_ref()?;
            let (code, name) = names.get(&decision.debtor).cloned().unwrap_or_default();
            Some(AskedLine {
                debtor: decision.debtor,
                code,
                name,
                items: action.asked.len(),
                asked: action.asked_amount,
                net: action.net,
                currency: action.currency,
            })
        })
        .collect();
    lines.sort_by(|a, b| b.asked.cmp(&a.asked).then_with(|| a.code.cmp(&b.code)));
    lines
}

fn left_out_lines(decisions: &[Decision], names: &HashMap<DebtorId, (String, String)>) -> Vec<LeftOutLine> {
    let mut lines = Vec::new();
    for decision in decisions {
        let (code, name) = names.get(&decision.debtor).cloned().unwrap_or_default();
        let mut groups: BTreeMap<(LeftOut, Currency), (usize, Cents)> = BTreeMap::new();
        for (at, reason) in &decision.plan.left_out {
            let facts = &decision.items[*at].facts;
            let group = groups.entry((*reason, facts.currency)).or_default();
            group.0 += 1;
            group.1 += facts.open;
        }
        lines.extend(groups.into_iter().map(|((reason, currency), (items, amount))| LeftOutLine {
            debtor: decision.debtor,
            code: code.clone(),
            name: name.clone(),
            reason: if decision.is_given_up { text::requests::left_out_given_up() } else { text::requests::left_out(reason) },
            items,
            amount,
            currency,
        }));
    }
    lines.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.code.cmp(&b.code)));
    lines
}

/// Whether a file's items may be asked for, and what was done about them; `None` for files that made none.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn offer(app: &App, scope: &Scope, file: ImportId) -> Result<Option<Offer>> {
    scope.require(Permission::ViewReceivables)?;
    let drawn = drawn(app, scope, file).await?;
    let mut tx = app.db().snapshot().await?;
    let states = store::payment_request::states(&mut tx, scope.organisation.id, file).await?;
    Ok((drawn.figures.debtors > 0 || !states.is_empty()).then(|| Offer { figures: drawn.figures.clone(), states }))
}

async fn drawn(app: &App, scope: &Scope, file: ImportId) -> Result<Arc<Drawn>> {
    kept(app, scope, "requests", file.to_string(), move |app, scope| async move { draw(&app, &scope, file).await }).await
}

async fn draw(app: &App, scope: &Scope, file: ImportId) -> Result<Drawn> {
    let mut tx = app.db().snapshot().await?;
    let decisions = decide(&mut tx, app, scope, file).await?;
    let names = names(&mut tx, scope.organisation.id, decisions.iter().map(|decision| decision.debtor)).await?;
    let (mut asked, mut left_out) = (asked_lines(&decisions, &names), left_out_lines(&decisions, &names));
    let first = asked.first().and_then(|line| decisions.iter().find(|decision| decision.debtor == line.debtor));
    let first = first.map(|decision| (decision.debtor, decision.asked().into_iter().map(|(id, ..)| id).collect()));
    let left_out_count = left_out.iter().map(|line| line.debtor).collect::<HashSet<_>>().len();
    asked.truncate(SHOWN);
    left_out.truncate(SHOWN);
    Ok(Drawn { figures: figures(&decisions), asked, left_out_count, left_out, first })
}

/// What a confirmation would do, without doing it.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, file: ImportId) -> Result<Preview> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let line = crate::import::history::file(app, scope, file).await?;
    let creditor = setup::creditor(app, organisation).await?;
    let known = store::organisation::all(app.db()).await?.into_iter().find(|known| known.id == organisation);
    let drawn = drawn(app, scope, file).await?;
    let mut tx = app.db().snapshot().await?;
    let missing_mentions = creditor.missing_mentions();
    let sample = match drawn.first.as_ref().filter(|_| missing_mentions.is_empty()) {
        Some((debtor, own)) => match message::request_for(&mut tx, app, scope, &creditor, (*debtor, leaves_on(app)), own).await? {
            Ok(composed) => Some(message::sample(composed)?),
            Err(Refusal::Held(_) | Refusal::Letter(_)) => None,
        },
        None => None,
    };
    Ok(Preview {
        file: line,
        on: leaves_on(app),
        figures: drawn.figures.clone(),
        asked: drawn.asked.clone(),
        left_out_count: drawn.left_out_count,
        left_out: drawn.left_out.clone(),
        sample,
        states: store::payment_request::states(&mut tx, organisation, file).await?,
        first_send: known.filter(|known| known.first_sent_at.is_none()).map(|known| known.first_send_cap),
        missing_mentions,
        has_mail: app.mail().is_some(),
    })
}

/// Queues the requests of a file's items, one per debtor; how many. `shown` is [`Figures::key`] of what the person saw.
///
/// Doing it again finds the items asked for, and queues nothing.
///
/// # Errors
/// [`AppError::Invalid`] when the list is no longer what was shown; [`AppError::MissingMentions`] when no e-mail
/// could be made; [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn prepare(app: &App, scope: &Scope, file: ImportId, shown: &str) -> Result<usize> {
    scope.require(Permission::ApproveMessages)?;
    let (organisation, on) = (scope.organisation.id, leaves_on(app));
    let line = crate::import::history::file(app, scope, file).await?;
    let missing = setup::creditor(app, organisation).await?.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    let mut tx = app.db().begin().await?;
    let decisions = decide(&mut tx, app, scope, file).await?;
    let figures = figures(&decisions);
    if figures.debtors == 0 {
        return Ok(0);
    }
    if figures.key() != shown {
        return Err(AppError::Invalid { field: "shown", reason: text::requests::error_requests_changed() });
    }
    let requests: Vec<NewRequest> = decisions
        .iter()
        .filter_map(|decision| {
            let action = decision.plan.action.as_ref()?;
            Some(NewRequest {
                id: store::night::action_id(organisation, decision.debtor, on, Channel::Email),
                debtor: decision.debtor,
                currency: action.currency,
                asked: action.asked_amount,
                net: action.net,
                items: decision.asked(),
            })
        })
        .collect();
    let scenario = store::scenario::in_force(&mut tx, organisation).await?;
    let run = store::night::join_run(&mut tx, organisation, on, scenario.id, app.now(), &scope.actor.name).await?;
    let made = store::payment_request::insert(&mut tx, organisation, run, on, &requests, app.now()).await?;
    let totals: serde_json::Map<String, serde_json::Value> =
        figures.totals.iter().map(|(currency, sum)| (currency.code().to_owned(), serde_json::Value::from(sum.iso()))).collect();
    let payload = serde_json::json!({
        "file": line.file_name, "date": on.to_string(), "debtors": made, "items": figures.items, "totals": totals,
    });
    journal(&mut tx, app, scope, "requests.prepared", file, &payload).await?;
    tx.commit().await?;
    app.wake();
    Ok(made)
}

/// Takes back the requests of a file's items that have not begun to leave; how many.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn take_back(app: &App, scope: &Scope, file: ImportId) -> Result<u64> {
    scope.require(Permission::ApproveMessages)?;
    let line = crate::import::history::file(app, scope, file).await?;
    let mut tx = app.db().begin().await?;
    let reason = text::requests::reason_request_taken_back(&scope.actor.name);
    let cancelled = store::payment_request::cancel(&mut tx, scope.organisation.id, file, &reason, app.now()).await?;
    if cancelled > 0 {
        let payload = serde_json::json!({"file": line.file_name, "debtors": cancelled});
        journal(&mut tx, app, scope, "requests.cancelled", file, &payload).await?;
        tx.commit().await?;
    }
    Ok(cancelled)
}

async fn journal(tx: &mut Tx, app: &App, scope: &Scope, kind: &'static str, file: ImportId, payload: &serde_json::Value) -> Result<()> {
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: None,
        subject: Some(file.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    Ok(())
}
