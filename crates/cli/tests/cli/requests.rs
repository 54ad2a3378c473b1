//! `requests`: shown, queued once, taken back.

use crate::program::Desk;

const TABLE: &str = "number;customer;customer_name;email;issue_date;due_date;gross;currency\n\
    F-1;C1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;100,00;EUR\n\
    F-2;C1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;50,00;EUR\n\
    F-4;C3;Sans Adresse;;2026-11-20;2026-12-20;70,00;EUR\n";

#[test]
fn requests_of_a_file_are_shown_queued_once_and_taken_back() {
    let desk = Desk::on("2026-11-24").founded();
    assert_eq!(desk.run("requests").code, 1, "nothing was brought in yet");
    desk.write("factures.csv", TABLE);
    desk.object("import factures.csv");
    let shown = desk.object("requests");
    assert_eq!((&shown["file"], &shown["date"]), (&"factures.csv".into(), &"2026-11-24".into()));
    assert_eq!((&shown["debtors"], &shown["items"], &shown["totals"]["EUR"]), (&1.into(), &2.into(), &"150.00".into()));
    assert_eq!((&shown["requests"][0]["debtor"], &shown["requests"][0]["amount"]), (&"C1".into(), &"150.00".into()));
    assert_eq!((&shown["left_out"][0]["debtor"], &shown["prepared"]), (&"C3".into(), &0.into()));
    assert_eq!(desk.object("requests factures.csv --prepare")["prepared"], 1);
    let again = desk.object("requests factures.csv --prepare");
    assert_eq!((&again["prepared"], &again["debtors"]), (&0.into(), &0.into()));
    assert_eq!(desk.object("requests --take-back")["taken_back"], 1);
    assert_eq!(desk.object("requests --take-back")["taken_back"], 0);
    let unknown = desk.run("requests autre.csv");
    assert!(unknown.code == 1 && unknown.err.contains("autre.csv"), "{}", unknown.err);
    assert_eq!(desk.typed("requests --prepare --take-back").code, 2);
}
