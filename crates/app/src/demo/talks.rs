//! What the debtors of the demonstration say on the telephone and write, chosen by their codes: a day is always the same.

use domain::Date;
use domain::calendar::{add_days, working_day_on_or_after};
use domain::cause::Cause;
use domain::dispute::{Reason, Verdict};
use domain::ids::{DebtorId, OpenItemId};

use crate::access::Scope;
use crate::calls::{NewCall, Outcome};
use crate::debtors::{DebtorsQuery, Show};
use crate::dispute::{self, Order};
use crate::{App, AppError, Result, causes, import};

/// A number that is always the same for a code.
fn turn(code: &str, of: usize) -> usize {
    code.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte))) % of
}

/// What comes of a call.
pub(super) fn said(code: &str, today: Date) -> NewCall {
    let promise = |days: i64, note: &str| NewCall {
        on: Some(working_day_on_or_after(add_days(today, days))),
        ..NewCall::new(Outcome::Promise, note)
    };
    let dispute = |reason: Reason, note: &str| NewCall { reason: Some(reason), ..NewCall::new(Outcome::Dispute, note) };
    match turn(code, 7) {
        0 => promise(5, "Virement annoncé pour la fin de semaine"),
        1 => promise(12, "Paiement après la clôture du mois"),
        2 => dispute(Reason::Quality, "Pièces rayées à la livraison, photos envoyées au commercial"),
        3 => dispute(Reason::MissingOrder, "Le service achats demande le numéro de commande"),
        4 => NewCall::new(Outcome::Refuses, "Renvoie à sa direction, pas de date donnée"),
        _ => NewCall::new(Outcome::MessageLeft, ""),
    }
}

/// What the house does on the last morning: disputes go on, causes are noted, and two debtors have written.
pub(super) async fn last_morning(app: &App, scope: &Scope) -> Result<()> {
    dispute::follow(app, scope).await?;
    let found = dispute::list(app, scope, &dispute::Filter::default(), Order::default(), 0).await?;
    for card in found.cards.iter().filter(|card| card.column == "open") {
        let done = match turn(&card.debtor.1, 3) {
            0 => dispute::decide(app, scope, card.id, Verdict::Founded, "Défaut constaté sur photos, avoir demandé").await,
            1 => dispute::ask(app, scope, card.id, &card.owner, "", false).await.map(drop),
            _ => Ok(()),
        };
        // What the ledger has ended meanwhile needs nobody.
        if !matches!(done, Ok(()) | Err(AppError::Conflict(_))) {
            return done;
        }
    }
    let late = DebtorsQuery { show: Show::Overdue, ..DebtorsQuery::default() };
    let (debtors, _) = crate::debtors::list(app, scope, &late).await?;
    for debtor in &debtors.rows {
        let cause = match turn(&debtor.code, 5) {
            0 => Cause::Oversight,
            1 => Cause::HeavyValidation,
            2 => Cause::CashShortage,
            _ => continue,
        };
        let items: Vec<OpenItemId> = causes::of_debtor(app, scope, debtor.id)
            .await?
            .into_iter()
            .filter(|line| line.current.is_none() && line.item.due_on < app.today())
            .map(|line| line.item.id)
            .collect();
        if !items.is_empty() {
            causes::note(app, scope, debtor.id, &items, cause, "").await?;
        }
    }
    for (place, debtor) in debtors.rows.iter().filter(|debtor| turn(&debtor.code, 5) > 2).take(2).enumerate() {
        wrote(app, scope, debtor.id, place).await?;
    }
    Ok(())
}

/// A mail of a debtor, dropped as a file.
async fn wrote(app: &App, scope: &Scope, debtor: DebtorId, place: usize) -> Result<()> {
    let mut tx = app.db().snapshot().await?;
    let (contacts, _) = store::debtor::mailable_contacts(&mut tx, scope.organisation.id, debtor).await?;
    drop(tx);
    let Some(from) = contacts.iter().find_map(|contact| contact.email.as_ref()) else { return Ok(()) };
    let said = [
        "Bonjour,\n\nNous n'avons pas retrouvé votre dernière facture. Pouvez-vous nous en adresser un duplicata ?\n\nCordialement,\nLe service comptabilité",
        "Bonjour,\n\nLe règlement est programmé pour vendredi.\n\nBien à vous",
    ][place % 2];
    let text = format!(
        "From: {}\nTo: {}\nSubject: Re: Votre relance\nMessage-ID: <reponse-{place}@{}>\nDate: {}\nContent-Type: text/plain; charset=utf-8\n\n{said}\n",
        from.as_str(),
        super::EMAIL,
        from.domain(),
        app.now().to_rfc2822(),
    );
    import::import(app, scope, &format!("reponse-{place}.eml"), text.into_bytes(), None, false).await?;
    Ok(())
}
