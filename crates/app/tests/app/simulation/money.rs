//! The money of the firm on random days: sales, payments that are short, exact or too much, credit notes, payments that come back. And how
//! the program is told of it, by the accounting and by the bank.

use std::collections::{BTreeMap, BTreeSet};

use app::ledger::{Act, Request, act};
use app::matching_desk::identify;
use app::{AppError, matching};
use domain::calendar::add_days;
use domain::ids::OpenItemId;
use domain::ledger::ItemKind;
use domain::ledger::operation::BounceCode;
use domain::{Cents, Date};
use store::bank::TransactionState;

use super::auditor::{Claim, Credit};
use super::{Day, ENTRIES, Life, code};
use crate::given::{self, Entry, Received, credit_note, receipt, rejection, sale};

/// An invoice of the firm.
pub(super) struct Sold {
    pub(super) number: String,
    pub(super) customer: usize,
    pub(super) on: Date,
    pub(super) cents: i64,
    /// Received so far, by whatever way.
    pub(super) paid: i64,
    /// Credited so far, by a credit note or by what a person put on it.
    pub(super) credited: i64,
    /// Whether the accounting that was brought in names it.
    pub(super) is_known: bool,
    /// Whether something that had settled it was taken back: what lies on the account stays there then.
    pub(super) is_reopened: bool,
}

impl Sold {
    /// What its customer still means to pay of it.
    fn left(&self) -> i64 {
        self.cents - self.paid - self.credited
    }
}

/// Money that came in for one invoice.
pub(super) struct Paid {
    reference: String,
    sold: usize,
    on: Date,
    cents: i64,
    /// Whether the program was told of it, by the bank or by a lettering.
    is_told: bool,
    /// The day on which it came back.
    bounced_on: Option<Date>,
    /// Whether the books tell of it before their time.
    is_booked_back: bool,
}

/// A credit note.
pub(super) struct Credited {
    number: String,
    customer: usize,
    /// The invoice that it corrects; none of a gesture.
    sold: Option<usize>,
    on: Date,
    cents: i64,
}

/// Days after which a payment, or its coming back, is booked.
const BOOKED_AFTER: i64 = 4;

impl Life {
    /// Sales, payments and credit notes, of which the program is not told yet.
    pub(super) fn trade(&mut self) {
        let customer = self.chance.below(self.customers);
        // Who is insolvent buys nothing any more.
        if self.chance.once_in(2) && self.sold.len() < 400 && !self.auditor.told[customer].insolvent {
            let late = if self.chance.once_in(4) { i64::try_from(self.chance.below(90)).unwrap_or(0) } else { 0 };
            // No two amounts are the same: what is paid is never in doubt.
            let number = self.sold.len() + 1;
            let cents = self.chance.cents(400) * 1_000 + 5_000 + i64::try_from(number).unwrap_or(0);
            let on = add_days(self.today, -late);
            let number = format!("FS2026-{number:04}");
            self.tell(&format!("{number} sold to {} for {cents}, on {on}", code(customer)));
            self.sold.push(Sold { number, customer, on, cents, paid: 0, credited: 0, is_known: false, is_reopened: false });
        }
        if self.chance.once_in(3) && !self.sold.is_empty() {
            let sold = self.chance.below(self.sold.len());
            let left = self.sold[sold].left();
            if left > 0 && self.sold[sold].is_known {
                let cents = match self.chance.below(12) {
                    0..=2 => self.chance.cents(left),
                    3 => left + self.chance.cents(30) * 1_000 + 7,
                    _ => left,
                };
                self.sold[sold].paid += cents;
                let reference = format!("V{:05}", self.paid.len() + 1);
                self.tell(&format!("{} pays {cents} of {}, of which {left} are left", reference, self.sold[sold].number));
                self.paid.push(Paid { reference, sold, on: self.today, cents, is_told: false, bounced_on: None, is_booked_back: false });
            }
        }
        if self.chance.once_in(10) {
            self.credit(customer);
        }
    }

    /// A credit note for an invoice, in whole or in part, or a gesture to a customer.
    fn credit(&mut self, customer: usize) {
        let number = format!("AV2026-{:04}", self.credited.len() + 1);
        let unlike = i64::try_from(self.credited.len()).unwrap_or(0) * 3 + 1;
        let sold = if self.chance.once_in(3) || self.sold.is_empty() { None } else { Some(self.chance.below(self.sold.len())) };
        let (customer, cents) = match sold {
            Some(at) => {
                let left = self.sold[at].left();
                if left <= 0 || !self.sold[at].is_known {
                    return;
                }
                (self.sold[at].customer, if self.chance.once_in(2) { left } else { self.chance.cents(left) })
            }
            None => (customer, self.chance.cents(90) * 1_000 + unlike),
        };
        if let Some(at) = sold {
            self.sold[at].credited += cents;
        }
        self.tell(&format!("{number} credits {} with {cents} for {:?}", code(customer), sold.map(|at| &self.sold[at].number)));
        self.credited.push(Credited { number, customer, sold, on: self.today, cents });
    }

