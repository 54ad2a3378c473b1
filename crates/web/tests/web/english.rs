//! The pages in English: whose choice decides, no French word left, amounts and dates as English people write and type them.

use app::access::Role;
use app::text::locale::Language;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use testkit::texts::french_words;
use web::routes::TABLE;

use crate::firm::{Firm, ask, customers, email, send};
use crate::routes::TABS;

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "input", "br", "hr", "img", "path", "rect"];

/// What a page says to its reader: its texts and the attributes that are read aloud, without what is marked as French, typed text and code.
fn said(html: &str) -> String {
    let mut out = String::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let silent = open.last().is_some_and(|(_, silent)| *silent);
        if !silent {
            out.push_str(&rest[..at]);
            out.push('\n');
        }
        let Some(end) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if tag.starts_with('/') {
            while let Some((closed, _)) = open.pop() {
                if closed == name {
                    break;
                }
            }
            continue;
        }
        // Messages are in the debtor's language.
        let is_message = tag.contains("mailtext") || tag.contains("class=\"subject\"");
        let is_french = name != "html" && (is_message || tag.contains("lang=\"fr\""));
        let is_silent = silent || is_french || ["script", "style", "textarea", "code", "pre", "kbd"].contains(&name.as_str());
        for attribute in ["title=\"", "aria-label=\"", "placeholder=\"", "alt=\"", "data-confirm=\""] {
            if let (false, Some((_, value))) = (is_silent, tag.split_once(attribute)) {
                out.push_str(value.split('"').next().unwrap_or_default());
                out.push('\n');
            }
        }
        if !tag.starts_with('!') && !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            open.push((name, is_silent));
        }
    }
    out + rest
}

#[test]
fn what_a_page_says_is_read() {
    let page = "<!DOCTYPE html><html lang=\"en\"><body><p title=\"et\">One<br>two <b lang=\"fr\">les <i>trois</i></b> four</p><textarea>des</textarea></body></html>";
    let said = said(page);
    assert_eq!(said.split_whitespace().collect::<Vec<_>>(), ["et", "One", "two", "four"]);
}

