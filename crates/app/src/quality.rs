//! The inbox of data quality: what is wrong or missing in accounts and items, how much hangs on it, and the fixes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::add_days;
use domain::identifiers::EmailAddress;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::quality::duplicates::{Account, Pair, find};
use domain::quality::{
    AccountFacts, CompanyState, EmailFact, FORGOTTEN_CREDIT_DAYS, IssueKind, PROOF_WANTED_DAYS, STUCK_DAYS, reachable_percent,
};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::quality::{AccountRow, CompanyCheck, Ignored, ItemRow};
use uuid::Uuid;

use crate::accounts::{ContactTyped, event, put_contact};
use crate::ageing::cell;
use crate::debtors::Page;
use crate::kept::kept;
use crate::text::quality as words;
use crate::{App, AppError, Permission, Result, Scope, accounts};

/// How long an issue that is set aside stays away.
pub const IGNORED_DAYS: i64 = 90;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What.
    pub kind: IssueKind,
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The one item that it is about, and its number.
    pub item: Option<(OpenItemId, String)>,
    /// For an item: when it was issued, when it is due.
    pub dates: Option<(Date, Date)>,
    /// The other account of a pair: id, code, name.
    pub other: Option<(DebtorId, String, String)>,
    /// How sure a pair is, in hundredths.
    pub score: Option<u8>,
    /// What hangs on it.
    pub stake: Cents,
    /// The currency of that.
    pub currency: String,
    /// What was found, in French.
    pub detail: String,
}

impl Issue {
    /// What it is set aside under: the item, else the account.
    #[must_use]
    pub fn subject(&self) -> Uuid {
        self.item.as_ref().map_or(self.debtor.0, |(item, _)| item.0)
    }
}

/// How many issues of a kind there are, and the euros that hang on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The kind.
    pub kind: IssueKind,
    /// How many.
    pub count: usize,
    /// The euros.
    pub stake: Cents,
}

/// How much of what is owed an e-mail reaches, in euro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Owed by accounts that an e-mail reaches.
    pub reachable: Cents,
    /// Owed in all.
    pub owed: Cents,
    /// The share, in whole hundredths, rounded down.
    pub percent: u8,
}

/// In which order a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By what hangs on it.
    #[default]
    Stake,
    /// By name.
    Name,
    /// By what was found.
    Detail,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Stake, Self::Name, Self::Detail];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stake => "enjeu",
            Self::Name => "nom",
            Self::Detail => "detail",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityQuery {
    /// Of one kind; the first that has an issue when none is named.
    pub kind: Option<IssueKind>,
    /// Words of the name, the code or the number.
    pub search: String,
    /// In which order.
    pub sort: Sort,
    /// Whether the largest comes first.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Rows a page.
    pub per_page: usize,
}

impl Default for QualityQuery {
    fn default() -> Self {
        Self { kind: None, search: String::new(), sort: Sort::default(), descending: true, page: 1, per_page: 50 }
    }
}

/// The inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Every kind with its count, none left out.
    pub counts: Vec<Counted>,
    /// The kind that is listed.
    pub kind: IssueKind,
    /// Its issues.
    pub page: Page<Issue>,
    /// How much an e-mail reaches.
    pub reach: Reach,
}

/// Everything that was read, by account.
struct Read {
    accounts: Vec<AccountRow>,
    emails: HashMap<DebtorId, Vec<(String, bool)>>,
    owed: HashMap<DebtorId, Cents>,
    has_open: HashSet<DebtorId>,
    items: Vec<ItemRow>,
    closed: HashMap<DebtorId, CompanyCheck>,
    ignored: HashSet<(IssueKind, Uuid)>,
    told_apart: HashSet<(DebtorId, DebtorId)>,
    wrong_phones: HashSet<DebtorId>,
    /// Letters that came back, their addressee unknown there: as the address was written, and when.
    returned: HashMap<DebtorId, Vec<(String, Date)>>,
}

