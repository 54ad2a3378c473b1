//! What late payers owe beside the principal: the account of each item of a debtor, and the sums of the
//! whole portfolio. Everything is computed when it is asked for.

mod document;
mod portfolio;
mod tracks;
mod waiver;

use std::collections::HashMap;

use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::ids::{DebtorId, OpenItemId};
use domain::interest::{
    Assessment, Basis, Claim, FloorWarning, GrantedTime, Indemnity, Movement, MovementKind, NoIndemnity, NoInterest, Party, Sheet, Terms,
    Track, accrued, agreed_clause, assess_disputed, below_floor, fixed_indemnity, interest_basis, once_per_invoice,
};
use domain::law::{Book, LawError, RateBp};
use domain::ledger::{ItemKind, OpenItem};
use domain::party::{Debtor, DebtorKind};
use domain::plan::OnInterest;
use domain::{Cents, Currency, Date};
use store::Tx;
use store::claim::{ClaimEventRow, ClaimFacts};
use store::interest::Movements;
pub use store::interest::{ClauseRow, InterestTerms, WaivedWhat, WaiverRow};

use crate::{App, AppError, Permission, Result, Scope, law};
pub(crate) use document::annex;
pub use document::{pdf, pdf_for};
pub use portfolio::{PenaltyRow, Portfolio, csv, portfolio, shown};
use tracks::Tracks;
pub use waiver::{restore, waive};

/// The account of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// Nothing may be asked, and why.
    None(NoInterest),
    /// From when, at which rate, and line by line.
    Computed(Basis, Box<Assessment>),
}

/// An item and what lateness added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemInterest {
    /// The item; its `open` is the ledger's.
    pub item: OpenItem,
    /// Its account.
    pub account: Account,
    /// Its fixed indemnity.
    pub indemnity: Indemnity,
    /// The clause that governs it.
    pub clause: Option<ClauseRow>,
    /// Half-years in which that clause is below its floor.
    pub below_floor: Vec<FloorWarning>,
    /// What was given up on it.
    pub waivers: Vec<WaiverRow>,
    /// Whether the accounts no longer expect a part of it: the debtor still owes it, and the account tells
    /// so, but no letter asks for it.
    pub written_off: bool,
}

impl ItemInterest {
    /// The sheets of the account: undisputed, then disputed.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        match &self.account {
            Account::Computed(_, assessment) => Some(assessment),
            Account::None(_) => None,
        }
        .into_iter()
        .flat_map(|assessment| assessment.sheets())
    }

    /// All interest that ran.
    #[must_use]
    pub fn accrued(&self) -> Cents {
        self.sheets().map(|sheet| sheet.accrued).sum()
    }

    /// Interest still owed.
    #[must_use]
    pub fn due(&self) -> Cents {
        self.sheets().map(|sheet| sheet.due).sum()
    }

    /// Principal still owed once payments are imputed.
    #[must_use]
    pub fn principal_left(&self) -> Cents {
        match &self.account {
            Account::Computed(_, assessment) => assessment.principal_left(),
            Account::None(_) => self.item.open,
        }
    }

    /// The disputed part of it.
    #[must_use]
    pub fn disputed_left(&self) -> Cents {
        match &self.account {
            Account::Computed(_, assessment) => assessment.disputed.as_ref().map_or(Cents::ZERO, Sheet::total),
            Account::None(_) => Cents::ZERO,
        }
    }

    /// Whether the ledger holds it as settled: what is left is what lateness added.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.item.open.is_zero()
    }
}

/// Sums in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Principal still owed.
    pub principal: Cents,
    /// Interest still owed.
    pub interest: Cents,
    /// Fixed indemnities.
    pub indemnity: Cents,
    /// Of principal and interest, what is disputed.
    pub disputed: Cents,
}

impl Totals {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.principal + self.interest + self.indemnity
    }
}

/// What a debtor owes on a day, item by item.
#[derive(Debug, Clone)]
pub struct DebtorInterest {
    /// The debtor.
    pub debtor: Debtor,
    /// The day, included.
    pub until: Date,
    /// How interest is counted.
    pub terms: InterestTerms,
    /// The late items: open ones by due date, then those that were settled late, newest first.
    pub items: Vec<ItemInterest>,
    /// The sums of the open items, by currency, the euro first.
    pub open: Vec<(Currency, Totals)>,
    /// The sums of those settled late.
    pub settled: Vec<(Currency, Totals)>,
}

