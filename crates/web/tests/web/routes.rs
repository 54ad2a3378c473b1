//! Who may ask for what, from where, and what every answer carries.

use std::collections::{BTreeMap, BTreeSet};

use app::access::Role;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};
use web::WebSettings;
use web::routes::TABLE;

use crate::firm::{Firm, PASSWORD, ask, customers, email, organisation, send};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";
const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// The tabs of a debtor's file beside the first: pages of one address that look otherwise.
pub(crate) const TABS: [&str; 7] = ["releve", "reglements", "echeanciers", "litiges", "documents", "reglages", "historique"];

/// The promise of a debtor, which is made when there is none yet.
async fn promise(firm: &Firm) -> String {
    let query = app::promises::PromisesQuery { tab: app::promises::Tab::Every, per_page: 1, ..Default::default() };
    if let Some(line) = app::promises::board(&firm.app, &firm.scope, &query).await.unwrap().lines.first() {
        return line.id.to_string();
    }
    let (debtor, ..) = firm.ids().await;
    let offer = app::promises::offer(&firm.app, &firm.scope, debtor).await.unwrap();
    let new = app::promises::NewPromise { items: vec![offer.items[0].0.id], ..app::promises::NewPromise::new(debtor, offer.days[0]) };
    app::promises::record(&firm.app, &firm.scope, &new).await.unwrap().to_string()
}

/// The plan of a debtor, which is made when there is none yet.
async fn plan(firm: &Firm) -> String {
    use app::plans::{self, How, NewPlan};
    use domain::plan::{Guarantee, InterestChoice, Odd, Pace, Rule};
    let query = plans::PlansQuery { all: true, ..Default::default() };
    if let Some(line) = plans::board(&firm.app, &firm.scope, &query).await.unwrap().lines.first() {
        return line.id.to_string();
    }
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    for debtor in debtors.rows {
        let options = plans::options(&firm.app, &firm.scope, debtor.id, None).await.unwrap();
        let Some((item, _)) = options.items.first() else { continue };
        let first_on = domain::calendar::add_days(firm.app.today(), 20);
        let rule = Rule { parts: 3, first: None, first_on, pace: Pace::Monthly(10), odd: Odd::Last, working_days: true };
        let new = NewPlan {
            debtor: debtor.id,
            items: vec![item.id],
            how: How::Rule(rule),
            grace_days: 5,
            interest: Some(InterestChoice::Frozen),
            fallback_step: String::new(),
            accelerates: true,
            guarantee: Guarantee::None,
            guarantee_note: String::new(),
            note: String::new(),
            typed: String::new(),
            replaces: None,
        };
        return plans::create(&firm.app, &firm.scope, &new).await.unwrap().to_string();
    }
    panic!("nobody owes anything");
}

/// The compromise of a debtor, which is made when there is none yet.
async fn compromise(firm: &Firm) -> String {
    use app::compromises::{self, NewCompromise};
    let query = compromises::CompromisesQuery { all: true, ..Default::default() };
    if let Some(line) = compromises::board(&firm.app, &firm.scope, &query).await.unwrap().lines.first() {
        return line.id.to_string();
    }
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    for debtor in debtors.rows {
        let options = compromises::options(&firm.app, &firm.scope, debtor.id).await.unwrap();
        let Some((item, _)) = options.items.first() else { continue };
        let new = NewCompromise {
            debtor: debtor.id,
            items: vec![item.id],
            payable: domain::Cents(item.open.0 / 2),
            pay_by: domain::calendar::add_days(firm.app.today(), 20),
            nature: Some(domain::compromise::Nature::Rebate),
            regime: None,
            vat: Vec::new(),
            interest: Some(domain::plan::InterestChoice::Waived),
            note: String::new(),
            typed: String::new(),
        };
        return compromises::create(&firm.app, &firm.scope, &new).await.unwrap().to_string();
    }
    panic!("nobody owes anything");
}

/// An address with its id: one that exists to look at, one that does not to act on, so that nothing changes.
pub(crate) async fn address(firm: &Firm, method: &str, path: &str) -> String {
    let (debtor, action, line) = firm.ids().await;
    let id = match path.split('/').nth(1) {
        _ if method == "POST" => NOBODY.to_owned(),
        Some("debiteurs" | "mes-comptes") => debtor.to_string(),
        Some("modeles") => "first_reminder.email.fr.any".to_owned(),
        Some("actions") => action.to_string(),
        Some("reponses") => firm.mail_id().await,
        Some("promesses") => promise(firm).await,
        Some("litiges") => firm.dispute_id().await,
        Some("echeanciers") => plan(firm).await,
        Some("accords") => compromise(firm).await,
        Some("imports") => firm.import_ids(path.contains("apercu")).await,
        _ => line.to_string(),
    };
    path.replace("{id}", &id)
}

