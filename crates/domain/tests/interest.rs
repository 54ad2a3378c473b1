//! Late-payment interest: worked examples to the cent, laws that hold on random ledgers, and a naive
//! model that must agree.

use domain::interest::{
    Claim, Clause, DayCount, GrantedTime, Imputation, Movement, MovementKind, Party, Regime, Sheet, Terms, Track, accrued, assess,
    assess_disputed, fixed_indemnity,
};
use domain::law::{Book, RateBp};
use domain::party::DebtorKind;
use domain::{Cents, Date, calendar::add_days};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use testkit::interest_model::{Event, Paper, day_by_day};

fn date(text: &str) -> Date {
    Date::parse_from_str(text, "%Y-%m-%d").expect("a date")
}

fn cents(text: &str) -> Cents {
    Cents::parse(text).expect("an amount")
}

/// A row of `law/interest.csv`.
struct Example {
    principal: Cents,
    starts_after: Date,
    until: Date,
    regime: Regime,
    kind: DebtorKind,
    enforceable_on: Option<Date>,
    terms: Terms,
    movements: Vec<Movement>,
}

impl Example {
    fn read(cells: &[&str]) -> Self {
        let mut example = Self {
            principal: cents(cells[1]),
            starts_after: date(cells[2]),
            until: date(cells[3]),
            regime: Regime::Default,
            kind: DebtorKind::Business,
            enforceable_on: None,
            terms: Terms {
                day_count: DayCount::from_code(cells[5]).expect("a convention"),
                imputation: if cells[6] == "principal" { Imputation::PrincipalFirst } else { Imputation::InterestFirst },
                ..Terms::default()
            },
            movements: Vec::new(),
        };
        (example.regime, example.kind) = match cells[4] {
            "default" => (Regime::Default, DebtorKind::Business),
            "public" => (Regime::Public(add_days(example.starts_after, 1)), DebtorKind::Public),
            "statutory:professional" => (Regime::Statutory(Party::Professional), DebtorKind::Consumer),
            "statutory:individual" => (Regime::Statutory(Party::Individual), DebtorKind::Consumer),
            clause => (Regime::Contract(Clause::from_code(clause).expect("a clause")), DebtorKind::Business),
        };
        for event in cells[7].split('|').map(str::trim).filter(|event| !event.is_empty()) {
            example.event(&event.split(' ').collect::<Vec<_>>());
        }
        example.movements.sort();
        example
    }

    fn event(&mut self, words: &[&str]) {
        let kind = match words[..] {
            ["judgment", on] => return self.enforceable_on = Some(date(on)),
            ["compounds", on] => return self.terms.compounds_from = Some(date(on)),
            ["insolvency", on] => return self.terms.insolvency_on = Some(date(on)),
            ["grace", days, rate] => {
                let (from, to) = days.split_once("..").expect("two days");
                let rate = RateBp::parse(rate).expect("a rate");
                return self.terms.granted.push(GrantedTime { from: date(from), to: date(to), rate, agreed: false });
            }
            [_, "credit", _] => MovementKind::CreditNote,
            [_, "payment", _] => MovementKind::Payment,
            [_, "waiver", _] => MovementKind::Waiver,
            _ => panic!("unknown event: {words:?}"),
        };
        self.movements.push(Movement { on: date(words[0]), kind, amount: cents(words[2]) });
    }

    fn claim(&self) -> Claim<'_> {
        Claim { principal: self.principal, starts_after: self.starts_after, movements: &self.movements }
    }

    fn sheet(&self) -> Sheet {
        let track = Track::new(self.regime, Book::compiled(), self.enforceable_on).expect("rates");
        assess(&self.claim(), &self.terms, &track, self.until).expect("a sheet")
    }
}

