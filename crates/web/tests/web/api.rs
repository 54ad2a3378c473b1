//! API v1: who may ask for what, what is answered, and that its documents tell the truth.

use std::collections::BTreeSet;

use app::access::Role;
use app::connect::token::{self, NewToken, TokenScope};
use app::{App, Scope};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::Cents;
use serde_json::{Value, json};
use web::api::TABLE;

use crate::firm::{Answer, Firm, TODAY, ask, customers, organisation, send};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";
const GUIDE: &str = include_str!("../../../../docs/guide/api.md");
const REFERENCE: &str = include_str!("../../../../docs/reference/api.md");

pub(crate) async fn key(app: &App, scope: &Scope, role: Role, scopes: &[TokenScope]) -> String {
    let new = NewToken { name: format!("ERP {}", role.code()), role, scopes: scopes.to_vec(), last_day: None };
    token::create(app, scope, &new).await.unwrap()
}

/// Asks as a program does: no cookie, no origin.
pub(crate) async fn call(pages: &Router, method: &str, path: &str, key: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "quittance.example");
    if !key.is_empty() {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    if method == "POST" && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(pages, request.body(Body::from(body.to_owned())).unwrap()).await
}

pub(crate) fn value(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("JSON: {}", answer.text))
}

fn invoice(number: &str) -> Value {
    json!({"number": number, "customer_code": "C900", "customer_name": "Neuf", "issued_on": "2026-10-01", "due_on": "2026-10-31", "amount": "120.00"})
}

#[tokio::test]
async fn each_key_gets_what_its_use_and_its_role_allow() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let pages = firm.pages();
    let mut seen = BTreeSet::new();
    let nobodys = NewToken { name: "x".to_owned(), role: Role::Salesman, scopes: vec![TokenScope::Read], last_day: None };
    let refused = token::create(&firm.app, &firm.scope, &nobodys).await;
    assert!(matches!(refused, Err(app::AppError::Invalid { field: "role", .. })), "a key is nobody's salesman: {refused:?}");
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Salesman) {
        for uses in [&[TokenScope::Read][..], &[TokenScope::Push], &[TokenScope::Match], &[TokenScope::Decide], &TokenScope::ALL] {
            let key = key(&firm.app, &firm.scope, role, uses).await;
            for (method, path, scope, permission) in TABLE {
                let answer = call(&pages, method, &path.replace("{id}", NOBODY), &key, &[], "[]").await;
                let said = format!("{method} {path} for {role:?} and {uses:?}: {} {}", answer.status, answer.text);
                let allowed = uses.contains(scope) && role.may(*permission);
                assert_eq!(answer.status == StatusCode::FORBIDDEN, !allowed, "{said}");
                assert!(!answer.status.is_server_error(), "{said}");
                if !allowed {
                    assert_eq!(answer.header("content-type"), "application/problem+json", "{said}");
                    let code = value(&answer)["code"].clone();
                    assert_eq!(code, if uses.contains(scope) { "access.forbidden" } else { "token.scope" }, "{said}");
                }
                if allowed && uses.len() > 1 {
                    seen.insert(format!("{:<15} {method:<4} {path}", role.code()));
                }
            }
        }
    }
    let of = |role: &str| seen.iter().filter(|line| line.starts_with(role)).count();
    // Routes that each role opens: all but payments for nobody, pushes for those who may import.
    assert_eq!(["admin", "credit_manager", "collector", "accountant", "read_only"].map(of), [68, 67, 60, 30, 25], "{seen:#?}");
}