/// What governs the items of one debtor.
struct Side {
    kind: DebtorKind,
    terms: InterestTerms,
    clauses: Clauses,
    events: Vec<ClaimEventRow>,
    facts: HashMap<OpenItemId, ClaimFacts>,
    waivers: HashMap<OpenItemId, Vec<WaiverRow>>,
    movements: Movements,
    agreed: HashMap<OpenItemId, OnInterest>,
}

impl Side {
    async fn load(tx: &mut Tx, scope: &Scope, debtor: &Debtor, until: Date) -> Result<Self> {
        let organisation = scope.organisation.id;
        let mut waivers: HashMap<OpenItemId, Vec<WaiverRow>> = HashMap::new();
        for row in store::interest::waivers_of(tx, organisation, debtor.id).await? {
            waivers.entry(row.item).or_default().push(row);
        }
        let mut agreed = crate::plans::on_interest(tx, organisation, Some(debtor.id), until).await?;
        crate::compromises::on_interest(tx, organisation, Some(debtor.id), &mut agreed).await?;
        Ok(Self {
            kind: debtor.kind,
            terms: law::terms(tx, scope).await?,
            clauses: Clauses::new(store::interest::clauses(tx, organisation).await?),
            events: store::claim::events_of_debtor(tx, organisation, debtor.id).await?,
            facts: store::claim::facts_of_debtor(tx, organisation, debtor.id).await?,
            waivers,
            movements: store::interest::movements_of(tx, organisation, debtor.id).await?,
            agreed,
        })
    }
}

/// The clauses of a house, by the customer that each was agreed with.
struct Clauses {
    by_debtor: HashMap<Option<DebtorId>, Vec<ClauseRow>>,
}

impl Clauses {
    fn new(rows: Vec<ClauseRow>) -> Self {
        let mut by_debtor: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            by_debtor.entry(row.debtor).or_default().push(row);
        }
        Self { by_debtor }
    }

    /// The clause that governs a document: clauses are for professionals.
    fn of(&self, debtor: DebtorId, kind: DebtorKind, issued_on: Date) -> Option<&ClauseRow> {
        if kind != DebtorKind::Business {
            return None;
        }
        let candidates = [Some(debtor), None].into_iter().filter_map(|key| self.by_debtor.get(&key)).flatten();
        agreed_clause(candidates.map(|row| (row, row.applies_from, row.debtor.is_some())), issued_on)
    }
}

/// The events of an item: its own, and those of the whole account that reach it.
fn events_of(rows: impl IntoIterator<Item = (Option<OpenItemId>, ClaimEvent)>, item: OpenItemId, issued_on: Date) -> Vec<ClaimEvent> {
    let about = |(of, event): &(Option<OpenItemId>, ClaimEvent)| of.map_or_else(|| event.reaches(issued_on), |of| of == item);
    rows.into_iter().filter(about).map(|(_, event)| event).collect()
}

/// What governs the count, with what the judge, the contract and the insolvency changed.
fn domain_terms(terms: &InterestTerms, events: &[ClaimEvent], issued_on: Date) -> Terms {
    let first = |kind| events.iter().filter(|event| event.kind == kind).map(|event| event.on).min();
    let granted = events.iter().filter(|event| event.kind == ClaimEventKind::GrantedTime);
    let mut granted: Vec<GrantedTime> = granted
        .filter_map(|event| Some(GrantedTime { from: event.on, to: event.until?, rate: event.rate.unwrap_or(RateBp(0)), agreed: false }))
        .collect();
    granted.sort_by_key(|time| time.from);
    // A claim born after a judgment is paid at its date and bears interest (C. com. L622-17); a later one may stop it.
    let judgments = events.iter().filter(|event| event.kind == ClaimEventKind::InsolvencyOpened && event.reaches(issued_on));
    Terms {
        day_count: terms.day_count,
        imputation: terms.imputation,
        orders: Vec::new(),
        compounds_from: first(ClaimEventKind::Compounding),
        granted,
        insolvency_on: judgments.map(|event| event.on).min(),
    }
}

/// The same with the days during which an agreement lets no interest run, and the order of payments that it says.
fn with_agreed(mut terms: Terms, agreed: &OnInterest) -> Terms {
    terms.orders.clone_from(&agreed.orders);
    terms.granted.extend(agreed.free.iter().map(|days| GrantedTime { from: days.from, to: days.to, rate: RateBp(0), agreed: true }));
    terms.granted.sort_by_key(|time| time.from);
    terms
}

