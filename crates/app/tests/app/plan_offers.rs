//! The plans that a debtor chooses by his link. He owes three invoices of 100 €, F1 to F3, due on 31 July, 30 August and 30 September
//! 2026; today is 15 September.

use app::access::{Actor, Permission, Role};
use app::connect::Once;
use app::connect::agreements::{PushedOffer, offer_plan};
use app::message::{self, Document};
use app::outbox::{Confirmation, drain};
use app::plan_offers::{self, Choice, Opened, Step, Void};
use app::{AppError, Scope, approvals, plans, scenario, service_mail};
use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::dunning::Outcome;
use domain::ids::{OpenItemId, PlanId};
use domain::party::DebtorKind;
use domain::plan::{InterestChoice, OfferPolicy, Standing};
use domain::{Cents, Date};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, TODAY, date};
use crate::house::{Day, House, on_both};
use crate::plans::{new_plan, opened, pay};

const ADDRESS: &str = "https://quittance.example";

async fn items(house: &House) -> Vec<OpenItemId> {
    house.items().await.iter().filter(|item| item.open.is_positive() && item.kind.is_debit()).map(|item| item.id).collect()
}

fn at_once() -> OfferPolicy {
    OfferPolicy { accept: Cents(50_000), ..OfferPolicy::default() }
}

/// The token of a link for all that is owed.
async fn handed(house: &House, day: &Day, kind: DebtorKind, policy: OfferPolicy) -> String {
    plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
    plan_offers::set_policy(&day.app, &day.scope, kind, &policy).await.unwrap();
    let link = plan_offers::hand(&day.app, &day.scope, house.debtor("C1").await, &items(house).await).await.unwrap();
    link.strip_prefix(&format!("{ADDRESS}/echeancier-au-choix/")).unwrap().to_owned()
}

async fn opened_at(day: &Day, token: &str) -> Opened {
    plan_offers::open(&day.app, token).await.unwrap().unwrap()
}

/// What is shown, chosen by so many instalments.
async fn choice(day: &Day, token: &str, parts: usize) -> Choice {
    let Step::Choose { seen, .. } = opened_at(day, token).await.step else { panic!("nothing to choose") };
    Choice { parts, seen, name: "Mme Roy, gérante".to_owned(), agrees: true }
}

