//! The proof sheet and the annex of a letter, read back.

use domain::interest::Entry;
use letters::{Press, ProofContext, ReminderContext, Stage, email};

use super::{PRESS, pages, plain, run, says, words};

fn fr(amount: domain::Cents) -> String {
    plain(&amount.fr())
}

#[test]
fn every_line_and_every_total_is_printed() {
    for (position, context) in ProofContext::samples().unwrap().into_iter().enumerate().filter(|(position, _)| *position != 8) {
        let text = words(&PRESS.proof(&context).unwrap());
        for item in &context.account.items {
            assert!(text.contains(&item.number), "sample {position}: {}", item.number);
            for sheet in item.sheets().filter(|sheet| sheet.principal.is_positive()) {
                for entry in &sheet.entries {
                    let figures = match entry {
                        Entry::Interest(line) => vec![fr(line.base), plain(&line.rate.fr()), fr(line.amount), line.days.to_string()],
                        Entry::Movement(applied) => vec![fr(applied.movement.amount)],
                        Entry::Compounded { amount, .. } => vec![fr(*amount)],
                    };
                    for figure in figures {
                        assert!(text.contains(&figure), "sample {position}: no {figure} in\n{text}");
                    }
                }
                assert!(text.contains(&fr(sheet.principal_left)) && text.contains(&fr(sheet.due)), "sample {position}");
            }
        }
        let total = format!("Total dû {}", plain(&context.account.total(context.currency).fr_in(context.currency)));
        assert!(plain(&pages(&PRESS.proof(&context).unwrap()).join(" ")).contains(&total), "sample {position}: no {total:?}");
        assert!(text.contains("SAS au capital de 150 000 €") && text.contains("RCS Lyon 732 829 320"), "sample {position}");
        assert!(!text.contains("Interne"), "sample {position}: what stays with the creditor");
    }
}

#[test]
fn the_worked_example_is_readable_line_by_line() {
    let text = plain(&pages(&PRESS.proof(&ProofContext::samples().unwrap()[0]).unwrap()).join(" "));
    for expected in [
        "Décompte des pénalités de retard",
        "Compte arrêté au 3 septembre 2026",
        "02/05/2026 30/06/2026 60 10 000,00 € 12,15 % BCE 2,15 % + 10 points 199,73 €",
        "01/07/2026 01/07/2026 1 10 000,00 € 12,40 % BCE 2,40 % + 10 points 3,40 €",
        "Règlement de 4 000,00 € : 203,13 € sur les intérêts, 3 796,87 € sur le principal",
        "02/07/2026 03/09/2026 64 6 203,13 € 12,40 % BCE 2,40 % + 10 points 134,87 €",
        "Intérêts échus 338,00 €",
        "Total dû 6 378,00 €",
        "base × taux × jours ÷ 365",
        "L441-10, II",
        "D441-5",
        "Page 1 sur 1",
    ] {
        assert!(text.contains(expected), "no {expected:?} in\n{text}");
    }
}

#[test]
fn private_persons_read_nothing_of_penalties_and_their_title_is_quiet() {
    let samples = ProofContext::samples().unwrap();
    for position in [3, 7] {
        let pdf = PRESS.proof(&samples[position]).unwrap();
        let text = words(&pdf).to_lowercase();
        for forbidden in ["indemnité", "pénalité", "l441", "d441", "40,00 €", "moratoire"] {
            assert!(!says(&text, forbidden), "{position}: {forbidden} in\n{text}");
        }
        let (metadata, _) = run("pdfinfo", "poppler-utils", &["sheet.pdf"], &pdf);
        assert!(metadata.contains("Document DEC-2026-000123") && !metadata.contains("compte des"), "{metadata}");
    }
    let consumer = words(&PRESS.proof(&samples[3]).unwrap());
    assert!(consumer.contains("1231-6") && consumer.contains("11/06/2026"), "from the day after the formal notice: {consumer}");
    assert!(words(&PRESS.proof(&samples[6]).unwrap()).contains("Décompte des intérêts moratoires"));
}

#[test]
fn warnings_and_reasons_are_on_the_internal_copy_only() {
    let mut samples = ProofContext::samples().unwrap();
    for (position, told) in [(8, "three times the statutory rate (8.25%)"), (7, "la nature du débiteur est inconnue")] {
        assert!(!words(&PRESS.proof(&samples[position]).unwrap()).contains(told));
        samples[position].internal = true;
        let text = words(&PRESS.proof(&samples[position]).unwrap());
        assert!(text.contains(told), "{text}");
    }
    assert!(words(&PRESS.proof(&samples[8]).unwrap()).contains("366"), "each line says by what it divides");
}

