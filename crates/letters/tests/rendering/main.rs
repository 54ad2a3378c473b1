//! Every sample in every stage, as e-mail and as PDF, read back by other programs: `pdftotext`, `pdftoppm`
//! and `pdfinfo` (poppler-utils), and `zbarimg` (zbar-tools).

mod agreement;
mod proof;

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use domain::party::DebtorKind;
use letters::{EmailBody, Press, ReminderContext, Stage, email};

static PRESS: LazyLock<Press> = LazyLock::new(Press::new);

/// What must never reach a private person, nor somebody who may be one.
const FORBIDDEN: [&str; 15] = [
    "pénalité",
    "penalité",
    "indemnité",
    "40 €",
    "€40",
    "l441",
    "d441",
    "l2192",
    "d2192",
    "moratoire",
    "intérêts",
    "penalt",
    "compensation",
    "late-payment interest",
    "code de commerce",
];

fn every_sample() -> impl Iterator<Item = (String, ReminderContext)> {
    ReminderContext::samples().into_iter().enumerate().flat_map(|(position, context)| {
        Stage::ALL
            .into_iter()
            .map(move |stage| (format!("sample {position}, {}", stage.code()), ReminderContext { stage, ..context.clone() }))
    })
}

/// Runs a program on a PDF file and gives what it printed.
fn run(program: &str, package: &str, arguments: &[&str], pdf: &[u8]) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|_| panic!("these tests need {program}: apt-get install {package}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), folder)
}

/// The text of each page, as laid out.
fn pages(pdf: &[u8]) -> Vec<String> {
    let (text, _) = run("pdftotext", "poppler-utils", &["-layout", "-enc", "UTF-8", "sheet.pdf", "-"], pdf);
    text.split('\u{c}').map(str::to_owned).filter(|page| !page.trim().is_empty()).collect()
}

/// All blanks become one ordinary blank: what a reader sees.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(pdf: &[u8]) -> String {
    plain(&run("pdftotext", "poppler-utils", &["-enc", "UTF-8", "sheet.pdf", "-"], pdf).0)
}

/// Whether a text holds a phrase, `40 €` as an amount of its own and not as the end of `500,40 €`.
fn says(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].trim_end_matches(' ');
        !phrase.starts_with(|c: char| c.is_ascii_digit()) || !before.ends_with(|c: char| c.is_ascii_digit() || c == ',' || c == '.')
    })
}

