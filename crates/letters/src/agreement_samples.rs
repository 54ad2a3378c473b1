//! Agreements that tests render and galleries show.

use domain::party::DebtorKind;
use domain::plan::{Instalment, InterestChoice, Odd, Pace, Received, Rule, progress, schedule};
use domain::{Cents, Currency, Date};

use crate::agreement::{Accessories, AgreedItem, CurePaper, PlanPaper};
use crate::samples;

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn item(number: &str, issued_on: Date, due_on: Date, amount: i64, owed: i64) -> AgreedItem {
    AgreedItem { number: number.to_owned(), issued_on, due_on, amount: Cents(amount), owed: Cents(owed) }
}

impl PlanPaper {
    /// A business whose penalties are suspended, with a guarantee; a consumer; a business that keeps its penalties, in twelve instalments.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let business = Self {
            creditor: samples::creditor(),
            debtor: samples::debtor("Menuiserie Kervella SAS", DebtorKind::Business),
            written_on: date(2026, 11, 30),
            made_on: date(2026, 11, 30),
            reference: "ECH-2026-014".to_owned(),
            version: 1,
            currency: Currency::EUR,
            items: vec![
                item("FA-2026-00418", date(2026, 7, 31), date(2026, 8, 30), 480_000, 480_000),
                item("FA-2026-00512", date(2026, 8, 31), date(2026, 9, 30), 361_240, 261_240),
            ],
            lines: Vec::new(),
            accessories: Accessories { interest: Cents(19_812), indemnity: Cents(8_000) },
            interest: InterestChoice::Frozen,
            interest_first: true,
            grace_days: 5,
            cure_days: 8,
            accelerates: true,
            guarantee: "Caution : M. Yann Kervella, gérant, dans la limite de 7 412,40 €, par acte séparé.".to_owned(),
            is_draft: false,
        };
        let consumer = Self {
            debtor: samples::debtor("Mme Anne Lefèvre", DebtorKind::Consumer),
            items: vec![item("FA-2026-00977", date(2026, 8, 1), date(2026, 8, 31), 64_500, 64_500)],
            accessories: Accessories::default(),
            interest: InterestChoice::Waived,
            guarantee: String::new(),
            reference: "ECH-2026-015".to_owned(),
            ..business.clone()
        };
        let long = Self {
            interest: InterestChoice::Kept,
            guarantee: String::new(),
            accelerates: false,
            is_draft: true,
            version: 2,
            reference: "ECH-2026-016".to_owned(),
            ..business.clone()
        };
        [(business, 4), (consumer, 3), (long, 12)].into_iter().map(|(paper, parts)| paper.cut(parts, &[])).collect()
    }

    fn cut(self, parts: u32, received: &[Received]) -> Self {
        let first_on = date(2026, 12, 15);
        let rule = Rule { parts, first: None, first_on, pace: Pace::Monthly(15), odd: Odd::Last, working_days: true };
        let instalments: Vec<Instalment> = schedule(self.total(), &rule).unwrap_or_default();
        let lines = progress(&instalments, received, self.grace_days, self.written_on).lines;
        Self { lines, ..self }
    }
}

impl CurePaper {
    /// The plan of the first sample, at its third instalment.
    #[must_use]
    pub fn sample() -> Option<Self> {
        let plan = PlanPaper::samples().into_iter().next()?;
        let received = [Received { on: date(2026, 12, 14), amount: Cents(420_000), is_cash: true }];
        let plan = PlanPaper { written_on: date(2027, 2, 22), ..plan }.cut(4, &received);
        Some(Self { plan, signed_on: date(2026, 12, 2), signatory: "M. Yann Kervella, gérant".to_owned(), cure_by: date(2027, 3, 4) })
    }
}
