//! What should come in, week by week: plans, agreements on smaller sums, promises and later due dates on their day, the rest when it is
//! due and as late as its debtor usually pays (`domain::forecast`, `docs/spec/forecast.md`).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::calendar::add_days;
use domain::forecast::{Account, Entry, HABIT_DAYS, Paid, Place, WEEKS, monday, place};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::plan::{Agreements, Ground};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::forecast::OpenOne;

use crate::ageing::cell;
use crate::agreed::Book;
use crate::compromises::Waited;
use crate::kept::kept;
use crate::text::forecast as words;
use crate::{App, Permission, Result, Scope};

/// Whose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ForecastQuery {
    /// Only the accounts that somebody follows; empty for those that nobody does.
    pub collector: Option<String>,
    /// The currency; the euro, else the first one, when `None`.
    pub currency: Option<Currency>,
}

/// Whose sums they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A sum that should come from an account on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastLine {
    /// The account's; shared by its lines, of which there may be a million.
    pub holder: Arc<Holder>,
    /// The day.
    pub on: Date,
    /// Where that stands.
    pub place: Place,
    /// How much.
    pub amount: Cents,
    /// Why then.
    pub ground: Ground,
    /// The days by which the account usually pays after the due date; for a habit.
    pub habit: Option<i64>,
}

/// What should come in some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    /// By why, in the order of [`Ground::ALL`].
    pub by_ground: [Cents; Ground::ALL.len()],
}

impl Slice {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Cents {
        Cents::total(self.by_ground)
    }

    /// What was agreed of it: plans, agreements on smaller sums, promises, later due dates.
    #[must_use]
    pub fn agreed(&self) -> Cents {
        self.total() - self.of(Ground::Habit) - self.of(Ground::Due)
    }

    /// The part of a reason.
    #[must_use]
    pub fn of(&self, ground: Ground) -> Cents {
        Ground::ALL.iter().zip(self.by_ground).filter(|(known, _)| **known == ground).map(|(_, amount)| amount).sum()
    }

    fn add(&mut self, ground: Ground, amount: Cents) {
        Ground::ALL.iter().zip(&mut self.by_ground).filter(|(known, _)| **known == ground).for_each(|(_, sum)| *sum += amount);
    }
}

/// A week from Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day: today in the current week, else its Monday.
    pub from: Date,
    /// Its Sunday.
    pub until: Date,
    /// What should come in it.
    pub slice: Slice,
}

/// What should come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The day on which it is read.
    pub on: Date,
    /// The currency of all amounts.
    pub currency: Currency,
    /// All currencies in which something is open.
    pub currencies: Vec<Currency>,
    /// Everybody who follows an account.
    pub collectors: Vec<String>,
    /// The current week and those after it.
    pub weeks: Vec<Week>,
    /// What should come after them.
    pub later: Slice,
    /// What should have come already: nobody counts on it.
    pub passed: Slice,
    /// What is contested.
    pub disputed: Cents,
    /// What agreements on smaller sums give up when they are kept to.
    pub discount: Cents,
    /// What insolvency proceedings hold.
    pub insolvent: Cents,
    /// Credits beyond all that their accounts owe.
    pub credits: Cents,
    /// What is owed, credits taken off: the sum of all above, credits taken off.
    pub exposure: Cents,
    /// What it is made of: by day, then the largest first.
    pub lines: Vec<ForecastLine>,
}

impl Forecast {
    /// What stands in a place.
    pub fn of(&self, place: Place) -> impl Iterator<Item = &ForecastLine> {
        self.lines.iter().filter(move |line| line.place == place)
    }

    /// Where the week of a Monday stands, as far as it is told.
    #[must_use]
    pub fn week_of(&self, from: Date) -> Option<Place> {
        self.weeks.iter().position(|week| monday(week.from) == monday(from)).map(Place::Week)
    }
}

/// An account in a currency, with whose it is.
struct Known {
    holder: Arc<Holder>,
    collector: String,
    currency: Currency,
    account: Account,
}

