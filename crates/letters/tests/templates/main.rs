//! Templates that users write: a table of good ones, what spoils each of them, the packs, and hostile texts.

use std::collections::BTreeSet;

use domain::dunning::{Stage, Template};
use domain::template::{Audience, Language, MessageKind, MessageTemplate, Severity, TemplateKey, VARIABLES};
use letters::template::{Pack, is_right, lint, packs, plain, read, words, write};
use letters::{LetterError, ReminderContext};
use proptest::prelude::*;

fn good() -> Vec<MessageTemplate> {
    let (read, faults) = read(include_str!("good.txt").as_bytes());
    assert_eq!(faults, []);
    read.into_iter().map(|(template, _)| template).collect()
}

fn said(template: &MessageTemplate, for_others: bool) -> Vec<String> {
    lint(template, for_others).iter().map(|finding| format!("{} {:?} {}", finding.rule, finding.place, finding.sentence)).collect()
}

#[test]
fn twenty_five_good_templates_are_accepted() {
    let good = good();
    assert!(good.len() >= 25);
    for template in &good {
        assert_eq!(said(template, false), Vec::<String>::new(), "{} ({})", template.key.slug(), template.name);
    }
}

/// A good template, spoiled as a line of the table says.
fn spoil(base: &MessageTemplate, change: &str, text: &str) -> MessageTemplate {
    let mut spoiled = base.clone();
    match change {
        "add" => spoiled.body = format!("{}\n\n{text}", base.body),
        "drop" => {
            let paragraphs = base.body.split('\n').filter(|line| !line.contains(text));
            spoiled.body = paragraphs.collect::<Vec<_>>().join("\n");
        }
        "swap" => {
            let (from, to) = text.split_once("=>").expect("two texts");
            assert!(base.body.contains(from.trim()), "{} does not say {from:?}", base.key.slug());
            spoiled.body = base.body.replace(from.trim(), to.trim());
        }
        "subject" => text.clone_into(&mut spoiled.subject),
        "name" => text.clone_into(&mut spoiled.name),
        other => panic!("{other}: no such change"),
    }
    assert_ne!(&spoiled, base, "{change} {text}");
    spoiled
}

#[test]
fn each_bad_template_is_refused_for_its_reason_alone() {
    let (good, services) = (good(), Pack::from_code("services").unwrap().templates());
    let (mut rows, mut rules, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for row in include_str!("bad.txt").lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.splitn(4, " |").map(str::trim).collect();
        let [rule, base, change, text] = cells[..] else { panic!("{row}") };
        let for_others = rule.starts_with("r124.");
        let known = if for_others { &services } else { &good };
        let base = known.iter().find(|template| template.key.slug() == base).unwrap_or_else(|| panic!("{base}"));
        let bad = spoil(base, change, text);
        let findings = lint(&bad, for_others);
        assert!(!for_others || is_right(&lint(&bad, false)), "{row}: whoever collects for itself may say so");
        let refused: BTreeSet<&str> = findings.iter().filter(|found| found.severity == Severity::Refused).map(|found| found.rule).collect();
        if refused != BTreeSet::from([rule]) {
            wrong.push(format!("{row}\n{:#?}", said(&bad, for_others)));
        }
        assert!(findings.iter().all(|found| found.sentence.ends_with('.') && !found.source.is_empty()), "{row}");
        rows += 1;
        rules.insert(rule.to_owned());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 25 && rules.len() >= 25, "{rows} rows, {} rules", rules.len());
}

#[test]
fn a_finding_points_at_its_line() {
    let mut template = good().into_iter().find(|template| template.key.slug() == "first_reminder.email.fr.any").unwrap();
    template.body.push_str("\n\nUne phrase.\nUn huissier viendra.");
    let line = template.body.lines().count();
    let found = lint(&template, false);
    assert_eq!(
        found.iter().map(|found| (found.rule, found.place)).collect::<Vec<_>>(),
        [("forbidden.seizure", domain::template::Place::Line(line))]
    );
}

#[test]
fn every_pack_is_right_for_oneself_and_for_others() {
    for pack in packs() {
        let templates = pack.templates();
        let keys: BTreeSet<TemplateKey> = templates.iter().map(|template| template.key).collect();
        assert_eq!(keys.len(), templates.len(), "{}", pack.code);
        for template in &templates {
            for for_others in [false, true] {
                assert_eq!(said(template, for_others), Vec::<String>::new(), "{} {} {for_others}", pack.code, template.key.slug());
            }
        }
        for language in Language::ALL {
            let has = |kind, stage| keys.iter().any(|key| key.language == language && key.kind == kind && key.stage() == stage);
            for (kind, stage) in [
                (MessageKind::Email, Stage::PreDue),
                (MessageKind::Email, Stage::Amicable),
                (MessageKind::Sms, Stage::Amicable),
                (MessageKind::Letter, Stage::Amicable),
                (MessageKind::CallScript, Stage::Amicable),
            ] {
                assert!(has(kind, stage), "{} {language:?} {kind:?} {stage:?}", pack.code);
            }
            assert_eq!(has(MessageKind::FormalNotice, Stage::PreLitigation), pack.no_notice.is_empty(), "{}", pack.code);
        }
    }
}

