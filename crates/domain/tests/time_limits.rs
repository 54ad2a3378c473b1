//! Time limits by example: published and independently computed cases, edges of the calendar, and laws
//! that hold for all dates. Each row names the day before any move for a day off, and the day after it.

use domain::calendar::{add_days, is_working_day};
use domain::deadline::{Count, DeadlineError, Direction, Facts, Purpose, RULES, Reckoning, Urgency, Zone, compute, keys, rule};
use domain::holidays::{GoodFriday, Place, Territory};
use domain::law::{Book, Span, Standing, day};
use domain::{Date, deadline::Deadline};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};

type Ymd = (i32, u32, u32);

fn on((year, month, dom): Ymd) -> Date {
    day(year, month, dom)
}

fn limit(key: &str, start: Ymd, zone: Zone) -> Deadline {
    let facts = Facts { start: on(start), zone, decided_on: None };
    compute(Book::compiled(), rule(key).unwrap(), facts).unwrap_or_else(|error| panic!("{key} from {start:?}: {error}"))
}

const MAINLAND: Zone = Zone::Mainland;
const ALSACE: Zone = Zone::AlsaceMoselle(GoodFriday::Unknown);
const OVERSEAS: Zone = Zone::Overseas(None);

#[test]
fn known_examples() {
    let cases: [(&str, Ymd, Zone, Ymd, Ymd); 21] = [
        // Opposition: one month, distance where the debtor is far.
        (keys::ORDER_OPPOSITION, (2026, 1, 31), MAINLAND, (2026, 2, 28), (2026, 3, 2)),
        (keys::ORDER_OPPOSITION, (2026, 4, 1), MAINLAND, (2026, 5, 1), (2026, 5, 4)),
        (keys::ORDER_OPPOSITION, (2026, 4, 8), MAINLAND, (2026, 5, 8), (2026, 5, 11)),
        (keys::ORDER_OPPOSITION, (2024, 1, 30), MAINLAND, (2024, 2, 29), (2024, 2, 29)),
        (keys::ORDER_OPPOSITION, (2026, 9, 15), Zone::Abroad, (2026, 12, 15), (2026, 12, 15)),
        // Service: six months before the reform, three from it.
        (keys::ORDER_SERVICE, (2026, 8, 31), MAINLAND, (2027, 2, 28), (2027, 3, 1)),
        (keys::ORDER_SERVICE, (2026, 9, 1), MAINLAND, (2026, 12, 1), (2026, 12, 1)),
        (keys::ORDER_SERVICE, (2026, 9, 25), MAINLAND, (2026, 12, 25), (2026, 12, 28)),
        (keys::ORDER_SERVICE, (2026, 11, 30), MAINLAND, (2027, 2, 28), (2027, 3, 1)),
        (keys::ORDER_ENFORCEMENT, (2026, 10, 31), MAINLAND, (2026, 12, 31), (2026, 12, 31)),
        (keys::ORDER_DEPOSIT, (2026, 12, 10), MAINLAND, (2026, 12, 25), (2026, 12, 28)),
        // Insolvency, from the publication.
        (keys::PROOF_OF_DEBT, (2026, 12, 31), MAINLAND, (2027, 2, 28), (2027, 3, 1)),
        (keys::PROOF_OF_DEBT, (2026, 6, 15), MAINLAND, (2026, 8, 15), (2026, 8, 17)),
        (keys::PROOF_OF_DEBT, (2026, 6, 15), OVERSEAS, (2026, 10, 15), (2026, 10, 15)),
        (keys::PROOF_OF_DEBT, (2026, 6, 15), Zone::Abroad, (2026, 10, 15), (2026, 10, 15)),
        (keys::CLAIM_OF_GOODS, (2026, 11, 22), MAINLAND, (2027, 2, 22), (2027, 2, 22)),
        (keys::UNCONTESTED_STATEMENT, (2026, 9, 30), MAINLAND, (2026, 11, 7), (2026, 11, 9)),
        // Back from the hearing.
        (keys::SUIT_COMMERCIAL_FILING, (2024, 7, 31), MAINLAND, (2024, 7, 22), (2024, 7, 22)),
        (keys::SUIT_COMMERCIAL_FILING, (2027, 1, 5), MAINLAND, (2026, 12, 27), (2026, 12, 24)),
        (keys::SUIT_COMMERCIAL_SERVICE, (2026, 12, 15), MAINLAND, (2026, 11, 29), (2026, 11, 27)),
        (keys::SUIT_CIVIL_SERVICE, (2026, 12, 15), MAINLAND, (2026, 11, 29), (2026, 11, 27)),
    ];
    for (key, start, zone, raw, last) in cases {
        let found = limit(key, start, zone);
        assert_eq!((found.raw, found.last), (on(raw), on(last)), "{key} from {start:?} in {zone:?}");
        assert!(!found.article.is_empty() && found.steps.len() >= 3, "{key}: {:?}", found.steps);
    }
}

