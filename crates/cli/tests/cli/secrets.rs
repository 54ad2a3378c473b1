//! The key of the secrets, and what an organisation sets, from the command line: killed again and again, lost, restored elsewhere.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::program::Desk;

/// A firm with the keys of three kinds of links.
fn with_links() -> Desk {
    let desk = Desk::on("2026-06-30").founded();
    let set = desk.object(
        "settings set unsubscribe.enabled=true unsubscribe.address=https://q.example veto.enabled=true veto.address=https://q.example/ disputes.address=https://q.example disputes.answers=true",
    );
    assert_eq!(
        set,
        json!({
            "disputes.address": "https://q.example", "disputes.answers": true, "unsubscribe.address": "https://q.example",
            "unsubscribe.enabled": true, "veto.address": "https://q.example", "veto.enabled": true,
        })
    );
    desk
}

#[test]
fn settings_are_shown_and_changed_and_a_wrong_one_changes_nothing() {
    let desk = with_links();
    assert_eq!(desk.object("settings get veto.enabled disputes.email"), json!({"disputes.email": "", "veto.enabled": true}));
    for (words, said) in [
        ("settings set veto.enabled=peut-etre", "true ou false"),
        ("settings set veto.key=x", "inconnu"),
        ("settings set veto.enabled", "valeur"),
        ("settings get secret", "inconnu"),
        ("settings set unsubscribe.address=http://q.example veto.enabled=false", "https"),
    ] {
        let ended = desk.run(words);
        assert!(ended.code == 1 && ended.err.contains(said) && ended.out.is_empty(), "{words}: {ended:?}");
    }
    assert_eq!(desk.object("settings get veto.enabled"), json!({"veto.enabled": true}));
    let all = desk.object("settings get");
    assert_eq!(all.as_object().unwrap().len(), 7, "{all}");
}

#[test]
fn a_rotation_is_killed_at_any_moment_and_nothing_is_lost() {
    let desk = with_links();
    let before = desk.object("secrets check");
    assert_eq!((&before["kept"], &before["old_keys"], &before["to_type_again"]), (&json!(3), &json!(0), &json!([])));
    let mut killed = 0;
    for turn in 0..10_u64 {
        let mut rotating = desk.command("secrets rotate").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // A moment within the rotation: this pause waits for nothing, it is what is tested.
        thread::sleep(Duration::from_millis(5 + turn * 13));
        killed += usize::from(rotating.try_wait().unwrap().is_none());
        rotating.kill().unwrap();
        rotating.wait().unwrap();
        assert_eq!(desk.object("secrets check")["to_type_again"], json!([]), "after {killed} kills");
    }
    println!("{killed} of 10 kills met a rotation at work");
    let done = desk.object("secrets rotate --forget-old");
    assert_eq!((&done["by_old_keys"], &done["old_keys"], &done["to_type_again"]), (&json!(0), &json!(0), &json!([])), "{done}");
    let last = desk.object("secrets check");
    assert_eq!((&last["kept"], &last["key"]), (&json!(3), &done["key"]));
    assert_ne!(last["key"], before["key"]);
    assert_eq!(desk.object("verify")["ok"], true);
}

#[test]
fn a_restore_under_another_key_says_what_to_type_again() {
    let desk = with_links();
    desk.object("backup avant.backup");
    let restored = desk.object("restore avant.backup --data ailleurs");
    let names: Vec<&str> = restored["secrets_to_type_again"].as_array().unwrap().iter().filter_map(|one| one["secret"].as_str()).collect();
    assert_eq!(names, ["veto_links", "dispute_links", "courtesy_links"], "{restored}");
    let check = desk.run("secrets check --data ailleurs");
    assert!(check.code == 1 && check.out.contains("no_key"), "{check:?}");
    let doctor = desk.run("doctor --data ailleurs");
    assert!(doctor.code == 1 && doctor.out.contains("secrets_open"), "{doctor:?}");
    // Set again, they work again.
    desk.object("settings set veto.enabled=true disputes.answers=true unsubscribe.enabled=true --data ailleurs");
    assert_eq!(desk.object("secrets check --data ailleurs")["to_type_again"], json!([]));
    // With its key beside it from the start, all opens.
    std::fs::create_dir(desk.path("avec-cle")).unwrap();
    std::fs::copy(desk.path("quittance-data/secrets.key"), desk.path("avec-cle/secrets.key")).unwrap();
    let restored = desk.object("restore avant.backup --data avec-cle");
    assert_eq!(restored["secrets_to_type_again"], json!([]));
}
