//! The owner's link: signed, of one question, used once. Looking never acts; an answer is posted. Nothing here tells a stranger
//! whether a dispute exists.

use chrono::{DateTime, TimeDelta, Utc};
use domain::dispute::{Living, Stage, State, Verdict};
use domain::ids::{DisputeId, OrganisationId};
use domain::{Cents, Currency, Date};
use store::dispute::DisputeRow;
use store::dispute_setting::DisputeSettings;

use super::act::{change, decide_in};
use super::board::{Card, Filter, Order, list};
use super::file::{self, NewFile};
use super::{LONGEST, Loaded, Told, held_by, invalid, policy_of, refused, tidy};
pub use crate::signed_link::Void;
use crate::signed_link::{Knock, SignedLink};
use crate::text::dispute as words;
use crate::{App, AppError, Permission, Result, Scope};

/// What is signed before the bytes of a link, so that no other use of a key makes one.
const PURPOSE: &[u8] = b"quittance dispute 1\0";
/// Days for which a link may be used.
const DAYS: i64 = 30;

/// The address under which a dispute's owner answers; `None` when no key can sign, or nothing is known of the address.
pub(super) fn address(settings: &DisputeSettings, organisation: OrganisationId, row: &DisputeRow, now: DateTime<Utc>) -> Option<String> {
    let expires = (now + TimeDelta::days(DAYS)).timestamp();
    let link = SignedLink { organisation, about: row.id.0, turn: i64::from(row.asks), expires };
    Some(format!("{}/litige/{}", settings.address, link.signed(PURPOSE, &settings.secret)?))
}

/// The link of a dispute whose owner was asked, for a person who hands it on; `None` when it waits for nobody.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn link_of(app: &App, scope: &Scope, id: DisputeId) -> Result<Option<String>> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().snapshot().await?;
    let loaded = Loaded::get(&mut tx, scope, id).await?;
    let settings = store::dispute_setting::settings(&mut tx, scope.organisation.id).await?;
    let is_asked = loaded.row.dispute.state.code() == "asked";
    Ok(settings.filter(|_| is_asked).and_then(|settings| address(&settings, scope.organisation.id, &loaded.row, app.now())))
}

/// What an owner sees behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The house that asks.
    pub organisation: String,
    /// The owner's name; may be empty.
    pub owner: String,
    /// The debtor's name.
    pub debtor: String,
    /// Why it is contested, in French.
    pub reason: String,
    /// What the debtor says.
    pub note: String,
    /// Number, amount and contested part of each item.
    pub items: Vec<(String, Cents, Cents)>,
    /// What is contested in all.
    pub held: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The last day of the answer.
    pub due_on: Option<Date>,
    /// What is to be done, a line each.
    pub steps: Vec<String>,
    /// What else the house waits for of the same owner: its other disputes that go on, the first to fall due first.
    pub others: Vec<Card>,
}

/// What an owner says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// `founded`, `partly` or `unfounded`.
    pub verdict: String,
    /// How much of it is founded, for a part.
    pub amount: Option<Cents>,
    /// In words.
    pub comment: String,
    /// What proves it.
    pub files: Vec<NewFile>,
}

/// What a link that holds is about.
struct Held {
    link: SignedLink,
    scope: Scope,
    loaded: Loaded,
    settings: DisputeSettings,
}

/// The link of a token that holds, and the scope in which it acts.
async fn held(app: &App, token: &str) -> Result<std::result::Result<Held, Void>> {
    let mut tx = app.db().snapshot().await?;
    let Some(knock) = Knock::read(&mut tx, token).await? else { return Ok(Err(Void::Forged)) };
    let Some(settings) = store::dispute_setting::settings(&mut tx, knock.link.organisation).await? else { return Ok(Err(Void::Forged)) };
    if let Err(barred) = knock.enter(app, PURPOSE, &settings.secret) {
        return Ok(Err(barred.into()));
    }
    let Knock { link, house: organisation, .. } = knock;
    let bare = Scope::system(organisation, "");
    let loaded = match Loaded::get(&mut tx, &bare, DisputeId(link.about)).await {
        Ok(loaded) => loaded,
        Err(AppError::NotFound(_)) => return Ok(Err(Void::Forged)),
        Err(error) => return Err(error),
    };
    let waits = matches!(loaded.row.dispute.state, State::Living(Living::Undecided(Stage::Asked { .. })));
    if !waits || i64::from(loaded.row.asks) != link.turn {
        return Ok(Err(Void::Used));
    }
    let scope = Scope::system(bare.organisation, &words::actor(&loaded.row.owner.name));
    Ok(Ok(Held { link, scope, loaded, settings }))
}