/// Months come first, whatever the rule; the second is a published example.
#[test]
fn months_then_days() {
    let count = Count {
        span: Span { months: 1, days: 15 },
        direction: Direction::Forward,
        purpose: Purpose::Act,
        reckoning: Reckoning::Procedure,
        place: Place::Mainland,
    };
    for (start, raw, last) in [((2026, 1, 31), (2026, 3, 15), (2026, 3, 16)), ((2017, 2, 12), (2017, 3, 27), (2017, 3, 27))] {
        let term = count.end(on(start));
        assert_eq!((term.raw, term.last, term.act_from), (on(raw), on(last), None), "{start:?}");
    }
}

#[test]
fn edges_of_the_calendar() {
    let cases: [(&str, &str, Ymd, Zone, Ymd, Ymd); 19] = [
        ("a year after the leap day", keys::POST_JUDGMENT, (2028, 2, 29), MAINLAND, (2029, 2, 28), (2029, 2, 28)),
        ("31 January and a month, leap year", keys::ORDER_OPPOSITION, (2028, 1, 31), MAINLAND, (2028, 2, 29), (2028, 2, 29)),
        ("31 January and two months: clamped once", keys::ORDER_ENFORCEMENT, (2027, 1, 31), MAINLAND, (2027, 3, 31), (2027, 3, 31)),
        ("31 December and two months, leap year", keys::PROOF_OF_DEBT, (2027, 12, 31), MAINLAND, (2028, 2, 29), (2028, 2, 29)),
        ("1 + 2 months are three before clamping", keys::ORDER_OPPOSITION, (2026, 11, 30), Zone::Abroad, (2027, 2, 28), (2027, 3, 1)),
        ("1 + 1 month overseas", keys::ORDER_OPPOSITION, (2026, 12, 31), OVERSEAS, (2027, 2, 28), (2027, 3, 1)),
        ("a Saturday that is a holiday", keys::ORDER_OPPOSITION, (2027, 4, 8), MAINLAND, (2027, 5, 8), (2027, 5, 10)),
        ("over Easter", keys::ORDER_OPPOSITION, (2026, 3, 4), MAINLAND, (2026, 4, 4), (2026, 4, 7)),
        ("the day after Ascension is worked", keys::ORDER_OPPOSITION, (2026, 4, 15), MAINLAND, (2026, 5, 15), (2026, 5, 15)),
        ("fifteen days end on a Saturday", keys::ORDER_LAWYER, (2026, 2, 13), MAINLAND, (2026, 2, 28), (2026, 3, 2)),
        ("26 December in Alsace never postpones our act", keys::ORDER_SERVICE, (2028, 9, 26), ALSACE, (2028, 12, 26), (2028, 12, 26)),
        ("but the debtor's month", keys::ORDER_OPPOSITION, (2028, 11, 26), ALSACE, (2028, 12, 26), (2028, 12, 27)),
        ("Good Friday that nobody is sure of, then Easter", keys::ORDER_OPPOSITION, (2027, 2, 26), ALSACE, (2027, 3, 26), (2027, 3, 30)),
        (
            "Good Friday where it is worked",
            keys::ORDER_OPPOSITION,
            (2027, 2, 26),
            Zone::AlsaceMoselle(GoodFriday::NotKept),
            (2027, 3, 26),
            (2027, 3, 26),
        ),
        (
            "22 May in Martinique, then Whitsun",
            keys::ORDER_OPPOSITION,
            (2026, 3, 22),
            Zone::Overseas(Some(Territory::Martinique)),
            (2026, 5, 22),
            (2026, 5, 26),
        ),
        (
            "both days of Saint-Martin",
            keys::ORDER_OPPOSITION,
            (2026, 3, 27),
            Zone::Overseas(Some(Territory::SaintMartin)),
            (2026, 5, 27),
            (2026, 5, 29),
        ),
        (
            "an unknown residence: the longest distance, every holiday",
            keys::ORDER_OPPOSITION,
            (2026, 2, 27),
            Zone::Unknown,
            (2026, 5, 27),
            (2026, 5, 29),
        ),
        ("no text postpones a letter's wait", keys::LETTER_ELECTRONIC, (2026, 12, 10), MAINLAND, (2026, 12, 25), (2026, 12, 25)),
        ("thirty days end at Christmas", keys::EUROPEAN_OPPOSITION, (2026, 11, 25), Zone::Abroad, (2026, 12, 25), (2026, 12, 28)),
    ];
    for (name, key, start, zone, raw, last) in cases {
        let found = limit(key, start, zone);
        assert_eq!((found.raw, found.last), (on(raw), on(last)), "{name}");
    }
}

