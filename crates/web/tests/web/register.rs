//! The page of the register of companies, with a register beside the firm.

use app::access::Role;
use app::config::{Opening, Secret, Settings};
use app::debtors::{DebtorsQuery, Show};
use app::{App, setup};
use axum::http::StatusCode;
use channels::FixedClock;
use chrono::NaiveTime;
use web::WebSettings;

use crate::firm::{PASSWORD, TODAY, ask, email, organisation};

const SIRENE: &str = "siren,siret,denomination,etat,naf,categorie_juridique,adresse,code_postal,ville,datefermeture\n\
    812345676,81234567600017,GARAGE MARTIN,A,45.20A,5710,1 RUE DU PORT,44000,NANTES,\n\
    732829320,73282932000074,BOULANGERIE DURAND,C,10.71C,5499,2 RUE DU PORT,44000,NANTES,2026-03-31\n";

const CUSTOMERS: &str = "code;name;kind;email;address;zip;city;siren\n\
    C1;Garage Martin SARL;company;a@martin.example;;44000;;\n\
    C2;Boulangerie Durand;company;b@durand.example;2 rue du Port;44000;Nantes;732829320\n\
    C3;Martin Petit;particulier;c@petit.example;3 rue du Port;44000;Nantes;\n";

#[tokio::test]
async fn what_the_register_says_is_taken_over_field_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let sirene = folder.path().join("sirene.csv");
    std::fs::write(&sirene, SIRENE).unwrap();
    let opening = Opening {
        folder: folder.path().to_owned(),
        settings: Settings { mail: Secret(String::new()), company_register: format!("file:{}", sirene.display()), ..Settings::default() },
        today: Some(TODAY),
        clock: Box::new(FixedClock(TODAY.and_time(NaiveTime::from_hms_opt(5, 0, 0).unwrap()).and_utc())),
        demo: false,
    };
    let app = App::open(opening).await.unwrap();
    let scope = organisation(&app, "elan", "Atelier Élan").await;
    let mut cookies = Vec::new();
    for role in [Role::Admin, Role::ReadOnly] {
        setup::create_user(&app, &scope.organisation, &email(role), role.code(), role, PASSWORD).await.unwrap();
        let entered = app::session::log_in(&app, &email(role), PASSWORD).await.unwrap();
        cookies.push(format!("{}={}", app::session::COOKIE, entered.token));
    }
    let [cookie, reader] = &cookies[..] else { panic!("two sessions") };
    app::import::import(&app, &scope, "clients.csv", CUSTOMERS.as_bytes().to_vec(), None, false).await.unwrap();
    let (debtors, _) = {
        let all = DebtorsQuery { show: Show::All, ..DebtorsQuery::default() };
        app::debtors::list(&app, &scope, &all).await.unwrap()
    };
    let path = |code: &str| {
        let found = debtors.rows.iter().find(|row| row.code == code).expect("a debtor");
        format!("/debiteurs/{}/registre", found.id)
    };
    let pages = web::router(app.clone(), WebSettings::default());

    let page = ask(&pages, "GET", &path("C1"), cookie, "").await.text;
    assert!(page.contains("GARAGE MARTIN") && page.contains("812345676") && page.contains("NANTES"), "{page}");
    let looked = ask(&pages, "GET", &path("C1"), reader, "").await;
    assert!(looked.status == StatusCode::OK && !looked.text.contains("GARAGE MARTIN"), "who may not change is not shown what to take over");
    let refused = ask(&pages, "POST", &path("C1"), reader, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let taken = ask(&pages, "POST", &path("C1"), cookie, &format!("siren=812345676&version={version}&champ=siren")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let sheet = ask(&pages, "GET", taken.header("location"), cookie, "").await.text;
    assert!(sheet.contains("812345676"), "{sheet}");

    let closed = ask(&pages, "GET", &path("C2"), cookie, "").await.text;
    assert!(closed.contains("BOULANGERIE DURAND") && closed.contains("pill late"), "{closed}");
    let person = ask(&pages, "GET", &path("C3"), cookie, "").await;
    assert!(person.status == StatusCode::OK && !person.text.contains("GARAGE MARTIN"), "a private person is never looked up");
}
