//! Messages beside the reminders and documents of items: what is kept, and whose. What the figures of the conversation read, too.

use chrono::{DateTime, Utc};
use domain::Currency;
use domain::Date;
use domain::ids::{ActionId, ContactId, DebtorId, OpenItemId, OrganisationId, PlanId, PromiseId, RunId};
use domain::service_mail::ServiceMail;
use store::Tx;
use store::service_mail::{Carried, ItemDocument, NewServiceMail};

use crate::given::{day, id};

fn at(day: Date) -> DateTime<Utc> {
    day.and_hms_opt(6, 0, 0).unwrap().and_utc()
}

/// A message about the first item, which confirms the promise 95, and the document of that item.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, run: RunId, on: Date) {
    let carried = Carried {
        item: OpenItemId(id(1)),
        document_hash: String::new(),
        name: "F1.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
    };
    let new = NewServiceMail {
        id: ActionId(id(470)),
        debtor: DebtorId(id(1)),
        kind: ServiceMail::PromiseNote,
        contact: ContactId(id(1)),
        promise: Some(PromiseId(id(95))),
        plan: Some(PlanId(id(96))),
        items: 1,
        currency: Currency::EUR,
        files: vec![carried],
    };
    store::service_mail::insert(tx, organisation, (run, on), &new, (at(on), "Claire")).await.unwrap();
    let document = ItemDocument {
        id: id(471),
        item: OpenItemId(id(1)),
        document_hash: String::new(),
        name: "F1.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 9,
        created_at: at(on),
        created_by: "Claire".to_owned(),
    };
    store::service_mail::add_document(tx, organisation, &document).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let since = day(1, 1);
    let found = store::conversation::histories(tx, o, (since, at(since)), since, Currency::EUR).await.unwrap();
    vec![
        ("service mail", usize::from(store::service_mail::get(tx, o, ActionId(id(470))).await.unwrap().is_some())),
        ("what a service mail carries", store::service_mail::files(tx, o, ActionId(id(470))).await.unwrap().len()),
        ("notes of a promise", store::service_mail::notes_of(tx, o, PromiseId(id(95))).await.unwrap().len()),
        ("notes of a plan", store::service_mail::notes_of_plan(tx, o, PlanId(id(96))).await.unwrap().len()),
        ("copies of debtor", store::service_mail::copies_of(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("documents of debtor", store::service_mail::documents_of(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("document", usize::from(store::service_mail::document_by_id(tx, o, id(471)).await.unwrap().is_some())),
        ("debits of the conversation", found.debits.len()),
        ("causes of the conversation", found.causes.len()),
    ]
}