#[test]
fn backwards_the_day_moves_back() {
    let cases: [(&str, Ymd, Zone, Ymd, Ymd); 4] = [
        (keys::SUIT_COMMERCIAL_SERVICE, (2026, 5, 30), MAINLAND, (2026, 5, 14), (2026, 5, 13)), // Ascension
        (keys::SUIT_COMMERCIAL_FILING, (2027, 4, 7), MAINLAND, (2027, 3, 29), (2027, 3, 26)),   // Easter Monday
        (keys::SUIT_COMMERCIAL_SERVICE, (2027, 1, 12), MAINLAND, (2026, 12, 27), (2026, 12, 24)), // Sunday, Saturday, Christmas
        (keys::SUIT_COMMERCIAL_SERVICE, (2026, 1, 11), ALSACE, (2025, 12, 26), (2025, 12, 24)), // a local holiday is avoided too
    ];
    for (key, hearing, zone, raw, last) in cases {
        let found = limit(key, hearing, zone);
        assert_eq!((found.raw, found.last, found.watch_on()), (on(raw), on(last), on(last)), "{key} {hearing:?}");
        assert!(found.explanation().contains("jamais repoussé"), "{}", found.explanation());
    }
    assert_eq!(limit(keys::SUIT_COMMERCIAL_SERVICE, (2026, 1, 11), MAINLAND).last, day(2025, 12, 26), "worked elsewhere");
}

#[test]
fn days_after_a_month_that_ends_on_a_day_off() {
    // The month ends on Saturday 21 November: eight days from there, or from Monday 23.
    let found = limit(keys::UNCONTESTED_STATEMENT, (2026, 10, 21), MAINLAND);
    assert_eq!((found.raw, found.last, found.act_from), (day(2026, 11, 29), day(2026, 11, 30), Some(day(2026, 12, 2))));
    assert!(found.explanation().contains("mardi 1er\u{a0}décembre 2026"), "{}", found.explanation());
    let plain = limit(keys::UNCONTESTED_STATEMENT, (2026, 9, 30), MAINLAND);
    assert_eq!(plain.act_from, Some(day(2026, 11, 10)));
}

#[test]
fn the_law_is_that_of_the_order() {
    let enforcement = rule(keys::ORDER_ENFORCEMENT).unwrap();
    let facts = |start: Ymd, decided: Option<Ymd>| Facts { start: on(start), zone: MAINLAND, decided_on: decided.map(on) };
    let asked = |start, decided| compute(Book::compiled(), enforcement, facts(start, decided));
    assert_eq!(asked((2026, 10, 15), Some((2026, 9, 1))).unwrap().last, day(2026, 12, 15));
    let old = asked((2026, 10, 15), Some((2026, 8, 31)));
    assert!(matches!(old, Err(DeadlineError::NoLaw { on, .. }) if on == day(2026, 8, 31)), "{old:?}");
    let unsaid = asked((2026, 10, 15), None).unwrap();
    assert!(unsaid.explanation().contains("n’est pas indiquée"), "{}", unsaid.explanation());
    let backwards = asked((2026, 10, 15), Some((2026, 10, 16)));
    assert_eq!(backwards.unwrap_err().code(), "deadline.decided_after_start");
    assert_eq!(rule("limit.nothing").unwrap_err().code(), "deadline.unknown_rule");
    // A rule that asks for no decision does not mind one.
    let service = rule(keys::ORDER_SERVICE).unwrap();
    assert!(compute(Book::compiled(), service, facts((2026, 10, 15), Some((2027, 1, 1)))).is_ok());
}

