//! The account of late-payment interest, as `app` gathers it: sheets computed by `domain`, shown here.

use domain::interest::{Assessment, Entry, FloorWarning, Imputation, Indemnity, NoInterest, Regime, Sheet};
use domain::party::{Creditor, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};

use crate::error::LetterError;

/// The interest of one invoice, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reckoning {
    /// Computed by [`domain::interest`]. A half-year without a rate is an error there, so that it never
    /// comes here as an account with a hole.
    Computed {
        /// The rule that chose the rates.
        regime: Regime,
        /// The sheets: the undisputed part, and the disputed one if any.
        assessment: Box<Assessment>,
    },
    /// Nothing may be asked beside the principal.
    Nothing {
        /// Why; printed on the internal copy only.
        why: NoInterest,
        /// What is left of the invoice.
        open: Cents,
    },
}

/// One invoice of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofItem {
    /// The number that both sides know it by.
    pub number: String,
    /// Date of the invoice.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// Amount at the start, VAT included.
    pub amount: Cents,
    /// Its interest.
    pub reckoning: Reckoning,
    /// The fixed indemnity, in euros, or why it is not due. Never shown to a consumer.
    pub indemnity: Indemnity,
    /// What the creditor says about this invoice: printed as it is, on the debtor's copy too; may be empty.
    pub note: String,
    /// Half-years in which the clause is below its legal floor; printed on the internal copy only.
    pub warnings: Vec<FloorWarning>,
}

/// Costs that a text or a decision puts on the debtor. Those of an amicable recovery stay with the
/// creditor (CPCE L111-8): they never come here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// How much.
    pub amount: Cents,
    /// The text or the decision, as it is printed: without one, the account is refused.
    pub ground: String,
}

/// The invoices of one debtor and what they come to on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofAccount {
    /// The day on which the account is closed; that of every sheet.
    pub until: Date,
    /// The invoices, in the order in which they are shown.
    pub items: Vec<ProofItem>,
    /// Costs, on their own line.
    pub costs: Option<Costs>,
}

/// All that the proof sheet of one debtor says, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofContext {
    /// Who is owed, with its mandatory mentions.
    pub creditor: Creditor,
    /// Who owes; its kind decides what may be mentioned, its language the words.
    pub debtor: Debtor,
    /// To whose attention; may be empty.
    pub contact_name: String,
    /// The date of the document.
    pub written_on: Date,
    /// What the payer quotes.
    pub reference: String,
    /// The currency of the invoices. The indemnity is in euros and joins the total of euros only.
    pub currency: Currency,
    /// The invoices.
    pub account: ProofAccount,
    /// Whether this copy stays with the creditor: it also tells warnings and reasons.
    pub internal: bool,
}

/// The kinds of money, never mixed before the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Principal left, interest that was compounded included.
    pub principal: Cents,
    /// Interest left.
    pub interest: Cents,
    /// Fixed indemnities, in euros.
    pub indemnity: Cents,
    /// How many indemnities that is.
    pub indemnities: usize,
    /// Interest of one more day, at the rate of the closing day.
    pub per_day: Cents,
}

impl Sums {
    /// Everything; without the indemnities when the invoices are not in euros.
    #[must_use]
    pub fn total(&self, currency: Currency) -> Cents {
        let indemnity = if currency == Currency::EUR { self.indemnity } else { Cents::ZERO };
        Cents::total([self.principal, self.interest, indemnity])
    }

    fn of(sheet: &Sheet) -> Self {
        Self { principal: sheet.principal_left, interest: sheet.due, per_day: sheet.per_day, ..Self::default() }
    }

    fn added(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            principal: sum.principal + one.principal,
            interest: sum.interest + one.interest,
            indemnity: sum.indemnity + one.indemnity,
            indemnities: sum.indemnities + one.indemnities,
            per_day: sum.per_day + one.per_day,
        })
    }
}