/// An item with all that its account depends on.
struct Case<'a> {
    debtor_kind: DebtorKind,
    kind: ItemKind,
    due_on: Date,
    amount: Cents,
    clause: Option<&'a ClauseRow>,
    events: &'a [ClaimEvent],
    terms: &'a Terms,
    party: Party,
    /// Cash, credit notes, waivers of interest, in the order of [`Movement`].
    movements: &'a [Movement],
    indemnity_waived: bool,
    disputed: Cents,
}

impl Case<'_> {
    fn claim(&self, starts_after: Date) -> Claim<'_> {
        Claim { principal: self.amount, starts_after, movements: self.movements }
    }

    fn indemnity(&self, book: &Book, until: Date) -> Result<Indemnity> {
        if self.kind != ItemKind::Invoice {
            return Ok(Indemnity::None(NoIndemnity::NoInvoice));
        }
        let claim = self.claim(self.due_on);
        Ok(fixed_indemnity(&claim, self.debtor_kind, self.terms.insolvency_on, self.indemnity_waived, book, until)?)
    }

    /// From when and at which rate, or why nothing is asked.
    fn basis<'t>(&self, book: &Book, tracks: &'t mut Tracks) -> Result<std::result::Result<(Basis, &'t Track), NoInterest>> {
        let clause = self.clause.map(|row| row.clause);
        let basis = match interest_basis(self.debtor_kind, self.party, clause, self.due_on, self.events) {
            Ok(basis) => basis,
            Err(none) => return Ok(Err(none)),
        };
        let track = match tracks.of(&basis, book) {
            Ok(track) => track,
            // The frozen rate of a public buyer's old invoice.
            Err(LawError::Missing { on, .. }) if on < FIRST_HALF_YEAR => return Ok(Err(NoInterest::BeforeTables)),
            Err(error) => return Err(error.into()),
        };
        let begins_on = domain::calendar::add_days(basis.starts_after, 1);
        if begins_on < track.known_from() && self.amount.is_positive() {
            return Ok(Err(NoInterest::BeforeTables));
        }
        Ok(Ok((basis, track)))
    }

    /// What is owed, without its account.
    fn sums(&self, book: &Book, tracks: &mut Tracks, until: Date) -> Result<std::result::Result<Totals, NoInterest>> {
        let indemnity = self.indemnity(book, until)?.amount();
        let (basis, track) = match self.basis(book, tracks)? {
            Ok(found) => found,
            Err(none) => return Ok(Err(none)),
        };
        let claim = self.claim(basis.starts_after);
        // Without a movement all that ran is owed: no account has to be written.
        if self.movements.is_empty() && self.disputed.is_zero() && self.terms.compounds_from.is_none() {
            let interest = accrued(&claim, self.terms, track, until)?;
            return Ok(Ok(Totals { principal: self.amount, interest, indemnity, disputed: Cents::ZERO }));
        }
        let assessment = assess_disputed(&claim, self.disputed, self.terms, track, until)?;
        let disputed = assessment.disputed.as_ref().map_or(Cents::ZERO, Sheet::total);
        Ok(Ok(Totals { principal: assessment.principal_left(), interest: assessment.due(), indemnity, disputed }))
    }

    /// Line by line.
    fn account(&self, book: &Book, tracks: &mut Tracks, until: Date) -> Result<Account> {
        Ok(match self.basis(book, tracks)? {
            Err(none) => Account::None(none),
            Ok((basis, track)) => {
                let claim = self.claim(basis.starts_after);
                Account::Computed(basis, Box::new(assess_disputed(&claim, self.disputed, self.terms, track, until)?))
            }
        })
    }
}

/// Before this day no rate of L441-10 is frozen by half-year.
const FIRST_HALF_YEAR: Date = domain::law::day(2013, 1, 1);

