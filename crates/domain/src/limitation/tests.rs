//! The table of clocks: edge by edge, what each event does to the date.

use super::*;
use crate::claim::ClaimEventKind::{
    Acknowledgement, CourtClaim, CourtClaimVoid, Enforcement, FormalNotice, GrantedTime, InsolvencyClosed, InsolvencyOpened,
    JudgmentEnforceable, MediationEnded, MediationStarted, OrderServed, ProofOfDebt,
};
use crate::claim::ClaimKind::{Business, Carriage, Civil, Condominium, Consumer, ConsumerCredit, ResidentialRent, Telecom, Title};
use crate::law::day;

type Day = (i32, u32, u32);

fn on((year, month, date): Day) -> Date {
    day(year, month, date)
}

fn events(list: &[(ClaimEventKind, Day)]) -> Vec<ClaimEvent> {
    list.iter().map(|(kind, when)| ClaimEvent { kind: *kind, on: on(*when), until: None, rate: None }).collect()
}

/// A claim of which the service is known, invoiced and due a little later.
fn known(kind: ClaimKind, service: Day, list: &[(ClaimEventKind, Day)]) -> Clock {
    let service_on = on(service);
    let issued_on = crate::calendar::add_days(service_on, 10);
    let facts = ClaimFacts {
        kind,
        kind_is_assumed: false,
        service_on: Some(service_on),
        issued_on,
        due_on: crate::calendar::add_days(issued_on, 30),
        events: &events(list),
    };
    clock(&facts, Book::compiled()).unwrap()
}

const PENDING: bool = true;
const OVER: bool = false;