#[test]
fn worked_examples_to_the_cent() {
    let mut read = 0;
    for row in include_str!("law/interest.csv").lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        let (id, example) = (cells[0], Example::read(&cells));
        let sheet = example.sheet();
        let lines: Vec<String> = sheet.lines().map(|line| format!("{}@{}={}", line.days, line.rate, line.amount)).collect();
        assert_eq!(lines.join(" + "), cells[8], "{id}: lines");
        assert_eq!(sheet.accrued, cents(cells[9]), "{id}: interest");
        assert_eq!(sheet.rounded_once(), cents(cells[10]), "{id}: rounded once");
        assert_eq!(sheet.principal_left, cents(cells[11]), "{id}: principal left");
        assert_eq!(sheet.due, cents(cells[12]), "{id}: interest due");
        if !cells[13].is_empty() {
            let indemnity =
                fixed_indemnity(&example.claim(), example.kind, example.terms.insolvency_on, false, Book::compiled(), example.until);
            assert_eq!(indemnity.expect("an indemnity").amount(), cents(cells[13]), "{id}: indemnity");
        }
        read += 1;
    }
    assert!(read >= 76, "all examples are read");
}

#[test]
fn each_line_recomputes_by_hand() {
    let example =
        Example::read(&["", "10000.00", "2026-05-01", "2026-09-03", "default", "ACT/365", "interest", "2026-07-01 payment 4000.00"]);
    for line in example.sheet().lines() {
        let exact = i128::from(line.base.0) * i128::from(line.rate.0) * i128::from(line.days);
        let per_cent = 10_000 * i128::from(line.divisor);
        assert!((i128::from(line.amount.0) * per_cent - exact).abs() * 2 <= per_cent, "{line:?}");
        assert_eq!(i64::from(line.days), (line.to - line.from).num_days() + 1);
    }
}

#[test]
fn nothing_is_computed_past_the_tables() {
    let track = Track::new(Regime::Default, Book::compiled(), None).expect("rates");
    let claim = Claim { principal: Cents(100_000), starts_after: date("2026-11-30"), movements: &[] };
    assert!(assess(&claim, &Terms::default(), &track, date("2026-12-31")).is_ok());
    let error = assess(&claim, &Terms::default(), &track, date("2027-01-01")).expect_err("no rate yet");
    assert_eq!((error.code(), error.to_string().as_str()), ("law.missing", "no value of rate.refi on 2027-01-01"));
    let paid = [Movement { on: date("2026-12-15"), kind: MovementKind::CreditNote, amount: Cents(100_000) }];
    assert!(
        assess(&Claim { movements: &paid, ..claim }, &Terms::default(), &track, date("2027-06-30")).is_ok(),
        "nothing left to bear interest"
    );
}

#[test]
fn a_disputed_part_is_computed_apart() {
    let track = Track::new(Regime::Default, Book::compiled(), None).expect("rates");
    let payments = [Movement { on: date("2026-03-31"), kind: MovementKind::Payment, amount: Cents(80_000) }];
    let claim = Claim { principal: Cents(100_000), starts_after: date("2026-01-31"), movements: &payments };
    let both = assess_disputed(&claim, Cents(30_000), &Terms::default(), &track, date("2026-06-30")).expect("a sheet");
    let disputed = both.disputed.as_ref().expect("a disputed part");
    // 700 × 12,15 % × 59 / 365 = 13,75: paid, then the 700; 86,25 are left for the disputed 300.
    assert_eq!((both.undisputed.accrued, both.undisputed.principal_left, both.undisputed.unused), (Cents(1_375), Cents(0), Cents(8_625)));
    // 300 × 12,15 % × 59 / 365 = 5,89, paid, then 80,36 of principal; 219,64 × 12,15 % × 91 / 365 = 6,65.
    assert_eq!((disputed.accrued, disputed.due, disputed.principal_left), (Cents(589 + 665), Cents(665), Cents(21_964)));
    assert_eq!(both.principal_left() + both.due(), Cents(21_964 + 665));
    let none = assess_disputed(&claim, Cents(0), &Terms::default(), &track, date("2026-06-30")).expect("a sheet");
    assert!(none.disputed.is_none());
    let all = assess_disputed(&claim, Cents(999_999), &Terms::default(), &track, date("2026-06-30")).expect("a sheet");
    assert_eq!(all.undisputed.principal, Cents(0));
}