#[tokio::test]
async fn each_role_gets_what_the_table_says() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let pages = firm.pages();
    for role in Role::ALL {
        firm.user(role, role.code()).await;
        let cookie = firm.session(role).await;
        // Each in turn is the salesman of the account that is looked at.
        let (debtor, ..) = firm.ids().await;
        app::veto::set_salesman(&firm.app, &firm.scope, debtor, role.code(), &email(role)).await.unwrap();
        for (method, path, permission) in TABLE {
            let address = address(&firm, method, path).await;
            let answer = ask(&pages, method, &address, &cookie, "").await;
            let said = format!("{method} {path} for {role:?}: {}", answer.status);
            assert_eq!(answer.status == StatusCode::FORBIDDEN, !role.may(*permission), "{said}");
            assert!(!answer.status.is_server_error(), "{said}");
            if *method == "GET"
                && role.may(*permission)
                && !path.ends_with("courrier.pdf")
                && !path.ends_with("apercu.pdf")
                && !path.ends_with("mise-en-demeure.pdf")
                && !path.ends_with("/piece")
                && !path.starts_with("/courriers/tirages")
            {
                assert_eq!(answer.status, StatusCode::OK, "{said}");
            }
        }
        let refused = ask(&pages, "GET", "/parametres", &cookie, "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
}

/// The addresses of this program that a page links to, without their fragments.
fn links(page: &str) -> BTreeSet<String> {
    let hrefs = page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = hrefs.map(|href| href.replace("&amp;", "&")).filter(|href| href.starts_with('/') && !href.starts_with("//"));
    own.map(|href| href.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// What an address is like: ids and values left out. One of each kind is asked for.
fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let path: Vec<&str> = path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect();
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    names.dedup();
    format!("{}?{}", path.join("/"), names.join("&"))
}

#[tokio::test]
async fn no_page_links_to_what_is_not_there() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::Admin, Role::Admin.code()).await;
    // Broken by the day on which the pages are looked at: what a page offers then is followed too.
    promise(&firm).await;
    let firm = firm.later(domain::calendar::add_days(crate::firm::TODAY, 20)).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let mut found: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let page = ask(&pages, "GET", &address(&firm, "GET", path).await, &cookie, "").await;
        if page.header(CONTENT_TYPE.as_str()).starts_with("text/html") {
            found.extend(links(&page.text).into_iter().map(|link| (shape(&link), (link, *path))));
        }
    }
    assert!(found.len() > 150, "only {} kinds of links", found.len());
    let mut dead = Vec::new();
    for (link, from) in found.into_values() {
        let answer = ask(&pages, "GET", &link, &cookie, "").await;
        if answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::METHOD_NOT_ALLOWED || answer.status.is_server_error() {
            dead.push(format!("{from} links to {link}: {}", answer.status));
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

/// More people than the base has readers, on each page: one that held a reader while it waits for another would stop them all.
#[tokio::test]
async fn more_people_than_readers_get_each_page() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::Admin, Role::Admin.code()).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    for (method, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let address = address(&firm, method, path).await;
        let answers = futures_util::future::join_all((0..6).map(|_| ask(&pages, method, &address, &cookie, ""))).await;
        for answer in answers {
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn without_a_session_every_route_leads_to_the_door() {
    let firm = Firm::empty("Atelier Élan").await;
    let pages = firm.pages();
    for (method, path, _) in TABLE {
        for cookie in ["", "quittance_session=nothing", "quittance_session=00000000-0000-7000-8000-000000000000.abcdef"] {
            let answer = ask(&pages, method, &path.replace("{id}", NOBODY), cookie, "").await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {path} with {cookie:?}");
            assert!(answer.header("location").starts_with("/connexion"), "{method} {path}");
        }
    }
    let asked = ask(&pages, "GET", "/debiteurs?q=a%20b", "", "").await;
    assert_eq!(asked.header("location"), "/connexion?suite=%2Fdebiteurs%3Fq%3Da%2520b");
    assert_eq!(ask(&pages, "GET", "/inconnue", "", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&pages, "GET", "/sante", "", "").await.text, "ok");
}

/// A router cannot be listed: its source can.
#[test]
fn every_route_behind_the_gate_is_in_the_table() {
    let source = include_str!("../../src/routes.rs");
    let gated = source.split("fn accounts_and_connections").nth(1).unwrap().split("route_layer").next().unwrap();
    let mut routed = BTreeSet::new();
    for line in gated.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let (path, handlers) = line.split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                routed.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    let known: BTreeSet<_> = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(routed, known);
    assert_eq!(known.len(), TABLE.len(), "no row twice");
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let firm = Firm::empty("Atelier Élan").await;
    let pages = firm.pages();
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let posts =
        TABLE.iter().filter(|(method, ..)| *method == "POST").map(|(_, path, _)| *path).chain(["/connexion", "/deconnexion", "/langue"]);
    for path in posts {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), (ORIGIN.as_str(), "https://ailleurs.example")]
        {
            let request = Request::builder()
                .method("POST")
                .uri(path.replace("{id}", NOBODY))
                .header(HOST, "quittance.example")
                .header(name, value)
                .header("cookie", &cookie)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::empty())
                .unwrap();
            let answer = send(&pages, request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {name}: {value}");
            assert!(answer.text.contains("Demande refusée"), "{path}");
        }
    }
    assert_eq!(ask(&pages, "GET", "/", &cookie, "").await.status, StatusCode::OK, "the session still stands");
}

#[tokio::test]
async fn the_door_opens_to_the_right_password_only() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let pages = firm.pages();
    let form = |password: &str| format!("email={}&password={password}&suite=%2Fjournal", email(Role::Admin).replace('@', "%40"));
    let entered = ask(&pages, "POST", "/connexion", "", &form(PASSWORD)).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/journal"));
    let [cookie] = entered.cookies()[..] else { panic!("one cookie in {:?}", entered.cookies()) };
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain HTTP on one machine: {cookie}");
    let over_tls = web::router(firm.app.clone(), WebSettings { secure_cookie: true });
    let secure = ask(&over_tls, "POST", "/connexion", "", &form(PASSWORD)).await;
    assert!(secure.cookies()[0].contains("Secure"), "{:?}", secure.cookies());

    let session = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(ask(&pages, "GET", "/journal", &session, "").await.status, StatusCode::OK);
    let left = ask(&pages, "POST", "/deconnexion", &session, "").await;
    assert_eq!((left.status, left.header("location")), (StatusCode::SEE_OTHER, "/connexion"));
    assert_eq!(ask(&pages, "GET", "/journal", &session, "").await.status, StatusCode::SEE_OTHER, "the session is gone on the server too");

    for attempt in 1..=5 {
        let refused = ask(&pages, "POST", "/connexion", "", &form("mauvais-mot-de-passe")).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "attempt {attempt}");
        assert!(refused.text.contains("mot de passe") && refused.cookies().is_empty(), "{}", refused.text);
    }
    let closed = ask(&pages, "POST", "/connexion", "", &form(PASSWORD)).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS, "even the right one has to wait");
    assert!(closed.text.contains("role=\"alert\"") && closed.cookies().is_empty());
}

