//! Expected receipts: the worked example of `docs/spec/forecast.md` on another day, on both engines.

use app::dispute::{self, NewDispute, NewPart};
use app::forecast::{Forecast, ForecastQuery, csv, forecast};
use app::ledger::{Act, Request};
use app::promises::{self, NewPromise};
use domain::compromise::Nature;
use domain::dispute::Reason;
use domain::forecast::Place;
use domain::ids::OpenItemId;
use domain::ledger::{ItemKind, OpenItem};
use domain::plan::InterestChoice;
use domain::{Cents, Currency, Date};
use store::item::SourcedItem;

use crate::compromises::{new_of, signed};
use crate::given::{self, TODAY, date};
use crate::house::{Day, House, on_both};

struct Document<'a> {
    code: &'a str,
    number: &'a str,
    kind: ItemKind,
    issued_on: Date,
    due_on: Date,
    cents: i64,
}

async fn put(house: &House, day: &Day, document: &Document<'_>) -> OpenItemId {
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor: house.debtor(document.code).await,
        kind: document.kind,
        number: document.number.to_owned(),
        issued_on: document.issued_on,
        due_on: document.due_on,
        due_estimated: false,
        currency: Currency::EUR,
        amount: Cents(document.cents),
        open: Cents(document.cents),
    };
    let (lettering, label, order_reference) = (String::new(), String::new(), String::new());
    let sourced = SourcedItem { item, source: "fec", source_key: format!("test:{id}"), lettering, label, order_reference };
    let mut tx = house.db().begin().await.unwrap();
    store::item::insert(&mut tx, day.scope.organisation.id, &[sourced]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn invoice(house: &House, day: &Day, (code, number): (&str, &str), due_on: Date, cents: i64) -> OpenItemId {
    let issued_on = domain::calendar::add_days(due_on, -30);
    put(house, day, &Document { code, number, kind: ItemKind::Invoice, issued_on, due_on, cents }).await
}

async fn receipt(house: &House, day: &Day, number: &str, on: Date, cents: i64) -> OpenItemId {
    put(house, day, &Document { code: "C1", number, kind: ItemKind::Payment, issued_on: on, due_on: on, cents: -cents }).await
}

/// C1 pays 12 days late and owes 1 000 € and 2 000 €; 300 € came in that are on no invoice. C2 owes 600 €.
async fn opened(house: &House) -> Day {
    let day = house.on(TODAY).await;
    let customers = [("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")];
    day.import_clean("clients.csv", given::customers(&customers)).await;
    for (at, due_on) in [date(2026, 6, 1), date(2026, 6, 15), date(2026, 7, 1)].into_iter().enumerate() {
        let debit = invoice(house, &day, ("C1", &format!("H{at}")), due_on, 10_000).await;
        let paid_on = domain::calendar::add_days(due_on, 12);
        let credit = receipt(house, &day, &format!("V{at}"), paid_on, 10_000).await;
        let act = Act::Allocate { credit, parts: vec![(debit, Cents(10_000))] };
        let request = Request { debtor: house.debtor("C1").await, on: paid_on, act, reason: String::new() };
        app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
    }
    invoice(house, &day, ("C1", "A1"), date(2026, 9, 4), 100_000).await;
    invoice(house, &day, ("C1", "A2"), date(2026, 9, 24), 200_000).await;
    receipt(house, &day, "V9", date(2026, 9, 10), 30_000).await;
    invoice(house, &day, ("C2", "B1"), date(2026, 8, 30), 60_000).await;
    day
}

async fn read(day: &Day) -> std::sync::Arc<Forecast> {
    forecast(&day.app, &day.scope, &ForecastQuery::default()).await.unwrap()
}

/// What is expected in each week that has something, and beside them.
fn told(found: &Forecast) -> String {
    let weeks = found.weeks.iter().filter(|week| !week.slice.total().is_zero());
    let mut told: Vec<String> = weeks.map(|week| format!("{} {}", week.from, week.slice.total().iso())).collect();
    let beside = [
        ("later", found.later.total()),
        ("passed", found.passed.total()),
        ("disputed", found.disputed),
        ("discount", found.discount),
        ("insolvent", found.insolvent),
        ("credits", found.credits),
        ("owed", found.exposure),
    ];
    told.extend(beside.into_iter().filter(|(_, amount)| !amount.is_zero()).map(|(word, amount)| format!("{word} {}", amount.iso())));
    told.join(", ")
}

#[tokio::test]
async fn what_was_agreed_comes_on_its_day_and_the_rest_as_late_as_usual() {
    on_both(async |house| {
        let day = opened(house).await;
        // Without an agreement: 20 September less the 300 €, 6 October; C2 has no habit of its own, and is as late as the house's customers.
        assert_eq!(told(&*read(&day).await), "2026-09-15 700.00, 2026-10-05 2000.00, passed 600.00, owed 3300.00");
        let (a1, c1, c2) = (house.item("A1").await.id, house.debtor("C1").await, house.debtor("C2").await);
        let promise = NewPromise { items: vec![a1], amount: Some(Cents(50_000)), ..NewPromise::new(c1, date(2026, 9, 18)) };
        promises::record(&day.app, &day.scope, &promise).await.unwrap();
        let agreed = app::compromises::NewCompromise {
            items: vec![house.item("B1").await.id],
            payable: Cents(54_000),
            pay_by: date(2026, 9, 29),
            nature: Some(Nature::Rebate),
            interest: Some(InterestChoice::Waived),
            ..new_of(house, c2).await
        };
        signed(&day, agreed).await;
        let found = read(&day).await;
        assert_eq!(told(&found), "2026-09-15 700.00, 2026-09-28 540.00, 2026-10-05 2000.00, discount 60.00, owed 3300.00");
        assert_eq!(found.weeks[0].slice.agreed(), Cents(50_000), "200 € of the first invoice are not promised");
        let lines: Vec<(String, i64, &str)> =
            found.of(Place::Week(0)).map(|line| (line.on.to_string(), line.amount.0, line.ground.code())).collect();
        assert_eq!(lines, [("2026-09-16".to_owned(), 20_000, "habit"), ("2026-09-18".to_owned(), 50_000, "promise")]);
        let table = csv(&found);
        assert!(table.contains("2026-09-29;") && table.contains("540,00;EUR;Accord avec remise") && table.contains(";12\r\n"), "{table}");
        // What is contested has no day; what is owed is what the figures say.
        let parts = vec![NewPart { item: house.item("A2").await.id, amount: Some(Cents(40_000)) }];
        let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
        dispute::open(&day.app, &day.scope, c1, &new).await.unwrap();
        let found = read(&day).await;
        assert_eq!(told(&found), "2026-09-15 700.00, 2026-09-28 540.00, 2026-10-05 1600.00, disputed 400.00, discount 60.00, owed 3300.00");
        let figures = app::figures::figures(&day.app, &day.scope, &app::figures::FiguresQuery::default()).await.unwrap();
        assert_eq!(figures.figures[0].value(), Some(found.exposure.0));
        // One page each: the file and the list of items say the same days.
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, c1).await.unwrap();
        let of = |number: &str| {
            let line = file.items.iter().find(|line| line.item.number == number).unwrap();
            line.expected.map(app::text::plans::expected).unwrap_or_default()
        };
        assert_eq!(of("A1"), "promis pour le 18/09/2026");
        assert_eq!(of("A2"), "attendu vers le 06/10/2026, selon ses habitudes");
        let items = app::items::list(&day.app, &day.scope, &app::items::ItemsQuery::default()).await.unwrap();
        let b1 = items.rows.iter().find(|row| row.listed.item.number == "B1").unwrap();
        assert_eq!(b1.expected.map(app::text::plans::expected).unwrap(), "attendu au plus tard le 29/09/2026 par l’accord");
        // Of one collector, who follows nobody: nothing.
        let nobody = ForecastQuery { collector: Some("Personne".to_owned()), currency: None };
        assert_eq!(told(&forecast(&day.app, &day.scope, &nobody).await.unwrap()), "");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_expected_of_an_account_under_insolvency_proceedings() {
    on_both(async |house| {
        let day = opened(house).await;
        let c1 = house.debtor("C1").await;
        let event = domain::claim::ClaimEvent {
            kind: domain::claim::ClaimEventKind::InsolvencyOpened,
            on: date(2026, 9, 10),
            until: None,
            rate: None,
        };
        app::claims::record_event(&day.app, &day.scope, c1, None, event, "jugement").await.unwrap();
        assert_eq!(told(&*read(&day).await), "passed 600.00, insolvent 2700.00, owed 3300.00");
    })
    .await;
}
