//! A register of companies beside a firm: completing a SIREN, telling a closed company, and never a person.

use std::path::Path;

use app::config::{Opening, Secret, Settings};
use app::register::{accept, check_all, look_up};
use app::{App, accounts, quality};
use channels::FixedClock;
use domain::company::Field;
use domain::quality::{CompanyState, IssueKind};

use crate::given::{self, TODAY, date, sale};
use crate::house::{House, morning, on_both};

const SIRENE: &str = "siren,siret,denomination,etat,naf,categorie_juridique,adresse,code_postal,ville,datefermeture\n\
    812345676,81234567600017,GARAGE MARTIN,A,45.20A,5710,1 RUE DU PORT,44000,NANTES,\n\
    732829320,73282932000074,BOULANGERIE DURAND,C,10.71C,5499,2 RUE DU PORT,44000,NANTES,2026-03-31\n";

async fn with_register(house: &House, setting: &str) -> App {
    let settings = Settings { database: Secret(house.database().to_owned()), company_register: setting.to_owned(), ..Settings::default() };
    let clock = Box::new(FixedClock(morning(TODAY)));
    let opening = Opening { folder: house.folder().to_owned(), settings, today: Some(TODAY), clock, demo: false };
    App::open(opening).await.unwrap()
}

fn file(folder: &Path) -> String {
    let path = folder.join("sirene.csv");
    std::fs::write(&path, SIRENE).unwrap();
    format!("file:{}", path.display())
}

#[tokio::test]
async fn a_register_completes_and_warns() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "code;name;kind;email;address;zip;city;siren\n\
             C1;Garage Martin SARL;company;a@martin.example;;44000;;\n\
             C2;Boulangerie Durand;company;b@durand.example;2 rue du Port;44000;Nantes;732829320\n\
             C3;Garage Martin;particulier;c@petit.example;3 rue du Port;44000;Nantes;\n";
        day.import_clean("clients.csv", table).await;
        let books = ["C1", "C2", "C3"].map(|code| sale(&format!("F-{code}"), code, date(2026, 9, 1), 10_000));
        day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        let (c1, c2, c3) = (house.debtor("C1").await, house.debtor("C2").await, house.debtor("C3").await);
        let off = look_up(&day.app, &day.scope, c1).await.unwrap_err();
        assert!(off.french().contains("company_register"), "{}", off.french());

        let app = with_register(house, &file(house.folder())).await;
        let found = look_up(&app, &day.scope, c1).await.unwrap();
        let fields: Vec<Field> = found[0].differences.iter().map(|difference| difference.field).collect();
        assert_eq!((found.len(), found[0].likeness), (1, 99));
        assert_eq!(fields, [Field::Siren, Field::Siret, Field::Vat, Field::Address]);
        let version = accounts::view(&app, &day.scope, c1).await.unwrap().version;
        assert_eq!(accept(&app, &day.scope, c1, "812345676", &[Field::Siren], version).await.unwrap(), 1);
        let stale = accept(&app, &day.scope, c1, "812345676", &[Field::Vat], version).await.unwrap_err();
        assert_eq!(stale.code(), "stale");
        accept(&app, &day.scope, c1, "812345676", &fields, version + 1).await.unwrap();
        let view = accounts::view(&app, &day.scope, c1).await.unwrap();
        assert_eq!(view.debtor.vat.unwrap().as_str(), "FR19812345676");
        assert_eq!((view.debtor.address.city.as_str(), view.company.unwrap().state), ("NANTES", CompanyState::Active));
        assert!(accept(&app, &day.scope, c1, "356000000", &fields, 9).await.is_err(), "no such company there");

        let person = look_up(&app, &day.scope, c3).await.unwrap_err();
        assert!(person.french().contains("Seules les entreprises"), "a consumer is never looked for");
        let round = check_all(&app, &day.scope).await.unwrap();
        assert_eq!((round.checked, round.closed, round.more), (1, 1, false), "C1 was asked about today");
        assert_eq!(check_all(&app, &day.scope).await.unwrap().checked, 0);
        let asked = quality::QualityQuery { kind: Some(IssueKind::ClosedCompany), ..Default::default() };
        let board = quality::board(&app, &day.scope, &asked).await.unwrap();
        assert_eq!(board.page.rows[0].debtor, c2);
        assert!(board.page.rows[0].detail.contains("31/03/2026"), "{:?}", board.page.rows[0]);
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_setting_that_names_no_register_is_refused() {
    let house = House::new(store::Engine::Sqlite).await;
    for setting in ["http://registre.example", "file:nulle/part.csv"] {
        let settings = Settings { company_register: setting.to_owned(), ..Settings::default() };
        let clock = Box::new(FixedClock(morning(TODAY)));
        let opened = App::open(Opening { folder: house.folder().to_owned(), settings, today: Some(TODAY), clock, demo: false }).await;
        let Err(error) = opened else { panic!("{setting} was opened") };
        assert!(error.french().contains("company_register"), "{}", error.french());
    }
}
