//! What a line of the inbox may pay: what the solver of [`crate::matching`] says, then who else may have paid.

use std::collections::HashMap;

use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::payers::{Groups, normalised_name, third_parties};
use domain::{Cents, Currency};
use store::Tx;
use store::bank::BankTransaction;
use store::item::KnownItem;
use store::payer::PayerKind;

use crate::dashboard::names;
use crate::matching::{Bench, Reading};
use crate::{Result, text};

/// An item that a proposal pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedItem {
    /// The item.
    pub id: OpenItemId,
    /// Its number.
    pub number: String,
    /// How much of it; negative for a credit note.
    pub amount: Cents,
}

/// What a line may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its name.
    pub debtor_name: String,
    /// Its items; none when only the payer is known.
    pub items: Vec<ProposedItem>,
    /// Line less items.
    pub residual: Cents,
    /// Why, a French sentence each.
    pub reasons: Vec<String>,
    /// In hundredths.
    pub confidence: u8,
}

/// More leads than these are no help.
const SHOWN: usize = 3;

/// How much a lead is worth that the solver has not weighed, in hundredths.
mod worth {
    pub(super) const ACCOUNT: u8 = 50;
    pub(super) const NAME: u8 = 45;
    pub(super) const AMOUNT: u8 = 40;
}

/// A debtor, its items by position among all, with what each gets; why, and how sure.
struct Lead {
    debtor: DebtorId,
    items: Vec<(usize, Cents)>,
    reasons: Vec<String>,
    confidence: u8,
}

/// Whose account or name it is.
#[derive(Default)]
struct Payers {
    by_account: HashMap<String, Vec<DebtorId>>,
    by_name: HashMap<String, Vec<DebtorId>>,
}

impl Payers {
    async fn load(tx: &mut Tx, organisation: OrganisationId) -> Result<Self> {
        let settings = store::payer::settings(tx, organisation).await?;
        let groups = Groups::new(store::payer::groups(tx, organisation).await?);
        let mut payers = Self::default();
        for debtor in store::debtor::all(tx, organisation).await? {
            if let Some(iban) = &debtor.iban {
                payers.by_account.entry(iban.as_str().to_owned()).or_default().push(debtor.id);
            }
            if let Some(name) = normalised_name(&debtor.name) {
                payers.by_name.entry(name).or_default().push(debtor.id);
            }
        }
        for kind in [PayerKind::Account, PayerKind::Name] {
            let rows = store::payer::live(tx, organisation, kind).await?;
            let ambiguous = third_parties(rows.iter().map(|row| (row.text.as_str(), row.debtor)), &groups, settings.third_party_from);
            let known = if kind == PayerKind::Account { &mut payers.by_account } else { &mut payers.by_name };
            for row in &rows {
                if ambiguous.contains_key(row.text.as_str()) {
                    known.remove(&row.text);
                } else {
                    let debtors = known.entry(row.text.clone()).or_default();
                    if !debtors.contains(&row.debtor) {
                        debtors.push(row.debtor);
                    }
                }
            }
        }
        Ok(payers)
    }

    /// Who pays from this line's account, else under its name.
    fn of(&self, line: &BankTransaction) -> (&[DebtorId], u8, String) {
        if let Some(debtors) = self.by_account.get(&line.counterparty_iban).filter(|_| !line.counterparty_iban.is_empty()) {
            return (debtors, worth::ACCOUNT, text::proposal_account());
        }
        let name = normalised_name(&line.counterparty);
        match name.and_then(|name| self.by_name.get(&name)) {
            Some(debtors) => (debtors, worth::NAME, text::matching::proposal_name()),
            None => (&[], 0, String::new()),
        }
    }
}

/// The leads of each line, best first.
///
/// # Errors
/// [`crate::AppError`].
pub(crate) async fn propose(tx: &mut Tx, organisation: OrganisationId, lines: &[BankTransaction]) -> Result<Vec<Vec<Proposal>>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let known = store::item::known(tx, organisation).await?;
    let bench = Bench::load(tx, organisation, &known, lines.iter()).await?;
    let payers = Payers::load(tx, organisation).await?;
    let mut by_amount: HashMap<(Cents, Currency), Vec<usize>> = HashMap::new();
    for (at, item) in known.iter().enumerate().filter(|(_, item)| !item.open.is_zero() && item.kind.is_document()) {
        by_amount.entry((item.open, item.currency)).or_default().push(at);
    }
    let places: HashMap<OpenItemId, usize> = known.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    let found: Vec<Vec<Lead>> = bench
        .read(lines)
        .into_iter()
        .zip(lines)
        .map(|(readings, line)| leads(line, readings, (&known, &places), &payers, &by_amount))
        .collect();
    let debtors: Vec<DebtorId> = found.iter().flatten().map(|lead| lead.debtor).collect();
    let names = names(tx, organisation, debtors).await?;
    let shown = |line: &BankTransaction, lead: Lead| {
        let items: Vec<ProposedItem> = lead
            .items
            .into_iter()
            .map(|(at, amount)| ProposedItem { id: known[at].id, number: known[at].number.clone(), amount })
            .collect();
        Proposal {
            debtor: lead.debtor,
            debtor_name: names.get(&lead.debtor).map(|(_, name)| name.clone()).unwrap_or_default(),
            residual: line.amount - Cents::total(items.iter().map(|item| item.amount)),
            items,
            reasons: lead.reasons,
            confidence: lead.confidence,
        }
    };
    Ok(lines.iter().zip(found).map(|(line, leads)| leads.into_iter().map(|lead| shown(line, lead)).collect()).collect())
}

fn leads(
    line: &BankTransaction,
    readings: Vec<Reading>,
    (known, places): (&[KnownItem], &HashMap<OpenItemId, usize>),
    payers: &Payers,
    by_amount: &HashMap<(Cents, Currency), Vec<usize>>,
) -> Vec<Lead> {
    if !line.amount.is_positive() {
        return Vec::new();
    }
    let mut leads: Vec<Lead> = Vec::new();
    for reading in readings {
        let items: Vec<(usize, Cents)> =
            reading.items.iter().filter_map(|(id, amount)| places.get(id).map(|place| (*place, *amount))).collect();
        if let Some((first, _)) = items.first() {
            leads.push(Lead { debtor: known[*first].debtor, items, reasons: reading.reasons, confidence: reading.confidence });
        }
    }
    let (debtors, confidence, why) = payers.of(line);
    for debtor in debtors {
        leads.push(Lead { debtor: *debtor, items: Vec::new(), reasons: vec![why.clone()], confidence });
    }
    for at in by_amount.get(&(line.amount, line.currency)).into_iter().flatten() {
        let (debtor, items) = (known[*at].debtor, vec![(*at, line.amount)]);
        leads.push(Lead { debtor, items, reasons: vec![text::proposal_amount()], confidence: worth::AMOUNT });
    }
    leads.sort_by_key(|lead| std::cmp::Reverse(lead.confidence));
    let mut kept: Vec<Lead> = Vec::new();
    for lead in leads {
        let seen = kept.iter().any(|other| other.debtor == lead.debtor && (other.items == lead.items || lead.items.is_empty()));
        if !seen && kept.len() < SHOWN {
            kept.push(lead);
        }
    }
    kept
}
