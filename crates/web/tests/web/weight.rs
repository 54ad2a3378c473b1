//! What a page weighs: none grows with the base beyond a hundred kilobytes, however many accounts there are.

use std::fmt::Write as _;

use app::access::Role;
use app::ledger::{Act, Request};
use domain::calendar::add_days;
use domain::cause::Cause;
use domain::ids::DebtorId;
use domain::ledger::operation::Remainder;
use web::routes::TABLE;

use crate::firm::{Customer, Firm, TODAY, ask};
use crate::routes::{TABS, address};

/// Bytes of a page at most, before it is packed.
const MOST: usize = 100_000;

/// Accounts enough to fill any list, and one that owes more than a hundred invoices.
fn many() -> Vec<Customer> {
    let customer = |n: i64, invoices: i64| Customer {
        code: format!("C{n:03}"),
        name: format!("Société des Ateliers Réunis du Littoral nº {n}"),
        email: format!("comptabilite@client-{n}.example"),
        invoices: (0..invoices)
            .map(|k| (format!("FA2026-{n:03}-{k:04}"), add_days(TODAY, -35 - (n * 7 + k) % 200), 123_456 + n * 1_000 + k))
            .collect(),
    };
    std::iter::once(customer(1, 120)).chain((2..=320).map(|n| customer(n, 2))).collect()
}

#[tokio::test]
async fn no_page_weighs_more_than_a_hundred_kilobytes() {
    let firm = Firm::with("Atelier Élan", &many(), ["DUPONT", "ALIZE"]).await;
    firm.night_of(add_days(TODAY, -12)).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let large = app::why::why(&firm.app, &firm.scope, "C001").await.unwrap().id;
    let mut addresses = vec![
        format!("/debiteurs/{large}"),
        format!("/debiteurs/{large}/penalites"),
        format!("/promesses/nouvelle?debiteur={large}"),
        format!("/debiteurs/{large}/litige"),
        format!("/debiteurs/{large}/echeancier"),
        format!("/factures?debiteur={large}"),
        "/agenda?voir=echus&charge=*".to_owned(),
        "/agenda?voir=envois&charge=*".to_owned(),
        "/debiteurs?voir=tous".to_owned(),
        "/balance-agee?par=category".to_owned(),
    ];
    addresses.extend(TABS.map(|tab| format!("/debiteurs/{large}?onglet={tab}")));
    for rate in app::behind::Rate::ALL {
        addresses.push(format!("/indicateurs/detail?taux={}", rate.code()));
    }
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        addresses.push(address(&firm, "GET", path).await);
    }
    let seen = weigh(&pages, &cookie, addresses).await;
    assert!(seen > 80, "{seen} pages");
}

/// How many of these are pages; none is heavier than it may be.
async fn weigh(pages: &axum::Router, cookie: &str, addresses: Vec<String>) -> usize {
    let (mut heavy, mut told, mut seen) = (Vec::new(), String::new(), 0);
    for address in addresses {
        let answer = ask(pages, "GET", &address, cookie, "").await;
        if !answer.header("content-type").starts_with("text/html") || answer.status != 200 {
            continue;
        }
        seen += 1;
        let _ = writeln!(told, "{:>7} {address}", answer.text.len());
        if answer.text.len() > MOST {
            heavy.push((address, answer.text.len()));
        }
    }
    eprintln!("{told}");
    assert!(heavy.is_empty(), "{heavy:#?}");
    seen
}

/// An account with a history of years: 1 500 open invoices with causes and suspensions, 200 settled ones, 300 notes.
async fn crowded(firm: &Firm) -> DebtorId {
    let debtor = app::why::why(&firm.app, &firm.scope, "C001").await.unwrap().id;
    let items = app::promises::offer(&firm.app, &firm.scope, debtor).await.unwrap().items;
    assert_eq!(items.len(), 1_700);
    for (item, _) in items.iter().take(200) {
        let act = Act::Settle { item: item.id, amount: item.open, name: Remainder::Rebate };
        let request = Request { debtor, on: TODAY, act, reason: "Remise de fin d’année".to_owned() };
        app::ledger::act(&firm.app, &firm.scope, &request).await.unwrap();
    }
    for n in 0..300 {
        app::accounts::note(&firm.app, &firm.scope, debtor, &format!("Appel nº {n} : la comptable rappelle la semaine prochaine"))
            .await
            .unwrap();
    }
    let ids: Vec<_> = items.iter().skip(200).map(|(item, _)| item.id).collect();
    app::causes::note(&firm.app, &firm.scope, debtor, &ids[..600], Cause::InvoiceLost, "").await.unwrap();
    app::causes::note(&firm.app, &firm.scope, debtor, &ids[600..1_100], Cause::QualityDispute, "").await.unwrap();
    for item in &ids[..30] {
        app::tonight::hold(&firm.app, &firm.scope, debtor, Some(*item), None, "Facture en cours de vérification").await.unwrap();
    }
    debtor
}

