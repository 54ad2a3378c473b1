//! Payment plans on random days: signed, missed, noticed, accelerated, renegotiated, cancelled. And later due dates.

use app::AppError;
use app::deferrals::{self, NewDeferral};
use app::plans::{self, How, Move, NewPlan};
use domain::calendar::add_days;
use domain::ids::PlanId;
use domain::plan::{Guarantee, InterestChoice, LEAST_CURE_DAYS, Odd, Pace, Rule};

use super::auditor::{Agreed, Deferred, GRACE, Notice};
use super::{Day, Life, code};

impl Agreed {
    fn plan(&self) -> PlanId {
        self.id.parse().unwrap()
    }
}

impl Life {
    /// A customer signs a plan for some invoices; or something becomes of the one that he has.
    pub(super) async fn agree(&mut self, day: &Day) {
        let customer = self.chance.below(self.customers);
        let Some(at) = self.auditor.agreed.iter().position(|plan| plan.customer == customer) else {
            self.sign_plan(day, customer, None).await;
            return;
        };
        let plan = self.auditor.agreed[at].clone();
        if plan.is_accelerated || self.auditor.next_instalment(&plan).is_none() {
            self.cancel_plan(day, at).await;
            return;
        }
        // What is not allowed is tried as well.
        let is_in_vain = plan.notice.is_some_and(|notice| self.auditor.is_in_vain(&plan, &notice, self.clock()));
        match self.chance.below(10) {
            0 => self.cancel_plan(day, at).await,
            1 => self.sign_plan(day, customer, Some(at)).await,
            2 => self.accelerate(day, at).await,
            3 => self.give_notice(day, at).await,
            4..=7 if is_in_vain => self.accelerate(day, at).await,
            4..=7 => self.give_notice(day, at).await,
            _ => {}
        }
    }

    async fn cancel_plan(&mut self, day: &Day, at: usize) {
        let plan = self.auditor.agreed.remove(at);
        let done = plans::act(&day.app, &day.scope, plan.plan(), &Move::Cancel, "ne tient plus").await;
        assert!(matches!(done, Ok(()) | Err(AppError::Invalid { .. })), "{done:?}");
        self.tell(&format!("the plan of {} is cancelled", code(plan.customer)));
    }

