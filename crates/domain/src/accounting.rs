//! Doubtful claims and losses as accounting entries, and the value added tax of a loss.
//!
//! 411 to 416 with taxes included; impairment on the net amount by 68174 and 491, and its release by 78174;
//! the loss by 654 net. VAT that was due before payment is taken back (44571) once the claim is definitively
//! irrecoverable, or from the judgment that pronounces liquidation (CGI 272-1, BOI-TVA-DED-40-10-20), and
//! with a rectifying invoice sent. Regime and rates come from the person; nothing here guesses them.

use crate::Currency;
use crate::law::RateBp;
use crate::money::Cents;

/// When the VAT of a sale was due to the State.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatRegime {
    /// Goods: on delivery.
    Goods,
    /// Services, with the option for debits: on invoicing.
    ServicesOnDebits,
    /// Services: on payment. Nothing was paid, so nothing comes back.
    ServicesOnReceipts,
}

impl VatRegime {
    /// All regimes, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Goods, Self::ServicesOnDebits, Self::ServicesOnReceipts];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::ServicesOnDebits => "services_on_debits",
            Self::ServicesOnReceipts => "services_on_receipts",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|regime| regime.code() == code)
    }

    /// Whether the tax was due before payment.
    #[must_use]
    pub fn due_before_payment(self) -> bool {
        self != Self::ServicesOnReceipts
    }
}

/// Why a claim is given up, as far as its VAT is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Given up without proof that it can never be paid: a commercial gesture, a small amount.
    GivenUp,
    /// Definitively irrecoverable, with proof. A formal notice or an impairment is no proof.
    Irrecoverable,
    /// A judgment pronounced the liquidation of the debtor; not the one that opens a recovery.
    Liquidation,
}

impl Ground {
    /// All grounds, in the order of menus.
    pub const ALL: [Self; 3] = [Self::GivenUp, Self::Irrecoverable, Self::Liquidation];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::GivenUp => "given_up",
            Self::Irrecoverable => "irrecoverable",
            Self::Liquidation => "liquidation",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// Whether VAT may be taken back on it (CGI 272-1).
    #[must_use]
    pub fn allows_vat(self) -> bool {
        self != Self::GivenUp
    }
}

/// The part of a claim at one rate of VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatPart {
    /// The rate.
    pub rate: RateBp,
    /// Taxes included.
    pub gross: Cents,
}

impl VatPart {
    /// Without tax, rounded half up; net and tax add up to the gross amount.
    #[must_use]
    pub fn net(&self) -> Cents {
        let (gross, base) = (i128::from(self.gross.0), 10_000 + i128::from(self.rate.0));
        Cents(i64::try_from((2 * gross * 10_000 + base) / (2 * base)).unwrap_or(self.gross.0))
    }

    /// The tax.
    #[must_use]
    pub fn vat(&self) -> Cents {
        self.gross - self.net()
    }
}

/// Why facts about a claim do not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountingError {
    /// A rate below zero, above 100 %, or given twice, or a part that is not above zero.
    #[error("a VAT part that cannot be")]
    BadPart,
    /// The parts do not add up to the amount.
    #[error("the VAT parts add up to {parts}, not to {amount}")]
    PartsDiffer {
        /// Their sum.
        parts: Cents,
        /// The amount.
        amount: Cents,
    },
    /// An impairment, or its release, of nothing or of more than there is.
    #[error("an impairment of {asked} where {most} is possible")]
    ImpairmentOutOfRange {
        /// What was asked.
        asked: Cents,
        /// The most.
        most: Cents,
    },
}

impl AccountingError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BadPart => "accounting.bad_part",
            Self::PartsDiffer { .. } => "accounting.parts_differ",
            Self::ImpairmentOutOfRange { .. } => "accounting.impairment_out_of_range",
        }
    }
}

/// Checks that parts are possible and add up to an amount.
///
/// # Errors
/// [`AccountingError::BadPart`], then [`AccountingError::PartsDiffer`].
pub fn check_parts(parts: &[VatPart], amount: Cents) -> Result<(), AccountingError> {
    let twice = |at: usize| parts[..at].iter().any(|other| other.rate == parts[at].rate);
    if (0..parts.len()).any(|at| !(0..=10_000).contains(&parts[at].rate.0) || !parts[at].gross.is_positive() || twice(at)) {
        return Err(AccountingError::BadPart);
    }
    let sum = Cents::total(parts.iter().map(|part| part.gross));
    if sum == amount { Ok(()) } else { Err(AccountingError::PartsDiffer { parts: sum, amount }) }
}

