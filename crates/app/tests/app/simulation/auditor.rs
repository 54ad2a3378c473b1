//! Who reads every message that reached the mail server, and knows nothing of the program but its promises.
//!
//! It knows what the firm told the program, and when; never what the program made of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::Date;

/// A claim as the firm knows it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) customer: usize,
    pub(super) amount: i64,
    /// Told to the program as paid or credited.
    pub(super) settled: i64,
    /// Told to the program as contested.
    pub(super) disputed: i64,
    /// Given up by the program under an agreement that was earned.
    pub(super) given: i64,
    /// Suspended until that day; for good when `None` is inside.
    pub(super) paused: Option<Option<Date>>,
}

impl Claim {
    /// What may be asked for.
    pub(super) fn due(&self) -> i64 {
        let open = (self.amount - self.settled - self.given).max(0);
        open - self.disputed.min(open)
    }
}

/// What the program was told of a customer beside its claims.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) paused: Option<Option<Date>>,
    pub(super) insolvent: bool,
    /// Whether its only contact was erased.
    pub(super) is_erased: bool,
}

/// A promise to pay that the program was told of.
#[derive(Debug, Clone)]
pub(super) struct Vow {
    pub(super) id: String,
    /// The last day on which a payment keeps it.
    pub(super) until: Date,
    /// Number, what was promised of it, and what was settled of it then.
    pub(super) items: Vec<(String, i64, i64)>,
    pub(super) is_withdrawn: bool,
}

/// A plan that was signed.
#[derive(Debug, Clone)]
pub(super) struct Agreed {
    pub(super) id: String,
    pub(super) customer: usize,
    /// Number, and what was settled of it then.
    pub(super) items: Vec<(String, i64)>,
    /// Last day and amount of each.
    pub(super) instalments: Vec<(Date, i64)>,
}

/// An agreement on a smaller sum that was signed.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) id: String,
    pub(super) customer: usize,
    /// Number, and what was settled of it then.
    pub(super) items: Vec<(String, i64)>,
    pub(super) payable: i64,
    pub(super) discount: i64,
    /// The last day to pay.
    pub(super) pay_by: Date,
}

/// A message beside the reminders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Service {
    /// The copy of an invoice.
    Copy { customer: usize, number: String },
    /// The confirmation of a promise.
    Vow { customer: usize, id: String },
    /// That a plan is agreed.
    Plan { customer: usize, id: String, reference: String },
}

/// A message beside the reminders that somebody asked for, and whether it left.
#[derive(Debug, Clone)]
pub(super) struct Served {
    pub(super) service: Service,
    pub(super) has_left: bool,
}

/// What a message says that is no reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Here is a copy.
    Copy,
    /// We note that so much will be paid.
    Vow(i64),
    /// We agree to that plan, of so much.
    Plan(String, i64),
}

/// A dispute that the program was told of.
#[derive(Debug, Clone)]
pub(super) struct Contested {
    pub(super) id: String,
    pub(super) number: String,
}

/// A message as its reader sees it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) to: String,
    /// Numbers asked for, or named, with the amounts beside them.
    pub(super) asked: Vec<(String, i64)>,
    /// What it says, when it is no reminder.
    pub(super) said: Option<Said>,
}

/// What the firm told the program, and what it forbids from then on.
#[derive(Debug, Default)]
pub(super) struct Auditor {
    pub(super) claims: BTreeMap<String, Claim>,
    pub(super) told: Vec<Told>,
    pub(super) bank_until: Option<Date>,
    pub(super) ledger_on: Option<Date>,
    pub(super) is_stopped: bool,
    /// In the order in which they were told.
    pub(super) vows: Vec<Vow>,
    pub(super) contested: Vec<Contested>,
    /// Messages beside the reminders that were asked for.
    pub(super) services: Vec<Served>,
    /// Plans that nobody cancelled.
    pub(super) agreed: Vec<Agreed>,
    /// Agreements on a smaller sum that nobody gave up.
    pub(super) settlements: Vec<Settled>,
    /// The latest day that the program ever took for today: what had an end by then has ended.
    pub(super) latest: Option<Date>,
    /// Days of the reminders of each customer, in the order in which they came.
    spoken: BTreeMap<usize, Vec<Date>>,
    /// Days of the other messages.
    answered: BTreeMap<usize, Vec<Date>>,
    ids: BTreeSet<String>,
    /// Every number that was ever asked for.
    pub(super) asked: BTreeSet<String>,
    pub(super) messages: usize,
    /// How many of them were no reminders.
    pub(super) served: usize,
}

/// Days after which the figures are too old to write to anybody, as a new installation has them.
const BANK_FRESH: i64 = 4;
const LEDGER_FRESH: i64 = 10;
/// Days between two messages to one customer, as a new installation has them.
const SPACING: i64 = 3;

fn is_paused(pause: Option<Option<Date>>, today: Date) -> bool {
    pause.is_some_and(|until| until.is_none_or(|until| until > today))
}

impl Auditor {
    pub(super) fn new(customers: usize) -> Self {
        Self { told: vec![Told::default(); customers], ..Self::default() }
    }