/// The rates that the model is given, written by hand: first day, refinancing rate + 10, in basis points.
const DEFAULT_RATES: &[(&str, i64)] = &[
    ("2026-07-01", 1240),
    ("2025-07-01", 1215),
    ("2025-01-01", 1315),
    ("2024-07-01", 1425),
    ("2024-01-01", 1450),
    ("2023-07-01", 1400),
    ("2023-01-01", 1250),
    ("2016-07-01", 1000),
];

fn default_rate(day: Date) -> i64 {
    DEFAULT_RATES.iter().find(|(from, _)| date(from) <= day).map(|(_, rate)| *rate).expect("a rate")
}

/// A random ledger: amounts, days and what governs it.
fn papers() -> impl Strategy<Value = (Paper, Date)> {
    let start = (0_i64..3_200).prop_map(|days| add_days(date("2017-01-01"), days));
    let event = (-40_i64..900, 0_u8..8, 1_i64..400_000);
    (
        start,
        1_i64..2_000_000,
        proptest::collection::vec(event, 0..6),
        0_i64..1_200,
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(0_i64..400),
        proptest::option::of(0_i64..900),
    )
        .prop_map(|(starts_after, principal, events, length, leap_years_count_366, interest_first, compounds, stops)| {
            let events = events
                .into_iter()
                .map(|(after, kind, amount)| {
                    let event = match kind {
                        0 | 1 => Event::CreditNote(amount / 4),
                        2 => Event::Waiver(amount / 50),
                        _ => Event::Payment(amount),
                    };
                    (add_days(starts_after, after), event)
                })
                .collect();
            let paper = Paper {
                principal,
                starts_after,
                events,
                leap_years_count_366,
                interest_first,
                compounds_from: compounds.filter(|days| *days < 100).map(|days| add_days(starts_after, days)),
                stops_on: stops.map(|days| add_days(starts_after, days)),
            };
            (paper, add_days(starts_after, length).min(date("2026-12-31")))
        })
}

fn movements(paper: &Paper) -> Vec<Movement> {
    let mut movements: Vec<Movement> = paper
        .events
        .iter()
        .map(|(on, event)| {
            let (kind, amount) = match event {
                Event::CreditNote(amount) => (MovementKind::CreditNote, *amount),
                Event::Payment(amount) => (MovementKind::Payment, *amount),
                Event::Waiver(amount) => (MovementKind::Waiver, *amount),
            };
            Movement { on: *on, kind, amount: Cents(amount) }
        })
        .collect();
    movements.sort();
    movements
}

fn terms(paper: &Paper) -> Terms {
    Terms {
        day_count: if paper.leap_years_count_366 { DayCount::ActualActual } else { DayCount::Actual365 },
        imputation: if paper.interest_first { Imputation::InterestFirst } else { Imputation::PrincipalFirst },
        compounds_from: paper.compounds_from,
        orders: Vec::new(),
        granted: Vec::new(),
        insolvency_on: paper.stops_on,
    }
}

fn of_paper(paper: &Paper, movements: &[Movement], until: Date) -> Sheet {
    let track = Track::new(Regime::Default, Book::compiled(), None).expect("rates");
    let claim = Claim { principal: Cents(paper.principal), starts_after: paper.starts_after, movements };
    let sheet = assess(&claim, &terms(paper), &track, until).expect("a sheet");
    assert_eq!(accrued(&claim, &terms(paper), &track, until), Ok(sheet.accrued), "the sum alone is the sum of the lines");
    sheet
}

fn config(cases: u32) -> Config {
    let regressions = FileFailurePersistence::Direct("proptest-regressions/interest.txt");
    Config { cases, failure_persistence: Some(Box::new(regressions)), ..Config::default() }
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn the_naive_model_agrees((paper, until) in papers()) {
        let sheet = of_paper(&paper, &movements(&paper), until);
        let model = day_by_day(&paper, until, default_rate);
        prop_assert_eq!((sheet.accrued.0, sheet.due.0, sheet.principal_left.0), (model.accrued, model.due, model.principal));
    }
}

