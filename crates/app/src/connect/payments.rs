//! Payments received, told by another program: on the account, or on the documents that they name.

use std::collections::{HashMap, HashSet};

use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::{Cents, Currency, Date};
use serde_json::Value;
use store::event::NewEvent;
use store::item::{KnownItem, NewAllocation, SourcedItem};

use super::fields::Fields;
use super::once::{Begun, Once, begin, finish};
use super::{PushReport, RowError, RowOutcome, RowReport};
use crate::text::connect as words;
use crate::text::locale::ShownIn as _;
use crate::{App, Permission, Result, Scope};

const FIELDS: &[&str] = &["reference", "customer_code", "amount", "currency", "received_on", "label", "items"];

/// Days between a payment and another of the same amount that may be the same.
const SAME_DAYS: i64 = 3;

/// A payment as a row says it.
struct Said {
    reference: String,
    customer_code: String,
    amount: Cents,
    currency: Currency,
    received_on: Date,
    label: String,
    /// Numbers of the documents that it pays, with how much of each when that is said.
    items: Vec<(String, Option<Cents>)>,
}

fn key(reference: &str) -> String {
    format!("api:payment:{reference}")
}

fn read(row: &Value, today: Date) -> std::result::Result<Said, RowReport> {
    let mut fields = Fields::new(row, "", FIELDS);
    let reference = fields.required("reference");
    let customer_code = fields.required("customer_code");
    let amount = fields.required_amount("amount");
    if amount.is_some_and(|amount| !amount.is_positive()) {
        fields.fail("amount", "not_positive", words::error_not_positive());
    }
    let currency = fields.currency();
    let received_on = fields.required_date("received_on");
    if received_on.is_some_and(|on| on > today) {
        fields.fail("received_on", "in_the_future", words::error_future());
    }
    let label = fields.text("label");
    let mut items: Vec<(String, Option<Cents>)> = Vec::new();
    for (at, one) in fields.list("items", 500).iter().enumerate() {
        let mut inner = Fields::new(one, &format!("items/{at}"), &["number", "amount"]);
        let (number, part) = (inner.required("number"), inner.amount("amount"));
        if part.is_some_and(|part| !part.is_positive()) {
            inner.fail("amount", "not_positive", words::error_not_positive());
        }
        if items.iter().any(|(known, _)| *known == number) {
            inner.fail("number", "twice_in_request", words::error_twice());
        }
        fields.errors.append(&mut inner.errors);
        items.push((number, part));
    }
    match (amount, received_on, fields.errors.is_empty()) {
        (Some(amount), Some(received_on), true) => Ok(Said { reference, customer_code, amount, currency, received_on, label, items }),
        _ => Err(RowReport::rejected(reference, fields.errors)),
    }
}

/// What is known of the accounts that payments name, and what is left of their documents as payments use them up.
struct Known {
    /// The account of each code; that of an absorbed account is its survivor.
    debtors: HashMap<String, DebtorId>,
    documents: HashMap<(DebtorId, String), Vec<KnownItem>>,
    open: HashMap<OpenItemId, Cents>,
    before: HashMap<String, KnownItem>,
    payments: Vec<KnownItem>,
}

