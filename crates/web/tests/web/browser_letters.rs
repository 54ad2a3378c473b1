//! Letters in a browser, at both widths: a batch printed and marked as posted, an unclaimed registered letter with its scan.

use app::access::Role;

use crate::browser::Visit;
use crate::letters::{clear, letters, waiting};

#[tokio::test]
async fn browser_prints_a_batch_marks_it_as_posted_and_records_an_unclaimed_letter() {
    let firm = waiting(&[29, 22, 15, 8]).await;
    let id = letters(&firm).await.into_iter().find(|(_, is_notice)| *is_notice).expect("a notice").0;
    clear(&firm, id).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/courriers", "courriers").await;
    visit.click(&format!("input[name=a][value='{id}']")).await;
    visit.click("form[action='/courriers/imprimer'] button.go").await;
    visit.find("input[name='tirage']").await;
    let batch = visit.path().await;
    assert!(visit.text(".flash.ok").await.contains("1 lettre"));
    visit.look(&batch, "tirage").await;
    visit.write(&format!("input[name='n-{id}']"), "1A 123 456 7890 1").await;
    visit.click("form[action='/courriers/postes'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("1 lettre marquée comme postée"));

    let page = format!("/actions/{id}");
    visit.look(&page, "recommande").await;
    visit.go(&page).await;
    let folder = tempfile::tempdir().unwrap();
    let scan = folder.path().join("avis.pdf");
    std::fs::write(&scan, b"%PDF-1.4 avis").unwrap();
    // The browser may be another user's.
    #[cfg(unix)]
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    visit.click("#quoi option[value=unclaimed]").await;
    visit.write("#scan", scan.to_str().unwrap()).await;
    visit.click(&format!("form[action='{page}/courrier/evenement'] button")).await;
    let said = visit.text(".flash").await;
    assert!(said.contains("Événement enregistré"), "{said}");
    let way = visit.text("#parcours").await;
    assert!(way.contains("Pli avisé et non réclamé") && way.contains("Voir le scan"), "{way}");
    visit.look(&page, "non-reclame").await;
    visit.look("/courriers?voir=postes", "courriers-postes").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
