//! What a message says: composed from the ledger of the moment, for the preview and for sending alike.

mod document;
mod previous;
mod statement;

use std::collections::{HashMap, HashSet};

use channels::PARIS;
pub use document::{Document, document};
use domain::dunning::{
    Channel, DebtorFacts, DebtorPlan, Hold, HoldReason, ItemFacts, Mode, Outcome, PAYMENT_REQUEST, PlannedAction, Rules, Template, Wanted,
    is_courtesy, plan_debtor, plan_request,
};
use domain::identifiers::EmailAddress;
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId};
use domain::ledger::OpenItem;
use domain::limitation::default_kind;
use domain::party::{Contact, ContactRole, Creditor, Debtor};
use domain::sms::Mobile;
use domain::template::MessageKind;
use domain::{Cents, Date};
use letters::template::stage_of;
use letters::{EmailBody, LetterError, Line, PreviousMessage, ReminderContext, Stage};
pub use statement::statement;
use store::Tx;
use store::action::Action;
pub use store::action::Message as StoredMessage;
use store::hold::HoldKind;

use crate::dashboard::ActionLine;
use crate::enclosed::{Copies, with_copies};
use crate::freshness::Freshness;
use crate::night::{by_item, proposals_after, proposed, rules_of};
use crate::overdue::{Overdue, overdue};
use crate::route::{Route, route};
use crate::scenario::follow::{Follow, Whose, carried_out};
use crate::template::{dress, refuse_requests};
use crate::{App, AppError, Permission, Result, Scope, setup, text};

/// A message ready to be rendered, and to whom it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Composed {
    pub(crate) context: ReminderContext,
    pub(crate) recipient: Option<EmailAddress>,
    /// The number that a text goes to; `None` for an e-mail.
    pub(crate) mobile: Option<Mobile>,
    /// In whose name, with which copies.
    pub(crate) route: Route,
    /// The address by which it may be declined; only of what comes before the due date.
    pub(crate) unsubscribe: Option<String>,
    /// Its own items that keep their step by it, when there are others that the night wrote down for it and that it leaves
    /// out.
    pub(crate) kept: Option<Vec<OpenItemId>>,
    /// The items asked for and their sum.
    pub(crate) asked: Vec<OpenItemId>,
    pub(crate) asked_amount: Cents,
    /// The copies of invoices that go with it.
    pub(crate) copies: Copies,
    /// The words of a message beside the reminders, and what it carries; `context` is only its envelope then.
    pub(crate) service: Option<crate::service_mail::Service>,
}

/// Why a message will not leave after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The check before sending found that nothing may be asked for; in French.
    Held(String),
    /// The letter cannot be made.
    Letter(LetterError),
}

/// The contact that a reminder goes to: accounting first, and one with an e-mail before one without.
pub(crate) fn addressee(contacts: &[Contact]) -> Option<&Contact> {
    let rank = |contact: &&Contact| (contact.email.is_none(), ContactRole::ALL.iter().position(|role| *role == contact.role));
    contacts.iter().min_by_key(rank)
}

/// What the payer quotes: the day and the customer's code, so that the bank line leads back here.
pub(crate) fn reference(debtor: &Debtor, on: Date) -> String {
    let code: String = debtor.code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
    format!("REL-{}-{code}", on.format("%Y%m%d"))
}

/// What the check before sending sees of a debtor: the steps as they stood before the action's own day, everything
/// else as it stands now.
struct Again {
    items: Vec<ItemFacts>,
    /// Without the addresses that came back.
    contacts: Vec<Contact>,
    has_email: bool,
    email_bounced: bool,
    /// Whom a text would go to, and at which number.
    texting: Option<(Contact, Mobile)>,
    has_postal_address: bool,
    takes_electronic: bool,
    has_replied: bool,
    declines_courtesy: bool,
    hold: Option<Hold>,
    insolvent_on: Option<Date>,
    last_contact_on: Option<Date>,
    contacts_on: Vec<Date>,
    voice_on: Option<Date>,
    category: String,
    score: Option<u8>,
    rules: Rules,
    follow: Follow,
}

