//! The statement of an account: everything that is open on it today, whether it may be asked for or not.

use domain::Cents;
use domain::dunning::Template;
use domain::ids::DebtorId;
use domain::ledger::OpenItem;
use letters::{Line, ReminderContext};

use super::{addressee, line, reference, stage_of};
use crate::{App, AppError, Permission, Result, Scope, setup};

/// The statement as a PDF, in the currency in which most items are open; it asks for nothing and reminds of nothing.
///
/// # Errors
/// [`AppError::NotFound`] when nothing is open, [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn statement(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, debtor).await?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    drop(tx);
    let open: Vec<OpenItem> = items.into_iter().filter(|item| !item.open.is_zero() && item.issued_on <= today).collect();
    let currency = crate::items::usual_currency(open.iter()).ok_or(AppError::NotFound("statement"))?;
    let is_late = |item: &OpenItem| item.kind.is_debit() && item.days_late(today) > 0;
    let lines: Vec<Line> = open.iter().filter(|item| item.currency == currency).map(|item| line(item, today, is_late(item))).collect();
    let gross = Cents::total(lines.iter().filter(|line| line.asked).map(|line| line.open));
    let credits = Cents::total(lines.iter().filter(|line| !line.kind.is_debit()).map(|line| line.open));
    let context = ReminderContext {
        stage: stage_of(Template::ReminderLetter),
        creditor,
        contact_name: addressee(&contacts).map(|contact| contact.name.clone()).unwrap_or_default(),
        reference: reference(&account, today),
        debtor: account,
        written_on: today,
        currency,
        lines,
        credits,
        gross,
        net: gross + credits,
        previous: Vec::new(),
        epc_payload: None,
        interest: None,
        disputed: Cents::ZERO,
        template: None,
        mandate: None,
    };
    Ok(app.press().statement(&context)?)
}
