//! A batch is printed: each letter is composed from what is true now and kept with its bytes; what may not be asked for any
//! more stays out, with the reason.

use std::collections::HashMap;

use domain::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, DebtorId, LetterId, PrintRunId};
use domain::party::{Creditor, DebtorKind};
use domain::post::{LetterKind, NOTICE_DAYS};
use letters::{BundledLetter, LetterError, ReminderContext, Sending, Separator, address_block, page_count};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::action::Action;
use store::interest::WaiverRow;
use store::letter::{CarrierState, LetterRow, PrintRun};

use super::{MOST, Refused, event, is_letter, is_notice, kind_of, returned_on};
use crate::matching::match_arrivals;
use crate::message::{Composed, Refusal, compose, is_orphaned};
use crate::text::post as words;
use crate::{App, AppError, Permission, Result, Scope, claims, interest, setup, text};

/// How a batch is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printing {
    /// On both sides: a letter never begins on the back of another.
    pub duplex: bool,
    /// With a sheet before each letter.
    pub separators: bool,
    /// Letters that were printed already are made anew, with today's date; else their bytes come out again.
    pub afresh: bool,
    /// Registered ones for an electronic service; others stay what they are.
    pub electronic: bool,
}

impl Printing {
    /// How the letter of an action goes.
    fn kind(self, action: &Action) -> LetterKind {
        match kind_of(action) {
            LetterKind::Registered if self.electronic => LetterKind::Electronic,
            kind => kind,
        }
    }
}

/// What was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The batch; `None` when nothing could be printed.
    pub run: Option<PrintRunId>,
    /// Letters.
    pub letters: usize,
    /// Sheets of paper.
    pub sheets: usize,
    /// What could not be printed.
    pub refused: Vec<Refused>,
}

/// A letter as it would be now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) context: ReminderContext,
    asked: Vec<domain::ids::OpenItemId>,
    /// The items that keep their step by it, when it leaves others out.
    pub(super) kept: Option<Vec<domain::ids::OpenItemId>>,
    kind: LetterKind,
    pub(super) fingerprint: String,
}

impl Draft {
    fn render(&self, app: &App) -> std::result::Result<Vec<u8>, LetterError> {
        let sending = match self.kind {
            LetterKind::Plain => Sending::Plain,
            LetterKind::Registered => Sending::Registered(""),
            LetterKind::Electronic => Sending::Electronic,
        };
        app.press().letter_sent(&self.context, sending)
    }
}

/// SHA-256 of what a letter asks, of whom and for whom, under which law and with what of interest given up. Days of lateness and
/// interest grow by themselves and are left out.
fn fingerprint(composed: &Composed, kind: LetterKind, waivers: &[WaiverRow]) -> String {
    let context = &composed.context;
    let lines: Vec<_> = context
        .lines
        .iter()
        .map(|line| (&line.number, line.issued_on.to_string(), line.due_on.to_string(), line.amount.0, line.open.0, line.asked))
        .collect();
    let (creditor, debtor) = (&context.creditor, &context.debtor);
    let mut waived: Vec<String> = waivers.iter().filter(|row| composed.asked.contains(&row.item)).map(|row| row.id.0.to_string()).collect();
    waived.sort_unstable();
    let facts = serde_json::json!({
        "kind": kind.code(), "stage": context.stage.code(), "currency": context.currency.code(), "lines": lines, "net": context.net.0,
        "credits": context.credits.0, "disputed": context.disputed.0, "to": address_block(context),
        "debtor": [debtor.kind.code(), debtor.language.as_str()], "waived": waived,
        "from": [creditor.name.clone(), creditor.iban.as_ref().map(|iban| iban.as_str().to_owned()).unwrap_or_default()],
    });
    hex::encode(Sha256::digest(facts.to_string()))
}

