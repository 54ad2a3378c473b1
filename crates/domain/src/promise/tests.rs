use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2026, month, day).unwrap()
}

fn item(number: u128) -> OpenItemId {
    OpenItemId(Uuid::from_u128(number))
}

fn covered(number: u128, amount: i64) -> Covered {
    Covered { item: item(number), amount: Cents(amount), open: Cents(amount), taken_by: None }
}

fn paid(number: u128, amount: i64, on: Date) -> Receipt {
    Receipt { item: item(number), amount: Cents(amount), on, is_payment: true }
}

/// 300 € on three items for Friday the 25th, two working days of grace: until Tuesday the 29th.
fn three(id: u128) -> Promise {
    let items = vec![covered(1, 10_000), covered(2, 15_000), covered(3, 5_000)];
    Promise::new(PromiseId(Uuid::from_u128(id)), day(9, 25), last_day(day(9, 25), 2), Cents(100), items)
}

#[test]
fn the_grace_is_in_working_days() {
    for (grace, last) in [(0, day(9, 25)), (1, day(9, 28)), (2, day(9, 29)), (5, day(10, 2))] {
        assert_eq!(last_day(day(9, 25), grace), last, "{grace}");
    }
    assert_eq!(last_day(day(11, 10), 1), day(11, 12), "Armistice day is no working day");
}

#[test]
fn the_fate_by_what_was_paid_and_when() {
    let whole = |on| vec![paid(1, 10_000, on), paid(2, 15_000, on), paid(3, 5_000, on)];
    let credit = |number: u128, amount: i64| Receipt { is_payment: false, ..paid(number, amount, day(9, 20)) };
    let cases: Vec<(&str, Vec<Receipt>, Date, Standing, i64)> = vec![
        ("nothing yet", vec![], day(9, 29), Standing::Pending, 0),
        ("nothing by the last day", vec![], day(9, 30), Standing::Broken { on: day(9, 30) }, 0),
        ("a day early", whole(day(9, 24)), day(9, 24), Standing::Kept { on: day(9, 24) }, 30_000),
        ("a day late, within grace", whole(day(9, 28)), day(9, 30), Standing::Kept { on: day(9, 28) }, 30_000),
        ("beyond grace", whole(day(9, 30)), day(9, 30), Standing::Broken { on: day(9, 30) }, 0),
        ("a part before its day", vec![paid(1, 10_000, day(9, 24))], day(9, 25), Standing::Pending, 10_000),
        ("a part, its days over", vec![paid(1, 10_000, day(9, 24))], day(9, 30), Standing::PartlyKept { on: day(9, 30) }, 10_000),
        (
            "a cent within tolerance",
            vec![paid(1, 10_000, day(9, 24)), paid(2, 19_900, day(9, 25))],
            day(9, 25),
            Standing::Kept { on: day(9, 25) },
            29_900,
        ),
        ("on whichever of its items", vec![paid(2, 30_000, day(9, 25))], day(9, 25), Standing::Kept { on: day(9, 25) }, 30_000),
        ("on another item", vec![paid(4, 30_000, day(9, 25))], day(9, 30), Standing::Broken { on: day(9, 30) }, 0),
        (
            "a credit note lowers it",
            vec![credit(2, 15_000), paid(1, 10_000, day(9, 25)), paid(3, 5_000, day(9, 25))],
            day(9, 25),
            Standing::Kept { on: day(9, 25) },
            15_000,
        ),
        ("all was credited", vec![credit(1, 10_000), credit(2, 15_000), credit(3, 5_000)], day(9, 30), Standing::Lapsed, 0),
    ];
    for (name, receipts, today, standing, amount) in cases {
        let (judged, _) = three(1).judge(&receipts, today);
        assert_eq!((judged.standing, judged.paid), (standing, Cents(amount)), "{name}");
    }
    let part = Promise::new(
        PromiseId(Uuid::nil()),
        day(9, 25),
        day(9, 25),
        Cents::ZERO,
        vec![Covered { open: Cents(20_000), ..covered(1, 15_000) }],
    );
    let (judged, _) = part.judge(&[credit(1, 5_000)], day(9, 25));
    assert_eq!((judged.due, judged.standing), (Cents(15_000), Standing::Pending), "what was not promised was credited");
}

#[test]
fn a_tolerance_keeps_nothing_by_itself() {
    let small = Promise::new(PromiseId(Uuid::nil()), day(9, 25), day(9, 25), Cents(100), vec![covered(1, 80)]);
    assert_eq!(small.judge(&[], day(9, 26)).0.standing, Standing::Broken { on: day(9, 26) });
}

