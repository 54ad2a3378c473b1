//! Lines whose payment the accounting, or a table, holds already: they are linked to it, and nothing is made.

use std::collections::{HashMap, HashSet};

use domain::ids::{DebtorId, MatchId, OpenItemId, OrganisationId};
use domain::ledger::ItemKind;
use domain::payers::normalised_name;
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::{MatchOrigin, MatchRow};
use store::item::SourcedItem;
use store::payer::PayerKind;

use super::BOOKING_DELAY;
use crate::{App, Result, Scope, text};

/// A line, and the payment that it is.
pub(super) struct Link {
    pub(super) line: BankTransaction,
    pub(super) payment: OpenItemId,
    pub(super) debtor: DebtorId,
    pub(super) number: String,
}

/// Letters and digits alone, in capitals: how numbers and references are compared.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// Whether a text, already plain, names a document. Shorter numbers stand in any text.
pub(super) fn names(said: &str, number: &str) -> bool {
    let number = plain(number);
    number.len() >= 4 && said.contains(&number)
}

/// Links lines to payments that are there, so that a person can take it back.
pub(super) async fn link(tx: &mut Tx, app: &App, scope: &Scope, links: Vec<Link>) -> Result<()> {
    let organisation = scope.organisation.id;
    let (mut rows, mut events) = (Vec::with_capacity(links.len()), Vec::with_capacity(links.len()));
    for Link { line, payment, debtor, number } in links {
        let (from, to, note) = (TransactionState::ToIdentify, TransactionState::Booked, text::reason_booked());
        store::bank::set_state(tx, organisation, line.id, from, to, &note, Some(payment)).await?;
        let payload = serde_json::json!({
            "transaction": line.reference, "amount": line.amount.iso(), "currency": line.currency.code(), "payment": number, "reason": note,
        });
        events.push(crate::journal::line(app, scope, "transaction.booked", Some(debtor), Some(line.id.0), &payload));
        rows.push(MatchRow {
            id: MatchId(store::fresh_id()),
            transaction: line.id,
            origin: MatchOrigin::Booked,
            confidence: None,
            reasons: vec![note],
            runner_up: String::new(),
            previous_note: line.note,
            created_at: app.now(),
            actor: scope.actor.name.clone(),
            undone_at: None,
            payments: vec![payment],
            operations: Vec::new(),
            allocations: Vec::new(),
        });
    }
    store::bank_match::insert(tx, organisation, &rows).await?;
    store::event::append(tx, organisation, &events).await?;
    Ok(())
}

/// What is known of those who may have paid: accounts, names and numbers of documents, by debtor.
#[derive(Default)]
struct Evidence {
    accounts: HashMap<DebtorId, HashSet<String>>,
    names: HashMap<DebtorId, HashSet<String>>,
    numbers: HashMap<DebtorId, Vec<String>>,
}

impl Evidence {
    async fn load(tx: &mut Tx, organisation: OrganisationId, debtors: &HashSet<DebtorId>) -> Result<Self> {
        let mut found = Self::default();
        for debtor in store::debtor::all(tx, organisation).await?.into_iter().filter(|debtor| debtors.contains(&debtor.id)) {
            found.names.entry(debtor.id).or_default().extend(normalised_name(&debtor.name));
            found.accounts.entry(debtor.id).or_default().extend(debtor.iban.iter().map(|iban| iban.as_str().to_owned()));
        }
        for row in store::payer::live(tx, organisation, PayerKind::Account).await? {
            found.accounts.entry(row.debtor).or_default().insert(row.text);
        }
        for row in store::payer::live(tx, organisation, PayerKind::Name).await? {
            found.names.entry(row.debtor).or_default().extend(normalised_name(&row.text));
        }
        let debtors: Vec<DebtorId> = debtors.iter().copied().collect();
        for item in store::item::known_of(tx, organisation, &debtors).await?.into_iter().filter(|item| item.kind.is_document()) {
            found.numbers.entry(item.debtor).or_default().push(item.number);
        }
        Ok(found)
    }

    /// Whether a line says that this debtor paid: its account, its name, or the number of one of its documents.
    fn points_to(&self, line: &BankTransaction, debtor: DebtorId) -> bool {
        let said = plain(&format!("{} {}", line.label, line.end_to_end_id));
        let knows = |known: Option<&HashSet<String>>, text: &str| known.is_some_and(|known| known.contains(text));
        knows(self.accounts.get(&debtor), &line.counterparty_iban)
            || normalised_name(&line.counterparty).is_some_and(|name| knows(self.names.get(&debtor), &name))
            || self.numbers.get(&debtor).into_iter().flatten().any(|number| names(&said, number))
    }
}

/// Lines of the inbox whose payment the accounting has just brought: same amount, same days, and either the same
/// reference or a payer that the line names, when only one line and one payment are so. The amount alone proves nothing,
/// a payment is one line's, and a line whose matching a person took back is that person's.
pub(crate) async fn recognise_booked(tx: &mut Tx, app: &App, scope: &Scope, new_items: &[SourcedItem]) -> Result<()> {
    let organisation = scope.organisation.id;
    let mut inbox = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    let held = store::bank_match::taken_back(tx, organisation).await?;
    inbox.retain(|line| !held.contains(&line.id));
    let near = |line: &BankTransaction| -> Vec<&SourcedItem> {
        let is_near = |new: &&SourcedItem| {
            new.item.kind == ItemKind::Payment
                && new.item.amount == -line.amount
                && new.item.currency == line.currency
                && (new.item.issued_on - line.booked_on).num_days().abs() <= BOOKING_DELAY
        };
        new_items.iter().filter(is_near).collect()
    };
    let mut open: Vec<(BankTransaction, Vec<&SourcedItem>)> =
        inbox.into_iter().map(|line| (near(&line), line)).map(|(near, line)| (line, near)).collect();
    open.retain(|(_, near)| !near.is_empty());
    if open.is_empty() {
        return Ok(());
    }
    let (mut links, mut taken, mut rest) = (Vec::new(), HashSet::new(), Vec::new());
    let linked = |line: BankTransaction, payment: &SourcedItem| Link {
        line,
        payment: payment.item.id,
        debtor: payment.item.debtor,
        number: payment.item.number.clone(),
    };
    for (line, near) in open {
        let reference = plain(&line.reference);
        let mut same =
            near.iter().filter(|new| !reference.is_empty() && plain(&new.item.number) == reference && !taken.contains(&new.item.id));
        match (same.next(), same.next()) {
            (Some(payment), None) => {
                taken.insert(payment.item.id);
                links.push(linked(line, payment));
            }
            _ => rest.push((line, near)),
        }
    }
    let debtors: HashSet<DebtorId> = rest.iter().flat_map(|(_, near)| near).map(|new| new.item.debtor).collect();
    let evidence = Evidence::load(tx, organisation, &debtors).await?;
    // Each line with the payments that it points to; and how many lines point to each payment.
    let mut rivals: HashMap<OpenItemId, usize> = HashMap::new();
    for (line, near) in &mut rest {
        near.retain(|new| !taken.contains(&new.item.id) && evidence.points_to(line, new.item.debtor));
        for new in near.iter() {
            *rivals.entry(new.item.id).or_default() += 1;
        }
    }
    for (line, near) in rest {
        if let [payment] = near.as_slice()
            && rivals.get(&payment.item.id) == Some(&1)
        {
            links.push(linked(line, payment));
        }
    }
    link(tx, app, scope, links).await
}