async fn the_plan(house: &House, day: &Day) -> plans::Plan {
    plans::of_debtor(&day.app, &day.scope, house.debtor("C1").await).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_choice_is_a_proposal_that_the_house_agrees_to_and_the_debtor_signs() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let token = handed(house, &day, DebtorKind::Business, OfferPolicy::default()).await;
        let shown = opened_at(&day, &token).await;
        let Step::Choose { items, plans: offered, at_once, .. } = &shown.step else { panic!("{shown:?}") };
        assert_eq!((items.len(), shown.total, *at_once), (3, Cents(30_000), false));
        assert_eq!(offered.iter().map(Vec::len).collect::<Vec<_>>(), [2, 3, 4]);
        // Nothing is agreed without a name and a word, or without one of the plans.
        let right = choice(&day, &token, 3).await;
        for wrong in [
            Choice { name: " ".to_owned(), ..right.clone() },
            Choice { agrees: false, ..right.clone() },
            Choice { parts: 12, ..right.clone() },
            Choice { seen: "1".to_owned(), ..right.clone() },
        ] {
            let refused = plan_offers::choose(&day.app, &token, &wrong).await;
            assert!(matches!(refused, Err(AppError::Invalid { .. })), "{wrong:?}: {refused:?}");
        }
        assert!(plans::of_debtor(&day.app, &day.scope, house.debtor("C1").await).await.unwrap().is_empty());
        plan_offers::choose(&day.app, &token, &right).await.unwrap().unwrap();
        let plan = the_plan(house, &day).await;
        assert_eq!((plan.standing, plan.record.instalments.len()), (Standing::ToApprove, 3));
        assert_eq!(plan.objections(), [domain::plan::Objection::Debtor]);
        assert_eq!(plan.record.row.created_by, "Client, par son lien");
        assert_eq!(opened_at(&day, &token).await.step, Step::Waiting);
        // It waits in the agenda, and is told in the file of the debtor.
        let agenda = app::agenda::agenda(&day.app, &day.scope, &app::agenda::AgendaQuery { per_page: 50, page: 1, ..Default::default() })
            .await
            .unwrap();
        let things: Vec<&str> = agenda.page.rows.iter().flat_map(|line| line.things.iter().map(|thing| thing.title.as_str())).collect();
        assert!(things.iter().any(|title| title.contains(&plan.record.row.reference)), "{things:?}");
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title == "Échéancier choisi par le client"), "{:?}", file.timeline);
        // Chosen once; signed only when the house agreed.
        assert_eq!(plan_offers::choose(&day.app, &token, &right).await.unwrap(), Err(Void::Used));
        assert_eq!(plan_offers::sign(&day.app, &token, &right).await.unwrap(), Err(Void::Used));
        plans::act(&day.app, &day.scope, plan.id(), &plans::Move::Approve, "").await.unwrap();
        assert_eq!(opened_at(&day, &token).await.step, Step::ToSign);
        plan_offers::sign(&day.app, &token, &right).await.unwrap().unwrap();
        let plan = the_plan(house, &day).await;
        assert_eq!(plan.state.signed().unwrap().signatory, "Mme Roy, gérante, par le lien personnel");
        let Step::Signed { on, .. } = opened_at(&day, &token).await.step else { panic!("not signed") };
        assert_eq!(on, TODAY);
        // What he reads is what he signed.
        let deed = plan_offers::deed(&day.app, &token).await.unwrap().unwrap();
        assert!(deed.starts_with(b"%PDF"));
        assert_eq!(deed, plans::paper(&day.app, &day.scope, plan.id(), plans::Paper::Deed).await.unwrap());
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        let held = |outcome| matches!(outcome, Some(Outcome::Hold { reason, .. }) if domain::dunning::HoldReason::code(reason) == "plan");
        assert!(file.items.iter().filter(|line| line.item.kind.is_debit()).all(|line| held(line.outcome)));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn below_the_threshold_a_choice_is_signed_at_once() {
    on_both(async |house| {
        let day = opened(house, "consumer").await;
        let token = handed(house, &day, DebtorKind::Consumer, at_once()).await;
        let shown = opened_at(&day, &token).await;
        assert!(matches!(shown.step, Step::Choose { at_once: true, .. }));
        assert_eq!((shown.interest, shown.accelerates), (None, false), "no fees, no interest, and nothing of them is said");
        plan_offers::choose(&day.app, &token, &choice(&day, &token, 4).await).await.unwrap().unwrap();
        let plan = the_plan(house, &day).await;
        assert_eq!((plan.standing, plan.record.row.interest), (Standing::UpToDate, InterestChoice::Waived));
        assert!(plan.record.events.iter().any(|row| row.document.is_some()), "the deed is kept");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn beyond_the_limits_of_the_house_nothing_is_signed_at_once() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let strict = domain::plan::Policy { parts: 3, ..domain::plan::Policy::default() };
        plans::set_policy(&day.app, &day.scope, &strict).await.unwrap();
        let token = handed(house, &day, DebtorKind::Business, at_once()).await;
        assert!(matches!(opened_at(&day, &token).await.step, Step::Choose { at_once: false, .. }), "one of them has four instalments");
        plan_offers::choose(&day.app, &token, &choice(&day, &token, 2).await).await.unwrap().unwrap();
        assert_eq!(the_plan(house, &day).await.standing, Standing::ToApprove);
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_forged_old_taken_back_or_of_another_house_does_nothing() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let token = handed(house, &day, DebtorKind::Business, OfferPolicy::default()).await;
        let right = choice(&day, &token, 3).await;
        let mut forged = token.clone().into_bytes();
        forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        for bad in [forged.as_str(), "", "abc", &token[..token.len() - 1]] {
            assert_eq!(plan_offers::open(&day.app, bad).await.unwrap().err(), Some(Void::Forged), "{bad}");
            assert_eq!(plan_offers::choose(&day.app, bad, &right).await.unwrap(), Err(Void::Forged), "{bad}");
            assert_eq!(plan_offers::deed(&day.app, bad).await.unwrap().err(), Some(Void::Forged), "{bad}");
        }
        // A link of another purpose is none, nor is one of another house.
        let other = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let scope = Scope { organisation: other, actor: Actor { name: "Voisine".to_owned(), email: None, role: Role::Admin } };
        plan_offers::set_address(&day.app, &scope, ADDRESS, false).await.unwrap();
        assert!(plan_offers::open(&day.app, &token).await.unwrap().is_ok());
        let offers = plan_offers::desk(&day.app, &day.scope, house.debtor("C1").await, &[]).await.unwrap().0.offers;
        assert!(matches!(plan_offers::withdraw(&day.app, &scope, offers[0].0.id).await, Err(AppError::NotFound(_))));
        day.app.close().await;
        let later = house.on(add_days(TODAY, plan_offers::DAYS + 1)).await;
        assert_eq!(plan_offers::open(&later.app, &token).await.unwrap().err(), Some(Void::Expired));
        assert_eq!(plan_offers::choose(&later.app, &token, &right).await.unwrap(), Err(Void::Expired));
        later.app.close().await;
        let day = house.on(TODAY).await;
        plan_offers::withdraw(&day.app, &day.scope, offers[0].0.id).await.unwrap();
        assert_eq!(plan_offers::open(&day.app, &token).await.unwrap().err(), Some(Void::Used));
        assert_eq!(plan_offers::choose(&day.app, &token, &right).await.unwrap(), Err(Void::Used));
        assert!(matches!(plan_offers::withdraw(&day.app, &day.scope, offers[0].0.id).await, Err(AppError::Conflict(_))));
        // A new key makes every link void.
        let token = handed(house, &day, DebtorKind::Business, OfferPolicy::default()).await;
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, true).await.unwrap();
        assert_eq!(plan_offers::open(&day.app, &token).await.unwrap().err(), Some(Void::Forged));
        day.is_sound().await;
    })
    .await;
}

