//! Keys, kept answers, endpoints, facts and deliveries, as the base keeps them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{DebtorId, DeliveryId, EndpointId, OrganisationId, TokenId};
use domain::webhook::EventKind;
use serde_json::json;
use store::api::ItemFilter;
use store::api_token::ApiToken;
use store::watch::WatchedFile;
use store::webhook::{Attempt, Endpoint};
use store::{Db, Tx};
use uuid::Uuid;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, allocation, day, debtors, id, item, items, morning, organisations};

fn token(at: DateTime<Utc>) -> ApiToken {
    ApiToken {
        id: TokenId(id(1)),
        name: "ERP".to_owned(),
        role: "accountant".to_owned(),
        scopes: "read push".to_owned(),
        hint: "beef".to_owned(),
        created_at: at,
        created_by: "Claire".to_owned(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    }
}

fn endpoint(at: DateTime<Utc>) -> Endpoint {
    Endpoint {
        id: EndpointId(id(1)),
        url: "https://erp.example/hook".to_owned(),
        label: "ERP".to_owned(),
        kinds: "item.paid item.reopened ping".to_owned(),
        secret: "whsec_AAAA".to_owned(),
        old_secret: None,
        old_secret_until: None,
        created_at: at,
        created_by: "Claire".to_owned(),
        failing_since: None,
        disabled_at: None,
        disabled_by: String::new(),
    }
}

fn attempt(number: i32, at: DateTime<Utc>, status: i32) -> Attempt {
    Attempt { attempt: number, at, status: Some(status), error: String::new(), answer: "ok".to_owned(), took_ms: 12 }
}

/// Something in every table of this module.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, at: DateTime<Utc>) {
    store::api_token::insert(tx, organisation, &token(at), "hash").await.unwrap();
    assert_eq!(store::api_answer::claim(tx, organisation, "k", "r", at).await.unwrap(), None);
    store::api_answer::keep(tx, organisation, "k", 200, "{}").await.unwrap();
    store::api::mark_push(tx, organisation, "invoices", day(2, 9)).await.unwrap();
    store::webhook::insert(tx, organisation, &endpoint(at)).await.unwrap();
    store::webhook::record(tx, organisation, &[(EventKind::Ping, json!({}))], Some(at)).await.unwrap();
    let listeners = [(EndpointId(id(1)), "ping".to_owned())];
    assert_eq!(store::webhook::spread(tx, organisation, &listeners, at).await.unwrap(), 1);
    let due = store::webhook::due(tx, organisation, at, at + TimeDelta::minutes(1), (9, 9)).await.unwrap();
    store::webhook::settle(tx, organisation, due[0].id, &attempt(1, at, 200), "delivered", at).await.unwrap();
    let file = WatchedFile {
        file_name: "fec.txt".to_owned(),
        size_bytes: 12,
        sha256: String::new(),
        outcome: "imported".to_owned(),
        summary: "Importé.".to_owned(),
        kept_as: "archive/2026/02/fec.txt".to_owned(),
        at,
    };
    store::watch::insert(tx, organisation, &file).await.unwrap();
}

/// What another organisation's ids do: nothing.
pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId, at: DateTime<Utc>) {
    let (endpoint, delivery) = (EndpointId(id(1)), DeliveryId(id(1)));
    assert!(!store::api_token::revoke(tx, other, TokenId(id(1)), at).await.unwrap());
    store::api_token::touch(tx, other, TokenId(id(1)), at).await.unwrap();
    assert!(!store::webhook::rotate(tx, other, endpoint, "x", at).await.unwrap());
    assert!(!store::webhook::disable(tx, other, endpoint, at, "").await.unwrap());
    assert!(!store::webhook::enable(tx, other, endpoint).await.unwrap());
    assert!(!store::webhook::delete(tx, other, endpoint, at).await.unwrap());
    assert!(!store::webhook::resend(tx, other, delivery, at).await.unwrap());
    store::webhook::set_failing(tx, other, endpoint, Some(at)).await.unwrap();
    assert_eq!(store::api_answer::forget_before(tx, other, at + TimeDelta::days(400)).await.unwrap(), 0);
    assert_eq!(store::webhook::forget_before(tx, other, at + TimeDelta::days(400)).await.unwrap(), 0);
    assert_eq!(store::webhook::spread(tx, other, &[], at).await.unwrap(), 0);
    assert!(store::webhook::due(tx, other, at + TimeDelta::days(9), at, (9, 9)).await.unwrap().is_empty());
}

