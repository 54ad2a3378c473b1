//! Late-payment interest of a firm: accounts of a debtor, the portfolio's sums, clauses, own rows of the
//! law, waivers.

use app::access::{Actor, Role};
use app::interest::{self, Account, DebtorInterest, InterestTerms, ItemInterest, WaivedWhat};
use app::law::{self, NewRow};
use app::{AppError, Scope, claims};
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::interest::{Clause, Indemnity, NoIndemnity, NoInterest};
use domain::law::RateBp;
use domain::{Cents, Date};

use crate::given::{Entry, TODAY, credit_note, customers, date, fec, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// Invoices are due thirty days after their date: the creditor's default term.
fn books() -> Vec<Entry> {
    vec![
        // Due 31/05/2026, open.
        sale("F-1", "C1", date(2026, 5, 1), 120_000),
        // Due 31/03/2026, paid on 15/06/2026: 76 days late.
        sale("F-2", "C1", date(2026, 3, 1), 100_000).lettered("A", date(2026, 6, 15)),
        receipt("B-2", "C1", date(2026, 6, 15), 100_000).lettered("A", date(2026, 6, 15)),
        // Due 30/04/2026, half of it credited on 31/05/2026.
        sale("F-3", "C1", date(2026, 3, 31), 50_000).lettered("b", date(2026, 5, 31)),
        credit_note("A-3", "C1", date(2026, 5, 31), 25_000).lettered("b", date(2026, 5, 31)),
        // Not due.
        sale("F-4", "C1", date(2026, 9, 1), 70_000),
        sale("F-5", "C2", date(2026, 5, 1), 85_000),
        sale("F-6", "C3", date(2026, 5, 1), 1_500_000),
        sale("F-7", "C4", date(2026, 5, 1), 1_000),
    ]
}

async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean(FEC, fec(&books())).await;
    let kinds = [("C1", "business", "a@un.example"), ("C2", "consumer", "b@deux.example"), ("C3", "public", "c@trois.example")];
    day.import_clean("clients.csv", customers(&kinds)).await;
    day
}

async fn of(house: &House, day: &Day, code: &str, until: Date) -> DebtorInterest {
    interest::debtor_interest(&day.app, &day.scope, house.debtor(code).await, until).await.unwrap()
}

fn line<'a>(interest: &'a DebtorInterest, number: &str) -> &'a ItemInterest {
    interest.items.iter().find(|line| line.item.number == number).unwrap_or_else(|| panic!("no {number}"))
}

