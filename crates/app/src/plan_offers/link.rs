//! What a debtor sees and does behind his link. Looking never acts; nothing here tells a stranger whether there is a debt.

use domain::ids::{OpenItemId, PlanOfferId};
use domain::party::Debtor;
use domain::plan::{Filled, Instalment, InterestChoice, Objection, Standing, State};
use domain::{Cents, Currency, Date};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::plan_offer::OfferRow;

use super::send::PURPOSE;
use super::{Offerable, invalid, is_insolvent, offerable};
use crate::plans::{GRACE_DAYS, How, Move, NewPlan, Paper};
use crate::signed_link::Knock;
pub use crate::signed_link::Void;
use crate::text::plan_offers as words;
use crate::{App, AppError, Result, Scope, setup};

/// The longest name that is kept.
const LONGEST: usize = 120;

/// What a debtor is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To choose.
    Choose {
        /// Number, due date and what is open of each debt.
        items: Vec<(String, Date, Cents)>,
        /// The plans, the shortest first.
        plans: Vec<Vec<Instalment>>,
        /// Whether a choice is an agreement at once, without a person of the house.
        at_once: bool,
        /// What was shown, given back with the choice.
        seen: String,
    },
    /// There is nothing to choose any more: paid, contested, agreed otherwise.
    Nothing,
    /// The choice waits for a person of the house: nothing is agreed.
    Waiting,
    /// The house agrees: what is left is to sign.
    ToSign,
    /// It was signed.
    Signed {
        /// On which day.
        on: Date,
        /// By whom.
        signatory: String,
    },
    /// The house did not agree, or the plan was given up or replaced.
    Over,
}

/// What is behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who is owed.
    pub house: String,
    /// The line of its mandatory mentions.
    pub legal_line: String,
    /// Where it is written to.
    pub email: String,
    /// Account and holder to pay to.
    pub iban: (String, String),
    /// Who owes.
    pub debtor: String,
    /// The sum.
    pub total: Cents,
    /// Its currency.
    pub currency: Currency,
    /// What becomes of late-payment interest; nothing for who never owes any.
    pub interest: Option<InterestChoice>,
    /// Whether an instalment missed in spite of a notice makes the whole due.
    pub accelerates: bool,
    /// Days during which a late instalment does not break the plan.
    pub grace_days: u16,
    /// Reference and instalments of the plan that was chosen.
    pub plan: Option<(String, Vec<Filled>)>,
    /// Where it stands.
    pub step: Step,
}

/// What a debtor chooses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// By how many instalments.
    pub parts: usize,
    /// What he was shown.
    pub seen: String,
    /// His name and quality.
    pub name: String,
    /// Whether he says that he owes the sum and means it.
    pub agrees: bool,
}

struct Held {
    scope: Scope,
    offer: OfferRow,
    debtor: Debtor,
}

/// The link of a token that holds, and the scope in which it acts.
async fn held(app: &App, token: &str) -> Result<std::result::Result<Held, Void>> {
    let mut tx = app.db().snapshot().await?;
    let Some(knock) = Knock::read(&mut tx, token).await? else { return Ok(Err(Void::Forged)) };
    let Some(settings) = store::plan_offer::settings(&mut tx, knock.link.organisation).await? else { return Ok(Err(Void::Forged)) };
    if let Err(barred) = knock.enter(app, PURPOSE, &settings.secret) {
        return Ok(Err(barred.into()));
    }
    let Knock { link, house: organisation, .. } = knock;
    let Some(offer) = store::plan_offer::get(&mut tx, link.organisation, PlanOfferId(link.about)).await? else {
        return Ok(Err(Void::Forged));
    };
    if offer.withdrawn_at.is_some() {
        return Ok(Err(Void::Used));
    }
    let Some(debtor) = store::debtor::get(&mut tx, link.organisation, offer.debtor).await? else { return Ok(Err(Void::Forged)) };
    let scope = Scope::system(organisation, &words::actor(&offer.recipient));
    Ok(Ok(Held { scope, offer, debtor }))
}

/// The debts of a link that may still be offered.
fn still(offerable: &Offerable, offer: &OfferRow) -> Vec<OpenItemId> {
    offerable.items.iter().filter(|item| offer.items.contains(&item.id)).map(|item| item.id).collect()
}

