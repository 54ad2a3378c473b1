//! `scenario check`.

use crate::program::Desk;

const GOOD: &str = r#"name = "Relance douce"

[[step]]
key = "reminder_1"
day = "J+8"
channels = ["email", "letter"]
template = "first_reminder"

[[test]]
name = "900 € à J+16 avec promesse : rien"
amount = "900.00"
day = "J+16"
promise = "J+20"
expect = "hold promised"

[[test]]
name = "sept jours de retard : pas encore"
day = "J+7"
expect = "not_yet J+8"
"#;

#[test]
fn a_scenario_file_is_checked_with_its_tests() {
    let desk = Desk::on("2026-11-24");
    desk.write("good.toml", GOOD);
    let seen = desk.object("scenario check good.toml");
    assert_eq!((&seen["file"], &seen["name"]), (&"good.toml".into(), &"Relance douce".into()));
    assert_eq!((&seen["steps"], &seen["tests"], &seen["failed"]), (&1.into(), &2.into(), &0.into()));
    assert_eq!(seen["results"][0]["ok"], true);

    desk.write("failing.toml", &GOOD.replace("J+20", "J+15"));
    desk.write("broken.toml", &GOOD.replace("J+8\"\nchannels", "demain\"\nchannels"));
    let ended = desk.run("scenario check failing.toml broken.toml absent.toml");
    assert_eq!(ended.code, 1);
    let seen = ended.objects();
    assert_eq!(seen[0]["failed"], 1);
    assert_eq!((&seen[0]["results"][0]["expected"], &seen[0]["results"][0]["got"]), (&"hold promised".into(), &"send reminder_1".into()));
    assert_eq!((&seen[1]["errors"][0]["line"], &seen[1]["errors"][0]["code"]), (&5.into(), &"bad_day".into()));
    assert_eq!(seen[2]["errors"][0]["code"], "file.missing");
    assert!(ended.err.contains("absent.toml"), "{}", ended.err);
    assert_eq!(desk.typed("scenario check").code, 2);
}

#[test]
fn the_scenario_in_force_is_shown_tried_and_replaced() {
    let desk = Desk::on("2026-11-24").founded().with_late_debtors(3);
    let shown = desk.object("scenario show");
    assert_eq!((&shown["name"], &shown["version"]), (&"Relance standard".into(), &1.into()));
    desk.write("same.toml", shown["text"].as_str().unwrap());
    assert_eq!(desk.object("scenario check same.toml")["steps"], 6);
    let tried = desk.object("scenario save same.toml --dry-run");
    assert_eq!((&tried["version"], &tried["debtors"], &tried["sooner"], &tried["later"]), (&().into(), &3.into(), &0.into(), &0.into()));
    desk.write("good.toml", GOOD);
    assert_eq!(desk.object("scenario save good.toml")["version"], 2);
    assert_eq!(desk.object("scenario show")["text"], GOOD);
    desk.write("failing.toml", &GOOD.replace("J+20", "J+15"));
    let refused = desk.run("scenario save failing.toml");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("900 €"), "{}", refused.err);
}