#[test]
fn a_payment_that_is_undone_undoes_the_fate() {
    let whole = [paid(2, 30_000, day(9, 25))];
    let (kept, change) = three(1).judge(&whole, day(9, 25));
    assert_eq!(change, Some(Change::Kept));
    let (again, change) = kept.clone().judge(&[], day(9, 28));
    assert_eq!((again.standing, change), (Standing::Pending, Some(Change::Reopened)), "before its last day it is waited for");
    let (broken, change) = kept.judge(&[], day(9, 30));
    assert_eq!((&broken.standing, change), (&Standing::Broken { on: day(9, 30) }, Some(Change::Broken)));
    let (kept, change) = broken.judge(&whole, day(10, 30));
    assert_eq!(
        (kept.standing, change),
        (Standing::Kept { on: day(9, 25) }, Some(Change::Kept)),
        "a statement came late, the money did not"
    );
}

#[test]
fn a_later_promise_takes_items_and_gives_them_back() {
    let later = PromiseId(Uuid::from_u128(2));
    let (shrunk, change) = three(1).take(&[item(1), item(9)], later);
    assert_eq!((change, shrunk.due, shrunk.held().count()), (Some(Change::Shrunk), Cents(20_000), 2));
    let (superseded, change) = shrunk.take(&[item(2), item(3)], later);
    assert_eq!((change, superseded.held().count()), (Some(Change::Superseded), 0));
    let (still, change) = superseded.judge(&[], day(12, 1));
    assert_eq!((&still.standing, change), (&Standing::Superseded, None));
    let (back, change) = still.give_back(later, &[], day(9, 25));
    assert_eq!((back, change), (three(1), Some(Change::GivenBack)));
    assert_eq!(three(5).take(&[item(1)], later).1, None, "an earlier one takes nothing");
}

#[test]
fn a_later_day_for_all_of_its_items_overtakes_it() {
    let none = None;
    let (last, after) = (Some(day(9, 29)), Some(day(9, 30)));
    // The agreed days of its three items; what is not agreed, or by its last day, leaves it as it is.
    for (agreed, expected) in
        [([none, none, none], false), ([after, after, none], false), ([after, after, last], false), ([after, after, after], true)]
    {
        let of = |id: OpenItemId| (1..=3_u128).find(|number| item(*number) == id).and_then(|number| agreed[number as usize - 1]);
        assert_eq!(three(1).is_overtaken(of), expected, "{agreed:?}");
    }
    let (kept, _) = three(1).judge(&[paid(2, 30_000, day(9, 25))], day(9, 25));
    assert!(!kept.is_overtaken(|_| Some(day(12, 1))), "what was kept stays kept");
    let (shrunk, _) = three(1).take(&[item(2), item(3)], PromiseId(Uuid::from_u128(2)));
    assert!(shrunk.is_overtaken(|id| (id == item(1)).then_some(day(12, 1))), "only its own items count");
}

#[test]
fn who_withdraws_says_why() {
    assert_eq!(three(1).withdraw("  "), Err(Refused::NoReason));
    let (withdrawn, _) = three(1).withdraw("erreur de saisie").unwrap();
    assert_eq!(withdrawn.clone().withdraw("encore"), Err(Refused::NotHere));
    assert_eq!(withdrawn.clone().restore(&[], day(9, 25), true), Err(Refused::CoveredByLater));
    assert_eq!(withdrawn.restore(&[], day(9, 25), false).unwrap().0, three(1));
    let (kept, _) = three(1).judge(&[paid(2, 30_000, day(9, 25))], day(9, 25));
    assert_eq!(kept.withdraw("trop tard"), Err(Refused::NotHere));
}

#[test]
fn an_amount_is_shared_in_order() {
    let open = [(item(1), Cents(10_000)), (item(2), Cents::ZERO), (item(3), Cents(20_000))];
    let amounts = |amount| share(Cents(amount), &open).0.iter().map(|covered| covered.amount.0).collect::<Vec<_>>();
    assert_eq!(amounts(10_000), [10_000]);
    assert_eq!(amounts(25_000), [10_000, 15_000]);
    assert_eq!(share(Cents(31_000), &open).1, Cents(1_000), "more than is owed");
}

#[test]
fn reliability_counts_what_matured() {
    let mut total = Reliability::default();
    assert_eq!((total.by_number(), total.by_amount()), (None, None));
    total.count(&three(1));
    total.count(&three(1).judge(&[paid(2, 30_000, day(9, 25))], day(9, 25)).0);
    total.count(&three(1).judge(&[paid(2, 15_000, day(9, 25))], day(9, 30)).0);
    total.count(&three(1).judge(&[], day(9, 30)).0);
    assert_eq!((total.kept, total.partly, total.broken), (1, 1, 1));
    assert_eq!((total.by_number(), total.by_amount()), (Some(5_000), Some(5_000)), "one whole, one half, one nothing");
}

