//! A second opinion on what left the house.
//!
//! Written apart from the decision and sharing nothing with it but dates: its own table of steps, its own
//! list of public holidays copied from the calendar, its own sums. It is slow and plain on purpose.

use std::collections::BTreeMap;

use domain::Date;

/// Key, days from the due date, days since the step before, channel: the default scenario, read by hand.
const STEPS: [(&str, i64, i64, &str); 6] = [
    ("pre_due", -5, 0, "email"),
    ("reminder_1", 3, 3, "email"),
    ("reminder_2", 10, 7, "email"),
    ("call", 20, 7, "call"),
    ("letter", 30, 7, "letter"),
    ("prepare_formal_notice", 40, 8, "task"),
];

/// Public holidays that do not fall on a weekend, from printed calendars.
const HOLIDAYS: &str = "
    2025-01-01 2025-04-21 2025-05-01 2025-05-08 2025-05-29 2025-06-09 2025-07-14 2025-08-15 2025-11-11 2025-12-25
    2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 2026-11-11 2026-12-25
    2027-01-01 2027-03-29 2027-05-06 2027-05-17 2027-07-14 2027-11-01 2027-11-11
    2028-04-17 2028-05-01 2028-05-08 2028-05-25 2028-06-05 2028-07-14 2028-08-15 2028-11-01 2028-12-25
";

/// The last day that [`HOLIDAYS`] knows.
pub(crate) const LAST_KNOWN_DAY: &str = "2028-12-31";

/// A suspension as the auditor notes it: the first free day, or none.
pub(crate) type Pause = Option<Option<Date>>;

/// One line of the auditor's own account book.
#[derive(Debug, Clone)]
struct Claim {
    due: Date,
    left: i64,
    /// How many steps are behind it, and when the last one was; zeroed when a payment bounces.
    behind: usize,
    last: Option<Date>,
    pause: Pause,
}

/// What left the house, as an outsider sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) channel: String,
    /// Claim, key of the step, amount asked.
    pub(crate) asked: Vec<(u128, String, i64)>,
    pub(crate) net: i64,
}

/// The account book of one debtor.
#[derive(Debug, Clone)]
pub(crate) struct Auditor {
    claims: BTreeMap<u128, Claim>,
    credits: BTreeMap<u128, i64>,
    pub(crate) pause: Pause,
    pub(crate) stale: bool,
    pub(crate) reachable: bool,
    spacing: i64,
    tolerance: i64,
    last_heard: Option<Date>,
    /// How often a message had to leave and did.
    pub(crate) duties: usize,
}

fn stands(pause: Pause, today: Date) -> bool {
    match pause {
        None => false,
        Some(None) => true,
        Some(Some(free)) => today < free,
    }
}

fn is_free_day(today: Date) -> bool {
    let weekday = today.format("%u").to_string();
    weekday == "6" || weekday == "7" || HOLIDAYS.split_whitespace().any(|day| day == today.to_string())
}

impl Auditor {
    pub(crate) fn new(spacing: i64, tolerance: i64) -> Self {
        Self {
            claims: BTreeMap::new(),
            credits: BTreeMap::new(),
            pause: None,
            stale: false,
            reachable: true,
            spacing,
            tolerance,
            last_heard: None,
            duties: 0,
        }
    }

    pub(crate) fn claim(&mut self, id: u128, due: Date, amount: i64) {
        self.claims.insert(id, Claim { due, left: amount, behind: 0, last: None, pause: None });
    }

    pub(crate) fn credit(&mut self, id: u128, amount: i64) {
        self.credits.insert(id, amount);
    }

    pub(crate) fn credit_used(&mut self, id: u128) {
        self.credits.remove(&id);
    }

    pub(crate) fn paid(&mut self, id: u128, amount: i64) {
        if let Some(claim) = self.claims.get_mut(&id) {
            claim.left -= amount;
        }
    }

    pub(crate) fn bounced(&mut self, id: u128, amount: i64) {
        if let Some(claim) = self.claims.get_mut(&id) {
            *claim = Claim { left: amount, behind: 0, last: None, ..claim.clone() };
        }
    }

    pub(crate) fn pause_claim(&mut self, id: u128, pause: Pause) {
        if let Some(claim) = self.claims.get_mut(&id) {
            claim.pause = pause;
        }
    }

    /// Checks a day's messages, then writes them down. Gives back every fault found.
    pub(crate) fn examine(&mut self, today: Date, seen: &[Seen]) -> Vec<String> {
        let mut faults = Vec::new();
        self.check_the_day(today, seen, &mut faults);
        for message in seen {
            let late = |(id, ..): &&(u128, String, i64)| self.claims.get(id).is_some_and(|claim| claim.due < today);
            let late = message.asked.iter().filter(late).count();
            if late != 0 && late != message.asked.len() {
                faults.push("what is not due beside what is late".to_owned());
            }
            for (id, key, amount) in &message.asked {
                self.check_one(today, *id, key, *amount, &mut faults);
            }
            let expected = self.net(today, &message.asked.iter().map(|(id, _, _)| *id).collect::<Vec<_>>());
            if expected != message.net {
                faults.push(format!("net {} where the book says {expected}", message.net));
            }
            if expected <= self.tolerance {
                faults.push(format!("asked although only {expected} is owed, net"));
            }
        }
        for channel_is_task in [false, true] {
            self.check_duty(today, seen, channel_is_task, &mut faults);
        }
        self.write_down(today, seen);
        faults
    }

