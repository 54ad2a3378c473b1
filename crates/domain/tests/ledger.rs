//! Laws of what persons do to the ledger: whatever the operations and their order, at every date the buckets
//! add up to the ledger, nothing passes zero, and undoing restores what was there.

use domain::accounting::{EntryLine, Ground, Movement, VatPart, VatRegime, reversed};
use domain::calendar::{Date, add_days};
use domain::ids::{AllocationId, DebtorId, OpenItemId};
use domain::law::RateBp;
use domain::ledger::imputation::{Debt, Inside, Said, impute};
use domain::ledger::operation::{self, Account, Operation, Plan, PlannedAllocation, Remainder, StandingAllocation, plan};
use domain::ledger::{AgedLine, ItemKind, OpenItem, aged_balance};
use domain::{Cents, Currency};
use proptest::prelude::*;
use uuid::Uuid;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

fn first() -> Date {
    Date::from_ymd_opt(2026, 1, 1).unwrap()
}

fn id(number: usize) -> OpenItemId {
    OpenItemId(Uuid::from_u128(number as u128))
}

/// A ledger as rows that are only ever added.
#[derive(Debug, Clone, Default)]
struct Book {
    items: Vec<OpenItem>,
    rows: Vec<(AllocationId, PlannedAllocation)>,
}

impl Book {
    fn with(amounts: &[(i64, i64)]) -> Self {
        let items = amounts.iter().enumerate().map(|(number, (day, amount))| {
            let kind = if *amount >= 0 { ItemKind::Invoice } else { ItemKind::Payment };
            let issued_on = add_days(first(), *day);
            OpenItem {
                id: id(number),
                debtor: DebtorId(Uuid::from_u128(1)),
                kind,
                number: number.to_string(),
                issued_on,
                due_on: add_days(issued_on, if kind.is_debit() { 30 } else { 0 }),
                due_estimated: false,
                currency: Currency::EUR,
                amount: Cents(*amount),
                open: Cents(*amount),
            }
        });
        Self { items: items.collect(), rows: Vec::new() }
    }

    fn standing(&self) -> Vec<StandingAllocation> {
        let reversed: Vec<AllocationId> = self.rows.iter().filter_map(|(_, row)| row.reverses).collect();
        let stands = |(id, row): &&(AllocationId, PlannedAllocation)| row.reverses.is_none() && !reversed.contains(id);
        self.rows.iter().filter(stands).map(|(id, row)| StandingAllocation { id: *id, allocation: row.allocation }).collect()
    }

    fn reopened(&self) -> Vec<(OpenItemId, Date)> {
        let later = self.rows.iter().filter_map(|(_, counter)| {
            let (_, original) = self.rows.iter().find(|(id, _)| Some(*id) == counter.reverses)?;
            (counter.allocation.value_on > original.allocation.value_on).then_some(counter.allocation)
        });
        later.flat_map(|allocation| [(allocation.debit, allocation.value_on), (allocation.credit, allocation.value_on)]).collect()
    }

    fn plan(&self, operation: &Operation, on: Date) -> Option<Plan> {
        let (standing, reopened) = (self.standing(), self.reopened());
        plan(operation, on, &Account { items: &self.items, standing: &standing, reopened: &reopened }, id(self.items.len())).ok()
    }

    /// Writes a plan as the base does: rows are added, what is open follows. What it wrote.
    fn write(&mut self, plan: &Plan) -> Vec<(AllocationId, PlannedAllocation)> {
        self.items.extend(plan.made.clone());
        let start = self.rows.len();
        for row in &plan.allocations {
            self.rows.push((AllocationId(Uuid::from_u128(self.rows.len() as u128)), *row));
        }
        for item in &mut self.items {
            item.open = plan.open_after(item.id, item.open);
        }
        self.rows[start..].to_vec()
    }

    /// What an item had left on a day; nothing before its own date.
    fn open_at(&self, item: &OpenItem, on: Date) -> Cents {
        if item.issued_on > on {
            return Cents::ZERO;
        }
        self.rows.iter().filter(|(_, row)| row.allocation.value_on <= on).fold(item.amount, |open, (_, row)| {
            let allocation = row.allocation;
            if allocation.debit == item.id {
                open - allocation.amount
            } else if allocation.credit == item.id {
                open + allocation.amount
            } else {
                open
            }
        })
    }

