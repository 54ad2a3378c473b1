//! Letters handed to whoever prints and posts them, on both engines, against a server of ours that holds to a published
//! protocol and against a folder: once, never twice, followed with their proofs.

use app::access::Role;
use app::claims::{self, NewDocument, NewFacts};
use app::config::Secret;
use app::message::{self, Document};
use app::post::{self, CarrierForm, CarrierState, ProofOf, Which};
use app::{AppError, setup};
use domain::calendar::add_days;
use domain::dunning::{ActionState, Template};
use domain::ids::ActionId;
use domain::post::PostalEvent;
use testkit::merci_facteur::{self, MerciFacteurServer};

use crate::given::fec;
use crate::house::{Day, House, on_both};
use crate::post::{DUPLEX, FEC, as_role, books, each, letters, night_of, pay, reason_of, today};

fn form(server: &MerciFacteurServer) -> CarrierForm {
    CarrierForm {
        provider: "merci_facteur".to_owned(),
        endpoint: server.endpoint(),
        service: merci_facteur::SERVICE.to_owned(),
        secret: Secret(merci_facteur::SECRET.to_owned()),
        user: merci_facteur::USER.to_string(),
        takes_letters: true,
        takes_registered: true,
        letter_price: "1,50".to_owned(),
        registered_price: "7,25".to_owned(),
        ..CarrierForm::default()
    }
}

async fn with_carrier(day: &Day) -> MerciFacteurServer {
    let server = merci_facteur::start();
    post::set(&day.app, &day.scope, &form(&server)).await.unwrap();
    server
}

async fn state_of(house: &House, ids: &[ActionId]) -> Vec<ActionState> {
    let mut states = Vec::new();
    for id in ids {
        states.push(house.action(*id).await.state);
    }
    states
}

async fn letter(day: &Day, id: ActionId) -> post::LetterRow {
    post::of_action(&day.app, &day.scope, id).await.unwrap().unwrap().letter.unwrap()
}

#[tokio::test]
async fn a_service_is_set_once_it_answers_and_shows_no_secret() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        assert_eq!(post::desk(&day.app, &day.scope).await.unwrap(), None, "persons print and post");
        assert!(reason_of(post::hand_over(&day.app, &day.scope, &ids).await).starts_with("carrier: Aucun prestataire"));
        let server = merci_facteur::start();
        let wrong = CarrierForm { secret: Secret("autre".to_owned()), ..form(&server) };
        assert!(reason_of(post::set(&day.app, &day.scope, &wrong).await).contains("WRONG_SIGNATURE"));
        let stranger = CarrierForm { user: "7".to_owned(), ..form(&server) };
        assert!(reason_of(post::test(&day.app, &day.scope, &stranger).await).contains("USER_NOT_FOUND"));
        assert_eq!(post::carrier(&day.app, &day.scope).await.unwrap(), None, "nothing that fails is kept");
        let reader = as_role(&day.scope, Role::Accountant);
        assert!(matches!(post::set(&day.app, &reader, &form(&server)).await, Err(AppError::Forbidden(_))));

        post::set(&day.app, &day.scope, &CarrierForm { takes_registered: false, ..form(&server) }).await.unwrap();
        let view = post::carrier(&day.app, &day.scope).await.unwrap().unwrap();
        assert!(!format!("{view:?}").contains(merci_facteur::SECRET));
        let desk = post::desk(&day.app, &day.scope).await.unwrap().unwrap();
        assert_eq!((desk.name.as_str(), desk.letters, desk.registered), ("Merci Facteur", Some(1_500), None));
        // The secret that is there stays while the account is the same.
        post::set(&day.app, &day.scope, &CarrierForm { secret: Secret::default(), takes_letters: false, ..form(&server) }).await.unwrap();
        let handed = post::hand_over(&day.app, &day.scope, &ids).await.unwrap();
        assert!(handed.letters == 0 && handed.refused[0].reason.starts_with("Réglée pour être postée par vos soins"), "{handed:?}");
        post::set_in_use(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(post::desk(&day.app, &day.scope).await.unwrap(), None);
        assert!(post::hand_over(&day.app, &day.scope, &ids).await.is_err());
        assert_eq!(server.taken().len(), 0);
        let entries = house.raw_texts("SELECT payload FROM event WHERE kind LIKE 'post.carrier%'").await;
        assert!(entries.len() == 3 && entries.iter().all(|entry| !entry.contains(merci_facteur::SECRET)), "{entries:?}");
    })
    .await;
}