    /// The entries up to today: payments are booked some days after they came, and lettered when the invoice is settled with its credit
    /// notes; what came back is booked, and lettered with its payment, some days after that. And the credit notes that are lettered.
    fn entries(&self, with_payments: bool) -> (Vec<Entry>, BTreeSet<String>) {
        let is_old = |on: Date| (self.today - on).num_days() >= BOOKED_AFTER;
        let booked: Vec<&Paid> = self.paid.iter().filter(|paid| with_payments && paid.is_told && is_old(paid.on)).collect();
        let is_returned = |paid: &Paid| paid.bounced_on.is_some_and(|on| paid.is_booked_back || is_old(on));
        let (mut entries, mut lettered) = (Vec::new(), BTreeSet::new());
        for (at, sold) in self.sold.iter().enumerate() {
            let receipts: Vec<&Paid> = booked.iter().copied().filter(|paid| paid.sold == at && !is_returned(paid)).collect();
            let notes: Vec<&Credited> = self.credited.iter().filter(|note| note.sold == Some(at)).collect();
            let covered = receipts.iter().map(|paid| paid.cents).chain(notes.iter().map(|note| note.cents)).sum::<i64>();
            let is_lettered = covered == sold.cents;
            let letter = letters(at);
            let with = |entry: Entry| if is_lettered { entry.lettered(&letter, self.today) } else { entry };
            entries.push(with(sale(&sold.number, &code(sold.customer), sold.on, sold.cents)));
            entries.extend(receipts.iter().map(|paid| with(receipt(&paid.reference, &code(sold.customer), paid.on, paid.cents))));
            entries.extend(notes.iter().map(|note| with(credit_note(&note.number, &code(note.customer), note.on, note.cents))));
            if is_lettered {
                lettered.extend(notes.iter().map(|note| note.number.clone()));
            }
        }
        for (at, paid) in booked.iter().enumerate().filter(|(_, paid)| is_returned(paid)) {
            let (customer, letter) = (code(self.sold[paid.sold].customer), format!("Z{}", letters(at)));
            entries.push(receipt(&paid.reference, &customer, paid.on, paid.cents).lettered(&letter, self.today));
            let back = rejection(&format!("R{}", paid.reference), &customer, paid.bounced_on.unwrap_or(paid.on), paid.cents);
            entries.push(back.lettered(&letter, self.today));
        }
        let gestures = self.credited.iter().filter(|note| note.sold.is_none());
        entries.extend(gestures.map(|note| credit_note(&note.number, &code(note.customer), note.on, note.cents)));
        (entries, lettered)
    }

    pub(super) async fn bring_in_the_accounting(&mut self) {
        self.bring_in_entries(true).await;
    }

    pub(super) async fn bring_in_entries(&mut self, with_payments: bool) {
        if self.sold.is_empty() {
            return;
        }
        self.tell("accounting");
        let (entries, lettered) = self.entries(with_payments);
        let day = self.day().await;
        day.import(ENTRIES, given::fec(&entries)).await;
        self.auditor.ledger_on = self.auditor.ledger_on.max(Some(self.clock()));
        for sold in &mut self.sold {
            sold.is_known = true;
            self.auditor.claims.entry(sold.number.clone()).or_insert_with(|| Claim::new(sold.customer, sold.cents));
        }
        for at in 0..self.credited.len() {
            let Credited { number, customer, sold, cents, .. } = &self.credited[at];
            if !self.auditor.credits.contains_key(number) {
                let own = sold.map(|at| self.sold[at].number.clone());
                let told = self.auditor.telling();
                let credit = Credit {
                    customer: *customer,
                    cents: *cents,
                    own,
                    is_cash: false,
                    has_bounced: false,
                    put: Vec::new(),
                    free: *cents,
                    told,
                };
                self.auditor.credits.insert(number.clone(), credit);
            }
        }
        self.read_ledger(&day).await;
        day.app.close().await;
        // What the accounting letters is on its invoice, unless something else has settled that.
        for number in lettered.iter().filter(|_| !self.is_catching_up) {
            let credit = &self.auditor.credits[number];
            let is_settled = credit.own.as_ref().is_some_and(|own| self.auditor.claims[own].open() == 0);
            assert!(credit.free == 0 || is_settled, "{number} is lettered: {credit:?}");
        }
    }

