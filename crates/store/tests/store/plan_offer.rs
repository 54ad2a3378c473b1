//! The links by which debtors choose a plan: what is kept, and whose.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId, PlanOfferId};
use domain::party::DebtorKind;
use domain::plan::OfferPolicy;
use store::Tx;
use store::plan_offer::{OfferRow, OfferSettings};

use crate::given::id;

const OFFER: PlanOfferId = PlanOfferId(id(480));

fn at(day: Date) -> DateTime<Utc> {
    day.and_hms_opt(6, 0, 0).unwrap().and_utc()
}

/// A link about the first item, handed on by a person.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, on: Date) {
    let policy = OfferPolicy::default();
    store::plan_offer::set_policy(tx, organisation, (DebtorKind::Business, &policy), at(on), "Claire").await.unwrap();
    let settings = OfferSettings { address: "https://quittance.example".to_owned(), secret: "clef".to_owned() };
    store::plan_offer::set_settings(tx, organisation, &settings, at(on), "Claire").await.unwrap();
    let row = OfferRow {
        id: OFFER,
        debtor: DebtorId(id(1)),
        expires_at: at(on) + TimeDelta::days(15),
        recipient: String::new(),
        sending: "handed".to_owned(),
        reason: String::new(),
        document: None,
        plan: None,
        created_on: on,
        created_at: at(on),
        created_by: "Claire".to_owned(),
        withdrawn_at: None,
        items: vec![OpenItemId(id(1))],
    };
    store::plan_offer::insert(tx, organisation, &row).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let secret = store::plan_offer::settings(tx, o).await.unwrap().map(|settings| settings.secret);
    vec![
        ("settings of plan offers", usize::from(secret.as_deref() == Some("clef"))),
        ("policies of plan offers", store::plan_offer::policies(tx, o).await.unwrap().len()),
        ("plan offer", usize::from(store::plan_offer::get(tx, o, OFFER).await.unwrap().is_some())),
        ("plan offers of debtor", store::plan_offer::of_debtor(tx, o, DebtorId(id(1))).await.unwrap().len()),
    ]
}

pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId, on: Date) {
    assert!(!store::plan_offer::choose(tx, other, OFFER, PlanId(id(1))).await.unwrap());
    assert!(!store::plan_offer::withdraw(tx, other, OFFER, at(on), "Paul").await.unwrap());
    store::plan_offer::settle(tx, other, OFFER, "sent", "").await.unwrap();
}