/// Who holds the key of another house cannot choose for a debtor of this one, whichever house the link names.
#[tokio::test]
async fn the_key_of_another_house_opens_no_offer_of_this_one() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let token = handed(house, &day, DebtorKind::Business, at_once()).await;
        let right = choice(&day, &token, 3).await;
        let debtor = house.debtor("C1").await;
        let offer = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap().0.offers[0].0.id;
        let other = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let scope = Scope { organisation: other, actor: Actor { name: "Voisine".to_owned(), email: None, role: Role::Admin } };
        plan_offers::set_address(&day.app, &scope, ADDRESS, false).await.unwrap();
        let (ours, theirs) = (day.scope.organisation.id, scope.organisation.id);
        let key_of = async |organisation| {
            let mut tx = house.db().snapshot().await.unwrap();
            store::plan_offer::settings(&mut tx, organisation).await.unwrap().unwrap().secret
        };
        let (our_key, their_key) = (key_of(ours).await, key_of(theirs).await);
        assert!(our_key != their_key && !their_key.is_empty());
        let expires = (day.app.now() + chrono::TimeDelta::days(1)).timestamp();
        let signed = |key: &str, organisation: domain::ids::OrganisationId| {
            crate::signed::link(b"quittance plan offer 1\0", key, (organisation.0, offer.0), 1, expires)
        };
        for forged in [signed(&their_key, theirs), signed(&their_key, ours), signed(&our_key, theirs)] {
            assert_eq!(plan_offers::open(&day.app, &forged).await.unwrap().err(), Some(Void::Forged));
            assert_eq!(plan_offers::choose(&day.app, &forged, &right).await.unwrap(), Err(Void::Forged));
        }
        assert!(plans::of_debtor(&day.app, &day.scope, debtor).await.unwrap().is_empty());
        assert!(
            plan_offers::open(&day.app, &signed(&our_key, ours)).await.unwrap().is_ok(),
            "signed like this by its own house, it is one"
        );
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_choices_at_once_make_one_plan() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let token = handed(house, &day, DebtorKind::Business, at_once()).await;
        let right = choice(&day, &token, 3).await;
        let (one, two) =
            tokio::join!(Box::pin(plan_offers::choose(&day.app, &token, &right)), Box::pin(plan_offers::choose(&day.app, &token, &right)));
        let used = [one.unwrap(), two.unwrap()].iter().filter(|done| **done == Err(Void::Used)).count();
        assert_eq!(used, 1);
        let debtor = house.debtor("C1").await;
        assert_eq!(plans::of_debtor(&day.app, &day.scope, debtor).await.unwrap().len(), 1);
        // A link that came into wrong hands is taken back, though something came of it; the plan stays.
        let offers = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap().0.offers;
        plan_offers::withdraw(&day.app, &day.scope, offers[0].0.id).await.unwrap();
        assert_eq!(plan_offers::open(&day.app, &token).await.unwrap().err(), Some(Void::Used));
        assert_eq!(plans::of_debtor(&day.app, &day.scope, debtor).await.unwrap().len(), 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_contested_paid_agreed_or_insolvent_is_not_offered() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let debtor = house.debtor("C1").await;
        let all = items(house).await;
        let contested = app::dispute::NewDispute {
            reason: domain::dispute::Reason::Quality,
            note: "rayures".to_owned(),
            source: "hand",
            parts: vec![app::dispute::NewPart { item: all[0], amount: Some(Cents(1_000)) }],
        };
        app::dispute::open(&day.app, &day.scope, debtor, &contested).await.unwrap();
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
        let (desk, chosen) = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap();
        assert_eq!((desk.offerable.items.len(), desk.offerable.left_out.len()), (2, 1), "not even its undisputed part");
        assert_eq!(chosen, [all[1]], "the late one is proposed first");
        let refused = plan_offers::hand(&day.app, &day.scope, debtor, &all).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "items", .. })), "{refused:?}");
        let link = plan_offers::hand(&day.app, &day.scope, debtor, &all[1..]).await.unwrap();
        let token = link.rsplit('/').next().unwrap().to_owned();
        // What is paid meanwhile is not in it, and what was shown before is shown again before he says yes.
        let before = choice(&day, &token, 2).await;
        pay(house, &day, TODAY, 20_000).await;
        let refused = plan_offers::choose(&day.app, &token, &before).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "choice", .. })), "{refused:?}");
        assert_eq!(opened_at(&day, &token).await.total, Cents(10_000));
        // Nor what an agreement took.
        let plan = plans::NewPlan { items: vec![all[2]], ..new_plan(house, InterestChoice::Waived).await };
        let plan: PlanId = plans::create(&day.app, &day.scope, &plan).await.unwrap();
        plans::act(&day.app, &day.scope, plan, &plans::Move::Submit, "").await.unwrap();
        let sign = plans::Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        plans::act(&day.app, &day.scope, plan, &sign, "").await.unwrap();
        let shown = opened_at(&day, &token).await;
        assert_eq!((shown.step, shown.total), (Step::Nothing, Cents::ZERO));
        plans::act(&day.app, &day.scope, plan, &plans::Move::Cancel, "raison").await.unwrap();
        let shown = opened_at(&day, &token).await;
        assert!(matches!(shown.step, Step::Choose { .. }));
        let event = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on: TODAY, until: None, rate: None };
        app::claims::record_event(&day.app, &day.scope, debtor, None, event, "BODACC").await.unwrap();
        assert_eq!(opened_at(&day, &token).await.step, Step::Nothing);
        assert!(matches!(plan_offers::hand(&day.app, &day.scope, debtor, &all[2..]).await, Err(AppError::Invalid { field: "debtor", .. })));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_link_leaves_by_mail_to_a_contact_of_the_debtor_and_no_subject_speaks_of_a_debt() {
    on_both(async |house| {
        let first = opened(house, "company").await;
        let sink = smtp_sink(&[]);
        first.app.close().await;
        let day = house.with_mail(TODAY, &sink.url()).await;
        let debtor = house.debtor("C1").await;
        let all = items(house).await;
        let send = async |scope: &Scope, email: &str| plan_offers::send(&day.app, scope, debtor, &all, email).await;
        assert!(
            matches!(send(&day.scope, "c1@client.example").await, Err(AppError::Invalid { field: "address", .. })),
            "no address is known"
        );
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
        assert!(matches!(send(&day.scope, "autre@client.example").await, Err(AppError::Invalid { field: "email", .. })));
        let reader = Scope { actor: Actor { name: "Léa".to_owned(), email: None, role: Role::ReadOnly }, ..day.scope.clone() };
        assert!(matches!(send(&reader, "c1@client.example").await, Err(AppError::Forbidden(_))));
        assert!(sink.messages().is_empty());
        send(&day.scope, "c1@client.example").await.unwrap();
        let text = std::fs::read_to_string(sink.messages().pop().unwrap()).unwrap().replace("=\r\n", "").replace("=\n", "");
        assert!(text.contains("echeancier-au-choix/") && text.contains("c1@client.example"), "{text}");
        let subject = text.lines().find(|line| line.starts_with("Subject:")).unwrap().to_owned();
        assert!(!subject.to_lowercase().contains("dette") && !subject.contains("300"), "{subject}");
        let (desk, _) = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap();
        assert_eq!((desk.offers.len(), desk.offers[0].0.sending.as_str()), (1, "sent"));
        assert!(desk.offers[0].0.document.is_some() && desk.offers[0].1.is_some());
        let journal = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
        assert!(journal.iter().any(|entry| entry.kind == "plan_offer.sent"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_each_kind_may_choose_is_a_setting_of_the_house() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let set = async |kind, policy: OfferPolicy| plan_offers::set_policy(&day.app, &day.scope, kind, &policy).await;
        for wrong in [
            OfferPolicy { parts: 1, ..OfferPolicy::default() },
            OfferPolicy { parts: 25, ..OfferPolicy::default() },
            OfferPolicy { first_percent: 91, ..OfferPolicy::default() },
            OfferPolicy { accept: Cents(-1), ..OfferPolicy::default() },
        ] {
            assert!(matches!(set(DebtorKind::Business, wrong).await, Err(AppError::Invalid { field: "policy", .. })), "{wrong:?}");
        }
        let kept = OfferPolicy { interest: InterestChoice::Kept, ..OfferPolicy::default() };
        assert!(matches!(set(DebtorKind::Consumer, kept).await, Err(AppError::Invalid { field: "interest", .. })));
        let collector = Scope { actor: Actor { name: "Léa".to_owned(), email: None, role: Role::Collector }, ..day.scope.clone() };
        let refused = plan_offers::set_policy(&day.app, &collector, DebtorKind::Business, &kept).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
        set(DebtorKind::Business, OfferPolicy { parts: 2, first_percent: 60, ..kept }).await.unwrap();
        let known = plan_offers::setting(&day.app, &day.scope).await.unwrap();
        let of = |kind| known.policies.iter().find(|(own, _)| *own == kind).unwrap().1;
        assert_eq!((of(DebtorKind::Business).parts, of(DebtorKind::Consumer)), (2, OfferPolicy::default()));
        let (desk, _) = plan_offers::desk(&day.app, &day.scope, house.debtor("C1").await, &items(house).await).await.unwrap();
        let plan: Vec<(Date, i64)> = desk.plans[0].iter().map(|one| (one.due_on, one.amount.0)).collect();
        assert_eq!(plan, [(date(2026, 9, 25), 18_000), (date(2026, 10, 26), 12_000)], "a first one of 60 % in ten days, on a working day");
    })
    .await;
}

/// Whoever holds the link signs for the debtor: it goes to the address that had it, and is shown to those who negotiate alone, before the
/// message leaves and after.
#[tokio::test]
async fn only_those_who_negotiate_see_the_link_by_which_a_plan_is_signed() {
    Box::pin(on_both(async |house| {
        opened(house, "company").await.app.close().await;
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let (debtor, all) = (house.debtor("C1").await, items(house).await);
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
        plan_offers::send(&day.app, &day.scope, debtor, &all, "c1@client.example").await.unwrap();
        let link = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap().0.offers.remove(0).1.unwrap();
        let token = link.strip_prefix(&format!("{ADDRESS}/echeancier-au-choix/")).unwrap();
        plan_offers::choose(&day.app, token, &choice(&day, token, 3).await).await.unwrap().unwrap();
        let plan = the_plan(house, &day).await.id();
        plans::act(&day.app, &day.scope, plan, &plans::Move::Approve, "").await.unwrap();

        let as_role = |role| Scope { actor: Actor { name: "Léa".to_owned(), email: None, role }, ..day.scope.clone() };
        let negotiate = [Role::Admin, Role::CreditManager, Role::Collector];
        let read = [Role::Accountant, Role::Director, Role::ReadOnly];
        let preview = async |role| {
            let seen = service_mail::plan_note_preview(&day.app, &as_role(role), plan, None).await.unwrap();
            seen.sample.unwrap().text.contains(token)
        };
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Salesman) {
            assert_eq!(preview(role).await, negotiate.contains(&role), "{role:?}");
        }
        let note = service_mail::send_plan_note(&day.app, &day.scope, plan, None).await.unwrap();
        let waiting = async |role| {
            let seen = approvals::as_it_would_leave(&day.app, &as_role(role), note).await.unwrap().unwrap();
            assert!(seen.text.contains("ECH-2026-001"), "{}", seen.text);
            seen.text.contains(token)
        };
        for role in negotiate {
            assert!(waiting(role).await, "{role:?} may hand it on");
        }
        for role in read {
            assert!(!waiting(role).await, "{role:?} would sign");
            // While nothing left, there is a page without words.
            assert!(message::message(&day.app, &as_role(role), note).await.unwrap().message.is_none());
        }
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
        let sent = crate::mail::read(sink.messages().last().unwrap());
        assert!(sent.to == "c1@client.example" && sent.text.contains(token), "{}", sent.text);
        for role in negotiate {
            let kept = message::message(&day.app, &as_role(role), note).await.unwrap().message.unwrap();
            assert!(kept.body_text.contains(token));
            message::document(&day.app, &as_role(role), note, Document::Eml).await.unwrap();
        }
        for role in read {
            let refused = message::message(&day.app, &as_role(role), note).await.map(|_| ());
            assert!(matches!(refused, Err(AppError::Forbidden(Permission::ManageClaims))), "{role:?}: {refused:?}");
            for document in [Document::Eml, Document::Attachment] {
                let refused = message::document(&day.app, &as_role(role), note, document).await.map(|_| ());
                assert!(matches!(refused, Err(AppError::Forbidden(Permission::ManageClaims))), "{role:?}: {refused:?}");
            }
        }
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn another_program_makes_no_link_while_everything_is_stopped() {
    Box::pin(on_both(async |house| {
        opened(house, "company").await.app.close().await;
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
        let ask = async |key: &str, email: Option<&str>| {
            let items = ["F1", "F2", "F3"].map(str::to_owned).to_vec();
            let pushed = PushedOffer { customer_code: "C1".to_owned(), items, email: email.map(str::to_owned) };
            let once = Once::new(Some(key.to_owned()), &[key.as_bytes()]);
            offer_plan(&day.app, &day.scope, &once, &pushed).await
        };
        scenario::stop(&day.app, &day.scope, "Virements mal imputés").await.unwrap();
        for (key, email) in [("à remettre", None), ("par courriel", Some("c1@client.example"))] {
            let refused = ask(key, email).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "email", .. })), "{key}: {refused:?}");
        }
        assert_eq!((house.count("plan_offer").await, sink.messages().len()), (0, 0));
        // The very same requests are done once the stop is lifted: a refusal used no key up.
        scenario::lift(&day.app, &day.scope).await.unwrap();
        ask("à remettre", None).await.unwrap();
        let mailed = ask("par courriel", Some("c1@client.example")).await.unwrap();
        assert_eq!(ask("par courriel", Some("c1@client.example")).await.unwrap(), mailed);
        assert_eq!((house.count("plan_offer").await, sink.messages().len()), (2, 1));
        day.is_sound().await;
        day.app.close().await;
    }))
    .await;
}

#[tokio::test]
async fn a_debt_whose_date_was_put_off_is_shown_by_that_date_and_is_not_late() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let debtor = house.debtor("C1").await;
        let late = house.item("F1").await;
        let later = date(2026, 10, 20);
        let deferral = app::deferrals::NewDeferral {
            debtor,
            item: late.id,
            agreed_on: later,
            interest: Some(InterestChoice::Kept),
            reason: "livraison en retard".to_owned(),
        };
        app::deferrals::defer(&day.app, &day.scope, &deferral).await.unwrap();
        let (desk, chosen) = plan_offers::desk(&day.app, &day.scope, debtor, &[]).await.unwrap();
        let shown: Vec<_> = desk.offerable.items.iter().map(|item| (item.number.as_str(), item.due_on)).collect();
        assert_eq!(shown, [("F2", date(2026, 8, 30)), ("F3", date(2026, 9, 30)), ("F1", later)]);
        assert_eq!(chosen, [house.item("F2").await.id], "what is late is proposed first");
        let token = handed(house, &day, DebtorKind::Business, OfferPolicy::default()).await;
        let Step::Choose { items, .. } = opened_at(&day, &token).await.step else { panic!("nothing to choose") };
        assert!(items.iter().any(|(number, due_on, _)| number == "F1" && *due_on == later), "{items:?}");
        let could = plans::options(&day.app, &day.scope, debtor, None).await.unwrap();
        assert!(could.items.iter().any(|(item, ..)| item.id == late.id && item.due_on == later));
    })
    .await;
}

