//! What is to be mended, what hangs on it, and mending it.

use std::collections::BTreeMap;

use app::accounts::{self, ContactTyped};
use app::quality::{QualityQuery, board, csv, fix_email, fix_fields, ignore};
use app::{AppError, Role};
use domain::calendar::add_days;
use domain::quality::IssueKind;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    let table = "code;name;kind;email;address;zip;city;siren;vat\n\
         C1;Garage Martin;company;compta@martin.example;1 rue du Port;44000;Nantes;812345676;\n\
         C2;Boulangerie Durand;company;;2 rue du Port;44000;Nantes;;\n\
         C3;Jean Petit;;jean@petit.example;;;;;\n\
         C4;Garage Martin SARL;company;paul@martin.example;1 rue du Port;44000;Nantes;812345676;FR44732829320\n";
    day.import_clean("clients.csv", table).await;
    let books = [
        sale("FA2026-001", "C1", date(2026, 6, 10), 120_000),
        sale("FA2026-002", "C2", date(2026, 9, 11), 30_000),
        sale("FA2026-003", "C3", date(2026, 9, 1), 50_000),
    ];
    day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
    day
}

async fn counts(day: &Day) -> BTreeMap<&'static str, (usize, i64)> {
    let board = board(&day.app, &day.scope, &QualityQuery::default()).await.unwrap();
    board.counts.iter().filter(|counted| counted.count > 0).map(|counted| (counted.kind.code(), (counted.count, counted.stake.0))).collect()
}

#[tokio::test]
async fn each_issue_is_counted_with_its_euros() {
    on_both(async |house| {
        let day = firm(house).await;
        let expected = BTreeMap::from([
            ("no_email", (1, 30_000)),
            ("estimated_due", (3, 200_000)),
            ("duplicate", (1, 120_000)),
            ("no_siren", (1, 30_000)),
            ("unknown_kind", (1, 50_000)),
            ("no_address", (1, 50_000)),
            ("no_document", (1, 120_000)),
        ]);
        assert_eq!(counts(&day).await, expected, "C4 has nothing open: only as a duplicate");
        let shown = board(&day.app, &day.scope, &QualityQuery::default()).await.unwrap();
        assert_eq!((shown.kind, shown.page.total, shown.reach.percent), (IssueKind::NoEmail, 1, 85));
        let asked = QualityQuery { kind: Some(IssueKind::EstimatedDue), search: "durand".to_owned(), ..QualityQuery::default() };
        let shown = board(&day.app, &day.scope, &asked).await.unwrap();
        assert_eq!(shown.page.rows[0].item.as_ref().unwrap().1, "FA2026-002");
        let table = csv(&day.app, &day.scope, &QualityQuery::default()).await.unwrap();
        assert_eq!(table.lines().count(), 1 + 9, "{table}");
        assert!(
            table.contains("Doublons possibles;C1;Garage Martin;;C4 Garage Martin SARL – même SIREN") && table.contains(";1200,00;EUR"),
            "{table}"
        );
    })
    .await;
}