/// A formal notice for rent or energy is refused by its words, wherever it comes from.
#[test]
fn the_notices_of_rent_and_energy_are_blocked() {
    let services = Pack::from_code("services").unwrap().templates();
    let notice = services
        .iter()
        .find(|template| template.key.kind == MessageKind::FormalNotice && template.key.language == Language::French)
        .unwrap();
    for words in ["votre loyer", "la fourniture d’électricité", "votre bail commercial", "vos factures d’énergie"] {
        let spoiled = MessageTemplate { body: notice.body.replace("prestations commandées", words), ..notice.clone() };
        assert!(said(&spoiled, false).iter().any(|found| found.starts_with("notice.special_matter")), "{words}");
    }
}

#[test]
fn who_collects_for_others_names_the_creditor_and_the_law() {
    let missing = good().iter().filter(|template| !is_right(&lint(template, true))).count();
    assert_eq!(missing, good().len(), "none of the good ones has the mentions of R124-4");
    let first =
        Pack::from_code("services").unwrap().templates().into_iter().find(|template| template.key.code == Template::FirstReminder).unwrap();
    let mut context = letters::template::sample_context(&first);
    context.mandate = Some(letters::template::Mandate {
        principal: "Menuiserie du Lac SARL".to_owned(),
        address: "4 quai des Pêcheurs, 74000 Annecy".to_owned(),
        first_letter: None,
    });
    let text = words(&first, &context).unwrap().after.join("\n");
    for wanted in
        ["exerce une activité de recouvrement amiable", "pour le compte de Menuiserie du Lac SARL, 4 quai", "L111-8", "réputée non écrite"]
    {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn a_mail_says_the_words_of_its_template_in_the_frame() {
    let template =
        Pack::from_code("trade").unwrap().templates().into_iter().find(|template| template.key.code == Template::SecondReminder).unwrap();
    let mut context = letters::template::sample_context(&template);
    context.template = Some(std::sync::Arc::new(template));
    let mail = letters::email(&context).unwrap();
    assert!(mail.subject.starts_with("Deuxième rappel — REL-"), "{}", mail.subject);
    assert_eq!(mail.text.matches("Madame, Monsieur").count(), 1, "{}", mail.text);
    for wanted in ["Nos prochaines livraisons", "FA-2026-", "IBAN", "REL-2026-000123", "RCS", "L441-10"] {
        assert!(mail.text.contains(wanted) && mail.html.contains(wanted), "{wanted}\n{}", mail.text);
    }
    assert!(!mail.text.contains('⟦') && !mail.html.contains('⟦'));
}

/// Whoever shares a screen with a private person never reads of a debt, whatever the subject of the template.
#[test]
fn a_consumer_gets_the_quiet_subject() {
    let template = good().into_iter().find(|template| template.key.slug() == "first_reminder.email.fr.any").unwrap();
    let consumer = ReminderContext::samples().into_iter().find(|context| !context.debtor.kind.owes_penalties()).unwrap();
    let context = ReminderContext { template: Some(std::sync::Arc::new(template)), ..consumer };
    let mail = letters::email(&context).unwrap();
    assert!(mail.subject.starts_with("Votre compte chez"), "{}", mail.subject);
    assert!(!mail.text.contains("L441-10") && !mail.text.contains("40 €"));
}

#[test]
fn letters_and_scripts_are_made_of_every_pack() {
    let press = letters::Press::new();
    for template in packs().iter().flat_map(Pack::templates) {
        let mut context = letters::template::sample_context(&template);
        if template.key.kind.is_framed() {
            let kind = template.key.kind;
            context.template = Some(std::sync::Arc::new(template));
            letters::email(&context).unwrap();
            if kind != MessageKind::Email {
                assert!(press.letter(&context).unwrap().starts_with(b"%PDF-"));
            }
        } else {
            let text = plain(&template, &context).unwrap();
            assert!(!text.is_empty() && !text.contains("{{"), "{text}");
        }
    }
}

#[test]
fn a_file_is_read_as_it_is_written() {
    for template in packs().iter().flat_map(Pack::templates).chain(good()) {
        let (back, faults) = read(write(&template).as_bytes());
        assert_eq!((back.len(), &back[0].0, faults.len()), (1, &template, 0));
    }
    let bad = "texte\n=== x.y\nnom: a\n\n=== pre_due.email.fr.any\nauteur: moi\nnom: b\n\ntexte\n=== pre_due.email.fr.any\n\n";
    let (kept, faults) = read(bad.as_bytes());
    let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.code)).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(told, [(1, "template_file.head"), (2, "template_file.key"), (6, "template_file.field"), (10, "template_file.twice")]);
    assert_eq!(read(b"\xff").1[0].code, "template_file.encoding");
    assert_eq!(read(b"").1[0].code, "template_file.empty");
}

