//! Secrets at rest on both engines: nothing clear in the base or a backup, nothing that opens elsewhere than where it was sealed, a
//! lost key that hurts nothing else, a rotation that may be cut off anywhere.

use std::io::Read as _;

use app::config::Secret;
use app::connect::webhooks;
use app::mail_in::{self, MailboxForm, OAuthForm};
use app::post::{self, CarrierForm};
use app::secrets::{Closed, Place};
use app::sms::{self, GatewayForm};
use app::{AppError, backup, courtesy, doctor, secrets, veto};
use domain::webhook::EventKind;
use store::Engine;
use testkit::merci_facteur::{self, MerciFacteurServer};
use testkit::oauth;
use testkit::sms_gateway::{APPLICATION_KEY, APPLICATION_SECRET, CONSUMER_KEY, SERVICE, SmsGateway, sms_gateway};

use crate::given::TODAY;
use crate::house::{Day, House, morning, on_both, open_at};

/// Servers that the settings lead to, and every secret that was typed or made.
struct Planted {
    gateway: SmsGateway,
    carrier: MerciFacteurServer,
    secrets: Vec<String>,
}

fn ovh(server: &SmsGateway) -> GatewayForm {
    GatewayForm {
        provider: "ovh".to_owned(),
        endpoint: server.ovh(),
        account: SERVICE.to_owned(),
        application_key: APPLICATION_KEY.to_owned(),
        secret: Secret(APPLICATION_SECRET.to_owned()),
        consumer_key: Secret(CONSUMER_KEY.to_owned()),
        sender: "ELAN".to_owned(),
        number: "06 00 00 00 01".to_owned(),
        ..GatewayForm::default()
    }
}

fn postal(server: &MerciFacteurServer) -> CarrierForm {
    CarrierForm {
        provider: "merci_facteur".to_owned(),
        endpoint: server.endpoint(),
        service: merci_facteur::SERVICE.to_owned(),
        secret: Secret(merci_facteur::SECRET.to_owned()),
        user: merci_facteur::USER.to_string(),
        takes_letters: true,
        ..CarrierForm::default()
    }
}

/// A secret in every place, through the use cases.
async fn plant(house: &House, day: &Day) -> Planted {
    let (app, scope) = (&day.app, &day.scope);
    let (gateway, carrier) = (sms_gateway(), merci_facteur::start());
    sms::set(app, scope, &ovh(&gateway)).await.unwrap();
    post::set(app, scope, &postal(&carrier)).await.unwrap();
    let user = format!("sceau-{:?}-{}-{}@elan.example", house.engine, std::process::id(), store::fresh_id().simple()).to_lowercase();
    let mailbox = MailboxForm {
        host: "127.0.0.1".to_owned(),
        port: Some(testkit::imap::imap_port()),
        security: "none".to_owned(),
        login: user.clone(),
        secret: Secret(oauth::refresh_token(&user)),
        oauth: OAuthForm {
            provider: "other".to_owned(),
            client_id: oauth::CLIENT.to_owned(),
            client_secret: Secret(oauth::CLIENT_SECRET.to_owned()),
            endpoint: oauth::token_endpoint(),
            ..OAuthForm::default()
        },
        ..MailboxForm::default()
    };
    mail_in::set(app, scope, &mailbox).await.unwrap();
    let before = webhooks::create(app, scope, "https://erp.example/quittance", "ERP", &[EventKind::Ping]).await.unwrap();
    let endpoint = webhooks::all(app, scope).await.unwrap()[0].id;
    let after = webhooks::rotate(app, scope, endpoint).await.unwrap();
    veto::set(app, scope, true, "https://relances.elan.example", false).await.unwrap();
    courtesy::set(app, scope, true, "https://relances.elan.example").await.unwrap();
    let asked =
        app::dispute::Setting { address: "https://relances.elan.example".to_owned(), ..app::dispute::setting(app, scope).await.unwrap() };
    app::dispute::set_settings(app, scope, &asked, false).await.unwrap();
    let mut secrets = vec![APPLICATION_SECRET.to_owned(), CONSUMER_KEY.to_owned(), merci_facteur::SECRET.to_owned(), before, after];
    secrets.push(oauth::CLIENT_SECRET.to_owned());
    secrets.extend(opened(house).await);
    Planted { gateway, carrier, secrets }
}