/// The fingerprint of what was shown – debts, every instalment, interest, whether nobody has to agree: when it is not the same any
/// more, the debtor reads it again before he says yes.
fn seen(offerable: &Offerable, items: &[OpenItemId], plans: &[Vec<Instalment>], at_once: bool) -> String {
    let debts = offerable.items.iter().filter(|item| items.contains(&item.id)).map(|item| (item.id.to_string(), item.open.0));
    let plans = plans.iter().map(|plan| plan.iter().map(|part| (part.due_on.to_string(), part.amount.0)).collect::<Vec<_>>());
    let shown = serde_json::json!([debts.collect::<Vec<_>>(), plans.collect::<Vec<_>>(), offerable.policy.interest.code(), at_once]);
    hex::encode(Sha256::digest(shown.to_string()))
}

/// The plans among which to choose, and whether a choice needs nobody.
async fn choices(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    offerable: &Offerable,
    items: &[OpenItemId],
) -> Result<(Vec<Vec<Instalment>>, bool)> {
    let total = offerable.total(items);
    let plans = offerable.policy.offered(total, app.today());
    let house = store::plan::policy(tx, scope.organisation.id).await?;
    let at_once = offerable.policy.accepts(total) && plans.iter().all(|plan| house.objections(plan, app.today()).is_empty());
    Ok((plans, at_once))
}

/// Opens a link; nothing is changed by looking.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn open(app: &App, token: &str) -> Result<std::result::Result<Opened, Void>> {
    let Held { scope, offer, debtor } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let house = if creditor.name.is_empty() { scope.organisation.name.clone() } else { creditor.name.clone() };
    let iban = creditor.iban.as_ref().map(|iban| iban.spaced()).unwrap_or_default();
    let mut opened = Opened {
        house,
        legal_line: creditor.legal_line(),
        email: creditor.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        iban: (iban, creditor.iban_holder.clone()),
        debtor: debtor.name.clone(),
        total: Cents::ZERO,
        currency: Currency::EUR,
        interest: None,
        accelerates: debtor.kind.owes_penalties(),
        grace_days: GRACE_DAYS,
        plan: None,
        step: Step::Nothing,
    };
    let Some(id) = offer.plan else {
        let mut tx = app.db().snapshot().await?;
        let offerable = offerable(&mut tx, app, &scope, &debtor).await?;
        let items = still(&offerable, &offer);
        let (plans, at_once) = choices(&mut tx, app, &scope, &offerable, &items).await?;
        let is_insolvent = is_insolvent(&mut tx, app, &scope, debtor.id).await?;
        opened.total = offerable.total(&items);
        opened.currency = offerable.currency;
        opened.interest = Some(offerable.policy.interest).filter(|_| debtor.kind.owes_penalties());
        if !plans.is_empty() && !is_insolvent {
            let seen = seen(&offerable, &items, &plans, at_once);
            let own = offerable.items.iter().filter(|item| items.contains(&item.id));
            let items = own.map(|item| (item.number.clone(), item.due_on, item.open)).collect();
            opened.step = Step::Choose { items, plans, at_once, seen };
        }
        return Ok(Ok(opened));
    };
    let view = crate::plans::view(app, &scope, id).await?;
    let row = &view.plan.record.row;
    opened.total = row.total;
    opened.currency = row.currency;
    opened.interest = Some(row.interest).filter(|_| debtor.kind.owes_penalties());
    opened.accelerates = row.accelerates;
    opened.grace_days = row.grace_days;
    opened.plan = Some((row.reference.clone(), view.plan.progress.lines.clone()));
    opened.step = match (&view.plan.state, view.plan.state.signed()) {
        (State::Draft | State::ToApprove { .. }, _) => Step::Waiting,
        (State::Proposed { .. }, _) => Step::ToSign,
        (_, Some(signed)) if view.plan.standing != Standing::Stopped => Step::Signed { on: signed.on, signatory: signed.signatory.clone() },
        _ => Step::Over,
    };
    Ok(Ok(opened))
}

fn checked(choice: &Choice) -> Result<String> {
    let name: String = choice.name.trim().chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
    if name.is_empty() {
        return Err(invalid("name", words::error_name()));
    }
    if !choice.agrees {
        return Err(invalid("agrees", words::error_agrees()));
    }
    Ok(name)
}