fn invalid<T: std::fmt::Debug>(result: app::Result<T>) -> &'static str {
    match result {
        Err(AppError::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_each_kind_of_debtor_owes() {
    on_both(async |house| {
        let day = firm(house).await;
        let business = of(house, &day, "C1", TODAY).await;
        let numbers: Vec<&str> = business.items.iter().map(|line| line.item.number.as_str()).collect();
        assert_eq!(numbers, ["F-3", "F-1", "F-2"], "open ones by due date, then what was paid late; nothing that is not due");
        // 1 200 × 12,15 % × 30 / 365 + 1 200 × 12,40 % × 77 / 365.
        assert_eq!((line(&business, "F-1").due(), line(&business, "F-1").indemnity), (Cents(1_198 + 3_139), Indemnity::Due(Cents(4_000))));
        // 500 × 12,15 % × 31 / 365, then 250 from the credit note on.
        assert_eq!(line(&business, "F-3").due(), Cents(516 + 250 + 654));
        let late = line(&business, "F-2");
        // 1 000 × 12,15 % × 76 / 365 = 25,30: paid first, so that 25,30 of principal are left and bear interest.
        assert_eq!((late.accrued(), late.principal_left(), late.is_settled()), (Cents(2_530 + 13 + 66), Cents(2_530), true));
        assert_eq!(business.open[0].1.indemnity, Cents(8_000));

        let consumer = of(house, &day, "C2", TODAY).await;
        assert_eq!(line(&consumer, "F-5").account, Account::None(NoInterest::NoFormalNotice));
        assert_eq!(line(&consumer, "F-5").indemnity, Indemnity::None(NoIndemnity::Consumer));
        let notice = ClaimEvent { kind: ClaimEventKind::FormalNotice, on: date(2026, 7, 1), until: None, rate: None };
        claims::record_event(&day.app, &day.scope, house.debtor("C2").await, None, notice, "LRAR").await.unwrap();
        // 850 × 2,75 % × 76 / 365 from the notice on.
        assert_eq!(line(&of(house, &day, "C2", TODAY).await, "F-5").due(), Cents(487));

        let public = of(house, &day, "C3", TODAY).await;
        // 15 000 × 10,15 % × 107 / 365: the first half-year's rate to the end.
        assert_eq!(line(&public, "F-6").due(), Cents(44_632));
        let unknown = of(house, &day, "C4", TODAY).await;
        assert_eq!(line(&unknown, "F-7").account, Account::None(NoInterest::UnknownKind));
    })
    .await;
}

#[tokio::test]
async fn the_portfolio_adds_up_with_the_accounts() {
    on_both(async |house| {
        let day = firm(house).await;
        let all = interest::portfolio(&day.app, &day.scope, TODAY, "").await.unwrap();
        assert_eq!(all.without_rule, 2, "a consumer without a notice, an unknown kind");
        for code in ["C1", "C3"] {
            let row = all.rows.iter().find(|row| row.code == code).unwrap();
            let sheet = of(house, &day, code, TODAY).await;
            assert_eq!((row.totals.interest, row.totals.indemnity), (sheet.open[0].1.interest, sheet.open[0].1.indemnity), "{code}");
        }
        assert_eq!(all.totals[0].1.interest, all.rows.iter().map(|row| row.totals.interest).sum());
        let csv = interest::csv(&all);
        assert!(csv.starts_with("Code;") && csv.contains("C3;") && csv.lines().count() == 3, "{csv}");
        assert_eq!(interest::portfolio(&day.app, &day.scope, TODAY, "c3").await.unwrap().rows.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_half_year_without_a_rate_stops_until_it_is_entered() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, until) = (house.debtor("C1").await, date(2027, 1, 31));
        let refused = interest::debtor_interest(&day.app, &day.scope, debtor, until).await.unwrap_err();
        assert_eq!((refused.code(), refused.status()), ("law.missing", 422));
        assert!(refused.french().contains("1er\u{a0}semestre\u{a0}2027") && refused.french().contains("BCE"), "{}", refused.french());
        assert!(interest::portfolio(&day.app, &day.scope, until, "").await.is_err());

        let new = NewRow {
            key: "rate.refi".to_owned(),
            value: "2,65".to_owned(),
            from: date(2027, 1, 1),
            to: None,
            source: "BCE, 16/09/2026".to_owned(),
        };
        let cases = [
            (NewRow { value: "deux".to_owned(), ..new.clone() }, "value"),
            (NewRow { source: " ".to_owned(), ..new.clone() }, "source"),
            (NewRow { key: "rate.else".to_owned(), ..new.clone() }, "key"),
            (NewRow { to: Some(date(2026, 12, 31)), ..new.clone() }, "to"),
            (NewRow { from: date(2026, 9, 16), ..new.clone() }, "from"),
            (NewRow { to: Some(date(2027, 12, 31)), ..new.clone() }, "from"),
        ];
        for (bad, field) in cases {
            assert_eq!(invalid(law::add_row(&day.app, &day.scope, &bad).await), field);
        }
        let id = law::add_row(&day.app, &day.scope, &new).await.unwrap();
        assert_eq!(invalid(law::add_row(&day.app, &day.scope, &new).await), "from", "its days are covered");
        let floor = NewRow { key: "rate.statutory.professional".to_owned(), value: "2,80".to_owned(), ..new.clone() };
        law::add_row(&day.app, &day.scope, &floor).await.unwrap();
        let sheet = interest::debtor_interest(&day.app, &day.scope, debtor, until).await.unwrap();
        let last = line(&sheet, "F-1").sheets().next().unwrap().lines().last().copied().unwrap();
        assert_eq!((last.rate, last.from, last.days), (RateBp(1_265), date(2027, 1, 1), 31));
        assert!(interest::debtor_interest(&day.app, &day.scope, debtor, date(2027, 7, 1)).await.is_err(), "it ends with its half-year");
        law::withdraw_row(&day.app, &day.scope, id).await.unwrap();
        assert!(interest::debtor_interest(&day.app, &day.scope, debtor, until).await.is_err());
        let table = law::law_table(&day.app, &day.scope, date(2026, 11, 25)).await.unwrap();
        assert_eq!(table.own.len(), 1);
        assert!(table.ending.iter().any(|row| row.key == "rate.refi"));
    })
    .await;
}

#[tokio::test]
async fn a_clause_governs_the_invoices_issued_after_it() {
    on_both(async |house| {
        let day = firm(house).await;
        let c1 = house.debtor("C1").await;
        let fixed = Clause::Fixed(RateBp(500));
        assert_eq!(invalid(law::add_clause(&day.app, &day.scope, None, fixed, date(2026, 4, 1), "").await), "source");
        let id = law::add_clause(&day.app, &day.scope, Some(c1), fixed, date(2026, 4, 1), "contrat, art. 4").await.unwrap();
        law::add_clause(&day.app, &day.scope, None, Clause::StatutoryTimes(3), date(2025, 1, 1), "CGV, art. 7").await.unwrap();
        let sheet = of(house, &day, "C1", TODAY).await;
        let rate = |number| line(&sheet, number).sheets().next().unwrap().lines().next().unwrap().rate;
        assert_eq!((rate("F-1"), rate("F-3")), (RateBp(500), RateBp(786)), "its own for what came after, the general terms before");
        assert_eq!(line(&sheet, "F-1").below_floor.len(), 2, "below three times the statutory rate in both half-years: told, not raised");
        assert_eq!(line(&of(house, &day, "C3", TODAY).await, "F-6").due(), Cents(44_632), "public buyers have their own rule");
        law::withdraw_clause(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(line(&of(house, &day, "C1", TODAY).await, "F-1").below_floor, []);

        let terms = InterestTerms { imputation: domain::interest::Imputation::PrincipalFirst, ..InterestTerms::default() };
        law::set_terms(&day.app, &day.scope, &terms).await.unwrap();
        let principal_first = of(house, &day, "C1", TODAY).await;
        assert_eq!(
            (line(&principal_first, "F-2").principal_left(), line(&principal_first, "F-2").due()),
            (Cents(0), Cents(1_637)),
            "1 000 × 7,86 % × 76 / 365"
        );
    })
    .await;
}

#[tokio::test]
async fn giving_up_is_a_decision_that_can_be_taken_back() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
        let waive = async |what, amount, reason| interest::waive(&day.app, &day.scope, debtor, item, what, amount, reason).await;
        assert_eq!(invalid(waive(WaivedWhat::Interest, None, " ").await), "reason");
        assert_eq!(invalid(waive(WaivedWhat::Interest, Some(Cents(999_999)), "geste").await), "amount");
        assert_eq!(invalid(waive(WaivedWhat::Indemnity, Some(Cents(1_000)), "geste").await), "amount", "all of it or nothing");
        let part = waive(WaivedWhat::Interest, Some(Cents(1_000)), "geste commercial").await.unwrap();
        let fixed = waive(WaivedWhat::Indemnity, None, "geste commercial").await.unwrap();
        assert!(matches!(waive(WaivedWhat::Indemnity, None, "encore").await, Err(AppError::Conflict(_))));
        let given_up = of(house, &day, "C1", TODAY).await;
        let after = line(&given_up, "F-1");
        assert_eq!((after.due(), after.accrued()), (Cents(1_198 + 3_139 - 1_000), Cents(1_198 + 3_139)), "what ran is still told");
        assert_eq!((after.indemnity, after.waivers.len()), (Indemnity::None(NoIndemnity::Waived), 2));
        for id in [part, fixed] {
            interest::restore(&day.app, &day.scope, debtor, id).await.unwrap();
        }
        assert!(matches!(interest::restore(&day.app, &day.scope, debtor, part).await, Err(AppError::NotFound("waiver"))));
        let back = of(house, &day, "C1", TODAY).await;
        assert_eq!((line(&back, "F-1").due(), line(&back, "F-1").indemnity), (Cents(1_198 + 3_139), Indemnity::Due(Cents(4_000))));
        let reader = Scope { actor: Actor { role: Role::Accountant, ..day.scope.actor.clone() }, ..day.scope.clone() };
        let refused = interest::waive(&day.app, &reader, debtor, item, WaivedWhat::Interest, None, "geste").await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
        assert!(matches!(law::set_terms(&day.app, &reader, &InterestTerms::default()).await, Err(AppError::Forbidden(_))));
    })
    .await;
}

