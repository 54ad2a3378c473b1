//! A night's mail whose process is killed again and again: each message once at the server, or listed as
//! unknown; none lost, none twice.
//!
//! The process is this very test program, told by its environment to drain a given base.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use app::outbox::{Confirmation, drain};
use app::{Scope, night, setup};
use chrono::{DateTime, TimeDelta, Utc};
use domain::dunning::ActionState;
use store::Engine;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, Entry, TODAY, date, sale};
use crate::house::{House, morning, open_at};

/// Tells the child what to drain; absent in an ordinary run of the tests.
const FOLDER: &str = "QUITTANCE_KILLED_FOLDER";
const DATABASE: &str = "QUITTANCE_KILLED_DATABASE";
const MAIL: &str = "QUITTANCE_KILLED_MAIL";
const NOW: &str = "QUITTANCE_KILLED_NOW";
/// Messages on their way at once.
const ON_THEIR_WAY: usize = 8;
/// The long form: `10000:200` for ten thousand messages and two hundred kills, anything else for 1 000 and 20.
const LONG: &str = "QUITTANCE_KILL_LONG";

/// The child: drains once and ends. In an ordinary run there is nothing to do.
#[tokio::test]
async fn drains_when_told() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let told = |name: &str| std::env::var(name).unwrap();
    let now: DateTime<Utc> = told(NOW).parse().unwrap();
    let app = open_at(&folder, &told(DATABASE), TODAY, now, &told(MAIL)).await;
    let mut organisation = setup::organisation(&app, None).await.unwrap();
    organisation.first_send_cap = 100_000;
    drain(&app, &Scope::system(organisation, "reprise"), Confirmation::Given).await.unwrap();
    app.close().await;
}

fn spawn(house: &House, sink: &SmtpSink, now: DateTime<Utc>) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::drains_when_told", "--nocapture"])
        .env(FOLDER, house.folder())
        .env(DATABASE, house.database())
        .env(MAIL, sink.url())
        .env(NOW, now.to_rfc3339())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Kills the child once the server has received some more messages, at whatever it is doing then.
fn kill_after(mut child: Child, sink: &SmtpSink, more: usize, moment: Duration) {
    let received = || std::fs::read_dir(sink.folder()).unwrap().count();
    let enough = received() + more;
    while received() < enough && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(2));
    }
    // The moment inside a message: not a wait for anything, but where the blow falls.
    thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// How often the server has each message, by its Message-ID.
fn received(sink: &SmtpSink) -> BTreeMap<String, usize> {
    let mut ids = BTreeMap::new();
    for file in sink.messages() {
        *ids.entry(message_id(&file)).or_default() += 1;
    }
    ids
}

fn message_id(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:")).unwrap();
    line.split_once(':').unwrap().1.trim().to_owned()
}

async fn killed_and_restarted(engine: Engine, messages: usize, kills: usize) {
    let house = House::new(engine).await;
    let sink = smtp_sink(&[]);
    let day = house.on(TODAY).await;
    let codes: Vec<(String, String)> = (0..messages).map(|number| (format!("C{number:05}"), format!("c{number}@client.example"))).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
    let books: Vec<Entry> = codes.iter().map(|(code, _)| sale(&format!("FA-{code}"), code, date(2026, 7, 1), 12_345)).collect();
    day.import_clean("clients.csv", given::customers(&rows)).await;
    day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
    night::run(&day.app, &day.scope).await.unwrap();
    assert_eq!(house.actions(TODAY).await.len(), messages);
    // What a dead process has reserved lapses after ten minutes: each restart comes later than that.
    let at = |restart: usize| morning(TODAY) + TimeDelta::minutes(15 * restart as i64);
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    for kill in 0..kills {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let more = 1 + (chance >> 33) as usize % (messages * 3 / (kills * 2));
        let moment = Duration::from_micros((chance >> 40) % 9_000);
        kill_after(spawn(&house, &sink, at(kill)), &sink, more, moment);
    }
    assert!(spawn(&house, &sink, at(kills)).wait().unwrap().success());
    let received = received(&sink);
    assert!(received.values().all(|count| *count == 1), "a message left twice");
    let mut counts = BTreeMap::new();
    for action in house.actions(TODAY).await {
        let at_server = received.contains_key(&format!("<{}@elan.example>", action.id));
        *counts.entry((action.state.code(), at_server)).or_insert(0) += 1;
        assert!(matches!(action.state, ActionState::Sent | ActionState::Unknown), "{action:?} is lost");
        assert!(at_server || action.state == ActionState::Unknown, "{action:?} is said to be sent and is not");
    }
    let unknown: usize = counts.iter().filter(|((state, _), _)| *state == "unknown").map(|(_, count)| count).sum();
    eprintln!("{engine:?}: {messages} messages, {kills} kills: {counts:?} (state, at the server)");
    assert!(unknown <= kills * ON_THEIR_WAY, "a kill cuts what is on its way: {counts:?}");
    assert!(received.len() <= messages);
    house.on(TODAY).await.is_sound().await;
}

fn size() -> (usize, usize) {
    let Ok(long) = std::env::var(LONG) else { return (200, 5) };
    long.split_once(':').map_or((1_000, 20), |(messages, kills)| (messages.parse().expect("messages"), kills.parse().expect("kills")))
}

#[tokio::test]
async fn a_killed_night_is_taken_up_on_the_embedded_base() {
    let (messages, kills) = size();
    killed_and_restarted(Engine::Sqlite, messages, kills).await;
}

#[tokio::test]
async fn a_killed_night_is_taken_up_on_a_server() {
    let (messages, kills) = size();
    killed_and_restarted(Engine::Postgres, messages, kills).await;
}