    /// Reads a message that has just reached the server, on that day of the program's clock.
    pub(super) fn read(&mut self, seen: &Seen, today: Date) {
        self.messages += 1;
        assert!(self.ids.insert(seen.id.clone()), "{} left twice", seen.id);
        assert!(!self.is_stopped, "{seen:?} left while everything was stopped");
        assert!(!self.told[customer_of(&seen.to)].is_erased, "{seen:?} left for an address that was erased");
        if let Some(said) = &seen.said {
            self.read_service(seen, said, today);
            return;
        }
        let fresh = |on: Option<Date>, days: i64| on.is_some_and(|on| (today - on).num_days() <= days);
        // A firm that never brought its bank in has its ledger alone.
        assert!(self.bank_until.is_none() || fresh(self.bank_until, BANK_FRESH), "{seen:?} left on bank figures of {:?}", self.bank_until);
        assert!(fresh(self.ledger_on, LEDGER_FRESH), "{seen:?} left on a ledger of {:?}", self.ledger_on);
        let customer = customer_of(&seen.to);
        let told = &self.told[customer];
        assert!(!told.insolvent, "{seen:?} asks for a debt in insolvency");
        assert!(!is_paused(told.paused, today), "{seen:?} left although the customer is paused: {:?}", told.paused);
        assert!(!seen.asked.is_empty(), "{seen:?} asks for nothing");
        for (number, amount) in &seen.asked {
            let claim = self.claims.get(number).unwrap_or_else(|| panic!("{seen:?}: nobody sold {number}"));
            assert_eq!(claim.customer, customer, "{seen:?}: {number} is not this customer's");
            assert!(claim.due() > 0, "{seen:?} asks for {number}: {claim:?}");
            assert!(!is_paused(claim.paused, today), "{seen:?} asks for {number}, which is paused: {claim:?}");
            assert!(!self.is_promised(number, today), "{seen:?} asks for {number}, which is promised: {:?}", self.vows);
            assert!(!self.is_planned(number), "{seen:?} asks for {number}, which a plan holds: {:?}", self.agreed);
            assert!(!self.is_settled_for_less(number, today), "{seen:?} asks for {number} before its day: {:?}", self.settlements);
            assert_eq!(*amount, claim.due(), "{seen:?}: the amount of {number}: {claim:?}");
            self.asked.insert(number.clone());
        }
        let numbers: BTreeSet<&String> = seen.asked.iter().map(|(number, _)| number).collect();
        assert_eq!(numbers.len(), seen.asked.len(), "{seen:?} names a claim twice");
        let days = self.spoken.entry(customer).or_default();
        for before in days.iter() {
            let apart = (today - *before).num_days().abs();
            assert!(apart >= SPACING, "{seen:?} comes {apart} days beside the message of {before}");
        }
        days.push(today);
        // What answered the customer before counts as a word like any other; both may leave on one day.
        for before in self.answered.get(&customer).into_iter().flatten() {
            let apart = (today - *before).num_days().abs();
            assert!(apart == 0 || apart >= SPACING, "{seen:?} comes {apart} days beside the answer of {before}");
        }
    }

    /// Reads a message beside the reminders: somebody asked for it, it left once, and what it says is still so.
    fn read_service(&mut self, seen: &Seen, said: &Said, today: Date) {
        let customer = customer_of(&seen.to);
        let told = &self.told[customer];
        assert!(!told.insolvent, "{seen:?} names debts in insolvency");
        assert!(!is_paused(told.paused, today), "{seen:?} left although the customer is paused: {:?}", told.paused);
        for (number, _) in &seen.asked {
            let claim = self.claims.get(number).unwrap_or_else(|| panic!("{seen:?}: nobody sold {number}"));
            assert_eq!(claim.customer, customer, "{seen:?}: {number} is not this customer's");
            assert!(claim.amount > claim.settled + claim.given, "{seen:?} names {number}, which is settled: {claim:?}");
            assert_eq!(claim.disputed, 0, "{seen:?} names {number}, which is contested: {claim:?}");
        }
        let numbers: Vec<&String> = seen.asked.iter().map(|(number, _)| number).collect();
        let latest = self.latest.map_or(today, |latest| latest.max(today));
        let stands = |service: &Service| match (service, said) {
            (Service::Copy { customer: own, number }, Said::Copy) => *own == customer && numbers == [number],
            (Service::Vow { customer: own, id }, Said::Vow(amount)) => {
                let vow = self.vows.iter().find(|vow| vow.id == *id && !vow.is_withdrawn && vow.until >= latest);
                *own == customer && vow.is_some_and(|vow| *amount <= vow.items.iter().map(|(_, promised, _)| promised).sum::<i64>())
            }
            (Service::Plan { customer: own, id, reference }, Said::Plan(named, total)) => {
                let plan = self.agreed.iter().find(|plan| plan.id == *id);
                let is_whole = plan.is_some_and(|plan| *total == plan.instalments.iter().map(|(_, amount)| amount).sum::<i64>());
                *own == customer && reference == named && is_whole
            }
            _ => false,
        };
        let at = self.services.iter().position(|served| !served.has_left && stands(&served.service));
        let at = at.unwrap_or_else(|| panic!("{seen:?} was not asked for, left before, or is not so any more: {:?}", self.services));
        self.services[at].has_left = true;
        self.served += 1;
        self.answered.entry(customer).or_default().push(today);
    }

