//! Scenarios by form, several of them, and the rules that say who follows which.

use app::access::Role;
use axum::http::StatusCode;

use crate::browser::Visit;
use crate::firm::{Firm, ask, customers};

fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let start = page.find(before).unwrap_or_else(|| panic!("{before} in {page}")) + before.len();
    page[start..].split(after).next().unwrap_or_default()
}

/// The names and values that a page's main form would send, buttons apart.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = between(page, "action=\"/scenarios/formulaire\">", "</form>");
    let mut pairs = Vec::new();
    let value_of =
        |tag: &str, name: &str| tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    for part in form.split('<') {
        let Some(name) = value_of(part, " name") else { continue };
        if part.starts_with("input") && (!part.contains("type=\"checkbox\"") || part.contains(" checked")) {
            pairs.push((name, value_of(part, " value").unwrap_or_default()));
        } else if part.starts_with("select") {
            let options = form.split(&format!("<{part}")).nth(1).unwrap_or_default().split("</select>").next().unwrap_or_default();
            // Several selects of a name stand one after the other: each has its own options.
            let chosen = options.split("<option").find(|option| option.contains(" selected")).and_then(|option| value_of(option, " value"));
            pairs.push((name, chosen.unwrap_or_default()));
        }
    }
    pairs
}

const SOFT: &str =
    "name = \"Relance douce\"\n[[step]]\nkey = \"mot_aimable\"\nday = \"J+90\"\nchannels = [\"email\"]\ntemplate = \"first_reminder\"\n";

#[tokio::test]
async fn a_second_scenario_is_made_bound_by_a_rule_and_given_to_a_debtor() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::CreditManager, "Anne Roux").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await.text;
    let series = between(&page, "/scenarios?serie=", "#").to_owned();

    // A copy of the usual one and a pack both begin a text; nothing is written before it is created.
    let copy = ask(&pages, "POST", "/scenarios/nouveau", &cookie, &form(&[("modele", &format!("serie:{series}"))])).await.text;
    assert!(copy.contains("Relance standard (copie)") && copy.contains("Créer ce scénario"), "{copy}");
    let pack = ask(&pages, "POST", "/scenarios/nouveau", &cookie, &form(&[("modele", "lot:rent")])).await.text;
    assert!(pack.contains("Créer ce scénario") && pack.contains("[[step]]"), "{pack}");
    let made = ask(&pages, "POST", "/scenarios/enregistrer", &cookie, &form(&[("texte", SOFT)])).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let soft = made.header("location").trim_start_matches("/scenarios?serie=").to_owned();
    let again = ask(&pages, "POST", "/scenarios/enregistrer", &cookie, &form(&[("texte", SOFT)])).await;
    assert_eq!(again.header("location"), "/scenarios", "the name is taken, and the page says so");
    let page = ask(&pages, "GET", &format!("/scenarios?serie={soft}"), &cookie, "").await.text;
    assert!(page.contains("Relance douce") && page.contains("Personne ne le suit") && page.contains("J+90"), "{page}");

    // A rule without a condition is refused beside it; one that is right shows its effect, then is saved.
    let rules = |more: &[(&str, &str)]| form(&[&[("avant", "0"), ("defaut", &series), ("r0-scenario", &soft)], more].concat());
    let empty = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("faire", "essayer")])).await.text;
    assert!(empty.contains("Règle 1") && empty.contains("sans condition"), "{empty}");
    let wrong =
        ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r0-montant-min", "beaucoup"), ("faire", "essayer")])).await.text;
    assert!(wrong.contains("aria-invalid") && wrong.contains("Écrivez un montant") && wrong.contains("beaucoup"), "{wrong}");
    let tried = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r0-retard-min", "1"), ("faire", "essayer")])).await.text;
    assert!(tried.contains("Débiteurs qui reculent") && tried.contains("value=\"enregistrer\""), "{tried}");
    let more = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r0-retard-min", "1"), ("faire", "ajouter")])).await.text;
    assert!(more.contains("Règle 2") && more.contains("name=\"r1-scenario\""), "{more}");
    let moved = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r1-retard-min", "7"), ("faire", "monter-1")])).await.text;
    assert!(moved.contains("name=\"r0-retard-min\" value=\"7\""), "{moved}");
    let saved = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r0-retard-min", "1"), ("faire", "enregistrer")])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let late = ask(&pages, "POST", "/scenarios/regles", &cookie, &rules(&[("r0-retard-min", "2"), ("faire", "enregistrer")])).await;
    assert!(late.status == StatusCode::OK && late.text.contains("role=\"alert\""), "somebody saved in between");
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await.text;
    assert!(page.contains("1 j de retard au moins") && page.contains("par une règle"), "{page}");

    // A person's word goes before the rules.
    let (debtor, ..) = firm.ids().await;
    let path = format!("/debiteurs/{debtor}");
    let file = ask(&pages, "GET", &format!("{path}?onglet=reglages"), &cookie, "").await.text;
    assert!(file.contains("Scénario suivi") && file.contains("par la règle 1"), "{file}");
    let give = form(&[("serie", &series), ("motif", "client historique"), ("faire", "donner")]);
    assert_eq!(ask(&pages, "POST", &format!("{path}/scenario"), &cookie, &give).await.status, StatusCode::SEE_OTHER);
    let file = ask(&pages, "GET", &format!("{path}?onglet=reglages"), &cookie, "").await.text;
    assert!(file.contains("client historique") && file.contains("donné à ce débiteur par une personne"), "{file}");
    let refused = ask(&pages, "POST", "/scenarios/retirer", &cookie, &form(&[("serie", &soft)])).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await.text;
    assert!(!page.contains("Retiré</"), "what serves is not retired: {page}");
    let back = form(&[("faire", "reprendre")]);
    assert_eq!(ask(&pages, "POST", &format!("{path}/scenario"), &cookie, &back).await.status, StatusCode::SEE_OTHER);
    let renamed = ask(&pages, "POST", "/scenarios/renommer", &cookie, &form(&[("serie", &soft), ("nom", "Tout doux")])).await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER);
    let page = ask(&pages, "GET", &format!("/scenarios?serie={soft}"), &cookie, "").await.text;
    assert!(page.contains("Tout doux") && page.contains("Relance douce") && page.contains("devient"), "the name's change is told: {page}");
}

