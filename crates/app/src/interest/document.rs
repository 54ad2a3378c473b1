//! The account of interest as a document: for the debtor, and as the annex of a letter.

use domain::Currency;
use domain::Date;
use domain::ids::DebtorId;
use domain::party::DebtorKind;
use letters::{ProofAccount, ProofContext, ProofItem, Reckoning};
use store::interest::WaivedWhat;

use super::{Account, DebtorInterest, ItemInterest, debtor_interest};
use crate::{App, AppError, Permission, Result, Scope, law, message, setup, text};

/// The items of a sheet as a letter shows them.
fn proof_item(line: &ItemInterest) -> ProofItem {
    let reckoning = match &line.account {
        Account::None(why) => Reckoning::Nothing { why: *why, open: line.item.open },
        Account::Computed(basis, assessment) => Reckoning::Computed { regime: basis.regime, assessment: assessment.clone() },
    };
    // The reason of a waiver stays inside the house; its amount and day are the debtor's to know.
    let given_up = line.waivers.iter().filter(|waiver| waiver.what == WaivedWhat::Indemnity);
    let notes: Vec<String> = given_up.map(|waiver| text::indemnity_waived(waiver.on)).collect();
    ProofItem {
        number: line.item.number.clone(),
        issued_on: line.item.issued_on,
        due_on: line.item.due_on,
        amount: line.item.amount,
        reckoning,
        indemnity: line.indemnity,
        note: notes.join(" "),
        warnings: line.below_floor.clone(),
    }
}

fn account(interest: &DebtorInterest, currency: Currency, keep: impl Fn(&ItemInterest) -> bool) -> ProofAccount {
    let items = interest.items.iter().filter(|line| line.item.currency == currency && !line.written_off && keep(line));
    ProofAccount { until: interest.until, items: items.map(proof_item).collect(), costs: None }
}

/// The account of a debtor's interest as a PDF: its late open items, and those settled late when asked.
///
/// # Errors
/// [`AppError::Invalid`] when nothing is late; [`AppError::Law`], [`AppError::MissingMentions`],
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn pdf(app: &App, scope: &Scope, id: DebtorId, until: Date, settled_too: bool) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let interest = debtor_interest(app, scope, id, until).await?;
    let mut tx = app.db().snapshot().await?;
    let contacts = store::debtor::contacts(&mut tx, scope.organisation.id, id).await?;
    drop(tx);
    let shown = |line: &&ItemInterest| (settled_too || !line.is_settled()) && !line.written_off;
    let currency =
        interest.items.iter().filter(shown).map(|line| line.item.currency).min_by_key(|currency| (*currency != Currency::EUR, *currency));
    let currency = currency.ok_or_else(|| AppError::Invalid { field: "debtor", reason: text::error_no_interest() })?;
    let account = account(&interest, currency, |line| shown(&line));
    let context = ProofContext {
        creditor,
        contact_name: message::addressee(&contacts).map(|contact| contact.name.clone()).unwrap_or_default(),
        written_on: app.today(),
        reference: message::reference(&interest.debtor, app.today()),
        debtor: interest.debtor,
        currency,
        account,
        internal: false,
    };
    Ok(app.press().proof(&context)?)
}

/// The same, of a debtor found by code, exact name or SIREN, on the business date.
///
/// # Errors
/// As [`pdf`].
#[crate::boxed]
pub async fn pdf_for(app: &App, scope: &Scope, words: &str) -> Result<Vec<u8>> {
    let mut tx = app.db().snapshot().await?;
    let found = store::debtor::find(&mut tx, scope.organisation.id, words.trim()).await?;
    drop(tx);
    let debtor = found.ok_or_else(|| AppError::Invalid { field: "debtor", reason: text::error_no_such_debtor(words) })?;
    pdf(app, scope, debtor.id, app.today(), false).await
}

/// What a letter about some items carries: their account, where the house wants it and the debtor owes it.
///
/// # Errors
/// [`AppError::Law`]: a letter never leaves with half of its account.
pub(crate) async fn annex(
    app: &App,
    scope: &Scope,
    id: DebtorId,
    kind: DebtorKind,
    currency: Currency,
    items: &[domain::ids::OpenItemId],
) -> Result<Option<ProofAccount>> {
    let mut tx = app.db().snapshot().await?;
    let wanted = law::terms(&mut tx, scope).await?.in_letters;
    drop(tx);
    if !wanted || !kind.owes_penalties() {
        return Ok(None);
    }
    let interest = debtor_interest(app, scope, id, app.today()).await?;
    let account = account(&interest, currency, |line| items.contains(&line.item.id));
    Ok((!account.items.is_empty()).then_some(account))
}
