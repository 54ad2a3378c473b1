//! What becomes of the discount of a compromise: its credit note, what is paid beyond the sum, a judgment, a merge, the paper, and
//! who waits for whom.

use app::compromises::{self, CompromiseView, Move, NewCompromise};
use domain::compromise::State;
use domain::dunning::Outcome;
use domain::ids::CompromiseId;
use domain::law::RateBp;
use domain::ledger::ItemKind;
use domain::{Cents, Currency};

use crate::compromises::{bounce, journal, new, new_of, opened, pay, put, signed, tells};
use crate::given::{self, TODAY, date};
use crate::house::{Day, House, on_both};

async fn state_of(day: &Day, id: CompromiseId) -> CompromiseView {
    compromises::follow(&day.app, &day.scope).await.unwrap();
    compromises::view(&day.app, &day.scope, id).await.unwrap()
}

async fn tasks(house: &House, day: &Day) -> Vec<(String, String)> {
    let mut tx = house.db().begin().await.unwrap();
    let id = store::night::action_id(day.scope.organisation.id, house.debtor("C1").await, day.app.today(), domain::dunning::Channel::Task);
    let found = store::action::get(&mut tx, day.scope.organisation.id, id).await.unwrap();
    tx.commit().await.unwrap();
    found.into_iter().map(|task| (task.step_key, task.state.code().to_owned())).collect()
}

#[tokio::test]
async fn the_task_of_the_credit_note_ends_when_the_discount_is_taken_back() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        assert!(matches!(state_of(&day, id).await.compromise.state, State::Kept { .. }));
        assert_eq!(tasks(house, &day).await, [("credit_note".to_owned(), "to_do".to_owned())]);
        bounce(house, &day, TODAY).await;
        let view = state_of(&day, id).await;
        assert_eq!((view.compromise.state.code(), view.compromise.wants_credit_note()), ("running", false));
        assert_eq!(tasks(house, &day).await, [("credit_note".to_owned(), "cancelled".to_owned())]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_credit_note_of_the_accounting_takes_the_place_of_the_discount() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        let view = state_of(&day, id).await;
        assert_eq!(view.compromise.record.operations.len(), 1);
        // Another amount, or of before: not the one that is waited for.
        put(house, &day, "AV1", TODAY, Currency::EUR, -4_000).await;
        put(house, &day, "AV2", date(2026, 8, 1), Currency::EUR, -5_000).await;
        assert_eq!(state_of(&day, id).await.compromise.record.operations.len(), 1);
        let credit = put(house, &day, "AV3", TODAY, Currency::EUR, -5_000).await;
        let view = state_of(&day, id).await;
        assert_eq!(view.compromise.state.code(), "kept");
        assert_eq!(view.compromise.record.operations.len(), 0, "the one or the other, never both");
        assert_eq!((view.compromise.record.row.credit_reference.as_str(), view.compromise.wants_credit_note()), ("AV3", false));
        assert!(view.items.iter().all(|(item, _)| item.open.is_zero()));
        let left = house.items().await.into_iter().find(|item| item.id == credit).map(|item| item.open);
        assert_eq!(left, Some(Cents::ZERO));
        assert_eq!(tasks(house, &day).await, [("credit_note".to_owned(), "sent".to_owned())]);
        assert_eq!(compromises::follow(&day.app, &day.scope).await.unwrap(), 0, "once");
        assert!(journal(house, &day).await.iter().any(|kind| kind == "compromise.credited"));
        // The payment comes back: the credit note is the accounting's, and stays.
        bounce(house, &day, TODAY).await;
        let view = state_of(&day, id).await;
        assert_eq!((view.compromise.state.code(), Cents::total(view.items.iter().map(|(item, _)| item.open))), ("running", Cents(25_000)));
        assert!(journal(house, &day).await.iter().any(|kind| kind == "compromise.booked"));
        day.is_sound().await;
    })
    .await;
}

