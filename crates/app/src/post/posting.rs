//! Somebody says that letters were posted: each is composed once more, and held when it would be another by now.

use channels::{PARIS, business_date};
use domain::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, OpenItemId};
use domain::party::Creditor;
use domain::post::{LetterKind, TrackingNumber};
use store::action::Action;
use store::letter::{CarrierState, LetterRow};
use store::{StoreError, Tx};

use super::print::draft;
use super::{MOST, Refused, event, is_letter, is_notice};
use crate::matching::match_arrivals;
use crate::text::post as words;
use crate::{App, AppError, Permission, Result, Scope, claims, setup, text};

/// What is said of letters that were posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The day on which they were posted.
    pub on: Date,
    /// Why they are marked although something changed since they were printed: they are gone. Empty to have them checked.
    pub gone: String,
}

/// What was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Letters.
    pub letters: usize,
    /// What was not.
    pub refused: Vec<Refused>,
}

/// Says that letters were posted, each with the number under which it is followed, empty for none.
///
/// # Errors
/// [`AppError::Invalid`] for no letter, more than [`MOST`], or a day to come.
#[crate::boxed]
pub async fn mark_posted(app: &App, scope: &Scope, letters: &[(ActionId, String)], posting: &Posting) -> Result<Posted> {
    scope.require(Permission::ApproveMessages)?;
    if letters.is_empty() || letters.len() > MOST {
        return Err(AppError::Invalid { field: "letters", reason: words::error_selection(MOST) });
    }
    check_day(app, posting)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    match_arrivals(app, scope).await?;
    let mut done = Posted { letters: 0, refused: Vec::new() };
    for (id, tracking) in letters {
        match Box::pin(one(app, scope, &creditor, *id, tracking, posting)).await? {
            Ok(()) => done.letters += 1,
            Err(refused) => done.refused.push(refused),
        }
    }
    Ok(done)
}

/// Whether a letter of an action lies printed, on paper.
pub(crate) async fn is_printed(tx: &mut Tx, organisation: domain::ids::OrganisationId, id: ActionId) -> Result<bool> {
    Ok(store::letter::current(tx, organisation, id).await?.is_some_and(|letter| letter.kind != LetterKind::Electronic))
}

/// Refuses a day to come.
pub(crate) fn check_day(app: &App, posting: &Posting) -> Result<()> {
    if posting.on > app.today() {
        return Err(AppError::Invalid { field: "on", reason: words::error_posted_to_come() });
    }
    Ok(())
}

/// The letter of an action that may be marked, with the items that keep their step by it when it leaves others out; or why
/// it may not.
pub(super) async fn check(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    action: &Action,
    posting: &Posting,
) -> Result<std::result::Result<(LetterRow, Option<Vec<OpenItemId>>), String>> {
    let organisation = scope.organisation.id;
    if !is_letter(action.channel, &action.template) || action.state != ActionState::ToDo {
        return Ok(Err(words::refusal_not_waiting()));
    }
    let Some(letter) = store::letter::current(tx, organisation, action.id).await? else { return Ok(Err(words::refusal_not_printed())) };
    let earliest = letter.made_on.max(action.business_date);
    if matches!(letter.carrier_state, CarrierState::Reserved | CarrierState::Unknown) {
        return Ok(Err(words::refusal_carrier()));
    }
    if posting.on < earliest {
        return Ok(Err(words::refusal_before(&text::locale::date(earliest))));
    }
    if !posting.gone.trim().is_empty() {
        return Ok(Ok((letter, None)));
    }
    if store::voice::written_on(tx, organisation, action.debtor, action.id, (posting.on, true)).await? {
        return Ok(Err(words::refusal_spoken()));
    }
    let returned = store::letter::returned(tx, organisation).await?;
    match draft(tx, app, scope, creditor, (action, letter.kind), &returned).await? {
        Err(reason) => Ok(Err(words::refusal_held(&reason))),
        Ok(draft) if draft.fingerprint != letter.fingerprint => {
            let net = |cents: domain::Cents| cents.fr_in(letter.currency);
            Ok(Err(words::refusal_changed(&net(letter.net), &net(draft.context.net))))
        }
        Ok(draft) => Ok(Ok((letter, draft.kept))),
    }
}

async fn one(
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    id: ActionId,
    tracking: &str,
    posting: &Posting,
) -> Result<std::result::Result<(), Refused>> {
    let mut tx = app.db().begin().await?;
    let done = one_in(&mut tx, app, scope, creditor, (id, tracking), posting).await?;
    if done.is_ok() {
        tx.commit().await?;
    }
    Ok(done)
}