async fn read(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Read> {
    let mut emails: HashMap<DebtorId, Vec<(String, bool)>> = HashMap::new();
    for (debtor, email, unreachable) in store::quality::emails(tx, organisation).await? {
        emails.entry(debtor).or_default().push((email, unreachable));
    }
    let (mut owed, mut has_open) = (HashMap::new(), HashSet::new());
    for (debtor, currency, amount) in store::quality::owed(tx, organisation).await? {
        has_open.insert(debtor);
        if currency == Currency::EUR.code() {
            owed.insert(debtor, amount);
        }
    }
    let mut returned: HashMap<DebtorId, Vec<(String, Date)>> = HashMap::new();
    for (debtor, recipient, on) in store::letter::returned(tx, organisation).await? {
        returned.entry(debtor).or_default().push((recipient, on));
    }
    let (proof, forgotten) = (add_days(today, -PROOF_WANTED_DAYS), add_days(today, -FORGOTTEN_CREDIT_DAYS));
    Ok(Read {
        accounts: store::quality::accounts(tx, organisation).await?,
        emails,
        owed,
        has_open,
        items: store::quality::items(tx, organisation, today, (proof, forgotten, add_days(today, -STUCK_DAYS))).await?,
        closed: store::quality::closed(tx, organisation).await?.into_iter().map(|check| (check.debtor, check)).collect(),
        ignored: store::quality::ignored(tx, organisation, today).await?.into_iter().collect(),
        told_apart: store::merge::told_apart(tx, organisation).await?.into_iter().collect(),
        wrong_phones: store::call::with_wrong_numbers(tx, organisation).await?.into_iter().collect(),
        returned,
    })
}

impl Read {
    fn owed_by(&self, debtor: DebtorId) -> Cents {
        self.owed.get(&debtor).copied().filter(|owed| owed.is_positive()).unwrap_or(Cents::ZERO)
    }

    /// An account's facts; its e-mails are the caller's, so that they are borrowed and not copied.
    fn facts<'a>(&'a self, row: &'a AccountRow, emails: &'a [EmailFact<'a>]) -> AccountFacts<'a> {
        let [siren, siret, vat, iban] = &row.numbers;
        AccountFacts {
            kind: row.kind,
            siren,
            siret,
            vat,
            iban,
            country: &row.country,
            street: &row.street,
            postcode: &row.postcode,
            city: &row.city,
            emails,
            company: self.closed_check(row).map(|_| CompanyState::Closed),
        }
    }

    /// What the register said, when it spoke of the account's present SIREN.
    fn closed_check(&self, row: &AccountRow) -> Option<&CompanyCheck> {
        self.closed.get(&row.id).filter(|check| check.siren == row.numbers[0])
    }

    /// The day on which a letter to the account's present address came back.
    fn came_back(&self, row: &AccountRow) -> Option<Date> {
        let letters = self.returned.get(&row.id)?.iter();
        letters.filter(|(to, _)| crate::post::is_same_address(to, &row.street, &row.postcode, &row.city)).map(|(_, on)| *on).max()
    }

    fn emails_of(&self, row: &AccountRow) -> Vec<EmailFact<'_>> {
        let known = self.emails.get(&row.id).into_iter().flatten();
        known.map(|(address, is_unreachable)| EmailFact { address, is_unreachable: *is_unreachable }).collect()
    }

    /// Every issue that is not set aside, and how much an e-mail reaches.
    fn judge(&self, today: Date) -> Judged {
        let mut found = Vec::new();
        let (mut reachable, mut owed) = (Cents::ZERO, Cents::ZERO);
        for (account, row) in self.accounts.iter().enumerate() {
            let emails = self.emails_of(row);
            let facts = self.facts(row, &emails);
            let own = self.owed_by(row.id);
            owed += own;
            if facts.is_reachable() {
                reachable += own;
            }
            if self.has_open.contains(&row.id) {
                let issues = facts.issues();
                let came_back = self.came_back(row).is_some() && !issues.contains(&IssueKind::NoAddress);
                let phone = self.wrong_phones.contains(&row.id).then_some(IssueKind::WrongPhone);
                let more = came_back.then_some(IssueKind::NoAddress).into_iter().chain(phone);
                found.extend(issues.into_iter().chain(more).map(|kind| Found { kind, account, at: 0 }));
            }
        }
        let by_id: HashMap<DebtorId, usize> = self.accounts.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        for (at, row) in self.items.iter().enumerate() {
            if let Some(account) = by_id.get(&row.debtor).copied() {
                found.extend(row.facts.issues(today).into_iter().map(|kind| Found { kind, account, at }));
            }
        }
        let pairs: Vec<(usize, usize, Pair)> = self
            .pairs()
            .into_iter()
            .filter(|pair| self.has_open.contains(&pair.first) || self.has_open.contains(&pair.second))
            .filter_map(|pair| {
                let (one, other) = (*by_id.get(&pair.first)?, *by_id.get(&pair.second)?);
                // The account that owes more is the one proposed to stay.
                let swap = self.owed_by(pair.second) > self.owed_by(pair.first);
                Some(if swap { (other, one, pair) } else { (one, other, pair) })
            })
            .collect();
        found.extend(pairs.iter().enumerate().map(|(at, (account, ..))| Found { kind: IssueKind::Duplicate, account: *account, at }));
        found.retain(|found| !self.ignored.contains(&(found.kind, self.subject(found))));
        Judged { found, pairs, reach: Reach { reachable, owed, percent: reachable_percent(reachable, owed) } }
    }

    fn subject(&self, found: &Found) -> Uuid {
        if found.kind.is_of_item() { self.items[found.at].id.0 } else { self.accounts[found.account].id.0 }
    }

    /// What hangs on an issue, and its currency.
    fn stake<'a>(&'a self, judged: &Judged, found: &Found) -> (Cents, &'a str) {
        if found.kind.is_of_item() {
            let item = &self.items[found.at];
            return (Cents(item.facts.open.0.saturating_abs()), &item.currency);
        }
        let own = self.owed_by(self.accounts[found.account].id);
        let other = match found.kind {
            IssueKind::Duplicate => self.owed_by(self.accounts[judged.pairs[found.at].1].id),
            _ => Cents::ZERO,
        };
        (own + other, "EUR")
    }

    /// An issue in words.
    fn issue(&self, judged: &Judged, found: &Found) -> Issue {
        let row = &self.accounts[found.account];
        let (stake, currency) = self.stake(judged, found);
        let mut issue = Issue {
            kind: found.kind,
            debtor: row.id,
            code: row.code.clone(),
            name: row.name.clone(),
            item: None,
            dates: None,
            other: None,
            score: None,
            stake,
            currency: currency.to_owned(),
            detail: String::new(),
        };
        if found.kind.is_of_item() {
            let item = &self.items[found.at];
            issue.item = Some((item.id, item.number.clone()));
            issue.dates = Some((item.facts.issued_on, item.facts.due_on));
        }
        issue.detail = match found.kind {
            IssueKind::Duplicate => {
                let (_, other, pair) = &judged.pairs[found.at];
                let other = &self.accounts[*other];
                issue.other = Some((other.id, other.code.clone(), other.name.clone()));
                issue.score = Some(pair.score);
                reasons(pair)
            }
            IssueKind::BadIdentifier => {
                let faults = self.facts(row, &[]).identifier_faults();
                faults.into_iter().map(words::identifier_fault).collect::<Vec<_>>().join(", ")
            }
            IssueKind::ClosedCompany => {
                self.closed_check(row).map(|check| words::detail_closed(&check.name, check.closed_on)).unwrap_or_default()
            }
            IssueKind::BadEmail => self.emails_of(row).iter().map(|email| email.address).collect::<Vec<_>>().join(", "),
            IssueKind::NoAddress if self.came_back(row).is_some() => {
                self.came_back(row).map(crate::text::post::detail_returned).unwrap_or_default()
            }
            IssueKind::NoRate => issue.currency.clone(),
            _ => match issue.dates {
                Some((issued_on, due_on)) => words::detail_due(issued_on, due_on),
                None => format!("{} {}", row.postcode, row.city).trim().to_owned(),
            },
        };
        issue
    }

    fn pairs(&self) -> Vec<Pair> {
        let accounts: Vec<Account> = self
            .accounts
            .iter()
            .map(|row| {
                let [siren, siret, vat, iban] = row.numbers.clone();
                let emails = self.emails.get(&row.id).into_iter().flatten().map(|(email, _)| email.clone()).collect();
                Account { id: row.id, name: row.name.clone(), siren, siret, vat, iban, postcode: row.postcode.clone(), emails }
            })
            .collect();
        find(&accounts, &self.told_apart)
    }
}