#[tokio::test]
async fn a_letter_is_taken_once_and_what_was_not_confirmed_waits_for_a_person() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let server = with_carrier(&day).await;
        let on = day.app.today();
        pay(&day, "F-2", "C2", 30_000).await;
        server.hang_up_next();
        let handed = post::hand_over(&day.app, &day.scope, &ids).await.unwrap();
        assert_eq!((handed.letters, handed.refused.len()), (1, 2), "{handed:?}");
        assert!(handed.refused.iter().any(|refused| refused.reason.contains("peut-être partie")), "{handed:?}");
        assert_eq!(server.taken().len(), 2, "one of them without a word, and the paid one not at all");
        assert_eq!(state_of(house, &ids).await, [ActionState::ToDo, ActionState::ToDo, ActionState::Sent]);
        assert_eq!((letter(&day, ids[2]).await.carrier_mills, letter(&day, ids[0]).await.carrier_mills), (1_390, 1_500), "told, expected");

        let again = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert!(again.letters == 0 && again.refused[0].reason.starts_with("Confiée à un prestataire"), "{again:?}");
        let marked = post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &today(&day)).await.unwrap();
        assert!(marked.letters == 0 && marked.refused[0].reason.starts_with("Confiée"), "{marked:?}");
        let anew = post::print(&day.app, &day.scope, &ids[..1], DUPLEX).await.unwrap();
        assert!(anew.run.is_none(), "{anew:?}");
        assert_eq!(server.taken().len(), 2, "never repeated by the program");
        assert!(reason_of(post::take_back(&day.app, &day.scope, ids[2]).await).starts_with("letter: "), "the service has it");

        // Somebody errs: the service knows the letter by its key, and no second one is made.
        post::settle_doubt(&day.app, &day.scope, ids[0], false).await.unwrap();
        let handed = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert!(handed.letters == 0 && handed.refused[0].reason.contains("ANTIDOUBLON"), "{handed:?}");
        assert_eq!((server.taken().len(), letter(&day, ids[0]).await.carrier_state), (2, CarrierState::Unknown));
        post::settle_doubt(&day.app, &day.scope, ids[0], true).await.unwrap();
        assert!(matches!(post::settle_doubt(&day.app, &day.scope, ids[0], true).await, Err(AppError::Conflict("letter"))));
        assert_eq!(house.action(ids[0]).await.state, ActionState::Sent);
        assert_eq!(letter(&day, ids[0]).await.posted_on, Some(on));
        assert_eq!(post::carrier(&day.app, &day.scope).await.unwrap().unwrap().month, (2, 2_890));
        assert_eq!(server.tokens(), 2, "one for the trial, one for everything after it");
        day.is_sound().await;
    }))
    .await;
}