#[tokio::test]
async fn an_insolvency_stops_interest_the_day_before() {
    on_both(async |house| {
        let day = firm(house).await;
        let judgment = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on: date(2026, 8, 18), until: None, rate: None };
        claims::record_event(&day.app, &day.scope, house.debtor("C1").await, None, judgment, "BODACC").await.unwrap();
        let sheet = of(house, &day, "C1", TODAY).await;
        // 1 200 × 12,15 % × 30 / 365 + 1 200 × 12,40 % × 48 / 365, to 17 August.
        assert_eq!(line(&sheet, "F-1").due(), Cents(1_198 + 1_957));
        assert_eq!(line(&sheet, "F-1").sheets().next().unwrap().stopped_by, Some(date(2026, 8, 18)));
    })
    .await;
}

#[tokio::test]
async fn the_account_is_a_document_and_the_annex_of_a_letter() {
    on_both(async |house| {
        let day = firm(house).await;
        let c1 = house.debtor("C1").await;
        let pages = |bytes: &[u8]| {
            assert!(bytes.starts_with(b"%PDF"));
            bytes.windows(11).filter(|window| window == b"/Type /Page" || window == b"/Type/Page ").count()
        };
        let open = interest::pdf(&day.app, &day.scope, c1, TODAY, false).await.unwrap();
        let all = interest::pdf(&day.app, &day.scope, c1, TODAY, true).await.unwrap();
        assert!(all.len() > open.len(), "one invoice more");
        let plain = app::message::letter_for(&day.app, &day.scope, "C1").await.unwrap();
        law::set_terms(&day.app, &day.scope, &InterestTerms { in_letters: true, ..InterestTerms::default() }).await.unwrap();
        let with_account = app::message::letter_for(&day.app, &day.scope, "C1").await.unwrap();
        assert!(with_account.len() > plain.len() && pages(&with_account) >= pages(&plain));
        let consumer = app::message::letter_for(&day.app, &day.scope, "C2").await.unwrap();
        assert!(consumer.starts_with(b"%PDF"), "a consumer's letter has no account, and is made all the same");
        let nothing = interest::pdf(&day.app, &day.scope, c1, date(2026, 3, 31), false).await;
        assert_eq!(invalid(nothing), "debtor");
    })
    .await;
}