/// Net amount of all parts.
#[must_use]
pub fn net(parts: &[VatPart]) -> Cents {
    Cents::total(parts.iter().map(VatPart::net))
}

/// Tax of all parts.
#[must_use]
pub fn vat(parts: &[VatPart]) -> Cents {
    Cents::total(parts.iter().map(VatPart::vat))
}

/// An account of the French chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerAccount {
    /// Customers.
    Customers,
    /// Doubtful customers.
    Doubtful,
    /// VAT collected.
    VatCollected,
    /// VAT of services on receipts that waits for the payment.
    VatWaiting,
    /// Impairment of customers' accounts.
    Impairment,
    /// Losses on irrecoverable claims.
    Loss,
    /// Charge of an impairment.
    ImpairmentCharge,
    /// Release of an impairment.
    ImpairmentRelease,
}

impl LedgerAccount {
    /// Its number, with zeros behind it up to so many digits where a firm writes them longer.
    #[must_use]
    pub fn number(self, digits: usize) -> String {
        let root = match self {
            Self::Customers => "411",
            Self::Doubtful => "416",
            Self::VatCollected => "44571",
            Self::VatWaiting => "4458",
            Self::Impairment => "491",
            Self::Loss => "654",
            Self::ImpairmentCharge => "68174",
            Self::ImpairmentRelease => "78174",
        };
        format!("{root:0<digits$}")
    }

    /// Its name in the chart.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "Clients",
            Self::Doubtful => "Clients douteux ou litigieux",
            Self::VatCollected => "TVA collectée",
            Self::VatWaiting => "TVA à régulariser ou en attente",
            Self::Impairment => "Dépréciations des comptes de clients",
            Self::Loss => "Pertes sur créances irrécouvrables",
            Self::ImpairmentCharge => "Dotations aux dépréciations des créances",
            Self::ImpairmentRelease => "Reprises sur dépréciations des créances",
        }
    }

    /// Whether its lines bear the customer's own account.
    #[must_use]
    pub fn is_of_customer(self) -> bool {
        matches!(self, Self::Customers | Self::Doubtful)
    }
}

/// What is written about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Movement {
    /// It becomes doubtful: its whole amount, taxes included.
    Doubtful {
        /// The amount.
        amount: Cents,
    },
    /// An impairment on its net amount.
    Impairment {
        /// Net of tax.
        net: Cents,
    },
    /// The release of an impairment.
    Release {
        /// Net of tax.
        net: Cents,
    },
    /// It is lost.
    Loss {
        /// Whether it stands in 416 rather than in 411.
        doubtful: bool,
        /// When its tax was due.
        regime: VatRegime,
        /// Why it is given up.
        ground: Ground,
        /// Its parts by rate.
        parts: Vec<VatPart>,
    },
}

/// A line of an entry: one of its two amounts is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryLine {
    /// The account.
    pub account: LedgerAccount,
    /// Debit.
    pub debit: Cents,
    /// Credit.
    pub credit: Cents,
}

impl Movement {
    /// The lines of its entry: debits, then credits, adding up to the same; none is zero.
    #[must_use]
    pub fn lines(&self) -> Vec<EntryLine> {
        use LedgerAccount::{Customers, Doubtful, Impairment, ImpairmentCharge, ImpairmentRelease, Loss, VatCollected, VatWaiting};
        let moves = match self {
            Self::Doubtful { amount } => vec![(Doubtful, *amount), (Customers, -*amount)],
            Self::Impairment { net } => vec![(ImpairmentCharge, *net), (Impairment, -*net)],
            Self::Release { net } => vec![(Impairment, *net), (ImpairmentRelease, -*net)],
            Self::Loss { doubtful, regime, ground, parts } => {
                let (net, vat) = (net(parts), vat(parts));
                let claim = if *doubtful { Doubtful } else { Customers };
                match (regime.due_before_payment(), ground.allows_vat()) {
                    (true, true) => vec![(Loss, net), (VatCollected, vat), (claim, -(net + vat))],
                    // The tax stays due to the State: it is lost with the rest.
                    (true, false) => vec![(Loss, net + vat), (claim, -(net + vat))],
                    // The tax never became due: what waited for the payment is taken off.
                    (false, _) => vec![(Loss, net), (VatWaiting, vat), (claim, -(net + vat))],
                }
            }
        };
        let lines: Vec<EntryLine> = moves
            .into_iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(account, amount)| EntryLine { account, debit: amount.max(Cents::ZERO), credit: (-amount).max(Cents::ZERO) })
            .collect();
        let sum = |side: fn(&EntryLine) -> Cents| Cents::total(lines.iter().map(side));
        assert!(sum(|line| line.debit) == sum(|line| line.credit), "an entry balances");
        lines
    }

    /// What is cited beside the entry.
    #[must_use]
    pub fn article(&self) -> &'static str {
        match self {
            Self::Doubtful { .. } => "PCG, compte 416",
            Self::Impairment { .. } | Self::Release { .. } => "PCG, comptes 491 et 6817 ou 7817",
            Self::Loss { .. } if self.recovers_vat() => "PCG, compte 654\u{202f}; CGI 272-1",
            Self::Loss { .. } => "PCG, compte 654",
        }
    }

    /// Whether VAT is taken back, which a rectifying invoice must precede (CGI 272-1).
    #[must_use]
    pub fn recovers_vat(&self) -> bool {
        matches!(self, Self::Loss { regime, ground, parts, .. } if regime.due_before_payment() && ground.allows_vat() && vat(parts).is_positive())
    }
}