fn texts(context: &ReminderContext) -> [(&'static str, String); 5] {
    let EmailBody { subject, text, html, attachment_name } = email(context).unwrap();
    [
        ("subject", format!("{} {attachment_name}", plain(&subject))),
        ("text", plain(&text)),
        ("html", plain(&html)),
        ("letter", words(&PRESS.letter(context).unwrap())),
        ("statement", words(&PRESS.statement(context).unwrap())),
    ]
}

#[test]
fn every_sample_in_every_stage_says_what_it_must_and_nothing_that_it_must_not() {
    for (name, context) in every_sample() {
        for (part, text) in texts(&context) {
            let lower = text.to_lowercase();
            if matches!(context.debtor.kind, DebtorKind::Consumer | DebtorKind::Unknown)
                || matches!(context.stage, Stage::PaymentRequest | Stage::PreDue)
                || part == "statement"
            {
                for forbidden in FORBIDDEN {
                    assert!(!says(&lower, forbidden), "{name}, {part}: {forbidden:?} in\n{text}");
                }
            }
            if part == "subject" {
                continue;
            }
            // C. com. R123-237 and R123-238: form and capital, register and its town, number, seat.
            let mut expected =
                vec!["Établissements Lumière", "SAS au capital de 150 000 €", "RCS Lyon 732 829 320", "12, rue de l’Église", "69002 Lyon"];
            expected.extend(["FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP", "Etablissements Lumiere SAS", "REL-2026-000123"]);
            let numbers: Vec<&str> = context.lines.iter().filter(|line| line.asked).map(|line| line.number.as_str()).collect();
            let penalties = !matches!(context.stage, Stage::PaymentRequest | Stage::PreDue) && part != "statement";
            match context.debtor.kind {
                DebtorKind::Business if penalties => expected.extend(["L441-10, II", "D441-5", "40"]),
                DebtorKind::Public if penalties => expected.extend(["L2192-13", "R2192-31", "D2192-35", "40 €", "huit points"]),
                _ => {}
            }
            for expected in expected.into_iter().chain(numbers) {
                assert!(text.contains(expected), "{name}, {part}: no {expected:?} in\n{text}");
            }
            if context.debtor.kind == DebtorKind::Public {
                assert!(!text.contains("L441"), "{name}, {part}: the Code de commerce for a public buyer");
            }
        }
    }
}

#[test]
fn subjects_and_file_names_keep_a_private_debt_quiet() {
    for (name, context) in every_sample() {
        let mail = email(&context).unwrap();
        if matches!(context.debtor.kind, DebtorKind::Consumer | DebtorKind::Unknown) {
            assert_eq!(
                (mail.subject.as_str(), mail.attachment_name.as_str()),
                ("Votre compte chez Établissements Lumière", "document-REL-2026-000123.pdf"),
                "{name}"
            );
            let (metadata, _) = run("pdfinfo", "poppler-utils", &["sheet.pdf"], &PRESS.statement(&context).unwrap());
            assert!(metadata.contains("Document REL-2026-000123") && !metadata.to_lowercase().contains("rappel"), "{name}: {metadata}");
            assert!(mail.html.contains("<title>Votre compte chez Établissements Lumière</title>"), "{name}");
        }
    }
    let business = email(&ReminderContext::samples()[1]).unwrap();
    assert_eq!(plain(&business.subject), "Rappel de règlement — 3 factures — Établissements Lumière");
    assert_eq!(business.attachment_name, "releve-de-compte-REL-2026-000123.pdf");
    let english = email(&ReminderContext::samples()[7]).unwrap();
    assert_eq!(plain(&english.subject), "Payment reminder — 3 invoices — Établissements Lumière");
}

#[test]
fn the_text_of_a_reminder() {
    insta::assert_snapshot!(email(&ReminderContext::samples()[4]).unwrap().text.replace(['\u{a0}', '\u{202f}'], " "), @r#"
    Madame, Monsieur,

    Malgré notre courriel du 16 novembre 2026, la facture ci-dessous, échue le 10 novembre 2026, reste impayée pour 364,50 €. Nous vous demandons de bien vouloir la régler sous huit jours.

    Pièces à régler
    - Facture FA-2026-00977 du 10/11/2026, échéance 10/11/2026 (13 jours de retard) : 364,50 €

    Solde à régler : 364,50 €

    Pour régler par virement
    Titulaire du compte : Etablissements Lumiere SAS
    IBAN : FR76 3000 6000 0112 3456 7890 189
    BIC : AGRIFRPP
    Montant : 364,50 €
    Référence à rappeler : REL-2026-000123

    Si vous rencontrez une difficulté passagère, contactez-nous sans attendre : nous pouvons examiner ensemble un échéancier. Sans règlement ni réponse de votre part, nous serions amenés à poursuivre nos démarches de recouvrement, en commençant par un courrier.

    Si vous avez déjà réglé, nous vous remercions de ne pas tenir compte de ce message ; il vous suffit de nous indiquer la date et la référence de votre virement.

    Si vous contestez tout ou partie de cette somme, faites-le-nous savoir, avec le motif, à compta@lumiere.example ou au 04 72 00 00 00 : nous examinerons votre demande.

    Le relevé joint à ce message détaille votre compte.

    Nous vous remercions de votre attention et restons à votre disposition.

    Le service recouvrement
    Établissements Lumière
    04 72 00 00 00
    compta@lumiere.example

    -- 
    Établissements Lumière · SAS au capital de 150 000 € · RCS Lyon 732 829 320 · TVA FR44732829320 · 12, rue de l’Église, 69002 Lyon
    Établissements Lumière, responsable du traitement, utilise vos données pour la gestion de ses factures et de leur règlement (exécution du contrat et intérêt légitime). Pour y accéder, les faire rectifier ou vous opposer à leur usage : compta@lumiere.example. Vous pouvez aussi saisir la CNIL.
    "#);
}

#[test]
fn the_totals_of_a_letter_with_credits() {
    let text = words(&PRESS.letter(&ReminderContext::samples()[3]).unwrap());
    for expected in [
        "5 136,00 €",
        "−636,00 €",
        "4 500,00 €",
        "AV-2026-00041",
        "VIR 0311",
        "notre courriel du 27 octobre 2026, notre courriel du 3 novembre 2026 et notre appel du 13 novembre 2026",
    ] {
        assert!(text.contains(expected), "no {expected:?} in\n{text}");
    }
    assert!(!text.contains("FA-2026-01190"), "what is not due is for the statement");
    let statement = words(&PRESS.statement(&ReminderContext::samples()[3]).unwrap());
    assert!(statement.contains("FA-2026-01190") && statement.contains("990,00 €"), "{statement}");
}

#[test]
fn forty_invoices_take_two_pages_with_their_head_repeated() {
    let context = &ReminderContext::samples()[2];
    for pdf in [PRESS.letter(context).unwrap(), PRESS.statement(context).unwrap()] {
        let pages = pages(&pdf);
        assert!((2..=3).contains(&pages.len()), "{} pages", pages.len());
        for (position, page) in pages.iter().enumerate() {
            let page = plain(page);
            assert!(page.contains(&format!("Page {} sur {}", position + 1, pages.len())), "{page}");
            assert!(page.contains("RCS Lyon 732 829 320"), "{page}");
            if page.contains("FA-2026-") {
                assert!(page.contains("Pièce Émise le Échéance Retard Montant TTC Reste dû"), "{page}");
            }
        }
        let all = plain(&pages.join(" "));
        for line in &context.lines {
            assert_eq!(all.matches(&line.number).count(), 1, "{}", line.number);
        }
    }
}

#[test]
fn short_letters_take_one_page() {
    for (name, context) in every_sample().filter(|(_, context)| context.lines.len() < 4) {
        assert_eq!(pages(&PRESS.letter(&context).unwrap()).len(), 1, "{name}");
    }
}

#[test]
fn the_code_is_read_back_by_another_program() {
    for context in ReminderContext::samples() {
        for pdf in [PRESS.letter(&context).unwrap(), PRESS.statement(&context).unwrap()] {
            let (_, folder) = run("pdftoppm", "poppler-utils", &["-r", "150", "-png", "sheet.pdf", "page"], &pdf);
            let mut pictures: Vec<PathBuf> = std::fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|e| e == "png"))
                .collect();
            pictures.sort();
            let output = Command::new("zbarimg")
                .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
                .args(&pictures)
                .output()
                .expect("these tests need zbarimg: apt-get install zbar-tools");
            assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), context.epc_payload.clone().unwrap());
        }
    }
}