/// An issue before its words are written: where its account is, and its item or pair.
#[derive(Debug, Clone, Copy)]
struct Found {
    kind: IssueKind,
    account: usize,
    at: usize,
}

/// Everything that was found.
struct Judged {
    found: Vec<Found>,
    /// The account that is proposed to stay, the other, and why.
    pairs: Vec<(usize, usize, Pair)>,
    reach: Reach,
}

fn reasons(pair: &Pair) -> String {
    pair.reasons.iter().map(|reason| words::duplicate_reason(*reason)).collect::<Vec<_>>().join(", ")
}

async fn everything(app: &App, scope: &Scope) -> Result<Arc<(Read, Judged)>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "quality", String::new(), |app, scope| async move { judged(&app, &scope).await }).await
}

async fn judged(app: &App, scope: &Scope) -> Result<(Read, Judged)> {
    let today = app.today();
    let mut tx = app.db().snapshot().await?;
    let read = read(&mut tx, scope.organisation.id, today).await?;
    drop(tx);
    let judged = read.judge(today);
    app.quality().set(scope.organisation.id, app.now(), waiting(&judged.found));
    Ok((read, judged))
}

/// The issues that stop or falsify reminders: what the rail counts.
fn waiting(found: &[Found]) -> usize {
    let stops = |kind| {
        matches!(kind, IssueKind::NoEmail | IssueKind::BadEmail | IssueKind::EstimatedDue | IssueKind::Duplicate | IssueKind::ClosedCompany)
    };
    found.iter().filter(|found| stops(found.kind)).count()
}