/// The day on which each item of which something was agreed is paid to its end; of one debtor, or of all.
pub(crate) async fn agreements(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: Option<DebtorId>,
    today: Date,
) -> Result<HashMap<OpenItemId, Agreements>> {
    let mut found: HashMap<OpenItemId, Agreements> = HashMap::new();
    for part in Book::load(tx, organisation, of, today).await?.all_parts(today).filter(|part| part.open.is_positive()) {
        let own = found.entry(part.item).or_default();
        let on = if part.by_plan { &mut own.plan } else { &mut own.deferral };
        *on = (*on).max(Some(part.due_on));
    }
    // A part of a debt that its plan does not have is nobody's day: the plan says when the last of it is paid.
    let which = of.map_or(store::promise::Which::Pending, store::promise::Which::Of);
    for row in store::promise::list(tx, organisation, which).await? {
        for covered in row.promise.held() {
            // The latest one: only then all that was promised of it is there.
            let own = found.entry(covered.item).or_default();
            own.promise = own.promise.max(Some(row.promise.on));
        }
    }
    for waited in crate::compromises::waited(tx, organisation, of).await? {
        for item in &waited.items {
            found.entry(*item).or_default().settlement = Some(waited.pay_by);
        }
    }
    Ok(found)
}

/// How many days after the due date an account usually pays.
pub(crate) async fn habit(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Option<i64>> {
    let days = (add_days(today, -HABIT_DAYS), today);
    Ok(store::forecast::paid(tx, organisation, days, Some(debtor)).await?.get(&debtor).and_then(Paid::habit))
}

/// What was agreed of the items of a house, as it is taken off their accounts.
struct Agreed {
    /// The debits of which something was agreed or is contested, as far as they are open.
    open: HashMap<OpenItemId, OpenOne>,
    entries: Vec<(DebtorId, Currency, Entry)>,
    /// Of a debit what is not agreed, and its due date.
    rest: Vec<(DebtorId, Currency, Date, Cents)>,
    disputed: Vec<(DebtorId, Currency, Cents)>,
    discount: Vec<(DebtorId, Currency, Cents)>,
}

async fn agreed(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Agreed> {
    let book: Vec<domain::agreed::Part> = Book::load(tx, organisation, None, today).await?.all_parts(today).collect();
    let promises = store::promise::list(tx, organisation, store::promise::Which::Pending).await?;
    let settled = crate::compromises::waited(tx, organisation, None).await?;
    let disputed = store::claim::disputed(tx, organisation).await?;
    let mut ids: HashSet<OpenItemId> = book.iter().map(|part| part.item).collect();
    ids.extend(promises.iter().flat_map(|row| row.promise.held().map(|covered| covered.item)));
    ids.extend(settled.iter().flat_map(|waited| waited.items.iter().copied()));
    ids.extend(disputed.keys().copied());
    let mut ids: Vec<OpenItemId> = ids.into_iter().collect();
    ids.sort_unstable();
    let open = store::forecast::open_of(tx, organisation, &ids, today).await?;
    let mut left: HashMap<OpenItemId, Cents> = open.iter().map(|(item, one)| (*item, one.open)).collect();
    let mut found = Agreed { open, entries: Vec::new(), rest: Vec::new(), disputed: Vec::new(), discount: Vec::new() };
    for waited in &settled {
        found.settle(waited, &mut left);
    }
    for part in book.iter().filter(|part| part.by_plan) {
        found.enter(part.item, &mut left, part.open, (part.due_on, Ground::Plan));
    }
    for row in &promises {
        let mut waited = row.promise.due - row.promise.paid;
        for covered in row.promise.held() {
            waited -= found.enter(covered.item, &mut left, covered.amount.min(waited), (row.promise.on, Ground::Promise));
        }
    }
    for item in &ids {
        let contested = disputed.get(item).copied().unwrap_or_default();
        if let (Some(one), Some(own)) = (found.open.get(item), left.get_mut(item)) {
            let part = contested.min(*own).max(Cents::ZERO);
            *own -= part;
            found.disputed.push((one.debtor, one.currency, part));
        }
    }
    for part in book.iter().filter(|part| !part.by_plan) {
        if found.open.get(&part.item).is_some_and(|one| part.due_on > one.due_on) {
            found.enter(part.item, &mut left, part.open, (part.due_on, Ground::Deferral));
        }
    }
    for item in ids {
        if let (Some(one), Some(own)) = (found.open.get(&item), left.get(&item)) {
            found.rest.push((one.debtor, one.currency, one.due_on, *own));
        }
    }
    Ok(found)
}

impl Agreed {
    /// So much of an item comes on a day, as far as it is still open; how much.
    fn enter(&mut self, item: OpenItemId, left: &mut HashMap<OpenItemId, Cents>, amount: Cents, (on, ground): (Date, Ground)) -> Cents {
        let (Some(one), Some(own)) = (self.open.get(&item), left.get_mut(&item)) else { return Cents::ZERO };
        let part = amount.min(*own).max(Cents::ZERO);
        if part.is_positive() {
            *own -= part;
            self.entries.push((one.debtor, one.currency, Entry { on, amount: part, ground }));
        }
        part
    }

    /// A smaller sum settles its debts: that sum comes on its day, the rest is given up.
    fn settle(&mut self, waited: &Waited, left: &mut HashMap<OpenItemId, Cents>) {
        let mut to_come = waited.left;
        for item in &waited.items {
            to_come -= self.enter(*item, left, to_come, (waited.pay_by, Ground::Settlement));
            if let (Some(one), Some(own)) = (self.open.get(item), left.get_mut(item)) {
                self.discount.push((one.debtor, one.currency, *own));
                *own = Cents::ZERO;
            }
        }
    }
}

async fn gather(app: &App, scope: &Scope) -> Result<Vec<Known>> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let sums = store::forecast::open_sums(&mut tx, organisation, today).await?;
    let agreed = Box::pin(agreed(&mut tx, organisation, today)).await?;
    let paid = store::forecast::paid(&mut tx, organisation, (add_days(today, -HABIT_DAYS), today), None).await?;
    let insolvent = crate::claims::insolvent_debtors(&mut tx, organisation, today).await?;
    let debtors: HashMap<DebtorId, domain::party::Debtor> =
        store::debtor::all(&mut tx, organisation).await?.into_iter().map(|debtor| (debtor.id, debtor)).collect();
    drop(tx);
    let house = paid.values().fold(Paid::default(), |sum, own| sum.and(*own)).habit();
    let mut owed: HashMap<(DebtorId, Currency), HashMap<Date, Cents>> = HashMap::new();
    let mut accounts: HashMap<(DebtorId, Currency), Account> = HashMap::new();
    for sum in sums {
        let key = (sum.debtor, sum.currency);
        if sum.is_debit {
            *owed.entry(key).or_default().entry(sum.due_on).or_default() += sum.open;
        } else {
            accounts.entry(key).or_default().credits -= sum.open;
        }
    }
    // What was agreed has its own day: it comes off the due date.
    for one in agreed.open.values() {
        *owed.entry((one.debtor, one.currency)).or_default().entry(one.due_on).or_default() -= one.open;
    }
    for (debtor, currency, due_on, rest) in agreed.rest {
        *owed.entry((debtor, currency)).or_default().entry(due_on).or_default() += rest;
    }
    for (debtor, currency, entry) in agreed.entries {
        accounts.entry((debtor, currency)).or_default().agreed.push(entry);
    }
    for (debtor, currency, part) in agreed.disputed {
        accounts.entry((debtor, currency)).or_default().disputed += part;
    }
    for (debtor, currency, part) in agreed.discount {
        accounts.entry((debtor, currency)).or_default().discount += part;
    }
    for (key, by_date) in owed {
        let account = accounts.entry(key).or_default();
        account.owed = by_date.into_iter().filter(|(_, open)| !open.is_zero()).collect();
    }
    let known = accounts.into_iter().filter_map(|((debtor, currency), mut account)| {
        let own = debtors.get(&debtor)?;
        account.habit = paid.get(&debtor).and_then(Paid::habit).or(house);
        account.is_insolvent = insolvent.get(&debtor).is_some_and(|on| *on <= today);
        let (code, name, collector) = (own.code.clone(), own.name.clone(), own.collector.clone());
        Some(Known { holder: Arc::new(Holder { debtor, code, name }), collector, currency, account })
    });
    Ok(known.collect())
}

/// What should come in.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn forecast(app: &App, scope: &Scope, query: &ForecastQuery) -> Result<Arc<Forecast>> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    kept(app, scope, "forecast", format!("{query:?}"), move |app, scope| async move {
        let accounts = gather(&app, &scope).await?;
        Ok(told(&accounts, &query, app.today()))
    })
    .await
}