impl Again {
    fn facts(&self) -> DebtorFacts<'_> {
        DebtorFacts {
            has_email: self.has_email,
            email_bounced: self.email_bounced,
            has_mobile: self.texting.is_some(),
            has_postal_address: self.has_postal_address,
            takes_electronic: self.takes_electronic,
            has_replied: self.has_replied,
            declines_courtesy: self.declines_courtesy,
            hold: self.hold,
            insolvent_on: self.insolvent_on,
            last_contact_on: self.last_contact_on,
            category: &self.category,
            score: self.score,
            contacts_on: &self.contacts_on,
            voice_on: self.voice_on,
            items: &self.items,
            ..DebtorFacts::default()
        }
    }
}

/// Whom an action speaks to, and as what.
#[derive(Clone, Copy)]
struct Voice {
    debtor: DebtorId,
    action: ActionId,
    /// Whether it is a payment request: after any message of the day it waits. A reminder waits for requests alone; those
    /// of other days are the spacing's to keep apart.
    is_request: bool,
}

/// The day on which another message speaks to the debtor: one that left today, or a payment request that waits for today.
async fn voice_on(tx: &mut Tx, app: &App, organisation: OrganisationId, own: Voice) -> Result<Option<Date>> {
    let (today, Voice { debtor, action, is_request }) = (app.today(), own);
    let left = store::voice::other_left(tx, organisation, debtor, action, !is_request).await?;
    let has_left = left.is_some_and(|at| channels::business_date(at, PARIS) == today);
    let has_left = has_left || store::voice::written_on(tx, organisation, debtor, action, (today, false)).await?;
    Ok((has_left || store::voice::request_waits(tx, organisation, debtor, action, today).await?).then_some(today))
}

async fn look_again(tx: &mut Tx, app: &App, scope: &Scope, own: Voice, business_date: Date) -> Result<Again> {
    let (organisation, today, debtor) = (scope.organisation.id, app.today(), own.debtor);
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, organisation).await?, today);
    let follow = Follow::load(tx, organisation, business_date, Some(debtor)).await?;
    let (rules, _) = rules_of(tx, scope, &freshness).await?;
    let contacts_on = match rules.pressure {
        Some(budget) => {
            let since = domain::calendar::add_days(business_date, -i64::from(budget.days));
            store::night::contacts_of(tx, organisation, debtor, (since, business_date), own.action).await?
        }
        None => Vec::new(),
    };
    let (contacts, came_back) = store::debtor::mailable_contacts(tx, organisation, debtor).await?;
    let account = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let holds = store::hold::active_of(tx, organisation, debtor, today).await?;
    let longest = |item: Option<OpenItemId>, kind: HoldKind| -> Option<Hold> {
        let of_kind = holds.iter().filter(|row| row.item == item && row.kind == kind);
        of_kind.map(|row| row.hold).max_by_key(|hold| hold.until.unwrap_or(Date::MAX))
    };
    let plans = Box::pin(crate::plans::Effects::load(tx, organisation, Some(debtor), today)).await?;
    let compromises = Box::pin(crate::compromises::Effects::load(tx, organisation, Some(debtor), today)).await?;
    let claims = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let paid: HashMap<OpenItemId, Date> = store::night::paid_of(tx, organisation, debtor).await?.into_iter().collect();
    let late = by_item(store::night::carried_out_late_of(tx, organisation, debtor).await?);
    let proposed = proposed(store::proposal::items_of(tx, organisation, debtor, proposals_after(today)).await?);
    let waiting: HashSet<OpenItemId> = store::night::waiting_items_of(tx, organisation, debtor, business_date).await?.into_iter().collect();
    let score = match follow.wants_score() {
        true => crate::score::of_one(tx, organisation, (debtor, account.kind), today).await?.map(|score| score.value),
        false => None,
    };
    let whose = Whose { id: debtor, kind: account.kind, category: &account.category, score };
    let items: Vec<ItemFacts> = store::night::open_items_of(tx, organisation, debtor, business_date)
        .await?
        .into_iter()
        .map(|item| ItemFacts {
            hold: longest(Some(item.facts.id), HoldKind::Pause),
            promise: longest(Some(item.facts.id), HoldKind::Promise),
            disputed: claims.get(&item.facts.id).map_or(Cents::ZERO, |facts| facts.disputed.max(Cents::ZERO)),
            last_step: carried_out(item.facts.last_step, late.get(&item.facts.id).map(Vec::as_slice)),
            proposed: proposed.get(&item.facts.id).copied(),
            is_waiting: waiting.contains(&item.facts.id),
            paid_on: paid.get(&item.facts.id).copied(),
            claim: claims.get(&item.facts.id).and_then(|facts| facts.kind).unwrap_or_else(|| default_kind(account.kind).0),
            ..item.facts
        })
        .map(|item| follow.placed(&whose, plans.due(item), today))
        .map(|item| compromises.apply(plans.apply(item, follow.scenario(&item))))
        .collect();
    let has_email = contacts.iter().any(|contact| contact.email.is_some());
    let texting = crate::sms::mobile_of(tx, organisation, &contacts).await?;
    // What already waits as an electronic letter may still go on paper: the law is asked again when it is handed over.
    let takes_electronic = crate::post::takes_electronic(tx, organisation, (&account, &contacts), &follow.scenarios, today).await?
        || account.address.is_postable()
            && store::action::get(tx, organisation, own.action).await?.is_some_and(|action| action.channel == Channel::Electronic);
    Ok(Again {
        items,
        takes_electronic,
        has_email,
        email_bounced: !has_email && came_back,
        texting,
        contacts,
        has_postal_address: account.address.is_postable(),
        has_replied: store::received::has_replied(tx, organisation, debtor).await?,
        declines_courtesy: !store::courtesy::of_debtor(tx, organisation, debtor).await?.is_empty(),
        hold: longest(None, HoldKind::Pause),
        insolvent_on: crate::claims::insolvent_on(tx, organisation, debtor, today).await?,
        last_contact_on: store::night::last_contact_of(tx, organisation, debtor, business_date, own.action).await?,
        contacts_on,
        voice_on: voice_on(tx, app, organisation, own).await?,
        category: account.category,
        score,
        rules,
        follow,
    })
}