async fn load(tx: &mut store::Tx, scope: &Scope, said: &[&Said]) -> Result<Known> {
    let organisation = scope.organisation.id;
    let codes: Vec<String> = said.iter().map(|said| said.customer_code.clone()).collect();
    let named = store::api::debtors_by_code(tx, organisation, &codes).await?;
    let survivors: HashMap<DebtorId, DebtorId> =
        store::merge::redirects(tx, organisation).await?.into_iter().map(|redirect| (redirect.absorbed, redirect.survivor)).collect();
    let debtors: HashMap<String, DebtorId> =
        named.into_iter().map(|debtor| (debtor.code, survivors.get(&debtor.id).copied().unwrap_or(debtor.id))).collect();
    let ids: Vec<DebtorId> = debtors.values().copied().collect::<HashSet<_>>().into_iter().collect();
    let numbers: HashSet<String> = said.iter().flat_map(|said| said.items.iter().map(|(number, _)| number.clone())).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let mut documents: HashMap<(DebtorId, String), Vec<KnownItem>> = HashMap::new();
    let mut open = HashMap::new();
    for part in numbers.chunks(1_000) {
        for item in store::api::items_by_number(tx, organisation, &ids, part).await? {
            if item.kind.is_debit() {
                open.insert(item.id, item.open);
                documents.entry((item.debtor, item.number.clone())).or_default().push(item);
            }
        }
    }
    let keys: Vec<String> = said.iter().map(|said| key(&said.reference)).collect();
    let before = store::api::items_by_key(tx, organisation, &keys).await?;
    let payments = store::api::payments_of(tx, organisation, &ids).await?;
    Ok(Known { debtors, documents, open, before: before.into_iter().map(|item| (item.source_key.clone(), item)).collect(), payments })
}

/// A payment to be written, with what it pays.
struct Decided {
    item: SourcedItem,
    allocations: Vec<NewAllocation>,
    event: NewEvent,
}

fn refuse(said: &Said, field: &str, code: &str, message: String) -> RowReport {
    RowReport::rejected(said.reference.clone(), vec![RowError { field: field.to_owned(), code: code.to_owned(), message }])
}

/// The parts that the named documents get, the oldest due date of a number first.
fn parts(said: &Said, debtor: DebtorId, known: &Known) -> std::result::Result<Vec<(OpenItemId, Date, Cents)>, RowReport> {
    let mut left = said.amount;
    let mut parts = Vec::new();
    for (at, (number, asked)) in said.items.iter().enumerate() {
        let field = format!("items/{at}/number");
        let found = known.documents.get(&(debtor, number.clone())).map(Vec::as_slice).unwrap_or_default();
        if found.is_empty() {
            return Err(refuse(said, &field, "no_such_item", words::error_no_such_item(number)));
        }
        if found.iter().any(|item| item.currency != said.currency) {
            return Err(refuse(said, &field, "currency_differs", words::error_currency(number)));
        }
        let open = |item: &KnownItem| known.open.get(&item.id).copied().unwrap_or_default();
        let total = Cents::total(found.iter().map(open));
        if asked.is_some_and(|asked| asked > total || asked > left) {
            let (field, most) = (format!("items/{at}/amount"), total.min(left));
            return Err(refuse(said, &field, "exceeds_open", words::error_exceeds_open(&most.shown_in(said.currency))));
        }
        let mut wanted = asked.unwrap_or(total).min(left);
        for item in found {
            let part = open(item).min(wanted);
            if part.is_positive() {
                parts.push((item.id, item.issued_on, part));
                wanted -= part;
                left -= part;
            }
        }
    }
    Ok(parts)
}