#[tokio::test]
async fn a_letter_that_the_service_may_have_is_not_given_up_marked_done_or_merged_away() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let (app, scope) = (&day.app, &day.scope);
        let server = with_carrier(&day).await;
        server.hang_up_next();
        post::hand_over(app, scope, &ids[..1]).await.unwrap();
        assert_eq!((server.taken().len(), letter(&day, ids[0]).await.carrier_state), (1, CarrierState::Unknown));
        let refused = |done: app::Result<()>, what: &str| {
            assert!(matches!(done, Err(AppError::Invalid { field: "action", .. })), "{what}: {done:?}");
        };
        let given_up = app::tonight::cancel(app, scope, ids[0], "plus la peine").await;
        assert!(matches!(given_up, Err(AppError::Conflict("action"))), "{given_up:?}");
        refused(app::tonight::mark_done(app, scope, ids[0], "fait", "").await.map(drop), "marked as done");
        let (survivor, absorbed) = (house.action(ids[1]).await.debtor, house.action(ids[0]).await.debtor);
        let shown = app::merge::preview(app, scope, survivor, absorbed).await.unwrap();
        let request = app::merge::MergeRequest {
            survivor: (survivor, shown.survivor.version),
            absorbed: (absorbed, shown.absorbed.version),
            taken: Vec::new(),
            reason: String::new(),
        };
        let merged = app::merge::merge(app, scope, &request).await;
        assert!(matches!(merged, Err(AppError::Conflict("sending"))), "{merged:?}");
        assert_eq!(state_of(house, &ids[..1]).await, [ActionState::ToDo], "nothing happened to it");
        // Once somebody has said where it is, the account may go.
        post::settle_doubt(app, scope, ids[0], false).await.unwrap();
        app::merge::merge(app, scope, &request).await.unwrap();
        day.is_sound().await;
    }))
    .await;
}

#[tokio::test]
async fn an_address_that_is_refused_is_told_mended_and_handed_over_again() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let server = with_carrier(&day).await;
        server.refuse_next("INFO_ADDRESS_MISSING");
        let handed = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert!(handed.letters == 0 && handed.refused[0].reason.contains("complétez rue, code postal et ville"), "{handed:?}");
        let known = letter(&day, ids[0]).await;
        assert_eq!((known.carrier_state, known.carrier_mills), (CarrierState::Failed, 0));
        assert!(known.carrier_note.starts_with("Adresse refusée") && known.posted_on.is_none(), "{known:?}");
        assert_eq!(state_of(house, &ids[..1]).await, [ActionState::ToDo]);
        let long = "A".repeat(95);
        house.raw(&format!("UPDATE debtor SET street = '{long}' WHERE code = 'C1'")).await;
        let handed = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert!(handed.letters == 0 && handed.refused[0].reason.starts_with("Adresse trop longue"), "{handed:?}");
        house.raw("UPDATE debtor SET street = '9 rue Neuve' WHERE code = 'C1'").await;
        let handed = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert_eq!((handed.letters, server.taken().len()), (1, 1), "{handed:?}");
        // Another one is posted by hand after its refusal: the choice stays with the person.
        server.refuse_next("CREDIT_INSUFFISANT");
        let handed = post::hand_over(&day.app, &day.scope, &ids[1..2]).await.unwrap();
        assert!(handed.refused[0].reason.contains("approvisionnez-le"), "{handed:?}");
        let marked = post::mark_posted(&day.app, &day.scope, &each(&ids[1..2]), &today(&day)).await.unwrap();
        assert_eq!((marked.letters, marked.refused.len()), (1, 0), "{marked:?}");
        post::take_back(&day.app, &day.scope, ids[1]).await.unwrap();
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_crash_between_reservation_and_answer_leaves_an_unknown_letter() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let server = with_carrier(&day).await;
        let on = day.app.today();
        server.hold_next();
        let taken_in = async {
            while server.taken().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            done = post::hand_over(&day.app, &day.scope, &ids[..1]) => panic!("the service says nothing: {done:?}"),
            () = taken_in => {}
        }
        assert_eq!(letter(&day, ids[0]).await.carrier_state, CarrierState::Reserved);
        let busy = post::settle_doubt(&day.app, &day.scope, ids[0], false).await;
        assert!(matches!(busy, Err(AppError::Conflict("letter"))), "it may be on its way this very moment: {busy:?}");
        day.app.close().await;

        let later = house.on(add_days(on, 1)).await;
        later.import_clean(FEC, fec(&books())).await;
        assert!(post::is_doubtful(&later.app, &letter(&later, ids[0]).await));
        let again = post::hand_over(&later.app, &later.scope, &ids[..1]).await.unwrap();
        assert_eq!((again.letters, server.taken().len()), (0, 1), "never by itself: {again:?}");
        post::settle_doubt(&later.app, &later.scope, ids[0], true).await.unwrap();
        assert_eq!(state_of(house, &ids[..1]).await, [ActionState::Sent]);
        later.is_sound().await;
    })
    .await;
}

