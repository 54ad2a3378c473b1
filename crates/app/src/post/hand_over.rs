//! Letters handed to a postal service: reserved in a transaction of its own, handed over, settled. What the service did not
//! confirm is told by a person and never repeated by the program.

use channels::{ElectronicAddressee, HandedOver, PostalAddress, PostalItem, PostalService, SendError};
use chrono::TimeDelta;
use domain::calendar::add_days;
use domain::dunning::ActionState;
use domain::ids::{ActionId, LetterEventId, OpenItemId};
use domain::party::{Address, Creditor};
use domain::post::{LetterKind, TrackingNumber, check_event};
use store::StoreError;
use store::action::Action;
use store::letter::{CarrierState, LetterEventRow, LetterRow, Noted, Settled};
use store::postal_carrier::CarrierRow;

use super::carrier::{opened, takes};
use super::electronic::{addressee, to_ask};
use super::posting::{Left, Posting, check, leave};
use super::print::{Kept, Printing, made};
use super::{Posted, Refused, event};
use crate::text::carrier as words;
use crate::{App, AppError, Permission, Result, Scope, claims, text};

/// How long a letter is left alone between two looks at the service.
const PAUSE: TimeDelta = TimeDelta::hours(6);
/// Days after the posting during which a letter is followed.
const FOLLOWED_DAYS: i64 = 60;
/// Letters looked at in one go.
const BATCH: i64 = 50;
/// How long a reservation holds: longer than any service takes to answer.
const RESERVATION: TimeDelta = TimeDelta::minutes(10);

fn place(name: &str, address: &Address) -> PostalAddress {
    PostalAddress {
        name: name.to_owned(),
        lines: address.lines.clone(),
        postcode: address.postcode.clone(),
        city: address.city.clone(),
        country: address.country.clone(),
    }
}

/// By which way letters go.
pub(super) enum Way {
    /// Printed and posted, by what the service takes.
    Paper(CarrierRow),
    /// Electronically, at a price, with the sender's one-time code.
    Electronic {
        /// What a letter is expected to cost.
        mills: i64,
        /// Used by the first letter, then empty.
        code: String,
    },
}

/// The service in use, with what it takes.
pub(super) struct Window<'a> {
    pub(super) way: Way,
    pub(super) service: &'a dyn PostalService,
    pub(super) creditor: &'a Creditor,
}

/// Makes letters as they would be now and hands them over; each is checked once more, as when somebody says that it was
/// posted. Those that it took are marked as posted today.
///
/// # Errors
/// [`AppError::Invalid`] for no letter, too many, or without a service in use.
#[crate::boxed]
pub async fn hand_over(app: &App, scope: &Scope, ids: &[ActionId]) -> Result<Posted> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::postal_carrier::carrier(&mut tx, scope.organisation.id).await?.filter(|row| row.disabled_at.is_none());
    drop(tx);
    let row = row.ok_or_else(|| AppError::Invalid { field: "carrier", reason: words::error_none() })?;
    let service = opened(app, scope, &row)?;
    let printing = Printing { duplex: row.duplex, separators: false, afresh: false, electronic: false };
    let (creditor, letters, refused) = Box::pin(made(app, scope, ids, printing)).await?;
    let window = Window { way: Way::Paper(row), service: &*service, creditor: &creditor };
    hand_all(app, scope, window, letters, refused).await
}

/// Hands letters over, one after the other.
pub(super) async fn hand_all(
    app: &App,
    scope: &Scope,
    mut window: Window<'_>,
    letters: Vec<Kept>,
    refused: Vec<Refused>,
) -> Result<Posted> {
    let mut done = Posted { letters: 0, refused };
    for letter in letters {
        match Box::pin(one(app, scope, &window, letter.row.action)).await? {
            Ok(()) => {
                done.letters += 1;
                // A one-time code is good once; the service knows the sender from then on.
                if let Way::Electronic { code, .. } = &mut window.way {
                    code.clear();
                }
            }
            Err(refused) => done.refused.push(refused),
        }
    }
    Ok(done)
}

async fn one(app: &App, scope: &Scope, window: &Window<'_>, id: ActionId) -> Result<std::result::Result<(), Refused>> {
    let reserved = match reserve(app, scope, window, id).await? {
        Ok(reserved) => reserved,
        Err(refused) => return Ok(Err(refused)),
    };
    let answer = window.service.hand_over(&reserved.item, app.now()).await;
    settle(app, scope, id, &reserved, &answer).await?;
    let name = reserved.item.to.name;
    Ok(match answer {
        Ok(_) => Ok(()),
        Err(SendError::NotSent { reason, .. }) => Err(Refused { action: id, name, reason: words::refused(&reason) }),
        Err(SendError::Unknown { reason }) => Err(Refused { action: id, name, reason: words::unknown(&reason) }),
    })
}