#[tokio::test]
async fn an_event_of_the_account_reaches_only_what_was_born_before_it() {
    on_both(async |house| {
        let day = firm(house).await;
        let event = |kind, on| ClaimEvent { kind, on, until: None, rate: None };
        let record = async |code: &str, event| {
            claims::record_event(&day.app, &day.scope, house.debtor(code).await, None, event, "ancien dossier").await.unwrap();
        };
        // The invoice of C2 is of 1 May 2026.
        record("C2", event(ClaimEventKind::FormalNotice, date(2026, 4, 1))).await;
        assert_eq!(line(&of(house, &day, "C2", TODAY).await, "F-5").account, Account::None(NoInterest::NoFormalNotice));
        for (kind, on) in [
            (ClaimEventKind::InsolvencyOpened, date(2018, 5, 2)),
            (ClaimEventKind::InsolvencyClosed, date(2019, 6, 3)),
            (ClaimEventKind::InsolvencyOpened, date(2026, 8, 18)),
        ] {
            record("C1", event(kind, on)).await;
        }
        let sheet = of(house, &day, "C1", TODAY).await;
        assert_eq!(line(&sheet, "F-1").due(), Cents(1_198 + 1_957), "the second proceedings stop interest, the first did not");
    })
    .await;
}

#[tokio::test]
async fn a_disputed_part_is_the_same_on_both_pages() {
    on_both(async |house| {
        let day = firm(house).await;
        let (c1, f3) = (house.debtor("C1").await, house.item("F-3").await.id);
        let mut tx = house.db().begin().await.unwrap();
        let facts = store::claim::ClaimFacts { disputed: Cents(20_000), dispute_reason: "casse".to_owned(), ..Default::default() };
        store::claim::insert_facts(&mut tx, day.scope.organisation.id, f3, &facts, crate::house::morning(TODAY), "Claire").await.unwrap();
        tx.commit().await.unwrap();
        let sheet = interest::debtor_interest(&day.app, &day.scope, c1, TODAY).await.unwrap();
        let row =
            interest::portfolio(&day.app, &day.scope, TODAY, "").await.unwrap().rows.into_iter().find(|row| row.code == "C1").unwrap();
        assert_eq!(row.totals, sheet.open[0].1);
        assert!(row.totals.disputed.is_positive());
    })
    .await;
}