#[tokio::test]
async fn nothing_but_a_key_opens_the_api() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    for (method, path, ..) in TABLE {
        for (name, val) in
            [("cookie", cookie.as_str()), ("authorization", "Bearer qt_x.y"), ("authorization", "Basic YTpi"), ("x-none", "1")]
        {
            let answer = call(&pages, method, &path.replace("{id}", NOBODY), "", &[(name, val)], "[]").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {name}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(value(&answer)["code"], "token.refused");
        }
    }
    let key = key(&firm.app, &firm.scope, Role::Admin, &TokenScope::ALL).await;
    for (method, path, status) in
        [("GET", "/api/v1/none", 404), ("GET", "/api", 404), ("DELETE", "/api/v1/items", 405), ("GET", "/api/v1/payments", 405)]
    {
        let answer = call(&pages, method, path, &key, &[], "").await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    // A key opens no page.
    let page = call(&pages, "GET", "/debiteurs", &key, &[], "").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_wrong_is_told_field_by_field() {
    let firm = Firm::empty("Atelier Élan").await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Accountant, &TokenScope::ALL).await);
    let one = call(&pages, "POST", "/api/v1/invoices", &key, &[], &json!({"number": "F1", "amount": 12}).to_string()).await;
    assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = value(&one);
    let pointers: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/customer_code", "/issued_on", "/amount"]);
    assert_eq!((&problem["status"], &problem["code"]), (&json!(422), &json!("invalid")));
    let mut wrong = invoice("F2");
    wrong["due_on"] = json!("31/10/2026");
    let several = call(&pages, "POST", "/api/v1/invoices", &key, &[], &json!([invoice("F1"), wrong, invoice("F3")]).to_string()).await;
    assert_eq!(several.status, StatusCode::MULTI_STATUS);
    let told = value(&several);
    assert_eq!((&told["created"], &told["rejected"]), (&json!(2), &json!(1)));
    assert_eq!(told["results"][1]["errors"][0]["pointer"], "/1/due_on");
    assert_eq!(told["results"][2]["status"], "created");
    let many: Vec<Value> = (0..1_001).map(|n| invoice(&format!("M{n}"))).collect();
    let cases: [(&str, &str, String, u16, &str); 7] = [
        ("/api/v1/invoices", "application/json", "{".to_owned(), 400, "json"),
        ("/api/v1/invoices", "text/plain", "{}".to_owned(), 415, "media_type"),
        ("/api/v1/invoices", "application/json", "[]".to_owned(), 422, "no_row"),
        ("/api/v1/invoices", "application/json", "3".to_owned(), 422, "no_row"),
        ("/api/v1/invoices", "application/json", json!(many).to_string(), 422, "too_many_rows"),
        ("/api/v1/files", "application/octet-stream", "\u{1}".to_owned(), 422, "file.unreadable"),
        ("/api/v1/invoices", "application/json", " ".repeat(5 * 1024 * 1024), 413, "too_large"),
    ];
    for (path, kind, body, status, code) in cases {
        let answer = call(&pages, "POST", path, &key, &[("content-type", kind)], &body).await;
        assert_eq!((answer.status.as_u16(), value(&answer)["code"].as_str().unwrap()), (status, code), "{path}");
        assert!(value(&answer)["detail"].as_str().unwrap().ends_with('.'), "{}", answer.text);
    }
    for query in ["limit=0", "limit=501", "cursor=%C3%A9", "status=late", "since=hier", "debtor=x"] {
        let answer = call(&pages, "GET", &format!("/api/v1/items?{query}"), &key, &[], "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_key_of_idempotency_answers_the_same_again() {
    let firm = Firm::empty("Atelier Élan").await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Accountant, &TokenScope::ALL).await);
    let (body, header) = (invoice("F1").to_string(), [("idempotency-key", "a-1")]);
    let first = call(&pages, "POST", "/api/v1/invoices", &key, &header, &body).await;
    let again = call(&pages, "POST", "/api/v1/invoices", &key, &header, &body).await;
    assert_eq!((first.status, &first.text), (StatusCode::CREATED, &again.text), "{}", first.text);
    assert_eq!(again.status, StatusCode::CREATED);
    let other = call(&pages, "POST", "/api/v1/invoices", &key, &header, &invoice("F2").to_string()).await;
    assert_eq!((other.status.as_u16(), value(&other)["code"].as_str().unwrap()), (422, "idempotency.reused"));
    let elsewhere = call(&pages, "POST", "/api/v1/debtors", &key, &header, &body).await;
    assert_eq!(elsewhere.status.as_u16(), 422, "another address is another request");
    let program = self::key(&firm.app, &firm.scope, Role::Accountant, &TokenScope::ALL).await;
    let theirs = call(&pages, "POST", "/api/v1/invoices", &program, &header, &invoice("F3").to_string()).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "another program has keys of its own: {}", theirs.text);
    let bad = call(&pages, "POST", "/api/v1/invoices", &key, &[("idempotency-key", " ")], &body).await;
    assert_eq!(value(&bad)["code"], "idempotency.key");
    let file = "code;name\nC7;Sept\n";
    let header = [("idempotency-key", "f-1"), ("content-type", "text/csv")];
    let first = call(&pages, "POST", "/api/v1/files?name=clients.csv", &key, &header, file).await;
    let again = call(&pages, "POST", "/api/v1/files?name=clients.csv", &key, &header, file).await;
    assert_eq!((first.status, &first.text), (StatusCode::OK, &again.text));
    assert_eq!(value(&first)["created"], 1);
    let imports = call(&pages, "GET", "/api/v1/imports", &key, &[], "").await;
    assert_eq!(value(&imports)["data"].as_array().unwrap().len(), 1, "brought in once");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::ReadOnly, &[TokenScope::Read]).await);
    for path in ["/api/v1/debtors", "/api/v1/items", "/api/v1/transactions", "/api/v1/imports"] {
        let whole = value(&call(&pages, "GET", &format!("{path}?limit=500"), &key, &[], "").await);
        let whole: Vec<String> = whole["data"].as_array().unwrap().iter().map(|row| row["id"].to_string()).collect();
        let (mut cursor, mut found) = (String::new(), Vec::new());
        loop {
            let page = value(&call(&pages, "GET", &format!("{path}?limit=2&cursor={cursor}"), &key, &[], "").await);
            found.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = next.to_owned();
        }
        assert!(whole.len() >= 2, "{path}");
        assert_eq!(found, whole, "{path}");
    }
    let debtors = value(&call(&pages, "GET", "/api/v1/debtors?search=aliz%C3%A9%203", &key, &[], "").await);
    assert_eq!(debtors["data"].as_array().unwrap().len(), 1);
    let id = debtors["data"][0]["id"].as_str().unwrap().to_owned();
    let debtor = value(&call(&pages, "GET", &format!("/api/v1/debtors/{id}"), &key, &[], "").await);
    assert_eq!((&debtor["code"], &debtor["balances"][0]["currency"]), (&json!("C003"), &json!("EUR")));
    let own = value(&call(&pages, "GET", &format!("/api/v1/items?debtor={id}&status=overdue&limit=500"), &key, &[], "").await);
    let cents = |row: &Value| row["open"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    let sum: i64 = own["data"].as_array().unwrap().iter().map(cents).sum();
    assert_eq!(debtor["balances"][0]["overdue"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap(), sum);
    let none = value(&call(&pages, "GET", "/api/v1/items?since=2030-01-01", &key, &[], "").await);
    assert_eq!(none["data"], json!([]));
}

#[tokio::test]
async fn a_key_reads_and_moves_nothing_of_another_organisation() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let other = organisation(&firm.app, "voisin", "Maison Voisine").await;
    let (pages, key) = (firm.pages(), key(&firm.app, &other, Role::Admin, &TokenScope::ALL).await);
    let (debtor, ..) = firm_debtor(&firm).await;
    for (method, path, ..) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let answer = call(&pages, method, &path.replace("{id}", &debtor), &key, &[], "").await;
        assert!(!answer.text.contains("Aliz") && !answer.text.contains("FA2026"), "{path}: {}", answer.text);
        assert_eq!(answer.status == StatusCode::NOT_FOUND, path.contains("{id}"), "{path}");
    }
    let row = json!({"reference": "P1", "customer_code": "C001", "amount": "1.00", "received_on": TODAY.to_string()});
    let paid = call(&pages, "POST", "/api/v1/payments", &key, &[], &row.to_string()).await;
    assert_eq!(value(&paid)["errors"][0]["code"], "no_such_debtor", "the same code is another account here");
    // The same key of idempotency in two organisations is two keys.
    let own = self::key(&firm.app, &firm.scope, Role::Admin, &TokenScope::ALL).await;
    for key in [&key, &own] {
        let made = call(&pages, "POST", "/api/v1/invoices", key, &[("idempotency-key", "same")], &invoice("X1").to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    }
}

