//! What other programs agree to, send back, correct and take back: compromises, payment plans, disputes, promises.

use app::access::Role;
use app::connect::token::TokenScope;
use axum::http::StatusCode;
use domain::calendar::add_days;
use domain::plan::Policy;
use serde_json::{Value, json};

use crate::api::{call, key, value};
use crate::firm::{Answer, Firm, TODAY, customers};

/// Asks as a key does, under a key of its own for what is done once.
async fn post(firm: &Firm, key: &str, path: &str, once: &str, body: Value) -> Answer {
    let headers = [("idempotency-key", once)];
    call(&firm.pages(), "POST", path, key, if once.is_empty() { &[] } else { &headers }, &body.to_string()).await
}

fn field(answer: &Answer) -> (StatusCode, Value) {
    (answer.status, value(answer)["errors"][0]["field"].clone())
}

#[tokio::test]
async fn a_compromise_beyond_the_limits_is_sent_back_agreed_to_and_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let [collector, director, manager] = [
        key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await,
        key(&firm.app, &firm.scope, Role::Director, &TokenScope::ALL).await,
        key(&firm.app, &firm.scope, Role::CreditManager, &TokenScope::ALL).await,
    ];
    let strict = domain::compromise::Policy { most: domain::Cents(1), percent: 0, days: 1 };
    app::compromises::set_policy(&firm.app, &firm.scope, &strict).await.unwrap();
    let day = app::promises::quick_days(TODAY)[0];
    let row = json!({"customer_code": "C002", "items": ["FA2026-0020"], "payable": "1.00", "pay_by": day.to_string(),
        "nature": "rebate", "interest": "waived"});
    let made = post(&firm, &collector, "/api/v1/compromises", "C1", row).await;
    let compromise = value(&made);
    assert_eq!((made.status, &compromise["state"]), (StatusCode::CREATED, &json!("to_approve")), "{}", made.text);
    let path = |verb: &str| format!("/api/v1/compromises/{}/{verb}", compromise["id"].as_str().unwrap());

    // Who negotiates does not agree; who agrees neither signs nor takes back.
    for verb in ["approve", "send-back"] {
        assert_eq!(post(&firm, &collector, &path(verb), "", json!({})).await.status, StatusCode::FORBIDDEN, "{verb}");
    }
    assert_eq!(post(&firm, &director, &path("undo"), "", json!({})).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let back = post(&firm, &director, &path("send-back"), "C2", json!({"reason": "trop peu"})).await;
        assert_eq!(value(&back)["state"], "draft", "once: {}", back.text);
    }
    let undone = post(&firm, &collector, &path("undo"), "", json!({"reason": "vu ensemble"})).await;
    assert_eq!(value(&undone)["state"], "to_approve", "{}", undone.text);
    for _ in 0..2 {
        let agreed = post(&firm, &director, &path("approve"), "C3", json!({"reason": "bon client"})).await;
        assert_eq!(value(&agreed)["state"], "proposed", "once: {}", agreed.text);
    }
    let twice = post(&firm, &director, &path("approve"), "", json!({})).await;
    assert_eq!(field(&twice), (StatusCode::UNPROCESSABLE_ENTITY, json!("compromise")), "{}", twice.text);
    let signed = post(&firm, &collector, &path("sign"), "", json!({"on": TODAY.to_string(), "signatory": "M. Petit, gérant"})).await;
    assert_eq!(value(&signed)["state"], "running", "{}", signed.text);
    let early = post(&firm, &collector, &path("credit-note"), "", json!({"reference": "AV-1"})).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "no credit note is due before it is kept: {}", early.text);
    let blank = post(&firm, &collector, &path("credit-note"), "", json!({"reference": " "})).await;
    assert_eq!(field(&blank), (StatusCode::UNPROCESSABLE_ENTITY, json!("reference")), "{}", blank.text);
    let undone = post(&firm, &collector, &path("undo"), "C4", json!({})).await;
    assert_eq!(value(&undone)["state"], "proposed", "{}", undone.text);
    let agreed = post(&firm, &collector, &path("undo"), "", json!({})).await;
    assert_ne!(agreed.status, StatusCode::OK, "what was agreed to is not taken back by who may not agree: {}", agreed.text);
    let id = compromise["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(app::compromises::view(&firm.app, &firm.scope, id).await.unwrap().compromise.state.code(), "proposed");
    assert_eq!(post(&firm, &manager, &path("cancel"), "", json!({"reason": "fini"})).await.status, StatusCode::OK);
    let events = app::compromises::view(&firm.app, &firm.scope, id).await.unwrap().compromise.record.events;
    let reasons: Vec<&str> = events.iter().map(|row| row.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
    assert_eq!(reasons, ["trop peu", "vu ensemble", "bon client", "fini"]);
}

#[tokio::test]
async fn a_plan_is_sent_back_and_that_is_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let director = key(&firm.app, &firm.scope, Role::Director, &TokenScope::ALL).await;
    app::plans::set_policy(&firm.app, &firm.scope, &Policy { parts: 3, ..Policy::default() }).await.unwrap();
    let row = json!({"customer_code": "C002", "items": ["FA2026-0020"], "parts": 4, "first_on": add_days(TODAY, 20).to_string(),
        "interest": "frozen"});
    let plan = value(&post(&firm, &collector, "/api/v1/payment-plans", "", row).await);
    assert_eq!(plan["state"], "to_approve", "{plan}");
    let path = |verb: &str| format!("/api/v1/payment-plans/{}/{verb}", plan["id"].as_str().unwrap());
    assert_eq!(post(&firm, &collector, &path("send-back"), "", json!({})).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let back = post(&firm, &director, &path("send-back"), "P1", json!({"reason": "trop long"})).await;
        assert_eq!(value(&back)["state"], "draft", "once: {}", back.text);
    }
    assert_eq!(post(&firm, &director, &path("undo"), "", json!({})).await.status, StatusCode::FORBIDDEN);
    let undone = post(&firm, &collector, &path("undo"), "", json!({})).await;
    assert_eq!(value(&undone)["state"], "to_approve", "{}", undone.text);
}