    pub(super) async fn bring_in_the_bank(&mut self) {
        // Statements overlap, as people export them.
        let from = add_days(self.today, -i64::try_from(self.chance.below(60)).unwrap_or(0));
        self.tell(&format!("bank since {from}"));
        self.bring_in_lines(|paid| paid.on >= from || !paid.is_told).await;
    }

    /// The bank since the beginning, as after a restored backup. What came back is told before what was paid in its place.
    pub(super) async fn bring_in_the_whole_bank(&mut self) {
        self.bring_in_lines(|paid| paid.bounced_on.is_some()).await;
        self.return_payments_again().await;
        self.bring_in_lines(|_| true).await;
    }

    async fn bring_in_lines(&mut self, chosen: impl Fn(&Paid) -> bool) {
        let chosen = self.paid.iter().filter(|paid| chosen(paid));
        let lines: Vec<(String, Date, i64, String)> =
            chosen.map(|paid| (paid.reference.clone(), paid.on, paid.cents, format!("Facture {}", self.sold[paid.sold].number))).collect();
        let lines: Vec<Received<'_>> = lines.iter().map(|(reference, on, cents, words)| Received(reference, *on, *cents, words)).collect();
        let day = self.day().await;
        day.import("releve.xml", given::statement(self.today, &lines)).await;
        day.app.close().await;
        self.auditor.bank_until = self.auditor.bank_until.max(Some(self.today));
        let told: BTreeSet<String> = lines.iter().map(|line| line.0.to_owned()).collect();
        self.matched(&told).await;
    }

    /// What the program makes of the bank by itself, and what it leaves to a person.
    async fn matched(&mut self, told: &BTreeSet<String>) {
        let day = self.day().await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let mut tx = self.house.db().snapshot().await.unwrap();
        let waiting = store::bank::in_state(&mut tx, self.house.scope.organisation.id, TransactionState::ToIdentify).await.unwrap();
        drop(tx);
        for line in waiting {
            // The person at the desk reads the number in the label.
            let sold = self.sold.iter().find(|sold| line.label.contains(&sold.number)).unwrap();
            let (debtor, item) = (self.house.debtor(&code(sold.customer)).await, self.house.invoice(&sold.number).await.id);
            identify(&day.app, &day.scope, line.id, debtor, &[item]).await.unwrap();
            let number = sold.number.clone();
            self.tell(&format!("{} of {number} identified", line.amount));
        }
        let mut new = Vec::new();
        for paid in self.paid.iter_mut().filter(|paid| !paid.is_told && told.contains(&paid.reference)) {
            paid.is_told = true;
            let sold = &self.sold[paid.sold];
            let (customer, own, told) = (sold.customer, Some(sold.number.clone()), self.auditor.telling());
            let credit =
                Credit { customer, cents: paid.cents, own, is_cash: true, has_bounced: false, put: Vec::new(), free: paid.cents, told };
            self.auditor.credits.insert(paid.reference.clone(), credit);
            new.push((paid.reference.clone(), paid.sold));
        }
        self.read_ledger(&day).await;
        day.app.close().await;
        for (reference, sold) in new.into_iter().filter(|_| !self.is_catching_up) {
            let (credit, sold) = (&self.auditor.credits[&reference], &self.sold[sold]);
            let open = self.auditor.claims[&sold.number].open();
            assert!(
                credit.free == 0 || open == 0 || sold.is_reopened,
                "{reference} is not on {}, of which {open} are left: {credit:?}",
                sold.number
            );
        }
    }