/// The plan of a debtor as the check before sending sees it. A courtesy that waits stays one, whatever is late since.
async fn plan_again(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    whom: Voice,
    business_date: Date,
    own: &HashSet<OpenItemId>,
) -> Result<(DebtorPlan, Again)> {
    let again = look_again(tx, app, scope, whom, business_date).await?;
    let courtesy_speaks = is_courtesy(again.items.iter().filter(|item| own.contains(&item.id)), app.today());
    let facts = DebtorFacts { courtesy_speaks, ..again.facts() };
    let plan = plan_debtor(&facts, &again.follow.scenarios, &again.rules, app.today());
    Ok((plan, again))
}

/// Composes the message of an action from what is true now. The very function of the night decides again:
/// what was paid, held or made stale since is not asked for.
pub(crate) async fn compose(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    action: &Action,
) -> Result<std::result::Result<Composed, Refusal>> {
    let organisation = scope.organisation.id;
    if action.step_key == PAYMENT_REQUEST {
        return compose_request(tx, app, scope, creditor, action).await;
    }
    if let Some(gathered) = Box::pin(crate::service_mail::compose(tx, app, scope, creditor, action)).await? {
        return Ok(gathered);
    }
    let advances = store::action::items(tx, organisation, action.id).await?;
    let own: HashSet<OpenItemId> = advances.iter().map(|advance| advance.item).collect();
    let whom = Voice { debtor: action.debtor, action: action.id, is_request: false };
    let (plan, again) = plan_again(tx, app, scope, whom, action.business_date, &own).await?;
    let Again { items: facts, contacts, email_bounced, texting, follow, .. } = &again;
    let planned = plan
        .actions
        .iter()
        .find(|planned| planned.currency == action.currency && planned.asked.iter().any(|at| own.contains(&facts[*at].id)));
    let Some(planned) = planned else { return Ok(Err(Refusal::Held(why_not(&plan, facts, &own)))) };
    if planned.channel != action.channel && action.channel.leaves_by_itself() {
        let reason = if *email_bounced && action.channel == Channel::Email {
            text::hold_reason(HoldReason::Bounced)
        } else if action.channel == Channel::Sms && texting.is_none() {
            text::sms::no_longer()
        } else {
            text::refusal_changed()
        };
        return Ok(Err(Refusal::Held(reason)));
    }
    let asked: Vec<usize> = planned.asked.iter().copied().filter(|at| own.contains(&facts[*at].id)).collect();
    let step_of = |at: &usize| if let Outcome::Send { step } = plan.outcomes[*at] { step } else { 0 };
    // An item that is asked for by another step than the night wrote down, such as one that follows another scenario since,
    // waits for the next night: what leaves is what the item will remember.
    let is_written = |at: &usize| {
        let number = i32::try_from(follow.number(&facts[*at], step_of(at))).unwrap_or(i32::MAX);
        advances.iter().any(|advance| advance.item == facts[*at].id && advance.step == number)
    };
    if !asked.iter().all(is_written) {
        return Ok(Err(Refusal::Held(text::refusal_changed())));
    }
    let leads = |at: &&usize| follow.scenario(&facts[**at]).advancement(step_of(at));
    let chosen = asked.iter().max_by_key(leads).map(|at| &follow.scenario(&facts[*at]).steps()[step_of(at)]);
    let step = chosen.unwrap_or_else(|| &follow.scenarios[planned.scenario].steps()[planned.step]);
    let template = step.template;
    let stage = stage_of(template);
    let debtor = store::debtor::get(tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = reduced(store::item::of_debtor(tx, organisation, action.debtor).await?, facts);
    let previous = previous::messages(tx, scope, (action, app.today()), asked.iter().map(|at| &facts[*at])).await?;
    let (contact, route) = route(tx, scope, creditor, (&debtor, contacts), step).await?;
    let texting = texting.as_ref().filter(|_| action.channel == Channel::Sms);
    let contact = texting.map(|(contact, _)| contact).or(contact);
    let context = context(stage, creditor, debtor, contact, &items, facts, planned, &asked, previous, app.today());
    let kind = if texting.is_some() { MessageKind::Sms } else { medium(action.channel, template) };
    let context = match worded(tx, scope, (template, kind), context).await? {
        Ok(context) => context,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let asked_ids: Vec<OpenItemId> = asked.iter().map(|at| facts[*at].id).collect();
    let asked_amount = Cents::total(asked.iter().map(|at| facts[*at].undisputed()));
    let unsubscribe = match stage {
        Stage::PreDue if texting.is_none() => crate::courtesy::link(tx, organisation, action.id, app.now()).await?,
        _ => None,
    };
    let mobile = texting.map(|(_, mobile)| mobile.clone());
    let recipient = contact.and_then(|contact| contact.email.clone());
    let kept = (asked_ids.len() < own.len()).then(|| asked_ids.clone());
    let is_mail = kind == MessageKind::Email && action.channel == Channel::Email;
    let (asked, copies) = (asked_ids, Copies::default());
    let composed = Composed { context, recipient, mobile, route, unsubscribe, kept, asked, asked_amount, copies, service: None };
    Ok(Ok(if is_mail { with_copies(tx, app, scope, &items, composed).await? } else { composed }))
}

/// Whether none of the open items of an action follows, by now, a scenario that has the step by which it was asked for: it waits for
/// something that no decision would ask again.
pub(crate) async fn is_orphaned(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<bool> {
    if action.step_key == PAYMENT_REQUEST || crate::service_mail::is_service(&action.step_key) {
        return Ok(false);
    }
    let own = Voice { debtor: action.debtor, action: action.id, is_request: false };
    let again = look_again(tx, app, scope, own, action.business_date).await?;
    let mut of_open = Vec::new();
    for advance in store::action::items(tx, scope.organisation.id, action.id).await? {
        of_open.extend(again.items.iter().find(|item| item.id == advance.item).map(|item| (item, advance.step)));
    }
    let has_step = |(item, step): &(&ItemFacts, i32)| {
        let steps = again.follow.scenario(item).steps().len();
        (0..steps).any(|position| i32::try_from(again.follow.number(item, position)).is_ok_and(|number| number == *step))
    };
    Ok(!of_open.is_empty() && !of_open.iter().any(has_step))
}

/// Puts a message in its words: those of an e-mail, of a letter, or of a text.
async fn worded(
    tx: &mut Tx,
    scope: &Scope,
    (template, kind): (Template, MessageKind),
    context: ReminderContext,
) -> Result<std::result::Result<ReminderContext, Refusal>> {
    let dressed = dress(tx, scope, (template, kind), context).await?;
    Ok(if kind == MessageKind::Sms { dressed.and_then(|context| crate::sms::worded(context, template)) } else { dressed })
}

/// What the words of an action are printed on or sent by.
fn medium(channel: Channel, template: Template) -> MessageKind {
    match (template, channel) {
        (Template::PrepareFormalNotice, _) => MessageKind::FormalNotice,
        (_, channel) if channel.is_letter() => MessageKind::Letter,
        _ => MessageKind::Email,
    }
}

/// The items as they may be asked for: what is disputed is taken off, and told apart.
fn reduced(mut items: Vec<OpenItem>, facts: &[ItemFacts]) -> Vec<OpenItem> {
    for item in &mut items {
        if let Some(known) = facts.iter().find(|known| known.id == item.id) {
            item.open = known.undisputed();
        }
    }
    under_agreed_dates(items, facts)
}

/// The items with the due dates that were agreed since: those are what the debtor reads.
fn under_agreed_dates(mut items: Vec<OpenItem>, facts: &[ItemFacts]) -> Vec<OpenItem> {
    for item in &mut items {
        if let Some(known) = facts.iter().find(|known| known.id == item.id) {
            item.due_on = known.due_on;
        }
    }
    items
}

/// Composes a request for payment from what is true now: what was paid, held, contested or made stale since it was
/// queued is not asked for.
async fn compose_request(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    action: &Action,
) -> Result<std::result::Result<Composed, Refusal>> {
    let own: HashSet<OpenItemId> = store::action::items(tx, scope.organisation.id, action.id)
        .await?
        .into_iter()
        .filter(|advance| advance.step == store::payment_request::STEP)
        .map(|advance| advance.item)
        .collect();
    request_for(tx, app, scope, creditor, (action.debtor, action.business_date), &own).await
}

/// The request that asks a debtor for some of its items on a day, which nothing has asked for yet.
pub(crate) async fn request_for(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    (debtor, on): (DebtorId, Date),
    own: &HashSet<OpenItemId>,
) -> Result<std::result::Result<Composed, Refusal>> {
    let organisation = scope.organisation.id;
    if let Some(refusal) = refuse_requests(tx, scope).await? {
        return Ok(Err(refusal));
    }
    let action = store::night::action_id(organisation, debtor, on, Channel::Email);
    let again = look_again(tx, app, scope, Voice { debtor, action, is_request: true }, on).await?;
    let wanted: Vec<Wanted> =
        again.items.iter().map(|item| if own.contains(&item.id) { Wanted::Yes { already: false } } else { Wanted::No }).collect();
    let plan = plan_request(&again.facts(), &wanted, &again.rules, app.today());
    let Some(planned) = plan.action else {
        let reason = match plan.left_out.first() {
            Some((_, reason)) => text::requests::left_out(*reason),
            None => text::refusal_settled(),
        };
        return Ok(Err(Refusal::Held(reason)));
    };
    let account = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = under_agreed_dates(store::item::of_debtor(tx, organisation, debtor).await?, &again.items);
    let contact = addressee(&again.contacts);
    let recipient = contact.and_then(|contact| contact.email.clone());
    let (asked, stage) = (planned.asked.clone(), Stage::PaymentRequest);
    let context = context(stage, creditor, account, contact, &items, &again.items, &planned, &asked, Vec::new(), app.today());
    let asked = asked.iter().map(|at| again.items[*at].id).collect();
    let asked: Vec<OpenItemId> = asked;
    let kept = (asked.len() < own.len()).then(|| asked.clone());
    let asked_amount = planned.asked_amount;
    let route = Route::default();
    let copies = Copies::default();
    let composed =
        Composed { context, recipient, mobile: None, route, unsubscribe: None, kept, asked, asked_amount, copies, service: None };
    Ok(Ok(with_copies(tx, app, scope, &items, composed).await?))
}

/// Says, in French, why none of the items may be asked for any more.
fn why_not(plan: &DebtorPlan, facts: &[ItemFacts], own: &HashSet<OpenItemId>) -> String {
    let outcome = facts.iter().zip(&plan.outcomes).find(|(item, _)| own.contains(&item.id)).map(|(_, outcome)| outcome);
    match outcome {
        Some(Outcome::Hold { reason, .. }) => text::hold_reason(*reason),
        Some(_) => text::refusal_changed(),
        None => text::refusal_settled(),
    }
}

/// An item as a row of a message's table of debts.
fn line(item: &OpenItem, today: Date, asked: bool) -> Line {
    Line {
        kind: item.kind,
        number: item.number.clone(),
        issued_on: item.issued_on,
        due_on: item.due_on,
        amount: item.amount,
        open: item.open,
        days_late: item.days_late(today),
        asked,
    }
}

#[expect(clippy::too_many_arguments, reason = "the facts of one message, gathered in one place")]
fn context(
    stage: Stage,
    creditor: &Creditor,
    debtor: Debtor,
    contact: Option<&Contact>,
    items: &[OpenItem],
    facts: &[ItemFacts],
    planned: &PlannedAction,
    asked: &[usize],
    previous: Vec<PreviousMessage>,
    today: Date,
) -> ReminderContext {
    let asked_ids: HashSet<OpenItemId> = asked.iter().map(|at| facts[*at].id).collect();
    // What is ripe but belongs to no action is listed apart when it is late, and left out when it is not.
    let apart = |at: &&usize| !asked.contains(at) && today > facts[**at].due_on;
    let listed: HashSet<OpenItemId> = planned.listed.iter().chain(planned.asked.iter()).filter(apart).map(|at| facts[*at].id).collect();
    let credit_ids: HashSet<OpenItemId> = planned.credits.iter().map(|at| facts[*at].id).collect();
    let lines: Vec<Line> = items
        .iter()
        .filter(|item| asked_ids.contains(&item.id) || listed.contains(&item.id) || credit_ids.contains(&item.id))
        .map(|item| line(item, today, asked_ids.contains(&item.id)))
        .collect();
    let gross = Cents::total(lines.iter().filter(|line| line.kind.is_debit()).map(|line| line.open));
    let credits = Cents::total(lines.iter().filter(|line| !line.kind.is_debit()).map(|line| line.open));
    let net = gross + credits;
    // What the lines leave out, said once below them.
    let shown = facts.iter().filter(|item| asked_ids.contains(&item.id) || listed.contains(&item.id));
    let disputed = Cents::total(shown.map(ItemFacts::disputed_part));
    let reference = reference(&debtor, today);
    let epc_payload = creditor.iban.as_ref().filter(|_| planned.currency == domain::Currency::EUR && net.is_positive()).and_then(|iban| {
        formats::epc_qr::payload(&creditor.iban_holder, Some(creditor.bic.as_str()).filter(|bic| !bic.is_empty()), iban, net, &reference)
            .ok()
    });
    ReminderContext {
        stage,
        creditor: creditor.clone(),
        contact_name: contact.map(|contact| contact.name.clone()).unwrap_or_default(),
        debtor,
        written_on: today,
        reference,
        currency: planned.currency,
        lines,
        credits,
        gross,
        net,
        previous,
        epc_payload,
        interest: None,
        disputed,
        template: None,
        mandate: None,
    }
}

/// A message rendered: its texts and the attached statement.
pub(crate) struct Rendered {
    pub(crate) body: EmailBody,
    pub(crate) statement: Vec<u8>,
    /// What goes with it instead of the statement.
    pub(crate) enclosed: Option<Vec<channels::Attachment>>,
    /// The copies of invoices that go with it.
    pub(crate) copies: Vec<channels::Attachment>,
}

/// Renders an e-mail and its statement.
pub(crate) fn render(app: &App, composed: &Composed) -> std::result::Result<Rendered, LetterError> {
    if let Some(service) = &composed.service {
        return service.render(app);
    }
    let body = letters::email(&composed.context)?;
    let statement = app.press().statement(&composed.context)?;
    let copies = composed.copies.attachments(app).map_err(|error| LetterError::Render(error.to_string()))?;
    Ok(Rendered { body, statement, enclosed: None, copies })
}

impl From<LetterError> for AppError {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::MissingMentions(mentions) => Self::MissingMentions(mentions),
            LetterError::NoAddress => Self::Invalid { field: "debtor", reason: text::error_no_postal_address() },
            other => Self::Letter(other.to_string()),
        }
    }
}

/// A message as it left, with what it asked for.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// Its action.
    pub action: ActionLine,
    /// The last attempt; `None` while nothing was rendered.
    pub message: Option<StoredMessage>,
    /// What it asked for, and how much of each.
    pub items: Vec<(OpenItem, Cents)>,
}