    /// The customer is told to pay what he missed; only if he missed something, and with time to do so.
    async fn give_notice(&mut self, day: &Day, at: usize) {
        let (today, plan) = (self.clock(), self.auditor.agreed[at].clone());
        let cure_by = add_days(today, i64::from(LEAST_CURE_DAYS) - 1 + i64::try_from(self.chance.below(5)).unwrap_or(0));
        match plans::act(&day.app, &day.scope, plan.plan(), &Move::Notice { cure_by }, "").await {
            Ok(()) => {
                let missed_on = self.auditor.next_instalment(&plan).unwrap_or_else(|| panic!("nothing is missed of {plan:?}"));
                assert!((today - missed_on).num_days() > GRACE, "{missed_on} is not missed on {today}: {plan:?}");
                assert!((cure_by - today).num_days() >= i64::from(LEAST_CURE_DAYS), "{cure_by} leaves no time: {plan:?}");
                self.auditor.agreed[at].notice = Some(Notice { on: today, cure_by, missed_on });
                self.tell(&format!("{} is told to pay what he missed by {cure_by}", code(plan.customer)));
            }
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// The whole becomes due; only by a clause, and after a notice in vain.
    async fn accelerate(&mut self, day: &Day, at: usize) {
        let (today, plan) = (self.clock(), self.auditor.agreed[at].clone());
        match plans::act(&day.app, &day.scope, plan.plan(), &Move::Accelerate, "").await {
            Ok(()) => {
                let in_vain = plan.notice.is_some_and(|notice| self.auditor.is_in_vain(&plan, &notice, today));
                assert!(plan.has_clause && in_vain, "the whole became due on {today}: {plan:?}");
                self.auditor.agreed[at].is_accelerated = true;
                self.auditor.accelerated += 1;
                self.tell(&format!("all of the plan of {} is due", code(plan.customer)));
            }
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// A plan is signed; the one that it replaces, if any, ends with that.
    async fn sign_plan(&mut self, day: &Day, customer: usize, before: Option<usize>) {
        let debtor = self.house.debtor(&code(customer)).await;
        let before = before.map(|at| self.auditor.agreed[at].clone());
        let of_plan = |number: &String| before.as_ref().is_none_or(|plan| plan.items.iter().any(|(own, ..)| own == number));
        let free = |number: &str| self.auditor.claims.get(number).is_some_and(|claim| claim.disputed == 0 && claim.due() > 0);
        let owed: Vec<usize> = (0..self.sold.len())
            .filter(|at| self.sold[*at].customer == customer && free(&self.sold[*at].number) && of_plan(&self.sold[*at].number))
            .collect();
        let chosen: Vec<usize> = owed.into_iter().filter(|_| before.is_some() || self.chance.once_in(2)).collect();
        if chosen.is_empty() {
            return;
        }
        let mut items = Vec::new();
        for at in &chosen {
            items.push(self.house.invoice(&self.sold[*at].number).await.id);
        }
        let has_clause = self.chance.once_in(2);
        let rule = Rule {
            parts: 2 + u32::try_from(self.chance.below(3)).unwrap_or(0),
            first: None,
            first_on: add_days(self.clock(), 2 + i64::try_from(self.chance.below(10)).unwrap_or(0)),
            pace: Pace::Weeks(1 + u32::try_from(self.chance.below(2)).unwrap_or(0)),
            odd: Odd::Last,
            working_days: true,
        };
        let new = NewPlan {
            debtor,
            items,
            how: How::Rule(rule),
            grace_days: u16::try_from(GRACE).unwrap_or_default(),
            interest: Some(InterestChoice::Frozen),
            fallback_step: if self.chance.once_in(2) { "letter".to_owned() } else { String::new() },
            accelerates: has_clause,
            guarantee: Guarantee::None,
            guarantee_note: String::new(),
            note: String::new(),
            typed: String::new(),
            replaces: before.as_ref().map(Agreed::plan),
        };
        let Ok(draft) = plans::preview(&day.app, &day.scope, &new).await else { return };
        let Ok(id) = plans::create(&day.app, &day.scope, &new).await else { return };
        plans::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
        // Only what exceeds the limits of the house needs somebody who agrees.
        let approved = plans::act(&day.app, &day.scope, id, &Move::Approve, "").await;
        assert!(matches!(approved, Ok(()) | Err(AppError::Invalid { .. })), "{approved:?}");
        let sign = Move::Sign { on: self.clock(), signatory: "M. Durand, gérant".to_owned() };
        if plans::act(&day.app, &day.scope, id, &sign, "").await.is_err() {
            return;
        }
        let instalments: Vec<_> = draft.instalments.iter().map(|part| (part.due_on, part.amount.0)).collect();
        let numbers: Vec<String> = chosen.iter().map(|at| self.sold[*at].number.clone()).collect();
        self.auditor.give_way(&numbers, self.clock());
        let claims = &self.auditor.claims;
        let of = |number: &String| (number.clone(), claims[number].due(), claims[number].standing());
        let items: Vec<_> = chosen.iter().map(|at| of(&self.sold[*at].number)).collect();
        self.auditor.agreed.retain(|plan| before.as_ref().is_none_or(|before| plan.id != before.id));
        self.tell(&format!("{} signs a plan (instead of another: {}) for {items:?}: {instalments:?}", code(customer), before.is_some()));
        let told = self.auditor.telling();
        let signed = Agreed { id: id.to_string(), customer, items, instalments, has_clause, notice: None, is_accelerated: false, told };
        self.auditor.agreed.push(signed);
    }

    /// Every plan is cancelled.
    pub(super) async fn cancel_plans(&mut self, day: &Day) {
        for customer in 0..self.customers {
            let debtor = self.house.debtor(&code(customer)).await;
            for plan in plans::of_debtor(&day.app, &day.scope, debtor).await.unwrap() {
                // What has ended cannot be cancelled.
                let done = plans::act(&day.app, &day.scope, plan.id(), &Move::Cancel, "remis à plat").await;
                assert!(matches!(done, Ok(()) | Err(AppError::Invalid { .. })), "{done:?}");
            }
        }
        self.auditor.agreed.clear();
        self.tell("all plans are cancelled");
    }

    /// An invoice gets a later due date, or the last one is taken back.
    pub(super) async fn defer(&mut self, day: &Day) {
        let owed = |number: &str| self.auditor.claims.get(number).is_some_and(|claim| claim.open() > 0);
        let owed: Vec<usize> = (0..self.sold.len()).filter(|at| owed(&self.sold[*at].number)).collect();
        if owed.is_empty() {
            return;
        }
        let at = owed[self.chance.below(owed.len())];
        let (number, customer) = (self.sold[at].number.clone(), self.sold[at].customer);
        let (debtor, item) = (self.house.debtor(&code(customer)).await, self.house.invoice(&number).await.id);
        if let Some(last) = self.auditor.claims[&number].deferred.last().filter(|_| self.chance.once_in(2)) {
            // The clock may stand before the day on which it was granted.
            if deferrals::undo(&day.app, &day.scope, debtor, last.id.parse().unwrap()).await.is_ok() {
                self.auditor.claims.get_mut(&number).unwrap().deferred.pop();
                self.tell(&format!("{number} is due when it was before"));
            }
            return;
        }
        let agreed_on = add_days(self.clock(), 1 + i64::try_from(self.chance.below(25)).unwrap_or(0));
        let interest = Some(InterestChoice::Waived);
        let new = NewDeferral { debtor, item, agreed_on, interest, reason: "livraison en retard".to_owned() };
        match deferrals::defer(&day.app, &day.scope, &new).await {
            Ok(id) => {
                let deferred = Deferred { id: id.to_string(), granted_on: self.clock(), agreed_on };
                self.auditor.claims.get_mut(&number).unwrap().deferred.push(deferred);
                self.auditor.give_way_to_later_days(self.clock());
                self.tell(&format!("{number} is due on {agreed_on}"));
            }
            // Its own day is later, or it is in insolvency.
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}