#[tokio::test]
async fn the_address_of_the_house_is_one_for_all_links() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let addresses = async || {
            let veto = app::veto::setting(&day.app, &day.scope).await.unwrap().address;
            let disputes = app::dispute::setting(&day.app, &day.scope).await.unwrap().address;
            let plans = plan_offers::setting(&day.app, &day.scope).await.unwrap().address;
            let courtesy = app::courtesy::setting(&day.app, &day.scope).await.unwrap().address;
            [veto, disputes, plans, courtesy]
        };
        assert_eq!(addresses().await, [""; 4]);
        // Given once, known to all.
        app::veto::set(&day.app, &day.scope, true, ADDRESS, false).await.unwrap();
        assert_eq!(addresses().await, [ADDRESS; 4]);
        app::courtesy::set(&day.app, &day.scope, true, ADDRESS).await.unwrap();
        plan_offers::set_address(&day.app, &day.scope, ADDRESS, false).await.unwrap();
        // Changed in one place, changed everywhere.
        let moved = "https://autre.example";
        let known = app::dispute::setting(&day.app, &day.scope).await.unwrap();
        let known = app::dispute::Setting { address: moved.to_owned(), ..known };
        app::dispute::set_settings(&day.app, &day.scope, &known, false).await.unwrap();
        assert_eq!(addresses().await, [moved; 4]);
        // Mail is declined by https alone; what turns one kind of link off leaves the others.
        plan_offers::set_address(&day.app, &day.scope, "http://maison.example", false).await.unwrap();
        assert_eq!(addresses().await, ["http://maison.example", "http://maison.example", "http://maison.example", moved]);
        app::veto::set(&day.app, &day.scope, false, "", false).await.unwrap();
        assert_eq!(plan_offers::setting(&day.app, &day.scope).await.unwrap().address, "http://maison.example");
    })
    .await;
}