#[test]
fn the_words_say_each_step() {
    let text = limit(keys::ORDER_OPPOSITION, (2026, 1, 31), MAINLAND).explanation();
    assert_eq!(
        text,
        "Départ\u{202f}: samedi 31\u{a0}janvier 2026, signification de l’ordonnance. Durée\u{202f}: 1\u{a0}mois (CPC, art. 1416). \
         1\u{a0}mois plus tard, février 2026 n’a pas de 31\u{202f}: le délai s’achève le dernier jour de ce mois, le samedi 28\u{a0}février 2026 (CPC, art. 641, al. 2). \
         Ce jour est chômé (samedi, dimanche)\u{202f}: le délai va jusqu’au premier jour ouvrable suivant, le lundi 2\u{a0}mars 2026 (CPC, art. 642). \
         Ce délai protège l’autre partie, jusqu’au 02/03/2026 inclus\u{202f}: n’agissez qu’à partir du mardi 3\u{a0}mars 2026. \
         Si la signification n’a pas été faite à personne, l’opposition reste ouverte jusqu’à un mois après le premier acte signifié à personne, \
         ou après la première mesure qui rend des biens indisponibles (CPC, art. 1416, al. 2)."
    );
    let says = |key: &str, start, zone, words: &[&str]| {
        let text = limit(key, start, zone).explanation();
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
    };
    says(
        keys::ORDER_OPPOSITION,
        (2026, 9, 15),
        Zone::Abroad,
        &["2\u{a0}mois de plus, pour qui demeure à l’étranger (CPC, art. 643)", "3\u{a0}mois en tout"],
    );
    says(keys::ORDER_OPPOSITION, (2026, 9, 15), Zone::Unknown, &["tant que la résidence n’est pas connue"]);
    says(keys::ORDER_SERVICE, (2026, 9, 25), MAINLAND, &["Noël, samedi, dimanche", "Visez le 25/12/2026", "lundi 28\u{a0}décembre 2026"]);
    says(keys::ORDER_SERVICE, (2028, 9, 26), ALSACE, &["férié que localement", "ne prolonge rien"]);
    says(keys::ORDER_OPPOSITION, (2028, 11, 26), ALSACE, &["compté ici comme férié, par prudence"]);
    says(keys::ORDER_DEPOSIT, (2026, 12, 10), MAINLAND, &["Le jour de départ ne compte pas", "art. 641, al. 1"]);
    says(keys::UNCONTESTED_STATEMENT, (2026, 9, 30), MAINLAND, &["Puis 8\u{a0}jours, comptés après les mois", "art. 641, al. 3"]);
    says(keys::LETTER_ELECTRONIC, (2026, 12, 10), MAINLAND, &["n’est pas un délai de procédure"]);
    says(keys::EUROPEAN_OPPOSITION, (2026, 11, 25), Zone::Abroad, &["règl. n° 1182/71"]);
    says(keys::PROOF_OF_DEBT, (2026, 6, 15), OVERSEAS, &["R622-24", "4\u{a0}mois en tout"]);
    says(keys::SUIT_COMMERCIAL_FILING, (2024, 7, 31), MAINLAND, &["8\u{a0}jours pleins avant l’audience", "lundi 22\u{a0}juillet 2024"]);
    let civil = limit(keys::SUIT_CIVIL_SERVICE, (2026, 12, 16), MAINLAND);
    assert_eq!(civil.standing, Standing::Unverified);
    assert!(civil.explanation().contains("à vérifier"), "{}", civil.explanation());
    assert!(!limit(keys::ORDER_SERVICE, (2026, 9, 1), MAINLAND).explanation().contains("à vérifier"));
}

#[test]
fn what_presses() {
    // Raw 25/12/2026, last day 28/12/2026.
    let act = limit(keys::ORDER_SERVICE, (2026, 9, 25), MAINLAND);
    for (today, expected) in [
        ((2026, 12, 17), Urgency::Later),
        ((2026, 12, 18), Urgency::Soon),
        ((2026, 12, 26), Urgency::Soon),
        ((2026, 12, 28), Urgency::Soon),
        ((2026, 12, 29), Urgency::Late),
    ] {
        assert_eq!(act.urgency(on(today)), expected, "act on {today:?}");
    }
    // Over on 02/03/2026.
    let wait = limit(keys::ORDER_OPPOSITION, (2026, 1, 31), MAINLAND);
    for (today, expected) in [
        ((2026, 2, 23), Urgency::Later),
        ((2026, 2, 24), Urgency::Soon),
        ((2026, 3, 2), Urgency::Soon),
        ((2026, 3, 3), Urgency::Ready),
        ((2026, 9, 1), Urgency::Ready),
    ] {
        assert_eq!(wait.urgency(on(today)), expected, "wait on {today:?}");
    }
}

