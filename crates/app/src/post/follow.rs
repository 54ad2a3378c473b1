//! What becomes of a registered letter: its number, the events of its way with their proofs, the days that it gives; and who
//! agreed to receive electronic ones.

use channels::{PARIS, business_date};
use domain::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, ContactId, DebtorId, LetterEventId};
use domain::post::{
    ElectronicFacts, LetterKind, MAX_NOTICE_DAYS, PaperReason, PostalEvent, TrackingNumber, check_event, notice_end, notice_start,
    proposed_way,
};
use store::StoreError;
use store::action::Action;
use store::letter::{LetterEventRow, LetterRow};

use super::{event, is_letter, is_notice, kind_of};
use crate::claims::NewDocument;
use crate::text::post as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Signs of a note that are kept.
const NOTE_SIGNS: usize = 300;
/// The largest scan that is kept, in bytes.
pub const MAX_PROOF: usize = 10 * 1024 * 1024;

/// The letter of an action as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    /// How it goes, or would go.
    pub kind: LetterKind,
    /// It, once it was printed.
    pub letter: Option<LetterRow>,
    /// What happened to it, in order.
    pub events: Vec<LetterEventRow>,
    /// The first and the last day of what a formal notice gives.
    pub notice: Option<(Date, Date)>,
    /// Whether it may still be said that it was not posted.
    pub can_take_back: bool,
    /// Why a registered letter goes on paper; `None` for another letter, or when it might be electronic.
    pub paper: Option<PaperReason>,
}

fn dated(events: &[LetterEventRow]) -> Vec<(PostalEvent, Date)> {
    events.iter().map(|event| (event.kind, event.on)).collect()
}

/// The letter of an action; `None` for an action that is none.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn of_action(app: &App, scope: &Scope, id: ActionId) -> Result<Option<LetterView>> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    if !is_letter(action.channel, &action.template) {
        return Ok(None);
    }
    let letter = store::letter::current(&mut tx, organisation, id).await?;
    let events = match &letter {
        Some(letter) => store::letter::events(&mut tx, organisation, letter.id).await?,
        None => Vec::new(),
    };
    let days = letter.as_ref().and_then(|letter| letter.notice_days).and_then(|days| u16::try_from(days).ok());
    let notice = days.and_then(|days| Some((notice_start(&dated(&events))?, notice_end(&dated(&events), days)?)));
    let posted_today = |letter: &LetterRow| letter.posted_at.is_some_and(|at| business_date(at, PARIS) == business_date(app.now(), PARIS));
    let by_hand = |letter: &LetterRow| !letter.carrier_state.may_have_it();
    let can_take_back = action.state == ActionState::Sent
        && letter.as_ref().is_some_and(by_hand)
        && events.is_empty()
        && letter.as_ref().is_some_and(posted_today);
    let kind = letter.as_ref().map_or_else(|| kind_of(&action), |letter| letter.kind);
    let paper = if kind.is_registered() {
        let debtor = store::debtor::get_any(&mut tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
        let agreed = store::letter::agreements(&mut tx, organisation, action.debtor).await?;
        let (contacts, _) = store::debtor::mailable_contacts(&mut tx, organisation, action.debtor).await?;
        let facts = ElectronicFacts {
            debtor: debtor.kind,
            agreed_on: agreed.first().map(|(_, on, _)| *on),
            has_email: contacts.iter().any(|contact| contact.email.is_some()),
            is_qualified: super::electronic::in_use(&mut tx, scope).await?.is_some(),
            on: app.today(),
        };
        // A house whose scenario says so has chosen for the decisive letter too.
        let is_decisive = is_notice(&action) && action.channel != domain::dunning::Channel::Electronic;
        proposed_way(&facts, is_decisive).1
    } else {
        None
    };
    Ok(Some(LetterView { kind, letter, events, notice, can_take_back, paper }))
}

/// What a person records of a letter's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPostalEvent {
    /// What happened.
    pub kind: PostalEvent,
    /// When, as the slip or the post says.
    pub on: Date,
    /// In words; may be empty.
    pub note: String,
    /// The scan of the slip.
    pub document: Option<NewDocument>,
}