#[test]
fn every_name_has_a_value_in_every_sample() {
    let body: String = VARIABLES.iter().filter(|known| !known.is_block).map(|known| format!("{{{{ {} }}}}\n", known.name)).collect();
    let key = TemplateKey { code: Template::FirstReminder, kind: MessageKind::Email, language: Language::French, audience: Audience::Any };
    let template = MessageTemplate { key, name: "tout".to_owned(), subject: "Rappel".to_owned(), body };
    for context in ReminderContext::samples() {
        words(&template, &context).unwrap();
    }
}

/// What a debtor is called never becomes words of a template, nor a second table.
#[test]
fn values_are_texts_only() {
    let mut template = good().into_iter().find(|template| template.key.slug() == "first_reminder.letter.fr.any").unwrap();
    template.body.insert_str(0, "Pour {{ debtor_name }}.\n\n");
    let mut context = letters::template::sample_context(&template);
    context.debtor.name = "{{ creditor_email }} {% if %} ⟦debt_table⟧ <b>x</b>\r\nBcc: y".to_owned();
    let words = words(&template, &context).unwrap();
    assert_eq!(words.before[0], "Pour {{ creditor_email }} {% if %} debt_table <b>x</b> Bcc: y.");
    context.template = Some(std::sync::Arc::new(template));
    assert!(letters::email(&context).unwrap().html.contains("&lt;b&gt;x&lt;"));
}

fn template_of(kind: MessageKind, audience: Audience, subject: String, body: String) -> MessageTemplate {
    let code = match kind {
        MessageKind::CallScript => Template::CallScript,
        MessageKind::FormalNotice => Template::PrepareFormalNotice,
        _ => Template::FirstReminder,
    };
    MessageTemplate { key: TemplateKey { code, kind, language: Language::French, audience }, name: "x".to_owned(), subject, body }
}

/// Pieces of which hostile templates are made.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    " if ",
    " else ",
    "endif",
    "elif",
    "not ",
    "and ",
    "count",
    "debt_table",
    "debtor_name",
    "==",
    "1",
    "\"",
    "'",
    "\\",
    "\n",
    "\n\n",
    "(",
    ")",
    "[",
    "*",
    "|",
    "~",
    "⟦",
    "⟧",
    "é",
    "\u{202e}",
    "\u{300}",
    "{{ debt_table }}",
    "{% if count %}",
    "{% endif %}",
    "{% else %}",
    "saisie",
    "FR76",
    "<script>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_panics(subject in ".{0,60}", body in ".{0,400}", kind in 0_usize..5, audience in 0_usize..4) {
        let template = template_of(MessageKind::ALL[kind], Audience::ALL[audience], subject, body);
        check(&template)?;
    }

    #[test]
    fn no_hostile_text_panics(pieces in prop::collection::vec(0..PIECES.len(), 0..60), kind in 0_usize..5) {
        let body: String = pieces.iter().map(|at| PIECES[*at]).collect();
        check(&template_of(MessageKind::ALL[kind], Audience::Any, String::new(), body))?;
    }

    #[test]
    fn no_file_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "(=== |nom:|objet:|\n|a|\\.|pre_due.email.fr.any){0,40}") {
        let _ = read(&bytes);
        for (template, _) in read(text.as_bytes()).0 {
            let _ = lint(&template, true);
        }
    }
}

/// A text is refused, or it can be filled for every debtor.
fn check(template: &MessageTemplate) -> Result<(), TestCaseError> {
    let findings = lint(template, false);
    let readable = findings.iter().all(|found| !found.rule.starts_with("template."));
    for context in ReminderContext::samples() {
        match words(template, &context) {
            Ok(words) => prop_assert!(words.before.iter().chain(&words.after).all(|text| !text.contains('⟦'))),
            Err(LetterError::Template(_)) => prop_assert!(!readable, "{template:?} is accepted and cannot be filled"),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
    Ok(())
}
