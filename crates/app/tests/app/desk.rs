//! Who works here and what each sees, kept lists, reminding now, the aged balance by group and by own columns, and the search.

use app::access::{Actor, Role};
use app::ageing::{AgedQuery, By, aged_balance};
use app::agenda::{self, Deed};
use app::debtors::DebtorsQuery;
use app::search::{Found, search};
use app::users::{self, Change};
use app::views::{self, Listing, NewView};
use app::{AppError, Scope, salesman, veto};
use domain::dunning::ActionState;
use domain::ledger::{Bounds, Bucket};
use domain::{Cents, Currency, Date};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";
/// A scenario that begins late.
const SOFT: &str = "name = \"Douce\"\n[[step]]\nkey = \"kind_word\"\nday = \"J+90\"\ntemplate = \"first_reminder\"\n";

async fn opened(house: &House, on: Date) -> Day {
    let day = house.on(on).await;
    let rows = [("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example"), ("C3", "company", "c3@client.example")];
    day.import_clean("clients.csv", given::customers(&rows)).await;
    let entries = [
        sale("FA-0001", "C1", date(2026, 6, 1), 10_000),
        sale("FA-0002", "C1", date(2026, 7, 1), 123_456),
        sale("FA-0003", "C2", date(2026, 7, 1), 500_000),
        sale("FA-0004", "C3", date(2026, 9, 10), 70_000),
    ];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

fn person(day: &Day, email: &str, role: Role) -> Scope {
    let actor = Actor { name: email.split('@').next().unwrap_or_default().to_owned(), email: Some(email.to_owned()), role };
    Scope { organisation: day.scope.organisation.clone(), actor }
}

/// What pages keep of a ledger is never shown once somebody else, here another program on the same base, has written to it.
#[tokio::test]
async fn what_is_kept_of_a_ledger_is_gathered_anew_once_anybody_writes() {
    on_both(async |house| {
        let (day, other) = (opened(house, TODAY).await, house.on(TODAY).await);
        let looked = async || {
            let every = agenda::AgendaQuery { view: agenda::View::Every, ..Default::default() };
            let agenda = agenda::agenda(&day.app, &day.scope, &every).await.unwrap();
            let (debtors, sum) = app::debtors::list(&day.app, &day.scope, &DebtorsQuery::default()).await.unwrap();
            let aged = aged_balance(&day.app, &day.scope, &AgedQuery::on(TODAY)).await.unwrap();
            let home = app::dashboard::dashboard(&day.app, &day.scope).await.unwrap();
            let penalties = app::interest::shown(&day.app, &day.scope, TODAY, "").await.unwrap();
            assert_eq!((sum, aged.total), (home.total, home.total), "one ledger");
            (agenda.page.total, debtors.total, aged.ledger, penalties.rows.len())
        };
        let before = looked().await;
        assert_eq!(before, looked().await);
        assert_eq!(before, (2, 3, Cents(703_456), 2));
        let entries = [sale("FA-0005", "C4", date(2026, 6, 1), 1_000)];
        other.import_clean("clients.csv", given::customers(&[("C4", "company", "c4@client.example")])).await;
        other.import_clean("732829320FEC20261130.txt", given::fec(&entries)).await;
        assert_eq!(looked().await, (3, 4, Cents(704_456), 3));
    })
    .await;
}

#[tokio::test]
async fn accounts_are_opened_changed_and_closed_and_an_administrator_stays() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let password = users::create(&day.app, &day.scope, "Ada@elan.example", "Ada", Role::Admin).await.unwrap();
        let entered = app::session::log_in(&day.app, "ada@elan.example", &password).await.unwrap();
        let taken = users::create(&day.app, &day.scope, "ada@elan.example", "Ada", Role::Collector).await;
        assert!(matches!(taken, Err(AppError::Invalid { field: "email", .. })), "{taken:?}");
        let all = users::list(&day.app, &day.scope).await.unwrap();
        let [ada] = &all[..] else { panic!("{all:?}") };
        for change in [Change::Close, Change::Role(Role::Collector)] {
            let refused = users::change(&day.app, &day.scope, ada.id, change).await;
            assert!(matches!(refused, Err(AppError::Invalid { .. })), "the last administrator: {refused:?}");
        }
        let password = users::create(&day.app, &day.scope, "paul@elan.example", "Paul", Role::Admin).await.unwrap();
        let own = users::change(&day.app, &person(&day, "ada@elan.example", Role::Admin), ada.id, Change::Close).await;
        assert!(matches!(own, Err(AppError::Invalid { .. })), "one's own: {own:?}");
        users::change(&day.app, &day.scope, ada.id, Change::Close).await.unwrap();
        assert!(app::session::scope_of(&day.app, &entered.token).await.unwrap().is_none(), "the session ends with the account");
        users::change(&day.app, &day.scope, ada.id, Change::Reopen).await.unwrap();
        users::change(&day.app, &day.scope, ada.id, Change::Role(Role::Director)).await.unwrap();
        let fresh = users::new_password(&day.app, &day.scope, ada.id).await.unwrap();
        assert_eq!(app::session::log_in(&day.app, "ada@elan.example", &fresh).await.unwrap().scope.actor.role, Role::Director);
        let director = person(&day, "ada@elan.example", Role::Director);
        assert!(matches!(users::list(&day.app, &director).await, Err(AppError::Forbidden(_))));
        assert!(app::session::log_in(&day.app, "paul@elan.example", &password).await.is_ok());
        day.is_sound().await;
    })
    .await;
}

