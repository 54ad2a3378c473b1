//! The firm's procedure, what the program decided, and the life of an item.

use domain::ids::{OpenItemId, OrganisationId};
use store::Tx;
use store::policy::EditionRow;
use uuid::Uuid;

use crate::base::on_both;
use crate::given::{ORGANISATION, day, id, morning, organisation};

fn edition(version: i32) -> EditionRow {
    EditionRow {
        version,
        chapters: "[]".to_owned(),
        reason: format!("édition {version}"),
        published_on: day(6, 1),
        published_at: store::event::to_micros(morning(day(6, 1))),
        published_by: "Claire Morel".to_owned(),
    }
}

pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::policy::insert(tx, organisation, &edition(1)).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, organisation: OrganisationId) -> Vec<(&'static str, usize)> {
    let known = store::first_steps::known(tx, organisation).await.unwrap();
    let run = store::decision::runs(tx, organisation, 9).await.unwrap();
    let outcomes = match run.first() {
        Some((run, _)) => store::decision::outcomes(tx, organisation, *run, Uuid::nil(), 9).await.unwrap().len(),
        None => 0,
    };
    vec![
        ("editions", store::policy::editions(tx, organisation, 9).await.unwrap().len()),
        ("edition in force", usize::from(store::policy::newest(tx, organisation).await.unwrap().is_some())),
        ("one edition", usize::from(store::policy::edition(tx, organisation, 1).await.unwrap().is_some())),
        ("invoices known", usize::try_from(known.invoices).unwrap()),
        ("accounts known", usize::try_from(known.debtors).unwrap()),
        ("nights", run.len()),
        ("outcomes of a night", outcomes),
        ("life of an item", store::item_life::of_item(tx, organisation, OpenItemId(id(1))).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn editions_are_kept_one_after_the_other() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        store::organisation::insert(&mut tx, &organisation(ORGANISATION), morning(day(6, 1))).await.unwrap();
        assert_eq!(store::policy::newest(&mut tx, ORGANISATION).await.unwrap(), None);
        for version in [1, 2] {
            store::policy::insert(&mut tx, ORGANISATION, &edition(version)).await.unwrap();
        }
        assert_eq!(store::policy::newest(&mut tx, ORGANISATION).await.unwrap(), Some(edition(2)));
        assert_eq!(store::policy::edition(&mut tx, ORGANISATION, 1).await.unwrap(), Some(edition(1)));
        let listed: Vec<i32> = store::policy::editions(&mut tx, ORGANISATION, 9).await.unwrap().iter().map(|row| row.version).collect();
        assert_eq!(listed, [2, 1]);
        assert_eq!(store::policy::edition(&mut tx, ORGANISATION, 3).await.unwrap(), None);
        assert_eq!(
            store::first_steps::known(&mut tx, ORGANISATION).await.unwrap(),
            store::first_steps::Known { invoices: 0, debtors: 0, without_email: 0 }
        );
    })
    .await;
}