/// One action with its message.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn message(app: &App, scope: &Scope, id: ActionId) -> Result<MessageView> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let message = store::action::messages(&mut tx, organisation, id).await?.pop();
    if message.is_some() {
        crate::service_mail::refuse_link(scope, &action.step_key)?;
    }
    let mut items = Vec::new();
    for advance in store::action::items(&mut tx, organisation, id).await? {
        if let Some(item) = store::item::get(&mut tx, organisation, advance.item).await? {
            items.push((item, advance.amount));
        }
    }
    let mut line = ActionLine::of(&mut tx, organisation, action).await?;
    if let Some(message) = &message {
        line.recipient.clone_from(&message.recipient);
    }
    Ok(MessageView { action: line, message, items })
}

/// What tonight's mail to a debtor would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Its subject; empty for a text message.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The formatted text; empty for a text message.
    pub html: String,
    /// To whom.
    pub recipient: String,
    /// The names of the copies of invoices that go with it.
    pub copies: Vec<String>,
    /// The invoices asked for of which no copy goes with it, when those of others do.
    pub without: Vec<String>,
}

/// The step that tonight decides for a debtor, as a message that was not written down.
async fn tentative(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId) -> Result<Option<Composed>> {
    let organisation = scope.organisation.id;
    let creditor = setup::creditor_in(tx, organisation).await?;
    let today = app.today();
    let action = store::night::action_id(organisation, debtor, today, Channel::Email);
    let (plan, again) = plan_again(tx, app, scope, Voice { debtor, action, is_request: false }, today, &HashSet::new()).await?;
    let Again { items: facts, contacts, texting, follow, .. } = &again;
    let Some(planned) = plan.actions.iter().find(|planned| planned.channel.reaches_debtor()) else { return Ok(None) };
    let step = &follow.scenarios[planned.scenario].steps()[planned.step];
    let template = step.template;
    let stage = stage_of(template);
    let account = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = reduced(store::item::of_debtor(tx, organisation, debtor).await?, facts);
    let (contact, route) = route(tx, scope, &creditor, (&account, contacts), step).await?;
    let texting = texting.as_ref().filter(|_| planned.channel == Channel::Sms);
    let contact = texting.map(|(contact, _)| contact).or(contact);
    let asked = &planned.asked;
    let context = context(stage, &creditor, account, contact, &items, facts, planned, asked, Vec::new(), today);
    let kind = if texting.is_some() { MessageKind::Sms } else { MessageKind::Email };
    let context = worded(tx, scope, (template, kind), context).await?.map_err(refused)?;
    let asked_amount = Cents::total(asked.iter().map(|at| facts[*at].undisputed()));
    let asked = asked.iter().map(|at| facts[*at].id).collect();
    let mobile = texting.map(|(_, mobile)| mobile.clone());
    let recipient = contact.and_then(|contact| contact.email.clone());
    let copies = Copies::default();
    let composed =
        Composed { context, recipient, mobile, route, unsubscribe: None, kept: None, asked, asked_amount, copies, service: None };
    let is_mail = kind == MessageKind::Email && planned.channel == Channel::Email;
    Ok(Some(if is_mail { with_copies(tx, app, scope, &items, composed).await? } else { composed }))
}