/// A salesman has the accounts that carry the own address; another's is one that is not there, in lists, files, searches and exports.
#[tokio::test]
async fn a_salesman_sees_the_own_accounts_alone() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let (one, two) = (house.debtor("C1").await, house.debtor("C2").await);
        veto::set_salesman(&day.app, &day.scope, one, "Léa", "Lea@elan.example").await.unwrap();
        veto::set_salesman(&day.app, &day.scope, two, "Max", "max@elan.example").await.unwrap();
        let lea = person(&day, "lea@elan.example", Role::Salesman);
        let listed =
            salesman::accounts(&day.app, &lea, &DebtorsQuery { show: app::debtors::Show::All, ..Default::default() }).await.unwrap();
        assert_eq!(listed.page.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["C1"]);
        assert_eq!(salesman::file(&day.app, &lea, one).await.unwrap().debtor.code, "C1");
        for other in [two, house.debtor("C3").await] {
            assert!(matches!(salesman::file(&day.app, &lea, other).await, Err(AppError::NotFound(_))));
            assert!(matches!(app::debtor_file::debtor_file(&day.app, &lea, other).await, Err(AppError::Forbidden(_))));
        }
        let found = DebtorsQuery { search: "c2".to_owned(), show: app::debtors::Show::All, ..Default::default() };
        assert_eq!(salesman::accounts(&day.app, &lea, &found).await.unwrap().page.total, 0);
        let csv = salesman::csv(&day.app, &lea, &DebtorsQuery { show: app::debtors::Show::All, ..Default::default() }).await.unwrap();
        assert!(csv.contains("C1") && !csv.contains("C2") && !csv.contains("C3"), "{csv}");
        assert!(matches!(search(&day.app, &lea, "FA-0003", 10).await, Err(AppError::Forbidden(_))));
        assert!(matches!(agenda::csv(&day.app, &lea, &agenda::AgendaQuery::default()).await, Err(AppError::Forbidden(_))));
        let home = salesman::home(&day.app, &lea).await.unwrap();
        assert_eq!((home.accounts, home.late.len(), home.late[0].code.as_str()), (1, 1, "C1"));
        // Her customer becomes one with Max's, or with one that nobody has: whose account it is then decides.
        let shown = app::merge::preview(&day.app, &day.scope, two, one).await.unwrap();
        let (survivor, absorbed) = ((two, shown.survivor.version), (one, shown.absorbed.version));
        let merged = app::merge::MergeRequest { survivor, absorbed, taken: Vec::new(), reason: String::new() };
        app::merge::merge(&day.app, &day.scope, &merged).await.unwrap();
        assert!(matches!(salesman::file(&day.app, &lea, two).await, Err(AppError::NotFound(_))), "the account that stays is Max's");
        veto::set_salesman(&day.app, &day.scope, two, "", "").await.unwrap();
        assert_eq!(salesman::file(&day.app, &lea, two).await.unwrap().debtor.code, "C2");
        let nobody = Scope { actor: Actor { email: None, ..lea.actor.clone() }, ..lea };
        assert!(salesman::accounts(&day.app, &nobody, &DebtorsQuery::default()).await.is_err(), "a key has no accounts of its own");
    })
    .await;
}

