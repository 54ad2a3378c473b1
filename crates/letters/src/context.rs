//! What a reminder says, as `app` gathers it from the decision and the ledger.

use std::sync::Arc;

use domain::ledger::ItemKind;
use domain::party::{Creditor, Debtor};
use domain::template::MessageTemplate;
use domain::{Cents, Currency, Date};

use crate::epc::Transfer;
use crate::error::LetterError;
use crate::proof::ProofAccount;
use crate::template::Mandate;

/// Which message of the scenario this is: it chooses the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A request for payment of new invoices: no reminder, whatever their due dates.
    PaymentRequest,
    /// A courtesy before the due date.
    PreDue,
    /// The first reminder: an oversight, surely.
    FirstReminder,
    /// The second: pay within eight days, or talk to us.
    SecondReminder,
    /// The letter that precedes a formal notice, without being one.
    Letter,
    /// The formal notice itself (C. civ. art. 1344): for the post alone.
    FormalNotice,
}

impl Stage {
    /// All stages, in the order of the scenario.
    pub const ALL: [Self; 6] =
        [Self::PaymentRequest, Self::PreDue, Self::FirstReminder, Self::SecondReminder, Self::Letter, Self::FormalNotice];

    /// The stable key; also the name of the stage's folder of templates.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PaymentRequest => "payment_request",
            Self::PreDue => "pre_due",
            Self::FirstReminder => "first_reminder",
            Self::SecondReminder => "second_reminder",
            Self::Letter => "letter",
            Self::FormalNotice => "formal_notice",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// How an earlier message reached the debtor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// By post.
    Letter,
    /// By telephone.
    Call,
}

impl Channel {
    /// The stable key, stored and used by the templates.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Letter => "letter",
            Self::Call => "call",
        }
    }
}

/// One document of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it stands for.
    pub kind: ItemKind,
    /// The number that both sides know it by.
    pub number: String,
    /// Date of the document.
    pub issued_on: Date,
    /// Due date; the date of the document for credits.
    pub due_on: Date,
    /// Amount at the start, VAT included; negative for a credit.
    pub amount: Cents,
    /// What is left of it, same sign.
    pub open: Cents,
    /// Days past the due date when the message is written; zero or less before.
    pub days_late: i64,
    /// Whether this message asks for it. The others are listed apart: overdue but not asked for yet,
    /// credits, and, on statements only, what is not due.
    pub asked: bool,
}

/// A message that went before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviousMessage {
    /// When it left.
    pub sent_on: Date,
    /// How it went.
    pub channel: Channel,
}

/// All that one reminder to one debtor says, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderContext {
    /// Which message.
    pub stage: Stage,
    /// Who is owed, with its mandatory mentions.
    pub creditor: Creditor,
    /// Who owes; its kind decides what may be mentioned, its language the words.
    pub debtor: Debtor,
    /// To whose attention; may be empty.
    pub contact_name: String,
    /// The date of the message: ages and totals are of that day.
    pub written_on: Date,
    /// What the payer quotes: `REL-2026-000123`.
    pub reference: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// The documents, in the order in which they are shown.
    pub lines: Vec<Line>,
    /// Credit notes and cash not applied yet; zero or less. When credits are among the lines, their sum.
    pub credits: Cents,
    /// Sum of what is asked and of the other overdue debits.
    pub gross: Cents,
    /// Gross and credits together: what is to be paid.
    pub net: Cents,
    /// Earlier messages about these documents, oldest first.
    pub previous: Vec<PreviousMessage>,
    /// The text of the EPC transfer code (EPC069-12), computed by the caller; euros only.
    pub epc_payload: Option<String>,
    /// The account of late-payment interest: a letter states it in a sentence and carries it on further
    /// pages. E-mails and statements do not tell it. Only where penalties may be mentioned.
    pub interest: Option<ProofAccount>,
    /// The contested part of what is asked, which the open amounts of the lines do not comprise; zero for none.
    pub disputed: Cents,
    /// The user's own words; `None` for those of this crate.
    pub template: Option<Arc<MessageTemplate>>,
    /// On whose behalf the creditor writes, when it collects for another.
    pub mandate: Option<Mandate>,
}

/// The part of a message that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Asked,
    OtherOverdue,
    NotDue,
    Credit,
}

impl Line {
    pub(crate) fn section(&self) -> Section {
        match self {
            line if !line.kind.is_debit() => Section::Credit,
            line if line.asked => Section::Asked,
            line if line.days_late > 0 => Section::OtherOverdue,
            _ => Section::NotDue,
        }
    }
}

impl ReminderContext {
    /// Whether subject, title and file name must keep quiet about what the message is for: anybody who
    /// shares a screen with a private person reads them.
    pub(crate) fn is_discreet(&self) -> bool {
        !self.debtor.kind.owes_penalties()
    }

