//! Keys and shapes of what each command prints. A change here breaks somebody's script.

use serde_json::{Value, json};

use crate::program::{Desk, cents, keys};

const TODAY: &str = "2026-06-30";
const BUCKETS: [&str; 7] = ["not_due", "1-30", "31-60", "61-90", "91-120", "120+", "credits"];

/// What a camt.053 of one credit looks like.
pub(crate) fn statement(label: &str, amount: &str, date: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>S</MsgId><CreDtTm>{date}T06:00:00+02:00</CreDtTm></GrpHdr>
<Stmt><Id>S</Id><CreDtTm>{date}T06:00:00+02:00</CreDtTm>
<Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{date}</Dt></BookgDt>
<ValDt><Dt>{date}</Dt></ValDt><AcctSvcrRef>REF-{label}</AcctSvcrRef>
<NtryDtls><TxDtls><RmtInf><Ustrd>{label}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"#,
        crate::program::IBAN
    )
}

const FEC: &str = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise
VE|Ventes|1|20260501|411000|Clients|K0001|Client 1 SARL|F9001|20260501|Facture F9001|120,00|0,00|||20260501||
VE|Ventes|1|20260501|707000|Ventes|||F9001|20260501|Facture F9001|0,00|120,00|||20260501||
";

#[test]
fn the_demonstration() {
    let desk = Desk::on("2026-09-18");
    let built = desk.object("demo --no-serve");
    assert_eq!(keys(&built), ["debtors", "invoices", "messages", "organisation", "overdue", "url"]);
    assert_eq!(built["organisation"], "demo");
    assert!(cents(&built["overdue"]) > 0 && built["debtors"].as_u64() > Some(100) && built["messages"].as_u64() > Some(0), "{built}");
    assert_eq!(built["url"], Value::Null, "nothing listens");
    let mails = std::fs::read_dir(desk.path("quittance-demo/courriels")).unwrap();
    assert!(mails.count() as u64 >= built["messages"].as_u64().unwrap());
    assert_eq!(desk.object("doctor --data quittance-demo")["ok"], true);
    let contested = desk.object("disputes list --all --data quittance-demo");
    assert_eq!(keys(&contested), ["disputes", "held", "late", "living"]);
    let first = &contested["disputes"][0];
    assert_eq!(
        keys(first),
        [
            "age",
            "claimed",
            "closed_on",
            "currency",
            "debtor",
            "due_on",
            "held",
            "id",
            "late_days",
            "note",
            "numbers",
            "opened_on",
            "outcome",
            "owner_name",
            "owner_role",
            "reason",
            "state"
        ]
    );
    let shown = desk.object(&format!("disputes show {} --data quittance-demo", first["id"].as_str().unwrap()));
    assert_eq!((&shown["id"], shown["items"].as_array().map(Vec::len)), (&first["id"], first["numbers"].as_array().map(Vec::len)));
    assert!(shown["history"][0]["kind"] == "opened", "{shown}");
    assert_eq!(desk.run("disputes show rien --data quittance-demo").code, 1);
    let refused = desk.run("demo --no-serve --data .");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("autre chose qu’une démonstration"), "{}", refused.err);
}