/// One random move.
#[derive(Debug, Clone)]
enum Step {
    Pay(u128, i64, u32),
    Undo(usize),
    Credit(u128, i64),
    Days(u32),
    Promise(Vec<u128>),
    Withdraw(usize),
    Restore(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1..=3_u128, 1..20_000_i64, 0..6_u32).prop_map(|(item, amount, ago)| Step::Pay(item, amount, ago)),
        (0..8_usize).prop_map(Step::Undo),
        (1..=3_u128, 1..20_000_i64).prop_map(|(item, amount)| Step::Credit(item, amount)),
        (0..9_u32).prop_map(Step::Days),
        prop::collection::vec(1..=3_u128, 1..3).prop_map(Step::Promise),
        (0..6_usize).prop_map(Step::Withdraw),
        (0..6_usize).prop_map(Step::Restore),
    ];
    prop::collection::vec(step, 0..40)
}

struct World {
    today: Date,
    receipts: Vec<Receipt>,
    promises: Vec<Promise>,
}

impl World {
    fn judge(&mut self) {
        for promise in &mut self.promises {
            *promise = promise.clone().judge(&self.receipts, self.today).0;
        }
    }

    fn take(&mut self, by: usize) {
        let (id, items): (PromiseId, Vec<OpenItemId>) =
            (self.promises[by].id, self.promises[by].held().map(|covered| covered.item).collect());
        for promise in &mut self.promises {
            *promise = promise.clone().take(&items, id).0;
        }
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Pay(number, amount, ago) => self.receipts.push(paid(number, amount, add_days(self.today, -i64::from(ago)))),
            Step::Credit(number, amount) => self.receipts.push(Receipt { is_payment: false, ..paid(number, amount, self.today) }),
            Step::Undo(at) if at < self.receipts.len() => drop(self.receipts.remove(at)),
            Step::Days(days) => self.today = add_days(self.today, i64::from(days)),
            Step::Promise(numbers) => {
                let mut numbers = numbers;
                numbers.sort_unstable();
                numbers.dedup();
                let id = PromiseId(Uuid::from_u128(100 + self.promises.len() as u128));
                let on = add_days(self.today, 3);
                let items = numbers.into_iter().map(|number| covered(number, 10_000)).collect();
                // What was paid before a promise does not count for it; here all of it does, which changes no law.
                self.promises.push(Promise::new(id, on, last_day(on, 2), Cents(100), items));
                self.take(self.promises.len() - 1);
            }
            Step::Withdraw(at) if at < self.promises.len() => {
                if let Ok((withdrawn, _)) = self.promises[at].clone().withdraw("erreur") {
                    let id = withdrawn.id;
                    self.promises[at] = withdrawn;
                    for promise in &mut self.promises {
                        *promise = promise.clone().give_back(id, &self.receipts, self.today).0;
                    }
                    // What came back may lie under a promise made meanwhile.
                    for by in 0..self.promises.len() {
                        self.take(by);
                    }
                }
            }
            Step::Restore(at) if at < self.promises.len() => {
                let promise = self.promises[at].clone();
                let later = self
                    .promises
                    .iter()
                    .any(|other| other.id > promise.id && other.held().any(|covered| promise.own().any(|own| own.item == covered.item)));
                if let Ok((restored, _)) = promise.restore(&self.receipts, self.today, later) {
                    self.promises[at] = restored;
                    self.take(at);
                }
            }
            Step::Undo(_) | Step::Withdraw(_) | Step::Restore(_) => {}
        }
        self.judge();
    }
}

proptest! {
    #[test]
    fn a_walk_keeps_the_laws(walk in steps()) {
        let mut world = World { today: day(9, 1), receipts: Vec::new(), promises: Vec::new() };
        for step in walk {
            let made: Vec<i64> = world.promises.iter().map(|promise| promise.items.iter().map(|covered| covered.amount.0).sum()).collect();
            let is_new = matches!(step, Step::Promise(_));
            world.apply(step);
            // No euro of a promise is lost, whoever took its items.
            for (promise, before) in world.promises.iter().zip(made) {
                prop_assert_eq!(promise.items.iter().map(|covered| covered.amount.0).sum::<i64>(), before);
            }
            if is_new && let Some(new) = world.promises.last() {
                // Only a promise that was kept, and whose payment was undone since, may share an item with a later one.
                for covered in new.held() {
                    let holders = world.promises.iter().filter(|promise| promise.held().any(|own| own.item == covered.item)).count();
                    prop_assert_eq!(holders, 1, "who promises anew is waited for once");
                }
            }
            for promise in &world.promises {
                prop_assert!(promise.paid <= promise.due || !promise.standing.is_judged());
                prop_assert_eq!(promise.standing == Standing::Superseded, promise.own().next().is_none() && !matches!(promise.standing, Standing::Withdrawn { .. }));
                if promise.standing.is_judged() {
                    // The fate depends on no earlier verdict.
                    let fresh = Promise { standing: Standing::Pending, ..promise.clone() };
                    prop_assert_eq!(&fresh.judge(&world.receipts, world.today).0, promise);
                    prop_assert!(promise.standing != Standing::Pending || world.today <= promise.until);
                }
            }
        }
    }
}
