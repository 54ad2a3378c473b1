//! Message templates: the organisation's words leave, versions come back, a test goes to its author alone, and nothing
//! leaves for others before the law is met.

use app::access::{Actor, Role};
use app::message;
use app::outbox::{Confirmation, Drained, drain};
use app::template::{self, Installed, MandateFacts};
use app::{AppError, Scope, night};
use domain::dunning::{ActionState, Template};
use domain::template::{Audience, Language, MessageKind, MessageTemplate, TemplateKey};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const KEY: TemplateKey =
    TemplateKey { code: Template::FirstReminder, kind: MessageKind::Email, language: Language::French, audience: Audience::Business };

fn own(first_line: &str) -> MessageTemplate {
    let body = format!(
        "{first_line}\n\nIl reste {{{{ asked_total }}}} à régler depuis le {{{{ first_due }}}}.\n\n{{{{ debt_table }}}}\n\nSi vous avez déjà réglé, \
         merci. Si vous contestez cette somme, écrivez à {{{{ creditor_email }}}}."
    );
    MessageTemplate { key: KEY, name: "Rappel de l’atelier".to_owned(), subject: "Rappel {{ reference }}".to_owned(), body }
}

/// Debtors with a late invoice each, who get the first reminder tonight.
async fn firm(house: &House, debtors: usize, mail: &str) -> Day {
    let codes: Vec<(String, String)> = (1..=debtors).map(|number| (format!("C{number:03}"), format!("c{number}@client.example"))).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
    let sales =
        codes.iter().zip(1_i64..).map(|((code, _), number)| sale(&format!("FA-{number}"), code, date(2026, 8, 10), 10_000 + number));
    let entries: Vec<given::Entry> = sales.collect();
    let day = house.with_mail(TODAY, mail).await;
    day.import_clean("clients.csv", given::customers(&rows)).await;
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    day
}

async fn send(day: &Day) -> Drained {
    drain(&day.app, &day.scope, Confirmation::Given).await.unwrap()
}

#[tokio::test]
async fn messages_leave_in_the_words_of_the_organisation() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        let saved = template::save(&day.app, &day.scope, None, &own("Bonjour, ici l’atelier.")).await.unwrap();
        assert_eq!(saved.version, 1);
        night::run(&day.app, &day.scope).await.unwrap();
        let previewed = message::preview(&day.app, &day.scope, house.debtor("C001").await).await.unwrap();
        assert!(previewed.is_none() || previewed.unwrap().text.contains("ici l’atelier"));
        assert_eq!(send(&day).await, Drained { sent: 2, ..Drained::default() });
        for file in sink.messages() {
            let seen = mail::read(&file);
            assert!(seen.subject.starts_with("Rappel REL-20260915-C00"), "{}", seen.subject);
            for text in [&seen.text, &seen.html] {
                assert!(
                    text.contains("ici l’atelier") && text.contains("FA-") && text.contains("IBAN") && text.contains("L441-10"),
                    "{text}"
                );
            }
            let action = house.actions(TODAY).await.into_iter().find(|action| seen.message_id.contains(&action.id.to_string())).unwrap();
            let kept = message::message(&day.app, &day.scope, action.id).await.unwrap().message.unwrap();
            assert_eq!((kept.body_text.trim_end(), kept.subject), (seen.text.trim_end(), seen.subject), "kept as it left");
        }
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn versions_follow_each_other_come_back_and_are_retired() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let (app, scope) = (&day.app, &day.scope);
        let first = template::save(app, scope, None, &own("Bonjour.")).await.unwrap();
        let second = template::save(app, scope, Some(first.id), &own("Madame, Monsieur.")).await.unwrap();
        assert_eq!((second.version, second.is_in_force), (2, true));
        let late = template::save(app, scope, Some(first.id), &own("Trop tard.")).await;
        assert!(matches!(late, Err(AppError::Conflict("template"))), "{late:?}");
        let bad = template::save(app, scope, Some(second.id), &own("Un huissier viendra.")).await;
        assert!(matches!(&bad, Err(AppError::Invalid { field: "template", reason }) if reason.starts_with("Ligne 1")), "{bad:?}");
        let back = template::restore(app, scope, first.id).await.unwrap();
        assert_eq!((back.version, back.template.clone()), (3, first.template.clone()));
        let view = template::view(app, scope, KEY).await.unwrap();
        assert_eq!(view.versions.iter().map(|row| (row.version, row.is_in_force)).collect::<Vec<_>>(), [(3, true), (2, false), (1, false)]);
        template::retire(app, scope, back.id).await.unwrap();
        assert!(template::list(app, scope).await.unwrap().is_empty());
        let looker = Scope { actor: Actor { role: Role::Collector, ..scope.actor.clone() }, ..scope.clone() };
        assert!(matches!(template::save(app, &looker, None, &own("Bonjour.")).await, Err(AppError::Forbidden(_))));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_pack_is_copied_and_ones_own_words_stay() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mine = MessageTemplate { key: TemplateKey { audience: Audience::Any, ..KEY }, ..own("Bonjour.") };
        template::save(&day.app, &day.scope, None, &mine).await.unwrap();
        let done = template::install(&day.app, &day.scope, "services").await.unwrap();
        assert_eq!((done.kept, done.added > 10), (1, true), "{done:?}");
        let again = template::install(&day.app, &day.scope, "services").await.unwrap();
        assert_eq!(again, Installed { added: 0, kept: done.added + 1 });
        let listed = template::list(&day.app, &day.scope).await.unwrap();
        assert!(listed.iter().all(|listed| listed.refused == 0));
        assert!(listed.iter().any(|listed| listed.row.template == mine && listed.row.pack.is_empty()));
        assert!(matches!(template::install(&day.app, &day.scope, "jardins").await, Err(AppError::NotFound("pack"))));
        for pack in template::packs() {
            let draft = app::scenario::try_text(&day.app, &day.scope, pack.scenario).await.unwrap();
            assert!(draft.is_right() && draft.tried.len() >= 2, "{}: {:?} {:?}", pack.code, draft.file.faults, draft.tried);
            let notices =
                draft.file.scenario.iter().flat_map(|scenario| scenario.steps()).any(|step| step.template == Template::PrepareFormalNotice);
            assert_eq!(notices, pack.no_notice.is_empty(), "{}", pack.code);
        }
    })
    .await;
}

