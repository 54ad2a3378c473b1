//! What debtors say and agree to, on random days.

use app::AppError;
use app::promises::{self, NewPromise};
use domain::calendar::add_days;

use super::auditor::Vow;
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
            new.items.push(self.house.item(&number).await.id);
            let claim = &self.auditor.claims[&number];
            items.push((number, claim.due(), claim.settled));
        }
        match promises::record(&day.app, &day.scope, &new).await {
            Ok(id) => {
                self.tell(&format!("{} promises {items:?} by {on}", code(customer)));
                self.auditor.vows.push(Vow { id: id.to_string(), until: on, items, is_withdrawn: false });
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
}
