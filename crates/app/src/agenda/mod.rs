//! The collector's agenda: every account on which something waits, in the order in which it is worth a person's time, with the
//! reason; put off, done in bulk and undone.
//!
//! A line is an account, not an action: whoever calls about a broken promise speaks of the letter too. The order is that of
//! [`domain::agenda`].

mod acts;
mod collect;
mod home;
mod remind;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::agenda::{Kind, Rank, share_of_first};
use domain::ids::{ActionId, DebtorId, DisputeId, PlanId, PromiseId, ReceivedId};
use domain::{Cents, Currency, Date};

use crate::ageing::cell;
use crate::debtors::Page;
use crate::kept::kept;
use crate::text::agenda as words;
use crate::{App, Permission, Result, Scope};

pub use acts::{
    BATCHES, Deed, MANY, Preview, PreviewLine, apply, assign_all, batches, collectors, preview, resume, snooze, snoozes_of, undo,
};
pub(crate) use acts::{Classified, keep_classes};
use collect::everything;
pub use home::{Change, Home, home};
pub use store::desk::{BatchRow, SnoozeRow};

/// Where something that waits is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An action's page.
    Action(ActionId),
    /// A received mail.
    Reply(ReceivedId),
    /// A promise.
    Promise(PromiseId),
    /// A dispute.
    Dispute(DisputeId),
    /// The account's legal time limits.
    Limits,
    /// A payment plan.
    Plan(PlanId),
    /// The account itself.
    Account,
}

/// Something that waits on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// What.
    pub kind: Kind,
    /// The day on which it was, or is, to be done.
    pub due_on: Date,
    /// When it happened, of what happens at an instant: a reply came in, a message failed.
    pub at: Option<DateTime<Utc>>,
    /// In a few French words.
    pub title: String,
    /// Where it is done.
    pub target: Target,
}

impl Thing {
    /// Whether it brings an account back before its day: a reply, a broken promise or plan, or a message that did not leave, when it came
    /// after the account was put off; what the law dates and disputes out of time always.
    fn wakes(&self, snooze: &SnoozeRow) -> bool {
        let is_news = matches!(self.kind, Kind::BrokenPromise | Kind::BrokenPlan | Kind::Reply | Kind::SendError);
        self.kind.shows_always() || (is_news && self.at.map_or(self.due_on > snooze.on, |at| at > snooze.created_at))
    }
}

/// An account of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: String,
    /// Who looks after it today: who follows it, or who stands in.
    pub collector: String,
    /// Who follows it.
    pub owner: String,
    /// What waits, what presses most first.
    pub things: Vec<Thing>,
    /// What is late.
    pub late: Cents,
    /// What is owed, credits taken off.
    pub owed: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// What is late and what is owed in further currencies.
    pub others: Vec<(Currency, Cents, Cents)>,
    /// Days of the oldest late item.
    pub oldest_days: i64,
    /// When the debtor was last contacted.
    pub last_contact_on: Option<Date>,
    /// Whether an e-mail reaches it.
    pub has_email: bool,
    /// Whether a person suspended its reminders.
    pub is_paused: bool,
    /// Until when it is put off, and why.
    pub snooze: Option<SnoozeRow>,
    /// Whether something new brought it back before that day.
    pub is_woken: bool,
    /// Why it stands where it stands.
    pub rank: Rank,
    /// 0 to 100 against the first of the list.
    pub priority: u32,
}

impl Dossier {
    /// The day of what was to be done first.
    #[must_use]
    pub fn due_on(&self) -> Option<Date> {
        self.things.iter().map(|thing| thing.due_on).min()
    }

    /// Why it stands where it stands, in a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        words::why(self)
    }

    /// What a condition asks of it.
    pub(crate) fn account(&self, today: Date) -> domain::portfolio::Account<'_> {
        domain::portfolio::Account {
            late: self.late,
            silent_days: self.last_contact_on.map(|on| (today - on).num_days()),
            oldest_days: self.oldest_days,
            category: &self.category,
            collector: &self.owner,
        }
    }

    /// Whether it is put off and nothing new has happened.
    fn is_off(&self) -> bool {
        self.snooze.is_some() && !self.is_woken
    }

    fn has(&self, wanted: impl Fn(Kind) -> bool) -> bool {
        self.things.iter().any(|thing| wanted(thing.kind))
    }
}

