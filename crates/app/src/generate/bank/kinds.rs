//! The making of each kind of bank entry.

use super::{CHEQUES, Draft, Payer, REMITTANCE_MAX, RETURNED, TRANSFER_IN, TRANSFER_OUT, Teller};
use crate::generate::identities::{draw_iban, french_iban};
use crate::generate::invoices::part_of;
use crate::generate::names::{self, bank_text};
use crate::generate::payer::{mangle, mistype};
use crate::generate::truth::{EntryKind, Truth};
use chrono::Datelike;
use domain::Cents;

impl Teller<'_> {
    /// A payment of one invoice.
    pub(super) fn one(&mut self, kind: EntryKind, customer: usize) {
        let Some((position, (number, open))) = self.take_invoice(customer) else { return };
        self.paid_here.push(position);
        let open = Cents(open);
        let has_twin = self.twins.get(&(customer, open)).is_some_and(|count| *count > 1);
        let mut draft = self.draft(kind, customer);
        let mut paid = open;
        match kind {
            EntryKind::ExactRef => draft.remittance = self.clean_reference(position),
            EntryKind::ExactMangled => (draft.remittance, draft.ref_quality) = (mangle(&number, self.chance), "mangled"),
            EntryKind::WrongRef => {
                (draft.remittance, draft.ref_quality, draft.ambiguous) = (self.wrong_reference(customer, &number), "wrong", has_twin);
            }
            EntryKind::Partial => {
                paid = part_of(open, self.chance.between(0.3, 0.9));
                if paid > Cents(20_000) && self.chance.happens(0.5) {
                    paid = Cents(paid.0 / 10_000 * 10_000);
                }
                (draft.remittance, draft.ref_quality) =
                    if self.chance.happens(0.6) { (number.clone(), "clean") } else { ("ACOMPTE".to_owned(), "none") };
            }
            EntryKind::ShortPay => {
                let less = self.shortfall(open);
                paid = open - less;
                draft.residual = -less;
                if self.chance.happens(0.7) {
                    draft.remittance.clone_from(&number);
                }
            }
            EntryKind::Overpay => {
                draft.residual = Cents(1 + self.chance.below(5_000) as i64);
                draft.remittance.clone_from(&number);
            }
            EntryKind::ThirdParty => {
                draft.payer = self.third_party(customer);
                let base = bank_text(&self.customers[customer].base_name);
                let stranger = format!("POUR {}", base.chars().take(20).collect::<String>());
                (draft.remittance, draft.ref_quality) =
                    if self.chance.happens(0.6) { (number.clone(), "clean") } else { (stranger, "none") };
            }
            _ => {
                let text = *self.chance.pick(&["", "VIREMENT", "REGLEMENT FACTURE", "/RFB/", "MERCI"]);
                (draft.remittance, draft.ref_quality, draft.ambiguous) = (text.to_owned(), "none", has_twin);
            }
        }
        draft.amount = if kind == EntryKind::Overpay { paid + draft.residual } else { paid };
        draft.allocations = vec![(number, paid.0)];
        self.emit(draft);
    }

    fn clean_reference(&mut self, position: usize) -> String {
        let invoice = &self.ledger.invoices[position];
        match self.chance.unit() {
            ..0.5 => invoice.number.clone(),
            ..0.8 => format!("FACTURE {}", invoice.number),
            _ => format!("REGLEMENT FACT {} DU {}", invoice.number, invoice.issued_on),
        }
    }

    /// An invoice paid long ago, a typing error, or the number of an order.
    fn wrong_reference(&mut self, customer: usize, number: &str) -> String {
        let drawn = self.chance.unit();
        match self.settled_by_customer.get(&customer) {
            Some(settled) if drawn < 0.4 => self.ledger.invoices[*self.chance.pick(settled)].number.clone(),
            _ if drawn < 0.8 => mistype(number, self.chance),
            _ => format!("CMD{}", 10_000 + self.chance.below(89_999)),
        }
    }

    /// 2 % of discount, a round bank fee, or a few cents; always less than the invoice.
    fn shortfall(&mut self, open: Cents) -> Cents {
        let less = match self.chance.unit() {
            ..0.4 => open.0 / 50,
            ..0.7 => *self.chance.pick(&[500, 800, 1_200, 1_500]),
            _ => 1 + self.chance.below(9) as i64,
        };
        Cents(less.min(open.0 - 1).max(1))
    }

    fn third_party(&mut self, customer: usize) -> Payer {
        let customer = &self.customers[customer];
        let (name, name_quality, iban) = match customer.head.map(|head| &self.customers[head]) {
            Some(head) => (bank_text(&head.name), "group_head", Some(head.iban.clone())),
            None if self.chance.happens(0.5) => {
                let title = if self.chance.happens(0.5) { "M" } else { "MME" };
                (format!("{title} {}", bank_text(&customer.contact)), "director", Some(draw_iban(self.chance, "20041")))
            }
            None => (
                (*self.chance.pick(&["EUROFACTOR", "BPCE FACTOR", "FACTOFRANCE"])).to_owned(),
                "factor",
                french_iban("30004", 2_837, 11_223_344),
            ),
        };
        Payer { name, name_quality, iban, iban_known: false }
    }

    /// A payment of 2 to 12 invoices, perhaps less a credit note.
    pub(super) fn several(&mut self, kind: EntryKind, customer: usize) {
        let count = (2 + self.chance.exponential(2.2) as usize).min(12);
        let taken: Vec<_> = (0..count).map_while(|_| self.take_invoice(customer)).collect();
        self.paid_here.extend(taken.iter().map(|(position, _)| *position));
        let first_month = taken.first().map_or(0, |(position, _)| self.ledger.invoices[*position].issued_on.month0() as usize);
        let mut draft = self.draft(if kind == EntryKind::MultiNoref { kind } else { EntryKind::MultiRef }, customer);
        draft.allocations = taken.into_iter().map(|(_, allocation)| allocation).collect();
        let due: i64 = draft.allocations.iter().map(|(_, cents)| cents).sum();
        if kind == EntryKind::MultiCreditNote
            && let Some(note) = self.open_notes.get_mut(&customer).and_then(Vec::pop).map(|note| &self.ledger.credit_notes[note])
            && note.gross() < Cents(due)
        {
            draft.kind = kind;
            draft.allocations.push((note.number.clone(), -note.gross().0));
        }
        draft.amount = Cents(draft.allocations.iter().map(|(_, cents)| cents).sum());
        (draft.remittance, draft.ref_quality) = if kind == EntryKind::MultiNoref {
            let texts = [format!("FACTURES {}", names::MONTHS[first_month]), "RELEVE".to_owned(), String::new()];
            (self.chance.pick(&texts).clone(), "none")
        } else {
            self.list_references(&draft.allocations)
        };
        if draft.ref_quality != "clean" {
            draft.ambiguous =
                draft.allocations.iter().any(|(_, cents)| self.twins.get(&(customer, Cents(*cents))).is_some_and(|count| *count > 1));
        }
        self.emit(draft);
    }

    fn list_references(&mut self, allocations: &[(String, i64)]) -> (String, &'static str) {
        let has_note = allocations.iter().any(|(_, cents)| *cents < 0);
        let text = if has_note || self.chance.happens(0.6) {
            allocations.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>().join(" ")
        } else {
            let short = |number: &str| number.get(7..).unwrap_or(number).trim_start_matches('0').to_owned();
            format!("FACT {}", allocations.iter().map(|(number, _)| short(number)).collect::<Vec<_>>().join("/"))
        };
        if text.len() > REMITTANCE_MAX { (text[..REMITTANCE_MAX].to_owned(), "truncated") } else { (text, "clean") }
    }

    pub(super) fn cheque_deposit(&mut self, first: usize) {
        let (mut allocations, mut customers) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        for _ in 0..2 + self.chance.below(8) {
            let Some(customer) = next else { break };
            if let Some((_, allocation)) = self.take_invoice(customer) {
                allocations.push(allocation);
                customers.push(self.customers[customer].code.clone());
            }
            next = self.find_customer(1);
        }
        let mut draft = self.draft(EntryKind::ChequeDeposit, first);
        draft.payer = Payer { name: String::new(), name_quality: "none", iban: None, iban_known: false };
        draft.amount = Cents(allocations.iter().map(|(_, cents)| cents).sum());
        draft.remittance = format!("REMISE CHEQUES {:07} NB {}", self.chance.below(10_000_000), allocations.len());
        (draft.ref_quality, draft.code, draft.allocations, draft.customers) = ("none", CHEQUES, allocations, customers);
        self.emit(draft);
    }

    pub(super) fn on_account(&mut self, customer: usize) {
        let mut draft = self.draft(EntryKind::OnAccount, customer);
        draft.amount = Cents(*self.chance.pick(&[50_000, 100_000, 150_000, 200_000, 500_000, 1_000_000]));
        draft.residual = draft.amount;
        draft.remittance = (*self.chance.pick(&["ACOMPTE SUR COMPTE", "PROVISION", "ACOMPTE COMMANDE"])).to_owned();
        draft.ref_quality = "none";
        self.emit(draft);
    }

    pub(super) fn duplicate_payment(&mut self) {
        if self.paid_here.is_empty() {
            return;
        }
        let invoice = &self.ledger.invoices[*self.chance.pick(&self.paid_here)];
        let mut draft = self.draft(EntryKind::DuplicatePayment, invoice.customer);
        (draft.payer.iban, draft.payer.iban_known) = (Some(self.customers[invoice.customer].iban.clone()), true);
        (draft.amount, draft.residual, draft.remittance) = (invoice.open(), invoice.open(), invoice.number.clone());
        draft.repeats = self.paid_by.get(&invoice.number).cloned();
        self.emit(draft);
    }

    pub(super) fn duplicate_entry(&mut self) {
        if self.transactions.is_empty() {
            return;
        }
        let mut again = self.chance.pick(&self.transactions).clone();
        if again.truth.kind == EntryKind::DuplicateEntry {
            return;
        }
        let Truth { id, date, amount, .. } = again.truth;
        again.truth = Truth {
            duplicate_of: Some(id.clone()),
            id,
            kind: EntryKind::DuplicateEntry,
            date,
            amount,
            customers: Vec::new(),
            allocations: Vec::new(),
            residual: Cents::ZERO,
            ref_quality: "same",
            name_quality: "same",
            iban_known: false,
            ambiguous: false,
        };
        self.sequence += 1;
        self.transactions.push(again);
    }

    pub(super) fn returned(&mut self) {
        if self.settled.is_empty() {
            return;
        }
        let invoice = &self.ledger.invoices[*self.chance.pick(&self.settled)];
        let customer = &self.customers[invoice.customer];
        let mut draft = self.draft(EntryKind::Returned, invoice.customer);
        draft.payer = Payer { name: bank_text(&customer.name), name_quality: "upper", iban: Some(customer.iban.clone()), iban_known: true };
        draft.amount = -invoice.gross();
        draft.remittance = format!("{} {}", self.chance.pick(&["REJET PRLV SEPA MOTIF AM04", "CHEQUE IMPAYE"]), invoice.number);
        draft.allocations = vec![(invoice.number.clone(), -invoice.gross().0)];
        draft.code = RETURNED;
        self.emit(draft);
    }

    pub(super) fn unrelated(&mut self, kind: EntryKind) {
        const RECEIVED: [&str; 7] = [
            "DGFIP REMBOURSEMENT CREDIT TVA",
            "URSSAF TROP PERCU",
            "MAIF INDEMNITE SINISTRE",
            "INTERETS CREDITEURS",
            "VIREMENT INTERNE",
            "REMISE CB TPE 0012",
            "CPAM IJSS",
        ];
        const PAID: [&str; 7] = [
            "PRLV SEPA TELECOM",
            "PRLV SEPA ELECTRICITE",
            "VIR SALAIRES",
            "COTISATION URSSAF",
            "FRAIS BANCAIRES",
            "LOYER SCI BUREAUX",
            "VIR FOURNISSEUR ALLIANCE METAL",
        ];
        let received = kind == EntryKind::UnrelatedCredit;
        let label = *self.chance.pick(if received { &RECEIVED } else { &PAID });
        let name = if received { label.split(' ').next().unwrap_or(label).to_owned() } else { label.chars().take(20).collect() };
        let amount = Cents((self.chance.lognormal(6.5, if received { 1.2 } else { 1.0 }) * 100.0) as i64 + 100);
        self.emit(Draft {
            kind,
            amount: if received { amount } else { -amount },
            payer: Payer { name, name_quality: "none", iban: None, iban_known: false },
            remittance: label.to_owned(),
            ref_quality: "none",
            allocations: Vec::new(),
            customers: Vec::new(),
            residual: Cents::ZERO,
            code: if received { TRANSFER_IN } else { TRANSFER_OUT },
            ambiguous: false,
            repeats: None,
        });
    }
}
