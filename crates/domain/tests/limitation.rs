//! Laws of the limitation clock that hold for all events, in any order.

use domain::Date;
use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use domain::law::{Book, day};
use domain::limitation::{ClaimFacts, Clock, Influence, clock, influence};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};

fn config() -> Config {
    let regressions = FileFailurePersistence::Direct("proptest-regressions/limitation.txt");
    Config { cases: 4_096, failure_persistence: Some(Box::new(regressions)), ..Config::default() }
}

fn start() -> Date {
    day(2015, 1, 1)
}

/// An event up to 25 years after the first start: some fall long after the last day.
fn event(kinds: Vec<ClaimEventKind>) -> impl Strategy<Value = ClaimEvent> {
    (prop::sample::select(kinds), -200_i64..9_200).prop_map(|(kind, days)| ClaimEvent {
        kind,
        on: add_days(start(), days),
        until: None,
        rate: None,
    })
}

fn interruptions() -> Vec<ClaimEventKind> {
    ClaimEventKind::ALL.into_iter().filter(|kind| influence(*kind).0 == Influence::Interrupts).collect()
}

/// A judgment is the start of a title: there it is a fact, not an event.
fn claim_kind() -> impl Strategy<Value = ClaimKind> {
    prop::sample::select(ClaimKind::ALL.into_iter().filter(|kind| *kind != ClaimKind::Title).collect::<Vec<_>>())
}

#[derive(Debug, Clone)]
struct Case {
    kind: ClaimKind,
    service_on: Option<Date>,
    issued_on: Date,
    due_on: Date,
    events: Vec<ClaimEvent>,
}

impl Case {
    fn clock(&self, events: &[ClaimEvent]) -> Clock {
        let facts = ClaimFacts {
            kind: self.kind,
            kind_is_assumed: false,
            service_on: self.service_on,
            issued_on: self.issued_on,
            due_on: self.due_on,
            events,
        };
        clock(&facts, Book::compiled()).expect("every start of these tests has a row")
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let service = proptest::option::of(0_i64..1_500);
    (claim_kind(), service, 0_i64..1_500, -40_i64..90, prop::collection::vec(event(ClaimEventKind::ALL.to_vec()), 0..9)).prop_map(
        |(kind, service, issued, term, events)| {
            let issued_on = add_days(start(), issued);
            Case { kind, service_on: service.map(|days| add_days(start(), days)), issued_on, due_on: add_days(issued_on, term), events }
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_interruption_never_shortens_the_possible_date(case in cases(), more in event(interruptions())) {
        let before = case.clock(&case.events);
        let mut events = case.events.clone();
        events.push(more);
        let after = case.clock(&events);
        prop_assert!(after.possible >= before.possible, "{} then {} with {more:?}", before.possible, after.possible);
    }

    #[test]
    fn the_order_of_the_events_changes_nothing(case in cases(), seed in any::<u64>()) {
        let mut shuffled = case.events.clone();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, usize::try_from(state >> 33).unwrap_or(0) % (at + 1));
        }
        prop_assert_eq!(case.clock(&case.events), case.clock(&shuffled));
    }

    #[test]
    fn the_original_date_never_moves(case in cases()) {
        let (bare, lived) = (case.clock(&[]), case.clock(&case.events));
        prop_assert_eq!((bare.original, bare.start, bare.hard_stop), (lived.original, lived.start, lived.hard_stop));
        prop_assert_eq!(bare.possible, bare.original);
        prop_assert_eq!(lived.watch_on(), lived.original);
        prop_assert!(lived.possible >= lived.original);
    }

    #[test]
    fn an_event_told_twice_counts_once(case in cases()) {
        let mut twice = case.events.clone();
        twice.extend_from_slice(&case.events);
        prop_assert_eq!(case.clock(&case.events), case.clock(&twice));
    }

    #[test]
    fn what_has_no_influence_moves_nothing(case in cases(), on in 0_i64..9_000) {
        let before = case.clock(&case.events);
        for kind in ClaimEventKind::ALL.into_iter().filter(|kind| influence(*kind).0 == Influence::None) {
            let mut events = case.events.clone();
            events.push(ClaimEvent { kind, on: add_days(start(), on), until: None, rate: None });
            let after = case.clock(&events);
            prop_assert_eq!((before.possible, before.pending), (after.possible, after.pending));
        }
    }

    #[test]
    fn twenty_years_bound_what_no_court_saw(case in cases()) {
        let clock = case.clock(&case.events);
        prop_assert!(clock.escapes_stop || clock.possible <= clock.hard_stop.max(clock.original));
    }
}
