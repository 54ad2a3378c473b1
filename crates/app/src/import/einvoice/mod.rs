//! Electronic invoices: a document makes one item per due date, or tells more of items that are known.
//!
//! The document is kept and linked to its items. The accounting and tables may tell the same invoice: it
//! is found by its number on the same account and never counted twice; what came first keeps its amount.

mod codes;
mod party;

use domain::ids::{DebtorId, EinvoiceId, OpenItemId};
use domain::ledger::{ItemKind, OpenItem};
use domain::party::Debtor;
use domain::{Cents, Currency, Date};
use formats::einvoice::Invoice;
use store::einvoice::{EinvoiceRow, VatRow};
use store::item::{ItemChange, KnownItem, SourcedItem};

pub(super) use codes::{Named, take_codes};

use super::{Context, ImportFailure, ImportReport, Problem, problems, told};
use crate::text::einvoice as words;
use crate::text::locale::ShownIn as _;
use crate::{setup, text};

/// Keys of items that a document made begin so.
pub(super) const KEY: &str = "einvoice:";

/// What a document says of a receivable, once all that it needs is there.
struct Claim<'i> {
    invoice: &'i Invoice,
    issued_on: Date,
    currency: Currency,
    /// Negative for a credit.
    due: Cents,
}

impl<'i> Claim<'i> {
    fn of(invoice: &'i Invoice) -> Option<Self> {
        if invoice.number.is_empty() || invoice.buyer.name.is_none() {
            return None;
        }
        Some(Self { invoice, issued_on: invoice.issue_date?, currency: invoice.currency()?, due: invoice.signed_due()? })
    }

    fn kind(&self) -> ItemKind {
        if self.due.is_negative() { ItemKind::CreditNote } else { ItemKind::Invoice }
    }
}

/// What comes of the items.
#[derive(Default)]
struct Outcome {
    new: Vec<SourcedItem>,
    changes: Vec<ItemChange>,
    /// The items that the document tells of, and whether it made them.
    links: Vec<(OpenItemId, bool)>,
}

fn note(words: impl Fn() -> String, error: bool) -> Problem {
    Problem::new(0, told(words), error)
}

pub(super) async fn import(context: Context<'_>, file_name: &str, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let invoice = formats::einvoice::read(bytes)?;
    let mut report = ImportReport { read: 1, problems: problems(&invoice.diagnostics), ..ImportReport::default() };
    let organisation = context.scope.organisation.id;
    let creditor = setup::creditor_in(context.tx, organisation).await?;
    if let Err(refusal) = party::is_ours(&invoice, &creditor, &mut report) {
        report.rejected = 1;
        report.problems.push(Problem::new(0, refusal, true));
        return Ok(report);
    }
    let Some(claim) = Claim::of(&invoice) else {
        report.rejected = 1;
        report.problems.push(note(words::incomplete, true));
        return Ok(report);
    };
    let hash = crate::documents::hash(bytes);
    if store::einvoice::by_document(context.tx, organisation, &hash).await?.is_some() {
        report.unchanged = 1;
        return Ok(report);
    }
    let items = store::item::known(context.tx, organisation).await?;
    let found = party::find(&claim, context.tx, organisation, &items, &mut report).await?;
    store::debtor::upsert(context.tx, organisation, std::slice::from_ref(&found.debtor)).await?;
    store::debtor::upsert_contacts(
        context.tx,
        organisation,
        &found.contact.map(|contact| vec![(found.debtor.id, contact)]).unwrap_or_default(),
    )
    .await?;
    let terms = found.debtor.terms.unwrap_or(domain::party::PaymentTerms::net(creditor.default_term_days));
    let outcome = compare(&claim, &found.debtor, terms.due_on(claim.issued_on), &items, &mut report);
    store::item::insert(context.tx, organisation, &outcome.new).await?;
    report.items = outcome.new.iter().map(|sourced| sourced.item.id).collect();
    store::item::update(context.tx, organisation, &outcome.changes).await?;
    let row = row_of(&claim, found.debtor.id, (file_name, hash), context.app, context.scope);
    store::einvoice::insert(context.tx, organisation, &row, &vat_of(&claim), &outcome.links).await?;
    delivered(context, &claim, found.debtor.id, &outcome.links).await?;
    match (outcome.new.is_empty(), outcome.changes.is_empty()) {
        (false, _) => report.created = 1,
        // A document that is new to a known item is kept with it.
        (true, false) => report.updated = 1,
        (true, true) if outcome.links.is_empty() => report.unchanged = 1,
        (true, true) => report.updated = 1,
    }
    Ok(report)
}

/// The instalments, the default term standing in for a missing due date.
fn instalments(claim: &Claim<'_>, default: Date) -> (Vec<(Date, Cents)>, bool) {
    let told = claim.invoice.instalments();
    let estimated = told.is_empty();
    let parts = if estimated { vec![(default, claim.due)] } else { told };
    // A credit is there from its day on.
    if claim.due.is_negative() { (vec![(claim.issued_on, claim.due)], false) } else { (parts, estimated) }
}

