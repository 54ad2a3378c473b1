//! Who reads every message that reached the mail server, and knows nothing of the program but its promises.
//!
//! It knows what the firm told the program, and when. Of what the program made of it, it takes on trust only what was put on which
//! invoice, once each such entry is one that the firm's own papers justify.

use std::collections::{BTreeMap, BTreeSet};

use domain::Date;

/// A claim as the firm knows it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) customer: usize,
    pub(super) amount: i64,
    /// Paid or credited, as the program was told.
    pub(super) settled: i64,
    /// The part of that which is no money: credit notes.
    pub(super) credited: i64,
    /// Told to the program as contested.
    pub(super) disputed: i64,
    /// What was credited when that was told.
    pub(super) credited_then: i64,
    /// Given up by the program under an agreement that was earned.
    pub(super) given: i64,
    /// Suspended until that day; for good when `None` is inside.
    pub(super) paused: Option<Option<Date>>,
    /// The later due dates that were granted; the last one holds.
    pub(super) deferred: Vec<Deferred>,
}

/// A later due date.
#[derive(Debug, Clone)]
pub(super) struct Deferred {
    pub(super) id: String,
    pub(super) granted_on: Date,
    pub(super) agreed_on: Date,
}

impl Claim {
    /// A claim of which the program has just been told.
    pub(super) fn new(customer: usize, amount: i64) -> Self {
        Self { customer, amount, settled: 0, credited: 0, disputed: 0, credited_then: 0, given: 0, paused: None, deferred: Vec::new() }
    }

    /// What is left of it.
    pub(super) fn open(&self) -> i64 {
        self.amount - self.settled - self.given
    }

    /// What may be asked for.
    pub(super) fn due(&self) -> i64 {
        let open = self.open().max(0);
        open - self.contested().min(open)
    }

    /// What is still contested: a credit note takes that part off first.
    pub(super) fn contested(&self) -> i64 {
        (self.disputed - (self.credited - self.credited_then).max(0)).max(0)
    }

    /// So much is contested from now on.
    pub(super) fn contest(&mut self, cents: i64) {
        (self.disputed, self.credited_then) = (cents, self.credited);
    }

    /// What is there of it now, to compare with later.
    pub(super) fn standing(&self) -> Standing {
        Standing { open: self.open(), cash: self.settled - self.credited, relief: self.credited + self.given }
    }
}

/// How a claim stood on some day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) open: i64,
    /// Paid by then.
    pub(super) cash: i64,
    /// Settled by then without money.
    pub(super) relief: i64,
}

/// Money or a credit note on an account.
#[derive(Debug, Clone)]
pub(super) struct Credit {
    pub(super) customer: usize,
    pub(super) cents: i64,
    /// The invoice that it is for; none of a gesture.
    pub(super) own: Option<String>,
    pub(super) is_cash: bool,
    pub(super) has_bounced: bool,
    /// What a person put of it on other invoices, by number.
    pub(super) put: Vec<(String, i64)>,
    /// What is on no invoice.
    pub(super) free: i64,
    /// When the program was told of it, counted as agreements are.
    pub(super) told: usize,
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
    /// Number, what was promised of it, and how it stood then.
    pub(super) items: Vec<(String, i64, Standing)>,
    pub(super) is_withdrawn: bool,
    /// When it was told.
    pub(super) told: usize,
}

/// A notice to cure a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notice {
    pub(super) on: Date,
    /// The last day to cure.
    pub(super) cure_by: Date,
    /// The day of the first instalment that it names.
    pub(super) missed_on: Date,
}

/// A plan that was signed.
#[derive(Debug, Clone)]
pub(super) struct Agreed {
    pub(super) id: String,
    pub(super) customer: usize,
    /// Number, what the plan has of it, and how it stood then.
    pub(super) items: Vec<(String, i64, Standing)>,
    /// Last day and amount of each.
    pub(super) instalments: Vec<(Date, i64)>,
    /// Whether a notice in vain may make the whole due.
    pub(super) has_clause: bool,
    /// The last notice to cure.
    pub(super) notice: Option<Notice>,
    /// Whether the whole is due.
    pub(super) is_accelerated: bool,
    /// When it was signed, counted as credits are.
    pub(super) told: usize,
}

