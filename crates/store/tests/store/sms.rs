//! The gateway of text messages, what texts weighed, and the numbers that are left alone.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::dunning::Channel;
use domain::ids::{DebtorId, OrganisationId};
use store::Tx;
use store::sms::{GatewayRow, StopRow, TextRow};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, organisations};
use crate::isolation::fill;

/// Six in the morning, without the parts of a second that a base does not keep.
fn at(day: Date) -> DateTime<Utc> {
    day.and_hms_opt(6, 0, 0).unwrap().and_utc()
}

pub(crate) fn gateway() -> GatewayRow {
    GatewayRow {
        provider: "brevo".to_owned(),
        settings: r#"{"provider":"brevo","endpoint":"https://sms.example","api_key":"s3cret"}"#.to_owned(),
        sender: "ELAN".to_owned(),
        price_mills: 58,
        created_at: at(day(2, 9)),
        created_by: "Claire".to_owned(),
        disabled_at: None,
    }
}

fn stop(number: u128, phone: &str) -> StopRow {
    StopRow {
        id: id(number),
        number: phone.to_owned(),
        note: "STOP".to_owned(),
        created_at: at(day(2, 9)),
        created_by: "Claire".to_owned(),
    }
}

/// A text beside the message that stands for the organisation already.
fn text(organisation: OrganisationId) -> TextRow {
    TextRow {
        action: store::night::action_id(organisation, DebtorId(id(1)), day(2, 9), Channel::Email),
        attempt: 1,
        provider: "brevo".to_owned(),
        sender: "ELAN".to_owned(),
        parts: 2,
        price_mills: 58,
        provider_id: String::new(),
        response: String::new(),
    }
}

pub(crate) async fn fill_sms(tx: &mut Tx, organisation: OrganisationId) {
    store::sms::set_gateway(tx, organisation, &gateway()).await.unwrap();
    store::sms::insert_text(tx, organisation, &text(organisation)).await.unwrap();
    assert!(store::sms::insert_stop(tx, organisation, &stop(90, "+33612345678")).await.unwrap());
}

pub(crate) async fn seen(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let action = text(ORGANISATION).action;
    vec![
        ("gateway", usize::from(store::sms::gateway(tx, o).await.unwrap().is_some())),
        ("text", usize::from(store::sms::text_of(tx, o, action).await.unwrap().is_some())),
        ("texts of debtor", store::sms::texts_of(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("stops", store::sms::stops(tx, o).await.unwrap().len()),
        ("stopped", store::sms::stopped(tx, o).await.unwrap().len()),
    ]
}

pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId) {
    let then = at(day(3, 1));
    assert!(!store::sms::set_disabled(tx, other, Some(then)).await.unwrap());
    assert!(!store::sms::lift_stop(tx, other, "+33612345678", then, "Paul").await.unwrap());
    store::sms::answered(tx, other, (text(ORGANISATION).action, 1), "x", "x").await.unwrap();
}

#[tokio::test]
async fn a_gateway_is_replaced_stopped_and_resumed() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::sms::gateway(&mut tx, ORGANISATION).await.unwrap(), Some(gateway()));
        assert!(!format!("{:?}", gateway()).contains("s3cret"));
        let since = at(day(2, 10));
        assert!(store::sms::set_disabled(&mut tx, ORGANISATION, Some(since)).await.unwrap());
        let other = GatewayRow { price_mills: 61, sender: String::new(), ..gateway() };
        store::sms::set_gateway(&mut tx, ORGANISATION, &other).await.unwrap();
        let kept = store::sms::gateway(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(kept, Some(GatewayRow { disabled_at: Some(since), ..other }), "a stop outlives new settings");
        assert!(store::sms::set_disabled(&mut tx, ORGANISATION, None).await.unwrap());
        assert!(!store::sms::set_disabled(&mut tx, OTHER, None).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_text_keeps_its_weight_and_the_gateways_answer() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let action = text(ORGANISATION).action;
        let sum = store::sms::sum_since(&mut tx, ORGANISATION, at(day(1, 1))).await.unwrap();
        assert_eq!(sum, (0, 0, 0), "what is no text of the channel is not counted");
        store::sms::answered(&mut tx, ORGANISATION, (action, 1), "4242", "credits: 2").await.unwrap();
        let (row, recipient) = store::sms::text_of(&mut tx, ORGANISATION, action).await.unwrap().unwrap();
        assert_eq!((row.provider_id.as_str(), row.response.as_str(), row.parts), ("4242", "credits: 2", 2));
        assert_eq!(recipient, "a@un.example", "the message beside it says to whom");
        assert_eq!(store::sms::texts_of(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), [(row, recipient)]);
    })
    .await;
}

#[tokio::test]
async fn a_number_is_left_alone_once_and_its_history_is_kept() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let number = "+33612345678";
        assert!(!store::sms::insert_stop(&mut tx, ORGANISATION, &stop(91, number)).await.unwrap(), "it is there already");
        assert!(store::sms::lift_stop(&mut tx, ORGANISATION, number, at(day(2, 10)), "Paul").await.unwrap());
        assert!(!store::sms::lift_stop(&mut tx, ORGANISATION, number, at(day(2, 10)), "Paul").await.unwrap());
        assert!(store::sms::stopped(&mut tx, ORGANISATION).await.unwrap().is_empty());
        assert!(store::sms::insert_stop(&mut tx, ORGANISATION, &stop(92, number)).await.unwrap(), "it says STOP again");
        assert_eq!(store::sms::stops(&mut tx, ORGANISATION).await.unwrap(), [stop(92, number)]);
        tx.commit().await.unwrap();
        assert_eq!(db.raw_texts("SELECT CAST(count(*) AS TEXT) FROM sms_stop".to_owned()).await, ["2"]);
    })
    .await;
}