/// The letter of an action as it would be now, or why there is none.
pub(super) async fn draft(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    (action, kind): (&Action, LetterKind),
    returned: &[(DebtorId, String, Date)],
) -> Result<std::result::Result<Draft, String>> {
    if is_notice(action)
        && let Some(special) = claims::special_notice(tx, app, scope, action).await?
    {
        return Ok(Err(words::refusal_special(special)));
    }
    let composed = match compose(tx, app, scope, creditor, action).await? {
        Ok(composed) => composed,
        Err(Refusal::Held(reason)) => return Ok(Err(reason)),
        Err(Refusal::Letter(error)) => return Ok(Err(text::refusal_letter(error.code()))),
    };
    let debtor = &composed.context.debtor;
    if !debtor.address.is_postable() {
        return Ok(Err(text::error_no_postal_address()));
    }
    if let Some(on) = returned_on(returned, debtor.id, &debtor.address) {
        return Ok(Err(words::refusal_returned(on)));
    }
    if is_notice(action) && debtor.kind == DebtorKind::Unknown {
        return Ok(Err(words::refusal_unknown_kind()));
    }
    let waivers = store::interest::waivers_of(tx, scope.organisation.id, debtor.id).await?;
    let fingerprint = fingerprint(&composed, kind, &waivers);
    Ok(Ok(Draft { context: composed.context, asked: composed.asked, kept: composed.kept, kind, fingerprint }))
}

/// Puts the account of interest to a letter, where the house wants it and the debtor owes it.
async fn with_interest(app: &App, scope: &Scope, draft: Draft) -> Result<Draft> {
    let context = &draft.context;
    let annex = interest::annex(app, scope, context.debtor.id, context.debtor.kind, context.currency, &draft.asked).await?;
    Ok(Draft { context: ReminderContext { interest: annex, ..draft.context }, ..draft })
}

/// The bytes of an action's letter: those that were kept, else those of this moment, which nobody keeps. `None` when the
/// action is no letter, or waits no more and was never printed.
pub(crate) async fn letter_of(app: &App, scope: &Scope, action: &Action) -> Result<Option<Vec<u8>>> {
    if !is_letter(action.channel, &action.template) {
        return Ok(None);
    }
    let mut tx = app.db().snapshot().await?;
    if let Some(kept) = store::letter::current(&mut tx, scope.organisation.id, action.id).await? {
        return app.documents().read(&kept.document_hash).map(Some);
    }
    if action.state != ActionState::ToDo {
        return Ok(None);
    }
    let creditor = setup::creditor_in(&mut tx, scope.organisation.id).await?;
    let drafted = draft(&mut tx, app, scope, &creditor, (action, kind_of(action)), &[]).await?;
    drop(tx);
    match drafted {
        Ok(draft) => Ok(Some(with_interest(app, scope, draft).await?.render(app)?)),
        Err(reason) => Err(AppError::Invalid { field: "letter", reason }),
    }
}

/// Prints letters as one file, in the order of `ids`, and keeps the bytes of each.
///
/// # Errors
/// [`AppError::Invalid`] for no letter or more than [`MOST`]; [`AppError::MissingMentions`] when no letter can be made.
#[crate::boxed]
pub async fn print(app: &App, scope: &Scope, ids: &[ActionId], printing: Printing) -> Result<Printed> {
    scope.require(Permission::ApproveMessages)?;
    let (_, letters, refused) = Box::pin(made(app, scope, ids, printing)).await?;
    if letters.is_empty() {
        return Ok(Printed { run: None, letters: 0, sheets: 0, refused });
    }
    let run = bundle(app, scope, &letters, printing).await?;
    Ok(Printed { run: Some(run.id), letters: letters.len(), sheets: usize::try_from(run.sheets).unwrap_or_default(), refused })
}

/// Makes letters as they would be now, keeps the bytes of each, and says which could not be made.
///
/// # Errors
/// As [`print`].
pub(super) async fn made(app: &App, scope: &Scope, ids: &[ActionId], printing: Printing) -> Result<(Creditor, Vec<Kept>, Vec<Refused>)> {
    let mut wanted: Vec<ActionId> = Vec::with_capacity(ids.len());
    for id in ids {
        if !wanted.contains(id) {
            wanted.push(*id);
        }
    }
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(AppError::Invalid { field: "letters", reason: words::error_selection(MOST) });
    }
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let missing = creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    // Money that came in since is matched first: nobody is asked for what was paid this morning.
    match_arrivals(app, scope).await?;
    let mut prepared = prepare(app, scope, &creditor, &wanted, printing).await?;
    let (mut letters, mut refused) = (Vec::new(), Vec::new());
    for id in wanted {
        match keep(app, scope, &creditor, id, prepared.remove(&id), printing).await? {
            Ok(kept) => letters.push(kept),
            Err(why) => refused.push(why),
        }
    }
    Ok((creditor, letters, refused))
}

/// A draft with its bytes, made outside any lock.
type Prepared = (Draft, std::result::Result<Vec<u8>, LetterError>);

