use chrono::SubsecRound as _;
use domain::ids::{DebtorId, EinvoiceId, LifecycleEventId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use store::einvoice::{EinvoiceRow, VatRow};
use store::lifecycle::LifecycleRow;
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, organisations};

/// A document of the first debtor.
pub(crate) fn document(number: u128) -> EinvoiceRow {
    EinvoiceRow {
        id: EinvoiceId(id(number)),
        debtor: DebtorId(id(1)),
        number: format!("F-{number}"),
        type_code: "380".to_owned(),
        format: "PDF (factur-x.xml), CII".to_owned(),
        profile: "EN 16931".to_owned(),
        issued_on: day(1, 5),
        currency: Currency::EUR,
        total: Cents(1_200),
        due: Cents(1_000),
        vat_on_debits: false,
        notes: "PMT 40 €".to_owned(),
        document_hash: format!("{number:064x}"),
        file_name: "facture.pdf".to_owned(),
        created_at: morning(day(1, 6)).trunc_subsecs(6),
        actor: "Claire".to_owned(),
    }
}

/// Its VAT: one rate, and a category without one.
pub(crate) fn vat() -> [VatRow; 2] {
    let line = |category: &str, rate_bp, base, tax| VatRow { category: category.to_owned(), rate_bp, base: Cents(base), tax: Cents(tax) };
    [line("S", Some(2_000), 900, 180), line("O", None, 120, 0)]
}

/// A refusal of the first item.
pub(crate) fn refusal(number: u128) -> LifecycleRow {
    LifecycleRow {
        id: LifecycleEventId(id(number)),
        item: OpenItemId(id(1)),
        status: 210,
        reasons: "DOUBLON".to_owned(),
        comment: "déjà reçue".to_owned(),
        on: day(1, 9),
        amount: Cents::ZERO,
        effect: "dispute".to_owned(),
        hold: None,
        document_hash: "ab".repeat(32),
        created_at: morning(day(1, 10)).trunc_subsecs(6),
        actor: "Claire".to_owned(),
    }
}

/// A document, its life cycle and the setting, for the tests that want a row in every table.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::einvoice::insert(tx, organisation, &document(1), &vat(), &[(OpenItemId(id(1)), true)]).await.unwrap();
    store::lifecycle::insert(tx, organisation, &refusal(1)).await.unwrap();
    store::lifecycle::set_vat_on_collection(tx, organisation, true).await.unwrap();
    let on = day(2, 9);
    let row = store::lifecycle::ProducedRow {
        id: id(1),
        file_name: "212.xml".to_owned(),
        document_hash: "ab".to_owned(),
        produced_at: morning(on),
        actor: "Claire".to_owned(),
    };
    assert!(store::lifecycle::insert_produced(tx, organisation, &row, ("F-1", on, Cents(500))).await.unwrap());
    assert!(!store::lifecycle::insert_produced(tx, organisation, &row, ("F-1", on, Cents(500))).await.unwrap(), "once");
}

/// The number of rows that each reading function gives.
pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, document) = (DebtorId(id(1)), document(1));
    vec![
        ("einvoice by document", usize::from(store::einvoice::by_document(tx, o, &document.document_hash).await.unwrap().is_some())),
        ("einvoice", usize::from(store::einvoice::get(tx, o, document.id).await.unwrap().is_some())),
        ("documents of debtor", store::einvoice::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("debtors of documents", store::einvoice::debtors(tx, o).await.unwrap().len()),
        ("items of a document", store::einvoice::items(tx, o, document.id).await.unwrap().len()),
        ("VAT of a document", store::einvoice::vat(tx, o, document.id).await.unwrap().len()),
        ("last document of an item", usize::from(store::einvoice::last_of_item(tx, o, OpenItemId(id(1))).await.unwrap().is_some())),
        ("life cycle", store::lifecycle::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("known status", usize::from(store::lifecycle::is_known(tx, o, refusal(1).id).await.unwrap())),
        ("VAT on collection", usize::from(store::lifecycle::vat_on_collection(tx, o).await.unwrap())),
        ("produced messages", store::lifecycle::produced(tx, o, day(1, 1), day(12, 31)).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn a_document_is_read_back_with_its_vat_and_its_items() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        items(db, ORGANISATION, &[item(1, 1, 600, day(1, 5), day(2, 4)), item(2, 1, 400, day(1, 5), day(3, 4))]).await;
        let mut tx = db.begin().await.unwrap();
        let told = [(OpenItemId(id(1)), true), (OpenItemId(id(2)), false)];
        store::einvoice::insert(&mut tx, ORGANISATION, &document(1), &vat(), &told).await.unwrap();
        assert_eq!(store::einvoice::get(&mut tx, ORGANISATION, EinvoiceId(id(1))).await.unwrap(), Some(document(1)));
        assert_eq!(store::einvoice::vat(&mut tx, ORGANISATION, EinvoiceId(id(1))).await.unwrap(), vat());
        assert_eq!(store::einvoice::items(&mut tx, ORGANISATION, EinvoiceId(id(1))).await.unwrap(), told.map(|(item, _)| item));
        let second = EinvoiceRow { created_at: morning(day(1, 7)), ..document(2) };
        store::einvoice::insert(&mut tx, ORGANISATION, &second, &[], &told[..1]).await.unwrap();
        assert_eq!(store::einvoice::last_of_item(&mut tx, ORGANISATION, OpenItemId(id(1))).await.unwrap(), Some(second.id));
        assert_eq!(store::einvoice::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().len(), 3);
        let mut debtor = store::debtor::get(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().unwrap();
        debtor.code = "411MARTIN".to_owned();
        store::einvoice::set_code(&mut tx, ORGANISATION, &debtor).await.unwrap();
        assert!(matches!(store::einvoice::set_code(&mut tx, OTHER, &debtor).await, Err(StoreError::Stale { .. })));
        assert_eq!(store::debtor::find(&mut tx, ORGANISATION, "411MARTIN").await.unwrap().map(|found| found.id), Some(debtor.id));
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let again = store::einvoice::insert(&mut tx, ORGANISATION, &EinvoiceRow { id: EinvoiceId(id(3)), ..document(1) }, &[], &[]).await;
        assert!(again.is_ok(), "the same bytes again, as after their import was taken back");
        assert_eq!(store::einvoice::by_document(&mut tx, ORGANISATION, &document(1).document_hash).await.unwrap(), Some(EinvoiceId(id(1))));
    })
    .await;
}

#[tokio::test]
async fn statuses_are_read_back_in_the_order_of_their_days() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 600, day(1, 5), day(2, 4))]).await;
        let mut tx = db.begin().await.unwrap();
        let earlier = LifecycleRow { status: 203, on: day(1, 6), effect: "evidence".to_owned(), ..refusal(2) };
        for row in [&refusal(1), &earlier] {
            assert!(!store::lifecycle::is_known(&mut tx, ORGANISATION, row.id).await.unwrap());
            store::lifecycle::insert(&mut tx, ORGANISATION, row).await.unwrap();
            assert!(store::lifecycle::is_known(&mut tx, ORGANISATION, row.id).await.unwrap());
        }
        let found = store::lifecycle::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!(found, [earlier, refusal(1)]);
        for on in [true, false] {
            store::lifecycle::set_vat_on_collection(&mut tx, ORGANISATION, on).await.unwrap();
            assert_eq!(store::lifecycle::vat_on_collection(&mut tx, ORGANISATION).await.unwrap(), on);
        }
    })
    .await;
}
