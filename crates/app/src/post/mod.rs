//! Letters that a person posts: the list of those that wait, the batch that is printed, the day on which they left, and what
//! became of registered ones.
//!
//! A letter is composed by the very function that decides the night, in the transaction that keeps its bytes; it is composed
//! once more when somebody says that it was posted, and held when something changed in between (`docs/spec/letters-and-registered.md`).

mod carrier;
mod electronic;
mod follow;
mod hand_over;
mod posting;
mod print;
mod reach;

use domain::dunning::{Channel, Template};
use domain::ids::{ActionId, DebtorId, PrintRunId};
use domain::party::Address;
use domain::post::LetterKind;
use domain::{Cents, Currency, Date};
use store::action::Action;
use store::event::NewEvent;
pub use store::letter::{CarrierState, Counted, Filter, LetterEventRow, LetterRow, Order, Postable, PrintRun, Which};

pub(crate) use carrier::Carriers;
pub use carrier::{CarrierForm, CarrierView, Desk, carrier, desk, set, set_in_use, test, test_set};
pub use electronic::{ElectronicForm, ElectronicView, electronic, electronic_price, send_electronically, set_electronic, use_electronic};
pub use follow::{
    LetterView, MAX_PROOF, NewPostalEvent, Proof, ProofOf, agreements, of_action, proof, record, set_agreement, set_tracking, withdraw,
};
pub use hand_over::{follow_up, hand_over, is_doubtful, settle_doubt};
pub(crate) use posting::is_printed;
pub use posting::{Posted, Posting, mark_posted, take_back};
pub(crate) use posting::{check_day, one_in};
pub(crate) use print::letter_of;
pub use print::{Printed, Printing, print};
pub(crate) use reach::{ElectronicReach, takes_electronic};

use crate::{App, AppError, Permission, Result, Scope};

/// Lines of a page.
pub const PER_PAGE: u32 = 100;
/// Letters of a batch at most: more would make a file that no printer takes.
pub const MOST: usize = 500;
/// Batches shown.
const RUNS: i64 = 10;

/// The page of letters.
#[derive(Debug, Clone)]
pub struct Board {
    /// The lines of the page.
    pub lines: Vec<Postable>,
    /// Lines in all.
    pub total: u64,
    /// What was asked for, by currency.
    pub counts: Vec<Counted>,
    /// How many wait to be posted.
    pub to_post: u64,
    /// How many registered ones are on their way.
    pub followed: u64,
    /// The last batches.
    pub runs: Vec<PrintRun>,
}

fn letters_of(counts: &[Counted]) -> u64 {
    counts.iter().map(|count| u64::try_from(count.letters).unwrap_or(0)).sum()
}

/// The letters that wait, were posted or are followed; a page of them, from 1.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn board(app: &App, scope: &Scope, filter: &Filter, order: Order, page: u32) -> Result<Board> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let offset = i64::from(page.max(1) - 1) * i64::from(PER_PAGE);
    let lines = store::letter::list(&mut tx, organisation, filter, order, (i64::from(PER_PAGE), offset)).await?;
    let counts = store::letter::count(&mut tx, organisation, filter).await?;
    let of = |which| Filter { which, ..Filter::default() };
    let to_post = store::letter::count(&mut tx, organisation, &of(Which::ToPost)).await?;
    let followed = store::letter::count(&mut tx, organisation, &of(Which::Followed)).await?;
    let runs = store::letter::runs(&mut tx, organisation, RUNS).await?;
    Ok(Board { total: letters_of(&counts), to_post: letters_of(&to_post), followed: letters_of(&followed), lines, counts, runs })
}

/// The actions of a whole list, to act on all of it: at most [`MOST`], the first ones.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn all_of(app: &App, scope: &Scope, filter: &Filter, order: Order) -> Result<Vec<ActionId>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let lines = store::letter::list(&mut tx, scope.organisation.id, filter, order, (most, 0)).await?;
    Ok(lines.into_iter().map(|line| line.action).collect())
}