    fn aged(&self, on: Date) -> domain::ledger::Ageing {
        let lines: Vec<AgedLine> =
            self.items.iter().map(|item| AgedLine { row: 0, kind: item.kind, due_on: item.due_on, open: self.open_at(item, on) }).collect();
        aged_balance(&lines, 1, on)[0]
    }

    fn days() -> impl Iterator<Item = Date> {
        (0..140).map(|day| add_days(first(), day))
    }

    fn check(&self) -> Result<(), TestCaseError> {
        for day in Self::days() {
            let ledger = Cents::total(self.items.iter().filter(|item| item.issued_on <= day).map(|item| item.amount));
            prop_assert_eq!(self.aged(day).total(), ledger, "buckets, not due and credits are the ledger on {}", day);
            for item in &self.items {
                let open = self.open_at(item, day);
                prop_assert!(
                    open.0.signum() * item.amount.0.signum() >= 0 && open.abs() <= item.amount.abs(),
                    "{:?} has {} on {}",
                    item,
                    open,
                    day
                );
            }
        }
        for item in &self.items {
            prop_assert_eq!(item.open, self.open_at(item, add_days(first(), 500)), "the projection is the sum of the rows");
        }
        Ok(())
    }
}

/// What is tried next: which operation, on which items, for how much, on which day, and whether it is undone.
type Try = (u8, usize, usize, i64, i64, bool);

fn operation((what, a, b, amount, ..): Try, items: usize) -> Operation {
    let (a, b, amount) = (id(a % items), id(b % items), Cents(amount));
    match what {
        0 | 1 => Operation::Allocate { credit: a, parts: vec![(b, amount)] },
        2 => Operation::Settle { item: a, amount, name: Remainder::Difference },
        3 => Operation::Refund { credit: a, amount },
        4 => Operation::WriteOff { item: a, amount },
        _ => Operation::Bounce { payment: a },
    }
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    proptest::collection::vec((0_u8..7, 0_usize..40, 0_usize..40, 1_i64..400, 0_i64..120, any::<bool>()), 0..24)
}

