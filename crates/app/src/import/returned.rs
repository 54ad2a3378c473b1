//! Payments that the bank takes back: the debt that one paid is open again, at its own due date.

use domain::ledger::operation::BounceCode;
use store::Tx;
use store::bank::{BankTransaction, TransactionState};

use crate::ledger::{self, Act, Request};
use crate::{App, AppError, Permission, Result, Scope, text};

/// A new line that takes a payment back.
pub(super) struct Returned {
    pub(super) transaction: BankTransaction,
    /// The bank's code, when it says one.
    pub(super) reason: Option<String>,
}

/// Opens the debt of each returned payment again, when one matched line is surely the payment. The others
/// wait for a person, with the bank's reason as their note.
pub(super) async fn reopen(tx: &mut Tx, app: &App, scope: &Scope, returned: &[Returned]) -> Result<()> {
    if returned.is_empty() || scope.require(Permission::MatchBank).is_err() {
        return Ok(());
    }
    let organisation = scope.organisation.id;
    let mut matched = store::bank::in_state(tx, organisation, TransactionState::Matched).await?;
    for back in returned {
        let line = &back.transaction;
        let Some(place) = original(&matched, line) else { continue };
        let Some(payment) = matched[place].payment_item else { continue };
        // What several debtors paid together is a person's to open again: which of them did not pay is not said.
        if store::bank_match::live_of(tx, organisation, matched[place].id).await?.is_some_and(|row| row.payments.len() > 1) {
            continue;
        }
        let Some(item) = store::item::get(tx, organisation, payment).await? else { continue };
        let code = back.reason.as_deref().and_then(BounceCode::from_bank).unwrap_or(BounceCode::Other);
        let request = Request {
            debtor: item.debtor,
            on: line.booked_on.min(app.today()),
            act: Act::Bounce { payment, code },
            reason: text::bounce_reason(code, back.reason.as_deref()),
        };
        let done = match ledger::act_inside(tx, app, scope, &request).await {
            Ok(done) => done,
            // Bounced by hand already, or dated before its payment: a person looks at it.
            Err(AppError::Invalid { .. }) => continue,
            Err(error) => return Err(error),
        };
        let note = text::note_reopened(&item.number);
        store::bank::set_state(tx, organisation, line.id, TransactionState::ToIdentify, TransactionState::Booked, &note, done.made).await?;
        matched.remove(place);
    }
    Ok(())
}

/// The one matched line that is surely the payment which comes back: the same amount the other way, not
/// later, and the payer's own reference or account. Two that could be it are none.
fn original(matched: &[BankTransaction], back: &BankTransaction) -> Option<usize> {
    let agree = |a: &str, b: &str| !a.is_empty() && a == b;
    let mut found = matched.iter().enumerate().filter(|(_, line)| {
        let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
        line.amount == -back.amount
            && line.currency == back.currency
            && line.booked_on <= back.booked_on
            && !differ(&line.end_to_end_id, &back.end_to_end_id)
            && (agree(&line.end_to_end_id, &back.end_to_end_id) || agree(&line.counterparty_iban, &back.counterparty_iban))
    });
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Some(place),
        _ => None,
    }
}