/// Renders on all cores what will most likely be kept.
async fn prepare(
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    wanted: &[ActionId],
    printing: Printing,
) -> Result<HashMap<ActionId, Prepared>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let returned = store::letter::returned(&mut tx, organisation).await?;
    let mut drafts = Vec::new();
    for id in wanted {
        let Some(action) = store::action::get(&mut tx, organisation, *id).await? else { continue };
        if action.state != ActionState::ToDo || !is_letter(action.channel, &action.template) {
            continue;
        }
        let known = store::letter::current(&mut tx, organisation, *id).await?;
        if let Ok(draft) = draft(&mut tx, app, scope, creditor, (&action, printing.kind(&action)), &returned).await?
            && (printing.afresh || known.is_none_or(|known| known.fingerprint != draft.fingerprint))
        {
            drafts.push((*id, draft));
        }
    }
    drop(tx);
    let mut whole = Vec::with_capacity(drafts.len());
    for (id, draft) in drafts {
        whole.push((id, with_interest(app, scope, draft).await?));
    }
    let app = app.clone();
    let rendering = tokio::task::spawn_blocking(move || {
        whole
            .into_par_iter()
            .map(|(id, draft)| {
                let rendered = draft.render(&app);
                (id, (draft, rendered))
            })
            .collect()
    });
    rendering.await.map_err(|error| AppError::Letter(error.to_string()))
}

/// A letter of a batch: what is kept of it, its debtor, its bytes.
pub(super) struct Kept {
    id: LetterId,
    name: String,
    code: String,
    pub(super) row: LetterRow,
    bytes: Vec<u8>,
}

