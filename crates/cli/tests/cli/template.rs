//! `template`: check, save, list, show, install.

use crate::program::Desk;

const GOOD: &str = "=== first_reminder.email.fr.any\nnom: Rappel\nobjet: Rappel {{ reference }}\n\nBonjour,\n\nIl reste {{ asked_total }} à régler depuis le {{ first_due }} ({{ invoice_numbers }}).\n\nSi vous avez déjà réglé, merci. Si vous contestez, écrivez à {{ creditor_email }}.\n";

#[test]
fn a_file_of_templates_is_checked_without_a_base() {
    let desk = Desk::on("2026-11-24");
    desk.write("good.txt", GOOD);
    let seen = desk.object("template check good.txt");
    assert_eq!((&seen["templates"], &seen["results"][0]["ok"]), (&1.into(), &true.into()));
    desk.write("bad.txt", &GOOD.replace("Bonjour,", "Un huissier viendra."));
    let ended = desk.run("template check good.txt bad.txt");
    assert_eq!(ended.code, 1);
    let found = &ended.objects()[1]["results"][0]["findings"][0];
    assert_eq!((&found["rule"], &found["line"], &found["severity"]), (&"forbidden.seizure".into(), &5.into(), &"refused".into()));
    let for_others = desk.run("template check good.txt --for-others");
    assert_eq!(for_others.code, 1);
    assert_eq!(for_others.objects()[0]["results"][0]["findings"][0]["rule"], "r124.mentions");
}

#[test]
fn templates_are_saved_by_version_listed_and_shown() {
    let desk = Desk::on("2026-11-24").founded();
    assert_eq!(desk.object("template show first_reminder.email.fr.any")["version"], serde_json::Value::Null, "the program's words");
    desk.write("good.txt", GOOD);
    let tried = desk.object("template save good.txt --dry-run");
    assert_eq!((&tried["written"], &tried["templates"][0]["version"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!(desk.object("template save good.txt")["templates"][0]["version"], 1);
    assert_eq!(desk.object("template save good.txt")["templates"][0]["changed"], false);
    assert_eq!(desk.object("template show first_reminder.email.fr.any")["text"], GOOD);
    desk.write("bad.txt", &GOOD.replace("Bonjour,", "Un huissier viendra."));
    assert_eq!(desk.run("template save bad.txt").code, 1);
    let installed = desk.object("template install rent");
    assert_eq!(installed["kept"], 1, "one's own words stay");
    assert!(installed["no_formal_notice"].as_str().unwrap().contains("89-462"), "{installed}");
    let listed = desk.run("template list");
    assert_eq!(listed.objects().len() as u64, 1 + installed["added"].as_u64().unwrap());
    assert_eq!(desk.typed("template install jardins").code, 1);
}
