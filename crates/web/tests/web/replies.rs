//! Received mail on its pages: read, attached, an address that no longer works; and the mailbox, against a real server.

use app::access::Role;
use axum::http::StatusCode;
use testkit::imap::{PASSWORD, imap_mailbox, imap_port, stubborn_server};

use crate::firm::{Firm, ask, customers};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// A report on the first customer's address, about the message that left for it.
pub(crate) async fn bounce(firm: &Firm) -> String {
    let (_, action, _) = firm.ids().await;
    let message = app::message::message(&firm.app, &firm.scope, action).await.unwrap().message.unwrap();
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: compta@elan.example\nSubject: Undelivered Mail Returned to Sender\n\
         Message-ID: <retour@mx.example.org>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n\
         --B\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n--B\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; {0}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n\
         --B\nContent-Type: text/rfc822-headers\n\nTo: {0}\nMessage-ID: {1}\nSubject: Rappel\n\n--B--\n",
        message.recipient, message.message_id
    )
}

/// The id of the mail whose line holds a word.
fn id_of(page: &str, word: &str) -> String {
    let row = page.split("<tr").find(|row| row.contains(word)).unwrap_or_else(|| panic!("{word} in {page}"));
    row.split("/reponses/").nth(1).and_then(|rest| rest.split(['"', '/']).next()).unwrap().to_owned()
}

#[tokio::test]
async fn a_bounce_becomes_a_call_and_a_reply_waits_for_its_reader() {
    let firm = Firm::with("Atelier Élan", &customers(4), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::ReadOnly, "Jean Petit").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let empty = ask(&pages, "GET", "/reponses", &cookie, "").await.text;
    assert!(empty.contains("Rien à lire") && empty.contains("/connexions/boite"), "{empty}");
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let report = firm.mail("retour.eml", &bounce(&firm).await).await;
    assert_eq!((report.kind, report.created), ("mail", 1));
    firm.mail("reponse.eml", "From: compta@client1.example\nTo: compta@elan.example\nSubject: Votre rappel\nMessage-ID: <a@client1.example>\n\nNous payons le 30/11/2026.\n").await;
    firm.mail(
        "inconnu.eml",
        "From: qui@ailleurs.example\nTo: compta@elan.example\nSubject: Bonjour\nMessage-ID: <b@ailleurs.example>\n\nQui êtes-vous ?\n",
    )
    .await;

    let (_, action, _) = firm.ids().await;
    let sent = ask(&pages, "GET", &format!("/actions/{action}"), &cookie, "").await.text;
    assert!(sent.contains("Non remis"), "{sent}");
    let every = ask(&pages, "GET", "/reponses?voir=tout", &cookie, "").await.text;
    for said in ["Adresse invalide", "Promet de payer", "30/11/2026", "Débiteur non reconnu"] {
        assert!(every.contains(said), "{said} in {every}");
    }
    let bounced = id_of(&every, "Undelivered");
    let page = ask(&pages, "GET", &format!("/reponses/{bounced}"), &cookie, "").await.text;
    assert!(
        page.contains("550 5.1.1 User unknown")
            && page.contains("Adresse de nouveau valable")
            && page.contains(&format!("/actions/{action}")),
        "{page}"
    );
    let original = ask(&pages, "GET", &format!("/reponses/{bounced}/message.eml"), &cookie, "").await;
    assert!(original.header("content-disposition").starts_with("attachment") && original.text.contains("MAILER-DAEMON"));

    // The plan of the day is run once more: what came back was no contact.
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let tonight = ask(&pages, "GET", "/ce-soir", &cookie, "").await.text;
    let call = tonight.split("<tr").find(|row| row.contains("À faire")).unwrap_or_else(|| panic!("a task in {tonight}"));
    assert!(
        call.contains("Société Alizé 2") && tonight.contains("L’e-mail est revenu"),
        "the same step, by telephone, with the reason: {call}"
    );

    let to_read = ask(&pages, "GET", "/reponses", &cookie, "").await.text;
    let reply = id_of(&to_read, "Votre rappel");
    assert!(!to_read.contains("Undelivered"), "the call is the work");
    let reader = firm.session(Role::ReadOnly).await;
    assert_eq!(ask(&pages, "POST", &format!("/reponses/{reply}/lu"), &reader, "").await.status, StatusCode::FORBIDDEN);
    assert!(!ask(&pages, "GET", &format!("/reponses/{reply}"), &reader, "").await.text.contains("/lu\""));
    ask(&pages, "POST", &format!("/reponses/{reply}/lu"), &cookie, "").await;
    assert!(ask(&pages, "GET", "/reponses", &cookie, "").await.text.contains("Rien à lire"));
    ask(&pages, "POST", &format!("/reponses/{reply}/non-lu"), &cookie, "").await;
    ask(&pages, "POST", &format!("/reponses/{reply}/adresse-invalide"), &cookie, "").await;
    let page = ask(&pages, "GET", &format!("/reponses/{reply}"), &cookie, "").await.text;
    assert!(page.contains("Adresse de nouveau valable") && page.contains("Lu, traité"), "{page}");

    let unknown = id_of(&ask(&pages, "GET", "/reponses?voir=a-rattacher", &cookie, "").await.text, "Bonjour");
    let refused = ask(&pages, "POST", &format!("/reponses/{unknown}/rattacher"), &cookie, "debiteur=C999").await;
    assert!(refused.cookies()[0].starts_with("quittance_flash=late|"), "{:?}", refused.cookies());
    ask(&pages, "POST", &format!("/reponses/{unknown}/rattacher"), &cookie, "debiteur=C003").await;
    let page = ask(&pages, "GET", &format!("/reponses/{unknown}"), &cookie, "").await.text;
    assert!(page.contains("Société Alizé 3") && page.contains("Rattaché par une personne"), "{page}");
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let third = debtors.rows.iter().find(|row| row.code == "C003").unwrap().id;
    let file = ask(&pages, "GET", &format!("/debiteurs/{third}"), &cookie, "").await.text;
    assert!(file.contains(&format!("/reponses/{unknown}")), "the history leads to it");
}

