//! What is late by the dates that were agreed: deferrals, and the instalments of plans that hold (`domain::agreed`). Balances, oldest
//! dates and months by original date are read first; the debts of which something was agreed are moved in them.

use std::collections::HashMap;

use domain::agreed::{AgreedDebt, AgreedPlan, Part, months, parts};
use domain::calendar::Date;
use domain::figure::MonthFacts;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::ledger::{Ageing, ItemKind};
use domain::{Cents, Currency};
use store::Tx;
use store::ageing::DebtorAgeing;
use store::figure::Facts;

use crate::Result;
use crate::plans::Plan;

/// The debts of an account in one currency of which something was agreed.
#[derive(Debug)]
struct Account {
    debtor: DebtorId,
    collector: String,
    currency: Currency,
    debts: Vec<AgreedDebt>,
    /// The items whose import was taken back.
    void: Vec<OpenItemId>,
    plans: Vec<AgreedPlan>,
}

impl Account {
    fn parts(&self, on: Date) -> Vec<Part> {
        parts(&self.debts, &self.plans, on)
    }
}

/// All debts of an organisation, or of a debtor, of which something was agreed.
#[derive(Debug, Default)]
pub(crate) struct Book(Vec<Account>);

impl Book {
    /// Reads it; `until` is a day by which plans are known.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, until: Date) -> Result<Self> {
        let mut accounts: Vec<Account> = Vec::new();
        for row in store::agreed::debts(tx, organisation, of).await? {
            let is_same = |account: &&mut Account| account.debtor == row.debtor && account.currency == row.currency;
            if accounts.last_mut().filter(is_same).is_none() {
                let (debtor, currency, collector) = (row.debtor, row.currency, row.collector);
                accounts.push(Account { debtor, currency, collector, debts: Vec::new(), void: Vec::new(), plans: Vec::new() });
            }
            if let Some(account) = accounts.last_mut() {
                account.void.extend(row.is_void.then_some(row.debt.item));
                account.debts.push(row.debt);
            }
        }
        if accounts.is_empty() {
            return Ok(Self::default());
        }
        let of_item: HashMap<OpenItemId, usize> =
            accounts.iter().enumerate().flat_map(|(at, account)| account.debts.iter().map(move |debt| (debt.item, at))).collect();
        let records = match of {
            Some(debtor) => store::plan::of_debtor(tx, organisation, debtor).await?,
            None => store::plan::all(tx, organisation).await?,
        };
        for record in records {
            let plan = Plan::of(record, None, until)?;
            let Some(plan) = terms(plan) else { continue };
            if let Some(at) = plan.items.iter().find_map(|(item, _)| of_item.get(item)) {
                accounts[*at].plans.push(plan);
            }
        }
        Ok(Self(accounts))
    }

    /// Whether nothing was agreed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is open of each debt of which a later date or a plan was agreed, by the date that holds.
    pub(crate) fn all_parts(&self, on: Date) -> impl Iterator<Item = Part> {
        self.0.iter().flat_map(move |account| account.parts(on))
    }

    /// Moves what was agreed to the columns of its dates, in balances by original date: the sums stay what they are.
    pub(crate) fn move_in(&self, on: Date, balances: &mut [DebtorAgeing]) {
        if self.is_empty() {
            return;
        }
        let places: HashMap<(DebtorId, Currency), usize> =
            balances.iter().enumerate().map(|(at, row)| ((row.debtor, row.currency), at)).collect();
        for account in &self.0 {
            let Some(at) = places.get(&(account.debtor, account.currency)) else { continue };
            let mut moved = Ageing::default();
            for debt in account.debts.iter().filter(|debt| debt.issued_on <= on) {
                moved.add(ItemKind::Invoice, debt.due_on, Cents::ZERO - debt.open_on(on), on);
            }
            for part in account.parts(on) {
                moved.add(ItemKind::Invoice, part.due_on, part.open, on);
            }
            balances[*at].ageing.buckets.iter_mut().zip(moved.buckets).for_each(|(sum, amount)| *sum += amount);
        }
    }

    /// The debts of which something was agreed.
    pub(crate) fn items(&self) -> Vec<OpenItemId> {
        self.0.iter().flat_map(|account| account.debts.iter().map(|debt| debt.item)).collect()
    }

    /// As [`Book::move_in`], in balances of projects: `projects` are the codes of the debts that are for one.
    pub(crate) fn move_in_projects(&self, on: Date, projects: &HashMap<OpenItemId, String>, balances: &mut [(String, DebtorAgeing)]) {
        let mut moved: HashMap<(String, DebtorId, Currency), Ageing> = HashMap::new();
        for account in &self.0 {
            let of = |item: &OpenItemId| projects.get(item).map(|code| (code.clone(), account.debtor, account.currency));
            for debt in account.debts.iter().filter(|debt| debt.issued_on <= on) {
                let Some(key) = of(&debt.item) else { continue };
                moved.entry(key).or_default().add(ItemKind::Invoice, debt.due_on, Cents::ZERO - debt.open_on(on), on);
            }
            for part in account.parts(on) {
                let Some(key) = of(&part.item) else { continue };
                moved.entry(key).or_default().add(ItemKind::Invoice, part.due_on, part.open, on);
            }
        }
        for (code, balance) in balances.iter_mut() {
            let Some(ageing) = moved.remove(&(code.clone(), balance.debtor, balance.currency)) else { continue };
            balance.ageing.buckets.iter_mut().zip(ageing.buckets).for_each(|(sum, amount)| *sum += amount);
        }
    }

    /// Months by original date with the lateness of what was agreed by its dates.
    pub(crate) fn facts(&self, original: &Facts, until: Date) -> Facts {
        let mut facts = original.clone();
        for account in &self.0 {
            let debts: Vec<AgreedDebt> = account.debts.iter().filter(|debt| !account.void.contains(&debt.item)).cloned().collect();
            let own: Vec<AgreedDebt> = debts.iter().map(|debt| AgreedDebt { later: Vec::new(), ..debt.clone() }).collect();
            let (agreed, own) = (months(&debts, &account.plans, until), months(&own, &[], until));
            let known = facts.entry((account.collector.clone(), account.currency)).or_default();
            for month in agreed.keys().chain(own.keys().filter(|month| !agreed.contains_key(month))) {
                let of = |months: &std::collections::BTreeMap<(i32, u32), MonthFacts>| months.get(month).copied().unwrap_or_default();
                known.entry(*month).or_default().agree(&of(&agreed), &of(&own));
            }
        }
        facts
    }
}

