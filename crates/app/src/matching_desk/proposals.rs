//! What a line of the inbox may pay: the best lead first, then the runner-up.

use std::collections::HashMap;

use domain::Cents;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::matching::{Candidate, Match, ReferenceIndex, TransactionText, match_transaction};
use domain::payers::{Groups, normalised_name, third_parties};
use store::Tx;
use store::bank::BankTransaction;
use store::item::KnownItem;
use store::payer::PayerKind;

use crate::dashboard::names;
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

/// How much each kind of lead is worth, in hundredths.
mod worth {
    pub(super) const EXACT: u8 = 99;
    pub(super) const NUMBER: u8 = 75;
    pub(super) const PAYER_AND_AMOUNT: u8 = 90;
    pub(super) const ACCOUNT: u8 = 70;
    pub(super) const NAME: u8 = 62;
    pub(super) const AMOUNT: u8 = 40;
}

/// A debtor, positions of its items among the candidates, why, and how sure.
struct Lead {
    debtor: DebtorId,
    items: Vec<usize>,
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

fn candidate(item: &KnownItem) -> Candidate {
    Candidate { id: item.id, debtor: item.debtor, number: item.number.clone(), open: item.open, currency: item.currency }
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
    let candidates: Vec<Candidate> = known.iter().filter(|item| !item.open.is_zero() && item.kind.is_document()).map(candidate).collect();
    let payers = Payers::load(tx, organisation).await?;
    let index = ReferenceIndex::new(&candidates);
    let mut by_amount: HashMap<Cents, Vec<usize>> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        by_amount.entry(candidate.open).or_default().push(at);
    }
    let found: Vec<Vec<Lead>> = lines.iter().map(|line| leads(line, &candidates, &index, &payers, &by_amount)).collect();
    let debtors: Vec<DebtorId> = found.iter().flatten().map(|lead| lead.debtor).collect();
    let names = names(tx, organisation, debtors).await?;
    let shown = |line: &BankTransaction, lead: Lead| {
        let item = |at: usize| ProposedItem { id: candidates[at].id, number: candidates[at].number.clone(), amount: candidates[at].open };
        let items: Vec<ProposedItem> = lead.items.into_iter().map(item).collect();
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
    candidates: &[Candidate],
    index: &ReferenceIndex<'_>,
    payers: &Payers,
    by_amount: &HashMap<Cents, Vec<usize>>,
) -> Vec<Lead> {
    if !line.amount.is_positive() {
        return Vec::new();
    }
    let mut leads: Vec<Lead> = Vec::new();
    let texts = [line.label.as_str(), line.end_to_end_id.as_str()];
    let said = TransactionText { amount: line.amount, currency: line.currency, texts: &texts };
    let same: Vec<usize> =
        by_amount.get(&line.amount).into_iter().flatten().copied().filter(|at| candidates[*at].currency == line.currency).collect();
    let (items, confidence) = match match_transaction(index, &said) {
        Match::Exact { items } => (items, worth::EXACT),
        Match::Proposal { items, .. } => (items, worth::NUMBER),
        Match::ToIdentify => (Vec::new(), 0),
    };
    if let Some(first) = items.first() {
        leads.push(Lead { debtor: candidates[*first].debtor, items, reasons: vec![text::proposal_number()], confidence });
    }
    let (debtors, confidence, why) = payers.of(line);
    for debtor in debtors {
        let own: Vec<usize> = same.iter().copied().filter(|at| candidates[*at].debtor == *debtor).collect();
        match own.first() {
            Some(at) => leads.push(Lead {
                debtor: *debtor,
                items: vec![*at],
                reasons: vec![why.clone(), text::proposal_amount()],
                confidence: if own.len() == 1 && debtors.len() == 1 { worth::PAYER_AND_AMOUNT } else { confidence },
            }),
            None => leads.push(Lead { debtor: *debtor, items: Vec::new(), reasons: vec![why.clone()], confidence }),
        }
    }
    for at in same {
        leads.push(Lead {
            debtor: candidates[at].debtor,
            items: vec![at],
            reasons: vec![text::proposal_amount()],
            confidence: worth::AMOUNT,
        });
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
