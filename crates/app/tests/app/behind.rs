//! Each figure leads to lines that add up to it: the list of what is open, and what is behind each rate.

use app::behind::{self, BehindQuery, Rate};
use app::conversation::Theme;
use app::dispute::{self, NewDispute, NewPart};
use app::figures::{FiguresQuery, Indicator};
use app::items::{self, Ages, Going, ItemOrder, ItemsQuery};
use app::promises::{self, NewPromise};
use app::{conversation, figures, night, tonight};
use domain::dispute::Reason;
use domain::{Cents, Date};

use crate::given::{self, TODAY, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

async fn on(house: &House, on: Date) -> Day {
    let mut day = house.on(on).await;
    (day.scope.organisation.bank_fresh_days, day.scope.organisation.ledger_fresh_days) = (999, 999);
    day
}

/// Debits that fell due in July – paid in time, paid late, not at all –, one that became late this month and was paid in part, one that
/// is not due, a credit note; a promise broken this month, a dispute, a cause, contacts.
async fn lived(house: &House) -> Day {
    house.raw("UPDATE organisation SET bank_fresh_days = 999, ledger_fresh_days = 999").await;
    let first = on(house, date(2026, 9, 1)).await;
    first
        .import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]))
        .await;
    let (a, b, c) = (date(2026, 8, 20), date(2026, 7, 10), date(2026, 9, 12));
    let books = [
        sale("F1", "C1", date(2026, 6, 1), 10_000).lettered("A", a),
        receipt("R1", "C1", a, 10_000).lettered("A", a),
        sale("F2", "C1", date(2026, 6, 5), 20_000).lettered("B", b),
        receipt("R2", "C1", b, 20_000).lettered("B", b),
        sale("F3", "C1", date(2026, 6, 8), 30_000),
        sale("F4", "C2", date(2026, 8, 10), 40_000).lettered("C", c),
        receipt("R4", "C2", c, 40_000).lettered("C", c),
        sale("F5", "C2", date(2026, 9, 1), 50_000),
        sale("F6", "C2", date(2026, 5, 1), 60_000),
        sale("F7", "C2", date(2026, 7, 2), 7_000),
        credit_note("AV", "C1", date(2026, 9, 3), 5_000),
    ];
    let (early, late): (Vec<_>, Vec<_>) = books.into_iter().partition(|entry| !["R4", "AV"].iter().any(|piece| entry.is(piece)));
    let early: Vec<_> =
        early.into_iter().map(|entry| if entry.is("F4") { sale("F4", "C2", date(2026, 8, 10), 40_000) } else { entry }).collect();
    first.import_clean(FEC, given::fec(&early)).await;
    let promise = NewPromise { items: vec![house.item("F3").await.id], ..NewPromise::new(house.debtor("C1").await, date(2026, 9, 3)) };
    promises::record(&first.app, &first.scope, &promise).await.unwrap();
    let parts = vec![NewPart { item: house.item("F6").await.id, amount: Some(Cents(20_000)) }];
    let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
    dispute::open(&first.app, &first.scope, house.debtor("C2").await, &new).await.unwrap();
    night::run(&first.app, &first.scope).await.unwrap();
    house.carry_out(date(2026, 9, 1)).await;
    first.app.close().await;
    let day = on(house, TODAY).await;
    let mut all = early.into_iter().filter(|entry| !entry.is("F4")).collect::<Vec<_>>();
    all.push(sale("F4", "C2", date(2026, 8, 10), 40_000).lettered("C", c));
    all.extend(late);
    day.import(FEC, given::fec(&all)).await;
    night::run(&day.app, &day.scope).await.unwrap();
    day
}