/// Says in a transaction that a letter was posted; one that is refused is to take nothing with it.
pub(crate) async fn one_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    (id, tracking): (ActionId, &str),
    posting: &Posting,
) -> Result<std::result::Result<(), Refused>> {
    let organisation = scope.organisation.id;
    let refused = |name: &str, reason: String| Ok(Err(Refused { action: id, name: name.to_owned(), reason }));
    let Some(debtor) = store::action::get(tx, organisation, id).await?.map(|action| action.debtor) else {
        return refused("", text::error_not_found());
    };
    store::debtor::hold(tx, organisation, debtor).await?;
    // What another did to it until now is seen from here on.
    let Some(action) = store::action::get(tx, organisation, id).await? else { return refused("", text::error_not_found()) };
    let debtor = store::debtor::get_any(tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let tracking = match tracking.trim() {
        "" => String::new(),
        typed => match TrackingNumber::parse(typed) {
            Ok(number) => number.as_str().to_owned(),
            Err(error) => return refused(&debtor.name, words::error_tracking(error)),
        },
    };
    let (letter, kept) = match check(tx, app, scope, creditor, &action, posting).await? {
        // What was made for an electronic service is printed anew for the post.
        Ok((letter, _)) if letter.kind == LetterKind::Electronic => return refused(&debtor.name, words::refusal_not_printed()),
        Ok(checked) => checked,
        Err(reason) => return refused(&debtor.name, reason),
    };
    if let Err(reason) = leave(tx, app, scope, &action, &Left { letter, kept, tracking }, posting).await? {
        return refused(&debtor.name, reason);
    }
    Ok(Ok(()))
}

/// A letter that left.
pub(super) struct Left {
    pub(super) letter: LetterRow,
    /// The items that keep their step by it, when it leaves others out.
    pub(super) kept: Option<Vec<OpenItemId>>,
    /// The number under which it is followed; empty for none.
    pub(super) tracking: String,
}

/// Writes down that a letter was posted; or says why its formal notice may not be.
pub(super) async fn leave(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    action: &Action,
    left: &Left,
    posting: &Posting,
) -> Result<std::result::Result<(), String>> {
    let Left { letter, tracking, .. } = left;
    let (organisation, now, id) = (scope.organisation.id, app.now(), action.id);
    let note = posting.gone.trim();
    if is_notice(action) {
        match claims::clear_action(tx, app, scope, action, note).await {
            Ok(clearances) => claims::finish(tx, app, scope, action, note, &clearances).await?,
            Err(AppError::Invalid { reason, .. }) => return Ok(Err(reason)),
            Err(error) => return Err(error),
        }
    } else {
        store::action::set_state(tx, organisation, id, ActionState::ToDo, ActionState::Sent, note, now).await?;
    }
    if let Some(kept) = &left.kept {
        store::action::keep_only(tx, organisation, id, action.business_date, kept).await?;
    }
    store::action::left_on(tx, organisation, id, posting.on).await?;
    let by = (now, scope.actor.name.as_str());
    store::letter::set_posted(tx, organisation, (letter.id, letter.version), posting.on, by, tracking).await?;
    let payload = serde_json::json!({
        "on": posting.on.to_string(), "recipient": letter.recipient.lines().next(), "reference": letter.reference, "tracking": tracking,
        "sha256": letter.document_hash, "reason": note,
    });
    store::event::append(tx, organisation, &[event(app, scope, "letter.posted", action, &payload)]).await?;
    Ok(Ok(()))
}

/// Takes back, on the day on which it was said, that a letter was posted: it waits again.
///
/// # Errors
/// [`AppError::Conflict`] when it was not posted; [`AppError::Invalid`] on a later day, or once something is known of its
/// way; [`AppError::NotFound`].
#[crate::boxed]
pub async fn take_back(app: &App, scope: &Scope, id: ActionId) -> Result<()> {
    scope.require(Permission::ApproveMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let letter = store::letter::current(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("letter"))?;
    let Some(posted_at) = letter.posted_at.filter(|_| action.state == ActionState::Sent) else { return Err(AppError::Conflict("letter")) };
    if business_date(posted_at, PARIS) != business_date(app.now(), PARIS) {
        return Err(AppError::Invalid { field: "letter", reason: words::error_too_late() });
    }
    if letter.carrier_state.may_have_it() {
        return Err(AppError::Invalid { field: "letter", reason: words::refusal_carrier() });
    }
    if !store::letter::events(&mut tx, organisation, letter.id).await?.is_empty() {
        return Err(AppError::Invalid { field: "letter", reason: words::error_has_events() });
    }
    match store::letter::clear_posted(&mut tx, organisation, (letter.id, letter.version), id).await {
        Err(StoreError::Stale { .. }) => return Err(AppError::Conflict("letter")),
        done => done?,
    }
    let payload = serde_json::json!({"on": letter.posted_on.map(|on| on.to_string()), "reference": letter.reference});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.taken_back", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}