fn told(accounts: &[Known], query: &ForecastQuery, today: Date) -> Forecast {
    let mut currencies: Vec<Currency> = accounts.iter().map(|known| known.currency).collect();
    currencies.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
    currencies.dedup();
    let mut collectors: Vec<String> = accounts.iter().map(|known| known.collector.clone()).collect();
    collectors.sort_unstable();
    collectors.dedup();
    let currency = query.currency.or_else(|| currencies.first().copied()).unwrap_or_default();
    let first = monday(today);
    let week = |at: usize| {
        let from = add_days(first, i64::try_from(at).unwrap_or(0) * 7);
        Week { from: from.max(today), until: add_days(from, 6), slice: Slice::default() }
    };
    let mut found = Forecast {
        on: today,
        currency,
        currencies,
        collectors,
        weeks: (0..WEEKS).map(week).collect(),
        later: Slice::default(),
        passed: Slice::default(),
        disputed: Cents::ZERO,
        discount: Cents::ZERO,
        insolvent: Cents::ZERO,
        credits: Cents::ZERO,
        exposure: Cents::ZERO,
        lines: Vec::new(),
    };
    let is_asked = |known: &&Known| known.currency == currency && query.collector.as_ref().is_none_or(|who| *who == known.collector);
    for known in accounts.iter().filter(is_asked) {
        found.exposure += known.account.net();
        let outlook = known.account.clone().outlook();
        found.disputed += outlook.disputed;
        found.discount += outlook.discount;
        found.insolvent += outlook.insolvent;
        found.credits += outlook.credits;
        for entry in outlook.entries {
            let place = place(&entry, today);
            match place {
                Place::Passed => found.passed.add(entry.ground, entry.amount),
                Place::Later => found.later.add(entry.ground, entry.amount),
                Place::Week(at) => {
                    if let Some(week) = found.weeks.get_mut(at) {
                        week.slice.add(entry.ground, entry.amount);
                    }
                }
            }
            found.lines.push(ForecastLine {
                holder: Arc::clone(&known.holder),
                on: entry.on,
                place,
                amount: entry.amount,
                ground: entry.ground,
                habit: known.account.habit.filter(|_| entry.ground == Ground::Habit),
            });
        }
    }
    found.lines.sort_by(|a, b| (a.on, b.amount, &a.holder.code, a.ground).cmp(&(b.on, a.amount, &b.holder.code, b.ground)));
    found
}

/// All lines as a table for a spreadsheet.
#[must_use]
pub fn csv(found: &Forecast) -> String {
    let mut out = words::columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    for line in &found.lines {
        let cells = [
            line.on.to_string(),
            cell(&words::place(line.place, found)),
            cell(&line.holder.code),
            cell(&line.holder.name),
            line.amount.iso().replace('.', ","),
            found.currency.code().to_owned(),
            cell(&words::ground(line.ground)),
            line.habit.map(|days| days.to_string()).unwrap_or_default(),
        ];
        out.push_str(&(cells.join(";") + "\r\n"));
    }
    out
}
