//! The states of a dispute, with the facts of each, and its moves.

use super::parts::Part;
use super::reason::{Policy, Step};
use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::money::Cents;

/// What the owner says, and what a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The debtor is right: a credit note is due for all that is contested.
    Founded,
    /// The debtor is right for so much, above zero and less than all.
    Partly(Cents),
    /// The debtor is wrong: all of it is asked for again.
    Unfounded,
}

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The credit note came.
    Founded,
    /// A part was credited; the rest is asked for, or was paid.
    PartlyFounded,
    /// All of it is asked for again, from the start.
    Unfounded,
    /// The debtor paid.
    Paid,
    /// It was opened by mistake, or the debtor gave it up.
    Withdrawn,
}

/// Where a dispute stands that nobody has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody was asked.
    Open,
    /// The owner was asked.
    Asked {
        /// Since when.
        on: Date,
    },
    /// The owner answered; a person decides.
    Answered {
        /// What the owner says.
        verdict: Verdict,
        /// Since when.
        on: Date,
    },
}

/// A dispute that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Living {
    /// Nobody has decided.
    Undecided(Stage),
    /// It is founded, in full or in part, and the credit note is awaited.
    AwaitingCredit {
        /// Where it stood before.
        from: Stage,
        /// What was decided: never unfounded.
        verdict: Verdict,
        /// When.
        on: Date,
    },
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It goes on.
    Living(Living),
    /// It has ended.
    Closed {
        /// How.
        outcome: Outcome,
        /// When.
        on: Date,
        /// Where it stood before: what an undo, or a payment that is taken back, returns to.
        from: Living,
    },
}

/// A dispute as its moves see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The day on which it was opened.
    pub opened_on: Date,
    /// Where it stands.
    pub state: State,
    /// What is contested of each item; never empty.
    pub parts: Vec<Part>,
}

/// What the ledger says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    /// The item.
    pub item: OpenItemId,
    /// What is left of it.
    pub open: Cents,
    /// The credit notes on it that are this dispute's ([`super::credits`]).
    pub credited: Cents,
}

/// Why a move is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The dispute is not where that move starts.
    #[error("the dispute does not stand there")]
    NotThere,
    /// An amount is not above zero, or exceeds what is contested or open.
    #[error("the amount is out of bounds")]
    Amount,
    /// A credit note has come: what was decided stands.
    #[error("a credit note has come")]
    CreditCame,
}

/// What the ledger made of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A credit note came, or was taken back; the dispute goes on.
    Credit,
    /// It has ended.
    Closed(Outcome),
    /// What had ended it was taken back.
    Reopened,
}

impl Verdict {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::Partly(_) => "partly",
            Self::Unfounded => "unfounded",
        }
    }

    /// Reads a stored key and its amount.
    #[must_use]
    pub fn from_code(code: &str, amount: Cents) -> Option<Self> {
        match code {
            "founded" => Some(Self::Founded),
            "partly" => Some(Self::Partly(amount)),
            "unfounded" => Some(Self::Unfounded),
            _ => None,
        }
    }

    /// The amount of a partial one.
    #[must_use]
    pub fn amount(self) -> Option<Cents> {
        if let Self::Partly(amount) = self { Some(amount) } else { None }
    }
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [Self::Founded, Self::PartlyFounded, Self::Unfounded, Self::Paid, Self::Withdrawn];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::PartlyFounded => "partly_founded",
            Self::Unfounded => "unfounded",
            Self::Paid => "paid",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Whether the ledger ended it, so that the ledger may open it again.
    #[must_use]
    pub fn is_of_the_ledger(self) -> bool {
        matches!(self, Self::Founded | Self::PartlyFounded | Self::Paid)
    }
}

impl State {
    /// The column of the board: `open`, `asked`, `answered`, `credit`, `closed`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Living(Living::Undecided(Stage::Open)) => "open",
            Self::Living(Living::Undecided(Stage::Asked { .. })) => "asked",
            Self::Living(Living::Undecided(Stage::Answered { .. })) => "answered",
            Self::Living(Living::AwaitingCredit { .. }) => "credit",
            Self::Closed { .. } => "closed",
        }
    }
}

impl Dispute {
    /// Opens a dispute.
    ///
    /// # Errors
    /// [`Refused::Amount`] without a part, with a part that is not above zero, or with two parts of one item.
    pub fn open(on: Date, parts: Vec<Part>) -> Result<Self, Refused> {
        let is_double = |at: usize| parts[..at].iter().any(|other| other.item == parts[at].item);
        if parts.is_empty() || (0..parts.len()).any(|at| !parts[at].claimed.is_positive() || is_double(at)) {
            return Err(Refused::Amount);
        }
        Ok(Self { opened_on: on, state: State::Living(Living::Undecided(Stage::Open)), parts })
    }