async fn seen(db: &Db, organisation: OrganisationId) -> Vec<(&'static str, usize)> {
    let mut tx = db.snapshot().await.unwrap();
    let nothing = Uuid::nil();
    vec![
        ("keys", store::api_token::all(db, organisation).await.unwrap().len()),
        ("key", usize::from(store::api_token::by_secret(db, organisation, "hash").await.unwrap().is_some())),
        ("endpoints", store::webhook::all(db, organisation).await.unwrap().len()),
        ("wanted", store::webhook::wanted(&mut tx, organisation).await.unwrap().len()),
        ("deliveries", store::webhook::deliveries(db, organisation, 9).await.unwrap().len()),
        ("watched files", store::watch::latest(db, organisation, 9).await.unwrap().len()),
        ("items", store::api::items(&mut tx, organisation, nothing, &ItemFilter::default(), 9).await.unwrap().len()),
        ("debtors", store::api::debtors(&mut tx, organisation, nothing, "", "", 9).await.unwrap().len()),
        ("bank lines", store::api::transactions(&mut tx, organisation, nothing, "", None, 9).await.unwrap().len()),
        ("files", store::api::imports(&mut tx, organisation, nothing, None, 9).await.unwrap().len()),
        ("payments", store::api::payments_of(&mut tx, organisation, &[DebtorId(id(1))]).await.unwrap().len()),
        ("contacts", store::api::contacts_of(&mut tx, organisation, &[DebtorId(id(1))]).await.unwrap().len()),
        ("balances", store::api::balances(&mut tx, organisation, DebtorId(id(1)), day(2, 9)).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn an_organisation_sees_nothing_of_anothers_connections() {
    on_both(async |db| {
        organisations(db).await;
        crate::isolation::fill(db, ORGANISATION).await;
        for (name, count) in seen(db, ORGANISATION).await {
            assert!(count > 0, "{name}: its own rows are there to be seen");
        }
        for (name, count) in seen(db, OTHER).await {
            assert_eq!(count, 0, "{name}: of another organisation");
        }
    })
    .await;
}

#[tokio::test]
async fn what_settles_and_opens_is_told_in_the_same_transaction() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let at = morning(day(2, 9));
        items(
            db,
            ORGANISATION,
            &[item(1, 1, 1_000, day(1, 5), day(2, 4)), item(2, 1, -600, day(1, 6), day(1, 6)), item(3, 1, -400, day(1, 7), day(1, 7))],
        )
        .await;
        let mut tx = db.begin().await.unwrap();
        store::webhook::insert(&mut tx, ORGANISATION, &endpoint(at)).await.unwrap();
        let first = store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 2, 600, day(1, 6))], at, "Claire").await.unwrap();
        let last = store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 3, 400, day(1, 8))], at, "Claire").await.unwrap();
        let mut back = allocation(1, 3, -400, day(1, 8));
        back.reverses = Some(last[0]);
        store::item::allocate(&mut tx, ORGANISATION, &[back], at, "Claire").await.unwrap();
        let mut back = allocation(1, 2, -600, day(1, 6));
        back.reverses = Some(first[0]);
        store::item::allocate(&mut tx, ORGANISATION, &[back], at, "Claire").await.unwrap();
        tx.commit().await.unwrap();
        // Nobody is told of what was dropped.
        let mut tx = db.begin().await.unwrap();
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 2, 600, day(1, 6))], at, "Claire").await.unwrap();
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 3, 400, day(1, 8))], at, "Claire").await.unwrap();
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        let listeners = [(EndpointId(id(1)), "item.paid item.reopened".to_owned())];
        assert_eq!(store::webhook::spread(&mut tx, ORGANISATION, &listeners, at).await.unwrap(), 2, "paid once, open again once");
        let due = store::webhook::due(&mut tx, ORGANISATION, at, at + TimeDelta::minutes(1), (9, 9)).await.unwrap();
        let kinds: Vec<&str> = due.iter().map(|due| due.kind.as_str()).collect();
        assert_eq!(kinds, ["item.paid", "item.reopened"]);
        let told: serde_json::Value = serde_json::from_str(&due[0].data).unwrap();
        assert_eq!((&told["item"]["open"], &told["effective_on"]), (&json!("0.00"), &json!("2026-01-08")));
        assert!(store::webhook::due(&mut tx, ORGANISATION, at, at + TimeDelta::minutes(1), (9, 9)).await.unwrap().is_empty(), "leased");
        let later = at + TimeDelta::minutes(2);
        assert_eq!(store::webhook::due(&mut tx, ORGANISATION, later, later, (9, 1)).await.unwrap().len(), 1, "one for each endpoint");
        assert_eq!(
            store::webhook::due(&mut tx, ORGANISATION, later + TimeDelta::minutes(1), later + TimeDelta::minutes(1), (9, 9))
                .await
                .unwrap()
                .len(),
            2,
            "a worker that died"
        );
    })
    .await;
}