/// A letter that is on its way to the service.
struct Reserved {
    letter: LetterRow,
    kept: Option<Vec<OpenItemId>>,
    item: PostalItem,
}

/// Reserves a letter in the transaction that checks it: from here on a crash leaves a letter of which nobody knows.
async fn reserve(app: &App, scope: &Scope, window: &Window<'_>, id: ActionId) -> Result<std::result::Result<Reserved, Refused>> {
    let organisation = scope.organisation.id;
    let Window { way, service, creditor } = window;
    let mut tx = app.db().begin().await?;
    let refused = |name: &str, reason: String| Ok(Err(Refused { action: id, name: name.to_owned(), reason }));
    let Some(action) = store::action::get(&mut tx, organisation, id).await? else { return refused("", text::error_not_found()) };
    store::debtor::hold(&mut tx, organisation, action.debtor).await?;
    let debtor = store::debtor::get_any(&mut tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let posting = Posting { on: app.today(), gone: String::new() };
    let (letter, kept) = match check(&mut tx, app, scope, creditor, &action, &posting).await? {
        Ok(checked) => checked,
        Err(reason) => return refused(&debtor.name, reason),
    };
    let (mills, duplex, electronic) = match way {
        Way::Paper(row) => match takes(row, letter.kind) {
            Some(mills) => (mills, row.duplex, None),
            None => return refused(&debtor.name, words::by_hand()),
        },
        Way::Electronic { mills, code } => match addressee(&mut tx, app, scope, &action, &debtor, letter.kind).await? {
            Ok(to) => (*mills, false, Some(ElectronicAddressee { code: code.clone(), ..to })),
            Err(reason) => return refused(&debtor.name, reason),
        },
    };
    if super::is_notice(&action) {
        match claims::clear_action(&mut tx, app, scope, &action, "").await {
            Ok(_) => {}
            Err(AppError::Invalid { reason, .. }) => return refused(&debtor.name, reason),
            Err(error) => return Err(error),
        }
    }
    let item = PostalItem {
        // The same at every attempt, so that the service itself refuses a second one.
        key: letter.id.to_string(),
        reference: letter.reference.clone(),
        registered: letter.kind.is_registered(),
        duplex,
        pdf: app.documents().read(&letter.document_hash)?,
        from: place(&creditor.name, &creditor.seat),
        to: place(&debtor.name, &debtor.address),
        electronic,
    };
    let reservation = (service.code(), mills);
    match store::letter::reserve_carrier(&mut tx, organisation, (letter.id, letter.version), reservation, app.now()).await {
        // Somebody else handed it over at the same moment.
        Err(StoreError::Stale { .. }) => return refused(&debtor.name, text::post::refusal_carrier()),
        done => done?,
    }
    // What it leaves out is settled with its bytes, as for an e-mail: whoever tells later that it was taken knows no more.
    if let Some(kept) = &kept {
        store::action::keep_only(&mut tx, organisation, id, action.business_date, kept).await?;
    }
    tx.commit().await?;
    Ok(Ok(Reserved { letter, kept, item }))
}

/// Writes down what the service said.
async fn settle(
    app: &App,
    scope: &Scope,
    id: ActionId,
    reserved: &Reserved,
    answer: &std::result::Result<HandedOver, SendError>,
) -> Result<()> {
    let letter = &reserved.letter;
    let (organisation, now) = (scope.organisation.id, app.now());
    let refusal = match answer {
        Ok(_) => String::new(),
        Err(SendError::NotSent { reason, .. }) => words::refused(reason),
        Err(SendError::Unknown { reason }) => words::unknown(reason),
    };
    let settled = match answer {
        Ok(taken) => Settled { state: CarrierState::Accepted, key: &taken.key, note: "", mills: taken.cost_mills },
        Err(SendError::NotSent { .. }) => Settled { state: CarrierState::Failed, key: "", note: &refusal, mills: None },
        Err(SendError::Unknown { .. }) => Settled { state: CarrierState::Unknown, key: "", note: &refusal, mills: None },
    };
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    store::letter::settle_carrier(&mut tx, organisation, letter.id, settled, now).await?;
    let payload = serde_json::json!({
        "state": settled.state.code(), "reference": letter.reference, "key": settled.key, "reason": settled.note,
        "sha256": letter.document_hash, "cost_mills": settled.mills,
    });
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.handed_over", &action, &payload)]).await?;
    if settled.state == CarrierState::Accepted {
        post(&mut tx, app, scope, &action, (reserved.kept.clone(), "")).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Marks a letter that a service took as posted. One that somebody gave up meanwhile is gone all the same: its action stays.
async fn post(tx: &mut store::Tx, app: &App, scope: &Scope, action: &Action, (kept, note): (Option<Vec<OpenItemId>>, &str)) -> Result<()> {
    if action.state != ActionState::ToDo {
        return Ok(());
    }
    let letter = store::letter::current(tx, scope.organisation.id, action.id).await?.ok_or(AppError::NotFound("letter"))?;
    // What the pre-flight lacks by now was checked when it was reserved: the letter has left.
    let gone = if note.is_empty() { words::reason_handed_over() } else { note.to_owned() };
    let posting = Posting { on: app.today(), gone };
    match leave(tx, app, scope, action, &Left { letter, kept, tracking: String::new() }, &posting).await? {
        Ok(()) => Ok(()),
        Err(_) => Err(AppError::Conflict("letter")),
    }
}

/// Whether nobody knows if the service took a letter: it did not say, or the program stopped before it could.
#[must_use]
pub fn is_doubtful(app: &App, letter: &LetterRow) -> bool {
    match letter.carrier_state {
        CarrierState::Unknown => true,
        CarrierState::Reserved => letter.carrier_at.is_none_or(|at| at + RESERVATION < app.now()),
        CarrierState::None | CarrierState::Accepted | CarrierState::Failed => false,
    }
}

/// Says what became of a letter of which the program does not know whether the service took it.
///
/// # Errors
/// [`AppError::Conflict`] when that is known; [`AppError::NotFound`].
#[crate::boxed]
pub async fn settle_doubt(app: &App, scope: &Scope, id: ActionId, was_taken: bool) -> Result<()> {
    scope.require(Permission::ApproveMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let letter = store::letter::current(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("letter"))?;
    if !is_doubtful(app, &letter) {
        return Err(AppError::Conflict("letter"));
    }
    let note = text::reason_settled_by(&scope.actor.name);
    let state = if was_taken { CarrierState::Accepted } else { CarrierState::Failed };
    store::letter::settle_carrier(&mut tx, organisation, letter.id, Settled { state, key: "", note: &note, mills: None }, app.now())
        .await?;
    let payload = serde_json::json!({"state": state.code(), "reference": letter.reference, "reason": note});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.handed_over", &action, &payload)]).await?;
    if was_taken {
        post(&mut tx, app, scope, &action, (None, &note)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Looks at the letters that the service has, a few at a time and each a few times a day: number, state, proofs, which are
/// kept at once. How many were looked at.
///
/// # Errors
/// [`AppError`] when the base does not answer; a service that does not is asked again later.
#[crate::boxed]
pub async fn follow_up(app: &App, scope: &Scope) -> Result<usize> {
    let mut tx = app.db().snapshot().await?;
    let row = store::postal_carrier::carrier(&mut tx, scope.organisation.id).await?.filter(|row| !row.settings.is_empty());
    drop(tx);
    let mut looked_at = 0;
    if let Some(row) = row {
        let letters = with_service(app, scope, &row.provider).await?;
        if !letters.is_empty() {
            looked_at += look_at_all(app, scope, &*opened(app, scope, &row)?, letters).await?;
        }
    }
    let letters = with_service(app, scope, "ar24").await?;
    if !letters.is_empty()
        && let Some(service) = to_ask(app, scope).await?
    {
        looked_at += look_at_all(app, scope, &*service, letters).await?;
    }
    Ok(looked_at)
}

/// The letters that a service has and that were left alone for long enough.
async fn with_service(app: &App, scope: &Scope, provider: &str) -> Result<Vec<LetterRow>> {
    let mut tx = app.db().snapshot().await?;
    let since = add_days(app.today(), -FOLLOWED_DAYS);
    Ok(store::letter::to_follow(&mut tx, scope.organisation.id, provider, since, app.now() - PAUSE, BATCH).await?)
}

async fn look_at_all(app: &App, scope: &Scope, service: &dyn PostalService, letters: Vec<LetterRow>) -> Result<usize> {
    let looked_at = letters.len();
    for letter in letters {
        look_at(app, scope, service, letter).await?;
    }
    Ok(looked_at)
}

/// Asks about one letter, and writes down what is new.
async fn look_at(app: &App, scope: &Scope, service: &dyn PostalService, letter: LetterRow) -> Result<()> {
    let (organisation, now) = (scope.organisation.id, app.now());
    let mut noted = Noted { at: now, note: letter.carrier_note.clone(), ..Noted::default() };
    let mut moved = None;
    let mut receipt = None;
    match service.follow(&letter.carrier_key, now).await {
        Ok(Some(known)) => {
            noted.note = if known.is_returned { words::returned(&known.state) } else { words::state(&known.state) };
            if letter.tracking.is_empty() {
                noted.tracking = TrackingNumber::parse(&known.tracking).map(|number| number.as_str().to_owned()).unwrap_or_default();
            }
            if known.is_returned && letter.kind == LetterKind::Electronic {
                return bounced(app, scope, &letter).await;
            }
            (moved, receipt) = (known.event, known.receipt);
        }
        Ok(None) => {}
        Err(why) => noted.note = words::silent(&why),
    }
    let tracking = if noted.tracking.is_empty() { &letter.tracking } else { &noted.tracking };
    if letter.kind.is_registered() && !tracking.is_empty() {
        if letter.deposit_proof.is_none() {
            noted.deposit = keep(app, service.deposit_proof(tracking, now).await.unwrap_or_default())?;
        }
        if letter.receipt_proof.is_none() {
            noted.receipt = keep(app, receipt)?;
            if noted.receipt.is_none() {
                noted.receipt = keep(app, service.receipt_proof(tracking, now).await.unwrap_or_default())?;
            }
        }
    }
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, letter.action).await?.ok_or(AppError::NotFound("action"))?;
    store::letter::note_carrier(&mut tx, organisation, letter.id, &noted).await?;
    let mut lines = Vec::new();
    for (document, hash) in [("deposit", &noted.deposit), ("receipt", &noted.receipt)] {
        if let Some(hash) = hash {
            let payload = serde_json::json!({"reference": letter.reference, "tracking": tracking, "document": document, "sha256": hash});
            lines.push(event(app, scope, "letter.proof_kept", &action, &payload));
        }
    }
    if let Some(row) = observed(&mut tx, app, scope, &letter, moved).await? {
        store::letter::insert_event(&mut tx, organisation, &row).await?;
        let payload = serde_json::json!({"postal": row.kind.code(), "on": row.on.to_string(), "tracking": tracking, "note": row.note});
        lines.push(event(app, scope, "letter.event_recorded", &action, &payload));
    }
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    Ok(())
}

/// The notice of an electronic letter came back: nobody was told of it, so that it waits on paper again.
async fn bounced(app: &App, scope: &Scope, letter: &LetterRow) -> Result<()> {
    let (organisation, now, note) = (scope.organisation.id, app.now(), text::electronic::bounced());
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, letter.action).await?.ok_or(AppError::NotFound("action"))?;
    store::letter::fail_accepted(&mut tx, organisation, letter.id, &note, now).await?;
    let letter = store::letter::current(&mut tx, organisation, letter.action).await?.ok_or(AppError::NotFound("letter"))?;
    if action.state == ActionState::Sent && letter.posted_on.is_some() {
        store::letter::clear_posted(&mut tx, organisation, (letter.id, letter.version), action.id).await?;
    }
    let payload = serde_json::json!({"reference": letter.reference, "reason": note});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.electronic_bounced", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// What the tracking tells of a registered letter's way, when nothing that is known already contradicts it. Its day is that
/// on which it was read, never one before the fact: what a notice gives is counted late rather than early.
async fn observed(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    letter: &LetterRow,
    moved: Option<domain::post::PostalEvent>,
) -> Result<Option<LetterEventRow>> {
    let (Some(kind), Some(posted_on)) = (moved.filter(|_| letter.kind.is_registered()), letter.posted_on) else { return Ok(None) };
    let known = store::letter::events(tx, scope.organisation.id, letter.id).await?;
    let dated: Vec<_> = known.iter().map(|event| (event.kind, event.on)).collect();
    let today = app.today();
    if check_event(posted_on, &dated, kind, today, today).is_err() {
        return Ok(None);
    }
    Ok(Some(LetterEventRow {
        id: LetterEventId(store::fresh_id()),
        letter: letter.id,
        kind,
        on: today,
        note: words::observed(&words::carrier(&letter.carrier), today),
        document_hash: None,
        document_name: String::new(),
        source: letter.carrier.clone(),
        recorded_at: app.now(),
        recorded_by: scope.actor.name.clone(),
    }))
}

/// Keeps a proof that is one: a PDF, a JPEG or a PNG.
fn keep(app: &App, proof: Option<Vec<u8>>) -> Result<Option<String>> {
    match proof.filter(|bytes| bytes.len() <= super::MAX_PROOF && super::follow::media_type(bytes).is_some()) {
        Some(bytes) => Ok(Some(app.documents().keep(&bytes)?)),
        None => Ok(None),
    }
}
