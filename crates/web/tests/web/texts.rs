//! What pages say: names that mean harm are only text, and what is typed is read as French people write it.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Customer, Firm, TODAY, ask, customers};
use crate::routes::TABS;

const HOSTILE: &str = "<script>alert(1)</script>\" onmouseover=\"alert(2)' & <b>Cie";

#[tokio::test]
async fn hostile_names_are_only_text() {
    let mut hostile = customers(9);
    for Customer { name, invoices, .. } in &mut hostile {
        HOSTILE.clone_into(name);
        for (number, ..) in invoices {
            number.push_str("<b>\"'");
        }
    }
    let label = "&lt;script&gt;alert(1)&lt;/script&gt;\" onmouseover=\"alert(2)";
    let firm = Firm::with(HOSTILE, &hostile, [label, label]).await;
    firm.user(Role::Admin, HOSTILE).await;
    let cookie = firm.session(Role::Admin).await;
    let pages = firm.pages();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    app::tonight::hold(&firm.app, &firm.scope, debtors.rows[0].id, None, None, HOSTILE).await.unwrap();
    let opened = domain::claim::ClaimEvent { kind: domain::claim::ClaimEventKind::Acknowledgement, on: TODAY, until: None, rate: None };
    app::claims::record_event(&firm.app, &firm.scope, debtors.rows[0].id, None, opened, HOSTILE).await.unwrap();
    let ran = app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    assert!(ran.sent > 0, "{ran:?}");
    let (debtor, action, line) = firm.ids().await;
    let iban = "FR7630006000011234567890189";
    app::matching_desk::add_virtual_ibans(&firm.app, &firm.scope, &format!("{iban};C001;;{HOSTILE}")).await.unwrap();
    app::matching_desk::remember(&firm.app, &firm.scope, "C001", iban).await.unwrap();
    let query = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onmouseover%3D%22alert(2)";
    let limit = app::deadlines::NewLimit {
        rule: domain::deadline::keys::ORDER_SERVICE.to_owned(),
        facts: domain::deadline::Facts { start: TODAY, zone: domain::deadline::Zone::Unknown, decided_on: None },
        debtor: debtor.to_string(),
        note: HOSTILE.to_owned(),
    };
    app::deadlines::record(&firm.app, &firm.scope, &limit).await.unwrap();
    let odd = format!("number;customer;date;amount;\"{0}\"\nF1;\"{0}\";\"{0}\";1;\"{0}\"\n", HOSTILE.replace('"', "\"\""));
    let draft = app::import::draft::start(&firm.app, &firm.scope, HOSTILE, odd.as_bytes()).await.unwrap();
    let other = app::import::draft::start(&firm.app, &firm.scope, HOSTILE, odd.as_bytes()).await.unwrap();
    let (file, _) = app::import::draft::confirm(&firm.app, &firm.scope, other).await.unwrap();
    let mail = format!("From: x@y.example\nTo: c@d.example\nSubject: {HOSTILE}\nMessage-ID: <1@y.example>\n\n{HOSTILE}\n");
    firm.mail("reponse.eml", &mail).await;
    let received = app::mail_in::list(&firm.app, &firm.scope, app::mail_in::Which::Every, "", "", 1).await.unwrap().lines[0].id;
    let addresses = [
        format!("/reponses/{received}"),
        format!("/reponses?voir=tout&q={query}"),
        "/reponses?voir=tout".to_owned(),
        format!("/imports/apercu/{draft}"),
        format!("/imports/{file}?voir={query}"),
        "/".to_owned(),
        "/delais".to_owned(),
        format!("/delais?regle={query}&depart={query}&zone={query}&decision={query}&debiteur={query}&note={query}&q={query}"),
        format!("/delais?regle=limit.payment_order.service&depart=01/09/2026&debiteur={query}&note={query}"),
        "/ce-soir".to_owned(),
        format!("/debiteurs?q={query}"),
        "/debiteurs?voir=tous".to_owned(),
        format!("/debiteurs/{debtor}"),
        format!("/debiteurs/{debtor}/creance"),
        format!("/prescription?voir={query}"),
        format!("/balance-agee?q={query}&date={query}"),
        "/balance-agee".to_owned(),
        format!("/actions/{action}"),
        "/encaissements".to_owned(),
        format!("/encaissements/{line}"),
        format!("/encaissements/{line}?q={query}"),
        format!("/encaissements/{line}?client={debtor}&chercher={query}"),
        "/encaissements/memoire".to_owned(),
        "/encaissements/ibans-virtuels".to_owned(),
        "/imports".to_owned(),
        "/journal".to_owned(),
        "/connexions".to_owned(),
        format!("/recherche?q={query}"),
        format!("/connexion?suite={query}"),
    ];
    for address in addresses.into_iter().chain(TABS.map(|tab| format!("/debiteurs/{debtor}?onglet={tab}"))) {
        let answer = ask(&pages, "GET", &address, &cookie, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        for wrong in ["<script>alert", "\" onmouseover", "<b>"] {
            assert!(!answer.text.contains(wrong), "{wrong} in {address}");
        }
        assert!(answer.text.contains("&lt;script&gt;alert(1)"), "{address} shows a hostile name");
    }
}

#[tokio::test]
async fn days_are_typed_in_french() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let pages = firm.pages();
    for (typed, shown) in [("", "20/11/2026"), ("01/10/2026", "01/10/2026"), ("1/10", "01/10/2026"), ("2026-10-01", "01/10/2026")] {
        let answer = ask(&pages, "GET", &format!("/balance-agee?date={typed}"), &cookie, "").await;
        assert!(answer.text.contains(&format!("value=\"{shown}\"")), "{typed:?}");
        assert!(!answer.text.contains("Cette date ne se lit pas"), "{typed:?}");
    }
    for typed in ["31/02/2026", "hier", "99"] {
        let answer = ask(&pages, "GET", &format!("/balance-agee?date={typed}"), &cookie, "").await;
        assert!(answer.text.contains("Cette date ne se lit pas"), "{typed:?}");
        let file = ask(&pages, "GET", &format!("/balance-agee.csv?date={typed}"), &cookie, "").await;
        assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "a file of another day would mislead");
    }
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let pause = format!("/debiteurs/{debtor}/pause");
    ask(&pages, "POST", &pause, &cookie, "note=Accord&until=15%2F01").await;
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    assert_eq!(file.holds[0].until, chrono::NaiveDate::from_ymd_opt(2027, 1, 15), "the next one after {TODAY}");
    let refused = ask(&pages, "POST", &pause, &cookie, "note=Accord&until=demain").await;
    assert!(refused.cookies()[0].starts_with("quittance_flash=late|"), "{:?}", refused.cookies());
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    assert_eq!(file.holds.len(), 1, "a day that is not understood suspends nothing");
}

#[tokio::test]
async fn an_empty_firm_says_what_to_do() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let pages = firm.pages();
    for (path, expected) in [
        ("/", "Premiers pas"),
        ("/ce-soir", "Rien ne part ce soir"),
        ("/debiteurs", "Aucun débiteur ne correspond"),
        ("/balance-agee", "Rien d’ouvert à cette date"),
        ("/encaissements", "Tout est identifié"),
        ("/delais", "Aucun délai en cours"),
        ("/imports", "Aucun fichier importé"),
        ("/recherche?q=rien", "Rien trouvé"),
    ] {
        let answer = ask(&pages, "GET", path, &cookie, "").await;
        assert!(answer.text.contains(expected), "{expected} in {path}");
    }
}