#[tokio::test]
async fn two_clicks_give_up_once() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
        let waive = async |what| interest::waive(&day.app, &day.scope, debtor, item, what, None, "geste").await;
        for what in [WaivedWhat::Interest, WaivedWhat::Indemnity] {
            let (first, second) = tokio::join!(waive(what), waive(what));
            assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{what:?}: {first:?} {second:?}");
        }
        let given_up = of(house, &day, "C1", TODAY).await;
        let after = line(&given_up, "F-1");
        assert_eq!((after.due(), after.waivers.len()), (Cents::ZERO, 2), "all of it, once");
    })
    .await;
}

#[tokio::test]
async fn interest_bears_interest_only_from_the_event_that_allows_it() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        // Due 31/01/2025, open ever since.
        day.import_clean(FEC, fec(&[sale("F-1", "C1", date(2025, 1, 1), 1_000_000)])).await;
        day.import_clean("clients.csv", customers(&[("C1", "business", "a@un.example")])).await;
        let debtor = house.debtor("C1").await;
        let simple = line(&of(house, &day, "C1", TODAY).await, "F-1").due();
        let event = ClaimEvent { kind: ClaimEventKind::Compounding, on: date(2025, 1, 31), until: None, rate: None };
        let id = claims::record_event(&day.app, &day.scope, debtor, None, event, "art. 7 des conditions générales").await.unwrap();
        let sheet = of(house, &day, "C1", TODAY).await;
        let compounded = line(&sheet, "F-1");
        let year = compounded.sheets().map(|sheet| sheet.compounded).sum::<Cents>();
        // 10 000 × 13,15 % × 150 / 365 + 10 000 × 12,15 % × 184 / 365 + 10 000 × 12,15 % × 31 / 365: the first whole year.
        assert_eq!(year, Cents(54_041 + 61_249 + 10_319));
        let more = compounded.due() + year - simple;
        // What that year's interest bore in the days after it.
        assert!(more > Cents(8_900) && more < Cents(9_900), "{more}");
        claims::cancel_event(&day.app, &day.scope, debtor, id, "saisi par erreur").await.unwrap();
        assert_eq!(line(&of(house, &day, "C1", TODAY).await, "F-1").due(), simple);
    })
    .await;
}

#[tokio::test]
async fn an_item_older_than_the_tables_is_told_apart_and_stops_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let old = vec![sale("F-0", "C1", date(2007, 5, 1), 90_000), sale("F-1", "C1", date(2026, 5, 1), 120_000)];
        day.import_clean(FEC, fec(&old)).await;
        day.import_clean("clients.csv", customers(&[("C1", "business", "a@un.example")])).await;
        let sheet = of(house, &day, "C1", TODAY).await;
        assert_eq!(line(&sheet, "F-0").account, Account::None(NoInterest::BeforeTables));
        assert_eq!(line(&sheet, "F-1").due(), Cents(1_198 + 3_139));
        let all = interest::portfolio(&day.app, &day.scope, TODAY, "").await.unwrap();
        assert_eq!((all.without_rule, all.rows[0].totals.interest), (1, Cents(1_198 + 3_139)));
    })
    .await;
}
