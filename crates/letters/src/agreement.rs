//! What is signed with a debtor, as `app` gathers it: a payment plan with its acknowledgement of debt, and the notice to cure it.

use domain::party::{Creditor, Debtor};
use domain::plan::{Filled, InterestChoice};
use domain::{Cents, Currency, Date};

use crate::agreement_view::AgreementView;
use crate::error::LetterError;
use crate::press::Press;

/// A debt of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedItem {
    /// The number that both sides know it by.
    pub number: String,
    /// Date of the document.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// Amount at the start.
    pub amount: Cents,
    /// What is agreed on.
    pub owed: Cents,
}

/// What a debtor owes beside the principal, on the day of the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accessories {
    /// Late-payment interest.
    pub interest: Cents,
    /// Fixed indemnities, in euros.
    pub indemnity: Cents,
}

/// A payment plan as it is put on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPaper {
    /// Who is owed, with its mandatory mentions.
    pub creditor: Creditor,
    /// Who owes; its kind decides what may be mentioned.
    pub debtor: Debtor,
    /// The date of the document.
    pub written_on: Date,
    /// The day on which the debts were read.
    pub made_on: Date,
    /// What both sides know the plan by.
    pub reference: String,
    /// Its version, from 1.
    pub version: i32,
    /// The currency of all amounts but the indemnity.
    pub currency: Currency,
    /// The debts.
    pub items: Vec<AgreedItem>,
    /// The instalments, with what came for each.
    pub lines: Vec<Filled>,
    /// What runs beside the principal, for those who owe it.
    pub accessories: Accessories,
    /// What becomes of that.
    pub interest: InterestChoice,
    /// Whether a payment pays interest first.
    pub interest_first: bool,
    /// Days during which a late instalment does not break the plan.
    pub grace_days: u16,
    /// The least days that a notice leaves to cure.
    pub cure_days: u16,
    /// Whether an instalment missed in spite of a notice makes the whole due.
    pub accelerates: bool,
    /// What secures it, in words; empty for nothing.
    pub guarantee: String,
    /// Whether it is not to be signed yet.
    pub is_draft: bool,
}

/// The notice to cure a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurePaper {
    /// The plan.
    pub plan: PlanPaper,
    /// The day of the signature.
    pub signed_on: Date,
    /// Who signed.
    pub signatory: String,
    /// The last day to cure.
    pub cure_by: Date,
}

impl PlanPaper {
    /// The debt.
    #[must_use]
    pub fn total(&self) -> Cents {
        Cents::total(self.items.iter().map(|item| item.owed))
    }

    /// What is left of it.
    #[must_use]
    pub fn left(&self) -> Cents {
        Cents::total(self.lines.iter().map(Filled::missing))
    }

    pub(crate) fn check(&self) -> Result<(), LetterError> {
        let missing = self.creditor.missing_mentions();
        if !missing.is_empty() {
            return Err(LetterError::MissingMentions(missing));
        }
        if self.items.is_empty() || self.lines.is_empty() {
            return Err(LetterError::Empty);
        }
        let computed = Cents::total(self.lines.iter().map(|line| line.instalment.amount));
        if computed != self.total() {
            return Err(LetterError::Amounts { which: "gross", given: self.total(), computed });
        }
        let penalties = self.accessories != Accessories::default() || self.interest == InterestChoice::Kept;
        if penalties && !matches!(self.debtor.kind, domain::party::DebtorKind::Business | domain::party::DebtorKind::Public) {
            return Err(LetterError::NotOwed("interest under a plan"));
        }
        Ok(())
    }
}

impl Press {
    /// A payment plan with its acknowledgement of debt, to be signed. The sum in letters and figures is left to the debtor
    /// (C. civ. 1376).
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn plan(&self, paper: &PlanPaper) -> Result<Vec<u8>, LetterError> {
        paper.check()?;
        self.print("agreement.typ", &AgreementView::plan(paper)?, None)
    }

    /// The notice to cure a plan, as a letter for a window envelope.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn cure_notice(&self, paper: &CurePaper) -> Result<Vec<u8>, LetterError> {
        paper.plan.check()?;
        if !paper.plan.debtor.address.is_postable() {
            return Err(LetterError::NoAddress);
        }
        self.print("agreement.typ", &AgreementView::cure(paper)?, None)
    }
}

/// The same notice as the text of an e-mail: its subject, which names no debt, and its body.
///
/// # Errors
/// [`LetterError`], checked in its order.
pub fn cure_text(paper: &CurePaper) -> Result<(String, String), LetterError> {
    paper.plan.check()?;
    Ok((format!("Votre dossier {}", paper.plan.reference), AgreementView::cure(paper)?.as_text()))
}