fn chosen(read: &Read, judged: &Judged, kind: IssueKind, query: &QualityQuery) -> Vec<Issue> {
    let of_kind = judged.found.iter().filter(|found| found.kind == kind);
    let mut issues: Vec<Issue> = of_kind.map(|found| read.issue(judged, found)).collect();
    let words: Vec<String> = store::debtor::fold(&query.search).split_whitespace().map(str::to_owned).collect();
    issues.retain(|issue| {
        let other = issue.other.as_ref().map(|(_, code, name)| format!("{code} {name}")).unwrap_or_default();
        let number = issue.item.as_ref().map_or("", |(_, number)| number.as_str());
        let text = store::debtor::fold(&format!("{} {} {number} {other}", issue.name, issue.code));
        words.iter().all(|word| text.contains(word.as_str()))
    });
    issues.sort_by(|a, b| {
        let order = match query.sort {
            Sort::Stake => a.stake.cmp(&b.stake),
            Sort::Name => store::debtor::fold(&a.name).cmp(&store::debtor::fold(&b.name)),
            Sort::Detail => a
                .score
                .cmp(&b.score)
                .then_with(|| a.dates.map(|(_, due)| due).cmp(&b.dates.map(|(_, due)| due)))
                .then_with(|| a.detail.cmp(&b.detail)),
        };
        let order = if query.descending { order.reverse() } else { order };
        order.then_with(|| a.name.cmp(&b.name)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.subject().cmp(&b.subject()))
    });
    issues
}

