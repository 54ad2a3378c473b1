//! The agreement, to sign.

use domain::accounting::VatRegime;
use domain::compromise::{EventKind, State};
use domain::ids::CompromiseId;
use domain::interest::Imputation;
use domain::plan::InterestChoice;
use letters::{AgreedItem, CompromisePaper};

use super::{CompromiseView, Move, view};
use crate::{App, AppError, Permission, Result, Scope, setup};

/// The agreement as a PDF; one that was signed is the very one that was kept then.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn paper(app: &App, scope: &Scope, id: CompromiseId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    let rows = view.compromise.standing_events.iter().filter_map(|at| view.compromise.record.events.get(*at));
    let signature = rows.into_iter().find(|row| matches!(row.event.kind, EventKind::Signed { .. }));
    match signature.and_then(|row| row.document.as_deref()) {
        Some(hash) => app.documents().read(hash),
        None => printed(app, scope, &view).await,
    }
}

/// Keeps the agreement that goes with its signature. What cannot be printed, for want of a mention or of an address, was not printed
/// by the program: nothing is kept, and nothing refused.
pub(crate) async fn kept_with(app: &App, scope: &Scope, id: CompromiseId, verb: &Move) -> Result<Option<String>> {
    if !matches!(verb, Move::Sign { .. }) {
        return Ok(None);
    }
    let view = view(app, scope, id).await?;
    if !matches!(view.compromise.state, State::Proposed { .. }) {
        return Ok(None);
    }
    match printed(app, scope, &view).await {
        Ok(bytes) => Ok(Some(app.documents().keep(&bytes)?)),
        Err(AppError::MissingMentions(_) | AppError::Law(_) | AppError::Letter(_) | AppError::Invalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn printed(app: &App, scope: &Scope, view: &CompromiseView) -> Result<Vec<u8>> {
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let mut tx = app.db().snapshot().await?;
    let interest_first = crate::law::terms(&mut tx, scope).await?.imputation == Imputation::InterestFirst;
    let row = &view.compromise.record.row;
    drop(tx);
    let items = view.items.iter().map(|(item, owed)| AgreedItem {
        number: item.number.clone(),
        issued_on: item.issued_on,
        due_on: item.due_on,
        amount: item.amount,
        owed: *owed,
    });
    let paper = CompromisePaper {
        creditor,
        debtor: view.debtor.clone(),
        // As it was made: a reprint is the same agreement.
        written_on: row.created_on,
        reference: row.reference.clone(),
        currency: row.currency,
        items: items.collect(),
        terms: row.terms,
        nature: row.nature,
        vat: view.vat.clone(),
        vat_on_receipts: row.regime == Some(VatRegime::ServicesOnReceipts),
        waives_interest: row.interest == InterestChoice::Waived,
        interest_first,
        is_draft: matches!(view.compromise.state, State::Draft | State::ToApprove { .. } | State::Cancelled { .. }),
    };
    Ok(app.press().compromise(&paper)?)
}
