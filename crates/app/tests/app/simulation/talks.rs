//! What debtors say and agree to, on random days.

use app::AppError;
use app::compromises::{self, NewCompromise};
use app::dispute::{self, NewDispute, NewPart};
use app::ledger::OperationKind;
use app::promises::{self, NewPromise};
use domain::Cents;
use domain::calendar::add_days;
use domain::compromise::Nature;
use domain::dispute::{Living, Outcome, Reason, State, Verdict};
use domain::law::RateBp;
use domain::plan::InterestChoice;

use super::auditor::{Contested, Settled, Vow};
use super::{Day, Life, code};

impl Life {
    /// Somebody promises to pay some invoices by a day, or takes a promise back.
    pub(super) async fn promise(&mut self, day: &Day) {
        if self.chance.once_in(4) {
            self.take_promise_back(day).await;
            return;
        }
        let customer = self.chance.below(self.customers);
        let owed: Vec<usize> = (0..self.sold.len())
            .filter(|at| {
                self.sold[*at].customer == customer && self.auditor.claims.get(&self.sold[*at].number).is_some_and(|claim| claim.due() > 0)
            })
            .collect();
        let chosen: Vec<usize> = owed.into_iter().filter(|_| self.chance.once_in(2)).collect();
        if chosen.is_empty() {
            return;
        }
        let on = add_days(self.clock(), i64::try_from(self.chance.below(20)).unwrap_or(0));
        let debtor = self.house.debtor(&code(customer)).await;
        let mut new = NewPromise { grace: Some(0), ..NewPromise::new(debtor, on) };
        let mut items = Vec::new();
        for at in &chosen {
            let number = self.sold[*at].number.clone();
            new.items.push(self.house.invoice(&number).await.id);
            let claim = &self.auditor.claims[&number];
            items.push((number, claim.due(), claim.standing()));
        }
        match promises::record(&day.app, &day.scope, &new).await {
            Ok(id) => {
                self.tell(&format!("{} promises {items:?} by {on}", code(customer)));
                let told = self.auditor.telling();
                self.auditor.vows.push(Vow { id: id.to_string(), until: on, items, is_withdrawn: false, told });
            }
            // The program was told of a payment that its clock does not know yet.
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn take_promise_back(&mut self, day: &Day) {
        if self.auditor.vows.is_empty() {
            return;
        }
        let at = self.chance.below(self.auditor.vows.len());
        let id = self.auditor.vows[at].id.parse().map(domain::ids::PromiseId).unwrap();
        match promises::withdraw(&day.app, &day.scope, id, "saisie par erreur").await {
            Ok(()) => {
                self.auditor.vows[at].is_withdrawn = true;
                self.tell(&format!("the promise {id} is taken back"));
            }
            // Kept, or taken back already.
            Err(AppError::Conflict(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// A customer contests a part of an invoice, somebody decides, or it is given up.
    pub(super) async fn talk_of_a_dispute(&mut self, day: &Day) {
        if !self.auditor.contested.is_empty() && self.chance.once_in(2) {
            self.decide(day).await;
            return;
        }
        let free = |number: &str| self.auditor.claims.get(number).is_some_and(|claim| claim.disputed == 0 && claim.due() > 0);
        let free: Vec<usize> = (0..self.sold.len()).filter(|at| free(&self.sold[*at].number)).collect();
        if free.is_empty() {
            return;
        }
        let at = free[self.chance.below(free.len())];
        let number = self.sold[at].number.clone();
        let due = self.auditor.claims[&number].due();
        let cents = if self.chance.once_in(2) { due } else { self.chance.cents(due) };
        let (debtor, item) = (self.house.debtor(&code(self.sold[at].customer)).await, self.house.invoice(&number).await.id);
        let parts = vec![NewPart { item, amount: Some(Cents(cents)) }];
        let new = NewDispute { reason: Reason::Quality, note: "pièces rayées".to_owned(), source: "hand", parts };
        match dispute::open(&day.app, &day.scope, debtor, &new).await {
            Ok(id) => {
                self.tell(&format!("{cents} of {number} in dispute"));
                self.auditor.claims.get_mut(&number).unwrap().contest(cents);
                self.auditor.contested.push(Contested { id: id.to_string(), number });
            }
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn decide(&mut self, day: &Day) {
        let at = self.chance.below(self.auditor.contested.len());
        let Contested { id, number } = self.auditor.contested[at].clone();
        let id = id.parse().map(domain::ids::DisputeId).unwrap();
        let held = self.auditor.claims[&number].contested();
        let (done, left) = match self.chance.below(4) {
            0 => (dispute::withdraw(&day.app, &day.scope, id, "renonce").await, 0),
            1 => (dispute::decide(&day.app, &day.scope, id, Verdict::Founded, "avoir promis").await, held),
            2 if held > 1 => {
                let amount = self.chance.cents(held - 1);
                (dispute::decide(&day.app, &day.scope, id, Verdict::Partly(Cents(amount)), "pour partie").await, amount)
            }
            _ => (dispute::decide(&day.app, &day.scope, id, Verdict::Unfounded, "livré conforme").await, 0),
        };
        match done {
            Ok(()) => {
                self.tell(&format!("the dispute on {number} holds {left} of {held}"));
                self.auditor.claims.get_mut(&number).unwrap().contest(left);
            }
            // Decided already, or ended by a payment.
            Err(AppError::Conflict(_) | AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Every dispute that goes on is given up. One that a payment ended goes on with what comes back of that payment.
    pub(super) async fn give_disputes_up(&mut self, day: &Day) {
        let mut paid: Vec<String> = Vec::new();
        for customer in 0..self.customers {
            let debtor = self.house.debtor(&code(customer)).await;
            for card in dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap() {
                let view = dispute::view(&day.app, &day.scope, card.id).await.unwrap();
                if matches!(view.dispute.state, State::Closed { outcome: Outcome::Paid, .. }) {
                    paid.extend(view.parts.iter().map(|part| part.item.number.clone()));
                }
                if matches!(view.dispute.state, State::Living(_)) {
                    let end = match (dispute::withdraw(&day.app, &day.scope, card.id, "renonce").await, view.dispute.state) {
                        // A credit note came for a part of it.
                        (Err(AppError::Invalid { .. }), State::Living(Living::AwaitingCredit { .. })) => {
                            dispute::settle_for_less(&day.app, &day.scope, card.id, "le reste est dû").await
                        }
                        (Err(AppError::Invalid { .. }), _) => {
                            dispute::decide(&day.app, &day.scope, card.id, Verdict::Unfounded, "le reste est dû").await
                        }
                        (end, _) => end,
                    };
                    end.unwrap();
                }
            }
        }
        self.auditor.contested.clear();
        for (_, claim) in self.auditor.claims.iter_mut().filter(|(number, _)| !paid.contains(*number)) {
            claim.contest(0);
        }
        self.tell("all disputes are given up");
    }

    /// A customer signs to pay a smaller sum by a day, or that is given up.
    pub(super) async fn settle_for_less(&mut self, day: &Day) {
        let customer = self.chance.below(self.customers);
        let debtor = self.house.debtor(&code(customer)).await;
        if let Some(at) = self.auditor.settlements.iter().position(|agreed| agreed.customer == customer) {
            if self.chance.once_in(4) {
                let id = self.auditor.settlements[at].id.parse().map(domain::ids::CompromiseId).unwrap();
                match compromises::act(&day.app, &day.scope, id, &compromises::Move::Cancel, "ne tient plus").await {
                    Ok(()) => {
                        self.auditor.settlements.remove(at);
                        self.tell(&format!("the settlement of {} is given up", code(customer)));
                    }
                    // It was kept to.
                    Err(AppError::Invalid { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            return;
        }
        let free = |number: &str| self.auditor.claims.get(number).is_some_and(|claim| claim.disputed == 0 && claim.due() > 1_000);
        let owed: Vec<usize> =
            (0..self.sold.len()).filter(|at| self.sold[*at].customer == customer && free(&self.sold[*at].number)).collect();
        let chosen: Vec<usize> = owed.into_iter().filter(|_| self.chance.once_in(2)).take(2).collect();
        if chosen.is_empty() {
            return;
        }
        let (mut items, mut told, mut total) = (Vec::new(), Vec::new(), 0);
        for at in &chosen {
            let item = self.house.invoice(&self.sold[*at].number).await;
            items.push(item.id);
            total += item.open.0;
            told.push((item.number, self.auditor.claims[&self.sold[*at].number].settled));
        }
        // The smaller the sum, the sooner some payment earns the discount.
        let payable = 1 + self.chance.cents((total - 1).max(1)) / 4;
        let pay_by = add_days(self.clock(), i64::try_from(self.chance.below(25)).unwrap_or(0));
        // A waiver over two rates of VAT: a third of it at the reduced one.
        let reduced = (total - payable) / 3;
        let (nature, regime, vat) = if self.chance.once_in(3) && reduced > 0 {
            let vat = vec![(RateBp(2_000), None), (RateBp(550), Some(Cents(reduced)))];
            (Nature::Waiver, Some(domain::accounting::VatRegime::Goods), vat)
        } else {
            (Nature::Rebate, None, Vec::new())
        };
        let new = NewCompromise {
            debtor,
            items,
            payable: Cents(payable),
            pay_by,
            nature: Some(nature),
            regime,
            vat,
            interest: Some(InterestChoice::Waived),
            note: String::new(),
            typed: String::new(),
        };
        let Ok(id) = compromises::create(&day.app, &day.scope, &new).await else { return };
        compromises::act(&day.app, &day.scope, id, &compromises::Move::Submit, "").await.unwrap();
        // Only what exceeds the limits of the house needs somebody who agrees.
        let approved = compromises::act(&day.app, &day.scope, id, &compromises::Move::Approve, "").await;
        assert!(matches!(approved, Ok(()) | Err(AppError::Invalid { .. })), "{approved:?}");
        let sign = compromises::Move::Sign { on: self.clock(), signatory: "M. Durand, gérant".to_owned() };
        if compromises::act(&day.app, &day.scope, id, &sign, "").await.is_err() {
            return;
        }
        self.tell(&format!("{} signs to pay {payable} of {total} for {told:?} by {pay_by}", code(customer)));
        // What the discount settled is owed again when it is lost.
        for at in chosen {
            self.sold[at].is_reopened = true;
        }
        let numbers: Vec<String> = told.iter().map(|(number, _)| number.clone()).collect();
        self.auditor.give_way(&numbers, self.clock());
        let (discount, telling) = (total - payable, self.auditor.telling());
        self.auditor.settlements.push(Settled { id: id.to_string(), customer, items: told, payable, discount, pay_by, told: telling });
    }

    /// Every settlement that is waited for is given up; what was kept to stays.
    pub(super) async fn give_settlements_up(&mut self, day: &Day) {
        for customer in 0..self.customers {
            let debtor = self.house.debtor(&code(customer)).await;
            for compromise in compromises::of_debtor(&day.app, &day.scope, debtor).await.unwrap() {
                let done = compromises::act(&day.app, &day.scope, compromise.id(), &compromises::Move::Cancel, "remis à plat").await;
                assert!(matches!(done, Ok(()) | Err(AppError::Invalid { .. })), "{done:?}");
            }
        }
        self.auditor.settlements.clear();
        self.read_ledger(day).await;
        self.tell("all settlements are given up");
    }

    /// All that a waiver gave up is what was agreed at each rate of VAT, whatever it was cut into.
    async fn is_given_up_at_each_rate(&self, day: &Day, compromise: &compromises::Compromise) {
        let (record, mut given) = (&compromise.record, std::collections::BTreeMap::<RateBp, i64>::new());
        let mut tx = self.house.db().begin().await.unwrap();
        for operation in &record.operations {
            for part in store::ledger::vat_of(&mut tx, day.scope.organisation.id, *operation).await.unwrap() {
                *given.entry(part.rate).or_default() += part.gross.0;
            }
        }
        tx.commit().await.unwrap();
        if given.values().sum::<i64>() == record.row.terms.discount.0 {
            let agreed: std::collections::BTreeMap<RateBp, i64> = record.vat.iter().map(|part| (part.rate, part.gross.0)).collect();
            assert_eq!(given, agreed, "{record:?}");
        }
    }

    /// Reads what the program gave up, what it put on which invoice, and whether each discount was earned by what was paid.
    pub(super) async fn read_ledger(&mut self, day: &Day) {
        // Until all is told again after a restored backup, the base knows less.
        if self.is_catching_up {
            return;
        }
        for claim in self.auditor.claims.values_mut() {
            claim.given = 0;
        }
        let mut kept = Vec::new();
        for customer in 0..self.customers {
            let debtor = self.house.debtor(&code(customer)).await;
            let all = compromises::of_debtor(&day.app, &day.scope, debtor).await.unwrap();
            if all.is_empty() {
                continue;
            }
            for line in app::ledger::desk(&day.app, &day.scope, debtor).await.unwrap().operations {
                let is_discount = matches!(line.kind, OperationKind::Settle | OperationKind::WriteOff) && !line.undone;
                if let Some(claim) = self.auditor.claims.get_mut(&line.number).filter(|_| is_discount) {
                    claim.given += line.amount.0;
                }
            }
            for compromise in all {
                self.is_given_up_at_each_rate(day, &compromise).await;
                let domain::compromise::State::Kept { given_up, .. } = compromise.state else { continue };
                kept.push((compromise.id().to_string(), given_up.0));
            }
        }
        self.read_credits().await;
        for (id, given_up) in kept {
            let Some(agreed) = self.auditor.settlements.iter().find(|agreed| agreed.id == id) else { continue };
            assert!(given_up <= agreed.discount, "{given_up} of {agreed:?}");
            let paid = self.auditor.paid_of(agreed);
            assert!(paid >= agreed.payable, "{agreed:?} gave {given_up} up for {paid}");
        }
    }
}