#[test]
fn inspect_says_what_each_kind_of_file_holds() {
    let desk = Desk::on(TODAY);
    desk.write("f.txt", FEC);
    desk.write("c.csv", "code;name;email\nC1;Martin SARL;a@b.fr\n");
    desk.write("i.csv", "number;customer;issue_date;due_date;gross\nF1;C1;2026-05-01;2026-06-01;12.00\n");
    desk.write("s.xml", &statement("F1", "12.00", "2026-06-02"));
    desk.write("x.txt", "bonjour");
    let seen = desk.run("inspect f.txt c.csv i.csv s.xml x.txt absent.csv");
    assert_eq!(seen.code, 0, "something was readable");
    let seen = seen.objects();
    let kinds: Vec<&str> = seen.iter().map(|file| file["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["fec", "customers", "invoices", "bank_statement", "unreadable", "unreadable"]);
    let common = ["errors", "file", "format", "kind", "warnings"];
    let with = |more: &[&'static str]| {
        let mut all: Vec<&str> = common.iter().chain(more).copied().collect();
        all.sort_unstable();
        all
    };
    let fec = ["lines", "debit", "credit", "from", "to", "balanced", "customers", "unlettered"];
    assert_eq!(keys(&seen[0]), with(&fec));
    assert_eq!(seen[0]["customers"], json!([{"account": "K0001", "name": "Client 1 SARL", "balance": "120.00", "open_items": 1}]));
    assert_eq!(seen[0]["unlettered"], json!({"lines": 1, "amount": "120.00"}));
    assert_eq!((&seen[0]["debit"], &seen[0]["from"], &seen[0]["balanced"]), (&json!("120.00"), &json!("2026-05-01"), &json!(true)));
    for table in &seen[1..3] {
        assert_eq!(keys(table), with(&["columns", "rows"]));
        assert_eq!(table["rows"], 1);
    }
    assert_eq!(seen[2]["columns"]["number"], "number");
    assert_eq!(keys(&seen[3]), with(&["statements"]));
    let statement = &seen[3]["statements"][0];
    assert_eq!(keys(statement), ["account", "closing", "currency", "entries", "opening"]);
    assert_eq!(statement["closing"], json!({"date": "2026-06-02", "amount": "12.00"}));
    for key in ["booking_date", "value_date", "amount", "currency", "status", "label", "reference", "counterparty", "counterparty_iban"] {
        assert!(statement["entries"][0].get(key).is_some(), "{key}");
    }
    assert!(statement["entries"][0].get("end_to_end_id").is_some() && statement["entries"][0]["reversal"] == false);
    for unreadable in &seen[4..] {
        assert_eq!(keys(unreadable), common);
        assert!(unreadable["errors"][0]["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    assert_eq!(desk.run("inspect x.txt absent.csv").code, 1, "nothing was readable");
}

#[test]
fn import_counts_and_creates_the_default_organisation() {
    let desk = Desk::on(TODAY);
    desk.write("c.csv", "code;name;email\nC1;Martin SARL;a@b.fr\nC2;Durand;pas une adresse\n");
    desk.write("x.txt", "bonjour");
    let expected = ["created", "errors", "file", "kind", "read", "rejected", "unchanged", "updated"];
    let has_them = |file: &Value| expected.iter().all(|key| file.get(key).is_some());
    let dry = desk.object("import --dry-run c.csv");
    assert!(has_them(&dry) && dry["created"] == 2, "{dry}");
    let first = desk.run("import c.csv x.txt");
    assert_eq!(first.code, 0);
    let first = first.objects();
    assert!(first.iter().all(has_them), "{first:?}");
    assert_eq!((&first[0]["kind"], &first[0]["created"]), (&json!("customers"), &json!(2)));
    assert_eq!(first[1]["kind"], "unreadable");
    for error in first[0]["errors"].as_array().unwrap().iter().chain(first[0]["warnings"].as_array().unwrap()) {
        assert_eq!(keys(error), ["field", "line", "message"]);
        assert_eq!(error["line"], 3, "the line as an editor numbers it");
    }
    let second = desk.object("import c.csv");
    assert_eq!((&second["created"], &second["updated"], &second["unchanged"]), (&json!(0), &json!(0), &json!(2)));
    assert_eq!(desk.run("import x.txt").code, 1, "nothing was readable");
    assert_eq!(desk.run("--organisation default ageing").code, 0);
}

#[test]
fn match_gives_items_and_residual_that_make_the_transaction() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(3);
    desk.write("more.csv", "number;customer;issue_date;due_date;gross\nF9001;K0001;2026-05-01;2026-06-20;98.50\n");
    assert_eq!(desk.object("import more.csv")["created"], 1);
    desk.write("s.xml", &statement("F0001 F9001", "200.00", "2026-06-29"));
    desk.write("t.xml", &statement("REGLEMENT", "77.00", "2026-06-29"));
    let before = desk.object("ageing")["ledger"].clone();
    for file in desk.run("import s.xml t.xml").objects() {
        assert_eq!(file["created"], 1);
    }
    assert_eq!(desk.object("ageing")["ledger"], before, "import never matches");
    let dry = desk.object("match --dry-run");
    assert_eq!(keys(&dry), ["allocations", "matched", "partial", "proposals", "to_identify", "transactions"]);
    let done = desk.object("match");
    assert_eq!(dry, done, "the dry run told it");
    assert_eq!((&done["transactions"], &done["matched"], &done["to_identify"]), (&json!(2), &json!(1), &json!(1)));
    let allocation = &done["allocations"][0];
    assert_eq!(keys(allocation), ["confidence", "items", "missing", "reason", "reasons", "residual", "runner_up", "transaction"]);
    assert_eq!(allocation["transaction"], "REF-F0001 F9001");
    let items: i64 = allocation["items"].as_array().unwrap().iter().map(|item| cents(&item["amount"])).sum();
    assert_eq!(items + cents(&allocation["residual"]), 20_000);
    assert_eq!(cents(&desk.object("ageing")["ledger"]), cents(&before) - 20_000);
    assert_eq!(desk.object("match")["allocations"], json!([]), "once");
}

#[test]
fn the_night_counts_every_item_once() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(4);
    let action_keys = |night: &Value| {
        for action in night["actions"].as_array().unwrap() {
            for key in ["debtor", "step", "channel", "items", "amount"] {
                assert!(action.get(key).is_some(), "{action}");
            }
            assert!(cents(&action["amount"]) > 0);
        }
    };
    let sums = |night: &Value| {
        assert_eq!(keys(&night["outcomes"]), ["exhausted", "hold", "not_yet", "send"]);
        let outcomes: u64 = night["outcomes"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(Some(outcomes), night["open_items"].as_u64());
        let held: u64 = night["holds"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(Some(held), night["outcomes"]["hold"].as_u64());
    };
    let dry = desk.object("run --dry-run");
    assert_eq!(keys(&dry), ["actions", "date", "holds", "open_items", "outcomes"]);
    assert_eq!(dry["date"], TODAY);
    assert_eq!(dry["actions"].as_array().unwrap().len(), 4);
    let run = desk.object("run");
    let sent = desk.object("run --send --yes --mail dir:mails");
    for night in [&dry, &run, &sent] {
        action_keys(night);
        sums(night);
        assert_eq!(night["actions"], dry["actions"]);
    }
    assert_eq!(keys(&sent["sent"]), ["cancelled", "failed", "left", "sent", "unknown"]);
    assert_eq!(std::fs::read_dir(desk.path("mails")).unwrap().count(), 4);
}

#[test]
fn questions_about_the_debtors() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(3);
    let why = desk.object("why K0002");
    assert_eq!(keys(&why), ["debtor", "items"]);
    assert_eq!(
        why["items"],
        json!([{"number": "F0002", "outcome": "send", "reason": null, "until": null, "step": "reminder_1", "channel": "email", "scenario": "Relance standard", "because": "scénario par défaut"}])
    );
    let lacking = desk.object("preflight K0002");
    assert_eq!(keys(&lacking), ["debtor", "insolvent_on", "items"]);
    let claim = &lacking["items"][0];
    assert_eq!(keys(claim), ["article", "checks", "clear", "kind", "number", "pending", "possible", "start", "start_source", "watch"]);
    assert_eq!((&claim["number"], &claim["clear"], &claim["pending"]), (&json!("F0002"), &json!(false), &Value::Null));
    let checks: Vec<&Value> = claim["checks"].as_array().unwrap().iter().map(|check| &check["check"]).collect();
    assert_eq!(checks, ["document", "debtor", "kind", "dispute", "amount", "due", "insolvency", "limitation"]);
    assert_eq!(claim["checks"][0], json!({"check": "document", "status": "missing", "finding": "document_missing"}));
    assert!(desk.typed("preflight K0002").out.contains("date à surveiller"));
    for by in ["debtor", "category", "collector"] {
        let aged = desk.object(&format!("ageing --by {by}"));
        assert_eq!(keys(&aged), ["as_of", "buckets", "currency", "ledger", "rows", "total"]);
        assert_eq!((&aged["as_of"], &aged["currency"], &aged["buckets"]), (&json!(TODAY), &json!("EUR"), &json!(BUCKETS)));
        let across = |row: &Value| BUCKETS.iter().map(|bucket| cents(&row[*bucket])).sum::<i64>();
        for row in aged["rows"].as_array().unwrap() {
            assert!(row["debtor"].is_string() && row["name"].is_string());
            assert_eq!(across(row), cents(&row["total"]));
        }
        assert_eq!(across(&aged["total"]), cents(&aged["ledger"]));
        assert_eq!(aged["total"]["total"], aged["ledger"]);
        assert_eq!(aged["ledger"], "307.50");
    }
    let letter = desk.object("letter reminder --debtor K0003 -o lettre.pdf");
    assert_eq!(letter["file"], "lettre.pdf");
    assert!(std::fs::read(desk.path("lettre.pdf")).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_time_limit_is_computed_without_a_base() {
    let desk = Desk::on(TODAY);
    // Rule, start, options, `to`, `raw`, first day of ours.
    for (rule, from, options, to, raw, act_from) in [
        ("payment_order.opposition", "2026-01-31", "", "2026-03-02", "2026-02-28", Some("2026-03-03")),
        ("payment_order.opposition", "2026-09-15", "--zone abroad", "2026-12-15", "2026-12-15", Some("2026-12-16")),
        ("payment_order.service", "2026-08-31", "", "2027-03-01", "2027-02-28", None),
        ("payment_order.service", "2026-09-25", "--zone mainland", "2026-12-28", "2026-12-25", None),
        ("insolvency.proof_of_debt", "2026-06-15", "--zone overseas", "2026-10-15", "2026-10-15", None),
        ("suit.commercial.filing", "2024-07-31", "", "2024-07-22", "2024-07-22", None),
        ("suit.commercial.service", "2026-12-15", "--zone alsace-moselle", "2026-11-27", "2026-11-29", None),
        ("payment_order.enforcement", "2026-10-31", "--decided-on 2026-10-01", "2026-12-31", "2026-12-31", Some("2027-01-01")),
    ] {
        let found = desk.object(format!("deadline --rule limit.{rule} --from {from} {options}").trim_end());
        assert_eq!(keys(&found), ["act_from", "article", "explanation", "from", "purpose", "raw", "rule", "to", "verified"]);
        let expected = json!([format!("limit.{rule}"), from, to, raw, act_from]);
        assert_eq!(json!([found["rule"], found["from"], found["to"], found["raw"], found["act_from"]]), expected);
        let (article, explanation) = (found["article"].as_str().unwrap(), found["explanation"].as_str().unwrap());
        assert!(explanation.contains(article) && explanation.contains("Départ"), "{found}");
    }
    let known = desk.object("deadline --list");
    let rules = known["rules"].as_array().unwrap();
    assert!(rules.len() > 20 && rules.iter().all(|rule| keys(rule) == ["label", "purpose", "rule", "spans", "start"]), "{known}");
    let text = desk.typed("deadline --list");
    assert!(
        text.code == 0 && text.out.contains("limit.payment_order.service") && text.out.contains("6\u{a0}mois puis 3\u{a0}mois"),
        "{}",
        text.out
    );
    let one = desk.typed("deadline --rule limit.payment_order.service --from 2026-09-25");
    assert!(one.out.contains("Terme : lundi 28\u{a0}décembre 2026") && one.out.contains("- Départ"), "{}", one.out);
    assert!(!desk.path("quittance-data").exists(), "no base is left behind");
}

#[test]
fn what_is_kept_comes_back() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(3);
    desk.object("run --send --yes --mail dir:mails");
    let health = desk.object("doctor");
    assert_eq!(keys(&health), ["checks", "ok"]);
    assert_eq!(health["ok"], true, "{health}");
    assert!(
        health["checks"]
            .as_array()
            .unwrap()
            .iter()
            .all(|check| keys(check) == ["counted", "detail", "law", "milliseconds", "name", "ok", "rows"])
    );
    let verified = desk.object("verify");
    assert_eq!(verified["ok"], true);
    let saved = desk.object("backup kept.backup");
    let restored = desk.object("restore kept.backup --data elsewhere");
    assert_eq!((&restored["rows"], &restored["documents"]), (&saved["rows"], &saved["documents"]));
    for question in ["ageing", "preflight K0001"] {
        assert_eq!(desk.object(&format!("{question} --data elsewhere")), desk.object(question), "{question}");
    }
    // Everything stands still there until a person has looked, and the journal says so.
    let (there, here) = (desk.object("verify --data elsewhere"), desk.object("verify"));
    assert_eq!((&there["ok"], there["entries"].as_i64()), (&json!(true), here["entries"].as_i64().map(|entries| entries + 1)));
    assert_eq!(desk.object("doctor --data elsewhere")["ok"], true);
    let dry = desk.object("run --dry-run --data elsewhere");
    assert_eq!(dry["actions"], json!([]), "{dry}");
}

#[test]
fn generate_gives_the_same_bytes_for_the_same_seed() {
    let desk = Desk::on(TODAY);
    let told = desk.object("generate --invoices 500 --seed 7 -o one");
    desk.object("generate --invoices 500 --seed 7 -o two");
    let written: Value = serde_json::from_slice(&std::fs::read(desk.path("one/expected.json")).unwrap()).unwrap();
    assert_eq!(told, written);
    for name in ["customers.csv", "open_invoices.csv", "invoices_history.csv", "statement.camt053.xml", "company.json"] {
        let read = |folder: &str| std::fs::read(desk.path(folder).join(name)).unwrap();
        assert_eq!(read("one"), read("two"), "{name}");
    }
}

#[test]
fn options_stand_before_or_after_the_command() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(2);
    let base = desk.typed("ageing --data quittance-data --format json --today 2026-06-30 --organisation ateliers-vasseur");
    assert_eq!(base.code, 0, "{base:?}");
    for words in [
        "--data quittance-data --format json --today 2026-06-30 --organisation ateliers-vasseur ageing",
        "--format json ageing --today 2026-06-30",
        "--today 2026-06-30 ageing --format json",
    ] {
        assert_eq!(desk.typed(words).out, base.out, "{words}");
    }
    let text = desk.typed("ageing --today 2026-06-30");
    assert!(text.out.contains("Total au 30/06/2026") && text.out.contains("204,00"), "{}", text.out);
    let table = desk.typed("ageing --today 2026-06-30 --format csv");
    assert_eq!(table.out.lines().filter(|line| line.contains("K000")).count(), 2, "{}", table.out);
}

#[test]
fn export_gives_the_entries_of_a_period() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(1);
    let exported = desk.object("export entries --from 2026-01-01");
    assert_eq!(keys(&exported), ["entries", "from", "to"]);
    assert_eq!(exported, json!({"from": "2026-01-01", "to": TODAY, "entries": []}), "nothing was given up yet");
    let file = desk.typed("export entries --format csv");
    assert_eq!((file.code, file.out.trim_end().split(';').count()), (0, 18), "the head alone: {file:?}");
    let refused = desk.run("export debtors");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("entries"), "{}", refused.err);
}

#[test]
fn interest_is_a_proof_sheet_without_a_base() {
    let desk = Desk::on(TODAY);
    let sheet = desk.object("interest --amount 10000 --due 2026-05-01 --until 2026-09-03 --payment 2026-07-01=4000");
    let expected = ["convention", "indemnity", "interest", "interest_unpaid", "lines", "principal_left", "total", "until"];
    assert_eq!(keys(&sheet), expected);
    let told =
        json!({"interest": sheet["interest"], "indemnity": sheet["indemnity"], "total": sheet["total"], "convention": sheet["convention"]});
    assert_eq!(told, json!({"interest": "338.00", "indemnity": "40.00", "total": "6378.00", "convention": "ACT/365"}));
    let lines = sheet["lines"].as_array().unwrap();
    assert_eq!(keys(&lines[0]), ["amount", "base", "days", "from", "rate", "source", "to"]);
    assert_eq!((&lines[0]["from"], &lines[0]["to"], &lines[0]["days"]), (&json!("2026-05-02"), &json!("2026-06-30"), &json!(60)));
    assert_eq!((&lines[2]["base"], &lines[2]["rate"], &lines[2]["amount"]), (&json!("6203.13"), &json!("12.40"), &json!("134.87")));

    // arguments, interest, indemnity, total
    let cases = [
        ("--amount 850 --due 2026-02-10 --until 2026-09-10 --debtor-kind consumer", "13.15", "0.00", "863.15"),
        ("--amount 850 --due 2026-02-10 --until 2026-09-10 --debtor-kind consumer --creditor individual", "33.22", "0.00", "883.22"),
        ("--amount 15000 --due 2026-06-30 --until 2026-09-20 --debtor-kind public", "350.47", "40.00", "15390.47"),
        ("--amount 1500 --due 2026-03-31 --until 2026-10-31 --rate 5", "43.97", "40.00", "1583.97"),
        ("--amount 10000 --due 2024-02-15 --until 2024-03-15 --convention ACT/ACT", "114.89", "40.00", "10154.89"),
        ("--amount 12500 --due 2025-11-05 --until 2026-06-30 --rate legal --enforceable 2025-11-05", "516.71", "40.00", "13056.71"),
        ("--amount 7200 --due 2026-05-31 --until 2026-11-22 --insolvency 2026-08-18", "189.31", "40.00", "7429.31"),
        ("--amount 3000 --due 2025-01-31 --until 2025-06-30 --credit 2025-03-31=600", "142.45", "40.00", "2582.45"),
        ("--amount 1200 --due 2026-06-30 --until 2026-06-30", "0.00", "0.00", "1200.00"),
    ];
    for (arguments, interest, indemnity, total) in cases {
        let sheet = desk.object(&format!("interest {arguments}"));
        let told = [&sheet["interest"], &sheet["indemnity"], &sheet["total"]];
        assert_eq!(told, [&json!(interest), &json!(indemnity), &json!(total)], "{arguments}");
    }
    let refusals = [
        ("--amount 850 --due 2026-02-10 --until 2026-09-10 --debtor-kind consumer --rate default", "L441-10"),
        ("--amount 100 --due 2026-11-30 --until 2027-01-01", "1er\u{a0}semestre\u{a0}2027"),
        ("--amount douze --due 2026-02-10 --until 2026-09-10", "n’est pas un montant"),
        ("--amount -5 --due 2026-02-10 --until 2026-09-10", "n’est pas un montant"),
        ("--amount 5 --due 2026-02-10 --until 2026-09-10 --payment hier", "DATE=MONTANT"),
        ("--amount 5 --due 2026-02-10 --until 2026-09-10 --rate cher", "attendu legal, default"),
    ];
    for (arguments, said) in refusals {
        let refused = desk.run(&format!("interest {arguments}"));
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{arguments}");
        assert!(refused.err.contains(said), "{arguments}: {}", refused.err);
    }
    assert!(!desk.path("quittance-data").exists(), "nothing is left behind");
}

#[test]
fn law_lists_what_is_in_force() {
    let desk = Desk::on("2026-11-25");
    let law = desk.object("law");
    assert_eq!(keys(&law), ["ending_soon", "in_force", "on", "unverified"]);
    let row = |key: &str| law["in_force"].as_array().unwrap().iter().find(|row| row["key"] == key).cloned().unwrap();
    assert_eq!(row("rate.refi")["value"], "2,40\u{a0}%");
    assert_eq!(row("indemnity.fixed")["article"], "C. com., art. D441-5");
    assert!(law["ending_soon"].as_array().unwrap().iter().any(|row| row["key"] == "rate.refi" && row["to"] == "2026-12-31"));
    assert!(!law["unverified"].as_array().unwrap().is_empty());
}

#[test]
fn keys_of_the_api_are_made_listed_and_taken_back() {
    let desk = Desk::on(TODAY).founded();
    let made = desk.object("token create ERP --scopes push,match --until 2027-12-31");
    assert_eq!(keys(&made), ["token"]);
    let key = made["token"].as_str().unwrap().to_owned();
    let line = desk.object("token list");
    assert_eq!(keys(&line), ["created_at", "expires_at", "hint", "id", "last_used_at", "name", "role", "scopes", "state"]);
    assert_eq!((&line["name"], &line["role"], &line["state"]), (&"ERP".into(), &"accountant".into(), &"in_force".into()));
    assert_eq!(line["scopes"], serde_json::json!(["push", "match"]));
    assert!(key.starts_with("qt_") && key.ends_with(line["hint"].as_str().unwrap()));
    let id = line["id"].as_str().unwrap();
    assert_eq!(desk.object(&format!("token revoke {id}"))["revoked"], *id);
    assert_eq!(desk.object("token list")["state"], "revoked");
    assert_eq!(desk.run(&format!("token revoke {id}")).code, 1, "once");
}
