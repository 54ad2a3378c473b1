//! A discount over several rates of VAT: said by a person or known of the invoices, on paper, in the ledger and in the accounts, to the
//! cent at each rate.

use app::AppError;
use app::compromises::{self, NewCompromise};
use app::ledger::{Act, Request};
use domain::accounting::{VatPart, VatRegime};
use domain::compromise::Nature;
use domain::ids::{CompromiseId, OpenItemId};
use domain::law::RateBp;
use domain::ledger::{ItemKind, OpenItem};
use domain::{Cents, Currency};
use store::einvoice::{EinvoiceRow, VatRow};
use store::item::SourcedItem;

use crate::compromises::{bounce, journal, new, opened, pay, put, signed};
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
        let is_estimate = dispute::view(&day.app, &day.scope, id).await.unwrap().credit_is_estimate;
        assert!(is_estimate, "70 € of the 100 € of F3, at which of its rates nobody said");
        day.is_sound().await;
    })
    .await;
}

/// Something of today that takes a part of an invoice: a payment, or a credit note with its VAT where that is known.
async fn taken(house: &House, day: &Day, (kind, number, cents): (ItemKind, &str, i64), invoice: &str, vat: &[(RateBp, i64, i64)]) {
    let (debit, id) = (house.item(invoice).await, OpenItemId(store::fresh_id()));
    let item = OpenItem {
        id,
        debtor: debit.debtor,
        kind,
        number: number.to_owned(),
        issued_on: TODAY,
        due_on: TODAY,
        due_estimated: false,
        currency: Currency::EUR,
        amount: Cents(-cents),
        open: Cents(-cents),
    };
    let (lettering, label, order_reference) = (String::new(), String::new(), String::new());
    let sourced = SourcedItem { item, source: "fec", source_key: format!("test:{id}"), lettering, label, order_reference };
    let mut tx = house.db().begin().await.unwrap();
    store::item::insert(&mut tx, day.scope.organisation.id, &[sourced]).await.unwrap();
    tx.commit().await.unwrap();
    if !vat.is_empty() {
        known(house, day, number, vat).await;
    }
    let act = Act::Allocate { credit: id, parts: vec![(debit.id, Cents(cents))] };
    let request = Request { debtor: debit.debtor, on: TODAY, act, reason: String::new() };
    app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
}

/// F4, 240 €: 120 € at 20 % and 120 € at 5.5 %.
async fn of_two_rates(house: &House, day: &Day) -> OpenItemId {
    let id = put(house, day, "F4", date(2026, 8, 1), Currency::EUR, 24_000).await;
    known(house, day, "F4", &[(TWENTY, 10_000, 2_000), (REDUCED, 11_374, 626)]).await;
    id
}

/// 60 € settle F4; what is waived beside it is at the rates of the invoice.
async fn waiver_of(house: &House, item: OpenItemId) -> NewCompromise {
    let regime = Some(VatRegime::ServicesOnReceipts);
    NewCompromise { items: vec![item], payable: Cents(6_000), nature: Some(Nature::Waiver), regime, ..new(house).await }
}

/// By hand. All of F4 that was at 20 % is credited, and the 120 € that are left are at 5.5 %: of the 60 € that are waived, 56.87 € are
/// without tax and 3.13 € are tax.
#[tokio::test]
async fn what_an_earlier_credit_note_took_is_not_waived_again() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let item = of_two_rates(house, &day).await;
        taken(house, &day, (ItemKind::CreditNote, "AV1", 12_000), "F4", &[(TWENTY, -10_000, -2_000)]).await;
        let draft = compromises::preview(&day.app, &day.scope, &waiver_of(house, item).await).await.unwrap();
        assert_eq!((told(&draft.vat), draft.unclear), (vec![(550, 6_000)], None));
        let id = signed(&day, waiver_of(house, item).await).await;
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.vat), [(550, 6_000)]);
        taken(house, &day, (ItemKind::Payment, "V1", 6_000), "F4", &[]).await;
        assert_eq!(given_up(house, &day, id).await, [vec![(550, 6_000)]]);
        assert_eq!((on_account(&day, "654").await, on_account(&day, "4458").await), (5_687, 313));
        day.is_sound().await;
    })
    .await;
}