/// Opens a link; nothing is changed by looking.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn open_link(app: &App, token: &str) -> Result<std::result::Result<Opened, Void>> {
    let Held { scope, loaded, .. } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let held = held_by(&loaded.beside, &loaded.items);
    let part = |item| held.get(&(loaded.row.id, item)).copied().unwrap_or_default();
    let mut tx = app.db().snapshot().await?;
    let policy = policy_of(&mut tx, &scope, loaded.row.reason).await?;
    drop(tx);
    let others = others(app, &scope, &loaded).await?;
    Ok(Ok(Opened {
        others,
        organisation: scope.organisation.name.clone(),
        owner: loaded.row.owner.name.clone(),
        debtor: loaded.own_items().next().map(|item| item.debtor_name.clone()).unwrap_or_default(),
        reason: words::reason(loaded.row.reason),
        note: loaded.row.note.clone(),
        items: loaded.own_items().map(|item| (item.number.clone(), item.amount, part(item.id))).collect(),
        held: Cents::total(loaded.own_items().map(|item| part(item.id))),
        currency: loaded.row.currency,
        due_on: loaded.row.due_on,
        steps: policy.steps.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    }))
}

/// The other disputes that go on and have the same owner, known by its address.
async fn others(app: &App, scope: &Scope, loaded: &Loaded) -> Result<Vec<Card>> {
    let own = &loaded.row.owner.email;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut cards = list(app, scope, &Filter::default(), Order::Limit, 0).await?.cards;
    cards.retain(|card| card.id != loaded.row.id && card.owner.email.eq_ignore_ascii_case(own));
    Ok(cards)
}

/// Answers by a link, once. A person decides on it, unless the organisation lets answers decide by themselves.
///
/// # Errors
/// [`AppError::Invalid`] without a verdict or a comment, for an amount out of bounds, or for a file that is not taken; the link
/// can be used again then.
#[crate::boxed]
pub async fn answer(app: &App, token: &str, given: Answer) -> Result<std::result::Result<(), Void>> {
    let Held { link, scope, settings, .. } = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let comment = tidy(&given.comment, LONGEST);
    let Some(verdict) = Verdict::from_code(&given.verdict, given.amount.unwrap_or_default()) else {
        return Err(invalid("verdict", words::error_without_verdict()));
    };
    if comment.is_empty() {
        return Err(invalid("comment", words::error_without_comment()));
    }
    let files = file::judged(given.files)?;
    let mut tx = app.db().begin().await?;
    let now = Loaded::get(&mut tx, &scope, DisputeId(link.about)).await?;
    // Two answers at once: the second finds the dispute answered.
    if now.row.dispute.state.code() != "asked" || i64::from(now.row.asks) != link.turn {
        return Ok(Err(Void::Used));
    }
    let today = app.today();
    now.row.dispute.clone().answer(verdict, today).map_err(refused)?;
    file::keep(&mut tx, app, &scope, DisputeId(link.about), &files).await?;
    let names = files.iter().map(|(file, _)| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let said = words::answered(verdict, now.row.currency, &comment);
    let told = Told {
        kind: "answered",
        note: &said,
        extra: serde_json::json!({"email": now.row.owner.email, "file": names, "amount": verdict.amount().map(Cents::iso)}),
    };
    let how = |row: &mut DisputeRow| {
        row.dispute = row.dispute.clone().answer(verdict, today)?;
        Ok(())
    };
    match change(&mut tx, app, &scope, DisputeId(link.about), how, &told).await {
        Ok(_) => {}
        Err(AppError::Store(store::StoreError::Stale { .. }) | AppError::Conflict(_)) => return Ok(Err(Void::Used)),
        Err(error) => return Err(error),
    }
    if settings.accepts_answers {
        decide_in(&mut tx, app, &scope, DisputeId(link.about), verdict, &words::decided_by_answer()).await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
}