    /// Whether the last promise of an item that was not taken back still has days to go, and was not kept. Up to one euro may be
    /// missing, as a new installation has it.
    fn is_promised(&self, number: &str, today: Date) -> bool {
        let of = |vow: &&Vow| !vow.is_withdrawn && vow.items.iter().any(|(own, ..)| own == number);
        let Some(at) = self.vows.iter().rposition(|vow| of(&vow)) else { return false };
        let vow = &self.vows[at];
        let later =
            |own: &str| self.vows[at + 1..].iter().any(|other| !other.is_withdrawn && other.items.iter().any(|(number, ..)| number == own));
        let (mut promised, mut paid) = (0, 0);
        for (own, amount, settled) in vow.items.iter().filter(|(own, ..)| !later(own)) {
            promised += amount;
            paid += self.claims[own].settled - settled;
        }
        paid < (promised - 100).max(1) && vow.until >= self.latest.map_or(today, |latest| latest.max(today))
    }

    /// Whether an item is in a plan that is not paid to its end. A missed instalment ends nothing: nobody here gives the notice
    /// that would.
    fn is_planned(&self, number: &str) -> bool {
        self.agreed.iter().filter(|plan| plan.items.iter().any(|(own, _)| own == number)).any(|plan| {
            let paid: i64 = plan.items.iter().map(|(own, settled)| self.claims[own].settled - settled).sum();
            let total: i64 = plan.instalments.iter().map(|(_, amount)| amount).sum();
            paid < total
        })
    }

    /// Whether an item is under an agreement whose day has not passed.
    fn is_settled_for_less(&self, number: &str, today: Date) -> bool {
        let latest = self.latest.map_or(today, |latest| latest.max(today));
        let of = |agreed: &&Settled| agreed.items.iter().any(|(own, _)| own == number);
        self.settlements.iter().filter(of).any(|agreed| agreed.pay_by >= latest)
    }

    /// What the firm was told to have been paid on the items of an agreement since.
    pub(super) fn paid_of(&self, agreed: &Settled) -> i64 {
        agreed.items.iter().map(|(own, settled)| self.claims[own].settled - settled).sum()
    }

    /// What is open in all, as the firm counts.
    pub(super) fn open_of(&self, customer: usize) -> i64 {
        self.claims.values().filter(|claim| claim.customer == customer).map(|claim| claim.amount - claim.settled - claim.given).sum()
    }
}

/// `c03@client.example` is the third.
fn customer_of(to: &str) -> usize {
    let name = to.trim_start_matches(|c: char| !c.is_ascii_digit());
    name.split('@').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("a stranger: {to}"))
}

/// What a message says that is no reminder; `None` of a reminder.
pub(super) fn said_in(text: &str) -> Option<Said> {
    let cents = |text: &str| -> i64 {
        let amount = text.split('€').next().unwrap_or_default();
        let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_else(|_| panic!("no amount in {text:?}"))
    };
    if text.contains("ci-joint la copie de") {
        return Some(Said::Copy);
    }
    if let Some((_, rest)) = text.split_once("Nous notons votre règlement de ") {
        return Some(Said::Vow(cents(rest)));
    }
    let (_, rest) = text.split_once("Nous sommes d’accord avec votre échéancier ")?;
    let (reference, rest) = rest.split_once(['\u{202f}', '\u{a0}', ':'])?;
    Some(Said::Plan(reference.trim().to_owned(), cents(rest)))
}

/// The numbers that the words of a message name.
pub(super) fn named_in(text: &str) -> Vec<(String, i64)> {
    let words = text.split_whitespace().filter(|word| word.starts_with("FS"));
    words.map(|word| (word.trim_end_matches([',', '.']).to_owned(), 0)).collect()
}

/// Reads the text of a reminder: the first list of lines is what it asks for.
pub(super) fn asked_in(text: &str) -> Vec<(String, i64)> {
    let lines = text.lines().map(str::trim_end).skip_while(|line| !line.starts_with("- "));
    lines.take_while(|line| line.starts_with("- ")).map(asked_in_line).collect()
}

fn asked_in_line(line: &str) -> (String, i64) {
    let number = line.split_whitespace().find(|word| word.starts_with("FS")).unwrap_or_else(|| panic!("no number in {line:?}"));
    let (_, amount) =
        line.rsplit_once("\u{a0}:").or_else(|| line.rsplit_once("\u{202f}:")).unwrap_or_else(|| panic!("no amount in {line:?}"));
    let amount = amount.split('€').next().unwrap_or_default();
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    (number.trim_end_matches([',', '.']).to_owned(), digits.parse().unwrap_or_else(|_| panic!("no amount in {line:?}")))
}
