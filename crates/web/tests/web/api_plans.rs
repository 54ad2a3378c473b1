//! Payment plans, later due dates and the figures of disputes, as other programs ask for them.

use app::access::Role;
use app::connect::token::TokenScope;
use axum::http::StatusCode;
use domain::calendar::add_days;
use domain::plan::{Guarantee, Policy};
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
async fn a_plan_beyond_the_limits_is_agreed_to_noticed_and_made_due() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let director = key(&firm.app, &firm.scope, Role::Director, &TokenScope::ALL).await;
    app::plans::set_policy(&firm.app, &firm.scope, &Policy { parts: 3, ..Policy::default() }).await.unwrap();
    let row = json!({"customer_code": "C002", "items": ["FA2026-0020"], "parts": 4, "first_on": add_days(TODAY, 20).to_string(),
        "interest": "frozen", "accelerates": true, "fallback_step": "prepare_formal_notice", "guarantee": "surety",
        "guarantee_note": "M. Petit, gérant", "note": "vu avec lui"});
    let plans = "/api/v1/payment-plans";
    for (name, wrong, told) in [
        ("fallback_step", json!("nothing"), "fallback_step"),
        ("guarantee", json!("promise"), "guarantee"),
        ("guarantee_note", json!(" "), "guarantee_note"),
    ] {
        let mut row = row.clone();
        row[name] = wrong;
        assert_eq!(field(&post(&firm, &collector, plans, "", row).await), (StatusCode::UNPROCESSABLE_ENTITY, json!(told)));
    }
    let made = post(&firm, &collector, plans, "P1", row.clone()).await;
    let plan = value(&made);
    assert_eq!((made.status, &plan["state"]), (StatusCode::CREATED, &json!("to_approve")), "{}", made.text);
    let id = plan["id"].as_str().unwrap().parse().unwrap();
    let kept = app::plans::view(&firm.app, &firm.scope, id).await.unwrap().plan.record.row;
    assert_eq!((kept.guarantee, kept.guarantee_note.as_str()), (Guarantee::Surety, "M. Petit, gérant"));
    assert_eq!((kept.fallback_step.as_str(), kept.accelerates), ("prepare_formal_notice", true));

    // Who negotiates does not agree; who agrees signs nothing.
    let path = |verb: &str| format!("{plans}/{}/{verb}", plan["id"].as_str().unwrap());
    assert_eq!(post(&firm, &collector, &path("approve"), "", json!({})).await.status, StatusCode::FORBIDDEN);
    let sign = json!({"on": TODAY.to_string(), "signatory": "M. Petit, gérant"});
    assert_eq!(post(&firm, &director, &path("sign"), "", sign.clone()).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let agreed = post(&firm, &director, &path("approve"), "P2", json!({"reason": "bon client"})).await;
        assert_eq!(value(&agreed)["state"], "proposed", "once: {}", agreed.text);
    }
    let twice = post(&firm, &director, &path("approve"), "", json!({})).await;
    assert_eq!(field(&twice), (StatusCode::UNPROCESSABLE_ENTITY, json!("plan")));
    assert_eq!(value(&post(&firm, &collector, &path("sign"), "", sign).await)["state"], "up_to_date");
    let early = post(&firm, &collector, &path("notice"), "", json!({"cure_by": add_days(TODAY, 10).to_string()})).await;
    assert_eq!(field(&early), (StatusCode::UNPROCESSABLE_ENTITY, json!("plan")), "nothing is missed");

    // The first instalment is missed beyond its grace.
    let missed = add_days(TODAY, 40);
    let firm = firm.later(missed).await;
    for (days, told) in [(3, "cure_by"), (-1, "cure_by")] {
        let short = post(&firm, &collector, &path("notice"), "", json!({"cure_by": add_days(missed, days).to_string()})).await;
        assert_eq!(field(&short), (StatusCode::UNPROCESSABLE_ENTITY, json!(told)), "{days}");
    }
    let unread = post(&firm, &collector, &path("notice"), "", json!({"cure_by": "demain"})).await;
    assert_eq!(field(&unread), (StatusCode::UNPROCESSABLE_ENTITY, json!("cure_by")));
    let notice = json!({"cure_by": add_days(missed, 10).to_string(), "reason": "première échéance"});
    for _ in 0..2 {
        let told = post(&firm, &collector, &path("notice"), "P3", notice.clone()).await;
        assert_eq!(value(&told)["state"], "noticed", "once: {}", told.text);
    }
    let early = post(&firm, &collector, &path("accelerate"), "", json!({})).await;
    assert_eq!(field(&early), (StatusCode::UNPROCESSABLE_ENTITY, json!("plan")), "the debtor may cure");
    let firm = firm.later(add_days(missed, 12)).await;
    for _ in 0..2 {
        let due = post(&firm, &collector, &path("accelerate"), "P4", json!({"reason": "rien reçu"})).await;
        assert_eq!(value(&due)["state"], "accelerated", "once: {}", due.text);
    }
    let events = app::plans::view(&firm.app, &firm.scope, id).await.unwrap().plan.record.events;
    let reasons: Vec<&str> = events.iter().map(|row| row.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
    assert_eq!(reasons, ["bon client", "première échéance", "rien reçu"]);
}

