//! A discount over several rates of VAT: said by a person or known of the invoices, on paper, in the ledger and in the accounts, to the
//! cent at each rate.

use app::AppError;
use app::compromises::{self, NewCompromise};
use domain::accounting::{VatPart, VatRegime};
use domain::compromise::Nature;
use domain::ids::CompromiseId;
use domain::law::RateBp;
use domain::ledger::ItemKind;
use domain::{Cents, Currency};
use store::einvoice::{EinvoiceRow, VatRow};

use crate::compromises::{bounce, new, opened, pay, signed};
use crate::given::{TODAY, date};
use crate::house::{Day, House, on_both};

const TWENTY: RateBp = RateBp(2_000);
const TEN: RateBp = RateBp(1_000);
const REDUCED: RateBp = RateBp(550);

/// 120 € of the three debts of 100 € settle them: the discount of 180 € takes F3 off, then 80 € of F2.
async fn waiver(house: &House, vat: Vec<(RateBp, Option<Cents>)>) -> NewCompromise {
    let regime = Some(VatRegime::ServicesOnReceipts);
    NewCompromise { payable: Cents(12_000), nature: Some(Nature::Waiver), regime, vat, ..new(house).await }
}

/// The VAT of an invoice, as it came in an electronic one: rate, base and tax.
pub(crate) async fn known(house: &House, day: &Day, number: &str, lines: &[(RateBp, i64, i64)]) {
    let item = house.item(number).await;
    let row = EinvoiceRow {
        id: domain::ids::EinvoiceId(store::fresh_id()),
        debtor: item.debtor,
        number: item.number.clone(),
        type_code: "380".to_owned(),
        format: "cii".to_owned(),
        profile: String::new(),
        issued_on: item.issued_on,
        currency: Currency::EUR,
        total: item.amount,
        due: item.amount,
        vat_on_debits: false,
        notes: String::new(),
        document_hash: String::new(),
        file_name: format!("{number}.xml"),
        created_at: day.app.now(),
        actor: "Claire".to_owned(),
    };
    let line = |(rate, base, tax): &(RateBp, i64, i64)| VatRow {
        category: "S".to_owned(),
        rate_bp: Some(rate.0),
        base: Cents(*base),
        tax: Cents(*tax),
    };
    let mut tx = house.db().begin().await.unwrap();
    let vat: Vec<VatRow> = lines.iter().map(line).collect();
    store::einvoice::insert(&mut tx, day.scope.organisation.id, &row, &vat, &[(item.id, false)]).await.unwrap();
    tx.commit().await.unwrap();
}

fn told(parts: &[VatPart]) -> Vec<(i32, i64)> {
    parts.iter().map(|part| (part.rate.0, part.gross.0)).collect()
}

/// What each operation of a compromise gave up by rate, the lowest first, in the order in which they were done.
async fn given_up(house: &House, day: &Day, id: CompromiseId) -> Vec<Vec<(i32, i64)>> {
    compromises::follow(&day.app, &day.scope).await.unwrap();
    let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
    assert!(view.items.iter().all(|(item, _)| item.open.is_zero()), "{view:?}");
    let (mut tx, mut found) = (house.db().begin().await.unwrap(), Vec::new());
    for operation in view.compromise.record.operations {
        found.push(told(&store::ledger::vat_of(&mut tx, day.scope.organisation.id, operation).await.unwrap()));
    }
    tx.commit().await.unwrap();
    found
}

/// What the entries of all that was given up put on an account.
async fn on_account(day: &Day, root: &str) -> i64 {
    let entries = app::ledger::entries(&day.app, &day.scope, date(2026, 1, 1), TODAY).await.unwrap();
    let lines = entries.iter().flat_map(|entry| entry.lines.iter()).filter(|line| line.number.starts_with(root));
    lines.map(|line| line.debit.0 - line.credit.0).sum()
}

