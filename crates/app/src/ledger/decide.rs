//! From what a person asks to what is written: load, check, plan.

use std::collections::HashMap;

use domain::accounting::{Ground, VatPart, check_impairment, check_parts, net};
use domain::ids::{OpenItemId, OperationId};
use domain::ledger::imputation::{self, Debt, Imputation, ImputationError, impute};
use domain::ledger::operation::{Account, Operation, Plan, StandingAllocation, plan};
use domain::ledger::{ItemKind, OpenItem};
use domain::{Cents, Currency, Date};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::ledger::{OperationKind, OperationRow};

use super::{Act, Claim, Request};
use crate::text::ledger as words;
use crate::{App, AppError, Permission, Result, Scope};

/// What was decided.
pub(super) struct Decision {
    pub(super) row: OperationRow,
    pub(super) plan: Plan,
    pub(super) parts: Vec<VatPart>,
    /// All items of the account.
    pub(super) items: Vec<OpenItem>,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// What an operation needs to know of its account.
struct Loaded {
    items: Vec<OpenItem>,
    standing: Vec<StandingAllocation>,
    reopened: Vec<(OpenItemId, Date)>,
    /// In force: neither undone nor an undoing.
    operations: Vec<OperationRow>,
}

impl Loaded {
    fn of(&self, item: OpenItemId, kind: OperationKind) -> impl Iterator<Item = &OperationRow> {
        self.operations.iter().filter(move |row| row.subject == item && row.kind == kind)
    }

    fn is_doubtful(&self, item: OpenItemId) -> bool {
        self.of(item, OperationKind::Doubtful).next().is_some()
    }