proptest! {
    #![proptest_config(config(1_024))]

    #[test]
    fn a_cut_moves_at_most_a_cent((paper, until) in papers(), share in 0_i64..=100) {
        let paper = Paper { events: Vec::new(), compounds_from: None, stops_on: None, ..paper };
        let length = (until - paper.starts_after).num_days().max(0);
        let cut = add_days(paper.starts_after, length * share / 100);
        let (whole, first) = (of_paper(&paper, &[], until), of_paper(&paper, &[], cut));
        let second = of_paper(&Paper { starts_after: cut, ..paper.clone() }, &[], until);
        prop_assert!((whole.accrued - first.accrued - second.accrued).abs() <= Cents(1));
    }

    #[test]
    fn the_order_of_a_days_events_changes_nothing((paper, until) in papers(), seed in any::<u64>()) {
        let mut shuffled = paper.clone();
        let length = shuffled.events.len().max(1);
        shuffled.events.rotate_left(usize::try_from(seed).unwrap_or(0) % length);
        prop_assert_eq!(of_paper(&paper, &movements(&paper), until), of_paper(&shuffled, &movements(&shuffled), until));
    }

    #[test]
    fn every_cent_of_a_movement_is_told((paper, until) in papers()) {
        use domain::interest::Entry;
        let moved = movements(&paper);
        let sheet = of_paper(&paper, &moved, until);
        let mut principal = sheet.principal + sheet.compounded;
        for entry in &sheet.entries {
            if let Entry::Movement(applied) = entry {
                prop_assert_eq!(applied.interest + applied.principal + applied.unused, applied.movement.amount);
                prop_assert!(!applied.interest.is_negative() && !applied.principal.is_negative() && !applied.unused.is_negative());
                principal -= applied.principal;
            }
        }
        prop_assert_eq!(principal, sheet.principal_left);
        let told = sheet.entries.iter().filter(|entry| matches!(entry, Entry::Movement(_))).count();
        prop_assert_eq!(told, moved.iter().filter(|movement| movement.on <= until).count());
    }

    #[test]
    fn a_later_payment_changes_only_what_follows_its_old_date((paper, until) in papers(), later in 1_i64..60) {
        let moved = movements(&paper);
        if let Some(position) = moved.iter().position(|movement| movement.kind == MovementKind::Payment) {
            let old = moved[position].on;
            let mut changed = moved.clone();
            changed[position].on = add_days(old, later);
            changed.sort();
            let (before, after) = (of_paper(&paper, &moved, until), of_paper(&paper, &changed, until));
            let head = |sheet: &Sheet| -> Vec<_> { sheet.lines().filter(|line| line.to <= old && line.to < until).copied().collect() };
            let (before, after) = (head(&before), head(&after));
            // The stretch that the payment ended may go on; all lines before it are the same.
            let common = before.len().saturating_sub(1).min(after.len());
            prop_assert_eq!(&before[..common], &after[..common]);
        }
    }

    #[test]
    fn a_disputed_part_loses_no_cent((paper, until) in papers(), disputed in 0_i64..2_000_000) {
        let moved = movements(&paper);
        let track = Track::new(Regime::Default, Book::compiled(), None).expect("rates");
        let claim = Claim { principal: Cents(paper.principal), starts_after: paper.starts_after, movements: &moved };
        let both = assess_disputed(&claim, Cents(disputed), &terms(&paper), &track, until).expect("a sheet");
        let sum = |of: fn(&Sheet) -> Cents| Cents::total(both.sheets().map(of));
        prop_assert_eq!(sum(|sheet| sheet.principal), Cents(paper.principal));
        prop_assert_eq!(sum(|sheet| sheet.accrued), sum(|sheet| sheet.paid + sheet.waived + sheet.compounded + sheet.due));
        let within: Cents = moved.iter().filter(|movement| movement.on <= until).map(|movement| movement.amount).sum();
        let unused = both.disputed.as_ref().map_or(both.undisputed.unused, |sheet| sheet.unused);
        let taken = sum(|sheet| sheet.principal + sheet.compounded) - both.principal_left() + sum(|sheet| sheet.paid + sheet.waived);
        prop_assert_eq!(taken + unused, within);
    }
}