#[tokio::test]
async fn the_form_writes_the_text_and_says_what_is_wrong_beside_its_field() {
    let firm = Firm::with("Atelier Élan", &customers(5), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Anne Roux").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    let page = ask(&pages, "GET", "/scenarios/formulaire", &cookie, "").await.text;
    let before = between(&page, "name=\"avant\" value=\"", "\"").to_owned();
    assert!(page.contains("id=\"etape-6\"") && page.contains("name=\"e2-jour\" value=\"10\""), "{page}");

    let step = |at: usize, key: &str, day: &str| {
        vec![
            (format!("e{at}-cle"), key.to_owned()),
            (format!("e{at}-depart"), "due".to_owned()),
            (format!("e{at}-jour"), day.to_owned()),
            (format!("e{at}-canal"), "email".to_owned()),
            (format!("e{at}-canal"), String::new()),
            (format!("e{at}-mode"), "automatic".to_owned()),
            (format!("e{at}-modele"), "first_reminder".to_owned()),
        ]
    };
    let typed = |steps: Vec<Vec<(String, String)>>, doing: &str| {
        let mut pairs = vec![
            ("avant".to_owned(), before.clone()),
            ("nom".to_owned(), "Relance courte".to_owned()),
            ("arret-reponse".to_owned(), "oui".to_owned()),
        ];
        pairs.extend(steps.into_iter().flatten());
        pairs.push(("faire".to_owned(), doing.to_owned()));
        form(&pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>())
    };
    let wrong = ask(
        &pages,
        "POST",
        "/scenarios/formulaire",
        &cookie,
        &typed(vec![step(0, "reminder_1", "demain"), step(1, "reminder_2", "10")], "essayer"),
    )
    .await
    .text;
    let field = between(&wrong, "id=\"e0-jour\"", "</div>");
    assert!(field.contains("aria-invalid") && field.contains("n’est pas un jour"), "{field}");
    assert!(!wrong.contains("value=\"enregistrer\""));

    let order = ask(
        &pages,
        "POST",
        "/scenarios/formulaire",
        &cookie,
        &typed(vec![step(0, "reminder_1", "12"), step(1, "reminder_2", "5")], "essayer"),
    )
    .await
    .text;
    assert!(between(&order, "id=\"e1-jour\"", "</div>").contains("rangez les étapes"), "{order}");
    let moved =
        ask(&pages, "POST", "/scenarios/formulaire", &cookie, &typed(vec![step(0, "a", "12"), step(1, "b", "5")], "monter-1")).await.text;
    assert!(moved.contains("name=\"e0-cle\" value=\"b\"") && moved.contains("name=\"e1-cle\" value=\"a\""), "{moved}");
    let added = ask(&pages, "POST", "/scenarios/formulaire", &cookie, &typed(vec![step(0, "a", "12")], "ajouter")).await.text;
    assert!(added.contains("name=\"e1-cle\" value=\"relance_1\""), "{added}");
    let removed =
        ask(&pages, "POST", "/scenarios/formulaire", &cookie, &typed(vec![step(0, "a", "12"), step(1, "b", "15")], "retirer-0")).await.text;
    assert!(removed.contains("name=\"e0-cle\" value=\"b\"") && !removed.contains("e1-cle"), "{removed}");

    let good = || vec![step(0, "reminder_1", "J+3"), step(1, "reminder_2", "15")];
    let tried = ask(&pages, "POST", "/scenarios/formulaire", &cookie, &typed(good(), "essayer")).await.text;
    assert!(tried.contains("value=\"enregistrer\"") && tried.contains("id=\"effet\"") && tried.contains("passe de J+10 à J+15"), "{tried}");
    let saved = ask(&pages, "POST", "/scenarios/formulaire", &cookie, &typed(good(), "enregistrer")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await.text;
    assert!(page.contains("Relance courte") && page.contains("passe de J+10 à J+15") && page.contains("day = &quot;J+15&quot;"), "{page}");

    // The form of what was saved sends back what it holds, and an earlier version comes back as a new one.
    let again = ask(&pages, "GET", "/scenarios/formulaire", &cookie, "").await.text;
    assert!(fields(&again).contains(&("e1-jour".to_owned(), "15".to_owned())), "{:?}", fields(&again));
    let restored = ask(&pages, "POST", "/scenarios/retablir", &cookie, &form(&[("version", &before)])).await.text;
    assert!(restored.contains("prepare_formal_notice") && restored.contains("/scenarios/enregistrer"), "{restored}");
}

#[tokio::test]
async fn browser_a_scenario_is_built_by_form_and_bound_to_a_category() {
    let firm = Firm::with("Atelier Élan", &customers(12), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;

    // A further scenario from the usual one.
    visit.go("/scenarios").await;
    visit.click("form[action='/scenarios/nouveau'] button").await;
    visit.find("button[formaction='/scenarios/enregistrer']").await;
    visit.click("button[formaction='/scenarios/enregistrer']").await;
    visit.find(".flash.ok").await;

    // Its form: the second reminder later, a step more, a fault beside its field, then the preview and the new version.
    visit.click(".head a.go").await;
    visit.look(&visit.path_and_query().await, "scenario-formulaire").await;
    visit.write("#e2-jour", "demain").await;
    visit.click(".acts.below button.go").await;
    visit.find("#e2-jour[aria-invalid]").await;
    visit.find("#e2-jour").await.clear().await.unwrap();
    visit.write("#e2-jour", "15").await;
    visit.click(".acts.below button[value='ajouter']").await;
    visit.find("#etape-7").await;
    visit.click("button[value='retirer-6']").await;
    visit.click(".acts.below button.go").await;
    visit.says("changements", "passe de J+10 à J+15").await;
    visit.browser.save_screenshot("scenario-formulaire-essai").await;
    visit.click(".acts.below button[value='enregistrer']").await;
    visit.find(".flash.ok").await;

    // A category gets it.
    visit.go("/scenarios/regles").await;
    visit.click("button[value='ajouter']").await;
    visit.write("#r0-categories", "Tête en l’air").await;
    visit.click("#r0-scenario option:last-child").await;
    visit.click(".acts.below button.go").await;
    visit.find("#effet").await;
    visit.browser.save_screenshot("scenarios-regles").await;
    visit.click(".acts.below button[value='enregistrer']").await;
    visit.find(".flash.ok").await;
    visit.says("regles", "Tête en l’air").await;
    visit.look("/scenarios", "scenarios-plusieurs").await;
    visit.look("/scenarios/regles", "scenarios-regles-saisies").await;
    visit.end().await;
}