/// A composed message as a person reads it before it is sent.
pub(crate) fn sample(composed: Composed) -> Result<Preview> {
    if let Some(mobile) = composed.mobile {
        let text = crate::sms::texted(&composed.context)?;
        return Ok(Preview { text, recipient: mobile.as_str().to_owned(), ..Preview::default() });
    }
    if let Some(service) = &composed.service {
        return service.sample(composed.recipient.as_ref());
    }
    let body = letters::email(&composed.context)?;
    let recipient = composed.recipient.map(|address| address.as_str().to_owned()).unwrap_or_default();
    let (copies, without) = (composed.copies.names(), composed.copies.without().to_vec());
    Ok(Preview { subject: body.subject, text: body.text, html: body.html, recipient, copies, without })
}

/// What tonight's mail to a debtor would be; `None` when nothing would leave.
///
/// # Errors
/// [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Option<Preview>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot_of_one().await?;
    match tentative(&mut tx, app, scope, debtor).await? {
        Some(composed) => sample(composed).map(Some),
        None => Ok(None),
    }
}

/// A reminder letter about everything that is overdue on an account and may be asked for, whatever the
/// scenario says tonight: what insolvency proceedings hold, and what is contested, is left out.
///
/// # Errors
/// [`AppError::Invalid`] when nothing is left to ask for, [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn overdue_letter(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let (context, late) = overdue_context(app, scope, debtor, Template::ReminderLetter).await?;
    let interest = crate::interest::annex(app, scope, debtor, context.debtor.kind, context.currency, &late).await?;
    let mut tx = app.db().snapshot().await?;
    let context = dress(&mut tx, scope, (Template::ReminderLetter, MessageKind::Letter), context).await?.map_err(refused)?;
    Ok(app.press().letter(&ReminderContext { interest, ..context })?)
}

