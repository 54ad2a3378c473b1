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

#[test]
fn a_second_scenario_is_made_and_bound_to_a_category_and_to_a_debtor() {
    let desk = Desk::on("2026-11-24").founded().with_late_debtors(3);
    desk.write("soft.toml", "name = \"Douce\"\n[[step]]\nkey = \"mot\"\nday = \"J+200\"\ntemplate = \"first_reminder\"\n");
    let tried = desk.object("scenario set soft.toml --new --dry-run");
    assert_eq!((&tried["version"], &tried["later"]), (&().into(), &0.into()));
    assert_eq!(desk.object("scenario set soft.toml --new")["version"], 1);
    let listed = desk.object("scenario list");
    assert_eq!((&listed["default"], listed["scenarios"].as_array().map(Vec::len)), (&"Relance standard".into(), Some(2)));
    assert_eq!((&listed["scenarios"][0]["debtors"], &listed["scenarios"][1]["items"]), (&3.into(), &0.into()));
    assert_eq!(desk.object("scenario show douce")["name"], "Douce");

    let tried = desk.object("scenario bind Douce --default --dry-run");
    assert_eq!((&tried["version"], &tried["later"]), (&().into(), &3.into()));
    assert_eq!(desk.object("scenario bind Douce --category PME")["version"], 1);
    let rule = &desk.object("scenario list")["rules"][0];
    assert_eq!((&rule["scenario"], &rule["categories"][0], &rule["items"]), (&"Douce".into(), &"PME".into(), &0.into()));
    let code = desk.object("run --dry-run")["actions"][0]["debtor"].as_str().unwrap().to_owned();
    let refused = desk.run(&format!("scenario bind Douce --debtor {code}"));
    assert_eq!(refused.code, 1, "a reason is wanted");
    assert_eq!(desk.object(&format!("scenario bind Douce --debtor {code} --reason ami"))["later"], 1);
    let why = desk.object(&format!("why {code}"));
    assert_eq!(why["items"][0]["scenario"], "Douce", "{why}");
    assert_eq!(desk.object(&format!("scenario bind --debtor {code} --release"))["sooner"], 1);
    let unknown = desk.run("scenario show Ferme");
    assert!(unknown.code == 1 && unknown.err.contains("Relance standard"), "{}", unknown.err);
    assert_eq!(desk.run("scenario bind Douce").code, 1);
}
