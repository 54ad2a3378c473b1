//! Remembered ways of reading, files that wait, readings.

use domain::ids::{DebtorId, DraftId, ImportId, MappingId, OpenItemId, OrganisationId};
use store::Tx;
use store::import_mapping::{Draft, Mapping};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, organisations};

/// To the second: a base keeps microseconds.
fn noon(on: domain::Date) -> chrono::DateTime<chrono::Utc> {
    on.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn mapping(number: u128, signature: &str) -> Mapping {
    Mapping {
        id: MappingId(id(number)),
        kind: "invoices".to_owned(),
        signature: signature.to_owned(),
        name: "export.csv".to_owned(),
        choices: "{}".to_owned(),
        created_at: noon(day(3, 1)),
        created_by: "Claire".to_owned(),
        used_at: None,
    }
}

fn draft(number: u128) -> Draft {
    Draft {
        id: DraftId(id(number)),
        file_name: "export.csv".to_owned(),
        document_hash: "ab".to_owned(),
        kind: "invoices".to_owned(),
        choices: String::new(),
        created_at: noon(day(3, 1)),
        created_by: "Claire".to_owned(),
    }
}

/// A row of each; the file of the reading is there already.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::import_mapping::remember(tx, organisation, &mapping(1, "names")).await.unwrap();
    store::import_mapping::insert_draft(tx, organisation, &draft(1)).await.unwrap();
    store::import_mapping::insert_reading(tx, organisation, ImportId(id(1)), "{}").await.unwrap();
    store::import_mapping::insert_origins(tx, organisation, ImportId(id(1)), &[OpenItemId(id(1))]).await.unwrap();
    // Another file, which was taken back.
    let first = store::import::file(tx, organisation, ImportId(id(1))).await.unwrap().unwrap();
    let second = store::import::ImportFile { id: ImportId(id(2)), kind: "invoices".to_owned(), ..first };
    store::import::insert(tx, organisation, &second).await.unwrap();
    let on = day(2, 9);
    store::import_void::void(tx, organisation, second.id, 0, (on, noon(on)), "Claire").await.unwrap();
}

/// What an organisation sees of them.
pub(crate) async fn counts(tx: &mut Tx, organisation: OrganisationId) -> Vec<(&'static str, usize)> {
    let file = ImportId(id(1));
    vec![
        ("mappings", store::import_mapping::mappings(tx, organisation).await.unwrap().len()),
        ("drafts", store::import_mapping::drafts(tx, organisation).await.unwrap().len()),
        ("reading", usize::from(store::import_mapping::reading(tx, organisation, file).await.unwrap().is_some())),
        ("origins", store::import_mapping::origins(tx, organisation, DebtorId(id(1))).await.unwrap().len()),
        ("file", usize::from(store::import::file(tx, organisation, file).await.unwrap().is_some())),
        ("items that a file made", store::import_void::items(tx, organisation, file).await.unwrap().len()),
        ("made items", usize::from(store::import_void::made_items(tx, organisation, file).await.unwrap())),
        ("what prevents taking back", store::import_void::blockers(tx, organisation, file).await.unwrap().len()),
        ("files taken back", store::import_void::cancellations(tx, organisation).await.unwrap().len()),
        ("page of files", store::import::page(tx, organisation, 9, 0).await.unwrap().0.len()),
    ]
}

#[tokio::test]
async fn the_same_names_are_remembered_once() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        store::import_mapping::remember(&mut tx, ORGANISATION, &mapping(1, "names")).await.unwrap();
        let corrected = Mapping { choices: "{\"decimal\":\",\"}".to_owned(), ..mapping(2, "names") };
        store::import_mapping::remember(&mut tx, ORGANISATION, &corrected).await.unwrap();
        store::import_mapping::remember(&mut tx, OTHER, &mapping(1, "names")).await.unwrap();
        let at = noon(day(4, 1));
        store::import_mapping::touch(&mut tx, ORGANISATION, MappingId(id(1)), at).await.unwrap();
        let kept = store::import_mapping::mappings(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(kept, [Mapping { id: MappingId(id(1)), used_at: Some(at), ..corrected }]);
        assert!(store::import_mapping::forget(&mut tx, ORGANISATION, MappingId(id(1))).await.unwrap());
        assert!(!store::import_mapping::forget(&mut tx, ORGANISATION, MappingId(id(1))).await.unwrap(), "once");
        assert_eq!(store::import_mapping::mappings(&mut tx, OTHER).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_changed_and_dropped_by_its_own_organisation() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        store::import_mapping::insert_draft(&mut tx, ORGANISATION, &draft(1)).await.unwrap();
        assert!(!store::import_mapping::update_draft(&mut tx, OTHER, DraftId(id(1)), "customers", "{}").await.unwrap());
        assert!(store::import_mapping::update_draft(&mut tx, ORGANISATION, DraftId(id(1)), "customers", "{}").await.unwrap());
        let kept = store::import_mapping::drafts(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(kept, [Draft { kind: "customers".to_owned(), choices: "{}".to_owned(), ..draft(1) }]);
        assert!(store::import_mapping::take_draft(&mut tx, OTHER, DraftId(id(1))).await.unwrap().is_none());
        assert!(store::import_mapping::take_draft(&mut tx, ORGANISATION, DraftId(id(1))).await.unwrap().is_some());
    })
    .await;
}
