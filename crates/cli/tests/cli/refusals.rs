//! What is refused: the exit code, one French sentence on stderr that says what to do, nothing on stdout, and no secret anywhere.

use crate::program::{Desk, end};

const TODAY: &str = "2026-06-30";

/// One line, which says what to do next.
fn is_one_sentence(err: &str) -> bool {
    err.lines().count() == 1 && err.starts_with("quittance : ") && !err.contains("os error") && !err.contains("internal")
}

#[test]
fn failures_are_one_sentence_that_says_what_to_do() {
    let desk = Desk::on(TODAY).founded().with_late_debtors(2);
    desk.write("x.txt", "bonjour");
    desk.write("sans.csv", "code;name;kind;email\nS1;Sans Adresse SARL;company;s@client.example\n");
    desk.write("dues.csv", "number;customer;issue_date;due_date;gross\nS0001;S1;2026-05-01;2026-06-20;10.00\n");
    assert_eq!(desk.run("import sans.csv dues.csv").code, 0);
    desk.object("backup kept.backup");
    for (words, told) in [
        ("why personne", "code"),
        ("ageing --by planet", "attendu"),
        ("ageing --currency florins", "EUR"),
        ("letter poem --debtor K0001 -o p.pdf", "reminder"),
        ("letter reminder --debtor personne -o p.pdf", "code"),
        ("letter reminder --debtor K0001 -o absent/p.pdf", "écrit"),
        ("letter reminder --debtor S1 -o p.pdf", "adresse postale"),
        ("deadline --rule limit.nothing --from 2026-01-31", "limit.payment_order.opposition"),
        ("deadline --rule limit.payment_order.opposition --from 2019-12-31", "Vérifiez la date"),
        ("deadline --rule limit.payment_order.enforcement --from 2026-10-15 --decided-on 2026-08-31", "le mois d’opposition"),
        ("deadline --rule limit.payment_order.enforcement --from 2026-10-15 --decided-on 2026-10-16", "Corrigez"),
        ("deadline --rule limit.payment_order.opposition --from 2026-01-31 --zone moon", "alsace-moselle"),
        ("import absent.csv", "vérifiez"),
        ("import clients.csv absent.csv", "rien n’a été importé"),
        ("import --kind poem clients.csv", "attendu"),
        ("import --kind unreadable clients.csv", "attendu"),
        ("run --send", "--mail"),
        ("run --send --mail dir:mails", "--yes"),
        ("run --send --mail ftp://example.org", "Exemples"),
        ("--organisation nulle ageing", "nulle"),
        ("init --name Autre --siren 123", "SIREN"),
        ("init --name Vasseur --siren 725397285 --organisation ateliers-vasseur", "ateliers-vasseur"),
        ("restore kept.backup", "--data"),
        ("restore absent.backup --data other", "vérifiez"),
        ("restore x.txt --data other", "essayez"),
        ("ageing --data nowhere", "quittance init"),
        ("serve --listen nowhere", "--listen"),
        ("token create ERP --role chef", "accountant"),
        ("token create ERP --scopes lire", "read"),
        ("token create ERP --until 2020-01-01", "à venir"),
        ("token revoke x", "token list"),
    ] {
        let refused = desk.run(words);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{words}: {refused:?}");
        assert!(is_one_sentence(&refused.err) && refused.err.contains(told), "{words}: {}", refused.err);
    }
    assert!(!desk.path("nowhere").exists(), "a question leaves no base behind");
}

#[test]
fn a_creditor_without_its_mentions_writes_to_nobody() {
    let desk = Desk::on(TODAY).with_late_debtors(2);
    desk.object("run");
    let letter = desk.run("letter reminder --debtor K0001 -o l.pdf");
    let mail = desk.run("run --send --yes --mail dir:mails");
    for refused in [&letter, &mail] {
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
        assert!(is_one_sentence(&refused.err) && refused.err.contains("SIREN"), "the mention is named: {}", refused.err);
    }
    assert!(!desk.path("l.pdf").exists() && !desk.path("mails").exists());
}