/// The formal notice of the first debtor, complete.
async fn notice(house: &House) -> (Day, ActionId) {
    let (day, ids) = night_of(house, Template::PrepareFormalNotice).await;
    let document = Some(NewDocument { name: "F-1.pdf".to_owned(), bytes: b"facture".to_vec() });
    let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
    claims::set_facts(&day.app, &day.scope, debtor, item, NewFacts { document, ..NewFacts::default() }).await.unwrap();
    (day, ids[0])
}

#[tokio::test]
async fn a_registered_notice_is_followed_and_its_proofs_are_kept_at_once() {
    Box::pin(on_both(async |house| {
        let (day, id) = notice(house).await;
        let server = with_carrier(&day).await;
        let on = day.app.today();
        let handed = post::hand_over(&day.app, &day.scope, &[id]).await.unwrap();
        assert_eq!((handed.letters, handed.refused.len()), (1, 0), "{handed:?}");
        let (number, sent) = server.taken().remove(0);
        assert_eq!((sent.mode.as_str(), sent.to.0.as_str()), ("lrare", "Société C1"));
        let (_, _, bytes) = message::document(&day.app, &day.scope, id, Document::Letter).await.unwrap();
        assert_eq!(bytes, sent.pdf, "the very bytes that are kept");
        assert_eq!(letter(&day, id).await.carrier_mills, 7_250);
        assert_eq!(letters(&day, Which::Followed).await, 1);
        day.app.close().await;

        server.change(number, |letter| {
            "2C12345678901".clone_into(&mut letter.tracking);
            "pris_en_charge".clone_into(&mut letter.state);
            letter.deposit = b"%PDF-1.4 depot".to_vec();
        });
        let later = house.on(add_days(on, 1)).await;
        assert_eq!(post::follow_up(&later.app, &later.scope).await.unwrap(), 1);
        assert_eq!(post::follow_up(&later.app, &later.scope).await.unwrap(), 0, "a few times a day at most");
        let seen = post::of_action(&later.app, &later.scope, id).await.unwrap().unwrap();
        let known = seen.letter.unwrap();
        assert_eq!((known.tracking.as_str(), known.carrier_note.as_str()), ("2C12345678901", "prise en charge par La Poste"));
        assert_eq!((seen.events.len(), seen.events[0].kind, seen.events[0].source.as_str()), (1, PostalEvent::Deposited, "merci_facteur"));
        let deposit = post::proof(&later.app, &later.scope, id, ProofOf::Deposit).await.unwrap();
        assert_eq!((deposit.name.as_str(), deposit.bytes.as_slice()), ("depot.pdf", &b"%PDF-1.4 depot"[..]));
        assert!(post::proof(&later.app, &later.scope, id, ProofOf::Receipt).await.is_err(), "nobody signed yet");
        later.app.close().await;

        server.change(number, |letter| {
            "distribue".clone_into(&mut letter.state);
            letter.receipt = b"\xff\xd8\xffavis".to_vec();
        });
        let end = house.on(add_days(on, 4)).await;
        post::follow_up(&end.app, &end.scope).await.unwrap();
        let seen = post::of_action(&end.app, &end.scope, id).await.unwrap().unwrap();
        assert_eq!(seen.notice, Some((add_days(on, 4), add_days(on, 12))), "counted from the day on which it was read");
        assert!(seen.events[1].note.contains("la date exacte est sur la preuve"), "{:?}", seen.events);
        let receipt = post::proof(&end.app, &end.scope, id, ProofOf::Receipt).await.unwrap();
        assert_eq!((receipt.media_type, receipt.bytes.as_slice()), ("image/jpeg", &b"\xff\xd8\xffavis"[..]));
        assert_eq!(letters(&end, Which::Followed).await, 0, "its way has ended");
        let file = app::debtor_file::debtor_file(&end.app, &end.scope, house.debtor("C1").await).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.action == Some(id) && entry.title.contains("istribu")), "{:?}", file.timeline);
        // The date on the receipt is another: the person who read it corrects.
        post::withdraw(&end.app, &end.scope, id, seen.events[1].id).await.unwrap();
        end.is_sound().await;
    }))
    .await;
}