#[tokio::test]
async fn every_answer_is_hardened() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::ReadOnly, "Claire Morel").await;
    let pages = firm.pages();
    let cookie = firm.session(Role::ReadOnly).await;
    for path in ["/", "/connexion", "/journal", "/delais", "/calendrier/x.ics", "/inconnue", "/balance-agee.csv", "/sante"] {
        let answer = ask(&pages, "GET", path, &cookie, "").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("cache-control", "no-store")] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(!answer.text.contains("style=\"") && !answer.text.contains("onclick"), "{path}: nothing inline");
    }
}

#[tokio::test]
async fn another_organisation_is_not_there() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let other = organisation(&firm.app, "voisin", "Maison Voisine").await;
    let role = Role::Admin;
    app::setup::create_user(&firm.app, &other.organisation, &email(role), "Le voisin", role, PASSWORD).await.unwrap();
    let cookie = firm.session(role).await;
    let pages = firm.pages();
    let (debtor, action, line) = firm.ids().await;
    let facts = domain::deadline::Facts { start: crate::firm::TODAY, zone: domain::deadline::Zone::Mainland, decided_on: None };
    let rule = domain::deadline::keys::ORDER_SERVICE.to_owned();
    let new = app::deadlines::NewLimit { rule, facts, debtor: debtor.to_string(), note: String::new() };
    let limit = app::deadlines::record(&firm.app, &firm.scope, &new).await.unwrap();
    let addresses = [
        ("GET", format!("/debiteurs/{debtor}")),
        ("POST", format!("/debiteurs/{debtor}/pause")),
        ("GET", format!("/actions/{action}")),
        ("GET", format!("/actions/{action}/message.eml")),
        ("GET", format!("/actions/{action}/releve.pdf")),
        ("GET", format!("/encaissements/{line}")),
        ("POST", format!("/debiteurs/{debtor}/groupe")),
        ("GET", format!("/delais?debiteur={debtor}")),
        ("POST", format!("/delais/{limit}/fait")),
        ("GET", format!("/imports/{}", firm.import_ids(false).await)),
        ("GET", format!("/imports/{}/original", firm.import_ids(false).await)),
        ("GET", format!("/imports/apercu/{}", firm.import_ids(true).await)),
        ("GET", format!("/imports/apercu/{}/rejets.csv", firm.import_ids(true).await)),
    ];
    for (method, address) in addresses {
        let answer = ask(&pages, method, &address, &cookie, "note=essai").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {address}");
        assert!(!answer.text.contains("Alizé"), "{method} {address}");
    }
    for path in [
        "/",
        "/debiteurs?voir=tous",
        "/balance-agee",
        "/ce-soir",
        "/encaissements",
        "/encaissements?voir=affecte",
        "/encaissements/memoire",
        "/encaissements/ibans-virtuels",
        "/delais",
        "/delais.ics",
        "/imports",
        "/journal",
        "/recherche?q=aliz",
    ] {
        let answer = ask(&pages, "GET", path, &cookie, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.text.contains("Alizé") && !answer.text.contains("ALIZE"), "{path}");
    }
}