/// The credit note came without its VAT, or at a rate that the invoice does not have: at which rates the rest is, a person says.
#[tokio::test]
async fn what_a_credit_note_of_unknown_rates_leaves_is_asked_for() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let item = of_two_rates(house, &day).await;
        taken(house, &day, (ItemKind::CreditNote, "AV1", 12_000), "F4", &[]).await;
        let new = waiver_of(house, item).await;
        let draft = compromises::preview(&day.app, &day.scope, &new).await.unwrap();
        assert_eq!((told(&draft.vat), draft.unclear), (vec![], Some("F4".to_owned())));
        match compromises::create(&day.app, &day.scope, &new).await {
            Err(AppError::Invalid { field: "vat", reason }) => assert!(reason.contains("F4") && reason.contains("par taux"), "{reason}"),
            other => panic!("{other:?}"),
        }
        known(house, &day, "AV1", &[(TWENTY, -10_500, -2_100)]).await;
        let draft = compromises::preview(&day.app, &day.scope, &new).await.unwrap();
        assert_eq!((told(&draft.vat), draft.unclear), (vec![(550, 6_000)], None), "as the amount that was put there");
        known(house, &day, "AV1", &[(TEN, -10_909, -1_091)]).await;
        assert_eq!(
            compromises::preview(&day.app, &day.scope, &new).await.unwrap().unclear,
            Some("F4".to_owned()),
            "a rate that is not there"
        );
        let said = NewCompromise { vat: vec![(TWENTY, Some(Cents(1_000))), (REDUCED, None)], ..new };
        let draft = compromises::preview(&day.app, &day.scope, &said).await.unwrap();
        assert_eq!((told(&draft.vat), draft.unclear), (vec![(2_000, 1_000), (550, 5_000)], None));
        let id = signed(&day, said).await;
        taken(house, &day, (ItemKind::Payment, "V1", 6_000), "F4", &[]).await;
        assert_eq!(given_up(house, &day, id).await, [vec![(550, 5_000), (2_000, 1_000)]]);
        day.is_sound().await;
    })
    .await;
}

/// By hand. 180 € are waived, 90 € at each rate. A credit note of 60 € at 20 % counts for it: 30 € are left at 20 %, 25 € without tax, and
/// 90 € at 5.5 %, 85.31 € without: 9.69 € of tax.
#[tokio::test]
async fn what_a_credit_note_took_since_is_not_lost_as_well() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let item = of_two_rates(house, &day).await;
        let id = signed(&day, waiver_of(house, item).await).await;
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.vat), [(2_000, 9_000), (550, 9_000)]);
        taken(house, &day, (ItemKind::CreditNote, "AV1", 6_000), "F4", &[(TWENTY, -5_000, -1_000)]).await;
        taken(house, &day, (ItemKind::Payment, "V1", 6_000), "F4", &[]).await;
        assert_eq!(given_up(house, &day, id).await, [vec![(550, 9_000), (2_000, 3_000)]]);
        assert_eq!((on_account(&day, "654").await, on_account(&day, "4458").await), (11_031, 969));
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((told(&view.vat), view.unclear), (vec![(2_000, 9_000), (550, 9_000)], None), "as it was agreed");
        day.is_sound().await;
    })
    .await;
}

/// The same, and nobody knows at which rates the credit note is: nothing is lost until its electronic invoice comes, and whoever paid the
/// sum is not reminded meanwhile.
#[tokio::test]
async fn a_waiver_waits_for_the_rates_of_a_credit_note() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let item = of_two_rates(house, &day).await;
        let id = signed(&day, waiver_of(house, item).await).await;
        taken(house, &day, (ItemKind::CreditNote, "AV1", 6_000), "F4", &[]).await;
        taken(house, &day, (ItemKind::Payment, "V1", 6_000), "F4", &[]).await;
        for _ in 0..2 {
            assert_eq!(compromises::follow(&day.app, &day.scope).await.unwrap(), 0);
        }
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.compromise.state.code(), view.unclear.as_deref(), view.items[0].0.open), ("running", Some("AV1"), Cents(12_000)));
        let kinds = journal(house, &day).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "compromise.stuck").count(), 1, "{kinds:?}");
        assert_eq!(on_account(&day, "654").await, 0);
        day.is_sound().await;
        known(house, &day, "AV1", &[(TWENTY, -5_000, -1_000)]).await;
        day.app.close().await;
        let later = house.on(date(2026, 10, 20)).await;
        assert_eq!(given_up(house, &later, id).await, [vec![(550, 9_000), (2_000, 3_000)]]);
        let view = compromises::view(&later.app, &later.scope, id).await.unwrap();
        assert_eq!((view.compromise.state.code(), view.unclear), ("kept", None));
        later.is_sound().await;
    })
    .await;
}

