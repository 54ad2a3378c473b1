//! An agreement to settle a debt by a smaller sum, as `app` gathers it, to be signed by both.

use domain::accounting::VatPart;
use domain::compromise::{Nature, Terms};
use domain::law::RateBp;
use domain::party::{Creditor, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};

use crate::agreement::AgreedItem;
use crate::agreement_view::AgreementView;
use crate::error::LetterError;
use crate::press::Press;
use crate::samples;

/// A compromise as it is put on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromisePaper {
    /// Who is owed, with its mandatory mentions.
    pub creditor: Creditor,
    /// Who owes; its kind decides what may be mentioned.
    pub debtor: Debtor,
    /// The day on which the debts were read; the date of the document.
    pub written_on: Date,
    /// What both sides know it by.
    pub reference: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The debts.
    pub items: Vec<AgreedItem>,
    /// So much less, by a day.
    pub terms: Terms,
    /// What the discount is, for the accounts.
    pub nature: Nature,
    /// The discount by rate of VAT: of a rebate, its credit note; empty when the VAT of an invoice is not known.
    pub vat: Vec<VatPart>,
    /// Of a waiver: whether VAT is due on what is paid alone, as for services without the option for debits (CGI 269-2).
    pub vat_on_receipts: bool,
    /// Whether interest and indemnities are given up when the sum is paid in time.
    pub waives_interest: bool,
    /// Whether a payment pays interest first, by the terms of the house.
    pub interest_first: bool,
    /// Whether it is not to be signed yet.
    pub is_draft: bool,
}

impl CompromisePaper {
    fn check(&self) -> Result<(), LetterError> {
        let missing = self.creditor.missing_mentions();
        if !missing.is_empty() {
            return Err(LetterError::MissingMentions(missing));
        }
        if self.items.is_empty() {
            return Err(LetterError::Empty);
        }
        let computed = Cents::total(self.items.iter().map(|item| item.owed));
        if computed != self.terms.total {
            return Err(LetterError::Amounts { which: "gross", given: self.terms.total, computed });
        }
        let by_rate = Cents::total(self.vat.iter().map(|part| part.gross));
        if !self.vat.is_empty() && by_rate != self.terms.discount {
            return Err(LetterError::Amounts { which: "vat", given: self.terms.discount, computed: by_rate });
        }
        let owes_interest = matches!(self.debtor.kind, DebtorKind::Business | DebtorKind::Public);
        if !self.waives_interest && !owes_interest {
            return Err(LetterError::NotOwed("interest beside a compromise"));
        }
        Ok(())
    }

    /// A business whose price is lowered, a consumer, and a business that keeps its penalties while a part is given up, of goods and of
    /// services.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let date = |month, day| Date::from_ymd_opt(2026, month, day).unwrap_or_default();
        let item = |number: &str, issued_on, due_on, amount, owed| AgreedItem {
            number: number.to_owned(),
            issued_on,
            due_on,
            amount: Cents(amount),
            owed: Cents(owed),
        };
        let business = Self {
            creditor: samples::creditor(),
            debtor: samples::debtor("Menuiserie Kervella SAS", DebtorKind::Business),
            written_on: date(11, 30),
            reference: "ACC-2026-004".to_owned(),
            currency: Currency::EUR,
            items: vec![
                item("FA-2026-00418", date(7, 31), date(8, 30), 480_000, 480_000),
                item("FA-2026-00512", date(8, 31), date(9, 30), 361_240, 261_240),
            ],
            terms: Terms { total: Cents(741_240), discount: Cents(91_240), pay_by: date(12, 18) },
            nature: Nature::Rebate,
            vat: vec![VatPart { rate: RateBp(2_000), gross: Cents(72_000) }, VatPart { rate: RateBp(550), gross: Cents(19_240) }],
            vat_on_receipts: false,
            waives_interest: true,
            interest_first: true,
            is_draft: false,
        };
        let consumer = Self {
            debtor: samples::debtor("Mme Anne Lefèvre", DebtorKind::Consumer),
            items: vec![item("FA-2026-00977", date(8, 1), date(8, 31), 64_500, 64_500)],
            terms: Terms { total: Cents(64_500), discount: Cents(4_500), pay_by: date(12, 11) },
            vat: Vec::new(),
            reference: "ACC-2026-005".to_owned(),
            ..business.clone()
        };
        let waiver = Self {
            nature: Nature::Waiver,
            vat: Vec::new(),
            waives_interest: false,
            is_draft: true,
            reference: "ACC-2026-006".to_owned(),
            ..business.clone()
        };
        let vat = business.vat.clone();
        let services = Self { vat_on_receipts: true, vat, reference: "ACC-2026-007".to_owned(), ..waiver.clone() };
        vec![business, consumer, waiver, services]
    }
}

impl Press {
    /// A compromise, to be signed by both.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn compromise(&self, paper: &CompromisePaper) -> Result<Vec<u8>, LetterError> {
        paper.check()?;
        self.print("agreement.typ", &AgreementView::compromise(paper)?, None)
    }
}