/// The discount of 50 € comes off F3, the last one due: 60 € of its 100 € are at 20 %, 40 € at 5.5 %. At 20 %: 30 €, 25 € without tax; at
/// 5.5 %: 20 €, 18.96 € without.
#[tokio::test]
async fn the_credit_note_is_told_by_rate_where_the_vat_of_the_invoices_is_known() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        crate::vat::known(house, &day, "F3", &[(RateBp(2_000), 5_000, 1_000), (RateBp(550), 3_791, 209)]).await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        state_of(&day, id).await;
        let told = house.actions(TODAY).await.into_iter().find(|action| action.step_key == "credit_note").unwrap().reason;
        let told = told.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(
            told.contains("50,00 € TTC") && told.ends_with("soit à 20 % 25,00 € HT et 5,00 € de TVA, à 5,5 % 18,96 € HT et 1,04 € de TVA"),
            "{told}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_credit_note_under_another_amount_is_known_by_its_number_and_leaves_the_rest() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        state_of(&day, id).await;
        put(house, &day, "AV7", TODAY, Currency::EUR, -3_000).await;
        assert_eq!(state_of(&day, id).await.compromise.record.operations.len(), 1);
        compromises::set_credit(&day.app, &day.scope, id, "AV7").await.unwrap();
        let view = state_of(&day, id).await;
        assert!(matches!(view.compromise.state, State::Kept { given_up, .. } if given_up == Cents(2_000)), "{:?}", view.compromise.state);
        assert_eq!(view.compromise.record.operations.len(), 1, "20 € are given up beside it");
        assert!(view.items.iter().all(|(item, _)| item.open.is_zero()));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn who_pays_too_much_keeps_the_discount() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 30_000, ItemKind::Payment).await;
        let view = state_of(&day, id).await;
        assert_eq!((view.compromise.state.code(), view.compromise.overpaid()), ("kept", Cents(5_000)));
        assert!(view.compromise.wants_credit_note());
        let credit = put(house, &day, "AV3", TODAY, Currency::EUR, -5_000).await;
        let view = state_of(&day, id).await;
        assert!(!view.compromise.wants_credit_note() && view.compromise.record.row.credit_reference == "AV3");
        let left = house.items().await.into_iter().find(|item| item.id == credit).unwrap().open;
        assert_eq!(left, Cents(-5_000), "free on the account: what was paid beyond the sum");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_judgment_ends_the_waiting_for_the_sum() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-20 judgment => lapsed, open 300.00, insolvency, interest 2.38
        2026-09-22 pay 250.00 of 2026-09-21 => lapsed, open 50.00, insolvency, interest 0.00
        2026-09-23 pay 1.00 of 2026-09-18 => lapsed, open 49.00, insolvency, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn the_agreement_is_kept_byte_for_byte_as_it_was_signed() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        let before = compromises::paper(&day.app, &day.scope, id).await.unwrap();
        let debtor = house.debtor("C1").await;
        let version = app::accounts::view(&day.app, &day.scope, debtor).await.unwrap().version;
        let typed = std::collections::BTreeMap::from([("name".to_owned(), "Un autre nom".to_owned())]);
        app::accounts::save(&day.app, &day.scope, debtor, version, &typed).await.unwrap();
        assert_eq!(compromises::paper(&day.app, &day.scope, id).await.unwrap(), before);
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert!(view.compromise.record.events.iter().any(|row| row.document.is_some()));
    })
    .await;
}

#[tokio::test]
async fn the_reference_of_an_agreement_on_a_bank_line_says_what_it_pays() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        let reference = compromises::view(&day.app, &day.scope, id).await.unwrap().compromise.record.row.reference;
        day.import_clean("releve.xml", given::statement(TODAY, &[given::Received("R1", TODAY, 25_000, &reference)])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let view = state_of(&day, id).await;
        assert_eq!(view.compromise.state.code(), "kept", "{:?}", view.compromise.came);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_merge_undone_keeps_the_hold_of_what_was_agreed_meanwhile() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        day.import_clean("autres.csv", given::customers(&[("C2", "company", "c2@client.example")])).await;
        let (c1, c2) = (house.debtor("C1").await, house.debtor("C2").await);
        let merge = crate::merge::merged(&day, c2, c1, &[]).await;
        let agreed = NewCompromise { debtor: c2, ..new_of(house, c2).await };
        let id = signed(&day, agreed).await;
        app::merge::undo(&day.app, &day.scope, merge).await.unwrap();
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, c1).await.unwrap();
        for line in file.items.iter().filter(|line| line.item.kind.is_debit()) {
            assert!(
                matches!(line.outcome, Some(Outcome::Hold { reason, .. }) if reason.code() == "compromise"),
                "{} {:?}",
                line.item.number,
                line.outcome
            );
        }
        // Its debts are in no other agreement either.
        let options = compromises::options(&day.app, &day.scope, c1).await.unwrap();
        assert_eq!((options.items.len(), options.taken.len()), (0, 3));
        assert_eq!(compromises::of_debtor(&day.app, &day.scope, c1).await.unwrap()[0].id(), id);
        assert!(app::message::overdue_letter(&day.app, &day.scope, c1).await.is_err());
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn another_program_and_a_person_never_wait_for_each_other() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        // The one locks the organisation and then the agreement on whose debts money comes; the other must do so in that order.
        for turn in 0..12 {
            let row = serde_json::json!({
                "reference": format!("VIR-{turn}"), "customer_code": "C1", "amount": "1.00", "received_on": TODAY.to_string(),
                "items": [{"number": "F1"}],
            });
            let (once, rows) = (app::connect::Once::default(), [row]);
            let push = app::connect::push_payments(&day.app, &day.scope, &once, &rows);
            let back = compromises::act(&day.app, &day.scope, id, &Move::Undo, "");
            let (pushed, undone) = tokio::join!(push, back);
            assert!(!pushed.unwrap().is_refused(), "turn {turn}");
            undone.unwrap();
            let push_2 = compromises::follow(&day.app, &day.scope);
            let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
            let sign = compromises::act(&day.app, &day.scope, id, &sign, "");
            let (followed, signed) = tokio::join!(push_2, sign);
            followed.unwrap();
            signed.unwrap();
        }
        assert_eq!(state_of(&day, id).await.compromise.came.in_time, Cents(1_200));
        day.is_sound().await;
    })
    .await;
}