/// Or somebody writes the rest off, with its rates: nothing is left to give up, and the agreement is kept.
#[tokio::test]
async fn a_loss_by_hand_takes_the_place_of_a_waiver_that_waits() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let item = of_two_rates(house, &day).await;
        let id = signed(&day, waiver_of(house, item).await).await;
        taken(house, &day, (ItemKind::CreditNote, "AV1", 6_000), "F4", &[]).await;
        taken(house, &day, (ItemKind::Payment, "V1", 6_000), "F4", &[]).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let parts = vec![VatPart { rate: TWENTY, gross: Cents(3_000) }, VatPart { rate: REDUCED, gross: Cents(9_000) }];
        let (regime, ground) = (VatRegime::ServicesOnReceipts, domain::accounting::Ground::GivenUp);
        let claim = app::ledger::Claim { regime, ground, ground_on: None, parts };
        let act = Act::WriteOff { item, amount: Cents(12_000), claim };
        let request = Request { debtor: house.debtor("C1").await, on: TODAY, act, reason: "taux lus sur l’avoir".to_owned() };
        app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.compromise.state.code(), view.unclear, view.compromise.record.operations.len()), ("kept", None, 0));
        assert_eq!((on_account(&day, "654").await, on_account(&day, "4458").await), (11_031, 969));
        day.is_sound().await;
    })
    .await;
}

/// By hand. F2 is at 20 %, and F3 at 5.5 % with 80 € of it paid before: of the 50 € of the discount, 20 € are off F3 and 30 € off F2. The
/// page says 6.04 € of tax, and so does the task.
#[tokio::test]
async fn the_task_of_a_rebate_tells_the_credit_note_of_its_page() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        known(house, &day, "F2", &[(TWENTY, 8_333, 1_667)]).await;
        known(house, &day, "F3", &[(REDUCED, 9_479, 521)]).await;
        taken(house, &day, (ItemKind::Payment, "V1", 8_000), "F3", &[]).await;
        let id = signed(&day, NewCompromise { payable: Cents(17_000), ..new(house).await }).await;
        pay(house, &day, TODAY, 17_000, ItemKind::Payment).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(told(&view.vat), [(2_000, 3_000), (550, 2_000)]);
        assert_eq!((told(&view.credit), domain::accounting::vat(&view.credit)), (vec![(2_000, 3_000), (550, 2_000)], Cents(604)));
        let task = credit_task(house).await;
        assert!(task.ends_with("soit à 20 % 25,00 € HT et 5,00 € de TVA, à 5,5 % 18,96 € HT et 1,04 € de TVA"), "{task}");
        day.is_sound().await;
    })
    .await;
}

async fn credit_task(house: &House) -> String {
    let task = house.actions(TODAY).await.into_iter().find(|action| action.step_key == "credit_note").unwrap().reason;
    task.replace(['\u{a0}', '\u{202f}'], " ")
}

/// F3 is 60 € at 20 % and 40 € at 5.5 %: the discount of 50 € is 30 € and 20 €. A credit note of 30 € under another number counts for it:
/// at which rates the other 20 € are depends on its own.
#[tokio::test]
async fn the_rest_of_a_rebate_is_told_once_the_rates_of_another_credit_note_are_known() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        known(house, &day, "F3", &[(TWENTY, 5_000, 1_000), (REDUCED, 3_791, 209)]).await;
        let id = signed(&day, new(house).await).await;
        taken(house, &day, (ItemKind::CreditNote, "AV7", 3_000), "F3", &[]).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.compromise.state.code(), view.compromise.record.row.credit_due), ("kept", Some(Cents(2_000))));
        assert_eq!(told(&view.vat), [(2_000, 3_000), (550, 2_000)], "the discount that was agreed");
        assert_eq!((told(&view.credit), view.unclear.as_deref()), (vec![], Some("AV7")), "not 12 € and 8 €, as the invoice would have it");
        let task = credit_task(house).await;
        assert!(task.contains("20,00 € TTC") && task.contains("AV7") && !task.contains("HT"), "{task}");
        known(house, &day, "AV7", &[(TWENTY, -2_500, -500)]).await;
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((told(&view.credit), view.unclear), (vec![(550, 2_000)], None));
        day.is_sound().await;
    })
    .await;
}