    fn check_the_day(&self, today: Date, seen: &[Seen], faults: &mut Vec<String>) {
        let contacts = seen.iter().filter(|message| message.channel != "task").count();
        if contacts > 1 {
            faults.push("two contacts on one day".to_owned());
        }
        if seen.is_empty() {
            return;
        }
        if is_free_day(today) {
            faults.push("something left on a day without work".to_owned());
        }
        if stands(self.pause, today) {
            faults.push("something left during a suspension of the account".to_owned());
        }
        if self.stale {
            faults.push("something left on old figures".to_owned());
        }
        let too_soon = self.last_heard.is_some_and(|last| (today - last).num_days() < self.spacing.max(1));
        if contacts > 0 && too_soon {
            faults.push(format!("contacted again too soon after {:?}", self.last_heard));
        }
    }

    fn check_one(&self, today: Date, id: u128, key: &str, amount: i64, faults: &mut Vec<String>) {
        let Some(claim) = self.claims.get(&id) else {
            return faults.push(format!("{id} is no claim of ours"));
        };
        let mut fault = |text: &str| faults.push(format!("{key} for {id}, due {}: {text}", claim.due));
        if claim.left <= 0 {
            fault("paid");
        }
        if claim.left != amount {
            fault("not the amount that is left");
        }
        if stands(claim.pause, today) {
            fault("suspended");
        }
        let Some(position) = STEPS.iter().position(|step| step.0 == key) else {
            return fault("no such step");
        };
        let (_, offset, gap, _) = STEPS[position];
        match position.cmp(&claim.behind) {
            std::cmp::Ordering::Less => fault("a step twice"),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater if claim.behind == 0 && position == 1 && today > claim.due => {}
            std::cmp::Ordering::Greater => fault("a step was skipped, or the first contact is not gentle"),
        }
        if (today - claim.due).num_days() < offset {
            fault("before its day");
        }
        if offset < 0 && today > claim.due {
            fault("a courtesy message after the due date");
        }
        if claim.last.is_some_and(|last| (today - last).num_days() < gap) {
            fault("too soon after the step before");
        }
    }

    /// Late claims and those asked for, less every credit.
    fn net(&self, today: Date, asked: &[u128]) -> i64 {
        let counts = |id: &u128, claim: &Claim| claim.left > 0 && !stands(claim.pause, today) && (claim.due < today || asked.contains(id));
        let owed: i64 = self.claims.iter().filter(|(id, claim)| counts(id, claim)).map(|(_, claim)| claim.left).sum();
        owed - self.credits.values().sum::<i64>()
    }

    /// The step that a claim waits for, when nothing but the calendar counts.
    fn ripe_step(claim: &Claim, today: Date) -> Option<usize> {
        let next = if claim.behind == 0 && today > claim.due { 1 } else { claim.behind };
        let (_, offset, gap, _) = *STEPS.get(next)?;
        let rested = claim.last.is_none_or(|last| (today - last).num_days() >= gap);
        (claim.left > 0 && (today - claim.due).num_days() >= offset && rested).then_some(next)
    }

    /// No silence without a reason: when nothing stands against it, each ripe claim is asked for.
    fn check_duty(&mut self, today: Date, seen: &[Seen], task: bool, faults: &mut Vec<String>) {
        let quiet = is_free_day(today) || stands(self.pause, today) || self.stale || !self.reachable;
        let too_soon = self.last_heard.is_some_and(|last| (today - last).num_days() < self.spacing.max(1));
        if quiet || (!task && too_soon) {
            return;
        }
        let is_ripe = |claim: &Claim| {
            !stands(claim.pause, today) && Self::ripe_step(claim, today).is_some_and(|step| (STEPS[step].3 == "task") == task)
        };
        // What is late speaks first; what is not due waits for a day of its own.
        let ripe = |late: bool| -> Vec<u128> {
            let of = |(_, claim): &(&u128, &Claim)| is_ripe(claim) && (claim.due < today) == late;
            self.claims.iter().filter(of).map(|(id, _)| *id).collect()
        };
        let worth = |ripe: &Vec<u128>| !ripe.is_empty() && self.net(today, ripe) > self.tolerance;
        let Some(ripe) = [ripe(true), ripe(false)].into_iter().find(worth) else { return };
        self.duties += 1;
        for id in ripe {
            if !seen.iter().any(|message| message.asked.iter().any(|(asked, _, _)| *asked == id)) {
                faults.push(format!("{id} was ripe and nothing was said"));
            }
        }
    }

    fn write_down(&mut self, today: Date, seen: &[Seen]) {
        for message in seen {
            if message.channel != "task" {
                self.last_heard = Some(today);
            }
            for (id, key, _) in &message.asked {
                if let (Some(claim), Some(position)) = (self.claims.get_mut(id), STEPS.iter().position(|step| step.0 == key)) {
                    claim.behind = position + 1;
                    claim.last = Some(today);
                }
            }
        }
    }
}
