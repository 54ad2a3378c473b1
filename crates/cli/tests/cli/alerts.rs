//! Alerts by command: set as the page sets them, shown with who meets them, looked at now, removed.

use serde_json::json;

use crate::program::{Desk, keys};

#[test]
fn alerts_are_set_shown_looked_at_and_removed() {
    let desk = Desk::on("2026-06-30").founded().with_late_debtors(3);
    let always = desk.object("alerts list");
    assert_eq!(always["alerts"].as_array().unwrap().len(), 1);
    let first = &always["alerts"][0];
    assert_eq!(keys(first), ["accounts", "always", "condition", "created_by", "email", "id", "late", "looked_at", "name"]);
    assert_eq!((&first["always"], &first["accounts"], &first["condition"]["days_late"]), (&json!(true), &json!(0), &json!(121)));

    for (wrong, code) in [("", 1), (" --min-late x", 1), (" --min-late 0", 1), (" --days-late 0", 2), (" --days-late 5 --email x", 1)] {
        let refused = desk.run(&format!("alerts create{wrong}"));
        assert_eq!((refused.code, refused.out.as_str()), (code, ""), "{wrong}: {refused:?}");
    }
    let outsider = desk.run("alerts create --days-late 5 --email quelquun@ailleurs.example");
    assert_eq!(outsider.code, 1, "{outsider:?}");
    let tried = desk.object("alerts create --min-late 102 --dry-run");
    assert_eq!((&tried["id"], &tried["accounts"]), (&json!(null), &json!(2)));
    assert_eq!(tried["late"], json!([{"currency": "EUR", "amount": "206.00"}]));
    assert_eq!(desk.object("alerts list")["alerts"].as_array().unwrap().len(), 1, "nothing was written");

    let made = desk.object("alerts create --min-late 102 --days-late 5 --name Gros --email compta@vasseur.example");
    assert_eq!(made["accounts"], 2);
    let shown = desk.object("alerts show gros");
    assert_eq!((&shown["id"], &shown["email"]), (&made["id"], &json!("compta@vasseur.example")));
    assert_eq!(shown["condition"], json!({"min_late": "102.00", "silent_days": null, "days_late": 5, "category": "", "collector": ""}));
    let debtor = &shown["debtors"][0];
    assert_eq!(keys(debtor), ["collector", "currency", "debtor", "last_contact", "late", "name", "oldest_days"]);
    assert_eq!((&debtor["debtor"], &debtor["late"], &debtor["oldest_days"]), (&json!("K0003"), &json!("103.50"), &json!(10)));
    assert_eq!(desk.object("alerts run"), json!({"new": 2}));
    assert_eq!(desk.object("alerts run"), json!({"new": 0}));
    assert_eq!(desk.object("alerts show Gros")["looked_at"], "2026-06-30");

    let other = desk.object("alerts create --min-late 103 --name gros");
    assert_eq!(desk.run("alerts remove Gros").code, 1, "two of that name");
    assert_eq!(desk.object(&format!("alerts remove {}", other["id"].as_str().unwrap())), json!({"removed": other["id"]}));
    assert_eq!(desk.object("alerts remove Gros")["removed"], made["id"]);
    assert_eq!(desk.run("alerts remove Gros").code, 1);
    assert_eq!(desk.run(&format!("alerts remove {}", first["id"].as_str().unwrap())).code, 1, "that one is always there");
    assert_eq!(desk.object("doctor")["ok"], true);
}