async fn firm_debtor(firm: &Firm) -> (String, usize) {
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    (debtors.rows[0].id.to_string(), debtors.rows.len())
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_told_when_to_come_back() {
    let firm = Firm::empty("Atelier Élan").await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::ReadOnly, &[TokenScope::Read]).await);
    let limit = firm.app.connections().requests_per_minute;
    for _ in 0..limit {
        let answer = call(&pages, "GET", "/api/v1/imports", &key, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let answer = call(&pages, "GET", "/api/v1/imports", &key, &[], "").await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    assert_eq!(value(&answer)["code"], "too_many_requests");
}

#[tokio::test]
async fn the_description_covers_every_route_and_so_does_the_reference() {
    let firm = Firm::empty("Atelier Élan").await;
    let pages = firm.pages();
    let answer = call(&pages, "GET", "/api/v1/openapi.json", "", &[], "").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    let document = value(&answer);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase())))
        .collect();
    let known: BTreeSet<String> = TABLE.iter().map(|(method, path, ..)| format!("{method} {path}")).collect();
    assert_eq!(described, known);
    for route in &known {
        assert!(REFERENCE.contains(&format!("`{route}")), "docs/reference/api.md tells {route}");
    }
    // Every schema that is referred to is there.
    let text = document.to_string();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
    assert!(document["components"]["schemas"]["InvoiceIn"]["properties"].get("due_dates").is_some());
}

/// The words of a shell's command, quotes taken off and backslashes at the end of a line joined.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for character in command.replace("\\\n", " ").chars() {
        match (quote, character) {
            (None, '\'' | '"') => (quote, begun) = (Some(character), true),
            (Some(open), close) if open == close => quote = None,
            (None, blank) if blank.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (_, other) => {
                word.push(other);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[tokio::test]
async fn the_examples_of_the_guide_do_what_it_says() {
    let firm = Firm::empty("Atelier Élan").await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Accountant, &TokenScope::ALL).await);
    let mut blocks = GUIDE.split("```");
    let (mut ran, _) = (0, blocks.next());
    while let (Some(command), Some(_)) = (blocks.next(), blocks.next()) {
        let Some(command) = command.strip_prefix("sh\n").filter(|command| command.starts_with("curl ")) else { continue };
        let expected: u16 = command.rsplit("# ").next().unwrap().trim().parse().unwrap_or_else(|_| panic!("a status ends {command}"));
        let command = command.rsplit_once('#').unwrap().0;
        let (mut method, mut path, mut body) = ("GET", String::new(), String::new());
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut words = words(command).into_iter().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "-H" => {
                    let header = words.next().unwrap();
                    let (name, value) = header.split_once(": ").unwrap();
                    headers.push((name.to_owned(), value.replace("$JETON", &key)));
                }
                "-d" | "--data-binary" => {
                    method = "POST";
                    body = words.next().unwrap();
                    if body.starts_with('@') {
                        body = "code;name\nC0043;Menuiserie Le Gall\n".to_owned();
                    }
                }
                "-sS" => {}
                url => path = url.strip_prefix("$QUITTANCE").unwrap_or_else(|| panic!("{url}")).to_owned(),
            }
        }
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = call(&pages, method, &path, "", &headers, &body).await;
        assert_eq!(answer.status.as_u16(), expected, "{command}\n{}", answer.text);
        ran += 1;
    }
    assert!(ran >= 7, "{ran} examples");
}