    /// Reads what the program put on which invoice. Each entry is one that the papers of the firm, or a person, justify; what is left of
    /// each invoice follows from them.
    pub(super) async fn read_credits(&mut self) {
        let items = self.house.items().await;
        let mut tx = self.house.db().snapshot().await.unwrap();
        let live = store::item::live_allocations(&mut tx, self.house.scope.organisation.id).await.unwrap();
        drop(tx);
        let by_id: BTreeMap<OpenItemId, &store::item::KnownItem> = items.iter().map(|item| (item.id, item)).collect();
        for claim in self.auditor.claims.values_mut() {
            (claim.settled, claim.credited) = (0, 0);
        }
        for part in live {
            let (debit, credit, cents) = (by_id[&part.allocation.debit], by_id[&part.allocation.credit], part.allocation.amount.0);
            if matches!(credit.kind, ItemKind::Adjustment | ItemKind::WriteOff) {
                continue;
            }
            let known = self.auditor.credits.get(&credit.number).unwrap_or_else(|| panic!("nobody told of {credit:?}"));
            let Some(claim) = self.auditor.claims.get_mut(&debit.number) else {
                assert!(known.has_bounced && cents == known.cents, "{cents} of {credit:?} on {debit:?}");
                continue;
            };
            let is_own = known.own.as_ref() == Some(&debit.number);
            let put = known.put.iter().any(|(number, put)| *number == debit.number && *put == cents);
            assert!((is_own || put) && !known.has_bounced, "{cents} of {} on {}: {known:?}", credit.number, debit.number);
            claim.settled += cents;
            claim.credited += if known.is_cash { 0 } else { cents };
        }
        for item in &items {
            if item.kind == ItemKind::Invoice {
                let claim = &self.auditor.claims[&item.number];
                assert_eq!(item.open.0, claim.open(), "what is left of {}: {claim:?}", item.number);
            } else if matches!(item.kind, ItemKind::Payment | ItemKind::CreditNote) {
                let credit = self.auditor.credits.get_mut(&item.number).unwrap_or_else(|| panic!("nobody told of {item:?}"));
                assert_eq!(-item.amount.0, credit.cents, "{item:?}");
                credit.free = -item.open.0;
                assert!(!credit.has_bounced || credit.free == 0, "{credit:?} came back");
            } else {
                assert_eq!(item.open.0, 0, "{item:?}");
            }
        }
    }

    /// A payment comes back.
    pub(super) async fn bounce(&mut self, day: &Day) {
        let is_recent = |paid: &Paid| paid.is_told && paid.bounced_on.is_none() && (self.today - paid.on).num_days() <= 40;
        let free = |paid: &Paid| self.auditor.credits.get(&paid.reference).is_some_and(|credit| credit.put.is_empty());
        let recent: Vec<usize> = (0..self.paid.len()).filter(|at| is_recent(&self.paid[*at]) && free(&self.paid[*at])).collect();
        if recent.is_empty() || self.wrong_by != 0 {
            return;
        }
        let at = recent[self.chance.below(recent.len())];
        if self.give_back(day, at, self.today).await {
            let Paid { reference, sold, cents, .. } = &self.paid[at];
            let (reference, sold, cents) = (reference.clone(), *sold, *cents);
            self.paid[at].bounced_on = Some(self.today);
            (self.sold[sold].paid, self.sold[sold].is_reopened) = (self.sold[sold].paid - cents, true);
            let number = self.sold[sold].number.clone();
            let credit = self.auditor.credits.get_mut(&reference).unwrap();
            let (on_it, told) = (credit.cents - credit.free, credit.told);
            (credit.has_bounced, credit.free) = (true, 0);
            self.auditor.came_back(&number, on_it, told);
            self.tell(&format!("{reference} comes back: {cents} of {number}"));
            app::compromises::follow(&day.app, &day.scope).await.unwrap();
            self.read_ledger(day).await;
        }
    }

