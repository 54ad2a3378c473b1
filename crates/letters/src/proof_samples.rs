//! Accounts that tests render in every way, computed as in real life from a ledger and the rates.

use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::interest::{
    Claim, Clause, DayCount, Indemnity, InterestError, Movement, MovementKind, Party, Terms, Track, assess_disputed, below_floor,
    fixed_indemnity, interest_basis,
};
use domain::law::{Book, RateBp};
use domain::party::DebtorKind;
use domain::{Cents, Currency, Date};

use crate::context::ReminderContext;
use crate::proof::{ProofAccount, ProofContext, ProofItem, Reckoning};
use crate::samples;

impl ProofContext {
    /// One account of each sort, all sound: one invoice paid in part; three invoices with a credit note,
    /// cash and a waiver over several half-years; a disputed part; a consumer after a formal notice; an
    /// insolvency judgment; forty invoices; a public body; an unknown kind; a clause below its floor,
    /// compounded and counted ACT/ACT, in English.
    ///
    /// # Errors
    /// [`InterestError`] when the compiled rates do not reach 2026.
    pub fn samples() -> Result<Vec<Self>, InterestError> {
        let until = date(2026, 9, 3);
        let business = || samples::debtor("Menuiserie Kervella SAS", DebtorKind::Business);
        let one = Case { moves: vec![paid(date(2026, 7, 1), 400_000)], ..Case::new("FA-2026-00418", date(2026, 5, 1), 1_000_000) };
        let disputed = Case {
            disputed: 150_000,
            moves: vec![paid(date(2026, 6, 15), 200_000)],
            ..Case::new("FA-2026-00655", date(2026, 3, 31), 480_000)
        };
        let consumer = Case { notice: Some(date(2026, 6, 10)), ..Case::new("FA-2026-00977", date(2026, 4, 30), 364_500) };
        let stopped = Case { insolvency_on: Some(date(2026, 7, 20)), ..Case::new("FA-2026-00702", date(2026, 5, 15), 233_600) };
        let after = Case { insolvency_on: Some(date(2026, 7, 20)), ..Case::new("FA-2026-00840", date(2026, 7, 31), 90_000) };
        let public = Case { moves: vec![paid(date(2026, 8, 12), 300_000)], ..Case::new("FA-2026-00512", date(2026, 6, 30), 1_250_040) };
        let below = Case {
            clause: Some(Clause::Fixed(RateBp(800))),
            day_count: DayCount::ActualActual,
            compounds: true,
            ..Case::new("FA-2023-01790", date(2023, 12, 31), 250_000)
        };
        Ok(vec![
            proof(business(), until, &[one])?,
            proof(business(), until, &three())?,
            proof(samples::debtor("Imprimerie de la Tour SARL", DebtorKind::Business), until, &[disputed])?,
            proof(samples::debtor("Mme Anne Lefèvre", DebtorKind::Consumer), until, &[consumer])?,
            proof(samples::debtor("Ateliers du Vercors SARL", DebtorKind::Business), until, &[stopped, after])?,
            proof(samples::debtor("Transports Bresson et Fils", DebtorKind::Business), until, &forty())?,
            proof(samples::debtor("Commune de Saint-Aubin", DebtorKind::Public), until, &[public])?,
            proof(samples::debtor("Cabinet Noirot", DebtorKind::Unknown), until, &[Case::new("FA-2026-00733", date(2026, 6, 1), 84_000)])?,
            proof(samples::english(samples::debtor("Harper & Lowe Ltd", DebtorKind::Business)), until, &[below])?,
        ])
    }
}

impl ReminderContext {
    /// The letter to a business with three late invoices, and its account of interest as an annex.
    ///
    /// # Errors
    /// [`InterestError`], as [`ProofContext::samples`].
    pub fn sample_with_interest() -> Result<Self, InterestError> {
        let mut context = Self::samples().swap_remove(1);
        context.stage = crate::context::Stage::Letter;
        let cases: Vec<Case> = context
            .lines
            .iter()
            .filter(|line| line.asked)
            .map(|line| Case { issued_on: line.issued_on, ..Case::new(&line.number, line.due_on, line.amount.0) })
            .collect();
        context.interest = Some(account(context.debtor.kind, context.written_on, &cases)?);
        Ok(context)
    }
}

/// What a ledger knows of one invoice.
struct Case {
    number: String,
    issued_on: Date,
    due_on: Date,
    amount: i64,
    moves: Vec<Movement>,
    disputed: i64,
    notice: Option<Date>,
    insolvency_on: Option<Date>,
    clause: Option<Clause>,
    day_count: DayCount,
    compounds: bool,
    waived: bool,
    note: &'static str,
}