    /// What is held back from the reminders, in all.
    #[must_use]
    pub fn held(&self) -> Cents {
        if self.is_living() { Cents::total(self.parts.iter().map(Part::held)) } else { Cents::ZERO }
    }

    /// What is held back of an item.
    #[must_use]
    pub fn held_of(&self, item: OpenItemId) -> Cents {
        let own = self.parts.iter().find(|part| part.item == item).filter(|_| self.is_living());
        own.map_or(Cents::ZERO, Part::held)
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_living(&self) -> bool {
        matches!(self.state, State::Living(_))
    }

    /// What it waits for, and since when.
    #[must_use]
    pub fn step(&self) -> Option<(Step, Date)> {
        match self.state {
            State::Living(Living::Undecided(Stage::Open)) => Some((Step::Answer, self.opened_on)),
            State::Living(Living::Undecided(Stage::Asked { on })) => Some((Step::Answer, on)),
            State::Living(Living::Undecided(Stage::Answered { on, .. })) => Some((Step::Decision, on)),
            State::Living(Living::AwaitingCredit { on, .. }) => Some((Step::Credit, on)),
            State::Closed { .. } => None,
        }
    }

    /// The last day of what it waits for.
    #[must_use]
    pub fn limit(&self, policy: &Policy) -> Option<Date> {
        self.step().map(|(step, since)| policy.limit(step, since))
    }

    fn undecided(&self) -> Result<Stage, Refused> {
        match self.state {
            State::Living(Living::Undecided(stage)) => Ok(stage),
            _ => Err(Refused::NotThere),
        }
    }

    /// The owner is asked, or asked again: an answer that was given is set aside.
    ///
    /// # Errors
    /// [`Refused::NotThere`] once it is decided.
    pub fn ask(mut self, on: Date) -> Result<Self, Refused> {
        self.undecided()?;
        self.state = State::Living(Living::Undecided(Stage::Asked { on }));
        Ok(self)
    }

    /// The owner answers.
    ///
    /// # Errors
    /// [`Refused::NotThere`] when the owner was not asked, or has answered; [`Refused::Amount`].
    pub fn answer(mut self, verdict: Verdict, on: Date) -> Result<Self, Refused> {
        let Stage::Asked { .. } = self.undecided()? else { return Err(Refused::NotThere) };
        self.check(verdict)?;
        self.state = State::Living(Living::Undecided(Stage::Answered { verdict, on }));
        Ok(self)
    }

    fn check(&self, verdict: Verdict) -> Result<(), Refused> {
        match verdict {
            Verdict::Partly(amount) if !amount.is_positive() || amount >= self.held() => Err(Refused::Amount),
            _ => Ok(()),
        }
    }

    /// A person decides. Founded, it waits for its credit note; unfounded, all of it goes back to the reminders and it ends; in
    /// part, the founded amount stays out, item by item in order, and the rest goes back.
    ///
    /// # Errors
    /// [`Refused::NotThere`] once it is decided; [`Refused::Amount`].
    pub fn decide(mut self, verdict: Verdict, on: Date) -> Result<Self, Refused> {
        let from = self.undecided()?;
        self.check(verdict)?;
        match verdict {
            Verdict::Founded => {}
            Verdict::Partly(amount) => self.keep(amount),
            Verdict::Unfounded => {
                self.keep(Cents::ZERO);
                self.state = State::Closed { outcome: Outcome::Unfounded, on, from: Living::Undecided(from) };
                return Ok(self);
            }
        }
        self.state = State::Living(Living::AwaitingCredit { from, verdict, on });
        Ok(self)
    }

    /// Holds so much, the first parts first, and lets the rest go back to the reminders.
    fn keep(&mut self, amount: Cents) {
        let mut left = amount;
        for part in &mut self.parts {
            let own = part.held().min(left);
            part.released += part.held() - own;
            left -= own;
        }
    }

    /// It is given up: all of it goes back to the reminders. One that a payment ended is given up for good: it does not come back
    /// when the payment is taken back.
    ///
    /// # Errors
    /// [`Refused::NotThere`] when it has ended otherwise; [`Refused::CreditCame`].
    pub fn withdraw(mut self, on: Date) -> Result<Self, Refused> {
        let from = match self.state {
            State::Living(from) | State::Closed { outcome: Outcome::Paid, from, .. } => from,
            State::Closed { .. } => return Err(Refused::NotThere),
        };
        self.without_credit()?;
        for part in &mut self.parts {
            part.paid = Cents::ZERO;
        }
        self.keep(Cents::ZERO);
        self.state = State::Closed { outcome: Outcome::Withdrawn, on, from };
        Ok(self)
    }

    /// The credit note that came is all there will be: it stays founded for what was credited, and the rest goes back to the
    /// reminders.
    ///
    /// # Errors
    /// [`Refused::NotThere`] unless a credit note is awaited; [`Refused::Amount`] when none came: nothing was founded then.
    pub fn settle_for_less(mut self, on: Date) -> Result<Self, Refused> {
        let State::Living(Living::AwaitingCredit { from, on: decided_on, .. }) = self.state else { return Err(Refused::NotThere) };
        let credited = Cents::total(self.parts.iter().map(|part| part.credited));
        if !credited.is_positive() {
            return Err(Refused::Amount);
        }
        self.keep(Cents::ZERO);
        let from = Living::AwaitingCredit { from, verdict: Verdict::Partly(credited), on: decided_on };
        self.state = State::Closed { outcome: Outcome::PartlyFounded, on, from };
        Ok(self)
    }

    fn without_credit(&self) -> Result<(), Refused> {
        if self.parts.iter().any(|part| part.credited.is_positive()) { Err(Refused::CreditCame) } else { Ok(()) }
    }

    /// Another amount of one item is contested.
    ///
    /// # Errors
    /// [`Refused::NotThere`] once it is decided, or when the item is not in it; [`Refused::Amount`] when it is not above zero.
    pub fn amend(mut self, item: OpenItemId, held: Cents) -> Result<Self, Refused> {
        self.undecided()?;
        let part = self.parts.iter_mut().find(|part| part.item == item).ok_or(Refused::NotThere)?;
        if !held.is_positive() {
            return Err(Refused::Amount);
        }
        part.claimed = held + part.released + part.credited + part.paid;
        Ok(self)
    }

    /// Whether [`Dispute::undo`] may be tried.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.clone().undo().is_ok()
    }