fn config() -> Config {
    let regressions = FileFailurePersistence::Direct("proptest-regressions/time_limits.txt");
    Config { cases: 2_048, failure_persistence: Some(Box::new(regressions)), ..Config::default() }
}

fn zone() -> impl Strategy<Value = Zone> {
    proptest::sample::select(Zone::all())
}

/// A day from which every rule is known: the last reform is of September 2026.
fn start() -> impl Strategy<Value = Date> {
    (0_i64..12_000).prop_map(|days| add_days(day(2026, 9, 1), days))
}

fn count() -> impl Strategy<Value = Count> {
    let reckoning = proptest::sample::select(vec![Reckoning::Procedure, Reckoning::European]);
    (0_u16..15, 0_u16..60, reckoning, zone()).prop_map(|(months, days, reckoning, zone)| Count {
        span: Span { months, days },
        direction: Direction::Forward,
        purpose: Purpose::Act,
        reckoning,
        place: zone.place(),
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_later_start_never_ends_earlier(count in count(), from in start(), later in 0_i64..40, wait: bool, back: bool) {
        let count = Count {
            purpose: if wait { Purpose::Wait } else { Purpose::Act },
            direction: if back { Direction::Backward } else { Direction::Forward },
            ..count
        };
        let (first, second) = (count.end(from), count.end(add_days(from, later)));
        prop_assert!(first.raw <= second.raw && first.last <= second.last && first.act_from <= second.act_from, "{first:?} {second:?}");
    }

    #[test]
    fn our_act_ends_on_a_working_day(count in count(), from in start(), back: bool) {
        let direction = if back { Direction::Backward } else { Direction::Forward };
        let term = Count { direction, ..count }.end(from);
        prop_assert!(is_working_day(term.last), "{}", term.last);
        prop_assert_eq!(term.act_from, None);
        if back { prop_assert!(term.last <= term.raw && term.raw < from) } else { prop_assert!(from <= term.raw && term.raw <= term.last) }
        prop_assert!((term.last - term.raw).num_days().abs() <= 5, "a week-end, Whit Monday and two days of doubt in Saint-Martin at most: {} {}", term.raw, term.last);
    }

    #[test]
    fn waiting_is_never_shorter_than_acting(count in count(), from in start()) {
        let (act, wait) = (count.end(from), Count { purpose: Purpose::Wait, ..count }.end(from));
        prop_assert_eq!(act.raw, wait.raw);
        prop_assert!(act.last <= wait.last);
        prop_assert!(wait.act_from > Some(wait.last), "we act after the last day");
    }

    #[test]
    fn an_unknown_residence_never_lets_us_act_sooner(position in 0..RULES.len(), from in start(), zone in zone()) {
        let rule = &RULES[position];
        let on = |zone| compute(Book::compiled(), rule, Facts { start: from, zone, decided_on: None }).expect("a rule that holds");
        let (known, unknown) = (on(zone), on(Zone::Unknown));
        if rule.purpose == Purpose::Wait {
            prop_assert!(unknown.act_from >= known.act_from, "{}: {:?} in {:?}", rule.key, known, zone);
        } else {
            prop_assert!(unknown.watch_on() <= known.watch_on() && unknown.last <= known.last, "{}: {:?}", rule.key, known);
        }
    }

    #[test]
    fn the_raw_date_is_months_then_days(position in 0..RULES.len(), from in start(), zone in zone()) {
        let rule = &RULES[position];
        let found = compute(Book::compiled(), rule, Facts { start: from, zone, decided_on: None }).expect("a rule that holds");
        prop_assert_eq!(found.act_from.is_some(), rule.purpose == Purpose::Wait);
        let months = found.span.months + found.extension.map_or(0, |more| more.months);
        if rule.direction == Direction::Forward {
            prop_assert_eq!(found.raw, Span { months, days: found.span.days }.after(from));
        } else {
            prop_assert_eq!((from - found.raw).num_days(), i64::from(found.span.days) + 1);
        }
        prop_assert!(found.explanation().contains(&found.article));
    }
}

#[test]
fn the_ends_of_the_calendar_hold() {
    for direction in [Direction::Forward, Direction::Backward] {
        for purpose in [Purpose::Act, Purpose::Wait] {
            let count =
                Count { span: Span { months: 3, days: 9 }, direction, purpose, reckoning: Reckoning::Procedure, place: Place::Anywhere };
            for end in [Date::MIN, Date::MAX] {
                let term = count.end(end);
                assert!(term.raw >= Date::MIN && term.last <= Date::MAX);
            }
        }
    }
}
