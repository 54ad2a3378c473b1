//! Life-cycle messages: each status is written on the items of its invoice, with what it does to them.

use domain::dunning::Hold;
use domain::einvoice_status::{EinvoiceStatus, StatusEffect, StatusFacts, effect};
use domain::ids::{HoldId, LifecycleEventId, OrganisationId};
use domain::{Cents, calendar};
use formats::lifecycle::InvoiceStatus;
use store::event::NewEvent;
use store::hold::HoldRow;
use store::item::KnownItem;
use store::lifecycle::LifecycleRow;

use super::{Context, ImportFailure, ImportReport, Problem, Told, problems, told};
use crate::text::einvoice as words;
use crate::{App, Scope, setup};

fn refused(report: &mut ImportReport, told: Told) {
    report.rejected += 1;
    report.problems.push(Problem::new(0, told, true));
}

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let file = formats::lifecycle::read(bytes)?;
    let mut report = ImportReport { read: file.statuses.len(), problems: problems(&file.diagnostics), ..ImportReport::default() };
    let Context { app, scope, tx } = context;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let items = store::item::known(tx, scope.organisation.id).await?;
    let hash = crate::documents::hash(bytes);
    for (position, status) in file.statuses.iter().enumerate() {
        if let (Some(seller), Some(own)) = (&status.seller, &creditor.siren)
            && seller != own
        {
            refused(&mut report, told(|| words::lifecycle_of_another(&status.invoice)));
            continue;
        }
        let of_invoice = match items_of(status, &items) {
            Ok(found) => found,
            Err(message) => {
                refused(&mut report, message);
                continue;
            }
        };
        let mut left = status.amount("MNA").map(Cents::abs);
        let mut new = false;
        // A part that is refused is taken from the last instalments first: the first are asked for first.
        for item in of_invoice.iter().rev() {
            let id = LifecycleEventId(store::stable_id(&[hash.as_bytes(), &position.to_be_bytes(), item.id.0.as_bytes()]));
            if store::lifecycle::is_known(tx, scope.organisation.id, id).await? {
                continue;
            }
            let approved = status.amount("MAP").filter(|_| of_invoice.len() == 1);
            let facts = StatusFacts { on: status.date.unwrap_or_else(|| app.today()), open: item.open, refused: left, approved };
            let touched = Touched { item, status, facts, left: &mut left, document_hash: &hash };
            write(app, scope, tx, id, touched).await?;
            new = true;
        }
        if new {
            report.created += 1;
        } else {
            report.unchanged += 1;
        }
    }
    Ok(report)
}

/// The instalments of the invoice that a status is about, by due date.
fn items_of<'i>(status: &InvoiceStatus, items: &'i [KnownItem]) -> Result<Vec<&'i KnownItem>, Told> {
    let mut found: Vec<&KnownItem> = items.iter().filter(|item| item.kind.is_document() && item.number == status.invoice).collect();
    if let Some(date) = status.invoice_date
        && found.iter().any(|item| item.issued_on == date)
    {
        found.retain(|item| item.issued_on == date);
    }
    match found.first() {
        None => Err(told(|| words::lifecycle_unknown_invoice(&status.invoice))),
        Some(first) if found.iter().any(|item| item.debtor != first.debtor) => Err(told(|| words::lifecycle_ambiguous(&status.invoice))),
        Some(_) => {
            found.sort_by_key(|item| (item.due_on, item.id));
            Ok(found)
        }
    }
}

/// An item that a status is about.
struct Touched<'a> {
    item: &'a KnownItem,
    status: &'a InvoiceStatus,
    facts: StatusFacts,
    /// What is refused and not yet put on an instalment.
    left: &'a mut Option<Cents>,
    document_hash: &'a str,
}