/// Which accounts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Those on which a person has something to do.
    #[default]
    ToDo,
    /// Those with a message that leaves by itself, waits for a word, or did not leave.
    Sends,
    /// Those that are put off.
    Snoozed,
    /// All that owe something late, whether or not something waits.
    Every,
}

impl View {
    /// All views, in the order of the page.
    pub const ALL: [Self; 4] = [Self::ToDo, Self::Sends, Self::Snoozed, Self::Every];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ToDo => "a-faire",
            Self::Sends => "envois",
            Self::Snoozed => "reportes",
            Self::Every => "echus",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }

    fn shows(self, dossier: &Dossier) -> bool {
        match self {
            Self::ToDo => dossier.has(Kind::is_manual) && !dossier.is_off(),
            Self::Sends => dossier.has(Kind::is_send),
            Self::Snoozed => dossier.is_off(),
            Self::Every => dossier.late.is_positive() || dossier.others.iter().any(|(_, late, _)| late.is_positive()),
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By rank.
    #[default]
    Priority,
    /// By what is late.
    Late,
    /// By what is owed.
    Owed,
    /// By the oldest late item.
    Oldest,
    /// By the day of what was to be done first.
    Due,
    /// By the last contact.
    LastContact,
    /// By name.
    Name,
}

impl Order {
    /// All orders.
    pub const ALL: [Self; 7] = [Self::Priority, Self::Late, Self::Owed, Self::Oldest, Self::Due, Self::LastContact, Self::Name];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Priority => "priorite",
            Self::Late => "echu",
            Self::Owed => "encours",
            Self::Oldest => "retard",
            Self::Due => "jour",
            Self::LastContact => "contact",
            Self::Name => "nom",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaQuery {
    /// Which accounts.
    pub view: View,
    /// Only those with something of a kind.
    pub kind: Option<Kind>,
    /// Who follows them; `None` for all, an empty name for those that nobody follows.
    pub collector: Option<String>,
    /// Whose portfolio is shown when nobody is asked for and it has accounts.
    pub own: Option<String>,
    /// Words of name or code.
    pub search: String,
    /// Only so many, those with most that is late.
    pub top: Option<usize>,
    /// In which order.
    pub order: Order,
    /// Whether the largest comes first.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Lines a page.
    pub per_page: usize,
}

impl Default for AgendaQuery {
    fn default() -> Self {
        Self {
            view: View::ToDo,
            kind: None,
            collector: None,
            own: None,
            search: String::new(),
            top: None,
            order: Order::Priority,
            descending: true,
            page: 1,
            per_page: 50,
        }
    }
}

/// « 58 accounts are 55 % of what is late. »
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top {
    /// How many are kept.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// What share of all that is late they are, in per cent.
    pub share: u32,
}

/// A page of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// The day.
    pub today: Date,
    /// The accounts.
    pub page: Page<Dossier>,
    /// How many accounts each of [`View::ALL`] has, the other filters kept.
    pub counts: [usize; 4],
    /// How many accounts of the view have something of a kind.
    pub kinds: Vec<(Kind, usize)>,
    /// What is late on the accounts found, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How much of what is late the accounts found are.
    pub top: Top,
    /// Of the accounts found, those on which something was to be done before today.
    pub overdue: usize,
    /// Everybody who follows an account of the agenda.
    pub collectors: Vec<String>,
    /// Whether nobody follows some of its accounts.
    pub has_orphans: bool,
    /// Whose portfolio is shown; `None` for all.
    pub collector: Option<String>,
}

/// Sums by currency, the euro first.
fn sums<'a>(dossiers: impl IntoIterator<Item = &'a Dossier>) -> Vec<(Currency, Cents)> {
    let mut sums: Vec<(Currency, Cents)> = Vec::new();
    for dossier in dossiers {
        let others = dossier.others.iter().map(|(currency, late, _)| (*currency, *late)).filter(|(_, late)| late.is_positive());
        for (currency, late) in std::iter::once((dossier.currency, dossier.late)).chain(others) {
            match sums.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, sum)) => *sum += late,
                None => sums.push((currency, late)),
            }
        }
    }
    sums.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    sums
}

/// All accounts of the agenda, and the text in which each is searched: its name and its code, folded.
struct Everything {
    dossiers: Vec<Dossier>,
    texts: Vec<String>,
}