/// Chooses a plan, once: it is proposed to the house, or agreed and signed at once where the house says so.
///
/// # Errors
/// [`AppError::Invalid`] without a name, a plan or a word of consent, or when what was shown is not true any more; the link can be
/// used again then.
#[crate::boxed]
pub async fn choose(app: &App, token: &str, choice: &Choice) -> Result<std::result::Result<(), Void>> {
    let Held { scope, offer, debtor } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    if offer.plan.is_some() {
        return Ok(Err(Void::Used));
    }
    let name = checked(choice)?;
    let figures = crate::plans::figures(app, &scope, debtor.id, &offer.items).await?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::api::lock(&mut tx, organisation).await?;
    // Two choices at once: the second finds the first.
    let now = store::plan_offer::get(&mut tx, organisation, offer.id).await?;
    if now.is_none_or(|now| now.plan.is_some() || now.withdrawn_at.is_some()) {
        return Ok(Err(Void::Used));
    }
    if is_insolvent(&mut tx, app, &scope, debtor.id).await? {
        return Err(invalid("choice", words::error_nothing()));
    }
    let offerable = offerable(&mut tx, app, &scope, &debtor).await?;
    let items = still(&offerable, &offer);
    let (plans, at_once) = choices(&mut tx, app, &scope, &offerable, &items).await?;
    if plans.is_empty() {
        return Err(invalid("choice", words::error_nothing()));
    }
    if seen(&offerable, &items, &plans, at_once) != choice.seen {
        return Err(invalid("choice", words::error_changed()));
    }
    let Some(instalments) = plans.into_iter().find(|plan| plan.len() == choice.parts) else {
        return Err(invalid("choice", words::error_no_choice()));
    };
    // What the deed says beside the principal is of the debts that are still there.
    let figures = if items.len() == offer.items.len() { figures } else { None };
    let new = NewPlan {
        debtor: debtor.id,
        items,
        how: How::Typed(instalments),
        grace_days: GRACE_DAYS,
        interest: Some(offerable.policy.interest),
        fallback_step: String::new(),
        accelerates: debtor.kind.owes_penalties(),
        guarantee: domain::plan::Guarantee::None,
        guarantee_note: String::new(),
        note: words::note(&name, &offer.recipient),
        typed: format!("/debiteurs/{}/echeancier?saisi=", debtor.id),
        replaces: None,
    };
    let objects = (!at_once).then_some(Objection::Debtor);
    let plan = crate::plans::create_in(&mut tx, app, &scope, &new, (figures, objects)).await?;
    crate::plans::act_in(&mut tx, app, &scope, plan, &Move::Submit, ("", None)).await?;
    if !store::plan_offer::choose(&mut tx, organisation, offer.id, plan).await? {
        return Ok(Err(Void::Used));
    }
    let told = words::chosen(choice.parts, &offerable.total(&new.items).fr_in(offerable.currency), &name);
    let payload = serde_json::json!({"note": told, "address": offer.recipient});
    let line = crate::journal::line(app, &scope, "plan_offer.chosen", Some(debtor.id), Some(offer.id.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    if at_once {
        // A crash here leaves it to be signed: the link says so.
        let signed = Move::Sign { on: app.today(), signatory: words::signatory(&name) };
        crate::plans::act(app, &scope, plan, &signed, "").await?;
    }
    Ok(Ok(()))
}

/// Signs the plan that was chosen, once the house agreed.
///
/// # Errors
/// [`AppError::Invalid`] without a name or a word of consent, or when what the plan acknowledges is not owed any more.
#[crate::boxed]
pub async fn sign(app: &App, token: &str, choice: &Choice) -> Result<std::result::Result<(), Void>> {
    let Held { scope, offer, .. } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let Some(plan) = offer.plan else { return Ok(Err(Void::Used)) };
    let view = crate::plans::view(app, &scope, plan).await?;
    if !matches!(view.plan.state, State::Proposed { .. }) {
        return Ok(Err(Void::Used));
    }
    let name = checked(choice)?;
    let signed = Move::Sign { on: app.today(), signatory: words::signatory(&name) };
    crate::plans::act(app, &scope, plan, &signed, "").await?;
    Ok(Ok(()))
}

/// The deed of the plan that was chosen, as a PDF: what is to be signed, or was.
///
/// # Errors
/// [`AppError::NotFound`] before anything was chosen; [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn deed(app: &App, token: &str) -> Result<std::result::Result<Vec<u8>, Void>> {
    let Held { scope, offer, .. } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let plan = offer.plan.ok_or(AppError::NotFound("document"))?;
    Ok(Ok(crate::plans::paper(app, &scope, plan, Paper::Deed).await?))
}
