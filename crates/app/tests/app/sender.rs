//! Where mail goes, set from the page: tried first, never lost by a failed trial, never this machine unless the house lets it; and what
//! one process sets, another takes up without a restart, on both engines.

use std::path::Path;

use app::access::Actor;
use app::config::{FILE, Opening, Secret, Settings};
use app::mail_in;
use app::outbox::{Confirmation, drain};
use app::sender::{self, NewSender, Protection, Trial};
use app::sms::{self, GatewayForm};
use app::{App, AppError, Scope, night};
use channels::FixedClock;
use store::Engine;
use testkit::imap::imap_mailbox;
use testkit::sms_gateway::{API_KEY, SmsGateway, sms_gateway};
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::TODAY;
use crate::house::{House, morning, on_both};
use crate::mail_in::form;
use crate::post::{books, firm, reason_of};

fn server(sink: &SmtpSink, password: &str) -> NewSender {
    NewSender {
        host: "127.0.0.1".to_owned(),
        port: sink.port().to_string(),
        protection: Protection::None,
        login: if password.is_empty() { String::new() } else { "robot".to_owned() },
        password: password.to_owned(),
    }
}

fn somebody(scope: &Scope) -> Scope {
    Scope { actor: Actor { email: Some("claire@elan.example".to_owned()), ..scope.actor.clone() }, ..scope.clone() }
}

fn line(folder: &Path) -> String {
    Settings::read(folder).unwrap().mail.0
}

#[tokio::test]
async fn a_server_is_kept_once_a_trial_left_and_the_one_before_stays_until_then() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let me = somebody(&day.scope);
        let (first, second) = (smtp_sink(&[]), smtp_sink(&["--auth", "robot:s3cr3t-W0rd"]));
        let nobody = sender::set(&day.app, &day.scope, &server(&first, ""), Trial::First).await;
        assert!(reason_of(nobody).starts_with("email: "), "who sets it has no address to try it by");
        assert!(!house.folder().join(FILE).exists());
        let own = sender::set(&day.app, &me, &server(&first, ""), Trial::First).await.unwrap();
        assert_eq!((own.unwrap().as_str(), first.messages().len()), ("claire@elan.example", 1));
        let kept = line(house.folder());
        assert!(kept.contains(&format!(":{}", first.port())) && kept.ends_with("reach=private"), "{kept}");
        assert!(sender::sender(&day.app, &me).await.unwrap().is_tested);

        // A wrong password: the server's words without it, and nothing changed in the file nor for what runs.
        let wrong = reason_of(sender::set(&day.app, &me, &server(&second, "faux-mot"), Trial::First).await);
        assert!(wrong.starts_with("mail: ") && wrong.contains("rien n’a été changé") && !wrong.contains("faux-mot"), "{wrong}");
        assert_eq!(line(house.folder()), kept);
        sender::try_out(&day.app, &me).await.unwrap();
        assert_eq!((first.messages().len(), second.messages().len()), (2, 0));
        // Nobody listens there.
        let closed = NewSender { port: "9".to_owned(), ..server(&first, "") };
        assert!(matches!(sender::set(&day.app, &me, &closed, Trial::First).await, Err(AppError::Invalid { field: "mail", .. })));
        assert_eq!(line(house.folder()), kept);

        // Untried is what a person chose; it is not called tried.
        assert_eq!(sender::set(&day.app, &me, &closed, Trial::Skipped).await.unwrap(), None);
        assert!(line(house.folder()).contains(":9") && !sender::sender(&day.app, &me).await.unwrap().is_tested);
        sender::set(&day.app, &me, &server(&second, "s3cr3t-W0rd"), Trial::First).await.unwrap();
        assert_eq!(second.messages().len(), 1);
        day.is_sound().await;
        day.app.close().await;
    }))
    .await;
}

