//! The interest of every late open item, summed by debtor.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::claim::ClaimEvent;
use domain::ids::{DebtorId, OpenItemId};
use domain::interest::{Movement, MovementKind, Terms};
use domain::law::Book;
use domain::party::{Debtor, DebtorKind};
use domain::plan::OnInterest;
use domain::{Cents, Currency, Date};
use store::interest::{InterestTerms, LateItem, Movements, WaivedWhat};

use super::tracks::Tracks;
use super::{Case, Clauses, Totals, domain_terms, events_of, is_written_off, with_agreed};
use crate::kept::kept;
use crate::{App, Permission, Result, Scope, law, text};

/// Items read at once.
const PAGE: i64 = 20_000;

/// A debtor's sums in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PenaltyRow {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind: it chooses the rule.
    pub kind: DebtorKind,
    /// The currency of the principal and of the interest.
    pub currency: Currency,
    /// Late items.
    pub items: usize,
    /// The sums, once payments are imputed.
    pub totals: Totals,
    /// The earliest due date.
    pub oldest_due_on: Date,
}

/// What lateness added to the open items of all debtors, on a day.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// The day.
    pub until: Date,
    /// The rows, largest total first.
    pub rows: Vec<PenaltyRow>,
    /// Their sums, by currency.
    pub totals: Vec<(Currency, Totals)>,
    /// Late items on which nothing may be asked: consumers without a notice, unknown kinds.
    pub without_rule: usize,
}

/// All that the items share.
struct House {
    book: Book,
    terms: InterestTerms,
    clauses: Clauses,
    debtors: HashMap<DebtorId, Debtor>,
    events: HashMap<DebtorId, Vec<(Option<OpenItemId>, ClaimEvent)>>,
    given_up: HashMap<OpenItemId, Vec<Movement>>,
    no_indemnity: HashSet<OpenItemId>,
    disputed: HashMap<OpenItemId, Cents>,
    movements: Movements,
    agreed: HashMap<OpenItemId, OnInterest>,
    plain: Terms,
}

/// What a portfolio's item comes to.
enum Found {
    Owed(Totals),
    /// Nothing may be asked, or nothing can be computed.
    Nothing,
    /// A part was written off: told on the debtor's page, asked for nowhere.
    WrittenOff,
}

impl House {
    async fn load(scope: &Scope, tx: &mut store::Tx, until: Date) -> Result<Self> {
        let organisation = scope.organisation.id;
        let debtors = store::debtor::all(tx, organisation).await?.into_iter().map(|debtor| (debtor.id, debtor)).collect();
        let mut events: HashMap<_, Vec<_>> = HashMap::new();
        for row in store::claim::events(tx, organisation).await? {
            events.entry(row.debtor).or_default().push((row.item, row.event));
        }
        let (mut given_up, mut no_indemnity): (HashMap<_, Vec<_>>, _) = (HashMap::new(), HashSet::new());
        for row in store::interest::waivers(tx, organisation).await?.into_iter().filter(|row| row.on <= until) {
            match row.what {
                WaivedWhat::Indemnity => {
                    no_indemnity.insert(row.item);
                }
                WaivedWhat::Interest => {
                    given_up.entry(row.item).or_default().push(Movement { on: row.on, kind: MovementKind::Waiver, amount: row.amount });
                }
            }
        }
        let terms = law::terms(tx, scope).await?;
        let mut agreed = crate::plans::on_interest(tx, organisation, None, until).await?;
        crate::compromises::on_interest(tx, organisation, None, &mut agreed).await?;
        Ok(Self {
            book: law::book(tx, organisation).await?,
            clauses: Clauses::new(store::interest::clauses(tx, organisation).await?),
            disputed: store::interest::disputed(tx, organisation).await?,
            movements: store::interest::late_movements(tx, organisation, until).await?,
            agreed,
            plain: domain_terms(&terms, &[], until),
            terms,
            debtors,
            events,
            given_up,
            no_indemnity,
        })
    }

    fn item(&self, late: &LateItem, kind: DebtorKind, tracks: &mut Tracks, until: Date) -> Result<Found> {
        let events = self.events.get(&late.debtor).map_or_else(Vec::new, |all| events_of(all.iter().copied(), late.id, late.issued_on));
        let agreed = self.agreed.get(&late.id).cloned().unwrap_or_default();
        let has_own = !events.is_empty() || agreed != OnInterest::default();
        let own_terms = has_own.then(|| with_agreed(domain_terms(&self.terms, &events, late.issued_on), &agreed));
        let mut movements = Cow::Borrowed(self.movements.get(&late.id).map_or(&[][..], Vec::as_slice));
        if let Some(given_up) = self.given_up.get(&late.id) {
            movements.to_mut().extend_from_slice(given_up);
            movements.to_mut().sort_unstable();
        }
        if is_written_off(late.amount, late.open, &movements) {
            return Ok(Found::WrittenOff);
        }
        let case = Case {
            debtor_kind: kind,
            kind: late.kind,
            due_on: late.due_on,
            amount: late.amount,
            clause: self.clauses.of(late.debtor, kind, late.issued_on),
            events: &events,
            terms: own_terms.as_ref().unwrap_or(&self.plain),
            party: self.terms.party,
            movements: &movements,
            indemnity_waived: self.no_indemnity.contains(&late.id) || agreed.free.iter().any(|days| days.without_indemnity),
            disputed: self.disputed.get(&late.id).copied().unwrap_or_default(),
        };
        Ok(case.sums(&self.book, tracks, until)?.map_or(Found::Nothing, Found::Owed))
    }
}