/// A firm with a night behind it, and its administrator who reads English.
async fn firm() -> (Firm, String) {
    let firm = Firm::with("Elan Ltd", &customers(12), ["ALIZE CONSEIL", "CARDS"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let cookie = firm.session(Role::Admin).await;
    let (scope, chosen) = app::session::reader_of(&firm.app, cookie.split_once('=').unwrap().1).await.unwrap().unwrap();
    assert_eq!(chosen, None, "nobody chose yet");
    app::session::set_language(&firm.app, &scope, Language::English).await.unwrap();
    (firm, cookie)
}

#[tokio::test]
async fn every_page_is_english() {
    let (firm, cookie) = firm().await;
    let pages = firm.pages();
    let (debtor, action, line) = firm.ids().await;
    let is_page = |path: &&str| !path.contains('{') && !path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let fixed = TABLE.iter().filter(|(method, ..)| *method == "GET").map(|(_, path, _)| *path).filter(is_page).map(str::to_owned);
    let ours = [
        format!("/debiteurs/{debtor}"),
        format!("/debiteurs/{debtor}/vie"),
        format!("/debiteurs/{debtor}/fiche"),
        format!("/debiteurs/{debtor}/litige"),
        format!("/debiteurs/{debtor}/penalites"),
        format!("/actions/{action}"),
        format!("/encaissements/{line}"),
        "/recherche?q=Alize".to_owned(),
    ];
    let mut faults = Vec::new();
    let tabs = TABS.map(|tab| format!("/debiteurs/{debtor}?onglet={tab}"));
    for path in fixed.chain(ours).chain(tabs) {
        let answer = ask(&pages, "GET", &path, &cookie, "").await;
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        if !answer.text.contains("<html lang=\"en\">") {
            faults.push(format!("{path}: not marked as English"));
        }
        for line in said(&answer.text).lines() {
            let line = line.replace("Société Alizé", "").replace("La Réunion", "");
            // Addresses are data.
            let words = if line.contains("@elan.example") || line.contains("rue du Port") { Vec::new() } else { french_words(&line) };
            if !words.is_empty() {
                faults.push(format!("{path}: {words:?} in {:?}", line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn the_person_decides_then_the_browser_then_french() {
    let (firm, chosen) = firm().await;
    let pages = firm.pages();
    let show = |path: &'static str, accept: &'static str, cookie: String| {
        let pages = pages.clone();
        async move {
            let request =
                Request::builder().uri(path).header("accept-language", accept).header("cookie", cookie).body(Body::empty()).unwrap();
            let text = send(&pages, request).await.text;
            text.split_once("<html lang=\"").map(|(_, rest)| rest[..2].to_owned()).unwrap_or_default()
        }
    };
    for (accept, expected) in [("", "fr"), ("en-GB,en;q=0.8", "en"), ("fr,en;q=0.5", "fr"), ("es", "fr")] {
        assert_eq!(show("/connexion", accept, String::new()).await, expected, "{accept}");
        assert_eq!(show("/nowhere", accept, String::new()).await, expected, "{accept}");
        assert_eq!(show("/", accept, chosen.clone()).await, "en", "a person’s choice goes before {accept:?}");
    }
    assert_eq!(show("/connexion", "fr", "quittance_language=en".to_owned()).await, "en", "a visitor’s choice goes before the browser’s");
    // Two readers at once, each in their own language.
    let (english, french) = tokio::join!(show("/debiteurs", "fr", chosen.clone()), show("/connexion", "fr", String::new()));
    assert_eq!((english.as_str(), french.as_str()), ("en", "fr"));

    let back = ask(&pages, "POST", "/langue", &chosen, "langue=fr").await;
    assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert!(back.cookies().iter().any(|cookie| cookie.starts_with("quittance_language=fr")), "{:?}", back.cookies());
    assert_eq!(show("/", "en", chosen.clone()).await, "fr", "kept with the account");
    let elsewhere = app::session::log_in(&firm.app, &email(Role::Admin), crate::firm::PASSWORD).await.unwrap();
    assert_eq!(
        app::session::reader_of(&firm.app, &elsewhere.token).await.unwrap().unwrap().1,
        Some(Language::French),
        "on another machine too"
    );
    for odd in ["langue=de", "langue=", ""] {
        assert!(ask(&pages, "POST", "/langue", &chosen, odd).await.status.is_client_error(), "{odd}");
    }
}

#[tokio::test]
async fn amounts_and_dates_are_english_and_a_doubtful_amount_is_refused() {
    let (firm, cookie) = firm().await;
    let pages = firm.pages();
    let (debtor, ..) = firm.ids().await;
    let file = ask(&pages, "GET", &format!("/debiteurs/{debtor}"), &cookie, "").await.text;
    assert!(file.contains("\u{a0}2026") && file.contains("Nov") && !file.contains("/2026<"), "dates name their month");
    let list = ask(&pages, "GET", "/balance-agee", &cookie, "").await.text;
    assert!(list.contains("<span class=\"c\">.") && !list.contains("<span class=\"c\">,"), "a point before cents");
    for (typed, refused) in [("1%2C234", true), ("1.500", true), ("1%2C234.56", false), ("1%20234%2C56", false)] {
        let form = format!("montant={typed}&echeances=3&duree=90&premiere=10");
        let flash = ask(&pages, "POST", "/echeanciers/limites", &cookie, &form).await;
        let told = flash.cookies().concat();
        assert_eq!(told.contains("two%20ways") || told.contains("two+ways"), refused, "{typed}: {told}");
    }
}

/// What is found in a file is kept in both languages, and told in the reader's.
#[tokio::test]
async fn findings_about_a_file_are_told_in_the_readers_language() {
    let (firm, cookie) = firm().await;
    let pages = firm.pages();
    let table = b"code;name;email\nC901;Martin;martin(at)free.fr\nC901;Martin;a@b.example\n".to_vec();
    // Brought in by somebody who reads English: what is kept first is French all the same.
    let import = app::import::import(&firm.app, &firm.scope, "clients.csv", table, None, false);
    let report = app::text::locale::reads(Language::English, import).await.unwrap();
    assert_eq!(report.problems.len(), 1, "{report:?}");
    assert!(report.problems.iter().any(|problem| problem.message.contains("n’est pas valable")), "{report:?}");
    let id = firm.import_ids(false).await;
    let shown = ask(&pages, "GET", &format!("/imports/{id}"), &cookie, "").await.text;
    assert!(shown.contains("a character does not belong there") && shown.contains("taken without this value"), "{shown}");
    assert!(!shown.contains("n’est pas valable"));
    firm.user(Role::Accountant, "Paul").await;
    let french = ask(&pages, "GET", &format!("/imports/{id}"), &firm.session(Role::Accountant).await, "").await.text;
    assert!(french.contains("n’est pas valable") && !french.contains("belong there"), "{french}");
}
