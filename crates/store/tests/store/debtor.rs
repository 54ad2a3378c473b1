use domain::identifiers::VatNumber;
use domain::ids::DebtorId;
use domain::party::{ContactRole, Debtor, DebtorKind};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, contact, debtor, debtors, id, organisations};

#[tokio::test]
async fn a_debtor_is_written_and_changed_but_keeps_its_id() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut changed = Debtor { id: DebtorId(id(99)), ..debtor(1) };
        changed.name = "L'Œuvre d'été".to_owned();
        changed.kind = DebtorKind::Consumer;
        changed.siren = None;
        changed.siret = None;
        changed.vat = Some(VatNumber::parse("FR44732829320").unwrap());
        changed.address.lines.clear();
        changed.terms = None;
        let mut tx = db.begin().await.unwrap();
        store::debtor::upsert(&mut tx, ORGANISATION, std::slice::from_ref(&changed)).await.unwrap();
        tx.commit().await.unwrap();

        let expected = Debtor { id: DebtorId(id(1)), ..changed };
        let mut tx = db.snapshot().await.unwrap();
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, expected.id).await.unwrap().as_ref(), Some(&expected));
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, DebtorId(id(99))).await.unwrap(), None);
        assert_eq!(store::debtor::all(&mut tx, ORGANISATION).await.unwrap(), [expected, debtor(2)]);
        assert_eq!(store::debtor::count(&mut tx, ORGANISATION).await.unwrap(), 2);
        let folded = db.raw_texts("SELECT search_text FROM debtor WHERE code = 'C00001'".to_owned()).await;
        assert_eq!(folded, ["l'oeuvre d'ete c00001  nantes"], "searched without accents");
    })
    .await;
}

#[tokio::test]
async fn a_debtor_is_found_by_code_and_by_what_is_its_own() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 3).await;
        let mut tx = db.snapshot().await.unwrap();
        let cases = [
            ("its code", "C00002", Some(2)),
            ("its name", "Société nº 3 « L’Œuvre »", Some(3)),
            ("a SIREN that several have", "732829320", None),
            ("part of a name", "Société", None),
            ("nothing", "", None),
        ];
        for (name, words, expected) in cases {
            let found = store::debtor::find(&mut tx, ORGANISATION, words).await.unwrap();
            assert_eq!(found.map(|debtor| debtor.id), expected.map(|number| DebtorId(id(number))), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn contacts_are_written_and_changed() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let (first, second, mut third) = (contact(3, Some("a@un.example")), contact(4, None), contact(5, Some("c@deux.example")));
        let owner = |number| DebtorId(id(number));
        let mut tx = db.begin().await.unwrap();
        let written = [(owner(2), third.clone()), (owner(1), second.clone()), (owner(1), first.clone())];
        store::debtor::upsert_contacts(&mut tx, ORGANISATION, &written).await.unwrap();
        third.email = None;
        third.role = ContactRole::Management;
        store::debtor::upsert_contacts(&mut tx, ORGANISATION, &[(owner(2), third.clone())]).await.unwrap();
        assert_eq!(store::debtor::contacts(&mut tx, ORGANISATION, owner(1)).await.unwrap(), [first.clone(), second.clone()]);
        let all = store::debtor::all_contacts(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(all, [(owner(1), first.clone()), (owner(1), second), (owner(2), third)]);
        assert!(store::debtor::upsert_contacts(&mut tx, OTHER, &[(owner(1), first)]).await.is_err(), "the debtor is not theirs");
    })
    .await;
}

/// Two pages and a half: none is missed or repeated where a page ends.
#[tokio::test]
async fn all_debtors_come_by_pages() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 25_000).await;
        let mut tx = db.snapshot().await.unwrap();
        let found = store::debtor::all(&mut tx, ORGANISATION).await.unwrap();
        assert!(found.iter().map(|debtor| debtor.id.0.as_u128()).eq(1..=25_000), "{} debtors", found.len());
    })
    .await;
}