#[tokio::test]
async fn a_later_due_date_is_granted_once_and_within_the_limits() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let row = json!({"customer_code": "C002", "number": "FA2026-0021", "agreed_on": add_days(TODAY, 15).to_string(), "interest": "waived",
        "reason": "livraison tardive"});
    for (name, wrong, told) in [
        ("interest", json!("frozen"), "interest"),
        ("agreed_on", json!(add_days(TODAY, -1).to_string()), "agreed_on"),
        ("agreed_on", json!("bientôt"), "agreed_on"),
        ("reason", json!(" "), "reason"),
        ("number", json!("FA2026-9999"), "items"),
    ] {
        let mut row = row.clone();
        row[name] = wrong;
        let refused = post(&firm, &collector, "/api/v1/deferrals", "", row).await;
        assert_eq!(field(&refused), (StatusCode::UNPROCESSABLE_ENTITY, json!(told)), "{}", refused.text);
    }
    let mut far = row.clone();
    far["agreed_on"] = json!(add_days(TODAY, 300).to_string());
    assert_eq!(post(&firm, &collector, "/api/v1/deferrals", "", far).await.status, StatusCode::FORBIDDEN, "beyond the limits");
    let mut nobody = row.clone();
    nobody["customer_code"] = json!("C999");
    assert_eq!(post(&firm, &collector, "/api/v1/deferrals", "", nobody).await.status, StatusCode::NOT_FOUND);
    let made = post(&firm, &collector, "/api/v1/deferrals", "R1", row.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let deferral = value(&made);
    assert_eq!(
        (&deferral["number"], &deferral["agreed_on"], &deferral["interest"], &deferral["reason"]),
        (&json!("FA2026-0021"), &row["agreed_on"], &json!("waived"), &json!("livraison tardive"))
    );
    assert_eq!(value(&post(&firm, &collector, "/api/v1/deferrals", "R1", row).await), deferral, "the same key is the same one");
    let debtor = deferral["debtor"].as_str().unwrap().parse().unwrap();
    assert_eq!(app::deferrals::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap().in_force.len(), 1);
}

#[tokio::test]
async fn the_figures_of_disputes_are_read() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let collector = key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await;
    let mut ids = Vec::new();
    for (number, amount) in [("FA2026-0020", "100.00"), ("FA2026-0021", "50.00")] {
        let row = json!({"customer_code": "C002", "items": [{"number": number, "amount": amount}], "reason": "price"});
        let made = post(&firm, &collector, "/api/v1/disputes", "", row).await;
        ids.push(value(&made)["id"].as_str().unwrap().to_owned());
    }
    let firm = firm.later(add_days(TODAY, 4)).await;
    let closed =
        post(&firm, &collector, &format!("/api/v1/disputes/{}/close", ids[0]), "", json!({"verdict": "unfounded", "reason": "vu"})).await;
    assert_eq!(value(&closed)["state"], "closed", "{}", closed.text);
    let reader = key(&firm.app, &firm.scope, Role::ReadOnly, &[TokenScope::Read]).await;
    let told = value(&call(&firm.pages(), "GET", "/api/v1/disputes/report", &reader, &[], "").await);
    let price = &told["reasons"][0];
    assert_eq!((&price["reason"], &price["living"], &price["held"]), (&json!("price"), &json!(1), &json!("50.00")), "{told}");
    assert_eq!(price["ended"], json!({"closed": 1, "median_days": 4, "p90_days": 4, "founded": 0, "won_percent": "100.0"}));
    assert_eq!((&told["held"], &told["all"]["closed"], &told["currency"]), (&json!("50.00"), &json!(1), &json!("EUR")));
    assert_eq!((&told["owners"][0]["living"], &told["owners"][0]["late"]), (&json!(1), &json!(0)));
    let owed: f64 = told["owed"].as_str().unwrap().parse().unwrap();
    let share: f64 = told["held_percent"].as_str().unwrap().parse().unwrap();
    assert!((share - 5_000.0 / owed).abs() <= 0.1, "{told}");
}