#[tokio::test]
async fn each_fix_takes_its_issue_away() {
    on_both(async |house| {
        let day = firm(house).await;
        let (c2, c3) = (house.debtor("C2").await, house.debtor("C3").await);
        let wrong = fix_email(&day.app, &day.scope, c2, "compta chez durand").await.unwrap_err();
        assert!(wrong.french().contains("pas une adresse"));
        fix_email(&day.app, &day.scope, c2, "compta@durand.example").await.unwrap();
        assert!(!counts(&day).await.contains_key("no_email"));
        let reach = board(&day.app, &day.scope, &QualityQuery::default()).await.unwrap().reach;
        assert_eq!((reach.percent, reach.reachable), (100, reach.owed));
        let typed = |pairs: &[(&str, &str)]| pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        assert_eq!(fix_fields(&day.app, &day.scope, c3, &typed(&[("kind", "consumer")])).await.unwrap(), 1);
        fix_fields(&day.app, &day.scope, c3, &typed(&[("street", "3 rue du Port"), ("postcode", "44000"), ("city", "Nantes")]))
            .await
            .unwrap();
        assert!(fix_fields(&day.app, &day.scope, c2, &typed(&[("siren", "123456789")])).await.unwrap_err().french().contains("SIREN"));
        fix_fields(&day.app, &day.scope, c2, &typed(&[("siren", "732 829 320")])).await.unwrap();
        let item = house.item("FA2026-002").await;
        assert!(accounts::set_due(&day.app, &day.scope, item.id, date(2026, 9, 1)).await.unwrap_err().french().contains("11/09/2026"));
        accounts::set_due(&day.app, &day.scope, item.id, date(2026, 10, 31)).await.unwrap();
        let now = house.item("FA2026-002").await;
        assert_eq!((now.due_on, now.due_estimated), (date(2026, 10, 31), false));
        let left = counts(&day).await;
        assert_eq!(left.keys().copied().collect::<Vec<_>>(), ["duplicate", "estimated_due", "no_document"], "{left:?}");
        assert_eq!(left["estimated_due"].0, 2);
        let journal = house.raw_texts("SELECT kind || ' ' || payload FROM event ORDER BY seq DESC LIMIT 1").await;
        assert!(journal[0].starts_with("item.due_changed") && journal[0].contains("\"from\":\"2026-10-11\""), "{journal:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_set_aside_comes_back() {
    on_both(async |house| {
        let day = firm(house).await;
        let c2 = house.debtor("C2").await;
        assert!(ignore(&day.app, &day.scope, IssueKind::NoEmail, c2, None, " ").await.is_err());
        let until = ignore(&day.app, &day.scope, IssueKind::NoEmail, c2, None, "paie par chèque").await.unwrap();
        assert_eq!(until, add_days(TODAY, 90));
        assert!(!counts(&day).await.contains_key("no_email"));
        let later = house.on(until).await;
        assert!(counts(&later).await.contains_key("no_email"));
        let other = house.item("FA2026-001").await.id;
        let missing = ignore(&day.app, &day.scope, IssueKind::NoDocument, c2, Some(other), "x").await;
        assert!(matches!(missing, Err(AppError::NotFound(_))), "another's item");
    })
    .await;
}

#[tokio::test]
async fn accounts_are_edited_against_the_version_that_was_seen() {
    on_both(async |house| {
        let day = firm(house).await;
        let c1 = house.debtor("C1").await;
        let seen = accounts::view(&day.app, &day.scope, c1).await.unwrap();
        let typed = BTreeMap::from([
            ("name".to_owned(), "Garage Martin & Fils".to_owned()),
            ("siret".to_owned(), "812 345 676 00017".to_owned()),
            ("terms".to_owned(), "45 jours fin de mois".to_owned()),
            ("country".to_owned(), "fr".to_owned()),
        ]);
        assert_eq!(accounts::save(&day.app, &day.scope, c1, seen.version, &typed).await.unwrap(), 3);
        let error = accounts::save(&day.app, &day.scope, c1, seen.version, &BTreeMap::from([("city".to_owned(), "Rezé".to_owned())]))
            .await
            .unwrap_err();
        assert_eq!((error.code(), error.status()), ("stale", 409));
        assert_eq!(house.item("FA2026-001").await.due_on, date(2026, 7, 31), "estimated dates follow the terms");
        for (field, value, said) in [
            ("name", " ", "nom"),
            ("siren", "123456789", "SIREN"),
            ("siret", "73282932000074", "autre entreprise"),
            ("vat", "FR00812345676", "TVA"),
            ("iban", "FR7630006000011234567890188", "IBAN"),
            ("country", "France", "deux lettres"),
            ("language", "de", "fr ou en"),
            ("terms", "bientôt", "délai"),
        ] {
            let version = accounts::view(&day.app, &day.scope, c1).await.unwrap().version;
            let error = accounts::save(&day.app, &day.scope, c1, version, &BTreeMap::from([(field.to_owned(), value.to_owned())]))
                .await
                .unwrap_err();
            assert!(error.french().to_lowercase().contains(&said.to_lowercase()), "{field}: {}", error.french());
        }
        let c9 = accounts::create(&day.app, &day.scope, "C9", &BTreeMap::from([("name".to_owned(), "Nouveau".to_owned())])).await.unwrap();
        assert!(
            accounts::create(&day.app, &day.scope, "C9", &BTreeMap::from([("name".to_owned(), "Nouveau".to_owned())]))
                .await
                .unwrap_err()
                .french()
                .contains("C9")
        );
        let contact = ContactTyped { role: "management".to_owned(), email: "moi@neuf.example".to_owned(), ..ContactTyped::default() };
        let id = accounts::save_contact(&day.app, &day.scope, c9, None, &contact).await.unwrap();
        let changed = ContactTyped { name: "Moi".to_owned(), ..contact };
        assert_eq!(accounts::save_contact(&day.app, &day.scope, c9, Some(id), &changed).await.unwrap(), id);
        assert!(accounts::save_contact(&day.app, &day.scope, c1, Some(id), &changed).await.is_err(), "another's contact");
        assert!(accounts::save_contact(&day.app, &day.scope, c9, None, &ContactTyped::default()).await.is_err());
        assert_eq!(accounts::view(&day.app, &day.scope, c9).await.unwrap().contacts[0].name, "Moi");
        accounts::remove_contact(&day.app, &day.scope, c9, id).await.unwrap();
        assert_eq!(accounts::view(&day.app, &day.scope, c9).await.unwrap().contacts, []);
        let mut looking = day.scope.clone();
        looking.actor.role = Role::ReadOnly;
        let refused = accounts::save(&day.app, &looking, c1, 1, &typed).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
    })
    .await;
}