#[tokio::test]
async fn the_list_of_items_adds_up_to_exposure_and_lateness() {
    on_both(async |house| {
        let day = lived(house).await;
        let found = figures::figures(&day.app, &day.scope, &FiguresQuery::default()).await.unwrap();
        let value = |indicator| found.figures.iter().find(|figure| figure.indicator == indicator).and_then(figures::Figure::value);
        let sums =
            async |ages, going| items::list(&day.app, &day.scope, &ItemsQuery { ages, going, ..ItemsQuery::default() }).await.unwrap().sums;
        let all = sums(Ages::All, None).await;
        assert_eq!(Some(all.total().0), value(Indicator::Exposure));
        assert_eq!(Some(sums(Ages::Late, None).await.total().0), value(Indicator::Overdue));
        let debits = sums(Ages::Debits, None).await;
        let rate = domain::figure::share(debits.late, debits.late + debits.not_due).and_then(|share| i64::try_from(share).ok());
        assert_eq!(rate, value(Indicator::OverdueRate));
        // The columns of the aged balance are the same lists: together they are all of it.
        let mut columns = Cents::ZERO;
        for ages in Ages::ALL.into_iter().filter(|ages| matches!(ages, Ages::Between(..) | Ages::NotDue | Ages::Credits)) {
            columns += sums(ages, None).await.total();
        }
        assert_eq!(columns, all.total());
        assert_eq!(sums(Ages::All, Some(Going::Disputed)).await.count, 1, "F6");
        // Page by page, in each order, every item comes once.
        for order in [ItemOrder::Number, ItemOrder::Debtor, ItemOrder::Issued, ItemOrder::Due, ItemOrder::Amount, ItemOrder::Open] {
            for descending in [false, true] {
                let (mut open, mut numbers) = (Cents::ZERO, Vec::new());
                for page in 1..=5 {
                    let query = ItemsQuery { order, descending, page, per_page: 2, ..ItemsQuery::default() };
                    let found = items::list(&day.app, &day.scope, &query).await.unwrap();
                    if found.page == page {
                        open += Cents::total(found.rows.iter().map(|row| row.listed.item.open));
                        numbers.extend(found.rows.into_iter().map(|row| row.listed.item.number));
                    }
                }
                assert_eq!((open, numbers.len()), (all.total(), usize::try_from(all.count).unwrap()), "{order:?} {numbers:?}");
            }
        }
        let search = async |words: &str| {
            let query = ItemsQuery { search: words.to_owned(), ..ItemsQuery::default() };
            let rows = items::list(&day.app, &day.scope, &query).await.unwrap().rows;
            rows.into_iter().map(|row| row.listed.item.number).collect::<Vec<_>>()
        };
        assert_eq!(search("f3").await, ["F3"]);
        assert_eq!(search("société c2 f6").await, ["F6"]);
        assert_eq!(search("100%").await, Vec::<String>::new(), "a sign of the base is a sign like others");
        let csv = items::csv(&day.app, &day.scope, &ItemsQuery::default()).await.unwrap();
        assert_eq!(i64::try_from(csv.lines().count()).unwrap(), all.count + 1, "{csv}");
        let nobodys = ItemsQuery { collector: Some("Ada".to_owned()), ..ItemsQuery::default() };
        assert_eq!(items::list(&day.app, &day.scope, &nobodys).await.unwrap().sums.count, 0);
    })
    .await;
}