fn refused(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::Held(reason) => AppError::Invalid { field: "template", reason },
        Refusal::Letter(error) => error.into(),
    }
}

/// What is overdue on an account and may be asked for, as a message would say it, and the ids of what is late.
async fn overdue_context(app: &App, scope: &Scope, debtor: DebtorId, template: Template) -> Result<(ReminderContext, Vec<OpenItemId>)> {
    let organisation = scope.organisation.id;
    let today = app.today();
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, debtor).await?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    let overdue = overdue(&mut tx, organisation, debtor, today).await?;
    drop(tx);
    let (items, late, (gross, net)) = (overdue.reduced(items), overdue.ids(), overdue.sums());
    let Overdue { facts, asked, credits, currency, disputed } = overdue;
    let planned = PlannedAction {
        scenario: 0,
        step: 0,
        channel: Channel::Letter,
        instead_of: None,
        mode: Mode::Manual,
        ripe_since: today,
        disputed,
        listed: Vec::new(),
        currency,
        gross,
        asked_amount: gross,
        net,
        asked: asked.clone(),
        credits,
    };
    let stage = stage_of(template);
    let context = context(stage, &creditor, account, addressee(&contacts), &items, &facts, &planned, &asked, Vec::new(), today);
    Ok((ReminderContext { disputed, ..context }, late))
}

