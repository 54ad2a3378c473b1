//! Versions of templates, and the mandate.

use domain::dunning::Template;
use domain::ids::OrganisationId;
use domain::template::{Audience, Language, MessageKind, MessageTemplate, TemplateKey};
use store::template::{MandateRow, NewTemplate};
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations};

const KEY: TemplateKey =
    TemplateKey { code: Template::FirstReminder, kind: MessageKind::Email, language: Language::French, audience: Audience::Any };

fn template(body: &str) -> MessageTemplate {
    MessageTemplate { key: KEY, name: "Rappel".to_owned(), subject: "Votre compte".to_owned(), body: body.to_owned() }
}

/// A template and a mandate, with the same ids for whichever organisation.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    let new = NewTemplate { id: id(81), template: &template("Bonjour"), pack: "", actor: "Claire", at: morning(day(2, 1)) };
    store::template::replace(tx, organisation, None, new).await.unwrap();
    let mandate = MandateRow { for_others: true, agreed_on: Some(day(1, 2)), ..MandateRow::default() };
    store::template::set_mandate(tx, organisation, &mandate, morning(day(2, 1))).await.unwrap();
}

/// How many are found for a step, by both ways.
pub(crate) async fn found(tx: &mut Tx, organisation: OrganisationId) -> usize {
    let of_step = store::template::in_force_for(tx, organisation, KEY.code, KEY.kind, KEY.language).await.unwrap().len();
    let versions = store::template::versions(tx, organisation, KEY, 9).await.unwrap().len();
    assert_eq!(of_step, versions);
    of_step
}

#[tokio::test]
async fn a_version_follows_another_and_none_is_lost() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        let (first, second) = (template("Bonjour"), template("Madame, Monsieur"));
        let new = |number, template, pack| NewTemplate { id: id(number), template, pack, actor: "Claire", at: morning(day(2, 1)) };
        assert_eq!(store::template::replace(&mut tx, ORGANISATION, None, new(81, &first, "services")).await.unwrap(), 1);
        assert_eq!(store::template::replace(&mut tx, ORGANISATION, Some(id(81)), new(82, &second, "")).await.unwrap(), 2);
        let versions = store::template::versions(&mut tx, ORGANISATION, KEY, 9).await.unwrap();
        let seen: Vec<_> =
            versions.iter().map(|row| (row.version, row.is_in_force, row.pack.as_str(), row.template.body.as_str())).collect();
        assert_eq!(seen, [(2, true, "", "Madame, Monsieur"), (1, false, "services", "Bonjour")]);
        let of_step = store::template::in_force_for(&mut tx, ORGANISATION, KEY.code, KEY.kind, Language::French).await.unwrap();
        assert_eq!(
            (of_step.len(), of_step[0].template.clone(), of_step[0].created_at.timestamp_micros()),
            (1, second.clone(), morning(day(2, 1)).timestamp_micros())
        );
        assert_eq!(store::template::in_force_for(&mut tx, ORGANISATION, KEY.code, KEY.kind, Language::English).await.unwrap(), []);
        store::template::retire(&mut tx, ORGANISATION, id(82)).await.unwrap();
        assert_eq!(store::template::in_force(&mut tx, ORGANISATION).await.unwrap(), []);
        assert_eq!(store::template::replace(&mut tx, ORGANISATION, None, new(83, &first, "")).await.unwrap(), 3, "the numbers go on");
        assert_eq!(store::template::get(&mut tx, OTHER, id(83)).await.unwrap(), None);
        let late = store::template::replace(&mut tx, ORGANISATION, Some(id(82)), new(84, &first, "")).await;
        assert!(matches!(late, Err(StoreError::Stale { table: "message_template", .. })), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn the_mandate_is_what_was_said_last() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::template::mandate(&mut tx, ORGANISATION).await.unwrap(), MandateRow::default());
        let said = MandateRow {
            for_others: true,
            principal: "Menuiserie du Lac".to_owned(),
            agreed_on: Some(day(1, 2)),
            actor: "Claire".to_owned(),
            ..MandateRow::default()
        };
        for version in 1..=2 {
            store::template::set_mandate(&mut tx, ORGANISATION, &said, morning(day(2, 1))).await.unwrap();
            let known = store::template::mandate(&mut tx, ORGANISATION).await.unwrap();
            assert_eq!(known.clone(), MandateRow { changed_at: known.changed_at, version, ..said.clone() });
            assert_eq!(known.changed_at.map(|at| at.timestamp_micros()), Some(morning(day(2, 1)).timestamp_micros()));
        }
        assert!(!store::template::mandate(&mut tx, OTHER).await.unwrap().for_others);
    })
    .await;
}