#[test]
fn the_address_stands_in_the_window() {
    for (name, context) in every_sample().filter(|(_, context)| context.stage == Stage::Letter) {
        let (boxes, _) = run("pdftotext", "poppler-utils", &["-bbox", "-l", "1", "sheet.pdf", "-"], &PRESS.letter(&context).unwrap());
        let millimetres = |line: &str, key: &str| -> f64 {
            let rest = line.split_once(&format!("{key}=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.parse::<f64>().unwrap() * 25.4 / 72.0
        };
        let first_word = context.debtor.name.split(' ').next().unwrap().to_owned();
        let last_word = context.debtor.address.city.clone();
        for word in [first_word, last_word] {
            let in_window = boxes.lines().filter(|line| line.contains(&format!(">{word}<"))).any(|line| {
                (110.0..200.0).contains(&millimetres(line, "xMin"))
                    && millimetres(line, "xMax") < 195.0
                    && (46.0..90.0).contains(&millimetres(line, "yMin"))
                    && millimetres(line, "yMax") < 90.0
            });
            assert!(in_window, "{name}: {word}");
        }
        // Nothing else may be seen through the window.
        let strangers: Vec<&str> = boxes
            .lines()
            .filter(|line| {
                line.contains("<word")
                    && millimetres(line, "xMax") > 108.0
                    && millimetres(line, "yMax") > 45.0
                    && millimetres(line, "yMin") < 90.0
                    && millimetres(line, "xMin") < 109.0
            })
            .collect();
        assert!(strangers.is_empty(), "{name}: {strangers:?}");
    }
}

#[test]
fn hostile_names_are_shown_literally() {
    let long = "A".repeat(120);
    let names = [
        "#panic(\"x\")",
        "*gras* _x_ $1+1$ #{1+1} @ref <label> = titre",
        "<script>alert(1)</script>",
        "\\u{41} // comment /* x */",
        "{{ 7*7 }} {% raw %}",
        "O'Neil & \"Fils\"",
        long.as_str(),
        "שלום עולם",
        "Café 🧾 Zoé",
    ];
    for name in names {
        let mut context = ReminderContext::samples()[3].clone();
        context.debtor.name = name.to_owned();
        context.contact_name = name.to_owned();
        context.creditor.name = name.to_owned();
        context.lines[0].number = name.to_owned();
        let mail = email(&context).unwrap();
        assert!(mail.subject.contains(name) && mail.text.replace('\u{200b}', "").contains(name), "{name}");
        assert!(
            !mail.html.contains("<script>")
                && mail.html.matches("<bdi>").count() == mail.html.matches("</bdi>").count() - mail.html.matches("<bdi ").count(),
            "{name}"
        );
        let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect::<String>();
        // The fonts of the letters hold no emoji: they print as an empty box, and the rest of the name stands.
        let compact = squeezed(name.split('🧾').next().unwrap());
        for (part, pdf) in [("letter", PRESS.letter(&context).unwrap()), ("statement", PRESS.statement(&context).unwrap())] {
            let text = squeezed(&words(&pdf));
            assert!(text.contains(&compact) || text.contains(&compact.chars().rev().collect::<String>()), "{part}: {name}\n{text}");
        }
    }
}

#[test]
fn no_link_but_mailto_and_no_picture() {
    for (name, context) in every_sample() {
        let html = email(&context).unwrap().html.to_lowercase();
        for forbidden in ["<img", "<script", "<link", "<iframe", "url(", "http://", "https://", "src="] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
        assert_eq!(html.matches("href=").count(), html.matches("href=\"mailto:").count(), "{name}");
    }
}

#[test]
fn the_same_context_gives_the_same_bytes() {
    let context = &ReminderContext::samples()[1];
    assert_eq!(PRESS.letter(context).unwrap(), Press::new().letter(context).unwrap());
    assert_eq!(PRESS.statement(context).unwrap(), PRESS.statement(context).unwrap());
}

#[test]
fn nothing_is_made_without_the_mandatory_mentions() {
    let mut context = ReminderContext::samples()[1].clone();
    context.creditor.rcs_town = String::new();
    let expected = "mandatory mentions of the creditor are missing: rcs_town";
    assert_eq!(email(&context).unwrap_err().to_string(), expected);
    assert_eq!(PRESS.letter(&context).unwrap_err().to_string(), expected);
    assert_eq!(PRESS.statement(&context).unwrap_err().to_string(), expected);
}

#[test]
fn a_letter_needs_an_address_and_an_email_does_not() {
    let mut context = ReminderContext::samples()[1].clone();
    context.debtor.address.lines.clear();
    assert_eq!(PRESS.letter(&context).unwrap_err().code(), "letter.no_address");
    assert!(email(&context).is_ok() && PRESS.statement(&context).is_ok());
}

#[test]
fn without_a_transfer_code_the_account_is_printed_alone() {
    let context = ReminderContext { epc_payload: None, ..ReminderContext::samples()[1].clone() };
    let text = words(&PRESS.letter(&context).unwrap());
    assert!(text.contains("FR76 3000 6000") && !text.contains("Scannez"), "{text}");
}

#[test]
fn many_threads_share_one_press() {
    let reference = PRESS.letter(&ReminderContext::samples()[1]).unwrap();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..6).map(|_| PRESS.letter(&ReminderContext::samples()[1]).unwrap()).collect::<Vec<_>>()))
            .collect();
        for worker in workers {
            assert!(worker.join().unwrap().iter().all(|pdf| *pdf == reference));
        }
    });
}