    pub(crate) fn in_section(&self, section: Section) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.section() == section)
    }

    /// What all messages must satisfy before a word is rendered.
    pub(crate) fn check(&self) -> Result<Option<Transfer>, LetterError> {
        let missing = self.creditor.missing_mentions();
        if !missing.is_empty() {
            return Err(LetterError::MissingMentions(missing));
        }
        if self.in_section(Section::Asked).next().is_none() {
            return Err(LetterError::Empty);
        }
        self.check_totals()?;
        self.check_interest()?;
        let Some(payload) = &self.epc_payload else { return Ok(None) };
        if self.currency != Currency::EUR {
            return Err(LetterError::Currency(self.currency));
        }
        let transfer = Transfer::read(payload).ok_or(LetterError::TransferCode("not an EPC credit transfer"))?;
        if self.creditor.iban.as_ref().is_none_or(|iban| iban.as_str() != transfer.iban) {
            return Err(LetterError::TransferCode("another account than the creditor's"));
        }
        Ok(Some(transfer))
    }

    /// Whether the law of late payment may be mentioned: not in a request or before the due date, nor where `domain` says no.
    pub(crate) fn may_mention_penalties(&self) -> bool {
        self.debtor.kind.owes_penalties() && !matches!(self.stage, Stage::PaymentRequest | Stage::PreDue)
    }

    fn check_interest(&self) -> Result<(), LetterError> {
        let Some(account) = &self.interest else { return Ok(()) };
        if !self.may_mention_penalties() {
            return Err(LetterError::NotOwed("interest, on this message"));
        }
        account.check(self.debtor.kind)
    }

    fn check_totals(&self) -> Result<(), LetterError> {
        let agree = |which, given, computed| if given == computed { Ok(()) } else { Err(LetterError::Amounts { which, given, computed }) };
        let debits = self.lines.iter().filter(|line| matches!(line.section(), Section::Asked | Section::OtherOverdue));
        agree("gross", self.gross, Cents::total(debits.map(|line| line.open)))?;
        let mut credits = self.in_section(Section::Credit).map(|line| line.open).peekable();
        if credits.peek().is_some() {
            agree("credits", self.credits, Cents::total(credits))?;
        }
        if self.credits.is_positive() {
            return Err(LetterError::Amounts { which: "credits", given: self.credits, computed: Cents::ZERO });
        }
        agree("net", self.net, Cents::total([self.gross, self.credits]))?;
        if self.net.is_positive() { Ok(()) } else { Err(LetterError::NothingOwed { net: self.net }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> ReminderContext {
        ReminderContext::samples().swap_remove(3)
    }

    #[test]
    fn stages_have_stable_keys() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_code(stage.code()), Some(stage));
        }
        assert_eq!(Stage::from_code("summons"), None);
    }

    #[test]
    fn a_message_is_refused_with_its_reason() {
        type Spoil = fn(&mut ReminderContext);
        let cases: [(&str, Spoil, &str); 10] = [
            (
                "two mentions",
                |c| (c.creditor.siren, c.creditor.capital) = (None, None),
                "mandatory mentions of the creditor are missing: capital, siren",
            ),
            ("nothing asked", |c| c.lines.iter_mut().for_each(|line| line.asked = false), "no document is asked for"),
            ("gross", |c| c.gross += Cents(1), "gross is 5136.01, the lines give 5136.00"),
            ("credits", |c| c.credits = Cents(-1), "credits is -0.01, the lines give -636.00"),
            (
                "credits above zero",
                |c| {
                    c.lines.retain(|line| line.kind.is_debit());
                    c.credits = Cents(1)
                },
                "credits is 0.01, the lines give 0.00",
            ),
            ("net", |c| c.net = c.gross, "net is 5136.00, the lines give 4500.00"),
            (
                "nothing owed",
                |c| {
                    c.lines.retain(|line| line.kind.is_debit());
                    c.credits = -c.gross;
                    c.net = Cents::ZERO
                },
                "nothing is owed: the net is 0.00",
            ),
            ("currency", |c| c.currency = Currency::parse("CHF").unwrap(), "a SEPA transfer code with amounts in CHF"),
            ("no code", |c| c.epc_payload = Some("https://example.org".to_owned()), "transfer code: not an EPC credit transfer"),
            (
                "another account",
                |c| c.epc_payload = c.epc_payload.as_ref().map(|text| text.replace("FR76", "FR77")),
                "transfer code: another account than the creditor's",
            ),
        ];
        for (name, spoil, expected) in cases {
            let mut context = sample();
            assert!(context.check().is_ok(), "{name}");
            spoil(&mut context);
            assert_eq!(context.check().unwrap_err().to_string(), expected, "{name}");
        }
    }

    #[test]
    fn every_sample_is_sound() {
        for (position, context) in ReminderContext::samples().iter().enumerate() {
            assert_eq!(context.check().map(|_| ()), Ok(()), "sample {position}");
        }
    }
}