async fn opened(house: &House, settings: Settings) -> App {
    let settings = Settings { database: Secret(house.database().to_owned()), ..settings };
    let opening = Opening {
        folder: house.folder().to_owned(),
        settings,
        today: Some(TODAY),
        clock: Box::new(FixedClock(morning(TODAY))),
        demo: false,
    };
    App::open(opening).await.unwrap()
}

#[tokio::test]
async fn this_machine_and_link_local_addresses_are_not_set_from_a_page() {
    Box::pin(on_both(async |house| {
        let app = opened(house, Settings::default()).await;
        let me = somebody(&house.scope);
        let sink = smtp_sink(&[]);
        for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "2130706433", "0.0.0.0"] {
            for trial in [Trial::First, Trial::Skipped] {
                let new = NewSender { host: host.to_owned(), ..server(&sink, "") };
                let said = reason_of(sender::set(&app, &me, &new, trial).await);
                assert!(said.starts_with("host: ") && said.contains("mail_local"), "{host}: {said}");
            }
        }
        assert!(!house.folder().join(FILE).exists() && sink.messages().is_empty());
        // A relay of the house's network is usual.
        let relay = NewSender { host: "192.168.1.20".to_owned(), ..server(&sink, "") };
        sender::set(&app, &me, &relay, Trial::Skipped).await.unwrap();
        assert!(line(house.folder()).ends_with("reach=network"), "{}", line(house.folder()));
        app.close().await;
    }))
    .await;
}

fn brevo(gateway: &SmsGateway) -> GatewayForm {
    GatewayForm {
        provider: "brevo".to_owned(),
        endpoint: gateway.brevo(),
        secret: Secret(API_KEY.to_owned()),
        sender: "ELAN".to_owned(),
        price: "0,058".to_owned(),
        number: "06 00 00 00 01".to_owned(),
        ..GatewayForm::default()
    }
}

#[tokio::test]
async fn another_process_takes_up_what_a_page_sets() {
    Box::pin(on_both(async |house| {
        firm(house, &books()).await;
        // Both are open before anything is set.
        let (pages, worker) = (house.on(TODAY).await, house.on(TODAY).await);
        let me = somebody(&pages.scope);
        night::run(&pages.app, &pages.scope).await.unwrap();
        assert!(matches!(drain(&worker.app, &worker.scope, Confirmation::Given).await, Err(AppError::NoMail)));

        let (first, second) = (smtp_sink(&[]), smtp_sink(&[]));
        sender::set(&pages.app, &me, &server(&first, ""), Trial::Skipped).await.unwrap();
        let drained = drain(&worker.app, &worker.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, first.messages().len()), (3, 3));
        sender::set(&pages.app, &me, &server(&second, ""), Trial::First).await.unwrap();
        sender::try_out(&worker.app, &me).await.unwrap();
        assert_eq!((first.messages().len(), second.messages().len()), (3, 2));
        // A file that a person broke by hand changes nothing for what runs.
        let kept = std::fs::read_to_string(house.folder().join(FILE)).unwrap();
        std::fs::write(house.folder().join(FILE), "mail = [\n").unwrap();
        sender::try_out(&worker.app, &me).await.unwrap();
        std::fs::write(house.folder().join(FILE), kept).unwrap();
        assert_eq!(second.messages().len(), 3);

        let gateways = (sms_gateway(), sms_gateway());
        sms::set(&pages.app, &pages.scope, &brevo(&gateways.0)).await.unwrap();
        sms::test_set(&worker.app, &worker.scope, "06 00 00 00 02").await.unwrap();
        sms::set(&pages.app, &pages.scope, &brevo(&gateways.1)).await.unwrap();
        sms::test_set(&worker.app, &worker.scope, "06 00 00 00 02").await.unwrap();
        assert_eq!((gateways.0.texts().len(), gateways.1.texts().len()), (2, 2));

        let (inbox, other) = (imap_mailbox(), imap_mailbox());
        let mail = |name: &str| format!("From: a@b.example\nTo: c@d.example\nSubject: {name}\nMessage-ID: <{name}@b.example>\n\nBonjour\n");
        mail_in::set(&pages.app, &pages.scope, &form(&inbox, "")).await.unwrap();
        inbox.deliver("INBOX", &mail("un"));
        assert_eq!(mail_in::fetch(&worker.app, &worker.scope).await.unwrap().kept, 1);
        mail_in::set(&pages.app, &pages.scope, &form(&other, "")).await.unwrap();
        other.deliver("INBOX", &mail("deux"));
        assert_eq!(mail_in::fetch(&worker.app, &worker.scope).await.unwrap().kept, 1);

        // What the command line or the environment says stays.
        let told = house.with_mail(TODAY, &format!("dir:{}", house.folder().join("courriels").display())).await;
        sender::set(&pages.app, &me, &server(&first, ""), Trial::Skipped).await.unwrap();
        sender::try_out(&told.app, &me).await.unwrap();
        assert_eq!((first.messages().len(), std::fs::read_dir(house.folder().join("courriels")).unwrap().count()), (3, 1));
        assert!(sender::sender(&told.app, &me).await.unwrap().fixed.is_some());
        pages.is_sound().await;
        for day in [pages, worker, told] {
            day.app.close().await;
        }
    }))
    .await;
}