/// What the bytes of a scan are: its media type and the end of its name.
pub(super) fn media_type(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(("application/pdf", "pdf")),
        [0xff, 0xd8, 0xff, ..] => Some(("image/jpeg", "jpg")),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(("image/png", "png")),
        _ => None,
    }
}

/// A posted, registered letter, in the transaction that changes it.
async fn posted(app: &App, scope: &Scope, id: ActionId) -> Result<(store::Tx, Action, LetterRow, Date)> {
    scope.require(Permission::ApproveMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let letter = store::letter::current(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("letter"))?;
    let Some(on) = letter.posted_on.filter(|_| letter.kind.is_registered()) else {
        return Err(AppError::Invalid { field: "letter", reason: words::error_not_posted() });
    };
    Ok((tx, action, letter, on))
}

/// Records what happened to a registered letter, with the scan that proves it.
///
/// # Errors
/// [`AppError::Invalid`] for an event that cannot have happened so, or a scan that is no PDF, JPEG or PNG of at most
/// [`MAX_PROOF`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn record(app: &App, scope: &Scope, id: ActionId, new: NewPostalEvent) -> Result<()> {
    let (mut tx, action, letter, posted_on) = posted(app, scope, id).await?;
    let organisation = scope.organisation.id;
    let known = store::letter::events(&mut tx, organisation, letter.id).await?;
    check_event(posted_on, &dated(&known), new.kind, new.on, app.today())
        .map_err(|fault| AppError::Invalid { field: "event", reason: words::event_fault(fault) })?;
    let (mut document_hash, mut document_name) = (None, String::new());
    if let Some(document) = new.document {
        if document.bytes.len() > MAX_PROOF || media_type(&document.bytes).is_none() {
            return Err(AppError::Invalid { field: "document", reason: words::error_scan() });
        }
        // Kept before the row that names it: a document without a row harms nobody.
        document_hash = Some(app.documents().keep(&document.bytes)?);
        document_name = document.name.chars().filter(|sign| !sign.is_control()).take(120).collect();
    }
    let row = LetterEventRow {
        id: LetterEventId(store::fresh_id()),
        letter: letter.id,
        kind: new.kind,
        on: new.on,
        note: new.note.trim().chars().take(NOTE_SIGNS).collect(),
        document_hash,
        document_name,
        source: "person".to_owned(),
        recorded_at: app.now(),
        recorded_by: scope.actor.name.clone(),
    };
    store::letter::insert_event(&mut tx, organisation, &row).await?;
    let payload = serde_json::json!({
        "postal": new.kind.code(), "on": new.on.to_string(), "tracking": letter.tracking, "note": row.note, "file": row.document_name,
        "sha256": row.document_hash,
    });
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.event_recorded", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws an event that was recorded by mistake; it stays in the journal, and its scan in the documents.
///
/// # Errors
/// [`AppError::NotFound`] when it is not one of the letter's, or withdrawn already.
#[crate::boxed]
pub async fn withdraw(app: &App, scope: &Scope, id: ActionId, event_id: LetterEventId) -> Result<()> {
    let (mut tx, action, letter, _) = posted(app, scope, id).await?;
    let organisation = scope.organisation.id;
    let known = store::letter::events(&mut tx, organisation, letter.id).await?;
    let row = known.into_iter().find(|row| row.id == event_id).ok_or(AppError::NotFound("event"))?;
    store::letter::withdraw_event(&mut tx, organisation, letter.id, event_id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"postal": row.kind.code(), "on": row.on.to_string(), "tracking": letter.tracking});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.event_withdrawn", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the number of a posted registered letter, and the days that its formal notice gives.
///
/// # Errors
/// [`AppError::Invalid`] for what is no number, or days that nobody gives.
#[crate::boxed]
pub async fn set_tracking(app: &App, scope: &Scope, id: ActionId, typed: &str, days: Option<u16>) -> Result<()> {
    let (mut tx, action, letter, _) = posted(app, scope, id).await?;
    let organisation = scope.organisation.id;
    let number = match typed.trim() {
        "" => String::new(),
        typed => TrackingNumber::parse(typed)
            .map_err(|error| AppError::Invalid { field: "tracking", reason: words::error_tracking(error) })?
            .as_str()
            .to_owned(),
    };
    let mut version = letter.version;
    if let Some(days) = days.filter(|days| letter.notice_days.is_some_and(|known| known != i32::from(*days))) {
        if days == 0 || days > MAX_NOTICE_DAYS {
            return Err(AppError::Invalid { field: "days", reason: words::error_notice_days() });
        }
        store::letter::set_notice_days(&mut tx, organisation, (letter.id, version), Some(i32::from(days))).await?;
        version += 1;
    }
    if number != letter.tracking {
        store::letter::set_tracking(&mut tx, organisation, (letter.id, version), &number).await?;
        version += 1;
    }
    if version == letter.version {
        return Ok(());
    }
    let payload = serde_json::json!({"tracking": number, "days": days});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.number_set", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// The scan of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// A name without anything that a header could not hold.
    pub name: String,
    /// Its media type, by its content.
    pub media_type: &'static str,
    /// Its bytes, the very ones that were handed in.
    pub bytes: Vec<u8>,
}

/// What a scan proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOf {
    /// An event that a person recorded.
    Event(LetterEventId),
    /// The deposit, as a service proved it.
    Deposit,
    /// The receipt, as a service scanned it.
    Receipt,
}

