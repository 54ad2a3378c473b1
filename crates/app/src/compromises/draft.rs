//! A compromise being prepared: its debts, its terms, and what the house thinks of them.

use domain::accounting::{VatPart, VatRegime};
use domain::compromise::{LONGEST, Nature, Objection, Terms, WrongTerms};
use domain::ids::{CompromiseId, DebtorId, OpenItemId};
use domain::law::RateBp;
use domain::ledger::OpenItem;
use domain::party::Debtor;
use domain::plan::InterestChoice;
use domain::vat_share::completed;
use domain::{Cents, Currency, Date};
use store::Tx;
use store::compromise::CompromiseRow;

use super::{is_insolvent, journal, load_of};
use crate::text::compromises as words;
use crate::text::locale::ShownIn as _;
use crate::vat::NotKnown;
use crate::{App, AppError, Permission, Result, Scope};

/// A compromise as a person describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCompromise {
    /// Whose.
    pub debtor: DebtorId,
    /// Which of its debts; each as a whole.
    pub items: Vec<OpenItemId>,
    /// What is to be paid in all.
    pub payable: Cents,
    /// The last day to pay.
    pub pay_by: Date,
    /// What the discount is: there is no default.
    pub nature: Option<Nature>,
    /// Of a waiver: when the VAT was due.
    pub regime: Option<VatRegime>,
    /// The discount by rate of VAT, taxes included, as the person says it; one rate may be without an amount, and has the rest. Empty: as
    /// the invoices say, where that is known.
    pub vat: Vec<(RateBp, Option<Cents>)>,
    /// What becomes of interest, kept or waived: there is no default.
    pub interest: Option<InterestChoice>,
    /// What is to be remembered, for the house.
    pub note: String,
    /// What was typed, to begin the next one with.
    pub typed: String,
}

/// What a compromise would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The debts, by due date.
    pub items: Vec<OpenItem>,
    /// Its terms.
    pub terms: Terms,
    /// The discount by rate of VAT; empty when that is not known.
    pub vat: Vec<VatPart>,
    /// The number of an invoice of several rates of which it is not known at which of them what is left is: a person has to say so.
    pub unclear: Option<String>,
    /// Its currency.
    pub currency: Currency,
    /// The discount in tenths of a percent of the debt.
    pub permille: i64,
    /// Why it would need approval.
    pub objections: Vec<Objection>,
    /// Credits that are free on the account: put on these debts, they would make them smaller, not the sum.
    pub credits: Cents,
}

/// What a person may choose from.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose it is.
    pub debtor: Debtor,
    /// The debts that may be in it, by due date, with what is disputed of each.
    pub items: Vec<(OpenItem, Cents)>,
    /// The debts that another agreement has: number, reference.
    pub taken: Vec<(String, String)>,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// The debts of a debtor that may be in a compromise, and those that a plan or another compromise has.
async fn debts(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId) -> Result<(Vec<(OpenItem, Cents)>, Vec<(String, String)>)> {
    let organisation = scope.organisation.id;
    let mut holders: Vec<(OpenItemId, String)> = Vec::new();
    for other in load_of(tx, organisation, debtor).await?.iter().filter(|other| other.state.is_in_force()) {
        holders.extend(other.record.items.iter().map(|(item, ..)| (*item, other.record.row.reference.clone())));
    }
    for plan in crate::plans::load_of(tx, organisation, debtor, app.today()).await?.iter().filter(|plan| plan.state.is_in_force()) {
        holders.extend(plan.record.items.iter().map(|(item, _)| (*item, plan.record.row.reference.clone())));
    }
    let facts = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let (mut free, mut taken) = (Vec::new(), Vec::new());
    for item in store::item::of_debtor(tx, organisation, debtor).await? {
        if !item.kind.is_debit() || !item.open.is_positive() {
            continue;
        }
        match holders.iter().find(|(own, _)| *own == item.id) {
            Some((_, reference)) => taken.push((item.number, reference.clone())),
            None => {
                let disputed = facts.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed.max(Cents::ZERO)).min(item.open);
                free.push((item, disputed));
            }
        }
    }
    free.sort_by_key(|(item, _)| (item.due_on, item.id));
    Ok((free, taken))
}

/// What a compromise of a debtor may be made of.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn options(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Options> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let (items, taken) = debts(&mut tx, app, scope, debtor).await?;
    Ok(Options { debtor: account, items, taken })
}