    /// Takes a decision or a withdrawal back: it stands where it stood, with all that it held.
    ///
    /// # Errors
    /// [`Refused::NotThere`] when a person decided nothing; [`Refused::CreditCame`].
    pub fn undo(mut self) -> Result<Self, Refused> {
        let back = match self.state {
            State::Closed { outcome: Outcome::Unfounded | Outcome::Withdrawn, from, .. } => from,
            State::Living(Living::AwaitingCredit { from, .. }) => Living::Undecided(from),
            _ => return Err(Refused::NotThere),
        };
        self.without_credit()?;
        for part in &mut self.parts {
            part.released = Cents::ZERO;
        }
        if let Living::AwaitingCredit { verdict: Verdict::Partly(amount), .. } = back {
            self.keep(amount);
        }
        self.state = State::Living(back);
        Ok(self)
    }

    /// Follows the ledger. A credit note takes off the contested part first, whatever was paid; a payment takes it off only once
    /// the whole item is settled. Nothing left ends the dispute: by its credit note when one came, else as paid. What ended it
    /// may be taken back; it then goes on where it stood.
    ///
    /// `None` when nothing changed. Items that are not told stay as they are.
    #[must_use]
    pub fn follow(mut self, ledger: &[Ledger], on: Date) -> Option<(Self, Change)> {
        let is_ours = match self.state {
            State::Living(_) => true,
            State::Closed { outcome, .. } => outcome.is_of_the_ledger(),
        };
        if !is_ours {
            return None;
        }
        let before = self.parts.clone();
        for part in &mut self.parts {
            let Some(said) = ledger.iter().find(|said| said.item == part.item) else { continue };
            let most = part.claimed - part.released;
            part.credited = said.credited.max(Cents::ZERO).min(most);
            part.paid = if said.open.is_positive() { Cents::ZERO } else { most - part.credited };
        }
        let left = Cents::total(self.parts.iter().map(Part::held));
        let change = match self.state {
            State::Living(from) if left.is_zero() => {
                let outcome = self.ended(from);
                self.state = State::Closed { outcome, on, from };
                Change::Closed(outcome)
            }
            State::Closed { from, .. } if left.is_positive() => {
                self.state = State::Living(from);
                Change::Reopened
            }
            State::Closed { outcome, on: closed_on, from } => {
                // The way out may be another one now: a payment that a credit note replaced.
                let now = self.ended(from);
                if now == outcome {
                    return None;
                }
                self.state = State::Closed { outcome: now, on: closed_on, from };
                Change::Closed(now)
            }
            State::Living(_) => {
                // A payment of one of several items is told by its own sum.
                if self.parts == before {
                    return None;
                }
                Change::Credit
            }
        };
        Some((self, change))
    }

    /// How a dispute of which nothing is left has ended.
    fn ended(&self, from: Living) -> Outcome {
        let any = |of: fn(&Part) -> Cents| self.parts.iter().any(|part| of(part).is_positive());
        let (credited, beside) = (any(|part| part.credited), any(|part| part.paid) || any(|part| part.released));
        let in_part = matches!(from, Living::AwaitingCredit { verdict: Verdict::Partly(_), .. });
        match (credited, beside || in_part) {
            (false, _) => Outcome::Paid,
            (true, true) => Outcome::PartlyFounded,
            (true, false) => Outcome::Founded,
        }
    }
}

#[cfg(test)]
mod tests;