    fn impaired(&self, item: OpenItemId) -> Cents {
        impaired(&self.operations, item)
    }
}

/// What is impaired of an item, from the operations in force.
pub(super) fn impaired(operations: &[OperationRow], item: OpenItemId) -> Cents {
    let sum = |kind| {
        let own = operations.iter().filter(|row| row.subject == item && row.kind == kind && !row.undone);
        Cents::total(own.map(|row| row.amount))
    };
    sum(OperationKind::Impairment) - sum(OperationKind::Release)
}

/// Whether undoing an operation would leave later ones without what they stand on.
pub(super) fn others_depend(done: &OperationRow, operations: &[OperationRow]) -> bool {
    let in_force = |row: &&OperationRow| !row.undone && row.kind != OperationKind::Undo && row.subject == done.subject && row.id != done.id;
    match done.kind {
        OperationKind::Doubtful => operations
            .iter()
            .filter(in_force)
            .any(|row| row.kind == OperationKind::Impairment || (row.kind == OperationKind::WriteOff && row.doubtful)),
        OperationKind::Impairment => impaired(operations, done.subject) < done.amount,
        _ => false,
    }
}

async fn load(tx: &mut Tx, scope: &Scope, request: &Request) -> Result<Loaded> {
    let organisation = scope.organisation.id;
    store::debtor::get(tx, organisation, request.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(tx, organisation, request.debtor).await?;
    let standing = store::item::live_allocations_of(tx, organisation, request.act.subject()).await?;
    let operations = store::ledger::of_debtor(tx, organisation, request.debtor).await?;
    Ok(Loaded {
        items,
        standing: standing.into_iter().map(|live| StandingAllocation { id: live.id, allocation: live.allocation }).collect(),
        reopened: store::ledger::reopened(tx, organisation, request.debtor).await?,
        operations: operations.into_iter().filter(|row| !row.undone && row.kind != OperationKind::Undo).collect(),
    })
}

/// Decides what a request writes.
pub(super) async fn decide(tx: &mut Tx, app: &App, scope: &Scope, request: &Request) -> Result<Decision> {
    let loaded = load(tx, scope, request).await?;
    if request.on > app.today() {
        return Err(invalid("on", words::error_in_the_future()));
    }
    let subject = loaded.items.iter().find(|item| item.id == request.act.subject()).ok_or(AppError::NotFound("item"))?;
    if request.on < subject.issued_on && !matches!(request.act, Act::Allocate { .. }) {
        let early = domain::ledger::operation::OperationError::BeforeItem(subject.issued_on);
        return Err(invalid("on", words::error_operation(early)));
    }
    let reason = reason(request, subject, scope)?;
    let mut row = OperationRow {
        id: OperationId(store::fresh_id()),
        debtor: request.debtor,
        kind: request.act.kind(),
        effective_on: request.on,
        subject: subject.id,
        made: None,
        undoes: None,
        currency: subject.currency,
        amount: Cents::ZERO,
        code: String::new(),
        regime: None,
        ground: None,
        ground_on: None,
        doubtful: loaded.is_doubtful(subject.id),
        reason,
        created_at: app.now(),
        actor: scope.actor.name.clone(),
        undone: false,
    };
    let mut parts = Vec::new();
    let operation = match &request.act {
        Act::Allocate { credit, parts } => Some(Operation::Allocate { credit: *credit, parts: parts.clone() }),
        Act::Settle { item, amount, name } => {
            name.code().clone_into(&mut row.code);
            Some(Operation::Settle { item: *item, amount: *amount, name: *name })
        }
        Act::Refund { credit, amount } => Some(Operation::Refund { credit: *credit, amount: *amount }),
        Act::Bounce { payment, code } => {
            if loaded.of(*payment, OperationKind::Bounce).next().is_some() {
                return Err(invalid("item", words::error_already_bounced()));
            }
            code.code().clone_into(&mut row.code);
            Some(Operation::Bounce { payment: *payment })
        }
        Act::WriteOff { item, amount, claim } => {
            check_claim(claim, *amount, request.on)?;
            (row.regime, row.ground, row.ground_on) = (Some(claim.regime), Some(claim.ground), claim.ground_on);
            parts.clone_from(&claim.parts);
            Some(Operation::WriteOff { item: *item, amount: *amount })
        }
        Act::Doubtful { .. } | Act::Impairment { .. } | Act::Release { .. } => {
            (row.amount, parts) = entry_only(&request.act, subject, &loaded)?;
            None
        }
    };
    // Entries are kept in euro: a claim in another currency is not written off here.
    let makes_entry =
        matches!(row.kind, OperationKind::WriteOff | OperationKind::Doubtful | OperationKind::Impairment | OperationKind::Release);
    if makes_entry && subject.currency != Currency::EUR {
        return Err(invalid("item", words::error_not_in_euro()));
    }
    let account = Account { items: &loaded.items, standing: &loaded.standing, reopened: &loaded.reopened };
    let planned = match operation {
        Some(operation) => plan(&operation, request.on, &account, OpenItemId(store::fresh_id()))
            .map_err(|error| invalid("operation", words::error_operation(error)))?,
        None => Plan::default(),
    };
    row.made = planned.made.as_ref().map(|made| made.id);
    match (&planned.made, &request.act) {
        (Some(made), _) => row.amount = made.amount.abs(),
        (None, Act::Allocate { parts, .. }) => row.amount = Cents::total(parts.iter().map(|(_, amount)| *amount)),
        _ => {}
    }
    Ok(Decision { row, plan: planned, parts, items: loaded.items })
}

/// The reason that is kept: what was typed, else what the act itself says; some acts need words.
fn reason(request: &Request, subject: &OpenItem, scope: &Scope) -> Result<String> {
    let typed = request.reason.trim();
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    match &request.act {
        Act::Allocate { .. } => Ok(crate::text::reason_by_person(&scope.actor.name)),
        Act::Bounce { code, .. } => Ok(crate::text::locale::in_french(|| words::bounce(*code))),
        Act::Settle { amount, name, .. } if *amount <= scope.organisation.rules.tolerance => {
            Ok(crate::text::locale::in_french(|| words::remainder(*name)))
        }
        Act::Settle { .. } => {
            let tolerance = scope.organisation.rules.tolerance.fr_in(subject.currency);
            Err(invalid("reason", words::error_over_tolerance(tolerance)))
        }
        _ => Err(invalid("reason", words::error_no_reason())),
    }
}

fn check_claim(claim: &Claim, amount: Cents, on: Date) -> Result<()> {
    check_parts(&claim.parts, amount).map_err(|error| invalid("parts", words::error_accounting(error)))?;
    match (claim.ground, claim.ground_on) {
        (Ground::Liquidation, None) => Err(invalid("ground_on", words::error_no_judgment_date())),
        (_, Some(ground_on)) if ground_on > on => Err(invalid("ground_on", words::error_before_ground())),
        _ => Ok(()),
    }
}

/// Amount and parts of what moves the accounting alone.
fn entry_only(act: &Act, subject: &OpenItem, loaded: &Loaded) -> Result<(Cents, Vec<VatPart>)> {
    // An impairment outlives its claim: it is released when the claim has been paid or lost.
    let may_be_settled = matches!(act, Act::Release { .. });
    if !subject.kind.is_debit() || !(may_be_settled || subject.open.is_positive()) {
        let wrong = domain::ledger::operation::OperationError::WrongKind(subject.id);
        return Err(invalid("item", words::error_operation(wrong)));
    }
    let out_of_range = |error| invalid("net", words::error_accounting(error));
    match act {
        Act::Doubtful { .. } if loaded.is_doubtful(subject.id) => Err(invalid("item", words::error_already_doubtful())),
        Act::Doubtful { .. } => Ok((subject.open, Vec::new())),
        Act::Impairment { .. } if !loaded.is_doubtful(subject.id) => Err(invalid("item", words::error_not_doubtful())),
        Act::Impairment { net: asked, parts, .. } => {
            check_parts(parts, subject.open).map_err(|error| invalid("parts", words::error_accounting(error)))?;
            check_impairment(*asked, net(parts) - loaded.impaired(subject.id)).map_err(out_of_range)?;
            Ok((*asked, parts.clone()))
        }
        Act::Release { net: asked, .. } => {
            check_impairment(*asked, loaded.impaired(subject.id)).map_err(out_of_range)?;
            Ok((*asked, Vec::new()))
        }
        _ => Ok((Cents::ZERO, Vec::new())),
    }
}

/// What the debtor said when paying.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The debts that he designated, in his order.
    pub designated: Vec<OpenItemId>,
    /// Whether the creditor agrees to a part payment of one.
    pub creditor_agrees: bool,
}

/// What one debt gets of a payment, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLine {
    /// The debt.
    pub item: OpenItemId,
    /// Its number.
    pub number: String,
    /// How much.
    pub amount: Cents,
    /// What it leaves of it.
    pub after: Cents,
    /// Why, in a French sentence with the article.
    pub why: String,
}