/// What is tested, nature, service, events, original, possible, whether something still lasts.
type Case = (&'static str, ClaimKind, Day, &'static [(ClaimEventKind, Day)], Day, Day, bool);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Lengths, and how a period is counted.
    ("five years between professionals",      Business,        (2022, 3, 12), &[], (2027, 3, 12), (2027, 3, 12), OVER),
    ("two years for a consumer",              Consumer,        (2024, 11, 25), &[], (2026, 11, 25), (2026, 11, 25), OVER),
    ("five years in civil matters",           Civil,           (2022, 1, 31), &[], (2027, 1, 31), (2027, 1, 31), OVER),
    ("one year for carriage",                 Carriage,        (2025, 12, 31), &[], (2026, 12, 31), (2026, 12, 31), OVER),
    ("one year for telephone",                Telecom,         (2026, 1, 1), &[], (2027, 1, 1), (2027, 1, 1), OVER),
    ("three years for a home's rent",         ResidentialRent, (2024, 2, 1), &[], (2027, 2, 1), (2027, 2, 1), OVER),
    ("ten years before the reform",           Condominium,     (2018, 11, 24), &[], (2028, 11, 24), (2028, 11, 24), OVER),
    ("a leap day ends on 28 February",        Business,        (2024, 2, 29), &[], (2029, 2, 28), (2029, 2, 28), OVER),
    ("28 February of a leap year stays",      Business,        (2024, 2, 28), &[], (2029, 2, 28), (2029, 2, 28), OVER),
    ("a leap day to a leap year",             Title,           (2016, 2, 29), &[], (2026, 2, 28), (2026, 2, 28), OVER),
    ("a Sunday is not moved",                 Consumer,        (2024, 11, 22), &[], (2026, 11, 22), (2026, 11, 22), OVER),
    ("a holiday is not moved",                Consumer,        (2024, 12, 25), &[], (2026, 12, 25), (2026, 12, 25), OVER),
    // What does not move it.
    ("a formal notice does not",              Business, (2022, 3, 12), &[(FormalNotice, (2026, 1, 5))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("time granted by a judge does not",      Business, (2022, 3, 12), &[(GrantedTime, (2026, 1, 5))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("the opening judgment does not",         Business, (2022, 3, 12), &[(InsolvencyOpened, (2026, 1, 5))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("a judgment without a claim does not",   Business, (2022, 3, 12), &[(JudgmentEnforceable, (2026, 1, 5))], (2027, 3, 12), (2027, 3, 12), OVER),
    // Interruptions, edge by edge.
    ("an acknowledgement starts it again",    Business, (2022, 3, 12), &[(Acknowledgement, (2025, 6, 1))], (2027, 3, 12), (2030, 6, 1), OVER),
    ("on the last day",                       Business, (2022, 3, 12), &[(Acknowledgement, (2027, 3, 12))], (2027, 3, 12), (2032, 3, 12), OVER),
    ("the day after the last",                Business, (2022, 3, 12), &[(Acknowledgement, (2027, 3, 13))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("on the day of the start",               Business, (2022, 3, 12), &[(Acknowledgement, (2022, 3, 12))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("before the start",                      Business, (2022, 3, 12), &[(Acknowledgement, (2022, 3, 11))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("one after another",                     Consumer, (2023, 1, 10), &[(Acknowledgement, (2024, 12, 1)), (Acknowledgement, (2026, 11, 30))], (2025, 1, 10), (2028, 11, 30), OVER),
    ("the second too late for the first",     Consumer, (2023, 1, 10), &[(Acknowledgement, (2024, 12, 1)), (Acknowledgement, (2026, 12, 2))], (2025, 1, 10), (2026, 12, 1), OVER),
    ("an acknowledgement on a leap day",      Consumer, (2023, 1, 10), &[(Acknowledgement, (2024, 2, 29))], (2025, 1, 10), (2026, 2, 28), OVER),
    ("the service of an order",               Business, (2022, 3, 12), &[(OrderServed, (2026, 2, 3))], (2027, 3, 12), (2031, 2, 3), OVER),
    ("an act of enforcement",                 Title,    (2020, 5, 4), &[(Enforcement, (2029, 1, 1))], (2030, 5, 4), (2039, 1, 1), OVER),
    // Court claims count until they end, and void ones never.
    ("a pending court claim gives a minimum", Business, (2022, 3, 12), &[(CourtClaim, (2026, 2, 3))], (2027, 3, 12), (2031, 2, 3), PENDING),
    ("its end starts the period again",       Business, (2022, 3, 12), &[(CourtClaim, (2026, 2, 3)), (JudgmentEnforceable, (2028, 9, 1))], (2027, 3, 12), (2033, 9, 1), OVER),
    ("a void claim never counted",            Business, (2022, 3, 12), &[(CourtClaim, (2026, 2, 3)), (CourtClaimVoid, (2027, 9, 1))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("what rested on a void claim falls",     Business, (2022, 3, 12), &[(CourtClaim, (2026, 2, 3)), (Acknowledgement, (2027, 6, 1)), (CourtClaimVoid, (2027, 9, 1))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("an earlier acknowledgement stays",      Business, (2022, 3, 12), &[(Acknowledgement, (2025, 1, 1)), (CourtClaim, (2026, 2, 3)), (CourtClaimVoid, (2027, 9, 1))], (2027, 3, 12), (2030, 1, 1), OVER),
    ("the void takes the latest claim",       Business, (2022, 3, 12), &[(CourtClaim, (2024, 1, 1)), (JudgmentEnforceable, (2025, 1, 1)), (CourtClaim, (2026, 1, 1)), (CourtClaimVoid, (2026, 6, 1))], (2027, 3, 12), (2030, 1, 1), OVER),
    ("long after, while the claim is pending", Business, (2022, 3, 12), &[(CourtClaim, (2026, 2, 3)), (Acknowledgement, (2035, 1, 1))], (2027, 3, 12), (2040, 1, 1), PENDING),
    // Insolvency.
    ("a proof of debt lasts",                 Business, (2022, 3, 12), &[(InsolvencyOpened, (2026, 1, 5)), (ProofOfDebt, (2026, 2, 20))], (2027, 3, 12), (2031, 2, 20), PENDING),
    ("until the proceedings close",           Business, (2022, 3, 12), &[(ProofOfDebt, (2026, 2, 20)), (InsolvencyClosed, (2029, 7, 1))], (2027, 3, 12), (2034, 7, 1), OVER),
    ("closed without a proof",                Business, (2022, 3, 12), &[(InsolvencyOpened, (2026, 1, 5)), (InsolvencyClosed, (2026, 7, 1))], (2027, 3, 12), (2027, 3, 12), OVER),
    // Mediation.
    ("a mediation adds its days",             Business, (2022, 3, 12), &[(MediationStarted, (2025, 1, 1)), (MediationEnded, (2025, 3, 2))], (2027, 3, 12), (2027, 5, 11), OVER),
    ("and leaves six months at least",        Business, (2022, 3, 12), &[(MediationStarted, (2027, 3, 1)), (MediationEnded, (2027, 4, 1))], (2027, 3, 12), (2027, 10, 1), OVER),
    ("six months from the last of August",    Consumer, (2024, 8, 15), &[(MediationStarted, (2026, 8, 10)), (MediationEnded, (2026, 8, 31))], (2026, 8, 15), (2027, 2, 28), OVER),
    ("still under way",                       Business, (2022, 3, 12), &[(MediationStarted, (2025, 1, 1))], (2027, 3, 12), (2027, 3, 12), PENDING),
    ("still under way near the end",          Business, (2022, 3, 12), &[(MediationStarted, (2027, 3, 1))], (2027, 3, 12), (2027, 9, 1), PENDING),
    ("begun too late",                        Business, (2022, 3, 12), &[(MediationStarted, (2027, 3, 13)), (MediationEnded, (2027, 4, 1))], (2027, 3, 12), (2027, 3, 12), OVER),
    ("acknowledged during a mediation",       Consumer, (2024, 1, 10), &[(MediationStarted, (2025, 1, 1)), (Acknowledgement, (2025, 2, 1)), (MediationEnded, (2025, 3, 1))], (2026, 1, 10), (2027, 3, 1), OVER),
    ("two mediations that overlap",           Business, (2022, 3, 12), &[(MediationStarted, (2025, 1, 1)), (MediationStarted, (2025, 1, 11)), (MediationEnded, (2025, 1, 21))], (2027, 3, 12), (2027, 4, 1), OVER),
    // The stop of twenty years.
    ("twenty years bound acknowledgements",   Business, (2008, 7, 1), &[(Acknowledgement, (2013, 1, 1)), (Acknowledgement, (2017, 6, 1)), (Acknowledgement, (2022, 5, 1)), (Acknowledgement, (2027, 4, 1))], (2013, 7, 1), (2028, 7, 1), OVER),
    ("not a court claim",                     Business, (2008, 7, 1), &[(Acknowledgement, (2013, 1, 1)), (Acknowledgement, (2017, 6, 1)), (Acknowledgement, (2022, 5, 1)), (CourtClaim, (2027, 4, 1))], (2013, 7, 1), (2032, 4, 1), PENDING),
    ("nor one that comes after them",         Business, (2008, 7, 1), &[(Acknowledgement, (2013, 1, 1)), (Acknowledgement, (2017, 6, 1)), (Acknowledgement, (2022, 5, 1)), (Acknowledgement, (2027, 4, 1)), (CourtClaim, (2028, 7, 2))], (2013, 7, 1), (2028, 7, 1), OVER),
];

#[test]
fn the_table_of_clocks() {
    assert!(CASES.len() >= 40);
    for (name, kind, service, list, original, possible, pending) in CASES {
        let clock = known(*kind, *service, list);
        assert_eq!((clock.original, clock.possible), (on(*original), on(*possible)), "{name}");
        assert_eq!(clock.pending.is_some(), *pending, "{name}");
        assert_eq!(clock.steps.len(), list.len(), "{name}: each event has its step");
        assert_eq!(clock.watch_on(), clock.original, "{name}");
    }
}

#[test]
fn an_unknown_start_is_the_invoice_and_says_so() {
    // Service, issued, due, start, source, whether it may be earlier.
    let cases = [
        (Some((2026, 1, 5)), (2026, 1, 20), (2026, 2, 20), (2026, 1, 5), StartSource::Service, false),
        (None, (2026, 1, 20), (2026, 2, 20), (2026, 1, 20), StartSource::Invoice, true),
        (None, (2026, 1, 20), (2026, 1, 20), (2026, 1, 20), StartSource::Invoice, true),
        (None, (2026, 1, 20), (2026, 1, 1), (2026, 1, 1), StartSource::Due, true),
        (Some((2026, 2, 1)), (2026, 1, 20), (2026, 1, 20), (2026, 2, 1), StartSource::Service, false),
    ];
    for (service, issued, due, start, source, earlier) in cases {
        let facts = ClaimFacts {
            kind: Business,
            kind_is_assumed: false,
            service_on: service.map(on),
            issued_on: on(issued),
            due_on: on(due),
            events: &[],
        };
        let clock = clock(&facts, Book::compiled()).unwrap();
        assert_eq!(
            (clock.start, clock.start.source.may_be_earlier()),
            (Start { on: on(start), source }, earlier),
            "{service:?} {issued:?}"
        );
    }
}

#[test]
fn consumer_credit_is_a_foreclosure_from_its_instalment() {
    let clock = known(ConsumerCredit, (2026, 1, 1), &[(Acknowledgement, (2026, 6, 1)), (MediationStarted, (2026, 7, 1))]);
    assert_eq!(clock.start, Start { on: on((2026, 2, 10)), source: StartSource::Due });
    assert_eq!((clock.original, clock.possible, clock.pending), (on((2028, 2, 10)), on((2028, 2, 10)), None));
    assert!(clock.steps.iter().all(|step| step.effect == Effect::Foreclosure && step.article == "C. civ., art. 2220"));
}

#[test]
fn a_title_runs_from_the_decision() {
    let clock = known(Title, (2019, 1, 1), &[(CourtClaim, (2020, 1, 1)), (JudgmentEnforceable, (2021, 6, 15))]);
    assert_eq!((clock.start.source, clock.original), (StartSource::Judgment, on((2031, 6, 15))));
    assert_eq!(clock.steps[0].effect, Effect::BeforeStart);
}

#[test]
fn each_event_says_what_it_did_and_by_which_text() {
    let list = [
        (FormalNotice, (2024, 1, 1)),
        (Acknowledgement, (2024, 2, 1)),
        (MediationStarted, (2024, 3, 1)),
        (MediationEnded, (2024, 4, 1)),
        (CourtClaim, (2024, 5, 1)),
        (CourtClaimVoid, (2024, 6, 1)),
        (CourtClaim, (2024, 7, 1)),
        (JudgmentEnforceable, (2024, 8, 1)),
        (ProofOfDebt, (2024, 9, 1)),
        (MediationStarted, (2040, 1, 1)),
    ];
    let clock = known(Business, (2023, 1, 1), &list);
    let told: Vec<(&str, &str, Date)> = clock.steps.iter().map(|step| (step.effect.code(), step.article, step.possible)).collect();
    assert_eq!(
        told,
        [
            ("nothing", "Cass. com., 18 mai 2022, n° 20-23.204", on((2028, 1, 1))),
            ("restarts", "C. civ., art. 2240 et 2231", on((2029, 2, 1))),
            ("suspends", "C. civ., art. 2238", on((2029, 3, 4))),
            ("ends", "C. civ., art. 2238", on((2029, 3, 4))),
            ("voided", "C. civ., art. 2243", on((2029, 3, 4))),
            ("ends", "C. civ., art. 2243", on((2029, 3, 4))),
            ("restarts", "C. civ., art. 2241 et 2242", on((2029, 8, 1))),
            ("ends", "C. civ., art. 2242", on((2029, 8, 1))),
            ("restarts_when_it_ends", "C. com., art. L622-25-1", on((2029, 9, 1))),
            ("suspends_still", "C. civ., art. 2238", on((2029, 9, 1))),
        ]
    );
    assert_eq!((clock.pending, clock.escapes_stop), (Some(ProofOfDebt), true));
    assert_eq!(known(Business, (2015, 1, 1), &[(Acknowledgement, (2021, 1, 1))]).steps[0].effect, Effect::TooLate);
}

#[test]
fn the_stop_counts_from_the_birth_of_the_right() {
    let clock = known(Business, (2010, 5, 6), &[]);
    assert_eq!((clock.hard_stop, clock.is_stopped), (on((2030, 5, 6)), false));
    let facts = ClaimFacts {
        kind: Business,
        kind_is_assumed: false,
        service_on: None,
        issued_on: on((2012, 2, 29)),
        due_on: on((2012, 3, 31)),
        events: &[],
    };
    assert_eq!(super::clock(&facts, Book::compiled()).unwrap().hard_stop, on((2032, 2, 29)));
}

#[test]
fn a_start_without_a_row_is_an_error_and_not_a_guess() {
    let facts = ClaimFacts {
        kind: Business,
        kind_is_assumed: false,
        service_on: None,
        issued_on: on((2008, 6, 18)),
        due_on: on((2008, 7, 18)),
        events: &[],
    };
    assert!(matches!(clock(&facts, Book::compiled()), Err(LawError::Missing { .. })));
}

#[test]
fn a_claim_that_nobody_qualified() {
    let cases = [
        (DebtorKind::Business, (Business, false)),
        (DebtorKind::Public, (Business, false)),
        (DebtorKind::Consumer, (Consumer, false)),
        (DebtorKind::Unknown, (Consumer, true)),
    ];
    for (debtor, expected) in cases {
        assert_eq!(default_kind(debtor), expected, "{}", debtor.code());
    }
}

#[test]
fn what_moves_a_clock_and_what_does_not_has_its_text() {
    for kind in ClaimEventKind::ALL {
        assert!(!influence(kind).1.is_empty(), "{}", kind.code());
    }
    let movers = ClaimEventKind::ALL.into_iter().filter(|kind| matches!(influence(*kind).0, Influence::Interrupts | Influence::Suspends));
    let codes: Vec<&str> = movers.map(ClaimEventKind::code).collect();
    assert_eq!(codes, ["acknowledgement", "court_claim", "order_served", "enforcement", "proof_of_debt", "mediation_started"]);
}