fn compare(claim: &Claim<'_>, debtor: &Debtor, default: Date, items: &[KnownItem], report: &mut ImportReport) -> Outcome {
    let mut outcome = Outcome::default();
    let number = &claim.invoice.number;
    if claim.due.is_zero() {
        report.problems.push(note(|| words::nothing_due(number), false));
        return outcome;
    }
    let (parts, estimated) = instalments(claim, default);
    let known: Vec<&KnownItem> = items
        .iter()
        .filter(|item| item.debtor == debtor.id && item.number == *number && item.kind.is_document())
        .filter(|item| item.kind.is_debit() == claim.kind().is_debit() && item.currency == claim.currency)
        .collect();
    if known.is_empty() {
        for (position, (due_on, amount)) in parts.iter().enumerate() {
            let item = OpenItem {
                id: OpenItemId(store::fresh_id()),
                debtor: debtor.id,
                kind: claim.kind(),
                number: number.clone(),
                issued_on: claim.issued_on,
                due_on: *due_on,
                due_estimated: estimated,
                currency: claim.currency,
                amount: *amount,
                open: *amount,
            };
            outcome.links.push((item.id, true));
            outcome.new.push(SourcedItem {
                item,
                source: "einvoice",
                source_key: format!("{KEY}{}:{number}:{}:{}", debtor.id, claim.kind().code(), position + 1),
                lettering: String::new(),
                label: String::new(),
                order_reference: claim.invoice.order_reference.clone().unwrap_or_default(),
            });
        }
        return outcome;
    }
    outcome.links = known.iter().map(|item| (item.id, false)).collect();
    let total: Cents = known.iter().map(|item| item.amount).sum();
    let whole = claim.invoice.total_with_tax.map(|total| if claim.due.is_negative() { -total.abs() } else { total });
    if total != claim.due && Some(total) != whole {
        let words = || text::warning_amount_differs(number, claim.due.shown_in(claim.currency), total.shown_in(claim.currency));
        report.problems.push(note(words, false));
    }
    if !estimated {
        outcome.changes = due_dates(&known, &parts, number, report);
    }
    outcome
}

/// The due dates that a document gives to known debits: one for one, or the last for an item that stands for all.
fn due_dates(known: &[&KnownItem], parts: &[(Date, Cents)], number: &str, report: &mut ImportReport) -> Vec<ItemChange> {
    let change = |item: &KnownItem, due_on: Date| {
        (item.kind.is_debit() && (due_on != item.due_on || item.due_estimated)).then(|| ItemChange {
            id: item.id,
            due_on,
            due_estimated: false,
            lettering: item.lettering.clone(),
        })
    };
    if let ([item], Some(last)) = (known, parts.iter().map(|(date, _)| *date).max()) {
        if parts.len() > 1 {
            report.problems.push(note(|| words::one_item_for_several(number), false));
        }
        return change(item, last).into_iter().collect();
    }
    let mut left: Vec<&KnownItem> = known.to_vec();
    left.sort_by_key(|item| (item.due_on, item.id));
    let mut changes = Vec::new();
    for (date, amount) in parts {
        if let Some(at) = left.iter().position(|item| item.amount == *amount) {
            changes.extend(change(left.remove(at), *date));
        }
    }
    changes
}

fn row_of(claim: &Claim<'_>, debtor: DebtorId, (file_name, hash): (&str, String), app: &crate::App, scope: &crate::Scope) -> EinvoiceRow {
    let invoice = claim.invoice;
    let credit = claim.due.is_negative();
    let format = match &invoice.attachment {
        Some(name) => format!("PDF ({name}), {}", invoice.syntax.name()),
        None => invoice.syntax.name().to_owned(),
    };
    let total = invoice.total_with_tax.unwrap_or(claim.due);
    let coded = invoice.notes.iter().filter(|note| matches!(note.subject.as_str(), "PMD" | "PMT" | "AAB"));
    EinvoiceRow {
        id: EinvoiceId(store::fresh_id()),
        debtor,
        number: invoice.number.clone(),
        type_code: invoice.type_code.clone(),
        format,
        profile: invoice.profile().unwrap_or_default().to_owned(),
        issued_on: claim.issued_on,
        currency: claim.currency,
        total: if credit { -total.abs() } else { total },
        due: claim.due,
        vat_on_debits: invoice.vat_on_debits,
        notes: coded.map(|note| format!("{} {}", note.subject, note.text.replace('\n', " "))).collect::<Vec<_>>().join("\n"),
        document_hash: hash,
        file_name: file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).to_owned(),
        created_at: app.now(),
        actor: scope.actor.name.clone(),
    }
}

fn vat_of(claim: &Claim<'_>) -> Vec<VatRow> {
    let signed = |amount: Cents| if claim.invoice.is_credit_type() { -amount.abs() } else { amount };
    claim
        .invoice
        .vat
        .iter()
        .map(|line| VatRow {
            category: line.category.clone(),
            rate_bp: line.rate_bp.and_then(|rate| i32::try_from(rate).ok()),
            base: signed(line.base.unwrap_or(Cents::ZERO)),
            tax: signed(line.tax),
        })
        .collect()
}

/// The day of the delivery becomes a fact of the claim, unless a person has said one.
async fn delivered(context: Context<'_>, claim: &Claim<'_>, debtor: DebtorId, links: &[(OpenItemId, bool)]) -> Result<(), ImportFailure> {
    let Some(on) = claim.invoice.delivery_date.filter(|on| *on <= context.app.today() && !claim.due.is_negative()) else { return Ok(()) };
    let organisation = context.scope.organisation.id;
    let known = store::claim::facts_of_debtor(context.tx, organisation, debtor).await?;
    for (item, _) in links {
        let facts = known.get(item).cloned().unwrap_or_default();
        if facts.service_on.is_none() {
            let facts = store::claim::ClaimFacts { service_on: Some(on), ..facts };
            store::claim::insert_facts(context.tx, organisation, *item, &facts, context.app.now(), &context.scope.actor.name).await?;
        }
    }
    Ok(())
}