/// Where the law puts cash that nobody allocated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The cash.
    pub credit: OpenItem,
    /// What each debt gets.
    pub shares: Vec<ShareLine>,
    /// What stays on the account.
    pub left: Cents,
    /// Whether a person must confirm which due debt the debtor had most interest to pay.
    pub to_confirm: bool,
}

impl Proposal {
    /// By what its shares are known again: another debt or amount among them makes another mark. In hexadecimal.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for share in &self.shares {
            hash.update(format!("{}:{};", share.item, share.amount.0));
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The debts of an account in a currency, each found by its id.
struct Owed<'a> {
    debts: Vec<Debt>,
    by_id: HashMap<OpenItemId, (usize, &'a OpenItem)>,
}

impl<'a> Owed<'a> {
    /// Interest is asked for apart, by letters: none of it stands in the ledger, so none is taken off first here.
    fn new(items: &'a [OpenItem], currency: Currency) -> Self {
        let mut open: Vec<&OpenItem> =
            items.iter().filter(|item| item.kind.is_debit() && item.open.is_positive() && item.currency == currency).collect();
        // Nearly the order of an imputation: what it sorts again for the day of each payment is sorted already.
        open.sort_by_key(|item| (item.issued_on, item.due_on, item.id));
        let debt = |item: &&OpenItem| Debt {
            id: item.id,
            issued_on: item.issued_on,
            due_on: item.due_on,
            principal: item.open,
            interest: Cents::ZERO,
        };
        Self {
            debts: open.iter().map(debt).collect(),
            by_id: open.iter().enumerate().map(|(position, item)| (item.id, (position, *item))).collect(),
        }
    }

