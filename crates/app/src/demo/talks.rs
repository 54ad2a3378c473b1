//! What the debtors of the demonstration say on the telephone and write, chosen by their codes: a day is always the same.

use chrono::Datelike as _;
use domain::calendar::{add_days, working_day_on_or_after};
use domain::cause::Cause;
use domain::compromise::{Heard, Nature, Said, Voice};
use domain::dispute::{Reason, Verdict};
use domain::goal::{Measure, Period};
use domain::ids::{DebtorId, DisputeId, OpenItemId};
use domain::party::DebtorKind;
use domain::plan::{Guarantee, InterestChoice, Odd, Pace, Rule};
use domain::promise::Way;
use domain::{Cents, Currency, Date};

use crate::access::Scope;
use crate::calls::{NewCall, Outcome};
use crate::compromises::{self, NewCompromise};
use crate::debtors::{DebtorsQuery, Show};
use crate::dispute::{self, Order};
use crate::negotiation::{self, NewTalk};
use crate::plans::{self, How, Move, NewPlan};
use crate::{App, AppError, Result, causes, goals, import};

/// Where the pages of the demonstration are, unless another port is asked for.
const ADDRESS: &str = "http://127.0.0.1:8080";

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
        0 if turn(code, 2) == 0 => promise(1, "Virement annoncé pour demain"),
        0 => promise(5, "Virement annoncé pour la fin de semaine"),
        1 => promise(12, "Paiement après la clôture du mois"),
        2 => dispute(Reason::Quality, "Pièces rayées à la livraison, photos envoyées au commercial"),
        3 => dispute(Reason::MissingOrder, "Le service achats demande le numéro de commande"),
        4 => NewCall::new(Outcome::Refuses, "Renvoie à sa direction, pas de date donnée"),
        _ => NewCall::new(Outcome::MessageLeft, ""),
    }
}

