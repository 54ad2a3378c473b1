//! The log of a negotiation with a debtor: offers, counter-offers and what they met, by whom, when and how.

use domain::compromise::{Heard, Said, WrongWords, check_words, is_counter};
use domain::ids::{DebtorId, OrganisationId, TalkId};
use domain::party::Debtor;
use domain::promise::Way;
use domain::{Cents, Currency};
use store::Tx;
pub use store::negotiation::TalkRow;

use crate::text::compromises as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// What is added to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTalk {
    /// With whom.
    pub debtor: DebtorId,
    /// Who said what, and when.
    pub heard: Heard,
    /// Currency of its amount.
    pub currency: Currency,
    /// By which way.
    pub way: Way,
    /// Who said it; may be empty.
    pub person: String,
    /// In words; may be empty, but for a note.
    pub words: String,
}

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkLine {
    /// The line.
    pub row: TalkRow,
    /// Whether it answers an offer of the other side by an offer.
    pub is_counter: bool,
}

/// The negotiation with a debtor.
#[derive(Debug, Clone)]
pub struct Negotiation {
    /// With whom.
    pub debtor: Debtor,
    /// What is owed, in the currency of the most.
    pub owed: (Cents, Currency),
    /// The log, oldest first.
    pub lines: Vec<TalkLine>,
    /// The offer that stands: the last one, unless it was refused.
    pub standing: Option<TalkRow>,
}

fn shown(rows: Vec<TalkRow>) -> (Vec<TalkLine>, Option<TalkRow>) {
    let standing: Vec<TalkRow> = rows.iter().filter(|row| row.undone_by.is_none()).cloned().collect();
    let heard: Vec<Heard> = standing.iter().map(|row| row.heard).collect();
    let counters: Vec<TalkId> = (0..heard.len()).filter(|at| is_counter(&heard, *at)).map(|at| standing[at].id).collect();
    let last = standing.iter().rev().find(|row| row.heard.said != Said::Note);
    let offer = match last.map(|row| row.heard.said) {
        Some(Said::Offer) => last.cloned(),
        Some(Said::Accepted) => standing.iter().rev().find(|row| row.heard.said == Said::Offer).cloned(),
        _ => None,
    };
    (rows.into_iter().map(|row| TalkLine { is_counter: counters.contains(&row.id), row }).collect(), offer)
}

/// The negotiation with a debtor.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Negotiation> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let debtor = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let rows = store::negotiation::of_debtor(&mut tx, organisation, debtor.id).await?;
    let owed = owed(&mut tx, organisation, debtor.id).await?;
    let (lines, standing) = shown(rows);
    Ok(Negotiation { debtor, owed, lines, standing })
}

/// What a debtor owes in the currency of the most; zero euros when nothing.
pub(crate) async fn owed(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<(Cents, Currency)> {
    let mut owed: Vec<(Currency, Cents)> = Vec::new();
    for item in store::item::of_debtor(tx, organisation, debtor).await?.iter().filter(|item| item.kind.is_debit()) {
        match owed.iter_mut().find(|(currency, _)| *currency == item.currency) {
            Some((_, sum)) => *sum += item.open,
            None => owed.push((item.currency, item.open)),
        }
    }
    let most = owed.into_iter().max_by_key(|(currency, sum)| (*sum, *currency == Currency::EUR));
    Ok(most.map_or((Cents::ZERO, Currency::EUR), |(currency, sum)| (sum, currency)))
}

fn wrong(why: WrongWords) -> AppError {
    let field = match why {
        WrongWords::Amount => "amount",
        WrongWords::Day => "on",
        WrongWords::PayBy => "pay_by",
        WrongWords::NoOffer => "said",
    };
    AppError::Invalid { field, reason: words::wrong_words(why) }
}

/// Adds a line to the log.
///
/// # Errors
/// [`AppError::Invalid`] for an offer without an amount, a note without words, an answer to nothing; [`AppError::NotFound`].
#[crate::boxed]
pub async fn add(app: &App, scope: &Scope, new: &NewTalk) -> Result<TalkId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let id = add_in(&mut tx, app, scope, new).await?;
    tx.commit().await?;
    Ok(id)
}

pub(crate) async fn add_in(tx: &mut Tx, app: &App, scope: &Scope, new: &NewTalk) -> Result<TalkId> {
    let organisation = scope.organisation.id;
    let debtor = store::debtor::get(tx, organisation, new.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let before: Vec<Heard> = store::negotiation::of_debtor(tx, organisation, debtor.id)
        .await?
        .into_iter()
        .filter(|row| row.undone_by.is_none() && row.heard.on <= new.heard.on)
        .map(|row| row.heard)
        .collect();
    check_words(&before, &new.heard, app.today()).map_err(wrong)?;
    let tidy = |text: &str, most: usize| -> String {
        let clean: String = text.chars().map(|sign| if sign.is_control() && sign != '\n' { ' ' } else { sign }).take(most).collect();
        clean.trim().to_owned()
    };
    let text = tidy(&new.words, 2_000);
    if new.heard.said == Said::Note && text.is_empty() {
        return Err(AppError::Invalid { field: "words", reason: words::error_empty_note() });
    }
    let row = TalkRow {
        id: TalkId(store::fresh_id()),
        debtor: debtor.id,
        heard: new.heard,
        currency: new.currency,
        way: new.way,
        person: tidy(&new.person.replace('\n', " "), 120),
        words: text,
        at: app.now(),
        by: scope.actor.name.clone(),
        undone_by: None,
    };
    store::negotiation::insert(tx, organisation, &row).await?;
    let mut lines = before;
    lines.push(new.heard);
    let counter = is_counter(&lines, lines.len() - 1);
    let note = crate::text::locale::in_french(|| words::talk_told(&row, counter));
    let kind = if row.heard.said == Said::Offer { "negotiation.offer" } else { "negotiation.line" };
    let payload = serde_json::json!({"note": note, "reason": row.words});
    let line = journal::line(app, scope, kind, Some(debtor.id), Some(row.id.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(row.id)
}

/// Takes a line back: it was noted by mistake.
///
/// # Errors
/// [`AppError::Store`] when it was taken back already; [`AppError::NotFound`].
#[crate::boxed]
pub async fn take_back(app: &App, scope: &Scope, debtor: DebtorId, id: TalkId) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    take_back_in(&mut tx, app, scope, debtor, id).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`take_back`], inside a transaction, by somebody who may.
pub(crate) async fn take_back_in(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId, id: TalkId) -> Result<()> {
    let organisation = scope.organisation.id;
    let rows = store::negotiation::of_debtor(tx, organisation, debtor).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or(AppError::NotFound("negotiation"))?;
    store::negotiation::take_back(tx, organisation, id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"note": crate::text::locale::in_french(|| words::talk_told(&row, false))});
    let line = journal::line(app, scope, "negotiation.taken_back", Some(row.debtor), Some(id.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(())
}