/// Days after an instalment's day during which it is only late.
pub(super) const GRACE: i64 = 3;

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
    /// When it was signed, counted as credits are.
    pub(super) told: usize,
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
    /// We agree to that plan, of so much, by those instalments.
    Plan(String, i64, Vec<(Date, i64)>),
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
    /// Of a reminder: what else is late, what is taken off, and what is left to pay.
    pub(super) listed: Vec<(String, i64)>,
    pub(super) credits: Vec<(String, i64)>,
    pub(super) net: Option<i64>,
    /// The due dates that it names, and whether it says that they are still to come.
    pub(super) dues: Vec<(String, Date)>,
    pub(super) is_courtesy: bool,
    /// What it says, when it is no reminder.
    pub(super) said: Option<Said>,
}

/// What the firm told the program, and what it forbids from then on.
#[derive(Debug, Default)]
pub(super) struct Auditor {
    pub(super) claims: BTreeMap<String, Claim>,
    /// Payments and credit notes that the program knows, by number.
    pub(super) credits: BTreeMap<String, Credit>,
    /// How many payments, credit notes and agreements the program was told of.
    pub(super) tellings: usize,
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
    /// Days of the reminders of each customer, by whatever way, in the order in which they came.
    spoken: BTreeMap<usize, Vec<Date>>,
    /// Days of the other messages.
    answered: BTreeMap<usize, Vec<Date>>,
    ids: BTreeSet<String>,
    /// Every number that was ever asked for.
    pub(super) asked: BTreeSet<String>,
    pub(super) messages: usize,
    /// How many of them were no reminders.
    pub(super) served: usize,
    /// How many of them took something off.
    pub(super) reduced: usize,
    /// How many letters were posted and calls made.
    pub(super) by_hand: usize,
    /// How many plans became due as a whole.
    pub(super) accelerated: usize,
}