impl Case {
    fn new(number: &str, due_on: Date, amount: i64) -> Self {
        Self {
            number: number.to_owned(),
            issued_on: add_days(due_on, -30),
            due_on,
            amount,
            moves: vec![],
            disputed: 0,
            notice: None,
            insolvency_on: None,
            clause: None,
            day_count: DayCount::Actual365,
            compounds: false,
            waived: false,
            note: "",
        }
    }

    fn item(&self, kind: DebtorKind, until: Date) -> Result<ProofItem, InterestError> {
        let book = Book::compiled();
        let events: Vec<ClaimEvent> =
            self.notice.map(|on| ClaimEvent { kind: ClaimEventKind::FormalNotice, on, until: None, rate: None }).into_iter().collect();
        let principal = Cents(self.amount);
        let claim = Claim { principal, starts_after: self.due_on, movements: &self.moves };
        let (reckoning, warnings) = match interest_basis(kind, Party::Professional, self.clause, self.due_on, &events) {
            Ok(basis) => {
                let terms = Terms {
                    day_count: self.day_count,
                    compounds_from: self.compounds.then_some(basis.starts_after),
                    insolvency_on: self.insolvency_on,
                    ..Terms::default()
                };
                let track = Track::new(basis.regime, book, basis.enforceable_on)?;
                let claim = Claim { starts_after: basis.starts_after, ..claim };
                let assessment = assess_disputed(&claim, Cents(self.disputed), &terms, &track, until)?;
                let warnings = match self.clause {
                    Some(clause) => below_floor(clause, book, date(2026, 7, 1), until),
                    None => vec![],
                };
                (Reckoning::Computed { regime: basis.regime, assessment: Box::new(assessment) }, warnings)
            }
            Err(why) => (Reckoning::Nothing { why, open: principal }, vec![]),
        };
        let indemnity: Indemnity = fixed_indemnity(&claim, kind, self.insolvency_on, self.waived, book, until)?;
        Ok(ProofItem {
            number: self.number.clone(),
            issued_on: self.issued_on,
            due_on: self.due_on,
            amount: principal,
            reckoning,
            indemnity,
            note: self.note.to_owned(),
            warnings,
        })
    }
}

fn three() -> [Case; 3] {
    let moved = |kind, on, amount| Movement { on, kind, amount: Cents(amount) };
    [
        Case {
            moves: vec![paid(date(2026, 1, 15), 250_000), paid(date(2026, 7, 10), 500_000)],
            ..Case::new("FA-2025-02207", date(2025, 5, 31), 1_250_040)
        },
        Case {
            moves: vec![moved(MovementKind::CreditNote, date(2026, 3, 2), 33_600), moved(MovementKind::Waiver, date(2026, 6, 30), 2_000)],
            note: "Abandon partiel accordé le 30/06/2026 à la suite de l’échange téléphonique du 26/06/2026.",
            ..Case::new("FA-2025-03118", date(2025, 12, 15), 312_060)
        },
        Case { moves: vec![paid(date(2026, 8, 20), 46_000)], waived: true, ..Case::new("FA-2026-00211", date(2026, 2, 28), 45_600) },
    ]
}

fn forty() -> Vec<Case> {
    (0..40).map(|n| Case::new(&format!("FA-2026-{:05}", 100 + 7 * n), add_days(date(2026, 2, 10), 3 * n), 18_000 + 1_234 * n)).collect()
}

fn proof(debtor: domain::party::Debtor, until: Date, cases: &[Case]) -> Result<ProofContext, InterestError> {
    Ok(ProofContext {
        account: account(debtor.kind, until, cases)?,
        creditor: samples::creditor(),
        debtor,
        contact_name: "Service comptabilité".to_owned(),
        written_on: until,
        reference: "DEC-2026-000123".to_owned(),
        currency: Currency::EUR,
        internal: false,
    })
}

fn account(kind: DebtorKind, until: Date, cases: &[Case]) -> Result<ProofAccount, InterestError> {
    let items = cases.iter().map(|case| case.item(kind, until)).collect::<Result<_, _>>()?;
    Ok(ProofAccount { until, items, costs: None })
}

fn paid(on: Date, amount: i64) -> Movement {
    Movement { on, kind: MovementKind::Payment, amount: Cents(amount) }
}

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap_or_default()
}
