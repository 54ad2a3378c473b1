//! Classes that are proposed of how debtors pay: their numbers, a person's yes, and a natural person's label that goes with the debt.

use std::collections::BTreeMap;

use app::access::{Actor, Role};
use app::{AppError, Scope, accounts, classification};
use domain::classification::Class;

use crate::given::{self, Entry, TODAY, date, receipt, sale};
use crate::house::{Day, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// C1, a firm, pays three invoices some days late; C2, a person, as late and leaves one open; C3 pays in time; C4 has too little.
fn books(is_paid: bool) -> Vec<Entry> {
    let mut books = Vec::new();
    let mut paid = |number: &str, code: &str, (issued, on): (domain::Date, domain::Date), letter: &str| {
        books.push(sale(&format!("F{number}"), code, issued, 10_000).lettered(letter, on));
        books.push(receipt(&format!("R{number}"), code, on, 10_000).lettered(letter, on));
    };
    // Due thirty days after their dates.
    for (code, letters, late) in [("C1", ["A", "B", "C"], 12), ("C2", ["D", "E", "F"], 12), ("C3", ["G", "H", "I"], -3)] {
        for (at, letter) in letters.into_iter().enumerate() {
            let issued = date(2026, 4, 1 + u32::try_from(at).unwrap());
            let on = domain::calendar::add_days(issued, 30 + late);
            paid(&format!("{code}{at}"), code, (issued, on), letter);
        }
    }
    if is_paid {
        paid("open", "C2", (date(2026, 7, 1), date(2026, 9, 14)), "J");
    } else {
        books.push(sale("Fopen", "C2", date(2026, 7, 1), 10_000));
    }
    books.push(sale("Fone", "C4", date(2026, 7, 1), 10_000));
    books
}

async fn proposed(day: &Day) -> Vec<(String, Class, usize, i64)> {
    let found = classification::proposals(&day.app, &day.scope).await.unwrap();
    found.iter().map(|one| (one.code.clone(), one.class, one.ground.late, one.ground.median)).collect()
}

#[tokio::test]
async fn s24_a_class_is_proposed_confirmed_and_a_persons_goes_with_the_debt() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let rows = [("C1", "company", ""), ("C2", "person", ""), ("C3", "company", ""), ("C4", "company", "")];
        day.import_clean("clients.csv", given::customers(&rows)).await;
        day.import_clean(FEC, given::fec(&books(false))).await;
        assert_eq!(proposed(&day).await, [("C2".to_owned(), Class::Person, 4, 12), ("C1".to_owned(), Class::Forgetful, 3, 12)]);
        let (firm, person) = (house.debtor("C1").await, house.debtor("C2").await);
        let reader = Scope { actor: Actor { name: "Max".to_owned(), email: None, role: Role::ReadOnly }, ..day.scope.clone() };
        let refused = classification::confirm(&day.app, &reader, &[(firm, Class::Forgetful)]).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "{refused:?}");
        // What is not proposed is not given, whoever asks.
        let other = classification::confirm(&day.app, &day.scope, &[(firm, Class::Bad), (house.debtor("C3").await, Class::Bad)]).await;
        assert_eq!(other.unwrap(), 0);
        let both = [(firm, Class::Forgetful), (person, Class::Person)];
        assert_eq!(classification::confirm(&day.app, &day.scope, &both).await.unwrap(), 2);
        let category = async |debtor| app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap().debtor.category;
        assert_eq!((category(firm).await.as_str(), category(person).await.as_str()), ("Tête en l’air", "Suivi rapproché"));
        assert_eq!(proposed(&day).await, []);

        assert_eq!(classification::release(&day.app, &day.scope).await.unwrap(), 0, "something is late");
        day.import(FEC, given::fec(&books(true))).await;
        assert_eq!(classification::release(&day.app, &day.scope).await.unwrap(), 1);
        assert_eq!((category(firm).await.as_str(), category(person).await.as_str()), ("Tête en l’air", ""));
        assert_eq!(classification::release(&day.app, &day.scope).await.unwrap(), 0, "once");
        assert_eq!(proposed(&day).await, [], "nothing is said of a person of whom nothing is late");
        day.is_sound().await;
    })
    .await;
}