#[tokio::test]
async fn a_test_goes_to_its_author_and_to_nobody_else() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        let actor = Actor { name: "Claire".to_owned(), email: Some("claire@elan.example".to_owned()), role: Role::CreditManager };
        let claire = Scope { actor, ..day.scope.clone() };
        let debtor = template::debtor(&day.app, &claire, "C001").await.unwrap();
        let shown = template::preview(&day.app, &claire, &own("Bonjour {{ debtor_name }}."), debtor).await.unwrap();
        assert!(shown.text.contains("FA-1") && shown.debtor.is_some_and(|(_, name)| name.contains("C001")), "{}", shown.text);
        assert_eq!(template::debtor(&day.app, &claire, "personne").await.unwrap(), None);
        let sample = template::preview(&day.app, &claire, &own("Bonjour."), None).await.unwrap();
        assert!(sample.debtor.is_none() && sample.text.contains("FA-2026-"));
        template::send_test(&day.app, &claire, &own("Bonjour {{ debtor_name }}."), debtor).await.unwrap();
        let script = template::Pack::from_code("services").unwrap().templates().into_iter().find(|one| one.key.kind == MessageKind::Letter);
        template::send_test(&day.app, &claire, &script.unwrap(), debtor).await.unwrap();
        let seen: Vec<mail::Mail> = sink.messages().iter().map(|file| mail::read(file)).collect();
        assert_eq!(seen.len(), 2);
        assert!(seen.iter().all(|seen| seen.to == "claire@elan.example" && seen.subject.starts_with("[Essai] ")));
        assert!(seen.iter().all(|seen| seen.pdf.contains("FA-1")), "the statement, and the letter");
        assert!(house.actions(TODAY).await.is_empty(), "no debtor was written to");
        let nameless = template::send_test(&day.app, &day.scope, &own("Bonjour."), None).await;
        assert!(matches!(nameless, Err(AppError::Invalid { field: "email", .. })), "{nameless:?}");
        let bad = template::send_test(&day.app, &claire, &own("Un huissier viendra."), None).await;
        assert!(matches!(bad, Err(AppError::Invalid { field: "template", .. })), "{bad:?}");
    })
    .await;
}

/// CPCE art. R124-2 to R124-6: whoever collects for another writes nothing before everything is there.
#[tokio::test]
async fn nothing_leaves_for_others_before_the_law_is_met() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        let (app, scope) = (&day.app, &day.scope);
        let to_come = template::set_mandate(app, scope, &MandateFacts { agreed_on: Some(date(2027, 1, 1)), ..given::mandate() }).await;
        assert!(matches!(to_come, Err(AppError::Invalid { field: "agreed_on", .. })), "{to_come:?}");
        template::set_mandate(app, scope, &MandateFacts { receipts: String::new(), agreed_on: None, ..given::mandate() }).await.unwrap();
        let mandate = template::mandate(app, scope).await.unwrap();
        assert_eq!(mandate.missing.iter().map(|(key, ..)| *key).collect::<Vec<_>>(), ["agreement", "receipts"]);
        assert!(mandate.is_locked());
        night::run(app, scope).await.unwrap();
        assert_eq!(send(&day).await, Drained { cancelled: 1, ..Drained::default() });
        let action = house.actions(TODAY).await.remove(0);
        assert_eq!(action.state, ActionState::Cancelled);
        assert!(action.reason.contains("convention écrite"), "{}", action.reason);
        let letter = message::overdue_letter(app, scope, house.debtor("C001").await).await;
        assert!(matches!(letter, Err(AppError::Invalid { field: "template", .. })), "no letter either");
        assert!(sink.messages().is_empty());

        template::set_mandate(app, scope, &given::mandate()).await.unwrap();
        assert!(!template::mandate(app, scope).await.unwrap().is_locked());
        let letter = message::overdue_letter(app, scope, house.debtor("C001").await).await;
        assert!(matches!(letter, Err(AppError::Invalid { field: "template", .. })), "the program's words are those of a creditor");
        let plain = template::save(app, scope, None, &own("Bonjour.")).await;
        assert!(matches!(&plain, Err(AppError::Invalid { reason, .. }) if reason.contains("collection_mentions")), "{plain:?}");
        template::install(app, scope, "services").await.unwrap();
        let letter = message::overdue_letter(app, scope, house.debtor("C001").await).await.unwrap();
        let text = mail::pdf_text(&letter);
        assert!(text.contains("Menuiserie du Lac SARL") && text.contains("L111-8") && text.contains("recouvrement amiable"), "{text}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_complete_mandate_with_its_templates_lets_messages_leave() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        template::set_mandate(&day.app, &day.scope, &given::mandate()).await.unwrap();
        template::install(&day.app, &day.scope, "services").await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(send(&day).await, Drained { sent: 1, ..Drained::default() });
        let seen = mail::read(&sink.messages()[0]);
        assert!(
            seen.text.contains("pour le compte de Menuiserie du Lac SARL") && seen.text.contains("réputée non écrite"),
            "{}",
            seen.text
        );
    })
    .await;
}
