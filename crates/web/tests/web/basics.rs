//! The mail server of *Réglages*: what is refused is shown again with what was typed, and only what a person chose is kept.

use app::access::Role;
use app::config::{FILE, Settings};
use axum::http::StatusCode;

use crate::firm::{Firm, ask, customers};

#[tokio::test]
async fn a_mail_server_that_is_refused_keeps_what_was_typed_and_writes_nothing() {
    let firm = Firm::with_mail("Atelier Élan", &customers(2), ["DUPONT", "ALIZE"], "").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let page = ask(&pages, "GET", "/reglages", &cookie, "").await.text;
    assert!(page.contains("name=\"untried\"") && page.contains("action=\"/reglages/envoi\""), "{page}");
    for host in ["127.0.0.1", "localhost", "169.254.169.254", "%5Bfe80::1%5D"] {
        for untried in ["", "&untried=oui"] {
            let form = format!("host={host}&protection=none&port=2525&login=a%3Cb%3E&password=s3cr3t-W0rd{untried}");
            let refused = ask(&pages, "POST", "/reglages/envoi", &cookie, &form).await;
            assert_eq!(refused.status, StatusCode::OK, "{host}");
            assert!(refused.text.contains("mail_local") && refused.text.contains("value=\"2525\""), "{host}: {}", refused.text);
            assert!(refused.text.contains("a&lt;b&gt;") && !refused.text.contains("s3cr3t"), "escaped, and without the password");
        }
    }
    assert!(!firm.folder().join(FILE).exists());
    let kept = ask(&pages, "POST", "/reglages/envoi", &cookie, "host=192.168.1.9&protection=starttls&untried=oui").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert_eq!(Settings::read(firm.folder()).unwrap().mail.0, "smtp://192.168.1.9?tls=required&reach=network");
    let page = ask(&pages, "GET", "/reglages", &cookie, "").await.text;
    assert!(page.contains("192.168.1.9:587") && !page.contains("essai réussi"), "{page}");
}