/// The inbox, one kind of it listed.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn board(app: &App, scope: &Scope, query: &QualityQuery) -> Result<Arc<Board>> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    kept(app, scope, "quality, listed", format!("{query:?}"), move |app, scope| async move { listed(&app, &scope, &query).await }).await
}

async fn listed(app: &App, scope: &Scope, query: &QualityQuery) -> Result<Board> {
    let all = everything(app, scope).await?;
    let (read, judged) = &*all;
    let mut by_kind: HashMap<IssueKind, (usize, Cents)> = HashMap::new();
    for found in &judged.found {
        let counted = by_kind.entry(found.kind).or_insert((0, Cents::ZERO));
        counted.0 += 1;
        let (stake, currency) = read.stake(judged, found);
        if currency == Currency::EUR.code() {
            counted.1 += stake;
        }
    }
    let counts: Vec<Counted> = IssueKind::ALL
        .into_iter()
        .map(|kind| {
            let (count, stake) = by_kind.get(&kind).copied().unwrap_or((0, Cents::ZERO));
            Counted { kind, count, stake }
        })
        .collect();
    let first = counts.iter().find(|counted| counted.count > 0).map_or(IssueKind::NoEmail, |counted| counted.kind);
    let kind = query.kind.unwrap_or(first);
    let page = Page::of(chosen(read, judged, kind, query), query.page, query.per_page);
    Ok(Board { counts, kind, page, reach: judged.reach })
}

/// The issues of a kind as a table for a spreadsheet; of all kinds when none is named.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, query: &QualityQuery) -> Result<String> {
    let all = everything(app, scope).await?;
    let (read, judged) = &*all;
    let kinds: Vec<IssueKind> = query.kind.map_or_else(|| IssueKind::ALL.to_vec(), |kind| vec![kind]);
    let mut out = words::columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";");
    out.push_str("\r\n");
    for kind in kinds {
        for issue in chosen(read, judged, kind, query) {
            let other = issue.other.as_ref().map(|(_, code, name)| format!("{code} {name} – ")).unwrap_or_default();
            let number = issue.item.as_ref().map_or("", |(_, number)| number.as_str());
            let cells = [
                cell(&words::issue(kind)),
                cell(&issue.code),
                cell(&issue.name),
                cell(number),
                cell(&format!("{other}{}", issue.detail)),
                issue.stake.iso().replace('.', ","),
                cell(&issue.currency),
            ];
            out.push_str(&cells.join(";"));
            out.push_str("\r\n");
        }
    }
    Ok(out)
}

/// The accounts that look like one, the surest first: id, score, reasons in French.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn look_alikes(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<(DebtorId, u8, String)>> {
    let all = everything(app, scope).await?;
    let pairs = all.1.pairs.iter().map(|(.., pair)| pair).filter(|pair| pair.first == debtor || pair.second == debtor);
    Ok(pairs
        .map(|pair| {
            let other = if pair.first == debtor { pair.second } else { pair.first };
            (other, pair.score, reasons(pair))
        })
        .collect())
}

/// Gives an account an e-mail: to its contact that has none or a wrong one, else to a new one.
///
/// # Errors
/// [`AppError::Invalid`] for what is no address; [`AppError::NotFound`].
#[crate::boxed]
pub async fn fix_email(app: &App, scope: &Scope, debtor: DebtorId, email: &str) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    if email.trim().is_empty() {
        return Err(AppError::Invalid { field: "email", reason: crate::text::error_identifier("email", "") });
    }
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let unreachable: HashSet<String> = store::quality::emails(&mut tx, organisation)
        .await?
        .into_iter()
        .filter(|(id, _, unreachable)| *id == debtor && *unreachable)
        .map(|(_, email, _)| email)
        .collect();
    let known = store::debtor::contacts(&mut tx, organisation, debtor).await?;
    let wrong = known.iter().find(|contact| contact.email.as_ref().is_none_or(|email| unreachable.contains(EmailAddress::as_str(email))));
    let typed = ContactTyped {
        role: wrong.map(|contact| contact.role.code().to_owned()).unwrap_or_default(),
        name: wrong.map(|contact| contact.name.clone()).unwrap_or_default(),
        phone: wrong.map(|contact| contact.phone.clone()).unwrap_or_default(),
        email: email.to_owned(),
    };
    put_contact(&mut tx, app, scope, debtor, wrong.map(|contact| contact.id), &typed).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets some fields of an account as they stand now: for a fix of one field, where nothing else is overwritten.