#[tokio::test]
async fn a_dispute_is_corrected_asked_about_once_and_its_decision_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let reader = key(&firm.app, &firm.scope, Role::ReadOnly, &TokenScope::ALL).await;
    let row = json!({"customer_code": "C002", "items": [{"number": "FA2026-0020", "amount": "100.00"}], "reason": "price"});
    let dispute = value(&post(&firm, &collector, "/api/v1/disputes", "", row).await);
    let path = |verb: &str| format!("/api/v1/disputes/{}/{verb}", dispute["id"].as_str().unwrap());
    let amended = |number: &str, amount: &str, reason: &str| json!({"number": number, "amount": amount, "reason": reason});
    for (wrong, told) in [
        (amended("FA2026-0021", "80.00", "vu"), "number"),
        (amended("FA2026-0020", "beaucoup", "vu"), "amount"),
        (amended("FA2026-0020", "0.00", "vu"), "amount"),
        (amended("FA2026-0020", "9999999.00", "vu"), "amount"),
        (amended("FA2026-0020", "80.00", " "), "note"),
    ] {
        let refused = post(&firm, &collector, &path("amend"), "", wrong).await;
        assert_eq!(field(&refused), (StatusCode::UNPROCESSABLE_ENTITY, json!(told)), "{}", refused.text);
    }
    assert_eq!(post(&firm, &reader, &path("amend"), "", amended("FA2026-0020", "80.00", "vu")).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let held = post(&firm, &collector, &path("amend"), "D1", amended("FA2026-0020", "80.00", "deux sur dix")).await;
        assert_eq!(value(&held)["held"], "80.00", "once: {}", held.text);
    }

    for (wrong, told) in [
        (json!({"role": "boss"}), "role"),
        (json!({"role": "sales", "email": "nobody"}), "email"),
        (json!({"role": "sales", "mail": true}), "email"),
    ] {
        let refused = post(&firm, &collector, &path("ask"), "", wrong).await;
        assert_eq!(field(&refused), (StatusCode::UNPROCESSABLE_ENTITY, json!(told)), "{}", refused.text);
    }
    let owner = json!({"role": "sales", "name": "Paul", "message": "le tarif ?"});
    let asked = value(&post(&firm, &collector, &path("ask"), "D2", owner.clone()).await);
    assert_eq!((&asked["dispute"]["state"], &asked["dispute"]["owner_name"]), (&json!("asked"), &json!("Paul")), "{asked}");
    assert_eq!(asked["mail"], "without");
    assert_eq!(value(&post(&firm, &collector, &path("ask"), "D2", owner).await)["mail"], Value::Null, "asked once");

    let early = post(&firm, &collector, &path("set-aside"), "", json!({"reason": "incomplet"})).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "nobody has answered: {}", early.text);
    let answered = post(&firm, &collector, &path("answer"), "", json!({"verdict": "founded", "reason": "oui"})).await;
    assert_eq!(value(&answered)["state"], "answered", "{}", answered.text);
    for _ in 0..2 {
        let again = post(&firm, &collector, &path("set-aside"), "D4", json!({"reason": "incomplet"})).await;
        assert_eq!(value(&again)["state"], "asked", "once: {}", again.text);
    }

    let closed = post(&firm, &collector, &path("close"), "", json!({"verdict": "unfounded", "reason": "devis"})).await;
    assert_eq!(value(&closed)["state"], "closed", "{}", closed.text);
    for _ in 0..2 {
        let back = value(&post(&firm, &collector, &path("undo"), "D3", json!({"reason": "trop vite"})).await);
        assert_eq!((&back["state"], &back["held"], &back["outcome"]), (&json!("asked"), &json!("80.00"), &Value::Null), "{back}");
    }
    let nothing = post(&firm, &collector, &path("undo"), "", json!({"reason": "encore"})).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT, "{}", nothing.text);
}

#[tokio::test]
async fn a_promise_that_was_taken_back_is_in_force_again_once() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let day = app::promises::quick_days(TODAY)[0];
    let row = json!({"customer_code": "C002", "items": ["FA2026-0021"], "on": day.to_string()});
    let promise = value(&post(&firm, &collector, "/api/v1/promises", "", row).await);
    assert_eq!(promise["state"], "pending", "{promise}");
    let path = |verb: &str| format!("/api/v1/promises/{}/{verb}", promise["id"].as_str().unwrap());
    let early = post(&firm, &collector, &path("restore"), "", json!({})).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "it was not taken back: {}", early.text);
    let gone = post(&firm, &collector, &path("withdraw"), "", json!({"reason": "mauvais client"})).await;
    assert_eq!(value(&gone)["state"], "withdrawn", "{}", gone.text);
    for _ in 0..2 {
        let back = post(&firm, &collector, &path("restore"), "R1", json!({})).await;
        assert_eq!(value(&back)["state"], "pending", "once: {}", back.text);
    }
}
