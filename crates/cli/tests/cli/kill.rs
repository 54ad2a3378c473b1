//! A night of messages through a real mail server, killed again and again: nothing is lost, nothing leaves twice.
//!
//! The long form, 1 000 messages and 20 kills:
//! `QUITTANCE_KILL_LONG=1 cargo nextest run -p quittance --no-capture killed`.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::program::{Desk, python};

/// The cap of an installation's first send.
const FIRST: usize = 50;
/// Seed of the moments.
const SEED: u64 = 0x5154_2026;

/// State and Message-ID of each action, read from the base by another program than ours; actions that never
/// became a message have no id.
const STATES: &str = r#"
import json, sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
rows = base.execute("SELECT a.state, group_concat(DISTINCT m.message_id), count(DISTINCT m.message_id) FROM action a "
                    "LEFT JOIN message m ON m.organisation_id = a.organisation_id AND m.action_id = a.id GROUP BY a.organisation_id, a.id")
print(json.dumps([list(row) for row in rows]))
"#;

/// Message-IDs at the server, with how often each came.
const RECEIVED: &str = r#"
import collections, email, json, pathlib, sys
ids = collections.Counter(email.message_from_bytes(path.read_bytes())["Message-ID"] for path in pathlib.Path(sys.argv[1]).glob("*.eml"))
print(json.dumps(ids))
"#;

/// Steele's and Vigna's generator: enough to choose moments, the same on every machine.
struct Moments(u64);

impl Moments {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}

/// Kills the sender once the server holds `count` messages and a random moment more has passed. Says whether it was still running.
fn kill_at(sender: &mut Child, sink: &testkit::smtp_sink::SmtpSink, count: usize, more: Duration) -> bool {
    // The server names its files by the order of arrival.
    let awaited = sink.folder().join(format!("{count:05}.eml"));
    while !awaited.exists() {
        if sender.try_wait().unwrap().is_some() {
            return false;
        }
        thread::yield_now();
    }
    // The moment within a message: this pause waits for nothing, it is what is tested.
    thread::sleep(more);
    let running = sender.try_wait().unwrap().is_none();
    // SIGKILL: the program cannot tidy up.
    sender.kill().unwrap();
    sender.wait().unwrap();
    running
}

#[test]
fn a_night_that_is_killed_again_and_again_sends_each_message_once() {
    let long = std::env::var_os("QUITTANCE_KILL_LONG").is_some();
    let (messages, kills) = if long { (1_000, 20) } else { (200, 5) };
    let sink = testkit::smtp_sink::smtp_sink(&[]);
    let desk = Desk::on("2026-06-30").founded().with_late_debtors(FIRST + messages);
    let send = format!("run --send --yes --mail {}", sink.url());
    assert_eq!(desk.object(&send)["sent"]["sent"], FIRST);

    let mut moments = Moments(SEED);
    println!("seed {SEED:#x}, {messages} messages, {kills} kills");
    let part = messages / kills;
    let mut killed = 0;
    for kill in 0..kills {
        let count = FIRST + kill * part + usize::try_from(moments.below(part as u64)).unwrap();
        let more = Duration::from_micros(moments.below(25_000));
        let mut sender = desk.command(&send).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let running = kill_at(&mut sender, &sink, count, more);
        killed += usize::from(running);
        println!("kill {}: after message {count} and {more:?}, at the server {}, was running: {running}", kill + 1, sink.messages().len());
    }
    assert_eq!(killed, kills, "every kill met a sender at work");
    let last = desk.object(&send);
    assert_eq!((&last["sent"]["left"], &last["sent"]["failed"]), (&Value::from(0), &Value::from(0)), "{}", last["sent"]);

    let received: BTreeMap<String, u64> = serde_json::from_value(python(RECEIVED, &[sink.folder()])).unwrap();
    let states: Vec<(String, Option<String>, u64)> =
        serde_json::from_value(python(STATES, &[&desk.path("quittance-data/quittance.sqlite")])).unwrap();
    assert_eq!(states.len(), FIRST + messages, "one action a debtor");
    let (mut sent, mut unknown_there, mut unknown_absent) = (0, 0, 0);
    for (state, id, ids) in &states {
        assert_eq!(*ids, 1, "one Message-ID an action, whatever happens: {state} {id:?}");
        let there = received.get(id.as_deref().unwrap()).copied().unwrap_or(0);
        match (state.as_str(), there) {
            ("sent", 1) => sent += 1,
            ("unknown", 0) => unknown_absent += 1,
            ("unknown", 1) => unknown_there += 1,
            (state, there) => panic!("{id:?} is {state} and {there} times at the server"),
        }
    }
    println!("sent {sent}, unknown {} ({unknown_there} at the server, {unknown_absent} not)", unknown_there + unknown_absent);
    assert_eq!(received.len(), sent + unknown_there, "nothing at the server that the base does not know");
    assert!(unknown_there + unknown_absent <= kills * 8, "a kill leaves in doubt what was on its way, eight messages at most");
    assert_eq!(desk.object("doctor")["ok"], true);
    assert_eq!(desk.object(&send)["sent"]["sent"], 0, "what is in doubt is left to a person");
}
