//! The agreement, to sign.

use domain::compromise::State;
use domain::ids::CompromiseId;
use domain::interest::Imputation;
use domain::plan::InterestChoice;
use letters::{AgreedItem, CompromisePaper};

use super::view;
use crate::{App, Permission, Result, Scope, setup};

/// The agreement as a PDF.
///
/// # Errors
/// [`crate::AppError::NotFound`], [`crate::AppError::MissingMentions`].
pub async fn paper(app: &App, scope: &Scope, id: CompromiseId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let mut tx = app.db().snapshot().await?;
    let interest_first = crate::law::terms(&mut tx, scope).await?.imputation == Imputation::InterestFirst;
    drop(tx);
    let row = &view.compromise.record.row;
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
        waives_interest: row.interest == InterestChoice::Waived,
        interest_first,
        is_draft: matches!(view.compromise.state, State::Draft | State::ToApprove { .. } | State::Cancelled { .. }),
    };
    Ok(app.press().compromise(&paper)?)
}