/// The account of one item on a day.
fn assess_item(item: OpenItem, side: &Side, book: &Book, tracks: &mut Tracks, until: Date) -> Result<ItemInterest> {
    let events = events_of(side.events.iter().map(|row| (row.item, row.event)), item.id, item.issued_on);
    let clause = side.clauses.of(item.debtor, side.kind, item.issued_on);
    let waivers: Vec<WaiverRow> = side.waivers.get(&item.id).cloned().unwrap_or_default();
    let agreed = side.agreed.get(&item.id).cloned().unwrap_or_default();
    let terms = with_agreed(domain_terms(&side.terms, &events, item.issued_on), &agreed);
    let mut movements: Vec<Movement> = side.movements.get(&item.id).cloned().unwrap_or_default();
    let given_up = waivers.iter().filter(|row| row.what == WaivedWhat::Interest);
    movements.extend(given_up.map(|row| Movement { on: row.on, kind: MovementKind::Waiver, amount: row.amount }));
    movements.sort_unstable();
    let case = Case {
        debtor_kind: side.kind,
        kind: item.kind,
        due_on: item.due_on,
        amount: item.amount,
        clause,
        events: &events,
        terms: &terms,
        party: side.terms.party,
        movements: &movements,
        indemnity_waived: waivers.iter().any(|row| row.what == WaivedWhat::Indemnity && row.on <= until)
            || agreed.free.iter().any(|days| days.without_indemnity),
        disputed: side.facts.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed),
    };
    let (account, indemnity) = (case.account(book, tracks, until)?, case.indemnity(book, until)?);
    // The due date itself bears nothing.
    let below_floor = clause.map_or_else(Vec::new, |row| below_floor(row.clause, book, domain::calendar::add_days(item.due_on, 1), until));
    let written_off = is_written_off(item.amount, item.open, &movements);
    Ok(ItemInterest { clause: clause.cloned(), item, account, indemnity, below_floor, waivers, written_off })
}

/// Whether the ledger holds less than what cash, credit notes and discounts left: the rest was written off.
fn is_written_off(amount: Cents, open: Cents, movements: &[Movement]) -> bool {
    let moved: Cents = movements.iter().filter(|movement| movement.kind != MovementKind::Waiver).map(|movement| movement.amount).sum();
    open < amount - moved
}

/// What a debtor owes on a day, item by item: open items that are late, and items that were paid late and
/// on which something is left.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Law`] when a half-year has no rate.
#[crate::boxed]
pub async fn debtor_interest(app: &App, scope: &Scope, id: DebtorId, until: Date) -> Result<DebtorInterest> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let book = law::book(&mut tx, organisation).await?;
    let side = Side::load(&mut tx, scope, &debtor, until).await?;
    let items = store::item::of_debtor(&mut tx, organisation, id).await?;
    drop(tx);
    let mut tracks = Tracks::default();
    let mut assessed = Vec::new();
    for item in items.into_iter().filter(|item| item.kind.is_debit() && item.due_on < until && item.issued_on <= until) {
        assessed.push(assess_item(item, &side, &book, &mut tracks, until)?);
    }
    let (mut open, mut settled): (Vec<_>, Vec<_>) = assessed.into_iter().partition(|line| !line.is_settled());
    // By due date already: the first late instalment of an invoice bears its indemnity, an open one before one that is settled.
    let lines = open.iter_mut().chain(settled.iter_mut());
    once_per_invoice(lines.map(|line| ((line.item.number.clone(), line.item.issued_on), &mut line.indemnity)));
    // What was written off is settled for the accounts alone: it is not a late payment.
    settled.retain(|line| !line.written_off);
    settled.retain(|line| !line.due().is_zero() || !line.indemnity.amount().is_zero() || !line.waivers.is_empty());
    settled.sort_by_key(|line| std::cmp::Reverse(line.item.due_on));
    let sums = (totals(&open), totals(&settled));
    Ok(DebtorInterest { debtor, until, terms: side.terms, items: open.into_iter().chain(settled).collect(), open: sums.0, settled: sums.1 })
}

fn totals(items: &[ItemInterest]) -> Vec<(Currency, Totals)> {
    let mut sums: Vec<(Currency, Totals)> = Vec::new();
    for line in items {
        let sum = currency_of(&mut sums, line.item.currency);
        sum.principal += line.principal_left();
        sum.interest += line.due();
        sum.disputed += line.disputed_left();
        // The law sets the indemnity in euros, whatever the invoice's currency.
        currency_of(&mut sums, Currency::EUR).indemnity += line.indemnity.amount();
    }
    sums.retain(|(_, sum)| *sum != Totals::default());
    sums.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    sums
}

fn currency_of(sums: &mut Vec<(Currency, Totals)>, currency: Currency) -> &mut Totals {
    let position = sums.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
        sums.push((currency, Totals::default()));
        sums.len() - 1
    });
    &mut sums[position].1
}