/// Days after which the figures are too old to write to anybody, as a new installation has them.
const BANK_FRESH: i64 = 4;
const LEDGER_FRESH: i64 = 10;
/// Days between two messages to one customer, as a new installation has them.
const SPACING: i64 = 3;
/// What a debt must exceed to be asked for, as a new installation has it.
const TOLERANCE: i64 = 100;

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
        assert!(seen.net.is_some(), "{seen:?} does not say what is left to pay");
        let customer = customer_of(&seen.to);
        self.read_reminder(seen, customer, today);
        self.speaks(seen, customer, today);
    }

    /// Reads a letter that was posted, or what a caller was told to ask for.
    pub(super) fn read_by_hand(&mut self, seen: &Seen, today: Date) {
        self.by_hand += 1;
        assert!(!self.is_stopped, "{seen:?} was done while everything was stopped");
        let customer = customer_of(&seen.to);
        self.read_reminder(seen, customer, today);
        self.speaks(seen, customer, today);
    }

    /// A customer is spoken to: not too soon after the last time.
    fn speaks(&mut self, seen: &Seen, customer: usize, today: Date) {
        let days = self.spoken.entry(customer).or_default();
        for before in days.iter() {
            let apart = (today - *before).num_days().abs();
            assert!(apart >= SPACING, "{seen:?} comes {apart} days beside what was said on {before}");
        }
        days.push(today);
        // What answered the customer before counts as a word like any other; both may leave on one day.
        for before in self.answered.get(&customer).into_iter().flatten() {
            let apart = (today - *before).num_days().abs();
            assert!(apart == 0 || apart >= SPACING, "{seen:?} comes {apart} days beside the answer of {before}");
        }
    }

    /// Reads what asks a customer for money, by whatever way.
    fn read_reminder(&mut self, seen: &Seen, customer: usize, today: Date) {
        let fresh = |on: Option<Date>, days: i64| on.is_some_and(|on| (today - on).num_days() <= days);
        // A firm that never brought its bank in has its ledger alone.
        assert!(self.bank_until.is_none() || fresh(self.bank_until, BANK_FRESH), "{seen:?} left on bank figures of {:?}", self.bank_until);
        assert!(fresh(self.ledger_on, LEDGER_FRESH), "{seen:?} left on a ledger of {:?}", self.ledger_on);
        let told = &self.told[customer];
        assert!(!told.insolvent, "{seen:?} asks for a debt in insolvency");
        assert!(!is_paused(told.paused, today), "{seen:?} left although the customer is paused: {:?}", told.paused);
        assert!(!seen.asked.is_empty(), "{seen:?} asks for nothing");
        self.may_be_asked(seen, customer, today);
        let named = || seen.asked.iter().chain(&seen.listed).map(|(number, _)| number);
        assert_eq!(named().collect::<BTreeSet<_>>().len(), named().count(), "{seen:?} names a claim twice");
    }

    /// What a reminder asks for, and what it lists beside it, may be asked for to the cent; what lies on the account is taken off, and
    /// something is left to pay.
    fn may_be_asked(&mut self, seen: &Seen, customer: usize, today: Date) {
        for (number, amount) in seen.asked.iter().chain(&seen.listed) {
            let claim = self.claims.get(number).unwrap_or_else(|| panic!("{seen:?}: nobody sold {number}"));
            assert_eq!(claim.customer, customer, "{seen:?}: {number} is not this customer's");
            assert!(claim.due() > 0, "{seen:?} asks for {number}: {claim:?}");
            assert!(!is_paused(claim.paused, today), "{seen:?} asks for {number}, which is paused: {claim:?}");
            assert!(!self.is_promised(number, today), "{seen:?} asks for {number}, which is promised: {:?}", self.vows);
            assert!(!self.is_planned(number, today), "{seen:?} asks for {number}, which a plan holds: {:?}", self.agreed);
            assert!(!self.is_settled_for_less(number, today), "{seen:?} asks for {number} before its day: {:?}", self.settlements);
            assert_eq!(*amount, claim.due(), "{seen:?}: the amount of {number}: {claim:?}");
        }
        for (number, due_on) in &seen.dues {
            // A courtesy comes before the day, anything else after it.
            assert!(seen.is_courtesy || *due_on < today, "{seen:?} asks for {number} before {due_on}");
            let agreed = self.claims.get(number).and_then(|claim| claim.deferred.last()).filter(|agreed| agreed.granted_on <= today);
            assert!(agreed.is_none_or(|agreed| *due_on >= agreed.agreed_on), "{seen:?} forgets what was agreed: {agreed:?}");
        }
        let own = self.credits.iter().filter(|(_, credit)| credit.customer == customer && credit.free > 0);
        let free: BTreeMap<&String, i64> = own.map(|(number, credit)| (number, credit.free)).collect();
        let sum = |rows: &[(String, i64)]| rows.iter().map(|(_, cents)| cents).sum::<i64>();
        let covered = free.values().sum::<i64>();
        if let Some(net) = seen.net {
            let taken_off: BTreeMap<&String, i64> = seen.credits.iter().map(|(number, cents)| (number, *cents)).collect();
            assert_eq!(taken_off, free, "{seen:?}: what lies on the account is taken off");
            assert_eq!(net, sum(&seen.asked) + sum(&seen.listed) - covered, "{seen:?}: what is left to pay");
            assert!(net > TOLERANCE, "{seen:?} asks for what credits cover");
        }
        // Of a call nobody reads what else is late: at most all that is owed.
        let owed = self.claims.values().filter(|claim| claim.customer == customer).map(Claim::due).sum::<i64>();
        assert!(owed - covered > TOLERANCE, "{seen:?} asks for what credits cover");
        self.reduced += usize::from(!free.is_empty());
        self.asked.extend(seen.asked.iter().map(|(number, _)| number.clone()));
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
            assert!(claim.open() > 0, "{seen:?} names {number}, which is settled: {claim:?}");
            assert_eq!(claim.contested(), 0, "{seen:?} names {number}, which is contested: {claim:?}");
        }
        let numbers: Vec<&String> = seen.asked.iter().map(|(number, _)| number).collect();
        let latest = self.latest.map_or(today, |latest| latest.max(today));
        let stands = |service: &Service| match (service, said) {
            (Service::Copy { customer: own, number }, Said::Copy) => *own == customer && numbers == [number],
            (Service::Vow { customer: own, id }, Said::Vow(amount)) => {
                let vow = self.vows.iter().find(|vow| vow.id == *id && !vow.is_withdrawn && vow.until >= latest);
                *own == customer && vow.is_some_and(|vow| *amount <= vow.items.iter().map(|(_, promised, _)| promised).sum::<i64>())
            }
            (Service::Plan { customer: own, id, reference }, Said::Plan(named, total, instalments)) => {
                let plan = self.agreed.iter().find(|plan| plan.id == *id);
                let goes_on = |plan: &Agreed| !plan.is_accelerated && self.next_instalment(plan).is_some_and(|due_on| due_on >= today);
                let is_so = plan.is_some_and(|plan| goes_on(plan) && *total == plan.total() && *instalments == plan.instalments);
                *own == customer && reference == named && is_so
            }
            _ => false,
        };
        let at = self.services.iter().position(|served| !served.has_left && stands(&served.service));
        let at = at.unwrap_or_else(|| panic!("{seen:?} was not asked for, left before, or is not so any more: {:?}", self.services));
        self.services[at].has_left = true;
        self.served += 1;
        self.answered.entry(customer).or_default().push(today);
    }

    /// Whether the last promise of an item that was not taken back still has days to go, was not kept, and is still about something that
    /// is owed. Up to one euro may be missing, as a new installation has it.
    fn is_promised(&self, number: &str, today: Date) -> bool {
        let of = |vow: &&Vow| !vow.is_withdrawn && vow.items.iter().any(|(own, ..)| own == number);
        let Some(at) = self.vows.iter().rposition(|vow| of(&vow)) else { return false };
        let vow = &self.vows[at];
        let later =
            |own: &str| self.vows[at + 1..].iter().any(|other| !other.is_withdrawn && other.items.iter().any(|(number, ..)| number == own));
        let (mut promised, mut paid) = (0, 0);
        for (own, amount, then) in vow.items.iter().filter(|(own, ..)| !later(own)) {
            let now = self.claims[own].standing();
            promised += (*amount).min(then.open - (now.relief - then.relief)).max(0);
            paid += now.cash - then.cash;
        }
        promised > 0 && paid < (promised - TOLERANCE).max(1) && vow.until >= self.latest.map_or(today, |latest| latest.max(today))
    }

    /// Whether an item is in a plan that holds: it is not paid to its end, and no notice to cure was in vain.
    fn is_planned(&self, number: &str, today: Date) -> bool {
        self.agreed.iter().filter(|plan| plan.items.iter().any(|(own, ..)| own == number)).any(|plan| self.holds(plan, today))
    }

    fn holds(&self, plan: &Agreed, today: Date) -> bool {
        let in_vain = |notice: &Notice| self.is_in_vain(plan, notice, today);
        self.next_instalment(plan).is_some() && !plan.is_accelerated && !plan.notice.as_ref().is_some_and(in_vain)
    }

    /// Whether a notice left time to cure, and what it names is missing all the same.
    pub(super) fn is_in_vain(&self, plan: &Agreed, notice: &Notice, today: Date) -> bool {
        let named = |due_on: Date| due_on == notice.missed_on || (notice.on - due_on).num_days() > GRACE;
        today > notice.cure_by && self.next_instalment(plan).is_some_and(named)
    }

    /// The day of the first instalment that is not paid. Money fills the first ones, what is credited takes the last ones off.
    pub(super) fn next_instalment(&self, plan: &Agreed) -> Option<Date> {
        let (mut cash, mut relief) = (0, 0);
        for (own, planned, then) in &plan.items {
            let now = self.claims[own].standing();
            let credited = (now.relief - then.relief).clamp(0, *planned);
            relief += credited;
            cash += (now.cash - then.cash).clamp(0, planned - credited);
        }
        let mut left = plan.total() - relief;
        plan.instalments.iter().find_map(|(due_on, amount)| {
            let owed = (*amount).min(left);
            left -= owed;
            let paid = owed.min(cash);
            cash -= paid;
            (paid < owed).then_some(*due_on)
        })
    }

    /// A payment of which so much was on an invoice came back: what was agreed since it came counts without it.
    pub(super) fn came_back(&mut self, number: &str, cents: i64, told: usize) {
        let vows = self.vows.iter_mut().filter(|vow| vow.told > told).flat_map(|vow| &mut vow.items);
        let plans = self.agreed.iter_mut().filter(|plan| plan.told > told).flat_map(|plan| &mut plan.items);
        for (own, _, then) in vows.chain(plans) {
            then.cash -= if own.as_str() == number { cents } else { 0 };
        }
        for (own, settled) in self.settlements.iter_mut().filter(|agreed| agreed.told > told).flat_map(|agreed| &mut agreed.items) {
            *settled -= if own.as_str() == number { cents } else { 0 };
        }
    }

    /// Promises about nothing but what was signed for give way to it, the last one first: what it had taken goes back to those before.
    pub(super) fn give_way(&mut self, signed: &[String], today: Date) {
        self.overtake(|_, number| signed.contains(number), today);
    }

    /// Promises of which every item has a later day than their last one give way in the same manner.
    pub(super) fn give_way_to_later_days(&mut self, today: Date) {
        let of = |claim: &Claim| claim.deferred.iter().rfind(|deferred| deferred.granted_on <= today).map(|deferred| deferred.agreed_on);
        let agreed: BTreeMap<String, Date> = self.claims.iter().filter_map(|(number, claim)| Some((number.clone(), of(claim)?))).collect();
        self.overtake(|vow, number| agreed.get(number).is_some_and(|on| *on > vow.until), today);
    }

    fn overtake(&mut self, covers: impl Fn(&Vow, &String) -> bool, today: Date) {
        let latest = self.latest.map_or(today, |latest| latest.max(today));
        loop {
            let taken = |at: usize, own: &str| {
                self.vows[at + 1..].iter().any(|other| !other.is_withdrawn && other.items.iter().any(|(number, ..)| number == own))
            };
            let held = |at: usize| self.vows[at].items.iter().map(|(number, ..)| number).filter(move |number| !taken(at, number));
            let goes = |at: &usize| {
                let vow = &self.vows[*at];
                !vow.is_withdrawn && vow.until >= latest && held(*at).next().is_some() && held(*at).all(|number| covers(vow, number))
            };
            let Some(at) = (0..self.vows.len()).rfind(goes) else { return };
            self.vows[at].is_withdrawn = true;
        }
    }

    /// The number of what is told now.
    pub(super) fn telling(&mut self) -> usize {
        self.tellings += 1;
        self.tellings
    }

    /// What lies on an account and on no invoice.
    pub(super) fn free_of(&self, customer: usize) -> i64 {
        self.credits.values().filter(|credit| credit.customer == customer).map(|credit| credit.free).sum()
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
        let owed: i64 = self.claims.values().filter(|claim| claim.customer == customer).map(Claim::open).sum();
        owed - self.free_of(customer)
    }
}

impl Agreed {
    fn total(&self) -> i64 {
        self.instalments.iter().map(|(_, amount)| amount).sum()
    }
}

/// `c03@client.example` is the third.
fn customer_of(to: &str) -> usize {
    let name = to.trim_start_matches(|c: char| !c.is_ascii_digit());
    name.split('@').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("a stranger: {to}"))
}
