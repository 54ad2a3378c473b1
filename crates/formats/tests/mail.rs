//! Received mail: samples of each kind, as servers and people write them, and laws for any bytes.

use formats::inspect::inspect;
use formats::mail::{Cause, Class, Mail, Outcome, Receipt, Topic, read};
use formats::{Kind, guess};
use proptest::prelude::*;
use serde_json::json;

const POSTFIX: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nTo: compta@creancier.example\nSubject: Undelivered Mail Returned to Sender\n\
    Date: Wed, 14 Jan 2026 09:00:00 +0100\nMessage-Id: <B1@mx.example.org>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\n\n\
    --x\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.org.\n\n<anne@client.example>: host mx.client.example said: 550 5.1.1\n  <anne@client.example>: Recipient address rejected: User unknown\n\n\
    --x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; Anne@client.example\nAction: failed\nStatus: 5.1.1\n\
    Diagnostic-Code: smtp; 550 5.1.1 <anne@client.example>: Recipient address\n  rejected: User unknown\n\n\
    --x\nContent-Type: text/rfc822-headers\n\nFrom: compta@creancier.example\nTo: anne@client.example\nMessage-ID: <relance-1@creancier.example>\nSubject: Relance\n\n--x--\n";

fn mail(text: &str) -> Mail {
    read(text.as_bytes()).unwrap()
}