/// What the store opens: the token of the mailbox, the keys of the links.
async fn opened(house: &House) -> Vec<String> {
    let organisation = house.scope.organisation.id;
    let mut tx = house.db().snapshot().await.unwrap();
    vec![
        store::mailbox::get(&mut tx, organisation).await.unwrap().unwrap().secret,
        store::veto::settings(&mut tx, organisation).await.unwrap().unwrap().secret,
        store::courtesy::settings(&mut tx, organisation).await.unwrap().unwrap().secret,
        store::dispute_setting::settings(&mut tx, organisation).await.unwrap().unwrap().secret,
    ]
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    !secret.is_empty() && bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// Every byte of the base: its files, or each row of each table.
async fn raw_base(house: &House) -> Vec<u8> {
    match house.engine {
        Engine::Sqlite => {
            let mut bytes = Vec::new();
            for name in ["quittance.sqlite", "quittance.sqlite-wal"] {
                bytes.extend(std::fs::read(house.folder().join(name)).unwrap_or_default());
            }
            bytes
        }
        Engine::Postgres => {
            let tables = house.raw_texts("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'").await;
            assert!(tables.len() > 80, "{}", tables.len());
            let mut bytes = Vec::new();
            for table in tables {
                for row in house.raw_texts(&format!("SELECT row_to_json(t)::text FROM {table} t")).await {
                    bytes.extend(row.into_bytes());
                }
            }
            bytes
        }
    }
}

fn unpacked(file: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// Places that do not open, and why.
async fn shut(day: &Day) -> Vec<(Place, Closed)> {
    secrets::check(&day.app).await.unwrap().shut.into_iter().map(|shut| (shut.place, shut.why)).collect()
}

async fn is_told(day: &Day) -> (bool, String) {
    let checks = doctor::doctor(&day.app, &day.scope).await.unwrap();
    let check = checks.into_iter().find(|check| check.name == "secrets_open").unwrap();
    (check.ok, check.detail)
}

#[tokio::test]
async fn no_secret_stands_clear_in_the_base_or_a_backup() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let planted = plant(house, &day).await;
        assert_eq!(planted.secrets.len(), 10);
        assert!(planted.secrets.iter().all(|secret| secret.len() >= 6), "a canary that is found by chance proves nothing");
        let file = house.folder().join("sauvegarde.tar.gz");
        backup::backup(&day.app, &file).await.unwrap();
        let (base, kept) = (raw_base(house).await, unpacked(&file));
        assert!(holds(&base, "sealed1.") && holds(&kept, "sealed1.") && holds(&kept, "webhook_endpoint"), "the search searches");
        for secret in &planted.secrets {
            assert!(!holds(&base, secret), "in the base: {secret}");
            assert!(!holds(&kept, secret), "in the backup: {secret}");
        }
        let state = secrets::check(&day.app).await.unwrap();
        assert_eq!((state.kept, state.shut.len(), state.by_old_keys), (9, 0, 0), "two secrets of one webhook");
        assert_eq!(is_told(&day).await, (true, "9 secrets gardés, tous s’ouvrent".to_owned()));
        let keys = std::fs::read_to_string(house.folder().join("secrets.key")).unwrap();
        assert!(!keys.lines().filter(|line| !line.starts_with('#')).any(|key| holds(&kept, key)), "a backup never holds the key");
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_secret_that_was_moved_or_changed_opens_nowhere() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let _planted = plant(house, &day).await;
        house.raw("UPDATE veto_setting SET secret = (SELECT secret FROM courtesy_setting)").await;
        house.raw("UPDATE webhook_endpoint SET old_secret = NULL, secret = substr(secret, 1, 60) || CASE WHEN substr(secret, 61, 1) = 'A' THEN 'B' ELSE 'A' END || substr(secret, 62)").await;
        house.raw("UPDATE sms_gateway SET settings = '{\"provider\": \"brevo\", \"api_key\": \"clair\"}'").await;
        let found = shut(&day).await;
        assert_eq!(found, [(Place::Gateway, Closed::Altered), (Place::Endpoint, Closed::Altered), (Place::Veto, Closed::Altered)]);
        let (ok, told) = is_told(&day).await;
        assert!(!ok && told.contains("modifié hors du programme") && told.contains("passerelle de SMS"), "{told}");
        assert!(matches!(sms::gateway(&day.app, &day.scope).await, Err(AppError::Invalid { field: "gateway", .. })));
        assert_eq!(opened(house).await[1], "", "no link is signed by a foreign key");
        assert!(post::carrier(&day.app, &day.scope).await.unwrap().is_some(), "the others open");
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_lost_key_is_told_and_what_is_typed_again_works() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let planted = plant(house, &day).await;
        day.app.close().await;
        let key = house.folder().join("secrets.key");
        let kept = std::fs::read(&key).unwrap();
        std::fs::remove_file(&key).unwrap();

        let day = house.on(TODAY).await;
        assert!(!key.exists(), "no other key is made before something is typed: the file may come back");
        let found = shut(&day).await;
        assert!(found.len() == 9 && found.iter().all(|(_, why)| *why == Closed::NoKey), "{found:?}");
        let (ok, told) = is_told(&day).await;
        assert!(!ok && told.contains("La clé qui ouvre le mot de passe de la boîte de réception"), "{told}");
        let view = mail_in::mailbox(&day.app, &day.scope).await.unwrap().unwrap();
        assert!(view.failing.as_ref().unwrap().1.starts_with("Le secret gardé ne s’ouvre plus"), "{view:?}");
        assert!(matches!(mail_in::fetch(&day.app, &day.scope).await, Err(AppError::Mailbox { code: "secret_lost", .. })));
        // The day goes on.
        app::night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(post::follow_up(&day.app, &day.scope).await.unwrap(), 0);
        assert_eq!(sms::fetch(&day.app, &day.scope).await.unwrap(), 0);
        // Nothing typed keeps nothing; typed again, it is sealed by a new key.
        let untyped = GatewayForm { secret: Secret::default(), ..ovh(&planted.gateway) };
        assert!(sms::set(&day.app, &day.scope, &untyped).await.is_err());
        sms::set(&day.app, &day.scope, &ovh(&planted.gateway)).await.unwrap();
        post::set(&day.app, &day.scope, &postal(&planted.carrier)).await.unwrap();
        veto::set(&day.app, &day.scope, true, "https://relances.elan.example", false).await.unwrap();
        courtesy::set(&day.app, &day.scope, true, "https://relances.elan.example").await.unwrap();
        let left: Vec<Place> = shut(&day).await.into_iter().map(|(place, _)| place).collect();
        assert_eq!(left, [Place::Mailbox, Place::MailboxClient, Place::Endpoint, Place::Endpoint, Place::Dispute]);
        // The key came back: its line opens again beside the new one.
        let both = [&kept[..], &std::fs::read(&key).unwrap()].concat();
        std::fs::write(&key, both).unwrap();
        assert_eq!(shut(&day).await, []);
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_rotation_that_is_cut_off_loses_nothing_and_goes_on() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let _planted = plant(house, &day).await;
        let (before, file) = (opened(house).await, house.folder().join("avant.tar.gz"));
        backup::backup(&day.app, &file).await.unwrap();
        let first = secrets::check(&day.app).await.unwrap().key;

        // Killed once the key is in its file.
        house.db().keys().add().unwrap();
        assert_eq!((shut(&day).await, opened(house).await), (vec![], before.clone()));
        // Killed inside the transaction.
        let mut tx = house.db().begin().await.unwrap();
        assert_eq!(store::secret::reseal(&mut tx, house.scope.organisation.id).await.unwrap(), 9);
        drop(tx);
        assert_eq!((secrets::check(&day.app).await.unwrap().by_old_keys, opened(house).await), (9, before.clone()));
        // Another process, and what it writes meanwhile is sealed by the new key.
        let other = house.on(TODAY).await;
        veto::set(&other.app, &other.scope, true, "https://autre.elan.example", false).await.unwrap();
        assert_eq!(secrets::check(&day.app).await.unwrap().by_old_keys, 8);

        let done = secrets::rotate(&day.app, false).await.unwrap();
        assert_eq!((done.resumed, done.sealed, done.forgotten, done.state.old_keys), (true, 8, 0, 1));
        assert!(done.state.key != first && done.state.shut.is_empty());
        let done = secrets::rotate(&day.app, true).await.unwrap();
        assert_eq!((done.resumed, done.sealed, done.forgotten, done.state.old_keys), (false, 9, 2, 0));
        assert_eq!(opened(house).await, before);
        for open in [&day, &other] {
            assert_eq!(shut(open).await, [], "each process reads the new key by itself");
        }
        assert_eq!(doctor::verify(&day.app, &day.scope).await.unwrap().broken_at, None);
        other.app.close().await;
        day.app.close().await;

        // A backup of before, under the keys of today: what is to be typed again is named, all else is there.
        let fresh = tempfile::tempdir().unwrap();
        std::fs::copy(house.folder().join("secrets.key"), fresh.path().join("secrets.key")).unwrap();
        let app = open_at(fresh.path(), "", TODAY, morning(TODAY), "").await;
        let contents = backup::restore(&app, &file).await.unwrap();
        assert_eq!(contents.shut.len(), 9);
        assert!(contents.shut.iter().all(|shut| shut.organisation == "atelier" && shut.why == Closed::NoKey));
        app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn what_was_clear_before_is_sealed_when_the_base_is_opened() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let _planted = plant(house, &day).await;
        day.app.close().await;
        // As the version before left it.
        house.raw("DELETE FROM _sqlx_migrations WHERE version = 43").await;
        house.raw("UPDATE mailbox SET secret = 'mot-de-passe-en-clair', oauth = ''").await;
        house.raw("UPDATE webhook_endpoint SET secret = 'whsec_un-secret-en-clair', old_secret = NULL").await;
        house.raw("UPDATE veto_setting SET secret = 'une-cle-de-liens-en-clair'").await;
        house.raw("DELETE FROM sms_gateway").await;
        house.raw("DELETE FROM postal_carrier").await;
        house.raw("DELETE FROM dispute_setting").await;
        house.raw("DELETE FROM courtesy_setting").await;
        let day = house.on(TODAY).await;
        assert_eq!((secrets::check(&day.app).await.unwrap().kept, shut(&day).await), (3, vec![]));
        let mut tx = house.db().snapshot().await.unwrap();
        let organisation = house.scope.organisation.id;
        assert_eq!(store::mailbox::get(&mut tx, organisation).await.unwrap().unwrap().secret, "mot-de-passe-en-clair");
        assert_eq!(store::veto::settings(&mut tx, organisation).await.unwrap().unwrap().secret, "une-cle-de-liens-en-clair");
        drop(tx);
        let endpoints = store::webhook::all(house.db(), organisation).await.unwrap();
        assert_eq!(endpoints[0].secret, "whsec_un-secret-en-clair");
        let rows = ["mailbox", "webhook_endpoint", "veto_setting"].map(|table| format!("SELECT secret FROM {table}"));
        for sql in &rows {
            assert!(house.raw_texts(sql).await.iter().all(|secret| secret.starts_with("sealed1.")), "{sql}");
        }
        let again = house.on(TODAY).await;
        assert_eq!(shut(&again).await, [], "once");
        again.app.close().await;
        day.app.close().await;
    }))
    .await;
}