/// The same entry the other way round: what an undone operation is answered by.
#[must_use]
pub fn reversed(lines: &[EntryLine]) -> Vec<EntryLine> {
    lines.iter().map(|line| EntryLine { debit: line.credit, credit: line.debit, ..*line }).collect()
}

/// How a rectifying invoice calls the net amount: both are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum NetWord {
    /// « prix net ».
    #[default]
    PrixNet,
    /// « prix hors taxe ».
    PrixHorsTaxe,
}

impl NetWord {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PrixNet, Self::PrixHorsTaxe];

    /// The words, which are also the stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PrixNet => "prix net",
            Self::PrixHorsTaxe => "prix hors taxe",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.code() == code)
    }
}

/// The mention to be overprinted on the duplicate of the invoice that goes to the debtor before VAT is taken
/// back (CGI 272-1, BOI-TVA-DED-40-10-20).
#[must_use]
pub fn rectifying_mention(parts: &[VatPart], word: NetWord, currency: Currency) -> String {
    format!(
        "Facture demeurée impayée pour la somme de {} ({}) et pour la somme de {} (taxe sur la valeur ajoutée correspondante) qui ne peut faire l’objet d’une déduction (article 272 du CGI)",
        net(parts).fr_in(currency),
        word.code(),
        vat(parts).fr_in(currency)
    )
}