fn decide(app: &App, scope: &Scope, said: &Said, known: &mut Known) -> std::result::Result<(Option<Decided>, RowReport), RowReport> {
    let Some(debtor) = known.debtors.get(&said.customer_code).copied() else {
        return Err(refuse(said, "customer_code", "no_such_debtor", words::error_no_such_code(&said.customer_code)));
    };
    let mut report =
        RowReport { outcome: RowOutcome::Unchanged, reference: said.reference.clone(), id: None, errors: Vec::new(), warnings: Vec::new() };
    if let Some(before) = known.before.get(&key(&said.reference)) {
        if before.debtor != debtor || before.amount != -said.amount || before.currency != said.currency {
            let message = words::error_reference_taken(&(-before.amount).shown_in(before.currency));
            return Err(refuse(said, "reference", "reference_taken", message));
        }
        report.id = Some(before.id.to_string());
        return Ok((None, report));
    }
    let parts = parts(said, debtor, known)?;
    let is_near = |payment: &&KnownItem| {
        let same = payment.debtor == debtor && payment.amount == -said.amount && payment.currency == said.currency;
        same && (payment.issued_on - said.received_on).num_days().abs() <= SAME_DAYS
    };
    if let Some(near) = known.payments.iter().find(is_near) {
        report.warnings.push(words::warning_same_payment(&near.number, &crate::text::locale::date(near.issued_on)));
    }
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor,
        kind: ItemKind::Payment,
        number: said.reference.clone(),
        issued_on: said.received_on,
        due_on: said.received_on,
        due_estimated: false,
        currency: said.currency,
        amount: -said.amount,
        open: -said.amount,
    };
    let reason = words::reason_pushed(&scope.actor.name);
    let mut allocations = Vec::with_capacity(parts.len());
    for (debit, issued_on, amount) in parts {
        *known.open.entry(debit).or_default() -= amount;
        let allocation = Allocation { debit, credit: id, amount, value_on: issued_on.max(said.received_on) };
        allocations.push(NewAllocation { allocation, origin: "match", reason: reason.clone(), reverses: None });
    }
    let source_key = key(&said.reference);
    known.before.insert(
        source_key.clone(),
        KnownItem {
            id,
            debtor,
            kind: ItemKind::Payment,
            number: said.reference.clone(),
            source_key: source_key.clone(),
            issued_on: said.received_on,
            due_on: said.received_on,
            due_estimated: false,
            currency: said.currency,
            amount: -said.amount,
            open: -said.amount,
            lettering: String::new(),
        },
    );
    let payload = serde_json::json!({"reference": said.reference, "amount": said.amount.iso(), "currency": said.currency.code()});
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "payment.pushed",
        debtor: Some(debtor),
        subject: Some(id.0),
        payload: payload.to_string(),
    };
    report.outcome = RowOutcome::Created;
    report.id = Some(id.to_string());
    let item = SourcedItem {
        item,
        source: "api",
        source_key,
        lettering: String::new(),
        label: said.label.clone(),
        order_reference: String::new(),
    };
    Ok((Some(Decided { item, allocations, event }), report))
}

/// Brings payments in. What is not put on a named document stays on the account as cash to be used.
///
/// # Errors
/// [`crate::AppError::KeyReused`], [`crate::AppError::Forbidden`], or a failure of the base; a row that cannot be used is in the report.
#[crate::boxed]
pub async fn push(app: &App, scope: &Scope, once: &Once, rows: &[Value]) -> Result<PushReport> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let read: Vec<_> = rows.iter().map(|row| read(row, app.today())).collect();
    let mut tx = match begin(app, scope, once).await? {
        Begun::Before(report) => return Ok(report),
        Begun::Now(tx) => tx,
    };
    let usable: Vec<&Said> = read.iter().flatten().collect();
    let mut known = load(&mut tx, scope, &usable).await?;
    let mut report = PushReport::default();
    let mut decided = Vec::new();
    for said in &read {
        let row = match said {
            Ok(said) => match decide(app, scope, said, &mut known) {
                Ok((new, row)) => {
                    decided.extend(new);
                    row
                }
                Err(rejected) => rejected,
            },
            Err(rejected) => rejected.clone(),
        };
        report.rows.push(row);
    }
    if report.is_refused() {
        return Ok(report);
    }
    let items: Vec<SourcedItem> = decided.iter().map(|decided| decided.item.clone()).collect();
    let allocations: Vec<NewAllocation> = decided.iter().flat_map(|decided| decided.allocations.clone()).collect();
    let events: Vec<NewEvent> = decided.into_iter().map(|decided| decided.event).collect();
    store::item::insert(&mut tx, organisation, &items).await?;
    store::item::allocate(&mut tx, organisation, &allocations, app.now(), &scope.actor.name).await?;
    store::event::append(&mut tx, organisation, &events).await?;
    crate::promises::settle(&mut tx, app, scope, app.today()).await?;
    finish(tx, app, scope, once, &report).await?;
    Ok(report)
}