#[tokio::test]
async fn no_page_of_an_account_grows_with_what_it_owes() {
    let one = Customer {
        code: "C001".to_owned(),
        name: "Société des Ateliers Réunis du Littoral".to_owned(),
        email: "comptabilite@client.example".to_owned(),
        invoices: (0..1_700).map(|k| (format!("FA2026-{k:05}"), add_days(TODAY, -40 - k % 300), 123_456 + k)).collect(),
    };
    let firm = Firm::with("Atelier Élan", &[one], ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let debtor = crowded(&firm).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let file = format!("/debiteurs/{debtor}");
    let last = app::debtor_tabs::history(&firm.app, &firm.scope, debtor, usize::MAX, 50).await.unwrap();
    assert!(last.total >= 2_200 && last.page == last.total.div_ceil(50), "the first invoice is still told: {last:?}");
    let mut addresses: Vec<String> = TABS.iter().map(|tab| format!("{file}?onglet={tab}")).collect();
    for more in [
        "",
        "?onglet=releve&page=30",
        "?onglet=releve&voir=soldes",
        "?onglet=historique&page=7",
        "?onglet=litiges&page-causes=3&page-prescription=9",
        "?onglet=reglements&page-operations=2",
        "/vie",
        "/creance",
        "/litige",
        "/litige?quoi=cause-quality_dispute&motif=quality",
        "/litige?suite=30",
        "/echeancier",
        "/echeancier?quoi=cause-quality_dispute",
        "/accord-avec-remise",
        "/reglements?acte=bounce",
        "/ecarts?acte=settle",
        "/penalites",
        "/fiche",
        "/negociation",
    ] {
        addresses.push(format!("{file}{more}"));
    }
    addresses.push(format!("/promesses/nouvelle?debiteur={debtor}"));
    addresses.push(format!("/promesses/nouvelle?debiteur={debtor}&suite=12&cherche=FA"));
    addresses.push(format!("/factures?debiteur={debtor}"));
    let count = addresses.len();
    assert_eq!(weigh(&pages, &cookie, addresses).await, count, "each is a page");

    // What is too many for one page is behind the next; and a whole group goes without its items being named.
    let all = ask(&pages, "GET", &format!("/promesses/nouvelle?debiteur={debtor}"), &cookie, "").await.text;
    assert!(all.contains("1\u{202f}500 factures") && all.contains("value=\"echu-EUR."), "{all}");
    let both = format!("debiteur={debtor}&quoi=echu-EUR&poste={}&jour=15/12/2026", "00000000-0000-7000-8000-000000000001");
    let refused = ask(&pages, "POST", "/promesses/nouvelle", &cookie, &both).await;
    assert!(refused.cookies()[0].starts_with("quittance_flash=late|"), "neither is guessed: {:?}", refused.cookies());
    let made = ask(&pages, "POST", "/promesses/nouvelle", &cookie, &format!("debiteur={debtor}&quoi=echu-EUR&jour=15/12/2026")).await;
    assert!(made.cookies()[0].starts_with("quittance_flash=ok|"), "{:?}", made.cookies());
    let promises = app::promises::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap();
    assert_eq!(promises.lines[0].items.len(), 1_500, "all that is late");
    let promised = vec![format!("{file}?onglet=echeanciers"), file, format!("/promesses/{}", promises.lines[0].id)];
    assert_eq!(weigh(&pages, &cookie, promised).await, 3);

    // The next version of a plan begins with the debts of the one before, however many.
    let form = format!("/debiteurs/{debtor}/echeancier");
    let terms = "nombre=3&le=15/12/2026&rythme=mois&centimes=derniere&interets=kept&decheance=oui&tolerance=5&garantie=none&saisi=oui";
    let two = ask(&pages, "POST", &form, &cookie, &format!("{terms}&quoi=cause-quality_dispute&quoi=cause-invoice_lost")).await;
    assert!(two.status == 422 || two.text.contains("Un seul groupe à la fois"), "{} {}", two.status, two.text);
    let made = ask(&pages, "POST", &form, &cookie, &format!("{terms}&quoi=cause-quality_dispute")).await;
    let plan = made.header("location").rsplit('/').next().unwrap().to_owned();
    let next = ask(&pages, "GET", &format!("{form}?remplace={plan}&interets=kept"), &cookie, "").await.text;
    let named = next.matches("name=\"facture\"").count();
    assert!((500..=550).contains(&named), "{named} invoices are ticked or listed");
    assert!(!next.contains("name=\"quoi\" value=\"echu-EUR\" checked"), "not all that is late");
}