async fn write(app: &App, scope: &Scope, tx: &mut store::Tx, id: LifecycleEventId, touched: Touched<'_>) -> Result<(), ImportFailure> {
    let Touched { item, status, facts, left, document_hash } = touched;
    let organisation = scope.organisation.id;
    let known = EinvoiceStatus::from_code(status.status);
    // What is refused was all put on later instalments: this one is asked for.
    let spared = known == Some(EinvoiceStatus::PartlyApproved) && *left == Some(Cents::ZERO);
    let what = match known {
        Some(known) if !spared => effect(known, &facts),
        _ => StatusEffect::Noted,
    };
    if let (StatusEffect::Dispute { amount }, Some(left)) = (what, left.as_mut()) {
        *left = (*left - amount).max(Cents::ZERO);
    }
    let label = crate::text::locale::in_french(|| words::status_line(status));
    let is_owed = item.kind.is_debit() && item.open.is_positive();
    // Of an item that is contested in part, the rest is asked for: the decision leaves the contested part out.
    let in_part = matches!(what, StatusEffect::Dispute { amount } if amount < item.open);
    let hold = if is_owed && !in_part { hold(app, scope, tx, item, what, &label).await? } else { None };
    if is_owed {
        record(app, scope, tx, item, what, &label, status).await?;
    }
    let amount = status.amounts.first().map_or(Cents::ZERO, |first| status.amount(&first.kind).unwrap_or(Cents::ZERO));
    let row = LifecycleRow {
        id,
        item: item.id,
        status: i32::from(status.status),
        reasons: status.reasons.join(" "),
        comment: status.comment.clone(),
        on: facts.on,
        amount,
        effect: what.code().to_owned(),
        hold,
        document_hash: document_hash.to_owned(),
        created_at: app.now(),
        actor: scope.actor.name.clone(),
    };
    store::lifecycle::insert(tx, organisation, &row).await?;
    let payload = serde_json::json!({
        "item": item.number, "status": status.status, "effect": what.code(), "on": facts.on.to_string(), "sha256": document_hash,
        "note": format!("{} – {label} – {}", item.number, crate::text::locale::in_french(|| words::effect(what))),
    });
    journal(app, scope, tx, organisation, "lifecycle.received", item, id.0, &payload).await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the facts of one journal line, used in two places of this module")]
async fn journal(
    app: &App,
    scope: &Scope,
    tx: &mut store::Tx,
    organisation: OrganisationId,
    kind: &'static str,
    item: &KnownItem,
    subject: uuid::Uuid,
    payload: &serde_json::Value,
) -> Result<(), ImportFailure> {
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: Some(item.debtor),
        subject: Some(subject),
        payload: payload.to_string(),
    };
    store::event::append(tx, organisation, &[event]).await?;
    Ok(())
}

/// Suspends the item's reminders as the effect says, unless they are suspended for as long already.
async fn hold(
    app: &App,
    scope: &Scope,
    tx: &mut store::Tx,
    item: &KnownItem,
    what: StatusEffect,
    label: &str,
) -> Result<Option<HoldId>, ImportFailure> {
    let organisation = scope.organisation.id;
    let Some(until) = what.hold().filter(|until| until.is_none_or(|until| until > app.today())) else { return Ok(None) };
    let active = store::hold::active_of(tx, organisation, item.debtor, app.today()).await?;
    let lasts = |hold: &Hold| match (hold.until, until) {
        (None, _) => true,
        (Some(theirs), Some(ours)) => theirs >= ours,
        (Some(_), None) => false,
    };
    if active.iter().any(|row| row.item == Some(item.id) && lasts(&row.hold)) {
        return Ok(None);
    }
    let id = HoldId(store::fresh_id());
    let note = format!("{label} – {}", crate::text::locale::in_french(|| words::effect(what)));
    let row = HoldRow {
        id,
        debtor: item.debtor,
        item: Some(item.id),
        hold: Hold { until },
        kind: store::hold::HoldKind::Pause,
        note: note.clone(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::hold::insert(tx, organisation, &row).await?;
    let payload = serde_json::json!({"note": note, "until": until.map(|until| until.to_string()), "item": item.id.to_string()});
    journal(app, scope, tx, organisation, "hold.created", item, id.0, &payload).await?;
    Ok(Some(id))
}

/// What the status teaches of the claim: the contested part, or a proof.
async fn record(
    app: &App,
    scope: &Scope,
    tx: &mut store::Tx,
    item: &KnownItem,
    what: StatusEffect,
    label: &str,
    status: &InvoiceStatus,
) -> Result<(), ImportFailure> {
    let organisation = scope.organisation.id;
    let known = store::claim::facts_of_debtor(tx, organisation, item.debtor).await?.remove(&item.id).unwrap_or_default();
    let mut facts = known.clone();
    match what {
        // What is contested already stays; the rest of what the buyer refuses is a dispute of its own.
        StatusEffect::Dispute { amount } if amount > known.disputed => {
            let note = if status.comment.is_empty() { label.to_owned() } else { format!("{label} – {}", status.comment) };
            crate::dispute::open_by_status(tx, app, scope, item, amount, &status.reasons, &note).await?;
        }
        StatusEffect::Evidence | StatusEffect::Acknowledged => {
            let on = status.date.unwrap_or_else(|| app.today());
            let proof = words::proof(label, &calendar::fr(on));
            if !facts.evidence.contains(&proof) {
                facts.evidence = if facts.evidence.is_empty() { proof } else { format!("{} – {proof}", facts.evidence) };
            }
        }
        _ => {}
    }
    if facts != known {
        store::claim::insert_facts(tx, organisation, item.id, &facts, app.now(), &scope.actor.name).await?;
    }
    Ok(())
}