#[tokio::test]
async fn keys_and_webhooks_are_made_on_a_page_and_shown_once() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let empty = ask(&pages, "GET", "/connexions", &cookie, "").await;
    assert!(empty.text.contains("Aucun jeton") && empty.text.contains("Aucun webhook"), "{}", empty.text);
    let made = ask(&pages, "POST", "/connexions/jetons", &cookie, "nom=ERP&role=accountant&usage-push=oui&usage-read=oui&fin=").await;
    assert_eq!(made.status, StatusCode::OK);
    let key =
        made.text.split("value=\"qt_").nth(1).and_then(|text| text.split('"').next()).map(|text| format!("qt_{text}")).expect("shown");
    let answer = call(&pages, "GET", "/api/v1/items", &key, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK);
    let later = ask(&pages, "GET", "/connexions", &cookie, "").await;
    assert!(!later.text.contains(&key) && later.text.contains("ERP"), "never again");
    let refused = ask(&pages, "POST", "/connexions/jetons", &cookie, "nom=ERP&role=accountant").await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "without a use");
    let hook = ask(&pages, "POST", "/connexions/webhooks", &cookie, "url=https://erp.example/hook&fait-item.paid=oui").await;
    assert!(hook.text.contains("value=\"whsec_"), "{}", hook.text);
    let id = token::all(&firm.app, &firm.scope).await.unwrap()[0].id;
    let revoked = ask(&pages, "POST", &format!("/connexions/jetons/{id}/revoquer"), &cookie, "").await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert_eq!(call(&pages, "GET", "/api/v1/items", &key, &[], "").await.status, StatusCode::UNAUTHORIZED);
    let journal = ask(&pages, "GET", "/journal", &cookie, "").await;
    assert!(journal.text.contains("Jeton d’accès créé") && journal.text.contains("Jeton d’accès révoqué"));
}