#[test]
fn a_contested_part_is_said_and_is_no_payment() {
    for (language, said, thanks) in [
        ("fr", "part enregistrée comme contestée, soit 10,00", "règlements partiels"),
        ("en", "part recorded as disputed, €10.00", "Part payments"),
    ] {
        let mut context = ReminderContext::samples().remove(0);
        let part = domain::Cents(1_000);
        context.stage = Stage::Letter;
        context.debtor.language = language.to_owned();
        context.lines[0].open -= part;
        context.gross -= part;
        context.net -= part;
        context.epc_payload = None;
        let text = |context: &ReminderContext| {
            let text = pages(&PRESS.letter(context).unwrap()).concat().replace(['\u{a0}', '\u{202f}'], " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let paid = text(&context);
        assert!(paid.contains(thanks) && !paid.contains(said), "{paid}");
        let contested = text(&ReminderContext { disputed: part, ..context.clone() });
        assert!(contested.contains(said) && !contested.contains(thanks), "{contested}");
        let both = text(&ReminderContext { disputed: domain::Cents(400), ..context });
        assert!(both.contains(thanks), "{both}");
    }
}

#[test]
fn an_earlier_text_message_is_called_one() {
    for (language, phrase) in [("fr", "Malgré notre SMS du 12 "), ("en", "Despite our text message of 12 ")] {
        let mut context = ReminderContext::samples().swap_remove(1);
        context.stage = Stage::SecondReminder;
        context.debtor.language = language.to_owned();
        let sent_on = domain::Date::from_ymd_opt(2026, 9, 12).unwrap();
        context.previous = vec![letters::PreviousMessage { sent_on, channel: letters::Channel::Sms }];
        let text = plain(&email(&context).unwrap().text);
        assert!(says(&text, phrase), "{phrase} in {text}");
    }
}

#[test]
fn a_formal_notice_says_what_it_is_and_how_it_is_sent() {
    for (name, context) in every_sample().filter(|(_, context)| context.stage == Stage::FormalNotice) {
        let pdf = PRESS.letter_sent(&context, letters::Sending::Registered("1A 123 456 7890 1")).unwrap();
        let text = words(&pdf);
        let (notice, registered) = match context.debtor.language.as_str() {
            "en" => ("Formal notice to pay", "Registered letter with acknowledgement of receipt"),
            _ => ("Mise en demeure de payer", "Lettre recommandée avec avis de réception"),
        };
        for expected in [notice, registered, "1A 123 456 7890 1"] {
            assert!(text.contains(expected), "{name}: no {expected:?} in\n{text}");
        }
        if !matches!(context.debtor.kind, DebtorKind::Business | DebtorKind::Public) {
            assert!(text.contains("porte intérêt au taux légal"), "{name}: {text}");
        }
        let (metadata, _) = run("pdfinfo", "poppler-utils", &["sheet.pdf"], &pdf);
        assert!(
            context.debtor.kind == DebtorKind::Business || !metadata.contains("demeure") || context.debtor.kind == DebtorKind::Public,
            "{name}: {metadata}"
        );
    }
}

#[test]
fn a_bundle_begins_each_letter_on_a_sheet_and_gives_the_same_bytes_again() {
    use letters::{BundledLetter, Separator, page_count};
    let contexts: Vec<ReminderContext> =
        every_sample().filter(|(_, context)| context.stage == Stage::Letter).map(|(_, context)| context).collect();
    let pdfs: Vec<Vec<u8>> = contexts.iter().map(|context| PRESS.letter(context).unwrap()).collect();
    let separator = |at: usize| Separator {
        head: format!("Courrier {} sur {}", at + 1, contexts.len()),
        title: contexts[at].debtor.name.clone(),
        facts: vec![("Pages".to_owned(), "2".to_owned()), ("Adresse".to_owned(), "3 rue du Port, 44000 Nantes".to_owned())],
    };
    for (duplex, separators) in [(true, true), (true, false), (false, true), (false, false)] {
        let parts: Vec<BundledLetter<'_>> =
            pdfs.iter().enumerate().map(|(at, pdf)| BundledLetter { pdf, separator: separators.then(|| separator(at)) }).collect();
        let bundle = PRESS.bundle(&parts, duplex).unwrap();
        assert_eq!(PRESS.bundle(&parts, duplex).unwrap(), bundle, "the same bytes");
        assert_eq!(page_count(&bundle.pdf).unwrap(), bundle.pages);
        assert_eq!(bundle.sheets, if duplex { bundle.pages / 2 } else { bundle.pages });
        let (text, _) = run("pdftotext", "poppler-utils", &["-layout", "-enc", "UTF-8", "sheet.pdf", "-"], &bundle.pdf);
        let shown: Vec<String> = text.split('\u{c}').take(bundle.pages).map(plain).collect();
        let mut at = 0;
        for (position, pdf) in pdfs.iter().enumerate() {
            if separators {
                assert!(!duplex || at % 2 == 0, "the separator {position} is on a front");
                assert!(shown[at].contains(&format!("Courrier {} sur", position + 1)), "{}", shown[at]);
                at += 1 + usize::from(duplex);
            }
            let own: Vec<String> = pages(pdf).iter().map(|page| plain(page)).collect();
            assert!(!duplex || at % 2 == 0, "letter {position} begins on a front");
            assert_eq!(shown[at..at + own.len()], own, "letter {position}, duplex {duplex}");
            at += own.len();
            if duplex && at % 2 == 1 {
                assert!(shown[at].is_empty(), "a blank back");
                at += 1;
            }
        }
        assert_eq!(at, bundle.pages);
    }
    assert!(PRESS.bundle(&[], true).is_err());
    assert!(PRESS.bundle(&[BundledLetter { pdf: b"no letter", separator: None }], true).is_err());
}