/// A plan as it was signed; `None` for one that never was, or whose signature was taken back.
fn terms(plan: Plan) -> Option<AgreedPlan> {
    let since = plan.since_signed()?;
    let events = plan.standing_events.iter().filter_map(|at| plan.record.events.get(*at)).map(|row| row.event.clone()).collect();
    let row = &plan.record.row;
    Some(AgreedPlan {
        since,
        events,
        grace_days: row.grace_days,
        instalments: plan.record.instalments.clone(),
        items: plan.record.items.clone(),
    })
}

/// The aged balance of each debtor by agreed dates.
pub(crate) async fn balances(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<DebtorAgeing>> {
    let mut balances = store::ageing::by_debtor(tx, organisation, on).await?;
    Book::load(tx, organisation, None, on).await?.move_in(on, &mut balances);
    Ok(balances)
}

/// The earliest day, by agreed dates, on which something that is open of each debtor is, or was, to be paid.
pub(crate) async fn oldest_due(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<HashMap<DebtorId, Date>> {
    let mut oldest: HashMap<DebtorId, Date> = store::ageing::oldest_due(tx, organisation).await?.into_iter().collect();
    let book = Book::load(tx, organisation, None, today).await?;
    if book.is_empty() {
        return Ok(oldest);
    }
    for account in &book.0 {
        oldest.remove(&account.debtor);
    }
    oldest.extend(store::agreed::oldest_of_others(tx, organisation).await?);
    for account in &book.0 {
        for part in account.parts(today).iter().filter(|part| part.open.is_positive()) {
            oldest.entry(account.debtor).and_modify(|on| *on = part.due_on.min(*on)).or_insert(part.due_on);
        }
    }
    Ok(oldest)
}