/// A message of one text part.
fn plain(fields: &str, body: &str) -> Mail {
    mail(&format!(
        "From: Anne Martin <anne@client.example>\nTo: compta@creancier.example\nDate: Wed, 14 Jan 2026 09:00:00 +0100\nMessage-ID: <m1@client.example>\n{fields}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    ))
}

/// A report in words.
fn words(from: &str, subject: &str, body: &str) -> Mail {
    mail(&format!(
        "Return-Path: <>\nFrom: {from}\nTo: compta@creancier.example\nSubject: {subject}\nDate: Wed, 14 Jan 2026 09:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    ))
}

#[test]
fn a_standard_report_names_the_address_the_code_and_our_message() {
    assert_eq!(guess(POSTFIX.as_bytes(), "x"), Kind::Mail);
    let found = inspect(POSTFIX.as_bytes(), "b.eml", None);
    for (key, expected) in [
        ("kind", json!("mail")),
        ("class", json!("bounce_hard")),
        ("recipient", json!("anne@client.example")),
        ("status", json!("5.1.1")),
        ("in_reply_to", json!("relance-1@creancier.example")),
        ("message_id", json!("B1@mx.example.org")),
        ("sent_on", json!("2026-01-14")),
        ("errors", json!([])),
        ("reason", json!("rapport de remise (RFC 3464)\u{a0}: boîte aux lettres inconnue («\u{202f}user unknown\u{202f}»)")),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    assert_eq!(found["recipients"][0]["diagnostic"], "550 5.1.1 <anne@client.example>: Recipient address rejected: User unknown");
    assert_eq!((&found["recipients"][0]["cause"], &found["recipients"][0]["code"]), (&json!("unknown_mailbox"), &json!("550")));
}

#[test]
fn the_worst_recipient_decides() {
    let second = "Final-Recipient: rfc822; b@client.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full\n\nFinal-Recipient: rfc822; c@client.example\nAction: delivered\nStatus: 2.1.5\n\nFinal-Recipient: rfc822; Anne@";
    let mail = mail(&POSTFIX.replacen("Final-Recipient: rfc822; Anne@", second, 1));
    let listed: Vec<_> = mail.recipients.iter().map(|recipient| (recipient.address.as_str(), recipient.outcome, recipient.cause)).collect();
    assert_eq!(
        listed,
        [
            ("anne@client.example", Outcome::Hard, Cause::UnknownMailbox),
            ("b@client.example", Outcome::Soft, Cause::MailboxFull),
            ("c@client.example", Outcome::Delivered, Cause::Unknown),
        ]
    );
    assert_eq!(mail.class, Class::BounceHard);
}

#[test]
fn a_delay_and_a_delivery_are_told_apart() {
    assert_eq!(mail(&POSTFIX.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.1")).class, Class::BounceSoft);
    let delivered = POSTFIX
        .replace("Action: failed", "Action: relayed")
        .replace("5.1.1", "2.0.0")
        .replace("Recipient address\n  rejected: User unknown", "ok");
    assert_eq!(mail(&delivered).class, Class::Delivered);
}

#[test]
fn reports_in_words_are_read() {
    let cases = [
        (
            "MAILER-DAEMON@orange.example",
            "Non remis : Relance",
            "Votre message n’a pas pu être remis à anne@client.example.\n550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_418",
            Class::BounceHard,
            Cause::UnknownMailbox,
        ),
        (
            "Mail Delivery System <mailer-daemon@ovh.example>",
            "Undelivered Mail Returned to Sender",
            "<anne@client.example>: host mx1.mail.example[192.0.2.1] said: 552 5.2.2 La boîte aux lettres est pleine",
            Class::BounceSoft,
            Cause::MailboxFull,
        ),
        (
            "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            "Delivery Status Notification (Failure)",
            "** Adresse introuvable **\n\nVotre message n’a pas été remis à anne@client.example, car l’adresse n’a pas été trouvée.",
            Class::BounceHard,
            Cause::UnknownMailbox,
        ),
        (
            "postmaster@client.example",
            "Non remis : Relance",
            "Échec de la remise pour ces destinataires :\n\nanne@client.example\nLe message est trop volumineux. Taille maximale dépassée.",
            Class::BounceSoft,
            Cause::TooLarge,
        ),
        (
            "MAILER-DAEMON@qmail.example",
            "failure notice",
            "Hi. This is the qmail-send program.\n\n<anne@client.example>:\nSorry, I couldn't find any host named client.example. (#5.1.2)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <compta@creancier.example>\nMessage-ID: <relance-1@creancier.example>\nFrom: compta@creancier.example\n",
            Class::BounceHard,
            Cause::UnknownDomain,
        ),
        (
            "MAILER-DAEMON@mx.example",
            "Delayed Mail (still being retried)",
            "Your message could not be delivered for 4 hours. You do not need to resend it.\n<anne@client.example>: connect to mx.client.example: Connection timed out",
            Class::BounceSoft,
            Cause::Delayed,
        ),
    ];
    for (from, subject, body, class, cause) in cases {
        let mail = words(from, subject, body);
        assert_eq!(mail.class, class, "{from}: {}", mail.reason);
        let recipient = &mail.recipients[0];
        assert_eq!((recipient.address.as_str(), recipient.cause), ("anne@client.example", cause), "{from}");
    }
    let qmail = words(cases[4].0, cases[4].1, cases[4].2);
    assert_eq!((qmail.in_reply_to.as_deref(), qmail.recipients[0].status.as_deref()), (Some("relance-1@creancier.example"), Some("5.1.2")));
}

#[test]
fn an_absence_tells_the_day_of_return() {
    let cases = [
        (
            "Subject: Réponse automatique : Relance\nAuto-Submitted: auto-replied",
            "Je suis absent jusqu’au 26 janvier inclus.",
            Some("2026-01-26"),
        ),
        ("Subject: Absence du bureau", "Bonjour, de retour le lundi 2 février 2026.", Some("2026-02-02")),
        (
            "Subject: Automatic reply: Reminder\nX-Auto-Response-Suppress: All",
            "I am out of the office and will return on February 3rd.",
            Some("2026-02-03"),
        ),
        ("Subject: Re: Relance\nPrecedence: auto_reply", "Nous avons bien reçu votre message.", None),
        ("Subject: Relance\nX-Autoreply: yes", "Fermeture annuelle", None),
        ("Subject: Relance\nReturn-Path: <>", "Nous accusons réception de votre demande.", None),
    ];
    for (fields, body, returns_on) in cases {
        let mail = plain(fields, body);
        assert_eq!(
            (mail.class, mail.returns_on.map(|date| date.to_string()).as_deref()),
            (Class::AutoReply, returns_on),
            "{fields}: {}",
            mail.reason
        );
        assert!(mail.intents.is_empty());
    }
}

#[test]
fn persons_are_heard() {
    let cases = [
        (
            "Subject: Re: Relance facture F-12\nIn-Reply-To: <relance-1@creancier.example>",
            "Bonjour,\n\nLa facture F-2026-12 sera réglée le 30 janvier, soit 1 200,00 €.\n\nCordialement,\nAnne\n\nLe 13 janv. 2026 à 10:00, Compta <c@d.example> a écrit :\n> Nous contestons",
            Topic::Promise,
        ),
        ("Subject: Re: Relance", "Le virement a été fait hier.", Topic::AlreadyPaid),
        (
            "Subject: Re: Undelivered Mail Returned to Sender",
            "Bonjour, votre message n’a pas pu être remis ? Quelle est votre adresse ?",
            Topic::Question,
        ),
        ("Subject: Re: Relance\nAuto-Submitted: no", "Je conteste cette facture : la marchandise était endommagée.", Topic::Dispute),
        ("Subject: Relance", "Je suis absent demain, je vous rappelle.", Topic::Other),
        ("Subject: Absence de bon de commande", "Votre facture n’en porte pas.", Topic::Other),
        ("Subject: Relance", "Mme Petit a quitté la société.", Topic::WrongContact),
    ];
    for (fields, body, topic) in cases {
        let mail = plain(fields, body);
        assert_eq!((mail.class, mail.intents.first().map(|intent| intent.topic)), (Class::Reply, Some(topic)), "{body}: {}", mail.reason);
    }
    let mail = plain(cases[0].0, cases[0].1);
    assert_eq!(mail.written.text, "Bonjour,\n\nLa facture F-2026-12 sera réglée le 30 janvier, soit 1 200,00 €.");
    assert_eq!(
        (mail.in_reply_to.as_deref(), mail.documents.as_slice()),
        (Some("relance-1@creancier.example"), &["F-2026-12".to_owned()][..])
    );
    let promise = &mail.intents[0];
    assert_eq!((promise.date.map(|date| date.to_string()).as_deref(), promise.amount), (Some("2026-01-30"), Some(domain::Cents(120_000))));
    assert_eq!(mail.intents.len(), 1, "what is quoted is not said");
}

#[test]
fn complaints_receipts_and_requests_to_be_left_alone() {
    let report = |kind: &str, part: &str, fields: &str| {
        mail(&format!(
            "From: a@fai.example\nTo: compta@creancier.example\nSubject: x\nContent-Type: multipart/report; report-type={kind}; boundary=y\n\n--y\nContent-Type: text/plain\n\nText.\n\n--y\nContent-Type: {part}\n\n{fields}\n\n--y\nContent-Type: message/rfc822\n\nFrom: compta@creancier.example\nTo: anne@client.example\nMessage-ID: <relance-1@creancier.example>\n\nBonjour\n--y--\n"
        ))
    };
    let abuse = report(
        "feedback-report",
        "message/feedback-report",
        "Feedback-Type: abuse\nUser-Agent: x/1\nOriginal-Rcpt-To: <anne@client.example>",
    );
    assert_eq!(
        (abuse.class, abuse.feedback.as_deref(), abuse.in_reply_to.as_deref()),
        (Class::Complaint, Some("abuse"), Some("relance-1@creancier.example"))
    );
    assert_eq!(abuse.recipients[0].address, "anne@client.example");
    for (said, receipt) in [
        ("manual-action/MDN-sent-manually; displayed", Receipt::Displayed),
        ("automatic-action/MDN-sent-automatically; deleted", Receipt::Deleted),
        ("x", Receipt::Processed),
    ] {
        let read = report(
            "disposition-notification",
            "message/disposition-notification",
            &format!(
                "Final-Recipient: rfc822; anne@client.example\nOriginal-Message-ID: <relance-1@creancier.example>\nDisposition: {said}"
            ),
        );
        assert_eq!(
            (read.class, read.receipt, read.in_reply_to.as_deref()),
            (Class::Delivered, Some(receipt), Some("relance-1@creancier.example")),
            "{said}"
        );
    }
    let leave = plain("Subject: Désinscription", "");
    assert_eq!((leave.class, leave.feedback.as_deref()), (Class::Complaint, Some("opt-out")));
    assert_eq!(plain("Subject: Re: Désinscription", "Bonjour, de quoi s’agit-il ?").class, Class::Reply);
}

#[test]
fn a_service_that_notifies_in_json_is_read() {
    let body = r#"{"Type":"Notification","Message":"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"anne@client.example\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]},\"mail\":{\"commonHeaders\":{\"messageId\":\"<r@c.example>\"}}}"}"#;
    let mail = plain("Subject: AWS Notification Message", body);
    assert_eq!(
        (mail.class, mail.recipients[0].address.as_str(), mail.in_reply_to.as_deref()),
        (Class::BounceHard, "anne@client.example", Some("r@c.example"))
    );
}

#[test]
fn what_is_no_message_is_refused() {
    let refused = |bytes: &[u8]| read(bytes).unwrap_err()[0].problem.code();
    assert_eq!((refused(b" \n"), refused(b"\n\nbonjour")), ("file.empty", "mail_in.no_header"));
    let found = inspect(b"bonjour", "x.eml", Some(Kind::Mail));
    assert_eq!((&found["kind"], &found["errors"][0]["code"]), (&json!("unreadable"), &json!("mail_in.no_header")));
    let nameless = words("MAILER-DAEMON@mx.example", "Returned mail", "Your message could not be delivered: user unknown");
    assert_eq!((nameless.class, nameless.diagnostics[0].problem.code()), (Class::BounceHard, "mail_in.no_recipient"));
}

/// Pieces of messages, in any order.
const PIECES: [&str; 24] = [
    "From: a@b.fr\n",
    "Subject: Undelivered\n",
    "Return-Path: <>\n",
    "Content-Type: multipart/report; boundary=\"x\"\n",
    "\n",
    "--x\n",
    "--x--\n",
    "Content-Type: message/delivery-status\n\n",
    "Final-Recipient: rfc822; a@b.fr\n",
    "Status: 5.1.1\n",
    "Content-Type: message/rfc822\n\n",
    "<a@b.fr>: 550 5.1.1 no such user\n",
    ">>> DATA\n",
    "<<< 550 é\n",
    "Content-Transfer-Encoding: base64\n",
    "=?utf-8?q?=C3?=",
    "{\"notificationType\":\"Bounce\"}",
    "Le 31/02 à 1:2, é <@> a écrit :\n",
    "> x\n",
    "€ 1 200,50 eur",
    "Content-Type: text/html\n\n<p><b>",
    "\u{300}",
    "--\n",
    "De : x\nEnvoyé : y\nÀ : z\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
        let _ = read(&[b"From: a@b.fr\nTo: c@d.fr\nSubject: x\n", bytes.as_slice()].concat());
    }

    #[test]
    fn nor_do_pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60)) {
        let text = format!("From: a@b.fr\nTo: c@d.fr\n{}", pieces.concat());
        prop_assert!(!read(text.as_bytes()).unwrap().reason.is_empty());
    }

    #[test]
    fn a_damaged_report_never_becomes_a_reply(changes in prop::collection::vec((900_usize..1400, 97_u8..123), 0..8)) {
        let mut bytes = POSTFIX.as_bytes().to_vec();
        for (place, byte) in changes {
            let place = place.min(bytes.len() - 1);
            bytes[place] = byte;
        }
        prop_assert_ne!(read(&bytes).unwrap().class, Class::Reply);
    }
}