fn amounts() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0_i64..60, -400_i64..400), 2..9)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_date_adds_up_and_undoing_restores(amounts in amounts(), tries in tries()) {
        let mut book = Book::with(&amounts);
        let mut done = 0;
        for (number, step) in tries.into_iter().enumerate() {
            let Some(decided) = book.plan(&operation(step, book.items.len()), add_days(first(), step.4)) else { continue };
            let before = book.clone();
            let written = book.write(&decided);
            book.check()?;
            done += 1;
            if step.5 {
                let back = operation::undo(&written, decided.made.as_ref(), id(book.items.len()));
                book.write(&back);
                book.check()?;
                for day in Book::days() {
                    prop_assert_eq!(book.aged(day), before.aged(day), "undone, step {} as if never done on {}", number, day);
                }
                for item in &before.items {
                    let now = book.items.iter().find(|now| now.id == item.id);
                    prop_assert_eq!(now, Some(item), "to the cent, at its original due date");
                }
            }
        }
        prop_assert!(done <= 24);
    }

    #[test]
    fn events_of_one_day_commute(amounts in amounts(), steps in tries(), order in Just((0..24).collect::<Vec<usize>>()).prop_shuffle()) {
        // Operations on items of their own: whoever enters first, the books are the same.
        let start = Book::with(&amounts);
        let on = add_days(first(), 100);
        let mut used: Vec<OpenItemId> = Vec::new();
        let mut chosen = Vec::new();
        for step in steps {
            let operation = operation(step, start.items.len());
            let Some(decided) = start.plan(&operation, on) else { continue };
            let touched = decided.touched();
            if touched.iter().all(|item| !used.contains(item) || *item == id(start.items.len())) {
                used.extend(touched);
                chosen.push(operation);
            }
        }
        let play = |order: &[usize]| {
            let mut book = start.clone();
            for at in order.iter().filter(|at| **at < chosen.len()) {
                let decided = book.plan(&chosen[*at], on).expect("items of their own");
                book.write(&decided);
            }
            Book::days().map(|day| book.aged(day)).collect::<Vec<_>>()
        };
        prop_assert_eq!(play(&(0..24).collect::<Vec<_>>()), play(&order));
    }

    #[test]
    fn an_imputation_keeps_every_cent(
        debts in proptest::collection::vec((0_i64..4, 0_i64..4, 1_i64..500, 0_i64..40), 1..9),
        order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
        payment in 1_i64..3_000,
        on in 0_i64..5,
        principal_first in any::<bool>(),
        designated in proptest::option::of(0_usize..9),
        creditor_agrees in any::<bool>(),
    ) {
        let debts: Vec<Debt> = debts.iter().enumerate().map(|(number, (issued, due, principal, interest))| Debt {
            id: id(number),
            issued_on: add_days(first(), *issued),
            due_on: add_days(first(), *due),
            principal: Cents(*principal),
            interest: Cents(*interest),
        }).collect();
        let shuffled: Vec<Debt> = order.iter().filter_map(|at| debts.get(*at)).copied().collect();
        let designated: Vec<OpenItemId> = designated.filter(|at| *at < debts.len()).map(id).into_iter().collect();
        let said = Said { designated: &designated, creditor_agrees };
        let inside = if principal_first { Inside::PrincipalFirst } else { Inside::InterestFirst };
        let (payment, on) = (Cents(payment), add_days(first(), on));
        let got = impute(&debts, payment, on, said, inside);
        prop_assert_eq!(&got, &impute(&shuffled, payment, on, said, inside), "the order of the debts changes nothing");
        let Ok(got) = got else { return Ok(()) };
        prop_assert_eq!(Cents::total(got.shares.iter().map(|share| share.total())) + got.left, payment);
        let mut unpaid_due = false;
        for debt in &debts {
            let share: Vec<_> = got.shares.iter().filter(|share| share.debt == debt.id).collect();
            prop_assert!(share.len() <= 1);
            let (interest, principal) = share.first().map_or((Cents::ZERO, Cents::ZERO), |share| (share.interest, share.principal));
            prop_assert!(interest <= debt.interest && principal <= debt.principal && !interest.is_negative() && !principal.is_negative());
            match inside {
                Inside::InterestFirst => prop_assert!(principal.is_zero() || interest == debt.interest),
                Inside::PrincipalFirst => prop_assert!(interest.is_zero() || principal == debt.principal),
            }
            unpaid_due |= debt.due_on <= on && interest + principal < debt.interest + debt.principal;
        }
        prop_assert!(got.left.is_zero() || got.shares.len() == debts.len(), "something is left only when all is paid");
        let early = got.shares.iter().any(|share| {
            debts.iter().any(|debt| debt.id == share.debt && debt.due_on > on) && !designated.contains(&share.debt)
        });
        prop_assert!(!(early && unpaid_due), "what is not due waits for what is");
        let total = |lines: &[Debt]| Cents::total(lines.iter().map(|debt| debt.principal + debt.interest));
        prop_assert_eq!(got.left.is_positive(), payment > total(&debts));
    }

    #[test]
    fn every_entry_balances(
        parts in proptest::collection::btree_map(0_i32..=10_000, 1_i64..10_000_000, 1..4),
        regime in proptest::sample::select(&VatRegime::ALL[..]),
        ground in proptest::sample::select(&Ground::ALL[..]),
        doubtful in any::<bool>(),
    ) {
        let parts: Vec<VatPart> = parts.into_iter().map(|(rate, gross)| VatPart { rate: RateBp(rate), gross: Cents(gross) }).collect();
        let gross = Cents::total(parts.iter().map(|part| part.gross));
        let net = domain::accounting::net(&parts);
        let movements = [
            Movement::Doubtful { amount: gross },
            Movement::Impairment { net },
            Movement::Release { net },
            Movement::Loss { doubtful, regime, ground, parts: parts.clone() },
        ];
        for movement in movements {
            let lines = movement.lines();
            let sum = |side: fn(&EntryLine) -> Cents, lines: &[EntryLine]| Cents::total(lines.iter().map(side));
            prop_assert_eq!(sum(|line| line.debit, &lines), sum(|line| line.credit, &lines));
            prop_assert!(lines.iter().all(|line| line.debit.is_positive() != line.credit.is_positive()), "one side each");
            let both: Vec<EntryLine> = lines.iter().copied().chain(reversed(&lines)).collect();
            for line in &lines {
                let own: Vec<EntryLine> = both.iter().filter(|other| other.account == line.account).copied().collect();
                prop_assert_eq!(sum(|line| line.debit, &own), sum(|line| line.credit, &own), "an undone entry leaves nothing on {:?}", line.account);
            }
        }
        for part in &parts {
            prop_assert_eq!(part.net() + part.vat(), part.gross);
            prop_assert!(!part.net().is_negative() && !part.vat().is_negative());
        }
    }
}