#[test]
fn what_stops_or_stands_apart_is_told() {
    let samples = ProofContext::samples().unwrap();
    let stopped = words(&PRESS.proof(&samples[4]).unwrap());
    assert!(stopped.contains("L622-28") && stopped.contains("19/07/2026") && stopped.contains("postérieure au jugement"), "{stopped}");
    assert!(!stopped.contains("par jour"), "nothing runs any more");
    let disputed = words(&PRESS.proof(&samples[2]).unwrap());
    assert!(
        disputed.contains("Part contestée, comptée à part : 1 500,00 €") && disputed.contains("non comprise dans ce total"),
        "{disputed}"
    );
}

#[test]
fn forty_invoices_go_over_pages_with_their_foot() {
    let context = &ProofContext::samples().unwrap()[5];
    let pages = pages(&PRESS.proof(context).unwrap());
    assert!((6..=12).contains(&pages.len()), "{} pages", pages.len());
    for (position, page) in pages.iter().enumerate() {
        assert!(plain(page).contains(&format!("Page {} sur {}", position + 1, pages.len())), "{page}");
    }
}

#[test]
fn a_letter_states_the_sums_and_carries_the_account() {
    let with = ReminderContext::sample_with_interest().unwrap();
    let sums = with.interest.as_ref().unwrap().undisputed();
    let pages = pages(&PRESS.letter(&with).unwrap());
    let first = words(&PRESS.letter(&with).unwrap());
    let sentence = format!(
        "Au 23 novembre 2026, les pénalités de retard s’élèvent à {} € et les indemnités forfaitaires de recouvrement à 120,00 €, selon le décompte joint.",
        fr(sums.interest)
    );
    assert!(first.contains(&sentence), "no {sentence:?} in\n{first}");
    let annex = pages.iter().position(|page| plain(page).contains("Décompte des pénalités de retard"));
    assert!(annex.is_some_and(|at| at > 0 && plain(&pages[at - 1]).contains("salutations distinguées")), "after the letter: {pages:?}");
    let without = ReminderContext { interest: None, ..with.clone() };
    assert!(!words(&PRESS.letter(&without).unwrap()).contains("Décompte"));
    assert_eq!(email(&with), email(&without), "e-mails do not tell it");
    for (name, refused) in [
        ("before the due date", ReminderContext { stage: Stage::PreDue, ..with.clone() }),
        ("consumer", ReminderContext { debtor: ReminderContext::samples()[4].debtor.clone(), ..with.clone() }),
    ] {
        assert_eq!(PRESS.letter(&refused).unwrap_err().code(), "letter.not_owed", "{name}");
    }
}

#[test]
fn long_and_hostile_names_are_shown_within_the_sheet() {
    let long = "W".repeat(120);
    for name in [long.as_str(), "#panic(\"x\")", "{{ 7*7 }} <b>$x$"] {
        let mut context = ProofContext::samples().unwrap().swap_remove(1);
        context.debtor.name = name.to_owned();
        context.account.items[0].number = name.to_owned();
        let pdf = PRESS.proof(&context).unwrap();
        let squeezed = words(&pdf).replace([' ', '\u{200b}'], "");
        // In the address and above its lines; where it also stands in a narrow column, other cells come between its parts.
        assert!(squeezed.matches(&name.replace(' ', "")).count() >= 2, "{name}: {squeezed}");
        let (boxes, _) = run("pdftotext", "poppler-utils", &["-bbox", "sheet.pdf", "-"], &pdf);
        let right = |line: &str| line.split_once("xMax=\"")?.1.split_once('"')?.0.parse::<f64>().ok();
        let furthest = boxes.lines().filter(|line| line.contains("<word")).filter_map(right).fold(0.0, f64::max);
        assert!(furthest < 190.5 / 25.4 * 72.0, "{name}: {furthest}");
    }
}

#[test]
fn nothing_is_made_without_the_mandatory_mentions_and_bytes_are_stable() {
    let mut context = ProofContext::samples().unwrap().swap_remove(0);
    assert_eq!(PRESS.proof(&context).unwrap(), Press::new().proof(&context).unwrap());
    context.creditor.rcs_town.clear();
    assert_eq!(PRESS.proof(&context).unwrap_err().code(), "letter.missing_mentions");
}