    /// Takes an imputation off, and says why each debt gets its share.
    fn take(&mut self, credit: &OpenItem, imputation: &Imputation) -> Proposal {
        let mut shares = Vec::new();
        for share in &imputation.shares {
            let Some((position, item)) = self.by_id.get(&share.debt) else { continue };
            let debt = &mut self.debts[*position];
            debt.principal -= share.principal;
            let why = words::imputation(share.reason, &item.number);
            let why = if share.interest.is_zero() { why } else { format!("{why} {}", words::inside_interest()) };
            shares.push(ShareLine { item: item.id, number: item.number.clone(), amount: share.total(), after: debt.principal, why });
        }
        Proposal { credit: credit.clone(), shares, left: imputation.left, to_confirm: imputation.to_confirm }
    }
}

/// Where cash goes, given what the debtor said.
///
/// # Errors
/// [`AppError::Invalid`] when a designated debt would be paid in part without agreement; [`AppError::NotFound`].
#[crate::boxed]
pub async fn proposal(app: &App, scope: &Scope, credit: OpenItemId, said: &Said) -> Result<Proposal> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let credit = store::item::get(&mut tx, organisation, credit).await?.ok_or(AppError::NotFound("item"))?;
    if credit.kind.is_debit() {
        let wrong = domain::ledger::operation::OperationError::WrongKind(credit.id);
        return Err(invalid("item", words::error_operation(wrong)));
    }
    let items = store::item::of_debtor(&mut tx, organisation, credit.debtor).await?;
    let inside = crate::law::terms(&mut tx, scope).await?.imputation;
    let said = imputation::Said { designated: &said.designated, creditor_agrees: said.creditor_agrees };
    let mut owed = Owed::new(&items, credit.currency);
    let imputation = impute(&owed.debts, -credit.open, credit.issued_on, said, inside).map_err(|error| {
        let about = match error {
            ImputationError::UnknownDebt(debt) | ImputationError::PartNotAgreed { debt, .. } => Some(debt),
            ImputationError::NotPositive(_) => None,
        };
        let number = items.iter().find(|item| Some(item.id) == about).map_or("", |item| item.number.as_str());
        invalid("designated", words::error_imputation(error, number))
    })?;
    Ok(owed.take(&credit, &imputation))
}

/// The proposals for all cash of an account, each after the one before.
pub(super) fn proposals(items: &[OpenItem], inside: imputation::Inside) -> Vec<Proposal> {
    let mut cash: Vec<&OpenItem> = items.iter().filter(|item| item.kind == ItemKind::Payment && item.open.is_negative()).collect();
    cash.sort_by_key(|item| (item.issued_on, item.id));
    let mut by_currency: HashMap<Currency, Owed<'_>> = HashMap::new();
    let mut found = Vec::new();
    for credit in cash {
        let owed = by_currency.entry(credit.currency).or_insert_with(|| Owed::new(items, credit.currency));
        let Ok(imputation) = impute(&owed.debts, -credit.open, credit.issued_on, imputation::Said::default(), inside) else { continue };
        if !imputation.shares.is_empty() {
            found.push(owed.take(credit, &imputation));
        }
    }
    found
}
