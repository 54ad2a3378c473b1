//! A backup goes back into either engine, whole or not at all.

use app::message::{self, Document};
use app::outbox::{Confirmation, drain};
use app::{backup, doctor, inbox, matching, night, scenario, setup};
use store::Engine;

use crate::given::{self, Received, TODAY, date, receipt, sale};
use crate::house::{House, morning, open_at};

/// A base with something in every table that the first night fills.
async fn lived(engine: Engine) -> House {
    let house = House::new(engine).await;
    let day = house.with_mail(TODAY, &format!("dir:{}", house.folder().join("courriels").display())).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "particulier", "")])).await;
    let entries = [
        sale("FA2026-001", "C1", date(2026, 6, 1), 50_000).lettered("AA", TODAY),
        receipt("V-1", "C1", date(2026, 7, 1), 50_000).lettered("AA", TODAY),
        sale("FA2026-002", "C1", date(2026, 6, 2), 40_000),
        sale("FA2026-003", "C2", date(2026, 6, 2), 30_000),
    ];
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 30_000, "FA2026-003")])).await;
    matching::match_all(&day.app, &day.scope, false).await.unwrap();
    app::tonight::hold(&day.app, &day.scope, house.debtor("C2").await, None, None, "décès").await.unwrap();
    night::run(&day.app, &day.scope).await.unwrap();
    assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
    day.app.close().await;
    house
}

#[tokio::test]
async fn a_backup_of_either_engine_goes_into_either() {
    let folder = tempfile::tempdir().unwrap();
    for from in [Engine::Sqlite, Engine::Postgres] {
        let house = lived(from).await;
        let day = house.on(TODAY).await;
        let file = folder.path().join(format!("{from:?}.tar.gz"));
        let written = backup::backup(&day.app, &file).await.unwrap();
        // The statement, the table, the accounting, the mail, its attachment.
        assert_eq!(written.documents, 5);
        for into in [Engine::Sqlite, Engine::Postgres] {
            let fresh = tempfile::tempdir().unwrap();
            let database = if into == Engine::Postgres { Some(testkit::postgres::database().await) } else { None };
            let url = database.as_ref().map_or("", |database| database.url());
            let app = open_at(fresh.path(), url, TODAY, morning(TODAY), "").await;
            assert_eq!(backup::restore(&app, &file).await.unwrap(), written, "{from:?} into {into:?}");
            let organisation = setup::organisation(&app, None).await.unwrap();
            assert_eq!(organisation.first_sent_at, Some(morning(TODAY)));
            let scope = app::Scope { organisation, ..day.scope.clone() };
            let broken: Vec<_> = doctor::doctor(&app, &scope).await.unwrap().into_iter().filter(|check| !check.ok).collect();
            assert!(broken.is_empty(), "{from:?} into {into:?}: {broken:?}");
            let (before, after) = (doctor::verify(&day.app, &day.scope).await.unwrap(), doctor::verify(&app, &scope).await.unwrap());
            assert_eq!((before.entries + 1, after.broken_at), (after.entries, None), "the stop is an entry of its own");
            nothing_leaves_before_a_person_looked(&app, &scope).await;
            let (here, there) = (night::dry_run(&day.app, &day.scope).await.unwrap(), night::dry_run(&app, &scope).await.unwrap());
            assert_eq!((here.counts, here.actions, here.held), (there.counts, there.actions, there.held), "{from:?} into {into:?}");
            assert_eq!(inbox::recent(&app, &scope).await.unwrap(), inbox::recent(&day.app, &day.scope).await.unwrap());
            let action = house.actions(TODAY).await[0].id;
            let (_, _, kept) = message::document(&app, &scope, action, Document::Eml).await.unwrap();
            assert_eq!(kept, message::document(&day.app, &day.scope, action, Document::Eml).await.unwrap().2);
            assert!(backup::restore(&app, &file).await.is_err(), "never over something");
            app.close().await;
        }
    }
}

/// What left after the backup is not in it: it would leave again.
async fn nothing_leaves_before_a_person_looked(app: &app::App, scope: &app::Scope) {
    let stop = scenario::guard(app, scope).await.unwrap().stop.expect("everything is stopped");
    assert_eq!(stop.by, "Reprise de sauvegarde");
    assert!(stop.reason.starts_with("Base reprise d’une sauvegarde arrêtée au 15/09/2026"), "{}", stop.reason);
    let held = night::dry_run(app, scope).await.unwrap();
    assert!(held.actions.iter().all(|action| !action.channel.leaves_by_itself() || action.already.is_some()), "{:?}", held.actions);
    scenario::lift(app, scope).await.unwrap();
}

#[tokio::test]
async fn what_was_altered_or_cut_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let house = lived(Engine::Sqlite).await;
    let day = house.on(TODAY).await;
    let file = folder.path().join("backup.tar.gz");
    backup::backup(&day.app, &file).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let rows = altered(&whole, b"FA2026-002", b"FA2026-009");
    let amounts = altered(&whole, b"40000", b"40001");
    let cut = whole[..whole.len() * 2 / 3].to_vec();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x55;
    for (name, bytes) in [
        ("a number", rows),
        ("an amount", amounts),
        ("cut", cut),
        ("a flipped bit", flipped),
        ("empty", Vec::new()),
        ("something else", b"bonjour".to_vec()),
    ] {
        let path = folder.path().join("altered.tar.gz");
        std::fs::write(&path, bytes).unwrap();
        let fresh = tempfile::tempdir().unwrap();
        let app = open_at(fresh.path(), "", TODAY, morning(TODAY), "").await;
        let refused = backup::restore(&app, &path).await;
        assert!(refused.is_err(), "{name}: {refused:?}");
        assert!(setup::organisation(&app, None).await.is_err(), "{name}: the base stays empty");
        backup::restore(&app, &file).await.unwrap_or_else(|error| panic!("{name}: the good file goes in afterwards: {error}"));
        app.close().await;
    }
}

/// The same archive with some text of its rows replaced by text of the same length.
fn altered(archive: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(archive).read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(&bytes).unwrap();
    out.finish().unwrap()
}
