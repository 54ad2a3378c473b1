//! From an accounting file and a bank statement to reminders sent, by the program alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::contract::statement;
use crate::program::{Desk, IBAN, cents, python};

/// What Python's mail reader sees; the PDF is written beside the mail.
const READER: &str = r#"
import email, email.policy, json, pathlib, sys
mails = []
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    pdfs = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    for part in pdfs:
        path.with_suffix(".pdf").write_bytes(part.get_content())
    mails.append({
        "id": mail["Message-ID"], "to": mail["To"], "from": mail["From"], "subject": mail["Subject"],
        "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
        "pdfs": [part.get_filename() for part in pdfs], "pdf": str(path.with_suffix(".pdf")), "defects": len(mail.defects),
    })
print(json.dumps(mails))
"#;

/// A portfolio on its reference date, its ledger and its customers in the base of the firm that owns it.
fn portfolio() -> (Desk, Value) {
    let desk = Desk::on("2026-06-30");
    let expected = desk.object("generate --invoices 2000 --seed 42 -o p");
    let desk = desk.founded();
    let fec = expected["fec_files"][0].as_str().unwrap();
    let imported = desk.run(&format!("import p/customers.csv p/{fec} p/open_invoices.csv"));
    assert_eq!(imported.code, 0);
    for file in imported.objects() {
        assert_eq!((&file["rejected"], file["errors"].as_array().unwrap().len()), (&Value::from(0), 0), "{file}");
    }
    (desk, expected)
}