#[tokio::test]
async fn what_came_back_is_told_and_its_reason_is_for_a_person() {
    on_both(async |house| {
        let (day, id) = notice(house).await;
        let server = with_carrier(&day).await;
        let on = day.app.today();
        assert_eq!(post::hand_over(&day.app, &day.scope, &[id]).await.unwrap().letters, 1);
        let (number, _) = server.taken().remove(0);
        day.app.close().await;
        server.change(number, |letter| {
            "distribue_expediteur".clone_into(&mut letter.state);
            letter.is_returned = true;
        });
        let later = house.on(add_days(on, 20)).await;
        post::follow_up(&later.app, &later.scope).await.unwrap();
        let seen = post::of_action(&later.app, &later.scope, id).await.unwrap().unwrap();
        assert!(seen.events.is_empty() && seen.letter.unwrap().carrier_note.starts_with("Revenue à l’expéditeur"), "{:?}", seen.events);
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_print_room_finds_each_letter_in_its_folder() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let folder = CarrierForm { provider: "folder".to_owned(), takes_letters: true, ..CarrierForm::default() };
        post::set(&day.app, &day.scope, &folder).await.unwrap();
        let handed = post::hand_over(&day.app, &day.scope, &ids).await.unwrap();
        assert_eq!((handed.letters, handed.refused.len()), (3, 0), "{handed:?}");
        let place = house.folder().join("courriers").join(&day.scope.organisation.slug);
        let names: Vec<String> =
            std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(names.len(), 6, "a PDF and a manifest each, and no trace of the trial: {names:?}");
        let sender = setup::creditor(&day.app, day.scope.organisation.id).await.unwrap().name;
        let manifest = names.iter().find(|name| name.ends_with(".json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(place.join(manifest)).unwrap()).unwrap();
        assert_eq!((manifest["from"]["name"].as_str(), manifest["service"].as_str()), (Some(sender.as_str()), Some("letter")));
        day.is_sound().await;
    })
    .await;
}

/// What the letter left out keeps its place, whoever tells that the service took it.
#[tokio::test]
async fn taken_after_a_doubt_moves_only_what_the_letter_asks_for() {
    Box::pin(on_both(async |house| {
        let two: Vec<_> = books().into_iter().chain([crate::given::sale("F-9", "C1", crate::given::date(2026, 6, 10), 5_000)]).collect();
        let (day, ids) = Box::pin(crate::post::night_of_books(house, &two, Template::ReminderLetter)).await;
        let server = with_carrier(&day).await;
        let held = house.item("F-9").await;
        let debtor = house.debtor("C1").await;
        app::tonight::hold(&day.app, &day.scope, debtor, Some(held.id), None, "à vérifier").await.unwrap();
        server.hang_up_next();
        let handed = post::hand_over(&day.app, &day.scope, &ids[..1]).await.unwrap();
        assert!(handed.letters == 0 && handed.refused[0].reason.contains("peut-être partie"), "{handed:?}");
        post::settle_doubt(&day.app, &day.scope, ids[0], true).await.unwrap();
        assert_eq!(house.action(ids[0]).await.state, ActionState::Sent);
        let asked = "SELECT i.number FROM item_advance v JOIN open_item i ON i.id = v.open_item_id JOIN action a ON a.id = v.action_id WHERE a.template = 'reminder_letter' AND NOT v.withdrawn AND i.number IN ('F-1', 'F-9')";
        assert_eq!(house.raw_texts(asked).await, ["F-1"], "the held one is not taken as asked for");
        day.is_sound().await;
    }))
    .await;
}