#[test]
fn wrong_usage_ends_with_two() {
    let desk = Desk::on(TODAY);
    for words in [
        "frobnicate",
        "ageing --today 2026-13-01",
        "ageing --format yaml",
        "inspect",
        "run --dry-run --send",
        "letter reminder",
        "deadline --rule limit.payment_order.opposition",
        "deadline --rule limit.payment_order.opposition --from demain",
        "deadline --list --rule limit.payment_order.opposition",
        "init --name X",
    ] {
        let wrong = desk.typed(words);
        assert_eq!((wrong.code, wrong.out.as_str()), (2, ""), "{words}: {wrong:?}");
        assert!(!wrong.err.is_empty());
    }
}

#[test]
fn help_is_french_and_has_an_example() {
    let desk = Desk::on(TODAY);
    let commands = [
        "demo", "init", "serve", "worker", "inspect", "import", "match", "run", "why", "ageing", "deadline", "letter", "doctor", "backup",
        "restore", "verify", "generate",
    ];
    let whole = desk.typed("--help");
    assert_eq!(whole.code, 0);
    for command in commands {
        assert!(whole.out.contains(&format!("\n  {command} ")), "{command} in {}", whole.out);
        let help = desk.typed(&format!("{command} --help"));
        assert_eq!(help.code, 0);
        assert!(help.out.contains(&format!("Exemple : quittance {command}")), "{}", help.out);
        assert_eq!(desk.typed(&format!("{command} -h")).out, help.out, "{command}");
        for english in ["Usage", "Print", "default:", "possible values", "Possible values", "[env", "Commands", "For people"] {
            assert!(!help.out.contains(english) && !whole.out.contains(english), "{english} in {}", help.out);
        }
    }
    let version = desk.typed("--version");
    assert_eq!((version.code, version.out.trim()), (0, concat!("quittance ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn secrets_are_shown_nowhere() {
    const SECRET: &str = "s3cr3t-W0rd";
    let desk = Desk::on(TODAY).founded().with_late_debtors(2);
    for mail in [
        format!("smtps://robot:{SECRET}@127.0.0.1:1"),
        format!("smtp://robot:{SECRET}@127.0.0.1:1"),
        format!("smtp://robot:{SECRET}@mail.example?tls=maybe"),
        format!("http://robot:{SECRET}@mail.example"),
        format!("smtp://robot:{SECRET}/x@mail.example"),
    ] {
        let typed = desk.run(&format!("run --send --yes --mail {mail}"));
        let mut set = desk.command("run --send --yes");
        set.env("QUITTANCE_MAIL", &mail).env("QUITTANCE_LOG", "trace");
        for ended in [typed, end(set)] {
            assert_eq!(ended.code, 1, "nothing left: {}", ended.err);
            assert!(!ended.out.contains(SECRET) && !ended.err.contains(SECRET), "{mail}: {ended:?}");
        }
    }
    // A server that refuses the log-in has seen the password; the log, at its most talkative, has not.
    let sink = testkit::smtp_sink::smtp_sink(&["--auth", "robot:another"]);
    let mut refused = desk.command(&format!("run --send --yes --mail smtp://robot:{SECRET}@127.0.0.1:{}", sink.port()));
    refused.env("QUITTANCE_LOG", "trace");
    let ended = end(refused);
    assert_eq!(ended.code, 1, "{}", ended.err);
    // « \0robot\0s3cr3t-W0rd » and the password alone, as SMTP carries them.
    for carried in [SECRET, "AHJvYm90AHMzY3IzdC1XMHJk", "czNjcjN0LVcwcmQ"] {
        assert!(!ended.out.contains(carried) && !ended.err.contains(carried), "{carried}: {}", ended.err);
    }
    assert_eq!(sink.messages().len(), 0);
    let mut base = desk.command("ageing");
    base.env("QUITTANCE_DATABASE", format!("postgre://robot:{SECRET}@127.0.0.1:1/x")).env("QUITTANCE_LOG", "trace");
    let ended = end(base);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(!ended.err.contains(SECRET) && ended.err.contains("--database"), "{}", ended.err);
    let mut help = desk.command("run --help");
    help.env("QUITTANCE_MAIL", format!("smtps://robot:{SECRET}@mail.example")).env("QUITTANCE_PASSWORD", SECRET);
    assert!(!end(help).out.contains(SECRET));
    desk.write("quittance-data/quittance.toml", &format!("mail = \"smtps://robot:{SECRET}@127.0.0.1:1\"\nmial = \"{SECRET}\"\n"));
    let ended = desk.run("run");
    assert!(ended.code == 1 && !ended.err.contains(SECRET), "{}", ended.err);
}
