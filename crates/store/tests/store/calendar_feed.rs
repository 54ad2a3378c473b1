use chrono::SubsecRound as _;
use domain::ids::{FeedId, UserId};
use store::calendar_feed::Feed;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations, user};

pub(crate) fn feed(number: u128, user: u128) -> Feed {
    Feed { id: FeedId(id(number)), user: UserId(id(user)), created_at: morning(day(2, 1)).trunc_subsecs(6) }
}

#[tokio::test]
async fn an_address_opens_until_it_is_revoked() {
    on_both(async |db| {
        organisations(db).await;
        let claire = user(ORGANISATION, 1);
        let mut tx = db.begin().await.unwrap();
        store::user::insert(&mut tx, &claire, morning(day(1, 2))).await.unwrap();
        store::calendar_feed::insert(&mut tx, ORGANISATION, &feed(1, 1), "first").await.unwrap();
        tx.commit().await.unwrap();
        let owner = async |hash: &str| store::calendar_feed::owner(db, ORGANISATION, hash).await.unwrap();
        assert_eq!(owner("first").await, Some(claire.clone()));
        assert_eq!(owner("second").await, None);
        assert_eq!(store::calendar_feed::owner(db, OTHER, "first").await.unwrap(), None);
        assert_eq!(store::calendar_feed::of_user(db, ORGANISATION, claire.id).await.unwrap(), Some(feed(1, 1)));

        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::calendar_feed::revoke(&mut tx, ORGANISATION, claire.id, morning(day(3, 1))).await.unwrap(), 1);
        assert_eq!(store::calendar_feed::revoke(&mut tx, ORGANISATION, claire.id, morning(day(3, 2))).await.unwrap(), 0, "once");
        store::calendar_feed::insert(&mut tx, ORGANISATION, &feed(2, 1), "second").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(owner("first").await, None, "revoked for good");
        assert_eq!(owner("second").await, Some(claire.clone()));
        assert_eq!(store::calendar_feed::of_user(db, ORGANISATION, claire.id).await.unwrap().map(|feed| feed.id), Some(FeedId(id(2))));
        let mut tx = db.begin().await.unwrap();
        let twice = store::calendar_feed::insert(&mut tx, ORGANISATION, &feed(3, 1), "second").await;
        assert!(twice.is_err(), "a secret is of one address");
    })
    .await;
}
