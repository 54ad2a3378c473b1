//! Electronic registered letters, on both engines, against a server of ours that holds to a published protocol: who may be written to,
//! once and never twice, followed with their proofs to their end, and back on paper when nobody could be told.

use app::approvals::{self, Verb};
use app::claims::{self, NewDocument, NewFacts};
use app::config::Secret;
use app::message::{self, Document};
use app::post::{self, CarrierState, ElectronicForm, ProofOf, Which};
use app::{AppError, night, secrets};
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel, Template};
use domain::ids::ActionId;
use domain::post::{LetterKind, PostalEvent};
use store::action::Action;
use testkit::ar24::{self, Ar24Server, CODE};

use crate::given::{TODAY, date, fec, sale};
use crate::house::{Day, House, on_both};
use crate::post::{DUPLEX, books, each, firm, letters, night_of, reason_of, today};

fn form(server: &Ar24Server) -> ElectronicForm {
    ElectronicForm {
        endpoint: server.endpoint(),
        token: Secret(ar24::TOKEN.to_owned()),
        private_key: Secret(ar24::PRIVATE_KEY.to_owned()),
        user: ar24::USER.to_string(),
        price: "3,99".to_owned(),
    }
}

/// The formal notices of two professionals, complete, whose contacts have names and addresses; the service is set.
async fn registered_night(house: &House) -> (Day, Vec<ActionId>, Ar24Server) {
    let (day, mut ids) = night_of(house, Template::PrepareFormalNotice).await;
    ids.truncate(2);
    for (code, number) in [("C1", "F-1"), ("C2", "F-2")] {
        let document = Some(NewDocument { name: format!("{number}.pdf"), bytes: b"facture".to_vec() });
        let (debtor, item) = (house.debtor(code).await, house.item(number).await.id);
        claims::set_facts(&day.app, &day.scope, debtor, item, NewFacts { document, ..NewFacts::default() }).await.unwrap();
    }
    house.raw("UPDATE contact SET name = 'Claire Morel', email = 'claire@client.example'").await;
    let server = ar24::start();
    post::set_electronic(&day.app, &day.scope, &form(&server)).await.unwrap();
    (day, ids, server)
}

async fn letter(day: &Day, id: ActionId) -> post::LetterRow {
    post::of_action(&day.app, &day.scope, id).await.unwrap().unwrap().letter.unwrap()
}

