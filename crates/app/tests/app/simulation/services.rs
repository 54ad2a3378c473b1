//! Messages beside the reminders, on random days: the copy of an invoice, the confirmation of a promise, that a plan is agreed. And the
//! contact that is erased, or comes back.

use app::AppError;
use app::accounts::{self, ContactTyped};
use app::dispute::NewFile;
use app::service_mail;
use domain::ids::{ActionId, PlanId, PromiseId};

use super::auditor::{Served, Service};
use super::{Day, Life, code};

impl Life {
    /// Somebody asks for a message that answers a customer.
    pub(super) async fn ask_for_a_service(&mut self, day: &Day) {
        match self.chance.below(3) {
            0 => self.ask_for_a_copy(day).await,
            1 => self.ask_for_a_confirmation(day).await,
            _ => self.ask_to_announce(day).await,
        }
    }

    fn asked(&mut self, done: app::Result<ActionId>, service: Service) {
        match done {
            Ok(_) => {
                self.tell(&format!("{service:?} is asked for"));
                self.auditor.services.push(Served { service, has_left: false });
            }
            // Something stands in the way, or it is on its way already.
            Err(AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn ask_for_a_copy(&mut self, day: &Day) {
        let known: Vec<usize> = (0..self.sold.len()).filter(|at| self.sold[*at].is_known).collect();
        if known.is_empty() {
            return;
        }
        let sold = &self.sold[known[self.chance.below(known.len())]];
        let (customer, number) = (sold.customer, sold.number.clone());
        let (debtor, item) = (self.house.debtor(&code(customer)).await, self.house.invoice(&number).await.id);
        if !service_mail::held_of(&day.app, &day.scope, debtor).await.unwrap().contains_key(&item) {
            let file = NewFile { name: format!("{number}.pdf"), bytes: format!("%PDF-1.4\n{number}\n%%EOF\n").into_bytes() };
            service_mail::add_document(&day.app, &day.scope, item, file).await.unwrap();
        }
        let done = service_mail::send_copy(&day.app, &day.scope, debtor, &[item], None).await;
        self.asked(done, Service::Copy { customer, number });
    }

    async fn ask_for_a_confirmation(&mut self, day: &Day) {
        if self.auditor.vows.is_empty() {
            return;
        }
        let vow = &self.auditor.vows[self.chance.below(self.auditor.vows.len())];
        let (id, customer) = (vow.id.clone(), self.auditor.claims[&vow.items[0].0].customer);
        let promise: PromiseId = id.parse().unwrap();
        let done = service_mail::send_note(&day.app, &day.scope, promise, None).await;
        self.asked(done, Service::Vow { customer, id });
    }

    async fn ask_to_announce(&mut self, day: &Day) {
        if self.auditor.agreed.is_empty() {
            return;
        }
        let plan = &self.auditor.agreed[self.chance.below(self.auditor.agreed.len())];
        let (id, customer) = (plan.id.clone(), plan.customer);
        let plan: PlanId = id.parse().unwrap();
        let reference = app::plans::view(&day.app, &day.scope, plan).await.unwrap().plan.record.row.reference;
        let done = service_mail::send_plan_note(&day.app, &day.scope, plan, None).await;
        self.asked(done, Service::Plan { customer, id, reference });
    }

    /// A customer's only contact is erased, or is there again.
    pub(super) async fn forget_or_find_a_contact(&mut self, day: &Day, customer: usize) {
        if self.auditor.told[customer].is_erased {
            self.find_contact(day, customer).await;
            return;
        }
        let debtor = self.house.debtor(&code(customer)).await;
        for contact in accounts::view(&day.app, &day.scope, debtor).await.unwrap().contacts {
            accounts::remove_contact(&day.app, &day.scope, debtor, contact.id).await.unwrap();
        }
        self.auditor.told[customer].is_erased = true;
        self.tell(&format!("the contact of {} is erased", code(customer)));
    }

    /// The contact of a customer is there again.
    pub(super) async fn find_contact(&mut self, day: &Day, customer: usize) {
        let debtor = self.house.debtor(&code(customer)).await;
        if accounts::view(&day.app, &day.scope, debtor).await.unwrap().contacts.is_empty() {
            let email = format!("c{customer:02}@client.example");
            let typed = ContactTyped { role: "accounting".to_owned(), name: String::new(), email, phone: String::new() };
            accounts::save_contact(&day.app, &day.scope, debtor, None, &typed).await.unwrap();
        }
        self.auditor.told[customer].is_erased = false;
        self.tell(&format!("{} has a contact again", code(customer)));
    }
}
