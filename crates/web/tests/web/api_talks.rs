//! What is said and decided about a debt – compromises, negotiations – as other programs do it.

use app::access::Role;
use app::connect::token::TokenScope;
use axum::http::StatusCode;
use domain::calendar::add_days;
use serde_json::{Value, json};

use crate::api::{call, key, value};
use crate::firm::{Answer, Firm, TODAY, customers};

async fn post(firm: &Firm, key: &str, path: &str, once: &str, body: Value) -> Answer {
    let headers = [("idempotency-key", once)];
    call(&firm.pages(), "POST", path, key, if once.is_empty() { &[] } else { &headers }, &body.to_string()).await
}

fn told(answer: &Answer) -> (StatusCode, Value) {
    (answer.status, value(answer)["errors"][0]["field"].clone())
}

#[tokio::test]
async fn a_compromise_beyond_the_limits_is_agreed_to_by_who_may() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let director = key(&firm.app, &firm.scope, Role::Director, &TokenScope::ALL).await;
    let row = json!({"customer_code": "C002", "items": ["FA2026-0020"], "payable": "1.00", "pay_by": add_days(TODAY, 10).to_string(),
        "nature": "rebate", "interest": "waived"});
    let made = post(&firm, &collector, "/api/v1/compromises", "", row).await;
    let compromise = value(&made);
    assert_eq!((made.status, &compromise["state"]), (StatusCode::CREATED, &json!("to_approve")), "{}", made.text);
    let path = |verb: &str| format!("/api/v1/compromises/{}/{verb}", compromise["id"].as_str().unwrap());
    let sign = json!({"on": TODAY.to_string(), "signatory": "M. Petit, gérant"});
    assert_eq!(post(&firm, &collector, &path("sign"), "", sign.clone()).await.status, StatusCode::UNPROCESSABLE_ENTITY, "not agreed to");
    assert_eq!(post(&firm, &collector, &path("approve"), "", json!({})).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let agreed = post(&firm, &director, &path("approve"), "K1", json!({"reason": "mieux que rien"})).await;
        assert_eq!(value(&agreed)["state"], "proposed", "once: {}", agreed.text);
    }
    assert_eq!(value(&post(&firm, &collector, &path("sign"), "", sign).await)["state"], "running");
    // Its items can be promised to nobody else meanwhile, and enter no plan.
    let promise = json!({"customer_code": "C002", "items": ["FA2026-0020"], "on": add_days(TODAY, 5).to_string()});
    assert_eq!(told(&post(&firm, &collector, "/api/v1/promises", "", promise).await), (StatusCode::UNPROCESSABLE_ENTITY, json!("items")));
    let plan = json!({"customer_code": "C002", "items": ["FA2026-0020"], "parts": 2, "first_on": add_days(TODAY, 20).to_string(), "interest": "kept"});
    let refused = post(&firm, &collector, "/api/v1/payment-plans", "", plan).await;
    assert_eq!(told(&refused), (StatusCode::UNPROCESSABLE_ENTITY, json!("items")));
}

#[tokio::test]
async fn a_negotiation_is_noted_read_and_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let talks = "/api/v1/negotiations";
    let line =
        |voice: &str, said: &str, amount: Option<&str>| json!({"customer_code": "C002", "voice": voice, "said": said, "amount": amount});
    for (wrong, field) in [
        (line("moon", "offer", Some("10.00")), "voice"),
        (line("debtor", "shout", Some("10.00")), "said"),
        (line("debtor", "offer", None), "amount"),
        (line("house", "accepted", None), "said"),
        (line("house", "note", None), "words"),
        (json!({"customer_code": "C002", "voice": "house", "said": "offer", "amount": "9.00", "on": add_days(TODAY, 1).to_string()}), "on"),
        (json!({"customer_code": "C002", "voice": "house", "said": "offer", "amount": "9.00", "way": "smoke"}), "way"),
    ] {
        assert_eq!(
            told(&post(&firm, &collector, talks, "", wrong.clone()).await),
            (StatusCode::UNPROCESSABLE_ENTITY, json!(field)),
            "{wrong}"
        );
    }
    let first = value(&post(&firm, &collector, talks, "N1", line("debtor", "offer", Some("10.00"))).await);
    assert_eq!((&first["amount"], &first["is_counter"], &first["way"]), (&json!("10.00"), &json!(false), &json!("call")));
    assert_eq!(value(&post(&firm, &collector, talks, "N1", line("debtor", "offer", Some("10.00"))).await), first, "once");
    let counter = value(&post(&firm, &collector, talks, "", line("house", "offer", Some("20.00"))).await);
    assert_eq!(counter["is_counter"], true, "{counter}");

    let path = format!("{talks}?debtor={}", first["debtor"].as_str().unwrap());
    let reader = key(&firm.app, &firm.scope, Role::ReadOnly, &[TokenScope::Read]).await;
    let read = async || value(&call(&firm.pages(), "GET", &path, &reader, &[], "").await);
    let found = read().await;
    assert_eq!((found["data"].as_array().unwrap().len(), &found["standing"]), (2, &counter["id"]), "{found}");
    let back = format!("{talks}/{}/take-back", counter["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(value(&post(&firm, &collector, &back, "B1", json!({})).await)["taken_back"], true, "once");
    }
    assert_eq!(post(&firm, &collector, &back, "", json!({})).await.status, StatusCode::CONFLICT);
    assert_eq!(read().await["standing"], first["id"]);
    assert_eq!(call(&firm.pages(), "GET", &format!("{talks}?debtor=x"), &reader, &[], "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&firm, &reader, talks, "", line("debtor", "offer", Some("1.00"))).await.status, StatusCode::FORBIDDEN);
}