impl ProofItem {
    /// The sheets, the undisputed one first; none when nothing is computed.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        let assessment = match &self.reckoning {
            Reckoning::Computed { assessment, .. } => Some(assessment),
            Reckoning::Nothing { .. } => None,
        };
        assessment.into_iter().flat_map(|assessment| assessment.sheets())
    }

    /// Whether the whole invoice is disputed: its indemnity then stands with the disputed part.
    pub(crate) fn wholly_disputed(&self) -> bool {
        matches!(&self.reckoning, Reckoning::Computed { assessment, .. } if assessment.disputed.is_some() && assessment.undisputed.principal.is_zero())
    }

    /// What is left of the part that nobody disputes.
    #[must_use]
    pub fn undisputed(&self) -> Sums {
        let sums = match &self.reckoning {
            Reckoning::Computed { assessment, .. } => Sums::of(&assessment.undisputed),
            Reckoning::Nothing { open, .. } => Sums { principal: *open, ..Sums::default() },
        };
        if self.wholly_disputed() { sums } else { self.with_indemnity(sums) }
    }

    /// What would be left of the disputed part, if it is found due.
    #[must_use]
    pub fn disputed(&self) -> Option<Sums> {
        let Reckoning::Computed { assessment, .. } = &self.reckoning else { return None };
        let sums = Sums::of(assessment.disputed.as_ref()?);
        Some(if self.wholly_disputed() { self.with_indemnity(sums) } else { sums })
    }

    fn with_indemnity(&self, sums: Sums) -> Sums {
        let indemnity = self.indemnity.amount();
        Sums { indemnity, indemnities: usize::from(indemnity.is_positive()), ..sums }
    }

    fn check(&self, kind: DebtorKind, until: Date) -> Result<(), LetterError> {
        let wrong = |why| Err(LetterError::Account { number: self.number.clone(), why });
        if self.sheets().any(|sheet| sheet.until != until) {
            return wrong("its sheets are closed on another day");
        }
        match &self.reckoning {
            Reckoning::Computed { assessment, .. } if Cents::total(assessment.sheets().map(|sheet| sheet.principal)) != self.amount => {
                return wrong("its sheets do not begin with its amount");
            }
            Reckoning::Nothing { open, .. } if open.is_negative() || *open > self.amount => {
                return wrong("more is left than its amount, or less than nothing");
            }
            Reckoning::Computed { .. } | Reckoning::Nothing { .. } => {}
        }
        if !kind.owes_penalties() && self.indemnity.amount().is_positive() {
            return Err(LetterError::NotOwed("the fixed indemnity"));
        }
        let Reckoning::Computed { regime, .. } = &self.reckoning else { return Ok(()) };
        match (kind, regime) {
            (DebtorKind::Business, Regime::Default | Regime::Contract(_) | Regime::Statutory(_))
            | (DebtorKind::Public, Regime::Public(_))
            | (DebtorKind::Consumer, Regime::Statutory(_)) => Ok(()),
            (DebtorKind::Business | DebtorKind::Public | DebtorKind::Consumer, _) => {
                Err(LetterError::NotOwed("interest by the rule of other debtors"))
            }
            (DebtorKind::Unknown, _) => Err(LetterError::NotOwed("interest")),
        }
    }
}

impl ProofAccount {
    /// The sums of the parts that nobody disputes, costs apart.
    #[must_use]
    pub fn undisputed(&self) -> Sums {
        Sums::added(self.items.iter().map(ProofItem::undisputed))
    }

    /// The sums of the disputed parts, if any: they join no total.
    #[must_use]
    pub fn disputed(&self) -> Option<Sums> {
        let parts: Vec<Sums> = self.items.iter().filter_map(ProofItem::disputed).collect();
        (!parts.is_empty()).then(|| Sums::added(parts.into_iter()))
    }

    /// Everything that nobody disputes, costs included.
    #[must_use]
    pub fn total(&self, currency: Currency) -> Cents {
        self.undisputed().total(currency) + self.costs.as_ref().map_or(Cents::ZERO, |costs| costs.amount)
    }

    /// The undisputed sheets in which interest was paid before principal, which is then more than what
    /// the ledger shows as open.
    pub(crate) fn paid_interest_first(&self) -> bool {
        let first = |entry: &Entry| matches!(entry, Entry::Movement(applied) if applied.imputation == Imputation::InterestFirst);
        self.undisputed_sheets().any(|sheet| sheet.paid.is_positive() && sheet.entries.iter().any(first))
    }

    pub(crate) fn compounded(&self) -> bool {
        self.undisputed_sheets().any(|sheet| sheet.compounded.is_positive())
    }

    fn undisputed_sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.items.iter().filter_map(|item| item.sheets().next())
    }

    pub(crate) fn check(&self, kind: DebtorKind) -> Result<(), LetterError> {
        if self.items.is_empty() {
            return Err(LetterError::Empty);
        }
        if self.costs.as_ref().is_some_and(|costs| costs.amount.is_negative() || costs.ground.trim().is_empty()) {
            return Err(LetterError::NotOwed("costs without the text or decision that puts them on the debtor"));
        }
        self.items.iter().try_for_each(|item| item.check(kind, self.until))
    }
}

impl ProofContext {
    /// Whether title and file name must keep quiet about what the document is for.
    pub(crate) fn is_discreet(&self) -> bool {
        !self.debtor.kind.owes_penalties()
    }

    pub(crate) fn check(&self) -> Result<(), LetterError> {
        let missing = self.creditor.missing_mentions();
        if !missing.is_empty() {
            return Err(LetterError::MissingMentions(missing));
        }
        self.account.check(self.debtor.kind)
    }
}

#[cfg(test)]
mod tests {
    use domain::law::{RateBp, day};

    use super::*;

    fn sample(position: usize) -> ProofContext {
        ProofContext::samples().unwrap().swap_remove(position)
    }