///
/// # Errors
/// [`AppError::Invalid`] naming the field; [`AppError::NotFound`].
#[crate::boxed]
pub async fn fix_fields(app: &App, scope: &Scope, debtor: DebtorId, typed: &BTreeMap<String, String>) -> Result<usize> {
    let version = accounts::view(app, scope, debtor).await?.version;
    accounts::save(app, scope, debtor, version, typed).await
}

/// Sets an issue aside for [`IGNORED_DAYS`]; the first day on which it is shown again.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::NotFound`].
#[crate::boxed]
pub async fn ignore(app: &App, scope: &Scope, kind: IssueKind, debtor: DebtorId, item: Option<OpenItemId>, reason: &str) -> Result<Date> {
    scope.require(Permission::EditDebtors)?;
    let reason: String = reason.trim().chars().take(300).collect();
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::error_ignore_without_reason() });
    }
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let subject = match item {
        Some(item) => {
            let known = store::item::get(&mut tx, organisation, item).await?.filter(|known| known.debtor == debtor);
            known.ok_or(AppError::NotFound("item"))?.id.0
        }
        None => debtor.0,
    };
    let until = add_days(app.today(), IGNORED_DAYS);
    let ignored = Ignored { kind, subject, until, reason: reason.clone() };
    store::quality::ignore(&mut tx, organisation, &ignored, app.now(), &scope.actor.name).await?;
    let told = serde_json::json!({"issue": kind.code(), "until": until.to_string(), "reason": reason});
    store::event::append(&mut tx, organisation, &[event(app, scope, "quality.ignored", debtor, subject, &told)]).await?;
    tx.commit().await?;
    Ok(until)
}

/// How long the rail's count may be old, in minutes.
const BADGE_MINUTES: i64 = 10;

/// The last count of each organisation: the inbox looks at every account, a page must not.
#[derive(Debug, Default)]
pub(crate) struct Badges(Mutex<HashMap<OrganisationId, (DateTime<Utc>, usize)>>);

impl Badges {
    fn set(&self, organisation: OrganisationId, at: DateTime<Utc>, count: usize) {
        if let Ok(mut known) = self.0.lock() {
            known.insert(organisation, (at, count));
        }
    }

    /// The last count, and whether it is due again; the one who learns that it is due is the only one for a while.
    fn get(&self, organisation: OrganisationId, now: DateTime<Utc>) -> (usize, bool) {
        let Ok(mut known) = self.0.lock() else { return (0, false) };
        let (at, count) = known.get(&organisation).copied().unwrap_or((DateTime::<Utc>::MIN_UTC, 0));
        let is_due = now.signed_duration_since(at) > TimeDelta::minutes(BADGE_MINUTES);
        if is_due {
            known.insert(organisation, (now, count));
        }
        (count, is_due)
    }
}

/// How many issues stop or falsify reminders, as it was counted at most some minutes ago. A count that is due is made
/// behind the page's back.
pub fn badge(app: &App, scope: &Scope) -> usize {
    let (count, is_due) = app.quality().get(scope.organisation.id, app.now());
    if is_due && scope.require(Permission::ViewReceivables).is_ok() {
        let (app, scope) = (app.clone(), scope.clone());
        tokio::spawn(async move {
            if let Err(error) = everything(&app, &scope).await {
                tracing::warn!(%error, "the inbox of data quality could not be counted");
            }
        });
    }
    count
}