/// A batch as it was printed: its name, and the very bytes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn run_pdf(app: &App, scope: &Scope, id: PrintRunId) -> Result<(String, Vec<u8>)> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let run = store::letter::run(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("print run"))?;
    Ok((format!("courriers-{}.pdf", run.made_on), app.documents().read(&run.document_hash)?))
}

/// A batch with its letters as they stand now.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn run(app: &App, scope: &Scope, id: PrintRunId) -> Result<(PrintRun, Vec<ActionId>)> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let run = store::letter::run(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("print run"))?;
    let actions = store::letter::run_actions(&mut tx, scope.organisation.id, id).await?;
    Ok((run, actions))
}

/// A letter that could not be printed or marked, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its action.
    pub action: ActionId,
    /// The name of its debtor; empty when there is no such action.
    pub name: String,
    /// Why, in French.
    pub reason: String,
}

/// Whether an action is a letter: by its channel, or since a formal notice is one whatever the step says.
#[must_use]
pub fn is_letter(channel: Channel, template: &str) -> bool {
    channel.is_letter() || template == Template::PrepareFormalNotice.code()
}

fn is_notice(action: &Action) -> bool {
    action.template == Template::PrepareFormalNotice.code()
}

/// How the letter of an action goes on paper.
fn kind_of(action: &Action) -> LetterKind {
    if matches!(action.channel, Channel::Registered | Channel::Electronic) || is_notice(action) {
        LetterKind::Registered
    } else {
        LetterKind::Plain
    }
}

/// What two people write differently of one address is left out: blanks, accents, capitals, marks.
fn squeezed(text: &str) -> String {
    store::debtor::fold(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether an address is the one that a letter was written to.
pub(crate) fn is_same_address(recipient: &str, street: &str, postcode: &str, city: &str) -> bool {
    let written = squeezed(recipient);
    let (street, town) = (squeezed(street), squeezed(&format!("{postcode}{city}")));
    !street.is_empty() && !town.is_empty() && written.contains(&street) && written.ends_with(&town)
}

/// The day on which a letter to this very address came back, its addressee unknown there.
fn returned_on(returned: &[(DebtorId, String, Date)], debtor: DebtorId, address: &Address) -> Option<Date> {
    let street = address.lines.join(" ");
    let same = |row: &&(DebtorId, String, Date)| row.0 == debtor && is_same_address(&row.1, &street, &address.postcode, &address.city);
    returned.iter().filter(same).map(|(_, _, on)| *on).max()
}

fn event(app: &App, scope: &Scope, kind: &'static str, action: &Action, payload: &serde_json::Value) -> NewEvent {
    crate::journal::line(app, scope, kind, Some(action.debtor), Some(action.id.0), payload)
}

/// A sum by currency, the euro first.
#[must_use]
pub fn totals(counts: &[Counted]) -> Vec<(Currency, Cents)> {
    let mut totals: Vec<(Currency, Cents)> = counts.iter().map(|count| (count.currency, count.net)).collect();
    totals.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    totals
}

/// Whether a postal service has the letter of an action, or may have it: it is settled on its page before anything else.
pub(crate) async fn may_be_with_carrier(tx: &mut store::Tx, organisation: domain::ids::OrganisationId, id: ActionId) -> Result<bool> {
    use store::letter::CarrierState;
    let letter = store::letter::current(tx, organisation, id).await?;
    Ok(letter.is_some_and(|letter| matches!(letter.carrier_state, CarrierState::Reserved | CarrierState::Unknown | CarrierState::Accepted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_again_however_it_is_written() {
        let recipient = "Société Alizé\nMme Morel\n12, rue de l’Église\n44000 NANTES";
        assert!(is_same_address(recipient, "12 rue de l'Eglise", "44000", "Nantes"));
        assert!(!is_same_address(recipient, "14 rue de l'Eglise", "44000", "Nantes"), "they moved");
        assert!(!is_same_address(recipient, "12 rue de l'Eglise", "44100", "Nantes"));
        assert!(!is_same_address(recipient, "", "44000", "Nantes"));
    }
}