    async fn give_back(&self, day: &Day, at: usize, on: Date) -> bool {
        let paid = &self.paid[at];
        let items = self.house.items().await;
        let Some(item) = items.into_iter().find(|item| item.number == paid.reference && item.kind == ItemKind::Payment) else {
            return false;
        };
        let act_of = Act::Bounce { payment: item.id, code: BounceCode::Am04 };
        match act(&day.app, &day.scope, &Request { debtor: item.debtor, on, act: act_of, reason: String::new() }).await {
            Ok(_) => true,
            // It is the accounting's, or came back before.
            Err(AppError::Invalid { .. }) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// After a restored backup: what had come back is told again.
    async fn return_payments_again(&mut self) {
        let day = self.day().await;
        for at in 0..self.paid.len() {
            let Some(on) = self.paid[at].bounced_on else { continue };
            // The books that come in next tell of it too, and so do all later ones.
            self.paid[at].is_booked_back = true;
            if !self.give_back(&day, at, on).await && self.is_on_an_invoice(at).await {
                // The accounting brought the payment in before the bank this time: what became of it is its own to say.
                let Paid { reference, sold, cents, .. } = &self.paid[at];
                let (reference, sold, cents) = (reference.clone(), *sold, *cents);
                self.sold[sold].paid += cents;
                self.paid[at].bounced_on = None;
                let credit = self.auditor.credits.get_mut(&reference).unwrap();
                credit.has_bounced = false;
                let told = credit.told;
                let number = self.sold[sold].number.clone();
                self.auditor.came_back(&number, -cents, told);
            }
        }
        day.app.close().await;
    }

    /// Whether a payment settles an invoice.
    async fn is_on_an_invoice(&self, at: usize) -> bool {
        let items = self.house.items().await;
        let mut tx = self.house.db().snapshot().await.unwrap();
        let live = store::item::live_allocations(&mut tx, self.house.scope.organisation.id).await.unwrap();
        let kind = |id: OpenItemId| items.iter().find(|item| item.id == id).map(|item| item.kind);
        let is_it = |id: OpenItemId| items.iter().any(|item| item.id == id && item.number == self.paid[at].reference);
        live.iter().any(|part| is_it(part.allocation.credit) && kind(part.allocation.debit) == Some(ItemKind::Invoice))
    }

    /// A person puts what lies on an account on an invoice.
    pub(super) async fn put(&mut self, day: &Day) {
        let may = |credit: &Credit| credit.free > 0 && !credit.has_bounced && (credit.is_cash || credit.own.is_none());
        let free: Vec<String> = self.auditor.credits.iter().filter(|(_, credit)| may(credit)).map(|(number, _)| number.clone()).collect();
        if free.is_empty() {
            return;
        }
        let reference = free[self.chance.below(free.len())].clone();
        let credit = self.auditor.credits[&reference].clone();
        let in_settlement = |number: &str| self.auditor.settlements.iter().any(|agreed| agreed.items.iter().any(|(own, _)| own == number));
        let may = |sold: &Sold| {
            let claim = self.auditor.claims.get(&sold.number);
            sold.customer == credit.customer
                && claim.is_some_and(|claim| claim.open() > 0)
                && credit.own.as_ref() != Some(&sold.number)
                && credit.put.iter().all(|(number, _)| *number != sold.number)
                && !in_settlement(&sold.number)
        };
        let open: Vec<usize> = (0..self.sold.len()).filter(|at| may(&self.sold[*at])).collect();
        if open.is_empty() {
            return;
        }
        let at = open[self.chance.below(open.len())];
        let number = self.sold[at].number.clone();
        let cents = credit.free.min(self.auditor.claims[&number].open());
        if self.put_on(day, &reference, &number, cents).await {
            self.tell(&format!("{cents} of {reference} are put on {number}"));
            self.sold[at].credited += cents;
            self.auditor.credits.get_mut(&reference).unwrap().put.push((number, cents));
            self.read_ledger(day).await;
        }
    }

    async fn put_on(&self, day: &Day, reference: &str, number: &str, cents: i64) -> bool {
        let items = self.house.items().await;
        let of = |number: &str| items.iter().find(|item| item.number == number && item.kind != ItemKind::Debit);
        let (Some(credit), Some(debit)) = (of(reference), of(number)) else { return false };
        if -credit.open.0 < cents || debit.open.0 < cents {
            return false;
        }
        let act_of = Act::Allocate { credit: credit.id, parts: vec![(debit.id, Cents(cents))] };
        match act(&day.app, &day.scope, &Request { debtor: debit.debtor, on: self.clock(), act: act_of, reason: String::new() }).await {
            Ok(_) => true,
            Err(AppError::Invalid { .. }) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// After a restored backup: what persons had put on invoices is put there again, as far as it still goes.
    pub(super) async fn put_again(&mut self, day: &Day) {
        let puts: Vec<(String, String, i64)> = self
            .auditor
            .credits
            .iter()
            .flat_map(|(reference, credit)| credit.put.iter().map(move |(number, cents)| (reference.clone(), number.clone(), *cents)))
            .collect();
        for (reference, number, cents) in puts {
            if !self.is_put(&reference, &number, cents).await && !self.put_on(day, &reference, &number, cents).await {
                self.auditor.credits.get_mut(&reference).unwrap().put.retain(|(own, _)| *own != number);
                let sold = self.sold.iter_mut().find(|sold| sold.number == number).unwrap();
                sold.credited -= cents;
                self.tell(&format!("{cents} of {reference} are no longer on {number}"));
            }
        }
    }

    async fn is_put(&self, reference: &str, number: &str, cents: i64) -> bool {
        let items = self.house.items().await;
        let of = |id: OpenItemId| items.iter().find(|item| item.id == id).map_or("", |item| item.number.as_str());
        let mut tx = self.house.db().snapshot().await.unwrap();
        let live = store::item::live_allocations(&mut tx, self.house.scope.organisation.id).await.unwrap();
        live.iter().any(|part| {
            let part = part.allocation;
            of(part.credit) == reference && of(part.debit) == number && part.amount.0 == cents
        })
    }
}

/// `AA`, `AB`…: a letter for each invoice.
fn letters(at: usize) -> String {
    let letter = |digit: usize| char::from(b'A' + u8::try_from(digit % 26).unwrap_or(0));
    [letter(at / 676), letter(at / 26), letter(at)].iter().collect()
}