/// A scan that belongs to an action's letter.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn proof(app: &App, scope: &Scope, id: ActionId, of: ProofOf) -> Result<Proof> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let letter = store::letter::current(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("letter"))?;
    let (hash, name) = match of {
        ProofOf::Event(event_id) => {
            let known = store::letter::events(&mut tx, organisation, letter.id).await?;
            let row = known.into_iter().find(|row| row.id == event_id).ok_or(AppError::NotFound("event"))?;
            (row.document_hash, format!("{}-{}", row.kind.code(), row.on))
        }
        ProofOf::Deposit => (letter.deposit_proof, "depot".to_owned()),
        ProofOf::Receipt => (letter.receipt_proof, "avis".to_owned()),
    };
    let bytes = app.documents().read(&hash.ok_or(AppError::NotFound("document"))?)?;
    let (media_type, end) = media_type(&bytes).ok_or(AppError::NotFound("document"))?;
    Ok(Proof { name: format!("{name}.{end}"), media_type, bytes })
}

/// The contacts of a debtor who agreed to receive electronic registered letters: since when, and where that is written.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn agreements(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<(ContactId, Date, String)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::letter::agreements(&mut tx, scope.organisation.id, debtor).await?)
}

/// Records that a contact agreed to receive electronic registered letters, or takes it back with `None`.
///
/// # Errors
/// [`AppError::Invalid`] for a day to come, or when nothing says where it is written; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_agreement(app: &App, scope: &Scope, debtor: DebtorId, contact: ContactId, agreed: Option<(Date, &str)>) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let agreed = agreed.map(|(on, text)| (on, text.trim()));
    if let Some((on, text)) = agreed
        && (on > app.today() || text.is_empty() || text.chars().count() > 300)
    {
        return Err(AppError::Invalid { field: "agreement", reason: words::error_agreement() });
    }
    let mut tx = app.db().begin().await?;
    match store::letter::set_agreement(&mut tx, organisation, debtor, contact, agreed).await {
        Err(StoreError::Stale { .. }) => return Err(AppError::NotFound("contact")),
        done => done?,
    }
    let kind = if agreed.is_some() { "agreement.recorded" } else { "agreement.withdrawn" };
    let payload = serde_json::json!({"on": agreed.map(|(on, _)| on.to_string()), "note": agreed.map(|(_, text)| text)});
    let line = crate::journal::line(app, scope, kind, Some(debtor), Some(contact.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