#[tokio::test]
async fn lists_are_kept_for_oneself_or_for_all_opened_first_and_given_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let (ada, paul) = (person(&day, "ada@elan.example", Role::Collector), person(&day, "paul@elan.example", Role::Collector));
        let chief = person(&day, "chef@elan.example", Role::CreditManager);
        let new = |name: &str, shared: bool| NewView {
            page: Listing::Agenda,
            name: name.to_owned(),
            query: "voir=echus&tri=-echu".to_owned(),
            shared,
            is_default: false,
        };
        let own = views::keep(&day.app, &ada, &new("Mes échus", false)).await.unwrap();
        let all = views::keep(&day.app, &ada, &NewView { is_default: true, ..new("Équipe", true) }).await.unwrap();
        let names = async |who: &Scope| {
            let found = views::of_page(&day.app, who, Listing::Agenda).await.unwrap();
            found.kept.into_iter().map(|view| view.name).collect::<Vec<_>>()
        };
        assert_eq!((names(&ada).await.len(), names(&paul).await), (2, vec!["Équipe".to_owned()]), "what is one's own is nobody else's");
        assert_eq!(views::of_page(&day.app, &ada, Listing::Agenda).await.unwrap().first().map(|view| view.id), Some(all));
        assert!(views::of_page(&day.app, &paul, Listing::Agenda).await.unwrap().first().is_none(), "each opens the own page");
        assert!(views::of_page(&day.app, &ada, Listing::Debtors).await.unwrap().kept.is_empty(), "each page has its own");
        views::change(&day.app, &paul, all, &views::Change::Default(true)).await.unwrap();
        let refused = views::change(&day.app, &paul, all, &views::Change::Delete).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "another's: {refused:?}");
        assert!(matches!(views::change(&day.app, &paul, own, &views::Change::Delete).await, Err(AppError::NotFound(_))));
        views::change(&day.app, &chief, all, &views::Change::Rename("Toute l’équipe".to_owned())).await.unwrap();
        views::change(&day.app, &ada, all, &views::Change::Delete).await.unwrap();
        assert!(names(&paul).await.is_empty() && views::of_page(&day.app, &paul, Listing::Agenda).await.unwrap().first().is_none());
        views::change(&day.app, &ada, all, &views::Change::Restore).await.unwrap();
        assert_eq!(names(&paul).await, ["Toute l’équipe"]);
        assert_eq!(
            views::of_page(&day.app, &paul, Listing::Agenda).await.unwrap().first().map(|view| view.id),
            Some(all),
            "and opens again"
        );
        assert_eq!(views::keep(&day.app, &ada, &new("Mes échus", true)).await.unwrap(), own, "the same name is the same list");
        let reader = person(&day, "x@elan.example", Role::ReadOnly);
        assert!(matches!(views::keep(&day.app, &reader, &new("A", true)).await, Err(AppError::Forbidden(_))));
        assert!(views::keep(&day.app, &reader, &new("A", false)).await.is_ok());
        for name in ["", &"x".repeat(61)] {
            assert!(matches!(views::keep(&day.app, &ada, &new(name, false)).await, Err(AppError::Invalid { .. })));
        }
        day.is_sound().await;
    })
    .await;
}

/// What the night would send today is queued now; what a suspension or a promise holds is not, nor is anybody asked twice.
#[tokio::test]
async fn reminding_now_is_the_nights_decision_and_is_taken_back_before_it_leaves() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let all = [house.debtor("C1").await, house.debtor("C2").await, house.debtor("C3").await];
        let pause = Deed::Pause { until: None, note: "accord".to_owned() };
        agenda::apply(&day.app, &day.scope, &all[1..2], &pause).await.unwrap();
        let preview = agenda::preview(&day.app, &day.scope, &all, &Deed::Remind).await.unwrap();
        let told: Vec<_> = preview.lines.iter().map(|line| (line.code.as_str(), line.is_same)).collect();
        assert_eq!((preview.changing, told.contains(&("C1", false)), told.contains(&("C2", true))), (1, true, true), "{preview:?}");
        let of = |code: &str| preview.lines.iter().find(|line| line.code == code).unwrap().told.clone();
        assert!(of("C1").contains("1\u{202f}334,56"), "which letter, and how much: {}", of("C1"));
        assert!(!of("C2").is_empty() && !of("C3").is_empty(), "why not: {} / {}", of("C2"), of("C3"));
        let batch = agenda::apply(&day.app, &day.scope, &all, &Deed::Remind).await.unwrap();
        let queued = house.actions(TODAY).await;
        assert_eq!(queued.len(), 1);
        assert_eq!(queued[0].debtor, all[0]);
        let again = agenda::apply(&day.app, &day.scope, &all, &Deed::Remind).await;
        assert!(matches!(again, Err(AppError::Invalid { .. })), "nobody twice a day: {again:?}");
        app::night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(house.actions(TODAY).await.len(), 1, "the night finds it done");
        day.is_sound().await;
        assert_eq!(agenda::undo(&day.app, &day.scope, batch).await.unwrap(), 1);
        assert_eq!(house.actions(TODAY).await[0].state, ActionState::Cancelled);
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, all[0]).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title == "Relance demandée tout de suite"));
        let (rows, _) = agenda::batches(&day.app, &day.scope, false, 1).await.unwrap();
        assert!(rows.iter().any(|row| row.id == batch && row.undone.is_some()));
        day.is_sound().await;
        let reader = person(&day, "x@elan.example", Role::ReadOnly);
        assert!(matches!(agenda::preview(&day.app, &reader, &all, &Deed::Remind).await, Err(AppError::Forbidden(_))));
    })
    .await;
}

