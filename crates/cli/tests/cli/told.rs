//! Secrets on the command line: from standard input or a file, never from an argument.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::json;
use testkit::imap::{PASSWORD, imap_authority, imap_mailbox, imaps_port};

use crate::program::{Desk, Ended, end};

/// Runs a command with a text on its standard input.
fn told(desk: &Desk, words: &str, text: &str) -> Ended {
    let mut command = desk.command(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_first_password_is_read_and_never_an_argument() {
    let desk = Desk::on("2026-06-30");
    let init = "init --name Atelier --siren 725397285 --email a@atelier.example";
    let argument = desk.run(&format!("{init} --password phrase-de-passe"));
    assert_eq!((argument.code, argument.out.as_str()), (2, ""));
    assert!(argument.err.contains("--password-stdin") && !argument.err.contains("phrase-de-passe"), "{}", argument.err);
    assert!(!desk.path("quittance-data").exists(), "nothing was made");
    let short = told(&desk, &format!("{init} --password-stdin"), "court\n");
    assert!(short.code == 1 && short.err.contains("mot de passe") && !short.err.contains("court"), "{short:?}");
    let none = told(&desk, &format!("{init} --password-stdin"), "\n");
    assert!(none.code == 1 && none.err.contains("vide"), "{none:?}");
    desk.write("mot.txt", "une phrase de passe\r\n");
    let both = desk.run(&format!("{init} --password-stdin --password-file mot.txt"));
    assert_eq!(both.code, 2, "{both:?}");
    assert_eq!(desk.run(&format!("{init} --password-file absent.txt")).code, 1);
    let read = desk.run(&format!("{init} --password-file mot.txt"));
    assert_eq!((read.code, read.err.as_str()), (0, ""), "no password was drawn");
}

#[test]
fn a_mail_server_is_told_on_standard_input_or_by_a_file() {
    let desk = Desk::on("2026-06-30").founded().with_late_debtors(2);
    let sink = testkit::smtp_sink::smtp_sink(&["--auth", "robot:s3cr3t-W0rd"]);
    let address = format!("smtp://robot:s3cr3t-W0rd@127.0.0.1:{}", sink.port());
    let dry = told(&desk, "run --dry-run --mail-stdin", &format!("{address}\n"));
    assert_eq!(dry.code, 0, "{dry:?}");
    let sent = told(&desk, "run --send --yes --mail-stdin", &format!("{address}\n"));
    assert_eq!((sent.code, sink.messages().len()), (0, 2), "{sent:?}");
    desk.write("envoi.txt", &address.replace("s3cr3t-W0rd", "autre"));
    let read = desk.run("run --mail-file envoi.txt");
    assert!(read.code == 0 && !read.err.contains("argument"), "{read:?}");
    let warned = desk.run(&format!("run --dry-run --mail {address}"));
    assert!(warned.code == 0 && warned.err.contains("--mail-file") && !warned.err.contains("s3cr3t"), "{}", warned.err);
}

#[test]
fn each_channel_takes_its_secrets_from_a_file_or_standard_input() {
    let desk = Desk::on("2026-06-30").founded();
    desk.write("quittance-data/quittance.toml", "mailbox_private = true\npost_private = true\nsms_private = true\n");
    let inbox = imap_mailbox();
    let mail = format!("mail set 127.0.0.1 --port {} --login {} --ca {}", imaps_port(), inbox.user(), imap_authority());
    let wrong = told(&desk, &format!("{mail} --secret-stdin"), "faux\n");
    assert!(wrong.code == 1 && wrong.err.contains("mot de passe refusé"), "{wrong:?}");
    assert_eq!(told(&desk, &format!("{mail} --secret-stdin"), &format!("{PASSWORD}\n")).object(), json!({"set": true}));
    desk.write("mail.txt", PASSWORD);
    assert_eq!(desk.object(&format!("{mail} --secret-file mail.txt")), json!({"set": true}));
    // A file wins over the environment.
    let mut shadowed = desk.command(&format!("{mail} --secret-file mail.txt"));
    shadowed.env("QUITTANCE_MAILBOX_SECRET", "faux");
    assert_eq!(end(shadowed).code, 0);

    let server = testkit::merci_facteur::start();
    desk.write("poste.txt", testkit::merci_facteur::SECRET);
    let post = format!(
        "post set merci_facteur --endpoint {} --service {} --user {} --secret-file poste.txt",
        server.endpoint(),
        testkit::merci_facteur::SERVICE,
        testkit::merci_facteur::USER
    );
    assert_eq!(desk.object(&post), json!({"set": true}));

    let gateway = testkit::sms_gateway::sms_gateway();
    let sms = format!("sms set brevo --endpoint {} --sender ELAN --number 0600000001 --secret-stdin", gateway.brevo());
    assert_eq!(told(&desk, &sms, testkit::sms_gateway::API_KEY).object(), json!({"set": true}));
}

#[test]
fn the_service_of_electronic_registered_letters_is_set_by_command() {
    let desk = Desk::on("2026-06-30").founded();
    desk.write("quittance-data/quittance.toml", "post_private = true\n");
    assert_eq!(desk.run("electronic show").code, 1);
    let server = testkit::ar24::start();
    let set = format!("electronic set --user {} --endpoint {} --price 3,99", testkit::ar24::USER, server.endpoint());
    desk.write("jeton.txt", testkit::ar24::TOKEN);
    let twice = told(&desk, &format!("{set} --token-file - --private-key-file -"), testkit::ar24::TOKEN);
    assert!(twice.code == 1 && twice.err.contains("qu’un secret"), "{twice:?}");
    let kept = told(&desk, &format!("{set} --token-file jeton.txt --private-key-file -"), &format!("{}\n", testkit::ar24::PRIVATE_KEY));
    assert_eq!(kept.object(), json!({"set": true}));
    let shown = desk.run("electronic show");
    assert!(!shown.out.contains(testkit::ar24::TOKEN) && !shown.out.contains(testkit::ar24::PRIVATE_KEY), "{shown:?}");
    let shown = shown.object();
    assert_eq!((&shown["state"], &shown["price_mills"]), (&json!("running"), &json!(3_990)));
    assert_eq!(desk.object("electronic stop"), json!({"in_use": false}));
    assert_eq!(desk.object("electronic show")["state"], "stopped");
    assert_eq!(desk.object("electronic resume"), json!({"in_use": true}));
    assert_eq!(server.asked(), 0, "nothing is sent to try it");
}