#[tokio::test]
async fn a_promise_is_recorded_once_read_and_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await);
    let debtor = firm_debtor(&firm).await.0.parse().unwrap();
    let offer = app::promises::offer(&firm.app, &firm.scope, debtor).await.unwrap();
    let (item, asked) = &offer.items[0];
    let row = json!({"customer_code": offer.code, "items": [item.number], "on": offer.days[0].to_string(), "promised_by": "Mme Durand"});
    let post = async |path: &str, body: &Value| call(&pages, "POST", path, &key, &[("idempotency-key", "P1")], &body.to_string()).await;
    let made = post("/api/v1/promises", &row).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let promise = value(&made);
    assert_eq!((&promise["state"], &promise["amount"]), (&json!("pending"), &json!(asked.iso())));
    assert_eq!(value(&post("/api/v1/promises", &row).await)["id"], promise["id"], "the same key is the same promise");
    let listed = value(&call(&pages, "GET", "/api/v1/promises?state=pending", &key, &[], "").await);
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["next_cursor"]), (1, &Value::Null));
    assert_eq!(call(&pages, "GET", "/api/v1/promises?state=maybe", &key, &[], "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for bad in [
        json!({"customer_code": offer.code, "on": "hier"}),
        json!({"customer_code": offer.code, "on": "2020-01-01", "items": [item.number]}),
    ] {
        let refused = call(&pages, "POST", "/api/v1/promises", &key, &[], &bad.to_string()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    }
    let path = format!("/api/v1/promises/{}/withdraw", promise["id"].as_str().unwrap());
    let gone = call(&pages, "POST", &path, &key, &[], &json!({"reason": "erreur"}).to_string()).await;
    assert_eq!(value(&gone)["state"], "withdrawn", "{}", gone.text);
    let again = call(&pages, "POST", &path, &key, &[], &json!({"reason": "erreur"}).to_string()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let cause = json!({"customer_code": offer.code, "items": [item.number], "cause": "oversight"});
    let noted = call(&pages, "POST", "/api/v1/causes", &key, &[], &cause.to_string()).await;
    assert_eq!((noted.status, value(&noted)), (StatusCode::CREATED, json!({"items": 1})), "{}", noted.text);
}

#[tokio::test]
async fn a_link_to_choose_a_plan_is_made_mailed_and_taken_back_once() {
    let sink = testkit::smtp_sink::smtp_sink(&[]);
    let firm = Firm::with_mail("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"], &sink.url()).await;
    let (pages, all) = (firm.pages(), key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await);
    let debtor: domain::ids::DebtorId = firm_debtor(&firm).await.0.parse().unwrap();
    let offer = app::promises::offer(&firm.app, &firm.scope, debtor).await.unwrap();
    let number = offer.items[0].0.number.clone();
    let post = async |path: &str, once: &str, body: &Value| {
        let headers = [("idempotency-key", once)];
        call(&pages, "POST", path, &all, if once.is_empty() { &[] } else { &headers }, &body.to_string()).await
    };
    let row = json!({"customer_code": offer.code, "items": [number]});
    let unset = post("/api/v1/plan-offers", "L1", &row).await;
    assert_eq!(unset.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody said where links lead: {}", unset.text);
    app::plan_offers::set_address(&firm.app, &firm.scope, "https://quittance.example", false).await.unwrap();
    let made = post("/api/v1/plan-offers", "L1", &row).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let link = value(&made);
    assert_eq!((&link["state"], &link["sending"], &link["plan"]), (&json!("open"), &json!("handed"), &Value::Null));
    assert!(link["address"].as_str().unwrap().starts_with("https://quittance.example/echeancier-au-choix/"), "{link}");
    assert_eq!(value(&post("/api/v1/plan-offers", "L1", &row).await)["id"], link["id"], "the same key is the same link");
    // Who may not negotiate does not see the address.
    let reader = key(&firm.app, &firm.scope, Role::ReadOnly, &TokenScope::ALL).await;
    let one = format!("/api/v1/plan-offers/{}", link["id"].as_str().unwrap());
    assert_eq!(value(&call(&pages, "GET", &one, &reader, &[], "").await)["address"], Value::Null);
    assert_eq!(value(&call(&pages, "GET", &one, &all, &[], "").await)["address"], link["address"]);
    // Mailed once, to a contact of the debtor's alone.
    let contacts = app::accounts::view(&firm.app, &firm.scope, debtor).await.unwrap().contacts;
    let email = contacts.into_iter().find_map(|contact| contact.email).unwrap();
    let mut mailed = row.clone();
    mailed["email"] = json!("autre@ailleurs.example");
    assert_eq!(post("/api/v1/plan-offers", "L2", &mailed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    mailed["email"] = json!(email.as_str());
    let sent = post("/api/v1/plan-offers", "L3", &mailed).await;
    assert_eq!((sent.status, &value(&sent)["sending"]), (StatusCode::CREATED, &json!("sent")), "{}", sent.text);
    assert_eq!(value(&post("/api/v1/plan-offers", "L3", &mailed).await)["id"], value(&sent)["id"]);
    assert_eq!(sink.messages().len(), 1, "one mail for one key");
    let listed = value(&call(&pages, "GET", &format!("/api/v1/plan-offers?debtor={debtor}&limit=1"), &all, &[], "").await);
    assert_eq!(listed["data"][0]["id"], link["id"]);
    let next = listed["next_cursor"].as_str().unwrap();
    let rest = value(&call(&pages, "GET", &format!("/api/v1/plan-offers?cursor={next}"), &all, &[], "").await);
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["data"][0]["id"]), (1, &value(&sent)["id"]));
    // Taken back once.
    let gone = post(&format!("{one}/withdraw"), "L4", &json!({})).await;
    assert_eq!((&value(&gone)["state"], &value(&gone)["address"]), (&json!("withdrawn"), &Value::Null), "{}", gone.text);
    assert_eq!(post(&format!("{one}/withdraw"), "L4", &json!({})).await.status, StatusCode::OK);
    assert_eq!(post(&format!("{one}/withdraw"), "", &json!({})).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn disputes_and_compromises_are_made_and_ended_once() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await);
    let debtor = firm_debtor(&firm).await.0.parse().unwrap();
    let offer = app::promises::offer(&firm.app, &firm.scope, debtor).await.unwrap();
    let (item, open) = &offer.items[0];
    let post = async |path: &str, once: &str, body: Value| {
        let headers = [("idempotency-key", once)];
        call(&pages, "POST", path, &key, if once.is_empty() { &[] } else { &headers }, &body.to_string()).await
    };
    // A dispute: opened once, answered, closed on what was found.
    let row = json!({"customer_code": offer.code, "items": [{"number": item.number, "amount": "10.00"}], "reason": "quantity", "note": "deux manquent"});
    let made = post("/api/v1/disputes", "D1", row.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let dispute = value(&made);
    assert_eq!((&dispute["state"], &dispute["held"], &dispute["reason"]), (&json!("open"), &json!("10.00"), &json!("quantity")));
    assert_eq!(value(&post("/api/v1/disputes", "D1", row).await)["id"], dispute["id"], "the same key is the same dispute");
    let path = |verb: &str| format!("/api/v1/disputes/{}/{verb}", dispute["id"].as_str().unwrap());
    let answered = post(&path("answer"), "", json!({"verdict": "partly", "amount": "4.00", "reason": "un seul manque"})).await;
    assert_eq!(value(&answered)["state"], "answered", "{}", answered.text);
    let short = post(&path("close"), "", json!({"verdict": "credited", "reason": "avoir"})).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", short.text);
    assert_eq!(post(&path("close"), "", json!({"verdict": "maybe", "reason": "x"})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&path("close"), "", json!({"verdict": "founded", "reason": " "})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = post(&path("close"), "D2", json!({"verdict": "partly", "amount": "4.00", "reason": "vu"})).await;
    assert_eq!((&value(&closed)["state"], &value(&closed)["held"]), (&json!("credit"), &json!("4.00")), "{}", closed.text);
    let again = post(&path("close"), "D2", json!({"verdict": "partly", "amount": "4.00", "reason": "vu"})).await;
    assert_eq!(again.status, StatusCode::OK, "the same request is done once: {}", again.text);
    let gone = post(&path("withdraw"), "", json!({"reason": "renonce"})).await;
    assert_eq!(value(&gone)["outcome"], "withdrawn", "{}", gone.text);
    // A payment plan: proposed once, signed, given up.
    let first_on = domain::calendar::add_days(firm.app.today(), 20);
    let row =
        json!({"customer_code": offer.code, "items": [item.number], "parts": 3, "first_on": first_on.to_string(), "interest": "frozen"});
    let made = post("/api/v1/payment-plans", "E1", row.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let plan = value(&made);
    assert_eq!((plan["instalments"].as_array().unwrap().len(), &plan["total"]), (3, &json!(open.iso())));
    assert_eq!(value(&post("/api/v1/payment-plans", "E1", row.clone()).await)["id"], plan["id"], "the same key is the same plan");
    let mut none = row;
    none["parts"] = json!(0);
    assert_eq!(post("/api/v1/payment-plans", "E2", none.clone()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("/api/v1/payment-plans", "E2", none).await.status, StatusCode::UNPROCESSABLE_ENTITY, "what was refused is free again");
    let path = |verb: &str| format!("/api/v1/payment-plans/{}/{verb}", plan["id"].as_str().unwrap());
    if plan["state"] == "to_approve" {
        let id = plan["id"].as_str().unwrap().parse().unwrap();
        app::plans::act(&firm.app, &firm.scope, id, &app::plans::Move::Approve, "").await.unwrap();
    }
    let signed = post(&path("sign"), "E3", json!({"on": firm.app.today().to_string(), "signatory": "M. Petit, gérant"})).await;
    assert_eq!(value(&signed)["state"], "up_to_date", "{}", signed.text);
    let again = post(&path("sign"), "E3", json!({"on": firm.app.today().to_string(), "signatory": "M. Petit, gérant"})).await;
    assert_eq!(again.status, StatusCode::OK, "signed once: {}", again.text);
    let gone = post(&path("cancel"), "", json!({"reason": "ne tient plus"})).await;
    assert_eq!(value(&gone)["state"], "cancelled", "{}", gone.text);
    // A compromise: proposed once, signed, given up.
    let sum = Cents(open.0 - open.0 / 20);
    let day = app::promises::quick_days(firm.app.today())[0];
    let row = json!({"customer_code": offer.code, "items": [item.number], "payable": sum.iso(), "pay_by": day.to_string(),
        "nature": "rebate", "interest": "waived"});
    let made = post("/api/v1/compromises", "C1", row.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let compromise = value(&made);
    assert_eq!((&compromise["payable"], &compromise["nature"]), (&json!(sum.iso()), &json!("rebate")));
    assert_eq!(value(&post("/api/v1/compromises", "C1", row.clone()).await)["id"], compromise["id"]);
    let state = compromise["state"].as_str().unwrap().to_owned();
    let listed = value(&call(&pages, "GET", &format!("/api/v1/compromises?state={state}"), &key, &[], "").await);
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["next_cursor"]), (1, &Value::Null));
    let mut wrong = row;
    wrong["interest"] = json!("frozen");
    assert_eq!(post("/api/v1/compromises", "", wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = |verb: &str| format!("/api/v1/compromises/{}/{verb}", compromise["id"].as_str().unwrap());
    if state == "to_approve" {
        let id = compromise["id"].as_str().unwrap().parse().unwrap();
        app::compromises::act(&firm.app, &firm.scope, id, &app::compromises::Move::Approve, "").await.unwrap();
    }
    let signed = post(&path("sign"), "C2", json!({"on": firm.app.today().to_string(), "signatory": "M. Petit, gérant"})).await;
    assert_eq!((&value(&signed)["state"], &value(&signed)["left"]), (&json!("running"), &json!(sum.iso())), "{}", signed.text);
    let gone = post(&path("cancel"), "", json!({"reason": "ne tient plus"})).await;
    assert_eq!(value(&gone)["state"], "cancelled", "{}", gone.text);
    assert_eq!(post(&path("cancel"), "", json!({"reason": "encore"})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn approvals_are_listed_previewed_and_decided_once() {
    let firm = crate::approvals::firm().await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await);
    let listed = async |queue: &str| value(&call(&pages, "GET", &format!("/api/v1/approvals?queue={queue}"), &key, &[], "").await);
    let ids = |page: &Value| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let post = async |path: &str, once: &str, body: Value| {
        let headers: &[(&str, &str)] = if once.is_empty() { &[] } else { &[("idempotency-key", once)] };
        call(&pages, "POST", path, &key, headers, &body.to_string()).await
    };
    let waiting = listed("to_approve").await;
    let all = ids(&waiting);
    assert!(all.len() >= 4, "{waiting}");
    assert_eq!(waiting["data"][0]["state"], "awaiting_approval");
    let debtor = waiting["data"][0]["debtor_id"].as_str().unwrap();
    let own = value(&call(&pages, "GET", &format!("/api/v1/approvals?debtor={debtor}&channel=email"), &key, &[], "").await);
    assert!(own["data"].as_array().unwrap().iter().all(|row| row["debtor_id"] == debtor), "{own}");
    let (mut cursor, mut paged) = (String::new(), Vec::new());
    loop {
        let page = value(&call(&pages, "GET", &format!("/api/v1/approvals?limit=1&cursor={cursor}"), &key, &[], "").await);
        paged.extend(ids(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(paged, all);

    let shown = post("/api/v1/approvals/preview", "", json!({"act": "approve", "ids": [all[0], all[1]]})).await;
    assert_eq!((shown.status, &value(&shown)["count"]), (StatusCode::OK, &json!(2)), "{}", shown.text);
    assert_eq!(ids(&listed("approved").await).len(), 0, "looking changes nothing");
    let first = post("/api/v1/approvals/decide", "A1", json!({"act": "approve", "ids": [all[0], all[1], NOBODY]})).await;
    let done = value(&first);
    assert_eq!((first.status, &done["decided"], &done["missing"]), (StatusCode::OK, &json!(2), &json!(1)), "{}", first.text);
    assert_eq!(done["sums"].as_array().unwrap().len(), 1, "{done}");
    let again = post("/api/v1/approvals/decide", "A1", json!({"act": "approve", "ids": [all[0], all[1], NOBODY]})).await;
    assert_eq!(again.text, first.text, "the same key is the same answer");
    let twice = value(&post("/api/v1/approvals/decide", "", json!({"act": "approve", "ids": [all[0]]})).await);
    assert_eq!((&twice["decided"], &twice["decided_otherwise"]), (&json!(0), &json!(1)), "{twice}");
    let back = post("/api/v1/approvals/decide", "", json!({"act": "take_back", "queue": "approved", "ids": [all[0]]})).await;
    assert_eq!((value(&back)["decided"].clone(), ids(&listed("approved").await)), (json!(1), vec![all[1].clone()]));
    let skipped = post("/api/v1/approvals/decide", "", json!({"act": "skip", "ids": [all[2]], "reason": "vu au téléphone"})).await;
    assert_eq!(value(&skipped)["decided"], 1, "{}", skipped.text);
    assert_eq!(ids(&listed("given_up").await), [all[2].clone()]);

    let stale = post("/api/v1/approvals/decide", "", json!({"act": "approve", "all": true, "seen": "1-0"})).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "another list than the one shown: {}", stale.text);
    let seen = value(&post("/api/v1/approvals/preview", "", json!({"act": "approve", "all": true, "at_least": "0.01"})).await);
    let rest = post("/api/v1/approvals/decide", "", json!({"act": "approve", "all": true, "at_least": "0.01", "seen": seen["seen"]})).await;
    assert_eq!((&value(&rest)["decided"], ids(&listed("to_approve").await).len()), (&seen["count"], 0), "{}", rest.text);
    for bad in [
        json!({"act": "send", "ids": [all[0]]}),
        json!({"act": "take_back", "ids": [all[0]]}),
        json!({"act": "approve"}),
        json!({"act": "approve", "all": true, "ids": [all[0]]}),
        json!({"act": "approve", "ids": ["x"]}),
        json!({"act": "approve", "ids": [all[0]], "channel": "email"}),
        json!({"act": "give_up", "queue": "approved", "ids": [all[1]]}),
        json!({"act": "approve", "all": true}),
    ] {
        let refused = post("/api/v1/approvals/decide", "", bad.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}: {}", refused.text);
    }
    assert_eq!(firm.mails(), 0, "a word and no more");
}

#[tokio::test]
async fn a_letter_is_marked_and_a_call_told_once() {
    let firm = crate::letters::waiting(&[21, 14, 7]).await;
    let (pages, key) = (firm.pages(), key(&firm.app, &firm.scope, Role::Collector, &TokenScope::ALL).await);
    let post = async |path: &str, once: &str, body: Value| {
        let headers: &[(&str, &str)] = if once.is_empty() { &[] } else { &[("idempotency-key", once)] };
        call(&pages, "POST", path, &key, headers, &body.to_string()).await
    };
    let tasks = value(&call(&pages, "GET", "/api/v1/tasks?limit=500", &key, &[], "").await);
    let of = |channel: &str| -> Vec<String> {
        let rows = tasks["data"].as_array().unwrap().iter().filter(|row| row["channel"] == channel);
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let letters: Vec<_> = crate::letters::letters(&firm).await.into_iter().filter(|(_, is_notice)| !is_notice).collect();
    let letter = letters[0].0;
    assert!(tasks["data"].as_array().unwrap().iter().any(|row| row["id"] == letter.to_string()), "{tasks}");
    let path = format!("/api/v1/letters/{letter}/posted");
    let early = post(&path, "", json!({})).await;
    assert_eq!((early.status, value(&early)["errors"][0]["field"].clone()), (StatusCode::UNPROCESSABLE_ENTITY, json!("letter")));
    let printing = app::post::Printing { duplex: false, separators: false, afresh: false, electronic: false };
    app::post::print(&firm.app, &firm.scope, &[letter], printing).await.unwrap();
    assert_eq!(post(&path, "", json!({"on": "2030-01-01"})).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a day to come");
    let posted = post(&path, "L1", json!({})).await;
    assert_eq!(posted.status, StatusCode::OK, "{}", posted.text);
    assert_eq!(post(&path, "L1", json!({})).await.text, posted.text, "the same key is the same answer");
    assert_eq!(post(&path, "", json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it does not wait any more");
    assert_eq!(post(&format!("/api/v1/letters/{NOBODY}/posted"), "", json!({})).await.status, StatusCode::NOT_FOUND);

    let calls = of("call");
    let ring = calls.first().unwrap_or_else(|| panic!("a call to make: {tasks}"));
    let path = format!("/api/v1/calls/{ring}/outcome");
    assert_eq!(post(&path, "", json!({"outcome": "maybe"})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&path, "", json!({"outcome": "promise"})).await.status, StatusCode::UNPROCESSABLE_ENTITY, "without a day");
    let again = value(&post(&path, "C1", json!({"outcome": "no_answer", "on": "2026-12-01"})).await);
    assert_eq!((&again["next"], &again["on"]), (&json!("again"), &json!("2026-12-01")));
    assert_eq!(value(&post(&path, "C1", json!({"outcome": "no_answer", "on": "2026-12-01"})).await), again, "one try, not two");
    let done = value(&post(&path, "", json!({"outcome": "promise", "on": "2026-12-04", "note": "vendredi"})).await);
    assert_eq!(done["next"], "done", "{done}");
    assert_eq!(post(&path, "", json!({"outcome": "message_left"})).await.status, StatusCode::CONFLICT);
    let promises = value(&call(&pages, "GET", "/api/v1/promises?state=pending", &key, &[], "").await);
    assert_eq!(promises["data"].as_array().unwrap().len(), 1, "{promises}");
}

/// What the house keeps, is and decided: the views that everybody sees and no own one, its people without a secret, the procedure, the
/// decisions of a night.
#[tokio::test]
async fn the_house_is_read() {
    use app::views::{Listing, NewView};
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let own = Scope {
        actor: app::access::Actor { email: Some("claire@elan.example".to_owned()), ..firm.scope.actor.clone() },
        ..firm.scope.clone()
    };
    for (name, shared) in [("Gros échus", true), ("Les miens", false)] {
        let new = NewView { page: Listing::Items, name: name.to_owned(), query: "voir=echus".to_owned(), shared, is_default: false };
        app::views::keep(&firm.app, &own, &new).await.unwrap();
    }
    let pages = firm.pages();
    let key = key(&firm.app, &firm.scope, Role::Admin, &[TokenScope::Read]).await;
    let read = async |path: &str| {
        let answer = call(&pages, "GET", path, &key, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        value(&answer)
    };
    let views = read("/api/v1/views").await;
    assert_eq!(views["data"].as_array().unwrap().len(), 1, "{views}");
    assert_eq!((&views["data"][0]["name"], &views["data"][0]["page"]), (&json!("Gros échus"), &json!("/factures?voir=echus")));
    assert_eq!(read("/api/v1/views?list=agenda").await["data"], json!([]));
    let users = read("/api/v1/users").await;
    assert_eq!((&users["data"][0]["role"], &users["data"][0]["closed_at"]), (&json!("admin"), &Value::Null));
    assert!(!users.to_string().contains("password") && !users.to_string().contains("hash"), "{users}");
    let policy = read("/api/v1/policy").await;
    assert_eq!((policy["today"].as_array().unwrap().len(), &policy["current"]), (app::policy::ChapterKey::ALL.len(), &Value::Null));
    let night = read("/api/v1/decisions").await;
    assert_eq!(night["on"], json!(TODAY.to_string()));
    let sent = read("/api/v1/decisions?decision=send").await;
    let kinds: BTreeSet<&str> = sent["data"].as_array().unwrap().iter().filter_map(|row| row["decision"].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["send"]), "{sent}");
    for (path, field) in
        [("/api/v1/views?list=x", "list"), ("/api/v1/decisions?decision=x", "decision"), ("/api/v1/decisions?reason=x", "reason")]
    {
        let refused = call(&pages, "GET", path, &key, &[], "").await;
        assert_eq!((refused.status, &value(&refused)["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{path}");
    }
}

#[tokio::test]
async fn a_program_is_answered_in_the_language_that_it_asks_for() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    let pages = firm.pages();
    let key = key(&firm.app, &firm.scope, Role::Admin, &TokenScope::ALL).await;
    let ask_in = |accept: &'static str, path: &'static str, body: String| {
        let (pages, key) = (pages.clone(), key.clone());
        async move {
            let headers: &[(&str, &str)] = if accept.is_empty() { &[] } else { &[("accept-language", accept)] };
            call(&pages, "POST", path, &key, headers, &body).await
        }
    };
    let mut wrong = invoice("F9");
    wrong["due_on"] = json!("demain");
    let wrong = json!([wrong]).to_string();
    let french = ask_in("", "/api/v1/invoices", wrong.clone()).await;
    let english = ask_in("en-GB,en;q=0.9", "/api/v1/invoices", wrong.clone()).await;
    let other = ask_in("de", "/api/v1/invoices", wrong).await;
    assert_eq!((french.header("content-language"), english.header("content-language")), ("fr", "en"));
    let said = |answer: &Answer| value(answer)["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    assert!(said(&french) == said(&other) && !said(&french).is_empty(), "{}", french.text);
    assert!(!said(&english).is_empty() && testkit::texts::french_words(&said(&english)).is_empty(), "{}", english.text);
    assert_eq!(value(&french)["errors"][0]["code"], value(&english)["errors"][0]["code"]);
    // A problem of the gate, and one that no route made.
    let nobody = call(&pages, "GET", "/api/v1/items", "x", &[("accept-language", "en")], "").await;
    assert!(testkit::texts::french_words(value(&nobody)["detail"].as_str().unwrap()).is_empty(), "{}", nobody.text);
    let nowhere = call(&pages, "GET", "/api/v1/nowhere", &key, &[("accept-language", "en")], "").await;
    assert!(testkit::texts::french_words(value(&nowhere)["detail"].as_str().unwrap()).is_empty(), "{}", nowhere.text);
    let pushed = ask_in("en", "/api/v1/invoices", json!([invoice("F9")]).to_string()).await;
    assert!(pushed.status.is_success(), "{}", pushed.text);
}