/// The kind is corrected after the word was given, and again while a label runs: no natural person bears a firm's class, before or after.
#[tokio::test]
async fn a_firms_class_does_not_stay_on_a_natural_person() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("clients.csv", given::customers(&[("C2", "company", "")])).await;
        day.import_clean(FEC, given::fec(&books(false))).await;
        let debtor = house.debtor("C2").await;
        assert_eq!(classification::confirm(&day.app, &day.scope, &[(debtor, Class::Forgetful)]).await.unwrap(), 1);
        let typed =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>();
        let category = async || accounts::view(&day.app, &day.scope, debtor).await.unwrap().debtor.category;
        assert_eq!(category().await, "Tête en l’air");
        let save = async |pairs: &[(&str, &str)]| {
            let version = accounts::view(&day.app, &day.scope, debtor).await.unwrap().version;
            accounts::save(&day.app, &day.scope, debtor, version, &typed(pairs)).await.unwrap();
        };
        save(&[("kind", "consumer")]).await;
        assert_eq!(category().await, "", "the word goes with the kind");
        assert_eq!(proposed(&day).await, [("C2".to_owned(), Class::Person, 4, 12)]);
        assert_eq!(classification::confirm(&day.app, &day.scope, &[(debtor, Class::Person)]).await.unwrap(), 1);
        save(&[("category", "VIP")]).await;
        assert_eq!(
            classification::confirm(&day.app, &day.scope, &[(debtor, Class::Person)]).await.unwrap(),
            1,
            "again, over another category"
        );
        // A credit that nobody has put on the debt settles it as well.
        day.import(FEC, given::fec(&[books(false), vec![receipt("Rlate", "C2", TODAY, 10_000)]].concat())).await;
        assert_eq!(classification::release(&day.app, &day.scope).await.unwrap(), 1, "one label runs at a time");
        assert_eq!(category().await, "VIP");
        day.is_sound().await;
    })
    .await;
}

/// The way back gives each account the category of before, but where somebody has given another one since.
#[tokio::test]
async fn classes_that_were_given_are_taken_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let rows = [("C1", "company", ""), ("C2", "person", ""), ("C3", "company", ""), ("C4", "company", "")];
        day.import_clean("clients.csv", given::customers(&rows)).await;
        day.import_clean(FEC, given::fec(&books(false))).await;
        let (firm, person) = (house.debtor("C1").await, house.debtor("C2").await);
        let both = [(firm, Class::Forgetful), (person, Class::Person)];
        assert_eq!(classification::confirm(&day.app, &day.scope, &both).await.unwrap(), 2);
        let batch = app::agenda::batches(&day.app, &day.scope, false, 1).await.unwrap().0.remove(0);
        assert_eq!((batch.kind.as_str(), batch.accounts), ("classify", 2));
        let reader = Scope { actor: Actor { name: "Max".to_owned(), email: None, role: Role::ReadOnly }, ..day.scope.clone() };
        let refused = app::agenda::undo(&day.app, &reader, batch.id).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "{refused:?}");
        let version = accounts::view(&day.app, &day.scope, firm).await.unwrap().version;
        let vip = [("category".to_owned(), "VIP".to_owned())].into_iter().collect();
        accounts::save(&day.app, &day.scope, firm, version, &vip).await.unwrap();
        assert_eq!(app::agenda::undo(&day.app, &day.scope, batch.id).await.unwrap(), 1, "what a person changed stays");
        let category = async |debtor| accounts::view(&day.app, &day.scope, debtor).await.unwrap().debtor.category;
        assert_eq!((category(firm).await.as_str(), category(person).await.as_str()), ("VIP", ""));
        assert_eq!(house.count("person_label WHERE ended_at IS NULL").await, 0, "the label has ended with it");
        assert!(app::agenda::undo(&day.app, &day.scope, batch.id).await.is_err(), "once");
        day.is_sound().await;
    })
    .await;
}