/// Gives a letter up whose items follow another scenario since, and says so: they go to their step there. A letter that a service may
/// have is settled first.
async fn give_up_orphan(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<Option<String>> {
    let organisation = scope.organisation.id;
    if super::may_be_with_carrier(tx, organisation, action.id).await? || !is_orphaned(tx, app, scope, action).await? {
        return Ok(None);
    }
    let reason = text::locale::in_french(words::refusal_other_scenario);
    store::action::withdraw(tx, organisation, action.id, action.business_date).await?;
    store::action::set_state(tx, organisation, action.id, ActionState::ToDo, ActionState::Cancelled, &reason, app.now()).await?;
    store::event::append(tx, organisation, &[event(app, scope, "message.cancelled", action, &serde_json::json!({"reason": reason}))])
        .await?;
    Ok(Some(reason))
}

/// Composes a letter once more and keeps it, in one transaction; what was made ready is used only when it is the very same.
async fn keep(
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    id: ActionId,
    prepared: Option<Prepared>,
    printing: Printing,
) -> Result<std::result::Result<Kept, Refused>> {
    let (organisation, now) = (scope.organisation.id, app.now());
    let mut tx = app.db().begin().await?;
    let refused = |name: &str, reason: String| Ok(Err(Refused { action: id, name: name.to_owned(), reason }));
    let Some(debtor) = store::action::get(&mut tx, organisation, id).await?.map(|action| action.debtor) else {
        return refused("", text::error_not_found());
    };
    store::debtor::hold(&mut tx, organisation, debtor).await?;
    // What another did to it until now is seen from here on.
    let Some(action) = store::action::get(&mut tx, organisation, id).await? else { return refused("", text::error_not_found()) };
    let debtor = store::debtor::get_any(&mut tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if !is_letter(action.channel, &action.template) || action.state != ActionState::ToDo {
        return refused(&debtor.name, words::refusal_not_waiting());
    }
    if is_notice(&action)
        && let Err(AppError::Invalid { reason, .. }) = claims::clear_action(&mut tx, app, scope, &action, "").await
    {
        return refused(&debtor.name, reason);
    }
    let returned = store::letter::returned(&mut tx, organisation).await?;
    let draft = match draft(&mut tx, app, scope, creditor, (&action, printing.kind(&action)), &returned).await? {
        Ok(draft) => draft,
        Err(reason) => {
            let reason = give_up_orphan(&mut tx, app, scope, &action).await?.unwrap_or(reason);
            tx.commit().await?;
            return refused(&debtor.name, reason);
        }
    };
    let known = store::letter::current(&mut tx, organisation, id).await?;
    if known.as_ref().is_some_and(|known| known.carrier_state.may_have_it()) {
        return refused(&debtor.name, words::refusal_carrier());
    }
    if let Some(known) = known
        && known.fingerprint == draft.fingerprint
        && !printing.afresh
    {
        let bytes = app.documents().read(&known.document_hash)?;
        return Ok(Ok(Kept { id: known.id, name: debtor.name, code: debtor.code, row: known, bytes }));
    }
    let same = |ready: &Draft| ReminderContext { interest: None, ..ready.context.clone() } == draft.context;
    let (draft, rendered) = match prepared {
        Some((ready, rendered)) if same(&ready) => (ready, rendered),
        _ => {
            let draft = with_interest(app, scope, draft).await?;
            let rendered = draft.render(app);
            (draft, rendered)
        }
    };
    let bytes = match rendered {
        Ok(bytes) => bytes,
        Err(LetterError::MissingMentions(mentions)) => return Err(AppError::MissingMentions(mentions)),
        Err(error) => return refused(&debtor.name, text::refusal_letter(error.code())),
    };
    let row = LetterRow {
        id: LetterId(store::fresh_id()),
        action: id,
        kind: draft.kind,
        reference: draft.context.reference.clone(),
        recipient: address_block(&draft.context).join("\n"),
        fingerprint: draft.fingerprint.clone(),
        document_hash: app.documents().keep(&bytes)?,
        pages: i64::try_from(page_count(&bytes)?).unwrap_or(i64::MAX),
        asked: domain::Cents::total(draft.context.lines.iter().filter(|line| line.asked).map(|line| line.open)),
        net: draft.context.net,
        currency: draft.context.currency,
        notice_days: is_notice(&action).then_some(i32::from(NOTICE_DAYS)),
        made_on: app.today(),
        made_at: now,
        made_by: scope.actor.name.clone(),
        replaced_at: None,
        tracking: String::new(),
        posted_on: None,
        posted_at: None,
        posted_by: String::new(),
        carrier: String::new(),
        carrier_state: CarrierState::None,
        carrier_key: String::new(),
        carrier_note: String::new(),
        carrier_at: None,
        carrier_mills: 0,
        deposit_proof: None,
        receipt_proof: None,
        version: 1,
    };
    store::letter::insert(&mut tx, organisation, &row).await?;
    store::action::set_amounts(&mut tx, organisation, id, draft.asked.len(), row.asked, row.net).await?;
    let payload = serde_json::json!({"recipient": row.recipient.lines().next(), "reference": row.reference, "sha256": row.document_hash});
    store::event::append(&mut tx, organisation, &[event(app, scope, "letter.printed", &action, &payload)]).await?;
    tx.commit().await?;
    Ok(Ok(Kept { id: row.id, name: debtor.name, code: debtor.code, row, bytes }))
}

/// What stands on the sheet before a letter.
fn separator(kept: &Kept, position: usize, count: usize) -> Separator {
    Separator {
        head: words::separator_head(position + 1, count),
        title: kept.name.clone(),
        facts: words::separator_facts(&kept.row, &kept.code),
    }
}

/// Puts the letters into one file and keeps it.
async fn bundle(app: &App, scope: &Scope, letters: &[Kept], printing: Printing) -> Result<PrintRun> {
    let (press, count) = (app.press(), letters.len());
    let parts: Vec<(Vec<u8>, Option<Separator>)> = letters
        .iter()
        .enumerate()
        .map(|(at, kept)| (kept.bytes.clone(), printing.separators.then(|| separator(kept, at, count))))
        .collect();
    let binding = tokio::task::spawn_blocking(move || {
        let parts: Vec<BundledLetter<'_>> =
            parts.iter().map(|(pdf, separator)| BundledLetter { pdf, separator: separator.clone() }).collect();
        press.bundle(&parts, printing.duplex)
    });
    let bundle = binding.await.map_err(|error| AppError::Letter(error.to_string()))??;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let run = PrintRun {
        id: PrintRunId(store::fresh_id()),
        made_on: app.today(),
        made_at: app.now(),
        actor: scope.actor.name.clone(),
        letters: number(count),
        pages: number(bundle.pages),
        sheets: number(bundle.sheets),
        document_hash: app.documents().keep(&bundle.pdf)?,
        duplex: printing.duplex,
        separators: printing.separators,
    };
    let ids: Vec<LetterId> = letters.iter().map(|kept| kept.id).collect();
    let mut tx = app.db().begin().await?;
    store::letter::insert_run(&mut tx, scope.organisation.id, &run, &ids).await?;
    let payload = serde_json::json!({"letters": run.letters, "sheets": run.sheets, "sha256": run.document_hash});
    let line = crate::journal::line(app, scope, "letters.printed", None, Some(run.id.0), &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(run)
}
