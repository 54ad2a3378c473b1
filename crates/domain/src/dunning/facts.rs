use super::condition::Circumstances;
use super::hold::Hold;
use super::step::{Channel, Step};
use crate::calendar::Date;
use crate::claim::ClaimKind;
use crate::ids::OpenItemId;
use crate::ledger::ItemKind;
use crate::money::{Cents, Currency};

/// The last step that an item went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastStep {
    /// Position in the item's scenario.
    pub position: usize,
    /// The day on which it was carried out: that of the night, or the later one on which a person did.
    pub on: Date,
}

/// What the decision needs of an open item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    /// Its id.
    pub id: OpenItemId,
    /// Debit or credit.
    pub kind: ItemKind,
    /// The nature of the claim.
    pub claim: ClaimKind,
    /// Which of the scenarios it follows.
    pub scenario: u16,
    /// Date of the document: what was invoiced by the day of an insolvency judgment is an earlier debt.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// What is left, sign kept; never zero.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// The last step it went through before today.
    pub last_step: Option<LastStep>,
    /// Whether that step is planned and not carried out yet.
    pub is_waiting: bool,
    /// A suspension of this item alone.
    pub hold: Option<Hold>,
    /// Whether a partner or a court has it.
    pub is_handed_over: bool,
    /// A payment plan that is kept to, and the first day on which it no longer holds the item.
    pub plan: Option<Hold>,
    /// An agreement on a smaller sum, and the first day on which it no longer holds the item.
    pub compromise: Option<Hold>,
    /// A promise to pay, and the first day on which it no longer holds the item.
    pub promise: Option<Hold>,
    /// What the debtor disputes of it; zero or more.
    pub disputed: Cents,
    /// The last day on which a part of it was paid.
    pub paid_on: Option<Date>,
    /// A bank line that may pay it and waits for a person, and the first day on which it no longer holds the item.
    pub proposed: Option<Hold>,
}

impl ItemFacts {
    /// An item of which nothing else is known: a claim between traders that follows the first scenario.
    #[must_use]
    pub fn new(id: OpenItemId, kind: ItemKind, issued_on: Date, due_on: Date, open: Cents, currency: Currency) -> Self {
        Self {
            id,
            kind,
            claim: ClaimKind::Business,
            scenario: 0,
            issued_on,
            due_on,
            open,
            currency,
            last_step: None,
            is_waiting: false,
            hold: None,
            is_handed_over: false,
            plan: None,
            compromise: None,
            promise: None,
            disputed: Cents::ZERO,
            paid_on: None,
            proposed: None,
        }
    }

    /// What may be asked for: what is open less what is disputed, sign kept.
    #[must_use]
    pub fn undisputed(&self) -> Cents {
        if self.kind.is_debit() { (self.open - self.disputed).max(Cents::ZERO) } else { self.open }
    }

    /// The part of what is open that is disputed.
    #[must_use]
    pub fn disputed_part(&self) -> Cents {
        self.open - self.undisputed()
    }

    /// Whether the due date is past: an item is not late on that day itself.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.kind.is_debit() && today > self.due_on
    }
}

/// Whether a message that asks for these items is a courtesy: there is one, and none of them is late.
#[must_use]
pub fn is_courtesy<'i>(asked: impl IntoIterator<Item = &'i ItemFacts>, today: Date) -> bool {
    let mut asked = asked.into_iter().peekable();
    asked.peek().is_some() && asked.all(|item| !item.is_late(today))
}

/// What the decision needs of a debtor at the start of a day.
#[derive(Debug, Clone, Copy, Default)]
pub struct DebtorFacts<'a> {
    /// Whether a contact has an e-mail address that is not known to come back.
    pub has_email: bool,
    /// Whether it has addresses, all of which came back: a person calls in the place of an e-mail then.
    pub email_bounced: bool,
    /// Whether a text message can be sent and has a number to go to.
    pub has_mobile: bool,
    /// Whether a letter can reach it.
    pub has_postal_address: bool,
    /// Whether the law and the service in use let an electronic registered letter reach it, see [`crate::post::addressed`].
    pub takes_electronic: bool,
    /// Its category, for the conditions of steps.
    pub category: &'a str,
    /// Its score, 0 to 100, if one is known.
    pub score: Option<u8>,
    /// Whether a person has the last word on each message to it.
    pub needs_approval: bool,
    /// The suspension of the whole account, if any.
    pub hold: Option<Hold>,
    /// The day of the judgment that opened insolvency proceedings which are not closed.
    pub insolvent_on: Option<Date>,
    /// The last day before today on which it was contacted.
    pub last_contact_on: Option<Date>,
    /// The days before today on which it was contacted, in order, as far back as the pressure budget looks.
    pub contacts_on: &'a [Date],
    /// The day on which another message speaks to it: one that left, or a payment request that waits. A day has one voice.
    pub voice_on: Option<Date>,
    /// Whether it wrote back and nobody has read it yet.
    pub has_replied: bool,
    /// Whether it wants no courtesy message before the due date.
    pub declines_courtesy: bool,
    /// Whether what speaks to it today is a courtesy that was decided already: what is late waits for another day then.
    pub courtesy_speaks: bool,
    /// Its open items.
    pub items: &'a [ItemFacts],
}

impl DebtorFacts<'_> {
    /// Whether a channel finds the debtor. A person can look a telephone number up.
    #[must_use]
    pub fn is_reachable(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.has_email,
            Channel::Sms => self.has_mobile,
            Channel::Letter | Channel::Registered => self.has_postal_address,
            // It bears the address, and goes on paper when nobody could be told of it.
            Channel::Electronic => self.takes_electronic && self.has_postal_address,
            Channel::Call | Channel::Task => true,
        }
    }

    /// Whether it has e-mail addresses, none of which is left to write to.
    #[must_use]
    pub fn every_email_came_back(&self) -> bool {
        self.email_bounced && !self.has_email
    }

    /// Whether a person calls in the place of the step's e-mail: every address came back, and no other channel of the step
    /// finds the debtor. A courtesy before the due date is worth no call.
    #[must_use]
    pub fn calls_instead(&self, step: &Step) -> bool {
        let finds_none = || !step.channels.iter().any(|channel| self.is_reachable(*channel));
        self.every_email_came_back() && !step.is_pre_due() && step.channels.contains(&Channel::Email) && finds_none()
    }

    /// The channel that a step takes: its first that finds the debtor, else a call when its e-mails came back, else its first.
    #[must_use]
    pub fn way(&self, step: &Step) -> Channel {
        let found = step.channels.iter().copied().find(|channel| self.is_reachable(*channel));
        found.unwrap_or_else(|| if self.calls_instead(step) { Channel::Call } else { step.channel() })
    }

    /// How many of its items are late.
    #[must_use]
    pub fn late_items(&self, today: Date) -> usize {
        self.items.iter().filter(|item| item.is_late(today)).count()
    }

    pub(super) fn circumstances(&self, item: &ItemFacts, late_items: usize) -> Circumstances<'_> {
        Circumstances { amount: item.undisputed(), kind: item.claim, score: self.score, category: self.category, late_items }
    }
}
