//! What is late by the dates that were agreed, counted by hand: the agenda, alerts, the aged balance, K9, K10 and K12.

use app::ageing::{AgedQuery, aged_balance};
use app::agenda::{AgendaQuery, View, agenda};
use app::debtors::{DebtorsQuery, Show};
use app::deferrals::{NewDeferral, defer};
use app::figures::{FiguresQuery, Indicator, figures};
use app::plans::{self, Move};
use domain::agenda::Kind;
use domain::ids::PlanId;
use domain::plan::InterestChoice;

use crate::given::{TODAY, date};
use crate::house::{Day, House, on_both};
use crate::plans::{new_plan, opened, pay};

/// The account in the agenda – what is late, days of the oldest, whether an alert is on –, what is late of both aged balances, and the
/// figures by original and by agreed dates: K9, K10, K12.
async fn stands(day: &Day) -> String {
    let on = day.app.today();
    let every = agenda(&day.app, &day.scope, &AgendaQuery { view: View::Every, ..AgendaQuery::default() }).await.unwrap();
    let seen = every.page.rows.first().map(|row| {
        let alert = if row.things.iter().any(|thing| thing.kind == Kind::Alert) { " alert" } else { "" };
        format!("{} {} d{alert}", row.late.iso(), row.oldest_days)
    });
    let mut rates = Vec::new();
    for by_agreed_date in [false, true] {
        let balance = aged_balance(&day.app, &day.scope, &AgedQuery { by_agreed_date, ..AgedQuery::on(on) }).await.unwrap();
        assert_eq!(balance.total.total(), balance.ledger);
        let query = DebtorsQuery { show: Show::Overdue, by_agreed_date, ..DebtorsQuery::default() };
        let (listed, sum) = app::debtors::list(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!((listed.total == 1, sum.overdue()), (balance.total.overdue().is_positive(), balance.total.overdue()));
        let query = FiguresQuery { by_agreed_date, ..FiguresQuery::default() };
        let found = figures(&day.app, &day.scope, &query).await.unwrap();
        let of = |wanted: Indicator| found.figures.iter().find(|figure| figure.indicator == wanted).unwrap();
        // Every month's end is the aged balance of that day.
        for point in &of(Indicator::Overdue).points {
            let then = aged_balance(&day.app, &day.scope, &AgedQuery { by_agreed_date, ..AgedQuery::on(point.on) }).await.unwrap();
            assert_eq!(point.value, Some(then.total.overdue().0), "{} {by_agreed_date}", point.on);
        }
        let one = FiguresQuery { debtor: every.page.rows.first().map(|row| row.debtor), ..query };
        assert_eq!(figures(&day.app, &day.scope, &one).await.unwrap().figures, found.figures, "there is one debtor");
        let told = [Indicator::OverdueRate, Indicator::UnpaidRate, Indicator::RecoveryRate].map(|indicator| {
            of(indicator).value().map_or("-".to_owned(), |value| format!("{:.2}", f64::from(i32::try_from(value).unwrap()) / 100.0))
        });
        rates.push(format!("{} late, {}", balance.total.overdue().iso(), told.join(" ")));
    }
    day.is_sound().await;
    format!("{} | {} | {}", seen.unwrap_or_else(|| "-".to_owned()), rates[0], rates[1])
}

async fn signed(house: &House, day: &Day) -> PlanId {
    let new = new_plan(house, InterestChoice::Kept).await;
    let id = plans::create(&day.app, &day.scope, &new).await.unwrap();
    plans::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
    plans::act(&day.app, &day.scope, id, &Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() }, "").await.unwrap();
    id
}

/// 100 € each due on 31 July, 30 August and 30 September; the first one is put off to 30 October.
#[tokio::test]
async fn a_deferred_debt_is_late_from_its_agreed_date() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        // 200 € of 300 € are late. Of the 100 € due in July nothing came within 30 days. K12: nothing of what was late was paid.
        assert_eq!(stands(&day).await, "200.00 46 d | 200.00 late, 66.67 100.00 0.00 | 200.00 late, 66.67 100.00 0.00");
        let (debtor, item) = (house.debtor("C1").await, house.item("F1").await.id);
        let reason = "livraison en retard".to_owned();
        let new = NewDeferral { debtor, item, agreed_on: date(2026, 10, 30), interest: Some(InterestChoice::Kept), reason };
        defer(&day.app, &day.scope, &new).await.unwrap();
        // 100 € of 300 € by agreed dates; the cohort of July stays what it was.
        assert_eq!(stands(&day).await, "100.00 16 d | 200.00 late, 66.67 100.00 0.00 | 100.00 late, 33.33 100.00 0.00");
        day.app.close().await;
        let day = house.on(date(2026, 10, 20)).await;
        pay(house, &day, date(2026, 10, 20), 15_000).await;
        // 100 € on F1, 50 € on F2. By original dates 150 € of cash on 200 € late before and 100 € that became so; by agreed ones 50 €
        // on 100 € and 100 €. Left by agreed dates: F2 50 € and F3 100 €, late both.
        assert_eq!(stands(&day).await, "150.00 51 d | 150.00 late, 100.00 100.00 50.00 | 150.00 late, 100.00 100.00 25.00");
    })
    .await;
}

/// The same debts, in three instalments of 100 € on 15 October, 16 November and 15 December.
#[tokio::test]
async fn debts_of_a_plan_are_late_by_its_instalments() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let plan = signed(house, &day).await;
        assert_eq!(stands(&day).await, "- | 200.00 late, 66.67 100.00 0.00 | 0.00 late, 0.00 100.00 0.00");
        day.app.close().await;
        let day = house.on(date(2026, 10, 20)).await;
        assert_eq!(stands(&day).await, "100.00 5 d | 300.00 late, 100.00 100.00 0.00 | 100.00 late, 33.33 100.00 0.00");
        pay(house, &day, date(2026, 10, 20), 5_000).await;
        // By original dates 50 € of 200 € and 100 €; by the plan 50 € of the 100 € that became late on 16 October.
        assert_eq!(stands(&day).await, "50.00 5 d | 250.00 late, 100.00 100.00 16.67 | 50.00 late, 20.00 100.00 50.00");
        day.app.close().await;
        let day = house.on(date(2026, 12, 10)).await;
        // 132 days after the first due date, 56 after the first instalment: no alert, the plan has not fallen yet.
        assert_eq!(stands(&day).await, "150.00 56 d | 250.00 late, 100.00 - 0.00 | 150.00 late, 60.00 - 0.00");
        plans::act(&day.app, &day.scope, plan, &Move::Cancel, "plus de nouvelles").await.unwrap();
        // Without the plan the debts are late since their own dates, and over 120 days old.
        assert_eq!(stands(&day).await, "250.00 132 d alert | 250.00 late, 100.00 - 0.00 | 250.00 late, 100.00 - 0.00");
    })
    .await;
}