#[tokio::test]
async fn a_scenario_is_given_to_many_and_the_one_before_comes_back() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let all = [house.debtor("C1").await, house.debtor("C2").await];
        let known = app::scenario::series::list(&day.app, &day.scope).await.unwrap();
        let first = known[0].series;
        let other = app::scenario::series::create(&day.app, &day.scope, SOFT).await.unwrap();
        app::scenario::binding::bind_debtor(&day.app, &day.scope, all[0], first, "accord ancien").await.unwrap();
        let deed = Deed::Scenario { series: other, note: "clients étourdis".to_owned() };
        assert_eq!(agenda::preview(&day.app, &day.scope, &all, &deed).await.unwrap().changing, 2);
        let batch = agenda::apply(&day.app, &day.scope, &all, &deed).await.unwrap();
        assert_eq!(agenda::preview(&day.app, &day.scope, &all, &deed).await.unwrap().changing, 0);
        let own = async |debtor| app::scenario::binding::followed(&day.app, &day.scope, debtor).await.unwrap().own.map(|own| own.series);
        assert_eq!((own(all[0]).await, own(all[1]).await), (Some(other), Some(other)));
        assert_eq!(agenda::undo(&day.app, &day.scope, batch).await.unwrap(), 2);
        assert_eq!((own(all[0]).await, own(all[1]).await), (Some(first), None), "each is as it was");
        day.is_sound().await;
    })
    .await;
}

/// The aged balance by group and by the house's own columns adds up to the ledger, and a row is made of its debtors.
#[tokio::test]
async fn the_aged_balance_by_group_and_own_columns_adds_up() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let two = house.debtor("C2").await;
        app::matching_desk::set_parent(&day.app, &day.scope, two, "C1").await.unwrap();
        let told = [("FA-0001", "Halle"), ("FA-0003", "Gare")];
        for (number, code) in told {
            let item = house.item(number).await.id;
            let mut tx = house.db().begin().await.unwrap();
            store::project::set(&mut tx, day.scope.organisation.id, &[(item, code.to_owned())]).await.unwrap();
            tx.commit().await.unwrap();
        }
        for on in [date(2026, 6, 15), date(2026, 8, 20), TODAY] {
            for by in By::ALL {
                for bounds in [Bounds::default(), Bounds::read("8 15 30 90").unwrap()] {
                    let balance = aged_balance(&day.app, &day.scope, &AgedQuery { by, bounds, ..AgedQuery::on(on) }).await.unwrap();
                    assert_eq!(balance.total.total(), balance.ledger, "{on} {by:?} {bounds:?}");
                    let mut parts = Cents::ZERO;
                    for row in balance.rows.iter().filter(|_| by != By::Debtor) {
                        let within = Some((by, row.key().to_owned()));
                        let inside = aged_balance(&day.app, &day.scope, &AgedQuery { within, bounds, ..AgedQuery::on(on) }).await.unwrap();
                        assert_eq!(inside.total, row.ageing, "{on} {by:?} {}", row.name);
                        parts += inside.total.total();
                    }
                    assert!(by == By::Debtor || parts == balance.ledger);
                }
            }
        }
        let groups = aged_balance(&day.app, &day.scope, &AgedQuery { by: By::Group, ..AgedQuery::on(TODAY) }).await.unwrap();
        assert_eq!(groups.rows.len(), 2, "C1 and C2 are one group, C3 is in none");
        assert_eq!(groups.rows[0].ageing.total(), Cents(633_456));
        // FA-0003 of 1 July is due on 31 July: 46 days late.
        let own = AgedQuery { bounds: Bounds::read("8 15 30 45").unwrap(), ..AgedQuery::on(TODAY) };
        let csv = app::ageing::csv(&aged_balance(&day.app, &day.scope, &own).await.unwrap());
        assert!(csv.contains("Plus de 45") && csv.contains("31–45"), "{csv}");
        let balance = aged_balance(&day.app, &day.scope, &own).await.unwrap();
        assert!(balance.total.get(Bucket::Over120) >= Cents(500_000));
    })
    .await;
}