/// Checks an impairment against the net amount that is not impaired yet, or a release against what is.
///
/// # Errors
/// [`AccountingError::ImpairmentOutOfRange`].
pub fn check_impairment(asked: Cents, most: Cents) -> Result<(), AccountingError> {
    if asked.is_positive() && asked <= most { Ok(()) } else { Err(AccountingError::ImpairmentOutOfRange { asked, most }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rate: i32, gross: i64) -> VatPart {
        VatPart { rate: RateBp(rate), gross: Cents(gross) }
    }

    fn told(lines: &[EntryLine]) -> String {
        let told = lines.iter().map(|line| {
            let account = line.account.number(0);
            if line.debit.is_zero() { format!("C {account} {}", line.credit) } else { format!("D {account} {}", line.debit) }
        });
        told.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn net_and_tax_of_each_rate() {
        // Rate, gross, net, tax.
        let cases = [
            (2_000, 120_000, 100_000, 20_000),
            (2_000, 100, 83, 17),
            (2_000, 1, 1, 0),
            (2_000, 3, 3, 0),                // 2,5 is rounded up
            (2_000, 99_999, 83_333, 16_666), // 83 332,5
            (1_000, 110_000, 100_000, 10_000),
            (1_000, 100, 91, 9),
            (550, 105_500, 100_000, 5_500),
            (550, 100, 95, 5),
            (550, 99_999, 94_786, 5_213),
            (210, 10_210, 10_000, 210),
            (0, 5_000, 5_000, 0),
        ];
        for (rate, gross, net, vat) in cases {
            let part = part(rate, gross);
            assert_eq!((part.net(), part.vat()), (Cents(net), Cents(vat)), "{gross} at {rate}");
        }
    }

    #[test]
    fn entries_to_the_cent() {
        use Ground::{GivenUp, Irrecoverable, Liquidation};
        use VatRegime::{Goods, ServicesOnDebits, ServicesOnReceipts};
        let loss = |doubtful, regime, ground, parts: &[VatPart]| Movement::Loss { doubtful, regime, ground, parts: parts.to_vec() };
        let cases = [
            (Movement::Doubtful { amount: Cents(120_000) }, "D 416 1200.00, C 411 1200.00"),
            (Movement::Impairment { net: Cents(50_000) }, "D 68174 500.00, C 491 500.00"),
            (Movement::Release { net: Cents(50_000) }, "D 491 500.00, C 78174 500.00"),
            (loss(true, Goods, Liquidation, &[part(2_000, 120_000)]), "D 654 1000.00, D 44571 200.00, C 416 1200.00"),
            (loss(false, Goods, Irrecoverable, &[part(2_000, 120_000)]), "D 654 1000.00, D 44571 200.00, C 411 1200.00"),
            (loss(true, ServicesOnDebits, Irrecoverable, &[part(1_000, 110_000)]), "D 654 1000.00, D 44571 100.00, C 416 1100.00"),
            (loss(true, Goods, Irrecoverable, &[part(550, 99_999)]), "D 654 947.86, D 44571 52.13, C 416 999.99"),
            (
                loss(true, Goods, Irrecoverable, &[part(2_000, 100), part(1_000, 100), part(550, 100)]),
                "D 654 2.69, D 44571 0.31, C 416 3.00",
            ),
            (loss(true, Goods, GivenUp, &[part(2_000, 120_000)]), "D 654 1200.00, C 416 1200.00"),
            (loss(true, ServicesOnReceipts, Liquidation, &[part(2_000, 120_000)]), "D 654 1000.00, D 4458 200.00, C 416 1200.00"),
            (loss(true, ServicesOnReceipts, GivenUp, &[part(2_000, 120_000)]), "D 654 1000.00, D 4458 200.00, C 416 1200.00"),
            (loss(false, Goods, Liquidation, &[part(0, 5_000)]), "D 654 50.00, C 411 50.00"),
        ];
        for (movement, expected) in cases {
            assert_eq!(told(&movement.lines()), expected, "{movement:?}");
            let back = reversed(&movement.lines());
            assert_eq!(told(&reversed(&back)), expected, "there and back");
        }
    }

    #[test]
    fn vat_comes_back_where_it_was_due_and_on_proof() {
        for regime in VatRegime::ALL {
            for ground in Ground::ALL {
                let movement = Movement::Loss { doubtful: true, regime, ground, parts: vec![part(2_000, 120_000)] };
                let expected = regime != VatRegime::ServicesOnReceipts && ground != Ground::GivenUp;
                assert_eq!(movement.recovers_vat(), expected, "{regime:?} {ground:?}");
                assert_eq!(movement.article().contains("272"), expected);
            }
        }
        let exempt = Movement::Loss { doubtful: true, regime: VatRegime::Goods, ground: Ground::Liquidation, parts: vec![part(0, 100)] };
        assert!(!exempt.recovers_vat(), "there was none");
        assert!(!Movement::Doubtful { amount: Cents(1) }.recovers_vat());
    }

    #[test]
    fn parts_are_possible_and_add_up() {
        let cases: [(&[VatPart], i64, Option<&str>); 7] = [
            (&[part(2_000, 100), part(550, 50)], 150, None),
            (&[part(2_000, 100)], 101, Some("accounting.parts_differ")),
            (&[], 0, None),
            (&[part(2_000, 100), part(2_000, 50)], 150, Some("accounting.bad_part")),
            (&[part(-1, 100)], 100, Some("accounting.bad_part")),
            (&[part(10_001, 100)], 100, Some("accounting.bad_part")),
            (&[part(2_000, 0)], 0, Some("accounting.bad_part")),
        ];
        for (parts, amount, expected) in cases {
            assert_eq!(check_parts(parts, Cents(amount)).err().map(AccountingError::code), expected, "{parts:?}");
        }
        for (asked, most, ok) in [(1, 1, true), (0, 1, false), (2, 1, false), (-1, 1, false)] {
            assert_eq!(check_impairment(Cents(asked), Cents(most)).is_ok(), ok);
        }
    }

    #[test]
    fn the_mention_names_both_amounts() {
        let parts = [part(2_000, 120_000)];
        assert_eq!(
            rectifying_mention(&parts, NetWord::PrixNet, Currency::EUR),
            "Facture demeurée impayée pour la somme de 1\u{202f}000,00\u{a0}€ (prix net) et pour la somme de 200,00\u{a0}€ (taxe sur la valeur ajoutée correspondante) qui ne peut faire l’objet d’une déduction (article 272 du CGI)"
        );
        assert!(rectifying_mention(&parts, NetWord::PrixHorsTaxe, Currency::EUR).contains("(prix hors taxe)"));
        assert_eq!(LedgerAccount::Loss.number(6), "654000");
        assert_eq!(LedgerAccount::ImpairmentCharge.number(0), "68174");
    }
}