impl Everything {
    async fn kept(app: &App, scope: &Scope) -> Result<Arc<Self>> {
        kept(app, scope, "agenda", String::new(), |app, scope| async move {
            let dossiers = everything(&app, &scope).await?;
            let texts = dossiers.iter().map(|dossier| store::debtor::fold(&format!("{} {}", dossier.name, dossier.code))).collect();
            Ok(Self { dossiers, texts })
        })
        .await
    }

    fn sort(&self, places: &mut [usize], order: Order, descending: bool) {
        places.sort_by(|a, b| {
            let (texts, a, b) = ((&self.texts[*a], &self.texts[*b]), &self.dossiers[*a], &self.dossiers[*b]);
            let order = match order {
                Order::Priority => a.rank.weight().cmp(&b.rank.weight()),
                Order::Late => a.late.cmp(&b.late),
                Order::Owed => a.owed.cmp(&b.owed),
                Order::Oldest => a.oldest_days.cmp(&b.oldest_days),
                Order::Due => a.due_on().cmp(&b.due_on()),
                Order::LastContact => a.last_contact_on.cmp(&b.last_contact_on),
                Order::Name => texts.0.cmp(texts.1),
            };
            let order = if descending { order.reverse() } else { order };
            order.then_with(|| b.late.cmp(&a.late)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.code.cmp(&b.code))
        });
    }
}

/// The accounts that a query finds, in its order, and what the page says of them.
struct Found {
    all: Arc<Everything>,
    places: Vec<usize>,
    /// The greatest weight among them, which has the priority 100.
    heaviest: i128,
    agenda: Agenda,
}

impl Found {
    /// All accounts that a query finds, whatever its page.
    async fn kept(app: &App, scope: &Scope, query: &AgendaQuery) -> Result<Arc<Self>> {
        let query = AgendaQuery { page: 1, per_page: 1, ..query.clone() };
        kept(app, scope, "agenda, found", format!("{query:?}"), |app, scope| async move {
            Ok(Self::of(Everything::kept(&app, &scope).await?, &query, app.today()))
        })
        .await
    }

    fn of(everything: Arc<Everything>, query: &AgendaQuery, today: Date) -> Self {
        let all = &everything.dossiers;
        let mut collectors: Vec<&str> = all.iter().map(|dossier| dossier.collector.as_str()).collect();
        collectors.sort_unstable();
        collectors.dedup();
        let has_orphans = collectors.first().is_some_and(|name| name.is_empty());
        let collectors: Vec<String> = collectors.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let own = query.own.as_ref().filter(|own| collectors.contains(own));
        let collector = query.collector.as_ref().or(own).cloned();
        let words = store::debtor::fold(query.search.trim());
        let mut places: Vec<usize> = (0..all.len())
            .filter(|at| {
                collector.as_ref().is_none_or(|collector| *collector == all[*at].collector)
                    && words.split_whitespace().all(|word| everything.texts[*at].contains(word))
            })
            .collect();
        let whole = sums(places.iter().map(|at| &all[*at])).first().copied();
        let counts = View::ALL.map(|view| places.iter().filter(|at| view.shows(&all[**at])).count());
        places.retain(|at| query.view.shows(&all[*at]));
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| (kind, places.iter().filter(|at| all[**at].has(|own| own == kind)).count()))
            .filter(|(_, count)| *count > 0)
            .collect();
        places.retain(|at| query.kind.is_none_or(|kind| all[*at].has(|own| own == kind)));
        let of = places.len();
        everything.sort(&mut places, Order::Late, true);
        places.truncate(query.top.unwrap_or(of));
        let share = whole.map_or(0, |(currency, whole)| {
            let late_in = |at: &usize| {
                let others = all[*at].others.iter().map(|(currency, late, _)| (*currency, *late));
                std::iter::once((all[*at].currency, all[*at].late)).chain(others).find(|(known, _)| *known == currency)
            };
            let amounts: Vec<Cents> = places.iter().filter_map(late_in).map(|(_, late)| late).collect();
            share_of_first(&amounts, amounts.len(), whole)
        });
        everything.sort(&mut places, query.order, query.descending);
        let agenda = Agenda {
            today,
            page: Page::of(Vec::new(), 1, 1),
            counts,
            kinds,
            sums: sums(places.iter().map(|at| &all[*at])),
            top: Top { count: places.len(), of, share },
            overdue: places.iter().filter(|at| all[**at].due_on().is_some_and(|on| on < today)).count(),
            collectors,
            has_orphans,
            collector,
        };
        let heaviest = places.iter().map(|at| all[*at].rank.weight()).max().unwrap_or(0);
        Self { all: everything, places, heaviest, agenda }
    }

    fn dossier(&self, place: usize) -> Dossier {
        let dossier = self.all.dossiers[place].clone();
        Dossier { priority: dossier.rank.priority(self.heaviest), ..dossier }
    }
}