#[tokio::test]
async fn a_service_is_set_once_it_accepts_the_account_and_shows_no_secret() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        assert!(reason_of(post::send_electronically(&day.app, &day.scope, &ids, CODE).await).contains("Aucun service"));
        let server = ar24::start();
        for wrong in [
            ElectronicForm { token: Secret("autre".to_owned()), ..form(&server) },
            ElectronicForm { private_key: Secret("autre".to_owned()), ..form(&server) },
            ElectronicForm { user: "7".to_owned(), ..form(&server) },
            ElectronicForm { user: "sept".to_owned(), ..form(&server) },
            ElectronicForm { token: Secret::default(), ..form(&server) },
            ElectronicForm { price: "cher".to_owned(), ..form(&server) },
        ] {
            assert!(matches!(post::set_electronic(&day.app, &day.scope, &wrong).await, Err(AppError::Invalid { .. })), "{wrong:?}");
        }
        assert_eq!(post::electronic(&day.app, &day.scope).await.unwrap(), None, "nothing that fails is kept");
        post::set_electronic(&day.app, &day.scope, &form(&server)).await.unwrap();
        let view = post::electronic(&day.app, &day.scope).await.unwrap().unwrap();
        assert!(!format!("{view:?}").contains(ar24::PRIVATE_KEY) && view.price_mills == 3_990);
        let kept = house.raw_texts("SELECT settings FROM electronic_carrier").await;
        assert!(kept[0].starts_with("sealed1.") && secrets::check(&day.app).await.unwrap().shut.is_empty());
        // Nothing typed keeps the secrets of the same account.
        let again = ElectronicForm { token: Secret::default(), private_key: Secret::default(), price: "4".to_owned(), ..form(&server) };
        post::set_electronic(&day.app, &day.scope, &again).await.unwrap();
        assert_eq!(post::electronic_price(&day.app, &day.scope).await.unwrap(), Some(4_000));
        // An ordinary letter is none.
        let done = post::send_electronically(&day.app, &day.scope, &ids, CODE).await.unwrap();
        assert!(done.letters == 0 && done.refused.iter().all(|line| line.reason.starts_with("Seul un recommandé")), "{done:?}");
        post::use_electronic(&day.app, &day.scope, false).await.unwrap();
        assert!(post::send_electronically(&day.app, &day.scope, &ids, CODE).await.is_err());
        assert_eq!(server.asked(), 0);
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_letter_is_sent_once_followed_to_its_end_and_proved() {
    Box::pin(on_both(async |house| {
        let (day, ids, server) = registered_night(house).await;
        let on = day.app.today();
        // Without the sender's code nothing leaves.
        let refused = post::send_electronically(&day.app, &day.scope, &ids, "").await.unwrap();
        assert!(refused.letters == 0 && refused.refused[0].reason.contains("code à usage unique"), "{refused:?}");
        assert_eq!(server.taken().len(), 0);
        let done = post::send_electronically(&day.app, &day.scope, &ids, &format!(" {CODE} ")).await.unwrap();
        assert_eq!((done.letters, done.refused.len()), (ids.len(), 0), "{:?}", done.refused);
        let taken = server.taken();
        assert!(taken.len() == ids.len() && taken.iter().all(|(_, taken)| taken.eidas && taken.kind == "professionnel"));
        assert_eq!((taken[0].1.to.0.as_str(), taken[0].1.to.1.as_str()), ("Claire", "Morel"));
        let sent = letter(&day, ids[0]).await;
        assert_eq!((sent.kind, sent.carrier_state, sent.carrier_mills), (LetterKind::Electronic, CarrierState::Accepted, 3_990));
        let (_, _, bytes) = message::document(&day.app, &day.scope, ids[0], Document::Letter).await.unwrap();
        assert!(taken.iter().any(|(_, taken)| taken.pdf == bytes), "the very bytes that are kept");
        let again = post::send_electronically(&day.app, &day.scope, &ids, CODE).await.unwrap();
        assert_eq!((again.letters, server.taken().len()), (0, ids.len()), "never twice");
        let number: u64 = sent.carrier_key.parse().unwrap();
        day.app.close().await;

        // The notice, then its end.
        server.change(number, |taken| taken.noticed = "2026-09-16 09:00:00".to_owned());
        let next = house.on(add_days(on, 1)).await;
        assert_eq!(post::follow_up(&next.app, &next.scope).await.unwrap(), ids.len());
        let view = post::of_action(&next.app, &next.scope, ids[0]).await.unwrap().unwrap();
        assert_eq!(view.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [PostalEvent::Presented]);
        assert!(view.letter.as_ref().unwrap().tracking.starts_with("AR24"), "{view:?}");
        next.app.close().await;
        server.change(number, |taken| taken.neglected = "2026-10-02 09:00:00".to_owned());
        let late = house.on(add_days(on, 17)).await;
        post::follow_up(&late.app, &late.scope).await.unwrap();
        let view = post::of_action(&late.app, &late.scope, ids[0]).await.unwrap().unwrap();
        assert_eq!(view.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [PostalEvent::Presented, PostalEvent::Unclaimed]);
        let row = view.letter.unwrap();
        assert!(row.deposit_proof.is_some() && row.receipt_proof.is_some(), "{row:?}");
        let proof = post::proof(&late.app, &late.scope, ids[0], ProofOf::Receipt).await.unwrap();
        assert!(proof.bytes.starts_with(b"%PDF-1.7 preuve ng-"), "the proof that nobody claimed it");
        late.is_sound().await;
        late.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn who_did_not_agree_or_has_no_address_gets_paper() {
    Box::pin(on_both(async |house| {
        let (day, ids, server) = registered_night(house).await;
        house.raw("UPDATE debtor SET kind = 'consumer'").await;
        let done = post::send_electronically(&day.app, &day.scope, &ids[..1], CODE).await.unwrap();
        assert!(done.letters == 0 && done.refused[0].reason.contains("accord"), "{done:?}");
        house.raw("UPDATE contact SET electronic_agreed_on = '2026-09-01', electronic_agreement = 'contrat'").await;
        let done = post::send_electronically(&day.app, &day.scope, &ids[..1], CODE).await.unwrap();
        assert_eq!(done.letters, 1, "{done:?}");
        assert_eq!(server.taken()[0].1.kind, "particulier");
        house.raw("UPDATE debtor SET kind = 'business'").await;
        house.raw("UPDATE contact SET name = 'Comptabilité'").await;
        let done = post::send_electronically(&day.app, &day.scope, &ids[1..2], CODE).await.unwrap();
        assert!(done.refused[0].reason.contains("prénom"), "{done:?}");
        house.raw("UPDATE contact SET email = NULL").await;
        let done = post::send_electronically(&day.app, &day.scope, &ids[1..2], CODE).await.unwrap();
        assert_eq!(done.letters, 0);
        assert_eq!(house.action(ids[1]).await.state, ActionState::ToDo, "it waits to be posted");
        assert_eq!(server.taken().len(), 1);
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn an_unknown_addressee_and_a_notice_that_came_back_lead_to_paper_and_silence_to_doubt() {
    Box::pin(on_both(async |house| {
        let (day, ids, server) = registered_night(house).await;
        let on = day.app.today();
        house.raw(&format!("UPDATE contact SET email = '{}'", ar24::UNKNOWN)).await;
        let done = post::send_electronically(&day.app, &day.scope, &ids[..1], CODE).await.unwrap();
        assert!(done.letters == 0 && done.refused[0].reason.contains("refuse ce destinataire"), "{done:?}");
        assert_eq!(letter(&day, ids[0]).await.carrier_state, CarrierState::Failed);
        house.raw("UPDATE contact SET email = 'claire@client.example'").await;

        // It took the letter and its answer was lost: nobody knows, and nothing is repeated.
        server.hang_up_next();
        let done = post::send_electronically(&day.app, &day.scope, &ids[..1], "").await.unwrap();
        assert_eq!(done.letters, 0);
        let doubtful = letter(&day, ids[0]).await;
        assert!(post::is_doubtful(&day.app, &doubtful) && doubtful.carrier_state == CarrierState::Unknown);
        for _ in 0..2 {
            let again = post::send_electronically(&day.app, &day.scope, &ids[..1], CODE).await.unwrap();
            assert_eq!(again.letters, 0);
        }
        assert_eq!(server.taken().len(), 1, "never a double");
        post::settle_doubt(&day.app, &day.scope, ids[0], false).await.unwrap();

        // Another is taken, and its notice comes back.
        let done = post::send_electronically(&day.app, &day.scope, &ids[1..2], "").await.unwrap();
        assert_eq!(done.letters, 1, "{done:?}");
        let number: u64 = letter(&day, ids[1]).await.carrier_key.parse().unwrap();
        server.change(number, |taken| taken.bounced = "2026-09-16 09:00:00".to_owned());
        day.app.close().await;
        let next = house.on(add_days(on, 1)).await;
        post::follow_up(&next.app, &next.scope).await.unwrap();
        let back = letter(&next, ids[1]).await;
        assert_eq!((back.carrier_state, back.posted_on), (CarrierState::Failed, None), "{back:?}");
        assert!(back.carrier_note.contains("sur papier"), "{}", back.carrier_note);
        assert_eq!(house.action(ids[1]).await.state, ActionState::ToDo);
        // What was made for the service is printed anew for the post.
        let posting = post::Posting { on: add_days(on, 1), gone: String::new() };
        let marked = post::mark_posted(&next.app, &next.scope, &[(ids[1], String::new())], &posting).await.unwrap();
        assert_eq!(marked.letters, 0);
        post::print(&next.app, &next.scope, &ids[1..2], DUPLEX).await.unwrap();
        assert_eq!(letter(&next, ids[1]).await.kind, LetterKind::Registered);
        assert!(letters(&next, Which::ToPost).await >= 1);
        next.is_sound().await;
        next.app.close().await;
    }))
    .await;
}

const SCENARIO: &str = r#"
name = "Recommandé d'abord"

[[step]]
key = "registered"
day = "J+3"
channels = ["electronic", "registered", "letter"]
mode = "to_confirm"
template = "reminder_letter"
"#;

/// A firm whose scenario asks for electronic registered letters.
async fn firm_by_scenario(house: &House) -> Day {
    firm_by(house, SCENARIO).await
}

/// A firm under a scenario.
async fn firm_by(house: &House, scenario: &str) -> Day {
    firm(house, &books()).await;
    house.raw("UPDATE contact SET name = 'Claire Morel'").await;
    let day = house.on(TODAY).await;
    let before = app::scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
    app::scenario::save(&day.app, &day.scope, before, scenario).await.unwrap();
    day
}

#[tokio::test]
async fn without_a_service_a_step_takes_its_next_channel_and_says_why() {
    Box::pin(on_both(async |house| {
        let day = firm_by_scenario(house).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let actions = house.actions(TODAY).await;
        assert_eq!(actions.len(), 3);
        for action in actions {
            assert_eq!((action.channel, action.state), (Channel::Registered, ActionState::ToDo));
            assert_eq!(action.reason, "Recommandé électronique impossible (aucun service de recommandé électronique en service)");
        }
        day.is_sound().await;
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_scenario_asks_for_it_a_person_approves_and_sends_it() {
    Box::pin(on_both(async |house| {
        let day = firm_by_scenario(house).await;
        let server = ar24::start();
        post::set_electronic(&day.app, &day.scope, &form(&server)).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let (consumer, actions) = (house.debtor("C3").await, house.actions(TODAY).await);
        let (paper, electronic): (Vec<_>, Vec<_>) = actions.into_iter().partition(|action| action.debtor == consumer);
        assert_eq!((paper[0].channel, paper[0].state), (Channel::Registered, ActionState::ToDo));
        assert!(paper[0].reason.contains("pas d’accord préalable"), "{}", paper[0].reason);
        let waits = |action: &Action| (action.channel, action.state) == (Channel::Electronic, ActionState::AwaitingApproval);
        assert!(electronic.len() == 2 && electronic.iter().all(waits), "{electronic:?}");
        let ids: Vec<ActionId> = electronic.iter().map(|action| action.id).collect();
        // Nothing leaves before the approval, and nothing by itself after it.
        let early = post::send_electronically(&day.app, &day.scope, &ids, CODE).await.unwrap();
        assert_eq!((early.letters, early.refused.len(), letters(&day, Which::ToPost).await), (0, 2, 1));
        for id in &ids {
            approvals::one(&day.app, &day.scope, *id, Verb::Approve, "").await.unwrap();
            assert!(!approvals::may_take_back(&day.app, &day.scope, *id).await.unwrap(), "it is given up instead");
        }
        let mail = house.with_mail(TODAY, &format!("dir:{}", house.folder().join("courriels").display())).await;
        app::outbox::drain(&mail.app, &mail.scope, app::outbox::Confirmation::Given).await.unwrap();
        mail.app.close().await;
        assert_eq!((letters(&day, Which::ToPost).await, server.taken().len()), (3, 0));
        let only = post::Filter { kind: "electronic".to_owned(), ..post::Filter::default() };
        assert_eq!(post::board(&day.app, &day.scope, &only, post::Order::Day, 1).await.unwrap().total, 2);

        // The law is asked again as it is sent: a kind that changed since, a stopped service.
        house.raw("UPDATE debtor SET kind = 'unknown' WHERE code = 'C2'").await;
        let done = post::send_electronically(&day.app, &day.scope, &ids, CODE).await.unwrap();
        assert_eq!((done.letters, done.refused.len(), server.taken().len()), (1, 1, 1), "{done:?}");
        assert!(done.refused[0].reason.contains("accord"), "{done:?}");
        post::use_electronic(&day.app, &day.scope, false).await.unwrap();
        assert!(post::send_electronically(&day.app, &day.scope, &ids, CODE).await.is_err());
        let left = done.refused[0].action;
        post::print(&day.app, &day.scope, &[left], DUPLEX).await.unwrap();
        assert_eq!(letter(&day, left).await.kind, LetterKind::Registered, "on paper it is a registered letter");
        // The night of the same day says nothing twice.
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(house.actions(TODAY).await.len(), 3);
        day.is_sound().await;
        day.app.close().await;
    }))
    .await;
}

/// C1 has a registered letter to post, printed, and on another day an electronic one about another invoice: of these one leaves.
#[tokio::test]
async fn an_electronic_letter_is_what_was_written_on_its_day() {
    Box::pin(on_both(async |house| {
        let first = firm_by_scenario(house).await;
        night::run(&first.app, &first.scope).await.unwrap();
        let debtor = house.debtor("C1").await;
        let paper = house.actions(TODAY).await.into_iter().find(|action| action.debtor == debtor).unwrap();
        assert_eq!(paper.channel, Channel::Registered);
        first.app.close().await;
        let on = add_days(TODAY, 7);
        let day = house.on(on).await;
        let mut more = books();
        more.push(sale("F-4", "C1", date(2026, 7, 1), 50_000));
        day.import_clean(crate::post::FEC, fec(&more)).await;
        let server = ar24::start();
        post::set_electronic(&day.app, &day.scope, &form(&server)).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let electronic = house.actions(on).await.into_iter().find(|action| action.debtor == debtor).unwrap();
        assert_eq!(electronic.channel, Channel::Electronic);
        approvals::one(&day.app, &day.scope, electronic.id, Verb::Approve, "").await.unwrap();
        let printed = post::print(&day.app, &day.scope, &[paper.id], DUPLEX).await.unwrap();
        assert_eq!((printed.letters, printed.refused.len()), (1, 0), "{printed:?}");
        let done = post::send_electronically(&day.app, &day.scope, &[electronic.id], CODE).await.unwrap();
        assert_eq!(done.letters, 1, "{done:?}");
        let posted = post::mark_posted(&day.app, &day.scope, &each(&[paper.id]), &today(&day)).await.unwrap();
        assert_eq!(posted.letters, 0);
        assert!(posted.refused[0].reason.starts_with("Un autre message est parti ce jour-là"), "{posted:?}");
        assert_eq!(house.action(paper.id).await.state, ActionState::ToDo);
        day.is_sound().await;
        day.app.close().await;
    }))
    .await;
}

/// A step that knows no other channel: approved, it waits for a service that is stopped before it leaves.
#[tokio::test]
async fn a_letter_that_waits_for_its_service_goes_on_paper() {
    Box::pin(on_both(async |house| {
        let day = firm_by(house, &SCENARIO.replace(", \"registered\", \"letter\"", "")).await;
        let server = ar24::start();
        post::set_electronic(&day.app, &day.scope, &form(&server)).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let ids: Vec<ActionId> = house.actions(TODAY).await.into_iter().map(|action| action.id).collect();
        assert_eq!(ids.len(), 2, "the consumer did not agree");
        for id in &ids {
            approvals::one(&day.app, &day.scope, *id, Verb::Approve, "").await.unwrap();
        }
        post::use_electronic(&day.app, &day.scope, false).await.unwrap();
        let printed = post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        assert_eq!((printed.letters, printed.refused.len()), (2, 0), "{printed:?}");
        assert_eq!(letter(&day, ids[0]).await.kind, LetterKind::Registered);
        // Without an address for the post there is no way left.
        house.raw("UPDATE debtor SET street = '', city = '' WHERE code = 'C2'").await;
        let posted = post::mark_posted(&day.app, &day.scope, &each(&ids), &today(&day)).await.unwrap();
        assert_eq!((posted.letters, posted.refused.len()), (1, 1), "{posted:?}");
        assert_eq!(server.taken().len(), 0);
        day.app.close().await;
    }))
    .await;
}