/// A debtor suspended as a whole has all its debts suspended, whatever page of the list they are on; its credits are not debts.
#[tokio::test]
async fn the_list_of_suspended_items_has_those_of_suspended_accounts() {
    on_both(async |house| {
        let day = lived(house).await;
        let suspended = async || {
            let mut numbers = Vec::new();
            let query =
                |page| ItemsQuery { going: Some(Going::Held), order: ItemOrder::Number, page, per_page: 2, ..ItemsQuery::default() };
            let sums = items::list(&day.app, &day.scope, &query(1)).await.unwrap().sums;
            for page in 1..=usize::try_from(sums.count).unwrap().div_ceil(2) {
                let rows = items::list(&day.app, &day.scope, &query(page)).await.unwrap().rows;
                assert!(rows.iter().all(|row| row.going.contains(&Going::Held)), "{rows:?}");
                numbers.extend(rows.into_iter().map(|row| row.listed.item.number));
            }
            (sums.total(), numbers)
        };
        assert_eq!(suspended().await, (Cents::ZERO, vec![]));
        let (one, two) = (house.debtor("C1").await, house.debtor("C2").await);
        let whole = tonight::hold(&day.app, &day.scope, two, None, None, "appel en cours").await.unwrap();
        assert_eq!(suspended().await, (Cents(117_000), vec!["F5".to_owned(), "F6".to_owned(), "F7".to_owned()]));
        // Of the other account one item is: not the others, nor its credit note.
        tonight::hold(&day.app, &day.scope, one, Some(house.item("F3").await.id), None, "avoir à venir").await.unwrap();
        assert_eq!(suspended().await.1, ["F3", "F5", "F6", "F7"]);
        tonight::hold(&day.app, &day.scope, one, None, None, "tout le compte").await.unwrap();
        assert_eq!(suspended().await.1, ["F3", "F5", "F6", "F7"], "once each, and not the credit note");
        tonight::release(&day.app, &day.scope, whole, two).await.unwrap();
        assert!(suspended().await.1.iter().all(|number| !["F5", "F6", "F7"].contains(&number.as_str())));
        // Every row of the whole list says the same of each item.
        let every = ItemsQuery { per_page: 50, ..ItemsQuery::default() };
        let rows = items::list(&day.app, &day.scope, &every).await.unwrap().rows;
        let mut held: Vec<String> =
            rows.into_iter().filter(|row| row.going.contains(&Going::Held)).map(|row| row.listed.item.number).collect();
        held.sort();
        assert_eq!(held, suspended().await.1);
    })
    .await;
}

#[tokio::test]
async fn the_lines_behind_each_rate_add_up_to_it() {
    on_both(async |house| {
        let day = lived(house).await;
        let found = figures::figures(&day.app, &day.scope, &FiguresQuery::default()).await.unwrap();
        let talk = conversation::conversation(&day.app, &day.scope).await.unwrap();
        let figure = |indicator| found.figures.iter().find(|figure| figure.indicator == indicator).and_then(figures::Figure::value);
        let theme = |theme| talk.figures.iter().find(|figure| figure.theme == theme).and_then(conversation::TalkFigure::value);
        for (rate, shown) in [
            (Rate::Unpaid, figure(Indicator::UnpaidRate)),
            (Rate::Recovery, figure(Indicator::RecoveryRate)),
            (Rate::PromisesKept, theme(Theme::PromisesKept)),
            (Rate::PromisesNumber, theme(Theme::PromisesNumber)),
            (Rate::Disputed, theme(Theme::DisputeRate)),
            (Rate::Explained, theme(Theme::CauseKnown)),
            (Rate::Coverage, theme(Theme::Coverage)),
        ] {
            let behind = behind::behind(&day.app, &day.scope, rate, &BehindQuery::default()).await.unwrap();
            assert!(shown.is_some() && !behind.lines.is_empty(), "{rate:?}: {behind:?}");
            assert_eq!(behind.share().and_then(|share| i64::try_from(share).ok()), shown, "{rate:?}: {behind:#?}");
            assert_eq!(behind.part, Cents::total(behind.lines.iter().map(|line| line.part)), "{rate:?}");
            assert_eq!(behind::csv(&behind).lines().count(), behind.lines.len() + 1);
        }
        // By hand: of 600 € that fell due in July – F1, F2 and F3 –, F1 and F3 were open thirty days later.
        let july = behind::behind(&day.app, &day.scope, Rate::Unpaid, &BehindQuery::default()).await.unwrap();
        assert_eq!((july.on, july.whole, july.part), (date(2026, 7, 31), Cents(60_000), Cents(40_000)));
        // In September: F3, F6 and F7 were late, F4 became so on the tenth; 400 € came on F4.
        let september = behind::behind(&day.app, &day.scope, Rate::Recovery, &BehindQuery::default()).await.unwrap();
        assert_eq!((september.whole, september.part), (Cents(137_000), Cents(40_000)));
        let of = |debtor| BehindQuery { debtor: Some(debtor), ..BehindQuery::default() };
        let one = behind::behind(&day.app, &day.scope, Rate::Recovery, &of(house.debtor("C1").await)).await.unwrap();
        assert_eq!((one.whole, one.part), (Cents(30_000), Cents::ZERO));
    })
    .await;
}
