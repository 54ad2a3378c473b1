//! Payment plans and their notices, as they are read.

use letters::{CompromisePaper, CurePaper, LetterError, PlanPaper, cure_text};

use super::{FORBIDDEN, PRESS, plain, says, words};

#[test]
fn a_plan_says_all_that_it_must_and_leaves_the_sum_to_the_debtor() {
    let papers = PlanPaper::samples();
    let [business, consumer, long] = papers.as_slice() else { panic!("three samples") };
    let text = words(&PRESS.plan(business).unwrap());
    for phrase in [
        "Établissements Lumière, SAS",
        "Menuiserie Kervella SAS",
        "FA-2026-00418",
        "7 412,40 €",
        "art. 1376",
        "Somme en toutes lettres, écrite par le débiteur",
        "Somme en chiffres, écrite par le débiteur",
        "15 décembre 2026",
        "1 853,10 €",
        "C. civ., art. 1342-4",
        "novation",
        "Il ne constitue pas une transaction",
        "mise en demeure",
        "d’au moins 8 jours",
        "198,12 €",
        "procédure collective",
        "M. Yann Kervella",
        "deux originaux",
        "Aucune pénalité de retard ne court",
    ] {
        assert!(text.contains(phrase), "{phrase:?} in {text}");
    }
    // Nothing is written in the place of the debtor, whatever the sum.
    assert!(!text.contains("sept mille quatre cent douze"), "{text}");
    assert!(!text.contains("titre exécutoire") && !text.contains("PROJET"));
    assert!(words(&PRESS.plan(long).unwrap()).contains("continuent de courir"));
    let text = words(&PRESS.plan(consumer).unwrap());
    assert!(text.contains("sans frais et sans intérêt"), "{text}");
    let lower = text.to_lowercase();
    for phrase in FORBIDDEN {
        assert!(!says(&lower, phrase), "{phrase:?} to a consumer");
    }
}

#[test]
fn a_notice_to_cure_says_what_is_missing_and_by_when() {
    let paper = CurePaper::sample().unwrap();
    let letter = words(&PRESS.cure_notice(&paper).unwrap());
    let (subject, mail) = cure_text(&paper).unwrap();
    // No subject tells of a debt.
    assert_eq!(subject, "Votre dossier ECH-2026-014");
    for text in [letter, plain(&mail)] {
        for phrase in ["1 359,30 €", "4 mars 2027", "2 décembre 2026", "la totalité du solde deviendra exigible", "3 212,40 €", "FR76"]
        {
            assert!(text.contains(phrase), "{phrase:?} in {text}");
        }
    }
}

#[test]
fn a_consumer_is_never_asked_for_interest_under_a_plan() {
    let papers = PlanPaper::samples();
    let wrong = PlanPaper { interest: domain::plan::InterestChoice::Kept, ..papers[1].clone() };
    assert!(matches!(PRESS.plan(&wrong), Err(LetterError::NotOwed(_))));
    let wrong = PlanPaper { accessories: papers[0].accessories, ..papers[1].clone() };
    assert!(matches!(PRESS.plan(&wrong), Err(LetterError::NotOwed(_))));
    let short = PlanPaper { lines: papers[0].lines[1..].to_vec(), ..papers[0].clone() };
    assert!(matches!(PRESS.plan(&short), Err(LetterError::Amounts { .. })));
}

#[test]
fn a_compromise_says_its_condition_and_what_becomes_of_the_discount() {
    let papers = CompromisePaper::samples();
    let [business, consumer, waiver, services] = papers.as_slice() else { panic!("four samples") };
    let text = words(&PRESS.compromise(business).unwrap());
    for phrase in [
        "Établissements Lumière, SAS",
        "Menuiserie Kervella SAS",
        "FA-2026-00418",
        "7 412,40 €",
        "912,40 €",
        "6 500,00 €",
        "18 décembre 2026",
        "C. civ., art. 1350",
        "condition suspensive",
        "caduque de plein droit",
        "émet un avoir de 912,40 €",
        "renonce aux pénalités de retard",
        "novation",
        "rend l’accord sans effet",
        "deux originaux",
        "FR76",
    ] {
        assert!(text.contains(phrase), "{phrase:?} in {text}");
    }
    assert!(!text.contains("PROJET"));
    let text = words(&PRESS.compromise(waiver).unwrap());
    assert!(text.contains("abandon de créance") && text.contains("aucun avoir") && text.contains("restent dues"), "{text}");
    let text = words(&PRESS.compromise(consumer).unwrap());
    assert!(text.contains("Aucun frais ni intérêt n’est demandé"), "{text}");
    let lower = text.to_lowercase();
    for phrase in FORBIDDEN {
        assert!(!says(&lower, phrase), "{phrase:?} to a consumer");
    }
    assert!(text.contains("médiateur de la consommation") && !text.contains("confidentiel"), "{text}");
    let unknown = CompromisePaper {
        debtor: domain::party::Debtor { kind: domain::party::DebtorKind::Unknown, ..consumer.debtor.clone() },
        ..consumer.clone()
    };
    let text = words(&PRESS.compromise(&unknown).unwrap());
    assert!(
        text.contains("Aucun frais ni intérêt") && !text.contains("pouvoir de l’engager"),
        "an unknown kind reads what a consumer does: {text}"
    );
    // The VAT of a waiver, by when it was due.
    let text = words(&PRESS.compromise(waiver).unwrap());
    assert!(text.contains("reste due en totalité (CGI, art. 272-1 et 283-3)"), "{text}");
    let text = words(&PRESS.compromise(services).unwrap());
    assert!(text.contains("sur ce qui est payé seulement (CGI, art. 269-2)"), "{text}");
    // By rate: 720.00 € at 20 % and 192.40 € at 5.5 %.
    for phrase in ["la somme abandonnée se répartit ainsi", "600,00 €", "120,00 €", "182,37 €", "10,03 €", "782,37 €", "130,03 €"]
    {
        assert!(text.contains(phrase), "{phrase:?} in {text}");
    }
    let wrong = CompromisePaper { waives_interest: false, ..consumer.clone() };
    assert!(matches!(PRESS.compromise(&wrong), Err(LetterError::NotOwed(_))));
    let short = CompromisePaper { items: business.items[1..].to_vec(), ..business.clone() };
    assert!(matches!(PRESS.compromise(&short), Err(LetterError::Amounts { .. })));
}