/// By hand. Of the 180 €, 100.01 € at 20 % and the rest, 79.99 €, at 5.5 %. F3 takes 100 € in these proportions: 55.56 € and 44.44 €; F2
/// what is left of each: 44.45 € and 35.55 €. Without tax: 46.30 and 42.12, 37.04 and 33.70 – 159.16 € in all, and 20.84 € of tax.
#[tokio::test]
async fn a_waiver_over_two_rates_that_a_person_says_is_lost_at_each_to_the_cent() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        for wrong in [
            vec![(TWENTY, Some(Cents(10_001))), (REDUCED, Some(Cents(8_000)))],
            vec![(TWENTY, None), (REDUCED, None)],
            vec![(TWENTY, Some(Cents(18_000))), (REDUCED, None)],
            Vec::new(),
        ] {
            let refused = compromises::create(&day.app, &day.scope, &waiver(house, wrong.clone()).await).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "vat", .. })), "{wrong:?}: {refused:?}");
        }
        let said = vec![(REDUCED, None), (TWENTY, Some(Cents(10_001)))];
        let draft = compromises::preview(&day.app, &day.scope, &waiver(house, said.clone()).await).await.unwrap();
        assert_eq!(told(&draft.vat), [(2_000, 10_001), (550, 7_999)]);
        let id = signed(&day, waiver(house, said).await).await;
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.vat), [(2_000, 10_001), (550, 7_999)]);
        assert!(compromises::paper(&day.app, &day.scope, id).await.unwrap().starts_with(b"%PDF"));
        pay(house, &day, TODAY, 12_000, ItemKind::Payment).await;
        let wanted = [vec![(550, 4_444), (2_000, 5_556)], vec![(550, 3_555), (2_000, 4_445)]];
        assert_eq!(given_up(house, &day, id).await, wanted);
        assert_eq!(
            (on_account(&day, "654").await, on_account(&day, "4458").await, on_account(&day, "411").await),
            (15_916, 2_084, -18_000)
        );
        // The payment comes back and comes again: the same once more, and no cent twice.
        bounce(house, &day, TODAY).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        assert_eq!(on_account(&day, "654").await, 0);
        pay(house, &day, TODAY, 12_000, ItemKind::Payment).await;
        assert_eq!(given_up(house, &day, id).await, wanted);
        assert_eq!((on_account(&day, "654").await, on_account(&day, "4458").await), (15_916, 2_084));
        day.is_sound().await;
    })
    .await;
}

/// F3 is 60 € at 20 % and 40 € at 5.5 %, F2 is all at 10 %: each loses at its own rates.
#[tokio::test]
async fn a_waiver_follows_the_rates_of_each_invoice_where_they_are_known() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        known(house, &day, "F3", &[(TWENTY, 5_000, 1_000), (REDUCED, 3_791, 209)]).await;
        let refused = compromises::create(&day.app, &day.scope, &waiver(house, Vec::new()).await).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "vat", .. })), "of F2 nothing is known: {refused:?}");
        known(house, &day, "F2", &[(TEN, 9_091, 909)]).await;
        let id = signed(&day, waiver(house, Vec::new()).await).await;
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.vat), [(2_000, 6_000), (1_000, 8_000), (550, 4_000)]);
        pay(house, &day, TODAY, 12_000, ItemKind::Payment).await;
        assert_eq!(given_up(house, &day, id).await, [vec![(550, 4_000), (2_000, 6_000)], vec![(1_000, 8_000)]]);
        day.is_sound().await;
    })
    .await;
}

/// Nothing is known of the invoices: the credit note of a rebate is told at the rates that a person said.
#[tokio::test]
async fn the_credit_note_of_a_rebate_is_told_at_the_rates_that_a_person_says() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let vat = vec![(TWENTY, None), (REDUCED, Some(Cents(1_924)))];
        let id = signed(&day, NewCompromise { vat, ..new(house).await }).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.credit), [(2_000, 3_076), (550, 1_924)]);
        let task = house.actions(TODAY).await.into_iter().find(|action| action.step_key == "credit_note").unwrap().reason;
        let task = task.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(task.ends_with("soit à 20 % 25,63 € HT et 5,13 € de TVA, à 5,5 % 18,24 € HT et 1,00 € de TVA"), "{task}");
        day.is_sound().await;
    })
    .await;
}

/// F3 is contested as a whole and F2 for 50 €; 120 € of it are right: all of F2, the older one, then 70 € of F3. The credit note is told at
/// the rates of each.
#[tokio::test]
async fn the_credit_note_of_a_dispute_that_is_founded_in_part_is_told_by_rate() {
    use app::dispute::{self, NewDispute, NewPart};
    use domain::dispute::{Reason, Verdict};
    on_both(async |house| {
        let day = opened(house, "company").await;
        let part = async |number: &str, cents| NewPart { item: house.item(number).await.id, amount: Some(Cents(cents)) };
        let parts = vec![part("F3", 10_000).await, part("F2", 5_000).await];
        let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
        let id = dispute::open(&day.app, &day.scope, house.debtor("C1").await, &new).await.unwrap();
        known(house, &day, "F3", &[(TWENTY, 5_000, 1_000), (REDUCED, 3_791, 209)]).await;
        dispute::decide(&day.app, &day.scope, id, Verdict::Partly(Cents(12_000)), "tarif de l’an dernier").await.unwrap();
        let credit = async || dispute::view(&day.app, &day.scope, id).await.unwrap().credit;
        assert!(credit().await.is_empty(), "of F2 nothing is known, and nothing is guessed");
        known(house, &day, "F2", &[(TEN, 9_091, 909)]).await;
        assert_eq!(told(&credit().await), [(2_000, 4_200), (1_000, 5_000), (550, 2_800)]);
        day.is_sound().await;
    })
    .await;
}