#[tokio::test]
async fn the_search_finds_names_numbers_amounts_accounts_and_mails() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        app::matching_desk::remember(&day.app, &day.scope, "C1", "FR76 3000 6000 0112 3456 7890 189").await.unwrap();
        let mail = "From: c2@client.example\nTo: compta@elan.example\nSubject: Virement\nMessage-ID: <9@client.example>\n\nLe virement est parti hier, dossier Zibeline.\n";
        app::import::import(&day.app, &day.scope, "mail.eml", mail.as_bytes().to_vec(), None, false).await.unwrap();
        let found = async |words: &str| {
            let mut keys: Vec<String> = Vec::new();
            for one in search(&day.app, &day.scope, words, 10).await.unwrap() {
                keys.push(match one {
                    Found::Debtor { debtor, .. } => debtor.code,
                    Found::Item { item, .. } => item.number,
                    Found::Received { subject, .. } => subject,
                    Found::Sent { subject, .. } => format!("> {subject}"),
                    Found::Project { code, .. } => code,
                });
            }
            keys
        };
        for (words, expected) in [
            ("c3", vec!["C3"]),
            ("FA-0002", vec!["FA-0002"]),
            ("0003", vec!["FA-0003"]),
            ("1 234,56", vec!["FA-0002"]),
            ("1234.56", vec!["FA-0002"]),
            ("1\u{202f}234,56 €", vec!["FA-0002"]),
            ("FR76 3000 6000", vec!["C1"]),
            ("fr7630006000", vec!["C1"]),
            ("zibeline", vec!["Virement"]),
            ("personne", vec![]),
            ("50%", vec![]),
        ] {
            assert_eq!(found(words).await, expected, "{words:?}");
        }
        // A company by its number, however it is written, and by its beginning.
        let named = "code;name;kind;email;address;zip;city;siren\n";
        let row = "C2;Société C2;company;c2@client.example;3 rue du Port;44000;Nantes;812345676\n";
        day.import_clean("clients.csv", format!("{named}{row}")).await;
        for (words, expected) in [("812345676", vec!["C2"]), ("812 345 676", vec!["C2"]), ("81234567", vec!["C2"])] {
            assert_eq!(found(words).await, expected, "{words:?}");
        }
        app::night::run(&day.app, &day.scope).await.unwrap();
        let debtor = &search(&day.app, &day.scope, "C1", 10).await.unwrap()[0];
        assert!(matches!(debtor, Found::Debtor { owed, .. } if *owed == [(Currency::EUR, Cents(133_456))]), "{debtor:?}");
    })
    .await;
}

/// Each number of what changed since the last visit leads to the entries that it counts, whatever was written since.
#[tokio::test]
async fn what_changed_since_the_last_visit_is_what_the_journal_lists() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let lea = person(&day, "lea@elan.example", Role::CreditManager);
        assert!(agenda::home(&day.app, &lea).await.unwrap().since.is_none(), "the first visit");
        day.app.close().await;
        let next = house.on(domain::calendar::add_days(TODAY, 1)).await;
        for code in ["C4", "C5"] {
            next.import_clean("clients.csv", given::customers(&[(code, "company", "x@client.example")])).await;
        }
        app::night::run(&next.app, &next.scope).await.unwrap();
        let home = agenda::home(&next.app, &lea).await.unwrap();
        assert!(home.changes.iter().any(|change| change.kind == "night.run"), "{:?}", home.changes);
        app::night::run(&next.app, &next.scope).await.unwrap();
        for change in &home.changes {
            let entries = app::journal::of_kind(&next.app, &lea, &change.kind, change.between).await.unwrap();
            assert_eq!(i64::try_from(entries.len()).unwrap(), change.count, "{}: {entries:?}", change.title);
            assert!(entries.iter().all(|entry| entry.kind == change.kind && entry.title == change.title), "{entries:?}");
        }
        let without = person(&next, "paul@elan.example", Role::ReadOnly);
        let refused = app::journal::of_kind(&next.app, &without, "night.run", (0, i64::MAX)).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "{refused:?}");
    })
    .await;
}
