//! A person brings a table with odd columns in, corrects one, confirms, and is not asked again.

use std::path::Path;

use app::access::Role;
use fantoccini::Locator;

use crate::browser::Visit;
use crate::firm::Firm;

const FIRST: &str = "Export du logiciel;;;;;\n\
    Ref. int.;Qui;Le;Pour le;Combien;Solde au jour\n\
    Z-001;Menuiserie Dupont;05/01/2026;04/02/2026;120,00;120,00\n\
    Z-002;Menuiserie Dupont;15/01/2026;14/02/2026;1 220,50;220,50\n\
    Z-003;Atelier Martin;31/02/2026;31/03/2026;40,00;40,00\n\
    Z-004;Atelier Martin;16/01/2026;15/02/2026;-40,00;-40,00\n\
    Z-005;Garage Perrin;17/01/2026;16/02/2026;75,00;75,00\n\
    Z-006;Garage Perrin;18/01/2026;17/02/2026;75,10;75,10\n\
    Z-007;Garage Perrin;18/01/2026;17/02/2026;75,20;75,20\n\
    Z-008;Garage Perrin;18/01/2026;17/02/2026;75,30;75,30\n\
    Z-009;Garage Perrin;18/01/2026;17/02/2026;75,40;75,40\n\
    Z-010;Garage Perrin;18/01/2026;17/02/2026;75,50;75,50\n\
    Z-011;Garage Perrin;18/01/2026;17/02/2026;75,60;75,60\n\
    Total;;;;1 592,60;592,60\n";

async fn drop_file(visit: &Visit, path: &Path) {
    visit.go("/imports").await;
    visit.write("#file", path.to_str().unwrap()).await;
    visit.click("form[action='/imports'] button.go").await;
    visit.find("#lecture").await;
}

#[tokio::test]
async fn browser_an_odd_table_is_corrected_once() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Accountant, "Anne Roux").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Accountant).await;
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("export-janvier.csv"), folder.path().join("export-fevrier.csv"));
    std::fs::write(&first, FIRST).unwrap();
    std::fs::write(&second, FIRST.replace("Z-0", "Y-0").replace("janvier", "février")).unwrap();

    drop_file(&visit, &first).await;
    let preview = visit.path().await;
    visit.look(&preview, "import-apercu").await;
    let shown = visit.text("main").await;
    assert!(shown.contains("à vérifier") && shown.contains("31/02/2026") && shown.contains("Cette ligne est un total"), "{shown}");
    assert!(visit.text("#problemes").await.contains("5"), "the line in the file");
    visit.click("select[name=c5] option[value=open]").await;
    // The head of the page stays above what is scrolled.
    visit.browser.execute("window.scrollTo(0, 0)", Vec::new()).await.unwrap();
    visit.click("button[formaction$='/confirmer']").await;
    assert!(visit.text(".flash.soon").await.contains("Vous avez changé la lecture"), "what was changed is shown before it comes in");
    visit.click("button[formaction$='/confirmer']").await;
    visit.find("#problemes").await;
    let page = visit.path().await;
    visit.look(&page, "import-fichier").await;
    visit.go("/debiteurs?q=Dupont").await;
    visit.click("td.lead a.open").await;
    let debtor = visit.text("main").await;
    assert!(debtor.contains("Z-002") && debtor.contains("220,50"), "{debtor}");

    drop_file(&visit, &second).await;
    assert!(visit.text(".flash.ok").await.contains("export-janvier.csv"), "read as the first one was");
    visit.click("button[formaction$='/confirmer']").await;
    visit.find("a[href$='/original']").await;
    visit.go("/debiteurs?q=Dupont").await;
    visit.click("td.lead a.open").await;
    assert!(visit.text("main").await.contains("Y-002"));

    drop_file(&visit, &first).await;
    visit.look("/imports", "import-liste").await;
    let waiting = visit.browser.find(Locator::Css("#attente td.lead a.open")).await.unwrap();
    assert_eq!(waiting.text().await.unwrap(), "export-janvier.csv");
    visit.click("#attente form[action$='/abandonner'] button").await;
    assert!(visit.text(".flash.ok").await.contains("rien n’a été importé"));
    visit.click("#correspondances form[action$='/oublier'] button").await;
    assert!(visit.text(".flash.ok").await.contains("oubliée"));
    visit.end().await;
}