#[tokio::test]
async fn the_mailbox_is_tried_before_it_is_kept() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let inbox = imap_mailbox();
    let form = |secret: &str, act: &str| {
        format!(
            "serveur=127.0.0.1&port={}&chiffrement=none&identifiant={}&secret={secret}&dossier=&autorite=%2Fdev%2Fzero&faire={act}",
            imap_port(),
            inbox.user()
        )
    };
    let refused = ask(&pages, "POST", "/connexions/boite", &cookie, &form("faux", "enregistrer")).await;
    assert!(refused.text.contains("Identifiant ou mot de passe refusé") && refused.text.contains(inbox.user()), "{}", refused.text);
    assert!(!refused.text.contains("faux"), "no secret comes back");
    let tried = ask(&pages, "POST", "/connexions/boite", &cookie, &form(PASSWORD, "essayer")).await;
    assert!(tried.text.contains("La connexion fonctionne") && !tried.text.contains("Relever maintenant"), "{}", tried.text);
    let saved = ask(&pages, "POST", "/connexions/boite", &cookie, &form(PASSWORD, "enregistrer")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    inbox.deliver(
        "INBOX",
        "From: qui@ailleurs.example\nTo: compta@elan.example\nSubject: Bonjour\nMessage-ID: <c@ailleurs.example>\n\nBonjour\n",
    );
    ask(&pages, "POST", "/connexions/boite/relever", &cookie, "").await;
    let list = ask(&pages, "GET", "/reponses?voir=a-rattacher", &cookie, "").await.text;
    assert!(list.contains("qui@ailleurs.example"), "{list}");
    let page = ask(&pages, "GET", "/connexions/boite", &cookie, "").await.text;
    assert!(page.contains("Relevée") && page.contains("INBOX") && !page.contains(&format!("value=\"{PASSWORD}\"")), "{page}");
    ask(&pages, "POST", "/connexions/boite/etat", &cookie, "etat=arret").await;
    assert!(ask(&pages, "GET", "/connexions/boite", &cookie, "").await.text.contains("Relève arrêtée"));
    // A mailbox that cannot be read is said where its mail is looked for.
    let gone = format!("serveur=127.0.0.1&port={}&chiffrement=none&identifiant=u&secret=p", stubborn_server(1));
    assert_eq!(ask(&pages, "POST", "/connexions/boite", &cookie, &gone).await.status, StatusCode::SEE_OTHER);
    assert!(!ask(&pages, "GET", "/reponses", &cookie, "").await.text.contains("n’est plus lue"));
    ask(&pages, "POST", "/connexions/boite/relever", &cookie, "").await;
    let told = ask(&pages, "GET", "/reponses", &cookie, "").await.text;
    assert!(told.contains("n’est plus lue") && told.contains("Le serveur ne répond pas") && told.contains("Vérifier la boîte"), "{told}");
    firm.user(Role::ReadOnly, "Jean Petit").await;
    let told = ask(&pages, "GET", "/reponses", &firm.session(Role::ReadOnly).await, "").await.text;
    assert!(told.contains("n’est plus lue") && !told.contains("/connexions/boite"), "who may not mend it is not sent there: {told}");
}