/// A collector, how many accounts with something late, and what is late on them.
pub type Held = (String, usize, Vec<(Currency, Cents)>);

/// What each collector follows, by name; those that nobody follows under an empty one.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn held(app: &App, scope: &Scope) -> Result<Arc<Vec<Held>>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "portfolios", String::new(), |app, scope| async move {
        let all = Everything::kept(&app, &scope).await?;
        let mut collectors: BTreeMap<&str, Held> = BTreeMap::new();
        for dossier in all.dossiers.iter().filter(|dossier| View::Every.shows(dossier)) {
            let (_, count, sums) = collectors.entry(&dossier.owner).or_insert_with(|| (dossier.owner.clone(), 0, Vec::new()));
            *count += 1;
            match sums.iter_mut().find(|(currency, _)| *currency == dossier.currency) {
                Some((_, sum)) => *sum += dossier.late,
                None => sums.push((dossier.currency, dossier.late)),
            }
        }
        Ok(collectors.into_values().collect())
    })
    .await
}

/// The lines of some accounts, without an order.
pub(crate) async fn accounts_of(app: &App, scope: &Scope, wanted: &HashSet<DebtorId>) -> Result<Vec<Dossier>> {
    let all = Everything::kept(app, scope).await?;
    Ok(all.dossiers.iter().filter(|dossier| wanted.contains(&dossier.debtor)).cloned().collect())
}

/// A page of the agenda.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn agenda(app: &App, scope: &Scope, query: &AgendaQuery) -> Result<Agenda> {
    scope.require(Permission::ViewReceivables)?;
    let found = Found::kept(app, scope, query).await?;
    let Page { rows, page, pages, total } = Page::cut(&found.places, query.page, query.per_page);
    let page = Page { rows: rows.into_iter().map(|place| found.dossier(place)).collect(), page, pages, total };
    Ok(Agenda { page, ..found.agenda.clone() })
}

/// The lines of a query that are wanted, in its order.
pub(crate) async fn chosen(app: &App, scope: &Scope, query: &AgendaQuery, is_wanted: impl Fn(&Dossier) -> bool) -> Result<Vec<Dossier>> {
    scope.require(Permission::ViewReceivables)?;
    let found = Found::kept(app, scope, query).await?;
    let wanted = found.places.iter().filter(|place| is_wanted(&found.all.dossiers[**place]));
    Ok(wanted.map(|place| found.dossier(*place)).collect())
}

/// The agenda as a table for a spreadsheet: all that a query finds.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, query: &AgendaQuery) -> Result<String> {
    scope.require(Permission::ViewReceivables)?;
    let found = Found::kept(app, scope, query).await?;
    let mut out = words::columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    let day = |on: Option<Date>| on.map(|on| on.to_string()).unwrap_or_default();
    let plain = |amount: Cents| amount.iso().replace('.', ",");
    for dossier in found.places.iter().map(|place| found.dossier(*place)) {
        let things: Vec<String> = dossier.things.iter().map(|thing| thing.title.clone()).collect();
        let cells = [
            dossier.priority.to_string(),
            cell(&dossier.code),
            cell(&dossier.name),
            cell(&dossier.category),
            cell(&dossier.collector),
            cell(&things.join(", ")),
            day(dossier.due_on()),
            plain(dossier.late),
            plain(dossier.owed),
            dossier.currency.code().to_owned(),
            dossier.oldest_days.to_string(),
            day(dossier.last_contact_on),
            day(dossier.snooze.as_ref().map(|snooze| snooze.until)),
            cell(&dossier.why()),
        ];
        out.push_str(&(cells.join(";") + "\r\n"));
        // A line for each further currency: what is owed in it is not lost in a spreadsheet either.
        for (currency, late, owed) in &dossier.others {
            let mut other = cells.clone();
            (other[7], other[8], other[9]) = (plain(*late), plain(*owed), currency.code().to_owned());
            out.push_str(&(other.join(";") + "\r\n"));
        }
    }
    Ok(out)
}