/// What the house does on the last morning: disputes go on, causes are noted, a plan is signed, goals are set, and two debtors
/// have written.
pub(super) async fn last_morning(app: &App, scope: &Scope) -> Result<()> {
    disputes(app, scope).await?;
    let late = DebtorsQuery { show: Show::Overdue, ..DebtorsQuery::default() };
    let (debtors, _) = crate::debtors::list(app, scope, &late).await?;
    let mut short_of_cash = Vec::new();
    for debtor in &debtors.rows {
        let cause = match turn(&debtor.code, 5) {
            0 => Cause::Oversight,
            1 => Cause::HeavyValidation,
            2 => Cause::CashShortage,
            _ => continue,
        };
        if cause == Cause::CashShortage && debtor.kind == DebtorKind::Business {
            short_of_cash.push(debtor.id);
        }
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
    for debtor in short_of_cash.into_iter().take(2) {
        sign(app, scope, debtor).await?;
    }
    let in_talks: Vec<DebtorId> = debtors
        .rows
        .iter()
        .filter(|debtor| turn(&debtor.code, 5) == 3 && debtor.kind == DebtorKind::Business)
        .map(|debtor| debtor.id)
        .collect();
    for (place, debtor) in in_talks.into_iter().take(2).enumerate() {
        settle(app, scope, debtor, place == 0).await?;
    }
    for (measure, target) in [(Measure::PromisesKept, 8_500), (Measure::CauseKnown, 9_000), (Measure::OverdueRate, 2_500)] {
        goals::set(app, scope, (measure, Period::Year(app.today().year())), target).await?;
    }
    for (place, debtor) in debtors.rows.iter().filter(|debtor| turn(&debtor.code, 5) > 2).take(2).enumerate() {
        wrote(app, scope, debtor.id, place).await?;
    }
    Ok(())
}

/// Each dispute goes its way by its reason: a credit note is awaited, or the salesman is asked, one of whom has answered.
async fn disputes(app: &App, scope: &Scope) -> Result<()> {
    let settings = dispute::Setting { address: ADDRESS.to_owned(), ..dispute::setting(app, scope).await? };
    dispute::set_settings(app, scope, &settings, false).await?;
    dispute::follow(app, scope).await?;
    let mut cards = dispute::list(app, scope, &dispute::Filter::default(), Order::default(), 0).await?.cards;
    cards.retain(|card| card.column == "open");
    cards.sort_by(|one, other| (&one.debtor.1, &one.numbers).cmp(&(&other.debtor.1, &other.numbers)));
    let mut asked = 0;
    for card in cards {
        let done = match card.reason {
            Reason::Quality => dispute::decide(app, scope, card.id, Verdict::Founded, "Défaut constaté sur photos, avoir demandé").await,
            // Somebody has to look at the third.
            _ if asked == 2 => break,
            _ => dispute::ask(app, scope, card.id, &card.owner, "", false).await.map(drop),
        };
        match done {
            Ok(()) if card.reason != Reason::Quality => {
                asked += 1;
                if asked == 1 {
                    answered(app, scope, card.id).await?;
                }
            }
            // What the ledger has ended meanwhile needs nobody.
            Ok(()) | Err(AppError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The salesman answers by the link.
async fn answered(app: &App, scope: &Scope, id: DisputeId) -> Result<()> {
    let Some(link) = dispute::link_of(app, scope, id).await? else { return Ok(()) };
    let answer = dispute::Answer {
        verdict: "unfounded".to_owned(),
        comment: "Numéro de commande transmis au service achats ce matin, rien ne s’oppose au règlement".to_owned(),
        ..dispute::Answer::default()
    };
    let token = link.rsplit('/').next().unwrap_or_default();
    // A link that nobody could use any more would leave the question open, as in life.
    let _void = dispute::answer(app, token, answer).await?;
    Ok(())
}

/// A debtor that is short of cash signs a plan for what is late.
async fn sign(app: &App, scope: &Scope, debtor: DebtorId) -> Result<()> {
    let options = plans::options(app, scope, debtor, None).await?;
    let items: Vec<OpenItemId> = options.items.iter().filter(|(item, _)| item.due_on < app.today()).map(|(item, _)| item.id).collect();
    if items.is_empty() {
        return Ok(());
    }
    let rule = Rule {
        parts: 4,
        first: None,
        first_on: working_day_on_or_after(add_days(app.today(), 10)),
        pace: Pace::Monthly(10),
        odd: Odd::Last,
        working_days: true,
    };
    let new = NewPlan {
        debtor,
        items,
        how: How::Rule(rule),
        grace_days: 5,
        interest: Some(InterestChoice::Frozen),
        fallback_step: String::new(),
        accelerates: true,
        guarantee: Guarantee::None,
        guarantee_note: String::new(),
        note: "Baisse d’activité, reprise prévue au printemps".to_owned(),
        typed: String::new(),
        replaces: None,
    };
    let needs_approval = !plans::preview(app, scope, &new).await?.objections.is_empty();
    let id = plans::create(app, scope, &new).await?;
    plans::act(app, scope, id, &Move::Submit, "").await?;
    if needs_approval {
        plans::act(app, scope, id, &Move::Approve, "").await?;
    }
    let signed = Move::Sign { on: app.today(), signatory: format!("Le dirigeant de {}", options.debtor.name) };
    plans::act(app, scope, id, &signed, "").await
}

/// A debtor that would pay a part at once: what both offered, and the agreement, signed or still to be.
async fn settle(app: &App, scope: &Scope, debtor: DebtorId, is_signed: bool) -> Result<()> {
    let today = app.today();
    let options = compromises::options(app, scope, debtor).await?;
    let late = options.items.iter().filter(|(item, disputed)| item.due_on < today && item.issued_on < today && !disputed.is_positive());
    let items: Vec<_> = late.map(|(item, _)| item.clone()).filter(|item| item.currency == Currency::EUR).collect();
    let owed = Cents::total(items.iter().map(|item| item.open));
    if owed < Cents(10_000) {
        return Ok(());
    }
    let pay_by = working_day_on_or_after(add_days(today, 12));
    let part = |percent: i64| Cents(owed.0 / 100 * percent);
    let said = |voice, said, amount: Option<Cents>, words: &str| NewTalk {
        debtor,
        heard: Heard { voice, said, amount, pay_by: amount.map(|_| pay_by), on: today },
        currency: Currency::EUR,
        way: Way::Call,
        person: "Mme Lenoir".to_owned(),
        words: words.to_owned(),
    };
    negotiation::add(app, scope, &said(Voice::Debtor, Said::Offer, Some(part(80)), "Peut payer une partie tout de suite")).await?;
    negotiation::add(app, scope, &said(Voice::House, Said::Offer, Some(part(92)), "")).await?;
    if is_signed {
        negotiation::add(app, scope, &said(Voice::Debtor, Said::Accepted, None, "")).await?;
    }
    let new = NewCompromise {
        debtor,
        items: items.iter().map(|item| item.id).collect(),
        payable: part(92),
        pay_by,
        nature: Some(Nature::Rebate),
        regime: None,
        vat: Vec::new(),
        interest: Some(InterestChoice::Waived),
        note: "Règlement immédiat contre remise".to_owned(),
        typed: format!("/debiteurs/{debtor}/accord-avec-remise"),
    };
    let needs_approval = !compromises::preview(app, scope, &new).await?.objections.is_empty();
    let id = compromises::create(app, scope, &new).await?;
    compromises::act(app, scope, id, &compromises::Move::Submit, "").await?;
    if !is_signed {
        return Ok(());
    }
    if needs_approval {
        compromises::act(app, scope, id, &compromises::Move::Approve, "").await?;
    }
    let signed = compromises::Move::Sign { on: today, signatory: format!("Le dirigeant de {}", options.debtor.name) };
    compromises::act(app, scope, id, &signed, "").await
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