async fn decide(tx: &mut Tx, app: &App, scope: &Scope, new: &NewCompromise) -> Result<(Draft, Debtor)> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let debtor = store::debtor::get(tx, organisation, new.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if is_insolvent(tx, organisation, new.debtor, today).await? {
        return Err(invalid("debtor", words::error_insolvent()));
    }
    let (free, _) = debts(tx, app, scope, new.debtor).await?;
    let items: Vec<OpenItem> = free.into_iter().map(|(item, _)| item).filter(|item| new.items.contains(&item.id)).collect();
    let Some(currency) = items.first().map(|item| item.currency) else {
        return Err(invalid("items", words::error_no_items()));
    };
    if items.len() != new.items.len() {
        return Err(invalid("items", words::error_items_gone()));
    }
    if items.iter().any(|item| item.currency != currency) {
        return Err(invalid("items", words::error_currencies()));
    }
    // What the ledger would refuse once the sum is there is refused now: the discount is written off as of that day, and entries
    // are kept in euro.
    if items.iter().any(|item| item.issued_on > today) {
        return Err(invalid("items", words::error_not_issued()));
    }
    if new.nature == Some(Nature::Waiver) && currency != Currency::EUR {
        return Err(invalid("nature", words::error_waiver_in_euro()));
    }
    let total = Cents::total(items.iter().map(|item| item.open));
    if !new.payable.is_positive() {
        return Err(invalid("payable", words::error_discount(&total.shown_in(currency))));
    }
    let terms = Terms::new(total, total - new.payable, new.pay_by, today).map_err(|wrong| match wrong {
        WrongTerms::Discount => invalid("payable", words::error_discount(&total.shown_in(currency))),
        WrongTerms::Day => invalid("pay_by", words::error_day(LONGEST)),
    })?;
    let (vat, unclear) = if new.vat.is_empty() {
        let debts = items.iter().map(|item| (item.id, item.due_on, item.open)).collect();
        match super::vat::off(tx, organisation, debts, terms.discount, None).await? {
            Ok(vat) => (vat, None),
            Err(NotKnown::Invoice) => (Vec::new(), None),
            Err(NotKnown::Left(number)) => (Vec::new(), Some(number)),
        }
    } else {
        let vat = completed(&new.vat, terms.discount).map_err(|error| invalid("vat", crate::text::ledger::error_accounting(error)))?;
        (vat, None)
    };
    if new.interest.is_some_and(|choice| choice == InterestChoice::Frozen || !choice.suits(debtor.kind)) {
        return Err(invalid("interest", words::error_interest()));
    }
    let objections = store::compromise::policy(tx, organisation).await?.objections(&terms, today);
    let permille = i128::from(terms.discount.0) * 1_000 / i128::from(terms.total.0.max(1));
    let account = store::item::of_debtor(tx, organisation, new.debtor).await?;
    let free = account.iter().filter(|item| item.currency == currency && item.open.is_negative());
    let credits = Cents::total(free.map(|item| -item.open));
    let permille = i64::try_from(permille).unwrap_or_default();
    Ok((Draft { items, terms, vat, unclear, currency, permille, objections, credits }, debtor))
}

/// What a compromise would be; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::NotFound`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, new: &NewCompromise) -> Result<Draft> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(decide(&mut tx, app, scope, new).await?.0)
}

/// Makes a compromise, as a draft.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::NotFound`].
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, new: &NewCompromise) -> Result<CompromiseId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let id = create_in(&mut tx, app, scope, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// As [`create`], inside a transaction, by somebody who may.
pub(crate) async fn create_in(tx: &mut Tx, app: &App, scope: &Scope, new: &NewCompromise) -> Result<CompromiseId> {
    let (organisation, today) = (scope.organisation.id, app.today());
    store::api::lock(tx, organisation).await?;
    let (draft, debtor) = decide(tx, app, scope, new).await?;
    let interest = new.interest.ok_or_else(|| invalid("interest", words::error_no_interest()))?;
    let nature = new.nature.ok_or_else(|| invalid("nature", words::error_no_nature()))?;
    let (regime, vat) = match nature {
        // What the invoices say of a rebate is read again when its credit note is due.
        Nature::Rebate if new.vat.is_empty() => (None, Vec::new()),
        Nature::Rebate => (None, draft.vat),
        Nature::Waiver if new.regime.is_none() || draft.vat.is_empty() => {
            let unclear = draft.unclear.filter(|_| new.regime.is_some());
            return Err(invalid("vat", unclear.map_or_else(words::error_no_vat, |number| words::vat_unclear(&number))));
        }
        Nature::Waiver => (new.regime, draft.vat),
    };
    let prefix = format!("ACC-{}-", today.format("%Y"));
    let known = store::compromise::count_references(tx, organisation, &prefix).await?;
    let objections: Vec<&str> = draft.objections.iter().map(|objection| objection.code()).collect();
    let row = CompromiseRow {
        id: CompromiseId(store::fresh_id()),
        debtor: debtor.id,
        reference: format!("{prefix}{:03}", known + 1),
        currency: draft.currency,
        terms: draft.terms,
        nature,
        regime,
        interest,
        objections: objections.join(","),
        note: new.note.trim().chars().take(1_000).collect(),
        typed: new.typed.clone(),
        created_on: today,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        state: "draft".to_owned(),
        touched: false,
        task_from: None,
        credit_reference: String::new(),
        task: None,
        credit_due: None,
    };
    let items: Vec<(OpenItemId, Cents)> = draft.items.iter().map(|item| (item.id, item.open)).collect();
    store::compromise::insert(tx, organisation, &row, &items, &vat).await?;
    let told = words::terms_told(&row.terms, row.currency);
    journal(tx, app, scope, "compromise.created", (row.debtor, row.id.0, &row.reference), &told, "").await?;
    Ok(row.id)
}