/// Items that are asked for, and by which action.
fn asked(night: &Value) -> BTreeSet<String> {
    let actions = night["actions"].as_array().unwrap().iter();
    actions.flat_map(|action| action["items"].as_array().unwrap()).map(|number| number.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_aged_balance_is_the_expected_one() {
    let (desk, expected) = portfolio();
    let aged = desk.object("ageing");
    let aged_cents = &expected["aged_cents"];
    for (ours, theirs) in
        [("not_due", "not_due"), ("1-30", "d1_30"), ("31-60", "d31_60"), ("61-90", "d61_90"), ("91-120", "d91_120"), ("120+", "d121_plus")]
    {
        assert_eq!(Some(cents(&aged["total"][ours])), aged_cents[theirs].as_i64(), "{ours}");
    }
    assert_eq!(Some(-cents(&aged["total"]["credits"])), expected["open_credit_notes_cents"].as_i64());
    assert_eq!(aged["total"]["total"], aged["ledger"]);
    assert_eq!(desk.object("doctor")["ok"], true);
}

#[test]
fn a_payment_between_the_dry_run_and_the_run_stops_the_reminder() {
    let (mut desk, _) = portfolio();
    desk.turn_to("2026-07-06");
    let first = desk.run("run --dry-run");
    assert_eq!(first.out, desk.run("run --dry-run").out, "a dry run changes nothing");
    let planned = asked(&first.object());
    let statement = desk.object("import p/statement.camt053.xml");
    assert_eq!(statement["kind"], "bank_statement");
    let matched = desk.object("match");
    let mut paid: BTreeMap<String, i64> = BTreeMap::new();
    for allocation in matched["allocations"].as_array().unwrap() {
        for item in allocation["items"].as_array().unwrap() {
            *paid.entry(item["number"].as_str().unwrap().to_owned()).or_default() += cents(&item["amount"]);
        }
    }
    let spared: Vec<&String> = planned.iter().filter(|number| paid.contains_key(*number)).collect();
    assert!(!spared.is_empty(), "the statement pays something that was about to be asked for");
    let night = desk.object("run");
    let asked = asked(&night);
    for number in spared {
        assert!(!asked.contains(number), "{number} was paid");
    }
    for _ in 0..9 {
        let again = desk.object("run");
        assert_eq!(again["actions"], night["actions"], "the same actions, once");
        assert_eq!((&again["outcomes"], &again["open_items"]), (&night["outcomes"], &night["open_items"]));
    }
    let sent = desk.object("run --send --yes --mail dir:mails");
    let mails = night["actions"].as_array().unwrap().iter().filter(|action| action["channel"] == "email").count() as u64;
    assert_eq!(sent["sent"]["sent"].as_u64(), Some(mails.min(50)));
    assert_eq!(desk.object("doctor")["ok"], true);
}

#[test]
fn a_payment_between_the_run_and_the_send_stops_the_message() {
    let desk = Desk::on("2026-06-30").founded().with_late_debtors(3);
    assert_eq!(desk.object("run")["actions"].as_array().unwrap().len(), 3);
    desk.write("s.xml", &statement("F0002", "102.50", "2026-06-30"));
    desk.object("import s.xml");
    assert_eq!(desk.object("match")["matched"], 1);
    let sent = desk.object("run --send --yes --mail dir:mails");
    assert_eq!(sent["sent"]["sent"], 2);
    let mails = python(READER, &[&desk.path("mails")]);
    assert!(mails.as_array().unwrap().iter().all(|mail| mail["to"] != "c2@client.example"), "{mails}");
}

fn end_of(command: &mut Command, program: &str) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{program} ({error}): run ./ci/install"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The payment codes on the pages of a PDF, decoded from their picture.
fn codes(pdf: &Path) -> String {
    let pages = pdf.with_extension("pages");
    std::fs::create_dir_all(&pages).unwrap();
    end_of(Command::new("pdftoppm").args(["-r", "150", "-png"]).arg(pdf).arg(pages.join("page")), "pdftoppm");
    let mut pictures: Vec<PathBuf> = std::fs::read_dir(&pages).unwrap().map(|entry| entry.unwrap().path()).collect();
    pictures.sort();
    let mut command = Command::new("zbarimg");
    let output =
        command.args(["--raw", "-q"]).args(&pictures).output().unwrap_or_else(|error| panic!("zbarimg ({error}): run ./ci/install"));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn messages_leave_once_and_are_what_the_debtor_expects() {
    let desk = Desk::on("2026-06-30").founded().with_late_debtors(55);
    let first = desk.object("run --send --yes --mail dir:mails");
    assert_eq!((&first["sent"]["sent"], &first["sent"]["left"]), (&Value::from(50), &Value::from(5)), "the first send is capped");
    let second = desk.object("run --send --mail dir:mails");
    assert_eq!((&second["sent"]["sent"], &second["sent"]["left"]), (&Value::from(5), &Value::from(0)));
    let third = desk.object("run --send --mail dir:mails");
    assert_eq!(third["sent"]["sent"], 0, "sent once");
    let mails = python(READER, &[&desk.path("mails")]);
    let mails = mails.as_array().unwrap();
    let text = |mail: &Value, key: &str| mail[key].as_str().unwrap().to_owned();
    assert_eq!(mails.len(), 55);
    assert_eq!(mails.iter().map(|mail| text(mail, "id")).collect::<BTreeSet<_>>().len(), 55);
    assert_eq!(mails.iter().map(|mail| text(mail, "to")).collect::<BTreeSet<_>>().len(), 55);
    for mail in mails {
        let debtor: usize = text(mail, "to").trim_start_matches('c').split('@').next().unwrap().parse().unwrap();
        assert_eq!(mail["defects"], 0);
        assert!(text(mail, "subject").starts_with("Rappel de règlement"), "{}", mail["subject"]);
        assert!(text(mail, "from").contains("compta@vasseur.example"));
        for body in ["text", "html"] {
            assert!(text(mail, body).contains(&format!("F{debtor:04}")), "{}", mail["to"]);
        }
        assert!(text(mail, "text").contains(&format!("{},50\u{a0}€", 100 + debtor)), "{}", mail["text"]);
        assert_eq!(mail["pdfs"].as_array().unwrap().len(), 1);
    }
    for mail in [&mails[0], &mails[54]] {
        let debtor: usize = text(mail, "to").trim_start_matches('c').split('@').next().unwrap().parse().unwrap();
        let pdf = PathBuf::from(text(mail, "pdf"));
        let words = String::from_utf8(end_of(Command::new("pdftotext").arg(&pdf).arg("-"), "pdftotext")).unwrap();
        assert!(words.contains(&format!("F{debtor:04}")) && words.contains("Ateliers Vasseur"), "{words}");
        let code = codes(&pdf);
        let lines: Vec<&str> = code.lines().collect();
        assert_eq!(lines[0], "BCD", "{code}");
        // The guideline lets the last zero of an amount be left out.
        assert!(lines.contains(&IBAN) && lines.contains(&format!("EUR{}.5", 100 + debtor).as_str()), "{code}");
    }
    assert_eq!(desk.object("doctor")["ok"], true);
}