/// What a debtor would be asked for by a text today, whatever the scenario says; `None` when there is nothing.
pub(crate) async fn real_context(app: &App, scope: &Scope, debtor: DebtorId, template: Template) -> Result<Option<ReminderContext>> {
    if template != Template::PreDue {
        return match overdue_context(app, scope, debtor, template).await {
            Ok((context, _)) => Ok(Some(context)),
            Err(AppError::Invalid { .. }) => Ok(None),
            Err(error) => Err(error),
        };
    }
    let (organisation, today) = (scope.organisation.id, app.today());
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, debtor).await?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    let to_come = |item: &&OpenItem| item.kind.is_debit() && item.open.is_positive() && today <= item.due_on;
    let Some(currency) = items.iter().find(to_come).map(|item| item.currency) else { return Ok(None) };
    let lines: Vec<Line> =
        items.iter().filter(to_come).filter(|item| item.currency == currency).map(|item| line(item, today, true)).collect();
    // What is not due is no part of the sum of what is overdue, unless it is asked for.
    let gross = Cents::total(lines.iter().map(|line| line.open));
    let reference = reference(&account, today);
    Ok(Some(ReminderContext {
        stage: Stage::PreDue,
        creditor,
        contact_name: addressee(&contacts).map(|contact| contact.name.clone()).unwrap_or_default(),
        debtor: account,
        written_on: today,
        reference,
        currency,
        lines,
        credits: Cents::ZERO,
        gross,
        net: gross,
        previous: Vec::new(),
        epc_payload: None,
        interest: None,
        disputed: Cents::ZERO,
        template: None,
        mandate: None,
    }))
}

/// [`overdue_letter`] for a debtor found by code, exact name or SIREN.
///
/// # Errors
/// As there, and [`AppError::Invalid`] when no debtor, or more than one, is called so.
#[crate::boxed]
pub async fn letter_for(app: &App, scope: &Scope, words: &str) -> Result<Vec<u8>> {
    let mut tx = app.db().snapshot().await?;
    let found = store::debtor::find(&mut tx, scope.organisation.id, words.trim()).await?;
    drop(tx);
    let debtor = found.ok_or_else(|| AppError::Invalid { field: "debtor", reason: text::error_no_such_debtor(words) })?;
    overdue_letter(app, scope, debtor.id).await
}