    #[test]
    fn totals_come_from_the_sheets() {
        // 10 000,00 due on 01/05/2026, 4 000,00 received on 01/07/2026: the worked example of the rule.
        let account = sample(0).account;
        let sums = account.undisputed();
        assert_eq!((sums.principal, sums.interest, sums.indemnity, sums.indemnities), (Cents(620_313), Cents(13_487), Cents(4_000), 1));
        assert_eq!(account.total(Currency::EUR), Cents(637_800));
        assert_eq!(account.disputed(), None);
        assert!(account.paid_interest_first());
        let chf = Currency::parse("CHF").unwrap();
        assert_eq!(account.total(chf), Cents(633_800), "euros are not added to francs");
        let costs = Costs { amount: Cents(3_346), ground: "ordonnance".to_owned() };
        assert_eq!(ProofAccount { costs: Some(costs), ..account }.total(Currency::EUR), Cents(641_146));
    }

    #[test]
    fn what_is_disputed_joins_no_total() {
        let mut context = sample(2);
        let (whole, apart) = (context.account.undisputed(), context.account.disputed().unwrap());
        // 3 300,00 undisputed less what 2 000,00 left after 83,49 of interest; 1 500,00 disputed.
        assert_eq!((whole.principal, apart.principal), (Cents(138_349), Cents(150_000)));
        assert_eq!((whole.interest, apart.interest), (Cents(3_746), Cents(7_856)));
        assert_eq!((whole.indemnities, apart.indemnities), (1, 0));
        assert_eq!(context.account.total(Currency::EUR), whole.principal + whole.interest + whole.indemnity);
        let Reckoning::Computed { assessment, .. } = &mut context.account.items[0].reckoning else { panic!("computed") };
        assessment.undisputed.principal = Cents::ZERO;
        assert_eq!(context.account.undisputed().indemnities, 0, "with the disputed part when that is everything");
        assert_eq!(context.account.disputed().unwrap().indemnities, 1);
    }

    #[test]
    fn an_account_is_refused_with_its_reason() {
        type Spoil = fn(&mut ProofContext);
        let cases: [(&str, usize, Spoil, &str); 11] = [
            ("mentions", 0, |c| c.creditor.siren = None, "mandatory mentions of the creditor are missing: siren"),
            ("no invoice", 0, |c| c.account.items.clear(), "no document is asked for"),
            ("another day", 0, |c| c.account.until = day(2026, 9, 4), "the account of FA-2026-00418: its sheets are closed on another day"),
            (
                "amount",
                0,
                |c| c.account.items[0].amount = Cents(1),
                "the account of FA-2026-00418: its sheets do not begin with its amount",
            ),
            (
                "more left",
                0,
                |c| c.account.items[0].reckoning = Reckoning::Nothing { why: NoInterest::UnknownKind, open: Cents(1_000_001) },
                "the account of FA-2026-00418: more is left than its amount, or less than nothing",
            ),
            ("consumer and penalties", 3, |c| regime(c, Regime::Default), "not owed by this debtor: interest by the rule of other debtors"),
            (
                "consumer and 40 €",
                3,
                |c| c.account.items[0].indemnity = Indemnity::Due(Cents(4_000)),
                "not owed by this debtor: the fixed indemnity",
            ),
            ("unknown kind", 3, |c| c.debtor.kind = DebtorKind::Unknown, "not owed by this debtor: interest"),
            (
                "public buyer and L441-10",
                0,
                |c| c.debtor.kind = DebtorKind::Public,
                "not owed by this debtor: interest by the rule of other debtors",
            ),
            (
                "costs without a ground",
                0,
                |c| costs(c, 100, " "),
                "not owed by this debtor: costs without the text or decision that puts them on the debtor",
            ),
            (
                "negative costs",
                0,
                |c| costs(c, -1, "ordonnance"),
                "not owed by this debtor: costs without the text or decision that puts them on the debtor",
            ),
        ];
        for (name, position, spoil, expected) in cases {
            let mut context = sample(position);
            assert_eq!(context.check(), Ok(()), "{name}");
            spoil(&mut context);
            assert_eq!(context.check().unwrap_err().to_string(), expected, "{name}");
        }
    }

    fn regime(context: &mut ProofContext, other: Regime) {
        if let Reckoning::Computed { regime, .. } = &mut context.account.items[0].reckoning {
            *regime = other;
        }
    }

    fn costs(context: &mut ProofContext, amount: i64, ground: &str) {
        context.account.costs = Some(Costs { amount: Cents(amount), ground: ground.to_owned() });
    }

    #[test]
    fn every_sample_is_sound_and_warnings_are_there_to_be_hidden() {
        let samples = ProofContext::samples().unwrap();
        for (position, context) in samples.iter().enumerate() {
            assert_eq!(context.check(), Ok(()), "sample {position}");
        }
        let warnings: Vec<RateBp> = samples.iter().flat_map(|c| &c.account.items).flat_map(|i| &i.warnings).map(|w| w.floor).collect();
        assert_eq!(warnings, [RateBp(825)]);
    }
}