/// [`portfolio`] as the page shows it: the same for all who look at an unchanged base.
///
/// # Errors
/// As [`portfolio`].
#[crate::boxed]
pub async fn shown(app: &App, scope: &Scope, until: Date, search: &str) -> Result<Arc<Portfolio>> {
    scope.require(Permission::ViewReceivables)?;
    let search = search.trim().to_owned();
    kept(app, scope, "penalties", format!("{until} {search}"), move |app, scope| async move {
        Box::pin(portfolio(&app, &scope, until, &search)).await
    })
    .await
}

/// The interest and indemnities of all late open items on a day, by debtor.
///
/// # Errors
/// [`crate::AppError::Law`] when a half-year has no rate.
#[crate::boxed]
pub async fn portfolio(app: &App, scope: &Scope, until: Date, search: &str) -> Result<Portfolio> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let house = House::load(scope, &mut tx, until).await?;
    let mut tracks = Tracks::default();
    let mut rows: Vec<PenaltyRow> = Vec::new();
    let mut without_rule = 0;
    let mut after = (DebtorId(uuid::Uuid::nil()), OpenItemId(uuid::Uuid::nil()));
    // Items come by debtor; the instalments of an invoice share its indemnity.
    let mut indemnified: HashSet<(String, Date)> = HashSet::new();
    let mut first_row = 0;
    loop {
        let page = store::interest::late_page(&mut tx, scope.organisation.id, until, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        let next = (last.debtor, last.id);
        for late in page {
            if late.debtor != after.0 || rows.is_empty() {
                first_row = rows.len();
                indemnified.clear();
                after.0 = late.debtor;
            }
            let Some(debtor) = house.debtors.get(&late.debtor) else { continue };
            let Totals { principal, interest, mut indemnity, disputed } = match house.item(&late, debtor.kind, &mut tracks, until)? {
                Found::Owed(owed) => owed,
                Found::WrittenOff => continue,
                Found::Nothing => {
                    without_rule += 1;
                    continue;
                }
            };
            let bears = indemnity.is_positive() || house.no_indemnity.contains(&late.id);
            if bears && !indemnified.insert((late.number.clone(), late.issued_on)) {
                indemnity = Cents::ZERO;
            }
            let row = row_of(&mut rows, first_row, debtor, &late, late.currency);
            row.items += 1;
            row.oldest_due_on = row.oldest_due_on.min(late.due_on);
            row.totals.principal += principal;
            row.totals.interest += interest;
            row.totals.disputed += disputed;
            // Set in euros by the law, whatever the invoice's currency.
            row_of(&mut rows, first_row, debtor, &late, Currency::EUR).totals.indemnity += indemnity;
        }
        after = next;
    }
    let words = store::debtor::fold(search.trim());
    rows.retain(|row| {
        row.totals != Totals::default() && (words.is_empty() || store::debtor::fold(&format!("{} {}", row.name, row.code)).contains(&words))
    });
    rows.sort_by(|a, b| b.totals.total().cmp(&a.totals.total()).then_with(|| a.name.cmp(&b.name)));
    let mut totals: Vec<(Currency, Totals)> = Vec::new();
    for row in &rows {
        let sum = super::currency_of(&mut totals, row.currency);
        sum.principal += row.totals.principal;
        sum.interest += row.totals.interest;
        sum.indemnity += row.totals.indemnity;
    }
    totals.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    Ok(Portfolio { until, rows, totals, without_rule })
}

/// The row of the debtor at hand in a currency: only the last rows can be its own.
fn row_of<'a>(rows: &'a mut Vec<PenaltyRow>, first_row: usize, debtor: &Debtor, late: &LateItem, currency: Currency) -> &'a mut PenaltyRow {
    let position = rows[first_row..].iter().position(|row| row.currency == currency).map(|position| first_row + position);
    let position = position.unwrap_or_else(|| {
        rows.push(PenaltyRow {
            debtor: debtor.id,
            code: debtor.code.clone(),
            name: debtor.name.clone(),
            kind: debtor.kind,
            currency,
            items: 0,
            totals: Totals::default(),
            oldest_due_on: late.due_on,
        });
        rows.len() - 1
    });
    &mut rows[position]
}

/// The rows as a table for a spreadsheet: semicolons, decimal commas, UTF-8.
#[must_use]
pub fn csv(portfolio: &Portfolio) -> String {
    let plain = |amount: Cents| amount.iso().replace('.', ",");
    let mut out = text::penalty_columns().join(";");
    out.push_str("\r\n");
    for row in &portfolio.rows {
        let cells = [
            crate::ageing::cell(&row.code),
            crate::ageing::cell(&row.name),
            text::debtor_kind(row.kind),
            row.currency.code().to_owned(),
            row.items.to_string(),
            domain::calendar::fr(row.oldest_due_on),
            plain(row.totals.principal),
            plain(row.totals.interest),
            plain(row.totals.indemnity),
            plain(row.totals.total()),
        ];
        out.push_str(&cells.join(";"));
        out.push_str("\r\n");
    }
    out
}
