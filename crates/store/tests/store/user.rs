use chrono::TimeDelta;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations, user};

#[tokio::test]
async fn a_session_lasts_until_its_end_and_only_in_its_organisation() {
    on_both(async |db| {
        organisations(db).await;
        let (claire, twin) = (user(ORGANISATION, 1), user(OTHER, 1));
        let (from, until) = (morning(day(11, 20)), morning(day(11, 22)));
        let mut tx = db.begin().await.unwrap();
        for user in [&claire, &twin] {
            store::user::insert(&mut tx, user, from).await.unwrap();
        }
        store::user::insert_session(&mut tx, &claire, "token", from, until).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store::user::by_email(db, &claire.email).await.unwrap(), [claire.clone(), twin], "one per organisation");
        assert_eq!(store::user::all(&mut db.snapshot().await.unwrap(), ORGANISATION).await.unwrap(), std::slice::from_ref(&claire));

        let microsecond = TimeDelta::microseconds(1);
        let cases = [
            ("at once", ORGANISATION, "token", from, true),
            ("to the last microsecond", ORGANISATION, "token", until - microsecond, true),
            ("not at its end", ORGANISATION, "token", until, false),
            ("not after", ORGANISATION, "token", until + microsecond, false),
            ("not elsewhere", OTHER, "token", from, false),
            ("not with another token", ORGANISATION, "Token", from, false),
        ];
        for (name, organisation, token, at, lives) in cases {
            let found = store::user::by_session(db, organisation, token, at).await.unwrap();
            assert_eq!(found.as_ref(), lives.then_some(&claire), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_new_password_closes_the_sessions_of_that_user_only() {
    on_both(async |db| {
        organisations(db).await;
        let claire = user(ORGANISATION, 1);
        let mut paul = user(ORGANISATION, 2);
        paul.email = "paul@elan.example".to_owned();
        let (from, until) = (morning(day(11, 20)), morning(day(11, 22)));
        let mut tx = db.begin().await.unwrap();
        for (user, token) in [(&claire, "claire"), (&paul, "paul")] {
            store::user::insert(&mut tx, user, from).await.unwrap();
            store::user::insert_session(&mut tx, user, token, from, until).await.unwrap();
        }
        store::user::set_password(&mut tx, OTHER, claire.id, "$elsewhere").await.unwrap();
        store::user::set_password(&mut tx, ORGANISATION, claire.id, "$argon2id$second").await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(store::user::by_session(db, ORGANISATION, "claire", from).await.unwrap(), None);
        assert_eq!(store::user::by_session(db, ORGANISATION, "paul", from).await.unwrap().map(|user| user.id), Some(paul.id));
        let hash = store::user::by_email(db, &claire.email).await.unwrap().remove(0).password_hash;
        assert_eq!(hash, "$argon2id$second");

        let mut tx = db.begin().await.unwrap();
        store::user::delete_session(&mut tx, OTHER, "paul").await.unwrap();
        store::user::delete_session(&mut tx, ORGANISATION, "paul").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store::user::by_session(db, ORGANISATION, "paul", from).await.unwrap(), None, "logged out");
    })
    .await;
}

#[tokio::test]
async fn a_disabled_user_is_shut_out_and_old_sessions_are_swept() {
    on_both(async |db| {
        organisations(db).await;
        let claire = user(ORGANISATION, 1);
        let mut tx = db.begin().await.unwrap();
        store::user::insert(&mut tx, &claire, morning(day(11, 1))).await.unwrap();
        store::user::insert_session(&mut tx, &claire, "old", morning(day(11, 1)), morning(day(11, 2))).await.unwrap();
        store::user::insert_session(&mut tx, &claire, "new", morning(day(11, 2)), morning(day(11, 22))).await.unwrap();
        tx.commit().await.unwrap();
        let tokens = db.raw_texts("SELECT token_hash FROM user_session".to_owned()).await;
        assert_eq!(tokens, ["new"], "an ended session is swept by the next log-in");

        let at = morning(day(11, 3));
        assert!(store::user::by_session(db, ORGANISATION, "new", at).await.unwrap().is_some());
        db.raw(format!("UPDATE app_user SET disabled_at = '2026-11-02T06:00:00+00:00' WHERE id = {}", db.literal(id(1)))).await;
        assert_eq!(store::user::by_session(db, ORGANISATION, "new", at).await.unwrap(), None);
        assert_eq!(store::user::by_email(db, &claire.email).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_language_of_a_person_is_kept_with_the_account() {
    on_both(async |db| {
        organisations(db).await;
        let claire = user(ORGANISATION, 1);
        let mut tx = db.begin().await.unwrap();
        store::user::insert(&mut tx, &claire, morning(day(11, 1))).await.unwrap();
        tx.commit().await.unwrap();
        let language = async || store::user::by_email(db, &claire.email).await.unwrap()[0].language.clone();
        assert_eq!(language().await, "", "the browser's until somebody chooses");
        let mut tx = db.begin().await.unwrap();
        store::user::set_language(&mut tx, ORGANISATION, &claire.email, "en").await.unwrap();
        store::user::set_language(&mut tx, ORGANISATION, "paul@elan.example", "fr").await.unwrap();
        store::user::set_language(&mut tx, OTHER, &claire.email, "fr").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(language().await, "en");
    })
    .await;
}