/// Makes the commit itself fail of whatever writes an entry of the journal about the mail server.
async fn break_commits(house: &House) {
    let of = match house.engine {
        Engine::Sqlite => vec![
            "CREATE TABLE nobody (id BLOB REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER break_it AFTER INSERT ON event WHEN NEW.kind = 'mail.set' BEGIN INSERT INTO nobody VALUES (x'00'); END",
        ],
        Engine::Postgres => vec![
            "CREATE TABLE nobody (id uuid REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE FUNCTION break_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.kind = 'mail.set' THEN \
             INSERT INTO nobody VALUES ('00000000-0000-0000-0000-000000000000'); END IF; RETURN NEW; END $$",
            "CREATE TRIGGER break_it AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION break_it()",
        ],
    };
    for sql in of {
        house.raw(sql).await;
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name.starts_with(FILE)).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_change_that_the_base_does_not_keep_leaves_the_file_as_it_was() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let me = somebody(&day.scope);
        let (first, second) = (smtp_sink(&[]), smtp_sink(&[]));
        sender::set(&day.app, &me, &server(&first, ""), Trial::First).await.unwrap();
        let kept = std::fs::read(house.folder().join(FILE)).unwrap();
        break_commits(house).await;
        for trial in [Trial::First, Trial::Skipped] {
            let failed = sender::set(&day.app, &me, &server(&second, ""), trial).await;
            assert!(matches!(failed, Err(AppError::Store(_))), "{failed:?}");
        }
        assert_eq!(std::fs::read(house.folder().join(FILE)).unwrap(), kept);
        assert_eq!(files(house.folder()), [FILE], "and no password is left beside it");
        let told = house.raw_texts("SELECT kind FROM event WHERE kind LIKE 'mail.%' ORDER BY seq").await;
        assert_eq!(told, ["mail.set", "mail.tested"], "nor is it in the journal");
        // What runs, and another process, go where they went.
        sender::try_out(&day.app, &me).await.unwrap();
        let other = house.on(TODAY).await;
        sender::set(&other.app, &me, &server(&second, ""), Trial::Skipped).await.unwrap_err();
        assert_eq!((first.messages().len(), second.messages().len()), (2, 1), "the trial alone reached the second");
        for sql in match house.engine {
            Engine::Sqlite => vec!["DROP TRIGGER break_it"],
            Engine::Postgres => vec!["DROP TRIGGER break_it ON event"],
        } {
            house.raw(sql).await;
        }
        sender::set(&day.app, &me, &server(&second, ""), Trial::Skipped).await.unwrap();
        sender::try_out(&day.app, &me).await.unwrap();
        assert_eq!(second.messages().len(), 2);
        day.app.close().await;
        other.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_change_that_is_cut_off_changes_nothing_and_is_seen() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let me = somebody(&day.scope);
        let (first, second) = (smtp_sink(&[]), smtp_sink(&[]));
        sender::set(&day.app, &me, &server(&first, ""), Trial::First).await.unwrap();
        let before = sender::sender(&day.app, &me).await.unwrap();
        assert!(before.is_tested && !before.is_unfinished);
        // The plug is pulled when the journal has it and the file has not: what was written beside it is there.
        let mut tx = house.db().begin().await.unwrap();
        let entry = |kind| store::event::NewEvent {
            at: day.app.now(),
            actor: "Claire Morel".to_owned(),
            kind,
            debtor: None,
            subject: None,
            payload: "{}".to_owned(),
        };
        store::event::append(&mut tx, me.organisation.id, &[entry("mail.set"), entry("mail.tested")]).await.unwrap();
        tx.commit().await.unwrap();
        day.app.close().await;
        let beside = house.folder().join(format!("{FILE}.01990000-0000-7000-8000-000000000000.new"));
        std::fs::write(&beside, format!("mail = \"{}?tls=none&reach=private\"\n", second.url())).unwrap();

        let kept = line(house.folder());
        let again = opened(house, Settings { mail: Secret(kept.clone()), mail_local: true, ..Settings::default() }).await;
        let seen = sender::sender(&again, &me).await.unwrap();
        assert!(seen.is_unfinished && !seen.is_tested, "{seen:?}");
        assert_eq!((seen.place.as_ref(), line(house.folder())), (before.place.as_ref(), kept));
        sender::try_out(&again, &me).await.unwrap();
        assert_eq!((first.messages().len(), second.messages().len()), (2, 0), "mail goes where it went");
        sender::set(&again, &me, &server(&second, ""), Trial::First).await.unwrap();
        let seen = sender::sender(&again, &me).await.unwrap();
        assert!(!seen.is_unfinished && seen.is_tested && !beside.exists(), "{seen:?}");
        assert_eq!(second.messages().len(), 1);
        again.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_file_that_is_away_for_a_moment_does_not_turn_mail_off() {
    Box::pin(on_both(async |house| {
        let (pages, worker) = (house.on(TODAY).await, house.on(TODAY).await);
        let me = somebody(&pages.scope);
        let (first, second) = (smtp_sink(&[]), smtp_sink(&[]));
        sender::set(&pages.app, &me, &server(&first, ""), Trial::Skipped).await.unwrap();
        sender::try_out(&worker.app, &me).await.unwrap();
        let (path, away) = (house.folder().join(FILE), house.folder().join("ailleurs"));
        let text = std::fs::read_to_string(&path).unwrap();
        // An editor moves it away and writes it anew; somebody reads it in between.
        std::fs::rename(&path, &away).unwrap();
        for app in [&pages.app, &worker.app] {
            sender::try_out(app, &me).await.unwrap();
        }
        for unwritten in ["", "\n \n"] {
            std::fs::write(&path, unwritten).unwrap();
            sender::try_out(&worker.app, &me).await.unwrap();
        }
        assert_eq!(first.messages().len(), 5);
        // What it says in the end counts, and no mail line at all is a word as well.
        std::fs::write(&path, text.replace(&first.port().to_string(), &second.port().to_string())).unwrap();
        sender::try_out(&worker.app, &me).await.unwrap();
        assert_eq!((first.messages().len(), second.messages().len()), (5, 1));
        std::fs::write(&path, "listen = \"127.0.0.1:9000\"\n").unwrap();
        assert!(matches!(sender::try_out(&worker.app, &me).await, Err(AppError::NoMail)));
        pages.app.close().await;
        worker.app.close().await;
    }))
    .await;
}
