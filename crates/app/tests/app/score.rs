//! The score of a debtor follows what it does, tells why, and chooses scenarios.

use app::scenario::binding::{followed, save, try_bindings, view};
use app::scenario::series;
use app::{deferrals, night, score};
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::dunning::{Because, BindingConditions, BindingRule, Bindings};
use domain::ids::DebtorId;
use domain::plan::InterestChoice;

use crate::given::{TODAY, date};
use crate::house::{Day, House, on_both};
use crate::plans::{bounce, opened, pay};

/// The score with its parts, as `59: Lateness 31 (31), LongLate 10 (33)`.
async fn told(day: &Day, debtor: DebtorId) -> String {
    let Some(score) = score::of(&day.app, &day.scope, debtor).await.unwrap() else { return "none".to_owned() };
    let parts: Vec<String> = score.parts.iter().map(|part| format!("{:?} {} ({})", part.cause, part.points, part.measure)).collect();
    format!("{}: {}", score.value, parts.join(", "))
}

/// 100 € due on 31 July, 100 on 30 August, 100 on 30 September; today is 15 September.
#[tokio::test]
async fn a_payment_changes_the_score_and_the_file_says_why() {
    on_both(async |house: &House| {
        let day = opened(house, "company").await;
        let debtor = house.debtor("C1").await;
        // 46 and 16 days late: 31 on average; a third of the balance is more than 30 days late.
        assert_eq!(told(&day, debtor).await, "59: Lateness 31 (31), LongLate 10 (33)");
        // What was paid late still counts, and nothing is long late any more.
        pay(house, &day, TODAY, 10_000).await;
        assert_eq!(told(&day, debtor).await, "69: Lateness 31 (31)");
        bounce(house, &day, TODAY).await;
        assert_eq!(told(&day, debtor).await, "49: Lateness 31 (31), LongLate 10 (33), RejectedPayments 10 (1)");
        // What is deferred is judged by its new date alone.
        let deferral = deferrals::NewDeferral {
            debtor,
            item: house.item("F1").await.id,
            agreed_on: date(2026, 10, 20),
            interest: Some(InterestChoice::Kept),
            reason: "livraison en retard".to_owned(),
        };
        deferrals::defer(&day.app, &day.scope, &deferral).await.unwrap();
        assert_eq!(told(&day, debtor).await, "74: Lateness 16 (16), RejectedPayments 10 (1)");
        // Nor is what is contested, until it is judged; unfounded, it counts with the rest.
        let contested = app::dispute::NewDispute {
            reason: domain::dispute::Reason::Quality,
            note: "rayures".to_owned(),
            source: "hand",
            parts: vec![app::dispute::NewPart { item: house.item("F2").await.id, amount: None }],
        };
        let dispute = app::dispute::open(&day.app, &day.scope, debtor, &contested).await.unwrap();
        assert_eq!(told(&day, debtor).await, "90: RejectedPayments 10 (1)");
        let verdict = domain::dispute::Verdict::Unfounded;
        app::dispute::decide(&day.app, &day.scope, dispute, verdict, "conforme au bon de livraison").await.unwrap();
        assert_eq!(told(&day, debtor).await, "69: Lateness 16 (16), RejectedPayments 10 (1), UnfoundedDisputes 5 (1)");
        let opening = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on: TODAY, until: None, rate: None };
        app::claims::record_event(&day.app, &day.scope, debtor, None, opening, "BODACC").await.unwrap();
        assert!(told(&day, debtor).await.starts_with("0: "));
    })
    .await;
}

#[tokio::test]
async fn a_natural_person_has_no_score() {
    on_both(async |house: &House| {
        let day = opened(house, "person").await;
        assert_eq!(told(&day, house.debtor("C1").await).await, "none");
    })
    .await;
}

/// A rule for good payers takes the debtor once it has paid, in the preview, in the census, in its file and in the night alike.
#[tokio::test]
async fn a_rule_on_the_score_chooses_the_scenario() {
    const SOFT: &str = "name = \"Douce\"\n[[step]]\nkey = \"kind_word\"\nday = \"J+90\"\ntemplate = \"first_reminder\"\n";
    on_both(async |house: &House| {
        let day = opened(house, "company").await;
        let debtor = house.debtor("C1").await;
        let soft = series::create(&day.app, &day.scope, SOFT).await.unwrap();
        let default = view(&day.app, &day.scope).await.unwrap().bindings.default;
        let good = BindingConditions { min_score: Some(60), ..BindingConditions::default() };
        let rules = Bindings { rules: vec![BindingRule { series: soft, when: good }], default };
        let draft = try_bindings(&day.app, &day.scope, &rules).await.unwrap();
        assert_eq!((draft.census.rules[0].items, draft.census.default.items), (0, 3), "it scores 59");
        save(&day.app, &day.scope, 0, &rules).await.unwrap();
        let why =
            async || followed(&day.app, &day.scope, debtor).await.unwrap().scenarios.iter().map(|(.., why, _)| *why).collect::<Vec<_>>();
        assert_eq!(why().await, [Because::Default]);
        assert_eq!(night::dry_run(&day.app, &day.scope).await.unwrap().counts.send, 2);
        pay(house, &day, TODAY, 10_000).await;
        assert_eq!(why().await, [Because::Rule(0)], "it scores 69");
        let draft = try_bindings(&day.app, &day.scope, &rules).await.unwrap();
        assert_eq!((draft.census.rules[0].items, draft.census.default.items), (2, 0));
        assert_eq!(night::dry_run(&day.app, &day.scope).await.unwrap().counts.send, 0, "the kind word comes after ninety days");
    })
    .await;
}

/// A step for bad payers alone leaves out who scores well; what was written down is looked at again before it leaves.
#[tokio::test]
async fn a_step_on_the_score_is_asked_again_before_the_message_leaves() {
    use app::outbox::{Confirmation, drain};
    const HARD: &str =
        "name = \"Relance\"\n[[step]]\nkey = \"reminder_1\"\nday = \"J+3\"\ntemplate = \"first_reminder\"\nif = { max_score = 60 }\n";
    on_both(async |house: &House| {
        let smtp = testkit::smtp_sink::smtp_sink(&[]);
        let first = opened(house, "company").await;
        first.app.close().await;
        let day = house.with_mail(TODAY, &smtp.url()).await;
        let known = app::scenario::view(&day.app, &day.scope).await.unwrap();
        app::scenario::save(&day.app, &day.scope, known.scenario.id, HARD).await.unwrap();
        assert_eq!(night::run(&day.app, &day.scope).await.unwrap().counts.send, 2, "it scores 59");
        pay(house, &day, TODAY, 10_000).await;
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!(drained.sent, 0, "it scores 69 by now: {drained:?}");
        assert_eq!(smtp.messages().len(), 0);
    })
    .await;
}
